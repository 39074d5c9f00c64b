//! Versions of an item in every order in which they can arrive.

use super::day::{Delivery, Desk, check, check_restarted, story};
use super::stories::{FERRY, MUSEUM};
use crate::dedup::Settings;
use crate::model::Status;

const VERSIONS: [(&str, &str); 3] = [("v1", "1"), ("v2", "2"), ("v3", "3")];

fn version(number: usize) -> Delivery {
    let (name, version) = VERSIONS[number];
    let text = FERRY.replace("214", ["214", "215", "217"][number]);
    story(name, "Ferry runs aground", &text).item("urn:wire:ferry").version(version).at(number as f64)
}

fn kill(version: &'static str) -> Delivery {
    story("kill", "Ferry runs aground", "").item("urn:wire:ferry").version(version).cancel().at(5.0)
}

/// All orders of so many things.
fn orders(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for order in orders(count - 1) {
        for place in 0..=order.len() {
            let mut longer = order.clone();
            longer.insert(place, count - 1);
            all.push(longer);
        }
    }
    all
}

/// What is wanted, told simply: a version is late where a newer one is there, and canceled where a kill of it or of a
/// newer one is; a kill cancels the newest that it reaches.
fn wanted(deliveries: &[Delivery]) -> Vec<(bool, bool, Option<&'static str>)> {
    let number = |delivery: &Delivery| delivery.version.unwrap().parse::<u32>().unwrap();
    let is_kill = |delivery: &&Delivery| delivery.kind == crate::model::Kind::Cancel;
    let each = deliveries.iter().enumerate().map(|(place, it)| {
        let before = &deliveries[..place];
        let canceled = !is_kill(&it) && before.iter().filter(is_kill).any(|kill| number(kill) >= number(it));
        let late = canceled || before.iter().any(|other| number(other) > number(it));
        let reached = before.iter().filter(|other| !is_kill(other) && number(other) <= number(it));
        let cancels =
            reached.max_by_key(|other| number(other)).map(|other| other.name).filter(|_| is_kill(&it));
        (late, canceled, cancels)
    });
    each.collect()
}

fn told(deliveries: &[Delivery], between: fn(&mut Desk)) -> Vec<(bool, bool, Option<&'static str>)> {
    let mut desk = Desk::new();
    let mut told = Vec::new();
    for delivery in deliveries {
        let (record, _) = desk.judge(delivery);
        let cluster = record.cluster.clone().unwrap();
        let named =
            |id: &str| deliveries.iter().find(|other| other.record().id == id).map(|other| other.name);
        let cancels = cluster.cancels.as_deref().and_then(named);
        let canceled = record.kind != crate::model::Kind::Cancel && record.status == Some(Status::Canceled);
        told.push((cluster.late, canceled, cancels));
        desk.sync(record);
        between(&mut desk);
    }
    told
}

#[test]
fn three_versions_and_a_kill_in_every_order() {
    let mut checked = 0;
    for killed in [None, Some("1"), Some("2"), Some("3"), Some("4")] {
        let all: Vec<Delivery> = (0..3).map(version).chain(killed.map(kill)).collect();
        for order in orders(all.len()) {
            let deliveries: Vec<Delivery> = order.iter().map(|place| all[*place].clone()).collect();
            let nothing: fn(&mut Desk) = |_| {};
            for between in [nothing, Desk::crash, Desk::reindex] {
                let names: Vec<_> = deliveries.iter().map(|it| (it.name, it.version)).collect();
                assert_eq!(told(&deliveries, between), wanted(&deliveries), "{names:?}");
            }
            checked += 1;
        }
    }
    assert_eq!(checked, 6 + 4 * 24);
}

#[test]
fn an_older_version_never_becomes_the_current_one() {
    check_restarted(
        Settings::default(),
        &[version(1), version(0), version(2), version(0).replacing("v1 again", "Eleven", "Twelve")],
        &[
            "v2: original",
            "v1: revision (2) of v2, late",
            "v3: revision (3) of v2",
            "v1 again: revision (4) of v3 in v2, late",
        ],
    );
}

#[test]
fn by_the_number_of_its_tag_where_nothing_else_says_so() {
    let update = |name, tag: &str, figure| {
        story(name, "Ferry runs aground", &FERRY.replace("214", figure)).item("urn:wire:ferry").tag(tag)
    };
    check(
        &[
            update("second", "UPDATE 2", "217"),
            update("first", "UPDATE 1", "215"),
            update("third", "UPDATE 3", "218"),
        ],
        &["second: original", "first: revision (2) of second, late", "third: revision (3) of second"],
    );
}

#[test]
fn the_same_once_more_says_nothing_and_anything_new_does() {
    let item = |name| story(name, "Ferry runs aground", FERRY).item("urn:wire:ferry");
    check_restarted(
        Settings::default(),
        &[
            item("first").version("1"),
            item("redated").version("1").at(9.0),
            item("noted").version("1").note("Eds: adds byline").at(10.0),
            item("renumbered").version("2").note("Eds: adds byline").at(10.0),
            item("slugged").version("2").note("Eds: adds byline").slug("FERRY").at(11.0),
        ],
        &[
            "first: original",
            "redated: replay of first",
            "noted: revision (2) of first",
            "renumbered: revision (3) of noted in first",
            "slugged: revision (4) of renumbered in first",
        ],
    );
}

#[test]
fn every_arrival_of_a_version_is_a_copy_however_late() {
    let mut desk = Desk::with(Settings { every_arrival: true, ..Settings::default() });
    let item =
        |name| story(name, "Ten habits", "Patient gardeners plant in the rain.").item("urn:garden:habits:1");
    let told = desk.feed(&[item("first"), item("a week later").at(168.0)]);
    assert_eq!(told, ["first: original", "a week later: copy of first"]);
}

#[test]
fn an_item_is_known_by_its_address_too() {
    let at = |name, guid: &str, text: &str| {
        story(name, "Ferry runs aground", text).item(guid).url("https://news.example/ferry")
    };
    check(
        &[
            at("a", "https://news.example/ferry#0", FERRY),
            at("counted up", "https://news.example/ferry#3", &FERRY.replace("214", "217")),
            at("another guid", "tag:news.example,2026:ferry-2", &FERRY.replace("214", "219")),
            at("another story there", "tag:news.example,2026:vane", MUSEUM),
        ],
        &[
            "a: original",
            "counted up: revision (2) of a",
            "another guid: revision (3) of counted up in a",
            "another story there: original",
        ],
    );
}

#[test]
fn an_earlier_wording_under_one_and_the_same_version() {
    let barge = FERRY.replace("214", "217");
    let version = |name, text: &str, made| {
        story(name, "Ferry runs aground", text).item("urn:wire:ferry").version("1.0").made(made).at(made)
    };
    check_restarted(
        Settings::default(),
        &[
            version("first", FERRY, 10.0),
            version("changed", &barge, 11.0),
            version("first once more", FERRY, 10.0),
            version("changed back", FERRY, 12.0),
        ],
        &[
            "first: original",
            "changed: revision (2) of first",
            "first once more: replay of first",
            "changed back: revision (3) of changed in first",
        ],
    );
}

#[test]
fn a_version_drawn_by_lot_orders_nothing() {
    let version = |name, version, text: &str| {
        story(name, "Ferry runs aground", text).item("urn:wire:ferry").version(version)
    };
    check(
        &[
            version("first", "b7e1c2d4-9a10-4c11-8f00-aa0000000001", FERRY),
            version("second", "a3f9c0d1-1111-4d22-9f00-bb0000000002", &FERRY.replace("214", "217")),
            version("third", "03f9c0d", &FERRY.replace("214", "219")),
        ],
        &["first: original", "second: revision (2) of first", "third: revision (3) of second in first"],
    );
}
