//! When an embargo ends: `0001 GMT FRIDAY, JANUARY 1, 2027`, `Friday 6 a.m. EST`, `1. Januar, 6.00 Uhr`, `mañana a las 6`.
//!
//! Unlike [`dates`], which read what has happened, it lies ahead: a day without a year, a weekday and a time without a
//! day are the next ones after the story was sent. Where a reading is open (midnight of a day), it is the later one.

use jiff::{ToSpan, civil};

use super::east_asian::{self, Part};
use super::tokens::Token;
use super::zones::{self, Clock};
use super::{hours, words};
use crate::normalise::dates::{self, Moment, Offset, Time};

/// The end of an embargo as far as it is written.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Until {
    /// A day in figures, whose order the language says.
    figures: Option<String>,
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    weekday: Option<i8>,
    /// Days after the one on which the story was sent.
    ahead: Option<i8>,
    time: Option<(i8, i8)>,
    half: Option<bool>,
    /// The time is midnight by its name: that which ends the day.
    ends_day: bool,
    zone: Option<Zone>,
}

/// Whose time it is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Zone {
    Fixed(Offset),
    /// Named by its place.
    Of(Clock),
}

impl Until {
    /// Reads as far as the tokens go on saying when; how many they are, without those that only lead to something else.
    pub(super) fn read(tokens: &[Token<'_>]) -> (Until, usize) {
        let (mut until, mut at, mut end) = (Until::default(), 0, 0);
        while let Some(rest) = tokens.get(at..).filter(|rest| !rest.is_empty()) {
            if let Some(step) = until.take(rest) {
                at += step;
                end = at;
            } else if words::leads(rest) {
                at += 1;
            } else {
                break;
            }
        }
        (until, end)
    }

    /// Takes what another part of the line says and this one does not: `before 10:00`, `on the 15th`.
    pub(super) fn join(&mut self, other: Until) {
        if !self.is_said() || !self.has_time() && other.has_time() && other.has_day() {
            *self = other;
        } else if self.has_day() && !self.has_time() && other.has_time() && !other.has_day() {
            let Until { time, half, ends_day, zone, .. } = other;
            *self = Until { time, half, ends_day, zone, ..std::mem::take(self) };
        } else if self.has_time() && !self.has_day() && other.has_day() && !other.has_time() {
            let Until { time, half, ends_day, zone, .. } = std::mem::take(self);
            *self = Until { time, half, ends_day, zone, ..other };
        }
    }

    /// Whether a time begins with these tokens, not with what only leads to one.
    pub(super) fn begins(tokens: &[Token<'_>]) -> bool {
        Until::default().take(tokens).is_some()
    }

    /// Whether anything was said.
    pub(super) fn is_said(&self) -> bool {
        self.time.is_some() || self.has_day()
    }

    /// Whether the time of day was said.
    pub(super) fn has_time(&self) -> bool {
        self.time.is_some()
    }

    /// Whether hour and day were said.
    pub(super) fn is_dated(&self) -> bool {
        self.has_time() && self.has_day()
    }

    /// Whether so much was said that it is hardly anything else: a time of day, or a day by weekday and date.
    pub(super) fn is_full(&self) -> bool {
        self.time.is_some() || self.weekday.is_some() && self.has_date()
    }

    /// Whether the day was said.
    pub(super) fn has_day(&self) -> bool {
        self.weekday.is_some() || self.ahead.is_some() || self.day.is_some() || self.has_date()
    }

    /// Whether the other names the date of the weekday that this one names.
    pub(super) fn is_dated_by(&self, other: &Until) -> bool {
        self.weekday.is_some() && !self.has_date() && other.has_date() && other.weekday.is_none()
    }

    fn has_date(&self) -> bool {
        self.month.is_some() || self.figures.is_some()
    }

    /// Takes what stands first; how many tokens that is.
    fn take(&mut self, rest: &[Token<'_>]) -> Option<usize> {
        self.east_asian(rest)
            .or_else(|| self.numeric(rest))
            .or_else(|| self.clock(rest))
            .or_else(|| self.day_of_month(rest))
            .or_else(|| self.zone(rest))
            .or_else(|| self.word(rest))
    }

    /// `2027年1月15日（金）午前6時`: part by part.
    fn east_asian(&mut self, rest: &[Token<'_>]) -> Option<usize> {
        let (part, step) = east_asian::part(rest)?;
        let small = |value: u32| i8::try_from(value).ok();
        match part {
            Part::Year(value) => {
                self.year = Some(i16::try_from(value).ok().filter(|year| (2000..2200).contains(year))?)
            }
            Part::Month(value) => self.month = Some(small(value).filter(|month| (1..=12).contains(month))?),
            Part::Day(value) => self.day = Some(small(value).filter(|day| (1..=31).contains(day))?),
            Part::Half(half) => self.half = self.half.or(Some(half)),
            Part::Weekday(weekday) => self.weekday = self.weekday.or(Some(weekday)),
            Part::Ahead(days) => self.ahead = self.ahead.or(Some(days)),
            Part::Noon => self.time = self.time.or(Some((12, 0))),
            Part::Midnight if self.time.is_none() => (self.time, self.ends_day) = (Some((0, 0)), true),
            Part::Midnight => {}
            Part::Clock(hour, minute) => {
                let (hour, minute) = (small(hour).filter(|hour| *hour <= 24)?, small(minute)?);
                if self.time.is_none() {
                    (self.time, self.ends_day) = (Some((hour % 24, minute)), hour == 24);
                }
            }
        }
        Some(step)
    }

    /// `2027-01-01`, `1.1.2027`, `01/02/27`, `31.12.`: days in figures.
    fn numeric(&mut self, rest: &[Token<'_>]) -> Option<usize> {
        if self.has_date() {
            return None;
        }
        let number = |at: usize| rest.get(at).and_then(Token::number);
        let mark = |at: usize| rest.get(at).and_then(Token::mark);
        let (first, second) = (mark(1)?, mark(3));
        let ((a, digits), (b, more)) = (number(0)?, number(2)?);
        let third = number(4).filter(|_| second == Some(first));
        if digits == 4
            && matches!(first, '-' | '.' | '/')
            && let Some((c, _)) = third
        {
            self.set(Some(a), b, c)?;
            let stop = mark(5) == Some('.') && first == '.';
            // `2027-01-01T06:00`
            let hour = rest.get(5).and_then(Token::word) == Some("t") && number(6).is_some();
            return Some(5 + usize::from(stop || hour));
        }
        if digits > 2 || more > 2 {
            return None;
        }
        if let Some((c, long)) =
            third.filter(|(_, long)| matches!(long, 2 | 4) && matches!(first, '.' | '/' | '-'))
        {
            self.figures = Some(format!("{a:02}{first}{b:02}{first}{c:0long$}"));
            return Some(5);
        }
        if first == '.' && second == Some('.') && rest.get(3)?.is_joined() {
            self.set(None, b, a)?;
            return Some(4);
        }
        None
    }

    /// Sets a day that there is.
    fn set(&mut self, year: Option<u32>, month: u32, day: u32) -> Option<()> {
        let year = year.map(i16::try_from).transpose().ok()?;
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        civil::Date::new(year.unwrap_or(2000), month, day).ok()?;
        (self.year, self.month, self.day) = (year, Some(month), Some(day));
        Some(())
    }

    /// Takes a time. A second one is the same elsewhere: `0600 GMT/0100 EST`.
    fn clock(&mut self, rest: &[Token<'_>]) -> Option<usize> {
        let (time, ends_day, step) = self.read_clock(rest)?;
        if self.time.is_none() {
            (self.time, self.ends_day) = (Some(time), ends_day);
            return Some(step);
        }
        let of_it = rest.get(step..)?;
        let half = hours::half(of_it).map_or(0, |(_, step)| step);
        let zone = of_it.get(half..).and_then(Zone::read).map_or(0, |(_, step)| step);
        Some(step + half + zone)
    }

    /// `06:00`, `6.00 Uhr`, `0600 GMT`, `6 a.m.`, `6h30`, `ore 6`, `6 Uhr`, `noon`: the time, whether it ends the day, and how
    /// many tokens it is.
    fn read_clock(&self, rest: &[Token<'_>]) -> Option<((i8, i8), bool, usize)> {
        let number = |at: usize| rest.get(at).and_then(Token::number);
        let mark = |at: usize| rest.get(at).and_then(Token::mark);
        let word = |at: usize| rest.get(at).and_then(Token::folded);
        let tells = |at: usize| {
            word(at).is_some_and(hours::is_clock_word)
                || rest
                    .get(at..)
                    .is_some_and(|rest| hours::half(rest).is_some() || Zone::read(rest).is_some())
                || mark(at) == Some('(') && rest.get(at + 1..).is_some_and(|rest| Zone::read(rest).is_some())
        };
        let begins_day = |at: usize| {
            let rest = rest.get(at..).unwrap_or_default();
            let led = rest.iter().take_while(|token| token.folded().is_some_and(hours::is_on)).count();
            let rest = rest.get(led..).unwrap_or_default();
            rest.first().and_then(Token::folded).is_some_and(|word| hours::weekday(word).is_some())
                || hours::begins_month(rest)
                || rest.first().is_some_and(|token| token.number().is_some())
                    && rest.get(1..).is_some_and(hours::begins_month)
        };
        if let Some(named) = hours::named_time(rest) {
            return Some(named);
        }
        let led = word(0).filter(|w| hours::leads_to_clock(w)).map(|_| 1);
        let from = led.unwrap_or(0) + usize::from(led.is_some() && mark(1) == Some('.'));
        let (hour, digits) = number(from)?;
        let minutes = |at: usize| number(at).filter(|(value, digits)| *digits == 2 && *value < 60);
        let (hour, minute, end) = match (mark(from + 1), minutes(from + 2)) {
            (Some(':'), Some((minute, _))) => {
                let seconds = (mark(from + 3) == Some(':')).then(|| minutes(from + 4)).flatten();
                (hour, minute, from + 3 + 2 * usize::from(seconds.is_some()))
            }
            (Some('.'), Some((minute, _)))
                if led.is_some() || tells(from + 3) || self.has_day() || begins_day(from + 3) =>
            {
                (hour, minute, from + 3)
            }
            _ if digits == 4 && (led.is_some() || tells(from + 1) || hour < 2000 && begins_day(from + 1)) => {
                (hour / 100, hour % 100, from + 1)
            }
            _ if digits > 2 => return None,
            _ if word(from + 1).is_some_and(hours::is_hour_mark) => match minutes(from + 2) {
                Some((minute, _)) if !rest.get(from + 3..).is_some_and(hours::begins_month) => {
                    (hour, minute, from + 3)
                }
                _ => (hour, 0, from + 2),
            },
            _ if led.is_some() && !rest.get(from + 1..).is_some_and(hours::begins_month) => {
                (hour, 0, from + 1)
            }
            _ if tells(from + 1) => (hour, 0, from + 1),
            _ => return None,
        };
        let (hour, minute) = (i8::try_from(hour).ok()?, i8::try_from(minute).ok()?);
        if hour > 24 || minute > 59 || hour == 24 && minute > 0 {
            return None;
        }
        Some(((hour % 24, minute), hour == 24, end))
    }

    /// `January 1, 2027`, `1er janvier`, `1. Januar`, `1 de enero de 2027`: by its name.
    fn day_of_month(&mut self, rest: &[Token<'_>]) -> Option<usize> {
        if self.has_date() {
            return None;
        }
        let day = |token: Option<&Token<'_>>| {
            token.and_then(Token::number).filter(|(day, digits)| *digits <= 2 && (1..=31).contains(day))
        };
        // `2027. január 15.`
        if let Some((year, 4)) = rest.first().and_then(Token::number)
            && let named = 1 + usize::from(rest.get(1).is_some_and(|next| next.mark() == Some('.')))
            && let Some((month, step)) = rest.get(named..).and_then(hours::month)
            && let Some((of_month, _)) = day(rest.get(named + step))
            && (2000..2200).contains(&year)
        {
            self.set(Some(year), month, of_month)?;
            let end = named + step + 1;
            return Some(end + hours::ordinal(rest.get(end..)));
        }
        let (month, day, end) = if let Some((month, step)) = hours::month(rest) {
            let (day, _) = day(rest.get(step))?;
            (month, day, step + 1 + hours::ordinal(rest.get(step + 1..)))
        } else {
            let (day, _) = day(rest.first())?;
            let mut at = 1 + hours::ordinal(rest.get(1..));
            let is_numbered = rest.get(at).and_then(Token::folded) == Some("thang");
            // "15-Jan-2027"
            let parts = rest.get(at).is_some_and(|next| next.mark() == Some('-') && next.is_joined());
            at += usize::from(parts || rest.get(at).and_then(Token::folded).is_some_and(hours::is_of));
            if is_numbered {
                (rest.get(at)?.number()?.0, day, at + 1)
            } else {
                let (month, step) = hours::month(rest.get(at..)?)?;
                (month, day, at + step)
            }
        };
        let between = |token: &&Token<'_>| {
            matches!(token.mark(), Some(',' | '.' | '-')) || token.folded().is_some_and(hours::is_of)
        };
        let passed = rest.iter().skip(end).take_while(between).count();
        let year = rest.get(end + passed).and_then(Token::number);
        let year = year.filter(|(value, digits)| *digits == 4 && (2000..2200).contains(value));
        // `January 1 2030 GMT` is half past eight in the evening
        let year = year.filter(|_| {
            self.time.is_some() || rest.get(end + passed + 1..).is_none_or(|rest| Zone::read(rest).is_none())
        });
        self.set(year.map(|(value, _)| value), month, day)?;
        Some(if year.is_some() { end + passed + 1 } else { end })
    }

    fn zone(&mut self, rest: &[Token<'_>]) -> Option<usize> {
        if self.time.is_none() || self.zone.is_some() {
            return None;
        }
        let (zone, step) = Zone::read(rest)?;
        self.zone = Some(zone);
        Some(step)
    }

    fn word(&mut self, rest: &[Token<'_>]) -> Option<usize> {
        let token = rest.first()?;
        if let Some((year, 4)) = token.number() {
            let is_year = (2000..2200).contains(&year) && self.month.is_some() && self.year.is_none();
            self.year = is_year.then(|| i16::try_from(year).ok()).flatten().or(self.year);
            return is_year.then_some(1);
        }
        if self.time.is_some()
            && let Some((half, step)) = hours::half(rest)
        {
            self.half = self.half.or(Some(half));
            return Some(step);
        }
        let word = token.folded()?;
        if hours::is_clock_word(word) && self.time.is_some() {
            return Some(1);
        }
        // "fri för publicering": free
        let is_free = word == "fri"
            && rest
                .get(1)
                .and_then(Token::folded)
                .is_some_and(|w| matches!(w, "for" | "til" | "till" | "fra"));
        if let Some(weekday) = hours::weekday(word).filter(|_| !is_free) {
            self.weekday = self.weekday.or(Some(weekday));
            let is_feira = rest.get(1).and_then(Token::mark) == Some('-')
                && rest.get(2).and_then(Token::folded) == Some("feira");
            return Some(if is_feira { 3 } else { 1 });
        }
        let (days, step) = hours::ahead(rest)?;
        self.ahead = self.ahead.or(Some(days));
        Some(step)
    }

    /// The moment, for a story that was sent then, in that language.
    pub(super) fn moment(&self, sent: Moment, language: Option<&str>) -> Option<Moment> {
        let day = civil::Date::new(sent.year, sent.month.unwrap_or(1), sent.day.unwrap_or(1)).ok()?;
        let time = self.time.map(|time| self.on_24_hours(time)).unwrap_or_default();
        let is_past = sent.time.zip(time).is_some_and(|(sent, time)| time < (sent.hour, sent.minute));
        let figures = self
            .figures
            .as_deref()
            .map(|figures| dates::read(figures, language))
            .map_or(Some(None), |read| read.map(Some))?;
        let date = match figures {
            Some(read) => (Some(read.year), read.month, read.day),
            None => (self.year, self.month, self.day),
        };
        let mut date = match date {
            (Some(year), Some(month), Some(day)) => civil::Date::new(year, month, day).ok()?,
            (None, Some(month), Some(of_month)) => self.next_of_year(month, of_month, day)?,
            (None, None, Some(of_month)) => self.next_of_month(of_month, day)?,
            _ if self.ahead.is_some() => day.checked_add(i64::from(self.ahead?).days()).ok()?,
            _ => match self.weekday {
                Some(weekday) => {
                    let days =
                        (i64::from(weekday) - i64::from(day.weekday().to_monday_one_offset())).rem_euclid(7);
                    day.checked_add((if days == 0 && (is_past || time.is_none()) { 7 } else { days }).days())
                        .ok()?
                }
                None => {
                    time?;
                    day.checked_add(i64::from(is_past).days()).ok()?
                }
            },
        };
        if self.ends_day {
            date = date.tomorrow().ok()?;
        }
        let offset = self.zone.map(|zone| zone.on(date));
        let time = time.map(|(hour, minute)| Time { hour, minute, second: None, offset });
        Some(Moment { year: date.year(), month: Some(date.month()), day: Some(date.day()), time })
    }

    /// The time by a clock of twenty-four hours; nothing where it is none.
    fn on_24_hours(&self, (hour, minute): (i8, i8)) -> Option<(i8, i8)> {
        let hour = match self.half {
            None => hour,
            Some(_) if hour > 12 => hour,
            Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
        };
        Some((hour, minute))
    }

    /// A day without its month: the next.
    fn next_of_month(&self, of_month: i8, sent: civil::Date) -> Option<civil::Date> {
        let months = (0..3).filter_map(|months| sent.first_of_month().checked_add(months.months()).ok());
        months
            .filter_map(|first| civil::Date::new(first.year(), first.month(), of_month).ok())
            .find(|date| *date >= sent)
    }

    /// A day without its year: the one that falls on its weekday, else the next.
    fn next_of_year(&self, month: i8, of_month: i8, sent: civil::Date) -> Option<civil::Date> {
        let years = (-1..=2).filter_map(|years| civil::Date::new(sent.year() + years, month, of_month).ok());
        let late = sent.checked_sub(LATE.days()).ok()?;
        let fits = |date: &civil::Date| {
            self.weekday.is_none_or(|weekday| date.weekday().to_monday_one_offset() == weekday)
        };
        years.filter(fits).find(|date| *date >= late)
    }
}

/// How long before the story was sent a day without a year may lie, in days.
const LATE: i64 = 30;

impl Zone {
    fn read(rest: &[Token<'_>]) -> Option<(Zone, usize)> {
        let sign =
            |at: usize| rest.get(at).and_then(Token::mark).filter(|mark| matches!(mark, '+' | '-' | '−'));
        let offset = |at: usize| {
            let sign = sign(at)?;
            let (value, digits) = rest.get(at + 1)?.number()?;
            let minutes = rest.get(at + 3).and_then(Token::number).filter(|(_, digits)| *digits == 2);
            let minutes = minutes.filter(|_| rest.get(at + 2).and_then(Token::mark) == Some(':'));
            let (hours, minutes, step) = match (digits, minutes) {
                (4, _) => (value / 100, value % 100, 2),
                (1 | 2, Some((minutes, _))) => (value, minutes, 4),
                (1 | 2, None) => (value, 0, 2),
                _ => return None,
            };
            Some((Zone::Fixed(dates::offset(sign != '+', hours, minutes)?), step))
        };
        if let Some((zone, step)) = offset(0).filter(|_| rest.get(1).is_some_and(Token::is_joined)) {
            return Some((zone, step));
        }
        let name = rest.first()?.word()?;
        if let Some(zone) = dates::fixed_zone(name).filter(|_| rest.first().is_some_and(|it| is_zone(it.raw)))
        {
            let beyond = if zone == Offset::Zulu { offset(1) } else { None };
            return Some(beyond.map_or((Zone::Fixed(zone), 1), |(zone, step)| (zone, step + 1)));
        }
        let (clock, step) = zones::place(rest)?;
        Some((Zone::Of(clock), step))
    }

    fn on(self, date: civil::Date) -> Offset {
        match self {
            Zone::Fixed(offset) => offset,
            Zone::Of(clock) => clock.on(date),
        }
    }
}

/// Whether letters are written as zones are: `ist` and `west` are words.
fn is_zone(raw: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: [&str; 16] = ["ist", "west", "art", "est", "ut", "wet", "cat", "eat", "pet", "bot", "wit", "amt", "sst", "gst", "mt", "hst"];
    !raw.contains(char::is_lowercase) || !WORDS.contains(&raw.to_lowercase().as_str())
}
