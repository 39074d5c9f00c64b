//! Containers of any size, taken apart as they are read: members first, documents when somebody has time.

use std::cell::RefCell;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::rc::Rc;

use super::formats::FORMATS;
use super::reading::{
    CHUNK, Got, How, Piece, Place, Raw, Reading, Request, Source, Stop, Stream, Tally, Walk, lines_format,
    nothing_inside, utf8_prefix,
};
use crate::model::{Fault, FaultCode, TextLimits};

/// Whether something is a container, so that [`members`] is to take it apart: an archive, a mailbox, JSON Lines, or one
/// of these compressed. `head` is its first 64 KiB, or all of it where it is shorter.
///
/// Of what is larger than a document may be, only [`members`] can tell in the end: what may be a container is taken for
/// one.
pub fn is_container(head: &[u8], size: Option<u64>, limits: &TextLimits) -> bool {
    let long = size.is_some_and(|size| size > limits.document_bytes as u64);
    let Some(format) = FORMATS.iter().find(|format| format.holds(head)) else {
        let text = utf8_prefix(head);
        let begins_object = text.trim_start_matches('\u{feff}').trim_start().starts_with('{');
        let is_letter = FORMATS.iter().any(|format| format.is_letter(head));
        return (long && begins_object) || (!is_letter && lines_format(FORMATS, text).is_some());
    };
    match format.how {
        How::Compressed { open, .. } => {
            let mut stream = Stream::of(head.get(..CHUNK).unwrap_or(head));
            let mut inner = Stream::eager(open(&mut stream));
            long || inner.some().is_ok_and(|head| is_container(head, None, limits))
        }
        _ => true,
    }
}

/// Takes a container apart and hands its members to `emit`, in the order in which they stand.
///
/// Memory does not grow with the container: no more is held than a document may have. `emit` may stop the reading by
/// returning [`ControlFlow::Break`].
///
/// # Errors
/// A [`Fault`] if the container as a whole cannot be read, of code `unreadable` where the device failed; what was
/// emitted before stands.
pub fn members<I: Read + Seek + ?Sized>(
    input: &mut I,
    request: &Request<'_>,
    emit: &mut dyn FnMut(Raw) -> ControlFlow<()>,
) -> Result<(), Fault> {
    let size = input.seek(SeekFrom::End(0)).and_then(|size| input.rewind().map(|()| size));
    let size = size.map_err(|error| Fault::new(FaultCode::Unreadable, unreadable(&error)))?;
    let most = request.limits.arrival_bytes;
    if size > most {
        let message = format!("{size} bytes: limits.arrival_bytes allows {most}");
        return Err(Fault::new(FaultCode::TooLarge, message));
    }
    let tally: Tally = Rc::new(RefCell::new(Some(blake3::Hasher::new())));
    let source = Input { input, size, tally: Rc::clone(&tally) };
    let mut walk = Walk::of_arrival(FORMATS, request, Some(size), Some(tally), emit);
    let outcome = walk.all(&mut Stream::eager(source), &Place::default())?;
    if outcome.is_continue() && walk.emitted() == 0 {
        return Err(nothing_inside());
    }
    Ok(())
}

/// Makes documents of what [`members`] handed over, and hands each to `emit` as it is found.
///
/// # Errors
/// A [`Fault`] of the arrival as a whole, and only where [`Raw::member`] is `None`: members are refused as pieces.
pub fn decode_raw(
    raw: &Raw,
    request: &Request<'_>,
    emit: &mut dyn FnMut(Piece) -> ControlFlow<()>,
) -> Result<(), Fault> {
    Reading::new(FORMATS, raw.bytes().len(), request, emit).raw(raw).map(|_| ())
}

/// A file, or whatever else arrived, as a source.
struct Input<'i, I: ?Sized> {
    input: &'i mut I,
    size: u64,
    /// The hash of all of it, as long as somebody may want that.
    tally: Tally,
}

impl<I: Read + Seek + ?Sized> Source for Input<'_, I> {
    fn read(&mut self, buffer: &mut [u8]) -> Got<usize> {
        loop {
            match self.input.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Stop::Unreadable(unreadable(&error))),
                Ok(count) => {
                    if let Some(hasher) = self.tally.borrow_mut().as_mut() {
                        hasher.update(buffer.get(..count).unwrap_or_default());
                    }
                    return Ok(count);
                }
            }
        }
    }

    fn size(&self) -> Option<u64> {
        Some(self.size)
    }

    fn seek(&mut self, to: u64) -> Got<()> {
        self.tally.replace(None);
        self.input.seek(SeekFrom::Start(to)).map(|_| ()).map_err(|error| Stop::Unreadable(unreadable(&error)))
    }
}

fn unreadable(error: &io::Error) -> String {
    format!("expected a file that can be read to its end: {error}")
}
