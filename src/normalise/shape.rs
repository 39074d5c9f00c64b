//! What a line looks like: the few measures by which kinds of paragraphs are told apart.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::letters::is_alphanumeric;

/// Closing marks that may follow the end of a sentence.
pub(super) const CLOSERS: &[char] = &['"', '”', '“', '’', '\'', ')', ']', '»', '«', '›'];

/// A text in small letters, each for itself.
pub(super) fn lower(text: &str) -> String {
    let mut lower = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let plain = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        let (head, tail) = rest.split_at(plain);
        let from = lower.len();
        lower.push_str(head);
        if let Some(head) = lower.get_mut(from..) {
            head.make_ascii_lowercase();
        }
        let mut others = tail.chars();
        lower.extend(others.next().into_iter().flat_map(char::to_lowercase));
        rest = others.as_str();
    }
    lower
}

/// Whether a line ends as a sentence does.
pub(super) fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(CLOSERS).ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟'])
}

/// Whether a line begins with a quotation mark.
pub(super) fn is_quoted(line: &str) -> bool {
    line.starts_with(['"', '“', '„', '«', '»', '‘', '\'', '「', '‚', '`'])
}

/// Number of words, counted no further than `most`.
pub(super) fn words_up_to(line: &str, most: usize) -> usize {
    line.split_whitespace().take(most).count()
}

/// Whether a line begins with a capital letter, a digit or a letter without case.
pub(super) fn is_capitalised(line: &str) -> bool {
    line.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase())
}

/// Whether a line holds nothing but rules, stars, digits between dashes and the like: `___`, `* * *`, `-0-`, `-- 30 --`.
pub(super) fn is_rule(line: &str) -> bool {
    let mut marks = 0usize;
    for c in line.chars().take(200) {
        match c {
            '_' | '-' | '–' | '—' | '*' | '=' | '~' | '#' | '•' | '·' | '+' | '/' | '\\' | '|' | '<'
            | '>' | '^' | '―' => {
                marks += 1;
            }
            '.' | ' ' => {}
            '0' | '3' if marks > 0 && line.len() < 12 => {
                return matches!(line.trim_matches(['-', ' ', '.', '–', '—']), "0" | "30");
            }
            _ => return false,
        }
    }
    marks >= 1
}

/// Whether a line holds nothing but tags of a markup that nobody resolved: `<tweet id="7">`, `<embed ...></embed>`.
pub(super) fn is_markup(line: &str) -> bool {
    let mut rest = line.trim();
    let mut tags = 0usize;
    while let Some(inside) = rest.strip_prefix('<') {
        let name = inside.trim_start_matches('/');
        let Some((tag, tail)) = inside.split_once('>') else { return false };
        // `<EXAMPLE CORP>` is a company, `<3` a heart
        let marked = tag.contains(['=', '/']) || tag.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !marked {
            return false;
        }
        tags += 1;
        rest = tail.trim_start();
    }
    tags > 0 && rest.is_empty()
}

/// Sentences in a text, counted by their ends; abbreviations and initials do not end one.
pub(super) fn sentences(text: &str) -> usize {
    let mut count = 0;
    let mut from = 0;
    for end in memchr::memmem::find_iter(text.as_bytes(), b"\n\n").chain([text.len()]) {
        count += text.get(from..end).map_or(0, sentences_in);
        from = end + 2;
    }
    count
}

fn sentences_in(paragraph: &str) -> usize {
    let (mut count, mut open, mut from) = (0, false, 0);
    let is_ascii = paragraph.is_ascii();
    while let Some((at, stop)) = next_stop(paragraph, from, is_ascii) {
        let told = paragraph.get(from..at).unwrap_or_default();
        open = open || told.contains(is_alphanumeric);
        let after = paragraph.get(at + stop.len_utf8()..).unwrap_or_default();
        let tail = after.trim_start_matches(|c| matches!(c, '.' | '!' | '?' | '…') || CLOSERS.contains(&c));
        from = paragraph.len() - tail.len();
        let one_stop = stop == '.' && !after.starts_with(['.', '!', '?']);
        let apart = tail.is_empty() || tail.starts_with(char::is_whitespace);
        let ends = matches!(stop, '。' | '！' | '？' | '।')
            || apart && !(one_stop && is_abbreviation(last_word(paragraph, at)));
        if ends && open {
            count += 1;
            open = false;
        }
    }
    open = open || paragraph.get(from..).is_some_and(|rest| rest.contains(is_alphanumeric));
    count + usize::from(open)
}

/// The next mark that may end a sentence. `is_ascii`: whether the whole text is.
fn next_stop(text: &str, mut from: usize, is_ascii: bool) -> Option<(usize, char)> {
    loop {
        let bytes = text.as_bytes().get(from..)?;
        let at = if is_ascii {
            memchr::memchr3(b'.', b'!', b'?', bytes)
        } else {
            bytes.iter().position(|byte| STOPS.get(usize::from(*byte)).copied().unwrap_or_default())
        };
        let at = from + at?;
        let c = text.get(at..)?.chars().next()?;
        if matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '।') {
            return Some((at, c));
        }
        from = at + c.len_utf8();
    }
}

/// The bytes that a mark which may end a sentence begins with in UTF-8.
const STOPS: [bool; 256] = {
    let mut table = [false; 256];
    let heads = [b'.', b'!', b'?', 0xe0, 0xe2, 0xe3, 0xef];
    let mut at = 0;
    while at < heads.len() {
        table[heads[at] as usize] = true;
        at += 1;
    }
    table
};

/// The first characters of a text.
pub(super) fn first_characters(text: &str, most: usize) -> &str {
    match text.get(..most) {
        Some(head) if head.is_ascii() => head,
        _ => text.char_indices().nth(most).and_then(|(end, _)| text.get(..end)).unwrap_or(text),
    }
}

/// The word before a place, as far as an abbreviation is long.
fn last_word(text: &str, at: usize) -> &str {
    let from = text.floor_char_boundary(at.saturating_sub(16));
    text.get(from..at).and_then(|t| t.rsplit(char::is_whitespace).next()).unwrap_or_default()
}

/// Words before a full stop that mostly do not end a sentence. Written by hand.
#[rustfmt::skip]
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "sen", "rep", "reps", "sens", "gov", "govs", "gen", "col", "lt", "sgt", "capt", "cmdr", "adm", "maj", "rev", "hon", "st", "jr", "sr", "vs", "etc", "fig", "inc", "corp",
    "co", "ltd", "jan", "feb", "mar", "apr", "aug", "sept", "sep", "oct", "nov", "dec", "ala", "ariz", "ark", "calif", "colo", "conn", "del", "fla", "ga", "ill", "ind", "kan", "ky", "la", "md", "mass", "mich", "minn", "miss",
    "mo", "mont", "neb", "nev", "okla", "ore", "pa", "tenn", "tex", "vt", "va", "wash", "wis", "wyo", "ft", "mt", "ave", "blvd", "dept", "est", "approx", "bzw", "ca", "z", "u", "d", "h", "nr", "str", "mio", "mrd", "abs", "bspw", "vgl", "evtl", "ggf", "usw",
    "m", "mm", "mme", "sra", "srta", "ud", "uds", "ee", "pp", "op", "cit", "al",
];

fn is_abbreviation(word: &str) -> bool {
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let mut chars = word.chars();
    let single = chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none();
    // `4. März`, but not `in 2014.`
    let ordinal = !word.is_empty() && word.len() <= 2 && word.chars().all(|c| c.is_ascii_digit());
    single && word.starts_with(char::is_uppercase)
        || ordinal
        || word.contains('.')
        || word.len() <= 6 && is_known_abbreviation(word)
}

fn is_known_abbreviation(word: &str) -> bool {
    static KNOWN: LazyLock<FxHashSet<&str>> = LazyLock::new(|| ABBREVIATIONS.iter().copied().collect());
    let mut lower = [0; 6];
    match lower.get_mut(..word.len()).filter(|_| word.is_ascii()) {
        Some(lower) => {
            lower.copy_from_slice(word.as_bytes());
            lower.make_ascii_lowercase();
            std::str::from_utf8(lower).is_ok_and(|lower| KNOWN.contains(lower))
        }
        None => KNOWN.contains(word.to_lowercase().as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_told_from_words() {
        for line in ["___", "___.", "* * *", "-0-", "—-", "###", "- 30 -"] {
            assert!(is_rule(line), "{line}");
        }
        for line in ["7 p.m.", "1", "- no -", "C#", "..."] {
            assert!(!is_rule(line), "{line}");
        }
    }

    #[test]
    fn sentences_end_where_they_end() {
        let check = |text: &str, expected: usize| assert_eq!(sentences(text), expected, "{text:?}");
        check("", 0);
        check("The ferry left. Nobody waved.", 2);
        check("Mr. Sample met J. R. Exemplar of the U.S. Coast Guard on Sept. 4.", 1);
        check("“No.” He left! Why?", 3);
        check("A headline\n\nA sentence.", 2);
        check("Er kam am 4. März.", 1);
        check("船が出た。誰もいない。", 2);
    }
}
