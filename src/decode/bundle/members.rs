//! Compressed streams one after the other, as gzip and zstd have them: where one is damaged, the next is looked for.

use super::search::{Back, Found, search};
use crate::decode::reading::{CHUNK, Gap, Got, Source, Stop, Stream};

/// How one compressed stream is told and read.
pub(super) trait Codec: Default {
    /// What one is called.
    const WHAT: &'static str;
    /// By how many bytes its beginning is told.
    const SIGN: usize;

    /// Whether bytes begin one; `strictly`: among bytes that may be anything.
    fn begins(head: &[u8], strictly: bool) -> bool;

    /// Reads its header.
    fn begin(&mut self, stream: &mut Stream<'_>) -> Got<()>;

    /// Reads on; 0 at its end, once its checksum is borne out.
    fn read(&mut self, stream: &mut Stream<'_>, buffer: &mut [u8]) -> Got<usize>;
}

/// How many bytes before the place where reading failed are kept with it.
const BEFORE: u64 = CHUNK as u64 / 2;

enum State {
    Between,
    Inside,
    /// After a gap in what is compressed.
    Astray,
    Ended,
}

/// What compressed streams give together.
pub(super) struct Members<'a, 's, C> {
    stream: &'a mut Stream<'s>,
    codec: C,
    state: State,
    /// How many bytes were given, and of these before the member that is read.
    given: u64,
    began: u64,
    /// Where that member begins.
    start: u64,
    back: Back,
}

impl<'a, 's, C: Codec> Members<'a, 's, C> {
    pub(super) fn new(stream: &'a mut Stream<'s>) -> Self {
        let (codec, state, back) = (C::default(), State::Between, Back::default());
        Members { stream, codec, state, given: 0, began: 0, start: 0, back }
    }

    /// Begins the next member; false at the end.
    fn begin(&mut self) -> Got<bool> {
        self.skip_padding()?;
        let is_one = C::begins(self.stream.peek(C::SIGN)?, false);
        (self.start, self.began) = (self.stream.place(), self.given);
        if self.stream.peek(1)?.is_empty() {
            return Ok(false);
        }
        self.stream.hold_from_here();
        if !is_one {
            return Err(Stop::Broken(format!("expected a {}, found none", C::WHAT)));
        }
        self.codec.begin(self.stream)?;
        Ok(true)
    }

    /// Zeros between members fill a tape's block.
    fn skip_padding(&mut self) -> Got<()> {
        loop {
            let some = self.stream.some()?;
            let zeros = some.iter().take_while(|byte| **byte == 0).count();
            let all = zeros == some.len();
            self.stream.advance(zeros);
            if !all || zeros == 0 {
                return Ok(());
            }
        }
    }

    fn failed(&mut self, stop: Stop) -> Got<usize> {
        match stop {
            Stop::Broken(why) => {
                self.state = State::Between;
                let gap = self.lost(format!("a {} cannot be read: {why}", C::WHAT))?;
                Err(Stop::Gap(Box::new(gap)))
            }
            Stop::Gap(mut gap) => {
                self.state = State::Astray;
                gap.began = self.began;
                Err(Stop::Gap(gap))
            }
            stop => {
                self.state = State::Ended;
                Err(stop)
            }
        }
    }

    /// Goes to the next member after the beginning of the one that cannot be read.
    fn lost(&mut self, why: String) -> Got<Gap> {
        let failed_at = self.stream.place();
        let kept_from = self.stream.rewind(self.start.max(failed_at.saturating_sub(BEFORE)));
        let kept = self.stream.peek(CHUNK)?.to_vec();
        let again = failed_at.saturating_sub(self.start + 1);
        let from = if self.back.may(again, failed_at) { self.start + 1 } else { failed_at };
        let from = self.stream.rewind(from).max(from);
        self.stream.skip(from.saturating_sub(self.stream.place()))?;
        let mut find_next = |_, ahead: &[u8]| find::<C>(ahead);
        let (mut gap, mut found) = search(self.stream, C::SIGN, why, &mut find_next)?;
        // what is damaged in what is compressed is damaged here
        let mut inner = 0;
        while let Found::Gap(_) = found {
            inner += 1;
            (_, found) = search(self.stream, C::SIGN, "", &mut find_next)?;
        }
        if inner > 0 {
            gap.why = format!("{}; {inner} gaps in what is compressed lie in it", gap.why);
        }
        gap.size = self.stream.place().saturating_sub(kept_from);
        gap.kept = kept;
        gap.kept.truncate(usize::try_from(gap.size).unwrap_or(usize::MAX));
        (gap.at, gap.began) = (kept_from, self.began);
        Ok(gap)
    }
}

fn find<C: Codec>(ahead: &[u8]) -> Option<usize> {
    ahead.windows(C::SIGN).position(|head| C::begins(head, true))
}

impl<C: Codec> Source for Members<'_, '_, C> {
    fn read(&mut self, buffer: &mut [u8]) -> Got<usize> {
        loop {
            let outcome = match self.state {
                State::Ended => return Ok(0),
                State::Astray => {
                    let (_, found) = search(self.stream, C::SIGN, "", &mut |_, ahead| find::<C>(ahead))?;
                    if let Found::Gap(gap) = found {
                        return self.failed(Stop::Gap(gap));
                    }
                    self.state = State::Between;
                    continue;
                }
                State::Between => match self.begin() {
                    Ok(true) => {
                        self.state = State::Inside;
                        continue;
                    }
                    Ok(false) => {
                        self.state = State::Ended;
                        continue;
                    }
                    Err(stop) => Err(stop),
                },
                State::Inside => self.codec.read(self.stream, buffer),
            };
            match outcome {
                Ok(0) => self.state = State::Between,
                Ok(count) => {
                    self.given += count as u64;
                    return Ok(count);
                }
                Err(stop) => return self.failed(stop),
            }
        }
    }
}
