//! What a source hands to the line.

use std::fmt;

use crate::flow::Receipt;
use crate::host::ReadSeek;
use crate::model::Hints;

/// Something that was delivered, with what its source knows of it.
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

/// What was delivered: held already, or to be read.
pub enum Content {
    /// All of it.
    Bytes(Vec<u8>),
    /// A file of so many bytes. A container is read from it member by member, anything else as a whole.
    Stream(Box<dyn ReadSeek>, u64),
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Content::Bytes(bytes) => f.debug_tuple("Bytes").field(&bytes.len()).finish(),
            Content::Stream(_, size) => f.debug_tuple("Stream").field(size).finish(),
        }
    }
}
