//! `wiredesk explain`: that what it says is what happened.

use serde_json::{Value, json};

use crate::support::{Desk, records};

const PAGE: &str = r#"<!doctype html><html lang="de"><head><meta charset="iso-8859-1"><title>Port of Lumen closed | Lumen Courier</title>
<meta property="og:title" content="Lumen shuts its port"><meta property="og:site_name" content="Lumen Courier">
<meta name="author" content="Desk Robot"><meta property="article:published_time" content="2026-03-04T09:00:00Z">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Port of Lumen closed","datePublished":"2026-03-04T10:00:00+01:00","dateModified":"2026-03-05T10:00:00+01:00","author":{"@type":"Person","name":"Ann Ray"}}</script></head>
<body><article><h1>Port of Lumen closed</h1>
<p>The port of Lumen was closed on Wednesday after a storm, and it will stay closed for the week, the city said – for now.</p>
<p>"Nobody was hurt," said Cy Sample, the mayor of Lumen. He had read the book "Storms of the North" in one night.</p>
<p>Ships were sent to Freedonia, where the harbour master had been told late and was not pleased about it.</p>
<p>Read more: Ferry late again</p></article></body></html>"#;

fn explained(desk: &Desk, args: &[&str]) -> Vec<Value> {
    let ended = desk.run(&[&["explain", "--json"], args].concat());
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    ended.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn field<'v>(explained: &'v Value, name: &str) -> &'v Value {
    let fields = explained["fields"].as_array().unwrap();
    fields.iter().find(|field| field["field"] == name).unwrap_or_else(|| panic!("no {name}: {explained:#}"))
}

fn also_seen(explained: &Value, name: &str) -> Vec<(String, String)> {
    let text = |said: &Value, key: &str| said[key].as_str().unwrap().to_owned();
    let list = field(explained, name)["also_seen"].as_array().cloned().unwrap_or_default();
    list.iter().map(|said| (text(said, "place"), text(said, "value"))).collect()
}

#[test]
fn a_page_says_where_each_field_is_from_and_what_else_was_seen() {
    let desk = Desk::new();
    desk.write("page.html", PAGE);
    let page = &explained(&desk, &["page.html"])[0];
    let formats: Vec<&Value> = page["recognised"].as_array().unwrap().iter().map(|r| &r["format"]).collect();
    assert_eq!(formats, ["html"]);
    assert_eq!(page["charset"], json!({"name": "UTF-8", "by": "all bytes are valid UTF-8"}));
    assert_eq!(page["warnings"][0]["code"], "charset-lied");
    let headline = field(page, "headline");
    assert_eq!((&headline["value"], &headline["from"]), (&json!("Port of Lumen closed"), &json!("h1")));
    assert_eq!(headline["confirmed_by"], json!(["json-ld headline", "h1"]));
    assert_eq!(
        also_seen(page, "headline"),
        [
            ("meta og:title".to_owned(), "Lumen shuts its port".to_owned()),
            ("title".to_owned(), "Port of Lumen closed | Lumen Courier".to_owned()),
        ]
    );
    assert_eq!(also_seen(page, "authors"), [("meta author".to_owned(), "Desk Robot".to_owned())]);
    // The same moment in another spelling confirms it.
    let published = field(page, "published");
    assert_eq!(published["confirmed_by"], json!(["json-ld datePublished", "meta article:published_time"]));
    let language = field(page, "language");
    assert_eq!((&language["value"], &language["from"]), (&json!("en"), &json!("text")));
    assert_eq!(also_seen(page, "language"), [("html lang".to_owned(), "de".to_owned())]);
}

#[test]
fn paragraphs_have_their_rules_and_marks_their_reasons() {
    let desk = Desk::new();
    desk.write("page.html", PAGE);
    let page = &explained(&desk, &["page.html"])[0];
    let own = records(&desk.run(&["process", "page.html"]).stdout);
    let paragraphs = page["paragraphs"].as_array().unwrap();
    let blocks = own[0]["body"].as_array().unwrap();
    assert_eq!(paragraphs.len(), blocks.len());
    for (paragraph, block) in paragraphs.iter().zip(blocks) {
        assert_eq!((&paragraph["kind"], &paragraph["text"]), (&block["kind"], &block["text"]));
        assert_eq!(paragraph["in_text"], json!(block.get("span").is_some()));
        assert!(!paragraph["rule"].as_str().unwrap().is_empty());
    }
    assert_eq!((&page["identity"]["id"], &page["quotes"]), (&own[0]["id"], &own[0]["quotes"]));
    assert_eq!(page["identity"]["raw"], own[0]["hashes"]["raw"]);
    let marks = page["not_quoted"].as_array().unwrap();
    assert_eq!(marks.len(), 1, "{marks:?}");
    assert_eq!((&marks[0]["text"], &marks[0]["rule"]), (&json!("Storms of the North"), &json!("title")));
}

#[test]
fn for_people_it_is_text() {
    let desk = Desk::new();
    desk.write(
        "story.txt",
        "UPDATE 1\nPort closed\n\nBy Ann Ray\n\nPORT LUMEN (Examplewire) - It was closed.\n\n___\n",
    );
    let ended = desk.run(&["explain", "story.txt"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    for line in [
        "story.txt\n  format     text (plain text): no other format\n  charset    UTF-8: all bytes are ASCII\n",
        "  verdict    none: whether it is a copy is decided among other stories",
        "  headline        Port closed\n                    from rule:first-line\n",
        "  authors         Ann Ray (author)\n",
        " byline     byline ",
        "\nquotations\n  none\n",
    ] {
        assert!(ended.stdout.contains(line), "{line:?} is not in\n{}", ended.stdout);
    }
}

#[test]
fn each_member_of_a_bundle_is_explained_and_what_is_refused_says_why() {
    let desk = Desk::new();
    desk.write("two.jsonl", "{\"title\":\"A\",\"text\":\"One.\",\"date\":\"2026-03-04\"}\n{\"x\":1}\n");
    let found = explained(&desk, &["two.jsonl"]);
    assert_eq!(found.len(), 2);
    assert_eq!((&found[0]["member"], &found[0]["format"]), (&json!("1"), &json!("jsonl")));
    assert_eq!((&found[1]["member"], &found[1]["code"]), (&json!("2"), &json!("no-text")));
    desk.write("broken.json", "{\"title\":");
    let ended = desk.run(&["explain", "broken.json"]);
    assert_eq!(ended.status, 65);
    assert!(ended.stdout.contains("refused    malformed: expected JSON"), "{}", ended.stdout);
    assert_eq!(desk.run(&["explain", "nowhere.txt"]).status, 66);
}

#[test]
fn formats_inside_formats_are_named_in_order() {
    let desk = Desk::new();
    let feed = "<rss version='2.0'><channel><title>C</title><item><title>A</title><dc:title>B</dc:title></item></channel></rss>";
    desk.write("in/feed.xml", feed);
    let tar = std::process::Command::new("tar")
        .args(["-czf", "feed.tgz", "in"])
        .current_dir(desk.folder())
        .status();
    assert!(tar.unwrap().success());
    let found = explained(&desk, &["feed.tgz"]);
    let formats: Vec<&Value> =
        found[0]["recognised"].as_array().unwrap().iter().map(|r| &r["format"]).collect();
    assert_eq!(formats, ["gzip", "tar", "feed", "rss"]);
    assert_eq!(also_seen(&found[0], "headline"), [("title".to_owned(), "B".to_owned())]);
    assert_eq!(found[0]["member"], "in/feed.xml!/1");
}

#[test]
fn a_letter_says_what_its_headers_say() {
    let desk = Desk::new();
    let letter = "From: Ann Ray <ann@courier.example>\r\nSubject: Port closed\r\nDate: Wed, 4 Mar 2026 10:00:00 +0000\r\nMessage-ID: <1@courier.example>\r\n\r\nThe port was closed.\r\n";
    desk.write("letter.eml", letter);
    let letter = &explained(&desk, &["letter.eml"])[0];
    assert_eq!(letter.get("charset"), None);
    assert_eq!(field(letter, "published")["confirmed_by"], json!(["Date"]));
    assert_eq!(field(letter, "authors")["from"], "from");
}
