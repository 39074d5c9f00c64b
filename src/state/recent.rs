//! Entries in memory: the newest ones, before they are sealed or written.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::{Entry, Events, MOST_FOR_A_KEY};

const NONE: u32 = u32::MAX;
/// Most postings of one key that are looked at, in the window or not.
const MOST_VISITED: usize = 4 * MOST_FOR_A_KEY;

/// Numbered entries with a chain of postings for each key, newest first.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    first: u64,
    entries: VecDeque<Entry>,
    heads: FxHashMap<u64, u32>,
    links: Vec<Link>,
}

/// One posting: an entry, and the posting of the same key before it.
#[derive(Debug, Clone, Copy)]
struct Link {
    number: u64,
    before: u32,
}

impl Recent {
    pub(crate) fn starting_at(first: u64) -> Recent {
        Recent { first, ..Recent::default() }
    }

    pub(crate) fn first(&self) -> u64 {
        self.first
    }

    pub(crate) fn end(&self) -> u64 {
        self.first + self.entries.len() as u64
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn push(&mut self, mut entry: Entry) -> u64 {
        let number = self.end();
        entry.keys.sort_unstable();
        entry.keys.dedup();
        self.post(number, &entry.keys);
        self.entries.push_back(entry);
        number
    }

    fn post(&mut self, number: u64, keys: &[u64]) {
        for &key in keys {
            let place = self.links.len() as u32;
            let before = self.heads.insert(key, place).unwrap_or(NONE);
            self.links.push(Link { number, before });
        }
    }

    pub(crate) fn get(&self, number: u64) -> Option<&Entry> {
        let place = number.checked_sub(self.first)?;
        self.entries.get(usize::try_from(place).ok()?)
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// Adds the numbers of entries with this key, newest first.
    pub(crate) fn find(&self, key: u64, within: Events, most: usize, found: &mut Vec<u64>) {
        let mut place = self.heads.get(&key).copied().unwrap_or(NONE);
        let mut left = most;
        for _ in 0..MOST_VISITED {
            let Some(link) = self.links.get(place as usize) else { return };
            if left == 0 || link.number < self.first {
                return;
            }
            if self.get(link.number).is_some_and(|entry| within.contains(entry.event)) {
                found.push(link.number);
                left -= 1;
            }
            place = link.before;
        }
    }

    /// Removes and returns the oldest entry.
    pub(crate) fn pop(&mut self) -> Option<Entry> {
        let entry = self.entries.pop_front()?;
        self.first += 1;
        Some(entry)
    }

    /// Lets go of the postings of entries that were removed, once they are the most.
    pub(crate) fn tidy(&mut self) {
        let live: usize = self.entries.iter().map(|entry| entry.keys.len()).sum();
        if self.links.len() <= 1024 + 2 * live {
            return;
        }
        self.heads.clear();
        self.links.clear();
        let entries = std::mem::take(&mut self.entries);
        for (offset, entry) in entries.iter().enumerate() {
            self.post(self.first + offset as u64, &entry.keys);
        }
        self.entries = entries;
    }

    /// Forgets every entry, going on with the number after the last.
    pub(crate) fn clear(&mut self) {
        *self = Recent::starting_at(self.end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(event: i64, keys: &[u64]) -> Entry {
        Entry { arrived: 0, event, keys: keys.to_vec(), payload: Vec::new() }
    }

    fn found(recent: &Recent, key: u64, within: Events) -> Vec<u64> {
        let mut numbers = Vec::new();
        recent.find(key, within, 10, &mut numbers);
        numbers
    }

    #[test]
    fn newest_first_and_only_what_is_there() {
        let mut recent = Recent::starting_at(100);
        recent.push(entry(1, &[7, 7, 8]));
        recent.push(entry(2, &[7]));
        recent.push(entry(3, &[8]));
        assert_eq!(found(&recent, 7, Events::ALL), [101, 100]);
        assert_eq!(found(&recent, 8, Events { from: 2, to: 9 }), [102]);
        assert_eq!(recent.pop().map(|entry| entry.event), Some(1));
        assert_eq!(found(&recent, 7, Events::ALL), [101]);
        assert_eq!(found(&recent, 9, Events::ALL), [0; 0]);
        recent.clear();
        assert_eq!((recent.first(), recent.end()), (103, 103));
        assert_eq!(found(&recent, 8, Events::ALL), [0; 0]);
    }

    #[test]
    fn postings_do_not_pile_up_behind_a_moving_front() {
        let mut recent = Recent::default();
        for round in 0..20_000 {
            recent.push(entry(round, &[1, 2 + round as u64]));
            if round >= 10 {
                recent.pop();
            }
            recent.tidy();
        }
        assert!(recent.links.len() < 3000, "{} postings for ten entries", recent.links.len());
        assert_eq!(found(&recent, 1, Events::ALL).len(), 10);
    }
}
