//! What a container is taken apart into: members as bytes, on their way to whoever decodes them.

use super::Place;
use crate::model::{Charset, Fault, Warning};

/// A member of a container that is not decoded yet, or an arrival that is one document.
///
/// It holds no more bytes than a document may have; taking it out cost no parsing, so that one thread can read a
/// container from its file while others decode what it held.
#[derive(Debug, Clone)]
pub struct Raw {
    /// Its own path, or `None` for the arrival.
    pub(super) member: Option<String>,
    /// Where it stands; of a line, where the lines stand.
    pub(super) place: Place,
    /// The formats that were read to come to it, the outermost first.
    pub(super) formats: Vec<&'static str>,
    pub(super) bytes: Vec<u8>,
    pub(super) what: What,
    /// Of what stands for the whole arrival: the hash of that.
    pub(super) arrival: Option<blake3::Hash>,
}

/// What the bytes are.
#[derive(Debug, Clone)]
pub(super) enum What {
    /// A document of whatever format.
    Document,
    /// One line of a format that has a document in each.
    Line {
        /// From 1.
        number: usize,
        /// How the bytes became text, if that was found out for all lines; they are UTF-8 then.
        charset: Option<(Charset, Option<Warning>)>,
    },
    /// What cannot be decoded, and why.
    Refused(Fault),
}

impl Raw {
    /// An arrival that is one document.
    pub fn arrival(bytes: Vec<u8>) -> Raw {
        let arrival = Some(blake3::hash(&bytes));
        Raw {
            member: None,
            place: Place::default(),
            formats: Vec::new(),
            bytes,
            what: What::Document,
            arrival,
        }
    }

    /// Which member of the container it is; `None` for the arrival itself.
    pub fn member(&self) -> Option<&str> {
        self.member.as_deref()
    }

    /// Its bytes; of a refused member those that are kept.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Why it cannot be decoded, if that is known already.
    pub fn refusal(&self) -> Option<&Fault> {
        match &self.what {
            What::Refused(fault) => Some(fault),
            What::Document | What::Line { .. } => None,
        }
    }

    /// The hash of the bytes that a piece of it stands for: `own` as [`Piece::Document`](super::Piece::Document) has
    /// them, else those of the arrival as it was delivered.
    pub fn hash(&self, own: Option<&[u8]>) -> blake3::Hash {
        match (own, self.arrival) {
            (None, Some(arrival)) => arrival,
            (own, _) => blake3::hash(own.unwrap_or(&self.bytes)),
        }
    }
}
