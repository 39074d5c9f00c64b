//! The entries of a JSON Feed, of one that is cut too.

use serde_json::{Map, Value, json};
use url::Url;

use super::address::resolve;
use super::recipe::Told;
use super::{Answer, Contents, Entry, Feed, FeedKind, Schedule, Stamp};
use crate::decode::html::fragment;
use crate::decode::json::room::has_room;
use crate::decode::json::{FETCHED, is_json_feed, value};

/// Longest line of a feed that stands around each of its entries, in bytes.
const LONGEST_LINE: usize = 4_000;

/// What is read of a feed: all but its entries, its entries, whether the end cuts one, and what is wrong with it.
struct Parsed {
    head: Map<String, Value>,
    items: Vec<Value>,
    cut: usize,
    problem: Option<String>,
}

/// Lists a feed; nothing if it is JSON of another kind.
pub(super) fn list(text: &str, answer: &Answer<'_>) -> Option<Feed> {
    let Parsed { head, items, cut, problem } = parse(text)?;
    let told = answer.content_type.is_some_and(|t| t.to_ascii_lowercase().contains("feed+json"));
    if !is_json_feed(&head) && !told {
        return None;
    }
    let line = |key: &str| head.get(key).and_then(value::text).map(|t| fragment::line(&t));
    let address = |value: Option<&Value>| resolve(value?.as_str()?, Some(answer.address));
    let hubs = head.get("hubs").and_then(Value::as_array).into_iter().flatten();
    let further = items.len().saturating_sub(answer.most);
    Some(Feed {
        kind: FeedKind::Json,
        title: line("title"),
        language: line("language"),
        schedule: Schedule::default(),
        hubs: hubs.filter_map(|hub| address(hub.get("url"))).collect(),
        own: address(head.get("feed_url")),
        entries: items.iter().take(answer.most).map(|item| entry(&head, item, answer.address)).collect(),
        cut,
        further,
        problem,
        warning: None,
    })
}

fn entry(head: &Map<String, Value>, item: &Value, from: &Url) -> Entry {
    let stamp = |key: &str| item.get(key).and_then(value::date).map(|date| Stamp::new(date.raw));
    let link = |key: &str| item.get(key).and_then(Value::as_str).and_then(|url| resolve(url, Some(from)));
    let id = item.get("id").and_then(value::id);
    let is_address = id.as_deref().is_some_and(|id| resolve(id, None).is_some());
    let mut shell = Map::new();
    for key in ["title", "language", "home_page_url"] {
        let told = head.get(key).and_then(Value::as_str).filter(|line| line.len() <= LONGEST_LINE);
        shell.extend(told.map(|line| (key.to_owned(), json!(line))));
    }
    for key in ["authors", "author"] {
        let told = head.get(key).filter(|people| people.to_string().len() <= LONGEST_LINE);
        shell.extend(told.map(|people| (key.to_owned(), people.clone())));
    }
    shell.insert("version".to_owned(), json!("https://jsonfeed.org/version/1.1"));
    shell.insert(FETCHED.to_owned(), json!(from.as_str()));
    shell.insert("items".to_owned(), json!([item]));
    Entry {
        is_permalink: is_address,
        link: link("url")
            .or_else(|| link("external_url"))
            .or_else(|| resolve(id.as_deref().filter(|_| is_address)?, None)),
        id,
        published: stamp("date_published"),
        updated: stamp("date_modified"),
        contents: Contents::of(&Told::of_json(item)),
        bytes: Value::Object(shell).to_string().into_bytes(),
    }
}

/// Parses a feed; of one that is broken or cut, the entries that are whole.
fn parse(text: &str) -> Option<Parsed> {
    if !has_room(text) {
        return None;
    }
    match serde_json::from_str::<Map<String, Value>>(text) {
        Ok(mut head) => {
            let items = head.remove("items")?.as_array().cloned()?;
            let items = items.into_iter().filter(Value::is_object).collect();
            Some(Parsed { head, items, cut: 0, problem: None })
        }
        Err(error) => in_pieces(text, &error.to_string()),
    }
}

/// The whole objects of the list of entries, one by one, until one is not whole.
fn in_pieces(text: &str, problem: &str) -> Option<Parsed> {
    let (before, list) = items_list(text)?;
    let head = format!("{}}}", before.trim_end().trim_end_matches(','));
    let head = serde_json::from_str(&head).ok()?;
    let mut items = Vec::new();
    let mut rest = list;
    let cut = loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        if !rest.starts_with('{') {
            break 0;
        }
        let mut entries = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        let Some(Ok(item)) = entries.next() else { break 1 };
        rest = rest.get(entries.byte_offset()..).unwrap_or_default();
        items.push(item);
    };
    Some(Parsed { head, items, cut, problem: Some(problem.to_owned()) })
}

/// What stands before the list of entries, and what stands in it.
fn items_list(text: &str) -> Option<(&str, &str)> {
    text.match_indices("\"items\"").take(8).find_map(|(at, key)| {
        let list = text.get(at + key.len()..)?.trim_start().strip_prefix(':')?.trim_start();
        Some((text.get(..at)?, list.strip_prefix('[')?))
    })
}
