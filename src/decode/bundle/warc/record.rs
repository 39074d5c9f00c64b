//! The records of an archive, one after the other.

use crate::decode::bundle::search::Back;
use crate::decode::reading::{Got, Stream};

/// Longest header of a record.
const MAX_HEADER: usize = 256 * 1024;
/// By how many bytes the beginning of a record is told.
pub(super) const REACH: usize = 1024;

/// One record with as much of its block as is read.
#[derive(Default)]
pub(super) struct Record {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) url: Option<String>,
    /// When it was taken.
    pub(super) at: Option<String>,
    pub(super) content_type: String,
    pub(super) block: Vec<u8>,
    /// Whether its header is not UTF-8, as it must be: what it says of itself may not be so.
    pub(super) damaged: bool,
}

/// What comes next.
pub(super) enum Next {
    Record(Record),
    /// A record that ends too early.
    Short {
        bytes: Vec<u8>,
        why: String,
    },
    /// No record begins here.
    Astray(&'static str),
    Ended,
}

/// The state of reading records.
pub(super) struct Records {
    number: usize,
    most: u64,
    is_arc: bool,
    back: Back,
    /// Where the record begins that is being read, and what is known of it.
    began: u64,
    record: Record,
}

impl Records {
    /// `most`: how many bytes of a block are read.
    pub(super) fn new(most: u64) -> Self {
        let (back, record) = (Back::default(), Record::default());
        Records { number: 0, most, is_arc: false, back, began: 0, record }
    }

    /// How many records were begun.
    pub(super) fn number(&self) -> usize {
        self.number
    }

    /// Leaves the record that is being read; where it began, and its block so far.
    pub(super) fn give_up(&mut self) -> (u64, Vec<u8>) {
        (self.began, std::mem::take(&mut self.record).block)
    }

    /// Reads the next record.
    pub(super) fn next(&mut self, stream: &mut Stream<'_>) -> Got<Next> {
        self.record = Record::default();
        let mut first = Vec::new();
        while first.trim_ascii().is_empty() {
            first.clear();
            self.began = stream.place();
            stream.hold_from_here();
            if self.number > 0 && !self.is_arc && !begins_blank_or_record(stream.peek(6)?) {
                self.number += 1;
                return Ok(Next::Astray("expected the first line of a WARC record"));
            }
            stream.line(MAX_HEADER, &mut first)?;
            if first.is_empty() {
                return Ok(Next::Ended);
            }
        }
        self.number += 1;
        let first = String::from_utf8_lossy(&first).into_owned();
        let length = if first.starts_with("WARC/") {
            let (headers, damaged) = read_headers(stream)?;
            self.record = Record { damaged, ..warc_record(&headers) };
            match header(&headers, "content-length").and_then(|length| length.parse().ok()) {
                Some(length) => length,
                None => return Ok(self.astray(stream, "expected a WARC record with a length, found none")),
            }
        } else if let Some((record, length)) = arc_record(&first) {
            self.is_arc = true;
            self.record = record;
            length
        } else {
            return Ok(self.astray(stream, "expected the first line of a WARC or ARC record"));
        };
        self.block(stream, length)
    }

    fn block(&mut self, stream: &mut Stream<'_>, length: u64) -> Got<Next> {
        let wanted = length.min(self.most);
        let read = stream.take(wanted, &mut self.record.block)?;
        let skipped = stream.skip(length - wanted)?;
        let space = read_space(stream)?;
        let ahead = stream.peek(6)?;
        let short = read + skipped < length;
        let follows = !short && (self.is_arc || ahead.is_empty() || ahead.starts_with(b"WARC/"));
        let mut record = std::mem::take(&mut self.record);
        if follows {
            return Ok(Next::Record(record));
        }
        // a record that was cut off has the next one in its block
        let again = record.block.len() as u64;
        let inside = if self.is_arc || length > self.most { None } else { find_warc(&record.block) };
        if let Some(at) = inside.filter(|_| self.back.may(again, stream.place())) {
            let mut next = record.block.split_off(at);
            next.extend_from_slice(&space);
            stream.give_back(next);
            let why = format!("expected a record of {length} bytes, found {at} before the next begins");
            return Ok(Next::Short { bytes: record.block, why });
        }
        if short {
            let why = format!("expected a record of {length} bytes, found {}", read + skipped);
            return Ok(Next::Short { bytes: record.block, why });
        }
        Ok(Next::Record(record))
    }

    /// What was taken for a record is none: it is looked through for one.
    fn astray(&mut self, stream: &mut Stream<'_>, why: &'static str) -> Next {
        if self.back.may(stream.place().saturating_sub(self.began), stream.place()) {
            stream.rewind(self.began);
        }
        Next::Astray(why)
    }

    /// Where in the bytes from a place on a record begins, another than the one that was being read.
    pub(super) fn find(&self, place: u64, bytes: &[u8]) -> Option<usize> {
        if !self.is_arc {
            let known = usize::from(place == self.began).min(bytes.len());
            return find_warc(bytes.get(known..)?).map(|at| at + known);
        }
        memchr::memchr_iter(b'\n', bytes).map(|at| at + 1).find(|at| {
            let line = bytes.get(*at..).and_then(|rest| rest.split_inclusive(|b| *b == b'\n').next());
            line.is_some_and(|line| line.ends_with(b"\n") && is_arc_line(line))
        })
    }
}

/// Whether a blank line comes next, or a record, as far as can be seen.
fn begins_blank_or_record(ahead: &[u8]) -> bool {
    ahead.first().is_none_or(u8::is_ascii_whitespace)
        || ahead.starts_with(b"WARC/")
        || b"WARC/".starts_with(ahead)
}

/// Where a WARC record begins: its version, and the first of its headers in the next line.
fn find_warc(bytes: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(bytes, b"WARC/").find(|at| {
        let rest = bytes.get(at + 5..).unwrap_or_default();
        let Some((version, rest)) = rest.split_at_checked(3) else { return false };
        let is_version = matches!(version, [b'0'..=b'9', b'.', b'0'..=b'9']);
        let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        let Some(rest) = rest.strip_prefix(b"\n") else { return false };
        let name = rest.iter().take_while(|b| b.is_ascii_alphabetic() || **b == b'-').count();
        is_version && name > 3 && rest.get(name) == Some(&b':')
    })
}

/// An address, where it came from, a time of 14 figures, a type and a length.
fn is_arc_line(line: &[u8]) -> bool {
    let Ok(line) = std::str::from_utf8(line) else { return false };
    let time = line.split_whitespace().nth(2).unwrap_or_default();
    time.len() == 14 && time.bytes().all(|b| b.is_ascii_digit()) && arc_record(line).is_some()
}

/// What stands between two records.
fn read_space(stream: &mut Stream<'_>) -> Got<Vec<u8>> {
    let mut space = Vec::new();
    // looking on is what tells that a compressed record was whole: its checksum stands behind it
    while space.len() < 64 {
        match stream.peek(1)?.first() {
            Some(byte @ (b'\r' | b'\n')) => space.push(*byte),
            _ => break,
        }
        stream.advance(1);
    }
    Ok(space)
}

fn read_headers(stream: &mut Stream<'_>) -> Got<(Vec<(String, String)>, bool)> {
    let (mut headers, mut damaged) = (Vec::new(), false);
    for _ in 0..500 {
        let mut line = Vec::new();
        stream.line(MAX_HEADER, &mut line)?;
        damaged |= std::str::from_utf8(&line).is_err();
        let line = String::from_utf8_lossy(&line);
        if line.trim().is_empty() {
            break;
        }
        headers
            .extend(line.split_once(':').map(|(k, v)| (k.trim().to_ascii_lowercase(), v.trim().to_owned())));
    }
    Ok((headers, damaged))
}

pub(super) fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
}

fn warc_record(headers: &[(String, String)]) -> Record {
    let bare = |v: &str| v.trim_start_matches('<').trim_end_matches('>').to_owned();
    Record {
        id: header(headers, "warc-record-id").map(bare).unwrap_or_default(),
        kind: header(headers, "warc-type").unwrap_or_default().to_ascii_lowercase(),
        url: header(headers, "warc-target-uri").map(bare),
        at: header(headers, "warc-date").map(str::to_owned),
        content_type: header(headers, "content-type").unwrap_or_default().to_ascii_lowercase(),
        ..Record::default()
    }
}

/// `url ip date type length`, in version 2 with more fields between.
fn arc_record(line: &str) -> Option<(Record, u64)> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let length = fields.last()?.parse().ok()?;
    let url = (*fields.first()?).to_owned();
    if fields.len() < 5 || !url.contains(':') {
        return None;
    }
    let is_page = url.starts_with("http");
    let record = Record {
        id: url.clone(),
        kind: if is_page { "response" } else { "filedesc" }.to_owned(),
        url: Some(url),
        at: fields
            .iter()
            .skip(1)
            .find(|f| f.len() == 14 && f.bytes().all(|b| b.is_ascii_digit()))
            .map(|f| (*f).to_owned()),
        content_type: "application/http".to_owned(),
        ..Record::default()
    };
    Some((record, length))
}
