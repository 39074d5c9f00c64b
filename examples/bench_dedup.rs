//! How fast signatures and look-ups are, and what they keep: invented articles into an index on disk.
//!
//! usage: bench_dedup FOLDER REMEMBERED... (for instance `10000 100000 1000000`)
//! At each count it prints articles per CPU-second for the next 5,000, bytes on disk and resident memory per
//! article, and how long the index takes to open.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::time::Instant;

use wiredesk::dedup::{CONTENT, Dedup, Identity, Settings, Verdict, signature};
use wiredesk::model::{Dated, Position, Precision, Record, Source};
use wiredesk::state::{RedbIndex, RedbOptions};

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

fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
}

fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

fn main() {
    let mut args = std::env::args().skip(1);
    let folder = std::path::PathBuf::from(args.next().unwrap());
    let counts: Vec<u64> = args.map(|count| count.parse().unwrap()).collect();
    let path = folder.join("bench.redb");
    let options = RedbOptions { content: CONTENT, ..RedbOptions::default() };
    let settings = Settings::default();
    let mut random = Random(88_172_645_463_325_252);
    let words = vocabulary(&mut random);
    let mut last = Vec::new();
    let mut dedup = Dedup::new(Box::new(RedbIndex::create(&path, options).unwrap()), settings);
    let (mut number, mut linked) = (0, 0);
    let (mut signing, mut judging, mut flushing, mut slowest) = (0.0, 0.0, 0.0, 0.0_f64);
    for count in counts {
        let mut feed = |until: u64, dedup: &mut Dedup, times: &mut [f64; 4]| {
            while number < until {
                let batch: Vec<Record> = (0..500.min(until - number))
                    .map(|n| article(number + n, &mut random, &words, &mut last))
                    .collect();
                let t = cpu_clock();
                let signed: Vec<_> = batch.iter().map(signature).collect();
                let u = cpu_clock();
                for signature in signed {
                    number += 1;
                    let id = Identity(*blake3::hash(&number.to_le_bytes()).as_bytes().first_chunk().unwrap());
                    let verdict = dedup.judge(id, signature, 1_000_000_000 + number as i64).unwrap();
                    linked += u64::from(matches!(verdict, Verdict::Linked { .. }));
                    dedup.synced(id, Position { segment: 1, offset: number });
                }
                let v = cpu_clock();
                dedup.flush().unwrap();
                let w = cpu_clock();
                times[0] += u - t;
                times[1] += v - u;
                times[2] += w - v;
                times[3] = times[3].max(w - v);
            }
        };
        let mut times = [0.0; 4];
        feed(count, &mut dedup, &mut times);
        (signing, judging, flushing) = (signing + times[0], judging + times[1], flushing + times[2]);
        slowest = slowest.max(times[3]);
        drop(dedup);
        let t = Instant::now();
        dedup = Dedup::new(Box::new(RedbIndex::open(&path, options).unwrap()), settings);
        let opened = t.elapsed().as_secs_f64();
        let mut times = [0.0; 4];
        feed(count + 5000, &mut dedup, &mut times);
        let disk = std::os::unix::fs::MetadataExt::blocks(&std::fs::metadata(&path).unwrap()) * 512;
        println!(
            "{count:>8} remembered: {:>6.0} articles/cpu-s (signature {:.1} us, judge {:.1} us, flush {:.1} us); {:>5} B/article on disk; resident {:>4} MB; opened in {opened:.3} s; slowest flush so far {slowest:.3} s",
            5000.0 / (times[0] + times[1] + times[2]),
            times[0] * 200.0,
            times[1] * 200.0,
            times[2] * 200.0,
            disk / number,
            resident() >> 20,
        );
    }
    println!(
        "all: signatures {signing:.1} s, judgements {judging:.1} s, flushes {flushing:.1} s, {linked} of {number} linked, cpu {:.1} s",
        cpu()
    );
}

/// CPU seconds of this process, finely.
fn cpu_clock() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap();
    text.split_whitespace().next().unwrap().parse::<f64>().unwrap() / 1e9
}
