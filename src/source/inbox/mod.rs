//! The inbox: a folder into which others write files, one file one arrival.
//!
//! Promises:
//! - a file is taken when its writer is done: a hint says that it was closed or moved in, or its size and time have
//!   stood still for `settle` (an empty one's for longer) and nobody who can be seen has it open; and only by being renamed
//!   into a private folder beside it;
//! - it is finished with (moved, deleted, noted) only after its receipt, and only if it is still, inode, size and
//!   times, what was read: otherwise it goes back and is read again once it stands still. One that changes after it was
//!   put away is read again too, as a further version of the same input;
//! - what an earlier process had claimed is taken first;
//! - hidden files, `*.tmp`, `*.part`, names that the user ignores, links, FIFOs, devices and wiredesk's own files are left
//!   alone and counted. Folders are held, not named: no link leads out of the inbox, whatever is renamed meanwhile;
//! - what cannot be taken or put away holds up nothing else: its folder or name is left for a while, and said.
//!
//! Everything here is plain calls on [`Files`]; who calls them when, and waits, is `driver`.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use crate::flow::{Outcome, held};
use crate::host::{Clock, Files, Held, Lock, Stat, TreeLock};
use crate::model::Fault;
use crate::quarantine::Quarantine;
use crate::source::Content;

use self::blocked::Blocked;
use self::claims::Claims;
use self::handles::Handles;
use self::ledger::Ledger;
use self::own::Own;

mod aside;
mod blocked;
mod claims;
mod driver;
mod find;
mod finish;
mod finishing;
mod handles;
mod later;
pub mod ledger;
mod names;
mod own;
mod suspect;
mod table;
mod take;
mod watch;

pub use names::Ignore;
use names::is_pattern;
pub(crate) use names::{is_ignored, numbered};
pub(super) use table::KIND;
pub use table::{After as AfterKey, Inbox as Keys};

/// The private folder, beside the files, into which they are claimed.
pub const CLAIMS: &str = ".wiredesk";

/// Folders that are known to exist, at most.
const MOST_MADE: usize = if cfg!(test) { 60 } else { 10_000 };

/// What becomes of a file that is done with.
#[derive(Debug)]
pub enum After {
    /// It goes to this folder, under `YYYY/MM/DD/`.
    Move(PathBuf),
    /// It is removed.
    Delete,
    /// It stays; the ledger remembers it.
    Keep(Ledger),
}

/// How an inbox is kept.
#[derive(Debug)]
pub struct Settings {
    /// Configured name of the source.
    pub name: Arc<str>,
    /// The folder.
    pub folder: PathBuf,
    /// What becomes of a file that is done with.
    pub after: After,
    /// How long size and time must have stood still.
    pub settle: Duration,
    /// How long a file is left alone after it was closed.
    pub settle_closed: Duration,
    /// Names that are left alone.
    pub ignore: Ignore,
    /// Folders whose files are never copy, whatever name leads to them: wiredesk's own.
    pub own: Vec<PathBuf>,
}

/// Where a file that is to be taken stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stands {
    /// Where its writer put it.
    Inbox,
    /// In the private folder already.
    Claimed,
    /// Where it was put away, before it changed once more.
    Away(PathBuf),
}

/// A file that is ready to be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Path relative to the inbox.
    pub path: PathBuf,
    /// Bytes, as seen; an estimate.
    pub size: u64,
    /// Where it stands.
    pub stands: Stands,
    /// What it was when it was found to be ready; another content has to stand still first. None where it is taken as it
    /// is.
    pub seen: Option<Stat>,
    /// Whether its writer is known to be done, rather than to have been still.
    pub closed: bool,
}

/// The inbox's folder as it was opened: the same whatever becomes of its name.
struct Root {
    held: Held,
    _lock: Option<Box<dyn Lock>>,
}

impl std::fmt::Debug for Root {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Root({:?})", self.held.inode())
    }
}

/// A file that was read and is not finished with.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Path relative to the inbox, under its own name.
    pub path: PathBuf,
    /// What was read.
    pub stat: Stat,
    root: Arc<Root>,
    /// Where it stands, if it had been put away before it changed.
    away: Option<PathBuf>,
    closed: bool,
    /// Hash of what was read, where it was read into memory.
    hash: Option<[u8; 16]>,
    /// How often finishing with it has failed.
    failed: u32,
}

impl Claim {
    /// The path as it stands in records: `/` between folders, U+FFFD for what is not UTF-8.
    pub fn display_path(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    /// The path's own bytes, for its identity.
    pub fn path_bytes(&self) -> &[u8] {
        self.path.as_os_str().as_bytes()
    }
}

/// What taking a candidate came to.
#[derive(Debug)]
pub enum Taken {
    /// Its bytes.
    Read(Claim, Content),
    /// It cannot be read: it belongs in quarantine.
    Refused(Claim, Fault),
    /// It is gone, or nothing that is read.
    Left,
    /// Another of its name is being read, or it is being written: it is watched, and taken later.
    Busy,
    /// The operating system refused for a reason that is not the file's: try again later.
    Failed(Candidate, io::Error),
}

/// What finishing with a claim came to.
#[derive(Debug)]
pub enum Finished {
    /// Moved, deleted, noted, or quarantined.
    Done,
    /// It changed after it was read. It stands in the inbox again, to be read once it stands still; or, where its
    /// name is taken there, in the private folder, to be read again.
    Changed(Candidate),
    /// It was refused, and may not be whole yet: finish again later.
    Later(Claim, Outcome),
    /// The operating system refused: finish again later.
    Failed(Claim, Outcome, io::Error),
    /// The operating system refused once more, for a reason of this file's own: nobody should wait for it.
    Stuck(Claim, Outcome, io::Error),
}

enum Claimed {
    Yes,
    Gone,
    Busy,
    /// Something stands under its name in the private folder that nobody here put there.
    Foreign,
}

#[derive(Debug, Clone, Copy)]
struct Watched {
    stat: Stat,
    since: Duration,
    /// How long it must stand still.
    need: Duration,
    /// Whether it was seen being closed or moved in.
    closed: bool,
}

/// A name in a folder that is held.
struct Spot {
    _folder: Option<Held>,
    _root: Arc<Root>,
    path: PathBuf,
}

/// The inbox.
pub struct Inbox {
    files: Arc<dyn Files>,
    clock: Arc<dyn Clock>,
    quarantine: Quarantine,
    settings: Settings,
    root: Mutex<Arc<Root>>,
    own: Own,
    handles: Arc<Handles>,
    /// Files whose size and time are being watched.
    watched: Mutex<HashMap<PathBuf, Watched>>,
    /// With `after = "keep"`: files that were read and are not noted yet. Else: files that stand in private folders.
    claims: Claims,
    /// How often each file that cannot be read for an error of the disk was tried.
    failed: Mutex<HashMap<PathBuf, u32>>,
    /// Files that were put back to be watched: of these the next hint is our own doing.
    put_back: Mutex<HashSet<PathBuf>>,
    /// Folders, and names, of which nothing can be taken.
    blocked: Blocked,
    /// Folders that are known to exist, see [`Inbox::note_made`].
    made: Mutex<HashSet<PathBuf>>,
    /// Of names that were taken where files are put away: the number that was given last.
    numbers: Mutex<HashMap<PathBuf, u64>>,
    /// What was put away lately, by where it stands.
    away: Mutex<aside::Away>,
    /// Held while names are changed. Renames between folders wait for each other in the kernel, spinning; here they
    /// wait asleep.
    turn: Mutex<()>,
}

/// Why an inbox could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process takes its files, or those of a folder above or below.
    #[error("another wiredesk watches {}, or a folder in it: stop it, or give this one another folder", .0.display())]
    Locked(PathBuf),
    /// The folder cannot be made or read.
    #[error("cannot use the inbox {}: {error}", path.display())]
    Io {
        /// The folder.
        path: PathBuf,
        /// What the operating system said.
        error: io::Error,
    },
}

fn take_root(files: &dyn Files, folder: &Path) -> Result<Root, OpenError> {
    let io = |error| OpenError::Io { path: folder.to_owned(), error };
    let lock = match files.lock_tree(folder) {
        Ok(TreeLock::Ours(lock)) => Some(lock),
        Ok(TreeLock::Theirs(folder)) => return Err(OpenError::Locked(folder)),
        // Some network file systems have no locks; the state folder's lock still stands.
        Err(e) if e.kind() == io::ErrorKind::Unsupported => None,
        Err(e) => return Err(io(e)),
    };
    Ok(Root { held: files.hold(folder).map_err(io)?, _lock: lock })
}

impl Inbox {
    /// Takes the folder; makes it if need be.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(
        files: Arc<dyn Files>,
        clock: Arc<dyn Clock>,
        quarantine: Quarantine,
        mut settings: Settings,
    ) -> Result<Inbox, OpenError> {
        let io = |error| OpenError::Io { path: settings.folder.clone(), error };
        files.create_folders(&settings.folder).map_err(io)?;
        let root = take_root(&*files, &settings.folder)?;
        Ok(Inbox {
            own: Own::new(Arc::clone(&files), Arc::clone(&clock), std::mem::take(&mut settings.own)),
            files,
            clock,
            quarantine,
            settings,
            root: Mutex::new(Arc::new(root)),
            handles: Arc::default(),
            watched: Mutex::default(),
            claims: Claims::default(),
            failed: Mutex::default(),
            put_back: Mutex::default(),
            blocked: Blocked::default(),
            made: Mutex::default(),
            numbers: Mutex::default(),
            away: Mutex::default(),
            turn: Mutex::default(),
        })
    }

    /// The inbox's settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Why nothing can be taken from a folder, or under a name, if there is one.
    pub fn blocked(&self) -> Option<String> {
        self.blocked.first()
    }

    /// What tells the content of a claimed file apart from others of its path.
    fn version_of_claimed(&self, path: &Path) -> io::Result<Vec<u8>> {
        let place = self.claim_spot(&self.root(), path)?;
        Ok(version(&self.files.stat(&place.path)?))
    }

    /// What is wrong with the ledger of kept files, while it is.
    pub fn ledger_trouble(&self) -> Option<String> {
        match &self.settings.after {
            After::Keep(ledger) => ledger.trouble(),
            After::Move(_) | After::Delete => None,
        }
    }

    fn keeps(&self) -> bool {
        matches!(self.settings.after, After::Keep(_))
    }

    fn root(&self) -> Arc<Root> {
        Arc::clone(&held(&self.root))
    }

    /// Where the inbox's folder was removed and made anew, or replaced: begins with the new one. What was claimed in the
    /// old one is finished with there. Whether there is a new one.
    ///
    /// # Errors
    /// If no folder stands under its name, or another process has it.
    pub fn look_for_root(&self) -> io::Result<bool> {
        let now = self.files.hold(&self.settings.folder)?;
        if now.inode() == self.root().held.inode() {
            return Ok(false);
        }
        let root = take_root(&*self.files, &self.settings.folder).map_err(|error| match error {
            OpenError::Io { error, .. } => error,
            locked @ OpenError::Locked(_) => io::Error::new(io::ErrorKind::ResourceBusy, locked.to_string()),
        })?;
        tracing::info!(folder = %self.settings.folder.display(), "the inbox is another folder now");
        *held(&self.root) = Arc::new(root);
        held(&self.made).clear();
        self.handles.forget();
        Ok(true)
    }

    /// The name of a file in a folder below the root, held; `folder` may be empty.
    fn spot(&self, root: &Arc<Root>, folder: &Path, name: &OsStr) -> io::Result<Spot> {
        if folder == Path::new("") {
            return Ok(Spot { path: root.held.path().join(name), _folder: None, _root: Arc::clone(root) });
        }
        let below = self.files.hold_below(&root.held, folder)?;
        Ok(Spot { path: below.path().join(name), _folder: Some(below), _root: Arc::clone(root) })
    }

    /// Where a file stands before it is claimed.
    fn own_spot(&self, root: &Arc<Root>, path: &Path) -> io::Result<Spot> {
        self.spot(root, path.parent().unwrap_or(Path::new("")), path.file_name().unwrap_or_default())
    }

    /// Where a file stands once it is claimed.
    fn claim_spot(&self, root: &Arc<Root>, path: &Path) -> io::Result<Spot> {
        self.spot(root, &claims_of(path), path.file_name().unwrap_or_default())
    }

    /// Where a file stands while it is read.
    fn place(&self, root: &Arc<Root>, path: &Path) -> io::Result<Spot> {
        if self.keeps() { self.own_spot(root, path) } else { self.claim_spot(root, path) }
    }

    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        if held(&self.made).contains(folder) {
            return Ok(());
        }
        self.files.create_folders(folder)?;
        self.note_made(folder);
        Ok(())
    }

    /// A folder exists. Of very many, all but the last are asked for again.
    fn note_made(&self, folder: &Path) {
        let mut made = held(&self.made);
        if made.len() >= MOST_MADE {
            made.clear();
        }
        made.insert(folder.to_owned());
    }

    /// The right to change names in the inbox; held by whoever takes or finishes with a batch of files.
    pub fn turn(&self) -> MutexGuard<'_, ()> {
        held(&self.turn)
    }

    /// Forgets that a file was being read.
    fn let_go(&self, path: &Path) {
        held(&self.failed).remove(path);
        self.claims.end(path);
    }

    /// Puts a claimed file back where it was, under another name where that is taken.
    fn give_back(&self, root: &Arc<Root>, path: &Path) {
        self.let_go(path);
        let name = path.file_name().unwrap_or_default();
        let put = || {
            let claimed = self.claim_spot(root, path)?;
            let back = self.own_spot(root, path)?;
            let folder = back.path.parent().unwrap_or(Path::new("/"));
            self.move_aside(&claimed.path, folder, name).map(drop)
        };
        match put() {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(path = %path.display(), %error, "cannot give back a claimed file");
            }
            _ => {}
        }
    }

    /// Puts a claimed file back where it was, if its name is free there. Whether it was.
    fn unclaim(&self, root: &Arc<Root>, path: &Path) -> bool {
        held(&self.put_back).insert(path.to_owned());
        let put = || {
            let (claimed, back) = (self.claim_spot(root, path)?, self.own_spot(root, path)?);
            self.files.rename(&claimed.path, &back.path)
        };
        let done = put().is_ok();
        if !done {
            held(&self.put_back).remove(path);
        }
        done
    }
}

impl From<OpenError> for crate::source::OpenError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Locked(_) => crate::source::OpenError::Busy(error.to_string()),
            OpenError::Io { .. } => crate::source::OpenError::Failed(error.to_string()),
        }
    }
}

/// What tells the contents of one path apart without reading them.
fn version(stat: &Stat) -> Vec<u8> {
    let mut version = stat.size.to_le_bytes().to_vec();
    version.extend_from_slice(&stat.modified.to_le_bytes());
    version
}

/// The private folder for a file.
fn claims_of(path: &Path) -> PathBuf {
    path.parent().unwrap_or(Path::new("")).join(CLAIMS)
}

impl std::fmt::Debug for Inbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inbox").field("settings", &self.settings).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
