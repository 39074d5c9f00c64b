//! Time as it passes, over crashes too, and as the desk's clock shows it, which may jump.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;
use wiredesk::host::Clock;

/// 2026-03-05T09:30:00Z
const BEGIN: i64 = 1_772_703_000;

#[derive(Default)]
struct State {
    /// What had passed when the process began.
    before: Duration,
    /// When it began, by the runtime's clock, which stands still while there is something to do.
    began: Option<Instant>,
    /// How far the desk's clock is ahead, in seconds.
    ahead: i64,
    /// Which process it is.
    life: u64,
}

/// The time of a run; clones share it.
#[derive(Clone, Default)]
pub(super) struct Time(Arc<Mutex<State>>);

/// When something was.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    /// Since the run began.
    pub(super) at: Duration,
    /// What the desk's clock showed.
    pub(super) shown: Timestamp,
    /// In which process.
    pub(super) life: u64,
}

impl Time {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// A process begins, in its runtime.
    pub(super) fn begins(&self) {
        let mut state = self.state();
        state.began = Some(Instant::now());
        state.life += 1;
    }

    /// It has ended, and nobody runs for a while.
    pub(super) fn ends(&self) {
        let mut state = self.state();
        if let Some(began) = state.began.take() {
            state.before += began.elapsed();
        }
    }

    /// Nobody runs for a while.
    pub(super) fn passes(&self, time: Duration) {
        self.state().before += time;
    }

    /// The desk's clock jumps.
    pub(super) fn jumps(&self, seconds: i64) {
        self.state().ahead += seconds;
    }

    /// What has passed since the run began.
    pub(super) fn passed(&self) -> Duration {
        let state = self.state();
        state.before + state.began.map_or(Duration::ZERO, |began| began.elapsed())
    }

    /// A moment of the world, whatever the desk's clock shows.
    pub(super) fn world(&self) -> Timestamp {
        Timestamp::from_second(BEGIN).unwrap() + SignedDuration::try_from(self.passed()).unwrap()
    }

    pub(super) fn now(&self) -> Moment {
        let at = self.passed();
        let State { ahead, life, .. } = *self.state();
        Moment { at, shown: self.world() + SignedDuration::from_secs(ahead), life }
    }
}

/// The clock of one process.
pub(super) struct DeskClock {
    time: Time,
    began: Duration,
}

impl DeskClock {
    pub(super) fn new(time: &Time) -> DeskClock {
        DeskClock { time: time.clone(), began: time.passed() }
    }
}

impl Clock for DeskClock {
    fn now(&self) -> Timestamp {
        self.time.now().shown
    }

    fn monotonic(&self) -> Duration {
        self.time.passed().saturating_sub(self.began)
    }
}
