//! When a feed is asked again: what it asks for itself, what was learned of it, and how failures hold it back. Pure, and
//! the same after a restart: what varies is decided by a hash.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::Offset;

use crate::decode::listing::{Days, Hours};

use super::rows::{Key, Row};

/// Most that a poll is later than it could be, so that feeds of one interval do not gather.
const SPREAD_MOST: i64 = 30 * 60;
/// How far hours and days that are to be left out are looked ahead: a week and a day.
const HOURS_AHEAD: usize = 8 * 24;
/// Polls in a row that say the same before the interval follows.
const IN_A_ROW: i32 = 2;

/// Bounds of the time between two polls.
#[derive(Debug, Clone, Copy)]
pub(in crate::source) struct Interval {
    pub(in crate::source) least: Duration,
    pub(in crate::source) first: Duration,
    pub(in crate::source) most: Duration,
}

/// When a feed that fails is asked rarely.
#[derive(Debug, Clone, Copy)]
pub(in crate::source) struct Dead {
    pub(in crate::source) failures: u32,
    pub(in crate::source) after: Duration,
    pub(in crate::source) again: Duration,
}

/// What an answer asks for: the longest counts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Asked {
    /// `ttl`, `sy:updatePeriod`, `max-age` and `Expires` less `Age`, `Retry-After`, each cut at the longest wait.
    pub(super) wait: Duration,
    /// Hours at which it need not be asked.
    pub(super) hours: Hours,
    /// Days on which it need not be asked.
    pub(super) days: Days,
}

fn seconds(time: Duration) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}

/// What is learned of a poll that was read: how many of its entries were known before. `late` is how long after its time
/// it was made.
pub(super) fn learn(row: &mut Row, known: usize, entries: usize, late: i64, bounds: &Interval) {
    let interval = if row.interval == 0 { bounds.first.as_secs() } else { row.interval };
    row.interval = interval.clamp(bounds.least.as_secs(), bounds.most.as_secs());
    // Who comes late finds more news than there is in an interval.
    if late > i64::try_from(row.interval / 4).unwrap_or(i64::MAX).max(60) || row.last_success == 0 {
        row.trend = 0;
        return;
    }
    let (mostly_known, mostly_new) = (known * 3 >= entries * 2, known * 3 < entries);
    row.trend = match (mostly_known, mostly_new) {
        (true, _) => row.trend.max(0) + 1,
        (_, true) => row.trend.min(0) - 1,
        _ => 0,
    };
    let learned = match row.trend {
        IN_A_ROW.. => row.interval + row.interval / 4,
        trend if trend <= -IN_A_ROW => row.interval / 2,
        _ => return,
    };
    row.trend = 0;
    row.interval = learned.clamp(bounds.least.as_secs(), bounds.most.as_secs());
}

/// When a feed that was read, or told that nothing changed, is due again.
pub(super) fn after_success(key: &Key, row: &Row, asked: &Asked, bounds: &Interval, now: i64) -> i64 {
    let interval = if row.interval == 0 { bounds.first.as_secs() } else { row.interval };
    let wait =
        i64::try_from(interval).unwrap_or(i64::MAX).max(seconds(asked.wait)).max(seconds(bounds.least));
    let due = outside(now.saturating_add(wait), asked);
    due.saturating_add(spread(key, due, wait))
}

/// When a feed that failed is due again; the failure is counted in the row already.
pub(super) fn after_failure(
    key: &Key,
    row: &Row,
    retry_after: Duration,
    bounds: &Interval,
    dead: &Dead,
    now: i64,
) -> i64 {
    let interval = if row.interval == 0 { bounds.first.as_secs() } else { row.interval };
    let backed_off =
        i64::try_from(interval).unwrap_or(i64::MAX).saturating_mul(i64::from(row.failures.max(1)));
    let mut wait = backed_off.min(seconds(bounds.most)).max(seconds(bounds.least)).max(seconds(retry_after));
    if is_dead(row, dead, now) {
        wait = wait.max(seconds(dead.again));
    }
    now.saturating_add(wait).saturating_add(spread(key, now, wait))
}

/// Whether a feed is gone, or has failed so often and for so long that it is asked rarely.
pub(super) fn is_dead(row: &Row, dead: &Dead, now: i64) -> bool {
    let long = row.failing_since > 0 && now - row.failing_since >= seconds(dead.after);
    row.is_gone || (row.failures >= dead.failures && long)
}

/// The first moment from `due` on that is not left out. Where every hour is, none is.
fn outside(due: i64, asked: &Asked) -> i64 {
    if asked.hours.is_empty() && asked.days.is_empty() {
        return due;
    }
    let mut at = due;
    for _ in 0..HOURS_AHEAD {
        let Ok(moment) = Timestamp::from_second(at) else { return due };
        let civil = Offset::UTC.to_datetime(moment);
        let hour = u8::try_from(civil.hour()).unwrap_or(0);
        if !asked.hours.holds(hour) && !asked.days.holds(civil.weekday()) {
            return at;
        }
        at = at.div_euclid(3600).saturating_add(1).saturating_mul(3600);
    }
    due
}

/// Up to a tenth of the wait, by a hash.
fn spread(key: &Key, due: i64, wait: i64) -> i64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(key);
    hasher.update(&due.to_le_bytes());
    let number = hasher.finalize().as_bytes().first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes));
    let most = (wait / 10).min(SPREAD_MOST);
    i64::from(number) * most / i64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3600;
    const BOUNDS: Interval = Interval {
        least: Duration::from_mins(15),
        first: Duration::from_hours(1),
        most: Duration::from_hours(24),
    };
    const DEAD: Dead =
        Dead { failures: 30, after: Duration::from_hours(14 * 24), again: Duration::from_hours(30 * 24) };
    const KEY: Key = [7; 16];

    fn read() -> Row {
        Row { last_success: 1, ..Row::default() }
    }

    #[test]
    fn the_interval_follows_two_polls_that_say_the_same() {
        let mut row = read();
        let mut after = |known, entries, late| {
            learn(&mut row, known, entries, late, &BOUNDS);
            row.interval
        };
        assert_eq!(after(20, 30, 0), 3600, "one poll says nothing");
        assert_eq!(after(30, 30, 0), 4500);
        assert_eq!((after(9, 30, 0), after(0, 30, 0)), (4500, 2250));
        assert_eq!(
            (after(15, 30, 0), after(0, 30, 0), after(15, 30, 0), after(0, 30, 0)),
            (2250, 2250, 2250, 2250)
        );
        assert_eq!((after(0, 30, 4000), after(0, 30, 0)), (2250, 2250), "who comes late learns nothing");
        for _ in 0..40 {
            after(0, 30, 0);
        }
        assert_eq!(after(0, 30, 0), 900);
        for _ in 0..80 {
            after(30, 30, 0);
        }
        assert_eq!(after(30, 30, 0), 86_400);
    }

    #[test]
    fn the_longest_of_what_is_asked_counts_and_a_little_more() {
        let due = |row: &Row, wait: i64| {
            let asked = Asked { wait: Duration::from_secs(wait.unsigned_abs()), ..Asked::default() };
            after_success(&KEY, row, &asked, &BOUNDS, 1_000_000) - 1_000_000
        };
        let row = read();
        for (wait, least) in [(0, HOUR), (60, HOUR), (2 * HOUR, 2 * HOUR), (100 * HOUR, 100 * HOUR)] {
            let due = due(&row, wait);
            assert!((least..=least + (least / 10).min(SPREAD_MOST)).contains(&due), "{wait}: {due}");
            assert_eq!(due, self::due_again(&row, wait));
        }
    }

    fn due_again(row: &Row, wait: i64) -> i64 {
        let asked = Asked { wait: Duration::from_secs(wait.unsigned_abs()), ..Asked::default() };
        after_success(&KEY, row, &asked, &BOUNDS, 1_000_000) - 1_000_000
    }

    #[test]
    fn failures_hold_back_in_proportion_and_at_most_a_day() {
        let at = |failures: u32, retry: i64, since: i64, gone: bool| {
            let row = Row { failures, failing_since: since, is_gone: gone, ..read() };
            let retry = Duration::from_secs(retry.unsigned_abs());
            let now = 100 * 24 * HOUR;
            let wait = after_failure(&KEY, &row, retry, &BOUNDS, &DEAD, now) - now;
            wait / HOUR
        };
        let recent = 99 * 24 * HOUR;
        assert_eq!([at(1, 0, recent, false), at(3, 0, recent, false), at(100, 0, recent, false)], [1, 3, 24]);
        assert_eq!(at(1, 10 * HOUR, recent, false), 10);
        assert_eq!(at(30, 0, 80 * 24 * HOUR, false), 30 * 24, "dead");
        assert_eq!(at(1, 0, recent, true), 30 * 24, "gone");
    }
}
