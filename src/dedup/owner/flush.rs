//! Writing what is decided into the index, and forgetting what is old, while the owner goes on deciding.
//!
//! What is being written stands in the overlay until it is published, in one step with its leaving the overlay: it is
//! found once at any time, and when it is written is not to be seen in any verdict.

use std::sync::{Arc, Mutex};

use super::Dedup;
use crate::flow::held;
use crate::model::{Position, Record};
use crate::state::{Entry, Index, IndexError};

/// Lines read back after which what was learnt from them is written.
const AT_ONCE: usize = 4096;

/// Everything whose line is synced, on its way into the index.
pub struct Flush {
    index: Arc<dyn Index>,
    entries: Vec<Arc<Entry>>,
    covers: Position,
    /// Number in the overlay after the last of them.
    until: u64,
}

impl std::fmt::Debug for Flush {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Flush").field("entries", &self.entries.len()).field("covers", &self.covers).finish()
    }
}

impl Flush {
    /// Writes it, with the position that is covered by it, in one transaction. May take long.
    ///
    /// # Errors
    /// If the index cannot be written.
    pub fn write(&mut self) -> Result<(), IndexError> {
        if self.entries.is_empty() && self.covers == self.index.covers() {
            return Ok(());
        }
        self.index.append(std::mem::take(&mut self.entries), self.covers)
    }
}

impl Dedup {
    /// Takes what is to be written. To be [ended](Dedup::end_flush) before the next begins.
    pub fn begin_flush(&mut self) -> Flush {
        let ready = self.overlay.ready();
        // a known line may only be passed over once everything before it is written
        let passed = self.passed.filter(|_| self.overlay.is_settled());
        let covered = ready.covered.max(passed).unwrap_or_default();
        let covers = self.index.covers().max(covered);
        self.writing = true;
        Flush { index: Arc::clone(&self.index), entries: ready.entries, covers, until: ready.until }
    }

    /// Publishes what was written; if it could not be, all of it waits for the next flush.
    ///
    /// # Errors
    /// What the writing came to.
    pub fn end_flush(&mut self, flush: &Flush, written: Result<(), IndexError>) -> Result<(), IndexError> {
        self.writing = false;
        written?;
        self.index.publish();
        self.overlay.written(flush.until);
        self.passed = self.passed.filter(|passed| *passed > flush.covers);
        Ok(())
    }

    /// Writes everything whose line is synced into the index, with the position it covers, in one transaction.
    ///
    /// # Errors
    /// If the index cannot be written; then all of it waits for the next flush.
    pub fn flush(&mut self) -> Result<(), IndexError> {
        let mut flush = self.begin_flush();
        let written = flush.write();
        self.end_flush(&flush, written)
    }

    /// [Learns](Dedup::replay) from one of many lines, and writes what was learnt whenever it has become much.
    ///
    /// # Errors
    /// If the index cannot be read or written.
    pub fn read_back(&mut self, record: &Record, position: Position) -> Result<(), IndexError> {
        self.replay(record, position)?;
        if self.unflushed() >= AT_ONCE { self.flush() } else { Ok(()) }
    }

    /// Makes the index usable again after it could not be read or written.
    ///
    /// # Errors
    /// If that is not possible now.
    pub fn mend(&mut self) -> Result<(), IndexError> {
        self.index.mend()?;
        // What a write that failed had done after all is not to be found twice.
        self.overlay.known(self.index.covers());
        Ok(())
    }

    /// Forgets what arrived longer ago than is remembered, in whole partitions; how many entries.
    /// `now` is in seconds since 1970.
    ///
    /// A partition goes once as many later days of arrivals are there as are remembered: a desk that stood still, or a
    /// clock that jumps, forgets nothing that may still come back.
    ///
    /// # Errors
    /// If the index cannot be written.
    pub fn forget(&mut self, now: i64) -> Result<u64, IndexError> {
        let entries = self.forgetting(now).forget()?;
        self.forgotten();
        Ok(entries)
    }

    fn forgetting(&self, now: i64) -> Forgetting {
        Forgetting { index: Arc::clone(&self.index), now, remember: self.settings.remember.max(0) }
    }

    fn forgotten(&self) {
        if !self.writing {
            self.index.publish();
        }
    }
}

struct Forgetting {
    index: Arc<dyn Index>,
    now: i64,
    remember: i64,
}

impl Forgetting {
    fn forget(&self) -> Result<u64, IndexError> {
        self.index.forget(self.now, self.remember)
    }
}

/// [`Dedup::flush`], with the owner held only to take what is to be written and to publish it.
///
/// # Errors
/// If the index cannot be written; then all of it waits for the next flush.
pub fn flush(dedup: &Mutex<Dedup>) -> Result<(), IndexError> {
    let mut flush = held(dedup).begin_flush();
    let written = flush.write();
    held(dedup).end_flush(&flush, written)
}

/// [`Dedup::forget`], with the owner held only to publish it.
///
/// # Errors
/// If the index cannot be written.
pub fn forget(dedup: &Mutex<Dedup>, now: i64) -> Result<u64, IndexError> {
    let forgetting = held(dedup).forgetting(now);
    let entries = forgetting.forget()?;
    held(dedup).forgotten();
    Ok(entries)
}
