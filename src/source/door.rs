//! What a source sees of the desk: room, taking in, stopping, and who looks after it.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::watch;

use crate::flow::{Clerk, Gate, Room};
use crate::host::{Clock, Files};
use crate::line::{Entrance, Stopped};
use crate::model::Hints;
use crate::state::keep::{Keep, KeepError, Layout};

use super::{Arrival, SourceStatus, Suspects};

/// A source's door to the desk. Clones are the same door; the desk drains once the last one is dropped.
#[derive(Clone)]
pub struct Door {
    /// The source's name.
    pub name: Arc<str>,
    /// The name under which its state stands and its inputs are identified.
    pub kept_as: Arc<str>,
    /// Its type.
    pub kind: &'static str,
    /// Where arrivals go in.
    pub entrance: Entrance,
    /// Closed while nothing more may be taken in.
    pub gate: Gate,
    /// Whether the source is to stop.
    pub stop: watch::Receiver<bool>,
    /// How it is seen from outside.
    pub status: Arc<SourceStatus>,
    /// The disk.
    pub files: Arc<dyn Files>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Who does what blocks.
    pub clerk: Clerk,
    /// The state folder.
    pub state: PathBuf,
    /// Counts of what was in hand when the process ended, where that can be counted.
    pub suspects: Option<Arc<Keep>>,
}

impl Door {
    /// Room for an arrival of so many bytes, once copy is taken at all and those who asked before are served; none if
    /// the source is to stop. Dropped unused it is given back. May be raced.
    pub async fn room(&self, bytes: u64) -> Option<Room> {
        let room = async {
            loop {
                self.gate.opened().await;
                let room = self.entrance.room(bytes).await;
                if self.gate.is_open() {
                    return room;
                }
            }
        };
        tokio::select! {
            biased;
            room = room => Some(room),
            () = self.stopped() => None,
        }
    }

    /// Room for an arrival of so many bytes, if there is some now and nobody waits for it.
    pub fn try_room(&self, bytes: u64) -> Option<Room> {
        if self.gate.is_open() { self.entrance.try_room(bytes) } else { None }
    }

    /// Whether copy is taken at all now.
    pub fn is_open(&self) -> bool {
        self.gate.is_open() && !self.is_stopping()
    }

    /// Takes an arrival in, in the order of the calls. Blocks until all of it is queued: for threads that may.
    ///
    /// # Errors
    /// [`Stopped`]: what was not taken says *dropped* by its receipt.
    pub fn deliver(&self, arrival: Arrival, room: Room) -> Result<(), Stopped> {
        self.status.arrived(arrival.content.size(), &*self.clock);
        self.entrance.deliver(arrival, room, &|| *self.stop.borrow())
    }

    /// [`Door::deliver`] for a task.
    ///
    /// # Errors
    /// [`Stopped`], and the same where the runtime ends.
    pub async fn hand_over(&self, arrival: Arrival, room: Room) -> Result<(), Stopped> {
        let door = self.clone();
        self.clerk.does(move || door.deliver(arrival, room)).await.unwrap_or(Err(Stopped))
    }

    /// Whether the source is to stop.
    pub fn is_stopping(&self) -> bool {
        *self.stop.borrow()
    }

    /// Returns when the source is to stop. May be raced.
    pub async fn stopped(&self) {
        let mut stop = self.stop.clone();
        // Nobody is left to say it: that is an end, too.
        stop.wait_for(|stop| *stop).await.ok();
    }

    /// What every arrival of this source says of its delivery.
    pub fn hints(&self) -> Hints {
        Hints {
            source: Arc::clone(&self.name),
            was: (self.kept_as != self.name).then(|| Arc::clone(&self.kept_as)),
            source_type: self.kind,
            received_at: self.clock.stamp(),
            ..Hints::default()
        }
    }

    /// Opens a store of the source's own.
    ///
    /// # Errors
    /// [`KeepError`].
    pub fn keep(&self, layout: Layout) -> Result<Keep, KeepError> {
        let path = self.state.join("sources").join(format!("{}.redb", self.kept_as));
        Keep::open(Arc::clone(&self.files), &path, layout)
    }

    /// Says that something is refused, and what the source does for it ("stands still: cannot list the folder"), or that
    /// it is not any more.
    pub fn trouble(&self, what: &'static str, why: Option<String>) {
        self.status.set_trouble(what, why);
    }

    /// What time it is.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// Who does what blocks.
    pub fn clerk(&self) -> &Clerk {
        &self.clerk
    }

    /// Its counters and gauges.
    pub fn status(&self) -> &Arc<SourceStatus> {
        &self.status
    }

    /// What was in hand when the process ended, where that can be counted.
    pub fn suspects(&self) -> Option<Suspects<'_>> {
        self.suspects.as_deref().map(|keep| Suspects::of(keep, &self.kept_as))
    }
}

impl std::fmt::Debug for Door {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Door").field("name", &self.name).finish_non_exhaustive()
    }
}
