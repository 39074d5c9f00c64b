//! The index of what was seen: entries that are found again by 64-bit keys.
//!
//! Promises: what [`Index::append`] returned from is durable together with the journal position it covers, in one
//! transaction; an entry that was published is found by each of its keys until its partition is forgotten, and where
//! it lies (in memory, in which segment) is not to be seen in what is found; a store that is damaged says so
//! ([`IndexError::Damaged`]) rather than finding nothing. Looking up never waits for a write.
//! It does not know what an entry means: keys are hashes that somebody else made, payloads are opaque bytes.
//! It may lag behind the journal and can always be built again from it; it never leads it.

use std::sync::Arc;

use crate::model::Position;

mod disk;
mod file;
mod filter;
pub mod keep;
mod memory;
mod mending;
mod postings;
mod recent;
mod said;
mod search;
mod span;
mod when;

pub use disk::{RedbIndex, RedbOptions};
pub use memory::MemoryIndex;
pub use mending::MendingIndex;
pub use search::Search;

pub(crate) use recent::Recent;
pub(crate) use when::When;

/// Seconds of arrival that are forgotten together.
pub(crate) const PARTITION_SECONDS: i64 = 86_400;

/// What is kept of one thing that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// When it arrived, in seconds since 1970: decides when it is forgotten.
    pub arrived: i64,
    /// When it happened, in seconds since 1970: decides whether it is within a window.
    pub event: i64,
    /// How far that may be off either way, in seconds.
    pub slack: i64,
    /// The hashes by which it is to be found. Evenly distributed over all 64 bits.
    pub keys: Vec<u64>,
    /// What is to be known once it is found.
    pub payload: Vec<u8>,
}

impl Entry {
    /// When it happened, as look-ups tell it.
    pub(crate) fn when(&self) -> When {
        When::of(self.event, self.slack)
    }
}

/// A span of event time, both ends included, in seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Events {
    /// First second.
    pub from: i64,
    /// Last second.
    pub to: i64,
}

impl Events {
    /// All of time.
    pub const ALL: Events = Events { from: i64::MIN, to: i64::MAX };

    /// Whether a moment lies in it.
    pub fn contains(&self, moment: i64) -> bool {
        self.from <= moment && moment <= self.to
    }

    /// Whether it shares a moment with another span.
    pub(crate) fn meets(&self, other: &Events) -> bool {
        self.from <= other.to && other.from <= self.to
    }
}

/// Why the index cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// There is none at that place.
    #[error("there is no index at {0}: a new one can be created and filled from the journal")]
    Absent(String),
    /// It was written by an earlier layout: another one is to be made.
    #[error("the index has layout {found}, this wiredesk writes {current}")]
    Older {
        /// The layout it has.
        found: u64,
        /// The layout this program writes.
        current: u64,
    },
    /// It was written by a later layout than this program knows.
    #[error("the index has layout {found}, this wiredesk knows up to {current}")]
    Newer {
        /// The layout it has.
        found: u64,
        /// The layout this program writes.
        current: u64,
    },
    /// Another process has it open.
    #[error("the index is in use by another process: stop that one first")]
    Locked,
    /// What it holds is not what was written.
    #[error("the index is damaged ({0})")]
    Damaged(String),
    /// The disk or file system refused.
    #[error("the index could not be read or written ({0})")]
    Io(#[source] std::io::Error),
}

impl IndexError {
    /// What is wrong, with what to do about it; `anew` says how another index is made where this one is of no use.
    pub fn with_advice(&self, anew: &str) -> String {
        match self {
            IndexError::Older { .. } | IndexError::Damaged(_) => format!("{self}: {anew}"),
            IndexError::Newer { .. } => format!("{self}: use the newer wiredesk that wrote it, or {anew}"),
            IndexError::Absent(_) | IndexError::Locked | IndexError::Io(_) => self.to_string(),
        }
    }
}

/// A store of entries. One writer; any number may look up meanwhile.
pub trait Index: Send + Sync {
    /// The journal position up to which everything that was written is in here.
    fn covers(&self) -> Position;

    /// How many entries are remembered.
    fn len(&self) -> u64;

    /// Whether nothing is remembered.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number that the next entry will have: those that are there keep theirs.
    fn end(&self) -> u64;

    /// Adds to `found` the numbers of the entries that a search is for, newest first, going on where the search stands.
    /// May, very rarely, name ones with another key: the payload decides.
    ///
    /// # Errors
    /// If the store cannot be read.
    fn find(&self, search: &mut Search, found: &mut Vec<u64>) -> Result<(), IndexError>;

    /// Shows the payload of an entry that [`find`](Index::find) named.
    ///
    /// # Errors
    /// If the store cannot be read.
    fn show(&self, number: u64, see: &mut dyn FnMut(&[u8])) -> Result<(), IndexError>;

    /// The payload of an entry that [`find`](Index::find) named.
    ///
    /// # Errors
    /// If the store cannot be read.
    fn payload(&self, number: u64) -> Result<Vec<u8>, IndexError> {
        let mut payload = Vec::new();
        self.show(number, &mut |bytes| payload = bytes.to_vec())?;
        Ok(payload)
    }

    /// Appends entries, in order, and durably notes the position covered with them. They are found, and the position is
    /// told, once they are [published](Index::publish). May take long; look-ups go on meanwhile.
    ///
    /// # Errors
    /// If they could not be written; then none of them is in it, and the position is the old one.
    fn append(&self, entries: Vec<Arc<Entry>>, covers: Position) -> Result<(), IndexError>;

    /// From now on what was appended is found and what was forgotten is not. Never waits for the disk.
    fn publish(&self);

    /// Makes it usable again after an error, if it can be; what was durable is published then.
    ///
    /// # Errors
    /// If it cannot be now.
    fn mend(&self) -> Result<(), IndexError> {
        Ok(())
    }

    /// Drops whole partitions all of whose entries arrived more than `remember` seconds before `now` (seconds since 1970),
    /// and after which things arrived on as many days as that more: time in which nothing arrives makes nothing old, nor
    /// does a clock that jumps. How many entries; to be [published](Index::publish).
    ///
    /// # Errors
    /// If they could not be dropped; then nothing is.
    fn forget(&self, now: i64, remember: i64) -> Result<u64, IndexError>;
}
