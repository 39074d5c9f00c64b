//! What stands in names of files and in what was delivered does not steer a terminal, and is in no address and no id.

use std::os::unix::ffi::OsStrExt;

use serde_json::Value;

use crate::support::{Desk, Ended, records};

/// A colour, a cleared screen, a line of its own, a title for the window, letters from right to left.
const NAME: &str = "a\u{1b}[31m\u{1b}[2J\nwiredesk: all is well\u{1b}]0;x\u{7}\u{202e}gpj\u{9b}2J.txt";

fn steers(text: &str) -> bool {
    text.chars().any(|c| {
        c.is_control() && !matches!(c, '\n' | '\t')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

#[track_caller]
fn tame(ended: &Ended) {
    for text in [&ended.stdout, &ended.stderr] {
        assert!(!steers(text), "{text:?}");
        assert!(!text.contains("\nwiredesk: all is well"), "{text:?}");
    }
}

#[test]
fn names_of_files_do_not_steer_a_terminal() {
    let desk = Desk::new();
    desk.write(NAME, b"\xff\xd8\xff\xe0 no text")
        .write("b.txt", "Port closed\n\n\"We see,\" Ann Ray said.\n");
    let refused = desk.run(&["process", "--output", "out.jsonl", NAME]);
    assert!(refused.stderr.contains("\\u{1b}[31m"), "{:?}", refused.stderr);
    tame(&refused);
    tame(&desk.run(&["process", "--output", "out.jsonl", "."]));
    tame(&desk.run(&["quotes", NAME, "b.txt"]));
    tame(&desk.run(&["explain", NAME]));
    for command in ["process", "quotes", "explain"] {
        tame(&desk.run(&[command, &format!("not-there-{NAME}")]));
    }
    desk.write(NAME, "Port closed\n\n\"We see,\" Ann Ray said.\n");
    let shown = desk.run(&["quotes", NAME, "b.txt"]);
    assert!(shown.stdout.contains("== a\\u{1b}[31m"), "{:?}", shown.stdout);
    tame(&shown);
    tame(&desk.run(&["explain", NAME]));
    // Data stays what it is: the name is in the record.
    let record = desk.run(&["process", NAME]);
    assert_eq!(records(&record.stdout)[0]["source"]["path"], NAME);
    tame(&desk.run(&["check", "-c", NAME]));
    tame(&desk.run(&["cluster", "--state", NAME, "0123"]));
}

#[test]
fn the_lists_of_quarantine_do_not_steer_a_terminal() {
    let desk = Desk::new();
    desk.write("pipeline.toml", "[source.inbox]\ntype = \"inbox\"\npath = \"inbox\"\n");
    let day = "var/quarantine/2026-03-04";
    desk.write(&format!("{day}/0123456789abcdef"), "x");
    let reason = serde_json::json!({
        "source": "inbox", "path": NAME, "member": NAME, "code": "binary", "stage": "decode", "retryable": true,
        "message": format!("found {NAME}"), "time": "2026-03-04T10:00:00Z",
    });
    desk.write(&format!("{day}/0123456789abcdef.reason.json"), reason.to_string());
    for arguments in
        [&["list"][..], &["show", "0123"], &["retry", "--all", "--dry-run"], &["drop", "--all", "--dry-run"]]
    {
        let arguments: Vec<_> = ["quarantine"].iter().chain(arguments).copied().collect();
        tame(&desk.run(&arguments));
    }
}

#[test]
fn addresses_and_ids_hold_nothing_that_steers() {
    let desk = Desk::new();
    let (url, item) = ("https://n.example/\u{1b}[31m\u{202e}a", "urn:\u{1b}]0;x\u{7}\u{2066}a");
    desk.write("page.html", format!("<!doctype html><html><head><link rel=canonical href='{url}'><meta property=og:url content='{url}'><meta property=og:image content='{url}.jpg'><title>Port closed</title></head><body><article><h1>Port closed</h1><p>The port of Lumen was closed on Monday, the mayor of the town said, and <a href='{url}'>more</a> will follow.</p><img src='{url}.png' alt=x></article></body></html>"));
    desk.write("item.json", serde_json::json!({"uri": item, "type": "text", "headline": "Port closed", "versioncreated": "2026-03-04T08:00:00Z", "body_text": "The port was closed.", "associations": {"a": {"type": "picture", "headline": "A port", "renditions": {"a": {"href": url}}}}}).to_string());
    desk.write(
        "lines.jsonl",
        format!(
            "{}\n",
            serde_json::json!({"id": item, "url": url, "title": "Port closed", "text": "One.", "image": url})
        )
        .repeat(2),
    );
    let ended = desk.run(&["process", "item.json", "lines.jsonl", "page.html"]);
    let found = records(&ended.stdout);
    assert_eq!(found.len(), 4, "{}", ended.stderr);
    assert_eq!(found[0]["source"]["item"], "urn:]0;xa");
    for record in &found {
        strings(record, &mut |text| assert!(!steers(text), "{text:?} in {record}"));
    }
    let page = found.last().unwrap();
    assert_eq!(page["canonical_url"], "https://n.example/%1B[31m%E2%80%AEa");
    assert_eq!(page["images"][0]["url"], "https://n.example/%1B[31m%E2%80%AEa.jpg");
}

fn strings(value: &Value, see: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) => see(text),
        Value::Array(list) => list.iter().for_each(|value| strings(value, see)),
        Value::Object(fields) => fields.values().for_each(|value| strings(value, see)),
        _ => {}
    }
}

#[test]
fn names_that_are_no_text_are_shown_too() {
    let desk = Desk::new();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9\x1b[31m.txt");
    std::fs::write(desk.folder().join(name), b"\xff\xd8\xff\xe0").unwrap();
    tame(&desk.run(&["process", "."]));
}
