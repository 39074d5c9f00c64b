//! Names of segments: `00000007-20261123T204500Z.jsonl`. The number orders them, the time says when it was begun.

use std::io;
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::host::{FileKind, Files};

/// The name of a segment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SegmentName {
    /// From 1, without gaps except where segments were removed for their age.
    pub number: u64,
    /// When it was begun, to the second.
    pub begun: Timestamp,
}

impl SegmentName {
    /// The file's name.
    pub fn file_name(&self) -> String {
        format!("{:08}-{}.jsonl", self.number, self.begun.strftime("%Y%m%dT%H%M%SZ"))
    }

    /// The segment that a file name stands for, if it does.
    pub fn parse(name: &str) -> Option<Self> {
        let (number, begun) = name.strip_suffix(".jsonl")?.split_once('-')?;
        if number.len() < 8 || !number.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let begun = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", begun).ok()?;
        let begun = TimeZone::UTC.to_timestamp(begun).ok()?;
        Some(SegmentName { number: number.parse().ok()?, begun })
    }
}

/// The segments of a folder in order.
pub(super) fn list(files: &dyn Files, folder: &Path) -> io::Result<Vec<SegmentName>> {
    let mut names = Vec::new();
    files.list(folder, &mut |name, kind| {
        if kind == FileKind::File {
            names.extend(name.to_str().and_then(SegmentName::parse));
        }
        true
    })?;
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_reads_back() {
        let name = SegmentName { number: 7, begun: "2026-11-23T20:45:00Z".parse().unwrap() };
        assert_eq!(name.file_name(), "00000007-20261123T204500Z.jsonl");
        assert_eq!(SegmentName::parse(&name.file_name()), Some(name));
    }

    #[test]
    fn other_files_are_no_segments() {
        for name in
            ["7-20261123T204500Z.jsonl", "00000007.jsonl", "00000007-2026.jsonl", "notes.txt", "-.jsonl"]
        {
            assert_eq!(SegmentName::parse(name), None, "{name}");
        }
    }
}
