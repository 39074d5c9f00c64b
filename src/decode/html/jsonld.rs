//! schema.org JSON-LD: every shape in which pages carry it, and the broken forms too.
//!
//! Finds the object that describes the story, by its address and headline where there are several, and adds what others
//! say of the same story. `@graph`, top-level lists, objects inside objects and references by `@id` are followed;
//! scripts that are not quite JSON are repaired where that is certain (comments, CDATA, raw line breaks and quotation
//! marks in strings, commas too many, two values in a row). Of what cannot be repaired the members that name a story
//! are taken one by one, and the page says so.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

pub(in crate::decode) use super::mended::mended;
use super::mended::{names_a_story, parse, salvaged};
use crate::decode::json::room;

/// Types that are stories, best first within a page.
pub(super) const STORY_TYPES: &[&str] = &[
    "NewsArticle",
    "ReportageNewsArticle",
    "LiveBlogPosting",
    "AnalysisNewsArticle",
    "BackgroundNewsArticle",
    "OpinionNewsArticle",
    "ReviewNewsArticle",
    "AskPublicNewsArticle",
    "Article",
    "BlogPosting",
    "Report",
    "TechArticle",
    "ScholarlyArticle",
    "MedicalScholarlyArticle",
    "AdvertiserContentArticle",
    "SatiricalArticle",
    "SocialMediaPosting",
    "DiscussionForumPosting",
    "Review",
    "ClaimReview",
    "Recipe",
    "PodcastEpisode",
];

/// Most objects that are looked at on one page.
const MAX_OBJECTS: usize = 5_000;
/// Deepest nesting that is followed.
const MAX_DEPTH: usize = 12;
/// Longest script that is parsed: those of live blogs with a thousand posts stay below.
pub(super) const MAX_SCRIPT: usize = 3 << 20;

/// What the scripts of a page say.
#[derive(Debug, Default)]
pub(in crate::decode) struct Linked<'v> {
    roots: Vec<Cow<'v, Value>>,
    /// Whether a script about a story could not be read whole.
    pub(in crate::decode) is_damaged: bool,
}

/// What else is known of a story, to tell its object from those of other stories on the page.
#[derive(Debug, Default)]
pub(in crate::decode) struct Known<'a> {
    pub(in crate::decode) titles: Vec<&'a str>,
    pub(in crate::decode) address: Option<&'a str>,
}

/// The object that describes the story, and the other objects by their `@id`.
pub(in crate::decode) type Story<'a> = (Cow<'a, Map<String, Value>>, References<'a>);

impl<'v> Linked<'v> {
    /// Reads the scripts of a page in order.
    pub(in crate::decode) fn read<'a>(scripts: impl Iterator<Item = &'a str>) -> Linked<'static> {
        let mut linked = Linked::default();
        for script in scripts.filter(|s| s.len() <= MAX_SCRIPT && room::has_room(s)) {
            let (found, is_whole) = parse(script);
            linked.is_damaged |= !is_whole && names_a_story(script);
            let has_any = !found.is_empty();
            linked.roots.extend(found.into_iter().map(Cow::Owned));
            if !is_whole && !has_any {
                linked.roots.extend(salvaged(script).map(Cow::Owned));
            }
        }
        linked
    }

    /// One object that was read already (a file of JSON-LD).
    pub(in crate::decode) fn of(value: &'v Value) -> Linked<'v> {
        Linked { roots: vec![Cow::Borrowed(value)], is_damaged: false }
    }

    /// The object that describes the story, with what others on the page add to it.
    pub(in crate::decode) fn story(&self, known: &Known<'_>) -> Option<Story<'_>> {
        let mut objects = Vec::new();
        for root in &self.roots {
            collect(root, 0, &mut objects);
        }
        let references: References<'_> = objects
            .iter()
            .filter(|o| o.len() > 1)
            .filter_map(|o| Some((o.get("@id")?.as_str()?, *o)))
            .rev()
            .collect();
        let mut stories: Vec<(u8, usize, &Map<String, Value>)> =
            objects.iter().filter_map(|o| Some((0, rank(o)?, *o))).take(MAX_STORIES).collect();
        if stories.len() > 1 {
            stories.iter_mut().for_each(|(strange, _, object)| *strange = known.strangeness(object));
            if stories.iter().all(|(strange, ..)| *strange > 0) {
                stories.iter_mut().for_each(|(strange, ..)| *strange = 1);
            }
        }
        stories.sort_by_key(|(strange, rank, _)| (*strange, *rank));
        let mut stories = stories.into_iter();
        let (strange, _, best) = stories.next()?;
        let same = |s: u8, o: &Map<String, Value>| s == 0 && strange == 0 || is_same_story(best, o);
        let mut story = Cow::Borrowed(best);
        for (_, _, other) in stories.filter(|(s, _, o)| same(*s, o)) {
            for (key, value) in other.iter().filter(|(_, v)| !v.is_null()) {
                if story.get(key).is_none_or(Value::is_null) {
                    story.to_mut().insert(key.clone(), value.clone());
                }
            }
        }
        Some((story, references))
    }

    /// The first object of one of these types.
    pub(in crate::decode) fn first_of(&self, types: &[&str]) -> Option<&Map<String, Value>> {
        let mut objects = Vec::new();
        for root in &self.roots {
            collect(root, 0, &mut objects);
        }
        objects.into_iter().find(|o| types.iter().any(|t| is_a(o, t)))
    }
}

impl Known<'_> {
    /// How little an object has to do with the story: 0 where its address or headline is the story's, 2 where its
    /// headline is another's.
    fn strangeness(&self, object: &Map<String, Value>) -> u8 {
        let addresses = ["url", "mainEntityOfPage", "@id"].iter().filter_map(|k| {
            let value = object.get(*k)?;
            value.as_str().or_else(|| value.get("@id")?.as_str()).or_else(|| value.get("url")?.as_str())
        });
        let own = self.address.map(bare_address);
        if own.is_some_and(|own| addresses.into_iter().any(|a| bare_address(a) == own)) {
            return 0;
        }
        let told =
            ["headline", "name", "alternativeHeadline"].iter().filter_map(|k| object.get(*k)?.as_str());
        let mut is_told = false;
        for told in told {
            is_told = true;
            if self.titles.iter().any(|title| super::headline::likeness(title, told) >= 0.6) {
                return 0;
            }
        }
        if is_told { 2 } else { 1 }
    }
}

/// An address without what does not tell pages apart.
pub(super) fn bare_address(address: &str) -> &str {
    let address = address.split(['#', '?']).next().unwrap_or_default();
    let address = address.split_once("://").map_or(address, |(_, rest)| rest);
    address.strip_prefix("www.").unwrap_or(address).trim_end_matches('/')
}

/// Whether two objects have one headline.
fn is_same_story(a: &Map<String, Value>, b: &Map<String, Value>) -> bool {
    let headline =
        |o: &Map<String, Value>| o.get("headline").and_then(Value::as_str).map(super::site::letters);
    headline(a).filter(|h| h.chars().count() > 8).is_some_and(|h| headline(b) == Some(h))
}

/// Most objects of stories that are compared.
const MAX_STORIES: usize = 200;

/// Objects by their `@id`.
pub(in crate::decode) type References<'a> = BTreeMap<&'a str, &'a Map<String, Value>>;

/// The object that a reference names, or the object itself.
pub(in crate::decode) fn resolve<'a>(
    value: &'a Value,
    references: &References<'a>,
) -> Option<&'a Map<String, Value>> {
    let object = value.as_object()?;
    let only_a_reference = !object.contains_key("name") && !object.contains_key("url");
    if only_a_reference
        && let Some(found) = object.get("@id").and_then(Value::as_str).and_then(|id| references.get(id))
    {
        return Some(found);
    }
    Some(object)
}

/// Lower is better: a story type with a headline and a date stands first, in the order of [`STORY_TYPES`].
fn rank(object: &Map<String, Value>) -> Option<usize> {
    let type_rank = STORY_TYPES.iter().position(|t| is_a(object, t))?;
    let has = |key: &str| object.get(key).is_some_and(|v| !v.is_null());
    let told = has("headline") || has("name");
    let missing = usize::from(!told) * 2 + usize::from(!has("datePublished"));
    let weak = usize::from(type_rank > 8) * 2;
    Some(missing + weak)
}

fn is_a(object: &Map<String, Value>, wanted: &str) -> bool {
    let named = |v: &Value| v.as_str().is_some_and(|t| t.rsplit(['/', ':', '#']).next() == Some(wanted));
    match object.get("@type").or_else(|| object.get("type")) {
        Some(Value::Array(types)) => types.iter().any(named),
        Some(one) => named(one),
        None => false,
    }
}

fn collect<'a>(value: &'a Value, depth: usize, objects: &mut Vec<&'a Map<String, Value>>) {
    if depth > MAX_DEPTH || objects.len() >= MAX_OBJECTS {
        return;
    }
    match value {
        Value::Array(list) => list.iter().for_each(|v| collect(v, depth + 1, objects)),
        Value::Object(object) => {
            objects.push(object);
            for (key, inner) in object.iter().filter(|(_, v)| v.is_object() || v.is_array()) {
                if !matches!(
                    key.as_str(),
                    "liveBlogUpdate" | "comment" | "itemListElement" | "review" | "hasPart" | "isPartOf"
                ) {
                    collect(inner, depth + 1, objects);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(script: &str, headline: Option<&str>) {
        let linked = Linked::read([script].into_iter());
        let story = linked.story(&Known::default());
        let found = story.and_then(|(o, _)| o.get("headline").and_then(Value::as_str).map(str::to_owned));
        assert_eq!(found.as_deref(), headline, "{script}");
    }

    #[test]
    fn every_shape_is_found() {
        check(r#"{"@type":"NewsArticle","headline":"A"}"#, Some("A"));
        check(
            r#"[{"@type":"Organization","name":"X"},{"@type":["Article","NewsArticle"],"headline":"A"}]"#,
            Some("A"),
        );
        check(
            r#"{"@graph":[{"@type":"WebPage","name":"X"},{"@type":"http://schema.org/NewsArticle","headline":"A"}]}"#,
            Some("A"),
        );
        check(r#"{"@type":"WebPage","mainEntity":{"@type":"NewsArticle","headline":"A"}}"#, Some("A"));
        check(r#"{"@type":"WebPage","headline":"A"}"#, None);
        check(r#"{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"Other"}]}"#, None);
    }

    #[test]
    fn broken_scripts_are_repaired() {
        check("//<![CDATA[\n{\"@type\":\"NewsArticle\",\"headline\":\"A\",}\n//]]>", Some("A"));
        check("{\"@type\":\"NewsArticle\",\"headline\":\"A\nB\",\"x\":\"\t\"}", Some("A B"));
        check("{\"@type\":\"NewsArticle\",\"headline\":\"A\"};", Some("A"));
        check("{\"@type\":\"NewsArticle\",\"headline\":\"A\"}{\"@type\":\"Person\"}", Some("A"));
        check("{@type:\"NewsArticle\", headline:\"A\", /* note */ \"x\":null,,}", Some("A"));
        check(r#"{"@type":"NewsArticle","headline":"Don\'t \x"}"#, Some(r"Don't \x"));
        check("{\"@type\":\"NewsArticle\",\"headline\":\"A\"} trailing", Some("A"));
        check("", None);
    }

    #[test]
    fn marks_that_nobody_escaped_are_text() {
        check(
            r#"{"@type":"NewsArticle","description":"She said "keep it" twice.","headline":"A"}"#,
            Some("A"),
        );
        check(
            r#"{"@type":"NewsArticle","headline":"The "old" quay","x":[1,2,],}"#,
            Some(r#"The "old" quay"#),
        );
        check(
            r#"{"@type":"NewsArticle","headline":"<b class="x y">A</b>","x":1}"#,
            Some(r#"<b class="x y">A</b>"#),
        );
        check(r#"{"@type":"NewsArticle","headline":"A","author":[{"name":"Ana "#, Some("A"));
    }

    #[test]
    fn the_object_of_the_story_is_found_among_others() {
        let scripts = [
            r#"{"@type":"NewsArticle","headline":"Storm closes the coast road","url":"https://c.example/storm","datePublished":"2026-01-01"}"#,
            r#"{"@type":"Article","headline":"Halden keeps its ferry","about":["ferries"]}"#,
            r#"{"@type":"BlogPosting","headline":"Halden keeps its ferry","datePublished":"2026-03-04"}"#,
        ];
        let linked = Linked::read(scripts.into_iter());
        let date = |known: Known<'_>| {
            let (object, _) = linked.story(&known).unwrap();
            object.get("datePublished").and_then(Value::as_str).map(str::to_owned)
        };
        let titles = vec!["Halden keeps its ferry | Halden Courier"];
        assert_eq!(date(Known { titles, address: None }).as_deref(), Some("2026-03-04"));
        let address = Some("http://www.c.example/storm?x=1");
        assert_eq!(date(Known { titles: vec![], address }).as_deref(), Some("2026-01-01"));
    }

    #[test]
    fn deep_and_long_scripts_end() {
        check(&"[".repeat(200_000), None);
        check(&format!("{{\"a\":{}1{}}}", "[".repeat(100), "]".repeat(100)), None);
    }
}
