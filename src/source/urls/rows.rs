//! What is known of the pages of lists, in the one store of all sources that fetch: each page with its state, those that
//! wait once more in the order in which they are asked for, and how far each list was read.
//!
//! A page stands in the order by its host first, then by when it is due, then by its place in the list: so the first of
//! each host is found without looking at those behind it, and nothing of what waits is held in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::fetch::address::HostKey;
use crate::source::fetching::{Key, key_of};
use crate::state::keep::{Batch, Keep, KeepError, Table, Value};

const PAGES: Table<Page> = Table::named("pages");
/// Source, host, due, order -> the page.
const WAITING: Table<Vec<u8>> = Table::named("pages_waiting");
const LISTS: Table<Reading> = Table::named("lists");
/// Length of what an order begins with: source and host.
const HEAD: usize = 32;

/// The key of a source, by its name.
pub(super) fn source_key(name: &str) -> Key {
    key_of(&[b"source", name.as_bytes()])
}

/// The key of a page, by its address as it is asked for.
pub(in crate::source) fn page_key(address: &Url) -> Key {
    key_of(&[b"page", address.as_str().as_bytes()])
}

/// The key of the host of an address.
pub(super) fn host_key(address: &str) -> Key {
    let host = Url::parse(address).ok().and_then(|url| HostKey::of(&url));
    key_of(&[b"host", host.as_ref().map_or("", HostKey::as_str).as_bytes()])
}

/// How a page stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    /// It is to be asked for.
    #[default]
    Waiting,
    /// Its record is synced, or was before.
    Done,
    /// It is not asked for any more.
    Failed,
}

impl State {
    /// All of them.
    pub(crate) const ALL: [State; 3] = [State::Waiting, State::Done, State::Failed];

    /// As it is typed and printed.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Done => "done",
            State::Failed => "failed",
        }
    }
}

/// What is known of a page. Times are seconds since 1970.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Page {
    /// Its address, as it is asked for.
    pub(crate) url: String,
    pub(crate) state: State,
    /// How often it was asked for in vain.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) tries: u32,
    /// When it is due, while it waits.
    pub(crate) next: i64,
    /// Its place among all of its source.
    pub(crate) order: u64,
    /// The reading of the list in which it stood last; 0 for one that the configuration names.
    pub(crate) round: u32,
    /// When it was named last, as far as is known.
    pub(super) seen: i64,
    /// Why it came to nothing the last time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message: Option<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(tries: &u32) -> bool {
    *tries == 0
}

impl Value for Page {
    fn to_row(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn from_row(row: &[u8]) -> Option<Page> {
        serde_json::from_slice(row).ok()
    }
}

/// How far the list of a source was read, and how its pages stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Reading {
    /// The source.
    pub(super) source: String,
    /// Hash of the list's path.
    pub(super) path: Key,
    /// Device and inode of what was read.
    pub(super) inode: (u64, u64),
    /// So many bytes were.
    pub(super) at: u64,
    /// Hash of what stands just before that place.
    pub(super) before: Key,
    /// Counts up each time that the list is read from its beginning.
    pub(super) round: u32,
    /// When that was.
    pub(super) began: i64,
    /// Whether this round has come to the end of the list once.
    pub(super) is_through: bool,
    /// The place of the next page.
    pub(super) order: u64,
    /// How many pages there are in each state.
    pub(crate) tally: BTreeMap<State, u64>,
}

impl Value for Reading {
    fn to_row(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn from_row(row: &[u8]) -> Option<Reading> {
        serde_json::from_slice(row).ok()
    }
}

impl Reading {
    fn count(&mut self, from: Option<State>, to: Option<State>) {
        if let Some(from) = from {
            let count = self.tally.entry(from).or_default();
            *count = count.saturating_sub(1);
        }
        if let Some(to) = to {
            *self.tally.entry(to).or_default() += 1;
        }
    }
}

/// A page that waits: where it stands in the order, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Due {
    pub(super) host: Key,
    pub(super) key: Key,
    pub(super) page: Page,
}

/// What a look at those that wait found.
#[derive(Debug, Default)]
pub(super) struct Look {
    /// Those that are due, at most as many as were asked for.
    pub(super) due: Vec<Due>,
    /// The host that was looked at last; none where the look came to the end.
    pub(super) reached: Option<Key>,
    /// When the first of the others is due.
    pub(super) soonest: Option<i64>,
}

/// What a look is to leave alone.
#[derive(Debug, Default)]
pub(super) struct Busy {
    /// Pages under way.
    pub(super) pages: BTreeSet<Key>,
    /// How many more pages may be asked of these hosts; of others, as many as of any.
    pub(super) hosts: BTreeMap<Key, usize>,
    /// How many pages may be asked of a host at a time.
    pub(super) per_host: usize,
    /// No page waits longer, in seconds: one that does does so by a clock that was ahead.
    pub(super) longest: i64,
}

impl Busy {
    fn free(&self, host: &Key) -> usize {
        self.hosts.get(host).copied().unwrap_or(self.per_host)
    }
}

fn of_source(source: &Key, page: &Key) -> Vec<u8> {
    [source.as_slice(), page].concat()
}

fn place(source: &Key, page: &Page) -> Vec<u8> {
    // Due times before 1970 come first all the same.
    let next = page.next.max(0).to_be_bytes();
    [source.as_slice(), &host_key(&page.url), &next, &page.order.to_be_bytes()].concat()
}

/// What stands behind every place of this host.
fn behind(source: &Key, host: &Key) -> Vec<u8> {
    [source.as_slice(), host, &[0xff; 17]].concat()
}

/// Changes of one source's pages that are made together.
pub(super) struct Changes {
    source: Key,
    batch: Batch,
    pub(super) reading: Reading,
}

impl Changes {
    pub(super) fn of(source: Key, reading: Reading) -> Changes {
        Changes { source, batch: Batch::default(), reading }
    }

    /// A page is there from now on, or stands otherwise than before.
    pub(super) fn put(&mut self, key: &Key, before: Option<&Page>, page: &Page) {
        if let Some(before) = before.filter(|before| before.state == State::Waiting) {
            self.batch.remove(WAITING, &place(&self.source, before));
        }
        if page.state == State::Waiting {
            self.batch.put(WAITING, &place(&self.source, page), &key.to_vec());
        }
        self.batch.put(PAGES, &of_source(&self.source, key), page);
        self.reading.count(before.map(|before| before.state), Some(page.state));
    }

    /// A page is not known any more.
    pub(super) fn forget(&mut self, key: &Key, page: &Page) {
        self.batch.remove(WAITING, &place(&self.source, page));
        self.batch.remove(PAGES, &of_source(&self.source, key));
        self.reading.count(Some(page.state), None);
    }
}

/// The pages of one source.
#[derive(Clone)]
pub(crate) struct Rows {
    store: Arc<Keep>,
    name: String,
    source: Key,
}

/// The pages of every source that some are known of.
///
/// # Errors
/// [`KeepError`].
pub(in crate::source) fn sources(store: &Arc<Keep>) -> Result<Vec<Rows>, KeepError> {
    let mut found = Vec::new();
    store.each(LISTS, None, &mut |key, reading: Reading| {
        if let Ok(source) = key.try_into() {
            found.push(Rows { store: Arc::clone(store), name: reading.source, source });
        }
        ControlFlow::Continue(())
    })?;
    Ok(found)
}

impl Rows {
    /// The pages of the source of this name, whose state stands under another one where it was renamed.
    pub(crate) fn of(store: Arc<Keep>, name: &str, kept_as: &str) -> Rows {
        Rows { store, name: name.to_owned(), source: source_key(kept_as) }
    }

    /// The source's name.
    pub(in crate::source) fn name(&self) -> &str {
        &self.name
    }

    /// Begins changes from what is known of the list.
    pub(super) fn change(&self, reading: Reading) -> Changes {
        Changes::of(self.source, reading)
    }

    /// Makes changes, all or none, and returns when they survive a power failure.
    ///
    /// # Errors
    /// [`KeepError`]; to be made again then.
    pub(super) fn write(&self, mut changes: Changes) -> Result<Reading, KeepError> {
        changes.reading.source.clone_from(&self.name);
        changes.batch.put(LISTS, &self.source, &changes.reading);
        self.store.write(&changes.batch)?;
        Ok(changes.reading)
    }

    /// How far the list was read.
    ///
    /// # Errors
    /// [`KeepError`].
    pub(crate) fn reading(&self) -> Result<Reading, KeepError> {
        Ok(self.store.get(LISTS, &self.source)?.unwrap_or_default())
    }

    /// What is known of a page.
    ///
    /// # Errors
    /// [`KeepError`].
    pub(crate) fn page(&self, key: &Key) -> Result<Option<Page>, KeepError> {
        self.store.get(PAGES, &of_source(&self.source, key))
    }

    /// A page is to be asked for now, with all its tries, unless it is done with.
    ///
    /// # Errors
    /// [`KeepError`].
    pub(in crate::source) fn at_once(&self, key: &Key, now: i64) -> Result<Reading, KeepError> {
        let mut changes = self.change(self.reading()?);
        if let Some(page) = self.page(key)?.filter(|page| page.state != State::Done) {
            let again = Page { state: State::Waiting, tries: 0, next: now, ..page.clone() };
            changes.put(key, Some(&page), &again);
        }
        self.write(changes)
    }

    /// A page is done with, however it stood.
    ///
    /// # Errors
    /// [`KeepError`].
    pub(super) fn done(&self, key: &Key) -> Result<Reading, KeepError> {
        let mut changes = self.change(self.reading()?);
        if let Some(page) = self.page(key)?.filter(|page| page.state != State::Done) {
            let done = Page { state: State::Done, code: None, message: None, ..page.clone() };
            changes.put(key, Some(&page), &done);
        }
        self.write(changes)
    }

    /// Calls `visit` for the pages after a key, until it breaks off. Nobody else can use the store meanwhile.
    ///
    /// # Errors
    /// [`KeepError`].
    pub(crate) fn each(
        &self,
        after: Option<&Key>,
        visit: &mut dyn FnMut(Key, Page) -> ControlFlow<()>,
    ) -> Result<(), KeepError> {
        let begin = after.map_or_else(|| self.source.to_vec(), |key| of_source(&self.source, key));
        self.store.each(PAGES, Some(&begin), &mut |key, page| {
            let own = key.strip_prefix(self.source.as_slice()).and_then(|key| key.try_into().ok());
            own.map_or(ControlFlow::Break(()), |key| visit(key, page))
        })
    }

    /// Looks for pages that are due, host by host from the one after `after`, at `hosts` of them at most.
    ///
    /// # Errors
    /// [`KeepError`].
    pub(super) fn look(
        &self,
        after: Option<&Key>,
        busy: &Busy,
        now: i64,
        most: usize,
        hosts: usize,
    ) -> Result<Look, KeepError> {
        let mut look = Look { reached: after.copied(), ..Look::default() };
        for _ in 0..hosts {
            if look.due.len() >= most {
                return Ok(look);
            }
            let Some(host) = self.look_at_next(&mut look, busy, now, most)? else {
                look.reached = None;
                return Ok(look);
            };
            look.reached = Some(host);
        }
        Ok(look)
    }

    /// Looks at the pages of the next host, and tells which it is.
    fn look_at_next(
        &self,
        look: &mut Look,
        busy: &Busy,
        now: i64,
        most: usize,
    ) -> Result<Option<Key>, KeepError> {
        let begin = look.reached.map_or_else(|| self.source.to_vec(), |host| behind(&self.source, &host));
        let mut found = None;
        let mut keys: Vec<Key> = Vec::new();
        self.store.each(WAITING, Some(&begin), &mut |place, key: Vec<u8>| {
            let Some(host) = self.host_of(place) else { return ControlFlow::Break(()) };
            if *found.get_or_insert(host) != host {
                return ControlFlow::Break(());
            }
            let Ok(key) = Key::try_from(key.as_slice()) else { return ControlFlow::Continue(()) };
            if busy.pages.contains(&key) {
                return ControlFlow::Continue(());
            }
            let free = busy.free(&host).min(most - look.due.len());
            if keys.len() >= free {
                return ControlFlow::Break(());
            }
            let next = next_of(place);
            if next > now && next <= now.saturating_add(busy.longest) {
                look.soonest = Some(look.soonest.map_or(next, |soonest| soonest.min(next)));
                return ControlFlow::Break(());
            }
            keys.push(key);
            ControlFlow::Continue(())
        })?;
        let Some(host) = found else { return Ok(None) };
        for key in keys {
            look.due.extend(self.page(&key)?.map(|page| Due { host, key, page }));
        }
        Ok(Some(host))
    }

    fn host_of(&self, place: &[u8]) -> Option<Key> {
        place.strip_prefix(self.source.as_slice())?.first_chunk().copied()
    }
}

fn next_of(place: &[u8]) -> i64 {
    let next = place.get(HEAD..).and_then(<[u8]>::first_chunk);
    next.map_or(0, |next| i64::from_be_bytes(*next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::RealFiles;
    use crate::source::fetching::open_store;

    struct Room {
        _folder: tempfile::TempDir,
        rows: Rows,
    }

    fn room() -> Room {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(open_store(Arc::new(RealFiles), folder.path()).unwrap());
        Room { rows: Rows::of(store, "backlog", "backlog"), _folder: folder }
    }

    fn page(url: &str, next: i64, order: u64) -> (Key, Page) {
        (page_key(&Url::parse(url).unwrap()), Page { url: url.to_owned(), next, order, ..Page::default() })
    }

    fn put(rows: &Rows, pages: &[(Key, Page)]) {
        let mut changes = rows.change(rows.reading().unwrap());
        for (key, page) in pages {
            let before = rows.page(key).unwrap();
            changes.put(key, before.as_ref(), page);
        }
        rows.write(changes).unwrap();
    }

    fn urls(look: &Look) -> Vec<&str> {
        look.due.iter().map(|due| due.page.url.as_str()).collect()
    }

    #[test]
    fn a_look_takes_the_first_of_each_host_whatever_stands_behind_it() {
        let Room { rows, _folder } = room();
        let mut pages: Vec<_> = (0..500).map(|n| page(&format!("http://big.example/{n}"), 10, n)).collect();
        pages.push(page("http://small.example/1", 10, 500));
        pages.push(page("http://later.example/1", 50, 501));
        put(&rows, &pages);
        let mut busy = Busy { per_host: 1, longest: 1000, ..Busy::default() };
        let look = rows.look(None, &busy, 20, 64, 100).unwrap();
        let mut found = urls(&look);
        found.sort_unstable();
        assert_eq!(found, ["http://big.example/0", "http://small.example/1"]);
        assert_eq!((look.reached, look.soonest), (None, Some(50)));
        // With one under way, the next two where two are allowed, none where its host is held back.
        busy.pages.insert(pages[0].0);
        busy.per_host = 2;
        busy.hosts.insert(host_key("http://small.example/"), 0);
        let look = rows.look(None, &busy, 20, 64, 100).unwrap();
        assert_eq!(urls(&look), ["http://big.example/1", "http://big.example/2"]);
    }

    #[test]
    fn looks_of_a_few_hosts_go_round_all_of_them() {
        let Room { rows, _folder } = room();
        let pages: Vec<_> = (0..50).map(|n| page(&format!("http://h{n}.example/"), 0, n)).collect();
        put(&rows, &pages);
        let busy = Busy { per_host: 1, ..Busy::default() };
        let (mut after, mut found) = (None, BTreeSet::new());
        for _ in 0..13 {
            let look = rows.look(after.as_ref(), &busy, 20, 4, 7).unwrap();
            found.extend(urls(&look).into_iter().map(str::to_owned));
            after = look.reached;
        }
        assert_eq!((found.len(), after), (50, None));
    }

    #[test]
    fn a_page_that_does_not_wait_is_not_looked_at_and_pages_are_counted() {
        let Room { rows, _folder } = room();
        let (key, waits) = page("http://a.example/1", 5, 0);
        put(&rows, &[(key, waits.clone())]);
        let again = Page { next: 70, tries: 1, code: Some("timeout".to_owned()), ..waits };
        put(&rows, &[(key, again.clone())]);
        let busy = Busy { per_host: 1, longest: 1000, ..Busy::default() };
        assert_eq!(rows.look(None, &busy, 69, 9, 9).unwrap().soonest, Some(70));
        let ahead = Busy { per_host: 1, longest: 50, ..Busy::default() };
        assert_eq!(rows.look(None, &ahead, 7, 9, 9).unwrap().due.len(), 1, "by a clock that was ahead");
        assert_eq!(rows.look(None, &busy, 70, 9, 9).unwrap().due[0].page, again);
        assert_eq!(rows.reading().unwrap().tally, BTreeMap::from([(State::Waiting, 1)]));
        let done = Page { state: State::Done, ..again };
        put(&rows, &[(key, done.clone())]);
        let look = rows.look(None, &busy, 1000, 9, 9).unwrap();
        assert!(look.due.is_empty() && look.soonest.is_none());
        assert_eq!(rows.page(&key).unwrap(), Some(done));
        assert_eq!(rows.reading().unwrap().tally[&State::Done], 1);
        assert_eq!(rows.reading().unwrap().tally[&State::Waiting], 0);
        let other = Rows { source: source_key("other"), ..rows.clone() };
        assert_eq!(sources(&rows.store).unwrap()[0].name(), "backlog");
        assert_eq!(other.page(&key).unwrap(), None, "each source has its own");
        let mut seen = 0;
        other
            .each(None, &mut |_, _| {
                seen += 1;
                ControlFlow::Continue(())
            })
            .unwrap();
        rows.each(None, &mut |_, _| {
            seen += 10;
            ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!(seen, 10);
    }
}
