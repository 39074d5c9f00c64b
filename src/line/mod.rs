//! The line: what gives the pure stages their threads.
//!
//! ```text
//! deliver ─▶ queue ─▶ workers: read (decode, normalise, signature) ─▶ judge, in order ─▶ extract
//!                     ─▶ writer, in order: journal, receipts ─▶ indexer, behind it: index
//! ```
//!
//! What each step does to one document is a plain function here ([`prepare`], [`judge`], [`finish`]); a [`Worker`], a
//! [`Writer`] and an [`Indexer`] take documents through them in steps that end by themselves, `start` gives each of them a thread, and the
//! simulation in the tests drives the same steps by a seed.

use std::sync::Arc;

use crate::config::plan::OnDuplicate;
use crate::dedup;
use crate::model::{Fault, TextLimits, VendorXml};
use crate::quarantine::Came;
use crate::state::RedbOptions;

mod commit;
mod entrance;
mod envelope;
mod extract;
mod followed;
mod indexer;
mod json;
mod judge;
mod prepare;
mod recall;
mod running;
mod settings;
mod shelf;
#[cfg(test)]
mod tests;
mod threads;
mod troubles;
mod weight;
mod worker;
mod writer;

pub(crate) use commit::Sifting;
pub use commit::{Committer, Outlet, Refusals, Rewrite, Work};
pub(crate) use entrance::HEAD;
pub use entrance::{Entrance, Origin, Stopped, Unread, What};
pub use envelope::{Batch, Envelope};
pub use extract::{Story, finish};
pub use indexer::{Indexed, Indexer};
pub use judge::{Judged, judge, trace_quotations};
pub use prepare::{Prepared, Sighted, prepare};
use recall::Recall;
pub use running::{Commits, Line, Stations};
pub use settings::Settings;
pub use shelf::{Shelf, Shelved};
pub(crate) use threads::start;
pub use threads::{Parts, assemble};
pub use troubles::Attempt;
pub use worker::{Read, Ruled, Step, Worker};
pub use writer::{Writer, Written};

/// The index's file in a state folder.
pub(crate) const INDEX: &str = "index.redb";

/// How every index is opened; `memory`: bytes for looking up what was seen (`dedup.memory`).
pub(crate) fn index_options(memory: u64) -> RedbOptions {
    RedbOptions { content: dedup::CONTENT, ..RedbOptions::with_memory(memory) }
}

/// What the pure stages need to know.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Limits for one document.
    pub limits: TextLimits,
    /// XML of vendors whose fields the user points to.
    pub vendors: Arc<[VendorXml]>,
    /// What is written for a copy.
    pub on_duplicate: OnDuplicate,
}

/// A member of an arrival that was refused, with what quarantine needs.
#[derive(Debug)]
pub struct RefusedMember {
    /// Which.
    pub member: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Why.
    pub fault: Fault,
    /// Configured name of the source.
    pub source: Arc<str>,
    /// Path at the source; of what was fetched, its address.
    pub path: Option<String>,
    /// What delivery knew of what was fetched or sent.
    pub came: Option<Came>,
}
