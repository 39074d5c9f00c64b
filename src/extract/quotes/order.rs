//! Word order where the finite verb stands second in a main clause and last in a subordinate one.
//!
//! Subjects are told by the case that articles and adjectives show, and by where they stand: in front of the verb, or
//! first behind it. Looks at one sentence; what it needs to know of the language stands in the data.

use super::clause::{cues, speaks};
use super::items::{Item, Tag};
use super::lang::{self, frame};
use super::phrase::Phrase;
use super::tokens::{Shape, Sort, Token, Tokens};

/// Longest noun phrase, in items.
const LONGEST: usize = 40;

/// A sentence that is read for its word order.
#[derive(Clone, Copy)]
pub(crate) struct Order<'a> {
    /// Tokens of the field.
    pub(crate) tokens: &'a Tokens<'a>,
    /// Items of the field.
    pub(crate) list: &'a [Item],
    /// First item of the sentence.
    pub(crate) start: usize,
    /// Item after the last.
    pub(crate) end: usize,
}

/// The clause that a verb stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clause {
    /// The verb stands second, or first behind what is quoted.
    Main,
    /// The verb stands last; the item opens the clause: *dass*, *wie*, *weil*, a relative pronoun.
    Subordinate(usize),
}

impl<'a> Order<'a> {
    pub(crate) fn tag(&self, at: usize) -> Option<Tag> {
        (at >= self.start && at < self.end).then(|| self.list[at].tag)
    }

    fn before(&self, at: usize) -> Option<Tag> {
        at.checked_sub(1).and_then(|at| self.tag(at))
    }

    fn token(&self, at: usize) -> &'a Token {
        &self.tokens.list[self.list[at].token as usize]
    }

    pub(crate) fn text(&self, at: usize) -> &'a str {
        self.tokens.text(self.list[at].token as usize)
    }

    /// Whether a word with a capital that is a noun or a name stands at an item.
    fn capital(&self, at: usize) -> bool {
        matches!(self.list[at].tag, Tag::Name | Tag::Noun | Tag::Time) && self.token(at).capital()
            || self.list[at].tag == Tag::Number
    }

    /// Whether a clause ends at an item.
    pub(crate) fn boundary(&self, at: usize) -> bool {
        self.tag(at).is_none_or(|t| {
            matches!(
                t,
                Tag::Comma | Tag::Colon | Tag::Stop | Tag::Semicolon | Tag::Dash | Tag::Close | Tag::Open
            )
        })
    }

    /// Whether one of a list of words stands at an item.
    pub(crate) fn among(&self, at: usize, words: &[&str]) -> bool {
        self.tag(at).is_some() && words.iter().any(|word| self.text(at).eq_ignore_ascii_case(word))
    }

    /// The separable prefix that ends the clause of the verb at an item, with the frames of the two.
    pub(crate) fn prefix(&self, verb: usize) -> Option<(usize, u32)> {
        let entry = cues(&self.tokens.language.cues, &self.list[verb])?;
        if entry.split.is_empty() {
            return None;
        }
        (verb + 1..self.end)
            .take_while(|at| !matches!(self.list[*at].tag, Tag::Colon | Tag::Semicolon))
            .find_map(|at| {
                let next = self.tag(at + 1);
                let ends = self.boundary(at + 1)
                    || matches!(next, Some(Tag::Quote | Tag::Conj | Tag::That | Tag::Sub | Tag::Wh));
                let text = self.text(at);
                let found = entry.split.iter().find(|(prefix, _)| text.eq_ignore_ascii_case(prefix));
                found.filter(|_| ends).map(|(_, frames)| (at, *frames))
            })
    }

    /// Whether the phrase at an item shows another case than the nominative.
    pub(crate) fn oblique(&self, at: usize) -> bool {
        let item = &self.list[at];
        if !matches!(item.tag, Tag::Det | Tag::Possessive | Tag::Pronoun) {
            return false;
        }
        if item.is(lang::OBLIQUE) {
            return true;
        }
        // der: a masculine subject, or a feminine in the genitive or dative
        if !item.is(lang::GENITIVE) {
            return false;
        }
        let end = self.core(at).unwrap_or(at + 1);
        let adjective = (at + 1..end).find(|i| !self.token(*i).capital() && self.list[*i].quote == 0);
        if let Some(adjective) = adjective {
            return self.text(adjective).ends_with("en");
        }
        // "der Zeitung": the gender that the noun's ending shows
        let noun = (at + 1..end).find(|i| self.capital(*i));
        noun.is_some_and(|noun| {
            let text = self.text(noun);
            let person = self.list[noun].is(lang::PERSON | lang::TITLE);
            self.list[noun].is(lang::FEMALE)
                || !person && self.tokens.language.feminine_endings.iter().any(|e| text.ends_with(e))
        })
    }

    /// The end of a noun phrase without attributes behind its head: article, adjectives, nouns and names.
    fn core(&self, at: usize) -> Option<usize> {
        self.nouns(at, true)
    }

    /// As [`Order::core`]; `extended` says whether what stands between article and adjective may be a phrase itself:
    /// der auf der Tagung anwesende Minister.
    fn nouns(&self, at: usize, extended: bool) -> Option<usize> {
        let mut stop = at;
        while matches!(self.tag(stop), Some(Tag::Det | Tag::Possessive)) && stop < at + 3 {
            stop += 1;
        }
        let determined = stop > at;
        // der "Bote"
        let named = self.tag(stop) == Some(Tag::Quote) && !self.list[stop].apart && self.begins_large(stop);
        if determined && named && !self.capital_at(stop + 1) {
            return Some(stop + 1);
        }
        // adjectives are written small
        let mut head = stop;
        while head < at + LONGEST
            && self.tag(head).is_some_and(|t| {
                matches!(t, Tag::Noun | Tag::Participle | Tag::Verb | Tag::Number | Tag::Adverb | Tag::Ing)
                    || t == Tag::Quote && determined && !self.list[head].apart
            })
            && !self.capital(head)
        {
            head += 1;
        }
        if extended && head == stop && determined && self.tag(head) == Some(Tag::Prep) {
            let mut past = head;
            while self.tag(past) == Some(Tag::Prep) && past < head + 16 {
                past = self.nouns(past + 1, false).unwrap_or(past + 1);
            }
            let adjective = matches!(self.tag(past), Some(Tag::Noun | Tag::Participle | Tag::Verb));
            if adjective && !self.capital(past) && self.capital_at(past + 1) {
                head = past + 1;
                stop = head;
            }
        }
        // "the large and small": adjectives that are joined
        if determined
            && self.tag(head) == Some(Tag::Conj)
            && head > stop
            && matches!(self.tag(head + 1), Some(Tag::Noun | Tag::Participle))
            && self.tag(head + 2).is_some()
            && self.capital(head + 2)
        {
            head += 2;
        }
        let mut end = head;
        while end < at + LONGEST && self.tag(end).is_some() {
            let name =
                self.capital(end) && self.list[end].tag != Tag::Time || end == head && self.capital(end);
            let particle = end > head
                && self.list[end].is(lang::PARTICLE)
                && self.named(head, end)
                && (self.capital_at(end + 1)
                    || self.tag(end + 1).is_some()
                        && self.list[end + 1].is(lang::PARTICLE)
                        && self.capital_at(end + 2));
            // Mannheims oberster Richter
            let owned = end == at + 1
                && self.text(at).ends_with('s')
                && matches!(self.list[end].tag, Tag::Noun | Tag::Participle | Tag::Adverb)
                && self.capital_at(end + 1);
            if !name && !particle && !owned {
                break;
            }
            end += 1;
        }
        if end > head {
            return Some(end);
        }
        // dieser sagte
        (stop == at + 1
            && (self.list[at].is(lang::PRONOUN) || self.list[at].tag == Tag::Det)
            && !self.capital_at(stop)
            && head == stop)
            .then_some(stop)
    }

    fn capital_at(&self, at: usize) -> bool {
        self.tag(at).is_some() && self.capital(at)
    }

    /// Whether a given name stands in a range.
    fn named(&self, from: usize, to: usize) -> bool {
        self.list[from..to].iter().any(|i| i.is(lang::MALE_NAME | lang::FEMALE_NAME))
    }

    /// The noun phrase that begins at an item, with the attributes that belong to it.
    pub(crate) fn phrase(&self, at: usize) -> Option<Phrase> {
        let first = self.tag(at)?;
        if matches!(first, Tag::Subject | Tag::Pronoun) && !self.list[at].is(lang::DET) {
            return Some(Phrase { start: at, end: at + 1 });
        }
        if !matches!(
            first,
            Tag::Det | Tag::Possessive | Tag::Name | Tag::Noun | Tag::Number | Tag::Participle | Tag::Pronoun
        ) {
            return None;
        }
        let mut end = self.core(at)?;
        let determined = matches!(first, Tag::Det | Tag::Possessive);
        let mut owned = false;
        for _ in 0..6 {
            let named = self.named(at, end);
            let described = determined
                || self.list[at..end]
                    .iter()
                    .any(|i| i.is(lang::PERSON | lang::GROUP | lang::ORG | lang::TITLE));
            let Some(next) = self.tag(end) else { break };
            let item = &self.list[end];
            let to = match next {
                // des Ministeriums; der Partei, where no name could be its addressee
                Tag::Det | Tag::Possessive
                    if item.is(lang::GENITIVE)
                        && !named
                        && (described || item.is(lang::OBLIQUE))
                        && self.token(end - 1).shape != Shape::Capitals
                        // sagte der Sprecher der Partei der Zeitung
                        && (item.is(lang::OBLIQUE) || !owned) =>
                {
                    owned = !item.is(lang::OBLIQUE);
                    self.core(end)
                }
                Tag::Prep if self.among(end, &self.tokens.language.attributive) => {
                    self.core(end + 1).filter(|to| {
                        self.capital(to - 1) && !self.list[end..*to].iter().any(|i| i.tag == Tag::Quote)
                    })
                }
                Tag::Open => {
                    (end..self.end.min(end + 10)).find(|i| self.list[*i].tag == Tag::Close).map(|i| i + 1)
                }
                // the broadcaster "A"
                Tag::Quote if !item.apart && !named && described && self.begins_large(end) => Some(end + 1),
                // der Sprecher der Polizei in Rom, NAME NAME,
                Tag::Prep if described && !named && self.among(end, &self.tokens.language.locative) => self
                    .core(end + 1)
                    .map(|to| self.genitives(to))
                    .filter(|to| self.tag(*to) == Some(Tag::Comma))
                    .and_then(|to| self.bearer(to)),
                Tag::Conj if !item.is(lang::CONTRAST) => self.core(end + 1).filter(|to| {
                    // behind the verb a second verb makes a clause of it
                    let clause =
                        self.tag(*to).is_some_and(|t| matches!(t, Tag::Verb | Tag::Aux | Tag::Modal))
                            && self.list[self.start..at].iter().any(Item::finite);
                    !self.list[end + 1].is(lang::SUBJECT) && !clause && !self.oblique(end + 1)
                }),
                // der Sprecher, NAME NAME,
                Tag::Comma if described && !named => self.bearer(end),
                _ => None,
            };
            match to {
                Some(to) if to > end && to - at <= LONGEST => end = to,
                _ => break,
            }
        }
        Some(Phrase { start: at, end })
    }

    /// The end of the name that a comma sets off behind a description.
    fn bearer(&self, comma: usize) -> Option<usize> {
        self.core(comma + 1).filter(|to| {
            self.list[comma + 1].tag == Tag::Name
                && (comma + 1..*to).all(|i| self.list[i].tag == Tag::Name)
                && (self.boundary(*to)
                    || matches!(self.tag(*to), Some(Tag::Quote | Tag::Adverb | Tag::Prep | Tag::Time))
                        && self.list[comma + 1..*to]
                            .iter()
                            .any(|i| i.is(lang::TITLE | lang::MALE_NAME | lang::FEMALE_NAME)))
                && *to <= comma + 5
        })
    }

    /// Whether the quoted span at an item begins with a capital or a number.
    fn begins_large(&self, at: usize) -> bool {
        let first = self.list[at].token as usize + 1;
        self.tokens.list.get(first).is_some_and(|t| t.capital() || t.sort == Sort::Number)
    }

    /// The first noun phrase from an item on that can be a subject, within the clause.
    pub(crate) fn nominative(&self, from: usize, to: usize) -> Option<Phrase> {
        let mut at = from;
        let to = to.min(self.end);
        while at < to {
            match self.list[at].tag {
                Tag::Adverb | Tag::Not | Tag::Time | Tag::Object | Tag::Other => at += 1,
                Tag::Prep | Tag::To => at = self.core(at + 1).map_or(at + 2, |end| self.genitives(end)),
                Tag::Det | Tag::Possessive | Tag::Pronoun if self.oblique(at) => {
                    at = self.core(at).map_or(at + 1, |end| self.genitives(end).max(at + 1));
                }
                Tag::Det | Tag::Possessive | Tag::Name | Tag::Subject | Tag::Pronoun => {
                    return self.phrase(at);
                }
                Tag::Noun | Tag::Number | Tag::Participle | Tag::Verb => {
                    // adjectives before a noun; an adverb that is not known else
                    let noun = (at..to.min(at + 5)).find(|i| self.capital(*i));
                    let leads = noun.is_some_and(|n| {
                        (at..n).all(|i| matches!(self.list[i].tag, Tag::Noun | Tag::Number | Tag::Participle))
                    });
                    if leads {
                        return self.phrase(at);
                    }
                    at += 1;
                }
                _ => return None,
            }
        }
        None
    }

    /// Passes over genitives and the like behind a phrase.
    fn genitives(&self, end: usize) -> usize {
        let mut end = end;
        while self.tag(end).is_some_and(|t| matches!(t, Tag::Det | Tag::Possessive)) && self.oblique(end) {
            match self.core(end) {
                Some(next) if next > end => end = next,
                _ => break,
            }
        }
        end
    }

    /// The clause of the finite verb at `finite`, whose last word is at `last`.
    pub(crate) fn clause(&self, finite: usize, last: usize) -> Clause {
        let ends = self.boundary(last + 1) || matches!(self.tag(last + 1), Some(Tag::Quote | Tag::Conj));
        if !ends {
            return Clause::Main;
        }
        // the head stands behind the nearest comma, or one further left where an aside stands between
        let mut at = finite;
        for _ in 0..3 {
            let head = self.head(at);
            if self.subordinates(head, finite) {
                return Clause::Subordinate(head);
            }
            if head <= self.start + 1 || self.before(at) != Some(Tag::Comma) && at == finite {
                break;
            }
            at = head.saturating_sub(1);
        }
        Clause::Main
    }

    /// The item behind the boundary that stands before `at`.
    fn head(&self, at: usize) -> usize {
        (self.start..at)
            .rev()
            .find(|i| {
                matches!(self.list[*i].tag, Tag::Comma | Tag::Colon | Tag::Semicolon | Tag::Dash | Tag::Stop)
            })
            .map_or(self.start, |i| i + 1)
    }

    /// Whether an item opens a clause whose verb stands last.
    fn subordinates(&self, head: usize, finite: usize) -> bool {
        if head >= finite {
            return false;
        }
        let item = &self.list[head];
        let behind_comma = self.before(head) == Some(Tag::Comma);
        match item.tag {
            Tag::Sub | Tag::That | Tag::Wh | Tag::Who => true,
            _ if item.is(lang::SUB | lang::WH) && !item.is(lang::PREP) => true,
            Tag::Conj | Tag::Adverb if head + 1 < finite => {
                matches!(self.list[head + 1].tag, Tag::Sub | Tag::That | Tag::Wh)
            }
            // , der am Montag sagte
            Tag::Det | Tag::Pronoun => {
                behind_comma
                    && !matches!(
                        self.tag(head + 1),
                        Some(Tag::Name | Tag::Noun | Tag::Participle | Tag::Number)
                    )
            }
            Tag::Prep => {
                behind_comma
                    && matches!(self.tag(head + 1), Some(Tag::Det | Tag::Who))
                    && !self.capital_at(head + 2)
            }
            _ => false,
        }
    }

    /// Whether the subordinate clause that an item opens tells who reports: wie das Ministerium mitteilte.
    pub(crate) fn as_clause(&self, head: usize) -> bool {
        cues(&self.tokens.language.cues, &self.list[head]).is_some_and(|c| {
            c.longer.iter().any(|(rest, frames)| rest.is_empty() && frames & frame::AS_CLAUSE != 0)
        })
    }

    /// The subject of a subordinate clause.
    pub(crate) fn subject_of_subordinate(&self, head: usize, finite: usize) -> Option<Phrase> {
        let own = self.nominative(head + 1, finite);
        let relative = matches!(self.list[head].tag, Tag::Who | Tag::Det | Tag::Pronoun);
        // die die Gefahr beschwören: the relative is the subject
        let object = relative && !self.list[head].is(lang::OBLIQUE);
        match own {
            Some(phrase) if !object || self.nominative_only(phrase) => own,
            // the antecedent: what stands before the comma
            _ if relative && head > self.start + 1 => {
                let comma = head - 1;
                (self.start..comma).find_map(|at| {
                    let begins = at == self.start || !self.capital(at - 1) || self.list[at].tag == Tag::Det;
                    self.phrase(at).filter(|p| begins && p.end == comma)
                })
            }
            _ => None,
        }
    }

    /// What stands in front of a verb that stands second, where it is the subject.
    pub(crate) fn front(&self, finite: usize) -> Option<Phrase> {
        let mut end = finite;
        while end > self.start && matches!(self.list[end - 1].tag, Tag::Adverb | Tag::Not) {
            end -= 1;
        }
        if end == self.start {
            return None;
        }
        let aside = self.list[end - 1].tag == Tag::Comma;
        let mut from = (self.start..end)
            .rev()
            .find(|i| {
                matches!(
                    self.list[*i].tag,
                    Tag::Colon
                        | Tag::Semicolon
                        | Tag::Stop
                        | Tag::That
                        | Tag::Sub
                        | Tag::Verb
                        | Tag::Aux
                        | Tag::Modal
                ) || self.list[*i].tag == Tag::Quote && self.list[*i].apart
                    || self.list[*i].tag == Tag::Comma && !aside
            })
            .map_or(self.start, |i| i + 1);
        if aside && from > self.start {
            // a relative clause between commas holds a verb of its own
            from = self.start;
        }
        while from < end
            && (matches!(self.list[from].tag, Tag::Conj | Tag::Comma | Tag::Dash | Tag::Other | Tag::Quote)
                || self.list[from].tag == Tag::Adverb && self.list[from].is(lang::CONTRAST))
        {
            from += 1;
        }
        // an article with a capital begins a sentence: what stands before it is a headline
        if let Some(article) =
            (from + 1..end).rev().find(|i| self.list[*i].tag == Tag::Det && self.token(*i).capital())
        {
            from = article;
        }
        if from >= end || self.oblique(from) {
            return None;
        }
        let phrase = self.phrase(from)?;
        if self.list[phrase.start..phrase.end].iter().all(|i| i.tag == Tag::Time) {
            return None;
        }
        if phrase.end >= end {
            return Some(Phrase { start: from, end: phrase.end.min(end) });
        }
        let rest = &self.list[phrase.end..end];
        if aside {
            // NAME, role, sagte: nothing in the aside but a phrase, or a relative clause
            let comma = self.attributes(phrase.end);
            if comma >= end {
                return None;
            }
            let relative = matches!(self.tag(comma + 1), Some(Tag::Det | Tag::Who | Tag::Prep | Tag::Sub));
            let verbs = rest.iter().any(Item::finite);
            if self.list[comma].tag != Tag::Comma || verbs && !relative {
                return None;
            }
            let named = self.named(phrase.start, phrase.end);
            let bearer = if named { None } else { self.bearer(comma) };
            return Some(Phrase { start: phrase.start, end: bearer.unwrap_or(phrase.end) });
        }
        // attributes that the phrase did not take up, and adverbs
        let attributes = rest.iter().all(|i| {
            matches!(
                i.tag,
                Tag::Prep
                    | Tag::Det
                    | Tag::Possessive
                    | Tag::Name
                    | Tag::Noun
                    | Tag::Number
                    | Tag::Time
                    | Tag::Adverb
                    | Tag::Other
            )
        });
        attributes.then_some(phrase)
    }

    /// Passes over prepositional attributes and genitives behind a phrase.
    fn attributes(&self, end: usize) -> usize {
        let mut end = self.genitives(end);
        while self.tag(end) == Some(Tag::Prep) {
            match self.core(end + 1) {
                Some(next) => end = self.genitives(next),
                None => break,
            }
        }
        end
    }

    /// Whether a phrase is one that speaks: a person, a group, an office, a name, a pronoun.
    pub(crate) fn can_speak(&self, phrase: Phrase) -> bool {
        let first = &self.list[phrase.start];
        if matches!(first.tag, Tag::Subject | Tag::Who) {
            return true;
        }
        // its head, not the genitives behind it
        let end = self.core(phrase.start).unwrap_or(phrase.end).min(phrase.end).max(phrase.start + 1);
        let speaker = lang::PERSON
            | lang::GROUP
            | lang::ORG
            | lang::TITLE
            | lang::DOCUMENT
            | lang::MEDIA
            | lang::ORG_NAME
            | lang::MALE_NAME
            | lang::FEMALE_NAME;
        self.list[phrase.start..end].iter().any(|i| i.is(speaker))
            || first.tag == Tag::Name && end > phrase.start + 1
            || (phrase.start..end).any(|i| self.token(i).shape == Shape::Capitals)
    }

    /// Whether nothing but a subject can have the form of a phrase: a pronoun, a masculine article, a bare name.
    fn nominative_only(&self, phrase: Phrase) -> bool {
        let first = &self.list[phrase.start];
        match first.tag {
            Tag::Subject => true,
            Tag::Det => first.is(lang::GENITIVE) && !self.oblique(phrase.start),
            Tag::Name => self.can_speak(phrase),
            _ => false,
        }
    }

    /// The subject of a verb that stands second.
    pub(crate) fn subject_of_main(&self, finite: usize) -> Option<Phrase> {
        let right = || self.nominative(finite + 1, self.end);
        match self.front(finite) {
            // Die Pläne nannte der Minister: both could be the subject, the one that can be nothing else is
            Some(front) if !self.can_speak(front) || !self.nominative_only(front) => match right() {
                Some(other) if self.nominative_only(other) => Some(other),
                _ => Some(front),
            },
            Some(front) => Some(front),
            None => right().or_else(|| self.particled(finite)),
        }
    }

    /// Von der Leyen sagte: a name that begins with its particle.
    fn particled(&self, finite: usize) -> Option<Phrase> {
        let start = (self.start..finite).find(|i| self.list[*i].is(lang::PARTICLE))?;
        let name = (start..finite).find(|i| !self.list[*i].is(lang::PARTICLE))?;
        let led = start == self.start || self.list[start - 1].tag == Tag::Comma;
        (led && name < start + 3 && self.list[name].tag == Tag::Name && name + 1 == finite)
            .then_some(Phrase { start, end: finite })
    }

    /// The subject of the first main clause of the sentence before `end`.
    pub(crate) fn subject(&self, end: usize) -> Option<Phrase> {
        let finite = (self.start..end.min(self.end))
            .find(|i| self.list[*i].finite() && self.clause(*i, *i) == Clause::Main)?;
        self.subject_of_main(finite)
    }

    /// Whether the sentence's main verb stands in the mood of indirect speech.
    pub(crate) fn reported_mood(&self) -> bool {
        let main =
            (self.start..self.end).find(|i| self.list[*i].finite() && self.clause(*i, *i) == Clause::Main);
        main.is_some_and(|i| self.list[i].is(lang::SUBJUNCTIVE))
    }

    /// Whether an attribution begins at an item: `sagte NAME`, `so NAME`.
    pub(crate) fn attribution_at(&self, at: usize) -> bool {
        let mut at = at;
        while self.tag(at) == Some(Tag::Adverb) && !self.list[at].is(lang::PHRASE) {
            at += 1;
        }
        let Some(item) = self.list.get(at).filter(|_| at < self.end) else { return false };
        if item.is(lang::PHRASE) && self.source_phrase(at) {
            return true;
        }
        let says = speaks(&self.tokens.language.cues, item) || self.prefix(at).is_some();
        says && !matches!(self.tag(at + 1), Some(Tag::Comma))
            || item.tag == Tag::Aux
                && matches!(self.tag(at + 1), Some(Tag::Subject | Tag::Det | Tag::Name))
                && (at..self.end).any(|i| {
                    self.list[i].tag == Tag::Participle && self.list[i].cue > 0 && self.boundary(i + 1)
                })
    }

    /// Whether a prepositional cue begins at an item.
    fn source_phrase(&self, at: usize) -> bool {
        cues(&self.tokens.language.cues, &self.list[at]).is_some_and(|c| {
            c.longer.iter().any(|(rest, frames)| {
                frames & (frame::SOURCE | frame::AS_CLAUSE) != 0
                    && rest.iter().enumerate().all(|(n, word)| self.among(at + 1 + n, &[word.as_ref()]))
            })
        })
    }

    /// Where what is reported from an item on ends: at the sentence's end, or where an attribution begins again.
    pub(crate) fn reported_end(&self, from: usize) -> usize {
        let mut depth = 0_usize;
        for at in from..self.end {
            match self.list[at].tag {
                Tag::Open => depth += 1,
                Tag::Close if depth == 0 => return at,
                Tag::Close => depth -= 1,
                Tag::Semicolon => return at,
                Tag::Comma if depth == 0 && at > from && self.attribution_at(at + 1) => return at,
                // und forderte: the speaker's next act
                Tag::Conj
                    if depth == 0
                        && at > from
                        && self.tag(at + 1) == Some(Tag::Verb)
                        && !self.list[at + 1].is(lang::SUBJUNCTIVE)
                        && (speaks(&self.tokens.language.cues, &self.list[at + 1])
                            || self.prefix(at + 1).is_some()) =>
                {
                    return if self.before(at) == Some(Tag::Comma) { at - 1 } else { at };
                }
                _ => {}
            }
        }
        let mut end = self.end;
        while end > from && matches!(self.list[end - 1].tag, Tag::Stop | Tag::Comma) {
            end -= 1;
        }
        end
    }
}

impl Order<'_> {
    /// Whether a relative clause begins at an item, behind its comma.
    pub(crate) fn relative_at(&self, at: usize) -> bool {
        match self.tag(at) {
            Some(Tag::Who) => true,
            Some(Tag::Det | Tag::Pronoun) => {
                !self.list[at].is(lang::POSSESSIVE)
                    && self.list[at].is(lang::GENITIVE | lang::OBLIQUE | lang::PRONOUN | lang::THAT)
                    && self.relative_word(at)
            }
            Some(Tag::Prep) => self.tag(at + 1) == Some(Tag::Det) && self.relative_word(at + 1),
            _ => false,
        }
    }

    /// An article that no noun follows is a relative pronoun.
    fn relative_word(&self, at: usize) -> bool {
        let next = self.tag(at + 1);
        let noun = self.core(at).is_some_and(|end| end > at + 1);
        !noun || matches!(next, Some(Tag::Det | Tag::Possessive | Tag::Prep | Tag::Subject | Tag::Object))
    }

    /// Whether an aside without a verb of its own begins at an item: , Sprecher der Polizei,
    pub(crate) fn aside_at(&self, at: usize) -> bool {
        let close = (at..self.end.min(at + 16))
            .find(|i| matches!(self.list[*i].tag, Tag::Comma | Tag::Colon | Tag::Quote | Tag::Semicolon));
        close.is_some_and(|close| {
            matches!(self.list[close].tag, Tag::Comma | Tag::Colon)
                && matches!(
                    self.list[at].tag,
                    Tag::Name | Tag::Noun | Tag::Det | Tag::Prep | Tag::Adverb | Tag::Number
                )
                && !self.list[at..close].iter().any(Item::finite)
        })
    }

    /// The conjunction or relative that opens the subordinate clause around an item.
    pub(crate) fn opening(&self, at: usize) -> Option<usize> {
        let head = self.head(at);
        (head > self.start
            && (matches!(self.list[head].tag, Tag::Sub | Tag::That | Tag::Wh | Tag::Who)
                || self.relative_at(head)))
        .then_some(head)
    }

    /// Whether a quoted span is the name of a medium, a work or another thing: der Sender "A", in der "B".
    pub(crate) fn names_a_thing(&self, at: usize) -> bool {
        let item = &self.list[at];
        if item.apart {
            return false;
        }
        let Some(before) = at.checked_sub(1).filter(|b| *b >= self.start) else { return false };
        if self.capital(before) {
            return !self.list[before].is(lang::SPEECH_NOUN) && self.begins_large(at);
        }
        let inside = self
            .tokens
            .list
            .get(item.token as usize + 1..(item.end as usize).saturating_sub(1))
            .unwrap_or_default();
        let named = inside
            .iter()
            .filter(|t| t.is_word())
            .all(|t| t.capital() || t.is(lang::PREP | lang::DET | lang::CONJ));
        let count = inside.iter().filter(|t| t.is_word()).count();
        let locative = &self.tokens.language.locative;
        if self.list[before].tag == Tag::Prep {
            return self.among(before, locative) && (named || count <= 2);
        }
        // die "Wochenpost", mit der "Wochenpost"
        let definite = self.list[before].tag == Tag::Det && !self.list[before].is(lang::PRONOUN);
        let article = definite && self.text(before).len() == 3;
        named && article
    }
}
