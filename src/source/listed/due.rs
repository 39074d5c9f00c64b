//! Which feed is asked next. What is due first is asked first, one feed of a host at a time, so that a slow host holds up
//! its own feeds alone. Pure: it is given the time, in seconds since 1970.
//!
//! Of a feed it holds its key, its address (shared with the list that names it) and when it is asked: everything else
//! stands in its row. What is counted by the hundred thousand has a number of four bytes here, its place in the order of keys.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::fetch::address::HostKey;

use super::again::State;
use super::queue::Queue;
use super::rows::{Key, KeyOf};

/// Overdue feeds are begun so far from each other, or closer where they would not be done within the shortest interval.
const STEP: Duration = Duration::from_millis(100);

/// A feed whose turn it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Begun {
    /// When it was to be asked.
    pub(super) at: i64,
    /// Its key.
    pub(super) key: Key,
    /// Its address.
    pub(super) url: Url,
}

/// A feed's place in the order of keys.
type Number = u32;

/// Every feed of a source, and when each is asked.
#[derive(Debug)]
pub(super) struct Due {
    /// What the key of an address is.
    key_of: KeyOf,
    /// In the order of their keys.
    feeds: Vec<Feed>,
    /// Those that are not under way. A host is busy while a feed of it is under way, and while it rests.
    queue: Queue<Number, HostKey>,
    under_way: HashSet<Key>,
    /// Hosts that are not to be asked before a time, in milliseconds.
    resting: BTreeSet<(i64, HostKey)>,
    /// How many stand in each way.
    states: BTreeMap<&'static str, u64>,
}

#[derive(Debug)]
struct Feed {
    key: Key,
    address: Arc<str>,
    state: State,
}

fn host_of(url: &Url) -> HostKey {
    HostKey::of(url).unwrap_or_else(|| HostKey::restored(""))
}

fn place(feeds: &[Feed], key: &Key) -> Option<usize> {
    feeds.binary_search_by_key(key, |feed| feed.key).ok()
}

fn number(feeds: &[Feed], key: &Key) -> Option<Number> {
    place(feeds, key).and_then(|place| Number::try_from(place).ok())
}

fn of_number(feeds: &[Feed], number: Number) -> Option<&Feed> {
    feeds.get(usize::try_from(number).ok()?)
}

impl Due {
    /// Nothing, by the keys that addresses have.
    pub(super) fn new(key_of: KeyOf) -> Due {
        Due {
            key_of,
            feeds: Vec::new(),
            queue: Queue::default(),
            under_way: HashSet::new(),
            resting: BTreeSet::new(),
            states: BTreeMap::new(),
        }
    }

    fn number(&self, key: &Key) -> Option<Number> {
        number(&self.feeds, key)
    }

    /// These are asked then, if they were to be later; but not those under way.
    pub(super) fn sooner(&mut self, keys: &HashMap<Key, i64>) {
        let feeds = &self.feeds;
        self.queue.sooner(|number| keys.get(&of_number(feeds, number)?.key).copied());
    }

    /// Which of these are not among those that there are, and which of those are not among these.
    pub(super) fn change(&self, feeds: &[Arc<str>]) -> (Vec<Arc<str>>, Vec<Key>) {
        let keys: HashSet<Key> = feeds.iter().map(|address| (self.key_of)(address)).collect();
        let is_new = |address: &&Arc<str>| self.number(&(self.key_of)(address)).is_none();
        let gone = self.feeds.iter().map(|feed| feed.key).filter(|key| !keys.contains(key)).collect();
        (feeds.iter().filter(is_new).cloned().collect(), gone)
    }

    /// These are the feeds from now on; which of them are new and have no time yet.
    pub(super) fn name(&mut self, feeds: impl IntoIterator<Item = Arc<str>>) -> Vec<Key> {
        let key_of = self.key_of;
        let feed = |address: Arc<str>| Feed { key: key_of(&address), address, state: State::Unknown };
        let mut named: Vec<Feed> = feeds.into_iter().map(feed).collect();
        named.sort_unstable_by_key(|feed| feed.key);
        named.dedup_by_key(|feed| feed.key);
        named.shrink_to_fit();
        let before = std::mem::replace(&mut self.feeds, named);
        let mut new = Vec::new();
        self.states.values_mut().for_each(|count| *count = 0);
        for feed in &mut self.feeds {
            match place(&before, &feed.key).and_then(|place| before.get(place)) {
                Some(known) => feed.state = known.state,
                None if self.under_way.contains(&feed.key) => {}
                None => new.push(feed.key),
            }
            *self.states.entry(feed.state.as_str()).or_default() += 1;
        }
        let feeds = &self.feeds;
        self.queue.rename(|known| number(feeds, &of_number(&before, known)?.key));
        new
    }

    /// Forgets which feeds there are, but for those under way: they are all new when they are named again.
    pub(super) fn forget(&mut self) {
        self.feeds.clear();
        self.states.values_mut().for_each(|count| *count = 0);
        self.queue.rename(|_| None);
    }

    /// No host rests any more: by the clock that it rested by it is another time now.
    pub(super) fn wake(&mut self) {
        for (_, host) in std::mem::take(&mut self.resting) {
            self.queue.free(&host);
        }
    }

    /// A feed stands in this way from now on.
    pub(super) fn stands(&mut self, key: &Key, state: State) {
        let place = place(&self.feeds, key);
        let Some(feed) = place.and_then(|place| self.feeds.get_mut(place)) else { return };
        let before = std::mem::replace(&mut feed.state, state);
        let count = self.states.entry(before.as_str()).or_default();
        *count = count.saturating_sub(1);
        *self.states.entry(state.as_str()).or_default() += 1;
    }

    /// A feed is asked then.
    pub(super) fn set(&mut self, at: i64, key: Key) {
        if let Some(number) = self.number(&key) {
            self.queue.put(at, number);
        }
    }

    /// A feed is asked then in place of the time that it has; one under way is being asked already.
    pub(super) fn move_to(&mut self, at: i64, key: Key) {
        if let Some(number) = self.number(&key).filter(|_| !self.under_way.contains(&key)) {
            self.queue.move_to(at, number);
        }
    }

    /// Feeds that are overdue are begun one after the other, the longest waiting first, so that all are within a time.
    pub(super) fn spread(&mut self, now: i64, within: Duration) {
        let overdue = self.queue.take_due(now);
        let count = u32::try_from(overdue.len()).unwrap_or(u32::MAX).max(1);
        let step = STEP.min(within / count);
        for (n, (_, number)) in overdue.into_iter().enumerate() {
            let after = step.saturating_mul(u32::try_from(n).unwrap_or(u32::MAX));
            self.queue.put(now.saturating_add(super::again::seconds(after)), number);
        }
    }

    /// The next feed whose time has come, and whose host none of them asks.
    pub(super) fn begin(&mut self, now: i64) -> Option<Begun> {
        let feeds = &self.feeds;
        let url_of = |number| Url::parse(&of_number(feeds, number)?.address).ok();
        let (at, number, _) = self.queue.take(now, |_, number| url_of(*number).map(|url| host_of(&url)))?;
        let (key, url) = (of_number(feeds, number)?.key, url_of(number)?);
        self.under_way.insert(key);
        Some(Begun { at, key, url })
    }

    /// A feed that was begun is done with, and asked again then; its host is free for the next.
    pub(super) fn done(&mut self, begun: &Begun, next: i64) {
        self.under_way.remove(&begun.key);
        self.queue.free(&host_of(&begun.url));
        self.set(next, begun.key);
    }

    /// A feed that was begun was not asked, since its host is not to be before then (in milliseconds). It keeps its place
    /// among those of its host.
    pub(super) fn hold(&mut self, begun: &Begun, until: i64) {
        self.under_way.remove(&begun.key);
        let host = host_of(&begun.url);
        if let Some(number) = self.number(&begun.key) {
            self.queue.put_back(begun.at, number, &host);
        }
        self.resting.insert((until, host));
    }

    /// Hosts that have rested until now (in milliseconds) may be asked again.
    pub(super) fn rested(&mut self, now: i64) {
        while self.resting.first().is_some_and(|(until, _)| *until <= now)
            && let Some((_, host)) = self.resting.pop_first()
        {
            self.queue.free(&host);
        }
    }

    /// How many stand in each way.
    pub(super) fn states(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.states.iter().map(|(state, count)| (*state, *count))
    }

    /// How many wait for their host to be asked again.
    pub(super) fn held(&self) -> usize {
        self.resting.iter().map(|(_, host)| self.queue.waiting_for(host)).sum()
    }

    /// How many could be begun now.
    pub(super) fn overdue(&self, now: i64) -> usize {
        self.queue.overdue(now)
    }

    /// When something is asked next, of what waits for no host; none: nothing is known of that.
    pub(super) fn next(&self) -> Option<i64> {
        self.queue.next()
    }

    /// When a host has rested, in milliseconds.
    pub(super) fn next_rested(&self) -> Option<i64> {
        self.resting.first().map(|(until, _)| *until)
    }

    /// How many wait for a feed of the same host.
    pub(super) fn behind_others(&self) -> usize {
        self.queue.waiting().saturating_sub(self.held())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::listed::rows::feed_key;

    fn due(addresses: &[&str]) -> (Due, Vec<Key>) {
        let mut due = Due::new(feed_key);
        let new = due.name(addresses.iter().map(|address| Arc::from(*address)));
        assert_eq!(new.len(), addresses.len());
        (due, addresses.iter().copied().map(feed_key).collect())
    }

    #[test]
    fn very_many_of_one_host_cost_no_more_each_than_a_few() {
        let addresses: Vec<String> = (0..20_000).map(|n| format!("http://a.test/{n}")).collect();
        let (mut due, keys) = due(&addresses.iter().map(String::as_str).collect::<Vec<_>>());
        keys.iter().for_each(|key| due.set(1, *key));
        let begun = std::time::Instant::now();
        for now in (0..20_000 * 5000).step_by(5000) {
            due.rested(now);
            let feed = due.begin(now / 1000 + 1).unwrap();
            due.hold(&feed, now + 1);
            due.rested(now + 1);
            let feed = due.begin(now / 1000 + 1).unwrap();
            due.done(&feed, i64::MAX);
        }
        assert_eq!((due.behind_others(), due.next()), (0, Some(i64::MAX)));
        // Each that waits looked at for each that is asked would be two hundred million looks.
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    }

    #[test]
    fn one_of_a_host_at_a_time_and_the_first_due_first() {
        let (mut due, keys) = due(&["http://a.test/1", "https://A.test./2", "http://b.test/1"]);
        for (at, key) in [(30, keys[0]), (10, keys[1]), (20, keys[2])] {
            due.set(at, key);
        }
        let second = due.begin(50).unwrap();
        assert_eq!((second.at, second.key), (10, keys[1]));
        assert_eq!(due.begin(50).unwrap().key, keys[2]);
        assert_eq!((due.begin(50), due.next(), due.behind_others()), (None, None, 1));
        due.done(&second, 99);
        assert_eq!((due.next(), due.behind_others()), (Some(30), 0));
        assert_eq!(due.begin(50).unwrap().key, keys[0]);
        assert_eq!((due.begin(98), due.next()), (None, Some(99)));
    }

    #[test]
    fn what_is_to_be_asked_sooner_is_and_never_later() {
        let (mut due, keys) = due(&["http://a.test/1", "http://b.test/2"]);
        keys.iter().for_each(|key| due.set(100, *key));
        due.sooner(&HashMap::from([(keys[0], 50), (keys[1], 150)]));
        assert_eq!(due.begin(60).map(|begun| begun.key), Some(keys[0]));
        assert_eq!((due.begin(60), due.next()), (None, Some(100)));
    }

    #[test]
    fn a_list_that_changes_touches_what_changed_alone() {
        let (mut due, keys) = due(&["http://a.test/1", "http://a.test/2", "http://b.test/1"]);
        keys.iter().for_each(|key| due.set(10, *key));
        let begun = due.begin(10).unwrap();
        let own = begun.url.to_string();
        let named = [own.as_str(), "http://c.test/1"];
        let (new, mut gone) = due.change(&named.map(Arc::from));
        let mut others: Vec<Key> = keys.iter().filter(|key| **key != begun.key).copied().collect();
        gone.sort_unstable();
        others.sort_unstable();
        assert_eq!((new, gone), (vec![Arc::from("http://c.test/1")], others));
        // What is under way is neither new nor gone.
        assert_eq!(due.name(named.map(Arc::from)), [feed_key("http://c.test/1")]);
        assert_eq!((due.begin(99), due.behind_others()), (None, 0));
        assert!(due.name([]).is_empty());
        assert!(due.name([Arc::from(own.as_str())]).is_empty(), "it is under way still");
        due.done(&begun, 20);
        assert_eq!(due.begin(20).unwrap().key, begun.key);
        due.name([]);
        due.done(&begun, 30);
        assert_eq!(due.next(), None, "nobody asks for it any more");
    }

    #[test]
    fn a_feed_takes_two_hundred_bytes_at_most() {
        // A tree is two thirds full in the middle; a list and what is claimed of it name each once more; an address of 60
        // letters stands behind two counts.
        let scheduled = size_of::<Feed>() + size_of::<(i64, Number)>() * 3 / 2;
        let named = size_of::<Arc<str>>() + size_of::<([u8; 8], u16)>() * 2;
        let all = scheduled + named + 16 + 60;
        assert!(all <= 200, "{all}");
    }

    #[test]
    fn how_many_stand_in_which_way_is_known() {
        use crate::fetch::interval::Standing;
        let (mut due, keys) = due(&["http://a.test/1", "http://b.test/1"]);
        let states = |due: &Due| due.states().filter(|(_, count)| *count > 0).collect::<Vec<_>>();
        assert_eq!(states(&due), [("new", 2)]);
        due.stands(&keys[0], State::Stands(Standing::Ok));
        due.stands(&keys[1], State::Refused);
        due.stands(&[7; 16], State::Refused);
        assert_eq!(states(&due), [("ok", 1), ("refused", 1)]);
        due.name(["http://a.test/1", "http://c.test/1"].map(Arc::from));
        assert_eq!(states(&due), [("new", 1), ("ok", 1)]);
        // A host that is not to be asked.
        due.set(5, keys[0]);
        assert_eq!((due.overdue(4), due.overdue(5)), (0, 1));
        let begun = due.begin(5).unwrap();
        due.hold(&begun, 50_500);
        assert_eq!(
            (due.held(), due.behind_others(), due.next(), due.next_rested()),
            (1, 0, None, Some(50_500))
        );
        due.rested(50_499);
        assert_eq!(due.begin(50), None);
        due.rested(50_500);
        assert_eq!(due.begin(50).unwrap(), begun);
        assert_eq!((due.held(), due.next_rested()), (0, None));
    }

    #[test]
    fn feeds_of_a_host_that_rests_between_two_are_all_asked_in_turn() {
        let addresses: Vec<String> = (0..12).map(|n| format!("http://a.test/{n}")).collect();
        let (mut due, keys) = due(&addresses.iter().map(String::as_str).collect::<Vec<_>>());
        keys.iter().for_each(|key| due.set(0, *key));
        let mut asked: HashMap<Key, u32> = HashMap::new();
        let mut free_from = 0;
        for now in (0..600_000).step_by(100) {
            due.rested(now);
            let Some(begun) = due.begin(now / 1000) else { continue };
            if now < free_from {
                due.hold(&begun, free_from);
                continue;
            }
            // Each wants to be asked every four seconds, and the host lets one be asked a second.
            *asked.entry(begun.key).or_default() += 1;
            due.done(&begun, now / 1000 + 4);
            free_from = now + 1000;
        }
        let counts: Vec<u32> = keys.iter().map(|key| asked[key]).collect();
        assert!(counts.iter().all(|count| *count == 50), "{counts:?}");
    }

    #[test]
    fn a_feed_that_is_to_be_asked_at_once_has_one_time() {
        let (mut due, keys) = due(&["http://a.test/1", "http://b.test/1"]);
        keys.iter().for_each(|key| due.set(100, *key));
        due.move_to(10, keys[1]);
        due.move_to(10, feed_key("http://c.test/1"));
        let begun = due.begin(10).unwrap();
        assert_eq!((begun.key, due.begin(99)), (keys[1], None));
        due.move_to(20, keys[1]);
        assert_eq!(due.next(), Some(100), "it is under way");
        due.done(&begun, 200);
        assert_eq!((due.begin(150).unwrap().key, due.next()), (keys[0], Some(200)));
    }

    #[test]
    fn what_is_overdue_is_spread_the_longest_waiting_first_and_never_sooner() {
        let addresses: Vec<String> = (0..100).map(|n| format!("http://h{n}.test/")).collect();
        let (mut due, keys) = due(&addresses.iter().map(String::as_str).collect::<Vec<_>>());
        for (n, key) in keys.iter().enumerate() {
            // The last named waits longest; the first ten are not due yet.
            let n = i64::try_from(n).unwrap();
            due.set(if n < 10 { 2000 + n } else { 1000 - n }, *key);
        }
        due.spread(1500, Duration::from_secs(900));
        let mut times = Vec::new();
        for now in 1500..3000 {
            while let Some(begun) = due.begin(now) {
                times.push((now, begun.key));
            }
        }
        // Ten a second; those of one second in any order.
        let overdue = keys[10..].iter().rev().zip((0..90).map(|n| 1500 + n / 10));
        let in_time = keys[..10].iter().zip(2000..);
        let expected: HashSet<(i64, Key)> = overdue.chain(in_time).map(|(key, at)| (at, *key)).collect();
        assert_eq!(times.into_iter().collect::<HashSet<_>>(), expected);
    }

    #[test]
    fn very_many_are_all_begun_within_the_shortest_interval() {
        let addresses: Vec<String> = (0..5000).map(|n| format!("http://h{n}.test/")).collect();
        let (mut due, keys) = due(&addresses.iter().map(String::as_str).collect::<Vec<_>>());
        keys.iter().for_each(|key| due.set(1, *key));
        due.spread(10, Duration::from_secs(50));
        let begun = std::iter::from_fn(|| due.begin(60)).count();
        assert_eq!(begun, 5000);
    }
}
