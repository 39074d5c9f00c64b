//! `cargo xtask feeds FOLDER`: every file of a collection of feeds and sitemaps as an answer of the web: what it is, how
//! many entries it lists, how many are cut, and how long that took. A table, a line for each folder; with `--files` a line
//! for each file too. Ends in an error if a file takes too long, or if an entry by itself is not read by the decoder.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use wiredesk::decode::listing::{Answer, address, feed, outlines, sitemap};
use wiredesk::decode::{Piece, decode};
use wiredesk::model::{FaultCode, Hints, TextLimits};

use crate::support::daemon::files_below;

/// What is looked at.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A folder with a folder for each set
    #[arg(default_value = "../shared/samples")]
    folder: PathBuf,
    /// A line for each file
    #[arg(long)]
    files: bool,
    /// Most time for one file, in milliseconds
    #[arg(long, default_value_t = 100)]
    most: u64,
}

#[derive(Default)]
struct Tally {
    files: usize,
    feeds: usize,
    entries: usize,
    unread: usize,
    cut: usize,
    pages: usize,
    outlines: usize,
    others: BTreeMap<String, usize>,
    slowest: Duration,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let mut folders: Vec<PathBuf> = fs::read_dir(&args.folder)
        .with_context(|| args.folder.display().to_string())?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    println!("{:<14} files feeds entries unread  cut pages outlines slowest  others", "set");
    let mut slow = Vec::new();
    for folder in folders {
        let mut tally = Tally::default();
        let mut paths = files_below(&folder);
        paths.sort();
        for path in paths {
            let took = one(&path, args.files, &mut tally)?;
            if took > Duration::from_millis(args.most) {
                slow.push(format!("{}: {} ms", path.display(), took.as_millis()));
            }
        }
        let Tally { files, feeds, entries, unread, cut, pages, outlines, slowest, .. } = tally;
        let others: Vec<String> =
            tally.others.iter().map(|(what, count)| format!("{count} {what}")).collect();
        println!(
            "{:<14} {files:>5} {feeds:>5} {entries:>7} {unread:>6} {cut:>4} {pages:>5} {outlines:>8} {:>4} ms  {}",
            folder.file_name().unwrap_or_default().to_string_lossy(),
            slowest.as_millis(),
            others.join(", ")
        );
    }
    ensure!(slow.is_empty(), "\n{}", slow.join("\n"));
    Ok(())
}

fn one(path: &Path, told: bool, tally: &mut Tally) -> anyhow::Result<Duration> {
    let bytes = fs::read(path)?;
    let address = address("https://news.example/feeds/list").map_err(|why| anyhow::anyhow!("{why}"))?;
    let answer = Answer { bytes: &bytes, content_type: None, address: &address, most: 100_000 };
    tally.files += 1;
    let begun = Instant::now();
    let listed = feed(&answer);
    let took = begun.elapsed();
    tally.slowest = tally.slowest.max(took);
    match listed {
        Ok(feed) => {
            tally.feeds += 1;
            tally.entries += feed.entries.len();
            tally.cut += feed.cut;
            tally.unread += feed.entries.iter().filter(|entry| !is_read(&entry.bytes)).count();
            if told {
                println!(
                    "    {} {}: {} entries, {} cut",
                    path.display(),
                    feed.kind.name(),
                    feed.entries.len(),
                    feed.cut
                );
            }
        }
        Err(other) => {
            *tally.others.entry(other.to_string()).or_default() += 1;
            tally.pages += sitemap(&answer).map_or(0, |map| map.pages.len() + map.sitemaps.len());
            tally.outlines += outlines(&answer).len();
        }
    }
    Ok(took)
}

/// Whether the decoder makes one document of an entry, or says that there is nothing to read in it.
fn is_read(entry: &[u8]) -> bool {
    let mut pieces = 0;
    let outcome = decode(entry, &Hints::default(), &TextLimits::default(), &mut |piece| {
        pieces += match piece {
            Piece::Refused { fault, .. } if fault.code != FaultCode::NoText => 2,
            Piece::Document(..) | Piece::Refused { .. } => 1,
        };
        ControlFlow::Continue(())
    });
    outcome.is_ok() && pieces == 1
}
