//! Whether two texts are one story, and what one is to the other.
//!
//! The samples say how much of each is in the other; what stands out in them (numbers, names, headline, first words)
//! tells a story from another on the same template. Thresholds are reasoned in docs/dedup.md.

use crate::model::Relation;

use super::guard;
use super::signature::{Features, Signature};
use super::sketch::Overlap;

/// One story found in another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Match {
    pub(super) relation: Relation,
    /// 0 to 1: Jaccard, or for a part how much of it is in the whole.
    pub(super) similarity: f64,
    /// Word for word.
    pub(super) identical: bool,
}

/// Fewest words that say something by being the same.
const FEW_WORDS: u32 = 8;
/// Fewest sampled shingles that two texts share.
const FEW_SHARED: usize = 8;

/// What the new story is to an old one; `None` if it is another story.
pub(super) fn compare(new: &Signature, old: &Features) -> Option<Match> {
    let features = &new.features;
    if features.exact != 0 && features.exact == old.exact {
        let told = features.words >= FEW_WORDS || guard::headlines(features, old) >= 0.6;
        return told.then_some(Match { relation: Relation::Copy, similarity: 1.0, identical: true });
    }
    let overlap = features.sketch.overlap(&old.sketch);
    let smaller = overlap.first.min(overlap.second);
    if overlap.shared < FEW_SHARED.min(smaller.div_ceil(2).max(3)) {
        return None;
    }
    let relation = relation(new, old, &overlap)?;
    if !guard::same_story(features, old, &overlap, relation) {
        return None;
    }
    let similarity = match relation {
        Relation::Excerpt => overlap.of_first(),
        _ => overlap.jaccard(),
    };
    Some(Match { relation, similarity, identical: false })
}

fn relation(new: &Signature, old: &Features, overlap: &Overlap) -> Option<Relation> {
    let (of_new, of_old, jaccard) = (overlap.of_first(), overlap.of_second(), overlap.jaccard());
    let headline = guard::headlines(&new.features, old);
    if jaccard >= 0.5 && of_new >= 0.6 {
        return Some(if new.tagged { Relation::Revision } else { Relation::Copy });
    }
    if of_new >= 0.6 {
        return Some(Relation::Excerpt);
    }
    if of_old >= 0.6 || (jaccard >= 0.2 && of_new.max(of_old) >= 0.35 && headline >= 0.6) {
        return Some(Relation::Revision);
    }
    None
}
