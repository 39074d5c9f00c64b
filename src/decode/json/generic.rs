//! JSON articles of no agreed format: whatever crawlers and search interfaces write.

use serde_json::{Map, Value};

use super::keys;
use super::value::{self, Fields};
use crate::decode::agency::{push_note, status, urgency};
use crate::decode::html::fragment;
use crate::decode::text;
use crate::model::{Block, BlockKind, Document, Fault, Found, Image, Rights, Status, TextLimits};

/// Whether the object has what makes an article: a story, or a headline with a date or address.
pub(super) fn recognise(object: &Map<String, Value>) -> bool {
    let fields = Fields::of(object);
    let named = fields.first(keys::HEADLINE, value::text).is_some();
    let placed = || {
        fields.first(keys::URL, value::url).is_some() || fields.first(keys::PUBLISHED, value::date).is_some()
    };
    let told = fields.first(keys::TEXT, story).is_some() || fields.first(keys::HTML, value::text).is_some();
    // what is taken back need not be told again
    let wraps = || object.values().any(|value| value.is_object() || value.is_array());
    let taken_back = || is_taken_back(&fields) && fields.first(keys::ITEM, value::id).is_some() && !wraps();
    told || (named && placed()) || taken_back()
}

fn is_taken_back(fields: &Fields<'_>) -> bool {
    status_of(fields).is_some_and(|status| status.value == Status::Canceled)
}

/// Whether it may be used: what takes it back, wherever that stands, goes before its status.
pub(in crate::decode) fn status_of(fields: &Fields<'_>) -> Option<Found<Status>> {
    let canceled = |value: &Value| usable(value).filter(|status| *status == Status::Canceled);
    let flagged = |value: &Value| (value.as_bool() == Some(true)).then_some(Status::Canceled);
    let found = fields
        .first(keys::STATUS, canceled)
        .or_else(|| fields.first(keys::ACTION, canceled))
        .or_else(|| fields.first(keys::TAKEN_BACK, flagged))
        .or_else(|| fields.first(keys::STATUS, usable))
        .or_else(|| fields.first(keys::ACTION, usable));
    found.map(|(status, from)| Found::new(status, from))
}

/// What a status says of use; `published` and the like say nothing.
fn usable(value: &Value) -> Option<Status> {
    status(&value::text(value)?)
}

pub(in crate::decode) fn read(object: &Map<String, Value>, limits: &TextLimits) -> Result<Document, Fault> {
    let fields = Fields::of(object);
    let line =
        |keys| fields.first(keys, value::text).map(|(text, from)| Found::new(fragment::line(&text), from));
    let mut document = Document {
        format: "json",
        headline: line(keys::HEADLINE),
        headline_alt: fields.first(keys::HEADLINE_ALT, value::texts).map(|f| f.0).unwrap_or_default(),
        genre: line(keys::GENRE),
        item: fields.first(keys::ITEM, value::id).map(|f| f.0),
        version: fields.first(keys::VERSION, value::id).map(|f| f.0),
        status: status_of(&fields),
        url: fields.first(keys::URL, page).map(|(url, from)| Found::new(url, from)),
        canonical_url: fields.first(keys::CANONICAL, value::url).map(|(url, from)| Found::new(url, from)),
        publisher: line(keys::PUBLISHER),
        publisher_site: fields.first(keys::PUBLISHER, home_of).map(|f| f.0),
        slug: line(keys::SLUG),
        dateline: line(keys::DATELINE),
        published: published(&fields),
        modified: fields.first(keys::MODIFIED, value::date).map(|(date, from)| Found::new(date, from)),
        embargo_until: fields.embargo().map(|(date, from)| Found::new(date, from)),
        language: line(keys::LANGUAGE),
        urgency: fields
            .first(keys::URGENCY, |v| value::id(v).as_deref().and_then(urgency))
            .map(|(urgency, from)| Found::new(urgency, from)),
        section: line(keys::SECTION),
        lead: line(keys::LEAD),
        keywords: fields.first(keys::KEYWORDS, |v| Some(value::words(v))).map(|f| f.0).unwrap_or_default(),
        images: images(&fields),
        rights: rights(&fields),
        ..Document::default()
    };
    if let Some((bylines, from)) =
        fields.first(keys::AUTHORS, |v| Some(value::bylines(v)).filter(|b| !b.is_empty()))
    {
        document.bylines = bylines.into_iter().map(|b| Found::new(b, from)).collect();
    }
    read_story(&mut document, &fields, limits)?;
    fields.embargoes().for_each(|line| push_note(&mut document, Some(line)));
    Ok(document)
}

/// The address of a publisher's own pages, where it is told as an object.
fn home_of(publisher: &Value) -> Option<String> {
    value::url(publisher.as_object()?.get("url")?).filter(|url| url.contains("://"))
}

/// The address of a page, also where its scheme is left out: `paper.example/local/ferry`.
fn page(value: &Value) -> Option<String> {
    let bare = || {
        let text = value.as_str()?.trim();
        let (host, path) = text.split_once('/')?;
        let is_host = host.contains('.')
            && host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-'))
            && host
                .rsplit('.')
                .next()
                .is_some_and(|top| top.len() >= 2 && top.bytes().all(|b| b.is_ascii_lowercase()));
        (is_host && !path.is_empty() && !text.contains(char::is_whitespace))
            .then(|| format!("https://{text}"))
    };
    value::url(value).or_else(bare)
}

fn published(fields: &Fields<'_>) -> Option<Found<crate::model::DateClaim>> {
    let (mut date, from) = fields.first(keys::PUBLISHED, value::date)?;
    let bare_day = from == "date" && date.raw.len() == 10;
    if bare_day
        && let Some(Value::String(time)) = fields.get("time")
        && time.contains(':')
    {
        date.raw = format!("{}T{}", date.raw, time.trim());
    }
    Some(Found::new(date, from))
}

/// The longer of the plain text and the HTML wins; HTML wins a tie since it has the paragraphs.
fn read_story(document: &mut Document, fields: &Fields<'_>, limits: &TextLimits) -> Result<(), Fault> {
    let plain = fields.first(keys::TEXT, story).map(|f| f.0);
    let html = fields.first(keys::HTML, value::text).map(|f| f.0).filter(|h| fragment::looks_like_html(h));
    match (plain, html) {
        (Some(Story::Blocks(blocks)), _) => document.blocks = blocks,
        (Some(Story::Text(plain)), html) => {
            if fragment::looks_like_html(&plain) {
                return fragment::read_into(document, &plain, limits);
            }
            match html.filter(|_| !plain.contains('\n')) {
                Some(html) if html.len() >= plain.len() && html.len() < plain.len() * 4 => {
                    fragment::read_into(document, &html, limits)?;
                }
                _ => document.blocks = text::blocks(&plain, limits.paragraphs),
            }
        }
        (None, Some(html)) => fragment::read_into(document, &html, limits)?,
        (None, None) => {}
    }
    Ok(())
}

/// A story as it stands under its key.
enum Story {
    Text(String),
    Blocks(Vec<Block>),
}

fn story(value: &Value) -> Option<Story> {
    match value {
        Value::String(s) => {
            Some(Story::Text(fragment::unescaped(s).into_owned())).filter(|_| !s.trim().is_empty())
        }
        Value::Array(list) => {
            let texts = list.iter().filter_map(value::text);
            let blocks: Vec<Block> =
                texts.map(|text| Block::unknown(fragment::unescaped(&text).into_owned())).collect();
            Some(Story::Blocks(blocks)).filter(|_| list.iter().all(|v| v.is_string() || v.is_object()))
        }
        Value::Object(object) => sections(object).or_else(|| value::text(value).map(Story::Text)),
        _ => None,
    }
}

/// fundus: `{"summary": [..], "sections": [{"headline": [..], "paragraphs": [..]}]}`.
fn sections(body: &Map<String, Value>) -> Option<Story> {
    let sections = body.get("sections")?.as_array()?;
    let lines = |value: Option<&Value>, kind: Option<BlockKind>| -> Vec<Block> {
        let list = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        list.iter().filter_map(value::text).map(|text| Block { kind, text }).collect()
    };
    let mut blocks = lines(body.get("summary"), None);
    for section in sections {
        blocks.extend(lines(section.get("headline"), Some(BlockKind::Subhead)));
        blocks.extend(lines(section.get("paragraphs"), None));
    }
    Some(Story::Blocks(blocks))
}

fn images(fields: &Fields<'_>) -> Vec<Image> {
    let Some((list, _)) = fields.first(keys::IMAGE, |v| Some(image_list(v)).filter(|l| !l.is_empty())) else {
        return Vec::new();
    };
    super::crops::whole(list)
}

fn image_list(value: &Value) -> Vec<Image> {
    match value {
        Value::Array(list) => list
            .iter()
            .take(1000)
            .flat_map(|v| match v {
                Value::Array(_) => Vec::new(),
                other => image_list(other),
            })
            .collect(),
        other => image(other).into_iter().collect(),
    }
}

/// One picture: an address, or an object with an address and what is said about it.
pub(in crate::decode) fn image(value: &Value) -> Option<Image> {
    // an id with a fragment names a node of the graph, and no file
    let is_node = |url: &String| {
        value.is_object() && url.contains('#') && value.get("@id").and_then(Value::as_str) == Some(url)
    };
    let url = value::url(value).filter(|url| !is_node(url))?;
    let said = |keys: &[&str]| {
        let object = value.as_object()?;
        keys.iter().find_map(|k| object.get(*k).and_then(value::text)).map(|t| fragment::line(&t))
    };
    Some(Image {
        url: Some(url),
        caption: said(&["caption", "description"]),
        credit: said(&["creditText", "credit", "creator", "author", "copyrightHolder", "copyrightNotice"]),
        alt: said(&["alt", "altText", "alternateName"]),
        agency: None,
    })
}

fn rights(fields: &Fields<'_>) -> Option<Rights> {
    let copyright = fields.first(keys::COPYRIGHT, value::text).map(|f| f.0);
    let free = fields.first(keys::FREE, value::flag).map(|f| f.0);
    (copyright.is_some() || free.is_some()).then(|| Rights { copyright, free, ..Rights::default() })
}
