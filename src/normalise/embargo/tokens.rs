//! A line in pieces: numbers, words, marks, each with where it ends.

use crate::normalise::shape;

/// A piece of a line.
#[derive(Debug, Clone)]
pub(super) struct Token<'a> {
    /// As it is written, and with small letters.
    pub(super) raw: &'a str,
    pub(super) lower: String,
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
        let length = if c.is_ascii_digit() {
            rest.bytes().take_while(u8::is_ascii_digit).count()
        } else if let Some(length) = half_of_day(rest) {
            length
        } else if c.is_alphabetic() {
            rest.find(|c: char| !c.is_alphabetic() && !is_combining(c)).unwrap_or(rest.len())
        } else {
            c.len_utf8()
        };
        if !c.is_whitespace() {
            let raw = rest.get(..length).unwrap_or_default();
            let (what, lower) = if c.is_ascii_digit() {
                (What::Number(raw.parse().unwrap_or(u32::MAX), length), String::new())
            } else if c.is_alphabetic() {
                (What::Word, shape::lower(raw).replace('.', ""))
            } else {
                (What::Mark(c), String::new())
            };
            let is_joined = tokens.last().is_some_and(|before| before.end == at);
            tokens.push(Token { raw, lower, what, end: at + length, is_joined });
        }
        at += length;
    }
    tokens
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// `a.m.`, `P.M`: how long it is.
fn half_of_day(rest: &str) -> Option<usize> {
    let head = rest.as_bytes().first_chunk::<3>()?;
    let is_half = matches!(head, [b'a' | b'A' | b'p' | b'P', b'.', b'm' | b'M']);
    let after = rest.get(3..)?;
    let ends = !after.starts_with(char::is_alphanumeric);
    (is_half && ends).then(|| 3 + usize::from(after.starts_with('.')))
}
