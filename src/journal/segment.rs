//! Names of segments: `00000007-20261123T204500Z.jsonl`. The number orders them, the time says when it was begun.
//! A sealed one has `.zst` after that.

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::host::{FileKind, Files};

/// What the name of a sealed segment ends in, after the name of the plain one.
const SEALED: &str = ".zst";

/// The name of a segment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SegmentName {
    /// From 1, without gaps except where segments were removed for their age.
    pub number: u64,
    /// When it was begun, to the second.
    pub begun: Timestamp,
}

impl SegmentName {
    /// The name of its plain file.
    pub fn file_name(&self) -> String {
        format!("{:08}-{}.jsonl", self.number, self.begun.strftime("%Y%m%dT%H%M%SZ"))
    }

    /// The name of its sealed file.
    pub fn sealed_name(&self) -> String {
        self.file_name() + SEALED
    }

    /// The name under which its sealed file is written before it is whole.
    pub(super) fn partial_name(&self) -> String {
        format!(".{}.part", self.sealed_name())
    }

    /// The segment that the name of a plain file stands for, if it does.
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

/// A segment that stands in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Its name.
    pub name: SegmentName,
    /// Whether its plain file is there.
    pub plain: bool,
    /// Whether its sealed file is there. With both, sealing was cut before its last step.
    pub sealed: bool,
}

impl Segment {
    /// The files that stand for it.
    pub fn files(&self, folder: &Path) -> impl Iterator<Item = PathBuf> {
        let plain = self.plain.then(|| folder.join(self.name.file_name()));
        let sealed = self.sealed.then(|| folder.join(self.name.sealed_name()));
        plain.into_iter().chain(sealed)
    }
}

/// The segments of a folder in order.
///
/// # Errors
/// As the operating system says.
pub fn segments(files: &dyn Files, folder: &Path) -> io::Result<Vec<Segment>> {
    let mut found: Vec<Segment> = Vec::new();
    files.list(folder, &mut |name, kind| {
        if let (FileKind::File, Some(name)) = (kind, name.to_str()) {
            let plain = name.strip_suffix(SEALED);
            let parsed = SegmentName::parse(plain.unwrap_or(name));
            found.extend(parsed.map(|name| Segment {
                name,
                plain: plain.is_none(),
                sealed: plain.is_some(),
            }));
        }
        true
    })?;
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found.dedup_by(|twin, first| {
        let same = twin.name == first.name;
        if same {
            first.plain |= twin.plain;
            first.sealed |= twin.sealed;
        }
        same
    });
    Ok(found)
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

    #[test]
    fn plain_and_sealed_files_of_one_segment_are_one() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "00000001-20261123T204500Z.jsonl.zst",
            "00000002-20261123T204501Z.jsonl",
            "00000002-20261123T204501Z.jsonl.zst",
            "00000003-20261123T204502Z.jsonl",
            ".00000004-20261123T204502Z.jsonl.zst.part",
            "notes.zst",
        ] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let found = segments(&crate::host::RealFiles, folder.path()).unwrap();
        let forms: Vec<_> = found.iter().map(|s| (s.name.number, s.plain, s.sealed)).collect();
        assert_eq!(forms, [(1, false, true), (2, true, true), (3, true, false)]);
        assert_eq!(found.iter().flat_map(|segment| segment.files(folder.path())).count(), 4);
    }
}
