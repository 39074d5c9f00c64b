//! What the attributes of all elements of a page say, name by name, so that a name can be judged for the whole page.

use std::collections::HashMap;

use super::classes::{self, Sense, Senses};
use super::dom::{Dom, Id};
use super::tag::Tag;

/// A name at an element, and what it says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    /// The element.
    pub(super) id: Id,
    /// The number of the name.
    pub(super) name: usize,
    /// What it says.
    pub(super) senses: Senses,
}

/// What the elements below one say of themselves.
#[derive(Debug)]
pub(super) struct Names {
    /// The element.
    pub(super) root: Id,
    /// Every name that says something, in the order of the elements.
    pub(super) told: Vec<Told>,
    /// How many different names there are.
    pub(super) count: usize,
    /// What other attributes than names say, for each element.
    others: Vec<Senses>,
    /// All that is said, for each element.
    all: Vec<Senses>,
}

/// Longest text that is passed over inside a line because it is not shown, in bytes: what is longer is folded away.
const LONGEST_ASIDE: usize = 120;
/// Fewest links of a card that opens over a name in a line, and most nodes of one.
const CARD_LINKS: usize = 3;
const CARD_NODES: usize = 200;

impl Names {
    /// Reads the attributes of all elements below one.
    pub(super) fn read(dom: &Dom, root: Id) -> Names {
        let length = dom.end(root) - root;
        let mut names = Names {
            root,
            told: Vec::new(),
            count: 0,
            others: vec![Senses::default(); length],
            all: Vec::new(),
        };
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let mut words = classes::Words::default();
        let mut at = root + 1;
        while at < dom.end(root) {
            let tag = dom.tag(at);
            if tag == Tag::Text || tag.is_silent() {
                at = dom.end(at);
                continue;
            }
            classes::by_names(dom, at, &mut words, |name, senses| {
                let next = numbers.len();
                let number = *numbers.entry(name.to_owned()).or_insert(next);
                names.told.push(Told { id: at, name: number, senses });
            });
            if let Some(slot) = names.others.get_mut(at - root) {
                *slot = classes::by_other_attributes(dom, at);
            }
            at += 1;
        }
        names.count = numbers.len();
        names.all = names.believing(&[]);
        names
    }

    /// What each element says of itself, without what its names are not believed to say.
    pub(super) fn believing(&self, unbelieved: &[Senses]) -> Vec<Senses> {
        let mut all = self.others.clone();
        for Told { id, name, senses } in &self.told {
            if let Some(slot) = all.get_mut(id - self.root) {
                slot.join(senses.without(unbelieved.get(*name).copied().unwrap_or_default()));
            }
        }
        all
    }

    /// All that an element says of itself.
    pub(super) fn of(&self, id: Id) -> Senses {
        id.checked_sub(self.root).and_then(|at| self.all.get(at)).copied().unwrap_or_default()
    }

    /// The elements that say something, in order.
    pub(super) fn saying(&self, sense: Sense) -> impl Iterator<Item = Id> + '_ {
        (self.root..).zip(&self.all).filter(move |(_, senses)| senses.has(sense)).map(|(id, _)| id)
    }

    /// Whether an element inside a line is no part of it: said to screen readers only, or a card that opens over a name.
    pub(super) fn is_apart(&self, dom: &Dom, id: Id) -> bool {
        if dom.tag(id).is_block() || dom.end(id) - id > CARD_NODES {
            return false;
        }
        let unseen = classes::is_unseen(dom, id) || self.of(id).has(Sense::Hidden) && is_for_readers(dom, id);
        unseen && dom.line(id, LONGEST_ASIDE).is_some() || dom.tag(id) == Tag::Span && is_card(dom, id)
    }
}

/// Whether an element is for those to whom the page is read aloud.
fn is_for_readers(dom: &Dom, id: Id) -> bool {
    dom.attribute(id, "class").is_some_and(|class| {
        ["sr-only", "visually-hidden", "visuallyhidden", "screen-reader", "screenreader", "a11y"]
            .iter()
            .any(|name| class.contains(name))
    })
}

/// Links beside each other, with no word and no comma between them, in the middle of a paragraph.
fn is_card(dom: &Dom, id: Id) -> bool {
    let links = dom.children(id).filter(|n| dom.tag(*n) == Tag::A).count();
    let is_told = |n: Id| {
        dom.text(n).contains(|c: char| c.is_alphanumeric() || c == ',')
            && !std::iter::once(n)
                .chain(dom.ancestors(n))
                .take_while(|n| *n > id)
                .any(|n| dom.tag(n) == Tag::A)
    };
    links >= CARD_LINKS
        && dom.ancestors(id).take(4).any(|n| dom.tag(n) == Tag::P)
        && !dom.subtree(id).any(is_told)
}
