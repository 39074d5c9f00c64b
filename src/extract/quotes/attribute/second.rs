//! Cues where the verb stands second in a main clause and last in a subordinate one.

use super::super::items::Tag;
use super::super::lang::{self, frame};
use super::super::order::{Clause, Order};
use super::super::phrase::Phrase;
use super::{Attribution, CueAt, How, Reader};

/// A verb with all its parts.
#[derive(Clone, Copy)]
struct Verb {
    /// The finite verb: the cue itself, or its auxiliary.
    finite: usize,
    /// The last part: a participle, or a prefix.
    last: usize,
    passive: bool,
}

impl Reader<'_> {
    pub(super) fn order(&self) -> Order<'_> {
        Order { tokens: self.tokens, list: self.list, start: self.start, end: self.end }
    }

    /// A verb of speech in a language whose verb stands second.
    pub(super) fn verb_second(&self, cue: CueAt, first: usize) -> Option<Attribution> {
        let order = self.order();
        let mut found = self.blank((cue.at, cue.end), cue.frames, How::Clause);
        let Some(verb) = self.parts(cue) else {
            return self.joined_participle(cue, found, first);
        };
        found.modal = self.list[verb.finite].tag == Tag::Modal;
        let around = verb.finite..self.end.min(verb.last.max(verb.finite) + 4);
        found.hedged = self.list[around].iter().any(|i| i.is(lang::HEDGE));
        let simple = verb.last == verb.finite;
        let clause = if simple || verb.finite > cue.at {
            order.clause(cue.at.min(verb.finite), verb.finite)
        } else {
            Clause::Main
        };
        if cue.frames & frame::IMPERSONAL != 0 {
            return self.impersonal(verb, found);
        }
        match clause {
            Clause::Subordinate(head) => self.subordinate(cue, verb, head, found),
            Clause::Main if verb.passive => self.passive_second(cue, verb, found),
            Clause::Main => self.main(cue, verb, found, first),
        }
    }

    /// The finite verb and the last part that go with a cue.
    fn parts(&self, cue: CueAt) -> Option<Verb> {
        let order = self.order();
        let helper = |at: usize| matches!(self.list[at].tag, Tag::Aux | Tag::Modal);
        let closes = order.boundary(cue.end)
            || matches!(self.tag(cue.end), Some(Tag::Conj | Tag::Quote | Tag::That | Tag::Aux | Tag::Modal));
        let bracket = || {
            (self.start..cue.at)
                .rev()
                .take_while(|i| {
                    !matches!(self.list[*i].tag, Tag::Colon | Tag::Semicolon | Tag::That | Tag::Stop)
                        && (self.list[*i].tag != Tag::Sub || self.list[*i].is(lang::AS_WORD))
                })
                .find(|i| helper(*i))
        };
        let verb = |finite: usize| Verb { finite, last: cue.at, passive: self.list[finite].is(lang::BE) };
        if self.list[cue.at].tag == Tag::Participle {
            if cue.end < self.end && helper(cue.end) {
                return Some(Verb {
                    finite: cue.end,
                    last: cue.end,
                    passive: self.list[cue.end].is(lang::BE),
                });
            }
            return bracket().map(verb);
        }
        // konnte nicht sagen: the infinitive at the end
        if closes
            && self.text(cue.at).ends_with("en")
            && let Some(modal) = bracket().filter(|i| self.list[*i].tag == Tag::Modal)
        {
            return Some(verb(modal));
        }
        let last = order.prefix(cue.at).map_or(cue.at, |(at, _)| at);
        Some(Verb { finite: cue.at, last, passive: false })
    }

    /// haben dazu aufgerufen und angekündigt: the auxiliary stands with the verb before.
    fn joined_participle(&self, cue: CueAt, mut found: Attribution, first: usize) -> Option<Attribution> {
        if self.tag_before(cue.at) != Some(Tag::Conj) {
            return None;
        }
        found.inherited = true;
        self.inherit_second(&mut found, cue.at, first);
        (self.after_clause(cue.end, self.end, &mut found)).then_some(found)
    }

    fn inherit_second(&self, found: &mut Attribution, at: usize, first: usize) {
        let previous = self.out[first..].iter().rev().find_map(|a| a.source);
        found.source = previous.or_else(|| self.order().subject(at).map(|p| self.range(p.start, p.end)));
    }

    /// `hieß es in dem Schreiben`: the source is where it says so.
    fn impersonal(&self, verb: Verb, mut found: Attribution) -> Option<Attribution> {
        let es = |at: usize| {
            self.tag(at).is_some() && self.list[at].is(lang::PRONOUN) && self.list[at].tag == Tag::Subject
        };
        let behind = es(verb.finite + 1);
        let front = (self.start..verb.finite).rev().take(14).find(|i| es(*i));
        if !behind && front.is_none() {
            return None;
        }
        let from = verb.finite + 1 + usize::from(behind);
        let relative = || match self.order().clause(verb.finite, verb.finite) {
            Clause::Subordinate(head) => self.order().antecedent(head),
            Clause::Main => None,
        };
        let own =
            self.place(from..self.end).or_else(|| self.place(self.start..verb.finite)).or_else(relative);
        found.source = own.map(|p| self.range(p.start, p.end));
        let begin = front.filter(|_| !behind).unwrap_or(verb.finite);
        self.before_or_after(begin, from, &mut found).then_some(found)
    }

    /// Who or what words stand in: in einem Brief, in den Medien.
    fn place(&self, range: std::ops::Range<usize>) -> Option<Phrase> {
        let order = self.order();
        range
            .take_while(|i| !matches!(self.list[*i].tag, Tag::Comma | Tag::Colon | Tag::Quote))
            .take(24)
            .filter(|i| order.among(*i, &self.tokens.language.locative))
            .find_map(|i| order.phrase(i + 1).filter(|p| order.can_speak(*p)))
    }

    /// wie NAME mitteilte; der am Montag sagte.
    fn subordinate(
        &self,
        cue: CueAt,
        verb: Verb,
        head: usize,
        mut found: Attribution,
    ) -> Option<Attribution> {
        let order = self.order();
        let behind = verb.finite.max(cue.at) + 1;
        let subject = order.subject_of_subordinate(head, cue.at.min(verb.finite));
        found.source = subject.map(|p| self.range(p.start, p.end));
        if order.as_clause(head) {
            subject?;
            return self.as_clause(head, behind, found);
        }
        if subject.is_none() && !verb.passive {
            return None;
        }
        if self.after_clause(behind, self.end, &mut found) {
            return Some(found);
        }
        let from = subject.filter(|p| p.start > head).map_or(head + 1, |p| p.end);
        self.object_quote(from, cue.at, &mut found).then_some(found)
    }

    /// Content around `wie NAME mitteilte`.
    fn as_clause(&self, head: usize, behind: usize, mut found: Attribution) -> Option<Attribution> {
        let order = self.order();
        let fronted =
            (self.start..head).all(|i| matches!(self.list[i].tag, Tag::Conj | Tag::Adverb | Tag::Comma));
        let after = |from: usize| self.pieces(from, order.reported_end(from));
        if fronted {
            let comma = self.tag(behind) == Some(Tag::Comma);
            found.content = after(behind + usize::from(comma));
            found.how = How::Clause;
            return (comma && !found.content.is_empty()).then_some(found);
        }
        if let Some((content, true)) = self.quote_before(head) {
            found.content = content;
            found.how = How::QuoteBefore;
            return Some(found);
        }
        found.content = self.pieces(self.clause_start(head - 1), head - 1);
        found.how = How::ClauseBefore;
        if self.tag(behind) == Some(Tag::Comma) && behind + 2 < self.end {
            found.content.extend(after(behind + 1));
            found.how = How::ClauseAround;
        }
        (!found.content.is_empty()).then_some(found)
    }

    /// wird mit den Worten zitiert; wurde als A bezeichnet.
    fn passive_second(&self, cue: CueAt, verb: Verb, mut found: Attribution) -> Option<Attribution> {
        let order = self.order();
        if cue.frames & frame::RELAY != 0 {
            let subject = order.subject_of_main(verb.finite)?;
            found.source = Some(self.range(subject.start, subject.end));
        } else {
            let by = (self.start..cue.at).rev().find(|i| self.list[*i].is(lang::BY_WORD));
            let agent = by.and_then(|by| order.phrase(by + 1)).or_else(|| self.place(self.start..cue.at));
            found.source = agent.map(|p| self.range(p.start, p.end));
        }
        let from = (self.start..cue.at)
            .rev()
            .find(|i| matches!(self.list[*i].tag, Tag::Comma | Tag::Colon))
            .map_or(self.start, |i| i + 1);
        let done = self.object_quote(from, cue.at, &mut found)
            || self.before_or_after(verb.finite, cue.end, &mut found);
        done.then_some(found)
    }

    /// A main clause.
    fn main(&self, cue: CueAt, verb: Verb, mut found: Attribution, first: usize) -> Option<Attribution> {
        let order = self.order();
        let mut begin = verb.finite;
        // so sagte er
        while begin > self.start + 1
            && self.list[begin - 1].tag == Tag::Adverb
            && matches!(self.list[begin - 2].tag, Tag::Comma | Tag::Quote | Tag::Dash)
        {
            begin -= 1;
        }
        let joined = self.tag_before(verb.finite) == Some(Tag::Conj);
        let behind = matches!(self.tag_before(begin), Some(Tag::Quote | Tag::Comma | Tag::Dash));
        let front = order.front(verb.finite).filter(|_| self.tag_before(begin) != Some(Tag::Quote));
        let inverted = behind && front.is_none();
        let subject = if inverted {
            order.nominative(verb.finite + 1, self.end)
        } else if joined && front.is_none() {
            None
        } else {
            order.subject_of_main(verb.finite)
        };
        match subject {
            Some(phrase) => found.source = Some(self.range(phrase.start, phrase.end)),
            None if inverted => {}
            None => {
                found.inherited = true;
                self.inherit_second(&mut found, verb.finite, first);
            }
        }
        let right = subject.filter(|p| p.start > verb.finite).map_or(verb.finite + 1, |p| p.end);
        if cue.frames & frame::RELAY != 0
            && let Some(relayed) = self.relay_second(&found, subject, right, inverted.then_some(begin))
        {
            return Some(relayed);
        }
        let end =
            if verb.last >= right && !self.crosses_quote(right, verb.last) { verb.last + 1 } else { right };
        let done = if inverted {
            self.before_or_after(begin, end, &mut found)
        } else {
            self.object_quote(right, verb.last.max(right), &mut found)
                || cue.frames & frame::X != 0 && self.object_quote(right, self.end, &mut found)
                || self.after_clause(right, self.end, &mut found)
        };
        if done && cue.frames & frame::ANSWER != 0 && matches!(found.how, How::Clause | How::That) {
            self.answered(right, &mut found);
        }
        if !done && self.takes_up(verb, &mut found) {
            return Some(found);
        }
        // "Sie fügte hinzu.": what the next sentence quotes
        let last = verb.last.max(right.saturating_sub(1));
        if !done
            && cue.frames & (frame::Q | frame::S) == frame::Q | frame::S
            && last + 2 == self.end
            && self.tag(last + 1) == Some(Tag::Stop)
        {
            found.open = true;
            return Some(found);
        }
        done.then_some(found)
    }

    /// `wies Berichte zurück, er sei krank`: what is said behind is what the reports say.
    fn answered(&self, from: usize, found: &mut Attribution) {
        let Some(&(content, _)) = found.content.first() else { return };
        let order = self.order();
        let report = (from..self.end)
            .take_while(|i| (self.list[*i].token as usize) < content)
            .filter(|i| !matches!(self.list[*i].tag, Tag::Prep))
            .find_map(|i| order.phrase(i))
            .filter(|p| self.list[p.start..p.end].iter().take(3).any(|i| i.is(lang::DOCUMENT)));
        if let Some(report) = report.filter(|p| (self.list[p.end - 1].token as usize) < content) {
            found.source = Some(self.range(report.start, report.end));
        }
    }

    /// `A. Das teilte NAME mit.`: what the sentence before says.
    fn takes_up(&self, verb: Verb, found: &mut Attribution) -> bool {
        let order = self.order();
        let Some(previous) = self.previous.filter(|_| verb.finite == self.start + 1) else { return false };
        if !order.among(self.start, &self.tokens.language.taking_up) || found.frames & frame::S != frame::S {
            return false;
        }
        let Some(subject) = order.nominative(verb.finite + 1, self.end).filter(|p| order.can_speak(*p))
        else {
            return false;
        };
        let mut end = self.start;
        while end > previous && self.list[end - 1].tag == Tag::Stop {
            end -= 1;
        }
        if end <= previous {
            return false;
        }
        found.source = Some(self.range(subject.start, subject.end));
        found.inherited = false;
        found.content = vec![self.range(previous, end)];
        found.how = How::ClauseBefore;
        true
    }

    fn crosses_quote(&self, from: usize, to: usize) -> bool {
        self.list[from..to].iter().any(|i| i.tag == Tag::Quote)
    }

    /// `zitierte den Hafenmeister mit dem Satz: "A"`: the object speaks.
    fn relay_second(
        &self,
        found: &Attribution,
        subject: Option<Phrase>,
        right: usize,
        inverted: Option<usize>,
    ) -> Option<Attribution> {
        let order = self.order();
        let mut at = right;
        while matches!(self.tag(at), Some(Tag::Adverb | Tag::Time)) {
            at += 1;
        }
        let object = order.phrase(at).filter(|_| self.tag(at) != Some(Tag::Subject))?;
        let mut relayed = found.clone();
        relayed.inherited = false;
        relayed.via = subject.map(|p| self.range(p.start, p.end)).into_iter().collect();
        relayed.source = Some(self.range(object.start, object.end));
        let done = match inverted {
            Some(begin) => self.before_or_after(begin, object.end, &mut relayed),
            None => self.after_clause(object.end, self.end, &mut relayed),
        };
        done.then_some(relayed)
    }

    /// Content before an attribution that begins at `begin`, with what goes on behind it from `end`; or behind it alone.
    fn before_or_after(&self, begin: usize, end: usize, found: &mut Attribution) -> bool {
        let order = self.order();
        if let Some((content, whole)) = self.quote_before(begin)
            && (whole || !self.subordinate_front(&content))
        {
            found.content = content;
            found.how = How::QuoteBefore;
            if let Some(quote) = self.quote_after(end) {
                found.content.extend(self.pieces(quote, self.quotes_run(quote)));
            }
            return true;
        }
        let before = if self.tag_before(begin) == Some(Tag::Comma) && begin > self.start + 1 {
            self.pieces(self.clause_start(begin - 1), begin - 1)
        } else {
            Vec::new()
        };
        let quoted = before.iter().any(|piece| self.quote_within(*piece));
        if !quoted && self.after_clause(end, self.end, found) {
            return true;
        }
        let mental = found.frames & (frame::MENTAL | frame::GESTURE) != 0;
        if before.is_empty() || mental || self.subordinate_front(&before) && !quoted {
            return false;
        }
        found.content = before;
        found.how = How::ClauseBefore;
        let mut next = end;
        while matches!(self.tag(next), Some(Tag::Adverb | Tag::Time)) {
            next += 1;
        }
        let quoted = self.tag(next + 1) == Some(Tag::Quote);
        if self.tag(next) == Some(Tag::Comma)
            && (quoted || next + 2 < self.end)
            && !order.relative_at(next + 1)
        {
            found.content.extend(self.pieces(next + 1, order.reported_end(next + 1)));
            found.how = How::ClauseAround;
        }
        true
    }

    /// Whether a content begins with a fronted clause that belongs to what follows: Als er ankam, sagte
    fn subordinate_front(&self, content: &[(usize, usize)]) -> bool {
        let Some(first) = content.first() else { return false };
        (self.start..self.end)
            .find(|i| self.list[*i].token as usize >= first.0)
            .is_some_and(|i| matches!(self.list[i].tag, Tag::Sub) && !self.list[i].is(lang::WH))
    }

    /// The object that holds a quoted span, as a range of items: warnte | vor einem "Verfall" der Molen.
    fn object_around(&self, at: usize, run: usize, found: &Attribution) -> (usize, usize) {
        let order = self.order();
        if self.list[at - 1].is(lang::SPEECH_NOUN) {
            return (at, run);
        }
        let token = self.list[at].token as usize;
        let source = found.source.filter(|(_, end)| *end <= token).map_or(0, |(_, end)| end);
        let mut first = (self.start..at)
            .rev()
            .find(|i| {
                self.list[*i].finite()
                    || (self.list[*i].end as usize) <= source
                    || matches!(self.list[*i].tag, Tag::Conj | Tag::Comma | Tag::Quote | Tag::Colon)
            })
            .map_or(self.start, |i| i + 1);
        // am Montag, in Rom: where and when it was said
        loop {
            let next = match self.tag(first) {
                Some(Tag::Adverb | Tag::Time | Tag::Not | Tag::Object) => first + 1,
                Some(Tag::Prep) if self.tag(first + 1) == Some(Tag::Time) => first + 2,
                Some(Tag::Prep) if order.among(first, &self.tokens.language.locative) => {
                    order.phrase(first + 1).map_or(at, |p| p.end)
                }
                _ => break,
            };
            if next >= at {
                return (at, run);
            }
            first = next;
        }
        let prefix = order.prefix_of(found.cue);
        let end = (run..self.end)
            .find(|i| {
                order.boundary(*i)
                    || matches!(
                        self.list[*i].tag,
                        Tag::Conj | Tag::Verb | Tag::Participle | Tag::Aux | Tag::That
                    )
                    || prefix == Some(*i)
            })
            .unwrap_or(self.end);
        (first, end)
    }

    /// als, für: what brings a judgement.
    fn judging(&self, at: usize) -> bool {
        self.list[at].is(lang::AS_WORD)
            || self.tag(at) == Some(Tag::Prep) && self.text(at).eq_ignore_ascii_case("für")
    }

    /// A quoted object: nannte den Plan einen "Fehler", sprach von "Panik".
    fn object_quote(&self, from: usize, to: usize, found: &mut Attribution) -> bool {
        let order = self.order();
        let takes = frame::Q | frame::X | frame::AS | frame::NP | frame::MENTAL;
        for at in from..to.min(self.end) {
            // nannte den Bericht "A"; wirft der Regierung "A" vor
            let object = found.frames & frame::X != 0;
            match self.list[at].tag {
                Tag::Quote if object || !order.names_a_thing(at) => {
                    // stellte den "Plan" vor: judged is only what stands behind "als"
                    let judged = (self.start..at)
                        .rev()
                        .take_while(|i| !matches!(self.list[*i].tag, Tag::Comma | Tag::Colon))
                        .any(|i| self.judging(i));
                    if !judged && found.frames & (frame::AS | frame::NP | frame::X) == frame::AS {
                        return false;
                    }
                    let run = self.quotes_run(at);
                    let takes_object = found.frames & (frame::S | frame::NP | frame::X);
                    let whole = !judged && takes_object == frame::S | frame::NP;
                    let (first, end) = if whole { self.object_around(at, run, found) } else { (at, run) };
                    found.content = self.pieces(first, end);
                    found.how = How::Object;
                    return found.frames & takes != 0;
                }
                Tag::Colon | Tag::Comma | Tag::Semicolon | Tag::That => return false,
                Tag::Conj if self.tag(at + 1) == Some(Tag::Verb) => return false,
                _ => {}
            }
        }
        false
    }

    /// Content behind the attribution: at the colon, the quotation, the conjunction, or the comma.
    fn after_clause(&self, from: usize, to: usize, found: &mut Attribution) -> bool {
        let order = self.order();
        let frames = found.frames;
        let mut at = from;
        while at < to {
            match self.list[at].tag {
                Tag::Colon => {
                    let quoted = self.tag(at + 1).is_none_or(|t| t == Tag::Quote);
                    return (quoted || frames & frame::T != 0) && self.colon_content(at, found);
                }
                Tag::Quote if self.tag_before(at) == Some(Tag::Comma) => {
                    return self.quoted_clause(at, found);
                }
                Tag::Quote if !order.names_a_thing(at) => {
                    return self.object_quote(at, at + 1, found);
                }
                Tag::That => return self.reported(at, How::That, found),
                Tag::Wh if order.among(at, &["ob"]) => return self.reported(at, How::Wh, found),
                Tag::Comma => match self.tag(at + 1) {
                    Some(Tag::Quote) => return self.quoted_clause(at + 1, found),
                    Some(Tag::That) => return self.reported(at + 1, How::That, found),
                    Some(Tag::Wh | Tag::Sub) => return self.reported(at + 1, How::Wh, found),
                    Some(_) if order.attribution_at(at + 1) => return false,
                    Some(_) if order.relative_at(at + 1) || order.aside_at(at + 1) => {
                        // passed over to the comma that ends it
                        at = (at + 1..to)
                            .find(|i| matches!(self.list[*i].tag, Tag::Comma | Tag::Colon))
                            .unwrap_or(to);
                        continue;
                    }
                    // the verb of the main clause
                    Some(Tag::Verb | Tag::Aux | Tag::Modal) if !self.list[at + 1].is(lang::SUBJUNCTIVE) => {
                        return false;
                    }
                    Some(_) => {
                        let end = order.reported_end(at + 1);
                        let marked = self.list[at + 1..end]
                            .iter()
                            .any(|i| i.is(lang::SUBJUNCTIVE) || i.tag == Tag::Quote);
                        return marked
                            && frames & (frame::Q | frame::T | frame::MENTAL) != 0
                            && self.reported(at + 1, How::Clause, found);
                    }
                    None => return false,
                },
                Tag::Semicolon => return false,
                Tag::Conj if self.tag(at + 1) == Some(Tag::Verb) => return false,
                _ => {}
            }
            at += 1;
        }
        false
    }

    fn reported(&self, from: usize, how: How, found: &mut Attribution) -> bool {
        let to = self.order().reported_end(from);
        found.content = self.pieces(from, to);
        found.how = how;
        let quoted = self.list[from..to].iter().any(|i| i.tag == Tag::Quote);
        to > from + 1 && (found.frames & frame::MENTAL == 0 || quoted)
    }

    /// A quoted span behind a comma: all that is said, or the head of a reported clause.
    fn quoted_clause(&self, at: usize, found: &mut Attribution) -> bool {
        let run = self.quotes_run(at);
        let order = self.order();
        if order.boundary(run) || self.list[at].apart && order.attribution_at(run) {
            found.content = self.pieces(at, run);
            found.how = How::QuoteAfter;
            return true;
        }
        self.reported(at, How::Clause, found)
    }

    /// laut NAME, nach Angaben von NAME, so NAME, NAME zufolge.
    pub(super) fn according_second(&self, cue: CueAt) -> Option<Attribution> {
        let order = self.order();
        let postposed = cue.frames & frame::SOURCE_BEFORE == frame::SOURCE_BEFORE;
        let (begin, source, end) = if postposed {
            let named = |p: &Phrase| {
                p.end == cue.at
                    && self.list[p.start..p.end].iter().any(|i| matches!(i.tag, Tag::Name | Tag::Quote))
            };
            // ihm zufolge, seiner Meinung nach
            let pronoun = matches!(self.tag_before(cue.at), Some(Tag::Object | Tag::Possessive))
                .then(|| Phrase { start: cue.at - 1, end: cue.at });
            let source = (self.start..cue.at).find_map(|at| order.phrase(at).filter(named)).or(pronoun)?;
            (source.start, source, cue.end)
        } else {
            let at = cue.end + usize::from(order.among(cue.end, &self.tokens.language.attributive));
            let source = order.phrase(at)?;
            (cue.at, source, source.end)
        };
        let behind = matches!(self.tag_before(begin), Some(Tag::Comma | Tag::Quote | Tag::Dash));
        let closes = !self.tag(end).is_some_and(|t| matches!(t, Tag::Verb | Tag::Aux | Tag::Modal));
        // a word that is more often something else, as "so": only behind what was said
        if !postposed
            && cue.end == cue.at + 1
            && self.list[cue.at].is(lang::ADV | lang::SUB)
            && !(behind && closes)
        {
            return None;
        }
        let mut found = self.blank((cue.at, cue.end), cue.frames, How::According);
        found.source = Some(self.range(source.start, source.end));
        let fronted = (self.start..begin)
            .all(|i| matches!(self.list[i].tag, Tag::Conj | Tag::Adverb | Tag::Comma | Tag::Other));
        if fronted {
            let from = self.behind_aside(end);
            found.content = self.pieces(from, order.reported_end(from));
        } else if behind && closes {
            return self.before_or_after(begin, end, &mut found).then(|| {
                if found.how == How::QuoteBefore || found.how == How::ClauseBefore {
                    found.how = How::According;
                }
                found
            });
        } else {
            let from = match order.clause(begin, begin) {
                Clause::Subordinate(head) => head,
                Clause::Main => order.opening(begin).unwrap_or_else(|| self.clause_start(begin)),
            };
            found.content = self.pieces(from, begin);
            found.content.extend(self.pieces(end, order.reported_end(end)));
        }
        (!found.content.is_empty()).then_some(found)
    }

    /// Behind an aside: Nach Angaben von NAME, einem Manager der Firma, wurde
    fn behind_aside(&self, end: usize) -> usize {
        if self.tag(end) != Some(Tag::Comma) {
            return end;
        }
        let close = (end + 1..self.end)
            .find(|i| self.list[*i].tag == Tag::Comma)
            .filter(|i| self.tag(i + 1).is_some_and(|t| matches!(t, Tag::Verb | Tag::Aux | Tag::Modal)));
        close.unwrap_or(end) + 1
    }
}
