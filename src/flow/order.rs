//! Puts what several workers finished back into order.

use std::collections::BTreeMap;

/// Hands items on in the order of their numbers, however they come in.
///
/// Holds what came early. It is bounded by what its inputs may hold: the budget over everything that is held.
#[derive(Debug)]
pub struct Reorder<T> {
    next: u64,
    early: BTreeMap<u64, T>,
}

impl<T> Default for Reorder<T> {
    fn default() -> Self {
        Reorder { next: 0, early: BTreeMap::new() }
    }
}

impl<T> Reorder<T> {
    /// Takes an item in.
    pub fn put(&mut self, number: u64, item: T) {
        debug_assert!(number >= self.next, "number {number} came twice");
        self.early.insert(number, item);
    }

    /// The item whose turn it is, if it has come.
    pub fn take(&mut self) -> Option<T> {
        let item = self.early.remove(&self.next)?;
        self.next += 1;
        Some(item)
    }

    /// Whether the item whose turn it is has come.
    pub fn is_ready(&self) -> bool {
        self.early.contains_key(&self.next)
    }

    /// How many wait for their turn.
    pub fn waiting(&self) -> usize {
        self.early.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_permutation_comes_out_in_order(numbers in Just((0..50_u64).collect::<Vec<_>>()).prop_shuffle()) {
            let mut reorder = Reorder::default();
            let mut out = Vec::new();
            for number in numbers {
                reorder.put(number, number);
                while reorder.is_ready() {
                    out.extend(reorder.take());
                }
            }
            prop_assert_eq!(out, (0..50).collect::<Vec<_>>());
            prop_assert_eq!(reorder.waiting(), 0);
        }
    }
}
