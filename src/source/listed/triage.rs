//! What is to be done with each entry of an answer, given what is known of the feed. Decides, and asks nobody but the
//! store.

use std::time::Duration;

use crate::decode::listing::{Entry, Feed, NEWEST, Names, names};
use crate::state::keep::KeepError;

use super::rows::{Counts, EntryRow, Key, Row, Rows, entry_key};

/// An entry that was published so much later than now is looked at again another time.
const FUTURE: i64 = 86_400;
/// What was published so long before it was first seen, in a feed that was read meanwhile, is an archive announced again.
const ARCHIVE: i64 = 2 * 86_400;
/// How exact it is kept when an entry stood in the feed last.
const DAY: i64 = 86_400;

/// How much of a feed is taken.
#[derive(Debug, Clone, Copy)]
pub(in crate::source) struct Bounds {
    /// Of a feed first seen: the newest so many.
    pub(in crate::source) backfill: u64,
    /// What was published longer ago when first seen is counted only; zero takes all.
    pub(in crate::source) oldest: Duration,
}

/// An entry that is to be delivered.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Taken {
    /// Its place in the answer.
    pub(super) at: usize,
    /// What it is known by.
    pub(super) key: Key,
    /// What is kept of it once it has its receipt.
    pub(super) row: EntryRow,
    /// Whether it is a further version.
    pub(super) is_changed: bool,
}

/// An entry that is not, with what is kept of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Noted {
    pub(super) at: usize,
    pub(super) key: Key,
    pub(super) row: EntryRow,
}

/// What is to be done with an answer.
#[derive(Debug, Default)]
pub(super) struct Triage {
    /// To be delivered, in the order in which it was published as far as that can be told.
    pub(super) taken: Vec<Taken>,
    /// To be kept, without being delivered.
    pub(super) noted: Vec<Noted>,
    /// What came of the entries.
    pub(super) counts: Counts,
    /// How many of an archive were taken today, those before included.
    pub(super) archive: (i64, u64),
    /// The names of the entries, by their places.
    pub(super) names: Vec<Names>,
}

fn version(before: &Key, content: &[u8; 32]) -> Key {
    let mut hasher = blake3::Hasher::new();
    hasher.update(before);
    hasher.update(content);
    hasher.finalize().as_bytes().first_chunk().copied().unwrap_or_default()
}

fn published(entry: &Entry) -> Option<i64> {
    let stamp = entry.published.as_ref().or(entry.updated.as_ref())?;
    stamp.at.map(|at| at.as_second())
}

/// Looks at each entry.
///
/// # Errors
/// [`KeepError`].
pub(super) fn triage(
    rows: &Rows,
    key: &Key,
    feed: &Feed,
    row: &Row,
    bounds: &Bounds,
    now: i64,
) -> Result<Triage, KeepError> {
    let today = now.div_euclid(DAY);
    let archive = if row.archive.0 == today { row.archive.1 } else { 0 };
    let mut triage = Triage { names: names(&feed.entries), archive: (today, archive), ..Triage::default() };
    triage.counts.too_many = feed.further as u64;
    let mut unseen = Vec::new();
    for (at, entry) in feed.entries.iter().enumerate() {
        let Some(names) = triage.names.get(at) else { continue };
        let (mut found, mut has_new_name) = (None, false);
        for name in names.all() {
            match rows.entry(key, name)? {
                Some(known) => found = found.or(Some(known)),
                None => has_new_name = true,
            }
        }
        match found {
            Some((entry_key, known)) => {
                triage.seen_before(at, entry, entry_key, known, has_new_name, now);
            }
            // Its names are all shared with others: it cannot be told from them, and nothing is lost by waiting.
            None if names.all().next().is_none() => triage.counts.refused += 1,
            None => unseen.push(at),
        }
    }
    triage.first_seen(feed, unseen, row, bounds, now);
    triage.taken.sort_by_key(|taken| {
        let entry = feed.entries.get(taken.at);
        // Where no date says so, feeds have the newest first.
        (entry.and_then(published).unwrap_or(now), std::cmp::Reverse(taken.at))
    });
    Ok(triage)
}

impl Triage {
    fn seen_before(
        &mut self,
        at: usize,
        entry: &Entry,
        key: Key,
        known: EntryRow,
        has_new_name: bool,
        now: i64,
    ) {
        let newest = entry.contents.newest();
        let is_same = entry.contents.by(known.recipe) == Some(known.content);
        if is_same {
            self.counts.known += 1;
            let aged = now - known.seen >= DAY;
            if known.recipe != NEWEST || aged || has_new_name {
                let row = EntryRow { content: newest, recipe: NEWEST, seen: now, ..known };
                self.noted.push(Noted { at, key, row });
            }
            return;
        }
        let row = EntryRow {
            content: newest,
            recipe: NEWEST,
            version: version(&known.version, &newest),
            seen: now,
            taken: known.taken,
        };
        if known.taken {
            self.counts.changed += 1;
            self.taken.push(Taken { at, key, row, is_changed: true });
        } else {
            // It was too old when it was first seen, and is older now.
            self.counts.known += 1;
            self.noted.push(Noted { at, key, row });
        }
    }

    /// Entries that nothing is known of: which are taken depends on whether the feed is new and on how old they are.
    fn first_seen(&mut self, feed: &Feed, mut unseen: Vec<usize>, row: &Row, bounds: &Bounds, now: i64) {
        let entry_at = |at: usize| feed.entries.get(at);
        let is_new_feed = row.last_success == 0;
        // The newest first, so that the bounds keep those.
        unseen.sort_by_key(|at| {
            let published = entry_at(*at).and_then(published).unwrap_or(now);
            (std::cmp::Reverse(published), *at)
        });
        let mut keys = std::collections::HashSet::new();
        let mut filled = 0;
        for at in unseen {
            let Some(entry) = entry_at(at) else { continue };
            let name = self.names.get(at).and_then(|names| names.all().next());
            let Some(key) = name.map(entry_key).filter(|key| keys.insert(*key)) else { continue };
            let age = published(entry).map(|published| now - published);
            if age.is_some_and(|age| age < -FUTURE) {
                self.counts.in_future += 1;
                continue;
            }
            let oldest = i64::try_from(bounds.oldest.as_secs()).unwrap_or(i64::MAX);
            let too_old = oldest > 0 && age.is_some_and(|age| age > oldest);
            let announced_again = !is_new_feed && age.is_some_and(|age| age > ARCHIVE);
            let beyond = (is_new_feed && filled >= bounds.backfill)
                || (announced_again && self.archive.1 >= bounds.backfill);
            let taken = !too_old && !beyond;
            let content = entry.contents.newest();
            let row =
                EntryRow { content, recipe: NEWEST, version: version(&[0; 16], &content), seen: now, taken };
            if taken {
                filled += 1;
                self.archive.1 += u64::from(announced_again);
                self.counts.new += 1;
                self.taken.push(Taken { at, key, row, is_changed: false });
                continue;
            }
            if too_old {
                self.counts.too_old += 1;
            } else {
                self.counts.backfill += 1;
            }
            self.noted.push(Noted { at, key, row });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use url::Url;

    use super::*;
    use crate::decode::listing::{Answer, feed as list};
    use crate::host::RealFiles;
    use crate::source::fetching::open_store;
    use crate::source::listed::rows::{Changes, feed_key};

    const NOW: i64 = 1_772_703_000; // 2026-03-05T09:30:00Z
    const BOUNDS: Bounds = Bounds { backfill: 20, oldest: Duration::from_hours(30 * 24) };

    struct Room {
        _folder: tempfile::TempDir,
        rows: Rows,
        key: Key,
        row: Row,
    }

    impl Room {
        fn new() -> Room {
            let folder = tempfile::tempdir().unwrap();
            let rows = Rows::of(Arc::new(open_store(Arc::new(RealFiles), folder.path()).unwrap()));
            let key = feed_key(&Url::parse("https://news.example/rss").unwrap());
            Room { _folder: folder, rows, key, row: Row::default() }
        }

        /// Reads a feed of these items as if all were delivered; what each outcome is.
        fn read(&mut self, items: &[String], bounds: &Bounds, now: i64) -> (Vec<String>, Counts) {
            let text = format!(
                "<rss version=\"2.0\"><channel><title>News</title><link>https://news.example/</link>{}</channel></rss>",
                items.concat()
            );
            let address = Url::parse("https://news.example/rss").unwrap();
            let answer = Answer { bytes: text.as_bytes(), content_type: None, address: &address, most: 2000 };
            let feed = list(&answer).unwrap();
            let triage = triage(&self.rows, &self.key, &feed, &self.row, bounds, now).unwrap();
            let mut changes = Changes::default();
            let mut taken = Vec::new();
            for one in &triage.taken {
                let mark = if one.is_changed { "*" } else { "" };
                let bytes = String::from_utf8_lossy(&feed.entries[one.at].bytes).into_owned();
                let title = bytes.split_once("<title>T").unwrap().1.split_once('<').unwrap().0.to_owned();
                taken.push(format!("{title}{mark}"));
                changes.entry(&self.key, &one.key, &one.row);
            }
            for one in &triage.noted {
                changes.entry(&self.key, &one.key, &one.row);
            }
            let kept = triage.taken.iter().map(|one| (one.at, one.key));
            for (at, key) in kept.chain(triage.noted.iter().map(|one| (one.at, one.key))) {
                for name in triage.names[at].all().filter(|name| entry_key(name) != key) {
                    changes.name(&self.key, name, &key);
                }
            }
            self.rows.write(&changes).unwrap();
            self.row.last_success = now;
            self.row.archive = triage.archive;
            (taken, triage.counts)
        }
    }

    fn item(number: u32, text: &str, days_ago: i64) -> String {
        let at = jiff::Timestamp::from_second(NOW - days_ago * DAY).unwrap();
        format!(
            "<item><guid>urn:{number}</guid><title>T{number}</title><description>{text}</description>\
             <pubDate>{}</pubDate></item>",
            at.strftime("%a, %d %b %Y %H:%M:%S +0000")
        )
    }

    #[test]
    fn each_entry_once_and_each_further_version_once() {
        let mut room = Room::new();
        let one = [item(2, "two", 0), item(1, "one", 1)];
        assert_eq!(room.read(&one, &BOUNDS, NOW).0, ["1", "2"], "the oldest first");
        assert_eq!(room.read(&one, &BOUNDS, NOW).0, [""; 0]);
        let more = [item(3, "three", 0), item(2, "two <b>b</b> and more", 0), item(1, "<i>one</i>", 1)];
        let (taken, counts) = room.read(&more, &BOUNDS, NOW);
        assert_eq!(taken, ["2*", "3"]);
        assert_eq!((counts.new, counts.changed, counts.known), (1, 1, 1), "tags are no words");
        // Back to the earlier wording: a version of its own.
        assert_eq!(room.read(&one, &BOUNDS, NOW).0, ["2*"]);
        assert_eq!(room.read(&one, &BOUNDS, NOW).0, [""; 0]);
    }

    #[test]
    fn of_a_new_feed_the_newest_are_taken_and_the_rest_is_known() {
        let mut room = Room::new();
        let items: Vec<String> = (0..30).map(|n| item(n, "words", i64::from(n))).collect();
        let bounds = Bounds { backfill: 3, oldest: Duration::from_hours(24 * 10) };
        let (taken, counts) = room.read(&items, &bounds, NOW);
        assert_eq!(taken, ["2", "1", "0"]);
        assert_eq!((counts.new, counts.backfill, counts.too_old), (3, 8, 19));
        let (taken, counts) = room.read(&items, &bounds, NOW);
        assert_eq!((taken.len(), counts.known), (0, 30));
        // What was too old when it was first seen stays away when its words change.
        let changed: Vec<String> = (0..30).map(|n| item(n, "other words", i64::from(n))).collect();
        assert_eq!(room.read(&changed, &bounds, NOW).0.len(), 3);
    }

    #[test]
    fn an_archive_that_is_announced_again_is_no_news() {
        let mut room = Room::new();
        let bounds = Bounds { backfill: 3, ..BOUNDS };
        room.read(&[item(1000, "news", 0)], &bounds, NOW);
        let archive: Vec<String> = (0..25).map(|n| item(n, "words", 3 + i64::from(n))).collect();
        let (taken, counts) = room.read(&archive, &bounds, NOW);
        assert_eq!((taken.len(), counts.backfill), (3, 22));
        let fresh = [item(2000, "more news", 1)];
        assert_eq!(room.read(&fresh, &bounds, NOW).0, ["2000"], "what is new is taken all the same");
        let further = [item(3000, "more of the archive", 9)];
        assert_eq!(room.read(&further, &bounds, NOW).0, [""; 0], "not more of it on one day");
        assert_eq!(room.read(&[item(3001, "more", 9)], &bounds, NOW + DAY).0, ["3001"]);
    }

    #[test]
    fn what_lies_ahead_waits_and_what_cannot_be_told_apart_is_left() {
        let mut room = Room::new();
        let ahead = [item(1, "soon", -3)];
        let (taken, counts) = room.read(&ahead, &BOUNDS, NOW);
        assert_eq!((taken.len(), counts.in_future), (0, 1));
        assert_eq!(room.read(&ahead, &BOUNDS, NOW + 3 * DAY).0, ["1"]);
    }

    #[test]
    fn an_entry_whose_id_is_issued_anew_is_known_by_its_address() {
        let mut room = Room::new();
        let entry = |guid: &str, link: &str| {
            format!(
                "<item><guid isPermaLink=\"false\">{guid}</guid><link>{link}</link><title>T1</title>\
                 <description>words</description></item>"
            )
        };
        assert_eq!(room.read(&[entry("a", "https://news.example/1")], &BOUNDS, NOW).0, ["1"]);
        assert_eq!(room.read(&[entry("b", "https://news.example/1?utm_source=x")], &BOUNDS, NOW).0, [""; 0]);
        assert_eq!(room.read(&[entry("b", "https://news.example/moved")], &BOUNDS, NOW).0, [""; 0]);
    }
}
