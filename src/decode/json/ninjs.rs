//! ninjs, the IPTC's news in JSON, generations 1 to 3, and the AP's Media API, which is shaped like it.
//!
//! 1.x writes `headline`, `body_html`, `versioncreated`; 2.x and 3.x write lists (`headlines`, `bodies`,
//! `descriptions`) of objects with a `role`, and camelCase.

use serde_json::{Map, Value};

use super::value::{self, Fields};
use crate::decode::agency::{push_note, read_body, rights, status as status_of, urgency};
use crate::decode::html::fragment;
use crate::decode::text;
use crate::decode::xml::Xml;
use crate::model::{Document, Fault, Found, Image, Status, TextLimits};

/// An identity, and at least one name that only ninjs uses.
pub(super) fn recognise(object: &Map<String, Value>) -> bool {
    let has = |key: &str| object.contains_key(key);
    let identified = has("uri") || has("guid") || has("altids");
    let own = [
        "versioncreated",
        "versionCreated",
        "pubstatus",
        "pubStatus",
        "body_html",
        "body_text",
        "headlines",
        "bodies",
        "description_text",
        "renditions",
        "usageterms",
        "usageTerms",
        "infosources",
        "infoSources",
        "firstcreated",
        "slugline",
        "description_caption",
        "descriptions",
        "associations",
        "eventDetails",
        "altIds",
        "standard",
        "copyrightHolder",
        "copyrightholder",
        "organisations",
        "mimetype",
        "profile",
        "located",
    ];
    // 1.x lets a provider add names of its own after these.
    let open = ["body_", "description_", "headline_", "$standard", "contentcreated", "contentCreated"];
    let own = own.iter().filter(|k| has(k)).count()
        + object
            .keys()
            .filter(|k| open.iter().any(|o| k.starts_with(o)) && !own.contains(&k.as_str()))
            .count();
    let status = object.iter().find(|(key, _)| key.eq_ignore_ascii_case("pubstatus"));
    // an item that is taken back may say no more than that
    let taken_back = status.and_then(|(_, s)| s.as_str()).and_then(status_of) == Some(Status::Canceled);
    identified && (own >= 2 || taken_back)
}

pub(super) fn read(object: &Map<String, Value>, limits: &TextLimits) -> Result<Document, Fault> {
    let fields = Fields::of(object);
    let line = |keys: &'static [&'static str]| {
        fields.first(keys, main).map(|(text, from)| Found::new(fragment::line(&text), from))
    };
    let date = |keys: &'static [&'static str]| {
        fields.first(keys, value::date).map(|(date, from)| Found::new(date, from))
    };
    let from_ap = is_ap(object);
    let mut document = Document {
        format: if from_ap { "ap-media-api" } else { "ninjs" },
        item: item_id(&fields, from_ap),
        version: fields.get("version").and_then(value::id),
        headline: line(&["headlines", "headline", "title"]),
        slug: line(&["slugline"]),
        url: fields.get("uri").and_then(value::url).filter(|_| !from_ap).map(|u| Found::new(u, "uri")),
        published: date(&["firstcreated", "contentcreated", "versioncreated"]),
        modified: date(&["versioncreated"]),
        embargo_until: fields
            .first(&["embargoeduntil", "embargoed", "embargo"], value::embargo)
            .map(|(date, from)| Found::new(date, from)),
        status: fields
            .get("pubstatus")
            .and_then(value::text)
            .as_deref()
            .and_then(status_of)
            .map(|s| Found::new(s, "pubstatus")),
        language: line(&["language", "contentlanguage"]),
        urgency: fields
            .get("urgency")
            .and_then(value::id)
            .as_deref()
            .and_then(urgency)
            .map(|n| Found::new(n, "urgency")),
        genre: line(&["genres", "genre"]),
        dateline: line(&["dateline", "located"]).filter(|_| !from_ap),
        lead: line(&["descriptionsummary", "descriptions", "descriptiontext"]),
        keywords: fields.get("keywords").map(value::words).unwrap_or_default(),
        subjects: ["subjects", "subject"]
            .iter()
            .find_map(|k| fields.get(k))
            .map(value::words)
            .unwrap_or_default(),
        publisher: line(&["provider", "copyrightholder", "source"]),
        rights: rights(line(&["copyrightnotice"]).map(|f| f.value), line(&["usageterms"]).map(|f| f.value)),
        ..Document::default()
    };
    document.headline_alt = other_headlines(&fields);
    read_people(&mut document, &fields);
    push_note(&mut document, line(&["ednote"]).map(|f| f.value));
    read_story(&mut document, &fields, limits)?;
    read_pictures(&mut document, object, &fields);
    Ok(document)
}

fn is_ap(object: &Map<String, Value>) -> bool {
    let friendly =
        object.get("altids").and_then(Value::as_object).is_some_and(|ids| ids.contains_key("itemid"));
    friendly || object.get("uri").and_then(Value::as_str).is_some_and(|u| u.contains("api.ap.org"))
}

fn item_id(fields: &Fields<'_>, from_ap: bool) -> Option<String> {
    let own = from_ap.then(|| fields.get("altids")?.as_object()?.get("itemid").and_then(value::id)).flatten();
    own.or_else(|| fields.first(&["uri", "guid", "id"], value::id).map(|f| f.0))
}

/// The value with the role `main`, else the first; a string as it is.
fn main(value: &Value) -> Option<String> {
    let Value::Array(list) = value else { return value::text(value) };
    let role = |v: &Value| v.get("role").and_then(Value::as_str).map(str::to_owned);
    list.iter()
        .find(|v| role(v).as_deref() == Some("main"))
        .and_then(value::text)
        .or_else(|| list.iter().find_map(value::text))
}

/// The headlines that are not the main one; cleaned and held against it later.
fn other_headlines(fields: &Fields<'_>) -> Vec<String> {
    let all =
        ["headlines", "headlineextended"].iter().filter_map(|key| fields.get(key)).filter_map(value::texts);
    all.flatten().map(|text| fragment::line(&text)).collect()
}

fn read_people(document: &mut Document, fields: &Fields<'_>) {
    if let Some((bylines, from)) =
        fields.first(&["bylines", "by", "byline"], |v| Some(value::bylines(v)).filter(|b| !b.is_empty()))
    {
        document.bylines = bylines.into_iter().map(|b| Found::new(b, from)).collect();
    }
    for key in ["infosources", "infosource", "source"] {
        let Some(sources) = fields.get(key) else { continue };
        let names = match sources {
            Value::Array(list) => list.iter().filter_map(value::text).collect(),
            other => value::text(other).into_iter().collect::<Vec<_>>(),
        };
        document.credits.extend(names.into_iter().map(|n| Found::new(n, "infosource")));
        break;
    }
}

/// HTML before text; NITF in JSON is XML that HTML readers can read.
fn read_story(document: &mut Document, fields: &Fields<'_>, limits: &TextLimits) -> Result<(), Fault> {
    let bodies = fields.get("bodies").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let of_type = |wanted: &str| {
        let said = |v: &&Value| {
            ["contentType", "contenttype", "role"]
                .iter()
                .any(|k| v.get(*k).and_then(Value::as_str).is_some_and(|t| t.contains(wanted)))
        };
        bodies.iter().find(said).and_then(|v| v.get("value")).and_then(value::text)
    };
    if let Some(nitf) = fields.get("bodynitf").and_then(value::text)
        && let Ok(xml) = Xml::parse_whole(&format!("<block>{nitf}</block>"))
    {
        return read_body(document, &xml, 0, limits);
    }
    let html = fields.first(&["bodyhtml", "bodyxhtml", "bodynitf"], value::text).map(|f| f.0);
    if let Some(html) =
        html.or_else(|| of_type("html")).or_else(|| of_type("nitf").or_else(|| of_type("xml")))
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

/// A picture item is itself an image; associated pictures go with the story.
fn read_pictures(document: &mut Document, object: &Map<String, Value>, fields: &Fields<'_>) {
    let kind = object.get("type").and_then(Value::as_str).unwrap_or_default();
    if matches!(kind, "picture" | "photo" | "graphic" | "video" | "audio") {
        document.images.extend(picture(object));
        let is_caption = document
            .lead
            .as_ref()
            .is_some_and(|l| document.images.iter().any(|i| i.caption.as_ref() == Some(&l.value)));
        if is_caption {
            document.lead = None;
        }
    }
    match fields.get("associations") {
        Some(Value::Object(named)) => document.images.extend(
            named.values().filter_map(Value::as_object).filter(|o| is_picture(o)).filter_map(picture),
        ),
        Some(Value::Array(list)) => document
            .images
            .extend(list.iter().filter_map(Value::as_object).filter(|o| is_picture(o)).filter_map(picture)),
        _ => {}
    }
}

fn is_picture(object: &Map<String, Value>) -> bool {
    object.get("type").and_then(Value::as_str).is_some_and(|t| matches!(t, "picture" | "photo" | "graphic"))
}

fn picture(object: &Map<String, Value>) -> Option<Image> {
    let fields = Fields::of(object);
    let line = |keys: &'static [&'static str]| fields.first(keys, main).map(|f| fragment::line(&f.0));
    let image = Image {
        url: rendition(&fields),
        caption: line(&[
            "descriptioncaption",
            "caption",
            "descriptiontext",
            "descriptions",
            "headlines",
            "headline",
        ]),
        credit: line(&["descriptioncreditline", "photographer", "byline", "by", "creditline"]),
        alt: line(&["alttext", "altids"]).filter(|a| a.contains(' ')),
        agency: None,
    };
    (image.url.is_some() || image.caption.is_some()).then_some(image)
}

/// The address of the largest rendition.
fn rendition(fields: &Fields<'_>) -> Option<String> {
    let renditions: Vec<&Map<String, Value>> = match fields.get("renditions")? {
        Value::Object(named) => named.values().filter_map(Value::as_object).collect(),
        Value::Array(list) => list.iter().filter_map(Value::as_object).collect(),
        _ => return None,
    };
    let width = |r: &&Map<String, Value>| r.get("width").and_then(Value::as_u64).unwrap_or(0);
    let largest =
        renditions.into_iter().filter(|r| r.get("href").is_some_and(Value::is_string)).max_by_key(width)?;
    largest.get("href").and_then(value::url)
}
