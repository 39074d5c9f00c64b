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
        both(self.version.as_deref().and_then(numbers), other.version.as_deref().and_then(numbers))
    }

    fn by_step(&self, other: &Order) -> Option<Ordering> {
        (self.step > 0 && other.step > 0 && self.step != other.step).then(|| self.step.cmp(&other.step))
    }
}

fn both<T: Ord>(one: Option<T>, other: Option<T>) -> Option<Ordering> {
    Some(one?.cmp(&other?))
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
