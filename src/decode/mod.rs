//! Stage 2: recognises a format by content, never by extension, and reads it.
//!
//! Each format is one file with `recognise(&[u8]) -> bool` and `decode`, and one line in [`FORMATS`].
//! A broken member of a bundle is a fault of its own; the arrival is refused only if the container cannot be read.

use std::ops::ControlFlow;

use crate::model::{Document, Fault, Hints, TextLimits};

mod text;

/// What a decoder yields, in reading order.
#[derive(Debug)]
pub enum Piece {
    /// A story, with the bytes it was read from (for a bundle: the member's).
    Document(Box<Document>, Vec<u8>),
    /// A member that could not be read.
    Refused {
        /// Which member of the bundle.
        member: String,
        /// Its bytes.
        bytes: Vec<u8>,
        /// Why.
        fault: Fault,
    },
}

/// Reads one arrival and hands each document to `emit` as it is found.
///
/// `emit` may stop the reading by returning [`ControlFlow::Break`].
///
/// # Errors
/// A [`Fault`] if the arrival as a whole cannot be read; what was emitted before stands.
pub fn decode(
    bytes: &[u8],
    hints: &Hints,
    limits: &TextLimits,
    emit: &mut dyn FnMut(Piece) -> ControlFlow<()>,
) -> Result<(), Fault> {
    let document = text::decode(bytes, hints, limits)?;
    let _ = emit(Piece::Document(Box::new(document), bytes.to_vec()));
    Ok(())
}
