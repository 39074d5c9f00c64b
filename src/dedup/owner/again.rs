//! A run that is gone on with: what comes first came before, in the same order, as far as the run had come.
//!
//! Of a copy that was dropped nothing is remembered. When it comes again, the index knows what came after it as well, and
//! it might be told to be a part or a version of that. So it is first looked at as of its own place in the order, up to the
//! first record that is new: as of what was known when the run began, and of what has come again since.

use super::search::Link;
use super::{Decided, Dedup};
use crate::dedup::signature::Signature;
use crate::model::Relation;
use crate::state::IndexError;

/// How far the order that came before has come again.
#[derive(Debug, Default)]
pub(super) struct Again {
    /// Number after the newest record that was known when the run began or has come again; none where nothing is
    /// expected to come again.
    reached: Option<u64>,
    /// What is looked up now knows nothing from this number on.
    as_of: Option<u64>,
}

impl Again {
    /// Another record is judged: what a panic may have left of the last one's look-ups is over.
    pub(super) fn begin(&mut self) {
        self.as_of = None;
    }

    pub(super) fn reached(&mut self, number: u64) {
        self.reached = self.reached.map(|reached| reached.max(number + 1));
    }

    pub(super) fn as_of(&self) -> Option<u64> {
        self.as_of
    }
}

impl Dedup {
    /// What comes now came before in the same order, as far as the records go that are known; copies were dropped. When
    /// it began, the index had [come so far](Dedup::end).
    pub fn expect_dropped_again(&mut self, begun_at: u64) {
        self.again.reached = Some(begun_at);
    }

    /// What was decided about a record when it came before, if it was not written then.
    pub(super) fn decided_before(&mut self, signature: &Signature) -> Result<Option<Decided>, IndexError> {
        let Some(reached) = self.again.reached else { return Ok(None) };
        self.again.as_of = Some(reached);
        let decided = self.decide(signature);
        self.again.as_of = None;
        let decided = decided?;
        let is_copy = |link: &Link| link.place.relation == Relation::Copy && !link.killed;
        if matches!(&decided, Decided::Replay { .. })
            || matches!(&decided, Decided::Linked(link) if is_copy(link))
        {
            return Ok(Some(decided));
        }
        // It would have been written: from here on everything is new.
        self.again = Again::default();
        Ok(None)
    }
}
