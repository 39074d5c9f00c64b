//! Sorted postings in buckets: what a sealed segment looks like on disk.
//!
//! A posting is twelve bytes: the upper 40 bits of the key, the entry's number within the segment in 24 bits, and when
//! it happened. A bucket holds an equal share of the key space, so that its place follows from the key without a
//! directory; it ends with a checksum. Keys that agree in 40 bits are told apart by the payload.

use super::Search;
use super::search::{Keeping, masked};
use super::when::When;

/// Most entries in one segment.
pub(super) const MOST_ENTRIES: u64 = 1 << 24;
/// Bytes of a posting.
const SIZE: usize = 12;
/// A bucket of this many postings fills a page of the store.
const PER_BUCKET: usize = 290;

/// An entry under a key. In order of keys, the older first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting {
    /// The key, with the entry's number in the bits that do not count.
    place: u64,
    when: When,
}

impl Posting {
    pub(super) fn new(key: u64, number: u64, when: When) -> Posting {
        Posting { place: masked(key) | (number & (MOST_ENTRIES - 1)), when }
    }

    pub(super) fn key(self) -> u64 {
        masked(self.place)
    }

    fn number(self) -> u64 {
        self.place & (MOST_ENTRIES - 1)
    }

    /// The same in a segment that begins so many entries earlier.
    pub(super) fn shifted(self, by: u64) -> Posting {
        Posting { place: self.place + by, ..self }
    }

    fn read(bytes: &[u8; SIZE]) -> Posting {
        let (place, when) = bytes.split_first_chunk::<8>().unwrap_or((&[0; 8], &[]));
        let when = when.first_chunk::<4>().copied().unwrap_or_default();
        Posting { place: u64::from_le_bytes(*place), when: When::from_bits(u32::from_le_bytes(when)) }
    }

    fn write(self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.place.to_le_bytes());
        bytes.extend_from_slice(&self.when.bits().to_le_bytes());
    }
}

pub(super) fn buckets_for(postings: usize) -> u32 {
    u32::try_from(postings.div_ceil(PER_BUCKET).max(1)).unwrap_or(u32::MAX)
}

/// The bucket of a key.
pub(super) fn bucket_of(key: u64, buckets: u32) -> u32 {
    ((u128::from(masked(key)) * u128::from(buckets)) >> 64) as u32
}

/// The bytes of a bucket: sorted postings and a checksum.
pub(super) fn encode(postings: &[Posting]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(postings.len() * SIZE + 8);
    postings.iter().for_each(|posting| posting.write(&mut bytes));
    seal(&mut bytes);
    bytes
}

/// The postings of a bucket; `None` if it is not what was written.
pub(super) fn decode(bytes: &[u8]) -> Option<Vec<Posting>> {
    let (chunks, rest) = unseal(bytes)?.as_chunks::<SIZE>();
    rest.is_empty().then(|| chunks.iter().map(Posting::read).collect())
}

/// Offers what is posted under a key, newest first; numbers count from `first`. `None` if the bucket is not what was
/// written.
pub(super) fn find(bytes: &[u8], first: u64, search: &mut Search, found: &mut Vec<u64>) -> Option<()> {
    let (chunks, rest) = unseal(bytes)?.as_chunks::<SIZE>();
    if !rest.is_empty() {
        return None;
    }
    let past = chunks.partition_point(|chunk| Posting::read(chunk).key() <= search.key());
    for chunk in chunks.get(..past)?.iter().rev() {
        let posting = Posting::read(chunk);
        if posting.key() != search.key() || search.is_done() {
            break;
        }
        search.offer(first + posting.number(), posting.when, found);
    }
    Some(())
}

/// Sorts, and keeps of each key what can be found by it.
pub(super) fn sort_and_cap(postings: &mut Vec<Posting>) {
    postings.sort_unstable();
    postings.dedup();
    let mut kept = Vec::with_capacity(postings.len());
    for same in postings.chunk_by(|a, b| a.key() == b.key()) {
        if same.len() <= usize::from(super::search::MOST_OF_AN_HOUR) {
            kept.extend_from_slice(same);
            continue;
        }
        let mut keeping = Keeping::default();
        let start = kept.len();
        kept.extend(same.iter().rev().filter(|posting| keeping.keeps(posting.when)));
        kept.get_mut(start..).unwrap_or_default().reverse();
    }
    *postings = kept;
}

/// Appends a checksum.
pub(super) fn seal(bytes: &mut Vec<u8>) {
    let sum = checksum(bytes);
    bytes.extend_from_slice(&sum.to_le_bytes());
}

/// The bytes before the checksum, if it is theirs.
pub(super) fn unseal(bytes: &[u8]) -> Option<&[u8]> {
    let (content, sum) = bytes.split_last_chunk::<8>()?;
    (checksum(content) == u64::from_le_bytes(*sum)).then_some(content)
}

/// Of the bytes and how many they are. Four lanes, so that the multiplications do not wait for one another.
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    let fold = |a: u64, b: u64| {
        let product = u128::from(a) * u128::from(b);
        (product as u64) ^ ((product >> 64) as u64)
    };
    let mut lanes =
        [0x9e37_79b9_7f4a_7c15, 0xe703_7ed1_a0b4_28db, 0x8ebc_6af0_9c88_c6e3, 0x5899_65cc_7537_4cc3];
    let (chunks, rest) = bytes.as_chunks::<32>();
    for chunk in chunks {
        for (lane, word) in lanes.iter_mut().zip(chunk.as_chunks::<8>().0) {
            *lane = fold(*lane ^ u64::from_le_bytes(*word), 0xa076_1d64_78bd_642f).wrapping_add(*lane);
        }
    }
    let mut sum = bytes.len() as u64;
    for value in lanes.into_iter().chain(rest.iter().map(|byte| u64::from(*byte))) {
        sum = fold(sum ^ value, 0xa076_1d64_78bd_642f).wrapping_add(value);
    }
    fold(sum, 0x1d8e_4e27_c47d_124f)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Events;

    fn posting(key: u64, number: u64, event: i64) -> Posting {
        Posting::new(key, number, When::of(event, 0))
    }

    #[test]
    fn found_newest_first_and_only_so_many_of_an_hour() {
        let key = 0xabcd_ef01_2345_6789;
        let mut postings: Vec<Posting> = (0..1000).map(|number| posting(key, number, 60)).collect();
        postings.extend((1000..1100).map(|number| posting(key, number, 7200)));
        postings.push(posting(key, 1099, 7200));
        postings.push(posting(key.wrapping_add(1 << 30), 3, 60));
        postings.push(posting(1, 4, 60));
        sort_and_cap(&mut postings);
        assert_eq!(postings.len(), 256 + 100 + 2);
        let bytes = encode(&postings);
        let find = |within, most| {
            let mut found = Vec::new();
            find(&bytes, 50, &mut Search::new(key, within, most), &mut found).unwrap();
            found
        };
        assert_eq!(find(Events::ALL, 3), [1149, 1148, 1147]);
        assert_eq!(find(Events { from: 0, to: 3600 }, 3), [1049, 1048, 1047]);
        assert_eq!(decode(&bytes).unwrap(), postings);
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let bytes = encode(&[posting(1 << 30, 1, 0), posting(1 << 40, 2, 1 << 30)]);
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(decode(&flipped), None, "bit {bit}");
        }
    }
}
