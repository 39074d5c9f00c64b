//! NITF: the News Industry Text Format of the IPTC, versions 2 to 3, with or without its document type.

use super::{embargoes, nitf_media, push_note, read_body, rights, status, urgency};
use crate::decode::reading::{Outcome, Reading, Sheet};
use crate::decode::xml::{self, Id, Xml};
use crate::model::{Block, Byline, DateClaim, Document, Fault, Found, TextLimits};

pub(in crate::decode) fn recognise(text: &str) -> bool {
    xml::root_name(text) == Some("nitf")
}

pub(in crate::decode) fn decode(reading: &mut Reading<'_>, sheet: &Sheet<'_>) -> Outcome {
    let xml = Xml::parse_whole(sheet.text)?;
    let mut document = Document { format: "nitf", ..Document::default() };
    if let Some(root) = xml.root() {
        read(&mut document, &xml, root, reading.limits)?;
    }
    reading.story(sheet, document)
}

/// Reads a `<nitf>` element, alone or inside another format: only fields that are still empty are filled.
pub(in crate::decode) fn read(
    document: &mut Document,
    xml: &Xml,
    root: Id,
    limits: &TextLimits,
) -> Result<(), Fault> {
    if let Some(data) = xml.find(root, "docdata") {
        read_docdata(document, xml, data);
    }
    read_subjects(document, xml, root);
    if let Some(head) = xml.at(root, &["body", "body.head"]) {
        read_head(document, xml, head);
    }
    let title = || xml.line_at(root, &["head", "title"]);
    document.headline = document.headline.take().or_else(|| title().map(|t| Found::new(t, "title")));
    let from_pubdata = xml.find(root, "pubdata").and_then(|p| xml.attribute(p, "name"));
    document.publisher =
        document.publisher.take().or_else(|| from_pubdata.map(|n| Found::new(n.to_owned(), "pubdata")));
    let language = xml.attribute(root, "baselang").or_else(|| xml.attribute(root, "xml:lang"));
    document.language =
        document.language.take().or_else(|| language.map(|l| Found::new(l.to_owned(), "baselang")));
    // a note to editors has a body of its own
    let is_story = |id: &Id| xml.name(xml.parent(*id)) != "note";
    for content in xml.outermost(xml.find_all(root, "body.content").filter(is_story)) {
        read_body(document, xml, content, limits)?;
        nitf_media::read(document, xml, content);
    }
    if let Some(end) = xml.at(root, &["body", "body.end"]) {
        read_end(document, xml, end);
    }
    embargoes::read(document, xml, root);
    Ok(())
}

/// What stands below the story: a sentence that says who helped, or a line for the desk.
fn read_end(document: &mut Document, xml: &Xml, end: Id) {
    let line = xml.line(end);
    match line.filter(|l| xml.child(end, "tagline").is_some() && l.ends_with('.')) {
        Some(sentence) => document.blocks.push(Block::unknown(sentence)),
        None => push_note(document, xml.line(end)),
    }
}

fn read_docdata(document: &mut Document, xml: &Xml, data: Id) {
    let attribute = |element: &str, name: &str| {
        let id = xml.child(data, element)?;
        xml.attribute(id, name).map(str::to_owned)
    };
    let claim = |raw: Option<String>, from: &'static str| raw.map(|raw| Found::new(DateClaim { raw }, from));
    document.item = document.item.take().or_else(|| attribute("doc-id", "id-string"));
    document.slug = document.slug.take().or_else(|| slug(xml, data));
    document.version = document.version.take().or_else(|| attribute("du-key", "version"));
    document.published =
        document.published.take().or_else(|| claim(attribute("date.issue", "norm"), "date.issue"));
    document.embargo_until = claim(attribute("date.release", "norm"), "date.release")
        .filter(|release| document.published.as_ref().is_none_or(|issue| issue.value != release.value))
        .or(document.embargo_until.take());
    let level = attribute("urgency", "ed-urg").as_deref().and_then(urgency);
    document.urgency = document.urgency.take().or_else(|| level.map(|n| Found::new(n, "urgency")));
    let managed = xml.attribute(data, "management-status").and_then(status);
    document.status = document.status.take().or_else(|| managed.map(|s| Found::new(s, "docdata")));
    let keys = xml.find_all(data, "keyword").filter_map(|k| xml.attribute(k, "key"));
    document.keywords.extend(keys.map(str::to_owned));
    let sources = xml.find_all(data, "from-src").filter_map(|s| xml.attribute(s, "src-name"));
    let sources = sources.filter(|name| !name.contains('.') && !name.trim().is_empty());
    document.credits.extend(sources.map(|name| Found::new(name.to_owned(), "from-src")));
    let holder = attribute("doc.copyright", "holder");
    let notice = holder.map(|h| match attribute("doc.copyright", "year") {
        // some write a whole date
        Some(year) => format!("{h} {}", year.get(..4).unwrap_or(&year)),
        None => h,
    });
    document.rights = document.rights.take().or_else(|| rights(notice, None));
    push_note(document, attribute("ed-msg", "info"));
}

/// The words by which desks know a story: its key, or what vendors write beside a key that is a number.
fn slug(xml: &Xml, data: Id) -> Option<Found<String>> {
    let key = xml.child(data, "du-key").and_then(|d| xml.attribute(d, "key"));
    let key = key.filter(|key| !is_machine_made(key)).map(|key| Found::new(key.to_owned(), "du-key"));
    key.or_else(|| {
        let metas = xml.children(xml.parent(data)).filter(|c| xml.name(*c) == "meta");
        let mut named = metas.filter_map(|m| Some((xml.attribute(m, "name")?, xml.attribute(m, "content")?)));
        let is_slug = |name: &str| {
            let name = name.to_ascii_lowercase();
            matches!(&*name, "slug" | "slugline" | "anpa-keyword" | "ntbstikkord") || name.ends_with("-slug")
        };
        let (_, content) = named.find(|(name, content)| is_slug(name) && !content.trim().is_empty())?;
        Some(Found::new(content.to_owned(), "meta"))
    })
}

/// Whether a key is a number or hash, and no words.
fn is_machine_made(key: &str) -> bool {
    let digits = key.bytes().filter(u8::is_ascii_digit).count();
    let letters = key.bytes().filter(u8::is_ascii_alphabetic).count();
    digits >= 5 && digits * 2 > letters
}

fn read_subjects(document: &mut Document, xml: &Xml, root: Id) {
    for subject in xml.find_all(root, "tobject.subject") {
        let named = |name: &str| {
            xml.attribute(subject, name).filter(|value| !value.trim().is_empty()).map(str::to_owned)
        };
        let matter = named("tobject.subject.matter").or_else(|| named("tobject.subject.type"));
        let detail = named("tobject.subject.detail");
        let number = || named("tobject.subject.refnum");
        match (matter, detail) {
            (None, None) => document.subjects.extend(number()),
            (matter, detail) => document.subjects.extend(matter.into_iter().chain(detail)),
        }
    }
    let genre = xml.find(root, "tobject.property").and_then(|p| xml.attribute(p, "tobject.property.type"));
    document.genre = document.genre.take().or_else(|| genre.map(|g| Found::new(g.to_owned(), "tobject")));
}

fn read_head(document: &mut Document, xml: &Xml, head: Id) {
    let mut headlines = ["hl1", "hl2"].into_iter().flat_map(|name| {
        let in_hedline = xml.child(head, "hedline");
        in_hedline
            .into_iter()
            .flat_map(move |h| xml.children(h).filter(move |c| xml.name(*c) == name))
            .filter_map(|c| xml.line(c))
    });
    document.headline =
        document.headline.take().or_else(|| headlines.next().map(|h| Found::new(h, "hedline")));
    let main = document.headline.as_ref().map(|h| h.value.clone());
    document.headline_alt.extend(headlines.filter(|h| Some(h) != main.as_ref()));
    for byline in xml.children(head).filter(|c| xml.name(*c) == "byline") {
        // some keep the deck there
        if let Some(deck) = xml.line(byline).filter(|line| is_deck(line)) {
            document.lead.get_or_insert_with(|| Found::new(deck, "byline"));
            continue;
        }
        document.bylines.extend(read_byline(xml, byline).map(|b| Found::new(b, "byline")));
    }
    document.dateline = document.dateline.take().or_else(|| {
        xml.line_at(head, &["dateline"])
            .map(|line| line.replace(" ,", ","))
            .filter(|d| !d.starts_with(|c: char| c.is_ascii_digit()))
            .map(|d| Found::new(d, "dateline"))
    });
    document.lead =
        document.lead.take().or_else(|| xml.line_at(head, &["abstract"]).map(|a| Found::new(a, "abstract")));
    document.credits.extend(xml.line_at(head, &["distributor"]).map(|d| Found::new(d, "distributor")));
    push_note(document, xml.line_at(head, &["note"]));
    document.rights = document.rights.take().or_else(|| rights(xml.line_at(head, &["rights"]), None));
}

/// Whether a line is told and names nobody: of many words most are small.
fn is_deck(line: &str) -> bool {
    let words = line.split_whitespace().count();
    let small = line.split_whitespace().filter(|w| w.starts_with(char::is_lowercase)).count();
    words >= 6 && small * 10 > words * 6
}

/// "By BERNARD CONDON<byttl>AP Business Writer": the title is kept apart.
fn read_byline(xml: &Xml, byline: Id) -> Option<Byline> {
    let title = xml.find(byline, "byttl").and_then(|t| xml.line(t));
    let own: String =
        xml.children(byline).filter(|c| xml.name(*c) != "byttl").map(|c| xml.raw(c) + " ").collect();
    let raw = own.split_whitespace().collect::<Vec<_>>().join(" ");
    (!raw.is_empty()).then_some(Byline { raw, title, ..Byline::default() })
}
