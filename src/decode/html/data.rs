//! Pages whose story stands only in the data that a script would lay out: `__NEXT_DATA__`, `__NUXT__`, `Fusion.globalContent`
//! and whatever else is assigned so.
//!
//! Looked at where the page itself tells next to nothing. The story is the object that has the page's headline and the
//! longest text; texts are found in the trees that editors' systems write, whatever they call their nodes.

use serde_json::{Map, Value};

use super::dom::{Dom, Id};
use super::phrases;
use super::tag::Tag;
use crate::decode::html::fragment;
use crate::decode::json::{generic, keys, room, value};
use crate::model::{Document, TextLimits, Warning};

/// Longest data and most scripts that are looked at.
const LONGEST: usize = 3 << 20;
const SCRIPTS: usize = 100;
/// Most objects that are looked at.
const OBJECTS: usize = 20_000;
/// Shortest story in HTML, in bytes.
const STORY: usize = 200;
/// How deep the tree of a text may be.
const DEPTH: usize = 24;

/// Kinds of nodes that hold no text of the story.
const OTHERS: [&str; 16] = [
    "image",
    "photo",
    "picture",
    "video",
    "audio",
    "gallery",
    "embed",
    "advert",
    "related",
    "promo",
    "newsletter",
    "social",
    "script",
    "iframe",
    "teaser",
    "recommend",
];
/// Kinds of nodes inside a paragraph.
const INLINE: [&str; 14] = [
    "text",
    "span",
    "link",
    "hyperlink",
    "a",
    "strong",
    "em",
    "bold",
    "italic",
    "b",
    "i",
    "u",
    "mark",
    "inline",
];
/// Under which keys nodes hold what they say.
const INSIDE: [&str; 12] = [
    "html",
    "text",
    "value",
    "content",
    "children",
    "paragraphs",
    "items",
    "blocks",
    "body",
    "data",
    "markup",
    "nodes",
];

/// Reads the story out of the page's data, where there is one.
pub(super) fn read_into(document: &mut Document, dom: &Dom, limits: &TextLimits) -> bool {
    let headline = document.headline.as_ref().map(|h| h.value.clone());
    let mut scripts = 0;
    for id in (0..dom.len()).filter(|id| dom.tag(*id) == Tag::Script) {
        scripts += 1;
        if scripts > SCRIPTS {
            break;
        }
        let Some(data) = data_of(dom, id) else { continue };
        let Some((object, html)) = story(&data, headline.as_deref()) else { continue };
        let Ok(fragment) = fragment::read(&html, None, limits) else { continue };
        if fragment.blocks.is_empty() {
            continue;
        }
        document.blocks = fragment.blocks;
        fill(document, object, limits);
        let message = "the text is the one in the data that the page's script lays out";
        document.warnings.push(Warning::new("body-from-data", message));
        return true;
    }
    false
}

/// The data of a script: JSON by its type, or the value that something is assigned.
fn data_of(dom: &Dom, id: Id) -> Option<Value> {
    let kind = dom.attribute(id, "type").unwrap_or_default().to_ascii_lowercase();
    if kind.contains("ld+json") {
        return None;
    }
    let raw = dom.raw(id);
    let raw = raw.trim();
    if raw.len() < STORY || raw.len() > LONGEST {
        return None;
    }
    let json = if kind.contains("json") { raw } else { assigned(raw)? };
    if !room::has_room(json) {
        return None;
    }
    if let Some(quoted) = json.strip_prefix("JSON.parse(") {
        let text = first::<String>(quoted).filter(|text| room::has_room(text))?;
        return serde_json::from_str(&text).ok();
    }
    first(json)
}

/// The first value of a text, whatever follows it.
fn first<T: serde::de::DeserializeOwned>(json: &str) -> Option<T> {
    serde_json::Deserializer::from_str(json).into_iter().next()?.ok()
}

/// What a script assigns to a name of its own: `window.__STATE__ = {...}`.
fn assigned(script: &str) -> Option<&str> {
    let (name, value) = script.split_once('=')?;
    let name = name.trim().trim_start_matches("var ").trim_start_matches("const ").trim_start_matches("let ");
    let is_name = name.len() < 80
        && !name.is_empty()
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '[' | ']' | '"' | '\''));
    let value = value.trim_start();
    (is_name && value.starts_with(['{', '[', 'J'])).then_some(value)
}

/// The object of the story, and its text as HTML: one with the page's headline before any other, the longest of them.
fn story<'a>(data: &'a Value, headline: Option<&str>) -> Option<(&'a Map<String, Value>, String)> {
    let mut best: Option<(bool, &Map<String, Value>, String)> = None;
    let mut open = vec![data];
    let mut seen = 0;
    while let Some(value) = open.pop() {
        match value {
            Value::Array(list) => open.extend(list.iter().rev().filter(|v| v.is_object() || v.is_array())),
            Value::Object(object) => {
                seen += 1;
                if seen > OBJECTS {
                    break;
                }
                open.extend(object.values().filter(|v| v.is_object() || v.is_array()));
                let fields = value::Fields::of(object);
                let Some((title, _)) = fields.first(keys::HEADLINE, value::text) else { continue };
                let named = headline.is_some_and(|h| phrases::is_titled(h, &fragment::line(&title)));
                let Some(html) = told(object) else { continue };
                let better =
                    best.as_ref().is_none_or(|(known, _, text)| (named, html.len()) > (*known, text.len()));
                if better {
                    best = Some((named, object, html));
                }
            }
            _ => {}
        }
    }
    // without the page's own headline anything may be the story of another page
    best.filter(|(named, ..)| *named || headline.is_none()).map(|(_, object, html)| (object, html))
}

/// The text of an object that may be a story, as HTML.
fn told(object: &Map<String, Value>) -> Option<String> {
    let is_text = |key: &str| {
        let key = value::fold_key(key);
        keys::TEXT.contains(&key.as_str())
            || keys::HTML.contains(&key.as_str())
            || ["contentelements", "blocks", "elements", "sections", "components", "bodyblocks", "richtext"]
                .contains(&key.as_str())
    };
    let texts = object.iter().filter(|(key, _)| is_text(key)).map(|(_, value)| {
        let mut html = String::new();
        lay_out(value, false, 0, &mut html);
        html
    });
    texts.max_by_key(String::len).filter(|html| html.len() >= STORY)
}

/// Lays a tree of text out as HTML. `inside`: of a paragraph.
fn lay_out(value: &Value, inside: bool, depth: usize, html: &mut String) {
    if depth > DEPTH || html.len() > LONGEST {
        return;
    }
    match value {
        Value::String(text) if fragment::looks_like_html(text) => html.push_str(text),
        Value::String(text) if inside => html.push_str(&text.replace('<', "&lt;")),
        Value::String(text) => {
            for paragraph in text.split("\n\n").filter(|p| !p.trim().is_empty()) {
                html.extend(["<p>", &paragraph.replace('<', "&lt;"), "</p>"]);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| lay_out(value, inside, depth + 1, html)),
        Value::Object(node) => lay_out_node(node, inside, depth, html),
        _ => {}
    }
}

fn lay_out_node(node: &Map<String, Value>, inside: bool, depth: usize, html: &mut String) {
    let kind = ["type", "nodeType", "_type", "kind", "tag", "component", "name", "__typename"]
        .iter()
        .find_map(|key| node.get(*key)?.as_str())
        .unwrap_or_default()
        .to_ascii_lowercase();
    if OTHERS.iter().any(|other| kind.contains(other)) {
        return;
    }
    let Some(told) = INSIDE.iter().find_map(|key| node.get(*key).filter(|v| !v.is_null())) else { return };
    let is_heading = kind.contains("head") || kind.starts_with('h') && kind.len() == 2;
    let element = match kind.as_str() {
        _ if inside && !is_heading => None,
        _ if is_heading => Some("h2"),
        "li" | "list-item" | "listitem" | "list_item" => Some("li"),
        _ if kind.contains("quote") => Some("blockquote"),
        _ if kind.contains("paragraph") || kind == "p" || kind == "block" => Some("p"),
        _ if INLINE.contains(&kind.as_str()) && !told.is_array() => Some("p"),
        _ => None,
    };
    let Some(element) = element else {
        return lay_out(told, inside, depth + 1, html);
    };
    html.extend(["<", element, ">"]);
    lay_out(told, true, depth + 1, html);
    html.extend(["</", element, ">"]);
}

/// What the object says about the story and the page does not.
fn fill(document: &mut Document, object: &Map<String, Value>, limits: &TextLimits) {
    let Ok(told) = generic::read(object, limits) else { return };
    document.headline = document.headline.take().or(told.headline);
    document.published = document.published.take().or(told.published);
    document.modified = document.modified.take().or(told.modified);
    document.section = document.section.take().or(told.section);
    document.lead = document.lead.take().or(told.lead);
    document.language = document.language.take().or(told.language);
    if document.bylines.iter().all(|byline| byline.value.is_house) {
        document.bylines.extend(told.bylines);
    }
    if document.keywords.is_empty() {
        document.keywords = told.keywords;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Found;

    fn check(script: &str, expected: &[&str]) {
        let page = format!("<body><div id=app></div>{script}</body>");
        let dom = Dom::of(&dom_query::Document::from(page));
        let headline = Some(Found::new("Lumen keeps its ferry".to_owned(), "og"));
        let mut document = Document { headline, ..Document::default() };
        let found = read_into(&mut document, &dom, &TextLimits::default());
        let texts: Vec<&str> = document.blocks.iter().map(|b| b.text.as_str()).collect();
        assert_eq!((found, texts.as_slice()), (!expected.is_empty(), expected), "{script}");
    }

    const ONE: &str = "The harbour board of Lumen voted on Tuesday to keep the north ferry open through the winter, and to look at it again in May.";
    const TWO: &str = "The line carries about 1,400 passengers a week, and its operator had asked for a subsidy that the town did not want to pay.";

    #[test]
    fn stories_stand_in_data_of_many_makes() {
        let next = format!(
            r#"<script id=__NEXT_DATA__ type=application/json>{{"props":{{"related":[{{"headline":"Storm","body":"{TWO}{TWO}{TWO}"}}],"article":{{"headline":"Lumen keeps its ferry","body":[{{"type":"paragraph","html":"{ONE}"}},{{"type":"image","text":"x"}},{{"type":"heading","text":"Cost"}},{{"type":"paragraph","html":"{TWO}"}}]}}}}}}</script>"#
        );
        check(&next, &[ONE, "Cost", TWO]);
        let state = format!(
            r#"<script>window.__STATE__ = {{"a":{{"title":"Lumen keeps its ferry","content":"<p>{ONE}</p><p>{TWO}</p>"}}}};go()</script>"#
        );
        check(&state, &[ONE, TWO]);
        let fusion = format!(
            r#"<script>Fusion.globalContent={{"headlines":{{"basic":"x"}},"title":"Lumen keeps its ferry","content_elements":[{{"type":"text","content":"{ONE}"}},{{"type":"text","content":"{TWO}"}}]}};Fusion.x=1</script>"#
        );
        check(&fusion, &[ONE, TWO]);
        let portable = format!(
            r#"<script type=application/json>{{"post":{{"title":"Lumen keeps its ferry","body":[{{"_type":"block","children":[{{"_type":"span","text":"{ONE}"}}]}},{{"_type":"block","children":[{{"_type":"span","text":"{TWO}"}}]}}]}}}}</script>"#
        );
        check(&portable, &[ONE, TWO]);
        let parsed = format!(
            "<script>window.__DATA__ = JSON.parse({});</script>",
            Value::String(format!(
                r#"{{"article":{{"title":"Lumen keeps its ferry","text":"{ONE}\n\n{TWO}"}}}}"#
            ))
        );
        check(&parsed, &[ONE, TWO]);
    }

    #[test]
    fn data_of_other_pages_is_no_story() {
        check(
            &format!(
                r#"<script type=application/json>{{"a":{{"title":"Storm closes road","content":"<p>{ONE}</p><p>{TWO}</p>"}}}}</script>"#
            ),
            &[],
        );
        check("<script>var a = 1;</script><script>go({})</script>", &[]);
    }
}
