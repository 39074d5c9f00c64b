//! Whether two texts are one story, and what one is to the other.
//!
//! The samples say how much of each is in the other; what stands out in them (numbers, names, headline, first words)
//! tells a story from another on the same template. Thresholds are reasoned in docs/dedup.md.

use crate::model::Relation;

use super::signature::Signature;
use super::signature::features::Features;
use change::Change;
use guard::Evidence;

mod change;
pub(in crate::dedup) mod changes;
pub(in crate::dedup) mod guard;
mod put_right;
mod rounded;
mod siblings;

/// One story found in another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::dedup) struct Match {
    pub(in crate::dedup) relation: Relation,
    /// 0 to 1: Jaccard, or for a part how much of it is in the whole.
    pub(in crate::dedup) similarity: f64,
    /// Word for word.
    pub(in crate::dedup) identical: bool,
}

/// An excerpt carries at most this much of the story.
const EXCERPT: f64 = 0.78;
/// What another desk reworked (its own dateline, spelling, promotion) is its copy of the story even where it was
/// trimmed, as long as this much is left.
const TRIMMED: f64 = 0.4;
/// With so many edits everywhere it is typing and scanning errors that make names and figures differ.
const NOISE: f64 = 0.2;
/// A few lines with so many names in them say whom they are about.
const NAMES: usize = 3;

/// What the new story is to an old one; `None` if it is another story.
pub(in crate::dedup) fn compare(new: &Signature, old: &Features, same_source: bool) -> Option<Match> {
    let features = &new.features;
    let evidence = Evidence::of(features, old, new.tagged);
    if features.exact != 0 && features.exact == old.exact {
        if evidence.is_notice_again(features, same_source) {
            return None;
        }
        let told = evidence.same_headline() || !evidence.tiny || evidence.names.shared >= NAMES;
        return told.then_some(Match { relation: Relation::Copy, similarity: 1.0, identical: true });
    }
    if !evidence.same_story() || change::share_a_notice(new, old, &evidence) {
        return None;
    }
    let relation = relation(new, old, &evidence);
    let similarity = match relation {
        Relation::Excerpt => evidence.overlap.of_first(),
        _ => evidence.overlap.jaccard(),
    };
    Some(Match { relation, similarity, identical: false })
}

fn relation(new: &Signature, old: &Features, evidence: &Evidence) -> Relation {
    let change = Change::of(new, old, evidence);
    // "UPDATE" over the same words is only another headline, and the old figures may stand in what was cut
    let whole = change.kept > EXCERPT && change.edits < NOISE;
    let further = new.tagged && whole && evidence.numbers.conflicts() > 0;
    if new.corrects
        || evidence.in_other_words() && (change.kept >= TRIMMED || evidence.rounded > 0)
        || further
        || (new.tagged && change.news > 0 && !change.redressed && change.edits < NOISE / 4.0)
        || change.new_lead
        || change.news >= news(old.words, change.redressed) + change.missed
        || is_longer(&change, old, evidence)
        || put_right::is_put_right(new, old, evidence, &change)
    {
        return Relation::Revision;
    }
    let reworked = change.redressed || change.edits >= 0.02;
    if change.kept <= EXCERPT && !(reworked && change.kept >= TRIMMED) {
        return Relation::Excerpt;
    }
    Relation::Copy
}

/// So many words of prose that the old story does not have are news: the more the longer it was, since outlets add lines
/// of their own to long stories, those that dress it anew more of them, and a sentence changes a brief.
fn news(words: u32, redressed: bool) -> u32 {
    const LONG: u32 = 200;
    match words {
        0..LONG => 10 + words / 10,
        _ if redressed => 45 + (words - LONG) / 60,
        _ => 30 + (words - LONG) / 100,
    }
}

/// Whether so much prose was added that it tells of more, whatever of it was sampled: to a short story with names or
/// figures of its own, since the sentences on one template share their words; to a long one that is else the same.
fn is_longer(change: &Change, old: &Features, evidence: &Evidence) -> bool {
    const NAMES: usize = 3;
    let added = evidence.names.first + evidence.numbers.first;
    let much = news(old.words, change.redressed);
    let short = change.longer >= much.max(2 * old.words / 5) && added >= NAMES;
    let long = change.longer >= 2 * much && change.kept >= 0.97 && change.edits < 0.02 && !change.redressed;
    short || long
}
