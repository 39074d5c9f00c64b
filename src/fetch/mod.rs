//! The polite client: hosts, answers, and when who may be asked what.
//!
//! It knows nothing of feeds or stories, and names no format. One concern a file; what is pure is given the time and has
//! no clock, so that a simulation can take it through years.
//!
//! | module | what it does |
//! |---|---|
//! | [`client`] | one request: a chain of hops, each allowed, paced, guarded and told |
//! | [`hop`] [`http`] | one hop: the network behind a narrow trait, and as it is |
//! | [`buffer`] [`trace`] | the bound over all bodies; what happened at each hop |
//! | [`guard`] | which addresses of the network may be connected to |
//! | [`headers`] | what the fields of an answer ask for: waits, freshness, hubs, charset |
//! | [`robots`] | what a host's robots.txt forbids |

pub mod buffer;
pub mod client;
mod cookies;
pub mod guard;
pub mod headers;
pub mod hop;
pub mod http;
pub mod robots;
mod rules;
mod tls;
pub mod trace;
mod turns;
