//! How a line is run.

use std::time::Duration;

use super::Rules;

/// How the line is run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What the pure stages need to know.
    pub rules: Rules,
    /// Threads that read, judge and extract.
    pub workers: usize,
    /// Receipts after which a group takes no more; what came with the last of them under one number (a slice of a
    /// container has up to 128) still goes with it.
    pub commit_count: usize,
    /// How long a group waits for more before it is committed: not at all where that makes it durable, since whatever
    /// comes meanwhile waits for the sync anyway.
    pub linger: Duration,
    /// Records after which the index is written.
    pub flush_count: usize,
    /// Time after which the index is written.
    pub flush_every: Duration,
    /// Records that are committed and not in the index at which nothing more is committed before it comes on.
    pub flush_behind: usize,
    /// Whether a failed commit is tried again until it succeeds; else the line ends with [`Line::failure`](super::Line::failure).
    pub retry: bool,
}

impl Settings {
    /// Settings with the machine's defaults.
    pub fn new(rules: Rules, workers: usize) -> Self {
        Settings {
            rules,
            workers: workers.max(1),
            commit_count: 512,
            linger: Duration::ZERO,
            flush_count: 512,
            flush_every: Duration::from_secs(2),
            flush_behind: 4096,
            retry: true,
        }
    }
}
