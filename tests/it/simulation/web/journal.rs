//! What stands in the journal of a run: each record names its entry and version.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use crate::simulation::disk::SimDisk;

/// A version of an entry; numbers are never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Entry {
    pub(super) number: u64,
    pub(super) version: u32,
}

/// The word by which an entry's text names it.
pub(super) fn token(entry: Entry) -> String {
    format!("zq{}v{}zq", entry.number, entry.version)
}

/// The entries that a line names.
pub(super) fn entries(line: &str) -> HashSet<Entry> {
    let mut found = HashSet::new();
    for part in line.split("zq") {
        if let Some((number, version)) = part.split_once('v')
            && let (Ok(number), Ok(version)) = (number.parse(), version.parse())
        {
            found.insert(Entry { number, version });
        }
    }
    found
}

/// What is known to stand in it, synced.
#[derive(Default)]
pub(super) struct Journal {
    life: u64,
    /// How far each file was read.
    read: HashMap<u64, usize>,
    entries: HashSet<Entry>,
}

impl Journal {
    /// Reads what has been synced since the last look, and in another process all of it.
    pub(super) fn look(&mut self, disk: &SimDisk, life: u64) {
        if std::mem::replace(&mut self.life, life) != life {
            self.read.clear();
            self.entries.clear();
        }
        disk.durable_below(Path::new("/out"), &mut |_, file, bytes| {
            let from = self.read.entry(file).or_default();
            let new = bytes.get(*from..).unwrap_or_default();
            let Some(end) = new.iter().rposition(|byte| *byte == b'\n') else { return };
            let text = String::from_utf8_lossy(&new[..end]);
            self.entries.extend(text.lines().flat_map(entries));
            *from += end + 1;
        });
    }

    pub(super) fn has(&self, entry: Entry) -> bool {
        self.entries.contains(&entry)
    }
}
