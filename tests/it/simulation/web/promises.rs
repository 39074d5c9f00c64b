//! What hosts were promised, or have asked for, and whether a request keeps to it.
//!
//! In memory a process knows all of it. What outlives the process is what was asked for some time before anything went
//! wrong with it, so that it could be kept, and it is measured by the desk's own clock then, which is all that there is.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;

use super::time::Moment;

/// After so long without a fault what a host asked for is kept.
const KEPT: Duration = Duration::from_secs(60);
/// How long a 429 of one host counts against its domain.
const HOUR: Duration = Duration::from_secs(3600);

/// Something that is not to be asked before.
#[derive(Debug, Clone)]
struct Wait {
    made: Moment,
    until: Duration,
    shown: Timestamp,
    why: &'static str,
}

impl Wait {
    fn new(made: Moment, wait: Duration, why: &'static str) -> Wait {
        Wait { made, until: made.at + wait, shown: made.shown + wait, why }
    }
}

#[derive(Debug, Default)]
struct Asked {
    in_flight: usize,
    /// When the last request ended.
    ended: Option<Duration>,
    crawl_delay: Option<(Duration, Moment)>,
    waits: Vec<Wait>,
    /// By address.
    addresses: HashMap<String, Wait>,
    /// The last 429.
    limited: Option<Wait>,
}

/// What a process was like.
#[derive(Debug, Clone, Copy)]
struct Life {
    began: Duration,
    /// Until when nothing went wrong; for ever, so far.
    calm: Duration,
}

/// What every host was promised.
pub(super) struct Promises {
    delay: Duration,
    delay_most: Duration,
    connections: usize,
    hosts: HashMap<String, Asked>,
    lives: HashMap<u64, Life>,
}

/// What an answer asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    Nothing,
    /// 429
    Less(Duration),
    /// 503
    Later(Duration),
    /// A robots.txt with a Crawl-delay.
    Slower(Duration),
}

fn domain(host: &str) -> &str {
    host.split_once('.').map_or(host, |(_, domain)| domain)
}

impl Promises {
    pub(super) fn new(delay: Duration, delay_most: Duration, connections: usize) -> Promises {
        Promises { delay, delay_most, connections, hosts: HashMap::new(), lives: HashMap::new() }
    }

    pub(super) fn begins(&mut self, now: Moment) {
        self.lives.insert(now.life, Life { began: now.at, calm: Duration::MAX });
    }

    /// Something goes wrong from now on.
    pub(super) fn disturbed(&mut self, now: Moment) {
        if let Some(life) = self.lives.get_mut(&now.life) {
            life.calm = life.calm.min(now.at);
        }
    }

    /// Whether what was learned at a moment is known now.
    pub(super) fn is_known(&self, made: Moment, now: Moment) -> bool {
        let calm = self.lives.get(&made.life).map_or(Duration::ZERO, |life| life.calm);
        made.life == now.life || calm >= made.at + KEPT
    }

    /// A process goes by what a host said to one before it: it knows all of that.
    pub(super) fn goes_by(&mut self, host: &str, now: Moment) {
        let asked = self.hosts.get_mut(host).and_then(|asked| asked.crawl_delay.as_mut());
        asked.into_iter().for_each(|(_, made)| made.life = now.life);
    }

    fn is_held(&self, wait: &Wait, now: Moment) -> bool {
        let is_shown = wait.made.life == now.life || now.shown < wait.shown;
        now.at < wait.until && self.is_known(wait.made, now) && is_shown
    }

    /// A host is asked. What is wrong with that.
    pub(super) fn asked(&mut self, host: &str, address: &str, now: Moment) -> Vec<String> {
        let mut wrong = Vec::new();
        let began = self.lives.get(&now.life).map_or(now.at, |life| life.began);
        let all: usize = self.hosts.values().map(|host| host.in_flight).sum();
        if all >= self.connections {
            wrong.push(format!("{all} requests are in flight already"));
        }
        if now.at < began + self.delay {
            wrong.push(format!("asked {:?} after the start", now.at - began));
        }
        self.hosts.entry(host.to_owned()).or_default();
        let asked = &self.hosts[host];
        if asked.in_flight > 0 {
            wrong.push("asked twice at a time".to_owned());
        }
        let slower = asked.crawl_delay.filter(|(_, made)| self.is_known(*made, now));
        let delay = self.delay.max(slower.map_or(Duration::ZERO, |(delay, _)| delay.min(self.delay_most)));
        if let Some(ended) = asked.ended.filter(|ended| now.at < *ended + delay) {
            wrong.push(format!("asked {:?} after the last request, not {delay:?}", now.at - ended));
        }
        let waits = asked.waits.iter().chain(asked.addresses.get(address));
        for wait in waits.filter(|wait| self.is_held(wait, now)) {
            wrong.push(format!("asked {:?} too soon: {}", wait.until - now.at, wait.why));
        }
        let asked = self.hosts.get_mut(host).unwrap();
        asked.in_flight += 1;
        wrong
    }

    /// A request has ended, with what the host asks for.
    pub(super) fn ended(&mut self, host: &str, address: &str, asks: Asks, now: Moment) {
        let others: Vec<Wait> = self
            .hosts
            .iter()
            .filter(|(other, _)| *other != host && domain(other) == domain(host))
            .filter_map(|(_, other)| other.limited.clone())
            .filter(|wait| wait.made.life == now.life && now.at - wait.made.at <= HOUR)
            .collect();
        let Some(asked) = self.hosts.get_mut(host) else { return };
        asked.in_flight -= 1;
        asked.ended = Some(now.at);
        asked.waits.retain(|wait| wait.until > now.at);
        match asks {
            Asks::Nothing => {}
            Asks::Slower(delay) => asked.crawl_delay = Some((delay, now)),
            Asks::Later(wait) => {
                let mut addresses = asked.addresses.iter();
                let is_second = addresses.any(|(other, held)| {
                    other != address && held.made.life == now.life && held.until > now.at
                });
                let wait = Wait::new(now, wait, "503 with Retry-After");
                if is_second {
                    asked.waits.push(Wait { why: "503 of a second address", ..wait.clone() });
                }
                asked.addresses.insert(address.to_owned(), wait);
            }
            Asks::Less(wait) => {
                let wait = Wait::new(now, wait, "429");
                asked.waits.push(wait.clone());
                asked.limited = Some(wait.clone());
                let all = others.iter().chain([&wait]);
                if let Some(longest) = all.max_by_key(|wait| wait.until).filter(|_| !others.is_empty()) {
                    let until = (longest.until, longest.shown);
                    let wait = Wait { made: now, until: until.0, shown: until.1, why: "429 of a domain" };
                    let hosts = self.hosts.iter_mut().filter(|(other, _)| domain(other) == domain(host));
                    hosts.for_each(|(_, other)| other.waits.push(wait.clone()));
                }
            }
        }
    }
}
