//! Dates in figures alone: `2012-07-20`, `20.07.2012`, outside of English `20/07/2012`, and years after a word such as "in".

use jiff::civil::Date;

use super::find::{Expression, Says, Told, Year};
use super::language::{forms, has, is_edge};
use super::parts::year_at;
use super::words::Lexicon;
use crate::normalise::eight::{Eight, first};

/// The dates in figures, in order.
pub(super) fn expressions(text: &str, lexicon: &Lexicon) -> Vec<Expression> {
    let bytes = text.as_bytes();
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(offset) = bytes.get(at..).and_then(|b| first(b, Eight::digits)) {
        let start = at + offset;
        let run = bytes.get(start..).map_or(0, |b| b.iter().take_while(|b| b.is_ascii_digit()).count());
        at = start + run;
        let edge = start == 0
            || !matches!(bytes.get(start - 1), Some(b'.' | b',' | b'-' | b'/' | b':' | b'$' | b'#' | b'_'))
                && is_edge(text.get(..start).and_then(|t| t.chars().next_back()));
        if !edge {
            continue;
        }
        let found = match run {
            4 => iso_day(text, start).or_else(|| lone_year(text, start, lexicon)),
            1 | 2 => parted_day(text, start, run, '.').or_else(|| {
                // which is the month in English nobody knows
                (lexicon.language != "en").then(|| parted_day(text, start, run, '/')).flatten()
            }),
            _ => None,
        };
        if let Some(found) = found {
            at = found.end;
            all.push(found);
        }
    }
    all
}

fn whole(start: usize, end: usize, date: Date) -> Expression {
    let (year, month, day) = (Some(Year::Is(date.year())), date.month(), date.day());
    Expression { start, end, says: Says::Day { year, month, day, weekday: None, told: Told::Open } }
}

fn iso_day(text: &str, start: usize) -> Option<Expression> {
    let value = text.get(start..start + 10)?;
    let date: Date = value.parse().ok()?;
    let ends = is_edge(text.get(start + 10..)?.chars().next()) && value.as_bytes().get(4) == Some(&b'-');
    ends.then(|| whole(start, start + 10, date))
}

fn parted_day(text: &str, start: usize, run: usize, mark: char) -> Option<Expression> {
    let day: i8 = text.get(start..start + run)?.parse().ok()?;
    let rest = text.get(start + run..)?.strip_prefix(mark)?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let month: i8 = rest.get(..digits).filter(|_| (1..=2).contains(&digits))?.parse().ok()?;
    let year_text = rest.get(digits..)?.strip_prefix(mark)?;
    let date = Date::new(year_at(year_text)?, month, day).ok()?;
    Some(whole(start, text.len() - year_text.len() + 4, date))
}

/// A year behind a word such as "in", or before one such as "году".
fn lone_year(text: &str, start: usize, lexicon: &Lexicon) -> Option<Expression> {
    let year = year_at(text.get(start..)?).filter(|y| (1800..=2100).contains(y))?;
    let rest = text.get(start + 4..)?;
    let named_behind = forms(lexicon.after_year).any(|form| {
        let joined = form.starts_with(['-', '\'', '’']);
        let rest = if joined { Some(rest) } else { rest.strip_prefix(' ') };
        rest.and_then(|rest| rest.strip_prefix(form)).is_some_and(|rest| is_edge(rest.chars().next()))
    });
    let named_before = || {
        let before = text.get(..start)?.strip_suffix(' ')?;
        let word = before.rsplit(|c: char| c.is_whitespace() || c == '-').next()?;
        let word = word.trim_start_matches(|c: char| !c.is_alphabetic());
        // "in 2012 dollars" and "of 2012 people" count things
        let counts = rest.strip_prefix(' ').is_some_and(|t| COUNTED.iter().any(|w| t.starts_with(w)));
        (!counts && has(lexicon.before_year, &word.to_lowercase())).then_some(())
    };
    (named_behind || named_before().is_some()).then_some(Expression {
        start,
        end: start + 4,
        says: Says::Year(year),
    })
}

const COUNTED: [&str; 9] =
    ["people", "dollars", "votes", "percent", "euros", "jobs", "meters", "miles", "delegates"];
