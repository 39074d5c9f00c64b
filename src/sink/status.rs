//! A sink as seen from outside.

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

use crate::flow::held;
use crate::model::Position;

/// What a sink is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum State {
    /// Everything that is synced is confirmed.
    #[default]
    Idle,
    /// It sends.
    Sending,
    /// It waits before it tries again.
    Waiting,
    /// It was told to send nothing.
    Paused,
    /// It cannot send any more, until the configuration is read again.
    Stopped,
}

impl State {
    /// Every state.
    pub const ALL: &'static [State] =
        &[State::Idle, State::Sending, State::Waiting, State::Paused, State::Stopped];

    /// In a word.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Idle => "idle",
            State::Sending => "sending",
            State::Waiting => "waiting",
            State::Paused => "paused",
            State::Stopped => "stopped",
        }
    }
}

/// What one sink has done, and where it is.
#[derive(Debug)]
pub struct SinkStatus {
    /// Its configured name.
    pub name: Arc<str>,
    /// Records confirmed since the start.
    pub sent: AtomicU64,
    /// Records that it can never take, which went to quarantine.
    pub refused: AtomicU64,
    /// Segments that were gone before it had read them.
    pub missed: AtomicU64,
    /// Bytes confirmed.
    pub bytes: AtomicU64,
    /// Sends that failed and are tried again.
    pub failures: AtomicU64,
    /// Bytes of the journal that it has not read yet, about.
    pub lag_bytes: AtomicU64,
    now: Mutex<Now>,
}

#[derive(Debug, Default)]
struct Now {
    state: State,
    cursor: Position,
    /// When the first record after a place was received, in seconds since 1970; none without one.
    oldest: (Position, Option<i64>),
}

impl SinkStatus {
    pub(crate) fn new(name: Arc<str>) -> Self {
        SinkStatus {
            name,
            sent: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            missed: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            failures: AtomicU64::new(0),
            lag_bytes: AtomicU64::new(0),
            now: Mutex::default(),
        }
    }

    /// What it is doing.
    pub fn state(&self) -> State {
        held(&self.now).state
    }

    /// Where it is.
    pub fn cursor(&self) -> Position {
        held(&self.now).cursor
    }

    /// How many seconds its oldest unconfirmed record has waited, at a time in seconds since 1970.
    pub fn lag_seconds(&self, now: i64) -> u64 {
        let received = held(&self.now).oldest.1;
        received.and_then(|received| u64::try_from(now.saturating_sub(received)).ok()).unwrap_or(0)
    }

    pub(super) fn set_state(&self, state: State) {
        held(&self.now).state = state;
    }

    pub(super) fn set_cursor(&self, at: Position) {
        held(&self.now).cursor = at;
    }

    pub(super) fn set_oldest(&self, after: Position, received: Option<i64>) {
        held(&self.now).oldest = (after, received);
    }

    /// Whether it is known when the first record after a place was received.
    pub(super) fn knows_oldest(&self, after: Position) -> bool {
        let (known, received) = held(&self.now).oldest;
        known == after && received.is_some()
    }
}
