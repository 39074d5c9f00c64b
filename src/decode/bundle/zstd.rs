//! zstd: as gzip, with the window of a frame bounded by the decoder.

use std::io::Read;

use ruzstd::decoding::StreamingDecoder;

use super::read_stream;
use crate::decode::reading::{Outcome, Place, Reading};
use crate::model::{Fault, FaultCode};

pub(in crate::decode) fn recognise(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x28\xB5\x2F\xFD")
}

pub(in crate::decode) fn decode(reading: &mut Reading<'_>, bytes: &[u8], place: &Place) -> Outcome {
    let first = StreamingDecoder::new(bytes)
        .map_err(|error| Fault::new(FaultCode::Malformed, format!("expected a zstd frame: {error}")))?;
    read_stream(reading, Frames { current: Some(Box::new(first)) }, place)
}

/// Frames one after the other.
struct Frames<'a> {
    current: Option<Box<StreamingDecoder<&'a [u8], ruzstd::decoding::FrameDecoder>>>,
}

impl Read for Frames<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while let Some(decoder) = &mut self.current {
            let count = decoder.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let rest: &[u8] = decoder.get_ref();
            self.current = match rest.is_empty() {
                true => None,
                false => Some(Box::new(StreamingDecoder::new(rest).map_err(std::io::Error::other)?)),
            };
        }
        Ok(0)
    }
}
