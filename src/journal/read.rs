//! Reading segments back, plain or sealed, while somebody else may be writing, sealing or removing them.

use std::collections::VecDeque;
use std::io::{self, BufReader, Read};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::watch;

use crate::host::Files;
use crate::model::Position;

use super::{OpenError, Progress, SegmentName, segment};

const CHUNK: usize = 1 << 18;
/// A longer line is damage, or a sealed file that is not ours.
const LONGEST_LINE: usize = 1 << 30;
/// Largest window of a sealed file that is unpacked: 32 MiB, more than our own ever ask for.
const WINDOW_LOG: u32 = 25;

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

/// Reads a plain segment from an offset to its end and looks for the first line that is not a JSON object.
///
/// # Errors
/// As the operating system says; `InvalidData` where more than 256 MiB stand after the damage.
pub(super) fn examine_end(
    files: &Arc<dyn Files>,
    folder: &Path,
    name: &SegmentName,
    from: u64,
) -> io::Result<End> {
    let size = files.stat(&folder.join(name.file_name()))?.size;
    let mut reader = SegmentReader::new(Arc::clone(files), folder.to_owned(), name.clone(), from);
    let mut line = Vec::new();
    let mut end = End { whole: from, size, stranded: Vec::new() };
    while reader.next(&mut line, u64::MAX)? {
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

/// A file read from its beginning.
struct FileReader {
    files: Arc<dyn Files>,
    path: PathBuf,
    offset: u64,
}

impl Read for FileReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.files.read_at(&self.path, self.offset, buffer)?;
        self.offset += read as u64;
        Ok(read)
    }
}

type Unpacking = zstd::stream::read::Decoder<'static, BufReader<FileReader>>;

/// The content of a sealed file. Its one frame says how long that is, and unpacks to no more.
pub(super) fn unpack(files: Arc<dyn Files>, path: PathBuf) -> io::Result<impl Read> {
    unpacking(files, path)
}

fn unpacking(files: Arc<dyn Files>, path: PathBuf) -> io::Result<Unpacking> {
    let file = BufReader::with_capacity(CHUNK, FileReader { files, path, offset: 0 });
    let mut decoder = Unpacking::with_buffer(file)?.single_frame();
    decoder.window_log_max(WINDOW_LOG)?;
    Ok(decoder)
}

/// Where the bytes of a segment come from.
enum Bytes {
    Plain(PathBuf),
    Sealed(Box<Unpacking>),
}

/// Reads one segment line by line from an offset; goes on in the sealed file where the plain one is gone.
struct SegmentReader {
    files: Arc<dyn Files>,
    folder: PathBuf,
    name: SegmentName,
    bytes: Option<Bytes>,
    /// Where the next line begins, in uncompressed bytes.
    offset: u64,
    /// What was read beyond that.
    ahead: Vec<u8>,
    /// How much of `ahead` is used up.
    used: usize,
}

impl SegmentReader {
    fn new(files: Arc<dyn Files>, folder: PathBuf, name: SegmentName, offset: u64) -> Self {
        SegmentReader { files, folder, name, bytes: None, offset, ahead: Vec::new(), used: 0 }
    }

    /// The next whole line with its newline; false at the end. Nothing from the byte `end` on is looked at: it may be cut
    /// and written anew.
    fn next(&mut self, line: &mut Vec<u8>, end: u64) -> io::Result<bool> {
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
            if begin > LONGEST_LINE {
                let message = format!("{}: a line of more than 1 GiB", self.name.file_name());
                return Err(io::Error::new(io::ErrorKind::InvalidData, message));
            }
            let at = self.offset + begin as u64;
            let most = usize::try_from(end.saturating_sub(at)).unwrap_or(CHUNK).min(CHUNK);
            self.ahead.resize(begin + most, 0);
            let mut ahead = std::mem::take(&mut self.ahead);
            let read = self.fill(at, ahead.get_mut(begin..).unwrap_or_default());
            self.ahead = ahead;
            if !matches!(read, Ok(more) if more > 0) {
                // Half a line may be cut away and written anew: it is read again when it is whole.
                self.ahead.clear();
                if matches!(self.bytes, Some(Bytes::Sealed(_))) && begin > 0 {
                    self.bytes = None;
                }
                return read.map(|_| false);
            }
            self.ahead.truncate(begin + read?);
        }
    }

    fn fill(&mut self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        if self.bytes.is_none() {
            self.bytes = Some(match self.open_plain() {
                Err(e) if e.kind() == io::ErrorKind::NotFound => self.open_sealed(at)?,
                other => other?,
            });
        }
        if let Some(Bytes::Plain(path)) = &self.bytes {
            match self.files.read_at(path, at, buffer) {
                // Sealed since the last look.
                Err(e) if e.kind() == io::ErrorKind::NotFound => self.bytes = Some(self.open_sealed(at)?),
                other => return other,
            }
        }
        let Some(Bytes::Sealed(content)) = &mut self.bytes else { return Ok(0) };
        let read = content.read(buffer);
        read.map_err(|error| damaged(&self.name, &error))
    }

    fn open_plain(&self) -> io::Result<Bytes> {
        let path = self.folder.join(self.name.file_name());
        self.files.stat(&path).map(|_| Bytes::Plain(path))
    }

    /// Opens the sealed file and passes over `skip` bytes of its content.
    fn open_sealed(&self, skip: u64) -> io::Result<Bytes> {
        let path = self.folder.join(self.name.sealed_name());
        self.files.stat(&path)?;
        let mut content =
            unpacking(Arc::clone(&self.files), path).map_err(|error| damaged(&self.name, &error))?;
        let passed = io::copy(&mut content.by_ref().take(skip), &mut io::sink());
        if passed.map_err(|error| damaged(&self.name, &error))? < skip {
            let message = format!("{} holds less than {skip} bytes", self.name.sealed_name());
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, message));
        }
        Ok(Bytes::Sealed(Box::new(content)))
    }
}

/// What unpacking says, with the file it says it of.
fn damaged(name: &SegmentName, error: &io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::NotFound => io::ErrorKind::NotFound.into(),
        kind => {
            let kind = if error.raw_os_error().is_some() { kind } else { io::ErrorKind::InvalidData };
            io::Error::new(kind, format!("{} cannot be unpacked: {error}", name.sealed_name()))
        }
    }
}

/// The lines of the journal after a position, over all segments.
pub struct Lines {
    files: Arc<dyn Files>,
    folder: PathBuf,
    rest: VecDeque<SegmentName>,
    current: Option<SegmentReader>,
    /// The highest number that was listed.
    listed: u64,
    /// How many were removed after they were listed.
    missed: u64,
    /// The number after the last one that was begun or is known to be gone; none before the first.
    expected: Option<u64>,
    /// What was gone before it was read to its end.
    gone: Vec<RangeInclusive<u64>>,
    /// How far a segment was known to reach.
    reaches: Position,
}

impl Lines {
    /// The lines after `from`, as far as they stand there now. Needs no lock: whole lines are never changed.
    ///
    /// # Errors
    /// If the folder cannot be listed, or its segment is shorter than `from` says.
    pub fn open(files: Arc<dyn Files>, folder: &Path, from: Position) -> Result<Lines, OpenError> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |error| OpenError::Io { what: "cannot read", path, error }
        };
        let found = segment::segments(&*files, folder).map_err(io(folder))?;
        let mut lines = Lines {
            files,
            folder: folder.to_owned(),
            listed: found.last().map_or(0, |last| last.name.number),
            rest: found
                .iter()
                .filter(|segment| segment.name.number >= from.segment)
                .map(|segment| segment.name.clone())
                .collect(),
            current: None,
            missed: 0,
            expected: None,
            gone: Vec::new(),
            reaches: Position::default(),
        };
        let begins = lines.rest.front().is_some_and(|first| first.number == from.segment);
        if begins && from.offset > 0 {
            lines.begin_at(from, &found)?;
        } else if from.segment > 0 && from.offset > 0 && lines.rest.is_empty() {
            return Err(OpenError::Shorter { covered: from, end: 0 });
        }
        Ok(lines)
    }

    /// Stands in the first segment at an offset, which must be in it.
    fn begin_at(&mut self, from: Position, found: &[segment::Segment]) -> Result<(), OpenError> {
        let Some(name) = self.rest.pop_front() else { return Ok(()) };
        let path = self.folder.join(name.file_name());
        let io = |error| OpenError::Io { what: "cannot read", path: path.clone(), error };
        let mut reader =
            SegmentReader::new(Arc::clone(&self.files), self.folder.clone(), name.clone(), from.offset);
        if found.iter().any(|segment| segment.name == name && segment.plain) {
            let end = self.files.stat(&path).map_err(io)?.size;
            if end < from.offset {
                return Err(OpenError::Shorter { covered: from, end });
            }
        } else {
            match reader.open_sealed(from.offset) {
                Ok(bytes) => reader.bytes = Some(bytes),
                Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => {
                    return Err(OpenError::Shorter { covered: from, end: 0 });
                }
                Err(error) => return Err(io(error)),
            }
        }
        self.expected = Some(from.segment + 1);
        self.current = Some(reader);
        Ok(())
    }

    /// The next line with its newline, and where it ends; `None` after the last.
    ///
    /// # Errors
    /// As the operating system says; `InvalidData` where a sealed segment is damaged.
    pub fn next(&mut self, line: &mut Vec<u8>) -> io::Result<Option<Position>> {
        self.next_before(Position { segment: u64::MAX, offset: u64::MAX }, line)
    }

    /// The next line that ends before `end`, or there.
    fn next_before(&mut self, end: Position, line: &mut Vec<u8>) -> io::Result<Option<Position>> {
        loop {
            if let Some(reader) = &mut self.current {
                let segment = reader.name.number;
                if (Position { segment, offset: reader.offset }) >= end {
                    return Ok(None);
                }
                let stop = if segment == end.segment { end.offset } else { u64::MAX };
                match reader.next(line, stop) {
                    Ok(true) => return Ok(Some(Position { segment, offset: reader.offset })),
                    Ok(false) => {}
                    // Removed for its age while it was read.
                    Err(e) if e.kind() == io::ErrorKind::NotFound => {
                        self.missed += 1;
                        self.gone.push(segment..=segment);
                        self.current = None;
                    }
                    Err(error) => return Err(error),
                }
            }
            let may_begin = |next: &mut SegmentName| Position { segment: next.number, offset: 0 } < end;
            match self.rest.pop_front_if(may_begin) {
                Some(name) => {
                    self.leave_for(name.number);
                    let (files, folder) = (Arc::clone(&self.files), self.folder.clone());
                    self.current = Some(SegmentReader::new(files, folder, name, 0));
                }
                None => return Ok(None),
            }
        }
    }

    /// Notes what lies between what is read and the segment that is begun next: what is left of a segment that was
    /// longer, and numbers that are gone.
    fn leave_for(&mut self, number: u64) {
        let reaches = self.reaches;
        let cut = |left: &SegmentReader| left.name.number == reaches.segment && left.offset < reaches.offset;
        if self.current.as_ref().is_some_and(cut) {
            self.gone.push(reaches.segment..=reaches.segment);
        }
        if let Some(expected) = self.expected.filter(|expected| *expected < number) {
            self.gone.push(expected..=number - 1);
        }
        self.expected = Some(number + 1);
    }

    /// Looks for segments that were begun since the last look; [`next`](Lines::next) goes on with them once the
    /// segment before them is read to its end.
    ///
    /// # Errors
    /// If the folder cannot be listed.
    pub fn look_again(&mut self) -> io::Result<()> {
        for segment in segment::segments(&*self.files, &self.folder)? {
            if segment.name.number > self.listed {
                self.listed = segment.name.number;
                self.rest.push_back(segment.name);
            }
        }
        Ok(())
    }

    /// The segment that is being read.
    pub fn segment(&self) -> Option<&SegmentName> {
        self.current.as_ref().map(|reader| &reader.name)
    }

    /// How many segments were removed before they were read to their end.
    pub fn missed(&self) -> u64 {
        self.missed
    }
}

/// Reads along while the journal is written, up to what is synced and no further.
#[derive(Debug)]
pub struct Follow {
    pub(super) lines: Lines,
    progress: watch::Receiver<Progress>,
}

impl Lines {
    /// The lines after `from`, and whatever is written from now on. Where the segment of `from` is gone or shorter,
    /// begins with the next one and notes it as [`gone`](Follow::gone).
    ///
    /// # Errors
    /// If the folder or the segment cannot be read.
    pub fn follow(
        files: Arc<dyn Files>,
        folder: &Path,
        from: Position,
        progress: watch::Receiver<Progress>,
    ) -> Result<Follow, OpenError> {
        let mut lines = match Lines::open(Arc::clone(&files), folder, from) {
            Err(OpenError::Shorter { .. }) => {
                let next = Position { segment: from.segment + 1, offset: 0 };
                let mut lines = Lines::open(files, folder, next)?;
                lines.gone.push(from.segment..=from.segment);
                lines.expected = Some(next.segment);
                lines
            }
            other => other?,
        };
        // Who has read nothing yet misses nothing: what is retained is all there is.
        if from != Position::default() {
            lines.expected.get_or_insert(from.segment);
        }
        Ok(Follow { lines, progress })
    }
}

impl Follow {
    /// The next line with its newline, and where it ends; `None` where nothing more is synced yet.
    ///
    /// # Errors
    /// As the operating system says; `InvalidData` where a sealed segment is damaged.
    pub fn next(&mut self, line: &mut Vec<u8>) -> io::Result<Option<Position>> {
        let end = self.progress.borrow_and_update().end;
        if self.lines.segment().is_some_and(|name| name.number == end.segment) {
            self.lines.reaches = end;
        }
        match self.lines.next_before(end, line)? {
            None if self.lines.listed < end.segment => {
                self.lines.look_again()?;
                self.lines.next_before(end, line)
            }
            found => Ok(found),
        }
    }

    /// Returns once more is synced than [`next`](Follow::next) last knew of; false if nobody writes any more.
    pub async fn more(&mut self) -> bool {
        self.progress.changed().await.is_ok()
    }

    /// Everything before it is synced.
    pub fn end(&self) -> Position {
        self.progress.borrow().end
    }

    /// The numbers of segments that were gone, or cut, before they were read to their end; each is told once.
    pub fn gone(&mut self) -> Vec<RangeInclusive<u64>> {
        std::mem::take(&mut self.lines.gone)
    }
}

impl std::fmt::Debug for Lines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lines").field("segments_left", &self.rest.len()).finish_non_exhaustive()
    }
}
