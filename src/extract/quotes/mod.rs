//! Quotations and their speakers.

use crate::model::{Quote, Record, TextLimits};

/// Every quotation of the record's text, headline and captions, in reading order.
pub fn quotes(_record: &Record, _limits: &TextLimits) -> Vec<Quote> {
    Vec::new()
}
