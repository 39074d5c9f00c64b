//! Reading segments back.

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::host::Files;
use crate::model::Position;

use super::{OpenError, segment};

const CHUNK: usize = 1 << 18;

/// What the end of a segment looks like.
pub(super) struct End {
    /// Everything up to here is whole lines.
    pub whole: u64,
    /// How long the file is.
    pub size: u64,
    /// Whole lines that stand after a damaged one.
    pub stranded: Vec<u8>,
}

/// Damage larger than this is not repaired without a human.
const MOST_DAMAGE: u64 = 256 << 20;

/// Reads a segment from an offset to its end and looks for the first line that is not a JSON object.
///
/// # Errors
/// As the operating system says; `InvalidData` where more than 256 MiB stand after the damage.
pub(super) fn examine_end(files: &dyn Files, path: &Path, from: u64) -> io::Result<End> {
    let size = files.stat(path)?.size;
    let mut reader = LineReader::new(path.to_owned(), from);
    let mut line = Vec::new();
    let mut end = End { whole: from, size, stranded: Vec::new() };
    while reader.next(files, &mut line)? {
        if is_object(&line) && end.whole + line.len() as u64 == reader.offset {
            end.whole = reader.offset;
        } else if size - end.whole > MOST_DAMAGE {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("a damaged line at byte {} with {} bytes after it", end.whole, size - end.whole),
            ));
        } else if is_object(&line) {
            end.stranded.extend_from_slice(&line);
        }
    }
    Ok(end)
}

/// Whether bytes are one JSON object and nothing else.
fn is_object(line: &[u8]) -> bool {
    line.first() == Some(&b'{') && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()
}

/// Reads one file line by line from an offset.
struct LineReader {
    path: PathBuf,
    /// Where the next line begins.
    offset: u64,
    /// What was read beyond that.
    ahead: Vec<u8>,
    /// How much of `ahead` is used up.
    used: usize,
}

impl LineReader {
    fn new(path: PathBuf, offset: u64) -> Self {
        LineReader { path, offset, ahead: Vec::new(), used: 0 }
    }

    /// The next whole line with its newline; false at the end.
    fn next(&mut self, files: &dyn Files, line: &mut Vec<u8>) -> io::Result<bool> {
        line.clear();
        let mut searched = 0;
        loop {
            let rest = self.ahead.get(self.used..).unwrap_or_default();
            if let Some(at) = memchr::memchr(b'\n', rest.get(searched..).unwrap_or_default()) {
                let length = searched + at + 1;
                line.extend_from_slice(rest.get(..length).unwrap_or_default());
                self.used += length;
                self.offset += length as u64;
                return Ok(true);
            }
            searched = rest.len();
            self.ahead.drain(..self.used);
            self.used = 0;
            let begin = self.ahead.len();
            self.ahead.resize(begin + CHUNK, 0);
            let from = self.offset + begin as u64;
            let read = files.read_at(&self.path, from, self.ahead.get_mut(begin..).unwrap_or_default())?;
            self.ahead.truncate(begin + read);
            if read == 0 {
                return Ok(false);
            }
        }
    }
}

/// The lines of the journal after a position, over all segments.
pub struct Lines {
    files: Arc<dyn Files>,
    rest: VecDeque<(u64, PathBuf)>,
    current: Option<(u64, LineReader)>,
}

impl Lines {
    /// The lines after `from`.
    ///
    /// # Errors
    /// If the folder cannot be listed, or its segment is shorter than `from` says.
    pub(super) fn open(files: Arc<dyn Files>, folder: &Path, from: Position) -> Result<Lines, OpenError> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |error| OpenError::Io { what: "cannot read", path, error }
        };
        let names = segment::list(&*files, folder).map_err(io(folder))?;
        let mut rest: VecDeque<_> = names
            .into_iter()
            .filter(|name| name.number >= from.segment)
            .map(|name| (name.number, folder.join(name.file_name())))
            .collect();
        let mut current = None;
        if rest.front().is_some_and(|(number, _)| *number == from.segment) {
            if let Some((number, path)) = rest.pop_front() {
                let end = files.stat(&path).map_err(io(&path))?.size;
                if end < from.offset {
                    return Err(OpenError::Shorter { covered: from, end });
                }
                current = Some((number, LineReader::new(path, from.offset)));
            }
        } else if from.segment > 0 && from.offset > 0 && rest.is_empty() {
            return Err(OpenError::Shorter { covered: from, end: 0 });
        }
        Ok(Lines { files, rest, current })
    }

    /// The next line with its newline, and where it ends; `None` after the last.
    ///
    /// # Errors
    /// As the operating system says.
    pub fn next(&mut self, line: &mut Vec<u8>) -> io::Result<Option<Position>> {
        loop {
            if let Some((segment, reader)) = &mut self.current {
                if reader.next(&*self.files, line)? {
                    return Ok(Some(Position { segment: *segment, offset: reader.offset }));
                }
            }
            match self.rest.pop_front() {
                Some((number, path)) => self.current = Some((number, LineReader::new(path, 0))),
                None => return Ok(None),
            }
        }
    }
}

impl std::fmt::Debug for Lines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lines").field("segments_left", &self.rest.len()).finish_non_exhaustive()
    }
}
