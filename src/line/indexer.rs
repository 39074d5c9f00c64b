//! The indexer: has the index written beside the writer, so that no line waits for it.
//!
//! What is committed and not written yet stands in memory and in the journal. Where the index cannot keep up, or cannot be
//! written, the writer waits once [`Settings::flush_behind`] records do: memory and what a restart reads back stay bounded.

use std::io;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::dedup::{self, Dedup};
use crate::flow::held;

use super::{Attempt, Line, Settings};

/// How one step of the indexer ended.
#[derive(Debug)]
pub enum Indexed {
    /// The index was written.
    Did,
    /// There is nothing to do before something is committed, or before so long has passed.
    Wait(Option<Duration>),
    /// It could not be written: the same again later.
    Again(io::Error),
    /// Everything is written, and nothing will come.
    Ended,
}

/// Where writer and indexer wait for each other. Clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Backlog(Arc<(Mutex<Awaited>, Condvar)>);

#[derive(Debug, Default)]
struct Awaited {
    /// At how many records the indexer, which waits, is to be woken.
    records: Option<usize>,
    /// Nothing is committed any more.
    ended: bool,
}

impl Backlog {
    /// So many records are committed and not in the index.
    pub(super) fn grew(&self, to: usize) {
        if held(&self.0.0).records.is_some_and(|records| to >= records) {
            self.0.1.notify_all();
        }
    }

    /// Nothing will be committed any more.
    pub(super) fn end(&self) {
        held(&self.0.0).ended = true;
        self.0.1.notify_all();
    }

    /// Whoever waits is to look again.
    pub(super) fn look(&self) {
        // Who is about to wait has looked before it lets go of this.
        drop(held(&self.0.0));
        self.0.1.notify_all();
    }

    fn has_ended(&self) -> bool {
        held(&self.0.0).ended
    }

    /// The indexer waits for so many records or the end, unless `is_over` already.
    fn wait_for(&self, records: usize, limit: Option<Duration>, is_over: &dyn Fn() -> bool) {
        let mut awaited = held(&self.0.0);
        if awaited.ended || is_over() {
            return;
        }
        awaited.records = Some(records);
        let mut awaited = match limit {
            None => self.0.1.wait(awaited).unwrap_or_else(PoisonError::into_inner),
            Some(limit) => self.0.1.wait_timeout(awaited, limit).unwrap_or_else(PoisonError::into_inner).0,
        };
        awaited.records = None;
    }

    /// The writer waits until the indexer has come on, unless `is_over` already.
    pub(super) fn wait_for_index(&self, is_over: &dyn Fn() -> bool) {
        let awaited = held(&self.0.0);
        if !is_over() {
            drop(self.0.1.wait(awaited));
        }
    }
}

/// The indexer.
#[derive(Debug)]
pub struct Indexer {
    line: Line,
    dedup: Arc<Mutex<Dedup>>,
    settings: Settings,
    /// When the oldest of what waits was seen.
    since: Option<Duration>,
    /// It could not be written: it is tried without waiting for more.
    failed: bool,
}

impl Indexer {
    pub(super) fn new(line: Line, dedup: Arc<Mutex<Dedup>>, settings: Settings) -> Self {
        Indexer { line, dedup, settings, since: None, failed: false }
    }

    /// Writes the index if enough waits for it; `now` counts from any beginning.
    pub fn step(&mut self, now: Duration) -> Indexed {
        if self.line.has_given_up() {
            return Indexed::Ended;
        }
        // In this order: what was committed before the end is counted after it.
        let ended = self.line.backlog.has_ended();
        let waiting = held(&self.dedup).unflushed();
        if waiting == 0 {
            self.since = None;
            return if ended { Indexed::Ended } else { Indexed::Wait(None) };
        }
        let due = *self.since.get_or_insert(now) + self.settings.flush_every;
        if !(ended || self.failed || waiting >= self.settings.flush_count || now >= due) {
            return Indexed::Wait(Some(due.saturating_sub(now)));
        }
        if let Err(error) = dedup::flush(&self.dedup) {
            self.failed = true;
            self.line.mend(&error, &self.dedup);
            return Indexed::Again(io::Error::other(error));
        }
        (self.since, self.failed) = (None, false);
        self.line.recovered(Attempt::Index);
        self.line.backlog.look();
        Indexed::Did
    }

    /// Blocks until something is committed that makes it due, at most for `limit`.
    pub fn wait(&self, limit: Option<Duration>) {
        let enough = if limit.is_some() { self.settings.flush_count } else { 1 };
        let is_over = || self.line.has_given_up() || held(&self.dedup).unflushed() >= enough;
        self.line.backlog.wait_for(enough, limit, &is_over);
    }
}
