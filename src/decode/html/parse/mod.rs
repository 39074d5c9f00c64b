//! From the text of a page to its tree, at a cost that is bounded by the page's length.
//!
//! html5ever follows the standard, and the standard has steps that look through everything that is open: a page can be
//! written so that each of its tags costs as much as all before it. So its parts are driven one by one here. `lexer`
//! finds where tags end and keeps a tag from having more attributes than any real one, `gate` stands between tokens and
//! tree and ends the reading once a page has used up its steps, and `sink` counts the steps: every look at an element,
//! every element made. Steps depend on the page alone, so that the same page gives the same tree on any machine.
//!
//! A page within its limits gives the tree that html5ever gives, but for attributes beyond [`MAX_ATTRIBUTES`] and signs
//! beyond [`MAX_STRAYS`] and, where nobody asks for them, the texts of styles and scripts.

use dom_query::Document as Page;
use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};

use crate::model::{Fault, FaultCode, Warning};
use gate::Gate;
use lexer::{Lexer, Stretch};
use sink::{Sink, Spent};

mod gate;
mod lexer;
mod sink;

/// Real pages stay under 100; machines that wrap each paragraph in the one before have reached some hundred.
const MAX_DEPTH: usize = 1_000;
/// Most attributes of one tag. Pages with a quotation mark too many have some hundred by accident.
const MAX_ATTRIBUTES: usize = 400;
/// A page with more signs `<` that begin nothing is no page that people wrote: the further ones are left out, since each
/// costs as much as a tag.
const MAX_STRAYS: usize = 20_000;
/// Most nodes of one page, whatever its length: what stays in memory for each is some hundred bytes. Pages that people
/// read stay under 50,000.
const MAX_NODES: usize = 300_000;
/// Steps that any page may take. A short page has no more, since feeds bring thousands of them.
const FREE_STEPS: usize = 50_000;
/// Further steps for each byte. Real pages need about one, few more than two.
const STEPS_PER_BYTE: usize = 16;

/// A parsed page.
pub(super) struct Parsed {
    /// Its tree.
    pub(super) page: Page,
    /// What to tell of it, where it was not read to its end.
    pub(super) warning: Option<Warning>,
}

/// What becomes of the texts of styles, and of scripts that are no data: half of what most pages hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Code {
    Kept,
    LeftOut,
}

/// Parses a page, or a piece of one, for what people read and what is data.
///
/// # Errors
/// [`FaultCode::TooDeep`] if its elements nest deeper than those of any page that people read.
pub(super) fn parse(html: &str) -> Result<Parsed, Fault> {
    parsed(html, Code::LeftOut)
}

/// [`parse`] with the texts of all scripts and styles.
///
/// # Errors
/// As those of [`parse`].
pub(super) fn parse_whole(html: &str) -> Result<Parsed, Fault> {
    parsed(html, Code::Kept)
}

fn parsed(html: &str, code: Code) -> Result<Parsed, Fault> {
    let steps = FREE_STEPS.saturating_add(html.len().saturating_mul(STEPS_PER_BYTE));
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let gate = Gate::new(TreeBuilder::new(Sink::new(steps), options));
    let tokenizer = Tokenizer::new(gate, TokenizerOpts::default());
    feed(&tokenizer, html, code);
    tokenizer.end();
    let gate = tokenizer.sink;
    let (line, sink) = (gate.line(), gate.into_sink());
    let warning = match sink.spent() {
        Some(Spent::Depth) => {
            let message =
                format!("expected a page, found elements nested more than {MAX_DEPTH} deep in line {line}");
            return Err(Fault::new(FaultCode::TooDeep, message));
        }
        Some(Spent::Steps) => Some(format!(
            "tags that are not closed, or closed and not open, cost more than {STEPS_PER_BYTE} steps a byte"
        )),
        Some(Spent::Nodes) => Some(format!("more than {MAX_NODES} elements and texts")),
        None => None,
    };
    let warning = warning.map(|why| {
        Warning::new("page-capped", format!("{why}: the page was read up to line {line} and no further"))
    });
    Ok(Parsed { page: sink.into_page(), warning })
}

/// Gives the text to the tokenizer, without the attributes that are too many, until its end or that of the steps.
fn feed(tokenizer: &Tokenizer<Gate>, html: &str, code: Code) {
    let whole = StrTendril::from(html);
    let input = BufferQueue::default();
    let mut lexer = Lexer::new(html, code);
    while let Some(Stretch { range, insert }) = lexer.next(&tokenizer.sink) {
        let (Ok(start), Ok(length)) = (u32::try_from(range.start), u32::try_from(range.len())) else {
            return;
        };
        if length > 0
            && let Ok(piece) = whole.try_subtendril(start, length)
        {
            input.push_back(piece);
        }
        if insert {
            input.push_back(StrTendril::from(">"));
        }
        // It also returns where a browser would run a script or change the character set: nothing for us.
        while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
        if tokenizer.sink.is_closed() {
            return;
        }
    }
}

#[cfg(test)]
mod tests;
