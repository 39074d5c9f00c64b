//! `filter`, `shape` and the templates of a sink: read here already, so that a mistake stands at its own line and column.

use super::kinds::RawSink;
use super::literal;
use super::problem::Problem;
use super::written::Written;
use crate::export::Format;
use crate::sieve::{Mistake, Sieve, Template, Which};

/// What is wrong with the expressions of a sink.
pub(super) fn problems(name: &str, sink: &RawSink, written: &Written<'_>) -> Vec<Problem> {
    let common = &sink.common;
    let mut problems = Vec::new();
    if let Err(mistakes) = Sieve::compile(&common.filter, &common.shape) {
        for (which, mistake) in mistakes {
            let (key, typed) = match which {
                Which::Filter => ("filter", &common.filter),
                Which::Shape => ("shape", &common.shape),
            };
            problems.push(mistaken(name, key, typed, mistake, written));
        }
    }
    for typed in (sink.kind.templates)(sink) {
        if let Err(mistake) = Template::parse(&typed.text, typed.form) {
            problems.push(mistaken(name, typed.key, &typed.text, mistake, written));
        }
    }
    if !common.shape.trim().is_empty() && common.format != Format::Wiredesk {
        let message = format!(
            "sink.{name}.shape gives messages of its own, and `format` is \"{}\"",
            common.format.as_str()
        );
        let place = written.value(&["sink", name, "shape"]);
        problems.push(
            Problem::at(place, message)
                .hint("a shape goes with format = \"wiredesk\": remove one of the two"),
        );
    }
    problems
}

/// A mistake in a string of the file.
fn mistaken(name: &str, key: &str, typed: &str, mistake: Mistake, written: &Written<'_>) -> Problem {
    let place = written.value(&["sink", name, key]);
    let place = place.map(|place| literal::part(written.text(), &place, typed, &mistake.at));
    let problem = Problem::at(place, format!("sink.{name}.{key}: {}", mistake.what));
    match mistake.hint {
        Some(hint) => problem.hint(hint),
        None => problem,
    }
}
