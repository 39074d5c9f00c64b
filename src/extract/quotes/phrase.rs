//! Noun phrases and subjects around a verb, read off the tags.
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

/// What stands as the subject of a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SubjectOf {
    /// A noun phrase of its own.
    Phrase(Phrase),
    /// The subject of the clause that the verb leans on: `and called`, `, saying`.
    Inherited,
    /// None that could be found.
    Missing,
}

/// Where the verb group of the verb at `verb` begins: has repeatedly said, went on to say.
pub(crate) fn group_start(list: &[Item], start: usize, verb: usize) -> usize {
    let mut at = verb;
    while at > start {
        let before = list[at - 1].tag;
        match before {
            Tag::Adverb | Tag::Not | Tag::Aux | Tag::Modal => at -= 1,
            Tag::Time if at - 1 > start => {
                let preposition = list[at - 2].tag == Tag::Prep;
                let skip = if preposition { 2 } else { 1 };
                let nominal = at
                    .checked_sub(skip + 1)
                    .filter(|i| *i >= start)
                    .is_some_and(|i| list[i].nominal() || list[i].tag == Tag::Close);
                if !nominal {
                    break;
                }
                at -= skip;
            }
            Tag::To
                if at - 1 > start
                    && matches!(list[at - 2].tag, Tag::Verb | Tag::Participle | Tag::Adverb | Tag::Prep) =>
            {
                // is said to have called
                let rumoured = list[at - 2].tag == Tag::Participle
                    && list[at - 2].cue > 0
                    && list.get(at).is_some_and(|i| i.tag == Tag::Aux && i.is(lang::HAVE));
                if rumoured {
                    at -= 2;
                    continue;
                }
                // went on to say, continued to insist
                let mut verb = at - 2;
                while verb > start && matches!(list[verb].tag, Tag::Adverb | Tag::Prep) {
                    verb -= 1;
                }
                if !matches!(list[verb].tag, Tag::Verb | Tag::Participle | Tag::Ing)
                    || !list[verb].is(lang::CATENATIVE | lang::REFUSING)
                {
                    break;
                }
                at = verb;
            }
            _ => break,
        }
    }
    at
}

/// Whether a clause can begin at `at`.
fn boundary(list: &[Item], start: usize, at: usize) -> bool {
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
                    && list[at].is(lang::PLACE)
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
            Tag::Prep => !next.is(lang::TIME) && !name_head || next.is(lang::PARTICLE),
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
            Tag::Genitive => head,
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

/// The subject of the verb group that begins at `group`.
pub(crate) fn subject_left(list: &[Item], start: usize, group: usize) -> SubjectOf {
    if group <= start {
        return SubjectOf::Missing;
    }
    let before = list[group - 1];
    match before.tag {
        Tag::Who => SubjectOf::Phrase(Phrase { start: group - 1, end: group }),
        Tag::Comma | Tag::Dash | Tag::Close
            if before.tag != Tag::Close || !closes_name(list, start, group) =>
        {
            apposed(list, start, group - 1).map_or(SubjectOf::Inherited, SubjectOf::Phrase)
        }
        // NAME, citing "A," said
        Tag::Quote if before.apart && group >= 2 && group - 2 > start && list[group - 2].tag == Tag::Ing => {
            apposed(list, start, group).map_or(SubjectOf::Inherited, SubjectOf::Phrase)
        }
        Tag::That if group - 1 > start && list[group - 2].nominal() => {
            match phrase_left(list, start, group - 1, 1) {
                Some(first) => SubjectOf::Phrase(Phrase { start: first, end: group - 1 }),
                None => SubjectOf::Inherited,
            }
        }
        Tag::Conj | Tag::Prep | Tag::Sub | Tag::Verb | Tag::To | Tag::Ing | Tag::Participle | Tag::Wh => {
            SubjectOf::Inherited
        }
        _ => match phrase_left(list, start, group, 3) {
            Some(first) => settle(list, start, Phrase { start: first, end: group }),
            None => SubjectOf::Inherited,
        },
    }
}

/// `Boris Dunmore (R-Ore.) said`: the parenthesis belongs to the name.
fn closes_name(list: &[Item], start: usize, group: usize) -> bool {
    let from = group.saturating_sub(14).max(start);
    (from..group)
        .rev()
        .find(|i| list[*i].tag == Tag::Open)
        .is_some_and(|open| open > start && list[open - 1].nominal())
}

/// Strips what stands before and after a subject without being part of it.
fn settle(list: &[Item], start: usize, mut phrase: Phrase) -> SubjectOf {
    // on Monday, last week, at the tail
    while phrase.end > phrase.start + 1 && list[phrase.end - 1].tag == Tag::Time {
        phrase.end -= 1;
        if phrase.end > phrase.start + 1 && list[phrase.end - 1].tag == Tag::Prep {
            phrase.end -= 1;
        }
    }
    // a phrase that hangs on a preposition at the head of the clause is no subject: In Estavar said
    if phrase.start > start && list[phrase.start - 1].tag == Tag::Prep {
        return SubjectOf::Inherited;
    }
    if list[phrase.start..phrase.end].iter().all(|i| i.tag == Tag::Time) {
        return SubjectOf::Inherited;
    }
    SubjectOf::Phrase(phrase)
}

/// The phrase that an apposition or relative clause ending at the comma `comma` hangs on: NAME, 54, who ..., said.
fn apposed(list: &[Item], start: usize, comma: usize) -> Option<Phrase> {
    let from = (start..comma)
        .rev()
        .find(|i| match list[*i].tag {
            Tag::Semicolon | Tag::Colon => true,
            // a quotation, not the title of a work inside the aside
            Tag::Quote => {
                *i == start
                    || matches!(
                        list[*i - 1].tag,
                        Tag::Comma | Tag::Quote | Tag::Open | Tag::Dash | Tag::Colon | Tag::Conj
                    )
            }
            _ => false,
        })
        .map_or(start, |i| i + 1);
    let mut seen = 0;
    for at in from + 1..comma {
        if !matches!(list[at].tag, Tag::Comma | Tag::Dash) {
            continue;
        }
        seen += 1;
        if seen > 8 {
            break;
        }
        let last = list[at - 1];
        if !(last.nominal() || last.tag == Tag::Close) {
            continue;
        }
        let Some(first) = phrase_left(list, from, at, 1) else { continue };
        let hangs = first > from
            && matches!(
                list[first - 1].tag,
                Tag::Prep | Tag::Ing | Tag::Verb | Tag::Participle | Tag::Aux | Tag::To
            );
        if hangs
            || !boundary(list, from, first)
            || list[first..at].iter().all(|i| i.tag == Tag::Time || i.tag == Tag::Number)
        {
            continue;
        }
        if aside(&list[at + 1..comma]) {
            return Some(Phrase { start: first, end: at });
        }
    }
    None
}

/// Whether what stands between two commas is an aside: an age, an apposition, a relative clause, a participle.
fn aside(part: &[Item]) -> bool {
    let Some(first) = part.first() else { return false };
    if matches!(first.tag, Tag::Who | Tag::Sub | Tag::Wh) {
        return true;
    }
    let mut relative = false;
    for (n, item) in part.iter().enumerate() {
        // which was big, struck: the verb behind the aside is the clause's own
        if item.tag == Tag::Comma
            && part.get(n + 1).is_some_and(|i| matches!(i.tag, Tag::Verb | Tag::Aux | Tag::Modal))
        {
            return false;
        }
        relative |= matches!(item.tag, Tag::Who | Tag::Sub | Tag::Wh | Tag::That);
        // "was born" in a clause of its own; past forms may be participles: a company based in
        if matches!(item.tag, Tag::Aux | Tag::Modal) && !relative {
            return false;
        }
        if matches!(item.tag, Tag::Subject) && !relative {
            return false;
        }
    }
    true
}

/// The subject of the clause that stands before item `at`: what a participle or a joined verb leans on.
pub(crate) fn clause_subject(list: &[Item], start: usize, at: usize) -> Option<Phrase> {
    let mut best = None;
    let mut index = start;
    // a fronted clause is passed over: When he arrived, ...
    if list[start..at].first().is_some_and(|i| i.tag == Tag::Sub || i.tag == Tag::Ing)
        && let Some(comma) = (start..at).find(|i| list[*i].tag == Tag::Comma)
    {
        index = comma + 1;
    }
    let mut relative_until = 0;
    let mut joined = false;
    while index < at {
        let item = &list[index];
        match item.tag {
            Tag::Who
                if !matches!(list.get(index.wrapping_sub(1)).map(|i| i.tag), Some(Tag::Prep))
                    || best.is_some() =>
            {
                relative_until = (index..at)
                    .find(|i| *i > index && matches!(list[*i].tag, Tag::Comma | Tag::Semicolon))
                    .unwrap_or(at);
            }
            Tag::Conj | Tag::Semicolon => joined = true,
            Tag::Verb | Tag::Aux | Tag::Modal if index >= relative_until => {
                if best.is_none() || joined {
                    let group = group_start(list, start, index);
                    if let SubjectOf::Phrase(phrase) = subject_left(list, start, group)
                        && list[phrase.start].tag != Tag::Who
                    {
                        best = Some(phrase);
                    }
                }
                joined = false;
            }
            _ => {}
        }
        index += 1;
    }
    best
}
