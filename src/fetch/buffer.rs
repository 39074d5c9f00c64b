//! The bound over all bodies that are being received or wait for whoever asked.
//!
//! Promises: together they hold no more than the bound and one body, whatever the hosts send. Whoever is receiving and has
//! come first goes on whatever is held, so that bodies that wait for room cannot wait for each other.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

#[derive(Debug, Default)]
struct State {
    /// The bound.
    most: usize,
    /// Bytes held.
    held: usize,
    /// How many wait for room for the beginning of one.
    waiting: usize,
    /// Numbers of the bodies that are being received.
    receiving: BTreeSet<u64>,
    next: u64,
}

/// How much all bodies together may hold.
#[derive(Debug)]
pub struct Buffer {
    state: Mutex<State>,
    news: Notify,
}

impl Buffer {
    /// A bound in bytes.
    pub fn new(most: usize) -> Arc<Buffer> {
        Arc::new(Buffer { state: Mutex::new(State { most, ..State::default() }), news: Notify::new() })
    }

    /// Waits until there is room for the beginning of another body.
    pub async fn begin(self: &Arc<Self>) -> Held {
        if let Some(held) = self.try_begin() {
            return held;
        }
        let _waiting = Waiting::new(self);
        loop {
            let news = self.news.notified();
            if let Some(held) = self.try_begin() {
                return held;
            }
            news.await;
        }
    }

    fn try_begin(self: &Arc<Self>) -> Option<Held> {
        self.change(|state| {
            if state.held >= state.most && !state.receiving.is_empty() {
                return None;
            }
            state.next += 1;
            state.receiving.insert(state.next);
            Some(Held { buffer: Arc::clone(self), number: state.next, bytes: 0 })
        })
    }

    /// Takes another bound.
    pub fn resize(&self, most: usize) {
        self.change(|state| state.most = most);
        self.news.notify_waiters();
    }

    /// How many bytes are held.
    pub fn bytes(&self) -> usize {
        self.change(|state| state.held)
    }

    /// How many wait for room for the beginning of a body.
    pub fn waiting(&self) -> usize {
        self.change(|state| state.waiting)
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Somebody who waits, until the value is dropped.
struct Waiting<'b>(&'b Buffer);

impl Waiting<'_> {
    fn new(buffer: &Buffer) -> Waiting<'_> {
        buffer.change(|state| state.waiting += 1);
        Waiting(buffer)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.change(|state| state.waiting -= 1);
    }
}

/// What one body holds; let go with the value.
#[derive(Debug)]
pub struct Held {
    buffer: Arc<Buffer>,
    number: u64,
    bytes: usize,
}

impl Held {
    /// Waits until there is room for so many bytes more.
    pub async fn grow(&mut self, bytes: usize) {
        let buffer = Arc::clone(&self.buffer);
        loop {
            let news = buffer.news.notified();
            let grown = buffer.change(|state| {
                let is_first = state.receiving.first() == Some(&self.number);
                let fits = state.held.saturating_add(bytes) <= state.most;
                if fits || is_first {
                    state.held += bytes;
                }
                fits || is_first
            });
            if grown {
                self.bytes += bytes;
                return;
            }
            news.await;
        }
    }

    /// It has been received whole, and holds so many bytes from now on.
    pub fn settle(&mut self, bytes: usize) {
        self.buffer.change(|state| {
            state.held = (state.held + bytes).saturating_sub(self.bytes);
            state.receiving.remove(&self.number);
        });
        self.bytes = bytes;
        self.buffer.news.notify_waiters();
    }

    /// How many bytes it holds.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.settle(0);
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    fn now<T>(future: impl Future<Output = T>) -> Option<T> {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => Some(value),
            Poll::Pending => None,
        }
    }

    #[test]
    fn all_bodies_together_stay_below_the_bound_and_one() {
        let buffer = Buffer::new(100);
        let mut first = now(buffer.begin()).unwrap();
        let mut second = now(buffer.begin()).unwrap();
        assert!(now(second.grow(90)).is_some());
        assert!(now(first.grow(60)).is_some(), "the first goes on");
        assert!(now(second.grow(1)).is_none());
        assert!(now(buffer.begin()).is_none(), "nobody begins beyond the bound");
        assert_eq!(buffer.bytes(), 150);
        first.settle(5);
        assert!(now(second.grow(1)).is_some());
        assert_eq!((buffer.bytes(), first.bytes(), second.bytes()), (96, 5, 91));
        drop(first);
        assert!(now(buffer.begin()).is_some());
        drop(second);
        assert_eq!(buffer.bytes(), 0);
    }

    #[test]
    fn what_waits_for_the_desk_stops_the_others_but_one() {
        let buffer = Buffer::new(10);
        let mut taken = now(buffer.begin()).unwrap();
        assert!(now(taken.grow(50)).is_some());
        taken.settle(50);
        let mut next = now(buffer.begin()).expect("one at a time goes on");
        assert!(now(next.grow(20)).is_some());
        assert!(now(buffer.begin()).is_none());
    }

    #[tokio::test]
    async fn who_waits_is_woken() {
        let buffer = Buffer::new(10);
        let mut first = buffer.begin().await;
        first.grow(10).await;
        let waiting = tokio::spawn({
            let own = Arc::clone(&buffer);
            async move { own.begin().await.bytes() }
        });
        tokio::task::yield_now().await;
        assert_eq!(buffer.waiting(), 1);
        drop(first);
        assert_eq!((waiting.await.unwrap(), buffer.waiting()), (0, 0));
    }
}
