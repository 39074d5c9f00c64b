//! What goes on beside the line while the daemon runs: segments are sealed and removed, what arrived too long ago is
//! forgotten, quarantine is kept within its limits, and the intake stands still where a disk has too little room.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::clock::ClockWatch;
use crate::config::plan::Plan;
use crate::config::units::{Period, about};
use crate::dedup::{self, Dedup};
use crate::flow::{Gate, held};
use crate::host::{Backoff, Clock, Files};
use crate::journal::{self, Round, Why};
use crate::quarantine::{Limits, Quarantine};
use crate::sink::Holds;

/// Who closes the gate while a sink needs what the journal has no room for.
pub const HELD: &str = "journal.keep_size";

/// Who closes the gate for want of room.
pub const FLOOR: &str = "journal.floor";

/// How often the room on the disks is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// How often the journal is looked through.
const ROUND: Duration = Duration::from_secs(5);
/// How often quarantine is looked through.
const QUARANTINE_ROUND: Duration = Duration::from_secs(600);
/// How often what arrived too long ago is forgotten.
const FORGETTING: Duration = Duration::from_secs(3600);

/// The disks that the promises rest on, and the room below which the intake stands still.
pub struct Floor {
    files: Arc<dyn Files>,
    folders: Vec<(&'static str, PathBuf)>,
    least: u64,
    gate: Gate,
}

impl std::fmt::Debug for Floor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Floor")
            .field("folders", &self.folders)
            .field("least", &self.least)
            .finish_non_exhaustive()
    }
}

impl Floor {
    /// The floor of a plan, which closes `gate`.
    pub fn new(plan: &Plan, files: Arc<dyn Files>, gate: Gate) -> Floor {
        let folders = vec![("journal", plan.journal.path.clone()), ("state", plan.state.clone())];
        Floor { files, folders, least: plan.journal.floor, gate }
    }

    /// Looks at every disk, and closes or opens the gate.
    pub fn look(&self) {
        if self.least == 0 {
            return;
        }
        // Once it is closed, a little more is asked for, so that it does not open and close with every record.
        let closed = self.gate.reasons().iter().any(|(who, _)| *who == FLOOR);
        let least = if closed { self.least + self.least / 16 } else { self.least };
        for (what, folder) in &self.folders {
            match self.files.room(folder) {
                Ok(room) if room < least => {
                    if !closed {
                        let why = format!(
                            "the disk of the {what} ({}) has {} left, journal.floor is {}",
                            folder.display(),
                            about(room),
                            about(self.least)
                        );
                        tracing::error!(why, "the intake stands still until there is room");
                        self.gate.close(FLOOR, &why);
                    }
                    return;
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(folder = %folder.display(), %error, "cannot ask for the room on a disk");
                }
            }
        }
        if self.gate.open(FLOOR) {
            tracing::info!("there is room again: the intake goes on");
        }
    }
}

/// Everything that is kept in order while the daemon runs.
pub(super) struct Housekeeper {
    pub(super) floor: Floor,
    pub(super) journal: journal::Housekeeping,
    pub(super) quarantine: Quarantine,
    pub(super) limits: Limits,
    /// What is remembered is rebuilt from segments younger than this.
    pub(super) remember: Duration,
    pub(super) dedup: Arc<Mutex<Dedup>>,
    /// What sinks have not read yet.
    pub(super) holds: Holds,
    pub(super) gate: Gate,
}

impl Housekeeper {
    /// What a plan asks for.
    pub(super) fn new(
        plan: &Plan,
        files: &Arc<dyn Files>,
        clock: &Arc<dyn Clock>,
        quarantine: &Quarantine,
        gate: &Gate,
        dedup: &Arc<Mutex<Dedup>>,
        holds: Holds,
    ) -> Housekeeper {
        Housekeeper {
            floor: Floor::new(plan, Arc::clone(files), gate.clone()),
            journal: journal::Housekeeping {
                files: Arc::clone(files),
                clock: Arc::clone(clock),
                folder: plan.journal.path.clone(),
                compress: plan.journal.compress,
                keep: plan.journal.keep,
                keep_size: plan.journal.keep_size,
            },
            quarantine: quarantine.clone(),
            limits: Limits { keep: plan.quarantine_limits.keep, size: plan.quarantine_limits.size },
            remember: plan.dedup.remember,
            dedup: Arc::clone(dedup),
            holds,
            gate: gate.clone(),
        }
    }

    /// Begins, on tasks of its own, until `stopped` says so. The room is looked at once before this returns.
    pub(super) fn start(self, stopped: watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
        let Housekeeper { floor, journal, quarantine, limits, remember, dedup, holds, gate } = self;
        floor.look();
        let floor = Arc::new(floor);
        let (written_to, folder) = (Arc::clone(&journal.files), journal.folder.clone());
        let clock = Arc::clone(&journal.clock);
        let mut watch = ClockWatch::new(&*clock, newest(&*journal.files, &journal.folder));
        let looking = every(LOOK, stopped.clone(), move |_| {
            floor.look();
            watch.look_and_say(&*clock);
            LOOK
        });
        let forgetting = forget(Arc::clone(&dedup), Arc::clone(&journal.clock), stopped.clone());
        let mut backoff = Backoff::new(ROUND, Duration::from_secs(300));
        let keeping = every(Duration::ZERO, stopped.clone(), move |stop| {
            let mut needed = vec![held(&dedup).covers()];
            needed.extend(holds.positions());
            match journal.round(&needed, stop) {
                Ok(round) => {
                    tell(&round, remember);
                    stand_still_if_full(&round, &holds, &gate);
                    backoff.reset();
                    ROUND
                }
                Err(error) => {
                    let wait = backoff.wait();
                    tracing::warn!(%error, again_in = ?wait, "cannot keep the journal in order");
                    wait
                }
            }
        });
        let tidying = every(Duration::ZERO, stopped, move |_| {
            match quarantine.enforce(&limits, newest(&*written_to, &folder)) {
                Ok(dropped) if !dropped.is_empty() => {
                    tracing::warn!(
                        entries = dropped.len(),
                        "dropped the oldest from quarantine, which is full or old"
                    );
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "cannot keep quarantine within its limits"),
            }
            QUARANTINE_ROUND
        });
        vec![looking, forgetting, keeping, tidying]
    }
}

/// Forgets what arrived longer ago than is remembered, at once and then every hour: what was in hand when an earlier
/// process ended may be on its way again, but came on the last days on which anything did, and those stay.
fn forget(dedup: Arc<Mutex<Dedup>>, clock: Arc<dyn Clock>, stopped: watch::Receiver<bool>) -> JoinHandle<()> {
    every(Duration::ZERO, stopped, move |_| {
        match dedup::forget(&dedup, clock.now().as_second()) {
            Ok(0) => {}
            Ok(entries) => tracing::info!(entries, "forgot what arrived too long ago"),
            Err(error) => {
                tracing::warn!(%error, "cannot forget what arrived too long ago; trying again in an hour")
            }
        }
        FORGETTING
    })
}

/// When the newest segment was begun: a moment that has passed.
fn newest(files: &dyn Files, folder: &Path) -> Option<Timestamp> {
    journal::segments(files, folder).ok()?.last().map(|segment| segment.name.begun)
}

/// Does file work again and again on a thread that may block; `work` is told when to stop, and says when to go on.
fn every(
    first: Duration,
    mut stopped: watch::Receiver<bool>,
    mut work: impl FnMut(&AtomicBool) -> Duration + Send + 'static,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        let stop = Arc::new(AtomicBool::new(false));
        let mut wait = first;
        loop {
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = told_to_stop(&mut stopped) => return,
            }
            let told = Arc::clone(&stop);
            let mut working = tokio::task::spawn_blocking(move || {
                let wait = work(&told);
                (wait, work)
            });
            let done = tokio::select! {
                done = &mut working => done,
                () = told_to_stop(&mut stopped) => {
                    stop.store(true, Relaxed);
                    working.await
                }
            };
            match done {
                Ok((next, same)) => (wait, work) = (next, same),
                Err(error) => {
                    tracing::error!(%error, "housekeeping ended early");
                    return;
                }
            }
        }
    })
}

/// Returns when it is time to stop.
async fn told_to_stop(stopped: &mut watch::Receiver<bool>) {
    // A sender that is gone tells nothing more.
    stopped.wait_for(|stopped| *stopped).await.ok();
}

fn tell(round: &Round, remember: Duration) {
    for sealed in &round.sealed {
        let (from, to) = (about(sealed.from), about(sealed.to));
        tracing::info!(segment = sealed.name.number, from, to, "sealed a segment");
    }
    for removed in &round.removed {
        let bytes = about(removed.bytes);
        match removed.why {
            Why::Age => tracing::info!(segment = removed.name.number, bytes, "removed a segment for its age"),
            Why::Size if removed.age < remember => tracing::warn!(
                segment = removed.name.number,
                bytes,
                remember = %Period(remember),
                "removed a segment to keep journal.keep_size before dedup.remember was over: an index that has to be \
                 rebuilt will not know what was in it"
            ),
            Why::Size => {
                tracing::info!(
                    segment = removed.name.number,
                    bytes,
                    "removed a segment to keep journal.keep_size"
                );
            }
        }
    }
    if let Some(held) = &round.held {
        tracing::debug!(segment = held.number, "a segment is due to be removed, but still needed");
    }
}

/// A disk cap stops the intake where a sink still needs what would have to go.
fn stand_still_if_full(round: &Round, holds: &Holds, gate: &Gate) {
    let held = round.held.as_ref().filter(|_| round.is_over_size);
    let last = holds.last();
    match held.zip(last).filter(|(held, (_, at))| at.segment <= held.number) {
        Some((_, (name, at))) => {
            let why = format!(
                "the journal holds more than journal.keep_size, and sink.{name} has read it up to segment {} only: mend \
                 the sink, let its `hold` be false, or remove it",
                at.segment
            );
            if gate.reasons().iter().all(|(who, _)| *who != HELD) {
                tracing::error!(why, "the intake stands still");
            }
            gate.close(HELD, &why);
        }
        None => {
            if gate.open(HELD) {
                tracing::info!("the sinks have read enough: the intake goes on");
            }
        }
    }
}

/// Whether an error is want of room.
pub(super) fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedup::Settings;
    use crate::host::SystemClock;
    use crate::model::Position;
    use crate::state::{Entry, Index, MemoryIndex};

    /// A desk that is started more often than hourly forgets as well.
    #[tokio::test]
    async fn what_is_old_is_forgotten_soon_after_the_start() {
        let index = MemoryIndex::new();
        let days = (0..20).map(|day| Arc::new(Entry { arrived: day * 86_400, ..Entry::default() }));
        index.append(days.collect(), Position::default()).unwrap();
        index.publish();
        let dedup = Arc::new(Mutex::new(Dedup::new(Box::new(index), Settings::default())));
        let (_stop, stopped) = watch::channel(false);
        let forgetting = forget(Arc::clone(&dedup), Arc::new(SystemClock::default()), stopped);
        let begun = std::time::Instant::now();
        while held(&dedup).remembered() == 20 {
            assert!(begun.elapsed() < Duration::from_secs(10), "nothing was forgotten");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(held(&dedup).remembered(), 15);
        forgetting.abort();
    }
}
