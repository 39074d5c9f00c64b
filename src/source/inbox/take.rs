//! A file is claimed by a rename and read; what cannot be read is refused, left, or tried again.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::io::Errno;

use crate::flow::held;
use crate::host::FileKind;
use crate::model::{Fault, FaultCode};
use crate::source::Content;

use super::finish::is_of_the_disk;
use super::ledger::Known;
use super::{After, CLAIMS, Candidate, Claim, Claimed, Inbox, Root, Spot, Stands, Taken};

/// Files of more bytes are handed over as streams.
pub(super) const IN_MEMORY: u64 = 1 << 20;

impl Inbox {
    /// The private folder's name for a file, the folder made if need be.
    fn claims_made(&self, root: &Arc<Root>, path: &Path, from: &Spot) -> io::Result<Spot> {
        let folder = super::claims_of(path);
        if !held(&self.made).contains(&folder) {
            let beside = from.path.parent().unwrap_or(Path::new("/")).join(CLAIMS);
            self.files.create_folders(&beside).map_err(|error| not_ours(error, &folder))?;
            self.note_made(&folder);
        }
        self.claim_spot(root, path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => error,
            _ => not_ours(error, &folder),
        })
    }

    /// Claims a file, if it is there and none of its name is claimed already.
    fn claim(&self, root: &Arc<Root>, path: &Path) -> io::Result<Claimed> {
        let from = match self.own_spot(root, path) {
            Ok(from) => from,
            // Its folder is gone, or a link or a file has taken the folder's place.
            Err(e) if is_gone(&e) => return Ok(Claimed::Gone),
            Err(e) => return Err(e),
        };
        if !self.claims.begin(path) {
            return Ok(Claimed::Busy);
        }
        let claimed = self.rename_to_claims(root, path, &from);
        if !matches!(claimed, Ok(Claimed::Yes | Claimed::Foreign)) {
            self.claims.end(path);
        }
        claimed
    }

    fn rename_to_claims(&self, root: &Arc<Root>, path: &Path, from: &Spot) -> io::Result<Claimed> {
        for attempt in 0..2 {
            let renamed = self.claims_made(root, path, from).and_then(|to| {
                let done = self.files.rename(&from.path, &to.path);
                done.map_err(|error| (error.kind() == io::ErrorKind::AlreadyExists, to, error)).map_or_else(
                    |(exists, to, error)| if exists { self.foreign(&to) } else { Err(error) },
                    |()| Ok(Claimed::Yes),
                )
            });
            match renamed {
                // The file vanished, or the private folder was removed behind our back.
                Err(e) if e.kind() == io::ErrorKind::NotFound => {
                    held(&self.made).remove(&super::claims_of(path));
                    if attempt > 0 || self.files.stat(&from.path).is_err() {
                        return Ok(Claimed::Gone);
                    }
                }
                Ok(Claimed::Yes) => {
                    held(&self.put_back).remove(path);
                    return Ok(Claimed::Yes);
                }
                other => return other,
            }
        }
        Ok(Claimed::Gone)
    }

    /// What stands in the private folder under a name that nobody here has claimed: a file is taken as if an earlier
    /// process had claimed it.
    fn foreign(&self, at: &Spot) -> io::Result<Claimed> {
        match self.files.stat(&at.path) {
            Ok(stat) if stat.kind == FileKind::File => Ok(Claimed::Foreign),
            Ok(_) => {
                let name = at.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let message =
                    format!("{CLAIMS} beside it holds a folder or link called {name:?}: remove that");
                Err(io::Error::other(message))
            }
            Err(_) => Ok(Claimed::Busy),
        }
    }

    /// Claims and reads a file.
    pub fn take(&self, candidate: Candidate) -> Taken {
        let root = self.root();
        let mut seen = candidate.seen;
        match &candidate.stands {
            Stands::Away(place) => {
                let place = place.clone();
                return self.read_away(&root, candidate, place);
            }
            Stands::Claimed => {
                self.claims.begin(&candidate.path);
            }
            Stands::Inbox if candidate.closed && self.handles.is_open(&candidate.path) => {
                self.watch_again(&candidate.path);
                return Taken::Busy;
            }
            Stands::Inbox if self.keeps() => {
                if !self.claims.begin(&candidate.path) {
                    return Taken::Left;
                }
            }
            Stands::Inbox => match self.claim(&root, &candidate.path) {
                Ok(Claimed::Yes) => self.unblock(&candidate.path),
                Ok(Claimed::Foreign) => {
                    seen = None;
                    tracing::warn!(
                        path = %candidate.path.display(),
                        "a file of this name stands in {CLAIMS} and was not put there by this process; taking it first"
                    );
                }
                Ok(Claimed::Gone) => return Taken::Left,
                Ok(Claimed::Busy) => {
                    self.watch_busy(&candidate.path);
                    return Taken::Busy;
                }
                Err(error) => {
                    // What the disk refuses altogether is said of the disk, and tried again as soon as it may work.
                    if !is_of_the_disk(&error) {
                        self.block(&candidate.path, &error);
                    }
                    return Taken::Failed(candidate, error);
                }
            },
        }
        self.read(&root, Candidate { stands: Stands::Claimed, seen, ..candidate })
    }

    fn unblock(&self, path: &Path) {
        self.blocked.clear(path.parent().unwrap_or(Path::new("")));
        self.blocked.clear(path);
    }

    /// Leaves a folder, or a name, alone for a while.
    fn block(&self, path: &Path, error: &io::Error) {
        let now = self.clock.monotonic();
        // What the system itself refuses holds for all of a folder, most often; the rest is about one name.
        let of_folder = (error.raw_os_error().is_some() && !is_of_the_file(error))
            || error.kind() == io::ErrorKind::NotADirectory;
        let what = if of_folder { path.parent().unwrap_or(Path::new("")) } else { path };
        self.blocked.put(what, &error.to_string(), now);
    }

    fn read(&self, root: &Arc<Root>, candidate: Candidate) -> Taken {
        let read = self.place(root, &candidate.path).and_then(|place| {
            let (stat, content) = self.content(&place.path)?;
            Ok((stat, content))
        });
        let error = match read {
            Ok((stat, _)) if candidate.seen.is_none() && self.own.is_file(&stat) => {
                tracing::warn!(path = %candidate.path.display(), "is one of wiredesk's own files; left alone");
                self.give_back(root, &candidate.path);
                return Taken::Left;
            }
            Ok((stat, _)) if candidate.seen.is_some_and(|seen| !seen.same_but_for_names(&stat)) => {
                return self.put_back_to_settle(root, Candidate { seen: Some(stat), ..candidate });
            }
            Ok((stat, content)) => {
                held(&self.failed).remove(&candidate.path);
                return self.read_whole(root, candidate, stat, content);
            }
            Err(error) => error,
        };
        let code = match error.kind() {
            _ if is_gone(&error) => {
                self.let_go(&candidate.path);
                return Taken::Left;
            }
            io::ErrorKind::InvalidInput => {
                self.give_back(root, &candidate.path);
                return Taken::Left;
            }
            // Its writer is not done after all: it is to stand still first, like any other.
            _ if is_a_change(&error) => return self.put_back_to_settle(root, candidate),
            io::ErrorKind::PermissionDenied => FaultCode::Unreadable,
            _ if error.raw_os_error() == Some(Errno::IO.raw_os_error())
                && self.keeps_failing(root, &candidate.path) =>
            {
                FaultCode::Unreadable
            }
            _ => return Taken::Failed(candidate, error),
        };
        match self.place(root, &candidate.path).and_then(|place| self.files.stat(&place.path)) {
            Ok(stat) => {
                let claim = self.claim_of(root, candidate, stat, None);
                Taken::Refused(claim, Fault::new(code, error.to_string()))
            }
            Err(_) => {
                self.let_go(&candidate.path);
                Taken::Left
            }
        }
    }

    /// Its content is not what was found ready, or is being written: it goes back, and has to stand still.
    fn put_back_to_settle(&self, root: &Arc<Root>, candidate: Candidate) -> Taken {
        if self.keeps() || self.unclaim(root, &candidate.path) {
            self.let_go(&candidate.path);
            self.watch_again(&candidate.path);
            return Taken::Busy;
        }
        // Its name is taken there: it stands still where it is, or not.
        let changed = io::Error::new(io::ErrorKind::ResourceBusy, "the file changed before it was read");
        Taken::Failed(candidate, changed)
    }

    /// The bytes where they are few, else where they can be read.
    fn content(&self, place: &Path) -> io::Result<(crate::host::Stat, Content)> {
        match self.files.read(place, IN_MEMORY) {
            Ok((stat, bytes)) => Ok((stat, Content::Bytes(bytes))),
            Err(e) if e.kind() == io::ErrorKind::FileTooLarge => {
                let (stat, stream) = self.files.open_read(place)?;
                Ok((stat, Content::Stream(stream, stat.size)))
            }
            Err(e) => Err(e),
        }
    }

    fn claim_of(
        &self,
        root: &Arc<Root>,
        candidate: Candidate,
        stat: crate::host::Stat,
        hash: Option<[u8; 16]>,
    ) -> Claim {
        let Candidate { path, closed, .. } = candidate;
        self.claims.read(&path, stat.inode);
        Claim { path, stat, root: Arc::clone(root), away: None, closed, hash, failed: 0 }
    }

    fn read_whole(
        &self,
        root: &Arc<Root>,
        candidate: Candidate,
        stat: crate::host::Stat,
        content: Content,
    ) -> Taken {
        let After::Keep(ledger) = &self.settings.after else {
            return Taken::Read(self.claim_of(root, candidate, stat, None), content);
        };
        let hash = match &content {
            Content::Bytes(bytes) => blake3::hash(bytes).as_bytes().first_chunk().copied(),
            Content::Stream(..) | Content::Followed(_) => None,
        };
        let claim = self.claim_of(root, candidate, stat, hash);
        let is_done = match ledger.known(claim.path_bytes(), &stat) {
            // It was ready twice, and is done with since.
            Ok(Known::Same) => true,
            // Only its owner, mode or names changed, not a byte: that is noted, and nothing is read again.
            Ok(Known::Touched(before)) if Some(before) == hash => {
                ledger.note([(claim.path_bytes(), &stat, hash)].into_iter()).is_ok()
            }
            _ => false,
        };
        if is_done {
            self.let_go(&claim.path);
            return Taken::Left;
        }
        Taken::Read(claim, content)
    }

    /// Reads a file that changed after it was put away, where it stands.
    fn read_away(&self, root: &Arc<Root>, candidate: Candidate, place: PathBuf) -> Taken {
        match self.content(&place) {
            Ok((stat, content)) => {
                let claim = Claim { away: Some(place), ..self.claim_of(root, candidate, stat, None) };
                Taken::Read(claim, content)
            }
            Err(error) if is_gone(&error) || error.kind() == io::ErrorKind::InvalidInput => {
                self.forget_away(&place);
                Taken::Left
            }
            Err(error) => Taken::Failed(candidate, error),
        }
    }

    /// Whether a file has failed to be read for the third time while its folder can be listed: then it is the file. A
    /// disk that refuses everything for a moment is no reason to refuse what lies on it.
    fn keeps_failing(&self, root: &Arc<Root>, path: &Path) -> bool {
        let mut failed = held(&self.failed);
        let times = failed.entry(path.to_owned()).or_default();
        *times += 1;
        let is_the_file = *times >= 3
            && self.place(root, path).is_ok_and(|place| {
                let folder = place.path.parent().unwrap_or(Path::new("/"));
                self.files.list(folder, &mut |_, _| false).is_ok()
            });
        if is_the_file {
            failed.remove(path);
        }
        is_the_file
    }
}

/// Whether a name leads nowhere any more: the file is gone, or its folder is, or is a file or a link now.
pub(super) fn is_gone(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
        || error.raw_os_error() == Some(Errno::LOOP.raw_os_error())
}

/// Whether a file changed while something was done with it. A device that is busy says the same with a number.
pub(super) fn is_a_change(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::ResourceBusy && error.raw_os_error().is_none()
}

/// Whether what the system refuses is about one file, and the others in its folder can be taken: it may not be renamed
/// (immutable, or somebody else's in a folder with the sticky bit), is in use, or has too long a path.
fn is_of_the_file(error: &io::Error) -> bool {
    let own = [Errno::PERM, Errno::BUSY, Errno::TXTBSY, Errno::NAMETOOLONG];
    own.iter().any(|errno| error.raw_os_error() == Some(errno.raw_os_error()))
}

/// The private folder cannot be made or used.
fn not_ours(error: io::Error, folder: &Path) -> io::Error {
    let folder = folder.display();
    let is_taken = matches!(error.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory)
        || error.raw_os_error() == Some(Errno::LOOP.raw_os_error());
    if is_taken {
        let message =
            format!("{folder} is no folder of wiredesk's, where claimed files are put: move it away");
        return io::Error::new(io::ErrorKind::NotADirectory, message);
    }
    if error.kind() == io::ErrorKind::PermissionDenied {
        let message =
            format!("{folder} cannot be written to ({error}): give it to the daemon, or move it away");
        return io::Error::new(io::ErrorKind::NotADirectory, message);
    }
    error
}
