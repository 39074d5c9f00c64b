//! NewsML-G2 of the IPTC: one item, a message with many, a package.
//!
//! The pictures of a message go with its text; only where there is no text are they items of their own.

use std::collections::HashSet;

use super::{nitf, push_note, read_body, rights, status, urgency};
use crate::decode::html::fragment;
use crate::decode::reading::{Outcome, Reading, Sheet};
use crate::decode::text;
use crate::decode::xml::{self, Id, Xml};
use crate::model::{Byline, DateClaim, Document, Fault, Found, Image, TextLimits};

pub(in crate::decode) fn recognise(text: &str) -> bool {
    matches!(
        xml::root_name(text),
        Some("newsItem" | "newsMessage" | "packageItem" | "conceptItem" | "planningItem" | "newsItems")
    )
}

pub(in crate::decode) fn decode(reading: &mut Reading<'_>, sheet: &Sheet<'_>) -> Outcome {
    let xml = Xml::parse_whole(sheet.text)?;
    let root = xml.root().unwrap_or(0);
    let is_item = |name: &str| matches!(name, "newsItem" | "packageItem" | "conceptItem" | "planningItem");
    let (items, left_out) = xml.shallow(xml.subtree(root).filter(|n| is_item(xml.name(*n))));
    let mut stories = Vec::new();
    let mut others = Vec::new();
    for item in items {
        let document = read(&xml, item, reading.limits)?;
        let told = document.blocks.iter().any(|b| b.kind != Some(crate::model::BlockKind::Note));
        let told = told || document.takes_back_item();
        if told { stories.push((item, document)) } else { others.push((item, document)) }
    }
    if let Some((_, first)) = stories.first_mut() {
        first.images.extend(others.iter().flat_map(|(_, d)| d.images.iter().cloned()));
    } else {
        let pictures = others.iter().any(|(_, d)| !d.images.is_empty());
        others.retain(|(_, d)| !pictures || !d.images.is_empty());
        stories = others;
    }
    if let [(_, _)] = stories.as_slice()
        && let Some((_, document)) = stories.pop()
    {
        return reading.story(sheet, document);
    }
    let count = stories.len();
    for (n, (item, document)) in stories.into_iter().enumerate() {
        let bytes = sheet.text.get(xml.source(item)).unwrap_or_default();
        if reading.item(sheet, &(n + 1).to_string(), bytes.as_bytes(), Ok(document))?.is_break() {
            return crate::decode::reading::STOP;
        }
    }
    reading.left_out(sheet, count + 1, left_out)
}

fn read(xml: &Xml, item: Id, limits: &TextLimits) -> Result<Document, Fault> {
    let mut document = Document {
        format: "newsml-g2",
        item: xml.attribute(item, "guid").map(str::to_owned),
        version: xml.attribute(item, "version").map(str::to_owned),
        language: xml.attribute(item, "xml:lang").map(|l| Found::new(l.to_owned(), "xml:lang")),
        ..Document::default()
    };
    if let Some(info) = xml.child(item, "rightsInfo") {
        let copyright = xml
            .line_at(info, &["copyrightNotice"])
            .or_else(|| named(xml, xml.child(info, "copyrightHolder")?));
        document.rights = rights(copyright, xml.line_at(info, &["usageTerms"]));
    }
    if let Some(meta) = xml.child(item, "itemMeta") {
        read_item_meta(&mut document, xml, meta);
    }
    if let Some(meta) = xml.child(item, "contentMeta") {
        read_content_meta(&mut document, xml, meta);
    }
    read_content(&mut document, xml, item, limits)?;
    let is_picture = document.blocks.iter().all(|b| b.kind == Some(crate::model::BlockKind::Note));
    if is_picture {
        read_picture(&mut document, xml, item);
    }
    Ok(document)
}

/// The readable name of a property: its name, its literal, the local part of its code.
fn named(xml: &Xml, id: Id) -> Option<String> {
    let code = || xml.attribute(id, "qcode").map(|c| c.rsplit(':').next().unwrap_or(c).to_owned());
    name(xml, id).or_else(code).or_else(|| xml.line(id))
}

fn name(xml: &Xml, id: Id) -> Option<String> {
    let literal = || xml.attribute(id, "literal").map(str::to_owned);
    xml.line_at(id, &["name"]).or_else(literal)
}

/// The name of somebody: a code only where it is a word.
fn party(xml: &Xml, id: Id) -> Option<String> {
    name(xml, id).or_else(|| named(xml, id).filter(|code| is_word(code)))
}

/// Whether a code is a word that means something to a reader (`HNA`, `ip`), and no number in a vocabulary (`Q20477`).
fn is_word(code: &str) -> bool {
    code.bytes().filter(u8::is_ascii_digit).count() < 3
}

fn read_item_meta(document: &mut Document, xml: &Xml, meta: Id) {
    let date = |name: &'static str| xml.line_at(meta, &[name]).map(|raw| Found::new(DateClaim { raw }, name));
    document.published = date("firstCreated").or_else(|| date("versionCreated"));
    document.modified = date("versionCreated");
    // vendors write an empty one where there is none; what is held until further notice has its pubStatus
    document.embargo_until = date("embargoed");
    let told = xml.child(meta, "pubStatus").and_then(|s| status(xml.attribute(s, "qcode")?));
    document.status = told.map(|s| Found::new(s, "pubStatus"));
    document.publisher =
        xml.child(meta, "provider").and_then(|p| party(xml, p)).map(|n| Found::new(n, "provider"));
    document.headline = xml.line_at(meta, &["title"]).map(|t| Found::new(t, "title"));
    for note in xml.children(meta).filter(|c| xml.name(*c) == "edNote") {
        push_note(document, xml.line(note));
    }
    let update = xml
        .children(meta)
        .filter(|c| xml.name(*c) == "signal")
        .filter_map(|s| xml.attribute(s, "qcode"))
        .any(|c| c.ends_with(":update"));
    if update && document.modified.is_none() {
        document.modified = date("versionCreated");
    }
}

fn read_content_meta(document: &mut Document, xml: &Xml, meta: Id) {
    let all = |name: &'static str| xml.children(meta).filter(move |c| xml.name(*c) == name);
    let first = |name: &'static str| all(name).find_map(|c| xml.line(c)).map(|l| Found::new(l, name));
    let mut headlines = all("headline").filter_map(|c| xml.line(c));
    if let Some(headline) = headlines.next() {
        document.headline = Some(Found::new(headline, "headline"));
    }
    document.headline_alt.extend(headlines);
    document.slug = first("slugline");
    document.dateline = first("dateline").filter(|d| !d.value.starts_with(|c: char| c.is_ascii_digit()));
    document.urgency = all("urgency").find_map(|c| urgency(&xml.line(c)?)).map(|n| Found::new(n, "urgency"));
    let language = all("language").find_map(|c| xml.attribute(c, "tag").map(str::to_owned));
    document.language = language.map(|l| Found::new(l, "language")).or(document.language.take());
    document.genre = all("genre").find_map(|g| named(xml, g)).map(|g| Found::new(g, "genre"));
    document.keywords.extend(all("keyword").filter_map(|k| xml.line(k)));
    document.subjects.extend(all("subject").filter_map(|s| named(xml, s)));
    let is_caption = |c: Id| xml.attribute(c, "role").is_some_and(|r| r.ends_with("caption"));
    document.lead = all("description")
        .filter(|c| !is_caption(*c))
        .find_map(|c| xml.line(c))
        .map(|d| Found::new(fragment::line(&d), "description"));
    let created = || {
        all("contentCreated")
            .find_map(|c| xml.line(c))
            .map(|raw| Found::new(DateClaim { raw }, "contentCreated"))
    };
    document.published = document.published.take().or_else(created);
    document.bylines.extend(
        all("by")
            .filter_map(|b| xml.line(b))
            .map(|raw| Found::new(Byline { raw, ..Byline::default() }, "by")),
    );
    if document.bylines.is_empty() {
        document
            .bylines
            .extend(all("creator").filter_map(|c| creator(xml, c)).map(|b| Found::new(b, "creator")));
    }
    document
        .credits
        .extend(all("creditline").filter_map(|c| xml.line(c)).map(|c| Found::new(c, "creditline")));
    let origin = |c: Id| {
        xml.attribute(c, "role")
            .is_none_or(|r| r.ends_with("origProv") || r.ends_with("source") || r.ends_with("origcont"))
    };
    let mut known: HashSet<String> = document.credits.iter().map(|c| c.value.clone()).collect();
    for source in all("infoSource").filter(|c| origin(*c)).filter_map(|c| party(xml, c)) {
        if known.insert(source.clone()) {
            document.credits.push(Found::new(source, "infoSource"));
        }
    }
}

/// A creator that is a person: organisations are no authors.
fn creator(xml: &Xml, id: Id) -> Option<Byline> {
    let organisation = xml.child(id, "organisationDetails").is_some()
        || xml.attribute(id, "type").is_some_and(|t| t.ends_with("organisation"))
        || xml.attribute(id, "role").is_some_and(|r| r.ends_with("source"));
    let name = xml.line_at(id, &["name"]).filter(|n| n.contains(' '))?;
    (!organisation).then(|| Byline { raw: name, ..Byline::default() })
}

fn read_content(document: &mut Document, xml: &Xml, item: Id, limits: &TextLimits) -> Result<(), Fault> {
    let Some(set) = xml.child(item, "contentSet") else { return Ok(()) };
    for content in xml.children(set) {
        let before = document.blocks.len();
        match xml.name(content) {
            "inlineXML" => match xml.find(content, "nitf") {
                Some(inner) => nitf::read(document, xml, inner, limits)?,
                None => {
                    let body = xml.find(content, "body").unwrap_or(content);
                    read_xhtml(document, xml, body, limits)?;
                }
            },
            "inlineData" => {
                let data = xml.raw(content);
                if fragment::looks_like_html(&data) {
                    fragment::read_into(document, &data, limits)?;
                } else {
                    document.blocks.extend(text::blocks(&data, limits.paragraphs));
                }
            }
            _ => {}
        }
        if document.blocks.iter().skip(before).any(|b| b.kind.is_none()) {
            break;
        }
    }
    Ok(())
}

/// A body of XHTML. A header that repeats the item's headline repeats its metadata: keywords, time, genre. Only a
/// standfirst in it is story, and the byline says who signs.
fn read_xhtml(document: &mut Document, xml: &Xml, body: Id, limits: &TextLimits) -> Result<(), Fault> {
    let header = xml.find(body, "header").filter(|header| repeats_headline(document, xml, *header));
    let Some(header) = header else { return read_body(document, xml, body, limits) };
    let of_class = |words: &'static [&'static str]| {
        xml.subtree(header).find(move |id| {
            let class = xml.attribute(*id, "class").unwrap_or_default().to_ascii_lowercase();
            words.iter().any(|word| class.split_whitespace().any(|c| c == *word))
        })
    };
    if let Some(raw) = of_class(&["byline", "author", "authors"]).and_then(|id| xml.line(id))
        && document.bylines.is_empty()
    {
        document.bylines.push(Found::new(Byline { raw, ..Byline::default() }, "header"));
    }
    if let Some(lead) =
        of_class(&["standfirst", "lead", "teaser", "summary", "abstract"]).and_then(|id| xml.line(id))
        && document.lead.is_none()
    {
        document.lead = Some(Found::new(lead, "header"));
    }
    let from = document.blocks.len();
    for part in xml.children(xml.parent(header)).filter(|id| *id != header && !xml.name(*id).is_empty()) {
        read_body(document, xml, part, limits)?;
    }
    if document.blocks.len() == from {
        return read_body(document, xml, body, limits);
    }
    Ok(())
}

fn repeats_headline(document: &Document, xml: &Xml, header: Id) -> bool {
    let heading = ["h1", "h2"].iter().find_map(|name| xml.find(header, name)).and_then(|id| xml.line(id));
    heading.is_some() && heading == document.headline.as_ref().map(|h| h.value.clone())
}

/// A picture or film: its address, caption and credit.
fn read_picture(document: &mut Document, xml: &Xml, item: Id) {
    let Some(set) = xml.child(item, "contentSet") else { return };
    let href =
        xml.children(set).filter(|c| xml.name(*c) == "remoteContent").find_map(|c| xml.attribute(c, "href"));
    let meta = xml.child(item, "contentMeta");
    let caption =
        meta.and_then(|m| xml.children(m).find(|c| xml.name(*c) == "description").and_then(|c| xml.line(c)));
    if href.is_none() && caption.is_none() {
        return;
    }
    let by = document.bylines.first().map(|b| b.value.raw.clone());
    let credit = by.or_else(|| document.credits.first().map(|c| c.value.clone()));
    document.images.push(Image { url: href.map(str::to_owned), caption, credit, ..Image::default() });
}
