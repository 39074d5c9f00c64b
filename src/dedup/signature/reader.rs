//! Reads a story's text once and collects what is compared of it.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::features::{MOST, OPENING, Sums, Terms, numeral, term_hash};
use super::hash::Hasher;
use super::sketch::{self, SHINGLE, Sketch};
use super::words::{Word, words};
use super::{Paragraph, Signature};

/// Most paragraphs told apart.
const PARAGRAPHS: usize = MOST;
/// Most paragraphs a text is split into; the rest of it is one more.
const SPLIT: usize = 4096;
/// Most figures by which a story is found.
const FIGURES: usize = 3;
/// Most sampled shingles held for comparing paragraphs.
const SHINGLES: usize = 8192;

/// Collects features paragraph by paragraph.
#[derive(Default)]
pub(in crate::dedup) struct Reader {
    words: Vec<u64>,
    numbers: Terms,
    names: Terms,
    repeated: Vec<u32>,
    sums: Sums,
    figures: BTreeSet<(Reverse<u8>, u64)>,
    paragraphs: Vec<(usize, Paragraph)>,
    /// Words of the headline, sorted.
    headline: Vec<u32>,
}

impl Reader {
    /// Reads paragraphs that are separated by blank lines. The signature knows its headline already.
    pub(in crate::dedup) fn read(text: &str, signature: &mut Signature) {
        let headline = signature.features.headline.clone();
        let mut reader = Reader { words: Vec::with_capacity(text.len() / 5), headline, ..Reader::default() };
        let mut from = 0;
        for end in memchr::memmem::find_iter(text.as_bytes(), b"\n\n").take(SPLIT - 1) {
            reader.paragraph(text.get(from..end).unwrap_or_default());
            from = end + 2;
        }
        reader.paragraph(text.get(from..).unwrap_or_default());
        reader.finish(signature);
    }

    fn paragraph(&mut self, text: &str) {
        let start = self.words.len();
        words(text, |word| self.word(&word));
        let new = self.words.get(start..).unwrap_or_default();
        if new.is_empty() {
            return;
        }
        let mut hasher = Hasher::new(0);
        new.iter().for_each(|word| hasher.add(*word));
        let mut opening = [0; OPENING];
        opening.iter_mut().zip(new).for_each(|(kept, word)| *kept = *word as u32);
        let paragraph = Paragraph {
            hash: hasher.finish() as u32,
            words: u32::try_from(new.len()).unwrap_or(u32::MAX),
            prose: is_prose(text),
            opening,
        };
        self.paragraphs.push((start, paragraph));
    }

    #[inline]
    fn word(&mut self, word: &Word<'_>) {
        self.words.push(word.hash);
        let figure = numeral(word).or(word.number.then_some(word.hash));
        self.sums.add(word, figure);
        if figure.is_some() || word.capital {
            self.stands_out(word, figure.is_some());
        }
    }

    fn stands_out(&mut self, word: &Word<'_>, counts: bool) {
        if counts && !self.numbers.add(word) && self.repeated.len() < MOST {
            self.repeated.push(term_hash(word));
        }
        if word.number && word.length > 3 && !word.is_year() {
            self.figures.insert((Reverse(word.length), word.hash));
            if self.figures.len() > FIGURES {
                self.figures.pop_last();
            }
        }
        // a word that opens a sentence has its capital from that, unless the headline is about it
        let named = if word.opens { word.length > 2 && self.in_headline(word) } else { word.length > 1 };
        if word.capital && named {
            self.names.add(word);
        }
    }

    fn in_headline(&self, word: &Word<'_>) -> bool {
        self.headline.binary_search(&(word.hash as u32)).is_ok() && !word.text().eq_ignore_ascii_case("the")
    }

    fn finish(mut self, signature: &mut Signature) {
        let features = &mut signature.features;
        self.numbers.sort();
        self.names.sort();
        features.words = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        features.exact = exact(&self.words);
        features.sums = self.sums;
        self.repeated.sort_unstable();
        features.repeated = self.repeated;
        features.numbers = self.numbers;
        features.names = self.names;
        features.opening = self.words.iter().take(OPENING).map(|word| *word as u32).collect();
        features.paragraphs = paragraph_hashes(&self.paragraphs);
        let (shingles, anchors) = sketch::of(&self.words);
        features.sketch = Sketch::of(&shingles);
        signature.figures = self.figures.into_iter().map(|(_, hash)| hash).collect();
        signature.anchors = anchors;
        signature.shingles = placed(&shingles, &self.paragraphs, features.sketch.level);
        signature.paragraphs = self.paragraphs.into_iter().map(|(_, paragraph)| paragraph).collect();
    }
}

/// A hash of all words; 0 if there is none.
fn exact(words: &[u64]) -> u64 {
    let mut hasher = Hasher::new(0);
    words.iter().for_each(|word| hasher.add(*word));
    if words.is_empty() { 0 } else { hasher.finish().max(1) }
}

fn paragraph_hashes(paragraphs: &[(usize, Paragraph)]) -> Vec<u32> {
    let mut hashes: Vec<u32> = paragraphs.iter().map(|(_, paragraph)| paragraph.hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(PARAGRAPHS);
    hashes
}

/// Whether a paragraph is on one line, ends as a sentence does, and tells nobody where to write.
fn is_prose(text: &str) -> bool {
    let text = text.trim_end();
    let end = text.trim_end_matches(['"', '”', '“', '»', '«', '’', '\'', ')']);
    end.ends_with(['.', '!', '?', '…', '。'])
        && memchr::memchr2(b'\n', b'|', text.as_bytes()).is_none()
        && !holds_mail_address(text)
}

/// `write to corrections@courier.example`: whom to write to is no news.
fn holds_mail_address(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'@', bytes).any(|at| {
        let name = at.checked_sub(1).and_then(|before| bytes.get(before));
        let host = bytes.get(at + 1..).unwrap_or_default();
        let labels = host.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-');
        name.is_some_and(u8::is_ascii_alphanumeric)
            && labels.take(2).filter(|label| label.len() > 1).count() == 2
    })
}

/// The sampled shingles with the paragraph in which each stands; those that reach into the next are left out.
fn placed(shingles: &[u32], paragraphs: &[(usize, Paragraph)], level: u8) -> Vec<(u32, u16)> {
    let level = level.saturating_sub(6);
    let mut placed = Vec::with_capacity(shingles.len().min(SHINGLES));
    let starts = paragraphs.iter().map(|(start, _)| *start);
    let ends = starts.clone().skip(1).map(Some).chain([None]);
    for (paragraph, (start, end)) in (0..=u16::MAX).chain(std::iter::repeat(u16::MAX)).zip(starts.zip(ends)) {
        // the last that does not reach into the next paragraph
        let end = end.map_or(shingles.len(), |end| (end + 1).saturating_sub(SHINGLE).min(shingles.len()));
        for hash in shingles.get(start..end).unwrap_or_default() {
            if sketch::is_sampled(*hash, level) && placed.len() < SHINGLES {
                placed.push((*hash, paragraph));
            }
        }
    }
    placed
}
