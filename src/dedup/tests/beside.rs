//! Judging goes on while the index is written.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Barrier, Mutex};

use super::day::{Desk, story};
use super::stories::{FERRY, MUSEUM, RATE};
use crate::dedup::{Dedup, flush, forget};
use crate::flow::held;
use crate::model::Position;
use crate::state::{Entry, Index, IndexError, MemoryIndex, Search};

/// An index whose writing and forgetting take as long as the test wants.
struct Slow {
    index: MemoryIndex,
    begun: Barrier,
    end: Barrier,
    works: AtomicBool,
}

impl Slow {
    fn new() -> Arc<Slow> {
        let (begun, end) = (Barrier::new(2), Barrier::new(2));
        Arc::new(Slow { index: MemoryIndex::new(), begun, end, works: AtomicBool::new(false) })
    }

    fn wait(&self) -> Result<(), IndexError> {
        self.begun.wait();
        self.end.wait();
        match self.works.load(SeqCst) {
            true => Ok(()),
            false => Err(IndexError::Io(std::io::Error::other("no room"))),
        }
    }

    fn end(&self, works: bool) {
        self.works.store(works, SeqCst);
        self.end.wait();
    }
}

impl Index for Slow {
    fn covers(&self) -> Position {
        self.index.covers()
    }

    fn len(&self) -> u64 {
        self.index.len()
    }

    fn find(&self, search: &mut Search, found: &mut Vec<u64>) -> Result<(), IndexError> {
        self.index.find(search, found)
    }

    fn show(&self, number: u64, see: &mut dyn FnMut(&[u8])) -> Result<(), IndexError> {
        self.index.show(number, see)
    }

    fn append(&self, entries: Vec<Arc<Entry>>, covers: Position) -> Result<(), IndexError> {
        self.wait()?;
        self.index.append(entries, covers)
    }

    fn publish(&self) {
        self.index.publish();
    }

    fn forget(&self, now: i64, remember: i64) -> Result<u64, IndexError> {
        self.wait()?;
        self.index.forget(now, remember)
    }
}

#[test]
fn verdicts_are_given_and_are_the_same_while_it_is_written() {
    let index = Slow::new();
    let mut desk = Desk::new();
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
        index.end(written);
        assert_eq!(writing.join().unwrap().is_ok(), written);
    }
    assert_eq!(held(&shared).remembered(), 3, "what came during the second writing waits for the next");
    assert_eq!(held(&shared).unflushed(), 2);
    let forgetting = {
        let shared = Arc::clone(&shared);
        std::thread::spawn(move || forget(&shared, i64::MAX))
    };
    index.begun.wait();
    assert_eq!(feed(&mut desk, "gazette", &format!("{MUSEUM}\n\nSeen."), 3.0), ["gazette: copy of post"]);
    index.end(true);
    assert_eq!(forgetting.join().unwrap().unwrap(), 0);
}
