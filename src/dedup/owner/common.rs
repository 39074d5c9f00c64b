//! What many stories of a source share: standing notices, appeals, what stands below each of them. It does not weigh.
//!
//! Counted in the order of arrival: a paragraph at the end of a story is common once two earlier stories of its source,
//! under other headlines and with other leads, had it. Each story brings a few such paragraphs and asks for as many.

use super::Dedup;
use super::trace::Trace;
use crate::dedup::compare::guard::Agreement;
use crate::dedup::signature::features::Features;
use crate::dedup::signature::hash::{Key, key};
use crate::dedup::signature::{Paragraph, Signature};
use crate::state::IndexError;

/// The last paragraphs of a story that may be common, and the fewest words of one.
const LAST: usize = 4;
const WORDS: u32 = 12;
/// Stories that have to have had it, and most that are looked at.
const STORIES: usize = 2;
const MOST: usize = 8;

impl Dedup {
    /// The hashes of the paragraphs of a story that are common in its source.
    pub(super) fn common(&self, new: &Signature) -> Result<Vec<u32>, IndexError> {
        let mut common = Vec::new();
        for paragraph in last(new) {
            let mut stories: Vec<Trace> = Vec::new();
            for number in self.find(key_of(new, paragraph), self.within(new), MOST)? {
                let Some(trace) = self.trace(number)? else { continue };
                let has = trace.features.paragraphs.binary_search(&paragraph.hash).is_ok()
                    && trace.edition.source == new.edition.source;
                let another = stories.iter().all(|other| are_two(&other.features, &trace.features));
                if has && another && are_two(&new.features, &trace.features) {
                    stories.push(trace);
                }
            }
            if stories.len() >= STORIES {
                common.push(paragraph.hash);
            }
        }
        Ok(common)
    }
}

/// The keys under which a story's last paragraphs are counted.
pub(super) fn keys(signature: &Signature) -> impl Iterator<Item = u64> + '_ {
    last(signature).map(|paragraph| key_of(signature, paragraph))
}

fn last(signature: &Signature) -> impl Iterator<Item = &Paragraph> {
    let paragraphs = signature.paragraphs.iter().skip(1).rev();
    paragraphs.filter(|paragraph| paragraph.prose && paragraph.words >= WORDS).take(LAST)
}

fn key_of(signature: &Signature, paragraph: &Paragraph) -> u64 {
    key(Key::Paragraph, u64::from(signature.edition.source) << 32 | u64::from(paragraph.hash))
}

/// Whether two stories have other headlines and other leads.
fn are_two(one: &Features, other: &Features) -> bool {
    const HEADLINES: f64 = 0.5;
    const LEAD: usize = 4;
    let headline = Agreement::of(&one.headline, &other.headline);
    let other_lead = one.opening.get(..LEAD) != other.opening.get(..LEAD);
    headline.smaller() > 0 && headline.share() < HEADLINES && other_lead
}
