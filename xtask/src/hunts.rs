//! `cargo xtask hunts FOLDER`: invented files that came out wrong once, each with what is wanted and what comes out now.
//!
//! Pages, datelines and pairs of stories say what they want in fields, and are judged. Deliveries and cases say it in a
//! sentence: beside it stands what the record says now, for somebody to judge. Ends in an error if one that is judged is
//! wrong and not among those that `--argued` names.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use serde_json::Value;

use crate::release;

/// What is looked at.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A folder with `pages` and `cases`
    #[arg(default_value = "../shared/hunts")]
    folder: PathBuf,
    /// The program; without it the release build
    #[arg(long)]
    bin: Option<PathBuf>,
    /// Only those whose name has this in it
    #[arg(long, default_value = "")]
    only: String,
    /// Only those that are wrong, and none that is told in a sentence
    #[arg(long)]
    wrong: bool,
    /// Those that may be wrong, since docs say why
    #[arg(long, value_delimiter = ',')]
    argued: Vec<String>,
}

/// What was looked at so far.
struct Hunt<'a> {
    args: &'a Args,
    binary: PathBuf,
    right: usize,
    wrong: Vec<String>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let binary = release::binary(args.bin.as_deref())?;
    let folder = args.folder.canonicalize().with_context(|| args.folder.display().to_string())?;
    let mut hunt = Hunt { args, binary, right: 0, wrong: Vec::new() };
    hunt.pages(&folder.join("pages/html"))?;
    hunt.datelines(&folder.join("pages/datelines.jsonl"))?;
    hunt.pairs(&folder.join("pages/dedup"))?;
    if !args.wrong {
        hunt.told(
            &folder.join("pages/formats"),
            &sentences_of_json(&folder.join("pages/formats/expected.json"))?,
        )?;
        hunt.told(&folder.join("cases"), &sentences_of_tables(&folder.join("cases/expected.md"))?)?;
    }
    println!("{} right, {} wrong: {}", hunt.right, hunt.wrong.len(), hunt.wrong.join(", "));
    hunt.wrong.retain(|name| !args.argued.contains(name));
    ensure!(hunt.wrong.is_empty(), "wrong, and argued nowhere: {}", hunt.wrong.join(", "));
    Ok(())
}

impl Hunt<'_> {
    fn is_asked(&self, name: &str) -> bool {
        name.contains(&self.args.only)
    }

    fn records(&self, paths: &[&Path]) -> anyhow::Result<Vec<Value>> {
        let ended = Command::new(&self.binary).arg("process").args(paths).args(["-o", "-"]).output()?;
        let lines = String::from_utf8_lossy(&ended.stdout).into_owned();
        lines.lines().map(|line| serde_json::from_str(line).context(line.to_owned())).collect()
    }

    /// Counts one that is judged, and tells it where it is wrong.
    fn judged(&mut self, name: &str, wrong: &[String]) {
        if wrong.is_empty() {
            self.right += 1;
            if !self.args.wrong {
                println!("right  {name}");
            }
            return;
        }
        println!("WRONG  {name}");
        wrong.iter().for_each(|line| println!("         {line}"));
        self.wrong.push(name.to_owned());
    }

    /// Web pages: headline, days, names, and the lines of the text by their number.
    fn pages(&mut self, folder: &Path) -> anyhow::Result<()> {
        let expected = object(&folder.join("expected.json"))?;
        let only = &self.args.only;
        for (name, wanted) in expected.iter().filter(|(name, _)| name.contains(only)) {
            let records = self.records(&[&folder.join(format!("{name}.html"))])?;
            let record = records.first().unwrap_or(&Value::Null);
            let mut wrong = Vec::new();
            let mut compare = |field: &str, got: Value| {
                if let Some(wanted) = wanted.get(field).filter(|wanted| **wanted != got) {
                    wrong.push(format!("{field}: wanted {wanted}, got {got}"));
                }
            };
            let day = |field: &str| {
                record[field]["value"].as_str().map(|value| value.chars().take(10).collect::<String>())
            };
            compare("headline", record["headline"].clone());
            compare("published", day("published").into());
            compare("modified", day("modified").into());
            let names =
                record["authors"].as_array().into_iter().flatten().map(|author| author["name"].clone());
            compare("authors", names.collect());
            let lines = record["text"].as_str().unwrap_or_default().lines().filter(|line| !line.is_empty());
            compare("paragraphs", lines.count().into());
            self.judged(name, &wrong);
        }
        Ok(())
    }

    fn datelines(&mut self, path: &Path) -> anyhow::Result<()> {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let wanted: Vec<Value> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        let records = self.records(&[path])?;
        for wanted in wanted {
            let name = wanted["id"].as_str().unwrap_or_default().to_owned();
            if !self.is_asked(&name) {
                continue;
            }
            let record = records.iter().find(|record| record["source"]["item"] == wanted["id"]);
            let got = record.map_or(&Value::Null, |record| &record["dateline"]);
            let fields = wanted["want"].as_object().into_iter().flatten();
            let differ = fields.filter(|(field, value)| got[field.as_str()] != **value);
            let wrong: Vec<String> = differ
                .map(|(field, value)| format!("{field}: wanted {value}, got {}", got[field.as_str()]))
                .collect();
            self.judged(&name, &wrong);
        }
        Ok(())
    }

    /// Pairs of stories: two, or one as a copy or a revision.
    fn pairs(&mut self, folder: &Path) -> anyhow::Result<()> {
        let pairs = folder.join("pairs.jsonl");
        let text = fs::read_to_string(&pairs).with_context(|| pairs.display().to_string())?;
        for (name, wanted) in object(&folder.join("expected.json"))? {
            if !self.is_asked(&name) {
                continue;
            }
            let made = tempfile::tempdir()?;
            let is_of = |line: &&str| {
                serde_json::from_str::<Value>(line).is_ok_and(|story| {
                    story["id"]
                        .as_str()
                        .and_then(|id| id.rsplit_once('-'))
                        .is_some_and(|(pair, _)| pair == name)
                })
            };
            let path = made.path().join("pair.jsonl");
            fs::write(&path, text.lines().filter(is_of).map(|line| format!("{line}\n")).collect::<String>())?;
            let records = self.records(&[&path])?;
            let wanted = wanted["want"].as_str().unwrap_or_default();
            let got = match records.as_slice() {
                [first, second] if first["cluster"]["id"] != second["cluster"]["id"] => "two stories",
                [_, second] => second["cluster"]["relation"].as_str().unwrap_or("no relation"),
                _ => "not two records",
            };
            let plain = wanted.split([',', ';']).next().unwrap_or_default();
            let is_right = plain.contains(got)
                || plain == "one cluster" && matches!(got, "copy" | "revision" | "excerpt");
            let wrong = (!is_right).then(|| format!("wanted {wanted}, got {got}"));
            self.judged(&name, wrong.as_slice());
        }
        Ok(())
    }

    /// What is told in sentences, with what comes out.
    fn told(&self, folder: &Path, sentences: &[(String, String)]) -> anyhow::Result<()> {
        for (name, wanted) in sentences.iter().filter(|(name, _)| self.is_asked(name)) {
            let path = folder.join(name);
            println!("told   {name}\n  wanted {wanted}");
            if !path.is_file() || path.extension().is_some_and(|extension| extension == "sh") {
                println!("  by hand");
                continue;
            }
            for record in self.records(&[&path])? {
                println!("  got    {}", shown(&record));
            }
        }
        Ok(())
    }
}

fn object(path: &Path) -> anyhow::Result<serde_json::Map<String, Value>> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}

fn sentences_of_json(path: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let sentence = |(name, wanted): (String, Value)| (name, wanted.as_str().unwrap_or_default().to_owned());
    Ok(object(path)?.into_iter().map(sentence).collect())
}

/// The rows of all tables whose first cell is a file.
fn sentences_of_tables(path: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let row = |line: &str| {
        let (name, wanted) = line.trim_matches(['|', ' ']).split_once(" | ")?;
        Some((name.split([',', ' ']).next()?.to_owned(), wanted.to_owned()))
    };
    Ok(text
        .lines()
        .filter(|line| line.starts_with("| "))
        .filter_map(row)
        .filter(|(name, _)| name.contains('.'))
        .collect())
}

/// A record in a few lines.
fn shown(record: &Value) -> String {
    let mut lines = Vec::new();
    for field in ["headline", "update_tag", "slug", "language", "status", "url", "lead"] {
        if let Some(value) = record[field].as_str() {
            lines.push(format!("{field} {:?}", ends(value, 60)));
        }
    }
    for field in ["published", "modified"] {
        if let Some(value) = record[field]["value"].as_str() {
            lines.push(format!("{field} {value}"));
        }
    }
    for field in ["authors", "dateline", "keywords", "images", "corrections", "dates_mentioned", "cluster"] {
        if !record[field].is_null() {
            lines.push(format!("{field} {}", ends(&record[field].to_string(), 160)));
        }
    }
    if let Some(text) = record["text"].as_str() {
        lines.push(format!("text {:?}", ends(text, 200)));
    }
    for quote in record["quotes"].as_array().into_iter().flatten() {
        lines.push(format!(
            "quote {} by {}",
            ends(&quote["text"].to_string(), 80),
            ends(&quote["speaker"].to_string(), 120)
        ));
    }
    let codes =
        record["warnings"].as_array().into_iter().flatten().filter_map(|warning| warning["code"].as_str());
    let codes: Vec<&str> = codes.collect();
    if !codes.is_empty() {
        lines.push(format!("warnings {}", codes.join(", ")));
    }
    lines.join("\n         ")
}

/// A text without its middle.
fn ends(text: &str, most: usize) -> String {
    let count = text.chars().count();
    if count <= most {
        return text.to_owned();
    }
    let head: String = text.chars().take(most / 2).collect();
    let tail: String = text.chars().skip(count - most / 2).collect();
    format!("{head} … {tail}")
}
