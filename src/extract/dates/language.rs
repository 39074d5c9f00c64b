//! A language's words, ready to be looked for: made of its table when its first story comes.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use super::words::{LEXICONS, Lexicon, Order, Signs};
use crate::normalise::phrases::{Phrase, Phrases};

/// What a phrase says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    Month(i8),
    /// Monday is 1.
    Weekday(i8),
    /// So many days, months, years after publication.
    Days(i8),
    Months(i8),
    Years(i8),
    /// A unit of a distance: which of the lexicon's.
    Unit(usize),
    /// No date, whatever stands in it.
    Innocent,
}

/// What a phrase needs, or says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    None,
    /// Only beside a day, a year or a date.
    Weak,
    /// The same in the order of another language.
    Foreign,
    /// A weekday ahead; a month that needs no word before it.
    Ahead,
    Behind,
}

/// A phrase's meaning.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meaning {
    pub(super) word: Word,
    pub(super) mark: Mark,
    /// Whether it is written so at the head of sentences only.
    pub(super) only_at_head: bool,
}

const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A language that is read.
#[derive(Debug)]
pub(super) struct Language {
    pub(super) lexicon: &'static Lexicon,
    pub(super) ahead: FxHashSet<&'static str>,
    pub(super) behind: FxHashSet<&'static str>,
    phrases: Phrases,
    meanings: Vec<Meaning>,
}

static LANGUAGES: [OnceLock<Language>; LEXICONS.len()] = [const { OnceLock::new() }; LEXICONS.len()];

impl Language {
    /// The language of a tag's first part; another than those that are read gives what is common to many.
    pub(super) fn of(primary: &str) -> Option<&'static Language> {
        let primary = if matches!(primary, "no" | "nn") { "nb" } else { primary };
        let at = LEXICONS.iter().position(|l| l.language == primary).unwrap_or(LEXICONS.len() - 1);
        let lexicon = *LEXICONS.get(at)?;
        Some(LANGUAGES.get(at)?.get_or_init(|| Language::new(lexicon)))
    }

    fn new(lexicon: &'static Lexicon) -> Language {
        let mut list: Vec<(String, Meaning)> = Vec::new();
        let mut add = |forms: &'static str, word: Word| {
            for form in forms.split('|').filter(|form| !form.is_empty()) {
                let (mark, bare) = match form.split_at_checked(1) {
                    Some(("~", bare)) => (Mark::Weak, bare),
                    Some(("+", bare)) => (Mark::Ahead, bare),
                    Some(("-", bare)) => (Mark::Behind, bare),
                    _ => (Mark::None, form),
                };
                // a sign of a weekday alone stands in brackets behind its date
                if bare.chars().count() < 2 {
                    continue;
                }
                list.push((bare.to_owned(), Meaning { word, mark, only_at_head: false }));
                if bare.starts_with(char::is_lowercase) {
                    let mut chars = bare.chars();
                    let head: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
                    let meaning = match (word, mark) {
                        // `5 Oktober 2023` by who thinks that months are names
                        (Word::Month(_), Mark::None) => {
                            Meaning { word, mark: Mark::Weak, only_at_head: false }
                        }
                        _ => Meaning { word, mark, only_at_head: true },
                    };
                    list.push((head + chars.as_str(), meaning));
                }
            }
        };
        add(lexicon.innocent, Word::Innocent);
        (1..).zip(lexicon.months).for_each(|(month, forms)| add(forms, Word::Month(month)));
        (1..).zip(lexicon.weekdays).for_each(|(weekday, forms)| add(forms, Word::Weekday(weekday)));
        lexicon.days.iter().for_each(|(days, forms)| add(forms, Word::Days(*days)));
        lexicon.months_away.iter().for_each(|(months, forms)| add(forms, Word::Months(*months)));
        lexicon.years_away.iter().for_each(|(years, forms)| add(forms, Word::Years(*years)));
        let units = lexicon.distances.iter().enumerate();
        units.for_each(|(index, (_, forms, _))| add(forms, Word::Unit(index)));
        // a caption or a list of fixtures that nobody translated
        if !matches!(lexicon.language, "en" | "") {
            let months = (1..).zip(ENGLISH_MONTHS);
            list.extend(months.map(|(month, name)| {
                (
                    name.to_owned(),
                    Meaning { word: Word::Month(month), mark: Mark::Foreign, only_at_head: false },
                )
            }));
        }
        let phrases = Phrases::new(list.iter().map(|(phrase, _)| phrase.as_str()));
        Language {
            lexicon,
            ahead: forms(lexicon.ahead).collect(),
            behind: forms(lexicon.behind).collect(),
            phrases,
            meanings: list.into_iter().map(|(_, meaning)| meaning).collect(),
        }
    }

    /// The phrases of a text in order, with their meanings.
    pub(super) fn found<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (Phrase, Meaning)> + 'a {
        let (is_parted, ends_open) = match self.signs() {
            Some(signs) => (signs.spaced, true),
            None => (true, false),
        };
        let stands = move |found: &Phrase| {
            let before = || text.get(..found.start).and_then(|t| t.chars().next_back());
            let after = || text.get(found.end..).and_then(|t| t.chars().next());
            (!is_parted || is_edge(before())) && (ends_open || is_edge(after()))
        };
        self.phrases.at_word_starts(text, stands).filter_map(move |found| {
            let meaning = *self.meanings.get(found.index)?;
            (!meaning.only_at_head || heads_a_sentence(text, found.start)).then_some((found, meaning))
        })
    }

    /// The signs of its dates, where figures carry them.
    pub(super) fn signs(&self) -> Option<Signs> {
        match self.lexicon.order {
            Order::Signs(signs) => Some(signs),
            _ => None,
        }
    }
}

/// The forms of a list that has no marks.
pub(super) fn forms(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split('|').filter(|form| !form.is_empty())
}

/// Whether a list has a word.
pub(super) fn has(list: &'static str, word: &str) -> bool {
    !word.is_empty() && forms(list).any(|form| form == word)
}

/// How far on one of the phrases of a list reaches that stands at the head of a text, and its number.
pub(super) fn at_head(lists: &[(i8, &'static str)], text: &str) -> Option<(i8, usize)> {
    let all = lists.iter().flat_map(|(number, list)| forms(list).map(move |form| (*number, form)));
    all.filter(|(_, form)| text.strip_prefix(form).is_some_and(|rest| is_edge(rest.chars().next())))
        .map(|(number, form)| (number, form.len()))
        .max_by_key(|(_, length)| *length)
}

/// The same at the end of a text, whatever stands before it where words are not parted.
pub(super) fn at_end(lists: &[(i8, &'static str)], text: &str, is_parted: bool) -> Option<(i8, usize)> {
    let all = lists.iter().flat_map(|(number, list)| forms(list).map(move |form| (*number, form)));
    let same = |form: &str| {
        let tail = text.len().checked_sub(form.len()).and_then(|at| text.split_at_checked(at));
        tail.is_some_and(|(before, tail)| {
            (tail == form || tail.to_lowercase() == form)
                && (!is_parted || is_edge(before.chars().next_back()))
        })
    };
    all.filter(|(_, form)| same(form))
        .map(|(number, form)| (number, form.len()))
        .max_by_key(|(_, length)| *length)
}

/// Whether no word goes on with this character.
pub(super) fn is_edge(c: Option<char>) -> bool {
    c.is_none_or(|c| !c.is_alphanumeric())
}

/// Whether a sentence begins at a place: behind a full stop, a line's end, a colon, a dash or an opening mark.
fn heads_a_sentence(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let bare = before.trim_end_matches([' ', '\u{a0}', '\u{202f}']);
    let is_close = bare.len() == before.len();
    match bare.chars().next_back() {
        None => true,
        Some('.' | '!' | '?' | '…' | ':' | ';' | '\n' | '–' | '—' | '-' | '•' | '|' | '¿' | '¡') => {
            true
        }
        Some('"' | '“' | '„' | '«' | '»' | '”' | '’' | '‘' | '(' | '[' | '\'') => {
            is_close || bare.ends_with(['”', '"', '»', '«', '“', '’'])
        }
        Some(_) => false,
    }
}
