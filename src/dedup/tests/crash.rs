//! Restarts and kills between any two steps: the clusters are those of one undisturbed run.

use super::day::{Delivery, Desk, story};
use super::stories::{FERRY, MUSEUM, RATE};
use crate::dedup::Settings;

fn morning() -> Vec<Delivery> {
    let ferry = story("wire", "Ferry runs aground", FERRY).item("urn:wire:1");
    vec![
        ferry.clone(),
        story("rate", "Bank raises rate", RATE),
        story("herald", "Boats save passengers", FERRY),
        ferry.clone().replacing("put right", "214", "217").at(1.0),
        story("museum", "Lost Vane found", MUSEUM),
        story("herald", "Boats save passengers", FERRY),
        story("courier", "Vane sketch found on back of still life", MUSEUM).at(2.0),
        ferry,
    ]
}

const TOLD: [&str; 8] = [
    "wire: original",
    "rate: original",
    "herald: copy of wire",
    "put right: revision (2) of wire",
    "museum: original",
    "herald: replay of herald",
    "courier: copy of museum",
    "wire: replay of wire",
];

fn thin() -> Settings {
    Settings { thin: true, ..Settings::default() }
}

#[test]
fn undisturbed() {
    assert_eq!(Desk::new().feed(&morning()), TOLD);
    assert_eq!(Desk::with(thin()).feed(&morning()), TOLD);
}

#[test]
fn a_crash_after_every_step_with_and_without_a_flush() {
    for settings in [Settings::default(), thin()] {
        for flushed in [0, 1, 2, 3, usize::MAX] {
            for crash in 0..morning().len() {
                let mut desk = Desk::with(settings);
                let mut told = Vec::new();
                for (step, delivery) in morning().iter().enumerate() {
                    told.extend(desk.feed(std::slice::from_ref(delivery)));
                    if step % 4 == flushed || flushed == usize::MAX {
                        desk.dedup.flush().unwrap();
                    }
                    if step == crash {
                        desk.crash();
                    }
                }
                assert_eq!(told, TOLD, "crash after {crash}, flush {flushed}");
            }
        }
    }
}

#[test]
fn what_was_in_flight_at_the_crash_is_judged_again_and_gets_the_same_verdict() {
    let deliveries = morning();
    for crash in 0..deliveries.len() {
        let mut desk = Desk::new();
        desk.feed(&deliveries[..crash]);
        desk.dedup.flush().unwrap();
        let lost: Vec<String> = deliveries[crash..].iter().map(|delivery| desk.judge(delivery).1).collect();
        assert_eq!(lost, TOLD[crash..]);
        desk.dedup.flush().unwrap();
        desk.crash();
        assert_eq!(desk.feed(&deliveries[crash..]), TOLD[crash..], "in flight from {crash}");
    }
}

#[test]
fn the_index_never_leads() {
    let mut desk = Desk::new();
    let (record, _) = desk.judge(&morning()[0]);
    let (second, _) = desk.judge(&morning()[1]);
    desk.dedup.flush().unwrap();
    assert_eq!(desk.dedup.remembered(), 0);
    desk.sync(record);
    desk.dedup.flush().unwrap();
    assert_eq!(desk.dedup.remembered(), 1);
    assert_eq!(desk.dedup.covers(), desk.journal[0].1);
    desk.sync(second);
    desk.dedup.flush().unwrap();
    assert_eq!(desk.dedup.covers(), desk.journal[1].1);
}

#[test]
fn reindexed_from_the_journal_all_is_known() {
    for settings in [Settings::default(), thin()] {
        let mut desk = Desk::with(settings);
        desk.feed(&morning());
        desk.dedup.flush().unwrap();
        let remembered = desk.dedup.remembered();
        desk.reindex();
        desk.dedup.flush().unwrap();
        assert_eq!(desk.dedup.remembered(), remembered);
        assert_eq!(desk.dedup.covers(), desk.journal.last().unwrap().1);
        let again = desk.feed(&morning());
        assert!(again.iter().all(|told| told.contains("replay of")), "{again:?}");
        let late = story("late", "Passengers safe", FERRY).at(3.0);
        assert_eq!(desk.feed(&[late]), ["late: copy of wire"]);
    }
}

#[test]
fn reading_the_tail_twice_changes_nothing() {
    let mut desk = Desk::new();
    desk.feed(&morning());
    let journal = desk.journal.clone();
    for (record, position) in &journal {
        desk.dedup.replay(record, *position).unwrap();
    }
    desk.dedup.flush().unwrap();
    assert_eq!(desk.dedup.remembered(), 5 + 1);
    assert_eq!(desk.dedup.covers(), journal.last().unwrap().1);
}

/// Seconds after midnight of the first day.
fn after(days: i64) -> i64 {
    1_000_000_000 + days * 86_400 + 3600
}

#[test]
fn forgotten_by_arrival() {
    let old = story("old", "Ferry runs aground", FERRY);
    let mut desk = Desk::new();
    desk.feed(std::slice::from_ref(&old));
    for day in 1..=14 {
        let text = format!("{RATE}\n\nOn day {day} nothing was said of it.");
        desk.feed(&[
            story("later", &format!("Bank raises rate on day {day}"), &text).at(f64::from(day) * 24.0)
        ]);
        desk.dedup.flush().unwrap();
        assert_eq!(desk.dedup.forget(after(i64::from(day))).unwrap(), 0, "on day {day}");
        assert_eq!(desk.feed(std::slice::from_ref(&old)), ["old: replay of old"], "on day {day}");
    }
    desk.feed(&[story("later", "Lost Vane found", MUSEUM).at(15.0 * 24.0)]);
    desk.dedup.flush().unwrap();
    assert_eq!(desk.dedup.forget(after(15)).unwrap(), 1);
    assert_eq!(desk.feed(&[old]), ["old: original"]);
}

#[test]
fn a_desk_that_stood_still_and_a_clock_that_jumps_forget_nothing() {
    let morning = morning();
    let mut desk = Desk::new();
    desk.feed(&morning);
    desk.dedup.flush().unwrap();
    for days in [15, 40 * 365, -40 * 365] {
        desk.crash();
        assert_eq!(desk.dedup.forget(after(days)).unwrap(), 0);
        let again = desk.feed(&morning);
        assert!(again.iter().all(|told| told.contains("replay of")), "{again:?}");
        let jumped = story("jumped", &format!("Quake after {days} days"), MUSEUM).at(days as f64 * 24.0);
        desk.feed(&[jumped]);
        desk.dedup.flush().unwrap();
    }
}

/// What is in an index, without its order of keys.
fn traces(desk: &Desk) -> Vec<Vec<u8>> {
    (0..desk.dedup.remembered()).map(|number| desk.dedup.index.payload(number).unwrap()).collect()
}

#[test]
fn a_line_read_back_leaves_the_same_traces_as_its_judgement() {
    for settings in [Settings::default(), thin()] {
        let mut desk = Desk::with(settings);
        desk.feed(&morning());
        desk.dedup.flush().unwrap();
        let judged = traces(&desk);
        desk.reindex();
        desk.dedup.flush().unwrap();
        assert_eq!(traces(&desk), judged);
    }
}

#[test]
fn a_day_fed_twice_and_in_halves_gives_the_same_clusters() {
    let clusters = |desk: &Desk| -> Vec<_> {
        desk.journal.iter().map(|(record, _)| (record.id.clone(), record.cluster.clone())).collect()
    };
    let mut once = Desk::new();
    once.feed(&morning());
    let mut twice = Desk::new();
    twice.feed(&morning());
    assert!(twice.feed(&morning()).iter().all(|told| told.contains("replay of")));
    assert_eq!(clusters(&twice), clusters(&once));
    for half in 0..morning().len() {
        let mut halves = Desk::new();
        halves.feed(&morning()[..half]);
        halves.crash();
        halves.feed(&morning()[half..]);
        assert_eq!(clusters(&halves), clusters(&once), "halved at {half}");
    }
}
