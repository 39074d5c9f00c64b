//! Documents that are pushed: as many as it takes at a time, and one by one at a rate that is kept up. What was
//! acknowledged is there after the daemon was killed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use super::Aims;
use crate::bench::latency::{quantile, syncs};
use crate::support::corpus::article;
use crate::support::daemon::{House, journal_lines};

/// Documents that are pushed at a time, in so many bodies of so many.
const BODIES: u32 = 40;
const IN_A_BODY: u32 = 500;
/// Who pushes them.
const SENDERS: u32 = 4;
/// Documents that are pushed one by one, how many of them a second, and by how many who push.
const SINGLE: u32 = 3000;
const EACH_SECOND: u32 = 200;
const SINGLE_SENDERS: usize = 32;
/// About so many bytes of text has each.
const BYTES: usize = 1000;

/// A connection that is kept.
struct Sender {
    address: String,
    stream: BufReader<TcpStream>,
}

impl Sender {
    fn new(address: &str) -> anyhow::Result<Sender> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Sender { address: address.to_owned(), stream: BufReader::new(stream) })
    }

    /// Pushes a body; it must be taken.
    fn push(&mut self, body: &str) -> anyhow::Result<()> {
        let head = format!(
            "POST / HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-ndjson\r\nContent-Length: {}\r\n\r\n",
            self.address,
            body.len()
        );
        self.stream.get_mut().write_all([head.as_bytes(), body.as_bytes()].concat().as_slice())?;
        let (mut line, mut status, mut length) = (String::new(), String::new(), 0);
        loop {
            line.clear();
            ensure!(self.stream.read_line(&mut line)? > 0, "the answer ends early");
            if line.trim_end().is_empty() {
                break;
            }
            if status.is_empty() {
                status.clone_from(&line);
            } else if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse()?;
            }
        }
        let mut answer = vec![0; length];
        self.stream.read_exact(&mut answer)?;
        ensure!(status.contains(" 200 "), "{status}{}", String::from_utf8_lossy(&answer));
        Ok(())
    }
}

/// A line for each of some documents.
fn lines(from: u32, count: u32) -> String {
    let line = |number: u32| {
        let story = article(11, number.into(), BYTES);
        let (headline, body) = story.split_once('\n').unwrap_or_default();
        format!("{}\n", serde_json::json!({ "headline": headline, "body": body }))
    };
    (from..from + count).map(line).collect()
}

pub(super) fn run(binary: &Path, aims: &mut Aims) -> anyhow::Result<()> {
    println!("documents of about {BYTES} bytes, pushed");
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let address = format!("127.0.0.1:{port}");
    let folder = tempfile::tempdir()?;
    let source = format!("[source.partners]\ntype = \"push\"\nlisten = \"{address}\"\n");
    let house = House::new(binary, folder.path(), &source)?;
    let daemon = house.open()?;
    let before = daemon.spent()?;
    let took = many(&address)?;
    let spent = daemon.spent()?.saturating_sub(before).as_secs_f64();
    let count = BODIES * IN_A_BODY;
    println!("  {count} in bodies of {IN_A_BODY}: {took:.1?}, {spent:.2} CPU s");
    aims.at_least("documents a second as NDJSON", 2000.0, f64::from(count) / took.as_secs_f64());
    thread::sleep(Duration::from_secs(2));
    let mut bare = syncs(folder.path())?;
    let waited = one_by_one(&address, count)?;
    daemon.kill()?;
    bare.extend(syncs(folder.path())?);
    let records = journal_lines(&house.path("out"));
    let lost = (count + SINGLE).saturating_sub(u32::try_from(records)?);
    let [half, most] = [0.5, 0.99].map(|part| quantile(&waited, part));
    let [bare_half, bare_most] = [0.5, 0.99].map(|part| quantile(&bare, part));
    println!(
        "  {SINGLE} one by one at {EACH_SECOND} a second: p50 {half:.1?}, p99 {most:.1?}; an append that is synced: p50 {bare_half:.1?}, p99 {bare_most:.1?}"
    );
    let bound = (bare_most * 3 + Duration::from_millis(10)).as_secs_f64() * 1000.0;
    aims.at_most(
        "ms for one, p99, by three of the p99 of a sync and 10 ms",
        bound,
        most.as_secs_f64() * 1000.0,
    );
    aims.at_most("acknowledged and gone after a kill", 0.0, f64::from(lost));
    Ok(())
}

/// Pushes all bodies as fast as they are taken; how long that took.
fn many(address: &str) -> anyhow::Result<Duration> {
    let bodies: Vec<String> = (0..BODIES).map(|body| lines(body * IN_A_BODY, IN_A_BODY)).collect();
    let next = AtomicU32::new(0);
    let begun = Instant::now();
    thread::scope(|scope| {
        let send = || -> anyhow::Result<()> {
            let mut sender = Sender::new(address)?;
            while let Some(body) = bodies.get(next.fetch_add(1, Relaxed) as usize) {
                sender.push(body)?;
            }
            Ok(())
        };
        let senders: Vec<_> = (0..SENDERS).map(|_| scope.spawn(send)).collect();
        senders.into_iter().try_for_each(|sender| sender.join().ok().context("a sender failed")?)
    })?;
    Ok(begun.elapsed())
}

/// Pushes one at a time, each at its moment, whether or not those before are answered; how long after its moment each was.
fn one_by_one(address: &str, from: u32) -> anyhow::Result<Vec<Duration>> {
    let bodies: Vec<String> = (0..SINGLE).map(|number| lines(from + number, 1)).collect();
    let next = AtomicU32::new(0);
    let begun = Instant::now() + Duration::from_millis(100);
    thread::scope(|scope| {
        let send = || -> anyhow::Result<Vec<Duration>> {
            let (mut sender, mut waited) = (Sender::new(address)?, Vec::new());
            loop {
                let number = next.fetch_add(1, Relaxed);
                let Some(body) = bodies.get(number as usize) else { return Ok(waited) };
                let due = begun + Duration::from_secs(1) * number / EACH_SECOND;
                thread::sleep(due.saturating_duration_since(Instant::now()));
                sender.push(body)?;
                waited.push(due.elapsed());
            }
        };
        let senders: Vec<_> = (0..SINGLE_SENDERS).map(|_| scope.spawn(send)).collect();
        let waited = senders.into_iter().map(|sender| sender.join().ok().context("a sender failed")?);
        Ok(waited.collect::<anyhow::Result<Vec<_>>>()?.concat())
    })
}
