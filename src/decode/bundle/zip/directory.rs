//! The central directory at the end of an archive (APPNOTE 4.3.12 to 4.3.16), read piece by piece.

use super::fields::{field, u16_at, u32_at, u64_at};
use super::names;
use crate::decode::reading::{CHUNK, Got, Stop, Stream};

/// Sizes of records without their names.
const END: usize = 22;
const END_64: usize = 56;
const LOCATOR_64: usize = 20;
const ENTRY: usize = 46;
/// Longest comment.
const COMMENT: usize = 65_535;

/// Where the entries stand.
pub(super) struct Directory {
    pub(super) start: u64,
    /// Where the next entry stands, and where the last one ends.
    at: u64,
    end: u64,
    /// Entries that were read ahead, and where in them the next stands.
    block: Vec<u8>,
    next: usize,
    left: u64,
    entries: u64,
    /// Where the record that ends the archive ends itself.
    pub(super) behind: u64,
}

/// What the directory says about a member.
#[derive(Default)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) flags: u16,
    pub(super) method: u16,
    pub(super) crc: u32,
    pub(super) compressed: u64,
    /// Where its own header stands.
    pub(super) at: u64,
}

impl Entry {
    pub(super) fn is_folder(&self) -> bool {
        self.name.ends_with(['/', '\\'])
    }
}

impl Directory {
    /// Looks for the directory from the end of the archive.
    ///
    /// # Errors
    /// A [`Stop::Broken`] if there is none, or one that is not of this archive: an archive inside it, or one that was put
    /// behind it, has a directory too, but tells places in itself.
    pub(super) fn find(stream: &mut Stream<'_>) -> Got<Directory> {
        let none = || Stop::Broken("it has no directory of its own at its end".to_owned());
        let size = stream.known_size().unwrap_or_default();
        let from = size.saturating_sub((END + COMMENT) as u64);
        stream.seek(from)?;
        let mut tail = Vec::new();
        stream.take(size - from, &mut tail)?;
        let at = end_of(&tail).ok_or_else(none)?;
        let end = tail.get(at..).unwrap_or_default();
        let behind = from + (at + END) as u64 + u64::from(u16_at(end, 20).unwrap_or_default());
        let mut entries = u64::from(u16_at(end, 10).unwrap_or_default());
        let mut length = u64::from(u32_at(end, 12).unwrap_or_default());
        let mut start = u64::from(u32_at(end, 16).unwrap_or_default());
        let mut ends_at = from + at as u64;
        let locator = at.checked_sub(LOCATOR_64).and_then(|at| tail.get(at..));
        if let Some(locator) = locator.filter(|locator| locator.starts_with(b"PK\x06\x07")) {
            let place = u64_at(locator, 8).unwrap_or_default();
            stream.seek(place.min(size))?;
            let end = stream.peek(END_64)?;
            if end.starts_with(b"PK\x06\x06") {
                entries = u64_at(end, 32).unwrap_or_default();
                length = u64_at(end, 40).unwrap_or_default();
                start = u64_at(end, 48).unwrap_or_default();
                ends_at = place;
            }
        }
        if start.checked_add(length) != Some(ends_at) || (entries == 0 && start > 0) {
            return Err(none());
        }
        stream.seek(start)?;
        if entries > 0 && stream.peek(4)? != b"PK\x01\x02" {
            return Err(none());
        }
        let (block, next, left) = (Vec::new(), 0, entries);
        Ok(Directory { start, at: start, end: ends_at, block, next, left, entries, behind })
    }

    /// The next entry. Entries that are behind the number that the end record counts are read too: it counts to 65,535
    /// only.
    pub(super) fn next(&mut self, stream: &mut Stream<'_>) -> Got<Option<Entry>> {
        if self.at >= self.end {
            return match self.left {
                0 => Ok(None),
                left => Err(Stop::Broken(format!("{left} entries of the directory are not there"))),
            };
        }
        loop {
            let ahead = self.block.get(self.next..).unwrap_or_default();
            if let Some((entry, length)) = self.entry(ahead)? {
                self.next += length;
                self.at += length as u64;
                self.left = self.left.saturating_sub(1);
                return Ok(Some(entry));
            }
            let known = ahead.len();
            self.block.clear();
            self.next = 0;
            stream.seek(self.at)?;
            let wanted = (self.end - self.at).min((CHUNK * 4) as u64);
            stream.take(wanted, &mut self.block)?;
            if self.block.len() <= known {
                return Err(Stop::Broken("an entry of the directory is cut off".to_owned()));
            }
        }
    }

    /// An entry and its length; `None` where it is not there whole.
    fn entry(&self, ahead: &[u8]) -> Got<Option<(Entry, usize)>> {
        let Some(fixed) = ahead.get(..ENTRY) else { return Ok(None) };
        if !fixed.starts_with(b"PK\x01\x02") {
            return Err(Stop::Broken("expected an entry of the directory, found none".to_owned()));
        }
        let number = |at| usize::from(u16_at(fixed, at).unwrap_or_default());
        let (name, extra, comment) = (number(28), number(30), number(32));
        let length = ENTRY + name + extra + comment;
        let Some(rest) = ahead.get(ENTRY..length) else { return Ok(None) };
        let (raw_name, rest) = rest.split_at_checked(name).unwrap_or_default();
        let extra = rest.get(..extra).unwrap_or_default();
        let told = |at| u64::from(u32_at(fixed, at).unwrap_or_default());
        let (size, mut compressed, mut at) = (told(24), told(20), told(42));
        // what does not fit stands in a field of its own, in this order (APPNOTE 4.5.3)
        let mut wide =
            field(extra, 1).unwrap_or_default().as_chunks::<8>().0.iter().map(|n| u64::from_le_bytes(*n));
        if size == u64::from(u32::MAX) {
            wide.next();
        }
        for number in [&mut compressed, &mut at] {
            if *number == u64::from(u32::MAX) {
                *number = wide.next().unwrap_or(*number);
            }
        }
        let entry = Entry {
            name: names::name(raw_name, extra),
            flags: u16_at(fixed, 8).unwrap_or_default(),
            method: u16_at(fixed, 10).unwrap_or_default(),
            crc: u32_at(fixed, 16).unwrap_or_default(),
            compressed,
            at,
        };
        Ok(Some((entry, length)))
    }

    /// Office files are zip archives too, but their members are no deliveries. Stands at the first entry then.
    pub(super) fn office_document(&mut self, stream: &mut Stream<'_>) -> Got<Option<&'static str>> {
        let (mut manifest, mut content, mut found) = (false, false, None);
        while let Some(entry) = self.next(stream)? {
            match entry.name.as_str() {
                "word/document.xml" => found = Some("a Word document"),
                "xl/workbook.xml" => found = Some("an Excel workbook"),
                "ppt/presentation.xml" => found = Some("a PowerPoint file"),
                "META-INF/manifest.xml" => manifest = true,
                "content.xml" => content = true,
                _ => {}
            }
        }
        Ok(found.or((manifest && content).then_some("an OpenDocument file")))
    }

    /// Goes back to the first entry.
    pub(super) fn rewind(&mut self) {
        (self.at, self.next, self.left) = (self.start, 0, self.entries);
        self.block.clear();
    }
}

/// Whether bytes begin a part of a directory.
pub(super) fn begins_record(ahead: &[u8]) -> bool {
    length_of(ahead).is_some()
}

/// How long a part of a directory is that begins here.
fn length_of(ahead: &[u8]) -> Option<usize> {
    let number = |at| u16_at(ahead, at).map_or(0, usize::from);
    match ahead.first_chunk::<4>()? {
        b"PK\x01\x02" => Some(ENTRY + number(28) + number(30) + number(32)),
        b"PK\x05\x06" => Some(END + number(20)),
        b"PK\x06\x06" => Some(END_64),
        b"PK\x06\x07" => Some(LOCATOR_64),
        _ => None,
    }
}

/// Passes over a part of a directory, if one begins here: all of it where something of an archive follows, or nothing at
/// all; else over its mark only, so that no member behind it is passed over.
pub(super) fn pass_record(stream: &mut Stream<'_>) -> Got<bool> {
    let Some(length) = length_of(stream.peek(ENTRY)?) else { return Ok(false) };
    let follows = stream.peek(length + 2)?.get(length..);
    let whole = follows.is_some_and(|rest| rest.is_empty() || rest == b"PK");
    stream.advance(if whole { length } else { 4 });
    Ok(true)
}

/// Where the end record stands in the tail of an archive: its comment reaches to the end, and may hold the same four
/// bytes; where none does so, something was added behind it.
fn end_of(tail: &[u8]) -> Option<usize> {
    let comment = |at: usize| u16_at(tail, at + 20).map(|length| at + END + usize::from(length));
    let mut marks = memchr::memmem::rfind_iter(tail, b"PK\x05\x06");
    marks
        .clone()
        .find(|at| comment(*at) == Some(tail.len()))
        .or_else(|| marks.find(|at| comment(*at).is_some_and(|end| end < tail.len())))
}
