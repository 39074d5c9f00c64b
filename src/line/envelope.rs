//! What carries one document through the stages, and how many of them go together.

use tracing::Span;

use crate::flow::{Load, Receipt, Room};

/// One document on its way, as whatever it is at a stage, with its share of the arrival's receipt.
///
/// Dropped without a word it tells its source that it was not taken to its end.
#[derive(Debug)]
pub struct Envelope<T> {
    /// The document.
    pub item: T,
    /// Its span in the log.
    pub span: Span,
    /// Its share of the receipt.
    pub receipt: Receipt,
}

impl<T> Envelope<T> {
    /// The same envelope with what the document has become.
    pub fn map<U>(self, step: impl FnOnce(T) -> U) -> Envelope<U> {
        let Envelope { item, span, receipt } = self;
        let item = span.in_scope(|| step(item));
        Envelope { item, span, receipt }
    }

    /// The same envelope around something else, and what was in it.
    pub fn take(self) -> (T, Envelope<()>) {
        let Envelope { item, span, receipt } = self;
        (item, Envelope { item: (), span, receipt })
    }
}

/// Documents that go through the stages together under one number, and the room that they take.
#[derive(Debug)]
pub struct Batch<T> {
    /// The documents, in their order.
    pub letters: Vec<Envelope<T>>,
    /// What they hold altogether.
    pub room: Room,
}

impl<T> Batch<T> {
    /// Takes every document one step further.
    pub fn map<U>(self, mut step: impl FnMut(T) -> U) -> Batch<U> {
        let letters = self.letters.into_iter().map(|letter| letter.map(&mut step)).collect();
        Batch { letters, room: self.room }
    }

    /// Says again what it holds, where each document is so heavy.
    pub fn weigh(&mut self, weight: impl Fn(&T) -> u64) {
        let bytes = self.letters.iter().map(|letter| weight(&letter.item)).sum();
        self.room.set(bytes, self.letters.len());
    }
}

impl<T> Load for Batch<T> {
    fn load(&self) -> usize {
        self.letters.len()
    }
}
