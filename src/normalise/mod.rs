//! Stage 3: gives every document the same shape whatever it came from.
//!
//! Fills everything of the record but `id`, `cluster`, `quotes`, `entities`, `agencies`, `dates_mentioned`,
//! `hashes.raw` and `counts.quotes`.

use crate::model::{BlockKind, BodyBlock, Document, Hints, Record, Source, TextLimits, record::SCHEMA};

/// The record of one document, as far as it can be told without looking at other stories.
pub fn normalise(document: Document, hints: &Hints, _limits: &TextLimits) -> Record {
    let mut record = Record {
        schema: SCHEMA.to_owned(),
        generation: 1,
        extractor: concat!("wiredesk ", env!("CARGO_PKG_VERSION")).to_owned(),
        source: Source {
            name: hints.source.to_string(),
            kind: hints.source_type.to_owned(),
            path: hints.path.clone(),
            url: hints.url.clone(),
            member: document.member,
            item: document.item,
            format: document.format.to_owned(),
            received_at: hints.received_at.clone(),
        },
        ..Record::default()
    };
    let mut chars = 0;
    for block in document.blocks {
        if !record.text.is_empty() {
            record.text.push_str("\n\n");
            chars += 2;
        }
        let length = block.text.chars().count();
        record.text.push_str(&block.text);
        record.body.push(BodyBlock {
            kind: BlockKind::Text,
            text: block.text,
            span: Some([chars, chars + length]),
        });
        chars += length;
    }
    record
}
