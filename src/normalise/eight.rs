//! Eight bytes of a text at once: which of them are letters, digits, white space.
//!
//! Most of a text is words of a few ASCII letters with one space between, and most of what reads it asks no more than
//! where these begin and end. Each answer is a mask with the high bit of every byte for which it holds; no sum in here
//! runs over into the next byte.

/// The high bit of each byte.
const HIGH: u64 = 0x8080_8080_8080_8080;
/// What makes an ASCII letter small.
const SMALL: u64 = 0x2020_2020_2020_2020;

/// Eight bytes, the first of them lowest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Eight(u64);

impl Eight {
    /// These.
    #[inline]
    pub(crate) fn of(bytes: [u8; 8]) -> Eight {
        Eight(u64::from_le_bytes(bytes))
    }

    /// Those that begin at a byte, where there are so many.
    #[inline]
    pub(crate) fn at(bytes: &[u8], at: usize) -> Option<Eight> {
        Some(Eight::of(*bytes.get(at..)?.first_chunk()?))
    }

    /// Fewer than eight, and what they lack filled up.
    pub(crate) fn filled(bytes: &[u8], filling: u8) -> Eight {
        let mut eight = [filling; 8];
        eight.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        Eight::of(eight)
    }

    /// The text in pieces of eight; what the last lacks is filled up.
    #[inline]
    pub(crate) fn all(text: &str, filling: u8) -> impl Iterator<Item = Eight> {
        let (chunks, rest) = text.as_bytes().as_chunks();
        let last = (!rest.is_empty()).then(|| Eight::filled(rest, filling));
        chunks.iter().map(|eight| Eight::of(*eight)).chain(last)
    }

    /// With every ASCII letter small; other bytes change too.
    #[inline]
    fn small(self) -> u64 {
        self.0 | SMALL
    }

    #[inline]
    fn between(bytes: u64, low: u8, high: u8) -> u64 {
        let bytes = bytes & !HIGH;
        let from = bytes + u64::from_le_bytes([0x80 - low; 8]);
        let beyond = bytes + u64::from_le_bytes([0x7f - high; 8]);
        from & !beyond
    }

    /// ASCII letters.
    #[inline]
    pub(crate) fn letters(self) -> u64 {
        Eight::between(self.small(), b'a', b'z') & !self.0 & HIGH
    }

    /// ASCII letters and digits.
    #[inline]
    pub(crate) fn alphanumeric(self) -> u64 {
        let either = Eight::between(self.small(), b'a', b'z') | Eight::between(self.0, b'0', b'9');
        either & !self.0 & HIGH
    }

    /// ASCII digits.
    #[inline]
    pub(crate) fn digits(self) -> u64 {
        Eight::between(self.0, b'0', b'9') & !self.0 & HIGH
    }

    /// This ASCII character.
    #[inline]
    pub(crate) fn is(self, byte: u8) -> u64 {
        let other = self.0 ^ u64::from_le_bytes([byte; 8]);
        !(((other & !HIGH) + !HIGH) | other) & HIGH
    }

    /// What is not ASCII.
    #[inline]
    pub(crate) fn beyond_ascii(self) -> u64 {
        self.0 & HIGH
    }

    /// First bytes of characters that are not ASCII.
    #[inline]
    pub(crate) fn leads(self) -> u64 {
        self.0 & (self.0 << 1) & HIGH
    }

    /// The first `count` bytes with their ASCII letters small, the others 0.
    #[inline]
    pub(crate) fn head_in_small(self, count: usize) -> u64 {
        self.small() & Eight::first(count)
    }

    /// How many of the first `count` bytes, all ASCII letters, are capitals.
    #[inline]
    pub(crate) fn capitals(self, count: usize) -> usize {
        (!self.0 & SMALL & Eight::first(count)).count_ones() as usize
    }

    #[inline]
    fn first(count: usize) -> u64 {
        u64::MAX.checked_shr(64 - 8 * count.min(8) as u32).unwrap_or_default()
    }
}

/// Where the first byte for which a mask holds stands; it may not hold for zero bytes.
#[inline]
pub(crate) fn first(bytes: &[u8], mask: impl Fn(Eight) -> u64) -> Option<usize> {
    let (eights, rest) = bytes.as_chunks();
    for (at, eight) in (0..).step_by(8).zip(eights) {
        let found = mask(Eight::of(*eight));
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
    }
    let found = mask(Eight::filled(rest, 0));
    (found != 0).then(|| 8 * eights.len() + found.trailing_zeros() as usize / 8)
}

/// For how many bytes at the head a mask holds without a gap.
#[inline]
pub(crate) fn run(mask: u64) -> usize {
    ((!mask & HIGH).trailing_zeros() / 8) as usize
}

/// A mask as eight bits, the first byte's lowest.
#[inline]
pub(crate) fn bits(mask: u64) -> u64 {
    (mask >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eight(bytes: &[u8; 8]) -> Eight {
        Eight::at(bytes, 0).unwrap()
    }

    #[test]
    fn every_byte_in_every_place() {
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                for around in [b'\0', b'a', b'Z', b' ', b'\x7f', b'\xff'] {
                    let mut bytes = [around; 8];
                    bytes[place] = byte;
                    let found = eight(&bytes);
                    let check = |mask: u64, holds: &dyn Fn(u8) -> bool| {
                        let expected =
                            (0..8).filter(|at| holds(bytes[*at])).fold(0, |bits, at| bits | 1 << at);
                        assert_eq!(bits(mask), expected, "{bytes:?}");
                    };
                    check(found.letters(), &|b| b.is_ascii_alphabetic());
                    check(found.alphanumeric(), &|b| b.is_ascii_alphanumeric());
                    check(found.digits(), &|b| b.is_ascii_digit());
                    check(found.is(b' '), &|b| b == b' ');
                    check(found.beyond_ascii(), &|b| !b.is_ascii());
                    check(found.leads(), &|b| b >= 0xc0);
                }
            }
        }
    }

    #[test]
    fn words_at_the_head() {
        let found = eight(b"QuaY, on");
        assert_eq!((run(found.letters()), found.capitals(4)), (4, 2));
        assert_eq!(found.head_in_small(4), u64::from_le_bytes(*b"quay\0\0\0\0"));
        assert_eq!(run(eight(b"harbours").letters()), 8);
        assert_eq!((run(eight(b" harbour").letters()), eight(b"HARBOURS").capitals(8)), (0, 8));
        assert_eq!(eight(b"HARBOURS").head_in_small(8), u64::from_le_bytes(*b"harbours"));
    }

    #[test]
    fn the_first_of_some_bytes() {
        for length in 0..40 {
            let mut text = "a".repeat(length).into_bytes();
            assert_eq!(first(&text, Eight::digits), None);
            for at in (0..length).rev() {
                text[at] = b'7';
                assert_eq!(first(&text, Eight::digits), Some(at));
            }
        }
    }

    #[test]
    fn the_last_piece_is_filled_up() {
        let spaces =
            |text: &str| Eight::all(text, b' ').map(|eight| bits(eight.is(b' '))).collect::<Vec<_>>();
        assert_eq!(spaces(""), [0; 0]);
        assert_eq!(spaces("abcdefgh"), [0]);
        assert_eq!(spaces("abcdefgh a"), [0, 0b1111_1101]);
    }
}
