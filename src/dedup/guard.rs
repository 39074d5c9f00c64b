//! The template guard: earnings reports, scores, forecasts and market closes share most of their words with one
//! another. Numbers, names, headline and first words tell them apart.
//!
//! What one text has beyond the other is no evidence, since stories are cut and added to; what each has and the
//! other lacks is a conflict.

use super::signature::Features;
use super::sketch::{Overlap, shared};

/// A text with fewer words may be all template.
const SHORT: u32 = 130;
/// Daily notices come back after a day; corrections come sooner.
const DAY: i64 = 18 * 3600;

/// How two sets of what stands out agree.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Agreement {
    pub(super) shared: usize,
    /// In the first only.
    pub(super) first: usize,
    /// In the second only.
    pub(super) second: usize,
}

impl Agreement {
    pub(super) fn of(first: &[u32], second: &[u32]) -> Agreement {
        let shared = shared(first, second);
        Agreement { shared, first: first.len() - shared, second: second.len() - shared }
    }

    /// How many of each have no counterpart in the other.
    pub(super) fn conflicts(&self) -> usize {
        self.first.min(self.second)
    }

    /// Share of the smaller set that is in the other; all of it where there is nothing.
    pub(super) fn share(&self) -> f64 {
        let smaller = self.shared + self.conflicts();
        if smaller == 0 { 1.0 } else { self.shared as f64 / smaller as f64 }
    }
}

/// What tells whether two texts with shared words are one story.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Evidence {
    pub(super) overlap: Overlap,
    pub(super) numbers: Agreement,
    pub(super) names: Agreement,
    pub(super) headline: Agreement,
    /// They begin with the same words.
    pub(super) opening: bool,
    /// The shorter of the two may be all template.
    pub(super) short: bool,
    /// They are more than about a day apart.
    pub(super) days: bool,
    /// The new one says that it puts the old one right.
    pub(super) tagged: bool,
}

impl Evidence {
    pub(super) fn of(new: &Features, old: &Features, tagged: bool) -> Evidence {
        Evidence {
            overlap: new.sketch.overlap(&old.sketch),
            numbers: Agreement::of(&new.numbers, &old.numbers),
            names: Agreement::of(&new.names, &old.names),
            headline: Agreement::of(&new.headline, &old.headline),
            opening: openings(new, old),
            short: new.words.min(old.words) < SHORT,
            days: new.event.saturating_sub(old.event).saturating_abs() > DAY,
            tagged,
        }
    }

    /// The share of the smaller text that is in the other.
    pub(super) fn containment(&self) -> f64 {
        self.overlap.of_first().max(self.overlap.of_second())
    }

    /// Whether the headlines say the same; not if there is none.
    pub(super) fn same_headline(&self) -> bool {
        self.headline.shared > 0 && self.headline.share() >= 0.6
    }

    /// Whether what stands out is the same.
    pub(super) fn same_story(&self) -> bool {
        if !self.short {
            return self.overlap.of_first().min(self.overlap.of_second()) >= 0.97
                || self.names.share() >= 0.4;
        }
        if self.numbers.conflicts() > 0 && !self.tagged {
            let everywhere = self.names.conflicts() > 0 && self.headline.conflicts() > 0;
            if self.days || everywhere {
                return false;
            }
        }
        self.numbers.share() >= 0.6 && self.names.share() >= 0.6 && (self.same_headline() || self.opening)
    }
}

/// Whether two texts begin with the same words.
fn openings(new: &Features, old: &Features) -> bool {
    const WORDS: usize = 3;
    let first = new.opening.iter().take(WORDS);
    new.opening.len() >= WORDS && first.eq(old.opening.iter().take(WORDS))
}
