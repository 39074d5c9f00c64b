//! What an answer of the web *names*: a feed its entries, a sitemap its pages, an OPML file or a list its feeds, a page
//! its feeds. For sources that fetch; what an entry or page says is read by the formats like everything else.
//!
//! Pure functions over bytes: no network, no clock. They are lenient, since feeds are written by hand and cut by
//! machines: whatever is whole is listed, what the end of the answer cuts is left out and counted, and what is no feed
//! at all is said to be what it is. An entry leaves with bytes of its own, a document from which the decoder makes the
//! record that it makes of the entry inside its feed.

use url::Url;

pub(in crate::decode) use address::resolve;
pub use address::{BadAddress, address, line as address_line};
pub use feed::feed;
pub use names::{Name, Names, names};
pub use opml::{Outline, outlines};
pub use other::Other;
pub use page::{PageFeed, feeds_of_page};
pub use recipe::{Contents, NEWEST};
pub use schedule::{Days, Hours, Schedule};
pub use sitemap::{Named, NewsStory, Page, Sitemap, SitemapKind, sitemap};

use crate::model::{Hints, Warning};

mod address;
mod feed;
mod json_feed;
mod names;
mod opml;
mod other;
mod page;
mod recipe;
mod schedule;
mod sitemap;
mod xml_feed;

/// An answer as it came: unpacked, whole.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// Its body.
    pub bytes: &'a [u8],
    /// `Content-Type` as answered. The bytes are believed before it.
    pub content_type: Option<&'a str>,
    /// Where redirects ended.
    pub address: &'a Url,
    /// Most entries, pages or sitemaps that are listed.
    pub most: usize,
}

impl Answer<'_> {
    /// What a decoder is told of it.
    fn hints(&self) -> Hints {
        Hints {
            url: Some(self.address.to_string()),
            content_type: self.content_type.map(str::to_owned),
            ..Hints::default()
        }
    }
}

/// Which kind of feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedKind {
    /// RSS 0.9x or 2.0.
    Rss,
    /// RSS 0.9 or 1.0, in RDF.
    Rdf,
    /// Atom 0.3 or 1.0.
    Atom,
    /// JSON Feed.
    Json,
}

impl FeedKind {
    /// Its name, as in `source.format`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            FeedKind::Rss => "rss",
            FeedKind::Rdf => "rdf",
            FeedKind::Atom => "atom",
            FeedKind::Json => "json-feed",
        }
    }
}

/// A feed and its entries.
#[derive(Debug, Clone)]
pub struct Feed {
    /// Which kind it is.
    pub kind: FeedKind,
    /// Its title as one line.
    pub title: Option<String>,
    /// Its language as written.
    pub language: Option<String>,
    /// When it wants to be asked again.
    pub schedule: Schedule,
    /// Hubs that push it (WebSub).
    pub hubs: Vec<Url>,
    /// The address that it calls its own.
    pub own: Option<Url>,
    /// Its entries, in its own order.
    pub entries: Vec<Entry>,
    /// Entries that are left out because their end is missing.
    pub cut: usize,
    /// Entries beyond the most that are looked at.
    pub further: usize,
    /// The first thing that is not well-formed.
    pub problem: Option<String>,
    /// What was noticed about its character set.
    pub warning: Option<Warning>,
}

/// A date as it was written, and the instant it means, if it can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// As written.
    pub raw: String,
    /// The earliest instant that it can mean.
    pub at: Option<jiff::Timestamp>,
}

impl Stamp {
    fn new(raw: String) -> Stamp {
        let at = crate::normalise::dates::instant(&raw, None);
        Stamp { raw, at }
    }
}

/// One entry of a feed.
#[derive(Debug, Clone)]
pub struct Entry {
    /// `guid`, `atom:id`, `rdf:about` or `id`.
    pub id: Option<String>,
    /// Whether the id is also the address of the page: a `guid` that does not deny it and looks like one.
    pub is_permalink: bool,
    /// Address of its page.
    pub link: Option<Url>,
    /// First publication.
    pub published: Option<Stamp>,
    /// Last change.
    pub updated: Option<Stamp>,
    /// What it says, by each recipe.
    pub contents: Contents,
    /// A document by itself, in UTF-8.
    pub bytes: Vec<u8>,
}
