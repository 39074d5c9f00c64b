//! When an address is asked again: what was learned of it, what it asks for, and how long it waits after failures.
//!
//! The next poll lies the longest of these after the last one: the learned interval (kept within [`Bounds`]), and what the
//! answer asks for ([`Wishes`]: ttl, update period, freshness, Retry-After), each cut at `wait_most`; moved out of the hours
//! and days that are to be skipped, as far as `wait_most` lets it; then up to a tenth later, 30 minutes at most, as a hash of
//! the address and the time decides. Failures back off linearly. Nothing here has a clock or chance, so a restart with the
//! same [`Rhythm`] changes nothing, and nothing is ever asked sooner than `least` after it was asked before.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::hash;

mod offline;

pub use offline::{Change, Offline};

/// `interval` of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Shortest time between two polls.
    pub least: Duration,
    /// What is taken before anything is learned.
    pub first: Duration,
    /// Longest that is learned, and that failures back off to.
    pub most: Duration,
}

/// `dead` of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dead {
    /// So many failures in a row ...
    pub failures: u32,
    /// ... over so long are death.
    pub after: Duration,
    /// How often what is dead or gone is asked all the same.
    pub again: Duration,
}

/// What a source and `[fetch]` say about intervals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// `interval`.
    pub bounds: Bounds,
    /// `dead`.
    pub dead: Dead,
    /// `wait_most`: longest wait that anybody else can ask for.
    pub wait_most: Duration,
}

/// What an answer asks for. Absent is nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wishes {
    /// `ttl`, or another period that the document gives for itself.
    pub ttl: Option<Duration>,
    /// Update period through frequency.
    pub period: Option<Duration>,
    /// [`super::headers::freshness`].
    pub fresh: Option<Duration>,
    /// [`super::headers::retry_after`].
    pub retry_after: Option<Duration>,
    /// Hours of the day in UTC that are to be skipped: bit 0 is the hour from midnight. All of them are none.
    pub skip_hours: u32,
    /// Days of the week in UTC that are to be skipped: bit 0 is Monday. All of them are none.
    pub skip_days: u8,
}

/// What decided when the next poll is: `interval_from`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The learned interval.
    Learned,
    /// The document's ttl.
    Ttl,
    /// The document's update period.
    Period,
    /// `max-age` or `Expires`.
    #[serde(rename = "max-age")]
    Fresh,
    /// Retry-After.
    RetryAfter,
    /// Hours or days that are to be skipped.
    Skip,
    /// Failures before.
    BackOff,
    /// It is dead or gone, and asked now and then.
    Again,
    /// It was due, and its host was not to be asked.
    Host,
}

impl Reason {
    /// As it is shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::Learned => "learned",
            Reason::Ttl => "ttl",
            Reason::Period => "period",
            Reason::Fresh => "max-age",
            Reason::RetryAfter => "retry-after",
            Reason::Skip => "skip",
            Reason::BackOff => "back-off",
            Reason::Again => "again",
            Reason::Host => "host",
        }
    }
}

/// How an address stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Never asked.
    #[default]
    New,
    /// The last poll succeeded.
    Ok,
    /// The last poll failed.
    Failing,
    /// The last poll was answered 429.
    Limited,
    /// It was answered 410.
    Gone,
    /// It failed for long.
    Dead,
}

impl Standing {
    /// Every one of them.
    pub const ALL: &[Standing] =
        &[Standing::New, Standing::Ok, Standing::Failing, Standing::Limited, Standing::Gone, Standing::Dead];

    /// As it is shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::New => "new",
            Standing::Ok => "ok",
            Standing::Failing => "failing",
            Standing::Limited => "limited",
            Standing::Gone => "gone",
            Standing::Dead => "dead",
        }
    }
}

/// What a poll came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was read, or has not changed: so many of its entries were known, of so many.
    Read {
        /// Entries that were known.
        known: usize,
        /// All entries that were looked at.
        of: usize,
    },
    /// It failed.
    Failed,
    /// 429.
    Limited,
    /// 410.
    Gone,
    /// It failed while this machine reached nobody, which counts for nobody.
    Offline,
}

/// What is remembered of one address; all of it is kept over a restart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rhythm {
    /// The learned interval; `None`: `first`.
    pub learned: Option<Duration>,
    /// Polls on time in a row that speak for a longer (positive) or shorter (negative) interval.
    pub streak: i8,
    /// Failures in a row.
    pub failures: u32,
    /// Since when.
    pub failing_since: Option<Timestamp>,
    /// How it stands.
    pub standing: Standing,
    /// When it is due; `None`: at once.
    pub due: Option<Timestamp>,
}

/// When the next poll is, and why then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    /// When.
    pub at: Timestamp,
    /// What decided.
    pub from: Reason,
}

/// Polls in a row that must agree before anything is learned.
const AGREE: i8 = 2;

/// Longest that chance puts off a poll.
const JITTER_MOST: Duration = Duration::from_secs(30 * 60);

impl Rhythm {
    /// The interval as learned so far.
    pub fn interval(&self, rules: &Rules) -> Duration {
        let Bounds { least, first, most } = rules.bounds;
        self.learned.unwrap_or(first).clamp(least, most.max(least))
    }

    /// Takes what a poll at `now` came to and what the answer asks for; says when the next is. `address` spreads the polls.
    pub fn polled(
        &mut self,
        outcome: Outcome,
        wishes: &Wishes,
        rules: &Rules,
        address: &str,
        now: Timestamp,
    ) -> Next {
        let (wait, from) = match outcome {
            Outcome::Read { known, of } => {
                self.learn(known, of, rules, now);
                (self.failures, self.failing_since, self.standing) = (0, None, Standing::Ok);
                (self.interval(rules), Reason::Learned)
            }
            Outcome::Failed | Outcome::Limited | Outcome::Gone => self.failed(outcome, rules, now),
            Outcome::Offline => (self.interval(rules), Reason::BackOff),
        };
        let next = next(wait, from, wishes, rules, address, now);
        self.due = Some(next.at);
        next
    }

    /// Takes back a failure of which it turned out later that it counts for nobody: see [`Offline`].
    pub fn forgive(&mut self) {
        self.failures = self.failures.saturating_sub(1);
        if self.failures == 0 {
            self.failing_since = None;
        }
        if matches!(self.standing, Standing::Failing | Standing::Dead) {
            self.standing = if self.failures == 0 { Standing::Ok } else { Standing::Failing };
        }
    }

    /// How long this address waits by itself once it has failed once more: what an unknown Retry-After rests on.
    pub fn back_off(&self, rules: &Rules) -> Duration {
        self.after_failures(self.failures.saturating_add(1), rules)
    }

    fn after_failures(&self, failures: u32, rules: &Rules) -> Duration {
        let most = rules.bounds.most.max(rules.bounds.least);
        self.interval(rules).saturating_mul(failures.max(1)).min(most)
    }

    fn failed(&mut self, outcome: Outcome, rules: &Rules, now: Timestamp) -> (Duration, Reason) {
        self.streak = 0;
        self.failures = self.failures.saturating_add(1);
        // A clock that went back begins anew, and kills nobody.
        let since = self.failing_since.filter(|since| *since <= now).unwrap_or(now);
        self.failing_since = Some(since);
        let long = now.duration_since(since).unsigned_abs() >= rules.dead.after;
        self.standing = match outcome {
            Outcome::Gone => Standing::Gone,
            _ if self.failures >= rules.dead.failures && long => Standing::Dead,
            // What is gone comes back by a success only.
            _ if self.standing == Standing::Gone => Standing::Gone,
            Outcome::Limited => Standing::Limited,
            _ => Standing::Failing,
        };
        match self.standing {
            Standing::Gone | Standing::Dead => (rules.dead.again.max(rules.bounds.least), Reason::Again),
            _ => (self.after_failures(self.failures, rules), Reason::BackOff),
        }
    }

    /// After two polls on time in a row: at least 2/3 of the entries known makes the interval a quarter longer, fewer than
    /// 1/3 half as long. No entries are all known.
    fn learn(&mut self, known: usize, of: usize, rules: &Rules, now: Timestamp) {
        let interval = self.interval(rules);
        self.learned = Some(interval);
        if !self.on_time(interval, now) {
            self.streak = 0;
            return;
        }
        let longer = known.saturating_mul(3) >= of.saturating_mul(2);
        let shorter = known.saturating_mul(3) < of;
        self.streak = match (longer, shorter) {
            (true, _) => self.streak.max(0) + 1,
            (_, true) => self.streak.min(0) - 1,
            _ => 0,
        };
        if self.streak.abs() < AGREE {
            return;
        }
        let changed = if self.streak > 0 { interval + interval / 4 } else { interval / 2 };
        self.streak = 0;
        self.learned = Some(changed.clamp(rules.bounds.least, rules.bounds.most.max(rules.bounds.least)));
    }

    /// Whether a poll says something about the interval: it came when it was due, at most a quarter of the interval late, and
    /// the one before it was no failure.
    fn on_time(&self, interval: Duration, now: Timestamp) -> bool {
        let Some(due) = self.due else { return false };
        let late = now.duration_since(due);
        self.standing == Standing::Ok && late.unsigned_abs() <= interval / 4
    }
}

/// The longest of a wait and what is wished for, moved and put off.
fn next(wait: Duration, from: Reason, wishes: &Wishes, rules: &Rules, address: &str, now: Timestamp) -> Next {
    let cut = |wish: Option<Duration>| wish.unwrap_or_default().min(rules.wait_most);
    let wished = [
        (cut(wishes.ttl), Reason::Ttl),
        (cut(wishes.period), Reason::Period),
        (cut(wishes.fresh), Reason::Fresh),
        (cut(wishes.retry_after), Reason::RetryAfter),
    ];
    let (mut wait, mut from) = (wait.max(rules.bounds.least), from);
    for (wish, reason) in wished {
        if wish > wait {
            (wait, from) = (wish, reason);
        }
    }
    let jitter = hash::share((wait / 10).min(JITTER_MOST), address, now.as_second());
    // Skipped hours may put it off to `wait_most`, and no further.
    let latest = plus(now, wait.max(rules.wait_most));
    let wanted = plus(now, wait);
    let moved = out_of_skipped(wanted, wishes).min(latest);
    let put_off = plus(moved, jitter);
    let at = out_of_skipped(put_off, wishes);
    let at = match at {
        // Chance alone led into a skipped hour: the same chance again behind it.
        at if at > put_off && at <= latest => plus(at, jitter),
        _ => put_off,
    };
    Next { at, from: if moved > wanted { Reason::Skip } else { from } }
}

/// A moment later, or the last one that can be told.
fn plus(at: Timestamp, by: Duration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

const ALL_HOURS: u32 = (1 << 24) - 1;
const ALL_DAYS: u8 = (1 << 7) - 1;

/// The first moment from `at` on whose hour and day are not skipped.
fn out_of_skipped(at: Timestamp, wishes: &Wishes) -> Timestamp {
    let hours = Some(wishes.skip_hours & ALL_HOURS).filter(|hours| *hours != ALL_HOURS).unwrap_or(0);
    let days = Some(wishes.skip_days & ALL_DAYS).filter(|days| *days != ALL_DAYS).unwrap_or(0);
    if hours == 0 && days == 0 {
        return at;
    }
    let skipped = |at: Timestamp| {
        let civil = TimeZone::UTC.to_datetime(at);
        let hour = u32::try_from(civil.hour()).is_ok_and(|hour| hours & (1 << hour) != 0);
        hour || days & (1 << weekday(civil.weekday())) != 0
    };
    let mut moment = at;
    // A week and a day of hours: whatever is not skipped comes within it.
    for _ in 0..8 * 24 {
        if !skipped(moment) {
            return moment;
        }
        let hour = moment.as_second().div_euclid(3600);
        moment = Timestamp::from_second((hour + 1) * 3600).unwrap_or(Timestamp::MAX);
    }
    at
}

/// Monday is 0.
fn weekday(day: Weekday) -> u8 {
    u8::try_from(day.to_monday_zero_offset()).unwrap_or(0)
}

#[cfg(test)]
mod tests;
