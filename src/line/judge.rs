//! What is to be done with a document, in the order of the numbers, and where its quotations were seen before.
//!
//! Promises: what was judged is written. Where the verdict itself fails by a defect, the document is a story of its own.

use crate::config::plan::OnDuplicate;
use crate::dedup::{Dedup, Identity, Signature, Verdict};
use crate::flow::guard;
use crate::model::{Cluster, Kind, Record, Relation, Status, Warning};
use crate::state::IndexError;

use super::extract::line_of;
use super::{Sighted, Story};

/// A document after its verdict.
#[derive(Debug)]
pub enum Judged {
    /// A whole record, to be extracted and written.
    Whole(Box<Record>),
    /// A copy's record, to be written without text and quotes.
    Thin(Box<Record>),
    /// Nothing is written: the same input is there already.
    Known,
    /// Nothing is written: a copy under `on_duplicate = "drop"`.
    Dropped,
}

impl Judged {
    /// One word for a log.
    pub fn name(&self) -> &'static str {
        match self {
            Judged::Whole(_) => "whole",
            Judged::Thin(_) => "copy",
            Judged::Known => "known",
            Judged::Dropped => "dropped",
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
    let verdict = match verdict(dedup, &sighted) {
        Ok(verdict) => verdict,
        Err(error) => return Err((sighted, error)),
    };
    let Sighted { mut record, id, signature, .. } = *sighted;
    // A withdrawal is news whatever words it repeats: it is neither dropped nor thinned.
    let withdraws = record.kind == Kind::Cancel;
    let (cluster, origin, is_thin) = match verdict {
        Verdict::Replay { .. } => return Ok(Judged::Known),
        Verdict::New(cluster) => (cluster, None, false),
        Verdict::Linked { cluster, killed: false, .. }
            if rule == OnDuplicate::Drop && cluster.relation == Relation::Copy && !withdraws =>
        {
            dedup.dropped(id);
            return Ok(Judged::Dropped);
        }
        Verdict::Linked { cluster, origin, thin, killed } => {
            if killed {
                record.status = Some(Status::Canceled);
                record.provenance.insert("status".to_owned(), "cluster".to_owned());
            }
            (cluster, origin, thin && !withdraws)
        }
    };
    if withdraws && cluster.cancels.is_none() {
        let message = "the story that it takes back was not found: it will be canceled when it comes";
        record.warnings.push(Warning::new("kill-finds-nothing", message));
    }
    let found = usize::from(cluster.cancels.is_some()) + cluster.cancels_also.len();
    if withdraws && found > 0 && found < signature.stories_named() {
        let message = "of the stories that it takes back not all were found: the others will be canceled when they come";
        record.warnings.push(Warning::new("kill-finds-nothing", message));
    }
    if let Some(origin) = origin
        && let Err(message) = guard(|| origin.tell(&mut record, &cluster))
    {
        tracing::error!(id = record.id, message, "what its original says of its origin cannot be told");
    }
    record.cluster = Some(cluster);
    let record = Box::new(record);
    Ok(if is_thin { Judged::Thin(record) } else { Judged::Whole(record) })
}

/// What dedup says. Where that ends in a panic the document is judged by its identity alone, so that it is still known
/// when it comes again.
fn verdict(dedup: &mut Dedup, sighted: &Sighted) -> Result<Verdict, IndexError> {
    let Sighted { id, signature, received, .. } = sighted;
    let judged = guard(|| dedup.judge(*id, signature, *received));
    let alone = |message: String| {
        tracing::error!(%id, message, "a verdict failed: the document is taken for a story of its own");
        guard(|| dedup.judge(*id, Signature::default(), *received))
    };
    judged.or_else(alone).unwrap_or_else(|message| {
        tracing::error!(%id, message, "it cannot be remembered either");
        let (id, relation) = (id.to_string(), Relation::Original);
        let (of, similarity, revision, changes, cancels, late) = (None, None, None, None, None, false);
        let cancels_also = Vec::new();
        Ok(Verdict::New(Cluster {
            id,
            relation,
            of,
            similarity,
            revision,
            late,
            cancels,
            cancels_also,
            changes,
        }))
    })
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
    let quoted = std::mem::take(&mut story.quoted);
    match guard(|| dedup.trace_quotations(id, quoted, &mut story.record.quotes, received)) {
        Ok(asked) => asked?,
        Err(message) => {
            tracing::error!(id = story.record.id, message, "looking for earlier forms of quotations failed");
            story.record.quotes.iter_mut().for_each(|quote| quote.same_as = None);
        }
    }
    if story.record.quotes.iter().any(|quote| quote.same_as.is_some()) {
        story.line = line_of(&story.record);
    }
    Ok(())
}
