//! Which of a page's many titles is the headline.
//!
//! Editors write one above the story (the heading), one for search engines (JSON-LD) and one for sharing
//! (`og:title`). What two of the three agree on is the headline; a kicker before it is left out. Where all differ
//! the heading stands, if anything on the page confirms it: some pages use headings for their logo or each teaser.

use serde_json::{Map, Value};

use super::dom::Dom;
use super::head::Head;
use crate::decode::html::fragment;
use crate::decode::json::value;
use crate::model::Found;

/// Chooses the headline.
pub(super) fn choose(
    _dom: &Dom,
    head: &Head,
    linked: Option<&Map<String, Value>>,
    publisher: Option<&str>,
) -> Option<Found<String>> {
    let linked = linked
        .and_then(|o| value::text(o.get("headline").or_else(|| o.get("name"))?))
        .map(|t| fragment::line(&t));
    let shared = head
        .meta_named("og:title")
        .or_else(|| head.meta_named("twitter:title"))
        .map(|t| cut_site(t, publisher, false));
    let title = head.title.as_deref().map(|t| cut_site(t, publisher, true));
    let witnesses: Vec<&str> =
        [linked.as_deref(), shared.as_deref(), title.as_deref()].into_iter().flatten().collect();
    let confirmed = |heading: &str| witnesses.iter().map(|w| likeness(heading, w)).fold(0.0, f64::max);
    let heading = head
        .headings
        .iter()
        .filter(|(_, text)| text.chars().count() > 8)
        .map(|(_, text)| (confirmed(text), text))
        .filter(|(likeness, _)| *likeness >= 0.3)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    if let Some((_, heading)) = heading {
        return Some(elect(heading, linked.as_deref(), shared.as_deref()));
    }
    if let Some(linked) = linked.filter(|l| !l.is_empty()) {
        return Some(Found::new(linked, "json-ld"));
    }
    let only_heading =
        head.headings.first().filter(|(_, t)| head.headings.len() == 1 && t.chars().count() > 20);
    shared
        .map(|t| Found::new(t, "og"))
        .or_else(|| only_heading.map(|(_, t)| Found::new(t.clone(), "h1")))
        .or_else(|| title.map(|t| Found::new(t, "title")))
        .filter(|f| !f.value.is_empty())
}

/// Chooses between a confirmed heading and the titles in the metadata.
fn elect(heading: &str, linked: Option<&str>, shared: Option<&str>) -> Found<String> {
    let own = Found::new(heading.to_owned(), "h1");
    let Some(shared) = shared else { return own };
    let (h, s) = (letters(heading), letters(shared));
    let others_agree = linked.is_some_and(|l| letters(l) == s) && h != s;
    let has_kicker = h.len() > s.len() && h.ends_with(&s) && s.chars().count() > 20;
    let alone = linked.is_none() && likeness(heading, shared) >= 0.4;
    let with_site = s.len() > h.len() && s.starts_with(&h) && s.len() < h.len() + 30;
    if !with_site && (others_agree || has_kicker || alone) {
        Found::new(shared.to_owned(), "og")
    } else {
        own
    }
}

/// The titles that were not chosen and say something else.
pub(super) fn others(
    head: &Head,
    linked: Option<&Map<String, Value>>,
    chosen: Option<&Found<String>>,
) -> Vec<String> {
    let read = |key: &str| linked.and_then(|o| value::text(o.get(key)?)).map(|t| fragment::line(&t));
    let candidates =
        [read("headline"), read("alternativeHeadline"), head.meta_named("og:title").map(str::to_owned)];
    let mut others: Vec<String> = Vec::new();
    for other in candidates.into_iter().flatten() {
        let known = chosen.is_some_and(|c| likeness(&c.value, &other) > 0.95) || others.contains(&other);
        if !known && !other.is_empty() {
            others.push(other);
        }
    }
    others
}

/// Cuts the site's name from a title. `guess` also cuts a short last part whose name is not known.
fn cut_site(title: &str, publisher: Option<&str>, guess: bool) -> String {
    let title = fragment::line(title);
    let same = |part: &str| {
        publisher.is_some_and(|p| {
            let (part, name) = (letters(part), letters(p));
            !part.is_empty()
                && (part == name
                    || (part.len() >= 4 && name.starts_with(&part))
                    || (name.len() >= 4 && part.starts_with(&name)))
        })
    };
    for separator in [" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • "] {
        if let Some((rest, last)) = title.rsplit_once(separator)
            && (same(last) || (guess && last.split_whitespace().count() <= 4 && rest.chars().count() > 20))
        {
            return rest.trim().to_owned();
        }
        if let Some((first, rest)) = title.split_once(separator)
            && same(first)
        {
            return rest.trim().to_owned();
        }
    }
    title
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How many of the words of the shorter title stand in the other: 0 to 1.
fn likeness(a: &str, b: &str) -> f64 {
    let words = |t: &str| -> std::collections::BTreeSet<String> {
        if super::prose::is_dense_script(t) {
            return t.chars().filter(|c| c.is_alphanumeric()).map(String::from).collect();
        }
        t.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
    };
    let (a, b) = (words(a), words(b));
    let shorter = a.len().min(b.len());
    if shorter == 0 {
        return 0.0;
    }
    a.intersection(&b).count() as f64 / a.len().max(b.len()) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &str, from: &str) {
        let dom = Dom::of(&dom_query::Document::from(html));
        let head = Head::read(&dom);
        let publisher = head.meta_named("og:site_name");
        let story = head.linked.story();
        let found = choose(&dom, &head, story.as_ref().map(|(o, _)| *o), publisher).unwrap();
        assert_eq!((found.value.as_str(), found.from.as_ref()), (expected, from), "{html}");
    }

    #[test]
    fn the_heading_wins_if_it_is_confirmed() {
        let head = "<title>Port of Lumen closed after storm | The Lumen Courier</title>\
                    <meta property=og:site_name content='Lumen Courier'>";
        check(
            &format!("{head}<h1>The Lumen Courier</h1><h1>Storm: port of Lumen closed</h1>"),
            "Storm: port of Lumen closed",
            "h1",
        );
        check(&format!("{head}<h1>Courier</h1>"), "Port of Lumen closed after storm", "title");
        check(
            &format!("{head}<meta property=og:title content='Lumen shuts its port'><h1>News</h1>"),
            "Lumen shuts its port",
            "og",
        );
        check(
            "<title>Lumen Courier - Port closed</title><meta property=og:site_name content='Lumen Courier'>",
            "Port closed",
            "title",
        );
    }
}
