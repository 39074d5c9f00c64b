//! A Bloom filter in blocks of one cache line (Putze, Sanders, Singler 2007): most keys are in no segment,
//! and this says so without a read.

const WORDS_PER_BLOCK: usize = 8;
const BITS_PER_KEY: usize = 12;
const PROBES: u32 = 6;

/// Which keys may be in a segment. Never says no to one that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filter {
    words: Vec<u64>,
}

impl Filter {
    pub(super) fn for_keys(count: usize) -> Filter {
        let blocks = (count * BITS_PER_KEY).div_ceil(WORDS_PER_BLOCK * 64).max(1);
        Filter { words: vec![0; blocks * WORDS_PER_BLOCK] }
    }

    pub(super) fn insert(&mut self, key: u64) {
        let (block, mut bits) = self.place(key);
        for _ in 0..PROBES {
            if let Some(word) = self.words.get_mut(block + (bits as usize >> 6) % WORDS_PER_BLOCK) {
                *word |= 1 << (bits & 63);
            }
            bits >>= 9;
        }
    }

    pub(super) fn may_hold(&self, key: u64) -> bool {
        let (block, mut bits) = self.place(key);
        for _ in 0..PROBES {
            let word =
                self.words.get(block + (bits as usize >> 6) % WORDS_PER_BLOCK).copied().unwrap_or(u64::MAX);
            if word & (1 << (bits & 63)) == 0 {
                return false;
            }
            bits >>= 9;
        }
        true
    }

    /// First word of the block, and the bits that choose within it.
    fn place(&self, key: u64) -> (usize, u64) {
        let blocks = (self.words.len() / WORDS_PER_BLOCK) as u128;
        let mixed = (key ^ (key >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let block = ((u128::from(mixed) * blocks) >> 64) as usize;
        let bits = (mixed ^ (mixed >> 32)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 8;
        (block * WORDS_PER_BLOCK, bits)
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        self.words.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    /// `None` where the bytes are not whole blocks.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Filter> {
        let (chunks, rest) = bytes.as_chunks::<8>();
        let words: Vec<u64> = chunks.iter().map(|chunk| u64::from_le_bytes(*chunk)).collect();
        let whole = rest.is_empty() && !words.is_empty() && words.len().is_multiple_of(WORDS_PER_BLOCK);
        whole.then_some(Filter { words })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(seed: u64, count: u64) -> impl Iterator<Item = u64> {
        (0..count).map(move |i| (seed + i).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    #[test]
    fn holds_what_was_put_in_and_little_else() {
        let mut filter = Filter::for_keys(10_000);
        keys(0, 10_000).for_each(|key| filter.insert(key));
        assert!(keys(0, 10_000).all(|key| filter.may_hold(key)));
        let wrong = keys(1 << 40, 100_000).filter(|key| filter.may_hold(*key)).count();
        assert!(wrong < 1500, "{wrong} of 100,000 absent keys let through");
        assert_eq!(Filter::from_bytes(&filter.to_bytes()), Some(filter));
        assert_eq!(Filter::from_bytes(&[1, 2, 3]), None);
    }
}
