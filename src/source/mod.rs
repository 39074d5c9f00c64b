//! Stage 1: where copy comes from.
//!
//! A source delivers arrivals with a receipt each, and learns by the receipt what became of them.

use std::fmt;
use std::io::{self, Read};

use crate::flow::Receipt;
use crate::host::ReadSeek;
use crate::model::Hints;

pub mod inbox;
mod status;

pub use status::SourceStatus;

/// What a source hands to the line: one delivery, whatever is in it.
#[derive(Debug)]
pub struct Arrival {
    /// What was delivered.
    pub content: Content,
    /// What delivery knows.
    pub hints: Hints,
    /// The place it came from, as its own bytes: part of its identity.
    pub place: Vec<u8>,
    /// Tells the source what became of it.
    pub receipt: Receipt,
}

/// The bytes of a delivery: in memory where they are few, else to be read as a stream.
pub enum Content {
    /// All of them.
    Bytes(Vec<u8>),
    /// Where they can be read, from any place, and how many there are.
    Stream(Box<dyn ReadSeek>, u64),
}

impl Content {
    /// How many bytes there are.
    pub fn size(&self) -> u64 {
        match self {
            Content::Bytes(bytes) => bytes.len() as u64,
            Content::Stream(_, size) => *size,
        }
    }

    /// All of them in memory: as many as were promised.
    ///
    /// # Errors
    /// As the stream says, or `UnexpectedEof` where it ends early.
    pub fn into_bytes(self) -> io::Result<Vec<u8>> {
        let (mut stream, size) = match self {
            Content::Bytes(bytes) => return Ok(bytes),
            Content::Stream(stream, size) => (stream, size),
        };
        stream.rewind()?;
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
        stream.take(size).read_to_end(&mut bytes)?;
        if (bytes.len() as u64) < size { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(bytes) }
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Content::Bytes(_) => "Bytes",
            Content::Stream(..) => "Stream",
        };
        write!(f, "{kind}({} bytes)", self.size())
    }
}
