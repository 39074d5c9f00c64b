//! tar archives, also inside gzip and zstd.

use std::io::Read;

use super::{broken, read_capped, zip::is_litter};
use crate::decode::reading::{GO_ON, Outcome, Place, Reading};

pub(in crate::decode) fn recognise(bytes: &[u8]) -> bool {
    bytes.get(257..262) == Some(b"ustar")
}

pub(in crate::decode) fn decode(reading: &mut Reading<'_>, bytes: &[u8], place: &Place) -> Outcome {
    let mut rest = bytes;
    decode_stream(reading, &mut rest, place)
}

pub(super) fn decode_stream(reading: &mut Reading<'_>, stream: &mut dyn Read, place: &Place) -> Outcome {
    let mut archive = tar::Archive::new(stream);
    let entries = archive.entries().map_err(|error| broken(reading, "a tar archive", &error))?;
    for entry in entries {
        let mut entry = match entry {
            Ok(entry) => entry,
            Err(error) => return Err(broken(reading, "a tar archive", &error)),
        };
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if !entry.header().entry_type().is_file() || is_litter(&name) {
            continue;
        }
        let outcome = match read_capped(reading, &mut entry) {
            Ok(bytes) => reading.member(place, &name, &bytes)?,
            Err(short) => reading.refuse_or_end(place, &name, short)?,
        };
        if outcome.is_break() {
            break;
        }
    }
    GO_ON
}
