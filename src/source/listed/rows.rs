//! What is known of feeds and their entries, in the one store of all sources that fetch.
//!
//! It is never made anew from the journal: without it every feed is a feed first seen.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::again::State;
use crate::decode::listing::Name;
use crate::fetch::interval::{Reason, Standing};
pub(super) use crate::source::fetching::Key;
use crate::source::fetching::key_of;
use crate::state::keep::{Batch, Keep, KeepError, Table, Value};

const FEEDS: Table<Row> = Table::named("feeds");
const ENTRIES: Table<EntryRow> = Table::named("entries");
const NAMES: Table<Vec<u8>> = Table::named("names");

/// Feeds that are looked up at once: what is known of all of them is in memory then.
const AT_ONCE: usize = 500;

/// How addresses are turned into keys.
pub(in crate::source) type KeyOf = fn(&str) -> Key;

/// The key of a feed: of its address as it was typed, so that a feed may change its source.
pub(in crate::source) fn feed_key(address: &str) -> Key {
    key_of(&[address.as_bytes()])
}

/// The key of a sitemap: of its address, too, which may be that of somebody's feed.
pub(in crate::source) fn sitemap_key(address: &str) -> Key {
    key_of(&[b"sitemap", address.as_bytes()])
}

/// Under what a source knows the pages of all its sitemaps: each once, whichever of them name it.
pub(super) fn source_key(source: &str) -> Key {
    key_of(&[b"pages of", source.as_bytes()])
}

/// The key of an entry that is known by this name first.
pub(super) fn entry_key(name: &Name) -> Key {
    match name {
        Name::Id(id) => key_of(&[b"id", id.as_bytes()]),
        Name::Address(address) => key_of(&[b"address", address.as_bytes()]),
        Name::Content(hash) => key_of(&[b"content", hash]),
    }
}

/// What went wrong at the last request, if something did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Error {
    /// Its word.
    pub(crate) code: String,
    /// More of it, for people.
    pub(crate) message: String,
}

/// What has been counted at a feed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Counts {
    pub(crate) new: u64,
    pub(crate) changed: u64,
    pub(crate) known: u64,
    pub(crate) too_old: u64,
    pub(crate) in_future: u64,
    pub(crate) backfill: u64,
    pub(crate) too_many: u64,
    pub(crate) refused: u64,
    pub(crate) no_content: u64,
    pub(crate) bad_address: u64,
}

impl Counts {
    /// Each by its name.
    pub(super) fn each(&self) -> [(&'static str, u64); 10] {
        let Counts { new, changed, known, too_old, in_future, backfill, too_many, refused, .. } = *self;
        [
            ("new", new),
            ("changed", changed),
            ("known", known),
            ("too_old", too_old),
            ("in_future", in_future),
            ("backfill", backfill),
            ("too_many", too_many),
            ("refused", refused),
            ("no_content", self.no_content),
            ("bad_address", self.bad_address),
        ]
    }
}

/// A permanent move that was seen and is not followed yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Move {
    pub(super) to: String,
    /// Since when, in seconds since 1970.
    pub(super) since: i64,
    /// At how many polls.
    pub(super) polls: u32,
}

/// A sitemap that an index or a robots.txt names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Child {
    pub(super) address: String,
    /// When it changed last, as written there.
    pub(super) lastmod: Option<String>,
}

/// What is known of a feed. Times are seconds since 1970; 0 is never.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::source) struct Row {
    /// The address as it was typed.
    pub(super) url: String,
    /// The source that asks for it.
    pub(in crate::source) source: String,
    /// The name under which the state of that source stands, where it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kept_as: Option<String>,
    /// Since when it is asked for.
    pub(super) since: i64,
    /// Since when no list names it any more.
    pub(in crate::source) unlisted: i64,
    /// Where it moved to, if it did.
    pub(super) address: Option<String>,
    /// Where it says that it has moved to.
    pub(super) moving: Option<Move>,
    pub(super) title: Option<String>,
    pub(super) format: Option<String>,
    /// Validators, byte for byte.
    pub(super) etag: Option<Vec<u8>>,
    pub(super) last_modified: Option<Vec<u8>>,
    /// Since when every answer was "not modified".
    pub(super) unmodified_since: i64,
    /// Hash of the last body that was read.
    pub(super) body: Option<[u8; 32]>,
    /// The interval that was learned, in seconds.
    pub(super) interval: u64,
    /// How many polls in a row brought mostly what was known (positive), or mostly news (negative).
    pub(super) streak: i8,
    /// How it stands.
    pub(super) standing: Standing,
    /// What decided when it is due.
    pub(super) interval_from: Option<Reason>,
    /// When it is due.
    pub(in crate::source) next: i64,
    pub(super) last_poll: i64,
    pub(super) last_success: i64,
    pub(super) last_status: u16,
    pub(super) failures: u32,
    pub(super) failing_since: i64,
    pub(super) error: Option<Error>,
    /// Of an archive that is announced again: the day, in days since 1970, and how many were taken on it.
    pub(super) archive: (i64, u64),
    /// Of a sitemap: what it names, what the index said of it when it was read last, when it was read first, and when it
    /// had news last.
    pub(super) children: Vec<Child>,
    pub(super) lastmod: Option<String>,
    pub(super) read_first: i64,
    pub(super) news: i64,
    /// Whether it had none for so long that it is asked rarely.
    pub(super) is_retired: bool,
    pub(super) counts: Counts,
}

/// A source that asks for feeds: its name, and the one under which its state stands.
#[derive(Debug, Clone, Copy)]
pub(in crate::source) struct Owner<'a> {
    pub(in crate::source) name: &'a str,
    pub(in crate::source) kept_as: &'a str,
}

impl Owner<'_> {
    /// Whether a feed is this source's, whatever its name was when that was kept.
    pub(super) fn has(&self, row: &Row) -> bool {
        row.kept_as.as_ref().unwrap_or(&row.source) == self.kept_as
    }

    /// Whether that is kept under the name that it has now.
    pub(super) fn is_named_in(&self, row: &Row) -> bool {
        self.has(row) && row.source == self.name
    }

    /// The same, asked for by this source.
    pub(super) fn takes(&self, row: Row) -> Row {
        let kept_as = (self.kept_as != self.name).then(|| self.kept_as.to_owned());
        Row { source: self.name.to_owned(), kept_as, unlisted: 0, ..row }
    }
}

impl Row {
    /// The same, due now.
    pub(in crate::source) fn at_once(self, now: i64) -> Row {
        Row { next: now, ..self }
    }
}

impl Value for Row {
    fn to_row(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn from_row(row: &[u8]) -> Option<Row> {
        serde_json::from_slice(row).ok()
    }
}

/// What is known of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct EntryRow {
    /// Hash of what it says, by a recipe.
    pub(super) content: [u8; 32],
    /// The number of that recipe.
    pub(super) recipe: u16,
    /// Its version: a hash of the one before and its content.
    pub(super) version: Key,
    /// When it stood in the feed last, in seconds since 1970, to the day.
    pub(super) seen: i64,
    /// Whether it was delivered, ever.
    pub(super) taken: bool,
    /// When it says that it changed last, in seconds since 1970; 0 where it does not say.
    pub(super) updated: i64,
    /// When its page was fetched last, or is to be.
    pub(super) fetched: i64,
    /// How often its page was fetched again for that alone.
    pub(super) fetches: u8,
}

/// What a row says of `updated` that was written before that was kept.
pub(super) const UNKNOWN: i64 = i64::MIN;

impl Value for EntryRow {
    fn to_row(&self) -> Vec<u8> {
        let mut row = Vec::with_capacity(76);
        row.extend_from_slice(&self.content);
        row.extend_from_slice(&self.recipe.to_le_bytes());
        row.extend_from_slice(&self.version);
        row.extend_from_slice(&self.seen.to_le_bytes());
        row.push(u8::from(self.taken));
        row.extend_from_slice(&self.updated.to_le_bytes());
        row.extend_from_slice(&self.fetched.to_le_bytes());
        row.push(self.fetches);
        row
    }

    fn from_row(row: &[u8]) -> Option<EntryRow> {
        let (content, row) = row.split_first_chunk()?;
        let (recipe, row) = row.split_first_chunk()?;
        let (version, row) = row.split_first_chunk()?;
        let (seen, row) = row.split_first_chunk()?;
        let (taken, row) = row.split_first().unwrap_or((&0, &[]));
        let (updated, row) =
            row.split_first_chunk().map_or((UNKNOWN, row), |(at, rest)| (i64::from_le_bytes(*at), rest));
        let (fetched, row) =
            row.split_first_chunk().map_or((0, row), |(at, rest)| (i64::from_le_bytes(*at), rest));
        Some(EntryRow {
            content: *content,
            recipe: u16::from_le_bytes(*recipe),
            version: *version,
            seen: i64::from_le_bytes(*seen),
            taken: *taken == 1,
            updated,
            fetched,
            fetches: row.first().copied().unwrap_or(0),
        })
    }
}

pub(super) fn in_feed(feed: &Key, key: &Key) -> [u8; 32] {
    let mut both = [0; 32];
    both.iter_mut().zip(feed.iter().chain(key)).for_each(|(to, from)| *to = *from);
    both
}

/// Changes that are made together.
#[derive(Default)]
pub(in crate::source) struct Changes(pub(super) Batch);

impl Changes {
    /// Adds other changes; to what both change, the others count.
    pub(super) fn join(&mut self, others: &Changes) {
        self.0.join(&others.0);
    }

    pub(in crate::source) fn feed(&mut self, feed: &Key, row: &Row) {
        self.0.put(FEEDS, feed, row);
    }

    pub(super) fn entry(&mut self, feed: &Key, entry: &Key, row: &EntryRow) {
        self.0.put(ENTRIES, &in_feed(feed, entry), row);
    }

    /// An entry is known by this name, too.
    pub(super) fn name(&mut self, feed: &Key, name: &Name, entry: &Key) {
        self.0.put(NAMES, &in_feed(feed, &entry_key(name)), &entry.to_vec());
    }

    /// Others are made with these, and before them.
    pub(super) fn come_after(&mut self, others: Changes) {
        let own = std::mem::replace(&mut self.0, others.0);
        self.0.join(&own);
    }

    pub(super) fn forget_feed(&mut self, feed: &Key) {
        self.0.remove(FEEDS, feed);
        self.forget_last(feed);
    }

    fn forget_entry(&mut self, key: &[u8]) {
        self.0.remove(ENTRIES, key);
    }

    fn forget_name(&mut self, key: &[u8]) {
        self.0.remove(NAMES, key);
    }
}

/// When a feed is due, and how it stands.
pub(super) type Known = (i64, State);

/// The store.
pub(in crate::source) struct Rows(pub(super) Arc<Keep>);

impl Rows {
    /// What a store knows of feeds.
    pub(in crate::source) fn of(store: Arc<Keep>) -> Rows {
        Rows(store)
    }

    /// Makes changes, all or none, and returns when they survive a power failure.
    ///
    /// # Errors
    /// [`KeepError`]; to be made again then.
    pub(in crate::source) fn write(&self, changes: &Changes) -> Result<(), KeepError> {
        self.0.write(&changes.0)
    }

    /// What is known of a feed.
    ///
    /// # Errors
    /// [`KeepError`].
    pub(in crate::source) fn feed(&self, feed: &Key) -> Result<Option<Row>, KeepError> {
        self.0.get(FEEDS, feed)
    }

    /// Calls `visit` for the feeds behind a key, of all sources, until it breaks off. Nobody else can use the store
    /// meanwhile.
    ///
    /// # Errors
    /// [`KeepError`].
    pub(in crate::source) fn each(
        &self,
        after: Option<&Key>,
        visit: &mut dyn FnMut(Key, Row) -> ControlFlow<()>,
    ) -> Result<(), KeepError> {
        self.0.each(FEEDS, after.map(Key::as_slice), &mut |key, row| match key.try_into() {
            Ok(key) => visit(key, row),
            Err(_) => ControlFlow::Continue(()),
        })
    }

    /// When each of these feeds is due, as `of` says by its row, and how it stands, as far as it is known.
    ///
    /// # Errors
    /// [`KeepError`].
    pub(super) fn due(
        &self,
        feeds: &[Key],
        of: &dyn Fn(&Row) -> i64,
    ) -> Result<Vec<(Key, Option<Known>)>, KeepError> {
        let mut due = Vec::with_capacity(feeds.len());
        for some in feeds.chunks(AT_ONCE) {
            let known = self.feeds(some)?.into_iter().map(|row| row.map(|row| (of(&row), row.state())));
            due.extend(some.iter().copied().zip(known));
        }
        Ok(due)
    }

    /// What is known of some feeds, in their order, as it stands at one moment.
    ///
    /// # Errors
    /// [`KeepError`].
    pub(super) fn feeds(&self, feeds: &[Key]) -> Result<Vec<Option<Row>>, KeepError> {
        self.0.get_all(FEEDS, feeds)
    }

    /// The entries of a feed that are known by names, in the order of those.
    ///
    /// # Errors
    /// [`KeepError`].
    pub(super) fn entries(
        &self,
        feed: &Key,
        names: &[&Name],
    ) -> Result<Vec<Option<(Key, EntryRow)>>, KeepError> {
        let own: Vec<Key> = names.iter().map(|name| entry_key(name)).collect();
        let places = |keys: &[Key]| keys.iter().map(|key| in_feed(feed, key)).collect::<Vec<_>>();
        let known = self.0.get_all(NAMES, &places(&own))?;
        let first =
            |(own, known): (Key, Option<Vec<u8>>)| known.and_then(|key| key.try_into().ok()).unwrap_or(own);
        let keys: Vec<Key> = own.into_iter().zip(known).map(first).collect();
        let rows = self.0.get_all(ENTRIES, &places(&keys))?;
        Ok(keys.into_iter().zip(rows).map(|(key, row)| Some((key, row?))).collect())
    }

    /// The entry of a feed that is known by a name.
    ///
    /// # Errors
    /// [`KeepError`].
    #[cfg(test)]
    pub(super) fn entry(&self, feed: &Key, name: &Name) -> Result<Option<(Key, EntryRow)>, KeepError> {
        Ok(self.entries(feed, &[name])?.pop().flatten())
    }

    /// Adds to the changes that entries are forgotten which did not stand in a feed since a time.
    ///
    /// # Errors
    /// [`KeepError`].
    pub(super) fn forget(&self, feed: &Key, before: i64, changes: &mut Changes) -> Result<(), KeepError> {
        let first = in_feed(feed, &[0; 16]);
        let mut gone = BTreeSet::new();
        self.0.each(ENTRIES, Some(&first), &mut |key, row: EntryRow| {
            if !key.starts_with(feed) {
                return ControlFlow::Break(());
            }
            if row.seen < before {
                gone.insert(key.to_vec());
            }
            ControlFlow::Continue(())
        })?;
        if gone.is_empty() {
            return Ok(());
        }
        self.0.each(NAMES, Some(&first), &mut |key, entry: Vec<u8>| {
            if !key.starts_with(feed) {
                return ControlFlow::Break(());
            }
            if gone.contains(&[feed.as_slice(), &entry].concat()) {
                changes.forget_name(key);
            }
            ControlFlow::Continue(())
        })?;
        gone.iter().for_each(|key| changes.forget_entry(key));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::host::RealFiles;
    use crate::source::fetching::open_store;

    #[test]
    fn what_is_written_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Rows::of(Arc::new(open_store(Arc::new(RealFiles), folder.path()).unwrap()));
        let (one, two) =
            (Url::parse("https://a.example/rss").unwrap(), Url::parse("https://b.example/").unwrap());
        let (one, two) = (feed_key(one.as_str()), feed_key(two.as_str()));
        let row = Row { url: "x".to_owned(), etag: Some(b"W/\"\xff\"".to_vec()), next: 7, ..Row::default() };
        let entry = EntryRow {
            content: [1; 32],
            recipe: 1,
            version: [2; 16],
            seen: 100,
            taken: true,
            updated: 9,
            fetched: 8,
            fetches: 7,
        };
        let (id, address) = (Name::Id("1".to_owned()), Name::Address("https://a.example/1".to_owned()));
        let mut changes = Changes::default();
        changes.feed(&one, &row);
        let key = entry_key(&id);
        changes.entry(&one, &key, &entry);
        changes.name(&one, &address, &key);
        let rows = open();
        rows.write(&changes).unwrap();
        drop(rows);
        let rows = open();
        assert_eq!(rows.feed(&one).unwrap(), Some(row));
        assert_eq!(rows.feed(&two).unwrap(), None);
        assert_eq!(rows.entry(&one, &id).unwrap(), Some((key, entry)));
        assert_eq!(rows.entry(&one, &address).unwrap(), Some((key, entry)), "by its other name");
        assert_eq!(rows.entry(&two, &id).unwrap(), None, "each feed has its own");
        assert_eq!(
            rows.due(&[two, one], &|row| row.next).unwrap(),
            [(two, None), (one, Some((7, State::Stands(Standing::New))))]
        );
        let mut changes = Changes::default();
        rows.forget(&one, 100, &mut changes).unwrap();
        rows.forget(&two, 1000, &mut changes).unwrap();
        rows.write(&changes).unwrap();
        assert!(rows.entry(&one, &id).unwrap().is_some());
        rows.forget(&one, 101, &mut changes).unwrap();
        rows.write(&changes).unwrap();
        assert_eq!(rows.entry(&one, &id).unwrap(), None);
        assert_eq!(rows.0.get(NAMES, &in_feed(&one, &entry_key(&address))).unwrap(), None);
    }
}
