//! What of a record leaves by a sink, and as what: filter and shape in jq, and templates that name where it goes.
//!
//! Promises: pure; the same record, expression and message id give the same messages. What is not asked for is not read:
//! of a line of the journal only those top-level fields are parsed that an expression or a template names. Whatever is
//! asked ends: within the time given, in bounded memory and stack, or it is refused; no expression and no record ends
//! the process (`meter`, `tree`).
//!
//! jq is jaq's with the function `IN`, without those that reach out of the record or that can go on for ever
//! (`tree::Lacking`).

use std::fmt;

mod arithmetic;
mod expression;
mod fields;
mod meter;
mod mistake;
mod names;
mod natives;
mod output;
mod scan;
mod template;
#[cfg(test)]
mod tests;
mod tree;
mod value;

pub use expression::Expression;
pub use fields::{Fields, Unread};
pub use meter::{Limits, Now, with_stack};
pub use mistake::Mistake;
pub use names::Names;
pub use template::{Form, Template};

/// Filter and shape of one sink.
#[derive(Debug, Default)]
pub struct Sieve {
    filter: Option<Expression>,
    shape: Option<Expression>,
    names: Names,
}

/// Which of the two expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The filter.
    Filter,
    /// The shape.
    Shape,
}

impl fmt::Display for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Which::Filter => "filter",
            Which::Shape => "shape",
        })
    }
}

/// What becomes of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passed {
    /// It is not sent.
    Filtered,
    /// It is sent as it stands.
    Whole,
    /// These are sent in its place, each one line of JSON with its newline.
    Shaped(Vec<Vec<u8>>),
}

/// An expression that a record does not get through.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct Failure {
    /// Which expression.
    pub which: Which,
    /// jaq's words, or which limit was met.
    pub why: String,
}

impl Sieve {
    /// Compiles what is not empty.
    ///
    /// # Errors
    /// For each of the two what is wrong with it.
    pub fn compile(filter: &str, shape: &str) -> Result<Sieve, Vec<(Which, Mistake)>> {
        let mut mistakes = Vec::new();
        let mut compiled = |which, text: &str| {
            let is_asked = !text.trim().is_empty();
            let compiled = is_asked.then(|| Expression::compile(text)).transpose();
            compiled.map_err(|mistake| mistakes.push((which, mistake))).ok().flatten()
        };
        let (filter, shape) = (compiled(Which::Filter, filter), compiled(Which::Shape, shape));
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let mut names = Names::default();
        [&filter, &shape].into_iter().flatten().for_each(|expression| names.add_all(expression.names()));
        Ok(Sieve { filter, shape, names })
    }

    /// Whether every record passes as it stands.
    pub fn is_open(&self) -> bool {
        self.filter.is_none() && self.shape.is_none()
    }

    /// Whether there is a shape.
    pub fn shapes(&self) -> bool {
        self.shape.is_some()
    }

    /// The top-level fields that are read.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// What becomes of a record, of which at least the fields of [`names`](Sieve::names) were looked for; `id` is the
    /// message's.
    ///
    /// # Errors
    /// If an expression fails, or takes more than it may.
    pub fn pass(&self, fields: &Fields<'_>, id: &str, limits: &Limits) -> Result<Passed, Failure> {
        let failure = |which| move |why| Failure { which, why };
        if let Some(filter) = &self.filter
            && !filter.holds(fields, id, limits).map_err(failure(Which::Filter))?
        {
            return Ok(Passed::Filtered);
        }
        match &self.shape {
            None => Ok(Passed::Whole),
            Some(shape) => shape.lines(fields, id, limits).map(Passed::Shaped).map_err(failure(Which::Shape)),
        }
    }
}
