//! Stage 5: who said what, entities, agencies, dates mentioned.
//!
//! Pure: reads the normalised record and adds to it.

use crate::model::{Record, TextLimits};

pub mod entities;
pub mod quotes;

/// Adds what the story's text says to its record.
pub fn extract(record: &mut Record, limits: &TextLimits) {
    let analysis = quotes::Analysis::of(record, limits);
    record.counts.quotes = analysis.quotes.len();
    record.quotes = analysis.quotes;
    record.entities = analysis.entities;
}
