//! docs/formats.md: what stands in its tables is what the program does with the invented deliveries in
//! `tests/fixtures/decode`, of which each holds all that its format can carry.
//!
//! `cargo xtask docs` (or `BLESS=1 cargo test --test it formats`) writes the tables anew.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

use serde_json::Value;

use crate::support::{Desk, root};

/// Column, and the folder of its deliveries.
const COLUMNS: &[(&str, &str)] = &[
    ("G2", "newsml-g2"),
    ("NewsML 1", "newsml-1"),
    ("NITF", "nitf"),
    ("ninjs", "ninjs"),
    ("AP API", "ap-media-api"),
    ("7901", "iptc7901"),
    ("ANPA", "anpa1312"),
    ("ZCZC", "zczc"),
    ("page", "html"),
    ("RSS", "rss"),
    ("Atom", "atom"),
    ("JSON Feed", "json-feed"),
    ("sitemap", "news-sitemap"),
    ("e-mail", "email"),
    ("JSON", "json"),
    ("JSON-LD", "json-ld"),
    ("vendor XML", "xml"),
];

/// Row, and the field that `explain` names.
const ROWS: &[(&str, &str)] = &[
    ("item", "source.item"),
    ("headline", "headline"),
    ("headline_alt", "headline_alt"),
    ("slug", "slug"),
    ("update_tag", "update_tag"),
    ("authors", "authors"),
    ("their titles", "title"),
    ("dateline", "dateline"),
    ("published", "published"),
    ("modified", "modified"),
    ("embargo_until", "embargo_until"),
    ("status", "status"),
    ("language (hint)", "language"),
    ("urgency", "urgency"),
    ("section", "section"),
    ("genre", "genre"),
    ("keywords", "keywords"),
    ("subjects", "subjects"),
    ("lead", "lead"),
    ("publisher", "publisher"),
    ("agencies (credits)", "agencies"),
    ("notes to editors", "note"),
    ("images", "images"),
    ("links", "links"),
    ("rights", "rights"),
    ("url", "url"),
    ("canonical_url", "canonical_url"),
    ("kinds of paragraphs", "kinds"),
];

/// The fields that the format itself gave, in any document of a folder.
fn given(folder: &str) -> BTreeSet<String> {
    let desk = Desk::new();
    let mut found = BTreeSet::new();
    let entries = fs::read_dir(root().join("tests/fixtures/decode").join(folder)).unwrap();
    for entry in entries {
        let path = entry.unwrap().path();
        let ended = desk.run(&["explain", "--json", path.to_str().unwrap()]);
        assert_eq!((ended.status, ended.stderr.as_str()), (0, ""), "{}", path.display());
        for line in ended.stdout.lines() {
            let explained: Value = serde_json::from_str(line).unwrap();
            let fields = explained["fields"].as_array().unwrap_or_else(|| panic!("{line}"));
            found.extend(
                fields.iter().filter(|f| is_given(f)).map(|f| f["field"].as_str().unwrap().to_owned()),
            );
            let titled = |a: &Value| a.get("title").is_some();
            if fields.iter().any(|f| f["value"].as_array().is_some_and(|list| list.iter().any(titled))) {
                found.insert("title".to_owned());
            }
            for paragraph in explained["paragraphs"].as_array().unwrap() {
                match (paragraph["rule"].as_str().unwrap(), paragraph["kind"].as_str().unwrap()) {
                    ("format", "note") => found.insert("note".to_owned()),
                    ("format", "subhead" | "list" | "table" | "caption" | "blockquote") => {
                        found.insert("kinds".to_owned())
                    }
                    _ => false,
                };
            }
        }
    }
    found
}

/// Whether a field was kept apart by the format, and not found in the text by a rule.
fn is_given(field: &Value) -> bool {
    let from = field["from"].as_str().unwrap_or_default();
    if field["field"] == "language" {
        return ["confirmed_by", "also_seen"].iter().any(|key| field.get(*key).is_some());
    }
    !field["value"].is_null() && !from.starts_with("rule:") && !matches!(from, "extract" | "delivery")
}

fn fields_table() -> String {
    let given: Vec<BTreeSet<String>> = COLUMNS.iter().map(|(_, folder)| given(folder)).collect();
    let names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
    let mut table = format!("| | {} |\n|---|{}\n", names.join(" | "), "---|".repeat(names.len()));
    for (row, field) in ROWS {
        let cells: Vec<&str> = given.iter().map(|g| if g.contains(*field) { "✓" } else { "" }).collect();
        writeln!(table, "| {row} | {} |", cells.join(" | ")).unwrap();
    }
    table
}

fn signs_table() -> String {
    let mut table = "| format | what it is | told by |\n|---|---|---|\n".to_owned();
    for about in wiredesk::decode::formats().chain(wiredesk::decode::dialects().iter().copied()) {
        writeln!(table, "| `{}` | {} | {} |", about.name, about.what, about.sign).unwrap();
    }
    table
}

/// Holds what stands between two marks against what it should be, or writes it.
fn check(mark: &str, expected: &str) {
    let path = root().join("docs/formats.md");
    let text = fs::read_to_string(&path).unwrap();
    let (open, close) = (format!("<!-- {mark} -->\n"), format!("<!-- end of {mark} -->"));
    let (before, rest) = text.split_once(&open).unwrap();
    let (found, after) = rest.split_once(&close).unwrap();
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, format!("{before}{open}{expected}{close}{after}")).unwrap();
        return;
    }
    assert!(found == expected, "docs/formats.md, {mark}: expected\n{expected}\nfound\n{found}");
}

#[test]
fn the_table_of_fields_is_true() {
    check("fields", &fields_table());
}

#[test]
fn the_table_of_formats_is_the_list() {
    check("formats", &signs_table());
}

#[test]
fn every_delivery_is_read_as_its_format() {
    let desk = Desk::new();
    let known: BTreeSet<&str> = wiredesk::decode::formats()
        .chain(wiredesk::decode::dialects().iter().copied())
        .map(|about| about.name)
        .collect();
    for (_, folder) in COLUMNS {
        let path = root().join("tests/fixtures/decode").join(folder);
        let found = crate::support::records(&desk.run(&["process", path.to_str().unwrap()]).stdout);
        assert!(!found.is_empty(), "{folder}");
        for record in found {
            assert_eq!(record["source"]["format"], *folder, "{record}");
            assert!(known.contains(folder), "{folder} is in no list of formats");
        }
    }
}
