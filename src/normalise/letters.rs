//! What a character is, told without a table where it is one of those that news is full of.

/// As [`char::is_alphanumeric`].
#[inline]
pub(crate) fn is_alphanumeric(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphanumeric(),
        _ if is_plain_letter(c) => true,
        // dashes, quotation marks, dots
        '\u{2010}'..='\u{205e}' => false,
        _ => c.is_alphanumeric(),
    }
}

/// As [`char::is_alphabetic`].
#[inline]
pub(crate) fn is_alphabetic(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphabetic(),
        _ if is_plain_letter(c) => true,
        '\u{2010}'..='\u{205e}' => false,
        _ => c.is_alphabetic(),
    }
}

/// Letters beyond ASCII of the scripts that have most readers: Latin, Cyrillic, Arabic.
#[inline]
fn is_plain_letter(c: char) -> bool {
    matches!(c,
        '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{24f}'
        | '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' | '\u{620}'..='\u{64a}')
}

/// Whether a character is of a script that writes no spaces between words: Thai, Lao, Myanmar, Khmer, kana and Han.
/// Hangul is written with spaces.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e01}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3041}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_without_spaces() {
        assert!("ท່မខあ港𠀀豈".chars().all(is_unspaced), "Thai, Lao, Myanmar, Khmer, kana, Han");
        assert!(!"aé한ж\u{4dc0}\u{3040}。".chars().any(is_unspaced), "others, and signs that are no letters");
    }

    #[test]
    fn as_the_standard_library_says() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_alphanumeric(c), c.is_alphanumeric(), "{c:?}");
            assert_eq!(is_alphabetic(c), c.is_alphabetic(), "{c:?}");
        }
    }
}
