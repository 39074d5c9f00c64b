//! The machinery that joins the stages: bounded channels, worker pools, order, receipts, back-pressure.
//!
//! Knows nothing of news. A stage is a plain function from one item to its results; what gives it a channel,
//! workers, a panic guard, counters and a span stands here.
//!
//! Guarantees: nothing buffers without bound; whoever stops taking stops everybody before them; an item leaves
//! the machinery only by its receipt, so that nothing can be forgotten on the way.

use std::sync::{Mutex, MutexGuard, PoisonError};

mod budget;
mod channel;
mod gate;
mod meter;
mod order;
mod pool;
mod receipt;

pub use budget::{Budget, Permit};
pub use channel::{Depth, Receiver, Sender, Waited, channel};
pub use gate::Gate;
pub use meter::{Meter, Meters};
pub use order::Reorder;
pub use pool::{Pool, guard};
pub use receipt::{Outcome, Receipt};

/// What a mutex guards, whoever panicked while holding it.
pub fn held<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
