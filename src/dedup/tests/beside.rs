//! Judging goes on while the index is written.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Barrier, Mutex};

use super::day::{Desk, story};
use super::stories::{FERRY, MUSEUM, RATE};
use crate::dedup::{Dedup, Identity, Settings, flush, forget};
use crate::flow::held;
use crate::model::Position;
use crate::state::{Entry, Index, IndexError, MemoryIndex, Search};

/// An index whose writing and forgetting take as long as the test wants.
struct Slow {
    index: MemoryIndex,
    begun: Barrier,
    end: Barrier,
    works: AtomicBool,
    is_slow: AtomicBool,
}

impl Slow {
    fn new() -> Arc<Slow> {
        let (begun, end) = (Barrier::new(2), Barrier::new(2));
        let (works, is_slow) = (AtomicBool::new(true), AtomicBool::new(true));
        Arc::new(Slow { index: MemoryIndex::new(), begun, end, works, is_slow })
    }

    /// Does it, or not, and then takes its time: what was done is there all the while, but not published.
    fn slowly<T>(&self, work: impl FnOnce(&MemoryIndex) -> Result<T, IndexError>) -> Result<T, IndexError> {
        let done = match self.works.load(SeqCst) {
            true => work(&self.index),
            false => Err(IndexError::Io(std::io::Error::other("no room"))),
        };
        if self.is_slow.load(SeqCst) {
            self.begun.wait();
            self.end.wait();
        }
        done
    }
}

impl Index for Slow {
    fn covers(&self) -> Position {
        self.index.covers()
    }

    fn len(&self) -> u64 {
        self.index.len()
    }

    fn end(&self) -> u64 {
        self.index.end()
    }

    fn find(&self, search: &mut Search, found: &mut Vec<u64>) -> Result<(), IndexError> {
        self.index.find(search, found)
    }

    fn show(&self, number: u64, see: &mut dyn FnMut(&[u8])) -> Result<(), IndexError> {
        self.index.show(number, see)
    }

    fn append(&self, entries: Vec<Arc<Entry>>, covers: Position) -> Result<(), IndexError> {
        self.slowly(|index| index.append(entries, covers))
    }

    fn publish(&self) {
        self.index.publish();
    }

    fn forget(&self, now: i64, remember: i64) -> Result<u64, IndexError> {
        self.slowly(|index| index.forget(now, remember))
    }
}

#[test]
fn verdicts_are_given_and_are_the_same_while_it_is_written() {
    let index = Slow::new();
    let mut desk = Desk::with(Settings { remember: 86_400, ..Settings::default() });
    let settings = desk.settings;
    let shared = Arc::new(Mutex::new(Dedup::over(Arc::<Slow>::clone(&index), settings)));
    let feed = |desk: &mut Desk, name, text: &str, hour: f64| {
        let mut dedup = held(&shared);
        std::mem::swap(&mut *dedup, &mut desk.dedup);
        let told = desk.feed(&[story(name, &format!("What {name} has of it"), text).at(hour)]);
        std::mem::swap(&mut *dedup, &mut desk.dedup);
        told
    };
    assert_eq!(feed(&mut desk, "wire", FERRY, 0.0), ["wire: original"]);
    for (round, written) in [false, true].into_iter().enumerate() {
        index.works.store(written, SeqCst);
        let writing = {
            let shared = Arc::clone(&shared);
            std::thread::spawn(move || flush(&shared))
        };
        index.begun.wait();
        let hour = 1.0 + round as f64;
        let outlet = ["herald", "courier"][round];
        assert_eq!(feed(&mut desk, outlet, FERRY, hour), [format!("{outlet}: copy of wire")]);
        let own = [RATE, MUSEUM][round];
        assert_eq!(feed(&mut desk, "post", own, hour), ["post: original"]);
        index.end.wait();
        assert_eq!(writing.join().unwrap().is_ok(), written);
    }
    assert_eq!(held(&shared).remembered(), 3, "what came during the second writing waits for the next");
    assert_eq!(held(&shared).unflushed(), 2);
    index.is_slow.store(false, SeqCst);
    for day in 1..4 {
        feed(&mut desk, "gazette", &format!("{MUSEUM}\n\nSeen on day {day}."), 24.0 * f64::from(day));
        flush(&shared).unwrap();
    }
    index.is_slow.store(true, SeqCst);
    let forgetting = {
        let shared = Arc::clone(&shared);
        std::thread::spawn(move || forget(&shared, 1_000_000_000 + 10 * 86_400))
    };
    index.begun.wait();
    assert_eq!(feed(&mut desk, "wire", FERRY, 0.0), ["wire: replay of wire"], "gone before it is published");
    index.end.wait();
    assert_eq!(forgetting.join().unwrap().unwrap(), 6);
    assert_eq!(feed(&mut desk, "wire", FERRY, 0.0), ["wire: original"]);
}

/// It stands in the overlay as well until its writing has ended.
#[test]
fn what_is_being_written_is_not_published_by_forgetting() {
    let mut desk = Desk::new();
    let told =
        desk.feed(&[story("wire", "Ferry aground", FERRY), story("herald", "All safe", FERRY).at(1.0)]);
    assert_eq!(told, ["wire: original", "herald: copy of wire"]);
    let cluster = Identity::parse(&desk.journal[0].0.id).unwrap();
    let mut flush = desk.dedup.begin_flush();
    let written = flush.write();
    assert_eq!(desk.dedup.forget(i64::MAX).unwrap(), 0);
    assert_eq!((desk.dedup.remembered(), desk.dedup.members(cluster).unwrap().len()), (0, 2));
    desk.dedup.end_flush(&flush, written).unwrap();
    assert_eq!((desk.dedup.remembered(), desk.dedup.members(cluster).unwrap().len()), (2, 2));
}

#[test]
fn what_is_read_back_is_written_whenever_it_is_much() {
    let mut dedup = Desk::new().dedup;
    let mut most = 0;
    for number in 1..=5000 {
        let record = story("wire", &format!("Told for the time of {number}"), "").record();
        dedup.read_back(&record, Position { segment: 1, offset: number }).unwrap();
        most = most.max(dedup.unflushed());
    }
    assert!(most < 4096 && dedup.remembered() >= 4096, "{most}, {}", dedup.remembered());
}
