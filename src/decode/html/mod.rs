//! Web pages: metadata first, then the body, from one parse.

use super::reading::{Outcome, Reading, Sheet};
use crate::model::{Block, BlockKind, Document, Fault, TextLimits};
pub(super) use claims::claims;
use dom::Dom;
use head::Head;
pub(super) use media::{absolute, is_picture_address};
use parse::Parsed;

mod aside;
mod authors;
mod blocks;
mod body;
mod claims;
mod class_words;
mod classes;
mod data;
mod dates;
mod dom;
mod edges;
mod fallback;
mod flow;
pub(super) mod fragment;
mod head;
mod headline;
pub(super) mod jsonld;
mod keywords;
mod media;
mod mended;
mod metadata;
pub(super) mod named;
mod names;
mod notices;
mod parse;
mod phrase_words;
mod phrases;
mod pictures;
mod places;
mod prose;
mod publisher;
mod shortcodes;
mod signed;
mod site;
mod sizes;
mod stories;
mod streamed;
mod tag;
mod unseen;
mod walls;

/// Whether the text is a page: a doctype, or a tag that only pages have near its beginning.
pub(super) fn recognise(text: &str) -> bool {
    let head = text.trim_start();
    let head = super::text::head(head, 2048);
    if !head.starts_with('<') {
        return false;
    }
    let head = head.to_ascii_lowercase();
    [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<meta",
        "<title",
        "<div",
        "<p>",
        "<p ",
        "<article",
        "<h1",
        "<section",
        "<main",
        "<script",
        "<link",
    ]
    .iter()
    .any(|tag| head.contains(tag))
}

/// Reads a page.
pub(super) fn decode(reading: &mut Reading<'_>, sheet: &Sheet<'_>) -> Outcome {
    let hints = reading.hints;
    let times = dates::Times { received_at: &hints.received_at, taken_at: sheet.taken_at(hints) };
    let document = read(sheet.text, sheet.url(hints), times, reading.limits)?;
    reading.story(sheet, document)
}

fn read(
    html: &str,
    fetched_from: Option<&str>,
    times: dates::Times<'_>,
    limits: &TextLimits,
) -> Result<Document, Fault> {
    let Parsed { page, warning } = parse::parse(html)?;
    streamed::settle(&page, html);
    let dom = Dom::of(&page);
    drop(page);
    let head = Head::read(&dom);
    let (mut document, anchor) = metadata::read((html, &dom), &head, fetched_from, times);
    let known = body::Known { headline: document.headline.as_ref().map(|h| h.value.as_str()) };
    let body = body::find(&dom, &known);
    let notices = notices::Notices::of(&dom, &body);
    let base = head.base_url(fetched_from);
    document.blocks = body.blocks(&dom);
    let credit = |line: &str| Block { kind: Some(BlockKind::Credit), text: line.to_owned() };
    document.blocks.extend(body.agency_lines(&dom).into_iter().map(credit));
    document.embargo_until = notices::of_head(&head).or_else(|| notices::of_attributes(&dom, &body));
    if document.bylines.iter().all(|b| b.value.is_house) {
        document.bylines.extend(authors::signatures(&body.signatures(&dom)));
    }
    let most = limits.with_one_more().list_entries;
    let mut pictures = pictures::Pictures::default();
    std::mem::take(&mut document.images).into_iter().for_each(|image| pictures.add(image, false));
    let address = head.own_address().or(fetched_from);
    let page = pictures::Page { dom: &dom, body: &body, anchor, address, base: base.as_ref() };
    page.read_into(&mut pictures, most);
    document.images = pictures.most(most);
    document.links = media::links(&dom, body.story_nodes(&dom), base.as_ref(), most);
    let warning = warning.or_else(|| flow::capped(&body.pieces));
    let titles = [head.title.as_deref(), document.headline.as_ref().map(|h| h.value.as_str())];
    let wall = walls::refuse(&body, &titles.into_iter().flatten().collect::<Vec<_>>()).err();
    let is_whole = warning.is_none();
    let (is_walled, has_others) = (body.walled, body.has_others);
    let page = fallback::Page { html, dom: &dom, is_whole, is_walled, has_others, wall };
    fallback::improve(&mut document, &metadata::claims(&head), page, limits)?;
    notices.around(&mut document.blocks);
    document.warnings.extend(warning);
    Ok(document)
}
