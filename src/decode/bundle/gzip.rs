//! gzip: one compressed stream, or several one after the other. It is no level of its own: what is in it keeps the
//! name of the file.

use flate2::read::MultiGzDecoder;

use super::read_stream;
use crate::decode::reading::{Outcome, Place, Reading};

pub(in crate::decode) fn recognise(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x1F\x8B\x08")
}

pub(in crate::decode) fn decode(reading: &mut Reading<'_>, bytes: &[u8], place: &Place) -> Outcome {
    read_stream(reading, MultiGzDecoder::new(bytes), place)
}
