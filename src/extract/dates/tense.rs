//! Whether a day that a sentence names without its date lies behind or ahead: the verb nearest to it decides.
//!
//! `would open on Monday` and `opens on Monday` lie ahead, `said on Monday` behind, whatever else the sentence tells.

use super::language::{Language, has};

/// How far before a day its sentence is looked at, in bytes, and how many words of it, before and after.
const WINDOW: usize = 160;
const WORDS_BEFORE: usize = 14;
const WORDS_AFTER: usize = 12;
/// Most words before a day that heads its sentence.
const WORDS_AT_HEAD: usize = 3;
/// How many words before a day are right beside it.
const WORDS_BESIDE: usize = 3;

/// English verbs of timetables: in the present they tell what lies ahead.
#[rustfmt::skip]
const SCHEDULED: &[&str] = &["opens", "reopens", "starts", "begins", "closes", "ends", "resumes", "expires", "votes", "convenes", "premieres", "airs", "debuts", "departs", "travels", "faces", "hosts"];

/// The same of several; only right before the day.
const BASES: &[&str] = &[
    "open", "reopen", "start", "begin", "close", "end", "resume", "expire", "vote", "convene", "depart",
    "travel", "meet",
];

/// Words of the past that say little of a day a few words on: `have until March 20`.
const AUXILIARIES: &[&str] = &[
    "has", "have", "says", "left", "set", "put", "est", "sono", "a", "ont", "ha", "han", "hanno", "hat",
    "haben", "heeft", "hebben", "au", "har", "er", "is", "zijn",
];

/// Whether the day at a place lies ahead; nothing where no verb says so.
pub(super) fn lies_ahead(text: &str, start: usize, end: usize, language: &Language) -> Option<bool> {
    if language.signs().is_some() {
        return rest_looks_ahead(text, end, language).then_some(true);
    }
    let before = sentence_before(text, start);
    let backward = (0..before.len()).rev().take(WORDS_BEFORE).find_map(|at| cue(&before, at, language, true));
    // a day at the head of its sentence is followed by a comma that parts no clause
    let heads = before.len() <= WORDS_AT_HEAD || language.lexicon.language == "en";
    backward.or_else(|| after(text, end, heads, language))
}

/// What a verb says that stands right beside a day: `killed on Oct. 7`, `will open on Dec. 3`.
pub(super) fn beside(text: &str, start: usize, end: usize, language: &Language) -> Option<bool> {
    if language.signs().is_some() {
        return rest_looks_ahead(text, end, language).then_some(true);
    }
    let before = sentence_before(text, start);
    // the March 20 vote
    if language.lexicon.language == "en"
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

/// What the verbs behind a day say, within its clause: what another tells has a time of its own.
fn after(text: &str, end: usize, heads: bool, language: &Language) -> Option<bool> {
    let words = sentence_after(text, end, heads);
    (0..words.len().min(WORDS_AFTER)).find_map(|at| cue(&words, at, language, false))
}

/// Where the verb ends the sentence, what follows a day may say that it lies ahead.
fn rest_looks_ahead(text: &str, end: usize, language: &Language) -> bool {
    let to = text.floor_char_boundary(end + WINDOW);
    let rest = text.get(end..to).unwrap_or_default();
    let rest = rest.split(['。', '！', '？', '.', '!', '?', '\n', '」', '”']).next().unwrap_or_default();
    super::language::forms(language.lexicon.ahead).any(|word| rest.contains(word))
}

const ENDS: [char; 7] = ['.', '!', '?', '\n', '“', '”', '"'];

fn sentence_before(text: &str, at: usize) -> Vec<&str> {
    let from = text.floor_char_boundary(at.saturating_sub(WINDOW));
    let window = text.get(from..at).unwrap_or_default();
    words(window.rsplit(ENDS).next().unwrap_or_default())
}

fn sentence_after(text: &str, at: usize, heads: bool) -> Vec<&str> {
    let to = text.floor_char_boundary(at + WINDOW);
    let sentence = text.get(at..to).unwrap_or_default().split(ENDS).next().unwrap_or_default();
    let behind = if heads { sentence.trim_start_matches([',', ' ']) } else { sentence };
    words(behind.split([',', ';', ':', '(', '—']).next().unwrap_or_default())
}

fn words(sentence: &str) -> Vec<&str> {
    sentence.split_whitespace().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric())).collect()
}

/// What one word of a sentence says about the day beside it.
fn cue(words: &[&str], at: usize, language: &Language, before_day: bool) -> Option<bool> {
    let word = *words.get(at)?;
    let previous = at.checked_sub(1).and_then(|b| words.get(b)).copied().unwrap_or_default();
    let next = words.get(at + 1).copied().unwrap_or_default();
    if language.ahead.contains(word) {
        let third = words.get(at + 2).copied().unwrap_or_default();
        // `would have opened` did not, `closed due to the storm` tells why
        let unreal = next == "have";
        let cause = word == "due"
            && next == "to"
            && matches!(third, "the" | "a" | "an" | "its" | "their" | "his" | "her");
        return if unreal { Some(false) } else { (!cause).then_some(true) };
    }
    if language.lexicon.language == "en" {
        return english(words, at, previous, next, before_day, language);
    }
    let ends = |endings: &[&str]| {
        word.chars().nth(3).is_some()
            && endings.iter().any(|end| word.ends_with(end))
            && word.starts_with(char::is_lowercase)
            && !has(language.lexicon.no_verbs, word)
    };
    if ends(language.lexicon.ahead_endings) {
        return Some(true);
    }
    (language.behind.contains(word) || ends(language.lexicon.behind_endings)).then_some(false)
}

fn english(
    words: &[&str],
    at: usize,
    previous: &str,
    next: &str,
    before_day: bool,
    language: &Language,
) -> Option<bool> {
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
    ((past || language.behind.contains(word)) && !participle).then_some(false)
}
