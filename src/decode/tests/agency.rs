//! Fields that formats of agencies keep in places of their own, with what a careful editor reads in them. All of it is
//! invented.

use std::ops::ControlFlow;

use super::*;
use crate::model::{BlockKind, LinkRel, Record};

/// The records of an arrival, and the members that were refused.
pub(super) fn read(bytes: impl AsRef<[u8]>) -> (Vec<Record>, Vec<String>) {
    let hints = Hints { received_at: "2026-03-20T12:00:00Z".to_owned(), ..Hints::default() };
    let (mut records, mut refused) = (Vec::new(), Vec::new());
    decode(bytes.as_ref(), &hints, &TextLimits::default(), &mut |piece| {
        match piece {
            Piece::Document(document, _) => {
                records.push(crate::normalise::normalise(*document, &hints, &TextLimits::default()));
            }
            Piece::Refused { member, .. } => refused.push(member),
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    (records, refused)
}

fn record(bytes: impl AsRef<[u8]>) -> Record {
    read(bytes).0.pop().unwrap()
}

/// `Name|role|title|organization` of each author.
pub(super) fn authors(record: &Record) -> Vec<String> {
    let part = |p: &Option<String>| p.clone().unwrap_or_default();
    record
        .authors
        .iter()
        .map(|a| format!("{}|{:?}|{}|{}", a.name, a.role, part(&a.title), part(&a.organization)))
        .collect()
}

/// `url|caption|credit` of each picture.
fn images(record: &Record) -> Vec<String> {
    let part = |p: &Option<String>| p.clone().unwrap_or_default();
    record
        .images
        .iter()
        .map(|i| format!("{}|{}|{}", part(&i.url), part(&i.caption), part(&i.credit)))
        .collect()
}

fn agencies(record: &Record) -> Vec<&str> {
    record.agencies.iter().map(|a| a.name.as_str()).collect()
}

fn blocks(record: &Record, kind: BlockKind) -> Vec<&str> {
    record.body.iter().filter(|b| b.kind == kind).map(|b| b.text.as_str()).collect()
}

const STORY: &str = "The harbour board voted on Tuesday to keep the north ferry open through the winter, ending a dispute that had lasted since the autumn storms.";
const MORE: &str =
    "The line carries about 1,400 passengers a week, and its operator had asked for a subsidy.";

#[test]
fn ninjs_descriptions_by_their_roles() {
    let item = |kind: &str, rest: &str| {
        format!(
            r#"{{"uri":"urn:x:1","type":"{kind}","versioncreated":"2026-03-04T09:00:00Z","pubstatus":"usable","headlines":[{{"role":"main","value":"Ferry stays"}}],{rest}}}"#
        )
    };
    let picture = record(item(
        "picture",
        r#""by":"Ana Exemplar","descriptions":[{"role":"creditline","value":"EXAMPLE PRESS"},{"role":"writer","value":"www.pictures.example"},{"role":"caption","value":"The north ferry at the quay of Halden on Tuesday."}],"renditions":[{"name":"main","href":"https://p.example/ferry.jpg","width":800}]"#,
    ));
    assert_eq!(
        images(&picture),
        ["https://p.example/ferry.jpg|The north ferry at the quay of Halden on Tuesday.|EXAMPLE PRESS"]
    );
    assert_eq!(authors(&picture), ["Ana Exemplar|Photographer||"]);
    // a house that offers a picture is nobody's name
    let offered = record(item(
        "picture",
        r#""by":"Bildhaus","descriptions":[{"role":"text","value":"The north ferry at the quay of Halden."}],"renditions":[{"href":"https://p.example/f.jpg"}]"#,
    ));
    assert!(offered.authors.is_empty(), "{:?}", offered.authors);
    // nothing but a description: that is the story
    let told = record(item(
        "text",
        &format!(
            r#""descriptions":[{{"role":"text","contentType":"text/plain","value":"{STORY}\n\n{MORE}"}}]"#
        ),
    ));
    assert_eq!((told.text, told.lead.as_deref()), (format!("{STORY}\n\n{MORE}"), Some(STORY)));
    // the lead stays what it is where there is a story
    let both = record(item(
        "text",
        &format!(
            r#""descriptions":[{{"role":"summary","value":"It stays."}}],"bodies":[{{"role":"text","contentType":"text/plain","value":"{STORY}"}}]"#
        ),
    ));
    assert_eq!((both.text.as_str(), both.lead.as_deref()), (STORY, Some("It stays.")));
}

#[test]
fn ninjs_bodies_of_nitf_and_of_lines() {
    let body = |kind: &str, value: &str| {
        let value = serde_json::to_string(value).unwrap();
        format!(
            r#"{{"uri":"urn:x:1","versioncreated":"2026-03-04T09:00:00Z","pubstatus":"usable","headline":"Ferry stays","bodies":[{{"role":"{kind}","value":{value}}}]}}"#
        )
    };
    let nitf = format!(
        "<?xml version=\"1.0\"?><nitf><head><title>Ferry stays</title></head><body><body.head><hedline><hl1>Ferry stays</hl1></hedline><byline>By Ana Exemplar</byline><distributor>Bildhaus</distributor></body.head><body.content><p>{STORY}</p></body.content></body></nitf>"
    );
    let read = record(body("nitf", &nitf));
    assert_eq!(read.text, STORY);
    assert_eq!(authors(&read), ["Ana Exemplar|Author||"]);
    let cut = record(body(
        "xhtml",
        "\n      The harbour board voted to keep the north ferry of Examplewire \n      Corporation open through the winter.\n    ",
    ));
    assert_eq!(
        cut.text,
        "The harbour board voted to keep the north ferry of Examplewire Corporation open through the winter."
    );
}

#[test]
fn ap_items_say_more_than_their_text() {
    let item = |rest: &str| {
        format!(
            r#"{{"uri":"https://api.ap.org/media/v/content/9f","altids":{{"itemid":"9f467a0956534f03","etag":"9f_1"}},"version":1,"versioncreated":"2026-03-04T09:00:00Z","firstcreated":"2026-03-04T08:00:00Z","pubstatus":"usable","headline":"Harbor board keeps ferry","provider":"AP",{rest}}}"#
        )
    };
    let text = record(item(
        r#""type":"text","located":"HALDEN, N.Y.","bylines":[{"by":"By ANA EXEMPLAR","title":"Associated Press"}],"description_summary":"The ferry stays open.","links":[{"rel":"canonical","href":"https://apnews.example/ferry"}],"subject":[{"rels":["category"],"code":"s","name":"s"},{"name":"Ferries","code":"1f"}],"renditions":{"nitf":{"href":"https://api.ap.org/x"}}"#,
    ));
    assert_eq!(text.dateline.as_ref().and_then(|d| d.place.as_deref()), Some("HALDEN"));
    assert_eq!(text.canonical_url.as_deref(), Some("https://apnews.example/ferry"));
    assert_eq!((text.subjects.as_slice(), text.section.as_deref()), (&["Ferries".to_owned()][..], Some("s")));
    assert_eq!(authors(&text), ["Ana Exemplar|Author||Associated Press"]);
    assert_eq!(agencies(&text), ["Associated Press"]);
    assert!(text.warnings.iter().any(|w| w.code == "story-elsewhere"), "{:?}", text.warnings);
    let picture = record(item(
        r#""type":"picture","photographer":{"code":"stf","title":"STAFF","name":"Tom B. Sample"},"description_creditline":"ASSOCIATED PRESS","description_caption":"A ferry leaves the quay of Halden on Tuesday, March 3, 2026. (AP Photo/Tom B. Sample)","renditions":{"main":{"href":"https://p.example/f.jpg"}}"#,
    ));
    assert_eq!(authors(&picture), ["Tom B. Sample|Photographer||"]);
    assert_eq!(
        images(&picture),
        [
            "https://p.example/f.jpg|A ferry leaves the quay of Halden on Tuesday, March 3, 2026.|AP Photo/Tom B. Sample"
        ]
    );
    assert!(picture.warnings.is_empty(), "{:?}", picture.warnings);
    // ids of others' items under the same name
    let other = record(
        r#"{"uri":"http://n.example/items/1","altids":{"itemid":"(ap):9f46"},"versioncreated":"2026-03-04T09:00:00Z","headline":"Ferry stays","body_text":"It stays."}"#,
    );
    assert_eq!(
        (other.source.format.as_str(), other.source.item.as_deref()),
        ("ninjs", Some("http://n.example/items/1"))
    );
}

#[test]
fn the_dateline_of_the_story_completes_its_field() {
    let dateline = |field: &str, story: &str| {
        let read = record(format!(
            "<nitf><body><body.head><hedline><hl1>Ferry stays</hl1></hedline><dateline>{field}</dateline></body.head><body.content><p>{story}</p><p>{MORE}</p></body.content></body></nitf>"
        ));
        let d = read.dateline.unwrap();
        [d.place, d.region, d.date, d.agency].map(Option::unwrap_or_default).join("|")
    };
    assert_eq!(dateline("NEW YORK", &format!("NEW YORK (AP) — {STORY}")), "NEW YORK|||AP");
    assert_eq!(dateline("ROME", &format!("(ANSA) - ROME, JUL 11 - {STORY}")), "ROME||JUL 11|ANSA");
    assert_eq!(dateline("Grosseto, Italy", &format!("GROSSETTO, Italy (AP) -- {STORY}")), "GROSSETTO|||AP");
    // a field that says it all stays
    assert_eq!(dateline("PARIS, March 4 (AFP)", &format!("BERLIN (AFP) - {STORY}")), "PARIS||March 4|AFP");
    assert_eq!(dateline("Oslo", STORY), "Oslo|||");
    assert_eq!(
        dateline("<location><city>Newport News</city>, <state>VA</state></location>", STORY),
        "Newport News|VA||"
    );
}

fn g2(meta: &str, content: &str, rest: &str) -> String {
    format!(
        "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:x:1' version='1'><itemMeta><provider literal='Bildhaus'/><versionCreated>2026-03-04T09:00:00Z</versionCreated><pubStatus qcode='stat:usable'/>{meta}</itemMeta><contentMeta><headline>Ferry stays</headline>{content}</contentMeta>{rest}<contentSet><inlineXML><html><body><p>{STORY}</p></body></html></inlineXML></contentSet></newsItem>"
    )
}

#[test]
fn g2_subjects_have_names() {
    let read = record(g2(
        "",
        "<subject qcode='N2:SA'/><subject qcode='subj:04015001'/><subject qcode='loc:7576' type='cpnat:geoArea'/><subject qcode='cat:tr'><name>tr</name></subject><subject qcode='x:9'><name>ferries</name></subject><subject literal='P1' type='cpnat:poi'><name>Halden, Kai 1, Norvik</name></subject>",
        "<assert qcode='meta:default:7576'><broader qcode='city:1'><name>Halden</name></broader></assert>",
    ));
    assert_eq!(read.subjects, ["N2:SA", "04015001", "Halden", "ferries"]);
    assert_eq!(read.section.as_deref(), Some("tr"));
}

#[test]
fn g2_people_links_and_times() {
    let read = record(g2(
        "<edNote>Redaktion: Tom Sample (Halden), 030 123, news@x.example</edNote><link rel='irel:seeAlso' href='https://port.example/'><title>The port</title></link><link rel='irel:previous' href='https://no.example/'/>",
        "<by>Von Ana Exemplar</by><contributor jobtitle='j:1'><name>Bo Lind</name><name>Chief Packaging Editor</name></contributor><contributor role='ctrol:supplier'><name>ANSA</name></contributor><contributor><name>blind</name></contributor>",
        "",
    ));
    assert_eq!(
        authors(&read),
        ["Ana Exemplar|Author||", "Bo Lind|Contributor|Chief Packaging Editor|", "Tom Sample|Editor||"]
    );
    assert_eq!(agencies(&read), ["ANSA"]);
    let links: Vec<_> = read.links.iter().map(|l| (l.url.as_deref(), l.text.as_str(), l.rel)).collect();
    assert_eq!(links, [(Some("https://port.example/"), "The port", LinkRel::Related)]);
    let bare = record(
        "<newsItem guid='urn:x:2'><rightsInfo><copyrightHolder uri='u'><name>Example Media LLC</name></copyrightHolder></rightsInfo><itemMeta><versionCreated/></itemMeta><contentMeta><headline>Ferry stays</headline><contentCreated>2026-03-04T08:00:00Z</contentCreated><contentModified>2026-03-04T09:00:00Z</contentModified></contentMeta></newsItem>",
    );
    assert_eq!(bare.modified.map(|m| m.value).as_deref(), Some("2026-03-04T09:00:00Z"));
    assert_eq!(bare.publisher.map(|p| p.name).as_deref(), Some("Example Media LLC"));
}

#[test]
fn g2_packages_name_their_members() {
    let package = "<packageItem guid='urn:x:p'><itemMeta><versionCreated>2026-03-04T09:00:00Z</versionCreated><title>Ferry day</title></itemMeta><groupSet root='r'><group id='r'><itemRef residref='urn:x:a'><itemClass qcode='ninat:text'/><title>Ferry stays</title></itemRef><itemRef residref='urn:x:b' href='https://p.example/f.jpg'><itemClass qcode='ninat:picture'/><headline>Ferry</headline><description role='drol:caption'>The ferry at the quay of Halden.</description></itemRef></group></groupSet></packageItem>";
    let alone = record(package);
    assert_eq!(alone.links.iter().map(|l| l.text.as_str()).collect::<Vec<_>>(), ["Ferry stays"]);
    assert_eq!(images(&alone), ["https://p.example/f.jpg|The ferry at the quay of Halden.|"]);
    // a member that comes too is a story of its own
    let story = g2("", "", "").replace("urn:x:1", "urn:x:a");
    let (records, _) = read(format!("<newsMessage><itemSet>{package}{story}</itemSet></newsMessage>"));
    assert!(records.iter().all(|r| r.links.is_empty()), "{records:#?}");
}

#[test]
fn a_damaged_item_of_a_message_is_refused_alone() {
    let (whole, damaged) = (g2("", "", ""), g2("", "", "").replace("</contentMeta>", "</contentMet>"));
    let message = format!("<newsMessage><header/><itemSet>{whole}{damaged}{whole}</itemSet></newsMessage>");
    let (records, refused) = read(message);
    assert_eq!((records.len(), refused), (2, vec!["2".to_owned()]));
    assert_eq!(records[0].text, STORY);
    // cut off in its last item
    let broken = whole.get(..whole.len() - 40).unwrap();
    let cut = format!("<newsMessage><itemSet>{whole}{broken}");
    let (records, refused) = read(cut);
    assert_eq!((records.len(), refused), (1, vec!["2".to_owned()]));
    // one item alone is refused whole
    let fault = decode(damaged.as_bytes(), &Hints::default(), &TextLimits::default(), &mut |_| {
        ControlFlow::Continue(())
    });
    assert_eq!(fault.unwrap_err().code, FaultCode::Malformed);
}

fn newsml1(lines: &str, components: &str) -> String {
    format!(
        "<NewsML><NewsEnvelope><SentFrom><Party FormalName='Example Wire'/></SentFrom></NewsEnvelope><NewsItem><Identification><NewsIdentifier><ProviderId>x.example</ProviderId><NewsItemId/><PublicIdentifier>urn:newsml:www.x.example</PublicIdentifier></NewsIdentifier></Identification><NewsComponent xml:lang='en'><NewsLines>{lines}</NewsLines>{components}</NewsComponent></NewsItem></NewsML>"
    )
}

#[test]
fn newsml_1_components_by_their_roles() {
    let part = |role: &str, data: &str| {
        format!(
            "<NewsComponent><Role FormalName='{role}'/><ContentItem><MediaType FormalName='Text'/><DataContent><p>{data}</p></DataContent></ContentItem></NewsComponent>"
        )
    };
    let components = [
        part("Title", "Ferry stays"),
        part("Body", STORY),
        part("Contact", "Ana Exemplar, press@x.example"),
        part("TweetText", "Ferry stays! #ferry"),
        part("Caption", "The ferry at the quay of Halden."),
        "<NewsComponent><Role FormalName='Image'/><ContentItem Href='ferry_1.jpeg'><Format FormalName='Jpeg'/></ContentItem></NewsComponent>".to_owned(),
        "<NewsComponent><Role FormalName='Thumbnail'/><ContentItem Href='ferry_1_small.jpeg'><Format FormalName='Jpeg'/></ContentItem></NewsComponent>".to_owned(),
        "<NewsComponent><Role FormalName='Clip'/><ContentItem Href='ferry.mp4'><Format FormalName='Mpeg4'/></ContentItem></NewsComponent>".to_owned(),
    ]
    .concat();
    let read = record(newsml1("<HeadLine>Ferry stays</HeadLine>", &components));
    assert_eq!(read.text, STORY);
    assert_eq!(blocks(&read, BlockKind::Contact), ["Ana Exemplar, press@x.example"]);
    assert_eq!(images(&read), ["ferry_1.jpeg|The ferry at the quay of Halden.|"]);
    assert_eq!(read.source.item, None);
    assert_eq!(read.publisher.as_ref().map(|p| p.name.as_str()), Some("Example Wire"));
    // a tip: its title is no story
    let tip = record(newsml1(
        "<HeadLine>Ferry stays</HeadLine>",
        &(part("Title", "Ferry stays")
            + "<NewsComponent><Role FormalName='Body'/><ContentItem><DataContent/></ContentItem></NewsComponent>"),
    ));
    assert_eq!((tip.text.as_str(), tip.headline.as_deref()), ("", Some("Ferry stays")));
}

#[test]
fn newsml_1_lines_of_all_components() {
    let inner = format!(
        "<NewsComponent><Role FormalName='Video'/><NewsLines><HeadLine>\"It stays\" (Ana Exemplar)</HeadLine><CopyrightLine>Bildhaus</CopyrightLine><NewsLine><NewsLineType FormalName='CatchWord'/><NewsLineText>Ports</NewsLineText></NewsLine><KeywordLine>FERRIES</KeywordLine></NewsLines><DescriptiveMetadata><Genre FormalName=''/></DescriptiveMetadata><ContentItem><DataContent><p>{STORY}</p></DataContent></ContentItem></NewsComponent>"
    );
    let lines = "<HeadLine>Ferry stays</HeadLine><NewsLine><NewsLineType FormalName='storyType'/><NewsLineText>news</NewsLineText></NewsLine>";
    let read = record(newsml1(lines, &inner));
    assert_eq!(read.headline_alt, ["\"It stays\" (Ana Exemplar)"]);
    assert_eq!(read.keywords, ["FERRIES", "Ports"]);
    assert_eq!(read.rights.and_then(|r| r.copyright).as_deref(), Some("Bildhaus"));
    assert_eq!((read.text.as_str(), read.genre), (STORY, None));
    // a release: who sends it is whose copy it is, not its client
    let release = format!(
        "<AdministrativeMetadata><Source><Party FormalName='Halden Ports Group'/></Source></AdministrativeMetadata><DescriptiveMetadata><Genre FormalName='Release'/><Property FormalName='XYIndustryKeywords' Value='Shipping'/></DescriptiveMetadata><ContentItem><DataContent><p>{STORY}</p></DataContent></ContentItem>"
    );
    let read = record(newsml1("<HeadLine>Ferry stays</HeadLine>", &release));
    assert_eq!(
        (agencies(&read), read.keywords.as_slice()),
        (vec!["Example Wire"], &["Shipping".to_owned()][..])
    );
}

fn nitf(root: &str, head: &str, body: &str) -> Record {
    record(format!(
        "<nitf {root}><head>{head}</head><body><body.head><hedline><hl1>Ferry stays</hl1></hedline></body.head>{body}</body></nitf>"
    ))
}

#[test]
fn nitf_heads() {
    let story = format!("<body.content><p>{STORY}</p></body.content>");
    let read = nitf(
        "baselang='en-GB'",
        "<meta name='anpa-keyword' content='Ferry Halden'/><tobject><tobject.subject tobject.subject.refnum='04015000' tobject.subject.matter='Transport' tobject.subject.detail='Waterways'/><tobject.subject tobject.subject.refnum='04001002' tobject.subject.detail='Fishing'/></tobject><docdata><doc-id id-string='d1'/><du-key key='ferry-d9cde75b-256e-4989-b6a3'/><del-list><from-src src-name='PA'/><from-src src-name='iptc.example'/></del-list></docdata>",
        &story,
    );
    assert_eq!(read.slug.as_deref(), Some("Ferry Halden"));
    assert_eq!(read.subjects, ["Transport", "Waterways", "Fishing"]);
    assert_eq!(agencies(&read), ["Press Association"]);
    assert_eq!(read.language.as_deref(), Some("en-GB"));
    let keyed = nitf("", "<docdata><du-key key='ferry-halden-2026'/></docdata>", &story);
    assert_eq!(keyed.slug.as_deref(), Some("ferry-halden-2026"));
}

#[test]
fn nitf_pictures_and_typed_text() {
    let read = nitf(
        "",
        "",
        &format!(
            "<body.content><media media-type='image'><media-reference source='small.jpg' width='100'/><media-reference source='quay.jpg' alternate-text='A quay' width='800'/><media-caption>The quay of Halden.</media-caption><media-producer>Jo Kern</media-producer></media><media media-type='video'><media-reference source='a.mp4'/></media><p>{STORY}</p></body.content><body.end><tagline>Bo Lind contributed to this report.</tagline></body.end>"
        ),
    );
    assert_eq!(images(&read), ["quay.jpg|The quay of Halden.|Jo Kern"]);
    assert_eq!(read.images[0].alt.as_deref(), Some("A quay"));
    assert_eq!(read.text, STORY);
    assert_eq!(authors(&read), ["Bo Lind|Contributor||"]);
    let linked = nitf(
        "",
        "",
        &format!("<body.content><block><img source='05be57.jpg'/><p>{STORY}</p></block></body.content>"),
    );
    assert_eq!(images(&linked), ["05be57.jpg||"]);
    let typed = nitf(
        "",
        "",
        "<body.content><pre>The harbour board voted on Tuesday to keep the north ferry open\nthrough the winter, ending a dispute that had lasted since\nthe autumn storms of the year before.\n\nThe line carries about 1,400 passengers a week, and its operator\nhad asked for a subsidy.</pre></body.content>",
    );
    assert_eq!(typed.body.len(), 2, "{}", typed.text);
    // a note to editors is no story
    let noted = nitf(
        "",
        "",
        &format!(
            "<note><body.content><p>Not for readers.</p></body.content></note><body.content><p>{STORY}</p><p>/ritzau/</p></body.content>"
        ),
    );
    assert_eq!(noted.text, STORY);
    assert!(noted.images.is_empty(), "{:?}", noted.images);
}

#[test]
fn nitf_decks_among_bylines() {
    let deck = record(format!(
        "<nitf><body><body.head><hedline><hl1>Ferry stays</hl1></hedline><byline>Board ready for all that comes says its chair</byline></body.head><body.content><p>{STORY}</p></body.content></body></nitf>"
    ));
    assert_eq!(deck.lead.as_deref(), Some("Board ready for all that comes says its chair"));
    let signed = record(format!(
        "<nitf><body><body.head><hedline><hl1>Ferry stays</hl1></hedline><byline>By Ana Exemplar in Halden and Tom Sample in Lumen</byline></body.head><body.content><p>{STORY}</p></body.content></body></nitf>"
    ));
    assert_eq!(authors(&signed), ["Ana Exemplar|Author||", "Tom Sample|Author||"]);
}

#[test]
fn anpa_lines() {
    let frame = |copy: &str, trailer: &str| {
        record(format!(
            "\u{16}\u{16}\u{1}z6715\u{1f}-----\nr z\u{11}\u{13} BC-Ferry   02-20 0500\n\u{2}{copy}\u{3}\n   {trailer}\n\u{4}"
        ))
    };
    let read = frame(
        &format!(
            "^BC-Halden-Ferry, 1st Ld,416<\n^Urgent<\n^Board keeps ferry<\n^Eds: Updates.<\n^The harbour board of Halden keeps the north ferry _ its oldest _ open through the winter that is to come.<\n^By ANA EXEMPLAR=\n^AP Sports Writer=\n\t   HALDEN, Norway (AP) _ {STORY}\n\t   ``They said `no' and left,'' he said.\n\t   Tom Sample in Lumen contributed to this report.\n"
        ),
        "AP-WF-08-29-16 1626GMT<",
    );
    assert_eq!(read.headline.as_deref(), Some("Board keeps ferry"));
    assert_eq!(read.update_tag.as_deref(), Some("1st Ld, Urgent"));
    assert_eq!(
        read.lead.as_deref(),
        Some(
            "The harbour board of Halden keeps the north ferry — its oldest — open through the winter that is to come."
        )
    );
    assert_eq!(authors(&read)[0], "Ana Exemplar|Author|AP Sports Writer|Associated Press");
    assert!(authors(&read).contains(&"Tom Sample|Contributor||".to_owned()), "{:?}", authors(&read));
    assert!(read.text.contains("“They said ‘no’ and left,” he said."), "{}", read.text);
    let published = read.published.unwrap();
    assert_eq!(
        (published.value.as_str(), published.precision),
        ("2016-08-29T16:26Z", crate::model::Precision::Minute)
    );
    let long = "Among the things to know are that the harbour board keeps its ferry; the lock is mended; and a bridge is to come in spring after all";
    let listed = frame(
        &format!("^BC-Ten Things,364<\n^Ten things to know<\n^{long}<\n\t   HALDEN (AP) _ {STORY}\n"),
        "AP-WF-08-29-16 1626GMT<",
    );
    assert_eq!(
        (listed.headline.as_deref(), listed.lead.as_deref()),
        (Some("Ten things to know"), Some(long))
    );
    let rows = frame(
        "^BC-WEA--Ferry Weather,<\n\t   HALDEN (AP) _ Minimum and maximum temperatures of the day before and the forecast for the coming day.\n\t   ;MIN;MAX;COND<\n\t   Halden;42;50;rn<\n\t   Lumen;60;69;rn<\n^END<\n",
        "KWS-21:37-09-12-18",
    );
    assert!(rows.text.starts_with("HALDEN (AP) — Minimum"), "{}", rows.text);
    assert_eq!(
        blocks(&rows, BlockKind::Table),
        ["| MIN | MAX | COND", "Halden | 42 | 50 | rn", "Lumen | 60 | 69 | rn"]
    );
    assert!(blocks(&rows, BlockKind::Note).is_empty(), "{:?}", rows.body);
    assert_eq!(rows.headline, None);
    assert_eq!(rows.published.map(|p| p.value).as_deref(), Some("2018-12-09T21:37"));
}

#[test]
fn desks_say_who_made_a_story() {
    let copy = format!(
        "\u{1}eca0123 4 vm 210  dpa 0456\nferry/\n\u{2}REFILE\n1ST LEAD\nFerry stays\nBy Ana Exemplar, dpa =\n\nHalden (dpa) - {STORY}\n\n# dpa NOTEBOOK\n\nThe following information is not intended for publication\n\n## Editorial contacts\n- Reporting by: Ana Exemplar in Halden, Bo Lind in Lumen\n  and Tom Sample in Norvik\n- Editing by: Rae Moore, +49 30 123, <desk@x.example>\n\ndpa ae rm\n\u{3}212322 GMT Nov 25\u{4}"
    );
    let read = record(copy);
    assert_eq!(read.update_tag.as_deref(), Some("REFILE, 1ST LEAD"));
    assert_eq!(
        authors(&read).iter().map(|a| a.split('|').take(2).collect::<Vec<_>>().join("|")).collect::<Vec<_>>(),
        ["Ana Exemplar|Author", "Bo Lind|Reporter", "Tom Sample|Reporter", "Rae Moore|Editor"]
    );
    assert!(read.text.ends_with("storms."), "{}", read.text);
    assert_eq!(read.published.map(|p| p.value).as_deref(), Some("2025-11-21T23:22Z"));
    // a word of the network above the copy is no agency
    let routed = record(format!(
        "\u{1}bsf045 4 ecf 150 etf 0345\nferry/\n\u{2}Ferry stays =\n\nHalden (ats) {STORY}\n\n(SDA\\/sj)\n\u{3}091223 dec 25\u{4}"
    ));
    assert!(!agencies(&routed).contains(&"etf"), "{:?}", agencies(&routed));
    assert!(routed.text.ends_with("storms."), "{}", routed.text);
}

#[test]
fn one_picture_in_several_cuts() {
    let read = record(format!(
        r#"{{"@type":"NewsArticle","headline":"Ferry stays","datePublished":"2026-03-04","url":"paper.example/local/ferry","articleBody":"{STORY}","about":[{{"@type":"Thing","name":"Ferries"}}],"image":[{{"@type":"ImageObject","url":"https://i.example/a1.jpg?rect=1&amp;w=1200","copyrightHolder":{{"name":"Tom Sample"}}}},{{"@type":"ImageObject","url":"https://i.example/a1.jpg?rect=2&amp;w=1200"}}]}}"#
    ));
    assert_eq!(images(&read), ["https://i.example/a1.jpg?rect=1&w=1200||Tom Sample"]);
    assert_eq!(
        (read.url.as_deref(), read.subjects.as_slice()),
        (Some("https://paper.example/local/ferry"), &["Ferries".to_owned()][..])
    );
    let node = record(format!(
        r##"{{"@type":"NewsArticle","headline":"Ferry stays","datePublished":"2026-03-04","articleBody":"{STORY}","image":{{"@id":"https://paper.example/local/ferry/#primaryimage"}},"thumbnailUrl":"https://i.example/a.jpg"}}"##
    ));
    assert_eq!(images(&node), ["https://i.example/a.jpg||"]);
}

#[test]
fn raised_figures_are_footnotes_or_powers() {
    let told =
        |words: &str| nitf("", "", &format!("<body.content><p>{words}</p><p>{MORE}</p></body.content>")).text;
    let footnotes = told(
        "The State of Mobile Experience<sup>1</sup> of May 2020<sup>2</sup> names the harbour of Halden first.",
    );
    assert!(footnotes.starts_with("The State of Mobile Experience of May 2020 names"), "{footnotes}");
    let powers = told(
        "The quay of Halden takes up 400 km<sup>2</sup> and cost 10<sup>6</sup> crowns, the board said.",
    );
    assert!(powers.starts_with("The quay of Halden takes up 400 km2 and cost 106 crowns"), "{powers}");
}

#[test]
fn releases_that_correct_others() {
    let read = nitf(
        "",
        "",
        &format!(
            "<body.content><p>The following corrects and replaces the release of March 3, in which the number of ferries was wrong.</p><p>{STORY}</p><p>{MORE}</p></body.content>"
        ),
    );
    assert_eq!(read.corrections.len(), 1, "{:?}", read.body);
    assert_eq!(read.text, format!("{STORY}\n\n{MORE}"));
}

#[test]
fn marks_of_the_wire_around_headlines() {
    let headline = |written: &str| {
        let read = record(format!(
            "<nitf><body><body.head><hedline><hl1>{written}</hl1></hedline></body.head><body.content><p>{STORY}</p></body.content></body></nitf>"
        ));
        (read.headline.unwrap_or_default(), read.update_tag.unwrap_or_default())
    };
    let check = |written: &str, expected: &str, tag: &str| {
        assert_eq!(headline(written), (expected.to_owned(), tag.to_owned()), "{written}")
    };
    check("&gt;&gt;&gt;ANSA/Ferry of Halden stays open", "Ferry of Halden stays open", "");
    check("++ Ferry of Halden stays open ++", "Ferry of Halden stays open", "");
    check(
        "CORRECTION ET MISE À JOUR - Le bac reste ouvert",
        "Le bac reste ouvert",
        "CORRECTION ET MISE À JOUR",
    );
    check("Halden/ Ferry stays open", "Halden/ Ferry stays open", "");
    check("Coders of C++ meet in Halden", "Coders of C++ meet in Halden", "");
}

#[test]
fn an_agency_signs_below_its_story() {
    let read = nitf(
        "",
        "",
        &format!(
            "<body.content><p>HALDEN (Bildhaus) - {STORY}</p><p>{MORE}</p><p>(Bildhaus)</p></body.content>"
        ),
    );
    assert!(read.text.ends_with(MORE), "{}", read.text);
    let told = nitf(
        "",
        "",
        &format!(
            "<body.content><p>HALDEN (Bildhaus) - {STORY}</p><p>{MORE}</p><p>Bildhaus was closed.</p></body.content>"
        ),
    );
    assert!(told.text.ends_with("closed."), "{}", told.text);
}

#[test]
fn a_summary_that_was_cut_is_the_paragraph() {
    let read = record(g2(
        "",
        "<description>The harbour board voted on Tuesday to keep the north ferry open through the wi...</description>",
        "",
    ));
    assert_eq!(read.lead.as_deref(), Some(STORY));
    let own = record(g2(
        "",
        "<description>The board has voted, and what it means for the town and for its pupils...</description>",
        "",
    ));
    assert_eq!(
        own.lead.as_deref(),
        Some("The board has voted, and what it means for the town and for its pupils...")
    );
}

#[test]
fn credits_behind_the_last_words() {
    let read = nitf(
        "",
        "",
        &format!(
            "<body.content><p>{STORY}</p><p>{MORE} (Reporting by Ana Exemplar; Editing by Tom Sample and Bo Lind)</p></body.content>"
        ),
    );
    assert_eq!(read.text, format!("{STORY}\n\n{MORE}"));
    assert_eq!(authors(&read), ["Ana Exemplar|Reporter||", "Tom Sample|Editor||", "Bo Lind|Editor||"]);
    let told = nitf(
        "",
        "",
        &format!("<body.content><p>{STORY}</p><p>{MORE} (Reporting by hand took a week.)</p></body.content>"),
    );
    assert!(told.text.ends_with("took a week.)"), "{}", told.text);
}

#[test]
fn a_note_that_corrects_is_a_correction() {
    let read = record(g2("<edNote>Korjattu aiempaa uutista: lautta kulkee, ei seiso.</edNote>", "", ""));
    assert_eq!(read.corrections.len(), 1, "{:?}", read.body);
    let adds = record(g2("<edNote>Adds the harbour master.</edNote>", "", ""));
    assert!(adds.corrections.is_empty(), "{:?}", adds.corrections);
}

#[test]
fn a_house_under_two_names_is_one() {
    let read = record(g2(
        "",
        "<creditline>Example Media, LLC</creditline><infoSource literal='Example Media'/><infoSource literal='Other Media'/>",
        "",
    ));
    assert_eq!(agencies(&read), ["Example Media, LLC", "Other Media"]);
}

#[test]
fn who_took_a_picture() {
    let picture = record(
        "<newsItem guid='urn:x:1'><itemMeta><itemClass qcode='ninat:picture'/><versionCreated>2026-03-04T09:00:00Z</versionCreated></itemMeta><contentMeta><headline>Ferry</headline><creator><name>Jo Kern</name></creator><creditline>Bildhaus</creditline><description role='drol:caption'>The ferry at the quay of Halden.</description></contentMeta><contentSet><remoteContent href='https://p.example/f.jpg'/></contentSet></newsItem>",
    );
    assert_eq!(authors(&picture), ["Jo Kern|Photographer||"]);
    assert_eq!(images(&picture), ["https://p.example/f.jpg|The ferry at the quay of Halden.|Jo Kern"]);
    let photo = "<NewsComponent><Role FormalName='Photo'/><NewsLines><HeadLine>The ferry at the quay.</HeadLine><ByLine>Jo Kern</ByLine><CreditLine>Bildhaus</CreditLine></NewsLines><ContentItem Href='ferry.jpg'><MediaType FormalName='Photo'/></ContentItem></NewsComponent>";
    let text = format!(
        "<NewsComponent><Role FormalName='Main'/><ContentItem><DataContent><p>{STORY}</p></DataContent></ContentItem></NewsComponent>"
    );
    let both =
        record(newsml1("<HeadLine>Ferry stays</HeadLine><ByLine>By Ana Exemplar</ByLine>", &(text + photo)));
    assert_eq!(images(&both), ["ferry.jpg|The ferry at the quay.|Jo Kern"]);
    assert_eq!(authors(&both), ["Ana Exemplar|Author||"]);
    assert!(both.headline_alt.is_empty(), "{:?}", both.headline_alt);
}

#[test]
fn scripts_of_broadcasts_without_their_marks() {
    let script = format!(
        "<NewsComponent><Role FormalName='Body'/><ContentItem><MediaType FormalName='text'/><DataContent>\n\n***\n\nNewsComponentRef\n\n{STORY}\n\n***\n\nNewsComponentRef\n\n{MORE}\n</DataContent></ContentItem></NewsComponent>"
    );
    let read = record(newsml1("<HeadLine>News at three</HeadLine>", &script));
    assert_eq!(read.text, format!("{STORY}\n\n{MORE}"));
}
