//! How deep the elements of a page nest, told before it is parsed.
//!
//! html5ever looks through its stack of open elements for nearly every tag, so that time grows with the square of
//! the depth. A page nested deeper than any real one is refused before that.

use crate::model::{Fault, FaultCode};

/// Real pages stay under 100; machines that wrap each paragraph in the one before have reached some hundred.
const MAX_DEPTH: usize = 3_000;

/// # Errors
/// [`FaultCode::TooDeep`] if the elements nest deeper than any page that people read.
pub(super) fn refuse_if_deep(html: &str) -> Result<(), Fault> {
    let bytes = html.as_bytes();
    let (mut depth, mut at) = (0usize, 0usize);
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr(b'<', rest)) {
        let tag = at + found + 1;
        at = tag;
        match bytes.get(tag) {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b) if b.is_ascii_alphabetic() && opens_a_level(bytes.get(tag..).unwrap_or_default()) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    let message = format!(
                        "expected a page, found elements nested more than {MAX_DEPTH} deep at byte {tag}"
                    );
                    return Err(Fault::new(FaultCode::TooDeep, message));
                }
            }
            _ => {}
        }
    }
    Ok(())
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
        assert!(refuse_if_deep(&"<div>".repeat(100_000)).is_err());
        assert!(refuse_if_deep(&"<p>a<br><li>b<img src=x>".repeat(100_000)).is_ok());
        assert!(refuse_if_deep(&"<div><span>a</span></div>".repeat(100_000)).is_ok());
        assert!(refuse_if_deep("a < b <").is_ok());
    }
}
