//! One binary for all tests from outside: the command line, the configuration, and what the tree looks like.

mod cli;
mod config;
mod support;
mod tidy;
