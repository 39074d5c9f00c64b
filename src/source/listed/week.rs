//! A week of many feeds under a clock of its own: who is asked when, by what decides that in the desk, with invented hosts
//! and answers. `cargo xtask bench feeds --only c` runs it with very many.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::config::plan::Plan;
use crate::fetch::address;
use crate::fetch::address::HostKey;
use crate::fetch::interval::{Bounds, Dead, Outcome, Rhythm, Rules, Wishes};
use crate::fetch::pace::{Ask, Pace, Said, Settings};

use super::again::{State, not_before};
use super::due::{Begun, Due};
use super::rows::{Key, feed_key};

const HOUR: u64 = 3600;
const WEEK: i64 = 7 * 24 * 3_600_000;
/// Entries that a feed shows.
const ENTRIES: usize = 30;
/// When the week begins.
const BEGINS: &str = "2026-11-02T00:00:00Z";

/// A generator of even numbers (xorshift64*).
struct Chance(u64);

impl Chance {
    /// Below one.
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A feed that publishes by chance, between one entry in ten days and a hundred a day.
struct Feed {
    rhythm: Rhythm,
    chance: Chance,
    /// Milliseconds between two entries, on average, and the moment of the next.
    gap: f64,
    next: i64,
}

impl Feed {
    fn new(number: u64) -> Feed {
        let mut chance = Chance(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        chance.next();
        let a_day = 10_f64.powf(chance.next() * 3.0 - 1.0);
        let mut feed = Feed { rhythm: Rhythm::default(), chance, gap: 86_400_000.0 / a_day, next: 0 };
        feed.publish();
        feed
    }

    fn publish(&mut self) {
        // Waits between events that know nothing of each other.
        let wait = -self.gap * (1.0 - self.chance.next()).ln();
        self.next += wait as i64 + 1;
    }
}

/// What a week came to.
#[derive(Debug, Default)]
struct Week {
    polls: u64,
    /// From publication to the end of the poll that listed it, in seconds.
    delays: Vec<u32>,
    /// Entries that had left their feed before it was asked again.
    lost: u64,
    /// How late polls began that their host would have let begin, in seconds, the worst.
    late: i64,
    /// Requests that began sooner than their host's pause allows.
    broken: u64,
}

impl Week {
    fn delay(&self, part: f64) -> f64 {
        let place = (self.delays.len() as f64 * part) as usize;
        self.delays.get(place).map_or(0.0, |seconds| f64::from(*seconds) / 60.0)
    }

    fn tell(&self, what: &str, took: Duration) {
        println!(
            "  {what}: {:.0} polls a day, {} entries, from publication to record p50 {:.0} min, p90 {:.0} min, p99 {:.0} min; \
             {} gone before they were listed; at most {} s late; computed in {:.0?}",
            self.polls as f64 / 7.0,
            self.delays.len(),
            self.delay(0.5),
            self.delay(0.9),
            self.delay(0.99),
            self.lost,
            self.late,
            took
        );
    }
}

struct World {
    begins: Timestamp,
    rules: Rules,
    settings: Settings,
    feeds: HashMap<Key, Feed>,
    due: Due,
    pace: Pace<()>,
    /// What is under way, by when it ends.
    under_way: BinaryHeap<Reverse<(i64, usize)>>,
    begun: Vec<Option<Begun>>,
    free: Vec<usize>,
    /// When the last request to each host ended.
    ended: HashMap<HostKey, i64>,
    week: Week,
}

fn ms(time: i64) -> Duration {
    Duration::from_millis(time.unsigned_abs())
}

impl World {
    /// Feeds, a tenth as many hosts of which few have very many of them.
    fn new(count: u64, bounds: Bounds) -> World {
        let fetch = Plan::builtin().fetch;
        let settings = Settings {
            delay: fetch.delay,
            delay_most: fetch.delay_most,
            per_host: fetch.per_host,
            connections: fetch.connections,
        };
        let day = Duration::from_secs(24 * HOUR);
        let dead = Dead { failures: 30, after: 14 * day, again: 30 * day };
        let (mut due, mut feeds, mut named) = (Due::new(feed_key), HashMap::new(), Vec::new());
        let hosts = (count / 10).max(1) as f64;
        for number in 0..count {
            let mut chance = Chance((number + 7).wrapping_mul(0xD6E8_FEB8_6659_FD93) | 1);
            chance.next();
            let address = format!("https://h{}.test/{number}", (hosts * chance.next().powi(2)) as u64);
            feeds.insert(feed_key(&address), Feed::new(number + 1));
            named.push(Arc::from(address));
        }
        let begins: Timestamp = BEGINS.parse().unwrap();
        due.name(named).into_iter().for_each(|key| due.set(begins.as_second(), key));
        due.spread(begins.as_second(), bounds.least);
        World {
            begins,
            rules: Rules { bounds, dead, wait_most: fetch.wait_most },
            settings,
            feeds,
            due,
            pace: Pace::new(settings, Duration::ZERO),
            under_way: BinaryHeap::new(),
            begun: Vec::new(),
            free: Vec::new(),
            ended: HashMap::new(),
            week: Week::default(),
        }
    }

    fn at(&self, now: i64) -> Timestamp {
        self.begins.checked_add(ms(now)).unwrap()
    }

    fn pass(mut self) -> Week {
        let mut now = 0;
        while now < WEEK {
            while let Some(Reverse((_, place))) =
                self.under_way.peek().filter(|ends| ends.0.0 <= now).copied()
            {
                self.under_way.pop();
                self.end(place, now);
            }
            self.begin(now);
            now = self.next(now);
        }
        self.week.delays.sort_unstable();
        self.week
    }

    /// When something happens the next time.
    fn next(&self, now: i64) -> i64 {
        let mut next = self.under_way.peek().map_or(i64::MAX, |ends| ends.0.0);
        if self.under_way.len() < self.settings.connections {
            let begins = self.begins.as_millisecond();
            let due = self.due.next().map_or(i64::MAX, |due| due * 1000 - begins);
            let rested = self.due.next_rested().map_or(i64::MAX, |rested| rested - begins);
            next = next.min(due).min(rested);
        }
        next.max(now + 1)
    }

    /// Begins what is due, as the round does.
    fn begin(&mut self, now: i64) {
        let moment = self.at(now);
        self.due.rested(moment.as_millisecond());
        while self.under_way.len() < self.settings.connections {
            let Some(begun) = self.due.begin(moment.as_second()) else { break };
            let host = HostKey::of(&begun.url).unwrap();
            let ask = Ask { host: host.clone(), address: address::key(&begun.url).into(), lane: 0 };
            let wait = self.pace.free_from(&ask).saturating_sub(ms(now));
            if !wait.is_zero() {
                self.due.hold(&begun, moment.as_millisecond() + wait.as_millis() as i64 + 1);
                continue;
            }
            self.pace.wait(ask, ());
            assert!(self.pace.next(ms(now)).is_some(), "a host that is free takes the next");
            let pause = self.ended.get(&host).map_or(i64::MAX, |ended| now - ended);
            self.week.broken += u64::from(ms(pause) < self.settings.delay);
            let place = self.free.pop().unwrap_or_else(|| {
                self.begun.push(None);
                self.begun.len() - 1
            });
            let took = 50 + (self.feeds.get_mut(&begun.key).unwrap().chance.next() * 500.0) as i64;
            self.begun[place] = Some(begun);
            self.under_way.push(Reverse((now + took, place)));
        }
        // What waits for its host is not in the way of anybody else.
        if self.under_way.len() < self.settings.connections {
            let late = self.due.next().map_or(0, |next| moment.as_second() - next);
            self.week.late = self.week.late.max(late);
        }
    }

    fn end(&mut self, place: usize, now: i64) {
        let begun = self.begun[place].take().unwrap();
        self.free.push(place);
        let (moment, host) = (self.at(now), HostKey::of(&begun.url).unwrap());
        let ask = Ask { host: host.clone(), address: address::key(&begun.url).into(), lane: 0 };
        self.pace.end(&ask, None, Said::Nothing, ms(now));
        self.ended.insert(host, now);
        let feed = self.feeds.get_mut(&begun.key).unwrap();
        let mut published = Vec::new();
        while feed.next <= now {
            published.push(feed.next);
            feed.publish();
        }
        let shown = published.len().min(ENTRIES);
        self.week.lost += (published.len() - shown) as u64;
        let delays = published.iter().rev().take(shown).map(|at| ((now - at) / 1000) as u32);
        self.week.delays.extend(delays);
        self.week.polls += 1;
        let outcome = match shown {
            0 => Outcome::Read { known: 1, of: 1 },
            _ => Outcome::Read { known: ENTRIES - shown, of: ENTRIES },
        };
        let next = feed.rhythm.polled(outcome, &Wishes::default(), &self.rules, begun.url.as_str(), moment);
        self.due.done(&begun, not_before(next.at));
        self.due.stands(&begun.key, State::Stands(feed.rhythm.standing));
    }
}

fn bounds(least: u64, first: u64, most: u64) -> Bounds {
    let [least, first, most] = [least, first, most].map(Duration::from_secs);
    Bounds { least, first, most }
}

fn compare(count: u64) -> [Week; 2] {
    let learned = ("learned, 15 min to 24 h", bounds(HOUR / 4, HOUR, 24 * HOUR));
    let hourly = ("every hour", bounds(HOUR, HOUR, HOUR));
    [learned, hourly].map(|(what, bounds)| {
        let begun = Instant::now();
        let week = World::new(count, bounds).pass();
        week.tell(what, begun.elapsed());
        assert_eq!(week.broken, 0, "{what}");
        week
    })
}

#[test]
fn a_week_of_some_feeds_keeps_every_pace_and_leaves_nobody_behind() {
    let [learned, hourly] = compare(60);
    assert!(learned.polls < hourly.polls, "{} and {}", learned.polls, hourly.polls);
    // Sixty feeds are asked every hour, an hour and a tenth at most apart.
    assert!((60 * 7 * 24 * 10 / 11..60 * 7 * 24 + 60).contains(&hourly.polls), "{}", hourly.polls);
    assert!(hourly.late <= 1 && hourly.delay(1.0 - 1e-9) <= 80.0, "{hourly:?}");
}

#[test]
#[ignore = "minutes: cargo xtask bench feeds --only c"]
fn a_week_of_many_feeds() {
    let begun = Instant::now();
    let count = std::env::var("WIREDESK_FEEDS").ok().and_then(|count| count.parse().ok()).unwrap_or(100_000);
    compare(count);
    assert!(begun.elapsed() < Duration::from_secs(600), "{:?}", begun.elapsed());
}
