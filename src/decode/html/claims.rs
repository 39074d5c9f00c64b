//! Everything that a page says about itself, in the order of trust: what `explain` shows beside what was taken.

use serde_json::Value;

use super::authors::AUTHORS;
use super::dom::Dom;
use super::head::Head;
use super::metadata::{MODIFIED, PUBLISHED};
use super::tag::Tag;
use super::{dates, jsonld, parse};
use crate::decode::json::value;
use crate::model::Claim;

/// Longest claim that is shown, in bytes.
const LONGEST: usize = 2_000;

/// Members of the story's JSON-LD object, by field.
const LINKED: &[(&str, &[&str])] = &[
    ("headline", &["headline", "alternativeHeadline", "name"]),
    ("authors", &["author", "creator", "editor", "contributor"]),
    ("published", &["datePublished", "dateCreated", "uploadDate"]),
    ("modified", &["dateModified"]),
    ("publisher", &["publisher", "sourceOrganization"]),
    ("canonical_url", &["mainEntityOfPage", "url"]),
    ("language", &["inLanguage"]),
    ("section", &["articleSection"]),
    ("lead", &["description", "abstract"]),
    ("keywords", &["keywords"]),
    ("images", &["image", "thumbnailUrl"]),
    ("rights", &["isAccessibleForFree", "copyrightNotice", "copyrightHolder"]),
    ("dateline", &["dateline"]),
    ("genre", &["genre"]),
];

/// Meta elements, by field.
const METAS: &[(&str, &[&str])] = &[
    ("headline", &["og:title", "twitter:title", "dc.title"]),
    ("authors", AUTHORS),
    ("published", PUBLISHED),
    ("modified", MODIFIED),
    ("publisher", &["og:site_name", "application-name", "dc.publisher", "publisher"]),
    ("canonical_url", &["og:url"]),
    ("language", &["og:locale", "content-language", "language", "dc.language"]),
    ("section", &["article:section", "section", "parsely-section"]),
    ("lead", &["og:description", "description", "twitter:description"]),
    ("keywords", &["article:tag", "news_keywords", "keywords"]),
    ("images", &["og:image", "twitter:image"]),
    ("rights", &["article:content_tier", "copyright", "dc.rights", "rights"]),
];

/// Most values of one place.
const MOST: usize = 10;

/// What a page says about each field.
pub(in crate::decode) fn claims(html: &str, fetched_from: Option<&str>) -> Vec<Claim> {
    let Ok(parsed) = parse::parse(html) else { return Vec::new() };
    let dom = Dom::of(&parsed.page);
    let head = Head::read(&dom);
    let mut found = Vec::new();
    let mut add = |field, place: String, value: String| found.push(Claim { field, place, value });
    if let Some((object, references)) = head.story(fetched_from) {
        for (field, keys) in LINKED {
            for key in *keys {
                let Some(value) = object.get(*key) else { continue };
                for value in said(value, &references) {
                    add(field, format!("json-ld {key}"), value);
                }
            }
        }
    }
    for (field, names) in METAS {
        for name in *names {
            for value in head.metas_named(name).take(MOST) {
                add(field, format!("meta {name}"), value.to_owned());
            }
        }
    }
    for (_, heading) in &head.headings {
        add("headline", "h1".to_owned(), heading.clone());
    }
    if let Some(title) = &head.title {
        add("headline", "title".to_owned(), title.clone());
    }
    if let Some(link) = &head.canonical {
        add("canonical_url", "link rel=canonical".to_owned(), link.clone());
    }
    if let Some(language) = &head.language {
        add("language", "html lang".to_owned(), language.clone());
    }
    for id in (0..dom.len()).filter(|id| dom.tag(*id) == Tag::Time).take(MOST) {
        let value = dom.attribute(id, "datetime").map_or_else(|| dom.beginning(id, LONGEST), str::to_owned);
        add("published", "time".to_owned(), value);
    }
    for (field, name) in [("authors", "author"), ("published", "datePublished"), ("modified", "dateModified")]
    {
        for id in (0..dom.len()).filter(|id| dom.attribute(*id, "itemprop") == Some(name)).take(MOST) {
            let value = ["content", "datetime"].iter().find_map(|a| dom.attribute(id, a)).map(str::to_owned);
            add(field, format!("microdata {name}"), value.unwrap_or_else(|| dom.beginning(id, LONGEST)));
        }
    }
    for id in (0..dom.len()).filter(|id| dom.attribute(*id, "rel") == Some("author")).take(MOST) {
        add("authors", "rel=author".to_owned(), dom.beginning(id, LONGEST));
    }
    if let Some(day) = dates::in_address(&head, fetched_from) {
        add("published", "address".to_owned(), day.value.raw);
    }
    found
}

/// The values of a member: its lines, names or addresses.
fn said(value: &Value, references: &jsonld::References<'_>) -> Vec<String> {
    let list = match value {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    let one = |value: &Value| match value {
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Object(_) => {
            let object = Value::Object(jsonld::resolve(value, references)?.clone());
            value::text(&object).or_else(|| value::url(&object))
        }
        other => value::text(other).or_else(|| value::url(other)),
    };
    list.iter().take(MOST).filter_map(one).collect()
}
