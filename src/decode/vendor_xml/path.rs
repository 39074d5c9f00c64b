//! Walks an element path. Each step visits a node at most once, so a path costs as much as its steps times the text.

use crate::decode::xml::{Id, Xml};
use crate::model::{Branch, ElementPath, Step};

/// Most places that a path leads to.
const MOST: usize = 20_000;

/// What a path leads to from an element: the elements of its first branch that leads anywhere, with that branch.
pub(super) fn follow<'p>(xml: &Xml, from: Id, path: &'p ElementPath) -> Option<(Vec<Id>, &'p Branch)> {
    path.branches.iter().find_map(|branch| {
        let mut found = elements(xml, from, branch);
        if let Some(name) = &branch.attribute {
            found.retain(|id| xml.attribute(*id, name).is_some());
        }
        (!found.is_empty()).then_some((found, branch))
    })
}

fn elements(xml: &Xml, from: Id, branch: &Branch) -> Vec<Id> {
    let mut found = vec![from];
    for step in &branch.steps {
        found = match step {
            Step::Child(name) => children(xml, &found, |id| xml.name(id) == name),
            Step::AnyChild => children(xml, &found, |id| !xml.name(id).is_empty()),
            Step::Inside(name) => inside(xml, &found, name),
        };
    }
    found
}

fn children(xml: &Xml, of: &[Id], wanted: impl Fn(Id) -> bool) -> Vec<Id> {
    let mut found: Vec<Id> =
        of.iter().flat_map(|id| xml.children(*id)).filter(|c| wanted(*c)).take(MOST).collect();
    // Children of nested elements do not come in the order of the text.
    found.sort_unstable();
    found
}

fn inside(xml: &Xml, of: &[Id], name: &str) -> Vec<Id> {
    let mut found = Vec::new();
    let mut end = 0;
    // In the order of the text: what lies inside an element that was looked through has been found already.
    for id in of {
        if *id >= end {
            end = xml.subtree(*id).end;
            found.extend(xml.find_all(*id, name).take(MOST - found.len().min(MOST)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: &[&str]) {
        let xml = Xml::parse_whole(
            "<a><b k='1'>one</b><c><b>two</b><d><b>three</b><d><b k='4'>four</b></d></d></c><e/></a>",
        )
        .unwrap();
        let element_path = path.parse().unwrap();
        let found = follow(&xml, 0, &element_path);
        let lines: Vec<String> =
            found.into_iter().flat_map(|(ids, _)| ids).map(|id| xml.line(id).unwrap_or_default()).collect();
        assert_eq!(lines, expected, "{path}");
    }

    #[test]
    fn paths_lead_where_they_say() {
        check("b", &["one"]);
        check("c/b", &["two"]);
        check("*/b", &["two"]);
        check("//b", &["one", "two", "three", "four"]);
        check("//d//b", &["three", "four"]);
        check("//d/b", &["three", "four"]);
        check("c//d/d/b", &["four"]);
        check("//b/@k", &["one", "four"]);
        check("x | c/b", &["two"]);
        check("x", &[]);
        check("e", &[""]);
    }
}
