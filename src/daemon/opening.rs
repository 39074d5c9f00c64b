//! What stands before anything is taken: the state folder is held, index and journal are open, and the one is brought
//! up to the other.
//!
//! Promises: whatever can be told to wait is told to stop too; an index that cannot be used, or that reaches further
//! than the journal does, is set aside and built again from what the journal holds.

use std::future::Future;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use crate::config::plan::{self, OnDuplicate, Plan};
use crate::dedup::{self, Dedup};
use crate::host::{Clock, Files, Lock};
use crate::journal::{self, Journal, Lines, Torn};
use crate::line::{INDEX, index_options};
use crate::model::{Fault, FaultCode, Position, Record};
use crate::quarantine::{Quarantine, Refused};
use crate::sink::Cursors;
use crate::state::{IndexError, MendingIndex};

use super::rebuild;
use super::run::Fatal;
use super::status::{Phase, Status};

/// The state folder, held for this process alone.
pub(super) struct StateFolder {
    path: PathBuf,
    inode: (u64, u64),
    _lock: Box<dyn Lock>,
}

impl StateFolder {
    /// Makes the folder if need be, and locks it.
    ///
    /// # Errors
    /// [`Fatal::State`], or [`Fatal::StateLocked`] where another process has it.
    pub(super) fn hold(files: &dyn Files, path: &Path) -> Result<StateFolder, Fatal> {
        let state = |error| Fatal::State { path: path.to_owned(), error };
        files.create_folders(path).map_err(state)?;
        let lock = files.lock_folder(path).map_err(state)?;
        let lock = lock.ok_or_else(|| Fatal::StateLocked(path.to_owned()))?;
        let inode = files.stat(path).map_err(state)?.inode;
        Ok(StateFolder { path: path.to_owned(), inode, _lock: lock })
    }

    /// Whether the folder that was locked still has its name.
    pub(super) fn stands(&self, files: &dyn Files) -> bool {
        match files.stat(&self.path) {
            Ok(stat) => stat.inode == self.inode,
            // A disk that does not answer is no folder that is gone.
            Err(error) => error.kind() != io::ErrorKind::NotFound,
        }
    }

    /// Holds the folder that stands there now, where the other was taken away or replaced.
    pub(super) fn hold_again(&mut self, files: &dyn Files) -> Result<(), Fatal> {
        if !self.stands(files) {
            *self = StateFolder::hold(files, &self.path)?;
            tracing::error!(folder = %self.path.display(), "the state folder was taken away or replaced; holding the one that stands there now");
        }
        Ok(())
    }
}

/// How long to wait for room at start.
const FULL_WAIT: Duration = Duration::from_secs(2);

/// What stands before anything is taken.
pub(super) type Stood = (Journal, Dedup, Cursors);

/// What is needed to open index and journal, on a thread that may block.
#[derive(Clone)]
pub(super) struct Opening {
    pub(super) plan: Plan,
    pub(super) files: Arc<dyn Files>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) quarantine: Quarantine,
    pub(super) status: Arc<Status>,
}

impl Opening {
    /// Opens index and journal and brings the one up to the other, as soon as the disks have room for that.
    ///
    /// # Errors
    /// [`Fatal`]; [`Fatal::Stopped`] once `shutdown` resolves.
    pub(super) async fn until(
        &self,
        shutdown: &mut (impl Future<Output = ()> + Unpin),
    ) -> Result<Stood, Fatal> {
        loop {
            let full = match self.once_until(shutdown).await {
                Err(fatal) if fatal.is_full() => fatal,
                other => return other,
            };
            tracing::error!(error = %full, again_in = ?FULL_WAIT, "cannot begin for want of room");
            self.status.set_phase(Phase::Starting("waiting for room on the disk"));
            tokio::select! {
                () = tokio::time::sleep(FULL_WAIT) => {}
                () = &mut *shutdown => return Err(Fatal::Stopped),
            }
        }
    }

    async fn once_until(&self, shutdown: &mut (impl Future<Output = ()> + Unpin)) -> Result<Stood, Fatal> {
        let (this, stop) = (self.clone(), Arc::new(AtomicBool::new(false)));
        let told = Arc::clone(&stop);
        let mut opening = tokio::task::spawn_blocking(move || this.open(&|| told.load(Relaxed)));
        let opened = tokio::select! {
            opened = &mut opening => opened,
            () = &mut *shutdown => {
                stop.store(true, Relaxed);
                // What cannot be told to stop (a repair of the index) is left to the end of the process.
                let deadline = self.plan.shutdown_deadline;
                match tokio::time::timeout(deadline, opening).await {
                    Ok(opened) => drop(opened),
                    Err(_) => tracing::error!(?deadline, "the deadline has passed while starting"),
                }
                return Err(Fatal::Stopped);
            }
        };
        opened.unwrap_or_else(|panicked| Err(Fatal::Tail(io::Error::other(panicked))))
    }

    fn open(&self, stop: &dyn Fn() -> bool) -> Result<Stood, Fatal> {
        let Opening { plan, files, clock, quarantine, .. } = self;
        let mut dedup = open_dedup(plan, files, &**clock)?;
        let covered = dedup.covers();
        let cursors = Cursors::open(Arc::clone(files), &plan.state)?;
        // Nothing is written before what a sink has read.
        let remembered = covered.max(cursors.furthest()?);
        let journal = match open_journal(plan, files, clock, quarantine, covered, remembered) {
            // Records were taken away, or an earlier journal was put back: what is not there must not be known.
            Err(Fatal::Journal(error @ journal::OpenError::Shorter { .. })) => {
                drop(dedup);
                tracing::error!(%error, "the journal is shorter than the index knows");
                rebuild::set_aside(&**files, &plan.state.join(INDEX), &**clock, &error.to_string())?;
                dedup = open_dedup(plan, files, &**clock)?;
                open_journal(plan, files, clock, quarantine, dedup.covers(), remembered)?
            }
            other => other?,
        };
        self.status.set_phase(Phase::Starting("reading the journal's tail"));
        catch_up(&journal, &mut dedup, stop)?;
        Ok((journal, dedup, cursors))
    }
}

fn open_dedup(plan: &Plan, files: &Arc<dyn Files>, clock: &dyn Clock) -> Result<Dedup, Fatal> {
    let path = plan.state.join(INDEX);
    let options = index_options(plan.dedup.memory);
    let index = match MendingIndex::open(Arc::clone(files), &path, options) {
        Err(error @ (IndexError::Damaged(_) | IndexError::Older { .. })) => {
            rebuild::set_aside(&**files, &path, clock, &error.to_string())?;
            MendingIndex::open(Arc::clone(files), &path, options)?
        }
        other => other?,
    };
    Ok(Dedup::new(Box::new(index), dedup_settings(&plan.dedup)))
}

/// The settings of dedup that a plan asks for.
pub fn dedup_settings(plan: &plan::Dedup) -> dedup::Settings {
    let seconds = |period: Duration| i64::try_from(period.as_secs()).unwrap_or(i64::MAX);
    dedup::Settings {
        window: seconds(plan.window),
        remember: seconds(plan.remember),
        thin: plan.on_duplicate == OnDuplicate::Link,
        every_arrival: false,
    }
}

pub(super) fn open_journal(
    plan: &Plan,
    files: &Arc<dyn Files>,
    clock: &Arc<dyn Clock>,
    quarantine: &Quarantine,
    covered: Position,
    remembered: Position,
) -> Result<Journal, Fatal> {
    let settings = journal::Settings {
        folder: plan.journal.path.clone(),
        rotate_bytes: plan.journal.rotate.size,
        rotate_after: plan.journal.rotate.every,
        remembered,
    };
    let mut keep = |torn: &Torn| keep_torn(quarantine, torn);
    Ok(Journal::open(Arc::clone(files), Arc::clone(clock), settings, covered, &mut keep)?)
}

/// Keeps a copy of a damaged end of the journal before it is cut.
pub fn keep_torn(quarantine: &Quarantine, torn: &Torn) -> io::Result<()> {
    let name = torn.path.file_name().unwrap_or_default().to_string_lossy();
    let message = format!("{} bytes from byte {} of {name} are no whole line", torn.bytes, torn.from.offset);
    let fault = Fault::new(FaultCode::TornTail, message);
    let key = format!("{name}\0{}\0{}", torn.from.offset, torn.bytes);
    let refused = Refused {
        fault: &fault,
        source: "journal",
        path: Some(&name),
        member: None,
        bytes: Some(torn.bytes),
        came: None,
        key: key.as_bytes(),
    };
    let kept = quarantine.keep_part(&torn.path, torn.from.offset, torn.bytes, &refused)?;
    tracing::warn!(message = fault.message, kept = %kept.display(), "cut a damaged end off the journal");
    Ok(())
}

/// Reads lines into the index, and writes it, until `after` has enough. Returns how many lines were read, and how many of
/// them are no record.
pub(super) fn fold_in(
    lines: &mut Lines,
    dedup: &mut Dedup,
    after: &mut dyn FnMut(Position) -> ControlFlow<()>,
) -> Result<(u64, u64), Fatal> {
    let (mut line, mut read, mut strange) = (Vec::new(), 0, 0);
    while let Some(position) = lines.next(&mut line).map_err(Fatal::Tail)? {
        read += 1;
        match serde_json::from_slice::<Record>(&line) {
            Ok(record) => dedup.read_back(&record, position)?,
            Err(error) => {
                strange += 1;
                tracing::warn!(segment = position.segment, byte = position.offset, %error, "a line is no record");
            }
        }
        if after(position).is_break() {
            break;
        }
    }
    if read > 0 {
        dedup.flush()?;
    }
    Ok((read, strange))
}

/// Reads the journal's tail into the index, so that what an earlier process wrote is known before anything new is.
/// Ends early, with all that it has read so far kept, once `stop` says so.
///
/// # Errors
/// [`Fatal`]; [`Fatal::Stopped`] where it was told to stop.
pub fn catch_up(journal: &Journal, dedup: &mut Dedup, stop: &dyn Fn() -> bool) -> Result<u64, Fatal> {
    let mut lines = journal.tail(dedup.covers())?;
    let mut stopped = false;
    let (lines, _) = fold_in(&mut lines, dedup, &mut |_| {
        stopped = stop();
        if stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    if stopped {
        tracing::info!(
            lines,
            "told to stop while reading the journal's tail back; the next start goes on there"
        );
        return Err(Fatal::Stopped);
    }
    if lines > 0 {
        tracing::info!(lines, "read the journal's tail back");
    }
    Ok(lines)
}
