//! Pages that send parts of themselves later: React leaves a template where a part belongs, with something to look at
//! meanwhile behind it, and a script moves the part there from the foot of the page.
//!
//! Here it is moved without the script: `<template id="B:0">`, up to the comment `/$`, gives way to `<div id="S:0">`.

use std::collections::HashMap;

use dom_query::{Document as Page, NodeId, NodeRef};

/// Most parts of a page, how deep a template may stand, and how much may stand behind it in its place. Together they
/// bound how deep and how often anything is moved.
const PARTS: usize = 48;
const DEPTH: usize = 40;
const PLACEHOLDERS: usize = 200;

/// Moves what was sent later to where it belongs. Pages without such parts stay as they are.
pub(super) fn settle(page: &Page, html: &str) {
    if !["id=\"S:", "id='S:", "id=S:", "$RC("].iter().any(|sign| html.contains(sign)) {
        return;
    }
    let mut parts: HashMap<String, NodeId> = HashMap::new();
    let mut templates: Vec<(String, NodeId)> = Vec::new();
    for node in page.root().descendants() {
        let Some(id) = node.attr("id").filter(|id| id.len() < 20) else { continue };
        let Some((name, number)) = id.split_once(':') else { continue };
        let is_template = || node.node_name().is_some_and(|name| &*name == "template");
        if name.ends_with('S') {
            parts.entry(number.to_owned()).or_insert(node.id);
        } else if name.ends_with(['B', 'P']) && templates.len() < PARTS && is_template() {
            templates.push((number.to_owned(), node.id));
        }
    }
    for (number, template) in templates {
        let Some(part) = parts.remove(&number) else { continue };
        let Some((template, part)) = page.tree.get(&template).zip(page.tree.get(&part)) else { continue };
        if is_deep(&template) || holds(&part, &template) {
            continue;
        }
        drop_placeholders(&template);
        for child in part.children() {
            child.remove_from_parent();
            template.insert_before(&child.id);
        }
        part.remove_from_parent();
        template.remove_from_parent();
    }
}

fn is_deep(node: &NodeRef<'_>) -> bool {
    around(node).count() >= DEPTH
}

fn holds(part: &NodeRef<'_>, node: &NodeRef<'_>) -> bool {
    around(node).any(|above| above.id == part.id)
}

/// The elements around a node, as far as is looked.
fn around<'a>(node: &NodeRef<'a>) -> impl Iterator<Item = NodeRef<'a>> {
    std::iter::successors(node.parent(), NodeRef::parent).take(DEPTH)
}

/// Removes what stands in the place of a part until it comes: all up to the comment that ends it.
fn drop_placeholders(template: &NodeRef<'_>) {
    let mut behind = Vec::new();
    let mut next = template.next_sibling();
    while let Some(node) = next {
        if is_end(&node) {
            behind.iter().for_each(NodeRef::remove_from_parent);
            return;
        }
        next = node.next_sibling();
        behind.push(node);
        if behind.len() > PLACEHOLDERS {
            return;
        }
    }
}

fn is_end(node: &NodeRef<'_>) -> bool {
    node.query_or(
        false,
        |node| matches!(&node.data, dom_query::NodeData::Comment { contents } if contents.trim() == "/$"),
    )
}
