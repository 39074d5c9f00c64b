//! What a feed listed when it was read last, in one row: of an entry that stands there as it did then everything is known,
//! and nothing is looked up for it. Of thirty entries that is one look for twenty-nine of them.
//!
//! It says nothing of its own: the row is written in one step with what is known of the entries, and without it all of
//! them are looked up.

use crate::decode::listing::{Entry, NEWEST, Names};
use crate::state::keep::{KeepError, Table, Value};

use super::rows::{Changes, Key, Rows, entry_key};

const LISTED: Table<Last> = Table::named("listed");

/// For how long it is believed, in seconds: once a day it is kept of each entry that it stands in the feed.
const DAY: i64 = 86_400;

/// An entry by its names, its content and when it says that it changed.
pub(super) type Mark = u64;

/// What a feed listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Last {
    /// When all of its entries were looked up last, in seconds since 1970.
    at: i64,
    /// In their order.
    marks: Vec<Mark>,
}

impl Value for Last {
    fn to_row(&self) -> Vec<u8> {
        self.at
            .to_le_bytes()
            .into_iter()
            .chain(self.marks.iter().flat_map(|mark| mark.to_le_bytes()))
            .collect()
    }

    fn from_row(row: &[u8]) -> Option<Last> {
        let (at, rest) = row.split_first_chunk()?;
        let (marks, rest) = rest.as_chunks();
        let marks = marks.iter().map(|mark| Mark::from_le_bytes(*mark)).collect();
        rest.is_empty().then(|| Last { at: i64::from_le_bytes(*at), marks })
    }
}

/// The mark of an entry that has these names in its answer, and says that it changed at `updated`.
pub(super) fn mark(entry: &Entry, names: &Names, updated: i64) -> Mark {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&NEWEST.to_le_bytes()).update(&entry.contents.newest()).update(&updated.to_le_bytes());
    for name in names.all() {
        hasher.update(&entry_key(name));
    }
    Mark::from_le_bytes(hasher.finalize().as_bytes().first_chunk().copied().unwrap_or_default())
}

impl Last {
    /// Whether an entry stood there as it does now.
    pub(super) fn holds(&self, mark: Mark) -> bool {
        self.marks.binary_search(&mark).is_ok()
    }

    /// What is listed now, of which all is known.
    pub(super) fn now(&self, mut marks: Vec<Mark>, now: i64) -> Last {
        marks.sort_unstable();
        Last { at: if self.marks.is_empty() { now } else { self.at }, marks }
    }
}

impl Rows {
    /// What a feed listed when it was read last; nothing where that is too long ago.
    ///
    /// # Errors
    /// [`KeepError`].
    pub(super) fn last(&self, feed: &Key, now: i64) -> Result<Last, KeepError> {
        let last = self.0.get(LISTED, feed)?.filter(|last| (last.at..last.at + DAY).contains(&now));
        Ok(last.unwrap_or_default())
    }
}

impl Changes {
    /// A feed lists this from now on.
    pub(super) fn last(&mut self, feed: &Key, last: &Last) {
        self.0.put(LISTED, feed, last);
    }

    /// What a feed listed is not known.
    pub(super) fn forget_last(&mut self, feed: &Key) {
        self.0.remove(LISTED, feed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_again_and_nothing_else() {
        let last = Last { at: 7, ..Last::default() }.now(vec![3, 1, u64::MAX], 9);
        assert_eq!(last, Last { at: 9, marks: vec![1, 3, u64::MAX] });
        assert_eq!(Last::from_row(&last.to_row()), Some(last.clone()));
        assert_eq!(Last::from_row(last.to_row().get(..12).unwrap()), None);
        assert!(last.holds(3) && !last.holds(2));
        assert_eq!(last.now(vec![2], 100).at, 9, "all were looked up then");
    }
}
