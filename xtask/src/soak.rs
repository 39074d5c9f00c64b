//! `cargo xtask soak`: mixed load on the real binary for as long as asked, with random kills; prints the slopes of
//! memory, descriptors and disk, and holds the journal against what was put in.
//!
//! In the last third of the time nothing is killed, and that last life shows the slopes of memory and descriptors:
//! fitted by least squares over all but its first quarter, in which caches fill up to their bounds. Disk is what stands
//! beside the records themselves: the state folder, over the second half of the time.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use serde_json::Value;

/// How long, and how rough.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How long
    #[arg(long, default_value_t = 30.0)]
    minutes: f64,
    /// Average time between two kills, in seconds; 0 for none
    #[arg(long, default_value_t = 60)]
    kill_every: u64,
    /// Files in a second
    #[arg(long, default_value_t = 50)]
    rate: u64,
    /// Seed of everything that is random
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The binary
    #[arg(long, default_value = "target/release/wiredesk")]
    bin: PathBuf,
}

/// A small generator of random numbers: xorshift64*.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, most: u64) -> u64 {
        (self.next() >> 11) % most.max(1)
    }
}

/// What was seen of the daemon at one moment.
struct Sample {
    at: f64,
    life: u32,
    memory: f64,
    descriptors: f64,
    state: f64,
    journal: f64,
    written: f64,
}

const CONFIG: &str = "[source.inbox]\ntype = \"inbox\"\npath = \"inbox\"\nafter = \"delete\"\nrescan = \"2s\"\n\
    [journal]\nrotate = { size = \"4MiB\", every = \"1m\" }\n[log]\nlevel = \"warn\"\n";

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let bin = fs::canonicalize(&args.bin)
        .with_context(|| format!("{}: cargo build --release", args.bin.display()))?;
    let desk = tempfile::tempdir()?;
    let folder = desk.path();
    fs::create_dir_all(folder.join("inbox"))?;
    fs::write(folder.join("pipeline.toml"), CONFIG)?;
    let mut random = Random(args.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let (start, time) = (Instant::now(), Duration::from_secs_f64(args.minutes * 60.0));
    let calm = time * 2 / 3;
    let (mut put, mut kills, mut life) = (0, 0, 1);
    let mut child = start_daemon(&bin, folder)?;
    let mut next_kill = kill_at(args, &mut random);
    let mut next_sample = Duration::ZERO;
    let mut samples = Vec::new();
    let mut kills_go_on = args.kill_every > 0;
    while start.elapsed() < time {
        let due = start.elapsed().as_millis() as u64 * args.rate / 1000;
        while put < due {
            deliver(folder, put, &mut random)?;
            put += 1;
        }
        if start.elapsed() >= next_kill.min(calm) && kills_go_on {
            kills_go_on = start.elapsed() < calm;
            child.kill()?;
            child.wait()?;
            (kills, life) = (kills + 1, life + 1);
            child = start_daemon(&bin, folder)?;
            next_kill = start.elapsed() + kill_at(args, &mut random);
        }
        if let Some(status) = child.try_wait()? {
            bail!("the daemon ended by itself: {status}\n{}", fs::read_to_string(folder.join("log"))?);
        }
        if start.elapsed() >= next_sample {
            samples.extend(sample(&child, folder, start.elapsed().as_secs_f64(), life, put));
            next_sample += Duration::from_secs(1);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let backlog = files(&folder.join("inbox")).len();
    wait_until_empty(folder)?;
    stop(&mut child)?;
    println!(
        "{:.1} minutes, {put} inputs, {kills} kills, {backlog} waiting at the end of the load",
        args.minutes
    );
    print_slopes(&samples, time.as_secs_f64());
    audit(folder, put)
}

fn kill_at(args: &Args, random: &mut Random) -> Duration {
    match args.kill_every {
        0 => Duration::MAX / 4,
        every => Duration::from_millis(random.below(every * 2000)),
    }
}

fn start_daemon(bin: &Path, folder: &Path) -> anyhow::Result<Child> {
    let log = fs::OpenOptions::new().create(true).append(true).open(folder.join("log"))?;
    let mut command = Command::new(bin);
    command.arg("run").current_dir(folder).stdin(Stdio::null()).stderr(log);
    command.spawn().context("the daemon")
}

fn stop(child: &mut Child) -> anyhow::Result<()> {
    let told = Command::new("kill").arg(child.id().to_string()).status()?;
    ensure!(told.success(), "cannot send SIGTERM");
    let status = child.wait()?;
    ensure!(status.success(), "the daemon did not drain: {status}");
    Ok(())
}

/// Puts one file in: stories, copies of earlier ones, pages, broken JSON, empty files, several stories in one file.
fn deliver(folder: &Path, number: u64, random: &mut Random) -> anyhow::Result<()> {
    let story = |of: u64| {
        let mut words = Random(of.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let mut text = format!("Harbour board meets again, item {of}\n\n");
        for _ in 0..4 {
            let line: Vec<String> = (0..60).map(|_| format!("w{:x}", words.below(40_000))).collect();
            text.push_str(&format!("\"The {},\" said Marta Lind.\n\n", line.join(" ")));
        }
        text
    };
    let (name, text) = match random.below(20) {
        0 => ("txt", String::from(" \n")),
        1 => ("json", String::from("{\"headline\": broken")),
        2..=4 => ("txt", story(number.saturating_sub(random.below(200)))),
        5..=7 => (
            "html",
            format!(
                "<html><body><article><p>{}</p></article></body></html>",
                story(number).replace("\n\n", "</p><p>")
            ),
        ),
        8 => {
            let line = |n: u64| {
                serde_json::json!({"headline": format!("Part {n} of {number}"), "text": story(number * 8 + n)}).to_string()
            };
            ("jsonl", (0..3).map(|n| line(n) + "\n").collect())
        }
        _ => ("txt", story(number)),
    };
    let folder = folder.join("inbox").join(format!("{}", number % 10));
    fs::create_dir_all(&folder)?;
    let hidden = folder.join(format!(".{number}.part"));
    fs::write(&hidden, text)?;
    fs::rename(&hidden, folder.join(format!("{number}.{name}")))?;
    Ok(())
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                _ => found.push(entry.path()),
            }
        }
    }
    found
}

fn bytes(folder: &Path) -> f64 {
    files(folder).iter().filter_map(|path| fs::metadata(path).ok()).map(|data| data.len() as f64).sum()
}

fn wait_until_empty(folder: &Path) -> anyhow::Result<()> {
    let end = Instant::now() + Duration::from_secs(120);
    while !files(&folder.join("inbox")).is_empty() {
        ensure!(Instant::now() < end, "files stay in the inbox");
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

fn sample(child: &Child, folder: &Path, at: f64, life: u32, put: u64) -> Option<Sample> {
    let proc = PathBuf::from(format!("/proc/{}", child.id()));
    let status = fs::read_to_string(proc.join("status")).ok()?;
    let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let memory: f64 = memory.trim().strip_suffix("kB")?.trim().parse().ok()?;
    let descriptors = fs::read_dir(proc.join("fd")).ok()?.count() as f64;
    let (state, journal) = (bytes(&folder.join("var/state")), bytes(&folder.join("out")));
    Some(Sample { at, life, memory: memory * 1024.0, descriptors, state, journal, written: put as f64 })
}

/// Slope of a line through points, by least squares; in units of y for one of x.
fn slope(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (mx, my) = (mean(|p| p.0), mean(|p| p.1));
    let covariance: f64 = points.iter().map(|(x, y)| (x - mx) * (y - my)).sum();
    let variance: f64 = points.iter().map(|(x, _)| (x - mx).powi(2)).sum();
    if variance > 0.0 { covariance / variance } else { 0.0 }
}

fn print_slopes(samples: &[Sample], time: f64) {
    let most = |of: fn(&Sample) -> f64| samples.iter().map(of).fold(0.0, f64::max);
    let say = |what: &str, unit: &str, scale: f64, most: f64, slope: f64| {
        println!(
            "{what:<12} at most {:>9.2} {unit:<4} slope {:+.3} {unit}/minute",
            most / scale,
            slope / scale
        );
    };
    let mib = f64::from(1 << 20);
    let since = |from: f64| samples.iter().filter(move |sample| sample.at >= from);
    let points =
        |from: f64, of: fn(&Sample) -> f64| since(from).map(|s| (s.at / 60.0, of(s))).collect::<Vec<_>>();
    let last = samples.last().map_or(0, |last| last.life);
    let born = samples.iter().find(|sample| sample.life == last).map_or(0.0, |first| first.at);
    let warm = born + (time - born) / 4.0;
    println!("memory and descriptors: the last {:.1} minutes of life {last}", (time - warm) / 60.0);
    say("memory", "MiB", mib, most(|s| s.memory), slope(&points(warm, |s| s.memory)));
    say("descriptors", "", 1.0, most(|s| s.descriptors), slope(&points(warm, |s| s.descriptors)));
    println!("disk: the last {:.1} minutes", time / 120.0);
    say("state", "MiB", mib, most(|s| s.state), slope(&points(time / 2.0, |s| s.state)));
    say("journal", "MiB", mib, most(|s| s.journal), slope(&points(time / 2.0, |s| s.journal)));
    let by_input: Vec<_> = since(time / 2.0).map(|s| (s.written, s.state)).collect();
    println!("state grows by {:.0} bytes for each input", slope(&by_input));
    println!("memory by minute of that life:{}", by_minute(samples, born));
}

/// The most memory in each minute of the last life, in MiB.
fn by_minute(samples: &[Sample], born: f64) -> String {
    let mut text = String::new();
    let mut minute = 0;
    let of_minute = |minute: u32| {
        let from = born + 60.0 * f64::from(minute);
        samples.iter().filter(move |sample| sample.at >= from && sample.at < from + 60.0)
    };
    while of_minute(minute).next().is_some() {
        let most = of_minute(minute).map(|sample| sample.memory).fold(0.0, f64::max);
        text.push_str(&format!(" {:.1}", most / f64::from(1 << 20)));
        minute += 1;
    }
    text
}

/// Each input must be in the journal once, or in quarantine.
fn audit(folder: &Path, put: u64) -> anyhow::Result<()> {
    let mut seen: HashMap<(String, String), u32> = HashMap::new();
    let mut torn = 0;
    let mut inputs = std::collections::HashSet::new();
    for path in
        files(&folder.join("out")).iter().filter(|path| path.extension().is_some_and(|e| e == "jsonl"))
    {
        for line in fs::read_to_string(path)?.lines() {
            let Ok(record) = serde_json::from_str::<Value>(line) else {
                torn += 1;
                continue;
            };
            let text = |key: &str| record["source"][key].as_str().unwrap_or_default().to_owned();
            *seen.entry((text("path"), text("member"))).or_default() += 1;
            inputs.insert(text("path"));
        }
    }
    let twice = seen.values().filter(|count| **count > 1).count();
    let reasons = files(&folder.join("var/quarantine"));
    for path in reasons.iter().filter(|path| path.to_string_lossy().ends_with(".reason.json")) {
        let reason: Value = serde_json::from_slice(&fs::read(path)?)?;
        inputs.insert(reason["path"].as_str().unwrap_or_default().to_owned());
    }
    let names =
        |number: u64| ["txt", "json", "html", "jsonl"].map(|end| format!("{}/{number}.{end}", number % 10));
    let lost = (0..put).filter(|number| !names(*number).iter().any(|name| inputs.contains(name))).count();
    println!("{} records: lost {lost}, twice {twice}, torn {torn}", seen.len());
    ensure!(lost + twice + torn == 0, "the journal is not what was put in");
    Ok(())
}
