//! What a day on the desk looks like.

use super::day::{Desk, check, story};
use super::stories::{FERRY, MUSEUM, RATE};
use crate::dedup::Settings;

#[test]
fn the_same_copy_by_five_outlets() {
    let upper = FERRY.replace('"', "”");
    check(
        &[
            story("wire", "Ferry runs aground off Port Lumen, all safe", FERRY),
            story("rate", "Bank of Freedonia raises rate", RATE).at(0.5),
            story("herald", "All 214 rescued as ferry hits sandbank", FERRY).at(1.0),
            story("courier", "Fishing boats save ferry passengers", &upper).at(2.0),
            story("museum", "Lost Vane found in museum corridor", MUSEUM).at(3.0),
            story("post", "FERRY RUNS AGROUND OFF PORT LUMEN, ALL SAFE", &FERRY.to_lowercase()).at(30.0),
            story("gazette", "Ferry passengers safe", &FERRY.replace(" -- ", " – ")).at(71.0),
        ],
        &[
            "wire: original",
            "rate: original",
            "herald: copy of wire",
            "courier: copy of wire",
            "museum: original",
            "post: copy of wire",
            "gazette: copy of wire",
        ],
    );
}

#[test]
fn after_the_window_the_same_words_are_another_story() {
    check(
        &[
            story("first", "Bank of Freedonia leaves rate unchanged", RATE),
            story("second", "Bank of Freedonia leaves rate unchanged", RATE).at(73.0),
            story("late", "Bank of Freedonia leaves rate unchanged", RATE).at(1.0),
        ],
        &["first: original", "second: original", "late: copy of first"],
    );
}

#[test]
fn versions_of_one_item() {
    let item = |name, text: &str| story(name, "Ferry runs aground", text).item("urn:newsml:wire:ferry");
    check(
        &[
            item("first", FERRY),
            item("again", FERRY).at(1.0),
            item("put right", &FERRY.replace("214", "217")).at(2.0),
            item("first again", FERRY).at(3.0),
            item("led anew", MUSEUM).at(4.0),
        ],
        &[
            "first: original",
            "again: replay of first",
            "put right: revision (2) of first",
            "first again: replay of first",
            "led anew: revision (3) of put right in first",
        ],
    );
}

#[test]
fn the_same_address_is_the_same_item_but_a_front_page_is_not() {
    check(
        &[
            story("a", "Ferry runs aground", FERRY).url("https://example.org/news/ferry"),
            story("b", "Ferry runs aground, all safe", FERRY).url("https://example.org/news/ferry"),
            story("c", "Bank raises rate", RATE).url("https://example.org/"),
            story("d", "Lost Vane found", MUSEUM).url("https://example.org/"),
        ],
        &["a: original", "b: revision (2) of a", "c: original", "d: original"],
    );
}

#[test]
fn a_row_number_is_not_an_item_of_its_own() {
    check(
        &[story("a", "Ferry runs aground", FERRY).item("1"), story("b", "Bank raises rate", RATE).item("1")],
        &["a: original", "b: original"],
    );
}

#[test]
fn every_arrival_can_be_a_record() {
    let mut desk = Desk::with(Settings { every_arrival: true, ..Settings::default() });
    let told = desk.feed(&[
        story("a", "Ferry runs aground", FERRY).url("https://example.org/ferry"),
        story("b", "Ferry runs aground", FERRY).url("https://example.org/ferry"),
    ]);
    assert_eq!(told, ["a: original", "b: copy of a"]);
}

#[test]
fn few_words_or_none_are_no_evidence() {
    check(
        &[
            story("a", "Ferry runs aground", ""),
            story("b", "Bank raises rate", ""),
            story("c", "Port Lumen calendar for Monday", "No events."),
            story("d", "Cape Sorrow lottery results", "No events."),
        ],
        &["a: original", "b: original", "c: original", "d: original"],
    );
}

#[test]
fn a_dropped_copy_is_not_linked_to() {
    let mut desk = Desk::new();
    desk.feed(&[story("a", "Ferry runs aground", FERRY)]);
    let (record, told) = desk.judge(&story("b", "Ferry", &format!("{FERRY}\n\nMore to come.")));
    assert_eq!(told, "b: copy of a");
    desk.dedup.dropped(crate::dedup::Identity::parse(&record.id).unwrap());
    let (_, told) = desk.judge(&story("c", "Ferry", &format!("{FERRY}\n\nMore to come.")));
    assert_eq!(told, "c: copy of a");
    assert_eq!(desk.dedup.unflushed(), 2);
}
