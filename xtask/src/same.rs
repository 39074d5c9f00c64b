//! `cargo xtask same OLD NEW`: whether two builds write the same records.
//!
//! Both take the same input through `process`: every folder of the samples, the labelled articles, streams and pages.
//! Their records are compared one by one, by `id`, field by field; only the times at which something was done (`*_at`) and
//! the program's own version (`extractor`) may differ. So are the order of the records, how each run ended, and what it
//! said of what it refused. Ends in an error if anything differs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use serde_json::Value;

use crate::labelled;

/// What is compared over what.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The build that is right
    old: PathBuf,
    /// The build that is to write the same
    new: PathBuf,
    /// Folders of input: one with `samples` and `eval` in it gives all of those; any other is taken as it is
    #[arg(default_value = "../shared")]
    folders: Vec<PathBuf>,
    /// How many differences of a field are shown
    #[arg(long, default_value_t = 2)]
    show: usize,
    /// Documents at once, of both
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// Only inputs whose name has this in it
    #[arg(long)]
    only: Option<String>,
}

/// What both are given at once.
struct Input {
    name: String,
    path: PathBuf,
}

/// What differs: the field, `[]` for every place of a list.
#[derive(Default)]
struct Differences {
    records: usize,
    differ: usize,
    fields: BTreeMap<String, (usize, Vec<String>)>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let made = tempfile::tempdir()?;
    let mut inputs = Vec::new();
    for folder in &args.folders {
        let folder = folder.canonicalize().with_context(|| folder.display().to_string())?;
        inputs.extend(found(&folder, made.path())?);
    }
    if let Some(only) = &args.only {
        inputs.retain(|input| input.name.contains(only.as_str()));
    }
    ensure!(!inputs.is_empty(), "no input");
    let mut all = Differences::default();
    for input in &inputs {
        let mut here = Differences::default();
        let old = process(&args.old, input, args.jobs, made.path())?;
        let new = process(&args.new, input, args.jobs, made.path())?;
        compare(&old, &new, args.show, &mut here)?;
        let (records, differ) = (here.records, here.differ);
        println!("{:<40} {records:>6} records, {differ} differ", input.name);
        all.add(here, &input.name, args.show);
    }
    for (field, (count, shown)) in &all.fields {
        println!("{count:>6}  {field}");
        for each in shown {
            println!("        {each}");
        }
    }
    println!("{} inputs, {} records, {} differ", inputs.len(), all.records, all.differ);
    ensure!(all.fields.is_empty(), "they do not write the same");
    Ok(())
}

/// The inputs below a folder; what is not read as it lies is made below `made`.
fn found(folder: &Path, made: &Path) -> anyhow::Result<Vec<Input>> {
    let mut inputs = Vec::new();
    let samples = folder.join("samples");
    let eval = folder.join("eval");
    if !samples.is_dir() && !eval.is_dir() {
        return Ok(vec![Input { name: folder.display().to_string(), path: folder.to_owned() }]);
    }
    for each in labelled::sorted(&samples)? {
        let name = format!("samples/{}", each.file_name().unwrap_or_default().display());
        inputs.push(Input { name, path: each });
    }
    for set in labelled::json_lines(&eval.join("quotes"))? {
        let folder = made.join(set.name.replace('/', "-"));
        fs::create_dir(&folder)?;
        for (number, article) in set.lines.iter().enumerate() {
            fs::write(folder.join(format!("a{number:05}.txt")), labelled::text(article))?;
        }
        inputs.push(Input { name: format!("quotes/{}", set.name), path: folder });
    }
    for set in labelled::json_lines(&eval.join("dedup"))? {
        if set.lines.iter().any(|line| line.get("text").is_none()) {
            continue; // pairs that were judged, not articles
        }
        let stream = made.join(format!("{}.jsonl", set.name.replace('/', "-")));
        fs::write(&stream, labelled::stream(set.lines))?;
        inputs.push(Input { name: format!("dedup/{}", set.name), path: stream });
    }
    for set in labelled::sorted(&eval.join("extract"))? {
        let pages = set.join("html");
        if pages.is_dir() {
            let name = format!("extract/{}", set.file_name().unwrap_or_default().display());
            inputs.push(Input { name, path: pages });
        }
    }
    Ok(inputs)
}

/// What a run gave.
struct Journal {
    ended: String,
    said: BTreeSet<String>,
    lines: Vec<(String, String)>,
}

fn process(binary: &Path, input: &Input, jobs: usize, made: &Path) -> anyhow::Result<Journal> {
    let output = made.join("records.jsonl");
    let ended = Command::new(binary)
        .args(["process", "--jobs", &jobs.to_string()])
        .arg(&input.path)
        .arg("--output")
        .arg(&output)
        .output()
        .with_context(|| binary.display().to_string())?;
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    ensure!(!said.contains("panicked"), "{} panicked over {}: {said}", binary.display(), input.name);
    let mut lines = Vec::new();
    if output.try_exists()? {
        for line in fs::read_to_string(&output)?.lines() {
            let record: Value = serde_json::from_str(line).context("a line of the journal")?;
            let id = record["id"].as_str().context("a record without an id")?.to_owned();
            lines.push((id, line.to_owned()));
        }
        fs::remove_file(&output)?;
    }
    Ok(Journal { ended: ended.status.to_string(), said: said.lines().map(str::to_owned).collect(), lines })
}

fn compare(old: &Journal, new: &Journal, show: usize, into: &mut Differences) -> anyhow::Result<()> {
    if old.ended != new.ended {
        into.note("(how it ended)", format!("{} / {}", old.ended, new.ended), show);
    }
    for gone in old.said.symmetric_difference(&new.said) {
        let which = if old.said.contains(gone) { "old" } else { "new" };
        into.note("(what it said)", format!("only {which}: {gone}"), show);
    }
    let order = |journal: &Journal| journal.lines.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
    if old.lines.len() == new.lines.len() && order(old) != order(new) {
        into.note("(the order of the records)", String::new(), show);
    }
    let mut left: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (id, line) in new.lines.iter().rev() {
        left.entry(id).or_default().push(line);
    }
    for (id, line) in &old.lines {
        into.records += 1;
        let Some(other) = left.get_mut(id.as_str()).and_then(Vec::pop) else {
            into.differ += 1;
            into.note("(only the old one has it)", id.clone(), show);
            continue;
        };
        if line == other {
            continue;
        }
        let (before, after) = (serde_json::from_str(line)?, serde_json::from_str(other)?);
        let mut fields = Vec::new();
        differing(&before, &after, &mut String::new(), &mut fields);
        into.differ += usize::from(!fields.is_empty());
        for (field, what) in fields {
            into.note(&field, format!("{id}: {what}"), show);
        }
    }
    for (id, lines) in left {
        for _ in lines {
            into.differ += 1;
            into.note("(only the new one has it)", id.to_owned(), show);
        }
    }
    Ok(())
}

/// The innermost fields that differ, with both values.
fn differing(old: &Value, new: &Value, path: &mut String, into: &mut Vec<(String, String)>) {
    let length = path.len();
    match (old, new) {
        (Value::Object(before), Value::Object(after)) => {
            for key in before.keys().chain(after.keys().filter(|key| !before.contains_key(*key))) {
                if key.ends_with("_at") || key == "extractor" {
                    continue;
                }
                path.push('.');
                path.push_str(key);
                let absent = Value::Null;
                differing(before.get(key).unwrap_or(&absent), after.get(key).unwrap_or(&absent), path, into);
                path.truncate(length);
            }
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            path.push_str("[]");
            for (before, after) in before.iter().zip(after) {
                differing(before, after, path, into);
            }
            path.truncate(length);
        }
        _ if old == new => {}
        _ => into.push((path.trim_start_matches('.').to_owned(), format!("{} / {}", short(old), short(new)))),
    }
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().nth(100).is_none() { text } else { text.chars().take(100).chain(['…']).collect() }
}

impl Differences {
    fn note(&mut self, field: &str, what: String, show: usize) {
        let (count, shown) = self.fields.entry(field.to_owned()).or_default();
        *count += 1;
        if shown.len() < show && !what.is_empty() {
            shown.push(what);
        }
    }

    fn add(&mut self, other: Differences, name: &str, show: usize) {
        self.records += other.records;
        self.differ += other.differ;
        for (field, (count, shown)) in other.fields {
            let here = self.fields.entry(field).or_default();
            here.0 += count;
            for each in shown.into_iter().take(show.saturating_sub(here.1.len())) {
                here.1.push(format!("{name}: {each}"));
            }
        }
    }
}
