//! What an article says a person is: the words before the name and the aside behind it.

use crate::model::EntityType;

use super::cast::Cast;
use super::names::party_tag;
use crate::extract::quotes::lang;
use crate::extract::quotes::tokens::{Shape, Sort, Tokens};

/// A role, with the organisation in it.
#[derive(Debug, Clone)]
pub(crate) struct Role<'a> {
    /// `assistant secretary of state for human rights`.
    pub(crate) text: &'a str,
    /// `Freedom Now`.
    pub(crate) organization: Option<&'a str>,
    /// The noun of the role, as a token of its field.
    pub(crate) noun: (usize, usize),
}

/// Most words of a role.
const LONGEST: usize = 16;
/// Most roles that are kept of one person.
const MOST: usize = 6;

/// Finds the roles of all persons.
pub(crate) fn find(cast: &mut Cast<'_>) {
    for index in 0..cast.mentions.len() {
        let mention = cast.mentions[index].clone();
        let Some(field) = cast.fields.get(mention.field) else { continue };
        let tokens = &field.tokens;
        let member = &mut cast.members[mention.member];
        if member.kind != Some(EntityType::Person) && member.kind.is_some()
            || member.thing
            || member.roles.len() >= MOST
        {
            continue;
        }
        let paragraph = tokens.paragraphs.partition_point(|p| p.0 <= mention.start);
        let (from, to) = paragraph
            .checked_sub(1)
            .and_then(|p| tokens.paragraphs.get(p))
            .copied()
            .unwrap_or((0, tokens.list.len()));
        let found = [
            behind(tokens, mention.field, (mention.titled, mention.end), to),
            before(tokens, mention.field, (mention.titled, mention.start), from),
        ];
        for role in found.into_iter().flatten() {
            member.kind = Some(EntityType::Person);
            member.roles.push(role);
        }
    }
}

/// `NAME, 54, founder of the group Freedom Now,`
fn behind<'a>(
    tokens: &Tokens<'a>,
    field: usize,
    (start, end): (usize, usize),
    paragraph_end: usize,
) -> Option<Role<'a>> {
    let list = tokens.list.get(..paragraph_end)?;
    let hangs = start.checked_sub(1).is_some_and(|t| list[t].is(lang::PREP));
    if list.get(end)?.sort != Sort::Comma {
        return None;
    }
    let mut at = end + 1;
    if list.get(at)?.sort == Sort::Number && list.get(at + 1)?.sort == Sort::Comma {
        at += 2;
    }
    if list.get(at)?.is(lang::WHO) && list.get(at + 1)?.is(lang::BE) {
        at += 2;
    }
    // now the leader; but: then mayor
    if list.get(at)?.is(lang::ADV) && !list.get(at)?.is(lang::TITLE | lang::PERSON) {
        at += 1;
    }
    while list.get(at)?.is(lang::DET) {
        at += 1;
    }
    let mut stop = at;
    let mut noun = None;
    while let Some(token) = list.get(stop) {
        if stop - at >= LONGEST || token.sort == Sort::Comma && !(stop > at && follows_place(tokens, stop)) {
            break;
        }
        if matches!(
            token.sort,
            Sort::Stop
                | Sort::Semicolon
                | Sort::Colon
                | Sort::Quote(_)
                | Sort::Dash
                | Sort::Open
                | Sort::Close
        ) || token.is(lang::WHO)
        {
            break;
        }
        if token.is(lang::AUX | lang::MODAL)
            || stop > at && token.cue > 0 && token.is(lang::VERB_PAST) && !token.is(lang::PERSON)
        {
            // in Springfield, the mayor also said: a subject, no aside
            if hangs {
                return None;
            }
            break;
        }
        if noun.is_none()
            && token.is(lang::PERSON | lang::TITLE)
            && (stop - at) < 8
            && !token.is(lang::MALE_NAME | lang::FEMALE_NAME)
            && !before_name(tokens, stop)
        {
            noun = Some(stop);
        }
        if noun.is_none() && token.is(lang::VERB_PAST | lang::SUBJECT | lang::CONJ) && !token.is(lang::PERSON)
        {
            return None;
        }
        stop += 1;
    }
    // the noun of the role stands as its head: "secretary" of "assistant secretary of state"
    let noun = noun?;
    let head = (noun..stop)
        .take_while(|t| !list[*t].is(lang::PREP))
        .filter(|t| list[*t].is(lang::PERSON))
        .last()
        .unwrap_or(noun);
    role(tokens, field, at, stop, head)
}

/// A place after a comma belongs to the phrase: a teacher from Springfield, Ohio
fn follows_place(tokens: &Tokens<'_>, comma: usize) -> bool {
    tokens.list.get(comma + 1).is_some_and(|t| t.is(lang::PLACE))
        && tokens.list.get(comma - 1).is_some_and(|t| t.capital())
}

/// A title with its bearer's name behind it is another person's.
fn before_name(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.list[at].capital()
        && tokens.list.get(at + 1).is_some_and(|t| {
            t.sort == Sort::Word && t.capital() && !t.is(lang::PREP | lang::TITLE | lang::PERSON)
        })
}

/// `White House spokesman NAME`, `the actor NAME`, `Sen. NAME`
fn before<'a>(
    tokens: &Tokens<'a>,
    field: usize,
    (titled, start): (usize, usize),
    paragraph: usize,
) -> Option<Role<'a>> {
    let list = &tokens.list;
    let mut last = start.checked_sub(1).filter(|t| *t >= paragraph)?;
    // the founder of the group, NAME,
    let aside = list[last].sort == Sort::Comma;
    if aside {
        last = last.checked_sub(1).filter(|t| *t >= paragraph)?;
    }
    let noun = if aside { None } else { list[last].is(lang::PERSON | lang::TITLE).then_some(last) };
    // Secretary of State NAME
    let office = (titled..start)
        .find(|t| list[*t].is(lang::TITLE) && list[t + 1].is(lang::PREP))
        .filter(|t| t + 1 < start);
    if let Some(office) = office {
        return role(tokens, field, titled, start, office);
    }
    let noun = match noun {
        Some(noun) => noun,
        None if aside => {
            let from = last.saturating_sub(LONGEST).max(paragraph);
            let determiner = (from..=last).rev().find(|t| {
                list[*t].is(lang::DET | lang::POSSESSIVE)
                    && !t.checked_sub(1).is_some_and(|p| list[p].is(lang::PREP))
                    || list[*t].sort == Sort::Comma
                    || list[*t].sort == Sort::Stop
            })?;
            if !list[determiner].is(lang::DET | lang::POSSESSIVE)
                || determiner > 0 && list[determiner - 1].is_word()
            {
                return None;
            }
            let noun = (determiner..=last)
                .take_while(|t| !list[*t].is(lang::PREP))
                .filter(|t| list[*t].is(lang::PERSON))
                .last()?;
            // more a professor than a politician, NAME
            if list[determiner..=last].iter().any(|t| t.is(lang::APPROX) && t.is(lang::PREP)) {
                return None;
            }
            return role(tokens, field, determiner + 1, last + 1, noun);
        }
        None => return None,
    };
    let mut first = noun;
    while first > paragraph && noun - first < 6 {
        let token = &list[first - 1];
        let fits = token.sort == Sort::Word
            && !token.is(lang::DET
                | lang::POSSESSIVE
                | lang::PREP
                | lang::CONJ
                | lang::SUB
                | lang::WH
                | lang::AUX
                | lang::MODAL
                | lang::SUBJECT
                | lang::THAT
                | lang::WHO
                | lang::TIME
                | lang::TO
                | lang::NOT)
            && !party_tag(tokens.text(first - 1))
            && (!token.is(lang::VERB | lang::ADV)
                || token.is(lang::PERSON | lang::TITLE | lang::ORG | lang::DOCUMENT))
            && (token.marks != 0 || token.capital() || !tokens.text(first - 1).ends_with("ed"));
        if !fits {
            break;
        }
        first -= 1;
    }
    // vowed to hammer Democrat NAME: a verb
    if first < noun && first.checked_sub(1).is_some_and(|t| list[t].is(lang::TO)) {
        first = noun;
    }
    while first < noun && honorific(tokens, first) {
        first += 1;
    }
    role(tokens, field, first, noun + 1, noun)
}

/// Mr., Dr.: a title that is no role.
fn honorific(tokens: &Tokens<'_>, at: usize) -> bool {
    let word = tokens.text(at).trim_end_matches('.');
    tokens.language.honorifics.iter().any(|h| h.eq_ignore_ascii_case(word))
}

fn role<'a>(tokens: &Tokens<'a>, field: usize, start: usize, end: usize, noun: usize) -> Option<Role<'a>> {
    if end <= start || honorific(tokens, noun) {
        return None;
    }
    Some(Role {
        text: tokens.slice(start, end),
        organization: organization(tokens, start, end, noun),
        noun: (field, noun),
    })
}

/// The organisation in a role: behind of, for, at; or before the noun.
fn organization<'a>(tokens: &Tokens<'a>, start: usize, end: usize, noun: usize) -> Option<&'a str> {
    let list = &tokens.list;
    let name = |from: usize, to: usize| -> Option<(usize, usize)> {
        // US-based is no name
        let whole = |t: usize| {
            !tokens.text(t).rsplit('-').next().is_some_and(|tail| tail.starts_with(char::is_lowercase))
        };
        let first = (from..to).find(|t| list[*t].capital() && list[*t].sort == Sort::Word && whole(*t))?;
        let mut stop = first;
        while stop < to
            && (list[stop].capital()
                || stop + 1 < to && list[stop].is(lang::PREP | lang::CONJ) && list[stop + 1].capital())
        {
            stop += 1;
        }
        Some((first, stop)).filter(|_| !party_tag(tokens.text(first)))
    };
    let body = |t: &usize| list[*t].is(lang::ORG | lang::ORG_SUFFIX | lang::ORG_NAME | lang::MEDIA);
    let place = |range: (usize, usize)| (range.0..range.1).all(|t| list[t].is(lang::PLACE | lang::DEMONYM));
    if let Some(range) = name(noun + 1, end).filter(|r| !place(*r)) {
        let tied = (noun + 1..range.0).any(|t| list[t].is(lang::PREP));
        // Secretary of State, Minister of Trade and Ports: no body of that name
        let office = list[noun].is(lang::TITLE)
            && list[noun].capital()
            && range.0 <= noun + 3
            && (range.1 == range.0 + 1 && list[range.0].is(lang::ORG) && !list[range.0].is(lang::ORG_NAME)
                || !(range.0..range.1).any(|t| body(&t)));
        if tied && !office {
            return Some(tokens.slice(range.0, range.1));
        }
    }
    let (mut first, mut stop) = name(start, noun)?;
    let title = |t: usize| list[t].is(lang::TITLE | lang::DEMONYM) && !list[t].is(lang::ORG_NAME);
    while first < stop && title(first) {
        first += 1;
    }
    // the Senate majority leader, the Senate Majority Leader
    if let Some(last) = (first..stop).rev().find(body) {
        stop = last + 1;
    }
    // Longtime adviser NAME, Lumen Mayor NAME: one word that begins a sentence, or says where
    let alone = stop == first + 1 && !body(&first) && list[first].shape != Shape::Capitals;
    let begins = first.checked_sub(1).is_none_or(|t| !list[t].is_word() && list[t].sort != Sort::Comma)
        || tokens.paragraphs.binary_search_by_key(&first, |p| p.0).is_ok();
    let minister = matches!(tokens.text(noun), "Minister" | "Secretary" | "minister" | "secretary");
    let governs = minister && !(first..stop).any(|t| body(&t));
    let local = list[noun].is(lang::PUBLIC_ROLE)
        || matches!(tokens.text(noun), "Mayor" | "mayor" | "Gov." | "Sen." | "Rep.");
    (first < stop && !place((first, stop)) && !governs && !(alone && (begins || local)))
        .then(|| tokens.slice(first, stop))
}
