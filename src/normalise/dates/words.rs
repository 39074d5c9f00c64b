//! Dates in words and in the numeric forms of people: RFC 2822, asctime, `March 4, 2014`, `4. März 2014, 18.30 Uhr`,
//! `2014年3月4日`, `04/03/2014`.

use std::collections::HashSet;
use std::sync::LazyLock;

use jiff::civil;

use super::around::{AMERICAN_ZONES, CLOCK_OPENERS, FILLERS, HALVES, LOCAL_ZONES, ZONES};
use super::{Moment, Offset, Time, calendars, month};

/// Most tokens looked at, and most words that have no place in a date.
const MOST_TOKENS: usize = 40;
const MOST_STRANGE_WORDS: usize = 2;

#[derive(Debug, Clone, PartialEq)]
enum Token {
    /// Value, number of digits.
    Number(u32, usize),
    Word(String),
    Mark(char),
}

/// The first date of the string.
pub(super) fn read(raw: &str, language: Option<&str>) -> Option<Moment> {
    let tokens = tokens(raw);
    let mut parts =
        Parts { language, is_buddhist: calendars::is_buddhist(raw, language), ..Parts::default() };
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let rest = tokens.get(at..).unwrap_or_default();
        let step = match token {
            Token::Number(value, digits) => parts.number(*value, *digits, rest, language)?,
            Token::Word(word) => match parts.word(word, rest) {
                Some(step) => step,
                None => break,
            },
            Token::Mark(sign @ ('+' | '-' | '−')) => parts.sign(*sign, rest).unwrap_or(1),
            Token::Mark(_) => 1,
        };
        parts.opens_clock = matches!(token, Token::Word(word) if CLOCK_OPENERS.contains(&word.as_str()))
            || parts.opens_clock && matches!(token, Token::Mark('.' | ':'));
        at += step;
    }
    parts.moment()
}

/// Whether every word has its place in a date.
pub(super) fn has_no_strange_word(line: &str) -> bool {
    tokens(line).iter().all(|token| match token {
        Token::Word(word) => {
            is_filler(word)
                || month(word).is_some()
                || half(word).is_some()
                || zone(word, None, None).is_some()
                || AMERICAN_ZONES.iter().any(|(name, _)| name == word)
        }
        _ => true,
    })
}

fn tokens(raw: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = raw.chars().flat_map(char::to_lowercase).peekable();
    while let Some(c) = chars.next() {
        if tokens.len() == MOST_TOKENS {
            break;
        }
        if let Some(digit) = c.to_digit(10) {
            let (mut value, mut digits) = (digit, 1);
            while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
                value = value.saturating_mul(10).saturating_add(digit);
                digits += 1;
                chars.next();
            }
            tokens.push(Token::Number(value, digits));
        } else if is_east_asian(c) {
            let mut word = c.to_string();
            if matches!(c, '午' | '上' | '下' | '早' | '凌' | '晚' | '오')
                && let Some(next) = chars.next_if(|c| is_east_asian(*c))
            {
                word.push(next);
            }
            tokens.push(Token::Word(word));
        } else if c.is_alphabetic() {
            let mut word = c.to_string();
            while let Some(next) = chars.next_if(|c| is_word_part(*c)) {
                word.push(next);
            }
            tokens.push(Token::Word(word.trim_end_matches(['.', '\'']).to_owned()));
        } else if !c.is_whitespace() {
            tokens.push(Token::Mark(c));
        }
    }
    tokens
}

/// Letters, the stops of `p.m.`, and what combines with letters (Devanagari vowels, the dot of a Turkish `i`).
fn is_word_part(c: char) -> bool {
    (c.is_alphabetic() && !is_east_asian(c))
        || matches!(c, '.' | '\'' | '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}' | '\u{e31}'..='\u{e4e}' | '\u{1037}'..='\u{103a}' | '\u{200c}' | '\u{200d}')
}

fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// What has been found of the date so far.
#[derive(Debug, Default)]
struct Parts<'l> {
    language: Option<&'l str>,
    is_buddhist: bool,
    is_persian: bool,
    /// Whether the last word stands before times of day.
    opens_clock: bool,
    year: Option<u32>,
    month: Option<u32>,
    day: Option<u32>,
    /// A second small number beside a day and a named month: a year of two digits, perhaps.
    short_year: Option<u32>,
    time: Option<(u32, u32, Option<u32>)>,
    afternoon: Option<bool>,
    offset: Option<Offset>,
    american_zone: Option<i16>,
    strange: usize,
}

impl Parts<'_> {
    /// Takes a number and what belongs to it; how many tokens that was. Nothing: this is not a date.
    fn number(&mut self, value: u32, digits: usize, rest: &[Token], language: Option<&str>) -> Option<usize> {
        if let Some(step) = self.clock(rest).or_else(|| self.numeric_date(rest, language)) {
            return Some(step);
        }
        match rest.get(1) {
            Some(Token::Word(w)) if w == "年" && calendars::is_of_taiwan(language) => {
                self.year = Some(calendars::from_minguo(value));
            }
            Some(Token::Word(w)) if w == "年" || w == "년" => self.year = Some(value),
            Some(Token::Word(w)) if w == "月" || w == "월" => self.month = self.month.or(Some(value)),
            Some(Token::Word(w)) if w == "日" || w == "일" => self.day = self.day.or(Some(value)),
            _ if digits == 4 && (1000..3000).contains(&value) => self.year = self.year.or(Some(value)),
            _ if digits <= 2 && self.day.is_none() => self.day = Some(value),
            _ if digits == 2 && self.year.is_none() && self.short_year.is_none() => {
                self.short_year = Some(value)
            }
            _ if self.is_whole() => {}
            _ => return None,
        }
        Some(1)
    }

    fn is_whole(&self) -> bool {
        self.year.is_some() && self.month.is_some() && self.day.is_some()
    }

    /// `18:30[:00]`, `18h30`, `18.30 Uhr`, `6 p.m.`, `6時00分`.
    fn clock(&mut self, rest: &[Token]) -> Option<usize> {
        use Token::{Mark, Number, Word};
        if self.time.is_some() {
            return None;
        }
        let (time, step) = match rest {
            [
                Number(h, 1..=2),
                Mark(':'),
                Number(m, 2),
                Mark(':'),
                Number(s, 2),
                Mark('.'),
                Number(..),
                ..,
            ] => ((*h, *m, Some(*s)), 7),
            [Number(h, 1..=2), Mark(':'), Number(m, 2), Mark(':'), Number(s, 2), ..] => {
                ((*h, *m, Some(*s)), 5)
            }
            [Number(h, 1..=2), Mark(':'), Number(m, 2), ..] => ((*h, *m, None), 3),
            [Number(h, 1..=2), Mark('.'), Number(m, 2), Word(w), ..] if is_clock_word(w) => {
                ((*h, *m, None), 4)
            }
            [Number(h, 1..=2), Word(w), Number(m, 2), ..] if w == "uhr" && self.is_whole() => {
                ((*h, *m, None), 3)
            }
            [Number(h, 1..=2), Word(w), Number(m, 2), ..]
                if matches!(w.as_str(), "h" | "時" | "시" | "时" | "點" | "点") =>
            {
                ((*h, *m, None), 3)
            }
            [Number(h, 1..=2), Word(w), ..]
                if is_clock_word(w) || matches!(w.as_str(), "h" | "時" | "시" | "时") =>
            {
                ((*h, 0, None), 2)
            }
            [Number(h, 1..=2), Word(w), ..] if half(w).is_some() => ((*h, 0, None), 1),
            [Number(h, 1..=2), Mark('.'), Number(m, 2), Word(w), ..] if half(w).is_some() => {
                ((*h, *m, None), 3)
            }
            [Number(h @ 0..=23, 1..=2), Mark('.'), Number(m @ 0..=59, 2), after @ ..]
                if self.dotted_is_time(after) =>
            {
                ((*h, *m, None), 3)
            }
            _ => return None,
        };
        self.time = Some(time);
        Some(step)
    }

    /// Whether two numbers with a full stop between are a time: behind a whole day, behind a word that stands before
    /// times, or before a zone.
    fn dotted_is_time(&self, after: &[Token]) -> bool {
        let goes_on = matches!(after, [Token::Mark('.' | '/' | '-'), Token::Number(..), ..]);
        let before_zone = matches!(after.first(), Some(Token::Word(w)) if w.len() >= 3 && zone(w, None, self.language).is_some());
        !goes_on && (self.is_whole() || self.opens_clock || before_zone)
    }

    /// Three numbers parted by full stops, strokes or hyphens.
    fn numeric_date(&mut self, rest: &[Token], language: Option<&str>) -> Option<usize> {
        use Token::{Mark, Number};
        let [
            Number(a, 1..=2),
            Mark(m1 @ ('.' | '/' | '-')),
            Number(b, 1..=2),
            Mark(m2),
            Number(c, digits),
            ..,
        ] = rest
        else {
            return None;
        };
        if m1 != m2 || !matches!(digits, 2 | 4) || self.month.is_some() {
            return None;
        }
        if *digits == 2 && is_year_first(language) && (1..=12).contains(b) && (1..=31).contains(c) {
            (self.year, self.month, self.day) = (Some(whole_year(*a)), Some(*b), Some(*c));
            return Some(5);
        }
        let day_first = match (*a, *b) {
            (13.., _) => true,
            (_, 13..) => false,
            (a, b) if a == b => true,
            _ => is_day_first(*m1, language)?,
        };
        let (day, month) = if day_first { (*a, *b) } else { (*b, *a) };
        (self.day, self.month) = (Some(day), Some(month));
        self.year = Some(if *digits == 2 { self.short(*c) } else { *c });
        Some(5)
    }

    /// A year of two figures.
    fn short(&self, year: u32) -> u32 {
        if self.is_buddhist && year >= 50 { 2500 + year } else { whole_year(year) }
    }

    /// The month that a word names, and how many words that takes.
    fn month_of(&mut self, word: &str, rest: &[Token]) -> Option<(u8, usize)> {
        let next = match rest.get(1) {
            Some(Token::Word(next)) => next.as_str(),
            _ => "",
        };
        let levantine = match (word, next) {
            ("كانون", "الثاني") => Some(1),
            ("تشرين", "الأول" | "الاول") => Some(10),
            ("تشرين", "الثاني") => Some(11),
            ("كانون", "الأول" | "الاول") => Some(12),
            _ => None,
        };
        if let Some(number) = levantine {
            return Some((number, 2));
        }
        if let Some(number) =
            calendars::persian_month(word).filter(|_| self.month.is_none() && self.speaks_persian())
        {
            self.is_persian = true;
            return Some((number, 1));
        }
        let is_croatian = self.language.is_some_and(|l| l.get(..2) == Some("hr"));
        if is_croatian && matches!(word, "listopada" | "listopad") {
            return Some((10, 1));
        }
        // Hebrew writes "in March" as one word
        let number = month(word).or_else(|| month(word.strip_prefix('ב')?))?;
        Some((number, 1))
    }

    /// Whether Persian months are meant: a year of that calendar, or its language.
    fn speaks_persian(&self) -> bool {
        self.language
            .is_none_or(|l| matches!(l.get(..2), Some("fa" | "ps" | "ck" | "az")) || l.get(..2) == Some("en"))
    }

    /// Takes a word; how many tokens that was. Nothing: the date is over.
    fn word(&mut self, word: &str, rest: &[Token]) -> Option<usize> {
        let named = self.month_of(word, rest);
        if let Some((number, words)) = named.filter(|_| !(self.month.is_some() && is_filler(word))) {
            if self.month.is_some() {
                return if self.is_whole() { None } else { Some(1) };
            }
            self.month = Some(u32::from(number));
            return Some(words);
        } else if word == "tháng"
            && let Some(Token::Number(value @ 1..=12, _)) = rest.get(1)
        {
            self.month = Some(*value);
            return Some(2);
        } else if let Some(afternoon) = half(word).filter(|_| self.time.is_some() || !word.is_ascii()) {
            self.afternoon = self.afternoon.or(Some(afternoon));
        } else if self.time.is_some()
            && matches!(word, "a" | "p")
            && matches!(rest.get(1), Some(Token::Word(next)) if next == "m")
        {
            self.afternoon = self.afternoon.or(Some(word == "p"));
            return Some(2);
        } else if self.time.is_some() && self.offset.is_none() && zone(word, None, self.language).is_some() {
            self.offset = zone(word, None, self.language);
            if let Some(Token::Mark(sign @ ('+' | '-'))) = rest.get(1) {
                return Some(1 + self.sign(*sign, rest.get(1..).unwrap_or_default()).unwrap_or(1));
            }
        } else if self.time.is_some()
            && let Some((winter, words)) = american_in_words(word, rest)
        {
            self.american_zone = Some(winter);
            return Some(words);
        } else if self.time.is_some()
            && let Some((_, winter)) = AMERICAN_ZONES.iter().find(|(n, _)| *n == word)
        {
            self.american_zone = Some(*winter);
        } else if !is_filler(word) {
            self.strange += 1;
            if self.is_whole() {
                return None;
            }
        }
        Some(1)
    }

    /// `+0100`, `+01:00`, `-5` after a time.
    fn sign(&mut self, sign: char, rest: &[Token]) -> Option<usize> {
        use Token::{Mark, Number};
        self.time?;
        let (hours, minutes, step) = match rest {
            [_, Number(value, 4), ..] => (value / 100, value % 100, 2),
            [_, Number(h, 1..=2), Mark(':'), Number(m, 2), ..] => (*h, *m, 4),
            [_, Number(h, 1..=2), ..] => (*h, 0, 2),
            _ => return None,
        };
        self.offset = Some(east(sign != '+', hours, minutes)?);
        Some(step)
    }

    fn moment(self) -> Option<Moment> {
        if self.strange > MOST_STRANGE_WORDS {
            return None;
        }
        let month = i8::try_from(self.month?).ok()?;
        let year = i16::try_from(self.year.or(self.short_year.map(|y| self.short(y)))?).ok()?;
        let year = if self.is_buddhist { calendars::from_buddhist(year) } else { year };
        let Some(day) = self.day else {
            civil::Date::new(year, month, 1).ok()?;
            return Some(Moment { year, month: Some(month), day: None, time: None });
        };
        let day = i8::try_from(day).ok()?;
        let date = if self.is_persian || calendars::is_persian_year(year) {
            calendars::from_persian(year, month, day).filter(|_| !self.counts_by_the_moon())?
        } else {
            civil::Date::new(year, month, day).ok()?
        };
        let time = self.time.and_then(|time| self.time_of_day(time, date));
        Some(Moment { year: date.year(), month: Some(date.month()), day: Some(date.day()), time })
    }

    /// Whether a year such as 1447 is one of the Hijri calendar.
    fn counts_by_the_moon(&self) -> bool {
        self.language.is_some_and(|l| matches!(l.get(..2), Some("ar" | "ur" | "ms" | "id")))
    }

    fn time_of_day(
        &self,
        (hour, minute, second): (u32, u32, Option<u32>),
        date: civil::Date,
    ) -> Option<Time> {
        let mut hour = i8::try_from(hour).ok()?;
        if let Some(afternoon) = self.afternoon {
            hour = on_24_hours(hour, afternoon)?;
        }
        let american = || self.american_zone.map(|winter| american_offset(winter, date));
        let time = Time {
            hour,
            minute: i8::try_from(minute).ok()?,
            second: second.map(|s| i8::try_from(s.min(59))).transpose().ok()?,
            offset: self.offset.or_else(american),
        };
        (time.hour < 24 && time.minute < 60).then_some(time)
    }
}

/// `Pacific Time`, `Eastern Standard Time`: the winter's offset, and how many words that takes.
fn american_in_words(word: &str, rest: &[Token]) -> Option<(i16, usize)> {
    let short = match word {
        "eastern" => "et",
        "central" => "ct",
        "mountain" => "mt",
        "pacific" => "pt",
        _ => return None,
    };
    let names = |at: usize, words: &[&str]| matches!(rest.get(at), Some(Token::Word(w)) if words.contains(&w.as_str()));
    let words = match (names(1, &["time"]), names(1, &["standard", "daylight"]) && names(2, &["time"])) {
        (true, _) => 2,
        (_, true) => 3,
        _ => return None,
    };
    AMERICAN_ZONES.iter().find(|(name, _)| *name == short).map(|(_, winter)| (*winter, words))
}

fn is_clock_word(word: &str) -> bool {
    matches!(word, "uhr" | "h" | "hs" | "hrs" | "hours" | "heures" | "horas" | "น" | "ч" | "u" | "uur")
}

/// Whether a word stands around dates and means nothing for them.
pub(super) fn is_filler(word: &str) -> bool {
    static SET: LazyLock<HashSet<&str>> = LazyLock::new(|| FILLERS.iter().copied().collect());
    SET.contains(word)
}

fn half(word: &str) -> Option<bool> {
    HALVES.iter().find(|(name, _)| *name == word).map(|(_, afternoon)| *afternoon)
}

/// An hour of the half day as one of the whole day. Hours past noon stay as they are.
pub(super) fn on_24_hours(hour: i8, afternoon: bool) -> Option<i8> {
    match (hour, afternoon) {
        (12, false) => Some(0),
        (0..=11, true) => Some(hour + 12),
        (0..=23, _) => Some(hour),
        _ => None,
    }
}

/// Whether this is a zone: `PST`, `GMT+1`, `+0100`.
pub(super) fn names_zone(text: &str, language: Option<&str>) -> bool {
    let name: String = text.chars().take_while(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let in_words = ["eastern", "central", "mountain", "pacific"].contains(&name.as_str());
    let is_american = || in_words || AMERICAN_ZONES.iter().any(|(n, _)| *n == name);
    text.starts_with(['+', '-']) || zone(&name, None, language).is_some() || is_american()
}

/// A zone by its abbreviation, lower case. American zones without a season need the day.
pub(super) fn zone(name: &str, date: Option<civil::Date>, language: Option<&str>) -> Option<Offset> {
    let local = language.map(str::to_ascii_lowercase).and_then(|language| {
        let spoken =
            |l: &str| language == l || language.strip_prefix(l).is_some_and(|r| r.starts_with(['-', '_']));
        LOCAL_ZONES.iter().find(|(l, n, _)| *n == name && spoken(l)).map(|(_, _, minutes)| *minutes)
    });
    if let Some(minutes) = local {
        return Some(Offset::East(minutes));
    }
    if let Some((_, minutes)) = ZONES.iter().find(|(n, _)| *n == name) {
        return Some(if *minutes == 0 && name != "wet" { Offset::Zulu } else { Offset::East(*minutes) });
    }
    let (_, winter) = AMERICAN_ZONES.iter().find(|(n, _)| *n == name)?;
    date.map(|date| american_offset(*winter, date))
}

/// American summer time runs from the second Sunday in March to the first in November (since 2007).
pub(crate) fn american_offset(winter: i16, date: civil::Date) -> Offset {
    seasonal(winter, date, (3, 2), (11, 1))
}

/// European summer time runs from the last Sunday in March to the last in October (since 1996).
pub(crate) fn european_offset(winter: i16, date: civil::Date) -> Offset {
    seasonal(winter, date, (3, -1), (10, -1))
}

/// An hour more between two Sundays, each by its month and which of that month it is.
fn seasonal(winter: i16, date: civil::Date, from: (i8, i8), to: (i8, i8)) -> Offset {
    let sunday = |(month, nth): (i8, i8)| {
        civil::Date::new(date.year(), month, 1).ok()?.nth_weekday_of_month(nth, civil::Weekday::Sunday).ok()
    };
    let summer = sunday(from).zip(sunday(to)).is_some_and(|(from, to)| date >= from && date < to);
    match if summer { winter + 60 } else { winter } {
        0 => Offset::Zulu,
        minutes => Offset::East(minutes),
    }
}

/// An offset from hours and minutes, if the world has such a one.
pub(crate) fn east(west: bool, hours: u32, minutes: u32) -> Option<Offset> {
    if hours > 14 || minutes > 59 {
        return None;
    }
    let minutes = i16::try_from(hours * 60 + minutes).ok()?;
    Some(Offset::East(if west { -minutes } else { minutes }))
}

/// Whether a date of three numbers of two figures begins with the year.
fn is_year_first(language: Option<&str>) -> bool {
    language.is_some_and(|l| matches!(l.get(..2), Some("ja" | "zh" | "ko" | "hu" | "lt")))
}

/// Whether a numeric date puts the day before the month: with full stops always, else where the language says so.
/// British and American English differ, so `en` alone does not say.
fn is_day_first(mark: char, language: Option<&str>) -> Option<bool> {
    if mark == '.' {
        return Some(true);
    }
    let language = language?.to_ascii_lowercase();
    match language.split_once(['-', '_']).unwrap_or((&language, "")) {
        ("en", "us" | "ph") => Some(false),
        ("en", "") | ("fr" | "en", "ca") => None,
        ("en", _) => Some(true),
        (
            "de" | "fr" | "es" | "it" | "pt" | "nl" | "ro" | "pl" | "cs" | "sk" | "tr" | "el" | "ru" | "uk"
            | "da" | "nb" | "no" | "nn" | "fi" | "ca" | "id" | "vi" | "ar" | "he" | "hi" | "bg" | "hr" | "sr"
            | "gl" | "sl" | "mk" | "sq" | "ka" | "hy" | "az" | "th" | "is" | "et" | "lv" | "be" | "kk" | "ga"
            | "ur" | "fa" | "bn" | "ta" | "te" | "mr" | "gu" | "kn" | "ml" | "pa" | "ms" | "eu" | "sw" | "mt"
            | "lb" | "bs" | "lo" | "km" | "my" | "cy" | "uz" | "tg" | "so" | "ha" | "yo" | "am",
            _,
        ) => Some(true),
        _ => None,
    }
}

fn whole_year(short: u32) -> u32 {
    if short < 70 { 2000 + short } else { 1900 + short }
}
