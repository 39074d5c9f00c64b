//! Telling one's own outage from that of hosts.

use std::collections::VecDeque;
use std::time::Duration;

use crate::fetch::address::HostKey;

/// Whether this machine reaches anybody.
///
/// Five hosts in a row that fail by name or connection, with no success since, are our own fault: until one answers, failures
/// count for nobody ([`super::Outcome::Offline`]), and one host a minute is tried.
#[derive(Debug, Default)]
pub struct Offline {
    /// Different hosts that failed since the last success, oldest first; five at most.
    failed: VecDeque<HostKey>,
    /// When the last host was tried since then; monotonic.
    tried: Option<Duration>,
}

/// How many hosts in a row.
const HOSTS: usize = 5;

/// How long between two tries while nobody is reached.
const TRY_EACH: Duration = Duration::from_secs(60);

/// What an observation changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Nothing.
    None,
    /// Nobody is reached any more. The failures of these hosts that led to it count for nobody either:
    /// [`super::Rhythm::forgive`].
    Lost(Vec<HostKey>),
    /// Somebody is reached again.
    Back,
}

impl Offline {
    /// Whether nobody is reached.
    pub fn is_offline(&self) -> bool {
        self.failed.len() >= HOSTS
    }

    /// Takes whether a host was reached: any answer at all, against a failure by name or connection. Other failures say
    /// nothing about this machine and are not told. `now` is monotonic.
    pub fn saw(&mut self, host: &HostKey, reached: bool, now: Duration) -> Change {
        let was = self.is_offline();
        if reached {
            self.failed.clear();
            self.tried = None;
            return if was { Change::Back } else { Change::None };
        }
        if !was && !self.failed.contains(host) {
            self.failed.push_back(host.clone());
        }
        if was || !self.is_offline() {
            return Change::None;
        }
        self.tried = Some(now);
        Change::Lost(self.failed.iter().cloned().collect())
    }

    /// Whether a request may go out: always while somebody is reached, else once a minute. `now` is monotonic.
    pub fn may_try(&mut self, now: Duration) -> bool {
        let free = !self.is_offline() || self.tried.is_none_or(|tried| now.saturating_sub(tried) >= TRY_EACH);
        if free && self.is_offline() {
            self.tried = Some(now);
        }
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn host(n: usize) -> HostKey {
        HostKey::restored(&format!("h{n}.example"))
    }

    #[test]
    fn five_hosts_in_a_row_are_our_own_outage() {
        let mut offline = Offline::default();
        for n in 0..4 {
            assert_eq!(offline.saw(&host(n), false, s(0)), Change::None);
        }
        assert_eq!(offline.saw(&host(3), false, s(1)), Change::None, "the same host again");
        assert!(!offline.is_offline() && offline.may_try(s(1)));
        assert_eq!(
            offline.saw(&host(4), false, s(10)),
            Change::Lost((0..5).map(host).collect()),
            "said once"
        );
        assert_eq!(offline.saw(&host(5), false, s(11)), Change::None);
        let tries: Vec<bool> = [11, 69, 70, 71, 129, 130].map(|at| offline.may_try(s(at))).into();
        assert_eq!(tries, [false, false, true, false, false, true]);
        assert_eq!(offline.saw(&host(9), true, s(131)), Change::Back);
        assert!(offline.may_try(s(131)) && offline.may_try(s(131)));
        assert_eq!(offline.saw(&host(9), true, s(132)), Change::None);
    }

    #[test]
    fn a_success_between_begins_anew() {
        let mut offline = Offline::default();
        for n in 0..20 {
            offline.saw(&host(n), n % 5 == 4, s(0));
            assert!(!offline.is_offline());
        }
    }
}
