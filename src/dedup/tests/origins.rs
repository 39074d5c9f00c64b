//! Who wrote it first: credits and clusters inform each other.

use super::day::{Desk, check_restarted, story};
use super::stories::{FERRY, MUSEUM, RATE};
use crate::dedup::{Settings, listing, origins};

/// The first four paragraphs of the ferry.
fn brief() -> String {
    FERRY.split("\n\n").take(3).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn a_copy_without_a_credit_has_its_originals() {
    for thin in [false, true] {
        check_restarted(
            Settings { thin, ..Settings::default() },
            &[
                story("wire", "Ferry runs aground off Port Lumen", FERRY).credit("Examplewire"),
                story("herald", "All 214 rescued", FERRY).at(1.0),
                story("brief", "Ferry aground", &brief()).at(2.0),
                story("own", "Ferry stuck on sandbank", FERRY).at(3.0).credit("Otherwire"),
                story("museum", "Lost Vane found", MUSEUM).at(3.0),
            ],
            &[
                "wire: original",
                "herald: copy of wire, from Examplewire",
                "brief: excerpt of wire, from Examplewire",
                "own: copy of wire",
                "museum: original",
            ],
        );
    }
}

#[test]
fn the_first_member_that_credits_an_agency_tells_those_that_follow() {
    for thin in [false, true] {
        check_restarted(
            Settings { thin, ..Settings::default() },
            &[
                story("herald", "All 214 rescued", FERRY),
                story("courier", "Boats save ferry passengers", FERRY).at(1.0),
                story("wire", "Ferry runs aground off Port Lumen", FERRY).at(2.0).credit("Examplewire"),
                story("post", "Ferry hits sandbank", FERRY).at(3.0).credit("Otherwire"),
                story("gazette", "Ferry passengers safe", FERRY).at(4.0),
            ],
            &[
                "herald: original",
                "courier: copy of herald",
                "wire: copy of herald",
                "post: copy of herald",
                "gazette: copy of herald, from Examplewire",
            ],
        );
    }
}

#[test]
fn a_revision_has_news_of_its_own_and_keeps_its_own_credit() {
    let right = FERRY.replace("214", "217");
    check_restarted(
        Settings::default(),
        &[
            story("wire", "Ferry runs aground", FERRY).credit("Examplewire"),
            story("right", "Ferry runs aground", &right).at(1.0),
        ],
        &["wire: original", "right: revision of wire"],
    );
}

#[test]
fn only_credits_of_their_own_are_counted() {
    let mut desk = Desk::new();
    desk.feed(&[
        story("rate", "Bank raises rate", RATE).credit("Examplewire"),
        story("herald", "Rate raised to 4.75 percent", RATE).at(1.0),
    ]);
    let records: Vec<_> = desk.journal.iter().map(|(record, _)| record.clone()).collect();
    assert_eq!(records[1].agencies[0].name, "Examplewire");
    assert_eq!(records[1].agencies[0].evidence, format!("copy of {}", records[0].id));
    assert_eq!(origins(&listing(records, &[])), [("Examplewire".to_owned(), 1)]);
}
