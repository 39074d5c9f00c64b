//! Where names stand: titles in front, the words of the name, and what begins a sentence without being one.
//!
//! One pass over the tokens of a field. Which names mean the same is [`super::cast`]'s part.

use crate::extract::quotes::lang;
use crate::extract::quotes::tokens::{Shape, Sort, Token, Tokens};

/// Grammatical gender, as far as it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gender {
    /// he
    Male,
    /// she
    Female,
}

/// One name where it stands.
#[derive(Debug, Clone)]
pub(crate) struct NameMention {
    /// Field index.
    pub(crate) field: usize,
    /// First token of the name, titles left out.
    pub(crate) start: usize,
    /// Token after the last.
    pub(crate) end: usize,
    /// First token with titles.
    pub(crate) titled: usize,
    /// Gender that a title shows.
    pub(super) gender: Option<Gender>,
    /// Whether a title of a person stands before it.
    pub(super) person: bool,
    /// Whether it begins a sentence, so that its first word may be no name.
    pub(super) initial: bool,
    /// Whether only the capitals of a headline make a name of it.
    pub(super) tentative: bool,
    /// Whether it is one common word that begins a sentence: `Cook`, a name where Ned Cook is known.
    pub(super) common: bool,
    /// The word that is its surname, as a number; 0 before the names are joined.
    pub(super) surname: usize,
    /// Member of the cast.
    pub(crate) member: usize,
}

/// Most mentions that are kept.
const MOST: usize = 20_000;
/// Most words of a name.
const LONGEST: usize = 8;

/// Finds the names of a field.
pub(super) fn find(field: usize, tokens: &Tokens<'_>, out: &mut Vec<NameMention>) {
    let list = &tokens.list;
    for &(start, end) in &tokens.paragraphs {
        let title_case = tokens.title_case(start, end);
        let mut at = start;
        while at < end {
            if out.len() >= MOST {
                return;
            }
            match name_at(tokens, at, start, end, title_case) {
                Some((mention, next)) => {
                    // in a headline set in Title Case any words look like a name
                    let first = &list[mention.start];
                    let known = first.is(lang::MALE_NAME | lang::FEMALE_NAME | lang::PLACE | lang::ORG_NAME)
                        || mention.person;
                    let tentative = title_case && !(known && mention.end - mention.start <= 2)
                        || tokens.language.capital_nouns && !mention.person && common(tokens, &mention);
                    out.push(NameMention { field, tentative, ..mention });
                    at = next;
                }
                None => at += 1,
            }
            debug_assert!(at <= list.len());
        }
    }
}

/// Whether what looks like a name may be a common noun, where those are written large, too: nothing known stands in it,
/// and it stands alone, or behind an article or an adjective, or has the ending of a noun.
fn common(tokens: &Tokens<'_>, mention: &NameMention) -> bool {
    let words = &tokens.list[mention.start..mention.end];
    let known = words.iter().any(|t| {
        t.is(lang::MALE_NAME
            | lang::FEMALE_NAME
            | lang::PLACE
            | lang::ORG_NAME
            | lang::ORG_SUFFIX
            | lang::MEDIA)
            || t.shape == Shape::Capitals
    });
    if known {
        return false;
    }
    let before = mention.start.checked_sub(1).and_then(|i| tokens.list.get(i));
    let led = before.is_some_and(|t| {
        t.sort == Sort::Word && !t.capital() && (t.is(lang::DET | lang::POSSESSIVE) || t.marks == 0)
    });
    let head = tokens.text(mention.start);
    let noun = tokens.language.feminine_endings.iter().any(|e| head.ends_with(e) && head.len() > e.len() + 3)
        || words.first().is_some_and(|t| t.is(lang::DOCUMENT | lang::ORG | lang::GROUP | lang::SPEECH_NOUN));
    // Exemplar dankte, sagte Exemplar; plural nouns stand with plural verbs
    let speaks = |t: Option<&Token>| {
        t.is_some_and(|t| {
            t.cue > 0
                && t.is(lang::VERB_PAST)
                && !tokens.text.get(..t.end as usize).is_some_and(|w| w.ends_with('n'))
        })
    };
    let beside = speaks(before) || speaks(tokens.list.get(mention.end));
    words.len() == 1 && !beside || led || noun
}

/// Whether a token can be part of a name.
fn name_word(token: &Token) -> bool {
    token.sort == Sort::Word && token.capital() && !token.is(lang::NOT_NAME | lang::TIME | lang::SUBJECT)
}

/// Saudis, Catholics: the people of an adjective.
fn of_a_nation(tokens: &Tokens<'_>, at: usize) -> bool {
    let word = tokens.text(at);
    tokens.list[at].marks == 0
        && word.strip_suffix('s').is_some_and(|stem| {
            word.len() > 4 && tokens.language.word(&stem.to_lowercase()).marks & lang::DEMONYM != 0
        })
}

/// `R-S.C.`, `D-Texas`: the party and state of a politician.
pub(super) fn party_tag(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(|c| matches!(c, 'R' | 'D' | 'I'))
        && chars.next() == Some('-')
        && chars.next().is_some_and(char::is_uppercase)
}

/// The gender that a title shows.
fn title_gender(title: &Token) -> Option<Gender> {
    match (title.is(lang::MALE), title.is(lang::FEMALE)) {
        (true, false) => Some(Gender::Male),
        (false, true) => Some(Gender::Female),
        _ => None,
    }
}

/// Titles that are names or institutions as well.
const NOT_OFFICE: u64 = lang::MALE_NAME | lang::FEMALE_NAME | lang::ORG | lang::ORG_SUFFIX;
/// Most words between an office and its holder's name.
const OFFICE: usize = 7;

/// `Secretary of State NAME`, `US Minister of Trade and Ports NAME`, from its first word on: the title, and where the
/// name begins. It begins at a given name, else it is the last two words of three or more, where no word of them is a
/// common one and somebody speaks; or what is behind one common word.
fn behind_office(tokens: &Tokens<'_>, at: usize, end: usize) -> Option<(usize, usize)> {
    let list = &tokens.list;
    let given = |t: &Token| t.is(lang::MALE_NAME | lang::FEMALE_NAME);
    let office = (at..end.min(at + 5))
        .take_while(|t| name_word(&list[*t]))
        .find(|t| list[*t].is(lang::TITLE) && list.get(t + 1).is_some_and(|n| n.is(lang::PREP)))?;
    if given(&list[office]) || tokens.text(office + 1) != "of" {
        return None;
    }
    let first = office + 2 + usize::from(list.get(office + 2)?.is(lang::DET));
    let mut stop = first;
    let mut word = 0;
    while stop < end && stop - first < OFFICE {
        let token = &list[stop];
        let joins = stop > first
            && token.is(lang::CONJ | lang::PARTICLE)
            && !token.capital()
            && list.get(stop + 1).is_some_and(name_word);
        let glued = stop > first && !token.spaced && token.sort != Sort::Other;
        if glued || !(name_word(token) || joins) {
            break;
        }
        if joins && token.is(lang::CONJ) {
            word = stop + 1;
        }
        stop += 1;
    }
    let last = list.get(stop.checked_sub(1)?)?;
    if stop <= first + 1 || last.is(lang::ORG | lang::ORG_SUFFIX | lang::GROUP | lang::PLACE) {
        return None;
    }
    // behind the last word that is joined, one at least belongs to the office
    let from = word.max(first) + 1;
    if let Some(name) = (from..stop - 1).find(|t| given(&list[*t]) && list[t + 1].sort == Sort::Word) {
        return Some((office, name));
    }
    let unknown = |t: usize| list[t].marks == 0 && list[t].shape != Shape::Capitals;
    let speaks = |t: Option<&Token>| t.is_some_and(|t| t.cue > 0 || t.sort == Sort::Comma);
    let beside = speaks(list.get(stop)) || at.checked_sub(1).is_some_and(|before| list[before].cue > 0);
    if stop >= from + 2 && unknown(stop - 1) && unknown(stop - 2) && beside {
        return Some((office, stop - 2));
    }
    let common = list[first].is(lang::ORG | lang::TITLE);
    (stop == from + 1 && common && unknown(stop - 1)).then_some((office, stop - 1))
}

/// The name that begins at a token, and where to go on.
fn name_at(
    tokens: &Tokens<'_>,
    at: usize,
    start: usize,
    end: usize,
    headline: bool,
) -> Option<(NameMention, usize)> {
    let list = &tokens.list;
    let first = &list[at];
    if !name_word(first) || party_tag(tokens.text(at)) {
        return None;
    }
    let initial = at == start || matches!(list[at - 1].sort, Sort::Stop | Sort::Quote(_) | Sort::Colon);
    // Harbour Calls Lund "Weak": the verb of a headline in Title Case
    let headline_verb = |at: usize| {
        let token = &list[at];
        headline
            && token.cue > 0
            && token.is(lang::VERB_S)
            && !token.is(lang::MALE_NAME | lang::FEMALE_NAME | lang::NOUNISH | lang::ORG_SUFFIX)
    };
    // titles in front
    let mut name = at;
    let (mut gender, mut person) = (None, false);
    while name < end
        && name - at < LONGEST
        && (list[name].is(lang::TITLE) || tokens.language.capital_nouns && list[name].is(lang::PERSON))
        && name_word(&list[name])
        && list.get(name + 1).is_some_and(name_word)
        && !headline_verb(name + 1)
        && name + 1 < end
        && !list[name + 1].is(lang::ORG_SUFFIX)
    {
        if list[name].is(lang::MALE_NAME | lang::FEMALE_NAME)
            && !list[name + 1].is(lang::TITLE)
            && tokens.text(name).len() > 3
            && !list[name].is(lang::MALE | lang::FEMALE)
        {
            break;
        }
        person |= !list[name].is(lang::DEMONYM);
        gender = gender.or(title_gender(&list[name]));
        name += 1;
    }
    // Secretary of State NAME
    if let Some((office, first_name)) = behind_office(tokens, at, end) {
        gender = gender.or(title_gender(&list[office]));
        name = first_name;
        person = true;
    }
    let mut stop = name;
    while stop < end && stop - name < LONGEST {
        let token = &list[stop];
        if stop > name && !token.spaced && !matches!(token.sort, Sort::Other) {
            break;
        }
        if stop > name && (headline_verb(stop) || party_tag(tokens.text(stop))) {
            break;
        }
        // Ines March, where no day or year follows
        let month = stop > name
            && stop == name + 1
            && list[name].is(lang::MALE_NAME | lang::FEMALE_NAME)
            && token.is(lang::TIME)
            && token.is(lang::FEMALE_NAME | lang::MALE_NAME)
            && token.capital()
            && list.get(stop + 1).is_none_or(|t| t.sort != Sort::Number);
        let particle = stop > name
            && stop + 1 < end
            && token.sort == Sort::Word
            && token.is(lang::PARTICLE)
            && (name_word(&list[stop + 1])
                // von der
                || tokens.language.capital_nouns
                    && list[stop + 1].is(lang::PARTICLE)
                    && stop + 2 < end
                    && name_word(&list[stop + 2]))
            // Angela von Berg, but: Ziel der Reise
            && (!tokens.language.capital_nouns
                || person && stop == name + 1
                || list[name..stop].iter().all(|t| t.is(lang::MALE_NAME | lang::FEMALE_NAME | lang::PARTICLE)));
        if name_word(token) || month || particle {
            stop += 1;
        } else if stop > name
            && token.is(lang::PREP)
            && list[stop - 1].is(lang::ORG_SUFFIX | lang::ORG)
            && tokens.text(stop) == "of"
        {
            // Department of Justice, House of Representatives, Bank of the West
            let skip = usize::from(list.get(stop + 1).is_some_and(|t| t.is(lang::DET)));
            if list.get(stop + 1 + skip).is_some_and(name_word) && stop + 1 + skip < end {
                stop += 1 + skip;
            } else {
                break;
            }
        } else {
            break;
        }
    }
    if stop == name {
        return None;
    }
    // der Innenminister Frankreichs
    person &= !(tokens.language.capital_nouns && stop == name + 1 && list[name].is(lang::PLACE));
    // Harbour Watch President Ned Vasko: the name stands behind the last title
    let title = (name..stop.saturating_sub(1)).rev().find(|t| {
        list[*t].is(lang::TITLE | lang::PERSON)
            && !list[*t].is(lang::MALE_NAME | lang::FEMALE_NAME | lang::ORG)
    });
    if let Some(title) = title.filter(|t| {
        *t > name
            && !list[stop - 1].is(lang::ORG_SUFFIX | lang::ORG | lang::GROUP)
            && !list[t + 1].is(lang::PREP)
    }) {
        person = true;
        gender = gender.or(title_gender(&list[title]));
        name = title + 1;
    }
    // what begins a sentence is a name only if something else says so
    let mut common = false;
    if initial && name == at {
        let alone = stop - name == 1;
        let known = first.is(lang::MALE_NAME | lang::FEMALE_NAME | lang::PLACE | lang::ORG_NAME)
            || first.shape == Shape::Capitals;
        common = alone && !known && first.marks != 0;
        // "Meanwhile Smith", "Senate Republicans": drop a common word in front
        if !alone
            && !known
            && first.is(lang::VERB
                | lang::ADV
                | lang::PREP
                | lang::SUB
                | lang::CONJ
                | lang::AUX
                | lang::MODAL
                | lang::PERSON)
        {
            name += 1;
        }
    }
    // adjectives of nations and parties are no part of a name
    while name < stop
        && list[name].is(lang::DEMONYM | lang::GROUP)
        && !list[name].is(lang::MALE_NAME | lang::FEMALE_NAME)
        && stop - name > 1
        && !list[stop - 1].is(lang::ORG_SUFFIX | lang::ORG)
    {
        name += 1;
    }
    // titles behind them: Republican Senator Smith
    while name + 1 < stop
        && list[name].is(lang::TITLE)
        && !list[name].is(lang::MALE_NAME | lang::FEMALE_NAME)
        && !list[stop - 1].is(lang::ORG_SUFFIX)
    {
        person = true;
        name += 1;
    }
    // former Delaware Gov. and party chairman
    while stop - name > 1 && list[stop - 1].is(lang::TITLE) && list[stop - 1].is(lang::ABBREV) {
        stop -= 1;
    }
    // the US Secretary of State, the White House Chief of Staff: an office whose holder is not named
    if !person && list.get(stop).is_some_and(|t| t.is(lang::PREP) && tokens.text(stop) == "of") {
        while stop > name && list[stop - 1].is(lang::TITLE) && !list[stop - 1].is(NOT_OFFICE) {
            stop -= 1;
        }
        if stop == name {
            return None;
        }
    }
    // the Ohio Democrat, Danes: who they are, no name
    let party = list[stop - 1].is(lang::DEMONYM | lang::GROUP)
        && !list[stop - 1].is(lang::MALE_NAME | lang::FEMALE_NAME);
    if party
        && stop - name > 1
        && list[name..stop - 1]
            .iter()
            .all(|t| t.is(lang::PLACE | lang::DEMONYM) || t.marks == 0 && stop - name == 3)
        || stop - name == 1 && of_a_nation(tokens, name)
    {
        return None;
    }
    // Colo. alone is an abbreviation
    if stop - name == 1 && list[name].is(lang::ABBREV) && tokens.ends_with_point(name) {
        return None;
    }
    if name >= stop
        || stop - name == 1 && list[name].is(lang::DEMONYM)
        || stop - name == 1
            && list[name].is(lang::TITLE | lang::PERSON | lang::GROUP)
            && !list[name].is(lang::MALE_NAME | lang::FEMALE_NAME)
    {
        return None;
    }
    Some((
        NameMention {
            field: 0,
            start: name,
            end: stop,
            titled: at,
            gender,
            person,
            initial: initial && name == at,
            tentative: false,
            common,
            surname: 0,
            member: 0,
        },
        stop,
    ))
}
