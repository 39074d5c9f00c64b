//! ninjs, the IPTC's news in JSON, generations 1 to 3, and the AP's Media API, which is shaped like it.
//!
//! 1.x writes `headline`, `body_html`, `versioncreated`; 2.x and 3.x write lists (`headlines`, `bodies`,
//! `descriptions`) of objects with a `role`, and camelCase.

use serde_json::{Map, Value};

use super::value::{self, Fields};
use crate::decode::agency::{push_note, rights, status as status_of, urgency};
use crate::decode::html::fragment;
use crate::model::{Document, Fault, Found, Status, TextLimits};

mod media;
mod people;
mod story;

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
        embargo_until: fields.embargo().map(|(date, from)| Found::new(date, from)),
        status: super::generic::status_of(&fields),
        language: line(&["language", "contentlanguage"]),
        urgency: fields
            .get("urgency")
            .and_then(value::id)
            .as_deref()
            .and_then(urgency)
            .map(|n| Found::new(n, "urgency")),
        genre: line(&["genres", "genre"]).map(|f| Found::new(last_part(&f.value), f.from)),
        dateline: line(&["dateline", "located"]).or_else(|| dateline_location(&fields)),
        canonical_url: fields.get("links").and_then(canonical).map(|url| Found::new(url, "links")),
        lead: summary(&fields).map(|(text, from)| Found::new(fragment::line(&text), from)),
        keywords: fields.get("keywords").map(value::words).unwrap_or_default(),
        publisher: line(&["provider", "copyrightholder", "source"]),
        rights: rights(
            line(&["copyrightnotice"]).map(|f| f.value),
            line(&["usageterms"]).map(|f| f.value).or_else(|| linked_rights(&fields)),
        ),
        ..Document::default()
    };
    document.headline_alt = other_headlines(&fields);
    read_subjects(&mut document, &fields);
    people::read(&mut document, object, &fields);
    push_note(&mut document, line(&["ednote"]).map(|f| f.value));
    fields.embargoes().for_each(|line| push_note(&mut document, Some(line)));
    story::read(&mut document, &fields, limits)?;
    media::read(&mut document, object, &fields);
    story::look_elsewhere(&mut document, object, &fields, limits);
    Ok(document)
}

/// The names of what a story is about. A letter under `category` is the section of the wire; a code that is its own name
/// says nothing to a reader.
fn read_subjects(document: &mut Document, fields: &Fields<'_>) {
    let Some(subjects) = ["subjects", "subject"].iter().find_map(|k| fields.get(k)) else { return };
    let Value::Array(list) = subjects else {
        document.subjects = value::words(subjects);
        return;
    };
    for subject in list {
        let Some(name) = value::text(subject) else { continue };
        let said = |key: &str| subject.get(key).and_then(value::text);
        let is_category = ["rels", "rel"].iter().any(|k| said(k).is_some_and(|rel| rel == "category"));
        let is_code = ["code", "literal"].iter().any(|k| said(k).as_ref() == Some(&name));
        if is_category && name.len() <= 3 {
            document.section.get_or_insert_with(|| Found::new(name, "subject"));
        } else if !(is_code && name.chars().count() <= 3) {
            document.subjects.push(name);
        }
    }
}

/// The place of the dateline where it is parted into town, area and country.
fn dateline_location(fields: &Fields<'_>) -> Option<Found<String>> {
    let (place, from) = fields
        .first(&["datelinelocation"], Value::as_object)
        .or_else(|| fields.first(&["located"], Value::as_object))?;
    let part = |key: &str| place.get(key).and_then(value::text);
    let city = part("city")?;
    // a country names its areas only at home
    let around = part("countryareaname").filter(|_| part("countrycode").as_deref() == Some("USA"));
    let parts = [Some(city), around.or_else(|| part("countryname"))];
    Some(Found::new(parts.into_iter().flatten().collect::<Vec<_>>().join(", "), from))
}

/// The last part of an address in a vocabulary: `Actuality` of `http://cv.iptc.org/newscodes/genre/Actuality`.
fn last_part(name: &str) -> String {
    let is_address = name.starts_with("http://") || name.starts_with("https://");
    let last = name.rsplit(['/', '#']).find(|part| !part.is_empty()).filter(|_| is_address);
    last.unwrap_or(name).to_owned()
}

/// The address that a list of links calls the story's own.
fn canonical(links: &Value) -> Option<String> {
    let is_own = |link: &&Value| link.get("rel").and_then(Value::as_str) == Some("canonical");
    links.as_array()?.iter().find(is_own).and_then(value::url)
}

/// Where the terms of use stand, if they are not written out.
fn linked_rights(fields: &Fields<'_>) -> Option<String> {
    let linked = fields.get("rightsinfo")?.as_object()?;
    ["linkedrights", "linkedRights"].iter().find_map(|key| linked.get(*key)).and_then(value::url)
}

/// An address at the AP's interface, or the ids that its items have: a bare one beside others of its own.
fn is_ap(object: &Map<String, Value>) -> bool {
    let bare = |id: &str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let ids = object.get("altids").and_then(Value::as_object);
    let own = ids.and_then(|ids| ids.get("itemid")).and_then(value::id).is_some_and(|id| bare(&id));
    own || object.get("uri").and_then(Value::as_str).is_some_and(|u| u.contains("api.ap.org"))
}

fn item_id(fields: &Fields<'_>, from_ap: bool) -> Option<String> {
    let own = from_ap.then(|| fields.get("altids")?.as_object()?.get("itemid").and_then(value::id)).flatten();
    own.or_else(|| fields.first(&["uri", "guid", "id"], value::id).map(|f| f.0))
}

/// The value with the role `main`, else the first; a string as it is.
fn main(value: &Value) -> Option<String> {
    of_role(value, &["main"]).or_else(|| value::text(value))
}

/// The value in a list that has the first of these roles which any of them has.
fn of_role(value: &Value, roles: &[&str]) -> Option<String> {
    let list = value.as_array()?;
    let has = |v: &Value, role: &str| {
        v.get("role").and_then(Value::as_str).is_some_and(|own| own.eq_ignore_ascii_case(role))
    };
    roles.iter().find_map(|role| list.iter().filter(|v| has(v, role)).find_map(value::text))
}

/// Roles of descriptions, those that say most of the story first; then those that say what its picture shows. All others
/// (who wrote it, whose it is) say nothing of it.
const SUMMARIES: &[&str] = &["summary", "abstract", "main", "lead", "standfirst", "description", "text"];
const CAPTIONS: &[&str] = &["caption", "main", "text", "description", "abstract", "summary"];

/// The description by its role; the first that has none where nobody says roles.
fn description(value: &Value, roles: &[&str]) -> Option<String> {
    let Value::Array(list) = value else { return value::text(value) };
    let unsaid = || list.iter().filter(|v| v.get("role").is_none()).find_map(value::text);
    of_role(value, roles).or_else(unsaid)
}

fn summary(fields: &Fields<'_>) -> Option<(String, &'static str)> {
    fields.first(&["descriptionsummary", "descriptions", "descriptiontext"], |v| description(v, SUMMARIES))
}

/// The headlines that are not the main one; cleaned and held against it later.
fn other_headlines(fields: &Fields<'_>) -> Vec<String> {
    let all =
        ["headlines", "headlineextended"].iter().filter_map(|key| fields.get(key)).filter_map(value::texts);
    all.flatten().map(|text| fragment::line(&text)).collect()
}
