//! Distances in time as pages print them (`3 hours ago`, `vor 2 Tagen`), seen from when the page was taken.
//!
//! Given no more exactly than they are told: minutes to the minute, hours and days to the day, weeks and months to the
//! month, years to the year.

use std::sync::LazyLock;

use jiff::{Span, Timestamp, tz::Offset as Zone};
use regex::Regex;

use super::{Moment, Offset, Time};

/// How a distance is told, with its number and its unit.
static TOLD: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let patterns = [
        r"(?i)\b(?P<n>\d{1,3}|an?|one)\s?(?P<u>\p{L}+)\sago\b",
        r"(?i)\bvor\s(?P<n>\d{1,3}|einer|einem)\s(?P<u>\p{L}+)",
        r"(?i)\bil\sy\sa\s(?P<n>\d{1,3}|une?)\s(?P<u>\p{L}+)",
        r"(?i)\bhace\s(?P<n>\d{1,3}|una?)\s(?P<u>\p{L}+)",
        r"(?i)\bh[áa]\s(?P<n>\d{1,3}|uma?)\s(?P<u>\p{L}+)",
        r"(?i)\b(?P<n>\d{1,3}|una?|un|een|en|ett|et|bir)\s?(?P<u>\p{L}+)\s(?:fa|geleden|atrás|sedan|siden|temu|назад|тому|önce|sitten|lalu|yang\slalu|trước)",
        r"(?i)\bpřed\s(?P<n>\d{1,3})\s(?P<u>\p{L}+)",
        r"(?i)πριν\s(?:από\s)?(?P<n>\d{1,3})\s(?P<u>\p{L}+)",
        r"(?:منذ|قبل)\s(?P<n>\d{1,3})\s(?P<u>\p{L}+)",
        r"לפני\s(?P<n>\d{1,3})\s(?P<u>\p{L}+)",
        r"(?P<n>\d{1,3})\s?(?P<u>[\p{L}\p{M}]+)\s(?:पहले|আগে|ที่แล้ว)",
        r"(?P<n>\d{1,3})\s?(?P<u>分钟|分鐘|分|小时|小時|時間|日|天|시간|분|일)\s?[前전]",
        r"(?P<n>\d{1,3})\s?(?P<u>นาที|ชั่วโมง|วัน)(?:ที่แล้ว|ก่อน)",
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

/// Beginnings of the names of units, lower case, longer ones first where one begins another.
#[rustfmt::skip]
const UNITS: &[(Unit, &[&str])] = &[
    (Unit::Month, &["month", "monat", "mois", "mes", "mês", "mese", "mesi", "maand", "månad", "måned", "kuukau", "miesi", "měsíc", "месяц", "місяц", "bulan", "tháng", "μήν", "شهر", "أشهر", "חודש", "महीने", "ay"]),
    (Unit::Minute, &["min", "분", "分", "минут", "хвилин", "dakika", "dk", "phút", "λεπτ", "دقيق", "دقائق", "דק", "menit", "นาที", "मिनट", "মিনিট"]),
    (Unit::Hour, &["hour", "hr", "hora", "heure", "stund", "std", "ora", "ore", "uur", "tim", "tunti", "час", "годин", "saat", "godz", "hodin", "óra", "ώρ", "ساع", "שע", "jam", "giờ", "時間", "小时", "小時", "시간", "ชั่วโมง", "घंटे", "ঘণ্টা"]),
    (Unit::Day, &["day", "tag", "jour", "día", "dia", "giorn", "dag", "päiv", "дн", "день", "дні", "gün", "dni", "dzie", "den", "μέρ", "ημέρ", "يوم", "أيام", "ימ", "יום", "hari", "ngày", "日", "天", "일", "วัน", "दिन", "দিন"]),
    (Unit::Week, &["week", "woche", "semain", "seman", "settiman", "veck", "uke", "uge", "viik", "недел", "тижн", "hafta", "tydzień", "tygod", "týdn", "minggu", "tuần"]),
    (Unit::Year, &["year", "jahr", "an", "ans", "année", "año", "ano", "anno", "anni", "jaar", "år", "vuo", "год", "лет", "yıl", "lat", "rok", "tahun", "năm"]),
];

fn unit(name: &str) -> Option<Unit> {
    let name = name.to_lowercase();
    let whole = match name.as_str() {
        "h" | "u" | "t" => Some(Unit::Hour),
        "d" | "j" | "g" => Some(Unit::Day),
        "m" | "мин" => Some(Unit::Minute),
        "w" => Some(Unit::Week),
        "y" => Some(Unit::Year),
        _ => None,
    };
    whole.or_else(|| {
        UNITS.iter().find(|(_, names)| names.iter().any(|n| name.starts_with(n))).map(|(unit, _)| *unit)
    })
}

/// The moment that a distance leads back to from an instant.
pub(crate) fn before(text: &str, seen: Timestamp) -> Option<Moment> {
    let told = TOLD.iter().find_map(|r| r.captures(text))?;
    let number: i64 = told.name("n")?.as_str().parse().unwrap_or(1);
    let unit = unit(told.name("u")?.as_str())?;
    let hours = match unit {
        Unit::Minute => 0,
        Unit::Hour => number,
        Unit::Day => number * 24,
        Unit::Week => number * 24 * 7,
        Unit::Month => number * 24 * 30,
        Unit::Year => number * 24 * 365,
    };
    let back = Span::new().try_hours(hours).ok()?;
    let back = if unit == Unit::Minute { back.try_minutes(number).ok()? } else { back };
    let at = Zone::UTC.to_datetime(seen.checked_sub(back).ok()?);
    let minute = Time { hour: at.hour(), minute: at.minute(), second: None, offset: Some(Offset::Zulu) };
    let (month, day) = (Some(at.month()), Some(at.day()));
    Some(match unit {
        Unit::Minute => Moment { year: at.year(), month, day, time: Some(minute) },
        Unit::Hour | Unit::Day => Moment { year: at.year(), month, day, time: None },
        Unit::Week | Unit::Month => Moment { year: at.year(), month, day: None, time: None },
        Unit::Year => Moment { year: at.year(), month: None, day: None, time: None },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_lead_back_from_when_the_page_was_taken() {
        let seen: Timestamp = "2026-03-04T10:30:00Z".parse().unwrap();
        for (text, value) in [
            ("3 hours ago", "2026-03-04"),
            ("12h ago", "2026-03-03"),
            ("an hour ago", "2026-03-04"),
            ("25 minutes ago", "2026-03-04T10:05Z"),
            ("vor 2 Tagen", "2026-03-02"),
            ("vor einer Stunde", "2026-03-04"),
            ("il y a 2 jours", "2026-03-02"),
            ("hace 5 minutos", "2026-03-04T10:25Z"),
            ("2 ore fa", "2026-03-04"),
            ("há 3 dias", "2026-03-01"),
            ("3 dagen geleden", "2026-03-01"),
            ("för 2 dagar sedan", "2026-03-02"),
            ("2 дня назад", "2026-03-02"),
            ("2 gün önce", "2026-03-02"),
            ("3時間前", "2026-03-04"),
            ("2天前", "2026-03-02"),
            ("2시간 전", "2026-03-04"),
            ("2 months ago", "2026-01"),
            ("3 years ago", "2023"),
        ] {
            assert_eq!(before(text, seen).map(|m| m.value()).as_deref(), Some(value), "{text}");
        }
        for text in ["long ago", "vor Ort", "3 boats ago", "hace frío"] {
            assert_eq!(before(text, seen), None, "{text}");
        }
    }
}
