//! Set phrases of news pages: promotion, buttons, closing headings.
//!
//! The tables are in [`super::phrase_words`]; here stands how they are met.

use super::phrase_words::{BYLINES, CLOSERS, FURNITURE, PROMOS};

/// The letters and digits of a text as lower-case words.
fn words(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() {
            folded.extend(c.to_lowercase());
        } else if !folded.is_empty() && !folded.ends_with(' ') && !matches!(c, '\'' | '’') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Whether two texts are the same words; the shorter may end in an ellipsis.
pub(super) fn same_words(a: &str, b: &str) -> bool {
    let cut = |t: &str| t.trim_end().ends_with('…') || t.trim_end().ends_with("...");
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let (s, l) = (words(short), words(long));
    !s.is_empty() && (s == l || (s.len() > 40 && l.starts_with(&s) && (cut(short) || l.len() < s.len() + 40)))
}

/// Whether a short piece points to another story or calls to subscribe.
pub(super) fn is_promo(text: &str, has_link: bool) -> bool {
    let folded = words(text);
    let starts = |phrase: &str| {
        folded.strip_prefix(phrase).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let marked = text.chars().take(48).any(|c| matches!(c, ':' | '|' | '>' | '»' | '→' | '►' | '▶'));
    PROMOS.iter().any(|(phrase, alone)| {
        starts(phrase) && (*alone || has_link || marked || folded.len() == phrase.len())
    })
}

/// Whether a short piece is a label or button of the page.
pub(super) fn is_furniture(text: &str) -> bool {
    let folded = words(text);
    FURNITURE.contains(&folded.as_str())
}

/// Whether a heading closes the story.
pub(super) fn closes_a_story(text: &str) -> bool {
    let folded = words(text);
    CLOSERS.iter().any(|(phrase, whole)| if *whole { folded == *phrase } else { folded.starts_with(phrase) })
}

/// Whether a short line begins as bylines do.
pub(super) fn names_authors(text: &str) -> bool {
    let folded = words(text);
    BYLINES.iter().any(|by| folded.strip_prefix(by).is_some_and(|rest| rest.starts_with(' '))) && folded.split(' ').count() <= 14
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promotion_is_told_from_prose() {
        assert!(is_promo("READ MORE: Port closes for a week", true));
        assert!(is_promo("Lesen Sie auch: Hafen gesperrt", false));
        assert!(is_promo("Related:", false));
        assert!(!is_promo("Read more books, the minister told schools on Monday.", false));
        assert!(is_furniture("Advertisement"));
        assert!(closes_a_story("More from Business"));
        assert!(!closes_a_story("More than a hundred ships"));
    }

    #[test]
    fn a_cut_description_is_the_same_words() {
        assert!(same_words(
            "The port was closed on Monday, the mayor said, and…",
            "The port was closed on Monday, the mayor said, and will stay closed."
        ));
        assert!(!same_words("", "x"));
        assert!(!same_words("Short", "Short and more"));
    }
}
