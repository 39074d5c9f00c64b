//! Receipts: how a source learns what became of what it delivered.
//!
//! One receipt is shared by all documents of one arrival. It resolves when the last holder lets go, with the worst
//! that any of them met. A holder that lets go without a word counts as dropped, so that a forgotten item is read
//! again rather than lost.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

use crate::model::Fault;

/// What became of an arrival, from best to worst.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Everything in it is in the journal, is known already, or its parts are kept in quarantine: done with.
    Committed,
    /// It could not be read as a whole: it belongs in quarantine.
    Rejected(Fault),
    /// Nobody took it to its end: it is to be read again.
    Dropped,
}

impl Outcome {
    fn rank(&self) -> u8 {
        match self {
            Outcome::Committed => 0,
            Outcome::Rejected(_) => 1,
            Outcome::Dropped => 2,
        }
    }
}

/// Most records, and most members, that one receipt tells of.
const MOST_TOLD: usize = 1000;

/// What was said of the parts of an arrival, for a source that answers for it: the first thousand, and how many there were.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    /// Ids of records that were written.
    pub written: Vec<String>,
    /// How many were.
    pub written_count: u64,
    /// Ids of records that are there already, since the same input came before.
    pub known: Vec<String>,
    /// How many are.
    pub known_count: u64,
    /// Members that were refused, each with the reason.
    pub refused: Vec<(String, Fault)>,
    /// How many were.
    pub refused_count: u64,
}

type Resolve = Box<dyn FnOnce(Outcome, Told) + Send>;
type Tell = Box<dyn Fn() + Send + Sync>;

struct Shared {
    /// Whether anybody wants to hear of the parts.
    listens: bool,
    told: Mutex<Told>,
    /// Whether a record of it was written.
    written: AtomicBool,
    /// Told when a part is done with and something was written.
    progress: Option<Tell>,
    worst: Mutex<Outcome>,
    resolve: Mutex<Option<Resolve>>,
}

impl Shared {
    fn worsen(&self, outcome: Outcome) {
        let mut worst = self.worst.lock().unwrap_or_else(PoisonError::into_inner);
        if outcome.rank() > worst.rank() {
            *worst = outcome;
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let worst = self.worst.get_mut().unwrap_or_else(PoisonError::into_inner);
        let outcome = std::mem::replace(worst, Outcome::Committed);
        if let Some(resolve) = self.resolve.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            let told = self.told.get_mut().unwrap_or_else(PoisonError::into_inner);
            resolve(outcome, std::mem::take(told));
        }
    }
}

/// One holder's share of an arrival's receipt.
pub struct Receipt {
    shared: Arc<Shared>,
    said: bool,
}

impl Receipt {
    /// A receipt that calls `resolve` once, on whichever thread lets go last.
    pub fn new(resolve: impl FnOnce(Outcome) + Send + 'static) -> Self {
        Self::with(false, move |outcome, _| resolve(outcome))
    }

    /// The same for a source that wants to know of the parts.
    pub fn telling(resolve: impl FnOnce(Outcome, Told) + Send + 'static) -> Self {
        Self::with(true, resolve)
    }

    fn with(listens: bool, resolve: impl FnOnce(Outcome, Told) + Send + 'static) -> Self {
        let shared = Shared {
            listens,
            told: Mutex::default(),
            written: AtomicBool::new(false),
            progress: None,
            worst: Mutex::new(Outcome::Committed),
            resolve: Mutex::new(Some(Box::new(resolve))),
        };
        Receipt { shared: Arc::new(shared), said: false }
    }

    /// The same, and `tell` is called for each part that is done with once a record of the arrival was written. It is to
    /// be asked for before the receipt is shared.
    #[must_use]
    pub fn with_progress(mut self, tell: impl Fn() + Send + Sync + 'static) -> Self {
        if let Some(shared) = Arc::get_mut(&mut self.shared) {
            shared.progress = Some(Box::new(tell));
        }
        self
    }

    /// A record of this arrival was written under this id.
    pub fn written(&self, id: &dyn std::fmt::Display) {
        self.shared.written.store(true, Relaxed);
        if self.shared.listens {
            let mut told = self.shared.told.lock().unwrap_or_else(PoisonError::into_inner);
            told.written_count += 1;
            if told.written.len() < MOST_TOLD {
                told.written.push(id.to_string());
            }
        }
    }

    /// A document of this arrival is there already, under this id.
    pub fn known(&self, id: &dyn std::fmt::Display) {
        if self.shared.listens {
            let mut told = self.shared.told.lock().unwrap_or_else(PoisonError::into_inner);
            told.known_count += 1;
            if told.known.len() < MOST_TOLD {
                told.known.push(id.to_string());
            }
        }
    }

    /// A member of this arrival was refused and is kept in quarantine.
    pub fn refused(&self, member: &str, fault: &Fault) {
        if self.shared.listens {
            let mut told = self.shared.told.lock().unwrap_or_else(PoisonError::into_inner);
            told.refused_count += 1;
            if told.refused.len() < MOST_TOLD {
                told.refused.push((member.to_owned(), fault.clone()));
            }
        }
    }

    /// Another share, for another document of the same arrival.
    #[must_use]
    pub fn share(&self) -> Self {
        Receipt { shared: Arc::clone(&self.shared), said: false }
    }

    /// This holder's part is done with.
    pub fn commit(mut self) {
        self.said = true;
        if let Some(tell) = &self.shared.progress
            && self.shared.written.load(Relaxed)
        {
            tell();
        }
    }

    /// The arrival cannot be read.
    pub fn reject(mut self, fault: Fault) {
        self.said = true;
        self.shared.worsen(Outcome::Rejected(fault));
    }
}

impl Drop for Receipt {
    fn drop(&mut self) {
        if !self.said {
            self.shared.worsen(Outcome::Dropped);
        }
    }
}

impl std::fmt::Debug for Receipt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Receipt").field("said", &self.said).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FaultCode;

    fn outcome_of(with: impl FnOnce(Receipt)) -> Outcome {
        let (tell, told) = std::sync::mpsc::channel();
        with(Receipt::new(move |outcome| tell.send(outcome).unwrap()));
        told.try_recv().unwrap()
    }

    #[test]
    fn the_worst_of_all_holders_wins_and_silence_is_the_worst() {
        let fault = Fault::new(FaultCode::Empty, "nothing");
        assert_eq!(outcome_of(Receipt::commit), Outcome::Committed);
        assert_eq!(outcome_of(drop), Outcome::Dropped);
        assert_eq!(
            outcome_of(|r| {
                r.share().commit();
                r.reject(fault.clone());
            }),
            Outcome::Rejected(fault.clone())
        );
        assert_eq!(
            outcome_of(|r| {
                drop(r.share());
                r.reject(fault.clone());
            }),
            Outcome::Dropped
        );
    }

    #[test]
    fn it_tells_of_the_parts_and_of_no_more_than_can_be_held() {
        let (tell, told) = std::sync::mpsc::channel();
        let receipt = Receipt::telling(move |_, told| tell.send(told).unwrap());
        for number in 0..1500 {
            receipt.written(&number);
        }
        receipt.known(&"id-2");
        receipt.refused("b.xml", &Fault::new(FaultCode::Empty, "nothing"));
        receipt.commit();
        let told = told.recv().unwrap();
        assert_eq!((told.written.len(), told.written_count), (1000, 1500));
        assert_eq!((told.known, told.known_count), (vec!["id-2".to_owned()], 1));
        assert_eq!((told.refused[0].0.as_str(), told.refused_count), ("b.xml", 1));
    }

    #[test]
    fn progress_is_what_was_written_and_not_what_was_known_already() {
        let count = Arc::new(std::sync::atomic::AtomicU64::new(0));
        let counted = Arc::clone(&count);
        let tell = move || {
            counted.fetch_add(1, Relaxed);
        };
        let receipt = Receipt::new(|_| ()).with_progress(tell);
        receipt.share().commit();
        drop(receipt.share());
        assert_eq!(count.load(Relaxed), 0);
        let part = receipt.share();
        part.written(&"id");
        assert_eq!(count.load(Relaxed), 0, "not before it is synced");
        part.commit();
        assert_eq!(count.load(Relaxed), 1);
    }

    #[test]
    fn it_resolves_only_when_the_last_holder_lets_go() {
        let (tell, told) = std::sync::mpsc::channel();
        let receipt = Receipt::new(move |outcome| tell.send(outcome).unwrap());
        let other = receipt.share();
        receipt.commit();
        assert!(told.try_recv().is_err());
        other.commit();
        assert_eq!(told.try_recv(), Ok(Outcome::Committed));
    }
}
