//! Dates of languages whose figures carry a sign: `2026年3月12日`, `昨年10月7日`, `令和6年1月1日`, `3월 12일`.

use super::find::{Expression, Says, Told, Year};
use super::language::{Language, at_end, forms};
use super::words::{Signs, Unit};

/// Eras, and the year before their first.
const ERAS: [(&str, i16); 8] = [
    ("令和", 2018),
    ("平成", 1988),
    ("昭和", 1925),
    ("大正", 1911),
    ("明治", 1867),
    ("民國", 1911),
    ("民国", 1911),
    ("단기", -2333),
];

/// The dates in figures of a text, in order.
pub(super) fn expressions(text: &str, language: &Language, signs: Signs) -> Vec<Expression> {
    let mut all = Vec::new();
    let mut end = 0;
    for (at, c) in text.char_indices() {
        let begins = digit(c).is_some()
            && at >= end
            && !text.get(..at).and_then(|head| head.chars().next_back()).is_some_and(is_part_of_number);
        if begins && let Some(found) = (Reader { text, language, signs }).read(at) {
            end = found.end;
            all.push(found);
        }
    }
    all
}

fn digit(c: char) -> Option<i16> {
    match c {
        '0'..='9' => Some(c as i16 - '0' as i16),
        '０'..='９' => Some((u32::from(c) - u32::from('０')) as i16),
        _ => None,
    }
}

fn is_part_of_number(c: char) -> bool {
    digit(c).is_some() || matches!(c, '.' | ',' | '-' | '/' | '第' | '．' | '제') || c.is_ascii_alphabetic()
}

/// A number at the head of a text, and what follows it.
fn number(text: &str) -> Option<(i16, &str)> {
    let rest = text.trim_start_matches(|c| digit(c).is_some());
    let figures = text.get(..text.len() - rest.len())?;
    let count = figures.chars().count();
    let value =
        figures.chars().filter_map(digit).fold(0i16, |sum, d| sum.saturating_mul(10).saturating_add(d));
    (1..=4).contains(&count).then_some((value, rest))
}

struct Reader<'a> {
    text: &'a str,
    language: &'a Language,
    signs: Signs,
}

impl<'a> Reader<'a> {
    /// The date whose first figure stands at a place.
    fn read(&self, start: usize) -> Option<Expression> {
        let (value, rest) = number(self.text.get(start..)?)?;
        if let Some(after) = rest.strip_prefix(self.signs.year) {
            return self.with_year(start, value, after);
        }
        if let Some(after) = rest.strip_prefix(self.signs.month) {
            let (from, year) = self.year_before(start);
            return self.with_month(from, year, value, after);
        }
        let after = rest.strip_prefix(self.signs.day)?;
        if let Some(end) = self.ago(after) {
            return Some(Expression { start, end, says: Says::Distance(Unit::Day, i64::from(value), true) });
        }
        let day = Some(value).filter(|day| (2..=31).contains(day)).and_then(|day| i8::try_from(day).ok())?;
        if self.is_span(after) {
            return None;
        }
        let (end, weekday) = self.weekday(after);
        Some(Expression { start, end, says: Says::DayOfMonth { day, weekday } })
    }

    fn with_year(&self, start: usize, value: i16, after: &str) -> Option<Expression> {
        if value < 200
            && let Some(end) = self.ago(after)
        {
            return Some(Expression { start, end, says: Says::Distance(Unit::Year, i64::from(value), true) });
        }
        let head = self.text.get(..start)?;
        let era = ERAS.iter().find_map(|(era, first)| Some((head.strip_suffix(era)?.len(), first + value)));
        let (from, year) = era.unwrap_or((start, value));
        if !(1600..=2200).contains(&year) {
            return None;
        }
        if let Some((month, rest)) = number(after.trim_start_matches(' '))
            && let Some(rest) = rest.strip_prefix(self.signs.month)
        {
            return self.with_month(from, Some(Year::Is(year)), month, rest);
        }
        // a year of accounts, years that pass
        const GOES_ON: [&str; 12] =
            ["度", "前", "間", "间", "ぶり", "後", "后", "来", "來", "간", " 만", "차"];
        let end = self.text.len() - after.len();
        let says = Says::Year(year);
        (!GOES_ON.iter().any(|word| after.starts_with(word))).then_some(Expression { start: from, end, says })
    }

    fn with_month(&self, start: usize, year: Option<Year>, month: i16, after: &'a str) -> Option<Expression> {
        let month = i8::try_from(month).ok().filter(|month| (1..=12).contains(month))?;
        let Some((day, rest)) = number(after.trim_start_matches(' ')) else {
            return self.only_month(start, year, month, after);
        };
        let told = Told::Open;
        let day = i8::try_from(day).ok().filter(|day| (1..=31).contains(day))?;
        let rest = match rest.strip_prefix(self.signs.day) {
            Some(rest) => self.range(rest, day).unwrap_or(rest),
            None => self.range(rest, day)?,
        };
        let (end, weekday) = self.weekday(rest);
        Some(Expression { start, end, says: Says::Day { year, month, day, weekday, told } })
    }

    /// `3月に`, but not the third month of a lease: `3月号`, `3月期`.
    fn only_month(&self, start: usize, year: Option<Year>, month: i8, after: &str) -> Option<Expression> {
        const GOES_ON: [&str; 7] = ["号", "號", "期", "分", "호", "분", "물"];
        let end = self.text.len() - after.len();
        let goes_on = GOES_ON.iter().any(|word| after.starts_with(word));
        (!goes_on).then_some(Expression { start, end, says: Says::Month { year, month, told: Told::Open } })
    }

    /// What follows the last day of a range whose first ends here: `から14日`, `-14日`.
    fn range(&self, after: &'a str, first: i8) -> Option<&'a str> {
        let joined = |joiner: &str| after.trim_start_matches(' ').strip_prefix(joiner);
        let rest = forms(self.language.lexicon.range).find_map(joined).or_else(|| joined("-"))?;
        let (last, rest) = number(rest.trim_start_matches(' '))?;
        (last > i16::from(first) && last <= 31).then(|| rest.strip_prefix(self.signs.day)).flatten()
    }

    /// A year in words before a month: `昨年10月`, `지난해 10월`.
    fn year_before(&self, start: usize) -> (usize, Option<Year>) {
        let head = self.text.get(..start).unwrap_or_default();
        let bare = head.strip_suffix(['の', ' ']).unwrap_or(head);
        match at_end(self.language.lexicon.of_year, bare, false) {
            Some((years, length)) => (bare.len() - length, Some(Year::Away(years))),
            None => (start, None),
        }
    }

    /// Where `3日前` and `5년 전` end.
    fn ago(&self, after: &str) -> Option<usize> {
        let rest = ["前", " 전"].iter().find_map(|word| after.strip_prefix(word))?;
        Some(self.text.len() - rest.len())
    }

    /// Whether a number of days is how long something takes, not which day it is.
    fn is_span(&self, after: &str) -> bool {
        self.signs.spans.iter().any(|span| after.starts_with(span))
            || after.chars().next().is_some_and(|c| digit(c).is_some())
    }

    /// The weekday behind a date, in brackets or not, and where both end.
    fn weekday(&self, after: &str) -> (usize, Option<i8>) {
        let end = self.text.len() - after.len();
        let bare = after.trim_start_matches(' ');
        let opened = bare.strip_prefix(['(', '（']);
        let inside = opened.unwrap_or(bare);
        let all = (1..).zip(self.language.lexicon.weekdays);
        let named = all.flat_map(|(day, list)| forms(list).map(move |form| (day, form)));
        let named = named.filter_map(|(day, form)| Some((day, form, inside.strip_prefix(form)?)));
        let Some((day, form, rest)) = named.max_by_key(|(_, form, _)| form.len()) else { return (end, None) };
        match opened {
            Some(_) => match rest.strip_prefix([')', '）']) {
                Some(rest) => (self.text.len() - rest.len(), Some(day)),
                None => (end, None),
            },
            None if form.chars().count() > 1 => (self.text.len() - rest.len(), Some(day)),
            None => (end, None),
        }
    }
}
