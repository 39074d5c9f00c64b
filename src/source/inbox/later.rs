//! What the driver of an inbox cannot do now: files that could not be taken, and files that cannot be finished with.

use std::io;
use std::time::Duration;

use tokio::time::Instant;

use crate::flow::Outcome;
use crate::host::Backoff;

use super::{Candidate, Claim, Stands};

/// What cannot be finished with now.
pub(super) struct Unfinished {
    /// To be tried again at a time; these are waited for.
    waiting: Vec<(Instant, Claim, Outcome)>,
    /// Of their own fault time and again: nobody waits for these.
    pub(super) stuck: Vec<(Instant, Claim, Outcome)>,
    pub(super) backoff: Backoff,
    /// Given up at a stop.
    pub(super) left: usize,
}

impl Default for Unfinished {
    fn default() -> Self {
        let backoff = Backoff::new(Duration::from_millis(200), Duration::from_secs(5));
        Unfinished { waiting: Vec::new(), stuck: Vec::new(), backoff, left: 0 }
    }
}

impl Unfinished {
    pub(super) fn put(&mut self, claim: Claim, outcome: Outcome, wait: Duration, stopping: bool) {
        if stopping {
            self.left += 1;
        } else {
            self.waiting.push((Instant::now() + wait, claim, outcome));
        }
    }

    /// Those to be tried again now; at a stop all that are waited for, once more.
    pub(super) fn due(&mut self, stopping: bool) -> Vec<(Claim, Outcome)> {
        let now = Instant::now();
        let due = |at: &Instant| stopping || now >= *at;
        self.waiting.extract_if(.., |(at, ..)| due(at)).map(|(_, claim, outcome)| (claim, outcome)).collect()
    }

    /// When there is something to be tried again; at a stop nothing that is stuck is.
    pub(super) fn next(&self, stopping: bool) -> Instant {
        let stuck = self.stuck.iter().filter(|_| !stopping);
        let waiting = self.waiting.iter().chain(stuck).map(|(at, ..)| *at).min();
        waiting.unwrap_or_else(|| Instant::now() + Duration::from_secs(3600))
    }

    pub(super) fn say_left(&self) {
        let files = self.left + self.stuck.len();
        if files > 0 {
            tracing::warn!(
                files,
                "could not be put away; they stay claimed, and the next start takes them back"
            );
        }
    }
}

/// Files that could not be taken, and how long to leave them alone.
pub(super) struct Again {
    /// Those that no scan finds, each with when it is to be tried.
    files: Vec<(Instant, Candidate)>,
    /// Failures since the last success.
    failed: usize,
    backoff: Backoff,
    wait: Duration,
}

impl Again {
    pub(super) fn new(rescan: Duration) -> Self {
        let first = Duration::from_secs(1).min(rescan);
        Again { files: Vec::new(), failed: 0, backoff: Backoff::new(first, rescan), wait: first }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Notes a failure, says so once for each round, and returns when to try again.
    pub(super) fn put(&mut self, candidate: Candidate, error: &io::Error) -> Duration {
        if self.failed == 0 {
            self.wait = self.backoff.wait();
            let (path, again_in) = (candidate.path.display(), self.wait);
            tracing::warn!(%path, %error, ?again_in, "cannot take a file; trying again");
        }
        self.failed += 1;
        if candidate.stands != Stands::Inbox {
            self.later(candidate, self.wait);
        }
        self.wait
    }

    /// Tries a file after so long.
    pub(super) fn later(&mut self, candidate: Candidate, wait: Duration) {
        self.files.push((Instant::now() + wait, candidate));
    }

    pub(super) fn next(&self) -> Option<Instant> {
        self.files.iter().map(|(at, _)| *at).min()
    }

    /// Those to be tried again now, beside what a scan finds.
    pub(super) fn take(&mut self) -> Vec<Candidate> {
        let now = Instant::now();
        self.files.extract_if(.., |(at, _)| now >= *at).map(|(_, candidate)| candidate).collect()
    }

    /// A scan begins: what fails from now on is said again.
    pub(super) fn begin(&mut self) {
        if self.failed == 0 {
            self.backoff.reset();
        }
        self.failed = 0;
    }
}
