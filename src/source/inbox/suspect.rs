//! Files that were claimed when the process ended: which of them is delivered when, and which not any more.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use crate::flow::Room;
use crate::model::Fault;
use crate::source::{Door, Suspect};

use super::driver::{Before, Intake, blocking, room_for};
use super::{Candidate, Claim, Taken};

impl Intake {
    /// Delivers what was in hand when the process ended, one at a time, each once the one before has its receipt: those
    /// that ended it before come last, and the one that did so too often is refused.
    pub(super) async fn deliver_suspects(
        self: &Arc<Self>,
        suspects: VecDeque<Candidate>,
        before: &mut Before,
        door: &Door,
    ) -> Result<(), ()> {
        let mut seen: Option<Suspect> = None;
        for candidate in self.with_ends(suspects, door).await {
            let Some(room) = door.room(room_for(&candidate)).await else { return Err(()) };
            let (this, own_door, last) = (Arc::clone(self), door.clone(), seen);
            let taking = blocking(move || this.take_suspect(candidate, last, &own_door)).await;
            let Some((taken, suspect)) = taking else { return Err(()) };
            seen = suspect.or(seen);
            if self.deliver_alone(taken, room, seen, before, door).await.is_err() {
                // Where it is told to end, that is nobody's fault.
                self.clear(seen, door).await;
                return Err(());
            }
        }
        self.clear(seen, door).await;
        Ok(())
    }

    /// Delivers one and waits until it is finished with. Once something of it is written, an end is none without a result.
    async fn deliver_alone(
        self: &Arc<Self>,
        taken: Taken,
        room: Room,
        suspect: Option<Suspect>,
        before: &mut Before,
        door: &Door,
    ) -> Result<(), ()> {
        let (this, own_door) = (Arc::clone(self), door.clone());
        let mut delivering = pin!(blocking(move || this.deliver_all(vec![(taken, room)], &own_door)));
        // What was written before is nothing of this one.
        self.returns.has_written();
        let delivered = loop {
            tokio::select! {
                delivered = &mut delivering => break delivered.ok_or(())?,
                () = self.returns.finished() => self.note_progress(suspect, door).await,
            }
        };
        self.note_delivered(delivered, before)?;
        while self.returns.count() > 0 {
            tokio::select! {
                () = self.returns.finished() => self.note_progress(suspect, door).await,
                () = tokio::time::sleep(Duration::from_millis(200)) => {}
                () = door.stopped() => return Err(()),
            }
        }
        Ok(())
    }

    async fn note_progress(&self, suspect: Option<Suspect>, door: &Door) {
        if self.returns.has_written() {
            self.clear(suspect, door).await;
        }
    }

    async fn clear(&self, last: Option<Suspect>, door: &Door) {
        let door = door.clone();
        let clear = move || {
            if let (Some(suspects), Some(last)) = (door.suspects(), last)
                && let Err(error) = suspects.clear(last)
            {
                tracing::warn!(%error, "cannot clear a count");
            }
        };
        blocking(clear).await;
    }

    /// Files in the order in which they are tried: those that were in hand alone when the process ended come last.
    async fn with_ends(&self, files: VecDeque<Candidate>, door: &Door) -> Vec<Candidate> {
        let (inbox, door) = (Arc::clone(&self.inbox), door.clone());
        let count = move || {
            let Some(suspects) = door.suspects() else { return Vec::from(files) };
            let ends = |file: &Candidate| {
                let version = inbox.version_of_claimed(&file.path).unwrap_or_default();
                suspects
                    .ends(suspects.named(file.path.as_os_str().as_encoded_bytes(), &version))
                    .unwrap_or_default()
            };
            let mut files: Vec<(u64, Candidate)> =
                files.into_iter().map(|file| (ends(&file), file)).collect();
            files.sort_by_key(|(ends, _)| *ends);
            files.into_iter().map(|(_, file)| file).collect()
        };
        blocking(count).await.unwrap_or_default()
    }

    /// Takes one, and counts it just before it is delivered; `before` is finished with.
    fn take_suspect(
        &self,
        candidate: Candidate,
        before: Option<Suspect>,
        door: &Door,
    ) -> (Taken, Option<Suspect>) {
        let taken = {
            let _turn = self.inbox.turn();
            self.inbox.take(candidate)
        };
        let (Taken::Read(claim, _), Some(suspects)) = (&taken, door.suspects()) else { return (taken, None) };
        let suspect = suspects.named(claim.path_bytes(), &version_of(claim));
        match suspects.begin(suspect, before) {
            Ok(None) => (taken, Some(suspect)),
            Ok(Some(fault)) => (refused(taken, fault), Some(suspect)),
            // Without a count it is tried all the same.
            Err(error) => {
                tracing::warn!(%error, "cannot count what was in hand when the process ended");
                (taken, Some(suspect))
            }
        }
    }
}

/// A file that was read, refused after all.
fn refused(taken: Taken, fault: Fault) -> Taken {
    match taken {
        Taken::Read(claim, _) => Taken::Refused(claim, fault),
        other => other,
    }
}

/// What tells the contents of one path apart without reading them.
fn version_of(claim: &Claim) -> Vec<u8> {
    super::version(&claim.stat)
}
