//! The same desk once, over files and folders: what `process` does.
//!
//! Files are taken sorted, folders whole, and records come out in that order. Nothing is moved or removed.
//! With a state folder, what was seen is kept between runs, and a run that was interrupted goes on where its output
//! ends; without one nothing is left behind.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::runtime::Handle;

use crate::config::plan::OnDuplicate;
use crate::decode;
use crate::dedup::{Dedup, Settings as DedupSettings};
use crate::export::Format;
use crate::export::tables::{Encoding, Table};
use crate::flow::{Budget, Outcome, Receipt, Room, held};
use crate::host::{Clock, FileKind, Files, Lock};
use crate::model::{Fault, FaultCode, Hints, Place, TextLimits};
use crate::sieve::Sieve;
use crate::state::{RedbIndex, RedbOptions};

use super::output::{self, Opened};
use super::rows::Rows;
use super::sifting;
use super::unfinished;
use crate::line::{self, Attempt, Committer, Entrance, HEAD, INDEX, Refusals, index_options};
use crate::source::{Arrival, Content};

/// Larger files are read as streams, in case that they are containers.
const LARGE: u64 = 1 << 20;
/// How long records are gathered before they are written: nobody waits for each.
const LINGER: Duration = Duration::from_millis(5);

/// What is to be processed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file or folder.
    Path(PathBuf),
    /// Standard input, as one arrival.
    Stdin,
}

/// Where records go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Standard output.
    Stdout,
    /// A file, made anew unless a state folder says that it is to be gone on with.
    File(PathBuf),
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A line for each story.
    Lines(Format),
    /// The rows of a table.
    Rows(Table, Encoding),
}

/// One run.
#[derive(Debug)]
pub struct Options {
    /// Files and folders, in order.
    pub inputs: Vec<Input>,
    /// Where records go.
    pub output: Output,
    /// What is written; only records can be read back, so only they go with `state`.
    pub form: Form,
    /// Which records are written, and as what; not with `state` either, unless it is open.
    pub sieve: Arc<Sieve>,
    /// Where what was seen is kept between runs.
    pub state: Option<PathBuf>,
    /// How the line is run.
    pub line: line::Settings,
    /// How duplicates are looked for.
    pub dedup: DedupSettings,
    /// Bytes of memory for looking up what was seen.
    pub index_memory: u64,
    /// Bytes in flight.
    pub in_flight_bytes: u64,
    /// Documents in flight.
    pub in_flight_documents: usize,
}

/// What a run has done so far; may be read while it runs.
#[derive(Debug, Default)]
pub struct Progress {
    /// Files found so far.
    pub found: AtomicU64,
    /// Files done with.
    pub done: AtomicU64,
    /// Files and members refused.
    pub refused: AtomicU64,
}

/// Hears of each file that was refused, as it happens.
pub type OnRefused = Arc<dyn Fn(&str, &Fault) + Send + Sync>;

/// What a run came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// Files taken.
    pub files: u64,
    /// Records written.
    pub records: u64,
    /// Inputs known from an earlier run, or copies dropped.
    pub known: u64,
    /// Files and members refused.
    pub refused: u64,
    /// The output holds what an earlier run wrote.
    pub goes_on: bool,
}

/// Why a run failed.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// An input is not there.
    #[error("cannot read {}: {error}", path.display())]
    Input {
        /// The input.
        path: PathBuf,
        /// What the operating system said.
        error: io::Error,
    },
    /// The output cannot be made or written.
    #[error("cannot write {name}: {error}")]
    Output {
        /// The output.
        name: String,
        /// What the operating system said.
        error: io::Error,
    },
    /// The state folder is used by another process.
    #[error("another wiredesk uses the state in {}: wait for it, or give another --state", .0.display())]
    Locked(PathBuf),
    /// The state folder cannot be used.
    #[error("cannot use the state in {}: {error}", path.display())]
    State {
        /// The folder.
        path: PathBuf,
        /// What was wrong.
        error: io::Error,
    },
    /// There is no place for what is only needed while it runs.
    #[error("cannot use a temporary file in {}: {error}; set TMPDIR to a folder with room", std::env::temp_dir().display())]
    Temporary {
        /// What was wrong.
        error: io::Error,
    },
    /// A step ended by a defect, or gave no thread.
    #[error("a step of the pipeline ended early: {0}")]
    Broken(String),
}

/// Runs over all inputs.
///
/// Blocks the calling thread, which must not be one of the runtime's own.
///
/// # Errors
/// [`BatchError`]. Refused files are no error: they are told to `on_refused`.
pub fn run(
    options: &Options,
    files: &Arc<dyn Files>,
    clock: &dyn Clock,
    runtime: &Handle,
    progress: &Arc<Progress>,
    on_refused: &OnRefused,
) -> Result<Report, BatchError> {
    let (mut dedup, outlet, _lock) = open(options, &**files)?;
    let mut received_at = clock.stamp();
    if let Some(folder) = &options.state {
        let begun = unfinished::begin(&**files, folder, &options.inputs, received_at, dedup.end())
            .map_err(|error| state_error(options, error))?;
        if begun.again && options.line.rules.on_duplicate == OnDuplicate::Drop {
            dedup.expect_dropped_again(begun.index_end);
        }
        received_at = begun.received_at;
    }
    let received = received_at.parse().map_or(0, jiff::Timestamp::as_second);
    let (own, goes_on) = (outlet.inode, outlet.goes_on);
    let dedup = Arc::new(Mutex::new(dedup));
    let (members, tell) = (Arc::clone(progress), Arc::clone(on_refused));
    let refusals = Refusals::Tell(Box::new(move |member| {
        members.refused.fetch_add(1, Relaxed);
        let path = member.path.as_deref().unwrap_or("-");
        tell(&format!("{path}: {}", member.member), &member.fault);
    }));
    let (committer, rows) = match options.form {
        Form::Lines(format) => {
            let committer = Committer::new(Box::new(outlet), Arc::clone(&dedup), refusals);
            (committer.in_format(format), None)
        }
        Form::Rows(table, encoding) => {
            let rows = Rows::begin(table, encoding, outlet).map_err(|error| output_error(options, error))?;
            let committer = Committer::new(Box::new(rows.clone()), Arc::clone(&dedup), refusals);
            (committer.rewriting(rows.rewrite()), Some(rows))
        }
    };
    let committer = committer.sifted(sifting::of(options));
    let budget = Budget::new(options.in_flight_bytes, options.in_flight_documents);
    let settings = line::Settings { retry: false, linger: LINGER, ..options.line.clone() };
    let (entrance, line) = line::start(&settings, budget, &dedup, committer)
        .map_err(|error| BatchError::Broken(error.to_string()))?;

    let several = options.inputs.len() > 1;
    let mut feeder = Feeder {
        files: &**files,
        entrance,
        limits: settings.rules.limits,
        document_bytes: settings.rules.limits.document_bytes as u64,
        received_at,
        places: several.then(HashSet::new),
        own,
        progress,
        on_refused,
    };
    let fed = options.inputs.iter().try_for_each(|input| feeder.feed(input));
    let files_taken = progress.found.load(Relaxed);
    drop(feeder);
    runtime.block_on(line.pool.ended());
    let panicked = line.pool.join();
    if let Some((what, error)) = line.failure() {
        return Err(failed(options, what, error));
    }
    if panicked {
        return Err(BatchError::Broken("a defect: please report the message above".to_owned()));
    }
    if let Err(Stop::Failed(error)) = fed {
        return Err(error);
    }
    if let Some(rows) = rows {
        rows.end().map_err(|error| output_error(options, error))?;
    }
    if let Some(folder) = &options.state {
        held(&dedup).flush().map_err(|error| state_error(options, io::Error::other(error)))?;
        unfinished::end(&**files, folder).map_err(|error| state_error(options, error))?;
        // Only now: a run that is gone on with knows what it knew when it began.
        held(&dedup).forget(received).map_err(|error| state_error(options, io::Error::other(error)))?;
    }
    let (records, known, _) = line.totals();
    Ok(Report { files: files_taken, records, known, refused: progress.refused.load(Relaxed), goes_on })
}

/// What a failure of the line is called by whoever started the run.
fn failed(options: &Options, what: Attempt, error: io::Error) -> BatchError {
    match (what, &options.state) {
        (Attempt::Journal, _) => output_error(options, error),
        (Attempt::Index | Attempt::LookUp, Some(_)) => state_error(options, error),
        (Attempt::Index | Attempt::LookUp, None) => BatchError::Temporary { error },
    }
}

fn output_name(output: &Output) -> String {
    match output {
        Output::Stdout => "standard output".to_owned(),
        Output::File(path) => path.display().to_string(),
    }
}

fn output_error(options: &Options, error: io::Error) -> BatchError {
    BatchError::Output { name: output_name(&options.output), error }
}

fn state_error(options: &Options, error: io::Error) -> BatchError {
    BatchError::State { path: options.state.clone().unwrap_or_default(), error }
}

/// An index in a file that has no name any more: nothing is left behind, however the run ends.
fn temporary_index(memory: u64) -> io::Result<RedbIndex> {
    let backend = redb::backends::FileBackend::new(tempfile::tempfile()?).map_err(io::Error::other)?;
    let options = RedbOptions { lasting: false, ..index_options(memory) };
    RedbIndex::with_backend(backend, options).map_err(io::Error::other)
}

/// Standard input in a file without a name, from its beginning, and its size.
fn spool(begun: &[u8], rest: &mut dyn Read) -> io::Result<(File, u64)> {
    let mut file = tempfile::tempfile()?;
    file.write_all(begun)?;
    let size = begun.len() as u64 + io::copy(rest, &mut file)?;
    file.seek(SeekFrom::Start(0))?;
    Ok((file, size))
}

type Stood = (Dedup, Opened, Option<Box<dyn Lock>>);

fn open(options: &Options, files: &dyn Files) -> Result<Stood, BatchError> {
    let output = |error| output_error(options, error);
    let state = |error| state_error(options, error);
    output::spare_inputs(&options.output, &options.inputs).map_err(output)?;
    let Some(folder) = &options.state else {
        let dedup = temporary_index(options.index_memory).map_err(|error| BatchError::Temporary { error })?;
        let dedup = Dedup::new(Box::new(dedup), options.dedup);
        return Ok((dedup, Opened::anew(&options.output).map_err(output)?, None));
    };
    files.create_folders(folder).map_err(state)?;
    let held = files.lock_folder(folder).map_err(state)?.ok_or_else(|| BatchError::Locked(folder.clone()))?;
    let path = folder.join(INDEX);
    let index = RedbIndex::create(&path, index_options(options.index_memory)).map_err(|error| {
        let anew =
            format!("move {} away and run again: what stands in its outputs is known then", path.display());
        state(io::Error::other(error.with_advice(&anew)))
    })?;
    let mut dedup = Dedup::new(Box::new(index), options.dedup);
    let opened = Opened::with_state(&options.output, folder, &mut dedup).map_err(output)?;
    Ok((dedup, opened, Some(held)))
}

/// Why feeding stopped.
enum Stop {
    /// The line ended; it knows why.
    LineEnded,
    Failed(BatchError),
}

struct Feeder<'a> {
    files: &'a dyn Files,
    entrance: Entrance,
    limits: TextLimits,
    document_bytes: u64,
    received_at: String,
    /// With several inputs: which relative paths there were, so that two of one name are two inputs.
    places: Option<HashSet<u64>>,
    /// Device and inode of the output, which is no input wherever it lies.
    own: Option<(u64, u64)>,
    progress: &'a Arc<Progress>,
    on_refused: &'a OnRefused,
}

impl Feeder<'_> {
    fn feed(&mut self, input: &Input) -> Result<(), Stop> {
        let path = match input {
            Input::Stdin => return self.feed_stdin(),
            Input::Path(path) => path,
        };
        let failed = |error| Stop::Failed(BatchError::Input { path: path.clone(), error });
        // What is named on the command line is followed, what is found in a folder is not.
        let real = std::fs::canonicalize(path).map_err(failed)?;
        match self.files.stat(&real).map_err(failed)?.kind {
            FileKind::Folder => self.feed_folder(&real),
            FileKind::File => {
                let name = path.file_name().or(real.file_name()).unwrap_or_default().to_owned();
                self.feed_file(&real, Path::new(&name))
            }
            FileKind::Other => {
                Err(failed(io::Error::new(io::ErrorKind::InvalidInput, "no regular file or folder")))
            }
        }
    }

    fn feed_folder(&mut self, root: &Path) -> Result<(), Stop> {
        // Depth first, sorted by name: a stack of sorted lists.
        let mut stack = vec![(PathBuf::new(), self.sorted(root, Path::new(""))?)];
        while let Some((folder, entries)) = stack.last_mut() {
            let Some((name, kind)) = entries.pop() else {
                stack.pop();
                continue;
            };
            let relative = folder.join(name);
            match kind {
                FileKind::Folder => {
                    let entries = self.sorted(root, &relative)?;
                    stack.push((relative, entries));
                }
                FileKind::File => self.feed_file(&root.join(&relative), &relative)?,
                FileKind::Other => {}
            }
        }
        Ok(())
    }

    /// A folder's entries, last first; hidden ones are left out.
    fn sorted(&self, root: &Path, relative: &Path) -> Result<Vec<(OsString, FileKind)>, Stop> {
        let folder = root.join(relative);
        let mut entries = Vec::new();
        let listed = self.files.list(&folder, &mut |name, kind| {
            if !name.as_bytes().starts_with(b".") {
                entries.push((name, kind));
            }
            true
        });
        match listed {
            Ok(()) => {}
            Err(error) if relative == Path::new("") => {
                return Err(Stop::Failed(BatchError::Input { path: folder, error }));
            }
            Err(error) => {
                let fault = Fault::new(FaultCode::Unreadable, format!("cannot list the folder: {error}"));
                self.refuse(&relative.to_string_lossy(), &fault);
            }
        }
        entries.sort_by(|a, b| b.0.cmp(&a.0));
        Ok(entries)
    }

    fn feed_file(&mut self, path: &Path, relative: &Path) -> Result<(), Stop> {
        let stat = self.files.stat(path).ok();
        if stat.is_some_and(|stat| Some(stat.inode) == self.own) {
            return Ok(());
        }
        self.progress.found.fetch_add(1, Relaxed);
        let shown = relative.to_string_lossy().into_owned();
        let size = stat.map_or(0, |stat| stat.size);
        // What is larger than a document may be is a container, which is read as a stream, or is refused.
        let room = self.room(if size > self.document_bytes { 0 } else { size })?;
        let read = match size > self.document_bytes.min(LARGE) {
            true => self.files.open_read(path).map(|(stat, stream)| Content::Stream(stream, stat.size)),
            false => self.read(path).map(Content::Bytes),
        };
        match read {
            Ok(content) => {
                let place = self.place(relative);
                self.deliver(content, Some(shown), place, room)
            }
            Err(error) => {
                let code = match error.kind() {
                    io::ErrorKind::FileTooLarge => FaultCode::TooLarge,
                    _ => FaultCode::Unreadable,
                };
                self.refuse(&shown, &Fault::new(code, error.to_string()));
                Ok(())
            }
        }
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let read = match self.files.read(path, self.document_bytes) {
            // A file that is being written: what stands there now is what is asked for.
            Err(e) if e.kind() == io::ErrorKind::ResourceBusy => self.files.read(path, self.document_bytes),
            other => other,
        };
        read.map(|(_, bytes)| bytes)
    }

    fn feed_stdin(&mut self) -> Result<(), Stop> {
        self.progress.found.fetch_add(1, Relaxed);
        let failed = |error| Stop::Failed(BatchError::Input { path: "-".into(), error });
        let mut bytes = Vec::new();
        io::stdin().lock().take(self.document_bytes + 1).read_to_end(&mut bytes).map_err(failed)?;
        let size = bytes.len() as u64;
        if size <= self.document_bytes {
            let room = self.room(size)?;
            return self.deliver(Content::Bytes(bytes), None, b"-".to_vec(), room);
        }
        if !decode::is_container(bytes.get(..HEAD).unwrap_or(&bytes), Some(size), &self.limits) {
            let limit = self.document_bytes;
            let message =
                format!("more than {limit} bytes, the limit for a document (limits.document_bytes)");
            self.refuse("-", &Fault::new(FaultCode::TooLarge, message));
            return Ok(());
        }
        // A container is read from a file.
        let (file, size) = spool(&bytes, &mut io::stdin().lock()).map_err(failed)?;
        let room = self.room(0)?;
        self.deliver(Content::Stream(Box::new(file), size), None, b"-".to_vec(), room)
    }

    fn room(&self, size: u64) -> Result<Room, Stop> {
        let room = self.entrance.try_room(size).or_else(|| self.entrance.room_blocking(size, &|| false));
        room.ok_or(Stop::LineEnded)
    }

    /// The path as part of an identity; with `#2`, `#3` where another input has one of the same name.
    fn place(&mut self, relative: &Path) -> Vec<u8> {
        let mut place = relative.as_os_str().as_bytes().to_vec();
        let Some(places) = &mut self.places else { return place };
        let length = place.len();
        let mut copy = 1;
        loop {
            let hash = blake3::hash(&place);
            let short = hash.as_bytes().first_chunk::<8>().map_or(0, |bytes| u64::from_le_bytes(*bytes));
            if places.insert(short) {
                return place;
            }
            copy += 1;
            place.truncate(length);
            place.extend_from_slice(format!("#{copy}").as_bytes());
        }
    }

    fn deliver(
        &self,
        content: Content,
        path: Option<String>,
        place: Vec<u8>,
        room: Room,
    ) -> Result<(), Stop> {
        let shown = path.clone().unwrap_or_else(|| "-".to_owned());
        let (progress, on_refused) = (Arc::clone(self.progress), Arc::clone(self.on_refused));
        let receipt = Receipt::new(move |outcome| {
            progress.done.fetch_add(1, Relaxed);
            if let Outcome::Rejected(fault) = outcome {
                progress.refused.fetch_add(1, Relaxed);
                on_refused(&shown, &fault);
            }
        });
        let hints = Hints {
            source: "process".into(),
            source_type: "process",
            path,
            received_at: self.received_at.clone(),
            ..Hints::default()
        };
        let arrival = Arrival { content, hints, place: Place::At(place), receipt };
        self.entrance.deliver(arrival, room, &|| false).map_err(|_| Stop::LineEnded)
    }

    fn refuse(&self, shown: &str, fault: &Fault) {
        self.progress.done.fetch_add(1, Relaxed);
        self.progress.refused.fetch_add(1, Relaxed);
        (self.on_refused)(shown, fault);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line::{Rules, Settings};

    #[test]
    fn a_failure_is_called_by_what_failed() {
        let rules =
            Rules { limits: TextLimits::default(), vendors: Arc::from([]), on_duplicate: OnDuplicate::Keep };
        let mut options = Options {
            inputs: Vec::new(),
            output: Output::Stdout,
            form: Form::Lines(Format::Wiredesk),
            sieve: Arc::default(),
            state: None,
            line: Settings::new(rules, 1),
            dedup: DedupSettings::default(),
            index_memory: 1 << 20,
            in_flight_bytes: 1,
            in_flight_documents: 1,
        };
        let mut said = |what, state: Option<&str>| {
            options.state = state.map(PathBuf::from);
            failed(&options, what, io::Error::other("no room")).to_string()
        };
        assert_eq!(said(Attempt::Journal, Some("seen")), "cannot write standard output: no room");
        assert_eq!(said(Attempt::LookUp, Some("seen")), "cannot use the state in seen: no room");
        assert!(said(Attempt::Index, None).starts_with("cannot use a temporary file in "));
    }

    #[test]
    fn runs_at_the_same_time_do_not_meet_over_their_temporary_files() {
        let open = || (0..40).try_for_each(|_| temporary_index(1 << 20).map(drop));
        let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(open)).collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap().unwrap());
    }
}
