//! zip archives (APPNOTE 6.3): stored and deflated members, no encryption.
//!
//! Members are read as the directory at the end names them, from a file of any size. Where there is no directory, or no
//! way to it (an archive inside another that is larger than a document may be), they are read in the order in which
//! they stand, by their own headers; so is what a damaged directory says nothing true about. The `zip` crate reads only
//! from a directory, and from something that can be read from any place: neither is there in a damaged archive or a stream.

use self::directory::{Directory, Entry};
use self::local::{Local, Locals};
use self::unpack::{Known, hand_on};
use super::inflate::Inflated;
use super::is_litter;
use crate::decode::reading::{CHUNK, GO_ON, Gap, Got, Limited, Outcome, Place, STOP, Stop, Stream, Walk};
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
    let mut members = Members::new(&directory);
    let mut number = 0;
    loop {
        number += 1;
        let entry = match directory.next(stream) {
            Ok(Some(entry)) => entry,
            Ok(None) => return behind_the_end(walk, stream, place, directory.behind),
            Err(Stop::Broken(why)) => {
                return rest_without_directory(walk, stream, place, members.reached, why);
            }
            Err(stop) => return Err(walk.fault("a zip archive", stop)),
        };
        if entry.is_folder() || is_litter(&entry.name) {
            members.pass(&entry);
            continue;
        }
        let outcome = match members.read(walk, stream, place, &entry) {
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

/// The state of reading members as a directory names them.
struct Members {
    /// How many bytes may still be read. Members that do not overlap have no more together than the archive, and each
    /// byte may be read twice: a directory can name the same bytes any number of times.
    left: u64,
    /// How far into the archive members were read, and where it holds no more of them.
    reached: u64,
    end: u64,
    /// Whether each stood behind the one before it.
    in_order: bool,
}

impl Members {
    fn new(directory: &Directory) -> Members {
        Members { left: directory.behind.saturating_mul(2), reached: 0, end: directory.start, in_order: true }
    }

    /// Passes over a member that nobody wants.
    fn pass(&mut self, entry: &Entry) {
        self.reach(entry.at, entry.compressed);
    }

    /// Notes where a member stands, as far as that can be true.
    fn reach(&mut self, start: u64, size: u64) {
        let end = Some(start.saturating_add(size)).filter(|end| *end <= self.end);
        self.reached = self.reached.max(end.unwrap_or(start));
    }

    /// Reads a member where the directory says that it stands. Where nothing does, the entry is what is damaged, and the
    /// member is the one that comes next.
    fn read(
        &mut self,
        walk: &mut Walk<'_>,
        stream: &mut Stream<'_>,
        place: &Place,
        entry: &Entry,
    ) -> Got<Outcome> {
        if self.left == 0 {
            return Err(Stop::Broken("its bytes are those of members before it".to_owned()));
        }
        stream.seek(entry.at)?;
        if let Some(local) = local::read_header(stream)? {
            self.in_order &= entry.at >= self.reached;
            return self.as_told(walk, stream, place, entry, &local);
        }
        if self.in_order {
            stream.seek(self.reached)?;
            if let Some(local) = local::read_header_behind(stream)? {
                let outcome = Locals::default().member(walk, stream, place, &local);
                self.spend(stream.place() - self.reached);
                self.reached = stream.place();
                return outcome;
            }
        }
        Err(Stop::Broken("it is not where the directory says".to_owned()))
    }

    /// Reads a member whose header was read, as the directory says, and by its header where that is borne out.
    fn as_told(
        &mut self,
        walk: &mut Walk<'_>,
        stream: &mut Stream<'_>,
        place: &Place,
        entry: &Entry,
        local: &Local,
    ) -> Got<Outcome> {
        if entry.flags & 1 != 0 {
            return Err(Stop::Broken("it is encrypted".to_owned()));
        }
        let compressed = compressed_size(stream, entry, local)?;
        let crcs = [entry.crc, if local.has_descriptor() { entry.crc } else { local.crc }];
        self.reach(stream.place(), compressed);
        let mut limited = Limited::new(stream, compressed);
        let mut packed = Stream::new(&mut limited);
        let known = Known { name: &entry.name, packed: packed.peek(CHUNK)?.to_vec(), crcs };
        let outcome = match entry.method {
            0 => Ok(hand_on(walk, place, known, &mut packed)),
            8 => Ok(hand_on(walk, place, known, Inflated::new(&mut packed, false))),
            method => Err(Stop::Broken(format!("its method of compression ({method}) is not known"))),
        };
        drop(packed);
        let read = compressed - limited.left;
        self.spend(read);
        outcome
    }

    fn spend(&mut self, count: u64) {
        self.left = self.left.saturating_sub(count.saturating_add(local::HEADER as u64));
    }
}

/// How many bytes a member has whose header was just read: as the directory says, unless its header says otherwise and
/// something of an archive follows there only.
fn compressed_size(stream: &mut Stream<'_>, entry: &Entry, local: &Local) -> Got<u64> {
    if local.has_descriptor() || entry.compressed == local.compressed {
        return Ok(entry.compressed);
    }
    let start = stream.place();
    let mut borne_out = |size: u64| {
        stream.seek(start.saturating_add(size))?;
        Ok(stream.peek(2)? == b"PK")
    };
    let by_header = !borne_out(entry.compressed)? && borne_out(local.compressed)?;
    stream.seek(start)?;
    Ok(if by_header { local.compressed } else { entry.compressed })
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
        return STOP;
    }
    stream.seek(reached).map_err(|stop| walk.fault("a zip archive", stop))?;
    Locals::behind_damage().walk(walk, stream, place)
}

/// Reads what was put behind an archive, if that is members: another archive, which lost its end.
fn behind_the_end(walk: &mut Walk<'_>, stream: &mut Stream<'_>, place: &Place, behind: u64) -> Outcome {
    if stream.known_size().is_none_or(|size| behind >= size) {
        return GO_ON;
    }
    stream.seek(behind).map_err(|stop| walk.fault("a zip archive", stop))?;
    Locals::behind_the_end().walk(walk, stream, place)
}
