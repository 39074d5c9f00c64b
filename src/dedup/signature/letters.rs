//! Letters as they are written where there are no others than those of ASCII: `środę` is `srode`, `Fähre` is `Faehre`.
//!
//! Desks that cannot send marks leave them out, and their copy is a copy all the same.

use unicode_normalization::char::decompose_canonical;

/// Calls `each` with what a small letter is written with where its marks are left out; other characters stay.
pub(super) fn plain(letter: char, mut each: impl FnMut(char)) {
    if let Some((_, spelled)) = SPELLED.iter().find(|(known, _)| *known == letter) {
        return spelled.chars().for_each(each);
    }
    // Latin letters with marks
    if !matches!(letter, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}') {
        return each(letter);
    }
    let mut base = letter;
    decompose_canonical(letter, |part| {
        if part.is_ascii_alphabetic() {
            base = part;
        }
    });
    each(base);
}

/// Letters that are no letter of ASCII with a mark, or are written as two.
const SPELLED: &[(char, &str)] = &[
    ('ä', "ae"),
    ('ö', "oe"),
    ('ü', "ue"),
    ('ß', "ss"),
    ('æ', "ae"),
    ('œ', "oe"),
    ('ø', "o"),
    ('ł', "l"),
    ('đ', "d"),
    ('ı', "i"),
];
