//! What a member unpacks to, held against its checksum.

use crate::decode::reading::{Got, Outcome, Place, Source, Stop, Stream, Walk};

/// Hands on a member by what it unpacks to.
pub(super) fn hand_on(
    walk: &mut Walk<'_>,
    place: &Place,
    name: &str,
    unpacked: impl Source,
    crc: u32,
) -> Outcome {
    let checked = Checked::new(unpacked, Some(crc));
    let metered = walk.meter(checked);
    walk.member(place, name, &mut Stream::new(metered), place.origin.clone())
}

/// What a member gives, with its checksum borne out at its end.
pub(super) struct Checked<S> {
    source: S,
    crc: flate2::Crc,
    /// What the archive tells; `None` where it tells it only behind the member.
    told: Option<u32>,
}

impl<S> Checked<S> {
    pub(super) fn new(source: S, told: Option<u32>) -> Self {
        Checked { source, crc: flate2::Crc::new(), told }
    }
}

impl<S: Source> Source for Checked<S> {
    fn read(&mut self, buffer: &mut [u8]) -> Got<usize> {
        let count = self.source.read(buffer)?;
        self.crc.update(buffer.get(..count).unwrap_or_default());
        match self.told {
            Some(told) if count == 0 && told != self.crc.sum() => {
                Err(Stop::Broken("its checksum is another".to_owned()))
            }
            _ => Ok(count),
        }
    }
}
