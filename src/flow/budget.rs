//! A budget of bytes and documents over everything in flight, with the arrivals' sequence numbers.
//!
//! A sequence number is given in the same step as the permit to use it, so that nobody who holds a number waits
//! for the budget before being sent. What an arrival grows to (a bundle's members) is asked for on the way; the
//! oldest arrival in flight is never made to wait, whatever the budget says, so that order and budget cannot lock
//! each other.

use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

#[derive(Debug, Default)]
struct Used {
    limit_bytes: u64,
    limit_documents: usize,
    bytes: u64,
    documents: usize,
    next: u64,
    in_flight: BTreeSet<u64>,
}

/// The budget. Clones share it.
#[derive(Debug, Clone)]
pub struct Budget(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    used: Mutex<Used>,
    freed_blocking: Condvar,
    freed: Notify,
}

/// Bytes and one document in flight; given back when dropped.
#[derive(Debug)]
pub struct Permit {
    budget: Budget,
    bytes: u64,
    /// Given with the permit of a whole arrival: its place in the order.
    sequence: Option<u64>,
}

impl Permit {
    /// The arrival's place in the order, if this is the permit of an arrival.
    pub fn sequence(&self) -> Option<u64> {
        self.sequence
    }
}

impl Budget {
    /// A budget of so many bytes and documents.
    pub fn new(bytes: u64, documents: usize) -> Self {
        Budget(Arc::new(Inner {
            used: Mutex::new(Used {
                limit_bytes: bytes,
                limit_documents: documents.max(1),
                ..Used::default()
            }),
            freed_blocking: Condvar::new(),
            freed: Notify::new(),
        }))
    }

    fn used(&self) -> MutexGuard<'_, Used> {
        self.0.used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has_room(used: &Used, bytes: u64) -> bool {
        used.in_flight.is_empty()
            || (used.bytes.saturating_add(bytes) <= used.limit_bytes && used.documents < used.limit_documents)
    }

    /// A place in the order for an arrival of so many bytes, if there is room now.
    pub fn try_admit(&self, bytes: u64) -> Option<Permit> {
        let mut used = self.used();
        if !Self::has_room(&used, bytes) {
            return None;
        }
        let sequence = used.next;
        used.next += 1;
        used.in_flight.insert(sequence);
        used.bytes += bytes;
        used.documents += 1;
        Some(Permit { budget: self.clone(), bytes, sequence: Some(sequence) })
    }

    /// A place in the order for an arrival of so many bytes, as soon as there is room.
    ///
    /// Dropping the future gives nothing away: it may be raced.
    pub async fn admit(&self, bytes: u64) -> Permit {
        loop {
            let freed = self.0.freed.notified();
            if let Some(permit) = self.try_admit(bytes) {
                return permit;
            }
            freed.await;
        }
    }

    /// Room for one more document of the arrival at `sequence`: blocks until there is, unless it is the oldest.
    pub fn grow(&self, sequence: u64, bytes: u64) -> Permit {
        let mut used = self.used();
        while !Self::has_room(&used, bytes) && used.in_flight.first() != Some(&sequence) {
            used = self.0.freed_blocking.wait(used).unwrap_or_else(PoisonError::into_inner);
        }
        used.bytes += bytes;
        used.documents += 1;
        Permit { budget: self.clone(), bytes, sequence: None }
    }

    /// Another limit from now on. What is in flight stays, also where it is more than that.
    pub fn resize(&self, bytes: u64, documents: usize) {
        let mut used = self.used();
        (used.limit_bytes, used.limit_documents) = (bytes, documents.max(1));
        drop(used);
        self.0.freed_blocking.notify_all();
        self.0.freed.notify_waiters();
    }

    /// Bytes and documents that may be in flight.
    pub fn limits(&self) -> (u64, usize) {
        let used = self.used();
        (used.limit_bytes, used.limit_documents)
    }

    /// Bytes and documents in flight.
    pub fn in_flight(&self) -> (u64, usize) {
        let used = self.used();
        (used.bytes, used.documents)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut used = self.budget.used();
        used.bytes -= self.bytes;
        used.documents -= 1;
        if let Some(sequence) = self.sequence {
            used.in_flight.remove(&sequence);
        }
        drop(used);
        self.budget.0.freed_blocking.notify_all();
        self.budget.0.freed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_full_budget_refuses_and_a_returned_permit_makes_room() {
        let budget = Budget::new(100, 10);
        let first = budget.try_admit(80).unwrap();
        assert!(budget.try_admit(30).is_none());
        drop(first);
        assert_eq!(budget.try_admit(30).unwrap().sequence(), Some(1));
    }

    #[test]
    fn an_arrival_larger_than_the_budget_goes_alone() {
        let budget = Budget::new(100, 10);
        let huge = budget.try_admit(1000).unwrap();
        assert!(budget.try_admit(1).is_none());
        drop(huge);
        assert!(budget.try_admit(1).is_some());
    }

    #[test]
    fn documents_are_counted_too() {
        let budget = Budget::new(100, 2);
        let held: Vec<_> = (0..2).map(|_| budget.try_admit(1).unwrap()).collect();
        assert!(budget.try_admit(1).is_none());
        assert_eq!(budget.in_flight(), (2, 2));
        drop(held);
        assert_eq!(budget.in_flight(), (0, 0));
    }

    #[test]
    fn a_larger_limit_lets_in_who_waited() {
        let budget = Budget::new(100, 10);
        let _held = budget.try_admit(80).unwrap();
        assert!(budget.try_admit(30).is_none());
        budget.resize(200, 10);
        assert!(budget.try_admit(30).is_some());
        budget.resize(50, 10);
        assert!(budget.try_admit(1).is_none());
        assert_eq!(budget.limits(), (50, 10));
    }

    #[test]
    fn the_oldest_grows_past_the_budget_and_a_younger_one_waits() {
        let budget = Budget::new(100, 10);
        let oldest = budget.try_admit(50).unwrap();
        let younger = budget.try_admit(50).unwrap();
        let grown = budget.grow(oldest.sequence().unwrap(), 500);
        let waiting = {
            let budget = budget.clone();
            let sequence = younger.sequence().unwrap();
            std::thread::spawn(move || drop(budget.grow(sequence, 10)))
        };
        std::thread::sleep(Duration::from_millis(30));
        assert!(!waiting.is_finished());
        drop(grown);
        drop(oldest);
        waiting.join().unwrap();
        drop(younger);
    }
}
