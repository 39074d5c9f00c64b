//! One element of a text as a document by itself: what stands around it is written anew, as far as it says something
//! about what is inside.
//!
//! Bounded: a shell stands around each of thousands of entries, so what is written in it is short whatever the text holds.

use url::Url;

use super::{Id, Xml, escape_into};

/// The attribute of an outermost element that says where the whole was fetched from.
pub(in crate::decode) const FETCHED_FROM: &str = "desk:from";
/// Most bytes of all attributes of one element, and of one line.
const LONGEST: usize = 4_096;

/// Longest prefix, in bytes.
const LONGEST_PREFIX: usize = 64;

/// What stands around an element.
#[derive(Debug, Clone)]
pub(in crate::decode) struct Shell {
    text: String,
    open: Vec<String>,
}

impl Shell {
    pub(in crate::decode) fn new() -> Shell {
        Shell { text: String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"), open: Vec::new() }
    }

    /// Opens an element as one of the text: its name, and those of its attributes that concern what is in it. `fetched`
    /// is the address that the whole came from, for the outermost.
    pub(in crate::decode) fn open(&mut self, xml: &Xml, id: Id, fetched: Option<&Url>) {
        let prefix = Some(xml.prefix(id)).filter(|prefix| (1..=LONGEST_PREFIX).contains(&prefix.len()));
        let name = prefix.map_or_else(|| xml.name(id).to_owned(), |p| format!("{p}:{}", xml.name(id)));
        let mut room = LONGEST;
        self.text.push('<');
        self.text.push_str(&name);
        let concerns = |key: &str| key.starts_with("xml") || key == "version";
        for (key, value) in xml.attributes(id).filter(|(key, _)| concerns(key)) {
            let Some(left) = room.checked_sub(key.len() + value.len()) else { continue };
            room = left;
            self.attribute(key, value);
        }
        if let Some(fetched) = fetched {
            self.attribute("xmlns:desk", "urn:x-wiredesk");
            self.attribute(FETCHED_FROM, fetched.as_str());
        }
        self.text.push('>');
        self.open.push(name);
    }

    fn attribute(&mut self, key: &str, value: &str) {
        self.text.push_str(&format!(" {key}=\""));
        escape_into(value, &mut self.text);
        self.text.push('"');
    }

    /// A line in an element of its own, or at the end of a path of elements.
    pub(in crate::decode) fn line(&mut self, path: &[&str], line: &str) {
        if line.len() <= LONGEST {
            path.iter().for_each(|name| self.text.push_str(&format!("<{name}>")));
            escape_into(line, &mut self.text);
            path.iter().rev().for_each(|name| self.text.push_str(&format!("</{name}>")));
        }
    }

    /// Closes what was opened last.
    pub(in crate::decode) fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.text.push_str(&format!("</{name}>"));
        }
    }

    /// The document with an element in it.
    pub(in crate::decode) fn around(&self, element: &str) -> Vec<u8> {
        let mut text = String::with_capacity(self.text.len() + element.len() + 64);
        text.push_str(&self.text);
        text.push_str(element);
        for name in self.open.iter().rev() {
            text.push_str(&format!("</{name}>"));
        }
        text.into_bytes()
    }
}
