//! wiredesk: a newsroom's wire desk as one program.
//!
//! The modules stand in the order in which copy flows:
//!
//! | module | what it does |
//! |---|---|
//! | [`model`] | the nouns that pass between stages |
//! | [`decode`] | recognises a format by content and reads it |
//! | [`normalise`] | gives every document the same shape |
//! | [`extract`] | who said what, entities, agencies, dates |
//!
//! Text understanding (`decode`, `normalise`, `extract`) is pure: no files, no network, no clock, no runtime.

pub mod config;
pub mod decode;
pub mod dedup;
pub mod desk;
pub mod extract;
pub mod flow;
pub mod host;
pub mod journal;
pub mod model;
pub mod normalise;
pub mod quarantine;
pub mod source;
pub mod state;
