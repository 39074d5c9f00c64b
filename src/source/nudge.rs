//! What somebody outside has to tell a source: what is to be asked for at once, that lists are to be looked at, which pages
//! are done with. Each source finds here what concerns it.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use tokio::sync::{Notify, oneshot};

use crate::flow::held;

use super::fetching::Key;

/// What is told to all sources.
#[derive(Default)]
pub(crate) struct Nudges(Mutex<HashMap<String, Arc<Told>>>);

/// A page that is done with; who says so learns of its being kept, or that it is not as the value is dropped.
pub(super) struct Done {
    pub(super) key: Key,
    pub(super) kept: oneshot::Sender<()>,
}

#[derive(Default)]
struct Told {
    keys: Mutex<BTreeSet<Key>>,
    is_to_look: AtomicBool,
    done: Mutex<Vec<Done>>,
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

    /// Where a source is told something; none while it does not listen.
    fn told(&self, source: &str) -> Option<Arc<Told>> {
        held(&self.0).get(source).filter(|told| Arc::strong_count(told) > 1).cloned()
    }

    /// Tells a source to ask for something at once. False where it does not listen.
    pub(super) fn nudge(&self, source: &str, key: Key) -> bool {
        let Some(told) = self.told(source) else { return false };
        held(&told.keys).insert(key);
        told.news.notify_one();
        true
    }

    /// Tells every source that lists are to be looked at now.
    pub(super) fn look(&self) {
        for told in held(&self.0).values() {
            told.is_to_look.store(true, Relaxed);
            told.news.notify_one();
        }
    }

    /// Tells a source that it is done with a page, and returns once it has kept that. False where it did not.
    pub(super) async fn done(&self, source: &str, key: Key) -> bool {
        let Some(told) = self.told(source) else { return false };
        let (kept, keeps) = oneshot::channel();
        held(&told.done).push(Done { key, kept });
        told.news.notify_one();
        keeps.await.is_ok()
    }
}

impl Drop for Nudged {
    /// Whoever waits for it hears that it does not listen any more.
    fn drop(&mut self) {
        held(&self.told.done).clear();
    }
}

impl Nudged {
    /// What was said since this was called last.
    pub(super) fn take(&self) -> BTreeSet<Key> {
        std::mem::take(&mut *held(&self.told.keys))
    }

    /// Whether lists are to be looked at before their time; once.
    pub(super) fn is_to_look(&self) -> bool {
        self.told.is_to_look.swap(false, Relaxed)
    }

    /// Pages that are done with since this was called last.
    pub(super) fn done(&self) -> Vec<Done> {
        std::mem::take(&mut *held(&self.told.done))
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
        all.look();
        assert_eq!((world.is_to_look(), world.is_to_look()), (true, false));
        drop(world);
        assert!(!all.nudge("world", [1; 16]));
    }

    #[tokio::test]
    async fn who_says_that_a_page_is_done_with_waits_until_that_is_kept() {
        let all = Arc::new(Nudges::default());
        let backlog = Nudges::of(Arc::clone(&all), "backlog");
        let said = tokio::spawn({
            let all = Arc::clone(&all);
            async move { (all.done("backlog", [1; 16]).await, all.done("backlog", [2; 16]).await) }
        });
        backlog.comes().await;
        for done in backlog.done() {
            done.kept.send(()).unwrap();
        }
        backlog.comes().await;
        drop(backlog.done());
        assert_eq!(said.await.unwrap(), (true, false));
    }
}
