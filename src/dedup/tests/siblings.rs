//! Siblings on one template, standing notices, and what was put right: short of words and near to one another.

use super::day::{Delivery, Desk, check, story};
use super::stories::FERRY;

fn short(name: &'static str, headline: &str, text: &str) -> Delivery {
    story(name, headline, text)
}

#[test]
fn siblings_are_two_and_what_repeats_them_is_one() {
    let one: [(&str, [&str; 2], [&str; 2]); 4] = [
        (
            "funds",
            ["<LUMEN COAST FUND> PAYOUT", "<LUMEN INLAND FUND> PAYOUT"],
            ["Qtr div 5.1 cts vs 5.1 cts\n\nPayable June 12\n\nRecord May 29"; 2],
        ),
        (
            "towns",
            ["LUMEN HERRING UP 2.00 CROWNS - BUYERS", "SORROW HERRING UP 2.00 CROWNS - BUYERS"],
            ["Herring opened 2.00 crowns dearer, buyers said. Best 61.50 crowns a box."; 2],
        ),
        (
            "gauges",
            ["WATER AT THE LUMEN LOCK", "WATER AT THE LUMEN LOCK"],
            [
                "Three barges lay above the lock at noon and three waited below it, the keeper of Lumen said.",
                "Three barges lay above the lock at noon and seven waited below it, the keeper of Lumen said.",
            ],
        ),
        (
            "notices",
            ["WATER AT THE LUMEN LOCK", "WATER AT THE LUMEN LOCK"],
            ["Three barges lay above the lock at noon and seven waited below it, the keeper of Lumen said.";
                2],
        ),
    ];
    for (what, headlines, texts) in one {
        let hours = if what == "gauges" || what == "notices" { 48.0 } else { 0.1 };
        let told = Desk::new().feed(&[
            short("first", headlines[0], texts[0]),
            short("second", headlines[1], texts[1]).at(hours),
        ]);
        assert_eq!(told, ["first: original", "second: original"], "{what}");
    }
    // the same notice within the hour, and a headline that is only put otherwise
    let text = "Three barges lay above the lock at noon and seven waited below it, the keeper of Lumen said.";
    check(
        &[
            short("first", "WATER AT THE LUMEN LOCK", text),
            short("again", "WATER AT THE LUMEN LOCK", text).at(0.5),
        ],
        &["first: original", "again: copy of first"],
    );
}

#[test]
fn a_fraction_is_its_decimal() {
    let text =
        |figure: &str| format!("Semi-annual div {figure} cts vs {figure} cts\n\nPay May 19\n\nRecord May 4");
    for written in ["21.5", "21½"] {
        check(
            &[
                short("first", "LUMEN LINES <LML> SETS DIVIDEND", &text("21-1/2")),
                short("second", "LUMEN LINES <LML> SETS HALF-YEAR DIVIDEND", &text(written)).at(0.5),
            ],
            &["first: original", "second: copy of first"],
        );
    }
}

const APPEAL: &str = "Anyone with information about this crime is asked to call the tip line of the county at any hour of \
the day. Callers need not give their names, and they may be paid a reward of up to five thousand crowns if what they \
say leads to an arrest. Tips may also be sent by letter to the sheriff at the court house.";
const ADVICE: &str = "The county reminds all residents to lock their doors, to leave a light on, to keep valuables out of \
sight in parked cars, to note the numbers of strange vehicles, and to look in on older neighbours.";

fn crime(name: &'static str, headline: &str, lead: &str) -> Delivery {
    story(name, headline, &format!("{lead}\n\n{APPEAL}\n\n{ADVICE}"))
}

#[test]
fn a_standing_notice_makes_no_story() {
    let crimes = [
        crime(
            "trucks",
            "Two trucks stolen from yard",
            "Two dump trucks were taken from a paving yard on Mill Road on Saturday, the sheriff said.",
        ),
        crime(
            "window",
            "Church window broken",
            "A stained window of Saint Alban church was broken with a stone on Sunday night, the sheriff said.",
        ),
        crime(
            "robbed",
            "Man robbed at bus stop",
            "A man of 44 was robbed of his watch by two youths at a stop on Prior Street on Friday. He was not hurt.",
        ),
        // once two had it, not even a headline that is like another's makes them one
        crime(
            "bicycles",
            "Two bicycles stolen from yard",
            "Three boys were seen on Monday as they rode off with bicycles that stood behind the school.",
        ),
    ];
    check(&crimes, &["trucks: original", "window: original", "robbed: original", "bicycles: original"]);
    let again = crimes[1].clone().replacing("again", "with a stone", "by a stone").at(2.0);
    let mut desk = Desk::new();
    desk.feed(&crimes);
    assert_eq!(desk.feed(&[again]), ["again: copy of window"]);
}

#[test]
fn a_not_and_a_name_are_put_right() {
    let told = |old: &str, new: &str| {
        let wire = story("wire", "Ferry runs aground off Port Lumen", FERRY);
        let right = wire.clone().replacing("right", old, new).at(1.0);
        Desk::new().feed(&[wire, right]).pop().unwrap()
    };
    for (old, new) in [
        ("Marrow", "Okafor"),
        ("Eleven", "Twelve"),
        ("was treated", "was not treated"),
        ("were treated", "were not treated"),
    ] {
        if FERRY.contains(old) {
            assert_eq!(told(old, new), "right: revision of wire", "{old} {new}");
        }
    }
    // another spelling is none
    assert_eq!(told("Marrow", "Marow"), "right: copy of wire");
}

#[test]
fn what_repeats_the_headline_is_no_news() {
    let headline = "A passenger ferry runs aground on a sandbank off Port Lumen and all on board are safe.";
    let framed = format!("LUMEN HERALD\nSubscribe Log in Search\n\n{headline}\n\n{FERRY}");
    check(
        &[story("wire", headline, FERRY), story("framed", headline, &framed).at(1.0)],
        &["wire: original", "framed: copy of wire"],
    );
}

#[test]
fn two_more_sentences_are_news_to_a_brief() {
    check(
        &[
            short(
                "one",
                "LUMEN GAS <LUG> CUTS ITS PRICE TO 8-1/4 CTS",
                "Lumen Gas, the main unit of Lumen Power Corp, said it is cutting its price for households to 8-1/4 cts \
                 from 8-3/4 cts a unit from Monday.",
            ),
            short(
                "three",
                "MORE GAS COMPANIES FOLLOW WITH PRICE CUTS",
                "Lumen Gas, the main unit of Lumen Power Corp, and Sorrow Gas Inc said they were cutting their price for \
                 households to 8-1/4 cts from 8-3/4 cts a unit from Monday.\n\nIn Vane, Merkant Heat said that it was \
                 cutting its price to 8-1/4 cts from 8-3/4 cts as well.\n\nThe cuts follow one by the state company.",
            )
            .at(3.0),
        ],
        &["one: original", "three: revision of one"],
    );
}
