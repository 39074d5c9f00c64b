//! gzip (RFC 1952): one compressed stream, or several one after the other. It is no level of its own: what is in it
//! keeps the name of the file.

use flate2::Crc;

use super::inflate::Inflate;
use super::members::{Codec, Members};
use crate::decode::reading::{Got, Source, Stop, Stream};

pub(in crate::decode) fn recognise(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x1F\x8B\x08")
}

pub(in crate::decode) fn open<'a>(stream: &'a mut Stream<'_>) -> Box<dyn Source + 'a> {
    Box::new(Members::<Gzip>::new(stream))
}

/// Longest name or comment in a header.
const MAX_NAME: usize = 64 << 10;

/// One gzip member.
pub(super) struct Gzip {
    inflate: Inflate,
    crc: Crc,
}

impl Default for Gzip {
    fn default() -> Self {
        Gzip { inflate: Inflate::new(false), crc: Crc::new() }
    }
}

impl Codec for Gzip {
    const WHAT: &'static str = "gzip member";
    const SIGN: usize = 10;

    fn begins(head: &[u8], strictly: bool) -> bool {
        // reserved flags are 0; XFL says how hard it was compressed, OS where (RFC 1952, 2.3.1)
        let is_header = |h: &[u8]| match h {
            [_, _, _, flags, _, _, _, _, extra, system] => {
                flags & 0xE0 == 0 && matches!(extra, 0 | 2 | 4) && matches!(system, 0..=13 | 255)
            }
            _ => false,
        };
        recognise(head) && (!strictly || is_header(head))
    }

    fn begin(&mut self, stream: &mut Stream<'_>) -> Got<()> {
        *self = Gzip::default();
        let mut header = Vec::new();
        stream.take(10, &mut header)?;
        let flags = header.get(3).copied().unwrap_or_default();
        if flags & 4 != 0 {
            let length = u64::from(byte(stream)?) | u64::from(byte(stream)?) << 8;
            stream.skip(length)?;
        }
        for flag in [8, 16] {
            let mut left = if flags & flag != 0 { MAX_NAME } else { 0 };
            while left > 0 && byte(stream)? != 0 {
                left -= 1;
            }
        }
        if flags & 2 != 0 {
            stream.skip(2)?;
        }
        Ok(())
    }

    fn read(&mut self, stream: &mut Stream<'_>, buffer: &mut [u8]) -> Got<usize> {
        let count = self.inflate.read(stream, buffer)?;
        self.crc.update(buffer.get(..count).unwrap_or_default());
        if count == 0 {
            let mut trailer = Vec::new();
            stream.take(8, &mut trailer)?;
            let expected = [self.crc.sum().to_le_bytes(), self.crc.amount().to_le_bytes()].concat();
            if trailer.len() < 8 {
                return Err(Stop::Broken("it ends in the middle".to_owned()));
            }
            if trailer != expected {
                return Err(Stop::Broken("its checksum is another".to_owned()));
            }
        }
        Ok(count)
    }
}

fn byte(stream: &mut Stream<'_>) -> Got<u8> {
    stream.byte()?.ok_or_else(|| Stop::Broken("it ends in its header".to_owned()))
}
