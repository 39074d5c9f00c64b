//! The desk as a daemon: opens what it owns, runs until told to stop, drains, closes.
//!
//! Order at start: state folder, index, journal (repaired), the journal's tail into the index, inboxes. Nothing is
//! taken before all of it stands. Order at the end: intakes, the line, what is to be finished with, the index.

use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::runtime::Handle;

use crate::config::plan::{self, OnDuplicate, Plan};
use crate::dedup::{self, Dedup};
use crate::flow::Budget;
use crate::host::{Clock, Files, Lock};
use crate::journal::{self, Journal, Torn};
use crate::model::{Fault, FaultCode, Record};
use crate::quarantine::{Quarantine, Refused};
use crate::source::inbox;
use crate::source::ledger::LedgerError;
use crate::state::{IndexError, RedbIndex};

use super::batch::index_options;
use super::intake::Returns;
use super::reload::Desk;
use super::sources::{Opener, Running};
use super::status::{Phase, Status};
use super::{Committer, Line, LineSettings, Refusals, Rules, line, supervise};
use crate::web;

pub use super::reload::{Hooks, Load, SetLevel};

/// Why the daemon cannot run, or had to end.
#[derive(Debug, thiserror::Error)]
pub enum Fatal {
    /// Another process has what this one needs.
    #[error("another wiredesk uses the state in {}: stop it, or give this one another pipeline.state", .0.display())]
    StateLocked(PathBuf),
    /// The state folder cannot be made or locked.
    #[error("cannot use the state folder {}: {error}", path.display())]
    State {
        /// The folder.
        path: PathBuf,
        /// What the operating system said.
        error: io::Error,
    },
    /// The journal cannot be opened.
    #[error(transparent)]
    Journal(#[from] journal::OpenError),
    /// The index cannot be opened.
    #[error("the index: {0}")]
    Index(#[from] IndexError),
    /// A ledger cannot be opened.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// An inbox cannot be opened.
    #[error(transparent)]
    Inbox(#[from] inbox::OpenError),
    /// The operating system gives no thread.
    #[error("cannot start a thread: {0}")]
    Thread(io::Error),
    /// The address of `[web]` cannot be used.
    #[error(
        "cannot answer on web.listen = \"{address}\": {error}; give another address, or let web.enabled be false"
    )]
    Web {
        /// The address.
        address: std::net::SocketAddr,
        /// What the operating system said.
        error: io::Error,
    },
    /// The journal's tail cannot be read.
    #[error("cannot read the journal back: {0}")]
    Tail(io::Error),
}

impl Fatal {
    /// Whether it is only that another process has what this one needs.
    pub fn is_locked(&self) -> bool {
        matches!(
            self,
            Fatal::StateLocked(_)
                | Fatal::Journal(journal::OpenError::Locked(_))
                | Fatal::Inbox(inbox::OpenError::Locked(_))
        )
    }
}

/// How the daemon ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// Everything that was taken is done with.
    Drained,
    /// The deadline passed first; what was in flight is read again at the next start.
    Late {
        /// Who still ran.
        running: Vec<String>,
    },
    /// A step ended by a defect.
    Broken,
}

/// Runs until `shutdown` resolves, then drains for at most the plan's deadline.
///
/// # Errors
/// [`Fatal`], before anything was taken.
pub async fn run(
    plan: &Plan,
    files: Arc<dyn Files>,
    clock: Arc<dyn Clock>,
    hooks: &Hooks,
    shutdown: impl Future<Output = ()>,
) -> Result<Ended, Fatal> {
    let _state_lock = lock_state(&*files, &plan.state)?;
    let quarantine = Quarantine::new(Arc::clone(&files), Arc::clone(&clock), plan.quarantine.clone());
    let status = Arc::new(Status::new(Arc::clone(&clock), quarantine.clone()));
    let _web = match plan.web {
        Some(address) => Some(Task(tokio::spawn(web::bind(address, Arc::clone(&status)).await?))),
        None => None,
    };
    let _watch = Task(tokio::spawn(supervise::watch(Arc::clone(&status))));
    let mut dedup = open_dedup(plan, &*clock)?;
    let journal = open_journal(plan, &files, &clock, &quarantine, &dedup)?;
    status.set_phase(Phase::Starting("reading the journal's tail"));
    catch_up(&journal, &mut dedup)?;
    let remembered = dedup.remembered();
    let dedup = Arc::new(Mutex::new(dedup));

    let budget = Budget::new(plan.in_flight.bytes, plan.in_flight.documents);
    let committer = Committer::new(Box::new(journal), Arc::clone(&dedup), Refusals::Keep(quarantine.clone()));
    let opener = Opener {
        files,
        clock,
        quarantine,
        budget: budget.clone(),
        status: Arc::clone(&status),
        state: plan.state.clone(),
    };
    let bytes = plan.limits.document_bytes as u64;
    let opened = plan.sources.iter().map(|source| opener.open(source, bytes));
    let opened = opened.collect::<Result<Vec<_>, _>>()?;
    let settings = line_settings(plan);
    let (arrivals, line) =
        line::start(&settings, budget, &dedup, committer, &Handle::current()).map_err(Fatal::Thread)?;
    status.set_line(line.clone());
    let running = opened.into_iter().map(|source| source.start(arrivals.clone())).collect();
    let desk = Desk { plan: plan.clone(), line, opener, running, arrivals, waiting: Vec::new() };
    status.set_phase(Phase::Open);
    tracing::info!(
        sources = plan.sources.iter().map(|source| &*source.name).collect::<Vec<_>>().join(", "),
        journal = %plan.journal.path.display(),
        remembered,
        workers = settings.workers,
        "the desk is open"
    );
    supervise::tell_ready(&status.line_of_text());
    attend(desk, &status, hooks, shutdown).await
}

/// Keeps the desk open until `shutdown` resolves, then closes it.
async fn attend(
    mut desk: Desk,
    status: &Status,
    hooks: &Hooks,
    shutdown: impl Future<Output = ()>,
) -> Result<Ended, Fatal> {
    let line = desk.line.clone();
    let broken = {
        // Both are dropped wherever they stand once one of the other two ends.
        let reloads = async {
            loop {
                tokio::select! {
                    () = hooks.reload.notified() => desk.reload(hooks).await,
                    () = desk.again() => desk.open_waiting(),
                }
            }
        };
        tokio::select! {
            () = shutdown => false,
            // Without a defect the line cannot end before its intakes do.
            () = line.pool.first_end() => true,
            () = reloads => false,
        }
    };
    if broken {
        line.abort();
    }
    status.set_phase(Phase::Closing);
    supervise::tell_stopping();
    tracing::info!("closing: no more copy is taken");
    let late = close(desk).await;
    let (written, replayed, refused) = line.totals();
    tracing::info!(written, replayed, refused, steps = line.meters.line(), "the desk is closed");
    if let Some(running) = late {
        line.abort();
        return Ok(Ended::Late { running });
    }
    let panicked = line.pool.join();
    Ok(if broken || panicked { Ended::Broken } else { Ended::Drained })
}

/// Lets everything drain. Returns who still runs, if the deadline passes first.
async fn close(desk: Desk) -> Option<Vec<String>> {
    let Desk { plan, line, mut running, arrivals, .. } = desk;
    running.iter().for_each(Running::stop);
    let returns: Vec<_> =
        running.iter().map(|source| (source.source.name.to_string(), source.returns())).collect();
    // The line ends with its last sender.
    drop(arrivals);
    let drain = async {
        line.pool.ended().await;
        for source in &mut running {
            source.closed().await;
        }
    };
    tokio::select! {
        () = drain => None,
        () = tell_who_runs(&line, &returns, plan.shutdown_deadline) => Some(who_runs(&line, &returns)),
    }
}

/// A task that ends with this value.
struct Task(tokio::task::JoinHandle<()>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Says every few seconds who still runs; returns at the deadline.
async fn tell_who_runs(line: &Line, names: &[(String, Arc<Returns>)], deadline: Duration) {
    let end = tokio::time::Instant::now() + deadline;
    loop {
        let next = tokio::time::Instant::now() + Duration::from_secs(3);
        tokio::time::sleep_until(next.min(end)).await;
        let running = who_runs(line, names).join(", ");
        if tokio::time::Instant::now() >= end {
            tracing::error!(running, ?deadline, "the deadline has passed");
            return;
        }
        tracing::info!(running, "still closing");
    }
}

fn who_runs(line: &Line, names: &[(String, Arc<Returns>)]) -> Vec<String> {
    let mut running = line.pool.running();
    for (name, returns) in names {
        let open = returns.open();
        if open > 0 {
            running.push(format!("source.{name} ({open} files not finished with)"));
        }
    }
    running
}

fn line_settings(plan: &Plan) -> LineSettings {
    let rules = Rules { limits: plan.limits, on_duplicate: plan.dedup.on_duplicate };
    LineSettings {
        commit_count: plan.journal.commit.count,
        commit_every: plan.journal.commit.every,
        ..LineSettings::new(rules, plan.workers.get())
    }
}

fn lock_state(files: &dyn Files, folder: &Path) -> Result<Box<dyn Lock>, Fatal> {
    let state = |error| Fatal::State { path: folder.to_owned(), error };
    files.create_folders(folder).map_err(state)?;
    files.lock_folder(folder).map_err(state)?.ok_or_else(|| Fatal::StateLocked(folder.to_owned()))
}

fn open_dedup(plan: &Plan, clock: &dyn Clock) -> Result<Dedup, Fatal> {
    let path = plan.state.join("index.redb");
    let index = match RedbIndex::create(&path, index_options()) {
        Err(IndexError::Damaged(why)) => set_aside(&path, clock, &why)?,
        Err(error @ IndexError::Older { .. }) => set_aside(&path, clock, &error.to_string())?,
        other => other?,
    };
    let mut dedup = Dedup::new(Box::new(index), dedup_settings(&plan.dedup));
    dedup.forget(clock.now().as_second())?;
    Ok(dedup)
}

/// Keeps an index that cannot be used beside a new one, which the journal then fills.
fn set_aside(path: &Path, clock: &dyn Clock, why: &str) -> Result<RedbIndex, Fatal> {
    let aside = path.with_extension(format!("redb.aside-{}", clock.now().strftime("%Y%m%dT%H%M%SZ")));
    std::fs::rename(path, &aside).map_err(|error| Fatal::State { path: path.to_owned(), error })?;
    tracing::warn!(why, aside = %aside.display(), "the index cannot be used; building it again from the journal");
    Ok(RedbIndex::create(path, index_options())?)
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

fn open_journal(
    plan: &Plan,
    files: &Arc<dyn Files>,
    clock: &Arc<dyn Clock>,
    quarantine: &Quarantine,
    dedup: &Dedup,
) -> Result<Journal, Fatal> {
    let settings = journal::Settings {
        folder: plan.journal.path.clone(),
        rotate_bytes: plan.journal.rotate.size,
        rotate_after: plan.journal.rotate.every,
    };
    let mut keep = |torn: &Torn| keep_torn(quarantine, torn);
    Ok(Journal::open(Arc::clone(files), Arc::clone(clock), settings, dedup.covers(), &mut keep)?)
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
        key: key.as_bytes(),
    };
    let kept = quarantine.keep_part(&torn.path, torn.from.offset, torn.bytes, &refused)?;
    tracing::warn!(message = fault.message, kept = %kept.display(), "cut a damaged end off the journal");
    Ok(())
}

/// Reads the journal's tail into the index, so that what an earlier process wrote is known before anything new is.
pub fn catch_up(journal: &Journal, dedup: &mut Dedup) -> Result<u64, Fatal> {
    let mut lines = journal.tail(dedup.covers())?;
    let mut line = Vec::new();
    let mut count = 0;
    while let Some(position) = lines.next(&mut line).map_err(Fatal::Tail)? {
        match serde_json::from_slice::<Record>(&line) {
            Ok(record) => dedup.replay(&record, position)?,
            Err(error) => {
                tracing::warn!(segment = position.segment, byte = position.offset, %error, "a line is no record");
            }
        }
        count += 1;
        if dedup.unflushed() >= 4096 {
            dedup.flush()?;
        }
    }
    if count > 0 {
        dedup.flush()?;
        tracing::info!(lines = count, "read the journal's tail back");
    }
    Ok(count)
}
