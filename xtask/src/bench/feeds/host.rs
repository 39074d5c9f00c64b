//! The hosts that are asked: `cargo xtask feed-hosts`, a process of its own. Every name leads to its one port.
//!
//! It judges the pace by itself, by when it had a request whole and when it began to send the end of its answer: between
//! those the asker cannot have waited for longer than it sees.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::support::corpus::article;
use crate::support::daemon::get;

/// Requests that are answered at a time.
const AT_A_TIME: usize = 128;
/// Entries of a feed.
const ENTRIES: u64 = 30;
/// About so many bytes of text has an entry.
const ENTRY_BYTES: usize = 400;
/// What an endless body repeats.
const PIECE: [u8; 16 << 10] = [b'x'; 16 << 10];

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The pause between two requests to one host that is kept where none is broken, in milliseconds
    #[arg(long)]
    delay: u64,
}

/// What was seen of one host.
#[derive(Debug, Default)]
struct Host {
    in_flight: usize,
    ended: Option<Instant>,
}

#[derive(Debug, Default)]
struct Seen {
    hosts: HashMap<String, Host>,
    /// How often each feed with news was asked.
    asked: HashMap<String, u64>,
    requests: u64,
    unchanged: u64,
    news: u64,
    broken: u64,
    /// The shortest pause, in milliseconds.
    shortest: Option<u64>,
}

struct Web {
    began: Timestamp,
    delay: Duration,
    seen: Mutex<Seen>,
}

struct Request {
    host: String,
    path: String,
    has_validator: bool,
}

/// Serves until its input ends, as it does with the process that began it.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("{}", listener.local_addr()?);
    let web = Arc::new(Web::new(Duration::from_millis(args.delay)));
    for _ in 0..AT_A_TIME {
        let (listener, web) = (listener.try_clone()?, Arc::clone(&web));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // Whoever breaks off is not asked why.
                web.serve(&stream).unwrap_or_default();
            }
        });
    }
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}

fn read(from: &mut impl BufRead) -> io::Result<Option<Request>> {
    let mut line = String::new();
    if from.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut request = Request { host: String::new(), path, has_validator: false };
    loop {
        line.clear();
        from.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "host" => value.trim().clone_into(&mut request.host),
            "if-none-match" => request.has_validator = true,
            _ => {}
        }
    }
    Ok(Some(request))
}

impl Web {
    fn new(delay: Duration) -> Web {
        Web { began: Timestamp::now(), delay, seen: Mutex::default() }
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, stream: &TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let mut from = BufReader::new(stream);
        while let Some(request) = read(&mut from)? {
            match request.path.as_str() {
                "/seen" => return self.tell(stream),
                "/anew" => {
                    let mut seen = self.seen();
                    (seen.requests, seen.unchanged, seen.news) = (0, 0, 0);
                    drop(seen);
                    return self.tell(stream);
                }
                _ => self.answer(&request, stream)?,
            }
        }
        Ok(())
    }

    fn tell(&self, mut to: &TcpStream) -> io::Result<()> {
        let told = {
            let Seen { hosts, requests, unchanged, news, broken, shortest, .. } = &*self.seen();
            json!({
                "hosts": hosts.len(), "requests": requests, "unchanged": unchanged, "news": news, "broken": broken,
                "shortest": shortest
            })
            .to_string()
        };
        write!(to, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{told}", told.len())
    }

    fn answer(&self, request: &Request, mut to: &TcpStream) -> io::Result<()> {
        let turn = self.begin(request);
        let (kind, number) = kind_of(&request.path);
        let nth = match kind {
            "news" => {
                let mut seen = self.seen();
                seen.news += 1;
                let asked = seen.asked.entry(request.path.clone()).or_default();
                *asked += 1;
                *asked
            }
            _ => 0,
        };
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n";
        match kind {
            "unchanged" if request.has_validator => {
                self.seen().unchanged += 1;
                drop(turn);
                to.write_all(b"HTTP/1.1 304 Not Modified\r\nETag: \"as-it-was\"\r\n\r\n")
            }
            "endless" => {
                to.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes())?;
                loop {
                    to.write_all(&PIECE)?;
                }
            }
            _ => {
                let body = feed(self.began, number, nth, if kind == "short" { 1 } else { ENTRIES });
                let etag = if kind == "unchanged" { "ETag: \"as-it-was\"\r\n" } else { "" };
                let mut answer = format!("{head}{etag}Content-Length: {}\r\n\r\n", body.len());
                answer.push_str(&body);
                drop(turn);
                to.write_all(answer.as_bytes())
            }
        }
    }

    /// A host is asked from now on, until the value is dropped.
    fn begin(&self, request: &Request) -> Asking<'_> {
        let (now, mut seen) = (Instant::now(), self.seen());
        let host = seen.hosts.entry(request.host.clone()).or_default();
        let pause = host.ended.map(|ended| now.saturating_duration_since(ended));
        let is_broken = host.in_flight > 0 || pause.is_some_and(|pause| pause < self.delay);
        host.in_flight += 1;
        seen.requests += 1;
        seen.broken += u64::from(is_broken);
        if let Some(pause) = pause.and_then(|pause| u64::try_from(pause.as_millis()).ok()) {
            seen.shortest = Some(seen.shortest.map_or(pause, |shortest| shortest.min(pause)));
        }
        Asking { web: self, host: request.host.clone() }
    }
}

struct Asking<'w> {
    web: &'w Web,
    host: String,
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        let mut seen = self.web.seen();
        if let Some(host) = seen.hosts.get_mut(&self.host) {
            host.in_flight -= 1;
            host.ended = Some(Instant::now());
        }
    }
}

/// `/news-17` is the 17th feed that has news.
fn kind_of(path: &str) -> (&str, u64) {
    let (kind, number) = path.trim_start_matches('/').split_once('-').unwrap_or_default();
    (kind, number.parse().unwrap_or_default())
}

/// Entries come once a minute; the first ones came within the hour before the hosts began.
fn published(began: Timestamp, entry: u64) -> Timestamp {
    let after = i64::try_from(entry * 60).unwrap_or_default() - 3600;
    began.checked_add(SignedDuration::from_secs(after)).unwrap_or(began)
}

/// A feed whose newest entry is the nth after the first ones.
fn feed(began: Timestamp, number: u64, nth: u64, entries: u64) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\"><channel><title>Feed {number}</title>\
         <link>http://h.test/</link><description>News of {number}</description>"
    );
    for entry in (nth..nth + entries).rev() {
        let story = article(7, number << 24 | entry, ENTRY_BYTES);
        let (headline, story) = story.split_once('\n').unwrap_or_default();
        text.push_str(&format!(
            "<item><guid isPermaLink=\"false\">{number}-{entry}</guid><link>http://h.test/{number}/{entry}</link>\
             <title>{headline}</title><description>{}</description>\
             <pubDate>{}</pubDate></item>",
            story.trim(),
            published(began, entry).strftime("%a, %d %b %Y %H:%M:%S GMT")
        ));
    }
    text.push_str("</channel></rss>");
    text
}

/// The process; it ends with the value.
pub(super) struct Hosts {
    child: Child,
    pub(super) address: SocketAddr,
}

impl Hosts {
    /// Starts it.
    pub(super) fn start(delay: Duration) -> anyhow::Result<Hosts> {
        let own = std::env::current_exe()?;
        Hosts::start_as(&own, delay)
    }

    fn start_as(program: &Path, delay: Duration) -> anyhow::Result<Hosts> {
        let mut child = Command::new(program)
            .args(["feed-hosts", "--delay", &delay.as_millis().to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("no output")?).read_line(&mut line)?;
        let address = line.trim().parse().with_context(|| format!("the hosts say {line:?}"))?;
        Ok(Hosts { child, address })
    }

    /// What they have seen; counts of requests since the last [`Hosts::anew`].
    pub(super) fn seen(&self) -> anyhow::Result<Value> {
        self.ask("/seen")
    }

    /// Counts requests from now on.
    pub(super) fn anew(&self) -> anyhow::Result<Value> {
        self.ask("/anew")
    }

    fn ask(&self, path: &str) -> anyhow::Result<Value> {
        Ok(serde_json::from_str(&get(&self.address.to_string(), path)?.1)?)
    }
}

impl Drop for Hosts {
    fn drop(&mut self) {
        // Ended already: fine.
        self.child.kill().unwrap_or_default();
        self.child.wait().map(drop).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_that_is_broken_is_seen() {
        let web = Web::new(Duration::from_secs(10));
        let request =
            |host: &str| Request { host: host.to_owned(), path: String::new(), has_validator: false };
        let ask = |host: &str| web.begin(&request(host));
        drop(ask("a"));
        drop(ask("b"));
        let earlier = Instant::now().checked_sub(Duration::from_secs(11)).expect("it has run for so long");
        web.seen().hosts.get_mut("a").expect("it was asked").ended = Some(earlier);
        let first = ask("a");
        assert_eq!(web.seen().broken, 0);
        drop(ask("a"));
        assert_eq!(web.seen().broken, 1, "two at a time");
        drop(first);
        drop(ask("a"));
        let seen = web.seen();
        assert_eq!((seen.broken, seen.requests), (2, 5), "sooner than the pause");
    }

    #[test]
    fn each_time_a_feed_has_one_new_entry() {
        let ids = |nth| {
            let text = feed(Timestamp::UNIX_EPOCH, 3, nth, ENTRIES);
            let ids = text.split("isPermaLink=\"false\">").skip(1).filter_map(|rest| rest.split('<').next());
            ids.map(str::to_owned).collect::<Vec<_>>()
        };
        let (before, after) = (ids(4), ids(5));
        assert_eq!((before.len(), after.len()), (30, 30));
        assert_eq!((after.first().map(String::as_str), after.get(1..)), (Some("3-34"), before.get(..29)));
    }
}
