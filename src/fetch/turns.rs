//! Whose turn it is at a host: one request after the other, a pause between them, and the time that it asks for.
//!
//! Promises: over all requests of a client no host has more in flight, and none sooner after the last, than `[fetch]` and its
//! robots.txt say; after 429 nobody asks it before its `Retry-After`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use url::Url;

use super::address::HostKey;
use super::headers::retry_after;
use super::hop::{Answer, Code, Failure};
use crate::config::plan::Fetch;
use crate::host::Clock;

/// How long a host is left alone that asks for less and does not say for how long.
const LEFT_ALONE: Duration = Duration::from_secs(60);
/// How many hosts are remembered before those are forgotten that may be asked.
const MANY: usize = 4096;

/// Until when somebody waits for a turn, on the clock that never goes back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience(Duration);

impl Patience {
    pub(super) fn of(clock: &dyn Clock, patience: Duration) -> Patience {
        Patience(clock.monotonic().saturating_add(patience))
    }
}

#[derive(Debug, Default)]
struct Host {
    in_flight: usize,
    not_before: Duration,
}

/// The turns at every host.
pub(super) struct Turns {
    per_host: usize,
    delay: Duration,
    delay_most: Duration,
    wait_most: Duration,
    clock: Arc<dyn Clock>,
    hosts: Mutex<HashMap<String, Host>>,
    news: Notify,
}

impl Turns {
    pub(super) fn new(fetch: &Fetch, clock: Arc<dyn Clock>) -> Turns {
        Turns {
            per_host: fetch.per_host,
            delay: fetch.delay,
            delay_most: fetch.delay_most,
            wait_most: fetch.wait_most,
            clock,
            hosts: Mutex::default(),
            news: Notify::new(),
        }
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// [`Code::Limited`] where the host is not to be asked before patience ends.
    pub(super) async fn take(
        &self,
        url: &Url,
        crawl_delay: Option<Duration>,
        patience: Patience,
    ) -> Result<Turn<'_>, Failure> {
        let key = key(url);
        let delay = crawl_delay.unwrap_or_default().min(self.delay_most).max(self.delay);
        loop {
            let news = self.news.notified();
            let now = self.clock.monotonic();
            let Some(wait) = self.try_take(&key, now) else {
                return Ok(Turn { turns: self, key, pause: delay });
            };
            if now.saturating_add(wait) > patience.0 {
                let wait = crate::config::Period(Duration::from_secs(wait.as_secs() + 1));
                return Err(Failure::new(
                    Code::Limited,
                    format!("the host is not to be asked for another {wait}"),
                ));
            }
            // somebody has the turn: the next is told of its end
            if wait.is_zero() { news.await } else { tokio::time::sleep(wait).await }
        }
    }

    /// Takes the turn, or tells for how long nobody can have it; zero: until somebody's has ended.
    fn try_take(&self, key: &str, now: Duration) -> Option<Duration> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= MANY {
            hosts.retain(|_, host| host.in_flight > 0 || host.not_before > now);
        }
        let host = hosts.entry(key.to_owned()).or_default();
        if host.in_flight < self.per_host && host.not_before <= now {
            host.in_flight += 1;
            return None;
        }
        Some(host.not_before.saturating_sub(now))
    }
}

/// The host whose turn it is.
fn key(url: &Url) -> String {
    HostKey::of(url).map(|host| host.as_str().to_owned()).unwrap_or_default()
}

/// A turn, until the value is dropped.
pub(super) struct Turn<'t> {
    turns: &'t Turns,
    key: String,
    /// How long nobody asks after it.
    pause: Duration,
}

impl Turn<'_> {
    /// Ends it with what the host answered.
    pub(super) fn end(mut self, answer: Option<&Answer>) {
        let Some(answer) = answer.filter(|answer| answer.status == 429) else { return };
        let asked = retry_after(&answer.headers, self.turns.clock.now(), self.turns.wait_most);
        self.pause = self.pause.max(asked.unwrap_or(LEFT_ALONE));
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let now = self.turns.clock.monotonic();
        let mut hosts = self.turns.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(host) = hosts.get_mut(&self.key) {
            host.in_flight = host.in_flight.saturating_sub(1);
            host.not_before = host.not_before.max(now.saturating_add(self.pause));
        }
        drop(hosts);
        self.turns.news.notify_waiters();
    }
}
