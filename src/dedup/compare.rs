//! Whether two texts are one story, and what one is to the other.
//!
//! The samples say how much of each is in the other; what stands out in them (numbers, names, headline, first words)
//! tells a story from another on the same template. Thresholds are reasoned in docs/dedup.md.

use crate::model::Relation;

use super::change::Change;
use super::guard::Evidence;
use super::signature::{Features, Signature};

/// One story found in another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Match {
    pub(super) relation: Relation,
    /// 0 to 1: Jaccard, or for a part how much of it is in the whole.
    pub(super) similarity: f64,
    /// Word for word.
    pub(super) identical: bool,
}

/// An excerpt carries at most this much of the story.
const EXCERPT: f64 = 0.75;
/// What another desk reworked (its own dateline, spelling, promotion) is its copy of the story even where it was
/// trimmed, as long as this much is left.
const TRIMMED: f64 = 0.4;
/// So many words of prose that the old story does not have are news.
const NEWS: u32 = 30;
/// Fewest words that say something by being the same.
const FEW_WORDS: u32 = 8;
/// Fewest sampled shingles that two texts share.
const FEW_SHARED: usize = 8;

/// What the new story is to an old one; `None` if it is another story.
pub(super) fn compare(new: &Signature, old: &Features) -> Option<Match> {
    let features = &new.features;
    let evidence = Evidence::of(features, old, new.tagged);
    if features.exact != 0 && features.exact == old.exact {
        let told = features.words >= FEW_WORDS || evidence.same_headline();
        return told.then_some(Match { relation: Relation::Copy, similarity: 1.0, identical: true });
    }
    let overlap = evidence.overlap;
    let smaller = overlap.first.min(overlap.second);
    if overlap.shared < FEW_SHARED.min(smaller.div_ceil(2).max(3)) || !evidence.same_story() {
        return None;
    }
    if !enough(&evidence) {
        return None;
    }
    let relation = relation(new, old, &evidence);
    let similarity = match relation {
        Relation::Excerpt => overlap.of_first(),
        _ => overlap.jaccard(),
    };
    Some(Match { relation, similarity, identical: false })
}

/// Whether enough words are the same.
fn enough(evidence: &Evidence) -> bool {
    let (of_new, of_old) = (evidence.overlap.of_first(), evidence.overlap.of_second());
    let jaccard = evidence.overlap.jaccard();
    let headline = evidence.same_headline();
    (jaccard >= 0.5 && of_new >= 0.6)
        || (of_new >= 0.6 && (of_new >= 0.8 || headline))
        || of_old >= 0.6
        || (jaccard >= 0.2 && of_new.max(of_old) >= 0.35 && headline)
}

fn relation(new: &Signature, old: &Features, evidence: &Evidence) -> Relation {
    let change = Change::of(new, old, evidence);
    if new.tagged || change.new_lead || change.news >= NEWS || put_right(new, old, evidence, &change) {
        return Relation::Revision;
    }
    let reworked = change.redressed || change.edits >= 0.02;
    if change.kept <= EXCERPT && !(reworked && change.kept >= TRIMMED) {
        return Relation::Excerpt;
    }
    Relation::Copy
}

/// Whether figures were changed and hardly anything else.
fn put_right(new: &Signature, old: &Features, evidence: &Evidence, change: &Change) -> bool {
    let figures = evidence.numbers.conflicts();
    let touched = (3 * figures + 3) as f64 / f64::from(old.words.max(1));
    figures > 0
        && evidence.names.conflicts() == 0
        && change.edits <= touched
        && new.features.words.abs_diff(old.words) <= 2 + old.words / 50
}
