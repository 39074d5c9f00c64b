//! An index on disk that is opened again after a failure: redb does nothing more once an operation of the disk has
//! failed, be it only for want of room.

use std::io;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use crate::host::Files;
use crate::model::Position;

use super::file::{Inode, Stands, StoreFile};
use super::{Entry, Index, IndexError, RedbIndex, RedbOptions, Search};

/// A [`RedbIndex`] that [`mend`](Index::mend) opens again.
#[derive(Debug)]
pub struct MendingIndex {
    file: StoreFile,
    options: RedbOptions,
    open: RwLock<Open>,
}

#[derive(Debug)]
struct Open {
    /// None between a failure and the next opening that succeeds.
    index: Option<RedbIndex>,
    inode: Inode,
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
    pub fn open(
        files: Arc<dyn Files>,
        path: &Path,
        options: RedbOptions,
    ) -> Result<MendingIndex, IndexError> {
        let file = StoreFile::new(files, path);
        if file.inode().map_err(IndexError::Io)?.is_none() {
            make(&file, options)?;
        }
        // Left by a rebuilding that was cut.
        file.remove_left().map_err(IndexError::Io)?;
        let index = RedbIndex::open(path, options)?;
        let inode = file.inode().map_err(IndexError::Io)?.ok_or_else(taken_away)?;
        let open = Open { covers: index.covers(), index: Some(index), inode };
        Ok(MendingIndex { file, options, open: RwLock::new(open) })
    }

    fn with<T>(&self, work: impl FnOnce(&RedbIndex) -> Result<T, IndexError>) -> Result<T, IndexError> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        match &open.index {
            Some(index) => work(index),
            None => Err(IndexError::Io(io::Error::other("it is closed after a failure"))),
        }
    }

    /// Whether the file that was opened still has its name.
    fn stands(&self, opened: Inode) -> Result<(), IndexError> {
        match self.file.stands(opened).map_err(IndexError::Io)? {
            Stands::Ours => Ok(()),
            Stands::Replaced | Stands::Gone => Err(taken_away()),
        }
    }
}

fn taken_away() -> IndexError {
    IndexError::Damaged("its file was taken away or replaced while it was open".to_owned())
}

/// What is wrong with an index that was in use: one of which another was made is damaged, however whole that is.
fn in_use(error: IndexError) -> IndexError {
    match error {
        IndexError::Absent(_) | IndexError::Older { .. } | IndexError::Newer { .. } => {
            IndexError::Damaged(error.to_string())
        }
        other => other,
    }
}

/// Makes an empty index.
fn make(file: &StoreFile, options: RedbOptions) -> Result<(), IndexError> {
    file.make_whole(|fresh| RedbIndex::create(fresh, options)?.close())
}

impl Index for MendingIndex {
    fn covers(&self) -> Position {
        self.open.read().unwrap_or_else(PoisonError::into_inner).covers()
    }

    fn len(&self) -> u64 {
        self.with(|index| Ok(index.len())).unwrap_or_default()
    }

    fn end(&self) -> u64 {
        self.with(|index| Ok(index.end())).unwrap_or_default()
    }

    fn find(&self, search: &mut Search, found: &mut Vec<u64>) -> Result<(), IndexError> {
        self.with(|index| index.find(search, found))
    }

    fn show(&self, number: u64, see: &mut dyn FnMut(&[u8])) -> Result<(), IndexError> {
        self.with(|index| index.show(number, see))
    }

    fn append(&self, entries: Vec<Arc<Entry>>, covers: Position) -> Result<(), IndexError> {
        self.with(|index| index.append(entries, covers))?;
        let opened = self.open.read().unwrap_or_else(PoisonError::into_inner).inode;
        self.stands(opened)
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
        self.stands(open.inode)?;
        let index = RedbIndex::open(&self.file.path, self.options).map_err(in_use)?;
        // A write that failed may have been done after all; one that succeeded cannot be gone.
        if index.covers() < open.covers {
            return Err(IndexError::Damaged("it has lost what was written".to_owned()));
        }
        self.stands(open.inode)?;
        open.index = Some(index);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::RealFiles;

    fn open_at(path: &Path, options: RedbOptions) -> Result<MendingIndex, IndexError> {
        MendingIndex::open(Arc::new(RealFiles), path, options)
    }

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
        let index = open_at(&path, RedbOptions::default()).unwrap();
        let at = Position { segment: 1, offset: 10 };
        append(&index, 1, at);
        index.mend().unwrap();
        assert_eq!((index.covers(), index.len()), (at, 1));
        append(&index, 2, Position { segment: 1, offset: 20 });
        assert_eq!(index.len(), 2);
        let names: Vec<_> =
            std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(names, ["index.redb"]);
        assert!(matches!(open_at(&path, RedbOptions::default()), Err(IndexError::Locked)));
    }

    #[test]
    fn one_whose_file_is_taken_away_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index.redb");
        let index = open_at(&path, RedbOptions::default()).unwrap();
        append(&index, 1, Position { segment: 1, offset: 10 });
        std::fs::rename(&path, folder.path().join("elsewhere")).unwrap();
        let entry = Entry { keys: vec![2 << 32], ..Entry::default() };
        let appended = index.append(vec![Arc::new(entry)], Position { segment: 1, offset: 20 });
        assert!(matches!(appended, Err(IndexError::Damaged(_))));
    }

    #[test]
    fn one_that_was_taken_away_or_replaced_is_damaged_after_a_failure_too() {
        let overwritten = |content: u64| {
            move |path: &Path| {
                let other = path.with_extension("other");
                let options = RedbOptions { content, ..RedbOptions::default() };
                RedbIndex::create(&other, options).unwrap().close().unwrap();
                std::fs::write(path, std::fs::read(other).unwrap()).unwrap();
            }
        };
        let replaced = |path: &Path| {
            let other = path.with_extension("other");
            std::fs::copy(path, &other).unwrap();
            std::fs::rename(other, path).unwrap();
        };
        let gone = |path: &Path| std::fs::remove_file(path).unwrap();
        let becomes: [&dyn Fn(&Path); 5] =
            [&gone, &replaced, &overwritten(4), &overwritten(5), &overwritten(6)];
        for (case, becomes) in becomes.into_iter().enumerate() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("index.redb");
            let index = open_at(&path, RedbOptions { content: 5, ..RedbOptions::default() }).unwrap();
            append(&index, 1, Position { segment: 1, offset: 10 });
            {
                let mut open = index.open.write().unwrap();
                open.covers = open.covers();
                open.index = None;
            }
            becomes(&path);
            let mended = index.mend();
            assert!(matches!(mended, Err(IndexError::Damaged(_))), "{case}: {mended:?}");
            assert!(matches!(index.payload(0), Err(IndexError::Io(_))), "{case}");
        }
    }
}
