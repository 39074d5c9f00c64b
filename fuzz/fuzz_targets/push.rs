//! Any bytes as the body of a push, with any content type: records within the limits, which can be written and read again and
//! have ids of their own, or what is refused with its code; the same bytes give the same ids; never a panic.
//!
//! The first byte chooses the content type.
#![no_main]

use std::ops::ControlFlow;

use libfuzzer_sys::fuzz_target;
use wiredesk::decode::Request;
use wiredesk::model::{Hints, Record, TextLimits};
use wiredesk::read_each;

const TYPES: [&str; 8] = [
    "text/plain",
    "application/x-ndjson",
    "application/json; charset=utf-8",
    "text/html; charset=iso-8859-1",
    "application/xml",
    "application/zip",
    "message/rfc822",
    "application/gzip",
];

/// The ids of what a body holds, and how many of it are refused.
fn ids(body: &[u8], content_type: Option<&str>) -> (Vec<String>, usize) {
    let hints = Hints {
        source: "partners".into(),
        source_type: "push",
        content_type: content_type.map(str::to_owned),
        received_at: "2026-03-05T09:30:00Z".to_owned(),
        ..Hints::default()
    };
    // Small, so that the limits are met often and each input is quick.
    let limits = TextLimits {
        document_bytes: 64 << 10,
        arrival_bytes: 1 << 20,
        expanded_bytes: 1 << 20,
        members: 64,
        list_entries: 64,
        ..TextLimits::default()
    };
    let request = Request { hints: &hints, limits: &limits, vendors: &[], explain: false };
    let (mut ids, mut refused) = (Vec::new(), 0);
    let whole = read_each(body, &request, &mut |each| {
        match each {
            Ok(record) => {
                let line = serde_json::to_string(&record).expect("every record can be written");
                let again: Record = serde_json::from_str(&line).expect("every record can be read again");
                assert!(again == record && !line.contains('\n'));
                assert_eq!(&*record.source.name, "partners");
                ids.push(record.id);
            }
            Err(member) => {
                assert!(!member.member.is_empty());
                refused += 1;
            }
        }
        if ids.len() + refused < 64 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    (ids, refused + usize::from(whole.is_err()))
}

fuzz_target!(|data: &[u8]| {
    let Some((first, body)) = data.split_first() else { return };
    let content_type = TYPES.get(usize::from(*first)).copied();
    let said = ids(body, content_type);
    assert!(!body.is_empty() || said == (Vec::new(), 1));
    assert_eq!(ids(body, content_type), said);
});
