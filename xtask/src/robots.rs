//! `cargo xtask robots`: robots.txt files whose meaning is known, and what hostile ones cost, in a release build.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, ensure};

/// What is decided.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A folder with google-robots-cases.tsv: product, address, 1 or 0, file
    #[arg(default_value = "../shared/samples/robots")]
    folder: PathBuf,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let status = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--release", "--locked", "--example", "robots", "--"])
        .arg(args.folder.join("google-robots-cases.tsv"))
        .status()
        .context("cargo run --example robots")?;
    ensure!(status.success(), "a case is decided otherwise, or a question costs too much: {status}");
    Ok(())
}
