//! A budget of bytes and documents over everything that is held between the sources and the journal.
//!
//! Room is asked for before bytes are read, and is given back when it is dropped, used or not. Who waits for it is
//! served in the order of asking, so that a large one is not starved by small ones. What is under way already never
//! waits: it says what it has grown to, and whoever asks afterwards waits the longer. Where nothing is under way the first
//! in the line is served whatever the budget says, so that those who hold room while they wait for more cannot lock
//! each other.

use std::collections::{BTreeMap, VecDeque};
use std::future::poll_fn;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// How long somebody who waits on a thread may overlook that it is to stop.
const GLANCE: Duration = Duration::from_millis(100);

#[derive(Debug, Default)]
struct State {
    limit_bytes: u64,
    limit_documents: usize,
    bytes: u64,
    documents: usize,
    /// Rooms whose content is on its way to the journal, or was let in beyond the limit.
    under_way: usize,
    next_ticket: u64,
    waiting: VecDeque<Waiting>,
    /// Those served that have not fetched their room yet; with whether it was let in beyond the limit.
    served: BTreeMap<u64, bool>,
}

#[derive(Debug)]
struct Waiting {
    ticket: u64,
    bytes: u64,
    documents: usize,
    /// None: a thread waits.
    waker: Option<Waker>,
}

impl State {
    fn fits(&self, bytes: u64, documents: usize) -> bool {
        let nothing_held = self.bytes == 0 && self.documents == 0;
        nothing_held
            || (self.bytes.saturating_add(bytes) <= self.limit_bytes
                && self.documents.saturating_add(documents) <= self.limit_documents)
    }

    fn take(&mut self, bytes: u64, documents: usize) {
        self.bytes += bytes;
        self.documents += documents;
    }

    /// Serves as many of those who wait as there is room for; who of them is to be woken.
    fn serve(&mut self) -> Vec<Option<Waker>> {
        let mut woken = Vec::new();
        while let Some(first) = self.waiting.front() {
            let fits = self.fits(first.bytes, first.documents);
            if !fits && self.under_way > 0 {
                break;
            }
            let Some(Waiting { ticket, bytes, documents, waker }) = self.waiting.pop_front() else { break };
            self.take(bytes, documents);
            self.under_way += usize::from(!fits);
            self.served.insert(ticket, !fits);
            woken.push(waker);
        }
        woken
    }

    fn line_up(&mut self, bytes: u64, documents: usize, waker: Option<Waker>) -> u64 {
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        self.waiting.push_back(Waiting { ticket, bytes, documents, waker });
        ticket
    }
}

#[derive(Debug)]
struct Inner {
    state: Mutex<State>,
    served: Condvar,
    glance: Duration,
}

/// The budget. Clones share it.
#[derive(Debug, Clone)]
pub struct Budget(Arc<Inner>);

/// Bytes and documents that are held; given back when dropped.
#[derive(Debug)]
pub struct Room {
    budget: Budget,
    bytes: u64,
    documents: usize,
    under_way: bool,
}

impl Budget {
    /// A budget of so many bytes and documents.
    pub fn new(bytes: u64, documents: usize) -> Self {
        Budget::glancing(bytes, documents, GLANCE)
    }

    /// A budget for which whoever waits on a thread asks so often whether it is to stop: at once and again, where all
    /// threads are one.
    pub fn glancing(bytes: u64, documents: usize, glance: Duration) -> Self {
        let state = State { limit_bytes: bytes, limit_documents: documents.max(1), ..State::default() };
        Budget(Arc::new(Inner { state: Mutex::new(state), served: Condvar::new(), glance }))
    }

    /// How often whoever waits on a thread asks whether it is to stop.
    pub(super) fn glance(&self) -> Duration {
        self.0.glance
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn room_of(&self, bytes: u64, documents: usize, under_way: bool) -> Room {
        Room { budget: self.clone(), bytes, documents, under_way }
    }

    /// Changes what is held, and serves those who wait where that makes room.
    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.state();
        change(&mut state);
        let woken = if state.waiting.is_empty() { Vec::new() } else { state.serve() };
        drop(state);
        let mut threads = false;
        for waker in woken {
            match waker {
                Some(waker) => waker.wake(),
                None => threads = true,
            }
        }
        if threads {
            self.0.served.notify_all();
        }
    }

    /// Room for nothing yet.
    pub fn nothing(&self) -> Room {
        self.room_of(0, 0, false)
    }

    /// Room for so much, if there is some now and nobody waits for it.
    pub fn try_room(&self, bytes: u64, documents: usize) -> Option<Room> {
        let mut state = self.state();
        if !state.waiting.is_empty() || !state.fits(bytes, documents) {
            return None;
        }
        state.take(bytes, documents);
        Some(self.room_of(bytes, documents, false))
    }

    /// Room for so much, as soon as those who asked before are served.
    ///
    /// Dropping the future gives nothing away: it may be raced.
    pub async fn room(&self, bytes: u64, documents: usize) -> Room {
        let mut place = Place { budget: self.clone(), bytes, documents, ticket: None };
        poll_fn(|context| place.poll(context)).await
    }

    /// [`Budget::room`] for a thread. None if told to stop meanwhile.
    pub fn room_blocking(&self, bytes: u64, documents: usize, stop: &dyn Fn() -> bool) -> Option<Room> {
        let mut place = Place { budget: self.clone(), bytes, documents, ticket: None };
        let mut state = self.state();
        let ticket = state.line_up(bytes, documents, None);
        place.ticket = Some(ticket);
        let woken = state.serve();
        drop(state);
        // Nobody else stands in front of this one, if anybody is served at all.
        debug_assert!(woken.len() <= 1);
        let mut state = self.state();
        loop {
            if let Some(beyond) = state.served.remove(&ticket) {
                place.ticket = None;
                return Some(self.room_of(bytes, documents, beyond));
            }
            // Asked without the lock: whoever answers may look at what is held, or give some of it back.
            drop(state);
            if stop() {
                return None;
            }
            state = self.state();
            if !state.served.contains_key(&ticket) {
                let waited = self.0.served.wait_timeout(state, self.0.glance);
                state = waited.unwrap_or_else(PoisonError::into_inner).0;
            }
        }
    }

    /// Another limit from now on. What is held stays, also where it is more than that.
    pub fn resize(&self, bytes: u64, documents: usize) {
        self.change(|state| (state.limit_bytes, state.limit_documents) = (bytes, documents.max(1)));
    }

    /// Bytes and documents that may be held.
    pub fn limits(&self) -> (u64, usize) {
        let state = self.state();
        (state.limit_bytes, state.limit_documents)
    }

    /// Bytes and documents that are held.
    pub fn in_flight(&self) -> (u64, usize) {
        let state = self.state();
        (state.bytes, state.documents)
    }

    /// How many wait for room, and how many rooms are under way.
    #[cfg(test)]
    pub(super) fn waiting(&self) -> (usize, usize) {
        let state = self.state();
        (state.waiting.len(), state.under_way)
    }

    /// Whether more is held than may be.
    pub fn is_overdrawn(&self) -> bool {
        let state = self.state();
        state.bytes > state.limit_bytes || state.documents > state.limit_documents
    }
}

/// A place in the line of those who wait for room.
struct Place {
    budget: Budget,
    bytes: u64,
    documents: usize,
    ticket: Option<u64>,
}

impl Place {
    fn poll(&mut self, context: &Context<'_>) -> Poll<Room> {
        let mut state = self.budget.state();
        let ticket = match self.ticket {
            Some(ticket) => ticket,
            None => {
                let ticket = state.line_up(self.bytes, self.documents, Some(context.waker().clone()));
                self.ticket = Some(ticket);
                state.serve();
                ticket
            }
        };
        if let Some(beyond) = state.served.remove(&ticket) {
            self.ticket = None;
            return Poll::Ready(self.budget.room_of(self.bytes, self.documents, beyond));
        }
        if let Some(waiting) = state.waiting.iter_mut().find(|waiting| waiting.ticket == ticket) {
            waiting.waker = Some(context.waker().clone());
        }
        Poll::Pending
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(ticket) = self.ticket else { return };
        let (bytes, documents) = (self.bytes, self.documents);
        self.budget.change(|state| {
            state.waiting.retain(|waiting| waiting.ticket != ticket);
            if let Some(beyond) = state.served.remove(&ticket) {
                state.bytes -= bytes;
                state.documents -= documents;
                state.under_way -= usize::from(beyond);
            }
        });
    }
}

impl Room {
    /// Bytes that are held.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// So much is held from now on, whatever the budget says.
    pub fn set(&mut self, bytes: u64, documents: usize) {
        let (old_bytes, old_documents) = (self.bytes, self.documents);
        (self.bytes, self.documents) = (bytes, documents);
        self.budget.change(|state| {
            state.bytes = state.bytes - old_bytes + bytes;
            state.documents = state.documents - old_documents + documents;
        });
    }

    /// So much more is held, if there is room for it and nobody waits for that.
    pub fn try_grow(&mut self, bytes: u64, documents: usize) -> bool {
        let mut state = self.budget.state();
        if !state.waiting.is_empty() || !state.fits(bytes, documents) {
            return false;
        }
        state.take(bytes, documents);
        drop(state);
        self.bytes += bytes;
        self.documents += documents;
        true
    }

    /// A part of it as a room of its own, at most all of it.
    #[must_use]
    pub fn split(&mut self, bytes: u64, documents: usize) -> Room {
        let (bytes, documents) = (bytes.min(self.bytes), documents.min(self.documents));
        self.bytes -= bytes;
        self.documents -= documents;
        if self.under_way {
            self.budget.state().under_way += 1;
        }
        self.budget.room_of(bytes, documents, self.under_way)
    }

    /// Another one in addition.
    pub fn join(&mut self, mut other: Room) {
        self.bytes += std::mem::take(&mut other.bytes);
        self.documents += std::mem::take(&mut other.documents);
    }

    /// Says whether what it holds is on its way to the journal.
    pub fn set_under_way(&mut self, under_way: bool) {
        if self.under_way != under_way {
            self.under_way = under_way;
            self.budget.change(|state| match under_way {
                true => state.under_way += 1,
                false => state.under_way -= 1,
            });
        }
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let (bytes, documents, under_way) = (self.bytes, self.documents, self.under_way);
        self.budget.change(|state| {
            state.bytes -= bytes;
            state.documents -= documents;
            state.under_way -= usize::from(under_way);
        });
    }
}
