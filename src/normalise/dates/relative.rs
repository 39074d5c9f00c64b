//! Distances in time as pages print them (`3 hours ago`, `vor 2 Tagen`, `yesterday, 17:40`), seen from when the page
//! was taken.
//!
//! Given no more exactly than they are told: minutes to the minute, hours and days to the day, months to the month,
//! years to the year. Two weeks are told of anything between fourteen and twenty days: that is a month where all of
//! them lie in it, else a year, else nothing.

use std::sync::LazyLock;

use jiff::{Span, Timestamp, civil, tz::Offset as Zone};
use regex::Regex;

use super::{Moment, Offset, Time, find, numbers, words};

/// How a distance is told, with its number and its unit.
static TOLD: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let patterns = [
        r"(?i)\b(?P<n>\d{1,3}|\p{L}+)\s?(?P<u>\p{L}+)\sago\b",
        r"(?i)\bvor\s(?P<n>\d{1,3}|\p{L}+)\s(?P<u>\p{L}+)",
        r"(?i)\bil\sy\sa\s(?P<n>\d{1,3}|\p{L}+)\s(?P<u>\p{L}+)",
        r"(?i)\b(?:hace|fa|acum)\s(?P<n>\d{1,3}|\p{L}+)\s(?P<u>\p{L}+)",
        r"(?i)\bh[áa]\s(?P<n>\d{1,3}|\p{L}+)\s(?P<u>\p{L}+)",
        r"(?i)\b(?P<n>\d{1,3}|\p{L}+)\s?(?P<u>\p{L}+)\s(?:fa|geleden|atrás|sedan|siden|temu|назад|тому|önce|evvel|sitten|lalu|yang\slalu|trước|ezelőtt)\b",
        r"(?i)\b(?:před|pred|prije|пре|преди)\s(?P<n>\d{1,3})\s(?P<u>\p{L}+)",
        r"(?i)πριν\s(?:από\s)?(?P<n>\d{1,3})\s(?P<u>\p{L}+)",
        r"(?:منذ|قبل)\s(?P<n>\d{1,3})\s(?P<u>\p{L}+)",
        r"(?P<n>\d{1,3})\s(?P<u>\p{L}+)\s(?:پیش|قبل)",
        r"לפני\s(?P<n>\d{1,3})\s(?P<u>\p{L}+)",
        r"(?P<n>\d{1,3})\s?(?P<u>[\p{L}\p{M}]+)\s(?:पहले|আগে)",
        r"(?P<n>\d{1,3})\s?(?P<u>分钟|分鐘|分|小时|小時|時間|日|天|週間|周|週|星期|个月|個月|か月|ヶ月|カ月|年|시간|분|일|주|개월|년)\s?[前전]",
        r"(?P<n>\d{1,3})\s?(?P<u>นาที|ชั่วโมง|วัน|สัปดาห์|เดือน|ปี)\s?(?:ที่แล้ว|ที่ผ่านมา|ก่อน)",
    ];
    patterns.iter().filter_map(|p| Regex::new(p).ok()).collect()
});

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// Beginnings of the names of units, lower case; the longest that fits counts.
#[rustfmt::skip]
const UNITS: &[(Unit, &[&str])] = &[
    (Unit::Month, &["month", "monat", "mois", "mes", "mês", "mese", "mesi", "maand", "månad", "måned", "kuukau", "miesi", "měsíc", "mjesec", "месяц", "месец", "місяц", "bulan", "tháng", "μήν", "شهر", "أشهر", "ماه", "חודש", "महीने", "মাস", "ay", "个月", "個月", "か月", "ヶ月", "カ月", "개월", "เดือน", "lun", "hónap"]),
    (Unit::Minute, &["min", "분", "分", "минут", "хвилин", "dakika", "dk", "phút", "λεπτ", "دقيق", "دقائق", "دقیقه", "דק", "menit", "นาที", "मिनट", "মিনিট", "perc"]),
    (Unit::Hour, &["hour", "hr", "hora", "heure", "stund", "std", "ora", "ore", "uur", "uren", "tim", "tunti", "час", "годин", "saat", "sat", "godz", "hodin", "óra", "ώρ", "ساع", "שע", "jam", "giờ", "時間", "小时", "小時", "시간", "ชั่วโมง", "घंटे", "ঘণ্টা"]),
    (Unit::Day, &["day", "tag", "jour", "día", "dia", "giorn", "dag", "die", "päiv", "дн", "день", "дні", "ден", "gün", "dni", "dny", "dan", "dzie", "den", "zi", "nap", "μέρ", "ημέρ", "يوم", "أيام", "روز", "ימ", "יום", "hari", "ngày", "日", "天", "일", "วัน", "दिन", "দিন"]),
    (Unit::Week, &["week", "weken", "woche", "semain", "seman", "settiman", "veck", "uke", "uge", "viik", "недел", "тижн", "седмиц", "hafta", "tydzień", "tygod", "týdn", "tjed", "minggu", "tuần", "săptăm", "hét", "εβδομάδ", "أسبوع", "أسابيع", "هفته", "שבוע", "सप्ताह", "हफ्ते", "সপ্তাহ", "週", "周", "星期", "주", "สัปดาห์"]),
    (Unit::Year, &["year", "jahr", "an", "ans", "année", "año", "ano", "anno", "anni", "jaar", "jaren", "år", "vuo", "год", "лет", "рок", "yıl", "lat", "rok", "let", "tahun", "năm", "év", "χρόν", "سنة", "سنوات", "سال", "שנ", "साल", "বছর", "年", "년", "ปี"]),
];

/// Words for the day on which a page is taken, and for the one before.
#[rustfmt::skip]
const TODAY: &[&str] = &[
    "today", "heute", "aujourd'hui", "aujourd’hui", "hoy", "oggi", "hoje", "vandaag", "idag", "i dag", "tänään", "dziś", "dzisiaj", "dnes", "danas", "astăzi", "azi", "σήμερα", "сегодня", "сьогодні", "днес", "данас", "bugün", "hari ini", "hôm nay", "今日", "今天", "오늘", "اليوم", "امروز", "היום", "आज", "আজ", "วันนี้",
];
#[rustfmt::skip]
const YESTERDAY: &[&str] = &[
    "yesterday", "gestern", "hier", "ayer", "ieri", "ontem", "gisteren", "igår", "i går", "eilen", "wczoraj", "včera", "jučer", "juče", "tegnap", "χθες", "χτες", "вчера", "вчора", "јуче", "dün", "kemarin", "hôm qua", "昨日", "昨天", "어제", "أمس", "دیروز", "אתמול", "গতকাল", "เมื่อวาน",
];

/// The longest line that is looked at, in bytes.
const LONGEST: usize = 160;

/// The unit with the longest beginning that the name has.
fn unit(name: &str) -> Option<Unit> {
    let name = name.to_lowercase();
    let whole = match name.as_str() {
        "h" | "u" | "t" => Some(Unit::Hour),
        "d" | "j" | "g" => Some(Unit::Day),
        "m" | "мин" => Some(Unit::Minute),
        "w" | "wk" | "wks" => Some(Unit::Week),
        "mo" | "mos" => Some(Unit::Month),
        "y" | "yr" | "yrs" => Some(Unit::Year),
        _ => None,
    };
    let begun = |names: &[&str]| names.iter().filter(|n| name.starts_with(**n)).map(|n| n.len()).max();
    let longest = || UNITS.iter().filter_map(|(unit, names)| Some((begun(names)?, *unit)));
    whole.or_else(|| longest().max_by_key(|(length, _)| *length).map(|(_, unit)| unit))
}

/// Whether a text may tell a distance, figures or none.
pub(crate) fn may_tell(text: &str) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    let text = text.to_lowercase();
    text.chars().any(char::is_numeric)
        || text.contains(" ago")
        || text.contains("vor ")
        || TODAY.iter().chain(YESTERDAY).any(|word| text.contains(word))
}

/// A distance in a text.
pub(crate) struct Told {
    /// The moment that it leads back to.
    pub(crate) moment: Moment,
    /// What stands before it.
    pub(crate) lead: String,
}

/// The distance that a text tells, seen from an instant.
pub(crate) fn before(text: &str, seen: Timestamp) -> Option<Told> {
    if text.len() > LONGEST {
        return None;
    }
    by_number(text, seen).or_else(|| by_name(text, seen))
}

/// `3 hours ago`.
fn by_number(text: &str, seen: Timestamp) -> Option<Told> {
    let (number, unit, at) = TOLD.iter().filter_map(|r| r.captures(text)).find_map(|told| {
        let number = numbers::number(&told.name("n")?.as_str().to_lowercase())?;
        Some((number, unit(told.name("u")?.as_str())?, told.get(0)?.start()))
    })?;
    let lead = text.get(..at)?.to_owned();
    Some(Told { moment: back_from(Zone::UTC.to_datetime(seen), number, unit)?, lead })
}

/// So many units before a time.
fn back_from(now: civil::DateTime, number: i64, unit: Unit) -> Option<Moment> {
    let back = |span: Span| now.checked_sub(span).ok();
    Some(match unit {
        Unit::Minute => {
            let at = back(Span::new().try_minutes(number).ok()?)?;
            let time =
                Time { hour: at.hour(), minute: at.minute(), second: None, offset: Some(Offset::Zulu) };
            Moment { time: Some(time), ..of_day(at.date()) }
        }
        Unit::Hour => of_day(back(Span::new().try_hours(number).ok()?)?.date()),
        Unit::Day => of_day(back(Span::new().try_days(number).ok()?)?.date()),
        Unit::Week => {
            let latest = back(Span::new().try_weeks(number).ok()?)?.date();
            of_both(latest, latest.checked_sub(Span::new().days(6)).ok()?)?
        }
        Unit::Month => Moment { day: None, ..of_day(back(Span::new().try_months(number).ok()?)?.date()) },
        Unit::Year => {
            let at = back(Span::new().try_years(number).ok()?)?.date();
            Moment { month: None, day: None, ..of_day(at) }
        }
    })
}

fn of_day(date: civil::Date) -> Moment {
    Moment { year: date.year(), month: Some(date.month()), day: Some(date.day()), time: None }
}

/// What two days have in common.
fn of_both(one: civil::Date, other: civil::Date) -> Option<Moment> {
    let month = (one.month() == other.month()).then(|| one.month());
    (one.year() == other.year()).then(|| Moment { year: one.year(), month, day: None, time: None })
}

/// `Yesterday at 17:40`: a part of a line that holds no more than the word, what stands around dates, and a time.
fn by_name(text: &str, seen: Timestamp) -> Option<Told> {
    let today = Zone::UTC.to_datetime(seen).date();
    let lower = text.to_lowercase();
    lower.split(['|', '·', '•', '—', '–']).find_map(|part| {
        let ((lead, after), days) =
            named(part, YESTERDAY).map(|parts| (parts, 1)).or_else(|| Some((named(part, TODAY)?, 0)))?;
        if !words::has_no_strange_word(&format!("{lead} {after}")) {
            return None;
        }
        let day = of_day(today.checked_sub(Span::new().days(days)).ok()?);
        let clock = after.find(|c: char| c.is_ascii_digit()).and_then(|at| after.get(at..));
        // the day on which everything is read tells nothing by itself
        let moment = match clock {
            Some(clock) => find::time_alone(&format!(" {clock}"), &day, None)?,
            None if days > 0 => day,
            None => return None,
        };
        Some(Told { moment, lead: lead.to_owned() })
    })
}

/// What stands before and after the first of some words that a part of a line has whole.
fn named<'t>(part: &'t str, names: &[&str]) -> Option<(&'t str, &'t str)> {
    names.iter().find_map(|name| {
        let at = part.find(name)?;
        let (before, after) = (part.get(..at)?, part.get(at + name.len()..)?);
        let open = |c: Option<char>| c.is_none_or(|c| !c.is_alphabetic()) || !name.is_ascii();
        (open(before.chars().next_back()) && open(after.chars().next())).then_some((before, after))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(seen: &str, text: &str, value: Option<&str>) {
        let found = before(text, seen.parse().unwrap());
        assert_eq!(found.map(|told| told.moment.value()).as_deref(), value, "{text}");
    }

    #[test]
    fn distances_lead_back_from_when_the_page_was_taken() {
        for (text, value) in [
            ("3 hours ago", "2026-03-04"),
            ("12h ago", "2026-03-03"),
            ("an hour ago", "2026-03-04"),
            ("25 minutes ago", "2026-03-04T10:05Z"),
            ("five minutes ago", "2026-03-04T10:25Z"),
            ("vor 2 Tagen", "2026-03-02"),
            ("vor zwei Tagen", "2026-03-02"),
            ("vor einer Stunde", "2026-03-04"),
            ("il y a 2 jours", "2026-03-02"),
            ("hace 5 minutos", "2026-03-04T10:25Z"),
            ("hace tres días", "2026-03-01"),
            ("2 ore fa", "2026-03-04"),
            ("há 3 dias", "2026-03-01"),
            ("3 dagen geleden", "2026-03-01"),
            ("för 2 dagar sedan", "2026-03-02"),
            ("2 дня назад", "2026-03-02"),
            ("2 gün önce", "2026-03-02"),
            ("acum 3 zile", "2026-03-01"),
            ("prije 2 dana", "2026-03-02"),
            ("2 روز پیش", "2026-03-02"),
            ("3時間前", "2026-03-04"),
            ("2天前", "2026-03-02"),
            ("2시간 전", "2026-03-04"),
            ("2 months ago", "2026-01"),
            ("3ヶ月前", "2025-12"),
            ("3 years ago", "2023"),
        ] {
            check("2026-03-04T10:30:00Z", text, Some(value));
        }
        for text in ["long ago", "vor Ort", "3 boats ago", "hace frío", "vor dem Hafen", "ages and ages ago"]
        {
            check("2026-03-04T10:30:00Z", text, None);
        }
    }

    #[test]
    fn weeks_are_told_of_any_day_in_them() {
        for text in
            ["two weeks ago", "vor 2 Wochen", "il y a 2 semaines", "2 minggu lalu", "2週間前", "2주 전"]
        {
            check("2026-03-30T10:30:00Z", text, Some("2026-03"));
            check("2026-03-17T10:30:00Z", text, Some("2026"));
            check("2026-01-17T10:30:00Z", text, None);
        }
    }

    #[test]
    fn days_by_name_stand_alone_or_with_a_time() {
        for (text, value) in [
            ("Yesterday", "2026-03-03"),
            ("Yesterday at 17:40", "2026-03-03T17:40"),
            ("Published today at 8:05 am", "2026-03-04T08:05"),
            ("Ana Exemplar | gestern, 17:40 Uhr", "2026-03-03T17:40"),
            ("Hoy, 08:15 h", "2026-03-04T08:15"),
            ("Publié hier à 18h30", "2026-03-03T18:30"),
            ("Вчера в 17:40", "2026-03-03T17:40"),
            ("昨天 17:40", "2026-03-03T17:40"),
            ("오늘 08:15", "2026-03-04T08:15"),
        ] {
            check("2026-03-04T10:30:00Z", text, Some(value));
        }
        for text in [
            "Today",
            "Yesterday the port closed",
            "The news of today at 10:30",
            "C'est hier",
            "Ayer en Lumen",
        ] {
            check("2026-03-04T10:30:00Z", text, None);
        }
    }
}
