//! What comes out of [`decode`](super::decode) for whole arrivals.

use std::ops::ControlFlow;

use super::*;
use crate::model::{Document, FaultCode};

mod agency;
mod containers;
mod feeds;
mod fixtures;
mod vendors;
mod wires;

/// Reads an arrival; each piece as `member|format|headline|blocks` or `member! code`.
fn pieces(bytes: &[u8]) -> Result<Vec<String>, Fault> {
    let mut found = Vec::new();
    let limits = TextLimits { members: 50, nesting: 3, expanded_bytes: 64 << 20, ..TextLimits::default() };
    decode(bytes, &Hints::default(), &limits, &mut |piece| {
        found.push(match piece {
            Piece::Document(document, _) => {
                let blocks: Vec<_> = document.blocks.iter().map(|b| b.text.as_str()).collect();
                let headline = document.headline.as_ref().map_or("", |h| h.value.as_str());
                let member = document.member.as_deref().unwrap_or("");
                format!("{member}|{}|{headline}|{}", document.format, blocks.join("¶"))
            }
            Piece::Refused { member, fault, .. } => format!("{member}! {}", fault.code),
        });
        ControlFlow::Continue(())
    })
    .map(|()| found)
}

fn check(bytes: impl AsRef<[u8]>, expected: &[&str]) {
    assert_eq!(pieces(bytes.as_ref()).unwrap(), expected);
}

fn refused(bytes: impl AsRef<[u8]>, code: FaultCode) {
    assert_eq!(pieces(bytes.as_ref()).unwrap_err().code, code);
}

#[test]
fn plain_text() {
    check("Port closed\n\nThe port was closed.\n", &["|text||Port closed¶The port was closed."]);
}

#[test]
fn what_is_no_copy_is_refused_with_its_reason() {
    refused("", FaultCode::Empty);
    refused(" \r\n\u{a0}\u{feff}", FaultCode::Empty);
    refused(b"\x89PNG\r\n\x1a\n\0\0\0", FaultCode::Binary);
    refused([0u8, 1, 2, 3, 200, 201, 0, 7].repeat(20), FaultCode::Binary);
    refused("{\"temperature\": 21}", FaultCode::NoText);
    refused("{\"title\": \"cut sho", FaultCode::Malformed);
    refused("[".repeat(100_000), FaultCode::Malformed);
}

#[test]
fn json_articles_in_the_spellings_of_the_field() {
    check(r#"{"title":"A","text":"One.\n\nTwo."}"#, &["|json|A|One.¶Two."]);
    check(r#"{"headline":"A","body":"<p>One.</p><p>Two.</p>","id":7}"#, &["|json|A|One.¶Two."]);
    check(
        r#"[{"title":"A","maintext":"One."},{"title":"B","date_publish":"2026-03-01","url":"https://n.example/b"}]"#,
        &["1|json|A|One.", "2|json|B|"],
    );
    check(
        r#"{"status":"ok","articles":{"results":[{"title":"A","body":"One."},{"x":1}]}}"#,
        &["1|json|A|One.", "2! no-text"],
    );
    check(
        r#"{"title":"A","body":{"summary":["S."],"sections":[{"headline":["H"],"paragraphs":["P."]}]}}"#,
        &["|json|A|S.¶H¶P."],
    );
    check(
        r#"{"_source":{"title":{"rendered":"A &amp; B"},"content":{"rendered":"<p>One.</p>"}}}"#,
        &["|json|A & B|One."],
    );
}

#[test]
fn a_broken_line_is_refused_alone() {
    let lines =
        "{\"title\":\"A\",\"text\":\"One.\"}\n\n{\"title\":\"B\",\n{\"title\":\"C\",\"text\":\"Three.\"}\n";
    check(lines, &["1|jsonl|A|One.", "3! malformed", "4|jsonl|C|Three."]);
}

#[test]
fn a_page() {
    let page = "<!doctype html><title>Port closed</title><body><article><h1>Port closed</h1>\
        <p>The port of Lumen was closed on Monday, the mayor said, and it will stay closed for a week.</p>\
        <p>Ships were sent to Freedonia, where the harbour master, who had been told late, was angry.</p>\
        <p>Nobody was hurt, but the fish market, which feeds the town, lost a week of trade, officials said.</p>";
    let found = pieces(page.as_bytes()).unwrap();
    assert!(found[0].starts_with("|html|Port closed|"), "{found:?}");
    assert!(found[0].contains("Ships were sent to Freedonia"), "{found:?}");
}

/// Reads within a CPU-second, whatever comes out.
fn ends(bytes: &[u8]) -> Result<Vec<String>, Fault> {
    let start = std::time::Instant::now();
    let outcome = pieces(bytes);
    assert!(start.elapsed().as_secs() < 10, "took {:?}", start.elapsed());
    outcome
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut writer = ::zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, ::zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = ::tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = ::tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

const STORY: &[u8] = b"Port closed\n\nThe port was closed.\n";

#[test]
fn members_of_one_name_are_all_read() {
    let mut bytes = zip(&[("a.txt", b"The port was opened again."), ("b.txt", STORY)]);
    assert_eq!(pieces(&bytes).unwrap().len(), 2);
    let places: Vec<usize> = (0..bytes.len() - 5).filter(|at| &bytes[*at..at + 5] == b"b.txt").collect();
    assert_eq!(places.len(), 2, "in front of the member and in the directory");
    for at in places {
        bytes[at] = b'a';
    }
    check(bytes, &["a.txt|text||The port was opened again.", "a.txt|text||Port closed¶The port was closed."]);
}

#[test]
fn members_are_named_by_their_path() {
    let inner = zip(&[("b.txt", STORY), ("empty.txt", b" ")]);
    let outer = zip(&[
        ("a.txt", STORY),
        ("in/c.zip", &inner),
        ("__MACOSX/._a.txt", b"x"),
        ("p.png", b"\x89PNG\r\n\x1a\n"),
    ]);
    check(
        outer,
        &[
            "a.txt|text||Port closed¶The port was closed.",
            "in/c.zip!/b.txt|text||Port closed¶The port was closed.",
            "in/c.zip!/empty.txt! empty",
            "p.png! binary",
        ],
    );
    check(gzip(&tar(&[("a.txt", STORY)])), &["a.txt|text||Port closed¶The port was closed."]);
    check(gzip(STORY), &["|text||Port closed¶The port was closed."]);
    check(
        gzip(b"{\"title\":\"A\",\"text\":\"One.\"}\n{\"title\":\"B\",\"text\":\"Two.\"}\n"),
        &["1|jsonl|A|One.", "2|jsonl|B|Two."],
    );
}

#[test]
fn a_bundle_without_a_story_says_so() {
    refused(zip(&[]), FaultCode::NoText);
    refused(zip(&[("word/document.xml", b"<w:document/>")]), FaultCode::Binary);
    refused(b"PK\x03\x04 cut off", FaultCode::Malformed);
    refused(&gzip(STORY)[..20], FaultCode::Malformed);
}

#[test]
fn bombs_end_with_a_reason() {
    let zeros = gzip(&vec![0u8; 40 << 20]);
    assert!(ends(&zeros).is_err());
    let spaces = gzip(&vec![b' '; 40 << 20]);
    assert_eq!(ends(&spaces).unwrap_err().code, FaultCode::Expands);
    let mut nested = STORY.to_vec();
    for _ in 0..10 {
        nested = zip(&[("a.zip", &nested)]);
    }
    assert_eq!(ends(&nested).unwrap(), ["a.zip!/a.zip!/a.zip! too-deep"]);
    let many: Vec<(String, &[u8])> = (0..60).map(|n| (format!("{n}.txt"), STORY)).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(n, b)| (n.as_str(), *b)).collect();
    let found = ends(&zip(&[("in.zip", &zip(&many))])).unwrap();
    assert_eq!((found.len(), found.last().unwrap().as_str()), (51, "in.zip! too-many-members"));
    let mut gzips = STORY.to_vec();
    for _ in 0..20 {
        gzips = gzip(&gzips);
    }
    assert_eq!(ends(&gzips).unwrap_err().code, FaultCode::TooDeep);
}

#[test]
fn entities_are_never_expanded_nor_fetched() {
    let mut laughs = String::from("<?xml version='1.0'?><!DOCTYPE nitf [<!ENTITY a0 'ha'>");
    for n in 1..30 {
        laughs.push_str(&format!("<!ENTITY a{n} '{}'>", format!("&a{};", n - 1).repeat(10)));
    }
    laughs.push_str("]><nitf><body><body.head><hedline><hl1>&a29;</hl1></hedline></body.head><body.content><p>Text.</p></body.content></body></nitf>");
    assert_eq!(ends(laughs.as_bytes()).unwrap(), ["|nitf|&a29;|Text."]);
    let local = "<!DOCTYPE nitf [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><nitf><body><body.content><p>a &x; b</p></body.content></body></nitf>";
    assert_eq!(ends(local.as_bytes()).unwrap(), ["|nitf||a &x; b"]);
}

fn ends_somehow(bytes: &[u8]) {
    ends(bytes).ok();
}

#[test]
fn deep_and_long_pages_end() {
    assert_eq!(ends("<div>".repeat(100_000).as_bytes()).unwrap_err().code, FaultCode::TooDeep);
    assert_eq!(
        ends(format!("<nitf>{}", "<p>".repeat(100_000)).as_bytes()).unwrap_err().code,
        FaultCode::TooDeep
    );
    ends_somehow(format!("<html>{}", "<b><i><p><a href=x>".repeat(30_000)).as_bytes());
    ends_somehow(format!("<html>{}", "<table><tr><td>".repeat(990)).as_bytes());
    ends_somehow(format!("<html><p>{}", "a ".repeat(2_000_000)).as_bytes());
    ends_somehow(format!("<html><p>x{}", "<".repeat(3_000_000)).as_bytes());
    ends_somehow(
        format!("<html>{}", "<p>The port was closed on Monday, the mayor said.".repeat(30_000)).as_bytes(),
    );
    let linked = format!(
        "<html><title>Port closed</title><script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"headline\":\"Not read\",\"x\":[{}1]}}</script><p>The port was closed on Monday, the mayor of Lumen said in the evening.</p>",
        "{\"a\":1},".repeat(1_100_000)
    );
    let found = ends(linked.as_bytes()).unwrap();
    assert!(found[0].starts_with("|html|Port closed|The port"), "{found:?}");
}

#[test]
fn entries_whose_end_tags_are_missing_are_entries_of_their_own() {
    let entry = |name: &str, n: usize| {
        format!("<{name}><title>Pier {n}</title><description>Pier {n} was <b>closed.</description>")
    };
    for name in ["item", "entry"] {
        for count in [3, 30] {
            let entries: String = (1..=count).map(|n| entry(name, n)).collect();
            let wanted: Vec<String> =
                (1..=count).map(|n| format!("{n}|rss|Pier {n}|Pier {n} was closed.")).collect();
            let feed = format!("<rss><channel><title>C</title>{entries}");
            assert_eq!(pieces(feed.as_bytes()).unwrap(), wanted);
            let feed = format!("{feed}</{name}></channel></rss>");
            assert_eq!(pieces(feed.as_bytes()).unwrap(), wanted);
        }
    }
    let many: String = (1..=2_000).map(|n| entry("item", n)).collect();
    let mut count = 0;
    decode(many_feed(&many).as_bytes(), &Hints::default(), &TextLimits::default(), &mut |piece| {
        count += usize::from(matches!(piece, Piece::Document(..)));
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(count, 2_000);
    // where they do stand in each other, what is not read is said
    let deep = format!("{}{}", "<item><title>A</title>".repeat(12), "</item>".repeat(12));
    let found = pieces(many_feed(&deep).as_bytes()).unwrap();
    assert_eq!((found.len(), found.last().unwrap().as_str()), (9, "9! too-deep"), "{found:?}");
}

fn many_feed(entries: &str) -> String {
    format!("<rss><channel><title>C</title>{entries}</channel></rss>")
}

#[test]
fn feeds_and_sitemaps() {
    let rss = "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>Courier</title>\
               <item><title>A &amp;amp; B</title><guid>1</guid><description>Short.</description><content:encoded><![CDATA[<p>One.</p><p>Two.</p>]]></content:encoded></item>\
               <item><guid>2</guid></item></channel></rss>";
    check(rss, &["1|rss|A & B|One.¶Two.", "2! no-text"]);
    check(rss.strip_suffix("</item></channel></rss>").unwrap(), &["1|rss|A & B|One.¶Two.", "2! no-text"]);
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>C</title><entry><title>A</title><content type='xhtml'><div><p>One.</p></div></content></entry></feed>";
    check(atom, &["1|atom|A|One."]);
    let map = "<urlset xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>https://n.example/a</loc><n:news><n:title>A</n:title></n:news></url></urlset>";
    check(map, &["1|news-sitemap|A|"]);
    refused("<urlset><url><loc>https://n.example/a</loc></url></urlset>", FaultCode::NoText);
    // nothing today is no fault
    for empty in [
        "<rss><channel><title>C</title></channel></rss>",
        "<sitemapindex><sitemap><loc>https://n.example/1.xml</loc></sitemap></sitemapindex>",
        r#"{"version":"https://jsonfeed.org/version/1.1","title":"C","items":[]}"#,
    ] {
        check(empty, &[]);
    }
    refused("<rss><channel><title>C", FaultCode::Malformed);
    check(
        r#"{"version":"https://jsonfeed.org/version/1.1","title":"C","items":[{"id":"1","title":"A","content_html":"<p>One.</p>"}]}"#,
        &["1|json-feed|A|One."],
    );
}

#[test]
fn letters_and_mailboxes() {
    let letter = "From: Ann Ray <ann@courier.example>\r\nSubject: =?utf-8?q?H=C3=A4fen?=\r\nDate: Wed, 4 Mar 2026 10:00:00 +0000\r\n\r\nOne.\r\n\r\nTwo.\r\n";
    check(letter, &["|email|Häfen|One.¶Two."]);
    let mbox =
        format!("From ann Wed Mar  4 10:00:00 2026\n{letter}\nFrom bob Wed Mar  4 11:00:00 2026\n{letter}");
    check(mbox, &["1|email|Häfen|One.¶Two.", "2|email|Häfen|One.¶Two."]);
    check("From: the harbour they came\n\nAnd went.", &["|text||From: the harbour they came¶And went."]);
}

#[test]
fn letters_inside_letters_end() {
    let mut parts =
        String::from("From: a@b.example\r\nDate: Wed, 4 Mar 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n");
    for n in 0..20_000 {
        parts.push_str(&format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"));
    }
    ends_somehow(parts.as_bytes());
    let mut letters = String::new();
    for n in 0..5_000 {
        letters.push_str(&format!("From: a@b.example\r\nSubject: {n}\r\nDate: Wed, 4 Mar 2026 10:00:00 +0000\r\nContent-Type: message/rfc822\r\n\r\n"));
    }
    ends_somehow(letters.as_bytes());
}

#[test]
fn crawls() {
    let chunks = [
        "<html><title>Port closed</title><body><p>The ",
        "port of Lumen was closed on Monday, the mayor of Lumen said.",
    ];
    let chunks: String = chunks.iter().map(|c| format!("{:x}\r\n{c}\r\n", c.len())).collect();
    let page = &format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n"
    );
    let record = |kind: &str, block: &str| {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:{kind}>\r\nWARC-Target-URI: https://n.example/a\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            block.len()
        )
    };
    let crawl = record("request", "GET / HTTP/1.1\r\n\r\n")
        + &record("response", page)
        + &record("response", "HTTP/1.1 404 Not Found\r\n\r\nno");
    let wanted =
        "urn:response|html|Port closed|The port of Lumen was closed on Monday, the mayor of Lumen said.";
    check(&crawl, &[wanted]);
    check(gzip(crawl.as_bytes()), &[wanted]);
    let cut = record("response", page);
    let found = pieces(format!("{cut}{}", text::head(&cut, 300)).as_bytes()).unwrap();
    assert_eq!(found, [wanted, "#2! malformed"]);
}

#[test]
fn an_item_may_be_taken_back_without_a_word() {
    let empty = r#"{"uri":"urn:x:1","pubstatus":"canceled","headline":"","body_text":""}"#;
    check(empty, &["|ninjs||"]);
    check(r#"{"uri":"urn:x:1","pubstatus":"canceled"}"#, &["|ninjs||"]);
    refused(r#"{"uri":"urn:x:1","pubstatus":"usable","headline":"","body_text":""}"#, FaultCode::NoText);
    let item = |id: &str, status: &str, content: &str| {
        format!(
            r#"<newsItem guid="{id}"><itemMeta><pubStatus qcode="stat:{status}"/></itemMeta>{content}</newsItem>"#
        )
    };
    check(item("urn:x:1", "canceled", ""), &["|newsml-g2||"]);
    refused(item("urn:x:1", "usable", ""), FaultCode::NoText);
    refused(item("", "canceled", ""), FaultCode::NoText);
    let tombstone = |root: &str, prefix: &str| {
        format!(
            "<feed xmlns='http://www.w3.org/2005/Atom' {root}><title>C</title><{prefix}deleted-entry ref='urn:x:1' \
             when='2026-03-04T10:00:00Z'/><entry><title>A</title><summary>One.</summary></entry></feed>"
        )
    };
    for (root, prefix) in [("at", "at:"), ("t", "t:")]
        .map(|(p, prefix)| (format!("xmlns:{p}='http://purl.org/atompub/tombstones/1.0'"), prefix))
    {
        check(tombstone(&root, prefix), &["1|atom|A|One.", "2|atom||"]);
    }
    let story = "<contentSet><inlineXML><body><p>One.</p></body></inlineXML></contentSet>";
    let both = format!("{}{}", item("urn:x:1", "canceled", ""), item("urn:x:2", "usable", story));
    let message = format!("<newsMessage><itemSet>{both}</itemSet></newsMessage>");
    check(message, &["1|newsml-g2||", "2|newsml-g2||One."]);
}

#[test]
fn elements_beside_each_other_are_paragraphs() {
    let xml = |story: &str| format!("<acme><title>Port closed</title><story>{story}</story></acme>");
    check(
        xml(
            "<line>The port was closed at dawn on Monday.</line><line>\"It will open,\" he said.</line><sign>By Ann Ray</sign>",
        ),
        &["|xml|Port closed|The port was closed at dawn on Monday.¶\"It will open,\" he said.¶By Ann Ray"],
    );
    check(
        xml(
            "<part><line>The <nm>Port</nm> was closed at dawn on Monday.</line><line>It will open.</line></part>",
        ),
        &["|xml|Port closed|The Port was closed at dawn on Monday.¶It will open."],
    );
    check(
        xml("The <nm>port</nm> of <nm>Lumen</nm> was closed at dawn on Monday, the harbour master said."),
        &["|xml|Port closed|The port of Lumen was closed at dawn on Monday, the harbour master said."],
    );
}

#[test]
fn the_header_of_an_xhtml_body_is_no_story() {
    let xml = r#"<newsItem guid="urn:x:3"><contentMeta><headline>Port closed</headline></contentMeta><contentSet><inlineXML>
        <html><body><header><ul><li>Ports</li><li>Freedonia</li></ul><time>11.10.2022 11:14</time><p class="genre">Extra</p>
        <p class="byline">By Ann Ray</p><h1>Port closed</h1></header><section><p>One.</p><p>Two.</p></section></body></html>
        </inlineXML></contentSet></newsItem>"#;
    check(xml, &["|newsml-g2|Port closed|One.¶Two."]);
}
