//! Feeds as documents: RSS 0.9x to 2.0, RSS 1.0 (RDF), Atom, with Media RSS, Dublin Core and `content:encoded`.
//!
//! Each entry is a member. A feed that is damaged is read as far as it goes, with a warning: its whole entries are
//! whole, and where the end tags of entries are missing, each ends where the next begins.

use std::cell::OnceCell;
use std::collections::HashSet;

use super::agency::rights;
use super::html::fragment;
use super::reading::{Outcome, Reading, STOP, Sheet};
use super::xml::{self, Id, Xml};
use crate::model::{Byline, DateClaim, Document, Fault, FaultCode, Found, Image, TextLimits, Warning};

pub(super) fn recognise(text: &str) -> bool {
    matches!(xml::root_name(text), Some("rss" | "feed" | "RDF" | "channel"))
}

pub(super) fn decode(reading: &mut Reading<'_>, sheet: &Sheet<'_>) -> Outcome {
    let xml = parse(sheet.text)?;
    let root = xml.root().unwrap_or(0);
    let format = match xml.name(root) {
        "feed" => "atom",
        "RDF" => "rdf",
        _ => "rss",
    };
    let channel = Channel::read(&xml, root, format);
    let (entries, left_out) = xml.shallow(entries_of(&xml));
    if entries.is_empty() {
        let broken =
            xml.problem.as_ref().map(|p| Fault::new(FaultCode::Malformed, format!("expected a feed: {p}")));
        return Err(broken.unwrap_or_else(|| Fault::new(FaultCode::NoText, "a feed without entries")));
    }
    let count = entries.len();
    for (n, entry) in entries.into_iter().enumerate() {
        let mut document = read_entry(&xml, entry, &channel, reading.limits);
        if let (Ok(document), Some(problem)) = (&mut document, &xml.problem) {
            document
                .warnings
                .push(Warning::new("feed-damaged", format!("the feed is not well-formed: {problem}")));
        }
        let bytes = sheet.text.get(xml.source(entry)).unwrap_or_default();
        if reading.item(sheet, &(n + 1).to_string(), bytes.as_bytes(), document)?.is_break() {
            return STOP;
        }
    }
    reading.left_out(sheet, count + 1, left_out)
}

/// What entries are called; none stands in another.
const ENTRIES: [&str; 2] = ["item", "entry"];

/// Parses a feed. Of one that is damaged and has entries in entries, the end tags are missing.
fn parse(text: &str) -> Result<Xml, Fault> {
    let parsed = Xml::parse(text);
    let lacks_ends = match &parsed {
        Ok(xml) => xml.problem.is_some() && xml.outermost(entries_of(xml)).len() < entries_of(xml).count(),
        Err(fault) => fault.code == FaultCode::TooDeep,
    };
    if lacks_ends { Xml::parse_apart(text, &ENTRIES) } else { parsed }
}

fn entries_of(xml: &Xml) -> impl Iterator<Item = Id> + '_ {
    let is_entry = |n: &Id| ENTRIES.contains(&xml.name(*n)) && xml.prefix(*n).is_empty();
    xml.subtree(xml.root().unwrap_or(0)).skip(1).filter(is_entry)
}

/// What a feed says about all its entries.
struct Channel {
    format: &'static str,
    title: Option<String>,
    language: Option<String>,
    copyright: Option<String>,
}

impl Channel {
    fn read(xml: &Xml, root: Id, format: &'static str) -> Channel {
        let channel = xml.child(root, "channel").unwrap_or(root);
        let line =
            |names: &[&str]| names.iter().find_map(|n| own_child(xml, channel, n).and_then(|c| xml.line(c)));
        Channel {
            format,
            title: line(&["title"]).map(|t| fragment::line(&t)),
            language: line(&["language"]).or_else(|| xml.attribute(root, "xml:lang").map(str::to_owned)),
            copyright: line(&["copyright", "rights"]),
        }
    }
}

/// A child of the feed's own vocabulary or Dublin Core, not one of Media RSS or iTunes of the same name.
fn own_child(xml: &Xml, id: Id, name: &str) -> Option<Id> {
    let is_own =
        |c: &Id| matches!(xml.prefix(*c), "" | "dc" | "dcterms" | "atom" | "content" | "rss" | "a10");
    xml.children(id).filter(|c| xml.name(*c) == name).find(is_own)
}

/// What an entry says of itself in Media RSS.
fn media(xml: &Xml, entry: Id, name: &'static str) -> Option<Found<String>> {
    let group = xml.child(entry, "group");
    let mut parts = xml.children(entry).chain(group.into_iter().flat_map(|g| xml.children(g)));
    let id = parts.find(|c| xml.name(*c) == name && xml.prefix(*c) == "media")?;
    Some(Found::new(xml.line(id)?, name))
}

fn read_entry(xml: &Xml, entry: Id, channel: &Channel, limits: &TextLimits) -> Result<Document, Fault> {
    let line = |names: &[&'static str]| {
        names.iter().find_map(|n| Some(Found::new(xml.line(own_child(xml, entry, n)?)?, *n)))
    };
    let date = |names: &[&'static str]| line(names).map(|f| Found::new(DateClaim { raw: f.value }, f.from));
    let mut document = Document {
        format: channel.format,
        headline: line(&["title"])
            .or_else(|| media(xml, entry, "title"))
            .map(|f| Found::new(fragment::line(&f.value), f.from))
            .filter(|f| !f.value.is_empty()),
        item: line(&["guid", "id", "identifier"])
            .map(|f| f.value)
            .or_else(|| xml.attribute(entry, "rdf:about").map(str::to_owned)),
        published: date(&["pubDate", "published", "date", "issued", "created", "updated"]),
        modified: date(&["updated", "modified"]),
        publisher: channel.title.clone().map(|t| Found::new(t, "channel")),
        language: xml
            .attribute(entry, "xml:lang")
            .map(str::to_owned)
            .or_else(|| channel.language.clone())
            .map(|l| Found::new(l, "channel")),
        rights: rights(line(&["rights"]).map(|f| f.value).or_else(|| channel.copyright.clone()), None),
        ..Document::default()
    };
    document.url = link(xml, entry)
        .map(|u| Found::new(u, "link"))
        .or_else(|| document.item.clone().filter(|i| i.starts_with("http")).map(|u| Found::new(u, "guid")));
    read_people(&mut document, xml, entry);
    let categories = xml.children(entry).filter(|c| {
        matches!(xml.name(*c), "category" | "subject") && matches!(xml.prefix(*c), "" | "dc" | "media")
    });
    document.keywords = categories
        .filter_map(|c| {
            xml.attribute(c, "label").or(xml.attribute(c, "term")).map(str::to_owned).or_else(|| xml.line(c))
        })
        .collect();
    read_text(&mut document, xml, entry, limits)?;
    read_media(&mut document, xml, entry, limits.with_one_more().list_entries);
    Ok(document)
}

/// The page of the entry: in Atom the alternate link.
fn link(xml: &Xml, entry: Id) -> Option<String> {
    let links: Vec<Id> = xml
        .children(entry)
        .filter(|c| xml.name(*c) == "link" && matches!(xml.prefix(*c), "" | "atom" | "rss"))
        .collect();
    let plain = links.iter().find_map(|l| xml.line(*l));
    let alternate = links
        .iter()
        .filter(|l| xml.attribute(**l, "rel").is_none_or(|r| r == "alternate"))
        .find_map(|l| xml.attribute(*l, "href"));
    let original = xml.children(entry).find(|c| matches!(xml.name(*c), "origLink")).and_then(|c| xml.line(c));
    original.or(plain).or_else(|| alternate.map(str::to_owned)).filter(|u| u.contains("://"))
}

fn read_people(document: &mut Document, xml: &Xml, entry: Id) {
    for name in ["creator", "author"] {
        let people = xml
            .children(entry)
            .filter(|c| xml.name(*c) == name && matches!(xml.prefix(*c), "" | "dc" | "atom"));
        let names = people.filter_map(|p| {
            xml.line_at(p, &["name"])
                .or_else(|| xml.child(p, "email").is_none().then(|| xml.line(p)).flatten())
        });
        document
            .bylines
            .extend(names.map(|n| Found::new(Byline { raw: fragment::line(&n), ..Byline::default() }, name)));
        if !document.bylines.is_empty() {
            return;
        }
    }
}

/// `content:encoded` or Atom's content before the description; the description is the lead where both are there.
fn read_text(document: &mut Document, xml: &Xml, entry: Id, limits: &TextLimits) -> Result<(), Fault> {
    let markup = |name: &str| {
        let id = own_child(xml, entry, name)?;
        let inline = xml.attribute(id, "type").is_some_and(|t| t.contains("xhtml"))
            || xml.children(id).any(|c| !xml.name(c).is_empty());
        let html = if inline {
            xml.to_html(id, |n| {
                Some(xml.name(n))
                    .map(|n| if matches!(n, "content" | "summary" | "description") { "" } else { n })
            })
        } else {
            xml.raw(id)
        };
        Some(html).filter(|h| !h.trim().is_empty())
    };
    let content = markup("encoded").or_else(|| markup("content"));
    let summary = markup("description").or_else(|| markup("summary"));
    if let (Some(_), Some(summary)) = (&content, &summary) {
        document.lead =
            Some(Found::new(fragment::line(summary), "description")).filter(|l| !l.value.is_empty());
    }
    if let Some(html) = content.or(summary) {
        fragment::read_into(document, &html, limits)?;
    }
    Ok(())
}

/// Media RSS and enclosures.
fn read_media(document: &mut Document, xml: &Xml, entry: Id, most: usize) {
    let group = xml.child(entry, "group");
    let parts = xml.children(entry).chain(group.into_iter().flat_map(|g| xml.children(g)));
    let caption = |id: Id| {
        ["description", "title", "text"].iter().find_map(|n| {
            xml.line(xml.children(id).find(|c| xml.name(*c) == *n && xml.prefix(*c) == "media")?)
        })
    };
    let credit = |id: Id| xml.children(id).find(|c| xml.name(*c) == "credit").and_then(|c| xml.line(c));
    let (whole_caption, whole_credit) = (OnceCell::new(), OnceCell::new());
    let mut known: HashSet<String> = document.images.iter().filter_map(|i| i.url.clone()).collect();
    for id in parts {
        if document.images.len() >= most {
            break;
        }
        let is_media =
            matches!((xml.prefix(id), xml.name(id)), ("media", "content" | "thumbnail") | ("", "enclosure"));
        let is_picture = xml.attribute(id, "type").is_none_or(|t| t.starts_with("image"))
            && xml.attribute(id, "medium").is_none_or(|m| m == "image");
        let Some(url) = xml.attribute(id, "url").filter(|_| is_media && is_picture) else { continue };
        if known.insert(url.to_owned()) {
            let caption = caption(id)
                .or_else(|| whole_caption.get_or_init(|| caption(entry)).clone())
                .map(|c| fragment::line(&c))
                .filter(|c| Some(c) != document.headline.as_ref().map(|h| &h.value));
            document.images.push(Image {
                url: Some(url.to_owned()),
                caption,
                credit: credit(id).or_else(|| whole_credit.get_or_init(|| credit(entry)).clone()),
                ..Image::default()
            });
        }
    }
}
