//! A stream as decompressors of other crates read it, which know nothing of why it stops.

use std::io::{self, Read};

use crate::decode::reading::{Got, Source, Stop, Stream};

/// A stream to read from; what stopped it is kept.
pub(super) struct Input<'a, 's> {
    stream: &'a mut Stream<'s>,
    stop: Option<Stop>,
}

impl<'a, 's> Input<'a, 's> {
    pub(super) fn new(stream: &'a mut Stream<'s>) -> Self {
        Input { stream, stop: None }
    }

    /// What came of reading: why the stream stopped goes before what the decompressor made of that.
    pub(super) fn outcome<T>(&mut self, outcome: Result<T, String>) -> Got<T> {
        match (self.stop.take(), outcome) {
            (Some(stop), _) => Err(stop),
            (None, Err(why)) => Err(Stop::Broken(format!("it cannot be decompressed ({why})"))),
            (None, Ok(read)) => Ok(read),
        }
    }
}

impl Read for Input<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Source::read(self.stream, buffer).map_err(|stop| {
            self.stop = Some(stop);
            io::Error::other("it stops")
        })
    }
}
