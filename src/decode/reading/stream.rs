//! Bytes that are read once from front to back, whatever they come out of: a file, a compressed stream, a member of an
//! archive.
//!
//! Promises: a [`Stream`] holds what it was asked to look ahead and a window behind, never the whole; what it reads of
//! its source is read once, but for what a caller goes back over itself. After a [`Gap`] reading goes on.

/// Why a stream does not give more.
#[derive(Debug)]
pub(in crate::decode) enum Stop {
    /// Bytes that cannot be read were passed over: reading on gives what stands behind them.
    Gap(Box<Gap>),
    /// Nothing more can be made of it.
    Broken(String),
    /// The room for what is decompressed is spent.
    Spent,
    /// The device failed, not the bytes.
    Unreadable(String),
}

/// What was passed over.
#[derive(Debug)]
pub(in crate::decode) struct Gap {
    /// Where it begins, in the stream that is damaged.
    pub(in crate::decode) at: u64,
    /// How many bytes it is long.
    pub(in crate::decode) size: u64,
    /// Its beginning.
    pub(in crate::decode) kept: Vec<u8>,
    /// What is wrong with it.
    pub(in crate::decode) why: String,
    /// Where what came out of the damaged part begins, in what was decompressed.
    pub(in crate::decode) began: u64,
}

/// What a stream gives, or why not.
pub(in crate::decode) type Got<T> = Result<T, Stop>;

/// Where the bytes of a stream come from.
pub(in crate::decode) trait Source {
    /// Reads some bytes; 0 at the end, for good.
    fn read(&mut self, buffer: &mut [u8]) -> Got<usize>;

    /// How long it is, of a source that can be read from any place.
    fn size(&self) -> Option<u64> {
        None
    }

    /// Reads on from a place; only for a source that has a size.
    fn seek(&mut self, _to: u64) -> Got<()> {
        Err(Stop::Broken("expected a source that can be read from any place".to_owned()))
    }
}

impl<S: Source + ?Sized> Source for &mut S {
    fn read(&mut self, buffer: &mut [u8]) -> Got<usize> {
        (**self).read(buffer)
    }
}

impl<S: Source + ?Sized> Source for Box<S> {
    fn read(&mut self, buffer: &mut [u8]) -> Got<usize> {
        (**self).read(buffer)
    }

    fn size(&self) -> Option<u64> {
        (**self).size()
    }

    fn seek(&mut self, to: u64) -> Got<()> {
        (**self).seek(to)
    }
}

/// What is left of a stream.
impl Source for Stream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Got<usize> {
        let some = self.some()?;
        let count = some.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), some.get(..count)) {
            to.copy_from_slice(from);
        }
        self.advance(count);
        Ok(count)
    }
}

/// Bytes in memory.
pub(in crate::decode) struct Held<'s> {
    bytes: &'s [u8],
    at: usize,
}

impl Source for Held<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Got<usize> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        self.at += count;
        Ok(count)
    }

    fn size(&self) -> Option<u64> {
        Some(self.bytes.len() as u64)
    }

    fn seek(&mut self, to: u64) -> Got<()> {
        self.at = usize::try_from(to).unwrap_or(usize::MAX).min(self.bytes.len());
        Ok(())
    }
}

/// Most bytes asked of a source at once, and how much is looked at to tell what something is.
pub(in crate::decode) const CHUNK: usize = 64 << 10;
/// Fewest bytes asked of a source at once: what is short, or stands far from the last, costs no more.
const FIRST_CHUNK: usize = 4 << 10;
/// How far one can go back.
pub(in crate::decode) const WINDOW: usize = 512 << 10;

/// A source with a buffer before it.
pub(in crate::decode) struct Stream<'s> {
    source: Box<dyn Source + 's>,
    buffer: Vec<u8>,
    /// Where in the buffer the next byte stands.
    at: usize,
    /// Where in the stream the buffer begins.
    base: u64,
    /// From where on bytes that were read are held, as far as the window allows.
    held_from: Option<u64>,
    chunk: usize,
    ended: bool,
    /// What stands behind the last byte of the buffer.
    stop: Option<Stop>,
}

impl<'s> Stream<'s> {
    pub(in crate::decode) fn new(source: impl Source + 's) -> Self {
        Stream {
            source: Box::new(source),
            buffer: Vec::new(),
            at: 0,
            base: 0,
            held_from: None,
            chunk: FIRST_CHUNK,
            ended: false,
            stop: None,
        }
    }

    /// Of bytes in memory.
    pub(in crate::decode) fn of(bytes: &'s [u8]) -> Self {
        Stream::new(Held { bytes, at: 0 })
    }

    /// One that asks its source for as much as it may from the first.
    pub(in crate::decode) fn eager(source: impl Source + 's) -> Self {
        Stream { chunk: CHUNK, ..Stream::new(source) }
    }

    /// Where the next byte stands.
    pub(in crate::decode) fn place(&self) -> u64 {
        self.base + self.at as u64
    }

    /// How long the source is, if it can be read from any place.
    pub(in crate::decode) fn known_size(&self) -> Option<u64> {
        self.source.size()
    }

    /// Goes to a place of a source that has a size.
    pub(in crate::decode) fn seek(&mut self, to: u64) -> Got<()> {
        let inside = to.checked_sub(self.base).and_then(|n| usize::try_from(n).ok());
        if let Some(at) = inside.filter(|at| *at >= self.at && *at < self.buffer.len()) {
            self.at = at;
            return Ok(());
        }
        self.source.seek(to)?;
        (self.at, self.base, self.chunk, self.ended, self.stop) = (0, to, FIRST_CHUNK, false, None);
        self.buffer.clear();
        Ok(())
    }

    /// Holds what is read from here on, so that one can go back to it.
    pub(in crate::decode) fn hold_from_here(&mut self) {
        self.held_from = Some(self.place());
    }

    /// Goes back to a place, or as near to it as bytes are held; tells where it stands then.
    pub(in crate::decode) fn rewind(&mut self, to: u64) -> u64 {
        let back = usize::try_from(to.saturating_sub(self.base)).unwrap_or(usize::MAX);
        self.at = back.min(self.at);
        self.place()
    }

    /// Puts bytes in front of what comes next.
    pub(in crate::decode) fn give_back(&mut self, mut bytes: Vec<u8>) {
        self.base = self.place().saturating_sub(bytes.len() as u64);
        bytes.extend_from_slice(self.ahead());
        (self.buffer, self.at) = (bytes, 0);
    }

    /// What is in the buffer and not read yet.
    fn ahead(&self) -> &[u8] {
        self.buffer.get(self.at..).unwrap_or_default()
    }

    /// Asks the source for more; 0 at the end.
    fn fill(&mut self) -> Got<usize> {
        if let Some(stop) = self.stop.take() {
            return Err(stop);
        }
        if self.ended {
            return Ok(0);
        }
        self.forget();
        let old = self.buffer.len();
        self.buffer.resize(old + self.chunk, 0);
        let outcome = self.source.read(self.buffer.get_mut(old..).unwrap_or_default());
        self.chunk = (self.chunk * 2).min(CHUNK);
        let count = *outcome.as_ref().unwrap_or(&0);
        self.buffer.truncate(old + count);
        self.ended = !matches!(outcome, Ok(1..) | Err(Stop::Gap(_)));
        outcome
    }

    /// Drops what was read and is not held, once that is the greater part of the buffer.
    fn forget(&mut self) {
        let held = self.held_from.map_or(self.at, |from| {
            usize::try_from(from.saturating_sub(self.base)).unwrap_or(usize::MAX).min(self.at)
        });
        let from = held.max(self.at.saturating_sub(WINDOW));
        if from * 2 > self.buffer.len() {
            self.buffer.drain(..from);
            self.at -= from;
            self.base += from as u64;
            // what was given back may have been much
            self.buffer.shrink_to(2 * (WINDOW + CHUNK));
        }
    }

    /// The next bytes without taking them: as many as are wanted, fewer before the end or a stop.
    pub(in crate::decode) fn peek(&mut self, wanted: usize) -> Got<&[u8]> {
        while self.ahead().len() < wanted {
            if self.stop.is_some() && !self.ahead().is_empty() {
                break;
            }
            match self.fill() {
                Ok(0) => break,
                Ok(_) => {}
                Err(stop) if self.ahead().is_empty() => return Err(stop),
                Err(stop) => self.stop = Some(stop),
            }
        }
        let ahead = self.ahead();
        Ok(ahead.get(..wanted).unwrap_or(ahead))
    }

    /// How many of the bytes ahead came out of something whole, where a gap stands behind them.
    pub(in crate::decode) fn sound_ahead(&self) -> Option<usize> {
        let Some(Stop::Gap(gap)) = &self.stop else { return None };
        Some(usize::try_from(gap.began.saturating_sub(self.place())).unwrap_or(usize::MAX))
    }

    /// What is there without waiting for more, but one byte at least; nothing at the end.
    pub(in crate::decode) fn some(&mut self) -> Got<&[u8]> {
        self.peek(1)?;
        Ok(self.ahead())
    }

    /// Takes bytes that were looked at.
    pub(in crate::decode) fn advance(&mut self, count: usize) {
        self.at = (self.at + count).min(self.buffer.len());
    }

    /// Takes one byte.
    pub(in crate::decode) fn byte(&mut self) -> Got<Option<u8>> {
        let byte = self.peek(1)?.first().copied();
        self.advance(1);
        Ok(byte)
    }

    /// Takes up to `count` bytes; fewer only at the end. What was taken before a stop is in `into`.
    pub(in crate::decode) fn take(&mut self, count: u64, into: &mut Vec<u8>) -> Got<u64> {
        let mut left = count;
        while left > 0 {
            let some = self.some()?;
            let length = usize::try_from(left).unwrap_or(usize::MAX).min(some.len());
            if length == 0 {
                break;
            }
            into.extend_from_slice(some.get(..length).unwrap_or_default());
            self.advance(length);
            left -= length as u64;
        }
        Ok(count - left)
    }

    /// Passes over up to `count` bytes; fewer only at the end.
    pub(in crate::decode) fn skip(&mut self, count: u64) -> Got<u64> {
        let mut left = count;
        while left > 0 {
            let length = usize::try_from(left).unwrap_or(usize::MAX).min(self.some()?.len());
            if length == 0 {
                break;
            }
            self.advance(length);
            left -= length as u64;
        }
        Ok(count - left)
    }

    /// Takes a line with its end, or the first `most` bytes of one that is longer without it; whether it is whole. What
    /// was taken before a stop is in `into`.
    pub(in crate::decode) fn line(&mut self, most: usize, into: &mut Vec<u8>) -> Got<bool> {
        let mut left = most;
        loop {
            let some = self.some()?;
            let some = some.get(..left).unwrap_or(some);
            let end = memchr::memchr(b'\n', some);
            let length = end.map_or(some.len(), |n| n + 1);
            if length == 0 {
                return self.line_end(into);
            }
            into.extend_from_slice(some.get(..length).unwrap_or_default());
            self.advance(length);
            left -= length;
            if end.is_some() {
                return Ok(true);
            }
        }
    }

    /// Takes the end of a line, if it stands here; whether the line ends.
    fn line_end(&mut self, into: &mut Vec<u8>) -> Got<bool> {
        let ahead = self.peek(2)?;
        let end = match ahead {
            [b'\n', ..] => 1,
            [b'\r', b'\n'] => 2,
            _ => return Ok(ahead.is_empty()),
        };
        into.extend_from_slice(ahead.get(..end).unwrap_or_default());
        self.advance(end);
        Ok(true)
    }

    /// Passes over the rest of a line.
    pub(in crate::decode) fn skip_line(&mut self) -> Got<()> {
        loop {
            let some = self.some()?;
            let end = memchr::memchr(b'\n', some);
            let length = end.map_or(some.len(), |n| n + 1);
            self.advance(length);
            if end.is_some() || length == 0 {
                return Ok(());
            }
        }
    }
}

/// The next so many bytes of a stream: a member of an archive.
pub(in crate::decode) struct Limited<'a, 's> {
    stream: &'a mut Stream<'s>,
    /// How many are left.
    pub(in crate::decode) left: u64,
    /// Whether there was a gap: what is left is not known then, and nothing more is given.
    pub(in crate::decode) torn: bool,
}

impl<'a, 's> Limited<'a, 's> {
    pub(in crate::decode) fn new(stream: &'a mut Stream<'s>, size: u64) -> Self {
        Limited { stream, left: size, torn: false }
    }
}

impl Source for Limited<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> Got<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 || self.torn {
            return Ok(0);
        }
        let some = match self.stream.some() {
            Ok([]) => {
                self.torn = true;
                return Err(Stop::Broken(format!(
                    "the archive ends {} bytes before its member does",
                    self.left
                )));
            }
            Ok(some) => some,
            Err(stop) => {
                self.torn = true;
                return Err(stop);
            }
        };
        let count = most.min(some.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), some.get(..count)) {
            to.copy_from_slice(from);
        }
        self.stream.advance(count);
        self.left -= count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_ahead_and_goes_back() {
        let bytes: Vec<u8> = (0..300_000u32).flat_map(u32::to_le_bytes).collect();
        let mut stream = Stream::of(&bytes);
        stream.hold_from_here();
        assert_eq!(stream.peek(8).unwrap(), &bytes[..8]);
        assert_eq!(stream.skip(600_000).unwrap(), 600_000);
        assert_eq!(stream.peek(4).unwrap(), &bytes[600_000..600_004]);
        let back = stream.rewind(100_000);
        assert!(back >= 100_000 && back <= 600_000 - WINDOW as u64 + CHUNK as u64, "{back}");
        let at = usize::try_from(back).unwrap();
        assert_eq!(stream.peek(4).unwrap(), &bytes[at..at + 4]);
        stream.seek(1_000_000).unwrap();
        assert_eq!(stream.byte().unwrap(), Some(bytes[1_000_000]));
        stream.give_back(b"ab".to_vec());
        assert_eq!(stream.place(), 999_999);
        let mut taken = Vec::new();
        assert_eq!(stream.take(u64::MAX, &mut taken).unwrap(), 200_001);
        assert!(taken.starts_with(b"ab") && taken.ends_with(&bytes[bytes.len() - 9..]));
    }

    #[test]
    fn lines_are_cut_at_their_limit() {
        let mut stream = Stream::of(b"one\ntwo and more\nthree");
        let mut line = Vec::new();
        assert!(stream.line(10, &mut line).unwrap());
        assert_eq!(line, b"one\n");
        line.clear();
        assert!(!stream.line(5, &mut line).unwrap());
        assert_eq!(line, b"two a");
        stream.skip_line().unwrap();
        line.clear();
        assert!(stream.line(9, &mut line).unwrap());
        assert_eq!(line, b"three");
    }

    #[test]
    fn a_line_is_as_long_as_what_stands_in_it() {
        let whole = |bytes: &[u8], most: usize| {
            let (mut stream, mut line) = (Stream::of(bytes), Vec::new());
            (stream.line(most, &mut line).unwrap(), line.len())
        };
        assert_eq!(whole(b"three\nfour", 5), (true, 6));
        assert_eq!(whole(b"three\r\nfour", 5), (true, 7));
        assert_eq!(whole(b"three", 5), (true, 5));
        assert_eq!(whole(b"three\nfour", 4), (false, 4));
        assert_eq!(whole(b"", 4), (true, 0));
    }
}
