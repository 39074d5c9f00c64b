//! Stage 1: where copy comes from.
//!
//! A source delivers arrivals with a receipt each, and learns by the receipt what became of them.

pub mod inbox;
mod status;

pub use status::SourceStatus;
