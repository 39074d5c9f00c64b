//! `cargo xtask growth`: what hostile input costs, and how that grows.
//!
//! Each generator of `tests/support/hostile` makes a file of n, 2n and 4n bytes, and the program reads each in a
//! process of its own. Asked: twice the input costs less than three times the processor time, two megabytes less than
//! a second (and for each further document of a bundle a quarter of a millisecond) and 128 MB. Exit status 1 if a limit is missed.

use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use crate::release;
use crate::support::hostile::{self, Generator};

/// Most times as much for twice the input.
const MOST_RATIO: f64 = 3.0;
/// Less than this is a process that begins and ends, and says nothing about growth.
const FLOOR: Duration = Duration::from_millis(80);
/// Most processor time for the largest.
const MOST_TIME: Duration = Duration::from_secs(1);
/// And for each document of a bundle beyond the first: what a short story costs alone.
const EACH_DOCUMENT: Duration = Duration::from_micros(250);
/// Most memory, in KiB.
const MOST_MEMORY: u64 = 128 << 10;
/// When a process is given up.
const PATIENCE: Duration = Duration::from_secs(100);

/// What is measured.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The largest input, in bytes: 4n
    #[arg(long, default_value_t = 2 << 20)]
    bytes: usize,
    /// Only generators whose name holds this
    #[arg(long, default_value = "")]
    only: String,
    /// How often a measurement that misses a limit is made again; the least counts
    #[arg(long, default_value_t = 2)]
    again: usize,
    /// Where a table in Markdown goes
    #[arg(long)]
    markdown: Option<PathBuf>,
    /// Writes the inputs of this size into a folder, and measures nothing
    #[arg(long)]
    write: Option<PathBuf>,
    /// The program; without it the release build
    #[arg(long)]
    bin: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    if let Some(folder) = &args.write {
        return write(args, folder);
    }
    let binary = release::binary(args.bin.as_deref())?;
    let folder = tempfile::tempdir()?;
    let wanted = hostile::all().into_iter().filter(|generator| generator.name.contains(&args.only));
    let mut rows = Vec::new();
    println!("{}", Row::HEAD);
    for generator in wanted {
        let mut row = measure(&generator, args.bytes, &binary, folder.path())?;
        for _ in 0..args.again {
            if row.misses().is_none() {
                break;
            }
            row = row.least(measure(&generator, args.bytes, &binary, folder.path())?);
        }
        println!("{row}");
        rows.push(row);
    }
    if let Some(file) = &args.markdown {
        std::fs::write(file, markdown(&rows)).with_context(|| file.display().to_string())?;
    }
    let missed: Vec<_> = rows.iter().filter(|row| row.misses().is_some()).map(|row| row.name).collect();
    println!("{} generators, {} miss a limit", rows.len(), missed.len());
    ensure!(missed.is_empty(), "too slow, too large or growing faster than the input: {}", missed.join("; "));
    Ok(())
}

fn write(args: &Args, folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    for generator in hostile::all().iter().filter(|generator| generator.name.contains(&args.only)) {
        let name = generator.name.replace([' ', ':', ',', '/'], "_");
        std::fs::write(folder.join(format!("{name}.{}", generator.suffix)), (generator.make)(args.bytes))?;
    }
    Ok(())
}

/// What one generator costs at n, 2n and 4n.
struct Row {
    name: &'static str,
    costs: [Cost; 3],
}

/// What one process cost.
#[derive(Clone, Copy)]
struct Cost {
    time: Duration,
    /// In KiB.
    memory: u64,
    /// Records and refusals that came of it.
    documents: u64,
    /// How it ended, where that was not well.
    ended_badly: bool,
}

impl Row {
    const HEAD: &str = "generator                                               n ms   2n ms   4n ms   ratios     peak MB  documents";

    /// The two ratios; of times under the floor 1.
    fn ratios(&self) -> [f64; 2] {
        let ratio = |less: Cost, more: Cost| {
            if more.time < FLOOR {
                1.0
            } else {
                more.time.as_secs_f64() / less.time.max(FLOOR / 4).as_secs_f64()
            }
        };
        let [one, two, four] = self.costs;
        [ratio(one, two), ratio(two, four)]
    }

    /// Documents beyond the first, at 4n.
    fn documents(&self) -> u32 {
        u32::try_from(self.costs[2].documents.saturating_sub(1)).unwrap_or(u32::MAX)
    }

    fn memory(&self) -> u64 {
        self.costs.iter().map(|cost| cost.memory).max().unwrap_or_default()
    }

    /// Which limit is missed, if one is.
    fn misses(&self) -> Option<&'static str> {
        if self.costs.iter().any(|cost| cost.ended_badly) {
            Some("ended badly")
        } else if self.costs[2].time > MOST_TIME + EACH_DOCUMENT * self.documents() {
            Some("slow")
        } else if self.ratios().iter().any(|ratio| *ratio > MOST_RATIO) {
            Some("grows")
        } else if self.memory() > MOST_MEMORY {
            Some("large")
        } else {
            None
        }
    }

    /// The lesser of two measurements, cost by cost.
    fn least(self, other: Row) -> Row {
        let mut costs = self.costs;
        for (cost, again) in costs.iter_mut().zip(other.costs) {
            cost.time = cost.time.min(again.time);
            cost.memory = cost.memory.min(again.memory);
            cost.ended_badly &= again.ended_badly;
        }
        Row { name: self.name, costs }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [one, two, four] = self.costs.map(|cost| cost.time.as_millis());
        let [first, second] = self.ratios();
        let memory = self.memory() as f64 / 1024.0;
        let name = self.name;
        write!(
            f,
            "{name:<52} {one:>7} {two:>7} {four:>7}   {first:.2} {second:.2} {memory:>9.1} {:>10}",
            self.costs[2].documents
        )?;
        write!(f, "{}", self.misses().map(|miss| format!("  {miss}")).unwrap_or_default())
    }
}

fn markdown(rows: &[Row]) -> String {
    let mut table = String::from(
        "| generator | n ms | 2n ms | 4n ms | 2n/n | 4n/2n | peak MB | documents |\n|---|---|---|---|---|---|---|---|\n",
    );
    for row in rows {
        let [one, two, four] = row.costs.map(|cost| cost.time.as_millis());
        let [first, second] = row.ratios();
        let memory = row.memory() as f64 / 1024.0;
        table.push_str(&format!(
            "| {} | {one} | {two} | {four} | {first:.1} | {second:.1} | {memory:.0} | {} |\n",
            row.name, row.costs[2].documents
        ));
    }
    table
}

fn measure(generator: &Generator, bytes: usize, binary: &Path, folder: &Path) -> anyhow::Result<Row> {
    let mut costs = [Cost { time: Duration::MAX, memory: 0, documents: 0, ended_badly: true }; 3];
    for (cost, part) in costs.iter_mut().zip([4, 2, 1]) {
        let file = folder.join(format!("hostile.{}", generator.suffix));
        std::fs::write(&file, (generator.make)(bytes / part))?;
        *cost = one(binary, &file).with_context(|| generator.name)?;
        if cost.time > PATIENCE / 4 {
            break;
        }
    }
    Ok(Row { name: generator.name, costs })
}

/// Reads one file in a process of its own.
fn one(binary: &Path, file: &Path) -> anyhow::Result<Cost> {
    let (output, refusals) = (file.with_extension("out"), file.with_extension("err"));
    let mut child = Command::new(binary)
        .args(["process", "--jobs", "1", "--output"])
        .args([&output, file])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create(&refusals)?)
        .spawn()?;
    let outcome = watch(&mut child);
    child.kill().ok();
    let status = child.wait()?;
    let mut cost = outcome?;
    cost.ended_badly |= !status.success();
    cost.documents = lines(&output)? + lines(&refusals)?;
    Ok(cost)
}

fn lines(file: &Path) -> anyhow::Result<u64> {
    let mut count = 0;
    for line in BufReader::new(File::open(file)?).split(b'\n') {
        line?;
        count += 1;
    }
    Ok(count)
}

/// Looks at a child until it has ended and not yet been waited for: its times stand in `/proc` until then.
fn watch(child: &mut Child) -> anyhow::Result<Cost> {
    let proc = PathBuf::from(format!("/proc/{}", child.id()));
    let begin = Instant::now();
    let mut memory = 0;
    loop {
        let status = std::fs::read_to_string(proc.join("status"))?;
        let line = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        if let Some(most) = line("VmHWM:").and_then(|value| value.trim_end_matches(" kB").parse().ok()) {
            memory = most;
        }
        let ended = line("State:").is_some_and(|state| state.starts_with('Z'));
        if ended || begin.elapsed() > PATIENCE {
            let time = spent(&std::fs::read_to_string(proc.join("stat"))?)?;
            return Ok(Cost { time, memory, documents: 0, ended_badly: !ended });
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Processor time of a process, user and system, from `/proc/PID/stat`.
fn spent(stat: &str) -> anyhow::Result<Duration> {
    // The name in brackets may hold anything; fields are counted after it. 11 and 12 there: utime, stime.
    let (_, fields) = stat.rsplit_once(") ").context("/proc/PID/stat")?;
    let ticks: u64 = fields.split(' ').skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Ok(Duration::from_secs_f64(ticks as f64 / rustix::param::clock_ticks_per_second() as f64))
}
