//! An index that is gone with the process: for tests, and for whatever keeps nothing.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use crate::flow::held;
use crate::model::Position;

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
        kept.fresh.extend(entries);
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

    fn forget(&self, before: i64, spans: usize) -> Result<u64, IndexError> {
        let mut kept = held(&self.kept);
        let day = |entry: &Arc<Entry>| entry.arrived.div_euclid(PARTITION_SECONDS);
        let days: BTreeSet<i64> = kept.recent.entries().map(day).collect();
        let Some(first_kept) = days.iter().rev().nth(spans.max(1) - 1).copied() else { return Ok(0) };
        let is_old = |entry: &&Arc<Entry>| day(entry) < first_kept && entry.arrived < before;
        let gone = kept.recent.entries().take_while(is_old).count() as u64;
        kept.then_first = kept.recent.first() + gone;
        Ok(gone)
    }
}
