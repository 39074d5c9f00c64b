//! What is known of a host's robots.txt, and for how long it holds (RFC 9309, section 2.3.1 and 2.4).
//!
//! A file holds for 24 hours. One that the host says is not there allows everything; one that is out of reach forbids
//! everything, is asked for again after a minute, twice as long each time up to a day, and after 30 days of that the last
//! copy holds, or everything is allowed. Pure: each function is given the time, and a clock that goes back never makes a wait
//! longer than it was.

use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use super::{Decision, Robots};

/// How long an answer holds.
const HOLDS: Duration = Duration::from_secs(24 * 3600);
/// The first wait after an answer that is none.
const FIRST_WAIT: Duration = Duration::from_secs(60);
/// The longest.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3600);
/// How long a host may be out of reach before its last copy holds, and how often it was asked for meanwhile at least, so that
/// a clock that jumps gives up nobody.
const GIVEN_UP: (Duration, u32) = (Duration::from_secs(30 * 24 * 3600), 12);

/// What asking for robots.txt came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// The file.
    File(Robots),
    /// The host says that there is none: 4xx but 429, or more than five redirects.
    None,
    /// 429, 5xx, or no answer.
    Unreachable,
}

impl Answer {
    /// What a final status means; the file is read only where it is asked for.
    pub fn of(status: u16, file: impl FnOnce() -> Robots) -> Self {
        match status {
            200..300 => Answer::File(file()),
            300..400 => Answer::None,
            429 => Answer::Unreachable,
            400..500 => Answer::None,
            _ => Answer::Unreachable,
        }
    }
}

/// Whether an address may be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// By the rules that hold.
    Decided(Decision),
    /// robots.txt is out of reach, so nothing may be asked before it is asked again.
    Unreachable,
    /// Nothing is known, or what is known is too old: robots.txt goes first.
    Ask,
}

/// What is known of the robots.txt of one scheme, host and port.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    /// The last answer that was one.
    copy: Option<Robots>,
    /// When the last answer came, of whatever kind.
    asked: Option<Timestamp>,
    /// Since when it is out of reach, and how often it was asked for since.
    lost: Option<(Timestamp, u32)>,
}

impl Standing {
    /// Takes what asking came to.
    pub fn take(&mut self, answer: Answer, now: Timestamp) {
        self.asked = Some(now);
        match answer {
            Answer::File(robots) => (self.copy, self.lost) = (Some(robots), None),
            Answer::None => (self.copy, self.lost) = (Some(Robots::default()), None),
            Answer::Unreachable => {
                let (since, tries) = self.lost.unwrap_or((now, 0));
                self.lost = Some((since, tries.saturating_add(1)));
            }
        }
    }

    /// How long until robots.txt is to be asked for again; zero: now.
    pub fn wait(&self, now: Timestamp) -> Duration {
        let Some(asked) = self.asked else { return Duration::ZERO };
        let holds = match self.lost {
            None => HOLDS,
            Some((_, tries)) => {
                let doubled = 1_u32.checked_shl(tries.saturating_sub(1)).unwrap_or(u32::MAX);
                FIRST_WAIT.saturating_mul(doubled).min(LONGEST_WAIT)
            }
        };
        let passed = now.duration_since(asked);
        // A clock that went back says nothing about when it was asked.
        if passed.is_negative() { Duration::ZERO } else { holds.saturating_sub(passed.unsigned_abs()) }
    }

    /// Whether an address may be asked for at a moment.
    pub fn verdict(&self, url: &Url, now: Timestamp) -> Verdict {
        if self.wait(now).is_zero() {
            return Verdict::Ask;
        }
        match (self.lost, &self.copy) {
            (None, None) => Verdict::Ask,
            (Some((since, tries)), _) if !given_up(since, tries, now) => Verdict::Unreachable,
            (_, Some(robots)) => Verdict::Decided(robots.decide(url)),
            (Some(_), None) => Verdict::Decided(Decision { allowed: true, rule: None }),
        }
    }

    /// The rules that were read last, whether or not they still hold.
    pub fn copy(&self) -> Option<&Robots> {
        self.copy.as_ref()
    }

    /// What was read from a store: the last copy, when it was asked for, and since when and how often in vain.
    pub fn restored(copy: Option<Robots>, asked: Option<Timestamp>, lost: Option<(Timestamp, u32)>) -> Self {
        Standing { copy, asked, lost }
    }

    /// When it was asked for last, and since when and how often in vain: what is kept beside the file.
    pub fn kept(&self) -> (Option<Timestamp>, Option<(Timestamp, u32)>) {
        (self.asked, self.lost)
    }
}

fn given_up(since: Timestamp, tries: u32, now: Timestamp) -> bool {
    let (after, times) = GIVEN_UP;
    let lost = now.duration_since(since);
    tries >= times && !lost.is_negative() && lost.unsigned_abs() >= after
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url() -> Url {
        Url::parse("https://example.org/story").unwrap()
    }

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_second(1_700_000_000).unwrap() + Duration::from_secs(seconds)
    }

    fn forbidding() -> Answer {
        Answer::File(Robots::parse(b"User-agent: *\nDisallow: /story", "wiredesk"))
    }

    fn allowed(verdict: &Verdict) -> Option<bool> {
        match verdict {
            Verdict::Decided(decision) => Some(decision.allowed),
            Verdict::Unreachable | Verdict::Ask => None,
        }
    }

    const HOUR: u64 = 3600;

    #[test]
    fn what_a_status_means() {
        let cases =
            [(200, true), (204, true), (301, false), (401, false), (403, false), (404, false), (410, false)];
        for (status, file) in cases {
            let answer = Answer::of(status, Robots::default);
            assert_eq!(matches!(answer, Answer::File(_)), file, "{status}");
            assert_ne!(answer, Answer::Unreachable, "{status}");
        }
        for status in [429, 500, 503, 599] {
            assert_eq!(Answer::of(status, Robots::default), Answer::Unreachable, "{status}");
        }
    }

    #[test]
    fn a_file_holds_for_a_day() {
        let mut standing = Standing::default();
        assert_eq!(standing.verdict(&url(), at(0)), Verdict::Ask);
        standing.take(forbidding(), at(0));
        assert_eq!(allowed(&standing.verdict(&url(), at(24 * HOUR - 1))), Some(false));
        assert_eq!(standing.verdict(&url(), at(24 * HOUR)), Verdict::Ask);
        standing.take(Answer::None, at(24 * HOUR));
        assert_eq!(allowed(&standing.verdict(&url(), at(25 * HOUR))), Some(true));
    }

    #[test]
    fn a_clock_that_goes_back_asks_again() {
        let mut standing = Standing::default();
        standing.take(forbidding(), at(400 * 24 * HOUR));
        assert_eq!(standing.verdict(&url(), at(0)), Verdict::Ask);
    }

    /// Asks whenever it may, in vain; the waits between, and the verdict once `days` are over.
    fn in_vain(standing: &mut Standing, mut now: u64, days: u64) -> (Vec<u64>, Verdict) {
        let (end, mut waits) = (now + days * 24 * HOUR, Vec::new());
        loop {
            standing.take(Answer::Unreachable, at(now));
            let wait = standing.wait(at(now)).as_secs();
            waits.push(wait);
            if now + wait > end {
                return (waits, standing.verdict(&url(), at(end)));
            }
            if now + wait < now.max(30 * 24 * HOUR) {
                assert_eq!(standing.verdict(&url(), at(now + wait - 1)), Verdict::Unreachable);
            }
            now += wait;
        }
    }

    #[test]
    fn out_of_reach_forbids_everything_for_thirty_days_and_then_the_last_copy_holds() {
        let mut standing = Standing::default();
        let (waits, verdict) = in_vain(&mut standing, 0, 31);
        assert_eq!(waits[..4], [60, 120, 240, 480]);
        assert_eq!(waits.iter().max(), Some(&86_400));
        assert_eq!(allowed(&verdict), Some(true), "never read");

        let mut standing = Standing::default();
        standing.take(forbidding(), at(0));
        assert_eq!(in_vain(&mut standing, 24 * HOUR, 29).1, Verdict::Unreachable);
        let mut standing = Standing::default();
        standing.take(forbidding(), at(0));
        assert_eq!(allowed(&in_vain(&mut standing, 24 * HOUR, 31).1), Some(false));

        standing.take(Answer::None, at(60 * 24 * HOUR));
        standing.take(Answer::Unreachable, at(61 * 24 * HOUR));
        assert_eq!(standing.wait(at(61 * 24 * HOUR)), FIRST_WAIT, "doubling begins anew");
    }

    #[test]
    fn a_clock_that_jumps_gives_up_nobody() {
        let mut standing = Standing::default();
        standing.take(Answer::Unreachable, at(0));
        standing.take(Answer::Unreachable, at(365 * 24 * HOUR));
        assert_eq!(standing.verdict(&url(), at(365 * 24 * HOUR)), Verdict::Unreachable);
    }

    #[test]
    fn a_restart_changes_nothing() {
        let mut standing = Standing::default();
        standing.take(forbidding(), at(0));
        standing.take(Answer::Unreachable, at(24 * HOUR));
        let (asked, lost) = standing.kept();
        assert_eq!(Standing::restored(standing.copy().cloned(), asked, lost), standing);
    }
}
