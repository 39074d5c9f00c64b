//! The owner: decides about one record after the other.

use crate::model::{Cluster, Position, Record, Relation};
use crate::state::{Entry, Index, IndexError};
use std::borrow::Borrow;
use std::sync::Arc;

use super::compare::changes;
use super::signature::hash::{Key, key};
use super::signature::{self, Signature};
use super::{Identity, Origin};
use overlay::Overlay;
use search::Link;
use trace::{Place, Traced};

mod again;
mod common;
pub(in crate::dedup) mod flush;
mod items;
mod kills;
pub(in crate::dedup) mod listing;
pub(in crate::dedup) mod original;
mod overlay;
pub(in crate::dedup) mod quotations;
mod search;
mod trace;

/// How the desk decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Seconds of event time within which two stories can be one.
    pub window: i64,
    /// Seconds for which what arrived is remembered.
    pub remember: i64,
    /// A copy all of whose paragraphs stand in its original is journaled without its text.
    pub thin: bool,
    /// Every arrival becomes a record: the same version of an item once more is a copy, not a replay.
    pub every_arrival: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { window: 72 * 3600, remember: 14 * 86_400, thin: false, every_arrival: false }
    }
}

/// A record of a cluster, as the index remembers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// The record.
    pub id: Identity,
    /// What it is to `of`.
    pub relation: Relation,
    /// The record it was linked to.
    pub of: Option<Identity>,
    /// Which version of its item, from 1.
    pub revision: u32,
    /// When it was published, else received, in seconds since 1970.
    pub event: i64,
}

/// What a record is to what was seen before.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Nothing like it was seen: the first of its cluster.
    New(Cluster),
    /// The same input, or the same version of the same item, again: nothing is to be written.
    Replay {
        /// The record that stands for it.
        of: Identity,
        /// That record is not in the index yet: its fate is this one's.
        in_flight: bool,
    },
    /// A copy, excerpt or revision of another record.
    Linked {
        /// What is written in the record.
        cluster: Cluster,
        /// Whose copy it is, where it credits nobody and its cluster knows: see [`Origin::tell`].
        origin: Option<Origin>,
        /// It is a copy with every paragraph in the other, and [`Settings::thin`] is set:
        /// its line is written as [`Kind::Duplicate`](crate::model::Kind::Duplicate), without text.
        thin: bool,
        /// It came after its kill: it is written as canceled.
        killed: bool,
    },
}

impl Verdict {
    /// What is written in the record, if one is written.
    pub fn cluster(&self) -> Option<&Cluster> {
        match self {
            Verdict::New(cluster) | Verdict::Linked { cluster, .. } => Some(cluster),
            Verdict::Replay { .. } => None,
        }
    }
}

/// What a record is to what was seen, before it is noted.
enum Decided {
    New,
    Replay { of: Identity, in_flight: bool },
    Linked(Box<Link>),
}

/// The one owner of what was seen.
pub struct Dedup {
    pub(in crate::dedup) index: Arc<dyn Index>,
    pub(in crate::dedup) settings: Settings,
    pub(in crate::dedup) overlay: Overlay,
    /// Ends of lines that were read back and are known already.
    passed: Option<Position>,
    /// Something is being written: what the index has of it is published when that has ended.
    writing: bool,
    again: again::Again,
}

impl std::fmt::Debug for Dedup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dedup").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Dedup {
    /// Takes over an index. What the journal holds after [`covers`](Dedup::covers) is to be
    /// [`replay`](Dedup::replay)ed before the first judgement.
    pub fn new(index: Box<dyn Index>, settings: Settings) -> Dedup {
        Dedup::over(Arc::from(index), settings)
    }

    /// The same with an index that others look into as well.
    pub fn over(index: Arc<dyn Index>, settings: Settings) -> Dedup {
        Dedup {
            index,
            settings,
            overlay: Overlay::default(),
            passed: None,
            writing: false,
            again: again::Again::default(),
        }
    }

    /// The journal position up to which the index knows everything.
    pub fn covers(&self) -> Position {
        self.index.covers()
    }

    /// How many entries the index remembers.
    pub fn remembered(&self) -> u64 {
        self.index.len()
    }

    /// How far the index has come: the number that its next entry will have.
    pub fn end(&self) -> u64 {
        self.index.end()
    }

    /// How many decided records wait for the next [`flush`](Dedup::flush).
    pub fn unflushed(&self) -> usize {
        self.overlay.settled()
    }

    /// Decides about a record, and notes it as in flight unless it is a replay.
    /// `received` (seconds since 1970) decides when it is forgotten.
    ///
    /// # Errors
    /// If the index cannot be read; then nothing is noted, and the record can be judged again.
    pub fn judge(
        &mut self,
        id: Identity,
        signature: impl Borrow<Signature>,
        received: i64,
    ) -> Result<Verdict, IndexError> {
        let signature = signature.borrow();
        self.again.begin();
        if let Some(number) = self.number_of(id)? {
            let in_flight = search::is_in_overlay(number);
            if !in_flight {
                self.again.reached(number);
            }
            return Ok(Verdict::Replay { of: id, in_flight });
        }
        let decided = match self.decided_before(signature)? {
            Some(decided) => decided,
            None => self.decide(signature)?,
        };
        let link = match decided {
            Decided::Replay { of, in_flight } => return Ok(Verdict::Replay { of, in_flight }),
            Decided::New => {
                let place = Place { cluster: id, ..Place::default() };
                self.note(id, signature, None, place, received)?;
                return Ok(Verdict::New(place.to_cluster()));
            }
            Decided::Linked(link) => link,
        };
        let killed = link.killed.then(|| signature.killed());
        let signature = killed.as_ref().unwrap_or(signature);
        let told = self.told(signature, &link)?;
        let verdict = self.linked(signature, &link, told.clone());
        if let Verdict::Linked { thin: true, .. } = verdict {
            self.note(id, &signature.thin(), told.as_ref(), link.place, received)?;
        } else {
            self.note(id, signature, told.as_ref(), link.place, received)?;
        }
        Ok(verdict)
    }

    /// What a record whose id was not seen is to what was.
    fn decide(&self, signature: &Signature) -> Result<Decided, IndexError> {
        let known = self.versions(signature)?;
        if signature.cancels() {
            return self.decide_kill(signature, &known);
        }
        let mut kill = self.kill_of(signature, &known)?;
        let killed = kill.is_some().then(|| signature.killed());
        let mut link = match self.among(killed.as_ref().unwrap_or(signature), &known) {
            Some(Decided::Linked(link)) => Some(*link),
            Some(decided) => return Ok(decided),
            None => self.same_story(signature)?,
        };
        if let Some(link) = link.as_ref().filter(|_| kill.is_none()) {
            kill = self.kill_of_repeated(signature, link)?;
        }
        if let Some(kill) = kill {
            let link = link.get_or_insert_with(|| kills::after(kill));
            (link.killed, link.place.late) = (true, true);
        }
        Ok(link.map_or(Decided::New, |link| Decided::Linked(Box::new(link))))
    }

    /// The same for a kill. Whatever words it repeats, it is no copy that could be dropped or written without its text.
    fn decide_kill(&self, signature: &Signature, known: &[items::Known]) -> Result<Decided, IndexError> {
        let link = match self.among(signature, known) {
            Some(Decided::Linked(link)) => Some(*link),
            Some(decided) => return Ok(decided),
            None => self.withdrawn(signature)?,
        };
        let Some(mut link) = link else { return Ok(Decided::New) };
        link.place.relation = Relation::Revision;
        Ok(Decided::Linked(Box::new(link)))
    }

    /// The agency whose copy a story without a credit turns out to be.
    fn told(&self, signature: &Signature, link: &Link) -> Result<Option<Origin>, IndexError> {
        let carries = matches!(link.place.relation, Relation::Copy | Relation::Excerpt);
        if !carries || signature.origin.is_some() {
            return Ok(None);
        }
        match &link.to.origin {
            Some(origin) => Ok(Some(origin.clone())),
            None => self.origin_of(link.place.cluster),
        }
    }

    fn linked(&self, signature: &Signature, link: &Link, origin: Option<Origin>) -> Verdict {
        let known = &link.to.features.paragraphs;
        let within = !signature.paragraphs.is_empty()
            && signature.paragraphs.iter().all(|paragraph| known.binary_search(&paragraph.hash).is_ok());
        let mut cluster = link.place.to_cluster();
        if cluster.relation == Relation::Revision && link.to.features.words > 0 {
            cluster.changes = Some(changes::between(&link.to.features, &signature.features));
        }
        let thin = self.settings.thin && cluster.relation == Relation::Copy && within && signature.hashed;
        Verdict::Linked { cluster, origin, thin: thin && !link.killed, killed: link.killed }
    }

    /// The line of a record that was judged is synced and ends at `position`.
    pub fn synced(&mut self, id: Identity, position: Position) {
        if !self.overlay.synced(id, position) {
            self.passed = self.passed.max(Some(position));
        }
    }

    /// A record that was judged gets no line (`on_duplicate = "drop"`): later ones are not linked to it. To be told
    /// before anything else is judged.
    pub fn dropped(&mut self, id: Identity) {
        self.overlay.dropped(id);
    }

    /// Learns from a line of the journal that ends at `position`: its tail at start-up, or all of it.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn replay(&mut self, record: &Record, position: Position) -> Result<(), IndexError> {
        let Some(id) = Identity::parse(&record.id) else {
            self.passed = self.passed.max(Some(position));
            return Ok(());
        };
        if self.number_of(id)?.is_some() {
            self.passed = self.passed.max(Some(position));
            return Ok(());
        }
        let place = record.cluster.as_ref().and_then(Place::read);
        let place = place.unwrap_or(Place { cluster: id, ..Place::default() });
        let mut signature = signature::signature(record);
        if signature.thinned {
            signature = signature.thin();
        }
        let received = signature.received;
        self.note(id, &signature, None, place, received)?;
        self.quotations(id, &mut record.quotes.clone(), received)?;
        self.overlay.synced(id, position);
        Ok(())
    }

    /// The members of a cluster that are remembered, in order of arrival; of a very large one the newest.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn members(&self, cluster: Identity) -> Result<Vec<Member>, IndexError> {
        let mut members = Vec::new();
        for trace in self.record(cluster)?.into_iter().chain(self.others(cluster)?) {
            let Place { relation, of, revision, .. } = trace.place;
            members.push(Member { id: trace.id, relation, of, revision, event: trace.features.event });
        }
        Ok(members)
    }

    /// The cluster that a record belongs to, if it is remembered.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn cluster_of(&self, id: Identity) -> Result<Option<Identity>, IndexError> {
        Ok(self.record(id)?.map(|trace| trace.place.cluster))
    }

    /// Notes a record as in flight. `told` is its origin where it credits nobody itself.
    fn note(
        &mut self,
        id: Identity,
        signature: &Signature,
        told: Option<&Origin>,
        place: Place,
        received: i64,
    ) -> Result<(), IndexError> {
        let mut keys = signature::content_keys(signature);
        keys.push(key(Key::Record, id.prefix()));
        keys.extend(common::keys(signature));
        let items: Vec<u64> = signature.items.iter().map(|item| item.key).collect();
        keys.extend(&items);
        let names = match &signature.kill {
            Some(kill) => self.waits_for(kill, &place)?,
            None => signature.names.clone(),
        };
        let by_name = if signature.cancels() { Key::Awaited } else { Key::Named };
        keys.extend(names.iter().map(|name| key(by_name, *name)));
        keys.extend(place.withdrawn().map(|canceled| key(Key::Kill, canceled.prefix())));
        if place.cluster != id {
            keys.push(key(Key::Cluster, place.cluster.prefix()));
            let credits = signature.origin.is_some() && !signature.told && told.is_none();
            if credits && self.origin_of(place.cluster)?.is_none() {
                keys.push(key(Key::Origin, place.cluster.prefix()));
            }
        }
        let (event, slack) = (signature.features.event, signature.features.slack);
        let origin = told.or(signature.origin.as_ref());
        let (features, edition) = (&signature.features, &signature.edition);
        let of_item = signature.kill.as_ref().is_some_and(|kill| kill.of_item);
        let payload =
            Traced { id, place, items: &items, names: &names, edition, of_item, features, origin }.encode();
        self.overlay.push(id, Entry { arrived: received, event, slack, keys, payload });
        Ok(())
    }
}
