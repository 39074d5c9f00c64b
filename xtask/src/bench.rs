//! `cargo xtask bench`: what a document costs, in processor time and memory.

/// What is measured.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Many small files through the daemon
    Inbox {
        /// How many files
        #[arg(long, default_value_t = 20_000)]
        files: u32,
    },
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    match &args.what {
        What::Inbox { files } => anyhow::bail!("there is no daemon to measure yet (asked for {files} files)"),
    }
}
