//! The name of a record.

use std::fmt;

use crate::model::Place;

/// A record id: 16 bytes, written as 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Identity(pub [u8; 16]);

impl Identity {
    /// The identity of an input: a hash over source, place, member and, where its place says so, content.
    pub fn of(source: &str, place: &Place, member: Option<&str>, raw: &blake3::Hash) -> Identity {
        let mut hasher = blake3::Hasher::new();
        let (place, content) = match place {
            Place::At(place) => (place, *raw),
            Place::Known(place) => (place, blake3::hash(b"known by its source")),
        };
        for part in [source.as_bytes(), place, member.unwrap_or_default().as_bytes()] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        hasher.update(content.as_bytes());
        let hash = hasher.finalize();
        Identity(hash.as_bytes().first_chunk().copied().unwrap_or_default())
    }

    /// Reads 32 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Identity> {
        let mut bytes = [0; 16];
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != bytes.len() || !rest.is_empty() {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(pairs) {
            let [high, low] = pair.map(|digit| char::from(digit).to_digit(16));
            *byte = u8::try_from(high? << 4 | low?).ok()?;
        }
        Some(Identity(bytes))
    }

    /// The first eight bytes, which are as evenly distributed as the hash they come from.
    pub(super) fn prefix(&self) -> u64 {
        self.0.first_chunk::<8>().map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_count_where_an_input_lies_and_not_where_its_source_knows_it() {
        let of = |place: Place, bytes: &[u8]| Identity::of("a", &place, None, &blake3::hash(bytes));
        let (at, known) = (Place::At(b"x".to_vec()), Place::Known(b"x".to_vec()));
        assert_ne!(of(at.clone(), b"one"), of(at.clone(), b"two"));
        assert_eq!(of(known.clone(), b"one"), of(known.clone(), b"two"));
        assert_ne!(of(known.clone(), b"one"), of(at, b"one"));
        assert_ne!(of(known, b"one"), of(Place::Known(b"y".to_vec()), b"one"));
    }

    #[test]
    fn reads_what_it_writes() {
        let id = Identity(*b"0123456789abcdef");
        assert_eq!(Identity::parse(&id.to_string()), Some(id));
        for wrong in ["", "12", "zz345678901234567890123456789012", "é2345678901234567890123456789012"] {
            assert_eq!(Identity::parse(wrong), None, "{wrong}");
        }
    }
}
