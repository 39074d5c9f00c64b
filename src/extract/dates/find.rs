//! Which expressions of a text tell dates, and what they say, before anybody asks which day that is.
//!
//! The longest wins: a weekday and its date are one, as are the days of a range, a day and its year in words.

use super::distance;
use super::language::{Language, Mark, Word, at_end, at_head, has};
use super::parts::{self, closed, word_before};
use super::words::{Order, Unit};
use super::{numeric, signs};

/// A date's words at a byte range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Expression {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) says: Says,
}

/// A year as it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Year {
    Is(i16),
    /// So many years after that of publication.
    Away(i8),
}

/// Where the words beside a weekday, a day or a month put it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    Last,
    Next,
    /// `since March`.
    Since,
    /// The sentence has to say.
    Open,
}

/// Which weekday it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Nearest(Told),
    /// So many weeks further than the nearest.
    Further(i8),
    /// That of the week so many after this.
    OfWeek(i8),
}

/// What an expression says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    Day {
        year: Option<Year>,
        month: i8,
        day: i8,
        weekday: Option<i8>,
        told: Told,
    },
    /// A day of a month that is not named.
    DayOfMonth {
        day: i8,
        weekday: Option<i8>,
    },
    Month {
        year: Option<Year>,
        month: i8,
        told: Told,
    },
    Year(i16),
    Weekday(i8, Which),
    /// So many days, months, years after publication.
    Days(i8),
    Months(i8),
    Years(i8),
    /// So many units before publication, after it where negative; sure, or only where the sentence looks ahead.
    Distance(Unit, i64, bool),
}

/// The expressions of a text in order, none inside another.
pub(super) fn expressions(text: &str, language: &Language) -> Vec<Expression> {
    let finder = Finder { text, language };
    let mut all: Vec<Expression> = Vec::new();
    let mut weekday = None;
    for (phrase, meaning) in language.found(text) {
        let (start, end) = (phrase.start, phrase.end);
        let found = match meaning.word {
            Word::Month(month) => finder.month(start, end, month, meaning.mark).map(|it| match weekday {
                Some(before) => finder.with_weekday(it, before),
                None => it,
            }),
            Word::Weekday(day) => {
                if let Some(last) =
                    all.last_mut().and_then(|last| finder.weekday_behind(last, start, end, day))
                {
                    last.end = closed(text, end);
                    continue;
                }
                weekday = Some((start, end, day, meaning.mark));
                finder.weekday(start, end, day, meaning)
            }
            // Montag morgen
            Word::Days(1) if weekday.is_some_and(|(_, end, ..)| end + 1 == start) => None,
            Word::Days(days) => Some(Expression { start, end, says: Says::Days(days) }),
            Word::Months(months) if !finder.is_span(start) => {
                Some(Expression { start, end, says: Says::Months(months) })
            }
            Word::Years(years) if !finder.is_span(start) => {
                Some(Expression { start, end, says: Says::Years(years) })
            }
            Word::Unit(index) => finder.distance(start, end, index),
            Word::Months(_) | Word::Years(_) | Word::Innocent => None,
        };
        all.extend(found);
    }
    if let Some(figures) = language.signs() {
        all.extend(signs::expressions(text, language, figures));
    }
    all.extend(numeric::expressions(text, language.lexicon));
    all.sort_by_key(|it| (it.start, std::cmp::Reverse(it.end)));
    let mut last_end = 0;
    all.retain(|it| {
        let free = it.start >= last_end;
        if free {
            last_end = it.end;
        }
        free
    });
    all
}

/// A day or several beside a month, with it.
#[derive(Debug, Clone, Copy)]
struct Days {
    start: usize,
    end: usize,
    /// The first of them.
    day: i8,
    is_range: bool,
}

/// Who looks for the expressions of one text.
pub(super) struct Finder<'a> {
    pub(super) text: &'a str,
    pub(super) language: &'a Language,
}

impl Finder<'_> {
    /// A date around a month's name.
    fn month(&self, start: usize, end: usize, month: i8, mark: Mark) -> Option<Expression> {
        let days = self.days(start, end, mark);
        let (mut from, mut to) = days.map_or((start, end), |days| (days.start, days.end));
        let year = self.year(&mut from, &mut to);
        let told = match self.told(from, to) {
            // from the 10th to the 14th: that looks nowhere
            Told::Since if days.is_some_and(|days| days.is_range) => Told::Open,
            told => told,
        };
        let says = match (days, year) {
            (Some(Days { day, .. }), _) => Says::Day { year, month, day, weekday: None, told },
            (None, Some(_)) => Says::Month { year, month, told: Told::Open },
            (None, None) => return self.lone_month(start, end, month, mark),
        };
        Some(Expression { start: from, end: to, says })
    }

    /// The day before or behind a month, or the first of several.
    fn days(&self, start: usize, end: usize, mark: Mark) -> Option<Days> {
        let (text, lexicon) = (self.text, self.language.lexicon);
        let order = if mark == Mark::Foreign { Order::Either } else { lexicon.order };
        if order != Order::YearFirst
            && let Some((from, day)) = parts::day_before(text, start)
        {
            // 12 Ekim'de
            let case = text.get(start..end).and_then(|name| name.find(['\'', '’']));
            let end = case.map_or(end, |length| start + length);
            if let Some((first, day)) = parts::range_before(text, from, day, lexicon.range) {
                return Some(Days { start: first, end, day, is_range: true });
            }
            if !parts::goes_before(text, from) {
                return Some(Days { start: from, end, day, is_range: false });
            }
        }
        if !matches!(order, Order::Either | Order::YearFirst) {
            return None;
        }
        let (to, day) = parts::day_after(text, end)?;
        let range = parts::range_after(text, to, day, lexicon.range);
        Some(Days { start, end: range.unwrap_or(to), day, is_range: range.is_some() })
    }

    /// The year of a date, in figures or words, which then is part of it.
    fn year(&self, from: &mut usize, to: &mut usize) -> Option<Year> {
        if let Some((year, end)) = parts::year_after(self.text, *to) {
            *to = end;
            return Some(Year::Is(year));
        }
        if self.language.lexicon.order == Order::YearFirst
            && let Some((year, begin)) = parts::year_before(self.text, *from)
        {
            *from = begin;
            return Some(Year::Is(year));
        }
        self.year_told(from, to)
    }

    /// A year told in words behind a date, or before it.
    fn year_told(&self, from: &mut usize, to: &mut usize) -> Option<Year> {
        let lexicon = self.language.lexicon;
        let tail = self.text.get(*to..)?.trim_start_matches([',', '.']);
        if let Some(rest) = tail.strip_prefix(' ')
            && let Some((years, length)) = at_head(lexicon.of_year, rest)
        {
            *to = self.text.len() - rest.len() + length;
            return Some(Year::Away(years));
        }
        let head = self.text.get(..*from).filter(|_| lexicon.order == Order::YearFirst)?.strip_suffix(' ')?;
        let (years, length) = at_end(lexicon.of_year, head, true)?;
        *from = head.len() - length;
        Some(Year::Away(years))
    }

    /// What the words right before and behind an expression say.
    pub(super) fn told(&self, start: usize, end: usize) -> Told {
        let lexicon = self.language.lexicon;
        let rest = self.text.get(end..).and_then(|rest| rest.strip_prefix(' ')).unwrap_or_default();
        let behind = |list: &'static str| at_head(&[(0, list)], rest).is_some();
        let before = word_before(self.text, start);
        match () {
            () if behind_list(lexicon.last_behind, behind) || has(lexicon.last, &before) => Told::Last,
            () if behind_list(lexicon.next_behind, behind) || has(lexicon.next, &before) => Told::Next,
            () if has(lexicon.since, &before) => Told::Since,
            () => Told::Open,
        }
    }

    /// `in January`, `last May`. Abbreviations and what may be a name give none.
    fn lone_month(&self, start: usize, end: usize, month: i8, mark: Mark) -> Option<Expression> {
        let lexicon = self.language.lexicon;
        let rest = self.text.get(end..)?;
        let begins_name = rest.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_uppercase));
        let head = self.text.get(..start)?.trim_end();
        let is_led = mark == Mark::Ahead
            || has(lexicon.with_month, &word_before(self.text, start))
            || at_end(&[(0, lexicon.with_month)], head, true).is_some();
        let told = self.told(start, end);
        let is_told = is_led || matches!(told, Told::Last | Told::Next);
        let capitals_begin_nouns = lexicon.language == "de";
        (is_told && !matches!(mark, Mark::Weak | Mark::Foreign) && (!begins_name || capitals_begin_nouns))
            .then_some(Expression { start, end, says: Says::Month { year: None, month, told } })
    }

    /// `over the last year` is a span of time.
    fn is_span(&self, start: usize) -> bool {
        self.language.lexicon.language == "en" && word_before(self.text, start) == "the"
    }

    /// `three days ago`, `vor drei Tagen`, `in drei Tagen`.
    fn distance(&self, start: usize, end: usize, index: usize) -> Option<Expression> {
        let (unit, _, prefixes) = self.language.lexicon.distances.get(index)?;
        prefixes.iter().find_map(|(prefix, is_ahead, is_sure)| {
            let (from, count) = distance::count_before(self.text, start, self.language.lexicon, prefix)?;
            let count = if *is_ahead { -count } else { count };
            Some(Expression { start: from, end, says: Says::Distance(*unit, count, *is_sure) })
        })
    }
}

fn behind_list(list: &'static str, stands: impl Fn(&'static str) -> bool) -> bool {
    !list.is_empty() && stands(list)
}
