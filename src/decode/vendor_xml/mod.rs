//! XML of no known format: fields by the names that vendors give their elements.
//!
//! The same names are known as for JSON ([`super::json::keys`]): `<Headline>`, `<body_text>`, `<PublishDate>`. Only
//! where an element holds a story of some length is the text taken for an article at all: a table of results or a
//! configuration is refused.
//!
//! Where the user says in `pipeline.toml` where the fields of a vendor stand, that is followed instead ([`mapped`]).

use super::agency;
use super::html::fragment;
use super::json::keys;
use super::json::value::{fold_key, split_words};
use super::reading::{Outcome, Reading, Sheet};
use super::xml::{self, Id, Xml};
use crate::model::{Byline, DateClaim, Document, Fault, FaultCode, Found, Image};

mod mapped;
mod path;

pub(super) use mapped::{decode_mapped, named_by};

/// How often all of a text may be read in search of the story.
const STORY_TIMES: usize = 8;
/// Shortest story.
const MIN_STORY: usize = 40;

/// XML with a declaration, or a first element that HTML does not know; no page.
pub(super) fn recognise(text: &str) -> bool {
    let Some(root) = xml::root_name(text) else { return false };
    let declared = text.trim_start().starts_with("<?xml");
    let html = ["html", "body", "head", "svg"].iter().any(|n| root.eq_ignore_ascii_case(n));
    !html && (declared || !fragment::is_html_element(root)) && text.contains("</")
}

pub(super) fn decode(reading: &mut Reading<'_>, sheet: &Sheet<'_>) -> Outcome {
    let xml = Xml::parse_whole(sheet.text)?;
    let root = xml.root().unwrap_or(0);
    let elements = Elements::of(&xml, root);
    let mut document = Document {
        format: "xml",
        headline: elements.line(keys::HEADLINE),
        item: elements.line(keys::ITEM).map(|f| f.value),
        version: elements.line(keys::VERSION).map(|f| f.value).filter(|version| is_number(version)),
        urgency: elements
            .line(keys::URGENCY)
            .and_then(|f| Some(Found::new(agency::urgency(&f.value)?, f.from))),
        slug: elements.line(keys::SLUG),
        language: elements.line(keys::LANGUAGE),
        section: elements.line(keys::SECTION),
        lead: elements.line(keys::LEAD).map(|f| Found::new(fragment::line(&f.value), f.from)),
        publisher: elements.line(keys::PUBLISHER),
        published: elements.date(keys::PUBLISHED),
        modified: elements.date(keys::MODIFIED),
        embargo_until: elements.line(keys::EMBARGO).map(|f| Found::new(DateClaim { raw: f.value }, f.from)),
        url: elements.line(keys::URL).filter(|u| u.value.contains("://")),
        rights: agency::rights(elements.line(keys::COPYRIGHT).map(|f| f.value), None),
        ..Document::default()
    };
    let byline = elements.line(keys::AUTHORS);
    document.keywords = elements.words(keys::KEYWORDS);
    document.credits = elements.line(keys::CREDIT).into_iter().collect();
    document.dateline = dateline(elements.line(keys::DATELINE), document.credits.first());
    document.credits.iter_mut().for_each(|c| c.value = c.value.trim_matches(['/', '(', ')', ' ']).to_owned());
    document.bylines = byline
        .into_iter()
        .map(|f| Found::new(Byline { raw: f.value, ..Byline::default() }, f.from))
        .collect();
    let Some(story) = elements.story() else {
        if let Some(picture) = elements.picture(&document) {
            document.images.push(picture);
            agency::push_note(&mut document, elements.line(keys::INSTRUCTIONS).map(|f| f.value));
            return reading.story(sheet, document);
        }
        let name = xml.name(root);
        if name.eq_ignore_ascii_case("opml") {
            let message = "a list of feeds (OPML): it names feeds but no story";
            return Err(Fault::new(FaultCode::NoText, message));
        }
        return Err(Fault::new(
            FaultCode::NoText,
            format!("XML of no known format (<{name}>), and no element of it holds a story"),
        ));
    };
    agency::read_unknown_body(&mut document, &xml, story, reading.limits)?;
    agency::embargoes::read(&mut document, &xml, root);
    reading.story(sheet, document)
}

/// The elements by their folded names.
struct Elements<'a> {
    xml: &'a Xml,
    named: Vec<(String, Id)>,
}

impl<'a> Elements<'a> {
    fn of(xml: &'a Xml, root: Id) -> Self {
        let elements = xml.subtree(root).filter(|n| !xml.name(*n).is_empty()).take(50_000);
        Elements { xml, named: elements.map(|n| (fold_key(xml.name(n)), n)).collect() }
    }

    fn all<'s>(&'s self, key: &'s str) -> impl Iterator<Item = Id> + 's {
        self.named.iter().filter(move |(name, _)| name == key).map(|(_, id)| *id)
    }

    /// The first element of these names that holds a line and no elements.
    fn line(&self, names: &'static [&'static str]) -> Option<Found<String>> {
        names.iter().find_map(|key| {
            let is_leaf = |id: &Id| self.xml.children(*id).all(|c| self.xml.name(c).is_empty());
            let line = self.all(key).filter(is_leaf).find_map(|id| self.xml.short_line(id, 2_000))?;
            Some(Found::new(line, *key))
        })
    }

    /// The words of all elements of the first name that any has: a list in one, or one in each.
    fn words(&self, names: &'static [&'static str]) -> Vec<String> {
        let of = |key: &'static str| -> Vec<String> {
            let is_leaf = |id: &Id| self.xml.children(*id).all(|c| self.xml.name(c).is_empty());
            let lines = self.all(key).filter(is_leaf).filter_map(|id| self.xml.short_line(id, 2_000));
            lines.flat_map(|line| split_words(&line)).collect()
        };
        names.iter().map(|key| of(key)).find(|words| !words.is_empty()).unwrap_or_default()
    }

    fn date(&self, names: &'static [&'static str]) -> Option<Found<DateClaim>> {
        names.iter().find_map(|key| {
            let dated = |id| {
                let line = self.xml.short_line(id, 60)?;
                Some(line).filter(|l| l.bytes().filter(u8::is_ascii_digit).count() > 3)
            };
            Some(Found::new(DateClaim { raw: self.all(key).find_map(dated)? }, *key))
        })
    }

    /// The picture that a delivery without a story is, where it says so: its caption, its credit, its file where that is an address.
    fn picture(&self, document: &Document) -> Option<Image> {
        let kind = self.line(keys::CONTENT_KIND)?.value;
        let kind = fold_key(&kind);
        let is_picture = PICTURES.iter().any(|picture| kind.starts_with(picture));
        let caption = self.line(keys::CAPTION).filter(|_| is_picture)?;
        let url = self.line(keys::IMAGE).map(|f| f.value).filter(|url| url.contains("://"));
        Some(Image {
            url,
            caption: Some(fragment::line(&caption.value)),
            credit: document.credits.first().map(|credit| credit.value.clone()),
            ..Image::default()
        })
    }

    /// The longest text under an element that is named as a story.
    fn story(&self) -> Option<Id> {
        let named = keys::HTML.iter().chain(keys::TEXT).flat_map(|key| self.all(key));
        // Stories in stories are read once for each: no more of them than all the text a few times over.
        let mut left = self.xml.source(self.xml.root().unwrap_or(0)).len().saturating_mul(STORY_TIMES);
        let affordable = named.take_while(|id| {
            let is_affordable = left > 0;
            left = left.saturating_sub(self.xml.source(*id).len());
            is_affordable
        });
        let told =
            affordable.map(|id| (prose(&self.xml.raw(id)), id)).filter(|(length, _)| *length >= MIN_STORY);
        told.max_by_key(|(length, id)| (*length, std::cmp::Reverse(*id))).map(|(_, id)| id)
    }
}

/// What a delivery's version is counted by; `1.0` is that of a format.
fn is_number(version: &str) -> bool {
    (1..=9).contains(&version.len()) && version.bytes().all(|b| b.is_ascii_digit())
}

/// What pictures are called among kinds of content, letters alone, small.
const PICTURES: [&str; 8] = ["photo", "picture", "image", "foto", "bild", "billede", "imagen", "graphic"];

/// A place, with the agency that the vendor marks as copy does: `Halden` and `/hna/`.
fn dateline(place: Option<Found<String>>, credit: Option<&Found<String>>) -> Option<Found<String>> {
    let Found { value, from } = place?;
    let mark = credit.map(|c| c.value.trim()).filter(|mark| {
        let inner = mark.strip_prefix('/').and_then(|m| m.strip_suffix('/'));
        let inner = inner.or_else(|| mark.strip_prefix('(').and_then(|m| m.strip_suffix(')')));
        inner.is_some_and(|m| {
            m.len() >= 2 && m.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '/' | '-'))
        })
    });
    let value =
        mark.filter(|m| !value.contains(*m)).map_or_else(|| value.clone(), |m| format!("{value} {m}"));
    Some(Found::new(value, from))
}

/// How much of a text stands in lines of several words.
fn prose(text: &str) -> usize {
    text.lines().filter(|l| l.split_whitespace().count() >= 5).map(str::len).sum()
}
