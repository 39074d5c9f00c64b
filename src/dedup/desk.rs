//! The owner: decides about one record after the other.

use crate::model::{Cluster, Position, Record, Relation};
use crate::state::{Entry, Events, Index, IndexError};

use super::Identity;
use super::compare::{Match, compare};
use super::guard::Evidence;
use super::hash::{Key, key};
use super::overlay::Overlay;
use super::signature::{self, Item, Signature};
use super::trace::{Place, Trace};

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
        /// Its words are those of the other: quotes and entities can be taken from there.
        identical: bool,
        /// It is a copy with every paragraph in the other, and [`Settings::thin`] is set:
        /// its line is written as [`Kind::Duplicate`](crate::model::Kind::Duplicate), without text.
        thin: bool,
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

/// Most records looked at for one anchor.
const MOST_FOR_AN_ANCHOR: usize = 100;
/// Most candidates compared with one record.
const MOST_CANDIDATES: usize = 12;
/// Most versions of one item looked at.
const MOST_VERSIONS: usize = 32;
/// Of a text with fewer words one anchor or figure is enough to be looked at.
const FEW_WORDS: u32 = 130;
/// Marks a number as one of the overlay.
const IN_OVERLAY: u64 = 1 << 63;
/// Only the day is known: half a day either way, for both stories.
const WIDEST_SLACK: i64 = 2 * 43_200;

/// The one owner of what was seen.
pub struct Dedup {
    index: Box<dyn Index>,
    settings: Settings,
    overlay: Overlay,
    /// Ends of lines that were read back and are known already.
    passed: Option<Position>,
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
        Dedup { index, settings, overlay: Overlay::default(), passed: None }
    }

    /// Gives the index back, without what was not flushed.
    pub fn into_index(self) -> Box<dyn Index> {
        self.index
    }

    /// The journal position up to which the index knows everything.
    pub fn covers(&self) -> Position {
        self.index.covers()
    }

    /// How many entries the index remembers.
    pub fn remembered(&self) -> u64 {
        self.index.len()
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
        mut signature: Signature,
        received: i64,
    ) -> Result<Verdict, IndexError> {
        if let Some((of, in_flight)) = self.seen(id)? {
            return Ok(Verdict::Replay { of, in_flight });
        }
        let mut found = None;
        if let Some(item) = signature.item {
            match self.same_item(item, &signature)? {
                Earlier::Same(of, in_flight) if !self.settings.every_arrival => {
                    return Ok(Verdict::Replay { of, in_flight });
                }
                Earlier::Revised(link) => found = Some(*link),
                _ => {}
            }
        }
        if found.is_none() {
            found = self.same_story(&signature)?;
        }
        let verdict = match found {
            None => Verdict::New(Place { cluster: id, ..Place::default() }.to_cluster()),
            Some(link) => {
                let within = !signature.paragraphs.is_empty()
                    && signature
                        .paragraphs
                        .iter()
                        .all(|paragraph| link.to.features.paragraphs.binary_search(&paragraph.hash).is_ok());
                let thin = self.settings.thin && link.place.relation == Relation::Copy && within;
                Verdict::Linked { cluster: link.place.to_cluster(), identical: link.identical, thin }
            }
        };
        if let Verdict::Linked { thin: true, .. } = verdict {
            signature.thin();
        }
        if let Some(place) = verdict.cluster().and_then(Place::read) {
            self.note(id, signature, place, received);
        }
        Ok(verdict)
    }

    /// The line of a record that was judged is synced and ends at `position`.
    pub fn synced(&mut self, id: Identity, position: Position) {
        if !self.overlay.synced(id, position) {
            self.passed = self.passed.max(Some(position));
        }
    }

    /// A record that was judged gets no line (`on_duplicate = "drop"`): later ones are not linked to it.
    pub fn dropped(&mut self, id: Identity) {
        self.overlay.dropped(id);
    }

    /// Writes everything whose line is synced into the index, with the position it covers, in one transaction.
    ///
    /// # Errors
    /// If the index cannot be written; then all of it waits for the next flush.
    pub fn flush(&mut self) -> Result<(), IndexError> {
        let (entries, covered) = self.overlay.ready(self.index.covers());
        // a known line may only be passed over once everything before it is written
        let passed = self.passed.filter(|_| self.overlay.is_settled());
        let covers = self.index.covers().max(covered.unwrap_or_default()).max(passed.unwrap_or_default());
        if !entries.is_empty() || covers != self.index.covers() {
            self.index.append(entries, covers)?;
        }
        self.overlay.written();
        if passed.is_some() {
            self.passed = None;
        }
        Ok(())
    }

    /// Makes the index usable again after it could not be read or written.
    ///
    /// # Errors
    /// If that is not possible now.
    pub fn mend(&mut self) -> Result<(), IndexError> {
        self.index.mend()
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
        if self.seen(id)?.is_some() {
            self.passed = self.passed.max(Some(position));
            return Ok(());
        }
        let place = record.cluster.as_ref().and_then(Place::read);
        let place = place.unwrap_or(Place { cluster: id, ..Place::default() });
        let mut signature = signature::signature(record);
        if signature.thinned {
            signature.thin();
        }
        let received = signature.received;
        self.note(id, signature, place, received);
        self.overlay.synced(id, position);
        Ok(())
    }

    /// Forgets what arrived longer ago than is remembered, in whole partitions; how many entries.
    /// `now` is in seconds since 1970.
    ///
    /// # Errors
    /// If the index cannot be written.
    pub fn forget(&mut self, now: i64) -> Result<u64, IndexError> {
        self.index.forget(now.saturating_sub(self.settings.remember))
    }

    fn note(&mut self, id: Identity, signature: Signature, place: Place, received: i64) {
        let mut keys = signature::content_keys(&signature);
        keys.push(key(Key::Record, id.prefix()));
        keys.extend(signature.item.map(|item| item.key));
        let item = signature.item.map_or(0, |item| item.key);
        let event = signature.features.event;
        let trace = Trace { id, place, item, features: signature.features };
        self.overlay.push(id, Entry { arrived: received, event, keys, payload: trace.encode() });
    }

    /// The record of this id, and whether it is still on its way into the index.
    fn seen(&self, id: Identity) -> Result<Option<(Identity, bool)>, IndexError> {
        let found = self.find(key(Key::Record, id.prefix()), Events::ALL, MOST_VERSIONS)?;
        for number in found {
            if self.trace(number)?.id == id {
                return Ok(Some((id, number & IN_OVERLAY != 0)));
            }
        }
        Ok(None)
    }

    fn find(&self, key: u64, within: Events, most: usize) -> Result<Vec<u64>, IndexError> {
        let mut found = Vec::new();
        self.gather(key, within, most, &mut found)?;
        Ok(found)
    }

    /// Adds the numbers of what has this key: in the overlay, then in the index.
    fn gather(&self, key: u64, within: Events, most: usize, found: &mut Vec<u64>) -> Result<(), IndexError> {
        let before = found.len();
        self.overlay.find(key, within, most, found);
        found.iter_mut().skip(before).for_each(|number| *number |= IN_OVERLAY);
        let left = most.saturating_sub(found.len() - before);
        self.index.find(key, within, left, found)
    }

    fn trace(&self, number: u64) -> Result<Trace, IndexError> {
        let trace = if number & IN_OVERLAY == 0 {
            Trace::decode(&self.index.payload(number)?)
        } else {
            self.overlay.payload(number & !IN_OVERLAY).and_then(Trace::decode)
        };
        trace.ok_or_else(|| IndexError::Damaged(format!("entry {number} is not a record that was seen")))
    }

    /// Earlier versions of the item.
    fn same_item(&self, item: Item, new: &Signature) -> Result<Earlier, IndexError> {
        let mut latest: Option<Trace> = None;
        for number in self.find(item.key, Events::ALL, MOST_VERSIONS)? {
            let trace = self.trace(number)?;
            if trace.item != item.key {
                continue;
            }
            if trace.features.body == new.features.body {
                return Ok(Earlier::Same(trace.id, number & IN_OVERLAY != 0));
            }
            if latest.as_ref().is_none_or(|latest| latest.place.revision < trace.place.revision) {
                latest = Some(trace);
            }
        }
        let Some(to) = latest else { return Ok(Earlier::None) };
        let evidence = Evidence::of(&new.features, &to.features, new.tagged);
        let overlap = evidence.overlap;
        let alike = evidence.containment() >= 0.2 || evidence.same_headline();
        if !item.lasting && !alike && !new.cancels {
            return Ok(Earlier::None);
        }
        let similarity = (overlap.first > 0 && overlap.second > 0).then(|| overlap.jaccard());
        let place = Place {
            cluster: to.place.cluster,
            relation: Relation::Revision,
            of: Some(to.id),
            similarity,
            revision: to.place.revision.saturating_add(1),
        };
        Ok(Earlier::Revised(Box::new(Link { place, identical: false, to })))
    }

    /// The best single match among other items.
    fn same_story(&self, new: &Signature) -> Result<Option<Link>, IndexError> {
        let mut best: Option<(Match, Trace)> = None;
        for number in self.candidates(new)? {
            let trace = self.trace(number)?;
            if !self.within_window(new, &trace) {
                continue;
            }
            let Some(matched) = compare(new, &trace.features) else { continue };
            let better = best.as_ref().is_none_or(|(kept, to)| {
                (matched.similarity, to.features.event) > (kept.similarity, trace.features.event)
            });
            if better {
                best = Some((matched, trace));
            }
        }
        let Some((matched, to)) = best else { return Ok(None) };
        self.link(new, matched, to)
    }

    /// The link to the best match, if the first of its cluster agrees.
    fn link(&self, new: &Signature, matched: Match, to: Trace) -> Result<Option<Link>, IndexError> {
        let mut linked = (matched, to);
        if linked.1.place.cluster != linked.1.id
            && let Some(first) = self.record(linked.1.place.cluster)?
            && !first.features.sketch.hashes.is_empty()
        {
            let overlap = new.features.sketch.overlap(&first.features.sketch);
            if overlap.of_first().max(overlap.of_second()) < 0.2 {
                return Ok(None);
            }
            if let Some(matched) = compare(new, &first.features)
                && matched.similarity >= linked.0.similarity - 0.02
            {
                linked = (matched, first);
            }
        }
        let (matched, to) = linked;
        let place = Place {
            cluster: to.place.cluster,
            relation: matched.relation,
            of: Some(to.id),
            similarity: Some((matched.similarity * 1000.0).round() / 1000.0),
            revision: 1,
        };
        Ok(Some(Link { place, identical: matched.identical, to }))
    }

    fn record(&self, id: Identity) -> Result<Option<Trace>, IndexError> {
        for number in self.find(key(Key::Record, id.prefix()), Events::ALL, MOST_VERSIONS)? {
            let trace = self.trace(number)?;
            if trace.id == id {
                return Ok(Some(trace));
            }
        }
        Ok(None)
    }

    fn within_window(&self, new: &Signature, old: &Trace) -> bool {
        let apart = new.features.event.saturating_sub(old.features.event).saturating_abs();
        apart <= self.settings.window + new.features.slack + old.features.slack
    }

    /// What shares enough with the new story to be compared with it, most shared first.
    fn candidates(&self, new: &Signature) -> Result<Vec<u64>, IndexError> {
        let reach = self.settings.window.saturating_add(WIDEST_SLACK);
        let within = Events {
            from: new.features.event.saturating_sub(reach),
            to: new.features.event.saturating_add(reach),
        };
        let mut certain = Vec::new();
        if let Some(exact) = signature::exact_key(&new.features) {
            self.gather(exact, within, 4, &mut certain)?;
        }
        if let Some(headline) = signature::headline_key(&new.features) {
            self.gather(headline, within, 4, &mut certain)?;
        }
        let mut found = Vec::new();
        for anchor in &new.anchors {
            self.gather(key(Key::Anchor, *anchor), within, MOST_FOR_AN_ANCHOR, &mut found)?;
        }
        found.sort_unstable();
        for figure in &new.figures {
            self.gather(key(Key::Figure, *figure), within, MOST_FOR_AN_ANCHOR, &mut found)?;
        }
        let few = if new.features.words < FEW_WORDS { 1 } else { 2 };
        let mut counted: Vec<(usize, u64)> = found
            .chunk_by(|a, b| a == b)
            .filter(|same| same.len() >= few)
            .filter_map(|same| Some((same.len(), *same.first()?)))
            .collect();
        counted.sort_unstable_by(|a, b| b.cmp(a));
        // what shares far less than the best cannot be the better match
        let least = counted.first().map_or(0, |(most, _)| most / 3);
        let likely = counted.into_iter().filter(|(count, _)| *count >= least).map(|(_, number)| number);
        certain.extend(likely.take(MOST_CANDIDATES));
        let mut seen = std::collections::BTreeSet::new();
        certain.retain(|number| seen.insert(*number));
        Ok(certain)
    }
}

/// What the item that a record belongs to was before.
enum Earlier {
    None,
    /// This very version.
    Same(Identity, bool),
    Revised(Box<Link>),
}

/// A record linked to another.
struct Link {
    place: Place,
    identical: bool,
    to: Trace,
}
