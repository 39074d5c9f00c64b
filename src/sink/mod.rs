//! Where records go beside the journal: each sink reads the journal from its own place, at its own pace.
//!
//! Promises, for every sink: a record is sent once it is synced in the journal and not before, in the journal's order,
//! until its receiver has confirmed it; the place up to which all is confirmed never runs ahead of that, and is synced
//! (`cursor`); a sink in trouble holds up nobody else, no stop and no intake, until the segments that are held for it
//! fill what the journal may take.
//!
//! A type of sink is one file here and one line in [`KINDS`]: its keys in `pipeline.toml`, its [`Contract`] in words,
//! and a [`Sink`] that is asked to send. Reading, place, waiting and stopping are the `runner`'s.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;
use tokio::time::Instant;
use toml::de::{Error, ValueDeserializer};

use crate::host::Files;
use crate::model::{FaultCode, Position};
use crate::sieve::Form;

mod cursor;
mod file;
mod http;
mod lag;
mod nats;
mod post;
mod reading;
mod redis;
mod runner;
mod sift;
mod status;
mod stdout;
mod table;
mod unsendable;

pub use cursor::{Cursor, Cursors, Holds};
pub(crate) use post::{Needs, Post};
use runner::Runner;
pub use status::{Failure, SinkStatus, State};
pub use table::{Batch, Begin, Common, OnRefused};

/// Every type of sink.
pub const KINDS: &[Kind] = &[file::KIND, http::KIND, nats::KIND, redis::KIND, stdout::KIND];

/// Opens a sink of a type.
type Open = fn(Opening<'_>) -> Result<Box<dyn Sink>, SinkError>;

/// What a sink is opened with.
pub(crate) struct Opening<'a> {
    pub(crate) name: &'a str,
    pub(crate) table: &'a Table,
    pub(crate) files: &'a Arc<dyn Files>,
    /// What relative paths are relative to.
    pub(crate) folder: &'a Path,
    /// What it asked to be remembered with its place.
    pub(crate) memory: Memory,
}

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
    /// Opens one. Not asked before the last one of its name is closed.
    open: Open,
    /// What it has to itself, if anything.
    pub(crate) target: fn(&Table) -> Option<Target>,
    /// The templates that say where each message goes; what they give is its [`Message::address`].
    pub(crate) templates: fn(&Table) -> Vec<Typed>,
}

/// A template as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Typed {
    /// Its key.
    pub(crate) key: &'static str,
    /// What stands there.
    pub(crate) text: String,
    /// What values of fields may hold.
    pub(crate) form: Form,
}

impl Typed {
    /// One that makes names.
    pub(crate) fn token(key: &'static str, text: String) -> Typed {
        Typed { key, text, form: Form::Token }
    }
}

/// What one sink has to itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A folder in which it writes, as typed; others may write there too.
    Folder(PathBuf),
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

/// A message on its way to a sink.
#[derive(Debug, Clone, Default)]
pub struct Message {
    /// The record's id and its generation: `ID.1`.
    pub id: String,
    /// What is sent: one line of JSON with its newline.
    pub line: Bytes,
    /// What the templates of its type give for the record, in the order in which the type names them.
    pub address: Vec<String>,
    /// What goes with it, by name.
    pub headers: Vec<(String, String)>,
    /// Where the record ends in the journal.
    pub end: Position,
    /// When it was received, in seconds since 1970, if it says so.
    pub received: Option<i64>,
}

impl Message {
    /// What the first template gives: where it goes.
    pub(crate) fn place(&self) -> &str {
        self.address.first().map_or("", String::as_str)
    }

    /// What goes with it under a name.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

/// What became of a batch.
///
/// A sink either confirms what it is given, or takes it and confirms all it has taken when it is asked to
/// [`settle`](Sink::settle).
#[derive(Debug, Default)]
pub struct Sent {
    /// How many messages, from the first on, need no more sending.
    pub confirmed: usize,
    /// Which of those the other end refused for good, by their number.
    pub refused: Vec<Refusal>,
    /// How many messages, from the first on, are taken and not confirmed yet.
    pub taken: usize,
    /// Why the rest is not sent.
    pub error: Option<SinkError>,
}

impl Sent {
    /// So many are confirmed, and nothing is wrong.
    pub(crate) fn all(confirmed: usize) -> Sent {
        Sent { confirmed, ..Sent::default() }
    }

    /// So many are confirmed, then something went wrong.
    pub(crate) fn until(confirmed: usize, error: SinkError) -> Sent {
        Sent { confirmed, error: Some(error), ..Sent::default() }
    }
}

/// A message that the other end can never take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Which of the batch.
    pub at: usize,
    /// Why, in a word.
    pub code: FaultCode,
    /// Why, in the other end's words.
    pub why: String,
}

/// A send that is under way.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Sent> + Send + 'a>>;

/// Something under way that works or does not.
pub type Doing<'a> = Pin<Box<dyn Future<Output = Result<(), SinkError>> + Send + 'a>>;

/// The other end, connected or open.
pub trait Sink: Send {
    /// Connects, where that is more than to open. May be dropped at any await, as all of these.
    fn connect(&mut self) -> Doing<'_> {
        Box::pin(async { Ok(()) })
    }

    /// Before a batch is sent: whether the sink now remembers something else, which is synced before the send.
    fn prepare(&mut self, _batch: &[Message]) -> bool {
        false
    }

    /// Sends messages in order. May be dropped at any await: what was not confirmed is sent again.
    fn send(&mut self, batch: Arc<[Message]>) -> Sending<'_>;

    /// What is to be remembered together with the place up to which all is confirmed now.
    fn memory(&self) -> Memory {
        Memory::new()
    }

    /// When what was taken wants to be confirmed, though nothing more comes.
    fn due(&self) -> Option<Instant> {
        None
    }

    /// Makes what was taken durable, so that nothing of it is sent again. The place behind it is synced then together
    /// with [`memory`](Sink::memory); from that moment it counts as confirmed.
    fn settle(&mut self) -> Doing<'_> {
        Box::pin(async { Ok(()) })
    }

    /// Does what is left to do once that is synced. Where it fails or is cut, it is done when the sink is opened again
    /// with that memory.
    fn settled(&mut self) -> Doing<'_> {
        Box::pin(async { Ok(()) })
    }
}

/// A failure in a word, for metrics and `wiredesk sinks`: `timeout`, `no-stream`, `http-503`.
pub type Code = Cow<'static, str>;

/// Why something was not confirmed.
#[derive(Debug, thiserror::Error)]
pub enum SinkError {
    /// It may work another time: the rest is sent again, after `wait` or a growing pause.
    #[error("{why}")]
    Passing {
        /// In a word.
        code: Code,
        /// What happened.
        why: String,
        /// How long the other end asked to wait.
        wait: Option<Duration>,
    },
    /// Somebody has to change a setting, here or there; then it works without a restart.
    #[error("{why}")]
    Settings {
        /// In a word.
        code: Code,
        /// What happened, and what to do.
        why: String,
    },
    /// The other end takes something of what it was sent for wrong and does not say which: it is sent in halves until
    /// the message is found.
    #[error("{why}")]
    Batch {
        /// In a word.
        code: FaultCode,
        /// What it said.
        why: String,
    },
    /// Nothing can be sent any more: the sink stops until the configuration is read again.
    #[error("{why}")]
    Closed {
        /// In a word.
        code: Code,
        /// Why.
        why: String,
    },
}

impl SinkError {
    /// An error of the operating system that may pass.
    pub(crate) fn passing(why: io::Error) -> SinkError {
        let code = match why.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "full",
            io::ErrorKind::TimedOut => "timeout",
            io::ErrorKind::PermissionDenied => "forbidden",
            io::ErrorKind::ConnectionRefused => "connect",
            _ => "broken",
        };
        SinkError::Passing { code: code.into(), why: why.to_string(), wait: None }
    }

    /// The failure in a word.
    pub fn code(&self) -> &str {
        match self {
            SinkError::Passing { code, .. }
            | SinkError::Settings { code, .. }
            | SinkError::Closed { code, .. } => code,
            SinkError::Batch { code, .. } => code.as_str(),
        }
    }
}

/// Sends with a function that may block, on a thread for that.
pub(crate) fn blocking<'a>(send: impl FnOnce() -> Sent + Send + 'static) -> Sending<'a> {
    Box::pin(async move {
        let sent = tokio::task::spawn_blocking(send).await;
        sent.unwrap_or_else(|panicked| Sent::until(0, SinkError::passing(io::Error::other(panicked))))
    })
}

#[cfg(test)]
mod tests;
