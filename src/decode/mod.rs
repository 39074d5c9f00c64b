//! Stage 2: recognises a format by content, never by extension, and reads it.
//!
//! Each format is one file with `recognise` and `decode`, and one line in `FORMATS`. Charset detection stands
//! before every format that is text. A broken member of a bundle is a fault of its own; the arrival is refused
//! only if the container cannot be read.
//!
//! Pure: no files, no network, no clock. It judges nothing: what a paragraph is beyond what its format says, what
//! a date means and who a byline names is for `normalise`.

use std::ops::ControlFlow;

use crate::model::{Document, Fault, FaultCode, Hints, TextLimits};
use reading::{Outcome, Place, Reading, Sheet};

mod agency;
mod binary;
mod bundle;
mod charset;
mod email;
mod feed;
mod html;
mod json;
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

/// A format that is told from the bytes as they came.
struct Bundle {
    name: &'static str,
    what: &'static str,
    recognise: fn(&[u8]) -> bool,
    decode: fn(&mut Reading<'_>, &[u8], &Place) -> Outcome,
}

/// A format that is told from its text, once that is UTF-8.
struct TextFormat {
    name: &'static str,
    what: &'static str,
    recognise: fn(&str) -> bool,
    decode: fn(&mut Reading<'_>, &Sheet<'_>) -> Outcome,
}

/// One format.
enum Format {
    Bytes(Bundle),
    Text(TextFormat),
}

const fn text_format(
    name: &'static str,
    what: &'static str,
    recognise: fn(&str) -> bool,
    decode: fn(&mut Reading<'_>, &Sheet<'_>) -> Outcome,
) -> Format {
    Format::Text(TextFormat { name, what, recognise, decode })
}

const fn byte_format(
    name: &'static str,
    what: &'static str,
    recognise: fn(&[u8]) -> bool,
    decode: fn(&mut Reading<'_>, &[u8], &Place) -> Outcome,
) -> Format {
    Format::Bytes(Bundle { name, what, recognise, decode })
}

/// Every format, in the order in which they are tried.
const FORMATS: &[Format] = &[
    byte_format("zip", "zip archive", bundle::zip::recognise, bundle::zip::decode),
    byte_format("gzip", "gzip stream", bundle::gzip::recognise, bundle::gzip::decode),
    byte_format("zstd", "zstd stream", bundle::zstd::recognise, bundle::zstd::decode),
    byte_format("tar", "tar archive", bundle::tar::recognise, bundle::tar::decode),
    byte_format("warc", "WARC or ARC of a crawler", bundle::warc::recognise, bundle::warc::decode),
    byte_format("mbox", "mailbox", bundle::mbox::recognise, bundle::mbox::decode),
    byte_format("email", "letter with MIME parts", email::recognise, email::decode),
    text_format("iptc7901", "IPTC 7901 agency text", agency::iptc7901::recognise, agency::iptc7901::decode),
    text_format(
        "anpa1312",
        "ANPA 1312 agency text, and Kyodo's",
        agency::anpa::recognise,
        agency::anpa::decode,
    ),
    text_format("zczc", "telex copy from ZCZC to NNNN", agency::zczc::recognise, agency::zczc::decode),
    text_format("newsml-g2", "NewsML-G2", agency::newsml_g2::recognise, agency::newsml_g2::decode),
    text_format("newsml-1", "NewsML 1", agency::newsml1::recognise, agency::newsml1::decode),
    text_format("nitf", "NITF", agency::nitf::recognise, agency::nitf::decode),
    text_format("feed", "RSS, RDF and Atom feeds", feed::recognise, feed::decode),
    text_format("news-sitemap", "news sitemap", sitemap::recognise, sitemap::decode),
    text_format("xml", "XML of no known format", vendor_xml::recognise, vendor_xml::decode),
    text_format("html", "web page", html::recognise, html::decode),
    text_format("jsonl", "JSON Lines: one article a line", json::recognise_lines, json::decode_lines),
    text_format("json", "one JSON article, or a list of them", json::recognise, json::decode),
    text_format("text", "plain text", |_| true, text::decode),
];

/// The formats that can be read: name, and what it is.
pub fn formats() -> impl Iterator<Item = (&'static str, &'static str)> {
    FORMATS.iter().map(|format| match format {
        Format::Bytes(bundle) => (bundle.name, bundle.what),
        Format::Text(copy) => (copy.name, copy.what),
    })
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
    let mut reading = Reading::new(bytes, hints, limits, emit);
    let outcome = read(&mut reading, bytes, &Place::default());
    if outcome.is_ok() && reading.pieces() == 0 {
        return Err(reading::nothing_inside());
    }
    outcome.map(|_| ())
}

/// Reads an arrival or a member of one: bundles by their bytes, everything else as text.
fn read(reading: &mut Reading<'_>, bytes: &[u8], place: &Place) -> Outcome {
    for format in FORMATS {
        if let Format::Bytes(bundle) = format
            && (bundle.recognise)(bytes)
        {
            if bundle.name != "email" {
                reading.may_open(place)?;
            }
            return (bundle.decode)(reading, bytes, place);
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
    let sheet = Sheet { text: &transcript.text, raw: bytes, place, warning: transcript.warning };
    for format in FORMATS {
        if let Format::Text(copy) = format
            && (copy.recognise)(sheet.text)
        {
            return (copy.decode)(reading, &sheet);
        }
    }
    Err(Fault::new(FaultCode::Binary, "expected text or a known format, found neither"))
}

/// Whether the bytes begin as a format that holds others.
fn is_bundle(bytes: &[u8]) -> bool {
    FORMATS.iter().any(|format| matches!(format, Format::Bytes(bundle) if (bundle.recognise)(bytes)))
}

/// A text longer than one document may be is read only if it is many documents in lines.
fn read_long(reading: &mut Reading<'_>, bytes: &[u8], place: &Place) -> Outcome {
    if let Ok(text) = std::str::from_utf8(bytes)
        && json::recognise_lines(text)
    {
        return json::decode_lines(reading, &Sheet { text, raw: bytes, place, warning: None });
    }
    let message =
        format!("{} bytes: limits.document_bytes allows {}", bytes.len(), reading.limits.document_bytes);
    Err(Fault::new(FaultCode::TooLarge, message))
}

#[cfg(test)]
mod tests;
