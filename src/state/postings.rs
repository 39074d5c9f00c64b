//! Sorted postings in buckets: what a sealed segment looks like on disk.
//!
//! A posting is one `u64`: the upper 40 bits of the key, then the entry's number within the segment in 24 bits.
//! A bucket holds an equal share of the key space, so that its place follows from the key without a directory;
//! it ends with a checksum. Keys that agree in 40 bits are told apart by the payload.

use super::MOST_FOR_A_KEY;

/// Most entries in one segment.
pub(super) const MOST_ENTRIES: u64 = 1 << 24;
/// A bucket of this many postings fills a page of the store.
const PER_BUCKET: usize = 440;

pub(super) fn posting(key: u64, number: u64) -> u64 {
    (key & !(MOST_ENTRIES - 1)) | (number & (MOST_ENTRIES - 1))
}

pub(super) fn number_of(posting: u64) -> u64 {
    posting & (MOST_ENTRIES - 1)
}

pub(super) fn key_of(posting: u64) -> u64 {
    posting & !(MOST_ENTRIES - 1)
}

pub(super) fn buckets_for(postings: usize) -> u32 {
    u32::try_from(postings.div_ceil(PER_BUCKET).max(1)).unwrap_or(u32::MAX)
}

/// The bucket of a key or posting (the number does not matter to it).
pub(super) fn bucket_of(key: u64, buckets: u32) -> u32 {
    ((u128::from(key_of(key)) * u128::from(buckets)) >> 64) as u32
}

/// The bytes of a bucket: sorted postings and a checksum.
pub(super) fn encode(postings: &[u64]) -> Vec<u8> {
    let mut bytes: Vec<u8> = postings.iter().flat_map(|posting| posting.to_le_bytes()).collect();
    seal(&mut bytes);
    bytes
}

/// The postings of a bucket; `None` if it is not what was written.
pub(super) fn decode(bytes: &[u8]) -> Option<Vec<u64>> {
    let (chunks, rest) = unseal(bytes)?.as_chunks::<8>();
    rest.is_empty().then(|| chunks.iter().map(|chunk| u64::from_le_bytes(*chunk)).collect())
}

/// Adds the numbers posted under a key, newest first. `None` if the bucket is not what was written.
pub(super) fn find(bytes: &[u8], key: u64, first: u64, most: usize, found: &mut Vec<u64>) -> Option<()> {
    let (chunks, rest) = unseal(bytes)?.as_chunks::<8>();
    if !rest.is_empty() {
        return None;
    }
    let past = chunks.partition_point(|chunk| key_of(u64::from_le_bytes(*chunk)) <= key_of(key));
    for chunk in chunks.get(..past)?.iter().rev().take(most) {
        let posting = u64::from_le_bytes(*chunk);
        if key_of(posting) != key_of(key) {
            break;
        }
        found.push(first + number_of(posting));
    }
    Some(())
}

/// Sorts, and keeps the newest of keys that have too many.
pub(super) fn sort_and_cap(postings: &mut Vec<u64>) {
    postings.sort_unstable();
    let mut read = 0;
    let mut kept = 0;
    while let Some(&first) = postings.get(read) {
        let same =
            postings.iter().skip(read).take_while(|posting| key_of(**posting) == key_of(first)).count();
        let from = read + same.saturating_sub(MOST_FOR_A_KEY);
        postings.copy_within(from..read + same, kept);
        kept += read + same - from;
        read += same;
    }
    postings.truncate(kept);
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

    #[test]
    fn found_newest_first_and_capped() {
        let key = 0xabcd_ef01_2345_6789;
        let mut postings: Vec<u64> = (0..1000).map(|number| posting(key, number)).collect();
        postings.push(posting(key.wrapping_add(1 << 30), 3));
        postings.push(posting(1, 4));
        sort_and_cap(&mut postings);
        assert_eq!(postings.len(), MOST_FOR_A_KEY + 2);
        let bytes = encode(&postings);
        let mut found = Vec::new();
        find(&bytes, key, 50, 3, &mut found).unwrap();
        assert_eq!(found, [1049, 1048, 1047]);
        assert_eq!(decode(&bytes).unwrap(), postings);
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let bytes = encode(&[posting(1 << 30, 1), posting(1 << 40, 2)]);
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(decode(&flipped), None, "bit {bit}");
        }
    }
}
