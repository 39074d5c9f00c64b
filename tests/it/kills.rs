//! Kills and orders of versions, as the tables of docs/kills.md have them: each line goes through the whole program, and
//! what is taken back through every export.

use serde_json::{Value, json};

use crate::support::{Desk, records};

const DOC: &str = include_str!("../../docs/kills.md");

/// The rows of the table under a heading, each in cells.
fn rows(heading: &str) -> Vec<Vec<&'static str>> {
    let (_, section) = DOC.split_once(heading).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let cells = |row: &'static str| {
        row.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`')).collect()
    };
    section.lines().filter(|line| line.starts_with("| ")).skip(1).map(cells).collect()
}

fn story(name: &str) -> String {
    let (id, slug, headline, text) = match name {
        "ferry" => (
            "EXW-4711",
            "FERRY-AGROUND",
            "Ferry runs aground off Port Lumen, all safe",
            "A ferry ran aground on a sandbank off Port Lumen before dawn on Tuesday and all 214 people on board were \
             brought ashore in fishing boats, the coast guard said.",
        ),
        _ => (
            "EXW-4712",
            "RATE-RISE",
            "Bank of Freedonia raises main rate",
            "The Bank of Freedonia raised its main rate by a quarter point to 4.75 per cent on Tuesday and said that \
             prices of bread and coal left it no choice.",
        ),
    };
    let day = "2026-03-04T08:00:00Z";
    let url = format!("https://wire.example/2026/{name}");
    json!({"id": id, "slug": slug, "title": headline, "text": text, "date": day, "url": url}).to_string()
}

/// The records of files that come one after the other.
fn written(files: &[(&str, String)]) -> (Desk, Vec<Value>) {
    let desk = Desk::new();
    for (place, (name, content)) in files.iter().enumerate() {
        desk.write(&format!("in/{place}-{name}"), content);
    }
    let ended = desk.run(&["process", "-j", "1", "in"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""), "{files:?}");
    let written = records(&ended.stdout);
    assert_eq!(written.len(), files.len(), "{files:?}");
    (desk, written)
}

/// Of what is taken back no export says that it may be used; each record stands in all of them at its place.
fn not_to_be_used(desk: &Desk, written: &[Value]) {
    for (format, field, taken_back) in
        [("ninjs", "pubStatus", "canceled"), ("schema-org", "creativeWorkStatus", "Canceled")]
    {
        let exported = desk.run(&["process", "-j", "1", "--format", format, "in"]).stdout;
        let exported: Vec<Value> = exported.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(exported.len(), written.len());
        for (record, exported) in written.iter().zip(&exported) {
            assert_eq!(record["status"] == "canceled", exported[field] == taken_back, "{record} {exported}");
        }
    }
}

/// By their names, in the order of the files.
fn canceled(written: &[Value], kill: usize) -> Vec<&'static str> {
    let cluster = &written[kill]["cluster"];
    let also = cluster["cancels_also"].as_array().cloned().unwrap_or_default();
    let ids: Vec<Value> = std::iter::once(cluster["cancels"].clone()).chain(also).collect();
    ["ferry", "rate"]
        .into_iter()
        .zip(written)
        .filter(|(_, record)| ids.contains(&record["id"]))
        .map(|it| it.0)
        .collect()
}

#[test]
fn kills_in_words_take_back_what_they_name() {
    let rows = rows("## Kills in words");
    assert!(rows.len() >= 20, "{rows:?}");
    for row in rows {
        let [_, line, taken] = row[..] else { panic!("{row:?}") };
        let taken: Vec<&str> = taken.split(", ").filter(|name| *name != "nothing").collect();
        let note = format!("{line}\n");
        let stories = || [("ferry.json", story("ferry")), ("rate.json", story("rate"))];
        let after: Vec<(&str, String)> = stories().into_iter().chain([("note.txt", note.clone())]).collect();
        let (desk, told) = written(&after);
        assert_eq!(told[2]["kind"] == "cancel", !taken.is_empty(), "{line}: {}", told[2]);
        assert_eq!(canceled(&told, 2), taken, "{line}: {}", told[2]);
        not_to_be_used(&desk, &told);
        let before: Vec<(&str, String)> = [("note.txt", note)].into_iter().chain(stories()).collect();
        let (desk, told) = written(&before);
        let fell = ["ferry", "rate"].into_iter().zip(&told[1..]);
        let fell: Vec<&str> =
            fell.filter(|(_, record)| record["status"] == "canceled").map(|it| it.0).collect();
        assert_eq!(fell, taken, "{line} before: {told:?}");
        assert!(told[1..].iter().all(|it| (it["cluster"]["late"] == true) == (it["status"] == "canceled")));
        not_to_be_used(&desk, &told);
    }
}

fn version(name: &str) -> String {
    let number = if name == "K" { 4 } else { name.parse().unwrap() };
    json!({
        "uri": "urn:exw:4711", "type": "text", "version": number.to_string(), "language": "en",
        "pubstatus": if name == "K" { "canceled" } else { "usable" },
        "versioncreated": format!("2026-03-04T0{number}:58:00Z"), "firstcreated": "2026-03-04T01:00:00Z",
        "headline": "Storm closes the port of Lumen",
        "body_html": format!("<p>The port of Lumen was closed on Wednesday after a storm, the harbour master said. {} ships wait.</p>", 12 + number),
    })
    .to_string()
}

#[test]
fn versions_in_every_order() {
    let rows = rows("## Versions in every order");
    assert!(rows.len() >= 30, "{rows:?}");
    for row in rows {
        let [order, expected] = row[..] else { panic!("{row:?}") };
        let names: Vec<&str> = order.split(' ').collect();
        let files: Vec<(&str, String)> = names.iter().map(|name| ("item.json", version(name))).collect();
        let (desk, records) = written(&files);
        let told: Vec<String> =
            names.iter().zip(&records).map(|(name, record)| told(name, record, &names, &records)).collect();
        assert_eq!(told.join(", "), expected, "{order}");
        not_to_be_used(&desk, &records);
    }
}

fn told(name: &str, record: &Value, names: &[&str], records: &[Value]) -> String {
    let cluster = &record["cluster"];
    match (name, record["status"] == "canceled") {
        ("K", _) if cluster["cancels"].is_null() => "finds nothing".to_owned(),
        ("K", _) => {
            let place = records.iter().position(|other| other["id"] == cluster["cancels"]).unwrap();
            format!("cancels {}", names[place])
        }
        (_, true) => "canceled".to_owned(),
        _ if cluster["late"] == true => "late".to_owned(),
        _ if cluster["relation"] == "original" => "new".to_owned(),
        _ => cluster["relation"].as_str().unwrap().to_owned(),
    }
}

/// A tombstone takes back the entry that it names, and nothing else of its feed.
#[test]
fn a_tombstone_of_atom_is_a_kill() {
    let entry = |id: &str, headline: &str, text: &str| {
        format!(
            "<entry><title>{headline}</title><id>tag:wire.example,2026:{id}</id><updated>2026-03-04T08:00:00Z</updated><content>{text}</content></entry>"
        )
    };
    let feed = |entries: &str| {
        format!(
            "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:at=\"http://purl.org/atompub/tombstones/1.0\"><title>Wire</title>{entries}</feed>"
        )
    };
    let first = format!(
        "{}{}",
        entry("q1", "Ferry runs aground", "A ferry ran aground off Lumen on Tuesday."),
        entry("q2", "Bank raises rate", "The bank of Freedonia raised its rate on Tuesday.")
    );
    let tombstone = "<at:deleted-entry ref=\"tag:wire.example,2026:q1\" when=\"2026-03-04T10:00:00Z\"><at:comment>Withdrawn</at:comment></at:deleted-entry>";
    let desk = Desk::new();
    desk.write("in/1.xml", feed(&first)).write("in/2.xml", feed(tombstone));
    let written = records(&desk.run(&["process", "-j", "1", "in"]).stdout);
    let [ferry, bank, kill] = &written[..] else { panic!("{written:?}") };
    assert_eq!((&kill["kind"], &kill["status"]), (&json!("cancel"), &json!("canceled")), "{kill}");
    assert_eq!(kill["cluster"]["cancels"], ferry["id"], "{kill}");
    assert_ne!(kill["cluster"]["cancels"], bank["id"]);
    assert_eq!(kill["published"]["value"], "2026-03-04T10:00:00Z", "{kill}");
}
