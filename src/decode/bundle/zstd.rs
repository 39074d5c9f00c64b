//! zstd (RFC 8878): as gzip, with the window of a frame bounded by the decoder.

use std::io::Read;

use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::input::Input;
use super::members::{Codec, Members};
use crate::decode::reading::{Got, Source, Stop, Stream};

pub(in crate::decode) fn recognise(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x28\xB5\x2F\xFD")
}

pub(in crate::decode) fn open<'a>(stream: &'a mut Stream<'_>) -> Box<dyn Source + 'a> {
    Box::new(Members::<Zstd>::new(stream))
}

/// One frame.
#[derive(Default)]
pub(super) struct Zstd {
    decoder: Option<Box<FrameDecoder>>,
    /// Whether it is a frame for others, which gives nothing.
    skipped: bool,
}

impl Codec for Zstd {
    const WHAT: &'static str = "zstd frame";
    const SIGN: usize = 5;

    fn begins(head: &[u8], strictly: bool) -> bool {
        // the fourth bit of the frame header's descriptor is reserved (RFC 8878, 3.1.1.1.1)
        let is_frame = recognise(head) && head.get(4).is_none_or(|descriptor| descriptor & 8 == 0);
        if strictly { is_frame } else { recognise(head) || is_for_others(head) }
    }

    fn begin(&mut self, stream: &mut Stream<'_>) -> Got<()> {
        self.skipped = is_for_others(stream.peek(4)?);
        if self.skipped {
            let mut header = Vec::new();
            stream.take(8, &mut header)?;
            let size = header.last_chunk::<4>().map_or(0, |size| u32::from_le_bytes(*size));
            stream.skip(u64::from(size))?;
            return Ok(());
        }
        let decoder = self.decoder.get_or_insert_with(|| Box::new(FrameDecoder::new()));
        let mut input = Input::new(stream);
        let outcome = decoder.reset(&mut input).map_err(|error| error.to_string());
        input.outcome(outcome)
    }

    fn read(&mut self, stream: &mut Stream<'_>, buffer: &mut [u8]) -> Got<usize> {
        let Some(decoder) = self.decoder.as_mut().filter(|_| !self.skipped) else { return Ok(0) };
        loop {
            if decoder.can_collect() > 0 {
                return decoder.read(buffer).map_err(|error| Stop::Broken(error.to_string()));
            }
            if decoder.is_finished() {
                break;
            }
            let mut input = Input::new(stream);
            let one = BlockDecodingStrategy::UptoBlocks(1);
            let outcome = decoder.decode_blocks(&mut input, one).map_err(|error| error.to_string());
            input.outcome(outcome.map(|_| ()))?;
        }
        match (decoder.get_checksum_from_data(), decoder.get_calculated_checksum()) {
            (Some(told), Some(found)) if told != found => {
                Err(Stop::Broken("its checksum is another".to_owned()))
            }
            _ => Ok(0),
        }
    }
}

/// Skippable frames (RFC 8878, 3.1.2).
fn is_for_others(head: &[u8]) -> bool {
    matches!(head, [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..])
}
