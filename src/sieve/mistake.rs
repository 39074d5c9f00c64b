//! What is wrong with an expression or a template, and where.

use std::fmt;
use std::ops::Range;

/// One mistake in a text that somebody typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Bytes of the text that it is about; empty at its end.
    pub at: Range<usize>,
    /// Line and column, both from 1, the column in characters.
    pub place: (usize, usize),
    /// What was found and what was expected; lower case, no full stop.
    pub what: String,
    /// What to do.
    pub hint: Option<String>,
}

impl Mistake {
    pub(super) fn new(text: &str, at: Range<usize>, what: impl Into<String>) -> Mistake {
        let before = text.get(..at.start).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
        Mistake { at, place: (line, column), what: what.into(), hint: None }
    }

    /// About a part of the text itself.
    pub(super) fn of(text: &str, part: &str, what: impl Into<String>) -> Mistake {
        let start =
            (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize).filter(|start| *start <= text.len());
        let start = start.unwrap_or(text.len());
        Mistake::new(text, start..(start + part.len()).min(text.len()), what)
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Mistake {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.place;
        write!(f, "line {line}, column {column}: {}", self.what)?;
        match &self.hint {
            Some(hint) => write!(f, ": {hint}"),
            None => Ok(()),
        }
    }
}
