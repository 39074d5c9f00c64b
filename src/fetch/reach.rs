//! Whether this machine reaches anybody: [`Offline`], kept for everybody who asks through one client.
//!
//! Promises: it is said once that nobody is reached, and once that somebody is again; what failed by name or connection
//! between the last success and the next one after that is told from what hosts are to blame for.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::address::HostKey;
use super::hop::Code;
use super::interval::{Change, Offline};
use crate::host::Clock;

#[derive(Debug, Default)]
struct State {
    offline: Offline,
    /// Since when hosts fail and none has answered.
    failing_since: Option<Timestamp>,
    /// The last time that nobody was reached: from the first failure on, and until when.
    outage: Option<(Timestamp, Option<Timestamp>)>,
}

/// Whether anybody is reached.
pub struct Reach {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

impl Reach {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Reach {
        Reach { clock, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what asking a host came to: an answer of any kind, or a failure with its code.
    pub(super) fn saw(&self, host: &HostKey, answered: Result<(), Code>) {
        let reached = match answered {
            Ok(()) => true,
            Err(code) if counts(code) => false,
            // It was reached, or it says nothing about this machine.
            Err(_) => return,
        };
        let (now, monotonic) = (self.clock.now(), self.clock.monotonic());
        let mut state = self.state();
        let since = if reached { None } else { Some(*state.failing_since.get_or_insert(now)) };
        match state.offline.saw(host, reached, monotonic) {
            Change::None => {}
            Change::Lost(_) => {
                state.outage = since.map(|since| (since, None));
                tracing::warn!(
                    "this machine reaches nobody: failures count for nobody, and one host a minute is tried"
                );
            }
            Change::Back => {
                state.outage = state.outage.map(|(since, _)| (since, Some(now)));
                tracing::info!("this machine reaches others again");
            }
        }
        if reached {
            state.failing_since = None;
        }
    }

    /// Whether nobody is reached.
    pub fn is_offline(&self) -> bool {
        self.state().offline.is_offline()
    }

    /// Whether a request may go out: always while somebody is reached, else once a minute; whoever is told yes asks.
    pub fn may_try(&self) -> bool {
        let now = self.clock.monotonic();
        self.state().offline.may_try(now)
    }

    /// Whether a failure at a moment is this machine's own, as far as is known now.
    pub fn is_own(&self, code: Code, at: Timestamp) -> bool {
        let (at, outage) = (at.as_second(), self.state().outage);
        counts(code)
            && outage.is_some_and(|(since, until)| {
                since.as_second() <= at && until.is_none_or(|until| at <= until.as_second())
            })
    }
}

/// Whether a failure says that a host was not reached.
fn counts(code: Code) -> bool {
    matches!(code, Code::Dns | Code::Connect)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// A clock that is put.
    struct Put(Mutex<u64>);

    impl Clock for Put {
        fn now(&self) -> Timestamp {
            at(*self.0.lock().unwrap())
        }

        fn monotonic(&self) -> Duration {
            Duration::from_secs(*self.0.lock().unwrap())
        }
    }

    fn at(second: u64) -> Timestamp {
        Timestamp::from_second(1_772_703_000 + i64::try_from(second).unwrap()).unwrap()
    }

    #[test]
    fn failures_of_our_own_outage_are_known_from_its_first_on() {
        let clock = Arc::new(Put(Mutex::new(0)));
        let reach = Reach::new(Arc::clone(&clock) as Arc<dyn Clock>);
        let saw = |second: u64, host: u64, answered| {
            *clock.0.lock().unwrap() = second;
            reach.saw(&HostKey::restored(&format!("h{host}.test")), answered);
        };
        saw(0, 0, Err(Code::Connect));
        saw(10, 1, Ok(()));
        for n in 2..6 {
            saw(10 * n, n, Err(Code::Dns));
            saw(10 * n + 1, n + 100, Err(Code::Timeout));
        }
        assert!(!reach.is_offline() && !reach.is_own(Code::Dns, at(30)), "four hosts may be down");
        saw(60, 6, Err(Code::Connect));
        assert!(reach.is_offline() && !reach.may_try());
        let own = |second| reach.is_own(Code::Connect, at(second));
        assert_eq!([own(0), own(20), own(60), own(100)], [false, true, true, true]);
        assert!(!reach.is_own(Code::Timeout, at(60)));
        saw(130, 7, Ok(()));
        assert!(!reach.is_offline() && reach.may_try());
        assert_eq!([own(20), own(130), own(131)], [true, true, false]);
    }
}
