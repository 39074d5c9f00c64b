//! Problems of the TOML itself: one for each line, with the mistakes explained that its parser does not.

use std::ops::Range;

use toml::de::Error;

use super::problem::Problem;

/// Most errors of the parser that are looked at.
const MOST: usize = 1000;

/// The parser's problems, without those that only follow from an earlier one.
pub(super) fn problems(errors: &[Error], text: &str) -> Vec<Problem> {
    let mut placed: Vec<(Range<usize>, &Error)> =
        errors.iter().take(MOST).map(|error| (error.span().unwrap_or(0..0), error)).collect();
    placed.sort_by_key(|(span, _)| span.start);
    let mut problems = Vec::new();
    let mut last_line = None;
    let mut repeated_table = None;
    for (span, error) in placed {
        let line = line_around(text, span.start);
        if last_line.replace(line.start) == Some(line.start) {
            continue;
        }
        let duplicate = error.message() == "duplicate key";
        let header = text.get(line.clone()).is_some_and(is_header);
        let follows = duplicate && repeated_table.is_some_and(|table| same_table(text, table, line.start));
        if duplicate && (header || follows) {
            repeated_table = Some(line.end);
        }
        if header || !follows {
            problems.push(problem(error, span, text.get(line).unwrap_or_default(), text));
        }
    }
    problems
}

fn problem(error: &Error, span: Range<usize>, line: &str, text: &str) -> Problem {
    if error.message() == "duplicate key" {
        let key = text.get(span.clone()).unwrap_or_default();
        return Problem::at(Some(span), format!("`{key}` is there already")).hint("keep one of the two");
    }
    let value = line.split_once('=').map_or("", |(_, value)| value.trim_start());
    if line.contains('=') && (value.is_empty() || value.starts_with('#')) {
        return Problem::at(Some(span), "expected a value after `=`, found the end of the line");
    }
    let problem = Problem::at(Some(span), error.message());
    if value.starts_with("${") {
        problem.hint("a variable stands in quotes: \"${NAME}\"")
    } else if value.starts_with(char::is_alphanumeric) {
        problem.hint("a word, duration or size stands in quotes: \"72h\"")
    } else {
        problem
    }
}

/// The bytes of the line that holds a place.
fn line_around(text: &str, place: usize) -> Range<usize> {
    let before = text.get(..place).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |n| n + 1);
    let end = text.get(place..).and_then(|rest| rest.find('\n')).map_or(text.len(), |n| place + n);
    start..end
}

fn is_header(line: &str) -> bool {
    line.trim_start().starts_with('[')
}

/// Whether no other table begins between two places.
fn same_table(text: &str, from: usize, to: usize) -> bool {
    text.get(from..to).is_some_and(|between| !between.lines().any(is_header))
}
