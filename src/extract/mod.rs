//! Stage 5: who said what, entities, agencies, dates mentioned.
//!
//! Pure: reads the normalised record and adds to it.

use crate::model::{Entity, Quote, Record, TextLimits};
use quotes::Analysis;

pub mod agencies;
mod citation;
mod citation_words;
mod date_words;
pub mod dates;
pub mod entities;
pub mod quotes;

/// Adds what the story's text says to its record. Quotes and entities are looked for unless they are given.
pub fn extract(record: &mut Record, limits: &TextLimits, found: Option<Found>) {
    record.agencies = agencies::agencies(record, limits);
    record.dates_mentioned = dates::dates_mentioned(record, limits);
    let Found { quotes, entities } = found.unwrap_or_else(|| {
        let Analysis { quotes, entities, .. } = Analysis::of(record, limits);
        Found { quotes, entities }
    });
    record.counts.quotes = quotes.len();
    (record.quotes, record.entities) = (quotes, entities);
}

/// What follows from the words of a story, its headline and captions, and from nothing else.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    quotes: Vec<Quote>,
    entities: Vec<Entity>,
}

impl Found {
    /// What was found in another record, if this one says the same in the same language, word for word.
    #[must_use]
    pub fn again(other: &Record, record: &Record) -> Option<Found> {
        fn captions(record: &Record) -> impl Iterator<Item = Option<&str>> {
            record.images.iter().map(|image| image.caption.as_deref())
        }
        let same = other.text == record.text
            && other.headline == record.headline
            && other.language == record.language
            && captions(other).eq(captions(record));
        same.then(|| {
            let mut quotes = other.quotes.clone();
            quotes.iter_mut().for_each(|quote| quote.same_as = None);
            Found { quotes, entities: other.entities.clone() }
        })
    }
}

/// Takes away what [`extract`] adds, where it was cut short.
pub fn undo(record: &mut Record) {
    record.dates_mentioned.clear();
    record.counts.quotes = 0;
    record.quotes.clear();
    record.entities.clear();
}
