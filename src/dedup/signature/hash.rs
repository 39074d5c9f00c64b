//! The hash under keys, shingles and words: stable across machines and versions of the compiler.
//!
//! Multiply and fold (as in wyhash). Not for secrets. Changing it changes every key: count up
//! [`CONTENT`](crate::dedup::CONTENT).

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;
const STEP: u64 = 0xa076_1d64_78bd_642f;

/// Multiplies to 128 bits and folds the halves.
#[inline]
pub(in crate::dedup) fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ ((product >> 64) as u64)
}

/// A hash of pieces that come one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::dedup) struct Hasher(u64);

impl Hasher {
    pub(in crate::dedup) fn new(salt: u64) -> Hasher {
        Hasher(SEED ^ fold(salt ^ STEP, SEED))
    }

    #[inline]
    pub(in crate::dedup) fn add(&mut self, value: u64) {
        self.0 = fold(self.0 ^ value, STEP).wrapping_add(SEED);
    }

    pub(in crate::dedup) fn add_text(&mut self, text: &str) {
        let (chunks, rest) = text.as_bytes().as_chunks::<8>();
        for chunk in chunks {
            self.add(u64::from_le_bytes(*chunk));
        }
        let rest = rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
        self.add(rest ^ (text.len() as u64) << 56);
    }

    /// Evenly distributed over all 64 bits.
    pub(in crate::dedup) fn finish(self) -> u64 {
        fold(self.0 ^ SEED, 0xe703_7ed1_a0b4_28db)
    }
}

/// The key of a value in one of the index's kinds.
pub(in crate::dedup) fn key(kind: Key, value: u64) -> u64 {
    let mut hasher = Hasher::new(kind as u64);
    hasher.add(value);
    hasher.finish()
}

/// What a key of the index stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::dedup) enum Key {
    /// A record id.
    Record = 1,
    /// A delivery's item.
    Item = 2,
    /// The words of a story.
    Words = 3,
    /// The words of a headline.
    Headline = 4,
    /// A winnowed shingle of a story.
    Anchor = 5,
    /// A shingle of a quotation.
    Quotation = 6,
    /// A long figure in a story.
    Figure = 7,
    /// A cluster, for its members but the first.
    Cluster = 8,
    /// A cluster, for the member that was the first to say whose copy it is.
    Origin = 9,
    /// A name by which a kill may name a story: slug, id, short headline.
    Named = 10,
    /// A name for which a kill waits that found no story.
    Awaited = 11,
    /// A record that is withdrawn, for its kill.
    Kill = 12,
    /// One of the last paragraphs of a story, in its source.
    Paragraph = 13,
}
