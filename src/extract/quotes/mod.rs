//! Quotations and their speakers.
//!
//! Finds direct, mixed and indirect quotations in news text and says who spoke, with offsets, through whom the words
//! came, and how sure that is. Rules and a lexicon written by hand; no model, no network, no clock. The same record
//! gives the same quotes; the time is linear in the text.
//!
//! A reading goes through these modules in order:
//! `tokens` cuts a field, `marks` pairs quotation marks, `items` and `tags` tag what stands outside them, `attribute`
//! finds cues with their sources and contents (with `phrase` and `subject` for who acts, `clause` for the ends of reported
//! clauses; `order` for both where the verb stands second), `link` takes up quotations without a cue, `speaker`
//! resolves sources to people, `confidence` says how sure, `output` writes the quotes, [`render`] shows them. `lang`
//! holds the data of each language.
//!
//! It does not judge whether what was said is true, nor give a quotation to the nearest name where the text does
//! not say who spoke.

pub(crate) mod analysis;
mod attribute;
mod clause;
mod confidence;
mod description;
mod items;
pub(crate) mod lang;
mod link;
mod marks;
mod order;
mod output;
mod phrase;
mod render;
pub(crate) mod room;
mod speaker;
mod subject;
mod table;
mod tags;
#[cfg(test)]
mod tests;
pub(crate) mod tokens;

pub use analysis::{Analysis, NotQuoted};
pub use render::{Look, render};

use crate::model::{Quote, Record, TextLimits};

/// Every quotation of the record's text, headline and captions.
pub fn quotes(record: &Record, limits: &TextLimits) -> Vec<Quote> {
    Analysis::of(record, limits).quotes
}
