//! Stage 1: where copy comes from.
//!
//! A source delivers arrivals with a receipt each, and learns by the receipt what became of them. A type of source is one
//! file here and one line in [`KINDS`]: its name, its [`Contract`] in words, its [`Table`] in `pipeline.toml`, what it
//! holds alone, how it is opened (which reaches for nothing but this machine) and how it runs. Of the rest of the desk it
//! sees a [`Door`].

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::io::{self, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use toml::de::{Error, ValueDeserializer};
use url::Url;

use crate::config::plan::Fetch;
use crate::config::{Period, Role};
use crate::flow::{Clerk, Receipt};
use crate::host::{Clock, Files, ReadSeek};
use crate::model::{Hints, Place};
use crate::quarantine::Quarantine;
use crate::state::keep::KeepError;

pub(crate) mod asked;
mod commons;
mod door;
pub mod feed;
mod fetching;
pub mod inbox;
mod jumps;
mod listed;
mod nudge;
pub mod push;
pub(crate) mod renamed;
pub(crate) mod returned;
mod returns;
pub mod sitemap;
mod status;
mod suspects;
#[cfg(test)]
mod ticker;
pub mod urls;

pub use commons::{Commons, Networks};
pub use door::Door;
pub use returns::{Ordered, Returned, Returns};
pub use status::{SourceStatus, Words};
pub(crate) use suspects::LAYOUT as SUSPECTS;
pub use suspects::{Suspect, Suspects};

/// Every type of source.
pub const KINDS: &[Kind] = &[
    inbox::KIND,
    feed::KIND,
    sitemap::KIND,
    push::KIND,
    urls::KIND,
    #[cfg(test)]
    ticker::KIND,
];

/// A type of source.
#[derive(Clone, Copy)]
pub struct Kind {
    /// What `type` says.
    pub name: &'static str,
    /// What it promises.
    pub contract: Contract,
    /// JSON Schema of its keys.
    pub(crate) schema: fn() -> Value,
    /// Reads its keys.
    pub(crate) read: fn(ValueDeserializer<'_>) -> Result<Arc<dyn Table>, Error>,
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kind").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What a type of source promises, in words: `wiredesk check` and the guide print them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contract {
    /// When what was delivered is acknowledged.
    pub acknowledged: &'static str,
    /// What comes again after a crash.
    pub redelivered: &'static str,
    /// In what order it comes.
    pub order: &'static str,
}

/// The table of one source: as typed, and once its paths are resolved.
pub trait Table: fmt::Debug + Any + Send + Sync {
    /// Its type.
    fn kind(&self) -> &'static Kind;

    /// Whether it asks hosts of others: then `fetch.contact` must say who does.
    fn fetches(&self) -> bool {
        false
    }

    /// How often something comes at least; zero expects nothing.
    fn expect(&self) -> Duration;

    /// Says what is wrong with it though every value by itself can be read.
    fn check(&self, wrong: &mut dyn Wrong);

    /// The same with relative paths below a folder.
    fn at(&self, folder: &Path) -> Arc<dyn Table>;

    /// The addresses that the configuration itself has it ask for, each as it is asked for.
    fn asks_for(&self) -> Vec<AsksFor> {
        Vec::new()
    }

    /// What it holds and nobody else may.
    fn holds(&self) -> Vec<Hold>;

    /// What it reads, and what becomes of that, in one line for people.
    fn says(&self) -> String;

    /// The folder into which bytes from quarantine can be put to be read again.
    fn takes_back(&self) -> Option<&Path> {
        None
    }

    /// Whether another table says the same.
    fn is(&self, other: &dyn Table) -> bool;

    /// Opens a source. Nothing is taken, and nothing but this machine is reached for.
    ///
    /// # Errors
    /// If what it holds cannot be had.
    fn open(&self, opening: &Opening) -> Result<Box<dyn Source>, OpenError>;
}

/// Whether two tables are of one type and say the same.
pub(crate) fn is_same<T: Table + PartialEq>(one: &T, other: &dyn Table) -> bool {
    (other as &dyn Any).downcast_ref::<T>() == Some(one)
}

/// Where a table says what is wrong with it, each by its key.
pub trait Wrong {
    /// Checks the path of a folder.
    fn folder(&mut self, key: &str, path: &Path);

    /// Checks that a period is longer than nothing.
    fn period(&mut self, key: &str, period: Period);

    /// Something is wrong with one entry of a list.
    fn entry(&mut self, key: &str, at: usize, message: String, hint: &str);

    /// Something else is wrong.
    fn say(&mut self, key: &str, message: String, hint: &str);
}

/// An address that a table names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsksFor {
    /// The key that names it.
    pub key: &'static str,
    /// Its place in the list.
    pub at: usize,
    /// The address.
    pub url: Url,
}

/// Something that a source holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// The key that names it.
    pub key: &'static str,
    /// What it is.
    pub resource: Resource,
}

/// What a source can hold: clashes in the file, and what must wait for what in a reload, follow from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resource {
    /// A folder, for a purpose.
    Folder(PathBuf, Role),
    /// An address that is listened on: all of it, or one path.
    Port(SocketAddr, Option<String>),
    /// A name under which a broker knows it.
    Consumer(String),
}

impl Resource {
    /// Whether two sources cannot hold both at one time. Folders are compared as they really lie.
    pub(crate) fn excludes(&self, other: &Resource) -> bool {
        match (self, other) {
            (Resource::Folder(one, Role::Inbox), Resource::Folder(other, Role::Inbox)) => {
                let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
                let (one, other) = (real(one), real(other));
                one.starts_with(&other) || other.starts_with(&one)
            }
            (Resource::Folder(..), _) | (_, Resource::Folder(..)) => false,
            (Resource::Port(one, path), Resource::Port(other, other_path)) => {
                one == other
                    && one.port() != 0
                    && (path.is_none() || other_path.is_none() || path == other_path)
            }
            (one, other) => one == other,
        }
    }
}

/// What a source is opened with.
pub struct Opening {
    /// Its name.
    pub name: Arc<str>,
    /// The name under which its state stands, which is the first that it had.
    pub kept_as: Arc<str>,
    /// The disk.
    pub files: Arc<dyn Files>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Who does what blocks.
    pub clerk: Clerk,
    /// Where what it refuses is kept.
    pub quarantine: Quarantine,
    /// The state folder.
    pub state: PathBuf,
    /// Folders whose files are never copy.
    pub own: Vec<PathBuf>,
    /// How it is seen from outside.
    pub status: Arc<SourceStatus>,
    /// What sources share.
    pub commons: Arc<Commons>,
    /// How whoever fetches does it.
    pub fetch: Fetch,
    /// `limits.expansion_ratio`.
    pub expansion_ratio: u64,
    /// `dedup.remember`.
    pub remember: Duration,
}

/// Why a source could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has what it needs.
    #[error("{0}")]
    Busy(String),
    /// Its store cannot be used.
    #[error(transparent)]
    Keep(#[from] KeepError),
    /// Something of the system cannot be had.
    #[error("{0}")]
    Failed(String),
}

/// A source's work, until it was told to stop and everything that it has delivered is finished with.
pub type Running = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A source that is open and takes nothing yet.
pub trait Source: Send {
    /// Takes copy until the door says to stop, lets go of the door, and returns once it is done with all that it took.
    fn run(self: Box<Self>, door: Door) -> Running;
}

/// What a source hands to the line: one delivery, whatever is in it.
#[derive(Debug)]
pub struct Arrival {
    /// What was delivered.
    pub content: Content,
    /// What delivery knows.
    pub hints: Hints,
    /// What it is known by when it comes again.
    pub place: Place,
    /// Tells the source what became of it.
    pub receipt: Receipt,
}

/// The bytes of a delivery: in memory where they are few, else to be read as a stream.
pub enum Content {
    /// All of them.
    Bytes(Vec<u8>),
    /// Where they can be read, from any place, and how many there are.
    Stream(Box<dyn ReadSeek>, u64),
    /// An entry with its page: both together are one document.
    Followed(Followed),
}

/// An entry of a list, which names a page.
#[derive(Debug)]
pub struct Followed {
    /// The entry as a document of its own.
    pub entry: Vec<u8>,
    /// What was fetched, or the code by which nothing was.
    pub page: Result<Vec<u8>, String>,
}

impl Followed {
    fn size(&self) -> u64 {
        (self.entry.len() + self.page.as_ref().map_or(0, Vec::len)) as u64
    }
}

impl Content {
    /// How many bytes there are.
    pub fn size(&self) -> u64 {
        match self {
            Content::Bytes(bytes) => bytes.len() as u64,
            Content::Stream(_, size) => *size,
            Content::Followed(followed) => followed.size(),
        }
    }
}

/// All bytes of a stream in memory: as many as were promised.
///
/// # Errors
/// As the stream says, or `UnexpectedEof` where it ends early.
pub fn whole(mut stream: Box<dyn ReadSeek>, size: u64) -> io::Result<Vec<u8>> {
    stream.rewind()?;
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    stream.take(size).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < size { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(bytes) }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Content::Bytes(_) => "Bytes",
            Content::Stream(..) => "Stream",
            Content::Followed(_) => "Followed",
        };
        write!(f, "{kind}({} bytes)", self.size())
    }
}
