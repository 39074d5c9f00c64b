//! A gate before everything that takes copy in: whoever has a reason closes it, and opens it again.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::watch;

type Reasons = BTreeMap<&'static str, Arc<str>>;

/// The gate. Clones share it. It is open while nobody has a reason to keep it closed.
#[derive(Debug, Clone)]
pub struct Gate(Arc<watch::Sender<Reasons>>);

impl Default for Gate {
    fn default() -> Self {
        Gate(Arc::new(watch::Sender::new(Reasons::new())))
    }
}

impl Gate {
    /// Closes it, or keeps it closed, for a reason that people can read.
    pub fn close(&self, who: &'static str, why: &str) {
        self.0.send_if_modified(|reasons| {
            let known = reasons.get(who).is_some_and(|known| **known == *why);
            if !known {
                reasons.insert(who, why.into());
            }
            !known
        });
    }

    /// Takes back the reason that `who` gave, if any. True if there was one.
    pub fn open(&self, who: &'static str) -> bool {
        self.0.send_if_modified(|reasons| reasons.remove(who).is_some())
    }

    /// Whether nobody has a reason to keep it closed.
    pub fn is_open(&self) -> bool {
        self.0.borrow().is_empty()
    }

    /// Who keeps it closed, and why.
    pub fn reasons(&self) -> Vec<(&'static str, Arc<str>)> {
        self.0.borrow().iter().map(|(who, why)| (*who, Arc::clone(why))).collect()
    }

    /// Returns when it is open.
    pub async fn opened(&self) {
        let mut changes = self.0.subscribe();
        // The sender lives as long as `self`.
        changes.wait_for(BTreeMap::is_empty).await.ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_opens_when_the_last_reason_is_gone() {
        let gate = Gate::default();
        gate.close("disk", "2MiB left");
        gate.close("disk", "1MiB left");
        gate.close("operator", "told to");
        assert_eq!(gate.reasons(), [("disk", Arc::from("1MiB left")), ("operator", Arc::from("told to"))]);
        let waiting = tokio::spawn({
            let gate = gate.clone();
            async move { gate.opened().await }
        });
        assert!(gate.open("disk"));
        assert!(!gate.open("disk"));
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished() && !gate.is_open());
        gate.open("operator");
        waiting.await.unwrap();
        assert!(gate.is_open());
    }
}
