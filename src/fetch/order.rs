//! The order over hosts, for tasks: [`super::pace`] with a clock, and a place to wait in.
//!
//! Promises: over all requests of a client each host is asked in its pace, whoever asks; who is gone while it waits has left
//! its line, and who is gone with a turn has given it back. Nobody waits beyond its patience, nor for a host of which it is
//! known that it may not be asked before that ends.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as Watch, Notify, oneshot};
use url::Url;

use super::address::{self, HostKey};
use super::headers::retry_after;
use super::hop::{Answer, Code, Failure};
use super::memory::Asked;
use super::pace::{Ask, Counts, Pace, Said, Scope, Settings};
use crate::config::Period;
use crate::config::plan::Fetch;
use crate::host::Clock;

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asker {
    /// Whoever shares a lane is served in the order of asking; lanes are served in turn.
    pub(super) lane: u64,
    /// Until when it waits, on the clock that never goes back.
    pub(super) until: Duration,
    /// How long the host is left alone, and up to as long again, where it asks for less and does not say for how long.
    pub(super) back_off: Duration,
}

/// The pauses that a host wants: what its robots.txt says over http, over https, and what was kept before either was read
/// again.
#[derive(Debug, Default)]
struct Pauses {
    http: Option<Duration>,
    https: Option<Duration>,
    kept: Option<Duration>,
}

impl Pauses {
    /// What the robots.txt of an address's scheme says.
    fn of(&mut self, url: &Url) -> &mut Option<Duration> {
        if url.scheme() == "https" { &mut self.https } else { &mut self.http }
    }

    fn longest(&self) -> Option<Duration> {
        self.http.max(self.https).max(self.kept)
    }
}

/// Somebody who waits.
struct Waiter {
    number: u64,
    until: Duration,
    tell: oneshot::Sender<Turn>,
}

/// The order over every host.
pub(super) struct Order {
    pace: Mutex<Pace<Waiter>>,
    clock: Arc<dyn Clock>,
    /// Held by the one of those who wait that looks at the clock for all of them.
    watch: Watch<()>,
    /// The pauses that hosts want between two requests.
    pauses: Mutex<HashMap<HostKey, Pauses>>,
    /// Somebody may be served sooner than whoever looks at the clock knows.
    news: Notify,
    numbers: AtomicU64,
}

fn settings(fetch: &Fetch) -> Settings {
    Settings {
        delay: fetch.delay,
        delay_most: fetch.delay_most,
        per_host: fetch.per_host,
        connections: fetch.connections,
    }
}

impl Order {
    pub(super) fn new(fetch: &Fetch, clock: Arc<dyn Clock>) -> Arc<Order> {
        Arc::new(Order {
            pace: Mutex::new(Pace::new(settings(fetch), Duration::ZERO)),
            clock,
            watch: Watch::new(()),
            pauses: Mutex::default(),
            news: Notify::new(),
            numbers: AtomicU64::new(0),
        })
    }

    /// Takes another `[fetch]`; what was promised to hosts stays.
    pub(super) fn reload(self: &Arc<Self>, fetch: &Fetch) {
        self.pace().reload(settings(fetch));
        self.serve();
        self.news.notify_one();
    }

    fn pace(&self) -> MutexGuard<'_, Pace<Waiter>> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// [`Code::Limited`] where there is none before patience ends.
    pub(super) async fn take(self: &Arc<Self>, url: &Url, asker: Asker) -> Result<Turn, Failure> {
        let ask = ask(url, asker.lane)?;
        let now = self.clock.monotonic();
        let number = self.numbers.fetch_add(1, Relaxed);
        let (tell, mut told) = oneshot::channel();
        {
            let mut pace = self.pace();
            if pace.free_from(&ask) > asker.until {
                drop(pace);
                return Err(self.limited(&ask));
            }
            pace.wait(ask.clone(), Waiter { number, until: asker.until, tell });
        }
        self.serve();
        self.news.notify_one();
        let mut stand = Stand { order: Arc::clone(self), host: ask.host.clone(), number, waits: true };
        tokio::select! {
            biased;
            turn = &mut told => {
                stand.waits = false;
                turn.map_err(|_| self.limited(&ask))
            }
            () = tokio::time::sleep(asker.until.saturating_sub(now)) => Err(self.limited(&ask)),
            never = self.look_at_the_clock() => match never {},
        }
    }

    /// Why there is no turn.
    fn limited(&self, ask: &Ask) -> Failure {
        let wait = self.pace().free_from(ask).saturating_sub(self.clock.monotonic());
        let message = if wait.is_zero() {
            "others were before it at the host, each in its turn, for longer than it can wait".to_owned()
        } else {
            let wait = Period(Duration::from_secs(wait.as_secs() + 1));
            format!("the host is not to be asked for another {wait}")
        };
        Failure::new(Code::Limited, message)
    }

    /// Gives every turn out in its time, as long as nobody else does.
    async fn look_at_the_clock(self: &Arc<Self>) -> Infallible {
        let _alone = self.watch.lock().await;
        loop {
            let news = self.news.notified();
            match self.serve() {
                Some(wait) => tokio::select! {
                    biased;
                    () = news => {}
                    () = tokio::time::sleep(wait) => {}
                },
                None => news.await,
            }
        }
    }

    /// Gives out the turns that there are now; how long until there may be another one, if nothing ends before.
    fn serve(self: &Arc<Self>) -> Option<Duration> {
        let now = self.clock.monotonic();
        let mut turns = Vec::new();
        let next = {
            let mut pace = self.pace();
            while let Some(turn) = pace.next(now) {
                turns.push(turn);
            }
            pace.next_at()
        };
        for turn in turns {
            let given = Turn { order: Arc::clone(self), ask: turn.ask, is_used: false, said: Said::Nothing };
            // One that nobody takes is given back as it is dropped.
            drop(turn.token.tell.send(given));
        }
        next.map(|at| at.saturating_sub(now))
    }

    /// What the robots.txt of a scheme says of the pause between two requests to its host has become known: the next one
    /// keeps it already. Whether the host wants another one than before.
    pub(super) fn slow_down(&self, url: &Url, crawl_delay: Option<Duration>) -> bool {
        self.change_pauses(url, |pauses| {
            *pauses.of(url) = crawl_delay;
            pauses.kept = None;
        })
    }

    /// The same of a robots.txt that was kept: what was kept of the host holds beside it. It may be that only the
    /// robots.txt could be kept.
    pub(super) fn slow_as_before(&self, url: &Url, crawl_delay: Option<Duration>) {
        self.change_pauses(url, |pauses| *pauses.of(url) = crawl_delay);
    }

    /// Whether the host wants another pause after a change.
    fn change_pauses(&self, url: &Url, change: impl FnOnce(&mut Pauses)) -> bool {
        let Some(host) = HostKey::of(url) else { return false };
        let mut all = self.pauses();
        let pauses = all.entry(host.clone()).or_default();
        let before = pauses.longest();
        change(pauses);
        let after = pauses.longest();
        if after.is_none() {
            all.remove(&host);
        }
        drop(all);
        if let Some(delay) = after {
            self.pace().slow_down(&host, delay, self.clock.monotonic());
        }
        before != after
    }

    fn pauses(&self) -> MutexGuard<'_, HashMap<HostKey, Pauses>> {
        self.pauses.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The pause that a host wants, if it does.
    fn pause(&self, host: &HostKey) -> Option<Duration> {
        self.pauses().get(host).and_then(Pauses::longest)
    }

    /// What a host asks for, and its domain.
    pub(super) fn asked(&self, url: &Url) -> Vec<(Scope, Asked)> {
        let Some(host) = HostKey::of(url) else { return Vec::new() };
        let (delay, now) = (self.pause(&host), self.clock.monotonic());
        let pace = self.pace();
        let (mut holds, held) = (pace.holds_of(&host, now), pace.held(&host, now));
        let limited = pace.limited(&host, now);
        drop(pace);
        let own = Scope::Host(host);
        if holds.iter().all(|(scope, _)| *scope != own) {
            holds.push((own.clone(), Duration::ZERO));
        }
        let asked = |(scope, wait)| match scope == own {
            true => (scope, Asked { wait, delay, limited, held: held.clone() }),
            false => (scope, Asked { wait, ..Asked::default() }),
        };
        holds.into_iter().map(asked).collect()
    }

    /// Takes up what hosts asked for before a restart, and leaves every host alone for as long as a request may have to
    /// keep from one that was under way when the process ended.
    pub(super) fn remember(&self, asked: Vec<(Scope, Asked)>, delay: Duration) {
        let now = self.clock.monotonic();
        let mut pace = self.pace();
        pace.quiet(now + delay);
        for (scope, Asked { wait, delay, limited, held }) in asked {
            pace.hold(&scope, wait, now);
            let Scope::Host(host) = scope else { continue };
            if let Some(left) = limited {
                pace.was_limited(&host, left, now);
            }
            if let Some((address, left)) = held {
                pace.hold_address(&host, address, left, now);
            }
            if let Some(delay) = delay {
                pace.slow_down(&host, delay, now);
                self.pauses().entry(host).or_default().kept = Some(delay);
            }
        }
    }

    /// How long nobody asks for an address, as far as is known now.
    pub(super) fn wait(&self, url: &Url) -> Duration {
        let Ok(ask) = ask(url, 0) else { return Duration::ZERO };
        self.pace().free_from(&ask).saturating_sub(self.clock.monotonic())
    }

    /// How many requests are in flight.
    pub(super) fn in_flight(&self) -> usize {
        self.pace().in_flight()
    }

    /// How many wait for their turn.
    pub(super) fn waiting(&self) -> usize {
        self.pace().waiting()
    }

    /// How many hosts there are in each state.
    pub(super) fn counts(&self) -> Counts {
        self.pace().counts(self.clock.monotonic())
    }
}

fn ask(url: &Url, lane: u64) -> Result<Ask, Failure> {
    let host =
        HostKey::of(url).ok_or_else(|| Failure::new(Code::Scheme, "expected an address with a host"))?;
    Ok(Ask { host, address: address::key(url).into(), lane })
}

/// A place in a line, left as the value is dropped.
struct Stand {
    order: Arc<Order>,
    host: HostKey,
    number: u64,
    waits: bool,
}

impl Drop for Stand {
    fn drop(&mut self) {
        if self.waits {
            self.order.pace().leave(&self.host, |waiter| waiter.number == self.number);
        }
    }
}

/// A turn, until the value is dropped.
pub(super) struct Turn {
    order: Arc<Order>,
    ask: Ask,
    /// Whether the host was asked anything.
    is_used: bool,
    said: Said,
}

impl Turn {
    /// The host is asked now.
    pub(super) fn begin(&mut self) {
        self.is_used = true;
    }

    /// Ends it with what the host answered, which may ask for a wait of `most`. Whether it asks for one.
    pub(super) fn end(mut self, answer: Option<&Answer>, asker: Asker, most: Duration) -> bool {
        let Some(answer) = answer else { return false };
        let wait = retry_after(&answer.headers, self.order.clock.now(), most);
        self.said = match (answer.status, wait) {
            (429, wait) => Said::Limited { wait, back_off: asker.back_off },
            (503, Some(wait)) => Said::Unavailable(wait),
            _ => Said::Nothing,
        };
        self.said != Said::Nothing
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let now = self.order.clock.monotonic();
        let crawl_delay = self.order.pause(&self.ask.host);
        let mut pace = self.order.pace();
        if self.is_used {
            pace.end(&self.ask, crawl_delay, self.said, now);
        } else {
            pace.give_back(&self.ask);
        }
        if self.said != Said::Nothing {
            // Who has not so much patience is told now.
            let free = pace.not_before(&self.ask.host);
            pace.leave(&self.ask.host, |waiter| waiter.until < free);
        }
        drop(pace);
        self.order.serve();
        self.order.news.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::plan::Plan;
    use crate::host::SystemClock;

    fn order(delay: Duration) -> Arc<Order> {
        let fetch = Fetch { delay, connections: 2, ..Plan::builtin().fetch };
        Order::new(&fetch, Arc::new(SystemClock::default()))
    }

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    async fn take(order: &Arc<Order>, lane: u64, address: &str, patience: u64) -> Result<Turn, Failure> {
        let until = order.clock.monotonic() + Duration::from_millis(patience);
        let asker = Asker { lane, until, back_off: Duration::from_secs(60) };
        order.take(&url(address), asker).await
    }

    /// A task that waits for a turn by now.
    async fn waits(order: &Arc<Order>, lane: u64, address: &'static str) -> tokio::task::JoinHandle<Turn> {
        let (own, before) = (Arc::clone(order), order.pace().waiting());
        let task = tokio::spawn(async move { take(&own, lane, address, 60_000).await.unwrap() });
        while order.pace().waiting() == before {
            tokio::task::yield_now().await;
        }
        task
    }

    #[tokio::test]
    async fn who_is_gone_while_it_waits_is_in_nobody_s_way() {
        let order = order(Duration::ZERO);
        let turn = take(&order, 0, "http://a.test/1", 0).await.unwrap();
        // The one that looks at the clock for all of them, and one of the others.
        let first = waits(&order, 0, "http://a.test/2").await;
        let second = waits(&order, 0, "http://a.test/3").await;
        let third = waits(&order, 0, "http://a.test/4").await;
        first.abort();
        second.abort();
        assert!(first.await.is_err() && second.await.is_err());
        assert_eq!(order.pace().waiting(), 1);
        drop(turn);
        drop(third.await.unwrap());
        assert_eq!((order.in_flight(), order.pace().waiting()), (0, 0));
    }

    #[tokio::test]
    async fn a_turn_that_comes_too_late_goes_to_the_next() {
        let order = order(Duration::ZERO);
        let turn = take(&order, 0, "http://a.test/1", 0).await.unwrap();
        let gone = waits(&order, 0, "http://a.test/2").await;
        let next = waits(&order, 0, "http://a.test/3").await;
        // It has its turn by now, and never learns of it.
        drop(turn);
        gone.abort();
        drop(next.await.unwrap());
        assert_eq!(order.in_flight(), 0);
    }

    #[tokio::test]
    async fn a_turn_that_was_not_used_owes_no_delay_and_one_cut_off_does() {
        let order = order(Duration::from_millis(100));
        drop(take(&order, 0, "http://a.test/1", 0).await.unwrap());
        let mut turn = take(&order, 0, "http://a.test/1", 0).await.unwrap();
        turn.begin();
        drop(turn);
        let begun = std::time::Instant::now();
        drop(take(&order, 0, "http://a.test/1", 1000).await.unwrap());
        assert!(begun.elapsed() >= Duration::from_millis(95), "{:?}", begun.elapsed());
    }

    #[test]
    fn a_pause_is_the_host_s_as_long_as_one_of_its_robots_txt_says_so() {
        let order = order(Duration::ZERO);
        let slow = |address: &str, seconds: u64| {
            let is_news = order.slow_down(&url(address), (seconds > 0).then(|| Duration::from_secs(seconds)));
            (is_news, order.pause(&HostKey::of(&url(address)).unwrap()).map_or(0, |pause| pause.as_secs()))
        };
        assert_eq!(slow("http://a.test/1", 13), (true, 13));
        assert_eq!(slow("https://a.test/1", 0), (false, 13), "the other scheme has none");
        assert_eq!(slow("https://a.test/1", 20), (true, 20));
        assert_eq!((slow("https://a.test/1", 0), slow("http://a.test/1", 0)), ((true, 13), (true, 0)));
        let host = Scope::Host(HostKey::of(&url("http://b.test/")).unwrap());
        let asked = Asked { delay: Some(Duration::from_secs(9)), ..Asked::default() };
        order.remember(vec![(host, asked)], Duration::ZERO);
        let pause = |address: &str| order.pause(&HostKey::of(&url(address)).unwrap());
        order.slow_as_before(&url("http://b.test/"), Some(Duration::from_secs(5)));
        assert_eq!(pause("http://b.test/"), Some(Duration::from_secs(9)), "both were kept");
        assert_eq!(slow("http://b.test/", 5), (true, 5), "what was kept holds until it is read again");
        order.slow_as_before(&url("http://c.test/"), Some(Duration::from_secs(7)));
        assert_eq!(pause("http://c.test/"), Some(Duration::from_secs(7)), "only robots.txt could be kept");
    }

    #[tokio::test]
    async fn lanes_are_served_in_turn() {
        let order = order(Duration::ZERO);
        let mut turn = take(&order, 0, "http://a.test/0", 0).await.unwrap();
        let mut waiting = Vec::new();
        for (lane, address) in [(1, "/1"), (1, "/2"), (1, "/3"), (2, "/4")] {
            let address = ["http://a.test", address].concat().leak();
            waiting.push(waits(&order, lane, address).await);
        }
        let mut served = Vec::new();
        while !waiting.is_empty() {
            turn.begin();
            drop(turn);
            let ready = loop {
                tokio::task::yield_now().await;
                if let Some(at) = waiting.iter().position(|task| task.is_finished()) {
                    break at;
                }
            };
            turn = waiting.remove(ready).await.unwrap();
            served.push(turn.ask.lane);
        }
        assert_eq!(served, [1, 2, 1, 1]);
    }

    #[tokio::test]
    async fn connections_are_bounded_over_all_hosts_and_nobody_waits_beyond_its_patience() {
        let order = order(Duration::ZERO);
        let one = take(&order, 0, "http://a.test/", 0).await.unwrap();
        let two = take(&order, 0, "http://b.test/", 0).await.unwrap();
        let why = take(&order, 0, "http://c.test/", 30).await.err().unwrap();
        assert_eq!(why.code, Code::Limited);
        assert!(why.message.starts_with("others were before it"), "{why}");
        drop((one, two));
        assert!(take(&order, 0, "http://c.test/", 0).await.is_ok());
    }

    #[tokio::test]
    async fn who_waits_at_a_host_that_asks_for_less_is_told_at_once() {
        let order = order(Duration::ZERO);
        let mut turn = take(&order, 0, "http://a.test/", 0).await.unwrap();
        let begun = std::time::Instant::now();
        let own = Arc::clone(&order);
        let waiting = tokio::spawn(async move { take(&own, 0, "http://a.test/2", 20_000).await });
        while order.pace().waiting() == 0 {
            tokio::task::yield_now().await;
        }
        turn.said = Said::Limited { wait: Some(Duration::from_secs(60)), back_off: Duration::ZERO };
        turn.begin();
        drop(turn);
        let why = waiting.await.unwrap().err().unwrap().to_string();
        assert!(why.starts_with("limited: the host is not to be asked for another "), "{why}");
        assert!(begun.elapsed() < Duration::from_secs(10));
    }
}
