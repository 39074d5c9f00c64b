//! `pipeline.toml` as typed: one struct for each table, defaults included.
//!
//! The documentation of a field here *is* the documentation of the setting: the JSON Schema, and the
//! guide made from it, take it from this file. What a value means, and whether it goes together with the others, is decided
//! in `resolve`.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::raw_fetch::Fetch;
use super::units::{Period, Size};

/// The tables that every configuration has; `[source.NAME]` and `[sink.NAME]` are read one by one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Raw {
    /// Where wiredesk keeps its own files, and how many hands it uses.
    pub pipeline: Pipeline,
    /// What is said on standard error while it runs.
    pub log: Log,
    /// What one document, or everything in flight, may use. What goes beyond is cut with a warning in its record or
    /// goes to quarantine with a reason.
    pub limits: Limits,
    /// When two stories are one.
    pub dedup: Dedup,
    /// The records: JSON Lines in segments.
    pub journal: Journal,
    /// Health, readiness and metrics over HTTP, for whoever watches over the daemon.
    pub web: Web,
    /// How hosts are asked: one client for every source that fetches.
    pub fetch: Fetch,
}

/// `[pipeline]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Pipeline {
    /// Folder of the index of what was seen, the cursors and the ledgers. One running wiredesk for each.
    pub state: PathBuf,
    /// Folder where what cannot be read is put, each with its reason.
    pub quarantine: PathBuf,
    /// How long what is in quarantine is kept.
    pub quarantine_keep: Period,
    /// Most bytes in quarantine: beyond that the oldest is dropped, but nothing younger than a day; "0B" is no limit.
    pub quarantine_size: Size,
    /// Threads that decode and extract; 0 is as many as there are cores.
    #[schemars(range(min = 0, max = 1024))]
    pub workers: usize,
    /// How long a stop may take until what is still in flight is left for the next start.
    pub shutdown_deadline: Period,
}

impl Default for Pipeline {
    fn default() -> Self {
        Pipeline {
            state: "var/state".into(),
            quarantine: "var/quarantine".into(),
            quarantine_keep: Period::days(90),
            quarantine_size: Size::mebibytes(4096),
            workers: 0,
            shutdown_deadline: Period::seconds(25),
        }
    }
}

/// `[log]`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// How a line looks.
    pub format: LogFormat,
    /// The least important line that is written; the environment variable RUST_LOG goes before it.
    pub level: LogLevel,
}

/// How a log line looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object on each line, for machines.
    Json,
}

/// How important a log line is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// Something was not done.
    Error,
    /// Something needs a look.
    Warn,
    /// What a day at the desk consists of.
    #[default]
    Info,
    /// Each document.
    Debug,
    /// Each step.
    Trace,
}

impl LogLevel {
    /// As written in the file and in RUST_LOG.
    pub fn as_str(self) -> &'static str {
        match self {
            LogLevel::Error => "error",
            LogLevel::Warn => "warn",
            LogLevel::Info => "info",
            LogLevel::Debug => "debug",
            LogLevel::Trace => "trace",
        }
    }
}

/// `[limits]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Largest document, decompressed; a container (archive, mailbox, crawl, JSON Lines) may be larger.
    pub document_bytes: Size,
    /// Largest container as it arrives, and most bytes that it may decompress to.
    pub arrival_bytes: Size,
    /// Most paragraphs kept of one document.
    #[schemars(range(min = 1))]
    pub paragraphs: usize,
    /// Most entries of any other list of one record: quotes, entities, links, images, dates; what is cut is told by the warning `lists-capped`.
    #[schemars(range(min = 1))]
    pub list_entries: usize,
    /// Most documents of one container inside another.
    #[schemars(range(min = 1))]
    pub members: usize,
    /// Most documents of a feed, a list, a sitemap or a letter: what is read as one is held as one, about 7 KB of memory for each beside its text.
    #[schemars(range(min = 1))]
    pub stories: usize,
    /// Deepest nesting of bundles in bundles.
    #[schemars(range(min = 1, max = 16))]
    pub nesting: usize,
    /// Most bytes that one container inside another may decompress to.
    pub expanded_bytes: Size,
    /// Most times its own size that one arrival may decompress to.
    #[schemars(range(min = 1))]
    pub expansion_ratio: u64,
    /// Most bytes of documents between the sources and the journal; the oldest may always go on.
    pub in_flight_bytes: Size,
    /// Most documents between the sources and the journal.
    #[schemars(range(min = 1, max = 1000000))]
    pub in_flight_documents: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            document_bytes: Size::mebibytes(16),
            arrival_bytes: Size::mebibytes(65536),
            paragraphs: 20_000,
            list_entries: 5_000,
            members: 1_000_000,
            stories: 50_000,
            nesting: 4,
            expanded_bytes: Size::mebibytes(4096),
            expansion_ratio: 200,
            in_flight_bytes: Size::mebibytes(32),
            in_flight_documents: 256,
        }
    }
}

/// `[dedup]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Dedup {
    /// How far apart two stories can be and still be one, in event time: when they were published, else received.
    pub window: Period,
    /// How long what arrived is remembered, by arrival; at least `window`.
    pub remember: Period,
    /// Memory for looking up what was seen: a third of it for pages of the index, the rest for filters, of which there are
    /// 100 bytes for a record where they fit. With less a look-up reads more, and finds the same.
    pub memory: Size,
    /// What is written for a copy of a story that was there before.
    pub on_duplicate: OnDuplicate,
}

impl Default for Dedup {
    fn default() -> Self {
        Dedup {
            window: Period::hours(72),
            remember: Period::days(14),
            memory: Size::mebibytes(12),
            on_duplicate: OnDuplicate::Link,
        }
    }
}

/// What is written for a copy.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OnDuplicate {
    /// Its own metadata and a link to its original, without text and quotes. The default of `run`.
    #[default]
    Link,
    /// Nothing; it is counted.
    Drop,
    /// The whole record. The default of `process`.
    Keep,
}

/// `[journal]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Journal {
    /// Folder of the segments.
    pub path: PathBuf,
    /// When a new segment is begun.
    pub rotate: Rotate,
    /// How long a full segment is kept; at least `dedup.window` and `dedup.remember`.
    pub keep: Period,
    /// Most bytes of all segments together: beyond that the oldest is removed, however young; "0B" is no limit.
    pub keep_size: Size,
    /// Whether full segments are compressed with zstd. `wiredesk cat` reads them either way.
    pub compress: bool,
    /// Where the disks of the journal and the state have less room than this, the intake stops until they have more;
    /// "0B" is no floor.
    pub floor: Size,
    /// When what was written is synced to disk, and with that accepted.
    pub commit: Commit,
}

impl Default for Journal {
    fn default() -> Self {
        Journal {
            path: "out".into(),
            rotate: Rotate::default(),
            keep: Period::days(30),
            keep_size: Size(0),
            compress: false,
            floor: Size::mebibytes(256),
            commit: Commit::default(),
        }
    }
}

/// When a new segment is begun: at whichever of the two comes first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Rotate {
    /// Once a segment holds this much.
    pub size: Size,
    /// Once a segment is this old.
    pub every: Period,
}

impl Default for Rotate {
    fn default() -> Self {
        Rotate { size: Size::mebibytes(256), every: Period::hours(24) }
    }
}

/// When records are synced: a group as soon as the one before is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Commit {
    /// Most records of a group.
    #[schemars(range(min = 1, max = 1000000))]
    pub count: usize,
    /// Without effect, and refused in a later version: a group waits for nothing but the sync of the one before.
    pub every: Period,
}

impl Default for Commit {
    fn default() -> Self {
        Commit { count: 512, every: Period::seconds(0) }
    }
}

/// `[web]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Web {
    /// Whether /livez, /readyz and /metrics are answered.
    pub enabled: bool,
    /// Address and port. There is no password: whoever can reach it can read it, so let it be loopback or a private
    /// network.
    pub listen: String,
}

impl Default for Web {
    fn default() -> Self {
        Web { enabled: false, listen: "127.0.0.1:9620".into() }
    }
}
