//! What is wrong with a configuration, and where: every problem, in the order of the file.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Most problems that are reported at once; a file with more is another kind of file.
const MOST: usize = 100;
/// Most characters of a line that are shown around a problem.
const WIDEST: usize = 120;

/// One problem, as found: by place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    /// Bytes of the text it is about; `None` for the file as a whole.
    pub(super) span: Option<Range<usize>>,
    /// What was found and what was expected.
    pub(super) message: String,
    /// What to do.
    pub(super) hint: Option<String>,
}

impl Problem {
    /// A problem at a place.
    pub(super) fn at(span: Option<Range<usize>>, message: impl Into<String>) -> Self {
        Problem { span, message: message.into(), hint: None }
    }

    /// Whether it is about (a part of) one of these places.
    pub(super) fn lies_in(&self, places: &[Range<usize>]) -> bool {
        let inside = |span: &Range<usize>| places.iter().any(|p| p.start <= span.start && span.end <= p.end);
        self.span.as_ref().is_some_and(inside)
    }

    /// The same, with what to do.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Everything that is wrong with one configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigErrors {
    /// The file, as it was named.
    pub file: PathBuf,
    /// The problems, in the order of the file; never empty.
    pub errors: Vec<ConfigError>,
    /// How many more there are than are listed.
    pub more: usize,
}

/// One problem, for people: line and column with the line itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// Line and column, both from 1, the column in characters; `None` for the file as a whole.
    pub place: Option<(usize, usize)>,
    /// What was found and what was expected; lower case, no full stop.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// The part of the line that is shown, and which of its characters are meant.
    pub excerpt: Option<(String, Range<usize>)>,
}

impl ConfigErrors {
    /// Turns places in the text into lines and columns.
    pub(super) fn new(file: &Path, text: &str, mut problems: Vec<Problem>) -> Self {
        problems.sort_by_key(|problem| problem.span.as_ref().map_or(usize::MAX, |span| span.start));
        problems.dedup();
        let more = problems.len().saturating_sub(MOST);
        let lines = Lines::new(text);
        let errors = problems.into_iter().take(MOST).map(|problem| locate(&lines, problem)).collect();
        ConfigErrors { file: file.to_owned(), errors, more }
    }

    /// One problem with the file as a whole.
    pub(super) fn whole(file: &Path, message: impl Into<String>) -> Self {
        ConfigErrors::new(file, "", vec![Problem::at(None, message)])
    }
}

/// A text with the starts of its lines.
struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Lines { text, starts }
    }

    /// Number of the line (from 0) that holds a byte, the byte where it starts, and its text.
    fn line(&self, byte: usize) -> (usize, usize, &'t str) {
        let number = self.starts.partition_point(|start| *start <= byte).saturating_sub(1);
        let start = self.starts.get(number).copied().unwrap_or(0);
        let rest = self.text.get(start..).unwrap_or_default();
        (number, start, rest.lines().next().unwrap_or_default())
    }
}

fn locate(lines: &Lines<'_>, problem: Problem) -> ConfigError {
    let Problem { span, message, hint } = problem;
    let Some(span) = span else {
        return ConfigError { place: None, message, hint, excerpt: None };
    };
    let (number, start, line) = lines.line(span.start);
    let characters = |bytes: usize| line.get(..bytes.min(line.len())).map_or(0, |part| part.chars().count());
    let first = characters(span.start - start);
    let length = line.chars().count();
    let last = if span.end >= start + line.len() { length } else { characters(span.end - start) };
    let skipped = if length > WIDEST { first.saturating_sub(WIDEST / 3) } else { 0 };
    let shown: String = line
        .chars()
        .skip(skipped)
        .take(WIDEST)
        .map(|c| if c.is_control() && c != '\t' { char::REPLACEMENT_CHARACTER } else { c })
        .collect();
    let meant = first - skipped..last.max(first + 1).min(skipped + WIDEST) - skipped;
    ConfigError { place: Some((number + 1, first + 1)), message, hint, excerpt: Some((shown, meant)) }
}

/// A path in a message of several lines: it breaks none.
fn one_line(path: &Path) -> String {
    let escaped = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    path.display().to_string().chars().map(escaped).collect()
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = one_line(&self.file);
        for (n, error) in self.errors.iter().enumerate() {
            if n > 0 {
                writeln!(f)?;
            }
            write!(f, "{file}:")?;
            if let Some((line, column)) = error.place {
                write!(f, "{line}:{column}:")?;
            }
            write!(f, " {}", error.message)?;
            error.write_excerpt(f)?;
        }
        if self.more > 0 {
            write!(f, "\n{file}: and {} more", self.more)?;
        }
        Ok(())
    }
}

impl ConfigError {
    /// The line with carets below what is meant, and what to do.
    fn write_excerpt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.place.map(|(line, _)| line.to_string()).unwrap_or_default();
        if let Some((line, meant)) = &self.excerpt {
            let before: String =
                line.chars().take(meant.start).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
            write!(f, "\n{number:>5} | {line}\n      | {before}{}", "^".repeat(meant.len()))?;
        }
        match &self.hint {
            Some(hint) => write!(f, "\n      = {hint}"),
            None => Ok(()),
        }
    }
}
