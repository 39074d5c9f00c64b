//! Bundles: what holds other deliveries. Each is read as a stream, so that what it expands to need not be held.
//!
//! Promises: nothing is decompressed beyond what [`Reading`] has room for, no member is held that is larger than
//! a document may be (a bundle inside a bundle is the exception: it is held whole, within the same room), and a
//! member that is broken is refused alone.

use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

use super::reading::{GO_ON, Outcome, Place, Reading, Sheet};
use super::{charset, json};
use crate::model::{Fault, FaultCode};

pub(super) mod gzip;
pub(super) mod mbox;
pub(super) mod tar;
pub(super) mod warc;
pub(super) mod zip;
pub(super) mod zstd;

/// How much of a stream is looked at to tell what it is.
const HEAD: usize = 64 * 1024;

/// A reader that spends the room of a reading, and ends in an error when it is spent.
pub(super) struct Metered<R> {
    inner: R,
    room: Rc<Cell<u64>>,
}

impl<R: Read> Metered<R> {
    pub(super) fn new(inner: R, reading: &Reading<'_>) -> Self {
        Metered { inner, room: reading.meter() }
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let room = self.room.get();
        if room == 0 {
            return Err(io::Error::other("the room for decompression is spent"));
        }
        let most = usize::try_from(room).unwrap_or(usize::MAX).min(buffer.len());
        let count = self.inner.read(buffer.get_mut(..most).unwrap_or_default())?;
        self.room.set(room - count as u64);
        Ok(count)
    }
}

/// Reads what a compressed stream holds: another bundle or JSON Lines piece by piece, anything else whole.
pub(super) fn read_stream(reading: &mut Reading<'_>, stream: impl Read, place: &Place) -> Outcome {
    let mut stream = io::BufReader::with_capacity(HEAD, Metered::new(stream, reading));
    let inner = Place { depth: place.depth + 1, ..place.clone() };
    let head = match fill(&mut stream) {
        Ok(head) => head,
        Err(error) => return Err(broken(reading, "a compressed stream", &error)),
    };
    if tar::recognise(&head) {
        reading.may_open(&inner)?;
        return reading.as_format("tar", |reading| tar::decode_stream(reading, &mut stream, &inner));
    }
    if warc::recognise(&head) {
        reading.may_open(&inner)?;
        return reading.as_format("warc", |reading| warc::decode_stream(reading, &mut stream, &inner));
    }
    if mbox::recognise(&head) {
        return reading.as_format("mbox", |reading| mbox::decode_stream(reading, &mut stream, &inner));
    }
    if std::str::from_utf8(&head).is_ok_and(json::recognise_lines) {
        return reading.as_format("jsonl", |reading| read_lines(reading, &mut stream, &inner));
    }
    let bytes = match read_capped(reading, &mut stream) {
        Ok(bytes) => bytes,
        Err(Short { fault, .. }) => return Err(fault),
    };
    super::read(reading, &bytes, &inner)
}

/// The first bytes of a stream, as many as fit its buffer or as there are.
fn fill(stream: &mut io::BufReader<impl Read>) -> io::Result<Vec<u8>> {
    stream.fill_buf().map(<[u8]>::to_vec)
}

/// What could be read of a member before it became too long or broke.
#[derive(Debug)]
pub(super) struct Short {
    /// The beginning, for quarantine.
    pub(super) bytes: Vec<u8>,
    /// Why it ends there.
    pub(super) fault: Fault,
}

/// Reads a member, no longer than a document may be unless it is a bundle itself.
pub(super) fn read_capped(reading: &Reading<'_>, stream: &mut dyn Read) -> Result<Vec<u8>, Short> {
    let most = reading.limits.document_bytes as u64;
    let mut bytes = Vec::new();
    let outcome = stream.take(most + 1).read_to_end(&mut bytes);
    let outcome = match outcome {
        Ok(_) if bytes.len() as u64 > most && super::is_bundle(&bytes) => {
            stream.take(reading.room()).read_to_end(&mut bytes)
        }
        Ok(_) if bytes.len() as u64 > most => {
            let message = format!(
                "more than {most} bytes when decompressed: limits.document_bytes allows no more; its beginning is kept"
            );
            bytes.truncate(HEAD);
            return Err(Short { bytes, fault: Fault::new(FaultCode::Expands, message) });
        }
        other => other,
    };
    match outcome {
        Ok(_) => Ok(bytes),
        Err(error) => {
            let fault = broken(reading, "a member", &error);
            Err(Short { bytes, fault })
        }
    }
}

/// The fault for a stream that ends in an error.
pub(super) fn broken(reading: &Reading<'_>, what: &str, error: &io::Error) -> Fault {
    if reading.room() == 0 {
        let message = format!(
            "decompresses to more than limits.expanded_bytes ({}) or limits.expansion_ratio ({}) allow",
            reading.limits.expanded_bytes, reading.limits.expansion_ratio
        );
        return Fault::new(FaultCode::Expands, message);
    }
    Fault::new(FaultCode::Malformed, format!("expected {what} that can be read to its end: {error}"))
}

/// Reads on to the end of the line without keeping it.
fn pass_over_line(stream: &mut dyn BufRead) -> io::Result<()> {
    loop {
        let buffer = stream.fill_buf()?;
        let (length, found) = match memchr::memchr(b'\n', buffer) {
            Some(at) => (at + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        stream.consume(length);
        if found {
            return Ok(());
        }
    }
}

/// JSON Lines from a stream, line by line.
fn read_lines(reading: &mut Reading<'_>, stream: &mut dyn BufRead, place: &Place) -> Outcome {
    let most = reading.limits.document_bytes as u64;
    let mut number = 0;
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = stream.take(most).read_until(b'\n', &mut line);
        number += 1;
        match read {
            Ok(0) => return GO_ON,
            Ok(length) if length as u64 == most && line.last() != Some(&b'\n') => {
                pass_over_line(stream).map_err(|error| broken(reading, "JSON Lines", &error))?;
                line.truncate(HEAD);
                let message = format!(
                    "a line of more than {most} bytes: limits.document_bytes allows no more; its beginning is kept"
                );
                let short = Short { bytes: line.clone(), fault: Fault::new(FaultCode::TooLarge, message) };
                if reading.refuse_or_end(place, &number.to_string(), short)?.is_break() {
                    return Ok(std::ops::ControlFlow::Break(()));
                }
                continue;
            }
            Ok(_) => {}
            Err(error) => return Err(broken(reading, "JSON Lines", &error)),
        }
        let transcript = charset::transcribe(&line, reading.hints);
        let charset = Some(transcript.charset);
        let sheet = Sheet { text: &transcript.text, raw: &line, place, warning: transcript.warning, charset };
        if !sheet.text.trim().is_empty() && json::decode_line(reading, &sheet, number)?.is_break() {
            return Ok(std::ops::ControlFlow::Break(()));
        }
    }
}
