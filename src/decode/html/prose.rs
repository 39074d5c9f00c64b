//! How much of a page's text is prose, and under which element it stands.

use super::dom::{Dom, Id};
use super::flow::{Markup, Piece};

/// The weight of running text under each part of a page.
#[derive(Debug)]
pub(super) struct Prose {
    /// First node of each piece, in order.
    starts: Vec<Id>,
    /// Weight of all pieces before each piece; one more entry than pieces.
    before: Vec<usize>,
}

impl Prose {
    /// Weighs pieces; `counts` says which.
    pub(super) fn weigh(pieces: &[Piece], mut counts: impl FnMut(usize) -> bool) -> Prose {
        let mut before = Vec::with_capacity(pieces.len() + 1);
        let mut sum = 0;
        before.push(0);
        for (n, piece) in pieces.iter().enumerate() {
            if counts(n) {
                sum += weight(piece);
            }
            before.push(sum);
        }
        Prose { starts: pieces.iter().map(|p| p.nodes.0).collect(), before }
    }

    /// The weight of the whole page.
    pub(super) fn total(&self) -> usize {
        self.before.last().copied().unwrap_or(0)
    }

    /// The weight of one piece.
    pub(super) fn of(&self, piece: usize) -> usize {
        self.at(piece + 1) - self.at(piece)
    }

    /// The weight under one element.
    pub(super) fn under(&self, dom: &Dom, id: Id) -> usize {
        let (from, to) = self.pieces_under(dom, id);
        self.at(to) - self.at(from)
    }

    /// The pieces under one element, as a range of indices.
    pub(super) fn pieces_under(&self, dom: &Dom, id: Id) -> (usize, usize) {
        self.pieces_within(&(id..dom.end(id)))
    }

    /// The pieces that begin among some nodes, as a range of indices.
    pub(super) fn pieces_within(&self, nodes: &std::ops::Range<Id>) -> (usize, usize) {
        let from = self.starts.partition_point(|s| *s < nodes.start);
        (from, self.starts.partition_point(|s| *s < nodes.end).max(from))
    }

    fn at(&self, n: usize) -> usize {
        self.before.get(n).copied().unwrap_or_default()
    }
}

/// The sums of all values before each, and of all.
pub(super) fn sums(values: impl Iterator<Item = usize>) -> Vec<usize> {
    let sums = values.scan(0, |sum, value| {
        *sum += value;
        Some(*sum)
    });
    std::iter::once(0).chain(sums).collect()
}

/// How much of the prose stands in elements named as bodies.
pub(super) struct Bodies<'a> {
    /// The elements, in order.
    ids: &'a [Id],
    /// The weight of what has one of the elements before as the nearest around it; one more entry than elements.
    before: Vec<usize>,
}

impl<'a> Bodies<'a> {
    /// Weighs the pieces under each of the elements.
    pub(super) fn weigh(dom: &Dom, ids: &'a [Id], pieces: &[Piece], kept: &Prose) -> Bodies<'a> {
        let mut own = vec![0; ids.len()];
        let mut open: Vec<usize> = Vec::new();
        let mut next = 0;
        for (n, piece) in pieces.iter().enumerate() {
            let start = piece.nodes.0;
            while ids.get(next).is_some_and(|id| *id <= start) {
                open.push(next);
                next += 1;
            }
            while open.pop_if(|body| ids.get(*body).is_none_or(|id| dom.end(*id) <= start)).is_some() {}
            if let Some(slot) = open.last().and_then(|body| own.get_mut(*body)) {
                *slot += kept.of(n);
            }
        }
        Bodies { ids, before: sums(own.into_iter()) }
    }

    /// Whether an element is one of them.
    pub(super) fn has(&self, id: Id) -> bool {
        self.ids.binary_search(&id).is_ok()
    }

    /// The prose under an element that stands in elements named as bodies.
    pub(super) fn under(&self, dom: &Dom, id: Id) -> usize {
        let at = |id: Id| {
            let place = self.ids.partition_point(|body| *body < id);
            self.before.get(place).copied().unwrap_or_default()
        };
        at(dom.end(id)) - at(id)
    }
}

/// The weight of a piece: its unlinked characters if it reads like running text, else nothing.
pub(super) fn weight(piece: &Piece) -> usize {
    if !is_prose(piece) || (piece.markup == Markup::Item && piece.linked > 0) {
        return 0;
    }
    piece.chars.saturating_sub(piece.linked)
}

/// Whether a piece reads like running text: long enough, mostly unlinked, no heading and no caption.
pub(super) fn is_prose(piece: &Piece) -> bool {
    if matches!(piece.markup, Markup::Heading(_) | Markup::Caption) || piece.linked * 2 > piece.chars {
        return false;
    }
    let long = if is_dense_script(&piece.text) { 30 } else { 80 };
    piece.chars >= long || (piece.chars * 3 >= long && ends_a_sentence(&piece.text))
}

/// Whether a piece is a sentence of the story although links stand over most of it: it neither begins nor ends with one.
pub(super) fn tells_with_links(piece: &Piece) -> bool {
    piece.linked > 0
        && !piece.linked_ends.0
        && !piece.linked_ends.1
        && matches!(piece.markup, Markup::Paragraph | Markup::Item)
        && piece.chars >= 60
        && piece.chars - piece.linked >= 8
        && ends_a_sentence(&piece.text)
        && !piece.text.trim_start().split(' ').take(4).any(|word| word.ends_with([':', '：', '|', '»', '>']))
}

/// Scripts that write a word in one or two characters.
pub(super) fn is_dense_script(text: &str) -> bool {
    let (mut dense, mut all) = (0usize, 0usize);
    for c in text.chars().take(60) {
        all += 1;
        dense += usize::from(
            matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}'),
        );
    }
    dense * 3 > all
}

/// Whether the text ends as sentences do.
pub(super) fn ends_a_sentence(text: &str) -> bool {
    let closers = ['"', '\'', '”', '’', '»', '«', '“', ')', ']', '」', '』', ' '];
    text.trim_end_matches(closers).ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟', '۔', '။', '።'])
}
