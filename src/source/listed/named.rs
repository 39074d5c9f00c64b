//! Which feeds a source asks for, kept beside what is known of them: one that no list names any more is told as gone from
//! the lists, and forgotten with its entries after a month.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use crate::state::keep::KeepError;

use super::rows::{Changes, Key, KeyOf, Owner, Row, Rows};

/// How long a feed is known that nobody asks for any more, in seconds.
const KNOWN: i64 = 30 * 86_400;
/// Feeds that are looked at, or named, in one go.
const GO: usize = 1000;

/// Addresses, and the keys that they have.
type Named<'a> = (&'a [Arc<str>], KeyOf);

/// Keeps that a source asks for these feeds, which have these keys, from now on and for no others.
///
/// # Errors
/// [`KeepError`]; to be done again then.
pub(in crate::source) fn name(
    rows: &Rows,
    source: Owner<'_>,
    (feeds, key_of): Named<'_>,
    now: i64,
) -> Result<(), KeepError> {
    // With whether something is known of it.
    let mut named: HashMap<Key, bool> = feeds.iter().map(|feed| (key_of(feed), false)).collect();
    let mut after = None;
    loop {
        let mut found = Vec::new();
        rows.each(after.as_ref(), &mut |key, row| {
            found.push((key, row));
            if found.len() == GO { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        after = found.last().map(|(key, _)| *key);
        let is_last = found.len() < GO;
        let mut changes = Changes::default();
        for (key, row) in found {
            let is_named = named.get_mut(&key).map(|is_known| *is_known = true).is_some();
            match (is_named, source.has(&row)) {
                (true, true) if row.unlisted > 0 || !source.is_named_in(&row) => {
                    changes.feed(&key, &source.takes(row));
                }
                (true, false) => changes.feed(&key, &source.takes(row)),
                (false, true) if row.unlisted == 0 => changes.feed(&key, &Row { unlisted: now, ..row }),
                (false, true) if now - row.unlisted > KNOWN => {
                    rows.forget(&key, i64::MAX, &mut changes)?;
                    changes.forget_feed(&key);
                }
                _ => {}
            }
        }
        rows.write(&changes)?;
        if is_last {
            break;
        }
    }
    let is_new = |feed: &&Arc<str>| named.get(&key_of(feed)) == Some(&false);
    let new: Vec<Arc<str>> = feeds.iter().filter(is_new).cloned().collect();
    change(rows, source, (&new, key_of), &[], now)
}

/// Keeps that a source asks for these feeds beside those that it asked for before, and for others no more. Looks at no
/// other row.
///
/// # Errors
/// [`KeepError`]; to be done again then.
pub(in crate::source) fn change(
    rows: &Rows,
    source: Owner<'_>,
    (new, key_of): Named<'_>,
    gone: &[Key],
    now: i64,
) -> Result<(), KeepError> {
    for group in new.chunks(GO) {
        let mut changes = Changes::default();
        let keys: Vec<Key> = group.iter().map(|feed| key_of(feed)).collect();
        for ((feed, key), known) in group.iter().zip(&keys).zip(rows.feeds(&keys)?) {
            match known {
                None => {
                    let row = Row { url: feed.to_string(), since: now, ..Row::default() };
                    changes.feed(key, &source.takes(row));
                }
                Some(row) if !source.is_named_in(&row) || row.unlisted > 0 => {
                    changes.feed(key, &source.takes(row));
                }
                Some(_) => {}
            }
        }
        rows.write(&changes)?;
    }
    for group in gone.chunks(GO) {
        let mut changes = Changes::default();
        for (key, known) in group.iter().zip(rows.feeds(group)?) {
            if let Some(row) = known.filter(|row| source.has(row) && row.unlisted == 0) {
                changes.feed(key, &Row { unlisted: now, ..row });
            }
        }
        rows.write(&changes)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::listing::Name;
    use crate::host::RealFiles;
    use crate::source::fetching::open_store;
    use crate::source::listed::rows::{EntryRow, entry_key, feed_key};

    const DAY: i64 = 86_400;

    fn owner(name: &'static str) -> Owner<'static> {
        Owner { name, kept_as: name }
    }

    #[test]
    fn what_a_source_had_is_its_own_under_any_name_that_it_gets() {
        let folder = tempfile::tempdir().unwrap();
        let rows = Rows::of(Arc::new(open_store(Arc::new(RealFiles), folder.path()).unwrap()));
        let feeds = |names: &[&str]| names.iter().map(|name| Arc::from(*name)).collect::<Vec<Arc<str>>>();
        let row = |name: &str| rows.feed(&feed_key(name)).unwrap().map(|row| (row.source, row.unlisted));
        name(&rows, owner("first"), (&feeds(&["a", "b"]), feed_key), DAY).unwrap();
        let second = Owner { name: "second", kept_as: "first" };
        name(&rows, second, (&feeds(&["a", "b"]), feed_key), 2 * DAY).unwrap();
        assert_eq!((row("a"), row("b")), (Some(("second".to_owned(), 0)), Some(("second".to_owned(), 0))));
        let third = Owner { name: "third", kept_as: "first" };
        name(&rows, third, (&feeds(&["a"]), feed_key), 3 * DAY).unwrap();
        assert_eq!(row("a"), Some(("third".to_owned(), 0)));
        assert_eq!(row("b").map(|(_, unlisted)| unlisted), Some(3 * DAY), "nobody else gives it up");
        name(&rows, third, (&feeds(&["a"]), feed_key), 34 * DAY).unwrap();
        assert_eq!(row("b"), None);
    }

    #[test]
    fn a_feed_that_is_gone_from_the_lists_is_forgotten_after_a_month() {
        let folder = tempfile::tempdir().unwrap();
        let rows = Rows::of(Arc::new(open_store(Arc::new(RealFiles), folder.path()).unwrap()));
        let feeds = |names: &[&str]| -> Vec<Arc<str>> {
            names.iter().map(|name| Arc::from(format!("http://{name}.example/"))).collect()
        };
        let row = |name: &str| rows.feed(&feed_key(&format!("http://{name}.example/"))).unwrap();
        name(&rows, owner("world"), (&feeds(&["a", "b", "c"]), feed_key), DAY).unwrap();
        assert_eq!((row("a").unwrap().since, row("a").unwrap().source), (DAY, "world".to_owned()));
        let key = feed_key("http://a.example/");
        let entry = EntryRow {
            content: [1; 32],
            recipe: 1,
            version: [2; 16],
            seen: 1,
            taken: true,
            updated: 0,
            fetched: 0,
            fetches: 0,
        };
        let id = Name::Id("1".to_owned());
        let mut changes = Changes::default();
        changes.entry(&key, &entry_key(&id), &entry);
        rows.write(&changes).unwrap();
        name(&rows, owner("world"), (&feeds(&["b"]), feed_key), 2 * DAY).unwrap();
        name(&rows, owner("other"), (&feeds(&["c"]), feed_key), 2 * DAY).unwrap();
        let unlisted = |name: &str| row(name).map(|row| (row.source, row.unlisted));
        assert_eq!(unlisted("a"), Some(("world".to_owned(), 2 * DAY)));
        assert_eq!(unlisted("b"), Some(("world".to_owned(), 0)));
        assert_eq!(unlisted("c"), Some(("other".to_owned(), 0)), "it may change its source");
        name(&rows, owner("world"), (&feeds(&["b"]), feed_key), 31 * DAY).unwrap();
        assert!(rows.entry(&key, &id).unwrap().is_some(), "nor is it lost before");
        name(&rows, owner("world"), (&feeds(&["b"]), feed_key), 33 * DAY).unwrap();
        assert_eq!((unlisted("a"), rows.entry(&key, &id).unwrap()), (None, None));
        name(&rows, owner("world"), (&feeds(&["a", "b"]), feed_key), 34 * DAY).unwrap();
        assert_eq!(row("a").unwrap().since, 34 * DAY);
    }

    #[test]
    fn a_change_touches_what_changed_alone() {
        let folder = tempfile::tempdir().unwrap();
        let rows = Rows::of(Arc::new(open_store(Arc::new(RealFiles), folder.path()).unwrap()));
        let key_of: fn(&str) -> Key = |address| feed_key(address);
        let feeds = |names: &[&str]| names.iter().map(|name| Arc::from(*name)).collect::<Vec<Arc<str>>>();
        let unlisted = |name: &str| rows.feed(&feed_key(name)).unwrap().map(|row| (row.source, row.unlisted));
        let world = |unlisted: i64| Some(("world".to_owned(), unlisted));
        name(&rows, owner("world"), (&feeds(&["a", "b", "c"]), key_of), DAY).unwrap();
        let gone = [feed_key("a"), feed_key("x")];
        change(&rows, owner("world"), (&feeds(&["d"]), key_of), &gone, 2 * DAY).unwrap();
        let now = ["a", "b", "d", "x"].map(unlisted);
        assert_eq!(now, [world(2 * DAY), world(0), world(0), None]);
        // What another source has by now is not its to give up.
        change(&rows, owner("other"), (&feeds(&["b"]), key_of), &[], 3 * DAY).unwrap();
        change(&rows, owner("world"), (&feeds(&["a"]), key_of), &[feed_key("b")], 4 * DAY).unwrap();
        assert_eq!((unlisted("a"), unlisted("b")), (world(0), Some(("other".to_owned(), 0))));
    }
}
