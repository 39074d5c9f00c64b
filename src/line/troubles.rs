//! What the line fails at while it tries again, each attempt by itself: where one succeeds again, the trouble of another
//! stays said.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use crate::flow::held;

/// What the line attempts, and may fail at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attempt {
    /// To write lines so that they last.
    Journal,
    /// To write the index.
    Index,
    /// To look something up in the index.
    LookUp,
}

/// What is failed at now. Nothing, mostly: that costs no lock.
#[derive(Debug, Default)]
pub(super) struct Troubles {
    any: AtomicBool,
    each: Mutex<BTreeMap<Attempt, String>>,
}

impl Troubles {
    pub(super) fn note(&self, what: Attempt, error: String) {
        let mut each = held(&self.each);
        each.insert(what, error);
        self.any.store(true, Relaxed);
    }

    /// It succeeded. True if it failed before.
    pub(super) fn over(&self, what: Attempt) -> bool {
        if !self.any() {
            return false;
        }
        let mut each = held(&self.each);
        let failed = each.remove(&what).is_some();
        self.any.store(!each.is_empty(), Relaxed);
        failed
    }

    pub(super) fn any(&self) -> bool {
        self.any.load(Relaxed)
    }

    /// All of it in words, if there is any.
    pub(super) fn say(&self) -> Option<String> {
        let each = held(&self.each);
        let mut said: Vec<&str> = each.values().map(String::as_str).collect();
        said.dedup();
        (!said.is_empty()).then(|| said.join("; "))
    }
}
