//! XML as one flat list of nodes, read leniently and without ever loading or expanding anything.
//!
//! Document types are skipped, entities beyond the five and the numeric ones stay as written, nothing is fetched.
//! The subtree of a node is a slice, so that no depth can overflow a stack. What is not well-formed is read as far
//! as it goes and the first problem is kept with its line: whoever asked decides whether that is a fault.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use crate::model::{Fault, FaultCode};

mod base;
mod lex;
mod shell;

pub(super) use base::Base;
use lex::doctype_end;
pub(super) use lex::{attributes, root_name, unescape};
pub(super) use shell::{FETCHED_FROM, Shell};

/// Deepest nesting; no agency and no feed comes near it.
const MAX_DEPTH: usize = 1_000;
/// How deep items are read in items, where a delivery has them so.
const IN_EACH_OTHER: usize = 8;
/// Most nodes and bytes that are read for one short line.
const LINE_NODES: usize = 2_000;
const LINE_BYTES: usize = 20_000;
/// Longest text: places in it are kept in 32 bits, and what it says may be a little longer than it.
const LARGEST: usize = 1 << 30;

/// Index of a node.
pub(super) type Id = usize;

/// A piece of [`Xml::words`], or of the list of attributes, or of the source. Small: a text of two megabytes can have a
/// million nodes.
#[derive(Debug, Clone, Copy, Default)]
struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// Of a text that [`Xml::parse`] has found short enough.
    fn new(start: usize, end: usize) -> Span {
        let short = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span { start: short(start), end: short(end) }
    }

    fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

#[derive(Debug)]
struct Node {
    parent: u32,
    end: u32,
    /// Local name; empty for text.
    name: Span,
    /// Namespace prefix as written.
    prefix: Span,
    text: Span,
    attributes: Span,
    /// Where it stands in the source.
    source: Span,
    /// Whether it holds text of its own.
    told: bool,
    /// Whether its end was seen.
    ended: bool,
}

/// A parsed text.
#[derive(Debug, Default)]
pub(super) struct Xml {
    nodes: Vec<Node>,
    /// Names, texts and values of all nodes.
    words: String,
    /// Names and values.
    attributes: Vec<(Span, Span)>,
    /// The first thing that is not well-formed, with its line.
    pub(super) problem: Option<String>,
}

impl Xml {
    /// Parses a text.
    ///
    /// # Errors
    /// [`FaultCode::TooDeep`] if elements nest beyond reason, [`FaultCode::TooLarge`] from 1 GiB on.
    pub(super) fn parse(text: &str) -> Result<Xml, Fault> {
        Xml::parse_apart(text, &[])
    }

    /// Parses a text in which elements of these names (without a prefix) never stand in each other: the beginning of one
    /// ends the one before it, and all that is open in that.
    ///
    /// # Errors
    /// As [`Xml::parse`].
    pub(super) fn parse_apart(text: &str, apart: &[&str]) -> Result<Xml, Fault> {
        if text.len() > LARGEST {
            let message = format!("{} bytes: XML is read up to {LARGEST}", text.len());
            return Err(Fault::new(FaultCode::TooLarge, message));
        }
        let (open, names) = (Vec::new(), HashMap::new());
        let mut parser = Parser { text, at: 0, xml: Xml::default(), open, names, apart };
        parser.run()?;
        Ok(parser.xml)
    }

    /// Parses a text that must be well-formed.
    ///
    /// # Errors
    /// [`FaultCode::TooDeep`], or [`FaultCode::Malformed`] saying where it breaks.
    pub(super) fn parse_whole(text: &str) -> Result<Xml, Fault> {
        let xml = Xml::parse(text)?;
        match &xml.problem {
            Some(problem) => {
                Err(Fault::new(FaultCode::Malformed, format!("expected well-formed XML: {problem}")))
            }
            None => Ok(xml),
        }
    }

    /// The outermost element.
    pub(super) fn root(&self) -> Option<Id> {
        self.nodes.iter().position(|n| !self.word(n.name).is_empty())
    }

    fn word(&self, span: Span) -> &str {
        self.words.get(span.range()).unwrap_or_default()
    }

    /// Keeps a name, a text or a value.
    fn keep(&mut self, word: &str) -> Span {
        let start = self.words.len();
        self.words.push_str(word);
        Span::new(start, self.words.len())
    }

    /// Local name of an element; empty for text.
    pub(super) fn name(&self, id: Id) -> &str {
        self.nodes.get(id).map_or("", |n| self.word(n.name))
    }

    /// Prefix of an element as written.
    pub(super) fn prefix(&self, id: Id) -> &str {
        self.nodes.get(id).map_or("", |n| self.word(n.prefix))
    }

    /// The attributes of an element, names as written.
    pub(super) fn attributes(&self, id: Id) -> impl DoubleEndedIterator<Item = (&str, &str)> {
        let spans = self.nodes.get(id).and_then(|n| self.attributes.get(n.attributes.range()));
        spans.unwrap_or_default().iter().map(|(name, value)| (self.word(*name), self.word(*value)))
    }

    /// An attribute by its name as written, or by its local name.
    pub(super) fn attribute(&self, id: Id, name: &str) -> Option<&str> {
        let exact = self.attributes(id).find(|(n, _)| *n == name);
        let local = || self.attributes(id).find(|(n, _)| n.rsplit(':').next() == Some(name));
        exact.or_else(local).map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
    }

    /// Whether an element's end was seen: its end tag, or, where that is missing, the end of what stands around it or the
    /// beginning of the next, while nothing in it was open. What the end of the text cuts has none.
    pub(super) fn is_ended(&self, id: Id) -> bool {
        self.nodes.get(id).is_some_and(|n| n.ended)
    }

    /// Gives all elements of one prefix another, for whoever knows that both are bound to one vocabulary.
    pub(super) fn rename_prefix(&mut self, from: &str, to: &str) {
        let to = self.keep(to);
        let words = &self.words;
        let is_from = |node: &&mut Node| words.get(node.prefix.range()) == Some(from);
        self.nodes.iter_mut().filter(is_from).for_each(|node| node.prefix = to);
    }

    /// The bytes of the source that an element covers.
    pub(super) fn source(&self, id: Id) -> Range<usize> {
        self.nodes.get(id).map_or(0..0, |n| n.source.range())
    }

    /// The node and all in it.
    pub(super) fn subtree(&self, id: Id) -> Range<Id> {
        id..self.nodes.get(id).map_or(id, |n| n.end as usize)
    }

    /// Child elements and texts.
    pub(super) fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let end = self.subtree(id).end;
        let mut next = id + 1;
        std::iter::from_fn(move || {
            let child = next;
            (child < end).then(|| {
                next = self.subtree(child).end.max(child + 1);
                child
            })
        })
    }

    /// The element around a node; the outermost is its own.
    pub(super) fn parent(&self, id: Id) -> Id {
        self.nodes.get(id).map_or(id, |n| n.parent as usize)
    }

    /// Of elements in order those that stand in fewer than [`IN_EACH_OTHER`] others of them, and how many others there
    /// are: whoever reads each with all that is in it reads the text no more often than that.
    pub(super) fn shallow(&self, ids: impl Iterator<Item = Id>) -> (Vec<Id>, usize) {
        self.within(ids, IN_EACH_OTHER)
    }

    /// Of elements in order those that stand in none other of them.
    pub(super) fn outermost(&self, ids: impl Iterator<Item = Id>) -> Vec<Id> {
        self.within(ids, 1).0
    }

    fn within(&self, ids: impl Iterator<Item = Id>, most: usize) -> (Vec<Id>, usize) {
        let mut around: Vec<Id> = Vec::new();
        let (mut kept, mut left_out) = (Vec::new(), 0);
        for id in ids {
            while around.pop_if(|end| *end <= id).is_some() {}
            if around.len() < most {
                around.push(self.subtree(id).end);
                kept.push(id);
            } else {
                left_out += 1;
            }
        }
        (kept, left_out)
    }

    /// First child element of this local name.
    pub(super) fn child(&self, id: Id, name: &str) -> Option<Id> {
        self.children(id).find(|c| self.name(*c) == name)
    }

    /// First element inside of this local name.
    pub(super) fn find(&self, id: Id, name: &str) -> Option<Id> {
        self.find_all(id, name).next()
    }

    /// All elements inside of this local name, in order.
    pub(super) fn find_all<'a>(&'a self, id: Id, name: &'a str) -> impl Iterator<Item = Id> + 'a {
        self.subtree(id).skip(1).filter(move |n| self.name(*n) == name)
    }

    /// The element at the end of a path of child names.
    pub(super) fn at(&self, id: Id, path: &[&str]) -> Option<Id> {
        path.iter().try_fold(id, |at, name| self.child(at, name))
    }

    /// All text inside, as written.
    pub(super) fn raw(&self, id: Id) -> String {
        self.nodes.get(self.subtree(id)).unwrap_or_default().iter().map(|n| self.word(n.text)).collect()
    }

    /// All text inside as one line; `None` if there is none.
    pub(super) fn line(&self, id: Id) -> Option<String> {
        let line = self.raw(id).split_whitespace().collect::<Vec<_>>().join(" ");
        (!line.is_empty()).then_some(line)
    }

    /// [`Xml::line`] where it is shorter than so many bytes; not looked for in what is large.
    pub(super) fn short_line(&self, id: Id, most: usize) -> Option<String> {
        let nodes = self.nodes.get(self.subtree(id)).filter(|nodes| nodes.len() <= LINE_NODES)?;
        let bytes: usize = nodes.iter().map(|n| n.text.range().len()).sum();
        (bytes <= LINE_BYTES).then(|| self.line(id))?.filter(|line| line.len() < most)
    }

    /// The line of the element at the end of a path.
    pub(super) fn line_at(&self, id: Id, path: &[&str]) -> Option<String> {
        self.line(self.at(id, path)?)
    }

    /// Whether an element holds text of its own, beside what its elements hold.
    pub(super) fn has_own_text(&self, id: Id) -> bool {
        self.nodes.get(id).is_some_and(|n| n.told)
    }

    /// A subtree as HTML, with elements mapped by `rename` (`None` drops the element and all in it; an empty
    /// name keeps only what is in it).
    pub(super) fn to_html<'n>(&'n self, id: Id, rename: impl Fn(Id) -> Option<&'n str>) -> String {
        let mut html = String::new();
        let mut open: Vec<(Id, &'n str)> = Vec::new();
        let mut at = id;
        let end = self.subtree(id).end;
        while at < end {
            while let Some((_, name)) = open.pop_if(|(end, _)| *end <= at) {
                html.push_str(&format!("</{name}>"));
            }
            let Some(node) = self.nodes.get(at) else { break };
            if self.word(node.name).is_empty() {
                escape_into(self.word(node.text), &mut html);
                at += 1;
                continue;
            }
            let Some(name) = rename(at) else {
                at = node.end as usize;
                continue;
            };
            if !name.is_empty() {
                html.push('<');
                html.push_str(name);
                for (key, value) in self.attributes(at) {
                    let key = if key == "source" { "src" } else { key };
                    html.push_str(&format!(" {key}=\""));
                    escape_into(value, &mut html);
                    html.push('"');
                }
                html.push('>');
                if !matches!(name, "br" | "img" | "hr" | "wbr") {
                    open.push((node.end as usize, name));
                }
            }
            at += 1;
        }
        while let Some((_, name)) = open.pop() {
            html.push_str(&format!("</{name}>"));
        }
        html
    }
}

fn escape_into(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '&' => html.push_str("&amp;"),
            _ => html.push(c),
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    xml: Xml,
    open: Vec<Id>,
    /// How many elements of each local name are open.
    names: HashMap<&'a str, usize>,
    /// Elements that never stand in each other.
    apart: &'a [&'a str],
}

impl<'a> Parser<'a> {
    fn run(&mut self) -> Result<(), Fault> {
        while self.at < self.text.len() {
            let rest = self.rest();
            let Some(bracket) = memchr::memchr(b'<', rest.as_bytes()) else {
                self.push_text(rest, true);
                self.at = self.text.len();
                break;
            };
            let (before, tag) = rest.split_at(bracket);
            self.push_text(before, true);
            self.at += bracket;
            self.markup(tag)?;
        }
        if let Some(last) = self.open.last() {
            let name = self.xml.name(*last).to_owned();
            self.note(|| format!("the text ends inside <{name}>"));
        }
        while let Some(id) = self.open.pop() {
            self.close(id);
        }
        Ok(())
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn markup(&mut self, tag: &'a str) -> Result<(), Fault> {
        let length = if let Some(rest) = tag.strip_prefix("<![CDATA[") {
            let end = rest.find("]]>");
            if end.is_none() {
                self.note(|| "a CDATA section without end".to_owned());
            }
            let data = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
            self.push_text(data, false);
            data.len() + 9 + if end.is_some() { 3 } else { 0 }
        } else if tag.starts_with("<!--") {
            tag.find("-->").map_or(tag.len(), |n| n + 3)
        } else if tag.starts_with("<?") {
            tag.find("?>").map_or(tag.len(), |n| n + 2)
        } else if let Some(rest) = tag.strip_prefix("<!") {
            doctype_end(rest).map_or(tag.len(), |n| n + 2)
        } else if let Some(rest) = tag.strip_prefix("</") {
            let end = rest.find('>').unwrap_or(rest.len());
            self.end_tag(rest.get(..end).unwrap_or_default().trim(), self.at + 2 + end + 1);
            end + 3
        } else if tag.get(1..).and_then(|t| t.chars().next()).is_some_and(|c| c.is_alphabetic() || c == '_') {
            self.start_tag(tag)?
        } else {
            self.push_text("<", false);
            1
        };
        self.at = (self.at + length.max(1)).min(self.text.len());
        Ok(())
    }

    fn start_tag(&mut self, tag: &'a str) -> Result<usize, Fault> {
        let inside = tag.get(1..).unwrap_or_default();
        let name_length =
            inside.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(inside.len());
        let (prefix, name) = match inside.get(..name_length).unwrap_or_default().split_once(':') {
            Some((prefix, name)) => (prefix, name),
            None => ("", inside.get(..name_length).unwrap_or_default()),
        };
        let (attributes, length, empty) = attributes(inside.get(name_length..).unwrap_or_default());
        let whole = 1 + name_length + length;
        if prefix.is_empty() && self.apart.contains(&name) {
            self.end_those_before(name);
        }
        if self.open.len() >= MAX_DEPTH {
            let message = format!("expected a document, found elements nested more than {MAX_DEPTH} deep");
            return Err(Fault::new(FaultCode::TooDeep, message));
        }
        let first = self.xml.attributes.len();
        for (name, value) in attributes {
            let pair = (self.xml.keep(name), self.xml.keep(&value));
            self.xml.attributes.push(pair);
        }
        let node = Node {
            parent: 0,
            end: 0,
            name: self.xml.keep(name),
            prefix: self.xml.keep(prefix),
            text: Span::default(),
            attributes: Span::new(first, self.xml.attributes.len()),
            source: Span::new(self.at, (self.at + whole).min(self.text.len())),
            told: false,
            ended: empty,
        };
        let id = self.push(node);
        if !empty {
            self.open.push(id);
            *self.names.entry(name).or_default() += 1;
        }
        Ok(whole)
    }

    fn end_tag(&mut self, name: &'a str, end: usize) {
        let local = name.rsplit(':').next().unwrap_or(name);
        if self.names.get(local).is_none_or(|open| *open == 0) {
            self.note(|| format!("</{name}> ends nothing"));
            return;
        }
        let mut innermost = true;
        while let Some(id) = self.open.pop() {
            self.close(id);
            let is_it = self.xml.name(id) == local;
            if let Some(node) = self.xml.nodes.get_mut(id) {
                node.source.end = Span::new(0, end.min(self.text.len())).end;
                node.ended = is_it || innermost;
            }
            innermost = false;
            self.forget_name(id);
            let inner = self.xml.name(id);
            if inner == local {
                return;
            }
            let inner = inner.to_owned();
            self.note(|| format!("<{inner}> is not ended before </{name}>"));
        }
    }

    /// Ends what must not be open where an element of this name begins: the next may be of the other name.
    fn end_those_before(&mut self, name: &str) {
        if self.apart.iter().all(|name| self.names.get(name).is_none_or(|open| *open == 0)) {
            return;
        }
        let is_such = |id: &Id| self.xml.prefix(*id).is_empty() && self.apart.contains(&self.xml.name(*id));
        let Some(outer) = self.open.iter().position(is_such) else { return };
        self.note(|| format!("an element is not ended before the next <{name}>"));
        let mut innermost = true;
        while self.open.len() > outer
            && let Some(id) = self.open.pop()
        {
            self.close(id);
            if let Some(node) = self.xml.nodes.get_mut(id) {
                node.ended = innermost;
            }
            innermost = false;
            self.forget_name(id);
        }
    }

    /// An element is not open any more.
    fn forget_name(&mut self, id: Id) {
        if let Some(open) = self.names.get_mut(self.xml.name(id)) {
            *open = open.saturating_sub(1);
        }
    }

    fn close(&mut self, id: Id) {
        let end = self.xml.nodes.len();
        if let Some(node) = self.xml.nodes.get_mut(id) {
            node.end = Span::new(0, end).end;
            node.source.end = Span::new(0, self.at.min(self.text.len())).end;
        }
    }

    fn push(&mut self, mut node: Node) -> Id {
        let id = self.xml.nodes.len();
        let Span { start, end } = Span::new(self.open.last().copied().unwrap_or(id), id + 1);
        (node.parent, node.end) = (start, end);
        self.xml.nodes.push(node);
        id
    }

    fn push_text(&mut self, text: &str, has_entities: bool) {
        if text.is_empty() || self.open.is_empty() {
            return;
        }
        let text = if has_entities { unescape(text) } else { Cow::Borrowed(text) };
        if let Some(around) = self.open.last().and_then(|id| self.xml.nodes.get_mut(*id)) {
            around.told |= !text.trim().is_empty();
        }
        let (text, none) = (self.xml.keep(&text), Span::default());
        let node = Node {
            parent: 0,
            end: 0,
            name: none,
            prefix: none,
            text,
            attributes: none,
            source: none,
            told: false,
            ended: true,
        };
        self.push(node);
    }

    fn note(&mut self, what: impl FnOnce() -> String) {
        if self.xml.problem.is_none() {
            let before = self.text.get(..self.at).unwrap_or(self.text);
            let line = memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1;
            self.xml.problem = Some(format!("line {line}: {}", what()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_stands_there_and_no_more() {
        let text = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'><!ENTITY y '&x;&x;'>]>\
                    <n:a k='1' q=\"a&amp;b\"><b>&x; &lt;&#233;&#xE9;&y;</b><c/><![CDATA[<raw> & ]]></n:a>";
        let xml = Xml::parse_whole(text).unwrap();
        let root = xml.root().unwrap();
        assert_eq!((xml.name(root), xml.prefix(root)), ("a", "n"));
        assert_eq!(xml.attribute(root, "q"), Some("a&b"));
        assert_eq!(xml.line_at(root, &["b"]).unwrap(), "&x; <éé&y;");
        assert_eq!(xml.raw(root), "&x; <éé&y;<raw> & ");
        assert_eq!(root_name(text), Some("a"));
    }

    #[test]
    fn problems_are_told_with_their_line() {
        assert!(Xml::parse_whole("<a>\n<b>\n</a>").unwrap_err().message.contains("line 3: <b> is not ended"));
        assert!(Xml::parse_whole("<a><b>cut").unwrap_err().message.contains("ends inside <b>"));
        assert!(Xml::parse_whole("<a></b></a>").is_err());
        assert!(Xml::parse("<a x=>< b<c y='").unwrap().problem.is_some());
    }

    #[test]
    fn nesting_ends_with_a_reason() {
        assert_eq!(Xml::parse(&"<a>".repeat(100_000)).unwrap_err().code, FaultCode::TooDeep);
    }

    #[test]
    fn items_in_items_are_read_some_deep() {
        let deep = |count: usize| format!("<a>{}x{}</a>", "<i>".repeat(count), "</i>".repeat(count));
        let shallow = |text: &str| {
            let xml = Xml::parse_whole(text).unwrap();
            let (kept, left_out) = xml.shallow(xml.find_all(0, "i"));
            (kept.len(), left_out)
        };
        assert_eq!(shallow(&deep(3)), (3, 0));
        assert_eq!(shallow(&deep(100)), (IN_EACH_OTHER, 92));
        assert_eq!(shallow(&format!("<a>{}</a>", deep(100).repeat(5))), (5 * IN_EACH_OTHER, 5 * 92));
    }

    #[test]
    fn what_an_element_holds_of_its_own_is_known() {
        let xml = Xml::parse_whole("<a> <b>x</b>\n<c><![CDATA[y]]></c> <d><e>z</e></d></a>").unwrap();
        let told = |name: &str| xml.has_own_text(xml.find(0, name).unwrap());
        assert!(!xml.has_own_text(0) && told("b") && told("c") && !told("d") && told("e"));
        assert_eq!(xml.short_line(0, 6).as_deref(), Some("x y z"));
        assert_eq!(xml.short_line(0, 5), None);
    }

    #[test]
    fn becomes_html() {
        let xml =
            Xml::parse_whole("<block><hl2>A &amp; B</hl2><p>x<br/>y</p><skip>z</skip></block>").unwrap();
        let html = xml.to_html(0, |id| match xml.name(id) {
            "block" => Some("div"),
            "hl2" => Some("h2"),
            "skip" => None,
            "p" => Some("p"),
            "br" => Some("br"),
            _ => Some(""),
        });
        assert_eq!(html, "<div><h2>A &amp; B</h2><p>x<br>y</p></div>");
    }
}
