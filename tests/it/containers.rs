//! Containers larger than a document may be, damaged ones, and both from standard input: through the binary.

use std::io::Write;

use serde_json::Value;

use crate::support::{Desk, Ended, records};

const COUNT: usize = 300;
const SMALL: &str = "[limits]\ndocument_bytes = \"32KiB\"\n";

fn story(n: usize) -> String {
    format!("Pier {n} was closed. The port said so on day {n} of the storm, and nobody knows for how long.\n")
}

fn lines() -> Vec<u8> {
    let line = |n| serde_json::json!({"title": format!("Pier {n}"), "text": story(n)}).to_string() + "\n";
    (0..COUNT).map(line).collect::<String>().into_bytes()
}

fn record(n: usize) -> Vec<u8> {
    let page = format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n{}", story(n));
    let head = "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\n";
    let length = page.len();
    format!("{head}WARC-Record-ID: <urn:{n}>\r\nContent-Length: {length}\r\n\r\n{page}\r\n\r\n").into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip() -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for n in 0..COUNT {
        writer.start_file(format!("{n}.txt"), zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(story(n).as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// `process` on one file, with documents of at most 32 KiB.
fn process(name: &str, bytes: &[u8]) -> Ended {
    let desk = Desk::new();
    desk.write("small.toml", SMALL).write(name, bytes);
    desk.run(&["process", "-c", "small.toml", name])
}

fn members(ended: &Ended) -> Vec<String> {
    let member = |record: &Value| record["source"]["member"].as_str().unwrap().to_owned();
    records(&ended.stdout).iter().map(member).collect()
}

#[test]
fn a_container_may_be_larger_than_a_document() {
    let numbers: Vec<String> = (1..=COUNT).map(|n| n.to_string()).collect();
    let urns: Vec<String> = (0..COUNT).map(|n| format!("urn:{n}")).collect();
    let names: Vec<String> = (0..COUNT).map(|n| format!("{n}.txt")).collect();
    let crawl: Vec<u8> = (0..COUNT).flat_map(record).collect();
    let packed_crawl: Vec<u8> = (0..COUNT).flat_map(|n| gzip(&record(n))).collect();
    for (name, bytes, wanted) in [
        ("a.jsonl", lines(), &numbers),
        ("a.jsonl.gz", gzip(&lines()), &numbers),
        ("a.warc", crawl, &urns),
        ("a.warc.gz", packed_crawl, &urns),
        ("a.zip", zip(), &names),
    ] {
        let ended = process(name, &bytes);
        assert_eq!((ended.status, ended.stderr.as_str()), (0, ""), "{name}");
        assert_eq!(&members(&ended), wanted, "{name}");
    }
}

#[test]
fn what_is_too_large_names_its_setting() {
    let ended = process("a.txt", "The port was closed.\n".repeat(3_000).as_bytes());
    assert!(
        ended.stderr.contains("too-large") && ended.stderr.contains("limits.document_bytes"),
        "{ended:?}"
    );
    let desk = Desk::new();
    desk.write("small.toml", "[limits]\ndocument_bytes = \"1KiB\"\narrival_bytes = \"2KiB\"\n");
    desk.write("a.jsonl", lines());
    let ended = desk.run(&["process", "-c", "small.toml", "a.jsonl"]);
    assert!(ended.stderr.contains("too-large") && ended.stderr.contains("limits.arrival_bytes"), "{ended:?}");
}

#[test]
fn a_damaged_record_of_a_crawl_costs_that_record() {
    let mut parts: Vec<Vec<u8>> = (0..COUNT).map(|n| gzip(&record(n))).collect();
    let middle = parts[10].len() / 2;
    parts[10][middle] ^= 0xFF;
    parts[10][middle + 1] ^= 0xFF;
    let at: usize = parts[..10].iter().map(Vec::len).sum();
    let ended = process("a.warc.gz", &parts.concat());
    let wanted: Vec<String> = (0..COUNT).filter(|n| *n != 10).map(|n| format!("urn:{n}")).collect();
    assert_eq!(members(&ended), wanted);
    assert!(ended.stderr.contains(&format!("damaged at byte {at}: malformed: ")), "{}", ended.stderr);
    assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
}
