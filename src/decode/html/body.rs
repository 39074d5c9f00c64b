//! The body of a page: which of its pieces are the story.
//!
//! Every piece of text on the page is weighed; elements whose names say that they are something else are set aside
//! (unless most of the prose stands in them: then the name lies); the container is the deepest element that holds
//! nearly all of the prose that is left; inside it each piece is judged by itself, since captions, promotion and
//! bylines stand among the paragraphs.

use super::blocks;
use super::classes::{self, Sense, Senses};
use super::dom::{Dom, Id};
use super::flow::{self, Markup, Piece};
use super::phrases;
use super::prose::{self, Bodies, Prose};
use super::tag::Tag;
use crate::model::{Block, BlockKind};

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
    let pieces = flow::pieces(dom, root, |_| false);
    let named = Named::read(dom, root, &pieces);
    let kept = Prose::weigh(&pieces, |n| named.aside.get(n).is_some_and(Option::is_none));
    let container = container(dom, root, &Bodies::weigh(dom, &named.bodies, &pieces, &kept), &kept);
    let mut body = Body { verdicts: vec![Verdict::Outside; pieces.len()], pieces, container };
    body.judge(dom, &named, &kept, known);
    body
}

/// What the names of elements say about each piece.
struct Named {
    /// The strongest sense that sets a piece aside.
    aside: Vec<Option<Sense>>,
    /// Whether a piece stands in a standfirst.
    lead: Vec<bool>,
    /// Elements that are named as bodies.
    bodies: Vec<Id>,
}

/// How much of the page's prose may stand in an element of that name before the name is not believed.
fn belief(sense: Sense) -> f64 {
    match sense {
        Sense::Byline | Sense::Social | Sense::Tags => 0.10,
        Sense::Caption | Sense::Credit | Sense::Ad | Sense::Bio | Sense::Media | Sense::Newsletter => 0.20,
        Sense::Paywall | Sense::Promo | Sense::Chrome | Sense::Box => 0.30,
        Sense::Hidden => 0.50,
        Sense::Comments | Sense::Consent => 0.80,
        Sense::Body | Sense::Lead => 0.0,
    }
}

/// The senses whose elements may hold most of a page's text and still are no story.
const CERTAIN: [Sense; 3] = [Sense::Comments, Sense::Consent, Sense::Hidden];

/// The senses whose words sites also give to the parts of the story itself.
const AMBIGUOUS: [Sense; 7] =
    [Sense::Paywall, Sense::Chrome, Sense::Ad, Sense::Newsletter, Sense::Media, Sense::Byline, Sense::Box];

/// The senses that set aside, strongest first.
const SETS_ASIDE: [Sense; 16] = [
    Sense::Comments,
    Sense::Consent,
    Sense::Hidden,
    Sense::Promo,
    Sense::Newsletter,
    Sense::Paywall,
    Sense::Ad,
    Sense::Social,
    Sense::Tags,
    Sense::Chrome,
    Sense::Bio,
    Sense::Caption,
    Sense::Credit,
    Sense::Media,
    Sense::Byline,
    Sense::Box,
];

impl Named {
    fn read(dom: &Dom, root: Id, pieces: &[Piece]) -> Named {
        let mut named =
            Named { aside: vec![None; pieces.len()], lead: vec![false; pieces.len()], bodies: Vec::new() };
        let senses = senses_of_all(dom, root);
        // What is long and surely no story goes first, so that the shares of the rest are those of the page itself.
        let all = Prose::weigh(pieces, |_| true);
        named.set_aside(dom, root, &senses, &all, |s, share| {
            CERTAIN.into_iter().find(|c| s.has(*c) && share <= belief(*c))
        });
        let certain = named.aside.clone();
        let left = Prose::weigh(pieces, |n| certain.get(n).is_some_and(Option::is_none));
        let mut disbelieved: Vec<Sense> = Vec::new();
        loop {
            named.set_aside(dom, root, &senses, &left, |s, share| {
                sets_aside(s, share).filter(|s| !disbelieved.contains(s))
            });
            let Some(liar) = named.took_too_much(pieces, &left) else { break };
            disbelieved.push(liar);
            named.aside.clone_from(&certain);
        }
        named.read_names(dom, root, &senses, &left);
        named
    }

    /// A name under which, in many small elements, most of the prose was set aside: it means something else here.
    fn took_too_much(&self, pieces: &[Piece], left: &Prose) -> Option<Sense> {
        AMBIGUOUS.into_iter().find(|sense| {
            let taken = pieces
                .iter()
                .zip(&self.aside)
                .filter(|(_, a)| **a == Some(*sense))
                .map(|(p, _)| prose::weight(p))
                .sum::<usize>();
            taken * 100 > left.total() * 70
        })
    }

    /// Sets aside the pieces under each element that `judge` gives a sense, outermost first.
    fn set_aside(
        &mut self,
        dom: &Dom,
        root: Id,
        senses: &[Senses],
        prose: &Prose,
        judge: impl Fn(Senses, f64) -> Option<Sense>,
    ) {
        let total = prose.total().max(1) as f64;
        let mut at = root + 1;
        while at < dom.end(root) {
            let named = senses.get(at - root).copied().unwrap_or_default();
            let is_article = dom.tag(at) == Tag::Article;
            let share =
                if named.is_empty() && !is_article { 1.0 } else { prose.under(dom, at) as f64 / total };
            let teaser = is_article && share < 0.15 && in_article(dom, at);
            let sense = if teaser {
                Some(Sense::Promo)
            } else {
                judge(named, share).filter(|s| !is_embedded(dom, at, *s))
            };
            if let Some(sense) = sense {
                let (from, to) = prose.pieces_under(dom, at);
                for slot in self.aside.get_mut(from..to).unwrap_or_default() {
                    slot.get_or_insert(sense);
                }
                at = dom.end(at);
            } else {
                at += 1;
            }
        }
    }

    /// Notes which elements are named as bodies, and which pieces stand in standfirsts.
    fn read_names(&mut self, dom: &Dom, root: Id, senses: &[Senses], prose: &Prose) {
        let total = prose.total().max(1) as f64;
        for (id, named) in (root..).zip(senses).filter(|(_, s)| s.any(&[Sense::Body, Sense::Lead])) {
            if named.has(Sense::Body) {
                self.bodies.push(id);
            }
            if named.has(Sense::Lead) && (prose.under(dom, id) as f64) < 0.3 * total {
                let (from, to) = prose.pieces_under(dom, id);
                self.lead.get_mut(from..to).unwrap_or_default().fill(true);
            }
        }
    }
}

/// The senses of each element of a subtree, in order.
fn senses_of_all(dom: &Dom, root: Id) -> Vec<Senses> {
    let mut buffer = String::new();
    let mut all = vec![Senses::default(); dom.end(root) - root];
    let mut at = root + 1;
    while at < dom.end(root) {
        let tag = dom.tag(at);
        if tag == Tag::Text || tag.is_silent() {
            at = dom.end(at);
            continue;
        }
        if let Some(slot) = all.get_mut(at - root) {
            *slot = classes::senses(dom, at, &mut buffer);
        }
        at += 1;
    }
    all
}

/// A post from elsewhere that the story quotes stands in an element named after the network it is from.
fn is_embedded(dom: &Dom, id: Id, sense: Sense) -> bool {
    matches!(sense, Sense::Social | Sense::Media)
        && dom.subtree(id).take(2_000).any(|n| dom.tag(n) == Tag::Blockquote)
}

fn sets_aside(senses: Senses, share: f64) -> Option<Sense> {
    let sense = SETS_ASIDE.into_iter().find(|s| senses.has(*s) && share <= belief(*s))?;
    let weak = matches!(
        sense,
        Sense::Media
            | Sense::Byline
            | Sense::Chrome
            | Sense::Social
            | Sense::Newsletter
            | Sense::Paywall
            | Sense::Ad
    );
    let contradicted = senses.has(Sense::Body) || (senses.has(Sense::Lead) && sense != Sense::Hidden);
    (!(contradicted && (weak || share > 0.1))).then_some(sense)
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
        } else if in_bodies == 0.0 && matches!(dom.tag(child), Tag::Article | Tag::Main) {
            0.5
        } else {
            0.85
        };
        if here == 0 || share < enough {
            return at;
        }
        at = child;
    }
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
        for n in 0..self.pieces.len() {
            let verdict = self.judge_one(dom, n, (from, to), named);
            if let Some(slot) = self.verdicts.get_mut(n) {
                *slot = verdict;
            }
        }
        self.trim_head(from, known);
        self.trim_tail(dom, from, to);
    }

    fn judge_one(&self, dom: &Dom, n: usize, inside: (usize, usize), named: &Named) -> Verdict {
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
        if let Some(sense) = by_itself(dom, piece) {
            return Verdict::Aside(sense);
        }
        if lead { Verdict::Lead } else { Verdict::Story }
    }

    /// What stands before the first paragraph is headline, date and byline, unless it is the standfirst.
    fn trim_head(&mut self, from: usize, known: &Known<'_>) {
        let Some(first) = (from..self.pieces.len()).find(|n| self.is_story_prose(*n)) else { return };
        for n in 0..first {
            let Some(piece) = self.pieces.get(n) else { continue };
            let is_headline = known.headline.is_some_and(|h| phrases::same_words(h, &piece.text));
            let keeps = match self.verdicts.get(n) {
                Some(Verdict::Lead) => {
                    !is_headline && (prose::ends_a_sentence(&piece.text) || piece.chars > 50)
                }
                Some(Verdict::Story) => {
                    matches!(piece.markup, Markup::Heading(2..)) && n + 1 == first && !is_headline
                        || crate::normalise::states_embargo(&piece.text)
                }
                _ => true,
            };
            let byline = !is_headline && phrases::names_authors(&piece.text);
            if !keeps && let Some(slot) = self.verdicts.get_mut(n) {
                *slot = Verdict::Aside(if byline { Sense::Byline } else { Sense::Chrome });
            }
        }
    }

    fn is_story_prose(&self, n: usize) -> bool {
        matches!(self.verdicts.get(n), Some(Verdict::Story))
            && self.pieces.get(n).is_some_and(prose::is_prose)
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
            p.linked == 0 && p.chars <= 60 && (p.bold == p.chars || p.italic == p.chars || shouts)
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
            .filter(|line| !is_spoken_of(line))
            .collect()
    }

    /// What stands after the last paragraph is tags, headings of what was set aside, buttons.
    fn trim_tail(&mut self, dom: &Dom, from: usize, to: usize) {
        self.cut_at_closing_heading(dom, from, to);
        for n in (from..to).rev() {
            if self.is_story_prose(n) {
                return;
            }
            let sentence = self.pieces.get(n).is_some_and(|p| {
                p.linked == 0
                    && (matches!(p.markup, Markup::Item | Markup::Cell)
                        || (prose::ends_a_sentence(&p.text) && p.chars > 20))
            });
            match self.verdicts.get_mut(n) {
                Some(Verdict::Story) if sentence => return,
                Some(slot @ Verdict::Story) => *slot = Verdict::Aside(Sense::Chrome),
                _ => {}
            }
        }
    }

    /// "Related", "More from the section", "About the author": the story ends there if little follows.
    fn cut_at_closing_heading(&mut self, _dom: &Dom, from: usize, to: usize) {
        let whole: usize = (from..to).filter(|n| self.is_story_prose(*n)).map(|n| self.weight(n)).sum();
        let mut seen = 0;
        for n in from..to {
            let Some(piece) = self.pieces.get(n) else { return };
            if self.verdicts.get(n) == Some(&Verdict::Story)
                && piece.chars < 80
                && phrases::closes_a_story(&piece.text)
                && seen * 10 >= whole * 6
            {
                for slot in self.verdicts.get_mut(n..to).unwrap_or_default() {
                    if *slot == Verdict::Story {
                        *slot = Verdict::Aside(Sense::Promo);
                    }
                }
                return;
            }
            if self.is_story_prose(n) {
                seen += self.weight(n);
            }
        }
    }

    fn weight(&self, n: usize) -> usize {
        self.pieces.get(n).map_or(0, prose::weight)
    }
}

/// What a piece inside the container is by its own looks, if not story.
fn by_itself(dom: &Dom, piece: &Piece) -> Option<Sense> {
    if piece.markup == Markup::Caption || in_figure(dom, piece.block) {
        return Some(Sense::Caption);
    }
    if piece.markup == Markup::Heading(1) {
        return Some(Sense::Chrome);
    }
    let linked = piece.linked * 10 >= piece.chars * 8;
    if linked && piece.chars < 200 && !matches!(piece.markup, Markup::Heading(_)) {
        return Some(Sense::Promo);
    }
    if piece.chars < 250 && phrases::is_promo(&piece.text, piece.linked > 0) {
        return Some(Sense::Promo);
    }
    if piece.chars < 60 && phrases::is_furniture(&piece.text) {
        return Some(Sense::Chrome);
    }
    if !piece.text.contains(char::is_alphanumeric) {
        return Some(Sense::Chrome);
    }
    None
}

/// An article inside an article is a card that points to another story, or a reader's comment.
fn in_article(dom: &Dom, id: Id) -> bool {
    dom.is_in(id, Tag::Article)
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
