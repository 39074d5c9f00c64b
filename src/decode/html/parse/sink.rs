//! The tree while it is built, and what building it has cost.
//!
//! Everything that html5ever looks at, it asks for here: whoever counts the questions has counted its steps.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use dom_query::{Document as Page, NodeId};
use html5ever::tendril::StrTendril;
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, LocalName, QualName, ns};

use super::{MAX_ATTRIBUTES, MAX_DEPTH, MAX_NODES};

/// A node, its place in the order in which nodes were made, and the name of an element: most of what a parser does is
/// to ask for names.
#[derive(Debug, Clone)]
pub(super) struct Handle {
    id: NodeId,
    place: usize,
    name: Option<Rc<QualName>>,
}

/// What a page has used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spent {
    /// Its steps.
    Steps,
    /// Its nodes.
    Nodes,
    /// Its depth.
    Depth,
}

/// What making an element costs more than looking at one.
const STEPS_TO_MAKE: usize = 8;

/// A tree that counts.
pub(super) struct Sink {
    page: Page,
    /// The name of what has none.
    nameless: QualName,
    /// How deep each node stands that was made, as far as it was put anywhere.
    depths: RefCell<Vec<u32>>,
    /// How deep the last node was put.
    depth: Cell<usize>,
    /// Steps that are left.
    steps: Cell<usize>,
    /// Attributes that were added to elements later.
    added: Cell<usize>,
    spent: Cell<Option<Spent>>,
}

impl Sink {
    pub(super) fn new(steps: usize) -> Sink {
        Sink {
            page: Page::default(),
            nameless: QualName::new(None, ns!(), LocalName::from("")),
            depths: RefCell::new(vec![0]),
            depth: Cell::new(0),
            steps: Cell::new(steps),
            added: Cell::new(0),
            spent: Cell::new(None),
        }
    }

    /// Takes steps, and notes if there are no more.
    pub(super) fn step(&self, count: usize) {
        match self.steps.get().checked_sub(count) {
            Some(left) => self.steps.set(left),
            None => self.spend(Spent::Steps),
        }
    }

    fn spend(&self, what: Spent) {
        if self.spent.get().is_none() {
            self.spent.set(Some(what));
        }
    }

    /// What was used up, if something was.
    pub(super) fn spent(&self) -> Option<Spent> {
        self.spent.get()
    }

    /// How deep the last node was put.
    pub(super) fn depth(&self) -> usize {
        self.depth.get().max(1)
    }

    pub(super) fn into_page(self) -> Page {
        self.page
    }

    /// The handle of a node that is made now.
    fn made(&self, name: Option<Rc<QualName>>, make: impl FnOnce(&Page) -> NodeId) -> Handle {
        let place = self.page.tree.len();
        let id = make(&self.page);
        let now = self.page.tree.len();
        self.depths.borrow_mut().resize(now, 0);
        if now > MAX_NODES {
            self.spend(Spent::Nodes);
        }
        Handle { id, place, name }
    }

    /// Notes that a node was put in or beside another; a node moved takes what is in it along uncounted.
    fn put(&self, depth: usize, child: &NodeOrText<Handle>) {
        self.step(1);
        // Texts make nodes too.
        let now = self.page.tree.len();
        let mut depths = self.depths.borrow_mut();
        depths.resize(now, 0);
        if now > MAX_NODES {
            self.spend(Spent::Nodes);
        }
        self.depth.set(depth);
        if depth > MAX_DEPTH {
            self.spend(Spent::Depth);
        }
        if let NodeOrText::AppendNode(node) = child
            && let Some(slot) = depths.get_mut(node.place)
        {
            *slot = u32::try_from(depth).unwrap_or(u32::MAX);
        }
    }

    fn depth_of(&self, node: &Handle) -> usize {
        self.depths.borrow().get(node.place).map_or(0, |depth| *depth as usize)
    }
}

fn bare(child: NodeOrText<Handle>) -> NodeOrText<NodeId> {
    match child {
        NodeOrText::AppendNode(node) => NodeOrText::AppendNode(node.id),
        NodeOrText::AppendText(text) => NodeOrText::AppendText(text),
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Sink;
    type ElemName<'a> = &'a QualName;

    fn finish(self) -> Sink {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {
        self.step(1);
    }

    fn get_document(&self) -> Handle {
        Handle { id: self.page.get_document(), place: 0, name: None }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> &'a QualName {
        self.step(1);
        target.name.as_deref().unwrap_or(&self.nameless)
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, flags: ElementFlags) -> Handle {
        self.step(STEPS_TO_MAKE + attrs.len());
        let kept = Rc::new(name.clone());
        self.made(Some(kept), |page| page.create_element(name, attrs, flags))
    }

    fn create_comment(&self, text: StrTendril) -> Handle {
        self.step(STEPS_TO_MAKE);
        self.made(None, |page| page.create_comment(text))
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> Handle {
        self.step(STEPS_TO_MAKE);
        self.made(None, |page| page.create_pi(target, data))
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        let depth = self.depth_of(parent) + 1;
        self.put(depth, &child);
        self.page.append(&parent.id, bare(child));
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        let depth = self.depth_of(element).max(self.depth_of(previous) + 1);
        self.put(depth, &child);
        self.page.append_based_on_parent_node(&element.id, &previous.id, bare(child));
    }

    fn append_doctype_to_document(&self, name: StrTendril, public_id: StrTendril, system_id: StrTendril) {
        self.page.append_doctype_to_document(name, public_id, system_id);
    }

    fn get_template_contents(&self, target: &Handle) -> Handle {
        // They are made right after the element.
        Handle { id: self.page.get_template_contents(&target.id), place: target.place + 1, name: None }
    }

    fn same_node(&self, one: &Handle, other: &Handle) -> bool {
        self.step(1);
        one.id == other.id
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.page.set_quirks_mode(mode);
    }

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        self.put(self.depth_of(sibling), &child);
        self.page.append_before_sibling(&sibling.id, bare(child));
    }

    fn add_attrs_if_missing(&self, target: &Handle, attrs: Vec<Attribute>) {
        let added = self.added.get() + attrs.len();
        self.step(attrs.len() * MAX_ATTRIBUTES.min(added));
        if added <= MAX_ATTRIBUTES {
            self.added.set(added);
            self.page.add_attrs_if_missing(&target.id, attrs);
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.step(1);
        self.page.remove_from_parent(&target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        // Each child is told its new parent; the builder asks for this in one of its rules, and it is no loop there.
        let children = self.page.tree.child_ids_of_it(&node.id, false).count();
        self.step(1 + children);
        self.page.reparent_children(&node.id, &new_parent.id);
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &Handle) -> bool {
        self.step(1);
        self.page.is_mathml_annotation_xml_integration_point(&handle.id)
    }
}
