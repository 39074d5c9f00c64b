//! A map from words to values, small and fast: a multiplication or two and no allocation to look one up.

use rustc_hash::FxHashMap;

/// Words to values. The keys are our own data, so that nobody can aim at the hash.
#[derive(Debug, Default)]
pub(crate) struct Table<V> {
    /// Words of up to eight bytes, as [`packed`].
    short: FxHashMap<u64, V>,
    long: FxHashMap<Box<str>, V>,
}

/// A word of up to eight bytes as a number. No word of ours holds a zero byte.
#[inline]
pub(crate) fn packed(word: &str) -> Option<u64> {
    let mut eight = [0; 8];
    eight.get_mut(..word.len())?.copy_from_slice(word.as_bytes());
    Some(u64::from_le_bytes(eight))
}

impl<V: Default> Table<V> {
    /// The value of a word.
    #[inline]
    pub(crate) fn get(&self, word: &str) -> Option<&V> {
        match packed(word) {
            Some(word) => self.short.get(&word),
            None => self.long.get(word),
        }
    }

    /// The value of a word that is [`packed`].
    #[inline]
    pub(crate) fn get_packed(&self, word: u64) -> Option<&V> {
        self.short.get(&word)
    }

    /// The value of a word, made if there is none.
    pub(crate) fn entry(&mut self, word: &str) -> &mut V {
        match packed(word) {
            Some(word) => self.short.entry(word).or_default(),
            None => self.long.entry(word.into()).or_default(),
        }
    }
}
