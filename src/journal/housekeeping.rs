//! Housekeeping: full segments are sealed, old ones are removed.
//!
//! Promises:
//! - the last segment is never touched, since it may be written;
//! - nothing is removed past a position that somebody still needs (the index, a sink's cursor): whoever lags
//!   behind is waited for;
//! - removal goes from the oldest on and leaves no gap;
//! - age is counted by the times in the journal itself: from one segment to the next no more than a week counts, and
//!   nothing where the clock went back. A clock that jumps by years, or a desk that stood still for as long, makes
//!   nothing old at once; a desk that begins a segment less often than each week keeps more than it is asked to.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::host::{Clock, Files};
use crate::model::Position;

use super::seal::{Sealed, seal};
use super::segment::{Segment, SegmentName, segments};

/// How the folder is kept. Nobody else may keep it at the same time: the journal's lock stands for that.
pub struct Housekeeping {
    /// The disk.
    pub files: Arc<dyn Files>,
    /// Says how old a segment is.
    pub clock: Arc<dyn Clock>,
    /// Where the segments stand.
    pub folder: PathBuf,
    /// Whether full segments are sealed.
    pub compress: bool,
    /// How long a full segment is kept after its last line.
    pub keep: Duration,
    /// How many bytes of segments are kept; none is no limit.
    pub keep_size: Option<u64>,
}

/// What one round did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Round {
    /// Segments that were sealed.
    pub sealed: Vec<Sealed>,
    /// Segments that were removed.
    pub removed: Vec<Removed>,
    /// The oldest segment that would have been removed if nobody needed it any more.
    pub held: Option<SegmentName>,
    /// Whether that would have been since all together are larger than is kept.
    pub is_over_size: bool,
}

/// A segment that was removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// Which.
    pub name: SegmentName,
    /// Bytes of its files.
    pub bytes: u64,
    /// Why.
    pub why: Why,
    /// How long ago its last line was written, at least.
    pub age: Duration,
}

/// Why a segment was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It was older than is kept.
    Age,
    /// All together were larger than is kept.
    Size,
}

impl std::fmt::Debug for Housekeeping {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Housekeeping").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Housekeeping {
    /// One round: removes what is old, then seals what is full. `needed` are positions that somebody has read up to
    /// and goes on from. Ends between two steps when `stop` is set.
    ///
    /// # Errors
    /// As the operating system says; what was done before stands, and the journal is whole.
    pub fn round(&self, needed: &[Position], stop: &AtomicBool) -> io::Result<Round> {
        let mut round = Round::default();
        let mut found = segments(&*self.files, &self.folder)?;
        if found.pop().is_none() {
            return Ok(round);
        }
        let gone = self.remove_old(&found, needed, stop, &mut round)?;
        if self.compress {
            for segment in found.iter().skip(gone).filter(|segment| segment.plain) {
                if stop.load(Relaxed) {
                    break;
                }
                match seal(&self.files, &self.folder, segment, stop) {
                    Ok(sealed) => round.sealed.push(sealed),
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => break,
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(round)
    }

    /// Removes full segments from the oldest on; how many.
    fn remove_old(
        &self,
        full: &[Segment],
        needed: &[Position],
        stop: &AtomicBool,
        round: &mut Round,
    ) -> io::Result<usize> {
        let all = segments(&*self.files, &self.folder)?;
        let mut total = 0;
        for path in all.iter().flat_map(|segment| segment.files(&self.folder)) {
            total += self.files.stat(&path)?.size;
        }
        let ages = self.ages(&all);
        let before = needed.iter().map(|position| position.segment).min().unwrap_or(u64::MAX);
        for (at, segment) in full.iter().enumerate() {
            let age = ages.get(at).copied().unwrap_or_default();
            let why = if age >= self.keep {
                Why::Age
            } else if self.keep_size.is_some_and(|most| total > most) {
                Why::Size
            } else {
                return Ok(at);
            };
            if segment.name.number >= before {
                round.held = Some(segment.name.clone());
                round.is_over_size = self.keep_size.is_some_and(|most| total > most);
                return Ok(at);
            }
            if stop.load(Relaxed) {
                return Ok(at);
            }
            let mut bytes = 0;
            for path in segment.files(&self.folder) {
                bytes += self.files.stat(&path)?.size;
                self.files.remove(&path)?;
            }
            self.files.sync_folder(&self.folder)?;
            total -= bytes;
            round.removed.push(Removed { name: segment.name.clone(), bytes, why, age });
        }
        Ok(full.len())
    }

    /// How long ago the last line of each segment was written, at least: everything in it was written before the next
    /// was begun.
    fn ages(&self, all: &[Segment]) -> Vec<Duration> {
        let begun = all.iter().map(|segment| segment.name.begun);
        let until = begun.clone().skip(1).chain([self.clock.now()]);
        let gaps: Vec<SignedDuration> =
            begun.zip(until).map(|(begun, until)| counted(begun, until)).collect();
        let mut ages: Vec<Duration> = Vec::with_capacity(gaps.len());
        let mut age = SignedDuration::ZERO;
        for gap in gaps.into_iter().skip(1).rev() {
            age += gap;
            ages.push(Duration::try_from(age).unwrap_or(Duration::ZERO));
        }
        ages.reverse();
        ages
    }
}

/// Most of the time from one segment to the next that is believed.
const MOST_GAP: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How much of the time between two moments counts. A clock that went ahead and came back counts for nothing in all.
fn counted(from: Timestamp, to: Timestamp) -> SignedDuration {
    to.duration_since(from).clamp(-MOST_GAP, MOST_GAP)
}

#[cfg(test)]
mod tests;
