//! Web pages: metadata first, then the body, from one parse.

use dom_query::Document as Page;

use super::reading::{Outcome, Reading, Sheet};
use crate::model::{Document, Found};
use dom::Dom;

mod blocks;
mod classes;
mod dom;
mod flow;
pub(super) mod fragment;
mod guard;
mod media;
mod tag;

/// Whether the text is a page: a doctype, or a tag that only pages have near its beginning.
pub(super) fn recognise(text: &str) -> bool {
    let head = text.trim_start();
    let head = head.get(..head.floor_char_boundary(2048)).unwrap_or(head);
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
    guard::refuse_if_deep(sheet.text)?;
    let page = Page::from(sheet.text);
    let dom = Dom::of(&page);
    let mut readability = dom_smoothie::Readability::with_document(page, None, None)
        .map_err(|e| crate::model::Fault::new(crate::model::FaultCode::NoText, e.to_string()))?;
    let mut document = Document { format: "html", ..Document::default() };
    if let Ok(article) = readability.parse() {
        document.headline = Some(Found::new(article.title, "title"));
        document.blocks = fragment::read(&article.content, None, reading.limits)?.blocks;
    }
    let _ = &dom;
    reading.story(sheet, document)
}
