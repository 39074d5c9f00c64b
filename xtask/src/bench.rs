//! `cargo xtask bench`: what a document costs, in processor time and memory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use crate::release;
use crate::support::corpus::article;
use crate::support::daemon::{House, files_below, journal_lines};

mod dedup;
pub(crate) mod feeds;
mod latency;
mod peer;
mod quotes;
mod text;

/// What is measured.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Many small files through the daemon, in turns with a plain Python watcher that extracts nothing
    Inbox(Inbox),
    /// Signatures and look-ups with much remembered, beside datasketch
    Dedup(dedup::Dedup),
    /// Quotations and entities alone, beside textacy with spaCy
    Quotes(quotes::Quotes),
    /// Articles of 4.5 KB with every stage on, beside what one would write in Python
    Text(text::Text),
    /// Polls, idle feeds, a week of them, pushes and endless bodies, each beside what is wanted
    Feeds(feeds::Feeds),
    /// Web pages: decode and normalise, in turns with dom_smoothie alone, in one process
    Pages(Pages),
}

#[derive(Debug, clap::Args)]
struct Pages {
    /// The pages: every file below it, `.gz` or plain
    #[arg(default_value = "../shared/eval/extract/fundus/html")]
    folder: PathBuf,
    /// How often each page is read
    #[arg(long, default_value_t = 3)]
    rounds: usize,
}

#[derive(Debug, clap::Args)]
struct Inbox {
    /// How many files
    #[arg(long, default_value_t = 20_000)]
    files: u32,
    /// How often each is measured; the median counts
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Seed of the articles
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The program; without it the release build
    #[arg(long)]
    bin: Option<PathBuf>,
    /// The watcher to compare with: a Python program that takes INBOX OUT DONE N and needs `watchdog`
    #[arg(long, default_value = "../shared/eval/peers/plain_watcher.py")]
    peer: PathBuf,
    /// How many files come one by one, to see what each waits
    #[arg(long, default_value_t = 5000)]
    latency_files: u32,
    /// How many of those a second
    #[arg(long, default_value_t = 500)]
    each_second: u32,
    /// Open files allowed
    #[arg(long, default_value_t = 128)]
    open_files: u32,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    match &args.what {
        What::Inbox(args) => inbox(args),
        What::Pages(args) => pages(args),
        What::Feeds(args) => feeds::run(args),
        What::Dedup(args) => dedup::run(args),
        What::Text(args) => text::run(args),
        What::Quotes(args) => quotes::run(args),
    }
}

fn pages(args: &Pages) -> anyhow::Result<()> {
    let status = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--release", "--locked", "--example", "bench_pages", "--"])
        .arg(&args.folder)
        .arg(args.rounds.to_string())
        .status()
        .context("cargo run --example bench_pages")?;
    ensure!(status.success(), "a limit is missed: {status}");
    Ok(())
}

fn inbox(inbox: &Inbox) -> anyhow::Result<()> {
    let binary = release::binary(inbox.bin.as_deref())?;
    let peer = peer(&inbox.peer);
    println!("{} files of about 3.5 KB each time, ulimit -n {}", inbox.files, inbox.open_files);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..inbox.rounds {
        ours.push(measure(inbox, &binary)?);
        if let Some(program) = &peer {
            theirs.push(measure_peer(inbox, program)?);
        }
    }
    latency::run(&binary, inbox.latency_files, inbox.each_second)?;
    let ours = median(ours);
    println!("wiredesk: {ours:.0} files per CPU-second (median)");
    if !theirs.is_empty() {
        let theirs = median(theirs);
        println!("plain watcher: {theirs:.0} files per CPU-second (median)\nratio {:.2}", ours / theirs);
    }
    Ok(())
}

/// The watcher, if it and what it needs are there.
fn peer(program: &Path) -> Option<PathBuf> {
    let Ok(program) = program.canonicalize() else {
        println!("no {}: nothing to compare with", program.display());
        return None;
    };
    let import = Command::new("python3").args(["-c", "import watchdog"]).stderr(Stdio::null()).status();
    if !import.is_ok_and(|status| status.success()) {
        println!("no python3 with watchdog (pip install watchdog): nothing to compare with");
        return None;
    }
    Some(program)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn fill(inbox: &Path, args: &Inbox) -> anyhow::Result<()> {
    fs::create_dir_all(inbox)?;
    let mut bytes = 0;
    for number in 0..args.files {
        let text = article(args.seed, number.into(), 3350);
        bytes += text.len();
        fs::write(inbox.join(format!("{number:06}.txt")), text)?;
    }
    // What the kernel still has to write back is nobody's work that is measured.
    rustix::fs::sync();
    // Older than `settle`, so that a look at the folder finds all of them ready.
    std::thread::sleep(Duration::from_millis(2200));
    ensure!(bytes > 0, "nothing to measure");
    Ok(())
}

/// Processor time of children that were waited for, user and system.
pub(crate) fn children() -> anyhow::Result<Duration> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The name in brackets may hold anything; fields are counted after it. 13 and 14 there: cutime, cstime.
    let (_, fields) = stat.rsplit_once(") ").context("/proc/self/stat")?;
    let ticks: u64 = fields.split(' ').skip(13).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Ok(Duration::from_secs_f64(ticks as f64 / rustix::param::clock_ticks_per_second() as f64))
}

fn measure(args: &Inbox, binary: &Path) -> anyhow::Result<f64> {
    let folder = tempfile::tempdir()?;
    let house = House::new(
        binary,
        folder.path(),
        "[source.inbox]\ntype = \"inbox\"\npath = \"inbox\"\n[log]\nlevel = \"warn\"\n",
    )?;
    fill(&house.path("inbox"), args)?;
    let before = children()?;
    let begin = Instant::now();
    let daemon = house.start_under(&["prlimit", &format!("--nofile={0}:{0}", args.open_files)])?;
    let mut most_open = 0;
    let mut memory = 0;
    let mut left = args.files as usize;
    while left > 0 {
        ensure!(begin.elapsed() < Duration::from_secs(300), "{left} files are left\n{}", house.said());
        for _ in 0..20 {
            std::thread::sleep(Duration::from_millis(10));
            most_open = most_open.max(daemon.open_files());
        }
        memory = memory.max(daemon.status("VmHWM"));
        // Rarely: a look at the folder holds up whoever changes it.
        left = files_below(&house.path("inbox")).len();
    }
    let wall = begin.elapsed();
    memory = memory.max(daemon.status("VmHWM"));
    ensure!(daemon.stop(Duration::from_secs(30))?.success(), "the daemon ended badly\n{}", house.said());
    let spent = children()?.saturating_sub(before).as_secs_f64();
    let records = journal_lines(&house.path("out"));
    ensure!(records == args.files as usize, "{records} records of {} files", args.files);
    let rate = f64::from(args.files) / spent;
    println!(
        "wiredesk: {} files, {spent:.2} CPU s, {rate:.0} files per CPU-second, {:.1} s, peak {} MB, at most {most_open} open files",
        args.files,
        wall.as_secs_f64(),
        memory / 1024,
    );
    Ok(rate)
}

fn measure_peer(args: &Inbox, program: &Path) -> anyhow::Result<f64> {
    let folder = tempfile::tempdir()?;
    let inbox = folder.path().join("inbox");
    fill(&inbox, args)?;
    let before = children()?;
    let ended = Command::new("python3")
        .arg(program)
        .arg(&inbox)
        .args([folder.path().join("out.jsonl"), folder.path().join("done")])
        .arg(args.files.to_string())
        .output()?;
    ensure!(ended.status.success(), "the plain watcher: {}", ended.status);
    let spent = children()?.saturating_sub(before).as_secs_f64();
    let rate = f64::from(args.files) / spent;
    let own = String::from_utf8_lossy(&ended.stdout);
    println!(
        "plain watcher: {} files, {spent:.2} CPU s, {rate:.0} files per CPU-second (it says: {})",
        args.files,
        own.trim()
    );
    Ok(rate)
}
