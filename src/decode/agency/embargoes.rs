//! What XML says of an embargo outside the fields that its format has for it.
//!
//! Systems put such a line wherever there is room: into a comment, an instruction, the terms of use, a property, an element of their
//! own. A story that goes out too early is worse than a line looked at twice, so every short line is looked at.

use super::push_note;
use crate::decode::xml::{Id, Xml};
use crate::model::{DateClaim, Document, Found};
use crate::normalise::asks_until;

/// Most elements of one story that are looked at, and the shortest and longest line, in bytes.
const MOST_ELEMENTS: usize = 50_000;
const SHORTEST: usize = 10;
const LONGEST: usize = 500;

/// Reads what the elements of a story say, where the document does not have it yet.
pub(in crate::decode) fn read(document: &mut Document, xml: &Xml, story: Id) {
    let mut notes: Vec<String> = Vec::new();
    for element in xml.subtree(story).filter(|id| !xml.name(*id).is_empty()).take(MOST_ELEMENTS) {
        let is_leaf = xml.children(element).all(|child| xml.name(child).is_empty());
        let line = is_leaf.then(|| xml.short_line(element, LONGEST)).flatten();
        let own = line.as_deref().map(|line| (xml.name(element), line));
        for (name, line) in xml.attributes(element).chain(own) {
            if line.len() < SHORTEST || line.len() > LONGEST || !line.contains(|c: char| c.is_ascii_digit()) {
                continue;
            }
            if document.embargo_until.is_none() && is_named(name) {
                document.embargo_until = Some(Found::new(DateClaim { raw: line.to_owned() }, "embargo"));
            } else if line.contains(' ') && asks_until(line) && !is_known(document, line) {
                notes.push(line.to_owned());
            }
        }
    }
    notes.dedup();
    notes.into_iter().for_each(|note| push_note(document, Some(note)));
}

/// Whether an element or attribute is for the end of an embargo.
fn is_named(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    (name.contains("embargo") || name.contains("sperrfrist")) && !name.contains("lifted")
}

/// Whether a line stands among what was read of the story.
fn is_known(document: &Document, line: &str) -> bool {
    let fields = [&document.headline, &document.lead, &document.slug];
    let terms = document.rights.as_ref().and_then(|rights| rights.usage_terms.as_deref());
    let said = fields.into_iter().flatten().map(|found| found.value.as_str());
    let said = said.chain(document.headline_alt.iter().chain(&document.keywords).map(String::as_str));
    said.chain(terms).chain(document.blocks.iter().map(|b| b.text.as_str())).any(|said| said.contains(line))
}
