//! The ledger of an inbox with `after = "keep"`: which files, as they stood, are done with.
//!
//! No journal holds this, so it is a store of its own, synced with every write, which mends itself after a moment
//! without room.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use redb::{ReadableTable, TableDefinition};

use crate::host::{Files, Stat};
use crate::state::keep::{Batch, Keep, KeepError, Layout, Table, Value};

/// By path.
const KEPT: Table<Row> = Table::named("kept");
/// The same in the first layout, which knew less of a file.
const FIRST: TableDefinition<'_, &[u8], (u64, u64, u64, i128)> = TableDefinition::new("files");
const LAYOUT: Layout = Layout {
    what: "the ledger of kept files",
    without: "kept files that came longer ago than dedup.remember are read again",
    number: 2,
    upgrade,
};
/// Rows that are gone through in one go.
const PAGE: usize = 1000;

/// Whether a file is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// As it stands.
    Same,
    /// With the same inode, size and time of change, but somebody touched it: owner, mode, names, or a content of the same
    /// size whose time was set back. The hash is of what was read.
    Touched([u8; 16]),
    /// Not, or not as it stands.
    No,
}

/// A file as it was when it was done with.
struct Row {
    inode: (u64, u64),
    size: u64,
    modified: i128,
    /// None in rows of the first layout.
    changed: Option<i128>,
    /// None where it was too large for memory.
    hash: Option<[u8; 16]>,
}

impl Row {
    fn of(stat: &Stat, hash: Option<[u8; 16]>) -> Row {
        let Stat { inode, size, modified, changed, .. } = *stat;
        Row { inode, size, modified, changed: Some(changed), hash }
    }

    fn against(&self, stat: &Stat) -> Known {
        let same = (self.inode, self.size, self.modified) == (stat.inode, stat.size, stat.modified);
        match (same, self.changed, self.hash) {
            (true, None, _) => Known::Same,
            (true, Some(changed), _) if changed == stat.changed => Known::Same,
            (true, Some(_), Some(hash)) => Known::Touched(hash),
            _ => Known::No,
        }
    }
}

impl Value for Row {
    fn to_row(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(72);
        for number in [self.inode.0, self.inode.1, self.size] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(&self.modified.to_le_bytes());
        bytes.extend_from_slice(&self.changed.unwrap_or(i128::MIN).to_le_bytes());
        bytes.extend_from_slice(&self.hash.unwrap_or_default());
        bytes
    }

    fn from_row(mut bytes: &[u8]) -> Option<Row> {
        let mut number = || {
            let (first, rest) = bytes.split_first_chunk::<8>()?;
            bytes = rest;
            Some(u64::from_le_bytes(*first))
        };
        let (device, inode, size) = (number()?, number()?, number()?);
        let (modified, rest) = bytes.split_first_chunk::<16>()?;
        let (changed, rest) = rest.split_first_chunk::<16>()?;
        let changed = Some(i128::from_le_bytes(*changed)).filter(|changed| *changed != i128::MIN);
        let hash = rest.first_chunk::<16>().copied().filter(|hash| *hash != [0; 16]);
        Some(Row { inode: (device, inode), size, modified: i128::from_le_bytes(*modified), changed, hash })
    }
}

/// Brings the rows of the first layout into this one.
fn upgrade(write: &redb::WriteTransaction, _from: u64) -> Result<(), redb::Error> {
    {
        let mut kept = write.open_table(TableDefinition::<&[u8], &[u8]>::new("kept"))?;
        for entry in write.open_table(FIRST)?.iter()? {
            let (path, row) = entry?;
            let (device, inode, size, modified) = row.value();
            let row = Row { inode: (device, inode), size, modified, changed: None, hash: None };
            kept.insert(path.value(), row.to_row().as_slice())?;
        }
    }
    write.delete_table(FIRST)?;
    Ok(())
}

/// What was done with which file.
pub struct Ledger(Box<Keep>);

impl Ledger {
    /// Opens the ledger at `path`, or makes it. All of it is checked.
    ///
    /// # Errors
    /// If it cannot be opened or made, is damaged, or was written by a newer version.
    pub fn open(files: Arc<dyn Files>, path: &Path) -> Result<Ledger, KeepError> {
        Keep::open(files, path, LAYOUT).map(Box::new).map(Ledger)
    }

    /// A ledger on another backend: memory, or a simulated disk.
    ///
    /// # Errors
    /// If it cannot be opened or made.
    pub fn with_backend(backend: impl redb::StorageBackend) -> Result<Ledger, KeepError> {
        Keep::with_backend(backend, LAYOUT).map(Box::new).map(Ledger)
    }

    /// What is wrong with it, while it is.
    pub fn trouble(&self) -> Option<String> {
        self.0.trouble()
    }

    /// Whether the file at `path` is known.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn known(&self, path: &[u8], stat: &Stat) -> Result<Known, KeepError> {
        Ok(self.0.get(KEPT, path)?.map_or(Known::No, |row| row.against(stat)))
    }

    /// Notes files as done with, for good, each with the hash of what was read where that is known.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn note<'a>(
        &self,
        done: impl Iterator<Item = (&'a [u8], &'a Stat, Option<[u8; 16]>)>,
    ) -> Result<(), KeepError> {
        let mut batch = Batch::default();
        done.for_each(|(path, stat, hash)| batch.put(KEPT, path, &Row::of(stat, hash)));
        self.0.write(&batch)
    }

    /// Forgets files for which `stands` is false. Returns how many.
    ///
    /// # Errors
    /// If the store cannot be read or written.
    pub fn forget(&self, mut stands: impl FnMut(&[u8]) -> bool) -> Result<usize, KeepError> {
        let mut forgotten = 0;
        let mut last: Option<Vec<u8>> = None;
        loop {
            let mut page: Vec<Vec<u8>> = Vec::new();
            self.0.each(KEPT, last.as_deref(), &mut |path, _| {
                page.push(path.to_vec());
                if page.len() < PAGE { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            })?;
            let Some(end) = page.last().cloned() else { return Ok(forgotten) };
            last = Some(end);
            let mut batch = Batch::default();
            for path in page.iter().filter(|path| !stands(path)) {
                batch.remove(KEPT, path);
                forgotten += 1;
            }
            self.0.write(&batch)?;
        }
    }
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ledger")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::FileKind;

    const STAT: Stat =
        Stat { kind: FileKind::File, inode: (1, 2), size: 3, modified: 4, changed: 5, links: 1 };

    #[test]
    fn a_changed_file_is_not_done_and_a_vanished_one_is_forgotten() {
        let ledger = Ledger::with_backend(redb::backends::InMemoryBackend::new()).unwrap();
        let known = |stat: Stat| ledger.known(b"a", &stat).unwrap();
        assert_eq!(known(STAT), Known::No);
        let hash = Some([7; 16]);
        ledger.note([(b"a".as_slice(), &STAT, hash), (b"b".as_slice(), &STAT, None)].into_iter()).unwrap();
        assert_eq!(known(STAT), Known::Same);
        assert_eq!(known(Stat { size: 9, ..STAT }), Known::No);
        // A content of the same size whose time was set back, or only another mode: what was read decides.
        assert_eq!(known(Stat { changed: 6, ..STAT }), Known::Touched([7; 16]));
        assert_eq!(ledger.known(b"b", &Stat { changed: 6, ..STAT }).unwrap(), Known::No);
        assert_eq!(ledger.forget(|path| path == b"b").unwrap(), 1);
        assert_eq!(known(STAT), Known::No);
        assert_eq!(ledger.known(b"b", &STAT).unwrap(), Known::Same);
    }

    #[test]
    fn the_first_layout_is_taken_over() {
        let house = tempfile::tempdir().unwrap();
        let path = house.path().join("inbox.redb");
        let first = redb::Database::create(&path).unwrap();
        let write = first.begin_write().unwrap();
        write.open_table(FIRST).unwrap().insert(b"a".as_slice(), (1, 2, 3, 4)).unwrap();
        write.commit().unwrap();
        drop(first);
        for _ in 0..2 {
            let ledger = Ledger::open(Arc::new(crate::host::RealFiles), &path).unwrap();
            assert_eq!(ledger.known(b"a", &STAT).unwrap(), Known::Same);
            assert_eq!(ledger.known(b"a", &Stat { size: 4, ..STAT }).unwrap(), Known::No);
        }
    }
}
