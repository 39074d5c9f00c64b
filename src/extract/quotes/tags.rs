//! Parts of speech, told from the language data and the neighbours.
//!
//! Enough to find subjects, cues and the ends of clauses, and no more. A word is settled by its closed class, by how it
//! is written, and where it may be noun or verb by what stands around it.

use super::clause::cues;
use super::items::{Item, Tag};
use super::lang;
use super::tokens::{Sort, Token, Tokens};

/// Tags the items of one sentence.
pub(super) fn tag(tokens: &Tokens<'_>, list: &mut [Item], title_case: bool) {
    for index in 0..list.len() {
        let item = list[index];
        let first =
            index == 0 || matches!(list[index - 1].tag, Tag::Colon | Tag::Quote | Tag::Stop | Tag::Open);
        list[index].tag = if item.quote > 0 {
            Tag::Quote
        } else {
            let token = &tokens.list[item.token as usize];
            match token.sort {
                Sort::Word
                    if index > 0 && !title_case && month_as_surname(tokens, &list[index - 1], &item) =>
                {
                    Tag::Name
                }
                Sort::Word => word_tag(tokens, token, tokens.list.get(item.end as usize), first, title_case),
                Sort::Clitic => clitic_tag(
                    index.checked_sub(1).and_then(|i| list.get(i)),
                    token,
                    tokens.list.get(item.end as usize),
                ),
                Sort::Number => Tag::Number,
                Sort::Quote(_) => {
                    if tokens.text(item.token as usize).starts_with(['\'', '’']) {
                        Tag::Genitive
                    } else {
                        Tag::Other
                    }
                }
                Sort::Comma => Tag::Comma,
                // 3. Mai
                Sort::Stop if index + 1 < list.len() && ordinal(tokens, item.token as usize) => Tag::Other,
                Sort::Stop => Tag::Stop,
                Sort::Colon => Tag::Colon,
                Sort::Semicolon => Tag::Semicolon,
                Sort::Dash => Tag::Dash,
                Sort::Open => Tag::Open,
                Sort::Close => Tag::Close,
                Sort::Other => Tag::Other,
            }
        };
    }
    for index in 0..list.len() {
        settle(tokens, list, index, title_case);
    }
}

/// Whether a point makes an ordinal of the number before it, where nouns are written large: 3. Mai, 2. Bundesliga.
pub(super) fn ordinal(tokens: &Tokens<'_>, point: usize) -> bool {
    let number = point.checked_sub(1).map(|i| &tokens.list[i]);
    tokens.language.capital_nouns
        && number.is_some_and(|t| t.sort == Sort::Number && t.end - t.start <= 2)
        && !tokens.list[point].spaced
        && tokens
            .list
            .get(point + 1)
            .is_some_and(|t| t.sort == Sort::Word && !(t.capital() && t.is(lang::NOT_NAME)))
}

/// `Ines March`: a month behind a given name, where no day or year follows.
fn month_as_surname(tokens: &Tokens<'_>, before: &Item, item: &Item) -> bool {
    let given = lang::MALE_NAME | lang::FEMALE_NAME;
    before.tag == Tag::Name
        && before.is(given)
        && item.is(lang::TIME)
        && item.is(given)
        && tokens.list[item.token as usize].capital()
        && tokens.list.get(item.end as usize).is_none_or(|t| t.sort != Sort::Number)
}

/// The tag of a word from its marks alone.
fn word_tag(tokens: &Tokens<'_>, token: &Token, next: Option<&Token>, first: bool, title_case: bool) -> Tag {
    use lang::*;
    let capital = token.capital();
    // nouns are written large: a known adverb or preposition at the head is none
    if capital
        && first
        && tokens.language.capital_nouns
        && token.is(ADV | PREP | SUB | WH | CONJ)
        && let Some(tag) = closed_tag(token)
    {
        return tag;
    }
    if capital
        && !title_case
        && (!first || tokens.language.capital_nouns && !token.is(NOT_NAME))
        && !token.is(NOT_NAME | WHO | MODAL | AUX)
    {
        if token.is(SUBJECT | OBJECT | POSSESSIVE | DET | PRONOUN) && first {
            return closed_tag(token).unwrap_or(Tag::Name);
        }
        return if token.is(TIME) { Tag::Time } else { Tag::Name };
    }
    if capital && !title_case && first {
        let next_capital = next.is_some_and(|t| t.capital() && t.sort == Sort::Word && !t.is(NOT_NAME));
        let known_name = token.is(MALE_NAME | FEMALE_NAME | PLACE | ORG_NAME | TITLE | DEMONYM);
        if !token.is(NOT_NAME)
            && (known_name
                || token.marks == 0
                || next_capital && !token.is(VERB_ING | SUB | PREP | ADV | DET | POSSESSIVE | CONJ))
        {
            return Tag::Name;
        }
    }
    if let Some(tag) = closed_tag(token) {
        return tag;
    }
    if capital && title_case && !token.is(VERB | PERSON | GROUP | ORG | DOCUMENT) {
        return Tag::Name;
    }
    if token.is(TIME) && !token.is(VERB) {
        return Tag::Time;
    }
    if token.is(VERB) {
        return match () {
            () if token.is(VERB_PAST) => Tag::Verb,
            () if token.is(VERB_PART) => Tag::Participle,
            () if token.is(VERB_ING) => Tag::Ing,
            () => Tag::Verb,
        };
    }
    let text = tokens.text.get(token.start as usize..token.end as usize).unwrap_or("");
    if tokens.language.code == "en" && token.marks == 0 {
        if text.ends_with("ly") && text.len() > 4 {
            return Tag::Adverb;
        }
        if text.ends_with("ing") && text.len() > 5 {
            return Tag::Ing;
        }
        if text.ends_with("ed") && text.len() > 4 {
            return Tag::Verb;
        }
    }
    let ending = |text: &str| tokens.language.verb_endings.iter().any(|e| text.ends_with(e));
    if !capital && (tokens.language.verb_second && token.is(SUBJUNCTIVE) || token.marks == 0 && ending(text))
    {
        return Tag::Verb;
    }
    if capital { Tag::Name } else { Tag::Noun }
}

/// The tag of a word of a closed class.
fn closed_tag(token: &Token) -> Option<Tag> {
    use lang::*;
    if !token.is(CLOSED_CLASS) {
        return None;
    }
    Some(match () {
        () if token.is(THAT) => Tag::That,
        () if token.is(WHO) => Tag::Who,
        () if token.is(MODAL) => Tag::Modal,
        () if token.is(AUX) => Tag::Aux,
        () if token.is(NOT) => Tag::Not,
        () if token.is(TO) => Tag::To,
        () if token.is(SUBJECT) => Tag::Subject,
        () if token.is(POSSESSIVE) => Tag::Possessive,
        () if token.is(OBJECT) => Tag::Object,
        () if token.is(DET) => Tag::Det,
        () if token.is(CONJ) => Tag::Conj,
        () if token.is(PRONOUN) => Tag::Pronoun,
        () if token.is(WH) && !token.is(SUB) => Tag::Wh,
        () if token.is(SUB) => Tag::Sub,
        () if token.is(PREP) => Tag::Prep,
        () if token.is(ADV) && !token.is(TIME) => Tag::Adverb,
        () => return None,
    })
}

/// `'s` is a genitive after a noun, unless what follows shows a verb.
fn clitic_tag(before: Option<&Item>, token: &Token, after: Option<&Token>) -> Tag {
    use lang::*;
    let is_s = token.end - token.start <= 4 && token.is(AUX) && !token.is(MODAL);
    let after_noun =
        before.is_some_and(|i| matches!(i.tag, Tag::Name | Tag::Noun | Tag::Time | Tag::Verb | Tag::Number));
    let verbal = after
        .is_none_or(|t| t.is(DET | NOT | PREP | THAT | VERB_ING | SUB | ADV) && !t.is(TIME) && !t.capital());
    if is_s && after_noun && !verbal {
        Tag::Genitive
    } else if token.is(MODAL) {
        Tag::Modal
    } else {
        Tag::Aux
    }
}

/// Settles with the neighbours' help what a word alone leaves open: noun or verb, past or participle, `her`, `that`.
fn settle(tokens: &Tokens<'_>, list: &mut [Item], index: usize, title_case: bool) {
    use lang::*;
    let item = list[index];
    // most words are what they are wherever they stand
    if !matches!(
        item.tag,
        Tag::Possessive
            | Tag::Object
            | Tag::Det
            | Tag::Prep
            | Tag::That
            | Tag::Verb
            | Tag::Participle
            | Tag::Ing
    ) {
        return;
    }
    let after = list.get(index + 1).map(|i| i.tag);
    // the nearest item before that is no adverb
    let mut back = index;
    let before = loop {
        back = match back.checked_sub(1) {
            Some(back) => back,
            None => break None,
        };
        if !matches!(list[back].tag, Tag::Adverb | Tag::Not) {
            break Some(list[back]);
        }
    };
    let before_tag = before.map(|i| i.tag);
    let directly = index.checked_sub(1).map(|i| list[i].tag);
    list[index].tag = match item.tag {
        Tag::Possessive
            if !matches!(
                after,
                Some(
                    Tag::Name
                        | Tag::Noun
                        | Tag::Number
                        | Tag::Verb
                        | Tag::Ing
                        | Tag::Participle
                        | Tag::Quote
                        | Tag::Time
                        | Tag::Adverb
                )
            ) && item.is(FEMININE) =>
        {
            Tag::Object
        }
        // la alcaldesa, but: la vio
        Tag::Object
            if item.is(DET)
                && matches!(
                    after,
                    Some(
                        Tag::Name
                            | Tag::Noun
                            | Tag::Number
                            | Tag::Participle
                            | Tag::Adverb
                            | Tag::Quote
                            | Tag::Time
                    )
                ) =>
        {
            Tag::Det
        }
        // several said, most say
        Tag::Det
            if item.is(PRONOUN)
                && before
                    .is_none_or(|i| matches!(i.tag, Tag::Comma | Tag::Conj | Tag::Stop | Tag::Semicolon))
                && list
                    .get(index + 1)
                    .is_some_and(|i| i.tag == Tag::Verb && !i.is(NOUNISH) && core_cue(tokens, i)) =>
        {
            Tag::Pronoun
        }
        Tag::Det
            if item.is(PRONOUN | THAT)
                && !matches!(
                    after,
                    Some(
                        Tag::Name
                            | Tag::Noun
                            | Tag::Number
                            | Tag::Ing
                            | Tag::Participle
                            | Tag::Quote
                            | Tag::Time
                            | Tag::Adverb
                            | Tag::Det
                            | Tag::Possessive
                            | Tag::Verb
                    )
                ) =>
        {
            Tag::Pronoun
        }
        // about half, more than 40: no preposition before a number
        Tag::Prep
            if item.is(APPROX)
                && list.get(index + 1).is_some_and(|i| i.tag == Tag::Number || i.is(QUANTITY)) =>
        {
            Tag::Adverb
        }
        // "that" before a noun, where no clause can follow: in that case, at that time
        Tag::That if before_tag == Some(Tag::Prep) => Tag::Det,
        Tag::Verb | Tag::Participle if tokens.language.verb_second => second_verb(tokens, list, index),
        Tag::Verb | Tag::Participle | Tag::Ing if item.is(VERB) || item.marks == 0 => {
            let quoted_before = list[..index].first().is_some_and(|i| i.tag == Tag::Quote);
            verb_or_noun(tokens, item, &Around { before, directly, after, title_case, quoted_before })
        }
        tag => tag,
    };
}

/// Finite verb, participle or adjective, where the verb stands second or last.
fn second_verb(tokens: &Tokens<'_>, list: &[Item], index: usize) -> Tag {
    use lang::*;
    let item = list[index];
    let tag = |at: Option<usize>| at.and_then(|at| list.get(at)).map(|i| i.tag);
    let (before, after) = (tag(index.checked_sub(1)), tag(Some(index + 1)));
    let nominal = matches!(after, Some(Tag::Name | Tag::Noun | Tag::Number | Tag::Participle));
    // dem Blatt zufolge nannte NAME: behind its noun a preposition governs nothing
    let postposed =
        index.checked_sub(1).and_then(|i| cues(&tokens.language.cues, &list[i])).is_some_and(|c| {
            c.longer.iter().any(|(rest, frames)| {
                rest.is_empty() && frames & frame::SOURCE_BEFORE == frame::SOURCE_BEFORE
            })
        });
    // die befürchtete Krise: an adjective
    if nominal && !postposed && matches!(before, Some(Tag::Det | Tag::Possessive | Tag::Prep | Tag::Number)) {
        return Tag::Participle;
    }
    let participle = item.is(VERB_PART);
    if !participle {
        return Tag::Verb;
    }
    if !item.is(VERB_PAST) {
        return Tag::Participle;
    }
    // erklärt: a participle at the end of a clause that has an auxiliary, or right before one
    let ends = matches!(
        after,
        None | Some(
            Tag::Comma
                | Tag::Colon
                | Tag::Stop
                | Tag::Semicolon
                | Tag::Conj
                | Tag::Quote
                | Tag::Dash
                | Tag::That
        )
    );
    let helped = list[..index]
        .iter()
        .rev()
        .take_while(|i| !matches!(i.tag, Tag::Comma | Tag::Colon | Tag::Semicolon | Tag::Stop))
        .any(|i| i.tag == Tag::Aux);
    if matches!(after, Some(Tag::Aux | Tag::Modal)) || ends && helped { Tag::Participle } else { Tag::Verb }
}

/// What stands around a word.
#[derive(Clone, Copy)]
struct Around {
    /// The nearest item before it that is no adverb.
    before: Option<Item>,
    /// The item right before it.
    directly: Option<Tag>,
    /// The item right behind it.
    after: Option<Tag>,
    /// Whether the sentence is set in Title Case.
    title_case: bool,
    /// Whether the sentence begins with a quotation.
    quoted_before: bool,
}

/// Whether an item is a plain verb of saying.
fn core_cue(tokens: &Tokens<'_>, item: &Item) -> bool {
    cues(&tokens.language.cues, item).is_some_and(|c| c.frames & lang::frame::CORE != 0)
}

/// Whether a word that may be a verb is one here.
fn verb_or_noun(tokens: &Tokens<'_>, item: Item, around: &Around) -> Tag {
    use lang::*;
    let Around { before, directly, after, title_case, quoted_before } = *around;
    let token = &tokens.list[item.token as usize];
    let before_tag = before.map(|i| i.tag);
    if item.tag == Tag::Ing {
        // "the meeting", "his saying": a noun after an article, unless an object follows
        return if matches!(directly, Some(Tag::Det | Tag::Possessive | Tag::Genitive))
            && !matches!(after, Some(Tag::That))
        {
            Tag::Noun
        } else {
            Tag::Ing
        };
    }
    let auxiliary = before.is_some_and(|i| i.tag == Tag::Aux);
    // a form that the data lists as it stands: dijo, cuenta
    if item.is(VERB_BASE) && item.is(VERB_S) && item.is(VERB_PAST) {
        return match directly {
            Some(Tag::Det | Tag::Possessive | Tag::Genitive | Tag::Prep | Tag::Number) => Tag::Noun,
            _ if auxiliary && item.is(VERB_PART) => Tag::Participle,
            _ => Tag::Verb,
        };
    }
    if item.is(VERB_PAST | VERB_PART) || item.marks == 0 {
        let only_participle = item.is(VERB_PART) && !item.is(VERB_PAST);
        // same form in base, past and participle (read, put, cut) can be a noun too
        let also_base = item.is(VERB_BASE);
        if auxiliary && !also_base {
            return Tag::Participle;
        }
        let premodifies =
            matches!(before_tag, Some(Tag::Det | Tag::Possessive | Tag::Genitive | Tag::Number))
                && matches!(after, Some(Tag::Noun | Tag::Name | Tag::Participle | Tag::Number));
        if premodifies || matches!(directly, Some(Tag::Det | Tag::Possessive | Tag::Genitive | Tag::Prep)) {
            return if also_base { Tag::Noun } else { Tag::Participle };
        }
        if only_participle {
            return Tag::Participle;
        }
        if !also_base {
            return Tag::Verb;
        }
    }
    let nominal_after = matches!(
        after,
        Some(
            Tag::Det
                | Tag::Possessive
                | Tag::That
                | Tag::Subject
                | Tag::Object
                | Tag::Pronoun
                | Tag::To
                | Tag::Name
                | Tag::Quote
                | Tag::Wh
                | Tag::Who
                | Tag::Number
                | Tag::Colon
                | Tag::Sub
        )
    );
    let strong_before = matches!(before_tag, Some(Tag::To | Tag::Modal | Tag::Subject | Tag::Who));
    if strong_before || auxiliary && item.is(VERB_BASE) && before.is_some_and(|i| i.is(NEGAUX)) {
        return Tag::Verb;
    }
    // says, tells, adds: hardly ever nouns
    let core = core_cue(tokens, &item);
    let counted = directly == Some(Tag::Number) && quoted_before && core && after == Some(Tag::Stop);
    if matches!(directly, Some(Tag::Det | Tag::Possessive | Tag::Genitive | Tag::Number | Tag::Prep))
        && !counted
    {
        return Tag::Noun;
    }
    if title_case && token.capital() {
        let speaks = item.is(VERB_S) && item.cue > 0;
        // Bridge Is Safe, Says Mayor Lund
        let inverted = core && matches!(before_tag, Some(Tag::Comma | Tag::Quote));
        return if speaks && (inverted || matches!(before_tag, Some(Tag::Name | Tag::Noun | Tag::Close))) {
            Tag::Verb
        } else {
            Tag::Noun
        };
    }
    if core
        && item.is(VERB_S)
        && !item.is(NOUNISH)
        && matches!(
            before_tag,
            Some(
                Tag::Name
                    | Tag::Noun
                    | Tag::Close
                    | Tag::Comma
                    | Tag::Quote
                    | Tag::Conj
                    | Tag::That
                    | Tag::Time
                    | Tag::Pronoun
            )
        )
    {
        return Tag::Verb;
    }
    // Lund and Brekke call them: no noun has an object
    if item.is(VERB_BASE) && after == Some(Tag::Object) && matches!(before_tag, Some(Tag::Name | Tag::Noun)) {
        return Tag::Verb;
    }
    let plural_before = before.is_some_and(|i| i.is(GROUP | PLURAL) || i.tag == Tag::Pronoun);
    let third = item.is(VERB_S);
    let cue = item.cue > 0;
    // reports, states, posts: nouns first of all
    if item.is(NOUNISH)
        && !(before_tag == Some(Tag::Name)
            && matches!(after, Some(Tag::That | Tag::Quote | Tag::Colon | Tag::Comma | Tag::Det | Tag::Stop)))
        && !matches!(before_tag, Some(Tag::Pronoun))
    {
        return Tag::Noun;
    }
    // put it, read the letter: past and base alike
    if item.is(VERB_PAST)
        && nominal_after
        && matches!(
            before_tag,
            Some(Tag::Name | Tag::Noun | Tag::Close | Tag::Pronoun | Tag::Conj | Tag::Comma)
        )
    {
        return Tag::Verb;
    }
    match before_tag {
        Some(Tag::Name)
            if third
                && (nominal_after
                    || cue
                        && matches!(
                            after,
                            Some(Tag::Comma | Tag::Prep | Tag::Adverb | Tag::Noun | Tag::Time | Tag::Modal)
                        )) =>
        {
            Tag::Verb
        }
        Some(Tag::Noun | Tag::Pronoun | Tag::Close | Tag::Time) if third && nominal_after => Tag::Verb,
        Some(Tag::Pronoun) => Tag::Verb,
        // "A," the website explains.
        Some(Tag::Name | Tag::Noun | Tag::Close | Tag::Number)
            if (third || plural_before || before_tag == Some(Tag::Number))
                && cue
                && quoted_before
                && matches!(
                    after,
                    None | Some(Tag::Stop | Tag::Comma | Tag::Prep | Tag::Time | Tag::Adverb)
                ) =>
        {
            Tag::Verb
        }
        Some(Tag::Noun | Tag::Name) if !third && plural_before && (nominal_after || cue) => Tag::Verb,
        Some(Tag::Noun) if !third && nominal_after && cue => Tag::Verb,
        Some(Tag::Comma | Tag::Quote | Tag::Conj | Tag::Close)
            if (third || cue && item.is(VERB_BASE)) && nominal_after =>
        {
            Tag::Verb
        }
        Some(Tag::That) if third => Tag::Verb,
        Some(Tag::Aux) if item.is(VERB_BASE) && !third && nominal_after => Tag::Verb,
        _ => Tag::Noun,
    }
}
