//! Event time: when a story was published, to the second or to the day.

use jiff::Timestamp;

use crate::model::{Dated, Precision};

/// Seconds since 1970 of an RFC 3339 time.
pub(in crate::dedup) fn seconds(rfc3339: &str) -> Option<i64> {
    rfc3339.parse::<Timestamp>().ok().map(Timestamp::as_second)
}

/// When a story was published and how far that may be off, in seconds. `None` where not even the day is known.
pub(in crate::dedup) fn event(published: Option<&Dated>) -> Option<(i64, i64)> {
    let published = published?;
    match published.precision {
        Precision::Second => seconds(&published.value).map(|second| (second, 0)),
        Precision::Minute => {
            let value = &published.value;
            seconds(value).or_else(|| seconds(&format!("{value}:00Z"))).map(|second| (second, 60))
        }
        Precision::Day => {
            let noon = format!("{}T12:00:00Z", published.value.get(..10)?);
            seconds(&noon).map(|second| (second, 43_200))
        }
        Precision::Month | Precision::Year => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn to_the_second_or_the_day() {
        let event = |value: &str, precision| {
            event(Some(&Dated { value: value.to_owned(), precision, from: String::new() }))
        };
        assert_eq!(event("1970-01-02T01:00:00+01:00", Precision::Second), Some((86_400, 0)));
        assert_eq!(event("1970-01-02T00:01", Precision::Minute), Some((86_460, 60)));
        assert_eq!(event("1970-01-02", Precision::Day), Some((86_400 + 43_200, 43_200)));
        assert_eq!(event("1970-01", Precision::Month), None);
        assert_eq!(event("yesterday", Precision::Second), None);
        assert_eq!(event("19é0-01-02", Precision::Day), None);
    }
}
