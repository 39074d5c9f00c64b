//! The file of a store: made whole under another name first, so that a cut leaves nothing that looks like a damaged one;
//! and looked after while it is open, since what is written to a file without a name is gone with the process.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::host::Files;

use super::said::Said;

/// Where a store stands.
pub(super) struct StoreFile {
    pub(super) files: Arc<dyn Files>,
    pub(super) path: PathBuf,
}

/// Device and inode: which file was opened.
pub(super) type Inode = (u64, u64);

/// What stands under the store's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stands {
    /// The file that was opened.
    Ours,
    /// Another one.
    Replaced,
    Gone,
}

impl StoreFile {
    pub(super) fn new(files: Arc<dyn Files>, path: &Path) -> StoreFile {
        StoreFile { files, path: path.to_owned() }
    }

    /// Which file stands under the name now; none where it is gone.
    pub(super) fn inode(&self) -> io::Result<Option<Inode>> {
        match self.files.stat(&self.path) {
            Ok(stat) => Ok(Some(stat.inode)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether the file that was opened still has its name.
    pub(super) fn stands(&self, opened: Inode) -> io::Result<Stands> {
        Ok(match self.inode()? {
            Some(inode) if inode == opened => Stands::Ours,
            Some(_) => Stands::Replaced,
            None => Stands::Gone,
        })
    }

    /// Has `fill` make and close a file under another name, and gives it the store's.
    pub(super) fn make_whole<E: From<Said>>(
        &self,
        fill: impl FnOnce(&Path) -> Result<(), E>,
    ) -> Result<(), E> {
        let said = |error| E::from(Said::Io(error));
        self.remove_left().map_err(said)?;
        let fresh = self.fresh();
        let made = fill(&fresh).and_then(|()| {
            self.files.replace(&fresh, &self.path).map_err(said)?;
            self.path.parent().map_or(Ok(()), |folder| self.files.sync_folder(folder).map_err(said))
        });
        if made.is_err() {
            // What cannot be removed now is removed with the next try.
            self.files.remove(&fresh).ok();
        }
        made
    }

    /// Removes what a making that was cut left.
    pub(super) fn remove_left(&self) -> io::Result<()> {
        match self.files.remove(&self.fresh()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// The name under which a new file is made.
    fn fresh(&self) -> PathBuf {
        self.path.with_extension("redb.new")
    }
}

impl std::fmt::Debug for StoreFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("StoreFile").field(&self.path).finish()
    }
}
