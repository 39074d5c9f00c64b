//! A Bloom filter in blocks of one cache line (Putze, Sanders, Singler 2007): most keys are in no segment,
//! and this says so without a read.
//!
//! Filters can be folded to half their size, again and again: each time more keys that are not there are let through, each
//! of which costs one read of a bucket. So filters stay within a budget however much is remembered, and what was found
//! is found.

const WORDS_PER_BLOCK: usize = 8;
const BITS_PER_KEY: usize = 12;
const PROBES: u32 = 6;
/// Filters of so many blocks and more are a multiple of it, so that they fold to one block in so many.
const FOLDABLE: usize = 64;

/// Which keys may be in a segment. Never says no to one that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filter {
    words: Vec<u64>,
}

impl Filter {
    /// For so many keys: twelve bits each, or half as many again and again until it takes `most_bytes`.
    pub(super) fn for_keys(count: usize, most_bytes: usize) -> Filter {
        let mut blocks = (count * BITS_PER_KEY).div_ceil(WORDS_PER_BLOCK * 64).max(1);
        if blocks >= FOLDABLE {
            blocks = blocks.next_multiple_of(FOLDABLE);
        }
        while blocks * WORDS_PER_BLOCK * 8 > most_bytes && Filter::folds(blocks) {
            blocks /= 2;
        }
        Filter { words: vec![0; blocks * WORDS_PER_BLOCK] }
    }

    fn folds(blocks: usize) -> bool {
        blocks > 1 && blocks.is_multiple_of(2)
    }

    /// Bytes of memory.
    pub(super) fn size(&self) -> usize {
        self.words.len() * 8
    }

    /// The same keys in half the size; `None` where it can be folded no further.
    ///
    /// A key's block is the upper part of its hash times the number of blocks, so that of two neighbours each key is in
    /// the one that they become.
    pub(super) fn folded(&self) -> Option<Filter> {
        let (pairs, _) = self.words.as_chunks::<{ 2 * WORDS_PER_BLOCK }>();
        let halves = pairs.iter().flat_map(|pair| {
            let (first, second) = pair.split_at(WORDS_PER_BLOCK);
            first.iter().zip(second).map(|(first, second)| first | second)
        });
        Filter::folds(self.words.len() / WORDS_PER_BLOCK).then(|| Filter { words: halves.collect() })
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

    /// Its bytes, as many at a time and as few in the last.
    pub(super) fn chunks(&self, bytes: usize) -> impl Iterator<Item = Vec<u8>> {
        self.words.chunks(bytes / 8).map(|words| words.iter().flat_map(|word| word.to_le_bytes()).collect())
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
        let mut filter = Filter::for_keys(10_000, usize::MAX);
        keys(0, 10_000).for_each(|key| filter.insert(key));
        assert!(keys(0, 10_000).all(|key| filter.may_hold(key)));
        assert!(wrong(&filter) < 1500, "{} of 100,000 absent keys let through", wrong(&filter));
        let bytes: Vec<u8> = filter.chunks(1000).flatten().collect();
        assert_eq!(bytes.len(), filter.size());
        assert_eq!(Filter::from_bytes(&bytes), Some(filter));
        assert_eq!(Filter::from_bytes(&[1, 2, 3]), None);
    }

    fn wrong(filter: &Filter) -> usize {
        keys(1 << 40, 100_000).filter(|key| filter.may_hold(*key)).count()
    }

    #[test]
    fn folded_it_holds_the_same_keys_and_more_others() {
        let mut filter = Filter::for_keys(10_000, usize::MAX);
        keys(0, 10_000).for_each(|key| filter.insert(key));
        let mut let_through = vec![wrong(&filter)];
        let mut folds = 0;
        while let Some(half) = filter.folded() {
            assert_eq!(half.size(), filter.size() / 2);
            assert!(keys(0, 10_000).all(|key| half.may_hold(key)));
            let mut small = Filter::for_keys(10_000, half.size());
            keys(0, 10_000).for_each(|key| small.insert(key));
            assert_eq!(small, half, "made small from the beginning");
            filter = half;
            let_through.push(wrong(&filter));
            folds += 1;
        }
        assert!(folds >= 6, "it folds {folds} times");
        assert!(let_through.is_sorted() && let_through[1] < 15_000, "let through: {let_through:?}");
    }
}
