//! zip archives: stored and deflated members, no encryption.

use std::io::Cursor;

use super::{Metered, read_capped};
use crate::decode::reading::{GO_ON, Outcome, Place, Reading};
use crate::model::{Fault, FaultCode};

pub(in crate::decode) fn recognise(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

pub(in crate::decode) fn decode(reading: &mut Reading<'_>, bytes: &[u8], place: &Place) -> Outcome {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| Fault::new(FaultCode::Malformed, format!("expected a zip archive: {error}")))?;
    if let Some(what) = office_document(&archive) {
        return Err(Fault::new(FaultCode::Binary, format!("expected text or a known format, found {what}")));
    }
    for n in 0..archive.len() {
        let mut name = format!("#{}", n + 1);
        let member = match archive.by_index(n) {
            Ok(file) if file.is_dir() => continue,
            Ok(file) => {
                name = file.name().map_or(name, |n| n.into_owned());
                if is_litter(&name) {
                    continue;
                }
                read_capped(reading, &mut Metered::new(file, reading))
            }
            Err(error) => {
                let fault = Fault::new(
                    FaultCode::Malformed,
                    format!("expected a zip member that can be read: {error}"),
                );
                Err(super::Short { bytes: Vec::new(), fault })
            }
        };
        let outcome = match member {
            Ok(bytes) => reading.member(place, &name, &bytes)?,
            Err(short) => reading.refuse_or_end(place, &name, short)?,
        };
        if outcome.is_break() {
            return GO_ON;
        }
    }
    // Of members of one name the directory gives the last only: what was read stands, and the whole is kept.
    match entries(bytes) {
        Some(entries) if entries > archive.len() => {
            let hidden = entries - archive.len();
            let message = format!(
                "expected members of different names; {hidden} of {entries} cannot be reached behind their namesakes"
            );
            Err(Fault::new(FaultCode::Malformed, message))
        }
        _ => GO_ON,
    }
}

/// How many members the end of the central directory counts; `None` for those of which it leaves the count to its
/// 64-bit form (APPNOTE 4.3.16).
fn entries(bytes: &[u8]) -> Option<usize> {
    const END: usize = 22;
    const LONGEST_COMMENT: usize = 65_535;
    let from = bytes.len().saturating_sub(END + LONGEST_COMMENT);
    let tail = bytes.get(from..)?;
    let number = |record: &[u8], at: usize| {
        record.get(at..at + 2).and_then(|two| two.try_into().ok()).map(u16::from_le_bytes)
    };
    // its comment reaches to the end of the archive, and may hold the same four bytes
    let is_end = |record: &&[u8]| {
        record.starts_with(b"PK\x05\x06")
            && number(record, 20).is_some_and(|n| END + usize::from(n) == record.len())
    };
    let record = (0..tail.len()).rev().filter_map(|at| tail.get(at..)).find(is_end)?;
    let count = number(record, 10)?;
    (count != u16::MAX).then_some(usize::from(count))
}

/// What packers leave beside the files.
pub(super) fn is_litter(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    name.starts_with("__MACOSX/")
        || file.starts_with("._")
        || matches!(file, ".DS_Store" | "Thumbs.db" | "desktop.ini" | "")
}

/// Office files are zip archives too, but their members are no deliveries.
fn office_document(archive: &zip::ZipArchive<Cursor<&[u8]>>) -> Option<&'static str> {
    let has = |name: &str| archive.index_for_name(name).is_some();
    if has("word/document.xml") {
        return Some("a Word document");
    }
    if has("xl/workbook.xml") {
        return Some("an Excel workbook");
    }
    if has("ppt/presentation.xml") {
        return Some("a PowerPoint file");
    }
    (has("META-INF/manifest.xml") && has("content.xml")).then_some("an OpenDocument file")
}
