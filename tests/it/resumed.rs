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

/// What one run writes of the files of a desk, after a run that was killed again and again wrote the same.
fn interrupted_or_not(rule: &str, fill: fn(&Desk)) -> Vec<Value> {
    let desk = Desk::new();
    fill(&desk);
    desk.write("wiredesk.toml", format!("[dedup]\non_duplicate = \"{rule}\"\n"));
    let args =
        |state, output| ["process", "in", "-q", "-c", "wiredesk.toml", "--state", state, "--output", output];
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
    assert!(!desk.path("seen/unfinished.json").try_exists().unwrap(), "{rule}");
    whole
}

#[test]
fn interrupted_anywhere_it_is_what_one_run_writes() {
    for rule in ["keep", "link", "drop"] {
        let whole = interrupted_or_not(rule, fill);
        let relation = |it: &Value| it["cluster"]["relation"].as_str().unwrap().to_owned();
        for expected in ["original", "excerpt", "revision"] {
            assert!(whole.iter().any(|record| relation(record) == expected), "{rule}: no {expected}");
        }
    }
}

const NOTICE: &str = "Anyone with information about this is asked to call the tip line of the county at any hour of the day. \
Callers need not give their names, and they may be paid a reward if what they say leads to an arrest.";

/// Stories with ids and slugs, most of which end with one standing notice, and kills of what was there before and of
/// what comes twenty files later.
fn fill_with_kills(desk: &Desk) {
    for number in 0..FILES {
        let kill = |of: u64| format!("Editors: Please kill story id EXW-{of:04}.\n");
        match number % 8 {
            3 => desk.write(&format!("in/{number:04}.txt"), kill(number + 20)),
            5 => desk.write(&format!("in/{number:04}.txt"), kill(number - 1)),
            kind => {
                let text = article(7, if kind == 6 { number % 23 } else { number }, 700);
                let (headline, body) = text.split_once('\n').unwrap();
                let paragraphs = body.split("\n\n").map(str::trim).filter(|it| !it.is_empty());
                let text: Vec<&str> = paragraphs.chain((number % 3 > 0).then_some(NOTICE)).collect();
                let story = serde_json::json!({
                    "id": format!("EXW-{number:04}"), "slug": format!("LUMEN-{number:04}"),
                    "title": headline, "text": text.join("\n\n"),
                });
                desk.write(&format!("in/{number:04}.json"), story.to_string())
            }
        };
    }
}

#[test]
fn interrupted_while_kills_wait_it_is_what_one_run_writes() {
    for rule in ["keep", "drop"] {
        let whole = interrupted_or_not(rule, fill_with_kills);
        let count = |is: &dyn Fn(&Value) -> bool| whole.iter().filter(|record| is(record)).count();
        let waited = |it: &Value| it["kind"] == "cancel" && it["cluster"]["cancels"].is_null();
        let fell = |it: &Value| it["kind"] != "cancel" && it["status"] == "canceled";
        assert!(count(&waited) > 30, "{rule}: kills that find nothing yet");
        assert!(count(&fell) > 30, "{rule}: stories that come after their kill");
        assert!(
            count(&|it| it["cluster"]["cancels"].is_string()) > 30,
            "{rule}: kills that find their story"
        );
    }
}
