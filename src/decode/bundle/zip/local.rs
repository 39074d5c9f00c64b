//! Members by the headers in front of them (APPNOTE 4.3.7), in the order in which they stand: for archives without a
//! directory, and where a directory is damaged.
//!
//! Directories are passed over, not taken for the end: they may be those of an archive inside, or in front of another.

use std::ops::ControlFlow;

use super::directory;
use super::fields::{field, u16_at, u32_at, u64_at};
use super::names;
use super::unpack::{Known, hand_on};
use crate::decode::bundle::inflate::Inflated;
use crate::decode::bundle::is_litter;
use crate::decode::bundle::search::{Found, report, search};
use crate::decode::reading::{CHUNK, GO_ON, Got, Limited, Outcome, Place, Source, Stop, Stream, Walk};

/// Size of a header without its name.
pub(super) const HEADER: usize = 30;
/// Longest checksum and sizes behind a member.
const DESCRIPTOR: usize = 24;

/// What the header says about its member.
pub(super) struct Local {
    pub(super) name: String,
    pub(super) flags: u16,
    pub(super) method: u16,
    pub(super) crc: u32,
    pub(super) compressed: u64,
}

impl Local {
    /// Whether checksum and sizes stand behind the member.
    pub(super) fn has_descriptor(&self) -> bool {
        self.flags & 8 != 0
    }
}

/// Reads the header that stands here; `None` where there is none.
pub(super) fn read_header(stream: &mut Stream<'_>) -> Got<Option<Local>> {
    if !is_header(stream.peek(HEADER)?) {
        return Ok(None);
    }
    let mut header = Vec::new();
    stream.take(HEADER as u64, &mut header)?;
    let short = |at| u16_at(&header, at).unwrap_or_default();
    let long = |at| u32_at(&header, at).unwrap_or_default();
    let (mut name, mut extra) = (Vec::new(), Vec::new());
    stream.take(u64::from(short(26)), &mut name)?;
    stream.take(u64::from(short(28)), &mut extra)?;
    let mut compressed = u64::from(long(18));
    if compressed == u64::from(u32::MAX) {
        let wide = field(&extra, 1);
        compressed = wide.and_then(|wide| u64_at(wide, 8)).unwrap_or(compressed);
    }
    let name = names::name(&name, &extra);
    Ok(Some(Local { name, flags: short(6), method: short(8), crc: long(14), compressed }))
}

/// Reads the header of the member that stands behind another, whatever stands between them of that one.
pub(super) fn read_header_behind(stream: &mut Stream<'_>) -> Got<Option<Local>> {
    let ahead = stream.peek(DESCRIPTOR + HEADER)?;
    let at = (0..=DESCRIPTOR).find(|at| ahead.get(*at..).is_some_and(is_header));
    let Some(at) = at else { return Ok(None) };
    stream.advance(at);
    read_header(stream)
}

/// What was read last.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Last {
    /// A member to its end: another must follow, or a directory.
    #[default]
    Member,
    /// A part of a directory: there may be anything behind it.
    Directory,
    /// Something that is told to be damaged, and whose end is not known.
    Damage,
}

/// The state of reading members in their order.
#[derive(Default)]
pub(super) struct Locals {
    last: Last,
}

impl Locals {
    /// Behind what is told to be damaged.
    pub(super) fn behind_damage() -> Locals {
        Locals { last: Last::Damage }
    }

    /// Behind the end of an archive.
    pub(super) fn behind_the_end() -> Locals {
        Locals { last: Last::Directory }
    }

    pub(super) fn walk(&mut self, walk: &mut Walk<'_>, stream: &mut Stream<'_>, place: &Place) -> Outcome {
        loop {
            let outcome = match self.step(walk, stream, place) {
                Ok(None) => return GO_ON,
                Ok(Some(outcome)) => outcome?,
                Err(Stop::Gap(gap)) => {
                    self.last = Last::Damage;
                    walk.damaged(place, *gap)?
                }
                Err(stop) => return Err(walk.fault("a zip archive", stop)),
            };
            if outcome.is_break() {
                return Ok(outcome);
            }
        }
    }

    /// Reads a member, or passes over something else; `None` at the end.
    fn step(&mut self, walk: &mut Walk<'_>, stream: &mut Stream<'_>, place: &Place) -> Got<Option<Outcome>> {
        if stream.peek(1)?.is_empty() {
            return Ok(None);
        }
        if directory::pass_record(stream)? {
            self.last = Last::Directory;
            return Ok(Some(GO_ON));
        }
        let Some(local) = read_header(stream)? else {
            return self.search(walk, stream, place);
        };
        self.last = Last::Member;
        let outcome = self.member(walk, stream, place, &local)?;
        if matches!(outcome, Ok(ControlFlow::Continue(()))) && local.has_descriptor() {
            skip_descriptor(stream)?;
        }
        Ok(Some(outcome))
    }

    /// Goes to the next member or directory. What was told already is not told again, nor what belongs to a directory or
    /// stands behind all.
    fn search(
        &mut self,
        walk: &mut Walk<'_>,
        stream: &mut Stream<'_>,
        place: &Place,
    ) -> Got<Option<Outcome>> {
        let last = std::mem::take(&mut self.last);
        let why = "expected the header of a zip member, found none";
        let (gap, found) = search(stream, HEADER, why, &mut |_, ahead| find(ahead))?;
        Ok(match (&found, last) {
            (Found::Yes, Last::Damage) => Some(GO_ON),
            (Found::Yes, Last::Directory) if !is_header(stream.peek(HEADER)?) => Some(GO_ON),
            (Found::No, Last::Directory) => None,
            _ => Some(report(walk, place, gap, found)),
        })
    }

    /// Reads the member whose header was read.
    pub(super) fn member(
        &mut self,
        walk: &mut Walk<'_>,
        stream: &mut Stream<'_>,
        place: &Place,
        local: &Local,
    ) -> Got<Outcome> {
        let passed = local.name.ends_with(['/', '\\']) || is_litter(&local.name);
        let why = match (local.method, local.flags & 1) {
            (_, 1) => "it is encrypted".to_owned(),
            (0, _) if local.has_descriptor() => "its size is not known".to_owned(),
            (0 | 8, _) => String::new(),
            (method, _) => format!("its method of compression ({method}) is not known"),
        };
        if !why.is_empty() {
            self.last = Last::Damage;
            stream.skip(local.compressed)?;
            return Ok(if passed { GO_ON } else { refuse(walk, place, local, Stop::Broken(why)) });
        }
        if local.has_descriptor() {
            return self.unsized_member(walk, stream, place, local, passed);
        }
        let mut limited = Limited::new(stream, local.compressed);
        let mut packed = Stream::new(&mut limited);
        let outcome = match packed.peek(CHUNK).map(<[u8]>::to_vec) {
            _ if passed => GO_ON,
            Ok(head) => {
                let known = Known { name: &local.name, packed: head, crcs: [local.crc; 2] };
                match local.method {
                    0 => hand_on(walk, place, known, &mut packed),
                    _ => hand_on(walk, place, known, Inflated::new(&mut packed, false)),
                }
            }
            Err(stop @ Stop::Broken(_)) => refuse(walk, place, local, stop),
            Err(stop) => return Err(stop),
        };
        drop(packed);
        let (left, torn) = (limited.left, limited.torn);
        if torn {
            self.last = Last::Damage;
        } else if matches!(outcome, Ok(ControlFlow::Continue(()))) {
            stream.skip(left)?;
        }
        Ok(outcome)
    }

    /// A deflated member that tells its own end.
    fn unsized_member(
        &mut self,
        walk: &mut Walk<'_>,
        stream: &mut Stream<'_>,
        place: &Place,
        local: &Local,
        passed: bool,
    ) -> Got<Outcome> {
        let mut unpacked = Described::new(stream);
        let outcome = match passed {
            true => GO_ON,
            false => {
                let metered = walk.meter(&mut unpacked);
                walk.member(place, &local.name, &mut Stream::new(metered), place.origin.clone())
            }
        };
        if matches!(outcome, Ok(ControlFlow::Continue(()))) {
            // what nobody wanted leads to the end all the same
            let mut rest = Stream::new(walk.meter(&mut unpacked));
            match rest.skip(u64::MAX) {
                Ok(_) => {}
                Err(Stop::Broken(_)) => self.last = Last::Damage,
                Err(stop) => return Err(stop),
            }
        }
        Ok(outcome)
    }
}

fn refuse(walk: &mut Walk<'_>, place: &Place, local: &Local, stop: Stop) -> Outcome {
    let fault = walk.fault("a zip member", stop);
    walk.refuse(place, &local.name, Vec::new(), fault)
}

/// A deflated member with its checksum behind it.
struct Described<'a, 's> {
    unpacked: Inflated<'a, 's>,
    crc: flate2::Crc,
}

impl<'a, 's> Described<'a, 's> {
    fn new(stream: &'a mut Stream<'s>) -> Self {
        Described { unpacked: Inflated::new(stream, false), crc: flate2::Crc::new() }
    }
}

impl Source for Described<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> Got<usize> {
        let count = self.unpacked.read(buffer)?;
        self.crc.update(buffer.get(..count).unwrap_or_default());
        if count == 0 {
            // with its mark or without; of an archive that is cut off here there is none
            let behind = self.unpacked.behind(8)?;
            let marked = u32_at(behind, 4).filter(|_| behind.starts_with(b"PK\x07\x08"));
            if marked.or(u32_at(behind, 0)).is_some_and(|told| told != self.crc.sum()) {
                return Err(Stop::Broken("its checksum is another".to_owned()));
            }
        }
        Ok(count)
    }
}

/// Checksum and sizes behind a member, with or without their mark, narrow or wide (APPNOTE 4.3.9).
fn skip_descriptor(stream: &mut Stream<'_>) -> Got<()> {
    let ahead = stream.peek(28)?;
    let sizes = [16, 24, 12, 20];
    let follows = |size: &usize| {
        let rest = ahead.get(*size..).unwrap_or_default();
        rest.starts_with(b"PK") || (rest.is_empty() && ahead.len() == *size)
    };
    let size = sizes.iter().find(|size| follows(size)).copied().unwrap_or_default();
    stream.advance(size);
    Ok(())
}

/// Whether bytes are the header of a member, as far as can be told: version, method and the length of its name.
fn is_header(ahead: &[u8]) -> bool {
    let number = |at| u16_at(ahead, at).unwrap_or(u16::MAX);
    ahead.starts_with(b"PK\x03\x04")
        && number(4) & 0xFF <= 63
        && (number(8) <= 20 || (93..=99).contains(&number(8)))
        && (1..4096).contains(&number(26))
}

/// Where a member or a part of a directory begins.
fn find(ahead: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(ahead, b"PK").find(|at| {
        let rest = ahead.get(*at..).unwrap_or_default();
        directory::begins_record(rest) || is_header(rest)
    })
}
