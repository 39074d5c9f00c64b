//! ISO 8601 in all spellings, and seconds or milliseconds since 1970.

use jiff::civil;

use super::{Moment, Offset, Time};

/// Seconds or milliseconds since 1970, of the years 1990 to 2100.
pub(super) fn epoch(raw: &str) -> Option<Moment> {
    // as .NET writes it in JSON
    let raw = raw.strip_prefix("/Date(").and_then(|r| r.strip_suffix(")/")).unwrap_or(raw);
    let (whole, fraction) = raw.split_once('.').unwrap_or((raw, ""));
    if !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) || !(9..=13).contains(&whole.len())
    {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let seconds = if whole.len() >= 12 { number / 1000 } else { number };
    if !(631_152_000..4_102_444_800).contains(&seconds) {
        return None;
    }
    let at = jiff::Timestamp::from_second(seconds).ok()?;
    let at = jiff::tz::Offset::UTC.to_datetime(at);
    let time =
        Time { hour: at.hour(), minute: at.minute(), second: Some(at.second()), offset: Some(Offset::Zulu) };
    Some(Moment { year: at.year(), month: Some(at.month()), day: Some(at.day()), time: Some(time) })
}

/// The first ISO 8601 date in a string that begins with one, after at most a few words ("Published: 2014-03-04").
pub(super) fn read(raw: &str) -> Option<Moment> {
    let start = raw.find(|c: char| c.is_ascii_digit())?;
    let (before, text) = raw.split_at_checked(start)?;
    if before.chars().count() > 40 || before.ends_with(['-', '+', '/', '.', ':']) {
        return None;
    }
    let mut scan = Scan { rest: text.as_bytes() };
    let year = scan.digits_exactly(4)?;
    let alone = before.trim().is_empty();
    let (month, day) = match scan.date(i16::try_from(year).ok()?)? {
        Parts::MonthDay(month, day) => (month, day),
        Parts::Month(month) => {
            return (alone && scan.at_end()).then(|| moment(year, Some(month), None, None)).flatten();
        }
        Parts::Year => return (alone && scan.at_end()).then(|| moment(year, None, None, None)).flatten(),
    };
    let time = scan.time();
    moment(year, Some(month), Some(day), time)
}

fn moment(year: u32, month: Option<u32>, day: Option<u32>, time: Option<Time>) -> Option<Moment> {
    let year = i16::try_from(year).ok().filter(|y| (1000..3000).contains(y))?;
    let month = month.map(i8::try_from).transpose().ok()?;
    let day = day.map(i8::try_from).transpose().ok()?;
    civil::Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
    Some(Moment { year, month, day, time })
}

enum Parts {
    Year,
    Month(u32),
    MonthDay(u32, u32),
}

/// Reads a string from its head, byte by byte.
struct Scan<'a> {
    rest: &'a [u8],
}

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.rest = self.rest.get(1..).unwrap_or_default();
        }
        found
    }

    fn leading_digits(&self) -> usize {
        self.rest.iter().take_while(|b| b.is_ascii_digit()).count()
    }

    fn take(&mut self, count: usize) -> Option<u32> {
        let (digits, rest) = self.rest.split_at_checked(count)?;
        let number =
            digits.iter().try_fold(0u32, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))?;
        self.rest = rest;
        Some(number)
    }

    /// A number of exactly so many digits, or a longer run that begins with a basic date.
    fn digits_exactly(&mut self, count: usize) -> Option<u32> {
        matches!(self.leading_digits(), 4 | 7 | 8 | 12 | 14).then(|| self.take(count)).flatten()
    }

    fn up_to_two(&mut self) -> Option<u32> {
        let count = self.leading_digits();
        if count == 0 || count > 2 { None } else { self.take(count) }
    }

    fn at_end(&self) -> bool {
        self.rest.iter().all(|b| b.is_ascii_whitespace() || *b == b'Z')
    }

    /// What follows the year: month and day, a week date or a day of the year, basic or extended.
    fn date(&mut self, year: i16) -> Option<Parts> {
        match (self.leading_digits(), self.peek()) {
            (3, _) => self.take(3).and_then(|n| day_of_year(year, n)),
            (4 | 8 | 10, _) => Some(Parts::MonthDay(self.take(2)?, self.take(2)?)),
            (0, Some(separator @ (b'-' | b'/' | b'.'))) => {
                self.eat(separator);
                if self.eat(b'W') {
                    return self.week(year);
                }
                if separator == b'-' && self.leading_digits() == 3 {
                    return self.take(3).and_then(|n| day_of_year(year, n));
                }
                let month = self.up_to_two()?;
                if !self.eat(separator) {
                    return (separator == b'-').then_some(Parts::Month(month));
                }
                Some(Parts::MonthDay(month, self.up_to_two()?))
            }
            (0, Some(b'W')) => {
                self.eat(b'W');
                self.week(year)
            }
            (0, _) if self.at_end() => Some(Parts::Year),
            _ => None,
        }
    }

    fn week(&mut self, year: i16) -> Option<Parts> {
        let week = i8::try_from(self.take(2)?).ok()?;
        self.eat(b'-');
        let weekday = i8::try_from(self.take(1)?).ok()?;
        let weekday = civil::Weekday::from_monday_one_offset(weekday).ok()?;
        let date = civil::ISOWeekDate::new(year, week, weekday).ok()?.date();
        (date.year() == year).then(|| month_day(date)).flatten()
    }

    /// A time after the day. If it cannot be read, the day alone holds.
    fn time(&mut self) -> Option<Time> {
        let mut separated = false;
        while let Some(b'T' | b't' | b' ' | b',' | b'\t' | b'_') = self.peek() {
            self.rest = self.rest.get(1..).unwrap_or_default();
            separated = true;
        }
        if let Some(rest) = self.rest.strip_prefix(b"at ") {
            self.rest = rest;
        }
        let basic = matches!(self.leading_digits(), 4 | 6);
        if !separated && !basic {
            return None;
        }
        let hour = if basic { self.take(2)? } else { self.up_to_two()? };
        let (minute, second) = if basic {
            (self.take(2)?, (self.leading_digits() == 2).then(|| self.take(2)).flatten())
        } else if self.eat(b':') {
            let minute = self.take(2)?;
            (minute, self.eat(b':').then(|| self.up_to_two()).flatten())
        } else {
            return None;
        };
        if self.eat(b'.') || self.eat(b',') {
            self.rest = self.rest.get(self.leading_digits()..).unwrap_or_default();
        }
        let mut hour = i8::try_from(hour).ok()?;
        if let Some(afternoon) = self.half() {
            hour = super::words::on_24_hours(hour, afternoon)?;
        }
        let time = Time {
            hour,
            minute: i8::try_from(minute).ok()?,
            second: second.map(|s| i8::try_from(s.min(59))).transpose().ok()?,
            offset: self.offset(),
        };
        (time.hour < 24 && time.minute < 60).then_some(time)
    }

    /// `AM` or `PM`.
    fn half(&mut self) -> Option<bool> {
        let rest = self.rest.trim_ascii_start();
        let afternoon = match rest.get(..2)?.to_ascii_lowercase().as_slice() {
            b"am" => false,
            b"pm" => true,
            _ => return None,
        };
        self.rest = rest.get(2..)?;
        Some(afternoon)
    }

    fn offset(&mut self) -> Option<Offset> {
        self.rest = self.rest.trim_ascii_start();
        match self.peek()? {
            b'Z' | b'z' => Some(Offset::Zulu),
            sign @ (b'+' | b'-') => {
                self.eat(sign);
                self.signed_offset(sign)
            }
            b'A'..=b'Y' | b'a'..=b'y' => {
                let name = self.rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
                let name = std::str::from_utf8(self.rest.get(..name)?).ok()?;
                super::words::zone(&name.to_lowercase(), None, None)
            }
            0xe2 => {
                // U+2212, the minus sign
                self.rest = self.rest.strip_prefix("−".as_bytes())?;
                self.signed_offset(b'-')
            }
            _ => None,
        }
    }

    fn signed_offset(&mut self, sign: u8) -> Option<Offset> {
        let (hours, minutes) = match self.leading_digits() {
            4 => (self.take(2)?, self.take(2)?),
            count @ (1 | 2) => {
                let hours = self.take(count)?;
                (hours, if self.eat(b':') { self.take(2)? } else { 0 })
            }
            _ => return None,
        };
        super::words::east(sign == b'-', hours, minutes)
    }
}

fn month_day(date: civil::Date) -> Option<Parts> {
    Some(Parts::MonthDay(u32::try_from(date.month()).ok()?, u32::try_from(date.day()).ok()?))
}

fn day_of_year(year: i16, day: u32) -> Option<Parts> {
    let day = i16::try_from(day).ok()?;
    month_day(civil::Date::new(year, 1, 1).ok()?.with().day_of_year(day).build().ok()?)
}
