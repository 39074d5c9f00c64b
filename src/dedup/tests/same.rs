//! Where what was seen lies, and how often it was read back, is not to be seen in any verdict.

use std::sync::Arc;

use super::day::{Delivery, Desk, story};
use super::stories::{FERRY, MUSEUM, RATE};
use crate::dedup::{Dedup, Identity, Settings};
use crate::extract::extract;
use crate::model::{Kind, Record, TextLimits};
use crate::state::{RedbIndex, RedbOptions};

/// Numbers that look random and are always the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// A few stories, again and again: copies, cuts, corrections, versions, credits, withdrawals, and likenesses that come
/// outside the window.
fn stream(seed: u64, length: usize) -> Vec<Delivery> {
    let mut dice = Dice(seed);
    let stories = [("Ferry runs aground", FERRY), ("Bank raises rate", RATE), ("Lost Vane found", MUSEUM)];
    let mut stream = Vec::new();
    for number in 0..length {
        let which = dice.roll(3) as usize;
        let (headline, text) = stories[which];
        let paragraphs: Vec<&str> = text.split("\n\n").collect();
        let text = match dice.roll(6) {
            0 => paragraphs[..paragraphs.len() / 2].join("\n\n"),
            1 => text.replace("214", &format!("{}", 210 + dice.roll(4))).replace("4.75", "4.95"),
            2 => format!("{text}\n\nMore was to be told on day {} of the month.", dice.roll(9)),
            _ => text.to_owned(),
        };
        let headline = format!("{headline}{}", [", all say", " again", "", ""][dice.roll(4) as usize]);
        let mut delivery = story(Box::leak(number.to_string().into_boxed_str()), &headline, &text);
        delivery.text.push_str(&format!("\n\nNo. {number}."));
        delivery = delivery.at([0.0, 2.0, 20.0, 60.0, 100.0, 250.0][dice.roll(6) as usize]);
        match dice.roll(12) {
            0 => delivery = delivery.item(&format!("urn:story:{which}:{}", dice.roll(2))),
            1 => delivery = delivery.tag("CORRECTED"),
            2 | 3 => delivery = delivery.credit(["Examplewire", "Otherwire"][dice.roll(2) as usize]),
            4 if dice.roll(4) == 0 => delivery = delivery.cancel(),
            5 => delivery.day = true,
            _ => {}
        }
        stream.push(delivery);
    }
    stream
}

/// A way of running the desk.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Rule {
    Keep,
    Link,
    Drop,
}

impl Rule {
    fn desk(self) -> Desk {
        Desk::with(Settings { thin: self == Rule::Link, ..Settings::default() })
    }

    /// Judges one, and journals it as the line does. What was told.
    fn feed(self, desk: &mut Desk, delivery: &Delivery) -> String {
        let (mut record, told) = desk.judge(delivery);
        let Some(id) = Identity::parse(&record.id).filter(|_| record.cluster.is_some()) else { return told };
        if self == Rule::Drop && told.contains(": copy of") {
            desk.dedup.dropped(id);
            return format!("{told}, dropped");
        }
        if record.kind != Kind::Duplicate {
            extract(&mut record, &TextLimits::default(), None);
            desk.dedup.quotations(id, &mut record.quotes, 1_000_000_000).unwrap();
        }
        let same = record.quotes.iter().filter_map(|quote| quote.same_as.as_deref());
        let told = format!("{told} {:?} {:?}", record.agencies, same.collect::<Vec<_>>());
        let line = serde_json::to_string(&record).unwrap();
        desk.sync(serde_json::from_str::<Record>(&line).unwrap());
        told
    }

    fn undisturbed(self, stream: &[Delivery]) -> Vec<String> {
        let mut desk = self.desk();
        stream.iter().map(|delivery| self.feed(&mut desk, delivery)).collect()
    }
}

fn on_disk(unsealed: usize) -> Arc<RedbIndex> {
    let options = RedbOptions { unsealed, partition_seconds: 40 * 3600, ..RedbOptions::default() };
    Arc::new(RedbIndex::with_backend(redb::backends::InMemoryBackend::new(), options).unwrap())
}

#[test]
fn when_it_is_written_sealed_and_merged() {
    for rule in [Rule::Keep, Rule::Link, Rule::Drop] {
        for seed in 0..2 {
            let stream = stream(seed, 70);
            let expected = rule.undisturbed(&stream);
            for (unsealed, every) in [(1, 1), (2, 3), (7, 2), (1000, 5)] {
                let mut dice = Dice(seed + 100);
                let mut desk = rule.desk();
                desk.dedup = Dedup::over(on_disk(unsealed), desk.settings);
                for (delivery, expected) in stream.iter().zip(&expected) {
                    let told = rule.feed(&mut desk, delivery);
                    assert_eq!(
                        &told, expected,
                        "{rule:?} {seed}, sealed by {unsealed}, written every {every}"
                    );
                    if dice.roll(every) == 0 {
                        desk.dedup.flush().unwrap();
                    }
                    if dice.roll(20) == 0 {
                        desk.crash();
                    }
                }
            }
        }
    }
}

#[test]
fn read_back_after_any_of_it_the_rest_is_told_the_same() {
    for rule in [Rule::Keep, Rule::Link, Rule::Drop] {
        for seed in 10..12 {
            let stream = stream(seed, 28);
            let expected = rule.undisturbed(&stream);
            for cut in 0..stream.len() {
                let mut desk = rule.desk();
                for delivery in &stream[..cut] {
                    rule.feed(&mut desk, delivery);
                }
                desk.reindex();
                let rest: Vec<String> =
                    stream[cut..].iter().map(|delivery| rule.feed(&mut desk, delivery)).collect();
                assert_eq!(rest, expected[cut..], "{rule:?} {seed}, read back after {cut}");
            }
        }
    }
}

#[test]
fn a_run_that_begins_again_drops_what_it_dropped() {
    for seed in 20..24 {
        let stream = stream(seed, 28);
        let mut whole = Rule::Drop.desk();
        stream.iter().for_each(|delivery| drop(Rule::Drop.feed(&mut whole, delivery)));
        let ids = |desk: &Desk| -> Vec<_> {
            desk.journal.iter().map(|(record, _)| (record.id.clone(), record.cluster.clone())).collect()
        };
        for cut in 1..stream.len() {
            let mut desk = Rule::Drop.desk();
            stream[..cut].iter().for_each(|delivery| drop(Rule::Drop.feed(&mut desk, delivery)));
            desk.reindex();
            desk.dedup.flush().unwrap();
            desk.dedup.expect_dropped_again(0);
            stream.iter().for_each(|delivery| drop(Rule::Drop.feed(&mut desk, delivery)));
            for (again, once) in ids(&desk).iter().zip(ids(&whole)) {
                assert_eq!(*again, once, "{seed}, begun again after {cut}");
            }
            assert_eq!(desk.journal.len(), whole.journal.len(), "{seed}, begun again after {cut}");
        }
    }
}

/// A later version of what was dropped came after it: an earlier run's story, known by then, is what it is a copy of.
#[test]
fn a_run_that_begins_again_after_an_earlier_one_drops_what_it_dropped() {
    let earlier = [story("rate", "Bank raises rate", RATE), story("wire", "Ferry runs aground", FERRY)];
    let item = "urn:wire:20150601:17";
    let run = [
        earlier[0].clone(),
        story("herald", "Boats save passengers", FERRY).item(item),
        story("version", "Lost Vane found", MUSEUM).item(item),
    ];
    for run in [&run[..], &run[1..]] {
        let mut desk = Rule::Drop.desk();
        earlier.iter().for_each(|delivery| drop(Rule::Drop.feed(&mut desk, delivery)));
        desk.dedup.flush().unwrap();
        let begun_at = desk.dedup.end();
        for again in [false, true] {
            if again {
                desk.dedup.flush().unwrap();
                desk.dedup.expect_dropped_again(begun_at);
            }
            let told: Vec<String> = run.iter().map(|delivery| Rule::Drop.feed(&mut desk, delivery)).collect();
            let herald = told.iter().find(|told| told.starts_with("herald")).map(String::as_str);
            assert_eq!(herald, Some("herald: copy of wire, dropped"), "again: {again}");
            assert_eq!(desk.journal.len(), 3);
        }
    }
}

/// Two copies, whatever comes between them and whenever that is written.
#[test]
fn two_copies_across_every_boundary() {
    for boundary in 0..24 {
        let mut desk = Desk::new();
        desk.dedup = Dedup::over(on_disk(5), desk.settings);
        let mut told = Vec::new();
        for number in 0..24 {
            let text =
                if number == 3 || number == 20 { FERRY.to_owned() } else { format!("{MUSEUM}\n\n{number}") };
            let headline = format!("Told for the time of {number}");
            let name = if number == 3 { "first" } else { "later" };
            told.extend(desk.feed(&[story(name, &headline, &text).at(f64::from(number))]));
            if number >= boundary {
                desk.dedup.flush().unwrap();
            }
        }
        assert_eq!(
            (told[3].as_str(), told[20].as_str()),
            ("first: original", "later: copy of first"),
            "{boundary}"
        );
    }
}

/// A day of 4,850 items: one story, 130 more than the window before it that are like it, others, and its copy.
#[test]
fn likenesses_outside_the_window_do_not_hide_the_original() {
    let like = |name, number: u32| {
        let text = FERRY.replace("214", &number.to_string());
        story(name, "Ferry runs aground off Port Lumen", &text)
    };
    for flushed in [usize::MAX, 512, 100] {
        let mut desk = Desk::new();
        desk.dedup = Dedup::over(on_disk(1000), desk.settings);
        let mut told = Vec::new();
        for number in 0..4850_u32 {
            let mut delivery = match number {
                40 => like("original", 214).at(100.0),
                100..230 => like("likeness", 300 + number).at(0.5),
                4849 => like("copy", 214).at(101.0),
                _ => story("other", "", "").at(100.0),
            };
            delivery.source = number.to_string();
            let (record, line) = desk.judge(&delivery);
            desk.sync(record);
            if number == 4849 {
                told.push(line);
            }
            if (number as usize + 1).is_multiple_of(flushed) {
                desk.dedup.flush().unwrap();
            }
        }
        assert_eq!(told, ["copy: copy of original"], "written every {flushed}");
    }
}

#[test]
fn a_thousand_of_one_story_are_one_where_copies_are_dropped() {
    for (every, restarted) in [(usize::MAX, usize::MAX), (7, usize::MAX), (512, 100), (3, 1)] {
        let mut desk = Rule::Drop.desk();
        let mut written = 0;
        for number in 0..1000_usize {
            let mut delivery = story("wire", "Ferry runs aground off Port Lumen", FERRY);
            delivery.source = format!("outlet {number}");
            let (mut record, told) = desk.judge(&delivery);
            if told == "wire: original" {
                written += 1;
                desk.sync(record);
            } else if let Some(id) = Identity::parse(&record.id).filter(|_| record.cluster.take().is_some()) {
                desk.dedup.dropped(id);
            }
            if number % every == every - 1 {
                desk.dedup.flush().unwrap();
            }
            if number % restarted == restarted - 1 {
                desk.crash();
            }
        }
        assert_eq!(written, 1, "written every {every}, restarted every {restarted}");
    }
}
