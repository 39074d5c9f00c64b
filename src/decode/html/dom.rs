//! A page as one flat list of nodes in reading order.
//!
//! The subtree of a node is a slice (`node.end` is one past its last descendant), so nothing here recurses and no
//! depth of nesting can overflow a stack. Parsing is html5ever's through dom_query; this copies what the reader
//! needs out of that tree in one pass.

use std::ops::Range;

use dom_query::{Document, NodeData};

use super::tag::Tag;

/// The attributes that are read anywhere.
const ATTRIBUTES: &[&str] = &[
    "alt",
    "aria-controls",
    "aria-hidden",
    "aria-label",
    "charset",
    "class",
    "content",
    "data-bs-target",
    "data-caption",
    "data-component",
    "data-copyright",
    "data-created",
    "data-created-at",
    "data-credit",
    "data-date",
    "data-datetime",
    "data-embargo",
    "data-embargo-date",
    "data-embargo-end",
    "data-embargo-until",
    "data-embargoed",
    "data-embargoed-until",
    "data-embed",
    "data-epoch",
    "data-iso",
    "data-lazy-src",
    "data-lazy-srcset",
    "data-original",
    "data-post-date",
    "data-pubdate",
    "data-publish-date",
    "data-publish-time",
    "data-published",
    "data-published-at",
    "data-published-date",
    "data-qa",
    "data-source",
    "data-src",
    "data-srcset",
    "data-target",
    "data-test",
    "data-testid",
    "data-time",
    "data-timestamp",
    "data-timeutc",
    "data-type",
    "data-unix",
    "data-unixtime",
    "data-utime",
    "datetime",
    "dir",
    "height",
    "hidden",
    "href",
    "id",
    "itemid",
    "itemprop",
    "itemscope",
    "itemtype",
    "lang",
    "name",
    "property",
    "rel",
    "role",
    "src",
    "srcset",
    "style",
    "title",
    "type",
    "width",
];

/// The elements of which is asked whether they stand anywhere around a node: a page can be deep.
const AROUND: [Tag; 3] = [Tag::Article, Tag::Blockquote, Tag::Svg];

/// Most nodes and bytes that are read for one line; what has more of them is none.
const LINE_NODES: usize = 2_000;
const LINE_BYTES: usize = 100_000;

/// Index of a node.
pub(super) type Id = usize;

/// One element or text.
#[derive(Debug)]
pub(super) struct Node {
    /// Its parent; the root is its own.
    pub(super) parent: Id,
    /// One past its last descendant.
    pub(super) end: Id,
    /// What it is.
    pub(super) tag: Tag,
    /// What stands around it, a bit for each of [`AROUND`].
    around: u8,
    text: Range<usize>,
    attributes: Range<usize>,
}

/// A parsed page.
#[derive(Debug)]
pub(super) struct Dom {
    nodes: Vec<Node>,
    text: String,
    attributes: Vec<(&'static str, Range<usize>)>,
}

impl Dom {
    /// Copies a parsed document.
    pub(super) fn of(document: &Document) -> Dom {
        let mut dom = Dom {
            nodes: Vec::with_capacity(document.tree.len()),
            text: String::new(),
            attributes: Vec::new(),
        };
        let root = document.root().id;
        let mut open: Vec<Id> = Vec::new();
        let mut next = Some(root);
        while let Some(id) = next {
            let (first_child, mut sibling, mut up) =
                document.tree.query_node_or(&id, (None, None, None), |node| {
                    dom.push(&node.data, open.last().copied());
                    (node.first_child, node.next_sibling, node.parent)
                });
            if first_child.is_some() {
                open.push(dom.nodes.len() - 1);
                next = first_child;
                continue;
            }
            while sibling.is_none() && id != root {
                let Some(done) = open.pop() else { break };
                dom.close(done);
                let Some(parent) = up.filter(|p| *p != root) else { break };
                (sibling, up) = document
                    .tree
                    .query_node_or(&parent, (None, None), |node| (node.next_sibling, node.parent));
            }
            next = sibling;
        }
        while let Some(done) = open.pop() {
            dom.close(done);
        }
        dom
    }

    fn close(&mut self, id: Id) {
        let end = self.nodes.len();
        if let Some(node) = self.nodes.get_mut(id) {
            node.end = end;
        }
    }

    fn push(&mut self, data: &NodeData, parent: Option<Id>) {
        let id = self.nodes.len();
        let (text_start, attribute_start) = (self.text.len(), self.attributes.len());
        let tag = match data {
            NodeData::Text { contents } => {
                self.text.push_str(contents);
                Tag::Text
            }
            NodeData::Element(element) => {
                for attribute in &element.attrs {
                    let Ok(known) = ATTRIBUTES.binary_search(&attribute.name.local.as_ref()) else {
                        continue;
                    };
                    let start = self.text.len();
                    self.text.push_str(&attribute.value);
                    if let Some(name) = ATTRIBUTES.get(known) {
                        self.attributes.push((name, start..self.text.len()));
                    }
                }
                Tag::of(element.name.local.as_ref())
            }
            _ => Tag::Other,
        };
        let text = if tag == Tag::Text { text_start..self.text.len() } else { 0..0 };
        let attributes = attribute_start..self.attributes.len();
        let around = parent.and_then(|p| self.nodes.get(p)).map_or(0, |p| p.around | bit(p.tag));
        self.nodes.push(Node { parent: parent.unwrap_or(id), end: id + 1, tag, around, text, attributes });
    }

    /// How many nodes.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The node's name; `Other` past the end.
    pub(super) fn tag(&self, id: Id) -> Tag {
        self.nodes.get(id).map_or(Tag::Other, |n| n.tag)
    }

    /// One past the node's last descendant.
    pub(super) fn end(&self, id: Id) -> Id {
        self.nodes.get(id).map_or(id + 1, |n| n.end)
    }

    /// The node's parent; the root is its own.
    pub(super) fn parent(&self, id: Id) -> Id {
        self.nodes.get(id).map_or(id, |n| n.parent)
    }

    /// The text of a text node.
    pub(super) fn text(&self, id: Id) -> &str {
        self.nodes.get(id).and_then(|n| self.text.get(n.text.clone())).unwrap_or_default()
    }

    /// An attribute that is in [`ATTRIBUTES`].
    pub(super) fn attribute(&self, id: Id, name: &str) -> Option<&str> {
        let node = self.nodes.get(id)?;
        let attributes = self.attributes.get(node.attributes.clone())?;
        attributes.iter().find(|(n, _)| *n == name).and_then(|(_, value)| self.text.get(value.clone()))
    }

    /// All attributes of an element that are in [`ATTRIBUTES`], in the order in which they are written.
    pub(super) fn attributes(&self, id: Id) -> impl Iterator<Item = (&'static str, &str)> {
        let own = self.nodes.get(id).and_then(|node| self.attributes.get(node.attributes.clone()));
        let own = own.unwrap_or_default().iter();
        own.filter_map(|(name, value)| Some((*name, self.text.get(value.clone())?)))
    }

    /// The node and all that stands in it, in order.
    pub(super) fn subtree(&self, id: Id) -> Range<Id> {
        id..self.end(id).min(self.nodes.len())
    }

    /// The children of a node, in order.
    pub(super) fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let end = self.end(id);
        let mut next = id + 1;
        std::iter::from_fn(move || {
            let child = next;
            (child < end).then(|| {
                next = self.end(child);
                child
            })
        })
    }

    /// The node's ancestors, nearest first, without itself.
    pub(super) fn ancestors(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let mut at = id;
        std::iter::from_fn(move || {
            let parent = self.parent(at);
            (parent != at).then(|| {
                at = parent;
                parent
            })
        })
    }

    /// How deep the nodes stand, each counted once for itself and once for each byte of its text.
    pub(super) fn depth_in_all(&self) -> usize {
        let mut depths: Vec<usize> = Vec::with_capacity(self.nodes.len());
        let mut sum = 0usize;
        for (id, node) in self.nodes.iter().enumerate() {
            let above = if node.parent == id { 0 } else { depths.get(node.parent).copied().unwrap_or(0) };
            depths.push(above + 1);
            let is_read = !is_unread(self.tag(node.parent));
            sum = sum.saturating_add((above + 1) * if is_read { 1 + node.text.len() } else { 1 });
        }
        sum
    }

    /// Whether an element of this name, one of [`AROUND`], stands around a node.
    pub(super) fn is_in(&self, id: Id, tag: Tag) -> bool {
        self.nodes.get(id).is_some_and(|n| n.around & bit(tag) != 0)
    }

    /// [`Dom::plain`] where it is no longer than so many bytes.
    pub(super) fn line(&self, id: Id, most: usize) -> Option<String> {
        let (line, is_whole) = self.read_line(id, most);
        (is_whole && line.len() <= most).then_some(line)
    }

    /// [`Dom::line`] with a space wherever an element begins or ends: names and roles stand side by side in elements.
    pub(super) fn spaced(&self, id: Id, most: usize) -> Option<String> {
        let (mut line, end) = (String::new(), self.end(id).min(self.nodes.len()));
        let mut at = id;
        for _ in 0..LINE_NODES {
            if at >= end {
                break;
            }
            let tag = self.tag(at);
            if is_unread(tag) && at != id || tag == Tag::Button {
                at = self.end(at);
                continue;
            }
            line.push(' ');
            if tag == Tag::Li && !line.trim().is_empty() {
                line.push_str("| ");
            }
            line.push_str(self.text(at));
            if line.len() > most * 4 {
                return None;
            }
            at += 1;
        }
        let line = super::flow::fold(&line);
        (at >= end && line.len() <= most).then_some(line)
    }

    /// The beginning of [`Dom::plain`], of so many bytes at least, if it has them.
    pub(super) fn beginning(&self, id: Id, least: usize) -> String {
        self.read_line(id, least).0
    }

    /// The text of a subtree up to its end or a little more than so many bytes, and whether that is all.
    fn read_line(&self, id: Id, most: usize) -> (String, bool) {
        let (mut line, mut gap, mut bytes) = (String::new(), false, 0);
        let mut at = id;
        let end = self.end(id).min(self.nodes.len());
        for _ in 0..LINE_NODES {
            if at >= end || line.len() > most || bytes > LINE_BYTES {
                break;
            }
            let tag = self.tag(at);
            if tag == Tag::Text {
                bytes += self.text(at).len();
                super::flow::fold_into(self.text(at), &mut gap, &mut line);
            } else if is_unread(tag) && at != id {
                at = self.end(at);
                continue;
            } else if tag == Tag::Br || tag.is_block() {
                gap = true;
            }
            at += 1;
        }
        (line, at >= end)
    }

    /// All text of a subtree as one line: white space folded, a space where a block or line break stood.
    pub(super) fn plain(&self, id: Id) -> String {
        let mut line = String::new();
        let mut at = id;
        let end = self.end(id).min(self.nodes.len());
        while at < end {
            let tag = self.tag(at);
            if tag == Tag::Text {
                line.push_str(self.text(at));
            } else if is_unread(tag) && at != id {
                at = self.end(at);
                continue;
            } else if tag == Tag::Br || tag.is_block() {
                line.push(' ');
            }
            at += 1;
        }
        super::flow::fold(&line)
    }

    /// The raw text inside an element (a script).
    pub(super) fn raw(&self, id: Id) -> String {
        self.subtree(id).map(|n| self.text(n)).collect()
    }
}

fn is_unread(tag: Tag) -> bool {
    matches!(tag, Tag::Script | Tag::Style | Tag::Noscript | Tag::Template | Tag::Svg)
}

fn bit(tag: Tag) -> u8 {
    AROUND.iter().position(|t| *t == tag).map_or(0, |n| 1 << n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_sorted_for_the_search() {
        assert!(ATTRIBUTES.is_sorted());
    }

    #[test]
    fn subtrees_are_slices() {
        let dom =
            Dom::of(&Document::from("<div id=a><p>One <b>two</b></p><p>Three</p></div><p id=z>Four</p>"));
        let div = (0..dom.len()).find(|n| dom.attribute(*n, "id") == Some("a")).unwrap();
        let last = (0..dom.len()).find(|n| dom.attribute(*n, "id") == Some("z")).unwrap();
        assert_eq!(dom.plain(div), "One two Three");
        assert_eq!(dom.end(div), last);
        assert_eq!(dom.children(div).count(), 2);
        assert_eq!(dom.plain(0), "One two Three Four");
        assert_eq!(dom.tag(dom.parent(div)), Tag::Body);
    }

    #[test]
    fn lines_end_where_they_are_too_long() {
        let html = "<div id=a> One <b>two</b>&nbsp;<br><i> three</i><script>no</script></div><p>x";
        let dom = Dom::of(&Document::from(html));
        let div = (0..dom.len()).find(|n| dom.attribute(*n, "id") == Some("a")).unwrap();
        assert_eq!(dom.line(div, 13).as_deref(), Some("One two three"));
        assert_eq!(dom.line(div, 13), Some(dom.plain(div)));
        assert_eq!(dom.line(div, 12), None);
        assert_eq!(dom.beginning(div, 5), "One two");
        let many = Dom::of(&Document::from("<div id=a>".to_owned() + &"<i></i>".repeat(LINE_NODES) + "x"));
        assert_eq!(many.line(0, 100), None);
    }

    #[test]
    fn what_stands_around_is_known() {
        let dom = Dom::of(&Document::from("<article><div><blockquote><p>One</blockquote>two</article>three"));
        let around = |text: &str, tag| {
            let id = (0..dom.len()).find(|n| dom.text(*n) == text).unwrap();
            dom.is_in(id, tag)
        };
        assert!(around("One", Tag::Article) && around("One", Tag::Blockquote) && !around("One", Tag::Svg));
        assert!(around("two", Tag::Article) && !around("two", Tag::Blockquote));
        assert!(!around("three", Tag::Article));
    }
}
