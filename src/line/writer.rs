//! The writer: takes what is done in its order, commits it in groups, and has the index written.
//!
//! A group begins as soon as the one before is synced, so that what comes during a sync goes together with the next. A
//! commit or an index that fails is tried again, and meanwhile the budget fills and the intake stands still.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::dedup::{self, Dedup};
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
    Again(Attempt, io::Error),
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
    /// When the index was written last.
    flushed: Duration,
}

impl Writer {
    pub(super) fn new(
        line: Line,
        committer: Committer,
        dedup: Arc<Mutex<Dedup>>,
        settings: Settings,
    ) -> Self {
        let hall = line.hall.clone();
        Writer {
            hall,
            line,
            committer,
            dedup,
            settings,
            done: VecDeque::new(),
            accepted: 0,
            since: None,
            flushed: Duration::ZERO,
        }
    }

    /// Does the next thing that there is to do; `now` counts from any beginning.
    pub fn step(&mut self, now: Duration) -> Written {
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
                return Written::Again(Attempt::Journal, error);
            }
            came = true;
        }
        match self.flush_if_due(now, ended) {
            Err(error) => return Written::Again(Attempt::Index, error),
            Ok(true) => came = true,
            Ok(false) => {}
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
        self.since = None;
        Ok(())
    }

    /// Writes the index if enough waits for it. True if it was written.
    fn flush_if_due(&mut self, now: Duration, ended: bool) -> io::Result<bool> {
        let waiting = held(&self.dedup).unflushed();
        let old = now.saturating_sub(self.flushed) >= self.settings.flush_every;
        if waiting == 0 || !(ended || waiting >= self.settings.flush_count || old) {
            return Ok(false);
        }
        if let Err(error) = dedup::flush(&self.dedup) {
            self.line.mend(&error, &self.dedup);
            return Err(io::Error::other(error));
        }
        self.flushed = now;
        self.line.recovered(Attempt::Index);
        Ok(true)
    }

    /// Until when nothing is to be done if nothing comes.
    fn wait(&self, now: Duration) -> Option<Duration> {
        let group = self.since.map(|since| (since + self.settings.linger).saturating_sub(now));
        let index = (held(&self.dedup).unflushed() > 0)
            .then(|| (self.flushed + self.settings.flush_every).saturating_sub(now));
        [group, index].into_iter().flatten().min()
    }
}
