//! Web pages: metadata first, then the body, from one parse.

use dom_query::Document as Page;

use super::reading::{Outcome, Reading, Sheet};
use crate::model::{Document, Found};
use dom::Dom;

mod blocks;
mod body;
mod class_words;
mod classes;
mod dom;
mod flow;
pub(super) mod fragment;
mod guard;
mod media;
mod phrase_words;
mod phrases;
mod prose;
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
    let dom = Dom::of(&Page::from(sheet.text));
    let title = (0..dom.len()).find(|n| dom.tag(*n) == tag::Tag::Title).map(|n| dom.plain(n));
    let known = body::Known { headline: title.as_deref(), description: None };
    let body = body::find(&dom, &known);
    let document = Document {
        format: "html",
        headline: title.map(|t| Found::new(t, "title")),
        blocks: body.blocks(&dom),
        ..Document::default()
    };
    reading.story(sheet, document)
}

#[cfg(test)]
pub(super) fn look(html: &str) {
    let dom = Dom::of(&Page::from(html));
    let body = body::find(&dom, &body::Known::default());
    println!("container {} {:?} {:?}", body.container, dom.tag(body.container), dom.attribute(body.container, "class"));
    for (p, v) in body.pieces.iter().zip(&body.verdicts) {
        println!("{v:?} {:?} {}/{} {}", p.markup, p.linked, p.chars, p.text.chars().take(90).collect::<String>());
    }
}
