//! Who may be asked now: order over hosts, whatever asks them (pages, redirects, robots.txt).
//!
//! Between the end of one request to a host and the start of the next lies `delay`, or the host's longer Crawl-delay up to
//! `delay_most`; `per_host` requests are in flight to one host and `connections` together. A host that answers 429 (RFC 6585)
//! is asked by nobody before its Retry-After, a second host of the same registrable domain within an hour makes it the
//! domain. After 503 with Retry-After the address waits, and the host where a second address gets one.
//!
//! A pure state machine: it is given the time, as [`crate::host::Clock::monotonic`] has it, so no jump of a wall clock
//! shortens a wait. Whoever wants to ask waits in a line of the host ([`Pace::wait`]); [`Pace::next`] says who is next, each
//! host in the order in which it became ready, and within a host each lane in turn, so that a source with a million
//! addresses does not starve another one. What is kept of a host is forgotten once nothing holds it back.
//!
//! The waits that outlive a restart are [`Pace::holds`] and [`Pace::held`]; the delay after a request that a crash cut off is kept by asking
//! nobody before [`Pace::new`]'s `quiet_until`.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use super::address::HostKey;
use super::hash;

/// How long a 429 of one host counts against its domain.
const DOMAIN_WINDOW: Duration = Duration::from_secs(3600);

/// What the order rests on; as CONFIG's `[fetch]` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Least time between the end of one request to a host and the start of the next.
    pub delay: Duration,
    /// Most that a Crawl-delay makes of it.
    pub delay_most: Duration,
    /// Most requests in flight to one host.
    pub per_host: usize,
    /// Most requests in flight.
    pub connections: usize,
}

/// What the end of a request says about the host's pace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// Nothing.
    Nothing,
    /// 429: `wait` is its Retry-After, capped, where it can be read; else whoever asked waits `back_off`, and up to as long
    /// again.
    Limited {
        /// Retry-After.
        wait: Option<Duration>,
        /// What the asker's own back-off is.
        back_off: Duration,
    },
    /// 503 with this Retry-After, capped.
    Unavailable(Duration),
}

/// Somebody whose turn it is. It is given back with [`Pace::end`].
#[derive(Debug, PartialEq, Eq)]
pub struct Turn<T> {
    /// Who.
    pub token: T,
    /// What may be asked.
    pub ask: Ask,
}

/// What somebody wants to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The host.
    pub host: HostKey,
    /// The address, as [`super::address::key`] has it.
    pub address: Arc<str>,
    /// Whoever shares a lane is served in the order of asking; lanes are served in turn.
    pub lane: u64,
}

/// What a wait holds for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// One host.
    Host(HostKey),
    /// All hosts of a registrable domain.
    Domain(Arc<str>),
}

/// How many hosts there are in each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Hosts that are being asked.
    pub asked: usize,
    /// Hosts that somebody waits for.
    pub waited_for: usize,
    /// Hosts that are held back for longer than their delay.
    pub limited: usize,
}

#[derive(Debug)]
struct Waiter<T> {
    token: T,
    ask: Ask,
}

#[derive(Debug)]
struct Host<T> {
    domain: Option<Arc<str>>,
    in_flight: usize,
    /// Nobody asks before; delay and limits.
    not_before: Duration,
    /// 429s in a row.
    limited: u32,
    /// The address that a 503 holds back, and until when.
    held: Option<(Arc<str>, Duration)>,
    /// Those who wait for that address.
    behind_held: VecDeque<Waiter<T>>,
    lanes: VecDeque<(u64, VecDeque<Waiter<T>>)>,
    /// Where it stands among those that are ready.
    place: Option<(Duration, u64)>,
}

/// What is known of the hosts of one registrable domain.
#[derive(Debug, Default)]
struct Domain {
    not_before: Duration,
    /// The last 429s of two hosts, the newest last: who, until when it counts, until when the host waits.
    recent: VecDeque<(HostKey, Duration, Duration)>,
}

/// The order over all hosts.
#[derive(Debug)]
pub struct Pace<T> {
    settings: Settings,
    quiet_until: Duration,
    hosts: HashMap<HostKey, Host<T>>,
    domains: HashMap<Arc<str>, Domain>,
    /// Hosts that somebody waits for and that may take another request, by when; among equals in the order of coming.
    ready: BTreeSet<(Duration, u64, HostKey)>,
    count: u64,
    in_flight: usize,
    waiting: usize,
    /// How many hosts were left when it was last looked which can be forgotten.
    kept: usize,
}

impl<T> Pace<T> {
    /// An order in which nobody is asked before `quiet_until`: after a start, the delay of a request that may have been in
    /// flight when the process ended.
    pub fn new(settings: Settings, quiet_until: Duration) -> Self {
        Pace {
            settings,
            quiet_until,
            hosts: HashMap::new(),
            domains: HashMap::new(),
            ready: BTreeSet::new(),
            count: 0,
            in_flight: 0,
            waiting: 0,
            kept: 0,
        }
    }

    /// Nobody is asked before then of whom nothing is known yet.
    pub fn quiet(&mut self, until: Duration) {
        self.quiet_until = self.quiet_until.max(until);
    }

    /// Takes other settings; what was promised to hosts already stays.
    pub fn reload(&mut self, settings: Settings) {
        self.settings = settings;
        let hosts: Vec<HostKey> = self.hosts.keys().cloned().collect();
        hosts.iter().for_each(|host| self.place(host));
    }

    /// Stands in the host's line.
    pub fn wait(&mut self, ask: Ask, token: T) {
        let (key, lane) = (ask.host.clone(), ask.lane);
        let host = self.host(&key);
        let waiter = Waiter { token, ask };
        match host.lanes.iter_mut().find(|(own, _)| *own == lane) {
            Some((_, line)) => line.push_back(waiter),
            None => host.lanes.push_back((lane, VecDeque::from([waiter]))),
        }
        self.waiting += 1;
        self.place(&key);
    }

    /// Leaves the host's line; whoever `is` picks is gone from it.
    pub fn leave(&mut self, key: &HostKey, is: impl Fn(&T) -> bool) {
        let Some(host) = self.hosts.get_mut(key) else { return };
        let before = host.waiting();
        host.behind_held.retain(|waiter| !is(&waiter.token));
        host.lanes.iter_mut().for_each(|(_, line)| line.retain(|waiter| !is(&waiter.token)));
        host.lanes.retain(|(_, line)| !line.is_empty());
        self.waiting -= before - host.waiting();
        self.place(key);
    }

    /// Whose turn it is now; `None` where nobody's is.
    pub fn next(&mut self, now: Duration) -> Option<Turn<T>> {
        while self.in_flight < self.settings.connections {
            let (at, _, key) = self.ready.first()?.clone();
            if at > now {
                return None;
            }
            // What was promised since it was put there may hold it back; then it gets another place.
            let free = self.hosts.get(&key).and_then(|host| self.free(host)).is_some_and(|free| free <= now);
            let waiter = if free { self.hosts.get_mut(&key).and_then(|host| host.first(now)) } else { None };
            if let Some(waiter) = waiter {
                self.waiting -= 1;
                self.in_flight += 1;
                if let Some(host) = self.hosts.get_mut(&key) {
                    host.in_flight += 1;
                }
                // Behind the others that are ready, also where it may take more at once.
                self.unplace(&key);
                self.place(&key);
                return Some(Turn { token: waiter.token, ask: waiter.ask });
            }
            self.place(&key);
        }
        None
    }

    /// When [`Self::next`] is worth asking again, if nothing ends or comes before; `None`: not before something does.
    pub fn next_at(&self) -> Option<Duration> {
        let room = self.in_flight < self.settings.connections;
        self.ready.first().filter(|_| room).map(|(at, ..)| *at)
    }

    /// A request has ended, with the Crawl-delay that is known of its host, and what the answer says about the pace.
    pub fn end(&mut self, ask: &Ask, crawl_delay: Option<Duration>, said: Said, now: Duration) {
        let delay = self.settings.delay.max(crawl_delay.unwrap_or_default().min(self.settings.delay_most));
        let host = self.host(&ask.host);
        host.in_flight = host.in_flight.saturating_sub(1);
        host.not_before = host.not_before.max(now + delay);
        match said {
            Said::Nothing => host.limited = 0,
            Said::Limited { wait, back_off } => {
                let until = now + wait.unwrap_or_else(|| unknown_wait(&ask.host, host.limited, back_off));
                host.limited = host.limited.saturating_add(1);
                host.not_before = host.not_before.max(until);
                self.limit_domain(&ask.host, now, until);
            }
            Said::Unavailable(wait) => host.unavailable(&ask.address, now, now + wait),
        }
        self.in_flight = self.in_flight.saturating_sub(1);
        self.place(&ask.host);
        self.forget(now);
    }

    /// A turn was not used: the host was asked nothing, and owes no delay.
    pub fn give_back(&mut self, ask: &Ask) {
        let host = self.host(&ask.host);
        host.in_flight = host.in_flight.saturating_sub(1);
        self.in_flight = self.in_flight.saturating_sub(1);
        self.place(&ask.host);
    }

    /// The Crawl-delay of a host became known by a request that has just ended.
    pub fn slow_down(&mut self, key: &HostKey, crawl_delay: Duration, now: Duration) {
        let until = now + crawl_delay.min(self.settings.delay_most);
        let host = self.host(key);
        host.not_before = host.not_before.max(until);
        self.place(key);
    }

    /// Waits that are longer than `delay`, with what is left of them: what is kept over a restart.
    pub fn holds(&self, now: Duration) -> Vec<(Scope, Duration)> {
        let least = now + self.settings.delay;
        let hosts = self.hosts.iter().filter(|(_, host)| host.not_before > least);
        let hosts = hosts.map(|(key, host)| (Scope::Host(key.clone()), host.not_before.saturating_sub(now)));
        let domains = self.domains.iter().filter(|(_, domain)| domain.not_before > now);
        let domains = domains
            .map(|(name, domain)| (Scope::Domain(name.clone()), domain.not_before.saturating_sub(now)));
        hosts.chain(domains).collect()
    }

    /// What of [`Pace::holds`] concerns one host, itself and its domain.
    pub fn holds_of(&self, key: &HostKey, now: Duration) -> Vec<(Scope, Duration)> {
        let host = self.hosts.get(key).map(|host| host.not_before).unwrap_or_default();
        let domain = key.domain().and_then(|name| self.domains.get_key_value(name));
        let host = (host > now + self.settings.delay).then(|| (Scope::Host(key.clone()), host));
        let domain = domain.map(|(name, domain)| (Scope::Domain(name.clone()), domain.not_before));
        let holds = host.into_iter().chain(domain.filter(|(_, until)| *until > now));
        holds.map(|(scope, until)| (scope, until.saturating_sub(now))).collect()
    }

    /// Takes up a wait that was kept.
    pub fn hold(&mut self, scope: &Scope, left: Duration, now: Duration) {
        let until = now + left;
        match scope {
            Scope::Host(key) => {
                let host = self.host(key);
                host.not_before = host.not_before.max(until);
                self.place(key);
            }
            Scope::Domain(name) => {
                let domain = self.domains.entry(name.clone()).or_default();
                domain.not_before = domain.not_before.max(until);
            }
        }
    }

    /// For how long a 429 of a host counts against its domain, if it does: what is kept over a restart, too.
    pub fn limited(&self, key: &HostKey, now: Duration) -> Option<Duration> {
        let domain = key.domain().and_then(|name| self.domains.get(name))?;
        let counts = domain.recent.iter().find(|(host, ..)| host == key).map(|(_, counts, _)| *counts);
        counts.and_then(|counts| counts.checked_sub(now)).filter(|left| !left.is_zero())
    }

    /// Takes up that a host was limited, which counts for so long yet; after what it is held for.
    pub fn was_limited(&mut self, key: &HostKey, left: Duration, now: Duration) {
        let Some(name) = key.domain() else { return };
        let until = self.hosts.get(key).map(|host| host.not_before).unwrap_or_default();
        self.domains.entry(Arc::from(name)).or_default().limited(key, now + left.min(DOMAIN_WINDOW), until);
    }

    /// The address of a host that a 503 holds back by itself, and for how long still.
    pub fn held(&self, key: &HostKey, now: Duration) -> Option<(Arc<str>, Duration)> {
        let (address, until) = self.hosts.get(key)?.held.as_ref()?;
        let left = until.saturating_sub(now);
        (!left.is_zero()).then(|| (Arc::clone(address), left))
    }

    /// Takes up that an address of a host is held back.
    pub fn hold_address(&mut self, key: &HostKey, address: Arc<str>, left: Duration, now: Duration) {
        self.host(key).held = Some((address, now + left));
        self.place(key);
    }

    /// When a host may be asked at the earliest, as far as is known now.
    pub fn not_before(&self, key: &HostKey) -> Duration {
        let host = self.hosts.get(key).map(|host| host.not_before);
        let domain = key.domain().and_then(|name| self.domains.get(name)).map(|domain| domain.not_before);
        self.quiet_until.max(host.unwrap_or_default()).max(domain.unwrap_or_default())
    }

    /// When something may be asked at the earliest, as far as is known now.
    pub fn free_from(&self, ask: &Ask) -> Duration {
        let held = self.hosts.get(&ask.host).and_then(|host| host.held.as_ref());
        let held = held.filter(|(address, _)| *address == ask.address).map(|(_, until)| *until);
        self.not_before(&ask.host).max(held.unwrap_or_default())
    }

    /// How many requests are in flight.
    pub fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// How many wait for their turn.
    pub fn waiting(&self) -> usize {
        self.waiting
    }

    /// How many hosts there are in each state; a host may be in several.
    pub fn counts(&self, now: Duration) -> Counts {
        let mut counts = Counts::default();
        for host in self.hosts.values() {
            counts.asked += usize::from(host.in_flight > 0);
            counts.waited_for += usize::from(host.waiting() > 0);
            counts.limited +=
                usize::from(host.not_before > now + self.settings.delay_most.max(self.settings.delay));
        }
        counts
    }

    fn host(&mut self, key: &HostKey) -> &mut Host<T> {
        let quiet_until = self.quiet_until;
        self.hosts.entry(key.clone()).or_insert_with(|| Host {
            domain: key.domain().map(Arc::from),
            in_flight: 0,
            not_before: quiet_until,
            limited: 0,
            held: None,
            behind_held: VecDeque::new(),
            lanes: VecDeque::new(),
            place: None,
        })
    }

    /// When a host can take the first of its line; `None` where nobody waits or as many are in flight as may be.
    fn free(&self, host: &Host<T>) -> Option<Duration> {
        if host.in_flight >= self.settings.per_host {
            return None;
        }
        let domain = host.domain.as_ref().and_then(|name| self.domains.get(name));
        let from = host.not_before.max(domain.map_or(Duration::ZERO, |domain| domain.not_before));
        let held = host.held.as_ref().map_or(Duration::ZERO, |(_, until)| *until);
        match (host.lanes.is_empty(), host.behind_held.is_empty()) {
            (false, _) => Some(from),
            (true, false) => Some(from.max(held)),
            (true, true) => None,
        }
    }

    /// Puts a host where it belongs among those that are ready.
    fn place(&mut self, key: &HostKey) {
        let Some(host) = self.hosts.get(key) else { return };
        let at = self.free(host);
        if host.place.map(|(at, _)| at) == at {
            return;
        }
        self.unplace(key);
        if let (Some(at), Some(host)) = (at, self.hosts.get_mut(key)) {
            self.count += 1;
            host.place = Some((at, self.count));
            self.ready.insert((at, self.count, key.clone()));
        }
    }

    fn unplace(&mut self, key: &HostKey) {
        if let Some((at, count)) = self.hosts.get_mut(key).and_then(|host| host.place.take()) {
            self.ready.remove(&(at, count, key.clone()));
        }
    }

    /// The domain is held back as soon as two of its hosts were limited within an hour.
    fn limit_domain(&mut self, key: &HostKey, now: Duration, until: Duration) {
        let Some(name) = key.domain() else { return };
        let domain = self.domains.entry(Arc::from(name)).or_default();
        let own = domain.recent.iter().find(|(host, ..)| host == key).map(|(.., until)| *until);
        let until = own.map_or(until, |own| own.max(until));
        domain.recent.retain(|(host, counts, _)| host != key && now <= *counts);
        if let Some(longest) = domain.recent.iter().map(|(.., until)| *until).max() {
            domain.not_before = domain.not_before.max(until).max(longest);
        }
        domain.limited(key, now + DOMAIN_WINDOW, until);
    }

    /// Forgets what holds nobody back, once there is twice as much as was left the last time.
    fn forget(&mut self, now: Duration) {
        if self.hosts.len() + self.domains.len() <= (2 * self.kept).max(1024) {
            return;
        }
        self.hosts.retain(|_, host| {
            let held = host.held.as_ref().is_some_and(|(_, until)| *until > now);
            host.in_flight > 0 || host.waiting() > 0 || host.not_before > now || held
        });
        self.domains.retain(|_, domain| {
            domain.not_before > now || domain.recent.iter().any(|(_, counts, _)| now <= *counts)
        });
        self.kept = self.hosts.len() + self.domains.len();
    }
}

impl Domain {
    /// One of its hosts was limited, which counts for so long.
    fn limited(&mut self, key: &HostKey, counts: Duration, until: Duration) {
        self.recent.push_back((key.clone(), counts, until));
        if self.recent.len() > 2 {
            self.recent.pop_front();
        }
    }
}

impl<T> Host<T> {
    fn waiting(&self) -> usize {
        self.behind_held.len() + self.lanes.iter().map(|(_, line)| line.len()).sum::<usize>()
    }

    /// Takes the first of the lane whose turn it is. Who wants the address that is held back stands aside.
    fn first(&mut self, now: Duration) -> Option<Waiter<T>> {
        if self.held.as_ref().is_some_and(|(_, until)| *until <= now) {
            self.held = None;
        }
        if self.held.is_none() && !self.behind_held.is_empty() {
            return self.behind_held.pop_front();
        }
        while let Some((lane, mut line)) = self.lanes.pop_front() {
            let waiter = line.pop_front();
            if !line.is_empty() {
                self.lanes.push_back((lane, line));
            }
            match (waiter, &self.held) {
                (Some(waiter), Some((address, _))) if waiter.ask.address == *address => {
                    self.behind_held.push_back(waiter)
                }
                (Some(waiter), _) => return Some(waiter),
                (None, _) => {}
            }
        }
        None
    }

    fn unavailable(&mut self, address: &Arc<str>, now: Duration, until: Duration) {
        self.limited = 0;
        match self.held.as_mut().filter(|(_, until)| *until > now) {
            Some((held, _)) if held != address => self.not_before = self.not_before.max(until),
            Some((_, own)) => *own = until.max(*own),
            None => self.held = Some((address.clone(), until)),
        }
    }
}

/// How long a host waits that says "too many" and not for how long: the asker's back-off, and a share of it again.
fn unknown_wait(host: &HostKey, times: u32, back_off: Duration) -> Duration {
    back_off + hash::share(back_off, host.as_str(), i64::from(times))
}

#[cfg(test)]
mod tests;
