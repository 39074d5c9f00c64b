//! One source as seen from outside: counters and gauges, which cost nobody a wait.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::flow::held;
use crate::host::Clock;

/// One source, as seen from outside. Outlives a reload that changes the source's settings.
#[derive(Debug)]
pub struct SourceStatus {
    /// Its configured name.
    pub name: Arc<str>,
    /// Files that were read.
    pub arrivals: AtomicU64,
    /// Their bytes.
    pub bytes: AtomicU64,
    /// When the last came, in seconds since 1970; 0 while none has.
    pub last_arrival: AtomicI64,
    /// Files read and not finished with.
    pub claimed: AtomicU64,
    /// At the last scan: left alone by their name.
    pub ignored: AtomicU64,
    /// At the last scan: left alone because they are no regular files.
    pub special: AtomicU64,
    /// Files that are done with and cannot be put away.
    pub stuck: AtomicU64,
    /// Scans that failed.
    pub scan_failures: AtomicU64,
    /// Whether nothing came for longer than expected.
    pub quiet: AtomicBool,
    /// Expected interval in milliseconds; 0 where none is.
    expect: AtomicU64,
    /// Monotonic milliseconds of the last arrival, or of the opening.
    heard: AtomicU64,
    /// Feeds by how they stand.
    pub feeds: Words,
    /// Entries by what became of them.
    pub entries: Words,
    /// What is due and not asked for yet, by what it waits for.
    pub due: Words,
    /// For how many seconds something has been due that waits for nothing but its turn here.
    pub late: AtomicU64,
    /// Requests that were answered, by status.
    answered: Mutex<BTreeMap<u16, u64>>,
    /// Pages by how they stand: so many do, so many have come to do so since the start.
    pages: Mutex<BTreeMap<&'static str, (u64, u64)>>,
    /// What its disk refuses altogether, with what the operating system said.
    troubles: Mutex<BTreeMap<&'static str, String>>,
}

/// Numbers by a word.
#[derive(Debug, Default)]
pub struct Words(Mutex<BTreeMap<&'static str, u64>>);

impl Words {
    /// So many more.
    pub(crate) fn add(&self, word: &'static str, count: u64) {
        *held(&self.0).entry(word).or_default() += count;
    }

    /// So many now.
    pub(crate) fn set(&self, word: &'static str, count: u64) {
        held(&self.0).insert(word, count);
    }

    /// All of them.
    pub fn all(&self) -> Vec<(&'static str, u64)> {
        held(&self.0).iter().map(|(word, count)| (*word, *count)).collect()
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

impl SourceStatus {
    /// Nothing has come yet.
    pub fn new(name: Arc<str>, clock: &dyn Clock) -> Self {
        SourceStatus {
            name,
            arrivals: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            last_arrival: AtomicI64::new(0),
            claimed: AtomicU64::new(0),
            ignored: AtomicU64::new(0),
            special: AtomicU64::new(0),
            stuck: AtomicU64::new(0),
            scan_failures: AtomicU64::new(0),
            quiet: AtomicBool::new(false),
            expect: AtomicU64::new(0),
            heard: AtomicU64::new(millis(clock.monotonic())),
            feeds: Words::default(),
            entries: Words::default(),
            due: Words::default(),
            late: AtomicU64::new(0),
            answered: Mutex::default(),
            pages: Mutex::default(),
            troubles: Mutex::default(),
        }
    }

    /// Notes that something is refused, or not any more: `what` says what the source does for it, "stands still: cannot
    /// list the folder".
    pub(crate) fn set_trouble(&self, what: &'static str, error: Option<String>) {
        let mut troubles = held(&self.troubles);
        match error {
            Some(error) => drop(troubles.insert(what, error)),
            None => drop(troubles.remove(what)),
        }
    }

    /// Somebody who asked was answered with this status.
    pub(crate) fn answered(&self, status: u16) {
        *held(&self.answered).entry(status).or_default() += 1;
    }

    /// How many were answered with which status.
    pub fn answers(&self) -> Vec<(u16, u64)> {
        held(&self.answered).iter().map(|(status, count)| (*status, *count)).collect()
    }

    /// So many pages stand in this way: `waiting`, `done`, `failed`.
    pub(crate) fn set_pages(&self, state: &'static str, count: u64) {
        held(&self.pages).entry(state).or_default().0 = count;
    }

    /// A page that was asked for stands in this way from now on.
    pub(crate) fn page_became(&self, state: &'static str) {
        held(&self.pages).entry(state).or_default().1 += 1;
    }

    /// How many pages stand in which way, and how many that were asked for have come to since the start. Nothing of a
    /// source that has no pages.
    pub fn pages(&self) -> Vec<(&'static str, u64, u64)> {
        held(&self.pages).iter().map(|(state, (now, became))| (*state, *now, *became)).collect()
    }

    /// What it does for what is refused, if anything, and why.
    pub fn trouble(&self) -> Option<String> {
        held(&self.troubles).iter().next().map(|(what, error)| format!("{what}: {error}"))
    }

    /// Something came.
    pub(crate) fn arrived(&self, bytes: u64, clock: &dyn Clock) {
        self.arrivals.fetch_add(1, Relaxed);
        self.bytes.fetch_add(bytes, Relaxed);
        self.last_arrival.store(clock.now().as_second(), Relaxed);
        let now = clock.monotonic();
        let before = self.heard.swap(millis(now), Relaxed);
        if self.quiet.swap(false, Relaxed) {
            let silence = Duration::from_millis(millis(now).saturating_sub(before));
            tracing::info!(source = &*self.name, silence = ?Duration::from_secs(silence.as_secs()), "the source speaks again");
        }
    }

    /// How often something is expected from now on.
    pub(crate) fn set_expect(&self, expect: Option<Duration>) {
        let expect = expect.map_or(0, |expect| millis(expect).max(1));
        if self.expect.swap(expect, Relaxed) != expect {
            self.quiet.store(false, Relaxed);
        }
    }

    /// How often something is expected.
    pub fn expect(&self) -> Option<Duration> {
        Some(self.expect.load(Relaxed)).filter(|expect| *expect > 0).map(Duration::from_millis)
    }

    /// Says once when nothing came for longer than expected.
    pub(crate) fn listen(&self, clock: &dyn Clock) {
        let Some(expect) = self.expect() else { return };
        let silence =
            Duration::from_millis(millis(clock.monotonic()).saturating_sub(self.heard.load(Relaxed)));
        if silence > expect && !self.quiet.swap(true, Relaxed) {
            tracing::warn!(source = &*self.name, ?expect, "nothing has come for longer than expected");
        }
    }
}
