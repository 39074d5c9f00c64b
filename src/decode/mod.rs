//! Stage 2: recognises a format by content, never by extension, and reads it.
//!
//! Each format is one file with `recognise` and `decode`, and one entry in `formats::FORMATS`. Charset detection stands
//! before every format that is text. A broken member of a bundle is a fault of its own; the arrival is refused
//! only if the container cannot be read.
//!
//! Pure: no files, no network, no clock. It judges nothing: what a paragraph is beyond what its format says, what
//! a date means and who a byline names is for `normalise`.

use std::ops::ControlFlow;

use crate::model::{Document, Fault, FaultCode, Hints, TextLimits, VendorXml};
pub use formats::{About, dialects, formats};
use formats::{FORMATS, Format, How};
pub use raw::{Raw, decode_raw, is_container, members};
use reading::{Outcome, Place, Reading, Sheet};

mod agency;
mod binary;
mod bundle;
mod charset;
mod claims;
mod email;
mod feed;
mod formats;
mod html;
mod json;
mod raw;
mod reading;
mod sitemap;
mod text;
mod vendor_xml;
mod xml;

/// What a decoder yields, in reading order.
#[derive(Debug)]
pub enum Piece {
    /// A story, with the bytes it was read from: `None` for all bytes of the arrival, else the member's.
    Document(Box<Document>, Option<Vec<u8>>),
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
    decode_as(bytes, &Request { hints, limits, vendors: &[], explain: false }, emit)
}

/// What a reading is told beside the bytes.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// What delivery knows.
    pub hints: &'a Hints,
    /// What it may cost.
    pub limits: &'a TextLimits,
    /// What the user says about XML of vendors.
    pub vendors: &'a [VendorXml],
    /// Whether documents leave with their trail: by which formats, and everything the content says about a field.
    pub explain: bool,
}

/// [`decode`] with all that a reading can be told.
///
/// # Errors
/// As [`decode`].
pub fn decode_as(
    bytes: &[u8],
    request: &Request<'_>,
    emit: &mut dyn FnMut(Piece) -> ControlFlow<()>,
) -> Result<(), Fault> {
    let mut reading = Reading::new(bytes, request, emit);
    let outcome = read(&mut reading, bytes, &Place::default());
    if outcome.is_ok() && reading.pieces() == 0 {
        return Err(reading::nothing_inside());
    }
    outcome.map(|_| ())
}

/// Reads an arrival or a member of one: bundles by their bytes, everything else as text.
fn read(reading: &mut Reading<'_>, bytes: &[u8], place: &Place) -> Outcome {
    for Format { about, how } in FORMATS {
        if let How::Bytes(bundle) = how
            && (bundle.recognise)(bytes)
        {
            if about.name != "email" {
                reading.may_open(place)?;
            }
            return reading.as_format(about.name, |reading| (bundle.decode)(reading, bytes, place));
        }
    }
    if let Some(what) = binary::magic(bytes) {
        return Err(Fault::new(FaultCode::Binary, format!("expected text or a known format, found {what}")));
    }
    if bytes.len() > reading.limits.document_bytes {
        return read_long(reading, bytes, place);
    }
    let origin = Hints {
        url: place.origin.url.clone(),
        content_type: place.origin.content_type.clone(),
        ..Hints::default()
    };
    let hints = if place.origin.url.is_some() { &origin } else { reading.hints };
    let transcript = charset::transcribe(bytes, hints);
    if transcript.text.trim_start().is_empty() {
        return Err(Fault::new(FaultCode::Empty, "expected a story, found nothing but white space"));
    }
    let charset = Some(transcript.charset);
    let sheet = Sheet { text: &transcript.text, raw: bytes, place, warning: transcript.warning, charset };
    if let Some(vendor) = vendor_xml::named_by(reading.vendors, sheet.text) {
        return reading.as_format("xml", |reading| vendor_xml::decode_mapped(reading, &sheet, vendor));
    }
    for Format { about, how } in FORMATS {
        if let How::Text(copy) = how
            && (copy.recognise)(sheet.text)
        {
            return reading.as_format(about.name, |reading| (copy.decode)(reading, &sheet));
        }
    }
    Err(Fault::new(FaultCode::Binary, "expected text or a known format, found neither"))
}

/// Whether the bytes begin as a format that holds others.
fn is_bundle(bytes: &[u8]) -> bool {
    FORMATS.iter().any(|format| matches!(&format.how, How::Bytes(bundle) if (bundle.recognise)(bytes)))
}

/// A text longer than one document may be is read only if it is many documents in lines.
fn read_long(reading: &mut Reading<'_>, bytes: &[u8], place: &Place) -> Outcome {
    if let Ok(text) = std::str::from_utf8(bytes)
        && json::recognise_lines(text)
    {
        let sheet =
            Sheet { text, raw: bytes, place, warning: None, charset: Some(charset::UTF_8_BY_VALIDITY) };
        return reading.as_format("jsonl", |reading| json::decode_lines(reading, &sheet));
    }
    let message =
        format!("{} bytes: limits.document_bytes allows {}", bytes.len(), reading.limits.document_bytes);
    Err(Fault::new(FaultCode::TooLarge, message))
}

#[cfg(test)]
mod tests;
