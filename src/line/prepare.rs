//! From bytes to records that have their identity and signature: decode, normalise, fingerprint.

use std::ops::ControlFlow;

use crate::decode::{self, Piece, Raw, Request};
use crate::dedup::{self, Identity, Signature};
use crate::flow::{Meters, guard};
use crate::model::{Document, Fault, FaultCode, Hints, Place, Record, TextLimits};
use crate::normalise;
use crate::quarantine::Came;

use super::RefusedMember;

/// One document, ready to be judged.
#[derive(Debug)]
pub enum Prepared {
    /// A record that is to be judged.
    Record(Box<Sighted>),
    /// A member of a bundle that could not be read.
    Refused(Box<RefusedMember>),
}

/// A record with its id, without cluster, quotes and entities, and what dedup needs of it.
#[derive(Debug)]
pub struct Sighted {
    /// The record.
    pub record: Record,
    /// Its id.
    pub id: Identity,
    /// Its signature.
    pub signature: Signature,
    /// When it arrived, in seconds since 1970.
    pub received: i64,
}

/// Reads one arrival, or a member of one, and hands each document to `emit` in order.
///
/// A panic in one member refuses that member only.
///
/// # Errors
/// A fault of the arrival as a whole; what was emitted before stands.
pub fn prepare(
    raw: &Raw,
    request: &Request<'_>,
    place: &Place,
    meters: &Meters,
    emit: &mut dyn FnMut(Prepared) -> ControlFlow<()>,
) -> Result<(), Fault> {
    let Request { hints, limits, .. } = *request;
    let mut whole_fault = None;
    let normalising = meters.of("normalise");
    let mut take = |piece: Piece| {
        let (document, own) = match piece {
            Piece::Document(document, own) => (*document, own),
            Piece::Refused { member, bytes, fault } => return emit(refused(hints, member, bytes, fault)),
        };
        let member = document.member.clone();
        let read = || record_of(document, &raw.hash(own.as_deref()), hints, place, limits);
        match guard(|| normalising.time(read)) {
            Ok(prepared) => {
                normalising.gave(1);
                emit(prepared)
            }
            Err(message) => {
                normalising.refused(1);
                let fault = Fault::new(FaultCode::Panicked, format!("in normalise: {message}"));
                if let Some(member) = member {
                    let bytes = own.unwrap_or_else(|| raw.bytes().to_vec());
                    emit(refused(hints, member, bytes, fault))
                } else {
                    whole_fault = Some(fault);
                    ControlFlow::Break(())
                }
            }
        }
    };
    let decoding = meters.of("decode");
    let decoded = guard(|| decoding.time(|| decode::decode_raw(raw, request, &mut take)));
    let result = match decoded {
        Ok(result) => result,
        Err(message) => Err(Fault::new(FaultCode::Panicked, format!("in decode: {message}"))),
    };
    match (whole_fault.map_or(result, Err), raw.member()) {
        (Ok(()), _) => {
            decoding.gave(1);
            Ok(())
        }
        (Err(fault), member) => {
            decoding.refused(1);
            let Some(member) = member else { return Err(fault) };
            match emit(refused(hints, member.to_owned(), raw.bytes().to_vec(), fault)) {
                ControlFlow::Continue(()) | ControlFlow::Break(()) => Ok(()),
            }
        }
    }
}

pub(super) fn record_of(
    document: Document,
    raw: &blake3::Hash,
    hints: &Hints,
    place: &Place,
    limits: &TextLimits,
) -> Prepared {
    let mut record = normalise::normalise(document, hints, limits);
    record.hashes.raw = raw.to_hex().to_string();
    let id = Identity::of(hints.identified_by(), place, record.source.member.as_deref(), raw);
    record.id = id.to_string();
    let signature = dedup::signature(&record);
    let received = hints.received_at.parse::<jiff::Timestamp>().map_or(0, jiff::Timestamp::as_second);
    Prepared::Record(Box::new(Sighted { record, id, signature, received }))
}

pub(super) fn refused(hints: &Hints, member: String, bytes: Vec<u8>, fault: Fault) -> Prepared {
    Prepared::Refused(Box::new(RefusedMember {
        member,
        bytes,
        fault,
        source: hints.source.clone(),
        path: hints.path.clone().or_else(|| hints.url.clone()),
        came: Came::of(hints),
    }))
}
