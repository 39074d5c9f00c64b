//! JSON in all its dialects: one article, a list of them, a list inside an answer, JSON Lines.
//!
//! The text is parsed once; [`DIALECTS`] says in order who claims an object. A line of JSON Lines that cannot be
//! read is refused alone, with its line number as member.

use serde_json::{Map, Value};
use url::Url;

use super::feed::title;
use super::html;
use super::html::jsonld::{self, Linked};
use super::listing::resolve;
use super::reading::{GO_ON, Outcome, Reading, STOP, Sheet};
use crate::model::{Document, Fault, FaultCode, Found, TextLimits};

mod crops;
pub(super) mod generic;
pub(super) mod keys;
mod ninjs;
pub(super) mod room;
pub(super) mod value;

/// How one kind of object is told and read.
struct Dialect {
    recognise: fn(&Map<String, Value>) -> bool,
    read: fn(&Map<String, Value>, &TextLimits) -> Result<Document, Fault>,
}

/// In order: the first that recognises an object reads it.
const DIALECTS: &[Dialect] = &[
    Dialect { recognise: ninjs::recognise, read: ninjs::read },
    Dialect { recognise: generic::recognise, read: generic::read },
];

/// Deepest level at which a list of articles is looked for.
const MAX_LIST_DEPTH: usize = 4;

/// Whether the text starts as a JSON object or list does.
pub(super) fn recognise(text: &str) -> bool {
    let mut rest = text.trim_start().bytes();
    match rest.next() {
        Some(b'{') => matches!(rest.find(|b| !b.is_ascii_whitespace()), Some(b'"' | b'}')),
        Some(b'[') => matches!(rest.find(|b| !b.is_ascii_whitespace()), Some(b'{' | b']' | b'[')),
        _ => false,
    }
}

/// Whether the text is JSON Lines: more than one line, of which the first is an object by itself.
pub(super) fn recognise_lines(text: &str) -> bool {
    let text = text.trim_start();
    let Some((first, rest)) = text.split_once('\n') else { return false };
    first.starts_with('{')
        && first.trim_end().ends_with('}')
        && !rest.trim().is_empty()
        && serde_json::from_str::<serde::de::IgnoredAny>(first).is_ok()
}

/// Reads one JSON text.
pub(super) fn decode(reading: &mut Reading<'_>, sheet: &Sheet<'_>) -> Outcome {
    let value = parse(sheet.text)?;
    if let Value::Object(object) = &value
        && !is_json_feed(object)
        && !object.contains_key("@type")
        && !object.contains_key("@graph")
        && let Some(document) = read_object(object, reading.limits)
    {
        return reading.story(sheet, document?);
    }
    if let Some(document) = read_linked(&value, reading.limits) {
        return reading.story(sheet, document?);
    }
    let feed = value.as_object().filter(|o| is_json_feed(o));
    let Some(list) = find_list(&value, 0) else {
        return Err(no_article());
    };
    if feed.is_some() && list.is_empty() {
        return reading.nothing_today();
    }
    let fetched_from = || {
        let told = feed?.get(FETCHED).and_then(Value::as_str).or(sheet.url(reading.hints));
        Url::parse(told?).ok()
    };
    let fetched_from = fetched_from();
    for (n, entry) in list.iter().enumerate() {
        let bytes = serde_json::to_vec(entry).unwrap_or_default();
        let mut document = read_entry(entry, reading.limits);
        if let (Ok(document), Some(feed)) = (&mut document, feed) {
            document.format = "json-feed";
            let home = feed.get("home_page_url").and_then(Value::as_str);
            let site = home.and_then(|home| resolve(home, fetched_from.as_ref()));
            document.publisher = feed.get("title").and_then(value::text).map(|title| {
                let shown = html::fragment::line(&title);
                Found::new(title::publisher(&shown, &[], site.as_ref()), "feed")
            });
            document.publisher_site = site.map(String::from);
            if document.bylines.is_empty() {
                let people = ["authors", "author"].iter().find_map(|key| feed.get(*key)).map(value::bylines);
                let people = people.unwrap_or_default().into_iter();
                document.bylines = people.map(|byline| Found::new(byline, "feed")).collect();
            }
            document.url = document.url.take().or_else(|| page_of(entry, fetched_from.as_ref()));
            let language = feed.get("language").and_then(value::text).map(|l| Found::new(l, "feed"));
            document.language = document.language.take().or(language);
        }
        if reading.item(sheet, &(n + 1).to_string(), &bytes, document)?.is_break() {
            return STOP;
        }
    }
    GO_ON
}

/// Reads JSON Lines; the member is the line number, from 1.
pub(super) fn decode_lines(reading: &mut Reading<'_>, sheet: &Sheet<'_>) -> Outcome {
    for (n, line) in sheet.text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let line = Sheet { text: line, raw: line.as_bytes(), warning: sheet.warning.clone(), ..*sheet };
        if decode_line(reading, &line, n + 1)?.is_break() {
            return STOP;
        }
    }
    GO_ON
}

/// Reads one line of JSON Lines.
pub(super) fn decode_line(reading: &mut Reading<'_>, line: &Sheet<'_>, number: usize) -> Outcome {
    let document =
        parse(line.text).and_then(|value| read_entry(&value, reading.limits)).map(|mut document| {
            if document.format == "json" {
                document.format = "jsonl";
            }
            document
        });
    reading.item(line, &number.to_string(), line.raw, document)
}

/// Parses a text; what is nearly JSON (raw line breaks in strings, commas too many) is mended.
///
/// # Errors
/// [`FaultCode::Malformed`] saying where it breaks, [`FaultCode::TooDense`] where it would not fit into memory.
fn parse(text: &str) -> Result<Value, Fault> {
    if !room::has_room(text) {
        let message = "more objects and lists for its length than any delivery has";
        return Err(Fault::new(FaultCode::TooDense, message));
    }
    serde_json::from_str(text).or_else(|error| jsonld::mended(text).ok_or_else(|| malformed(&error)))
}

fn read_entry(value: &Value, limits: &TextLimits) -> Result<Document, Fault> {
    let object = value.as_object().and_then(|object| read_object(object, limits));
    object.or_else(|| read_linked(value, limits)).unwrap_or_else(|| Err(no_article()))
}

/// Reads an object as an article; `None` if it is none.
fn read_object(object: &Map<String, Value>, limits: &TextLimits) -> Option<Result<Document, Fault>> {
    let (dialect, inner) = claim(object, 0)?;
    Some((dialect.read)(inner, limits))
}

/// The dialect of an object, or of the article that it wraps, with that article.
fn claim(object: &Map<String, Value>, depth: usize) -> Option<(&'static Dialect, &Map<String, Value>)> {
    if let Some(dialect) = DIALECTS.iter().find(|d| (d.recognise)(object)) {
        return Some((dialect, object));
    }
    let wrapped = object.iter().filter(|(key, _)| keys::WRAPPERS.contains(&value::fold_key(key).as_str()));
    wrapped
        .filter_map(|(_, v)| v.as_object())
        .filter(|_| depth < MAX_LIST_DEPTH)
        .find_map(|inner| claim(inner, depth + 1))
}

/// The list of articles in an answer: the value itself, or under a key that lists are known to stand under.
fn find_list(value: &Value, depth: usize) -> Option<&Vec<Value>> {
    if depth > MAX_LIST_DEPTH {
        return None;
    }
    match value {
        Value::Array(list) if list.is_empty() || list.iter().any(Value::is_object) => Some(list),
        Value::Object(object) => keys::LISTS.iter().find_map(|wanted| {
            let (_, inner) = object.iter().find(|(key, _)| value::fold_key(key) == *wanted)?;
            find_list(inner, depth + 1)
        }),
        _ => None,
    }
}

/// JSON-LD in a file of its own: the story in its graph.
fn read_linked(value: &Value, limits: &TextLimits) -> Option<Result<Document, Fault>> {
    let is_typed = |v: &Value| v.get("@type").is_some() || v.get("@graph").is_some();
    let holds = |v: &Value| is_typed(v) || v.as_array().is_some_and(|list| list.iter().any(is_typed));
    // Some keep a page's JSON-LD in a member beside notes of their own.
    if !holds(value) && !value.as_object().is_some_and(|object| object.values().any(holds)) {
        return None;
    }
    let linked = Linked::of(value);
    let (object, _) = linked.story(&jsonld::Known::default())?;
    let about = object.get("about").filter(|about| !about.is_string());
    let subjects: Vec<String> = about.and_then(value::texts).unwrap_or_default();
    Some(generic::read(&object, limits).map(|mut document| {
        document.subjects.extend(subjects);
        Document { format: "json-ld", ..document }
    }))
}

/// The member of a JSON Feed that says where it was fetched from.
pub(super) const FETCHED: &str = "_fetched_from";

/// The page of an entry of a JSON Feed, where its address is relative.
fn page_of(entry: &Value, fetched_from: Option<&Url>) -> Option<Found<String>> {
    let told = |key: &'static str| {
        let url = resolve(entry.get(key)?.as_str()?, fetched_from)?;
        Some(Found::new(String::from(url), key))
    };
    told("url").or_else(|| told("external_url"))
}

/// A JSON Feed: its version is an address at jsonfeed.org.
pub(super) fn is_json_feed(object: &Map<String, Value>) -> bool {
    object.get("version").and_then(Value::as_str).is_some_and(|v| v.contains("jsonfeed.org/version"))
}

fn malformed(error: &serde_json::Error) -> Fault {
    Fault::new(FaultCode::Malformed, format!("expected JSON: {error}"))
}

fn no_article() -> Fault {
    Fault::new(
        FaultCode::NoText,
        "readable JSON, but no object in it has a story text, or a headline with a date or address",
    )
}
