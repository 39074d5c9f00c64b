//! Where the story of a page begins and ends inside its container.
//!
//! What stands before its first paragraph is headline, date and byline; after its last, tags and buttons. It ends
//! earlier where comments, teasers, a wall or a heading that closes stories follow.

use std::ops::Range;

use super::body::{self, Body, Known, Verdict};
use super::classes::Sense;
use super::dom::{Dom, Id};
use super::flow::{Markup, Piece};
use super::phrases;
use super::prose;
use super::tag::Tag;
use crate::normalise::standing;

/// Fewest characters of prose before what ends a story.
const BEGUN: usize = 150;
/// Longest summary below the title of a teaser, in characters, and of how many pieces.
const SUMMARY: usize = 300;
const SUMMARY_PIECES: usize = 2;
/// Shortest title of a teaser, in characters.
const TITLE: usize = 15;
/// Fewest teasers in a row.
const TEASERS: usize = 2;
/// Longest heading.
const HEADING: usize = 80;

impl Body {
    /// Ends the story at both sides; `inside` are the pieces of the container.
    pub(super) fn trim(&mut self, dom: &Dom, inside: Range<usize>, known: &Known<'_>) {
        self.close_boxes(inside.clone());
        self.trim_head(dom, inside.start, known);
        self.end_at_comments(inside.clone());
        self.end_at_wall(inside.clone());
        self.end_at_closing_heading(inside.clone());
        self.drop_teasers(inside.clone());
        self.trim_tail(inside);
    }

    /// What stands before the first paragraph is headline, date and byline, unless it is the standfirst or sums up.
    fn trim_head(&mut self, dom: &Dom, from: usize, known: &Known<'_>) {
        let Some(first) = (from..self.pieces.len()).find(|n| self.is_story_prose(*n)) else { return };
        let summary = self.summary(dom, from..first, known);
        for n in 0..first {
            let Some(piece) = self.pieces.get(n) else { continue };
            let is_headline = known.headline.is_some_and(|h| phrases::same_words(h, &piece.text));
            let keeps = match self.verdicts.get(n) {
                Some(Verdict::Lead) => {
                    !is_headline && (prose::ends_a_sentence(&piece.text) || piece.chars > 50)
                }
                Some(Verdict::Story) => {
                    summary.contains(&n)
                        || matches!(piece.markup, Markup::Heading(2..)) && n + 1 == first && !is_headline
                }
                _ => true,
            };
            let byline = !is_headline && phrases::names_authors(&piece.text);
            if !keeps && let Some(slot) = self.verdicts.get_mut(n) {
                *slot = Verdict::Aside(if byline { Sense::Byline } else { Sense::Chrome });
            }
        }
    }

    /// A list right above the first paragraph that tells in short what follows, with the line above it.
    fn summary(&self, dom: &Dom, above: Range<usize>, known: &Known<'_>) -> Range<usize> {
        let is_point = |n: usize| {
            self.is_story(n)
                && self.pieces.get(n).is_some_and(|p| {
                    p.markup == Markup::Item
                        && p.linked == 0
                        && p.text.split_whitespace().nth(3).is_some()
                        && !phrases::names_authors(&p.text)
                })
        };
        let end = above.end;
        let mut start = end;
        while start > above.start && is_point(start - 1) {
            start -= 1;
        }
        if end - start < 2 {
            return end..end;
        }
        let list = self.pieces.get(start).map(|p| dom.parent(p.block));
        let heads = |p: &Piece| {
            let beside = list.is_some_and(|list| dom.parent(list) == dom.parent(p.block));
            let is_headline = known.headline.is_some_and(|h| phrases::same_words(h, &p.text));
            beside && p.chars <= HEADING && p.linked == 0 && !is_headline && !phrases::names_authors(&p.text)
        };
        let headed =
            start > above.start && self.is_story(start - 1) && self.pieces.get(start - 1).is_some_and(heads);
        start - usize::from(headed)..end
    }

    /// What stands after the last paragraph is tags, headings of what was set aside, buttons.
    fn trim_tail(&mut self, inside: Range<usize>) {
        for n in inside.rev() {
            if self.is_story_prose(n) {
                return;
            }
            let sentence = self.pieces.get(n).is_some_and(|p| {
                prose::tells_with_links(p)
                    || p.linked == 0
                        && (matches!(p.markup, Markup::Item | Markup::Cell)
                            || (prose::ends_a_sentence(&p.text) && p.chars > 20))
            });
            let kept = self.announced.get(n).copied().unwrap_or_default();
            match self.verdicts.get_mut(n) {
                Some(Verdict::Story) if sentence || kept => return,
                Some(slot @ Verdict::Story) => *slot = Verdict::Aside(Sense::Chrome),
                _ => {}
            }
        }
    }

    /// "3 responses", "Kommentare (12)": what follows are readers.
    fn end_at_comments(&mut self, inside: Range<usize>) {
        let mut seen = 0;
        for n in inside.clone() {
            let Some(piece) = self.pieces.get(n) else { return };
            if seen >= BEGUN
                && self.is_story(n)
                && piece.chars < 2 * HEADING
                && (standing::counts_comments(&piece.text)
                    || matches!(piece.markup, Markup::Heading(_)) && standing::heads_comments(&piece.text))
            {
                return self.end_at(n..inside.end, Sense::Comments);
            }
            seen += self.prose_at(n);
        }
    }

    /// What asks for money or a name, where little follows: the rest of the story is not on the page.
    fn end_at_wall(&mut self, inside: Range<usize>) {
        let whole: usize = inside.clone().map(|n| self.prose_at(n)).sum();
        let mut seen = 0;
        for n in inside.clone() {
            let Some(piece) = self.pieces.get(n) else { return };
            if self.verdicts.get(n) == Some(&Verdict::Aside(Sense::Paywall))
                && piece.chars < 400
                && standing::is_wall(&piece.text)
                && seen * 10 >= whole * 6
            {
                self.walled = true;
                return self.end_at(n..inside.end, Sense::Paywall);
            }
            seen += self.prose_at(n);
        }
    }

    /// "Related", "More from the section", "About the author": the story ends there if little follows.
    fn end_at_closing_heading(&mut self, inside: Range<usize>) {
        let whole: usize = inside.clone().map(|n| self.prose_at(n)).sum();
        let mut seen = 0;
        for n in inside.clone() {
            let Some(piece) = self.pieces.get(n) else { return };
            if self.is_story(n)
                && piece.chars < HEADING
                && seen * 10 >= whole * 6
                && piece.markup != Markup::Item
                && self.closes(n, inside.end)
            {
                return self.end_at(n..inside.end, Sense::Promo);
            }
            seen += self.prose_at(n);
        }
    }

    fn closes(&self, n: usize, end: usize) -> bool {
        let Some(piece) = self.pieces.get(n) else { return false };
        let is_heading = matches!(piece.markup, Markup::Heading(_));
        match phrases::closing(&piece.text) {
            Some(phrases::Closing::Ends) => true,
            Some(phrases::Closing::Points) => {
                (is_heading || !prose::ends_a_sentence(&piece.text)) && !self.tells_on(n + 1..end)
            }
            None => false,
        }
    }

    /// Whether the first of these pieces that says anything is a paragraph without links.
    fn tells_on(&self, pieces: Range<usize>) -> bool {
        let next = pieces.filter_map(|n| self.pieces.get(n)).find(|p| p.chars > 3);
        next.is_some_and(|p| prose::is_prose(p) && p.linked == 0 && p.chars >= 60)
    }

    /// The heading of a box among the paragraphs goes with the links under it.
    fn close_boxes(&mut self, inside: Range<usize>) {
        for n in inside {
            let Some(piece) = self.pieces.get(n) else { return };
            let is_label = matches!(piece.markup, Markup::Heading(_))
                || piece.chars < HEADING && !prose::ends_a_sentence(&piece.text);
            let below = matches!(self.verdicts.get(n + 1), Some(Verdict::Aside(Sense::Promo)));
            let sold = || self.pieces.get(n + 1).is_some_and(body::sells);
            let opens = || phrases::points_elsewhere(&piece.text, piece.text.ends_with(':')) || sold();
            if is_label && below && self.is_story(n) && opens() {
                self.set(n, Sense::Promo);
            }
        }
    }

    /// Teasers in a row at the end: a linked title, a line or two below it, and again.
    fn drop_teasers(&mut self, inside: Range<usize>) {
        let whole: usize = inside.clone().map(|n| self.prose_at(n)).sum();
        let (mut at, mut start, mut teasers, mut told, mut all_told) = (inside.end, inside.end, 0, 0, 0);
        let mut pieces = 0;
        while at > inside.start {
            at -= 1;
            let Some(piece) = self.pieces.get(at) else { return };
            if piece.linked * 10 >= piece.chars * 8 && piece.chars >= TITLE {
                teasers += usize::from(pieces > 0);
                (start, all_told) = (at, all_told + told);
                (told, pieces) = (0, 0);
            } else if self.is_story(at) {
                let is_summary = piece.linked == 0 && piece.markup != Markup::Cell;
                told += piece.chars;
                pieces += 1;
                if !is_summary || pieces > SUMMARY_PIECES || told > SUMMARY {
                    break;
                }
            }
        }
        if teasers >= TEASERS && all_told * 20 < whole * 7 {
            self.end_at(start..inside.end, Sense::Promo);
        }
    }

    fn end_at(&mut self, pieces: Range<usize>, sense: Sense) {
        for n in pieces {
            if self.is_story(n) {
                self.set(n, sense);
            }
        }
    }

    fn set(&mut self, n: usize, sense: Sense) {
        if let Some(slot) = self.verdicts.get_mut(n) {
            *slot = Verdict::Aside(sense);
        }
    }

    fn is_story(&self, n: usize) -> bool {
        self.verdicts.get(n) == Some(&Verdict::Story)
    }

    pub(super) fn is_story_prose(&self, n: usize) -> bool {
        self.is_story(n) && self.pieces.get(n).is_some_and(prose::is_prose)
    }

    /// The weight of a piece, if it is a paragraph of the story.
    fn prose_at(&self, n: usize) -> usize {
        if self.is_story_prose(n) { self.pieces.get(n).map_or(0, prose::weight) } else { 0 }
    }
}

/// The items of lists that the sentence before announces: they are the story's, even where all of each is a link.
pub(super) fn announced(dom: &Dom, pieces: &[Piece], is_story: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut announced = Vec::new();
    let mut list = None;
    for (n, piece) in pieces.iter().enumerate() {
        let own = (piece.markup == Markup::Item)
            .then(|| std::iter::once(piece.block).chain(dom.ancestors(piece.block)).take(6))
            .and_then(|mut around| around.find(|n| matches!(dom.tag(*n), Tag::Ul | Tag::Ol | Tag::Dl)));
        let Some(own) = own else {
            list = None;
            continue;
        };
        let before = n.checked_sub(1).and_then(|b| pieces.get(b).map(|p| (b, p)));
        let begins = before.is_some_and(|(b, p)| {
            announces(&p.text)
                && p.chars >= 25
                && p.linked * 2 < p.chars
                && is_story(b)
                && p.nodes.1 < own
                && p.markup == Markup::Paragraph
                && stands_beside(dom, own, p.block)
        });
        if begins {
            list = Some(own);
        }
        if list == Some(own) {
            announced.push(n);
        }
    }
    announced
}

/// Whether a list stands beside a paragraph, or one of the two a little deeper.
fn stands_beside(dom: &Dom, list: Id, paragraph: Id) -> bool {
    let around = |id: Id, other: Id| dom.ancestors(id).take(3).any(|n| n == dom.parent(other));
    around(paragraph, list) || around(list, paragraph)
}

fn announces(text: &str) -> bool {
    text.trim_end().ends_with([':', '：'])
}
