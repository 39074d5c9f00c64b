//! When a feed is asked again: the rules of [`crate::fetch::interval`], with what they remember kept in the feed's row.

use std::time::Duration;

use jiff::Timestamp;

use crate::fetch::headers::{Headers, freshness};
use crate::fetch::interval::{Next, Outcome, Reason, Rhythm, Rules, Standing, Wishes};

use super::rows::Row;
use crate::decode::listing::Schedule;
pub(super) use crate::source::fetching::not_before;

/// What a sitemap is left that its index says to be the same.
const A_DAY: Duration = Duration::from_hours(24);
/// How much longer anything takes at most.
const TURNS: Duration = Duration::from_hours(1);

/// A duration in seconds, as rows have it.
pub(super) fn seconds(time: Duration) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}

/// A moment later, or the last one that can be told.
pub(super) fn later(moment: Timestamp, by: Duration) -> Timestamp {
    moment.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// What the headers of an answer ask for.
pub(super) fn wishes(headers: &Headers, now: Timestamp, wait_most: Duration) -> Wishes {
    Wishes { fresh: freshness(headers, now, wait_most), ..Wishes::default() }
}

/// What a feed itself asks for beside that.
pub(super) fn with_schedule(wishes: Wishes, schedule: &Schedule) -> Wishes {
    Wishes {
        ttl: schedule.ttl,
        period: schedule.update,
        skip_hours: schedule.skip_hours.bits(),
        skip_days: schedule.skip_days.bits(),
        ..wishes
    }
}

fn moment(seconds: i64) -> Option<Timestamp> {
    Timestamp::from_second(seconds).ok().filter(|_| seconds > 0)
}

/// How a feed stands, as it is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::source) enum State {
    /// As its polls say.
    Stands(Standing),
    /// Nothing may be asked there: robots.txt forbids it, or its address is not connected to.
    Refused,
    /// Nothing is known of it yet.
    #[default]
    Unknown,
}

impl State {
    pub(in crate::source) fn as_str(self) -> &'static str {
        match self {
            State::Stands(standing) => standing.as_str(),
            State::Refused => "refused",
            State::Unknown => "new",
        }
    }
}

impl Row {
    /// How it stands.
    pub(in crate::source) fn state(&self) -> State {
        let code = self.error.as_ref().map(|error| error.code.as_str());
        match (self.standing, code) {
            (Standing::Failing, Some("robots" | "address" | "scheme")) => State::Refused,
            (standing, _) => State::Stands(standing),
        }
    }

    /// What is remembered of when it is asked.
    pub(super) fn rhythm(&self) -> Rhythm {
        Rhythm {
            learned: (self.interval > 0).then(|| Duration::from_secs(self.interval)),
            streak: self.streak,
            failures: self.failures,
            failing_since: moment(self.failing_since),
            standing: self.standing,
            due: moment(self.next),
        }
    }

    fn remember(&mut self, rhythm: &Rhythm) {
        self.interval = rhythm.learned.map_or(0, |learned| learned.as_secs());
        self.streak = rhythm.streak;
        self.failures = rhythm.failures;
        self.failing_since = rhythm.failing_since.map_or(0, Timestamp::as_second);
        self.standing = rhythm.standing;
    }

    /// Takes what a poll that ended at `now` came to, and sets when the next is.
    pub(super) fn polled(&mut self, outcome: Outcome, wishes: &Wishes, rules: &Rules, now: Timestamp) {
        let mut rhythm = self.rhythm();
        let Next { at, from } = rhythm.polled(outcome, wishes, rules, &self.url, now);
        self.remember(&rhythm);
        (self.next, self.interval_from) = (not_before(at), Some(from));
    }

    /// No wait of it is longer, in seconds.
    pub(super) fn longest_wait(&self, rules: &Rules) -> i64 {
        let again = if self.is_given_up() || self.is_retired { rules.dead.again } else { Duration::ZERO };
        let longest = rules.bounds.most.max(rules.wait_most).max(again).max(A_DAY);
        // What is due is asked up to a tenth later, and may wait for its turn.
        seconds(longest.saturating_add(longest / 10).saturating_add(TURNS))
    }

    /// When it is due by a clock that says `now`, where no wait is longer than `longest` seconds. A clock that went back says
    /// nothing about when it was asked last: then its wait counts from now on.
    pub(super) fn due(&self, now: i64, longest: i64) -> i64 {
        let since = if self.next >= self.last_poll { self.last_poll.max(now) } else { now };
        now.saturating_add(self.next.saturating_sub(since).min(longest))
    }

    /// Takes back its last failure, which counts for nobody.
    pub(super) fn forgive(&mut self) {
        let mut rhythm = self.rhythm();
        rhythm.forgive();
        self.remember(&rhythm);
        self.error = None;
    }

    /// It could not be asked, since its host is not to be before then.
    pub(super) fn held(&mut self, until: Timestamp) {
        (self.next, self.interval_from) = (not_before(until), Some(Reason::Host));
    }

    /// Whether it is asked rarely, since it is gone or has failed for long.
    pub(super) fn is_given_up(&self) -> bool {
        matches!(self.standing, Standing::Gone | Standing::Dead)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::interval::{Bounds, Dead};

    const HOUR: u64 = 3600;

    fn rules() -> Rules {
        let s = Duration::from_secs;
        Rules {
            bounds: Bounds { least: s(900), first: s(HOUR), most: s(24 * HOUR) },
            dead: Dead { failures: 30, after: s(14 * 24 * HOUR), again: s(30 * 24 * HOUR) },
            wait_most: s(24 * HOUR),
        }
    }

    #[test]
    fn what_is_learned_goes_through_the_row() {
        let mut row = Row { url: "https://a.example/rss".to_owned(), ..Row::default() };
        let mut now: Timestamp = "2026-11-25T12:00:00.7Z".parse().unwrap();
        let mut rhythm = Rhythm::default();
        let outcomes = [
            Outcome::Read { known: 30, of: 30 },
            Outcome::Read { known: 30, of: 30 },
            Outcome::Failed,
            Outcome::Read { known: 0, of: 30 },
            Outcome::Limited,
            Outcome::Gone,
            Outcome::Failed,
        ];
        for outcome in outcomes {
            // As a store gives it back.
            row = serde_json::from_slice(&serde_json::to_vec(&row).unwrap()).unwrap();
            row.polled(outcome, &Wishes::default(), &rules(), now);
            let next = rhythm.polled(outcome, &Wishes::default(), &rules(), &row.url, now);
            assert!(row.next >= next.at.as_second() && row.next - next.at.as_second() <= 1);
            assert_eq!(row.interval_from, Some(next.from));
            rhythm.due = moment(row.next);
            let since = rhythm.failing_since.and_then(|since| moment(since.as_second()));
            rhythm.failing_since = since;
            assert_eq!(row.rhythm(), rhythm, "{outcome:?}");
            now = rhythm.due.unwrap();
        }
        assert!(row.is_given_up());
    }

    #[test]
    fn nobody_waits_for_a_year_since_a_clock_was_ahead() {
        let (hour, year) = (3600, 365 * 86_400);
        let due = |last_poll: i64, next: i64, now: i64| {
            Row { last_poll, next, ..Row::default() }.due(now, 24 * hour) - now
        };
        let now = 1_772_703_000;
        assert_eq!(due(now - 60, now + hour, now), hour, "an ordinary wait");
        assert_eq!(due(now - 2 * hour, now - hour, now), -hour, "what is overdue");
        // The clock was an hour ahead, or a year, when it was asked.
        assert_eq!(due(now + hour, now + 2 * hour, now), hour);
        assert_eq!(due(now + year, now + year + hour, now), hour);
        // It ended before the answer came, and only the time of the next request was written down.
        assert_eq!(due(now - 60, now + year, now), 24 * hour);
        // Asked at once since: what is written down is of this clock.
        assert_eq!(due(now + year, now + 900, now), 900);
    }

    #[test]
    fn a_second_is_not_begun_before_its_moment() {
        let moment = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(not_before(moment("1970-01-01T00:00:07Z")), 7);
        assert_eq!(not_before(moment("1970-01-01T00:00:07.000000001Z")), 8);
    }
}
