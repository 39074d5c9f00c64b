//! One look-up: what is found by a key, the same wherever it lies.
//!
//! Entries are offered newest first, those in memory and then those of each segment. Whatever lies outside the span
//! that was asked for is passed over before anything is counted. Of one hour of event time only so many are found by
//! one key, newer ones first: a segment keeps no more, since a key that every story has would fill it.

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
    last: u64,
    hours: FxHashMap<Hour, u16>,
}

impl Search {
    /// For the newest `most` entries with this key that may have happened in a span.
    pub fn new(key: u64, within: Events, most: usize) -> Search {
        Search { key: masked(key), within, left: most, last: u64::MAX, hours: FxHashMap::default() }
    }

    /// As if nothing had come after the entry of this number.
    #[must_use]
    pub fn up_to(self, last: u64) -> Search {
        Search { last, ..self }
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
        if number > self.last {
            return;
        }
        let count = self.hours.entry(when.hour()).or_default();
        if *count >= MOST_OF_AN_HOUR || self.left == 0 {
            return;
        }
        *count += 1;
        if when.meets(self.within) {
            found.push(number);
            self.left -= 1;
        }
    }
}

/// Which of the entries with one key, newest first, are kept: those that a [`Search`] may find.
#[derive(Debug, Default)]
pub(super) struct Keeping {
    hours: FxHashMap<Hour, u16>,
}

impl Keeping {
    pub(super) fn keeps(&mut self, when: When) -> bool {
        let count = self.hours.entry(when.hour()).or_default();
        *count += 1;
        *count <= MOST_OF_AN_HOUR
    }
}
