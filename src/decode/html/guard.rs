//! What a page may cost, told before it is parsed.
//!
//! html5ever looks through its stack of open elements for nearly every tag, so that time grows with the square of
//! the depth: a page nested deeper than any real one is refused. It also notes an error for every `<` that begins
//! no tag: where there are very many, these go.

use std::borrow::Cow;

use crate::model::{Fault, FaultCode};

/// Real pages stay under 100; machines that wrap each paragraph in the one before have reached some hundred.
const MAX_DEPTH: usize = 1_000;
/// A page with more signs that begin no tag is no page that people wrote.
const MAX_STRAY: usize = 20_000;

/// The page as it may be parsed.
///
/// # Errors
/// [`FaultCode::TooDeep`] if the elements nest deeper than any page that people read.
pub(super) fn admit(html: &str) -> Result<Cow<'_, str>, Fault> {
    let bytes = html.as_bytes();
    let (mut depth, mut stray) = (0usize, 0usize);
    for found in memchr::memchr_iter(b'<', bytes) {
        let tag = found + 1;
        match bytes.get(tag) {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b) if b.is_ascii_alphabetic() => {
                depth += usize::from(opens_a_level(bytes.get(tag..).unwrap_or_default()));
                if depth > MAX_DEPTH {
                    let message = format!(
                        "expected a page, found elements nested more than {MAX_DEPTH} deep at byte {tag}"
                    );
                    return Err(Fault::new(FaultCode::TooDeep, message));
                }
            }
            Some(b'!' | b'?') => {}
            _ => stray += 1,
        }
    }
    if stray > MAX_STRAY {
        return Ok(Cow::Owned(without_strays(html)));
    }
    Ok(Cow::Borrowed(html))
}

/// The page with a space for each `<` that begins no tag.
fn without_strays(html: &str) -> String {
    let mut chars = html.chars().peekable();
    let mut clean = String::with_capacity(html.len());
    while let Some(c) = chars.next() {
        let begins = chars.peek().is_some_and(|n| n.is_ascii_alphabetic() || matches!(n, '/' | '!' | '?'));
        clean.push(if c == '<' && !begins { ' ' } else { c });
    }
    clean
}

/// Void elements and those that the next of their kind closes open no level.
fn opens_a_level(rest: &[u8]) -> bool {
    let length = rest.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    let name = rest.get(..length).unwrap_or_default();
    let flat: [&[u8]; 22] = [
        b"area", b"base", b"br", b"col", b"dd", b"dt", b"embed", b"hr", b"img", b"input", b"li", b"link",
        b"meta", b"option", b"p", b"param", b"path", b"source", b"td", b"tr", b"track", b"wbr",
    ];
    !flat.iter().any(|f| f.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_deep_pages_are_refused() {
        assert!(admit(&"<div>".repeat(100_000)).is_err());
        assert!(admit(&"<p>a<br><li>b<img src=x>".repeat(100_000)).is_ok());
        assert!(admit(&"<div><span>a</span></div>".repeat(100_000)).is_ok());
        assert_eq!(admit("a < b <").unwrap(), "a < b <");
        assert_eq!(admit(&"<".repeat(30_000)).unwrap().trim(), "");
    }
}
