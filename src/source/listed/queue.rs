//! What is due, the longest waiting first, and one of each host at a time: a slow host holds up its own alone.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

/// Things by when they are due, in seconds since 1970, at hosts by their names.
#[derive(Debug)]
pub(super) struct Queue<K, H> {
    due: BTreeSet<(i64, K)>,
    /// Hosts with something under way, or with more that is due.
    hosts: HashMap<H, Host<K>>,
    /// What stands among what is due for its host, so that everything else of that waits for it.
    first: HashMap<K, H>,
    /// How many wait for their host.
    waiting: usize,
}

#[derive(Debug)]
struct Host<K> {
    is_busy: bool,
    /// What is due meanwhile.
    waiting: BTreeSet<(i64, K)>,
}

impl<K> Default for Host<K> {
    fn default() -> Self {
        Host { is_busy: false, waiting: BTreeSet::new() }
    }
}

impl<K, H> Default for Queue<K, H> {
    fn default() -> Self {
        Queue { due: BTreeSet::new(), hosts: HashMap::new(), first: HashMap::new(), waiting: 0 }
    }
}

impl<K: Ord + Copy + Hash, H: Eq + Hash + Clone> Queue<K, H> {
    /// It is due at a time.
    pub(super) fn put(&mut self, due: i64, key: K) {
        self.due.insert((due, key));
    }

    /// The next that is due and whose host is free, which is busy from now on. `host_of` says where it lives; where it
    /// says nothing, it is not asked for any more.
    pub(super) fn take(&mut self, now: i64, host_of: impl Fn(i64, &K) -> Option<H>) -> Option<(i64, K, H)> {
        while let Some((due, key)) = self.pop(now) {
            let stood_for = self.first.remove(&key);
            let Some(name) = host_of(due, &key) else {
                stood_for.iter().for_each(|host| self.follow(host));
                continue;
            };
            if let Some(host) = stood_for.filter(|host| *host != name) {
                self.follow(&host);
            }
            let host = self.hosts.entry(name.clone()).or_default();
            if host.is_busy {
                host.waiting.insert((due, key));
                self.waiting += 1;
                continue;
            }
            host.is_busy = true;
            return Some((due, key, name));
        }
        None
    }

    fn pop(&mut self, now: i64) -> Option<(i64, K)> {
        self.due.first().filter(|(due, _)| *due <= now)?;
        self.due.pop_first()
    }

    /// What was taken was not begun: it keeps its place among those of its host, which stays busy.
    pub(super) fn put_back(&mut self, due: i64, key: K, name: &H) {
        let host = self.hosts.entry(name.clone()).or_default();
        host.is_busy = true;
        self.waiting += usize::from(host.waiting.insert((due, key)));
    }

    /// Nothing of a host is under way any more: the first that waits for it stands among what is due.
    pub(super) fn free(&mut self, name: &H) {
        if let Some(host) = self.hosts.get_mut(name) {
            host.is_busy = false;
            self.follow(name);
        }
    }

    /// The next of a host stands among what is due, unless something of it is under way.
    fn follow(&mut self, name: &H) {
        let Some(host) = self.hosts.get_mut(name).filter(|host| !host.is_busy) else { return };
        match host.waiting.pop_first() {
            Some((due, key)) => {
                self.waiting -= 1;
                self.due.insert((due, key));
                self.first.insert(key, name.clone());
            }
            None => drop(self.hosts.remove(name)),
        }
    }

    /// Everything has another key from now on; what has none is left out.
    pub(super) fn rename(&mut self, name: impl Fn(K) -> Option<K>) {
        let mut all = std::mem::take(&mut self.due);
        self.hosts.values_mut().for_each(|host| all.append(&mut host.waiting));
        self.hosts.retain(|_, host| host.is_busy);
        self.first.clear();
        self.waiting = 0;
        self.due = all.into_iter().filter_map(|(due, key)| Some((due, name(key)?))).collect();
    }

    /// Takes out everything that is due and waits for nothing that is under way, the longest waiting first.
    pub(super) fn take_due(&mut self, now: i64) -> BTreeSet<(i64, K)> {
        let mut due: BTreeSet<_> = std::iter::from_fn(|| self.pop(now)).collect();
        for host in self.hosts.values_mut().filter(|host| !host.is_busy) {
            self.waiting -= host.waiting.len();
            due.append(&mut host.waiting);
        }
        self.hosts.retain(|_, host| host.is_busy);
        self.first.clear();
        due
    }

    /// It is due then in place of when it was; what waits for its host is due already.
    pub(super) fn move_to(&mut self, due: i64, key: K) {
        let waits = self.hosts.values().flat_map(|host| &host.waiting).any(|(_, waiting)| *waiting == key);
        if !waits {
            self.due.retain(|(_, known)| *known != key);
            self.put(due, key);
        }
    }

    /// These are due at the time that `at` says, if that is sooner than it was.
    pub(super) fn sooner(&mut self, at: impl Fn(K) -> Option<i64>) {
        let moves = |(due, key): &(i64, K)| Some((*due, at(*key).filter(|at| at < due)?, *key));
        let moved: Vec<_> = self.due.iter().filter_map(moves).collect();
        for (before, at, key) in moved {
            self.due.remove(&(before, key));
            self.put(at, key);
        }
    }

    /// How many could be taken now.
    pub(super) fn overdue(&self, now: i64) -> usize {
        self.due.iter().take_while(|(due, _)| *due <= now).count()
    }

    /// How many wait for their host.
    pub(super) fn waiting(&self) -> usize {
        self.waiting
    }

    /// How many wait for one host.
    pub(super) fn waiting_for(&self, host: &H) -> usize {
        self.hosts.get(host).map_or(0, |host| host.waiting.len())
    }

    /// When something is due the next time, as far as no busy host decides that.
    pub(super) fn next(&self) -> Option<i64> {
        self.due.first().map(|(due, _)| *due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_a_host_at_a_time_and_the_longest_waiting_first() {
        let mut queue = Queue::default();
        let host = |_, key: &u32| (*key < 100).then(|| format!("host-{}", key % 2));
        for (due, key) in [(5, 1), (3, 3), (4, 2), (1, 100), (9, 4)] {
            queue.put(due, key);
        }
        let take = |queue: &mut Queue<u32, String>, now| queue.take(now, host).map(|(_, key, _)| key);
        assert_eq!(take(&mut queue, 2), None, "what nobody asks for any more is left out");
        assert_eq!((take(&mut queue, 8), take(&mut queue, 8), take(&mut queue, 8)), (Some(3), Some(2), None));
        assert_eq!(queue.next(), Some(9));
        queue.free(&"host-1".to_owned());
        assert_eq!((take(&mut queue, 8), take(&mut queue, 20)), (Some(1), None));
        queue.free(&"host-0".to_owned());
        assert_eq!(take(&mut queue, 20), Some(4));
    }
    #[test]
    fn what_is_not_asked_for_any_more_holds_up_nothing_of_its_host() {
        let mut queue = Queue::default();
        let host = |_: i64, _: &u32| Some("host".to_owned());
        (1..=4).for_each(|key| queue.put(1, key));
        assert_eq!(queue.take(9, host).map(|taken| taken.1), Some(1));
        assert_eq!(queue.take(9, host), None);
        queue.free(&"host".to_owned());
        // The second, which all others wait for, is gone.
        let without = |_: i64, key: &u32| (*key != 2).then(|| "host".to_owned());
        assert_eq!(queue.take(9, without).map(|taken| taken.1), Some(3));
        queue.free(&"host".to_owned());
        assert_eq!(queue.take(9, host).map(|taken| taken.1), Some(4));
        queue.free(&"host".to_owned());
        assert!(queue.hosts.is_empty() && queue.first.is_empty() && queue.due.is_empty());
    }

    #[test]
    fn one_that_is_gone_frees_no_host_that_another_is_under_way_at() {
        let mut queue = Queue::default();
        let host = |_: i64, _: &u32| Some("host".to_owned());
        (1..=3).for_each(|key| queue.put(5, key));
        assert_eq!(queue.take(9, host).map(|taken| taken.1), Some(1));
        assert_eq!((queue.take(9, host), queue.waiting()), (None, 2));
        queue.free(&"host".to_owned());
        // One that came meanwhile and waits longer goes before the second, which is gone by now.
        queue.put(1, 4);
        assert_eq!(queue.take(9, host).map(|taken| taken.1), Some(4));
        let without = |_: i64, key: &u32| (*key != 2).then(|| "host".to_owned());
        assert_eq!((queue.take(9, without), queue.waiting()), (None, 1));
        queue.free(&"host".to_owned());
        assert_eq!(queue.take(9, without).map(|taken| taken.1), Some(3));
    }

    #[test]
    fn very_many_of_one_host_cost_no_more_each_than_a_few() {
        let mut queue = Queue::default();
        let host = |_: i64, _: &u32| Some("host".to_owned());
        (0..100_000).for_each(|key| queue.put(i64::from(key), key));
        for key in 0..100_000 {
            assert_eq!(queue.take(1_000_000, host).map(|taken| taken.1), Some(key));
            assert!(queue.due.len() <= 1 || key == 0);
            // Whoever looks meanwhile finds nothing, and looks through nothing.
            assert_eq!(queue.take(1_000_000, host), None);
            queue.free(&"host".to_owned());
        }
    }
}
