//! A sink before it runs: what it is given, and which place in the journal it takes.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::watch;

use super::{Begin, Cursor, Cursors, Holds, Runner, SinkStatus, State, Table};
use crate::host::{Backoff, Clock, Files};
use crate::journal::{self, Progress};
use crate::model::Position;
use crate::quarantine::Quarantine;
use crate::state::keep::KeepError;

/// What every sink needs beside its own settings.
#[derive(Clone)]
pub(crate) struct Needs {
    pub(crate) files: Arc<dyn Files>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) quarantine: Quarantine,
    /// The journal's folder.
    pub(crate) journal: PathBuf,
    pub(crate) progress: watch::Receiver<Progress>,
    pub(crate) cursors: Cursors,
    pub(crate) holds: Holds,
}

/// A sink before it has its place.
#[derive(Clone)]
pub(crate) struct Post {
    pub(crate) name: Arc<str>,
    pub(crate) table: Table,
    /// What relative paths are relative to.
    pub(crate) folder: PathBuf,
    /// Most results of its shape for one record.
    pub(crate) results: usize,
    pub(crate) needs: Needs,
    pub(crate) status: Arc<SinkStatus>,
}

impl Post {
    /// Takes the place of the sink in the journal: the one it had, else where a new one begins. That is synced, and
    /// segments are held for it, before this returns.
    ///
    /// # Errors
    /// If the store cannot be read or written; what was held stays so, or everything is.
    pub(crate) fn begin(self) -> Result<Runner, KeepError> {
        let (common, needs) = (&self.table.common, &self.needs);
        // Nothing is removed while the place is looked up.
        match common.hold {
            true => needs.holds.set_if_none(&self.name, Position::default()),
            false => needs.holds.release(&self.name),
        }
        let (cursor, skip) = self.place()?;
        if common.hold {
            needs.holds.set(&self.name, cursor.position());
        }
        self.status.set_cursor(cursor.position());
        Ok(Runner::new(self, cursor, skip))
    }

    /// Where it goes on, and before which time of receipt it passes over everything.
    fn place(&self) -> Result<(Cursor, Option<Timestamp>), KeepError> {
        if let Some(known) = self.needs.cursors.get(&self.name)? {
            return Ok((known, None));
        }
        if let Some(was) = &self.table.common.was
            && let Some(known) = self.needs.cursors.rename(was, &self.name)?
        {
            tracing::info!(sink = &*self.name, was, "the sink goes on from the place of the one that it was");
            return Ok((known, None));
        }
        let (Position { segment, offset }, skip) = match self.table.common.from {
            Begin::Now => (self.needs.progress.borrow().end, None),
            Begin::Beginning => (self.first(), None),
            Begin::Time(time) => (self.first(), Some(time)),
        };
        let cursor = Cursor { segment, offset, ..Cursor::default() };
        // One that looks for its beginning looks again if it is cut.
        if skip.is_none() {
            self.needs.cursors.set(&self.name, &cursor)?;
        }
        Ok((cursor, skip))
    }

    /// The beginning of what is retained.
    fn first(&self) -> Position {
        let found = journal::segments(&*self.needs.files, &self.needs.journal).unwrap_or_default();
        match found.first() {
            Some(first) => Position { segment: first.name.number, offset: 0 },
            None => self.needs.progress.borrow().end,
        }
    }

    /// Tries to begin until that works, then runs.
    pub(crate) async fn begin_again(self, mut stop: watch::Receiver<bool>) {
        let (least, most) = self.table.common.retry;
        let mut backoff = Backoff::new(least, most);
        loop {
            self.status.set_state(State::Waiting);
            tokio::select! {
                () = tokio::time::sleep(backoff.wait()) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
            let post = self.clone();
            match tokio::task::spawn_blocking(move || post.begin()).await {
                Ok(Ok(runner)) => return runner.run(stop).await,
                Ok(Err(error)) => tracing::warn!(sink = &*self.name, %error, "cannot begin the sink"),
                Err(error) => tracing::error!(sink = &*self.name, %error, "cannot begin the sink"),
            }
        }
    }
}
