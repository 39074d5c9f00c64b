//! Tells where the time of day jumps: what waits by it is looked at anew then, since nobody is to wait for a year because a
//! clock was ahead for a moment, nor all at once because it is put right.

use crate::host::Clock;

/// So many seconds between two looks, more or less than what passed, are a jump.
const JUMP: i64 = 60;

/// The time of day beside what has passed.
#[derive(Debug, Default)]
pub(super) struct Jumps(Option<i64>);

impl Jumps {
    /// Whether the clock has jumped since this was called last.
    pub(super) fn has_jumped(&mut self, clock: &dyn Clock) -> bool {
        let passed = i64::try_from(clock.monotonic().as_secs()).unwrap_or(i64::MAX);
        let ahead = clock.now().as_second().saturating_sub(passed);
        let before = self.0.replace(ahead).unwrap_or(ahead);
        ahead.abs_diff(before) > JUMP.unsigned_abs()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
    use std::time::Duration;

    use jiff::Timestamp;

    use super::*;

    struct Two(AtomicI64, AtomicI64);

    impl Clock for Two {
        fn now(&self) -> Timestamp {
            Timestamp::from_second(self.0.load(Relaxed)).unwrap()
        }

        fn monotonic(&self) -> Duration {
            Duration::from_secs(self.1.load(Relaxed).unsigned_abs())
        }
    }

    #[test]
    fn a_jump_is_told_once_and_time_that_passes_is_none() {
        let (clock, mut jumps) = (Two(AtomicI64::new(1_772_703_000), AtomicI64::new(5)), Jumps::default());
        let mut jumps_after = |day: i64, passed: i64| {
            clock.0.fetch_add(day, Relaxed);
            clock.1.fetch_add(passed, Relaxed);
            jumps.has_jumped(&clock)
        };
        let year = 365 * 86_400;
        assert!(!jumps_after(0, 0) && !jumps_after(1000, 1000) && !jumps_after(30, 0));
        assert!(jumps_after(year, 0) && !jumps_after(10, 10));
        assert!(jumps_after(-3600, 1) && !jumps_after(0, 0));
    }
}
