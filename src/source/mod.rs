//! Stage 1: where copy comes from.
//!
//! A source delivers arrivals with a receipt each, and learns by the receipt what became of them.

mod arrival;
pub mod inbox;
mod status;

pub use arrival::{Arrival, Content};
pub use status::SourceStatus;
