//! What a member unpacks to, held against its checksum.

use crate::decode::reading::{Got, Outcome, Place, Source, Stop, Stream, Walk};

/// What is known of a member that is handed on.
pub(super) struct Known<'a> {
    pub(super) name: &'a str,
    /// Its beginning as it is packed.
    pub(super) packed: Vec<u8>,
    /// What the directory and its own header tell as its checksum: one of them may be damaged.
    pub(super) crcs: [u32; 2],
}

/// Hands on a member by what it unpacks to.
pub(super) fn hand_on(
    walk: &mut Walk<'_>,
    place: &Place,
    known: Known<'_>,
    unpacked: impl Source,
) -> Outcome {
    let Known { name, packed, crcs } = known;
    let metered = walk.meter(Checked { source: unpacked, crc: flate2::Crc::new(), crcs });
    walk.packed_member(place, name, packed, &mut Stream::new(metered), place.origin.clone())
}

/// What a member gives, with its checksum borne out at its end.
struct Checked<S> {
    source: S,
    crc: flate2::Crc,
    crcs: [u32; 2],
}

impl<S: Source> Source for Checked<S> {
    fn read(&mut self, buffer: &mut [u8]) -> Got<usize> {
        let count = self.source.read(buffer)?;
        self.crc.update(buffer.get(..count).unwrap_or_default());
        if count == 0 && !self.crcs.contains(&self.crc.sum()) {
            return Err(Stop::Broken("its checksum is another".to_owned()));
        }
        Ok(count)
    }
}
