//! Letters whose parts are not marked off as they say: mended before they are parsed, so that no part is lost in another.

use std::borrow::Cow;

/// A letter with its parts where they are.
pub(super) fn mended(letter: &[u8]) -> Cow<'_, [u8]> {
    let parted = parts_called_text(letter).map_or(Cow::Borrowed(letter), Cow::Owned);
    match with_ended_heads(&parted) {
        Some(ended) => Cow::Owned(ended),
        None => parted,
    }
}

/// A letter whose head calls it text and yet names a boundary, with the parts that stand between: called what it is.
fn parts_called_text(bytes: &[u8]) -> Option<Vec<u8>> {
    let letter = bytes.trim_ascii_start();
    let finder = memchr::memmem::Finder::new(b"\n\r\n");
    let end = finder.find(letter).or_else(|| memchr::memmem::find(letter, b"\n\n"))?;
    let head = letter.get(..end)?;
    let lower = head.to_ascii_lowercase();
    let at = memchr::memmem::find(&lower, b"\ncontent-type:")? + 1;
    let field = lower.get(at..)?;
    // the field ends where a line begins that is not folded
    let length =
        field.windows(2).position(|w| w[0] == b'\n' && !matches!(w[1], b' ' | b'\t')).unwrap_or(field.len());
    let field = field.get(..length)?;
    let kind = memchr::memmem::find(field, b"text/").filter(|kind| *kind < 40)?;
    let named = memchr::memmem::find(field, b"boundary=")? + b"boundary=".len();
    let name: Vec<u8> = head
        .get(at + named..at + length)?
        .iter()
        .copied()
        .skip_while(|b| *b == b'"')
        .take_while(|b| !matches!(b, b'"' | b';' | b'\r' | b'\n'))
        .collect();
    let opening = [b"\n--", name.as_slice()].concat();
    memchr::memmem::find(letter.get(end..)?, &opening)?;
    let text = field.get(kind..)?.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'/').count();
    let (before, after) = (letter.get(..at + kind)?, letter.get(at + kind + text..)?);
    Some([before, b"multipart/mixed", after].concat())
}

/// Most boundaries of one letter that are known at a time.
const MOST_BOUNDARIES: usize = 50;

/// A letter in which a blank line ends each head: attached letters without a body may lack it, and would take the boundary
/// below them and the part behind it for lines of their head.
fn with_ended_heads(letter: &[u8]) -> Option<Vec<u8>> {
    let mut boundaries: Vec<Vec<u8>> = Vec::new();
    let mut mended: Vec<u8> = Vec::new();
    let (mut from, mut at) = (0, 0);
    let (mut in_head, mut holds_letter) = (true, false);
    for line in letter.split_inclusive(|b| *b == b'\n') {
        let start = at;
        at += line.len();
        let bare = line.trim_ascii_end();
        let is_boundary = bare.strip_prefix(b"--").is_some_and(|name| {
            boundaries
                .iter()
                .any(|b| name.strip_prefix(b.as_slice()).is_some_and(|end| matches!(end, b"" | b"--")))
        });
        if is_boundary {
            if in_head && start > 0 {
                mended.extend_from_slice(letter.get(from..start)?);
                mended.extend_from_slice(b"\r\n");
                from = start;
            }
            (in_head, holds_letter) = (!bare.ends_with(b"--") || is_named(bare, &boundaries), false);
        } else if bare.is_empty() {
            // what is attached begins with a head of its own
            in_head = in_head && std::mem::take(&mut holds_letter);
        } else if in_head {
            let lower = bare.to_ascii_lowercase();
            holds_letter |= memchr::memmem::find(&lower, b"message/rfc822").is_some();
            if let Some(named) =
                memchr::memmem::find(&lower, b"boundary=").filter(|_| boundaries.len() < MOST_BOUNDARIES)
            {
                boundaries.push(boundary_at(bare.get(named + b"boundary=".len()..)?));
            }
        }
    }
    if mended.is_empty() {
        return None;
    }
    mended.extend_from_slice(letter.get(from..)?);
    Some(mended)
}

/// Whether a line is a boundary itself, where its name ends with hyphens.
fn is_named(line: &[u8], boundaries: &[Vec<u8>]) -> bool {
    line.strip_prefix(b"--").is_some_and(|name| boundaries.iter().any(|b| b == name))
}

/// The name of a boundary behind its `=`, in quotation marks or without.
fn boundary_at(value: &[u8]) -> Vec<u8> {
    let value = value.iter().copied().skip_while(|b| *b == b'"');
    value.take_while(|b| !matches!(b, b'"' | b';' | b'\r' | b'\n')).collect::<Vec<u8>>().trim_ascii().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_ends_before_the_next_part() {
        let letter = b"From: a@n.example\nContent-Type: multipart/mixed;\n boundary=\"x-1\"\n\n--x-1\nContent-Type: message/rfc822\n\nSubject: One\nContent-Type: multipart/alternative; boundary=in\n--x-1\nContent-Type: text/plain\n\nTold.\n--x-1--\n";
        let mended = String::from_utf8(mended(letter).into_owned()).unwrap();
        assert!(
            mended.contains("boundary=in\n\r\n--x-1\nContent-Type: text/plain\n\nTold.\n--x-1--\n"),
            "{mended}"
        );
        let whole = b"From: a@n.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nTold.\n--x\nContent-Type: text/plain\n\nTold too.\n--x--\n";
        assert!(matches!(super::mended(whole), Cow::Borrowed(_)));
    }
}
