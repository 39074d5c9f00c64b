//! A map from words to values, small and fast: a multiplication or two and no allocation to look one up.

use rustc_hash::FxHashMap;

/// Words to values. The keys are our own data, so that nobody can aim at the hash.
#[derive(Debug, Default)]
pub(crate) struct Table<V> {
    /// Words of up to sixteen bytes, as [`packed`], in the order in which they came.
    entries: Vec<(u128, V)>,
    /// Places in `entries`, plus one, each at the hash of its word or in the first free slot behind it; at least half
    /// are free, which is 0.
    slots: Vec<u32>,
    long: FxHashMap<Box<str>, V>,
}

/// A word of up to sixteen bytes as a number. No word of ours holds a zero byte.
#[inline]
pub(crate) fn packed(word: &str) -> Option<u128> {
    let mut sixteen = [0; 16];
    sixteen.get_mut(..word.len())?.copy_from_slice(word.as_bytes());
    Some(u128::from_le_bytes(sixteen))
}

impl<V: Default> Table<V> {
    /// The value of a word.
    #[inline]
    pub(crate) fn get(&self, word: &str) -> Option<&V> {
        match packed(word) {
            Some(word) => self.get_packed(word),
            None => self.long.get(word),
        }
    }

    /// The value of a word that is [`packed`].
    #[inline]
    pub(crate) fn get_packed(&self, word: u128) -> Option<&V> {
        let entry = self.slots.get(self.slot(word)).copied().unwrap_or_default();
        self.entries.get((entry as usize).wrapping_sub(1)).map(|(_, value)| value)
    }

    /// The value of a word, made if there is none.
    pub(crate) fn entry(&mut self, word: &str) -> &mut V {
        let Some(word) = packed(word) else { return self.long.entry(word.into()).or_default() };
        if self.slots.len() < 2 * (self.entries.len() + 1) {
            self.grow();
        }
        let slot = self.slot(word);
        if self.slots[slot] == 0 {
            self.entries.push((word, V::default()));
            self.slots[slot] = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        }
        &mut self.entries[self.slots[slot] as usize - 1].1
    }

    /// Where a word stands, or would.
    #[inline]
    fn slot(&self, word: u128) -> usize {
        let last = self.slots.len().wrapping_sub(1);
        let (low, high) = (word as u64, (word >> 64) as u64);
        let hash = (low ^ high.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xa076_1d64_78bd_642f);
        let mut slot = (hash >> 32) as usize & last;
        while let Some(entry) = self.slots.get(slot)
            && let Some((other, _)) = self.entries.get((*entry as usize).wrapping_sub(1))
            && *other != word
        {
            slot = (slot + 1) & last;
        }
        slot
    }

    fn grow(&mut self) {
        self.slots = vec![0; (4 * self.entries.len()).next_power_of_two().max(64)];
        for (place, (word, _)) in (1..).zip(&self.entries) {
            let slot = self.slot(*word);
            self.slots[slot] = place;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_its_own_value() {
        let mut table = Table::<usize>::default();
        assert_eq!(table.get("word"), None);
        let word = |number: usize| format!("{number:x}{}", "-of-more-letters".get(..number % 16).unwrap());
        for number in 0..3000 {
            *table.entry(&word(number)) += number;
            *table.entry(&word(number)) += 1;
        }
        for number in 0..3000 {
            assert_eq!(table.get(&word(number)), Some(&(number + 1)));
        }
        assert_eq!((table.get(""), table.get("none"), table.get("none-of-more-letters")), (None, None, None));
        assert!(table.slots.len() >= 2 * table.entries.len());
    }
}
