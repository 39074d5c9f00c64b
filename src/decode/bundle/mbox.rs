//! mbox: letters one after the other, each after a line `From sender date`.

use std::io::BufRead;

use super::broken;
use crate::decode::email;
use crate::decode::reading::{GO_ON, Outcome, Place, Reading};

/// A `From ` line, then the headers of a letter.
pub(in crate::decode) fn recognise(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(b"From ") else { return false };
    let Some(end) = memchr::memchr(b'\n', rest) else { return false };
    let has_year =
        rest.get(..end).is_some_and(|line| line.windows(4).any(|w| w.iter().all(u8::is_ascii_digit)));
    has_year && rest.get(end + 1..).is_some_and(email::recognise)
}

pub(in crate::decode) fn decode(reading: &mut Reading<'_>, bytes: &[u8], place: &Place) -> Outcome {
    let mut rest = bytes;
    decode_stream(reading, &mut rest, place)
}

pub(super) fn decode_stream(reading: &mut Reading<'_>, stream: &mut dyn BufRead, place: &Place) -> Outcome {
    let most = reading.limits.document_bytes;
    let (mut letter, mut line) = (Vec::new(), Vec::new());
    let (mut number, mut after_blank) = (0usize, true);
    loop {
        line.clear();
        let read = std::io::Read::take(&mut *stream, most as u64).read_until(b'\n', &mut line);
        let ended = match read {
            Ok(count) => count == 0,
            Err(error) => return Err(broken(reading, "an mbox", &error)),
        };
        if ended || (after_blank && line.starts_with(b"From ")) {
            if !letter.is_empty() {
                number += 1;
                if reading.member(place, &number.to_string(), &letter)?.is_break() {
                    break;
                }
            }
            letter.clear();
            if ended {
                break;
            }
            after_blank = false;
            continue;
        }
        after_blank = line.iter().all(u8::is_ascii_whitespace);
        let unquoted = line.strip_prefix(b">").filter(|l| l.trim_start_with(b'>').starts_with(b"From "));
        if letter.len() + line.len() <= most {
            letter.extend_from_slice(unquoted.unwrap_or(&line));
        }
    }
    GO_ON
}

trait TrimStart {
    fn trim_start_with(&self, byte: u8) -> &[u8];
}

impl TrimStart for [u8] {
    fn trim_start_with(&self, byte: u8) -> &[u8] {
        let count = self.iter().take_while(|b| **b == byte).count();
        self.get(count..).unwrap_or_default()
    }
}
