//! What is claimed and not finished with: no name twice at one time, and no file twice under two names.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::flow::held;

/// Device and inode of a file.
type Inode = (u64, u64);

/// Claimed files by their path below the inbox, each with what was read under it.
#[derive(Debug, Default)]
pub(super) struct Claims(Mutex<HashMap<PathBuf, Option<Inode>>>);

impl Claims {
    /// A file is claimed. False if one of its name is already.
    pub(super) fn begin(&self, path: &Path) -> bool {
        let mut claims = held(&self.0);
        let is_new = !claims.contains_key(path);
        if is_new {
            claims.insert(path.to_owned(), None);
        }
        is_new
    }

    /// What is claimed was read.
    pub(super) fn read(&self, path: &Path, inode: Inode) {
        held(&self.0).insert(path.to_owned(), Some(inode));
    }

    /// It is finished with, or was not claimed after all.
    pub(super) fn end(&self, path: &Path) {
        held(&self.0).remove(path);
    }

    /// Whether a file of this name is claimed.
    pub(super) fn holds(&self, path: &Path) -> bool {
        held(&self.0).contains_key(path)
    }

    /// Whether this file is in hand, under whatever name.
    pub(super) fn holds_file(&self, inode: Inode) -> bool {
        held(&self.0).values().any(|read| *read == Some(inode))
    }
}
