//! Input made to hurt, of any size: what the growth test and `cargo xtask growth` measure.
//!
//! Each generator is a pure function of the number of bytes that are wanted. It keeps its shape while it grows, so
//! that the time for twice as much says how a stage grows. A generator is one line in one of the lists.

use super::rng::Rng;

mod bundles;
mod data;
mod mail;
mod pages;
mod texts;
mod wires;

/// One kind of hostile input.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Generator {
    /// What it is called in the table.
    pub(crate) name: &'static str,
    /// The suffix of a file of it; nothing reads it, people do.
    pub(crate) suffix: &'static str,
    /// About so many bytes of it (of a container: of what stands in it, where it does not matter more what it expands
    /// to).
    pub(crate) make: fn(usize) -> Vec<u8>,
}

/// Every generator, in the order of the formats.
pub(crate) fn all() -> Vec<Generator> {
    [pages::ALL, texts::ALL, wires::ALL, data::ALL, mail::ALL, bundles::ALL].concat()
}

/// `head`, then `unit` as often as fits, then `tail`.
fn repeat(bytes: usize, head: &str, unit: &str, tail: &str) -> Vec<u8> {
    let times = bytes.saturating_sub(head.len() + tail.len()) / unit.len();
    format!("{head}{}{tail}", unit.repeat(times)).into_bytes()
}

/// `head`, then one unit after the other, each told its number, until enough was written, then `tail`.
fn each(bytes: usize, head: &str, unit: impl Fn(usize) -> String, tail: &str) -> Vec<u8> {
    let mut text = head.to_owned();
    for number in 0.. {
        if text.len() + tail.len() >= bytes {
            break;
        }
        text.push_str(&unit(number));
    }
    text.push_str(tail);
    text.into_bytes()
}

/// `open` as often as `close`, `middle` between them.
fn nested(bytes: usize, head: &str, [open, middle, close]: [&str; 3], tail: &str) -> Vec<u8> {
    let times = bytes.saturating_sub(head.len() + middle.len() + tail.len()) / (open.len() + close.len());
    format!("{head}{}{middle}{}{tail}", open.repeat(times), close.repeat(times)).into_bytes()
}

/// Words drawn from a list, with a fixed seed.
fn drawn(bytes: usize, seed: u64, head: &str, words: &[&str], tail: &str) -> Vec<u8> {
    let mut rng = Rng::new(seed);
    let mut text = head.to_owned();
    while text.len() + tail.len() < bytes {
        text.push_str(rng.one(words));
    }
    text.push_str(tail);
    text.into_bytes()
}

/// Two letters or more that differ from number to number and look like a word.
fn word(number: usize) -> String {
    const SYLLABLES: [&str; 16] =
        ["ba", "de", "fi", "go", "lu", "ma", "ne", "pi", "ro", "su", "ta", "ve", "wi", "zo", "ka", "le"];
    let mut rest = number + 16;
    let mut word = String::new();
    while rest > 0 {
        word.push_str(SYLLABLES[rest % 16]);
        rest /= 16;
    }
    word
}

/// The same, beginning with a capital.
fn name(number: usize) -> String {
    let word = word(number);
    let (first, rest) = word.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}
