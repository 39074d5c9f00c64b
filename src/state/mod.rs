//! The index of what was seen: entries that are found again by 64-bit keys.
//!
//! Promises: what [`Index::append`] returned from is durable together with the journal position it covers, in one
//! transaction; an entry that was appended is found by each of its keys until its partition is forgotten; a store
//! that is damaged says so ([`IndexError::Damaged`]) rather than finding nothing.
//! It does not know what an entry means: keys are hashes that somebody else made, payloads are opaque bytes.
//! It may lag behind the journal and can always be built again from it; it never leads it.

use crate::model::Position;

mod disk;
mod filter;
mod fresh;
pub mod keep;
mod memory;
mod mending;
mod postings;
mod recent;
mod said;

pub use disk::{RedbIndex, RedbOptions};
pub use memory::MemoryIndex;
pub use mending::MendingIndex;

pub(crate) use recent::Recent;

/// What is kept of one thing that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// When it arrived, in seconds since 1970: decides when it is forgotten.
    pub arrived: i64,
    /// When it happened, in seconds since 1970: decides whether it is within a window.
    pub event: i64,
    /// The hashes by which it is to be found. Evenly distributed over all 64 bits.
    pub keys: Vec<u64>,
    /// What is to be known once it is found.
    pub payload: Vec<u8>,
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
    /// It was written by an earlier layout; rebuild it from the journal.
    #[error(
        "the index has layout {found}, this wiredesk writes {current}: set it aside and run `wiredesk reindex`"
    )]
    Older {
        /// The layout it has.
        found: u64,
        /// The layout this program writes.
        current: u64,
    },
    /// It was written by a later layout than this program knows.
    #[error(
        "the index has layout {found}, this wiredesk knows up to {current}: use the newer wiredesk that wrote it, \
         or set it aside and run `wiredesk reindex`"
    )]
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
    #[error("the index is damaged ({0}): set it aside and run `wiredesk reindex`")]
    Damaged(String),
    /// The disk or file system refused.
    #[error("the index could not be read or written ({0})")]
    Io(#[source] std::io::Error),
}

/// A store of entries. One owner; look-ups see what was appended.
pub trait Index: Send {
    /// The journal position up to which everything that was written is in here.
    fn covers(&self) -> Position;

    /// How many entries are remembered.
    fn len(&self) -> u64;

    /// Whether nothing is remembered.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds to `found` the numbers of entries with this key, newest first, at most `most` of them.
    /// May name entries outside `within` and, very rarely, ones with another key: the payload decides.
    ///
    /// # Errors
    /// If the store cannot be read.
    fn find(&self, key: u64, within: Events, most: usize, found: &mut Vec<u64>) -> Result<(), IndexError>;

    /// The payload of an entry that [`find`](Index::find) named.
    ///
    /// # Errors
    /// If the store cannot be read.
    fn payload(&self, number: u64) -> Result<Vec<u8>, IndexError>;

    /// Appends entries, in order, and durably notes the position covered with them.
    ///
    /// # Errors
    /// If they could not be written; then none of them is in it, and the position is the old one.
    fn append(&mut self, entries: Vec<Entry>, covers: Position) -> Result<(), IndexError>;

    /// Makes it usable again after an error, if it can be.
    ///
    /// # Errors
    /// If it cannot be now.
    fn mend(&mut self) -> Result<(), IndexError> {
        Ok(())
    }

    /// Drops whole partitions all of whose entries arrived before `before` (seconds since 1970); how many entries.
    ///
    /// # Errors
    /// If they could not be dropped; then nothing is.
    fn forget(&mut self, before: i64) -> Result<u64, IndexError>;
}

/// Most entries kept for one key; beyond that the oldest are no longer found by it.
pub(crate) const MOST_FOR_A_KEY: usize = 256;
