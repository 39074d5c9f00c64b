//! `wiredesk run`: the daemon.

use std::path::PathBuf;

use clap::Args;

use super::{Exit, Fatal};
use crate::config;

/// Flags of `run`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wiredesk run                       with the pipeline.toml of this folder
  wiredesk run -c /etc/wiredesk.toml
  RUST_LOG=debug wiredesk run        more on standard error than [log] says

SIGTERM and SIGINT end it once what is in flight is written, or after
pipeline.shutdown_deadline.")]
pub struct RunArgs {
    /// The configuration
    #[arg(short, long, value_name = "FILE", default_value = "pipeline.toml")]
    pub config: PathBuf,
}

pub(super) fn run(args: &RunArgs) -> Result<Exit, Fatal> {
    let plan = config::load(&args.config)?;
    plan.require_source()?;
    Err(Fatal::message(Exit::Internal, "`run` is not available in this build: use `wiredesk process`"))
}
