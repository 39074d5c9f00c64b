//! OPML: the lists of feeds that readers export. Read by its `outline` tags alone, wherever they stand: what readers
//! write is often broken, without a version, nested without end or cut.

use url::Url;

use super::{Answer, BadAddress, address};
use crate::decode::charset;
use crate::decode::xml::attributes;

/// A feed that an OPML file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// Its address; or what is wrong with what stands in its place.
    pub address: Result<Url, (String, BadAddress)>,
    /// What it is called.
    pub title: Option<String>,
}

/// The feeds that an OPML file names, in order, at most `answer.most`.
#[must_use]
pub fn outlines(answer: &Answer<'_>) -> Vec<Outline> {
    let transcript = charset::transcribe(answer.bytes, &answer.hints());
    let bare = without_comments(&transcript.text);
    let starts = outline_starts(&bare);
    let ends = starts.iter().skip(1).copied().chain([bare.len()]);
    let tags = starts.iter().zip(ends).filter_map(|(start, end)| bare.get(start + OPENS.len()..end));
    tags.filter_map(outline).take(answer.most).collect()
}

const OPENS: &str = "<outline";

fn outline_starts(text: &str) -> Vec<usize> {
    let begins = |at: &usize| {
        let name = text.get(*at..at + OPENS.len()).is_some_and(|name| name.eq_ignore_ascii_case(OPENS));
        name && text
            .as_bytes()
            .get(at + OPENS.len())
            .is_some_and(|b| b.is_ascii_whitespace() || b"/>".contains(b))
    };
    memchr::memchr_iter(b'<', text.as_bytes()).filter(begins).collect()
}

fn without_comments(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("<!--") {
        bare.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    bare
}

fn outline(tag: &str) -> Option<Outline> {
    let (attributes, ..) = attributes(tag);
    let value = |names: &[&str]| {
        let (_, value) =
            attributes.iter().find(|(name, _)| names.iter().any(|n| name.eq_ignore_ascii_case(n)))?;
        Some(value.trim().to_owned()).filter(|value| !value.is_empty())
    };
    // Where a quotation mark is missing, a value runs on into what stands behind it.
    let raw = value(&["xmlUrl"])?;
    let raw = raw.split(['<', '>', '"']).next().unwrap_or_default().trim().to_owned();
    let address = address(&raw).map_err(|why| (raw, why));
    Some(Outline { address, title: value(&["title"]).or_else(|| value(&["text"])) })
}
