//! `cargo xtask bench dedup`: signatures and look-ups as more and more is remembered, beside datasketch.

use std::path::PathBuf;

use anyhow::{Context, ensure};
use serde_json::Value;

use super::peer::{Peer, asked, bench, number};

#[derive(Debug, clap::Args)]
pub(crate) struct Dedup {
    /// How many articles are remembered when it is measured, in growing order
    #[arg(long, value_delimiter = ',', default_value = "10000,100000,1000000")]
    remembered: Vec<u64>,
    /// The Python with datasketch
    #[arg(long, default_value = "python3")]
    python: PathBuf,
    /// The profile that the bench is built in
    #[arg(long, default_value = "release")]
    profile: String,
}

/// Articles that the peer is measured with: the bench writes so many more than the first count.
const MEASURED: u64 = 5000;
/// Most articles that the peer can be given.
const PEER_MOST: u64 = 10_000;

pub(super) fn run(args: &Dedup) -> anyhow::Result<()> {
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/datasketch_lsh.py");
    let peer = Peer::find(&args.python, program.as_ref(), "datasketch", "pip install datasketch");
    let folder = tempfile::tempdir()?;
    let mut words = vec![folder.path().display().to_string()];
    words.extend(args.remembered.iter().map(u64::to_string));
    let ours = bench("dedup", &args.profile, &words)?;
    let mut rates = Vec::new();
    for line in &ours {
        rates.push(number(line, "articles_per_cpu_second")?);
        println!("{}", told(line)?);
    }
    let (first, last) = (ours.first().context("nothing measured")?, ours.last().context("nothing measured")?);
    let (first_rate, last_rate) = (rates[0], rates[rates.len() - 1]);
    let mut held = true;
    let first_count = args.remembered.first().copied().unwrap_or_default();
    if let Some(peer) = peer.filter(|_| first_count <= PEER_MOST) {
        let articles = folder.path().join("articles.jsonl").display().to_string();
        let said = peer.run(&[articles, first_count.to_string(), MEASURED.to_string()])?;
        let theirs: Value = serde_json::from_str(&said)?;
        let rate = number(&theirs, "articles_per_cpu_second")?;
        println!(
            "datasketch at {first_count}: {rate:.0} articles per CPU-second, {:.0} bytes of memory each, {:.0} % linked",
            number(&theirs, "bytes_per_article")?,
            100.0 * number(&theirs, "linked")?,
        );
        held &= asked("times datasketch at the first (5)", first_rate / rate, first_rate >= 5.0 * rate);
    }
    held &= asked("the last of the first (.5)", last_rate / first_rate, 2.0 * last_rate >= first_rate);
    let disk = number(last, "disk_bytes_per_article")?.max(number(first, "disk_bytes_per_article")?);
    held &= asked("bytes on disk per article (2000)", disk, disk < 2000.0);
    let memory = number(last, "resident_mb")?;
    held &= asked("MB of memory at the last (400)", memory, memory < 400.0);
    let opened = number(last, "opened_seconds")?;
    held &= asked("seconds to open the last (2)", opened, opened < 2.0);
    ensure!(held, "not all of it holds");
    Ok(())
}

fn told(line: &Value) -> anyhow::Result<String> {
    let of = |key| number(line, key);
    Ok(format!(
        "{:>8} remembered: {:.0} articles per CPU-second (signature {:.1} µs, verdict {:.1} µs, writing {:.1} µs; {:.0} % \
         linked), {:.0} bytes on disk each, {:.0} MB of memory, opened in {:.3} s, slowest flush {:.2} s",
        of("remembered")?,
        of("articles_per_cpu_second")?,
        of("signature_us")?,
        of("judge_us")?,
        of("flush_us")?,
        100.0 * of("linked")?,
        of("disk_bytes_per_article")?,
        of("resident_mb")?,
        of("opened_seconds")?,
        of("slowest_flush_seconds")?,
    ))
}
