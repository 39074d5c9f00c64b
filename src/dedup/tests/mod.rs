//! Days on the desk: short invented streams, and what becomes of each item.

mod beside;
mod crash;
pub(super) mod day;
mod desk;
mod kills;
mod origins;
mod retold;
mod same;
mod siblings;
pub(super) mod stories;
mod thin;
mod versions;
