//! Deliveries that hold several stories: elements of one name beside each other, each with a headline and a story of its own.

use super::{MIN_STORY, prose};
use crate::decode::json::keys;
use crate::decode::json::value::fold_key;
use crate::decode::xml::{Id, Xml};

/// How deep below the outermost element the stories are looked for.
const DEPTH: usize = 4;
/// Most elements of one story that are looked through for its headline.
const LOOKED_AT: usize = 400;

/// The stories of a delivery that holds several, in order; none where it is one itself.
///
/// A story may have parts with headings of their own, or others beside it that it points to: below an element that has
/// both headline and story nothing is looked for.
pub(super) fn stories(xml: &Xml, root: Id) -> Vec<Id> {
    let mut level = vec![root];
    for _ in 0..DEPTH {
        let mut next = Vec::new();
        for around in level {
            if is_titled(xml, around) && tells_itself(xml, around) {
                continue;
            }
            let inside: Vec<Id> = elements(xml, around).collect();
            for first in &inside {
                let alike: Vec<Id> =
                    inside.iter().copied().filter(|id| xml.name(*id) == xml.name(*first)).collect();
                let strict = is_titled(xml, around);
                if alike.len() < 2 || alike.first() != Some(first) {
                    continue;
                }
                let told = alike.iter().filter(|id| is_story(xml, **id, strict)).count();
                if told >= 2 && told * 2 > alike.len() {
                    return alike;
                }
            }
            next.extend(inside);
        }
        level = next;
    }
    Vec::new()
}

fn elements(xml: &Xml, id: Id) -> impl Iterator<Item = Id> + '_ {
    xml.children(id).filter(|c| !xml.name(*c).is_empty())
}

fn is_one(xml: &Xml, id: Id, names: &[&str]) -> bool {
    names.contains(&fold_key(xml.name(id)).as_str())
}

fn is_leaf(xml: &Xml, id: Id) -> bool {
    elements(xml, id).next().is_none()
}

/// Whether an element has a headline among its children.
fn is_titled(xml: &Xml, id: Id) -> bool {
    elements(xml, id).any(|c| is_one(xml, c, keys::HEADLINE) && is_leaf(xml, c))
}

/// Whether an element has a story among its children.
fn tells_itself(xml: &Xml, id: Id) -> bool {
    let is_text = |c: Id| is_one(xml, c, keys::TEXT) || is_one(xml, c, keys::HTML);
    elements(xml, id).any(|c| is_text(c) && !is_titled(xml, c) && prose(&xml.raw(c)) >= MIN_STORY)
}

/// Whether an element holds a headline and a story; under a heading (`strict`) also what only a story of its own has: an
/// id, a day, an author.
fn is_story(xml: &Xml, id: Id, strict: bool) -> bool {
    let named = |names: &[&str]| {
        let inside = xml.subtree(id).skip(1).filter(|n| !xml.name(*n).is_empty()).take(LOOKED_AT);
        inside.into_iter().any(|n| is_one(xml, n, names) && is_leaf(xml, n))
    };
    let of_its_own = || {
        named(keys::ITEM)
            || named(keys::PUBLISHED)
            || named(keys::AUTHORS)
            || xml.attributes(id).any(|(name, _)| keys::ITEM.contains(&fold_key(name).as_str()))
    };
    let has_text = || {
        let inside = xml.subtree(id).filter(|n| !xml.name(*n).is_empty()).take(LOOKED_AT);
        inside.into_iter().any(|n| is_one(xml, n, keys::TEXT) || is_one(xml, n, keys::HTML))
    };
    // a writer has a name, too
    let titles: Vec<&str> = keys::HEADLINE.iter().copied().filter(|key| *key != "name").collect();
    named(&titles) && has_text() && (!strict || of_its_own()) && prose(&xml.raw(id)) >= MIN_STORY
}
