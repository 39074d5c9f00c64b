//! Dates told by their distance: `three days ago`, `vor zwei Jahren`, `last month`.
//!
//! As precise as the words are: years give a year, months a month. A distance that is only about right gives nothing.

use jiff::{ToSpan, civil::Date};

use super::language::{forms, is_edge};
use super::words::{Lexicon, Unit};
use crate::model::Precision;
use crate::normalise::dates::NUMBERS;

/// Words before a number that make a distance only about right.
#[rustfmt::skip]
const VAGUE: &[&str] = &[
    "than", "nearly", "almost", "about", "around", "some", "over", "least", "roughly", "approximately", "to", "or", "under", "quasi", "circa", "oltre", "bijna", "ruim", "meer dan", "ponad", "prawie", "около", "почти", "более", "більше", "майже", "lähes", "yli", "noin", "csaknem", "közel", "mintegy", "yaklaşık",
];

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
pub(super) fn count_before(text: &str, at: usize, lexicon: &Lexicon, prefix: &str) -> Option<(usize, i64)> {
    let head = text.get(..at)?.strip_suffix([' ', '\u{a0}'])?;
    let from = head.rfind(char::is_whitespace).map_or(0, |space| space + 1);
    let word = head.get(from..)?;
    let count = number(word, lexicon)?;
    let rest = head.get(..from)?.trim_end();
    if prefix.is_empty() {
        let vague = VAGUE.iter().any(|word| ends_with_word(rest, word));
        let counts_on = word.len() < 3 && rest.ends_with(|c: char| c.is_ascii_digit() || c == ',');
        return (!vague && !counts_on).then_some((from, count));
    }
    let (_, tail) = rest.split_at_checked(rest.len().checked_sub(prefix.len())?)?;
    (tail.to_lowercase() == prefix && ends_with_word(&rest.to_lowercase(), prefix))
        .then_some((rest.len() - prefix.len(), count))
}

fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word).is_some_and(|before| is_edge(before.chars().next_back()))
}

fn number(word: &str, lexicon: &Lexicon) -> Option<i64> {
    if word.len() <= 3 && word.bytes().all(|b| b.is_ascii_digit()) {
        return word.parse().ok().filter(|n| *n > 0);
    }
    let lower = word.to_lowercase();
    let shared = NUMBERS.iter().filter(|(language, _)| *language == lexicon.language);
    let shared = shared.flat_map(|(_, words)| words.iter()).find(|(name, _)| *name == lower).map(|(_, n)| *n);
    let own = || lexicon.numbers.iter().find(|(_, words)| forms(words).any(|w| w == lower)).map(|(n, _)| *n);
    shared.or_else(own)
}

/// A month as `2014-01`.
pub(super) fn year_month(year: i16, month: i8) -> String {
    format!("{year:04}-{month:02}")
}
