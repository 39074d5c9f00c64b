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
    /// Words of prose that would be taken for such although they are not: by chance nothing of a paragraph was sampled that
    /// errors left whole. Twice what is to be expected.
    pub(in crate::dedup) missed: u32,
    /// How many words of prose it has more than the old story had altogether.
    pub(in crate::dedup) longer: u32,
    /// It has another dateline, credit, promotion or note than the old one.
    pub(in crate::dedup) redressed: bool,
}

/// A paragraph of prose has at least this many words.
const PROSE: u32 = 10;
/// With so many edits errors run through all of it.
const NOISY: f64 = 0.1;
/// With a greater chance that nothing of it is found where it is there after all, a first paragraph is no new lead.
const CHANCE: f64 = 0.1;

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
        let carried_usually = usual_of_carried(&found);
        let redressed = new.features.dress.iter().any(|it| !old.dress.contains(it))
            || dateline_differs(&new.features, old);
        let mut change = Change { redressed, ..Change::default() };
        let (mut carried, mut before, mut missed) = (0_u32, true, 0.0);
        let mut kept = Found::default();
        let old_lead = new.paragraphs.iter().position(|paragraph| begins_like(paragraph, old));
        for (place, (paragraph, found)) in new.paragraphs.iter().zip(&found).enumerate() {
            let there = old.paragraphs.binary_search(&paragraph.hash).is_ok()
                || (found.shared > 0 && share(*found) >= 0.35 * usual)
                || (before && begins_like(paragraph, old));
            let prose =
                paragraph.prose && paragraph.words >= PROSE && !is_headline(paragraph, &new.features, old);
            let by_chance = (1.0 - carried_usually).powi(found.sampled.min(100) as i32);
            missed += if prose && found.sampled > 0 { by_chance * f64::from(paragraph.words) } else { 0.0 };
            if there || (found.sampled == 0 && !(before && prose)) {
                carried = carried.saturating_add(paragraph.words);
                kept = Found { sampled: kept.sampled + found.sampled, shared: kept.shared + found.shared };
                before &= !there;
            } else if before && prose && (by_chance <= CHANCE || old_lead.is_some_and(|lead| lead > place)) {
                change.new_lead = true;
            } else if prose {
                change.news = change.news.saturating_add(paragraph.words);
            }
        }
        change.edits = if kept.sampled == 0 { 0.0 } else { 1.0 - share(kept) };
        let prose = new.paragraphs.iter().filter(|it| it.prose && !is_headline(it, &new.features, old));
        change.longer = prose.map(|it| it.words).sum::<u32>().saturating_sub(old.words);
        change.settle(carried, new.features.words, old.words);
        change.missed = (2.0 * missed) as u32;
        change.kept = f64::from(carried) / f64::from(old.words.max(1));
        change
    }
}

/// Whether two texts share no more than what stands below them: neither lead is in the other, no word of one headline is
/// in the other, and most names differ. A standing notice makes no story.
pub(in crate::dedup) fn share_a_notice(new: &Signature, old: &Features, evidence: &Evidence) -> bool {
    const NAMES: f64 = 0.75;
    let titles = (&new.features.title, &old.title);
    let disjoint = !titles.0.iter().any(|word| titles.1.contains(word));
    let headed = !titles.0.is_empty() && !titles.1.is_empty();
    if !headed || !disjoint || new.tagged || evidence.names.share() >= NAMES {
        return false;
    }
    let lead = new.paragraphs.iter().position(|it| it.prose && it.words >= PROSE);
    let Some((lead, place)) = lead.and_then(|place| Some((new.paragraphs.get(place)?, place))) else {
        return false;
    };
    let is_there = old.paragraphs.binary_search(&lead.hash).is_ok()
        || found(new, old).get(place).is_some_and(|found| 3 * found.shared >= found.sampled.max(1));
    !is_there && !new.paragraphs.iter().any(|paragraph| begins_like(paragraph, old))
}

/// How much of a paragraph that is carried is usually found: of those of which anything is.
fn usual_of_carried(found: &[Found]) -> f64 {
    let carried = found.iter().filter(|found| found.shared > 0);
    share(carried.fold(Found::default(), |sum, found| Found {
        sampled: sum.sampled + found.sampled,
        shared: sum.shared + found.shared,
    }))
}

/// Whether a paragraph says no more than the headline of either.
fn is_headline(paragraph: &Paragraph, new: &Features, old: &Features) -> bool {
    let words = || paragraph.opening.iter().filter(|word| **word != 0);
    let said = |headline: &[u32]| words().filter(|word| headline.binary_search(word).is_ok()).count();
    let all = words().count();
    let length = paragraph.words as usize;
    [&new.headline, &old.headline]
        .iter()
        .any(|headline| length <= headline.len() + headline.len() / 2 + 2 && 5 * said(headline) >= 4 * all)
}

impl Change {
    /// Where as many words of prose seem to be new as the old story seems to have lost, and one is as long as the other, they
    /// are the same in another spelling or with errors. In clean texts only to the word: paragraphs may have been replaced.
    fn settle(&mut self, carried: u32, new: u32, old: u32) {
        let noisy = self.edits >= NOISY;
        let margin = if noisy { old / 20 } else { 2 };
        let lost = old.saturating_sub(carried);
        if self.news > 0
            && self.news <= lost + margin
            && new.abs_diff(old) <= margin
            && (noisy || self.news + margin >= lost)
        {
            self.news = 0;
        }
        if noisy && self.new_lead && new.abs_diff(old) <= margin.min(PROSE) {
            self.new_lead = false;
        }
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
