//! Which day, month or year an expression means: by itself, or seen from the day of publication.
//!
//! A day without its year is the nearest, unless its weekday, the words beside it or the verb say otherwise.

use jiff::{ToSpan, civil::Date};

use super::distance::{self, year_month};
use super::find::{Expression, Says, Told, Which, Year};
use super::language::Language;
use super::tense;
use crate::model::Precision;

/// How far off a day may be, in days, to be the nearest one whatever the sentence's verbs are.
const NEAR: i32 = 60;

/// Who resolves the expressions of one text.
pub(super) struct Resolver<'a> {
    pub(super) text: &'a str,
    pub(super) published: Option<Date>,
    pub(super) language: &'a Language,
}

impl Resolver<'_> {
    /// What an expression means, and how precisely.
    pub(super) fn resolve(&self, it: &Expression) -> Option<(String, Precision)> {
        let on = |date: Date| (date.to_string(), Precision::Day);
        match it.says {
            Says::Day { year: Some(year), month, day, .. } => {
                Date::new(self.year(year)?, month, day).ok().map(on)
            }
            Says::Day { year: None, month, day, weekday, told } => {
                self.without_year(it, month, day, weekday, told).map(on)
            }
            Says::DayOfMonth { day, weekday } => self.day_of_month(it, day, weekday).map(on),
            Says::Month { year: Some(year), month, .. } => {
                Some((year_month(self.year(year)?, month), Precision::Month))
            }
            Says::Month { year: None, month, told } => {
                Some((year_month(self.year_of_month(it, month, told)?, month), Precision::Month))
            }
            Says::Year(year) => Some((format!("{year:04}"), Precision::Year)),
            Says::Weekday(weekday, which) => self.days_from_now(self.weekday(it, weekday, which)?).map(on),
            Says::Days(days) => self.days_from_now(days).map(on),
            Says::Months(months) => {
                distance::before(self.published?, super::words::Unit::Month, -i64::from(months))
            }
            Says::Years(years) => {
                distance::before(self.published?, super::words::Unit::Year, -i64::from(years))
            }
            Says::Distance(unit, count, is_sure) => {
                let holds = is_sure || self.lies_ahead(it) == Some(true);
                distance::before(self.published?, unit, count).filter(|_| holds)
            }
        }
    }

    fn year(&self, year: Year) -> Option<i16> {
        match year {
            Year::Is(year) => Some(year),
            Year::Away(years) => self.published?.year().checked_add(i16::from(years)),
        }
    }

    fn lies_ahead(&self, it: &Expression) -> Option<bool> {
        tense::lies_ahead(self.text, it.start, it.end, self.language)
    }

    fn days_from_now(&self, days: i8) -> Option<Date> {
        self.published?.checked_add(i64::from(days).days()).ok()
    }

    /// A day without its year: the nearest, unless the verb beside it says otherwise; of a day far off any verb of its sentence.
    fn without_year(
        &self,
        it: &Expression,
        month: i8,
        day: i8,
        weekday: Option<i8>,
        told: Told,
    ) -> Option<Date> {
        let published = self.published?;
        let near = nearest(published, month, day, 1, |_| true)?;
        let of_weekday = |date: &Date| weekday.is_some_and(|w| date.weekday().to_monday_one_offset() == w);
        if let Some(named) = nearest(published, month, day, 5, of_weekday) {
            return Some(named);
        }
        let days = near.since(published).map_or(0, |s| s.get_days());
        let said = match told {
            Told::Last | Told::Since => Some(false),
            Told::Next => Some(true),
            Told::Open => tense::beside(self.text, it.start, it.end, self.language).or_else(|| {
                let is_far = days.abs() > NEAR;
                is_far.then(|| self.lies_ahead(it)).flatten()
            }),
        };
        let years = match said {
            // a timetable's day may be today's, and a report is of its own day
            Some(true) if days < -1 => 1,
            Some(false) if days > 1 => -1,
            _ => 0,
        };
        Date::new(near.year().checked_add(years)?, month, day).ok().or(Some(near))
    }

    /// A day whose month nobody names: of the days so numbered the last one, or the next where the sentence looks ahead.
    fn day_of_month(&self, it: &Expression, day: i8, weekday: Option<i8>) -> Option<Date> {
        let published = self.published?;
        let fits = |date: &Date| {
            date.day() == day && weekday.is_none_or(|w| date.weekday().to_monday_one_offset() == w)
        };
        let near = |days: &i64| published.checked_add(days.days()).ok().filter(fits);
        if weekday.is_some() {
            return (-31i64..=31)
                .filter(|days| near(days).is_some())
                .min_by_key(|days| days.abs())
                .and_then(|days| near(&days));
        }
        if self.lies_ahead(it) == Some(true) {
            return (0..=31).find_map(|days| near(&days));
        }
        (-31..=1).rev().find_map(|days| near(&days))
    }

    /// The year of a month without it, by the word before it or the sentence's verb; without either the nearest.
    fn year_of_month(&self, it: &Expression, month: i8, told: Told) -> Option<i16> {
        let published = self.published?;
        let later = month - published.month();
        let years = match told {
            Told::Last => -i16::from(later >= 0),
            Told::Next => i16::from(later <= 0),
            Told::Since => -i16::from(later > 0),
            Told::Open => match self.lies_ahead(it) {
                Some(true) => i16::from(later < 0),
                Some(false) => -i16::from(later > 0),
                None if later > 5 => -1,
                None if later < -6 => 1,
                None => 0,
            },
        };
        published.year().checked_add(years)
    }

    /// How many days after publication a weekday is.
    fn weekday(&self, it: &Expression, weekday: i8, which: Which) -> Option<i8> {
        let today = self.published?.weekday().to_monday_one_offset();
        let ago = (today - weekday).rem_euclid(7);
        Some(match which {
            Which::Further(weeks) if weeks > 0 => 7 - ago + 7 * weeks,
            Which::Further(weeks) => 7 * weeks - ago,
            Which::OfWeek(weeks) => 7 * weeks + weekday - today,
            Which::Nearest(Told::Last) if ago == 0 => -7,
            Which::Nearest(Told::Next) => 7 - ago,
            // a story of its own day says its name
            Which::Nearest(Told::Open) if ago == 0 => 0,
            Which::Nearest(Told::Open) if self.lies_ahead(it) == Some(true) => 7 - ago,
            Which::Nearest(_) => -ago,
        })
    }
}

/// The day of the month nearest to the day of publication, within so many years, of those that fit.
fn nearest(published: Date, month: i8, day: i8, within: i16, fits: impl Fn(&Date) -> bool) -> Option<Date> {
    let days = |date: &Date| date.since(published).map_or(i32::MAX, |s| s.get_days().abs());
    (-within..=within)
        .filter_map(|years| Date::new(published.year().checked_add(years)?, month, day).ok())
        .filter(fits)
        .min_by_key(days)
}
