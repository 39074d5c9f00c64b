//! A sink as seen from outside.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use super::SinkError;
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

/// Why a sink is not sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// In a word.
    pub code: String,
    /// What happened last.
    pub message: String,
    /// Since when it has failed, in seconds since 1970.
    pub since: i64,
    /// How often.
    pub tries: u64,
}

/// What one sink has done, and where it is.
#[derive(Debug)]
pub struct SinkStatus {
    /// Its configured name.
    pub name: Arc<str>,
    /// Records confirmed since the start.
    pub sent: AtomicU64,
    /// Records that its filter keeps back, or of which its shape makes nothing.
    pub filtered: AtomicU64,
    /// Records that it can never take, which went to quarantine.
    pub refused: AtomicU64,
    /// Segments that were gone before it had read them.
    pub missed: AtomicU64,
    /// Bytes confirmed.
    pub bytes: AtomicU64,
    /// Sends that were confirmed, whole or in part.
    pub sends: AtomicU64,
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
    /// Why it fails now.
    failure: Option<Failure>,
    /// How often it has failed since the start, by the word for it.
    failures: BTreeMap<String, u64>,
    /// When something was confirmed, in seconds since 1970.
    last_success: Option<i64>,
}

impl SinkStatus {
    pub(crate) fn new(name: Arc<str>) -> Self {
        SinkStatus {
            name,
            sent: AtomicU64::new(0),
            filtered: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            missed: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            sends: AtomicU64::new(0),
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

    /// Why it is not sending, if it fails.
    pub fn failure(&self) -> Option<Failure> {
        held(&self.now).failure.clone()
    }

    /// How often it has failed since the start, by the word for it.
    pub fn failures(&self) -> BTreeMap<String, u64> {
        held(&self.now).failures.clone()
    }

    /// When something was confirmed last since the start, in seconds since 1970.
    pub fn last_success(&self) -> Option<i64> {
        held(&self.now).last_success
    }

    /// It failed, at a time.
    pub(super) fn failed(&self, error: &SinkError, at: i64) {
        let mut now = held(&self.now);
        *now.failures.entry(error.code().to_owned()).or_default() += 1;
        let (since, tries) = now.failure.as_ref().map_or((at, 0), |failure| (failure.since, failure.tries));
        let (code, message) = (error.code().to_owned(), error.to_string());
        now.failure = Some(Failure { code, message, since, tries: tries + 1 });
    }

    /// Something was confirmed, at a time.
    pub(super) fn succeeded(&self, at: i64) {
        self.sends.fetch_add(1, Relaxed);
        let mut now = held(&self.now);
        (now.failure, now.last_success) = (None, Some(at));
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
