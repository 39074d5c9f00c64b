//! Finding where a container goes on behind bytes that cannot be read.

use std::ops::ControlFlow;

use crate::decode::reading::{CHUNK, Gap, Got, Outcome, Place, Stop, Stream, Walk};

/// How many bytes may be read again beside as many as were read once: enough for damage, and reading stays linear.
const FREE_BACK: u64 = 64 << 20;

/// How much was gone back over.
#[derive(Debug, Default)]
pub(super) struct Back(u64);

impl Back {
    /// Whether so many bytes may be read again, `place` having been reached; they count then.
    pub(super) fn may(&mut self, count: u64, place: u64) -> bool {
        let fits = self.0.saturating_add(count) <= FREE_BACK.saturating_add(place);
        if fits {
            self.0 += count;
        }
        fits
    }
}

/// How a search ended.
pub(super) enum Found {
    /// At what was looked for.
    Yes,
    /// At the end.
    No,
    /// At a gap, behind which it may be.
    Gap(Box<Gap>),
}

/// Hands on what was passed over, and the gap behind it. What came out of the damaged part itself says nothing more than
/// that.
pub(super) fn report(walk: &mut Walk<'_>, place: &Place, passed: Gap, found: Found) -> Outcome {
    let Found::Gap(gap) = found else { return walk.damaged(place, passed) };
    if passed.size > 0 && passed.at < gap.began && walk.damaged(place, passed)?.is_break() {
        return Ok(ControlFlow::Break(()));
    }
    walk.damaged(place, *gap)
}

/// Passes over bytes until `find` finds something in what lies ahead, or to the end. `find` is given its place with up
/// to a chunk, and must not need more than `reach` bytes from where it finds it. Tells what was passed over.
///
/// # Errors
/// A stop that is no gap.
pub(super) fn search(
    stream: &mut Stream<'_>,
    reach: usize,
    why: impl Into<String>,
    find: &mut dyn FnMut(u64, &[u8]) -> Option<usize>,
) -> Got<(Gap, Found)> {
    let at = stream.place();
    let mut gap = Gap { at, size: 0, kept: Vec::new(), why: why.into(), began: at };
    loop {
        let place = stream.place();
        let ahead = match stream.peek(CHUNK) {
            Ok(ahead) => ahead,
            Err(Stop::Gap(inner)) => return Ok((gap, Found::Gap(inner))),
            Err(Stop::Broken(_)) => return Ok((gap, Found::No)),
            Err(stop) => return Err(stop),
        };
        let found = find(place, ahead);
        let is_last = ahead.len() < reach;
        let passed = found.unwrap_or(if is_last { ahead.len() } else { ahead.len() - reach + 1 });
        let room = CHUNK.saturating_sub(gap.kept.len()).min(passed);
        gap.kept.extend_from_slice(ahead.get(..room).unwrap_or_default());
        gap.size += passed as u64;
        let ended = ahead.is_empty();
        stream.advance(passed);
        if found.is_some() {
            return Ok((gap, Found::Yes));
        }
        if ended {
            return Ok((gap, Found::No));
        }
    }
}
