//! What is to be asked for at once, since somebody says so from outside: each source finds here what concerns it.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use tokio::sync::Notify;

use crate::flow::held;

use super::fetching::Key;

/// What is told to all sources.
#[derive(Default)]
pub(crate) struct Nudges(Mutex<HashMap<String, Arc<Told>>>);

#[derive(Default)]
struct Told {
    keys: Mutex<BTreeSet<Key>>,
    news: Notify,
}

/// What is told to one source, for as long as it runs.
pub(super) struct Nudged {
    /// Gone with the last source that listens.
    _all: Arc<Nudges>,
    told: Arc<Told>,
}

impl Nudges {
    /// What is told to a source.
    pub(super) fn of(all: Arc<Nudges>, source: &str) -> Nudged {
        let told = Arc::clone(held(&all.0).entry(source.to_owned()).or_default());
        Nudged { _all: all, told }
    }

    /// Tells a source to ask for something at once. False where it does not listen.
    pub(super) fn nudge(&self, source: &str, key: Key) -> bool {
        let Some(told) = held(&self.0).get(source).filter(|told| Arc::strong_count(told) > 1).cloned() else {
            return false;
        };
        held(&told.keys).insert(key);
        told.news.notify_one();
        true
    }
}

impl Nudged {
    /// What was said since this was called last.
    pub(super) fn take(&self) -> BTreeSet<Key> {
        std::mem::take(&mut *held(&self.told.keys))
    }

    /// Returns when something was said that was not taken. May be raced.
    pub(super) async fn comes(&self) {
        self.told.news.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_hears_what_concerns_it_and_only_while_it_listens() {
        let all = Arc::new(Nudges::default());
        let world = Nudges::of(Arc::clone(&all), "world");
        assert!(!all.nudge("other", [1; 16]));
        assert!(all.nudge("world", [1; 16]) && all.nudge("world", [2; 16]) && all.nudge("world", [1; 16]));
        assert_eq!(world.take(), BTreeSet::from([[1; 16], [2; 16]]));
        assert_eq!(world.take(), BTreeSet::new());
        drop(world);
        assert!(!all.nudge("world", [1; 16]));
    }
}
