//! When an entry happened, as look-ups tell it: to the minute, with how far that may be off, in four bytes.
//!
//! The same in memory and on disk, so that where an entry lies is not to be seen in what is found.

use super::Events;

const BITS: u32 = 2;
/// Minutes from 1970 to either end of what can be told, about a thousand years; what is beyond is at the end.
const FURTHEST: i64 = (1 << (31 - BITS)) - 1;
/// How far, in minutes, each kind of time may be off.
const SLACKS: [i64; 1 << BITS] = [0, 1, 12 * 60, 24 * 60];

/// A moment of event time with its slack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct When(u32);

impl When {
    /// Of seconds since 1970, and how many seconds they may be off either way.
    pub(crate) fn of(event: i64, slack: i64) -> When {
        let minute = event.div_euclid(60).clamp(-FURTHEST, FURTHEST);
        let wide = SLACKS.iter().position(|minutes| slack <= minutes * 60).unwrap_or(SLACKS.len() - 1);
        When(((minute + FURTHEST) as u32) << BITS | wide as u32)
    }

    pub(super) fn from_bits(bits: u32) -> When {
        When(bits)
    }

    pub(super) fn bits(self) -> u32 {
        self.0
    }

    fn minute(self) -> i64 {
        i64::from(self.0 >> BITS) - FURTHEST
    }

    fn slack(self) -> i64 {
        SLACKS.get((self.0 % (1 << BITS)) as usize).copied().unwrap_or_default()
    }

    /// The moments that it may stand for if it lies in these minutes.
    fn between(self, first: i64, last: i64) -> Events {
        let from = if first <= -FURTHEST { i64::MIN } else { (first - self.slack()) * 60 };
        let to = if last >= FURTHEST { i64::MAX } else { (last + self.slack()) * 60 + 59 };
        Events { from, to }
    }

    /// Whether it may lie in a span.
    pub(crate) fn meets(self, within: Events) -> bool {
        self.between(self.minute(), self.minute()).meets(&within)
    }

    /// What is the same for all of one hour and one slack.
    pub(super) fn hour(self) -> Hour {
        Hour { hour: self.minute().div_euclid(60), slack: self.0 % (1 << BITS) }
    }

    /// The moments that anything of its [hour](When::hour) may stand for.
    pub(super) fn span_of_hour(self) -> Events {
        let first = self.minute().div_euclid(60) * 60;
        self.between(first, first + 59)
    }
}

/// An hour of event time, and how far times in it may be off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Hour {
    hour: i64,
    slack: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_meets_what_it_may_lie_in_and_nothing_a_minute_beyond() {
        for (event, slack) in [(0, 0), (-1, 60), (1_400_000_123, 43_200), (i64::MIN, 0), (i64::MAX, 43_200)] {
            let when = When::of(event, slack);
            assert_eq!(When::from_bits(when.bits()), when);
            let at = |from: i64, to: i64| Events {
                from: event.saturating_add(from),
                to: event.saturating_add(to),
            };
            assert!(when.meets(at(0, 0)) && when.meets(Events::ALL), "{event}");
            assert!(when.meets(at(slack, i64::MAX)) && when.meets(at(i64::MIN, -slack)), "{event}");
            assert!(
                !when.meets(Events { from: 20_000_000_000_000, to: 20_000_000_000_001 }) || event == i64::MAX
            );
            if event.checked_abs().is_some_and(|event| event < 1 << 40) {
                assert!(!when.meets(at(slack + 60, i64::MAX)), "{event}");
                assert!(!when.meets(at(-1 << 40, -slack - 60)), "{event}");
            }
            let hour = when.span_of_hour();
            assert!(hour.contains(event.saturating_add(slack)) && hour.contains(event.saturating_sub(slack)));
        }
    }
}
