//! Stage 4: the same story once.
//!
//! Decides, in arrival order and with one owner, whether an article is the same item again, a changed version of it,
//! a copy, an excerpt or a revision of another item, or new; and gives it its place in a cluster.
//!
//! Promises: the same records in the same order give the same verdicts, whether read in one run or in several with
//! crashes between; a cluster's id never changes and clusters are never merged; a record is linked to one other.
//! What was seen stands in an [`Index`](crate::state::Index) that only learns what the journal has safely.
//! It does not find stories written independently of each other, or in another language, about one event.

mod compare;
mod identity;
mod origin;
mod owner;
mod signature;

pub use compare::changes::changes;
pub use identity::Identity;
pub use origin::Origin;
pub use owner::flush::{Flush, flush, forget};
pub use owner::listing::{Differences, Listed, is_thin, listing, origins};
pub use owner::original::original;
pub use owner::quotations::Quoted;
pub use owner::{Dedup, Member, Settings, Verdict};
pub use signature::{Signature, signature};

/// The generation of signatures and payloads, for [`RedbOptions::content`](crate::state::RedbOptions::content).
/// Counts up whenever words, hashes, shingles or the payload's shape change.
pub const CONTENT: u64 = 6;

#[cfg(test)]
mod tests;
