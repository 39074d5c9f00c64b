//! Sitemaps that are asked for, time and again: news sitemaps and their indexes, plain or packed, and those that the
//! robots.txt of a site names.
//!
//! Promises: each page that they name gives one record, and each further version one more, through crashes between any
//! two steps and whichever sitemap of the source names it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::config::{Period, inline_schema};
use crate::decode::listing::address;
use crate::fetch::interval;

use super::feed::{Dead, is_said, named};
use super::listed::open::{Said, check_interval, open};
use super::listed::reading::{Sitemaps, What};
use super::listed::triage::Bounds;
use super::{AsksFor, Contract, Hold, Kind, OpenError, Opening, Source, Table, Wrong, fetching, is_same};

/// Most pages of one sitemap that are looked at: as many as the protocol lets one have.
const PAGES: usize = 50_000;

/// Sitemaps.
pub(crate) const KIND: Kind = Kind {
    name: "sitemap",
    contract: Contract {
        acknowledged: "a page is known once its record is synced, or once it stands among those that are to be fetched; a sitemap is asked in full until all of its pages are",
        redelivered: "pages that were not known yet are listed and delivered again; they give no second record",
        order: "the pages of an answer by their dates, the oldest first; with follow as their hosts give them",
    },
    schema: inline_schema::<Sitemap>,
    read: |keys| Ok(Arc::new(Sitemap::deserialize(keys)?)),
};

/// Sitemaps that are asked for as often as they bring news: news sitemaps, indexes, plain or gzip; text and feeds that are
/// used as sitemaps, too. `[fetch]` says who asks, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sitemap {
    /// Addresses of sitemaps and of indexes of sitemaps, which are followed three levels deep.
    #[serde(default)]
    pub urls: Vec<String>,
    /// A file with one address a line; # begins a comment. It is read again when it changes.
    #[serde(default)]
    pub list: PathBuf,
    /// Sites, whose robots.txt names their sitemaps: `"https://example.org"`.
    #[serde(default)]
    pub sites: Vec<String>,
    /// Which pages are stories.
    #[serde(default)]
    pub stories: Stories,
    /// Whether the page of each entry is fetched, as robots.txt of its host allows: entry and page are one record then.
    /// Else the record is what the sitemap says.
    #[serde(default = "follow")]
    pub follow: bool,
    /// Of a sitemap first seen: so many pages are taken, the newest first. What is younger than the index that names it
    /// comes beside them.
    #[serde(default = "backfill")]
    pub backfill: u64,
    /// Pages published or changed longer ago than this when they are first seen are counted only; "0s" takes all.
    #[serde(default = "oldest")]
    pub oldest: Period,
    /// Most sitemaps below one index or site.
    #[serde(default = "sitemaps")]
    pub sitemaps: usize,
    /// A sitemap without news for so long is asked every `dead.again`, until its index says that it changed. "0s": never.
    #[serde(default = "retire_after")]
    pub retire_after: Period,
    /// Bounds of the time between two polls of a sitemap, which is learned: `first` until something is known of it. One
    /// whose index says that it is the same is asked once a day.
    #[serde(default)]
    pub interval: Interval,
    /// When a sitemap that fails is asked rarely. It comes back with its first success.
    #[serde(default)]
    pub dead: Dead,
    /// A file whose content is sent as `Authorization`, to scheme, host and port of the address as it stands here alone.
    #[serde(default)]
    pub authorization_file: PathBuf,
    /// How often something comes at least: when nothing has come for this long, a warning is logged and a metric is
    /// set, until something comes again. "0s" expects nothing.
    #[serde(default = "expect")]
    pub expect: Period,
}

/// Which pages are stories.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Stories {
    /// Those of which the sitemap says that they are news.
    #[default]
    News,
    /// Every page no older than `oldest`. Of one that is no news the sitemap says nothing: that takes `follow`.
    All,
}

/// Bounds of the time between two polls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Interval {
    /// Never sooner, whatever a sitemap brings or says.
    pub least: Period,
    /// Until something is known of a sitemap.
    pub first: Period,
    /// Never later, unless the host asks for more.
    pub most: Period,
}

impl Default for Interval {
    fn default() -> Self {
        Interval { least: Period::seconds(10 * 60), first: Period::seconds(30 * 60), most: Period::hours(24) }
    }
}

const fn follow() -> bool {
    true
}

const fn backfill() -> u64 {
    100
}

const fn oldest() -> Period {
    Period::days(3)
}

const fn sitemaps() -> usize {
    1000
}

const fn retire_after() -> Period {
    Period::days(180)
}

const fn expect() -> Period {
    Period::seconds(0)
}

/// The robots.txt of a site.
fn robots_of(site: &str) -> Option<Url> {
    let site = address(site).ok()?;
    let is_bare = site.path() == "/" && site.query().is_none() && site.fragment().is_none();
    is_bare.then(|| site.join("/robots.txt").ok())?
}

impl Table for Sitemap {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn fetches(&self) -> bool {
        true
    }

    fn expect(&self) -> Duration {
        self.expect.0
    }

    fn check(&self, wrong: &mut dyn Wrong) {
        fetching::check_addresses(&self.urls, "https://example.org/news-sitemap.xml", wrong);
        for (at, site) in self.sites.iter().enumerate() {
            if robots_of(site).is_none() {
                let message = format!("expected the address of a site without a path, found {site:?}");
                wrong.entry("sites", at, message, "write \"https://example.org\"");
            }
        }
        if self.urls.is_empty() && self.sites.is_empty() && !is_said(&self.list) {
            wrong.say("urls", "names no sitemap".to_owned(), "set `urls`, `list` or `sites`");
        }
        if self.stories == Stories::All && !self.follow {
            let message = "a sitemap says nothing of pages that are no news".to_owned();
            wrong.say("stories", message, "set `follow = true`, or leave `stories` at \"news\"");
        }
        if self.sitemaps == 0 {
            wrong.say("sitemaps", "expected at least 1, found 0".to_owned(), "the default is 1000");
        }
        let Interval { least, first, most } = self.interval;
        check_interval([least, first, most], "10m, 30m and 24h", wrong);
    }

    fn at(&self, folder: &Path) -> Arc<dyn Table> {
        let at = |path: &Path| if is_said(path) { folder.join(path) } else { PathBuf::new() };
        let (list, authorization_file) = (at(&self.list), at(&self.authorization_file));
        Arc::new(Sitemap { list, authorization_file, ..self.clone() })
    }

    fn asks_for(&self) -> Vec<AsksFor> {
        let mut named = fetching::asks_for("urls", &self.urls, |text| address(text).ok());
        named.extend(fetching::asks_for("sites", &self.sites, robots_of));
        named
    }

    fn holds(&self) -> Vec<Hold> {
        Vec::new()
    }

    fn says(&self) -> String {
        let all: Vec<String> = self.urls.iter().chain(&self.sites).cloned().collect();
        let (named, Interval { least, most, .. }) = (named(&all, &[&self.list]), self.interval);
        let (stories, age) = match self.stories {
            Stories::News => ("news", String::new()),
            Stories::All if self.oldest.0.is_zero() => ("pages", String::new()),
            Stories::All => ("pages", format!(" of the last {}", self.oldest)),
        };
        let record = if self.follow { ", each fetched" } else { ", as they stand there" };
        format!(
            "the {stories}{age} that the sitemaps of {named} name{record}; each sitemap every {least} to {most}"
        )
    }

    fn is(&self, other: &dyn Table) -> bool {
        is_same(self, other)
    }

    fn open(&self, opening: &Opening) -> Result<Box<dyn Source>, OpenError> {
        let Interval { least, first, most } = self.interval;
        let sites = self.sites.iter().filter_map(|site| robots_of(site)).map(String::from);
        let said = Said {
            what: What::Sitemaps(Sitemaps {
                news_only: self.stories == Stories::News,
                follow: self.follow,
                most: self.sitemaps,
            }),
            bounds: Bounds { backfill: self.backfill, oldest: self.oldest.0, follow: self.follow },
            entries: PAGES,
            interval: interval::Bounds { least: least.0, first: first.0, most: most.0 },
            dead: self.dead.rule(),
            moved_after: Duration::from_hours(7 * 24),
            retire_after: Some(self.retire_after.0).filter(|after| !after.is_zero()),
            authorization_file: self.authorization_file.clone(),
            typed: self.urls.iter().cloned().chain(sites).collect(),
            list: self.list.clone(),
            opml: PathBuf::new(),
        };
        open(opening, said)
    }
}
