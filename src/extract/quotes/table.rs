//! A map from words to values, small and fast: a few multiplications and no allocation to look one up.

use rustc_hash::FxHashMap;

/// Words to values. The keys are our own data, so that nobody can aim at the hash.
#[derive(Debug, Default)]
pub(crate) struct Table<V>(FxHashMap<Box<str>, V>);

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
