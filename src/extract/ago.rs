//! Dates told by their distance: `three days ago`, `vor zwei Jahren`, `last month`, `in January`.
//!
//! As precise as the words are: years give a year, months a month. A distance that is only about right gives nothing.

use jiff::{ToSpan, civil::Date};

use super::date_words::{SINCE, Unit, VAGUE, WITH_MONTH};
use crate::model::Precision;
use crate::normalise::dates::NUMBERS;

/// The date so many units before a day (after it where negative), as precise as the unit.
pub(super) fn before(published: Date, unit: Unit, count: i64) -> Option<(String, Precision)> {
    match unit {
        Unit::Day => {
            let date = published.checked_sub(count.days()).ok()?;
            Some((date.to_string(), Precision::Day))
        }
        Unit::Month => {
            let date = published.checked_sub(count.months()).ok()?;
            Some((year_month(date.year(), date.month()), Precision::Month))
        }
        Unit::Year => {
            let year = i64::from(published.year()).checked_sub(count).filter(|y| (1000..3000).contains(y))?;
            Some((format!("{year:04}"), Precision::Year))
        }
    }
}

/// The number of units told before a place, and where that begins: `three` before ` days ago`, `vor drei` before
/// ` Tagen`. `prefix` is what stands before the number in languages that say it there.
pub(super) fn count_before(text: &str, at: usize, language: &str, prefix: &str) -> Option<(usize, i64)> {
    let head = text.get(..at)?.strip_suffix(' ')?;
    let from = head.rfind(char::is_whitespace).map_or(0, |space| space + 1);
    let word = head.get(from..)?;
    let count = number(word, language)?;
    let rest = head.get(..from)?.trim_end();
    if prefix.is_empty() {
        let vague = VAGUE.iter().any(|word| ends_with_word(rest, word));
        let counts_on = word.len() < 3 && rest.ends_with(|c: char| c.is_ascii_digit() || c == ',');
        return (!vague && !counts_on).then_some((from, count));
    }
    let lower = rest.get(rest.len().checked_sub(prefix.len())?..)?.to_lowercase();
    (lower == prefix && ends_with_word(&rest.to_lowercase(), prefix))
        .then_some((rest.len() - prefix.len(), count))
}

fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word).is_some_and(|before| !before.ends_with(char::is_alphanumeric))
}

fn number(word: &str, language: &str) -> Option<i64> {
    if word.len() <= 3 && word.bytes().all(|b| b.is_ascii_digit()) {
        return word.parse().ok().filter(|n| *n > 0);
    }
    let lower = word.to_lowercase();
    let of_language = NUMBERS.iter().filter(|(own, _)| *own == language);
    of_language.flat_map(|(_, words)| words.iter()).find(|(w, _)| *w == lower).map(|(_, n)| *n)
}

/// A month named without its year after a word such as "in": the word, and the month as `2014-01`.
///
/// `ahead` is what the sentence's verb says; without it the month is the nearest one.
pub(super) fn month(
    text: &str,
    at: usize,
    published: Date,
    month: i8,
    language: &str,
    ahead: impl Fn() -> Option<bool>,
) -> Option<String> {
    let head = text.get(..at)?.strip_suffix([' ', '-'])?;
    let word = head.rsplit(|c: char| c.is_whitespace()).next()?.to_lowercase();
    let of_language = match language {
        "it" => ["a", "ad", "nel"].contains(&word.as_str()),
        "pt" => ["em", "até"].contains(&word.as_str()),
        _ => false,
    };
    if !of_language && !WITH_MONTH.contains(&word.as_str()) {
        return None;
    }
    let later = month - published.month();
    let years = match word.as_str() {
        "last" | "past" | "letzten" | "vergangenen" => -i16::from(later >= 0),
        "next" | "coming" | "kommenden" | "nächsten" => i16::from(later <= 0),
        since if SINCE.contains(&since) => -i16::from(later > 0),
        _ => match ahead() {
            Some(true) => i16::from(later < 0),
            Some(false) => -i16::from(later > 0),
            None if later > 5 => -1,
            None if later < -6 => 1,
            None => 0,
        },
    };
    Some(year_month(published.year().checked_add(years)?, month))
}

fn year_month(year: i16, month: i8) -> String {
    format!("{year:04}-{month:02}")
}
