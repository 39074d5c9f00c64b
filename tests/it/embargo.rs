//! Stories under embargo, in every kind of delivery and every export: withheld, with hour and zone, and the embargo stands
//! in neither headline nor text.

use serde_json::{Value, json};

use crate::support::{Desk, records, root};

const STORY: &str = "The harbour board of Lumen voted to keep the north ferry open through the winter, its chair said.\n\n\
\"We will not leave anybody without a crossing,\" Ingrid Solum said.\n";
const HEADLINE: &str = "Harbour board keeps north ferry";
const SENT: &str = "2086-11-30T10:00:00Z";

fn paragraphs() -> String {
    STORY
        .trim()
        .split("\n\n")
        .map(|paragraph| format!("<p>{}</p>", paragraph.replace('"', "&quot;")))
        .collect()
}

fn text(above: &str, below: &str) -> String {
    format!("{above}\n\n{HEADLINE}\n\nLUMEN (Examplewire) - {STORY}\n{below}\n")
}

fn newsml_g2(meta: &str, note: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<newsItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\" \
         guid=\"urn:newsml:wire.example:1\" version=\"1\" xml:lang=\"en\"><itemMeta><versionCreated>{SENT}</versionCreated>\
         {meta}<pubStatus qcode=\"stat:usable\"/><edNote>{note}</edNote></itemMeta><contentMeta><headline>{HEADLINE}\
         </headline></contentMeta><contentSet><inlineXML contenttype=\"application/xhtml+xml\"><html \
         xmlns=\"http://www.w3.org/1999/xhtml\"><body>{}</body></html></inlineXML></contentSet></newsItem>\n",
        paragraphs()
    )
}

fn newsml_1(future: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<NewsML Version=\"1.2\"><NewsItem><Identification><NewsIdentifier>\
         <ProviderId>wire.example</ProviderId><DateId>20861130</DateId><NewsItemId>TX-1</NewsItemId></NewsIdentifier>\
         </Identification><NewsManagement><FirstCreated>20861130T100000Z</FirstCreated><Status FormalName=\"Usable\"/>\
         <StatusWillChange><FutureStatus FormalName=\"{future}\"/><DateAndTime>20870101T060000Z</DateAndTime>\
         </StatusWillChange></NewsManagement><NewsComponent><NewsLines><HeadLine>{HEADLINE}</HeadLine></NewsLines>\
         <ContentItem><DataContent>{}</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>\n",
        paragraphs()
    )
}

fn nitf(release: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<nitf><head><docdata management-status=\"usable\"><doc-id id-string=\"n1\"/><date.issue \
         norm=\"20861130T100000Z\"/>{release}</docdata></head><body><body.head><hedline><hl1>{HEADLINE}</hl1></hedline>\
         </body.head><body.content>{}</body.content></body></nitf>\n",
        paragraphs()
    )
}

fn ninjs(with: &Value) -> String {
    let mut item = json!({
        "uri": "urn:x:1", "type": "text", "version": "1", "versioncreated": SENT, "pubstatus": "usable",
        "headline": HEADLINE, "body_html": paragraphs(),
    });
    item.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
    item.to_string()
}

fn article(with: &Value) -> String {
    let mut item = json!({"id": "1", "title": HEADLINE, "text": STORY, "date": SENT});
    item.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
    item.to_string()
}

fn mail(subject: &str, header: &str) -> String {
    format!(
        "From: Press <press@port.example>\nTo: desk@courier.example\nDate: Sat, 30 Nov 2086 10:00:00 +0000\nSubject: {subject}\n\
         Message-ID: <a@port.example>\n{header}\n{STORY}"
    )
}

fn page(line: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><title>{HEADLINE}</title></head><body><article><h1>{HEADLINE}</h1><p>{line}</p>\
         {}</article></body></html>",
        paragraphs()
    )
}

fn boxed(above: &str, below: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><title>{HEADLINE}</title></head><body><main><article>{above}<h1>{HEADLINE}</h1>\
         <div>{}</div>{below}</article></main></body></html>",
        paragraphs()
    )
}

fn feed(title: &str, description: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>Port</title><item><title>{title}</title><guid>1</guid>\
         <pubDate>Sat, 30 Nov 2086 10:00:00 GMT</pubDate><description>{description} {}</description></item></channel></rss>\n",
        STORY.replace('"', "&quot;")
    )
}

/// Deliveries that are under embargo, and until when; nothing where that cannot be read.
fn held() -> Vec<(&'static str, String, Option<&'static str>)> {
    const SIX: Option<&str> = Some("2087-01-01T06:00Z");
    vec![
        ("above.txt", text("EMBARGOED UNTIL 0600 GMT WEDNESDAY, JANUARY 1, 2087", ""), SIX),
        ("below.txt", text("", "Note to editors: strictly embargoed until 06:00 GMT, 1 January 2087."), SIX),
        ("eds.txt", text("(Eds: Not for use before 0600 GMT Jan 1, 2087.)", ""), SIX),
        ("parts.txt", text("EMBARGO\nNot for publication before:\n0600 GMT, 1 January 2087", ""), SIX),
        ("german.txt", text("Achtung Sperrfrist 1. Januar 2087, 6.00 Uhr", ""), Some("2087-01-01T06:00")),
        ("french.txt", text("SOUS EMBARGO JUSQU'AU 1ER JANVIER 2087 À 6H00", ""), Some("2087-01-01T06:00")),
        (
            "spanish.txt",
            text("EMBARGADO HASTA EL 1 DE ENERO DE 2087 A LAS 6.00", ""),
            Some("2087-01-01T06:00"),
        ),
        ("unread.txt", text("EMBARGOED UNTIL DELIVERY", ""), None),
        (
            "g2.xml",
            newsml_g2("<embargoed>2087-01-01T06:00:00Z</embargoed>", ""),
            Some("2087-01-01T06:00:00Z"),
        ),
        ("g2-note.xml", newsml_g2("", "Embargoed for release until 0600 GMT Jan 1, 2087."), SIX),
        ("newsml.xml", newsml_1("Usable"), Some("2087-01-01T06:00:00Z")),
        ("nitf.xml", nitf("<date.release norm=\"20870101T060000Z\"/>"), Some("2087-01-01T06:00:00Z")),
        ("ninjs.json", ninjs(&json!({"embargoed": "2087-01-01T06:00:00Z"})), Some("2087-01-01T06:00:00Z")),
        ("slug.json", ninjs(&json!({"slugline": "EMBARGOED-Ferry"})), None),
        (
            "headline.json",
            ninjs(&json!({"headline": format!("EMBARGO 0600 GMT JAN 1, 2087 - {HEADLINE}")})),
            SIX,
        ),
        (
            "field.json",
            article(&json!({"embargo_until": "2087-01-01T06:00:00Z"})),
            Some("2087-01-01T06:00:00Z"),
        ),
        ("flag.json", article(&json!({"embargoed": true})), None),
        ("subject.eml", mail(&format!("EMBARGOED until 0600 GMT Jan 1, 2087: {HEADLINE}"), ""), SIX),
        ("header.eml", mail(HEADLINE, "X-Embargo: 2087-01-01T06:00:00Z\n"), Some("2087-01-01T06:00:00Z")),
        ("page.html", page("EMBARGOED UNTIL 06:00 GMT, 1 JANUARY 2087"), SIX),
        ("feed.xml", feed(&format!("Embargo Jan. 1, 2087, 0600 GMT: {HEADLINE}"), ""), SIX),
        ("lead.xml", feed(HEADLINE, "Embargoed until 0600 GMT Jan. 1, 2087."), SIX),
        ("letterhead.txt", format!("PORT OF LUMEN\nPress office\n\n{}", text("EMBARGOED UNTIL 0600 GMT, JANUARY 1, 2087", "")), SIX),
        ("speech.txt", format!("Check against delivery\n\n{}", text("Embargoed until the minister begins her speech", "")), None),
        ("dated.txt", format!("PRESS RELEASE\n30 November 2086\n{}", text("EMBARGOED UNTIL 0600 GMT, JANUARY 1, 2087", "")), SIX),
        ("lines.txt", text("EMBARGO\nUntil 06:00 GMT\nWednesday 1 January 2087", ""), SIX),
        ("list.html", boxed("<dl><dt>Date</dt><dd>30 November 2086</dd><dt>Embargo</dt><dd>1 January 2087, 06:00 GMT</dd></dl>", ""), SIX),
        ("table.html", boxed("<table><tr><th>Embargo</th><td>1 January 2087, 06:00 GMT</td></tr><tr><th>Contact</th><td>Press</td></tr></table>", ""), SIX),
        ("heading.html", boxed("<h4>EMBARGO: 06:00 GMT, 1 JANUARY 2087</h4>", ""), SIX),
        ("foot.html", boxed("", "<div class=\"notes\"><h3>Notes to editors</h3><p>This release is under embargo until 06:00 GMT on 1 January 2087.</p></div>"), SIX),
        ("key.json", article(&json!({"release": {"hold_until": "2087-01-01T06:00:00Z"}})), Some("2087-01-01T06:00:00Z")),
        ("list.json", article(&json!({"editors_notes": ["Pictures follow", "Embargo: 1 January 2087, 06:00 GMT"]})), SIX),
        ("letter.eml", mail(HEADLINE, "").replace("\n\n", "\n\nDear editors,\nplease find our release below. It is under embargo until 06:00 GMT on 1 January 2087.\n\n"), SIX),
        ("keywords.eml", mail(HEADLINE, "Keywords: ferry; embargoed until 1 January 2087, 06:00 GMT\n"), SIX),
        ("comment.xml", newsml_1("Canceled").replace("<NewsComponent>", "<NewsComponent><Comment>Embargoed until 06:00 GMT on 1 January 2087</Comment>"), SIX),
        ("message.xml", nitf("<ed-msg info=\"EMBARGO until Jan 1, 2087, 0600 GMT\"/>"), SIX),
        ("terms.xml", newsml_g2("", "").replace("<itemMeta>", "<rightsInfo><usageTerms>Not for publication before 06:00 GMT, 1 January 2087</usageTerms></rightsInfo><itemMeta>"), SIX),
        ("element.xml", feed(HEADLINE, "").replace("<guid>", "<embargoedUntil>2087-01-01T06:00:00Z</embargoedUntil><guid>"), Some("2087-01-01T06:00:00Z")),
    ]
}

/// Deliveries that are not.
fn free() -> Vec<(&'static str, String)> {
    vec![
        ("story.txt", text("Arms embargo until 2087 agreed", "The report was embargoed until Friday.")),
        ("lifted.txt", text("EMBARGO LIFTED", "")),
        ("g2.xml", newsml_g2("<embargoed/>", "Sin embargo, hasta el viernes.")),
        ("newsml.xml", newsml_1("Canceled")),
        ("nitf.xml", nitf("<date.release norm=\"20861130T100000Z\"/>")),
        ("flag.json", article(&json!({"embargoed": false}))),
        ("field.json", article(&json!({"embargo": "none"}))),
        ("past.json", article(&json!({"date": "2025-03-04T10:00:00Z", "embargo": "2025-03-04T06:00:00Z"}))),
        ("page.html", page("EMBARGOED UNTIL 06:00 GMT, 1 JANUARY 2025")),
        ("release.txt", text("FOR RELEASE: March 4, 2024", "")),
        ("none.xml", newsml_g2("<embargoed>0001-01-01T00:00:00</embargoed>", "")),
        ("no.txt", text("Embargo: none", "")),
        ("ban.txt", text("", "").replacen(HEADLINE, "Sperrfrist bis 1. März 2088: Autofahrer verliert Führerschein", 1).replace("voted to keep", "voted, by an embargo, to keep")),
        ("comment.html", boxed("", "<section id=\"comments\"><div class=\"comment\"><p>Embargoed until 06:00 GMT on 1 January 2087</p></div></section>")),
        ("hidden.html", boxed("<p style=\"display:none\">Embargoed until 06:00 GMT on 1 January 2087</p>", "")),
        ("teasers.html", boxed("", "<aside class=\"related\"><h3>Coming up</h3><ul><li><a href=\"/x\">Trade figures (embargoed until 06:00 GMT 1 January 2087)</a></li></ul></aside>")),
        ("topics.html", boxed("", "<ul class=\"tags\"><li><a href=\"/t/embargo\">Embargo</a></li><li><a href=\"/t/oil\">Oil</a></li></ul>")),
        ("calendar.txt", text("", "0930 GMT - Trade figures (embargoed until 0930 GMT, January 11, 2087)\n\n1000 GMT - Housing starts (embargoed until 1000 GMT, January 11, 2087)")),
        ("guide.html", boxed("", "").replace("We will not leave", "An embargo line such as &quot;Embargoed until 00:01 GMT Friday 8 January 2087&quot; is a request, she said. We will not leave")),
    ]
}

/// The lines that the documentation gives as embargoes, and those that it gives as none.
fn documented(heading: &str) -> Vec<String> {
    let page = std::fs::read_to_string(root().join("docs/embargo.md")).unwrap();
    let (_, below) = page.split_once(heading).unwrap();
    let rows =
        below.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let line = |row: &str| row.split('`').nth(1).map(str::to_owned);
    rows.skip(2).filter_map(line).collect()
}

/// A line in the places where desks put such lines: above the headline, above and below the heading of a page, in a mail, in a
/// field for editors of two formats.
fn dressed(number: usize, line: &str) -> Vec<(String, String)> {
    let story = format!(
        "The board of harbour {number} in Lumen voted on Monday to keep ferry number {number} open through the winter.\n\n\
         It will cost {number}3 million crowns a year, said Ingrid Solum, who chairs it.\n\nThe fare stays as it is."
    );
    let headline = format!("Harbour board keeps ferry {number} for another winter");
    let marked: String = story.split("\n\n").map(|paragraph| format!("<p>{paragraph}</p>")).collect();
    let escaped = line.replace('&', "&amp;").replace('<', "&lt;");
    let page = |above: &str, below: &str| {
        format!(
            "<!doctype html><html><head><title>{headline}</title></head><body><main><article>{above}<h1>{headline}</h1>{below}\
             <div>{marked}</div></article></main></body></html>"
        )
    };
    let json = json!({"id": format!("j{number}"), "title": headline, "text": story, "date": SENT, "desk_note": line});
    let mail = format!(
        "From: Press <press@port.example>\nTo: desk@courier.example\nDate: Sat, 30 Nov 2086 10:00:00 +0000\n\
         Subject: {headline}\nMessage-ID: <{number}@port.example>\nMIME-Version: 1.0\n\
         Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{line}\n\n{story}\n"
    );
    vec![
        (format!("{number}-text.txt"), format!("{line}\n\n{headline}\n\n{story}\n")),
        (format!("{number}-below.txt"), format!("{headline}\n\n{line}\n\n{story}\n")),
        (format!("{number}-above.html"), page(&format!("<p><strong>{escaped}</strong></p>"), "")),
        (
            format!("{number}-box.html"),
            page("", &format!("<div class=\"embargo notice\"><em>{escaped}</em></div>")),
        ),
        (format!("{number}-json.json"), json.to_string()),
        (format!("{number}-mail.eml"), mail),
    ]
}

#[test]
fn no_documented_line_gets_out_in_any_place_or_export() {
    let desk = Desk::new();
    // what has passed when it arrives may be free: those that name their year, and that far ahead
    let lines = documented("## Lines that are one").into_iter().filter(|line| line.contains("2027"));
    let lines: Vec<String> = lines.map(|line| line.replace("2027", "2087")).collect();
    assert!(lines.len() >= 70, "{}", lines.len());
    let mut names = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        for (name, delivery) in dressed(number, line) {
            desk.write(&name, &delivery);
            names.push(name);
        }
    }
    let ended = desk.run(&["process", "."]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    let written = records(&ended.stdout);
    assert_eq!(written.len(), names.len());
    let free: Vec<String> = written
        .iter()
        .filter(|record| record["status"] != "withheld")
        .map(|record| {
            format!("{} {} {:?}", record["source"]["path"], record["headline"], record.get("embargo_until"))
        })
        .collect();
    assert!(free.is_empty(), "{} of {} are free:\n{}", free.len(), names.len(), free.join("\n"));
    let headed = written.iter().filter(|record| {
        let headline = record["headline"].as_str().unwrap_or_default();
        !headline.starts_with("Harbour board keeps ferry")
    });
    assert_eq!(headed.map(|record| record["headline"].to_string()).collect::<Vec<_>>(), Vec::<String>::new());
    for (format, field, held) in
        [("schema-org", "creativeWorkStatus", "Withheld"), ("ninjs", "pubStatus", "withheld")]
    {
        let mut arguments = vec!["process", "--format", format];
        arguments.extend(names.iter().map(String::as_str).filter(|name| name.ends_with("text.txt")));
        let ended = desk.run(&arguments);
        let items: Vec<Value> =
            ended.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(items.len(), lines.len(), "{format}: {}", ended.stderr);
        assert!(items.iter().all(|item| item[field] == held), "{format}");
    }
}

#[test]
fn no_documented_line_about_embargoes_holds_a_story_back() {
    let desk = Desk::new();
    for (number, line) in documented("## Lines that are none").iter().enumerate() {
        for (name, delivery) in dressed(number, &line.replace("2027", "2087").replace("2028", "2088")) {
            desk.write(&name, &delivery);
        }
    }
    let ended = desk.run(&["process", "."]);
    let held: Vec<String> = records(&ended.stdout)
        .iter()
        .filter(|record| record["status"] == "withheld" || !record["embargo_until"].is_null())
        .map(|record| format!("{} {}", record["source"]["path"], record["body"][0]["text"]))
        .collect();
    assert!(held.is_empty(), "{}", held.join("\n"));
}

fn written(desk: &Desk, format: &str, name: &str) -> Value {
    let ended = desk.run(&["process", "--format", format, name]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""), "{name}");
    serde_json::from_str(ended.stdout.trim())
        .unwrap_or_else(|error| panic!("{name}: {error}: {}", ended.stdout))
}

#[test]
fn every_kind_of_delivery_is_withheld_in_every_export() {
    let desk = Desk::new();
    for (name, delivery, until) in held() {
        desk.write(name, &delivery);
        let ended = desk.run(&["process", name]);
        let [record] =
            <[Value; 1]>::try_from(records(&ended.stdout)).unwrap_or_else(|all| panic!("{name}: {all:?}"));
        assert_eq!(record["status"], "withheld", "{name}: {record}");
        assert_eq!(record.get("embargo_until").and_then(Value::as_str), until, "{name}");
        let codes: Vec<&str> = record["warnings"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|warning| warning["code"].as_str())
            .collect();
        assert_eq!(codes.contains(&"embargo-unreadable"), until.is_none(), "{name}: {codes:?}");
        assert_eq!(record["headline"], HEADLINE, "{name}");
        let told = format!("{} {}", record["text"], record["lead"]).to_lowercase();
        assert!(!told.contains("embarg") && !told.contains("sperrfrist"), "{name}: {told}");
        assert!(told.contains("crossing"), "{name}: {told}");
        assert_eq!(written(&desk, "schema-org", name)["creativeWorkStatus"], "Withheld", "{name}");
        assert_eq!(written(&desk, "ninjs", name)["pubStatus"], "withheld", "{name}");
    }
}

#[test]
fn what_is_about_an_embargo_or_past_its_own_is_free() {
    let desk = Desk::new();
    for (name, delivery) in free() {
        desk.write(name, &delivery);
        let ended = desk.run(&["process", name]);
        let [record] =
            <[Value; 1]>::try_from(records(&ended.stdout)).unwrap_or_else(|all| panic!("{name}: {all:?}"));
        assert_ne!(record["status"], "withheld", "{name}: {record}");
        assert_ne!(written(&desk, "schema-org", name)["creativeWorkStatus"], "Withheld", "{name}");
    }
}
