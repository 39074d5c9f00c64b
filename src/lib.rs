//! wiredesk: a newsroom's wire desk as one program.
//!
//! The modules stand in the order in which copy flows:
//!
//! | module | what it does |
//! |---|---|
//! | [`cli`] | one file per command |
//! | [`config`] | `pipeline.toml`: what was typed, and what it means |
//! | [`model`] | the nouns that pass between stages |
//! | [`decode`] | recognises a format by content and reads it |
//! | [`normalise`] | gives every document the same shape |
//! | [`extract`] | who said what, entities, agencies, dates |
//!
//! Text understanding (`decode`, `normalise`, `extract`) is pure: no files, no network, no clock, no runtime.

pub mod cli;
pub mod config;
pub mod decode;
pub mod extract;
pub mod model;
pub mod normalise;
