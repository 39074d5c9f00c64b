//! Kills the running daemon at random moments while it polls feeds, follows their entries, reads a list that grows and takes
//! pushes, against invented hosts that live in this process; then holds what came out against what was published.
//!
//! `lost`: what was published, listed or acknowledged and has no record. `twice`: what has two. `early`: a host or feed that was
//! asked sooner than it may be. `keys`: an `Idempotency-Key` that was answered otherwise than before.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::corpus::article;
use super::daemon::{House, files_below, until};
use super::kills::kill_often;
use super::rng::Rng;
use super::web::{Asked, Web, answer};

/// How often, and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kills {
    /// Kills.
    pub(crate) kills: u32,
    /// Seed of articles and moments.
    pub(crate) seed: u64,
    /// A daemon lives at most so long.
    pub(crate) longest_life: Duration,
    /// How long the last one may take until all is there.
    pub(crate) patience: Duration,
}

/// Between the end of one request to a host and the start of the next.
const DELAY: Duration = Duration::from_millis(100);
/// Between two polls of a feed.
const LEAST: Duration = Duration::from_secs(1);
/// What the clocks of two processes and the way between them may make of a pause.
const BLUR: Duration = Duration::from_millis(5);
/// How long a request may be under way to us after its time was written down.
const ON_ITS_WAY: Duration = Duration::from_millis(300);
/// Feeds; the pages of every other one are fetched.
const FEEDS: usize = 4;
/// Hosts that have pages.
const HOSTS: usize = 4;

/// A request that came, until it was answered.
struct Request {
    host: String,
    path: String,
    begun: Instant,
    ended: Instant,
}

/// What is published, listed and sent so far.
#[derive(Default)]
struct Published {
    /// Entries by feed: their numbers.
    entries: Vec<Vec<u64>>,
    /// Addresses that the list has.
    listed: Vec<String>,
    /// What was sent and acknowledged.
    pushed: Vec<Push>,
    /// How often a key was sent again and answered.
    sent_again: usize,
    /// Keys that were answered otherwise than before.
    keys: Vec<String>,
    requests: Vec<Request>,
    /// When it was killed: what was under way then has ended there.
    killed: Vec<Instant>,
}

/// What was sent and acknowledged.
#[derive(Clone)]
struct Push {
    number: u64,
    answer: Value,
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Account {
    entries: usize,
    pages: usize,
    pushes: usize,
    sent_again: usize,
    requests: usize,
    /// The shortest pause of a host.
    shortest: Option<Duration>,
    lost: Vec<String>,
    twice: Vec<String>,
    early: Vec<String>,
    keys: Vec<String>,
}

impl Account {
    /// Whether every promise was kept, and there was something to keep one for.
    pub(crate) fn is_clean(&self) -> bool {
        let wrong = [&self.lost, &self.twice, &self.early, &self.keys];
        wrong.iter().all(|wrong| wrong.is_empty()) && self.entries > 0 && self.pages > 0 && self.pushes > 0
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Account { entries, pages, pushes, sent_again, requests, shortest, .. } = self;
        let shortest = shortest.unwrap_or_default().as_millis();
        writeln!(f, "{entries} entries, {pages} pages, {pushes} pushes, {sent_again} keys sent again")?;
        writeln!(
            f,
            "{requests} requests, the shortest pause of a host {shortest} ms of {}",
            DELAY.as_millis()
        )?;
        let all =
            [("lost", &self.lost), ("twice", &self.twice), ("early", &self.early), ("keys", &self.keys)];
        for (name, wrong) in all {
            writeln!(f, "{name:<6} {}", wrong.len())?;
            for one in wrong.iter().take(10) {
                writeln!(f, "       {one}")?;
            }
        }
        Ok(())
    }
}

type Shared = Arc<Mutex<Published>>;

fn held(shared: &Mutex<Published>) -> std::sync::MutexGuard<'_, Published> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Publishes and kills; then lets a last daemon come to rest, ends it, and counts.
///
/// # Errors
/// If the daemon ends otherwise than it should.
pub(crate) fn run(binary: &Path, folder: &Path, kills: Kills, progress: &dyn Fn(u32)) -> io::Result<Account> {
    let published: Shared = Arc::default();
    held(&published).entries = vec![Vec::new(); FEEDS];
    let web = web(&published, kills.seed);
    let push = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let house = House::new(binary, folder, &configuration(web.address, push))?;
    fs::write(house.path("urls.txt"), "")?;
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let publishing = scope.spawn(|| publish(&house, &published, kills.seed, &ended));
        let pushing = scope.spawn(|| push_often(push, &published, kills.seed, &ended));
        let killed = kill_often(&house, kills.kills, kills.longest_life, kills.seed, &|kill| {
            held(&published).killed.push(Instant::now());
            progress(kill);
        });
        // The last one is sent to as well, so that whoever waits for an answer has it.
        let last = killed.and_then(|()| house.open());
        ended.store(true, Relaxed);
        publishing.join().map_err(|_| io::Error::other("the publisher panicked"))??;
        pushing.join().map_err(|_| io::Error::other("the sender panicked"))?;
        let last = last?;
        until(kills.patience, || {
            std::thread::sleep(Duration::from_millis(100));
            count(folder, &held(&published)).lost.is_empty()
        });
        // Whatever is written twice has a while for it.
        std::thread::sleep(2 * LEAST);
        let status = last.stop(Duration::from_secs(30))?;
        if !status.success() {
            return Err(io::Error::other(format!("the last daemon ended with {status}\n{}", house.said())));
        }
        Ok(count(folder, &held(&published)))
    })
}

fn configuration(web: SocketAddr, push: SocketAddr) -> String {
    let (delay, least) = (DELAY.as_millis(), LEAST.as_secs());
    let feeds = |first: usize| -> Vec<String> {
        (first..FEEDS).step_by(2).map(|feed| format!("\"{}\"", feed_address(feed))).collect()
    };
    let source = |name: &str, first: usize, more: &str| {
        format!(
            "[source.{name}]\ntype = \"feed\"\nurls = [{}]\nbackfill = 100000\n\
             interval = {{ least = \"{least}s\", first = \"{least}s\", most = \"{least}s\" }}\n{more}\n",
            feeds(first).join(", ")
        )
    };
    format!(
        "{}{}[source.backlog]\ntype = \"urls\"\nlist = \"urls.txt\"\n\
         [source.partners]\ntype = \"push\"\nlisten = \"{push}\"\n\
         [fetch]\ncontact = \"desk@example.org\"\ndelay = \"{delay}ms\"\n[fetch.resolve]\n\"*.test\" = \"{web}\"\n",
        source("world", 0, ""),
        source("deep", 1, "follow = true")
    )
}

fn feed_address(feed: usize) -> String {
    format!("http://feed{feed}.test/rss")
}

/// Where the page of a number is: of an entry, or of a line of the list.
fn page_address(number: u64) -> String {
    format!("http://pages{}.test/story/{number}", number % HOSTS as u64)
}

/// The number of an entry of a feed.
fn entry_number(feed: usize, at: usize) -> u64 {
    (feed as u64 + 1) << 32 | at as u64
}

fn listed_number(at: usize) -> u64 {
    100 << 32 | at as u64
}

/// Feeds, pages, and no robots.txt. Every request is noted with its end.
fn web(published: &Shared, seed: u64) -> Web {
    let published = Arc::clone(published);
    Web::serve(move |asked, wire| {
        let said = match asked.path.as_str() {
            "/rss" => feed(asked, &published, seed),
            "/robots.txt" => answer("404 Not Found", &[], ""),
            path => page(path, seed),
        };
        // Some take their time.
        std::thread::sleep(Duration::from_millis(u64::from(asked.at.elapsed().subsec_nanos() % 20)));
        // Whoever asked cannot have all of it before; how long this thread is kept from going on is nobody's pause.
        let ended = Instant::now();
        wire.write_all(&said).and_then(|()| wire.flush()).ok();
        let (host, path) = (asked.host.clone(), asked.path.clone());
        held(&published).requests.push(Request { host, path, begun: asked.at, ended });
    })
}

/// A feed as it is published now, or that it is as it was.
fn feed(asked: &Asked, published: &Mutex<Published>, seed: u64) -> Vec<u8> {
    let number: usize = asked.host.trim_start_matches("feed").trim_end_matches(".test").parse().unwrap_or(0);
    let entries = held(published).entries.get(number).cloned().unwrap_or_default();
    let etag = format!("\"{}\"", entries.len());
    if asked.header("if-none-match") == Some(&etag) {
        return answer("304 Not Modified", &[("ETag", &etag)], "");
    }
    let item = |entry: &u64| {
        let story = article(seed, *entry, 500);
        let (title, text) = story.split_once('\n').unwrap_or_default();
        format!(
            "<item><title>{title}</title><guid isPermaLink=\"false\">{entry}</guid><link>{}</link>\
             <description><![CDATA[{text}]]></description></item>",
            page_address(*entry)
        )
    };
    let items: String = entries.iter().rev().map(item).collect();
    let text = format!("<rss version=\"2.0\"><channel><title>Feed {number}</title>{items}</channel></rss>");
    answer("200 OK", &[("ETag", &etag)], text)
}

fn page(path: &str, seed: u64) -> Vec<u8> {
    let number = path.rsplit('/').next().and_then(|number| number.parse().ok()).unwrap_or(0);
    let story = article(seed ^ 7, number, 900);
    let (title, text) = story.split_once('\n').unwrap_or_default();
    let text: String = text.split("\n\n").map(|paragraph| format!("<p>{paragraph}</p>")).collect();
    let page = format!(
        "<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></body></html>"
    );
    answer("200 OK", &[("Content-Type", "text/html; charset=utf-8")], page)
}

/// Publishes entries and lets the list grow, until it is over.
fn publish(house: &House, published: &Mutex<Published>, seed: u64, ended: &AtomicBool) -> io::Result<()> {
    let mut rng = Rng::new(seed ^ 0x0070_7562);
    let mut list = OpenOptions::new().append(true).open(house.path("urls.txt"))?;
    while !ended.load(Relaxed) {
        let feed = rng.below(FEEDS);
        {
            let mut published = held(published);
            let at = published.entries[feed].len();
            published.entries[feed].push(entry_number(feed, at));
        }
        let address = page_address(listed_number(held(published).listed.len()));
        let line = format!("{address}\n");
        // A line may come in two parts.
        let (first, rest) = line.split_at(if rng.once_in(3) { rng.below(line.len()) } else { 0 });
        list.write_all(first.as_bytes())?;
        if !first.is_empty() {
            std::thread::sleep(Duration::from_millis(20));
        }
        list.write_all(rest.as_bytes())?;
        held(published).listed.push(address);
        std::thread::sleep(Duration::from_millis(100 + rng.below(200) as u64));
    }
    Ok(())
}

/// Sends one document after the other, each until it is acknowledged; after each failure a key again that was answered before.
fn push_often(address: SocketAddr, published: &Mutex<Published>, seed: u64, ended: &AtomicBool) {
    let mut rng = Rng::new(seed ^ 0x7365_6e64);
    let mut is_to_ask_again = false;
    let mut number = 200 << 32;
    while !ended.load(Relaxed) {
        number += 1;
        // Whoever has begun to send goes on until it is heard.
        let patience = Instant::now() + Duration::from_secs(60);
        while Instant::now() < patience {
            if is_to_ask_again {
                is_to_ask_again = !ask_again(address, published, seed, &mut rng);
            }
            match send(address, number, seed) {
                Some((200, answer)) => {
                    held(published).pushed.push(Push { number, answer });
                    break;
                }
                _ => is_to_ask_again = true,
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        std::thread::sleep(Duration::from_millis(rng.below(60) as u64));
    }
}

/// Sends again what was acknowledged; whether it was answered.
fn ask_again(address: SocketAddr, published: &Mutex<Published>, seed: u64, rng: &mut Rng) -> bool {
    let pushed = held(published).pushed.clone();
    if pushed.is_empty() {
        return true;
    }
    let Push { number, answer } = &pushed[rng.below(pushed.len())];
    let Some((status, said)) = send(address, *number, seed) else { return false };
    if matches!(status, 429 | 503) {
        return false;
    }
    let mut published = held(published);
    published.sent_again += 1;
    if status != 200 || said != *answer {
        published.keys.push(format!("{number}: {status} {said}, before {answer}"));
    }
    true
}

/// Status and JSON of an answer; none where the connection ends before.
fn send(address: SocketAddr, number: u64, seed: u64) -> Option<(u16, Value)> {
    let body = article(seed ^ 9, number, 600);
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    let head = format!(
        "POST / HTTP/1.1\r\nHost: desk\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Idempotency-Key: {number}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).ok()?;
    let mut said = String::new();
    stream.read_to_string(&mut said).ok()?;
    let (head, body) = said.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).ok()?))
}

/// Holds the journal against what was published.
fn count(folder: &Path, published: &Published) -> Account {
    let mut account = Account {
        pushes: published.pushed.len(),
        sent_again: published.sent_again,
        keys: published.keys.clone(),
        requests: published.requests.len(),
        ..Account::default()
    };
    let mut told: BTreeMap<String, usize> = BTreeMap::new();
    for record in records(&folder.join("out")) {
        let text = |pointer: &str| record.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let name = text("/source/name");
        let what = match name {
            "partners" => text("/id").to_owned(),
            "backlog" => text("/source/url").to_owned(),
            _ => format!("{} {}", text("/source/feed"), text("/source/item")),
        };
        *told.entry(format!("{name} {what}")).or_default() += 1;
    }
    let mut expected = BTreeSet::new();
    for (feed, entries) in published.entries.iter().enumerate() {
        let name = if feed % 2 == 0 { "world" } else { "deep" };
        account.entries += entries.len();
        expected.extend(entries.iter().map(|entry| format!("{name} {} {entry}", feed_address(feed))));
    }
    account.pages = published.listed.len();
    expected.extend(published.listed.iter().map(|address| format!("backlog {address}")));
    let ids = |push: &Push| push.answer["ids"][0].as_str().unwrap_or_default().to_owned();
    expected.extend(published.pushed.iter().map(|push| format!("partners {}", ids(push))));
    account.lost = expected.iter().filter(|what| !told.contains_key(*what)).cloned().collect();
    account.twice = told.iter().filter(|(_, count)| **count > 1).map(|(what, _)| what.clone()).collect();
    let unexpected = told.keys().filter(|what| !expected.contains(*what));
    account.twice.extend(unexpected.map(|what| format!("{what}, which nobody published")));
    pauses(published, &mut account);
    account
}

/// Every whole line of the journal.
fn records(folder: &Path) -> Vec<Value> {
    let files = files_below(folder).into_iter().filter(|path| path.extension().is_some_and(|e| e == "jsonl"));
    let texts = files.map(|path| fs::read_to_string(path).unwrap_or_default());
    let whole = texts.flat_map(|text| {
        let lines: Vec<Value> = text
            .split_inclusive('\n')
            .filter(|line| line.ends_with('\n'))
            .map(|line| serde_json::from_str(line).unwrap_or_default())
            .collect();
        lines
    });
    whole.collect()
}

/// Finds hosts and feeds that were asked sooner than they may be.
fn pauses(published: &Published, account: &mut Account) {
    let mut hosts: BTreeMap<&str, Vec<&Request>> = BTreeMap::new();
    for request in &published.requests {
        hosts.entry(&request.host).or_default().push(request);
    }
    for (host, mut requests) in hosts {
        requests.sort_by_key(|request| request.begun);
        for pair in requests.windows(2) {
            let [before, after] = pair else { continue };
            let cut_off = published.killed.iter().find(|killed| **killed >= before.begun);
            let ended = cut_off.map_or(before.ended, |killed| before.ended.min(*killed));
            let pause = after.begun.saturating_duration_since(ended);
            account.shortest = Some(account.shortest.map_or(pause, |shortest| shortest.min(pause)));
            if pause + BLUR < DELAY {
                account.early.push(format!("{host}{} {pause:?} after {}", after.path, before.path));
            }
            let apart = after.begun.duration_since(before.begun);
            if after.path == "/rss" && apart + ON_ITS_WAY < LEAST {
                account.early.push(format!("{host}/rss {apart:?} after it was asked"));
            }
        }
    }
}
