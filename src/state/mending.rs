//! An index on disk that is opened again after a failure: redb does nothing more once an operation of the disk has
//! failed, be it only for want of room.

use std::io;
use std::path::{Path, PathBuf};

use crate::host::Files;
use crate::model::Position;

use super::{Entry, Events, Index, IndexError, RedbIndex, RedbOptions, fresh};

/// A [`RedbIndex`] that [`mend`](Index::mend) opens again.
#[derive(Debug)]
pub struct MendingIndex {
    path: PathBuf,
    options: RedbOptions,
    /// None between a failure and the next opening that succeeds.
    index: Option<RedbIndex>,
    covers: Position,
}

impl MendingIndex {
    /// Opens the index at `path`, or makes it: whole, or not at all.
    ///
    /// # Errors
    /// As [`RedbIndex::create`].
    pub fn open(files: &dyn Files, path: &Path, options: RedbOptions) -> Result<MendingIndex, IndexError> {
        match files.stat(path) {
            Ok(_) => {}
            Err(e) if e.kind() == io::ErrorKind::NotFound => make(files, path, options)?,
            Err(error) => return Err(IndexError::Io(error)),
        }
        // Left by a rebuilding that was cut.
        fresh::remove_left(files, path).map_err(IndexError::Io)?;
        let index = RedbIndex::open(path, options)?;
        Ok(MendingIndex { path: path.to_owned(), options, covers: index.covers(), index: Some(index) })
    }

    fn whole(&self) -> Result<&RedbIndex, IndexError> {
        self.index.as_ref().ok_or_else(closed)
    }

    fn whole_mut(&mut self) -> Result<&mut RedbIndex, IndexError> {
        self.index.as_mut().ok_or_else(closed)
    }
}

fn closed() -> IndexError {
    IndexError::Io(io::Error::other("it is closed after a failure"))
}

/// Makes an empty index.
fn make(files: &dyn Files, path: &Path, options: RedbOptions) -> Result<(), IndexError> {
    fresh::make_whole(files, path, |fresh| RedbIndex::create(fresh, options)?.close())
}

impl Index for MendingIndex {
    fn covers(&self) -> Position {
        self.covers
    }

    fn len(&self) -> u64 {
        self.index.as_ref().map_or(0, Index::len)
    }

    fn find(&self, key: u64, within: Events, most: usize, found: &mut Vec<u64>) -> Result<(), IndexError> {
        self.whole()?.find(key, within, most, found)
    }

    fn payload(&self, number: u64) -> Result<Vec<u8>, IndexError> {
        self.whole()?.payload(number)
    }

    fn append(&mut self, entries: Vec<Entry>, covers: Position) -> Result<(), IndexError> {
        self.whole_mut()?.append(entries, covers)?;
        self.covers = covers;
        Ok(())
    }

    fn forget(&mut self, before: i64) -> Result<u64, IndexError> {
        self.whole_mut()?.forget(before)
    }

    fn mend(&mut self) -> Result<(), IndexError> {
        self.index = None;
        let index = RedbIndex::open(&self.path, self.options)?;
        // A write that failed may have been done after all; one that succeeded cannot be gone.
        if index.covers() < self.covers {
            return Err(IndexError::Damaged("it has lost what was written".to_owned()));
        }
        self.covers = index.covers();
        self.index = Some(index);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::RealFiles;

    fn entry(n: u64) -> Entry {
        Entry { arrived: 0, event: 0, keys: vec![n << 32], payload: n.to_string().into_bytes() }
    }

    #[test]
    fn it_is_made_whole_and_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index.redb");
        std::fs::write(folder.path().join("index.redb.new"), "half made").unwrap();
        let mut index = MendingIndex::open(&RealFiles, &path, RedbOptions::default()).unwrap();
        let at = Position { segment: 1, offset: 10 };
        index.append(vec![entry(1)], at).unwrap();
        index.mend().unwrap();
        assert_eq!((index.covers(), index.len()), (at, 1));
        index.append(vec![entry(2)], Position { segment: 1, offset: 20 }).unwrap();
        assert_eq!(index.len(), 2);
        let names: Vec<_> =
            std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(names, ["index.redb"]);
        assert!(matches!(
            MendingIndex::open(&RealFiles, &path, RedbOptions::default()),
            Err(IndexError::Locked)
        ));
    }

    #[test]
    fn one_that_goes_back_is_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index.redb");
        let mut index = MendingIndex::open(&RealFiles, &path, RedbOptions::default()).unwrap();
        index.append(vec![entry(1)], Position { segment: 1, offset: 10 }).unwrap();
        std::fs::remove_file(&path).unwrap();
        make(&RealFiles, &path, RedbOptions::default()).unwrap();
        assert!(matches!(index.mend(), Err(IndexError::Damaged(_))));
        assert!(matches!(index.payload(0), Err(IndexError::Io(_))));
    }
}
