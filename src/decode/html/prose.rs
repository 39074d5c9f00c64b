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

    /// The weight under one element.
    pub(super) fn under(&self, dom: &Dom, id: Id) -> usize {
        let (from, to) = self.pieces_under(dom, id);
        self.at(to) - self.at(from)
    }

    /// The pieces under one element, as a range of indices.
    pub(super) fn pieces_under(&self, dom: &Dom, id: Id) -> (usize, usize) {
        let from = self.starts.partition_point(|s| *s < id);
        (from, self.starts.partition_point(|s| *s < dom.end(id)).max(from))
    }

    fn at(&self, n: usize) -> usize {
        self.before.get(n).copied().unwrap_or_default()
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
