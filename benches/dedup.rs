//! How fast signatures and look-ups are, and what they keep: invented articles into an index on disk.
//!
//! usage: `cargo bench --bench dedup -- FOLDER REMEMBERED...` (for instance `10000 100000 1000000`); `cargo xtask bench
//! dedup` does that beside datasketch. At each count it prints one JSON object: articles per CPU-second over the
//! next 5,000, CPU seconds of each step, bytes on disk per article, resident memory, and how long the index takes to
//! open. The first [`WRITTEN`] articles are left in FOLDER/articles.jsonl, for others to be measured with.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement that meets what it did not expect has failed"
)]

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use wiredesk::dedup::{CONTENT, Dedup, Identity, Settings, Verdict, signature};
use wiredesk::model::{Dated, Position, Precision, Record, Source};
use wiredesk::state::{RedbIndex, RedbOptions};

/// Articles over which a rate is measured.
const MEASURED: u64 = 5000;
/// Articles written out.
const WRITTEN: u64 = 15_000;
/// Articles made at once: making them is not measured.
const BATCH: u64 = 500;

struct Random(u64);

impl Random {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

/// Words of an invented language, few often and many seldom.
fn vocabulary(random: &mut Random) -> Vec<String> {
    let syllables =
        ["ka", "lo", "min", "ter", "su", "ra", "ven", "di", "pol", "a", "on", "ish", "gre", "tu", "mar"];
    let word = |random: &mut Random| {
        (0..=random.next(3) + 1).map(|_| syllables[random.next(15) as usize]).collect::<String>()
    };
    (0..30_000).map(|_| word(random)).collect()
}

fn pick<'a>(random: &mut Random, words: &'a [String]) -> &'a str {
    let skewed = random.next(30_000) * random.next(30_000) / 30_000;
    &words[skewed as usize]
}

fn paragraph(random: &mut Random, words: &[String]) -> String {
    let mut text = String::new();
    for place in 0..40 + random.next(30) {
        let word = pick(random, words);
        if place == 0 || random.next(12) == 0 {
            let mut letters = word.chars();
            text.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
            text.push_str(letters.as_str());
        } else if random.next(40) == 0 {
            text.push_str(&random.next(5000).to_string());
        } else {
            text.push_str(word);
        }
        text.push(if random.next(14) == 0 { '.' } else { ' ' });
    }
    text + "end."
}

fn article(number: u64, random: &mut Random, words: &[String], last: &mut Vec<Vec<String>>) -> Record {
    let paragraphs: Vec<String> = if random.next(10) < 3 && !last.is_empty() {
        let mut copy = last[random.next(last.len() as u64) as usize].clone();
        if random.next(2) == 0 {
            copy.truncate(4);
        }
        copy
    } else {
        (0..8).map(|_| paragraph(random, words)).collect()
    };
    if last.len() < 500 {
        last.push(paragraphs.clone());
    } else {
        last[random.next(500) as usize] = paragraphs.clone();
    }
    let second = 1_000_000_000 + number as i64;
    let moment = jiff::Timestamp::from_second(second).unwrap().to_string();
    let headline: Vec<&str> = (0..8).map(|_| pick(random, words)).collect();
    Record {
        id: blake3::hash(&number.to_le_bytes()).to_hex().to_string(),
        headline: Some(headline.join(" ")),
        text: paragraphs.join("\n\n"),
        published: Some(Dated { value: moment.clone(), precision: Precision::Second, from: "bench".into() }),
        source: Source {
            name: "bench".into(),
            item: Some(format!("urn:{number}")),
            received_at: moment,
            ..Source::default()
        },
        ..Record::default()
    }
}

/// The stream: one article a second, a third of them copies or excerpts of recent ones.
struct Stream {
    random: Random,
    words: Vec<String>,
    last: Vec<Vec<String>>,
    made: u64,
    written: std::fs::File,
}

impl Stream {
    fn new(folder: &Path) -> Stream {
        let mut random = Random(88_172_645_463_325_252);
        let words = vocabulary(&mut random);
        let written = std::fs::File::create(folder.join("articles.jsonl")).unwrap();
        Stream { random, words, last: Vec::new(), made: 0, written }
    }

    fn next(&mut self, count: u64) -> Vec<Record> {
        let mut articles = Vec::new();
        let mut lines = String::new();
        for _ in 0..count {
            let article = article(self.made, &mut self.random, &self.words, &mut self.last);
            if self.made < WRITTEN {
                let line = serde_json::json!({ "id": article.id, "text": article.text });
                lines.push_str(&format!("{line}\n"));
            }
            self.made += 1;
            articles.push(article);
        }
        self.written.write_all(lines.as_bytes()).unwrap();
        articles
    }
}

/// CPU seconds of each step.
#[derive(Default)]
struct Spent {
    signing: f64,
    judging: f64,
    flushing: f64,
    slowest_flush: f64,
    linked: u64,
}

impl Spent {
    fn all(&self) -> f64 {
        self.signing + self.judging + self.flushing
    }
}

fn feed(stream: &mut Stream, until: u64, dedup: &mut Dedup) -> Spent {
    let mut spent = Spent::default();
    while stream.made < until {
        let first = stream.made;
        let batch = stream.next(BATCH.min(until - first));
        let start = cpu();
        let signed: Vec<_> = batch.iter().map(signature).collect();
        let signed_at = cpu();
        for (number, signature) in (first + 1..).zip(signed) {
            let id = Identity(*blake3::hash(&number.to_le_bytes()).as_bytes().first_chunk().unwrap());
            let verdict = dedup.judge(id, signature, 1_000_000_000 + number as i64).unwrap();
            spent.linked += u64::from(matches!(verdict, Verdict::Linked { .. }));
            dedup.synced(id, Position { segment: 1, offset: number });
        }
        let judged_at = cpu();
        dedup.flush().unwrap();
        let flushed_at = cpu();
        spent.signing += signed_at - start;
        spent.judging += judged_at - signed_at;
        spent.flushing += flushed_at - judged_at;
        spent.slowest_flush = spent.slowest_flush.max(flushed_at - judged_at);
    }
    spent
}

fn main() {
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    let folder = std::path::PathBuf::from(args.next().expect("FOLDER REMEMBERED..."));
    let counts: Vec<u64> = args.map(|count| count.parse().unwrap()).collect();
    let path = folder.join("bench.redb");
    let options = RedbOptions { content: CONTENT, ..RedbOptions::default() };
    let mut stream = Stream::new(&folder);
    let mut dedup = Dedup::new(Box::new(RedbIndex::create(&path, options).unwrap()), Settings::default());
    let mut slowest = 0.0_f64;
    for count in counts {
        slowest = slowest.max(feed(&mut stream, count, &mut dedup).slowest_flush);
        drop(dedup);
        let opening = Instant::now();
        dedup = Dedup::new(Box::new(RedbIndex::open(&path, options).unwrap()), Settings::default());
        let opened = opening.elapsed().as_secs_f64();
        let spent = feed(&mut stream, count + MEASURED, &mut dedup);
        slowest = slowest.max(spent.slowest_flush);
        let disk = std::os::unix::fs::MetadataExt::blocks(&std::fs::metadata(&path).unwrap()) * 512;
        let each = |seconds: f64| seconds * 1e6 / MEASURED as f64;
        let line = serde_json::json!({
            "remembered": count,
            "articles_per_cpu_second": MEASURED as f64 / spent.all(),
            "signature_us": each(spent.signing),
            "judge_us": each(spent.judging),
            "flush_us": each(spent.flushing),
            "linked": spent.linked as f64 / MEASURED as f64,
            "disk_bytes_per_article": disk / stream.made,
            "resident_mb": resident() >> 20,
            "opened_seconds": opened,
            "slowest_flush_seconds": slowest,
        });
        println!("{line}");
    }
}

/// Bytes of this process in memory.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

/// CPU seconds of the one thread that does all of it.
fn cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split_whitespace().next().unwrap().parse::<f64>().unwrap() / 1e9
}
