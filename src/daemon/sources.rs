//! The running sources: opened, started and closed one by one, so that a reload can touch one and leave the others.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::config::plan::{self, SourceKind};
use crate::flow::Gate;
use crate::host::{Clock, Files};
use crate::quarantine::Quarantine;
use crate::source::inbox::ledger::Ledger;
use crate::source::inbox::{self, After, Ignore, Inbox};

use super::run::Fatal;
use super::status::Status;
use crate::line::Entrance;
use crate::source::inbox::driver::{Intake, Returns};

/// How long to wait before a source that could not be opened is tried again.
pub(super) const AGAIN: Duration = Duration::from_secs(5);
/// What is in trouble where a source cannot be opened.
const OPEN: &str = "stands still: it cannot be opened";

/// What every source needs to be opened.
pub(super) struct Opener {
    pub(super) files: Arc<dyn Files>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) quarantine: Quarantine,
    /// Closed while nothing more may be taken in.
    pub(super) gate: Gate,
    pub(super) status: Arc<Status>,
    /// The state folder, which holds the ledgers.
    pub(super) state: PathBuf,
    /// Folders whose files are never copy.
    pub(super) own: Vec<PathBuf>,
}

/// A source that is open and takes nothing yet.
pub(super) struct Opened {
    source: plan::Source,
    intake: Arc<Intake>,
}

impl Opener {
    /// Opens a source. Nothing is taken.
    ///
    /// # Errors
    /// If its folder or ledger cannot be used.
    pub(super) fn open(&self, source: &plan::Source) -> Result<Opened, Fatal> {
        let SourceKind::Inbox(typed) = &source.kind;
        let after = match &typed.after {
            plan::After::Move { done } => After::Move(done.clone()),
            plan::After::Delete => After::Delete,
            plan::After::Keep => After::Keep(self.ledger(&source.name)?),
        };
        let settings = inbox::Settings {
            name: Arc::clone(&source.name),
            folder: typed.path.clone(),
            after,
            settle: typed.settle,
            settle_closed: typed.settle_closed,
            ignore: Ignore::new(&typed.ignore),
            own: self.own.clone(),
        };
        let (files, clock) = (Arc::clone(&self.files), Arc::clone(&self.clock));
        let inbox = Inbox::open(files, clock, self.quarantine.clone(), settings)?;
        if let Err(error) = inbox.prune() {
            tracing::warn!(%error, "cannot prune the ledger");
        }
        let intake = Intake {
            inbox: Arc::new(inbox),
            clock: Arc::clone(&self.clock),
            rescan: typed.rescan,
            gate: self.gate.clone(),
            returns: Arc::default(),
            status: self.status.source(&source.name, source.expect),
        };
        Ok(Opened { source: source.clone(), intake: Arc::new(intake) })
    }

    /// Opens a source; says it in readiness too where that is not possible now.
    ///
    /// # Errors
    /// If its folder or ledger cannot be used.
    pub(super) fn try_open(&self, source: &plan::Source) -> Result<Opened, Fatal> {
        let status = self.status.source(&source.name, source.expect);
        match self.open(source) {
            Ok(opened) => {
                status.set_trouble(OPEN, None);
                Ok(opened)
            }
            Err(error) => {
                status.set_trouble(OPEN, Some(error.to_string()));
                Err(error)
            }
        }
    }

    fn ledger(&self, name: &str) -> Result<Ledger, Fatal> {
        let path = self.state.join("ledgers").join(format!("{name}.redb"));
        Ok(Ledger::open(Arc::clone(&self.files), &path)?)
    }
}

/// A source that takes copy, or is being closed.
pub(super) struct Running {
    pub(super) source: plan::Source,
    returns: Arc<Returns>,
    stop: watch::Sender<bool>,
    /// Nothing more can come back once what is open has.
    last: watch::Sender<bool>,
    deliver: Option<JoinHandle<()>>,
    finish: Option<JoinHandle<()>>,
}

impl Opened {
    /// The folder it has taken.
    pub(super) fn folder(&self) -> &Path {
        folder(&self.source)
    }

    /// Begins to take copy.
    pub(super) fn start(self, entrance: Entrance) -> Running {
        let (stop, stopped) = watch::channel(false);
        let (last, came) = watch::channel(false);
        let Opened { source, intake } = self;
        Running {
            source,
            returns: Arc::clone(&intake.returns),
            stop,
            last,
            deliver: Some(tokio::spawn(Arc::clone(&intake).deliver(entrance, stopped))),
            finish: Some(tokio::spawn(intake.finish(came))),
        }
    }
}

/// The folder that a source watches.
pub(super) fn folder(source: &plan::Source) -> &Path {
    let SourceKind::Inbox(typed) = &source.kind;
    &typed.path
}

impl Running {
    /// Takes nothing more from now on.
    pub(super) fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Returns when nothing more is taken. May be dropped and called again.
    pub(super) async fn stopped(&mut self) {
        self.stop();
        ended(&mut self.deliver).await;
    }

    /// Returns when everything that was taken is finished with. May be dropped and called again.
    pub(super) async fn closed(&mut self) {
        self.stopped().await;
        self.last.send_replace(true);
        ended(&mut self.finish).await;
    }

    /// What came back and is not finished with.
    pub(super) fn returns(&self) -> Arc<Returns> {
        Arc::clone(&self.returns)
    }
}

async fn ended(task: &mut Option<JoinHandle<()>>) {
    if let Some(running) = task {
        if let Err(error) = running.await {
            tracing::error!(%error, "a source's task ended early");
        }
        *task = None;
    }
}
