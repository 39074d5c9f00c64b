//! Entries that wait for their page: the table `waiting` of `fetch.redb`, and the queue over it.
//!
//! Promises: what waits is synced in one step with what is known of its entry; it stands there until its record is
//! synced, and is brought again after a crash, under the same identity. Of an entry only the newest version waits.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockWriteGuard};

use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use url::Url;

use crate::fetch::address::HostKey;
use crate::flow::held;
use crate::state::keep::{KeepError, Table, Value};

use super::queue::Queue;
use super::rows::{Changes, Key, Rows, in_feed};

const WAITING: Table<Wait> = Table::named("waiting");
const HEADS: Table<Head> = Table::named("waiting");

/// No entry waits longer for its page, in seconds: one that does does so by a clock that was ahead.
const LONGEST: i64 = 8 * 3600;
/// Most bytes that wait before nothing more is asked for that would have to wait, too.
const MOST: u64 = 256 << 20;

/// A feed and an entry of it.
pub(super) type Place = [u8; 32];

/// What is known of an entry that waits, but for its bytes. Times are seconds since 1970; 0 is never.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    /// The source that brings it, by the name under which its state stands.
    pub(super) source: String,
    /// The feed that named it, as typed.
    pub(super) feed: String,
    /// Where its page is.
    pub(super) link: String,
    pub(super) item: Option<String>,
    pub(super) version: Key,
    /// How often its page was asked for in vain.
    pub(super) tries: u32,
    /// Since when its host does not let itself be asked at all.
    pub(super) lost: i64,
    pub(super) next: i64,
    /// Bytes that the row takes.
    #[serde(skip)]
    pub(super) size: u64,
}

/// An entry that waits for its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wait {
    pub(super) head: Head,
    /// The entry as a document of its own.
    pub(super) entry: Vec<u8>,
}

impl Head {
    /// An entry that begins to wait.
    pub(super) fn new(source: &str, feed: &Url, link: &Url, version: Key, next: i64) -> Head {
        let (feed, link) = (feed.to_string(), link.to_string());
        Head { source: source.to_owned(), feed, link, item: None, version, tries: 0, lost: 0, next, size: 0 }
    }

    fn read(row: &[u8]) -> Option<(Head, &[u8])> {
        let (length, rest) = row.split_first_chunk()?;
        let (head, entry) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
        let head: Head = serde_json::from_slice(head).ok()?;
        Some((Head { size: row.len() as u64, ..head }, entry))
    }
}

impl Value for Wait {
    fn to_row(&self) -> Vec<u8> {
        let head = serde_json::to_vec(&self.head).unwrap_or_default();
        let length = u32::try_from(head.len()).unwrap_or_default().to_le_bytes();
        [length.as_slice(), &head, &self.entry].concat()
    }

    fn from_row(row: &[u8]) -> Option<Wait> {
        Head::read(row).map(|(head, entry)| Wait { head, entry: entry.to_vec() })
    }
}

impl Value for Head {
    fn to_row(&self) -> Vec<u8> {
        Wait { head: self.clone(), entry: Vec::new() }.to_row()
    }

    fn from_row(row: &[u8]) -> Option<Head> {
        Head::read(row).map(|(head, _)| head)
    }
}

/// How much waits, of all sources.
#[derive(Debug, Default)]
pub(in crate::source) struct Weight(AtomicU64);

impl Weight {
    fn is_full(&self) -> bool {
        self.0.load(Relaxed) >= MOST
    }

    fn replace(&self, gone: u64, come: u64) {
        self.0.fetch_add(come, Relaxed);
        self.0.fetch_sub(gone, Relaxed);
    }
}

/// What is in memory of an entry that waits.
#[derive(Debug)]
struct Known {
    version: Key,
    next: i64,
    host: String,
    size: u64,
}

impl Known {
    fn of(head: &Head) -> Known {
        let host = Url::parse(&head.link).ok().and_then(|link| HostKey::of(&link));
        let host = host.map(|host| host.as_str().to_owned()).unwrap_or_default();
        Known { version: head.version, next: head.next, host, size: head.size }
    }
}

#[derive(Debug, Default)]
struct State {
    known: HashMap<Place, Known>,
    queue: Queue<Place, String>,
}

/// What became of an entry that waited.
#[derive(Debug)]
pub(super) enum Became {
    /// Its record is synced, or there is nothing to make one of.
    Done,
    /// Its page is asked for again, as the head says.
    Later(Wait),
    /// Nothing was learned: the same again, at this time.
    Again(i64),
}

/// The entries of a source that wait.
pub(in crate::source) struct Waiting {
    source: Arc<str>,
    rows: Arc<Rows>,
    weight: Arc<Weight>,
    /// Held by all who let entries wait, so that they are synced together; by one alone who notes what became of them:
    /// what is done with may have been replaced meanwhile.
    writing: RwLock<()>,
    state: Mutex<State>,
    news: Notify,
}

impl Waiting {
    /// What waits of a source; nothing until it is read.
    pub(in crate::source) fn new(source: Arc<str>, rows: Arc<Rows>, weight: Arc<Weight>) -> Waiting {
        Waiting {
            source,
            rows,
            weight,
            writing: RwLock::default(),
            state: Mutex::default(),
            news: Notify::new(),
        }
    }

    /// Reads what waits from before.
    ///
    /// # Errors
    /// [`KeepError`]; to be called again then.
    pub(super) fn read(&self) -> Result<usize, KeepError> {
        let _alone = self.alone();
        let mut count = 0;
        self.rows.0.each(HEADS, None, &mut |place, head: Head| {
            if *head.source == *self.source
                && let Ok(place) = place.try_into()
            {
                count += 1;
                self.know(place, &head);
            }
            ControlFlow::Continue(())
        })?;
        Ok(count)
    }

    fn alone(&self) -> RwLockWriteGuard<'_, ()> {
        self.writing.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn know(&self, place: Place, head: &Head) {
        let mut state = held(&self.state);
        let known = Known::of(head);
        let size = known.size;
        state.queue.put(known.next, place);
        let before = state.known.insert(place, known).map_or(0, |known| known.size);
        self.weight.replace(before, size);
    }

    fn forget(&self, place: &Place) {
        if let Some(known) = held(&self.state).known.remove(place) {
            self.weight.replace(known.size, 0);
        }
    }

    /// Makes changes, and lets these wait with them, all or none. Returns when that survives a power failure.
    ///
    /// # Errors
    /// [`KeepError`].
    pub(super) fn write(&self, mut changes: Changes, waits: &[(Place, Wait)]) -> Result<(), KeepError> {
        let _with_others = self.writing.read().unwrap_or_else(PoisonError::into_inner);
        for (place, wait) in waits {
            changes.0.put(WAITING, place, wait);
        }
        self.rows.write(&changes)?;
        for (place, wait) in waits {
            let size = (wait.to_row().len()) as u64;
            self.know(*place, &Head { size, ..wait.head.clone() });
        }
        if !waits.is_empty() {
            self.news.notify_one();
        }
        Ok(())
    }

    /// Notes what became of entries, each as its version was when it was taken, and frees their hosts.
    ///
    /// # Errors
    /// [`KeepError`]; nothing is noted then, and all of them come again in a minute.
    pub(super) fn became(&self, all: Vec<(Taken, Became)>, now: i64) -> Result<(), KeepError> {
        let _alone = self.alone();
        let mut changes = Changes::default();
        for (Taken { place, .. }, became) in all.iter().filter(|(taken, _)| self.is_newest(taken)) {
            match became {
                Became::Done => changes.0.remove(WAITING, place),
                Became::Later(wait) => changes.0.put(WAITING, place, wait),
                Became::Again(_) => {}
            }
        }
        let written = self.rows.write(&changes);
        for (taken, became) in all {
            held(&self.state).queue.free(&taken.host);
            // Where another version has taken its place, that is in the queue.
            if !self.is_newest(&taken) {
                continue;
            }
            match (became, &written) {
                (Became::Done, Ok(())) => self.forget(&taken.place),
                (Became::Later(wait), Ok(())) => self.know(taken.place, &wait.head),
                (Became::Again(at), _) => self.put_off(taken.place, at),
                (Became::Done | Became::Later(_), Err(_)) => self.put_off(taken.place, now + 60),
            }
        }
        written
    }

    fn is_newest(&self, taken: &Taken) -> bool {
        held(&self.state).known.get(&taken.place).is_some_and(|known| known.version == taken.version)
    }

    fn put_off(&self, place: Place, at: i64) {
        let mut state = held(&self.state);
        if let Some(known) = state.known.get_mut(&place) {
            known.next = at;
            state.queue.put(at, place);
        }
    }

    /// The next whose page is to be asked for: its host is taken until it is told what [`Waiting::became`] of it.
    pub(super) fn take(&self, now: i64) -> Option<Taken> {
        let mut state = held(&self.state);
        let State { known, queue } = &mut *state;
        let now = queue.next().filter(|next| *next > now.saturating_add(LONGEST)).unwrap_or(now);
        let host_of = |due, place: &Place| {
            known.get(place).filter(|known| known.next == due).map(|known| known.host.clone())
        };
        let (_, place, host) = queue.take(now, host_of)?;
        let version = known.get(&place).map(|known| known.version)?;
        Some(Taken { place, version, host })
    }

    /// What waits at a place.
    ///
    /// # Errors
    /// [`KeepError`].
    pub(super) fn at(&self, place: &Place) -> Result<Option<Wait>, KeepError> {
        self.rows.0.get(WAITING, place)
    }

    /// How many wait.
    pub(super) fn count(&self) -> u64 {
        held(&self.state).known.len() as u64
    }

    /// When the next is due.
    pub(super) fn next(&self) -> Option<i64> {
        held(&self.state).queue.next()
    }

    /// Whether so much waits, of all sources, that nothing more is asked for that would wait.
    pub(super) fn is_full(&self) -> bool {
        self.weight.is_full()
    }

    /// Returns when more waits.
    pub(super) async fn news(&self) {
        self.news.notified().await;
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let bytes: u64 = held(&self.state).known.values().map(|known| known.size).sum();
        self.weight.replace(bytes, 0);
    }
}

/// An entry whose page is being asked for.
#[derive(Debug, Clone)]
pub(super) struct Taken {
    pub(super) place: Place,
    pub(super) version: Key,
    host: String,
}

/// Where an entry of a feed waits.
pub(super) fn place(feed: &Key, entry: &Key) -> Place {
    in_feed(feed, entry)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::RealFiles;
    use crate::source::fetching::open_store;
    use crate::source::listed::rows::Row;
    use crate::state::keep::{Keep, Layout};

    const NOW: i64 = 1_772_703_000;

    fn open(folder: &std::path::Path, source: &str) -> Waiting {
        let store = open_store(Arc::new(RealFiles), folder).unwrap();
        Waiting::new(source.into(), Arc::new(Rows::of(Arc::new(store))), Arc::default())
    }

    fn wait(link: &str, version: u8, next: i64) -> Wait {
        let link = Url::parse(link).unwrap();
        Wait { head: Head::new("world", &link, &link, [version; 16], next), entry: vec![version; 100] }
    }

    /// A disk that takes its time for a sync, and counts them.
    #[derive(Debug)]
    struct Slow(redb::backends::InMemoryBackend, Arc<AtomicU64>);

    impl redb::StorageBackend for Slow {
        fn len(&self) -> std::io::Result<u64> {
            self.0.len()
        }

        fn read(&self, offset: u64, out: &mut [u8]) -> std::io::Result<()> {
            self.0.read(offset, out)
        }

        fn set_len(&self, len: u64) -> std::io::Result<()> {
            self.0.set_len(len)
        }

        fn sync_data(&self) -> std::io::Result<()> {
            self.1.fetch_add(1, Relaxed);
            std::thread::sleep(std::time::Duration::from_millis(20));
            self.0.sync_data()
        }

        fn write(&self, offset: u64, data: &[u8]) -> std::io::Result<()> {
            self.0.write(offset, data)
        }
    }

    #[test]
    fn what_several_polls_come_to_is_synced_together() {
        let syncs = Arc::new(AtomicU64::new(0));
        let disk = Slow(redb::backends::InMemoryBackend::new(), Arc::clone(&syncs));
        let store = Keep::with_backend(disk, Layout::first("what is known", "all is new")).unwrap();
        let waiting = Waiting::new("world".into(), Arc::new(Rows::of(Arc::new(store))), Arc::default());
        let before = syncs.load(Relaxed);
        let all = &waiting;
        std::thread::scope(|scope| {
            for number in 0..16_u8 {
                scope.spawn(move || {
                    let mut changes = Changes::default();
                    changes.feed(&[number; 16], &Row::default());
                    let waits = [([number; 32], wait("http://a.example/1", 1, NOW))];
                    let waits = if number % 2 == 0 { &waits[..] } else { &[] };
                    all.write(changes, waits).unwrap();
                });
            }
        });
        let syncs = syncs.load(Relaxed) - before;
        // The first by itself, and those together that came meanwhile.
        assert!(syncs <= 8, "{syncs}");
        assert_eq!(waiting.count(), 8);
    }

    fn taken(waiting: &Waiting, now: i64) -> Option<(u8, Taken)> {
        waiting.take(now).map(|taken| (taken.place[0], taken))
    }

    #[test]
    fn what_waits_waits_again_after_an_end_until_it_is_done() {
        let folder = tempfile::tempdir().unwrap();
        let waiting = open(folder.path(), "world");
        let all = [
            ([1; 32], wait("http://a.example/1", 1, NOW)),
            ([2; 32], wait("http://a.example/2", 1, NOW + 1)),
            ([3; 32], wait("http://b.example/3", 1, NOW + 2)),
        ];
        waiting.write(Changes::default(), &all).unwrap();
        let (first, one) = taken(&waiting, NOW + 9).unwrap();
        let (third, three) = taken(&waiting, NOW + 9).unwrap();
        assert_eq!((first, third, waiting.take(NOW + 9).is_none()), (1, 3, true), "one of a host at a time");
        let wait = waiting.at(&[3; 32]).unwrap().unwrap();
        let later = Wait { head: Head { tries: 1, next: NOW + 60, ..wait.head }, ..wait };
        waiting.became(vec![(one, Became::Done), (three, Became::Later(later))], NOW).unwrap();
        assert_eq!(taken(&waiting, NOW + 9).unwrap().0, 2);
        drop(waiting);
        let other = open(folder.path(), "other");
        assert_eq!(other.read().unwrap(), 0, "each source has its own");
        drop(other);
        let waiting = open(folder.path(), "world");
        assert_eq!(waiting.read().unwrap(), 2);
        assert_eq!(taken(&waiting, NOW + 9).unwrap().0, 2);
        assert!(waiting.take(NOW + 59).is_none());
        assert_eq!(taken(&waiting, NOW + 60).unwrap().0, 3);
        assert_eq!(waiting.at(&[3; 32]).unwrap().unwrap().head.tries, 1);
    }

    #[test]
    fn nobody_waits_for_a_year_since_a_clock_was_ahead() {
        let folder = tempfile::tempdir().unwrap();
        let waiting = open(folder.path(), "world");
        let year = NOW + 365 * 86_400;
        let all = [
            ([1; 32], wait("http://a.example/1", 1, year)),
            ([2; 32], wait("http://b.example/2", 1, NOW + 3600)),
        ];
        waiting.write(Changes::default(), &all).unwrap();
        assert!(waiting.take(NOW).is_none(), "an hour is waited for");
        assert_eq!(taken(&waiting, NOW + 3600).unwrap().0, 2);
        assert_eq!(taken(&waiting, NOW + 3600).unwrap().0, 1);
    }

    #[test]
    fn a_newer_version_takes_the_place_of_one_that_is_being_brought() {
        let folder = tempfile::tempdir().unwrap();
        let waiting = open(folder.path(), "world");
        let write = |version| {
            let all = [([1; 32], wait("http://a.example/1", version, NOW))];
            waiting.write(Changes::default(), &all).unwrap();
        };
        write(1);
        let (_, first) = taken(&waiting, NOW).unwrap();
        write(2);
        assert!(waiting.take(NOW).is_none(), "its host is busy");
        waiting.became(vec![(first, Became::Done)], NOW).unwrap();
        let (_, second) = taken(&waiting, NOW).unwrap();
        assert_eq!(waiting.at(&second.place).unwrap().unwrap().entry, [2; 100]);
        waiting.became(vec![(second, Became::Done)], NOW).unwrap();
        assert!(waiting.take(NOW + 999).is_none());
        assert_eq!(waiting.at(&[1; 32]).unwrap(), None);
        assert_eq!(waiting.weight.0.load(Relaxed), 0);
    }

    #[test]
    fn so_much_and_no_more() {
        let folder = tempfile::tempdir().unwrap();
        let waiting = open(folder.path(), "world");
        waiting.weight.replace(0, MOST - 200);
        assert!(!waiting.is_full());
        waiting.write(Changes::default(), &[([1; 32], wait("http://a.example/1", 1, NOW))]).unwrap();
        assert!(waiting.is_full(), "of all sources together");
    }
}
