//! What a configuration means: resolved paths, durations, sizes, choices. This is what the rest of the program reads.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

pub use super::fetch::{Contact, Fetch, Resolved, RobotsFor, Waits};
use super::problem::ConfigErrors;
pub use super::raw::{LogFormat, LogLevel, OnDuplicate};
use super::{raw, resolve};
use crate::model::{TextLimits, VendorXml};
use crate::sink;
use crate::source::Table;

/// A whole configuration, checked. Relative paths of the file are relative to the folder that holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The file it was read from; `None` for the built-in defaults.
    pub file: Option<PathBuf>,
    /// What is set in it and has no effect any more, with what to do.
    pub without_effect: Vec<&'static str>,
    /// Folder of the index, cursors and ledgers.
    pub state: PathBuf,
    /// Folder of what could not be read.
    pub quarantine: PathBuf,
    /// How much of that is kept.
    pub quarantine_limits: QuarantineLimits,
    /// Threads that decode and extract.
    pub workers: NonZeroUsize,
    /// How long a stop may take.
    pub shutdown_deadline: Duration,
    /// What is said on standard error.
    pub log: Log,
    /// Where copy comes from, in the order of the file; may be empty, which `run` refuses.
    pub sources: Vec<Source>,
    /// XML of vendors whose fields the file points to, in the order of the file.
    pub vendors: Arc<[VendorXml]>,
    /// Limits for one document.
    pub limits: TextLimits,
    /// Limits for all that is in flight.
    pub in_flight: InFlight,
    /// When two stories are one.
    pub dedup: Dedup,
    /// The records.
    pub journal: Journal,
    /// Where health, readiness and metrics are answered, if they are.
    pub web: Option<SocketAddr>,
    /// How hosts are asked.
    pub fetch: Fetch,
    /// Where records go beside the journal, in the order of the file.
    pub sinks: Vec<Sink>,
}

/// How much is kept in quarantine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuarantineLimits {
    /// For how long.
    pub keep: Duration,
    /// Most bytes; none is no limit. What is younger than a day is not counted out.
    pub size: Option<u64>,
}

/// What is said on standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Log {
    /// How a line looks.
    pub format: LogFormat,
    /// The least important line that is written, unless RUST_LOG says otherwise.
    pub level: LogLevel,
}

/// One `[source.NAME]`.
#[derive(Debug, Clone)]
pub struct Source {
    /// The name of its table: lowercase letters, digits, `-` and `_`.
    pub name: Arc<str>,
    /// The first name that it had, where that was another.
    pub was: Option<Arc<str>>,
    /// Its type and settings, paths resolved.
    pub table: Arc<dyn Table>,
    /// How often something comes at least, if that is known.
    pub expect: Option<Duration>,
}

impl Source {
    /// The name under which its state stands and its inputs are identified.
    pub fn kept_as(&self) -> &Arc<str> {
        self.was.as_ref().unwrap_or(&self.name)
    }
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
            && self.was == other.was
            && self.expect == other.expect
            && self.table.is(&*other.table)
    }
}

impl Eq for Source {}

/// One `[sink.NAME]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Sink {
    /// The name of its table: lowercase letters, digits, `-` and `_`.
    pub name: Arc<str>,
    /// Its type and its keys.
    pub table: sink::Table,
    /// What its relative paths are relative to.
    pub folder: PathBuf,
    /// Most results of its shape for one record (`limits.list_entries`).
    pub results: usize,
}

/// Limits for what is between the sources and the journal. The oldest arrival may always go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InFlight {
    /// Bytes.
    pub bytes: u64,
    /// Documents.
    pub documents: usize,
}

/// When two stories are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dedup {
    /// Longest distance between two stories, in event time.
    pub window: Duration,
    /// How long what arrived is remembered; at least `window`.
    pub remember: Duration,
    /// Bytes of memory for looking up what was seen.
    pub memory: u64,
    /// What is written for a copy.
    pub on_duplicate: OnDuplicate,
    /// Whether the file says `on_duplicate`, or it is the default of `run`.
    pub(super) on_duplicate_written: bool,
}

/// The records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journal {
    /// Folder of the segments.
    pub path: PathBuf,
    /// When a new segment is begun.
    pub rotate: Rotate,
    /// How long a full segment is kept; at least `dedup.remember`.
    pub keep: Duration,
    /// Most bytes of all segments together; none is no limit.
    pub keep_size: Option<u64>,
    /// Whether full segments are compressed.
    pub compress: bool,
    /// Room on the disks of the journal and the state below which the intake stops; 0 is no floor.
    pub floor: u64,
    /// When what was written is synced.
    pub commit: Commit,
}

/// When a new segment is begun: whichever comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rotate {
    /// Bytes in a segment.
    pub size: u64,
    /// Age of a segment.
    pub every: Duration,
}

/// When what was written is synced: as soon as what was written before is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commit {
    /// Most records that are synced together.
    pub count: usize,
}

impl Plan {
    /// The defaults, without a file and without sources: what `process` uses when it is given no configuration.
    pub fn builtin() -> Plan {
        resolve::fixed(&raw::Raw::default(), None)
    }

    /// Refuses a plan that reads nothing: what `run` and `check` ask of it.
    ///
    /// # Errors
    /// That it has no source.
    pub fn require_source(&self) -> Result<(), ConfigErrors> {
        if !self.sources.is_empty() {
            return Ok(());
        }
        let message = "there is no source, so nothing would be read: add a table such as [source.inbox] with \
                       type = \"inbox\" and path = \"inbox\"";
        Err(ConfigErrors::whole(self.file.as_deref().unwrap_or(Path::new("pipeline.toml")), message))
    }

    /// The plan as `process` takes it: copies are written whole unless the file says what to do with them.
    #[must_use]
    pub fn for_process(mut self) -> Plan {
        if !self.dedup.on_duplicate_written {
            self.dedup.on_duplicate = OnDuplicate::Keep;
        }
        self
    }
}
