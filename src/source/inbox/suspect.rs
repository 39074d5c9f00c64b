//! Files that were claimed when the process ended: which of them is delivered when, and which not any more.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use crate::flow::Room;
use crate::model::Fault;
use crate::source::{Door, Suspect};

use super::driver::{Before, Delivered, Intake, blocking, room_for};
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
            let taking = blocking(move || this.deliver_suspect(candidate, room, last, &own_door)).await;
            let Some((delivered, suspect)) = taking else { return Err(()) };
            seen = suspect.or(seen);
            if self.note_delivered(delivered, before).is_err() {
                self.clear(seen, door).await;
                return Err(());
            }
            while self.returns.count() > 0 {
                tokio::select! {
                    () = self.returns.finished() => {}
                    () = tokio::time::sleep(Duration::from_millis(200)) => {}
                    () = door.stopped() => {
                        // It is told to end: that is nobody's fault.
                        self.clear(seen, door).await;
                        return Err(());
                    }
                }
            }
        }
        self.clear(seen, door).await;
        Ok(())
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

    fn deliver_suspect(
        self: &Arc<Self>,
        candidate: Candidate,
        room: Room,
        before: Option<Suspect>,
        door: &Door,
    ) -> (Delivered, Option<Suspect>) {
        let mut taken = {
            let _turn = self.inbox.turn();
            self.inbox.take(candidate)
        };
        let mut suspect = None;
        if let (Taken::Read(claim, _), Some(suspects)) = (&taken, door.suspects()) {
            let named = suspects.named(claim.path_bytes(), &version_of(claim));
            suspect = Some(named);
            match suspects.begin(named, before) {
                Ok(None) => {}
                Ok(Some(fault)) => taken = refused(taken, fault),
                // Without a count it is tried all the same.
                Err(error) => tracing::warn!(%error, "cannot count what was in hand when the process ended"),
            }
        }
        (self.deliver_all(vec![(taken, room)], door), suspect)
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
