//! What a container is taken apart into: members as bytes, on their way to whoever decodes them.
//!
//! Promises: a member holds no more than a document may be; taking it out costs no parsing, so that one thread can
//! read a container from its file while others decode what it held.

use std::ops::ControlFlow;

use super::{Piece, Request, decode_as};
use crate::host::ReadSeek;
use crate::model::{Fault, FaultCode, TextLimits};

/// A member of a container that is not decoded yet, or an arrival that is no container.
#[derive(Debug, Clone)]
pub struct Raw {
    member: Option<String>,
    bytes: Vec<u8>,
    refusal: Option<Fault>,
    arrival: Option<blake3::Hash>,
}

impl Raw {
    /// An arrival that is one document.
    pub fn arrival(bytes: Vec<u8>) -> Raw {
        let arrival = Some(blake3::hash(&bytes));
        Raw { member: None, bytes, refusal: None, arrival }
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
        self.refusal.as_ref()
    }

    /// The hash of the bytes that a piece of it stands for: `own` as [`Piece::Document`] has them, else those of the
    /// arrival.
    pub fn hash(&self, own: Option<&[u8]>) -> blake3::Hash {
        match (own, self.arrival) {
            (None, Some(arrival)) => arrival,
            (own, _) => blake3::hash(own.unwrap_or(&self.bytes)),
        }
    }
}

/// Whether something begins as a container does, so that [`members`] is to take it apart; `head` is its first 64 KiB,
/// or all of it where it is shorter.
pub fn is_container(head: &[u8], _size: Option<u64>, _limits: &TextLimits) -> bool {
    super::is_bundle(head) && !super::email::recognise(head)
}

/// Takes a container apart and hands its members to `emit`, in the order in which they stand.
///
/// `emit` may stop the reading by returning [`ControlFlow::Break`].
///
/// # Errors
/// A [`Fault`] if the container as a whole cannot be read; what was emitted before stands.
pub fn members(
    input: &mut dyn ReadSeek,
    _request: &Request<'_>,
    emit: &mut dyn FnMut(Raw) -> ControlFlow<()>,
) -> Result<(), Fault> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(|error| {
        Fault::new(FaultCode::Unreadable, format!("expected a file that can be read: {error}"))
    })?;
    match emit(Raw::arrival(bytes)) {
        ControlFlow::Continue(()) | ControlFlow::Break(()) => Ok(()),
    }
}

/// Decodes what [`members`] handed over and hands each document to `emit` as it is found.
///
/// # Errors
/// A [`Fault`] of the arrival as a whole, and only where [`Raw::member`] is `None`: members are refused as pieces.
pub fn decode_raw(
    raw: &Raw,
    request: &Request<'_>,
    emit: &mut dyn FnMut(Piece) -> ControlFlow<()>,
) -> Result<(), Fault> {
    decode_as(&raw.bytes, request, emit)
}
