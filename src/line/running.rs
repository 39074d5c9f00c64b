//! A line that runs: what may be asked of it and told to it, and what it says about itself.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::config::plan::OnDuplicate;
use crate::dedup::Dedup;
use crate::flow::{Budget, Depths, Hall, Meters, Pool, Stages, held};
use crate::model::{Position, TextLimits, VendorXml};
use crate::state::IndexError;

use super::indexer::Backlog;
use super::troubles::Troubles;
use super::{Attempt, Batch, Read, Recall, Ruled, Settings, Shelf, Unread, Work};

/// What a batch of documents is at each stage.
#[derive(Debug)]
pub struct Stations;

impl Stages for Stations {
    type Unread = Batch<Unread>;
    type Prepared = Batch<Read>;
    type Judged = Batch<Ruled>;
    type Done = Batch<Work>;
}

/// Documents that a worker takes in one go, where many wait.
const HANDFUL: usize = 4;

/// The names of the steps' meters.
const METERS: &[&str] = &["decode", "normalise", "judge", "extract", "commit"];

/// What the line says about itself while it runs.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its threads.
    pub pool: Pool,
    /// Its counters.
    pub meters: Meters,
    /// Everything in flight.
    pub budget: Budget,
    /// Threads that read, judge and extract.
    pub workers: usize,
    pub(super) hall: Hall<Stations>,
    pub(super) recall: Recall,
    pub(super) backlog: Backlog,
    shelf: Option<Shelf>,
    shared: Arc<Shared>,
}

/// What was committed so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Commits {
    /// Groups committed.
    pub done: u64,
    /// Attempts that failed: of commits, of the index, of quarantine.
    pub failed: u64,
    /// Bytes appended.
    pub bytes: u64,
    /// Where the next line will begin, once something was committed.
    pub end: Position,
}

#[derive(Debug, Default)]
struct Shared {
    /// While there is any, the intake is as good as stopped.
    troubles: Troubles,
    /// May change while it runs.
    limits: RwLock<TextLimits>,
    /// May change while it runs.
    vendors: RwLock<Arc<[VendorXml]>>,
    commits: Mutex<Commits>,
    /// Set to give up retrying.
    aborted: AtomicBool,
    /// Whether a failed write is no reason to end.
    retry: bool,
    failure: Mutex<Option<(Attempt, io::Error)>>,
    /// Set when the index turned out to be damaged: the line ends, and a new index is built from the journal.
    damaged: Mutex<Option<String>>,
    written: AtomicU64,
    replayed: AtomicU64,
    refused: AtomicU64,
}

impl Line {
    pub(super) fn new(settings: &Settings, budget: Budget, shelf: Option<Shelf>) -> Line {
        let workers = settings.workers.max(1);
        Line {
            pool: Pool::default(),
            meters: Meters::new(METERS),
            hall: Hall::new(budget.clone(), workers, HANDFUL),
            budget,
            workers,
            recall: Recall::new(settings.rules.on_duplicate == OnDuplicate::Keep),
            backlog: Backlog::default(),
            shelf,
            shared: Arc::new(Shared {
                retry: settings.retry,
                limits: RwLock::new(settings.rules.limits),
                vendors: RwLock::new(Arc::clone(&settings.rules.vendors)),
                ..Shared::default()
            }),
        }
    }

    /// Tries to make the index usable again after it failed; where that cannot help, the line gives up.
    pub(super) fn mend(&self, error: &IndexError, dedup: &Mutex<Dedup>) {
        let mended = match error {
            IndexError::Damaged(why) => Err(IndexError::Damaged(why.clone())),
            _ => held(dedup).mend(),
        };
        if let Err(IndexError::Damaged(why)) = mended {
            *held(&self.shared.damaged) = Some(why);
            self.abort();
        }
    }

    /// Whether to try again what failed; if not, the failure is kept.
    pub(super) fn may_retry(&self, what: Attempt, error: io::Error) -> bool {
        self.shared.troubles.note(what, error.to_string());
        self.count_failure();
        if self.shared.retry && !self.has_given_up() {
            return true;
        }
        held(&self.shared.failure).get_or_insert((what, error));
        false
    }

    /// Notes that something succeeds, and says so if it failed before.
    pub(super) fn recovered(&self, what: Attempt) {
        if self.shared.troubles.over(what) {
            tracing::info!(?what, "it works again");
        }
    }

    /// Notes that something could not be written, which stops nothing else.
    pub(super) fn count_failure(&self) {
        held(&self.shared.commits).failed += 1;
    }

    pub(super) fn committed(&self, bytes: u64, end: Option<Position>) {
        let mut commits = held(&self.shared.commits);
        commits.done += 1;
        commits.bytes += bytes;
        commits.end = end.unwrap_or(commits.end);
    }

    pub(super) fn count_written(&self, records: u64) {
        self.shared.written.fetch_add(records, Relaxed);
    }

    pub(super) fn count_replayed(&self) {
        self.shared.replayed.fetch_add(1, Relaxed);
    }

    pub(super) fn count_refused(&self) {
        self.shared.refused.fetch_add(1, Relaxed);
    }

    /// Whether it was told to give up.
    pub(super) fn has_given_up(&self) -> bool {
        self.shared.aborted.load(Relaxed)
    }

    /// Whether a failed write is tried again.
    pub(super) fn retries(&self) -> bool {
        self.shared.retry
    }

    /// XML of vendors whose fields the user points to, as it is now.
    pub(super) fn vendors(&self) -> Arc<[VendorXml]> {
        Arc::clone(&self.shared.vendors.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Line {
    /// What the journal, the index and look-ups in it fail with, while any of them fails and is being tried again.
    pub fn trouble(&self) -> Option<String> {
        self.shared.troubles.say()
    }

    /// What was committed so far.
    pub fn commits(&self) -> Commits {
        *held(&self.shared.commits)
    }

    /// The limits for one document, as they are now.
    pub fn limits(&self) -> TextLimits {
        *self.shared.limits.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Other XML of vendors for documents that are begun from now on.
    pub fn set_vendors(&self, vendors: Arc<[VendorXml]>) {
        *self.shared.vendors.write().unwrap_or_else(PoisonError::into_inner) = vendors;
    }

    /// Other limits for documents that are begun from now on.
    pub fn set_limits(&self, limits: TextLimits) {
        *self.shared.limits.write().unwrap_or_else(PoisonError::into_inner) = limits;
        self.recall.clear();
    }

    /// Whether anything that everything waits for failed and is being tried again.
    pub fn is_stuck(&self) -> bool {
        self.shared.troubles.any()
    }

    /// What waits before each step, in order.
    pub fn depths(&self) -> [(&'static str, usize); 4] {
        let Depths { queue, early, judged, done } = self.hall.depths();
        [("decode", queue), ("judge", early), ("extract", judged), ("commit", done)]
    }

    /// What quarantine fails with, while what was refused cannot be kept.
    pub fn quarantine_trouble(&self) -> Option<String> {
        self.shelf.as_ref().and_then(Shelf::trouble)
    }

    /// Gives up on what is not committed: its receipts say that it was dropped. For the end of the shutdown deadline.
    pub fn abort(&self) {
        self.shared.aborted.store(true, Relaxed);
        self.hall.fail();
        self.backlog.look();
        self.shelf.iter().for_each(Shelf::give_up);
    }

    /// What is wrong with the index, where the line ended because it turned out to be damaged.
    pub fn damaged_index(&self) -> Option<String> {
        held(&self.shared.damaged).clone()
    }

    /// What failed and with what, where it is not tried again.
    pub fn failure(&self) -> Option<(Attempt, io::Error)> {
        held(&self.shared.failure).take()
    }

    /// Records written, inputs that needed none, members and arrivals refused.
    pub fn totals(&self) -> (u64, u64, u64) {
        (
            self.shared.written.load(Relaxed),
            self.shared.replayed.load(Relaxed),
            self.shared.refused.load(Relaxed),
        )
    }
}
