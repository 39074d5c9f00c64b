//! Where a page holds several stories: which parts of it are not the one of the headline.
//!
//! Another story has a title of its own. It stands in an article beside the one that holds the headline, in an element
//! of the same dress beside that, or simply below it, signed by its own writer.

use std::ops::Range;

use super::classes::Sense;
use super::dom::{Dom, Id};
use super::flow::{Markup, Piece};
use super::names::Names;
use super::phrases;
use super::prose::{self, Prose};
use super::tag::Tag;

/// Fewest characters of prose that a story has.
const STORY: usize = 120;
/// How far above the headline elements in the same dress are looked for, and how many beside each are looked at.
const CLIMB: usize = 12;
const BESIDE: usize = 200;
/// How many pieces below its title a story is signed.
const SIGNED_WITHIN: usize = 3;

/// A page, to look for stories in.
struct Page<'a> {
    dom: &'a Dom,
    names: &'a Names,
    pieces: &'a [Piece],
    all: Prose,
    headline: &'a str,
    /// The piece that shows the headline.
    anchor: usize,
    /// The element of that piece, and its level.
    heading: Id,
    level: u8,
}

/// The parts of a page that hold other stories than the one of the headline.
pub(super) fn others(dom: &Dom, names: &Names, pieces: &[Piece], headline: Option<&str>) -> Vec<Range<Id>> {
    let Some(headline) = headline else { return Vec::new() };
    let shows = |level: u8| {
        move |p: &Piece| p.markup == Markup::Heading(level) && phrases::same_words(headline, &p.text)
    };
    let Some((anchor, level)) =
        (1..=3).find_map(|level| Some((pieces.iter().position(shows(level))?, level)))
    else {
        return Vec::new();
    };
    let Some(heading) = pieces.get(anchor).map(|p| p.block) else { return Vec::new() };
    let all = Prose::weigh(pieces, |_| true);
    let page = Page { dom, names, pieces, all, headline, anchor, heading, level };
    let mut others = page.articles();
    if others.is_empty() {
        others = page.in_the_same_dress();
    }
    if others.is_empty() {
        others.extend(page.below());
    }
    others
}

impl Page<'_> {
    /// Other articles of the page, where the headline stands in one.
    fn articles(&self) -> Vec<Range<Id>> {
        let Page { dom, heading, .. } = *self;
        let own = dom.ancestors(heading).filter(|n| dom.tag(*n) == Tag::Article).last();
        let Some(own) = own.filter(|own| self.all.under(dom, *own) >= STORY) else { return Vec::new() };
        let mut found = Vec::new();
        let mut at = self.names.root;
        while at < dom.end(self.names.root) {
            if at == own {
                at = dom.end(own);
            } else if dom.tag(at) == Tag::Article && !(at < own && own < dom.end(at)) {
                if self.is_another(at) {
                    found.push(at..dom.end(at));
                }
                at = dom.end(at);
            } else {
                at += 1;
            }
        }
        found
    }

    /// Elements beside one around the headline that have the same name and class.
    fn in_the_same_dress(&self) -> Vec<Range<Id>> {
        let Page { dom, heading, .. } = *self;
        let mut own = heading;
        for _ in 0..CLIMB {
            let around = dom.parent(own);
            if around <= self.names.root || self.all.under(dom, around) == 0 {
                break;
            }
            own = around;
            if self.all.under(dom, own) < STORY
                || !matches!(dom.tag(own), Tag::Div | Tag::Section | Tag::Td | Tag::Li)
            {
                continue;
            }
            let beside = dom.children(dom.parent(own)).take(BESIDE).filter(|n| *n > own);
            let alike = beside.filter(|n| self.is_alike(own, *n) && self.tells_another(*n));
            let found: Vec<Range<Id>> = alike.map(|n| n..dom.end(n)).collect();
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    /// Below the story, a heading with a writer's name under it, and what follows.
    fn below(&self) -> Option<Range<Id>> {
        let Page { dom, .. } = *self;
        let mut told = 0;
        for n in self.anchor + 1..self.pieces.len() {
            let piece = self.pieces.get(n)?;
            if told >= STORY && self.is_title(n) && self.is_signed(n) && self.all.total() < told * 4 {
                let around = dom.parent(piece.block);
                return Some(piece.block..dom.end(around));
            }
            told += prose::weight(piece);
        }
        None
    }

    fn is_alike(&self, one: Id, other: Id) -> bool {
        let bare = |id: Id| -> String {
            let class = self.dom.attribute(id, "class").unwrap_or_default();
            class.chars().take(200).filter(|c| !c.is_numeric()).collect()
        };
        self.dom.tag(one) == self.dom.tag(other) && bare(one) == bare(other)
    }

    /// Whether an element begins with the title of another story, of the headline's level or signed, and tells it.
    fn is_another(&self, id: Id) -> bool {
        let (from, to) = self.all.pieces_under(self.dom, id);
        let title = (from..to.min(from + SIGNED_WITHIN)).find(|n| self.is_title(*n));
        let Some(title) = title.filter(|_| self.all.under(self.dom, id) * 2 >= STORY) else { return false };
        let level = self.pieces.get(title).map(|p| p.markup);
        level == Some(Markup::Heading(self.level)) || self.is_signed(title)
    }

    /// The same of an element that is no article: the sections of a story have titles too, and are signed by nobody.
    fn tells_another(&self, id: Id) -> bool {
        let (from, to) = self.all.pieces_under(self.dom, id);
        let title = (from..to.min(from + SIGNED_WITHIN)).find(|n| self.is_title(*n));
        let leads_there =
            |title: usize| self.pieces.get(title).is_some_and(|p| p.linked > 0 && p.linked == p.chars);
        self.is_another(id) && title.is_some_and(|title| self.is_signed(title) || leads_there(title))
    }

    fn is_title(&self, n: usize) -> bool {
        self.pieces.get(n).is_some_and(|p| {
            matches!(p.markup, Markup::Heading(level) if level <= self.level.max(2) + 1)
                && p.chars > 8
                && !phrases::same_words(self.headline, &p.text)
        })
    }

    /// Whether a writer is named right below a title.
    fn is_signed(&self, title: usize) -> bool {
        let below = self.pieces.iter().skip(title + 1).take(SIGNED_WITHIN);
        below.take_while(|p| !matches!(p.markup, Markup::Heading(_)) && p.chars < 100).any(|p| {
            let near = std::iter::once(p.block).chain(self.dom.ancestors(p.nodes.0).take(2));
            phrases::names_authors(&p.text) && !prose::ends_a_sentence(&p.text)
                || near.filter(|n| *n > self.names.root).any(|n| self.names.of(n).has(Sense::Byline))
        })
    }
}
