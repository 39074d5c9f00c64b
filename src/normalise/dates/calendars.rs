//! Calendars beside the Gregorian one, and numbers in East Asian characters: years of Japanese eras and of the
//! Republic of China, the Buddhist era, the Persian solar calendar.

use std::borrow::Cow;

use jiff::civil;

/// Names of eras, with the year before their first.
const ERAS: [(&str, u32); 9] = [
    ("令和", 2018),
    ("平成", 1988),
    ("昭和", 1925),
    ("大正", 1911),
    ("明治", 1867),
    ("中華民國", 1911),
    ("中华民国", 1911),
    ("民國", 1911),
    ("民国", 1911),
];

/// Months of the Persian solar calendar: Iran's names with Persian and Arabic letters, then Afghanistan's.
#[rustfmt::skip]
const PERSIAN_MONTHS: [&[&str]; 12] = [
    &["فروردین", "فروردين", "حمل"], &["اردیبهشت", "ارديبهشت", "ثور"], &["خرداد", "جوزا"], &["تیر", "تير", "سرطان"],
    &["مرداد", "امرداد", "اسد"], &["شهریور", "شهريور", "سنبله"], &["مهر", "میزان", "ميزان"], &["آبان", "ابان", "عقرب"],
    &["آذر", "اذر", "قوس"], &["دی", "دي", "جدی"], &["بهمن", "دلو"], &["اسفند", "اسفندماه", "حوت"],
];

/// Years of the Persian calendar that news pages can be of.
const PERSIAN_YEARS: std::ops::RangeInclusive<i16> = 1300..=1499;
/// Years of the Buddhist era that they can be of.
const BUDDHIST_YEARS: std::ops::RangeInclusive<i16> = 2440..=2640;
const BUDDHIST_BEFORE: i16 = 543;

/// The number of a Persian month by its name.
pub(super) fn persian_month(name: &str) -> Option<u8> {
    let name = name.strip_suffix("ماه").unwrap_or(name).trim_end_matches('\u{200c}');
    PERSIAN_MONTHS.iter().zip(1u8..).find(|(names, _)| names.contains(&name)).map(|(_, number)| number)
}

/// Whether a year is one of the Persian calendar.
pub(super) fn is_persian_year(year: i16) -> bool {
    PERSIAN_YEARS.contains(&year)
}

/// The Gregorian day of a day of the Persian calendar.
pub(super) fn from_persian(year: i16, month: i8, day: i8) -> Option<civil::Date> {
    let length = match month {
        1..=6 => 31,
        7..=11 => 30,
        12 if is_persian_leap(year) => 30,
        12 => 29,
        _ => return None,
    };
    if !is_persian_year(year) || !(1..=length).contains(&day) {
        return None;
    }
    let begins = civil::Date::new(2024, 3, 20).ok()?; // the first day of 1403
    let years: i64 = if year >= 1403 {
        (1403..year).map(persian_year_length).sum()
    } else {
        -(year..1403).map(persian_year_length).sum::<i64>()
    };
    let before = i64::from(month - 1);
    let months = before * 30 + before.min(6);
    begins.checked_add(jiff::Span::new().days(years + months + i64::from(day - 1))).ok()
}

fn persian_year_length(year: i16) -> i64 {
    if is_persian_leap(year) { 366 } else { 365 }
}

/// The rule of 33 years, which holds for all of [`PERSIAN_YEARS`].
fn is_persian_leap(year: i16) -> bool {
    (25 * i32::from(year) + 11).rem_euclid(33) < 8
}

/// A year as the Gregorian calendar counts it, where Thailand's, Laos' and Cambodia's is meant.
pub(super) fn from_buddhist(year: i16) -> i16 {
    if BUDDHIST_YEARS.contains(&year) { year - BUDDHIST_BEFORE } else { year }
}

/// Whether a text is of a country that counts by the Buddhist era.
pub(super) fn is_buddhist(text: &str, language: Option<&str>) -> bool {
    let of = |code: &str| language.is_some_and(|l| l.len() >= 2 && l.get(..2) == Some(code));
    ["th", "lo", "km"].into_iter().any(of) || text.chars().any(|c| matches!(c, '\u{e00}'..='\u{eff}'))
}

/// Years of the Republic of China that news pages can be of.
const MINGUO_YEARS: std::ops::RangeInclusive<u32> = 80..=199;
const MINGUO_BEFORE: u32 = 1911;

/// A year as the Gregorian calendar counts it, where Taiwan's is meant.
pub(super) fn from_minguo(year: u32) -> u32 {
    if MINGUO_YEARS.contains(&year) { year + MINGUO_BEFORE } else { year }
}

/// Whether a language is written in Taiwan, where years of the republic need no name.
pub(super) fn is_of_taiwan(language: Option<&str>) -> bool {
    let tag = language.map(str::to_ascii_lowercase).unwrap_or_default();
    tag.starts_with("zh") && (tag.contains("tw") || tag.contains("hant") && !tag.contains("hk"))
}

/// A day in figures that begins with a year of the republic, with the Gregorian one: `115-03-04`.
pub(super) fn with_minguo_year<'t>(text: &'t str, language: Option<&str>) -> Cow<'t, str> {
    let replaced = || {
        let at = text.find(|c: char| c.is_ascii_digit())?;
        let (before, figures) = text.split_at_checked(at)?;
        let (year, rest) = figures.split_at_checked(3)?;
        let year: u32 = year.parse().ok().filter(|y| MINGUO_YEARS.contains(y))?;
        let goes_on =
            rest.strip_prefix(['-', '/', '.']).is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit()));
        goes_on.then(|| format!("{before}{}{rest}", from_minguo(year)))
    };
    if !is_of_taiwan(language) {
        return Cow::Borrowed(text);
    }
    replaced().map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The text with years of eras as Gregorian years, and with numbers in characters before `年`, `月`, `日` as figures.
pub(super) fn in_figures(text: &str) -> Cow<'_, str> {
    if !text.contains(['年', '月']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut digits = String::new();
    for c in text.chars() {
        if is_numeral(c) {
            digits.push(c);
            continue;
        }
        flush(&mut digits, c, &mut out);
        out.push(c);
    }
    out.push_str(&digits);
    Cow::Owned(without_eras(&out).unwrap_or(out))
}

/// Writes a run of numerals: as figures before what counts years, months and days.
fn flush(digits: &mut String, next: char, out: &mut String) {
    match number(digits).filter(|_| matches!(next, '年' | '月' | '日' | '號' | '号')) {
        Some(value) => out.push_str(&value.to_string()),
        None => out.push_str(digits),
    }
    digits.clear();
}

fn is_numeral(c: char) -> bool {
    c == '十' || c == '元' || digit(c).is_some()
}

fn digit(c: char) -> Option<u32> {
    let at = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'].iter().position(|d| *d == c);
    at.or((c == '零').then_some(0)).and_then(|n| u32::try_from(n).ok())
}

/// `二〇二六`, `十二`, `三十一`, `元`.
fn number(numerals: &str) -> Option<u32> {
    if numerals == "元" {
        return Some(1);
    }
    let plain = |part: &str| part.chars().try_fold(0u32, |n, c| n.checked_mul(10)?.checked_add(digit(c)?));
    match numerals.split_once('十') {
        _ if numerals.is_empty() => None,
        None => plain(numerals),
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { plain(tens)? };
            Some(tens.checked_mul(10)? + plain(ones)?)
        }
    }
}

/// The text with the first year of an era as a Gregorian year.
fn without_eras(text: &str) -> Option<String> {
    let (at, name, base) =
        ERAS.iter().find_map(|(name, base)| text.find(name).map(|at| (at, *name, *base)))?;
    let (before, rest) = text.split_at_checked(at)?;
    let rest = rest.get(name.len()..)?.trim_start();
    let year = rest.split('年').next()?;
    let value: u32 = year.trim().parse().ok().filter(|y| (1..=150).contains(y))?;
    Some(format!("{before}{}{}", base + value, rest.get(year.len()..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_persian_year_begins_with_spring() {
        let day = |y, m, d| from_persian(y, m, d).map(|d| d.to_string());
        assert_eq!(day(1403, 1, 1).as_deref(), Some("2024-03-20"));
        assert_eq!(day(1404, 1, 1).as_deref(), Some("2025-03-21"));
        assert_eq!(day(1399, 12, 30).as_deref(), Some("2021-03-20"));
        assert_eq!(day(1405, 4, 2).as_deref(), Some("2026-06-23"));
        assert_eq!(day(1357, 11, 22).as_deref(), Some("1979-02-11"));
        assert_eq!(day(1404, 12, 30), None);
    }

    #[test]
    fn numbers_in_characters_are_figures() {
        assert_eq!(in_figures("令和八年三月四日"), "2026年3月4日");
        assert_eq!(in_figures("令和元年十二月三十一日"), "2019年12月31日");
        assert_eq!(in_figures("二〇二六年三月二十日"), "2026年3月20日");
        assert_eq!(in_figures("民國115年3月4日"), "2026年3月4日");
        assert_eq!(in_figures("三人が二日間"), "三人が二日間");
    }
}
