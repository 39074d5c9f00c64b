//! What stands outside the quotation marks, as sentences of tagged items.
//!
//! A quoted span is one item, so that `"A. B," he said` is one sentence. Tags are a handful of parts of speech, told
//! from the language data and the neighbours alone: enough to find subjects, cues and the ends of clauses, and no
//! more. Sentences are cut at [`LONGEST`] items, which keeps everything that looks around in a sentence linear.

use std::ops::Range;

use super::lang::{self, frame};
use super::marks::Quoted;
use super::tags;
use super::tokens::{Shape, Sort, Token, Tokens};

/// Most items of a sentence.
pub(crate) const LONGEST: usize = 240;

/// What an item is in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each name says what it tags")]
pub(crate) enum Tag {
    Det,
    Possessive,
    Subject,
    Object,
    Pronoun,
    Name,
    Noun,
    Number,
    Verb,
    Aux,
    Modal,
    Ing,
    Participle,
    To,
    Adverb,
    Not,
    Prep,
    Conj,
    Sub,
    Who,
    That,
    Wh,
    Time,
    Genitive,
    Comma,
    Stop,
    Colon,
    Semicolon,
    Dash,
    Open,
    Close,
    Quote,
    Other,
}

/// One item.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item {
    /// Marks of the language data.
    pub(crate) marks: u64,
    /// First token.
    pub(crate) token: u32,
    /// Token after the last.
    pub(crate) end: u32,
    /// Index of the quoted span, plus one.
    pub(crate) quote: u32,
    /// Cue entry, plus one.
    pub(crate) cue: u16,
    /// Part of speech.
    pub(crate) tag: Tag,
    /// For a quoted span: whether it is long, or ends in a comma or stop, so that it cannot stand inside a phrase.
    pub(crate) apart: bool,
}

impl Item {
    /// Whether the language data gives it one of these marks.
    #[inline]
    pub(crate) fn is(&self, marks: u64) -> bool {
        self.marks & marks != 0
    }

    /// Whether it can stand in a noun phrase.
    pub(crate) fn nominal(&self) -> bool {
        matches!(
            self.tag,
            Tag::Name | Tag::Noun | Tag::Number | Tag::Pronoun | Tag::Subject | Tag::Object | Tag::Time
        )
    }

    /// Whether it is a finite verb.
    pub(crate) fn finite(&self) -> bool {
        matches!(self.tag, Tag::Verb | Tag::Aux | Tag::Modal)
    }
}

/// A sentence as a range of items.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sentence {
    /// First item.
    pub(crate) start: usize,
    /// Item after the last.
    pub(crate) end: usize,
    /// Paragraph.
    pub(crate) paragraph: usize,
    /// Whether it is written in Title Case.
    pub(crate) title_case: bool,
}

/// The items and sentences of a field.
#[derive(Debug, Default)]
pub(crate) struct Items {
    /// Items in order.
    pub(crate) list: Vec<Item>,
    /// Sentences in order.
    pub(crate) sentences: Vec<Sentence>,
}

/// Cuts a field into sentences of items. `told`: where its dateline stands, in bytes.
pub(crate) fn items(tokens: &Tokens<'_>, quoted: &[Quoted], told: Option<Range<usize>>) -> Items {
    let mut out = Items { list: Vec::with_capacity(tokens.list.len().min(1 << 16)), sentences: Vec::new() };
    let mut next_quote = 0;
    for (paragraph, &(start, end)) in tokens.paragraphs.iter().enumerate() {
        if !tokens.prose(start, end) {
            continue;
        }
        let title_case = tokens.title_case(start, end);
        let mut first = out.list.len();
        let mut token = start;
        let dateline = behind(tokens, start, end, told.as_ref()).or_else(|| dateline(tokens, start, end));
        while token < end {
            while quoted.get(next_quote).is_some_and(|q| q.open < token) {
                next_quote += 1;
            }
            let quote = quoted.get(next_quote).filter(|q| q.open == token && q.end <= end);
            let after = quote.map_or(token + 1, |q| q.end);
            out.list.push(Item {
                marks: if quote.is_some() { 0 } else { tokens.list[token].marks },
                token: token as u32,
                end: after as u32,
                quote: if quote.is_some() { next_quote as u32 + 1 } else { 0 },
                cue: if quote.is_some() { 0 } else { tokens.list[token].cue },
                tag: Tag::Other,
                apart: quote.is_some_and(|q| {
                    let (start, end) = q.inside();
                    let stopped = end > start
                        && matches!(tokens.list[end - 1].sort, Sort::Comma | Sort::Stop | Sort::Dash);
                    stopped || end > start + 6
                }),
            });
            token = after;
            if token >= end
                || Some(token) == dateline
                || out.list.len() - first >= LONGEST
                || ends_sentence(tokens, &out.list, token, end)
            {
                out.sentences.push(Sentence { start: first, end: out.list.len(), paragraph, title_case });
                first = out.list.len();
            }
        }
    }
    for sentence in &out.sentences {
        tags::tag(tokens, &mut out.list[sentence.start..sentence.end], sentence.title_case);
    }
    out
}

/// Where a paragraph goes on behind the dateline that it is known to begin with.
fn behind(tokens: &Tokens<'_>, start: usize, end: usize, told: Option<&Range<usize>>) -> Option<usize> {
    let told = told.filter(|told| tokens.list.get(start).is_some_and(|t| t.start as usize == told.start))?;
    (start + 1..end).find(|at| tokens.list[*at].start as usize >= told.end)
}

/// Where a paragraph goes on behind what stands in capitals before a dash: `OSLO, Norway (AP) -- `.
fn dateline(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<usize> {
    let list = &tokens.list;
    let shouted = list.get(start).filter(|_| start < end)?;
    if shouted.sort != Sort::Word
        || shouted.shape != Shape::Capitals
        || tokens.text(start).chars().count() < 3
    {
        return None;
    }
    for at in start + 1..end.min(start + 14) {
        let token = &list[at];
        match token.sort {
            Sort::Dash => return (at + 1 < end).then_some(at + 1),
            Sort::Word if !token.capital() => return None,
            Sort::Word | Sort::Number | Sort::Comma | Sort::Open | Sort::Close | Sort::Other => {}
            Sort::Stop if list[at - 1].is(lang::ABBREV) => {}
            _ => return None,
        }
    }
    None
}

/// Whether the sentence ends before token `next`.
fn ends_sentence(tokens: &Tokens<'_>, list: &[Item], next: usize, end: usize) -> bool {
    let Some(item) = list.last() else { return false };
    // most are words, and end none
    if item.quote == 0 {
        let last = item.end as usize - 1;
        let may_end = match tokens.list[last].sort {
            Sort::Stop => true,
            Sort::Word => tokens.ends_with_point(last),
            _ => false,
        };
        if !may_end {
            return false;
        }
    }
    let follows = &tokens.list[next];
    let opens = follows.capital() || matches!(follows.sort, Sort::Number | Sort::Quote(_) | Sort::Open);
    let last = item.end as usize - 1;
    if item.quote > 0 {
        // `"A."` or `"A?"`: the mark itself, or the paragraph's end, is the last token
        let inner =
            if matches!(tokens.list[last].sort, Sort::Quote(_)) { last.checked_sub(1) } else { Some(last) };
        let stopped = inner.is_some_and(|i| tokens.list[i].sort == Sort::Stop);
        let question = inner.is_some_and(|i| matches!(tokens.text(i), "?" | "!"));
        let attributed = if tokens.language.verb_second {
            verb_follows(tokens, next)
        } else {
            attribution_follows(tokens, next, end, question)
        };
        return stopped && opens && !attributed;
    }
    match tokens.list[last].sort {
        Sort::Stop if tags::ordinal(tokens, last) => false,
        Sort::Stop => opens || !follows.is_word() && follows.sort != Sort::Close,
        // an abbreviation ends the sentence where a word follows that is no name: the U.S. The ...
        Sort::Word if tokens.ends_with_point(last) => {
            follows.spaced
                && (follows.capital() && follows.is(lang::NOT_NAME) && !item.is(lang::TITLE)
                    || matches!(follows.sort, Sort::Quote(_))
                        && tokens.list.get(next + 1).is_some_and(Token::capital))
        }
        _ => false,
    }
}

/// Whether a verb of speech stands right behind, written small: `"A!" rief NAME.`
fn verb_follows(tokens: &Tokens<'_>, next: usize) -> bool {
    let small = |at: usize| tokens.list.get(at).filter(|t| t.sort == Sort::Word && t.shape == Shape::Small);
    let at = next + usize::from(small(next).is_some_and(|t| t.is(lang::ADV)));
    small(at).is_some_and(|t| t.cue > 0)
}

/// Whether `NAME said` and no more of a clause begins at a token: `"A?" Smith asked.`
fn attribution_follows(tokens: &Tokens<'_>, next: usize, end: usize, question: bool) -> bool {
    for at in next..end.min(next + 9) {
        let token = &tokens.list[at];
        if !token.is_word() && !matches!(token.sort, Sort::Open | Sort::Close) {
            return false;
        }
        if at > next
            && token.cue > 0
            && token.is(lang::VERB_PAST | lang::VERB_S)
            && token.shape == Shape::Small
        {
            let after = tokens.list.get(at + 1).filter(|_| at + 1 < end);
            let Some(cues) = tokens.language.cues.get(usize::from(token.cue) - 1) else { return false };
            // went on to say: a clause of its own
            if after.is_some_and(|t| t.is(lang::ADV | lang::PREP))
                && tokens.list.get(at + 2).filter(|_| at + 2 < end).is_some_and(|t| t.is(lang::TO))
            {
                return false;
            }
            let longer = cues.longer.iter().any(|(rest, frames)| {
                frames & frame::Q != 0
                    && rest.first().is_some_and(|word| tokens.text(at + 1).eq_ignore_ascii_case(word))
            });
            let speaks = cues.frames & frame::Q != 0
                && (cues.frames & frame::NP == 0 || cues.frames & frame::CORE != 0)
                || longer;
            let closes = after.is_none_or(|t| {
                matches!(t.sort, Sort::Stop | Sort::Comma | Sort::Quote(_))
                    || t.is(lang::PREP | lang::TIME | lang::ADV | lang::SUB) && !t.is(lang::THAT | lang::DET)
            });
            let addressed =
                question && cues.frames & frame::ADDR != 0 && after.is_some_and(|t| !t.is(lang::THAT));
            // "A." She adds, "B": an attribution of what follows
            let announces = !question
                && after.is_some_and(|t| matches!(t.sort, Sort::Comma | Sort::Colon))
                && tokens
                    .list
                    .get(at + 2)
                    .filter(|_| at + 2 < end)
                    .is_some_and(|t| matches!(t.sort, Sort::Quote(_)));
            return speaks && !announces && (closes || longer || addressed);
        }
        if token.is(lang::AUX | lang::MODAL | lang::THAT) {
            return false;
        }
    }
    false
}
