//! Content codings of HTTP (RFC 9110, section 8.4): undone under a cap, whether an answer was fetched just now or kept by
//! a crawl.
//!
//! Promises: no more is unpacked than the caller has room for, in every layer of codings upon codings; a stream that is cut
//! or damaged is never taken for a whole one.

use std::fmt;

use super::brotli::Brotli;
use super::inflate::Inflated;
use super::{gzip, zstd};
use crate::decode::reading::{FREE_EXPANSION, Got, Source, Stop, Stream};

/// How a body was packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// RFC 1952.
    Gzip,
    /// RFC 1950, or RFC 1951 without the header that should stand before it.
    Deflate,
    /// RFC 7932.
    Brotli,
    /// RFC 8878.
    Zstd,
}

/// What `Accept-Encoding` says.
pub const ACCEPTED: &str = "gzip, deflate, br, zstd";

/// Most codings upon one another: nobody packs twice on purpose.
const MOST_LAYERS: usize = 4;

/// The codings that the values of `Content-Encoding` name, in the order in which they were applied. A word that names none
/// (`identity`, but also `utf-8` and `none`, which hosts send) is passed over.
///
/// # Errors
/// That there are too many.
pub fn named<'v>(values: impl IntoIterator<Item = &'v str>) -> Result<Vec<Coding>, String> {
    let mut codings = Vec::new();
    for name in values.into_iter().flat_map(|value| value.split(',')).map(str::trim) {
        codings.push(match name.to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Coding::Gzip,
            "deflate" => Coding::Deflate,
            "br" => Coding::Brotli,
            "zstd" => Coding::Zstd,
            _ => continue,
        });
    }
    if codings.len() > MOST_LAYERS {
        return Err(format!("expected at most {MOST_LAYERS} codings of one body, found {}", codings.len()));
    }
    Ok(codings)
}

/// Why a body is not unpacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Packed {
    /// It is cut, or no stream of its coding.
    Broken(String),
    /// It is longer than a body may be.
    TooLarge,
    /// It is more times as long as what was sent than a body may be.
    Expands,
}

impl fmt::Display for Packed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Packed::Broken(why) => write!(f, "the body cannot be unpacked: {why}"),
            Packed::TooLarge => f.write_str("the body is larger than allowed once it is unpacked"),
            Packed::Expands => f.write_str("the body unpacks to more times its size than allowed"),
        }
    }
}

/// Unpacks a body: to `most` bytes, and `ratio` times what was sent unless that is little.
///
/// # Errors
/// Why not; nothing is given of a body that is not whole.
pub fn unpack(sent: Vec<u8>, codings: &[Coding], most: usize, ratio: u64) -> Result<Vec<u8>, Packed> {
    // what has no body may all the same say how it would be packed
    if codings.is_empty() || sent.is_empty() {
        return if sent.len() > most { Err(Packed::TooLarge) } else { Ok(sent) };
    }
    let by_ratio = (sent.len() as u64).saturating_mul(ratio).max(FREE_EXPANSION);
    let room = by_ratio.min(most as u64);
    let spent = if by_ratio < most as u64 { Packed::Expands } else { Packed::TooLarge };
    let mut bytes = Vec::new();
    let read = through(
        &mut Stream::of(&sent),
        codings,
        &|source| Box::new(Capped { source, left: room }),
        &mut |stream| stream.take(u64::MAX, &mut bytes).map(|_| ()),
    );
    match read {
        Ok(()) => Ok(bytes),
        Err(Stop::Spent) => Err(spent),
        Err(Stop::Gap(gap))
            if gap.began > 0 && gap.began == bytes.len() as u64 && is_left_over(&gap.kept, codings) =>
        {
            Ok(bytes)
        }
        Err(Stop::Gap(gap)) => Err(Packed::Broken(gap.why)),
        Err(Stop::Broken(why) | Stop::Unreadable(why)) => Err(Packed::Broken(why)),
    }
}

/// The beginning of a body, `most` bytes of it: of one of which no more was taken (`cut`), as far as it can be unpacked.
///
/// # Errors
/// That it cannot be unpacked though it is whole.
pub fn unpack_beginning(sent: &[u8], cut: bool, codings: &[Coding], most: usize) -> Result<Vec<u8>, Packed> {
    let mut bytes = Vec::new();
    // a layer between has room of its own, so that the last one can give all that is wanted
    let room = (most as u64).saturating_mul(2);
    let read = through(
        &mut Stream::of(sent),
        codings,
        &|source| Box::new(Capped { source, left: room }),
        &mut |stream| stream.take(most as u64, &mut bytes).map(|_| ()),
    );
    match read {
        Err(Stop::Gap(_) | Stop::Broken(_) | Stop::Unreadable(_)) if !cut && bytes.len() < most => {
            Err(Packed::Broken("it cannot be unpacked to its end".to_owned()))
        }
        _ => Ok(bytes),
    }
}

/// Whether bytes behind the last stream are none of theirs: a line break that a script prints, which everybody passes over.
fn is_left_over(kept: &[u8], codings: &[Coding]) -> bool {
    match codings {
        [Coding::Gzip] => !gzip::recognise(kept),
        [Coding::Zstd] => !zstd::recognise(kept),
        _ => false,
    }
}

/// Puts a limit before what a layer gives.
pub(super) type Limit<'l> = &'l dyn for<'x> Fn(Box<dyn Source + 'x>) -> Box<dyn Source + 'x>;

/// Takes every coding off a stream, the last applied first, each layer behind its limit, and reads what is left.
pub(super) fn through<T>(
    stream: &mut Stream<'_>,
    codings: &[Coding],
    limit: Limit<'_>,
    read: &mut dyn FnMut(&mut Stream<'_>) -> Got<T>,
) -> Got<T> {
    let Some((outermost, inner)) = codings.split_last() else { return read(stream) };
    let source = open(*outermost, stream)?;
    through(&mut Stream::new(limit(source)), inner, limit, read)
}

fn open<'a>(coding: Coding, stream: &'a mut Stream<'_>) -> Got<Box<dyn Source + 'a>> {
    Ok(match coding {
        Coding::Gzip => gzip::open(stream),
        Coding::Zstd => zstd::open(stream),
        Coding::Brotli => Box::new(Brotli::new(stream)),
        Coding::Deflate => {
            let has_header = is_zlib(stream.peek(2)?);
            Box::new(Inflated::new(stream, has_header))
        }
    })
}

/// Whether the header of zlib stands before the deflated stream (RFC 1950, 2.2); many servers leave it out.
fn is_zlib(head: &[u8]) -> bool {
    match head {
        [method, flags, ..] => method & 0x0F == 8 && (u16::from(*method) << 8 | u16::from(*flags)) % 31 == 0,
        _ => false,
    }
}

/// A source that may give so much and no byte more.
struct Capped<'x> {
    source: Box<dyn Source + 'x>,
    left: u64,
}

impl Source for Capped<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Got<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 && !buffer.is_empty() {
            let there_is_more = self.source.read(&mut [0])? > 0;
            return if there_is_more { Err(Stop::Spent) } else { Ok(0) };
        }
        let count = self.source.read(buffer.get_mut(..most).unwrap_or_default())?;
        self.left -= count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    const STORY: &[u8] = b"The port was closed on Monday after a storm. The port will open on Tuesday, the harbour master said.";

    fn packed(coding: Coding, bytes: &[u8]) -> Vec<u8> {
        let level = Compression::default();
        match coding {
            Coding::Gzip => {
                let mut to = GzEncoder::new(Vec::new(), level);
                to.write_all(bytes).unwrap();
                to.finish().unwrap()
            }
            Coding::Deflate => {
                let mut to = ZlibEncoder::new(Vec::new(), level);
                to.write_all(bytes).unwrap();
                to.finish().unwrap()
            }
            Coding::Zstd => {
                ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
            }
            Coding::Brotli => stored(bytes),
        }
    }

    /// Brotli that compresses nothing: meta-blocks of at most 64 KiB as they are (RFC 7932, 9.2), then an empty last one.
    fn stored(bytes: &[u8]) -> Vec<u8> {
        let mut bits = Bits::default();
        bits.put(0, 1);
        for block in bytes.chunks(1 << 16) {
            bits.put(0, 1);
            bits.put(0, 2);
            bits.put(block.len() - 1, 16);
            bits.put(1, 1);
            bits.align();
            bits.bytes.extend_from_slice(block);
        }
        bits.put(3, 2);
        bits.align();
        bits.bytes
    }

    #[derive(Default)]
    struct Bits {
        bytes: Vec<u8>,
        held: usize,
        count: u32,
    }

    impl Bits {
        fn put(&mut self, value: usize, count: u32) {
            self.held |= value << self.count;
            self.count += count;
            while self.count >= 8 {
                self.bytes.push((self.held & 0xFF) as u8);
                self.held >>= 8;
                self.count -= 8;
            }
        }

        fn align(&mut self) {
            if self.count > 0 {
                self.put(0, 8 - self.count);
            }
        }
    }

    const ALL: [Coding; 4] = [Coding::Gzip, Coding::Deflate, Coding::Brotli, Coding::Zstd];

    #[test]
    fn every_coding_and_every_pair_comes_back() {
        for outer in ALL {
            assert_eq!(unpack(packed(outer, STORY), &[outer], 1000, 200).as_deref(), Ok(STORY), "{outer:?}");
            for inner in ALL {
                let sent = packed(outer, &packed(inner, STORY));
                assert_eq!(
                    unpack(sent, &[inner, outer], 1000, 200).as_deref(),
                    Ok(STORY),
                    "{inner:?}, {outer:?}"
                );
            }
        }
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::default());
        raw.write_all(STORY).unwrap();
        assert_eq!(unpack(raw.finish().unwrap(), &[Coding::Deflate], 1000, 200).as_deref(), Ok(STORY));
    }

    #[test]
    fn what_is_cut_or_damaged_is_broken() {
        for coding in ALL {
            let whole = packed(coding, STORY);
            for end in 1..whole.len() {
                let cut = unpack(whole[..end].to_vec(), &[coding], 1000, 200);
                // gzip and zlib end with a checksum, the others with their last block
                assert!(
                    matches!(cut, Err(Packed::Broken(_))),
                    "{coding:?}, {end} of {}: {cut:?}",
                    whole.len()
                );
            }
            assert!(
                matches!(unpack(STORY.to_vec(), &[coding], 1000, 200), Err(Packed::Broken(_))),
                "{coding:?}"
            );
        }
    }

    #[test]
    fn what_a_script_prints_behind_the_end_is_passed_over() {
        for coding in ALL {
            let sent = [packed(coding, STORY), b"\r\n".to_vec()].concat();
            assert_eq!(unpack(sent, &[coding], 1000, 200).as_deref(), Ok(STORY), "{coding:?}");
        }
        let second_is_cut =
            [packed(Coding::Gzip, STORY), packed(Coding::Gzip, STORY)[..20].to_vec()].concat();
        assert!(matches!(unpack(second_is_cut, &[Coding::Gzip], 1000, 200), Err(Packed::Broken(_))));
    }

    #[test]
    fn bombs_stop_at_their_caps() {
        let zeros = vec![0; 8 << 20];
        for coding in [Coding::Gzip, Coding::Deflate, Coding::Zstd] {
            let bomb = packed(coding, &zeros);
            assert!(bomb.len() < 20_000, "{coding:?}: {}", bomb.len());
            assert_eq!(unpack(bomb.clone(), &[coding], 64 << 20, 100), Err(Packed::Expands), "{coding:?}");
            assert_eq!(unpack(bomb, &[coding], 1 << 20, 1_000_000), Err(Packed::TooLarge), "{coding:?}");
        }
        // as a packer of the field makes it of the same zeros
        let brotli = [155, 255, 255, 127, 248, 39, 0, 226, 177, 64, 32, 247, 254, 15].to_vec();
        assert_eq!(unpack(brotli.clone(), &[Coding::Brotli], 64 << 20, 100), Err(Packed::Expands));
        assert_eq!(unpack(brotli, &[Coding::Brotli], 1 << 19, 100), Err(Packed::TooLarge));
        let twice = packed(Coding::Gzip, &packed(Coding::Gzip, &zeros));
        assert_eq!(unpack(twice, &[Coding::Gzip, Coding::Gzip], 64 << 20, 200), Err(Packed::Expands));
        assert_eq!(unpack(stored(&zeros), &[Coding::Brotli], 1 << 20, 200), Err(Packed::TooLarge));
        // a layer between that never ends and gives nothing
        let nothing = packed(Coding::Gzip, b"").repeat(1 << 18);
        let sent = packed(Coding::Gzip, &nothing);
        assert_eq!(unpack(sent, &[Coding::Gzip, Coding::Gzip], 1 << 20, 200), Err(Packed::TooLarge));
    }

    #[test]
    fn a_body_as_large_as_allowed_passes() {
        let bytes = vec![7; 70_000];
        for coding in ALL {
            assert_eq!(unpack(packed(coding, &bytes), &[coding], 70_000, 200).map(|b| b.len()), Ok(70_000));
            assert_eq!(unpack(packed(coding, &bytes), &[coding], 69_999, 200), Err(Packed::TooLarge));
        }
        assert_eq!(unpack(bytes.clone(), &[], 69_999, 200), Err(Packed::TooLarge));
        assert_eq!(unpack(Vec::new(), &[Coding::Gzip], 10, 200), Ok(Vec::new()));
    }

    #[test]
    fn of_what_is_longer_than_wanted_the_beginning_is_given() {
        let bytes = STORY.repeat(1000);
        for coding in ALL {
            let whole = packed(coding, &bytes);
            assert_eq!(
                unpack_beginning(&whole, false, &[coding], 5000).unwrap(),
                bytes[..5000],
                "{coding:?}"
            );
            assert_eq!(unpack_beginning(&whole, false, &[coding], 1 << 20).unwrap(), bytes, "{coding:?}");
            let half = &whole[..whole.len() / 2];
            assert!(unpack_beginning(half, false, &[coding], 1 << 20).is_err(), "{coding:?}");
            let begins = unpack_beginning(half, true, &[coding], 1 << 20).unwrap();
            assert!(bytes.starts_with(&begins), "{coding:?}: {}", begins.len());
        }
        assert_eq!(unpack_beginning(b"words", false, &[], 4).unwrap(), b"word");
    }

    #[test]
    fn names_of_codings() {
        assert_eq!(named(["gzip"]), Ok(vec![Coding::Gzip]));
        assert_eq!(named(["deflate, X-GZIP", "identity", "br,zstd"]).unwrap().len(), 4);
        assert_eq!(named([""]), Ok(Vec::new()));
        assert_eq!(named(["utf-8", "none"]), Ok(Vec::new()));
        assert!(named(["gzip, gzip, gzip, gzip, gzip"]).is_err());
    }
}
