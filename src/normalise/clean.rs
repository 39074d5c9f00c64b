//! Cleans characters: NFC, no invisible characters, white space folded, mojibake repaired where it is certain.
//!
//! Words, spelling and the publisher's own quotation marks stay as they are.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::eight::{Eight, first};
use super::mojibake;

/// Cleans the strings of one document and remembers whether any of them had to be repaired.
#[derive(Debug, Default)]
pub(super) struct Cleaner {
    /// First repaired piece, as found and as repaired.
    pub(super) repaired: Option<(String, String)>,
    /// Misread letters are what the story tells of: they stay.
    pub(super) keeps: bool,
}

impl Cleaner {
    /// One line: no line breaks, runs of white space folded to one space, ends trimmed.
    pub(super) fn line(&mut self, text: &str) -> String {
        if text.is_ascii() || self.keeps {
            return line(text).into_owned();
        }
        match mojibake::repair(text) {
            Some(repair) => {
                self.repaired.get_or_insert((repair.found, repair.meant));
                line(&repair.text).into_owned()
            }
            None => line(text).into_owned(),
        }
    }

    /// One line, or nothing if nothing visible is left.
    pub(super) fn some_line(&mut self, text: &str) -> Option<String> {
        Some(self.line(text)).filter(|l| !l.is_empty())
    }
}

/// Whether a character prints nothing and means nothing in running text.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fffc}' | '\u{34f}' | '\u{61c}' | '\u{180e}')
        || (c.is_control() && !c.is_whitespace())
}

/// Zero-width (non-)joiners shape words in Arabic and Indic scripts and join emoji; beside Latin they are litter.
fn is_joiner_litter(c: char, before: Option<char>) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
        && before.is_none_or(|b| b < '\u{590}' || !b.is_alphabetic() && b < '\u{2100}')
}

/// The line cleaned, borrowed where there was nothing to do.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if is_clean(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut pending_space = false;
    let mut before = None;
    for c in text.chars() {
        // the wire's separators of fields part words, too
        if c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}') {
            pending_space = !out.is_empty();
        } else if let Some(c) = printable(c, before) {
            if pending_space {
                out.push(' ');
                pending_space = false;
            }
            out.push(c);
            before = Some(c);
        }
    }
    if is_nfc_quick(out.chars()) == IsNormalized::Yes {
        Cow::Owned(out)
    } else {
        Cow::Owned(out.nfc().collect())
    }
}

/// Whether a character has no place in an address or an id: it prints nothing, or turns the direction of its line.
pub(super) fn is_unprintable(c: char) -> bool {
    c.is_control() || is_invisible(c) || matches!(c, '\u{2028}' | '\u{2029}')
}

/// An id as it was given, but for white space around it and for what prints nothing; nothing if nothing is left.
pub(super) fn id(raw: &str) -> Option<String> {
    let raw = raw.trim();
    let id = if raw.contains(is_unprintable) { raw.replace(is_unprintable, "") } else { raw.to_owned() };
    Some(id).filter(|id| !id.trim().is_empty())
}

/// The character, or what was meant by a windows-1252 byte read as Latin-1; nothing for what prints nothing.
fn printable(c: char, before: Option<char>) -> Option<char> {
    if let '\u{80}'..='\u{9f}' = c {
        return mojibake::windows_1252(c);
    }
    (!is_invisible(c) && !is_joiner_litter(c, before)).then_some(c)
}

/// Whether there is nothing to do: printable ASCII, single spaces, and letters and marks of Latin script as they should
/// be. Anything else is looked at closely.
fn is_clean(text: &str) -> bool {
    let bytes = text.as_bytes();
    let steers = bytes.iter().fold(false, |any, byte| any | (*byte < b' ') | (*byte == 0x7f));
    if steers || has_doubled_space(bytes) {
        return false;
    }
    let mut at = 0;
    while let Some(next) = bytes.get(at..).and_then(|rest| first(rest, Eight::beyond_ascii)) {
        at += next;
        at += match bytes.get(at..).unwrap_or_default() {
            // U+00C0..U+00FF, U+0100..U+02BF
            [0xc3..=0xca, ..] => 2,
            // U+2010..U+2027, U+2030..U+203F: dashes, quotation marks, dots
            [0xe2, 0x80, 0x90..=0xa7 | 0xb0..=0xbf, ..] => 3,
            _ => return is_clean_beyond_latin(text),
        };
    }
    true
}

fn has_doubled_space(bytes: &[u8]) -> bool {
    let after = bytes.get(1..).unwrap_or_default();
    bytes.iter().zip(after).fold(false, |any, (a, b)| any | ((*a == b' ') & (*b == b' ')))
}

fn is_clean_beyond_latin(text: &str) -> bool {
    let mut space = false;
    for c in text.chars() {
        let blank = c == ' ';
        if blank && space
            || !blank
                && (c.is_whitespace()
                    || is_invisible(c)
                    || matches!(c, '\u{80}'..='\u{9f}' | '\u{200c}' | '\u{200d}'))
        {
            return false;
        }
        space = blank;
    }
    is_nfc_quick(text.chars()) == IsNormalized::Yes
}

/// blake3 of a text whose paragraphs are clean, with the breaks between them folded to one space.
pub(super) fn hash_folded(text: &str) -> String {
    // in one piece, since the hash of long pieces takes several of its blocks at once
    let mut folded = String::with_capacity(text.len());
    let mut from = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
        if let Some(paragraph) = text.get(from..end).filter(|paragraph| !paragraph.is_empty()) {
            if !folded.is_empty() {
                folded.push(' ');
            }
            folded.push_str(paragraph);
        }
        from = end + 1;
    }
    blake3::hash(folded.as_bytes()).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(found: &str, expected: &str) {
        assert_eq!(Cleaner::default().line(found), expected, "{found:?}");
    }

    #[test]
    fn lines_are_folded_and_trimmed() {
        check("  one \t two\u{a0}three\n", "one two three");
        check("do more  to press", "do more to press");
        check("«\u{a0}Bon\u{202f}!\u{a0}»", "« Bon ! »");
    }

    #[test]
    fn invisible_characters_go() {
        check("Donau\u{ad}dampf\u{200b}schiff\u{feff}", "Donaudampfschiff");
        check("a\u{7}b\u{0}c", "abc");
        check("\u{1}KYSTEN\u{1f}6\u{1f}N\u{1e}Tuesday\u{1f}", "KYSTEN 6 N Tuesday");
        check("می\u{200c}خواهم", "می\u{200c}خواهم");
        check("zero\u{200c}width", "zerowidth");
        check("\u{1f469}\u{200d}\u{1f4bb}", "\u{1f469}\u{200d}\u{1f4bb}");
    }

    #[test]
    fn ids_hold_nothing_that_steers() {
        assert_eq!(id(" urn:a b\u{301} ").as_deref(), Some("urn:a b\u{301}"));
        assert_eq!(id("urn:\u{1b}[2J\u{202e}a\n\u{2028}b").as_deref(), Some("urn:[2Jab"));
        assert_eq!(id("\u{200b} \0"), None);
    }

    #[test]
    fn composed_and_quotation_marks_kept() {
        check("cafe\u{301}", "café");
        check("„So“, »so« ''so''", "„So“, »so« ''so''");
        check("It\u{92}s", "It’s");
    }
}
