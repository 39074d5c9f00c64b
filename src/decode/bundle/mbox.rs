//! mbox: letters one after the other, each after a line `From sender date`.

use crate::decode::email;
use crate::decode::reading::{GO_ON, Gap, Outcome, Place, STOP, Stop, Stream, Walk, beginning};
use crate::model::{Fault, FaultCode};

/// A `From ` line, then the headers of a letter.
pub(in crate::decode) fn recognise(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(b"From ") else { return false };
    let Some(end) = memchr::memchr(b'\n', rest) else { return false };
    let has_year =
        rest.get(..end).is_some_and(|line| line.windows(4).any(|w| w.iter().all(u8::is_ascii_digit)));
    has_year && rest.get(end + 1..).is_some_and(email::recognise)
}

pub(in crate::decode) fn walk(walk: &mut Walk<'_>, stream: &mut Stream<'_>, place: &Place) -> Outcome {
    let (mut letter, mut line) = (Letter::default(), Vec::new());
    let (mut number, mut after_blank, mut in_line) = (0usize, true, false);
    loop {
        line.clear();
        // of a line that is longer than a letter may be, what fits is read, and the rest as lines of its own
        let whole = match stream.line(walk.limits.document_bytes, &mut line) {
            Ok(whole) => whole,
            Err(Stop::Gap(gap)) => {
                letter.add(&line, walk.limits.document_bytes);
                letter.tear(stream.place(), &gap);
                if walk.damaged(place, *gap)?.is_break() {
                    return STOP;
                }
                (after_blank, in_line) = (true, false);
                continue;
            }
            Err(stop) => return Err(walk.fault("an mbox", stop)),
        };
        let ended = line.is_empty();
        if ended || (after_blank && !in_line && line.starts_with(b"From ")) {
            let letter = std::mem::take(&mut letter);
            if !letter.bytes.is_empty() {
                number += 1;
                if letter.pass(walk, place, number)?.is_break() {
                    return STOP;
                }
            }
            if ended {
                return GO_ON;
            }
            after_blank = false;
            continue;
        }
        after_blank = line.iter().all(u8::is_ascii_whitespace);
        let unquoted = line.strip_prefix(b">").filter(|l| l.trim_start_with(b'>').starts_with(b"From "));
        letter.add(unquoted.filter(|_| !in_line).unwrap_or(&line), walk.limits.document_bytes);
        in_line = !whole;
    }
}

#[derive(Default)]
struct Letter {
    bytes: Vec<u8>,
    /// How long it is, kept or not.
    size: u64,
    /// Why it cannot be read, if that is known.
    fault: Option<Fault>,
}

impl Letter {
    /// Adds a line; of a letter that is too long the beginning stays.
    fn add(&mut self, line: &[u8], most: usize) {
        self.size += line.len() as u64;
        if self.size <= most as u64 {
            self.bytes.extend_from_slice(line);
        } else if self.fault.is_none() {
            let message = format!(
                "a letter of more than {most} bytes: limits.document_bytes allows no more; its beginning is kept"
            );
            self.fault = Some(Fault::new(FaultCode::TooLarge, message));
        }
    }

    /// Notes that a part of it is lost. What stands behind the damage up to the next letter is the end of one: of this, if
    /// it began before that, and else of one that began in what is lost.
    fn tear(&mut self, reached: u64, gap: &Gap) {
        let part = if self.size > 0 && reached.saturating_sub(self.size) < gap.began {
            "a part"
        } else {
            *self = Letter::default();
            "the beginning"
        };
        let message = format!("{part} of the letter is lost: {}", gap.why);
        self.fault = Some(Fault::new(FaultCode::Malformed, message));
    }

    fn pass(self, walk: &mut Walk<'_>, place: &Place, number: usize) -> Outcome {
        let name = number.to_string();
        match self.fault {
            Some(fault) => walk.refuse(place, &name, beginning(&self.bytes), fault),
            None => walk.member(place, &name, &mut Stream::of(&self.bytes), place.origin.clone()),
        }
    }
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
