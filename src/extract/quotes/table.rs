//! A map from words to values, small and fast: one multiplication per eight bytes, no allocation to look up.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// The hash of rustc's own tables (FxHash); the keys are our own data, so nobody can aim at it.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct WordHasher(u64);

impl WordHasher {
    #[inline]
    fn mix(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(5) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for WordHasher {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            let mut eight = [0; 8];
            eight.copy_from_slice(chunk);
            self.mix(u64::from_le_bytes(eight));
        }
        let mut last = [0; 8];
        let rest = chunks.remainder();
        if let Some(slot) = last.get_mut(..rest.len()) {
            slot.copy_from_slice(rest);
        }
        self.mix(u64::from_le_bytes(last) ^ ((bytes.len() as u64) << 56));
    }

    #[inline]
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}

/// Words to values.
#[derive(Debug, Default)]
pub(crate) struct Table<V>(HashMap<Box<str>, V, BuildHasherDefault<WordHasher>>);

impl<V: Default> Table<V> {
    /// The value of a word.
    #[inline]
    pub(crate) fn get(&self, word: &str) -> Option<&V> {
        self.0.get(word)
    }

    /// The value of a word, made if there is none.
    pub(crate) fn entry(&mut self, word: &str) -> &mut V {
        self.0.entry(word.into()).or_default()
    }
}
