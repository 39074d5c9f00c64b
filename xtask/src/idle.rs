//! `cargo xtask idle`: the processor time that a daemon with nothing to do uses in a minute.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::ensure;

use crate::release;
use crate::support::corpus::article;
use crate::support::daemon::{House, files_below, until};

/// For how long.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Seconds
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// The program; without it the release build
    #[arg(long)]
    bin: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let binary = release::binary(args.bin.as_deref())?;
    let folder = tempfile::tempdir()?;
    let house = House::new(&binary, folder.path(), "[source.inbox]\ntype = \"inbox\"\npath = \"inbox\"\n")?;
    let daemon = house.start()?;
    // It has worked before it idles.
    for number in 0..100 {
        std::fs::write(house.path(format!("inbox/{number}.txt")), article(1, number, 3000))?;
    }
    let done = || files_below(&house.path("done")).len() == 100;
    ensure!(until(Duration::from_secs(30), done), "the first files are not done\n{}", house.said());
    std::thread::sleep(Duration::from_secs(4));
    let before = daemon.processor_time();
    std::thread::sleep(Duration::from_secs(args.seconds));
    let used = daemon.processor_time().saturating_sub(before);
    println!("{:.4} s of processor time in {} s of idling", used.as_secs_f64(), args.seconds);
    ensure!(daemon.stop(Duration::from_secs(30))?.success(), "the daemon ended badly");
    ensure!(
        used < Duration::from_millis(100) * u32::try_from(args.seconds.div_ceil(60))?,
        "more than 0.1 s a minute"
    );
    Ok(())
}
