//! How much memory a document takes on its way, near enough for a budget.

use std::mem::size_of;

use crate::dedup::Signature;
use crate::model::Record;
use crate::model::record::BodyBlock;

/// What an allocation costs beside what it holds.
const EACH: usize = 16;

/// Bytes that a record takes.
pub(super) fn record(record: &Record) -> u64 {
    let body: usize = record.body.iter().map(|block| size_of::<BodyBlock>() + EACH + block.text.len()).sum();
    let quotes: usize =
        record.quotes.iter().map(|quote| size_of_val(quote) + 4 * EACH + 2 * quote.text.len()).sum();
    let entities: usize = record.entities.iter().map(|entity| size_of_val(entity) + 4 * EACH).sum();
    let links: usize = record.links.iter().map(|link| size_of_val(link) + 8 * EACH).sum();
    let images: usize = record.images.iter().map(|image| size_of_val(image) + 16 * EACH).sum();
    let words: usize = record
        .keywords
        .iter()
        .chain(&record.subjects)
        .map(|word| size_of::<String>() + EACH + word.len())
        .sum();
    let own = size_of::<Record>() + 64 * EACH;
    (own + record.text.capacity() + body + quotes + entities + links + images + words) as u64
}

/// Bytes that a signature takes: as many as its words, about.
pub(super) fn signature(record: &Record) -> u64 {
    (size_of::<Signature>() + record.text.len()) as u64
}
