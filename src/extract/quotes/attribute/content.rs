//! What was said: before the cue, behind it, or around it.

use super::super::clause::{attribution_at, clause_end, has_finite};
use super::super::items::Tag;
use super::super::lang::{self, frame};
use super::super::phrase::{Phrase, phrase_right};
use super::super::tokens::{Shape, Sort, Token};
use super::object::Addressee;
use super::{Attribution, CueAt, How, Reader};

impl Reader<'_> {
    /// Finds the content before and after a verb. `from` is where the attribution begins, `end` where it ends.
    pub(super) fn contents(
        &self,
        cue: CueAt,
        found: &mut Attribution,
        from: usize,
        end: usize,
        inverted: bool,
        subject: Option<Phrase>,
    ) -> Option<()> {
        let frames = cue.frames;
        let progressive = self.list[from.min(cue.at)..cue.at].iter().any(|i| i.tag == Tag::Aux);
        let leans = self.list[cue.at].tag == Tag::Ing && !progressive
            || subject.is_some_and(|p| matches!(self.list[p.start].tag, Tag::Who | Tag::That));
        let before = if leans || frames & frame::Q == 0 { None } else { self.quote_before(from) };
        // he read "A" and the "B" laughed
        if frames & frame::GESTURE != 0 && before.as_ref().is_some_and(|(_, whole)| !whole) {
            return None;
        }
        if let Some((content, whole)) = &before
            && (*whole || !self.fronted(content))
        {
            found.content = content.clone();
            found.how = How::QuoteBefore;
            // "A," he said, "B."
            if let Some(quote) = self.quote_after(end) {
                found.content.extend(self.pieces(quote, self.quotes_run(quote)));
            }
            return Some(());
        }
        if !inverted && self.after(cue, found, subject) {
            self.around_quote(found, from);
            return Some(());
        }
        if let Some((content, _)) = before {
            found.content = content;
            found.how = How::QuoteBefore;
            return Some(());
        }
        if leans || frames & frame::S != frame::S || frames & (frame::GESTURE | frame::MENTAL) != 0 {
            return None;
        }
        // A, he told the paper
        let told = frames & frame::ADDR != 0 && self.tokens.language.indirect;
        let behind = told.then(|| phrase_right(self.list, end, self.end)).flatten();
        self.clause_before(found, from, behind.map_or(end, |p| p.end))
    }

    /// `A, he said, "B"`: a quoted piece that begins small goes on with the clause before the attribution.
    fn around_quote(&self, found: &mut Attribution, from: usize) {
        let Some(&(first, _)) = found.content.first().filter(|_| found.how == How::QuoteAfter) else {
            return;
        };
        let small = self.tokens.list.get(first + 1).is_some_and(|t| t.shape == Shape::Small && t.is_word());
        if !small || self.tag_before(from) != Some(Tag::Comma) {
            return;
        }
        let start = self.clause_start(from - 1);
        let fronted = self.list[start..from]
            .iter()
            .all(|i| matches!(i.tag, Tag::Adverb | Tag::Time | Tag::Comma | Tag::Conj));
        // The pier, he said, "is a disgrace": the verb stands in the quoted part
        let verb =
            self.tokens.list.get(first + 1).is_some_and(|t| t.is(lang::AUX | lang::MODAL | lang::VERB_S));
        let finite = has_finite(self.list, start, from) || verb;
        if start + 2 < from && finite && !fronted && !matches!(self.list[start].tag, Tag::Prep | Tag::Ing) {
            let mut pieces = self.pieces(start, from - 1);
            pieces.append(&mut found.content);
            found.content = pieces;
            found.how = How::ClauseAround;
        }
    }

    /// The content that ends with a quoted span right before the attribution at `from`, and whether it is nothing but
    /// quoted.
    pub(super) fn quote_before(&self, from: usize) -> Option<(Vec<(usize, usize)>, bool)> {
        let last = match self.tag_before(from)? {
            Tag::Quote => from,
            Tag::Comma | Tag::Dash if self.tag_before(from - 1) == Some(Tag::Quote) => from - 1,
            _ => return None,
        };
        let mut first = last;
        while first > self.start && matches!(self.list[first - 1].tag, Tag::Quote | Tag::Comma) {
            first -= 1;
        }
        while self.list[first].tag == Tag::Comma {
            first += 1;
        }
        let opens = first == self.start
            || matches!(self.list[first - 1].tag, Tag::Open | Tag::Dash | Tag::Colon | Tag::Semicolon)
            || (first..last).all(|i| self.begins_sentence(i))
                && matches!(self.list[first - 1].tag, Tag::Comma | Tag::Conj | Tag::Adverb | Tag::Sub)
                && !self.names_a_work(first);
        let whole = self.list[first].apart || first + 1 < last || !self.names_a_work(first);
        if opens && !whole {
            return None;
        }
        if opens {
            return Some((self.pieces(first, last), true));
        }
        if self.names_a_work(last - 1) {
            return None;
        }
        let start = self.clause_start(last);
        Some((self.pieces(start.min(first), last), false))
    }

    /// Whether a content begins with a fronted clause, which belongs to what follows: When someone shouted "Cruz," Beck
    pub(super) fn fronted(&self, content: &[(usize, usize)]) -> bool {
        let Some(first) = content.first() else { return false };
        let at =
            (self.start..self.end).find(|i| self.list[*i].token as usize >= first.0).unwrap_or(self.start);
        let tag = self.list[at].tag;
        matches!(tag, Tag::Sub | Tag::Ing)
            || tag == Tag::Prep && !self.list[at..self.end].iter().take(12).any(|i| i.tag == Tag::Comma)
    }

    /// Whether a quoted span looks like the title of a work: capitals only, short, no sentence.
    pub(super) fn names_a_work(&self, at: usize) -> bool {
        let item = &self.list[at];
        let inside = self
            .tokens
            .list
            .get(item.token as usize + 1..(item.end as usize).saturating_sub(1))
            .unwrap_or_default();
        let hangs = matches!(
            self.tag_before(at),
            Some(Tag::Genitive | Tag::Det | Tag::Possessive | Tag::Prep | Tag::Noun | Tag::Name)
        );
        let body = match inside.split_last() {
            Some((last, body)) if last.sort == Sort::Stop && hangs => body,
            _ => inside,
        };
        let count = body.iter().filter(|t| t.is_word()).count();
        let title_word = |t: &Token| {
            t.capital()
                || t.is(lang::PREP | lang::DET | lang::CONJ | lang::TO | lang::AUX)
                || t.sort != Sort::Word
        };
        (1..=6).contains(&count)
            && !body.iter().any(|t| t.sort == Sort::Stop)
            && body.first().is_some_and(Token::capital)
            && body.iter().filter(|t| t.is_word()).all(title_word)
    }

    /// A quotation that goes on behind the attribution: the item where it begins.
    pub(super) fn quote_after(&self, end: usize) -> Option<usize> {
        let mut at = end;
        let mut seen = 0;
        let mut aside = false;
        while let Some(tag) = self.tag(at) {
            match tag {
                Tag::Quote => {
                    let behind =
                        |at: usize| matches!(self.list[at - 1].tag, Tag::Comma | Tag::Colon | Tag::Dash);
                    // he said, but "b"
                    let conjoined = at > end + 1 && self.list[at - 1].tag == Tag::Conj && behind(at - 1);
                    let joined = at > end && behind(at) || conjoined && self.goes_on_small(at);
                    if aside && !(joined && self.goes_on_small(at)) {
                        return None;
                    }
                    return (joined || at == end && self.begins_sentence(at)).then_some(at);
                }
                Tag::Stop | Tag::Semicolon => return None,
                // he said, waving his hat, "b"
                Tag::Ing if self.tag(at + 1) == Some(Tag::That) => return None,
                Tag::Verb | Tag::Ing => aside = true,
                _ => {}
            }
            seen += 1;
            if seen > 24 {
                return None;
            }
            at += 1;
        }
        None
    }

    /// Whether the quoted span at an item begins small: it goes on with what was broken off.
    fn goes_on_small(&self, at: usize) -> bool {
        let first = self.list[at].token as usize + 1;
        self.tokens.list.get(first).is_some_and(|t| t.shape == Shape::Small && t.is_word())
    }

    /// The end of a run of quoted spans: "A" and "B".
    pub(super) fn quotes_run(&self, at: usize) -> usize {
        let mut end = at + 1;
        loop {
            if self.tag(end) == Some(Tag::Quote) {
                end += 1;
            } else if self.tag(end) == Some(Tag::Conj) && self.tag(end + 1) == Some(Tag::Quote) {
                end += 2;
            } else {
                return end;
            }
        }
    }

    /// `A, he said` and `A, he said, B`.
    pub(super) fn clause_before(&self, found: &mut Attribution, from: usize, end: usize) -> Option<()> {
        if !matches!(self.tag_before(from), Some(Tag::Comma | Tag::Dash)) {
            return None;
        }
        let comma = from - 1;
        let start = self.clause_start(comma);
        let closes = self.tag(end).is_none_or(|t| {
            matches!(
                t,
                Tag::Stop
                    | Tag::Comma
                    | Tag::Prep
                    | Tag::Time
                    | Tag::Adverb
                    | Tag::Sub
                    | Tag::Dash
                    | Tag::To
                    | Tag::Semicolon
                    | Tag::Conj
                    | Tag::Ing
                    | Tag::Quote
                    | Tag::Object
            )
        });
        if !closes || start >= comma {
            return None;
        }
        let head = self.list[start].tag;
        let finite = has_finite(self.list, start, comma);
        let parenthesis = self.tag(end) == Some(Tag::Comma)
            && self.tag(end + 1).is_some_and(|t| !matches!(t, Tag::Ing | Tag::Who))
            && has_finite(self.list, end + 1, self.end);
        if parenthesis && !attribution_at(self.tokens, self.list, end + 1, self.end) {
            let to = clause_end(self.tokens, self.list, end + 1, self.end);
            found.content = self.pieces(start, comma);
            found.content.extend(self.pieces(end + 1, to));
            found.how = How::ClauseAround;
            return Some(());
        }
        let fronted = matches!(head, Tag::Sub | Tag::Ing | Tag::Participle) || head == Tag::Prep && !finite;
        let commas = (start..comma).any(|i| self.list[i].tag == Tag::Comma);
        if !finite || fronted && !commas {
            return None;
        }
        found.content = self.pieces(start, comma);
        found.how = How::ClauseBefore;
        Some(())
    }

    /// Content behind the verb, by its frames.
    pub(super) fn after(&self, cue: CueAt, found: &mut Attribution, subject: Option<Phrase>) -> bool {
        let frames = cue.frames;
        let mut at = cue.end;
        if at >= self.end {
            return false;
        }
        let mut passed = false;
        for _ in 0..6 {
            let Some(tag) = self.tag(at) else { return false };
            match tag {
                // on the programme "A": no words of anybody
                Tag::Quote if passed && self.tag_before(at) != Some(Tag::Comma) && self.names_a_work(at) => {
                    at += 1;
                    continue;
                }
                // has written "The Salt Road" and two other novels
                Tag::Quote
                    if frames & (frame::X | frame::AS) == 0
                        && self.names_a_work(at)
                        && self.list[at].end > self.list[at].token + 3 =>
                {
                    return false;
                }
                Tag::Prep if self.tag(at + 1) == Some(Tag::Quote) && self.names_a_work(at + 1) => {
                    at += 2;
                    passed = true;
                    continue;
                }
                Tag::Quote if frames & (frame::Q | frame::T | frame::MENTAL | frame::NP | frame::X) != 0 => {
                    return self.quoted_content(at, found, frames);
                }
                Tag::Colon => return self.colon_content(at, found),
                // having said that,
                Tag::That
                    if subject.is_none()
                        && at > self.start + 1
                        && self.list[at - 2].is(lang::HAVE)
                        && matches!(self.tag(at + 1), Some(Tag::Comma | Tag::Stop)) =>
                {
                    return false;
                }
                Tag::That if frames & (frame::T | frame::MENTAL) != 0 => {
                    return self.clause(at, found, How::That, frames);
                }
                Tag::Comma if self.tag(at + 1) == Some(Tag::Quote) && frames & frame::Q != 0 => {
                    return self.quoted_content(at + 1, found, frames);
                }
                Tag::Comma if self.tag(at + 1) == Some(Tag::That) && frames & frame::T != 0 => {
                    return self.clause(at + 1, found, How::That, frames);
                }
                Tag::Comma if matches!(self.tag(at + 1), Some(Tag::Prep | Tag::Adverb | Tag::Ing)) => {
                    // said, in a statement, that
                    let close = (at + 1..self.end.min(at + 14)).find(|i| self.list[*i].tag == Tag::Comma);
                    let Some(close) =
                        close.filter(|c| matches!(self.tag(c + 1), Some(Tag::That | Tag::Quote)) || *c == at)
                    else {
                        return false;
                    };
                    at = close;
                    passed = true;
                    continue;
                }
                Tag::Wh | Tag::Sub
                    if frames & frame::WH != 0
                        && self.list[at].is(lang::WH)
                        && has_finite(self.list, at, self.end) =>
                {
                    return self.clause(at, found, How::Wh, frames);
                }
                Tag::To
                    if frames & frame::TO != 0
                        && !passed
                        && (self.verb_follows(at + 1) || self.tag(at + 1) == Some(Tag::Quote))
                        && subject.is_none_or(|p| self.can_promise(p)) =>
                {
                    return self.clause(at, found, How::Infinitive, frames);
                }
                // called Monday's vote a win: the day owns the object
                Tag::Time if self.tag(at + 1) == Some(Tag::Genitive) => {}
                Tag::Adverb | Tag::Time => {
                    at += 1;
                    passed = true;
                    continue;
                }
                // said on Friday that
                Tag::Prep if self.behind_date(at).is_some() => {
                    at = self.behind_date(at).unwrap_or(at + 1);
                    passed = true;
                    continue;
                }
                Tag::Prep | Tag::To => {
                    let Some(phrase) = phrase_right(self.list, at + 1, self.end) else { return false };
                    let next = self.prepositional_end(phrase);
                    at = next;
                    passed = true;
                    continue;
                }
                _ => {}
            }
            // told reporters that, urged them to
            if frames & (frame::ADDR | frame::OT | frame::OF) != 0
                && let Some(end) = self.addressee(at, found, frames)
            {
                match end {
                    Addressee::Content(done) => return done,
                    Addressee::Passed(next) => {
                        at = next;
                        passed = true;
                        continue;
                    }
                }
            }
            return self.direct_object(at, found, frames, passed, subject);
        }
        false
    }

    /// Behind `on Friday`, `in July 2016`, where the day owns nothing: in Friday's paper.
    fn behind_date(&self, preposition: usize) -> Option<usize> {
        let first = preposition + 1;
        let end = (first..self.end)
            .find(|i| !matches!(self.list[*i].tag, Tag::Time | Tag::Number))
            .unwrap_or(self.end);
        (self.tag(first) == Some(Tag::Time) && self.tag(end) != Some(Tag::Genitive)).then_some(end)
    }

    /// Where the prepositional phrase ends, if a clause begins right behind it: in an interview | he would.
    pub(super) fn prepositional_end(&self, phrase: Phrase) -> usize {
        // a pronoun or article after a noun begins a clause of its own
        for at in phrase.start + 1..phrase.end {
            if matches!(self.list[at].tag, Tag::Det | Tag::Possessive | Tag::Subject)
                && matches!(self.list[at - 1].tag, Tag::Noun | Tag::Name | Tag::Time)
            {
                return at;
            }
        }
        phrase.end
    }

    /// Content that begins with a quoted span.
    pub(super) fn quoted_content(&self, at: usize, found: &mut Attribution, frames: u32) -> bool {
        let run = self.quotes_run(at);
        let closes = run >= self.end
            || matches!(self.list[run].tag, Tag::Stop | Tag::Dash | Tag::Semicolon)
            || self.list[run].tag == Tag::Comma && !matches!(self.tag(run + 1), Some(Tag::Quote | Tag::Conj));
        let closes = closes || attribution_at(self.tokens, self.list, run, self.end);
        let comma_before = matches!(self.list[at - 1].tag, Tag::Comma | Tag::Colon);
        // yelled "Go home!" at the crowd: a sentence of its own
        let whole = run == at + 1 && self.begins_sentence(at) && self.exclaims(at);
        let to = if comma_before || whole || closes && !self.continues(run) {
            run
        } else {
            clause_end(self.tokens, self.list, at, self.end).max(run)
        };
        found.content = self.pieces(at, to);
        found.how = How::QuoteAfter;
        frames != 0
    }

    /// Whether the quoted span at an item ends in ! or ?.
    fn exclaims(&self, at: usize) -> bool {
        let last = (self.list[at].end as usize).checked_sub(2);
        last.is_some_and(|last| matches!(self.tokens.text(last), "!" | "?"))
    }

    /// Whether the clause around a quoted span goes on behind it.
    pub(super) fn continues(&self, at: usize) -> bool {
        self.tag(at).is_some_and(|t| matches!(t, Tag::Conj | Tag::Prep | Tag::Noun))
    }

    /// Content behind a colon: the rest of the sentence, or what the next paragraph quotes.
    pub(super) fn colon_content(&self, at: usize, found: &mut Attribution) -> bool {
        found.how = How::Colon;
        if at + 1 >= self.end {
            found.open = true;
            return found.frames & frame::Q != 0;
        }
        if self.list[at + 1].tag == Tag::Quote {
            found.content = self.pieces(at + 1, self.quotes_run(at + 1));
        } else {
            let to = clause_end(self.tokens, self.list, at + 1, self.end);
            found.content = self.pieces(at + 1, to);
        }
        found.frames & (frame::Q | frame::T) != 0
    }

    pub(super) fn clause(&self, at: usize, found: &mut Attribution, how: How, frames: u32) -> bool {
        let to = clause_end(self.tokens, self.list, at, self.end);
        found.content = self.pieces(at, to);
        found.how = how;
        let quoted = self.list[at..to].iter().any(|i| i.tag == Tag::Quote);
        to > at + 1 && (frames & frame::MENTAL == 0 || quoted)
    }

    /// Whether a phrase is somebody who can promise: not the debate that promised to be long.
    fn can_promise(&self, phrase: Phrase) -> bool {
        self.list[phrase.start..phrase.end].iter().any(|i| {
            matches!(i.tag, Tag::Name | Tag::Subject | Tag::Who)
                || i.is(lang::PERSON | lang::GROUP | lang::ORG | lang::PLURAL)
        })
    }
}
