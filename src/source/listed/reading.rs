//! What an answer lists, whatever kind it is of: the one place where feeds and sitemaps differ.

use url::Url;

use crate::decode::coding::{self, Coding, Packed};
use crate::decode::listing::{self, Answer, Entry, Other, Page, Schedule, SitemapKind};
use crate::fetch::hop::Code;
use crate::fetch::robots::Robots;

use super::rows::Child;

/// What begins a file that is packed as a whole, beside any coding of the answer.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// What is asked for.
#[derive(Debug, Clone)]
pub(in crate::source) enum What {
    /// Feeds.
    Feeds,
    /// Sitemaps and their indexes.
    Sitemaps(Sitemaps),
}

/// What of sitemaps is taken.
#[derive(Debug, Clone)]
pub(in crate::source) struct Sitemaps {
    /// Only entries that the sitemap says something of.
    pub(in crate::source) news_only: bool,
    /// Whether an entry of which it says nothing gives a story: its page is fetched.
    pub(in crate::source) follow: bool,
    /// Most sitemaps below one address.
    pub(in crate::source) most: usize,
}

/// How large what is packed as a whole may be, unpacked, and how many times larger than it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cap {
    pub(super) body: usize,
    pub(super) ratio: u64,
}

/// What an answer lists.
#[derive(Debug, Default)]
pub(super) struct Listed {
    pub(super) format: &'static str,
    pub(super) title: Option<String>,
    pub(super) schedule: Schedule,
    pub(super) entries: Vec<Entry>,
    /// Sitemaps that it names; none where it is no index.
    pub(super) children: Option<Vec<Child>>,
    /// Entries that its end cuts.
    pub(super) cut: usize,
    /// Entries beyond the most that are looked at.
    pub(super) further: usize,
    /// Entries that say nothing of a story.
    pub(super) no_content: usize,
    /// Entries without an address.
    pub(super) bad_addresses: usize,
}

/// Why an answer lists nothing.
#[derive(Debug)]
pub(super) enum Unlisted {
    /// It is something else.
    Other(Other),
    /// It cannot be unpacked.
    Packed(Packed),
}

impl Unlisted {
    /// The code where nothing is kept of it.
    pub(super) fn code(&self) -> Option<String> {
        let code = match self {
            Unlisted::Other(Other::Empty) => return Some("empty".to_owned()),
            Unlisted::Other(_) => return None,
            Unlisted::Packed(Packed::Broken(_)) => Code::Broken,
            Unlisted::Packed(Packed::TooLarge) => Code::TooLarge,
            Unlisted::Packed(Packed::Expands) => Code::Expands,
        };
        Some(code.to_string())
    }
}

impl std::fmt::Display for Unlisted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unlisted::Other(other) => other.fmt(f),
            Unlisted::Packed(packed) => packed.fmt(f),
        }
    }
}

impl What {
    /// What is taken where it is asked for.
    pub(super) fn accept(&self) -> &'static str {
        match self {
            What::Feeds => {
                "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.8"
            }
            What::Sitemaps(_) => "application/xml, text/xml;q=0.9, */*;q=0.8",
        }
    }

    /// What stands at an address, for people.
    pub(super) fn name(&self, asked: &Url) -> &'static str {
        match self {
            What::Sitemaps(_) if is_robots(asked) => "a robots.txt",
            What::Feeds => "a feed",
            What::Sitemaps(_) => "a sitemap",
        }
    }

    /// Most sitemaps below one address; feeds have nothing below them.
    pub(super) fn most_below(&self) -> usize {
        match self {
            What::Feeds => 0,
            What::Sitemaps(sitemaps) => sitemaps.most,
        }
    }

    /// Reads an answer of `asked`.
    ///
    /// # Errors
    /// [`Unlisted`].
    pub(super) fn read(&self, asked: &Url, answer: &Answer<'_>, cap: Cap) -> Result<Listed, Unlisted> {
        match self {
            What::Feeds => listing::feed(answer).map(of_feed).map_err(Unlisted::Other),
            What::Sitemaps(sitemaps) if is_robots(asked) => Ok(sitemaps.of_robots(answer)),
            What::Sitemaps(sitemaps) => sitemaps.read(answer, cap),
        }
    }
}

/// Whether an address is a robots.txt, which names sitemaps and is none.
pub(super) fn is_robots(address: &Url) -> bool {
    address.path() == "/robots.txt"
}

fn of_feed(feed: listing::Feed) -> Listed {
    let listing::Feed { kind, title, schedule, entries, cut, further, .. } = feed;
    Listed { format: kind.name(), title, schedule, entries, cut, further, ..Listed::default() }
}

impl Sitemaps {
    fn read(&self, answer: &Answer<'_>, cap: Cap) -> Result<Listed, Unlisted> {
        if !answer.bytes.starts_with(&GZIP) {
            return self.of(answer);
        }
        let unpacked = coding::unpack(answer.bytes.to_vec(), &[Coding::Gzip], cap.body, cap.ratio);
        let bytes = unpacked.map_err(Unlisted::Packed)?;
        self.of(&Answer { bytes: &bytes, ..*answer })
    }

    fn of(&self, answer: &Answer<'_>) -> Result<Listed, Unlisted> {
        let sitemap = listing::sitemap(answer).map_err(Unlisted::Other)?;
        let format = match sitemap.kind {
            SitemapKind::Pages | SitemapKind::Feed => "sitemap",
            SitemapKind::Index => "sitemap-index",
            SitemapKind::Text => "sitemap-text",
        };
        let children = (sitemap.kind == SitemapKind::Index).then(|| {
            let named = sitemap.sitemaps.into_iter().take(self.most);
            let child = |named: listing::Named| Child {
                address: named.address.into(),
                lastmod: named.lastmod.map(|stamp| stamp.raw),
            };
            named.map(child).collect()
        });
        let named = sitemap.pages.len();
        let gives_story = |page: &Page| !page.bytes.is_empty() || (self.follow && !self.news_only);
        let entries: Vec<Entry> = sitemap.pages.into_iter().filter(gives_story).map(entry).collect();
        let (cut, further, bad_addresses) = (sitemap.cut, sitemap.further, sitemap.bad_addresses);
        let no_content = named - entries.len();
        Ok(Listed { format, entries, children, cut, further, no_content, bad_addresses, ..Listed::default() })
    }

    /// The sitemaps that a robots.txt names.
    fn of_robots(&self, answer: &Answer<'_>) -> Listed {
        let robots = Robots::parse(answer.bytes, "");
        let mut bad_addresses = 0;
        let mut children = Vec::new();
        for line in robots.sitemaps() {
            match answer.address.join(line).ok().and_then(|url| listing::address(url.as_str()).ok()) {
                Some(url) => children.push(Child { address: url.into(), lastmod: None }),
                None => bad_addresses += 1,
            }
        }
        children.truncate(self.most);
        Listed { format: "robots.txt", children: Some(children), bad_addresses, ..Listed::default() }
    }
}

/// A page as an entry: its address is what it is known by.
fn entry(page: Page) -> Entry {
    let published = page.news.and_then(|news| news.published).or_else(|| page.lastmod.clone());
    Entry {
        id: None,
        is_permalink: false,
        link: Some(page.address),
        published,
        updated: page.lastmod,
        contents: page.contents,
        bytes: page.bytes,
    }
}
