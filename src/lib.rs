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
//! | [`decode`] | 2: recognises a format by content and reads it |
//! | [`normalise`] | 3: gives every document the same shape |
//! | [`dedup`] [`state`] | 4: the same story once; the index of what was seen |
//! | [`extract`] | 5: who said what, entities, agencies, dates |
//! | [`journal`] [`quarantine`] | 6: what is written; what was refused |
//! | [`sink`] | 7: where records go beside the journal |
//! | [`export`] [`explain`] | a record in other formats; why a record is as it is |
//! | [`web`] | health, readiness, metrics |
//! | [`line`] | what gives these stages their threads |
//! | [`daemon`] [`once`] | the two ways to run it: for months, and once over files |
//!
//! Text understanding (`decode`, `normalise`, `dedup`, `extract`) is pure: no files, no network, no clock, no
//! runtime.

pub mod cli;
pub mod config;
pub mod daemon;
pub mod decode;
pub mod dedup;
pub mod explain;
pub mod export;
pub mod extract;
pub mod flow;
pub mod host;
pub mod journal;
pub mod line;
pub mod model;
pub mod normalise;
pub mod once;
pub mod quarantine;
pub mod sink;
pub mod source;
pub mod state;
pub mod web;
