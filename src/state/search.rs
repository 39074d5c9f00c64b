//! One look-up: what is found by a key, the same wherever it lies.
//!
//! Entries are offered newest first, those in memory and then those of each segment. Of one hour of event time only the
//! newest so many are found by one key: a segment keeps no more, since a key that every story has would fill it. So all of
//! an hour that the span reaches into are counted for that, also those a few minutes outside the span. Of how many are
//! asked for, only what lies in the span counts.

use rustc_hash::FxHashMap;

use super::Events;
use super::when::{Hour, When};

/// Most entries of one hour (and one precision of their time) that are found by one key.
pub(super) const MOST_OF_AN_HOUR: u16 = 256;
/// Of a key so many bits count: what agrees in them is told apart by the payload.
const KEY_BITS: u32 = 40;

/// The part of a key that counts.
pub(super) fn masked(key: u64) -> u64 {
    key & (u64::MAX << (64 - KEY_BITS))
}

/// A look-up under way.
#[derive(Debug)]
pub struct Search {
    key: u64,
    within: Events,
    left: usize,
    /// Number after the last entry that may be found.
    end: u64,
    keeping: Keeping,
}

impl Search {
    /// For the newest `most` entries with this key that may have happened in a span.
    pub fn new(key: u64, within: Events, most: usize) -> Search {
        Search { key: masked(key), within, left: most, end: u64::MAX, keeping: Keeping::default() }
    }

    /// As if the entry of this number and what came after it had never come.
    #[must_use]
    pub fn before(self, end: u64) -> Search {
        Search { end, ..self }
    }

    /// The key.
    pub(crate) fn key(&self) -> u64 {
        self.key
    }

    /// Whether enough was found.
    pub(crate) fn is_done(&self) -> bool {
        self.left == 0
    }

    /// Whether any of a segment's entries may be found, or may stand before one that is.
    pub(super) fn meets(&self, segment: &Events) -> bool {
        segment.meets(&self.within)
    }

    /// The next older entry with the key.
    pub(super) fn offer(&mut self, number: u64, when: When, found: &mut Vec<u64>) {
        if number >= self.end || self.left == 0 || !self.keeping.keeps(when) {
            return;
        }
        if when.meets(self.within) {
            found.push(number);
            self.left -= 1;
        }
    }
}

/// Which of the entries with one key, newest first, are kept: those that a [`Search`] may find.
#[derive(Debug, Default)]
pub(super) struct Keeping {
    /// How many there were of each hour. There are few hours as a rule, and no memory is asked for then.
    few: [Option<(Hour, u16)>; 8],
    more: FxHashMap<Hour, u16>,
}

impl Keeping {
    pub(super) fn keeps(&mut self, when: When) -> bool {
        let hour = when.hour();
        let place = self.few.iter().position(|known| known.is_none_or(|(known, _)| known == hour));
        let count = match place.and_then(|place| self.few.get_mut(place)) {
            Some(known) => &mut known.get_or_insert((hour, 0)).1,
            None => self.more.entry(hour).or_default(),
        };
        *count = count.saturating_add(1);
        *count <= MOST_OF_AN_HOUR
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(within: Events, entries: impl IntoIterator<Item = i64>) -> Vec<u64> {
        let (mut search, mut found) = (Search::new(0, within, 1000), Vec::new());
        for (number, event) in entries.into_iter().enumerate() {
            search.offer(number as u64, When::of(event, 0), &mut found);
        }
        found
    }

    #[test]
    fn the_newest_of_each_of_many_hours() {
        let newest = 20 * u64::from(MOST_OF_AN_HOUR);
        let entries = (0..400).flat_map(|_| (0..20).map(|hour| hour * 3600));
        assert_eq!(found(Events::ALL, entries), Vec::from_iter(0..newest)[..1000]);
        let hours = |range: std::ops::Range<i64>| range.flat_map(|hour| vec![hour * 3600; 300]);
        assert_eq!(found(Events { from: 17 * 3600, to: 18 * 3600 }, hours(0..20)).len(), 512);
    }

    /// A segment keeps no more of an hour, whatever is asked of it later.
    #[test]
    fn what_is_outside_the_span_counts_in_the_hour_that_it_shares_with_it() {
        let entries = std::iter::repeat_n(1800, 256).chain([0]);
        assert_eq!(found(Events { from: 0, to: 60 }, entries), [0; 0]);
        let entries = std::iter::repeat_n(1800, 255).chain([0]);
        assert_eq!(found(Events { from: 0, to: 60 }, entries), [255]);
    }
}
