//! What is kept of a story to compare others with: a sample of its shingles and what stands out in it.

use std::sync::LazyLock;

use super::Common;
use super::numerals::NUMERALS;
use super::sketch::Sketch;
use super::words::{Word, words};

/// Most entries of a list of features.
pub(in crate::dedup) const MOST: usize = 48;
/// Words of the beginning that are kept.
pub(in crate::dedup) const OPENING: usize = 12;

/// What is compared of a story.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::dedup) struct Features {
    /// Event time in seconds since 1970.
    pub(in crate::dedup) event: i64,
    /// How far it may be off, in seconds: half a day where only the day is known.
    pub(in crate::dedup) slack: i64,
    /// Hash of all words; 0 for a story that was thinned or has no text.
    pub(in crate::dedup) exact: u64,
    /// How many words.
    pub(in crate::dedup) words: u32,
    pub(in crate::dedup) sketch: Sketch,
    pub(in crate::dedup) numbers: Terms,
    pub(in crate::dedup) names: Terms,
    /// Figures that stand in it more than once, each further time; sorted.
    pub(in crate::dedup) repeated: Vec<u32>,
    /// All words together, whatever their order.
    pub(in crate::dedup) sums: Sums,
    /// Sorted.
    pub(in crate::dedup) headline: Vec<u32>,
    /// Who stands in angle brackets in the headline; sorted.
    pub(in crate::dedup) companies: Vec<u32>,
    /// The words of the headline in their order, as far as they say something.
    pub(in crate::dedup) title: Vec<u32>,
    /// Sorted.
    pub(in crate::dedup) paragraphs: Vec<u32>,
    /// The first words, in order.
    pub(in crate::dedup) opening: Vec<u32>,
    /// What an outlet puts around a story: dateline, credits, promotion, notes; one hash for each.
    pub(in crate::dedup) dress: Vec<u32>,
}

impl Features {
    /// What is left without what many stories share.
    pub(in crate::dedup) fn without(&self, common: &Common) -> Features {
        let mut left = self.clone();
        let held = |hash: &u32| self.paragraphs.binary_search(hash).is_ok();
        let gone: u32 = common.words.iter().filter(|(hash, _)| held(hash)).map(|(_, words)| words).sum();
        left.words = left.words.saturating_sub(gone);
        left.paragraphs.retain(|hash| !common.paragraphs.contains(hash));
        left.sketch.hashes.retain(|hash| common.shingles.binary_search(hash).is_err());
        left
    }
}

/// Words added up by their hashes, whatever their order: two texts in which one of these is equal have the same words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::dedup) struct Sums {
    /// Words in small letters.
    pub(in crate::dedup) plain: u64,
    /// Words with a capital letter.
    pub(in crate::dedup) capitals: u64,
    pub(in crate::dedup) figures: u64,
}

impl Sums {
    /// Adds a word; `figure`: the hash of the number that it is or stands for.
    #[inline]
    pub(in crate::dedup) fn add(&mut self, word: &Word<'_>, figure: Option<u64>) {
        let sum = match (figure.is_some(), word.capital) {
            (true, _) => &mut self.figures,
            (_, true) => &mut self.capitals,
            _ => &mut self.plain,
        };
        *sum = sum.wrapping_add(figure.unwrap_or(word.hash));
    }

    /// All of them.
    pub(in crate::dedup) fn all(self) -> u64 {
        self.plain.wrapping_add(self.capitals).wrapping_add(self.figures)
    }
}

/// Words that stand out, as they were written first, with their hashes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::dedup) struct Terms {
    /// Sorted, distinct.
    pub(in crate::dedup) hashes: Vec<u32>,
    /// In the order of the text, each ended by a line feed.
    text: String,
}

/// Longest term whose spelling is kept.
const LONGEST: usize = 40;

impl Terms {
    /// Adds a word unless it is there already or the list is full; false where it is there.
    /// [`sort`](Terms::sort) ends the adding.
    pub(in crate::dedup) fn add(&mut self, word: &Word<'_>) -> bool {
        let hash = term_hash(word);
        if self.hashes.contains(&hash) {
            return false;
        }
        let full = self.hashes.len() >= MOST || word.text().len() > LONGEST || word.text().contains('\n');
        if !full {
            self.hashes.push(hash);
            self.text.push_str(word.text());
            self.text.push('\n');
        }
        true
    }

    pub(in crate::dedup) fn sort(&mut self) {
        self.hashes.sort_unstable();
    }

    /// Those whose hash the other does not have, as written.
    pub(in crate::dedup) fn beyond<'a>(&'a self, other: &'a Terms) -> impl Iterator<Item = &'a str> {
        let unknown = |term: &&str| match first_word(term) {
            Some(word) => other.hashes.binary_search(&term_hash(&word)).is_err(),
            None => false,
        };
        self.text.split_terminator('\n').filter(unknown)
    }

    pub(in crate::dedup) fn text(&self) -> &str {
        &self.text
    }

    /// Those with these hashes, sorted, and what [`text`](Terms::text) gave of them.
    pub(in crate::dedup) fn known(hashes: Vec<u32>, text: String) -> Terms {
        Terms { hashes, text }
    }
}

fn first_word(text: &str) -> Option<Word<'_>> {
    let mut first = None;
    words(text, |word| {
        first.get_or_insert(word);
    });
    first
}

pub(in crate::dedup) fn term_hash(word: &Word<'_>) -> u32 {
    numeral(word).unwrap_or(word.hash) as u32
}

/// The hash of the number that a word like "three" stands for.
#[inline]
pub(in crate::dedup) fn numeral(word: &Word<'_>) -> Option<u64> {
    static TABLE: LazyLock<Numerals> = LazyLock::new(Numerals::new);
    TABLE.get(word.hash)
}

/// Numerals by hash, with a bit for each so that most words are told at once not to be one.
struct Numerals {
    bits: [u64; 32],
    sorted: Vec<(u64, u64)>,
}

impl Numerals {
    fn new() -> Numerals {
        let hash = |text| first_word(text).map_or(0, |word| word.hash);
        let pairs = NUMERALS.iter();
        let mut sorted: Vec<(u64, u64)> = pairs
            .flat_map(|(value, words)| words.iter().map(move |word| (hash(word), hash(value))))
            .collect();
        sorted.sort_unstable();
        let mut bits = [0; 32];
        for (word, _) in &sorted {
            if let Some(block) = bits.get_mut((word >> 6) as usize % 32) {
                *block |= 1 << (word & 63);
            }
        }
        Numerals { bits, sorted }
    }

    #[inline]
    fn get(&self, word: u64) -> Option<u64> {
        if self.bits.get((word >> 6) as usize % 32)? & (1 << (word & 63)) == 0 {
            return None;
        }
        let place = self.sorted.binary_search_by_key(&word, |(word, _)| *word).ok()?;
        self.sorted.get(place).map(|(_, value)| *value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Terms {
        let mut terms = Terms::default();
        words(text, |word| {
            terms.add(&word);
        });
        terms.sort();
        terms
    }

    #[test]
    fn as_written_but_compared_by_what_it_means() {
        let old = terms("three 1,200 10-7/8 Marrow");
        let new = terms("3 1200 10-7/8 Barrow 1,300");
        assert_eq!(new.beyond(&old).collect::<Vec<_>>(), ["Barrow", "1,300"]);
        assert_eq!(old.beyond(&new).collect::<Vec<_>>(), ["Marrow"]);
    }
}
