//! An index that is gone with the process: for tests, and for whatever keeps nothing.

use std::sync::{Arc, Mutex};

use crate::flow::held;
use crate::model::Position;

use super::span::{self, Span};
use super::{Entry, Index, IndexError, PARTITION_SECONDS, Recent, Search};

/// Entries in memory.
#[derive(Debug, Default)]
pub struct MemoryIndex {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    recent: Recent,
    covers: Position,
    /// Appended and not yet published.
    fresh: Vec<Arc<Entry>>,
    then_covers: Position,
    /// Number of the first entry that is not forgotten once that is published.
    then_first: u64,
    /// Of all that was appended and not forgotten, with the number of its first entry.
    partitions: Vec<(u64, Span)>,
}

impl Kept {
    /// Counts one more entry into the last partition, or begins the next.
    fn count(&mut self, arrived: i64) {
        let number = self.recent.end() + self.fresh.len() as u64;
        let last = self.partitions.last_mut().map(|(_, last)| last);
        match last {
            Some(last) if last.takes(arrived, PARTITION_SECONDS) => last.count(arrived, PARTITION_SECONDS),
            last => {
                let span = Span::after(last.as_deref(), arrived, PARTITION_SECONDS);
                self.partitions.push((number, span));
            }
        }
    }
}

impl MemoryIndex {
    /// An empty index that covers nothing.
    pub fn new() -> MemoryIndex {
        MemoryIndex::default()
    }
}

impl Index for MemoryIndex {
    fn covers(&self) -> Position {
        held(&self.kept).covers
    }

    fn len(&self) -> u64 {
        held(&self.kept).recent.len() as u64
    }

    fn end(&self) -> u64 {
        held(&self.kept).recent.end()
    }

    fn find(&self, search: &mut Search, found: &mut Vec<u64>) -> Result<(), IndexError> {
        held(&self.kept).recent.find(search, found, |_| false);
        Ok(())
    }

    fn show(&self, number: u64, see: &mut dyn FnMut(&[u8])) -> Result<(), IndexError> {
        let entry = held(&self.kept).recent.get(number).map(Arc::clone);
        match entry {
            Some(entry) => see(&entry.payload),
            None => return Err(IndexError::Damaged(format!("no entry {number}"))),
        }
        Ok(())
    }

    fn append(&self, entries: Vec<Arc<Entry>>, covers: Position) -> Result<(), IndexError> {
        let mut kept = held(&self.kept);
        for entry in entries {
            kept.count(entry.arrived);
            kept.fresh.push(entry);
        }
        kept.then_covers = covers;
        Ok(())
    }

    fn publish(&self) {
        let kept = &mut *held(&self.kept);
        for entry in kept.fresh.drain(..) {
            kept.recent.push(entry);
        }
        while kept.recent.first() < kept.then_first && kept.recent.pop().is_some() {}
        kept.recent.tidy();
        kept.covers = kept.then_covers;
    }

    fn forget(&self, now: i64, remember: i64) -> Result<u64, IndexError> {
        let mut kept = held(&self.kept);
        let spans: Vec<Span> = kept.partitions.iter().map(|(_, span)| *span).collect();
        let gone = span::forgotten(&spans, PARTITION_SECONDS, now, remember);
        kept.partitions.drain(..gone);
        let before = kept.then_first;
        kept.then_first = kept.partitions.first().map_or(before, |(first, _)| *first);
        Ok(kept.then_first - before)
    }
}
