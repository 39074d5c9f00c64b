//! The feeds that a page names.

use std::collections::HashSet;

use url::Url;

use super::Answer;
use crate::decode::charset;
use crate::decode::html::named::feed_links;

/// A feed that a page names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageFeed {
    /// Its address.
    pub address: Url,
    /// What the page calls it.
    pub title: Option<String>,
    /// Whether the page says that it is a feed; else its address looks like one.
    pub declared: bool,
}

/// The feeds that a page names, each address once, those that it declares first; at most `answer.most`.
#[must_use]
pub fn feeds_of_page(answer: &Answer<'_>) -> Vec<PageFeed> {
    let transcript = charset::transcribe(answer.bytes, &answer.hints());
    let mut known = HashSet::new();
    let links = feed_links(&transcript.text, answer.address.as_str()).into_iter();
    let new = links.filter_map(|link| {
        let mut address = link.address;
        address.set_fragment(None);
        let (title, declared) = (link.title, link.declared);
        known.insert(address.clone()).then_some(PageFeed { address, title, declared })
    });
    new.take(answer.most).collect()
}
