//! Where the tags of a page end, and which of them have more attributes than any real tag.
//!
//! The tokenizer compares each attribute with all others of its tag, and asks nobody on the way. This finds the tags
//! before it: it knows of the standard's tokenization what tells a tag from text, and is told by the gate what only
//! the tree knows. It hands out the page in stretches; between two of them stand attributes that are left out.

use std::ops::Range;

use super::gate::Gate;
use super::{Code, MAX_ATTRIBUTES, MAX_STRAYS};

/// A piece of the page for the tokenizer.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Its bytes.
    pub(super) range: Range<usize>,
    /// Whether a `>` follows, in place of what is left out.
    pub(super) insert: bool,
}

/// The reading of a page for its tags.
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    /// Up to here it was handed out.
    from: usize,
    /// Up to here it was looked at.
    at: usize,
    /// What may be an end tag was handed out, when the gate had seen so many tokens.
    asked: Option<u64>,
    /// How many `<` began nothing.
    strays: usize,
    /// What becomes of styles and scripts.
    code: Code,
    /// Nothing of the raw text that goes on here was handed out.
    is_whole: bool,
}

/// Elements whose text may hold no tags; whether it does, only the tree knows.
const RAW: [&[u8]; 10] = [
    b"script",
    b"style",
    b"title",
    b"textarea",
    b"xmp",
    b"iframe",
    b"noembed",
    b"noframes",
    b"noscript",
    b"plaintext",
];

/// A tag, from its name on.
#[derive(Debug, PartialEq, Eq)]
struct Tag {
    /// After its `>`, or the end of the page.
    end: usize,
    /// Where the first attribute begins that is too many.
    too_many: Option<usize>,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(html: &'a str, code: Code) -> Lexer<'a> {
        Lexer { bytes: html.as_bytes(), from: 0, at: 0, asked: None, strays: 0, code, is_whole: false }
    }

    /// The next stretch; the one before has been tokenized.
    pub(super) fn next(&mut self, gate: &Gate) -> Option<Stretch> {
        if self.from >= self.bytes.len() {
            return None;
        }
        if gate.in_plain_text() {
            return Some(self.up_to(self.bytes.len()));
        }
        match gate.raw_text() {
            Some(name) => Some(self.in_raw_text(&name, gate)),
            None => Some(self.in_markup(gate)),
        }
    }

    fn in_markup(&mut self, gate: &Gate) -> Stretch {
        self.asked = None;
        self.is_whole = true;
        while let Some(tag) = self.next_sign() {
            let end = match self.bytes.get(tag) {
                Some(b'!') => {
                    let is_section = self.starts_with(tag, b"![CDATA[");
                    // Whether it is one, the tree tells after everything before it.
                    if is_section && self.from + 1 < tag {
                        return self.up_to(tag - 1);
                    }
                    if is_section && gate.in_foreign() {
                        self.after(tag, b"]]>")
                    } else {
                        self.after_markup(tag)
                    }
                }
                Some(b'?') => self.after(tag, b">"),
                Some(b'/') => match self.bytes.get(tag + 1) {
                    Some(byte) if byte.is_ascii_alphabetic() => {
                        let Tag { end, too_many } = self.tag(tag + 1);
                        if let Some(cut) = too_many {
                            return self.without(cut, end);
                        }
                        end
                    }
                    _ => self.after(tag, b">"),
                },
                Some(byte) if byte.is_ascii_alphabetic() => {
                    let Tag { end, too_many } = self.tag(tag);
                    if let Some(cut) = too_many {
                        return self.without(cut, end);
                    }
                    if self.may_begin_raw_text(tag) {
                        return self.up_to(end);
                    }
                    end
                }
                _ => {
                    self.strays += 1;
                    if self.strays > MAX_STRAYS {
                        if self.from + 1 < tag {
                            return self.without_sign(tag);
                        }
                        self.from = tag;
                    }
                    tag
                }
            };
            self.at = end;
        }
        self.up_to(self.bytes.len())
    }

    /// In the text of a script and the like, up to what may end it: its name as an end tag. In a script that is a
    /// comment with a script in it, it may be text; then the tokenizer says so at once.
    fn in_raw_text(&mut self, name: &str, gate: &Gate) -> Stretch {
        let is_whole = std::mem::take(&mut self.is_whole);
        if self.asked.take() == Some(gate.tokens()) {
            let Tag { end, too_many } = self.attributes(self.from);
            return match too_many {
                Some(cut) => self.without(cut, end),
                None => self.up_to(end),
            };
        }
        while let Some(slash) = self.next_sign() {
            let after = slash + 1 + name.len();
            let is_end = self.bytes.get(slash) == Some(&b'/')
                && self.bytes.get(slash + 1..after).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()));
            if !is_end {
                self.at = slash;
                continue;
            }
            let is_over =
                self.bytes.get(after).is_some_and(|byte| is_space(*byte) || matches!(byte, b'/' | b'>'));
            if is_over && is_whole && self.code == Code::LeftOut && gate.in_code() {
                self.leave_out(slash - 1, gate);
            }
            match self.bytes.get(after) {
                Some(byte) if is_space(*byte) || *byte == b'/' => {
                    if self.from + 1 < slash {
                        return self.up_to(slash - 1);
                    }
                    self.asked = Some(gate.tokens());
                    return self.up_to(after + 1);
                }
                Some(b'>') => return self.up_to(after + 1),
                _ => self.at = slash,
            }
        }
        self.up_to(self.bytes.len())
    }

    /// Leaves out what stands before the end tag of a style or a script. A comment in a script may hold its end tag
    /// as text: such a script is left in.
    fn leave_out(&mut self, until: usize, gate: &Gate) {
        let Some(text) = self.bytes.get(self.from..until) else { return };
        if memchr::memmem::find(text, b"<!--").is_none() {
            gate.skip_lines(memchr::memchr_iter(b'\n', text).count());
            self.from = until;
        }
    }

    /// After the next `<`.
    fn next_sign(&self) -> Option<usize> {
        let rest = self.bytes.get(self.at..)?;
        memchr::memchr(b'<', rest).map(|found| self.at + found + 1)
    }

    fn up_to(&mut self, end: usize) -> Stretch {
        let range = self.from..end;
        self.from = end;
        self.at = self.at.max(end);
        Stretch { range, insert: false }
    }

    /// What stands before the attributes that are too many; the page goes on after their tag. A tag that the page ends
    /// in is none.
    fn without(&mut self, cut: usize, end: usize) -> Stretch {
        let range = self.from..cut;
        (self.from, self.at) = (end, end);
        let is_closed = self.bytes.get(end - 1) == Some(&b'>');
        Stretch { range, insert: is_closed }
    }

    /// What stands before a `<` that begins nothing and is left out.
    fn without_sign(&mut self, after: usize) -> Stretch {
        let range = self.from..after - 1;
        (self.from, self.at) = (after, after);
        Stretch { range, insert: false }
    }

    fn starts_with(&self, at: usize, what: &[u8]) -> bool {
        self.bytes.get(at..).is_some_and(|rest| rest.starts_with(what))
    }

    /// After the next `what` from here on, or the end of the page.
    fn after(&self, at: usize, what: &[u8]) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        memchr::memmem::find(rest, what).map_or(self.bytes.len(), |found| at + found + what.len())
    }

    /// After a comment or a declaration whose `!` stands here.
    fn after_markup(&self, at: usize) -> usize {
        if !self.starts_with(at, b"!--") {
            return self.after(at, b">");
        }
        for short in [b"!-->".as_slice(), b"!--->"] {
            if self.starts_with(at, short) {
                return at + short.len();
            }
        }
        let rest = self.bytes.get(at + 3..).unwrap_or_default();
        let ends = memchr::memmem::find_iter(rest, b"--").find_map(|dashes| {
            let after = rest.get(dashes + 2..)?;
            match after {
                [b'>', ..] => Some(dashes + 3),
                [b'!', b'>', ..] => Some(dashes + 4),
                // Three dashes: the last two may end it.
                [b'-', b'>', ..] => Some(dashes + 4),
                [b'-', b'!', b'>', ..] => Some(dashes + 5),
                _ => None,
            }
        });
        ends.map_or(self.bytes.len(), |end| at + 3 + end)
    }

    fn may_begin_raw_text(&self, name: usize) -> bool {
        let rest = self.bytes.get(name..).unwrap_or_default();
        RAW.iter().any(|raw| {
            rest.get(..raw.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(raw))
                && rest.get(raw.len()).is_none_or(|next| !next.is_ascii_alphanumeric())
        })
    }

    /// Reads a tag whose name begins here.
    fn tag(&self, name: usize) -> Tag {
        self.attributes(self.skip(name, |byte| !is_space(byte) && !matches!(byte, b'/' | b'>')))
    }

    /// Reads a tag on from behind its name.
    fn attributes(&self, mut at: usize) -> Tag {
        let (mut attributes, mut too_many) = (0, None);
        loop {
            at = self.skip(at, |byte| is_space(byte) || byte == b'/');
            match self.bytes.get(at) {
                None => return Tag { end: self.bytes.len(), too_many },
                Some(b'>') => return Tag { end: at + 1, too_many },
                Some(_) => {}
            }
            attributes += 1;
            if attributes == MAX_ATTRIBUTES + 1 {
                too_many = Some(at);
            }
            at = self.after_attribute(at);
        }
    }

    /// After an attribute that begins here; never before the byte after it.
    fn after_attribute(&self, at: usize) -> usize {
        // An equals sign may begin a name.
        let named = self.skip(at + 1, |byte| !is_space(byte) && !matches!(byte, b'/' | b'>' | b'='));
        let equals = self.skip(named, is_space);
        if self.bytes.get(equals) != Some(&b'=') {
            return named;
        }
        let value = self.skip(equals + 1, is_space);
        match self.bytes.get(value) {
            Some(mark @ (b'"' | b'\'')) => self.after(value + 1, &[*mark]),
            _ => self.skip(value, |byte| !is_space(byte) && byte != b'>'),
        }
    }

    fn skip(&self, at: usize, passes: impl Fn(u8) -> bool) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        at + rest.iter().position(|byte| !passes(*byte)).unwrap_or(rest.len())
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}
