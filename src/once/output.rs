//! Where the records of one run go: made anew, or gone on with where a state folder has written to it before.
//!
//! Promises: what an earlier run wrote is never cut, and no input is overwritten.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::dedup::Dedup;
use crate::host::{Files, RealFiles, write_whole};
use crate::model::{Position, Record};

use super::batch::{Input, Output};
use crate::line::Outlet;

/// How every record begins.
const BEGINNING: &[u8] = br#"{"schema":"wiredesk/"#;

/// An output that is open.
pub(super) struct Opened {
    sink: Box<dyn WriteSync>,
    begin: Position,
    sync: bool,
    /// Device and inode of a file.
    pub(super) inode: Option<(u64, u64)>,
    /// What an earlier run wrote stands in it.
    pub(super) goes_on: bool,
}

impl Opened {
    /// An output of a run that keeps nothing: a file is made anew.
    pub(super) fn anew(output: &Output) -> io::Result<Opened> {
        let begin = Position { segment: 1, offset: 0 };
        match output {
            Output::Stdout => Ok(Opened::stdout(begin, false)),
            Output::File(path) => Opened::of(File::create(path)?, begin, false),
        }
    }

    /// An output of a run with a state folder: one that the folder has written to before is gone on with.
    pub(super) fn with_state(output: &Output, folder: &Path, dedup: &mut Dedup) -> io::Result<Opened> {
        let Numbers { segment, first } = number(folder, output)?;
        if dedup.covers() == Position::default() {
            learn_earlier(folder, segment, dedup)?;
        }
        let mut begin = Position { segment, offset: 0 };
        let path = match output {
            Output::Stdout => {
                return Ok(Opened::stdout(begin, true));
            }
            Output::File(path) => path,
        };
        if first.is_none() {
            return Opened::of(File::create(path)?, begin, true);
        }
        // A run that was killed before its first record may not even have made the file.
        let nothing_yet = first.is_some_and(|first| first > dedup.covers().segment);
        let opened = OpenOptions::new().read(true).write(true).truncate(false).create(nothing_yet).open(path);
        let mut file = opened.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => invalid("it is gone, and the state knows what was in it"),
            _ => error,
        })?;
        begin.offset = go_on(&mut file, segment, dedup)?;
        Opened::of(file, begin, true)
    }

    fn stdout(begin: Position, sync: bool) -> Opened {
        Opened { sink: Box::new(io::stdout()), begin, sync, inode: None, goes_on: false }
    }

    fn of(file: File, begin: Position, sync: bool) -> io::Result<Opened> {
        let meta = file.metadata()?;
        let inode = Some((meta.dev(), meta.ino()));
        Ok(Opened { goes_on: begin.offset > 0, inode, sink: Box::new(file), begin, sync })
    }
}

impl Outlet for Opened {
    fn commit(&mut self, group: &[u8]) -> io::Result<Position> {
        self.sink.write_all(group)?;
        self.sink.flush()?;
        if self.sync {
            self.sink.sync()?;
        }
        let begin = self.begin;
        self.begin.offset += group.len() as u64;
        Ok(begin)
    }
}

/// Refuses an output whose opening would destroy an input: one that is named as an input, or that lies in a folder of
/// inputs and holds something else than records. What lies there and holds records is an earlier run's output.
pub(super) fn spare_inputs(output: &Output, inputs: &[Input]) -> io::Result<()> {
    let Output::File(path) = output else { return Ok(()) };
    let Ok(real) = std::fs::canonicalize(path) else { return Ok(()) };
    let refused = |why| Err(io::Error::new(io::ErrorKind::InvalidInput, why));
    for input in inputs {
        let Input::Path(input) = input else { continue };
        let Ok(input) = std::fs::canonicalize(input) else { continue };
        let is_the_input = input == real
            || std::fs::metadata(&input).is_ok_and(|meta| meta.is_file() && is_same(&meta, &real));
        if is_the_input {
            return refused("it is an input, and would be overwritten: give another name");
        }
        if real.starts_with(&input) && !holds_records(&real)? {
            return refused(
                "it lies among the inputs, was not written by wiredesk, and would be overwritten: give another name",
            );
        }
    }
    Ok(())
}

fn is_same(meta: &std::fs::Metadata, other: &Path) -> bool {
    std::fs::metadata(other).is_ok_and(|other| (other.dev(), other.ino()) == (meta.dev(), meta.ino()))
}

fn holds_records(path: &Path) -> io::Result<bool> {
    let mut beginning = Vec::new();
    File::open(path)?.take(BEGINNING.len() as u64).read_to_end(&mut beginning)?;
    Ok(beginning.is_empty() || beginning == BEGINNING)
}

/// Name of the list of outputs in a state folder.
const OUTPUTS: &str = "outputs.json";

/// The outputs that a state folder has written to, in order: whole paths, and `-` for standard output.
pub(super) fn outputs(folder: &Path) -> io::Result<Vec<String>> {
    match std::fs::read(folder.join(OUTPUTS)) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(e) => Err(e),
    }
}

/// The numbers of an output in the order of those that a state folder has written to: like a journal's segment, and a
/// further one where it is written to again after another.
struct Numbers {
    segment: u64,
    /// Its first number, if it was written to before; `None` also for standard output.
    first: Option<u64>,
}

fn number(folder: &Path, output: &Output) -> io::Result<Numbers> {
    let mut names = outputs(folder)?;
    let (name, is_file) = match output {
        Output::Stdout => ("-".to_owned(), false),
        Output::File(path) => (whole(path)?.to_string_lossy().into_owned(), true),
    };
    let first = names.iter().position(|known| is_file && *known == name).map(|place| place as u64 + 1);
    if first.is_none() || names.last() != Some(&name) {
        names.push(name);
        write_whole(&RealFiles, &folder.join(OUTPUTS), &serde_json::to_vec(&names)?)?;
        RealFiles.sync_folder(folder)?;
    }
    Ok(Numbers { segment: names.len() as u64, first })
}

/// The one path of a file that may not be there yet, whatever links and dots lead to it.
fn whole(path: &Path) -> io::Result<PathBuf> {
    if let Ok(real) = std::fs::canonicalize(path) {
        return Ok(real);
    }
    let path = std::path::absolute(path)?;
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Ok(path) };
    Ok(std::fs::canonicalize(folder)?.join(name))
}

/// Reads back what stands in the outputs before this one, as far as they are there and hold records: the index is new,
/// and an earlier one may have been moved away.
fn learn_earlier(folder: &Path, segment: u64, dedup: &mut Dedup) -> io::Result<()> {
    for (number, name) in (1..segment).zip(outputs(folder)?) {
        match File::open(name) {
            Ok(file) => {
                drop(learn(&mut io::BufReader::new(file), Position { segment: number, offset: 0 }, dedup)?)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    dedup.flush().map_err(io::Error::other)
}

/// Reads records back from a place on. Returns where they end, and the line that stands there and is none.
fn learn(reader: &mut impl BufRead, from: Position, dedup: &mut Dedup) -> io::Result<(Position, Vec<u8>)> {
    let (mut at, mut line) = (from, Vec::new());
    loop {
        line.clear();
        reader.read_until(b'\n', &mut line)?;
        let whole = line.last() == Some(&b'\n');
        let Some(record) = serde_json::from_slice::<Record>(&line).ok().filter(|_| whole) else {
            return Ok((at, line));
        };
        at.offset += line.len() as u64;
        dedup.read_back(&record, at).map_err(io::Error::other)?;
    }
}

/// Reads what an interrupted run wrote after the index's position, cuts a torn last line, and stands at the end.
fn go_on(file: &mut File, segment: u64, dedup: &mut Dedup) -> io::Result<u64> {
    let covered = dedup.covers();
    let offset = if covered.segment == segment { covered.offset } else { 0 };
    if file.metadata()?.len() < offset {
        return Err(invalid("it is shorter than the state says"));
    }
    file.seek(SeekFrom::Start(offset))?;
    let mut reader = io::BufReader::new(&*file);
    let (Position { offset, .. }, line) = learn(&mut reader, Position { segment, offset }, dedup)?;
    if !is_torn(&line) || !reader.fill_buf()?.is_empty() {
        return Err(invalid(&format!("what stands at byte {offset} is no record")));
    }
    drop(reader);
    dedup.flush().map_err(io::Error::other)?;
    file.set_len(offset)?;
    file.seek(SeekFrom::Start(offset))?;
    Ok(offset)
}

/// Whether a line can be what is left of a record that was being written.
fn is_torn(line: &[u8]) -> bool {
    line.starts_with(BEGINNING) || BEGINNING.starts_with(line) || line.iter().all(|byte| *byte == 0)
}

fn invalid(what: &str) -> io::Error {
    let what = format!("{what}: put it back, or remove the state to begin anew");
    io::Error::new(io::ErrorKind::InvalidData, what)
}

trait WriteSync: Write + Send {
    fn sync(&mut self) -> io::Result<()>;
}

impl WriteSync for File {
    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

impl WriteSync for io::Stdout {
    fn sync(&mut self) -> io::Result<()> {
        self.flush()
    }
}
