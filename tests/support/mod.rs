//! What the tests from outside and `cargo xtask` share: invented articles, the running binary, the one oracle.
#![allow(dead_code, reason = "each of the two uses its own part")]

pub(crate) mod corpus;
pub(crate) mod daemon;
pub(crate) mod feed;
pub(crate) mod hostile;
pub(crate) mod housekept;
pub(crate) mod injected;
pub(crate) mod kills;
pub(crate) mod oracle;
pub(crate) mod polled;
pub(crate) mod rng;
pub(crate) mod strace;
pub(crate) mod web;
mod words;
