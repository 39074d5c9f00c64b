//! Verbs of speech: their subjects, before, behind or taken over.

use super::super::clause::clause_end;
use super::super::items::Tag;
use super::super::lang::{self, frame};
use super::super::phrase::{Phrase, phrase_left, phrase_right};
use super::super::subject::{SubjectOf, clause_subject, group_start, subject_left};
use super::{Attribution, CueAt, How, Reader};

impl Reader<'_> {
    /// A verb of speech in any form.
    pub(super) fn verb(&self, cue: CueAt, first: usize) -> Option<Attribution> {
        let group = group_start(self.list, self.start, cue.at);
        let helpers = &self.list[group..cue.at];
        let tag = self.list[cue.at].tag;
        let passive = tag == Tag::Participle && helpers.iter().any(|i| i.tag == Tag::Aux && i.is(lang::BE));
        let perfect = tag == Tag::Participle && helpers.iter().any(|i| i.tag == Tag::Aux && i.is(lang::HAVE));
        let mut found = self.blank(
            (
                group
                    .max(cue.at - usize::from(cue.at > group && helpers.iter().any(|i| i.tag == Tag::Aux)))
                    .min(cue.at),
                cue.end,
            ),
            cue.frames,
            How::Clause,
        );
        found.negated = helpers.iter().any(|i| i.tag == Tag::Not || i.is(lang::NEGAUX));
        found.negated |= helpers.iter().any(|i| i.is(lang::REFUSING));
        found.modal = helpers.iter().any(|i| i.tag == Tag::Modal);
        found.hedged = helpers.iter().any(|i| i.is(lang::HEDGE))
            || self.list.get(cue.end).filter(|_| cue.end < self.end).is_some_and(|i| i.is(lang::HEDGE));
        // is said to have called
        let rumoured = (group..cue.at).find(|i| {
            self.list[*i].tag == Tag::To
                && *i > group
                && self.list[*i - 1].tag == Tag::Participle
                && self.list[*i - 1].cue > 0
        });
        found.hedged |= rumoured.is_some();
        let passive = passive && rumoured.is_none();
        let perfect = perfect || rumoured.is_some();
        if tag == Tag::Participle
            && let Some(pronoun) = self.hyphenated(cue, group)
        {
            let phrase = Phrase { start: pronoun, end: pronoun + 1 };
            found.source = Some(self.range(pronoun, pronoun + 1));
            let from = (self.start..pronoun).rev().find(|i| self.list[*i].tag == Tag::Aux).unwrap_or(pronoun);
            self.contents(cue, &mut found, from, cue.end, true, Some(phrase))?;
            return Some(found);
        }
        if passive || tag == Tag::Participle && !perfect {
            return self.passive(cue, found, group);
        }
        // Asked whether, When asked about
        let headless = group == cue.at
            && cue.frames & (frame::WH | frame::NP) != 0
            && self.tag_before(group).is_none_or(|t| matches!(t, Tag::Sub | Tag::Wh | Tag::Comma))
            && self.list[cue.at].is(lang::VERB_PAST)
            && matches!(self.tokens.text(self.list[cue.at].token as usize), "asked" | "Asked");
        if headless {
            return self.passive(cue, found, group);
        }
        // the source: before the verb, behind it, or taken over
        let left = if tag == Tag::Ing
            && !helpers.iter().any(|i| i.tag == Tag::Aux)
            && self.tag_before(group).is_none_or(|t| t != Tag::Noun && t != Tag::Name && t != Tag::Close)
        {
            SubjectOf::Inherited
        } else {
            self.nearest(subject_left(self.list, self.start, group), tag == Tag::Ing && group == cue.at)
        };
        // issued a statement saying: whoever issued it
        let left = match left {
            SubjectOf::Phrase(phrase) if tag == Tag::Ing && group == cue.at && self.handed_out(phrase) => {
                SubjectOf::Inherited
            }
            left => left,
        };
        let left_start = match left {
            SubjectOf::Phrase(phrase) => phrase.start,
            _ => group,
        };
        // `"A," said NAME`
        let inverted = ((tag == Tag::Verb || perfect) && cue.frames & frame::Q != 0)
            .then(|| self.inverted(cue, group, left))
            .flatten();
        let (subject, from, end) = match inverted {
            Some(phrase) => (Some(phrase), group, phrase.end),
            None => match left {
                SubjectOf::Phrase(phrase) => (Some(phrase), left_start, cue.end),
                _ => (None, group, cue.end),
            },
        };
        if cue.frames & frame::RELAY != 0
            && let Some(relayed) = self.relay(cue, &found, subject, from)
        {
            return Some(relayed);
        }
        found.inherited = subject.is_none();
        self.contents(cue, &mut found, from, end, inverted.is_some(), subject)?;
        if subject.is_some_and(|p| self.list[p.start].tag == Tag::Who) {
            self.end_relative(&mut found);
        }
        match subject {
            Some(phrase) => found.source = Some(self.range(phrase.start, phrase.end)),
            None => self.inherit(&mut found, group, first),
        }
        // what somebody is about to say is not said yet
        let infinitive = subject.is_none() && self.tag_before(group) == Some(Tag::To);
        // nobody said, if X says, X might say
        let unsaid =
            subject.is_some_and(|p| self.nobody(p) || self.supposed(p.start)) || self.possible(group, cue.at);
        if unsaid {
            return None;
        }
        // what was not said has no words: did not mention, declined to comment on
        if found.negated && matches!(found.how, How::Object | How::Infinitive | How::Wh) {
            return None;
        }
        let plain = matches!(found.how, How::QuoteBefore | How::QuoteAfter | How::Colon);
        let when = found.content.first().is_some_and(|c| self.tokens.list[c.0].is(lang::WH));
        if found.negated && when && found.how == How::Clause {
            return None;
        }
        ((plain || !infinitive) && self.acceptable(cue, &found, subject)).then_some(found)
    }

    /// `AFP quoted NAME, role, as saying`: the object speaks, the subject carries.
    fn relay(
        &self,
        cue: CueAt,
        found: &Attribution,
        subject: Option<Phrase>,
        from: usize,
    ) -> Option<Attribution> {
        // citó a NAME
        let personal = self.tokens.language.null_subjects && self.tag(cue.end) == Some(Tag::Prep);
        let speaker = phrase_right(self.list, cue.end + usize::from(personal), self.end)?;
        let as_at = (speaker.end..self.end.min(speaker.end + 30)).find(|i| {
            self.list[*i].is(lang::AS_WORD)
                && self.tag(i + 1).is_some_and(|t| matches!(t, Tag::Ing | Tag::Participle))
        });
        let mut relayed = found.clone();
        relayed.via = subject.map(|p| self.range(p.start, p.end)).into_iter().collect();
        relayed.source = Some(self.range(speaker.start, speaker.end));
        if let Some((content, _)) = self.quote_before(from) {
            as_at?;
            relayed.content = content;
            relayed.how = How::QuoteBefore;
            return Some(relayed);
        }
        if let Some(as_at) = as_at {
            let inner = CueAt {
                at: as_at + 1,
                end: as_at + 2,
                frames: frame::Q | frame::S | frame::T | frame::ADDR | frame::CORE,
            };
            return self.after(inner, &mut relayed, Some(speaker)).then_some(relayed);
        }
        // zitierte den Hafenmeister mit dem Satz: "A"
        let colon = (speaker.end..self.end).find(|i| self.list[*i].tag == Tag::Colon)?;
        (self.tag(colon + 1) == Some(Tag::Quote) && self.colon_content(colon, &mut relayed))
            .then_some(relayed)
    }

    /// The subject of a participle right behind it is the last name, not what that name hangs on: footage of Smith
    /// saying; but a statement from Smith saying.
    pub(super) fn nearest(&self, subject: SubjectOf, participle: bool) -> SubjectOf {
        let SubjectOf::Phrase(phrase) = subject else { return subject };
        let extended = self.extended(phrase);
        if !participle {
            return SubjectOf::Phrase(extended);
        }
        let head = (phrase.start..phrase.end)
            .find(|i| matches!(self.list[*i].tag, Tag::Prep | Tag::To))
            .unwrap_or(phrase.end);
        let document = self.list[phrase.start..head].iter().any(|i| i.is(lang::DOCUMENT | lang::SPEECH_NOUN));
        let last = (phrase.start..phrase.end)
            .rev()
            .find(|i| matches!(self.list[*i].tag, Tag::Prep | Tag::To | Tag::Verb | Tag::Conj));
        match last {
            Some(last) if !document && last + 1 < phrase.end => {
                SubjectOf::Phrase(Phrase { start: last + 1, end: phrase.end })
            }
            _ => subject,
        }
    }

    /// Whether a phrase is a document that somebody put out: issued a statement, sent out a press release.
    fn handed_out(&self, phrase: Phrase) -> bool {
        let document =
            self.list[phrase.start..phrase.end].iter().any(|i| i.is(lang::DOCUMENT | lang::SPEECH_NOUN));
        let indefinite = matches!(self.text(phrase.start), "a" | "an");
        document
            && indefinite
            && matches!(self.tag_before(phrase.start), Some(Tag::Verb | Tag::Participle | Tag::Adverb))
    }

    /// The Lumen Hour anchor Radek: a name goes on to the left of an article that is part of it.
    pub(super) fn extended(&self, phrase: Phrase) -> Phrase {
        let mut start = phrase.start;
        let inside =
            self.list[start].tag == Tag::Det && self.tokens.list[self.list[start].token as usize].capital();
        while inside && start > self.start && self.list[start - 1].tag == Tag::Name {
            start -= 1;
        }
        Phrase { start, ..phrase }
    }

    /// The source of a participle or a joined verb.
    pub(super) fn inherit(&self, found: &mut Attribution, group: usize, first: usize) {
        let previous = self.out[first..].iter().rev().find(|a| a.source.is_some());
        let by_clause = clause_subject(self.list, self.start, group).map(|p| self.range(p.start, p.end));
        found.source = match (previous, by_clause) {
            // the nearer of the two
            (Some(attribution), Some(range)) => match attribution.source {
                Some(source) if source.0 >= range.0 => Some(source),
                _ => Some(range),
            },
            (Some(attribution), None) => attribution.source,
            // NAME, citing A
            (None, None) if self.tag_before(group) == Some(Tag::Comma) && group > self.start + 1 => {
                phrase_left(self.list, self.start, group - 1, 1).map(|first| self.range(first, group - 1))
            }
            (None, range) => range,
        };
    }

    /// The subject behind the verb.
    pub(super) fn inverted(&self, cue: CueAt, group: usize, left: SubjectOf) -> Option<Phrase> {
        let before = self.tag_before(group);
        let behind_quote = before == Some(Tag::Quote)
            || matches!(before, Some(Tag::Comma | Tag::Dash))
                && group > self.start + 1
                && self.list[group - 2].tag == Tag::Quote;
        let after_content = matches!(before, Some(Tag::Quote | Tag::Comma | Tag::Dash));
        if !after_content
            || group != cue.at && self.list[cue.at].tag != Tag::Participle
            || !behind_quote && matches!(left, SubjectOf::Phrase(_))
        {
            return None;
        }
        let mut at = cue.end;
        // aseguró ayer la alcaldesa
        let romance = self.tokens.language.elision || self.tokens.language.null_subjects;
        while self.tag(at).is_some_and(|t| t == Tag::Adverb || romance && t == Tag::Time) {
            at += 1;
        }
        let phrase = phrase_right(self.list, at, self.end)?;
        // a verb behind it makes it the subject of a clause: NAME, 54, said the plan was
        let next = self.tag(phrase.end);
        // NAME, citing "A," said the plan could
        let leads = before == Some(Tag::Quote)
            && (self.start..group)
                .all(|i| matches!(self.list[i].tag, Tag::Quote | Tag::Comma | Tag::Conj | Tag::Dash));
        let clause = next.is_some_and(|t| matches!(t, Tag::Verb | Tag::Aux | Tag::Modal)) && !leads;
        let first = self.list[at].tag;
        let pronoun = first == Tag::Object || matches!(first, Tag::Subject | Tag::Pronoun) && !behind_quote;
        (!clause && !pronoun && self.list[phrase.start..phrase.end].iter().any(|i| i.tag != Tag::Time))
            .then_some(phrase)
    }

    /// was asked whether, was accused of, was described by X as.
    pub(super) fn passive(&self, cue: CueAt, mut found: Attribution, group: usize) -> Option<Attribution> {
        let asked = cue.frames & frame::WH != 0;
        // was quoted as saying, by AFP
        if cue.frames & frame::RELAY != 0 && self.tag(cue.end).is_some() {
            let agent = matches!(self.tag(cue.end), Some(Tag::Prep))
                .then(|| phrase_right(self.list, cue.end + 1, self.end))
                .flatten();
            let as_at = agent.map_or(cue.end, |p| p.end);
            if as_at < self.end && self.list[as_at].is(lang::AS_WORD) {
                return self.relayed(cue, found, group, as_at);
            }
        }
        // "A," she was told. / Asked whether A, he
        if asked && matches!(self.tag(cue.end), Some(Tag::Wh | Tag::Sub)) && self.list[cue.end].is(lang::WH) {
            let to = (cue.end..self.end).find(|i| self.list[*i].tag == Tag::Comma).unwrap_or(self.end);
            found.content =
                self.pieces(cue.end, clause_end(self.tokens, self.list, cue.end, self.end).min(to));
            found.how = How::Wh;
            return (!found.content.is_empty()).then_some(found);
        }
        if self.tag(cue.end).is_some_and(|t| t == Tag::Comma)
            && self.tag(cue.end + 1) == Some(Tag::Quote)
            && asked
        {
            found.content = self.pieces(cue.end + 1, self.quotes_run(cue.end + 1));
            found.how = How::QuoteAfter;
            return Some(found);
        }
        if cue.frames & frame::NP != 0
            && cue.end > cue.at + 1
            && matches!(self.tokens.text(self.list[cue.at].token as usize), "asked" | "Asked")
        {
            let to = (cue.end..self.end).find(|i| self.list[*i].tag == Tag::Comma).unwrap_or(self.end);
            found.content =
                self.pieces(cue.end, to.min(clause_end(self.tokens, self.list, cue.end, self.end)));
            found.how = How::Wh;
            return (!found.content.is_empty()).then_some(found);
        }
        // reported by X, as: the agent is the source
        let by = (cue.end..self.end.min(cue.end + 3))
            .find(|i| self.text(*i) == "by" || self.list[*i].is(lang::BY_WORD))?;
        let agent = phrase_right(self.list, by + 1, self.end)?;
        found.source = Some(self.range(agent.start, agent.end));
        if cue.frames & (frame::AS | frame::X) != 0 {
            let rest = agent.end;
            if self.tag(rest).is_some_and(|t| matches!(t, Tag::Quote | Tag::Prep | Tag::Sub)) {
                let to = clause_end(self.tokens, self.list, rest, self.end);
                found.content = self.pieces(rest, to);
                found.how = How::Object;
                return self.list[rest..to].iter().any(|i| i.tag == Tag::Quote).then_some(found);
            }
        }
        let _ = group;
        None
    }

    /// Nobody, none of them: what they say is not said.
    fn nobody(&self, phrase: Phrase) -> bool {
        self.tokens.language.indirect
            && (matches!(self.text(phrase.start).to_lowercase().as_str(), "nobody" | "none" | "neither")
                || self.text(phrase.start).eq_ignore_ascii_case("no") && phrase.end > phrase.start + 1)
    }

    /// Whether the subject at an item stands behind *if* or *unless*.
    fn supposed(&self, subject: usize) -> bool {
        self.tokens.language.indirect
            && self.tag_before(subject) == Some(Tag::Sub)
            && matches!(self.text(subject - 1).to_lowercase().as_str(), "if" | "unless" | "lest")
    }

    /// Whether a verb group only says what may be: might say, could say.
    fn possible(&self, group: usize, verb: usize) -> bool {
        self.tokens.language.indirect
            && self.list[group..verb].iter().any(|i| i.tag == Tag::Modal)
            && !self.list[group..verb].iter().any(|i| i.is(lang::HAVE))
            && (group..verb).any(|i| matches!(self.text(i), "might" | "may" | "could" | "should" | "must"))
    }

    /// Whether an attribution is one that should be given out.
    pub(super) fn acceptable(&self, cue: CueAt, found: &Attribution, subject: Option<Phrase>) -> bool {
        if found.content.is_empty() && !found.open {
            return false;
        }
        let quoted = found.content.iter().any(|c| self.quote_within(*c));
        if cue.frames & (frame::MENTAL | frame::GESTURE) != 0 && !quoted && !found.open {
            return false;
        }
        if cue.frames & frame::ABOUT != 0 && found.how == How::Object && !quoted {
            let said_of = |c: &(usize, usize)| self.tokens.list[c.0..c.1].iter().any(|t| t.is(lang::AS_WORD));
            return found.content.iter().any(said_of);
        }
        // the study found that, the review determined: only what can speak by finding
        if cue.frames & frame::FINDING != 0 && !quoted {
            let finder = subject.is_some_and(|p| {
                self.list[p.start..p.end].iter().any(|i| i.is(lang::DOCUMENT | lang::ORG | lang::GROUP))
            });
            if !finder || found.how == How::Clause {
                return finder && found.how == How::That;
            }
        }
        true
    }

    /// `NAME was quoted as saying A by AFP`.
    fn relayed(&self, cue: CueAt, mut found: Attribution, group: usize, as_at: usize) -> Option<Attribution> {
        let SubjectOf::Phrase(subject) = subject_left(self.list, self.start, group) else { return None };
        let inner = CueAt {
            at: as_at + 1,
            end: as_at + 2,
            frames: frame::Q | frame::S | frame::T | frame::ADDR | frame::CORE,
        };
        found.source = Some(self.range(subject.start, subject.end));
        // by whom: in front of "as" or behind what is said
        let carrier = |i: &usize| self.list[*i].is(lang::BY_WORD) || self.text(*i) == "in";
        let by = (cue.end..as_at).find(carrier).or_else(|| (inner.end..self.end).find(carrier));
        if let Some(agent) = by.and_then(|by| phrase_right(self.list, by + 1, self.end))
            && self.list[agent.start..agent.end].iter().any(|i| i.is(lang::MEDIA))
        {
            found.via.push(self.range(agent.start, agent.end));
        }
        if let Some((content, _)) = self.quote_before(subject.start) {
            found.content = content;
            found.how = How::QuoteBefore;
            return Some(found);
        }
        self.after(inner, &mut found, Some(subject)).then_some(found)
    }

    /// `NAME, who said A, left`: the comma before a verb ends the relative clause, and what is said in it.
    fn end_relative(&self, found: &mut Attribution) {
        let Some(piece) = found.content.last_mut() else { return };
        let first = (self.start..self.end).find(|i| self.list[*i].token as usize >= piece.0);
        let comma = first.and_then(|first| {
            (first..self.end - 1).find(|i| {
                self.list[*i].tag == Tag::Comma
                    && self.list[*i + 1].finite()
                    && (self.list[*i].token as usize) < piece.1
            })
        });
        if let Some(comma) = comma {
            piece.1 = self.list[comma].token as usize;
        }
    }

    /// `a-t-elle ajouté`: the pronoun between the auxiliary and the participle.
    fn hyphenated(&self, cue: CueAt, group: usize) -> Option<usize> {
        let pronoun =
            group.checked_sub(1).filter(|i| *i > self.start && self.list[*i].tag == Tag::Subject)?;
        let elided = self.tokens.language.elision && group == cue.at;
        let auxiliary = (pronoun.saturating_sub(2)..pronoun).any(|i| self.list[i].tag == Tag::Aux);
        (elided && auxiliary && pronoun + 1 == group).then_some(pronoun)
    }
}
