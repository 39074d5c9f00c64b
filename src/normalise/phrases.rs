//! Which of many phrases stand in a text: the longest at each place, none inside another.
//!
//! Most words of a text begin none, and two bytes tell: the tables are made in no time, where an automaton costs megabytes
//! and milliseconds before its first letter. What may stand inside words as well is looked for in many bytes at once,
//! which can be done for a few phrases only.

use aho_corasick::packed;
use rustc_hash::FxHashMap;

use super::eight::Eight;

/// Phrases by their first two bytes: none may be shorter.
#[derive(Debug)]
pub(crate) struct Phrases {
    list: Vec<String>,
    /// A bit for each pair of bytes that begins one.
    pairs: Box<[u64; 1024]>,
    /// A bit for the hash of each four bytes that begin one.
    fours: Box<[u64; 64]>,
    /// A bit for each pair that begins one of fewer than four bytes.
    short: Box<[u64; 1024]>,
    /// The phrases that begin with a pair, longest first.
    by_pair: FxHashMap<[u8; 2], Vec<usize>>,
}

/// A phrase where it stands, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Phrase {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Which of the phrases, in the order in which they were given.
    pub(crate) index: usize,
}

impl Phrases {
    pub(crate) fn new(phrases: impl IntoIterator<Item = impl Into<String>>) -> Phrases {
        let list: Vec<String> = phrases.into_iter().map(Into::into).collect();
        let (mut pairs, mut fours, mut short) = (Box::new([0; 1024]), Box::new([0; 64]), Box::new([0; 1024]));
        let mut by_pair: FxHashMap<[u8; 2], Vec<usize>> = FxHashMap::default();
        for (index, phrase) in list.iter().enumerate() {
            debug_assert!(phrase.len() >= 2, "a phrase of one byte is never found: {phrase:?}");
            let Some(pair) = phrase.as_bytes().first_chunk::<2>() else { continue };
            mark(pairs.as_mut_slice(), pair_bit(pair));
            match phrase.as_bytes().first_chunk::<4>() {
                Some(four) => mark(fours.as_mut_slice(), four_bit(four)),
                None => mark(short.as_mut_slice(), pair_bit(pair)),
            }
            by_pair.entry(*pair).or_default().push(index);
        }
        for indices in by_pair.values_mut() {
            indices.sort_by_key(|index| std::cmp::Reverse(list.get(*index).map_or(0, String::len)));
        }
        Phrases { list, pairs, fours, short, by_pair }
    }

    /// The phrases that begin words of a text and end them, in order. None may begin with an ASCII mark.
    pub(crate) fn as_words<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Phrase> + 'a {
        debug_assert!(!self.list.iter().any(|phrase| phrase.starts_with(|c: char| c.is_ascii_punctuation())));
        let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        self.found(text, word_starts(text)).filter(move |found| {
            edge(text.get(..found.start).and_then(|before| before.chars().next_back()))
                && edge(text.get(found.end..).and_then(|after| after.chars().next()))
        })
    }

    /// The phrases that stand where a word may begin, in scripts without spaces at any character, of those that stand as they
    /// should: what does not hides none that begins in it.
    pub(crate) fn at_word_starts<'a>(
        &'a self,
        text: &'a str,
        stands: impl Fn(&Phrase) -> bool + 'a,
    ) -> impl Iterator<Item = Phrase> + 'a {
        let mut from = 0;
        word_starts(text).filter_map(move |start| {
            let (length, index) = self.at_head(text.as_bytes().get(start..)?).filter(|_| start >= from)?;
            let phrase = Phrase { start, end: start + length, index };
            stands(&phrase).then(|| {
                from = phrase.end;
                phrase
            })
        })
    }

    /// The longest phrase at the head of these bytes: how long it is, and which.
    #[inline]
    pub(crate) fn at_head(&self, bytes: &[u8]) -> Option<(usize, usize)> {
        let pair = bytes.first_chunk::<2>()?;
        if !is_marked(self.pairs.as_slice(), pair_bit(pair)) {
            return None;
        }
        let four = bytes.first_chunk::<4>();
        let begins = four.is_some_and(|four| is_marked(self.fours.as_slice(), four_bit(four)));
        if begins || is_marked(self.short.as_slice(), pair_bit(pair)) {
            self.longest(bytes, pair)
        } else {
            None
        }
    }

    fn longest(&self, bytes: &[u8], pair: &[u8; 2]) -> Option<(usize, usize)> {
        let stands = |index: &&usize| self.list.get(**index).is_some_and(|p| bytes.starts_with(p.as_bytes()));
        let index = *self.by_pair.get(pair)?.iter().find(stands)?;
        Some((self.list.get(index)?.len(), index))
    }

    /// The phrases that begin at these places, which are in order.
    fn found<'a>(
        &'a self,
        text: &'a str,
        places: impl Iterator<Item = usize> + 'a,
    ) -> impl Iterator<Item = Phrase> + 'a {
        let mut from = 0;
        places.filter_map(move |start| {
            let (length, index) = self.at_head(text.as_bytes().get(start..)?).filter(|_| start >= from)?;
            from = start + length;
            Some(Phrase { start, end: from, index })
        })
    }
}

/// The phrase with either apostrophe, and with its letters beyond ASCII small, at its head capital, and all capital.
pub(crate) fn spellings(phrase: &str) -> Vec<String> {
    let mut spellings = vec![phrase.to_owned()];
    if !phrase.is_ascii() {
        let mut chars = phrase.chars();
        let head: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
        spellings.push(head + chars.as_str());
        spellings.push(phrase.to_uppercase());
    }
    let curly: Vec<String> =
        spellings.iter().filter(|s| s.contains('\'')).map(|s| s.replace('\'', "’")).collect();
    spellings.extend(curly);
    spellings
}

/// The places of a text where a word may begin: letters and digits, and what is not
/// ASCII, where no ASCII letter or digit stands before.
fn word_starts(text: &str) -> WordStarts<'_> {
    let (eights, rest) = text.as_bytes().as_chunks();
    WordStarts { eights: eights.iter(), rest, base: 0, starts: 0, next: 0, inside: 0 }
}

struct WordStarts<'a> {
    eights: std::slice::Iter<'a, [u8; 8]>,
    /// What lacks some of eight.
    rest: &'a [u8],
    /// Where the eight bytes stand whose places `starts` has, and where those behind them do.
    base: usize,
    next: usize,
    starts: u64,
    /// Whether the byte before those is an ASCII letter or digit, as a mask of its place.
    inside: u64,
}

impl Iterator for WordStarts<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.starts == 0 {
            let eight = match self.eights.next() {
                Some(eight) => Eight::of(*eight),
                None if self.rest.is_empty() => return None,
                None => Eight::filled(std::mem::take(&mut self.rest), 0),
            };
            let letters = eight.alphanumeric();
            self.starts = (letters | eight.leads()) & !(letters << 8 | self.inside);
            self.inside = letters >> 56;
            (self.base, self.next) = (self.next, self.next + 8);
        }
        let start = self.base + self.starts.trailing_zeros() as usize / 8;
        self.starts &= self.starts - 1;
        Some(start)
    }
}

/// A few phrases, which may stand anywhere.
#[derive(Debug)]
pub(crate) struct Few {
    phrases: Phrases,
    /// Looks for all of them in many bytes at once, where the processor can.
    packed: Option<packed::Searcher>,
}

impl Few {
    pub(crate) fn new(phrases: impl IntoIterator<Item = impl Into<String>>) -> Few {
        let phrases = Phrases::new(phrases);
        let mut config = packed::Config::new();
        config.match_kind(packed::MatchKind::LeftmostLongest);
        let packed = config.builder().extend(&phrases.list).build();
        Few { phrases, packed }
    }

    /// The phrases that stand anywhere in a text, in order.
    pub(crate) fn anywhere<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Phrase> + 'a {
        let phrase = |found: aho_corasick::Match| Phrase {
            start: found.start(),
            end: found.end(),
            index: found.pattern().as_usize(),
        };
        let packed = self.packed.iter().flat_map(move |packed| packed.find_iter(text)).map(phrase);
        let slowly = self.packed.is_none().then(|| self.phrases.found(text, 0..text.len()));
        packed.chain(slowly.into_iter().flatten())
    }
}

/// Where the bit of a pair stands.
#[inline]
fn pair_bit(pair: &[u8; 2]) -> usize {
    usize::from(u16::from_le_bytes(*pair))
}

/// Where the bit of four bytes stands.
#[inline]
fn four_bit(four: &[u8; 4]) -> usize {
    (u32::from_le_bytes(*four).wrapping_mul(0x9e37_79b1) >> 20) as usize
}

fn mark(bits: &mut [u64], at: usize) {
    if let Some(word) = bits.get_mut(at / 64) {
        *word |= 1 << (at % 64);
    }
}

#[inline]
fn is_marked(bits: &[u64], at: usize) -> bool {
    bits.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_of_each_place_and_none_inside_another() {
        let all = ["AP", "AP Photo", "Photo", "äh"];
        let phrases = Phrases::new(all);
        for few in [Few::new(all), Few { packed: None, ..Few::new(all) }] {
            let found = |text: &str| few.anywhere(text).map(|f| (f.start, f.index)).collect::<Vec<_>>();
            assert_eq!(found("xAP Photo, Photo: AP"), [(1, 1), (11, 2), (18, 0)]);
            assert_eq!(found("A"), []);
            assert_eq!(found("jäh AP"), [(1, 3), (5, 0)]);
            let long = "x".repeat(100);
            assert_eq!(found(&format!("{long}AP Photo{long}Photo")), [(100, 1), (208, 2)]);
        }
        let words = |text: &str| phrases.as_words(text).map(|f| (f.start, f.end)).collect::<Vec<_>>();
        assert_eq!(words("xAP APs “AP Photo” jäh äh"), [(11, 19), (28, 31)]);
        assert_eq!(phrases.at_head(b"AP Phot"), Some((2, 0)));
        assert_eq!(phrases.at_head(b"P"), None);
    }
    #[test]
    fn words_begin_where_no_letter_stands_before() {
        let found = |text: &str| word_starts(text).collect::<Vec<_>>();
        assert_eq!(found("The AP, l'äh mid-July 2014"), [0, 4, 8, 10, 12, 14, 18, 23]);
        assert_eq!(found("äpäp"), [0, 2, 5]);
        assert_eq!(found("harbours harbours"), [0, 9]);
        assert_eq!(found("").len(), 0);
    }
}
