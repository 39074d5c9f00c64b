//! Stage 6: the journal, the only truth about documents.
//!
//! Append-only JSON Lines in numbered segments, synced in groups by the one writer that holds the folder's lock.
//!
//! Promises:
//! - [`Journal::commit`] returns success only when every line of the group survives a power failure;
//! - after a failure nothing of the group stands in the journal once [`Journal::commit`] is called again: the
//!   segment is cut back to its synced length first, and a segment whose sync failed is never written again;
//! - success also means that the group stands in a file that still has its name, inode and length: where somebody
//!   removed, renamed, replaced, cut or lengthened it from outside, a new segment is begun, the group written there,
//!   and the interference said ([`Progress`]);
//! - at start a torn last line is cut (and handed to the caller to keep), a whole one never; what stands in the
//!   tail is synced before anybody relies on it;
//! - a number is never used again while somebody remembers it (the index, a cursor), and a segment that ends before a
//!   place that somebody remembers in it is not written again;
//! - a full segment may be sealed (compressed) and removed by [`Housekeeping`], which can be cut at any point; its
//!   last one never is.
//!
//! Does not know what a record is: a line is bytes without a newline.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;

use crate::host::{AppendFile, Clock, Files, Lock};
use crate::model::Position;

mod housekeeping;
mod interference;
mod read;
mod seal;
mod segment;

pub use housekeeping::{Housekeeping, Removed, Round, Why};
pub use interference::{Interference, Progress};
pub use read::{Follow, Lines};
pub use seal::Sealed;
pub use segment::{Segment, SegmentName, segments};

/// How the journal is kept.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the segments stand.
    pub folder: PathBuf,
    /// A segment that would pass so many bytes is closed first.
    pub rotate_bytes: u64,
    /// A segment older than this is closed.
    pub rotate_after: Duration,
    /// The furthest place that somebody remembers: nothing is written before it, and no segment is begun of which a
    /// byte was read.
    pub remembered: Position,
}

/// A damaged end that is about to be cut from a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Torn {
    /// The segment's file.
    pub path: PathBuf,
    /// From where it is damaged.
    pub from: Position,
    /// How many bytes stand from there on.
    pub bytes: u64,
}

/// Why the journal could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process writes it.
    #[error("another wiredesk writes the journal in {}: stop it, or give this one another journal.path", .0.display())]
    Locked(PathBuf),
    /// The folder or a segment could not be read or repaired.
    #[error("{what} {}: {error}", path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// On which path.
        path: PathBuf,
        /// What the operating system said.
        error: io::Error,
    },
    /// The index says that the journal reaches further than it does.
    #[error(
        "the index covers the journal up to segment {} byte {}, but that segment ends at byte {end}: \
         segments are missing or cut; put them back, or have the index built again from what is there (wiredesk reindex)",
        covered.segment, covered.offset
    )]
    Shorter {
        /// What the index covers.
        covered: Position,
        /// Where the segment ends.
        end: u64,
    },
}

/// Segments that are begun for one group because of interference, before it is given up for now.
const MOST_INTERFERENCES: usize = 3;

struct Open {
    name: SegmentName,
    path: PathBuf,
    file: Box<dyn AppendFile>,
    /// Device and inode of the file under `path` when it was opened.
    inode: (u64, u64),
    /// Everything before this survives a power failure.
    synced: u64,
}

enum State {
    /// No segment is open: the next group opens one.
    Closed,
    Open(Open),
    /// A write or sync failed: the segment is to be cut to its synced length before anything else is written.
    Wounded {
        segment: Open,
        sync_failed: bool,
    },
}

/// The writing side.
pub struct Journal {
    files: Arc<dyn Files>,
    clock: Arc<dyn Clock>,
    settings: Settings,
    state: State,
    last_number: u64,
    /// The segment that is being begun, from the first attempt to the one that succeeds: a file that a failed one left
    /// must not stand beside another of its number.
    beginning: Option<SegmentName>,
    /// Device and inode of the folder that is locked, with the lock.
    lock: ((u64, u64), Box<dyn Lock>),
    progress: watch::Sender<Progress>,
}

impl Journal {
    /// Takes the folder, repairs the end of the journal and syncs it.
    ///
    /// Lines up to `covered` are known to be whole. A damaged end is handed to `keep` before it is cut; whole lines
    /// that stand after a damaged one are appended again.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(
        files: Arc<dyn Files>,
        clock: Arc<dyn Clock>,
        settings: Settings,
        covered: Position,
        keep: &mut dyn FnMut(&Torn) -> io::Result<()>,
    ) -> Result<Journal, OpenError> {
        let folder = settings.folder.clone();
        let io = |what: &'static str, path: &Path| {
            let path = path.to_owned();
            move |error| OpenError::Io { what, path, error }
        };
        files.create_folders(&folder).map_err(io("cannot make the journal folder", &folder))?;
        let lock = files
            .lock_folder(&folder)
            .map_err(io("cannot lock the journal folder", &folder))?
            .ok_or_else(|| OpenError::Locked(folder.clone()))?;
        let inode = files.stat(&folder).map_err(io("cannot look at the journal folder", &folder))?.inode;
        let found = seal::tidy(&*files, &folder).map_err(io("cannot tidy the journal folder", &folder))?;
        // A place before the first byte of a segment was taken while there was none of its number.
        let Position { segment, offset } = settings.remembered;
        let remembered = if offset == 0 { segment.saturating_sub(1) } else { segment };
        let last_number = found.last().map_or(0, |last| last.name.number).max(remembered);
        let mut journal = Journal {
            files,
            clock,
            settings,
            state: State::Closed,
            last_number,
            beginning: None,
            lock: (inode, lock),
            progress: watch::Sender::new(Progress::default()),
        };
        if covered.offset > 0 && !found.iter().any(|segment| segment.name.number == covered.segment) {
            return Err(OpenError::Shorter { covered, end: 0 });
        }
        // A last segment that is sealed is whole, and is not written again.
        let last = found.into_iter().next_back();
        if let Some(Segment { name, plain: true, .. }) = last {
            journal.take_up(name, covered, keep)?;
        }
        journal.tell_end();
        Ok(journal)
    }

    /// Repairs the end of the last segment and goes on with it, unless somebody has read beyond that: what came to stand
    /// before where they are would never be read.
    fn take_up(
        &mut self,
        name: SegmentName,
        covered: Position,
        keep: &mut dyn FnMut(&Torn) -> io::Result<()>,
    ) -> Result<(), OpenError> {
        let folder = self.settings.folder.clone();
        let path = folder.join(name.file_name());
        let io = |what: &'static str, path: &Path| {
            let path = path.to_owned();
            move |error| OpenError::Io { what, path, error }
        };
        let from = if covered.segment == name.number { covered.offset } else { 0 };
        let end = read::examine_end(&self.files, &folder, &name, from)
            .map_err(io("cannot read the end of", &path))?;
        let files = &*self.files;
        if end.size < from {
            return Err(OpenError::Shorter { covered, end: end.size });
        }
        let mut file = files.open_append(&path).map_err(io("cannot open", &path))?;
        let inode = files.stat(&path).map_err(io("cannot open", &path))?.inode;
        if end.size > end.whole {
            let from = Position { segment: name.number, offset: end.whole };
            let torn = Torn { path: path.clone(), from, bytes: end.size - end.whole };
            keep(&torn).map_err(io("cannot keep a copy of the damaged end of", &path))?;
            file.cut(end.whole).map_err(io("cannot cut the damaged end of", &path))?;
        }
        // What an earlier process left in the system's cache only is about to be relied on.
        files.refresh(&path, from).map_err(io("cannot sync", &path))?;
        files.sync_folder(&folder).map_err(io("cannot sync", &folder))?;
        if (Position { segment: name.number, offset: end.whole }) >= self.settings.remembered {
            self.state = State::Open(Open { name, path: path.clone(), file, inode, synced: end.whole });
        }
        if !end.stranded.is_empty() {
            self.commit(&end.stranded).map_err(io("cannot write to", &path))?;
        }
        Ok(())
    }

    /// Where the next line will begin.
    pub fn end(&self) -> Position {
        match &self.state {
            State::Open(open) | State::Wounded { segment: open, .. } => {
                Position { segment: open.name.number, offset: open.synced }
            }
            State::Closed => Position { segment: self.last_number + 1, offset: 0 },
        }
    }

    /// The lines after a position, to be read before the first new one is written.
    ///
    /// # Errors
    /// If the folder cannot be listed, or the journal is shorter than `from` says.
    pub fn tail(&self, from: Position) -> Result<Lines, OpenError> {
        Lines::open(Arc::clone(&self.files), &self.settings.folder, from)
    }

    /// Appends a group of lines (each ending in a newline) and returns when they survive a power failure.
    ///
    /// A group goes into one segment whole. Returns where it begins.
    ///
    /// # Errors
    /// As the operating system says; the group is not in the journal then. Call again with the same group when
    /// there is reason to hope.
    pub fn commit(&mut self, group: &[u8]) -> io::Result<Position> {
        for _ in 0..MOST_INTERFERENCES {
            self.mend()?;
            self.rotate_if_due(group.len() as u64);
            let mut open = self.take_open()?;
            let begin = Position { segment: open.name.number, offset: open.synced };
            match self.interference(&open, open.synced) {
                Ok(None) => {}
                Ok(Some(what)) => {
                    self.leave(open, what)?;
                    continue;
                }
                Err(error) => {
                    self.state = State::Open(open);
                    return Err(error);
                }
            }
            if let Err(error) = open.file.append(group) {
                self.state = State::Wounded { segment: open, sync_failed: false };
                return Err(error);
            }
            if let Err(error) = open.file.sync() {
                self.state = State::Wounded { segment: open, sync_failed: true };
                return Err(error);
            }
            let stands = self.interference(&open, open.synced + group.len() as u64);
            let out = stands.and_then(|what| match what {
                Some(what) => self.take_out(&mut open, group).map(|()| Some(what)),
                None => Ok(None),
            });
            match out {
                Ok(None) => {}
                Ok(Some(what)) => {
                    self.leave(open, what)?;
                    continue;
                }
                // The group stands there, and nobody was told of it.
                Err(error) => {
                    self.state = State::Wounded { segment: open, sync_failed: false };
                    return Err(error);
                }
            }
            open.synced += group.len() as u64;
            self.state = State::Open(open);
            self.tell_end();
            return Ok(begin);
        }
        Err(io::Error::other("somebody else takes away or changes each segment as it is written"))
    }

    /// Cuts a wounded segment back to what is known to be safe.
    fn mend(&mut self) -> io::Result<()> {
        let (mut segment, sync_failed) = match std::mem::replace(&mut self.state, State::Closed) {
            State::Wounded { segment, sync_failed } => (segment, sync_failed),
            sound => {
                self.state = sound;
                return Ok(());
            }
        };
        // Any part of the group may stand after what is synced.
        match self.files.stat(&segment.path) {
            Ok(stat) if stat.inode != segment.inode => return self.leave(segment, Interference::Replaced),
            Ok(stat) if stat.size < segment.synced => return self.leave(segment, Interference::Cut),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return self.leave(segment, Interference::TakenAway);
            }
            _ => {}
        }
        // A fresh handle: the old one may remember the failure.
        let cut = self.files.open_append(&segment.path).and_then(|mut file| {
            file.cut(segment.synced)?;
            file.sync()?;
            Ok(file)
        });
        match cut {
            Err(error) => {
                self.state = State::Wounded { segment, sync_failed };
                Err(error)
            }
            Ok(_) if sync_failed => Ok(()),
            Ok(file) => {
                segment.file = file;
                self.state = State::Open(segment);
                Ok(())
            }
        }
    }

    fn rotate_if_due(&mut self, more: u64) {
        let State::Open(open) = &self.state else { return };
        let age = self.clock.now().duration_since(open.name.begun);
        let old = Duration::try_from(age).is_ok_and(|age| age >= self.settings.rotate_after);
        if open.synced > 0 && (old || open.synced + more > self.settings.rotate_bytes) {
            self.state = State::Closed;
        }
    }

    fn take_open(&mut self) -> io::Result<Open> {
        if let State::Open(open) = std::mem::replace(&mut self.state, State::Closed) {
            return Ok(open);
        }
        self.hold_folder()?;
        let number = self.last_number + 1;
        let name =
            self.beginning.get_or_insert_with(|| SegmentName { number, begun: begun(&*self.clock) }).clone();
        let path = self.settings.folder.join(name.file_name());
        let file = match self.files.create(&path) {
            // Left by an attempt that failed between making the file and syncing its folder: nothing is in it.
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                let mut file = self.files.open_append(&path)?;
                file.cut(0)?;
                file
            }
            other => other?,
        };
        self.files.sync_folder(&self.settings.folder)?;
        let inode = match self.files.stat(&path) {
            Ok(stat) => stat.inode,
            // Gone already: the look before the first line finds that.
            Err(error) if error.kind() == io::ErrorKind::NotFound => (0, 0),
            Err(error) => return Err(error),
        };
        self.last_number = name.number;
        self.beginning = None;
        Ok(Open { name, path, file, inode, synced: 0 })
    }
}

/// The name of a segment says when it was begun, to the second.
fn begun(clock: &dyn Clock) -> Timestamp {
    let now = clock.now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

impl std::fmt::Debug for Journal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Journal").field("end", &self.end()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
