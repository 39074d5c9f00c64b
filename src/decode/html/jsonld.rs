//! schema.org JSON-LD: every shape in which pages carry it, and the broken forms too.
//!
//! Finds the one object that describes the story. `@graph`, top-level lists, objects inside objects and references
//! by `@id` are followed; scripts that are not quite JSON are repaired where that is certain (comments, CDATA, raw
//! line breaks in strings, commas too many, two values in a row). What cannot be repaired is passed over.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::decode::json::room;

/// Types that are stories, best first within a page.
const STORY_TYPES: &[&str] = &[
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
const MAX_SCRIPT: usize = 3 << 20;

/// What the scripts of a page say.
#[derive(Debug, Default)]
pub(in crate::decode) struct Linked<'v> {
    roots: Vec<Cow<'v, Value>>,
}

impl<'v> Linked<'v> {
    /// Reads the scripts of a page in order.
    pub(in crate::decode) fn read<'a>(scripts: impl Iterator<Item = &'a str>) -> Linked<'static> {
        let readable = scripts.filter(|s| s.len() <= MAX_SCRIPT && room::has_room(s));
        Linked { roots: readable.flat_map(parse).map(Cow::Owned).collect() }
    }

    /// One object that was read already (a file of JSON-LD).
    pub(in crate::decode) fn of(value: &'v Value) -> Linked<'v> {
        Linked { roots: vec![Cow::Borrowed(value)] }
    }

    /// The object that describes the story, and the other objects by their `@id`.
    pub(in crate::decode) fn story(&self) -> Option<(&Map<String, Value>, References<'_>)> {
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
        let best = objects
            .iter()
            .enumerate()
            .filter_map(|(n, o)| Some((rank(o)?, n, *o)))
            .min_by_key(|(r, n, _)| (*r, *n))?;
        Some((best.2, references))
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

/// Parses a script, repairing it if need be; two values in a row are two roots.
fn parse(script: &str) -> Vec<Value> {
    let stripped = strip_wrapping(script);
    match values(stripped) {
        Ok(found) => found,
        Err(mut before) => {
            let repaired = repair(stripped);
            let after = match values(&repaired) {
                Ok(found) | Err(found) => found,
            };
            if after.len() > before.len() {
                before = after;
            }
            before
        }
    }
}

/// One value from a text that is nearly JSON; `None` where it cannot be mended for certain.
pub(in crate::decode) fn mended(text: &str) -> Option<Value> {
    if text.len() > MAX_SCRIPT {
        return None;
    }
    let mut found = values(&repair(text)).ok()?;
    found.pop().filter(|_| found.is_empty())
}

fn values(text: &str) -> Result<Vec<Value>, Vec<Value>> {
    let mut found = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        match value {
            Ok(value) => found.push(value),
            Err(_) => return Err(found),
        }
    }
    Ok(found)
}

/// Comment and CDATA wrappings, a semicolon at the end.
fn strip_wrapping(script: &str) -> &str {
    let mut text = script.trim();
    for start in ["<!--", "//<![CDATA[", "/*<![CDATA[*/", "/* <![CDATA[ */", "<![CDATA[", "// <![CDATA["] {
        text = text.strip_prefix(start).unwrap_or(text).trim_start();
    }
    for end in ["-->", "//]]>", "/*]]>*/", "/* ]]> */", "// ]]>", "]]>", ";"] {
        text = text.strip_suffix(end).unwrap_or(text).trim_end();
    }
    text
}

/// Makes JSON of what is nearly JSON: raw control characters in strings, commas before a closing bracket, keys
/// without quotation marks, comments, wrong escapes.
fn repair(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut chars = text.chars().peekable();
    // The length up to the last character that is no white space.
    let mut said = 0;
    let mut in_string = false;
    while let Some(c) = chars.next() {
        if in_string {
            match c {
                '"' => in_string = false,
                '\\' => {
                    match chars.next() {
                        Some(e @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u')) => {
                            out.extend(['\\', e])
                        }
                        Some('\'') => out.push('\''),
                        Some(e) => out.extend(['\\', '\\', e]),
                        None => {}
                    }
                    continue;
                }
                '\n' | '\r' | '\t' => {
                    out.push(' ');
                    continue;
                }
                c if c.is_control() => continue,
                _ => {}
            }
            out.push(c);
            said = out.len();
            continue;
        }
        match c {
            '"' => {
                in_string = true;
                out.push(c);
            }
            '/' if chars.peek() == Some(&'/') => {
                chars.by_ref().find(|c| *c == '\n');
                continue;
            }
            '/' if chars.peek() == Some(&'*') => {
                let mut last = ' ';
                chars.by_ref().find(|c| std::mem::replace(&mut last, *c) == '*' && *c == '/');
                continue;
            }
            '}' | ']' => {
                out.truncate(said);
                out.truncate(out.trim_end_matches(',').len());
                out.push(c);
            }
            ',' if out.get(..said).is_some_and(|said| said.ends_with([',', '{', '['])) => continue,
            c if c.is_alphabetic() || matches!(c, '_' | '@' | '$') => {
                let mut word = String::from(c);
                while let Some(c) =
                    chars.next_if(|c| c.is_alphanumeric() || matches!(c, '_' | '@' | '$' | '-'))
                {
                    word.push(c);
                }
                let is_key = chars.clone().find(|c| !c.is_whitespace()) == Some(':');
                let mark = if is_key { "\"" } else { "" };
                out.extend([mark, &word, mark]);
            }
            _ => out.push(c),
        }
        if !c.is_whitespace() {
            said = out.len();
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(script: &str, headline: Option<&str>) {
        let linked = Linked::read([script].into_iter());
        let found =
            linked.story().and_then(|(o, _)| o.get("headline").and_then(Value::as_str).map(str::to_owned));
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
    fn deep_and_long_scripts_end() {
        check(&"[".repeat(200_000), None);
        check(&format!("{{\"a\":{}1{}}}", "[".repeat(100), "]".repeat(100)), None);
    }
}
