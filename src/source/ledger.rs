//! The ledger of an inbox with `after = "keep"`: which files, as they stood, are done with.
//!
//! No journal holds this, so it is a store of its own, synced with every write.

use std::path::Path;

use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};

use crate::host::Stat;

const FILES: TableDefinition<'_, &[u8], (u64, u64, u64, i128)> = TableDefinition::new("files");

/// Why the ledger could not be used.
#[derive(Debug, thiserror::Error)]
#[error("the ledger of kept files: {0}")]
pub struct LedgerError(#[from] redb::Error);

/// What was done with which file.
pub struct Ledger(Database);

fn wrap<E: Into<redb::Error>>(error: E) -> LedgerError {
    LedgerError(error.into())
}

impl Ledger {
    /// Opens the ledger at `path`, or makes it.
    ///
    /// # Errors
    /// If it cannot be opened or made.
    pub fn open(path: &Path) -> Result<Ledger, LedgerError> {
        Self::prepared(Database::builder().set_cache_size(4 << 20).create(path).map_err(wrap)?)
    }

    /// A ledger on another backend: memory, or a simulated disk.
    ///
    /// # Errors
    /// If it cannot be opened or made.
    pub fn with_backend(backend: impl redb::StorageBackend) -> Result<Ledger, LedgerError> {
        Self::prepared(Database::builder().create_with_backend(backend).map_err(wrap)?)
    }

    fn prepared(database: Database) -> Result<Ledger, LedgerError> {
        let write = database.begin_write().map_err(wrap)?;
        write.open_table(FILES).map_err(wrap)?;
        write.commit().map_err(wrap)?;
        Ok(Ledger(database))
    }

    /// Whether the file at `path`, as it stands, is done with.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn is_done(&self, path: &[u8], stat: &Stat) -> Result<bool, LedgerError> {
        let read = self.0.begin_read().map_err(wrap)?;
        let table = read.open_table(FILES).map_err(wrap)?;
        let known = table.get(path).map_err(wrap)?;
        Ok(known.is_some_and(|entry| entry.value() == (stat.inode.0, stat.inode.1, stat.size, stat.modified)))
    }

    /// Notes files as done with, for good.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn note<'a>(&self, done: impl Iterator<Item = (&'a [u8], &'a Stat)>) -> Result<(), LedgerError> {
        let write = self.0.begin_write().map_err(wrap)?;
        {
            let mut table = write.open_table(FILES).map_err(wrap)?;
            for (path, stat) in done {
                let entry = (stat.inode.0, stat.inode.1, stat.size, stat.modified);
                table.insert(path, entry).map_err(wrap)?;
            }
        }
        write.commit().map_err(wrap)
    }

    /// Forgets files for which `stands` is false. Returns how many.
    ///
    /// # Errors
    /// If the store cannot be read or written.
    pub fn forget(&self, mut stands: impl FnMut(&[u8]) -> bool) -> Result<usize, LedgerError> {
        let gone: Vec<Vec<u8>> = {
            let read = self.0.begin_read().map_err(wrap)?;
            let table = read.open_table(FILES).map_err(wrap)?;
            let mut gone = Vec::new();
            for entry in table.iter().map_err(wrap)? {
                let (path, _) = entry.map_err(wrap)?;
                if !stands(path.value()) {
                    gone.push(path.value().to_vec());
                }
            }
            gone
        };
        if gone.is_empty() {
            return Ok(0);
        }
        let write = self.0.begin_write().map_err(wrap)?;
        {
            let mut table = write.open_table(FILES).map_err(wrap)?;
            for path in &gone {
                table.remove(path.as_slice()).map_err(wrap)?;
            }
        }
        write.commit().map_err(wrap)?;
        Ok(gone.len())
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

    #[test]
    fn a_changed_file_is_not_done_and_a_vanished_one_is_forgotten() {
        let ledger = Ledger::with_backend(redb::backends::InMemoryBackend::new()).unwrap();
        let stat = Stat { kind: FileKind::File, inode: (1, 2), size: 3, modified: 4 };
        assert!(!ledger.is_done(b"a", &stat).unwrap());
        ledger.note([(b"a".as_slice(), &stat), (b"b".as_slice(), &stat)].into_iter()).unwrap();
        assert!(ledger.is_done(b"a", &stat).unwrap());
        assert!(!ledger.is_done(b"a", &Stat { size: 9, ..stat }).unwrap());
        assert_eq!(ledger.forget(|path| path == b"b").unwrap(), 1);
        assert!(!ledger.is_done(b"a", &stat).unwrap());
        assert!(ledger.is_done(b"b", &stat).unwrap());
    }
}
