//! What takes more than one command: `cargo xtask NAME`. One file for each, and one line in each list below.

use clap::{Parser, Subcommand};

mod bench;
mod crash;
mod idle;
mod licences;
mod release;
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
    /// Measures speed and memory
    Bench(bench::Args),
    /// Measures what doing nothing costs
    Idle(idle::Args),
    /// Compares the licences of everything that is linked with deny.toml
    Licences,
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Test => test::run(),
        Command::Crash(args) => crash::run(&args),
        Command::Bench(args) => bench::run(&args),
        Command::Idle(args) => idle::run(&args),
        Command::Licences => licences::run(),
    }
}
