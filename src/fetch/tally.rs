//! What has been asked, and what came of it: counted for each lane, for whoever watches.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::client::lane;
use super::hop::Code;
use super::pace::Counts;
use super::trace::Hop;

/// What was asked in one lane.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Requests by what came of them: `fresh`, `not_modified`, `redirected`, `refused`, `limited`, `client_error`,
    /// `server_error`, `failed`.
    pub outcomes: BTreeMap<&'static str, u64>,
    /// Bytes of bodies, as they were sent.
    pub bytes: u64,
    /// From each request to the end of its answer.
    pub took: Duration,
}

/// Everything that was asked, and what is being asked.
#[derive(Debug, Clone, Default)]
pub struct Fetching {
    /// By lane.
    pub(super) lanes: HashMap<u64, Asked>,
    /// What did not come, by its code.
    pub failures: BTreeMap<String, u64>,
    /// Requests in flight.
    pub in_flight: usize,
    /// Bytes of bodies that are being received, or wait for whoever asked.
    pub buffer_bytes: usize,
    /// Requests that wait for their turn at a host.
    pub waiting: usize,
    /// Requests whose turn it is, and that wait for room for a body.
    pub waiting_for_buffer: usize,
    /// Hosts in each state.
    pub hosts: Counts,
    /// Whether this machine reaches nobody.
    pub is_offline: bool,
}

impl Fetching {
    /// What was asked by whoever has this name.
    pub fn asked_by(&self, name: &str) -> Option<&Asked> {
        self.lanes.get(&lane(name))
    }
}

#[derive(Debug, Default)]
struct Totals {
    lanes: HashMap<u64, Asked>,
    failures: BTreeMap<String, u64>,
}

/// The counts.
#[derive(Debug, Default)]
pub(super) struct Tally(Mutex<Totals>);

impl Tally {
    fn totals(&self) -> MutexGuard<'_, Totals> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts the hops of a request.
    pub(super) fn asked(&self, lane: u64, hops: &[Hop]) {
        let mut totals = self.totals();
        let asked = totals.lanes.entry(lane).or_default();
        for hop in hops {
            *asked.outcomes.entry(outcome(hop)).or_default() += 1;
            asked.bytes += hop.bytes as u64;
            asked.took += hop.took;
        }
    }

    /// Counts that something did not come.
    pub(super) fn failed(&self, code: String) {
        *self.totals().failures.entry(code).or_default() += 1;
    }

    /// What was counted.
    pub(super) fn fetching(&self) -> Fetching {
        let totals = self.totals();
        Fetching { lanes: totals.lanes.clone(), failures: totals.failures.clone(), ..Fetching::default() }
    }
}

/// What came of a hop.
fn outcome(hop: &Hop) -> &'static str {
    let code = hop.failure.as_ref().map(|failure| failure.code);
    match (code, hop.status) {
        (
            Some(Code::Robots | Code::RobotsUnreachable | Code::Address | Code::Scheme | Code::Redirects),
            _,
        ) => "refused",
        (Some(Code::Limited), _) | (_, Some(429)) => "limited",
        (_, Some(400..500)) => "client_error",
        (_, Some(500..)) => "server_error",
        (Some(_), _) | (None, None) => "failed",
        (None, Some(304)) => "not_modified",
        (None, Some(300..400)) => "redirected",
        (None, Some(_)) => "fresh",
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::super::hop::Failure;
    use super::super::trace::For;
    use super::*;

    #[test]
    fn each_hop_counts_for_what_came_of_it() {
        let url = Url::parse("https://a.test/").unwrap();
        let hop = |code: Option<Code>, status: Option<u16>| {
            let mut hop = Hop::new(For::Document, &url);
            (hop.failure, hop.status) = (code.map(|code| Failure::new(code, "")), status);
            (hop.bytes, hop.took) = (10, Duration::from_secs(2));
            hop
        };
        let cases = [
            (None, Some(200), "fresh"),
            (None, Some(304), "not_modified"),
            (None, Some(302), "redirected"),
            (Some(Code::Robots), None, "refused"),
            (Some(Code::Address), None, "refused"),
            (Some(Code::Limited), Some(429), "limited"),
            (Some(Code::Limited), None, "limited"),
            (Some(Code::Http(404)), Some(404), "client_error"),
            (None, Some(404), "client_error"),
            (Some(Code::Http(503)), Some(503), "server_error"),
            (Some(Code::Dns), None, "failed"),
            (Some(Code::Http(206)), Some(206), "failed"),
        ];
        for (code, status, expected) in cases {
            assert_eq!(outcome(&hop(code, status)), expected, "{code:?} {status:?}");
        }
        let tally = Tally::default();
        tally.asked(lane("world"), &[hop(None, Some(302)), hop(None, Some(200))]);
        tally.asked(lane("world"), &[hop(None, Some(200))]);
        tally.failed(Code::Http(404).to_string());
        let fetching = tally.fetching();
        let asked = fetching.asked_by("world").unwrap();
        assert_eq!(asked.outcomes, [("fresh", 2), ("redirected", 1)].into());
        assert_eq!((asked.bytes, asked.took.as_secs()), (30, 6));
        assert_eq!((fetching.asked_by("other"), fetching.failures["http-404"]), (None, 1));
    }
}
