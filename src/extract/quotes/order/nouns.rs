//! Noun phrases by their case: articles, adjectives, nouns written large, genitives, and the name that an apposition adds.

use super::super::items::Tag;
use super::super::lang;
use super::super::phrase::Phrase;
use super::super::tokens::{Shape, Sort};
use super::Order;
use crate::extract::quotes::items::Item;

/// Longest noun phrase, in items.
const LONGEST: usize = 40;

impl Order<'_> {
    /// Whether a word with a capital that is a noun or a name stands at an item.
    pub(super) fn capital(&self, at: usize) -> bool {
        matches!(self.list[at].tag, Tag::Name | Tag::Noun | Tag::Time) && self.token(at).capital()
            || self.list[at].tag == Tag::Number
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
    pub(super) fn core(&self, at: usize) -> Option<usize> {
        self.nouns(at, true)
    }

    /// As [`Order::core`]; `extended` says whether what stands between article and adjective may be a phrase itself:
    /// der auf der Tagung anwesende Minister.
    pub(super) fn nouns(&self, at: usize, extended: bool) -> Option<usize> {
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
            // Nordhafens oberster Richter
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

    pub(super) fn capital_at(&self, at: usize) -> bool {
        self.tag(at).is_some() && self.capital(at)
    }

    /// Whether a given name stands in a range.
    pub(super) fn named(&self, from: usize, to: usize) -> bool {
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
                    .any(|i| i.is(lang::PERSON | lang::GROUP | lang::ORG | lang::TITLE | lang::DOCUMENT));
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
                    self.core(end).filter(|to| !self.list[end..*to].iter().any(|i| i.tag == Tag::Quote))
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
    pub(super) fn bearer(&self, comma: usize) -> Option<usize> {
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
    pub(super) fn begins_large(&self, at: usize) -> bool {
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
    pub(super) fn genitives(&self, end: usize) -> usize {
        let mut end = end;
        while self.tag(end).is_some_and(|t| matches!(t, Tag::Det | Tag::Possessive)) && self.oblique(end) {
            match self.core(end) {
                Some(next) if next > end => end = next,
                _ => break,
            }
        }
        end
    }

    /// Passes over prepositional attributes and genitives behind a phrase.
    pub(super) fn attributes(&self, end: usize) -> usize {
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
    pub(super) fn nominative_only(&self, phrase: Phrase) -> bool {
        let first = &self.list[phrase.start];
        match first.tag {
            Tag::Subject => true,
            Tag::Det => first.is(lang::GENITIVE) && !self.oblique(phrase.start),
            Tag::Name => self.can_speak(phrase),
            _ => false,
        }
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
        // von "Nordlicht II": capitals alone
        let capitals = inside.iter().filter(|t| t.is_word()).all(|t| t.capital());
        if self.list[before].tag == Tag::Prep && count == 2 && capitals {
            return true;
        }
        if self.list[before].tag == Tag::Prep {
            return self.among(before, locative) && (named || count <= 2);
        }
        // die "Wochenpost", mit der "Wochenpost"
        let definite = self.list[before].tag == Tag::Det && !self.list[before].is(lang::PRONOUN);
        let article = definite && self.text(before).len() == 3;
        named && article
    }
}
