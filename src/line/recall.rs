//! What was found in stories written lately, so that it is not looked for again in their word-for-word copies.
//!
//! Changes no record: quotations and entities follow from the words alone, and where the words differ by one, nothing
//! is taken over. It is of use where copies are written whole (`on_duplicate = "keep"`).

use std::collections::HashMap;
use std::mem;
use std::sync::{Arc, Mutex};

use crate::extract::Found;
use crate::flow::held;
use crate::model::{Record, Relation};

/// Records that are kept, in bytes as they are written; a record takes about as much in memory.
const MOST_BYTES: usize = 16 << 20;

/// Records written lately. Clones share it.
#[derive(Debug, Clone)]
pub(super) struct Recall {
    kept: Arc<Mutex<Kept>>,
    /// Bytes after which the older half is let go.
    half: usize,
}

type Records = HashMap<String, (Arc<Record>, usize)>;

#[derive(Debug, Default)]
struct Kept {
    young: Records,
    old: Records,
    bytes: usize,
}

impl Kept {
    fn put(&mut self, record: Arc<Record>, bytes: usize, half: usize) {
        self.bytes += bytes;
        self.young.insert(record.id.clone(), (record, bytes));
        if self.bytes > half {
            self.old = mem::take(&mut self.young);
            self.bytes = 0;
        }
    }
}

impl Recall {
    /// Remembers records if copies are written whole, else nothing.
    pub(super) fn new(copies_are_whole: bool) -> Recall {
        Recall { kept: Arc::default(), half: if copies_are_whole { MOST_BYTES / 2 } else { 0 } }
    }

    /// What was found in the story that this one is a copy of, if it is remembered and reads the same.
    pub(super) fn found(&self, record: &Record) -> Option<Found> {
        let cluster = record.cluster.as_ref().filter(|cluster| cluster.relation == Relation::Copy)?;
        let other = self.get(cluster.of.as_deref()?)?;
        Found::again(&other, record)
    }

    fn get(&self, id: &str) -> Option<Arc<Record>> {
        let mut kept = held(&self.kept);
        if let Some((record, _)) = kept.young.get(id) {
            return Some(Arc::clone(record));
        }
        // one that is asked for stays
        let (record, bytes) = kept.old.remove(id)?;
        kept.put(Arc::clone(&record), bytes, self.half);
        Some(record)
    }

    /// Remembers a record whose line has so many bytes.
    pub(super) fn keep(&self, record: Box<Record>, bytes: usize) {
        let failed = record.warnings.iter().any(|warning| warning.code == super::extract::FAILED);
        if bytes <= self.half && !failed {
            let mut kept = held(&self.kept);
            kept.put(Arc::from(record), bytes, self.half);
        }
    }

    /// Forgets everything: other limits find other things.
    pub(super) fn clear(&self) {
        *held(&self.kept) = Kept::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::extract;
    use crate::model::{Cluster, TextLimits, Warning};

    fn story(id: &str, text: &str) -> Box<Record> {
        let mut record = Record { id: id.into(), text: text.into(), ..Record::default() };
        extract(&mut record, &TextLimits::default(), None);
        Box::new(record)
    }

    fn copy_of(of: &str, text: &str) -> Record {
        let cluster = Cluster {
            id: of.into(),
            relation: Relation::Copy,
            of: Some(of.into()),
            similarity: Some(1.0),
            revision: None,
            late: false,
            cancels: None,
            cancels_also: Vec::new(),
            changes: None,
        };
        Record { text: text.into(), cluster: Some(cluster), ..Record::default() }
    }

    const SAID: &str = "\"The gate is open,\" said Ilse Marrow.";

    #[test]
    fn only_of_the_very_same_words() {
        let recall = Recall::new(true);
        let first = story("first", SAID);
        assert_eq!(first.quotes.len(), 1);
        let quotes = first.quotes.clone();
        recall.keep(first, 1000);
        let mut again = copy_of("first", SAID);
        let found = recall.found(&again);
        assert!(found.is_some());
        extract(&mut again, &TextLimits::default(), found);
        assert_eq!(again.quotes, quotes);
        assert!(recall.found(&copy_of("first", "\"The gate is open\", said Ilse Marrow.")).is_none());
        assert!(recall.found(&copy_of("another", SAID)).is_none());
        let under_another = Record { headline: Some("Marrow speaks".into()), ..copy_of("first", SAID) };
        assert!(recall.found(&under_another).is_none());
        recall.clear();
        assert!(recall.found(&copy_of("first", SAID)).is_none());
    }

    #[test]
    fn one_that_failed_and_where_copies_are_thin_nothing_is_kept() {
        let recall = Recall::new(true);
        let mut failed = story("first", SAID);
        failed.warnings.push(Warning::new("extract-failed", "it failed"));
        recall.keep(failed, 1000);
        assert!(recall.found(&copy_of("first", SAID)).is_none());
        let recall = Recall::new(false);
        recall.keep(story("first", SAID), 1000);
        assert!(recall.found(&copy_of("first", SAID)).is_none());
    }

    #[test]
    fn the_oldest_that_nobody_asks_for_are_let_go() {
        let recall = Recall::new(true);
        let size = MOST_BYTES / 8;
        for n in 0..40 {
            recall.keep(story(&n.to_string(), SAID), size);
            assert!(recall.found(&copy_of("0", SAID)).is_some(), "{n}");
        }
        assert!(recall.found(&copy_of("39", SAID)).is_some());
        assert!(recall.found(&copy_of("20", SAID)).is_none());
        let kept = recall.kept.lock().unwrap();
        assert!((kept.young.len() + kept.old.len()) * size <= MOST_BYTES + 2 * size);
    }
}
