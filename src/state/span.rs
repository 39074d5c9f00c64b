//! Which entries are forgotten together, and when: it follows from when they arrived and in which order, not from where
//! they lie or when they were written.

use std::collections::BTreeSet;

/// When the entries of one partition arrived, which follow each other.
///
/// A partition goes on through the day of its newest arrival. What comes late belongs to it as well: what arrived around
/// midnight, and what was on its way for days, such as the last members of a large container. Only where late arrivals
/// go on to a further day than any had was the clock set back; then another partition begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    /// Seconds since 1970.
    pub(super) newest: i64,
    /// The newest of what came more than a day before that, in it or before it, if anything did.
    pub(super) late: Option<i64>,
}

impl Span {
    /// The span of what arrives now and does not belong to the one before.
    pub(super) fn after(before: Option<&Span>, arrived: i64, length: i64) -> Span {
        let mut span = Span { newest: arrived, late: None };
        for earlier in before.iter().flat_map(|before| [Some(before.newest), before.late]).flatten() {
            span.count(earlier.min(arrived), length);
        }
        span
    }

    /// Whether what arrives now belongs to it, of partitions that are `length` seconds long.
    pub(super) fn takes(&self, arrived: i64, length: i64) -> bool {
        let arrives = day(arrived, length);
        let stands = self.late.is_none_or(|late| arrives <= day(late, length));
        arrives <= day(self.newest, length) && (stands || !self.is_late(arrived, length))
    }

    /// Counts in what it takes.
    pub(super) fn count(&mut self, arrived: i64, length: i64) {
        if self.is_late(arrived, length) {
            self.late = self.late.max(Some(arrived));
        }
        self.newest = self.newest.max(arrived);
    }

    fn is_late(&self, arrived: i64, length: i64) -> bool {
        day(arrived, length).saturating_add(1) < day(self.newest, length)
    }
}

fn day(moment: i64, length: i64) -> i64 {
    moment.div_euclid(length.max(1))
}

/// How many partitions, in the order of their entries, are not remembered any more: all that came in them arrived more
/// than `remember` seconds before `now`, and things arrived on at least as many days after them, and on two at least.
///
/// So time in which nothing arrives makes nothing old, nor does a clock that jumps ahead. What bears a moment that is
/// still to come is as old as what came next.
pub(super) fn forgotten(spans: &[Span], length: i64, now: i64, remember: i64) -> usize {
    let before = now.saturating_sub(remember);
    let most = usize::try_from(remember.div_euclid(length.max(1))).unwrap_or(0).saturating_add(1).max(2);
    let (mut later, mut came_by) = (BTreeSet::new(), i64::MAX);
    let mut old = Vec::with_capacity(spans.len());
    for span in spans.iter().rev() {
        if span.newest <= now {
            came_by = span.newest;
        }
        let own = day(span.newest, length);
        let others = later.len() - usize::from(later.contains(&own));
        old.push(others >= most && came_by < before);
        later.insert(own);
    }
    old.iter().rev().take_while(|is_old| **is_old).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    /// The partitions of what arrives in this order.
    fn spans(arrivals: impl IntoIterator<Item = i64>) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        for arrived in arrivals {
            match spans.last_mut().filter(|last| last.takes(arrived, DAY)) {
                Some(last) => last.count(arrived, DAY),
                None => spans.push(Span::after(spans.last(), arrived, DAY)),
            }
        }
        spans
    }

    #[test]
    fn two_sources_around_midnight_begin_one_day() {
        let both = (-50..50).flat_map(|n| [10 * DAY + n, 10 * DAY - n, 10 * DAY + n - 40]);
        assert_eq!(spans(both).len(), 2);
    }

    #[test]
    fn what_is_on_its_way_for_days_begins_no_partition() {
        let containers = |n: i64| [[n * 3600, 5 * 3600], [n * 3600, 30 * 3600]].concat();
        let begun = spans((30..200).flat_map(containers)).len();
        assert!(begun <= 10, "{begun} partitions of eight days");
    }

    #[test]
    fn a_clock_that_is_set_back_goes_on_by_days() {
        let wrong = 2000 * DAY;
        let days = spans([DAY, wrong, 2 * DAY, 2 * DAY + 5, 3 * DAY, 3 * DAY + 5, 4 * DAY]);
        assert_eq!(days.iter().map(|span| span.newest / DAY).collect::<Vec<_>>(), [1, 2000, 2, 3, 4]);
    }

    fn only(newest: i64) -> Span {
        Span { newest, late: None }
    }

    #[test]
    fn forgotten_by_days_and_not_by_partitions() {
        let mut there = spans([0]);
        there.extend([DAY, 2 * DAY].repeat(20).into_iter().map(only));
        assert_eq!(forgotten(&there, DAY, 100 * DAY, 10 * DAY), 0);
        there.extend((3..12).map(|day| only(day * DAY)));
        assert_eq!(forgotten(&there, DAY, 100 * DAY, 10 * DAY), 1);
    }

    #[test]
    fn one_arrival_in_the_future_keeps_nothing_back() {
        let mut arrivals: Vec<i64> = (0..40).map(|day| day * DAY).collect();
        arrivals.insert(3, 4000 * DAY);
        let there = spans(arrivals);
        let gone = forgotten(&there, DAY, 40 * DAY, 10 * DAY);
        let left: Vec<_> = there[gone..].iter().map(|span| span.newest / DAY).collect();
        assert_eq!(left, Vec::from_iter(29..40));
    }

    #[test]
    fn a_clock_that_jumps_forgets_nothing() {
        let there = spans((0..10).map(|day| day * DAY));
        for now in [i64::MIN, 0, 10 * DAY, i64::MAX] {
            assert_eq!(forgotten(&there, DAY, now, 10 * DAY), 0, "{now}");
        }
        // What came today came today, whatever the clock said for a moment.
        let moments =
            [[vec![20 * DAY; 3], vec![0]].concat(), vec![20 * DAY, 0, 20 * DAY + 9, DAY, 20 * DAY + 10]];
        for arrivals in moments {
            assert_eq!(forgotten(&spans(arrivals), DAY, 20 * DAY + 60, 3600), 0);
        }
    }
}
