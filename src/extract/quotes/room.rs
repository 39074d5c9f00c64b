//! How much of a text is looked at for quotations and names.
//!
//! Each word and mark is kept while that lasts, and a text can be nothing but marks. A story of two megabytes has some
//! four hundred thousand words and marks; what goes beyond [`MOST`] is read up to there.

/// Most words and marks of one text that are looked at.
const MOST: usize = 600_000;

/// The part of a text that is looked at: all of it, but for what no story is.
pub(crate) fn affordable(text: &str) -> &str {
    if text.len() <= MOST {
        return text;
    }
    let (mut count, mut in_word, mut gap) = (0usize, false, 0usize);
    for (at, c) in text.char_indices() {
        let is_space = c.is_whitespace();
        let goes_on = in_word && (!c.is_ascii() || c.is_ascii_alphanumeric());
        if is_space {
            gap = at;
        } else if !goes_on {
            count += 1;
            if count > MOST {
                // At the last white space, but in a text without any, here.
                let end = if at - gap < LONGEST_WORD { gap } else { at };
                return text.get(..end).unwrap_or(text);
            }
        }
        in_word = !is_space && (!c.is_ascii() || c.is_ascii_alphanumeric());
    }
    text
}

/// How far back a white space is looked for, in bytes.
const LONGEST_WORD: usize = 1_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stories_are_looked_at_whole() {
        let story = "The port of Lumen was closed on Monday, the mayor said.\n\n".repeat(36_000);
        assert!(story.len() > 2_000_000);
        assert_eq!(affordable(&story), story);
    }

    #[test]
    fn marks_alone_are_looked_at_up_to_a_point() {
        let marks = "a, ".repeat(MOST);
        let looked_at = affordable(&marks);
        assert_eq!(looked_at.len(), MOST / 2 * 3 - 1);
        assert!(marks.starts_with(looked_at) && looked_at.ends_with(','));
        assert_eq!(affordable(&"\"".repeat(MOST + 9)).len(), MOST);
        assert_eq!(affordable(&"é\"".repeat(MOST)).chars().count(), MOST);
    }
}
