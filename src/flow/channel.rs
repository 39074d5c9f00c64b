//! The way back from the line's threads to the tasks of a source: the one place that names `async_channel`.
//!
//! The sender never waits, since it is the thread that gives receipts. What lies in the channel is what was delivered
//! and is not finished with, which the budget bounds. A receive may be raced: what loses the race stays in the channel.

use async_channel::{Receiver, Sender};

/// A channel with both its ends: whoever has it may send and receive.
#[derive(Debug)]
pub struct Channel<T> {
    sender: Sender<T>,
    receiver: Receiver<T>,
}

impl<T> Default for Channel<T> {
    fn default() -> Self {
        let (sender, receiver) = async_channel::unbounded();
        Channel { sender, receiver }
    }
}

impl<T> Channel<T> {
    /// Sends without waiting.
    pub fn send(&self, item: T) {
        // Neither full nor closed: it has no bound, and both ends end together.
        self.sender.try_send(item).ok();
    }

    /// The next item, as soon as there is one. May be raced.
    pub async fn receive(&self) -> T {
        match self.receiver.recv().await {
            Ok(item) => item,
            // Its own sender stands beside it: it cannot be closed.
            Err(_) => std::future::pending().await,
        }
    }

    /// Everything that is there now.
    pub fn drain(&self) -> impl Iterator<Item = T> + '_ {
        std::iter::from_fn(|| self.receiver.try_recv().ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_loses_a_race_stays_and_order_is_kept() {
        let channel = Channel::default();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let raced = tokio::time::timeout(std::time::Duration::from_millis(1), channel.receive()).await;
            assert!(raced.is_err());
            (0..3).for_each(|number| channel.send(number));
            assert_eq!(channel.receive().await, 0);
        });
        assert_eq!(channel.drain().collect::<Vec<_>>(), [1, 2]);
    }
}
