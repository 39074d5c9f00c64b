//! A file is claimed by a rename and read; what cannot be read is refused, left, or tried again.

use std::io;
use std::path::Path;
use std::sync::atomic::Ordering::Relaxed;

use rustix::io::Errno;

use crate::flow::held;
use crate::model::{Fault, FaultCode};

use super::{Candidate, Claim, Claimed, Inbox, Taken};

impl Inbox {
    /// Claims a file, if it is there and none of its name is claimed already.
    fn claim(&self, path: &Path) -> io::Result<Claimed> {
        let from = self.settings.folder.join(path);
        let to = self.claim_place(path);
        let folder = to.parent().unwrap_or(&self.settings.folder);
        for attempt in 0..2 {
            self.make_folder(folder)?;
            match self.files.rename(&from, &to) {
                Ok(()) => {
                    held(&self.put_back).remove(path);
                    return Ok(Claimed::Yes);
                }
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => return Ok(Claimed::Busy),
                // The file vanished, or the private folder was removed behind our back.
                Err(e) if e.kind() == io::ErrorKind::NotFound => {
                    held(&self.made).remove(folder);
                    if attempt > 0 || self.files.stat(&from).is_err() {
                        return Ok(Claimed::Gone);
                    }
                }
                Err(e) => return Err(e),
            }
        }
        Ok(Claimed::Gone)
    }

    /// Claims and reads a file.
    pub fn take(&self, candidate: Candidate) -> Taken {
        if self.keeps() {
            if !held(&self.reading).insert(candidate.path.clone()) && !candidate.claimed {
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
                held(&self.failed).remove(&candidate.path);
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
            _ if error.raw_os_error() == Some(Errno::IO.raw_os_error())
                && self.keeps_failing(&candidate.path) =>
            {
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
        let mut failed = held(&self.failed);
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
}
