//! Any bytes: documents that can be normalised, written and read again, or a fault; never a panic.
#![no_main]

use std::ops::ControlFlow;

use libfuzzer_sys::fuzz_target;
use wiredesk::decode::{Piece, decode};
use wiredesk::model::{Hints, Record, TextLimits};
use wiredesk::normalise::normalise;

fuzz_target!(|data: &[u8]| {
    let hints = Hints { received_at: "2024-03-05T09:30:00Z".to_owned(), ..Hints::default() };
    // Small, so that the limits are met often and each input is quick.
    let limits = TextLimits { document_bytes: 1 << 20, list_entries: 64, ..TextLimits::default() };
    let mut left = 64;
    let outcome = decode(data, &hints, &limits, &mut |piece| {
        if let Piece::Document(document, _) = piece {
            let record = normalise(*document, &hints, &limits);
            let length = record.text.chars().count();
            for [start, end] in record.body.iter().filter_map(|block| block.span) {
                assert!(start <= end && end <= length, "{start}..{end} of {length}");
            }
            let line = line(&record);
            assert!(!line.contains('\n'));
        }
        left -= 1;
        if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    if let Err(fault) = outcome {
        assert!(!fault.to_string().is_empty());
    }
});

/// The record as a line, which reads as the same record.
fn line(record: &Record) -> String {
    let line = serde_json::to_string(record).expect("every record can be written");
    let again: Record = serde_json::from_str(&line).expect("every record can be read again");
    assert_eq!(again, *record);
    line
}
