//! The writer: takes what is done in its order, and commits it in groups.
//!
//! A group begins as soon as the one before is synced, so that what comes during a sync goes together with the next. A
//! commit that fails is tried again, and meanwhile the budget fills and the intake stands still.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::dedup::Dedup;
use crate::flow::{Hall, Ready, held};

use super::{Attempt, Batch, Committer, Line, Settings, Stations, Work};

/// A group is committed once it holds so many bytes.
const GROUP_BYTES: usize = 4 << 20;

/// How one step of the writer ended.
#[derive(Debug)]
pub enum Written {
    /// Something was done.
    Did,
    /// There is nothing to do before something comes, or before so long has passed.
    Wait(Option<Duration>),
    /// It could not be written: the same again later.
    Again(io::Error),
    /// So much waits for the index that nothing more is written before some of it is there.
    Behind,
    /// Everything is written, and nothing will come.
    Ended,
}

/// The writer.
#[derive(Debug)]
pub struct Writer {
    hall: Hall<Stations>,
    line: Line,
    committer: Committer,
    dedup: Arc<Mutex<Dedup>>,
    settings: Settings,
    /// What was taken from the hall and is not in the group yet.
    done: VecDeque<Batch<Work>>,
    /// Numbers accepted that are not committed.
    accepted: usize,
    /// When the first of them came.
    since: Option<Duration>,
}

impl Writer {
    pub(super) fn new(
        line: Line,
        committer: Committer,
        dedup: Arc<Mutex<Dedup>>,
        settings: Settings,
    ) -> Self {
        let hall = line.hall.clone();
        Writer { hall, line, committer, dedup, settings, done: VecDeque::new(), accepted: 0, since: None }
    }

    /// Does the next thing that there is to do; `now` counts from any beginning.
    pub fn step(&mut self, now: Duration) -> Written {
        if self.is_behind() {
            return Written::Behind;
        }
        let mut ended = false;
        let mut came = false;
        if self.done.is_empty() {
            match self.hall.ready(self.settings.commit_count) {
                Ready::Done(batches) => self.done = batches.into(),
                Ready::Wait => {}
                Ready::Ended => ended = true,
            }
        }
        while !self.is_full()
            && let Some(batch) = self.done.pop_front()
        {
            came = true;
            self.accepted += 1;
            self.since.get_or_insert(now);
            self.committer.accept(batch, &self.line.recall);
        }
        if self.accepted > 0 && (self.is_full() || self.is_due(now)) {
            if let Err(error) = self.commit() {
                return Written::Again(error);
            }
            came = true;
        }
        if self.line.has_given_up() || (ended && self.accepted == 0) {
            return Written::Ended;
        }
        if came { Written::Did } else { Written::Wait(self.wait(now)) }
    }

    /// Blocks until something comes, at most for `limit`.
    pub fn wait_for_done(&self, limit: Option<Duration>) {
        self.hall.wait_for_done(limit);
    }

    /// Blocks until the index has come on.
    pub fn wait_for_index(&self) {
        self.line.backlog.wait_for_index(&|| !self.is_behind());
    }

    fn is_behind(&self) -> bool {
        !self.line.has_given_up() && held(&self.dedup).unflushed() >= self.settings.flush_behind
    }

    fn is_full(&self) -> bool {
        let (count, bytes) = self.committer.waiting();
        count >= self.settings.commit_count || bytes >= GROUP_BYTES
    }

    /// Whether what was accepted has waited long enough, or nothing else can come before it is committed.
    fn is_due(&self, now: Duration) -> bool {
        let old = self.since.is_some_and(|since| now >= since + self.settings.linger);
        old || self.committer.waiting().0 == 0 || self.hall.is_empty_but(self.accepted)
    }

    fn commit(&mut self) -> io::Result<()> {
        let (lines, bytes) = (self.committer.lines() as u64, self.committer.waiting().1 as u64);
        let meter = self.line.meters.of("commit");
        meter.time(|| self.committer.commit())?;
        meter.gave(lines);
        self.line.count_written(lines);
        self.line.recovered(Attempt::Journal);
        if lines > 0 {
            self.line.committed(bytes, self.committer.end());
        }
        self.hall.committed(std::mem::take(&mut self.accepted));
        let unflushed = held(&self.dedup).unflushed();
        self.line.backlog.grew(unflushed);
        self.since = None;
        Ok(())
    }

    /// Until when nothing is to be done if nothing comes.
    fn wait(&self, now: Duration) -> Option<Duration> {
        self.since.map(|since| (since + self.settings.linger).saturating_sub(now))
    }
}
