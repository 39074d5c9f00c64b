//! What became of a story on its way into another text: how much of it is left, what was edited, what is new.
//!
//! Paragraph by paragraph for the text that is being judged; of the old one only its sample is known.

use super::guard::Evidence;
use crate::dedup::signature::features::Features;
use crate::dedup::signature::sketch::is_sampled;
use crate::dedup::signature::{Paragraph, Signature};

/// What one text did to another.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(in crate::dedup) struct Change {
    /// Share of the old story that the new text carries, by words; edits and scanning errors do not lower it.
    pub(in crate::dedup) kept: f64,
    /// Share of what is carried that was edited.
    pub(in crate::dedup) edits: f64,
    /// It begins with a paragraph of prose that the old story does not have.
    pub(in crate::dedup) new_lead: bool,
    /// Words of other prose paragraphs that the old story does not have.
    pub(in crate::dedup) news: u32,
    /// It has another dateline, credit, promotion or note than the old one.
    pub(in crate::dedup) redressed: bool,
}

/// A paragraph of prose has at least this many words.
const PROSE: u32 = 10;

/// How much of one paragraph stands in the old story.
#[derive(Clone, Copy, Default)]
struct Found {
    sampled: u32,
    shared: u32,
}

impl Change {
    pub(in crate::dedup) fn of(new: &Signature, old: &Features, evidence: &Evidence) -> Change {
        let found = found(new, old);
        let whole = found.iter().fold(Found::default(), |sum, found| Found {
            sampled: sum.sampled + found.sampled,
            shared: sum.shared + found.shared,
        });
        // where errors or edits run through all of it, a paragraph that is still there has fewer shingles left
        let usual = share(whole).max(evidence.overlap.of_first());
        let redressed = new.features.dress.iter().any(|it| !old.dress.contains(it))
            || dateline_differs(&new.features, old);
        let mut change = Change { redressed, ..Change::default() };
        let (mut carried, mut before) = (0_u32, true);
        let mut kept = Found::default();
        for (paragraph, found) in new.paragraphs.iter().zip(&found) {
            let there = old.paragraphs.binary_search(&paragraph.hash).is_ok()
                || (found.shared > 0 && share(*found) >= 0.35 * usual)
                || (before && begins_like(paragraph, old));
            let prose = paragraph.prose && paragraph.words >= PROSE;
            if there || (found.sampled == 0 && !(before && prose)) {
                carried = carried.saturating_add(paragraph.words);
                kept = Found { sampled: kept.sampled + found.sampled, shared: kept.shared + found.shared };
                before &= !there;
            } else if before && prose {
                change.new_lead = true;
            } else if prose {
                change.news = change.news.saturating_add(paragraph.words);
            }
        }
        change.kept = f64::from(carried) / f64::from(old.words.max(1));
        change.edits = if kept.sampled == 0 { 0.0 } else { 1.0 - share(kept) };
        change
    }
}

/// Whether one begins with a few words before the other's first ones: a dateline that was not recognised.
fn dateline_differs(new: &Features, old: &Features) -> bool {
    const SAME: usize = 4;
    let behind = |longer: &[u32], shorter: &[u32]| {
        let first = shorter.get(..SAME);
        first.is_some() && longer.windows(SAME).skip(1).any(|run| Some(run) == first)
    };
    behind(&new.opening, &old.opening) || behind(&old.opening, &new.opening)
}

fn share(found: Found) -> f64 {
    if found.sampled == 0 { 0.0 } else { f64::from(found.shared) / f64::from(found.sampled) }
}

fn found(new: &Signature, old: &Features) -> Vec<Found> {
    let mut all = vec![Found::default(); new.paragraphs.len()];
    for (hash, paragraph) in &new.shingles {
        if !is_sampled(*hash, old.sketch.level) {
            continue;
        }
        if let Some(found) = all.get_mut(usize::from(*paragraph)) {
            found.sampled += 1;
            found.shared += u32::from(old.sketch.holds(*hash));
        }
    }
    all
}

/// Whether most of the old story's first words stand at the beginning of the paragraph.
fn begins_like(paragraph: &Paragraph, old: &Features) -> bool {
    let known = paragraph.opening.iter().filter(|word| **word != 0 && old.opening.contains(word)).count();
    5 * known >= 3 * old.opening.len().min(paragraph.opening.len()).max(1)
}
