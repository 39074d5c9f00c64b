//! `wiredesk init`: writes the commented default configuration.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::out::shown;
use super::{Exit, Fatal, out};
use crate::config;

/// Flags of `init`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wiredesk init                       pipeline.toml in this folder
  wiredesk init /etc/wiredesk.toml
  wiredesk init - | less              only look at it

A file that is there already is left alone, unless --force is given.")]
pub struct InitArgs {
    /// Where to write it; - is standard output
    #[arg(value_name = "FILE", default_value = "pipeline.toml")]
    file: PathBuf,
    /// Replaces a file that is there already
    #[arg(long)]
    force: bool,
}

pub(super) fn init(args: &InitArgs) -> Result<Exit, Fatal> {
    if args.file == Path::new("-") {
        out::print(config::DEFAULT)?;
        return Ok(Exit::Ok);
    }
    write(args).map_err(|error| {
        let name = shown(args.file.display());
        let what = match error.kind() {
            ErrorKind::AlreadyExists => format!("{name} is there already; --force replaces it"),
            _ => format!("{name}: {error}"),
        };
        Fatal::message(Exit::CantCreate, what)
    })?;
    out::page(format_args!("wrote {}; `wiredesk check` says what it does\n", shown(args.file.display())))?;
    Ok(Exit::Ok)
}

fn write(args: &InitArgs) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true);
    if args.force {
        options.create(true).truncate(true);
    } else {
        options.create_new(true);
    }
    options.open(&args.file)?.write_all(config::DEFAULT.as_bytes())
}
