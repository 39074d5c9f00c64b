//! `cargo xtask samples FOLDER`: every file of a collection through the real program, one process each.
//!
//! For each folder: how many files are recognised as what the folder says they are, which fields their records carry,
//! what is refused and why. Ends in an error if the program panics, ends otherwise than by a verdict, or takes too long; what
//! is recognised as something else or refused is listed, for somebody to judge: fragments and files without an article
//! belong there, articles do not.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, ensure};
use serde_json::Value;

use crate::bench::children;
use crate::release;
use crate::support::daemon::files_below;

/// What is looked at.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A folder with a folder for each format
    #[arg(default_value = "../shared/samples")]
    folder: PathBuf,
    /// The program; without it the release build
    #[arg(long)]
    bin: Option<PathBuf>,
    /// Most processor time for one file, in milliseconds
    #[arg(long, default_value_t = 500)]
    most: u64,
}

/// What the files of a folder are, by the folder's name: which `source.format`, and which fields the format carries.
type Expected = (&'static str, &'static [&'static str], &'static [&'static str]);

const FEED: &[&str] = &["headline", "url", "published", "publisher", "text", "authors", "lead"];
const AGENCY: &[&str] = &[
    "headline",
    "text",
    "published",
    "slug",
    "urgency",
    "authors",
    "dateline",
    "subjects",
    "keywords",
    "status",
    "agencies",
    "rights",
    "images",
];

const EXPECTED: &[Expected] = &[
    ("newsml-g2", &["newsml-g2"], AGENCY),
    ("newsml-1", &["newsml-1"], AGENCY),
    ("nitf", &["nitf"], AGENCY),
    ("ninjs", &["ninjs", "ap-media-api"], AGENCY),
    ("ap-api", &["ap-media-api"], AGENCY),
    ("iptc7901", &["iptc7901"], &["headline", "text", "published", "slug", "urgency", "authors", "dateline"]),
    ("anpa", &["anpa1312"], &["headline", "text", "published", "slug", "urgency", "authors", "dateline"]),
    ("plaintext-wire", &["zczc", "text"], &["headline", "text", "slug", "section"]),
    ("rss", &["rss"], FEED),
    ("mediarss", &["rss", "atom"], &["headline", "images"]),
    ("rdf", &["rdf"], FEED),
    ("atom", &["atom"], FEED),
    ("jsonfeed", &["json-feed"], FEED),
    ("jsonld", &["json-ld"], &["headline", "published", "modified", "authors", "publisher", "images", "url"]),
    ("news-sitemap", &["news-sitemap"], &["headline", "url", "published", "publisher", "language"]),
    ("warc", &["html", "text"], &["url", "text"]),
    ("eml", &["email"], &["headline", "published", "authors", "text"]),
    ("vendor-xml", &["xml"], &["headline", "published", "authors", "text"]),
];

/// What came of the files of one folder.
#[derive(Default)]
struct Tally {
    files: usize,
    as_expected: usize,
    records: usize,
    fields: BTreeMap<String, usize>,
    slowest: Duration,
    listed: Vec<String>,
    broken: Vec<String>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let binary = release::binary(args.bin.as_deref())?;
    let root = args.folder.canonicalize().with_context(|| args.folder.display().to_string())?;
    let mut entries: Vec<PathBuf> =
        fs::read_dir(&root)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    entries.retain(|path| path.is_dir());
    entries.sort();
    let (mut broken, mut files) = (Vec::new(), 0);
    for folder in entries {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let expected = EXPECTED.iter().find(|(prefix, ..)| name.starts_with(prefix));
        let mut tally = Tally::default();
        let mut paths = files_below(&folder);
        paths.sort();
        for path in paths {
            one(&binary, &path, &folder, expected, args.most, &mut tally)?;
        }
        print(&name, expected, &tally);
        files += tally.files;
        broken.extend(tally.broken);
    }
    ensure!(broken.is_empty(), "\n{}", broken.join("\n"));
    println!("{files} files: no panic, none over {} ms of processor time", args.most);
    Ok(())
}

fn one(
    binary: &Path,
    path: &Path,
    folder: &Path,
    expected: Option<&Expected>,
    most: u64,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    let shown = path.strip_prefix(folder).unwrap_or(path).display();
    let before = children()?;
    let ended = Command::new(binary).arg("process").arg(path).output()?;
    let spent = children()?.saturating_sub(before);
    tally.files += 1;
    tally.slowest = tally.slowest.max(spent);
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    if !ended.status.success() || said.contains("panicked") {
        tally.broken.push(format!("{shown}: {}: {}", ended.status, said.trim()));
    }
    if spent > Duration::from_millis(most) {
        tally.broken.push(format!("{shown}: {} ms of processor time", spent.as_millis()));
    }
    let mut others = Vec::new();
    let mut found = 0;
    for line in String::from_utf8_lossy(&ended.stdout).lines() {
        let record: Value = serde_json::from_str(line).with_context(|| format!("{shown}: {line}"))?;
        let format = record["source"]["format"].as_str().unwrap_or_default().to_owned();
        found += 1;
        if expected.is_some_and(|(_, formats, _)| !formats.contains(&format.as_str())) {
            others.push(format);
            continue;
        }
        for field in record.as_object().into_iter().flat_map(|record| record.keys()) {
            *tally.fields.entry(field.clone()).or_default() += 1;
        }
    }
    tally.records += found;
    tally.as_expected += usize::from(found > 0 && others.is_empty());
    others.sort();
    others.dedup();
    if !others.is_empty() {
        tally.listed.push(format!("{shown}: recognised as {}", others.join(", ")));
    }
    // A bundle's refused members are told one by one: the first says what kind they are.
    let refused: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("wiredesk: ")).collect();
    if let Some(first) = refused.first() {
        let reason = first.split_once(": ").map_or(*first, |(_, reason)| reason);
        let count =
            if refused.len() > 1 { format!("{} refused, the first: ", refused.len()) } else { String::new() };
        tally.listed.push(format!("{shown}: {count}{reason}"));
    } else if found == 0 {
        tally.broken.push(format!("{shown}: neither a record nor a reason"));
    }
    Ok(())
}

fn print(name: &str, expected: Option<&Expected>, tally: &Tally) {
    let Tally { files, as_expected, records, slowest, .. } = tally;
    let what = expected.map_or("anything".to_owned(), |(_, formats, _)| formats.join(" or "));
    println!(
        "{name}: {as_expected} of {files} files are {what}; {records} records; slowest {} ms",
        slowest.as_millis()
    );
    let fields = expected.map(|(_, _, fields)| *fields).unwrap_or_default();
    let counts: Vec<String> = fields
        .iter()
        .map(|field| format!("{field} {}", tally.fields.get(*field).copied().unwrap_or_default()))
        .collect();
    if !counts.is_empty() {
        println!("    {}", counts.join(", "));
    }
    for line in &tally.listed {
        println!("    - {line}");
    }
}
