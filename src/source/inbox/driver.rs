//! Drives an inbox: looks, takes, delivers, and finishes with what has its receipt.

use std::collections::VecDeque;
use std::io;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustix::io::Errno;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use super::{Candidate, Claim, Finished, Inbox, Taken};
use crate::flow::{Gate, Outcome, Receipt, Room, held};
use crate::host::{Backoff, Clock};
use crate::model::Hints;

use super::watch::{Hints as WatchHints, Watch};
use crate::line::Entrance;
use crate::source::SourceStatus;
use crate::source::{Arrival, Content};

/// Files taken in one go on a blocking thread.
const BATCH: usize = 64;
/// Files that may wait to be finished with before the intake stands still.
const MOST_UNFINISHED: usize = 4096;
/// Files known to be ready before hints are left where they are.
const MOST_READY: usize = 50_000;

/// What came back from the desk and is not finished with.
#[derive(Debug, Default)]
pub(crate) struct Returns {
    waiting: Mutex<ReturnsState>,
    news: Notify,
    /// Woken when something was finished with.
    finished: Notify,
}

#[derive(Debug, Default)]
struct ReturnsState {
    back: Vec<(Claim, Outcome)>,
    /// Files read and not finished with.
    open: usize,
    /// Files that changed after they were read and are to be read again.
    changed: Vec<Candidate>,
    /// Files went back to the inbox, and are to be looked for.
    gone_back: bool,
}

impl Returns {
    fn state(&self) -> std::sync::MutexGuard<'_, ReturnsState> {
        held(&self.waiting)
    }

    fn put(&self, claim: Claim, outcome: Outcome) {
        self.state().back.push((claim, outcome));
        self.news.notify_one();
    }

    /// Files read and not finished with.
    pub(crate) fn open(&self) -> usize {
        self.state().open
    }
}

/// One inbox and what drives it.
pub(crate) struct Intake {
    pub(crate) inbox: Arc<Inbox>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rescan: Duration,
    /// Closed while nothing more may be taken in.
    pub(crate) gate: Gate,
    pub(crate) returns: Arc<Returns>,
    pub(crate) status: Arc<SourceStatus>,
}

impl Intake {
    /// Looks, takes and delivers until told to stop. Dropping `arrivals` at its end lets the line drain.
    pub(crate) async fn deliver(self: Arc<Self>, entrance: Entrance, mut stop: watch::Receiver<bool>) {
        let hints = Arc::new(WatchHints::default());
        let folder = self.inbox.settings().folder.clone();
        let watching = match Watch::begin(&folder, Arc::clone(&hints)) {
            Ok(watch) => Some(watch),
            Err(error) => {
                let every = self.rescan;
                tracing::warn!(folder = %folder.display(), %error, ?every, "cannot watch; rescanning only");
                None
            }
        };
        let mut ready = self.taken_back().await;
        let mut again = Again::new(self.rescan);
        let mut next_scan = Instant::now();
        while !*stop.borrow() {
            if ready.len() < MOST_READY {
                self.collect_hints(&hints, &mut ready, &mut next_scan).await;
            }
            self.collect_changed(&mut ready, &mut next_scan);
            // Under a load that never ends, what was not hinted at has its turn too.
            let overdue = || ready.len() < MOST_READY && Instant::now() >= next_scan + self.rescan;
            if (ready.is_empty() && Instant::now() >= next_scan) || overdue() {
                ready.extend(again.take());
                next_scan = self.scan(&mut ready).await;
                if ready.is_empty() {
                    // Nothing is left that could not be taken.
                    self.status.set_trouble(TAKE, None);
                }
            }
            if !ready.is_empty() {
                if self.returns.open() >= MOST_UNFINISHED {
                    let finished = self.returns.finished.notified();
                    tokio::select! {
                        () = finished => {}
                        _ = stop.changed() => {}
                        () = tokio::time::sleep(Duration::from_millis(200)) => {}
                    }
                    continue;
                }
                if !self.gate.is_open() {
                    tokio::select! {
                        () = self.gate.opened() => {}
                        _ = stop.changed() => {}
                    }
                    continue;
                }
                let first = ready.front().map_or(0, |candidate| candidate.size);
                let room = tokio::select! {
                    room = entrance.room(first) => room,
                    _ = stop.changed() => break,
                };
                let taking = self.take_batch(room, &mut ready, &mut again, &mut next_scan, &entrance, &stop);
                if taking.await.is_err() {
                    break;
                }
                continue;
            }
            tokio::select! {
                () = hints.news.notified() => {}
                () = self.returns.finished.notified() => {}
                () = tokio::time::sleep_until(next_scan) => {}
                _ = stop.changed() => {}
            }
        }
        drop(watching);
    }

    async fn taken_back(&self) -> VecDeque<Candidate> {
        let inbox = Arc::clone(&self.inbox);
        match blocking(move || inbox.take_back()).await {
            Some(Ok(found)) => {
                if !found.is_empty() {
                    tracing::info!(files = found.len(), "taking back what was claimed before");
                }
                found
            }
            Some(Err(error)) => {
                tracing::error!(%error, "cannot look for what was claimed before");
                VecDeque::new()
            }
            None => VecDeque::new(),
        }
    }

    async fn collect_hints(
        &self,
        hints: &WatchHints,
        ready: &mut VecDeque<Candidate>,
        next_scan: &mut Instant,
    ) {
        let (paths, rescan) = hints.take();
        if rescan {
            *next_scan = Instant::now();
        }
        if paths.is_empty() {
            return;
        }
        let inbox = Arc::clone(&self.inbox);
        let found =
            blocking(move || paths.iter().filter_map(|path| inbox.hinted(path)).collect::<Vec<_>>()).await;
        ready.extend(found.unwrap_or_default());
    }

    /// Takes up what was read and changed afterwards.
    fn collect_changed(&self, ready: &mut VecDeque<Candidate>, next_scan: &mut Instant) {
        let mut state = self.returns.state();
        ready.extend(std::mem::take(&mut state.changed));
        if std::mem::take(&mut state.gone_back) {
            *next_scan = (*next_scan).min(Instant::now() + MOMENT);
        }
    }

    /// Looks at every file. Returns when to look again.
    async fn scan(&self, ready: &mut VecDeque<Candidate>) -> Instant {
        let now = Instant::now();
        let inbox = Arc::clone(&self.inbox);
        match blocking(move || inbox.scan()).await {
            Some(Ok(scan)) => {
                let found = scan.ready.len();
                tracing::debug!(found, scan.ignored, scan.special, "scanned the inbox");
                ready.extend(scan.ready);
                self.status.ignored.store(scan.ignored as u64, Relaxed);
                self.status.special.store(scan.special as u64, Relaxed);
                self.status.set_trouble(SCAN, None);
                if scan.more {
                    return now;
                }
                now + scan.look_again.map_or(self.rescan, |wait| wait.clamp(MOMENT, self.rescan))
            }
            Some(Err(error)) => {
                self.status.scan_failures.fetch_add(1, Relaxed);
                self.status.set_trouble(SCAN, Some(&error));
                let folder = self.inbox.settings().folder.display();
                tracing::error!(%folder, %error, "cannot scan the inbox; trying again");
                now + self.rescan.min(Duration::from_secs(5))
            }
            None => now + self.rescan,
        }
    }

    /// Takes as many files as the budget has room for, and delivers them.
    async fn take_batch(
        self: &Arc<Self>,
        first: Room,
        ready: &mut VecDeque<Candidate>,
        again: &mut Again,
        next_scan: &mut Instant,
        entrance: &Entrance,
        stop: &watch::Receiver<bool>,
    ) -> Result<(), ()> {
        let mut batch: Vec<(Candidate, Room)> = Vec::with_capacity(BATCH);
        let mut room = Some(first);
        while let Some(candidate) = ready.front() {
            let Some(room) = room.take().or_else(|| entrance.try_room(candidate.size)) else { break };
            batch.extend(ready.pop_front().map(|candidate| (candidate, room)));
            if batch.len() == BATCH {
                break;
            }
        }
        let (this, entrance, stop) = (Arc::clone(self), entrance.clone(), stop.clone());
        let take_all = move || {
            let turn = this.inbox.turn();
            let each = batch.into_iter().map(|(candidate, room)| (this.inbox.take(candidate), room));
            let taken = each.collect::<Vec<_>>();
            drop(turn);
            this.deliver_all(taken, &entrance, &|| *stop.borrow())
        };
        let Some(delivered) = blocking(take_all).await else { return Err(()) };
        if delivered.busy {
            *next_scan = (*next_scan).min(Instant::now() + Duration::from_secs(1));
        }
        for (candidate, error) in delivered.failed {
            let wait = again.put(candidate, &error);
            *next_scan = (*next_scan).min(Instant::now() + wait);
        }
        if delivered.stopped { Err(()) } else { Ok(()) }
    }

    /// Delivers what was read.
    fn deliver_all(
        self: &Arc<Self>,
        taken: Vec<(Taken, Room)>,
        entrance: &Entrance,
        stop: &dyn Fn() -> bool,
    ) -> Delivered {
        let failure = |taken: &Taken| match taken {
            Taken::Failed(_, error) => Some(again_as(error)),
            _ => None,
        };
        self.note_trouble(TAKE, taken.iter().map(|(taken, _)| failure(taken)));
        let received_at = self.clock.stamp();
        let mut delivered = Delivered::default();
        for (taken, room) in taken {
            match taken {
                Taken::Read(claim, bytes) => {
                    let arrival = self.arrival(claim, bytes, &received_at);
                    // Where it is not taken, its receipt says so: it stays claimed, and the next start takes it back.
                    delivered.stopped |= entrance.deliver(arrival, room, stop).is_err();
                }
                Taken::Refused(claim, fault) => {
                    self.returns.state().open += 1;
                    self.status.claimed.fetch_add(1, Relaxed);
                    self.returns.put(claim, Outcome::Rejected(fault));
                }
                Taken::Left => {}
                Taken::Busy => delivered.busy = true,
                Taken::Failed(candidate, error) => delivered.failed.push((candidate, error)),
            }
        }
        delivered
    }

    /// Notes whether the disk refuses something altogether: every one of several attempts failed, and not for a reason
    /// of a file's own.
    fn note_trouble(&self, what: &'static str, attempts: impl Iterator<Item = Option<io::Error>>) {
        let mut last = None;
        for failure in attempts {
            match failure.filter(is_of_the_disk) {
                Some(error) => last = Some(error),
                None => return self.status.set_trouble(what, None),
            }
        }
        self.status.set_trouble(what, last.as_ref());
    }

    fn arrival(&self, claim: Claim, bytes: Vec<u8>, received_at: &str) -> Arrival {
        let hints = Hints {
            source: Arc::clone(&self.inbox.settings().name),
            source_type: "inbox",
            path: Some(claim.display_path()),
            received_at: received_at.to_owned(),
            ..Hints::default()
        };
        self.status.arrived(bytes.len() as u64, &*self.clock);
        let place = claim.path_bytes().to_vec();
        let returns = Arc::clone(&self.returns);
        returns.state().open += 1;
        self.status.claimed.fetch_add(1, Relaxed);
        let receipt = Receipt::new(move |outcome| returns.put(claim, outcome));
        Arrival { content: Content::Bytes(bytes), hints, place, receipt }
    }

    /// Finishes with what came back, until nothing more can come.
    pub(crate) async fn finish(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut backoff = Backoff::new(Duration::from_millis(200), Duration::from_secs(5));
        loop {
            let back = std::mem::take(&mut self.returns.state().back);
            if back.is_empty() {
                if *stop.borrow() && self.returns.open() == 0 {
                    break;
                }
                tokio::select! {
                    () = self.returns.news.notified() => {}
                    _ = stop.changed() => {}
                }
                continue;
            }
            let inbox = Arc::clone(&self.inbox);
            let finish_all = move || {
                let _turn = inbox.turn();
                inbox.finish_all(back)
            };
            let Some(results) = blocking(finish_all).await else { break };
            let failed = self.note(results);
            if failed {
                tokio::time::sleep(backoff.wait()).await;
            } else {
                backoff.reset();
            }
        }
        let inbox = Arc::clone(&self.inbox);
        blocking(move || inbox.tidy()).await;
    }

    /// Counts what was finished with; what could not be goes back to the queue. True if there was any.
    fn note(&self, results: Vec<Finished>) -> bool {
        let failure = |result: &Finished| match result {
            Finished::Failed(_, _, error) => Some(again_as(error)),
            _ => None,
        };
        self.note_trouble(FINISH, results.iter().map(failure));
        let mut failed = 0;
        let mut state = self.returns.state();
        for result in results {
            if !matches!(result, Finished::Failed(..)) {
                self.status.claimed.fetch_sub(1, Relaxed);
            }
            match result {
                Finished::Done => state.open -= 1,
                Finished::Changed(candidate) => {
                    tracing::info!(path = %candidate.path.display(), "changed after it was read; reading it again");
                    state.open -= 1;
                    if candidate.claimed {
                        state.changed.push(candidate);
                    } else {
                        state.gone_back = true;
                    }
                }
                Finished::Failed(claim, outcome, error) => {
                    if failed == 0 {
                        let path = claim.path.display();
                        tracing::error!(%path, %error, "cannot put a finished file away; trying again");
                    }
                    failed += 1;
                    state.back.push((claim, outcome));
                }
            }
        }
        drop(state);
        // One task waits for this; a word said while it is busy elsewhere is kept for it.
        self.returns.finished.notify_one();
        failed > 0
    }
}

/// What became of a batch beside what was delivered.
#[derive(Default)]
struct Delivered {
    /// Files that could not be taken.
    failed: Vec<(Candidate, io::Error)>,
    /// Some were being written, or have a namesake that is not finished with.
    busy: bool,
    /// The line takes nothing more.
    stopped: bool,
}

/// Files that could not be taken, and how long to leave them alone.
struct Again {
    /// Those that stand in the private folder, where no scan finds them.
    claimed: Vec<Candidate>,
    /// Failures since the last scan.
    failed: usize,
    backoff: Backoff,
    wait: Duration,
}

impl Again {
    fn new(rescan: Duration) -> Self {
        let first = Duration::from_secs(1).min(rescan);
        Again { claimed: Vec::new(), failed: 0, backoff: Backoff::new(first, rescan), wait: first }
    }

    /// Notes a failure, says so once for each scan, and returns when to try again.
    fn put(&mut self, candidate: Candidate, error: &std::io::Error) -> Duration {
        if self.failed == 0 {
            self.wait = self.backoff.wait();
            let (path, again_in) = (candidate.path.display(), self.wait);
            tracing::warn!(%path, %error, ?again_in, "cannot take a file; trying again");
        }
        self.failed += 1;
        if candidate.claimed {
            self.claimed.push(candidate);
        }
        self.wait
    }

    /// Those to be tried again now, beside what a scan finds.
    fn take(&mut self) -> Vec<Candidate> {
        if self.failed == 0 {
            self.backoff.reset();
        }
        self.failed = 0;
        std::mem::take(&mut self.claimed)
    }
}

/// What a disk can refuse altogether, as readiness says it.
const SCAN: &str = "cannot list the folder";
const TAKE: &str = "cannot take files";
const FINISH: &str = "cannot put finished files away";

/// Whether an error speaks of the disk rather than of one file.
fn is_of_the_disk(error: &io::Error) -> bool {
    use io::ErrorKind::{QuotaExceeded, ReadOnlyFilesystem, StaleNetworkFileHandle, StorageFull};
    let kinds = [QuotaExceeded, ReadOnlyFilesystem, StaleNetworkFileHandle, StorageFull];
    kinds.contains(&error.kind()) || error.raw_os_error() == Some(Errno::IO.raw_os_error())
}

/// The same error once more; the operating system's own can be copied.
fn again_as(error: &io::Error) -> io::Error {
    error.raw_os_error().map_or_else(|| error.kind().into(), io::Error::from_raw_os_error)
}

/// The shortest pause between two scans.
const MOMENT: Duration = Duration::from_millis(20);

/// Does file work on a thread that may block. `None` only while the runtime is being torn down.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => Some(result),
        Err(error) => {
            tracing::error!(%error, "file work ended early");
            None
        }
    }
}
