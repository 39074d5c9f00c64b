//! A feed of any kind: what it is decides who lists it.

use super::{Answer, Feed, Other, json_feed, other, xml_feed};
use crate::decode::{charset, xml};

/// The entries of a feed with what it says of itself. A feed without entries is one.
///
/// # Errors
/// What the answer is, where it is no feed.
pub fn feed(answer: &Answer<'_>) -> Result<Feed, Other> {
    let transcript = charset::transcribe(answer.bytes, &answer.hints());
    let text = transcript.text.as_ref();
    let mut feed = match other::told(answer.bytes, text) {
        Other::Feed => xml_feed::list(text, answer)?,
        Other::Json => json_feed::list(text, answer).ok_or(Other::Json)?,
        // Something stands before the feed: a script's complaint, what a cache writes. A whole page is a page.
        other @ (Other::Text | Other::Page | Other::Xml(_)) => match begin(text) {
            Some(feed) => xml_feed::list(feed, answer)?,
            None => return Err(other),
        },
        other => return Err(other),
    };
    feed.warning = transcript.warning;
    Ok(feed)
}

fn begin(text: &str) -> Option<&str> {
    let is_page = xml::root_name(text).is_some_and(|root| root.eq_ignore_ascii_case("html"));
    if is_page { None } else { xml_feed::begin(text) }
}
