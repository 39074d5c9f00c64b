//! Which pieces of a page are set aside by what the names around them say.
//!
//! A name is believed up to a share of the page's prose, and judged once for the whole page: where one element of a
//! name cannot be what the name says, none of them is. What calls to act has something to act on: promotion that leads
//! nowhere and a wall without a door are parts of the story, whatever they are called.

use std::ops::Range;

use super::classes::{Sense, Senses};
use super::dom::{Dom, Id};
use super::flow::Piece;
use super::names::Names;
use super::phrases;
use super::prose::{self, Prose};
use super::tag::Tag;
use super::unseen::{self, Unseen};
use crate::normalise::standing;

/// What the names of elements say about each piece.
pub(super) struct Named {
    /// The strongest sense that sets a piece aside.
    pub(super) aside: Vec<Option<Sense>>,
    /// Whether a piece stands in a standfirst.
    pub(super) lead: Vec<bool>,
    /// Elements that are named as bodies.
    pub(super) bodies: Vec<Id>,
    /// The elements that were set aside, whether a piece stands in them or only pictures do.
    pub(super) elements: Vec<(Range<Id>, Sense)>,
}

/// How much of the page's prose may stand in an element of that name before the name is not believed.
fn belief(sense: Sense) -> f64 {
    match sense {
        Sense::Byline | Sense::Social | Sense::Tags => 0.10,
        Sense::Caption | Sense::Credit | Sense::Ad | Sense::Bio | Sense::Media | Sense::Newsletter => 0.20,
        Sense::Paywall | Sense::Promo | Sense::Chrome | Sense::Box => 0.30,
        Sense::Hidden => 0.50,
        Sense::Comments | Sense::Consent => 0.80,
        Sense::Body | Sense::Lead | Sense::Muted => 0.0,
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

/// Fewest characters of prose in what is called promotion and has no link, for it to be a part of the story.
const TOLD: usize = 160;
/// How many pieces of a wall are read for what they ask.
const WALL_PIECES: usize = 12;
/// How many nodes of the head of a paragraph are counted.
const HEAD_NODES: usize = 200;
/// How much prose a box may have beside the sentence by which a reader agrees to something.
const SIGN_UP: usize = 250;

impl Named {
    /// Judges the names of a page; `others` hold other stories.
    pub(super) fn read(dom: &Dom, names: &Names, pieces: &[Piece], others: &[Range<Id>]) -> Named {
        let mut named = Named {
            aside: vec![None; pieces.len()],
            lead: vec![false; pieces.len()],
            bodies: Vec::new(),
            elements: Vec::new(),
        };
        let page = Page { dom, names, pieces };
        let all = Prose::weigh(pieces, |_| true);
        let unseen = unseen::settle(dom, names, pieces, &all);
        let other = others.iter().map(|nodes| (all.pieces_within(nodes), Sense::Promo));
        for ((from, to), sense) in other.chain(unseen.copies.iter().map(|copy| (*copy, Sense::Hidden))) {
            named.aside.get_mut(from..to).unwrap_or_default().fill(Some(sense));
        }
        let mut senses = page.senses(&[], &unseen);
        // What is long and surely no story goes first, so that the shares of the rest are those of the page itself.
        let all = Prose::weigh(pieces, |n| named.aside.get(n).is_some_and(Option::is_none));
        named.set_aside(&page, &senses, &all, |s, share| {
            CERTAIN.into_iter().find(|c| s.has(*c) && share <= belief(*c))
        });
        let (certain, certainly) = (named.aside.clone(), named.elements.len());
        let left = Prose::weigh(pieces, |n| certain.get(n).is_some_and(Option::is_none));
        senses = page.senses(&page.unbelieved(&left), &unseen);
        let mut disbelieved: Vec<Sense> = Vec::new();
        loop {
            named.set_aside(&page, &senses, &left, |s, share| {
                sets_aside(s, share).filter(|s| !disbelieved.contains(s))
            });
            let Some(liar) = named.took_too_much(&left, &disbelieved) else { break };
            disbelieved.push(liar);
            named.aside.clone_from(&certain);
            named.elements.truncate(certainly);
        }
        named.set_aside_sign_ups(&page, &left);
        named.read_names(dom, names.root, &senses, &left);
        named
    }

    /// A name under which, in many small elements, most of the prose was set aside: it means something else here.
    fn took_too_much(&self, left: &Prose, disbelieved: &[Sense]) -> Option<Sense> {
        AMBIGUOUS.into_iter().filter(|sense| !disbelieved.contains(sense)).find(|sense| {
            let aside = self.aside.iter().enumerate().filter(|(_, aside)| **aside == Some(*sense));
            aside.map(|(n, _)| left.of(n)).sum::<usize>() * 100 > left.total() * 70
        })
    }

    /// Sets aside the pieces under each element that `judge` gives a sense, outermost first.
    fn set_aside(
        &mut self,
        page: &Page<'_>,
        senses: &[Senses],
        prose: &Prose,
        judge: impl Fn(Senses, f64) -> Option<Sense>,
    ) {
        let Page { dom, names, pieces } = *page;
        let total = prose.total().max(1) as f64;
        let mut at = names.root + 1;
        while at < dom.end(names.root) {
            let named = senses.get(at - names.root).copied().unwrap_or_default();
            let is_article = dom.tag(at) == Tag::Article;
            let share =
                if named.is_empty() && !is_article { 1.0 } else { prose.under(dom, at) as f64 / total };
            let teaser = is_article && share < 0.15 && in_article(dom, at);
            let sense = if teaser {
                Some(Sense::Promo)
            } else if dom.tag(at) == Tag::Footer && !in_article(dom, at) && !dom.is_in(at, Tag::Main) {
                // whatever else the page lacks
                Some(Sense::Chrome)
            } else {
                judge(named, share).filter(|s| !is_embedded(dom, at, *s))
            };
            let Some(sense) = sense else {
                at += 1;
                continue;
            };
            self.elements.push((dom.subtree(at), sense));
            let (from, mut to) = prose.pieces_under(dom, at);
            if pieces.get(from..to).and_then(<[Piece]>::last).is_some_and(|last| is_headed_by(dom, last, at))
            {
                to -= 1;
            }
            for slot in self.aside.get_mut(from..to).unwrap_or_default() {
                slot.get_or_insert(sense);
            }
            at = dom.end(at);
        }
    }

    /// Sets aside boxes in which a reader agrees to something by leaving an address or number, whatever they are called.
    fn set_aside_sign_ups(&mut self, page: &Page<'_>, left: &Prose) {
        let Page { dom, names, pieces } = *page;
        for (n, piece) in pieces.iter().enumerate() {
            if self.aside.get(n).is_none_or(Option::is_some) || !standing::asks_agreement(&piece.text) {
                continue;
            }
            let own = prose::weight(piece);
            let is_box = |id: &Id| {
                let under = left.under(dom, *id);
                *id > names.root
                    && !matches!(dom.tag(*id), Tag::Article | Tag::Main)
                    && under.saturating_sub(own) <= SIGN_UP
                    && under * 10 <= left.total() * 3
            };
            let around = std::iter::once(piece.block).chain(dom.ancestors(piece.block)).take(6);
            let Some(outermost) = around.take_while(is_box).last() else { continue };
            let (from, to) = left.pieces_under(dom, outermost);
            for slot in self.aside.get_mut(from..to).unwrap_or_default() {
                slot.get_or_insert(Sense::Newsletter);
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

/// What is looked at when names are judged.
struct Page<'a> {
    dom: &'a Dom,
    names: &'a Names,
    pieces: &'a [Piece],
}

impl Page<'_> {
    /// What elements are, without what their names are not believed to say; what can be seen is not hidden.
    fn senses(&self, unbelieved: &[Senses], unseen: &Unseen) -> Vec<Senses> {
        let mut senses = self.names.believing(unbelieved);
        let mut hidden = Senses::default();
        hidden.add(Sense::Hidden);
        for id in &unseen.shown {
            if let Some(slot) = id.checked_sub(self.names.root).and_then(|at| senses.get_mut(at)) {
                *slot = slot.without(hidden);
            }
        }
        senses
    }

    /// What each name is not believed to say: where one element of it is no such thing, none is. An element around
    /// others of its name is left out of this.
    fn unbelieved(&self, left: &Prose) -> Vec<Senses> {
        let Page { dom, names, pieces } = *self;
        let mut unbelieved = vec![Senses::default(); names.count];
        let mut next = vec![Id::MAX; names.count];
        let linked = prose::sums(pieces.iter().map(|p| p.linked));
        let total = left.total().max(1) as f64;
        for told in names.told.iter().rev() {
            let Some((slot, next)) = unbelieved.get_mut(told.name).zip(next.get_mut(told.name)) else {
                continue;
            };
            let is_around = std::mem::replace(next, told.id) < dom.end(told.id);
            let under = left.under(dom, told.id);
            if is_around || under == 0 {
                continue;
            }
            let share = under as f64 / total;
            let (from, to) = left.pieces_under(dom, told.id);
            let leads_nowhere = || linked.get(from) == linked.get(to);
            let asks = || {
                let own = pieces.get(from..to).unwrap_or_default();
                own.iter()
                    .take(WALL_PIECES)
                    .any(|p| standing::is_wall(&p.text) || phrases::is_promo(&p.text, 0, p.chars))
            };
            for sense in SETS_ASIDE.into_iter().filter(|s| told.senses.has(*s) && !CERTAIN.contains(s)) {
                let is_story = match sense {
                    Sense::Promo => under >= TOLD && leads_nowhere(),
                    Sense::Paywall => leads_nowhere() && !asks(),
                    _ => false,
                };
                if share > belief(sense) || is_story {
                    slot.add(sense);
                }
            }
        }
        unbelieved
    }
}

/// Whether an element is only the head of a paragraph: its name says nothing of the rest.
fn is_headed_by(dom: &Dom, piece: &Piece, id: Id) -> bool {
    if dom.tag(id).is_block() || piece.nodes.1 < dom.end(id) || !prose::is_prose(piece) {
        return false;
    }
    let letters = |n: Id| dom.text(n).chars().filter(|c| !c.is_whitespace()).count();
    dom.subtree(id).take(HEAD_NODES).map(letters).sum::<usize>() * 2 < piece.chars
}

/// An article inside an article is a card that points to another story, or a reader's comment.
fn in_article(dom: &Dom, id: Id) -> bool {
    dom.is_in(id, Tag::Article)
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
