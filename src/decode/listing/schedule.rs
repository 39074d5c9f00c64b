//! When a feed wants to be asked again: `ttl`, `sy:updatePeriod`, `skipHours` and `skipDays` as it writes them. What to
//! make of that, and how much of it to believe, is for whoever asks.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Weekday;

use crate::decode::xml::{Id, Xml};
use crate::normalise::dates;

/// Longest wait that is read; nobody waits so long, and it can be multiplied without overflow.
const LONGEST: Duration = Duration::from_secs(10 * 366 * 86_400);

/// What a feed says about its own time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schedule {
    /// `ttl`: how long it may be kept.
    pub ttl: Option<Duration>,
    /// `sy:updatePeriod` through `sy:updateFrequency`: the time between two updates.
    pub update: Option<Duration>,
    /// `sy:updateBase`: from when updates are counted.
    pub update_base: Option<Timestamp>,
    /// Hours of the day, in Greenwich, at which it need not be asked.
    pub skip_hours: Hours,
    /// Days of the week, in Greenwich, on which it need not be asked.
    pub skip_days: Days,
}

/// Hours of a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hours(u32);

impl Hours {
    /// Whether an hour from 0 to 23 is one of them.
    #[must_use]
    pub fn holds(self, hour: u8) -> bool {
        hour < 24 && self.0 & (1 << hour) != 0
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// As bits: the first is the hour from midnight.
    #[must_use]
    pub fn bits(self) -> u32 {
        self.0
    }

    fn add(&mut self, hour: u8) {
        // Of RSS 0.91 on, 24 is midnight.
        if hour <= 24 {
            self.0 |= 1 << (hour % 24);
        }
    }
}

/// Days of a week.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Days(u8);

impl Days {
    /// Whether a day is one of them.
    #[must_use]
    pub fn holds(self, day: Weekday) -> bool {
        self.0 & Days::bit(day) != 0
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// As bits: the first is Monday.
    #[must_use]
    pub fn bits(self) -> u8 {
        self.0
    }

    fn bit(day: Weekday) -> u8 {
        1 << day.to_monday_zero_offset().unsigned_abs()
    }
}

impl Schedule {
    /// Of the element that describes a feed.
    pub(super) fn of(xml: &Xml, channel: Id) -> Schedule {
        let mut schedule = Schedule::default();
        let (mut period, mut frequency) = (None, None);
        for child in xml.children(channel) {
            match xml.name(child).to_ascii_lowercase().as_str() {
                "ttl" => schedule.ttl = schedule.ttl.or_else(|| minutes(&xml.line(child)?)),
                "updateperiod" => period = period.or_else(|| self::period(&xml.line(child)?)),
                "updatefrequency" => frequency = frequency.or_else(|| number(&xml.line(child)?)),
                "updatebase" => {
                    schedule.update_base = dates::instant(&xml.line(child).unwrap_or_default(), None)
                }
                "skiphours" => {
                    for hour in xml.children(child).filter_map(|hour| xml.line(hour)?.parse().ok()) {
                        schedule.skip_hours.add(hour);
                    }
                }
                "skipdays" => {
                    for day in xml.children(child).filter_map(|day| weekday(&xml.line(day)?)) {
                        schedule.skip_days.0 |= Days::bit(day);
                    }
                }
                _ => {}
            }
        }
        // The module says: without a period it is daily, without a frequency it is once a period.
        if period.is_some() || frequency.is_some() {
            let period = period.unwrap_or(Duration::from_secs(86_400));
            schedule.update = divided(period, frequency.unwrap_or(1.0));
        }
        schedule
    }
}

/// A wait in minutes.
fn minutes(raw: &str) -> Option<Duration> {
    divided(Duration::from_secs(60), 1.0 / number(raw)?)
}

/// A number over zero.
fn number(raw: &str) -> Option<f64> {
    raw.trim().parse().ok().filter(|number: &f64| number.is_finite() && *number > 0.0)
}

fn divided(period: Duration, times: f64) -> Option<Duration> {
    let seconds = period.as_secs_f64() / times;
    Duration::try_from_secs_f64(seconds.min(LONGEST.as_secs_f64())).ok().filter(|wait| !wait.is_zero())
}

/// `hourly`, `daily`, ...; some write "2 minutes".
fn period(raw: &str) -> Option<Duration> {
    const HOUR: u64 = 3_600;
    let raw = raw.trim().to_ascii_lowercase();
    let (count, unit) = match raw.split_once(char::is_whitespace) {
        Some((count, unit)) => (number(count)?, unit.trim()),
        None => (1.0, raw.as_str()),
    };
    let seconds = match unit.trim_end_matches('s') {
        "minute" | "minutely" | "min" => 60,
        "hour" | "hourly" => HOUR,
        "day" | "daily" => 24 * HOUR,
        "week" | "weekly" => 7 * 24 * HOUR,
        "month" | "monthly" => 30 * 24 * HOUR,
        "year" | "yearly" => 365 * 24 * HOUR,
        _ => return None,
    };
    divided(Duration::from_secs(seconds), 1.0 / count)
}

fn weekday(raw: &str) -> Option<Weekday> {
    let head: String = raw.trim().chars().take(3).collect::<String>().to_ascii_lowercase();
    Some(match head.as_str() {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        _ => return None,
    })
}
