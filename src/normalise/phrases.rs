//! Which of many phrases stand in a text: the longest at each place, none inside another.
//!
//! Most places of a text begin none, and two bytes tell: the tables are made in no time, where an automaton costs megabytes
//! and milliseconds before its first letter. To pass a text costs about as much with either.

use rustc_hash::FxHashMap;

/// Phrases by their first two bytes: none may be shorter.
#[derive(Debug)]
pub(crate) struct Phrases {
    list: Vec<String>,
    /// What each byte may be: [`FIRST`] of a phrase, [`INSIDE`] a word.
    classes: [u8; 256],
    /// A bit for each pair of bytes that begins one.
    pairs: Box<[u64; 1024]>,
    /// A bit for the hash of each four bytes that begin one.
    fours: Box<[u64; 64]>,
    /// A bit for each pair that begins one of fewer than four bytes.
    short: Box<[u64; 1024]>,
    /// The phrases that begin with a pair, longest first.
    by_pair: FxHashMap<[u8; 2], Vec<usize>>,
}

/// Begins a phrase.
const FIRST: u8 = 1;
/// An ASCII letter or digit: what stands behind it begins no word.
const INSIDE: u8 = 2;

/// A phrase where it stands, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Phrase {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Which of the phrases, in the order in which they were given.
    pub(crate) index: usize,
}

/// Where phrases are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// Anywhere.
    AnyByte,
    /// Not behind an ASCII letter or digit.
    WordStarts,
}

impl Phrases {
    pub(crate) fn new(phrases: impl IntoIterator<Item = impl Into<String>>) -> Phrases {
        let list: Vec<String> = phrases.into_iter().map(Into::into).collect();
        let (mut pairs, mut fours, mut short) = (Box::new([0; 1024]), Box::new([0; 64]), Box::new([0; 1024]));
        let mut by_pair: FxHashMap<[u8; 2], Vec<usize>> = FxHashMap::default();
        let mut classes = [0; 256];
        for (class, byte) in classes.iter_mut().zip(0..=u8::MAX) {
            *class = if byte.is_ascii_alphanumeric() { INSIDE } else { 0 };
        }
        for (index, phrase) in list.iter().enumerate() {
            debug_assert!(phrase.len() >= 2, "a phrase of one byte is never found: {phrase:?}");
            let Some(pair) = phrase.as_bytes().first_chunk::<2>() else { continue };
            mark(pairs.as_mut_slice(), pair_bit(pair));
            if let Some(class) = classes.get_mut(usize::from(pair[0])) {
                *class |= FIRST;
            }
            match phrase.as_bytes().first_chunk::<4>() {
                Some(four) => mark(fours.as_mut_slice(), four_bit(four)),
                None => mark(short.as_mut_slice(), pair_bit(pair)),
            }
            by_pair.entry(*pair).or_default().push(index);
        }
        for indices in by_pair.values_mut() {
            indices.sort_by_key(|index| std::cmp::Reverse(list.get(*index).map_or(0, String::len)));
        }
        Phrases { list, classes, pairs, fours, short, by_pair }
    }

    /// The phrases that stand anywhere in a text, in order.
    pub(crate) fn anywhere<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Phrase> + 'a {
        self.found(text, At::AnyByte)
    }

    /// The phrases that begin words of a text and end them, in order.
    pub(crate) fn as_words<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Phrase> + 'a {
        let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        self.found(text, At::WordStarts).filter(move |found| {
            edge(text.get(..found.start).and_then(|before| before.chars().next_back()))
                && edge(text.get(found.end..).and_then(|after| after.chars().next()))
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

    fn found<'a>(&'a self, text: &'a str, places: At) -> impl Iterator<Item = Phrase> + 'a {
        let bytes = text.as_bytes();
        let mut from = 0;
        std::iter::from_fn(move || {
            while let Some(start) = self.next_place(bytes, from, places) {
                from = start + 1;
                if let Some((length, index)) = bytes.get(start..).and_then(|rest| self.at_head(rest)) {
                    from = start + length;
                    return Some(Phrase { start, end: from, index });
                }
            }
            None
        })
    }

    /// The next place, from one on, whose byte begins a phrase.
    #[inline]
    fn next_place(&self, bytes: &[u8], from: usize, places: At) -> Option<usize> {
        let mut before = match places {
            At::AnyByte => 0,
            At::WordStarts => from.checked_sub(1).and_then(|at| bytes.get(at)).map_or(0, |b| self.class(*b)),
        };
        let heeded = if places == At::WordStarts { INSIDE } else { 0 };
        for (offset, byte) in bytes.get(from..)?.iter().enumerate() {
            let class = self.class(*byte);
            if class & FIRST != 0 && before & heeded == 0 {
                return Some(from + offset);
            }
            before = class;
        }
        None
    }

    #[inline]
    fn class(&self, byte: u8) -> u8 {
        self.classes[usize::from(byte)]
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
        let phrases = Phrases::new(["AP", "AP Photo", "Photo", "äh"]);
        let found = |text: &str| phrases.anywhere(text).map(|f| (f.start, f.index)).collect::<Vec<_>>();
        assert_eq!(found("xAP Photo, Photo: AP"), [(1, 1), (11, 2), (18, 0)]);
        assert_eq!(found("A"), []);
        assert_eq!(found("jäh AP"), [(1, 3), (5, 0)]);
        let words = |text: &str| phrases.as_words(text).map(|f| (f.start, f.end)).collect::<Vec<_>>();
        assert_eq!(words("xAP APs “AP Photo” jäh äh"), [(11, 19), (28, 31)]);
        assert_eq!(phrases.at_head(b"AP Phot"), Some((2, 0)));
        assert_eq!(phrases.at_head(b"P"), None);
    }
}
