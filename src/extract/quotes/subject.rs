//! Verb groups and the subjects they have, read off the tags.
//!
//! Looks at one sentence, as [`super::phrase`] does.

use super::items::{Item, Tag};
use super::lang;
use super::phrase::{Phrase, boundary, phrase_left};

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
            // who in 2010 said
            Tag::Number
                if at >= start + 3 && list[at - 2].tag == Tag::Prep && list[at - 3].tag == Tag::Who =>
            {
                at -= 2;
            }
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
            || list[first..at].iter().all(|i| matches!(i.tag, Tag::Time | Tag::Number | Tag::Det))
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
