//! Which of many phrases stand in a text: the longest at each place, none inside another.
//!
//! Most places of a text begin none, and two bytes tell: the table is made in no time and a text is passed at a few
//! instructions a byte, where an automaton costs megabytes and milliseconds before its first letter.

use rustc_hash::FxHashMap;

/// Phrases by their first two bytes. A phrase that is shorter is never found.
#[derive(Debug)]
pub(crate) struct Phrases {
    list: Vec<String>,
    /// A bit for each pair of bytes that begins one.
    pairs: Box<[u64; 1024]>,
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
        let mut pairs = Box::new([0; 1024]);
        let mut by_pair: FxHashMap<[u8; 2], Vec<usize>> = FxHashMap::default();
        for (index, phrase) in list.iter().enumerate() {
            let Some(pair) = phrase.as_bytes().first_chunk::<2>() else { continue };
            let (word, bit) = place(pair);
            if let Some(word) = pairs.get_mut(word) {
                *word |= bit;
            }
            by_pair.entry(*pair).or_default().push(index);
        }
        for indices in by_pair.values_mut() {
            indices.sort_by_key(|index| std::cmp::Reverse(list.get(*index).map_or(0, String::len)));
        }
        Phrases { list, pairs, by_pair }
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
    pub(crate) fn at_head(&self, bytes: &[u8]) -> Option<(usize, usize)> {
        let pair = bytes.first_chunk::<2>()?;
        if !self.begins(pair) {
            return None;
        }
        let stands = |index: &&usize| self.list.get(**index).is_some_and(|p| bytes.starts_with(p.as_bytes()));
        let index = *self.by_pair.get(pair)?.iter().find(stands)?;
        Some((self.list.get(index)?.len(), index))
    }

    #[inline]
    fn begins(&self, pair: &[u8; 2]) -> bool {
        let (word, bit) = place(pair);
        self.pairs.get(word).is_some_and(|word| word & bit != 0)
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

    /// The next place, from one on, whose two bytes begin a phrase.
    fn next_place(&self, bytes: &[u8], from: usize, places: At) -> Option<usize> {
        let mut inside =
            from.checked_sub(1).and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
        let pairs = bytes.get(from..)?.array_windows::<2>();
        let offset = pairs.enumerate().find(|(_, pair)| {
            let skipped = inside && places == At::WordStarts;
            let [first, _] = pair;
            inside = first.is_ascii_alphanumeric();
            !skipped && self.begins(pair)
        });
        offset.map(|(offset, _)| from + offset)
    }
}

/// Where the bit of a pair stands.
#[inline]
fn place(pair: &[u8; 2]) -> (usize, u64) {
    let number = u16::from_le_bytes(*pair);
    (usize::from(number >> 6), 1 << (number & 63))
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
        assert_eq!(words("xAP APs “AP Photo” jäh äh"), [(11, 19), (27, 30)]);
        assert_eq!(phrases.at_head(b"AP Phot"), Some((2, 0)));
        assert_eq!(phrases.at_head(b"P"), None);
    }
}
