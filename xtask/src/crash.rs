//! `cargo xtask crash`: kills the running daemon at random moments and holds what came out against what was put in.

/// How often, and over how much.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How often it is killed
    #[arg(long, default_value_t = 20)]
    pub(crate) kills: u32,
    /// How many files are put into the inbox
    #[arg(long, default_value_t = 500)]
    pub(crate) files: u32,
    /// Seed of the moments
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let Args { kills, files, seed } = args;
    anyhow::bail!("there is no daemon to kill yet (asked for {kills} kills over {files} files, seed {seed})")
}
