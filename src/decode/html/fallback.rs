//! Where the page's own text yields little: other candidates for the body, and what to tell the reader.
//!
//! A page that keeps its story in JSON-LD or in data, or lays it out so that no element holds it, is read from there; a page
//! that gives only the beginning to who does not pay is kept with a warning; so is a live blog, which is many
//! short stories and not one.

use super::dom::Dom;
use super::metadata::Claims;
use super::{data, fragment, parse};
use crate::decode::text;
use crate::model::{Block, Document, Fault, Found, Rights, TextLimits, Warning};

/// A story shorter than this is checked against other candidates.
const SHORT: usize = 300;
/// How deep all nodes and characters of a page may stand together for its text to be looked for by density: that
/// counts the characters in each element, and so each character once for each element around it.
const MAX_DEPTH_IN_ALL: usize = 10_000_000;
/// A story that is not free and shorter than this is a stub.
const STUB: usize = 1_500;

/// A page as it was read.
pub(super) struct Page<'a> {
    /// Its text.
    pub(super) html: &'a str,
    /// Its tree.
    pub(super) dom: &'a Dom,
    /// Whether it was read to its end.
    pub(super) is_whole: bool,
    /// Whether its story ends at a wall.
    pub(super) is_walled: bool,
    /// Whether other stories stand beside its own.
    pub(super) has_others: bool,
    /// What stands there in place of a story.
    pub(super) wall: Option<Fault>,
}

/// Improves the body of a page that was read.
///
/// # Errors
/// The page's wall, if there is one and the story stands nowhere else.
pub(super) fn improve(
    document: &mut Document,
    claims: &Claims,
    page: Page<'_>,
    limits: &TextLimits,
) -> Result<(), Fault> {
    let Page { html, dom, is_whole, is_walled, has_others, wall } = page;
    let own = if wall.is_some() { 0 } else { story_length(&document.blocks) };
    if let Some(body) = &claims.body
        && own * 2 < body.chars().count()
    {
        document.blocks = claimed_blocks(body, limits);
        document
            .warnings
            .push(Warning::new("body-from-json-ld", "the text is the one in the page's JSON-LD"));
    } else if own < SHORT && from_data(document, html, limits) {
    } else if let Some(wall) = wall {
        return Err(wall);
    } else if own < SHORT
        && is_whole
        && !has_others
        && dom.depth_in_all() < MAX_DEPTH_IN_ALL
        && let Some(blocks) = by_readability(html, limits)
        && story_length(&blocks) > own * 2 + SHORT
    {
        document.blocks = blocks;
        document.warnings.push(Warning::new(
            "body-by-readability",
            "no element of the page holds the text: it was gathered by density",
        ));
    }
    if claims.is_live {
        document.genre.get_or_insert_with(|| Found::new("live blog".to_owned(), "json-ld"));
        document
            .warnings
            .push(Warning::new("live-blog", "a live blog: many entries, newest first, not one story"));
    }
    let locked = document.rights.as_ref().and_then(|r: &Rights| r.free) == Some(false);
    let length = story_length(&document.blocks);
    if (locked || is_walled) && length < STUB {
        let message = format!("the page is not free to read and holds {length} characters of the story");
        document.warnings.push(Warning::new("paywalled", message));
    }
    if length == 0 {
        let message = "no story was found on the page: scripts may bring it, or there is none";
        document.warnings.push(Warning::new("no-story", message));
    }
    Ok(())
}

fn story_length(blocks: &[Block]) -> usize {
    blocks.iter().filter(|b| b.kind.is_none_or(|k| k.is_story())).map(|b| b.text.chars().count()).sum()
}

fn claimed_blocks(body: &str, limits: &TextLimits) -> Vec<Block> {
    if fragment::looks_like_html(body)
        && let Ok(fragment) = fragment::read(body, None, limits)
    {
        return fragment.blocks;
    }
    text::blocks(&body.replace("\r\n", "\n").replace('\n', "\n\n"), limits.paragraphs)
}

/// The story out of what the page's scripts lay out.
fn from_data(document: &mut Document, html: &str, limits: &TextLimits) -> bool {
    parse::parse_whole(html).is_ok_and(|parsed| data::read_into(document, &Dom::of(&parsed.page), limits))
}

/// The body as dom_smoothie finds it.
fn by_readability(html: &str, limits: &TextLimits) -> Option<Vec<Block>> {
    let config =
        dom_smoothie::Config { max_elements_to_parse: 20_000, disable_json_ld: true, ..Default::default() };
    let page = parse::parse(html).ok()?.page;
    let article = dom_smoothie::Readability::with_document(page, None, Some(config)).ok()?.parse().ok()?;
    fragment::read(&article.content, None, limits).ok().map(|f| f.blocks)
}
