//! What a list brings into the store, and what leaves it again once no list names it any more.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use crate::source::fetching::Key;
use crate::state::keep::KeepError;

use super::list::Slice;
use super::rows::{Page, Reading, Rows, State, page_key};

/// In seconds.
const DAY: i64 = 86_400;
/// How long a page is known that stands on no list any more.
const KNOWN: i64 = 30 * DAY;
/// Pages that are looked at in one go.
const GO: usize = 2000;

/// Takes addresses up: those that are not known wait from now on, the others stand in this round. What is known of the
/// list then.
pub(super) fn take_up(rows: &Rows, slice: Slice, round: u32, now: i64) -> Result<Reading, KeepError> {
    let mut changes = rows.change(slice.reading);
    if slice.is_anew {
        changes.reading.began = now;
    }
    let mut seen = BTreeSet::new();
    for url in slice.addresses {
        let key = page_key(&url);
        if !seen.insert(key) {
            continue;
        }
        match rows.page(&key)? {
            Some(page) if round == 0 && now - page.seen < DAY || round > 0 && page.round == round => {}
            Some(page) => {
                let round = if round == 0 { page.round } else { round };
                changes.put(&key, Some(&page), &Page { round, seen: now, ..page.clone() });
            }
            None => {
                let order = changes.reading.order;
                changes.reading.order += 1;
                let page = Page { url: url.into(), next: now, order, round, seen: now, ..Page::default() };
                changes.put(&key, None, &page);
            }
        }
    }
    rows.write(changes)
}

/// What is said of a slice.
pub(super) struct Said {
    pub(super) addresses: usize,
    wrong: u64,
    first_wrong: Option<(String, String)>,
    is_anew: bool,
    pub(super) is_unfinished: bool,
    round: u32,
}

impl Said {
    pub(super) fn of(slice: &Slice) -> Said {
        Said {
            addresses: slice.addresses.len(),
            wrong: slice.wrong,
            first_wrong: slice.first_wrong.clone(),
            is_anew: slice.is_anew,
            is_unfinished: slice.is_unfinished,
            round: slice.reading.round,
        }
    }

    pub(super) fn say(&self, source: &str) {
        if self.is_anew && self.round > 1 {
            tracing::info!(source, "the list is another one than was read: it is read from its beginning");
        }
        if let Some((first, why)) = &self.first_wrong {
            tracing::warn!(source, count = self.wrong, first, why, "not every line of a list is an address");
        }
    }
}

/// Forgets pages, of some behind a key, that are done with or failed and stand on no list for long. What is known of the
/// list then, and the key to go on behind; none at the end.
pub(super) fn sweep(
    rows: &Rows,
    reading: Reading,
    typed: &BTreeSet<Key>,
    after: Option<&Key>,
    now: i64,
) -> Result<(Reading, Option<Key>), KeepError> {
    let is_gone = |key: &Key, page: &Page| {
        let is_named = typed.contains(key) || page.round > 0 && page.round == reading.round;
        let is_of_last = page.round > 0 && page.round.saturating_add(1) == reading.round;
        let since = if is_of_last { reading.began.max(page.seen) } else { page.seen };
        page.state != State::Waiting && !is_named && now - since > KNOWN
    };
    let (mut gone, mut last, mut count) = (Vec::new(), None, 0);
    rows.each(after, &mut |key, page| {
        (last, count) = (Some(key), count + 1);
        if is_gone(&key, &page) {
            gone.push((key, page));
        }
        if count == GO { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    let last = last.filter(|_| count == GO);
    if gone.is_empty() {
        return Ok((reading, last));
    }
    let mut changes = rows.change(reading);
    gone.iter().for_each(|(key, page)| changes.forget(key, page));
    Ok((rows.write(changes)?, last))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use url::Url;

    use super::*;
    use crate::host::RealFiles;
    use crate::source::fetching::open_store;

    fn slice(paths: &[&str], reading: Reading, is_anew: bool) -> Slice {
        let url = |path: &&str| Url::parse(&format!("http://a.example/{path}")).unwrap();
        Slice { addresses: paths.iter().map(url).collect(), reading, is_anew, ..Slice::default() }
    }

    #[test]
    fn what_is_done_is_forgotten_a_month_after_the_list_without_it_was_read() {
        let folder = tempfile::tempdir().unwrap();
        let rows =
            Rows::of(Arc::new(open_store(Arc::new(RealFiles), folder.path()).unwrap()), "backlog", "backlog");
        let first = Reading { round: 1, is_through: true, ..Reading::default() };
        let take_up = |slice, round, now| take_up(&rows, slice, round, now);
        let reading = take_up(slice(&["typed"], Reading::default(), false), 0, DAY).unwrap();
        let reading =
            take_up(slice(&["old", "both"], Reading { tally: reading.tally, ..first }, true), 1, DAY);
        let mut changes = rows.change(reading.unwrap());
        let mut keys = Vec::new();
        for path in ["typed", "old", "both"] {
            let key = page_key(&Url::parse(&format!("http://a.example/{path}")).unwrap());
            let page = rows.page(&key).unwrap().unwrap();
            changes.put(&key, Some(&page), &Page { state: State::Done, ..page.clone() });
            keys.push(key);
        }
        let reading = rows.write(changes).unwrap();
        let next = Reading { round: 2, ..reading };
        let reading = take_up(slice(&["both", "new"], next, true), 2, 100 * DAY).unwrap();
        let typed = BTreeSet::from([keys[0]]);
        let left = |day: i64| {
            let (_, last) = sweep(&rows, rows.reading().unwrap(), &typed, None, day * DAY).unwrap();
            assert_eq!(last, None);
            keys.iter().map(|key| rows.page(key).unwrap().is_some()).collect::<Vec<_>>()
        };
        assert_eq!(reading.tally[&State::Done], 3);
        assert_eq!(left(129), [true, true, true], "it stood there until the other list was read");
        assert_eq!(left(131), [true, false, true]);
        assert_eq!(rows.reading().unwrap().tally[&State::Done], 2);
    }
}
