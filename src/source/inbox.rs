//! The inbox: a folder into which others write files, one file one arrival.
//!
//! Promises:
//! - a file is taken when its writer is done (a hint says that it was closed or moved in, or its size and time
//!   have stood still for `settle`), and only by being renamed into a private folder beside it;
//! - it is finished with (moved, deleted, noted) only after its receipt, and only if it is still, inode, size and
//!   time, what was read: otherwise it goes back and is read again once it stands still;
//! - what an earlier process had claimed is taken first;
//! - hidden files, `*.tmp`, `*.part`, links, FIFOs and devices are left alone and counted.
//!
//! Everything here is plain calls on [`Files`]; who calls them when, and waits, is `desk::intake`.

use std::collections::{HashMap, HashSet, VecDeque};
use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::flow::Outcome;
use crate::host::{Clock, FileKind, Files, Lock, Stat, transfer};
use crate::model::{Fault, FaultCode};
use crate::quarantine::{Quarantine, Refused};

use super::ledger::Ledger;

/// The private folder, beside the files, into which they are claimed.
pub const CLAIMS: &str = ".wiredesk";

/// Most files that one scan hands over; the rest come with the next.
const SCAN_MOST: usize = 50_000;

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

    /// What an earlier process had claimed and not finished with.
    ///
    /// # Errors
    /// If the inbox itself cannot be listed. Folders in it that cannot are skipped.
    pub fn take_back(&self) -> io::Result<VecDeque<Candidate>> {
        let mut found = VecDeque::new();
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            let listed = self.files.list(&self.settings.folder.join(&folder), &mut |name, kind| {
                if kind == FileKind::Folder && (name == CLAIMS || !is_ignored(&name)) {
                    folders.push(folder.join(name));
                } else if kind == FileKind::File && folder.file_name() == Some(OsStr::new(CLAIMS)) {
                    let path = folder.parent().unwrap_or(Path::new("")).join(name);
                    found.push_back(Candidate { path, size: 0, claimed: true });
                }
                true
            });
            match listed {
                Ok(()) => {}
                Err(e) if folder == Path::new("") => return Err(e),
                Err(e) if e.kind() == io::ErrorKind::NotFound => {}
                Err(e) => {
                    let folder = folder.display();
                    tracing::warn!(%folder, error = %e, "cannot look for what was claimed before");
                }
            }
        }
        if self.keeps() {
            // Claimed when files were not yet kept: they go back to where they are to stay.
            found.drain(..).for_each(|candidate| self.give_back(&candidate.path));
        }
        for candidate in &mut found {
            let place = self.claim_place(&candidate.path);
            candidate.size = self.files.stat(&place).map_or(0, |stat| stat.size);
        }
        found.make_contiguous().sort_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }

    /// Everything that is ready, by looking at every file.
    ///
    /// # Errors
    /// If the inbox itself cannot be listed. Folders in it that cannot are skipped.
    pub fn scan(&self) -> io::Result<Scan> {
        let now = self.clock.monotonic();
        let wall = self.clock.now().as_nanosecond();
        let mut scan = Scan::default();
        let mut ready: Vec<(i128, Candidate)> = Vec::new();
        let mut still: HashMap<PathBuf, Watched> = HashMap::new();
        let mut before = std::mem::take(&mut *lock(&self.watched));
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            let mut names = Vec::new();
            let listed = self.files.list(&self.settings.folder.join(&folder), &mut |name, kind| {
                match kind {
                    _ if is_ignored(&name) => scan.ignored += usize::from(name != CLAIMS),
                    FileKind::Folder => folders.push(folder.join(name)),
                    FileKind::File if ready.len() + names.len() >= SCAN_MOST => scan.more = true,
                    FileKind::File => names.push(name),
                    FileKind::Other => scan.special += 1,
                }
                !scan.more
            });
            match listed {
                Err(e) if folder == Path::new("") => return Err(e),
                Err(e) => {
                    tracing::warn!(folder = %folder.display(), error = %e, "cannot list a folder of the inbox");
                    continue;
                }
                Ok(()) => {}
            }
            for name in names {
                let path = folder.join(name);
                let Ok(stat) = self.files.stat(&self.settings.folder.join(&path)) else { continue };
                if stat.kind != FileKind::File || !self.is_news(&path, &stat) {
                    continue;
                }
                match self.settled(&stat, now, wall, before.remove(&path)) {
                    Ok(()) => {
                        ready.push((stat.modified, Candidate { path, size: stat.size, claimed: false }));
                    }
                    Err(watched) => {
                        let wait = (watched.since + self.settings.settle).saturating_sub(now);
                        scan.look_again = Some(scan.look_again.map_or(wait, |soonest| soonest.min(wait)));
                        still.insert(path, watched);
                    }
                }
            }
            if scan.more {
                break;
            }
        }
        *lock(&self.watched) = still;
        ready.sort_by(|a, b| (a.0, &a.1.path).cmp(&(b.0, &b.1.path)));
        scan.ready = ready.into_iter().map(|(_, candidate)| candidate).collect();
        Ok(scan)
    }

    /// Whether size and time have stood still long enough: by the file's own time, or by our watching it.
    fn settled(
        &self,
        stat: &Stat,
        now: Duration,
        wall: i128,
        before: Option<Watched>,
    ) -> Result<(), Watched> {
        let settle = self.settings.settle;
        let age = wall - stat.modified;
        if age >= i128::try_from(settle.as_nanos()).unwrap_or(i128::MAX) {
            return Ok(());
        }
        match before {
            Some(watched) if watched.stat.same_content(stat) => {
                if now.saturating_sub(watched.since) >= settle { Ok(()) } else { Err(watched) }
            }
            _ => Err(Watched { stat: *stat, since: now }),
        }
    }

    /// With `after = "keep"`: whether the file is not known as it stands.
    fn is_news(&self, path: &Path, stat: &Stat) -> bool {
        let After::Keep(ledger) = &self.settings.after else { return true };
        if lock(&self.reading).contains(path) {
            return false;
        }
        match ledger.is_done(path.as_os_str().as_bytes(), stat) {
            Ok(done) => !done,
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "cannot read the ledger");
                false
            }
        }
    }

    /// A file of which a hint says that its writer closed it or moved it in; `path` is absolute.
    pub fn hinted(&self, path: &Path) -> Option<Candidate> {
        let relative = path.strip_prefix(&self.settings.folder).ok()?;
        let mut parts = relative.components();
        if parts.any(|part| !matches!(part, Component::Normal(name) if !is_ignored(name))) {
            return None;
        }
        if lock(&self.put_back).remove(relative) {
            return None;
        }
        let stat = self.files.stat(path).ok()?;
        if stat.kind != FileKind::File || !self.is_news(relative, &stat) {
            return None;
        }
        lock(&self.watched).remove(relative);
        Some(Candidate { path: relative.to_owned(), size: stat.size, claimed: false })
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
        if lock(&self.made).contains(folder) {
            return Ok(());
        }
        self.files.create_folders(folder)?;
        let mut made = lock(&self.made);
        if made.len() > 10_000 {
            made.clear();
        }
        made.insert(folder.to_owned());
        Ok(())
    }

    /// Claims a file, if it is there and none of its name is claimed already.
    fn claim(&self, path: &Path) -> io::Result<Claimed> {
        let from = self.settings.folder.join(path);
        let to = self.claim_place(path);
        let folder = to.parent().unwrap_or(&self.settings.folder);
        for attempt in 0..2 {
            self.make_folder(folder)?;
            match self.files.rename(&from, &to) {
                Ok(()) => {
                    lock(&self.put_back).remove(path);
                    return Ok(Claimed::Yes);
                }
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => return Ok(Claimed::Busy),
                // The file vanished, or the private folder was removed behind our back.
                Err(e) if e.kind() == io::ErrorKind::NotFound => {
                    lock(&self.made).remove(folder);
                    if attempt > 0 || self.files.stat(&from).is_err() {
                        return Ok(Claimed::Gone);
                    }
                }
                Err(e) => return Err(e),
            }
        }
        Ok(Claimed::Gone)
    }

    /// The right to change names in the inbox; held by whoever takes or finishes with a batch of files.
    pub fn turn(&self) -> MutexGuard<'_, ()> {
        lock(&self.turn)
    }

    /// Claims and reads a file.
    pub fn take(&self, candidate: Candidate) -> Taken {
        if self.keeps() {
            if !lock(&self.reading).insert(candidate.path.clone()) && !candidate.claimed {
                return Taken::Left;
            }
        } else if !candidate.claimed {
            match self.claim(&candidate.path) {
                Ok(Claimed::Yes) => {}
                Ok(Claimed::Gone) => return Taken::Left,
                Ok(Claimed::Busy) => return Taken::Busy,
                Err(error) => return Taken::Failed(candidate, error),
            }
        }
        self.read(Candidate { claimed: true, ..candidate })
    }

    fn read(&self, candidate: Candidate) -> Taken {
        let place = self.place(&candidate.path);
        let error = match self.files.read(&place, self.document_bytes.load(Relaxed)) {
            Ok((stat, bytes)) => {
                lock(&self.failed).remove(&candidate.path);
                return Taken::Read(Claim { path: candidate.path, stat }, bytes);
            }
            Err(error) => error,
        };
        let code = match error.kind() {
            io::ErrorKind::NotFound => {
                self.let_go(&candidate.path);
                return Taken::Left;
            }
            io::ErrorKind::InvalidInput => {
                self.give_back(&candidate.path);
                return Taken::Left;
            }
            // Its writer is not done after all: it is to stand still first, like any other.
            io::ErrorKind::ResourceBusy if self.keeps() || self.unclaim(&candidate.path) => {
                self.let_go(&candidate.path);
                return Taken::Busy;
            }
            io::ErrorKind::FileTooLarge => FaultCode::TooLarge,
            io::ErrorKind::PermissionDenied => FaultCode::Unreadable,
            _ if error.raw_os_error() == Some(EIO) && self.keeps_failing(&candidate.path) => {
                FaultCode::Unreadable
            }
            _ => return Taken::Failed(candidate, error),
        };
        match self.files.stat(&place) {
            Ok(stat) => {
                Taken::Refused(Claim { path: candidate.path, stat }, Fault::new(code, error.to_string()))
            }
            Err(_) => {
                self.let_go(&candidate.path);
                Taken::Left
            }
        }
    }

    /// Whether a file has failed to be read for the third time while its folder can be listed: then it is the file. A
    /// disk that refuses everything for a moment is no reason to refuse what lies on it.
    fn keeps_failing(&self, path: &Path) -> bool {
        let mut failed = lock(&self.failed);
        let times = failed.entry(path.to_owned()).or_default();
        *times += 1;
        let is_the_file = *times >= 3
            && self
                .place(path)
                .parent()
                .is_some_and(|folder| self.files.list(folder, &mut |_, _| false).is_ok());
        if is_the_file {
            failed.remove(path);
        }
        is_the_file
    }

    /// Forgets that a file was being read; with the other ways nothing is remembered.
    fn let_go(&self, path: &Path) {
        lock(&self.failed).remove(path);
        if self.keeps() {
            lock(&self.reading).remove(path);
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
        lock(&self.put_back).insert(path.to_owned());
        let done = self.files.rename(&self.claim_place(path), &self.settings.folder.join(path)).is_ok();
        if !done {
            lock(&self.put_back).remove(path);
        }
        done
    }

    /// Does with several files what their receipts say; with `after = "keep"` they are noted in one transaction.
    pub fn finish_all(&self, back: Vec<(Claim, Outcome)>) -> Vec<Finished> {
        let After::Keep(ledger) = &self.settings.after else {
            return back.into_iter().map(|(claim, outcome)| self.finish(claim, outcome)).collect();
        };
        let mut results = Vec::with_capacity(back.len());
        let mut kept = Vec::new();
        for (claim, outcome) in back {
            let unchanged =
                || self.files.stat(&self.place(&claim.path)).is_ok_and(|stat| stat.same_content(&claim.stat));
            if outcome == Outcome::Committed && unchanged() {
                kept.push(claim);
            } else {
                results.push(self.finish(claim, outcome));
            }
        }
        let noted = match kept.is_empty() {
            true => Ok(()),
            false => ledger.note(kept.iter().map(|claim| (claim.path_bytes(), &claim.stat))),
        };
        results.extend(kept.into_iter().map(|claim| match &noted {
            Ok(()) => {
                self.let_go(&claim.path);
                Finished::Done
            }
            Err(error) => Finished::Failed(claim, Outcome::Committed, io::Error::other(error.to_string())),
        }));
        results
    }

    /// Does with a file what its receipt says, if it is still what was read.
    pub fn finish(&self, claim: Claim, outcome: Outcome) -> Finished {
        if outcome == Outcome::Dropped {
            // Left as claimed: the next start takes it back.
            return Finished::Done;
        }
        let place = self.place(&claim.path);
        match self.files.stat(&place) {
            Ok(stat) if stat.same_content(&claim.stat) => {}
            Ok(stat) => {
                self.let_go(&claim.path);
                let claimed = !self.keeps() && !self.unclaim(&claim.path);
                return Finished::Changed(Candidate { path: claim.path, size: stat.size, claimed });
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                tracing::warn!(path = %claim.path.display(), "a claimed file was taken away");
                self.let_go(&claim.path);
                return Finished::Done;
            }
            Err(e) => return Finished::Failed(claim, outcome, e),
        }
        let result = match &outcome {
            Outcome::Rejected(fault) => self.refuse(&place, &claim, fault),
            _ => self.put_away(&place, &claim),
        };
        match result {
            Ok(()) => {
                self.let_go(&claim.path);
                Finished::Done
            }
            Err(error) => Finished::Failed(claim, outcome, error),
        }
    }

    fn put_away(&self, place: &Path, claim: &Claim) -> io::Result<()> {
        match &self.settings.after {
            After::Delete => self.files.remove(place),
            After::Keep(ledger) => {
                ledger.note(std::iter::once((claim.path_bytes(), &claim.stat))).map_err(io::Error::other)
            }
            After::Move(done) => {
                let day = self.clock.now().strftime("%Y/%m/%d").to_string();
                let folder = done.join(day).join(claim.path.parent().unwrap_or(Path::new("")));
                self.make_folder(&folder)?;
                let name = claim.path.file_name().unwrap_or_default();
                self.move_aside(place, &folder, name)
            }
        }
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
                    lock(&self.made).remove(folder);
                    self.make_folder(folder)?;
                }
                other => return other,
            }
        }
    }

    fn refuse(&self, place: &Path, claim: &Claim, fault: &Fault) -> io::Result<()> {
        let path = claim.display_path();
        let key = format!("{}\0{path}\0{:?}", self.settings.name, claim.stat);
        let refused = Refused {
            fault,
            source: &self.settings.name,
            path: Some(&path),
            member: None,
            bytes: Some(claim.stat.size),
            key: key.as_bytes(),
        };
        let kept = if self.keeps() {
            // What is too large or may not be read is not copied: the reason alone is kept, the file stays.
            let kept = match fault.code {
                FaultCode::TooLarge | FaultCode::Unreadable => self.quarantine.keep_bytes(&[], &refused)?,
                _ => self.quarantine.keep_part(place, 0, claim.stat.size, &refused)?,
            };
            self.put_away(place, claim)?;
            kept
        } else {
            self.quarantine.keep_file(place, &refused)?
        };
        tracing::warn!(path, code = %fault.code, message = fault.message, kept = %kept.display(), "quarantined");
        Ok(())
    }

    /// Removes the private folders that are empty; at shutdown.
    pub fn tidy(&self) {
        let made = lock(&self.made).clone();
        for folder in made.iter().filter(|folder| folder.file_name() == Some(OsStr::new(CLAIMS))) {
            // Not empty, or gone already: both are fine.
            self.files.remove_folder(folder).ok();
        }
        lock(&self.made).clear();
    }

    /// With `after = "keep"`: forgets files that no longer stand in the inbox.
    ///
    /// # Errors
    /// If the ledger cannot be written.
    pub fn prune(&self) -> io::Result<usize> {
        let After::Keep(ledger) = &self.settings.after else { return Ok(0) };
        let stands =
            |path: &[u8]| self.files.stat(&self.settings.folder.join(OsStr::from_bytes(path))).is_ok();
        ledger.forget(stands).map_err(io::Error::other)
    }
}

impl std::fmt::Debug for Inbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inbox").field("settings", &self.settings).finish_non_exhaustive()
    }
}

const EIO: i32 = 5;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
