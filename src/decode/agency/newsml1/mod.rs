//! NewsML 1: the first generation (1.0 to 1.2), as AFP, Belga, Kyodo and press release services send it.

use super::{embargoes, status, urgency};
use crate::decode::reading::{GO_ON, Outcome, Reading, STOP, Sheet};
use crate::decode::xml::{self, Id, Xml};
use crate::model::{DateClaim, Document, Fault, Found, Status, TextLimits};
use content::read_content;
use lines::{read_description, read_lines};

mod content;
mod lines;

pub(in crate::decode) fn recognise(text: &str) -> bool {
    xml::root_name(text) == Some("NewsML")
}

pub(in crate::decode) fn decode(reading: &mut Reading<'_>, sheet: &Sheet<'_>) -> Outcome {
    let xml = match Xml::parse_whole(sheet.text) {
        Ok(xml) => xml,
        Err(fault) => return decode_apart(reading, sheet, fault),
    };
    let root = xml.root().unwrap_or(0);
    let items: Vec<Id> = xml.children(root).filter(|c| xml.name(*c) == "NewsItem").collect();
    let count = items.len();
    for (n, item) in items.into_iter().enumerate() {
        let name = (count > 1).then(|| (n + 1).to_string());
        if decode_item(reading, sheet, &xml, item, name.as_deref())?.is_break() {
            return STOP;
        }
    }
    GO_ON
}

/// Reads an item: one story, or one in each language that its components have. `name` is its own among others.
fn decode_item(
    reading: &mut Reading<'_>,
    sheet: &Sheet<'_>,
    xml: &Xml,
    item: Id,
    name: Option<&str>,
) -> Outcome {
    let parts = parts_by_language(xml, item);
    if parts.is_empty() {
        let document = read(xml, item, item, reading.limits);
        let bytes = sheet.text.get(xml.source(item)).unwrap_or_default();
        return match name {
            Some(name) => reading.item(sheet, name, bytes.as_bytes(), document),
            None => reading.story(sheet, document?),
        };
    }
    for (part, language) in parts {
        let document = read(xml, item, part, reading.limits).map(|document| Document {
            item: document.item.map(|item| format!("{item}:{language}")),
            language: Some(Found::new(language.clone(), "xml:lang")),
            ..document
        });
        let member = name.map_or(language.clone(), |name| format!("{name}/{language}"));
        let bytes = sheet.text.get(xml.source(part)).unwrap_or_default();
        if reading.item(sheet, &member, bytes.as_bytes(), document)?.is_break() {
            return STOP;
        }
    }
    GO_ON
}

/// Components beside each other that tell the item's story in different languages, with these; none where all that is
/// told is in one.
fn parts_by_language(xml: &Xml, item: Id) -> Vec<(Id, String)> {
    let is_component = |id: &Id| xml.name(*id) == "NewsComponent";
    let tells = |id: &Id| xml.find(*id, "DataContent").is_some();
    let mut around = item;
    for _ in 0..COMPONENTS_DEEP {
        let told: Vec<Id> =
            xml.children(around).filter(is_component).filter(tells).take(MOST_PARTS).collect();
        let languages: Vec<Option<String>> = told.iter().map(|id| language_of(xml, *id)).collect();
        match told.as_slice() {
            [] => return Vec::new(),
            [one] => around = *one,
            _ => {
                let mut different: Vec<&String> = languages.iter().flatten().collect();
                different.sort();
                different.dedup();
                if different.len() < 2 || different.len() < told.len() {
                    return Vec::new();
                }
                return told.into_iter().zip(languages.into_iter().flatten()).collect();
            }
        }
    }
    Vec::new()
}

/// How deep components of one item stand in each other, and most of them beside each other.
const COMPONENTS_DEEP: usize = 8;
const MOST_PARTS: usize = 100;

/// The language of a component, as it says itself.
fn language_of(xml: &Xml, component: Id) -> Option<String> {
    let described = || {
        let description = xml.child(component, "DescriptiveMetadata")?;
        xml.attribute(xml.child(description, "Language")?, "FormalName")
    };
    let own = xml.attribute(component, "xml:lang").or_else(described)?;
    let own = own.trim().to_ascii_lowercase();
    let is_tag = (2..=12).contains(&own.len()) && own.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    is_tag.then_some(own)
}

/// Reads the items of a delivery that is not well-formed, each by itself: those that are whole are read, the others
/// refused alone.
fn decode_apart(reading: &mut Reading<'_>, sheet: &Sheet<'_>, fault: Fault) -> Outcome {
    let parts = super::items_apart(sheet.text, &["NewsItem"]);
    if parts.len() < 2 {
        return Err(fault);
    }
    for (n, source) in parts.into_iter().enumerate() {
        let name = (n + 1).to_string();
        let own = Sheet { text: source, warning: sheet.warning.clone(), ..*sheet };
        let outcome = match Xml::parse_whole(source) {
            Ok(xml) => decode_item(reading, &own, &xml, xml.root().unwrap_or(0), Some(&name))?,
            Err(fault) => reading.item(&own, &name, source.as_bytes(), Err(fault))?,
        };
        if outcome.is_break() {
            return STOP;
        }
    }
    GO_ON
}

/// Reads an item, with what one of its components tells (`part`: it, or the whole item).
fn read(xml: &Xml, item: Id, part: Id, limits: &TextLimits) -> Result<Document, Fault> {
    let mut document = Document { format: "newsml-1", ..Document::default() };
    let first = |name: &str| xml.find(item, name).and_then(|id| xml.line(id));
    let form = |name: &str| xml.find(item, name).and_then(|id| formal_name(xml, id));
    let date = |name: &'static str| first(name).map(|raw| Found::new(DateClaim { raw }, name));
    document.item = item_of(first("PublicIdentifier"), first("NewsItemId"));
    document.version = first("RevisionId");
    document.language = xml
        .find(item, "Language")
        .and_then(|l| xml.attribute(l, "FormalName"))
        .or_else(|| xml.attribute(item, "xml:lang"))
        .or_else(|| xml.find_all(item, "NewsComponent").find_map(|c| xml.attribute(c, "xml:lang")))
        .map(|l| Found::new(l.to_owned(), "Language"));
    document.published = date("FirstCreated").or_else(|| date("DateId"));
    document.modified = date("ThisRevisionCreated");
    document.status = form("Status").as_deref().and_then(status).map(|s| Found::new(s, "Status"));
    // what is to be done with the item; the status of its revisions stands inside
    let instruction = form("Instruction").as_deref().and_then(status);
    if instruction == Some(Status::Canceled) {
        document.status = Some(Found::new(Status::Canceled, "Instruction"));
    }
    document.urgency = form("Urgency").as_deref().and_then(urgency).map(|n| Found::new(n, "Urgency"));
    document.embargo_until = xml
        .find(item, "StatusWillChange")
        .filter(|change| becomes_usable(xml, *change))
        .and_then(|s| xml.find(s, "DateAndTime"))
        .and_then(|d| xml.line(d))
        .map(|raw| Found::new(DateClaim { raw }, "StatusWillChange"));
    document.genre = form("Genre").map(|g| Found::new(g, "Genre"));
    read_lines(&mut document, xml, part);
    if part != item && document.headline.is_none() {
        read_lines(&mut document, xml, item);
    }
    read_description(&mut document, xml, item);
    read_content(&mut document, xml, part, limits)?;
    embargoes::read(&mut document, xml, item);
    Ok(document)
}

/// What an element names, unless that is left empty.
fn formal_name(xml: &Xml, id: Id) -> Option<String> {
    let name = xml.attribute(id, "FormalName")?.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// Whether a status that will change is an embargo: what is withdrawn then is none.
fn becomes_usable(xml: &Xml, change: Id) -> bool {
    let future = xml.find(change, "FutureStatus").and_then(|future| xml.attribute(future, "FormalName"));
    future.and_then(status).is_none_or(|status| status == Status::Usable)
}

/// What all revisions of an item have in common. The public identifier ends with the revision, after the item's own id
/// (`urn:newsml:wire.example:20260304:TX-1:2N`); one that does not hold that id says nothing about the item, nor does one
/// that names nothing but its provider.
fn item_of(public: Option<String>, own: Option<String>) -> Option<String> {
    let of_provider = |urn: &String| urn.starts_with("urn:newsml:") && urn.split(':').count() <= 3;
    let public = public.filter(|urn| !of_provider(urn));
    let (Some(public), Some(own)) = (&public, &own) else { return own.or(public) };
    let cut = public.rfind(&format!(":{own}")).map(|at| at + 1 + own.len());
    let name = cut.and_then(|end| public.split_at_checked(end));
    let is_whole = |rest: &str| rest.is_empty() || rest.starts_with(':');
    Some(name.filter(|(_, rest)| is_whole(rest)).map_or(own.as_str(), |(name, _)| name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::item_of;

    #[test]
    fn an_item_is_named_without_its_revision() {
        let check = |public: Option<&str>, own: Option<&str>, expected: Option<&str>| {
            let found = item_of(public.map(str::to_owned), own.map(str::to_owned));
            assert_eq!(found.as_deref(), expected, "{public:?} {own:?}");
        };
        let item = Some("urn:newsml:wire.example:20260304:TX-1");
        check(Some("urn:newsml:wire.example:20260304:TX-1:2"), Some("TX-1"), item);
        check(Some("urn:newsml:wire.example:20260304:TX-1:12N"), Some("TX-1"), item);
        check(Some("urn:newsml:wire.example:20260304:TX-1"), Some("TX-1"), item);
        check(Some("urn:newsml:wire.example"), Some("TX-1"), Some("TX-1"));
        check(Some("urn:newsml:wire.example"), None, None);
        check(Some("urn:newsml:wire.example:20260304:TX-12:1"), Some("TX-1"), Some("TX-1"));
        check(Some("urn:newsml:wire.example:x"), None, Some("urn:newsml:wire.example:x"));
        check(None, Some("TX-1"), Some("TX-1"));
        check(None, None, None);
    }
}
