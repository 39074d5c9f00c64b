//! What does not go together over all sources: names that one had before, and addresses that stand there twice.

use std::collections::HashMap;

use super::kinds::RawSource;
use super::problem::Problem;
use super::read::is_name;
use super::written::Written;
use crate::source::AsksFor;

/// Everything that is wrong with sources beside each other.
pub(super) fn problems(sources: &[(String, RawSource)], written: &Written<'_>) -> Vec<Problem> {
    let mut problems = names(sources, written);
    problems.extend(addresses(sources, written));
    problems
}

/// State goes on under the first name of a source, and under one name stands the state of one.
fn names(sources: &[(String, RawSource)], written: &Written<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut had: HashMap<&str, &str> = HashMap::new();
    for (name, source) in sources {
        let was = source.common.was.as_str();
        if was.is_empty() {
            continue;
        }
        let mut wrong = |message: String, hint: &str| {
            let problem = Problem::at(written.value(&["source", name, "was"]), message);
            problems.push(problem.hint(hint));
        };
        if !is_name(was) {
            let message = format!("expected the name that source.{name} had, found {was:?}");
            wrong(message, "write the NAME of its table as it was: [source.NAME]");
        } else if was == name {
            let message = format!("source.{name}.was names the source itself");
            wrong(message, "remove it, or write the name that it had before");
        } else if sources.iter().any(|(other, _)| other == was) {
            let message = format!("source.{name}.was is {was:?}, and there is a source.{was}");
            wrong(message, "its state is that source's: remove `was`, or rename the other table");
        } else if let Some(first) = had.get(was) {
            let message = format!("source.{name}.was is {was:?}, as source.{first}.was is");
            wrong(message, "the state of a source goes on in one: remove one of them");
        }
        had.entry(was).or_insert(name);
    }
    problems
}

/// An address is asked for by one source. What stands twice in one list that list says itself.
fn addresses(sources: &[(String, RawSource)], written: &Written<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut first: HashMap<String, (&str, &str)> = HashMap::new();
    for (name, source) in sources {
        for AsksFor { key, at, url } in source.table.asks_for() {
            let (owner, list) = *first.entry(url.to_string()).or_insert((name, key));
            if (owner, list) == (name, key) {
                continue;
            }
            let place = written.element(&["source", name, key], at);
            let message = format!("source.{name}.{key}: {url} stands in source.{owner}.{list} already");
            problems
                .push(Problem::at(place, message).hint("an address is asked for by one: remove one of them"));
        }
    }
    problems
}
