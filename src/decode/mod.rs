//! Stage 2: recognises a format by content, never by extension, and reads it.
//!
//! Each format is one file with `recognise` and `decode`, and one entry in `formats::FORMATS`. Charset detection stands
//! before every format that is text. A broken member of a bundle is a fault of its own; the arrival is refused
//! only if the container cannot be read.
//!
//! Pure: no files, no network, no clock. It judges nothing: what a paragraph is beyond what its format says, what
//! a date means and who a byline names is for `normalise`.

use std::ops::ControlFlow;

pub use bundle::coding;
pub use containers::{decode_raw, is_container, members};
use formats::FORMATS;
pub use formats::{dialects, formats};
pub use join::{alone, join, story};
pub use reading::{About, Piece, Raw, Request};
use reading::{Place, Reading, nothing_inside};

use crate::model::{Fault, Hints, TextLimits};

mod agency;
mod binary;
mod bundle;
mod charset;
mod claims;
mod containers;
mod email;
mod feed;
mod formats;
mod html;
mod join;
mod json;
mod labelled;
pub mod listing;
mod preamble;
mod reading;
mod sitemap;
mod text;
mod vendor_xml;
mod xml;

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
    decode_as(bytes, &Request { hints, limits, vendors: &[], explain: false }, emit)
}

/// [`decode`] with all that a reading can be told. It gives what [`members`] and [`decode_raw`] give together.
///
/// # Errors
/// As [`decode`].
pub fn decode_as(
    bytes: &[u8],
    request: &Request<'_>,
    emit: &mut dyn FnMut(Piece) -> ControlFlow<()>,
) -> Result<(), Fault> {
    let mut reading = Reading::new(FORMATS, bytes.len(), request, emit);
    let outcome = reading.read(bytes, &Place::default())?;
    if outcome.is_continue() && reading.found_nothing() {
        return Err(nothing_inside());
    }
    Ok(())
}

#[cfg(test)]
mod tests;
