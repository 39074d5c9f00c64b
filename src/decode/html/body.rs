//! The body of a page: which of its pieces are the story.
//!
//! Every piece of text on the page is weighed; elements whose names say that they are something else are set aside
//! (unless most of the prose stands in them: then the name lies); the container is the deepest element that holds
//! nearly all of the prose that is left; inside it each piece is judged by itself, since captions, promotion and
//! bylines stand among the paragraphs.

use std::ops::Range;

use super::aside::Named;
use super::blocks::{self, Rows};
use super::classes::Sense;
use super::dom::{Dom, Id};
use super::edges;
use super::flow::{self, Markup, Piece};
use super::names::Names;
use super::phrases;
use super::prose::{self, Bodies, Prose};
use super::shortcodes;
use super::stories;
use super::tag::Tag;
use crate::model::{Block, BlockKind};
use crate::normalise::{agency_lines, signs_with_a_role, standing};

/// What a piece of the page is held to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A paragraph of the story.
    Story,
    /// The standfirst.
    Lead,
    /// Set aside, and why.
    Aside(Sense),
    /// Outside the container.
    Outside,
}

/// A page's pieces with what each is held to be.
#[derive(Debug)]
pub(super) struct Body {
    /// The pieces in reading order.
    pub(super) pieces: Vec<Piece>,
    /// What each is.
    pub(super) verdicts: Vec<Verdict>,
    /// The element that holds the story.
    pub(super) container: Id,
    /// What the names around each say that it is, if not story.
    pub(super) senses: Vec<Option<Sense>>,
    /// Items of lists that the story itself announces.
    pub(super) announced: Vec<bool>,
    /// The elements that were set aside by their names.
    pub(super) apart: Vec<(Range<Id>, Sense)>,
    /// Whether the story ends at a wall, with the rest of it behind.
    pub(super) walled: bool,
    /// Whether other stories stand beside it.
    pub(super) has_others: bool,
}

/// How many lines above and below the story may sign it.
const SIGNED_WITHIN: usize = 4;

/// What is known of the story from elsewhere on the page.
#[derive(Debug, Default)]
pub(super) struct Known<'a> {
    /// Its headline.
    pub(super) headline: Option<&'a str>,
}

/// Finds the body.
pub(super) fn find(dom: &Dom, known: &Known<'_>) -> Body {
    let root = (0..dom.len()).find(|n| dom.tag(*n) == Tag::Body).unwrap_or(0);
    let names = Names::read(dom, root);
    let pieces = flow::pieces(dom, root, |id| names.is_apart(dom, id));
    let others = stories::others(dom, &names, &pieces, known.headline);
    let named = Named::read(dom, &names, &pieces, &others);
    let kept = Prose::weigh(&pieces, |n| named.aside.get(n).is_some_and(Option::is_none));
    let container = container(dom, root, &Bodies::weigh(dom, &named.bodies, &pieces, &kept), &kept);
    let (verdicts, announced) = (vec![Verdict::Outside; pieces.len()], vec![false; pieces.len()]);
    let has_others = !others.is_empty();
    let senses = named.aside.clone();
    let apart = Vec::new();
    let mut body = Body { verdicts, senses, pieces, container, announced, apart, walled: false, has_others };
    body.judge(dom, &named, &kept, known);
    body.apart = others.into_iter().map(|nodes| (nodes, Sense::Promo)).chain(named.elements).collect();
    body
}

/// The deepest element that holds nearly all of the prose.
fn container(dom: &Dom, root: Id, bodies: &Bodies<'_>, kept: &Prose) -> Id {
    let mut at = root;
    loop {
        let here = kept.under(dom, at);
        let mut best: Option<(usize, Id)> = None;
        for child in dom.children(at).filter(|c| may_hold(dom, *c)) {
            let weight = kept.under(dom, child);
            if best.is_none_or(|(most, _)| weight > most) {
                best = Some((weight, child));
            }
        }
        let Some((weight, child)) = best else { return at };
        let share = weight as f64 / here.max(1) as f64;
        let in_bodies = bodies.under(dom, child) as f64;
        let enough = if bodies.has(at) {
            0.97
        } else if in_bodies > 0.0 && in_bodies >= 0.9 * bodies.under(dom, at) as f64 {
            0.45
        } else if in_bodies == 0.0
            && matches!(dom.tag(child), Tag::Article | Tag::Main)
            && !is_one_of_parts(dom, at, child, kept)
        {
            0.5
        } else {
            0.85
        };
        let is_story = dom.tag(at) == Tag::Article || bodies.has(at);
        if here == 0 || share < enough || is_story && tells_itself(dom, at, child, kept) {
            return at;
        }
        at = child;
    }
}

/// How much prose right below an element makes it the container.
const OWN: usize = 100;

/// Whether paragraphs stand right below an element, before the child that holds most of its prose.
fn tells_itself(dom: &Dom, id: Id, child: Id, kept: &Prose) -> bool {
    let before = dom.children(id).take_while(|c| *c < child).filter(|c| dom.tag(*c) == Tag::P);
    before.map(|c| kept.under(dom, c)).sum::<usize>() >= OWN
}

/// Whether an article stands beside others that have no title of their own: one story in parts.
fn is_one_of_parts(dom: &Dom, around: Id, article: Id, kept: &Prose) -> bool {
    let beside = dom.children(around).filter(|n| *n != article && dom.tag(*n) == Tag::Article);
    let has_title = |n: Id| {
        let is_title = |h: &Id| {
            let leads = |a: &Id| dom.tag(*a) == Tag::A;
            dom.tag(*h) == Tag::H1
                || dom.tag(*h).heading().is_some()
                    && (dom.subtree(*h).any(|a| leads(&a)) || dom.ancestors(*h).take(2).any(|a| leads(&a)))
        };
        dom.subtree(n).any(|h| is_title(&h))
    };
    let mut told = beside.filter(|n| kept.under(dom, *n) >= OWN).peekable();
    told.peek().is_some() && told.all(|n| !has_title(n)) && !has_title(article)
}

/// Whether an element can be a container of paragraphs.
fn may_hold(dom: &Dom, id: Id) -> bool {
    use Tag::*;
    let tag = dom.tag(id);
    tag != Text
        && !tag.is_silent()
        && !matches!(tag, P | Li | Blockquote | H1 | H2 | H3 | H4 | H5 | H6 | A | Figure)
}

impl Body {
    /// The story, and what stands among it with its kind.
    pub(super) fn blocks(&self, dom: &Dom) -> Vec<Block> {
        let mut pieces = Vec::new();
        let mut kinds = Vec::new();
        for (piece, verdict) in self.pieces.iter().zip(&self.verdicts) {
            let kind = match verdict {
                Verdict::Story | Verdict::Lead => None,
                Verdict::Aside(sense) => match kind_of(*sense) {
                    Some(kind) => Some(kind),
                    None => continue,
                },
                Verdict::Outside => continue,
            };
            pieces.push(piece.clone());
            kinds.push(kind);
        }
        let mut blocks = blocks::blocks(dom, &pieces, &kinds);
        blocks::drop_repeats(&mut blocks);
        blocks
    }

    /// The nodes in which the pieces of the story stand, with the elements around their words.
    pub(super) fn story_nodes(&self, dom: &Dom) -> impl Iterator<Item = Id> {
        let mut nodes = Vec::new();
        let mut done = 0;
        for (piece, verdict) in self.pieces.iter().zip(&self.verdicts) {
            if matches!(verdict, Verdict::Story | Verdict::Lead) {
                let from = (0..4).fold(piece.nodes.0, |n, _| {
                    if dom.tag(dom.parent(n)).is_block() { n } else { dom.parent(n) }
                });
                // What stands around several pieces is looked at once.
                nodes.push(from.max(done)..piece.nodes.1);
                done = done.max(piece.nodes.1);
            }
        }
        nodes.into_iter().flatten()
    }

    fn judge(&mut self, dom: &Dom, named: &Named, kept: &Prose, known: &Known<'_>) {
        let (from, to) = kept.pieces_under(dom, self.container);
        let mut rows = Rows::default();
        for n in 0..self.pieces.len() {
            let verdict = self.judge_one(dom, n, (from, to), named, &mut rows);
            if let Some(slot) = self.verdicts.get_mut(n) {
                *slot = verdict;
            }
        }
        let is_story = |n: usize| self.verdicts.get(n) == Some(&Verdict::Story);
        let announced = edges::announced(dom, &self.pieces, is_story);
        for n in announced.into_iter().filter(|n| (from..to).contains(n)) {
            if named.aside.get(n).is_some_and(Option::is_none)
                && let Some((verdict, slot)) = self.verdicts.get_mut(n).zip(self.announced.get_mut(n))
            {
                *verdict = Verdict::Story;
                *slot = true;
            }
        }
        self.trim(dom, from..to, known);
    }

    fn judge_one(
        &self,
        dom: &Dom,
        n: usize,
        inside: (usize, usize),
        named: &Named,
        rows: &mut Rows,
    ) -> Verdict {
        let Some(piece) = self.pieces.get(n) else { return Verdict::Outside };
        let within = n >= inside.0 && n < inside.1;
        if let Some(sense) = named.aside.get(n).copied().flatten() {
            return if within { Verdict::Aside(sense) } else { Verdict::Outside };
        }
        let lead = named.lead.get(n).copied().unwrap_or(false);
        if !within {
            return if n < inside.0 && lead && prose::is_prose(piece) {
                Verdict::Lead
            } else {
                Verdict::Outside
            };
        }
        if let Some(sense) = by_itself(dom, piece, rows) {
            return Verdict::Aside(sense);
        }
        if lead { Verdict::Lead } else { Verdict::Story }
    }

    /// Lines right below the story that name who gave material for it, and nothing else.
    pub(super) fn agency_lines(&self, dom: &Dom) -> Vec<&str> {
        let Some(last) = (0..self.pieces.len()).rfind(|n| self.is_story_prose(*n)) else { return Vec::new() };
        let end = dom.end(self.container);
        let below = (last + 1..self.pieces.len()).take(SIGNED_WITHIN);
        let set_aside = below
            .filter(|n| matches!(self.verdicts.get(*n), Some(Verdict::Aside(Sense::Chrome | Sense::Byline))));
        let pieces = set_aside
            .filter_map(|n| self.pieces.get(n))
            .filter(|p| p.nodes.1 < end && p.linked * 2 <= p.chars);
        pieces
            .map(|p| p.text.as_str())
            .filter(|text| agency_lines::read(text).is_some_and(|line| line.is_sure))
            .collect()
    }

    /// Short emphasised lines right above and below the story that it says nothing about: names of who wrote it, where
    /// the page names nobody else.
    pub(super) fn signatures(&self, dom: &Dom) -> Vec<&str> {
        let Some(first) = (0..self.pieces.len()).find(|n| self.is_story_prose(*n)) else { return Vec::new() };
        let last = (0..self.pieces.len()).rfind(|n| self.is_story_prose(*n)).unwrap_or(first);
        let (start, end) = (self.container, dom.end(self.container));
        let near = (first.saturating_sub(SIGNED_WITHIN)..first).chain(last + 1..last + 1 + SIGNED_WITHIN);
        let lines = near.filter(|n| self.verdicts.get(*n) == Some(&Verdict::Aside(Sense::Chrome)));
        let is_set_off = |p: &&Piece| {
            let shouts = !p.text.chars().any(char::is_lowercase) && p.text.chars().any(char::is_uppercase);
            let is_signed = signs_with_a_role(&p.text);
            is_signed
                || p.linked == 0 && p.chars <= 60 && (p.bold == p.chars || p.italic == p.chars || shouts)
        };
        let is_spoken_of = |line: &str| {
            let last = line.split(|c: char| !c.is_alphanumeric()).rfind(|w| !w.is_empty()).unwrap_or(line);
            (0..self.pieces.len())
                .filter(|n| self.is_story_prose(*n))
                .filter_map(|n| self.pieces.get(n))
                .any(|p| p.text.contains(last))
        };
        lines
            .filter_map(|n| self.pieces.get(n))
            .filter(|p| p.nodes.0 > start && p.nodes.1 < end)
            .filter(is_set_off)
            .map(|p| p.text.as_str())
            .filter(|line| signs_with_a_role(line) || !is_spoken_of(line))
            .collect()
    }
}

/// What a piece inside the container is by its own looks, if not story.
fn by_itself(dom: &Dom, piece: &Piece, rows: &mut Rows) -> Option<Sense> {
    if piece.markup == Markup::Cell && rows.is_data(dom, piece) {
        return None;
    }
    if piece.markup == Markup::Caption || in_figure(dom, piece.block) {
        return Some(Sense::Caption);
    }
    if piece.markup == Markup::Heading(1) {
        return Some(Sense::Chrome);
    }
    if piece.chars < 400 && standing::is_wall(&piece.text) {
        return Some(Sense::Paywall);
    }
    let linked = piece.linked * 10 >= piece.chars * 8 && !prose::tells_with_links(piece);
    if linked && piece.chars < 200 && !matches!(piece.markup, Markup::Heading(_)) {
        return Some(Sense::Promo);
    }
    if linked && piece.chars < 200 && titles_a_card(dom, piece) {
        return Some(Sense::Promo);
    }
    if piece.chars < 250 && phrases::is_promo(&piece.text, piece.linked, piece.chars) {
        return Some(Sense::Promo);
    }
    if sells(piece) || shortcodes::is_one(&piece.text) {
        return Some(Sense::Promo);
    }
    let is_address = !piece.text.contains(char::is_whitespace) && piece.text.contains("://");
    let furniture = is_address || piece.chars < 60 && phrases::is_furniture(&piece.text);
    if furniture || is_clock(&piece.text) || !piece.text.contains(char::is_alphanumeric) {
        return Some(Sense::Chrome);
    }
    None
}

/// How far above its title a card's picture is looked for, and how many nodes a card has at most.
const CARD_DEPTH: usize = 3;
const CARD_NODES: usize = 60;

/// Whether a linked heading stands with a picture and nothing else: the title of another story.
fn titles_a_card(dom: &Dom, piece: &Piece) -> bool {
    let around = dom.ancestors(piece.block).take(CARD_DEPTH).take_while(|n| dom.end(*n) - n <= CARD_NODES);
    let mut pictured =
        around.filter(|n| dom.subtree(*n).any(|n| matches!(dom.tag(n), Tag::Img | Tag::AmpImg)));
    pictured.next().is_some_and(|card| dom.line(card, piece.text.len() + 4).is_some())
}

/// Longest card of a product, in characters.
const PRODUCT: usize = 160;

/// `Corvid 8x42 binoculars £129.00 Buy now`: a product, what it costs, and the link to the shop.
pub(super) fn sells(piece: &Piece) -> bool {
    let (from, to) = piece.last_link;
    let link = piece.text.get(from..to).unwrap_or_default();
    piece.chars <= PRODUCT
        && piece.linked > 0
        && phrases::sells(link)
        && !prose::ends_a_sentence(piece.text.get(..from).unwrap_or_default())
}

/// `11:20`, `11.20 Uhr`, `à 11h20`, `11:20 a.m. GMT`: when an entry was written, and nothing else.
fn is_clock(text: &str) -> bool {
    if text.len() > 24 || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let figures = text.chars().take_while(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | 'h')).count();
    let (clock, rest) = text.split_at_checked(figures).unwrap_or((text, ""));
    let mut parts = clock.split([':', '.', 'h']);
    let number = |part: Option<&str>, most: u8| {
        part.filter(|p| (1..=2).contains(&p.len()))
            .and_then(|p| p.parse::<u8>().ok())
            .is_some_and(|n| n <= most)
    };
    let is_time =
        number(parts.next(), 24) && parts.next().is_some_and(|m| m.len() == 2 && number(Some(m), 59));
    let rest = rest.trim().to_lowercase();
    is_time
        && (rest.is_empty() && !clock.contains('.')
            || rest.split([' ', '.']).filter(|w| !w.is_empty()).all(|w| {
                matches!(
                    w,
                    "am" | "pm"
                        | "a"
                        | "p"
                        | "m"
                        | "uhr"
                        | "gmt"
                        | "utc"
                        | "bst"
                        | "cet"
                        | "cest"
                        | "est"
                        | "edt"
                        | "et"
                        | "pt"
                        | "h"
                        | "hrs"
                        | "klo"
                        | "uur"
                )
            }) && !rest.is_empty())
}

fn in_figure(dom: &Dom, block: Id) -> bool {
    std::iter::once(block).chain(dom.ancestors(block)).take(6).any(|n| dom.tag(n) == Tag::Figure)
}

/// The kind of a block that was set aside; `None` for what no reader of the record wants to see.
fn kind_of(sense: Sense) -> Option<BlockKind> {
    match sense {
        Sense::Caption => Some(BlockKind::Caption),
        Sense::Credit => Some(BlockKind::Credit),
        Sense::Promo => Some(BlockKind::Promo),
        Sense::Byline => Some(BlockKind::Byline),
        Sense::Bio => Some(BlockKind::Contact),
        _ => None,
    }
}
