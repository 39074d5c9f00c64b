//! Entries in memory: the newest ones, before they are sealed or written.

use std::collections::VecDeque;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::search::masked;
use super::{Entry, Search};

const NONE: u32 = u32::MAX;

/// Numbered entries with a chain of postings for each key, newest first.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    first: u64,
    entries: VecDeque<Arc<Entry>>,
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

    pub(crate) fn push(&mut self, entry: Arc<Entry>) -> u64 {
        let number = self.end();
        self.post(number, &entry.keys);
        self.entries.push_back(entry);
        number
    }

    fn post(&mut self, number: u64, keys: &[u64]) {
        for &key in keys {
            let place = self.links.len() as u32;
            let before = self.heads.insert(masked(key), place).unwrap_or(NONE);
            self.links.push(Link { number, before });
        }
    }

    pub(crate) fn get(&self, number: u64) -> Option<&Arc<Entry>> {
        let place = number.checked_sub(self.first)?;
        self.entries.get(usize::try_from(place).ok()?)
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.entries.iter()
    }

    /// Offers the entries with the key, newest first, but those that are to be passed over as if they were not there.
    pub(crate) fn find(&self, search: &mut Search, found: &mut Vec<u64>, pass_over: impl Fn(u64) -> bool) {
        let mut place = self.heads.get(&search.key()).copied().unwrap_or(NONE);
        let mut last = None;
        while !search.is_done() {
            let Some(link) = self.links.get(place as usize) else { return };
            place = link.before;
            // An entry two of whose keys agree in what counts of them is still one.
            if last.replace(link.number) == Some(link.number) {
                continue;
            }
            let Some(entry) = self.get(link.number) else { return };
            if !pass_over(link.number) {
                search.offer(link.number, entry.when(), found);
            }
        }
    }

    /// Removes and returns the oldest entry.
    pub(crate) fn pop(&mut self) -> Option<Arc<Entry>> {
        let entry = self.entries.pop_front()?;
        self.first += 1;
        Some(entry)
    }

    /// Takes the newest entry back as if it had never been there.
    pub(crate) fn take_back(&mut self) {
        let Some(entry) = self.entries.pop_back() else { return };
        for &key in entry.keys.iter().rev() {
            let Some(link) = self.links.pop() else { return };
            if link.before == NONE {
                self.heads.remove(&masked(key));
            } else {
                self.heads.insert(masked(key), link.before);
            }
        }
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Events;

    /// Keys that differ in what counts of them.
    fn key(n: u64) -> u64 {
        n << 40
    }

    fn entry(event: i64, keys: &[u64]) -> Arc<Entry> {
        let keys = keys.iter().map(|n| key(*n)).collect();
        Arc::new(Entry { event, keys, ..Entry::default() })
    }

    fn found(recent: &Recent, n: u64, within: Events) -> Vec<u64> {
        let mut numbers = Vec::new();
        recent.find(&mut Search::new(key(n), within, 10), &mut numbers, |_| false);
        numbers
    }

    #[test]
    fn newest_first_and_only_what_is_there() {
        let mut recent = Recent::starting_at(100);
        recent.push(entry(60, &[7, 7, 8]));
        recent.push(entry(120, &[7]));
        recent.push(entry(180, &[8]));
        assert_eq!(found(&recent, 7, Events::ALL), [101, 100]);
        assert_eq!(found(&recent, 8, Events { from: 120, to: 9000 }), [102]);
        assert_eq!(recent.pop().map(|entry| entry.event), Some(60));
        assert_eq!(found(&recent, 7, Events::ALL), [101]);
        assert_eq!(found(&recent, 9, Events::ALL), [0; 0]);
        assert_eq!((recent.first(), recent.end()), (101, 103));
    }

    #[test]
    fn what_was_taken_back_was_never_there() {
        let mut recent = Recent::default();
        recent.push(entry(1, &[7, 8]));
        for _ in 0..1000 {
            recent.push(entry(2, &[7, 9, 7]));
            recent.take_back();
        }
        assert_eq!(found(&recent, 7, Events::ALL), [0]);
        assert_eq!(found(&recent, 9, Events::ALL), [0; 0]);
        assert_eq!((recent.links.len(), recent.heads.len(), recent.end()), (2, 2, 1));
        recent.push(entry(3, &[7]));
        assert_eq!(found(&recent, 7, Events::ALL), [1, 0]);
    }

    #[test]
    fn what_is_outside_the_window_takes_no_place_in_it() {
        let mut recent = Recent::default();
        recent.push(entry(0, &[1]));
        for _ in 0..5000 {
            recent.push(entry(500_000, &[1]));
        }
        assert_eq!(found(&recent, 1, Events { from: -100, to: 100 }), [0]);
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
