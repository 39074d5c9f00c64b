//! What a page's attributes hide: which of it readers can bring up, and which repeats what they see.
//!
//! Answers fold out under their questions, tabs are shown one at a time, paragraphs wait for who pays: that is the
//! story. A second copy of it (for editors, for printers, for machines) is not, however long it is.

use std::collections::HashSet;

use super::classes::Sense;
use super::dom::{Dom, Id};
use super::flow::Piece;
use super::names::Names;
use super::prose::{self, Prose};
use super::tag::Tag;

/// What was settled about hidden elements.
#[derive(Debug, Default)]
pub(super) struct Unseen {
    /// Elements that readers can see after all.
    pub(super) shown: Vec<Id>,
    /// Pieces that repeat what is shown.
    pub(super) copies: Vec<(usize, usize)>,
}

/// Names that say something else than that a part of the story is folded away.
const OTHERWISE: [Sense; 8] = [
    Sense::Chrome,
    Sense::Comments,
    Sense::Consent,
    Sense::Newsletter,
    Sense::Social,
    Sense::Ad,
    Sense::Promo,
    Sense::Bio,
];

/// Words in the names of what folds out.
const FOLDS: [&str; 12] = [
    "accordion",
    "collapse",
    "collapsible",
    "tab",
    "tabs",
    "tabpanel",
    "faq",
    "expand",
    "expandable",
    "toggle",
    "spoiler",
    "details",
];

/// Settles what is hidden.
pub(super) fn settle(dom: &Dom, names: &Names, pieces: &[Piece], all: &Prose) -> Unseen {
    let mut settled = Unseen::default();
    let mut hidden = names.saying(Sense::Hidden).peekable();
    if hidden.peek().is_none() {
        return settled;
    }
    let hidden: Vec<Id> = hidden.collect();
    let copied = Copied::of(dom, &hidden, pieces, all);
    let opened = opened(dom);
    let before = siblings_before(dom, &hidden);
    let linked = prose::sums(pieces.iter().map(|p| p.linked));
    let mut done = 0;
    for (id, before) in hidden.into_iter().zip(before) {
        let (from, to) = all.pieces_under(dom, id);
        let own = all.under(dom, id);
        if id < done || own == 0 {
            continue;
        }
        if copied.most_of(from, to, own) {
            settled.copies.push((from, to));
            done = dom.end(id);
            continue;
        }
        let links = linked.get(to).zip(linked.get(from)).map_or(0, |(to, from)| to - from);
        let part = Part { dom, names, id, before, own, links };
        if part.is_shown(all, &opened) {
            settled.shown.push(id);
        }
    }
    settled
}

/// How much of what is hidden stands on the page a second time, for all to see.
struct Copied {
    /// Weight of the hidden pieces before each piece that are shown elsewhere.
    before: Vec<usize>,
    /// Weight of all that is shown.
    shown: usize,
}

impl Copied {
    fn of(dom: &Dom, hidden: &[Id], pieces: &[Piece], all: &Prose) -> Copied {
        let mut covered = vec![false; pieces.len()];
        let mut done = 0;
        for id in hidden {
            if *id >= done {
                let (from, to) = all.pieces_under(dom, *id);
                covered.get_mut(from..to).unwrap_or_default().fill(true);
                done = dom.end(*id);
            }
        }
        let weighed = || pieces.iter().zip(&covered);
        let shown: HashSet<&str> = weighed()
            .filter(|(p, covered)| !**covered && prose::weight(p) > 0)
            .map(|(p, _)| p.text.as_str())
            .collect();
        let again = |p: &Piece, covered: bool| {
            if covered && shown.contains(p.text.as_str()) { prose::weight(p) } else { 0 }
        };
        Copied {
            before: prose::sums(weighed().map(|(p, covered)| again(p, *covered))),
            shown: weighed().filter(|(_, covered)| !**covered).map(|(p, _)| prose::weight(p)).sum(),
        }
    }

    /// Whether a run of hidden pieces, of so much prose, is a second copy of what is shown.
    fn most_of(&self, from: usize, to: usize, own: usize) -> bool {
        let again = self.before.get(to).zip(self.before.get(from)).map_or(0, |(to, from)| to - from);
        again > 0 && (again * 2 >= self.shown || again * 10 >= own * 3)
    }
}

/// The ids that something on the page says it opens.
fn opened(dom: &Dom) -> HashSet<&str> {
    let by = |id: Id| ["aria-controls", "data-target", "data-bs-target"].map(|name| dom.attribute(id, name));
    let named = (0..dom.len()).filter(|id| dom.tag(*id) != Tag::Text).flat_map(by).flatten();
    named.flat_map(str::split_whitespace).map(|id| id.trim_start_matches('#')).collect()
}

/// The elements right before these, beside them.
fn siblings_before(dom: &Dom, ids: &[Id]) -> Vec<Option<Id>> {
    let mut last: Vec<Option<Id>> = vec![None; dom.len()];
    let mut wanted = ids.iter().peekable();
    let mut found = Vec::with_capacity(ids.len());
    for id in (0..dom.len()).filter(|id| dom.tag(*id) != Tag::Text) {
        let Some(slot) = last.get_mut(dom.parent(id)) else { continue };
        let before = slot.replace(id);
        if wanted.next_if_eq(&&id).is_some() {
            found.push(before);
        }
    }
    found
}

/// A part of the page that is hidden.
struct Part<'a> {
    dom: &'a Dom,
    names: &'a Names,
    id: Id,
    /// The element before it.
    before: Option<Id>,
    /// The weight of its prose.
    own: usize,
    /// How many of its characters are linked.
    links: usize,
}

impl Part<'_> {
    fn is_shown(&self, all: &Prose, opened: &HashSet<&str>) -> bool {
        let Part { dom, names, id, own, links, .. } = *self;
        if links * 3 > own || names.of(id).any(&OTHERWISE) {
            return false;
        }
        if names.of(id).has(Sense::Muted) {
            let beside = all.under(dom, dom.parent(id)).saturating_sub(own);
            return links == 0 && beside * 5 >= all.total();
        }
        let named = dom.attribute(id, "id").is_some_and(|own| opened.contains(own));
        let role = dom.attribute(id, "role").is_some_and(|role| matches!(role, "tabpanel" | "region"));
        named || role || self.stands_under_a_switch() || folds(dom, id) || folds(dom, dom.parent(id))
    }

    /// Whether a heading or button stands right above it, or a button right below.
    fn stands_under_a_switch(&self) -> bool {
        let Part { dom, id, .. } = *self;
        let is_switch = |n: Id| {
            matches!(dom.tag(n), Tag::Button | Tag::Summary | Tag::Dt)
                || dom.tag(n).heading().is_some()
                || dom.attribute(n, "role").is_some_and(|role| matches!(role, "button" | "tab"))
        };
        let after = (dom.end(id)..dom.len())
            .take(3)
            .take_while(|n| dom.parent(*n) == dom.parent(id))
            .find(|n| dom.tag(*n) != Tag::Text);
        self.before.is_some_and(is_switch)
            || after.is_some_and(|n| dom.tag(n) == Tag::Button || dom.attribute(n, "role") == Some("button"))
    }
}

fn folds(dom: &Dom, id: Id) -> bool {
    let words = |class: &str| {
        class.split(|c: char| !c.is_alphanumeric()).any(|word| FOLDS.contains(&&*word.to_ascii_lowercase()))
    };
    dom.attribute(id, "class").is_some_and(|class| class.len() < 500 && words(class))
}
