//! Where records go beside the journal: each sink reads the journal from its own place, at its own pace.
//!
//! Promises, for every sink: a record is sent once it is synced in the journal and not before, in the journal's order,
//! until its receiver has confirmed it; the place up to which all is confirmed never runs ahead of that, and is synced
//! (`cursor`); a sink in trouble holds up nobody else, no stop and no intake, until the segments that are held for it
//! fill what the journal may take.
//!
//! A type of sink is one file here and one line in [`KINDS`]: its keys in `pipeline.toml`, its [`Contract`] in words,
//! and a [`Sink`] that is asked to send. Reading, place, waiting and stopping are the `runner`'s.

use std::fmt;
use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use toml::de::{Error, ValueDeserializer};

use crate::model::Position;

mod cursor;
mod file;
mod lag;
mod post;
mod reading;
mod runner;
mod status;
mod stdout;
mod table;
mod unsendable;

pub use cursor::{Cursor, Cursors, Holds};
pub(crate) use post::{Needs, Post};
use runner::Runner;
pub use status::{SinkStatus, State};
pub use table::{Begin, Common};

/// Every type of sink.
pub const KINDS: &[Kind] = &[file::KIND, stdout::KIND];

/// Opens a sink of a type.
type Open = fn(&Table, &Path, Memory) -> Result<Box<dyn Sink>, SinkError>;

/// A type of sink.
#[derive(Clone, Copy)]
pub struct Kind {
    /// What `type` says.
    pub name: &'static str,
    /// What it promises.
    pub contract: Contract,
    /// JSON Schema of its keys.
    pub(crate) schema: fn() -> Value,
    /// Reads its keys.
    pub(crate) read: fn(ValueDeserializer<'_>) -> Result<Table, Error>,
    /// Opens one; relative paths are relative to the folder. Not asked before the last one of its name is closed.
    open: Open,
    /// What it has to itself, if anything.
    pub(crate) target: fn(&Table) -> Option<Target>,
}

/// What one sink has to itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A file, by its path as typed.
    File(PathBuf),
    /// Something of which a process has one.
    Only(&'static str),
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kind").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What a type of sink promises, in words: `wiredesk check` prints them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contract {
    /// When a record counts as confirmed.
    pub confirmed: &'static str,
    /// What comes twice after a crash.
    pub repeated: &'static str,
    /// In what order they come.
    pub order: &'static str,
}

/// The keys of a sink as typed, by its type.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its type.
    pub kind: Kind,
    /// What every sink has.
    pub common: Common,
    /// What only this type has.
    pub own: Value,
}

/// What a sink asked to be remembered with its place; empty at first.
pub type Memory = Vec<u8>;

/// A record on its way to a sink.
#[derive(Debug, Clone)]
pub struct Message {
    /// The record's id.
    pub id: String,
    /// What is sent: one line of JSON with its newline.
    pub line: Vec<u8>,
    /// Where the record ends in the journal.
    pub end: Position,
    /// When it was received, in seconds since 1970, if it says so.
    pub received: Option<i64>,
}

/// What became of a batch.
#[derive(Debug)]
pub struct Sent {
    /// How many messages, from the first on, are confirmed.
    pub confirmed: usize,
    /// Why not all of them are.
    pub error: Option<SinkError>,
}

/// A send that is under way.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Sent> + Send + 'a>>;

/// The other end, connected or open.
pub trait Sink: Send {
    /// Sends messages in order. May be dropped at any await: what was not confirmed is sent again.
    fn send(&mut self, batch: Arc<[Message]>) -> Sending<'_>;

    /// What is to be remembered together with the place up to which all is confirmed now.
    fn memory(&self) -> Memory {
        Memory::new()
    }
}

/// Why something was not confirmed.
#[derive(Debug, thiserror::Error)]
pub enum SinkError {
    /// It may work another time: the rest is sent again, after `wait` or a growing pause.
    #[error("{why}")]
    Passing {
        /// What happened.
        why: io::Error,
        /// How long the other end asked to wait.
        wait: Option<Duration>,
    },
    /// The first message that is not confirmed can never be: it goes to quarantine, and the rest is sent.
    #[error("{why}")]
    Refused {
        /// Why.
        why: String,
    },
    /// Nothing can be sent any more: the sink stops until the configuration is read again.
    #[error("{why}")]
    Closed {
        /// Why.
        why: String,
    },
}

impl SinkError {
    /// An error of the operating system that may pass.
    pub(crate) fn passing(why: io::Error) -> SinkError {
        SinkError::Passing { why, wait: None }
    }
}

/// Sends with a function that may block, on a thread for that.
pub(crate) fn blocking<'a>(send: impl FnOnce() -> Sent + Send + 'static) -> Sending<'a> {
    Box::pin(async move {
        tokio::task::spawn_blocking(send).await.unwrap_or_else(|panicked| Sent {
            confirmed: 0,
            error: Some(SinkError::passing(io::Error::other(panicked))),
        })
    })
}

#[cfg(test)]
mod tests;
