//! `cargo xtask eio`: the running daemon on a disk that refuses, for a while or once, and what it makes of it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::ensure;

use crate::release;
use crate::support::injected::{self, LASTING, Refusal, SINGLE};
use crate::support::strace;

/// How often.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How many runs; each meets another refusal
    #[arg(long, default_value_t = 100)]
    runs: u32,
    /// Seed of the first run
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The program; without it the release build
    #[arg(long)]
    bin: Option<PathBuf>,
}

/// What the runs of one kind came to.
#[derive(Default)]
struct Row {
    runs: u32,
    failures: usize,
    stopped: u32,
    slowest: Duration,
    wrong: u32,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let binary = release::binary(args.bin.as_deref())?;
    ensure!(strace::is_there(), "strace is needed: install it with the system's packages");
    let begin = Instant::now();
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for run in 0..args.runs {
        let refusal = choose(run);
        let folder = tempfile::tempdir()?;
        let name = match refusal {
            Refusal::Once(call, _) => format!("one EIO on {call}"),
            lasting => lasting.to_string(),
        };
        let row = rows.entry(name).or_default();
        row.runs += 1;
        match injected::run(&binary, folder.path(), refusal, args.seed + u64::from(run)) {
            Ok(seen) => {
                row.failures += seen.failures;
                row.stopped += u32::from(seen.why.is_some());
                row.slowest = row.slowest.max(seen.recovery);
            }
            Err(error) => {
                row.wrong += 1;
                println!("{error}\nleft in {}\n", folder.keep().display());
            }
        }
    }
    println!("| refusal | runs | calls refused | not ready | slowest recovery | promises broken |");
    println!("|---|---|---|---|---|---|");
    for (name, Row { runs, failures, stopped, slowest, wrong }) in &rows {
        println!("| {name} | {runs} | {failures} | {stopped} | {:.1} s | {wrong} |", slowest.as_secs_f64());
    }
    let wrong: u32 = rows.values().map(|row| row.wrong).sum();
    println!("{} runs, {wrong} of them broke a promise, {:.0?}", args.runs, begin.elapsed());
    ensure!(wrong == 0, "a promise was broken");
    Ok(())
}

/// Three runs of five meet a refusal that lasts, the others a single one, ever later.
fn choose(run: u32) -> Refusal {
    let (round, place) = (run / 5, run % 5);
    let pick = |count: u32, of: usize| usize::try_from(count).unwrap_or(0) % of;
    match place {
        0..=2 => LASTING.get(pick(round * 3 + place, LASTING.len())).copied().unwrap_or(Refusal::Sync),
        _ => {
            let number = round * 2 + (place - 3);
            let call = SINGLE.get(pick(number, SINGLE.len())).copied().unwrap_or("fdatasync");
            Refusal::Once(call, 1 + number / 8)
        }
    }
}
