//! What is to be done with each entry of an answer, given what is known of the feed. Decides, and asks nobody but the
//! store.

use std::time::Duration;

use crate::decode::listing::{Entry, NEWEST, Name, Names, names};
use crate::state::keep::KeepError;

use super::last::{Last, Mark, mark};
use super::reading::Listed;
use super::rows::{Counts, EntryRow, Key, Row, Rows, UNKNOWN, entry_key};

/// An entry that was published so much later than now is looked at again another time.
const FUTURE: i64 = 86_400;
/// What was published so long before it was first seen, in a feed that was read meanwhile, is an archive announced again.
const ARCHIVE: i64 = 2 * 86_400;
/// A page is not fetched again sooner than so long after the last time,
const AGAIN: i64 = 3600;
/// nor more often than this, for no more than that its entry says that something changed.
const AGAIN_MOST: u8 = 10;
/// How exact it is kept when an entry stood in the feed last.
const DAY: i64 = 86_400;

/// How much of a feed is taken.
#[derive(Debug, Clone, Copy)]
pub(in crate::source) struct Bounds {
    /// Of a feed first seen: the newest so many.
    pub(in crate::source) backfill: u64,
    /// What was published longer ago when first seen is counted only; zero takes all.
    pub(in crate::source) oldest: Duration,
    /// Whether the pages of entries are fetched.
    pub(in crate::source) follow: bool,
}

/// An entry that is to be delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Taken {
    /// Its place in the answer.
    pub(super) at: usize,
    /// What it is known by.
    pub(super) key: Key,
    /// What is kept of it once it has its receipt.
    pub(super) row: EntryRow,
    /// Whether it is a further version.
    pub(super) is_changed: bool,
    /// When its page may be fetched.
    pub(super) not_before: i64,
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
    /// What the feed lists, once all is delivered and kept; none where that is known already.
    pub(super) last: Option<Last>,
}

/// The version after another one: of its content and, where that alone makes it another, of when it says that it changed.
fn version(before: &Key, content: &[u8; 32], updated: Option<i64>) -> Key {
    let mut hasher = blake3::Hasher::new();
    hasher.update(before);
    hasher.update(content);
    if let Some(updated) = updated {
        hasher.update(&updated.to_le_bytes());
    }
    hasher.finalize().as_bytes().first_chunk().copied().unwrap_or_default()
}

fn published(entry: &Entry) -> Option<i64> {
    let stamp = entry.published.as_ref().or(entry.updated.as_ref())?;
    stamp.at.map(|at| at.as_second())
}

fn updated(entry: &Entry) -> i64 {
    entry.updated.as_ref().and_then(|stamp| stamp.at).map_or(0, |at| at.as_second())
}

/// Looks at each entry. `key` is what the entries are known under, which several answers may share; what was published
/// after `since` is news also where the feed is new; zero: nothing is.
///
/// # Errors
/// [`KeepError`].
pub(super) fn triage(
    rows: &Rows,
    (key, is_shared): (&Key, bool),
    feed: &Listed,
    (row, since): (&Row, i64),
    bounds: &Bounds,
    now: i64,
) -> Result<Triage, KeepError> {
    let today = now.div_euclid(DAY);
    let archive = if row.archive.0 == today { row.archive.1 } else { 0 };
    let mut triage = Triage { names: names(&feed.entries), archive: (today, archive), ..Triage::default() };
    triage.counts.too_many = feed.further as u64;
    triage.counts.no_content = feed.no_content as u64;
    triage.counts.bad_address = feed.bad_addresses as u64;
    let mut unseen = Vec::new();
    let last = if is_shared { Last::default() } else { rows.last(key, now)? };
    let named = || feed.entries.iter().zip(&triage.names);
    let marks: Vec<Mark> = named().map(|(entry, names)| mark(entry, names, updated(entry))).collect();
    // All that is known of all of the others, looked up together.
    let others = named().zip(&marks).filter(|(_, mark)| !last.holds(**mark));
    let all: Vec<&Name> = others.flat_map(|((_, names), _)| names.all()).collect();
    let mut known = rows.entries(key, &all)?.into_iter();
    let counts: Vec<usize> = triage.names.iter().map(|names| names.all().count()).collect();
    let mut stands = Vec::new();
    for (((at, entry), count), mark) in feed.entries.iter().enumerate().zip(counts).zip(&marks) {
        if last.holds(*mark) {
            triage.counts.known += 1;
            stands.push(*mark);
            continue;
        }
        let (mut found, mut has_new_name) = (None, false);
        for known in known.by_ref().take(count) {
            has_new_name |= known.is_none();
            found = found.or(known);
        }
        match found {
            Some((entry_key, known)) => {
                let seen = Seen { at, key: entry_key, known, has_new_name };
                stands.push(*mark);
                triage.seen_before(entry, seen, bounds, now);
            }
            // Its names are all shared with others: it cannot be told from them, and nothing is lost by waiting.
            None if count == 0 => triage.counts.refused += 1,
            None => unseen.push(at),
        }
    }
    let found = (triage.taken.len(), triage.noted.len());
    triage.first_seen(feed, unseen, (row, since), bounds, now);
    let taken = triage.taken.iter().skip(found.0).map(|taken| taken.at);
    let noted = triage.noted.iter().skip(found.1).map(|noted| noted.at);
    stands.extend(taken.chain(noted).filter_map(|at| marks.get(at)));
    triage.last = Some(last.now(stands, now)).filter(|now| !is_shared && *now != last);
    triage.taken.sort_by_key(|taken| {
        let entry = feed.entries.get(taken.at);
        // Where no date says so, feeds have the newest first.
        (entry.and_then(published).unwrap_or(now), std::cmp::Reverse(taken.at))
    });
    Ok(triage)
}

/// An entry that something is known of.
struct Seen {
    at: usize,
    key: Key,
    known: EntryRow,
    has_new_name: bool,
}

/// Whether an entry of the same content says that something changed, so that its page is fetched again.
fn moved_on(known: &EntryRow, updated: i64) -> bool {
    let is_later = known.updated != UNKNOWN && updated > known.updated;
    known.taken && is_later && known.fetches < AGAIN_MOST
}

fn fetched_again(
    at: usize,
    key: Key,
    known: &EntryRow,
    (updated, content): (i64, [u8; 32]),
    now: i64,
) -> Taken {
    // It waits already where that is still to come: then this is the same fetch.
    let is_planned = known.fetched > now;
    let fetched = if is_planned { known.fetched } else { now.max(known.fetched.saturating_add(AGAIN)) };
    let row = EntryRow {
        content,
        recipe: NEWEST,
        version: version(&known.version, &content, Some(updated)),
        seen: now,
        taken: true,
        updated,
        fetched,
        fetches: known.fetches + u8::from(!is_planned),
    };
    Taken { at, key, row, is_changed: true, not_before: fetched }
}

impl Triage {
    fn seen_before(&mut self, entry: &Entry, seen: Seen, bounds: &Bounds, now: i64) {
        let Seen { at, key, known, has_new_name } = seen;
        let newest = entry.contents.newest();
        let is_same = entry.contents.by(known.recipe) == Some(known.content);
        if is_same {
            self.counts.known += 1;
            if bounds.follow && moved_on(&known, updated(entry)) {
                return self.taken.push(fetched_again(at, key, &known, (updated(entry), newest), now));
            }
            let aged = now - known.seen >= DAY;
            if known.recipe != NEWEST || aged || has_new_name {
                let updated = if known.updated == UNKNOWN { updated(entry) } else { known.updated };
                let row = EntryRow { content: newest, recipe: NEWEST, seen: now, updated, ..known };
                self.noted.push(Noted { at, key, row });
            }
            return;
        }
        let row = EntryRow {
            content: newest,
            recipe: NEWEST,
            version: version(&known.version, &newest, None),
            seen: now,
            updated: updated(entry),
            fetched: now,
            ..known
        };
        if known.taken {
            self.counts.changed += 1;
            self.taken.push(Taken { at, key, row, is_changed: true, not_before: now });
        } else {
            // It was too old when it was first seen, and is older now.
            self.counts.known += 1;
            self.noted.push(Noted { at, key, row });
        }
    }

    /// Entries that nothing is known of: which are taken depends on whether the feed is new and on how old they are.
    fn first_seen(
        &mut self,
        feed: &Listed,
        mut unseen: Vec<usize>,
        (row, since): (&Row, i64),
        bounds: &Bounds,
        now: i64,
    ) {
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
            let is_news = since > 0 && published(entry).is_some_and(|published| published > since);
            let beyond = (is_new_feed && !is_news && filled >= bounds.backfill)
                || (announced_again && self.archive.1 >= bounds.backfill);
            let taken = !too_old && !beyond;
            let content = entry.contents.newest();
            let row = EntryRow {
                content,
                recipe: NEWEST,
                version: version(&[0; 16], &content, None),
                seen: now,
                taken,
                updated: updated(entry),
                fetched: now,
                fetches: 0,
            };
            if taken {
                filled += u64::from(!is_news);
                self.archive.1 += u64::from(announced_again);
                self.counts.new += 1;
                self.taken.push(Taken { at, key, row, is_changed: false, not_before: now });
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
    use crate::decode::listing::Answer;
    use crate::host::RealFiles;
    use crate::source::fetching::open_store;
    use crate::source::listed::reading::{Cap, What};
    use crate::source::listed::rows::{Changes, feed_key};

    const NOW: i64 = 1_772_703_000; // 2026-03-05T09:30:00Z
    const BOUNDS: Bounds = Bounds { backfill: 20, oldest: Duration::from_hours(30 * 24), follow: false };

    struct Room {
        _folder: tempfile::TempDir,
        rows: Rows,
        key: Key,
        row: Row,
        since: i64,
        /// Whether nothing is believed of what the feed listed last.
        is_shared: bool,
        /// What was to be delivered the last time.
        taken: Vec<Taken>,
    }

    impl Room {
        fn new() -> Room {
            let folder = tempfile::tempdir().unwrap();
            let rows = Rows::of(Arc::new(open_store(Arc::new(RealFiles), folder.path()).unwrap()));
            let key = feed_key("https://news.example/rss");
            Room {
                _folder: folder,
                rows,
                key,
                row: Row::default(),
                since: 0,
                is_shared: false,
                taken: Vec::new(),
            }
        }

        fn row_of(&self, id: &str) -> EntryRow {
            let id = crate::decode::listing::Name::Id(id.to_owned());
            self.rows.entry(&self.key, &id).unwrap().unwrap().1
        }

        /// Reads a feed of these items as if all were delivered; what each outcome is.
        fn read(&mut self, items: &[String], bounds: &Bounds, now: i64) -> (Vec<String>, Counts) {
            let text = format!(
                "<rss version=\"2.0\"><channel><title>News</title><link>https://news.example/</link>{}</channel></rss>",
                items.concat()
            );
            let address = Url::parse("https://news.example/rss").unwrap();
            let answer = Answer { bytes: text.as_bytes(), content_type: None, address: &address, most: 2000 };
            let feed = What::Feeds.read(&address, &answer, Cap { body: 0, ratio: 0 }).unwrap();
            let triage =
                triage(&self.rows, (&self.key, self.is_shared), &feed, (&self.row, self.since), bounds, now)
                    .unwrap();
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
            triage.last.iter().for_each(|last| changes.last(&self.key, last));
            self.rows.write(&changes).unwrap();
            self.row.last_success = now;
            self.row.archive = triage.archive;
            self.taken = triage.taken;
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
        let bounds = Bounds { backfill: 3, oldest: Duration::from_hours(24 * 10), follow: false };
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
    fn what_is_younger_than_what_names_a_new_list_is_news() {
        let mut room = Room::new();
        room.since = NOW - 5 * DAY;
        let items: Vec<String> = (0..10).map(|n| item(n, "words", i64::from(n))).collect();
        let (taken, counts) = room.read(&items, &Bounds { backfill: 2, ..BOUNDS }, NOW);
        assert_eq!((taken.len(), counts.backfill), (5 + 2, 3));
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
    fn what_stands_as_it_did_is_known_without_a_look_and_nothing_else_is() {
        // By chance, the same answers with what was listed last and without: the same comes of both.
        let mut state = 7_u64;
        let mut chance = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let (mut with, mut without) = (Room::new(), Room { is_shared: true, ..Room::new() });
        let (mut now, mut looked) = (NOW, 0);
        for _ in 0..120 {
            now += i64::try_from(chance(40_000)).unwrap();
            let entries: Vec<String> = (0..chance(8))
                .map(|_| {
                    let (id, text, link) = (chance(6), chance(3), chance(9));
                    let link = if link < 6 {
                        format!("<link>https://news.example/{link}</link>")
                    } else {
                        String::new()
                    };
                    item(u32::try_from(id).unwrap(), &format!("words {text}"), -i64::from(chance(9) == 0) * 3)
                        .replace("</guid>", &format!("</guid>{link}"))
                })
                .collect();
            let bounds = Bounds { backfill: 2, follow: chance(2) == 0, ..BOUNDS };
            let (one, other) = (with.read(&entries, &bounds, now), without.read(&entries, &bounds, now));
            assert_eq!(one, other, "{entries:?}");
            looked += one.1.known;
        }
        assert!(looked > 50, "{looked}");
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
    fn the_page_of_a_known_entry_is_fetched_again_as_it_says_that_it_changed() {
        let mut room = Room::new();
        let bounds = Bounds { follow: true, ..BOUNDS };
        let item = |hours: i64| {
            let at = jiff::Timestamp::from_second(NOW + hours * 3600).unwrap();
            [format!(
                "<item><guid>1</guid><title>T1</title><description>words</description><atom:updated xmlns:atom=\"http://www.w3.org/2005/Atom\">{at}</atom:updated></item>"
            )]
        };
        assert_eq!(room.read(&item(0), &bounds, NOW).0, ["1"]);
        assert_eq!(room.read(&item(0), &bounds, NOW).0, [""; 0]);
        assert_eq!(room.read(&item(-1), &bounds, NOW).0, [""; 0], "it went back");
        let (taken, counts) = room.read(&item(1), &bounds, NOW + 60);
        assert_eq!((taken, counts.known, counts.changed), (vec!["1*".to_owned()], 1, 0));
        let first = room.taken[0].clone();
        assert_eq!(first.not_before, NOW + 3600, "an hour after the first time");
        // Further moves meanwhile are the same fetch, with another version.
        room.read(&item(2), &bounds, NOW + 120);
        let second = room.taken[0].clone();
        assert_eq!((second.not_before, second.row.fetches), (NOW + 3600, 1));
        assert_ne!(second.row.version, first.row.version);
        for again in 0..20 {
            room.read(&item(3 + again), &bounds, NOW + (2 + again) * 7200);
        }
        assert_eq!(room.row_of("1").fetches, AGAIN_MOST);
        assert_eq!(room.read(&item(100), &bounds, NOW + 100 * 7200).0, [""; 0], "ten times and no more");
        assert_eq!(room.read(&item(101), &BOUNDS, NOW).0, [""; 0], "only where pages are fetched");
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
