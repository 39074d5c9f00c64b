//! The small words of XML: names, attributes, entities, document types.

use std::borrow::Cow;

/// Name of the first element, without prefix, if the text starts as XML does.
pub(in crate::decode) fn root_name(text: &str) -> Option<&str> {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    for _ in 0..64 {
        let tag = rest.strip_prefix('<')?;
        let end = if tag.starts_with("!--") {
            tag.find("-->")? + 3
        } else if tag.starts_with('?') {
            tag.find("?>")? + 2
        } else if tag.starts_with('!') {
            doctype_end(tag)?
        } else {
            let length = tag.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(tag.len());
            let name = tag.get(..length)?;
            return Some(name.rsplit(':').next().unwrap_or(name)).filter(|n| !n.is_empty());
        };
        rest = tag.get(end..)?.trim_start();
    }
    None
}

/// One past the `>` that ends a document type with or without an internal subset.
pub(super) fn doctype_end(tag: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut quote: Option<u8> = None;
    for (n, b) in tag.bytes().enumerate() {
        match (quote, b) {
            (Some(q), _) if b == q => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(b),
            (None, b'[' | b'<') => depth += 1,
            (None, b']') => depth = depth.saturating_sub(1),
            (None, b'>') if depth == 0 => return Some(n + 1),
            (None, b'>') => depth = depth.saturating_sub(usize::from(depth > 1)),
            _ => {}
        }
    }
    None
}

/// Attributes of a start tag, the length up to and with its `>`, and whether it is an empty element.
pub(in crate::decode) fn attributes(tag: &str) -> (Vec<(&str, Cow<'_, str>)>, usize, bool) {
    let mut found = Vec::new();
    let mut rest = tag;
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("/>") {
            return (found, tag.len() - after.len(), true);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (found, tag.len() - after.len(), false);
        }
        if rest.is_empty() {
            return (found, tag.len(), false);
        }
        let name_length =
            rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len());
        let name = rest.get(..name_length).unwrap_or_default();
        rest = rest.get(name_length..).unwrap_or_default().trim_start();
        let Some(after) = rest.strip_prefix('=') else {
            if name.is_empty() {
                rest = rest.get(rest.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default();
            }
            continue;
        };
        rest = after.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let value_length = match quote {
            Some(q) => rest.get(1..).and_then(|r| r.find(q)).map_or(rest.len(), |n| n + 2),
            None => rest.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(rest.len()),
        };
        let value = rest.get(..value_length).unwrap_or_default();
        let value = quote.map_or(value, |q| value.trim_matches(q));
        found.push((name, unescape(value)));
        rest = rest.get(value_length..).unwrap_or_default();
    }
}

/// The five entities and the numeric ones; every other stays as written.
pub(in crate::decode) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let name = crate::decode::text::head(after, 12).split_once(';').map(|(n, _)| n);
        match name.and_then(|n| Some((character(n)?, n.len()))) {
            Some((c, length)) => {
                out.push(c);
                rest = after.get(length + 1..).unwrap_or_default();
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}
