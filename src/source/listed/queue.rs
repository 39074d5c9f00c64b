//! What is due, the longest waiting first, and one of each host at a time: a slow host holds up its own alone.

use std::collections::{BTreeSet, HashMap};

/// Things by when they are due, in seconds since 1970.
#[derive(Debug)]
pub(super) struct Queue<K> {
    due: BTreeSet<(i64, K)>,
    /// Hosts with something under way, and what is due of them meanwhile.
    busy: HashMap<String, BTreeSet<(i64, K)>>,
}

impl<K> Default for Queue<K> {
    fn default() -> Self {
        Queue { due: BTreeSet::new(), busy: HashMap::new() }
    }
}

impl<K: Ord + Copy> Queue<K> {
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
        loop {
            let (due, key) = self.due.pop_first()?;
            if due > now {
                self.due.insert((due, key));
                return None;
            }
            let Some(host) = host_of(due, &key) else { continue };
            match self.busy.get_mut(&host) {
                Some(waiting) => drop(waiting.insert((due, key))),
                None => {
                    self.busy.insert(host.clone(), BTreeSet::new());
                    return Some((due, key, host));
                }
            }
        }
    }

    /// Nothing of a host is under way any more.
    pub(super) fn free(&mut self, host: &str) {
        self.due.extend(self.busy.remove(host).unwrap_or_default());
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
}
