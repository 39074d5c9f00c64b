//! WARC (ISO 28500) and ARC, the archives of crawlers: each page that was answered is a member.
//!
//! Records that are no answers (requests, metadata), answers that were errors, and what is no text (pictures,
//! scripts) are passed over: a crawl holds all of these. A record that is cut off or damaged is refused alone.

use std::ops::ControlFlow;

use self::record::{Next, Record, Records};
use super::search::{report, search};
use crate::decode::reading::{GO_ON, Gap, Outcome, Place, Stop, Stream, Walk, beginning};
use crate::model::{Fault, FaultCode};

mod page;
mod record;

pub(in crate::decode) fn recognise(bytes: &[u8]) -> bool {
    bytes.starts_with(b"WARC/") || bytes.starts_with(b"filedesc://")
}

pub(in crate::decode) fn walk(walk: &mut Walk<'_>, stream: &mut Stream<'_>, place: &Place) -> Outcome {
    let mut records = Records::new(walk.limits.document_bytes as u64 * 2);
    loop {
        let outcome = match records.next(stream) {
            Ok(Next::Record(record)) => pass(walk, place, records.number(), record)?,
            Ok(Next::Short { bytes, why }) => {
                let fault = Fault::new(FaultCode::Malformed, why);
                walk.refuse(place, &format!("#{}", records.number()), beginning(&bytes), fault)?
            }
            Ok(Next::Astray(why)) => {
                let found =
                    search(stream, record::REACH, why, &mut |place, ahead| records.find(place, ahead));
                match found {
                    Ok((gap, found)) => report(walk, place, gap, found)?,
                    Err(stop) => return Err(walk.fault("a WARC record", stop)),
                }
            }
            Ok(Next::Ended) => return GO_ON,
            Err(Stop::Gap(gap)) => torn(walk, place, &mut records, *gap)?,
            Err(stop) => return Err(walk.fault("a WARC record", stop)),
        };
        if outcome.is_break() {
            return Ok(outcome);
        }
    }
}

/// A record in which there is a gap, if it began before what is damaged, and the gap.
fn torn(walk: &mut Walk<'_>, place: &Place, records: &mut Records, gap: Gap) -> Outcome {
    let (began, bytes) = records.give_up();
    if began < gap.began && !bytes.is_empty() {
        let message = format!("a record of which a part is lost: {}", gap.why);
        let fault = Fault::new(FaultCode::Malformed, message);
        let name = format!("#{}", records.number());
        if walk.refuse(place, &name, beginning(&bytes), fault)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    walk.damaged(place, gap)
}

/// Kinds of records that hold no page (ISO 28500, 6).
const OTHER_KINDS: [&str; 5] = ["warcinfo", "request", "metadata", "revisit", "continuation"];

/// Hands on the page of a record, if there is one; of one whose header is damaged nobody can tell.
fn pass(walk: &mut Walk<'_>, place: &Place, number: usize, record: Record) -> Outcome {
    let damaged = record.damaged || (record.kind == "response" && page::has_damaged_head(&record.block));
    let doubtful = damaged && !OTHER_KINDS.contains(&record.kind.as_str());
    let kept = if doubtful { beginning(&record.block) } else { Vec::new() };
    match page::of(walk, record) {
        None if doubtful => {
            let fault = Fault::new(
                FaultCode::Malformed,
                "the header of the record, or of the answer in it, is damaged",
            );
            walk.refuse(place, &format!("#{number}"), kept, fault)
        }
        None => GO_ON,
        Some(Ok(page)) => walk.member(place, &page.id, &mut Stream::of(&page.body), page.origin),
        Some(Err((id, bytes, fault))) => walk.refuse(place, &id, bytes, fault),
    }
}
