//! What may pass, and how long is waited before it is tried again. Pure, and the same after a restart.

use std::time::Duration;

use crate::fetch::hop::Code;
use crate::source::fetching::Key;

/// The first wait, in delays of a host: a minute where nothing else is said.
const DELAYS: u32 = 12;
/// The first wait is no shorter.
const SHORTEST: Duration = Duration::from_secs(1);
/// How much longer each wait is than the one before.
const GROWTH: u32 = 5;
/// By how much of it a wait is made longer at most, so that what failed together does not come back together.
const SPREAD: i64 = 4;

/// Whether an address that failed this way may be had another time.
pub(super) fn may_pass(code: Code) -> bool {
    match code {
        Code::Dns
        | Code::Connect
        | Code::Timeout
        | Code::Broken
        | Code::Limited
        | Code::RobotsUnreachable => true,
        // Too slow, too early, and faults of the host; not what it says that it does not know how to do.
        Code::Http(status) => matches!(status, 408 | 425 | 500 | 502..=504 | 507..=599),
        _ => false,
    }
}

/// How many seconds are waited after so many tries in vain.
pub(super) fn wait(key: &Key, tries: u32, retry_after: Duration, delay: Duration, most: Duration) -> i64 {
    let first = delay.saturating_mul(DELAYS).max(SHORTEST);
    let grown = first.saturating_mul(GROWTH.saturating_pow(tries.saturating_sub(1)));
    let wait = i64::try_from(grown.min(most).max(retry_after).as_secs()).unwrap_or(i64::MAX).max(1);
    wait.saturating_add(share(key, tries, wait / SPREAD))
}

/// No page is left for longer, in seconds.
pub(super) fn longest(most: Duration) -> i64 {
    let most = i64::try_from(most.as_secs()).unwrap_or(i64::MAX).max(1);
    most.saturating_add(most / SPREAD)
}

/// A part of it, by a hash.
fn share(key: &Key, tries: u32, most: i64) -> i64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(key).update(&tries.to_le_bytes());
    let drawn = hasher.finalize().as_bytes().first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes));
    i64::from(drawn) * most / i64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_hours(24);

    #[test]
    fn waits_grow_up_to_the_longest_and_a_host_that_asks_for_more_gets_it() {
        let wait = |tries, after, delay| wait(&[7; 16], tries, Duration::from_secs(after), delay, DAY);
        let delay = Duration::from_secs(5);
        for (tries, least) in [(1, 60), (2, 300), (3, 1500), (4, 7500), (9, 86_400), (u32::MAX, 86_400)] {
            let wait = wait(tries, 0, delay);
            assert!((least..=least + least / 4).contains(&wait), "{tries}: {wait}");
        }
        assert!((3600..=4500).contains(&wait(1, 3600, delay)));
        assert_eq!(wait(1, 0, Duration::ZERO), 1);
        assert!(wait(9, 0, delay) <= longest(DAY) && wait(1, 86_400, delay) <= longest(DAY));
    }

    #[test]
    fn what_a_host_says_for_good_does_not_pass() {
        for status in [400, 401, 403, 404, 410, 501, 505, 506] {
            assert!(!may_pass(Code::Http(status)), "{status}");
        }
        for status in [408, 425, 500, 502, 503, 504, 520] {
            assert!(may_pass(Code::Http(status)), "{status}");
        }
        assert!(!may_pass(Code::Robots) && !may_pass(Code::Address) && !may_pass(Code::TooLarge));
    }
}
