//! What an answer is that is no feed or no sitemap, in words for whoever looks after the source.

use std::fmt;

use crate::decode::binary;
use crate::decode::html;
use crate::decode::json;
use crate::decode::xml;

/// What an answer is instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Other {
    /// Nothing but white space.
    Empty,
    /// A page.
    Page,
    /// JSON of another kind.
    Json,
    /// A sitemap.
    Sitemap,
    /// A feed.
    Feed,
    /// An OPML file.
    Opml,
    /// XML of another kind, with the name of its outermost element.
    Xml(String),
    /// Bytes of a known kind: an image, an archive.
    Binary(&'static str),
    /// Elements nested without end, or brackets and nothing else.
    Hostile(String),
    /// Text of no kind.
    Text,
}

impl fmt::Display for Other {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Other::Empty => f.write_str("nothing but white space"),
            Other::Page => f.write_str("a web page"),
            Other::Json => f.write_str("JSON of another kind"),
            Other::Sitemap => f.write_str("a sitemap"),
            Other::Feed => f.write_str("a feed"),
            Other::Opml => f.write_str("an OPML file, a list of feeds"),
            Other::Xml(name) => write!(f, "XML with the outermost element <{name}>"),
            Other::Binary(what) => f.write_str(what),
            Other::Hostile(why) => f.write_str(why),
            Other::Text => f.write_str("text"),
        }
    }
}

/// Longest name of an element that is told.
const LONGEST_NAME: usize = 40;

/// Tells what a text is; `bytes` are those it was read from.
pub(super) fn told(bytes: &[u8], text: &str) -> Other {
    if text.trim().is_empty() {
        return Other::Empty;
    }
    if let Some(what) = binary::magic(bytes) {
        return Other::Binary(what);
    }
    match xml::root_name(text).map(str::to_ascii_lowercase).as_deref() {
        Some("html") => Other::Page,
        Some("urlset" | "sitemapindex") => Other::Sitemap,
        Some("rss" | "feed" | "rdf" | "channel") => Other::Feed,
        Some("opml") => Other::Opml,
        _ if html::recognise(text) => Other::Page,
        Some(name) => Other::Xml(name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect()),
        None if json::recognise(text) => Other::Json,
        None => Other::Text,
    }
}
