//! Feeding a corpus twice, or in two halves with a kill between, gives the same clusters as once.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use crate::outside::corpus::article;
use crate::outside::daemon::{House, journal_lines, until};
use crate::support::{Desk, PATIENCE, records};

/// Articles in each half.
const HALF: u64 = 250;

/// One half of a stream in which two of five are copies, excerpts or corrections of a recent one, across the halves too.
fn half(second: bool) -> String {
    let begin = if second { HALF } else { 0 };
    let line = |number: u64| {
        let of = if number % 5 < 3 || number < 10 { number } else { number - number % 5 - number % 7 };
        let text = article(3, of, 1400);
        let (headline, body) = text.split_once("\n").unwrap();
        let paragraphs: Vec<&str> = body.split("\n\n").filter(|paragraph| !paragraph.is_empty()).collect();
        let body = match number % 10 {
            8 => paragraphs[..paragraphs.len() / 2].join("\n\n"),
            9 => format!(
                "{}\n\nIt was put right on Friday that {} people had been there.",
                paragraphs.join("\n\n"),
                number
            ),
            _ => paragraphs.join("\n\n"),
        };
        let minutes = number % 60;
        let article = serde_json::json!({
            "id": format!("urn:story:{number}"),
            "title": if number % 5 == 3 { format!("{headline} again") } else { headline.to_owned() },
            "text": body,
            "published": format!("2024-03-05T{:02}:{minutes:02}:00Z", 8 + number / 60),
        });
        format!("{article}\n")
    };
    (begin..begin + HALF).map(line).collect()
}

type Clusters = BTreeMap<String, Value>;

fn clusters(written: &[Value]) -> Clusters {
    let clusters: Clusters = written
        .iter()
        .map(|record| (record["id"].as_str().unwrap().to_owned(), record["cluster"].clone()))
        .collect();
    assert_eq!(clusters.len(), written.len(), "an id stands twice");
    clusters
}

fn relations(clusters: &Clusters) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for cluster in clusters.values() {
        *counts.entry(cluster["relation"].as_str().unwrap()).or_default() += 1;
    }
    counts
}

/// Puts a half into the inbox under its name, whole at once.
fn drop_in(desk: &Desk, name: &str, second: bool) {
    desk.write(&format!("ready/{name}"), half(second));
    std::fs::rename(desk.path(&format!("ready/{name}")), desk.path(&format!("inbox/{name}"))).unwrap();
}

fn fed_once() -> Clusters {
    let desk = Desk::new();
    let house = desk.house("", "");
    let daemon = house.open().unwrap();
    drop_in(&desk, "a.jsonl", false);
    desk.records_when_done(HALF as usize);
    drop_in(&desk, "b.jsonl", true);
    let written = desk.records_when_done(2 * HALF as usize);
    daemon.stop(PATIENCE).unwrap();
    clusters(&written)
}

#[test]
fn a_daemon_fed_twice_or_killed_between_gives_the_clusters_of_once() {
    let once = fed_once();
    let counts = relations(&once);
    assert!(
        ["copy", "excerpt", "revision"].iter().all(|relation| counts.contains_key(relation)),
        "{counts:?}"
    );

    // Twice: the second time nothing is written.
    let desk = Desk::new();
    let house = desk.house("", "");
    let daemon = house.open().unwrap();
    for (count, name, second) in
        [(1, "a.jsonl", false), (2, "b.jsonl", true), (2, "a.jsonl", false), (2, "b.jsonl", true)]
    {
        drop_in(&desk, name, second);
        desk.records_when_done(count * HALF as usize);
    }
    assert_eq!(clusters(&desk.journal()), once, "fed twice");
    daemon.stop(PATIENCE).unwrap();

    // Killed while the first half is being written, and again between the halves.
    for least in [1, HALF as usize / 2] {
        let desk = Desk::new();
        let house = desk.house("", "[journal]\npath = \"out\"\ncommit = { every = \"5ms\" }\n");
        let daemon = house.open().unwrap();
        drop_in(&desk, "a.jsonl", false);
        assert!(until(PATIENCE, || journal_lines(&desk.path("out")) >= least), "{}", house.said());
        daemon.kill().unwrap();
        finish_halves(&desk, &house);
        assert_eq!(clusters(&desk.journal()), once, "killed after {least} lines");
    }
}

fn finish_halves(desk: &Desk, house: &House) {
    let daemon = house.open().unwrap();
    desk.records_when_done(HALF as usize);
    daemon.kill().unwrap();
    let daemon = house.open().unwrap();
    drop_in(desk, "b.jsonl", true);
    desk.records_when_done(2 * HALF as usize);
    daemon.stop(PATIENCE).unwrap();
}

#[test]
fn process_fed_twice_or_killed_between_gives_the_clusters_of_once() {
    let run = |desk: &Desk, name: &str| {
        let ended = desk.run(&["process", name, "--state", "seen", "-o", "out.jsonl"]);
        assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
        clusters(&records(&desk.read("out.jsonl")))
    };
    let written = |desk: &Desk| desk.write("in/a.jsonl", half(false)).write("in/b.jsonl", half(true)).names();
    let desk = Desk::new();
    written(&desk);
    let once = run(&desk, "in");
    assert_eq!(once.len(), 2 * HALF as usize);
    assert_eq!(run(&desk, "in"), once, "fed twice");

    let desk = Desk::new();
    written(&desk);
    let args = ["process", "in", "--state", "seen", "-o", "out.jsonl"];
    let mut killed = desk.command(&args).spawn().unwrap();
    let begun = || std::fs::metadata(desk.path("out.jsonl")).is_ok_and(|file| file.len() > 0);
    assert!(until(Duration::from_secs(20), begun));
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert_eq!(run(&desk, "in"), once, "killed between");
}
