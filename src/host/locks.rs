//! Who has which folder. A lock on a tree holds up and down: its folder for this process alone, every folder above it
//! shared with others that have a tree below, so that nobody takes one that encloses another.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use rustix::fs::FlockOperation;
use rustix::io::Errno;

use super::{Lock, TreeLock};

/// What this process has locked: its own locks must not stand in its way, and a folder above many trees is opened once.
#[derive(Default)]
struct Ours {
    alone: HashSet<(u64, u64)>,
    shared: HashMap<(u64, u64), Weak<File>>,
}

static OURS: Mutex<Option<Ours>> = Mutex::new(None);

fn with_ours<T>(work: impl FnOnce(&mut Ours) -> T) -> T {
    let mut ours: MutexGuard<'_, Option<Ours>> = OURS.lock().unwrap_or_else(PoisonError::into_inner);
    work(ours.get_or_insert_default())
}

struct RealLock {
    #[allow(dead_code, reason = "held for its lock, which ends with it")]
    file: File,
    inode: (u64, u64),
    #[allow(dead_code, reason = "held for their locks, which end with them")]
    above: Vec<Arc<File>>,
}

impl Lock for RealLock {}

impl Drop for RealLock {
    fn drop(&mut self) {
        with_ours(|ours| ours.alone.remove(&self.inode));
    }
}

fn inode_of(file: &File) -> io::Result<(u64, u64)> {
    file.metadata().map(|found| (found.dev(), found.ino()))
}

fn alone(path: &Path) -> io::Result<Option<RealLock>> {
    let file = File::open(path)?;
    let inode = inode_of(&file)?;
    match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => {
            with_ours(|ours| ours.alone.insert(inode));
            Ok(Some(RealLock { file, inode, above: Vec::new() }))
        }
        Err(Errno::WOULDBLOCK) => Ok(None),
        Err(e) => Err(e.into()),
    }
}

/// Takes a folder for this process alone; `None` where somebody else has it.
pub(super) fn lock_folder(path: &Path) -> io::Result<Option<Box<dyn Lock>>> {
    Ok(alone(path)?.map(|lock| Box::new(lock) as Box<dyn Lock>))
}

/// Takes a folder with everything below it.
pub(super) fn lock_tree(path: &Path) -> io::Result<TreeLock> {
    let Some(mut lock) = alone(path)? else { return Ok(TreeLock::Theirs(path.to_owned())) };
    let real = path.canonicalize()?;
    for folder in real.ancestors().skip(1) {
        match shared(folder) {
            Ok(Above::Shared(file)) => lock.above.push(file),
            Ok(Above::Own) => {}
            Ok(Above::Theirs) => return Ok(TreeLock::Theirs(folder.to_owned())),
            // What may not be opened, or knows no locks, is nobody's inbox that could be found out.
            Err(error) => {
                tracing::debug!(folder = %folder.display(), %error, "cannot lock a folder above an inbox")
            }
        }
    }
    Ok(TreeLock::Ours(Box::new(lock)))
}

enum Above {
    Shared(Arc<File>),
    /// This process has it for itself: its state folder, say.
    Own,
    Theirs,
}

fn shared(folder: &Path) -> io::Result<Above> {
    let file = File::open(folder)?;
    let inode = inode_of(&file)?;
    with_ours(|ours| {
        ours.shared.retain(|_, file| file.strong_count() > 0);
        if ours.alone.contains(&inode) {
            return Ok(Above::Own);
        }
        if let Some(file) = ours.shared.get(&inode).and_then(Weak::upgrade) {
            return Ok(Above::Shared(file));
        }
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockShared) {
            Ok(()) => {
                let file = Arc::new(file);
                ours.shared.insert(inode, Arc::downgrade(&file));
                Ok(Above::Shared(file))
            }
            Err(Errno::WOULDBLOCK) => Ok(Above::Theirs),
            Err(e) => Err(e.into()),
        }
    })
}
