//! `cargo xtask crash`: kills the running daemon and holds what came out against what was put in.
//!
//! At random moments, with `--fetch` while it polls, follows, reads a list and takes pushes; with `--each-call`, at each write, rename and sync call in turn, with `--upkeep` of those while
//! segments are sealed, begun and removed; with `--trace`, without a kill,
//! whether any file is moved before the sync that covers its record.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};

use crate::release;
use crate::support::housekept::{Furnished, Step};
use crate::support::kills::{self, Kills};
use crate::support::polled;
use crate::support::strace;

/// How often, and over how much.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How often it is killed
    #[arg(long, default_value_t = 20)]
    pub(crate) kills: u32,
    /// How many files are put into the inbox
    #[arg(long, default_value_t = 500)]
    pub(crate) files: u32,
    /// Seed of the articles and the moments
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// The program; without it the release build
    #[arg(long)]
    pub(crate) bin: Option<PathBuf>,
    /// Into two inboxes, with bundles of at most so many stories among the files
    #[arg(long, conflicts_with_all = ["each_call", "trace"])]
    pub(crate) bundles: Option<usize>,
    /// Instead: while it polls feeds, follows them, reads a list that grows and takes pushes
    #[arg(long, conflicts_with_all = ["bundles", "each_call", "trace"])]
    pub(crate) fetch: bool,
    /// Instead: a kill at the first, second, ... call of each kind, over a few files each time
    #[arg(long)]
    pub(crate) each_call: bool,
    /// With --each-call: at the calls of sealing, rotation and retention, over a journal of several segments
    #[arg(long, requires = "each_call")]
    pub(crate) upkeep: bool,
    /// Instead: the order of moves and syncs, from a trace of the system calls
    #[arg(long, conflicts_with = "each_call")]
    pub(crate) trace: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let binary = release::binary(args.bin.as_deref())?;
    if args.upkeep {
        return upkeep(&binary);
    }
    if args.each_call {
        return each_call(&binary);
    }
    if args.trace {
        return trace(&binary, args);
    }
    if args.fetch {
        return fetch(&binary, args);
    }
    let folder = tempfile::tempdir()?;
    let kills = Kills {
        kills: args.kills,
        files: args.files,
        seed: args.seed,
        longest_life: Duration::from_millis(400),
        patience: Duration::from_secs(120),
        bundles: args.bundles,
    };
    let begin = Instant::now();
    let account = kills::run(&binary, folder.path(), kills, &sign_of_life);
    println!();
    let account = kept(folder, account)?;
    println!("{} kills, {:.0?}", args.kills, begin.elapsed());
    println!("{account}");
    ensure!(account.is_clean(), "a promise was broken");
    Ok(())
}

fn sign_of_life(kill: u32) {
    if kill.is_multiple_of(10) {
        print!(".");
        std::io::stdout().flush().ok();
    }
}

fn fetch(binary: &Path, args: &Args) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let kills = polled::Kills {
        kills: args.kills,
        seed: args.seed,
        longest_life: Duration::from_millis(2500),
        patience: Duration::from_secs(240),
    };
    let begin = Instant::now();
    let account = polled::run(binary, folder.path(), kills, &sign_of_life);
    println!();
    let account = match account {
        Ok(account) if !account.is_clean() => {
            println!("{account}everything is left in {}", folder.keep().display());
            bail!("a promise was broken");
        }
        account => kept(folder, account)?,
    };
    print!("{} kills, {:.0?}\n{account}", args.kills, begin.elapsed());
    Ok(())
}

/// Keeps the folder to look at where something went wrong.
fn kept<T>(folder: tempfile::TempDir, result: std::io::Result<T>) -> anyhow::Result<T> {
    result.map_err(|error| {
        let place = folder.keep();
        anyhow::Error::new(error).context(format!("everything is left in {}", place.display()))
    })
}

fn each_call(binary: &Path) -> anyhow::Result<()> {
    ensure!(strace::is_there(), "strace is needed: install it with the system's packages");
    let mut wrong = 0;
    let mut all = 0;
    for call in strace::CALLS {
        let begin = Instant::now();
        let mut at = 1;
        loop {
            let folder = tempfile::tempdir()?;
            match strace::kill_at(binary, folder.path(), 12, call, at) {
                Ok(Some(_)) => at += 1,
                Ok(None) => break,
                Err(error) => {
                    wrong += 1;
                    println!("{error}");
                    at += 1;
                }
            }
            if at > 2000 {
                bail!("{call}: no run without a hit");
            }
        }
        all += at - 1;
        println!("{call}: killed at each of {} calls, {:.0?}", at - 1, begin.elapsed());
    }
    println!("{all} kills, {wrong} of them broke a promise");
    ensure!(wrong == 0, "a promise was broken");
    Ok(())
}

fn upkeep(binary: &Path) -> anyhow::Result<()> {
    ensure!(strace::is_there(), "strace is needed: install it with the system's packages");
    let template = tempfile::tempdir()?;
    let furnished = Furnished::new(binary, template.path())?;
    let (mut all, mut wrong) = (0, 0);
    for call in strace::CALLS {
        let begin = Instant::now();
        let (mut kills, mut left, mut most) = (0, 0, (0, 0));
        for at in 1..=2000 {
            let folder = tempfile::tempdir()?;
            match furnished.kill_at(binary, folder.path(), Step::Number(call, at)) {
                Ok(kept) if !kept.hit => break,
                Ok(kept) => {
                    left += usize::from(kept.left > 0);
                    most = (most.0.max(kept.sealed), most.1.max(kept.removed));
                }
                Err(error) => {
                    wrong += 1;
                    println!("{error}\nleft in {}", folder.keep().display());
                }
            }
            kills += 1;
        }
        all += kills;
        let (sealed, removed) = most;
        println!(
            "{call}: killed at each of {kills} calls, {left} of them left half a sealing; up to {sealed} segments \
             sealed, {removed} removed; {:.0?}",
            begin.elapsed()
        );
    }
    println!("{all} kills, {wrong} of them broke a promise");
    ensure!(wrong == 0, "a promise was broken");
    Ok(())
}

fn trace(binary: &Path, args: &Args) -> anyhow::Result<()> {
    ensure!(strace::is_there(), "strace is needed: install it with the system's packages");
    for after in ["move", "delete"] {
        let folder = tempfile::tempdir()?;
        let moves = strace::trace(binary, folder.path(), args.files, args.seed, after)
            .context("the traced daemon")?;
        println!(
            "after = \"{after}\": {} moves checked ({} into quarantine), {} syncs of a segment, {} too early",
            moves.checked,
            moves.quarantined,
            moves.syncs,
            moves.early.len()
        );
        for early in moves.early.iter().take(10) {
            println!("  {early}");
        }
        ensure!(moves.early.is_empty(), "a file was moved before its record was synced");
        ensure!(moves.checked == args.files as usize, "{} files, {} moves", args.files, moves.checked);
    }
    Ok(())
}
