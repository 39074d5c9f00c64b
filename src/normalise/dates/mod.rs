//! Reads dates as formats and pages write them.
//!
//! Promises: what is read is a real day and time, given no more exactly than it was written, with the offset as
//! written (named zones become their offset). Days of the calendars in `calendars` and `hebrew` are given as Gregorian ones; those of `lunar` are not read. Does
//! not guess: a date without a year, `03/04/2014` without knowing whose it is, and relative dates ("2 hours ago") are
//! not read.

mod around;
mod calendars;
mod find;
mod hebrew;
mod iso;
mod lunar;
mod months;
mod numbers;
mod relative;
mod words;

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::LazyLock;

use jiff::civil;

use crate::model::Precision;
pub(crate) use find::{folded, sightings, time_alone};
pub(crate) use hebrew::may_hold_letters;
pub(crate) use lunar::gives_lunar_day;
pub(crate) use numbers::NUMBERS;
pub(crate) use relative::{Told, before, may_tell};

/// Longest string that is looked at, in bytes: dates are short.
const LONGEST: usize = 256;

/// The date that a string gives, to the precision that it gives it with: an ISO 8601 value (RFC 3339 where it has a
/// time and an offset), or nothing if it cannot be read with certainty.
///
/// `language` is a BCP 47 tag, a hint: it decides whether `03/04/2014` is in March (`en-US`) or April.
#[must_use]
pub fn parse(raw: &str, language: Option<&str>) -> Option<(String, Precision)> {
    read(raw, language).map(|m| (m.value(), m.precision()))
}

/// The earliest instant that a string can mean.
#[must_use]
pub fn instant(raw: &str, language: Option<&str>) -> Option<jiff::Timestamp> {
    jiff::Timestamp::from_second(read(raw, language)?.earliest()?).ok()
}

/// Whether a short line holds a date and nothing else.
pub(crate) fn is_only_a_date(line: &str) -> bool {
    line.len() <= 60
        && line.bytes().any(|b| b.is_ascii_digit())
        && read(line, None).is_some_and(|m| m.day.is_some())
        && words::has_no_strange_word(line)
}

/// Whether a word, lower case, stands around dates and means nothing for them.
pub(crate) fn is_filler(word: &str) -> bool {
    words::is_filler(word)
}

/// The number of a month by its name in any of the known languages, lower case.
pub(crate) fn month(name: &str) -> Option<u8> {
    static NAMES: LazyLock<HashMap<&str, u8>> = LazyLock::new(|| months().collect());
    NAMES.get(name.trim_end_matches('.')).copied()
}

/// The names of months in all known languages, lower case, with their numbers.
pub(crate) fn months() -> impl Iterator<Item = (&'static str, u8)> {
    let numbered = months::MONTHS.iter().zip(1u8..);
    numbered.flat_map(|(names, number)| names.iter().map(move |name| (*name, number)))
}

pub(crate) use words::{american_offset, east as offset, european_offset};

/// The offset of a zone by its abbreviation, lower case, if it is always the same.
pub(crate) fn fixed_zone(name: &str) -> Option<Offset> {
    words::zone(name, None, None)
}

/// A point in time as far as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) year: i16,
    pub(crate) month: Option<i8>,
    pub(crate) day: Option<i8>,
    pub(crate) time: Option<Time>,
}

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Time {
    pub(crate) hour: i8,
    pub(crate) minute: i8,
    pub(crate) second: Option<i8>,
    pub(crate) offset: Option<Offset>,
}

/// Where the time holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Offset {
    /// `Z`.
    Zulu,
    /// Minutes east of Greenwich.
    East(i16),
}

impl Moment {
    /// A day in figures with the year first, as the Gregorian calendar has it.
    fn in_this_calendar(self, raw: &str, language: Option<&str>) -> Option<Moment> {
        if calendars::is_persian_year(self.year) {
            let by_the_moon = language.is_some_and(|l| matches!(l.get(..2), Some("ar" | "ur")));
            let date = calendars::from_persian(self.year, self.month?, self.day?).filter(|_| !by_the_moon)?;
            return Some(Moment {
                year: date.year(),
                month: Some(date.month()),
                day: Some(date.day()),
                time: self.time,
            });
        }
        let year = if calendars::is_buddhist(raw, language) {
            calendars::from_buddhist(self.year)
        } else {
            self.year
        };
        Some(Moment { year, ..self })
    }

    pub(crate) fn precision(&self) -> Precision {
        match (self.month, self.day, self.time) {
            (None, ..) => Precision::Year,
            (_, None, _) => Precision::Month,
            (.., None) => Precision::Day,
            (.., Some(Time { second: None, .. })) => Precision::Minute,
            _ => Precision::Second,
        }
    }

    pub(crate) fn value(&self) -> String {
        let mut value = format!("{:04}", self.year);
        for part in [self.month, self.day].into_iter().flatten() {
            push(&mut value, format_args!("-{part:02}"));
        }
        if let (Some(_), Some(time)) = (self.day, self.time) {
            push(&mut value, format_args!("T{:02}:{:02}", time.hour, time.minute));
            if let Some(second) = time.second {
                push(&mut value, format_args!(":{second:02}"));
            }
            match time.offset {
                Some(Offset::Zulu) => value.push('Z'),
                Some(Offset::East(minutes)) => {
                    let sign = if minutes < 0 { '-' } else { '+' };
                    let minutes = minutes.unsigned_abs();
                    push(&mut value, format_args!("{sign}{:02}:{:02}", minutes / 60, minutes % 60));
                }
                None => {}
            }
        }
        value
    }

    /// Seconds since 1970 of the latest instant at which it can begin: where no offset is known, in the last place of the
    /// world where the day begins.
    pub(crate) fn latest(&self) -> Option<i64> {
        let has_offset = self.time.is_some_and(|time| time.offset.is_some());
        Some(self.earliest()? + if has_offset { 0 } else { 12 * 3600 })
    }

    /// Whether another moment is the same, written less exactly.
    pub(crate) fn holds(&self, other: &Moment) -> bool {
        let day = |moment: &Moment| (moment.year, moment.month, moment.day);
        let clock = |time: Time| (time.hour, time.minute);
        let offset = |moment: &Moment| moment.time.and_then(|time| time.offset);
        day(self) == day(other)
            && (other.time.is_none()
                || other.time.map(clock) == self.time.map(clock)
                    && (offset(other).is_none() || offset(self).is_none()))
    }

    /// Seconds since 1970 of the earliest instant it can mean, taking an unknown offset for Greenwich's.
    pub(crate) fn earliest(&self) -> Option<i64> {
        let date = civil::Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).ok()?;
        let days = i64::from((date - civil::Date::new(1970, 1, 1).ok()?).get_days());
        let (of_day, east) = self.time.map_or((0, 0), |t| {
            let seconds =
                i64::from(t.hour) * 3600 + i64::from(t.minute) * 60 + i64::from(t.second.unwrap_or(0));
            (seconds, if let Some(Offset::East(minutes)) = t.offset { i64::from(minutes) * 60 } else { 0 })
        });
        Some(days * 86_400 + of_day - east)
    }
}

fn push(value: &mut String, part: std::fmt::Arguments<'_>) {
    // writing to a String cannot fail
    value.write_fmt(part).unwrap_or_default();
}

/// The moment that a string gives.
pub(crate) fn read(raw: &str, language: Option<&str>) -> Option<Moment> {
    let raw = raw.trim();
    if raw.is_empty() || raw.len() > LONGEST {
        return None;
    }
    let raw = folded(raw);
    let raw = calendars::with_minguo_year(&raw, language);
    iso::epoch(&raw).or_else(|| iso_in_words(&raw, language)).or_else(|| words::read(&raw, language))
}

/// An ISO 8601 date; its time may be written as people do (`2026-03-12 kl. 08.15`).
fn iso_in_words(raw: &str, language: Option<&str>) -> Option<Moment> {
    let moment = iso::read(raw)?.in_this_calendar(raw, language)?;
    let behind = raw.split_once([' ', ',', '|']).map(|(_, rest)| rest);
    if moment.time.is_none()
        && moment.day.is_some()
        && let Some(rest) = behind.filter(|rest| rest.contains(|c: char| c.is_ascii_digit()))
        && let Some(found) = find::time_alone(rest, &moment, language)
    {
        return Some(found);
    }
    Some(moment)
}

/// Whether a moment is what systems write where there is none: the first second that they count from, the first or
/// last day that they know.
pub(crate) fn stands_for_none(moment: &Moment) -> bool {
    const NONE: [(i16, i8, i8); 6] =
        [(1970, 1, 1), (1969, 12, 31), (1900, 1, 1), (1899, 12, 31), (1899, 12, 30), (1601, 1, 1)];
    let day = (moment.year, moment.month.unwrap_or(1), moment.day.unwrap_or(1));
    let at_midnight = moment.time.is_none_or(|t| (t.minute, t.second.unwrap_or(0)) == (0, 0));
    moment.year < 1600 || moment.year > 2200 || NONE.contains(&day) && at_midnight
}

/// Digits of other scripts as ASCII.
fn ascii_digits(text: &str) -> String {
    const ZEROS: [u32; 9] = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10, 0x1040, 0xae6, 0xbe6];
    let digit = |c: char| {
        let code = u32::from(c);
        let zero = ZEROS.iter().find(|&&z| (z..z + 10).contains(&code))?;
        char::from_digit(code - zero, 10)
    };
    text.chars().map(|c| if c.is_ascii() { c } else { digit(c).unwrap_or(c) }).collect()
}

#[cfg(test)]
mod tests;
