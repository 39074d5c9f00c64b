//! Bounded channels between stages: the one place that names `async_channel`.
//!
//! Threads use the blocking side, tasks the async one. A send is never raced in a `select!`, where a lost race
//! would lose the message: close the channel instead, and the pending send hands it back.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;

/// The sending side. The channel ends when the last sender is dropped and the queue is empty.
#[derive(Debug)]
pub struct Sender<T>(async_channel::Sender<T>);

/// The receiving side; clones share one queue.
#[derive(Debug)]
pub struct Receiver<T>(async_channel::Receiver<T>);

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        Sender(self.0.clone())
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Self {
        Receiver(self.0.clone())
    }
}

/// A channel that holds at most `bound` items.
pub fn channel<T>(bound: usize) -> (Sender<T>, Receiver<T>) {
    let (sender, receiver) = async_channel::bounded(bound.max(1));
    (Sender(sender), Receiver(receiver))
}

/// How many items wait in a channel, for whoever watches: it keeps neither side open.
#[derive(Clone)]
pub struct Depth(Arc<dyn Fn() -> usize + Send + Sync>);

impl Depth {
    /// Items that wait; 0 once the channel has ended.
    pub fn len(&self) -> usize {
        (self.0)()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl fmt::Debug for Depth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Depth").field(&self.len()).finish()
    }
}

/// What waiting for an item with a time limit came to.
#[derive(Debug)]
pub enum Waited<T> {
    /// An item.
    Item(T),
    /// Nothing came in time.
    TimedOut,
    /// Nothing will ever come again.
    Ended,
}

impl<T> Sender<T> {
    /// Waits for room. Gives the item back if nobody will ever receive it.
    ///
    /// # Errors
    /// The item, if the receivers are gone.
    pub async fn send(&self, item: T) -> Result<(), T> {
        // async-channel stands outside tokio's co-operative budget: without this a fast sender starves timers.
        tokio::task::consume_budget().await;
        self.0.send(item).await.map_err(|e| e.0)
    }

    /// Blocks the thread until there is room.
    ///
    /// # Errors
    /// The item, if the receivers are gone.
    pub fn send_blocking(&self, item: T) -> Result<(), T> {
        self.0.send_blocking(item).map_err(|e| e.0)
    }

    /// A gauge of this channel.
    pub fn depth(&self) -> Depth
    where
        T: Send + 'static,
    {
        let weak = self.0.downgrade();
        Depth(Arc::new(move || weak.upgrade().map_or(0, |sender| sender.len())))
    }

    /// How many items wait.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Receiver<T> {
    /// Blocks the thread until an item comes; `None` when nothing will ever come again.
    pub fn recv_blocking(&self) -> Option<T> {
        self.0.recv_blocking().ok()
    }

    /// An item if one waits.
    pub fn try_recv(&self) -> Option<T> {
        self.0.try_recv().ok()
    }

    /// Blocks the thread until an item comes, at most for `limit`.
    pub fn recv_within(&self, limit: Duration, runtime: &Handle) -> Waited<T> {
        match self.0.try_recv() {
            Ok(item) => return Waited::Item(item),
            Err(async_channel::TryRecvError::Closed) => return Waited::Ended,
            Err(async_channel::TryRecvError::Empty) => {}
        }
        runtime.block_on(async {
            match tokio::time::timeout(limit, self.0.recv()).await {
                Ok(Ok(item)) => Waited::Item(item),
                Ok(Err(_)) => Waited::Ended,
                Err(_) => Waited::TimedOut,
            }
        })
    }

    /// How many items wait.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
