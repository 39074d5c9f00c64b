//! What press release wires put around a release: whose it is, that it is one, and whom to ask.

use super::Paragraph;
use crate::normalise::shape;

/// Longest line of such a frame, in words, and most lines of a contact block.
const MOST_WORDS: usize = 12;
const MOST_LINES: usize = 24;
/// Longest heading of a contact block, in bytes.
const LONGEST_CONTACT: usize = 32;

/// What releases are called above their headline. Written by hand.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "media release", "press release", "news release", "for immediate release", "immediate release", "media advisory", "pressemitteilung", "presseinformation", "medienmitteilung", "communiqué de presse",
    "comunicado de prensa", "nota de prensa", "comunicato stampa", "persbericht",
];

/// Headings of those whom editors may ask. Written by hand.
#[rustfmt::skip]
const CONTACTS: &[&str] = &[
    "contact", "contacts", "media contact", "media contacts", "press contact", "press contacts", "media enquiries", "media inquiries", "press enquiries", "press inquiries", "investor contact",
    "investor contacts", "investor relations", "media relations", "contact information", "company contact", "for further information", "for more information", "kontakt", "pressekontakt", "rückfragen",
    "contact presse", "contacts presse", "contacto", "contacto de prensa", "contacto para medios", "contatto stampa",
];

/// `Source: Example Ferries Ltd`, `SOURCE Example Ferries Ltd`.
pub(super) fn is_source(line: &str) -> bool {
    let marked = ["Source:", "SOURCE:", "Sources:", "Quelle:", "QUELLE:", "Fuente:", "FUENTE:", "SOURCE "];
    let Some(rest) = marked.iter().find_map(|mark| line.strip_prefix(mark)) else { return false };
    shape::words_up_to(rest, MOST_WORDS + 1) <= MOST_WORDS
        && shape::is_capitalised(rest)
        && rest.contains(char::is_alphabetic)
        && shape::sentences(rest) <= 1
        // `SOURCE OF THE FIRE FOUND` is a headline
        && (!line.starts_with("SOURCE ") || rest.contains(char::is_lowercase))
}

/// `MEDIA RELEASE PR74541`, `FOR IMMEDIATE RELEASE`, `Press release:`.
pub(super) fn is_label(line: &str) -> bool {
    let lower = line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    LABELS.iter().filter_map(|label| lower.strip_prefix(label)).any(|rest| {
        let rest = rest.trim_matches(|c: char| !c.is_alphanumeric());
        rest.is_empty() || !rest.contains(char::is_whitespace) && rest.contains(|c: char| c.is_ascii_digit())
    })
}

/// A line of the frame above a headline.
pub(in crate::normalise) fn is_frame(line: &str) -> bool {
    is_source(line) || is_label(line)
}

/// How many paragraphs from an index on say whom to ask: a heading, names, numbers and addresses to the end of the
/// copy or its source line.
pub(super) fn contact_block(paragraphs: &[Paragraph], at: usize) -> Option<usize> {
    let (heading, below) = paragraphs.get(at..)?.split_first()?;
    // small letters are at least a third as long as what they are made of
    let is_short = |text: &str| text.len() <= 3 * LONGEST_CONTACT;
    let beginning = heading.text.split_once(':').map(|(head, _)| head.trim());
    let whole = heading.text.trim_end_matches(|c: char| !c.is_alphanumeric());
    if !is_short(whole) && !beginning.is_some_and(is_short) {
        return None;
    }
    let lower = heading.text.to_lowercase();
    let named = lower.trim_end_matches(|c: char| !c.is_alphanumeric());
    let alone = CONTACTS.contains(&named);
    let begun =
        lower.split_once(':').is_some_and(|(head, _)| CONTACTS.contains(&head.trim())) && is_entry(heading);
    if !(alone || begun) {
        return None;
    }
    let entries = below.iter().take(MOST_LINES).take_while(|p| is_entry(p)).count();
    let ends = below
        .get(entries)
        .is_none_or(|next| !next.is_open() || is_source(&next.text) || shape::is_rule(&next.text));
    let block = below.get(..entries)?;
    let reachable = block.iter().chain([heading]).any(|p| is_reachable(&p.text));
    (ends && reachable).then_some(1 + entries)
}

/// A line of a contact block: short, no sentence.
fn is_entry(paragraph: &Paragraph) -> bool {
    let text = paragraph.text.as_str();
    let sentence = shape::ends_sentence(text) && shape::words_up_to(text, 7) > 6 && !is_reachable(text);
    paragraph.is_open()
        && shape::words_up_to(text, MOST_WORDS + 1) <= MOST_WORDS
        && !sentence
        && !is_source(text)
}

fn is_reachable(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    text.contains('@') || text.contains("www.") || text.contains("://") || digits >= 7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_releases() {
        for line in ["Source: Example Ferries Ltd.", "SOURCE:  Example Ferries", "SOURCE Example Ferries Ltd"]
        {
            assert!(is_source(line), "{line}");
        }
        for line in [
            "SOURCE OF THE FIRE FOUND",
            "Sources say the ferry left",
            "Source: he saw it. She did not. They left.",
        ] {
            assert!(!is_source(line), "{line}");
        }
        assert!(
            is_label("MEDIA RELEASE PR74541")
                && is_label("For immediate release")
                && is_label("Press Release:")
        );
        assert!(!is_label("Press release by minister angers islanders") && !is_label("Media"));
    }

    #[test]
    fn no_heading_is_longer_than_is_looked_for() {
        assert!(CONTACTS.iter().all(|heading| heading.len() <= LONGEST_CONTACT));
    }

    #[test]
    fn contact_blocks_reach_to_the_end() {
        let check = |lines: &[&str], expected: Option<usize>| {
            let paragraphs: Vec<_> = lines.iter().map(|l| Paragraph::new((*l).to_owned(), None)).collect();
            assert_eq!(contact_block(&paragraphs, 0), expected, "{lines:?}");
        };
        check(
            &[
                "Media contact:",
                "Ana Exemplar",
                "Phone: +99 123 456 789",
                "ana@example.com",
                "Source: Example Ferries",
            ],
            Some(4),
        );
        check(&["Contact: Ana Exemplar, COO", "(E) ana@example.com"], Some(2));
        check(
            &[
                "Contact:",
                "Ana Exemplar",
                "The ferry left at dawn and nobody on the quay expected another before the spring.",
            ],
            None,
        );
        check(&["Contact sports are safe", "ana@example.com"], None);
    }
}
