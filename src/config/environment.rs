//! `${VAR}` and `${VAR:-default}` in the strings of a configuration.
//!
//! Values are put in after the file was parsed, so that a comment is never looked at, a value can hold quotes and
//! line breaks, and every later problem still stands at its own line and column. `$${` stands for a plain `${`.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::Problem;

/// Looks up a variable: `|name| std::env::var(name).ok()`.
pub type Env<'e> = &'e dyn Fn(&str) -> Option<String>;

/// The strings in which variables were put.
#[derive(Debug, Default)]
pub(super) struct Interpolated {
    /// Each with its variables put in, by where it starts in the text.
    pub(super) strings: BTreeMap<usize, String>,
    /// Where those stand that could not be completed: what else is wrong with them is no news.
    pub(super) failed: Vec<Range<usize>>,
}

/// Replaces the variables in every string of `table`.
pub(super) fn interpolate(
    table: &mut DeTable<'_>,
    text: &str,
    env: Env<'_>,
    problems: &mut Vec<Problem>,
) -> Interpolated {
    let mut replaced = Interpolated::default();
    for (_, value) in table.iter_mut() {
        in_value(value, text, env, problems, &mut replaced);
    }
    replaced
}

/// Nesting is bounded by the TOML parser.
fn in_value(
    value: &mut Spanned<DeValue<'_>>,
    text: &str,
    env: Env<'_>,
    problems: &mut Vec<Problem>,
    replaced: &mut Interpolated,
) {
    let span = value.span();
    match value.get_mut() {
        DeValue::String(string) if string.contains("${") => {
            let places = places(text, &span);
            let before = problems.len();
            let result = expand(string, env, |nth, wrong| {
                let place = places.get(nth).cloned().unwrap_or_else(|| span.clone());
                problems.push(wrong.into_problem(place));
            });
            *string = result.clone().into();
            if problems.len() > before {
                replaced.failed.push(span.clone());
            }
            replaced.strings.insert(span.start, result);
        }
        DeValue::Array(values) => {
            values.iter_mut().for_each(|value| in_value(value, text, env, problems, replaced));
        }
        DeValue::Table(table) => {
            table.iter_mut().for_each(|(_, value)| in_value(value, text, env, problems, replaced));
        }
        _ => {}
    }
}

/// Where each `${...}` of a string literal stands in the text.
fn places(text: &str, literal: &Range<usize>) -> Vec<Range<usize>> {
    let written = text.get(literal.clone()).unwrap_or_default();
    let place = |(at, _): (usize, &str)| {
        let end = written.get(at..).and_then(|rest| rest.find('}')).map_or(written.len(), |n| at + n + 1);
        literal.start + at..literal.start + end
    };
    written.match_indices("${").map(place).collect()
}

/// Why a variable could not be put in.
#[derive(Debug, PartialEq, Eq)]
enum Wrong {
    /// It is not set, and no default is given.
    Unset(String),
    /// What stands in the braces is no name.
    Name(String),
    /// The brace is never closed.
    Open,
}

impl Wrong {
    fn into_problem(self, place: Range<usize>) -> Problem {
        match self {
            Wrong::Unset(name) => {
                Problem::at(Some(place), format!("the environment variable `{name}` is not set"))
                    .hint(format!("set it, or give a default: ${{{name}:-default}}"))
            }
            Wrong::Name(name) => Problem::at(
                Some(place),
                format!("expected ${{NAME}} or ${{NAME:-default}}, found ${{{name}}}"),
            )
            .hint("a name is made of letters, digits and _; a plain ${ is written $${"),
            Wrong::Open => Problem::at(Some(place), "`${` without its closing `}`")
                .hint("write ${NAME} or ${NAME:-default}; a plain ${ is written $${"),
        }
    }
}

/// The string with its variables put in; `wrong` is told which `${` (from 0) could not be, and why.
fn expand(string: &str, env: Env<'_>, mut wrong: impl FnMut(usize, Wrong)) -> String {
    let mut result = String::with_capacity(string.len());
    let mut rest = string;
    let mut nth = 0;
    while let Some((before, after)) = rest.split_once("${") {
        if let Some(plain) = before.strip_suffix('$') {
            result.push_str(plain);
            result.push_str("${");
            rest = after;
        } else {
            result.push_str(before);
            let Some((inside, next)) = after.split_once('}') else {
                wrong(nth, Wrong::Open);
                return result;
            };
            match variable(inside, env) {
                Ok(value) => result.push_str(&value),
                Err(why) => wrong(nth, why),
            }
            rest = next;
        }
        nth += 1;
    }
    result.push_str(rest);
    result
}

/// The value of `NAME` or `NAME:-default`; as in a shell, the default also stands in for an empty value.
fn variable(inside: &str, env: Env<'_>) -> Result<String, Wrong> {
    let (name, default) = match inside.split_once(":-") {
        Some((name, default)) => (name, Some(default)),
        None => (inside, None),
    };
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if !starts_well || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Err(Wrong::Name(inside.to_owned()));
    }
    match (env(name), default) {
        (Some(value), None) => Ok(value),
        (Some(value), Some(_)) if !value.is_empty() => Ok(value),
        (_, Some(default)) => Ok(default.to_owned()),
        (None, None) => Err(Wrong::Unset(name.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(string: &str, expected: &str, expected_wrong: &[(usize, Wrong)]) {
        let env = |name: &str| match name {
            "HOME_DESK" => Some("/desk".to_owned()),
            "EMPTY" => Some(String::new()),
            "TRICKY" => Some("a \"b\" ${HOME_DESK}".to_owned()),
            _ => None,
        };
        let mut wrong = Vec::new();
        let found = expand(string, &env, |nth, why| wrong.push((nth, why)));
        assert_eq!((found.as_str(), wrong.as_slice()), (expected, expected_wrong), "{string}");
    }

    #[test]
    fn variables() {
        check("plain $5 {a}", "plain $5 {a}", &[]);
        check("${HOME_DESK}/inbox", "/desk/inbox", &[]);
        check("${HOME_DESK}${HOME_DESK}", "/desk/desk", &[]);
        check("${NOWHERE:-here}/x", "here/x", &[]);
        check("${EMPTY:-here}", "here", &[]);
        check("${EMPTY}", "", &[]);
        check("${NOWHERE:-}", "", &[]);
        check("$${HOME_DESK}", "${HOME_DESK}", &[]);
    }

    #[test]
    fn a_value_is_not_looked_at_again() {
        check("${TRICKY}", "a \"b\" ${HOME_DESK}", &[]);
    }

    #[test]
    fn what_cannot_be_put_in() {
        check("${NOWHERE}", "", &[(0, Wrong::Unset("NOWHERE".into()))]);
        check("$${A} ${HOME_DESK} ${B}", "${A} /desk ", &[(2, Wrong::Unset("B".into()))]);
        check("a${HOME_DESK", "a", &[(0, Wrong::Open)]);
        check("${}", "", &[(0, Wrong::Name(String::new()))]);
        check("${a b}", "", &[(0, Wrong::Name("a b".into()))]);
        check("${1A}", "", &[(0, Wrong::Name("1A".into()))]);
        check("${A-x}", "", &[(0, Wrong::Name("A-x".into()))]);
    }
}
