//! A text as a sequence of words, in one pass: what remains when case, quotation marks, dashes, white space and
//! punctuation do not count.
//!
//! Letters and digits make words; in scripts that write no spaces every character is one. A number keeps its
//! decimal sign and loses its thousands separators; fractions, scores, times and dates are one number (`10-7/8`,
//! `3-1`, `6:57`). A word broken at the end of a line by a hyphen is one word.

use super::hash::fold;

const STEP: u64 = 0xa076_1d64_78bd_642f;

/// One word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    /// Hash of its lower-case letters.
    pub(super) hash: u64,
    /// It begins with a capital letter.
    pub(super) capital: bool,
    /// It begins with a digit.
    pub(super) number: bool,
    /// It is a number that may be a year.
    pub(super) year: bool,
    /// It begins a sentence, or what looks like one.
    pub(super) opens: bool,
    /// How many characters it has, up to 255.
    pub(super) length: u8,
}

/// Calls `each` with every word of the text, in order.
pub(super) fn words(text: &str, mut each: impl FnMut(Word)) {
    let mut characters = text.chars().peekable();
    let mut word: Option<Word> = None;
    let mut opens = true;
    while let Some(character) = characters.next() {
        if character.is_alphanumeric() {
            if is_unspaced(character) {
                word.take().map(&mut each);
                each(start(character, opens));
                opens = false;
                continue;
            }
            match &mut word {
                Some(word) => add(word, character),
                None => {
                    word = Some(start(character, opens));
                    opens = false;
                }
            }
            continue;
        }
        let Some(current) = &mut word else {
            opens |= is_stop(character);
            continue;
        };
        let next = characters.peek().copied().unwrap_or(' ');
        let inside = match character {
            '.' | ',' | '\u{a0}' | '\u{202f}' | '\'' if current.number && next.is_ascii_digit() => {
                if character == '.' {
                    add(current, '.');
                }
                true
            }
            '-' | '–' | '/' | ':' if current.number && next.is_ascii_digit() => {
                add(current, '-');
                true
            }
            '-' | '\u{ad}' if next == '\n' => {
                characters.next();
                characters.peek().is_some_and(|after| after.is_lowercase())
            }
            '\u{ad}' => true,
            _ => is_mark(character),
        };
        if !inside {
            each(*current);
            word = None;
            opens = is_stop(character);
        }
    }
    word.map(each);
}

fn start(character: char, opens: bool) -> Word {
    let mut word = Word {
        hash: STEP,
        capital: character.is_uppercase(),
        number: character.is_numeric(),
        year: matches!(character, '1' | '2'),
        opens,
        length: 0,
    };
    add(&mut word, character);
    word
}

fn add(word: &mut Word, character: char) {
    if character.is_ascii() {
        step(word, character.to_ascii_lowercase());
    } else {
        character.to_lowercase().for_each(|lower| step(word, lower));
    }
}

fn step(word: &mut Word, lower: char) {
    word.hash = fold(word.hash ^ u64::from(lower), 0xe703_7ed1_a0b4_28db).wrapping_add(STEP);
    word.length = word.length.saturating_add(1);
    word.year &= match word.length {
        1 => matches!(lower, '1' | '2'),
        2 => matches!(lower, '9' | '0'),
        3 | 4 => lower.is_ascii_digit(),
        _ => false,
    };
}

/// What ends a sentence, or opens what may be one.
fn is_stop(character: char) -> bool {
    matches!(character, '.' | '!' | '?' | ':' | '\n' | '"' | '“' | '”' | '„' | '«' | '»' | '…' | '。' | '•')
}

/// Combining marks belong to the letter before them.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{93e}'..='\u{94f}' | '\u{e31}'..='\u{e4e}' | '\u{200c}' | '\u{200d}')
}

/// Scripts that write no spaces between words.
fn is_unspaced(character: char) -> bool {
    matches!(character,
        '\u{e01}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3041}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
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
    fn what_does_not_count() {
        for (a, b) in [
            ("The \"big\" ship's crew -- all 40", "the “big” ship’s crew – ALL 40"),
            ("a cost of 1,234,567.5 euros", "a cost of 1234567.5 euros"),
            ("the inter-\nnational airport", "the international airport"),
            ("ÉCOLE", "école"),
            ("won 3–1", "won 3-1"),
        ] {
            assert_eq!(hashes(a), hashes(b), "{a} / {b}");
        }
    }

    #[test]
    fn what_counts() {
        for (a, b) in [("1.5", "15"), ("2.8 3.1", "2.83 1"), ("ab c", "a bc"), ("year-end", "yearend")] {
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
