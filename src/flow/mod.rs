//! The machinery that joins the stages: one hall with a queue and a turn, room, threads, receipts.
//!
//! Knows nothing of news. A stage is a plain function from one item to its results; what gives it workers, order, a
//! panic guard and counters stands here.
//!
//! Guarantees: nothing buffers without bound; whoever stops taking stops everybody before them; an item leaves
//! the machinery only by its receipt, so that nothing can be forgotten on the way.

use std::sync::{Mutex, MutexGuard, PoisonError};

#[cfg(feature = "daemon")]
mod budget;
#[cfg(feature = "daemon")]
mod channel;
#[cfg(feature = "daemon")]
mod clerk;
#[cfg(feature = "daemon")]
mod gate;
#[cfg(feature = "daemon")]
mod hall;
#[cfg(feature = "daemon")]
mod meter;
#[cfg(feature = "daemon")]
mod order;
#[cfg(feature = "daemon")]
mod pool;
#[cfg(feature = "daemon")]
mod receipt;
#[cfg(feature = "daemon")]
mod sync;
#[cfg(test)]
mod tests;

#[cfg(feature = "daemon")]
pub use budget::{Budget, Room};
#[cfg(feature = "daemon")]
pub use channel::Channel;
#[cfg(feature = "daemon")]
pub use clerk::{Clerk, Undone, Work};
#[cfg(feature = "daemon")]
pub use gate::Gate;
#[cfg(feature = "daemon")]
pub use hall::{Depths, Entry, Hall, Load, Next, Ready, Stages};
#[cfg(feature = "daemon")]
pub use meter::{Meter, Meters};
#[cfg(feature = "daemon")]
pub use order::Reorder;
#[cfg(feature = "daemon")]
pub use pool::{Pool, guard};
#[cfg(feature = "daemon")]
pub use receipt::{Outcome, Receipt, Told};

/// What a mutex guards, whoever panicked while holding it.
pub fn held<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
