//! Feeds that are asked for, time and again: RSS, RDF, Atom and JSON Feed.
//!
//! Promises: each entry gives one record, and each further version of it one more, through crashes between any two steps;
//! the time of the next request to a feed is durable before a request; what an answer lets one skip the next time
//! (validators, the hash of its body) is kept only once everything in it has its receipt.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::{Period, inline_schema};
use crate::decode::listing::address;
use crate::fetch::interval;

use super::listed::open::{Said, check_interval, open};
use super::listed::reading::What;
use super::listed::triage::Bounds;
use super::{AsksFor, Contract, Hold, Kind, OpenError, Opening, Source, Table, Wrong, fetching, is_same};

/// Feeds.
pub(crate) const KIND: Kind = Kind {
    name: "feed",
    contract: Contract {
        acknowledged: "an entry is known once its record is synced; the feed is asked in full until all of them are",
        redelivered: "entries that were not known yet are listed and delivered again; they give no second record",
        order: "the entries of an answer by their dates, the oldest first",
    },
    schema: inline_schema::<Feed>,
    read: |keys| Ok(Arc::new(Feed::deserialize(keys)?)),
};

/// Feeds that are asked for as often as they bring news: RSS, RDF, Atom, JSON Feed. `[fetch]` says who asks, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Feed {
    /// Addresses of feeds.
    #[serde(default)]
    pub urls: Vec<String>,
    /// A file with one address a line; # begins a comment. It is read again when it changes.
    #[serde(default)]
    pub list: PathBuf,
    /// An OPML file, as feed readers export their lists. It is read again when it changes.
    #[serde(default)]
    pub opml: PathBuf,
    /// Whether the page of each entry is fetched, as robots.txt of its host allows: entry and page are one record then.
    #[serde(default)]
    pub follow: bool,
    /// Of a feed first seen: so many entries are taken, the newest first.
    #[serde(default = "backfill")]
    pub backfill: u64,
    /// Entries published longer ago than this when they are first seen are counted only; "0s" takes all.
    #[serde(default = "oldest")]
    pub oldest: Period,
    /// Most entries of one answer that are looked at.
    #[serde(default = "entries")]
    pub entries: usize,
    /// Bounds of the time between two polls of a feed, which is learned: `first` until something is known of it.
    #[serde(default)]
    pub interval: Interval,
    /// A permanent move is remembered once it was seen for so long, at three polls at least.
    #[serde(default = "moved_after")]
    pub moved_after: Period,
    /// When a feed that fails is asked rarely. It comes back with its first success.
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

/// Bounds of the time between two polls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Interval {
    /// Never sooner, whatever a feed brings or says.
    pub least: Period,
    /// Until something is known of a feed.
    pub first: Period,
    /// Never later, unless the feed itself asks for more.
    pub most: Period,
}

impl Default for Interval {
    fn default() -> Self {
        Interval { least: Period::seconds(15 * 60), first: Period::hours(1), most: Period::hours(24) }
    }
}

/// When a feed that fails is asked rarely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Dead {
    /// After so many failures in a row,
    pub failures: u32,
    /// over so long.
    pub after: Period,
    /// How often it is asked then; so is one that says that it is gone (410).
    pub again: Period,
}

impl Default for Dead {
    fn default() -> Self {
        Dead { failures: 30, after: Period::days(14), again: Period::days(30) }
    }
}

const fn backfill() -> u64 {
    20
}

const fn oldest() -> Period {
    Period::days(30)
}

const fn entries() -> usize {
    2000
}

const fn moved_after() -> Period {
    Period::days(7)
}

const fn expect() -> Period {
    Period::seconds(0)
}

impl Dead {
    pub(super) fn rule(&self) -> interval::Dead {
        interval::Dead { failures: self.failures, after: self.after.0, again: self.again.0 }
    }
}

pub(super) fn is_said(path: &Path) -> bool {
    !path.as_os_str().is_empty()
}

/// What is named, in one line: the one address or how many, and files.
pub(super) fn named(urls: &[String], files: &[&Path]) -> String {
    let addresses = match urls {
        [] => None,
        [only] => Some(only.clone()),
        several => Some(format!("{} addresses", several.len())),
    };
    let files = files.iter().filter(|path| is_said(path)).map(|path| path.display().to_string());
    addresses.into_iter().chain(files).collect::<Vec<_>>().join(", ")
}

impl Table for Feed {
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
        fetching::check_addresses(&self.urls, "https://example.org/rss.xml", wrong);
        if self.urls.is_empty() && !is_said(&self.list) && !is_said(&self.opml) {
            wrong.say("urls", "names no feed".to_owned(), "set `urls`, `list` or `opml`");
        }
        wrong.period("moved_after", self.moved_after);
        let Interval { least, first, most } = self.interval;
        check_interval([least, first, most], "15m, 1h and 24h", wrong);
        if self.entries == 0 {
            wrong.say("entries", "expected at least 1, found 0".to_owned(), "the default is 2000");
        }
    }

    fn at(&self, folder: &Path) -> Arc<dyn Table> {
        let at = |path: &Path| if is_said(path) { folder.join(path) } else { PathBuf::new() };
        let (list, opml) = (at(&self.list), at(&self.opml));
        Arc::new(Feed { list, opml, authorization_file: at(&self.authorization_file), ..self.clone() })
    }

    fn asks_for(&self) -> Vec<AsksFor> {
        fetching::asks_for("urls", &self.urls, |text| address(text).ok())
    }

    fn holds(&self) -> Vec<Hold> {
        Vec::new()
    }

    fn says(&self) -> String {
        let named = named(&self.urls, &[&self.list, &self.opml]);
        let Interval { least, most, .. } = self.interval;
        let pages = if self.follow { ", and the pages of their entries" } else { "" };
        format!("the feeds of {named}, each every {least} to {most}{pages}")
    }

    fn is(&self, other: &dyn Table) -> bool {
        is_same(self, other)
    }

    fn open(&self, opening: &Opening) -> Result<Box<dyn Source>, OpenError> {
        let Interval { least, first, most } = self.interval;
        let said = Said {
            what: What::Feeds,
            bounds: Bounds { backfill: self.backfill, oldest: self.oldest.0, follow: self.follow },
            entries: self.entries,
            interval: interval::Bounds { least: least.0, first: first.0, most: most.0 },
            dead: self.dead.rule(),
            moved_after: self.moved_after.0,
            retire_after: None,
            authorization_file: self.authorization_file.clone(),
            typed: self.urls.clone(),
            list: self.list.clone(),
            opml: self.opml.clone(),
        };
        open(opening, said)
    }
}
