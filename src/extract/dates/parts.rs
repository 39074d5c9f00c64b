//! The numbers of a date beside its month: days, ranges of days, years.

use super::language::{forms, is_edge};

/// Years that are years, not other numbers.
const YEARS: std::ops::RangeInclusive<i16> = 1500..=2150;

/// What marks a number as a day's.
const ORDINALS: [&str; 14] =
    ["st", "nd", "rd", "th", "er", "º", "ª", "°", "-го", "-му", "-е", "η", "ης", "."];

/// `20 `, `20. `, `20th of `, `1er `, `20 de ` before a month: where the day's number begins, and the day.
pub(super) fn day_before(text: &str, start: usize) -> Option<(usize, i8)> {
    let head = text.get(..start)?;
    let spaced = match head.strip_suffix([' ', '-', '\u{a0}']) {
        Some(spaced) => Some(spaced).filter(|h| !h.ends_with(' ')),
        // "12.März"
        None => Some(head).filter(|h| h.ends_with('.')),
    }?;
    let bare = [" of", " de", " من"].iter().find_map(|word| spaced.strip_suffix(word)).unwrap_or(spaced);
    number_before(bare)
}

/// A day's number at the end of a text, with or without its mark.
fn number_before(text: &str) -> Option<(usize, i8)> {
    let bare = ORDINALS.iter().find_map(|mark| text.strip_suffix(mark)).unwrap_or(text);
    let digits = bare.bytes().rev().take_while(u8::is_ascii_digit).count();
    let from = bare.len() - digits;
    let day: i8 = bare.get(from..).filter(|_| (1..=2).contains(&digits))?.parse().ok()?;
    (1..=31).contains(&day).then_some((from, day))
}

/// Whether a number that begins at a place is the end of another: `1,012`, `3.12`, `A12`, `10-12`.
pub(super) fn goes_before(text: &str, at: usize) -> bool {
    text.get(..at).is_some_and(|head| {
        head.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '.' | '/' | ':' | '$' | '-' | '–'))
    })
}

/// The first day of a range whose last begins at a place: `12. bis 14.`, `10-14`, `10 al 14`.
pub(super) fn range_before(text: &str, at: usize, last: i8, joiners: &'static str) -> Option<(usize, i8)> {
    let head = text.get(..at)?;
    let dashed = ["-", "–", " - ", " – ", "—", "/"].into_iter().find_map(|dash| head.strip_suffix(dash));
    let joined = || {
        forms(joiners).find_map(|joiner| {
            let bare = if joiner.ends_with(['\'', '’']) { head } else { head.strip_suffix(' ')? };
            bare.strip_suffix(joiner)?.strip_suffix(' ')
        })
    };
    let (from, first) = number_before(dashed.or_else(joined)?)?;
    (first < last && !goes_before(text, from)).then_some((from, first))
}

/// ` 20`, `. 20th` after a month: where the day ends, and the day.
pub(super) fn day_after(text: &str, end: usize) -> Option<(usize, i8)> {
    let tail = text.get(end..)?;
    let bare = tail.strip_prefix('.').unwrap_or(tail).strip_prefix([' ', '\u{a0}'])?;
    let (day, rest) = number_at_head(bare)?;
    Some((end + (tail.len() - rest.len()), day))
}

/// A day's number at the head of a text, and what follows it.
fn number_at_head(text: &str) -> Option<(i8, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let day: i8 = text.get(..digits).filter(|_| (1..=2).contains(&digits))?.parse().ok()?;
    let rest = text.get(digits..)?;
    let rest = ["st", "nd", "rd", "th"].iter().find_map(|mark| rest.strip_prefix(mark)).unwrap_or(rest);
    // `May 5:30`, `March 20%`, `June 12.5 percent`
    let number_goes_on = rest.starts_with([':', '%'])
        || rest.starts_with(['.', ',']) && rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
    (!rest.starts_with(char::is_alphanumeric) && !number_goes_on && (1..=31).contains(&day))
        .then_some((day, rest))
}

/// Where a range ends whose first day ends at a place: `-14`, ` to 14`, `–14th`.
pub(super) fn range_after(text: &str, at: usize, first: i8, joiners: &'static str) -> Option<usize> {
    let tail = text.get(at..)?;
    let dashed = ["-", "–", " - ", " – ", "—"].into_iter().find_map(|dash| tail.strip_prefix(dash));
    let joined = || {
        let bare = tail.strip_prefix(' ')?;
        forms(joiners).find_map(|joiner| bare.strip_prefix(joiner)?.strip_prefix(' '))
    };
    let (last, rest) = number_at_head(dashed.or_else(joined)?)?;
    (last > first).then_some(at + (tail.len() - rest.len()))
}

/// `, 2012`, ` 2012`, `. 2012`, ` de 2012` after a month or a day.
pub(super) fn year_after(text: &str, at: usize) -> Option<(i16, usize)> {
    let tail = text.get(at..)?;
    let bare = tail.trim_start_matches(['.', ',', '،']);
    let bare = bare.strip_prefix([' ', '-', '\u{a0}'])?;
    let words = ["de ", "del ", "of ", "des Jahres ", "din ", "من عام ", "عام "];
    let bare = words.iter().find_map(|word| bare.strip_prefix(word)).unwrap_or(bare);
    let year = year_at(bare)?;
    Some((year, at + (tail.len() - bare.len()) + 4))
}

/// `2026. ` before a month.
pub(super) fn year_before(text: &str, at: usize) -> Option<(i16, usize)> {
    let bare = text.get(..at)?.strip_suffix(' ')?;
    let bare = bare.strip_suffix('.').unwrap_or(bare);
    let from = bare.len().checked_sub(4)?;
    let year = year_at(bare.get(from..)?)?;
    (!goes_before(text, from)).then_some((year, from))
}

/// Four digits at the head of the text that are a year.
pub(super) fn year_at(text: &str) -> Option<i16> {
    let digits = text.get(..4).filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
    let mut after = text.chars().skip(4);
    let next = after.next();
    let goes_on = next.is_some_and(|c| c.is_alphanumeric() || c == '%')
        || matches!(next, Some('.' | ',' | ':')) && after.next().is_some_and(|c| c.is_ascii_digit());
    digits.parse().ok().filter(|y| YEARS.contains(y) && !goes_on)
}

/// The end of what stands in brackets, where it ends at a place.
pub(super) fn closed(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.chars().next().filter(|c| matches!(c, ')' | '）')).map_or(0, char::len_utf8)
}

/// The word that ends right before a place and a space or hyphen, small.
pub(super) fn word_before(text: &str, at: usize) -> String {
    let head = text.get(..at).and_then(|head| head.strip_suffix([' ', '-', '\u{a0}'])).unwrap_or_default();
    let word = head.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default();
    word.trim_matches(|c: char| is_edge(Some(c)) && c != '-' && c != '\'' && c != '’').to_lowercase()
}
