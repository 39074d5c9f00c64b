//! A line in pieces: numbers, words, marks, each with where it ends.

use unicode_normalization::UnicodeNormalization;

use super::east_asian;
use crate::normalise::shape;

/// A piece of a line.
#[derive(Debug, Clone)]
pub(super) struct Token<'a> {
    /// As it is written, with small letters, and these without their accents.
    pub(super) raw: &'a str,
    pub(super) lower: String,
    folded: String,
    pub(super) what: What,
    /// Where it ends in the line.
    pub(super) end: usize,
    /// Whether it follows the one before it without a space.
    is_joined: bool,
}

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Value and number of digits.
    Number(u32, usize),
    Word,
    Mark(char),
}

impl Token<'_> {
    pub(super) fn number(&self) -> Option<(u32, usize)> {
        match self.what {
            What::Number(value, digits) => Some((value, digits)),
            _ => None,
        }
    }

    pub(super) fn word(&self) -> Option<&str> {
        (self.what == What::Word).then_some(self.lower.as_str())
    }

    /// A word in small letters without accents, which capitals often lack.
    pub(super) fn folded(&self) -> Option<&str> {
        (self.what == What::Word).then_some(self.folded.as_str())
    }

    pub(super) fn mark(&self) -> Option<char> {
        match self.what {
            What::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    pub(super) fn is_joined(&self) -> bool {
        self.is_joined
    }
}

/// The pieces of a line, as many as are asked for at most.
pub(super) fn of(line: &str, most: usize) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let mut at = 0;
    while let Some(c) = line.get(at..).and_then(|rest| rest.chars().next()) {
        if tokens.len() == most {
            break;
        }
        let rest = line.get(at..).unwrap_or_default();
        let figures = figures(rest);
        let length = if let Some((_, _, length)) = figures {
            length
        } else if let Some(length) =
            half_of_day(rest).or_else(|| o_clock(rest)).or_else(|| east_asian::unit(rest))
        {
            length
        } else if c.is_alphabetic() {
            let ends = |(at, c): &(usize, char)| {
                !c.is_alphabetic() && !is_combining(*c)
                    || *at > 0 && rest.get(*at..).is_some_and(|rest| east_asian::unit(rest).is_some())
            };
            rest.char_indices().find(ends).map_or(rest.len(), |(at, _)| at)
        } else {
            c.len_utf8()
        };
        if !c.is_whitespace() && !is_invisible(c) {
            let raw = rest.get(..length).unwrap_or_default();
            let (what, lower) = if let Some((value, digits, _)) = figures {
                (What::Number(value, digits), String::new())
            } else if c.is_alphabetic() {
                (What::Word, shape::lower(raw).replace(['.', '\'', '’'], ""))
            } else {
                (What::Mark(narrow(c)), String::new())
            };
            let folded = fold(&lower);
            let is_joined = tokens.last().is_some_and(|before| before.end == at);
            tokens.push(Token { raw, lower, folded, what, end: at + length, is_joined });
        }
        at += length;
    }
    tokens
}

/// The number at the head of a text: value, how many figures, how many bytes. Arabic and wide figures are figures too.
fn figures(text: &str) -> Option<(u32, usize, usize)> {
    let (mut value, mut count, mut length) = (0u32, 0, 0);
    for c in text.chars() {
        let Some(digit) = digit(c) else { break };
        value = value.saturating_mul(10).saturating_add(digit);
        count += 1;
        length += c.len_utf8();
    }
    (count > 0).then_some((value, count, length))
}

fn digit(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => return c.to_digit(10),
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6f0}'..='\u{6f9}' => 0x6f0,
        '\u{966}'..='\u{96f}' => 0x966,
        '\u{ff10}'..='\u{ff19}' => 0xff10,
        _ => return None,
    };
    u32::from(c).checked_sub(zero)
}

/// A wide mark as the narrow one.
fn narrow(c: char) -> char {
    match c {
        '：' => ':',
        '（' | '【' | '〔' | '［' | '「' => '(',
        '）' | '】' | '〕' | '］' | '」' => ')',
        '，' | '、' | '،' | '・' => ',',
        '。' => '.',
        '／' => '/',
        '～' | '〜' => '-',
        c => c,
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Small letters without accents, and those that have no other form as their nearest: `łódź` is `lodz`.
pub(super) fn fold(lower: &str) -> String {
    if lower.is_ascii() {
        return lower.to_owned();
    }
    let mut folded = String::with_capacity(lower.len());
    for c in lower.chars() {
        match c {
            'ł' => folded.push('l'),
            'ø' => folded.push('o'),
            'đ' => folded.push('d'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ß' => folded.push_str("ss"),
            'ё' => folded.push('е'),
            // letters of their own
            'й' | 'ї' => folded.push(c),
            '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{6ff}' | '\u{1e00}'..='\u{1fff}' => {
                folded.extend(std::iter::once(c).nfd().filter(|c| !is_mark(*c)));
            }
            c if is_mark(c) => {}
            c => folded.push(c),
        }
    }
    folded
}

/// What stands above and below letters: accents, and the vowels of Hebrew and Arabic.
fn is_mark(c: char) -> bool {
    is_combining(c)
        || matches!(c, '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c2}' | '\u{64b}'..='\u{65f}' | '\u{640}')
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}') || is_of_indic(c)
}

/// What joins and bends letters of Indian scripts.
fn is_of_indic(c: char) -> bool {
    matches!(c, '\u{93c}' | '\u{94d}' | '\u{9bc}' | '\u{9cd}')
}

/// `o'clock`: how long it is.
fn o_clock(rest: &str) -> Option<usize> {
    if !rest.starts_with(['o', 'O']) {
        return None;
    }
    let head = rest.get(..rest.floor_char_boundary(9))?.to_ascii_lowercase().replace('’', "'");
    let length = rest.find(|c: char| !c.is_alphabetic() && !matches!(c, '\'' | '’')).unwrap_or(rest.len());
    head.starts_with("o'clock").then_some(length)
}

/// `a.m.`, `P.M`: how long it is.
fn half_of_day(rest: &str) -> Option<usize> {
    let head = rest.as_bytes().first_chunk::<3>()?;
    let is_half = matches!(head, [b'a' | b'A' | b'p' | b'P', b'.', b'm' | b'M']);
    let after = rest.get(3..)?;
    let ends = !after.starts_with(char::is_alphanumeric);
    (is_half && ends).then(|| 3 + usize::from(after.starts_with('.')))
}
