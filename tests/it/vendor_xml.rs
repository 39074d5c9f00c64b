//! XML of a vendor that the configuration points into: from the file to the record.

use serde_json::{Value, json};

use crate::support::{Desk, records};

pub(crate) const TABLE: &str = r#"
[xml.acme]
root = "AcmeWire"
story = "Items/Story"
item = "@id"
version = "@rev"
headline = "Head/Title"
text = "Body/Para"
authors = "Head//Writer"
published = "Head/Dates/@released"
embargo_until = "Head/Dates/@hold"
canceled = "Head/Killed"
urgency = "Head/Rank"
keywords = "Head/Words"
section = "Head/Desk | Head/Room"
note = "Head/Hint"
copyright = "//Legal"
image = "Pic/@src"
caption = "Pic/Line"
"#;

pub(crate) const WIRE: &str = r#"<?xml version="1.0"?>
<a:AcmeWire xmlns:a="urn:acme"><Items>
<Story id="A-1" rev="3"><Head><Title>Port of Lumen closed</Title><By><Writer>Ann Ray</Writer><Writer>Bo Lens</Writer></By>
<Dates released="2026-03-04T10:00:00Z" hold="2026-03-04T12:00:00Z"/><Rank>2</Rank><Words>port, storm</Words><Room>Coast</Room>
<Hint>Eds: more to come</Hint></Head>
<Body><Para>The port of Lumen was closed on Wednesday after a storm.</Para><Para>"It will open again on Friday," Ann Ray heard.</Para></Body>
<Foot><Legal>(c) Acme</Legal></Foot><Pic src="https://acme.example/1.jpg"><Line>The port.</Line></Pic></Story>
<Story id="A-2"><Head><Title>Ferry kept in harbour</Title><Killed>true</Killed></Head><Body><Para>The ferry did not leave.</Para></Body></Story>
</Items></a:AcmeWire>
"#;

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("wire.toml", TABLE).write("in/wire.xml", WIRE);
    desk
}

#[test]
fn every_field_comes_from_where_it_was_pointed_to() {
    let ended = desk().run(&["process", "-c", "wire.toml", "in"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    let found = records(&ended.stdout);
    assert_eq!(found.len(), 2);
    let first = &found[0];
    let expected = json!({
        "headline": "Port of Lumen closed", "section": "Coast", "urgency": 2, "keywords": ["port", "storm"],
        "embargo_until": "2026-03-04T12:00:00Z",
        "published": {"value": "2026-03-04T10:00:00Z", "precision": "second", "from": "Head/Dates/@released"},
        "images": [{"url": "https://acme.example/1.jpg", "caption": "The port."}],
        "rights": {"copyright": "(c) Acme"},
    });
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&first[field], value, "{field}");
    }
    assert_eq!(
        first["text"],
        "The port of Lumen was closed on Wednesday after a storm.\n\n\"It will open again on Friday,\" Ann Ray heard."
    );
    let names: Vec<&Value> = first["authors"].as_array().unwrap().iter().map(|a| &a["name"]).collect();
    assert_eq!(names, ["Ann Ray", "Bo Lens"]);
    assert_eq!((&first["source"]["item"], &first["source"]["member"]), (&json!("A-1"), &json!("1")));
    assert_eq!(first["source"]["format"], "xml");
    assert_eq!(first["provenance"]["section"], "Head/Room");
    assert!(first["body"].as_array().unwrap().iter().any(|b| b["kind"] == "note"), "{first}");
    assert_eq!((&found[1]["status"], &found[1]["source"]["item"]), (&json!("canceled"), &json!("A-2")));
}

#[test]
fn without_the_table_it_is_no_article() {
    let desk = desk();
    // Under names that nobody knows: elements called story or body would be read as such.
    desk.write("in/wire.xml", WIRE.replace("Story", "Tale").replace("Body", "Mass"));
    let ended = desk.run(&["process", "--strict", "in"]);
    assert_eq!((ended.status, ended.stdout.as_str()), (65, ""));
    assert!(ended.stderr.contains("no-text: XML of no known format (<AcmeWire>)"), "{}", ended.stderr);
}

#[test]
fn a_daemon_takes_the_tables_of_its_file() {
    let desk = Desk::new();
    let house = desk.house("", TABLE);
    let daemon = house.start().unwrap();
    desk.write("late/wire.xml", WIRE);
    std::fs::rename(desk.path("late/wire.xml"), desk.path("inbox/wire.xml")).unwrap();
    let found = desk.records_when_done(2);
    assert_eq!(found[0]["headline"], "Port of Lumen closed");
    assert!(daemon.stop(crate::support::PATIENCE).unwrap().success());
}

#[test]
fn what_a_vendor_has_moved_is_said() {
    let desk = desk();
    desk.write("in/wire.xml", WIRE.replace("Para>", "P>"));
    let found = records(&desk.run(&["process", "-c", "wire.toml", "in"]).stdout);
    assert_eq!(found[0]["warnings"][0]["code"], "text-not-found");
    assert_eq!(
        found[0]["warnings"][0]["message"],
        "xml.acme.text: Body/Para leads to no element of this <AcmeWire>"
    );
    desk.write("in/wire.xml", WIRE.replace("Story", "Tale"));
    let ended = desk.run(&["process", "-c", "wire.toml", "in"]);
    assert_eq!(ended.stdout, "");
    assert!(ended.stderr.contains("xml.acme.story: Items/Story leads to no element"), "{}", ended.stderr);
}

#[test]
fn explain_names_the_paths() {
    let ended = desk().run(&["explain", "-c", "wire.toml", "in/wire.xml"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert!(ended.stdout.contains("from Head/Room"), "{}", ended.stdout);
}

#[test]
fn quotes_reads_by_the_tables() {
    let desk = desk();
    let ended = desk.run(&["quotes", "-c", "wire.toml", "--json", "in/wire.xml"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert!(
        ended.stdout.starts_with("{") && ended.stdout.contains("Port of Lumen closed"),
        "{}",
        ended.stdout
    );
    // Without the tables nobody knows where its text is.
    let without = desk.run(&["quotes", "--json", "in/wire.xml"]);
    assert_ne!(without.stdout, ended.stdout);
}
