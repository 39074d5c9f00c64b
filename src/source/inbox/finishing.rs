//! Finishes with what has its receipt, beside the intake: what cannot be finished with now is tried again after a while,
//! and what cannot for a reason of its own holds up nobody.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use crate::flow::{Outcome, held};

use super::driver::{Intake, LEDGER, MOMENT, again_as, blocking};
use super::later::Unfinished;
use super::{Candidate, Claim, Finished, Stands};

/// Files that may be stuck before they count as unfinished.
const MOST_STUCK: usize = if cfg!(test) { 20 } else { 1000 };
/// How long a stuck file is left alone.
const STUCK: Duration = Duration::from_secs(60);
/// So many stuck files speak of the folder rather than of the files.
const MANY_STUCK: usize = 100;
/// What a disk can refuse altogether, as readiness says it.
const FINISH: &str = "stands still: cannot put finished files away";

/// What finishing leaves for the intake.
#[derive(Debug, Default)]
pub(super) struct Left {
    /// Files that changed after they were read and are to be read again.
    pub(super) changed: Vec<Candidate>,
    /// Files went back to the inbox, and are watched there.
    pub(super) gone_back: bool,
    /// Folders into which files were put.
    pub(super) away: Vec<PathBuf>,
}

impl Intake {
    /// So many files are waited for that did not go through the door.
    pub(super) fn opened(&self, files: usize) {
        self.returns.open(files);
        self.status.claimed.fetch_add(files as u64, Relaxed);
    }

    /// Finishes with what came back, until nothing more can come. What then still cannot be finished with is left as
    /// claimed for the next start: a stop does not wait for it.
    pub(super) async fn finish(&self, mut stop: watch::Receiver<bool>) {
        let mut unfinished = Unfinished::default();
        let mut came = Vec::new();
        loop {
            let stopping = *stop.borrow();
            came.extend(self.returns.take());
            let mut back: Vec<_> = came.drain(..).map(|back| (back.token, back.outcome)).collect();
            back.extend(unfinished.due(stopping));
            back.extend(self.stuck_again(&mut unfinished, stopping));
            if back.is_empty() {
                if stopping && self.returns.count() <= unfinished.left {
                    break;
                }
                tokio::select! {
                    back = self.returns.next() => came.push(back),
                    () = tokio::time::sleep_until(unfinished.next(stopping)) => {}
                    _ = stop.changed() => {}
                }
                continue;
            }
            let inbox = Arc::clone(&self.inbox);
            let finish_all = move || {
                let _turn = inbox.turn();
                (inbox.finish_all(back), inbox.new_away_folders())
            };
            let Some((results, away)) = blocking(finish_all).await else { break };
            held(&self.left).away.extend(away);
            self.note(results, &mut unfinished, stopping);
        }
        unfinished.say_left();
        let inbox = Arc::clone(&self.inbox);
        blocking(move || inbox.tidy()).await;
    }

    /// Counts what was finished with; what could not be is tried again after a while.
    fn note(&self, results: Vec<Finished>, unfinished: &mut Unfinished, stopping: bool) {
        let failure = |result: &Finished| match result {
            Finished::Failed(_, _, error) | Finished::Stuck(_, _, error) => Some(again_as(error)),
            _ => None,
        };
        self.note_trouble(FINISH, results.iter().map(failure));
        let mut failed = false;
        for result in results {
            match result {
                Finished::Done => self.closed(1),
                Finished::Changed(candidate) => self.note_changed(candidate),
                Finished::Later(claim, outcome) => {
                    unfinished.put(claim, outcome, self.inbox.settings().settle.max(MOMENT), stopping);
                }
                Finished::Failed(claim, outcome, error) => {
                    if !failed {
                        let path = claim.path.display();
                        tracing::error!(%path, %error, "cannot put a finished file away; trying again");
                        failed = true;
                    }
                    let wait = unfinished.backoff.wait();
                    unfinished.put(claim, outcome, wait, stopping);
                }
                Finished::Stuck(claim, outcome, error) => {
                    self.note_stuck(claim, outcome, &error, unfinished, stopping);
                }
            }
        }
        if !failed {
            unfinished.backoff.reset();
        }
        self.status.set_trouble(LEDGER, self.inbox.ledger_trouble());
        let stuck = unfinished.stuck.len();
        self.status.stuck.store(stuck as u64, Relaxed);
        if stuck >= MANY_STUCK {
            self.status.set_trouble(FINISH, Some(format!("{stuck} files are stuck, see the log")));
        }
        self.returns.wake();
    }

    /// Stuck files that are to be tried again; while they are, they are waited for.
    fn stuck_again(&self, unfinished: &mut Unfinished, stopping: bool) -> Vec<(Claim, Outcome)> {
        let now = Instant::now();
        let due = unfinished.stuck.extract_if(.., |(at, ..)| !stopping && now >= *at);
        let found: Vec<_> = due.map(|(_, claim, outcome)| (claim, outcome)).collect();
        self.opened(found.len());
        found
    }

    /// So many files are not waited for any more.
    fn closed(&self, files: usize) {
        self.returns.close(files);
        self.status.claimed.fetch_sub(files as u64, Relaxed);
    }

    fn note_changed(&self, candidate: Candidate) {
        tracing::info!(path = %candidate.path.display(), "changed after it was read; reading it again");
        self.closed(1);
        let mut left = held(&self.left);
        if candidate.stands == Stands::Inbox {
            left.gone_back = true;
        } else {
            left.changed.push(candidate);
        }
    }

    fn note_stuck(
        &self,
        claim: Claim,
        outcome: Outcome,
        error: &io::Error,
        unfinished: &mut Unfinished,
        stopping: bool,
    ) {
        if unfinished.stuck.len() >= MOST_STUCK {
            unfinished.put(claim, outcome, STUCK, stopping);
            return;
        }
        let path = claim.path.display();
        tracing::error!(%path, %error, again_in = ?STUCK, "a finished file cannot be put away; the rest goes on");
        unfinished.stuck.push((Instant::now() + STUCK, claim, outcome));
        self.closed(1);
    }
}
