//! What stands before a page or feed and is none of it: a server's error messages, comments of a cache, stray marks.
//!
//! A format is told by how a text begins; here it is found where it begins. Nothing is passed over but such messages and
//! comments, and lines before a document that is whole behind them.

use super::text::head;
use super::xml;
use crate::model::Warning;

/// How far a beginning is looked for, and how much of it may be something else than messages and comments.
const WITHIN: usize = 64 * 1024;
const STRAY: usize = 8 * 1024;

/// How documents begin, in small letters.
const BEGINNINGS: [&str; 14] = [
    "<?xml",
    "<!doctype",
    "<html",
    "<rss",
    "<feed",
    "<rdf:rdf",
    "<newsml",
    "<newsitem",
    "<newsmessage",
    "<packageitem",
    "<nitf",
    "<urlset",
    "<sitemapindex",
    "<channel",
];

/// The text from where its document begins, and what to tell of that.
pub(super) fn pass_over(text: &str) -> (&str, Option<Warning>) {
    let bare = text.trim_start_matches(is_nothing);
    if !may_have_junk(bare) {
        return (text, None);
    }
    let Some(at) = beginning(head(bare, WITHIN)).filter(|at| *at > 0) else { return (text, None) };
    let Some((before, document)) = bare.split_at_checked(at) else { return (text, None) };
    let Some(said) = without_comments(before) else { return (text, None) };
    if said.trim_matches(is_nothing).is_empty() {
        return (document, None);
    }
    let stray = || before.len() <= STRAY && !is_markup(before) && is_closed(document);
    if !(said.lines().all(is_message) || stray()) {
        return (text, None);
    }
    let is_feed = matches!(xml::root_name(document), Some("rss" | "feed" | "RDF" | "channel"));
    let code = if is_feed { "feed-damaged" } else { "text-before-start" };
    let message = format!("{} bytes stand before the beginning: they were passed over", before.len());
    (document, Some(Warning::new(code, message)))
}

fn is_nothing(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\0')
}

/// Whether a text begins neither as a document nor as JSON does.
fn may_have_junk(bare: &str) -> bool {
    !bare.starts_with(['{', '[']) && begins(bare).is_none()
}

fn begins(text: &str) -> Option<&'static str> {
    BEGINNINGS.into_iter().find(|beginning| {
        text.get(..beginning.len()).is_some_and(|head| head.eq_ignore_ascii_case(beginning))
            && text
                .get(beginning.len()..)
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_whitespace() || c == '>'))
    })
}

/// Where the first tag stands that begins a document, outside of comments.
fn beginning(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr(b'<', text.as_bytes().get(at..)?)?;
        let tag = text.get(at..)?;
        if tag.starts_with("<!--") {
            at += tag.find("-->")? + 3;
        } else if begins(tag).is_some() {
            return Some(at);
        } else {
            at += 1;
        }
    }
}

/// What stands before a document beside comments.
fn without_comments(before: &str) -> Option<String> {
    let mut said = String::new();
    let mut rest = before;
    while let Some((told, comment)) = rest.split_once("<!--") {
        said.push_str(told);
        rest = comment.split_once("-->")?.1;
    }
    said.push_str(rest);
    Some(said)
}

/// Whether a line is a server's: an error with the place in its program, tags around one, a step of its trace.
fn is_message(line: &str) -> bool {
    let mut bare = String::new();
    let mut inside = false;
    for c in line.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => bare.push(c),
            _ => {}
        }
    }
    let bare = bare.trim_matches(is_nothing);
    let kinds = [
        "Warning:",
        "Notice:",
        "Deprecated:",
        "Fatal error:",
        "Parse error:",
        "Strict Standards:",
        "PHP ",
        "Error:",
        "Exception:",
        "Uncaught ",
        "Stack trace:",
        "Traceback",
        "thrown in ",
        "Catchable fatal error:",
    ];
    bare.is_empty() && !is_markup(line)
        || bare.contains(" on line ")
        || kinds.iter().any(|kind| bare.starts_with(kind))
        || bare.starts_with('#')
            && bare.get(1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether what stands there has elements of its own, beside breaks and bold.
fn is_markup(before: &str) -> bool {
    before.match_indices('<').any(|(at, _)| {
        let name = before.get(at + 1..).unwrap_or_default().trim_start_matches('/');
        let name: String = name.chars().take_while(char::is_ascii_alphanumeric).take(12).collect();
        !name.is_empty() && !matches!(name.to_ascii_lowercase().as_str(), "br" | "b" | "p" | "pre" | "i")
    })
}

/// Whether a document is whole: its last tag ends its outermost element.
fn is_closed(document: &str) -> bool {
    let Some(root) = xml::root_name(document) else { return false };
    let mut end = document.trim_end_matches(is_nothing);
    for _ in 0..8 {
        let Some(before) = end.strip_suffix("-->").and_then(|rest| rest.rfind("<!--")) else { break };
        end = end.get(..before).unwrap_or_default().trim_end_matches(is_nothing);
    }
    let Some((_, last)) = end.rsplit_once("</") else { return false };
    let name = last.trim_end_matches('>').trim_end();
    last.ends_with('>') && name.rsplit(':').next().is_some_and(|name| name.eq_ignore_ascii_case(root))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, document: &str, code: Option<&str>) {
        let text = format!("{before}{document}");
        let (found, warning) = pass_over(&text);
        assert_eq!(found, document, "{text:?}");
        assert_eq!(warning.map(|w| w.code).as_deref(), code, "{text:?}");
    }

    const FEED: &str = "<?xml version=\"1.0\"?><rss><channel><title>x</title></channel></rss>\n";
    const PAGE: &str = "<!DOCTYPE html><html><body><p>x</p></body></html>\n<!-- 0.2 s -->";

    #[test]
    fn messages_and_comments_are_passed_over() {
        let php = "<br />\n<b>Warning</b>:  date(): It is not safe in <b>/var/www/rss.php</b> on line <b>12</b><br />\n";
        check(php, FEED, Some("feed-damaged"));
        check(&php.repeat(200), PAGE, Some("text-before-start"));
        check("PHP Notice:  Undefined index: x in /srv/a.php on line 3\n", PAGE, Some("text-before-start"));
        check(
            "Fatal error: Uncaught Error: x in /srv/a.php:3\nStack trace:\n#0 {main}\n  thrown in /srv/a.php on line 3\n",
            FEED,
            Some("feed-damaged"),
        );
        check("\u{feff}\n<!-- <html> cached -->\n", PAGE, None);
        check(&format!("<!--\n{}-->\n", "cached, do not edit\n".repeat(200)), PAGE, None);
        check("Connected to database.\n", FEED, Some("feed-damaged"));
    }

    #[test]
    fn what_belongs_to_a_document_stays() {
        for text in [
            FEED,
            PAGE,
            "Write <html> at the head of it, the teacher said, and </html> at its end.\n",
            "How pages begin\n\n<!doctype html><html><body></body></html> is a page, the teacher said.",
            "<article><body><html><p>x</p></html></body></article>",
            "<meta charset=utf-8><html><p>x</p></html>",
            "<div>One</div><html><p>x</p></html>",
            "{\"html\":\"<html></html>\"}",
            "<!-- never closed <html></html>",
        ] {
            assert_eq!(pass_over(text), (text, None));
        }
    }
}
