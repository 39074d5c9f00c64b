//! ninjs 3.1 of the IPTC (<https://www.iptc.org/std/ninjs/>).
//!
//! It has no place for quotations, spans, clusters' similarities, warnings and provenance, and none for a date that is
//! not known to the second with its offset from Greenwich: these stay in the record, whose id is an `altIds` entry.

use serde_json::Value;

use super::{Object, blocks, list, own_uri, status, uri, urn};
use crate::model::{
    AgencyRole, AuthorRole, BlockKind, Dated, EntityType, Image, Kind, LinkRel, Record, Status,
};

/// A record as ninjs.
pub(super) fn of(record: &Record) -> Value {
    let own = own_uri(record);
    let published = record.published.as_ref().and_then(instant);
    let modified = record.modified.as_ref().and_then(instant);
    let rights = record.rights.as_ref();
    let object = Object::default()
        .with("uri", own.as_str())
        .with("type", kind(record))
        .with("representationType", if is_part(record) { "partial" } else { "full" })
        .maybe("version", record.cluster.as_ref().and_then(|c| c.revision).map(|n| n.to_string()))
        .maybe("firstCreated", published.clone())
        .maybe("versionCreated", modified.or(published))
        .maybe("embargoedUntil", record.embargo_until.as_deref().and_then(full))
        .maybe("pubStatus", status(record).map(status_word))
        .maybe("urgency", record.urgency.filter(|n| (1..=9).contains(n)))
        .maybe("copyrightHolder", record.publisher.as_ref().map(|p| p.name.as_str()))
        .maybe("copyrightNotice", rights.and_then(|r| r.copyright.as_deref()))
        .maybe("usageTerms", rights.and_then(|r| r.usage_terms.as_deref()))
        .with("edNote", blocks(record, BlockKind::Note))
        .maybe("language", record.language.as_deref())
        .with("headlines", headlines(record))
        .with("descriptions", descriptions(record))
        .with("bodies", bodies(record))
        .with("by", by(record))
        .maybe("slugline", record.slug.as_deref())
        .maybe("located", record.dateline.as_ref().and_then(|d| d.place.as_deref()))
        .with("people", people(record))
        .with("organisations", entities(record, EntityType::Organization))
        .with("places", entities(record, EntityType::Place))
        .with("subjects", subjects(record))
        .with("genres", list(record.genre.iter().map(|name| Object::default().with("name", name.as_str()))))
        .with("infoSources", sources(record))
        .with("associations", associations(record, &own))
        .with("altIds", ids(record))
        .with("standard", standard());
    object.into()
}

fn standard() -> Object {
    Object::default()
        .with("name", "ninjs")
        .with("version", "3.1")
        .with("schema", "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#")
}

fn kind(record: &Record) -> &'static str {
    if record.text.is_empty() && !record.images.is_empty() { "picture" } else { "text" }
}

/// Whether the record holds less than the story: a copy whose text stands in its original, a page behind a wall.
fn is_part(record: &Record) -> bool {
    record.kind == Kind::Duplicate || record.warnings.iter().any(|w| w.code == "paywalled")
}

fn status_word(status: Status) -> &'static str {
    match status {
        Status::Usable => "usable",
        Status::Withheld => "withheld",
        Status::Canceled => "canceled",
    }
}

fn instant(dated: &Dated) -> Option<String> {
    full(&dated.value)
}

/// A moment with its offset as RFC 3339 wants it; `None` where less is known.
fn full(value: &str) -> Option<String> {
    let (day, time) = value.split_once('T')?;
    let at = time.find(['Z', '+', '-'])?;
    let (clock, offset) = time.split_at_checked(at)?;
    let seconds = if clock.matches(':').count() == 1 { ":00" } else { "" };
    Some(format!("{day}T{clock}{seconds}{offset}"))
}

fn text(role: &str, value: &str) -> Object {
    Object::default().with("role", role).with("contentType", "text/plain").with("value", value)
}

fn headlines(record: &Record) -> Value {
    let main = record.headline.iter().map(|h| text("main", h));
    let others = record.headline_alt.iter().map(|h| text("alternative", h));
    let tag = record.update_tag.iter().map(|t| text("updateTag", t));
    list(main.chain(others).chain(tag))
}

fn descriptions(record: &Record) -> Value {
    list(record.lead.iter().map(|lead| text("summary", lead)))
}

/// The story as text and as HTML; the HTML keeps subheads, lists and quoted blocks.
fn bodies(record: &Record) -> Value {
    if record.text.is_empty() {
        return Value::Null;
    }
    let plain = text("main", &record.text)
        .with("charCount", record.text.chars().count())
        .with("wordCount", record.counts.words);
    let html =
        Object::default().with("role", "main").with("contentType", "text/html").with("value", html(record));
    list([plain, html])
}

fn html(record: &Record) -> String {
    let mut html = String::with_capacity(record.text.len() + 256);
    let mut in_list = false;
    for block in record.body.iter().filter(|b| b.kind.is_story()) {
        let is_item = block.kind == BlockKind::List;
        if is_item != in_list {
            html.push_str(if is_item { "<ul>" } else { "</ul>" });
            in_list = is_item;
        }
        let (open, close) = match block.kind {
            BlockKind::Subhead => ("<h2>", "</h2>"),
            BlockKind::List => ("<li>", "</li>"),
            BlockKind::Blockquote => ("<blockquote><p>", "</p></blockquote>"),
            _ => ("<p>", "</p>"),
        };
        html.push_str(open);
        escape(&block.text, &mut html);
        html.push_str(close);
    }
    if in_list {
        html.push_str("</ul>");
    }
    html
}

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '\n' => html.push_str("<br>"),
            c => html.push(c),
        }
    }
}

fn by(record: &Record) -> String {
    let writes = |role| matches!(role, AuthorRole::Author | AuthorRole::Reporter);
    let names: Vec<&str> =
        record.authors.iter().filter(|a| writes(a.role)).map(|a| a.name.as_str()).collect();
    names.join(", ")
}

fn people(record: &Record) -> Value {
    let made = record.authors.iter().map(|author| {
        let rel = match author.role {
            AuthorRole::Author => "author",
            AuthorRole::Reporter => "reporter",
            AuthorRole::Editor => "editor",
            AuthorRole::Photographer => "photographer",
            AuthorRole::Contributor => "contributor",
        };
        Object::default().with("name", author.name.as_str()).with("rel", rel)
    });
    let named = record.entities.iter().filter(|e| e.kind == EntityType::Person);
    list(made.chain(named.map(|e| mention(&e.name))))
}

fn mention(name: &str) -> Object {
    Object::default().with("name", name).with("rel", "mentions")
}

fn entities(record: &Record, kind: EntityType) -> Value {
    list(record.entities.iter().filter(|e| e.kind == kind).map(|e| mention(&e.name)))
}

fn subjects(record: &Record) -> Value {
    let subject = |name: &String, rel: &str| Object::default().with("name", name.as_str()).with("rel", rel);
    let about = record.subjects.iter().map(|s| subject(s, "about"));
    let section = record.section.iter().map(|s| subject(s, "section"));
    let keywords = record.keywords.iter().map(|k| subject(k, "keyword"));
    list(about.chain(section).chain(keywords))
}

fn sources(record: &Record) -> Value {
    let source = |name: &str, role: &str| Object::default().with("name", name).with("role", role);
    let publisher = record.publisher.iter().map(|p| source(&p.name, "publisher"));
    let agencies = record.agencies.iter().map(|agency| {
        let role = match agency.role {
            AgencyRole::Origin => "origin",
            AgencyRole::Contributor => "contributor",
            AgencyRole::Cited => "cited",
        };
        source(&agency.name, role).maybe("literal", agency.code.as_deref())
    });
    list(publisher.chain(agencies))
}

fn associations(record: &Record, own: &str) -> Value {
    let pictures = record.images.iter().enumerate().map(|(n, image)| picture(n + 1, image, own));
    let links = record.links.iter().enumerate().filter_map(|(n, link)| {
        let rel = match link.rel {
            LinkRel::Related => "related",
            LinkRel::Promo => "promo",
            LinkRel::Citation => "citation",
            LinkRel::Canonical => "canonical",
            LinkRel::Author => "author",
        };
        let object = Object::default()
            .with("name", format!("link-{}", n + 1))
            .with("rel", rel)
            .with("uri", uri(link.url.as_deref()?)?)
            .with("title", link.text.as_str());
        Some(object)
    });
    list(pictures.chain(links))
}

fn picture(number: usize, image: &Image, own: &str) -> Object {
    let address = image.url.as_deref().and_then(uri);
    let name = || format!("{}#image-{number}", own.split('#').next().unwrap_or_default());
    let captions = image.caption.iter().map(|c| text("caption", c));
    let rendition = address.iter().map(|href| {
        Object::default()
            .with("name", "original")
            .with("href", href.as_str())
            .maybe("title", image.alt.as_deref())
    });
    Object::default()
        .with("name", format!("image-{number}"))
        .with("rel", "image")
        .with("type", "picture")
        .maybe("by", image.credit.as_deref())
        .with("descriptions", list(captions))
        .with("renditions", list(rendition))
        .with("uri", address.unwrap_or_else(name))
}

fn ids(record: &Record) -> Value {
    let id = |role: &str, value: &str| Object::default().with("role", role).with("value", value);
    let mut ids = vec![id("wiredesk", &record.id), id("uuid", &urn(&record.id))];
    ids.extend(record.source.item.iter().map(|item| id("item", item)));
    ids.extend(record.cluster.iter().map(|cluster| id("cluster", &cluster.id)));
    ids.extend(record.cluster.iter().filter_map(|c| c.of.as_deref()).map(|of| id("basedOn", of)));
    list(ids)
}
