//! What becomes of a file once its receipt came: moved, deleted, noted, put into quarantine, or, where it changed
//! after it was read, given back.

use std::ffi::OsStr;
use std::io;
use std::path::Path;

use crate::flow::{Outcome, held};
use crate::model::{Fault, FaultCode};
use crate::quarantine::Refused;

use super::{After, CLAIMS, Candidate, Claim, Finished, Inbox};

impl Inbox {
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
        let made = held(&self.made).clone();
        for folder in made.iter().filter(|folder| folder.file_name() == Some(OsStr::new(CLAIMS))) {
            // Not empty, or gone already: both are fine.
            self.files.remove_folder(folder).ok();
        }
        held(&self.made).clear();
    }
}
