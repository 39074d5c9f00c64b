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

use super::Message;
use crate::export::Format;
use crate::host::Files;
use crate::journal::{Follow, Lines, OpenError, Progress};
use crate::model::{Head, Position, Record};

/// Most lines of one batch, and bytes after which no further one is added.
const BATCH: (usize, usize) = (500, 1 << 20);
/// A line that is passed over costs so much less than one that is sent.
const PASSED_OVER: usize = 64;

/// Reads along for one sink.
pub(super) struct Reader {
    follow: Follow,
    format: Format,
    /// What was received before this is passed over, up to the first record that was not.
    skip: Option<Timestamp>,
}

/// What was read of the journal.
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
        (format, skip): (Format, Option<Timestamp>),
    ) -> Result<Reader, OpenError> {
        Ok(Reader { follow: Lines::follow(files, journal, from, progress)?, format, skip })
    }

    /// Reads what is synced after `from`, where the last batch ended, up to a batch.
    pub(super) fn read(&mut self, from: Position) -> io::Result<Batch> {
        let mut batch = Batch {
            messages: Vec::new(),
            strange: Vec::new(),
            gone: Vec::new(),
            end: from,
            is_last: false,
            found: None,
        };
        let (mut line, mut bytes) = (Vec::new(), 0);
        while batch.messages.len() + batch.strange.len() < BATCH.0 && bytes < BATCH.1 {
            let Some(end) = self.follow.next(&mut line)? else {
                batch.is_last = true;
                break;
            };
            let before = std::mem::replace(&mut batch.end, end);
            let head = Head::of(&line).filter(|head| !head.id.is_empty());
            let received = head.as_ref().and_then(Head::received);
            if let Some(skip) = self.skip {
                if received.is_none_or(|received| received < skip) {
                    bytes += line.len() / PASSED_OVER;
                    continue;
                }
                self.skip = None;
                batch.found = Some(before);
            }
            bytes += line.len();
            match head
                .ok_or_else(|| "it has no id".to_owned())
                .and_then(|head| Ok((head.id, self.put(&line)?)))
            {
                Ok((id, line)) => {
                    let received = received.map(Timestamp::as_second);
                    batch.messages.push(Message { id, line, end, received });
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
