//! How fast quotations and entities are found: a folder of articles, and three texts made to be hard.
//!
//! usage: `cargo bench --bench quotes -- FOLDER`; `cargo xtask bench quotes` does that beside a Python program. Prints one
//! JSON object: articles per CPU-second, reading and normalising not counted, and milliseconds for a megabyte of
//! quotation marks, of names, and of nested marks.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement that meets what it did not expect has failed"
)]

use std::ops::ControlFlow;
use std::path::Path;

use wiredesk::decode::{Raw, Request};
use wiredesk::extract::quotes::Analysis;
use wiredesk::flow::Meters;
use wiredesk::line::{Prepared, prepare};
use wiredesk::model::{Hints, Place, Record, TextLimits};

/// CPU seconds that measuring takes at least.
const LONG_ENOUGH: f64 = 1.5;
/// How often a hard text is read; the best time counts, since others use the machine too.
const TRIES: usize = 5;

fn records(folder: &Path, limits: &TextLimits) -> Vec<Record> {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut records = Vec::new();
    let meters = Meters::new(&["decode", "normalise"]);
    for path in paths {
        let bytes = std::fs::read(&path).unwrap();
        let hints = Hints { received_at: "2024-03-05T09:30:00Z".to_owned(), ..Hints::default() };
        let mut keep = |prepared| {
            if let Prepared::Record(sighted) = prepared {
                records.push(sighted.record);
            }
            ControlFlow::Continue(())
        };
        let request = Request { hints: &hints, limits, vendors: &[], explain: false };
        let place = Place::At(path.as_os_str().as_encoded_bytes().to_vec());
        prepare(&Raw::arrival(bytes), &request, &place, &meters, &mut keep).unwrap();
    }
    records
}

fn hard(limits: &TextLimits, text: String) -> f64 {
    let record = Record { text, language: Some("en".to_owned()), ..Record::default() };
    let tries = (0..TRIES).map(|_| {
        let start = cpu();
        std::hint::black_box(Analysis::of(&record, limits));
        (cpu() - start) * 1e3
    });
    tries.fold(f64::INFINITY, f64::min)
}

fn main() {
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    let folder = std::path::PathBuf::from(args.next().expect("FOLDER"));
    let limits = TextLimits::default();
    let records = records(&folder, &limits);
    let bytes: usize = records.iter().map(|record| record.text.len()).sum();
    let (mut articles, mut found) = (0, 0);
    let start = cpu();
    while cpu() - start < LONG_ENOUGH {
        for record in &records {
            found += std::hint::black_box(Analysis::of(record, &limits)).quotes.len();
        }
        articles += records.len();
    }
    let spent = cpu() - start;
    const MEGABYTE: usize = 1 << 20;
    let line = serde_json::json!({
        "articles": records.len(),
        "bytes_per_article": bytes / records.len().max(1),
        "quotes_per_article": found as f64 / articles as f64,
        "articles_per_cpu_second": articles as f64 / spent,
        "marks_ms": hard(&limits, "\"".repeat(MEGABYTE)),
        "names_ms": hard(&limits, "John Smith ".repeat(MEGABYTE / 11)),
        "nested_ms": hard(&limits, "“‘\"".repeat(MEGABYTE / 7)),
        "nested_words_ms": hard(&limits, "\"a 'b \"c ".repeat(MEGABYTE / 9)),
    });
    println!("{line}");
}

/// CPU seconds of the one thread that does all of it.
fn cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split_whitespace().next().unwrap().parse::<f64>().unwrap() / 1e9
}
