//! What a story's words say, and the record as one line.
//!
//! After its verdict a document is not refused any more, since later copies lean on it: where extraction or writing ends
//! in a panic, the record goes out with what it has and the warning `extract-failed`.

use crate::dedup::Quoted;
use crate::extract::{self, Found};
use crate::flow::guard;
use crate::model::{Kind, Record, TextLimits, Warning};

use super::{Judged, json};

/// The warning of a record that could not be extracted or written whole.
pub(super) const FAILED: &str = "extract-failed";

/// A record as it is written.
#[derive(Debug)]
pub struct Story {
    /// The record.
    pub record: Box<Record>,
    /// The record as one line with its newline.
    pub line: Vec<u8>,
    /// What is looked up of its quotations.
    pub quoted: Quoted,
}

/// Gives a record its last touches and writes it as one line with its newline. What its words say is looked for unless
/// it was found already.
pub fn finish(judged: Judged, limits: &TextLimits, found: Option<Found>) -> Option<Story> {
    let record = match judged {
        Judged::Known | Judged::Dropped => return None,
        Judged::Thin(record) => thin(record),
        Judged::Whole(record) => extracted(record, limits, found),
    };
    let line = line_of(&record);
    let quoted = guard(|| Quoted::of(&record.quotes)).unwrap_or_else(|message| {
        tracing::error!(id = record.id, message, "what its quotations are looked up by cannot be told");
        Quoted::default()
    });
    Some(Story { record, line, quoted })
}

/// A record as one line with its newline.
pub(super) fn line_of(record: &Record) -> Vec<u8> {
    let write = || {
        let mut line = Vec::with_capacity(record.text.len() * 4 + 1024);
        json::write(record, &mut line).map(|()| line)
    };
    let written = guard(write).and_then(|written| written.map_err(|error| error.to_string()));
    let mut line = written.unwrap_or_else(|message| {
        // Every type in a record is writable; this arm exists so that nothing is lost if that ever changes.
        tracing::error!(id = record.id, message, "a record cannot be written whole");
        let bare = Record {
            schema: record.schema.clone(),
            id: record.id.clone(),
            source: record.source.clone(),
            cluster: record.cluster.clone(),
            hashes: record.hashes.clone(),
            warnings: vec![Warning::new(FAILED, message)],
            ..Record::default()
        };
        serde_json::to_vec(&bare).unwrap_or_default()
    });
    line.push(b'\n');
    line
}

fn extracted(mut record: Box<Record>, limits: &TextLimits, found: Option<Found>) -> Box<Record> {
    if let Err(message) = guard(|| extract::extract(&mut record, limits, found)) {
        tracing::error!(id = record.id, path = record.source.path, message, "extraction failed");
        extract::undo(&mut record);
        record.warnings.push(Warning::new(FAILED, message));
    }
    record
}

/// A copy's own metadata: what its original has in its text is left out.
fn thin(mut record: Box<Record>) -> Box<Record> {
    record.kind = Kind::Duplicate;
    record.text.clear();
    record.body.clear();
    record.quotes.clear();
    record.entities.clear();
    record.dates_mentioned.clear();
    record.lead = None;
    record.provenance.remove("lead");
    record.counts.quotes = 0;
    record
}
