//! Puts what several workers finished back into order.

use std::collections::BTreeMap;

/// Hands items on in the order of their numbers, however they come in.
///
/// Holds what came early. It is bounded by what its inputs may hold: the budget over everything in flight.
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

    /// The number whose turn it is.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// The early items of one number, if several are kept under it.
    pub fn get_mut(&mut self, number: u64) -> Option<&mut T> {
        self.early.get_mut(&number)
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
                while let Some(item) = reorder.take() {
                    out.push(item);
                }
            }
            prop_assert_eq!(out, (0..50).collect::<Vec<_>>());
            prop_assert_eq!(reorder.waiting(), 0);
        }
    }
}
