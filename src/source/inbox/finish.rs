//! What becomes of a file once its receipt came: moved, deleted, noted, put into quarantine, or, where it changed
//! after it was read, given back.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::flow::{Outcome, held};
use crate::host::{FileKind, Stat};
use crate::model::{Fault, FaultCode};
use crate::quarantine::Refused;

use super::find::EMPTY;
use super::take::is_gone;
use super::{After, CLAIMS, Candidate, Claim, Finished, Inbox, Root, Spot, Stands};

/// After so many failures for a reason of its own a file is stuck.
const TRIES: u32 = 5;
/// Most folders that are looked through for a claimed file whose folder got another name.
const MOST_FOLDERS: usize = 10_000;

impl Inbox {
    /// Does with several files what their receipts say; with `after = "keep"` they are noted in one transaction.
    pub fn finish_all(&self, back: Vec<(Claim, Outcome)>) -> Vec<Finished> {
        let After::Keep(ledger) = &self.settings.after else {
            return back.into_iter().map(|(claim, outcome)| self.finish(claim, outcome)).collect();
        };
        let mut results = Vec::with_capacity(back.len());
        let mut kept = Vec::new();
        for (claim, outcome) in back {
            let unchanged = || self.stands_at(&claim).is_ok_and(|(_, stat)| stat.same_content(&claim.stat));
            if outcome == Outcome::Committed && unchanged() {
                kept.push(claim);
            } else {
                results.push(self.finish(claim, outcome));
            }
        }
        let noted = match kept.is_empty() {
            true => Ok(()),
            false => ledger.note(kept.iter().map(|claim| (claim.path_bytes(), &claim.stat, claim.hash))),
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

    /// Where a claimed file stands, and what it is now.
    fn stands_at(&self, claim: &Claim) -> io::Result<(Spot, Stat)> {
        let spot = self.place(&claim.root, &claim.path)?;
        let stat = self.files.stat(&spot.path)?;
        Ok((spot, stat))
    }

    /// Does with a file what its receipt says, if it is still what was read.
    pub fn finish(&self, claim: Claim, outcome: Outcome) -> Finished {
        if outcome == Outcome::Dropped {
            // Left as claimed: the next start takes it back.
            return Finished::Done;
        }
        if let Some(place) = claim.away.clone() {
            return self.finish_away(claim, outcome, &place);
        }
        match self.stands_at(&claim) {
            Ok((_, stat)) if !stat.same_content(&claim.stat) => self.changed(claim, &stat),
            Ok((spot, _)) => self.finish_at(claim, outcome, &spot),
            Err(e) if is_gone(&e) => self.finish_moved(claim, outcome),
            Err(e) => failed(claim, outcome, e),
        }
    }

    fn changed(&self, claim: Claim, stat: &Stat) -> Finished {
        let unclaimed = self.keeps() || self.unclaim(&claim.root, &claim.path);
        if unclaimed {
            self.let_go(&claim.path);
        }
        let stands = if unclaimed { Stands::Inbox } else { Stands::Claimed };
        Finished::Changed(Candidate { path: claim.path, size: stat.size, stands, closed: false })
    }

    fn finish_at(&self, claim: Claim, outcome: Outcome, spot: &Spot) -> Finished {
        let result = match &outcome {
            Outcome::Rejected(fault) if self.may_go_on(&claim, fault) => {
                return Finished::Later(claim, outcome);
            }
            Outcome::Rejected(fault) => self.refuse(&spot.path, &claim, fault),
            _ => self.put_away(&spot.path, &claim),
        };
        match result {
            Ok(()) => {
                self.let_go(&claim.path);
                Finished::Done
            }
            // It changed while it was copied to another file system.
            Err(e) if e.kind() == io::ErrorKind::ResourceBusy => match self.files.stat(&spot.path) {
                Ok(stat) => self.changed(claim, &stat),
                Err(_) => failed(claim, outcome, e),
            },
            Err(error) => failed(claim, outcome, error),
        }
    }

    /// Whether a file that was refused may be the first half of one: nobody saw its writer close it, and it was written
    /// a short while ago.
    fn may_go_on(&self, claim: &Claim, fault: &Fault) -> bool {
        let cut = matches!(
            fault.code,
            FaultCode::Malformed | FaultCode::Empty | FaultCode::Binary | FaultCode::NoText
        );
        let age = self.clock.now().as_nanosecond() - claim.stat.modified;
        let still = self.settings.settle.saturating_mul(EMPTY);
        cut && !claim.closed && (0..i128::try_from(still.as_nanos()).unwrap_or(i128::MAX)).contains(&age)
    }

    /// Finishes with a claimed file that is not where it was: its folder may have another name.
    fn finish_moved(&self, claim: Claim, outcome: Outcome) -> Finished {
        match self.find_claimed(&claim) {
            Some((folder, spot)) => {
                tracing::info!(path = %claim.path.display(), now_in = %folder.display(), "the folder of a claimed file got another name");
                self.finish_at(claim, outcome, &spot)
            }
            None => {
                tracing::warn!(path = %claim.path.display(), "a claimed file was taken away");
                self.let_go(&claim.path);
                Finished::Done
            }
        }
    }

    /// Looks for a claimed file in every private folder, with the folder it now belongs to.
    fn find_claimed(&self, claim: &Claim) -> Option<(PathBuf, Spot)> {
        if self.keeps() {
            return None;
        }
        let name = claim.path.file_name()?;
        let mut unread = vec![PathBuf::new()];
        let mut looked = 0;
        while let Some(folder) = unread.pop().filter(|_| looked < MOST_FOLDERS) {
            looked += 1;
            let private = folder.join(CLAIMS);
            if let Ok(spot) = self.spot(&claim.root, &private, name)
                && self.files.stat(&spot.path).is_ok_and(|stat| stat.same_content(&claim.stat))
            {
                return Some((folder, spot));
            }
            self.add_folders(&claim.root, &folder, &mut unread);
        }
        None
    }

    fn add_folders(&self, root: &Arc<Root>, folder: &Path, unread: &mut Vec<PathBuf>) {
        let mut add = |name: std::ffi::OsString, kind| {
            if kind == FileKind::Folder && !self.settings.ignore.holds(&name) {
                unread.push(folder.join(name));
            }
            true
        };
        // A folder that cannot be listed does not hold it either.
        match folder == Path::new("") {
            true => self.files.list(root.held.path(), &mut add).ok(),
            false => self
                .files
                .hold_below(&root.held, folder)
                .and_then(|at| self.files.list(at.path(), &mut add))
                .ok(),
        };
    }

    fn put_away(&self, place: &Path, claim: &Claim) -> io::Result<()> {
        match &self.settings.after {
            After::Delete => self.files.remove(place),
            After::Keep(ledger) => ledger
                .note([(claim.path_bytes(), &claim.stat, claim.hash)].into_iter())
                .map_err(io::Error::other),
            After::Move(done) => {
                let day = done.join(self.clock.now().strftime("%Y/%m/%d").to_string());
                let below = claim.path.parent().unwrap_or(Path::new(""));
                let folder = self.folder_aside(&day, below)?;
                let name = claim.path.file_name().unwrap_or_default();
                let stands = self.move_aside(place, &folder, name)?;
                self.note_away(stands, &claim.path, &claim.stat);
                Ok(())
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
        let kept = if self.keeps() || claim.away.is_some() {
            // What is too large or may not be read is not copied: the reason alone is kept, the file stays.
            match fault.code {
                FaultCode::TooLarge | FaultCode::Unreadable => self.quarantine.keep_bytes(&[], &refused)?,
                _ => self.quarantine.keep_part(place, 0, claim.stat.size, &refused)?,
            }
        } else {
            self.quarantine.keep_file(place, &refused)?
        };
        if self.keeps() {
            self.put_away(place, claim)?;
        } else if claim.away.is_none() {
            self.note_away(kept.clone(), &claim.path, &claim.stat);
        }
        tracing::warn!(path, code = %fault.code, message = fault.message, kept = %kept.display(), "quarantined");
        Ok(())
    }

    /// A further version of a file that was put away before: it stays where it is.
    fn finish_away(&self, claim: Claim, outcome: Outcome, place: &Path) -> Finished {
        let stat = match self.files.stat(place) {
            Ok(stat) => stat,
            Err(e) if is_gone(&e) => return Finished::Done,
            Err(e) => return failed(claim, outcome, e),
        };
        if !stat.same_content(&claim.stat) {
            let (path, stands) = (claim.path, Stands::Away(place.to_owned()));
            return Finished::Changed(Candidate { path, size: stat.size, stands, closed: false });
        }
        let result = match &outcome {
            Outcome::Rejected(fault) => self.refuse(place, &claim, fault),
            _ => Ok(()),
        };
        match result {
            Ok(()) => {
                self.note_away(place.to_owned(), &claim.path, &claim.stat);
                Finished::Done
            }
            Err(error) => failed(claim, outcome, error),
        }
    }

    /// Removes the private folders that are empty; at shutdown.
    pub fn tidy(&self) {
        let root = self.root();
        let made = std::mem::take(&mut *held(&self.made));
        for folder in made.iter().filter(|folder| folder.file_name() == Some(OsStr::new(CLAIMS))) {
            let parent = folder.parent().unwrap_or(Path::new(""));
            if let Ok(spot) = self.spot(&root, parent, OsStr::new(CLAIMS)) {
                // Not empty, or gone already: both are fine.
                self.files.remove_folder(&spot.path).ok();
            }
        }
    }
}

/// Counts a failure: one that is not the disk's, time and again, is the file's own.
fn failed(mut claim: Claim, outcome: Outcome, error: io::Error) -> Finished {
    if !is_of_the_disk(&error) {
        claim.failed += 1;
    }
    if claim.failed >= TRIES {
        // The next failure is one more of the same.
        claim.failed = TRIES - 1;
        return Finished::Stuck(claim, outcome, error);
    }
    Finished::Failed(claim, outcome, error)
}

/// Whether an error speaks of the disk rather than of one file.
pub(super) fn is_of_the_disk(error: &io::Error) -> bool {
    use io::ErrorKind::{QuotaExceeded, ReadOnlyFilesystem, StaleNetworkFileHandle, StorageFull};
    let kinds = [QuotaExceeded, ReadOnlyFilesystem, StaleNetworkFileHandle, StorageFull];
    kinds.contains(&error.kind()) || error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error())
}
