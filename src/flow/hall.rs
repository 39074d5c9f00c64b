//! Where work waits between the threads of a line: one lock, under which each hand-over is one step.
//!
//! What was delivered waits in one queue. A worker takes the next of it and its number in one step, so that the oldest
//! number is always in somebody's hands. What is prepared is judged in the order of the numbers: who comes with the one
//! whose turn it is goes on with it at once, what comes early waits here, and whoever passes the turn on finds it. What
//! is judged is extracted by anybody, and what is done is given to the writer in the order of the numbers.
//!
//! Promises: nobody who holds a number waits for room, for the queue or for another number, so that order and budget
//! cannot lock each other. Where more is held than the budget allows, nothing further is taken from the queue before
//! something is committed, unless nothing is on its way. Those who deliver are served in the order of asking.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::time::Duration;

use super::Reorder;
use super::budget::Budget;
use super::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// What one item on its way is at each stage.
pub trait Stages {
    /// As it was delivered.
    type Unread: Load;
    /// Read, and to be judged in its turn.
    type Prepared;
    /// Judged, and to be extracted.
    type Judged;
    /// To be committed.
    type Done;
}

/// How much work something is.
pub trait Load {
    /// Documents in it, as far as is known.
    fn load(&self) -> usize;
}

/// What a worker is to do next.
#[derive(Debug)]
pub enum Next<S: Stages> {
    /// Read these, which have this number.
    Prepare(u64, Vec<S::Unread>),
    /// Extract this, which has this number.
    Extract(u64, S::Judged),
    /// Wait: there is nothing to do just now.
    Wait,
    /// Leave: there will be nothing to do.
    Ended,
}

/// What the writer is to do next.
#[derive(Debug)]
pub enum Ready<D> {
    /// Commit these, in this order.
    Done(Vec<D>),
    /// Wait: nothing whose turn it is has come.
    Wait,
    /// Leave: nothing will come.
    Ended,
}

struct State<S: Stages> {
    /// Those who may still deliver.
    entrances: usize,
    queue: VecDeque<S::Unread>,
    /// Documents in the queue.
    load: usize,
    /// Who waits to put something into the queue, in order.
    delivering: VecDeque<u64>,
    next_ticket: u64,
    /// The number that is given next.
    next: u64,
    /// Numbers given that are not committed.
    on_the_way: usize,
    /// What is prepared and waits for its turn; its first number is the one whose turn it is.
    turn: Turnstile<S::Prepared>,
    judged: VecDeque<(u64, S::Judged)>,
    done: Reorder<S::Done>,
    /// Workers that wait for work, and whether the writer waits.
    idle: usize,
    writer_waits: bool,
    failed: bool,
}

/// Whose turn it is, and who came early.
#[derive(Debug)]
struct Turnstile<P> {
    turn: u64,
    early: BTreeMap<u64, P>,
}

impl<P> Turnstile<P> {
    fn offer(&mut self, number: u64, item: P) -> Option<P> {
        if number == self.turn {
            return Some(item);
        }
        self.early.insert(number, item);
        None
    }

    fn pass(&mut self) -> Option<(u64, P)> {
        self.turn += 1;
        self.early.remove(&self.turn).map(|item| (self.turn, item))
    }
}

impl<S: Stages> State<S> {
    fn nothing_more_comes(&self) -> bool {
        self.failed || (self.entrances == 0 && self.queue.is_empty())
    }
}

struct Inner<S: Stages> {
    state: Mutex<State<S>>,
    budget: Budget,
    workers: usize,
    /// Documents that a worker takes in one go, where many wait.
    handful: usize,
    work: Condvar,
    done: Condvar,
    queue: Condvar,
}

/// The hall. Clones share it.
pub struct Hall<S: Stages>(Arc<Inner<S>>);

impl<S: Stages> Clone for Hall<S> {
    fn clone(&self) -> Self {
        Hall(Arc::clone(&self.0))
    }
}

impl<S: Stages> fmt::Debug for Hall<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Hall").field(&self.depths()).finish()
    }
}

/// What waits where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Depths {
    /// Documents that were delivered and not taken by a worker.
    pub queue: usize,
    /// Numbers that are prepared and wait for their turn.
    pub early: usize,
    /// Numbers that are judged and not taken by a worker.
    pub judged: usize,
    /// Numbers that are done and wait for the writer.
    pub done: usize,
}

impl<S: Stages> Hall<S> {
    /// A hall for so many workers, of whom each takes up to `handful` documents in one go where many wait.
    pub fn new(budget: Budget, workers: usize, handful: usize) -> Self {
        let state = State {
            entrances: 0,
            queue: VecDeque::new(),
            load: 0,
            delivering: VecDeque::new(),
            next_ticket: 0,
            next: 0,
            on_the_way: 0,
            turn: Turnstile { turn: 0, early: BTreeMap::new() },
            judged: VecDeque::new(),
            done: Reorder::default(),
            idle: 0,
            writer_waits: false,
            failed: false,
        };
        Hall(Arc::new(Inner {
            state: Mutex::new(state),
            budget,
            workers: workers.max(1),
            handful: handful.max(1),
            work: Condvar::new(),
            done: Condvar::new(),
            queue: Condvar::new(),
        }))
    }

    fn state(&self) -> MutexGuard<'_, State<S>> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One more who may deliver. The hall ends when the last of them has left and everything is committed.
    pub fn enter(&self) -> Entry<S> {
        self.state().entrances += 1;
        Entry(self.clone())
    }

    /// What waits where.
    pub fn depths(&self) -> Depths {
        let state = self.state();
        Depths {
            queue: state.load,
            early: state.turn.early.len(),
            judged: state.judged.len(),
            done: state.done.waiting(),
        }
    }

    /// How many wait to put something into the queue.
    #[cfg(test)]
    pub(super) fn delivering(&self) -> usize {
        self.state().delivering.len()
    }

    /// How many workers wait for work.
    #[cfg(test)]
    pub(super) fn idle(&self) -> usize {
        self.state().idle
    }

    /// Everybody is to leave, and whatever is on its way is let go of.
    pub fn fail(&self) {
        let mut state = self.state();
        state.failed = true;
        let (queue, early) = (std::mem::take(&mut state.queue), std::mem::take(&mut state.turn.early));
        let (judged, done) = (std::mem::take(&mut state.judged), std::mem::take(&mut state.done));
        state.load = 0;
        drop(state);
        // Outside of the lock: whose receipts these are may have a lot to do.
        drop((queue, early, judged, done));
        self.0.work.notify_all();
        self.0.done.notify_all();
        self.0.queue.notify_all();
    }

    /// Whether everybody is to leave.
    pub fn has_failed(&self) -> bool {
        self.state().failed
    }
}

/// For those who deliver.
pub struct Entry<S: Stages>(Hall<S>);

impl<S: Stages> Clone for Entry<S> {
    fn clone(&self) -> Self {
        self.0.enter()
    }
}

impl<S: Stages> Drop for Entry<S> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.entrances -= 1;
        let last = state.entrances == 0;
        drop(state);
        if last {
            self.0.0.work.notify_all();
            self.0.0.done.notify_all();
        }
    }
}

impl<S: Stages> Entry<S> {
    /// Puts something into the queue once no more than `most` documents wait in it, behind those who asked before.
    ///
    /// # Errors
    /// The item, if told to stop meanwhile or if everybody is to leave.
    pub fn push(&self, item: S::Unread, most: usize, stop: &dyn Fn() -> bool) -> Result<(), S::Unread> {
        let Hall(inner) = &self.0;
        let mut state = self.0.state();
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        state.delivering.push_back(ticket);
        let may_put = |state: &State<S>| {
            state.delivering.front() == Some(&ticket) && (state.queue.is_empty() || state.load <= most)
        };
        loop {
            if state.failed {
                return Err(self.give_up(state, ticket, item));
            }
            if may_put(&state) {
                break;
            }
            // Asked without the lock: whoever answers may look at what waits, or take some of it.
            drop(state);
            let stopped = stop();
            state = self.0.state();
            if stopped {
                return Err(self.give_up(state, ticket, item));
            }
            if !(state.failed || may_put(&state)) {
                state = inner
                    .queue
                    .wait_timeout(state, inner.budget.glance())
                    .unwrap_or_else(PoisonError::into_inner)
                    .0;
            }
        }
        state.delivering.pop_front();
        state.load += item.load();
        state.queue.push_back(item);
        let (others, idle) = (!state.delivering.is_empty(), state.idle > 0);
        drop(state);
        if others {
            inner.queue.notify_all();
        }
        if idle {
            inner.work.notify_one();
        }
        Ok(())
    }

    fn give_up(&self, mut state: MutexGuard<'_, State<S>>, ticket: u64, item: S::Unread) -> S::Unread {
        state.delivering.retain(|other| *other != ticket);
        drop(state);
        self.0.0.queue.notify_all();
        item
    }

    /// The hall.
    pub fn hall(&self) -> &Hall<S> {
        &self.0
    }
}

/// For workers. None of these waits but [`Hall::wait_for_work`].
impl<S: Stages> Hall<S> {
    /// What to do next; what is taken from the queue gets its number in the same step.
    pub fn next(&self) -> Next<S> {
        let mut state = self.state();
        if state.failed {
            return Next::Ended;
        }
        if let Some((number, judged)) = state.judged.pop_front() {
            return Next::Extract(number, judged);
        }
        if self.may_take(&state) {
            let taken = self.take(&mut state);
            let number = state.next;
            state.next += 1;
            state.on_the_way += 1;
            let others = !state.delivering.is_empty();
            let waits_in_vain = state.idle > 0 && state.nothing_more_comes();
            drop(state);
            if others {
                self.0.queue.notify_all();
            }
            if waits_in_vain {
                self.0.work.notify_all();
            }
            return Next::Prepare(number, taken);
        }
        if state.nothing_more_comes() { Next::Ended } else { Next::Wait }
    }

    fn may_take(&self, state: &State<S>) -> bool {
        !state.queue.is_empty() && (state.on_the_way == 0 || !self.0.budget.is_overdrawn())
    }

    /// A fair share of what waits, one at least, and no more than a handful.
    fn take(&self, state: &mut State<S>) -> Vec<S::Unread> {
        let share = (state.queue.len() / self.0.workers).clamp(1, self.0.handful);
        let (mut taken, mut load) = (Vec::with_capacity(share), 0);
        while let Some(item) = state.queue.front() {
            if !taken.is_empty() && (taken.len() == share || load + item.load() > self.0.handful) {
                break;
            }
            load += item.load();
            taken.extend(state.queue.pop_front());
        }
        state.load -= load;
        taken
    }

    /// Blocks until [`Hall::next`] has something else to say than to wait.
    pub fn wait_for_work(&self) {
        let mut state = self.state();
        while !(self.may_take(&state) || !state.judged.is_empty() || state.nothing_more_comes()) {
            state.idle += 1;
            state = self.0.work.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.idle -= 1;
        }
    }

    /// What has this number is prepared. Given back if its turn has come: then it is to be judged now, and the turn to
    /// be [passed on](Hall::pass).
    pub fn offer(&self, number: u64, prepared: S::Prepared) -> Option<S::Prepared> {
        let mut state = self.state();
        if state.failed {
            drop(state);
            return None;
        }
        state.turn.offer(number, prepared)
    }

    /// The one whose turn it was is judged. The next is given out if it has come already: it is to be judged now.
    pub fn pass(&self) -> Option<(u64, S::Prepared)> {
        self.state().turn.pass()
    }

    /// Leaves something that is judged to whoever comes first.
    pub fn leave(&self, number: u64, judged: S::Judged) {
        let mut state = self.state();
        if state.failed {
            drop(state);
            return;
        }
        state.judged.push_back((number, judged));
        let idle = state.idle > 0;
        drop(state);
        if idle {
            self.0.work.notify_one();
        }
    }

    /// What has this number is to be committed.
    pub fn finish(&self, number: u64, done: S::Done) {
        let mut state = self.state();
        if state.failed {
            drop(state);
            return;
        }
        state.done.put(number, done);
        let wake = state.writer_waits && state.done.is_ready();
        drop(state);
        if wake {
            self.0.done.notify_one();
        }
    }
}

/// For the writer. None of these waits but [`Hall::wait_for_done`].
impl<S: Stages> Hall<S> {
    /// What is to be committed next, as far as it has come and at most so many numbers.
    pub fn ready(&self, most: usize) -> Ready<S::Done> {
        let mut state = self.state();
        if state.failed {
            return Ready::Ended;
        }
        let mut items = Vec::new();
        while items.len() < most
            && let Some(item) = state.done.take()
        {
            items.push(item);
        }
        match items.is_empty() {
            false => Ready::Done(items),
            true if state.on_the_way == 0 && state.nothing_more_comes() => Ready::Ended,
            true => Ready::Wait,
        }
    }

    /// Whether nothing is on its way but so many numbers, and nothing more comes.
    pub fn is_empty_but(&self, numbers: usize) -> bool {
        let state = self.state();
        state.on_the_way == numbers && state.nothing_more_comes()
    }

    /// So many numbers are committed, and their rooms given back.
    pub fn committed(&self, numbers: usize) {
        let mut state = self.state();
        state.on_the_way -= numbers;
        let wake = state.idle > 0 && !state.queue.is_empty();
        drop(state);
        if wake {
            self.0.work.notify_all();
        }
    }

    /// Blocks until [`Hall::ready`] has something else to say than to wait, at most for `limit`.
    pub fn wait_for_done(&self, limit: Option<Duration>) {
        let mut state = self.state();
        let ended = |state: &State<S>| state.failed || (state.on_the_way == 0 && state.nothing_more_comes());
        while !(state.done.is_ready() || ended(&state)) {
            state.writer_waits = true;
            state = match limit {
                Some(limit) => {
                    self.0.done.wait_timeout(state, limit).unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.0.done.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
            state.writer_waits = false;
            if limit.is_some() {
                return;
            }
        }
    }
}
