//! The record's body and text: every paragraph in reading order, and the story among them joined.

use super::eight::{Eight, bits};
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
    let mut count = 0;
    // where the run that reaches into these places begins, and whether it has letters of either sort so far
    let (mut start, mut plain, mut beyond) = (0, false, false);
    for (base, places) in (0..).step_by(Places::COUNT).zip(Places::of(text)) {
        let (with_plain, with_beyond);
        (with_plain, plain) = places.ends(places.alphanumeric, plain);
        (with_beyond, beyond) = places.ends(places.beyond_ascii, beyond);
        count += (with_plain & !with_beyond).count_ones() as usize;
        let (mut left, mut read_closely) = (places.spaces, with_beyond);
        while read_closely != 0 {
            let end = read_closely.trailing_zeros();
            let before = left & ((1 << end) - 1);
            if before != 0 {
                start = base + 64 - before.leading_zeros() as usize;
            }
            count += text.get(start..base + end as usize).map_or(0, words_in);
            left &= !before;
            read_closely &= read_closely - 1;
        }
        if places.spaces != 0 {
            start = base + 64 - places.spaces.leading_zeros() as usize;
        }
    }
    let last = if beyond { text.get(start..).map_or(0, words_in) } else { usize::from(plain) };
    count + last
}

/// Which of up to sixty-four bytes are what, a bit for each.
#[derive(Default)]
struct Places {
    spaces: u64,
    /// ASCII letters and digits.
    alphanumeric: u64,
    beyond_ascii: u64,
}

impl Places {
    const COUNT: usize = 64;

    fn of(text: &str) -> impl Iterator<Item = Places> {
        let mut eights = Eight::all(text, b' ');
        std::iter::from_fn(move || {
            let mut places = Places::default();
            let mut any = false;
            for (at, eight) in (0..Places::COUNT).step_by(8).zip(eights.by_ref()) {
                places.spaces |= bits(eight.is(b' ') | eight.is(b'\n')) << at;
                places.alphanumeric |= bits(eight.alphanumeric()) << at;
                places.beyond_ascii |= bits(eight.beyond_ascii()) << at;
                any = true;
            }
            any.then_some(places)
        })
    }

    /// The spaces that end a run with something of these in it, and whether the run that is not ended has. `before`: it
    /// is so of the run that reaches into these places.
    ///
    /// A bit that is added somewhere in a run of ones carries to the place behind it.
    fn ends(&self, of_these: u64, before: bool) -> (u64, bool) {
        let runs = !self.spaces;
        let (sum, carried) = runs.overflowing_add(of_these);
        let (sum, carried_too) = sum.overflowing_add(u64::from(before));
        (sum & self.spaces, carried || carried_too)
    }
}

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
        // whatever stands where in the pieces that are looked at together
        let pieces = ["a", "-", "é", "“—”", "船が", "harbourmasters", " ", "\n\n", "  ", "4", "\u{a0}"];
        let mut seed: usize = 7;
        for length in 0..200 {
            let mut text = String::new();
            for _ in 0..length {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(pieces[(seed >> 33) % pieces.len()]);
            }
            assert_eq!(words(&text), text.split([' ', '\n']).map(words_in).sum::<usize>(), "{text:?}");
        }
    }
}
