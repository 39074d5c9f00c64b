//! What takes more than one command: `cargo xtask NAME`. One file for each, and one line in each list below.

use clap::{Parser, Subcommand};

mod bench;
mod crash;
mod docs;
mod eio;
mod export;
mod feeds;
mod growth;
mod hunts;
mod idle;
mod labelled;
mod licences;
mod quotes;
mod release;
mod robots;
mod same;
mod samples;
mod soak;
#[path = "../../tests/support/mod.rs"]
mod support;
mod test;

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "What takes more than one command")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Installs what the tests need and runs all of them
    Test,
    /// Kills the running daemon at random moments and counts what is lost, twice or torn
    Crash(crash::Args),
    /// Runs the daemon on a disk that refuses: injected errors and short writes
    Eio(eio::Args),
    /// Measures speed and memory
    Bench(bench::Args),
    /// Measures what doing nothing costs
    Idle(idle::Args),
    /// Compares the licences of everything that is linked with deny.toml
    Licences,
    /// Writes the parts of docs/guide that are made from the types
    Docs,
    /// Takes every file of a collection through the program: what is recognised, filled, refused, and how fast
    Samples(samples::Args),
    /// Lists every feed and sitemap of a collection as an answer of the web
    Feeds(feeds::Args),
    /// The hosts that `bench feeds` asks, until its input ends
    #[command(hide = true)]
    FeedHosts(bench::feeds::host::Args),
    /// Compares the records of two builds over all samples and labelled sets
    Same(same::Args),
    /// Holds what `process --format ninjs` writes against the IPTC's schema
    Ninjs(export::Args),
    /// Scores quotations in ways that the labelled articles' own scorer does not; draws some to read
    Quotes(quotes::Args),
    /// Shows invented files that came out wrong once, with what is wanted and what comes out now
    Hunts(hunts::Args),
    /// Decides robots.txt files whose meaning is known, and measures what hostile ones cost
    Robots(robots::Args),
    /// Measures what hostile input costs, and how that grows with its size
    Growth(growth::Args),
    /// Runs the daemon under mixed load with random kills; prints the slopes of memory, descriptors and disk
    Soak(soak::Args),
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Test => test::run(),
        Command::Crash(args) => crash::run(&args),
        Command::Eio(args) => eio::run(&args),
        Command::Bench(args) => bench::run(&args),
        Command::Idle(args) => idle::run(&args),
        Command::Licences => licences::run(),
        Command::Docs => docs::run(),
        Command::Samples(args) => samples::run(&args),
        Command::Feeds(args) => feeds::run(&args),
        Command::FeedHosts(args) => bench::feeds::host::run(&args),
        Command::Same(args) => same::run(&args),
        Command::Ninjs(args) => export::run(&args),
        Command::Quotes(args) => quotes::run(&args),
        Command::Hunts(args) => hunts::run(&args),
        Command::Robots(args) => robots::run(&args),
        Command::Growth(args) => growth::run(&args),
        Command::Soak(args) => soak::run(&args),
    }
}
