//! Noun phrases, read off the tags: to the left of a word and to the right.
//!
//! Everything here looks at one sentence, which [`super::items`] keeps short; recursion is bounded by a depth.

use super::items::{Item, Tag};
use super::lang;

/// A noun phrase as a range of items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// First item.
    pub(crate) start: usize,
    /// Item after the last.
    pub(crate) end: usize,
}
/// Whether a clause can begin at `at`.
pub(super) fn boundary(list: &[Item], start: usize, at: usize) -> bool {
    at <= start
        || matches!(
            list[at - 1].tag,
            Tag::Comma
                | Tag::Stop
                | Tag::Quote
                | Tag::Sub
                | Tag::That
                | Tag::Colon
                | Tag::Semicolon
                | Tag::Dash
                | Tag::Conj
                | Tag::Open
                | Tag::Wh
                | Tag::Adverb
                | Tag::Other
                | Tag::Who
        )
}

/// Where the noun phrase that ends before item `end` begins.
pub(crate) fn phrase_left(list: &[Item], start: usize, end: usize, depth: u8) -> Option<usize> {
    let mut at = end;
    // where what is a whole phrase already begins
    let mut whole = end;
    for _ in 0..7 {
        let core_end = at;
        at = core_left(list, start, core_end);
        if at == core_end {
            return if core_end == end { None } else { Some(whole) };
        }
        if at <= start {
            return Some(at);
        }
        whole = at;
        let before = list[at - 1];
        let second = at.checked_sub(2).filter(|i| *i >= start).map(|i| list[i]);
        let third = at.checked_sub(3).filter(|i| *i >= start).map(|i| list[i]);
        match before.tag {
            Tag::Prep | Tag::To => match second {
                Some(i)
                    if (i.nominal() && i.tag != Tag::Time)
                        || matches!(i.tag, Tag::Close | Tag::Quote | Tag::Genitive) =>
                {
                    at -= 1
                }
                Some(i)
                    if matches!(i.tag, Tag::Participle | Tag::Ing | Tag::Verb)
                        && third.is_some_and(|t| t.nominal() && t.tag != Tag::Time) =>
                {
                    at -= 2
                }
                _ => return Some(at),
            },
            // CNN said | Lund told
            Tag::Verb
                if before.cue > 0
                    && list[at].tag == Tag::Name
                    && second.is_some_and(|i| i.tag == Tag::Name) =>
            {
                return Some(at);
            }
            Tag::Participle | Tag::Ing | Tag::Verb | Tag::Aux | Tag::Modal => {
                // a relative clause: people who backed the plan said
                let from = at.saturating_sub(12).max(start);
                let relative = (from..at - 1).rev().find(|i| {
                    matches!(list[*i].tag, Tag::Who)
                        || list[*i].tag == Tag::That && *i > start && list[*i - 1].nominal()
                });
                match relative {
                    Some(who) if who > start && list[who - 1].nominal() => at = who,
                    Some(_) => return Some(at),
                    None if !list[at - 1].finite() || list[at - 1].tag == Tag::Verb => match second {
                        Some(i) if i.nominal() && i.tag != Tag::Time && !matches!(i.tag, Tag::Subject) => {
                            at -= 1
                        }
                        _ => return Some(at),
                    },
                    None => return Some(at),
                }
            }
            // "and even", "and many": what is joined
            Tag::Conj if depth > 0 && second.is_some_and(|i| i.nominal() || i.tag == Tag::Close) => {
                return match phrase_left(list, start, at - 1, depth - 1) {
                    Some(first) if boundary(list, start, first) => Some(first),
                    _ => Some(at),
                };
            }
            Tag::Conj if second.is_some_and(|i| i.tag == Tag::Comma) && at >= start + 3 => {
                return Some(enumeration(list, start, at - 2).unwrap_or(at));
            }
            Tag::Adverb
                if second.is_some_and(|i| i.tag == Tag::Conj)
                    && third.is_some_and(|i| i.nominal())
                    && depth > 0 =>
            {
                return match phrase_left(list, start, at - 2, depth - 1) {
                    Some(first) if boundary(list, start, first) => Some(first),
                    _ => Some(at),
                };
            }
            // Dover, New Jersey: the state belongs to the town
            Tag::Comma
                if list[at].tag == Tag::Name
                    && (list[at].is(lang::PLACE) || core_end == at + 2 && list[at + 1].is(lang::PLACE))
                    && second.is_some_and(|i| i.tag == Tag::Name) =>
            {
                at -= 1
            }
            _ => return Some(at),
        }
    }
    Some(at)
}

/// `A, B, and C`: where the list before the comma at `comma` begins, if it is one from the head of a clause on.
fn enumeration(list: &[Item], start: usize, comma: usize) -> Option<usize> {
    let mut comma = comma;
    for _ in 0..8 {
        let first = phrase_left(list, start, comma, 0)?;
        if first <= start || !matches!(list[first - 1].tag, Tag::Comma) {
            return boundary(list, start, first).then_some(first);
        }
        comma = first - 1;
        if comma <= start || !list[comma - 1].nominal() {
            return None;
        }
    }
    None
}

/// The part of a noun phrase without what hangs on prepositions.
fn core_left(list: &[Item], start: usize, core_end: usize) -> usize {
    let mut at = core_end;
    // Cruz himself
    if at > start + 1
        && list[at - 1].is(lang::REFLEXIVE)
        && matches!(list[at - 2].tag, Tag::Name | Tag::Noun | Tag::Subject)
    {
        return core_left(list, start, at - 1);
    }
    while at > start {
        let item = &list[at - 1];
        let inner = at < core_end;
        let before = at.checked_sub(2).filter(|i| *i >= start).map(|i| list[i].tag);
        let determined = matches!(
            before,
            Some(Tag::Det | Tag::Possessive | Tag::Genitive | Tag::Noun | Tag::Name | Tag::Number)
        );
        let fits = match item.tag {
            Tag::Noun | Tag::Name | Tag::Number | Tag::Genitive => true,
            Tag::Time => inner || determined,
            Tag::Participle | Tag::Ing | Tag::Verb => {
                inner && matches!(before, Some(Tag::Det | Tag::Possessive | Tag::Genitive))
            }
            Tag::Adverb | Tag::Quote => {
                !item.apart && inner && matches!(before, Some(Tag::Det | Tag::Possessive | Tag::Genitive))
            }
            Tag::Other => inner,
            Tag::Close => {
                match (at.saturating_sub(14).max(start)..at).rev().find(|i| list[*i].tag == Tag::Open) {
                    Some(open) if open > start => {
                        at = open;
                        continue;
                    }
                    _ => false,
                }
            }
            _ => false,
        };
        if !fits {
            break;
        }
        // the vote | Quillon said: a name that follows a common noun begins a phrase of its own,
        // unless the noun says who it is
        if inner
            && item.tag == Tag::Noun
            && list[at].tag == Tag::Name
            && list[at..core_end].iter().all(|i| matches!(i.tag, Tag::Name | Tag::Other))
            && !item.is(lang::PERSON | lang::TITLE | lang::GROUP | lang::ORG | lang::DEMONYM)
            && item.marks & lang::ADV == 0
            && !personal(item)
        {
            break;
        }
        at -= 1;
    }
    if at > start && matches!(list[at - 1].tag, Tag::Det | Tag::Possessive) {
        at -= 1;
        if at > start && matches!(list[at - 1].tag, Tag::Det | Tag::Pronoun) {
            at -= 1;
        }
        if at > start && at < core_end && matches!(list[at - 1].tag, Tag::Genitive) {
            return core_left(list, start, at);
        }
        return at;
    }
    let alone = at == core_end;
    let before = at.checked_sub(1).filter(|i| *i >= start).map(|i| list[i].tag);
    match before {
        Some(Tag::Pronoun) => at - 1,
        Some(Tag::Subject | Tag::Object | Tag::Time) if alone => at - 1,
        _ => at,
    }
}

/// Unknown nouns cannot be told from adjectives; neither keeps a name from being the head.
fn personal(item: &Item) -> bool {
    item.marks == 0
}

/// The noun phrase that begins at item `at`; prepositional attributes are taken along where they belong to it.
pub(crate) fn phrase_right(list: &[Item], at: usize, end: usize) -> Option<Phrase> {
    let mut stop = core_right(list, at, end)?;
    for _ in 0..4 {
        let name_head = list[stop - 1].tag == Tag::Name;
        let Some(next) = list.get(stop).filter(|_| stop < end) else { break };
        let joins = match next.tag {
            // said Secretary of State NAME
            Tag::Prep => {
                !next.is(lang::TIME) && !name_head
                    || next.is(lang::PARTICLE)
                    || list[stop - 1].is(lang::TITLE)
            }
            Tag::Conj => true,
            Tag::Det | Tag::Possessive if next.is(lang::GENITIVE) => match core_right(list, stop, end) {
                Some(second) if !list[stop..second].iter().any(|i| i.tag == Tag::Quote) => {
                    stop = second;
                    continue;
                }
                _ => false,
            },
            Tag::Open => match (stop..end.min(stop + 10)).find(|i| list[*i].tag == Tag::Close) {
                Some(close) => {
                    stop = close + 1;
                    continue;
                }
                None => false,
            },
            _ => false,
        };
        if !joins {
            break;
        }
        match core_right(list, stop + 1, end) {
            // "and" joins only where no verb makes a clause of the second phrase
            Some(second)
                if !list[stop..second].iter().any(|i| i.tag == Tag::Quote)
                    && (next.tag != Tag::Conj
                        || !list.get(second).filter(|_| second < end).is_some_and(Item::finite)) =>
            {
                stop = second
            }
            _ => break,
        }
    }
    Some(Phrase { start: at, end: stop })
}

fn core_right(list: &[Item], at: usize, end: usize) -> Option<usize> {
    let mut stop = at;
    let mut head = false;
    while stop < end {
        let item = &list[stop];
        let fits = match item.tag {
            Tag::Det | Tag::Possessive => !head || stop == at,
            Tag::Noun | Tag::Name | Tag::Number => {
                // a name starts a new phrase after a common noun with an article: told the crowd Quillon
                head = true;
                true
            }
            Tag::Genitive => head || stop > at && list[stop - 1].tag == Tag::Time,
            Tag::Participle | Tag::Ing => !head && stop > at,
            Tag::Adverb => !head && stop > at,
            Tag::Verb => !head && stop > at,
            Tag::Other => head,
            Tag::Quote => !head && stop > at && !item.apart,
            Tag::Time => list.get(stop + 1).is_some_and(|i| {
                i.tag == Tag::Genitive || !head && matches!(i.tag, Tag::Time | Tag::Noun | Tag::Name)
            }),
            Tag::Subject | Tag::Object | Tag::Pronoun if stop == at => return Some(stop + 1),
            _ => false,
        };
        if !fits {
            break;
        }
        if item.tag == Tag::Genitive {
            head = false;
        }
        stop += 1;
    }
    (stop > at && list[at..stop].iter().any(|i| i.nominal() || i.tag == Tag::Quote || i.is(lang::PRONOUN)))
        .then_some(stop)
}
