//! What publishing systems write into HTML and resolve before readers see it: sections of XML, shortcodes in brackets.
//!
//! Feeds and databases hand it out unresolved. A shortcode is told by its form, since stories have brackets too: it is
//! closed further down, has an attribute, or is one that stands alone in every system.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// Shortcodes that need neither an attribute nor an end.
const ALONE: [&str; 12] = [
    "gallery", "more", "nextpage", "toc", "ad", "ads", "adsense", "playlist", "audio", "video", "embed",
    "youtube",
];
/// Those of which what they enclose is no text.
const ENCLOSING: [&str; 4] = ["embed", "audio", "video", "youtube"];
/// Longest shortcode, in bytes.
const LONGEST: usize = 1_000;

/// HTML without the marks of XML sections, and with its shortcodes resolved.
pub(super) fn resolve(html: &str) -> Cow<'_, str> {
    let html = without_sections(html);
    if !html.contains('[') {
        return html;
    }
    match resolved(&html) {
        Some(resolved) => Cow::Owned(resolved),
        None => html,
    }
}

/// A parser of HTML takes `<![CDATA[...]]>` for a comment.
pub(super) fn without_sections(html: &str) -> Cow<'_, str> {
    if html.contains("<![CDATA[") {
        Cow::Owned(html.replace("<![CDATA[", "").replace("]]>", ""))
    } else {
        Cow::Borrowed(html)
    }
}

/// A shortcode: `[name a="b"]`, `[/name]`.
struct Code<'a> {
    name: &'a str,
    closes: bool,
    has_attribute: bool,
    /// One past its bracket.
    end: usize,
}

fn code_at(html: &str, at: usize) -> Option<Code<'_>> {
    let inside = html.get(at + 1..)?;
    let window = inside.get(..inside.floor_char_boundary(LONGEST))?;
    let length = window.find([']', '[', '<'])?;
    let body = window.get(..length).filter(|_| window.as_bytes().get(length) == Some(&b']'))?;
    let (closes, body) = match body.strip_prefix('/') {
        Some(rest) => (true, rest),
        None => (false, body),
    };
    let name_end =
        body.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(body.len());
    let (name, rest) = body.split_at_checked(name_end)?;
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase()) && name.len() > 1;
    let is_rest = rest.is_empty() || rest.starts_with([' ', '=', '\n', '/', '\u{a0}']);
    let quoted = ["=\"", "='", "=&quot;", "=”", "=&#8221;", "=&#34;"].iter().any(|mark| rest.contains(mark));
    let is_known = ALONE.contains(&name) || ENCLOSING.contains(&name);
    let has_attribute = (quoted || is_known && rest.contains('=')) && !rest.contains(". ");
    (is_name && is_rest).then_some(Code { name, closes, has_attribute, end: at + length + 2 })
}

/// Whether a line of a page is one that was left unresolved, from its opening to its end.
pub(super) fn is_one(line: &str) -> bool {
    let opens = line.starts_with('[') && line.ends_with(']') && line.len() <= LONGEST;
    let Some(code) = Some(line).filter(|_| opens).and_then(|line| code_at(line, 0)) else { return false };
    code.has_attribute && (code.end == line.len() || line.ends_with(&format!("[/{}]", code.name)))
}

/// The HTML with its shortcodes resolved, if it has any.
fn resolved(html: &str) -> Option<String> {
    let places = || memchr::memchr_iter(b'[', html.as_bytes());
    let codes = || places().filter_map(|at| Some((at, code_at(html, at)?)));
    let closed: HashSet<&str> = codes().filter(|(_, code)| code.closes).map(|(_, code)| code.name).collect();
    // those that are closed before another one of their name begins
    let mut ends = HashSet::new();
    let mut last: HashMap<&str, usize> = HashMap::new();
    for (at, code) in codes() {
        if code.closes {
            ends.extend(last.remove(code.name));
        } else {
            last.insert(code.name, at);
        }
    }
    let is_one = |code: &Code<'_>| closed.contains(code.name) || code.has_attribute;
    // as a paragraph of its own, it is none of a sentence
    let is_alone = |at: usize, code: &Code<'_>| {
        let before = html.get(..at).map(|before| before.trim_end_matches(' '));
        let after = html.get(code.end..).map(|after| after.trim_start_matches(' '));
        ALONE.contains(&code.name)
            && before.is_some_and(|before| before.is_empty() || before.ends_with(['>', '\n']))
            && after.is_some_and(|after| after.is_empty() || after.starts_with(['<', '\n']))
    };
    let mut out = String::with_capacity(html.len());
    let (mut from, mut skipped, mut found) = (0, None, false);
    for (at, code) in codes().filter(|(at, code)| is_one(code) || is_alone(*at, code)) {
        if at < from {
            continue;
        }
        found = true;
        if skipped.is_none() {
            out.push_str(html.get(from..at).unwrap_or_default());
        }
        from = code.end;
        match (code.name, code.closes) {
            ("caption" | "wp_caption", false) => out.push_str("<figure><figcaption>"),
            ("caption" | "wp_caption", true) => out.push_str("</figcaption></figure>"),
            (name, false) if ENCLOSING.contains(&name) && ends.contains(&at) => {
                skipped = Some(name.to_owned())
            }
            (name, true) if skipped.as_deref() == Some(name) => skipped = None,
            _ => {}
        }
    }
    if skipped.is_none() {
        out.push_str(html.get(from..).unwrap_or_default());
    }
    found.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_shortcodes() {
        assert!(is_one("[button link=”https://n.example/kit/” type=”big”] Send us your kit[/button]"));
        assert!(is_one("[gallery ids=\"1,2\"]"));
        assert!(!is_one("[The quay is closed.]") && !is_one("[1] See the rates of 2025 [2]"));
    }

    #[test]
    fn shortcodes_are_told_by_their_form() {
        let check = |html: &str, expected: &str| assert_eq!(resolve(html), expected);
        check("<p>[dropcap]F[/dropcap]erry</p>", "<p>Ferry</p>");
        check("<p>One.</p>[gallery ids=\"1,2\"]<p>Two.</p>", "<p>One.</p><p>Two.</p>");
        check("[vc_row full_width=\"x\"][vc_column]<p>One.</p>[/vc_column][/vc_row]", "<p>One.</p>");
        check("<p>One.</p>[embed]https://v.example/1[/embed]", "<p>One.</p>");
        check("<p>One.</p>[gallery]", "<p>One.</p>");
        check(
            "<p>1</p>[audio mp3=\"a\"][/audio]<p>2</p>[audio mp3=\"b\"]<p>3</p><p>4</p>",
            "<p>1</p><p>2</p><p>3</p><p>4</p>",
        );
        check("<![CDATA[<p>One.</p>]]>", "<p>One.</p>");
        for html in [
            "<p>“We [the owners] shall wait,” she said [sic]. [laughs]</p>",
            "<p>She wrote [name=Tom] in it.</p>",
            "<p>The rate [2] rose [see table a=b. More]</p>",
            "<p>[Updated] One [more] thing. [1] [</p>",
        ] {
            check(html, html);
        }
    }
}
