//! Names that stand alone above or below a story: how papers sign whose pages say nothing of their authors.

use super::{Findings, Paragraph};
use crate::model::{Author, AuthorRole, BlockKind};
use crate::normalise::people::{self, Person};

/// Longest line that signs, in bytes.
const LONGEST: usize = 80;
/// Shortest neighbour that shows the line to stand at the story's edge, in bytes.
const STORY: usize = 120;
/// How many lines above the story are looked at.
const HEAD: usize = 4;

/// Reads the first and the last line of a page's story as names. A name that the story speaks of is no signature.
pub(crate) fn find(paragraphs: &mut [Paragraph], findings: &mut Findings) {
    if !findings.authors.is_empty() {
        return;
    }
    let stories = || paragraphs.iter().enumerate().filter(|(_, p)| p.kind.is_story());
    let head = stories().take_while(|(_, p)| p.text.len() < STORY).take(HEAD);
    let edges = head.chain(stories().next_back()).filter(|(_, p)| p.is_open());
    let signed = edges.map(|(at, _)| at).find_map(|at| Some((at, signature(paragraphs, at)?)));
    let Some((at, people)) = signed else { return };
    let Some(paragraph) = paragraphs.get_mut(at) else { return };
    paragraph.is(BlockKind::Byline, "signature");
    for Person { name, title, organization } in people {
        let raw = Some(paragraph.text.clone());
        let author = Author { name, role: AuthorRole::Author, title, organization, raw };
        findings.authors.push((author, "rule:signature"));
    }
}

/// The people of a line, if it is nothing else, stands beside a long paragraph, and the story does not name them.
fn signature(paragraphs: &[Paragraph], at: usize) -> Option<Vec<Person>> {
    let line = paragraphs.get(at).map(|p| p.text.as_str()).filter(|t| t.len() <= LONGEST)?;
    let people = people::bare_names(line)?;
    let is_long = |p: &Paragraph| p.kind == BlockKind::Text && p.text.len() >= STORY;
    let before = paragraphs.iter().take(at).filter(|p| is_long(p)).count();
    let after = paragraphs.iter().skip(at + 1).filter(|p| is_long(p)).count();
    let at_edge = before == 0 && after >= 2 || after == 0 && before >= 2;
    let others = || paragraphs.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, p)| p.text.as_str());
    let is_spoken_of = |person: &Person| {
        let last = person.name.split_whitespace().next_back().unwrap_or_default();
        others().any(|text| text.contains(last))
    };
    (at_edge && !people.iter().any(is_spoken_of)).then_some(people)
}
