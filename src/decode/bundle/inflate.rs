//! Deflate, as gzip, zip and answers of servers have it.

use flate2::{Decompress, FlushDecompress, Status};

use crate::decode::reading::{Got, Source, Stop, Stream};

/// One deflated stream.
pub(super) struct Inflate {
    inner: Decompress,
    ended: bool,
    /// What stopped it behind the bytes that were given last.
    stop: Option<Stop>,
}

impl Inflate {
    /// `zlib`: with the header and checksum of zlib around it.
    pub(super) fn new(zlib: bool) -> Self {
        Inflate { inner: Decompress::new(zlib), ended: false, stop: None }
    }

    /// As many bytes as there are, up to the buffer's length; 0 once the stream has ended.
    pub(super) fn read(&mut self, stream: &mut Stream<'_>, buffer: &mut [u8]) -> Got<usize> {
        let mut filled = 0;
        while filled < buffer.len() && !self.ended {
            if let Some(stop) = self.stop.take() {
                return Err(stop);
            }
            match self.step(stream, buffer.get_mut(filled..).unwrap_or_default()) {
                Ok(count) => filled += count,
                Err(stop) if filled == 0 => return Err(stop),
                Err(stop) => {
                    self.stop = Some(stop);
                    break;
                }
            }
        }
        Ok(filled)
    }

    fn step(&mut self, stream: &mut Stream<'_>, buffer: &mut [u8]) -> Got<usize> {
        let input = stream.some()?;
        let ended = input.is_empty();
        let (taken, given) = (self.inner.total_in(), self.inner.total_out());
        let status = self.inner.decompress(input, buffer, FlushDecompress::None);
        let taken = self.inner.total_in() - taken;
        let given = self.inner.total_out() - given;
        stream.advance(usize::try_from(taken).unwrap_or(usize::MAX));
        match status {
            Ok(Status::StreamEnd) => self.ended = true,
            Ok(_) if taken == 0 && given == 0 => {
                let why = if ended { "it ends in the middle" } else { "it cannot be decompressed further" };
                return Err(Stop::Broken(why.to_owned()));
            }
            Ok(_) => {}
            Err(error) => return Err(Stop::Broken(format!("it cannot be decompressed ({error})"))),
        }
        Ok(usize::try_from(given).unwrap_or(usize::MAX))
    }
}

/// What a deflated stream gives.
pub(super) struct Inflated<'a, 's> {
    inflate: Inflate,
    stream: &'a mut Stream<'s>,
}

impl<'a, 's> Inflated<'a, 's> {
    pub(super) fn new(stream: &'a mut Stream<'s>, zlib: bool) -> Self {
        Inflated { inflate: Inflate::new(zlib), stream }
    }

    /// What stands behind it, once it has ended.
    pub(super) fn behind(&mut self, wanted: usize) -> Got<&[u8]> {
        self.stream.peek(wanted)
    }
}

impl Source for Inflated<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> Got<usize> {
        self.inflate.read(self.stream, buffer)
    }
}
