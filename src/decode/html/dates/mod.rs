//! When a page appeared and when it was changed: by its metadata, by what its readers see, by its address.
//!
//! The places are asked in the order of trust, and a place whose date cannot be read, stands for none (1970) or lies
//! in the future hands on to the next. Where an instant in UTC stands beside the day of the readers, or figures whose
//! order is not known beside a day in words, both are used. Dates are handed on as written where `normalise` reads
//! the same from them.

use std::sync::LazyLock;

use regex::Regex;

use super::dom::{Dom, Id};
use super::head::Head;
use super::metadata::{Linked, MODIFIED, PUBLISHED, source_of};
use super::tag::Tag;
use crate::decode::json::value;
use crate::model::{DateClaim, Found, Warning};
use crate::normalise::dates::{self, Moment};
use local::Local;
use shown::Shown;

mod clause;
mod labels;
mod local;
mod marked;
mod scripts;
mod shown;

/// How many nodes before and after the headline are searched for a date.
const NEAR_BEFORE: usize = 250;
const NEAR_AFTER: usize = 2_500;

/// How much later than its arrival a story may claim to be published, in seconds.
const FUTURE: i64 = 86_400;

static IN_ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"[/_-]((?:19|20)\d\d)[/_.-]?(0[1-9]|1[0-2])[/_.-]?(0[1-9]|[12]\d|3[01])(?:[/_.-]|$|[a-z])")
        .ok()
});

/// Figures of which nothing says which is the day and which the month.
static AMBIGUOUS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^\D{0,20}(0?[1-9]|1[0-2])([./-])(0?[1-9]|1[0-2])[./-](?:19|20)?\d\d(?:\D|$)").ok()
});

/// Reads dates as those of one page: with its language, and by when it arrived.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    /// The language with its country, as far as anything on the page says it.
    language: Option<String>,
    /// The language as the record will be read with.
    claimed: Option<&'a str>,
    arrival: Option<i64>,
    /// When the page was taken from its site, if that is known.
    taken: Option<jiff::Timestamp>,
}

/// When a page came.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Times<'a> {
    /// When it was received.
    pub(super) received_at: &'a str,
    /// When it was taken from its site, if somebody who says so took it.
    pub(super) taken_at: Option<&'a str>,
}

impl<'a> Reader<'a> {
    /// For a page with a language and an address, received at a time.
    pub(super) fn of(
        head: &Head,
        claimed: Option<&'a str>,
        address: Option<&str>,
        times: Times<'_>,
    ) -> Reader<'a> {
        let arrival = dates::read(times.received_at, None).and_then(|m| m.earliest());
        {
            let taken = times.taken_at.and_then(|t| dates::instant(t, None));
            Reader { language: with_country(head, claimed, address), claimed, arrival, taken }
        }
    }

    fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    /// The moment that a string gives, at least to the day, if the page can have appeared then.
    fn day(&self, raw: &str) -> Option<Moment> {
        self.read(raw).filter(|m| m.day.is_some() && !dates::stands_for_none(m) && !self.is_future(m))
    }

    fn read(&self, raw: &str) -> Option<Moment> {
        dates::read(raw, self.language()).or_else(|| {
            // figures alone are not settled by English without a country, but by a day beyond the twelfth
            dates::read(raw, None).filter(|_| !dates::gives_lunar_day(raw))
        })
    }

    fn is_future(&self, moment: &Moment) -> bool {
        self.arrival.zip(moment.earliest()).is_some_and(|(arrival, claimed)| claimed > arrival + FUTURE)
    }

    /// A claim that is read as this moment, whoever reads it.
    fn claim(&self, raw: &str, moment: &Moment) -> DateClaim {
        let same = dates::read(raw, self.claimed).as_ref() == Some(moment);
        DateClaim { raw: if same { raw.to_owned() } else { moment.value() } }
    }

    /// The moment of a claim, where figures of unknown order are settled by days that the page shows.
    fn settled(&self, raw: &str, days: &[Moment]) -> Option<Moment> {
        let plain = self.day(raw);
        let Some(parts) = AMBIGUOUS.as_ref().and_then(|r| r.captures(raw)) else { return plain };
        if parts.get(1).map(|m| m.as_str()) == parts.get(3).map(|m| m.as_str()) {
            return plain;
        }
        let with_strokes = raw.replacen(['.', '-'], "/", 2);
        let readings = ["en-GB", "en-US"].map(|l| dates::read(&with_strokes, Some(l)));
        let shown = |m: &Moment| days.iter().any(|d| (d.year, d.month, d.day) == (m.year, m.month, m.day));
        let mut fitting = readings.into_iter().flatten().filter(shown);
        match (fitting.next(), fitting.next()) {
            (Some(one), None) => Some(one),
            _ => plain,
        }
    }
}

/// The language of a page with its country, where only the country says in which order figures stand.
fn with_country(head: &Head, claimed: Option<&str>, address: Option<&str>) -> Option<String> {
    let locale = head.meta_named("og:locale").map(|l| l.replace('_', "-"));
    let language = claimed.map(|l| l.replace('_', "-")).or_else(|| locale.clone())?;
    if !language.eq_ignore_ascii_case("en") {
        return Some(language);
    }
    if let Some(locale) = locale.filter(|l| l.to_ascii_lowercase().starts_with("en-")) {
        return Some(locale);
    }
    let address = address.or(head.canonical.as_deref()).or_else(|| head.meta_named("og:url"));
    let host = address.and_then(|a| url::Url::parse(a).ok()).and_then(|u| u.host_str().map(str::to_owned));
    let top = host.as_deref().and_then(|h| h.rsplit('.').next()).unwrap_or_default();
    Some(match top {
        "uk" | "ie" | "au" | "nz" | "in" | "za" | "sg" | "ng" | "ke" | "gh" | "pk" | "my" | "lk" | "bd"
        | "eu" => "en-GB".to_owned(),
        "us" | "gov" | "mil" | "edu" => "en-US".to_owned(),
        _ => language,
    })
}

/// When a page appeared and was changed.
#[derive(Debug, Default)]
pub(super) struct Days {
    pub(super) published: Option<Found<DateClaim>>,
    pub(super) modified: Option<Found<DateClaim>>,
    pub(super) warnings: Vec<Warning>,
}

/// What the dates of a page are looked for in.
#[derive(Clone, Copy)]
pub(super) struct Page<'a> {
    /// As it was written.
    pub(super) html: &'a str,
    pub(super) dom: &'a Dom,
    pub(super) head: &'a Head,
    /// The heading of the story.
    pub(super) anchor: Option<Id>,
    pub(super) linked: Option<&'a Linked<'a>>,
    pub(super) fetched_from: Option<&'a str>,
}

/// Least characters of a paragraph with which a story begins.
const FIRST_PARAGRAPH: usize = 80;

impl<'a> Page<'a> {
    /// The page as it is seen from where its story begins: its heading may stand far from it, in a menu.
    fn at_its_first_paragraph(&self) -> Page<'a> {
        let dom = self.dom;
        let is_paragraph = |id: &Id| {
            dom.tag(*id) == Tag::P
                && dom.line(*id, 5_000).is_some_and(|line| {
                    line.chars().count() >= FIRST_PARAGRAPH && super::prose::ends_a_sentence(&line)
                })
        };
        let first = (self.anchor.unwrap_or(0)..dom.len()).find(is_paragraph);
        Page { anchor: first.or(self.anchor), ..*self }
    }
}

/// Reads the dates of a page.
pub(super) fn read(page: &Page<'_>, reader: &Reader<'_>) -> Days {
    let shown = Some(shown::read(page, reader)).filter(|shown| !shown.is_empty());
    let shown = shown.unwrap_or_else(|| shown::read(&page.at_its_first_paragraph(), reader));
    let address = in_address(page.head, page.fetched_from);
    let mut known = shown.days.clone();
    known.extend(address.as_ref().and_then(|a| reader.day(&a.value.raw)));
    let mut claims = claimed(page);
    let read = claims.iter().position(|c| reader.settled(&c.value.raw, &known).is_some());
    let mut days = Days::default();
    match read.map(|n| in_full(n, &mut claims, reader, &shown)) {
        Some(claim) => {
            let (claim, warning) = as_readers_have_it(claim, page, reader, &shown, address.as_ref());
            days.published = Some(claim);
            days.warnings.extend(warning);
        }
        None => days.published = elsewhere(page, reader, &shown, address),
    }
    let passed_over = claims.into_iter().next().filter(|_| read != Some(0));
    match (passed_over, &days.published) {
        (Some(claim), Some(_)) => days.warnings.extend(future(&claim, reader)),
        (Some(claim), None) => days.published = Some(claim),
        _ => {}
    }
    if days.published.is_none() {
        days.warnings.extend(shown.unread.as_deref().map(unread));
    }
    days.modified = changes(page)
        .into_iter()
        .find(|c| reader.day(&c.value.raw).is_some())
        .or_else(|| shown.modified.as_ref().map(|c| c.claim(reader)));
    days
}

/// The claim of a place; where it gives only a day, that of a place which gives the time of that day.
fn in_full(
    place: usize,
    claims: &mut Vec<Found<DateClaim>>,
    reader: &Reader<'_>,
    shown: &Shown,
) -> Found<DateClaim> {
    let own = claims.get(place).and_then(|claim| reader.day(&claim.value.raw));
    let completes = |moment: &Moment| {
        let is_day = |own: Moment| own.time.is_none() && own == Moment { time: None, ..*moment };
        own.is_some_and(is_day) && moment.time.is_some_and(|time| (time.hour, time.minute) != (0, 0))
    };
    let fuller = claims.iter().position(|c| reader.day(&c.value.raw).is_some_and(|m| completes(&m)));
    let visible = || shown.published.as_ref().filter(|c| completes(&c.moment)).map(|c| c.claim(reader));
    if fuller.is_none()
        && let Some(visible) = visible()
    {
        return visible;
    }
    claims.swap_remove(fuller.unwrap_or(place))
}

/// What the metadata says about the publication, in the order of trust.
fn claimed(page: &Page<'_>) -> Vec<Found<DateClaim>> {
    let mut claims: Vec<Found<DateClaim>> = Vec::new();
    let mut add = |raw: String, from: &'static str| {
        if names_a_day(&raw) {
            claims.push(Found::new(DateClaim { raw }, from));
        }
    };
    let linked = |key: &str| page.linked.and_then(|l| value::date(l.object.get(key)?)).map(|c| c.raw);
    if let Some(raw) = linked("datePublished") {
        add(raw, "json-ld");
    }
    for name in PUBLISHED {
        for raw in page.head.metas_named(name) {
            add(raw.to_owned(), source_of(name));
        }
    }
    for raw in ["dateCreated", "uploadDate"].iter().filter_map(|k| linked(k)) {
        add(raw, "json-ld");
    }
    // names of a site's own making
    for raw in page.head.metas_like(|name| !PUBLISHED.contains(&name) && scripts::says_published(name)) {
        add(raw.to_owned(), "meta");
    }
    let of_page = |kind: &str, key: &str| {
        let object = page.head.linked.first_of(&[kind])?;
        value::date(object.get(key)?).map(|c| c.raw)
    };
    for (kind, key) in
        [("WebPage", "datePublished"), ("ItemPage", "datePublished"), ("VideoObject", "uploadDate")]
    {
        let counts = kind == "WebPage" || page.linked.is_none();
        if let Some(raw) = of_page(kind, key).filter(|_| counts) {
            add(raw, "json-ld");
        }
    }
    claims
}

/// What the metadata says about the last change.
fn changes(page: &Page<'_>) -> Vec<Found<DateClaim>> {
    let linked = page.linked.and_then(|l| value::date(l.object.get("dateModified")?));
    let mut found: Vec<_> = linked.map(|c| Found::new(c, "json-ld")).into_iter().collect();
    for name in MODIFIED {
        let metas = page.head.metas_named(name).filter(|v| names_a_day(v));
        found.extend(metas.map(|v| Found::new(DateClaim { raw: v.to_owned() }, source_of(name))));
    }
    found
}

/// How near to the heading a day must stand to go before the one in the address.
const NEARER_THAN_ADDRESS: usize = 220;

/// The publication where the metadata says nothing of it: what readers see, the address, the title, data of
/// scripts, at last a change.
fn elsewhere(
    page: &Page<'_>,
    reader: &Reader<'_>,
    shown: &Shown,
    address: Option<Found<DateClaim>>,
) -> Option<Found<DateClaim>> {
    let address = address.filter(|a| reader.day(&a.value.raw).is_some());
    let day = |m: &Moment| (m.year, m.month, m.day);
    let visible = shown.published.as_ref().filter(|c| {
        let named = address.as_ref().and_then(|a| reader.day(&a.value.raw));
        named.is_none_or(|n| day(&n) == day(&c.moment))
            || c.score <= NEARER_THAN_ADDRESS && c.from != "rule:date-near-headline"
    });
    visible
        .map(|c| c.claim(reader))
        .or(address)
        .or_else(|| in_title(page.head, reader))
        .or_else(|| shown.published.as_ref().map(|c| c.claim(reader)))
        .or_else(|| scripts::read(page.html, reader))
        .or_else(|| changes(page).into_iter().find(|c| reader.day(&c.value.raw).is_some()))
        // many sites name the only day that they show after the last change
        .or_else(|| shown.modified.as_ref().map(|c| c.claim(reader)))
}

/// The warning about a day of a calendar that is not read.
fn unread(line: &str) -> Warning {
    let message = format!("published: expected a day of a calendar that is read, found {line:?}; left out");
    Warning::new("date-unreadable", message)
}

/// The warning about a date in the future that was passed over.
fn future(claim: &Found<DateClaim>, reader: &Reader<'_>) -> Option<Warning> {
    let moment = reader.read(&claim.value.raw).filter(|m| reader.is_future(m))?;
    let message = format!(
        "published: {:?} ({}) is later than the arrival; the date is taken from another place",
        moment.value(),
        claim.from
    );
    Some(Warning::new("date-in-future", message))
}

/// A claim of the metadata, on the day on which the page's readers have it.
fn as_readers_have_it(
    claim: Found<DateClaim>,
    page: &Page<'_>,
    reader: &Reader<'_>,
    shown: &Shown,
    address: Option<&Found<DateClaim>>,
) -> (Found<DateClaim>, Option<Warning>) {
    let mut days = shown.days.clone();
    days.extend(address.and_then(|a| reader.day(&a.value.raw)));
    let Found { value: DateClaim { raw }, from } = claim;
    let Some(moment) = reader.settled(&raw, &days) else {
        return (Found::new(DateClaim { raw }, from), None);
    };
    let visible = shown.published.as_ref().filter(|c| c.score <= NEARER_THAN_ADDRESS);
    let visible = visible.map(|c| (c.moment, c.claim(reader)));
    let named = address.and_then(|a| Some((reader.day(&a.value.raw)?, a.clone())));
    let mut others = shown.stamps.clone();
    others.extend(changes(page).iter().filter_map(|c| reader.day(&c.value.raw)));
    // what readers see goes before the address
    let local = visible.or(named).and_then(|(day, place)| Some((local::of(&moment, &day, &others)?, place)));
    match local {
        None => (Found::new(reader.claim(&raw, &moment), from), None),
        Some((Local::At(there), _)) => (Found::new(reader.claim(&raw, &there), from), None),
        Some((Local::On(day), place)) => {
            let (instant, day) = (moment.value(), day.value());
            let message = format!(
                "published: {instant:?} ({from}) falls on {day:?} for the page's readers ({}), by an offset that \
                 nothing tells; the day is given",
                place.from
            );
            (place, Some(Warning::new("date-without-offset", message)))
        }
    }
}

/// Whether a value can name a day: it has a year and two more figures.
pub(super) fn names_a_day(value: &str) -> bool {
    let figures = value.bytes().filter(u8::is_ascii_digit).count();
    (5..=40).contains(&figures)
        && value.len() < 120
        && (value.split(|c: char| !c.is_ascii_digit()).any(holds_a_year) || has_short_year(value))
}

fn holds_a_year(figures: &str) -> bool {
    matches!(figures.len(), 4 | 8 | 12 | 14) && (figures.starts_with("19") || figures.starts_with("20"))
        || matches!(figures.len(), 4) && ["13", "14", "25"].iter().any(|y| figures.starts_with(y))
        || (figures.len() == 10 || figures.len() == 13) && figures.starts_with('1')
}

/// `28.02.24 07:30`.
fn has_short_year(value: &str) -> bool {
    let mut parts = value.trim().splitn(4, |c: char| !c.is_ascii_digit());
    parts.by_ref().take(3).filter(|p| (1..=2).contains(&p.len())).count() == 3
}

/// The nodes before the heading in which a date is looked for, and those after it.
fn near_before(heading: Option<Id>) -> Id {
    heading.map_or(0, |id| id.saturating_sub(NEAR_BEFORE))
}

fn near_after(heading: Option<Id>, end: Id) -> Id {
    heading.map_or(end, |id| (id + NEAR_AFTER).min(end))
}

/// A day in the page's address: `/2026/03/04/`.
pub(super) fn in_address(head: &Head, fetched_from: Option<&str>) -> Option<Found<DateClaim>> {
    let address = fetched_from.or(head.canonical.as_deref()).or_else(|| head.meta_named("og:url"))?;
    let found = IN_ADDRESS.as_ref()?.captures(address)?;
    let part = |n| found.get(n).map_or("", |m| m.as_str());
    Some(Found::new(DateClaim { raw: format!("{}-{}-{}", part(1), part(2), part(3)) }, "url"))
}

/// A day that ends the title, after a separator: "Port closed | Courier | 04.03.2026".
fn in_title(head: &Head, reader: &Reader<'_>) -> Option<Found<DateClaim>> {
    let title = head.title.as_deref()?;
    if let Some(found) = in_brackets(title, reader) {
        return Some(found);
    }
    let (_, last) = title.rsplit_once(['|', '–', '—'])?;
    let last = dates::folded(last.trim());
    let seen = dates::sightings(&last, reader.language()).into_iter().next()?;
    let raw = last.get(seen.span)?;
    (raw.len() * 10 >= last.len() * 7 && reader.day(raw).is_some())
        .then(|| Found::new(reader.claim(raw, &seen.moment), "title"))
}

/// A day in brackets of its own in a title: "Port closed (4 March 2026) | Courier".
fn in_brackets(title: &str, reader: &Reader<'_>) -> Option<Found<DateClaim>> {
    let title = dates::folded(title);
    let enclosed = |span: &std::ops::Range<usize>| {
        title.get(..span.start).is_some_and(|t| t.ends_with(['(', '（', '[']))
            && title.get(span.end..).is_some_and(|t| t.starts_with([')', '）', ']']))
    };
    let seen = dates::sightings(&title, reader.language()).into_iter().find(|s| enclosed(&s.span))?;
    let raw = title.get(seen.span)?;
    reader.day(raw).map(|moment| Found::new(reader.claim(raw, &moment), "title"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_needs_a_year() {
        assert!(names_a_day("2026-03-04T10:00:00Z"));
        assert!(names_a_day("Wed, 4 Mar 2026"));
        assert!(names_a_day("20260304"));
        assert!(names_a_day("28.02.24 07:30"));
        assert!(!names_a_day("3 hours ago"));
        assert!(!names_a_day("2026"));
    }

    #[test]
    fn a_time_completes_the_day_of_a_better_place() {
        let check = |day: &str, metas: &str, expected: &str| {
            let html = format!(
                "<html lang=en><head><title>Ferry stays in port</title>{metas}<script type=application/ld+json>\
                 {{\"@type\":\"NewsArticle\",\"headline\":\"Ferry stays in port\",\
                 \"datePublished\":\"{day}\"}}</script></head><body><h1>Ferry stays in port</h1></body></html>"
            );
            let dom = Dom::of(&dom_query::Document::from(html.as_str()));
            let head = Head::read(&dom);
            let story = head.story(None);
            let linked = story.as_ref().map(|(object, references)| Linked { object, references });
            let times = Times { received_at: "2026-12-01T00:00:00Z", taken_at: None };
            let reader = Reader::of(&head, Some("en"), None, times);
            let anchor = head.headings.first().map(|(id, _)| *id);
            let page = Page {
                html: &html,
                dom: &dom,
                head: &head,
                anchor,
                linked: linked.as_ref(),
                fetched_from: None,
            };
            let found = read(&page, &reader).published.map(|d| d.value.raw);
            assert_eq!(found.as_deref(), Some(expected), "{day} {metas}");
        };
        let meta = |raw: &str| format!("<meta property=article:published_time content='{raw}'>");
        check("2026-03-04", &meta("2026-03-04T10:20:00Z"), "2026-03-04T10:20:00Z");
        check("2026-03-04", "<meta name=DC.date content='2026-03-04T06:30+01:00'>", "2026-03-04T06:30+01:00");
        // another day, midnight, a time that is there
        check("2026-03-04", &meta("2026-03-05T10:20:00Z"), "2026-03-04");
        check("2026-03-04", &meta("2026-03-04T00:00:00Z"), "2026-03-04");
        check("2026-03-04T08:00:00Z", &meta("2026-03-04T10:20:00Z"), "2026-03-04T08:00:00Z");
        check(
            "2026-03-04",
            "<meta property=article:modified_time content='2026-03-04T10:20:00Z'>",
            "2026-03-04",
        );
    }
}
