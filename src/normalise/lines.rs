//! From blocks between blank lines to paragraphs.
//!
//! A block with line breaks in it is either one wrapped paragraph, several indented ones, or one paragraph a line.
//! Which it is shows in how full its lines are: a line was wrapped if the next word would not have fitted.

use std::borrow::Cow;

use super::paragraphs::{openers, press};
use super::shape;

/// Widest and narrowest column that copy is wrapped to, in characters: what is narrower is a list of names and numbers.
const WIDEST: usize = 100;
const NARROWEST: usize = 35;
/// What a full line may lack of the widest, beside the next word.
const SLACK: usize = 4;

/// Whether the line breaks inside the blocks are the work of a wrapping program, and at which width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wrapping {
    width: Option<usize>,
}

impl Wrapping {
    /// Judges all blocks of one document together.
    pub(super) fn of<'a>(blocks: impl Iterator<Item = &'a str> + Clone) -> Wrapping {
        let inner = blocks.filter(|b| b.trim_end().contains('\n'));
        let lines = inner.clone().flat_map(str::lines).map(length);
        let Some(width) = lines.max().filter(|w| (NARROWEST..=WIDEST).contains(w)) else {
            return Wrapping { width: None };
        };
        let (mut pairs, mut full) = (0usize, 0usize);
        for block in inner {
            let mut lines = block.lines().peekable();
            while let (Some(line), Some(next)) = (lines.next(), lines.peek()) {
                pairs += 1;
                full += usize::from(is_full(line, next, width));
            }
        }
        Wrapping { width: (pairs >= 2 && full * 10 >= pairs * 6).then_some(width) }
    }

    /// The paragraphs of one block.
    pub(super) fn paragraphs<'a>(self, block: &'a str) -> Vec<Cow<'a, str>> {
        if !block.contains('\n') {
            return vec![Cow::Borrowed(block)];
        }
        let mut paragraphs: Vec<Cow<'a, str>> = Vec::new();
        let mut before: Option<&str> = None;
        // where the words of an item begin that this line may go on with
        let mut hang: Option<usize> = None;
        for line in block.lines().filter(|l| !l.trim().is_empty()) {
            let hangs = hang.is_some_and(|hang| indent(line) == hang && !is_item(line));
            hang = item_indent(line).or(hang.filter(|_| hangs));
            let joins = hangs || before.is_some_and(|b| self.joins(b, line));
            match paragraphs.last_mut().filter(|_| joins) {
                Some(paragraph) => {
                    let paragraph = paragraph.to_mut();
                    let hyphenated =
                        paragraph.ends_with('-') && line.trim_start().starts_with(char::is_lowercase);
                    if !hyphenated || paragraph.ends_with(" -") {
                        paragraph.push(' ');
                    }
                    paragraph.push_str(line.trim());
                }
                None => paragraphs.push(Cow::Borrowed(line.trim_end())),
            }
            before = Some(line);
        }
        paragraphs
    }

    /// Whether a line goes on with the paragraph of the line before it.
    fn joins(self, before: &str, line: &str) -> bool {
        if is_columnar(before) || is_columnar(line) {
            return false;
        }
        let goes_on = line.trim_start().starts_with(char::is_lowercase)
            && !is_closed(before)
            && !names_who_speaks(line);
        let Some(width) = self.width else {
            return goes_on && !ends_clause(before) && before.split_whitespace().count() > 3;
        };
        if press::is_frame(before.trim()) || press::is_frame(line.trim()) {
            return false;
        }
        let indented = indent(line) >= 2 && indent(line) > indent(before) || line.starts_with('\t');
        if indented || is_item(line) || openers::begins(line.trim_start()) && !goes_on {
            return false;
        }
        is_full(before, line, width) || goes_on && length(before) * 2 > width
    }
}

fn length(line: &str) -> usize {
    line.trim_end().chars().count()
}

fn indent(line: &str) -> usize {
    line.chars().take_while(|c| c.is_whitespace()).count()
}

fn is_full(line: &str, next: &str, width: usize) -> bool {
    let word = next.split_whitespace().next().map_or(0, |w| w.chars().count());
    length(line) + 1 + word + SLACK > width
}

/// Whether a line is set in columns, as results and prices are: spaces in a row between its words.
fn is_columnar(line: &str) -> bool {
    line.trim().contains("   ")
}

fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with(['•', '▪', '·', '■', '●', '‣']) || line.starts_with("* ") || line.starts_with("-- ")
}

/// Where the words behind an item's mark begin, in characters.
fn item_indent(line: &str) -> Option<usize> {
    let marked = line.trim_start();
    let words = marked.trim_start_matches(|c: char| !c.is_alphanumeric() && !c.is_whitespace());
    is_item(line).then(|| length(line) - words.trim_start().trim_end().chars().count())
}

/// Whether a line ends a sentence, or announces what follows it.
fn is_closed(line: &str) -> bool {
    let line = line.trim_end();
    shape::ends_sentence(line) || line.trim_end_matches(shape::CLOSERS).ends_with(':')
}

/// Longest name of who speaks in a talk in writing, in characters.
const LONGEST_NAME: usize = 20;

/// `ana: nobody knows`, `ana_x:nobody`: a line of a talk in writing, whatever its case.
fn names_who_speaks(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    let Some((name, said)) = first.split_once(':') else { return false };
    let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && name.chars().all(is_letter)
        && !said.starts_with("//")
}

fn ends_clause(line: &str) -> bool {
    line.trim_end().ends_with([';', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let blocks: Vec<&str> = text.split("\n\n").collect();
        let wrapping = Wrapping::of(blocks.iter().copied());
        let found: Vec<String> =
            blocks.iter().flat_map(|b| wrapping.paragraphs(b)).map(|p| p.trim().to_owned()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn who_speaks_in_a_talk_begins_a_line() {
        let talk = ["ana: is there a ferry", "tom: nobody on the quay knows", "ana:then I walk"];
        check(&talk.join("\n"), &talk);
        let story =
            "Nobody on the quay of Halden knows\nhttps://n.example/a: nothing, said the harbour master";
        check(story, &[&story.replace('\n', " ")]);
        check(
            "Nobody on the quay knows\nwhen the ferry leaves",
            &["Nobody on the quay knows when the ferry leaves"],
        );
    }

    #[test]
    fn wrapped_copy_is_unwrapped() {
        check(
            "Ferries halted as fuel runs out\n\n\
             The last ferry left Port Lumen at dawn on Monday, and nobody on\n\
             the quay expected another before spring, the harbour master said\n\
             in the afternoon.\n\n\
             The ministry did not respond to requests for comment, and the\n\
             company said that it knew of nothing.",
            &[
                "Ferries halted as fuel runs out",
                "The last ferry left Port Lumen at dawn on Monday, and nobody on the quay expected another before spring, the harbour master said in the afternoon.",
                "The ministry did not respond to requests for comment, and the company said that it knew of nothing.",
            ],
        );
    }

    #[test]
    fn indents_and_short_lines_part_wrapped_paragraphs() {
        check(
            "    The last ferry left Port Lumen at dawn on Monday, and nobody\n\
             on the quay expected another before spring.\n    \
             The ministry did not respond to requests for comment, and the\n\
             company said that it knew of nothing.",
            &[
                "The last ferry left Port Lumen at dawn on Monday, and nobody on the quay expected another before spring.",
                "The ministry did not respond to requests for comment, and the company said that it knew of nothing.",
            ],
        );
    }

    #[test]
    fn a_hanging_indent_goes_on_with_its_item() {
        check(
            "    -- Ferries of the Lumen line are to carry dogs from the first of\n       May, and cats as well\n    -- Tickets are to cost half of what\n       they do now",
            &[
                "-- Ferries of the Lumen line are to carry dogs from the first of May, and cats as well",
                "-- Tickets are to cost half of what they do now",
            ],
        );
        check(
            "* Two quays\n  and a lock\nNobody was hurt on Monday.",
            &["* Two quays and a lock", "Nobody was hurt on Monday."],
        );
    }

    #[test]
    fn one_paragraph_a_line_stays_so() {
        check(
            "Ferries halted\nThe last ferry left Port Lumen at dawn on Monday, and nobody on the quay expected another before spring.\nThe ministry did not respond.\nAnother line.",
            &[
                "Ferries halted",
                "The last ferry left Port Lumen at dawn on Monday, and nobody on the quay expected another before spring.",
                "The ministry did not respond.",
                "Another line.",
            ],
        );
    }

    #[test]
    fn results_are_a_line_each() {
        check(
            "Halden        2   Kysten     0\nBrandby       5   Esker      1\nNorvik        1   Holm       1",
            &[
                "Halden        2   Kysten     0",
                "Brandby       5   Esker      1",
                "Norvik        1   Holm       1",
            ],
        );
    }

    #[test]
    fn a_stray_break_inside_a_sentence_is_mended() {
        check(
            "It has a limited effect on finding supporters and getting them to come along personally to the quay and to the\nferries and boats.",
            &[
                "It has a limited effect on finding supporters and getting them to come along personally to the quay and to the ferries and boats.",
            ],
        );
    }
}
