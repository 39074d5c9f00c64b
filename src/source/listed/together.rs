//! What polls came to is kept together: whoever is done while the last sync is young waits for the next with all others.
//!
//! A sync costs the same for one poll and for thirty. The first after a while waits for nobody, and none for longer than
//! [`BEAT`] and the sync itself.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::flow::{Clerk, held};
use crate::host::Clock;
use crate::state::keep::KeepError;

use super::rows::Changes;
use super::waiting::{Place, Wait, Waiting};

/// Least time from one step to the next in which something is kept, or begun.
pub(super) const BEAT: Duration = Duration::from_millis(100);

/// What one poll has to be kept.
struct One {
    changes: Changes,
    waits: Vec<(Place, Wait)>,
    tell: oneshot::Sender<Result<(), String>>,
}

#[derive(Default)]
struct Gathered {
    all: Vec<One>,
    /// How many of others are being written.
    writing: usize,
    /// When the last of them were written.
    last: Option<Duration>,
}

/// The polls of a source that have something to be kept.
pub(super) struct Together {
    clock: Arc<dyn Clock>,
    clerk: Clerk,
    waiting: Arc<Waiting>,
    gathered: Mutex<Gathered>,
}

impl Together {
    pub(super) fn new(clock: Arc<dyn Clock>, clerk: Clerk, waiting: Arc<Waiting>) -> Arc<Together> {
        Arc::new(Together { clock, clerk, waiting, gathered: Mutex::default() })
    }

    /// Keeps changes in one step, and entries that wait with them. Returns when they survive a power failure.
    ///
    /// # Errors
    /// Why they cannot be kept.
    pub(super) async fn keep(
        self: &Arc<Self>,
        changes: Changes,
        waits: Vec<(Place, Wait)>,
    ) -> Result<(), String> {
        let (tell, told) = oneshot::channel();
        let is_first = {
            let mut gathered = held(&self.gathered);
            gathered.all.push(One { changes, waits, tell });
            gathered.all.len() == 1
        };
        if is_first {
            // By itself, so that nobody waits in vain where the first of them is gone.
            tokio::spawn(Arc::clone(self).write_next());
        }
        told.await.unwrap_or_else(|_| Err("its writing ended in a defect".to_owned()))
    }

    /// How many polls have their answer and wait until it is kept: they ask nobody any more.
    pub(super) fn count(&self) -> usize {
        let gathered = held(&self.gathered);
        gathered.all.len() + gathered.writing
    }

    async fn write_next(self: Arc<Self>) {
        let since = held(&self.gathered).last.map(|last| self.clock.monotonic().saturating_sub(last));
        let wait = since.map_or(Duration::ZERO, |since| BEAT.saturating_sub(since));
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        let all = {
            let mut gathered = held(&self.gathered);
            gathered.last = Some(self.clock.monotonic());
            gathered.writing += gathered.all.len();
            std::mem::take(&mut gathered.all)
        };
        let count = all.len();
        let waiting = Arc::clone(&self.waiting);
        // A defect is told by whoever hears nothing.
        self.clerk.does(move || write(&waiting, all)).await.ok();
        held(&self.gathered).writing -= count;
    }
}

/// Writes all of them in one step, or where that fails each by itself.
fn write(waiting: &Waiting, all: Vec<One>) {
    let (mut changes, mut waits) = (Changes::default(), Vec::new());
    for one in &all {
        changes.join(&one.changes);
        waits.extend(one.waits.iter().cloned());
    }
    let said = |kept: Result<(), KeepError>| kept.map_err(|error| error.to_string());
    match said(waiting.write(changes, &waits)) {
        Err(_) if all.len() > 1 => {
            for One { changes, waits, tell } in all {
                // Whoever waits for it may be gone.
                drop(tell.send(said(waiting.write(changes, &waits))));
            }
        }
        kept => all.into_iter().for_each(|one| drop(one.tell.send(kept.clone()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::{RealFiles, SystemClock};
    use crate::source::fetching::open_store;
    use crate::source::listed::rows::{Row, Rows, feed_key};

    #[tokio::test]
    async fn the_first_waits_for_nobody_and_the_others_for_one_sync() {
        let folder = tempfile::tempdir().unwrap();
        let rows = Arc::new(Rows::of(Arc::new(open_store(Arc::new(RealFiles), folder.path()).unwrap())));
        let waiting = Arc::new(Waiting::new("world".into(), Arc::clone(&rows), Arc::default()));
        let together = Together::new(Arc::new(SystemClock::default()), Clerk::default(), waiting);
        let keep = |number: u32| {
            let (together, key) = (Arc::clone(&together), feed_key(&number.to_string()));
            let mut changes = Changes::default();
            changes.feed(&key, &Row { since: number.into(), ..Row::default() });
            tokio::spawn(async move { together.keep(changes, Vec::new()).await })
        };
        assert_eq!(keep(1).await.unwrap(), Ok(()));
        let first = held(&together.gathered).last.unwrap();
        let others: Vec<_> = (2..40).map(keep).collect();
        // One that is gone while it waits holds up nobody, and is kept all the same.
        let gone = keep(40);
        tokio::task::yield_now().await;
        assert!(together.count() >= 39, "{}", together.count());
        gone.abort();
        for other in others {
            assert_eq!(other.await.unwrap(), Ok(()));
        }
        assert!(held(&together.gathered).last.unwrap() - first >= BEAT);
        let since = |number: u32| rows.feed(&feed_key(&number.to_string())).unwrap().map(|row| row.since);
        assert!((1..41).all(|number| since(number) == Some(number.into())));
        while together.count() > 0 {
            tokio::task::yield_now().await;
        }
    }
}
