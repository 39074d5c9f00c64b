//! All files of one sink: those that are being written, one a folder, and those on their way to their names.
//!
//! 1. `.NAME.part` is written.
//! 2. At a settle each is ended, synced, and renamed to `.FINAL.part`; the folders are synced.
//! 3. The runner stores these renames with the place behind them.
//! 4. `.FINAL.part` is renamed to `FINAL`.
//!
//! Cut before 3, none of it counts: hidden files that no stored rename names are removed when the sink is opened, and the
//! records come again. Cut after 3, the renames are done when it is opened. `FINAL` has a number that is used once, so a
//! rename that was done is never mistaken for one that is to do.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::part::{Form, Part, Piece};
use crate::export::tables::Table;
use crate::host::{FileKind, Files};
use crate::model::{FaultCode, Record};
use crate::sink::{Memory, Message, SinkError};

/// Where the folders of a sink lie.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// What relative folders are relative to.
    pub(super) root: PathBuf,
    /// The folder in which all of them lie.
    pub(super) base: PathBuf,
    /// How many levels below it.
    pub(super) depth: usize,
}

/// When files are closed, and how many there are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) size: u64,
    pub(super) every: Duration,
    pub(super) open: usize,
    pub(super) buffer: usize,
}

/// The files of one sink.
pub(super) struct Publishing {
    files: Arc<dyn Files>,
    root: PathBuf,
    name: String,
    form: Form,
    bounds: Bounds,
    /// By folder.
    parts: BTreeMap<String, Part>,
    /// Ended and synced; nobody remembers them yet.
    ended: Vec<Rename>,
    /// To be stored with the place, then to be done.
    renames: Vec<Rename>,
    /// The number of the next file.
    next: u64,
    /// When the first message since the last settle came.
    since: Option<Instant>,
    /// Whether a file is full, or there were too many.
    is_full: bool,
    taken: u64,
    /// For as long as this stands.
    _lock: File,
}

/// What is remembered with the place.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Remembered {
    next: u64,
    renames: Vec<Rename>,
}

/// A file that is to get its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Rename {
    folder: String,
    file: String,
}

impl Rename {
    fn hidden(&self, root: &Path) -> PathBuf {
        root.join(&self.folder).join(format!(".{}.part", self.file))
    }

    fn published(&self, root: &Path) -> PathBuf {
        root.join(&self.folder).join(&self.file)
    }
}

impl Publishing {
    /// Does the renames that are remembered, and throws away what else is hidden: under the first of the names, which is
    /// the sink's, and under those that it had before.
    pub(super) fn open(
        files: Arc<dyn Files>,
        place: Place,
        names: &[&str],
        form: Form,
        bounds: Bounds,
        memory: &[u8],
    ) -> Result<Publishing, SinkError> {
        let base = place.root.join(&place.base);
        if files.stat(&base).is_ok_and(|stat| stat.kind == FileKind::File) {
            return Err(no_folder(&base));
        }
        files.create_folders(&base).map_err(SinkError::passing)?;
        let name = names.first().copied().unwrap_or_default();
        let lock = lock(&base.join(format!(".{name}.lock"))).map_err(SinkError::passing)?;
        // What an earlier version remembered is something else, and nothing is to be done for it.
        let Remembered { next, renames } = serde_json::from_slice(memory).unwrap_or_default();
        let mut publishing = Publishing {
            files,
            root: place.root,
            name: name.to_owned(),
            form,
            bounds,
            parts: BTreeMap::new(),
            ended: Vec::new(),
            renames,
            next: next.max(1),
            since: None,
            is_full: false,
            taken: 0,
            _lock: lock,
        };
        publishing.publish().map_err(SinkError::passing)?;
        publishing.throw_away(&base, place.depth, names).map_err(SinkError::passing)?;
        Ok(publishing)
    }

    /// Removes hidden files of these names in the folders so many levels below one.
    fn throw_away(&self, folder: &Path, depth: usize, names: &[&str]) -> io::Result<()> {
        let mut found = Vec::new();
        self.files.list(folder, &mut |name, kind| {
            let wanted = match kind {
                FileKind::Folder => depth > 0,
                FileKind::File => depth == 0 && names.iter().any(|of| is_hidden(&name, of)),
                FileKind::Other => false,
            };
            found.extend(wanted.then_some(name));
            true
        })?;
        for name in found {
            let path = folder.join(name);
            match depth.checked_sub(1) {
                Some(below) => self.throw_away(&path, below, names)?,
                None => self.files.remove(&path)?,
            }
        }
        Ok(())
    }

    /// Writes a message into the file of its folder.
    pub(super) fn take(&mut self, message: &Message, now: Instant) -> Result<(), SinkError> {
        let record: Record;
        let piece = match self.form.rows {
            None => Piece::Line(&message.line),
            Some((table, _)) => {
                record = serde_json::from_slice(&message.line).map_err(|error| SinkError::Batch {
                    code: FaultCode::SinkRefused,
                    why: format!("it is no record: {error}"),
                })?;
                if table == Table::Quotes && record.quotes.is_empty() {
                    self.since.get_or_insert(now);
                    return Ok(());
                }
                Piece::Record(&record)
            }
        };
        self.since.get_or_insert(now);
        self.taken += 1;
        let part = self.part(message.place())?;
        let written = part.write(&piece);
        let size = part.written();
        written.and_then(|()| self.write_out()).map_err(SinkError::passing)?;
        self.is_full |= size >= self.bounds.size;
        Ok(())
    }

    /// The file that is being written in a folder.
    fn part(&mut self, folder: &str) -> Result<&mut Part, SinkError> {
        if !self.parts.contains_key(folder) {
            if self.parts.len() >= self.bounds.open {
                // This one is ended now, so that no more are open; all of them get their names together, soon.
                let oldest = self.parts.iter().min_by_key(|(_, part)| part.touched).map(|(at, _)| at.clone());
                oldest.map_or(Ok(()), |oldest| self.end(&oldest)).map_err(SinkError::passing)?;
                self.is_full = true;
            }
            let part = self.begin(folder)?;
            self.parts.insert(folder.to_owned(), part);
        }
        let touched = self.taken;
        let part =
            self.parts.get_mut(folder).ok_or_else(|| SinkError::passing(io::ErrorKind::NotFound.into()))?;
        part.touched = touched;
        Ok(part)
    }

    fn begin(&self, folder: &str) -> Result<Part, SinkError> {
        let whole = self.root.join(folder);
        if self.files.stat(&whole).is_ok_and(|stat| stat.kind == FileKind::File) {
            return Err(no_folder(&whole));
        }
        self.files.create_folders(&whole).map_err(SinkError::passing)?;
        let path = self.part_path(folder);
        let made = match self.files.create(&path) {
            // It lies in a folder that only another `path` gave.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                self.files.remove(&path).and_then(|()| self.files.create(&path))
            }
            made => made,
        };
        made.and_then(|file| Part::begin(file, self.form)).map_err(SinkError::passing)
    }

    fn part_path(&self, folder: &str) -> PathBuf {
        self.root.join(folder).join(format!(".{}.part", self.name))
    }

    /// Writes rows until no more are in memory than may be, the most first.
    fn write_out(&mut self) -> io::Result<()> {
        let mut waiting: usize = self.parts.values().map(Part::waiting).sum();
        while waiting > self.bounds.buffer {
            let Some(most) = self.parts.values_mut().max_by_key(|part| part.waiting()) else { break };
            waiting -= most.waiting();
            most.flush()?;
        }
        Ok(())
    }

    /// Ends a file and syncs it; what comes for its folder then goes into another one.
    fn end(&mut self, folder: &str) -> io::Result<()> {
        let Some(part) = self.parts.remove(folder) else { return Ok(()) };
        // Where this fails the file is thrown away when the sink is opened again.
        part.finish()?;
        let rename = self.another_name(folder);
        self.files.rename(&self.part_path(folder), &rename.hidden(&self.root))?;
        self.ended.push(rename);
        Ok(())
    }

    /// A name that nothing has yet.
    fn another_name(&mut self, folder: &str) -> Rename {
        let stamp = Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string();
        loop {
            let file = format!("{}-{stamp}-{:06}.{}", self.name, self.next, self.form.extension());
            self.next += 1;
            let rename = Rename { folder: folder.to_owned(), file };
            if self.files.stat(&rename.published(&self.root)).is_err() {
                return rename;
            }
        }
    }

    /// Ends and syncs everything that is being written.
    pub(super) fn settle(&mut self) -> io::Result<()> {
        while let Some(folder) = self.parts.keys().next().cloned() {
            self.end(&folder)?;
        }
        self.sync_folders(&self.ended)?;
        self.renames.append(&mut self.ended);
        (self.since, self.is_full) = (None, false);
        Ok(())
    }

    /// Does the renames that are remembered.
    pub(super) fn publish(&mut self) -> io::Result<()> {
        for rename in &self.renames {
            let (from, to) = (rename.hidden(&self.root), rename.published(&self.root));
            match self.files.rename(&from, &to) {
                // It was done before.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                done => done?,
            }
        }
        self.sync_folders(&self.renames)?;
        self.renames.clear();
        Ok(())
    }

    fn sync_folders(&self, of: &[Rename]) -> io::Result<()> {
        let mut folders: Vec<&str> = of.iter().map(|rename| rename.folder.as_str()).collect();
        folders.sort_unstable();
        folders.dedup();
        for folder in folders {
            match self.files.sync_folder(&self.root.join(folder)) {
                // Whoever took the file took the folder too.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                done => done?,
            }
        }
        Ok(())
    }

    pub(super) fn memory(&self) -> Memory {
        let remembered = Remembered { next: self.next, renames: self.renames.clone() };
        serde_json::to_vec(&remembered).unwrap_or_default()
    }

    pub(super) fn due(&self) -> Option<Instant> {
        let since = self.since?;
        // A time that no clock reaches is none.
        if self.is_full { Some(since) } else { since.checked_add(self.bounds.every) }
    }
}

impl Drop for Publishing {
    /// What nobody remembers is thrown away now rather than at the next start: the disk may be full of it.
    fn drop(&mut self) {
        let folders: Vec<String> = std::mem::take(&mut self.parts).into_keys().collect();
        for folder in folders {
            self.files.remove(&self.part_path(&folder)).ok();
        }
        for rename in &self.ended {
            self.files.remove(&rename.hidden(&self.root)).ok();
        }
    }
}

/// Whether a file is one that a sink of this name hides: `.NAME.part`, `.NAME-20261201T093000Z-000001.jsonl.part`.
fn is_hidden(file: &OsStr, name: &str) -> bool {
    let middle =
        file.to_str().and_then(|file| file.strip_prefix('.')?.strip_prefix(name)?.strip_suffix(".part"));
    let Some(middle) = middle else { return false };
    if middle.is_empty() {
        return true;
    }
    let mut parts = middle.splitn(3, '-');
    let (before, stamp, rest) =
        (parts.next(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let number = rest.split_once('.').map_or("", |(number, _)| number);
    before == Some("")
        && stamp.len() == 16
        && stamp.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'T' | b'Z'))
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

fn no_folder(path: &Path) -> SinkError {
    SinkError::Settings {
        code: "settings".into(),
        why: format!(
            "{} is a file: `path` of a file sink names a folder, in which it publishes files; give another one, or move the \
             file away",
            path.display()
        ),
    }
}

/// Two who hide files under one name would throw away each other's. Where the disk knows no locks, it is done without.
fn lock(path: &Path) -> io::Result<File> {
    let file = File::options().create(true).append(true).open(path)?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Err(Errno::WOULDBLOCK) => {
            let message =
                format!("another process publishes under this name and has {} locked", path.display());
            Err(io::Error::new(io::ErrorKind::WouldBlock, message))
        }
        Err(Errno::NOLCK | Errno::OPNOTSUPP | Errno::NOSYS) | Ok(()) => Ok(file),
        Err(error) => Err(error.into()),
    }
}
