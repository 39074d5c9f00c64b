//! The record's body and text: every paragraph in reading order, and the story among them joined.

use super::letters::is_unspaced;
use super::paragraphs::Paragraph;
use crate::model::{BlockKind, BodyBlock};

/// The blocks with their places in the text, and the text: story paragraphs joined by a blank line, the items of one
/// list by one newline. A span holds exactly its block's text, in code points.
pub(super) fn assemble(paragraphs: Vec<Paragraph>) -> (Vec<BodyBlock>, String) {
    let mut text = String::with_capacity(paragraphs.iter().map(|p| p.text.len() + 2).sum());
    let mut blocks = Vec::with_capacity(paragraphs.len());
    let mut chars = 0;
    let mut before_was_item = false;
    for Paragraph { text: words, kind, .. } in paragraphs {
        let span = kind.is_story().then(|| {
            let is_item = kind == BlockKind::List;
            if !text.is_empty() {
                let joint = if is_item && before_was_item { "\n" } else { "\n\n" };
                text.push_str(joint);
                chars += joint.len();
            }
            before_was_item = is_item;
            let start = chars;
            text.push_str(&words);
            chars += words.chars().count();
            [start, chars]
        });
        blocks.push(BodyBlock { kind, text: words, span });
    }
    (blocks, text)
}

/// Words in a text: runs between white space that hold a letter or digit; in scripts written without spaces, letters.
pub(super) fn words(text: &str) -> usize {
    let (mut count, mut start, mut seen) = (0, 0, 0);
    for (at, byte) in text.as_bytes().iter().enumerate() {
        let class = CLASSES[usize::from(*byte)];
        if class != SPACE {
            seen |= class;
            continue;
        }
        count += words_of(text, start, at, seen);
        (start, seen) = (at + 1, 0);
    }
    count + words_of(text, start, text.len(), seen)
}

/// Words in a run whose bytes are of these classes.
#[inline]
fn words_of(text: &str, start: usize, end: usize, seen: u8) -> usize {
    if seen & BEYOND_ASCII != 0 {
        text.get(start..end).map_or(0, words_in)
    } else {
        usize::from(seen & ALPHANUMERIC != 0)
    }
}

const SPACE: u8 = 1;
const ALPHANUMERIC: u8 = 2;
const BEYOND_ASCII: u8 = 4;
const MARK: u8 = 8;

/// What a byte is for counting words.
const CLASSES: [u8; 256] = {
    let mut table = [MARK; 256];
    let mut byte: u8 = 0;
    loop {
        table[byte as usize] = match byte {
            b' ' | b'\n' => SPACE,
            0x80.. => BEYOND_ASCII,
            _ if byte.is_ascii_alphanumeric() => ALPHANUMERIC,
            _ => MARK,
        };
        if byte == u8::MAX {
            break table;
        }
        byte += 1;
    }
};

fn words_in(run: &str) -> usize {
    let unspaced = run.chars().filter(|c| is_unspaced(*c)).count();
    let spaced = run.chars().any(|c| c.is_alphanumeric() && !is_unspaced(c));
    unspaced + usize::from(spaced)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn story_paragraphs_are_joined_and_found_again() {
        let paragraph = |text: &str, kind| Paragraph::new(text.to_owned(), Some(kind));
        let (blocks, text) = assemble(vec![
            paragraph("Größe", BlockKind::Text),
            paragraph("left out", BlockKind::Promo),
            paragraph("one", BlockKind::List),
            paragraph("two", BlockKind::List),
            paragraph("end", BlockKind::Text),
        ]);
        assert_eq!(text, "Größe\n\none\ntwo\n\nend");
        let spans: Vec<_> = blocks.iter().map(|b| b.span).collect();
        assert_eq!(spans, [Some([0, 5]), None, Some([7, 10]), Some([11, 14]), Some([16, 19])]);
    }

    #[test]
    fn words_are_counted() {
        assert_eq!(words("The ferry – said 3 men — left."), 6);
        assert_eq!(words("船が出た。"), 4);
    }
}
