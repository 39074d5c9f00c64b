//! The real disk, which refuses what it is told to, and counts how often folders are listed.

use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::sync::atomic::AtomicBool;

use super::*;
use redb::{Builder, Database, DatabaseError};

use crate::host::{AppendFile, FileKind, ReadSeek, RealFiles};

#[derive(Default)]
pub(super) struct Disk {
    /// How often a folder was listed.
    pub(super) lists: AtomicU64,
    /// No file gets another name: the disk is full.
    pub(super) full: AtomicBool,
    /// Files that get no other name, and why.
    pub(super) refused: Mutex<HashMap<OsString, i32>>,
}

impl Disk {
    pub(super) fn lists(&self) -> u64 {
        self.lists.load(Relaxed)
    }
}

impl Files for Disk {
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        if self.full.load(Relaxed) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        match from.file_name().and_then(|name| held(&self.refused).get(name).copied()) {
            Some(errno) => Err(io::Error::from_raw_os_error(errno)),
            None => RealFiles.rename(from, to),
        }
    }

    fn open_database(&self, path: &Path, how: &Builder) -> Result<Database, DatabaseError> {
        RealFiles.open_database(path, how)
    }

    fn make_database(&self, path: &Path, how: &Builder) -> Result<Database, DatabaseError> {
        RealFiles.make_database(path, how)
    }

    fn list(&self, folder: &Path, each: &mut dyn FnMut(OsString, FileKind) -> bool) -> io::Result<()> {
        self.lists.fetch_add(1, Relaxed);
        RealFiles.list(folder, each)
    }

    fn stat(&self, path: &Path) -> io::Result<Stat> {
        RealFiles.stat(path)
    }

    fn read(&self, path: &Path, cap: u64) -> io::Result<(Stat, Vec<u8>)> {
        RealFiles.read(path, cap)
    }

    fn open_read(&self, path: &Path) -> io::Result<(Stat, Box<dyn ReadSeek>)> {
        RealFiles.open_read(path)
    }

    fn read_at(&self, path: &Path, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        RealFiles.read_at(path, offset, buffer)
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn AppendFile>> {
        RealFiles.create(path)
    }

    fn open_append(&self, path: &Path) -> io::Result<Box<dyn AppendFile>> {
        RealFiles.open_append(path)
    }

    fn refresh(&self, path: &Path, offset: u64) -> io::Result<()> {
        RealFiles.refresh(path, offset)
    }

    fn replace(&self, from: &Path, to: &Path) -> io::Result<()> {
        RealFiles.replace(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        RealFiles.remove(path)
    }

    fn create_folders(&self, path: &Path) -> io::Result<()> {
        RealFiles.create_folders(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        RealFiles.remove_folder(path)
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        RealFiles.sync_folder(path)
    }

    fn sync_everything(&self, folder: &Path) -> io::Result<()> {
        RealFiles.sync_everything(folder)
    }

    fn room(&self, folder: &Path) -> io::Result<u64> {
        RealFiles.room(folder)
    }

    fn lock_folder(&self, path: &Path) -> io::Result<Option<Box<dyn Lock>>> {
        RealFiles.lock_folder(path)
    }

    fn lock_tree(&self, path: &Path) -> io::Result<TreeLock> {
        RealFiles.lock_tree(path)
    }

    fn hold(&self, path: &Path) -> io::Result<Held> {
        RealFiles.hold(path)
    }

    fn hold_below(&self, root: &Held, folder: &Path) -> io::Result<Held> {
        RealFiles.hold_below(root, folder)
    }

    fn open_handles(&self, names: &HashSet<OsString>) -> HashMap<(u64, u64), bool> {
        RealFiles.open_handles(names)
    }
}
