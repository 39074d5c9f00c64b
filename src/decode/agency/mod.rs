//! What agencies send: XML of three generations, and the control characters of the telex age.
//!
//! One file per format; here stands what they share. A delivery that is cut off or not well-formed is refused
//! whole: half a dispatch is worse than none.

use super::html::fragment;
use super::xml::{Id, Xml};
use crate::model::{Block, BlockKind, Document, Fault, Rights, Status, TextLimits};

pub(super) mod anpa;
pub(super) mod iptc7901;
pub(super) mod newsml1;
pub(super) mod newsml_g2;
pub(super) mod nitf;
pub(super) mod zczc;

/// What a status word of any agency vocabulary says.
pub(super) fn status(word: &str) -> Option<Status> {
    let word = word.rsplit(':').next().unwrap_or(word).trim().to_ascii_lowercase();
    match word.as_str() {
        "usable" | "embargo lifted" => Some(Status::Usable),
        "withheld" | "embargoed" | "hold" => Some(Status::Withheld),
        "canceled" | "cancelled" | "killed" | "kill" | "withdrawn" | "deleted" | "retracted" => Some(Status::Canceled),
        _ => None,
    }
}

/// A number 1 to 9, as urgency is written.
pub(super) fn urgency(text: &str) -> Option<u8> {
    text.trim().parse().ok().filter(|n| (1..=9).contains(n))
}

/// A note to editors as a block.
pub(super) fn push_note(document: &mut Document, note: Option<String>) {
    document.blocks.extend(note.filter(|n| !n.is_empty()).map(|n| Block::of(BlockKind::Note, n)));
}

/// Rights, if there are any.
pub(super) fn rights(copyright: Option<String>, usage_terms: Option<String>) -> Option<Rights> {
    (copyright.is_some() || usage_terms.is_some()).then_some(Rights { copyright, usage_terms, free: None })
}

/// Reads a body of NITF or XHTML elements into blocks, pictures and links.
pub(super) fn read_body(document: &mut Document, xml: &Xml, body: Id, limits: &TextLimits) -> Result<(), Fault> {
    let html = xml.to_html(body, html_name);
    if html.contains("<p") || html.contains("<h") || html.contains("<li") || html.contains("<td") || html.contains("<br") {
        return fragment::read_into(document, &html, limits);
    }
    document.blocks.extend(super::text::blocks(&xml.raw(body), limits.paragraphs));
    Ok(())
}

/// The HTML element for one of NITF or XHTML; `None` for what is not story.
fn html_name(name: &str) -> Option<&str> {
    Some(match name {
        "p" | "br" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "li" | "table" | "thead" | "tbody" | "tr"
        | "td" | "th" | "blockquote" | "pre" | "a" | "em" | "strong" | "b" | "i" | "figure" | "figcaption" | "img"
        | "hr" | "section" | "article" | "dl" | "dt" | "dd" | "caption" | "q" | "u" | "sub" | "sup" => name,
        "hl1" | "hl2" | "hedline" => "h2",
        "bq" => "blockquote",
        "media" => "figure",
        "media-caption" => "figcaption",
        "media-reference" => "img",
        "media-producer" | "media-metadata" | "media-object" => return None,
        "script" | "style" | "head" | "body.head" | "title" | "object" => return None,
        "div" | "block" | "body" | "html" | "body.content" | "body.end" | "nitf" | "DataContent" | "inlineXML" | "note"
        | "byline" | "dateline" | "fn" | "nitf-table" | "tagline" | "header" | "footer" | "main" | "aside" => "div",
        _ => "span",
    })
}
