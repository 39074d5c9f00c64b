//! Which of two versions of an item is the newer, as the deliveries say it themselves: by their version, else by when
//! they were made, else by the number of their update tags. Where neither says so, what comes later is newer.

use std::cmp::Ordering;

use super::when;
use crate::model::{Precision, Record};

/// Longest version that is kept, in bytes.
const LONGEST: usize = 60;

/// What a delivery says of its place among the versions of its item.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::dedup) struct Order {
    /// As written.
    pub(in crate::dedup) version: Option<String>,
    /// When this version was made, in seconds since 1970.
    pub(in crate::dedup) made: Option<i64>,
    /// The number in its update tag; 0 for none.
    pub(in crate::dedup) step: u32,
}

impl Order {
    pub(in crate::dedup) fn of(record: &Record) -> Order {
        let version =
            record.item_version.as_deref().map(str::trim).filter(|version| version.len() <= LONGEST);
        let modified = record.modified.as_ref().filter(|modified| modified.precision >= Precision::Minute);
        Order {
            version: version.map(str::to_owned),
            made: when::event(modified).map(|(made, _)| made),
            step: record.update_tag.as_deref().map_or(0, step),
        }
    }

    /// How this version stands to another; `None` where nothing says so.
    pub(in crate::dedup) fn against(&self, other: &Order) -> Option<Ordering> {
        let by_version = self.numbered(other);
        match by_version {
            Some(Ordering::Equal) => both(self.made, other.made).or(by_version),
            Some(_) => by_version,
            None => both(self.made, other.made).or_else(|| self.by_step(other)),
        }
    }

    /// How it stands to another by their versions alone.
    pub(in crate::dedup) fn numbered(&self, other: &Order) -> Option<Ordering> {
        let (own, other) = (self.version.as_deref()?, other.version.as_deref()?);
        let alike = shape(own) == shape(other) && !is_hash(own) && !is_hash(other);
        alike.then(|| both(numbers(own), numbers(other))).flatten()
    }

    fn by_step(&self, other: &Order) -> Option<Ordering> {
        (self.step > 0 && other.step > 0 && self.step != other.step).then(|| self.step.cmp(&other.step))
    }
}

fn both<T: Ord>(one: Option<T>, other: Option<T>) -> Option<Ordering> {
    Some(one?.cmp(&other?))
}

/// Letters and marks of a version by which it is told in which manner it is written: those of `v2` and of
/// `2026-03-04T08:00:00Z`. Stops do not count, nor does one letter at the end, as in `12N`, or letters alone.
fn shape(version: &str) -> (String, String) {
    let ends_in_letter = |version: &str| {
        let before = version.char_indices().rev().nth(1).map(|(_, c)| c);
        version.ends_with(|c: char| c.is_ascii_alphabetic()) && before.is_some_and(|c| c.is_ascii_digit())
    };
    let letters = version.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase);
    let mut letters: String = letters.collect();
    if !version.contains(|c: char| c.is_ascii_digit()) || letters.len() == 1 && ends_in_letter(version) {
        letters.clear();
    }
    let mut marks: Vec<char> = version.chars().filter(|c| !c.is_alphanumeric() && *c != '.').collect();
    marks.sort_unstable();
    marks.dedup();
    (letters, marks.into_iter().collect())
}

/// Whether a version is drawn by lot or made of what it says: `b7e1c2d4-9a10-4c11-8f00-aa0000000001`, `3f2a9c1`.
fn is_hash(version: &str) -> bool {
    const FEWEST: usize = 6;
    const CHANGES: usize = 3;
    let groups = version.trim_matches(['{', '}']).split('-').map(str::len);
    groups.eq([8, 4, 4, 4, 12])
        || version.split(|c: char| !c.is_ascii_alphanumeric()).any(|run| {
            let is_digit: Vec<bool> = run.bytes().map(|byte| byte.is_ascii_digit()).collect();
            let changes = is_digit.windows(2).filter(|pair| pair.first() != pair.last()).count();
            let hex = run.bytes().all(|byte| byte.is_ascii_hexdigit());
            run.len() >= FEWEST && (changes > CHANGES || hex && changes > 0)
        })
}

/// The numbers of a version: `2`, `1.0`, `12N`, `2026-03-04T08:00:00Z`. A letter or two alone count as a number too.
fn numbers(version: &str) -> Option<Vec<u64>> {
    let runs = version.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    let mut numbers: Vec<u64> = runs.filter_map(|run| run.parse().ok()).collect();
    if numbers.is_empty() {
        let letters = version.chars().count() <= 2 && version.chars().all(|c| c.is_ascii_alphabetic());
        let value = |version: &str| version.bytes().fold(0, |sum, byte| sum * 32 + u64::from(byte & 31));
        return (letters && !version.is_empty()).then(|| vec![value(version)]);
    }
    // `1.0` is `1`
    while numbers.len() > 1 && numbers.last() == Some(&0) {
        numbers.pop();
    }
    Some(numbers)
}

/// The number in an update tag: 2 of `UPDATE 2`, `2nd Ld-Writethru`.
fn step(tag: &str) -> u32 {
    let digits = tag.split(|c: char| !c.is_ascii_digit()).find(|run| !run.is_empty());
    digits.and_then(|digits| digits.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(version: &str) -> Order {
        Order { version: Some(version.into()), ..Order::default() }
    }

    #[test]
    fn versions_as_houses_write_them() {
        for (older, newer) in [
            ("1", "2"),
            ("9", "10"),
            ("1.0", "1.1"),
            ("1.9", "1.10"),
            ("2N", "3N"),
            ("v2", "v12"),
            ("A", "B"),
            ("20260304T080000Z", "20260304T090000Z"),
            ("2026-03-04T08:00:00Z", "2026-03-04T08:00:01Z"),
            ("0", "1"),
        ] {
            assert_eq!(version(newer).against(&version(older)), Some(Ordering::Greater), "{older} {newer}");
            assert_eq!(version(older).against(&version(newer)), Some(Ordering::Less), "{older} {newer}");
        }
        assert_eq!(version("1.0").against(&version("1")), Some(Ordering::Equal));
        assert_eq!(version("12N").against(&version("13U")), Some(Ordering::Less));
        for (one, other) in [
            ("b7e1c2d4-9a10-4c11-8f00-aa0000000001", "a3f9c0d1-1111-4d22-9f00-bb0000000002"),
            ("12345678-1234-1234-1234-123456789012", "12345678-1234-1234-1234-123456789011"),
            ("3f2a9c1", "12ab9c1"),
            ("x7Gk29Lq", "x8Gk29Lq"),
            ("3f2a9c1", "1234567"),
            ("v2", "r3"),
            ("2", "2026-03-04"),
        ] {
            assert_eq!(version(one).against(&version(other)), None, "{one} {other}");
        }
        assert_eq!(version("final").against(&version("1")), None);
        assert_eq!(version("2").against(&Order::default()), None);
    }

    #[test]
    fn by_when_they_were_made_and_by_their_tags() {
        let made = |made| Order { made: Some(made), ..Order::default() };
        assert_eq!(made(2).against(&made(1)), Some(Ordering::Greater));
        let same = |made| Order { made: Some(made), ..version("3") };
        assert_eq!(same(1).against(&same(2)), Some(Ordering::Less));
        let tagged = |tag: &str| Order { step: step(tag), ..Order::default() };
        assert_eq!(tagged("UPDATE 1").against(&tagged("UPDATE 2")), Some(Ordering::Less));
        assert_eq!(tagged("3rd Ld").against(&tagged("2nd Ld-Writethru")), Some(Ordering::Greater));
        assert_eq!(tagged("CORRECTED").against(&tagged("UPDATE 2")), None);
    }
}
