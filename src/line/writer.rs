//! The writer: takes what comes out of `extract` in its order, commits it in groups, and has the index written.
//!
//! A commit or an index that fails is tried again with growing pauses, and meanwhile the channels fill and the intake
//! stands still.

use std::io;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;

use crate::dedup::Dedup;
use crate::flow::{Receiver, Reorder, Waited, held};
use crate::host::Backoff;

use super::threads::{Line, Numbered, Settings};
use super::{Committer, Finished, Work};

/// A group is committed once it holds so many bytes.
const GROUP_BYTES: usize = 4 << 20;

/// What the `commit` thread does.
pub(super) struct Writer {
    pub(super) committer: Committer,
    pub(super) dedup: Arc<Mutex<Dedup>>,
    pub(super) line: Line,
    pub(super) settings: Settings,
    pub(super) runtime: Handle,
    pub(super) flushed: Instant,
}

impl Writer {
    /// Ends with the channel, or where told to give up.
    pub(super) fn run(mut self, items: &Receiver<Numbered<Finished>>) {
        let mut order = Reorder::default();
        let mut deadline: Option<Instant> = None;
        loop {
            let idle = self.settings.flush_every;
            let limit = deadline.map_or(idle, |at| at.saturating_duration_since(Instant::now()));
            // With nothing waiting there is nothing to be woken for.
            let waited = if deadline.is_none() && self.unflushed() == 0 {
                items.recv_blocking().map_or(Waited::Ended, Waited::Item)
            } else {
                items.recv_within(limit, &self.runtime)
            };
            let ended = matches!(waited, Waited::Ended);
            if let Waited::Item(Numbered { number, item }) = waited {
                order.put(number, item);
            }
            while let Some(item) = order.take() {
                if matches!(item.work, Work::Write { .. }) {
                    self.line.shared.written.fetch_add(1, Relaxed);
                }
                self.committer.accept(item);
                deadline.get_or_insert_with(|| Instant::now() + self.settings.commit_every);
            }
            let (count, bytes) = self.committer.waiting();
            let due = deadline.is_some_and(|at| Instant::now() >= at);
            if count > 0 && (due || ended || count >= self.settings.commit_count || bytes >= GROUP_BYTES) {
                if !self.persist("journal", |this| {
                    let meter = this.line.meters.of("commit");
                    meter.time(|| this.committer.commit())?;
                    meter.gave(count as u64);
                    let mut commits = held(&this.line.shared.commits);
                    commits.done += 1;
                    commits.bytes += bytes as u64;
                    commits.end = this.committer.end().unwrap_or(commits.end);
                    Ok(())
                }) {
                    return;
                }
                deadline = None;
            } else if count == 0 {
                deadline = None;
            }
            if !self.flush_if_due(ended) || ended {
                return;
            }
        }
    }

    fn unflushed(&self) -> usize {
        held(&self.dedup).unflushed()
    }

    fn flush_if_due(&mut self, ended: bool) -> bool {
        let waiting = self.unflushed();
        let old = self.flushed.elapsed() >= self.settings.flush_every;
        if waiting == 0 || !(ended || waiting >= self.settings.flush_count || old) {
            return true;
        }
        let done = self.persist("index", |this| {
            let flushed = held(&this.dedup).flush();
            flushed.map_err(|error| {
                this.line.shared.mend(&error, &this.dedup);
                io::Error::other(error)
            })
        });
        self.flushed = Instant::now();
        done
    }

    /// Does what must be done, again and again with growing pauses until it succeeds. False if told to give up.
    fn persist(&mut self, what: &str, mut work: impl FnMut(&mut Self) -> io::Result<()>) -> bool {
        let mut backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(5));
        loop {
            match work(self) {
                Ok(()) => {
                    if self.line.shared.stuck.swap(false, Relaxed) {
                        tracing::info!(what, "writing again");
                    }
                    return true;
                }
                Err(error) => {
                    let wait = backoff.wait();
                    if self.settings.retry {
                        tracing::error!(what, %error, again_in = ?wait, "cannot write; the intake stands still");
                    }
                    if !self.line.shared.may_retry(error) {
                        return false;
                    }
                    std::thread::sleep(wait);
                }
            }
        }
    }
}
