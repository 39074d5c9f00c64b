//! Days in the data of a page's scripts, for pages that tell theirs nowhere else: what is laid out by a script, or
//! only counted by one (`dataLayer.push({"publishDate": "2026-03-04"})`).
//!
//! Names of members say what a day is. Data hold other stories, too: a day counts where all that are named so agree.

use std::sync::LazyLock;

use regex::Regex;

use super::{Reader, names_a_day};
use crate::model::{DateClaim, Found};
use crate::normalise::dates::Moment;

/// Most scripts and members that are looked at, and how much of them in bytes.
const SCRIPTS: usize = 200;
const MEMBERS: usize = 5_000;
const LONGEST: usize = 3 << 20;

/// A member with a string or a number of seconds, also where quotation marks are escaped.
static MEMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?P<key>[A-Za-z][A-Za-z_.-]{3,40})\\*["']?\s{0,2}[:=]\s{0,2}(?:\\*["'](?P<value>[^"'\\<>]{8,40})|(?P<epoch>1\d{9}(?:\d{3})?)\b)"#,
    )
    .ok()
});

/// What names of members say of a first publication, and what stands around that.
#[rustfmt::skip]
const STEMS: [&str; 11] = [
    "published", "publish", "publication", "publishing", "pub", "released", "release", "posted", "deploy", "issued", "display",
];
const KINDS: [&str; 9] = ["datetime", "date", "time", "timestamp", "at", "on", "dt", "ts", "utc"];
/// Members that are about something else, however they go on.
const OTHERS: [&str; 5] = ["last", "unpublish", "republish", "redeploy", "update"];

/// The scripts of a page as it is written, but for JSON-LD. None of them is in its tree.
fn scripts(html: &str) -> impl Iterator<Item = &str> {
    let mut rest = html;
    let each = std::iter::from_fn(move || {
        let (_, from) = rest.split_once("<script")?;
        let (tag, from) = from.split_once('>')?;
        let (script, from) = from.split_once("</script").unwrap_or((from, ""));
        rest = from;
        Some((tag, script))
    });
    each.take(SCRIPTS).filter(|(tag, _)| !tag.contains("ld+json")).map(|(_, script)| script)
}

/// The day that the page's scripts name.
pub(super) fn read(html: &str, reader: &Reader<'_>) -> Option<Found<DateClaim>> {
    let mut found: Vec<(String, Moment)> = Vec::new();
    let mut left = LONGEST;
    for script in scripts(html) {
        let Some(rest) = left.checked_sub(script.len()) else { continue };
        left = rest;
        for member in MEMBER.as_ref()?.captures_iter(script).take(MEMBERS) {
            let value = member.name("value").or_else(|| member.name("epoch"));
            if let (Some(key), Some(value)) = (member.name("key"), value)
                && says_published(key.as_str())
                && names_a_day(value.as_str())
                && let Some(moment) = reader.day(value.as_str())
            {
                found.push((value.as_str().to_owned(), moment));
            }
        }
    }
    let day = |m: &Moment| (m.year, m.month, m.day);
    let (raw, first) = found.iter().max_by_key(|(_, m)| m.time.is_some())?;
    let is_one = found.iter().all(|(_, m)| day(m) == day(first));
    is_one.then(|| Found::new(reader.claim(raw, first), "page-data"))
}

/// Whether a member's name is one of a first publication: `publishedAt`, `article_publication_date`, `datePublished`.
pub(super) fn says_published(key: &str) -> bool {
    let key: String = key.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase();
    if OTHERS.iter().any(|other| key.contains(other)) {
        return false;
    }
    let in_front = ["date", "articlefirst", "first", "article"]
        .iter()
        .filter_map(|before| key.rsplit_once(before))
        .any(|(_, rest)| STEMS.contains(&rest) && rest.len() > 4);
    in_front
        || KINDS.iter().filter_map(|kind| key.strip_suffix(kind)).any(|rest| {
            let rest = rest.strip_suffix("ed").unwrap_or(rest);
            STEMS.iter().any(|stem| rest.ends_with(stem))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_members_say_what_a_day_is() {
        for key in [
            "datePublished",
            "publishedAt",
            "publish_date",
            "article_publication_date",
            "pubDate",
            "firstPublishedDate",
            "page.publishDate",
            "deployDt",
        ] {
            assert!(says_published(key), "{key}");
        }
        for key in [
            "lastPublishedDate",
            "reDeployDt",
            "updatedAt",
            "date",
            "published",
            "expiry_date",
            "republishDate",
        ] {
            assert!(!says_published(key), "{key}");
        }
    }
}
