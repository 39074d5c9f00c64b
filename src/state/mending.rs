//! An index on disk that is opened again after a failure: redb does nothing more once an operation of the disk has
//! failed, be it only for want of room.

use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use crate::host::Files;
use crate::model::Position;

use super::{Entry, Index, IndexError, RedbIndex, RedbOptions, Search, fresh};

/// A [`RedbIndex`] that [`mend`](Index::mend) opens again.
#[derive(Debug)]
pub struct MendingIndex {
    path: PathBuf,
    options: RedbOptions,
    open: RwLock<Open>,
}

#[derive(Debug)]
struct Open {
    /// None between a failure and the next opening that succeeds.
    index: Option<RedbIndex>,
    /// Device and inode of its file.
    inode: (u64, u64),
    /// What was covered when it was last closed.
    covers: Position,
}

impl Open {
    fn covers(&self) -> Position {
        self.index.as_ref().map_or(self.covers, Index::covers)
    }
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
        let open = Open { covers: index.covers(), index: Some(index), inode: inode(path)? };
        Ok(MendingIndex { path: path.to_owned(), options, open: RwLock::new(open) })
    }

    fn with<T>(&self, work: impl FnOnce(&RedbIndex) -> Result<T, IndexError>) -> Result<T, IndexError> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        match &open.index {
            Some(index) => work(index),
            None => Err(IndexError::Io(io::Error::other("it is closed after a failure"))),
        }
    }

    /// Whether what is written stands under the index's name: what is written to a file without one is gone with the
    /// process.
    fn stands(&self) -> Result<(), IndexError> {
        let opened = self.open.read().unwrap_or_else(PoisonError::into_inner).inode;
        match inode(&self.path) {
            Ok(inode) if inode == opened => Ok(()),
            Err(IndexError::Io(error)) if error.kind() != io::ErrorKind::NotFound => {
                Err(IndexError::Io(error))
            }
            _ => Err(IndexError::Damaged("its file was taken away or replaced while it was open".to_owned())),
        }
    }
}

fn inode(path: &Path) -> Result<(u64, u64), IndexError> {
    let metadata = path.symlink_metadata().map_err(IndexError::Io)?;
    Ok((metadata.dev(), metadata.ino()))
}

/// Makes an empty index.
fn make(files: &dyn Files, path: &Path, options: RedbOptions) -> Result<(), IndexError> {
    fresh::make_whole(files, path, |fresh| RedbIndex::create(fresh, options)?.close())
}

impl Index for MendingIndex {
    fn covers(&self) -> Position {
        self.open.read().unwrap_or_else(PoisonError::into_inner).covers()
    }

    fn len(&self) -> u64 {
        self.with(|index| Ok(index.len())).unwrap_or_default()
    }

    fn find(&self, search: &mut Search, found: &mut Vec<u64>) -> Result<(), IndexError> {
        self.with(|index| index.find(search, found))
    }

    fn show(&self, number: u64, see: &mut dyn FnMut(&[u8])) -> Result<(), IndexError> {
        self.with(|index| index.show(number, see))
    }

    fn append(&self, entries: Vec<Arc<Entry>>, covers: Position) -> Result<(), IndexError> {
        self.with(|index| index.append(entries, covers))?;
        self.stands()
    }

    fn publish(&self) {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = &open.index {
            index.publish();
        }
    }

    fn forget(&self, now: i64, remember: i64) -> Result<u64, IndexError> {
        self.with(|index| index.forget(now, remember))
    }

    fn mend(&self) -> Result<(), IndexError> {
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        open.covers = open.covers();
        open.index = None;
        let index = RedbIndex::open(&self.path, self.options)?;
        // A write that failed may have been done after all; one that succeeded cannot be gone.
        if index.covers() < open.covers {
            return Err(IndexError::Damaged("it has lost what was written".to_owned()));
        }
        open.index = Some(index);
        open.inode = inode(&self.path)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::RealFiles;

    fn append(index: &MendingIndex, n: u64, at: Position) {
        let entry = Entry { keys: vec![n << 32], payload: n.to_string().into_bytes(), ..Entry::default() };
        index.append(vec![Arc::new(entry)], at).unwrap();
        index.publish();
    }

    #[test]
    fn it_is_made_whole_and_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index.redb");
        std::fs::write(folder.path().join("index.redb.new"), "half made").unwrap();
        let index = MendingIndex::open(&RealFiles, &path, RedbOptions::default()).unwrap();
        let at = Position { segment: 1, offset: 10 };
        append(&index, 1, at);
        index.mend().unwrap();
        assert_eq!((index.covers(), index.len()), (at, 1));
        append(&index, 2, Position { segment: 1, offset: 20 });
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
    fn one_whose_file_is_taken_away_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index.redb");
        let index = MendingIndex::open(&RealFiles, &path, RedbOptions::default()).unwrap();
        append(&index, 1, Position { segment: 1, offset: 10 });
        std::fs::rename(&path, folder.path().join("elsewhere")).unwrap();
        let entry = Entry { keys: vec![2 << 32], ..Entry::default() };
        let appended = index.append(vec![Arc::new(entry)], Position { segment: 1, offset: 20 });
        assert!(matches!(appended, Err(IndexError::Damaged(_))));
    }

    #[test]
    fn one_that_goes_back_is_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index.redb");
        let index = MendingIndex::open(&RealFiles, &path, RedbOptions::default()).unwrap();
        append(&index, 1, Position { segment: 1, offset: 10 });
        std::fs::remove_file(&path).unwrap();
        make(&RealFiles, &path, RedbOptions::default()).unwrap();
        assert!(matches!(index.mend(), Err(IndexError::Damaged(_))));
        assert!(matches!(index.payload(0), Err(IndexError::Io(_))));
    }
}
