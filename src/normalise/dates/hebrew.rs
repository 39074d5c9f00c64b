//! The Hebrew calendar, which follows from arithmetic alone: `ט״ו באדר תשפ״ו`, `15 Adar 5786`.
//!
//! A day is given as the Gregorian one on which its daylight falls; it begins on the evening before.

use std::borrow::Cow;
use std::sync::LazyLock;

use jiff::civil;
use regex::{Captures, Regex};

/// A month of the calendar; the year begins with Tishri.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Month {
    Tishri,
    Heshvan,
    Kislev,
    Tevet,
    Shevat,
    /// The first of the two in leap years.
    Adar,
    SecondAdar,
    Nisan,
    Iyar,
    Sivan,
    Tammuz,
    Av,
    Elul,
}

/// The months in their order, with their names in Hebrew and in the spellings of Latin letters, lower case.
#[rustfmt::skip]
const MONTHS: [(Month, &[&str]); 13] = [
    (Month::Tishri, &["תשרי", "tishri", "tishrei"]),
    (Month::Heshvan, &["חשוון", "חשון", "מרחשוון", "מרחשון", "cheshvan", "heshvan", "marcheshvan"]),
    (Month::Kislev, &["כסלו", "kislev"]),
    (Month::Tevet, &["טבת", "tevet", "teves"]),
    (Month::Shevat, &["שבט", "shevat", "shvat"]),
    (Month::Adar, &["אדר א", "אדר ראשון", "אדר", "adar i", "adar 1", "adar rishon", "adar"]),
    (Month::SecondAdar, &["אדר ב", "אדר שני", "adar ii", "adar 2", "adar sheni"]),
    (Month::Nisan, &["ניסן", "nisan", "nissan"]),
    (Month::Iyar, &["אייר", "iyar", "iyyar"]),
    (Month::Sivan, &["סיוון", "סיון", "sivan"]),
    (Month::Tammuz, &["תמוז", "tammuz", "tamuz"]),
    (Month::Av, &["מנחם אב", "אב", "menachem av", "av"]),
    (Month::Elul, &["אלול", "elul"]),
];

/// Day, month and year, in letters or figures; the day may stand behind the month in Latin letters.
static DAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let names: Vec<&str> = MONTHS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
    let (latin, hebrew): (Vec<&str>, Vec<&str>) = names.into_iter().partition(|name| name.is_ascii());
    let (latin, hebrew) = (alternatives(latin), alternatives(hebrew));
    Regex::new(&format!(
        r#"(?i)(?P<d>[א-ל]["״'׳]?[א-ט]?['׳]?|\d{{1,2}})\s(?:ב|ל)?(?P<m>{hebrew})['׳]?,?\s(?:ה['׳]?)?(?P<y>תש[א-ת]?["״]?[א-ת]['׳]?|5[78]\d\d)\b|\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<m2>{latin}),?\s(?P<y2>5[78]\d\d)\b|\b(?P<m3>{latin})\s(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y3>5[78]\d\d)\b"#
    ))
    .ok()
});

/// Names as alternatives, those that begin with others first.
fn alternatives(mut names: Vec<&str>) -> String {
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.join("|")
}

/// Whether a text without figures may hold a day in Hebrew letters.
pub(crate) fn may_hold_letters(text: &str) -> bool {
    text.contains("תש")
}

/// The text with days of the Hebrew calendar as Gregorian ones, where it names no Gregorian year.
pub(super) fn as_gregorian(text: Cow<'_, str>) -> Cow<'_, str> {
    let may_hold = may_hold_letters(&text) || text.contains("57") || text.contains("58");
    if !may_hold || text.len() > 600 || names_gregorian_year(&text) {
        return text;
    }
    let Some(day) = DAY.as_ref() else { return text };
    let gregorian = |found: &Captures<'_>| {
        let part = |names: [&str; 3]| names.iter().find_map(|n| found.name(n)).map_or("", |m| m.as_str());
        let (year, month, day) =
            (number(part(["y", "y2", "y3"])), part(["m", "m2", "m3"]), part(["d", "d2", "d3"]));
        let date = date(year, month, number(day));
        date.map_or_else(|| found.get(0).map_or("", |m| m.as_str()).to_owned(), |date| date.to_string())
    };
    let replaced = day.replace_all(&text, gregorian);
    match replaced {
        Cow::Borrowed(_) => text,
        Cow::Owned(replaced) => Cow::Owned(replaced),
    }
}

fn names_gregorian_year(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit())
        .any(|figures| figures.len() == 4 && (figures.starts_with("19") || figures.starts_with("20")))
}

/// A number in figures or in letters; a year in letters lacks its thousands.
fn number(text: &str) -> i64 {
    if let Ok(number) = text.parse() {
        return number;
    }
    let value: i64 = text.chars().map(letter).sum();
    if value >= 300 { 5000 + value } else { value }
}

fn letter(letter: char) -> i64 {
    const ONES: [char; 9] = ['א', 'ב', 'ג', 'ד', 'ה', 'ו', 'ז', 'ח', 'ט'];
    const TENS: [&[char]; 9] =
        [&['י'], &['כ', 'ך'], &['ל'], &['מ', 'ם'], &['נ', 'ן'], &['ס'], &['ע'], &['פ', 'ף'], &['צ', 'ץ']];
    const HUNDREDS: [char; 4] = ['ק', 'ר', 'ש', 'ת'];
    let at = |place: Option<usize>, unit: i64| Some(unit * (i64::try_from(place?).ok()? + 1));
    at(ONES.iter().position(|l| *l == letter), 1)
        .or_else(|| at(TENS.iter().position(|l| l.contains(&letter)), 10))
        .or_else(|| at(HUNDREDS.iter().position(|l| *l == letter), 100))
        .unwrap_or(0)
}

/// The Gregorian day of a day of the Hebrew calendar, if there is such a one.
fn date(year: i64, month: &str, day: i64) -> Option<civil::Date> {
    let name = month.to_lowercase();
    let (month, _) = MONTHS.iter().find(|(_, names)| names.contains(&name.as_str()))?;
    if !(5600..5900).contains(&year) || *month == Month::SecondAdar && !is_leap(year) {
        return None;
    }
    let mut days = 0;
    for (other, _) in MONTHS {
        let length = length(other, year);
        if other == *month {
            let first = civil::Date::new(1, 1, 1).ok()?;
            let since = new_year(year) + days + day - 1 - 1;
            let span = jiff::Span::new().try_days(since).ok()?;
            return (1..=length).contains(&day).then(|| first.checked_add(span).ok()).flatten();
        }
        days += length;
    }
    None
}

fn is_leap(year: i64) -> bool {
    (7 * year + 1).rem_euclid(19) < 7
}

/// How many days a month has; the second Adar of a common year has none.
fn length(month: Month, year: i64) -> i64 {
    let of_year = || new_year(year + 1) - new_year(year);
    match month {
        Month::Heshvan => 29 + i64::from(of_year() % 10 == 5),
        Month::Kislev => 30 - i64::from(of_year() % 10 == 3),
        Month::Adar => 29 + i64::from(is_leap(year)),
        Month::SecondAdar => 29 * i64::from(is_leap(year)),
        Month::Tevet | Month::Iyar | Month::Tammuz | Month::Elul => 29,
        Month::Tishri | Month::Shevat | Month::Nisan | Month::Sivan | Month::Av => 30,
    }
}

/// Days from the first of the year 1 to the first of a Hebrew year, counted from one.
fn new_year(year: i64) -> i64 {
    const BEGINS: i64 = -1_373_427;
    let (before, this, next) = (elapsed(year - 1), elapsed(year), elapsed(year + 1));
    let delay = match (next - this, this - before) {
        (356, _) => 2,
        (_, 382) => 1,
        _ => 0,
    };
    BEGINS + this + delay
}

/// Days from the calendar's first new moon to that of a year's beginning, with the day put off where the rules of
/// the week ask for it.
fn elapsed(year: i64) -> i64 {
    let months = (235 * year - 234).div_euclid(19);
    let parts = 12_084 + 13_753 * months;
    let day = 29 * months + parts.div_euclid(25_920);
    day + i64::from((3 * (day + 1)).rem_euclid(7) < 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        as_gregorian(Cow::Borrowed(text)).into_owned()
    }

    #[test]
    fn days_fall_where_printed_calendars_have_them() {
        for (year, month, day, gregorian) in [
            (5784, "tishri", 1, "2023-09-16"),
            (5786, "tishri", 1, "2025-09-23"),
            (5787, "tishri", 1, "2026-09-12"),
            (5784, "adar ii", 14, "2024-03-24"),
            (5786, "nisan", 15, "2026-04-02"),
            (5785, "kislev", 25, "2024-12-26"),
            (5708, "iyar", 5, "1948-05-14"),
        ] {
            assert_eq!(date(year, month, day).unwrap().to_string(), gregorian, "{day} {month} {year}");
        }
        assert_eq!(date(5786, "adar ii", 3), None);
        assert_eq!(date(5786, "tevet", 30), None);
    }

    #[test]
    fn days_in_letters_and_figures_become_gregorian() {
        for (text, read_as) in [
            ("ט״ו באדר תשפ״ו", "2026-03-04"),
            ("פורסם: ט\"ו באדר ה'תשפ\"ו, 10:30", "פורסם: 2026-03-04, 10:30"),
            ("15 באדר 5786", "2026-03-04"),
            ("15 Adar 5786", "2026-03-04"),
            ("Nisan 15, 5786", "2026-04-02"),
            ("ג׳ באדר ב׳ תשפ״ד", "2024-03-13"),
            // the Gregorian day stands beside it
            ("ט״ו באדר תשפ״ו, 4 במרץ 2026", "ט״ו באדר תשפ״ו, 4 במרץ 2026"),
            ("Av 40, 5786", "Av 40, 5786"),
            ("The 15 avenues cost 5786", "The 15 avenues cost 5786"),
        ] {
            assert_eq!(read(text), read_as);
        }
    }
}
