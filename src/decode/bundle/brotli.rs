//! Brotli (RFC 7932), as answers of servers have it. Nothing tells it from other bytes, and it has no checksum.

use std::io::Read;

use brotli_decompressor::Decompressor;

use super::input::Input;
use crate::decode::reading::{CHUNK, Got, Source, Stream};

/// What a brotli stream gives.
pub(super) struct Brotli<'a, 's>(Decompressor<Input<'a, 's>>);

impl<'a, 's> Brotli<'a, 's> {
    pub(super) fn new(stream: &'a mut Stream<'s>) -> Self {
        Brotli(Decompressor::new(Input::new(stream), CHUNK))
    }
}

impl Source for Brotli<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> Got<usize> {
        let outcome = self.0.read(buffer).map_err(|error| error.to_string());
        self.0.get_mut().outcome(outcome)
    }
}
