//! Word order where the finite verb stands second in a main clause and last in a subordinate one.
//!
//! Subjects are told by the case that articles and adjectives show (`nouns`), and by where they stand: in front of the
//! verb, or first behind it. Looks at one sentence; what it needs to know of the language stands in the data.

use super::clause::{cues, speaks};
use super::items::{Item, Tag};
use super::lang::{self, frame};
use super::phrase::Phrase;
use super::tokens::{Token, Tokens};

mod nouns;

/// How far back a phrase is looked for, in items.
const LONGEST_PHRASE: usize = 12;

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

    /// Where the separable prefix of a cue stands, given in tokens.
    pub(crate) fn prefix_of(&self, cue: Option<(usize, usize)>) -> Option<usize> {
        let (token, _) = cue?;
        let verb = (self.start..self.end).find(|i| self.list[*i].token as usize == token)?;
        self.prefix(verb).map(|(at, _)| at)
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

    /// What the relative behind a comma takes up: Briefe, in denen es heißt.
    pub(crate) fn antecedent(&self, head: usize) -> Option<Phrase> {
        if head < self.start + 2 || self.tag(head) != Some(Tag::Prep) || !self.relative_at(head) {
            return None;
        }
        let comma = head - 1;
        // a prefix, or a participle, may end the clause
        let ends = |end: usize| end == comma || end + 1 == comma && !self.capital(end);
        (self.start..comma).rev().take(LONGEST_PHRASE).find_map(|at| self.phrase(at).filter(|p| ends(p.end)))
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

    /// The main finite verb.
    fn main_finite(&self) -> Option<usize> {
        (self.start..self.end).find(|i| self.list[*i].finite() && self.clause(*i, *i) == Clause::Main)
    }

    /// Whether the main clause is in the passive: its subject does not act.
    pub(crate) fn passive(&self) -> bool {
        self.main_finite().is_some_and(|finite| {
            self.list[finite].is(lang::BE)
                && self.list[finite..self.end].iter().any(|i| i.tag == Tag::Participle)
        })
    }

    /// The subject of a main clause whose verb is a verb of speech, alone, with its prefix, or as a participle.
    pub(crate) fn speech_act(&self) -> Option<Phrase> {
        let finite = self.main_finite()?;
        let verb = if matches!(self.list[finite].tag, Tag::Aux | Tag::Modal) {
            (finite..self.end)
                .find(|i| self.list[*i].tag == Tag::Participle && self.boundary(*i + 1))
                .filter(|_| !self.list[finite].is(lang::BE))?
        } else {
            finite
        };
        let entry = cues(&self.tokens.language.cues, &self.list[verb])?;
        let frames = self.prefix(verb).map_or(entry.frames, |(_, frames)| frames);
        let speech = frames & (frame::Q | frame::AS | frame::NP) != 0;
        (speech && frames & (frame::GESTURE | frame::MENTAL | frame::IMPERSONAL) == 0)
            .then(|| self.subject_of_main(finite))?
    }

    /// Whether the sentence's main verb stands in the mood of indirect speech.
    pub(crate) fn reported_mood(&self) -> bool {
        self.main_finite().is_some_and(|i| self.list[i].is(lang::SUBJUNCTIVE))
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

    /// Whether a relative clause begins at an item, behind its comma.
    pub(crate) fn relative_at(&self, at: usize) -> bool {
        match self.tag(at) {
            Some(Tag::Who) => true,
            Some(Tag::Det | Tag::Pronoun) => {
                !self.list[at].is(lang::POSSESSIVE)
                    && self.list[at].is(lang::GENITIVE | lang::OBLIQUE | lang::PRONOUN | lang::THAT)
                    && self.relative_word(at)
            }
            Some(Tag::Prep) => match self.tag(at + 1) {
                Some(Tag::Det) => self.relative_word(at + 1),
                next => next == Some(Tag::Who),
            },
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
}
