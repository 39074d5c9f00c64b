//! WARC (ISO 28500) and ARC, the archives of crawlers: each page that was answered is a member.
//!
//! Records that are no answers (requests, metadata), answers that were errors, and what is no text (pictures,
//! scripts) are passed over: a crawl holds all of these. A record that is cut off or damaged is refused alone.

use self::page::Page;
use self::record::{Next, Record, Records};
use super::search::{report, search};
use crate::decode::reading::{GO_ON, Gap, Origin, Outcome, Place, STOP, Stop, Stream, Walk, beginning};
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
            Ok(Next::Record(record)) => pass(walk, place, records.number(), &record)?,
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
            return STOP;
        }
    }
    walk.damaged(place, gap)
}

/// Kinds of records that hold no page (ISO 28500, 6).
const OTHER_KINDS: [&str; 5] = ["warcinfo", "request", "metadata", "revisit", "continuation"];

/// Hands on the page of a record, if there is one; of one whose header is damaged nobody can tell.
fn pass(walk: &mut Walk<'_>, place: &Place, number: usize, record: &Record) -> Outcome {
    let is_answer = record.kind == "response";
    let answer = if is_answer { page::http_answer(&record.block) } else { None };
    let damaged = record.damaged || (is_answer && page::has_damaged_head(&record.block, answer.as_ref()));
    match page::of(walk, record, answer) {
        None if damaged && !OTHER_KINDS.contains(&record.kind.as_str()) => {
            let message = "the header of the record, or of the answer in it, is damaged";
            let fault = Fault::new(FaultCode::Malformed, message);
            walk.refuse(place, &format!("#{number}"), beginning(&record.block), fault)
        }
        None => GO_ON,
        Some(Ok(Page { body, content_type })) => {
            let origin =
                Origin { url: record.url.clone(), content_type: Some(content_type), at: record.at.clone() };
            walk.member(place, &record.id, &mut Stream::of(&body), origin)
        }
        Some(Err((bytes, fault))) => walk.refuse(place, &record.id, beginning(&bytes), fault),
    }
}
