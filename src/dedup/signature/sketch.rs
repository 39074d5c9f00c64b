//! Shingles of a text: a sample that tells how much of one text is in another, and anchors that find it.
//!
//! The sample is FracMinHash: all hashes of word 3-grams below a bound, which is halved until they fit; two samples
//! are compared below the lower bound of the two, and give containment both ways as well as Jaccard.
//! Anchors are winnowed word 5-grams (Schleimer, Wilkerson, Aiken 2003): the smallest of each window, and of these
//! the smallest.

use super::hash::fold;

/// Words in a shingle of the sample.
pub(in crate::dedup) const SHINGLE: usize = 3;
/// Most hashes in a stored sample.
pub(in crate::dedup) const SAMPLE: usize = 128;
const ANCHOR: usize = 5;
/// `(words, shingles in a window)`: in a short text more shingles become anchors. The smallest of a wide window is
/// also the smallest of a narrow one, so that a brief still shares anchors with its story.
const WINDOWS: [(usize, usize); 4] = [(24, 1), (64, 4), (160, 8), (usize::MAX, 16)];
/// Most anchors of one text.
pub(in crate::dedup) const ANCHORS: usize = 24;
/// How many of them are kept for standing at the beginning.
const OPENING_ANCHORS: usize = 8;

/// A sample of a text's shingles.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::dedup) struct Sketch {
    /// How often the bound was halved.
    pub(in crate::dedup) level: u8,
    /// Sorted, distinct, below the bound.
    pub(in crate::dedup) hashes: Vec<u32>,
}

/// How much two texts have in common, as far as their samples tell.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(in crate::dedup) struct Overlap {
    /// Sampled shingles of the first.
    pub(in crate::dedup) first: usize,
    /// Sampled shingles of the second.
    pub(in crate::dedup) second: usize,
    /// Of both.
    pub(in crate::dedup) shared: usize,
}

impl Overlap {
    /// Share of the first text that is in the second.
    pub(in crate::dedup) fn of_first(&self) -> f64 {
        share(self.shared, self.first)
    }

    /// Share of the second text that is in the first.
    pub(in crate::dedup) fn of_second(&self) -> f64 {
        share(self.shared, self.second)
    }

    /// Jaccard similarity.
    pub(in crate::dedup) fn jaccard(&self) -> f64 {
        share(self.shared, self.first + self.second - self.shared)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Whether a hash is in samples of this level.
#[inline]
pub(in crate::dedup) fn is_sampled(hash: u32, level: u8) -> bool {
    u32::from(level) <= hash.leading_zeros()
}

impl Sketch {
    /// The sample of these shingles.
    pub(in crate::dedup) fn of(shingles: &[u32]) -> Sketch {
        let mut levels = [0_usize; 33];
        for hash in shingles {
            if let Some(count) = levels.get_mut(hash.leading_zeros() as usize) {
                *count += 1;
            }
        }
        // from the level at which they fit, repetitions and all, down as long as they fit without
        let mut left = shingles.len();
        let (mut lowest, mut level) = (0_u8, 0_u8);
        for count in levels {
            if left <= SAMPLE {
                break;
            }
            lowest += u8::from(left - count >= 4 * SAMPLE);
            left -= count;
            level += 1;
        }
        // a level's hashes are the lowest of the one below it
        let mut sketch = Sketch::at_level(shingles, level.saturating_sub(1).max(lowest));
        while sketch.level > lowest && sketch.hashes.len() <= SAMPLE {
            sketch = Sketch::at_level(shingles, sketch.level - 1);
        }
        if sketch.hashes.len() > SAMPLE {
            sketch.level += 1;
            sketch.hashes.truncate(sketch.hashes.partition_point(|hash| is_sampled(*hash, sketch.level)));
        }
        sketch
    }

    /// All hashes of a level.
    fn at_level(shingles: &[u32], level: u8) -> Sketch {
        let mut hashes: Vec<u32> = shingles.iter().copied().filter(|hash| is_sampled(*hash, level)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        Sketch { level, hashes }
    }

    fn at(&self, level: u8) -> &[u32] {
        let keep = self.hashes.partition_point(|hash| is_sampled(*hash, level));
        self.hashes.get(..keep).unwrap_or_default()
    }

    /// What this text and another have in common.
    pub(in crate::dedup) fn overlap(&self, other: &Sketch) -> Overlap {
        let level = self.level.max(other.level);
        let (first, second) = (self.at(level), other.at(level));
        Overlap { first: first.len(), second: second.len(), shared: shared(first, second) }
    }

    pub(in crate::dedup) fn holds(&self, hash: u32) -> bool {
        self.hashes.binary_search(&hash).is_ok()
    }
}

/// How many values two sorted lists of distinct values share.
pub(in crate::dedup) fn shared(first: &[u32], second: &[u32]) -> usize {
    let mut count = 0;
    let (mut first, mut second) = (first.iter().peekable(), second.iter().peekable());
    while let (Some(a), Some(b)) = (first.peek(), second.peek()) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => {
                first.next();
            }
            std::cmp::Ordering::Greater => {
                second.next();
            }
            std::cmp::Ordering::Equal => {
                count += 1;
                first.next();
                second.next();
            }
        }
    }
    count
}

/// Hashes of the runs of `size` words; of the whole text where it is shorter.
pub(in crate::dedup) fn shingles(words: &[u64], size: usize) -> impl Iterator<Item = u64> + '_ {
    let short = (!words.is_empty() && words.len() < size).then(|| run(words));
    words.windows(size).map(run).chain(short)
}

#[inline]
fn run(words: &[u64]) -> u64 {
    end(words.iter().fold(RUN, step))
}

/// Of a run without words.
const RUN: u64 = 0x8ebc_6af0_9c88_c6e3;

#[inline]
fn step(hash: u64, word: &u64) -> u64 {
    fold(hash.rotate_left(17) ^ word, 0x5899_65cc_7537_4cc3)
}

#[inline]
fn end(hash: u64) -> u64 {
    fold(hash, 0x1d8e_4e27_c47d_124f)
}

/// The shingles of a text and its anchors. Where both begin with the same words, these are hashed once.
pub(in crate::dedup) fn of(words: &[u64]) -> (Vec<u32>, Vec<u64>) {
    let mut sampled = Vec::with_capacity(words.len());
    let mut long = Vec::with_capacity(words.len());
    for run in words.array_windows::<ANCHOR>() {
        let (head, tail) = run.split_at(SHINGLE);
        let short = head.iter().fold(RUN, step);
        sampled.push(end(short) as u32);
        long.push(end(tail.iter().fold(short, step)));
    }
    let rest = words.get(long.len()..).unwrap_or_default();
    sampled.extend(shingles(rest, SHINGLE).map(|hash| hash as u32));
    if long.is_empty() {
        long.extend(shingles(words, ANCHOR));
    }
    (sampled, anchors(words.len(), &long))
}

/// The anchors of a text: the first ones, since stories are cut from the end, and the smallest of the others.
/// `hashes` are those of its long shingles.
fn anchors(words: usize, hashes: &[u64]) -> Vec<u64> {
    let window = WINDOWS.iter().find(|(most, _)| words <= *most).map_or(16, |(_, window)| *window);
    let mut opening: Vec<u64> = Vec::with_capacity(OPENING_ANCHORS);
    let mut others = Vec::new();
    let mut best: Option<(usize, u64)> = None;
    let mut last = None;
    for (end, &hash) in hashes.iter().enumerate() {
        let start = (end + 1).saturating_sub(window);
        best = match best {
            Some((place, kept)) if place >= start && kept < hash => best,
            Some((place, _)) if place >= start => Some((end, hash)),
            _ => smallest(hashes, start, end),
        };
        if best == last || (end + 1 < window && end + 1 < hashes.len()) {
            continue;
        }
        last = best;
        let Some((_, anchor)) = best else { continue };
        if opening.contains(&anchor) {
            continue;
        }
        if opening.len() < OPENING_ANCHORS {
            opening.push(anchor);
        } else {
            others.push(anchor);
        }
        if others.len() >= 64 * ANCHORS {
            keep_smallest(&mut others);
        }
    }
    keep_smallest(&mut others);
    opening.extend(others);
    opening
}

/// The smallest hash of a window; of equal ones the last.
fn smallest(hashes: &[u64], start: usize, end: usize) -> Option<(usize, u64)> {
    let window = hashes.get(start..=end)?;
    let (place, hash) = window.iter().enumerate().rev().min_by_key(|(_, hash)| **hash)?;
    Some((start + place, *hash))
}

fn keep_smallest(anchors: &mut Vec<u64>) {
    anchors.sort_unstable();
    anchors.dedup();
    anchors.truncate(ANCHORS - OPENING_ANCHORS);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of invented words: the same number is the same word.
    fn text(words: impl Iterator<Item = u64>) -> Vec<u64> {
        words.map(|word| fold(word + 1, 0x9e37_79b9_7f4a_7c15)).collect()
    }

    fn anchors(words: &[u64]) -> Vec<u64> {
        of(words).1
    }

    #[test]
    fn runs_that_are_hashed_together_are_those_that_are_hashed_alone() {
        for length in 0..9 {
            let words = text(0..length);
            let (sampled, _) = of(&words);
            assert_eq!(sampled, shingles(&words, SHINGLE).map(|hash| hash as u32).collect::<Vec<_>>());
            let alone: Vec<u64> = shingles(&words, ANCHOR).collect();
            assert_eq!(anchors(&words), super::anchors(words.len(), &alone));
        }
    }

    fn sketch(words: &[u64]) -> Sketch {
        Sketch::of(&shingles(words, SHINGLE).map(|hash| hash as u32).collect::<Vec<_>>())
    }

    #[test]
    fn a_part_is_wholly_in_the_whole() {
        let whole = sketch(&text(0..4000));
        let part = sketch(&text(1000..2000));
        let overlap = part.overlap(&whole);
        assert!(whole.level > part.level && whole.hashes.len() <= SAMPLE);
        assert!(overlap.of_first() > 0.9, "{overlap:?}");
        assert!((0.12..0.4).contains(&overlap.of_second()), "{overlap:?}");
        assert_eq!(whole.overlap(&whole).jaccard(), 1.0);
        assert_eq!(whole.overlap(&sketch(&text(5000..9000))).shared, 0);
    }

    #[test]
    fn nothing_and_little() {
        assert_eq!(sketch(&[]).overlap(&sketch(&[])).jaccard(), 0.0);
        assert_eq!(sketch(&text(0..2)).hashes.len(), 1);
        assert_eq!(anchors(&[]), [0; 0]);
        assert_eq!(anchors(&text(0..3)).len(), 1);
    }

    #[test]
    fn a_brief_shares_anchors_with_its_story() {
        let whole = anchors(&text(0..4000));
        let brief = anchors(&text(0..60));
        assert_eq!(whole.len(), ANCHORS);
        let common = brief.iter().filter(|anchor| whole.contains(anchor)).count();
        assert!(common >= 4, "{common} of {}", brief.len());
    }

    #[test]
    fn a_long_run_of_one_word_is_not_slow() {
        assert!(anchors(&text((0..300_000).map(|_| 7))).len() < 3);
    }
}
