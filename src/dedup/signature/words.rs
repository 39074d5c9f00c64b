//! A text as a sequence of words, in one pass: what remains when case, quotation marks, dashes, white space and
//! punctuation do not count.
//!
//! Letters and digits make words; in scripts that write no spaces every character is one. A number keeps its
//! decimal sign and loses its thousands separators; scores, times and dates are one number (`3-1`, `6:57`), and a
//! fraction is the decimal that it is (`10-7/8` is `10.875`). A word broken at the end of a line by a hyphen is one word.

use crate::normalise::eight::{Eight, run};
use crate::normalise::letters::{is_alphanumeric, is_unspaced};

use super::fractions;
use super::hash::fold;
use super::letters;

const SEED: u64 = 0xa076_1d64_78bd_642f;
const STEP: u64 = 0xe703_7ed1_a0b4_28db;

/// ASCII letters, made small, and digits; 0 for every other byte.
const LOWER: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte: u8 = 0;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            table[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

/// One word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::dedup) struct Word<'a> {
    /// The text, and where in it the word begins and ends.
    whole: &'a str,
    start: usize,
    end: usize,
    /// Hash of its lower-case letters.
    pub(in crate::dedup) hash: u64,
    /// It begins with a capital letter.
    pub(in crate::dedup) capital: bool,
    /// It begins with a digit.
    pub(in crate::dedup) number: bool,
    /// It begins a sentence, or what looks like one.
    pub(in crate::dedup) opens: bool,
    /// How many characters it has, up to 255.
    pub(in crate::dedup) length: u8,
}

impl<'a> Word<'a> {
    /// As it stands in the text.
    pub(in crate::dedup) fn text(&self) -> &'a str {
        self.whole.get(self.start..self.end).unwrap_or_default()
    }

    /// Whether it is a number that may be a year.
    pub(in crate::dedup) fn is_year(&self) -> bool {
        matches!(self.text().as_bytes(), [b'1', b'9', _, _] | [b'2', b'0', _, _])
    }
}

/// Calls `each` with every word of the text, in order.
pub(in crate::dedup) fn words<'a>(text: &'a str, mut each: impl FnMut(Word<'a>)) {
    let mut at = 0;
    let mut word: Option<Spelling> = None;
    let mut opens = true;
    let bytes = text.as_bytes();
    loop {
        if word.is_none() {
            if let Some(Plain { hash, length, capital, end }) = Plain::at(bytes, at) {
                let (start, end_of_word) = (at, at + length);
                let length = u8::try_from(length).unwrap_or(u8::MAX);
                each(Word {
                    whole: text,
                    start,
                    end: end_of_word,
                    hash,
                    capital,
                    number: false,
                    opens,
                    length,
                });
                opens = is_ascii_stop(end);
                at = end_of_word + 1;
                continue;
            }
            if let Some(mark) = bytes.get(at).filter(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric())
            {
                opens |= is_ascii_stop(*mark);
                at += 1;
                continue;
            }
        }
        let Some((character, size)) = character_at(text, at) else { break };
        let here = at;
        if character.is_ascii_alphanumeric() {
            let current = word.get_or_insert_with(|| Spelling::new(character, here, opens));
            at += current.add_ascii(bytes.get(at..).unwrap_or_default());
            opens = false;
            continue;
        }
        at += size;
        if is_alphanumeric(character) {
            if is_unspaced(character) {
                if let Some(word) = word.take() {
                    each(word.finish(text, here));
                }
                let mut alone = Spelling::new(character, here, opens);
                alone.add(character);
                each(alone.finish(text, at));
                opens = false;
                continue;
            }
            word.get_or_insert_with(|| Spelling::new(character, here, opens)).add(character);
            opens = false;
            continue;
        }
        let Some(current) = &mut word else {
            opens |= is_stop(character);
            continue;
        };
        if character == ' ' {
            each(current.finish(text, here));
            word = None;
            opens = false;
            continue;
        }
        let next = character_at(text, at).map_or(' ', |(next, _)| next);
        let inside = match character {
            '.' | ',' | '\u{a0}' | '\u{202f}' | '\'' if current.number && next.is_ascii_digit() => {
                if character == '.' {
                    current.push(b'.');
                }
                true
            }
            '-' | '–' | '/' | ':' if current.number && next.is_ascii_digit() => {
                current.fraction |= character == '/';
                current.push(b'-');
                true
            }
            '-' | '\u{ad}' if next == '\n' => {
                at += 1;
                character_at(text, at).is_some_and(|(after, _)| after.is_lowercase())
            }
            '\u{ad}' => true,
            _ => is_mark(character),
        };
        if !inside {
            each(current.finish(text, here));
            word = None;
            opens = is_stop(character);
        }
    }
    if let Some(word) = word {
        each(word.finish(text, text.len()));
    }
}

/// The character that begins at this byte, and its size.
#[inline]
fn character_at(text: &str, at: usize) -> Option<(char, usize)> {
    match text.as_bytes().get(at) {
        Some(byte) if byte.is_ascii() => Some((char::from(*byte), 1)),
        Some(_) => text.get(at..)?.chars().next().map(|character| (character, character.len_utf8())),
        None => None,
    }
}

/// A word of up to fifteen ASCII letters and digits, the first a letter, that a space or mark ends at once: most are.
struct Plain {
    hash: u64,
    length: usize,
    capital: bool,
    /// What stands behind it.
    end: u8,
}

impl Plain {
    #[inline]
    fn at(bytes: &[u8], at: usize) -> Option<Plain> {
        let first = bytes.get(at).filter(|first| first.is_ascii_alphabetic())?;
        let head = Eight::at(bytes, at)?;
        let (hash, length) = match run(head.alphanumeric()) {
            8 => {
                let hash = fold(SEED ^ head.head_in_small(8), STEP).wrapping_add(SEED);
                let tail = Eight::at(bytes, at + 8)?;
                let count = Some(run(tail.alphanumeric())).filter(|count| *count < 8)?;
                (fold(hash ^ tail.head_in_small(count), STEP), 8 + count)
            }
            count => (fold(SEED ^ head.head_in_small(count), STEP), count),
        };
        let end = *bytes.get(at + length)?;
        // a hyphen may break the word over two lines; behind other letters it goes on
        let apart = end.is_ascii() && end != b'-';
        apart.then(|| Plain {
            hash: hash.wrapping_add(SEED),
            length,
            capital: first.is_ascii_uppercase(),
            end,
        })
    }
}

/// [`is_stop`] of what is ASCII.
#[inline]
fn is_ascii_stop(byte: u8) -> bool {
    matches!(byte, b'.' | b'!' | b'?' | b':' | b'\n' | b'"')
}

/// A word while it is being read: eight bytes are hashed at a time.
#[derive(Clone, Copy)]
struct Spelling {
    start: usize,
    hash: u64,
    pending: u64,
    filled: u32,
    length: u8,
    capital: bool,
    number: bool,
    opens: bool,
    /// A slash or the sign of a fraction stands in it.
    fraction: bool,
}

impl Spelling {
    /// Of a word that begins with this character; nothing of it is added yet.
    fn new(character: char, start: usize, opens: bool) -> Spelling {
        let (capital, number) = (character.is_uppercase(), character.is_numeric());
        Spelling {
            start,
            hash: SEED,
            pending: 0,
            filled: 0,
            length: 0,
            capital,
            number,
            opens,
            fraction: false,
        }
    }

    /// Adds the letters and digits at the beginning of these bytes; how many there were.
    fn add_ascii(&mut self, bytes: &[u8]) -> usize {
        let Spelling { mut hash, mut pending, mut filled, .. } = *self;
        let mut count = 0;
        for byte in bytes {
            let lower = LOWER.get(usize::from(*byte)).copied().unwrap_or_default();
            if lower == 0 {
                break;
            }
            pending |= u64::from(lower) << (8 * filled);
            filled += 1;
            if filled == 8 {
                hash = fold(hash ^ pending, STEP).wrapping_add(SEED);
                (pending, filled) = (0, 0);
            }
            count += 1;
        }
        (self.hash, self.pending, self.filled) = (hash, pending, filled);
        self.length = self.length.saturating_add(u8::try_from(count).unwrap_or(u8::MAX));
        count
    }

    fn add(&mut self, character: char) {
        self.length = self.length.saturating_add(1);
        if character.is_ascii() {
            self.push(character.to_ascii_lowercase() as u8);
            return;
        }
        self.fraction |= fractions::value(character).is_some();
        for lower in character.to_lowercase() {
            letters::plain(lower, |plain| {
                plain.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| self.push(byte));
            });
        }
    }

    fn push(&mut self, byte: u8) {
        self.pending |= u64::from(byte) << (8 * self.filled);
        self.filled += 1;
        if self.filled == 8 {
            self.hash = fold(self.hash ^ self.pending, STEP).wrapping_add(SEED);
            (self.pending, self.filled) = (0, 0);
        }
    }

    #[inline]
    fn finish<'a>(&self, text: &'a str, end: usize) -> Word<'a> {
        if self.fraction
            && let Some(decimal) = text.get(self.start..end).and_then(fractions::decimal)
        {
            let mut plain = Spelling { fraction: false, filled: 0, pending: 0, hash: SEED, ..*self };
            decimal.bytes().for_each(|byte| plain.push(byte));
            return plain.finish(text, end);
        }
        Word {
            whole: text,
            start: self.start,
            end,
            hash: fold(self.hash ^ self.pending, STEP).wrapping_add(SEED),
            capital: self.capital,
            number: self.number,
            opens: self.opens,
            length: self.length,
        }
    }
}

/// What ends a sentence, or opens what may be one.
fn is_stop(character: char) -> bool {
    matches!(character, '.' | '!' | '?' | ':' | '\n' | '"' | '“' | '”' | '„' | '«' | '»' | '…' | '。' | '•')
}

/// Combining marks belong to the letter before them.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{93e}'..='\u{94f}' | '\u{e31}'..='\u{e4e}' | '\u{200c}' | '\u{200d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(text: &str) -> Vec<u64> {
        let mut all = Vec::new();
        words(text, |word| all.push(word.hash));
        all
    }

    #[test]
    fn what_is_told_quickly_is_told_right() {
        // the same word alone, where no eight bytes are left, and in a text
        assert_eq!(hashes("Quay"), hashes("Quay and more")[..1]);
        let words = [
            "HARBOURS",
            "harbourss",
            "Harbour-",
            "harbourmasters",
            "harbourmastersx",
            "harbourmastersxx",
            "x",
            "4th",
            "R2",
            "a1b2c3d4e5",
        ];
        for (word, end) in
            words.iter().flat_map(|word| [" ", ", ", ".\n", "-x ", "’s ", "\u{301} "].map(|end| (word, end)))
        {
            let alone = hashes(word);
            assert_eq!(hashes(&format!("{word}{end} and more of it"))[..alone.len()], alone, "{word}{end}");
        }
    }

    #[test]
    fn what_does_not_count() {
        for (a, b) in [
            ("The \"big\" ship's crew -- all 40", "the “big” ship’s crew – ALL 40"),
            ("a cost of 1,234,567.5 euros", "a cost of 1234567.5 euros"),
            ("the inter-\nnational airport", "the international airport"),
            ("ÉCOLE", "école"),
            ("ÉCOLE", "ECOLE"),
            ("w środę przyjęła cztery złote", "w srode przyjela cztery zlote"),
            ("Die Fähre lief in Düren auf Grund, groß", "Die Faehre lief in Dueren auf Grund, gross"),
            ("señales de São Tomé", "senales de Sao Tome"),
            ("won 3–1", "won 3-1"),
            ("16-1/2 cts", "16.5 cts"),
            ("10-7/8 pct and 3/4", "10.875 pct and 0.75"),
            ("16½ cts", "16.5 cts"),
        ] {
            assert_eq!(hashes(a), hashes(b), "{a} / {b}");
        }
    }

    #[test]
    fn what_counts() {
        for (a, b) in [
            ("9/11", "0.818"),
            ("24/7", "24.7"),
            ("3/4/26", "0.75"),
            ("1.5", "15"),
            ("2.8 3.1", "2.83 1"),
            ("ab c", "a bc"),
            ("year-end", "yearend"),
        ] {
            assert_ne!(hashes(a), hashes(b), "{a} / {b}");
        }
        assert_eq!(hashes("東京で地震").len(), 5);
        assert_eq!(hashes("").len(), 0);
    }

    #[test]
    fn names_and_openings() {
        let mut seen = Vec::new();
        words("He met Anna Lind. She won 3-1.", |word| seen.push((word.capital, word.number, word.opens)));
        let expected = [
            (true, false, true),
            (false, false, false),
            (true, false, false),
            (true, false, false),
            (true, false, true),
            (false, false, false),
            (false, true, false),
        ];
        assert_eq!(seen, expected);
    }
}
