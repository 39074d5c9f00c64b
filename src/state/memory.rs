//! An index that is gone with the process: for tests, and for `process` without a state folder.

use crate::model::Position;

use super::{Entry, Events, Index, IndexError, Recent};

/// Entries in memory.
#[derive(Debug, Default)]
pub struct MemoryIndex {
    recent: Recent,
    covers: Position,
}

impl MemoryIndex {
    /// An empty index that covers nothing.
    pub fn new() -> MemoryIndex {
        MemoryIndex::default()
    }
}

impl Index for MemoryIndex {
    fn covers(&self) -> Position {
        self.covers
    }

    fn len(&self) -> u64 {
        self.recent.len() as u64
    }

    fn find(&self, key: u64, within: Events, most: usize, found: &mut Vec<u64>) -> Result<(), IndexError> {
        self.recent.find(key, within, most, found);
        Ok(())
    }

    fn payload(&self, number: u64) -> Result<Vec<u8>, IndexError> {
        match self.recent.get(number) {
            Some(entry) => Ok(entry.payload.clone()),
            None => Err(IndexError::Damaged(format!("no entry {number}"))),
        }
    }

    fn append(&mut self, entries: Vec<Entry>, covers: Position) -> Result<(), IndexError> {
        for entry in entries {
            self.recent.push(entry);
        }
        self.covers = covers;
        Ok(())
    }

    fn forget(&mut self, before: i64) -> Result<u64, IndexError> {
        let mut gone = 0;
        while self.recent.get(self.recent.first()).is_some_and(|oldest| oldest.arrived < before) {
            self.recent.pop();
            gone += 1;
        }
        self.recent.tidy();
        Ok(gone)
    }
}
