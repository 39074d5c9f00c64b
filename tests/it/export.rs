//! `process --format`: what other programs read.

use serde_json::Value;

use crate::support::{Desk, records};

const PAGE: &str = r#"<!doctype html><html lang="en"><head><title>Port of Lumen closed</title>
<link rel="canonical" href="https://courier.example/port">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Port of Lumen closed","datePublished":"2026-03-04T10:00:00+01:00","author":{"@type":"Person","name":"Ann Ray"},"publisher":{"@type":"Organization","name":"Lumen Courier"}}</script></head>
<body><article><h1>Port of Lumen closed</h1>
<p>The port of Lumen was closed on Wednesday after a storm, and it will stay closed for the week, the city said.</p>
<p>"Nobody was hurt," said Cy Sample, the mayor of Lumen. "The boats are safe and the harbour is quiet now."</p>
<p>Ships were sent to Freedonia, where the harbour master had been told late and was not pleased about it.</p></article></body></html>"#;

fn lines(desk: &Desk, format: &str) -> Vec<Value> {
    let ended = desk.run(&["process", "--format", format, "in"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    ended.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("in/page.html", PAGE)
        .write("in/note.txt", "Ferry late\n\nThe ferry was late again on Monday.\n");
    desk
}

#[test]
fn ninjs_is_one_item_a_line() {
    let desk = desk();
    let items = lines(&desk, "ninjs");
    assert_eq!(items.len(), 2);
    let page = &items[1];
    assert_eq!(page["uri"], "https://courier.example/port");
    assert_eq!(page["firstCreated"], "2026-03-04T10:00:00+01:00");
    assert_eq!(
        (&page["headlines"][0]["value"], &page["by"]),
        (&"Port of Lumen closed".into(), &"Ann Ray".into())
    );
    assert!(page["bodies"][1]["value"].as_str().unwrap().starts_with("<p>The port of Lumen was closed"));
    let own = records(&desk.run(&["process", "in"]).stdout);
    assert_eq!(page["altIds"][0]["value"], own[1]["id"], "the item and the record have one id");
    assert!(items[0]["uri"].as_str().unwrap().starts_with("urn:uuid:"));
}

#[test]
fn schema_org_is_one_article_a_line() {
    let pages = lines(&desk(), "schema-org");
    let page = &pages[1];
    assert_eq!((&page["@context"], &page["@type"]), (&"https://schema.org".into(), &"NewsArticle".into()));
    assert_eq!(page["publisher"]["name"], "Lumen Courier");
    let quotes = page["hasPart"].as_array().unwrap();
    let spoken = |quote: &&serde_json::Value| quote["spokenByCharacter"]["name"] == "Cy Sample";
    let quote = quotes.iter().find(spoken).unwrap_or_else(|| panic!("{quotes:#?}"));
    assert_eq!(
        (&quote["@type"], &quote["spokenByCharacter"]["@type"]),
        (&"Quotation".into(), &"Person".into())
    );
}

#[test]
fn what_was_exported_is_read_again_as_the_same_story() {
    let desk = desk();
    let own = records(&desk.run(&["process", "in/page.html"]).stdout);
    let ended = desk.run(&["process", "--format", "ninjs", "in/page.html"]);
    desk.write("item.json", &ended.stdout);
    let again = records(&desk.run(&["process", "item.json"]).stdout);
    assert_eq!(again[0]["source"]["format"], "ninjs");
    for field in ["headline", "text", "language"] {
        assert_eq!(again[0][field], own[0][field], "{field}");
    }
    assert_eq!(again[0]["published"]["value"], own[0]["published"]["value"]);
    let ended = desk.run(&["process", "--format", "schema-org", "in/page.html"]);
    desk.write("page.json", &ended.stdout);
    let again = records(&desk.run(&["process", "page.json"]).stdout);
    assert_eq!(again[0]["source"]["format"], "json-ld");
    assert_eq!((&again[0]["headline"], &again[0]["text"]), (&own[0]["headline"], &own[0]["text"]));
}

#[test]
fn an_old_name_still_works_and_a_state_needs_records() {
    let desk = desk();
    assert_eq!(
        records(&desk.run(&["process", "--format", "record", "in"]).stdout).len(),
        records(&desk.run(&["process", "--format", "wiredesk", "in"]).stdout).len()
    );
    let ended = desk.run(&["process", "--format", "ninjs", "--state", "seen", "-o", "out.jsonl", "in"]);
    assert_eq!(ended.status, 64);
    assert!(ended.stderr.contains("--format wiredesk, not ninjs"), "{}", ended.stderr);
    assert_eq!(desk.names(), ["in"]);
}
