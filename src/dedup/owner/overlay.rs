//! What is decided but not yet in the index: in flight, or synced and waiting for the next flush.
//!
//! Bounded by what the pipeline lets be in flight and by how often it flushes.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::dedup::Identity;
use crate::model::Position;
use crate::state::{Entry, Recent, Search};

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

/// What a flush may write.
pub(in crate::dedup) struct Ready {
    pub(in crate::dedup) entries: Vec<Arc<Entry>>,
    pub(in crate::dedup) covered: Option<Position>,
    pub(in crate::dedup) until: u64,
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
        self.recent.push(Arc::new(entry));
        self.slots.push_back(Slot { id, stage: Stage::InFlight, quotations: 0 });
    }

    /// Offers the entries that were not dropped, newest first.
    pub(in crate::dedup) fn find(&self, search: &mut Search, found: &mut Vec<u64>) {
        self.recent.find(search, found, |number| self.is_dropped(number));
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
                self.quotations.push(Arc::new(entry));
            }
        }
    }

    pub(in crate::dedup) fn find_quotations(&self, search: &mut Search, found: &mut Vec<u64>) {
        self.quotations.find(search, found, |_| false);
    }

    pub(in crate::dedup) fn quotation(&self, number: u64) -> Option<&[u8]> {
        self.quotations.get(number).map(|entry| entry.payload.as_slice())
    }

    /// Notes that a record's line is synced. False if no such record is in flight.
    pub(in crate::dedup) fn synced(&mut self, id: Identity, position: Position) -> bool {
        self.settle(id, Stage::Synced(position))
    }

    /// Notes that a record gets no line. Right after its verdict it is as if it had never come.
    pub(in crate::dedup) fn dropped(&mut self, id: Identity) {
        let newest = self.slots.back();
        if newest.is_some_and(|slot| slot.id == id && slot.stage == Stage::InFlight && slot.quotations == 0) {
            self.slots.pop_back();
            self.recent.take_back();
        } else {
            self.settle(id, Stage::Dropped);
        }
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

    /// The entries that can be written, the position that is covered with them, and the number after the last of them.
    pub(in crate::dedup) fn ready(&self) -> Ready {
        let mut ready =
            Ready { entries: Vec::new(), covered: None, until: self.recent.first() + self.settled as u64 };
        let mut quotations = self.quotations.entries();
        for (slot, entry) in self.slots.iter().zip(self.recent.entries()).take(self.settled) {
            let said = quotations.by_ref().take(slot.quotations);
            if let Stage::Synced(position) = slot.stage {
                ready.covered = ready.covered.max(Some(position));
                ready.entries.push(Arc::clone(entry));
                ready.entries.extend(said.cloned());
            } else {
                said.for_each(drop);
            }
        }
        ready
    }

    /// Lets go of what is written: everything before this number.
    pub(in crate::dedup) fn written(&mut self, until: u64) {
        while self.recent.first() < until && self.let_go() {}
        self.recent.tidy();
        self.quotations.tidy();
    }

    /// Lets go of what an index covers that turned out to have been written.
    pub(in crate::dedup) fn known(&mut self, covers: Position) {
        let is_known = |slot: &Slot| match slot.stage {
            Stage::InFlight => false,
            Stage::Synced(position) => position <= covers,
            Stage::Dropped => true,
        };
        while self.slots.front().is_some_and(is_known) && self.let_go() {}
        self.recent.tidy();
        self.quotations.tidy();
    }

    /// Lets go of the oldest slot. False if there is none.
    fn let_go(&mut self) -> bool {
        let Some(slot) = self.slots.pop_front() else { return false };
        self.recent.pop();
        for _ in 0..slot.quotations {
            self.quotations.pop();
        }
        self.settled = self.settled.saturating_sub(1);
        true
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
