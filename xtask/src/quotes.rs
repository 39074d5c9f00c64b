//! `cargo xtask quotes`: what `run_quotes.py` does not print of the labelled articles beside this repository.
//!
//! - German: the score with the labels as they are, and with one label a passage (those wholly inside another, or
//!   repeating one, left out), since the record gives one quotation for a passage.
//! - Names: over matched quotations whose labelled source is headed by a name, how often that name stands in the
//!   speaker's. Sources that a description heads say nothing about names.
//! - `--draw SEED`: quotations whose source is a pronoun or a description, to be judged by reading.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use serde_json::Value;

/// What is looked at.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder with run_quotes.py and the labelled articles
    #[arg(long, default_value = "../shared/eval")]
    eval: PathBuf,
    /// The program
    #[arg(long, default_value = "target/quick/wiredesk")]
    bin: PathBuf,
    /// Prints quotations of the training sample to read, drawn with this seed
    #[arg(long, value_name = "SEED")]
    draw: Option<u64>,
    /// How many are drawn
    #[arg(long, default_value_t = 200)]
    count: usize,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    if let Some(seed) = args.draw {
        return draw(args, seed);
    }
    german(args)?;
    for sample in ["dev", "train_sample"] {
        names(args, &format!("quotes/polnear/{sample}.jsonl"))?;
    }
    Ok(())
}

/// The lines of a JSON Lines file.
fn lines(path: &Path) -> anyhow::Result<Vec<Value>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(text.lines().filter(|l| !l.trim().is_empty()).map(serde_json::from_str).collect::<Result<_, _>>()?)
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn string<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// `[[start, end], ...]` in code points.
fn spans(value: &Value, key: &str) -> Vec<(usize, usize)> {
    let number = |v: &Value, i: usize| v.get(i).and_then(Value::as_u64).unwrap_or(0) as usize;
    list(value, key).iter().map(|s| (number(s, 0), number(s, 1))).collect()
}

/// Runs the scorer and gives what it prints.
fn score(args: &Args, gold: &Path, predictions: &Path, options: &[&str]) -> anyhow::Result<String> {
    let output = Command::new("python3")
        .arg(args.eval.join("run_quotes.py"))
        .arg("--bin")
        .arg(&args.bin)
        .arg("--gold")
        .arg(gold)
        .arg("--pred")
        .arg(predictions)
        .args(options)
        .output()?;
    ensure!(output.status.success(), "run_quotes.py: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn german(args: &Args) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let gold = args.eval.join("quotes/german_wikinews/dev.jsonl");
    let mut left_out = 0;
    let mut single = String::new();
    for mut article in lines(&gold)? {
        let quotes = list(&article, "quotes").to_vec();
        let kept: Vec<Value> =
            (0..quotes.len()).filter(|i| !repeats(&quotes, *i)).map(|i| quotes[i].clone()).collect();
        left_out += quotes.len() - kept.len();
        article["quotes"] = Value::Array(kept);
        single.push_str(&article.to_string());
        single.push('\n');
    }
    let filtered = folder.path().join("single.jsonl");
    fs::write(&filtered, single)?;
    let predictions = folder.path().join("predictions.jsonl");
    for (what, gold) in [("labels as they are", &gold), ("one label a passage", &filtered)] {
        let printed = score(args, gold, &predictions, &[])?;
        let kinds = ["kind", "direct", "mixed"];
        println!("German, {what}:");
        printed.lines().filter(|l| kinds.iter().any(|k| l.starts_with(k))).for_each(|l| println!("{l}"));
    }
    println!("{left_out} labels stand inside another or repeat one");
    Ok(())
}

/// Whether nine tenths of a label lie in a longer one, or in an equal one before it.
fn repeats(quotes: &[Value], index: usize) -> bool {
    let places = |q: &Value| spans(q, "content").into_iter().flat_map(|(a, b)| a..b).collect::<BTreeSet<_>>();
    let own = places(&quotes[index]);
    let (size, slack) = (own.len() as f64, own.len() as f64 * 0.05);
    quotes.iter().enumerate().filter(|(other, _)| *other != index).any(|(other, quote)| {
        let theirs = places(quote);
        let shared = own.intersection(&theirs).count() as f64;
        let longer = theirs.len() as f64 - size;
        shared > size * 0.9 && (longer > slack || longer.abs() <= slack && other < index)
    })
}

/// The words of an article with their places in code points.
struct Words {
    text: Vec<char>,
    places: Vec<(usize, usize)>,
}

impl Words {
    fn of(text: &str) -> Words {
        let text: Vec<char> = text.chars().collect();
        let mut places: Vec<(usize, usize)> = Vec::new();
        for (at, c) in text.iter().enumerate() {
            if c.is_alphanumeric() || *c == '_' {
                match places.last_mut().filter(|p| p.1 == at) {
                    Some(last) => last.1 = at + 1,
                    None => places.push((at, at + 1)),
                }
            }
        }
        Words { text, places }
    }

    fn word(&self, at: usize) -> String {
        self.places.get(at).map_or_else(String::new, |(a, b)| self.text[*a..*b].iter().collect())
    }

    fn within(&self, spans: &[(usize, usize)]) -> BTreeSet<usize> {
        let inside = |p: &(usize, usize)| spans.iter().any(|(a, b)| p.0 < *b && p.1 > *a);
        (0..self.places.len()).filter(|i| inside(&self.places[*i])).collect()
    }

    /// The head of a source: its last word before a comma, a parenthesis or a preposition.
    fn head(&self, source: &[(usize, usize)]) -> Option<usize> {
        const STOPS: &[&str] = &[
            "of", "who", "whom", "that", "which", "for", "in", "at", "on", "from", "with", "to", "by",
            "about", "whose", "and",
        ];
        let first = source.iter().min()?;
        let mut head: Option<usize> = None;
        let mut last: Option<usize> = None;
        for at in self.within(&[*first]) {
            let (start, end) = self.places[at];
            let gap = last.map_or(&[][..], |last| &self.text[last..start]);
            if gap.iter().any(|c| ",(—:;".contains(*c))
                || head.is_some() && STOPS.contains(&self.word(at).to_lowercase().as_str())
            {
                break;
            }
            if !(head.is_some() && self.word(at) == "s" && gap.iter().any(|c| "'’".contains(*c))) {
                head = Some(at);
            }
            last = Some(end);
        }
        head
    }

    /// Whether a word stands at the beginning of a sentence or line.
    fn begins(&self, at: usize) -> bool {
        let before = self.places[at].0;
        // Mr. Lund, J. Lund
        let abbreviated = at.checked_sub(1).is_some_and(|last| {
            let word = self.word(last);
            word.len() <= 3 && word.chars().next().is_some_and(char::is_uppercase)
        });
        if abbreviated && self.text[..before].iter().rev().nth(1) == Some(&'.') {
            return false;
        }
        let mut back = self.text[..before].iter().rev().filter(|c| !" \t\"“”'’‘(".contains(**c));
        back.next().is_none_or(|c| ".!?\n:".contains(*c))
    }

    /// Whether a word is a name: written large, where no sentence begins, or elsewhere in the article.
    fn names(&self, at: usize) -> bool {
        let word = self.word(at);
        let pronoun = ["he", "she", "they", "it", "we", "i", "you", "who", "this", "that"];
        if pronoun.contains(&word.to_lowercase().as_str()) {
            return false;
        }
        let large = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
        large(&word)
            && (!self.begins(at) || (0..self.places.len()).any(|i| self.word(i) == word && !self.begins(i)))
    }
}

fn names(args: &Args, sample: &str) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (gold, predictions) = (args.eval.join(sample), folder.path().join("predictions.jsonl"));
    score(args, &gold, &predictions, &["--", "--speech-only"])?;
    let predicted: BTreeMap<String, Value> =
        lines(&predictions)?.into_iter().map(|p| (string(&p, "id").to_owned(), p)).collect();
    let (mut right, mut all, mut unnamed) = (0, 0, 0);
    for article in lines(&gold)? {
        let words = Words::of(string(&article, "text"));
        let Some(found) = predicted.get(string(&article, "id")) else { continue };
        for (label, quote) in matched(&words, list(&article, "quotes"), list(found, "quotes")) {
            let Some(head) = words.head(&spans(label, "source")).filter(|h| words.names(*h)) else {
                continue;
            };
            let speaker = string(quote, "speaker").to_lowercase();
            if speaker.is_empty() {
                unnamed += 1;
                continue;
            }
            all += 1;
            let parts = Words::of(&speaker);
            right += usize::from(
                (0..parts.places.len()).any(|i| parts.word(i) == words.word(head).to_lowercase()),
            );
        }
    }
    let share = 100.0 * right as f64 / f64::from(all.max(1));
    println!(
        "{sample}: {right} of {all} names right ({share:.1} %); {unnamed} sources headed by a name were given none"
    );
    Ok(())
}

/// Labels with the quotation found for each: half of their words in common, the best pair first.
fn matched<'a>(words: &Words, labels: &'a [Value], found: &'a [Value]) -> Vec<(&'a Value, &'a Value)> {
    let sets = |values: &[Value]| -> Vec<BTreeSet<usize>> {
        values.iter().map(|v| words.within(&spans(v, "content"))).collect()
    };
    let (left, right) = (sets(labels), sets(found));
    let mut pairs = Vec::new();
    for (i, a) in left.iter().enumerate() {
        for (j, b) in right.iter().enumerate() {
            let shared = a.intersection(b).count() as f64;
            let likeness = shared / (a.len() + b.len()) as f64;
            // a Jaccard index of a half
            if 3.0 * likeness >= 1.0 && shared > 0.0 {
                pairs.push((likeness, i, j));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let (mut labelled, mut taken) = (BTreeSet::new(), BTreeSet::new());
    let mut out = Vec::new();
    for (_, i, j) in pairs {
        if !labelled.contains(&i) && !taken.contains(&j) {
            labelled.insert(i);
            taken.insert(j);
            out.push((&labels[i], &found[j]));
        }
    }
    out
}

/// Prints quotations whose labelled source is a pronoun or a description: the label's source, ours, the name it was
/// given, and what stands around.
fn draw(args: &Args, seed: u64) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let gold = args.eval.join("quotes/polnear/train_sample.jsonl");
    let predictions = folder.path().join("predictions.jsonl");
    score(args, &gold, &predictions, &["--", "--speech-only"])?;
    let predicted: BTreeMap<String, Value> =
        lines(&predictions)?.into_iter().map(|p| (string(&p, "id").to_owned(), p)).collect();
    let mut drawn = Vec::new();
    for article in lines(&gold)? {
        let id = string(&article, "id");
        let words = Words::of(string(&article, "text"));
        let slice =
            |from: usize, to: usize| words.text[from..to.min(words.text.len())].iter().collect::<String>();
        let Some(found) = predicted.get(id) else { continue };
        for (label, quote) in matched(&words, list(&article, "quotes"), list(found, "quotes")) {
            let source = spans(label, "source");
            let (Some(head), Some(&(from, to))) = (words.head(&source), source.first()) else { continue };
            if words.names(head) {
                continue;
            }
            let ours: Vec<String> = spans(quote, "source").iter().map(|(a, b)| slice(*a, *b)).collect();
            let who = quote.get("speaker").and_then(Value::as_str).unwrap_or("nobody").to_owned();
            let order = blake3::hash(format!("{seed} {id} {from} {to}").as_bytes());
            let around = slice(from.saturating_sub(700), to + 160);
            drawn.push((
                *order.as_bytes(),
                format!("{} / {} = {who}", slice(from, to), ours.join(" ")),
                around,
            ));
        }
    }
    drawn.sort();
    drawn.dedup_by(|a, b| a.0 == b.0);
    for (number, (_, who, around)) in drawn.iter().take(args.count).enumerate() {
        println!("{}. {who}\n{around}\n", number + 1);
    }
    Ok(())
}
