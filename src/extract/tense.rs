//! Whether a day that a sentence names without its date lies behind or ahead: the verb nearest to it decides.
//!
//! `would open on Monday` and `opens on Monday` lie ahead, `said on Monday` behind, whatever else the sentence tells.

use super::date_words::{
    AHEAD, AUXILIARIES, BASES, BEHIND, COMING, COMING_AFTER, PAST, PAST_AFTER, SCHEDULED, SINCE,
};

/// How far before a day its sentence is looked at, in bytes, and how many words of it, before and after.
const WINDOW: usize = 160;
const WORDS_BEFORE: usize = 14;
const WORDS_AFTER: usize = 12;
/// How many words before a day are right beside it.
const WORDS_BESIDE: usize = 3;

/// Whether the day at a place lies ahead; nothing where no verb says so.
pub(super) fn lies_ahead(text: &str, start: usize, end: usize, language: &str) -> Option<bool> {
    let behind = text.get(end..).and_then(|t| t.strip_prefix(' ')).unwrap_or_default();
    let stands_behind = |words: &[&str]| {
        words.iter().any(|w| behind.strip_prefix(*w).is_some_and(|r| !r.starts_with(char::is_alphanumeric)))
    };
    if stands_behind(COMING_AFTER) || stands_behind(PAST_AFTER) {
        return Some(stands_behind(COMING_AFTER));
    }
    let before = sentence_before(text, start);
    let last = before.last()?.to_lowercase();
    if COMING.contains(&last.as_str()) {
        return Some(true);
    }
    if PAST.contains(&last.as_str()) {
        return Some(false);
    }
    let backward = (0..before.len()).rev().take(WORDS_BEFORE).find_map(|at| cue(&before, at, language, true));
    backward.or_else(|| after(text, end, language))
}

/// What a verb says that stands right beside a day: `killed on Oct. 7`, `will open on Dec. 3`; or a word such as "since".
pub(super) fn beside(text: &str, start: usize, language: &str) -> Option<bool> {
    let before = sentence_before(text, start);
    if before.last().is_some_and(|last| SINCE.contains(&last.to_lowercase().as_str())) {
        return Some(false);
    }
    // the March 20 vote
    if language == "en"
        && before.last().is_some_and(|w| ["the", "a", "an", "this", "its", "their", "his", "her"].contains(w))
    {
        return None;
    }
    // `due to open on Feb. 3`: the word that decides stands before the infinitive
    let infinitive = before.iter().rev().take(WORDS_BESIDE).any(|word| *word == "to");
    let looked_at = WORDS_BESIDE + if infinitive { 1 } else { 0 };
    (0..before.len()).rev().take(looked_at).find_map(|at| {
        let says_little = before.get(at).is_some_and(|word| AUXILIARIES.contains(word));
        cue(&before, at, language, true).filter(|ahead| *ahead || !says_little)
    })
}

/// What the verbs behind a day say that stands at the head of its sentence, or before any verb.
pub(super) fn after(text: &str, end: usize, language: &str) -> Option<bool> {
    let words = sentence_after(text, end);
    (0..words.len().min(WORDS_AFTER)).find_map(|at| cue(&words, at, language, false))
}

const ENDS: [char; 7] = ['.', '!', '?', '\n', '“', '”', '"'];

fn sentence_before(text: &str, at: usize) -> Vec<&str> {
    let from = text.floor_char_boundary(at.saturating_sub(WINDOW));
    let window = text.get(from..at).unwrap_or_default();
    words(window.rsplit(ENDS).next().unwrap_or_default())
}

fn sentence_after(text: &str, at: usize) -> Vec<&str> {
    let to = text.floor_char_boundary(at + WINDOW);
    words(text.get(at..to).unwrap_or_default().split(ENDS).next().unwrap_or_default())
}

fn words(sentence: &str) -> Vec<&str> {
    sentence.split_whitespace().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric())).collect()
}

/// What one word of a sentence says about the day beside it.
fn cue(words: &[&str], at: usize, language: &str, before_day: bool) -> Option<bool> {
    let word = *words.get(at)?;
    let previous = at.checked_sub(1).and_then(|b| words.get(b)).copied().unwrap_or_default();
    let next = words.get(at + 1).copied().unwrap_or_default();
    if AHEAD.contains(&word) {
        let third = words.get(at + 2).copied().unwrap_or_default();
        // `would have opened` did not, `closed due to the storm` tells why
        let unreal = next == "have";
        let cause = word == "due"
            && next == "to"
            && matches!(third, "the" | "a" | "an" | "its" | "their" | "his" | "her");
        return if unreal { Some(false) } else { (!cause).then_some(true) };
    }
    match language {
        "en" => english(words, at, previous, next, before_day),
        "fr" if ["era", "ira", "dra", "eront", "iront", "dront"]
            .iter()
            .any(|end| word.len() > 4 && word.ends_with(end)) =>
        {
            Some(true)
        }
        "es" | "pt" if word.ends_with("rá") || word.ends_with("rán") || word.ends_with("rão") => {
            Some(true)
        }
        "it" if word.ends_with("rà") || word.ends_with("ranno") => Some(true),
        "es" if word.ends_with('ó') => Some(false),
        _ => is_behind(word, language).then_some(false),
    }
}

fn is_behind(word: &str, language: &str) -> bool {
    BEHIND.iter().any(|(own, words)| *own == language && words.contains(&word))
}

fn english(words: &[&str], at: usize, previous: &str, next: &str, before_day: bool) -> Option<bool> {
    let word = *words.get(at)?;
    if matches!(word, "is" | "are" | "was" | "were") && next == "to"
        || word == "set" && matches!(next, "for" | "to")
    {
        return Some(true);
    }
    if SCHEDULED.contains(&word) {
        return Some(true);
    }
    // `polls open on Monday`, but not `refused to open on Monday`
    let beside = at + 1 == words.len() || at + 2 == words.len() && next == "on";
    if before_day
        && beside
        && BASES.contains(&word)
        && !matches!(previous, "to" | "not" | "didn't" | "didn’t" | "did" | "")
    {
        return Some(true);
    }
    let participle = matches!(previous, "be" | "being");
    let past = word.len() > 4 && word.ends_with("ed") && word.starts_with(char::is_lowercase);
    ((past || is_behind(word, "en")) && !participle).then_some(false)
}
