//! Where a page names the day it was published, when its metadata does not: time elements, its address, its text.
//!
//! Finds the string and hands it on as written; reading it is `normalise`'s part.

use std::sync::LazyLock;

use regex::Regex;

use super::classes::{self, Sense};
use super::dom::{Dom, Id};
use super::head::Head;
use super::tag::Tag;
use crate::model::{DateClaim, Found};

/// How many nodes before and after the headline are searched for a date.
const NEAR_BEFORE: usize = 250;
const NEAR_AFTER: usize = 900;

static IN_ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"[/_-]((?:19|20)\d\d)[/_.-]?(0[1-9]|1[0-2])[/_.-]?(0[1-9]|[12]\d|3[01])(?:[/_.-]|$|[a-z])")
        .ok()
});

/// A day with its month in figures or letters and a year of four figures, in the orders that are written.
static DAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:(?:19|20)\d\d[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?(?:[T ]\s?\d{1,2}:\d\d(?::\d\d)?(?:\s?[+-]\d\d:?\d\d|Z)?)?",
        r"|\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:19|20)\d\d(?:,?\s\d{1,2}[:.]\d\d)?",
        r"|\d{1,2}(?:st|nd|rd|th|er|º|°|\.)?\s(?:de\s|d')?\p{L}{3,12}\.?(?:\s?/\s?\p{L}{3,12})?,?\s(?:de\s|del\s)?(?:19|20)\d\d(?:,?\s\d{1,2}[:.h]\d\d)?",
        r"|\p{L}{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d(?:,?\s(?:at\s)?\d{1,2}:\d\d(?:\s?[ap]\.?m\.?)?)?",
        r"|(?:19|20)\d\d\.?\s\p{L}{3,12}\.?\s\d{1,2})",
    ))
    .ok()
});

/// Whether a value can name a day: it has a year and two more figures.
pub(super) fn names_a_day(value: &str) -> bool {
    let figures = value.bytes().filter(u8::is_ascii_digit).count();
    (5..=40).contains(&figures)
        && value.len() < 120
        && value.split(|c: char| !c.is_ascii_digit()).any(holds_a_year)
}

fn holds_a_year(figures: &str) -> bool {
    matches!(figures.len(), 4 | 8 | 12 | 14) && (figures.starts_with("19") || figures.starts_with("20"))
        || (figures.len() == 10 || figures.len() == 13) && figures.starts_with('1')
}

/// `itemprop=datePublished` and `<time>` near the headline; a time that says it is an update comes last.
pub(super) fn in_elements(dom: &Dom, anchor: Option<Id>) -> Option<Found<DateClaim>> {
    let microdata = (0..dom.len())
        .filter(|n| dom.attribute(*n, "itemprop").is_some_and(|p| p.eq_ignore_ascii_case("datePublished")));
    for id in microdata {
        let value = ["content", "datetime"]
            .iter()
            .find_map(|a| dom.attribute(id, a))
            .map_or_else(|| dom.line(id, 120).unwrap_or_default(), str::to_owned);
        if names_a_day(&value) {
            return Some(Found::new(DateClaim { raw: value }, "microdata"));
        }
    }
    let mut later = None;
    for id in near(dom, anchor).filter(|n| dom.tag(*n) == Tag::Time) {
        let Some(value) = time_value(dom, id) else { continue };
        if !is_update(dom, id) {
            return Some(Found::new(DateClaim { raw: value }, "time"));
        }
        later.get_or_insert(value);
    }
    later.map(|raw| Found::new(DateClaim { raw }, "time"))
}

fn time_value(dom: &Dom, id: Id) -> Option<String> {
    let attribute = dom.attribute(id, "datetime").map(str::to_owned).filter(|v| names_a_day(v));
    attribute.or_else(|| dom.line(id, 120).filter(|v| names_a_day(v)))
}

fn is_update(dom: &Dom, id: Id) -> bool {
    let said = [id, dom.parent(id)].into_iter().any(|n| {
        ["class", "itemprop", "id"].iter().filter_map(|a| dom.attribute(n, a)).any(|v| {
            let v = v.to_ascii_lowercase();
            v.contains("updat") || v.contains("modif")
        })
    });
    let before = dom.beginning(dom.parent(id), 64).to_lowercase();
    said || ["updated", "aktualisiert", "mis à jour", "actualizado", "aggiornato", "atualizado"]
        .iter()
        .any(|w| before.starts_with(w))
}

/// The nodes around the headline: those after it first, then those before.
fn near(dom: &Dom, heading: Option<Id>) -> impl Iterator<Item = Id> + '_ {
    let (before, after) = match heading {
        Some(id) => (id.saturating_sub(NEAR_BEFORE)..id, id..id + NEAR_AFTER),
        None => (0..0, 0..dom.len()),
    };
    (after.start..after.end.min(dom.len())).chain(before)
}

/// A day in the page's address: `/2026/03/04/`.
pub(super) fn in_address(head: &Head, fetched_from: Option<&str>) -> Option<Found<DateClaim>> {
    let address = fetched_from.or(head.canonical.as_deref()).or_else(|| head.meta_named("og:url"))?;
    let found = IN_ADDRESS.as_ref()?.captures(address)?;
    let part = |n| found.get(n).map_or("", |m| m.as_str());
    Some(Found::new(DateClaim { raw: format!("{}-{}-{}", part(1), part(2), part(3)) }, "url"))
}

/// A day in the text near the headline, first in elements named as bylines or dates, then anywhere there.
pub(super) fn in_text(dom: &Dom, heading: Option<Id>) -> Option<Found<DateClaim>> {
    let mut buffer = String::new();
    let mut named = near(dom, heading)
        .filter(|n| {
            dom.tag(*n) != Tag::Text
                && classes::senses(dom, *n, &mut buffer).any(&[Sense::Byline, Sense::Lead])
        })
        .filter_map(|n| day_in(&dom.line(n, 400)?));
    let found = named.next();
    drop(named);
    let anywhere = || {
        near(dom, heading).filter(|n| dom.tag(*n) == Tag::Text && !in_script(dom, *n)).find_map(|n| {
            let text = dom.text(n).trim();
            let day = day_in(text).filter(|_| text.len() <= LONGEST_LINE && !in_figure(dom, n))?;
            let linked = dom.tag(dom.parent(n)) == Tag::A;
            (!linked || day.len() * 10 >= text.len() * 6).then_some(day)
        })
    };
    found.or_else(anywhere).map(|raw| Found::new(DateClaim { raw }, "rule:date-near-headline"))
}

/// A day that ends the title, after a separator: "Port closed | Courier | 04.03.2026".
pub(super) fn in_title(head: &Head) -> Option<Found<DateClaim>> {
    let (_, last) = head.title.as_deref()?.rsplit_once(['|', '–', '—'])?;
    let day = day_in(last)?;
    (day.len() * 10 >= last.trim().len() * 7).then(|| Found::new(DateClaim { raw: day }, "title"))
}

/// Longest text that is taken for a line with a date and not for a sentence of a story, in bytes.
const LONGEST_LINE: usize = 160;

fn in_figure(dom: &Dom, id: Id) -> bool {
    dom.ancestors(id).take(5).any(|n| matches!(dom.tag(n), Tag::Figure | Tag::Figcaption))
}

fn in_script(dom: &Dom, id: Id) -> bool {
    matches!(dom.tag(dom.parent(id)), Tag::Script | Tag::Style | Tag::Noscript)
}

/// The first day in a short text.
fn day_in(text: &str) -> Option<String> {
    if text.len() > 400 || !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    DAY.as_ref()?.find(text).map(|m| m.as_str().to_owned())
}

/// What other meta elements say, where nothing else does.
pub(super) fn in_other_metas(head: &Head, names: &[&'static str]) -> Option<Found<DateClaim>> {
    let raw = names.iter().find_map(|n| head.meta_named(n).filter(|v| names_a_day(v)))?;
    Some(Found::new(DateClaim { raw: raw.to_owned() }, "meta"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_found_in_many_orders() {
        for (text, day) in [
            ("Posted March 4, 2026 at 10:30 am by", "March 4, 2026 at 10:30 am"),
            ("Stand: 4. März 2026, 10:30 Uhr", "4. März 2026, 10:30"),
            ("4 de marzo de 2026", "4 de marzo de 2026"),
            ("04.03.2026 10:30", "04.03.2026 10:30"),
            ("2026年3月4日", "2026年3月4日"),
            ("Mar 4th, 2026", "Mar 4th, 2026"),
        ] {
            assert_eq!(day_in(text).as_deref(), Some(day), "{text}");
        }
        assert_eq!(day_in("the year 2026 was"), None);
    }

    #[test]
    fn a_day_needs_a_year() {
        assert!(names_a_day("2026-03-04T10:00:00Z"));
        assert!(names_a_day("Wed, 4 Mar 2026"));
        assert!(names_a_day("20260304"));
        assert!(!names_a_day("3 hours ago"));
        assert!(!names_a_day("2026"));
    }
}
