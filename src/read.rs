//! For programs that use this as a library: bytes in, records out, in one call.
//!
//! What a record needs of other stories (its cluster, where a quotation was said first) is not looked for; everything
//! else is as in the journal: for the same bytes under the same hints the same id and hashes.

use std::ops::ControlFlow;

use crate::decode::{Piece, Request, decode_as};
use crate::dedup::Identity;
use crate::extract::extract;
use crate::model::{Document, Fault, Hints, Place, Record, TextLimits};
use crate::normalise::normalise;

/// What some bytes held.
#[derive(Debug, Default)]
pub struct Read {
    /// Its stories, in the order in which they stand.
    pub records: Vec<Record>,
    /// Members that could not be read.
    pub refused: Vec<Refused>,
}

/// A member that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Which one.
    pub member: String,
    /// Its bytes, or the beginning of them.
    pub bytes: Vec<u8>,
    /// Why.
    pub fault: Fault,
}

/// Reads an article, a delivery or a container of these, within the limits that hold by default.
///
/// ```
/// use wiredesk::model::Hints;
///
/// let copy = b"Storm closes the port\n\nBy Ann Ray\n\n\"We had no choice,\" harbour master Tom Pell said on Monday.\n";
/// let hints = Hints { path: Some("port.txt".to_owned()), ..Hints::default() };
/// let read = wiredesk::read(copy, &hints)?;
/// let record = &read.records[0];
/// assert_eq!(record.headline.as_deref(), Some("Storm closes the port"));
/// assert_eq!(record.quotes[0].speaker.as_ref().and_then(|speaker| speaker.name.as_deref()), Some("Tom Pell"));
/// assert_eq!(record.id.len(), 32);
/// # Ok::<(), wiredesk::model::Fault>(())
/// ```
///
/// # Errors
/// If the whole cannot be read. Members of a container that cannot be are in [`Read::refused`].
pub fn read(bytes: &[u8], hints: &Hints) -> Result<Read, Fault> {
    let limits = TextLimits::default();
    let request = Request { hints, limits: &limits, vendors: &[], explain: false };
    let mut read = Read::default();
    read_each(bytes, &request, &mut |each| {
        match each {
            Ok(record) => read.records.push(record),
            Err(refused) => read.refused.push(refused),
        }
        ControlFlow::Continue(())
    })?;
    Ok(read)
}

/// [`read`] within given limits, each record as it is made: of a container that is large, one is held at a time.
///
/// # Errors
/// If the whole cannot be read; what was handed over before stands.
pub fn read_each(
    bytes: &[u8],
    request: &Request<'_>,
    each: &mut dyn FnMut(Result<Record, Refused>) -> ControlFlow<()>,
) -> Result<(), Fault> {
    decode_as(bytes, request, &mut |piece| match piece {
        Piece::Document(document, own) => {
            each(Ok(record_of(*document, own.as_deref().unwrap_or(bytes), request)))
        }
        Piece::Refused { member, bytes, fault } => each(Err(Refused { member, bytes, fault })),
    })
}

fn record_of(document: Document, bytes: &[u8], request: &Request<'_>) -> Record {
    let Request { hints, limits, .. } = *request;
    let mut record = normalise(document, hints, limits);
    let raw = blake3::hash(bytes);
    let place = Place::At(hints.path.as_deref().unwrap_or_default().into());
    record.hashes.raw = raw.to_hex().to_string();
    record.id =
        Identity::of(hints.identified_by(), &place, record.source.member.as_deref(), &raw).to_string();
    extract(&mut record, limits, None);
    record
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_records_or_say_why_not() {
        let lines = b"{\"title\":\"A\",\"text\":\"One story of the port.\"}\n{\"title\":\n";
        let read = read(lines, &Hints::default()).unwrap();
        assert_eq!(read.records.len(), 1);
        assert_eq!(read.records[0].source.member.as_deref(), Some("1"));
        assert_ne!(read.records[0].hashes.raw, "");
        assert_eq!((read.refused.len(), read.refused[0].member.as_str()), (1, "2"));
        assert!(super::read(b" ", &Hints::default()).is_err());
    }
}
