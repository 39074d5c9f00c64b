//! Where a reported clause begins and ends.

use super::items::{Item, Tag};
use super::lang::{self, Cues, frame};
use super::tokens::{Sort, Tokens};

/// What the language data says about the cue at an item.
pub(crate) fn cues<'l>(table: &'l [Cues], item: &Item) -> Option<&'l Cues> {
    usize::from(item.cue).checked_sub(1).and_then(|i| table.get(i))
}

/// Whether an item is a finite speech verb.
pub(crate) fn speaks(table: &[Cues], item: &Item) -> bool {
    item.tag == Tag::Verb
        && cues(table, item)
            .is_some_and(|c| c.frames & (frame::Q | frame::T) != 0 && c.frames & frame::GESTURE == 0)
}

/// Whether a speech verb with its own subject begins at `at`: `, Smith said`, `, said Smith`.
pub(crate) fn attribution_at(tokens: &Tokens<'_>, list: &[Item], at: usize, end: usize) -> bool {
    for item in &list[at.min(end)..end.min(at + 9)] {
        if speaks(&tokens.language.cues, item) {
            return true;
        }
        match item.tag {
            Tag::Name
            | Tag::Noun
            | Tag::Det
            | Tag::Possessive
            | Tag::Subject
            | Tag::Pronoun
            | Tag::Number
            | Tag::Genitive
            | Tag::Adverb
            | Tag::Prep
            | Tag::Other
            | Tag::Aux => {}
            Tag::Participle => {
                return cues(&tokens.language.cues, item).is_some_and(|c| c.frames & frame::Q != 0);
            }
            _ => return false,
        }
    }
    false
}

/// Where the clause that begins at `from` ends.
///
/// Stops before an attribution that starts again, a contrasting clause, a participle that goes on reporting,
/// a relative clause after a comma, and at a semicolon.
pub(crate) fn clause_end(tokens: &Tokens<'_>, list: &[Item], from: usize, end: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = from;
    while at < end {
        let item = &list[at];
        let next = list.get(at + 1).filter(|_| at + 1 < end);
        match item.tag {
            Tag::Open => depth += 1,
            Tag::Close => {
                if depth == 0 && at > from {
                    return at;
                }
                depth = depth.saturating_sub(1);
            }
            _ if depth > 0 => {}
            Tag::Stop if at + 1 == end => return at,
            Tag::Semicolon => return at,
            // "A," Smith said: the attribution behind a quotation that ends in a comma
            Tag::Quote
                if next.is_some()
                    && ends_in_comma(tokens, item)
                    && attribution_at(tokens, list, at + 1, end) =>
            {
                return at + 1;
            }
            Tag::Comma | Tag::Dash
                if at > from && (next.is_none() || stops_after_comma(tokens, list, at, end)) =>
            {
                return at;
            }
            Tag::Conj
                if at > from && list[at - 1].tag != Tag::Comma && joined_cue(tokens, list, at + 1, end) =>
            {
                return at;
            }
            _ if at > from && item.is(lang::PHRASE) && is_phrase(tokens, list, at) => return at,
            _ => {}
        }
        at += 1;
    }
    end
}

/// Where an object that holds no clause of its own ends: before a joined verb, which is the speaker's next act.
pub(crate) fn object_end(tokens: &Tokens<'_>, list: &[Item], from: usize, end: usize) -> usize {
    let to = clause_end(tokens, list, from, end);
    let mut at = from + 1;
    while at + 1 < to {
        if list[at].finite() {
            return to;
        }
        if list[at].tag == Tag::Conj {
            let mut verb = at + 1;
            while verb + 1 < to && matches!(list[verb].tag, Tag::Adverb | Tag::Not) {
                verb += 1;
            }
            if list[verb].finite() {
                return at;
            }
        }
        at += 1;
    }
    to
}

/// Whether the last thing between the marks is a comma.
fn ends_in_comma(tokens: &Tokens<'_>, item: &Item) -> bool {
    let last = item.end as usize;
    tokens.list.get(last.saturating_sub(2)).is_some_and(|t| t.sort == Sort::Comma)
}

/// Whether a prepositional cue begins here: according to.
fn is_phrase(tokens: &Tokens<'_>, list: &[Item], at: usize) -> bool {
    let follows = |rest: &[Box<str>]| {
        rest.iter().enumerate().all(|(n, word)| {
            list.get(at + 1 + n).is_some_and(|i| tokens.text(i.token as usize).eq_ignore_ascii_case(word))
        })
    };
    cues(&tokens.language.cues, &list[at])
        .is_some_and(|c| c.longer.iter().any(|(rest, frames)| frames & frame::SOURCE != 0 && follows(rest)))
}

/// Whether the reported clause ends at the comma at `at`.
fn stops_after_comma(tokens: &Tokens<'_>, list: &[Item], at: usize, end: usize) -> bool {
    let next = &list[at + 1];
    let after = at + 1;
    match next.tag {
        Tag::Ing => next.cue > 0,
        Tag::Conj => {
            let but = !next.is(lang::PREP) && is_contrast(list, after);
            but || joined_cue(tokens, list, after + 1, end) || attribution_at(tokens, list, after + 1, end)
        }
        Tag::Sub | Tag::Prep if is_contrast(list, after) => true,
        Tag::Verb => speaks(&tokens.language.cues, next),
        Tag::Who => true,
        _ if next.is(lang::PHRASE) && is_phrase(tokens, list, after) => true,
        _ => attribution_at(tokens, list, after, end),
    }
}

/// but, while, though, although, whereas, despite, even as: told by their mark and length, so that each language's
/// own words count.
fn is_contrast(list: &[Item], at: usize) -> bool {
    list[at].is(lang::CONTRAST)
}

/// Whether a joined verb goes on reporting: and called, but did not say.
fn joined_cue(tokens: &Tokens<'_>, list: &[Item], at: usize, end: usize) -> bool {
    for item in &list[at.min(end)..end.min(at + 4)] {
        match item.tag {
            Tag::Adverb | Tag::Not | Tag::Aux => {}
            Tag::Verb | Tag::Participle => {
                return cues(&tokens.language.cues, item).is_some_and(|c| {
                    c.frames & (frame::MENTAL | frame::GESTURE) == 0
                        && c.frames & (frame::Q | frame::T | frame::NP | frame::AS) != 0
                });
            }
            _ => return false,
        }
    }
    false
}

/// Whether a clause can begin at `from`: a noun phrase with a finite verb behind it, or a subordinate clause.
pub(crate) fn is_clause(list: &[Item], from: usize, end: usize) -> bool {
    let Some(first) = list.get(from).filter(|_| from < end) else { return false };
    let begins = matches!(
        first.tag,
        Tag::Det
            | Tag::Possessive
            | Tag::Subject
            | Tag::Pronoun
            | Tag::Name
            | Tag::Noun
            | Tag::Number
            | Tag::That
            | Tag::Quote
            | Tag::Not
            | Tag::Wh
            | Tag::Sub
            | Tag::Adverb
            | Tag::Ing
            | Tag::Prep
            | Tag::Time
    );
    begins && has_finite(list, from, end)
}

/// Whether a finite verb stands between two items.
pub(crate) fn has_finite(list: &[Item], from: usize, end: usize) -> bool {
    list[from..end].iter().any(|i| i.finite() || i.tag == Tag::Quote)
}
