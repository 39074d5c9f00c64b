//! What became of what was delivered: each delivery's receipt comes back here, with the token that the source gave it.
//!
//! The worst that any part of a delivery met wins, and silence counts as dropped: that is the receipt's own rule.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use tokio::sync::Notify;

use crate::flow::{Channel, Outcome, Receipt, Told};

/// One delivery that came back.
#[derive(Debug)]
pub struct Returned<T> {
    /// What the source gave it to be known by.
    pub token: T,
    /// What became of it.
    pub outcome: Outcome,
    /// What was said of its parts.
    pub told: Told,
}

#[derive(Debug)]
struct Inner<T> {
    back: Channel<Returned<T>>,
    /// Delivered and not finished with.
    open: AtomicUsize,
    /// Whether a record of a delivery was written since it was last asked.
    wrote: AtomicBool,
    /// Woken when something was finished with.
    finished: Notify,
}

/// What comes back, in the order in which it comes. Clones share it.
#[derive(Debug)]
pub struct Returns<T>(Arc<Inner<T>>);

impl<T> Clone for Returns<T> {
    fn clone(&self) -> Self {
        Returns(Arc::clone(&self.0))
    }
}

impl<T> Default for Returns<T> {
    fn default() -> Self {
        let (back, open, finished) = (Channel::default(), AtomicUsize::new(0), Notify::new());
        Returns(Arc::new(Inner { back, open, wrote: AtomicBool::new(false), finished }))
    }
}

impl<T: Send + 'static> Returns<T> {
    /// The receipt of a delivery, which is open from now on.
    pub fn receipt(&self, token: T) -> Receipt {
        self.open(1);
        let (to, wrote) = (self.clone(), self.clone());
        Receipt::new(move |outcome| to.put(Returned { token, outcome, told: Told::default() }))
            .with_progress(move || wrote.note_written())
    }

    /// The same for a source that answers for the parts: what was written, which members were refused.
    pub fn telling(&self, token: T) -> Receipt {
        self.open(1);
        let to = self.clone();
        Receipt::telling(move |outcome, told| to.put(Returned { token, outcome, told }))
    }

    fn note_written(&self) {
        // Most often it is known already, and nobody is to be woken.
        if !self.0.wrote.load(Relaxed) && !self.0.wrote.swap(true, Relaxed) {
            self.wake();
        }
    }

    /// Whether a record of a delivery was written and synced since the last call. The first of them wakes who waits in
    /// [`Returns::finished`].
    pub fn has_written(&self) -> bool {
        self.0.wrote.swap(false, Relaxed)
    }

    /// Something came back, or is to be looked at once more; it is open already.
    pub fn put(&self, returned: Returned<T>) {
        self.0.back.send(returned);
    }

    /// All that is back and was not taken yet.
    pub fn take(&self) -> Vec<Returned<T>> {
        self.0.back.drain().collect()
    }

    /// The next that comes back. May be raced.
    pub async fn next(&self) -> Returned<T> {
        self.0.back.receive().await
    }

    /// So many are waited for besides.
    pub fn open(&self, count: usize) {
        self.0.open.fetch_add(count, Relaxed);
    }

    /// So many are finished with.
    pub fn close(&self, count: usize) {
        // Nobody closes more than was opened.
        self.0.open.fetch_sub(count.min(self.count()), Relaxed);
        self.0.finished.notify_one();
    }

    /// Delivered and not finished with.
    pub fn count(&self) -> usize {
        self.0.open.load(Relaxed)
    }

    /// Returns when something may have been finished with. May be raced; one task waits for this.
    pub async fn finished(&self) {
        self.0.finished.notified().await;
    }

    /// Wakes who waits for what is finished with.
    pub fn wake(&self) {
        self.0.finished.notify_one();
    }
}

/// Deliveries of a source that can only say "up to here": each has a place in a row, and is released together with
/// those before it once all of them are done with. One that was dropped is a gap for good: nothing after it is released,
/// so that the source brings it again.
#[derive(Debug)]
pub struct Ordered<T> {
    next: u64,
    released: u64,
    back: BTreeMap<u64, Returned<T>>,
    gap: bool,
}

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Ordered { next: 0, released: 0, back: BTreeMap::new(), gap: false }
    }
}

impl<T> Ordered<T> {
    /// The place of the next delivery.
    pub fn place(&mut self) -> u64 {
        self.next += 1;
        self.next - 1
    }

    /// The delivery of a place came back. Returns those that may be released now, in their order.
    pub fn put(&mut self, place: u64, returned: Returned<T>) -> Vec<Returned<T>> {
        self.back.insert(place, returned);
        let mut released = Vec::new();
        while !self.gap
            && let Some(next) = self.back.remove(&self.released)
        {
            if next.outcome == Outcome::Dropped {
                self.gap = true;
                break;
            }
            self.released += 1;
            released.push(next);
        }
        if self.gap {
            // Nothing of what comes back is released any more.
            self.back.clear();
        }
        released
    }

    /// Delivered and not released.
    pub fn waiting(&self) -> u64 {
        self.next - self.released
    }

    /// Whether something was dropped: the source is to begin again behind what was released last.
    pub fn has_gap(&self) -> bool {
        self.gap
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Fault, FaultCode};

    fn returned(token: u64, outcome: Outcome) -> Returned<u64> {
        Returned { token, outcome, told: Told::default() }
    }

    fn released(from: Vec<Returned<u64>>) -> Vec<u64> {
        from.into_iter().map(|returned| returned.token).collect()
    }

    #[test]
    fn what_was_delivered_comes_back_with_its_token_and_what_was_said_of_it() {
        let returns = Returns::default();
        let (one, two, three) = (returns.telling("one"), returns.receipt("two"), returns.receipt("three"));
        assert_eq!(returns.count(), 3);
        one.written(&"id-1");
        one.commit();
        two.reject(Fault::new(FaultCode::Empty, "nothing"));
        drop(three);
        let back = returns.take();
        let outcomes: Vec<_> = back.iter().map(|back| (back.token, back.outcome.clone())).collect();
        let rejected = Outcome::Rejected(Fault::new(FaultCode::Empty, "nothing"));
        assert_eq!(outcomes, [("one", Outcome::Committed), ("two", rejected), ("three", Outcome::Dropped)]);
        assert_eq!(back[0].told.written, ["id-1"]);
        returns.close(3);
        assert_eq!((returns.count(), returns.take().len()), (0, 0));
    }

    #[test]
    fn only_an_unbroken_row_is_released() {
        let mut row = Ordered::default();
        let places: Vec<u64> = (0..5).map(|_| row.place()).collect();
        assert_eq!(released(row.put(places[1], returned(1, Outcome::Committed))), [0; 0]);
        assert_eq!(released(row.put(places[0], returned(0, Outcome::Committed))), [0, 1]);
        let rejected = Outcome::Rejected(Fault::new(FaultCode::Empty, ""));
        assert_eq!(released(row.put(places[2], returned(2, rejected))), [2], "in quarantine it is done with");
        assert_eq!(row.waiting(), 2);
        assert_eq!(released(row.put(places[4], returned(4, Outcome::Committed))), [0; 0]);
        assert_eq!(released(row.put(places[3], returned(3, Outcome::Dropped))), [0; 0]);
        assert!(row.has_gap());
        assert_eq!(row.waiting(), 2, "both are to be brought again");
    }
}
