//! The line: what gives the pure stages their threads.
//!
//! ```text
//! arrivals ─▶ prepare (threads: decode, normalise, signature) ─▶ judge (one thread, in arrival order)
//!          ─▶ extract (threads) ─▶ commit (one thread, in order: quarantine, journal, index, receipts)
//! ```
//!
//! What each step does to one item is a plain function here ([`prepare`], [`judge`], [`finish`], [`Committer`]);
//! [`start`] gives them threads and channels, and the simulation in the tests drives the same functions without.

use std::sync::Arc;

use crate::config::plan::OnDuplicate;
use crate::dedup;
use crate::flow::{Permit, Receipt};
use crate::model::{Fault, Hints, TextLimits, VendorXml};
use crate::state::RedbOptions;

mod commit;
mod judge;
mod prepare;
mod recall;
mod threads;
mod writer;

pub use commit::{Committer, Finished, Outlet, Refusals, Work};
pub use judge::{Judged, Story, finish, judge, trace_quotations};
pub use prepare::{Prepared, Sighted, identity, prepare};
use recall::Recall;
pub(crate) use threads::start;
pub use threads::{Commits, Line, Settings};

/// The index's file in a state folder.
pub(crate) const INDEX: &str = "index.redb";

/// How every index is opened.
pub(crate) fn index_options() -> RedbOptions {
    RedbOptions { content: dedup::CONTENT, ..RedbOptions::default() }
}

/// What a source hands to the line.
#[derive(Debug)]
pub struct Arrival {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What delivery knows.
    pub hints: Hints,
    /// The place it came from, as its own bytes: part of its identity.
    pub place: Vec<u8>,
    /// Its permit, with its place in the order.
    pub permit: Permit,
    /// Tells the source what became of it.
    pub receipt: Receipt,
}

/// One thing on its way in, in the order of the permits.
#[derive(Debug)]
pub enum Incoming {
    /// An arrival.
    Arrival(Box<Arrival>),
    /// Nothing after all: the permit's place in the order is given up.
    Nothing(Permit),
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
    /// Path at the source.
    pub path: Option<String>,
}
