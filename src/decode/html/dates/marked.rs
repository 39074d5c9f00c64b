//! What elements say of their days: in attributes, and by their names.

use super::labels::Role;
use super::names_a_day;
use crate::decode::html::dom::{Dom, Id};
use crate::decode::html::tag::Tag;

/// Attributes in which scripts find the instant that they print as a distance or in the readers' zone.
const OF_SCRIPTS: [&str; 19] = [
    "data-created",
    "data-created-at",
    "data-date",
    "data-datetime",
    "data-epoch",
    "data-iso",
    "data-post-date",
    "data-pubdate",
    "data-publish-date",
    "data-publish-time",
    "data-published",
    "data-published-at",
    "data-published-date",
    "data-time",
    "data-timestamp",
    "data-timeutc",
    "data-unix",
    "data-unixtime",
    "data-utime",
];
/// Most nodes of an element that such an attribute is of.
const LARGEST: usize = 12;

/// Names of elements that hold a day and nothing else, lower case.
#[rustfmt::skip]
const NAMES: [&str; 19] = [
    "date", "datum", "data", "fecha", "datetime", "date-time", "time", "timestamp", "pubdate", "pub-date", "published", "posted-on", "post-date", "entry-date", "article-date", "publish-date", "published-date", "updated", "dateline-date",
];

/// With what names begin or end of elements that hold another day than the story's.
const OTHERS: [&str; 11] = [
    "event",
    "broadcast",
    "airdate",
    "startdate",
    "enddate",
    "dtstart",
    "dtend",
    "expires",
    "expiry",
    "deadline",
    "birthdate",
];

/// What an element with a day in an attribute is, as the place in which that was found.
pub(super) fn kind(dom: &Dom, id: Id) -> Option<&'static str> {
    match dom.tag(id) {
        Tag::Time => Some("time"),
        Tag::Text | Tag::Ins | Tag::Del => None,
        _ if is_property(dom, id) => Some("microdata"),
        _ if is_abbreviation(dom, id) || in_attribute(dom, id).is_some() => Some("time"),
        _ => None,
    }
}

/// Microdata of the days of a story.
pub(super) fn is_property(dom: &Dom, id: Id) -> bool {
    dom.attribute(id, "itemprop").is_some_and(|p| {
        p.split_whitespace()
            .any(|p| p.eq_ignore_ascii_case("datePublished") || p.eq_ignore_ascii_case("dateModified"))
    })
}

/// `<abbr class="published" title="2026-03-04T10:30:00+01:00">`.
fn is_abbreviation(dom: &Dom, id: Id) -> bool {
    matches!(dom.tag(id), Tag::Abbr | Tag::Span)
        && dom.attribute(id, "title").is_some_and(names_a_day)
        && dom.attribute(id, "class").is_some_and(|c| {
            c.split_whitespace().any(|c| {
                ["published", "updated", "dt-published", "dt-updated", "date", "timestamp", "timeago"]
                    .contains(&c)
            })
        })
}

/// `<amp-timeago datetime="2026-03-04T10:30:00Z">`, `<span data-timestamp="1772616600">`.
fn in_attribute(dom: &Dom, id: Id) -> Option<&str> {
    if dom.end(id) - id > LARGEST {
        return None;
    }
    let names = std::iter::once(&"datetime").chain(&OF_SCRIPTS);
    names.filter_map(|name| dom.attribute(id, name)).find(|value| names_a_day(value))
}

/// The day that an element gives in an attribute.
pub(super) fn given(dom: &Dom, id: Id) -> Option<&str> {
    let mut by_itself = ["content", "datetime", "title"].iter().filter_map(|a| dom.attribute(id, a));
    by_itself.find(|v| names_a_day(v)).or_else(|| in_attribute(dom, id))
}

/// Whether an element is named as one that holds a day and nothing else.
pub(super) fn is_named_date(dom: &Dom, id: Id) -> bool {
    dom.tag(id) == Tag::Time
        || ["class", "itemprop", "id"]
            .iter()
            .filter_map(|a| dom.attribute(id, a))
            .flat_map(str::split_whitespace)
            .any(|name| NAMES.iter().any(|known| name.eq_ignore_ascii_case(known)))
}

/// What the names of an element and of what is right around it say about its date.
pub(super) fn role(dom: &Dom, id: Id) -> Option<Role> {
    [id, dom.parent(id)].into_iter().find_map(|n| {
        let mut names = ["class", "itemprop", "id"]
            .iter()
            .filter_map(|a| dom.attribute(n, a))
            .flat_map(str::split_whitespace);
        let (mut published, mut modified, mut other) = (false, false, false);
        for name in names.by_ref() {
            let name = name.to_ascii_lowercase();
            other |= OTHERS.iter().any(|w| name.starts_with(w) || name.ends_with(w));
            published |= ["publish", "posted", "entry-date", "created", "pubdate", "pub-date", "post-date"]
                .iter()
                .any(|w| name.contains(w));
            modified |= ["updat", "modif", "edited", "revised"].iter().any(|w| name.contains(w));
        }
        match (published, modified, other) {
            (true, ..) => Some(Role::Published),
            (_, true, _) => Some(Role::Modified),
            (.., true) => Some(Role::Other),
            _ => None,
        }
    })
}
