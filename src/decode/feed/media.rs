//! Pictures of an entry: Media RSS, enclosures, Atom's links to them.
//!
//! One picture is one however many sizes of it are named: what stands in a group is one picture, sizes differ in the address's
//! query, and a thumbnail is a picture only where there is no other.

use std::cell::OnceCell;
use std::collections::HashSet;

use crate::decode::html::{absolute, fragment, is_picture_address};
use crate::decode::xml::{Base, Id, Xml};
use crate::model::{Document, Image};

/// Reads the pictures of an entry into its document, so that it has at most so many.
pub(super) fn read(document: &mut Document, xml: &Xml, entry: Id, base: &Base, most: usize) {
    let whole = Whole { xml, entry, caption: OnceCell::new(), credit: OnceCell::new() };
    let mut known: HashSet<String> = document
        .images
        .iter()
        .filter_map(|i| i.url.as_deref())
        .map(without_query)
        .map(str::to_owned)
        .collect();
    let mut push = |document: &mut Document, id: Id| {
        let Some(url) = address(xml, id).and_then(|url| absolute(url, base.inside(xml, id).url())) else {
            return;
        };
        if document.images.len() < most
            && is_picture_address(&url)
            && known.insert(without_query(&url).to_owned())
        {
            let headline = document.headline.as_ref().map(|h| h.value.as_str());
            let caption = whole.caption(id).filter(|c| Some(c.as_str()) != headline);
            document.images.push(Image {
                url: Some(url),
                caption,
                credit: whole.credit(id),
                ..Image::default()
            });
        }
    };
    for part in xml.children(entry) {
        match (xml.prefix(part), xml.name(part)) {
            ("media", "group") => {
                if let Some(id) = largest(xml, xml.children(part).filter(|id| is_content(xml, *id))) {
                    push(document, id);
                }
            }
            _ if is_content(xml, part) || is_enclosure(xml, part) => push(document, part),
            _ => {}
        }
    }
    if document.images.is_empty() {
        let is_thumbnail = |id: &Id| xml.name(*id) == "thumbnail" && xml.prefix(*id) == "media";
        let thumbnails = xml.subtree(entry).skip(1).filter(is_thumbnail);
        if let Some(id) = largest(xml, thumbnails.take(MOST_SIZES)) {
            push(document, id);
        }
    }
}

/// Most sizes of one picture that are compared.
const MOST_SIZES: usize = 100;

/// A picture's address without what may ask for a size; what the whole query tells apart keeps it.
fn without_query(url: &str) -> &str {
    let ends_as_picture = |path: &str| {
        let end = path.rsplit('.').next().unwrap_or_default();
        ["jpg", "jpeg", "png", "webp", "gif", "avif"].iter().any(|kind| end.eq_ignore_ascii_case(kind))
    };
    url.split_once('?').filter(|(path, _)| ends_as_picture(path)).map_or(url, |(path, _)| path)
}

fn is_content(xml: &Xml, id: Id) -> bool {
    xml.prefix(id) == "media" && xml.name(id) == "content" && shows_a_picture(xml, id)
}

fn is_enclosure(xml: &Xml, id: Id) -> bool {
    let names_a_picture = || xml.attribute(id, "type").is_some_and(|t| t.starts_with("image"));
    match (xml.prefix(id), xml.name(id)) {
        ("", "enclosure") => shows_a_picture(xml, id),
        ("" | "atom", "link") => {
            xml.attribute(id, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("enclosure"))
                && names_a_picture()
        }
        _ => false,
    }
}

fn shows_a_picture(xml: &Xml, id: Id) -> bool {
    xml.attribute(id, "type").is_none_or(|t| t.starts_with("image"))
        && xml.attribute(id, "medium").is_none_or(|m| m == "image")
}

fn address(xml: &Xml, id: Id) -> Option<&str> {
    xml.attribute(id, if xml.name(id) == "link" { "href" } else { "url" })
}

/// The one of several sizes that the feed calls the usual one, else the largest, else the first.
fn largest(xml: &Xml, sizes: impl Iterator<Item = Id>) -> Option<Id> {
    let length = |id: Id, name| xml.attribute(id, name).and_then(|n| n.parse::<u64>().ok()).unwrap_or(0);
    let rank = |id: Id| {
        let is_usual = xml.attribute(id, "isDefault") == Some("true");
        (is_usual, length(id, "width").saturating_mul(length(id, "height").max(1)))
    };
    let mut best: Option<((bool, u64), Id)> = None;
    for id in sizes {
        let rank = rank(id);
        if best.is_none_or(|(known, _)| rank > known) {
            best = Some((rank, id));
        }
    }
    best.map(|(_, id)| id)
}

/// What is said of all pictures of an entry.
struct Whole<'x> {
    xml: &'x Xml,
    entry: Id,
    caption: OnceCell<Option<String>>,
    credit: OnceCell<Option<String>>,
}

impl Whole<'_> {
    fn caption(&self, id: Id) -> Option<String> {
        let own = self.caption_of(id);
        own.or_else(|| self.caption.get_or_init(|| self.caption_of(self.entry)).clone())
            .map(|c| fragment::line(&c))
    }

    fn credit(&self, id: Id) -> Option<String> {
        self.credit_of(id).or_else(|| self.credit.get_or_init(|| self.credit_of(self.entry)).clone())
    }

    fn caption_of(&self, id: Id) -> Option<String> {
        let xml = self.xml;
        ["description", "title", "text"].iter().find_map(|n| {
            xml.line(xml.children(id).find(|c| xml.name(*c) == *n && xml.prefix(*c) == "media")?)
        })
    }

    fn credit_of(&self, id: Id) -> Option<String> {
        self.xml.children(id).find(|c| self.xml.name(*c) == "credit").and_then(|c| self.xml.line(c))
    }
}
