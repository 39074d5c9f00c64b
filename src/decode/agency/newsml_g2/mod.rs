//! NewsML-G2 of the IPTC: one item, a message with many, a package.
//!
//! The pictures of a message go with its text; only where there is no text are they items of their own.

use std::collections::HashSet;

use super::{embargoes, nitf, read_body, rights};
use crate::decode::html::fragment;
use crate::decode::reading::{GO_ON, Outcome, Reading, STOP, Sheet};
use crate::decode::text;
use crate::decode::xml::{self, Id, Xml};
use crate::model::{BlockKind, Byline, Document, Fault, Found, Image, TextLimits};
use meta::{Names, read_content_meta, read_item_meta};

mod meta;
mod package;

pub(in crate::decode) fn recognise(text: &str) -> bool {
    matches!(
        xml::root_name(text),
        Some("newsItem" | "newsMessage" | "packageItem" | "conceptItem" | "planningItem" | "newsItems")
    )
}

pub(in crate::decode) fn decode(reading: &mut Reading<'_>, sheet: &Sheet<'_>) -> Outcome {
    let xml = match Xml::parse_whole(sheet.text) {
        Ok(xml) => xml,
        Err(fault) => return decode_apart(reading, sheet, fault),
    };
    let root = xml.root().unwrap_or(0);
    let (items, left_out) = xml.shallow(xml.subtree(root).filter(|n| is_item(xml.name(*n))));
    let here: HashSet<&str> = items.iter().filter_map(|item| xml.attribute(*item, "guid")).collect();
    let mut stories = Vec::new();
    let mut others = Vec::new();
    let mut refused = Vec::new();
    let is_alone = items.len() == 1;
    for item in items {
        let document = match read(&xml, item, &here, reading.limits) {
            Ok(document) => document,
            Err(fault) if is_alone => return Err(fault),
            Err(fault) => {
                refused.push((item, fault));
                continue;
            }
        };
        let told = document.blocks.iter().any(|b| b.kind != Some(BlockKind::Note));
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
        && refused.is_empty()
        && let Some((_, document)) = stories.pop()
    {
        return reading.story(sheet, document);
    }
    let count = stories.len() + refused.len();
    let stories = stories.into_iter().map(|(item, document)| (item, Ok(document)));
    let refused = refused.into_iter().map(|(item, fault)| (item, Err(fault)));
    for (n, (item, document)) in stories.chain(refused).enumerate() {
        let bytes = sheet.text.get(xml.source(item)).unwrap_or_default();
        if reading.item(sheet, &(n + 1).to_string(), bytes.as_bytes(), document)?.is_break() {
            return STOP;
        }
    }
    reading.left_out(sheet, count + 1, left_out)
}

const ITEMS: [&str; 4] = ["newsItem", "packageItem", "conceptItem", "planningItem"];

fn is_item(name: &str) -> bool {
    ITEMS.contains(&name)
}

/// Reads the items of a message that is not well-formed, each by itself: those that are whole are read, the others refused
/// alone.
fn decode_apart(reading: &mut Reading<'_>, sheet: &Sheet<'_>, fault: Fault) -> Outcome {
    let parts = super::items_apart(sheet.text, &ITEMS);
    if parts.len() < 2 {
        return Err(fault);
    }
    for (n, source) in parts.into_iter().enumerate() {
        let own = Sheet { text: source, warning: sheet.warning.clone(), ..*sheet };
        let document = Xml::parse_whole(source)
            .and_then(|xml| read(&xml, xml.root().unwrap_or(0), &HashSet::new(), reading.limits));
        if reading.item(&own, &(n + 1).to_string(), source.as_bytes(), document)?.is_break() {
            return STOP;
        }
    }
    GO_ON
}

/// Reads one item. `here`: those that came with it.
fn read(xml: &Xml, item: Id, here: &HashSet<&str>, limits: &TextLimits) -> Result<Document, Fault> {
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
            .or_else(|| meta::named(xml, xml.child(info, "copyrightHolder")?));
        document.rights = rights(copyright, xml.line_at(info, &["usageTerms"]));
    }
    if let Some(meta) = xml.child(item, "itemMeta") {
        read_item_meta(&mut document, xml, meta);
    }
    if let Some(meta) = xml.child(item, "contentMeta") {
        read_content_meta(&mut document, xml, meta, &Names::of(xml, item));
    }
    document.publisher = document.publisher.take().or_else(|| meta::holder(xml, item));
    if meta::is_picture(xml, item) {
        meta::as_photographers(&mut document);
    }
    read_content(&mut document, xml, item, limits)?;
    // a link that only the metadata leave without a name
    let named: HashSet<String> =
        document.links.iter().filter(|l| !l.text.is_empty()).filter_map(|l| l.url.clone()).collect();
    document.links.retain(|l| !l.text.is_empty() || l.url.as_ref().is_none_or(|url| !named.contains(url)));
    package::read(&mut document, xml, item, here);
    let is_picture = document.blocks.iter().all(|b| b.kind == Some(BlockKind::Note));
    if is_picture {
        read_picture(&mut document, xml, item);
    }
    embargoes::read(&mut document, xml, item);
    Ok(document)
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
