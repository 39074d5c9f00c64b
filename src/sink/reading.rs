//! What a sink is given to send: lines of the journal, a batch at a time, in the form that was asked for.
//!
//! Knows nothing of sending. What cannot be sent (a line that is no record, segments that are gone) is handed over with
//! the batch, so that it is said and kept before anything behind it is passed.

use std::collections::BTreeMap;
use std::io;
use std::ops::{Range, RangeInclusive};
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::watch;

use super::sift::{Sift, Sifted};
use super::{Batch as Limits, Message};
use crate::host::Files;
use crate::journal::{Follow, Lines, OpenError, Progress};
use crate::model::record::SCHEMA;
use crate::model::{FaultCode, Head, Position};

/// A line that is passed over costs so much less than one that is sent.
const PASSED_OVER: usize = 64;

/// Reads along for one sink.
pub(super) struct Reader {
    follow: Follow,
    form: Form,
}

/// What a sink is sent, and how much at a time.
pub(super) struct Form {
    /// What becomes of each line.
    pub(super) sift: Arc<Sift>,
    /// What was received before this is passed over, up to the first record that was not.
    pub(super) skip: Option<Timestamp>,
    pub(super) limits: Limits,
    /// What was filtered out up to here is counted.
    pub(super) counted: Position,
}

/// What was read of the journal.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) messages: Vec<Message>,
    /// Which of them, by number, fail in filter or shape: the record itself stands there.
    pub(super) failed: BTreeMap<usize, Failed>,
    /// How many records were filtered out, each counted once however often it is read.
    pub(super) filtered: u64,
    /// Whether filter and shape worked for a record since they failed last.
    has_worked: bool,
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

    /// Takes what became of a line; `place` is where it begins and ends.
    fn take(&mut self, sifted: Sifted, line: &[u8], place: Range<Position>, head: Option<&Head>) {
        let received = head.and_then(Head::received).map(Timestamp::as_second);
        let headers = head.map(headers).unwrap_or_default();
        match sifted {
            Sifted::Nothing => self.has_worked = true,
            Sifted::Messages { address, lines } => {
                self.has_worked = true;
                let last = lines.len().saturating_sub(1);
                for (n, (id, line)) in lines.into_iter().enumerate() {
                    self.bytes += line.len();
                    // The record is behind the sink once all of its messages are.
                    let end = if n == last { place.end } else { place.start };
                    let (address, headers) = (address.clone(), headers.clone());
                    self.messages.push(Message { id, line, address, headers, end, received });
                }
            }
            Sifted::Failed { id, code, why } => {
                let after_success = std::mem::take(&mut self.has_worked);
                self.failed.insert(self.messages.len(), Failed { code, why, after_success });
                self.bytes += line.len();
                let (line, address) = (line.to_owned().into(), Vec::new());
                self.messages.push(Message { id, line, address, headers, end: place.end, received });
            }
            Sifted::Strange(why) => {
                self.bytes += line.len();
                self.strange.push(Strange { line: line.to_owned(), end: place.end, why });
            }
        }
    }
}

/// Why filter or shape fail for a record.
pub(super) struct Failed {
    pub(super) code: FaultCode,
    pub(super) why: String,
    /// Whether they worked for another record just before: then it is no fault of theirs.
    pub(super) after_success: bool,
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
        Ok(Reader { follow: Lines::follow(files, journal, from, progress)?, form })
    }

    /// Whether no more belongs into a batch.
    pub(super) fn is_full(&self, batch: &Batch) -> bool {
        let size = usize::try_from(self.form.limits.size).unwrap_or(usize::MAX);
        batch.messages.len() + batch.strange.len() >= self.form.limits.count.max(1)
            || batch.bytes >= size.max(1)
    }

    /// Reads what is synced behind a batch into it, as far as it belongs there.
    pub(super) fn read(&mut self, batch: Batch) -> io::Result<Batch> {
        let sift = Arc::clone(&self.form.sift);
        sift.reading(|is_enough| self.read_until(batch, is_enough))
    }

    fn read_until(&mut self, mut batch: Batch, is_enough: &dyn Fn() -> bool) -> io::Result<Batch> {
        batch.is_last = false;
        let mut line = Vec::new();
        while !self.is_full(&batch) && !is_enough() {
            let Some(end) = self.follow.next(&mut line)? else {
                batch.is_last = true;
                break;
            };
            let before = std::mem::replace(&mut batch.end, end);
            let head = Head::of(&line).filter(|head| !head.id.is_empty());
            if let Some(skip) = self.form.skip {
                let received = head.as_ref().and_then(Head::received);
                if received.is_none_or(|received| received < skip) {
                    batch.bytes += line.len() / PASSED_OVER;
                    continue;
                }
                self.form.skip = None;
                batch.found = Some(before);
            }
            let sifted = match &head {
                Some(head) => self.form.sift.of(&line, head),
                None => Sifted::Strange("it has no id".to_owned()),
            };
            if matches!(sifted, Sifted::Nothing) {
                batch.bytes += line.len() / PASSED_OVER;
                if end > self.form.counted {
                    self.form.counted = end;
                    batch.filtered += 1;
                }
            }
            batch.take(sifted, &line, before..end, head.as_ref());
        }
        batch.gone = self.follow.gone();
        Ok(batch)
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
