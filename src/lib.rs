//! wiredesk: a newsroom's wire desk as one program.
//!
//! The modules stand in the order in which copy flows:
//!
//! | module | what it does |
//! |---|---|
//! | [`model`] | the nouns that pass between stages |
//! | [`decode`] | recognises a format by content and reads it |
//! | [`normalise`] | gives every document the same shape |
//! | [`dedup`] | decides what was seen before, and in what relation |
//! | [`extract`] | who said what, entities, agencies, dates |
//! | [`state`] | the index of what was seen |
//!
//! Text understanding (`decode`, `normalise`, `extract`) is pure: no files, no network, no clock, no runtime.

pub mod decode;
pub mod dedup;
pub mod extract;
pub mod model;
pub mod normalise;
pub mod state;
