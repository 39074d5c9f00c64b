//! Kills and what they withdraw: the story that a kill names, and the kill that a story came after.

use std::cmp::Ordering;

use super::Dedup;
use super::items::Known;
use super::search::{Link, MOST_VERSIONS};
use super::trace::{MORE, Place, Trace};
use crate::dedup::Identity;
use crate::dedup::signature::hash::{Key, key};
use crate::dedup::signature::names::Naming;
use crate::dedup::signature::version::Use;
use crate::dedup::signature::{self, Kill, Signature};
use crate::model::Relation;
use crate::state::{Events, IndexError};

/// A kill that repeats its story's words has at least so much of them.
const REPEATS: f64 = 0.5;
/// How far the time of a story may be off that is known by the clock, in seconds.
const CLOCK: i64 = 3600;

impl Dedup {
    /// The stories that a kill withdraws, by what it names, else the one whose words it repeats.
    pub(super) fn withdrawn(&self, kill: &Signature) -> Result<Option<Link>, IndexError> {
        let mut found: Vec<Trace> = Vec::new();
        for naming in kill.kill.iter().flat_map(|kill| &kill.names) {
            if !(found.is_empty() || naming.is_other) || found.len() > MORE {
                continue;
            }
            let new = |to: &Trace| found.iter().all(|known| known.id != to.id);
            found.extend(self.named(kill, naming)?.filter(new));
        }
        if !found.is_empty() {
            let others: Vec<Identity> = found.iter().skip(1).map(|other| other.id).collect();
            let to = found.swap_remove(0);
            let place = Place { also: std::array::from_fn(|at| others.get(at).copied()), ..withdrawal(&to) };
            return Ok(Some(Link { place, to, killed: false }));
        }
        let repeats = |link: &Link| link.place.similarity.is_some_and(|alike| alike >= REPEATS);
        let Some(link) = self.same_story(kill)?.filter(repeats) else { return Ok(None) };
        let Some(to) = self.of_its_source(kill, &link)? else { return Ok(None) };
        let place = Place { similarity: link.place.similarity, ..withdrawal(&to) };
        Ok(Some(Link { place, to, killed: false }))
    }

    /// The story that a kill repeats, or the copy of it in the kill's own source: nobody takes back another one's.
    fn of_its_source(&self, kill: &Signature, link: &Link) -> Result<Option<Trace>, IndexError> {
        if self.is_withdrawn_by(kill, &link.to) {
            return Ok(Some(link.to.clone()));
        }
        let first = self.record(link.to.place.cluster)?;
        let mut members = first.into_iter().chain(self.others(link.to.place.cluster)?);
        let carries = |member: &Trace| member.place.relation != Relation::Excerpt;
        Ok(members.rfind(|member| carries(member) && self.is_withdrawn_by(kill, member)))
    }

    /// The names that a kill goes on waiting for. Where it found a story these are the surer ones, by which it did not
    /// find it, and those of further stories that are not there; a slug stands for the next story as well, so one story is
    /// all that is taken by it.
    pub(super) fn waits_for(&self, kill: &Kill, place: &Place) -> Result<Vec<u64>, IndexError> {
        if place.cancels.is_some() && kill.of_item {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for canceled in place.withdrawn() {
            let Some(canceled) = self.record(canceled)? else { return Ok(Vec::new()) };
            found.push(canceled);
        }
        let is_borne = |naming: &&Naming| found.iter().any(|story| bears(story, naming));
        let first = || kill.names.iter().filter(|naming| !naming.is_other);
        let found_first = first().any(|naming| is_borne(&naming));
        // found by the words that it repeats, or by a name: a slug is not waited for any more
        let is_free = found.is_empty() || !found_first && kill.names.iter().any(|naming| naming.is_other);
        let open = first()
            .take_while(|naming| !is_borne(naming))
            .filter(|naming| !naming.is_slug || is_free)
            .chain(kill.names.iter().filter(|naming| naming.is_other && !is_borne(naming)));
        let mut names: Vec<u64> =
            open.flat_map(|naming| [Some(naming.name), naming.headline]).flatten().collect();
        names.sort_unstable();
        names.dedup();
        Ok(names)
    }

    /// The newest story of a name.
    fn named(&self, kill: &Signature, naming: &Naming) -> Result<Option<Trace>, IndexError> {
        for number in self.find(key(Key::Named, naming.name), Events::ALL, MOST_VERSIONS)? {
            let Some(to) = self.trace(number)? else { continue };
            let of_that_day = naming.is_id || self.is_near(kill, &to);
            if to.names.contains(&naming.name) && of_that_day && self.is_withdrawn_by(kill, &to) {
                return Ok(Some(to));
            }
        }
        let Some(headline) = naming.headline else { return Ok(None) };
        for number in self.find(headline, Events::ALL, MOST_VERSIONS)? {
            let Some(to) = self.trace(number)? else { continue };
            let same = signature::headline_key(&to.features) == Some(headline);
            if same && self.is_near(kill, &to) && self.is_withdrawn_by(kill, &to) {
                return Ok(Some(to));
            }
        }
        Ok(None)
    }

    /// Whether a record of the right name is what a kill means: a story of its source that was there before it.
    fn is_withdrawn_by(&self, kill: &Signature, story: &Trace) -> bool {
        let (made, slack) = (kill.features.event, kill.features.slack);
        !story.is_kill()
            && story.edition.source == kill.edition.source
            && !story.place.late
            && story.features.event - story.features.slack <= made + slack
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
                if waits && reaches && !is_newer(new, &kill) && self.is_meant(new, name, &kill)? {
                    return Ok(Some(kill));
                }
            }
        }
        Ok(None)
    }

    /// Whether a kill means the story that bears a name for which it waits. A slug stands for the next story too, so once
    /// one was taken by it, or where the story does not say that it was made before, it has to be like it.
    fn is_meant(&self, new: &Signature, name: u64, kill: &Trace) -> Result<bool, IndexError> {
        if new.slug != Some(name) || is_like(new, kill) {
            return Ok(true);
        }
        let mut taken = false;
        for number in self.find(key(Key::Named, name), Events::ALL, MOST_VERSIONS)? {
            let Some(story) = self.trace(number)? else { continue };
            let of_it = story.names.contains(&name) && story.edition.version.use_ == Use::Killed;
            let since = story.place.of == Some(kill.id) || story.edition.received >= kill.edition.received;
            if of_it && since && self.is_near(new, &story) {
                if is_like(new, &story) {
                    return Ok(true);
                }
                taken = true;
            }
        }
        let has_clock = new.edition.dated.is_some_and(|(_, slack)| slack <= CLOCK);
        let before = new.edition.received < kill.edition.received;
        Ok(!taken && (has_clock || before))
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
            if let Some(kill) = self.trace(number)?.filter(|kill| kill.place.withdrawn().any(|it| it == id)) {
                return Ok(Some(kill));
            }
        }
        Ok(None)
    }
}

/// The place of a kill that found its story.
fn withdrawal(to: &Trace) -> Place {
    Place {
        cluster: to.place.cluster,
        relation: Relation::Revision,
        of: Some(to.id),
        cancels: Some(to.id),
        ..Place::default()
    }
}

/// Whether a story bears the name.
fn bears(story: &Trace, naming: &Naming) -> bool {
    let headline = signature::headline_key(&story.features);
    story.names.contains(&naming.name) || naming.headline.is_some() && naming.headline == headline
}

/// Whether a story has the headline of another, or one that a kill names, or half of the words.
fn is_like(new: &Signature, old: &Trace) -> bool {
    let headline = signature::headline_key(&new.features);
    let overlap = new.features.sketch.overlap(&old.features.sketch);
    let named = headline.is_some_and(|key| {
        signature::headline_key(&old.features) == Some(key) || old.is_kill() && old.names.contains(&key)
    });
    named || overlap.shared > 0 && overlap.of_first().max(overlap.of_second()) >= REPEATS
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
