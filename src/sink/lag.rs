//! How far a sink is behind, watched from beside it: true also while it is paused, waits, is stuck in a send, or has
//! stopped. No thread that others wait for is used to look.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;

use super::{SinkStatus, State};
use crate::host::{Clock, Files};
use crate::journal::{self, Lines, Progress};
use crate::model::{Head, Position};

/// How often is looked.
const LOOK: Duration = Duration::from_secs(1);

/// Who watches.
pub(super) struct Lag {
    pub(super) files: Arc<dyn Files>,
    pub(super) clock: Arc<dyn Clock>,
    /// The journal's folder.
    pub(super) journal: PathBuf,
    pub(super) progress: watch::Receiver<Progress>,
    pub(super) status: Arc<SinkStatus>,
    /// How old its oldest record may be before that is said.
    pub(super) late: Option<Duration>,
}

impl Lag {
    /// Looks again and again; never returns.
    pub(super) async fn watch(self) {
        let (mut said, mut looked) = (false, None);
        loop {
            let (at, end) = (self.status.cursor(), self.progress.borrow().end);
            self.look(at, end, &mut looked).await;
            said = self.say_if_late(said);
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn look(&self, at: Position, end: Position, looked: &mut Option<(Position, Position)>) {
        let (files, folder) = (Arc::clone(&self.files), self.journal.clone());
        let behind = match end.segment == at.segment {
            _ if at >= end => 0,
            true => end.offset - at.offset,
            false => tokio::task::spawn_blocking(move || bytes_behind(&*files, &folder, at, end))
                .await
                .unwrap_or_default(),
        };
        self.status.lag_bytes.store(behind, Relaxed);
        // Who sends says itself what comes next; else it is looked up, once.
        let sends = matches!(self.status.state(), State::Idle | State::Sending);
        if sends || at >= end || self.status.knows_oldest(at) || *looked == Some((at, end)) {
            return;
        }
        *looked = Some((at, end));
        let (files, folder, progress) =
            (Arc::clone(&self.files), self.journal.clone(), self.progress.clone());
        let received = tokio::task::spawn_blocking(move || received_after(files, &folder, at, progress));
        if let Ok(Some(received)) = received.await {
            self.status.set_oldest(at, Some(received.as_second()));
        }
    }

    fn say_if_late(&self, said: bool) -> bool {
        let Some(late) = self.late.filter(|_| self.status.state() != State::Paused) else { return false };
        let lag = Duration::from_secs(self.status.lag_seconds(self.clock.now().as_second()));
        let is_late = lag > late;
        if is_late && !said {
            let sink = &*self.status.name;
            tracing::warn!(sink, ?lag, ?late, "the oldest record that it has not sent is older than `late`");
        }
        is_late
    }
}

/// What lies between two places, by the sizes of the files: of sealed segments that is less than what they hold.
fn bytes_behind(files: &dyn Files, folder: &Path, at: Position, end: Position) -> u64 {
    let found = journal::segments(files, folder).unwrap_or_default();
    let between = found.iter().filter(|found| (at.segment..end.segment).contains(&found.name.number));
    let sizes = between.filter_map(|segment| {
        let size = files.stat(&segment.files(folder).next()?).ok()?.size;
        Some(if segment.name.number == at.segment { size.saturating_sub(at.offset) } else { size })
    });
    sizes.sum::<u64>() + end.offset
}

/// When the first record after a place was received.
fn received_after(
    files: Arc<dyn Files>,
    folder: &Path,
    at: Position,
    progress: watch::Receiver<Progress>,
) -> Option<Timestamp> {
    let mut follow = Lines::follow(files, folder, at, progress).ok()?;
    let mut line = Vec::new();
    follow.next(&mut line).ok()??;
    Head::of(&line)?.received()
}
