//! What others do to the file that is being written, and how the writer finds out before it gives its word.

use std::io;
use std::path::{Path, PathBuf};

use tokio::sync::watch;

use crate::host::Files;
use crate::model::Position;

use super::{Journal, Open, State, segment};

/// What was done to the live segment from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interference {
    /// Its name is gone: it was removed or renamed.
    TakenAway,
    /// Another file has its name.
    Replaced,
    /// It is shorter than what was written.
    Cut,
    /// It holds more than what was written.
    Lengthened,
}

impl Interference {
    fn words(self) -> &'static str {
        match self {
            Interference::TakenAway => "removed or renamed",
            Interference::Replaced => "replaced by another file",
            Interference::Cut => "cut short",
            Interference::Lengthened => "written to by somebody else",
        }
    }
}

/// How far the journal has come, for whoever reads along.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress {
    /// Everything before it survives a power failure. Its segment may not have been begun yet.
    pub end: Position,
    /// How often somebody interfered with the segment that was being written.
    pub interferences: u64,
    /// What the last of them was, in words for people.
    pub last_interference: Option<String>,
}

impl Journal {
    /// How far it has come, now and from now on.
    pub fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    pub(super) fn tell_end(&self) {
        let end = self.end();
        self.progress.send_if_modified(|progress| {
            let further = end > progress.end;
            progress.end = progress.end.max(end);
            further
        });
    }

    /// What somebody did to a segment that ought to be `length` bytes long.
    pub(super) fn interference(&self, open: &Open, length: u64) -> io::Result<Option<Interference>> {
        Ok(match self.files.stat(&open.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Some(Interference::TakenAway),
            Err(error) => return Err(error),
            Ok(stat) if stat.inode != open.inode => Some(Interference::Replaced),
            Ok(stat) if stat.size < length => Some(Interference::Cut),
            Ok(stat) if stat.size > length => Some(Interference::Lengthened),
            Ok(_) => None,
        })
    }

    /// Cuts a group that was just written off the end of a file that somebody else cut or lengthened: it is about to
    /// be written elsewhere. A file whose name is gone is nobody's any more.
    pub(super) fn take_out(&self, open: &mut Open, group: &[u8]) -> io::Result<()> {
        let Ok(stat) = self.files.stat(&open.path) else { return Ok(()) };
        if stat.inode != open.inode {
            return Ok(());
        }
        // Where it was put, or, behind a cut, at the end.
        let end = stat.size.checked_sub(group.len() as u64);
        for begin in [Some(open.synced), end].into_iter().flatten() {
            if self.stands_at(&open.path, begin, group)? {
                open.file.cut(begin)?;
                return open.file.sync();
            }
        }
        Ok(())
    }

    fn stands_at(&self, path: &Path, begin: u64, group: &[u8]) -> io::Result<bool> {
        let mut buffer = vec![0; 1 << 16];
        let mut at = 0;
        while at < group.len() {
            let read = self.files.read_at(path, begin + at as u64, &mut buffer)?.min(group.len() - at);
            if read == 0 || buffer.get(..read) != group.get(at..at + read) {
                return Ok(false);
            }
            at += read;
        }
        Ok(true)
    }

    /// Goes on without a segment that somebody interfered with, and says so.
    pub(super) fn leave(&mut self, open: Open, what: Interference) -> io::Result<()> {
        self.state = State::Closed;
        let said = format!(
            "segment {} ({}) was {} from outside; records in it may be gone from the journal, and {} bytes had been \
             written there; going on in a new segment",
            open.name.number,
            open.path.display(),
            what.words(),
            open.synced
        );
        tracing::error!(segment = open.name.number, path = %open.path.display(), "{said}");
        self.progress.send_modify(|progress| {
            progress.interferences += 1;
            progress.last_interference = Some(format!("the journal's {said}"));
        });
        self.hold_folder()?;
        let found = segment::segments(&*self.files, &self.settings.folder)?;
        self.last_number = found.iter().map(|segment| segment.name.number).fold(self.last_number, u64::max);
        self.beginning = None;
        Ok(())
    }

    /// Makes the folder again where it is gone, and locks the one that stands there now.
    pub(super) fn hold_folder(&mut self) -> io::Result<()> {
        let folder: PathBuf = self.settings.folder.clone();
        let files: &dyn Files = &*self.files;
        match files.stat(&folder) {
            Ok(stat) if stat.inode == self.lock.0 => return Ok(()),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        files.create_folders(&folder)?;
        let inode = files.stat(&folder)?.inode;
        let lock = files.lock_folder(&folder)?.ok_or_else(|| {
            let message = format!("another wiredesk writes the journal in {} now", folder.display());
            io::Error::new(io::ErrorKind::ResourceBusy, message)
        })?;
        tracing::error!(folder = %folder.display(), "the journal's folder was taken away or replaced; holding the one that stands there now");
        self.lock = (inode, lock);
        Ok(())
    }
}
