//! From pieces of a page to blocks of a document: kinds that the markup says, table rows, quoted blocks.

use std::collections::BTreeSet;

use super::dom::{Dom, Id};
use super::flow::{Markup, Piece};
use super::tag::Tag;
use crate::model::{Block, BlockKind};

/// Blocks of the pieces in order, with the kinds that were decided before (missing entries are not). Beyond that
/// only the kinds that markup decides are set; `normalise` judges the rest.
pub(super) fn blocks(dom: &Dom, pieces: &[Piece], decided: &[Option<BlockKind>]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::with_capacity(pieces.len());
    let mut row: Option<Id> = None;
    let mut judged: Option<(Id, bool)> = None;
    for (n, piece) in pieces.iter().enumerate() {
        if let Some(kind) = decided.get(n).copied().flatten() {
            row = None;
            blocks.push(Block::of(kind, piece.text.clone()));
            continue;
        }
        let in_row =
            (piece.markup == Markup::Cell).then(|| row_of(dom, piece.block)).flatten().filter(
                |r| match judged {
                    _ if Some(*r) == row => true,
                    Some((known, is_data)) if known == *r => is_data,
                    _ => {
                        let is_data = is_data_row(dom, *r);
                        judged = Some((*r, is_data));
                        is_data
                    }
                },
            );
        if in_row.is_some()
            && in_row == row
            && let Some(last) = blocks.last_mut()
        {
            last.text.push_str(" | ");
            last.text.push_str(&piece.text.replace('\n', " "));
            continue;
        }
        row = in_row;
        let kind = match piece.markup {
            Markup::Heading(_) => Some(BlockKind::Subhead),
            Markup::Caption => Some(BlockKind::Caption),
            Markup::Cell if in_row.is_some() => Some(BlockKind::Table),
            _ if is_quoted(dom, piece.block) => Some(BlockKind::Blockquote),
            Markup::Item => Some(BlockKind::List),
            _ => None,
        };
        blocks.push(Block { kind, text: piece.text.clone() });
    }
    blocks
}

/// How far above a piece of a cell its row is looked for.
const CELL_DEPTH: usize = 100;
/// How many of the children of a row are looked at.
const CELLS: usize = 1_000;

/// The rows of tables, each judged once.
#[derive(Debug, Default)]
pub(super) struct Rows {
    last: Option<(Id, bool)>,
}

impl Rows {
    /// Whether a piece stands in a row of data that says more than where its links lead.
    pub(super) fn is_data(&mut self, dom: &Dom, piece: &Piece) -> bool {
        let Some(row) = row_of(dom, piece.block) else { return false };
        match self.last {
            Some((known, is_data)) if known == row => is_data,
            _ => {
                let is_data = is_data_row(dom, row) && tells(dom, row);
                self.last = Some((row, is_data));
                is_data
            }
        }
    }
}

/// Whether a row has a cell with something in it that is not linked.
fn tells(dom: &Dom, row: Id) -> bool {
    let mut at = row;
    let end = dom.end(row).min(row + CELLS);
    while at < end {
        if dom.tag(at) == Tag::A {
            at = dom.end(at);
            continue;
        }
        if dom.text(at).contains(char::is_alphanumeric) {
            return true;
        }
        at += 1;
    }
    false
}

fn row_of(dom: &Dom, block: Id) -> Option<Id> {
    std::iter::once(block).chain(dom.ancestors(block)).take(CELL_DEPTH).find(|n| dom.tag(*n) == Tag::Tr)
}

/// A table of data has several short cells in a row; one that only lays out a page has paragraphs in them.
fn is_data_row(dom: &Dom, row: Id) -> bool {
    let cells = || dom.children(row).take(CELLS).filter(|c| matches!(dom.tag(*c), Tag::Td | Tag::Th));
    let is_short = |cell: Id| dom.subtree(cell).map(|n| dom.text(n).len()).take(500).sum::<usize>() < 600;
    let has_heading = |cell: Id| dom.subtree(cell).take(500).any(|n| dom.tag(n).heading().is_some());
    cells().nth(1).is_some() && cells().take(50).all(|cell| is_short(cell) && !has_heading(cell))
}

fn is_quoted(dom: &Dom, block: Id) -> bool {
    dom.tag(block) == Tag::Blockquote || dom.is_in(block, Tag::Blockquote)
}

/// Removes blocks that repeat one before them word for word and are long enough that this is no refrain.
pub(super) fn drop_repeats(blocks: &mut Vec<Block>) {
    let mut seen = BTreeSet::new();
    blocks
        .retain(|b| b.text.len() < 60 || seen.insert(blake3::hash(b.text.as_bytes()).as_bytes().to_owned()));
}
