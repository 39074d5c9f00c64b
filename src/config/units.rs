//! Durations and sizes as people write them: `72h`, `1h30m`, `500ms`, `256MiB`, `1.5GB`.
//!
//! A bare number is refused: nobody remembers whether a file meant seconds or milliseconds.
//! Fractions are exact (integers all the way); what does not fit is an error, never a wrong value.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Name of a unit and how many of the smallest it holds.
type Unit = (&'static str, u128);

/// Units of time, in nanoseconds. The first spelling of each length is the one that is written.
const TIME: &[Unit] = &[
    ("w", 604_800_000_000_000),
    ("d", 86_400_000_000_000),
    ("h", 3_600_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("ns", 1),
    ("weeks", 604_800_000_000_000),
    ("week", 604_800_000_000_000),
    ("days", 86_400_000_000_000),
    ("day", 86_400_000_000_000),
    ("hours", 3_600_000_000_000),
    ("hour", 3_600_000_000_000),
    ("minutes", 60_000_000_000),
    ("minute", 60_000_000_000),
    ("min", 60_000_000_000),
    ("seconds", 1_000_000_000),
    ("second", 1_000_000_000),
    ("sec", 1_000_000_000),
];

/// Units of size, in bytes: IEC 80000-13 for powers of two, SI for powers of ten.
const SIZE: &[Unit] = &[
    ("TiB", 1 << 40),
    ("GiB", 1 << 30),
    ("MiB", 1 << 20),
    ("KiB", 1 << 10),
    ("B", 1),
    ("TB", 1_000_000_000_000),
    ("GB", 1_000_000_000),
    ("MB", 1_000_000),
    ("kB", 1_000),
    ("KB", 1_000),
];

/// Longest duration that is accepted: a hundred years keeps every sum with a date in range.
const LONGEST: Duration = Duration::from_secs(36_500 * 86_400);
/// Largest size that is accepted: 1024 TiB.
const LARGEST: u64 = 1 << 50;

/// A number of bytes as a person reads it: three digits and a power of two.
pub fn about(bytes: u64) -> String {
    let (name, unit) = SIZE.iter().take(5).find(|(_, unit)| u128::from(bytes) >= *unit).unwrap_or(&("B", 1));
    let whole = bytes as f64 / *unit as f64;
    if *unit == 1 || whole >= 100.0 { format!("{whole:.0}{name}") } else { format!("{whole:.1}{name}") }
}

const TIME_HINT: &str = "ms, s, m, h, d or w";
const SIZE_HINT: &str = "B, KiB, MiB, GiB, TiB (powers of two) or kB, MB, GB, TB (powers of ten)";

/// A length of time as typed: `"72h"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period(pub Duration);

/// A number of bytes as typed: `"256MiB"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(pub u64);

impl Period {
    /// So many milliseconds.
    pub const fn millis(n: u64) -> Self {
        Period(Duration::from_millis(n))
    }

    /// So many seconds.
    pub const fn seconds(n: u64) -> Self {
        Period(Duration::from_secs(n))
    }

    /// So many hours.
    pub const fn hours(n: u64) -> Self {
        Period(Duration::from_secs(n * 3600))
    }

    /// So many days.
    pub const fn days(n: u64) -> Self {
        Period(Duration::from_secs(n * 86_400))
    }
}

impl Size {
    /// So many mebibytes.
    pub const fn mebibytes(n: u64) -> Self {
        Size(n << 20)
    }
}

impl std::str::FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = |why: &str| format!("expected a duration such as \"72h\", found {text:?}: {why}");
        let nanos = sum(text, TIME, TIME_HINT).map_err(|why| wrong(&why))?;
        let whole = u64::try_from(nanos / 1_000_000_000).map_err(|_| wrong("at most 36500d"))?;
        let rest = u32::try_from(nanos % 1_000_000_000).unwrap_or(0);
        let duration = Duration::new(whole, rest);
        if duration > LONGEST { Err(wrong("at most 36500d")) } else { Ok(Period(duration)) }
    }
}

impl std::str::FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = |why: &str| format!("expected a size such as \"256MiB\", found {text:?}: {why}");
        let bytes = sum(text, SIZE, SIZE_HINT).map_err(|why| wrong(&why))?;
        match u64::try_from(bytes) {
            Ok(bytes) if bytes <= LARGEST => Ok(Size(bytes)),
            _ => Err(wrong("at most 1024TiB")),
        }
    }
}

/// Adds up `1h30m`: one or more pairs of number and unit, blanks allowed between them.
fn sum(text: &str, units: &[Unit], hint: &str) -> Result<u128, String> {
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err(format!("write a number and a unit: {hint}"));
    }
    let mut total: u128 = 0;
    while !rest.is_empty() {
        let number_end =
            rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_').unwrap_or(rest.len());
        let (number, after) = rest.split_at_checked(number_end).unwrap_or((rest, ""));
        let after = after.trim_start();
        let unit_end = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let (unit, next) = after.split_at_checked(unit_end).unwrap_or((after, ""));
        if number.is_empty() {
            return Err(format!("write a number and a unit: {hint}"));
        }
        if unit.is_empty() && next.is_empty() {
            return Err(format!("add a unit: {hint}"));
        }
        total = scaled(number, factor(unit, units, hint)?)
            .and_then(|part| total.checked_add(part))
            .ok_or_else(|| format!("`{number}` is not a number in range"))?;
        rest = next.trim_start();
    }
    Ok(total)
}

/// How many of the smallest unit `unit` holds.
fn factor(unit: &str, units: &[Unit], hint: &str) -> Result<u128, String> {
    if let Some(&(_, factor)) = units.iter().find(|(name, _)| *name == unit) {
        return Ok(factor);
    }
    let same = units.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit));
    Err(match (same, unit) {
        (Some((name, _)), _) => format!("`{unit}` is not a unit; did you mean `{name}`?"),
        (None, "K" | "M" | "G" | "T" | "k" | "g" | "t") => {
            let big = unit.to_uppercase();
            format!("`{unit}` is not a unit; write {big}iB (powers of two) or {big}B (powers of ten)")
        }
        (None, "") => format!("add a unit: {hint}"),
        _ => format!("`{unit}` is not a unit; the units are {hint}"),
    })
}

/// `number` times `factor`, exactly; `number` may have a fraction of up to nine digits.
fn scaled(number: &str, factor: u128) -> Option<u128> {
    let plain = number.replace('_', "");
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, "0"));
    if fraction.len() > 9 || fraction.is_empty() {
        return None;
    }
    let tens = 10_u128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let whole: u128 = whole.parse::<u64>().ok()?.into();
    let fraction: u128 = fraction.parse::<u64>().ok()?.into();
    whole.checked_mul(factor)?.checked_add(fraction.checked_mul(factor)? / tens)
}

/// The shortest exact way to write `n`: the largest unit that divides it, among those that are canonical.
fn write_with(n: u128, units: &[Unit], smallest: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let fits = units.iter().find(|(_, factor)| n != 0 && n.is_multiple_of(*factor));
    match fits {
        Some((name, factor)) => write!(f, "{}{name}", n / factor),
        None => write!(f, "{n}{smallest}"),
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_zero() {
            return f.write_str("0s");
        }
        // As people write them: never weeks, and days only from a week on ("72h", "14d").
        let first = if self.0 < Duration::from_secs(7 * 86_400) { 2 } else { 1 };
        write_with(self.0.as_nanos(), TIME.get(first..8).unwrap_or_default(), "ns", f)
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_with(self.0.into(), SIZE.get(..5).unwrap_or_default(), "B", f)
    }
}

/// Serde and JSON Schema for a unit: a string in the file, never a number.
macro_rules! as_string {
    ($type:ident, $visitor:ident, $expecting:literal, $hint:expr, $pattern:literal) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any($visitor)
            }
        }

        struct $visitor;

        impl Visitor<'_> for $visitor {
            type Value = $type;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($expecting)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<$type, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<$type, E> {
                Err(E::custom(format_args!(
                    "expected {}, found the integer {number}: write it in quotes with a unit: {}",
                    $expecting, $hint
                )))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<$type, E> {
                Err(E::custom(format_args!(
                    "expected {}, found the number {number}: write it in quotes with a unit: {}",
                    $expecting, $hint
                )))
            }
        }

        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": $pattern })
            }
        }
    };
}

as_string!(
    Period,
    PeriodVisitor,
    "a duration such as \"72h\"",
    TIME_HINT,
    r"^\s*([0-9][0-9_]*(\.[0-9]{1,9})?\s*(ns|us|ms|s|m|h|d|w|sec|seconds?|min|minutes?|hours?|days?|weeks?)\s*)+$"
);
as_string!(
    Size,
    SizeVisitor,
    "a size such as \"256MiB\"",
    SIZE_HINT,
    r"^\s*([0-9][0-9_]*(\.[0-9]{1,9})?\s*(B|[KMGT]iB|[kKMGT]B)\s*)+$"
);

#[cfg(test)]
mod tests {
    use super::*;

    fn check_period(text: &str, expected: Result<u64, &str>) {
        let found = text.parse::<Period>().map(|p| u64::try_from(p.0.as_micros()).unwrap());
        match expected {
            Ok(micros) => assert_eq!(found, Ok(micros), "{text:?}"),
            Err(part) => assert!(found.as_ref().is_err_and(|e| e.contains(part)), "{text:?}: {found:?}"),
        }
    }

    fn check_size(text: &str, expected: Result<u64, &str>) {
        let found = text.parse::<Size>().map(|s| s.0);
        match expected {
            Ok(bytes) => assert_eq!(found, Ok(bytes), "{text:?}"),
            Err(part) => assert!(found.as_ref().is_err_and(|e| e.contains(part)), "{text:?}: {found:?}"),
        }
    }

    #[test]
    fn durations_people_write() {
        check_period("72h", Ok(72 * 3_600_000_000));
        check_period("30d", Ok(30 * 86_400_000_000));
        check_period("500ms", Ok(500_000));
        check_period("1h30m", Ok(5_400_000_000));
        check_period("1h 30m", Ok(5_400_000_000));
        check_period(" 2 weeks ", Ok(14 * 86_400_000_000));
        check_period("1.5s", Ok(1_500_000));
        check_period("0s", Ok(0));
        check_period("10_000us", Ok(10_000));
    }

    #[test]
    fn durations_that_say_too_little_or_too_much() {
        check_period("", Err("write a number and a unit"));
        check_period("h", Err("write a number and a unit"));
        check_period("-5s", Err("write a number and a unit"));
        check_period("72", Err("add a unit: ms, s, m, h, d or w"));
        check_period("1h30", Err("add a unit"));
        check_period("72H", Err("did you mean `h`?"));
        check_period("3 fortnights", Err("`fortnights` is not a unit"));
        check_period("3y", Err("`y` is not a unit"));
        check_period("1..5s", Err("not a number in range"));
        check_period("1.s", Err("not a number in range"));
        check_period("99999999999999999999s", Err("not a number in range"));
        check_period("99999999999999d", Err("at most 36500d"));
        check_period("36501d", Err("at most 36500d"));
        check_period("5µs", Err("is not a unit"));
    }

    #[test]
    fn sizes_people_write() {
        check_size("256MiB", Ok(256 << 20));
        check_size("1GB", Ok(1_000_000_000));
        check_size("1.5GiB", Ok(3 << 29));
        check_size("16 KiB", Ok(16 << 10));
        check_size("100B", Ok(100));
        check_size("100kB", Ok(100_000));
    }

    #[test]
    fn sizes_that_say_too_little_or_too_much() {
        check_size("256", Err("add a unit: B, KiB"));
        check_size("256M", Err("write MiB (powers of two) or MB (powers of ten)"));
        check_size("256mib", Err("did you mean `MiB`?"));
        check_size("256 pages", Err("`pages` is not a unit"));
        check_size("2000TiB", Err("at most 1024TiB"));
    }

    #[test]
    fn what_is_written_is_read_back_the_same() {
        for text in ["72h", "14d", "500ms", "25s", "90m", "36500d", "1us", "0s", "1ns"] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
        assert_eq!("1.5h".parse::<Period>().unwrap().to_string(), "90m");
        for text in ["16MiB", "4GiB", "1000B", "1TiB", "0B"] {
            assert_eq!(text.parse::<Size>().unwrap().to_string(), text);
        }
    }
}
