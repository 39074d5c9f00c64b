//! What is kept of a record once it is decided: a payload of the index.

use crate::model::{Cluster, Relation};

use crate::dedup::signature::edition::Edition;
use crate::dedup::signature::features::{Features, Sums, Terms};
use crate::dedup::signature::order::Order;
use crate::dedup::signature::sketch::Sketch;
use crate::dedup::signature::version::{Use, Version};
use crate::dedup::{Identity, Origin};

/// A record that was seen.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::dedup) struct Trace {
    pub(in crate::dedup) id: Identity,
    pub(in crate::dedup) place: Place,
    /// Keys of the delivery's item.
    pub(in crate::dedup) items: Vec<u64>,
    /// By what a kill may name it; of a kill, what it waits for.
    pub(in crate::dedup) names: Vec<u64>,
    pub(in crate::dedup) edition: Edition,
    /// It is a kill whose format says that its item is withdrawn.
    pub(in crate::dedup) of_item: bool,
    pub(in crate::dedup) features: Features,
    /// Whose copy it is.
    pub(in crate::dedup) origin: Option<Origin>,
}

/// Where a record stands among others: its `cluster` field with ids as bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::dedup) struct Place {
    pub(in crate::dedup) cluster: Identity,
    pub(in crate::dedup) relation: Relation,
    pub(in crate::dedup) of: Option<Identity>,
    pub(in crate::dedup) similarity: Option<f64>,
    /// Which version of its item, from 1.
    pub(in crate::dedup) revision: u32,
    /// It came after a newer version, or after its kill.
    pub(in crate::dedup) late: bool,
    /// The record that it withdraws.
    pub(in crate::dedup) cancels: Option<Identity>,
    /// The others, where a kill names several stories.
    pub(in crate::dedup) also: [Option<Identity>; MORE],
}

/// Most stories that a kill withdraws beside the first.
pub(in crate::dedup) const MORE: usize = 7;

impl Default for Place {
    fn default() -> Self {
        Place {
            cluster: Identity::default(),
            relation: Relation::Original,
            of: None,
            similarity: None,
            revision: 1,
            late: false,
            cancels: None,
            also: [None; MORE],
        }
    }
}

impl Place {
    /// All records that it withdraws.
    pub(in crate::dedup) fn withdrawn(&self) -> impl Iterator<Item = Identity> {
        self.cancels.into_iter().chain(self.also.into_iter().flatten())
    }

    /// As it is written in the record.
    pub(in crate::dedup) fn to_cluster(self) -> Cluster {
        Cluster {
            id: self.cluster.to_string(),
            relation: self.relation,
            of: self.of.map(|of| of.to_string()),
            similarity: self.similarity,
            revision: (self.revision > 1).then_some(self.revision),
            late: self.late,
            cancels: self.cancels.map(|id| id.to_string()),
            cancels_also: self.also.into_iter().flatten().map(|id| id.to_string()).collect(),
            changes: None,
        }
    }

    /// As it was read back from a record; `None` where its ids are not ids.
    pub(in crate::dedup) fn read(cluster: &Cluster) -> Option<Place> {
        let mut also = [None; MORE];
        for (place, id) in also.iter_mut().zip(&cluster.cancels_also) {
            *place = Some(Identity::parse(id)?);
        }
        Some(Place {
            cluster: Identity::parse(&cluster.id)?,
            relation: cluster.relation,
            of: match &cluster.of {
                Some(of) => Some(Identity::parse(of)?),
                None => None,
            },
            similarity: cluster.similarity,
            revision: cluster.revision.unwrap_or(1),
            late: cluster.late,
            cancels: match &cluster.cancels {
                Some(cancels) => Some(Identity::parse(cancels)?),
                None => None,
            },
            also,
        })
    }
}

/// A record that is being noted.
#[derive(Debug, Clone, Copy)]
pub(in crate::dedup) struct Traced<'a> {
    pub(in crate::dedup) id: Identity,
    pub(in crate::dedup) place: Place,
    pub(in crate::dedup) items: &'a [u64],
    pub(in crate::dedup) names: &'a [u64],
    pub(in crate::dedup) edition: &'a Edition,
    pub(in crate::dedup) of_item: bool,
    pub(in crate::dedup) features: &'a Features,
    pub(in crate::dedup) origin: Option<&'a Origin>,
}

impl Traced<'_> {
    /// The payload: everything but the similarity, which nothing depends on later.
    pub(in crate::dedup) fn encode(&self) -> Vec<u8> {
        let Traced { id, place, items, names, edition, of_item, features, origin } = *self;
        let mut out = Vec::with_capacity(1024);
        out.push(KIND);
        out.extend_from_slice(&id.0);
        out.extend_from_slice(&place.cluster.0);
        out.extend_from_slice(&place.of.unwrap_or(id).0);
        let relation = RELATIONS.iter().position(|relation| *relation == place.relation).unwrap_or_default();
        out.push(relation as u8);
        out.extend_from_slice(&place.revision.to_le_bytes());
        let flags = [place.late, place.cancels.is_some(), of_item];
        out.push(flags.iter().fold(0, |flags, flag| flags << 1 | u8::from(*flag)));
        out.extend_from_slice(&place.cancels.unwrap_or_default().0);
        let also = place.also.iter().flatten();
        out.push(also.clone().count() as u8);
        also.for_each(|id| out.extend_from_slice(&id.0));
        encode_edition(edition, &mut out);
        for list in [items, names] {
            let list = list.get(..list.len().min(255)).unwrap_or_default();
            out.push(list.len() as u8);
            list.iter().for_each(|value| out.extend_from_slice(&value.to_le_bytes()));
        }
        let sums = features.sums;
        for value in [features.event as u64, features.exact, sums.plain, sums.capitals, sums.figures] {
            out.extend_from_slice(&value.to_le_bytes());
        }
        for value in [features.slack as u32, features.words] {
            out.extend_from_slice(&value.to_le_bytes());
        }
        out.push(features.sketch.level);
        for list in [
            &features.sketch.hashes,
            &features.repeated,
            &features.headline,
            &features.companies,
            &features.title,
            &features.paragraphs,
            &features.opening,
            &features.dress,
            &features.numbers.hashes,
            &features.names.hashes,
        ] {
            out.push(u8::try_from(list.len()).unwrap_or(u8::MAX));
            list.iter().take(255).for_each(|value| out.extend_from_slice(&value.to_le_bytes()));
        }
        for text in [features.numbers.text(), features.names.text()] {
            out.extend_from_slice(&u16::try_from(text.len()).unwrap_or(u16::MAX).to_le_bytes());
            out.extend_from_slice(text.as_bytes());
        }
        if let Some(Origin { name, code }) = origin {
            for text in [name, code.as_deref().unwrap_or_default()] {
                out.push(u8::try_from(text.len()).unwrap_or(u8::MAX));
                out.extend(text.bytes().take(255));
            }
        }
        out
    }
}

fn encode_edition(edition: &Edition, out: &mut Vec<u8>) {
    let Edition { version, order, raw, source, dated, received } = edition;
    for value in [version.fields, version.text, version.seen, *raw] {
        out.extend_from_slice(&value.to_le_bytes());
    }
    out.push(version.use_ as u8);
    out.extend_from_slice(&source.to_le_bytes());
    let (dated, slack) = dated.unwrap_or((NEVER, 0));
    for value in [dated, slack, order.made.unwrap_or(NEVER), *received] {
        out.extend_from_slice(&value.to_le_bytes());
    }
    out.extend_from_slice(&order.step.to_le_bytes());
    let version = order.version.as_deref().unwrap_or_default();
    out.push(u8::try_from(version.len()).unwrap_or(u8::MAX));
    out.extend(version.bytes().take(255));
}

/// Stands for a moment that is not known.
const NEVER: i64 = i64::MIN;

/// The payload of a record begins with this; that of a quotation with another byte.
const KIND: u8 = 1;

const RELATIONS: [Relation; 4] = [Relation::Original, Relation::Copy, Relation::Excerpt, Relation::Revision];

impl Trace {
    /// The payload: everything but the similarity, which nothing depends on later.
    #[cfg(test)]
    pub(in crate::dedup) fn encode(&self) -> Vec<u8> {
        let Trace { id, place, items, names, edition, of_item, features, origin } = self;
        let (id, place, of_item, origin) = (*id, *place, *of_item, origin.as_ref());
        Traced { id, place, items, names, edition, of_item, features, origin }.encode()
    }

    /// The same, with the text of the record that it was thinned against. Its own headline, times and version stay.
    pub(in crate::dedup) fn with_text_of(mut self, whole: Features) -> Trace {
        let Features { event, slack, headline, companies, title, .. } = std::mem::take(&mut self.features);
        self.features = Features { event, slack, headline, companies, title, ..whole };
        self
    }

    /// Whether it withdraws a story.
    pub(in crate::dedup) fn is_kill(&self) -> bool {
        self.edition.version.use_ == Use::Kill
    }

    /// Whether its text stands only in the record that it is a copy of.
    pub(in crate::dedup) fn thinned_against(&self) -> Option<Identity> {
        self.place.of.filter(|_| self.place.relation == Relation::Copy && self.features.words == 0)
    }

    /// Whether a payload is that of a record.
    pub(in crate::dedup) fn is(payload: &[u8]) -> bool {
        payload.first() == Some(&KIND)
    }

    /// The id in the payload of a record.
    pub(in crate::dedup) fn id_of(payload: &[u8]) -> Option<Identity> {
        match payload.split_first_chunk::<1>()? {
            (&[KIND], rest) => rest.first_chunk().map(|id| Identity(*id)),
            _ => None,
        }
    }

    /// Reads a payload; `None` if it is not one.
    pub(in crate::dedup) fn decode(bytes: &[u8]) -> Option<Trace> {
        let mut bytes = Bytes(bytes);
        let [KIND] = bytes.take()? else { return None };
        let id = Identity(bytes.take()?);
        let cluster = Identity(bytes.take()?);
        let of = Identity(bytes.take()?);
        let [relation] = bytes.take()?;
        let revision = bytes.u32()?;
        let [flags] = bytes.take()?;
        let cancels = Identity(bytes.take()?);
        let mut also = [None; MORE];
        let [count] = bytes.take()?;
        for place in also.get_mut(..usize::from(count))? {
            *place = Some(Identity(bytes.take()?));
        }
        let place = Place {
            cluster,
            relation: *RELATIONS.get(usize::from(relation))?,
            of: (of != id).then_some(of),
            similarity: None,
            revision,
            late: flags & 4 != 0,
            cancels: (flags & 2 != 0).then_some(cancels),
            also,
        };
        let edition = bytes.edition()?;
        let (items, called) = (bytes.long_list()?, bytes.long_list()?);
        let (event, exact) = (bytes.u64()? as i64, bytes.u64()?);
        let sums = Sums { plain: bytes.u64()?, capitals: bytes.u64()?, figures: bytes.u64()? };
        let (slack, words) = (i64::from(bytes.u32()?), bytes.u32()?);
        let [level] = bytes.take()?;
        let sketch = Sketch { level, hashes: bytes.list()? };
        let features = Features {
            event,
            slack,
            exact,
            words,
            sketch,
            sums,
            repeated: bytes.list()?,
            headline: bytes.list()?,
            companies: bytes.list()?,
            title: bytes.list()?,
            paragraphs: bytes.list()?,
            opening: bytes.list()?,
            dress: bytes.list()?,
            ..Features::default()
        };
        let (numbers, names) = (bytes.list()?, bytes.list()?);
        let numbers = Terms::known(numbers, bytes.long_text()?);
        let features = Features { numbers, names: Terms::known(names, bytes.long_text()?), ..features };
        let origin = if bytes.0.is_empty() { None } else { Some(bytes.origin()?) };
        let of_item = flags & 1 != 0;
        bytes.0.is_empty().then_some(Trace {
            id,
            place,
            items,
            names: called,
            edition,
            of_item,
            features,
            origin,
        })
    }
}

struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    fn long_text(&mut self) -> Option<String> {
        let length = u16::from_le_bytes(self.take()?);
        let (text, rest) = self.0.split_at_checked(usize::from(length))?;
        self.0 = rest;
        Some(std::str::from_utf8(text).ok()?.to_owned())
    }

    fn text(&mut self) -> Option<String> {
        let [length] = self.take()?;
        let (text, rest) = self.0.split_at_checked(usize::from(length))?;
        self.0 = rest;
        String::from_utf8(text.to_vec()).ok()
    }

    fn origin(&mut self) -> Option<Origin> {
        let (name, code) = (self.text()?, self.text()?);
        Some(Origin { name, code: (!code.is_empty()).then_some(code) })
    }

    fn i64(&mut self) -> Option<i64> {
        self.take().map(i64::from_le_bytes)
    }

    fn edition(&mut self) -> Option<Edition> {
        let (fields, text, seen, raw) = (self.u64()?, self.u64()?, self.u64()?, self.u64()?);
        let [use_] = self.take()?;
        let use_ = *Use::ALL.get(usize::from(use_))?;
        let source = self.u32()?;
        let (dated, slack, made, received) = (self.i64()?, self.i64()?, self.i64()?, self.i64()?);
        let step = self.u32()?;
        let version = Some(self.text()?).filter(|version| !version.is_empty());
        let known = |moment: i64| (moment != NEVER).then_some(moment);
        Some(Edition {
            version: Version { fields, text, seen, use_ },
            order: Order { version, made: known(made), step },
            raw,
            source,
            dated: known(dated).map(|dated| (dated, slack)),
            received,
        })
    }

    fn long_list(&mut self) -> Option<Vec<u64>> {
        let [length] = self.take()?;
        let (list, rest) = self.0.split_at_checked(usize::from(length) * 8)?;
        self.0 = rest;
        Some(list.as_chunks::<8>().0.iter().map(|value| u64::from_le_bytes(*value)).collect())
    }

    fn list(&mut self) -> Option<Vec<u32>> {
        let [length] = self.take()?;
        let (list, rest) = self.0.split_at_checked(usize::from(length) * 4)?;
        self.0 = rest;
        Some(list.as_chunks::<4>().0.iter().map(|value| u32::from_le_bytes(*value)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes_and_nothing_else() {
        let mut trace = Trace {
            id: Identity([1; 16]),
            place: Place {
                cluster: Identity([2; 16]),
                relation: Relation::Excerpt,
                of: Some(Identity([3; 16])),
                similarity: None,
                revision: 4,
                late: true,
                cancels: Some(Identity([4; 16])),
                also: std::array::from_fn(|place| (place < 2).then_some(Identity([5; 16]))),
            },
            items: vec![5, 6],
            names: vec![7],
            edition: Edition {
                version: Version { fields: 1, text: 2, seen: 3, use_: Use::Killed },
                order: Order { version: Some("2N".into()), made: Some(-4), step: 3 },
                raw: 9,
                source: 10,
                dated: None,
                received: 11,
            },
            of_item: true,
            features: Features {
                event: -6,
                slack: 43_200,
                exact: 8,
                words: 9,
                sketch: Sketch { level: 2, hashes: vec![11, 12] },
                numbers: Terms::known(vec![21, 22], "13\n1,400\n".into()),
                names: Terms::known(vec![23], "Lumen\n".into()),
                repeated: vec![24],
                sums: Sums { plain: 25, capitals: 26, figures: 27 },
                headline: vec![14, 15],
                companies: vec![26],
                title: vec![15, 14],
                paragraphs: vec![16],
                opening: vec![17, 18, 19],
                dress: vec![20],
            },
            origin: None,
        };
        let bare = trace.encode();
        assert_eq!(Trace::decode(&bare), Some(trace.clone()));
        for code in [None, Some("EXW".to_owned())] {
            trace.origin = Some(Origin { name: "Examplewire".into(), code });
            let bytes = trace.encode();
            assert_eq!(Trace::decode(&bytes), Some(trace.clone()));
            for length in (0..bytes.len()).filter(|length| *length != bare.len()) {
                assert_eq!(Trace::decode(&bytes[..length]), None, "cut to {length}");
            }
        }
    }
}
