//! The feeds that a page names: in its head, and by links that lead to what looks like one.

use url::Url;

use super::dom::{Dom, Id};
use super::head::Head;
use super::parse::{self, Parsed};
use super::tag::Tag;
use crate::decode::listing::resolve;

/// Longest text of a link that is a title, in bytes.
const LONGEST_TITLE: usize = 300;

/// A link of a page that leads to a feed.
#[derive(Debug)]
pub(in crate::decode) struct FeedLink {
    pub(in crate::decode) address: Url,
    pub(in crate::decode) title: Option<String>,
    /// Whether the page says that it is a feed.
    pub(in crate::decode) declared: bool,
}

/// The links of a page that lead to feeds, those that are declared first.
pub(in crate::decode) fn feed_links(html: &str, fetched_from: &str) -> Vec<FeedLink> {
    let Ok(Parsed { page, .. }) = parse::parse(html) else { return Vec::new() };
    let dom = Dom::of(&page);
    drop(page);
    let base = Head::read(&dom).base_url(Some(fetched_from));
    let address = |id: Id| resolve(dom.attribute(id, "href")?, base.as_ref());
    let link = |address: Url, title: Option<String>, declared: bool| {
        let title = title.map(|title| title.trim().to_owned());
        let title = title.filter(|title| !title.is_empty() && title.len() <= LONGEST_TITLE);
        FeedLink { address, title, declared }
    };
    let titled = |id: Id| dom.attribute(id, "title").map(str::to_owned);
    let dom = &dom;
    let of = |tag: Tag| (0..dom.len()).filter(move |id| dom.tag(*id) == tag);
    let declared = of(Tag::Link).filter(|id| is_declared(dom, *id));
    let declared = declared.filter_map(|id| Some(link(address(id)?, titled(id), true)));
    let guessed = of(Tag::A).filter_map(|id| {
        let address = address(id).filter(looks_like_feed)?;
        Some(link(address, titled(id).or_else(|| Some(dom.plain(id))), false))
    });
    declared.chain(guessed).collect()
}

/// `<link rel=alternate type=application/rss+xml>` and its kin. Plain JSON and XML are not told by their types: pages
/// name interfaces of all kinds with them.
fn is_declared(dom: &Dom, id: Id) -> bool {
    const TYPES: [&str; 5] = [
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/rdf+xml",
        "application/x.atom+xml",
    ];
    let rel = dom.attribute(id, "rel").unwrap_or_default().to_ascii_lowercase();
    let kind = dom.attribute(id, "type").unwrap_or_default().to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let mut rels = rel.split_whitespace();
    rels.any(|rel| rel == "feed" || (rel == "alternate" && TYPES.contains(&kind)))
}

/// Whether an address is one under which sites keep feeds.
fn looks_like_feed(address: &Url) -> bool {
    const NAMES: [&str; 10] =
        ["feed", "feeds", "rss", "rss2", "atom", "rdf", "feed.json", "index.xml", "feed.xml", "rss.xml"];
    let last = address.path_segments().and_then(|mut parts| parts.rfind(|part| !part.is_empty()));
    let last = last.unwrap_or_default().to_ascii_lowercase();
    let named = NAMES.contains(&last.as_str())
        || [".rss", ".atom", ".rdf", "rss.xml", "atom.xml", "feed.xml"].iter().any(|end| last.ends_with(end));
    let asked = address.query_pairs().any(|(key, value)| {
        let value = value.to_ascii_lowercase();
        matches!(&*key, "feed" | "format" | "type" | "output")
            && matches!(value.as_str(), "rss" | "rss2" | "atom" | "rdf")
    });
    let host = address.host_str().unwrap_or_default();
    let kept = (host.starts_with("feeds.") || host.starts_with("rss.")) && !last.is_empty();
    named || asked || kept
}
