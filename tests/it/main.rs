//! One binary for all tests from outside: the command line, the configuration, and what the tree looks like.
#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    clippy::print_stdout,
    reason = "a test that meets what it did not expect has failed"
)]

// Fuzz targets name the crate that drives them elsewhere; here each becomes a function.
extern crate self as libfuzzer_sys;

/// What drives a fuzz target: a function that takes an input.
#[macro_export]
macro_rules! fuzz_target {
    (|$data:ident: &[u8]| $body:expr) => {
        pub(crate) fn run($data: &[u8]) {
            $body
        }
    };
}

mod backup;
mod bodies;
mod brokers;
mod cli;
mod clock;
mod cluster;
mod config;
mod containers;
mod crash;
mod daemon;
mod deploy;
mod embargo;
mod explain;
mod export;
mod faults;
mod feed;
mod feeds_command;
mod fetch;
mod filters;
mod follow;
mod formats;
mod full_disk;
mod fuzzed;
mod growth;
mod guide;
mod hostile;
mod inbox;
mod interference;
mod join;
mod kills;
mod listing;
mod order;
#[path = "../support/mod.rs"]
mod outside;
mod page_dates;
mod pages;
mod pictures;
mod process;
mod push;
mod quotes;
mod reload;
mod renamed;
mod replays;
mod resumed;
mod returned;
mod run;
mod running;
mod simulation;
mod sinks;
mod sitemap;
mod supervised;
mod support;
mod tables;
mod terminal;
mod tidy;
mod upkeep;
mod urls;
mod vendor_xml;
mod versions;
