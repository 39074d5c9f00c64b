//! An entry and its page: both are read, and leave as one record.
//!
//! A page that cannot be read is refused by itself and costs no record: then there is the entry, which says so.

use std::ops::ControlFlow;

use crate::decode::{self, Request, join};
use crate::flow::{Meters, guard};
use crate::model::{Document, Fault, FaultCode, Hints, Place};
use crate::source::Followed;

use super::Prepared;
use super::prepare::{record_of, refused};

/// The member that a page is of its arrival, where it is refused.
const PAGE: &str = "page";

/// Reads an entry with its page, and hands the record to `emit`; before it the page, where that is refused.
///
/// # Errors
/// The fault of the entry, where neither gives a document.
pub(super) fn prepare(
    followed: Followed,
    request: &Request<'_>,
    place: &Place,
    meters: &Meters,
    emit: &mut dyn FnMut(Prepared) -> ControlFlow<()>,
) -> Result<(), Fault> {
    let hints = request.hints;
    // Where the page's redirects ended and what it was called say nothing of the entry.
    let of_entry = Hints { final_url: None, content_type: None, ..hints.clone() };
    let told = read(&followed.entry, &Request { hints: &of_entry, ..*request }, meters);
    let code = match followed.page {
        Err(code) => code,
        Ok(bytes) => {
            let record = |page: Document| {
                let document = match told.clone() {
                    Ok(entry) => join(entry, page),
                    Err(_) => Document { member: None, ..page },
                };
                made(document, &bytes, (hints, request), place, meters)
            };
            match read(&bytes, request, meters).and_then(record) {
                Ok(record) => return handed(emit(record)),
                Err(fault) => {
                    let code = fault.code.to_string();
                    let from = Hints { path: hints.url.clone(), ..hints.clone() };
                    meters.of("decode").refused(1);
                    if emit(refused(&from, PAGE.to_owned(), bytes, fault)).is_break() {
                        return Ok(());
                    }
                    code
                }
            }
        }
    };
    let alone = decode::alone(told?, &code);
    handed(emit(made(alone, &followed.entry, (&of_entry, request), place, meters)?))
}

/// Whoever takes it may want nothing more, and there is nothing more.
fn handed(_: ControlFlow<()>) -> Result<(), Fault> {
    Ok(())
}

fn read(bytes: &[u8], request: &Request<'_>, meters: &Meters) -> Result<Document, Fault> {
    let decoding = meters.of("decode");
    let read = guard(|| decoding.time(|| decode::story(bytes, request)));
    let read = read.unwrap_or_else(|why| Err(Fault::new(FaultCode::Panicked, format!("in decode: {why}"))));
    decoding.gave(u64::from(read.is_ok()));
    read
}

fn made(
    document: Document,
    bytes: &[u8],
    (hints, request): (&Hints, &Request<'_>),
    place: &Place,
    meters: &Meters,
) -> Result<Prepared, Fault> {
    let normalising = meters.of("normalise");
    let read = || record_of(document, &blake3::hash(bytes), hints, place, request.limits);
    let made = guard(|| normalising.time(read));
    match &made {
        Ok(_) => normalising.gave(1),
        Err(_) => normalising.refused(1),
    }
    made.map_err(|why| Fault::new(FaultCode::Panicked, format!("in normalise: {why}")))
}
