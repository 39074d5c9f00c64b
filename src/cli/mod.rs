//! The commands: one file for each. A new one is a file, a line in [`Command`] and a line in [`Command::run`].
//!
//! A command reads its flags, does its work through the library and says how it ended; only [`out`] writes to the terminal.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

mod asking;
pub mod cat;
pub mod check;
pub mod cluster;
mod exit;
pub mod explain;
pub mod feeds;
pub mod fetch;
pub mod init;
mod input;
mod moment;
pub mod out;
pub mod process;
pub mod quarantine;
pub mod quotes;
pub mod reindex;
pub mod run;
mod sample;
pub mod schema;

pub use exit::{Exit, Fatal};

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "wiredesk", version, about, long_about = ABOUT, after_help = EXAMPLES, after_long_help = examples_and_statuses())]
#[command(subcommand_required = true, arg_required_else_help = true, disable_help_subcommand = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const ABOUT: &str = "A newsroom's wire desk as one program. Copy arrives in a folder, by push, or is \
fetched; it leaves once, clean, de-duplicated and annotated with who said what, as JSON Lines.";

const EXAMPLES: &str = "\
Examples:
  wiredesk process article.txt              one record on standard output
  wiredesk process archive/ -o out.jsonl    a folder, recursively
  wiredesk quotes article.txt               who said what in it, for reading
  wiredesk explain page.html                why its record is as it is
  wiredesk run                              the daemon, as pipeline.toml says
  wiredesk check -c /etc/wiredesk.toml      what is wrong with a configuration, and where

`wiredesk COMMAND --help` has examples for each command.";

fn examples_and_statuses() -> String {
    let line = |(exit, meaning): &(Exit, &str)| format!("\n  {:<4}{meaning}", exit.code());
    format!("{EXAMPLES}\n\nExit status:{}", Exit::ALL.iter().map(line).collect::<String>())
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Runs the daemon: reads what arrives, writes the journal, until it is told to stop
    Run(run::RunArgs),
    /// Takes files and folders through the same pipeline, once, and prints their records
    Process(process::ProcessArgs),
    /// Shows who said what in an article, for reading
    Quotes(quotes::QuotesArgs),
    /// Says of each field of a file's record where it is from, of each paragraph by which rule it is what it is
    Explain(explain::ExplainArgs),
    /// Asks for an address as the daemon would, once, and prints its records
    Fetch(fetch::FetchArgs),
    /// Lists feeds, sitemaps and pages with how they stand; finds feeds; has addresses asked for at once
    Feeds(feeds::FeedsArgs),
    /// Says whether a configuration is right, and what it would do
    Check(check::CheckArgs),
    /// Prints the records of the journal
    Cat(cat::CatArgs),
    /// Lists the members of a story's cluster, with what each did to the story
    Cluster(cluster::ClusterArgs),
    /// Lists, shows, retries or drops what was refused
    Quarantine(quarantine::QuarantineArgs),
    /// Builds the index of what was seen anew from the journal
    Reindex(reindex::ReindexArgs),
    /// Writes a commented pipeline.toml
    Init(init::InitArgs),
    /// Prints the JSON Schema of the record or of the configuration
    Schema(schema::SchemaArgs),
}

impl Command {
    /// Does it.
    ///
    /// # Errors
    /// What ended it early, with the exit status.
    pub fn run(self) -> Result<Exit, Fatal> {
        match self {
            Command::Run(args) => run::run(&args),
            Command::Process(args) => process::process(&args),
            Command::Quotes(args) => quotes::quotes(&args),
            Command::Explain(args) => explain::explain(&args),
            Command::Fetch(args) => fetch::fetch(&args),
            Command::Feeds(args) => feeds::feeds(&args),
            Command::Check(args) => check::check(&args),
            Command::Cat(args) => cat::cat(&args),
            Command::Cluster(args) => cluster::cluster(&args),
            Command::Quarantine(args) => quarantine::quarantine(&args),
            Command::Reindex(args) => reindex::reindex(&args),
            Command::Init(args) => init::init(&args),
            Command::Schema(args) => schema::schema(&args),
        }
    }
}

/// Parses a command line (program name first), does what it says, reports what went wrong and says how to exit.
pub fn main(args: impl IntoIterator<Item = OsString>) -> Exit {
    let outcome = match Cli::try_parse_from(args) {
        Ok(cli) => cli.command.run(),
        Err(error) => usage(&error),
    };
    outcome.unwrap_or_else(|fatal| {
        if fatal.exit != Exit::Ok {
            out::note(&fatal);
        }
        fatal.exit
    })
}

/// Help and version go to standard output and are no error; everything else is said on standard error.
fn usage(error: &clap::Error) -> Result<Exit, Fatal> {
    let asked_for = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    match error.print() {
        Err(error) if asked_for => Err(Fatal::output(error)),
        _ if asked_for => Ok(Exit::Ok),
        _ => Ok(Exit::Usage),
    }
}
