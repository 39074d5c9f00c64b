//! wiredesk: a newsroom's wire desk as one program.
//!
//! Copy arrives, and leaves once, clean, de-duplicated and annotated with who said what. The modules stand in the
//! order in which copy flows:
//!
//! | module | what it does |
//! |---|---|
//! | [`cli`] [`config`] | commands; `pipeline.toml` |
//! | [`model`] | the nouns that pass between stages |
//! | [`flow`] [`host`] | the machinery: channels, order, receipts; files and time behind narrow traits |
//! | [`source`] | 1: where copy comes from |
//! | [`fetch`] | the polite client that some sources share |
//! | [`decode`] | 2: recognises a format by content and reads it |
//! | [`normalise`] | 3: gives every document the same shape |
//! | [`dedup`] [`state`] | 4: the same story once; the index of what was seen |
//! | [`extract`] | 5: who said what, entities, agencies, dates |
//! | [`journal`] [`quarantine`] | 6: what is written; what was refused |
//! | [`sieve`] | what of a record leaves by a sink, and as what |
//! | [`sink`] | 7: where records go beside the journal |
//! | [`export`] [`explain`] | a record in other formats; why a record is as it is |
//! | [`web`] | health, readiness, metrics |
//! | [`mod@line`] | what gives these stages their threads |
//! | [`daemon`] [`once`] | the two ways to run it: for months, and once over files |
//!
//! As a library, [`read`] makes records of the bytes of an article, a delivery or an archive:
//!
//! ```
//! use wiredesk::model::Hints;
//!
//! let copy = b"Storm closes the port\n\n\"We had no choice,\" harbour master Tom Pell said on Monday.\n";
//! for record in wiredesk::read(copy, &Hints::default())?.records {
//!     println!("{}: {} quotes", record.id, record.quotes.len());
//! }
//! # Ok::<(), wiredesk::model::Fault>(())
//! ```
//!
//! The feature `daemon`, on by default, is the program: without it (`default-features = false`) there are no commands, no
//! daemon and nothing of what they rest on (tokio, axum, clap, inotify), and the library reads, compares and exports:
//! [`read`], [`decode`], [`normalise`], [`dedup`], [`state`], [`extract`], [`explain`], [`export`].
//!
//! Text understanding (`decode`, `normalise`, `dedup`, `extract`) is pure: no files, no network, no clock, no
//! runtime.

#![cfg_attr(
    not(feature = "daemon"),
    allow(dead_code, reason = "parts of the machinery serve the daemon alone")
)]

#[cfg(feature = "daemon")]
mod broker;
#[cfg(feature = "daemon")]
pub mod cli;
#[cfg(feature = "daemon")]
pub mod config;
#[cfg(feature = "daemon")]
pub mod daemon;
pub mod decode;
pub mod dedup;
pub mod explain;
pub mod export;
pub mod extract;
#[cfg(feature = "daemon")]
pub mod fetch;
pub mod flow;
pub mod host;
#[cfg(feature = "daemon")]
pub mod journal;
#[cfg(feature = "daemon")]
pub mod line;
#[cfg(feature = "daemon")]
mod listen;
pub mod model;
pub mod normalise;
#[cfg(feature = "daemon")]
pub mod once;
#[cfg(feature = "daemon")]
pub mod quarantine;
mod read;
#[cfg(feature = "daemon")]
pub mod sieve;
#[cfg(feature = "daemon")]
pub mod sink;
#[cfg(feature = "daemon")]
pub mod source;
pub mod state;
#[cfg(feature = "daemon")]
pub mod web;

pub use read::{Read, Refused, read, read_each};
