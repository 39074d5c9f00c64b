//! Members by the headers in front of them (APPNOTE 4.3.7), in the order in which they stand: for archives without a
//! directory.

use std::ops::ControlFlow;

use super::fields::{field, u16_at, u32_at, u64_at};
use super::names;
use super::unpack::{Checked, hand_on};
use crate::decode::bundle::inflate::Inflated;
use crate::decode::bundle::is_litter;
use crate::decode::bundle::search::{Found, report, search};
use crate::decode::reading::{CHUNK, GO_ON, Got, Limited, Outcome, Place, Stop, Stream, Walk};

/// Size of a header without its name.
const HEADER: usize = 30;

/// Passes over the header of a member whose directory entry is known.
pub(super) fn skip_header(stream: &mut Stream<'_>) -> Got<()> {
    let header = stream.peek(HEADER)?;
    if header.len() < HEADER || !header.starts_with(b"PK\x03\x04") {
        return Err(Stop::Broken("it is not where the directory says".to_owned()));
    }
    let names = [26, 28].map(|at| u64::from(u16_at(header, at).unwrap_or_default()));
    stream.skip(HEADER as u64 + names[0] + names[1])?;
    Ok(())
}

/// What the header says about its member.
struct Local {
    name: String,
    flags: u16,
    method: u16,
    crc: u32,
    compressed: u64,
}

impl Local {
    /// Whether checksum and sizes stand behind the member.
    fn has_descriptor(&self) -> bool {
        self.flags & 8 != 0
    }
}

/// The state of reading members in their order.
#[derive(Default)]
pub(super) struct Locals {
    number: usize,
    /// Whether the last member was read to its end, so that another must follow.
    astray: bool,
}

impl Locals {
    pub(super) fn walk(&mut self, walk: &mut Walk<'_>, stream: &mut Stream<'_>, place: &Place) -> Outcome {
        loop {
            let outcome = match self.step(walk, stream, place) {
                Ok(None) => return GO_ON,
                Ok(Some(outcome)) => outcome?,
                Err(Stop::Gap(gap)) => {
                    self.astray = true;
                    walk.damaged(place, *gap)?
                }
                Err(stop) => return Err(walk.fault("a zip archive", stop)),
            };
            if outcome.is_break() {
                return Ok(outcome);
            }
        }
    }

    /// Reads a member; `None` behind the last.
    fn step(&mut self, walk: &mut Walk<'_>, stream: &mut Stream<'_>, place: &Place) -> Got<Option<Outcome>> {
        let ahead = stream.peek(HEADER)?;
        if ahead.is_empty() || ahead.starts_with(b"PK\x01\x02") || ahead.starts_with(b"PK\x05\x06") {
            return Ok(None);
        }
        if !is_header(ahead) {
            let quietly = std::mem::take(&mut self.astray);
            let why = "expected the header of a zip member, found none";
            let (gap, found) = search(stream, HEADER, why, &mut |_, ahead| find(ahead))?;
            return Ok(match (&found, quietly) {
                (Found::Yes, true) => Some(GO_ON),
                _ => Some(report(walk, place, gap, found)),
            });
        }
        self.astray = false;
        self.number += 1;
        let local = read_header(stream)?;
        let outcome = self.member(walk, stream, place, &local)?;
        if matches!(outcome, Ok(ControlFlow::Continue(()))) && local.has_descriptor() {
            skip_descriptor(stream)?;
        }
        Ok(Some(outcome))
    }

    fn member(
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
            self.astray = true;
            stream.skip(local.compressed)?;
            let fault = walk.fault("a zip member", Stop::Broken(why));
            return Ok(if passed { GO_ON } else { walk.refuse(place, &local.name, Vec::new(), fault) });
        }
        if local.has_descriptor() {
            return self.unsized_member(walk, stream, place, local, passed);
        }
        let mut limited = Limited::new(stream, local.compressed);
        let mut packed = Stream::new(&mut limited);
        walk.keep(packed.peek(CHUNK)?);
        let outcome = match local.method {
            _ if passed => GO_ON,
            0 => hand_on(walk, place, &local.name, &mut packed, local.crc),
            _ => hand_on(walk, place, &local.name, Inflated::new(&mut packed, false), local.crc),
        };
        drop(packed);
        let (left, torn) = (limited.left, limited.torn);
        if torn {
            self.astray = true;
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
        let mut unpacked = Checked::new(Inflated::new(stream, false), None);
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
                Err(Stop::Broken(_)) => self.astray = true,
                Err(stop) => return Err(stop),
            }
        }
        Ok(outcome)
    }
}

fn read_header(stream: &mut Stream<'_>) -> Got<Local> {
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
    Ok(Local { name, flags: short(6), method: short(8), crc: long(14), compressed })
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

/// Where a member or the directory begins.
fn find(ahead: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(ahead, b"PK").find(|at| {
        let rest = ahead.get(*at..).unwrap_or_default();
        rest.starts_with(b"PK\x01\x02") || is_header(rest)
    })
}
