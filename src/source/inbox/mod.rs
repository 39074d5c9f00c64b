//! The inbox: a folder into which others write files, one file one arrival.
//!
//! Promises:
//! - a file is taken when its writer is done (a hint says that it was closed or moved in, or its size and time
//!   have stood still for `settle`, an empty one's for longer), and only by being renamed into a private folder beside it;
//! - it is finished with (moved, deleted, noted) only after its receipt, and only if it is still, inode, size and
//!   time, what was read: otherwise it goes back and is read again once it stands still;
//! - what an earlier process had claimed is taken first;
//! - hidden files, `*.tmp`, `*.part`, links, FIFOs and devices are left alone and counted.
//!
//! Everything here is plain calls on [`Files`]; who calls them when, and waits, is [`driver`].

use std::collections::{HashMap, HashSet, VecDeque};
use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use crate::flow::{Outcome, held};
use crate::host::{Clock, Files, Lock, Stat, transfer};
use crate::model::Fault;
use crate::quarantine::Quarantine;

use self::ledger::Ledger;

pub(crate) mod driver;
mod find;
mod finish;
pub mod ledger;
mod take;
mod watch;

/// The private folder, beside the files, into which they are claimed.
pub const CLAIMS: &str = ".wiredesk";

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
    /// Largest file that is read.
    pub document_bytes: u64,
}

/// A file that is ready to be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Path relative to the inbox.
    pub path: PathBuf,
    /// Bytes, as seen; an estimate.
    pub size: u64,
    /// Whether it stands in the private folder already.
    pub claimed: bool,
}

/// A file that was read and is not finished with.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Path relative to the inbox, under its own name.
    pub path: PathBuf,
    /// What was read.
    pub stat: Stat,
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
    Read(Claim, Vec<u8>),
    /// It cannot be read: it belongs in quarantine.
    Refused(Claim, Fault),
    /// It is gone, or no regular file.
    Left,
    /// Another of its name is being read, or it is being written: it stays for a later scan.
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
    /// name is taken there, in the private folder, to be read again now.
    Changed(Candidate),
    /// The operating system refused: finish again later.
    Failed(Claim, Outcome, io::Error),
}

/// What a scan found.
#[derive(Debug, Default)]
pub struct Scan {
    /// Ready, oldest first.
    pub ready: VecDeque<Candidate>,
    /// How long until one that is not ready may be.
    pub look_again: Option<Duration>,
    /// More files stand there than one scan hands over.
    pub more: bool,
    /// Left alone by their name.
    pub ignored: usize,
    /// Left alone because they are no regular files.
    pub special: usize,
}

enum Claimed {
    Yes,
    Gone,
    Busy,
}

#[derive(Debug, Clone, Copy)]
struct Watched {
    stat: Stat,
    since: Duration,
}

/// The inbox.
pub struct Inbox {
    files: Arc<dyn Files>,
    clock: Arc<dyn Clock>,
    quarantine: Quarantine,
    settings: Settings,
    /// Largest file that is read, as it is now.
    document_bytes: AtomicU64,
    /// Files whose size and time are being watched.
    watched: Mutex<HashMap<PathBuf, Watched>>,
    /// With `after = "keep"`: files that were read and are not noted yet.
    reading: Mutex<HashSet<PathBuf>>,
    /// How often each file that cannot be read for an error of the disk was tried.
    failed: Mutex<HashMap<PathBuf, u32>>,
    /// Files that were put back to be watched: of these the next hint is our own doing.
    put_back: Mutex<HashSet<PathBuf>>,
    /// Folders that are known to exist.
    made: Mutex<HashSet<PathBuf>>,
    /// Held while names are changed. Renames between folders wait for each other in the kernel, spinning; here they
    /// wait asleep.
    turn: Mutex<()>,
    _lock: Option<Box<dyn Lock>>,
}

/// Why an inbox could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process takes its files.
    #[error("another wiredesk watches {}: stop it, or give this one another folder", .0.display())]
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

impl Inbox {
    /// Takes the folder; makes it if need be.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(
        files: Arc<dyn Files>,
        clock: Arc<dyn Clock>,
        quarantine: Quarantine,
        settings: Settings,
    ) -> Result<Inbox, OpenError> {
        let io = |error| OpenError::Io { path: settings.folder.clone(), error };
        files.create_folders(&settings.folder).map_err(io)?;
        let lock = match files.lock_folder(&settings.folder) {
            Ok(Some(lock)) => Some(lock),
            Ok(None) => return Err(OpenError::Locked(settings.folder)),
            // Some network file systems have no locks; the state folder's lock still stands.
            Err(e) if e.kind() == io::ErrorKind::Unsupported => None,
            Err(e) => return Err(io(e)),
        };
        Ok(Inbox {
            document_bytes: AtomicU64::new(settings.document_bytes),
            files,
            clock,
            quarantine,
            settings,
            watched: Mutex::default(),
            reading: Mutex::default(),
            failed: Mutex::default(),
            put_back: Mutex::default(),
            made: Mutex::default(),
            turn: Mutex::default(),
            _lock: lock,
        })
    }

    /// Reads files of up to another size from now on.
    pub fn set_document_bytes(&self, bytes: u64) {
        self.document_bytes.store(bytes, Relaxed);
    }

    /// The inbox's settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    fn keeps(&self) -> bool {
        matches!(self.settings.after, After::Keep(_))
    }

    /// Where a file stands once it is claimed.
    fn claim_place(&self, path: &Path) -> PathBuf {
        let folder = path.parent().unwrap_or(Path::new(""));
        self.settings.folder.join(folder).join(CLAIMS).join(path.file_name().unwrap_or_default())
    }

    /// Where a file stands while it is read.
    fn place(&self, path: &Path) -> PathBuf {
        if self.keeps() { self.settings.folder.join(path) } else { self.claim_place(path) }
    }

    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        if held(&self.made).contains(folder) {
            return Ok(());
        }
        self.files.create_folders(folder)?;
        let mut made = held(&self.made);
        if made.len() > 10_000 {
            made.clear();
        }
        made.insert(folder.to_owned());
        Ok(())
    }

    /// The right to change names in the inbox; held by whoever takes or finishes with a batch of files.
    pub fn turn(&self) -> MutexGuard<'_, ()> {
        held(&self.turn)
    }

    /// Forgets that a file was being read; with the other ways nothing is remembered.
    fn let_go(&self, path: &Path) {
        held(&self.failed).remove(path);
        if self.keeps() {
            held(&self.reading).remove(path);
        }
    }

    /// Puts a claimed file back where it was, under another name where that is taken.
    fn give_back(&self, path: &Path) {
        self.let_go(path);
        let claimed = self.claim_place(path);
        let place = self.settings.folder.join(path);
        let folder = place.parent().unwrap_or(&self.settings.folder);
        match self.move_aside(&claimed, folder, path.file_name().unwrap_or_default()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(path = %path.display(), %error, "cannot give back a claimed file");
            }
            _ => {}
        }
    }

    /// Puts a claimed file back where it was, if its name is free there. Whether it was.
    fn unclaim(&self, path: &Path) -> bool {
        held(&self.put_back).insert(path.to_owned());
        let done = self.files.rename(&self.claim_place(path), &self.settings.folder.join(path)).is_ok();
        if !done {
            held(&self.put_back).remove(path);
        }
        done
    }

    /// Moves a file under its name, or the name with `~2`, `~3`, ... where that is taken.
    fn move_aside(&self, from: &Path, folder: &Path, name: &OsStr) -> io::Result<()> {
        let mut made_again = false;
        let mut copy: u64 = 1;
        let mut step: u64 = 1;
        loop {
            let to = if copy == 1 { folder.join(name) } else { folder.join(numbered(name, copy)) };
            match transfer(&*self.files, from, &to) {
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                    // Strides grow, so that the ten-thousandth `latest.xml` of a day does not try them all.
                    copy += step;
                    step = if copy > 8 { step * 2 } else { 1 };
                }
                Err(e) if e.kind() == io::ErrorKind::NotFound && !made_again => {
                    made_again = true;
                    held(&self.made).remove(folder);
                    self.make_folder(folder)?;
                }
                other => return other,
            }
        }
    }
}

impl std::fmt::Debug for Inbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inbox").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// Whether a name is one that is left alone: hidden, or half written by convention.
pub(crate) fn is_ignored(name: &OsStr) -> bool {
    let name = name.as_bytes();
    name.starts_with(b".") || name.ends_with(b".tmp") || name.ends_with(b".part")
}

/// `story.txt` and 2 give `story~2.txt`.
pub(crate) fn numbered(name: &OsStr, copy: u64) -> PathBuf {
    let bytes = name.as_bytes();
    let dot = bytes.iter().rposition(|&b| b == b'.').filter(|&at| at > 0).unwrap_or(bytes.len());
    let (stem, extension) = bytes.split_at(dot);
    let suffix = format!("~{copy}");
    // A name may have 255 bytes at most.
    let room = 255_usize.saturating_sub(suffix.len() + extension.len());
    let mut new = stem.get(..stem.len().min(room)).unwrap_or_default().to_vec();
    new.extend_from_slice(suffix.as_bytes());
    new.extend_from_slice(extension);
    PathBuf::from(OsStr::from_bytes(&new))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_left_alone() {
        for name in [".hidden", "a.tmp", "b.part", ".wiredesk"] {
            assert!(is_ignored(OsStr::new(name)), "{name}");
        }
        for name in ["a.txt", "tmp", "part", "a.tmp.txt"] {
            assert!(!is_ignored(OsStr::new(name)), "{name}");
        }
    }

    #[test]
    fn numbered_names_keep_their_ending_and_fit() {
        assert_eq!(numbered(OsStr::new("story.txt"), 2), Path::new("story~2.txt"));
        assert_eq!(numbered(OsStr::new("story"), 3), Path::new("story~3"));
        let long = "x".repeat(251) + ".txt";
        assert_eq!(numbered(OsStr::new(&long), 12).as_os_str().len(), 255);
    }
}
