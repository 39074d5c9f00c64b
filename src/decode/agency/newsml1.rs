//! NewsML 1: the first generation (1.0 to 1.2), as AFP, Belga, Kyodo and press release services send it.

use std::collections::HashSet;

use super::{nitf, push_note, read_body, rights, status, urgency};
use crate::decode::reading::{GO_ON, Outcome, Reading, STOP, Sheet};
use crate::decode::xml::{self, Id, Xml};
use crate::model::{BlockKind, Byline, DateClaim, Document, Fault, Found, Image, Status, TextLimits};

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
    let places: Vec<usize> = sheet
        .text
        .match_indices("<NewsItem")
        .map(|(at, name)| (at, sheet.text.get(at + name.len()..).unwrap_or_default()))
        .filter(|(_, rest)| rest.starts_with(|c: char| c.is_whitespace() || c == '>'))
        .map(|(at, _)| at)
        .collect();
    if places.len() < 2 {
        return Err(fault);
    }
    let ends = places.iter().skip(1).copied().chain([sheet.text.len()]);
    for (n, (start, end)) in places.iter().zip(ends).enumerate() {
        const END: &str = "</NewsItem>";
        let source = sheet.text.get(*start..end).unwrap_or_default();
        let source = source.rfind(END).and_then(|at| source.get(..at + END.len())).unwrap_or(source);
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
    let form =
        |name: &str| xml.find(item, name).and_then(|id| xml.attribute(id, "FormalName")).map(str::to_owned);
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
    Ok(document)
}

/// Whether a status that will change is an embargo: what is withdrawn then is none.
fn becomes_usable(xml: &Xml, change: Id) -> bool {
    let future = xml.find(change, "FutureStatus").and_then(|future| xml.attribute(future, "FormalName"));
    future.and_then(status).is_none_or(|status| status == Status::Usable)
}

/// What all revisions of an item have in common. The public identifier ends with the revision, after the item's own id
/// (`urn:newsml:wire.example:20260304:TX-1:2N`); one that does not hold that id says nothing about the item.
fn item_of(public: Option<String>, own: Option<String>) -> Option<String> {
    let (Some(public), Some(own)) = (&public, &own) else { return own.or(public) };
    let cut = public.rfind(&format!(":{own}")).map(|at| at + 1 + own.len());
    let name = cut.and_then(|end| public.split_at_checked(end));
    let is_whole = |rest: &str| rest.is_empty() || rest.starts_with(':');
    Some(name.filter(|(_, rest)| is_whole(rest)).map_or(own.as_str(), |(name, _)| name).to_owned())
}

fn read_lines(document: &mut Document, xml: &Xml, item: Id) {
    let titled = |l: &Id| xml.children(*l).any(|c| xml.name(c).eq_ignore_ascii_case("headline"));
    let Some(lines) = xml.find_all(item, "NewsLines").find(titled).or_else(|| xml.find(item, "NewsLines"))
    else {
        return;
    };
    let line = |name: &'static str| xml.line_at(lines, &[name]).map(|l| Found::new(l, name));
    document.headline = line("HeadLine").or_else(|| line("Headline"));
    document.headline_alt.extend(xml.line_at(lines, &["SubHeadLine"]));
    document.slug = line("SlugLine").or_else(|| {
        xml.find(item, "NameLabel").and_then(|n| xml.line(n)).map(|l| Found::new(l, "NameLabel"))
    });
    document.dateline = line("DateLine").filter(|d| !d.value.starts_with(|c: char| c.is_ascii_digit()));
    let title = xml.line_at(lines, &["ByLineTitle"]);
    for by in xml.children(lines).filter(|c| xml.name(*c) == "ByLine") {
        let title = title.clone();
        document
            .bylines
            .extend(xml.line(by).map(|raw| Found::new(Byline { raw, title, ..Byline::default() }, "ByLine")));
    }
    document.credits.extend(line("CreditLine"));
    document.rights = rights(xml.line_at(lines, &["CopyrightLine"]), xml.line_at(lines, &["RightsLine"]));
    document
        .keywords
        .extend(xml.children(lines).filter(|c| xml.name(*c) == "KeywordLine").filter_map(|k| xml.line(k)));
    for extra in xml.children(lines).filter(|c| xml.name(*c) == "NewsLine") {
        push_note(document, xml.line_at(extra, &["NewsLineText"]));
    }
}

fn read_description(document: &mut Document, xml: &Xml, item: Id) {
    let provider = xml
        .find(item, "Provider")
        .and_then(|p| xml.find(p, "Party"))
        .and_then(|p| xml.attribute(p, "FormalName"));
    document.publisher = provider.map(|p| Found::new(p.to_owned(), "Provider"));
    let source = xml
        .find(item, "Source")
        .and_then(|p| xml.find(p, "Party"))
        .and_then(|p| xml.attribute(p, "FormalName"));
    document.credits.extend(source.or(provider).map(|p| Found::new(p.to_owned(), "Provider")));
    for name in ["Subject", "SubjectMatter", "SubjectDetail"] {
        document.subjects.extend(
            xml.find_all(item, name).filter_map(|s| xml.attribute(s, "FormalName")).map(str::to_owned),
        );
    }
    let keyword = |p: &Id| xml.attribute(*p, "FormalName").is_some_and(|n| n.eq_ignore_ascii_case("keyword"));
    let keywords = xml.find_all(item, "Property").filter(keyword).filter_map(|p| xml.attribute(p, "Value"));
    document.keywords.extend(keywords.map(str::to_owned));
}

/// Texts of the components in order; pictures with the caption that stands in their component.
fn read_content(document: &mut Document, xml: &Xml, item: Id, limits: &TextLimits) -> Result<(), Fault> {
    let pictures = document.images.iter().filter_map(|i| i.url.clone()).collect();
    let mut component = Component { pictures, ..Component::default() };
    for content in xml.outermost(xml.find_all(item, "ContentItem")) {
        component.move_to(xml, xml.parent(content));
        let media =
            xml.child(content, "MediaType").and_then(|m| xml.attribute(m, "FormalName")).unwrap_or("Text");
        let data = xml.child(content, "DataContent");
        let part = component.role.to_ascii_lowercase();
        if part.contains("headline") || part == "title" {
            let title = data.and_then(|d| xml.line(xml.find(d, "body").unwrap_or(d)));
            document.headline = document.headline.take().or_else(|| title.map(|t| Found::new(t, "Role")));
            continue;
        }
        if part == "abstract" || part == "summary" {
            let lead = data.and_then(|d| xml.line(xml.find(d, "body").unwrap_or(d)));
            document.lead = document.lead.take().or_else(|| lead.map(|l| Found::new(l, "Role")));
            continue;
        }
        if part.contains("caption") {
            component.told = data.and_then(|d| xml.line(xml.find(d, "body").unwrap_or(d))).or(component.told);
            continue;
        }
        match data {
            Some(data) if is_text(media) && !is_layout(xml, content, &component) => {
                match xml.find(data, "nitf") {
                    Some(inner) => nitf::read(document, xml, inner, limits)?,
                    None => read_body(document, xml, xml.find(data, "body").unwrap_or(data), limits)?,
                }
            }
            _ if !is_text(media) => read_picture(document, xml, content, &mut component),
            _ => {}
        }
    }
    let captioned = component.told.is_some();
    if let Some(caption) = component.told.take() {
        add_caption(document, caption);
    }
    let untold = !captioned && document.blocks.iter().all(|b| b.kind == Some(BlockKind::Note));
    if untold && let Some(data) = xml.find(item, "DataContent") {
        read_body(document, xml, data, limits)?;
    }
    Ok(())
}

/// A caption in a component of its own is that of the picture beside it.
fn add_caption(document: &mut Document, caption: String) {
    let open = document.images.iter().position(|image| image.caption.is_none());
    if let Some(image) = open.and_then(|at| document.images.get_mut(at)) {
        image.caption = Some(caption);
    } else if document.images.is_empty() {
        document.images.push(Image { caption: Some(caption), ..Image::default() });
    }
}

/// What the component around content items says of them: looked for once, however many they are.
#[derive(Default)]
struct Component {
    id: Option<Id>,
    role: String,
    /// The headline in its lines.
    caption: Option<String>,
    /// What a component whose role is to be a caption says.
    told: Option<String>,
    /// The addresses of all pictures so far.
    pictures: HashSet<String>,
}

impl Component {
    fn move_to(&mut self, xml: &Xml, id: Id) {
        if self.id.replace(id) == Some(id) {
            return;
        }
        let role = xml.child(id, "Role").and_then(|r| xml.attribute(r, "FormalName"));
        self.role = role.unwrap_or_default().to_owned();
        let mut lines = xml.children(id).filter(|c| xml.name(*c) == "NewsLines");
        self.caption = lines.find_map(|l| xml.line_at(l, &["HeadLine"]));
    }
}

/// Style sheets and scripts are no copy.
fn is_layout(xml: &Xml, content: Id, component: &Component) -> bool {
    let kind =
        xml.child(content, "MimeType").and_then(|m| xml.attribute(m, "FormalName")).unwrap_or_default();
    kind.contains("css") || kind.contains("javascript") || component.role.eq_ignore_ascii_case("stylesheet")
}

fn is_text(media: &str) -> bool {
    let media = media.to_ascii_lowercase();
    media.contains("text") || media.contains("story")
}

fn read_picture(document: &mut Document, xml: &Xml, content: Id, known: &mut Component) {
    let Some(href) = xml.attribute(content, "Href") else { return };
    if known.pictures.insert(href.to_owned()) {
        let caption = known.caption.clone();
        document.images.push(Image { url: Some(href.to_owned()), caption, ..Image::default() });
    }
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
        check(Some("urn:newsml:wire.example:20260304:TX-12:1"), Some("TX-1"), Some("TX-1"));
        check(Some("urn:newsml:wire.example:x"), None, Some("urn:newsml:wire.example:x"));
        check(None, Some("TX-1"), Some("TX-1"));
        check(None, None, None);
    }
}
