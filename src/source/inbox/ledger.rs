//! The ledger of an inbox with `after = "keep"`: which files, as they stood, are done with.
//!
//! No journal holds this, so it is a store of its own, synced with every write.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use redb::{Database, DatabaseError, ReadableDatabase, ReadableTable, TableDefinition};

use crate::host::Stat;

/// By path: a [`Row`].
const KEPT: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("kept");
/// The same in the first layout, which knew less of a file.
const FILES: TableDefinition<'_, &[u8], (u64, u64, u64, i128)> = TableDefinition::new("files");
/// What the file says of itself: `layout`.
const ABOUT: TableDefinition<'_, &str, u64> = TableDefinition::new("about");
/// The layout that is written. Ledgers of the first versions say nothing and have the first.
const LAYOUT: u64 = 2;

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

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(72);
        for number in [self.inode.0, self.inode.1, self.size] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(&self.modified.to_le_bytes());
        bytes.extend_from_slice(&self.changed.unwrap_or(i128::MIN).to_le_bytes());
        bytes.extend_from_slice(&self.hash.unwrap_or_default());
        bytes
    }

    fn read(mut bytes: &[u8]) -> Option<Row> {
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

/// Brings the rows of the first layout into this one.
fn upgrade(write: &redb::WriteTransaction) -> Result<(), redb::Error> {
    let mut kept = write.open_table(KEPT)?;
    for entry in write.open_table(FILES)?.iter()? {
        let (path, row) = entry?;
        let (device, inode, size, modified) = row.value();
        let row = Row { inode: (device, inode), size, modified, changed: None, hash: None };
        kept.insert(path.value(), row.bytes().as_slice())?;
    }
    write.delete_table(FILES)?;
    Ok(())
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
            write.open_table(KEPT)?;
            let layout = {
                let mut about = write.open_table(ABOUT)?;
                let layout = about.get("layout")?.map(|layout| layout.value());
                if layout.is_none_or(|layout| layout < LAYOUT) {
                    about.insert("layout", LAYOUT)?;
                }
                layout.unwrap_or(1)
            };
            if layout < LAYOUT {
                upgrade(&write)?;
            }
            write.commit()?;
            Ok((database, layout))
        })?;
        if layout > LAYOUT {
            return Err(LedgerError::Newer { path, found: layout });
        }
        Ok(Ledger { database, path })
    }

    /// Whether the file at `path` is known.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn known(&self, path: &[u8], stat: &Stat) -> Result<Known, LedgerError> {
        guarded(&self.path, || {
            let read = self.database.begin_read()?;
            let table = read.open_table(KEPT)?;
            let known = table.get(path)?;
            let row = known.and_then(|entry| Row::read(entry.value()));
            Ok(row.map_or(Known::No, |row| row.against(stat)))
        })
    }

    /// Notes files as done with, for good, each with the hash of what was read where that is known.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn note<'a>(
        &self,
        done: impl Iterator<Item = (&'a [u8], &'a Stat, Option<[u8; 16]>)>,
    ) -> Result<(), LedgerError> {
        guarded(&self.path, || {
            let write = self.database.begin_write()?;
            {
                let mut table = write.open_table(KEPT)?;
                for (path, stat, hash) in done {
                    table.insert(path, Row::of(stat, hash).bytes().as_slice())?;
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
            for entry in read.open_table(KEPT)?.iter()? {
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
                let mut table = write.open_table(KEPT)?;
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
        let first = Database::create(&path).unwrap();
        let write = first.begin_write().unwrap();
        write.open_table(FILES).unwrap().insert(b"a".as_slice(), (1, 2, 3, 4)).unwrap();
        write.commit().unwrap();
        drop(first);
        for _ in 0..2 {
            let ledger = Ledger::open(&path).unwrap();
            assert_eq!(ledger.known(b"a", &STAT).unwrap(), Known::Same);
            assert_eq!(ledger.known(b"a", &Stat { size: 4, ..STAT }).unwrap(), Known::No);
        }
    }
}
