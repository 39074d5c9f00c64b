//! Repairs UTF-8 that was read as windows-1252: `clichÃ©` is `cliché`.
//!
//! Certain cases only: the characters, written back as windows-1252 bytes, must be a whole UTF-8 sequence for a
//! character that news text uses. Latin-script text has no such pairs by itself; the one that can be meant
//! (a capital `Ã` before a closing quotation mark, in Portuguese) is left alone.

/// A text put right, with the first piece as found and as meant.
#[derive(Debug)]
pub(super) struct Repair {
    pub(super) text: String,
    pub(super) found: String,
    pub(super) meant: String,
}

/// The repaired text, or nothing if there was nothing certain to repair.
pub(super) fn repair(text: &str) -> Option<Repair> {
    if !has_lead(text.as_bytes()) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut first = None;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((meant, taken)) = sequence(rest).filter(|(m, _)| is_certain(&out, rest, *m)) {
            let (found, tail) = rest.split_at_checked(taken)?;
            first.get_or_insert_with(|| (found.to_owned(), meant.to_string()));
            out.push(meant);
            rest = tail;
        } else {
            out.push(c);
            rest = rest.get(c.len_utf8()..)?;
        }
    }
    first.map(|(found, meant)| Repair { text: out, found, meant })
}

/// Whether one of the letters that misread sequences begin with (`Ã Â â Å Ä Ð Ñ ï ð`) stands before a character beyond
/// ASCII.
fn has_lead(bytes: &[u8]) -> bool {
    memchr::memchr_iter(0xc3, bytes).any(|at| {
        matches!(bytes.get(at + 1), Some(0x82..=0x85 | 0x90 | 0x91 | 0xa2 | 0xaf | 0xb0))
            && bytes.get(at + 2).is_some_and(|next| *next >= 0x80)
    })
}

/// The character that the UTF-8 sequence at the head of the text stands for, and how many bytes of text it takes.
fn sequence(text: &str) -> Option<(char, usize)> {
    let lead = byte_of(text.chars().next()?)?;
    let length = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let mut bytes = [0u8; 4];
    let mut taken = 0;
    for (slot, c) in bytes.iter_mut().zip(text.chars().take(length)) {
        *slot = byte_of(c)?;
        taken += c.len_utf8();
    }
    let decoded = std::str::from_utf8(bytes.get(..length)?).ok()?;
    Some((decoded.chars().next()?, taken))
}

/// Whether the sequence can only be a misread one.
fn is_certain(before: &str, text: &str, meant: char) -> bool {
    let mut chars = text.chars();
    let (lead, next) = (chars.next(), chars.next());
    let after_capital = before.chars().next_back().is_some_and(char::is_uppercase);
    let in_capitals =
        after_capital && matches!(next, Some('”' | '“' | '’' | '‘' | '»' | '–' | '—' | '…' | '\u{a0}'));
    let letters_and_marks = matches!(meant,
        '\u{a0}'..='\u{17f}' | '\u{391}'..='\u{3c9}' | '\u{401}'..='\u{45f}' | '\u{2010}'..='\u{203a}' | '€' | '™'
        | '\u{1e00}'..='\u{1eff}' | '\u{feff}' | '\u{200b}' | '\u{fb00}'..='\u{fb04}' | '\u{1f300}'..='\u{1faff}');
    // `Â` before a guillemet, a degree sign and the like is a French or Portuguese capital now and then
    let plain_symbol = lead == Some('Â') && after_capital;
    letters_and_marks && !in_capitals && !plain_symbol
}

/// The windows-1252 or Latin-1 byte of a character, if it is not ASCII. The five bytes that windows-1252 leaves open are
/// read as control characters, as browsers do.
fn byte_of(c: char) -> Option<u8> {
    if let '\u{a0}'..='\u{ff}' = c {
        return u8::try_from(u32::from(c)).ok();
    }
    // as Latin-1 has them, or what windows-1252 leaves open
    if let '\u{80}'..='\u{9f}' = c {
        return u8::try_from(u32::from(c)).ok();
    }
    let at = C1.iter().position(|&w| w == c && w != '\0')?;
    u8::try_from(0x80 + at).ok()
}

/// What a C1 control character means if it is a windows-1252 byte read as Latin-1.
pub(super) fn windows_1252(c: char) -> Option<char> {
    let at = usize::try_from(u32::from(c).checked_sub(0x80)?).ok()?;
    C1.get(at).copied().filter(|&w| w != '\0')
}

/// windows-1252 0x80..=0x9f (the WHATWG Encoding Standard's index); `\0` where nothing is assigned.
const C1: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“',
    '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// Whether some lines tell of misread letters: a word is written so in one and as it should be in another.
pub(super) fn is_told_of<'a>(lines: impl Iterator<Item = &'a str> + Clone) -> bool {
    let words = |line: &'a str| {
        line.split(|c: char| c.is_whitespace() || c.is_ascii_punctuation() || "“”„«»‘’".contains(c))
    };
    let misread = lines.clone().filter(|line| has_lead(line.as_bytes())).flat_map(words);
    let meant: Vec<String> = misread.filter_map(|word| Some(repair(word)?.text)).take(MOST_WORDS).collect();
    !meant.is_empty() && lines.flat_map(words).any(|word| !word.is_ascii() && meant.iter().any(|m| m == word))
}

/// Most misread words that are looked for.
const MOST_WORDS: usize = 50;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(found: &str, expected: Option<&str>) {
        assert_eq!(repair(found).map(|r| r.text).as_deref(), expected, "{found:?}");
    }

    #[test]
    fn misread_utf8_is_repaired() {
        check("a clichÃ© from JosÃ©", Some("a cliché from José"));
        check("â€œWeâ€™re hereâ€\u{9d}, she said â€“ twice", Some("“We’re here”, she said – twice"));
        check("GrÃ¼ÃŸe aus KÃ¶ln", Some("Grüße aus Köln"));
        check("100 â‚¬", Some("100 €"));
        check("Ã  la carte", None);
        check("Ã\u{a0} la carte", Some("à la carte"));
    }

    #[test]
    fn what_can_be_meant_stays() {
        check("São Paulo, Ängste, garçon, ação", None);
        check("“AMANHÃ” é hoje", None);
        check("Ã© sozinho: NÃO", Some("é sozinho: NÃO"));
        check("plain words", None);
    }
}
