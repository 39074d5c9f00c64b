//! Drives an inbox: looks, takes and delivers. What has its receipt is finished with in `finishing`.

use std::collections::VecDeque;
use std::io;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use crate::flow::{Outcome, Room, Told, held};
use crate::model::{Hints, Place};
use crate::source::{Arrival, Content, Door, Opening, Returned, Returns, Running, Source, SourceStatus};

use super::find::{Hinted, Scan};
use super::finish::is_of_the_disk;
use super::finishing::Left;
use super::later::Again;
use super::take::IN_MEMORY;
use super::watch::{self as notices, Watch};
use super::{Candidate, Claim, Inbox, Taken};

/// Files taken in one go on a blocking thread.
const BATCH: usize = 64;
/// Files that may wait to be finished with before the intake stands still.
const MOST_UNFINISHED: usize = 4096;
/// Files known to be ready before hints are left where they are.
const MOST_READY: usize = 50_000;
/// One inbox and what drives it.
pub(super) struct Intake {
    pub(super) inbox: Arc<Inbox>,
    rescan: Duration,
    pub(super) returns: Returns<Claim>,
    pub(super) left: Mutex<Left>,
    pub(super) status: Arc<SourceStatus>,
}

impl Source for Intake {
    fn run(self: Box<Self>, door: Door) -> Running {
        let this: Arc<Intake> = Arc::from(self);
        Box::pin(async move {
            let (last, came) = watch::channel(false);
            let deliver = async {
                Arc::clone(&this).deliver(door).await;
                last.send_replace(true);
            };
            tokio::join!(deliver, this.finish(came));
        })
    }
}

/// What the intake has before it.
pub(super) struct Before {
    ready: VecDeque<Candidate>,
    again: Again,
    /// When everything is to be looked at.
    scan: Instant,
    /// The last scan left some that it did not hand over.
    more: bool,
    /// Something of what it handed over could be taken, or is nothing to be taken.
    took: bool,
    /// When one of the watched files may be ready.
    due: Option<Instant>,
    watching: Option<Arc<Watch>>,
    /// That it cannot be watched was said.
    unwatched: bool,
}

impl Before {
    pub(super) fn new(rescan: Duration) -> Self {
        Before {
            ready: VecDeque::new(),
            again: Again::new(rescan),
            scan: Instant::now(),
            more: false,
            took: false,
            due: None,
            watching: None,
            unwatched: false,
        }
    }

    fn scan_by(&mut self, at: Instant) {
        self.scan = self.scan.min(at);
    }

    fn due_by(&mut self, wait: Duration) {
        let at = Instant::now() + wait.max(MOMENT);
        self.due = Some(self.due.map_or(at, |due| due.min(at)));
    }

    /// When there is something to do without a hint.
    fn next(&self) -> Instant {
        [self.due, self.again.next()].into_iter().flatten().fold(self.scan, Instant::min)
    }

    /// Whether everything is to be looked at, nothing being ready. Where the last scan left some but all that it handed
    /// over was refused, not before that is tried again.
    fn is_to_be_scanned(&self) -> bool {
        (self.more && self.took) || Instant::now() >= self.scan
    }
}

impl Intake {
    /// An inbox that takes nothing yet.
    pub(super) fn new(inbox: Inbox, rescan: Duration, opening: &Opening) -> Self {
        let status = Arc::clone(&opening.status);
        Intake { inbox: Arc::new(inbox), rescan, returns: Returns::default(), left: Mutex::default(), status }
    }

    /// Looks, takes and delivers until told to stop. Dropping the door at its end lets the line drain.
    async fn deliver(self: Arc<Self>, door: Door) {
        let hints = Arc::new(notices::Hints::default());
        let suspects = self.taken_back().await;
        let mut before = Before::new(self.rescan);
        self.keep_watch(&hints, &mut before).await;
        if self.deliver_suspects(suspects, &mut before, &door).await.is_err() {
            return;
        }
        while !door.is_stopping() {
            self.look(&hints, &mut before).await;
            if before.ready.is_empty() {
                tokio::select! {
                    () = hints.news.notified() => {}
                    () = self.returns.finished() => {}
                    () = tokio::time::sleep_until(before.next()) => {}
                    () = door.stopped() => {}
                }
                continue;
            }
            if self.returns.count() >= MOST_UNFINISHED {
                tokio::select! {
                    () = self.returns.finished() => {}
                    () = door.stopped() => {}
                    () = tokio::time::sleep(Duration::from_millis(200)) => {}
                }
                continue;
            }
            let first = before.ready.front().map_or(0, room_for);
            let Some(room) = door.room(first).await else { break };
            if self.take_batch(room, &mut before, &door).await.is_err() {
                break;
            }
        }
    }

    /// Watches the inbox and the folders into which files were put, where it is not watched, or not any more. Whether it
    /// begins to.
    pub(super) async fn keep_watch(&self, hints: &Arc<notices::Hints>, before: &mut Before) -> bool {
        let known = before.watching.take().filter(|watch| !watch.has_ended());
        let begins = known.is_none();
        let (inbox, hints) = (Arc::clone(&self.inbox), Arc::clone(hints));
        let watch = move || {
            let watch = match known {
                Some(watch) => watch,
                None => Arc::new(Watch::begin(&inbox.settings().folder, hints, Arc::clone(&inbox.handles))?),
            };
            // A folder that was removed and made again is another one.
            inbox.away_folders().iter().for_each(|folder| watch.add_away(folder));
            Ok::<_, io::Error>(watch)
        };
        let folder = self.inbox.settings().folder.display();
        match blocking(watch).await {
            Some(Ok(watch)) => {
                before.watching = Some(watch);
                if std::mem::take(&mut before.unwatched) {
                    tracing::info!(%folder, "the inbox is watched again");
                }
                begins
            }
            Some(Err(error)) => {
                if !std::mem::replace(&mut before.unwatched, true) {
                    let every = self.rescan;
                    tracing::warn!(%folder, %error, ?every, "cannot watch; rescanning only, and trying again with each");
                }
                false
            }
            None => false,
        }
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

    /// Brings what is ready up to date: hints, what changed, what was waited for, and everything when it is time.
    async fn look(&self, hints: &Arc<notices::Hints>, before: &mut Before) {
        self.collect_returned(before).await;
        if before.ready.len() >= MOST_READY {
            return;
        }
        self.collect_hints(hints, before).await;
        if before.due.is_some_and(|due| Instant::now() >= due) {
            before.due = None;
            let inbox = Arc::clone(&self.inbox);
            let found = blocking(move || inbox.due()).await.unwrap_or_default();
            self.add_found(found, before);
        }
        before.ready.extend(before.again.take());
        // Under a load that never ends, what was not hinted at has its turn too.
        let overdue = Instant::now() >= before.scan + self.rescan;
        if (before.ready.is_empty() && before.is_to_be_scanned()) || overdue {
            self.scan(hints, before).await;
            if before.ready.is_empty() && before.again.is_empty() {
                // Nothing is left that could not be taken.
                self.status.set_trouble(TAKE, None);
            }
            self.status.set_trouble(BLOCKED, self.inbox.blocked());
            self.status.set_trouble(LEDGER, self.inbox.ledger_trouble());
        }
    }

    fn add_found(&self, found: Scan, before: &mut Before) {
        before.ready.extend(found.ready);
        if let Some(wait) = found.look_again {
            before.due_by(wait);
        }
        if let Some(wait) = found.scan_again {
            before.scan_by(Instant::now() + wait.clamp(MOMENT, self.rescan.max(MOMENT)));
        }
    }

    async fn collect_hints(&self, hints: &notices::Hints, before: &mut Before) {
        let notices::Hinted { files, away, rescan } = hints.take();
        if rescan {
            before.scan = Instant::now();
        }
        if files.is_empty() && away.is_empty() {
            return;
        }
        let inbox = Arc::clone(&self.inbox);
        let look = move || {
            let hinted: Vec<_> = files.iter().map(|(path, hint)| inbox.hinted(path, *hint)).collect();
            let away: Vec<_> = away.iter().filter_map(|place| inbox.closed_away(place)).collect();
            (hinted, away)
        };
        let Some((hinted, away)) = blocking(look).await else { return };
        for found in hinted {
            match found {
                Hinted::Ready(candidate) => before.ready.push_back(candidate),
                Hinted::Later(wait) => before.due_by(wait),
                Hinted::Nothing => {}
            }
        }
        before.ready.extend(away);
    }

    /// Takes up what was read and changed afterwards, and watches where files were put.
    async fn collect_returned(&self, before: &mut Before) {
        let Left { changed, gone_back, away } = std::mem::take(&mut *held(&self.left));
        let wait = self.inbox.settings().settle.max(MOMENT);
        changed.into_iter().for_each(|candidate| before.again.later(candidate, wait));
        if gone_back {
            before.due_by(MOMENT);
        }
        if let Some(watch) = before.watching.clone().filter(|_| !away.is_empty()) {
            blocking(move || away.iter().for_each(|folder| watch.add_away(folder))).await;
        }
    }

    /// Looks at every file.
    async fn scan(&self, hints: &Arc<notices::Hints>, before: &mut Before) {
        let now = Instant::now();
        before.again.begin();
        (before.more, before.took) = (false, false);
        let inbox = Arc::clone(&self.inbox);
        let look = move || {
            let another = inbox.look_for_root()?;
            let scan = inbox.scan()?;
            Ok::<_, io::Error>((another, scan, inbox.changed_away()))
        };
        match blocking(look).await {
            Some(Ok((another, scan, changed))) => {
                if another {
                    before.watching = None;
                }
                let watched_anew = self.keep_watch(hints, before).await;
                let found = scan.ready.len();
                tracing::debug!(found, scan.ignored, scan.special, "scanned the inbox");
                self.status.ignored.store(scan.ignored as u64, Relaxed);
                self.status.special.store(scan.special as u64, Relaxed);
                self.status.set_trouble(SCAN, None);
                before.more = scan.more;
                // It may have been filled before it was watched.
                before.scan = if watched_anew { now } else { now + self.rescan };
                self.add_found(scan, before);
                before.ready.extend(changed);
            }
            Some(Err(error)) => {
                self.status.scan_failures.fetch_add(1, Relaxed);
                self.status.set_trouble(SCAN, Some(error.to_string()));
                let folder = self.inbox.settings().folder.display();
                tracing::error!(%folder, %error, "cannot scan the inbox; trying again");
                before.scan = now + self.rescan.min(Duration::from_secs(5));
            }
            None => before.scan = now + self.rescan,
        }
    }

    /// Takes as many files as there is room for, and delivers them.
    async fn take_batch(self: &Arc<Self>, first: Room, before: &mut Before, door: &Door) -> Result<(), ()> {
        let mut batch: Vec<(Candidate, Room)> = Vec::with_capacity(BATCH);
        let mut room = Some(first);
        while let Some(candidate) = before.ready.front() {
            let Some(room) = room.take().or_else(|| door.try_room(room_for(candidate))) else { break };
            batch.extend(before.ready.pop_front().map(|candidate| (candidate, room)));
            if batch.len() == BATCH {
                break;
            }
        }
        let (this, own_door) = (Arc::clone(self), door.clone());
        let take_all = move || {
            let turn = this.inbox.turn();
            let each = batch.into_iter().map(|(candidate, room)| (this.inbox.take(candidate), room));
            let taken = each.collect::<Vec<_>>();
            drop(turn);
            this.deliver_all(taken, &own_door)
        };
        let Some(delivered) = blocking(take_all).await else { return Err(()) };
        self.note_delivered(delivered, before)
    }

    /// What could not be delivered is tried again later.
    pub(super) fn note_delivered(&self, delivered: Delivered, before: &mut Before) -> Result<(), ()> {
        before.took |= delivered.took;
        if delivered.busy {
            before.due_by(MOMENT);
        }
        for (candidate, error) in delivered.failed {
            let wait = before.again.put(candidate, &error);
            before.scan_by(Instant::now() + wait);
        }
        self.status.set_trouble(BLOCKED, self.inbox.blocked());
        if delivered.stopped { Err(()) } else { Ok(()) }
    }

    /// Delivers what was read.
    pub(super) fn deliver_all(&self, taken: Vec<(Taken, Room)>, door: &Door) -> Delivered {
        let failure = |taken: &Taken| match taken {
            Taken::Failed(_, error) => Some(again_as(error)),
            _ => None,
        };
        self.note_trouble(TAKE, taken.iter().map(|(taken, _)| failure(taken)));
        let hints = door.hints();
        let mut delivered = Delivered::default();
        for (taken, room) in taken {
            delivered.took |= !matches!(taken, Taken::Failed(..));
            match taken {
                Taken::Read(claim, content) => {
                    let arrival = self.arrival(claim, content, &hints);
                    // Where it is not taken, its receipt says so: it stays claimed, and the next start takes it back.
                    delivered.stopped |= door.deliver(arrival, room).is_err();
                }
                Taken::Refused(claim, fault) => {
                    self.opened(1);
                    self.returns.put(returned(claim, Outcome::Rejected(fault)));
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
    pub(super) fn note_trouble(&self, what: &'static str, attempts: impl Iterator<Item = Option<io::Error>>) {
        let mut last = None;
        for failure in attempts {
            match failure.filter(is_of_the_disk) {
                Some(error) => last = Some(error.to_string()),
                None => return self.status.set_trouble(what, None),
            }
        }
        self.status.set_trouble(what, last);
    }

    fn arrival(&self, claim: Claim, content: Content, hints: &Hints) -> Arrival {
        let hints = Hints { path: Some(claim.display_path()), ..hints.clone() };
        let place = Place::At(claim.path_bytes().to_vec());
        self.status.claimed.fetch_add(1, Relaxed);
        Arrival { content, hints, place, receipt: self.returns.receipt(claim) }
    }
}

fn returned(token: Claim, outcome: Outcome) -> Returned<Claim> {
    Returned { token, outcome, told: Told::default() }
}

/// What became of a batch beside what was delivered.
#[derive(Default)]
pub(super) struct Delivered {
    /// Files that could not be taken.
    failed: Vec<(Candidate, io::Error)>,
    /// Some are being written, or have a namesake that is not finished with: they are watched.
    busy: bool,
    /// Some did not fail.
    took: bool,
    /// The line takes nothing more.
    stopped: bool,
}

/// Room for what is held of a file: what is large is read piece by piece.
pub(super) fn room_for(candidate: &Candidate) -> u64 {
    candidate.size.min(IN_MEMORY)
}

/// What a disk can refuse altogether, as readiness says it.
const SCAN: &str = "stands still: cannot list the folder";
const TAKE: &str = "stands still: cannot take files";
pub(super) const LEDGER: &str = "stands still: cannot note what was read";
/// What holds up a part only.
const BLOCKED: &str = "leaves files alone";

/// The same error once more; the operating system's own can be copied.
pub(super) fn again_as(error: &io::Error) -> io::Error {
    error.raw_os_error().map_or_else(|| error.kind().into(), io::Error::from_raw_os_error)
}

/// The shortest pause between two scans.
pub(super) const MOMENT: Duration = Duration::from_millis(20);

/// Does file work on a thread that may block. `None` only while the runtime is being torn down.
pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => Some(result),
        Err(error) => {
            tracing::error!(%error, "file work ended early");
            None
        }
    }
}
