//! Stage 5: who said what, entities, agencies, dates mentioned.
//!
//! Pure: reads the normalised record and adds to it.

use crate::model::{Record, TextLimits};

pub mod agencies;
mod citation;
mod citation_words;
mod date_words;
pub mod dates;
pub mod entities;
pub mod quotes;

/// Adds what the story's text says to its record.
pub fn extract(record: &mut Record, limits: &TextLimits) {
    record.agencies = agencies::agencies(record, limits);
    record.dates_mentioned = dates::dates_mentioned(record, limits);
    let analysis = quotes::Analysis::of(record, limits);
    record.counts.quotes = analysis.quotes.len();
    record.quotes = analysis.quotes;
    record.entities = analysis.entities;
}

/// Takes away what [`extract`] adds, where it was cut short.
pub fn undo(record: &mut Record) {
    record.dates_mentioned.clear();
    record.counts.quotes = 0;
    record.quotes.clear();
    record.entities.clear();
}
