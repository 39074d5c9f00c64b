//! Notices a clock that jumps, and says so; what is kept or removed by age does not follow it (see the journal's
//! housekeeping).

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::config::units::Period;
use crate::host::Clock;

/// So much between two looks, more or less than what passed, is a jump.
const JUMP: SignedDuration = SignedDuration::from_hours(1);
/// How far the clock may be from what the journal says at a start.
const FAR: SignedDuration = SignedDuration::from_hours(31 * 24);

/// Looks at the clock again and again.
pub(super) struct ClockWatch {
    last: Option<(Timestamp, Duration)>,
}

impl ClockWatch {
    /// Begins with what the journal says: when its newest segment was begun.
    pub(super) fn new(clock: &dyn Clock, newest: Option<Timestamp>) -> ClockWatch {
        if let Some(why) = newest.and_then(|newest| strange(clock.now(), newest)) {
            tracing::error!(why, "look at the clock; nothing is removed for its age because of it");
        }
        ClockWatch { last: None }
    }

    /// How far the clock has jumped since the last look, if it has.
    pub(super) fn look(&mut self, clock: &dyn Clock) -> Option<SignedDuration> {
        let (now, passed) = (clock.now(), clock.monotonic());
        let (then, before) = self.last.replace((now, passed))?;
        let passed = SignedDuration::try_from(passed.saturating_sub(before)).unwrap_or(SignedDuration::MAX);
        let jump = now.duration_since(then).saturating_sub(passed);
        (jump.abs() > JUMP).then_some(jump)
    }

    /// Looks, and says it where the clock jumped.
    pub(super) fn look_and_say(&mut self, clock: &dyn Clock) {
        if let Some(jump) = self.look(clock) {
            let by = Period(jump.unsigned_abs());
            let way = if jump.is_negative() { "back" } else { "ahead" };
            tracing::error!(
                "the clock jumped {way} by {by} (or the machine slept); nothing is removed for its age because of it"
            );
        }
    }
}

/// What is strange about a clock, by what the journal says.
fn strange(now: Timestamp, newest: Timestamp) -> Option<String> {
    let since = now.duration_since(newest);
    if since < -JUMP {
        return Some(format!(
            "the clock says {now}, and the journal's newest segment was begun later, at {newest}"
        ));
    }
    (since > FAR)
        .then(|| format!("the clock says {now}, and the journal's newest segment was begun at {newest}"))
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    struct Set(Mutex<(Timestamp, Duration)>);

    impl Clock for Set {
        fn now(&self) -> Timestamp {
            self.0.lock().unwrap().0
        }

        fn monotonic(&self) -> Duration {
            self.0.lock().unwrap().1
        }
    }

    #[test]
    fn a_jump_is_noticed_once_and_time_that_passes_is_none() {
        let start: Timestamp = "2026-11-30T04:00:00Z".parse().unwrap();
        let clock = Set(Mutex::new((start, Duration::ZERO)));
        let mut watch = ClockWatch::new(&clock, Some(start));
        let mut look = |wall: i64, passed: u64| {
            let mut set = clock.0.lock().unwrap();
            *set = (Timestamp::from_second(start.as_second() + wall).unwrap(), Duration::from_secs(passed));
            drop(set);
            watch.look(&clock).map(|jump| jump.as_secs())
        };
        assert_eq!(look(0, 0), None);
        assert_eq!(look(10, 10), None);
        assert_eq!(look(90_000, 90_000), None, "a day passed between two looks");
        assert_eq!(look(90_001 + 31_536_000, 90_001), Some(31_536_000));
        assert_eq!(look(90_002 + 31_536_000, 90_002), None);
        assert_eq!(look(90_003, 90_003), Some(-31_536_000));
        assert!(strange(start, start).is_none());
        assert!(strange(start, "2027-11-30T04:00:00Z".parse().unwrap()).is_some());
        assert!(strange(start, "2025-11-30T04:00:00Z".parse().unwrap()).is_some());
    }
}
