//! The running sources: opened, started and closed one by one, so that a reload can touch one and leave the others.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::config::plan;
use crate::flow::{Clerk, Gate};
use crate::host::{Clock, Files};
use crate::line::Entrance;
use crate::quarantine::Quarantine;
use crate::source::{Commons, Door, OpenError, Opening, Source, SourceStatus, renamed, returned};
use crate::state::keep::Keep;

use super::status::Status;

/// How long to wait before a source that could not be opened is tried again.
pub(super) const AGAIN: Duration = Duration::from_secs(5);
/// What is in trouble where a source cannot be opened.
const OPEN: &str = "stands still: it cannot be opened";

/// What every source is opened and started with.
pub(super) struct Opener {
    pub(super) files: Arc<dyn Files>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) quarantine: Quarantine,
    /// Closed while nothing more may be taken in.
    pub(super) gate: Gate,
    pub(super) status: Arc<Status>,
    /// The state folder, which holds the sources' stores.
    pub(super) state: PathBuf,
    /// Counts of what was in hand when the process ended.
    pub(super) suspects: Option<Arc<Keep>>,
    /// Folders whose files are never copy.
    pub(super) own: Vec<PathBuf>,
    /// What sources share.
    pub(super) commons: Arc<Commons>,
    /// How whoever fetches does it.
    pub(super) fetch: plan::Fetch,
    pub(super) expansion_ratio: u64,
    pub(super) remember: Duration,
}

/// A source that is open and takes nothing yet.
pub(super) struct Opened {
    source: plan::Source,
    status: Arc<SourceStatus>,
    open: Box<dyn Source>,
}

impl Opener {
    /// Opens a source; says it in readiness too where that is not possible now. Nothing is taken.
    ///
    /// # Errors
    /// If what it holds cannot be had.
    pub(super) fn open(&self, source: &plan::Source) -> Result<Opened, OpenError> {
        let status = self.status.source(&source.name, source.expect);
        let opening = Opening {
            name: Arc::clone(&source.name),
            kept_as: Arc::clone(source.kept_as()),
            files: Arc::clone(&self.files),
            clock: Arc::clone(&self.clock),
            clerk: Clerk::default(),
            quarantine: self.quarantine.clone(),
            state: self.state.clone(),
            own: self.own.clone(),
            status: Arc::clone(&status),
            commons: Arc::clone(&self.commons),
            fetch: self.fetch.clone(),
            expansion_ratio: self.expansion_ratio,
            remember: self.remember,
        };
        let opened = source.table.open(&opening);
        status.set_trouble(OPEN, opened.as_ref().err().map(ToString::to_string));
        Ok(Opened { source: source.clone(), status, open: opened? })
    }

    /// Notes which sources there are, and says where one seems to have been renamed.
    pub(super) fn note_names(&self, sources: &[plan::Source]) {
        let now = self.clock.now().as_second();
        match renamed::note(&*self.files, &self.state, sources, now) {
            Ok(left) => left.iter().for_each(|left| tracing::warn!("{left}")),
            Err(error) => tracing::debug!(%error, "the names of sources cannot be noted"),
        }
    }

    /// Lets a source take copy.
    pub(super) fn start(&self, opened: Opened, entrance: Entrance) -> Running {
        let (stop, stopped) = watch::channel(false);
        let Opened { source, status, open } = opened;
        let door = Door {
            name: Arc::clone(&source.name),
            kept_as: Arc::clone(source.kept_as()),
            kind: source.table.kind().name,
            entrance,
            gate: self.gate.clone(),
            stop: stopped,
            status: Arc::clone(&status),
            files: Arc::clone(&self.files),
            clock: Arc::clone(&self.clock),
            clerk: Clerk::default(),
            state: self.state.clone(),
            suspects: self.suspects.clone(),
        };
        let returned = source
            .table
            .takes_back()
            .is_none()
            .then(|| returned::run(door.clone(), self.quarantine.clone(), self.commons.nudges()));
        let running = open.run(door);
        let task = tokio::spawn(async move {
            match returned {
                Some(returned) => drop(tokio::join!(running, returned)),
                None => running.await,
            }
        });
        Running { source, status, stop, task: Some(task) }
    }
}

impl Opened {
    /// What it reads, for people.
    pub(super) fn says(&self) -> String {
        self.source.table.says()
    }
}

/// A source that takes copy, or is being closed.
pub(super) struct Running {
    pub(super) source: plan::Source,
    status: Arc<SourceStatus>,
    stop: watch::Sender<bool>,
    task: Option<JoinHandle<()>>,
}

impl Running {
    /// Takes nothing more from now on.
    pub(super) fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Returns when everything that was taken is finished with. May be dropped and called again.
    pub(super) async fn closed(&mut self) {
        self.stop();
        if let Some(running) = &mut self.task {
            if let Err(error) = running.await {
                tracing::error!(source = &*self.source.name, %error, "a source ended early");
            }
            self.task = None;
        }
    }

    /// Waits for it so long at most. What it has not finished with then is read again by whoever opens it next.
    pub(super) async fn closed_within(&mut self, deadline: Duration) {
        if tokio::time::timeout(deadline, self.closed()).await.is_err()
            && let Some(task) = self.task.take()
        {
            task.abort();
            let open = self.status.claimed.swap(0, std::sync::atomic::Ordering::Relaxed);
            tracing::error!(
                source = &*self.source.name,
                open,
                ?deadline,
                "a source does not end; it is left alone"
            );
        }
    }

    /// How it is seen from outside.
    pub(super) fn status(&self) -> Arc<SourceStatus> {
        Arc::clone(&self.status)
    }

    /// Whether it holds something that another source needs for itself.
    pub(super) fn stands_in_the_way_of(&self, other: &plan::Source) -> bool {
        let (own, others) = (self.source.table.holds(), other.table.holds());
        self.source.name == other.name
            || self.source.kept_as() == other.kept_as()
            || own.iter().any(|one| others.iter().any(|other| one.resource.excludes(&other.resource)))
    }
}
