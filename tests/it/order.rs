//! Order and room, seen from outside: two sources, bundles, little room, an output that nobody reads.

use std::fs;
use std::io::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::outside::corpus::article;
use crate::support::{Desk, PATIENCE};

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn lines(seed: u64, count: u64) -> String {
    let line = |number| {
        let text = article(seed, number, 500);
        serde_json::json!({ "headline": format!("Line {number} of {seed}"), "text": text }).to_string() + "\n"
    };
    (0..count).map(line).collect()
}

#[test]
fn two_inboxes_with_files_and_bundles_and_little_room_do_not_freeze() {
    for workers in [1, 2] {
        let desk = Desk::new();
        for number in 0..150 {
            desk.write(&format!("inbox/{number:03}.txt"), article(1, number, 600));
        }
        for number in 0..8 {
            desk.write(&format!("wire/{number}.jsonl.gz"), gz(lines(2 + number, 30).as_bytes()));
        }
        let house = desk.house(
            "settle = \"50ms\"",
            &format!(
                "[source.wire]\ntype = \"inbox\"\npath = \"wire\"\ndone = \"wired\"\nsettle = \"50ms\"\n\
                 [pipeline]\nworkers = {workers}\n[limits]\nin_flight_bytes = \"64KiB\"\nin_flight_documents = 6\n"
            ),
        );
        let mut daemon = house.open().unwrap();
        let records = desk.records_when_done(150 + 8 * 30);
        let mut ids: Vec<_> = records.iter().map(|record| record["id"].as_str().unwrap()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), records.len(), "none twice");
        daemon.signal(rustix::process::Signal::TERM);
        assert!(daemon.ends_within(PATIENCE).unwrap().unwrap().success());
    }
}

/// The most memory that a process has had, in bytes.
fn peak(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

/// The most memory that a run whose output nobody reads has had, with so many MiB for what is in flight.
fn most_with(desk: &Desk, budget: u64) -> u64 {
    let limits = format!("[limits]\nin_flight_bytes = \"{budget}MiB\"\nin_flight_documents = 100000\n");
    desk.write("limits.toml", limits);
    let mut child = desk
        .command(&["process", "-c", "limits.toml", "in", "--jobs", "2"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (mut most, mut since) = (0, Instant::now());
    while since.elapsed() < Duration::from_secs(5) {
        std::thread::sleep(Duration::from_millis(100));
        let now = peak(child.id());
        if now > most + (1 << 20) {
            (most, since) = (now, Instant::now());
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    most
}

#[test]
fn what_is_unpacked_while_nobody_reads_the_output_is_bounded_by_what_is_configured() {
    let desk = Desk::new();
    for number in 0..60_u64 {
        // More than a megabyte in a few kilobytes.
        let line = |line| {
            let paragraph = article(9, 100 * number + line, 700).replace('\n', " ");
            let text = format!("{paragraph}\n\n").repeat(20);
            serde_json::json!({ "headline": format!("Story {number}, {line}"), "text": text }).to_string()
                + "\n"
        };
        desk.write(&format!("in/{number:02}.jsonl.gz"), gz((0..80).map(line).collect::<String>().as_bytes()));
    }
    let (little, more) = (most_with(&desk, 1), most_with(&desk, 9));
    assert!(more < little + ((5 * 8) << 20), "{} and {} MiB", little >> 20, more >> 20);
    assert!(little < 64 << 20, "{} MiB", little >> 20);
}
