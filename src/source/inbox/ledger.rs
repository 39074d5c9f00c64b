//! The ledger of an inbox with `after = "keep"`: which files, as they stood, are done with.
//!
//! No journal holds this, so it is a store of its own, synced with every write.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use redb::{Database, DatabaseError, ReadableDatabase, ReadableTable, TableDefinition};

use crate::host::Stat;

const FILES: TableDefinition<'_, &[u8], (u64, u64, u64, i128)> = TableDefinition::new("files");
/// What the file says of itself: `layout`.
const ABOUT: TableDefinition<'_, &str, u64> = TableDefinition::new("about");
/// The layout that is written. Ledgers of the first versions say nothing and have this one.
const LAYOUT: u64 = 1;

/// Why the ledger could not be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The disk or file system refused.
    #[error("the ledger of kept files {path}: {error}")]
    Store {
        /// The file.
        path: String,
        /// What the store said.
        error: Box<redb::Error>,
    },
    /// What it holds is not what was written.
    #[error(
        "the ledger of kept files {path} is damaged ({what}): put it back from a backup, or move it away; without it kept \
         files that came longer ago than dedup.remember are read again"
    )]
    Damaged {
        /// The file.
        path: String,
        /// What is wrong with it.
        what: String,
    },
    /// It was written by a later layout than this program knows.
    #[error(
        "the ledger of kept files {path} has layout {found}, this wiredesk knows up to {LAYOUT}: use the newer wiredesk that \
         wrote it, or move it away; without it kept files that came longer ago than dedup.remember are read again"
    )]
    Newer {
        /// The file.
        path: String,
        /// The layout it has.
        found: u64,
    },
}

/// What was done with which file.
pub struct Ledger {
    database: Database,
    path: String,
}

/// What the store said, before anybody knows of which ledger.
struct Said(redb::Error);

impl<E: Into<redb::Error>> From<E> for Said {
    fn from(error: E) -> Self {
        Said(error.into())
    }
}

/// Works on a store, which may panic on a file that is not what it wrote.
fn guarded<T>(path: &str, work: impl FnOnce() -> Result<T, Said>) -> Result<T, LedgerError> {
    let path = path.to_owned();
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(Said(redb::Error::Corrupted(what)))) => Err(LedgerError::Damaged { path, what }),
        Ok(Err(Said(redb::Error::Io(error)))) if is_cut(&error) => {
            Err(LedgerError::Damaged { path, what: error.to_string() })
        }
        Ok(Err(Said(error))) => Err(LedgerError::Store { path, error: Box::new(error) }),
        Err(_) => {
            Err(LedgerError::Damaged { path, what: "the store cannot make sense of its own file".to_owned() })
        }
    }
}

/// Whether an error says that the content is not what it should be.
fn is_cut(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof)
}

impl Ledger {
    /// Opens the ledger at `path`, or makes it. All of it is checked.
    ///
    /// # Errors
    /// If it cannot be opened or made, is damaged, or was written by a newer version.
    pub fn open(path: &Path) -> Result<Ledger, LedgerError> {
        let mut builder = Database::builder();
        builder.set_cache_size(4 << 20).set_check_integrity_on_open(true);
        Self::prepared(path.display().to_string(), || builder.create(path))
    }

    /// A ledger on another backend: memory, or a simulated disk.
    ///
    /// # Errors
    /// If it cannot be opened or made.
    pub fn with_backend(backend: impl redb::StorageBackend) -> Result<Ledger, LedgerError> {
        Self::prepared("elsewhere".to_owned(), || Database::builder().create_with_backend(backend))
    }

    fn prepared(
        path: String,
        open: impl FnOnce() -> Result<Database, DatabaseError>,
    ) -> Result<Ledger, LedgerError> {
        let (database, layout) = guarded(&path, || {
            let database = open()?;
            let write = database.begin_write()?;
            write.open_table(FILES)?;
            let layout = {
                let mut about = write.open_table(ABOUT)?;
                let layout = about.get("layout")?.map(|layout| layout.value());
                if layout.is_none() {
                    about.insert("layout", LAYOUT)?;
                }
                layout.unwrap_or(LAYOUT)
            };
            write.commit()?;
            Ok((database, layout))
        })?;
        if layout > LAYOUT {
            return Err(LedgerError::Newer { path, found: layout });
        }
        Ok(Ledger { database, path })
    }

    /// Whether the file at `path`, as it stands, is done with.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn is_done(&self, path: &[u8], stat: &Stat) -> Result<bool, LedgerError> {
        guarded(&self.path, || {
            let read = self.database.begin_read()?;
            let table = read.open_table(FILES)?;
            let known = table.get(path)?;
            Ok(known
                .is_some_and(|entry| entry.value() == (stat.inode.0, stat.inode.1, stat.size, stat.modified)))
        })
    }

    /// Notes files as done with, for good.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn note<'a>(&self, done: impl Iterator<Item = (&'a [u8], &'a Stat)>) -> Result<(), LedgerError> {
        guarded(&self.path, || {
            let write = self.database.begin_write()?;
            {
                let mut table = write.open_table(FILES)?;
                for (path, stat) in done {
                    let entry = (stat.inode.0, stat.inode.1, stat.size, stat.modified);
                    table.insert(path, entry)?;
                }
            }
            Ok(write.commit()?)
        })
    }

    /// Forgets files for which `stands` is false. Returns how many.
    ///
    /// # Errors
    /// If the store cannot be read or written.
    pub fn forget(&self, mut stands: impl FnMut(&[u8]) -> bool) -> Result<usize, LedgerError> {
        guarded(&self.path, || {
            let mut gone: Vec<Vec<u8>> = Vec::new();
            let read = self.database.begin_read()?;
            for entry in read.open_table(FILES)?.iter()? {
                let (path, _) = entry?;
                if !stands(path.value()) {
                    gone.push(path.value().to_vec());
                }
            }
            if gone.is_empty() {
                return Ok(0);
            }
            let write = self.database.begin_write()?;
            {
                let mut table = write.open_table(FILES)?;
                for path in &gone {
                    table.remove(path.as_slice())?;
                }
            }
            write.commit()?;
            Ok(gone.len())
        })
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
