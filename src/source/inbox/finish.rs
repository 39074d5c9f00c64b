//! What becomes of a file once its receipt came: moved, deleted, noted, put into quarantine, or, where it changed
//! after it was read, given back.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::flow::{Outcome, held};
use crate::host::{FileKind, Stat};
use crate::model::{Fault, FaultCode};
use crate::quarantine::Refused;

use super::find::EMPTY;
use super::take::{is_a_change, is_gone};
use super::{After, CLAIMS, Candidate, Claim, Finished, Inbox, Root, Spot, Stands};

/// After so many failures for a reason of its own a file is stuck.
const TRIES: u32 = 5;
/// Most folders that are looked through for a claimed file whose folder got another name.
const MOST_FOLDERS: usize = 10_000;

impl Inbox {
    /// Does with several files what their receipts say; with `after = "keep"` they are noted in one transaction.
    pub fn finish_all(&self, back: Vec<(Claim, Outcome)>) -> Vec<Finished> {
        let mut results = Vec::with_capacity(back.len());
        let rest = self.note_kept(back, &mut results);
        let mut moved = Vec::new();
        for (claim, outcome) in rest {
            results.extend(self.finish_in_place(claim, outcome, &mut moved));
        }
        let found = self.find_claimed(&moved);
        for ((claim, outcome), folder) in moved.into_iter().zip(found) {
            results.push(self.finish_moved(claim, outcome, folder));
        }
        results
    }

    /// Does with a file what its receipt says.
    pub fn finish(&self, claim: Claim, outcome: Outcome) -> Finished {
        self.finish_all(vec![(claim, outcome)]).pop().unwrap_or(Finished::Done)
    }

    /// With `after = "keep"`: notes those that are committed and did not change. Returns the others.
    fn note_kept(&self, back: Vec<(Claim, Outcome)>, results: &mut Vec<Finished>) -> Vec<(Claim, Outcome)> {
        let After::Keep(ledger) = &self.settings.after else { return back };
        let unchanged = |claim: &Claim| {
            claim.away.is_none()
                && self.stands_at(claim).is_ok_and(|(_, stat)| stat.same_content(&claim.stat))
        };
        let (kept, rest): (Vec<_>, Vec<_>) =
            back.into_iter().partition(|(claim, outcome)| *outcome == Outcome::Committed && unchanged(claim));
        let noted = match kept.is_empty() {
            true => Ok(()),
            false => ledger.note(kept.iter().map(|(claim, _)| (claim.path_bytes(), &claim.stat, claim.hash))),
        };
        results.extend(kept.into_iter().map(|(claim, outcome)| match &noted {
            Ok(()) => {
                self.let_go(&claim.path);
                Finished::Done
            }
            Err(error) => Finished::Failed(claim, outcome, io::Error::other(error.to_string())),
        }));
        rest
    }

    /// Where a claimed file stands, and what it is now.
    fn stands_at(&self, claim: &Claim) -> io::Result<(Spot, Stat)> {
        let spot = self.place(&claim.root, &claim.path)?;
        let stat = self.files.stat(&spot.path)?;
        Ok((spot, stat))
    }

    /// Does with a file what its receipt says, if it is still what was read. One that is not where it was goes to `moved`.
    fn finish_in_place(
        &self,
        claim: Claim,
        outcome: Outcome,
        moved: &mut Vec<(Claim, Outcome)>,
    ) -> Option<Finished> {
        if outcome == Outcome::Dropped {
            // Left as claimed: the next start takes it back.
            return Some(Finished::Done);
        }
        if let Some(place) = claim.away.clone() {
            return Some(self.finish_away(claim, outcome, &place));
        }
        Some(match self.stands_at(&claim) {
            Ok((_, stat)) if !stat.same_content(&claim.stat) => self.changed(claim, &stat),
            Ok((spot, _)) => self.finish_at(claim, outcome, &spot),
            Err(e) if is_gone(&e) => {
                moved.push((claim, outcome));
                return None;
            }
            Err(e) => failed(claim, outcome, e),
        })
    }

    fn changed(&self, claim: Claim, stat: &Stat) -> Finished {
        let unclaimed = self.keeps() || self.unclaim(&claim.root, &claim.path);
        if unclaimed {
            self.let_go(&claim.path);
            self.watch_again(&claim.path);
        }
        let stands = if unclaimed { Stands::Inbox } else { Stands::Claimed };
        Finished::Changed(Candidate { path: claim.path, size: stat.size, stands, seen: None, closed: false })
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
            Err(e) if is_a_change(&e) => match self.files.stat(&spot.path) {
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
    fn finish_moved(&self, claim: Claim, outcome: Outcome, now_in: Option<PathBuf>) -> Finished {
        let spot = now_in.and_then(|folder| {
            let name = claim.path.file_name()?;
            let spot = self.spot(&claim.root, &folder.join(CLAIMS), name).ok()?;
            tracing::info!(path = %claim.path.display(), now_in = %folder.display(), "the folder of a claimed file got another name");
            Some(spot)
        });
        match spot {
            Some(spot) => self.finish_at(claim, outcome, &spot),
            None => {
                tracing::warn!(path = %claim.path.display(), "a claimed file was taken away");
                self.let_go(&claim.path);
                Finished::Done
            }
        }
    }

    /// Looks for claimed files in every private folder, for all of them in one walk. The folder that each now belongs to.
    fn find_claimed(&self, lost: &[(Claim, Outcome)]) -> Vec<Option<PathBuf>> {
        let mut found = vec![None; lost.len()];
        if self.keeps() {
            return found;
        }
        let mut roots: Vec<&Arc<Root>> = Vec::new();
        for (claim, _) in lost {
            if !roots.iter().any(|root| Arc::ptr_eq(root, &claim.root)) {
                roots.push(&claim.root);
            }
        }
        for root in roots {
            let mut wanted: HashMap<&OsStr, Vec<(&Claim, &mut Option<PathBuf>)>> = HashMap::new();
            for ((claim, _), found) in lost.iter().zip(&mut found) {
                if let Some(name) = claim.path.file_name().filter(|_| Arc::ptr_eq(root, &claim.root)) {
                    wanted.entry(name).or_default().push((claim, found));
                }
            }
            self.look_through(root, &mut wanted);
        }
        found
    }

    fn look_through(
        &self,
        root: &Arc<Root>,
        wanted: &mut HashMap<&OsStr, Vec<(&Claim, &mut Option<PathBuf>)>>,
    ) {
        let mut unread = vec![PathBuf::new()];
        let mut looked = 0;
        while let Some(folder) = unread.pop().filter(|_| looked < MOST_FOLDERS && !wanted.is_empty()) {
            looked += 1;
            self.look_into(root, &folder, wanted);
            self.add_folders(root, &folder, &mut unread);
        }
    }

    /// Of what is wanted, takes out what is claimed in a folder.
    fn look_into(
        &self,
        root: &Arc<Root>,
        folder: &Path,
        wanted: &mut HashMap<&OsStr, Vec<(&Claim, &mut Option<PathBuf>)>>,
    ) {
        let Ok(private) = self.files.hold_below(&root.held, &folder.join(CLAIMS)) else { return };
        let mut names = Vec::new();
        let mut add = |name: OsString, kind| {
            if kind == FileKind::File && wanted.contains_key(&*name) {
                names.push(name);
            }
            true
        };
        self.files.list(private.path(), &mut add).ok();
        for name in names {
            let Ok(stat) = self.files.stat(&private.path().join(&name)) else { continue };
            let Some(claims) = wanted.get_mut(&*name) else { continue };
            let at = claims.iter().position(|(claim, _)| claim.stat.same_content(&stat));
            if let Some((_, found)) = at.map(|at| claims.swap_remove(at)) {
                *found = Some(folder.to_owned());
            }
            if claims.is_empty() {
                wanted.remove(&*name);
            }
        }
    }

    fn add_folders(&self, root: &Arc<Root>, folder: &Path, unread: &mut Vec<PathBuf>) {
        let mut add = |name: OsString, kind| {
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
            came: None,
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
            return Finished::Changed(Candidate { path, size: stat.size, stands, seen: None, closed: false });
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
