//! zip archives (APPNOTE 6.3): stored and deflated members, no encryption.
//!
//! Members are read as the directory at the end names them, from a file of any size. Where there is no directory, or no
//! way to it (an archive inside another that is larger than a document may be), they are read in the order in which
//! they stand, by their own headers.

use self::directory::{Directory, Entry};
use self::local::Locals;
use self::unpack::hand_on;
use super::inflate::Inflated;
use super::is_litter;
use crate::decode::reading::{CHUNK, GO_ON, Gap, Got, Limited, Outcome, Place, Stop, Stream, Walk};
use crate::model::{Fault, FaultCode};

mod directory;
mod fields;
mod local;
mod names;
mod unpack;

pub(in crate::decode) fn recognise(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

pub(in crate::decode) fn walk(walk: &mut Walk<'_>, stream: &mut Stream<'_>, place: &Place) -> Outcome {
    if stream.known_size().is_some() {
        return by_directory(walk, stream, place);
    }
    let most = walk.limits.document_bytes as u64;
    let mut bytes = Vec::new();
    match stream.take(most, &mut bytes) {
        Ok(count) if count < most => by_directory(walk, &mut Stream::of(&bytes), place),
        Ok(_) => {
            stream.give_back(bytes);
            let mut locals = Locals::default();
            locals.walk(walk, stream, place)
        }
        Err(stop) => Err(walk.fault("a zip archive", stop)),
    }
}

fn by_directory(walk: &mut Walk<'_>, stream: &mut Stream<'_>, place: &Place) -> Outcome {
    let mut directory = match Directory::find(stream) {
        Ok(directory) => directory,
        Err(stop @ Stop::Broken(_)) => return without_directory(walk, stream, place, stop),
        Err(stop) => return Err(walk.fault("a zip archive", stop)),
    };
    match directory.office_document(stream) {
        Ok(Some(what)) => {
            let message = format!("expected text or a known format, found {what}");
            return Err(Fault::new(FaultCode::Binary, message));
        }
        Ok(None) | Err(Stop::Broken(_)) => {}
        Err(stop) => return Err(walk.fault("a zip archive", stop)),
    }
    directory.rewind();
    let (mut number, mut reached) = (0, 0);
    loop {
        number += 1;
        let entry = match directory.next(stream) {
            Ok(Some(entry)) => entry,
            Ok(None) => return GO_ON,
            Err(Stop::Broken(why)) => return rest_without_directory(walk, stream, place, reached, why),
            Err(stop) => return Err(walk.fault("a zip archive", stop)),
        };
        reached = reached.max(entry.at.saturating_add(entry.compressed));
        if entry.is_folder() || is_litter(&entry.name) {
            continue;
        }
        let outcome = match member(walk, stream, place, &entry) {
            Ok(outcome) => outcome?,
            Err(stop) => {
                let fault = walk.fault("a zip member", stop);
                let name = if entry.name.is_empty() { format!("#{number}") } else { entry.name };
                walk.refuse(place, &name, Vec::new(), fault)?
            }
        };
        if outcome.is_break() {
            return Ok(outcome);
        }
    }
}

/// Reads a member where the directory says that it stands.
fn member(walk: &mut Walk<'_>, stream: &mut Stream<'_>, place: &Place, entry: &Entry) -> Got<Outcome> {
    stream.seek(entry.at)?;
    local::skip_header(stream)?;
    if entry.flags & 1 != 0 {
        return Err(Stop::Broken("it is encrypted".to_owned()));
    }
    let mut limited = Limited::new(stream, entry.compressed);
    let mut packed = Stream::new(&mut limited);
    walk.keep(packed.peek(CHUNK)?);
    Ok(match entry.method {
        0 => hand_on(walk, place, &entry.name, &mut packed, entry.crc),
        8 => hand_on(walk, place, &entry.name, Inflated::new(&mut packed, false), entry.crc),
        method => return Err(Stop::Broken(format!("its method of compression ({method}) is not known"))),
    })
}

/// Reads an archive without its directory. One of which nothing can be read is refused whole.
fn without_directory(walk: &mut Walk<'_>, stream: &mut Stream<'_>, place: &Place, stop: Stop) -> Outcome {
    let fault = walk.fault("a zip archive", stop);
    let before = walk.emitted();
    let outcome = stream.seek(0).map_err(|stop| walk.fault("a zip archive", stop));
    let outcome = outcome.and_then(|()| Locals::default().walk(walk, stream, place))?;
    if walk.emitted() == before { Err(fault) } else { Ok(outcome) }
}

/// Reads what the directory does not name any more from where a damage stands.
fn rest_without_directory(
    walk: &mut Walk<'_>,
    stream: &mut Stream<'_>,
    place: &Place,
    reached: u64,
    why: String,
) -> Outcome {
    let at = stream.place();
    let kept = stream.peek(CHUNK).map_or_else(|_| Vec::new(), <[u8]>::to_vec);
    let size = stream.known_size().unwrap_or_default().saturating_sub(at);
    if walk.damaged(place, Gap { at, size, kept, why, began: at })?.is_break() {
        return GO_ON;
    }
    stream.seek(reached).map_err(|stop| walk.fault("a zip archive", stop))?;
    Locals::default().walk(walk, stream, place)
}
