//! What a sink is given to send: lines of the journal, a batch at a time, in the form that was asked for.
//!
//! Knows nothing of sending. What cannot be sent (a line that is no record, segments that are gone) is handed over with
//! the batch, so that it is said and kept before anything behind it is passed.

use std::io;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::watch;

use super::{Batch as Limits, Message};
use crate::export::Format;
use crate::host::Files;
use crate::journal::{Follow, Lines, OpenError, Progress};
use crate::model::record::SCHEMA;
use crate::model::{Head, Position, Record};

/// A line that is passed over costs so much less than one that is sent.
const PASSED_OVER: usize = 64;

/// Reads along for one sink.
pub(super) struct Reader {
    follow: Follow,
    format: Format,
    /// What was received before this is passed over, up to the first record that was not.
    skip: Option<Timestamp>,
    /// How much is sent together.
    limits: Limits,
    /// Where messages go.
    templates: Vec<String>,
}

/// What a sink is sent, and how much at a time.
pub(super) struct Form {
    pub(super) format: Format,
    /// What was received before this is passed over, up to the first record that was not.
    pub(super) skip: Option<Timestamp>,
    pub(super) limits: Limits,
    /// Where messages go.
    pub(super) templates: Vec<String>,
}

/// What was read of the journal.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) messages: Vec<Message>,
    /// Lines that are no records.
    pub(super) strange: Vec<Strange>,
    /// Numbers of segments that were gone or cut before they were read to their end.
    pub(super) gone: Vec<RangeInclusive<u64>>,
    /// Up to where.
    pub(super) end: Position,
    /// Whether nothing more is synced.
    pub(super) is_last: bool,
    /// The place at which a new sink begins, once it is found.
    pub(super) found: Option<Position>,
    /// How much it is.
    bytes: usize,
}

impl Batch {
    /// Nothing, behind a place.
    pub(super) fn after(end: Position) -> Batch {
        Batch { end, ..Batch::default() }
    }
}

/// A line that is no record.
pub(super) struct Strange {
    pub(super) line: Vec<u8>,
    /// Where it ends.
    pub(super) end: Position,
    pub(super) why: String,
}

impl Reader {
    /// Begins after a place.
    pub(super) fn open(
        files: Arc<dyn Files>,
        journal: &Path,
        progress: watch::Receiver<Progress>,
        from: Position,
        form: Form,
    ) -> Result<Reader, OpenError> {
        let Form { format, skip, limits, templates } = form;
        Ok(Reader { follow: Lines::follow(files, journal, from, progress)?, format, skip, limits, templates })
    }

    /// Whether no more belongs into a batch.
    pub(super) fn is_full(&self, batch: &Batch) -> bool {
        let size = usize::try_from(self.limits.size.0).unwrap_or(usize::MAX);
        batch.messages.len() + batch.strange.len() >= self.limits.count.max(1) || batch.bytes >= size.max(1)
    }

    /// Reads what is synced behind a batch into it, as far as it belongs there.
    pub(super) fn read(&mut self, mut batch: Batch) -> io::Result<Batch> {
        batch.is_last = false;
        let mut line = Vec::new();
        while !self.is_full(&batch) {
            let Some(end) = self.follow.next(&mut line)? else {
                batch.is_last = true;
                break;
            };
            let before = std::mem::replace(&mut batch.end, end);
            let head = Head::of(&line).filter(|head| !head.id.is_empty());
            let received = head.as_ref().and_then(Head::received);
            if let Some(skip) = self.skip {
                if received.is_none_or(|received| received < skip) {
                    batch.bytes += line.len() / PASSED_OVER;
                    continue;
                }
                self.skip = None;
                batch.found = Some(before);
            }
            batch.bytes += line.len();
            match head.ok_or_else(|| "it has no id".to_owned()).and_then(|head| Ok((self.put(&line)?, head)))
            {
                Ok((line, head)) => {
                    let received = received.map(Timestamp::as_second);
                    batch.messages.push(Message {
                        id: format!("{}.{}", head.id, head.generation),
                        line: line.into(),
                        address: self.templates.clone(),
                        headers: headers(&head),
                        end,
                        received,
                    });
                }
                Err(why) => batch.strange.push(Strange { line: line.clone(), end, why }),
            }
        }
        batch.gone = self.follow.gone();
        Ok(batch)
    }

    /// A line as it is sent.
    fn put(&self, line: &[u8]) -> Result<Vec<u8>, String> {
        if self.format == Format::Wiredesk {
            return Ok(line.to_owned());
        }
        let record: Record = serde_json::from_slice(line).map_err(|error| error.to_string())?;
        let mut out = Vec::with_capacity(line.len());
        self.format.write(&record, &mut out).map_err(|error| error.to_string())?;
        Ok(out)
    }

    /// Returns once more is synced than was read; false if nobody writes any more.
    pub(super) async fn more(&mut self) -> bool {
        self.follow.more().await
    }
}

/// What goes with every message, whatever carries it.
fn headers(head: &Head) -> Vec<(String, String)> {
    let kind = serde_json::to_value(head.kind).ok().and_then(|kind| kind.as_str().map(str::to_owned));
    [
        ("wiredesk-schema", SCHEMA),
        ("wiredesk-kind", &kind.unwrap_or_default()),
        ("content-type", "application/json"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}
