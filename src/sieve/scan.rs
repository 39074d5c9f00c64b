//! Finds the members of a JSON object without reading them: strings are passed over by their quotes, everything else by
//! its brackets. What is found is for a parser to judge; what is passed over is not checked.

use std::borrow::Cow;

/// Deeper values are not read: nothing that walks over one must run out of stack.
pub(super) const DEEPEST: usize = 256;
/// Longer numbers are not read: to multiply or print them takes longer than any record is worth.
const LONGEST_NUMBER: usize = 1000;

/// A member: its name and its value as written.
type Member<'l> = (Cow<'l, str>, &'l [u8]);

/// The members of an object, as far as they can be told.
pub(super) struct Members<'l> {
    bytes: &'l [u8],
    at: usize,
    is_first: bool,
    has_ended: bool,
}

impl<'l> Members<'l> {
    /// Of the object that begins here, if one does.
    pub(super) fn of(bytes: &'l [u8]) -> Option<Members<'l>> {
        let at = blank(bytes, 0);
        (bytes.get(at) == Some(&b'{')).then_some(Members {
            bytes,
            at: at + 1,
            is_first: true,
            has_ended: false,
        })
    }

    fn read(&mut self) -> Result<Option<Member<'l>>, String> {
        self.at = blank(self.bytes, self.at);
        match self.bytes.get(self.at) {
            Some(b'}') => return self.end().map(|()| None),
            Some(b',') if !self.is_first => self.at = blank(self.bytes, self.at + 1),
            Some(_) if self.is_first => {}
            _ => return Err(self.expected("`,` or `}`")),
        }
        self.is_first = false;
        if self.bytes.get(self.at) != Some(&b'"') {
            return Err(self.expected("a name in quotes"));
        }
        let end = string(self.bytes, self.at).ok_or_else(|| self.expected("the end of a name"))?;
        let written = self.bytes.get(self.at..end).unwrap_or_default();
        let name = name(written).ok_or_else(|| self.expected("a name in quotes"))?;
        self.at = blank(self.bytes, end);
        if self.bytes.get(self.at) != Some(&b':') {
            return Err(self.expected("`:`"));
        }
        let begin = blank(self.bytes, self.at + 1);
        self.at = value(self.bytes, begin)?;
        Ok(Some((name, self.bytes.get(begin..self.at).unwrap_or_default())))
    }

    /// Nothing but white space may follow the object.
    fn end(&mut self) -> Result<(), String> {
        self.at += 1;
        self.has_ended = true;
        Ok(())
    }

    fn expected(&self, what: &str) -> String {
        format!("expected {what} at byte {}", self.at)
    }

    /// Whether nothing but white space follows what was read.
    pub(super) fn is_at_end(&self) -> bool {
        blank(self.bytes, self.at) == self.bytes.len()
    }
}

impl<'l> Iterator for &mut Members<'l> {
    type Item = Result<Member<'l>, String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_ended {
            return None;
        }
        let read = self.read().transpose();
        self.has_ended |= !matches!(read, Some(Ok(_)));
        read
    }
}

/// The value of a member, by the path to it; of several with one name the last.
pub(super) fn member<'l>(mut value: &'l [u8], path: &[String]) -> Option<&'l [u8]> {
    for part in path {
        let mut members = Members::of(value)?;
        let named = members.filter_map(Result::ok).filter(|(name, _)| name == part);
        value = named.last()?.1;
    }
    Some(value)
}

fn name(written: &[u8]) -> Option<Cow<'_, str>> {
    let inside = written.get(1..written.len().checked_sub(1)?)?;
    if memchr::memchr(b'\\', inside).is_none() {
        return std::str::from_utf8(inside).ok().map(Cow::Borrowed);
    }
    serde_json::from_slice(written).ok().map(Cow::Owned)
}

/// The first byte from a place on that is no white space.
fn blank(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().position(|byte| !matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).unwrap_or(rest.len())
}

/// The end of the string that begins at a place.
fn string(bytes: &[u8], begin: usize) -> Option<usize> {
    let mut at = begin + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        match bytes.get(at) {
            Some(b'"') => return Some(at + 1),
            _ => at += 2,
        }
    }
}

/// The end of the value that begins at a place.
fn value(bytes: &[u8], begin: usize) -> Result<usize, String> {
    let cut = || format!("the value at byte {begin} has no end");
    let (mut at, mut depth, mut digits) = (begin, 0_usize, 0_usize);
    loop {
        let byte = *bytes.get(at).ok_or_else(cut)?;
        digits = if byte.is_ascii_digit() { digits + 1 } else { 0 };
        match byte {
            b'"' => at = string(bytes, at).ok_or_else(cut)?,
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' => {
                depth = depth.checked_sub(1).ok_or_else(|| format!("expected a value at byte {at}"))?;
                at += 1;
            }
            _ if depth == 0 => {
                at = scalar(bytes, at)?;
            }
            _ => at += 1,
        }
        if depth > DEEPEST {
            return Err(format!("the value at byte {begin} is nested deeper than {DEEPEST} levels"));
        }
        if digits > LONGEST_NUMBER {
            return Err(long_number(begin));
        }
        if depth == 0 {
            return Ok(at);
        }
    }
}

/// The end of a number or word.
fn scalar(bytes: &[u8], begin: usize) -> Result<usize, String> {
    let rest = bytes.get(begin..).unwrap_or_default();
    let is_in = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    match rest.iter().position(|byte| !is_in(byte)).unwrap_or(rest.len()) {
        0 => Err(format!("expected a value at byte {begin}")),
        length if length > LONGEST_NUMBER => Err(long_number(begin)),
        length => Ok(begin + length),
    }
}

fn long_number(begin: usize) -> String {
    format!("there is a number of over {LONGEST_NUMBER} digits in the value at byte {begin}")
}
