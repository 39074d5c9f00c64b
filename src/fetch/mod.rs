//! The polite client: hosts, answers, and when who may be asked what.
//!
//! It knows nothing of feeds or stories, and names no format. One concern a file; what is pure is given the time and has
//! no clock, so that a simulation can take it through years.
//!
//! | module | what it does |
//! |---|---|
//! | [`client`] `chain` `means` | one request: a chain of hops, each allowed, paced, guarded and told; by what |
//! | [`hop`] [`http`] | one hop: the network behind a narrow trait, and as it is |
//! | [`buffer`] [`trace`] [`tally`] | the bound over all bodies; what happened at each hop; counts of that |
//! | [`address`] | what counts as one host, whose it is, when two addresses are one |
//! | [`guard`] | which addresses of the network may be connected to |
//! | [`headers`] | what the fields of an answer ask for: waits, freshness, hubs, charset |
//! | [`robots`] | what a host's robots.txt forbids |
//! | [`pace`] `order` | who may ask which host now; the same for tasks that wait |
//! | [`interval`] | when an address is asked again |
//! | `memory` | what hosts have asked for, kept over a restart |
//! | [`reach`] | whether this machine reaches anybody |

pub mod address;
pub mod buffer;
mod chain;
pub mod client;
mod cookies;
pub mod guard;
mod hash;
pub mod headers;
pub mod hop;
pub mod http;
pub mod interval;
mod means;
mod memory;
mod order;
pub mod pace;
pub mod reach;
pub mod robots;
mod rules;
pub mod tally;
pub(crate) mod tls;
pub mod trace;
