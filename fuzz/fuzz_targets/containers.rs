//! Any bytes as a container, read as a stream: members within their limits, the same as in one call, or a fault; never a
//! panic, and nothing read over and over.
#![no_main]

use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use libfuzzer_sys::fuzz_target;
use wiredesk::decode::{Piece, Request, decode_as, decode_raw, is_container, members};
use wiredesk::model::{Hints, TextLimits};

/// Counts what is read of it.
struct Counted<'b>(Cursor<&'b [u8]>, u64);

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.0.read(buffer)?;
        self.1 += count as u64;
        Ok(count)
    }
}

impl Seek for Counted<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

fn name(piece: Piece) -> String {
    match piece {
        Piece::Document(document, _) => document.member.unwrap_or_default(),
        Piece::Refused { member, fault, .. } => format!("{member}! {}", fault.code),
    }
}

fuzz_target!(|data: &[u8]| {
    let hints = Hints::default();
    // Small, so that the limits are met often and each input is quick.
    let limits = TextLimits {
        document_bytes: 16 << 10,
        arrival_bytes: 4 << 20,
        expanded_bytes: 1 << 20,
        members: 64,
        ..TextLimits::default()
    };
    let request = Request { hints: &hints, limits: &limits, vendors: &[], explain: false };
    let size = data.len() as u64;
    is_container(data, Some(size), &limits);
    let (mut streamed, mut whole) = (Vec::new(), None);
    let mut input = Counted(Cursor::new(data), 0);
    let outcome = members(&mut input, &request, &mut |raw| {
        assert!(raw.bytes().len() <= (64 << 10).max(limits.document_bytes));
        let decoded = decode_raw(&raw, &request, &mut |piece| {
            streamed.push(name(piece));
            ControlFlow::Continue(())
        });
        assert!(decoded.is_ok() || raw.member().is_none());
        whole = decoded.err();
        ControlFlow::Continue(())
    });
    assert!(input.1 <= size * 8 + (1 << 20), "{} of {size} bytes", input.1);
    let mut at_once = Vec::new();
    let outcome_at_once = decode_as(data, &request, &mut |piece| {
        at_once.push(name(piece));
        ControlFlow::Continue(())
    });
    assert_eq!(streamed, at_once);
    assert_eq!(outcome.err().or(whole).map(|f| f.code), outcome_at_once.err().map(|f| f.code));
});
