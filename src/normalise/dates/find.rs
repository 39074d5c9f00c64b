//! Finds the days that a line names, with the times and zones that stand beside them.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{Moment, calendars, hebrew, lunar, words};

/// A day in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sighting {
    /// Where it stands in the folded line, its time included.
    pub(crate) span: Range<usize>,
    /// What it says.
    pub(crate) moment: Moment,
}

/// A word that can be a month's name.
macro_rules! word {
    () => {
        r"[\p{L}\p{M}][\p{L}\p{M}.'’\u{200c}]{1,19}"
    };
}

/// A day with month and year, in the orders that are written. What it finds is read before it is believed.
static DAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:(?:1[3-9]\d\d|2[05]\d\d|1[01]\d)\s?(?:[-/.]|年|년)\s?\d{1,2}\s?(?:[-/.]|月|월)\s?\d{1,2}(?:\s?[日일])?",
        r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])",
        r"|\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:\d{4}|\d{2})",
        r"|\d{1,2}\s(?:tháng)\s\d{1,2},?\s(?:năm\s)?\d{4}",
        r"|\d{1,2}(?:st|nd|rd|th|er|re|º|ª|°|\.|-?[аa]?я)?[\s-]{1,2}(?:(?:de|di|of|da|den|dne|ta['’]?)\s|d['’]|ב)?",
        word!(),
        r"(?:\s?/\s?",
        word!(),
        r")?,?[\s-]{1,2}(?:(?:de|del|of|พ\.ศ\.|року|года)\s)?(?:\d{4}|['’]?\d{2})",
        r"|",
        word!(),
        r"\s?\d{1,2}(?:st|nd|rd|th|\.)?,?\s(?:de\s)?(?:\d{4}|['’]\d{2})",
        r"|\d{4}(?:\.\sgada|\sжылғы|\sжылы|\s?-?\s?yil)\s\d{1,2}\.?[\s-]?",
        word!(),
        r"|\d{4}\.?\s?(?:-?ko\s|gada\s|m\.\s)?",
        word!(),
        r"\s\d{1,2}(?:\.|a)?)",
    ))
    .ok()
});

/// The hours and minutes of a time, and the halves of a day.
macro_rules! half {
    () => {
        r"(?:[aApP]\.?\s?[mM]\b\.?|πμ|μμ|π\.μ\.|μ\.μ\.|[صم]\b|صباحا?ً?|مساءً?|पूर्वाह्न|अपराह्न)"
    };
}
macro_rules! clock {
    () => {
        concat!(
            r"(?:(?:午前|午後|上午|下午|早上|凌晨|晚上|오전|오후)\s?)?(?:",
            r"\d{1,2}\s?(?:[:.hH時时點点시]|\sUhr\s)\s?\d{2}(?::\d{2})?(?:\s?[分분])?(?:\s?",
            half!(),
            r")?(?:\s?(?:Uhr|uhr|hs?\b|hrs\b|น\.|ч\b))?",
            r"|\d{1,2}\s?(?:",
            half!(),
            r"|Uhr|uhr|h\b|[時时點点시]|heures\b|giờ))"
        )
    };
}
macro_rules! zone {
    () => {
        r"(?:\s?\(?(?P<zone>(?:Eastern|Central|Mountain|Pacific)(?:\s(?:Standard|Daylight))?\sTime|[A-ZМСК]{1,5}(?:\s?[+-]\d{1,2}(?::?\d\d)?)?|[+-]\d\d:?\d\d)\)?)?"
    };
}
macro_rules! opener {
    () => {
        r"(?i:at|um|à|às|as|a\slas|a\sles|a\sla|alle\sore|alle|ore|kl|klokken|klo|kello|kell|o\sgodz|godz|godzina|om|op|v|в|во|о|об|ob|στις|ώρα|saat|pukul|jam|lúc|la\sora|ora|plkst|u|vid|εις|ve|เวลา|בשעה|الساعة|ساعت|को|time|uhrzeit|heure|hora)"
    };
}

/// A time behind a day.
static AFTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^\.?(?:T|[\s,]{0,2}[(（]?[\p{L}\p{M}]{1,12}[)）]?\.?,?\s?)??(?:[\s,;|·•–—\-@(/:]{0,5}(?:",
        opener!(),
        r"[.:]?\s{0,2}){0,2})(?P<clock>",
        clock!(),
        r")",
        zone!()
    ))
    .ok()
});

/// A time before a day.
static BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:^|[\s,;|(:·•])(?P<clock>",
        clock!(),
        r")",
        zone!(),
        r"[\s,;|·•–—\-/]{1,5}(?:(?i:on|am|le|del|il|den|op|dne|el|em|de)\s)?(?:[\p{L}\p{M}]{2,12}\.?,?\s)?$",
    ))
    .ok()
});

/// What follows figures that are no time of day: `3.20 min read`.
static NO_TIME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^\s?(?:\d|[.:]\d|min|Min|km|kg|MB|GB|kB|%|€|\$|£|ago\b|Mio|Mrd|mn\b|m\b)").ok()
});

/// Longest line that is looked through, in bytes.
const LONGEST: usize = 600;
/// Most days of one line.
const MOST: usize = 12;
/// How far from its day a time may stand, in bytes.
const BESIDE: usize = 160;

/// The line as it is looked through: figures of all scripts as ASCII, years of eras and
/// Hebrew days as Gregorian ones.
pub(crate) fn folded(line: &str) -> String {
    super::ascii_digits(&hebrew::as_gregorian(calendars::in_figures(line)))
}

/// The days in a line that was folded, in order.
pub(crate) fn sightings(line: &str, language: Option<&str>) -> Vec<Sighting> {
    let mut found: Vec<Sighting> = Vec::new();
    if line.len() > LONGEST || !line.bytes().any(|b| b.is_ascii_digit()) {
        return found;
    }
    let Some(day) = DAY.as_ref() else { return found };
    let mut at = 0;
    while found.len() < MOST
        && let Some(hit) = day.find_at(line, at)
    {
        let from = found.last().map_or(0, |last| last.span.end);
        match sighting(line, from, hit.range(), language) {
            Some(sighting) => {
                at = sighting.span.end.max(hit.start() + 1);
                found.push(sighting);
            }
            None => at = next_word(line, hit.start()),
        }
    }
    found
}

/// Where the next word or figure begins.
fn next_word(line: &str, at: usize) -> usize {
    let mut chars =
        line.get(at..).unwrap_or_default().char_indices().skip_while(|(_, c)| c.is_alphanumeric());
    chars.find(|(_, c)| c.is_alphanumeric()).map_or(line.len(), |(n, _)| at + n)
}

/// The day at a place of the line, if it is one, with its time.
fn sighting(line: &str, from: usize, core: Range<usize>, language: Option<&str>) -> Option<Sighting> {
    let (before, after) = (line.get(from..core.start)?, line.get(core.end..)?);
    let joined_before = before.ends_with(|c: char| c.is_ascii_digit())
        || before.ends_with(['.', '/', '-', '+', '$', '€', '#']) && !before.ends_with(" - ") && {
            let mut last = before.chars().rev().skip(1);
            last.next().is_some_and(|c| c.is_alphanumeric())
        };
    if joined_before || continues(after, line.get(core.clone())?) || lunar::is_marked(before, after) {
        return None;
    }
    let day = super::read(line.get(core.clone())?, language).filter(|m| m.day.is_some())?;
    let with = |span: Range<usize>| {
        let raw = line.get(span.clone())?;
        let moment = super::read(raw, language)?;
        let same = (moment.year, moment.month, moment.day) == (day.year, day.month, day.day);
        (same && moment.time.is_some()).then_some(Sighting { span, moment })
    };
    let has_figures = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    let in_front = || {
        let start = before.ceil_char_boundary(before.len().saturating_sub(BESIDE));
        let near = before.get(start..).filter(|near| has_figures(near))?;
        let hit = BEFORE.as_ref()?.captures(near)?;
        let clock = hit.name("clock")?;
        with(from + start + clock.start()..core.end)
    };
    let behind = || {
        let near = after.get(..after.floor_char_boundary(BESIDE)).filter(|near| has_figures(near))?;
        let hit = AFTER.as_ref()?.captures(near)?;
        let clock = hit.name("clock")?;
        let zone = hit.name("zone").filter(|z| words::names_zone(z.as_str(), language));
        let end = zone.map_or(clock.end(), |z| z.end());
        let rest = after.get(clock.end()..)?;
        if NO_TIME.as_ref().is_some_and(|no| no.is_match(rest)) {
            return None;
        }
        with(core.start..core.end + end)
    };
    in_front().or_else(behind).or(Some(Sighting { span: core, moment: day }))
}

/// Whether what follows shows that the figures before it are no day: more figures, or a time whose hour was taken for
/// a year of two figures.
fn continues(after: &str, core: &str) -> bool {
    let mut chars = after.chars();
    let (first, second) = (chars.next(), chars.next());
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let figures = core.ends_with(|c: char| c.is_ascii_digit());
    // "Mar 4 20269:12 AM": two elements side by side
    let is_clock = || after.split_once(':').is_some_and(|(hour, _)| (1..=2).contains(&hour.len()));
    let has_year = core.get(core.len().saturating_sub(4)..).is_some_and(|y| y.starts_with("20"));
    if figures && digit(first) && !(has_year && is_clock())
        || matches!(first, Some('.' | '/' | '-')) && digit(second)
    {
        return true;
    }
    let short = !core.trim_end_matches(['日', '일', '.']).chars().rev().take(4).all(|c| c.is_ascii_digit());
    let ends_in_figures = core.ends_with(|c: char| c.is_ascii_digit());
    let hour = matches!(first, Some(':' | 'h' | 'H')) && digit(second)
        || [" Uhr", " uhr", " h ", "am", "pm", " am", " pm", " a.m", " p.m", "%", " %", " €", " Uhr"]
            .iter()
            .any(|w| after.starts_with(w));
    short && ends_in_figures && hour
}

/// The time that follows a word for an update on a line that has its day already: `Updated at 17:40`.
pub(crate) fn time_alone(text: &str, day: &Moment, language: Option<&str>) -> Option<Moment> {
    let hit = AFTER.as_ref()?.captures(text)?;
    let clock = hit.name("clock")?;
    let zone = hit.name("zone").filter(|z| words::names_zone(z.as_str(), language));
    let end = zone.map_or(clock.end(), |z| z.end());
    let month = super::months::MONTHS.get(usize::try_from(day.month? - 1).ok()?)?.first()?;
    let date = format!("{} {month} {}", day.day?, day.year);
    let said = text.get(clock.start()..end)?;
    if NO_TIME.as_ref().is_some_and(|no| no.is_match(text.get(clock.end()..).unwrap_or_default())) {
        return None;
    }
    words::read(&format!("{date} {said}"), language).filter(|m| m.time.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, language: Option<&str>, expected: &[&str]) {
        let line = folded(line);
        let found: Vec<String> = sightings(&line, language).iter().map(|s| s.moment.value()).collect();
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn days_in_all_orders() {
        for line in [
            "Posted March 4, 2026 by",
            "Stand: 4. März 2026",
            "4 de marzo de 2026",
            "04.03.2026",
            "2026年3月4日",
            "Mar 4th, 2026",
            "2026. március 4.",
            "4 มีนาคม 2569",
            "4 मार्च 2026",
            "4 במרץ 2026",
            "令和8年3月4日",
            "2026년 3월 4일",
            "४ मार्च २०२६",
            "4 مارس 2026",
            "١٣ اسفند ١٤٠٤ | 4 mars 2026",
        ] {
            let line = folded(line);
            let found = sightings(&line, None);
            assert_eq!(found.last().map(|s| s.moment.value()).as_deref(), Some("2026-03-04"), "{line}");
        }
        check("2 تير 1405", Some("fa"), &["2026-06-23"]);
        check("the year 2026 was", None, &[]);
        check("Harbour diary 2026 week 9", None, &[]);
        check("192.168.12.2026 or 1.2.3.4", None, &[]);
    }

    #[test]
    fn times_stand_on_both_sides_of_days() {
        for (line, language, value) in [
            ("Publié le 12 mars 2026 à 08h15", "fr", "2026-03-12T08:15"),
            ("12 marzo 2026 alle 08:15", "it", "2026-03-12T08:15"),
            ("12 marzo 2026 alle ore 8.15", "it", "2026-03-12T08:15"),
            ("12. März 2026, 08.15 Uhr", "de", "2026-03-12T08:15"),
            ("12. mars 2026 kl. 08.15", "nb", "2026-03-12T08:15"),
            ("12.3.2026 klo 8.15", "fi", "2026-03-12T08:15"),
            ("12 March 2026 08.15 GMT", "en", "2026-03-12T08:15Z"),
            ("March 12, 2026 | 8:15pm", "en", "2026-03-12T20:15"),
            ("2026年3月12日 8時15分", "ja", "2026-03-12T08:15"),
            ("2026年3月12日（木）午後8時15分", "ja", "2026-03-12T20:15"),
            ("Thursday 12 March 2026, 8.15am", "en", "2026-03-12T08:15"),
            ("12/03/2026, Thursday 20:15", "en-GB", "2026-03-12T20:15"),
            ("8:15 am PST March 12, 2026", "en", "2026-03-12T08:15-08:00"),
            ("08:15 Uhr, 12. März 2026", "de", "2026-03-12T08:15"),
            ("08:15, 12 March 2026", "en", "2026-03-12T08:15"),
            ("12 de março de 2026 às 08h15", "pt", "2026-03-12T08:15"),
            ("12/03/2026 a las 08:15 h", "es", "2026-03-12T08:15"),
            ("12 marca 2026, godz. 8:15", "pl", "2026-03-12T08:15"),
            ("12 марта 2026 в 08:15", "ru", "2026-03-12T08:15"),
            ("12 Maret 2026 pukul 08.15 WIB", "id", "2026-03-12T08:15+07:00"),
            ("28.02.24 07:30", "de", "2024-02-28T07:30"),
            ("4 March 2026 - 11 minutes", "en", "2026-03-04"),
            ("4 March 2026 · 3.20 min read", "en", "2026-03-04"),
            ("4 mars 18:30", "fr", ""),
            ("4 mars 26", "fr", "2026-03-04"),
        ] {
            check(line, Some(language), if value.is_empty() { &[] } else { std::slice::from_ref(&value) });
        }
        check(
            "12/03/2026 01:57 | Actualizado a 12/03/2026 19:20",
            Some("es"),
            &["2026-03-12T01:57", "2026-03-12T19:20"],
        );
        check(
            "12 mars 2026 à 08h15 - Mis à jour le 12 mars 2026 à 17h40",
            Some("fr"),
            &["2026-03-12T08:15", "2026-03-12T17:40"],
        );
    }
}
