//! What a day on the desk looks like.

use super::day::{Desk, check, check_restarted, story};
use super::stories::{FERRY, MUSEUM, RATE, earnings};
use crate::dedup::{Identity, Settings};
use crate::model::Status;

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
fn a_story_that_is_set_free_is_a_version_whatever_its_words() {
    let item = |name, status| story(name, "Ferry runs aground", FERRY).item("tag:wire:ferry").status(status);
    for thin in [false, true] {
        check_restarted(
            Settings { thin, ..Settings::default() },
            &[
                item("held", Status::Withheld),
                item("held again", Status::Withheld).at(1.0),
                item("free", Status::Usable).at(2.0),
            ],
            &["held: original", "held again: replay of held", "free: revision (2) of held"],
        );
    }
}

#[test]
fn an_update_of_one_line_is_no_copy() {
    let died =
        format!("{FERRY}\n\nA passenger of seventy died of his wounds on Wednesday morning, doctors said.");
    let update = |text: &str| story("update", "Ferry runs aground off Port Lumen", text).at(1.0);
    let wire = story("wire", "Ferry runs aground off Port Lumen", FERRY);
    check(&[wire.clone(), update(&died).tag("UPDATE 1")], &["wire: original", "update: revision of wire"]);
    check(&[wire, update(&died)], &["wire: original", "update: copy of wire"]);
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
            "first again: revision (3) of put right in first",
            "led anew: revision (4) of first again in first",
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
    assert_eq!(desk.dedup.unflushed(), 1);
}

fn paragraphs(text: &str) -> Vec<&str> {
    text.split("\n\n").collect()
}

#[test]
fn a_correction_and_what_it_changed() {
    let ferry = story("wire", "Ferry runs aground off Port Lumen", FERRY);
    let right = ferry.clone().replacing("right", "214 people", "217 people").tag("CORRECTED").at(2.0);
    let quiet = ferry.clone().replacing("quiet", "2:40", "3:40").at(3.0);
    let mut desk = Desk::new();
    assert_eq!(
        desk.feed(&[ferry, right, quiet]),
        ["wire: original", "right: revision of wire", "quiet: revision of wire"]
    );
    let changes = |place: usize| desk.journal[place].0.cluster.as_ref().unwrap().changes.clone().unwrap();
    let corrected = changes(1);
    assert_eq!(
        (corrected.figures_added, corrected.figures_removed),
        (vec!["217".into()], vec!["214".into()])
    );
    assert_eq!((corrected.paragraphs_added, corrected.paragraphs_removed), (1, 1));
    assert_eq!(changes(2).figures_added, ["3:40"]);
    assert_eq!(changes(2).names_added, [""; 0]);
}

#[test]
fn a_correction_of_a_few_lines() {
    let text = "The port of Lumen was closed on Wednesday after a storm broke the eastern mole, the harbour master said. \
                Nine ships were sent to Cape Sorrow and 14 wait at anchor, and a pilot boat was driven ashore near the \
                lighthouse, where its crew of the night shift spent the morning in the keeper's kitchen.";
    let first = story("first", "Storm closes the port of Lumen", text);
    let right = first.clone().replacing("right", "14", "16").at(1.0);
    check(
        &[
            first.clone(),
            right.clone().tag("CORRECTED"),
            first.clone().replacing("untagged", "14", "17").at(2.0),
        ],
        &["first: original", "right: revision of first", "untagged: original"],
    );
    check(&[first, right.tag("UPDATE 1").at(24.0)], &["first: original", "right: original"]);
}

#[test]
fn a_write_through_and_a_new_lead() {
    let lead = "A passenger ferry lay stranded off Port Lumen for a second day on Wednesday after two tugs failed to \
                pull it from a sandbank, and the coast guard said another attempt would be made at night.";
    let background = paragraphs(FERRY);
    let led = format!("{lead}\n\n{FERRY}");
    let news = "The second tug's line parted shortly before noon, injuring a deckhand, commander Marrow said. A larger \
                vessel is on its way from Cape Sorrow and is expected to reach the ferry by the evening.";
    let through = format!("{lead}\n\n{news}\n\n{}\n\n{}", background[1], background[3..].join("\n\n"));
    check(
        &[
            story("wire", "Ferry runs aground off Port Lumen", FERRY),
            story("led", "Tugs fail to free ferry off Port Lumen", &led).at(24.0),
            story("through", "Ferry still aground off Port Lumen", &through).tag("2nd Ld-Writethru").at(26.0),
        ],
        &["wire: original", "led: revision of wire", "through: revision of led in wire"],
    );
}

#[test]
fn a_brief_a_cut_and_the_fuller_story() {
    let all = paragraphs(FERRY);
    check(
        &[
            story("wire", "Ferry runs aground off Port Lumen", FERRY),
            story("brief", "Ferry aground", all[0]).at(1.0),
            story("cut", "Ferry runs aground", &all[..3].join("\n\n")).at(1.5),
            story("flash", "Bank of Freedonia raises rate", &paragraphs(RATE)[..2].join("\n\n")).at(2.0),
            story("fuller", "Bank of Freedonia raises rate", RATE).at(3.0),
        ],
        &[
            "wire: original",
            "brief: excerpt of wire",
            "cut: excerpt of wire",
            "flash: original",
            "fuller: revision of flash",
        ],
    );
}

#[test]
fn a_roundup_and_shared_background_are_stories_of_their_own() {
    let roundup = format!("{}\n\n{}\n\n{}", paragraphs(FERRY)[0], paragraphs(RATE)[0], paragraphs(MUSEUM)[0]);
    let background = format!(
        "The harbour master of Port Lumen resigned on Friday, four days before a council inquiry was to question him \
         about the dredging of the channel. In a letter to the mayor, Edwin Sarre said that he had asked for money to \
         survey the sandbanks every spring since he took office and had not once been given it.\n\nThe council said \
         it regretted his decision. Its finance committee is to meet on Monday to consider how the harbour will be \
         run until a successor is found, and whether ships above a certain draught should take a pilot.\n\n{}",
        paragraphs(FERRY)[4]
    );
    check(
        &[
            story("ferry", "Ferry runs aground off Port Lumen", FERRY),
            story("rate", "Bank of Freedonia raises rate", RATE),
            story("museum", "Lost Vane found", MUSEUM),
            story("roundup", "The morning in brief", &roundup).at(6.0),
            story("harbour", "Port Lumen harbour master resigns", &background).at(60.0),
        ],
        &["ferry: original", "rate: original", "museum: original", "roundup: original", "harbour: original"],
    );
}

#[test]
fn the_same_template_for_ten_companies() {
    let companies = [
        ("Orchid Freight", "12.4", "0.31", "188.0", "9.7"),
        ("Maple Grain", "3.1", "0.08", "41.5", "4.4"),
        ("Saltway Foods", "27.9", "1.12", "512.3", "25.0"),
        ("Brine Cross Shipping", "8.8", "0.45", "97.1", "2.3"),
        ("Marrow and Pell", "14.6", "0.77", "203.9", "13.8"),
        ("Northern Crossing Lines", "5.2", "0.19", "76.4", "6.1"),
        ("Lumen Power", "61.3", "2.04", "1,090.2", "58.8"),
        ("Reedy Paper", "1.9", "0.05", "33.3", "2.8"),
        ("Vane Instruments", "7.7", "0.62", "54.0", "7.1"),
        ("Halloway Textiles", "4.5", "0.21", "89.6", "3.9"),
    ];
    let reports: Vec<_> = companies
        .iter()
        .map(|(name, profit, share, revenue, before)| {
            let headline = format!("{name} second-quarter profit");
            story(name, &headline, &earnings(name, profit, share, revenue, before))
        })
        .collect();
    let told = Desk::new().feed(&reports);
    assert!(told.iter().all(|line| line.ends_with(": original")), "{told:?}");
    let mut desk = Desk::new();
    desk.feed(&reports);
    let again = story("again", "Saltway Foods posts profit of 27.9 million", &reports[2].text).at(1.0);
    assert_eq!(desk.feed(&[again]), ["again: copy of Saltway Foods"]);
}

#[test]
fn recurring_notices() {
    let notice = |name, amount: &str, rate: &str| {
        let text = format!(
            "The Bank of Freedonia provided the money market with {amount} million crowns in its regular operation, \
             dealers said.\n\nIt bought treasury bills at {rate} percent, unchanged from the day before. The \
             overnight rate stood at 4.81 percent when the operation began."
        );
        story(name, "Bank of Freedonia adds reserves", &text)
    };
    check(
        &[
            notice("monday", "240", "4.75"),
            notice("tuesday", "310", "4.75").at(24.0),
            notice("wednesday", "240", "4.80").at(48.0),
            notice("monday again", "240", "4.75").at(168.0),
        ],
        &["monday: original", "tuesday: original", "wednesday: original", "monday again: original"],
    );
}

#[test]
fn a_cancel_marks_its_story() {
    check(
        &[
            story("wire", "Ferry runs aground off Port Lumen", FERRY).item("urn:wire:7"),
            story("kill", "Ferry runs aground off Port Lumen", "Please withdraw this story.")
                .item("urn:wire:7")
                .cancel(),
            story("rate", "Bank of Freedonia raises main rate", RATE),
            story("kill rate", "Bank of Freedonia raises main rate", "The figures were embargoed.")
                .cancel()
                .at(2.0),
            story("kill nothing", "Quake shakes Sylvania", "Please withdraw this story.").cancel(),
            story("museum", "Lost Vane found", MUSEUM),
            story("kill museum", "Vane story withdrawn", MUSEUM).cancel(),
        ],
        &[
            "wire: original",
            "kill: revision (2) of wire, cancels wire",
            "rate: original",
            "kill rate: revision of rate, cancels rate",
            "kill nothing: original",
            "museum: original",
            "kill museum: revision of museum, cancels museum",
        ],
    );
}

#[test]
fn scanning_errors_and_house_style_are_copies() {
    let scanned = FERRY.replace("fishing", "fisl1ing").replace("crew", "cr3w").replace("channel", "chamnel");
    let styled =
        FERRY.replace("kilometres", "kilometers").replace("harbour", "harbor").replace("12", "twelve");
    let trimmed = paragraphs(&styled)[..4].join("\n\n");
    check(
        &[
            story("wire", "Ferry runs aground off Port Lumen", FERRY),
            story("scanned", "Ferry runs aground off Port Lurnen", &scanned).at(1.0),
            story("styled", "Ferry hits sandbank near Port Lumen", &styled).at(1.0),
            story("trimmed", "Ferry hits sandbank", &format!("SYLVANIA CITY (Examplewire) - {trimmed}"))
                .at(2.0),
        ],
        &[
            "wire: original",
            "scanned: copy of wire",
            "styled: copy of wire",
            "trimmed: copy of styled in wire",
        ],
    );
}

#[test]
fn the_members_of_a_cluster() {
    let mut desk = Desk::new();
    let wire = story("wire", "Ferry runs aground", FERRY).item("urn:wire:1");
    desk.feed(&[wire.clone(), story("herald", "Boats save passengers", FERRY).at(1.0)]);
    desk.dedup.flush().unwrap();
    desk.feed(&[wire.replacing("right", "214", "217").at(2.0), story("rate", "Bank raises rate", RATE)]);
    let cluster = Identity::parse(&desk.journal[0].0.id).unwrap();
    let members = desk.dedup.members(cluster).unwrap();
    let told: Vec<(String, u32)> = members.iter().map(|it| (it.id.to_string(), it.revision)).collect();
    let ids: Vec<String> = desk.journal.iter().map(|(record, _)| record.id.clone()).collect();
    assert_eq!(told, [(ids[0].clone(), 1), (ids[1].clone(), 1), (ids[2].clone(), 2)]);
}

#[test]
fn odd_texts_are_only_odd() {
    let odd = [
        String::new(),
        "\u{0}".into(),
        "word ".repeat(40_000),
        "x".repeat(200_000),
        "1,".repeat(100_000),
        "Name. ".repeat(30_000),
        "a\n\n".repeat(60_000),
        "-\n".repeat(60_000),
        "\u{301}\u{301}é\u{301}".repeat(10_000),
        "東京で地震がありました。".repeat(5_000),
        "\u{1f600} \u{200d}".repeat(10_000),
        (0..40_000).map(|n| format!("w{n} ")).collect(),
    ];
    let mut desk = Desk::new();
    for (n, text) in odd.iter().enumerate() {
        let headline = format!("An odd text, number {n} of several");
        let (told, _) = (desk.feed(&[story("odd", &headline, text)]), desk.dedup.flush());
        assert_eq!(told, ["odd: original"], "{n}");
    }
    for (n, text) in odd.iter().enumerate().filter(|(_, text)| text.contains(char::is_alphanumeric)) {
        let headline = format!("An odd text, number {n} of several");
        let told = desk.feed(&[story("again", &headline, &format!("{text} "))]);
        assert_eq!(told, ["again: copy of odd"], "{n}");
    }
}
