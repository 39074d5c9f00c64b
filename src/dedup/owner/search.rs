//! Looks for what a record may be a version or a relative of, in the overlay and in the index.

use crate::state::{Events, IndexError, Search};

use super::Dedup;
use super::trace::{Place, Trace};
use crate::dedup::compare::{Match, compare};
use crate::dedup::signature::hash::{Key, key};
use crate::dedup::signature::{self, Common, Signature};
use crate::dedup::{Identity, Origin};

/// Most records looked at for one anchor.
const MOST_FOR_AN_ANCHOR: usize = 100;
/// Most candidates compared with one record.
const MOST_CANDIDATES: usize = 12;
/// A candidate that is this similar is not outdone by one that shares fewer anchors.
const SURE: f64 = 0.95;
/// Most stories of the very same words or headline looked at.
const MOST_IDENTICAL: usize = 4;
/// Most versions of one item looked at.
pub(super) const MOST_VERSIONS: usize = 32;
/// Of a text with fewer words one anchor or figure is enough to be looked at.
const FEW_WORDS: u32 = 130;
/// Most members of one cluster listed.
const MOST_MEMBERS: usize = 10_000;
/// Marks a number as one of the overlay.
const IN_OVERLAY: u64 = 1 << 63;

impl Dedup {
    /// Under which number the record of this id stands.
    pub(in crate::dedup) fn number_of(&self, id: Identity) -> Result<Option<u64>, IndexError> {
        for number in self.find(key(Key::Record, id.prefix()), Events::ALL, MOST_VERSIONS)? {
            if self.is_record(number, id)? {
                return Ok(Some(number));
            }
        }
        Ok(None)
    }

    pub(super) fn find(&self, key: u64, within: Events, most: usize) -> Result<Vec<u64>, IndexError> {
        let mut found = Vec::new();
        self.gather(key, within, most, &mut found)?;
        Ok(found)
    }

    /// Adds the numbers of what has this key: in the overlay, then in the index, as if they were one.
    fn gather(&self, key: u64, within: Events, most: usize, found: &mut Vec<u64>) -> Result<(), IndexError> {
        let before = found.len();
        let mut search = Search::new(key, within, most);
        if let Some(end) = self.again.as_of() {
            return self.index.find(&mut search.before(end), found);
        }
        self.overlay.find(&mut search, found);
        found.iter_mut().skip(before).for_each(|number| *number |= IN_OVERLAY);
        if search.is_done() { Ok(()) } else { self.index.find(&mut search, found) }
    }

    /// Reads what stands under a number.
    fn read<T>(&self, number: u64, read: impl FnOnce(&[u8]) -> T) -> Result<T, IndexError> {
        if number & IN_OVERLAY != 0 {
            return Ok(read(self.overlay.payload(number & !IN_OVERLAY).unwrap_or_default()));
        }
        let (mut read, mut told) = (Some(read), None);
        self.index.show(number, &mut |payload| told = read.take().map(|read| read(payload)))?;
        told.ok_or_else(|| IndexError::Damaged(format!("entry {number} was not shown")))
    }

    /// Whether the record of this id stands under a number.
    fn is_record(&self, number: u64, id: Identity) -> Result<bool, IndexError> {
        self.read(number, |payload| Trace::id_of(payload) == Some(id))
    }

    /// A record that was seen; `None` for something else whose key happens to begin alike.
    pub(super) fn trace(&self, number: u64) -> Result<Option<Trace>, IndexError> {
        self.read(number, |payload| Trace::is(payload).then(|| Trace::decode(payload)))?
            .map(|trace| {
                trace.ok_or_else(|| {
                    IndexError::Damaged(format!("entry {number} is not a record that was seen"))
                })
            })
            .transpose()
    }

    /// The best single match among other items: the very same words where there are any.
    pub(in crate::dedup) fn same_story(&self, new: &Signature) -> Result<Option<Link>, IndexError> {
        let mut best = self.best(new, self.same_words(new)?, &Common::default())?;
        let (mut own, mut common) = (None, Common::default());
        if best.is_none() {
            let shared = self.common(new)?;
            if !shared.is_empty() {
                let (left, gone) = new.without(&shared);
                (own, common) = (Some(left), gone);
            }
            best = self.best(own.as_ref().unwrap_or(new), self.candidates(new)?, &common)?;
        }
        let new = own.as_ref().unwrap_or(new);
        match best {
            Some((matched, to)) => self.link(new, matched, to, &common),
            None => Ok(None),
        }
    }

    /// The best match among candidates, the most likely of which comes first; of equal ones the earliest.
    fn best(
        &self,
        new: &Signature,
        candidates: Vec<u64>,
        common: &Common,
    ) -> Result<Option<(Match, Trace)>, IndexError> {
        let mut best: Option<(Match, Trace)> = None;
        for number in candidates {
            let Some(mut trace) = self.trace(number)? else { continue };
            if !self.within_window(new, &trace) {
                continue;
            }
            if let Some(whole) = self.whole(&trace)? {
                // the link is to the record that has the text
                let (id, place, origin) = (whole.id, whole.place, whole.origin);
                trace = Trace { id, place, origin, ..trace.with_text_of(whole.features) };
            }
            if !common.paragraphs.is_empty() {
                trace.features = trace.features.without(common);
            }
            let same_source = trace.edition.source == new.edition.source;
            let Some(matched) = compare(new, &trace.features, same_source) else { continue };
            let better = best.as_ref().is_none_or(|(kept, to)| {
                (matched.similarity, to.features.event) > (kept.similarity, trace.features.event)
            });
            if better {
                best = Some((matched, trace));
            }
            if matched.similarity >= SURE && !matched.identical {
                break;
            }
        }
        Ok(best)
    }

    /// The link to the best match, if the first of its cluster agrees.
    fn link(
        &self,
        new: &Signature,
        matched: Match,
        to: Trace,
        common: &Common,
    ) -> Result<Option<Link>, IndexError> {
        let mut linked = (matched, to);
        if linked.1.place.cluster != linked.1.id
            && let Some(first) = self.record(linked.1.place.cluster)?
            && !first.features.sketch.hashes.is_empty()
        {
            let first = Trace { features: first.features.without(common), ..first };
            let overlap = new.features.sketch.overlap(&first.features.sketch);
            if overlap.of_first().max(overlap.of_second()) < 0.2 {
                return Ok(None);
            }
            let same_source = first.edition.source == new.edition.source;
            if let Some(matched) = compare(new, &first.features, same_source)
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
            similarity: Some(rounded(matched.similarity)),
            ..Place::default()
        };
        Ok(Some(Link { place, to, killed: false }))
    }

    /// The record that has the text of a thinned copy, while it is remembered; `None` for one with its own text.
    pub(super) fn whole(&self, trace: &Trace) -> Result<Option<Trace>, IndexError> {
        match trace.thinned_against() {
            Some(of) => self.record(of),
            None => Ok(None),
        }
    }

    /// Whose copy the stories of a cluster are: the agency of its first member, else of the first that credits one.
    pub(in crate::dedup) fn origin_of(&self, cluster: Identity) -> Result<Option<Origin>, IndexError> {
        if let Some(origin) = self.record(cluster)?.and_then(|first| first.origin) {
            return Ok(Some(origin));
        }
        for number in self.find(key(Key::Origin, cluster.prefix()), Events::ALL, MOST_VERSIONS)? {
            let Some(trace) = self.trace(number)? else { continue };
            if trace.place.cluster == cluster && trace.origin.is_some() {
                return Ok(trace.origin);
            }
        }
        Ok(None)
    }

    pub(in crate::dedup) fn record(&self, id: Identity) -> Result<Option<Trace>, IndexError> {
        match self.number_of(id)? {
            Some(number) => self.trace(number),
            None => Ok(None),
        }
    }

    /// The members of a cluster but the first, oldest first.
    pub(in crate::dedup) fn others(&self, cluster: Identity) -> Result<Vec<Trace>, IndexError> {
        let mut numbers = self.find(key(Key::Cluster, cluster.prefix()), Events::ALL, MOST_MEMBERS)?;
        numbers.sort_unstable();
        let mut members = Vec::new();
        for number in numbers {
            let Some(trace) = self.trace(number)? else { continue };
            if trace.place.cluster == cluster {
                members.push(trace);
            }
        }
        Ok(members)
    }

    /// The event times among which candidates are looked for; how far theirs may be off is counted in the look-up.
    pub(super) fn within(&self, new: &Signature) -> Events {
        let reach = self.settings.window.saturating_add(new.features.slack);
        Events {
            from: new.features.event.saturating_sub(reach),
            to: new.features.event.saturating_add(reach),
        }
    }

    pub(super) fn within_window(&self, new: &Signature, old: &Trace) -> bool {
        let apart = new.features.event.saturating_sub(old.features.event).saturating_abs();
        apart <= self.settings.window + new.features.slack + old.features.slack
    }

    /// Stories of the very same words.
    fn same_words(&self, new: &Signature) -> Result<Vec<u64>, IndexError> {
        match signature::exact_key(&new.features) {
            Some(exact) => self.find(exact, self.within(new), MOST_IDENTICAL),
            None => Ok(Vec::new()),
        }
    }

    /// What shares enough with the new story to be compared with it, most shared first.
    fn candidates(&self, new: &Signature) -> Result<Vec<u64>, IndexError> {
        let within = self.within(new);
        let mut found = Vec::new();
        for anchor in &new.anchors {
            self.gather(key(Key::Anchor, *anchor), within, MOST_FOR_AN_ANCHOR, &mut found)?;
        }
        for figure in &new.figures {
            self.gather(key(Key::Figure, *figure), within, MOST_FOR_AN_ANCHOR, &mut found)?;
        }
        found.sort_unstable();
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
        let mut candidates: Vec<u64> = likely.take(MOST_CANDIDATES).collect();
        if let Some(headline) = signature::headline_key(&new.features) {
            let mut same = Vec::new();
            self.gather(headline, within, MOST_IDENTICAL, &mut same)?;
            same.retain(|number| !candidates.contains(number));
            candidates.extend(same);
        }
        Ok(candidates)
    }
}

/// Whether a number is one of the overlay.
pub(super) fn is_in_overlay(number: u64) -> bool {
    number & IN_OVERLAY != 0
}

/// A record linked to another.
pub(in crate::dedup) struct Link {
    pub(in crate::dedup) place: Place,
    pub(in crate::dedup) to: Trace,
    /// It came after its kill.
    pub(in crate::dedup) killed: bool,
}

/// As it is written in records: a sample says no more.
pub(super) fn rounded(similarity: f64) -> f64 {
    (similarity * 1000.0).round() / 1000.0
}
