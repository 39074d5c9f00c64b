//! A run of `process --state` that was interrupted, however often, and gone on with writes what one run writes.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::outside::corpus::article;
use crate::support::{Desk, records};

const FILES: u64 = 400;

/// Files without dates, many of them copies, cuts and corrections of others, some credited to an agency.
fn fill(desk: &Desk) {
    for number in 0..FILES {
        let of = if number % 4 == 0 { number } else { number % 23 };
        let text = article(7, of, 900);
        let (headline, body) = text.split_once('\n').unwrap();
        let paragraphs: Vec<&str> = body.split("\n\n").filter(|it| !it.trim().is_empty()).collect();
        let body = match number % 7 {
            2 => paragraphs[..paragraphs.len() / 2].join("\n\n"),
            3 => format!(
                "{}\n\nOfficials put the number at {number} on Friday, and said that more would be told soon.",
                paragraphs.join("\n\n")
            ),
            4 => format!("PORT LUMEN (Reuters) - {}", paragraphs.join("\n\n").trim_start()),
            5 => paragraphs.join("\n\n").replace("the", "thc"),
            _ => paragraphs.join("\n\n"),
        };
        let headline = if number % 3 == 0 { format!("{headline}, all say") } else { headline.to_owned() };
        desk.write(&format!("in/{number:04}.txt"), format!("{headline}\n\n{body}\n"));
    }
}

/// A record without the moments at which it was handled.
fn timeless(mut record: Value) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.retain(|name, _| !name.ends_with("_at"));
                fields.values_mut().for_each(strip);
            }
            Value::Array(values) => values.iter_mut().for_each(strip),
            _ => {}
        }
    }
    strip(&mut record);
    record
}

fn written(desk: &Desk, name: &str) -> Vec<Value> {
    records(&desk.read(name)).into_iter().map(timeless).collect()
}

#[test]
fn interrupted_anywhere_it_is_what_one_run_writes() {
    for rule in ["keep", "link", "drop"] {
        let desk = Desk::new();
        fill(&desk);
        desk.write("wiredesk.toml", format!("[dedup]\non_duplicate = \"{rule}\"\n"));
        let args = |state, output| {
            ["process", "in", "-q", "-c", "wiredesk.toml", "--state", state, "--output", output]
        };
        assert_eq!(desk.run(&args("whole", "whole.jsonl")).status, 0);
        let whole = written(&desk, "whole.jsonl");
        let bytes = desk.read("whole.jsonl").len() as u64;
        for part in 1..5 {
            let mut run = desk.command(&args("seen", "cut.jsonl")).spawn().unwrap();
            let begun = Instant::now();
            let size = || desk.path("cut.jsonl").metadata().map_or(0, |file| file.len());
            while size() < bytes * part / 6 && run.try_wait().unwrap().is_none() {
                assert!(begun.elapsed() < Duration::from_secs(120), "{rule}: nothing is written");
                std::thread::sleep(Duration::from_millis(1));
            }
            run.kill().unwrap();
            run.wait().unwrap();
            // what comes later is a moment older
            std::thread::sleep(Duration::from_millis(1100));
        }
        assert!(desk.path("seen/unfinished.json").try_exists().unwrap(), "{rule}: it was never cut");
        assert_eq!(desk.run(&args("seen", "cut.jsonl")).status, 0);
        let cut = written(&desk, "cut.jsonl");
        assert_eq!(cut.len(), whole.len(), "{rule}");
        for (cut, whole) in cut.iter().zip(&whole) {
            assert_eq!(cut, whole, "{rule}");
        }
        let relation = |it: &Value| it["cluster"]["relation"].as_str().unwrap().to_owned();
        for expected in ["original", "excerpt", "revision"] {
            assert!(whole.iter().any(|record| relation(record) == expected), "{rule}: no {expected}");
        }
        assert!(!desk.path("seen/unfinished.json").try_exists().unwrap(), "{rule}");
    }
}
