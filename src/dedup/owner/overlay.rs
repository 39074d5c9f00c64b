//! What is decided but not yet in the index: in flight, or synced and waiting for the next flush.
//!
//! Bounded by what the pipeline lets be in flight and by how often it flushes.

use std::collections::VecDeque;

use crate::model::Position;
use crate::state::{Entry, Events, Recent};

use crate::dedup::Identity;

/// How far a decided record has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Its line is not synced yet.
    InFlight,
    /// Its line is synced and ends here.
    Synced(Position),
    /// It gets no line.
    Dropped,
}

#[derive(Debug)]
struct Slot {
    id: Identity,
    stage: Stage,
    /// How many quotations were noted for it.
    quotations: usize,
}

/// Decided records in order of arrival.
#[derive(Debug, Default)]
pub(in crate::dedup) struct Overlay {
    recent: Recent,
    slots: VecDeque<Slot>,
    /// How many slots at the front are no longer in flight.
    settled: usize,
    /// Quotations, in the order of their records.
    quotations: Recent,
}

impl Overlay {
    pub(in crate::dedup) fn push(&mut self, id: Identity, entry: Entry) {
        self.recent.push(entry);
        self.slots.push_back(Slot { id, stage: Stage::InFlight, quotations: 0 });
    }

    /// Numbers of entries with this key that were not dropped, newest first.
    pub(in crate::dedup) fn find(&self, key: u64, within: Events, most: usize, found: &mut Vec<u64>) {
        let before = found.len();
        self.recent.find(key, within, most, found);
        let mut place = 0;
        found.retain(|number| {
            place += 1;
            place <= before || !self.is_dropped(*number)
        });
    }

    fn is_dropped(&self, number: u64) -> bool {
        let place = usize::try_from(number - self.recent.first()).unwrap_or(usize::MAX);
        self.slots.get(place).is_none_or(|slot| slot.stage == Stage::Dropped)
    }

    pub(in crate::dedup) fn payload(&self, number: u64) -> Option<&[u8]> {
        self.recent.get(number).map(|entry| entry.payload.as_slice())
    }

    /// Notes what was said in a record that is in flight, the records in order.
    pub(in crate::dedup) fn note_quotations(&mut self, id: Identity, entries: Vec<Entry>) {
        let slot = self.slots.iter_mut().skip(self.settled).find(|slot| slot.id == id);
        if let Some(slot) = slot {
            slot.quotations += entries.len();
            for entry in entries {
                self.quotations.push(entry);
            }
        }
    }

    pub(in crate::dedup) fn find_quotations(&self, key: u64, most: usize, found: &mut Vec<u64>) {
        self.quotations.find(key, Events::ALL, most, found);
    }

    pub(in crate::dedup) fn quotation(&self, number: u64) -> Option<&[u8]> {
        self.quotations.get(number).map(|entry| entry.payload.as_slice())
    }

    /// Notes that a record's line is synced. False if no such record is in flight.
    pub(in crate::dedup) fn synced(&mut self, id: Identity, position: Position) -> bool {
        self.settle(id, Stage::Synced(position))
    }

    /// Notes that a record gets no line, and forgets it.
    pub(in crate::dedup) fn dropped(&mut self, id: Identity) -> bool {
        self.settle(id, Stage::Dropped)
    }

    fn settle(&mut self, id: Identity, stage: Stage) -> bool {
        let waiting = self.slots.iter_mut().skip(self.settled);
        let Some(slot) = waiting.into_iter().find(|slot| slot.stage == Stage::InFlight && slot.id == id)
        else {
            return false;
        };
        slot.stage = stage;
        while self.slots.get(self.settled).is_some_and(|slot| slot.stage != Stage::InFlight) {
            self.settled += 1;
        }
        true
    }

    /// The entries that can be written, and the position that is covered with them. What stands up to `known` was
    /// written by a flush that failed after all was done.
    pub(in crate::dedup) fn ready(&self, known: Position) -> (Vec<Entry>, Option<Position>) {
        let mut covered = None;
        let mut entries = Vec::new();
        let mut quotations = self.quotations.entries();
        for (slot, entry) in self.slots.iter().zip(self.recent.entries()).take(self.settled) {
            let said = quotations.by_ref().take(slot.quotations);
            match slot.stage {
                Stage::Synced(position) if position > known => {
                    covered = covered.max(Some(position));
                    entries.push(entry.clone());
                    entries.extend(said.cloned());
                }
                _ => said.for_each(drop),
            }
        }
        (entries, covered)
    }

    /// Lets go of what [`ready`](Overlay::ready) gave.
    pub(in crate::dedup) fn written(&mut self) {
        for _ in 0..self.settled {
            self.recent.pop();
            let said = self.slots.pop_front().map_or(0, |slot| slot.quotations);
            for _ in 0..said {
                self.quotations.pop();
            }
        }
        self.settled = 0;
        self.recent.tidy();
        self.quotations.tidy();
    }

    /// Whether nothing is in flight.
    pub(in crate::dedup) fn is_settled(&self) -> bool {
        self.settled == self.slots.len()
    }

    /// How many are no longer in flight.
    pub(in crate::dedup) fn settled(&self) -> usize {
        self.settled
    }
}
