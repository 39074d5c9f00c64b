//! The template guard: earnings reports, scores, forecasts and market closes share most of their words with one
//! another. Numbers, names, headline and first words tell them apart.

use crate::model::Relation;

use super::signature::Features;
use super::sketch::{Overlap, shared};

/// A text with fewer sampled shingles may be all template.
const SHORT: usize = 120;

/// Whether what stands out in two texts with shared words is the same.
pub(super) fn same_story(new: &Features, old: &Features, overlap: &Overlap, relation: Relation) -> bool {
    if overlap.of_first().min(overlap.of_second()) >= 0.97 {
        return true;
    }
    let headline = headlines(new, old);
    if relation == Relation::Excerpt && overlap.of_first() < 0.8 && headline < 0.6 {
        return false;
    }
    let names = common(&new.names, &old.names);
    if overlap.first.min(overlap.second) >= SHORT {
        return names >= 0.4;
    }
    common(&new.numbers, &old.numbers) >= 0.6 && names >= 0.6 && (headline >= 0.6 || leads(new, old))
}

/// How much of the shorter headline is in the other.
pub(super) fn headlines(new: &Features, old: &Features) -> f64 {
    if new.headline.is_empty() || old.headline.is_empty() {
        return 0.0;
    }
    common(&new.headline, &old.headline)
}

/// Share of the smaller set that is in the other; all of it where there is nothing.
fn common(first: &[u32], second: &[u32]) -> f64 {
    let smaller = first.len().min(second.len());
    if smaller == 0 { 1.0 } else { shared(first, second) as f64 / smaller as f64 }
}

/// Whether they begin with the same words.
fn leads(new: &Features, old: &Features) -> bool {
    let words = |features: &Features| features.opening.iter().take(3).copied().collect::<Vec<_>>();
    new.opening.len() >= 3 && words(new) == words(old)
}
