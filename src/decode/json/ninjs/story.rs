//! The story of an item: HTML before text, NITF as XML, its description where nothing else tells it.

use serde_json::{Map, Value};

use super::{SUMMARIES, description};
use crate::decode::agency::{nitf, read_body};
use crate::decode::html::fragment;
use crate::decode::json::value::{self, Fields};
use crate::decode::text;
use crate::decode::xml::Xml;
use crate::model::{BlockKind, Document, Fault, TextLimits, Warning};

pub(super) fn read(document: &mut Document, fields: &Fields<'_>, limits: &TextLimits) -> Result<(), Fault> {
    let bodies = fields.get("bodies").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let of_type = |wanted: &str| {
        let said = |v: &&Value| {
            ["contentType", "contenttype", "role"]
                .iter()
                .any(|k| v.get(*k).and_then(Value::as_str).is_some_and(|t| t.contains(wanted)))
        };
        bodies.iter().find(said).and_then(|v| v.get("value")).and_then(value::text)
    };
    if let Some(nitf) = fields.get("bodynitf").and_then(value::text).or_else(|| of_type("nitf"))
        && let Ok(xml) = Xml::parse_whole(&format!("<block>{}</block>", without_declaration(&nitf)))
    {
        return match xml.find(0, "nitf") {
            Some(root) => nitf::read(document, &xml, root, limits),
            None => read_body(document, &xml, 0, limits),
        };
    }
    let keyed = fields.first(&["bodyhtml", "bodyxhtml", "bodynitf"], value::text).map(|f| f.0);
    if let Some(html) = keyed
        .or_else(|| of_type("html"))
        .map(|html| lines_joined(&html))
        .or_else(|| of_type("nitf").or_else(|| of_type("xml")))
    {
        if fragment::looks_like_html(&html) {
            return fragment::read_into(document, &html, limits);
        }
        document.blocks.extend(text::blocks(&html, limits.paragraphs));
        return Ok(());
    }
    let any = || bodies.iter().find_map(|v| v.get("value").and_then(value::text));
    if let Some(plain) =
        fields.get("bodytext").and_then(value::text).or_else(|| of_type("plain")).or_else(any)
    {
        document.blocks.extend(text::blocks(&plain, limits.paragraphs));
    }
    Ok(())
}

fn without_declaration(xml: &str) -> &str {
    let rest = xml.trim_start();
    match rest.strip_prefix("<?xml").and_then(|r| r.split_once("?>")) {
        Some((_, after)) => after,
        None => rest,
    }
}

/// HTML without an element in it that was set in lines, each indented: they are one paragraph.
fn lines_joined(html: &str) -> String {
    let mut lines = html.lines().skip(1).filter(|line| !line.trim().is_empty());
    if fragment::looks_like_html(html) || !lines.all(|line| line.starts_with("  ")) {
        return html.to_owned();
    }
    html.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What an item says without a story of its own: its description is the story, unless that is to be fetched elsewhere.
pub(super) fn look_elsewhere(
    document: &mut Document,
    object: &Map<String, Value>,
    fields: &Fields<'_>,
    limits: &TextLimits,
) {
    let kind = object.get("type").and_then(Value::as_str).unwrap_or("text");
    let is_told =
        document.blocks.iter().any(|b| b.kind != Some(BlockKind::Note)) || !document.images.is_empty();
    if kind != "text" || is_told {
        return;
    }
    if document.format == "ap-media-api" || fields.get("renditions").is_some() {
        let message =
            "the delivery holds no story, only where it can be fetched from: text is what it says about it";
        document.warnings.push(Warning::new("story-elsewhere", message));
        return;
    }
    let told =
        ["descriptions", "descriptiontext"].iter().find_map(|k| description(fields.get(k)?, SUMMARIES));
    if let Some(told) = told {
        document.lead = None;
        document.blocks.extend(text::blocks(&told, limits.paragraphs));
    }
}
