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
use tokio::sync::watch;

use crate::config::plan::{self, OnDuplicate, Plan};
use crate::dedup::{self, Dedup};
use crate::flow::Budget;
use crate::host::{Clock, Files, Lock};
use crate::journal::{self, Journal, Torn};
use crate::model::{Fault, FaultCode, Record};
use crate::quarantine::{Quarantine, Refused};
use crate::source::inbox::{self, After, Inbox};
use crate::source::ledger::{Ledger, LedgerError};
use crate::state::{IndexError, RedbIndex};

use super::batch::index_options;
use super::intake::{Intake, Returns};
use super::{Committer, Line, LineSettings, Refusals, Rules, line};

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
    shutdown: impl Future<Output = ()>,
) -> Result<Ended, Fatal> {
    let _state_lock = lock_state(&*files, &plan.state)?;
    let quarantine = Quarantine::new(Arc::clone(&files), Arc::clone(&clock), plan.quarantine.clone());
    let mut dedup = open_dedup(plan, &*clock)?;
    let journal = open_journal(plan, &files, &clock, &quarantine, &dedup)?;
    catch_up(&journal, &mut dedup)?;
    let remembered = dedup.remembered();
    let dedup = Arc::new(Mutex::new(dedup));

    let budget = Budget::new(plan.in_flight.bytes, plan.in_flight.documents);
    let committer = Committer::new(Box::new(journal), Arc::clone(&dedup), Refusals::Keep(quarantine.clone()));
    let mut intakes = Vec::new();
    for source in &plan.sources {
        intakes.push(Arc::new(open_intake(plan, source, &files, &clock, &quarantine, &budget)?));
    }
    let settings = line_settings(plan);
    let (arrivals, line) =
        line::start(&settings, budget, &dedup, committer, &Handle::current()).map_err(Fatal::Thread)?;

    tokio::spawn(forget_hourly(Arc::clone(&dedup), Arc::clone(&clock)));
    let (stop, stopped) = watch::channel(false);
    let (drained, line_drained) = watch::channel(false);
    let mut finishing = Vec::new();
    let mut names = Vec::new();
    for intake in &intakes {
        names.push((intake.inbox.settings().name.to_string(), Arc::clone(&intake.returns)));
        tokio::spawn(Arc::clone(intake).deliver(arrivals.clone(), stopped.clone()));
        finishing.push(tokio::spawn(Arc::clone(intake).finish(line_drained.clone())));
    }
    drop(arrivals);
    tracing::info!(
        sources = names.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", "),
        journal = %plan.journal.path.display(),
        remembered,
        workers = settings.workers,
        "the desk is open"
    );

    let broken = tokio::select! {
        () = shutdown => false,
        // Without a defect the line cannot end before its intakes do.
        () = line.pool.first_end() => true,
    };
    if broken {
        line.abort();
    }
    tracing::info!("closing: no more copy is taken");
    stop.send_replace(true);
    let drain = async {
        line.pool.ended().await;
        drained.send_replace(true);
        for task in finishing {
            if let Err(error) = task.await {
                tracing::error!(%error, "finishing ended early");
            }
        }
    };
    let late = tokio::select! {
        () = drain => false,
        () = tell_who_runs(&line, &names, plan.shutdown_deadline) => true,
    };
    let (written, replayed, refused) = line.totals();
    tracing::info!(written, replayed, refused, steps = line.meters.line(), "the desk is closed");
    if late {
        line.abort();
        return Ok(Ended::Late { running: who_runs(&line, &names) });
    }
    let panicked = line.pool.join();
    Ok(if broken || panicked { Ended::Broken } else { Ended::Drained })
}

/// Drops what arrived longer ago than it is remembered. Ends with the runtime.
async fn forget_hourly(dedup: Arc<Mutex<Dedup>>, clock: Arc<dyn Clock>) {
    loop {
        tokio::time::sleep(Duration::from_secs(3600)).await;
        let (dedup, now) = (Arc::clone(&dedup), clock.now().as_second());
        match tokio::task::spawn_blocking(move || super::commit::lock(&dedup).forget(now)).await {
            Ok(Ok(0)) => {}
            Ok(Ok(entries)) => tracing::info!(entries, "forgot what arrived too long ago"),
            Ok(Err(error)) => {
                tracing::warn!(%error, "cannot forget what arrived too long ago; trying again in an hour")
            }
            Err(error) => tracing::error!(%error, "forgetting ended early"),
        }
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

fn open_intake(
    plan: &Plan,
    source: &plan::Source,
    files: &Arc<dyn Files>,
    clock: &Arc<dyn Clock>,
    quarantine: &Quarantine,
    budget: &Budget,
) -> Result<Intake, Fatal> {
    let plan::SourceKind::Inbox(typed) = &source.kind;
    let after = match &typed.after {
        plan::After::Move { done } => After::Move(done.clone()),
        plan::After::Delete => After::Delete,
        plan::After::Keep => {
            let folder = plan.state.join("ledgers");
            files.create_folders(&folder).map_err(|error| Fatal::State { path: folder.clone(), error })?;
            After::Keep(Ledger::open(&folder.join(format!("{}.redb", source.name)))?)
        }
    };
    let settings = inbox::Settings {
        name: Arc::clone(&source.name),
        folder: typed.path.clone(),
        after,
        settle: typed.settle,
        document_bytes: plan.limits.document_bytes as u64,
    };
    let inbox = Inbox::open(Arc::clone(files), Arc::clone(clock), quarantine.clone(), settings)?;
    if let Err(error) = inbox.prune() {
        tracing::warn!(%error, "cannot prune the ledger");
    }
    Ok(Intake {
        inbox: Arc::new(inbox),
        clock: Arc::clone(clock),
        budget: budget.clone(),
        rescan: typed.rescan,
        returns: Arc::default(),
    })
}
