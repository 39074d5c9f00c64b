//! The machinery that joins the stages: one hall with a queue and a turn, room, threads, receipts.
//!
//! Knows nothing of news. A stage is a plain function from one item to its results; what gives it workers, order, a
//! panic guard and counters stands here.
//!
//! Guarantees: nothing buffers without bound; whoever stops taking stops everybody before them; an item leaves
//! the machinery only by its receipt, so that nothing can be forgotten on the way.

use std::sync::{Mutex, MutexGuard, PoisonError};

mod budget;
mod gate;
mod hall;
mod meter;
mod order;
mod pool;
mod receipt;
mod sync;

pub use budget::{Budget, Room};
pub use gate::Gate;
pub use hall::{Depths, Entry, Hall, Load, Next, Ready, Stages};
pub use meter::{Meter, Meters};
pub use order::Reorder;
pub use pool::{Pool, guard};
pub use receipt::{Outcome, Receipt, Told};

/// What a mutex guards, whoever panicked while holding it.
pub fn held<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
