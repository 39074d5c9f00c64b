//! XML of no known format: fields by the names that vendors give their elements.
//!
//! The same names are known as for JSON ([`super::json::keys`]): `<Headline>`, `<body_text>`, `<PublishDate>`. Only
//! where an element holds a story of some length is the text taken for an article at all: a table of results or a
//! configuration is refused.
//!
//! Where the user says in `pipeline.toml` where the fields of a vendor stand, that is followed instead ([`mapped`]).

use std::cell::RefCell;

use super::agency;
use super::html::fragment;
use super::json::keys;
use super::json::value::{fold_key, split_words};
use super::reading::{GO_ON, Outcome, Reading, STOP, Sheet};
use super::xml::{self, Id, Xml};
use crate::model::{Byline, DateClaim, Document, Fault, FaultCode, Found, Image, TextLimits};

mod mapped;
mod path;
mod several;

pub(super) use mapped::{decode_mapped, named_by};

/// How often all of a text may be read in search of the story.
const STORY_TIMES: usize = 8;
/// Shortest story.
const MIN_STORY: usize = 40;
/// Most people of one story.
const MOST_BYLINES: usize = 30;

/// How parts of a person's name are called, where they stand apart.
const WHOLE_NAMES: &[&str] =
    &["name", "fullname", "displayname", "nom", "nombre", "nome", "naam", "namn", "navn", "nimi"];
const FIRST_NAMES: &[&str] = &[
    "firstname",
    "givenname",
    "first",
    "vorname",
    "prénom",
    "prenom",
    "nombre",
    "nome",
    "voornaam",
    "förnamn",
    "fornavn",
    "etunimi",
];
const LAST_NAMES: &[&str] = &[
    "lastname",
    "familyname",
    "surname",
    "last",
    "nachname",
    "nom",
    "apellido",
    "apellidos",
    "cognome",
    "sobrenome",
    "achternaam",
    "efternamn",
    "efternavn",
    "etternavn",
    "sukunimi",
];

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
    let stories = several::stories(&xml, root);
    if stories.is_empty() {
        let document = read(&xml, root, reading.limits)?;
        return reading.story(sheet, document);
    }
    for (n, story) in stories.into_iter().enumerate() {
        let bytes = sheet.text.get(xml.source(story)).unwrap_or_default();
        let document = read(&xml, story, reading.limits);
        if reading.item(sheet, &(n + 1).to_string(), bytes.as_bytes(), document)?.is_break() {
            return STOP;
        }
    }
    GO_ON
}

/// One story, which an element of the delivery holds with its fields.
fn read(xml: &Xml, root: Id, limits: &TextLimits) -> Result<Document, Fault> {
    let elements = Elements::of(xml, root);
    let mut document = Document {
        format: "xml",
        headline: elements.line(keys::HEADLINE),
        headline_alt: elements.line(keys::HEADLINE_ALT).into_iter().map(|f| f.value).collect(),
        item: elements.line(keys::ITEM).or_else(|| elements.own(keys::ITEM)).map(|f| f.value),
        version: elements.line(keys::VERSION).map(|f| f.value).filter(|version| is_number(version)),
        urgency: elements
            .line(keys::URGENCY)
            .and_then(|f| Some(Found::new(agency::urgency(&f.value)?, f.from))),
        slug: elements.line(keys::SLUG),
        language: elements.line(keys::LANGUAGE).or_else(|| elements.own(keys::LANGUAGE)),
        section: elements.line(keys::SECTION),
        lead: elements.line(keys::LEAD).map(|f| Found::new(fragment::line(&f.value), f.from)),
        publisher: elements.line(keys::PUBLISHER),
        published: elements.date(keys::PUBLISHED).or_else(|| elements.date(DAY)),
        modified: elements.date(keys::MODIFIED),
        embargo_until: elements.line(keys::EMBARGO).map(|f| Found::new(DateClaim { raw: f.value }, f.from)),
        url: elements.line(keys::URL).filter(|u| u.value.contains("://")),
        rights: agency::rights(elements.line(keys::COPYRIGHT).map(|f| f.value), None),
        ..Document::default()
    };
    document.section =
        document.section.take_if(|s| document.headline.as_ref().is_none_or(|h| h.value != s.value));
    document.keywords = elements.words(keys::KEYWORDS);
    document.credits = elements.line(keys::CREDIT).into_iter().collect();
    document.dateline = dateline(elements.line(keys::DATELINE), document.credits.first());
    document.credits.iter_mut().for_each(|c| c.value = c.value.trim_matches(['/', '(', ')', ' ']).to_owned());
    document.bylines = elements.bylines();
    let Some(story) = elements.story() else {
        if let Some(picture) = elements.picture(&document) {
            document.images.push(picture);
            agency::push_note(&mut document, elements.line(keys::INSTRUCTIONS).map(|f| f.value));
            return Ok(document);
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
    agency::read_unknown_body(&mut document, xml, story, &elements.told_in(story), limits)?;
    agency::embargoes::read(&mut document, xml, root);
    Ok(document)
}

/// What the day is called where JSON has something else under that name.
const DAY: &[&str] = &["data"];

/// The elements by their folded names.
struct Elements<'a> {
    xml: &'a Xml,
    root: Id,
    named: Vec<(String, Id)>,
    /// Those that fields were read from.
    told: RefCell<Vec<Id>>,
}

impl<'a> Elements<'a> {
    fn of(xml: &'a Xml, root: Id) -> Self {
        let elements = xml.subtree(root).filter(|n| !xml.name(*n).is_empty()).take(50_000);
        let named = elements.map(|n| (fold_key(xml.name(n)), n)).collect();
        Elements { xml, root, named, told: RefCell::default() }
    }

    fn all<'s>(&'s self, key: &'s str) -> impl Iterator<Item = Id> + 's {
        self.named.iter().filter(move |(name, _)| name == key).map(|(_, id)| *id)
    }

    /// The elements of a name that hold text and no elements.
    fn leaves<'s>(&'s self, key: &'s str) -> impl Iterator<Item = Id> + 's {
        self.all(key).filter(|id| self.xml.children(*id).all(|c| self.xml.name(c).is_empty()))
    }

    /// The line of an element that a field is read from.
    fn tell(&self, id: Id, most: usize) -> Option<String> {
        let line = self.xml.short_line(id, most)?;
        self.told.borrow_mut().push(id);
        Some(line)
    }

    /// The first element of these names that holds a line and no elements.
    fn line(&self, names: &'static [&'static str]) -> Option<Found<String>> {
        names.iter().find_map(|key| {
            let line = self.leaves(key).find_map(|id| self.tell(id, 2_000))?;
            Some(Found::new(line, *key))
        })
    }

    /// What the story's own element says of itself.
    fn own(&self, names: &'static [&'static str]) -> Option<Found<String>> {
        names.iter().find_map(|key| {
            let mut attributes = self.xml.attributes(self.root);
            let (_, value) =
                attributes.find(|(name, value)| fold_key(name) == *key && !value.trim().is_empty())?;
            Some(Found::new(value.trim().to_owned(), *key))
        })
    }

    /// The lines of all elements of the first name that any has.
    fn lines(&self, names: &'static [&'static str]) -> Vec<Found<String>> {
        let of = |key: &'static str| -> Vec<Found<String>> {
            let lines = self.leaves(key).filter_map(|id| self.tell(id, 2_000));
            lines.map(|line| Found::new(line, key)).collect()
        };
        names.iter().map(|key| of(key)).find(|lines| !lines.is_empty()).unwrap_or_default()
    }

    /// The words of all elements of the first name that any has: a list in one, or one in each.
    fn words(&self, names: &'static [&'static str]) -> Vec<String> {
        self.lines(names).iter().flat_map(|line| split_words(&line.value)).collect()
    }

    /// Who wrote it: each in an element, or the parts of a name in elements of their own.
    fn bylines(&self) -> Vec<Found<Byline>> {
        let mut lines = self.lines(keys::AUTHORS);
        if lines.is_empty() {
            let parted = keys::AUTHORS.iter().map(|key| self.parted_names(key));
            lines = parted.into_iter().find(|names| !names.is_empty()).unwrap_or_default();
        }
        let byline = |f: Found<String>| Found::new(Byline { raw: f.value, ..Byline::default() }, f.from);
        lines.into_iter().take(MOST_BYLINES).map(byline).collect()
    }

    fn parted_names(&self, key: &'static str) -> Vec<Found<String>> {
        let parts = |id: Id, names: &[&str]| {
            let mut found =
                self.xml.children(id).filter(|c| names.contains(&fold_key(self.xml.name(*c)).as_str()));
            found.find_map(|c| self.tell(c, 200))
        };
        let name = |id: Id| {
            parts(id, WHOLE_NAMES)
                .or_else(|| Some(format!("{} {}", parts(id, FIRST_NAMES)?, parts(id, LAST_NAMES)?)))
        };
        self.all(key).filter_map(name).map(|line| Found::new(line, key)).collect()
    }

    fn date(&self, names: &'static [&'static str]) -> Option<Found<DateClaim>> {
        names.iter().find_map(|key| {
            let dated = |id| {
                let line = self.xml.short_line(id, 60)?;
                let is_day = line.bytes().filter(u8::is_ascii_digit).count() > 3;
                is_day.then(|| self.tell(id, 60))?
            };
            Some(Found::new(DateClaim { raw: self.all(key).find_map(dated)? }, *key))
        })
    }

    /// What in an element of the story fields were read from, and is no text: it stands beside the text, not in a line of it.
    fn told_in(&self, story: Id) -> Vec<Id> {
        let inside = self.xml.subtree(story);
        let lead = |id: Id| keys::LEAD.contains(&fold_key(self.xml.name(id)).as_str());
        let told = self.told.borrow();
        let beside = told.iter().copied().filter(|id| *id != story && inside.contains(id) && !lead(*id));
        beside.filter(|id| !self.xml.has_own_text(self.xml.parent(*id))).collect()
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
        let told: Vec<(usize, Id)> = told.collect();
        let longest = |told: &mut dyn Iterator<Item = (usize, Id)>| {
            told.max_by_key(|(length, id)| (*length, std::cmp::Reverse(*id)))
        };
        let mut best = longest(&mut told.iter().copied())?;
        // an element may hold the story beside its fields
        while let Some(inner) =
            longest(&mut told.iter().copied().filter(|(_, id)| self.is_text_of(*id, best.1)))
            && inner.0 * 2 >= best.0
        {
            best = inner;
        }
        Some(best.1)
    }

    /// Whether an element is the text of another that holds fields beside it; one of several of its name is a part of a text.
    fn is_text_of(&self, inner: Id, outer: Id) -> bool {
        let (within, text) = (self.xml.subtree(outer), self.xml.subtree(inner));
        let siblings = self.xml.children(self.xml.parent(inner));
        let told = self.told.borrow();
        inner != outer
            && within.contains(&inner)
            && told.iter().any(|id| within.contains(id) && !text.contains(id))
            && siblings.filter(|id| self.xml.name(*id) == self.xml.name(inner)).count() == 1
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
