//! What is told of a feed to whoever asks, as `wiredesk feeds --json` has it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::rows::Row;
use crate::fetch::interval::Reason;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// How a feed can stand.
pub(crate) const STATES: [&str; 7] = ["new", "ok", "failing", "limited", "gone", "dead", "refused"];

/// What is told of a feed. What is not known is left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Said {
    pub(crate) source: String,
    /// As it is configured.
    pub(crate) url: String,
    /// As it is asked for now.
    pub(crate) address: String,
    /// One of [`STATES`].
    pub(crate) state: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) format: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_poll: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_success: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_status: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) next_poll: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) interval_seconds: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) interval_from: Option<String>,
    pub(crate) failures: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<super::rows::Error>,
    /// What became of its entries.
    pub(crate) entries: super::rows::Counts,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) new_per_day: Option<f64>,
}

/// A moment as it is told; none where there was none.
pub(in crate::source) fn moment(seconds: i64) -> Option<String> {
    let moment = Timestamp::from_second(seconds).ok().filter(|_| seconds > 0)?;
    Some(moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

impl Said {
    pub(in crate::source) fn of(row: Row, now: i64) -> Said {
        Said {
            state: row.state().as_str().to_owned(),
            address: row.address.clone().unwrap_or_else(|| row.url.clone()),
            last_poll: moment(row.last_poll),
            last_success: moment(row.last_success),
            last_status: Some(row.last_status).filter(|status| *status > 0),
            next_poll: moment(row.next),
            interval_seconds: Some(row.interval).filter(|interval| *interval > 0),
            interval_from: interval_from(&row).map(str::to_owned),
            new_per_day: new_per_day(&row, now),
            source: row.source,
            url: row.url,
            title: row.title,
            format: row.format,
            failures: row.failures,
            error: row.error,
            entries: row.counts,
        }
    }

    /// Whether a text stands in its addresses or its title, whatever the case.
    pub(in crate::source) fn holds(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let places = [Some(&self.url), Some(&self.address), self.title.as_ref()];
        places.into_iter().flatten().any(|place| place.to_lowercase().contains(&text))
    }
}

/// What decided when it is asked next: for one that had no news for long, that.
fn interval_from(row: &Row) -> Option<&'static str> {
    if row.is_retired && !row.is_given_up() { Some("retired") } else { row.interval_from.map(Reason::as_str) }
}

/// How many entries come on a day; unknown on the first.
#[allow(clippy::cast_precision_loss, reason = "a few digits are told")]
fn new_per_day(row: &Row, now: i64) -> Option<f64> {
    let known_for = now - row.since;
    if row.since <= 0 || known_for < DAY {
        return None;
    }
    let news = (row.counts.new + row.counts.changed) as f64;
    Some((news * 10.0 * DAY as f64 / known_for as f64).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::interval::{Reason, Standing};
    use crate::source::listed::rows::{Counts, Error};

    #[test]
    fn every_state_can_be_asked_for() {
        for standing in [
            Standing::New,
            Standing::Ok,
            Standing::Failing,
            Standing::Limited,
            Standing::Gone,
            Standing::Dead,
        ] {
            let error = Error { code: "robots".to_owned(), message: "why".to_owned() };
            for error in [None, Some(error)] {
                let said = Said::of(Row { standing, error, ..Row::default() }, 0);
                assert!(STATES.contains(&&*said.state), "{}", said.state);
            }
        }
    }

    #[test]
    fn a_retired_sitemap_says_so() {
        let row = Row {
            standing: Standing::Ok,
            interval_from: Some(Reason::Learned),
            is_retired: true,
            ..Row::default()
        };
        let from = |row: &Row| Said::of(row.clone(), 0).interval_from;
        assert_eq!(from(&row).as_deref(), Some("retired"));
        assert_eq!(from(&Row { is_retired: false, ..row.clone() }).as_deref(), Some("learned"));
        let gone = Row { standing: Standing::Gone, interval_from: Some(Reason::Again), ..row };
        assert_eq!(from(&gone).as_deref(), Some("again"));
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let counts = Counts { new: 30, ..Counts::default() };
        let row = Row { url: "http://a.example/RSS".to_owned(), counts, since: 1_000_000, ..Row::default() };
        let said = Said::of(row.clone(), 1_000_000 + DAY / 2);
        assert_eq!((said.new_per_day, said.next_poll.clone()), (None, None));
        assert!(said.holds("example/rss") && !said.holds("atom"));
        let text = serde_json::to_string(&said).unwrap();
        assert!(!text.contains("null") && text.contains("\"state\":\"new\""), "{text}");
        assert_eq!(Said::of(row, 1_000_000 + 20 * DAY).new_per_day, Some(1.5));
        assert_eq!(moment(1_772_703_000).unwrap(), "2026-03-05T09:30:00Z");
    }
}
