//! The hosts of a run: feeds that publish and revise, pages, robots.txt, and what goes wrong with hosts. They write down what
//! they were asked, and what of it breaks a promise.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use jiff::Timestamp;
use wiredesk::fetch::buffer::Held;
use wiredesk::fetch::headers::Headers;
use wiredesk::fetch::hop::{Answer, Ask, Code, Failure, Hopping, Network};

use super::journal::{Entry, Journal, token};
use super::promises::{Asks, Promises};
use super::time::{Moment, Time};
use crate::simulation::disk::{Dice, SimDisk};

/// Two of one domain, and others.
const NAMES: [&str; 4] = ["a.paper.test", "b.paper.test", "www.other.test", "third.test"];
const WORDS: &str = "harbour council bridge winter budget school river market court police train museum farm glass paper \
                     voter storm ferry clinic tower garden engine song field";

/// How hosts behave.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mood {
    /// One request in so many meets trouble; none does where nothing is said.
    pub(super) trouble: Option<u64>,
    /// Whether anything is published.
    pub(super) publishes: bool,
}

struct Host {
    name: &'static str,
    /// None: it has no robots.txt.
    robots: Option<Option<Duration>>,
    /// Whether robots.txt was answered, by scheme, and when last.
    answered: HashMap<String, Moment>,
}

pub(super) struct Feed {
    pub(super) address: String,
    /// Whether the pages of its entries are asked for.
    pub(super) follow: bool,
    host: usize,
    /// The newest last.
    entries: Vec<(Entry, Timestamp)>,
    most: usize,
    revision: u64,
    tags: bool,
    dates: bool,
    moved: Option<(u16, String)>,
    /// What stood in the answers that had these validators.
    given: HashMap<Vec<u8>, Vec<Entry>>,
    /// When it was asked last, but for redirects and what is tried over https.
    asked: Option<Moment>,
    /// The address that is asked next as a part of the same poll, if it is in this process.
    leads: Option<(String, u64)>,
}

struct State {
    dice: Dice,
    mood: Mood,
    hosts: Vec<Host>,
    feeds: Vec<Feed>,
    /// Pages that a list names.
    listed: Vec<(Entry, String)>,
    next: u64,
    promises: Promises,
    journal: Journal,
    requests: u64,
    wrong: Vec<String>,
}

/// All hosts.
pub(super) struct Web {
    time: Time,
    disk: SimDisk,
    least: Duration,
    state: Mutex<State>,
}

/// What a request is answered with.
struct Reply {
    takes: Duration,
    outcome: Result<Answer, Failure>,
    asks: Asks,
    /// Whether it is a robots.txt that can be read.
    is_rules: bool,
}

fn failure(code: Code) -> Result<Answer, Failure> {
    Err(Failure::new(code, "as the dice say"))
}

fn status(status: u16, headers: &[(&str, String)]) -> Result<Answer, Failure> {
    let headers: Headers = headers.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
    Ok(Answer { status, headers, version: "HTTP/1.1", ..Answer::default() })
}

fn page(kind: &str, body: String, more: &[(&str, String)]) -> Result<Answer, Failure> {
    let headers = [&[("content-type", kind.to_owned())], more].concat();
    status(200, &headers).map(|answer| Answer { body: body.into_bytes(), ..answer })
}

/// Whether an address is that of a page: one that robots.txt lets be asked for, or forbids, or one of a list.
fn is_page(path: &str) -> bool {
    ["/a/", "/b/", "/listed/"].iter().any(|folder| path.starts_with(folder))
}

fn prose(dice: &mut Dice, words: u64) -> String {
    let all: Vec<&str> = WORDS.split_whitespace().collect();
    let mut text = String::new();
    for at in 0..words {
        let word = all[usize::try_from(dice.below(all.len() as u64)).unwrap()];
        let end = if at % 9 == 8 { "." } else { "" };
        write!(text, "{word}{end} ").unwrap();
    }
    text
}

impl Feed {
    fn publish(&mut self, next: &mut u64, now: Timestamp, dice: &mut Dice) {
        let before = self.revision;
        for _ in 0..dice.below(3) {
            *next += 1;
            self.entries.push((Entry { number: *next, version: 1 }, now));
            self.revision += 1;
        }
        if dice.chance(4) && !self.entries.is_empty() {
            let at = usize::try_from(dice.below(self.entries.len() as u64)).unwrap();
            self.entries[at].0.version += 1;
            self.revision += 1;
        }
        if before != self.revision && self.entries.len() > self.most {
            self.entries.drain(..self.entries.len() - self.most);
        }
    }

    fn body(&self, name: &str) -> String {
        let mut body = format!(
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>News</title><link>http://{name}/</link>"
        );
        for (entry, published) in self.entries.iter().rev() {
            let mut dice = Dice::new(entry.number * 1000 + u64::from(entry.version));
            let (number, text) = (entry.number, prose(&mut dice, 30));
            let folder = if number % 5 == 0 { "b" } else { "a" };
            let date = published.strftime("%a, %d %b %Y %H:%M:%S +0000");
            write!(
                body,
                "<item><guid isPermaLink=\"false\">urn:{number}</guid><link>http://{name}/{folder}/{number}</link>\
                 <title>{} {}</title><description>{text}</description><pubDate>{date}</pubDate></item>",
                token(*entry),
                prose(&mut dice, 4),
            )
            .unwrap();
        }
        body + "</channel></rss>"
    }

    fn validators(&self) -> Vec<(&'static str, String)> {
        let tag = self.tags.then(|| ("etag", format!("W/\"{}-{}\"", self.address.len(), self.revision)));
        let minutes = self.revision % 60;
        let hours = self.revision / 60;
        let date =
            self.dates.then(|| ("last-modified", format!("Sat, 01 Jan 2000 {hours:02}:{minutes:02}:00 GMT")));
        tag.into_iter().chain(date).collect()
    }

    /// Answers with what stands in it now, or that it is what the asker has.
    fn answer(&mut self, ask: &Ask, name: &str) -> Result<Answer, Failure> {
        let validators = self.validators();
        let entries: Vec<Entry> = self.entries.iter().map(|(entry, _)| *entry).collect();
        for (_, value) in &validators {
            self.given.insert(value.clone().into_bytes(), entries.clone());
        }
        let is_same = |(name, value): &(&str, String)| {
            let sent = if *name == "etag" { "if-none-match" } else { "if-modified-since" };
            ask.headers.get(sent) == Some(value.as_bytes())
        };
        match validators.first() {
            Some(first) if is_same(first) => status(304, &validators),
            _ => page("application/rss+xml", self.body(name), &validators),
        }
    }
}

impl State {
    /// What is wrong with a request for a feed: it comes too soon, or its validators say that it has what it has not.
    fn look_at(&mut self, at: usize, ask: &Ask, least: Duration, disk: &SimDisk, now: Moment) {
        let (feed, address) = (&mut self.feeds[at], ask.url.to_string());
        if feed.leads.take() == Some((address, now.life)) {
            // It is the same poll.
        } else if let Some(last) = feed.asked.replace(now)
            && now.at < last.at + least
            && now.shown < last.shown + least
        {
            self.wrong.push(format!("{} is asked again {:?} after the last time", ask.url, now.at - last.at));
        }
        for name in ["if-none-match", "if-modified-since"] {
            let Some(value) = ask.headers.get(name) else { continue };
            let Some(entries) = feed.given.get(value) else {
                self.wrong.push(format!("{} is asked with a validator that it never gave", ask.url));
                continue;
            };
            if feed.follow {
                continue;
            }
            self.journal.look(disk, now.life);
            if let Some(entry) = entries.iter().find(|entry| !self.journal.has(**entry)) {
                self.wrong.push(format!(
                    "{} is asked with the validators of {entry:?}, which is not there",
                    ask.url
                ));
            }
        }
    }

    /// A page that is asked without a question for robots.txt in this process: it was kept.
    fn goes_by_rules(&mut self, ask: &Ask, host: &str, now: Moment) {
        let own = self.hosts.iter().find(|own| own.name == host);
        let answered = own.and_then(|own| own.answered.get(ask.url.scheme()));
        if is_page(ask.url.path()) && answered.is_some_and(|answered| answered.life != now.life) {
            self.promises.goes_by(host, now);
        }
    }

    fn robots(&mut self, host: usize) -> Reply {
        let takes = Duration::from_millis(self.dice.below(500));
        let (outcome, asks) = match self.hosts[host].robots {
            None => (status(404, &[]), Asks::Nothing),
            Some(delay) => {
                let mut text = "User-agent: *\nDisallow: /b/\n".to_owned();
                if let Some(delay) = delay {
                    writeln!(text, "Crawl-delay: {}", delay.as_secs()).unwrap();
                }
                (page("text/plain", text, &[]), delay.map_or(Asks::Nothing, Asks::Slower))
            }
        };
        Reply { takes, outcome, asks, is_rules: true }
    }

    /// Something goes wrong.
    fn trouble(&mut self, least: Duration) -> Reply {
        let wait = Duration::from_secs(1 + self.dice.below(600));
        let said = ("retry-after", wait.as_secs().to_string());
        let mut takes = Duration::from_millis(self.dice.below(3000));
        let mut asks = Asks::Nothing;
        let outcome = match self.dice.below(10) {
            0 => {
                takes = Duration::from_secs(30);
                failure(Code::Timeout)
            }
            1 | 2 => failure(Code::Broken),
            3 => failure(Code::Connect),
            4 | 5 => {
                asks = Asks::Less(wait);
                status(429, &[said])
            }
            6 => {
                asks = Asks::Less(least);
                status(429, &[])
            }
            7 => {
                asks = Asks::Later(wait);
                status(503, &[said])
            }
            8 => status(503, &[]),
            _ => page("text/html", "<html><p>Come back later.</p></html>".to_owned(), &[]),
        };
        Reply { takes, outcome, asks, is_rules: false }
    }

    fn reply(&mut self, web: &Web, ask: &Ask, now: Moment) -> Reply {
        let name = ask.url.host_str().unwrap_or_default().to_owned();
        let host = self.hosts.iter().position(|host| host.name == name);
        let path = ask.url.path().to_owned();
        let Some(host) = host else {
            let outcome = failure(Code::Dns);
            return Reply { takes: Duration::ZERO, outcome, asks: Asks::Nothing, is_rules: false };
        };
        let is_page = is_page(&path);
        let feed = self.feeds.iter().position(|feed| {
            feed.address == ask.url.as_str().replace("https:", "http:")
                || feed.moved.as_ref().is_some_and(|(_, to)| *to == ask.url.as_str())
        });
        if let Some(at) = feed {
            self.look_at(at, ask, web.least, &web.disk, now);
        }
        if is_page {
            let own = &self.hosts[host];
            let answered = own.answered.get(ask.url.scheme()).copied();
            if own.robots.is_some() && path.starts_with("/b/") {
                self.wrong.push(format!("{} is forbidden", ask.url));
            }
            if answered.is_none() {
                self.wrong.push(format!("{} is asked before robots.txt", ask.url));
            }
        }
        if self.mood.trouble.is_some_and(|odds| self.dice.chance(odds)) {
            let reply = self.trouble(web.least);
            let is_html = reply.outcome.as_ref().is_ok_and(|answer| answer.status == 200);
            if let Some(at) = feed
                && let Err(Failure { code: Code::Connect | Code::Timeout, .. }) = reply.outcome
            {
                let secure = ask.url.as_str().replace("http:", "https:");
                self.feeds[at].leads = Some((secure, now.life));
            }
            if feed.is_some() || !is_html {
                return reply;
            }
        }
        if path == "/robots.txt" {
            return self.robots(host);
        }
        let mut takes = Duration::from_millis(self.dice.below(2000));
        if self.dice.chance(12) && self.mood.trouble.is_some() {
            takes = Duration::from_secs(self.dice.below(25));
        }
        let outcome = match feed {
            Some(at) => {
                let (feed, publishes) = (&mut self.feeds[at], self.mood.publishes);
                match &feed.moved {
                    Some((status_of, to)) if *to != ask.url.as_str() => {
                        feed.leads = Some((to.clone(), now.life));
                        status(*status_of, &[("location", to.clone())])
                    }
                    _ => {
                        if publishes {
                            feed.publish(&mut self.next, web.time.world(), &mut self.dice);
                        }
                        feed.answer(ask, self.hosts[feed.host].name)
                    }
                }
            }
            None if is_page => {
                let number: u64 = path.rsplit('/').next().unwrap_or_default().parse().unwrap_or(0);
                let mut dice = Dice::new(number ^ 0xFACE);
                let (headline, text) = (prose(&mut dice, 5), prose(&mut dice, 80));
                // As pages do, it says something else each time.
                let readers = prose(&mut self.dice, 40);
                let is_listed = path.starts_with("/listed/");
                let entry = Entry { number, version: 1 };
                let headline = if is_listed { format!("{} {headline}", token(entry)) } else { headline };
                page(
                    "text/html; charset=utf-8",
                    format!(
                        "<html><head><title>{headline}</title></head><body><article><h1>{headline}</h1><p>{text}</p>\
                         <p>{readers}</p></article></body></html>",
                    ),
                    &[],
                )
            }
            None => status(404, &[]),
        };
        Reply { takes, outcome, asks: Asks::Nothing, is_rules: false }
    }
}

impl Web {
    pub(super) fn new(
        time: &Time,
        disk: &SimDisk,
        promises: Promises,
        least: Duration,
        dice: &mut Dice,
    ) -> Web {
        let hosts = 1 + usize::try_from(dice.below(4)).unwrap();
        let host = |name: &'static str, dice: &mut Dice| {
            let delay = dice.chance(2).then(|| Duration::from_secs(1 + dice.below(25)));
            let robots = if dice.chance(4) { None } else { Some(delay) };
            Host { name, robots, answered: HashMap::new() }
        };
        let hosts: Vec<Host> = NAMES.into_iter().take(hosts).map(|name| host(name, dice)).collect();
        let feeds = (0..1 + dice.below(5)).map(|number| {
            let host = usize::try_from(dice.below(hosts.len() as u64)).unwrap();
            let other = usize::try_from(dice.below(hosts.len() as u64)).unwrap();
            let to = format!("http://{}/moved/{number}", hosts[other].name);
            let tags = dice.below(4);
            Feed {
                address: format!("http://{}/feed/{number}", hosts[host].name),
                follow: dice.chance(2),
                host,
                entries: Vec::new(),
                most: 2 + usize::try_from(dice.below(10)).unwrap(),
                revision: 0,
                tags: tags & 1 == 0,
                dates: tags & 2 == 0,
                moved: dice.chance(6).then(|| (if dice.chance(2) { 301 } else { 302 }, to)),
                given: HashMap::new(),
                asked: None,
                leads: None,
            }
        });
        let feeds: Vec<Feed> = feeds.collect();
        let mut next = 0;
        let pages = if dice.chance(3) { dice.below(7) } else { 0 };
        let listed = (0..pages).map(|_| {
            next += 1;
            let host = usize::try_from(dice.below(hosts.len() as u64)).unwrap();
            (Entry { number: next, version: 1 }, format!("http://{}/listed/{next}", hosts[host].name))
        });
        let listed = listed.collect();
        let mood = Mood { trouble: None, publishes: true };
        let (dice, journal) = (Dice::new(dice.roll()), Journal::default());
        let wrong = Vec::new();
        let state = State { dice, mood, hosts, feeds, listed, next, promises, journal, requests: 0, wrong };
        Web { time: time.clone(), disk: disk.clone(), least, state: Mutex::new(state) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub(super) fn is_in(&self, mood: Mood) {
        self.state().mood = mood;
    }

    /// A process begins.
    pub(super) fn begins(&self) {
        self.state().promises.begins(self.time.now());
    }

    /// Something goes wrong with the desk from now on.
    pub(super) fn disturbed(&self) {
        self.state().promises.disturbed(self.time.now());
    }

    /// The addresses of feeds whose pages are asked for, or are not.
    pub(super) fn feeds(&self, follow: bool) -> Vec<String> {
        let state = self.state();
        let feeds = state.feeds.iter().filter(|feed| feed.follow == follow);
        feeds.map(|feed| feed.address.clone()).collect()
    }

    /// Pages that a list names.
    pub(super) fn listed(&self) -> Vec<String> {
        self.state().listed.iter().map(|(_, address)| address.clone()).collect()
    }

    /// Everything that stands in a feed or list now.
    pub(super) fn stands(&self) -> Vec<Entry> {
        let state = self.state();
        let entries = state.feeds.iter().flat_map(|feed| feed.entries.iter().map(|(entry, _)| *entry));
        entries.chain(state.listed.iter().map(|(entry, _)| *entry)).collect()
    }

    /// What of that is not in the journal yet.
    pub(super) fn missing(&self) -> Vec<Entry> {
        let stands = self.stands();
        let mut state = self.state();
        state.journal.look(&self.disk, self.time.now().life);
        stands.into_iter().filter(|entry| !state.journal.has(*entry)).collect()
    }

    pub(super) fn requests(&self) -> u64 {
        self.state().requests
    }

    /// The first thing that was wrong with what was asked.
    pub(super) fn wrong(&self) -> Option<String> {
        self.state().wrong.first().cloned()
    }

    fn begin(&self, ask: &Ask) -> (Reply, UnderWay<'_>) {
        let now = self.time.now();
        let mut state = self.state();
        state.requests += 1;
        let host = ask.url.host_str().unwrap_or_default().to_owned();
        let address = ask.url.to_string();
        state.goes_by_rules(ask, &host, now);
        let wrong = state.promises.asked(&host, &address, now);
        state.wrong.extend(wrong.into_iter().map(|wrong| format!("{address}: {wrong}")));
        let reply = state.reply(self, ask, now);
        drop(state);
        self.disk.says(|| {
            let status =
                reply.outcome.as_ref().map_or_else(ToString::to_string, |answer| answer.status.to_string());
            format!("{:?} ({}): {address} asked: {status}, {:?}", now.at, now.shown, reply.asks)
        });
        let under_way = UnderWay { web: self, host, address, asks: Asks::Nothing };
        (reply, under_way)
    }
}

/// A request, until the value is dropped.
struct UnderWay<'w> {
    web: &'w Web,
    host: String,
    address: String,
    asks: Asks,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let now = self.web.time.now();
        self.web.state().promises.ended(&self.host, &self.address, self.asks, now);
    }
}

impl Network for Web {
    fn get<'a>(&'a self, ask: &'a Ask, held: &'a mut Held) -> Hopping<'a> {
        Box::pin(async move {
            let (reply, mut under_way) = self.begin(ask);
            tokio::time::sleep(reply.takes).await;
            if let Ok(answer) = &reply.outcome {
                held.grow(answer.body.len()).await;
            }
            under_way.asks = reply.asks;
            if reply.is_rules {
                let (now, scheme) = (self.time.now(), ask.url.scheme().to_owned());
                let mut state = self.state();
                let host = state.hosts.iter_mut().find(|host| host.name == under_way.host);
                host.into_iter().for_each(|host| {
                    host.answered.insert(scheme.clone(), now);
                });
            }
            drop(under_way);
            reply.outcome
        })
    }
}
