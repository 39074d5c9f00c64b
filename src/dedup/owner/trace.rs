//! What is kept of a record once it is decided: a payload of the index.

use crate::model::{Cluster, Relation};

use crate::dedup::signature::features::{Features, Terms};
use crate::dedup::signature::sketch::Sketch;
use crate::dedup::{Identity, Origin};

/// A record that was seen.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::dedup) struct Trace {
    pub(in crate::dedup) id: Identity,
    pub(in crate::dedup) place: Place,
    /// Key of the delivery's item; 0 for none.
    pub(in crate::dedup) item: u64,
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
}

impl Default for Place {
    fn default() -> Self {
        Place {
            cluster: Identity::default(),
            relation: Relation::Original,
            of: None,
            similarity: None,
            revision: 1,
        }
    }
}

impl Place {
    /// As it is written in the record.
    pub(in crate::dedup) fn to_cluster(self) -> Cluster {
        Cluster {
            id: self.cluster.to_string(),
            relation: self.relation,
            of: self.of.map(|of| of.to_string()),
            similarity: self.similarity,
            revision: (self.revision > 1).then_some(self.revision),
            changes: None,
        }
    }

    /// As it was read back from a record; `None` where its ids are not ids.
    pub(in crate::dedup) fn read(cluster: &Cluster) -> Option<Place> {
        Some(Place {
            cluster: Identity::parse(&cluster.id)?,
            relation: cluster.relation,
            of: match &cluster.of {
                Some(of) => Some(Identity::parse(of)?),
                None => None,
            },
            similarity: cluster.similarity,
            revision: cluster.revision.unwrap_or(1),
        })
    }
}

/// A record that is being noted.
#[derive(Debug, Clone, Copy)]
pub(in crate::dedup) struct Traced<'a> {
    pub(in crate::dedup) id: Identity,
    pub(in crate::dedup) place: Place,
    pub(in crate::dedup) item: u64,
    pub(in crate::dedup) features: &'a Features,
    pub(in crate::dedup) origin: Option<&'a Origin>,
}

impl Traced<'_> {
    /// The payload: everything but the similarity, which nothing depends on later.
    pub(in crate::dedup) fn encode(&self) -> Vec<u8> {
        let Traced { id, place, item, features, origin } = *self;
        let mut out = Vec::with_capacity(1024);
        out.push(KIND);
        out.extend_from_slice(&id.0);
        out.extend_from_slice(&place.cluster.0);
        out.extend_from_slice(&place.of.unwrap_or(id).0);
        let relation = RELATIONS.iter().position(|relation| *relation == place.relation).unwrap_or_default();
        out.push(relation as u8);
        out.extend_from_slice(&place.revision.to_le_bytes());
        for value in [item, features.event as u64, features.body, features.exact] {
            out.extend_from_slice(&value.to_le_bytes());
        }
        for value in [features.slack as u32, features.words] {
            out.extend_from_slice(&value.to_le_bytes());
        }
        out.push(features.sketch.level);
        for list in [
            &features.sketch.hashes,
            &features.headline,
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

/// The payload of a record begins with this; that of a quotation with another byte.
const KIND: u8 = 1;

const RELATIONS: [Relation; 4] = [Relation::Original, Relation::Copy, Relation::Excerpt, Relation::Revision];

impl Trace {
    /// The payload: everything but the similarity, which nothing depends on later.
    #[cfg(test)]
    pub(in crate::dedup) fn encode(&self) -> Vec<u8> {
        let Trace { id, place, item, features, origin } = self;
        Traced { id: *id, place: *place, item: *item, features, origin: origin.as_ref() }.encode()
    }

    /// The same, with the text of the record that it was thinned against. Its own headline, times and version stay.
    pub(in crate::dedup) fn with_text_of(mut self, whole: Features) -> Trace {
        let Features { event, slack, body, .. } = self.features;
        let headline = std::mem::take(&mut self.features.headline);
        self.features = Features { event, slack, body, headline, ..whole };
        self
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
        let place = Place {
            cluster,
            relation: *RELATIONS.get(usize::from(relation))?,
            of: (of != id).then_some(of),
            similarity: None,
            revision,
        };
        let item = bytes.u64()?;
        let (event, body, exact) = (bytes.u64()? as i64, bytes.u64()?, bytes.u64()?);
        let (slack, words) = (i64::from(bytes.u32()?), bytes.u32()?);
        let [level] = bytes.take()?;
        let sketch = Sketch { level, hashes: bytes.list()? };
        let features = Features {
            event,
            slack,
            body,
            exact,
            words,
            sketch,
            headline: bytes.list()?,
            paragraphs: bytes.list()?,
            opening: bytes.list()?,
            dress: bytes.list()?,
            ..Features::default()
        };
        let (numbers, names) = (bytes.list()?, bytes.list()?);
        let numbers = Terms::known(numbers, bytes.long_text()?);
        let features = Features { numbers, names: Terms::known(names, bytes.long_text()?), ..features };
        let origin = if bytes.0.is_empty() { None } else { Some(bytes.origin()?) };
        bytes.0.is_empty().then_some(Trace { id, place, item, features, origin })
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
            },
            item: 5,
            features: Features {
                event: -6,
                slack: 43_200,
                body: 7,
                exact: 8,
                words: 9,
                sketch: Sketch { level: 2, hashes: vec![11, 12] },
                numbers: Terms::known(vec![21, 22], "13\n1,400\n".into()),
                names: Terms::known(vec![23], "Lumen\n".into()),
                headline: vec![14, 15],
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
