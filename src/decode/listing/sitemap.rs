//! Sitemaps: what pages a site names, with their news, and what further sitemaps.
//!
//! Reads `urlset` and `sitemapindex` in any namespace, text with an address a line, and RSS and Atom used as sitemaps.
//! Who asks has undone gzip. A sitemap that is cut gives what is whole in it.

use url::Url;

use super::address::resolve;
use super::recipe::Told;
use super::{Answer, Contents, Other, Stamp, feed, other};
use crate::decode::charset;
use crate::decode::sitemap::{PAGES, parse};
use crate::decode::text::lines;
use crate::decode::xml::{self, Id, Xml};
use crate::model::Warning;

/// Which kind of sitemap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SitemapKind {
    /// Pages.
    Pages,
    /// An index of sitemaps.
    Index,
    /// Text with an address a line.
    Text,
    /// A feed.
    Feed,
}

/// A sitemap and what it names.
#[derive(Debug, Clone)]
pub struct Sitemap {
    /// Which kind it is.
    pub kind: SitemapKind,
    /// The pages, in its own order.
    pub pages: Vec<Page>,
    /// Further sitemaps, in its own order.
    pub sitemaps: Vec<Named>,
    /// Entries that are left out because their end is missing.
    pub cut: usize,
    /// Entries beyond the most that are looked at.
    pub further: usize,
    /// Entries whose address is missing or is none of the web.
    pub bad_addresses: usize,
    /// The first thing that is not well-formed.
    pub problem: Option<String>,
    /// What was noticed about its character set.
    pub warning: Option<Warning>,
}

/// A sitemap that an index names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its address.
    pub address: Url,
    /// When it last changed.
    pub lastmod: Option<Stamp>,
}

/// A page that a sitemap names.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its address.
    pub address: Url,
    /// When it last changed.
    pub lastmod: Option<Stamp>,
    /// What it says of the page as news.
    pub news: Option<NewsStory>,
    /// What it says, by each recipe.
    pub contents: Contents,
    /// A document by itself, in UTF-8; empty where the sitemap says nothing of a story.
    pub bytes: Vec<u8>,
}

/// What a news sitemap says of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewsStory {
    /// The headline, as written.
    pub title: Option<String>,
    /// First publication.
    pub published: Option<Stamp>,
    /// The publication's name.
    pub publication: Option<String>,
    /// The publication's language.
    pub language: Option<String>,
}

/// What a sitemap names.
///
/// # Errors
/// What the answer is, where it is no sitemap.
pub fn sitemap(answer: &Answer<'_>) -> Result<Sitemap, Other> {
    let transcript = charset::transcribe(answer.bytes, &answer.hints());
    let text = transcript.text.as_ref();
    let mut found = match other::told(answer.bytes, text) {
        Other::Sitemap => in_xml(text, answer)?,
        Other::Feed => in_feed(answer)?,
        Other::Text => in_lines(text, answer).ok_or(Other::Text)?,
        other => return Err(other),
    };
    found.warning = transcript.warning;
    Ok(found)
}

impl Sitemap {
    fn new(kind: SitemapKind) -> Sitemap {
        Sitemap {
            kind,
            pages: Vec::new(),
            sitemaps: Vec::new(),
            cut: 0,
            further: 0,
            bad_addresses: 0,
            problem: None,
            warning: None,
        }
    }
}

fn in_xml(text: &str, answer: &Answer<'_>) -> Result<Sitemap, Other> {
    let xml = parse(text).map_err(|fault| Other::Hostile(fault.message))?;
    let root = xml.root().unwrap_or(0);
    let is_index = xml.name(root).eq_ignore_ascii_case("sitemapindex");
    let mut found = Sitemap::new(if is_index { SitemapKind::Index } else { SitemapKind::Pages });
    let named = xml.outermost(xml.subtree(root).skip(1).filter(|id| PAGES.contains(&xml.name(*id))));
    for (n, id) in named.into_iter().enumerate() {
        if n >= answer.most {
            found.further += 1;
            continue;
        }
        if !xml.is_ended(id) {
            found.cut += 1;
            continue;
        }
        let Some(address) = xml.line_at(id, &["loc"]).and_then(|loc| resolve(&loc, Some(answer.address)))
        else {
            found.bad_addresses += 1;
            continue;
        };
        let lastmod = xml.line_at(id, &["lastmod"]).map(Stamp::new);
        if xml.name(id) == "sitemap" {
            found.sitemaps.push(Named { address, lastmod });
        } else {
            found.pages.push(page(&xml, (root, id), text, answer, (address, lastmod)));
        }
    }
    found.problem = xml.problem;
    Ok(found)
}

fn page(
    xml: &Xml,
    (root, id): (Id, Id),
    text: &str,
    answer: &Answer<'_>,
    (address, lastmod): (Url, Option<Stamp>),
) -> Page {
    let news = xml.child(id, "news");
    let line = |path: &[&str]| xml.line_at(news?, path);
    let title = line(&["title"]);
    let contents = Contents::of(&Told::of_news(title.as_deref(), line(&["keywords"]).as_deref()));
    let alone = || {
        let mut shell = xml::Shell::new();
        shell.open(xml, root, Some(answer.address));
        shell.around(text.get(xml.source(id)).unwrap_or_default())
    };
    let bytes = if news.is_some() { alone() } else { Vec::new() };
    let news = news.map(|_| NewsStory {
        title,
        published: line(&["publication_date"]).map(Stamp::new),
        publication: line(&["publication", "name"]),
        language: line(&["publication", "language"]),
    });
    Page { address, lastmod, news, contents, bytes }
}

/// The pages of a feed's entries.
fn in_feed(answer: &Answer<'_>) -> Result<Sitemap, Other> {
    let feed = feed(answer)?;
    let mut found = Sitemap::new(SitemapKind::Feed);
    (found.cut, found.further, found.problem) = (feed.cut, feed.further, feed.problem);
    for entry in feed.entries {
        let lastmod = entry.updated.or(entry.published);
        let (contents, bytes) = (entry.contents, entry.bytes);
        match entry.link {
            Some(address) => found.pages.push(Page { address, lastmod, news: None, contents, bytes }),
            None => found.bad_addresses += 1,
        }
    }
    Ok(found)
}

/// The addresses of a text, where its first line is one.
fn in_lines(text: &str, answer: &Answer<'_>) -> Option<Sitemap> {
    let mut found = Sitemap::new(SitemapKind::Text);
    for line in lines(text).map(str::trim).filter(|line| !line.is_empty()) {
        if found.pages.len() >= answer.most {
            found.further += 1;
            continue;
        }
        match resolve(line, None) {
            Some(address) => {
                let contents = Contents::of(&Told::default());
                found.pages.push(Page { address, lastmod: None, news: None, contents, bytes: Vec::new() });
            }
            None if found.pages.is_empty() => return None,
            None => found.bad_addresses += 1,
        }
    }
    Some(found).filter(|found| !found.pages.is_empty())
}
