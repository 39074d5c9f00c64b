//! The words of names as numbers: a set of them is a list, and to ask it is no look-up.

use foldhash::{HashMap, HashMapExt};

/// The words of names as numbers: the same word is the same number.
pub(super) struct Words<'a> {
    numbers: HashMap<&'a str, usize>,
}

impl<'a> Words<'a> {
    pub(super) fn with_room(most: usize) -> Words<'a> {
        Words { numbers: HashMap::with_capacity(most) }
    }

    pub(super) fn number(&mut self, word: &'a str) -> usize {
        let next = self.numbers.len();
        *self.numbers.entry(word).or_insert(next)
    }

    /// Of a word that stands in a name's number; of another that of no word.
    pub(super) fn known(&self, word: &str) -> usize {
        self.numbers.get(word).copied().unwrap_or(usize::MAX)
    }
}

/// Some of the words of names.
#[derive(Default)]
pub(super) struct Numbers(Vec<bool>);

impl Numbers {
    pub(super) fn add(&mut self, number: usize) {
        if self.0.len() <= number {
            self.0.resize(number + 1, false);
        }
        self.0[number] = true;
    }

    pub(super) fn has(&self, number: usize) -> bool {
        self.0.get(number).copied().unwrap_or_default()
    }
}

impl FromIterator<usize> for Numbers {
    fn from_iter<I: IntoIterator<Item = usize>>(numbers: I) -> Numbers {
        let mut all = Numbers::default();
        numbers.into_iter().for_each(|number| all.add(number));
        all
    }
}

/// A list for each word of names.
#[derive(Default)]
pub(super) struct Lists(Vec<Vec<usize>>);

impl Lists {
    pub(super) fn of(&mut self, number: usize) -> &mut Vec<usize> {
        if self.0.len() <= number {
            self.0.resize_with(number + 1, Vec::new);
        }
        &mut self.0[number]
    }

    pub(super) fn get(&self, number: usize) -> Option<&Vec<usize>> {
        self.0.get(number)
    }
}
