//! Kills and what they withdraw: the story that a kill names, and the kill that a story came after.

use std::cmp::Ordering;

use super::Dedup;
use super::items::Known;
use super::search::{Link, MOST_VERSIONS};
use super::trace::{Place, Trace};
use crate::dedup::Identity;
use crate::dedup::signature::hash::{Key, key};
use crate::dedup::signature::names::Naming;
use crate::dedup::signature::{self, Signature};
use crate::model::Relation;
use crate::state::{Events, IndexError};

/// A kill that repeats its story's words has at least so much of them.
const REPEATS: f64 = 0.5;

impl Dedup {
    /// The story that a kill withdraws, by what it names, else by the words that it repeats.
    pub(super) fn withdrawn(&self, kill: &Signature) -> Result<Option<Link>, IndexError> {
        for naming in kill.kill.iter().flat_map(|kill| &kill.names) {
            if let Some(to) = self.named(kill, naming)? {
                return Ok(Some(withdrawal(to)));
            }
        }
        let same = self.same_story(kill)?;
        let repeats = |link: &Link| {
            let other = link.to.place.cluster != link.to.id || !link.to.is_kill();
            other && !link.to.is_kill() && link.place.similarity.is_some_and(|alike| alike >= REPEATS)
        };
        Ok(same.filter(repeats).map(|link| Link {
            place: Place { relation: Relation::Revision, cancels: Some(link.to.id), ..link.place },
            ..link
        }))
    }

    /// The newest story of a name.
    fn named(&self, kill: &Signature, naming: &Naming) -> Result<Option<Trace>, IndexError> {
        for number in self.find(key(Key::Named, naming.name), Events::ALL, MOST_VERSIONS)? {
            let Some(to) = self.trace(number)? else { continue };
            let of_that_day = !naming.is_slug || self.is_near(kill, &to);
            if to.names.contains(&naming.name) && of_that_day && self.is_withdrawn_by(kill, &to) {
                return Ok(Some(to));
            }
        }
        let Some(headline) = naming.headline else { return Ok(None) };
        for number in self.find(headline, Events::ALL, MOST_VERSIONS)? {
            let Some(to) = self.trace(number)? else { continue };
            if signature::headline_key(&to.features) == Some(headline) && self.is_withdrawn_by(kill, &to) {
                return Ok(Some(to));
            }
        }
        Ok(None)
    }

    /// Whether a record of the right name is what a kill means: a story that was there before it.
    fn is_withdrawn_by(&self, kill: &Signature, story: &Trace) -> bool {
        let (made, slack) = (kill.features.event, kill.features.slack);
        !story.is_kill() && !story.place.late && story.features.event - story.features.slack <= made + slack
    }

    /// Whether two came, or happened, within the window: a kill that does not say when it was made may come with old copy.
    fn is_near(&self, new: &Signature, old: &Trace) -> bool {
        let apart = new.edition.received.saturating_sub(old.edition.received).saturating_abs();
        apart <= self.settings.window || self.within_window(new, old)
    }

    /// The kill that a story came after.
    pub(super) fn kill_of(&self, new: &Signature, known: &[Known]) -> Result<Option<Trace>, IndexError> {
        for known in known.iter().rev().map(|known| &known.trace) {
            if known.is_kill() {
                if !is_newer(new, known) {
                    return Ok(Some(known.clone()));
                }
            } else if let Some(kill) = self.kill_that_cancels(known.id)?
                && !is_newer(new, &kill)
            {
                return Ok(Some(kill));
            }
        }
        let headline = signature::headline_key(&new.features);
        for name in new.names.iter().copied().chain(headline) {
            for number in self.find(key(Key::Awaited, name), Events::ALL, MOST_VERSIONS)? {
                let Some(kill) = self.trace(number)? else { continue };
                let waits = kill.is_kill() && kill.names.contains(&name);
                let reaches = kill.edition.source == new.edition.source && self.is_near(new, &kill);
                if waits && reaches && !is_newer(new, &kill) {
                    return Ok(Some(kill));
                }
            }
        }
        Ok(None)
    }

    /// The kill of the story that another one of its source repeats.
    pub(super) fn kill_of_repeated(&self, new: &Signature, link: &Link) -> Result<Option<Trace>, IndexError> {
        let repeats = matches!(link.place.relation, Relation::Copy | Relation::Excerpt);
        if !repeats || new.edition.source != link.to.edition.source {
            return Ok(None);
        }
        Ok(self.kill_that_cancels(link.to.id)?.filter(|kill| !is_newer(new, kill)))
    }

    fn kill_that_cancels(&self, id: Identity) -> Result<Option<Trace>, IndexError> {
        for number in self.find(key(Key::Kill, id.prefix()), Events::ALL, MOST_VERSIONS)? {
            if let Some(kill) = self.trace(number)?.filter(|kill| kill.place.cancels == Some(id)) {
                return Ok(Some(kill));
            }
        }
        Ok(None)
    }
}

/// A kill found its story by name.
fn withdrawal(to: Trace) -> Link {
    let place = Place {
        cluster: to.place.cluster,
        relation: Relation::Revision,
        of: Some(to.id),
        cancels: Some(to.id),
        ..Place::default()
    };
    Link { place, to, killed: false }
}

/// A story that came after its kill and is like nothing else.
pub(super) fn after(kill: Trace) -> Link {
    let place = Place {
        cluster: kill.place.cluster,
        relation: Relation::Revision,
        of: Some(kill.id),
        ..Place::default()
    };
    Link { place, to: kill, killed: true }
}

/// Whether a story was made after a kill, so that the kill does not mean it. By the versions of the item where both are
/// of one, else by their dates; a story that does not say when it was made is not newer.
fn is_newer(story: &Signature, kill: &Trace) -> bool {
    let one_item = story.items.iter().any(|item| kill.items.contains(&item.key));
    let ordered = one_item.then(|| story.edition.order.against(&kill.edition.order)).flatten();
    match ordered {
        Some(ordered) => ordered == Ordering::Greater,
        None => story.edition.dated.is_some_and(|(made, slack)| {
            made - slack > kill.features.event.saturating_add(kill.features.slack)
        }),
    }
}
