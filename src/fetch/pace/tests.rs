//! One behaviour at a time, then all of them at random against what was promised.

use std::collections::BTreeMap;

use proptest::prelude::*;
use url::Url;

use super::*;

const SETTINGS: Settings = Settings { delay: s(5), delay_most: s(120), per_host: 1, connections: 64 };

const fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn ask(address: &str) -> Ask {
    let host = HostKey::of(&Url::parse(address).unwrap()).unwrap();
    Ask { host, address: address.into(), lane: 0 }
}

fn pace() -> Pace<u32> {
    Pace::new(SETTINGS, s(0))
}

/// Asks one address at a moment when it must be its turn, and ends it at once.
#[track_caller]
fn asked(pace: &mut Pace<u32>, address: &str, said: Said, at: u64) {
    pace.wait(ask(address), 0);
    let turn =
        pace.next(s(at)).unwrap_or_else(|| panic!("{address} at {at}: not before {:?}", pace.next_at()));
    pace.end(&turn.ask, None, said, s(at));
}

/// When an address may be asked for at the earliest, after all that was said.
fn free(pace: &mut Pace<u32>, address: &str) -> u64 {
    let key = ask(address).host;
    pace.wait(ask(address), 1);
    let at = (0..100_000).find(|at| pace.next(s(*at)).is_some()).expect("some time");
    // It asked nothing, after all.
    let before = pace.not_before(&key);
    pace.hosts.get_mut(&key).unwrap().in_flight -= 1;
    pace.in_flight -= 1;
    pace.hosts.get_mut(&key).unwrap().not_before = before;
    at
}

#[test]
fn one_at_a_time_with_a_delay_after_the_end() {
    let mut pace = pace();
    pace.wait(ask("https://a.example/1"), 1);
    pace.wait(ask("http://a.example./2"), 2);
    pace.wait(ask("https://b.example/1"), 3);
    let first = pace.next(s(0)).unwrap();
    let other = pace.next(s(0)).unwrap();
    assert_eq!((first.token, other.token, pace.next(s(0))), (1, 3, None));
    assert_eq!(pace.next(s(99)), None, "one is in flight still");
    pace.end(&first.ask, None, Said::Nothing, s(100));
    assert_eq!((pace.next(s(104)), pace.next_at()), (None, Some(s(105))));
    assert_eq!(pace.next(s(105)).unwrap().token, 2);
}

#[test]
fn a_crawl_delay_goes_before_the_delay_if_it_is_longer_up_to_a_cap() {
    for (crawl, expected) in [(1, 5), (30, 30), (500, 120)] {
        let mut pace = pace();
        pace.wait(ask("https://a.example/1"), 1);
        let turn = pace.next(s(0)).unwrap();
        pace.end(&turn.ask, Some(s(crawl)), Said::Nothing, s(0));
        assert_eq!(free(&mut pace, "https://a.example/2"), expected, "{crawl}");
    }
}

#[test]
fn connections_are_bounded_over_all_hosts() {
    let mut pace = Pace::new(Settings { connections: 2, ..SETTINGS }, s(0));
    for host in ["a", "b", "c"] {
        pace.wait(ask(&format!("https://{host}.example/")), 0);
    }
    let first = pace.next(s(0)).unwrap();
    assert!(pace.next(s(0)).is_some() && pace.next(s(0)).is_none());
    assert_eq!(pace.next_at(), None);
    pace.end(&first.ask, None, Said::Nothing, s(1));
    assert!(pace.next(s(1)).is_some());
}

#[test]
fn too_many_requests_is_the_hosts() {
    let limited = |wait: Option<u64>| Said::Limited { wait: wait.map(s), back_off: s(600) };
    let mut pace = pace();
    asked(&mut pace, "https://a.example/1", limited(Some(900)), 0);
    assert_eq!(free(&mut pace, "https://a.example/2"), 900);
    assert_eq!(free(&mut pace, "https://b.example/2"), 0);
    asked(&mut pace, "https://c.example/1", limited(None), 0);
    let unknown = free(&mut pace, "https://c.example/2");
    assert!((600..=1200).contains(&unknown), "{unknown}");
    asked(&mut pace, "https://d.example/1", limited(Some(0)), 0);
    assert_eq!(free(&mut pace, "https://d.example/2"), 5);
}

#[test]
fn an_unknown_wait_is_another_one_each_time_and_the_same_after_a_restart() {
    let host = ask("https://a.example/").host;
    let waits: BTreeSet<Duration> = (0..20).map(|times| unknown_wait(&host, times, s(600))).collect();
    assert_eq!(waits.len(), 20);
    assert_eq!(unknown_wait(&host, 3, s(600)), unknown_wait(&host, 3, s(600)));
}

#[test]
fn two_limited_hosts_within_an_hour_are_the_domain() {
    let limited = |wait| Said::Limited { wait: Some(s(wait)), back_off: s(0) };
    let mut pace = pace();
    asked(&mut pace, "https://a.example.org/1", limited(5000), 0);
    asked(&mut pace, "https://a.example.org:8080/1", limited(100), 3601);
    assert_eq!(free(&mut pace, "https://c.example.org/"), 0, "more than an hour apart");
    let mut pace = self::pace();
    asked(&mut pace, "https://a.example.org/1", limited(5000), 0);
    asked(&mut pace, "https://b.example.org/1", limited(100), 3600);
    for address in ["https://c.example.org/", "https://example.org/", "https://x.y.example.org:81/"] {
        assert_eq!(free(&mut pace, address), 5000, "{address}");
    }
    assert_eq!(free(&mut pace, "https://example.net/"), 0);
    let mut pace = self::pace();
    asked(&mut pace, "https://a.example.org/1", limited(10), 0);
    asked(&mut pace, "https://a.example.org/1", limited(5000), 20);
    assert_eq!(free(&mut pace, "https://c.example.org/"), 0, "one host twice is one host");
}

#[test]
fn an_address_that_is_held_back_is_so_after_a_restart() {
    let mut before = pace();
    asked(&mut before, "https://a.example/1", Said::Unavailable(s(1000)), 0);
    let host = ask("https://a.example/1").host;
    assert_eq!(before.held(&host, s(1000)), None);
    let (address, left) = before.held(&host, s(400)).unwrap();
    let mut pace = self::pace();
    pace.hold_address(&host, address, left, s(0));
    assert_eq!(pace.free_from(&ask("https://a.example/1")), s(600));
    assert_eq!(pace.free_from(&ask("https://a.example/2")), s(0));
    // A second one is the host's.
    asked(&mut pace, "https://a.example/2", Said::Unavailable(s(100)), 10);
    assert_eq!(pace.free_from(&ask("https://a.example/3")), s(110));
}

#[test]
fn unavailable_is_the_addresses_and_the_hosts_with_a_second_one() {
    let mut pace = pace();
    asked(&mut pace, "https://a.example/1", Said::Unavailable(s(1000)), 0);
    pace.wait(ask("https://a.example/1"), 1);
    pace.wait(ask("https://a.example/2"), 2);
    let turn = pace.next(s(5)).unwrap();
    assert_eq!(turn.token, 2, "the other one goes first");
    pace.end(&turn.ask, None, Said::Nothing, s(5));
    assert_eq!((pace.next(s(999)), pace.next_at()), (None, Some(s(1000))));
    assert_eq!(pace.next(s(1000)).unwrap().token, 1);

    let mut pace = self::pace();
    asked(&mut pace, "https://a.example/1", Said::Unavailable(s(1000)), 0);
    asked(&mut pace, "https://a.example/2", Said::Unavailable(s(2000)), 10);
    assert_eq!(free(&mut pace, "https://a.example/3"), 2010);
    let mut pace = self::pace();
    asked(&mut pace, "https://a.example/1", Said::Unavailable(s(10)), 0);
    asked(&mut pace, "https://a.example/2", Said::Unavailable(s(2000)), 20);
    assert_eq!(free(&mut pace, "https://a.example/3"), 25, "the first one's is over");
}

#[test]
fn lanes_are_served_in_turn_and_hosts_in_the_order_of_being_ready() {
    let mut pace = pace();
    for n in 0..100 {
        pace.wait(ask("https://a.example/page"), n);
    }
    pace.wait(Ask { lane: 1, ..ask("https://a.example/feed") }, 1000);
    let mut order = Vec::new();
    for at in [0, 5, 10] {
        let turn = pace.next(s(at)).unwrap();
        order.push(turn.token);
        pace.end(&turn.ask, None, Said::Nothing, s(at));
    }
    assert_eq!(order, [0, 1000, 1]);

    let mut pace = Pace::new(Settings { per_host: 64, connections: 2, ..SETTINGS }, s(0));
    (0..9).for_each(|n| pace.wait(ask("https://a.example/"), n));
    pace.wait(ask("https://b.example/"), 100);
    let order = [pace.next(s(0)).unwrap().token, pace.next(s(0)).unwrap().token];
    assert_eq!(order, [0, 100], "one host does not take every connection");
}

#[test]
fn who_left_is_not_called() {
    let mut pace = pace();
    (0..3).for_each(|n| pace.wait(ask("https://a.example/"), n));
    pace.leave(&ask("https://a.example/").host, |token| *token != 1);
    assert_eq!(pace.waiting(), 1);
    assert_eq!(pace.next(s(0)).unwrap().token, 1);
    assert_eq!((pace.next(s(99)), pace.waiting(), pace.in_flight()), (None, 0, 1));
}

#[test]
fn a_restart_keeps_what_was_promised() {
    let limited = Said::Limited { wait: Some(s(5000)), back_off: s(0) };
    let mut before = pace();
    asked(&mut before, "https://a.example.org/1", limited, 0);
    asked(&mut before, "https://b.example.org/1", limited, 100);
    asked(&mut before, "https://b.example/1", Said::Nothing, 100);
    let mut after = Pace::new(SETTINGS, s(7));
    for (scope, left) in before.holds(s(100)) {
        after.hold(&scope, left, s(0));
    }
    for (address, expected) in
        [("https://a.example.org/", 5000), ("https://c.example.org/", 5000), ("https://b.example/", 7)]
    {
        assert_eq!(free(&mut after, address), expected, "{address}");
    }
}

#[test]
fn a_429_before_a_restart_and_one_after_it_are_the_domain_s() {
    let limited = |wait| Said::Limited { wait: Some(s(wait)), back_off: s(0) };
    let key = |address| ask(address).host;
    let mut before = pace();
    asked(&mut before, "https://a.example.org/1", limited(900), 0);
    let left = before.limited(&key("https://a.example.org/"), s(600));
    assert_eq!(left, Some(s(3000)));
    assert_eq!(before.limited(&key("https://b.example.org/"), s(600)), None);
    assert_eq!(before.limited(&key("https://a.example.org/"), s(3600)), None);
    for (at, expected) in [(2900, 3500), (3100, 0)] {
        let mut after = Pace::new(SETTINGS, s(0));
        after.hold(&Scope::Host(key("https://a.example.org/")), s(300), s(0));
        after.was_limited(&key("https://a.example.org/"), s(3000), s(0));
        asked(&mut after, "https://b.example.org/1", limited(600), at);
        assert_eq!(after.not_before(&key("https://c.example.org/")), s(expected));
    }
}

#[test]
fn what_holds_nobody_back_is_forgotten() {
    let mut pace = pace();
    for n in 0..50_000_u64 {
        asked(&mut pace, &format!("https://{n}.example{}.org/", n % 7), Said::Nothing, n);
        assert!(pace.hosts.len() <= 1100, "{}", pace.hosts.len());
    }
}

/// What was promised, kept by the simplest means.
#[derive(Default)]
struct Promises {
    hosts: BTreeMap<HostKey, Duration>,
    addresses: BTreeMap<Arc<str>, Duration>,
    flying: BTreeMap<HostKey, usize>,
    limits: Vec<(HostKey, Duration, Duration)>,
}

impl Promises {
    fn starts(&mut self, ask: &Ask, now: Duration, per_host: usize) {
        let flying = self.flying.entry(ask.host.clone()).or_default();
        *flying += 1;
        assert!(*flying <= per_host, "{} in flight to {}", flying, ask.host);
        assert!(self.hosts.get(&ask.host).is_none_or(|at| *at <= now), "{} is asked too soon", ask.host);
        assert!(
            self.addresses.get(&ask.address).is_none_or(|at| *at <= now),
            "{} is asked too soon",
            ask.address
        );
        let domain = ask.host.domain();
        for (host, at, until) in &self.limits {
            let same = |other: &HostKey| domain.is_some() && other.domain() == domain;
            let mut others = self.limits.iter().filter(|(other, when, _)| {
                other != host && same(other) && at.abs_diff(*when) <= DOMAIN_WINDOW
            });
            assert!(
                !same(host) || others.next().is_none() || *until <= now,
                "the domain of {} is asked too soon",
                ask.host
            );
        }
    }

    fn ends(&mut self, ask: &Ask, delay: Duration, said: Said, now: Duration) {
        *self.flying.entry(ask.host.clone()).or_default() -= 1;
        let until = match said {
            Said::Limited { wait, back_off } => wait.unwrap_or(back_off),
            _ => Duration::ZERO,
        };
        if matches!(said, Said::Limited { .. }) {
            self.limits.push((ask.host.clone(), now, now + until));
        }
        let host = self.hosts.entry(ask.host.clone()).or_default();
        *host = (*host).max(now + delay.max(until));
        if let Said::Unavailable(wait) = said {
            let address = self.addresses.entry(ask.address.clone()).or_default();
            *address = (*address).max(now + wait);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn nobody_is_asked_sooner_than_was_promised_and_everybody_is_asked(
        seed: u64, per_host in 1_usize..3, connections in 1_usize..5, steps in 50_usize..300,
    ) {
        let mut random = seed;
        let mut below = |n: u64| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 33) % n
        };
        let settings = Settings { per_host, connections, ..SETTINGS };
        let (mut pace, mut promises) = (Pace::new(settings, s(3)), Promises::default());
        let (mut now, mut flying, mut asked, mut served) = (s(0), Vec::new(), 0, 0);
        let addresses: Vec<String> = (0..24)
            .map(|n| format!("https://{}.{}/{}", ["a", "b", "c"][n % 3], ["example.org", "example.co.uk"][n / 3 % 2], n / 6))
            .collect();
        for step in 0..steps + 100_000 {
            let open = step < steps;
            if !open && pace.waiting() == 0 && flying.is_empty() {
                break;
            }
            match below(3) {
                0 if open => {
                    let which = usize::try_from(below(24)).unwrap();
                    pace.wait(Ask { lane: below(2), ..ask(&addresses[which]) }, asked);
                    asked += 1;
                }
                1 if !flying.is_empty() => {
                    let which = usize::try_from(below(flying.len() as u64)).unwrap();
                    let turn: Turn<u32> = flying.swap_remove(which);
                    let said = match below(if open { 6 } else { 1 }) {
                        0..3 => Said::Nothing,
                        3 => Said::Limited { wait: Some(s(below(3000))), back_off: s(60) },
                        4 => Said::Limited { wait: None, back_off: s(below(600)) },
                        _ => Said::Unavailable(s(below(2000))),
                    };
                    let crawl = [None, Some(s(30)), Some(s(1000))][usize::try_from(below(3)).unwrap()];
                    let delay = settings.delay.max(crawl.unwrap_or_default().min(settings.delay_most));
                    promises.ends(&turn.ask, delay, said, now);
                    pace.end(&turn.ask, crawl, said, now);
                }
                _ => now += s(below(40)),
            }
            while let Some(turn) = pace.next(now) {
                prop_assert!(now >= s(3));
                promises.starts(&turn.ask, now, per_host);
                flying.push(turn);
                served += 1;
            }
            prop_assert!(flying.len() <= connections && pace.in_flight() == flying.len());
            if flying.is_empty() && pace.waiting() > 0 {
                prop_assert!(pace.next_at().is_some_and(|at| at > now));
                if !open {
                    now = pace.next_at().unwrap();
                }
            }
        }
        prop_assert_eq!(served, asked);
    }
}
