//! The versions of one item: which of them is the current one, and what a further delivery is among them.
//!
//! A delivery's own version orders them, else they come as they arrive. Whatever a reader or an editor sees makes
//! another version; an older one that comes late is written, says so, and never becomes the current one.

use std::cmp::Ordering;

use super::search::{Link, MOST_VERSIONS, is_in_overlay, rounded};
use super::trace::{Place, Trace};
use super::{Decided, Dedup};
use crate::dedup::Identity;
use crate::dedup::compare::guard::Evidence;
use crate::dedup::signature::Signature;
use crate::dedup::signature::items::{Item, Trust};
use crate::dedup::signature::version::Use;
use crate::model::Relation;
use crate::state::{Events, IndexError};

/// A version that was seen.
pub(super) struct Known {
    number: u64,
    /// The record, with the text of the one that has it where it was written without.
    pub(super) trace: Trace,
    /// The record that has its text.
    whole: Option<(Identity, Place)>,
}

/// Shares of the smaller text that must stand in the other where a name alone does not say that two are one item.
const ALIKE: f64 = 0.2;
const NEARLY_THE_SAME: f64 = 0.4;

impl Dedup {
    /// Earlier versions of an item, in order of arrival.
    pub(super) fn versions(&self, new: &Signature) -> Result<Vec<Known>, IndexError> {
        for item in &new.items {
            let mut numbers = self.find(item.key, Events::ALL, MOST_VERSIONS)?;
            numbers.sort_unstable();
            let mut known = Vec::new();
            for number in numbers {
                let Some(mut trace) = self.trace(number)?.filter(|trace| trace.items.contains(&item.key))
                else {
                    continue;
                };
                let whole = self.whole(&trace)?;
                let has_text = whole.as_ref().map(|whole| (whole.id, whole.place));
                if let Some(whole) = whole {
                    trace = trace.with_text_of(whole.features);
                }
                if is_version(*item, new, &trace) {
                    known.push(Known { number, trace, whole: has_text });
                }
            }
            if !known.is_empty() {
                return Ok(known);
            }
        }
        Ok(Vec::new())
    }

    /// What a delivery is among the versions of its item; `None` where there are none.
    pub(super) fn among(&self, new: &Signature, known: &[Known]) -> Option<Decided> {
        let current = current(known)?;
        if let Some(same) = known.iter().rev().find(|known| is_same(new, known, current)) {
            return Some(if self.settings.every_arrival {
                Decided::Linked(Box::new(once_more(same)))
            } else {
                Decided::Replay { of: same.trace.id, in_flight: is_in_overlay(same.number) }
            });
        }
        let late = new.edition.order.against(&current.trace.edition.order) == Some(Ordering::Less);
        let cancels = new.cancels().then(|| withdrawn(new, known)).flatten();
        let of = cancels.and_then(|id| known.iter().find(|known| known.trace.id == id)).unwrap_or(current);
        let to = &of.trace;
        let overlap = new.features.sketch.overlap(&to.features.sketch);
        let similarity = (overlap.first > 0 && overlap.second > 0).then(|| rounded(overlap.jaccard()));
        let last = known.iter().map(|known| known.trace.place.revision).max().unwrap_or(1);
        let place = Place {
            cluster: to.place.cluster,
            relation: Relation::Revision,
            of: Some(to.id),
            similarity,
            revision: last.saturating_add(1),
            late,
            cancels,
            ..Place::default()
        };
        Some(Decided::Linked(Box::new(Link { place, to: to.clone(), killed: false })))
    }
}

/// Whether what bears a name is a version of the item that bears it.
fn is_version(item: Item, new: &Signature, old: &Trace) -> bool {
    let withdraws = new.kill.as_ref().is_some_and(|kill| kill.of_item) || old.of_item;
    match item.trust {
        Trust::Lasting => true,
        Trust::Short | Trust::Beside if withdraws => true,
        trust => {
            let evidence = Evidence::of(&new.features, &old.features, new.tagged);
            match trust {
                Trust::Beside => {
                    let contained = evidence.containment();
                    contained >= NEARLY_THE_SAME || contained >= ALIKE && evidence.same_headline()
                }
                _ => evidence.containment() >= ALIKE || evidence.same_headline(),
            }
        }
    }
}

/// The newest version: what came late never is.
fn current(known: &[Known]) -> Option<&Known> {
    let newest = |newest: Option<&'_ Known>, next: &'_ Known| -> bool {
        newest.is_none_or(|it| {
            next.trace.edition.order.against(&it.trace.edition.order) != Some(Ordering::Less)
        })
    };
    let pick = |late: bool| {
        let mut found: Option<&Known> = None;
        for next in known.iter().filter(|known| late || !known.trace.place.late) {
            if newest(found, next) {
                found = Some(next);
            }
        }
        found
    };
    pick(false).or_else(|| pick(true))
}

/// Whether a delivery says nothing that a version did not say: the same bytes, the current version once more, or an
/// older one by its own version. A return to an earlier wording is a version of its own.
fn is_same(new: &Signature, known: &Known, current: &Known) -> bool {
    let (edition, old) = (&new.edition, &known.trace.edition);
    if edition.raw != 0 && edition.raw == old.raw {
        return true;
    }
    if !edition.version.is(&old.version) {
        return false;
    }
    let numbered = edition.order.numbered(&old.order);
    if known.trace.id == current.trace.id {
        return numbered.is_none_or(Ordering::is_eq);
    }
    let again = match numbered {
        // a house that counts nothing writes `1.0` on every version
        Some(numbered) => {
            let made = edition.order.made.zip(old.order.made);
            numbered.is_eq() && made.is_none_or(|(new, old)| new == old)
        }
        None => edition.order.made.is_some() && edition.order.made == old.order.made,
    };
    again || edition.version.use_ == Use::Killed
}

/// The version that a kill of the item withdraws: the newest that is no newer than the kill.
fn withdrawn(kill: &Signature, known: &[Known]) -> Option<Identity> {
    let reached =
        |known: &&Known| kill.edition.order.against(&known.trace.edition.order) != Some(Ordering::Less);
    let stories = || known.iter().filter(|known| !known.trace.is_kill()).filter(reached);
    let newest = stories().fold(None, |newest: Option<&Known>, next| match newest {
        Some(it) if next.trace.edition.order.against(&it.trace.edition.order) == Some(Ordering::Less) => {
            newest
        }
        _ => Some(next),
    });
    newest
        .map(|known| known.trace.id)
        .or_else(|| known.iter().rev().find_map(|known| known.trace.place.cancels))
}

/// The same version once more, where every arrival becomes a record.
fn once_more(same: &Known) -> Link {
    let (id, place) = same.whole.unwrap_or((same.trace.id, same.trace.place));
    let place = Place {
        cluster: place.cluster,
        relation: Relation::Copy,
        of: Some(id),
        similarity: Some(1.0),
        cancels: same.trace.place.cancels,
        also: same.trace.place.also,
        ..Place::default()
    };
    Link { place, to: Trace { id, ..same.trace.clone() }, killed: false }
}
