//! Where a part of a string stands in the text of the file: escapes are longer there than what they stand for.

use std::ops::Range;

/// The bytes of `text` that hold some bytes of the string whose literal, quotes and all, stands at `place`. The literal
/// itself where that cannot be told: the string is another one than was written there.
pub(super) fn part(text: &str, place: &Range<usize>, string: &str, bytes: &Range<usize>) -> Range<usize> {
    let whole = || place.clone();
    let Some(written) = text.get(place.clone()) else { return whole() };
    let Some(ends) = ends(written) else { return whole() };
    if ends.len() != string.len() + 1 {
        return whole();
    }
    let at = |byte: usize| ends.get(byte.min(string.len())).map(|(start, _)| place.start + start);
    let last = |byte: usize| ends.get(byte).map(|(_, end)| place.start + end);
    match (at(bytes.start), bytes.end.checked_sub(1).filter(|last| *last >= bytes.start).and_then(last)) {
        (Some(start), Some(end)) => start..end.max(start),
        (Some(start), None) => start..start,
        _ => whole(),
    }
}

/// For each byte of the string, and for its end, where what stands for it begins and ends in the literal.
fn ends(written: &str) -> Option<Vec<(usize, usize)>> {
    let (quotes, is_basic) = ["\"\"\"", "'''", "\"", "'"]
        .into_iter()
        .find(|quotes| written.starts_with(quotes) && written.len() >= 2 * quotes.len())
        .map(|quotes| (quotes, quotes.starts_with('"')))?;
    let end = written.len() - quotes.len();
    let mut at = quotes.len();
    if quotes.len() == 3 {
        // A line break right behind the quotes is not part of it.
        let rest = written.get(at..end)?;
        at += if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
    }
    let mut ends = Vec::new();
    while at < end {
        let rest = written.get(at..end)?;
        let (taken, bytes) = match rest.strip_prefix('\\').filter(|_| is_basic) {
            Some(escape) => escaped(escape)?,
            None => rest.chars().next().map(|c| (c.len_utf8(), c.len_utf8()))?,
        };
        if bytes == taken {
            ends.extend((0..bytes).map(|n| (at + n, at + n + 1)));
        } else {
            ends.extend((0..bytes).map(|_| (at, at + taken)));
        }
        at += taken;
    }
    ends.push((end, end));
    Some(ends)
}

/// How many bytes an escape takes with its backslash, and for how many it stands.
fn escaped(escape: &str) -> Option<(usize, usize)> {
    let code = |digits: usize| {
        let code = u32::from_str_radix(escape.get(1..=digits)?, 16).ok()?;
        Some((digits + 2, char::from_u32(code)?.len_utf8()))
    };
    match escape.chars().next()? {
        'u' => code(4),
        'U' => code(8),
        'x' => code(2),
        // At the end of a line it takes all white space that follows.
        c if c.is_whitespace() => Some((1 + escape.len() - escape.trim_start().len(), 0)),
        _ => Some((2, 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_every_kind_of_string_are_found() {
        for (literal, part_of_it, written) in [
            (r#"".a | b""#, "b", "b"),
            (r#"".a == \"fr\" | b""#, "b", "b"),
            (r#"".a == \"fr\" | b""#, "\"fr\"", r#"\"fr\""#),
            (r#"'.a == "fr" | b'"#, "\"fr\"", "\"fr\""),
            ("'''\n.a\n  | b'''", "b", "b"),
            ("\"\"\"\n.a \\\n    | b\"\"\"", "b", "b"),
            ("\"\"\"\r\n.a\n| \"x\" | b\"\"\"", "b", "b"),
            (r#""\u00e9 \U0001F600 b""#, "b", "b"),
            (r#""\u00e9 b""#, "é", r"\u00e9"),
            (r#""é b""#, "b", "b"),
        ] {
            let text = format!("[s]\nfilter = {literal} # b\n");
            let place = 13..13 + literal.len();
            let table: toml::Table = text.parse().unwrap();
            let string = table["s"]["filter"].as_str().unwrap();
            let at = string.find(part_of_it).unwrap();
            let found = part(&text, &place, string, &(at..at + part_of_it.len()));
            assert_eq!(text.get(found.clone()).unwrap(), written, "{literal}");
            let end = part(&text, &place, string, &(string.len()..string.len()));
            assert!(end.is_empty() && text.get(end.start..).unwrap().starts_with(['"', '\'']), "{literal}");
            assert_eq!(part(&text, &place, "another", &(0..1)), place);
        }
    }
}
