//! Whether words beside the name of an agency or outlet say that the story cites it.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::citation_words::{BEFORE_LEAD, BETWEEN, LEADS, STRONG_LEADS, TELLS};

/// How far from the name the words that matter may stand: words, and bytes.
const MOST_BETWEEN: usize = 5;
const WINDOW: usize = 90;

macro_rules! in_table {
    ($name:ident, $table:expr) => {
        fn $name(word: &str) -> bool {
            static SET: LazyLock<FxHashSet<&str>> = LazyLock::new(|| $table.iter().copied().collect());
            SET.contains(word)
        }
    };
}

in_table!(tells, TELLS);
in_table!(leads, LEADS);
in_table!(leads_strongly, STRONG_LEADS);
in_table!(stands_before_lead, BEFORE_LEAD);
in_table!(may_stand_between, BETWEEN);

/// The words that cite the name at `start..end` (bytes), from the lead to the name or from the name to its verb.
pub(super) fn evidence(text: &str, start: usize, end: usize) -> Option<&str> {
    before(text, start, end).or_else(|| after(text, start, end))
}

/// `told Germany's NAME newspaper`, `according to the NAME`.
fn before(text: &str, start: usize, end: usize) -> Option<&str> {
    let from = text.floor_char_boundary(start.saturating_sub(WINDOW));
    let window = text.get(from..start)?;
    let mut words = Words { text: window, end: window.len() };
    let mut between = 0;
    while let Some((at, word)) = words.next_back() {
        if word.ends_with(['.', '!', '?', ';', ':']) || word.contains(['“', '”', '"', '(', ')']) {
            return None;
        }
        // `à l'AFP`, `l'agence`: the article clings to the name
        let key = word.trim_matches([',', '«', '»']).to_lowercase();
        if word.ends_with(',') && between > 0 {
            return None;
        }
        if leads(&key) && (leads_strongly(&key) || proven(window, at)) {
            let lead_at = if leads_strongly(&key) { at } else { proof(window, at).unwrap_or(at) };
            return text.get(from + lead_at..with_kind(text, end)).map(str::trim);
        }
        let owner =
            word.ends_with("'s") || word.ends_with("’s") || word.ends_with("s'") || word.ends_with("s’");
        let proper = word.starts_with(char::is_uppercase) && between < 3;
        if between == MOST_BETWEEN
            || !(may_stand_between(&key) || owner || proper || key == "l'" || key == "l’")
        {
            return None;
        }
        between += 1;
    }
    None
}

/// Whether a weak lead has its word before it.
fn proven(window: &str, lead: usize) -> bool {
    proof(window, lead).is_some()
}

fn proof(window: &str, lead: usize) -> Option<usize> {
    let mut words = Words { text: window, end: lead };
    for _ in 0..3 {
        let (at, word) = words.next_back()?;
        let key = word.trim_matches([',', '"', '”']).to_lowercase();
        if stands_before_lead(&key) {
            return Some(at);
        }
        if word.ends_with(['.', '!', '?', ';']) {
            return None;
        }
    }
    None
}

/// `NAME reported`, `NAME's Jane Roe said`, `NAME news agency has reported`.
fn after(text: &str, start: usize, end: usize) -> Option<&str> {
    let to = text.floor_char_boundary((end + WINDOW).min(text.len()));
    let window = text.get(end..to)?;
    let mut between = 0;
    let mut at = 0;
    for word in window.split_whitespace() {
        let offset = at + window.get(at..)?.find(word)?;
        at = offset + word.len();
        let key = word.trim_end_matches([',', '.', ';', ':', '"', '”']).to_lowercase();
        if matches!(word, "'s" | "’s" | "'" | "’") {
            continue;
        }
        if tells(&key) && !word.starts_with(char::is_uppercase) {
            let verb_end = end + offset + key.len();
            return text.get(start..verb_end.min(text.len())).map(str::trim);
        }
        let proper = word.starts_with(char::is_uppercase) && !word.ends_with(['.', ',']);
        let stop = word.ends_with(['.', '!', '?', ';', ':', ',']) || word.starts_with([',', '.', ')']);
        if stop
            || between == MOST_BETWEEN
            || !(may_stand_between(&key) || proper && window.starts_with(['\'', '’']))
        {
            return None;
        }
        between += 1;
    }
    None
}

/// The end of the name with the noun that says what it is: `Bild newspaper`.
fn with_kind(text: &str, end: usize) -> usize {
    const KINDS: &[&str] = &[" newspaper", " news agency", " television", " TV", " radio", " magazine"];
    let tail = text.get(end..).unwrap_or_default();
    KINDS.iter().find(|k| tail.starts_with(**k)).map_or(end, |k| end + k.len())
}

/// Names of agencies that the table does not list, where they are cited: `the Freedonian News Agency`.
pub(super) fn unlisted(text: &str) -> Vec<(&str, &str)> {
    let mut found: Vec<(&str, &str)> = Vec::new();
    for kind in [" News Agency", " Press Agency", " Press Association"] {
        for at in memchr::memmem::find_iter(text.as_bytes(), kind).take(50) {
            let end = at + kind.len();
            let Some(start) = name_start(text, at) else { continue };
            let Some(name) = text.get(start..end) else { continue };
            let listed = crate::normalise::agencies::in_text(name).next().is_some();
            if !listed
                && !found.iter().any(|(n, _)| *n == name)
                && let Some(evidence) = evidence(text, start, end)
            {
                found.push((name, evidence));
            }
        }
    }
    found
}

/// Where the capitalised words before a place begin.
fn name_start(text: &str, at: usize) -> Option<usize> {
    let from = text.floor_char_boundary(at.saturating_sub(40));
    let window = text.get(from..at)?;
    let mut words = Words { text: window, end: window.len() };
    let mut start = None;
    while let Some((word_at, word)) = words.next_back() {
        let proper = word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || c == '-')
            && !matches!(word, "The" | "A");
        if !proper {
            break;
        }
        start = Some(from + word_at);
    }
    start
}

/// Words of a text from its end.
struct Words<'a> {
    text: &'a str,
    end: usize,
}

impl<'a> Words<'a> {
    fn next_back(&mut self) -> Option<(usize, &'a str)> {
        let text = self.text.get(..self.end)?.trim_end();
        if text.is_empty() || self.text.get(text.len()..self.end)?.contains('\n') {
            return None;
        }
        let at = text
            .rfind(char::is_whitespace)
            .map_or(0, |at| at + text.get(at..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8));
        self.end = at;
        Some((at, text.get(at..)?))
    }
}
