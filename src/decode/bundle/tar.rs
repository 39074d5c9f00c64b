//! tar archives (POSIX ustar and pax, GNU), also inside gzip and zstd.
//!
//! Where a header cannot be read, the next one is looked for by its mark and its checksum.

use std::ops::ControlFlow;

use tar::{EntryType, Header, PaxExtensions};

use super::is_litter;
use super::search::{Found, report, search};
use crate::decode::reading::{GO_ON, Gap, Got, Limited, Outcome, Place, Stop, Stream, Walk};

/// Size of a header, and what everything is filled up to.
const BLOCK: usize = 512;
/// Longest name or pax header.
const MAX_EXTRA: u64 = 1 << 20;

pub(in crate::decode) fn recognise(bytes: &[u8]) -> bool {
    bytes.get(257..262) == Some(b"ustar")
}

pub(in crate::decode) fn walk(walk: &mut Walk<'_>, stream: &mut Stream<'_>, place: &Place) -> Outcome {
    let mut archive = Archive::default();
    loop {
        let outcome = match archive.step(walk, stream, place) {
            Ok(Step::Ended) => return GO_ON,
            Ok(Step::On(outcome)) => outcome?,
            Err(Stop::Gap(gap)) => {
                archive.astray = true;
                walk.damaged(place, *gap)?
            }
            Err(stop) => return Err(walk.fault("a tar archive", stop)),
        };
        if outcome.is_break() {
            return Ok(outcome);
        }
    }
}

/// Where in an archive the reading stands.
#[derive(Default)]
struct Archive {
    /// Names and sizes told before the header that they are for.
    extra: Extra,
    /// Blocks of zeros just passed: two are the end, but a hole in a damaged file looks the same.
    zeros: usize,
    /// Whether it was said that what was read last is damaged, or that the end is not marked.
    told: bool,
    /// Whether headers may stand anywhere, after a gap.
    astray: bool,
}

#[derive(Default)]
struct Extra {
    long_name: Option<Vec<u8>>,
    path: Option<Vec<u8>>,
    size: Option<u64>,
}

enum Step {
    Ended,
    On(Outcome),
}

impl Archive {
    /// Reads the next header and what it is for.
    fn step(&mut self, walk: &mut Walk<'_>, stream: &mut Stream<'_>, place: &Place) -> Got<Step> {
        if std::mem::take(&mut self.astray) {
            self.extra = Extra::default();
            if let (_, Found::Gap(gap)) = find_header(stream, false)? {
                return Err(Stop::Gap(gap));
            }
        }
        let block = stream.peek(BLOCK)?;
        if block.iter().all(|byte| *byte == 0) {
            let (ended, marked) = (block.len() < BLOCK, self.zeros > 0 || !block.is_empty());
            stream.advance(BLOCK);
            if ended && !marked && !self.told {
                self.told = true;
                return Ok(Step::On(walk.damaged(place, cut_off(stream.place()))));
            }
            self.zeros += 1;
            return Ok(if ended { Step::Ended } else { Step::On(GO_ON) });
        }
        let zeros = std::mem::take(&mut self.zeros);
        let Some(header) = header(block) else {
            return self.lost(walk, stream, place, zeros);
        };
        stream.advance(BLOCK);
        self.entry(walk, stream, place, &header)
    }

    /// Goes to the next header. Behind the end of an archive there may be anything.
    fn lost(
        &mut self,
        walk: &mut Walk<'_>,
        stream: &mut Stream<'_>,
        place: &Place,
        zeros: usize,
    ) -> Got<Step> {
        self.extra = Extra::default();
        let (gap, found) = find_header(stream, true)?;
        if zeros >= 2 && matches!(found, Found::No) {
            return Ok(Step::Ended);
        }
        self.astray = matches!(found, Found::Gap(_));
        self.told |= matches!(found, Found::No);
        Ok(Step::On(report(walk, place, gap, found)))
    }

    fn entry(
        &mut self,
        walk: &mut Walk<'_>,
        stream: &mut Stream<'_>,
        place: &Place,
        header: &Header,
    ) -> Got<Step> {
        let size = header.entry_size().unwrap_or_default();
        match header.entry_type() {
            EntryType::GNULongName => {
                let mut name = contents(stream, size)?;
                if name.last() == Some(&0) {
                    name.pop();
                }
                self.extra.long_name = Some(name);
                return Ok(Step::On(GO_ON));
            }
            EntryType::XHeader => {
                self.extra.read_pax(&contents(stream, size)?);
                return Ok(Step::On(GO_ON));
            }
            EntryType::GNULongLink | EntryType::XGlobalHeader => {
                stream.skip(padded(size))?;
                return Ok(Step::On(GO_ON));
            }
            EntryType::GNUSparse => skip_sparse_headers(stream, header)?,
            _ => {}
        }
        let extra = std::mem::take(&mut self.extra);
        let size = extra.size.unwrap_or(size);
        let name = extra.long_name.or(extra.path).unwrap_or_else(|| header.path_bytes().into_owned());
        let name = String::from_utf8_lossy(&name).into_owned();
        if !header.entry_type().is_file() || is_litter(&name) {
            stream.skip(padded(size))?;
            return Ok(Step::On(GO_ON));
        }
        let mut limited = Limited::new(stream, size);
        let outcome = walk.member(place, &name, &mut Stream::new(&mut limited), place.origin.clone());
        let (left, torn) = (limited.left, limited.torn);
        if torn {
            self.astray = true;
        } else if matches!(outcome, Ok(ControlFlow::Continue(()))) {
            stream.skip(left.saturating_add(padded(size) - size))?;
        }
        Ok(Step::On(outcome))
    }
}

/// What is said of an archive that ends without the zeros that mark its end.
fn cut_off(at: u64) -> Gap {
    let why = "the archive ends without the mark of its end: members may be missing".to_owned();
    Gap { at, size: 0, kept: Vec::new(), why, began: at }
}

impl Extra {
    fn read_pax(&mut self, bytes: &[u8]) {
        for extension in PaxExtensions::new(bytes).flatten() {
            match extension.key_bytes() {
                b"path" => self.path = Some(extension.value_bytes().to_vec()),
                b"size" => self.size = extension.value().ok().and_then(|size| size.parse().ok()),
                _ => {}
            }
        }
    }
}

/// A size filled up to whole blocks.
fn padded(size: u64) -> u64 {
    size.checked_next_multiple_of(BLOCK as u64).unwrap_or(u64::MAX)
}

/// What stands behind a header and is about the next one.
fn contents(stream: &mut Stream<'_>, size: u64) -> Got<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.take(size.min(MAX_EXTRA), &mut bytes)?;
    stream.skip(padded(size) - size.min(MAX_EXTRA))?;
    Ok(bytes)
}

/// Maps of sparse files that do not fit their header.
fn skip_sparse_headers(stream: &mut Stream<'_>, header: &Header) -> Got<()> {
    let mut more = header.as_gnu().is_some_and(|gnu| gnu.is_extended());
    while more {
        more = stream.peek(BLOCK)?.get(504).is_some_and(|flag| *flag == 1);
        stream.advance(BLOCK);
    }
    Ok(())
}

/// A header, if its checksum is borne out and its size can be read: without that nobody knows where the next stands.
fn header(block: &[u8]) -> Option<Header> {
    let block: &[u8; BLOCK] = block.first_chunk()?;
    let header = Header::from_byte_slice(block).clone();
    let sum: u32 = block
        .iter()
        .enumerate()
        .map(|(n, byte)| if (148..156).contains(&n) { 32 } else { u32::from(*byte) })
        .sum();
    let is_whole = header.cksum().is_ok_and(|told| told == sum) && header.entry_size().is_ok();
    is_whole.then_some(header)
}

/// Goes to the next header that has its mark and its checksum; `aligned`: at whole blocks from here.
fn find_header(stream: &mut Stream<'_>, aligned: bool) -> Got<(Gap, Found)> {
    let start = stream.place();
    let why = "expected a tar header, found none";
    search(stream, BLOCK, why, &mut |place, ahead| {
        memchr::memmem::find_iter(ahead, b"ustar").filter_map(|mark| mark.checked_sub(257)).find(|at| {
            let fits = !aligned || (place + *at as u64 - start).is_multiple_of(BLOCK as u64);
            fits && ahead.get(*at..*at + BLOCK).is_some_and(|block| header(block).is_some())
        })
    })
}
