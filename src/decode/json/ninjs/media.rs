//! Pictures: an item that is one, and those that go with a story.

use serde_json::{Map, Value};

use super::{CAPTIONS, description, main, of_role};
use crate::decode::html::fragment;
use crate::decode::json::value::{self, Fields};
use crate::model::{Document, Image};

/// A picture item is itself an image; associated pictures go with the story.
pub(super) fn read(document: &mut Document, object: &Map<String, Value>, fields: &Fields<'_>) {
    let kind = object.get("type").and_then(Value::as_str).unwrap_or_default();
    if is_photo(object) || matches!(kind, "video" | "audio") {
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
        Some(Value::Object(named)) => document
            .images
            .extend(named.values().filter_map(Value::as_object).filter(|o| is_photo(o)).filter_map(picture)),
        Some(Value::Array(list)) => document
            .images
            .extend(list.iter().filter_map(Value::as_object).filter(|o| is_photo(o)).filter_map(picture)),
        _ => {}
    }
}

pub(super) fn is_photo(object: &Map<String, Value>) -> bool {
    object.get("type").and_then(Value::as_str).is_some_and(|t| matches!(t, "picture" | "photo" | "graphic"))
}

fn picture(object: &Map<String, Value>) -> Option<Image> {
    let fields = Fields::of(object);
    let line = |keys: &'static [&'static str]| fields.first(keys, main).map(|f| fragment::line(&f.0));
    let told = fields.first(&["descriptioncaption", "caption", "descriptiontext", "descriptions"], |v| {
        description(v, CAPTIONS)
    });
    let by_role = || of_role(fields.get("descriptions")?, &["creditline", "credit", "photographer"]);
    let image = Image {
        url: rendition(&fields),
        caption: told.map(|f| fragment::line(&f.0)).or_else(|| line(&["headlines", "headline"])),
        credit: line(&["descriptioncreditline", "creditline"])
            .or_else(|| by_role().map(|credit| fragment::line(&credit)))
            .or_else(|| line(&["photographer", "byline", "by", "bylines"])),
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
