//! What is to be done with a document once dedup has decided, and the record's last touches.

use crate::config::plan::OnDuplicate;
use crate::dedup::{Dedup, Identity, Verdict};
use crate::extract::{self, Found};
use crate::flow::guard;
use crate::model::{Kind, Record, Relation, TextLimits, Warning};
use crate::state::IndexError;

use super::Sighted;

/// The warning of a record that could not be extracted or written whole.
pub(super) const FAILED: &str = "extract-failed";

/// A document after its verdict.
#[derive(Debug)]
pub enum Judged {
    /// A whole record, to be extracted and written.
    Whole(Box<Record>),
    /// A copy's record, to be written without text and quotes.
    Thin(Box<Record>),
    /// Nothing is written: the same input again, or a copy under `on_duplicate = "drop"`.
    Nothing,
}

impl Judged {
    /// One word for a log.
    pub fn name(&self) -> &'static str {
        match self {
            Judged::Whole(_) => "whole",
            Judged::Thin(_) => "copy",
            Judged::Nothing => "nothing",
        }
    }
}

/// Decides about one document, in arrival order.
///
/// # Errors
/// If the index cannot be read: the document comes back, to be judged again.
pub fn judge(
    dedup: &mut Dedup,
    sighted: Box<Sighted>,
    rule: OnDuplicate,
) -> Result<Judged, (Box<Sighted>, IndexError)> {
    let verdict = match dedup.judge(sighted.id, sighted.signature.clone(), sighted.received) {
        Ok(verdict) => verdict,
        Err(error) => return Err((sighted, error)),
    };
    let Sighted { mut record, id, .. } = *sighted;
    // A withdrawal is news whatever words it repeats: it is neither dropped nor thinned.
    let withdraws = record.kind == Kind::Cancel;
    let (cluster, origin, is_thin) = match verdict {
        Verdict::Replay { .. } => return Ok(Judged::Nothing),
        Verdict::New(cluster) => (cluster, None, false),
        Verdict::Linked { cluster, .. }
            if rule == OnDuplicate::Drop && cluster.relation == Relation::Copy && !withdraws =>
        {
            dedup.dropped(id);
            return Ok(Judged::Nothing);
        }
        Verdict::Linked { cluster, origin, thin, .. } => (cluster, origin, thin && !withdraws),
    };
    if let Some(origin) = origin {
        origin.tell(&mut record, &cluster);
    }
    record.cluster = Some(cluster);
    let record = Box::new(record);
    Ok(if is_thin { Judged::Thin(record) } else { Judged::Whole(record) })
}

/// A record as it is written.
#[derive(Debug)]
pub struct Story {
    /// The record.
    pub record: Box<Record>,
    /// The record as one line with its newline.
    pub line: Vec<u8>,
}

/// Gives a record its last touches and writes it as one line with its newline. What its words say is looked for unless
/// it was found already.
///
/// After its verdict a document is not refused any more, since later copies lean on it: where extraction panics,
/// the record goes out with its text and the warning `extract-failed`.
pub fn finish(judged: Judged, limits: &TextLimits, found: Option<Found>) -> Option<Story> {
    let record = match judged {
        Judged::Nothing => return None,
        Judged::Thin(record) => thin(record),
        Judged::Whole(record) => extracted(record, limits, found),
    };
    let line = line_of(&record);
    Some(Story { record, line })
}

/// A record as one line with its newline.
fn line_of(record: &Record) -> Vec<u8> {
    let mut line = Vec::with_capacity(record.text.len() * 4 + 1024);
    if let Err(error) = serde_json::to_writer(&mut line, record) {
        // Every type in a record is writable; this arm exists so that nothing is lost if that ever changes.
        tracing::error!(id = record.id, %error, "a record cannot be written whole");
        let warning = Warning::new(FAILED, error.to_string());
        let bare = Record {
            schema: record.schema.clone(),
            id: record.id.clone(),
            source: record.source.clone(),
            cluster: record.cluster.clone(),
            hashes: record.hashes.clone(),
            warnings: vec![warning],
            ..Record::default()
        };
        line = serde_json::to_vec(&bare).unwrap_or_default();
    }
    line.push(b'\n');
    line
}

/// Follows the story's quotations back to where they were first seen; in the order of the verdicts.
///
/// # Errors
/// If the index cannot be asked; nothing is changed then.
pub fn trace_quotations(
    dedup: &mut Dedup,
    id: Identity,
    received: i64,
    story: &mut Story,
) -> Result<(), IndexError> {
    if story.record.quotes.is_empty() {
        return Ok(());
    }
    dedup.quotations(id, &mut story.record.quotes, received)?;
    if story.record.quotes.iter().any(|quote| quote.same_as.is_some()) {
        story.line = line_of(&story.record);
    }
    Ok(())
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
