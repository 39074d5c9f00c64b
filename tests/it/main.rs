//! One binary for all tests from outside: the command line, the configuration, and what the tree looks like.
#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a test that meets what it did not expect has failed"
)]

mod backup;
mod cli;
mod config;
mod daemon;
mod deploy;
mod guide;
mod reload;
mod simulation;
mod supervised;
mod support;
mod tidy;
