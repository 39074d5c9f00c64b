//! The desk as a daemon: opens what it owns, runs until told to stop, drains, closes.
//!
//! Order at start: state folder, index, journal (repaired), the journal's tail into the index, sinks, sources. Nothing
//! is taken before all of it stands. Order at the end: intakes, the line, what is to be finished with, the index, sinks.

use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinHandle};

use crate::config::plan::Plan;
use crate::dedup::Dedup;
use crate::flow::{Budget, Gate, held};
use crate::host::{Clock, Files};
use crate::journal::{self, Journal};
use crate::quarantine::Quarantine;
use crate::sink;
use crate::source::asked::{self, Ask};
use crate::source::{self, Commons, SUSPECTS, SourceStatus};
use crate::state::IndexError;
use crate::state::keep::{Keep, KeepError};
use crate::web;

use super::control::Control;
use super::fleet::Desk;
use super::opening::{Opening, StateFolder};
use super::rebuild;
use super::sinks::Sinks;
use super::sources::{Opener, Running};
use super::status::{Phase, Status};
use super::supervise;
use super::upkeep::{Housekeeper, is_full};
use crate::line::{self, Committer, INDEX, Line, Refusals, Rules, Shelf};

pub use super::fleet::{Hooks, Load, SetLevel};

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
    #[error("{}", .0.with_advice("set it aside and run `wiredesk reindex`"))]
    Index(#[from] IndexError),
    /// A source cannot be opened.
    #[error(transparent)]
    Source(#[from] source::OpenError),
    /// The store of the sinks' places cannot be used.
    #[error(transparent)]
    Keep(#[from] KeepError),
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
    /// It was told to stop before it was open.
    #[error("told to stop while starting")]
    Stopped,
}

impl Fatal {
    /// Whether it is want of room on a disk.
    pub fn is_full(&self) -> bool {
        match self {
            Fatal::State { error, .. }
            | Fatal::Tail(error)
            | Fatal::Journal(journal::OpenError::Io { error, .. })
            | Fatal::Index(IndexError::Io(error)) => is_full(error),
            Fatal::Keep(error) => error.is_full(),
            _ => false,
        }
    }

    /// Whether it is only that another process has what this one needs.
    pub fn is_locked(&self) -> bool {
        matches!(
            self,
            Fatal::StateLocked(_)
                | Fatal::Journal(journal::OpenError::Locked(_))
                | Fatal::Source(source::OpenError::Busy(_))
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

/// Runs until `shutdown` resolves, then drains for at most the plan's deadline. Where the index turns out to be
/// damaged on the way, begins anew with one built from the journal. Who watches over it sees one daemon all along.
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
    tokio::pin!(shutdown);
    let state = Mutex::new(StateFolder::hold(&*files, &plan.state)?);
    let gate = Gate::default();
    let quarantine = Quarantine::new(Arc::clone(&files), Arc::clone(&clock), plan.quarantine.clone());
    let status = Arc::new(Status::new(Arc::clone(&clock), quarantine.clone(), gate.clone()));
    let _web = match plan.web {
        Some(address) => {
            let answering = web::bind(address, status.clone()).await;
            Some(Task(tokio::spawn(answering.map_err(|error| Fatal::Web { address, error })?)))
        }
        None => None,
    };
    let _watch = Task(tokio::spawn(supervise::watch(Arc::clone(&status))));
    let house = House { files, clock, quarantine, gate, status, state };
    let mut begin = Begin { plan: plan.clone() };
    loop {
        match house.run_once(begin, hooks, shutdown.as_mut()).await? {
            Turn::Ended(ended) => return Ok(ended),
            Turn::Anew(next) => begin = *next,
        }
    }
}

/// What stays the same when the desk begins anew.
struct House {
    files: Arc<dyn Files>,
    clock: Arc<dyn Clock>,
    quarantine: Quarantine,
    gate: Gate,
    status: Arc<Status>,
    state: Mutex<StateFolder>,
}

/// What the desk begins with.
struct Begin {
    plan: Plan,
}

/// How one run of the desk ended.
enum Turn {
    Ended(Ended),
    /// The index was set aside: what was in flight is read again by the next run.
    Anew(Box<Begin>),
}

/// What goes on beside the line, until told to stop.
struct Upkeep {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl House {
    async fn run_once(
        &self,
        begin: Begin,
        hooks: &Hooks,
        mut shutdown: impl Future<Output = ()> + Unpin,
    ) -> Result<Turn, Fatal> {
        let Begin { plan } = begin;
        held(&self.state).hold_again(&*self.files)?;
        let opening = Opening {
            plan: plan.clone(),
            files: Arc::clone(&self.files),
            clock: Arc::clone(&self.clock),
            quarantine: self.quarantine.clone(),
            status: Arc::clone(&self.status),
        };
        let (journal, dedup, cursors) = match opening.until(&mut shutdown).await {
            Err(Fatal::Stopped) => return Ok(Turn::Ended(Ended::Drained)),
            opened => opened?,
        };
        let remembered = dedup.remembered();
        let dedup = Arc::new(Mutex::new(dedup));
        let needs = sink::Needs {
            files: Arc::clone(&self.files),
            clock: Arc::clone(&self.clock),
            quarantine: self.quarantine.clone(),
            journal: plan.journal.path.clone(),
            progress: journal.progress(),
            cursors,
            holds: sink::Holds::default(),
        };
        let holds = needs.holds.clone();
        let mut sinks = Sinks::new(needs, Arc::clone(&self.status));
        // The place of a new sink is synced before anything is taken.
        if let Err(error) = sinks.apply(&plan.sinks).await {
            sinks.close().await;
            return Err(error.into());
        }
        let (desk, upkeep) = self.open_desk(plan, journal, &dedup, sinks, holds)?;
        let control = self.control(&desk);
        self.status.set_phase(Phase::Open);
        tracing::info!(
            sources = desk.plan.sources.iter().map(|source| &*source.name).collect::<Vec<_>>().join(", "),
            journal = %desk.plan.journal.path.display(),
            remembered,
            workers = desk.plan.workers,
            "the desk is open"
        );
        supervise::tell_ready(&self.status.line_of_text());
        self.attend(desk, upkeep, control, dedup, hooks, shutdown).await
    }

    /// Opens the sources and starts everything.
    fn open_desk(
        &self,
        plan: Plan,
        journal: Journal,
        dedup: &Arc<Mutex<Dedup>>,
        sinks: Sinks,
        holds: sink::Holds,
    ) -> Result<(Desk, Upkeep), Fatal> {
        let budget = Budget::new(plan.in_flight.bytes, plan.in_flight.documents);
        let refusals = Refusals::Keep(Shelf::new(self.quarantine.clone(), budget.clone()));
        let progress = journal.progress();
        let committer = Committer::new(Box::new(journal), Arc::clone(dedup), refusals);
        let commons = Arc::<Commons>::default();
        self.status.set_commons(&commons);
        let opener = Opener {
            files: Arc::clone(&self.files),
            clock: Arc::clone(&self.clock),
            quarantine: self.quarantine.clone(),
            gate: self.gate.clone(),
            status: Arc::clone(&self.status),
            state: plan.state.clone(),
            suspects: self.open_suspects(&plan),
            own: vec![plan.state.clone(), plan.quarantine.clone(), plan.journal.path.clone()],
            commons,
            fetch: plan.fetch.clone(),
            expansion_ratio: plan.limits.expansion_ratio,
            remember: plan.dedup.remember,
        };
        opener.note_names(&plan.sources);
        let (mut opened, mut waiting) = (Vec::new(), Vec::new());
        for source in &plan.sources {
            match opener.open(source) {
                Ok(source) => opened.push(source),
                Err(error) => waiting.push((source.clone(), error)),
            }
        }
        // One that cannot be opened is tried again, and ends nobody else's start; a desk without any is none.
        if let Some((_, error)) = waiting.pop_if(|_| opened.is_empty()) {
            return Err(error.into());
        }
        let waiting = waiting.into_iter().map(|(source, error)| {
            tracing::error!(source = &*source.name, %error, "cannot open a source; trying it again");
            source
        });
        let waiting: Vec<_> = waiting.collect();
        let (entrance, line) =
            line::start(&line_settings(&plan), budget, dedup, committer).map_err(Fatal::Thread)?;
        self.status.set_line(line.clone());
        self.status.set_journal(progress);
        let (stop, stopped) = watch::channel(false);
        let housekeeper =
            Housekeeper::new(&plan, &self.files, &self.clock, &self.quarantine, &self.gate, dedup, holds);
        let upkeep = Upkeep { stop, tasks: housekeeper.start(stopped) };
        let running = opened.into_iter().map(|source| opener.start(source, entrance.clone())).collect();
        Ok((Desk { plan, line, opener, running, entrance, waiting, sinks }, upkeep))
    }

    /// The counts of what was in hand when the process ended. Without them everything is tried as if it never had been.
    fn open_suspects(&self, plan: &Plan) -> Option<Arc<Keep>> {
        let path = plan.state.join("suspects.redb");
        match Keep::open(Arc::clone(&self.files), &path, SUSPECTS) {
            Ok(keep) => Some(Arc::new(keep)),
            Err(error) => {
                tracing::error!(%error, "what ends the process cannot be counted");
                None
            }
        }
    }

    /// Lets commands ask. A desk that cannot be asked works all the same.
    fn control(&self, desk: &Desk) -> Option<Control> {
        let (files, clock) = (Arc::clone(&self.files), Arc::clone(&self.clock));
        let (state, commons) = (desk.plan.state.clone(), Arc::clone(&desk.opener.commons));
        let answers = move |ask: &Ask| {
            asked::answer(ask, &files, &state, &clock, Some(&commons)).map_err(|error| error.to_string())
        };
        let opened = Control::open(Arc::clone(&self.files), &desk.plan.state, Arc::new(answers));
        opened.inspect_err(|error| tracing::error!(%error, "commands cannot ask: no control socket")).ok()
    }

    /// Keeps the desk open until `shutdown` resolves or its index cannot be used any more, then closes it.
    async fn attend(
        &self,
        mut desk: Desk,
        upkeep: Upkeep,
        control: Option<Control>,
        dedup: Arc<Mutex<Dedup>>,
        hooks: &Hooks,
        shutdown: impl Future<Output = ()>,
    ) -> Result<Turn, Fatal> {
        let line = desk.line.clone();
        let broken = stay_open(&mut desk, hooks, shutdown).await;
        drop(control);
        if broken {
            line.abort();
        }
        if line.damaged_index().is_some() {
            self.status.set_phase(Phase::Starting("building the index again from the journal"));
        } else {
            self.status.set_phase(Phase::Closing);
            supervise::tell_stopping();
        }
        tracing::info!("closing: no more copy is taken");
        let next = Begin { plan: desk.plan.clone() };
        let late = close(desk, upkeep).await;
        let (written, replayed, refused) = line.totals();
        tracing::info!(written, replayed, refused, steps = line.meters.line(), "the desk is closed");
        if let Some(running) = late {
            line.abort();
            return Ok(Turn::Ended(Ended::Late { running }));
        }
        let panicked = line.pool.join();
        if let Some(why) = line.damaged_index() {
            drop(dedup);
            rebuild::set_aside(&*self.files, &next.plan.state.join(INDEX), &*self.clock, &why)?;
            return Ok(Turn::Anew(Box::new(next)));
        }
        Ok(Turn::Ended(if broken || panicked { Ended::Broken } else { Ended::Drained }))
    }
}

/// Takes other configurations until `shutdown` resolves. True if the line ended first.
async fn stay_open(desk: &mut Desk, hooks: &Hooks, shutdown: impl Future<Output = ()>) -> bool {
    let line = desk.line.clone();
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
}

/// Lets everything drain. Returns who still runs, if the deadline passes first.
async fn close(desk: Desk, upkeep: Upkeep) -> Option<Vec<String>> {
    let Desk { plan, line, mut running, entrance, mut sinks, .. } = desk;
    running.iter().for_each(Running::stop);
    upkeep.stop.send_replace(true);
    let sources: Vec<_> = running.iter().map(Running::status).collect();
    let sending = sinks.tasks();
    // The line ends with its last entrance.
    drop(entrance);
    let drain = async {
        line.pool.ended().await;
        for source in &mut running {
            source.closed().await;
        }
        // What the line wrote last is sent too.
        sinks.close().await;
        for task in upkeep.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "housekeeping ended early");
            }
        }
    };
    let who_runs = || who_runs(&line, &sources, &sending);
    tokio::select! {
        () = drain => None,
        () = tell_who_runs(&who_runs, plan.shutdown_deadline) => Some(who_runs()),
    }
}

/// A task that ends with this value.
struct Task(JoinHandle<()>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Says every few seconds who still runs; returns at the deadline.
async fn tell_who_runs(who_runs: &impl Fn() -> Vec<String>, deadline: Duration) {
    let end = tokio::time::Instant::now() + deadline;
    loop {
        let next = tokio::time::Instant::now() + Duration::from_secs(3);
        tokio::time::sleep_until(next.min(end)).await;
        let running = who_runs().join(", ");
        if tokio::time::Instant::now() >= end {
            tracing::error!(running, ?deadline, "the deadline has passed");
            return;
        }
        tracing::info!(running, "still closing");
    }
}

fn who_runs(line: &Line, sources: &[Arc<SourceStatus>], sinks: &[(Arc<str>, AbortHandle)]) -> Vec<String> {
    let mut running = line.pool.running();
    for source in sources {
        let open = source.claimed.load(Relaxed);
        if open > 0 {
            running.push(format!("source.{} ({open} files not finished with)", source.name));
        }
    }
    let sending = sinks.iter().filter(|(_, task)| !task.is_finished());
    running.extend(sending.map(|(name, _)| format!("sink.{name}")));
    running
}

fn line_settings(plan: &Plan) -> line::Settings {
    let rules = Rules {
        limits: plan.limits,
        vendors: Arc::clone(&plan.vendors),
        on_duplicate: plan.dedup.on_duplicate,
    };
    line::Settings {
        commit_count: plan.journal.commit.count,
        ..line::Settings::new(rules, plan.workers.get())
    }
}
