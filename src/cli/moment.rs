//! Times as people write them on a command line.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::config::units::Period;

/// Reads RFC 3339, a date or a date and time (UTC), or an age such as `2h` before `now`.
pub(super) fn parse(text: &str, now: Timestamp) -> Result<Timestamp, String> {
    let utc = |time: DateTime| TimeZone::UTC.to_timestamp(time).ok();
    let age = || {
        let period = text.parse::<Period>().ok()?;
        now.checked_sub(period.0).ok()
    };
    text.parse::<Timestamp>()
        .ok()
        .or_else(|| text.parse::<DateTime>().ok().and_then(utc))
        .or_else(|| text.parse::<Date>().ok().and_then(|day| utc(day.at(0, 0, 0, 0))))
        .or_else(age)
        .ok_or_else(|| {
            format!(
                "expected a time such as 2026-11-23T20:00:00Z, a date, or an age such as 2h, found {text:?}"
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_dates_and_ages() {
        let now: Timestamp = "2026-11-23T20:00:00Z".parse().unwrap();
        for (text, expected) in [
            ("2026-11-22T10:30:00+01:00", Some("2026-11-22T09:30:00Z")),
            ("2026-11-22T10:30:00", Some("2026-11-22T10:30:00Z")),
            ("2026-11-22", Some("2026-11-22T00:00:00Z")),
            ("90m", Some("2026-11-23T18:30:00Z")),
            ("14d", Some("2026-11-09T20:00:00Z")),
            ("yesterday", None),
            ("", None),
        ] {
            let expected = expected.map(|text| text.parse::<Timestamp>().unwrap());
            assert_eq!(parse(text, now).ok(), expected, "{text}");
        }
    }
}
