//! The desk as a daemon, for months: opens what it owns, takes sources in and out while it runs, keeps its disk, says
//! how it is.

mod clock;
pub(crate) mod control;
pub(crate) mod fleet;
pub mod log;
pub mod opening;
pub mod rebuild;
pub mod run;
mod sinks;
pub(crate) mod sources;
mod status;
mod supervise;
pub mod upkeep;

pub use status::{Phase, Status};
