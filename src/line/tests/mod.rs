//! The line with its threads, on an index in memory and an outlet that keeps what it is given.

use std::collections::BTreeSet;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::config::plan::OnDuplicate;
use crate::dedup::{self, Dedup};
use crate::flow::{Budget, Outcome, Receipt, held};
use crate::host::{RealFiles, SystemClock};
use crate::line::{Committer, Entrance, Line, Outlet, Refusals, Rules, Settings, Shelf, start};
use crate::model::{Hints, Place, Position, Record, TextLimits};
use crate::quarantine::Quarantine;
use crate::source::{Arrival, Content};
use crate::state::MemoryIndex;

mod failing;
mod shelf;
mod steps;

/// What was written, and a gate that can hold it up.
#[derive(Clone, Default)]
struct Paper {
    written: Arc<Mutex<Vec<u8>>>,
    shut: Arc<(Mutex<bool>, Condvar)>,
    /// Whether nothing can be written, and whether trying to ends in a panic.
    fails: Arc<AtomicBool>,
    panics: Arc<AtomicBool>,
}

impl Paper {
    fn shut(&self, shut: bool) {
        *held(&self.shut.0) = shut;
        self.shut.1.notify_all();
    }

    fn records(&self) -> Vec<Record> {
        let written = held(&self.written).clone();
        written
            .split_inclusive(|byte| *byte == b'\n')
            .map(|line| serde_json::from_slice(line).unwrap())
            .collect()
    }

    fn lines(&self) -> usize {
        held(&self.written).iter().filter(|byte| **byte == b'\n').count()
    }
}

impl Outlet for Paper {
    fn commit(&mut self, group: &[u8]) -> io::Result<Position> {
        let mut shut = held(&self.shut.0);
        while *shut {
            shut = self.shut.1.wait(shut).unwrap_or_else(PoisonError::into_inner);
        }
        assert!(!self.panics.load(SeqCst), "a defect of the outlet");
        if self.fails.load(SeqCst) {
            return Err(io::Error::other("no paper"));
        }
        let mut written = held(&self.written);
        let begin = Position { segment: 1, offset: written.len() as u64 };
        written.extend_from_slice(group);
        Ok(begin)
    }
}

struct Desk {
    entrance: Option<Entrance>,
    line: Line,
    paper: Paper,
    outcomes: Outcomes,
    folder: tempfile::TempDir,
}

type Outcomes = Arc<Mutex<Vec<(String, Outcome)>>>;

/// An arrival whose outcome is noted under its path.
fn arrival(outcomes: &Outcomes, source: &str, path: &str, bytes: Vec<u8>) -> Arrival {
    let (outcomes, name) = (Arc::clone(outcomes), path.to_owned());
    let hints = Hints {
        source: source.into(),
        source_type: "inbox",
        path: Some(path.to_owned()),
        received_at: "2026-03-05T09:30:00Z".to_owned(),
        ..Hints::default()
    };
    let receipt = Receipt::new(move |outcome| held(&outcomes).push((name, outcome)));
    Arrival { content: Content::Bytes(bytes), hints, place: Place::At(path.into()), receipt }
}

fn settings(workers: usize) -> Settings {
    let rules =
        Rules { limits: TextLimits::default(), vendors: Arc::from([]), on_duplicate: OnDuplicate::Keep };
    Settings::new(rules, workers)
}

fn memory() -> Arc<Mutex<Dedup>> {
    Arc::new(Mutex::new(Dedup::new(Box::new(MemoryIndex::new()), dedup::Settings::default())))
}

impl Desk {
    fn open(workers: usize, bytes: u64, documents: usize) -> Desk {
        Desk::with(memory(), workers, bytes, documents)
    }

    fn with(dedup: Arc<Mutex<Dedup>>, workers: usize, bytes: u64, documents: usize) -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SystemClock::default());
        let quarantine = Quarantine::new(Arc::new(RealFiles), clock, folder.path().join("quarantine"));
        let paper = Paper::default();
        let budget = Budget::new(bytes, documents);
        let refusals = Refusals::Keep(Shelf::new(quarantine, budget.clone()));
        let committer = Committer::new(Box::new(paper.clone()), Arc::clone(&dedup), refusals);
        let (entrance, line) = start(&settings(workers), budget, &dedup, committer).unwrap();
        Desk { entrance: Some(entrance), line, paper, outcomes: Arc::default(), folder }
    }

    fn entrance(&self) -> Entrance {
        self.entrance.clone().unwrap()
    }

    fn arrival(&self, source: &str, path: &str, bytes: Vec<u8>) -> Arrival {
        arrival(&self.outcomes, source, path, bytes)
    }

    fn deliver(&self, source: &str, path: &str, bytes: Vec<u8>) {
        let room = self.entrance().room_blocking(bytes.len() as u64, &|| false).unwrap();
        self.entrance().deliver(self.arrival(source, path, bytes), room, &|| false).unwrap();
    }

    /// Lets everything come to its end; fails where that takes too long.
    fn close(&mut self) {
        self.entrance = None;
        within(Duration::from_secs(120), || self.line.pool.running().is_empty());
        assert!(!self.line.pool.join());
        assert_eq!(self.line.budget.in_flight(), (0, 0));
    }

    fn outcome(&self, path: &str) -> Option<Outcome> {
        held(&self.outcomes).iter().find(|(name, _)| name == path).map(|(_, outcome)| outcome.clone())
    }
}

fn within(limit: Duration, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + limit;
    while !holds() {
        assert!(Instant::now() < end, "it stands still");
        thread::sleep(Duration::from_millis(2));
    }
}

fn story(name: &str) -> Vec<u8> {
    let words = blake3::hash(name.as_bytes()).to_hex().to_string();
    format!("The {name} ferry sails\n\nNumber {words} left the quay of {name} at dawn, said Ilse Marrow.\n")
        .into_bytes()
}

fn lines(name: &str, count: usize) -> Vec<u8> {
    let line = |number| {
        let words = blake3::hash(format!("{name} {number}").as_bytes()).to_hex().to_string();
        let text = format!("Line {number} of {name} came with {words} and went on to the harbour by noon.");
        serde_json::json!({ "headline": format!("{name} {number}"), "text": text }).to_string() + "\n"
    };
    (0..count).map(line).collect::<String>().into_bytes()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    io::Write::write_all(&mut packed, bytes).unwrap();
    packed.finish().unwrap()
}

#[test]
fn two_sources_with_files_and_bundles_and_little_room_come_to_their_end() {
    for workers in [1, 2] {
        let mut desk = Desk::open(workers, 20_000, 8);
        thread::scope(|scope| {
            let desk = &desk;
            scope.spawn(move || {
                for number in 0..300 {
                    desk.deliver("files", &format!("{number}.txt"), story(&format!("small {number}")));
                }
            });
            scope.spawn(move || {
                for number in 0..6 {
                    desk.deliver(
                        "bundles",
                        &format!("{number}.gz"),
                        gz(&lines(&format!("bundle {number}"), 40)),
                    );
                }
            });
        });
        desk.close();
        let ids: BTreeSet<String> = desk.paper.records().into_iter().map(|record| record.id).collect();
        assert_eq!((ids.len(), desk.paper.lines()), (300 + 6 * 40, 300 + 6 * 40), "{workers} workers");
        assert!(held(&desk.outcomes).iter().all(|(_, outcome)| *outcome == Outcome::Committed));
    }
}

#[test]
fn room_that_is_dropped_unused_leaves_no_hole() {
    let mut desk = Desk::open(2, 1000, 4);
    for number in 0..20 {
        let unused = desk.entrance().room_blocking(300, &|| false).unwrap();
        desk.deliver("files", &format!("{number}.txt"), story(&number.to_string()));
        drop(unused);
    }
    desk.close();
    assert_eq!(desk.paper.lines(), 20);
}

#[test]
fn what_is_held_while_nothing_can_be_written_is_bounded_from_the_first_document_on() {
    let limit = 300_000;
    let desk = Desk::open(2, limit, 1000);
    desk.paper.shut(true);
    // Each holds some hundred times as much as its bytes say.
    let bundle = |number: usize| gz(&lines(&format!("bundle {number}"), 60));
    let stop = Arc::new(AtomicBool::new(false));
    let most = Arc::new(AtomicU64::new(0));
    thread::scope(|scope| {
        let (desk, stop_of, most_of) = (&desk, Arc::clone(&stop), Arc::clone(&most));
        let delivering = scope.spawn(move || {
            let stop = || stop_of.load(SeqCst);
            for number in 0..300 {
                let bytes = bundle(number);
                let Some(room) = desk.entrance().room_blocking(bytes.len() as u64, &stop) else { break };
                let arrival = desk.arrival("bundles", &number.to_string(), bytes);
                if desk.entrance().deliver(arrival, room, &stop).is_err() {
                    break;
                }
            }
        });
        let end = Instant::now() + Duration::from_secs(4);
        while Instant::now() < end {
            most_of.fetch_max(desk.line.budget.in_flight().0, SeqCst);
            thread::sleep(Duration::from_millis(1));
        }
        assert!(!delivering.is_finished(), "it stands still, since nothing is written");
        stop.store(true, SeqCst);
        delivering.join().unwrap();
    });
    // The budget, and what each of the workers had in its hands.
    let most = most.load(SeqCst);
    assert!(most > limit / 2 && most < limit + 2 * 400_000, "{most}");
    desk.paper.shut(false);
    let mut desk = desk;
    desk.close();
}

#[test]
fn the_same_input_gives_the_same_lines_at_any_number_of_workers() {
    let written = |workers: usize, documents: usize| {
        let mut desk = Desk::open(workers, 1 << 20, documents);
        for number in 0..40 {
            desk.deliver("files", &format!("{number}.txt"), story(&format!("story {}", number % 25)));
            if number % 10 == 0 {
                let name = format!("bundle {}", number / 20);
                desk.deliver("files", &format!("{number}.gz"), gz(&lines(&name, 30)));
                desk.deliver("files", &format!("{number}.jsonl"), lines(&name, 20));
            }
        }
        desk.close();
        held(&desk.paper.written).clone()
    };
    let first = written(1, 64);
    assert!(first.len() > 10_000);
    for (workers, documents) in [(1, 3), (2, 64), (4, 5), (8, 64)] {
        assert!(written(workers, documents) == first, "{workers} workers, {documents} documents");
    }
}

#[test]
fn a_line_that_is_given_up_says_dropped_for_all_that_was_on_its_way() {
    let desk = Desk::open(2, 1 << 20, 64);
    desk.paper.shut(true);
    for number in 0..20 {
        desk.deliver("files", &format!("{number}.txt"), story(&number.to_string()));
    }
    within(Duration::from_secs(30), || {
        desk.line.depths().iter().all(|(name, waiting)| *name == "commit" || *waiting == 0)
    });
    desk.line.abort();
    desk.paper.shut(false);
    within(Duration::from_secs(30), || desk.line.pool.running().is_empty());
    let committed = desk.paper.lines();
    let dropped = held(&desk.outcomes).iter().filter(|(_, outcome)| *outcome == Outcome::Dropped).count();
    assert!(dropped > 0 && held(&desk.outcomes).len() == 20, "{dropped} {committed}");
    assert_eq!(dropped + committed, 20, "what was written had its receipt");
    assert!(desk.entrance().room_blocking(1, &|| false).is_some());
    let late = desk.arrival("files", "late.txt", story("late"));
    assert!(desk.entrance().deliver(late, desk.line.budget.nothing(), &|| false).is_err());
    assert_eq!(desk.outcome("late.txt"), Some(Outcome::Dropped));
}

#[test]
fn a_container_of_hours_does_not_stand_before_the_files_of_another_source() {
    let mut desk = Desk::open(2, 1 << 20, 64);
    thread::scope(|scope| {
        let desk = &desk;
        let container = scope.spawn(move || desk.deliver("dump", "dump.gz", gz(&lines("dump", 900))));
        for number in 0..3 {
            within(Duration::from_secs(60), || desk.paper.lines() > 100 * (number + 1));
            assert!(!container.is_finished(), "there is more than the queue holds");
            desk.deliver("files", &format!("{number}.txt"), story(&number.to_string()));
        }
    });
    desk.close();
    let records = desk.paper.records();
    let places: Vec<usize> = (0..records.len()).filter(|at| &*records[*at].source.name == "files").collect();
    assert_eq!((records.len(), places.len()), (903, 3));
    // Behind what is in flight, and no more.
    assert!(places.iter().enumerate().all(|(number, place)| *place < 100 * (number + 1) + 250), "{places:?}");
    let dump = records.iter().filter(|record| &*record.source.name == "dump");
    let order: Vec<&str> = dump.map(|record| record.headline.as_deref().unwrap()).collect();
    let wanted: Vec<String> = (0..900).map(|number| format!("dump {number}")).collect();
    assert_eq!(order, wanted, "in its own order");
}

#[test]
fn a_container_that_is_stopped_is_read_again_and_nothing_is_lost_or_twice() {
    let dedup = memory();
    let dump = gz(&lines("dump", 500));
    let mut first = Desk::with(Arc::clone(&dedup), 2, 1 << 20, 32);
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let (desk, stop, dump) = (&first, &stop, dump.clone());
        let delivering = scope.spawn(move || {
            let room = desk.entrance().try_room(dump.len() as u64).unwrap();
            let stopped =
                desk.entrance().deliver(desk.arrival("dump", "dump.gz", dump), room, &|| stop.load(SeqCst));
            stopped.is_err()
        });
        within(Duration::from_secs(60), || desk.paper.lines() > 60);
        stop.store(true, SeqCst);
        let begin = Instant::now();
        assert!(
            delivering.join().unwrap() && begin.elapsed() < Duration::from_secs(5),
            "{:?}",
            begin.elapsed()
        );
    });
    first.close();
    assert_eq!(first.outcome("dump.gz"), Some(Outcome::Dropped));
    let before = first.paper.lines();
    assert!(before < 400, "{before}");
    let mut next = Desk::with(dedup, 2, 1 << 20, 32);
    next.deliver("dump", "dump.gz", dump);
    next.close();
    assert_eq!(next.outcome("dump.gz"), Some(Outcome::Committed));
    let records = first.paper.records().into_iter().chain(next.paper.records());
    let ids: BTreeSet<String> = records.map(|record| record.id).collect();
    assert_eq!((ids.len(), before + next.paper.lines()), (500, 500));
}

#[test]
fn a_container_stops_in_time_where_nothing_moves() {
    let desk = Desk::open(1, 1 << 20, 8);
    desk.paper.shut(true);
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let (desk, stop) = (&desk, &stop);
        let delivering = scope.spawn(move || {
            let arrival = desk.arrival("dump", "dump.gz", gz(&lines("dump", 300)));
            desk.entrance().deliver(arrival, desk.line.budget.nothing(), &|| stop.load(SeqCst)).is_err()
        });
        thread::sleep(Duration::from_millis(500));
        assert!(!delivering.is_finished());
        stop.store(true, SeqCst);
        let begin = Instant::now();
        assert!(
            delivering.join().unwrap() && begin.elapsed() < Duration::from_secs(1),
            "{:?}",
            begin.elapsed()
        );
    });
    desk.line.abort();
    desk.paper.shut(false);
    within(Duration::from_secs(30), || desk.line.pool.running().is_empty());
    assert_eq!(desk.outcome("dump.gz"), Some(Outcome::Dropped));
}
