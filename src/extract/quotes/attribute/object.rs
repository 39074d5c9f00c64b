//! Addressees and objects: told reporters that, urged them to, called it a.

use super::super::clause::{clause_end, is_clause, object_end};
use super::super::items::Tag;
use super::super::lang::{self, frame};
use super::super::phrase::{Phrase, phrase_right};
use super::{Attribution, How, Reader};

impl Reader<'_> {
    /// An addressee, or the object of an order.
    pub(super) fn addressee(&self, at: usize, found: &mut Attribution, frames: u32) -> Option<Addressee> {
        let phrase = phrase_right(self.list, at, self.end)?;
        let mut end = phrase.end;
        // where the phrase took in the subject of the clause: told reporters | the plan was
        for index in phrase.start + 1..phrase.end {
            if matches!(self.list[index].tag, Tag::Det | Tag::Possessive | Tag::Subject)
                && !matches!(self.list[index - 1].tag, Tag::Prep | Tag::Conj | Tag::Det | Tag::Genitive)
            {
                end = index;
                break;
            }
        }
        let mut next = end;
        while matches!(self.tag(next), Some(Tag::Time | Tag::Adverb)) {
            next += 1;
        }
        if frames & frame::OT != 0 && self.tag(next) == Some(Tag::To) && self.verb_follows(next + 1) {
            let to = clause_end(self.tokens, self.list, next, self.end);
            found.content = self.pieces(at, to);
            found.how = How::Object;
            return Some(Addressee::Content(true));
        }
        if frames & frame::OF != 0 {
            if self.tag(end) == Some(Tag::Prep) {
                let to = object_end(self.tokens, self.list, end, self.end);
                found.content = self.pieces(end, to);
                found.how = How::Object;
                return Some(Addressee::Content(to > end + 1));
            }
            // the phrase took the "of" along: accused Smith of fraud
            if let Some(of) = (at..end).find(|i| self.list[*i].tag == Tag::Prep) {
                let to = object_end(self.tokens, self.list, of, self.end);
                found.content = self.pieces(of, to);
                found.how = How::Object;
                return Some(Addressee::Content(true));
            }
            return None;
        }
        let opens = match self.tag(next) {
            Some(Tag::That | Tag::Quote | Tag::Colon | Tag::Wh) => true,
            Some(Tag::Comma) => self.tag(next + 1) == Some(Tag::Quote),
            Some(Tag::Prep) => (next..self.end.min(next + 10))
                .any(|i| matches!(self.list[i].tag, Tag::That | Tag::Quote | Tag::Subject)),
            Some(Tag::Det | Tag::Possessive | Tag::Subject | Tag::Pronoun | Tag::Name | Tag::Sub) => {
                frames & frame::ADDR != 0 && is_clause(self.list, next, self.end)
            }
            _ => false,
        };
        (opens && frames & frame::ADDR != 0).then_some(Addressee::Passed(next))
    }

    /// A clause without `that`, or a noun phrase, as the object of the verb.
    pub(super) fn direct_object(
        &self,
        at: usize,
        found: &mut Attribution,
        frames: u32,
        passed: bool,
        subject: Option<Phrase>,
    ) -> bool {
        let to = clause_end(self.tokens, self.list, at, self.end);
        let finite = is_clause(self.list, at, to);
        if frames & frame::S == frame::S && finite && self.starts_clause(at, passed) {
            found.content = self.pieces(at, to);
            found.how = How::Clause;
            let quoted = self.list[at..to].iter().any(|i| i.tag == Tag::Quote);
            return frames & frame::MENTAL == 0 || quoted;
        }
        let to = object_end(self.tokens, self.list, at, self.end);
        if frames & frame::AS != 0
            && !passed
            && let Some(phrase) = phrase_right(self.list, at, self.end)
            && let Some(as_at) = (phrase.end.saturating_sub(1).max(at)..self.end.min(phrase.end + 5))
                .find(|i| self.text(*i) == "as" || self.list[*i].is(lang::AS_WORD))
            && as_at > at
        {
            let to = object_end(self.tokens, self.list, as_at + 1, self.end);
            found.content = self.pieces(at, to);
            found.how = How::Object;
            return to > as_at + 1 && self.mental_ok(frames, at, to);
        }
        if frames & frame::X != 0
            && !passed
            && let Some(phrase) = phrase_right(self.list, at, self.end)
            && self.tag(self.behind_day(phrase.end)).is_some_and(|t| {
                matches!(
                    t,
                    Tag::Det
                        | Tag::Possessive
                        | Tag::Quote
                        | Tag::Noun
                        | Tag::Name
                        | Tag::Adverb
                        | Tag::Number
                        | Tag::Ing
                        | Tag::Participle
                ) || self.list[at..phrase.end].iter().skip(1).any(|i| i.tag == Tag::Quote)
            })
        {
            found.content = self.pieces(at, to);
            found.how = How::Object;
            return self.mental_ok(frames, at, to);
        }
        if frames & frame::NP != 0 && !passed && subject.is_some_and(|_| true) | found.inherited {
            let opens = matches!(
                self.list[at].tag,
                Tag::Det
                    | Tag::Possessive
                    | Tag::Name
                    | Tag::Noun
                    | Tag::Pronoun
                    | Tag::Object
                    | Tag::Number
                    | Tag::Ing
                    | Tag::Quote
            );
            // rejected his claim that: the claim has a speaker of its own
            let claim =
                (at..to).find(|i| self.list[*i].is(lang::SPEECH_NOUN) && self.tag(i + 1) == Some(Tag::That));
            let owned = claim.is_some_and(|c| {
                self.list[at..c].iter().any(|i| matches!(i.tag, Tag::Genitive | Tag::Possessive))
            });
            // issued a statement saying: what it says comes behind
            let says = (at + 1..to).any(|i| {
                self.list[i].tag == Tag::Ing
                    && self.list[i - 1].is(lang::DOCUMENT | lang::SPEECH_NOUN)
                    && self.cue_at(i).is_some_and(|c| c.frames & frame::S != 0)
            });
            found.content = self.pieces(at, to);
            found.how = How::Object;
            let cited = frames & frame::RELAY != 0 && self.somebody(at, to);
            return opens && !owned && !says && !cited && !found.content.is_empty() && !self.bare(at, to);
        }
        false
    }

    /// Whether an object without words in marks is no more than a thing or somebody: denied it, agreed with Lund,
    /// discussed finances.
    fn bare(&self, at: usize, to: usize) -> bool {
        let to = (at..to).rev().find(|i| self.list[*i].tag != Tag::Stop).map_or(at, |last| last + 1);
        let items = &self.list[at..to];
        if !self.tokens.language.indirect || items.is_empty() {
            return false;
        }
        let somebody = items.iter().all(|i| matches!(i.tag, Tag::Name | Tag::Other) && !i.is(lang::TIME));
        let pronoun = items.len() == 1 && matches!(items[0].tag, Tag::Pronoun | Tag::Object | Tag::Subject);
        let thing = items.len() <= 3
            && items.iter().all(|i| matches!(i.tag, Tag::Noun | Tag::Name | Tag::Number | Tag::Time))
            && !self.text(to - 1).ends_with("ing");
        somebody || pronoun || thing
    }

    /// Whether an object is a source and not what it says: citing two officials.
    fn somebody(&self, at: usize, to: usize) -> bool {
        let to = (at..to).find(|i| matches!(self.list[*i].tag, Tag::Prep | Tag::Stop)).unwrap_or(to);
        self.tokens.language.indirect
            && to > at
            && (self.list[to - 1].is(lang::PERSON | lang::GROUP)
                || self.list[at..to].iter().all(|i| matches!(i.tag, Tag::Name | Tag::Det)))
            && !self.list[at..to].iter().any(|i| i.tag == Tag::Quote || i.finite())
    }

    /// Behind `on Saturday`, which stands between an object and what it is called.
    fn behind_day(&self, at: usize) -> usize {
        match (self.tag(at), self.tag(at + 1)) {
            (Some(Tag::Prep), Some(Tag::Time)) => at + 2,
            (Some(Tag::Time), _) => at + 1,
            _ => at,
        }
    }

    pub(super) fn mental_ok(&self, frames: u32, at: usize, to: usize) -> bool {
        frames & frame::MENTAL == 0 || self.list[at..to].iter().any(|i| i.tag == Tag::Quote)
    }

    /// Whether a reported clause without `that` can begin here.
    pub(super) fn starts_clause(&self, at: usize, passed: bool) -> bool {
        let tag = self.list[at].tag;
        let nominal = matches!(
            tag,
            Tag::Det
                | Tag::Possessive
                | Tag::Subject
                | Tag::Pronoun
                | Tag::Name
                | Tag::Noun
                | Tag::Number
                | Tag::Quote
                | Tag::Not
                | Tag::Ing
        );
        nominal || !passed && matches!(tag, Tag::Sub | Tag::Wh)
    }

    pub(super) fn verb_follows(&self, at: usize) -> bool {
        let mut at = at;
        while matches!(self.tag(at), Some(Tag::Adverb | Tag::Not)) {
            at += 1;
        }
        self.tag(at).is_some_and(|t| matches!(t, Tag::Verb | Tag::Aux))
            || at < self.end && self.list[at].is(lang::VERB_BASE)
            || at < self.end && self.list[at].marks == 0 && self.list[at].tag == Tag::Noun
    }
}

/// What an object turned out to be.
pub(super) enum Addressee {
    Content(bool),
    Passed(usize),
}
