//! What is due, the longest waiting first, and one of each host at a time: a slow host holds up its own alone.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

/// Things by when they are due, in seconds since 1970.
#[derive(Debug)]
pub(super) struct Queue<K> {
    due: BTreeSet<(i64, K)>,
    /// Hosts with something under way, or with more that is due.
    hosts: HashMap<String, Host<K>>,
    /// What stands among what is due for its host, so that everything else of that waits for it.
    first: HashMap<K, String>,
}

#[derive(Debug)]
struct Host<K> {
    is_busy: bool,
    /// What is due meanwhile.
    waiting: BTreeSet<(i64, K)>,
}

impl<K> Default for Queue<K> {
    fn default() -> Self {
        Queue { due: BTreeSet::new(), hosts: HashMap::new(), first: HashMap::new() }
    }
}

impl<K: Ord + Copy + Hash> Queue<K> {
    /// It is due at a time.
    pub(super) fn put(&mut self, due: i64, key: K) {
        self.due.insert((due, key));
    }

    /// The next that is due and whose host is free, which is busy from now on. `host_of` says where it lives; where it
    /// says nothing, it is not asked for any more.
    pub(super) fn take(
        &mut self,
        now: i64,
        host_of: impl Fn(i64, &K) -> Option<String>,
    ) -> Option<(i64, K, String)> {
        while let Some(&(due, key)) = self.due.first().filter(|(due, _)| *due <= now) {
            self.due.pop_first();
            let stood_for = self.first.remove(&key);
            let Some(name) = host_of(due, &key) else {
                stood_for.iter().for_each(|host| self.free(host));
                continue;
            };
            let host = self.hosts.entry(name.clone());
            let host = host.or_insert(Host { is_busy: false, waiting: BTreeSet::new() });
            if host.is_busy {
                host.waiting.insert((due, key));
                continue;
            }
            host.is_busy = true;
            return Some((due, key, name));
        }
        None
    }

    /// Nothing of a host is under way any more: the first that waits for it stands among what is due.
    pub(super) fn free(&mut self, name: &str) {
        let Some(host) = self.hosts.get_mut(name) else { return };
        host.is_busy = false;
        match host.waiting.pop_first() {
            Some((due, key)) => {
                self.due.insert((due, key));
                self.first.insert(key, name.to_owned());
            }
            None => drop(self.hosts.remove(name)),
        }
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
        let take = |queue: &mut Queue<u32>, now| queue.take(now, host).map(|(_, key, _)| key);
        assert_eq!(take(&mut queue, 2), None, "what nobody asks for any more is left out");
        assert_eq!((take(&mut queue, 8), take(&mut queue, 8), take(&mut queue, 8)), (Some(3), Some(2), None));
        assert_eq!(queue.next(), Some(9));
        queue.free("host-1");
        assert_eq!((take(&mut queue, 8), take(&mut queue, 20)), (Some(1), None));
        queue.free("host-0");
        assert_eq!(take(&mut queue, 20), Some(4));
    }
    #[test]
    fn what_is_not_asked_for_any_more_holds_up_nothing_of_its_host() {
        let mut queue = Queue::default();
        let host = |_: i64, _: &u32| Some("host".to_owned());
        (1..=4).for_each(|key| queue.put(1, key));
        assert_eq!(queue.take(9, host).map(|taken| taken.1), Some(1));
        assert_eq!(queue.take(9, host), None);
        queue.free("host");
        // The second, which all others wait for, is gone.
        let without = |_: i64, key: &u32| (*key != 2).then(|| "host".to_owned());
        assert_eq!(queue.take(9, without).map(|taken| taken.1), Some(3));
        queue.free("host");
        assert_eq!(queue.take(9, host).map(|taken| taken.1), Some(4));
        queue.free("host");
        assert!(queue.hosts.is_empty() && queue.first.is_empty() && queue.due.is_empty());
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
            queue.free("host");
        }
    }
}
