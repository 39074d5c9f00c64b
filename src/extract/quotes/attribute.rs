//! Cues with their frames: who is said to have said what, sentence by sentence.
//!
//! An [`Attribution`] is a cue, its source and its content, as items and tokens. Quotations that no cue of their own
//! sentence takes up are [`super::link`]'s part.

use super::clause::{attribution_at, clause_end, cues, has_finite, is_clause};
use super::items::{Item, Items, Sentence, Tag};
use super::lang::{self, Cues, frame};
use super::phrase::{Phrase, SubjectOf, clause_subject, group_start, phrase_right, subject_left};
use super::tokens::Tokens;

/// Which construction tied the content to the cue: the ground of the confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum How {
    /// `"A," he said`
    QuoteBefore,
    /// `he said, "A"`
    QuoteAfter,
    /// `he said: A`
    Colon,
    /// `he said that A`
    That,
    /// `he said A`
    Clause,
    /// `A, he said`
    ClauseBefore,
    /// `A, he said, B`
    ClauseAround,
    /// `asked whether A`
    Wh,
    /// `according to X, A`
    According,
    /// `denied any role`, `urged him to`, `called it a`
    Object,
    /// `promised to leave`
    Infinitive,
    /// `his claim that A`
    Noun,
    /// `Mr. X: A`
    Transcript,
    /// a quotation beside an attributed one
    Beside,
    /// a quotation without a cue of its own
    Loose,
}

/// A cue with its source and content.
#[derive(Debug, Clone)]
pub(crate) struct Attribution {
    /// Sentence.
    pub(crate) sentence: usize,
    /// The cue, as tokens.
    pub(crate) cue: Option<(usize, usize)>,
    /// The source, as tokens.
    pub(crate) source: Option<(usize, usize)>,
    /// Whether the source was taken over from the clause before.
    pub(crate) inherited: bool,
    /// The content, as tokens, marks included.
    pub(crate) content: Vec<(usize, usize)>,
    /// Frames of the cue.
    pub(crate) frames: u32,
    /// Construction.
    pub(crate) how: How,
    /// Whether the content is awaited from the next paragraph: the sentence ends in a colon.
    pub(crate) open: bool,
    /// did not say
    pub(crate) negated: bool,
    /// reportedly
    pub(crate) hedged: bool,
    /// will say, would say
    pub(crate) modal: bool,
    /// Carriers of the words, as tokens, outermost first.
    pub(crate) via: Vec<(usize, usize)>,
}

/// A cue found at an item.
#[derive(Clone, Copy)]
struct CueAt {
    at: usize,
    end: usize,
    frames: u32,
}

struct Reader<'a> {
    tokens: &'a Tokens<'a>,
    list: &'a [Item],
    table: &'a [Cues],
    number: usize,
    start: usize,
    end: usize,
    title_case: bool,
    out: Vec<Attribution>,
}

/// The attributions of every sentence, in order.
pub(crate) fn attributions(tokens: &Tokens<'_>, items: &Items) -> Vec<Attribution> {
    let mut out = Vec::new();
    for (number, sentence) in items.sentences.iter().enumerate() {
        let Sentence { start, end, title_case, .. } = *sentence;
        if !items.list[start..end].iter().any(|i| i.cue > 0 || i.tag == Tag::Colon) {
            continue;
        }
        let mut reader = Reader {
            tokens,
            list: &items.list,
            table: &tokens.language.cues,
            number,
            start,
            end,
            title_case,
            out,
        };
        reader.sentence();
        out = reader.out;
    }
    out
}

impl Reader<'_> {
    fn sentence(&mut self) {
        if self.transcript() {
            return;
        }
        let first = self.out.len();
        let mut at = self.start;
        // cues inside a reported clause are part of what is said
        let mut inside_until = self.start;
        while at < self.end {
            let item = self.list[at];
            let found = if item.cue == 0 { self.unknown_verb(at) } else { self.cue_at(at) };
            let Some(cue) = found else {
                at += 1;
                continue;
            };
            if at < inside_until {
                at = cue.end.max(at + 1);
                continue;
            }
            if let Some(attribution) = self.read(cue, first) {
                let until = attribution.content.iter().map(|c| c.1).max().map_or(at, |token| {
                    (at..self.end).find(|i| self.list[*i].token as usize >= token).unwrap_or(self.end)
                });
                inside_until = inside_until.max(until);
                self.merge(attribution, first);
            }
            at = cue.end.max(at + 1);
        }
    }

    /// `MS. NAME: ...`, `NAME: ...` at the head of a paragraph.
    fn transcript(&mut self) -> bool {
        let Some(colon) =
            (self.start..self.end.min(self.start + 8)).find(|i| self.list[*i].tag == Tag::Colon)
        else {
            return false;
        };
        let name = &self.list[self.start..colon];
        let head = name.last().is_some_and(|i| i.tag == Tag::Name) && name.iter().all(|i| i.tag == Tag::Name);
        let capitals = name.iter().all(|i| {
            self.tokens.list[i.token as usize].shape == super::tokens::Shape::Capitals || i.is(lang::TITLE)
        });
        let quoted =
            self.list.get(colon + 1).filter(|_| colon + 1 < self.end).is_some_and(|i| i.tag == Tag::Quote);
        let titled = name.first().is_some_and(|i| i.is(lang::TITLE)) || name.len() >= 2;
        if !(head && titled && (capitals || quoted)) || colon + 1 >= self.end || self.title_case {
            return false;
        }
        let last = if self.list[self.end - 1].tag == Tag::Stop { self.end } else { self.end };
        self.out.push(Attribution {
            sentence: self.number,
            cue: Some(self.range(colon, colon + 1)),
            source: Some(self.range(self.start, colon)),
            inherited: false,
            content: vec![self.range(colon + 1, last)],
            frames: frame::Q | frame::CORE,
            how: How::Transcript,
            open: false,
            negated: false,
            hedged: false,
            modal: false,
            via: Vec::new(),
        });
        true
    }

    /// The tokens of a range of items.
    fn range(&self, start: usize, end: usize) -> (usize, usize) {
        (self.list[start].token as usize, self.list[end - 1].end as usize)
    }

    fn tag(&self, at: usize) -> Option<Tag> {
        (at < self.end).then(|| self.list[at].tag)
    }

    /// The cue that begins at an item: the longest that the data knows.
    fn cue_at(&self, at: usize) -> Option<CueAt> {
        let item = &self.list[at];
        let entry = cues(self.table, item)?;
        let verbal = matches!(item.tag, Tag::Verb | Tag::Participle | Tag::Ing);
        let noun = matches!(item.tag, Tag::Noun | Tag::Name) && item.is(lang::SPEECH_NOUN);
        if !verbal && !noun && !item.is(lang::PHRASE) {
            return None;
        }
        for (rest, frames) in &entry.longer {
            let phrase = frames & frame::SOURCE != 0;
            if (verbal || phrase) && self.follows(at, rest) {
                return Some(CueAt { at, end: at + 1 + rest.len(), frames: *frames });
            }
        }
        if verbal && entry.frames != 0 {
            Some(CueAt { at, end: at + 1, frames: entry.frames })
        } else if noun && entry.noun != 0 {
            Some(CueAt { at, end: at + 1, frames: entry.noun })
        } else {
            None
        }
    }

    /// `"A!" beamed NAME`: a past form between a quotation and a name is a cue, whatever it means.
    fn unknown_verb(&self, at: usize) -> Option<CueAt> {
        let verb =
            self.list[at].tag == Tag::Verb && (self.list[at].is(lang::VERB_PAST) || self.list[at].marks == 0);
        let behind = verb && self.tag_before(at) == Some(Tag::Quote);
        let named = behind && matches!(self.tag(at + 1), Some(Tag::Name))
            || behind && self.tag(at + 1) == Some(Tag::Subject);
        named.then_some(CueAt { at, end: at + 1, frames: frame::Q })
    }

    fn follows(&self, at: usize, rest: &[Box<str>]) -> bool {
        rest.iter().enumerate().all(|(n, word)| {
            let index = at + 1 + n;
            index < self.end && self.tokens.text(self.list[index].token as usize).eq_ignore_ascii_case(word)
        })
    }

    fn read(&self, cue: CueAt, first: usize) -> Option<Attribution> {
        let tag = self.list[cue.at].tag;
        if cue.frames & frame::SOURCE != 0 {
            return self.according(cue);
        }
        match tag {
            Tag::Verb | Tag::Participle | Tag::Ing => self.verb(cue, first),
            Tag::Noun | Tag::Name => self.noun(cue),
            _ => None,
        }
    }

    /// An attribution without content yet.
    fn blank(&self, cue: (usize, usize), frames: u32, how: How) -> Attribution {
        Attribution {
            sentence: self.number,
            cue: Some(self.range(cue.0, cue.1)),
            source: None,
            inherited: false,
            content: Vec::new(),
            frames,
            how,
            open: false,
            negated: false,
            hedged: false,
            modal: false,
            via: Vec::new(),
        }
    }

    /// according to NP.
    fn according(&self, cue: CueAt) -> Option<Attribution> {
        let source = phrase_right(self.list, cue.end, self.end)?;
        let mut found = self.blank((cue.at, cue.end), cue.frames, How::According);
        found.source = Some(self.range(source.start, source.end));
        let fronted =
            (self.start..cue.at).all(|i| matches!(self.list[i].tag, Tag::Conj | Tag::Adverb | Tag::Comma));
        if fronted {
            // the comma that ends the source, with its asides passed over
            let comma = (source.end..self.end)
                .find(|i| self.list[*i].tag == Tag::Comma && is_clause(self.list, *i + 1, self.end))?;
            let from = comma + 1;
            let to = clause_end(self.tokens, self.list, from, self.end);
            found.content = self.pieces(from, to);
        } else {
            let from = self.clause_start(cue.at);
            let to = if self.list[cue.at - 1].tag == Tag::Comma { cue.at - 1 } else { cue.at };
            if to <= from || !has_finite(self.list, from, to) {
                return None;
            }
            found.content = self.pieces(from, to);
            // A, according to X, B
            if self.tag(source.end) == Some(Tag::Comma)
                && self
                    .tag(source.end + 1)
                    .is_some_and(|t| matches!(t, Tag::Verb | Tag::Aux | Tag::Modal | Tag::Prep))
                && has_finite(self.list, source.end + 1, self.end)
                && !attribution_at(self.tokens, self.list, source.end + 1, self.end)
            {
                let to = clause_end(self.tokens, self.list, source.end + 1, self.end);
                found.content.extend(self.pieces(source.end + 1, to));
            }
        }
        Some(found)
    }

    /// Where the clause that ends before `at` begins.
    fn clause_start(&self, at: usize) -> usize {
        let mut from = self.start;
        for index in (self.start..at).rev() {
            let tag = self.list[index].tag;
            let contrast = self.list[index].is(lang::CONTRAST)
                && index > self.start
                && self.list[index - 1].tag == Tag::Comma;
            if tag == Tag::Semicolon || contrast {
                from = index + 1;
                break;
            }
        }
        while from < at
            && (self.list[from].tag == Tag::Conj
                || matches!(self.list[from].tag, Tag::Other | Tag::Dash | Tag::Comma))
        {
            from += 1;
        }
        from
    }

    /// A range of items as token ranges, without the comma or stop at its end.
    fn pieces(&self, from: usize, to: usize) -> Vec<(usize, usize)> {
        let mut to = to;
        while to > from
            && matches!(self.list[to - 1].tag, Tag::Comma | Tag::Stop | Tag::Dash | Tag::Semicolon)
        {
            to -= 1;
        }
        if to > from { vec![self.range(from, to)] } else { Vec::new() }
    }

    /// A verb of speech in any form.
    fn verb(&self, cue: CueAt, first: usize) -> Option<Attribution> {
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
        found.modal = helpers.iter().any(|i| i.tag == Tag::Modal);
        found.hedged = helpers.iter().any(|i| i.is(lang::HEDGE))
            || self.list.get(cue.end).filter(|_| cue.end < self.end).is_some_and(|i| i.is(lang::HEDGE));
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
        let left_start = match left {
            SubjectOf::Phrase(phrase) => phrase.start,
            _ => group,
        };
        // `"A," said NAME`
        let inverted = (tag == Tag::Verb && cue.frames & frame::Q != 0)
            .then(|| self.inverted(cue, group, left))
            .flatten();
        let (subject, from, end) = match inverted {
            Some(phrase) => (Some(phrase), group, phrase.end),
            None => match left {
                SubjectOf::Phrase(phrase) => (Some(phrase), left_start, cue.end),
                _ => (None, group, cue.end),
            },
        };
        let subject = subject.or_else(|| {
            found.inherited = true;
            None
        });
        self.contents(cue, &mut found, from, end, inverted.is_some(), subject)?;
        match subject {
            Some(phrase) => found.source = Some(self.range(phrase.start, phrase.end)),
            None => self.inherit(&mut found, group, first),
        }
        self.acceptable(cue, &found, subject).then_some(found)
    }

    /// The subject of a participle right behind it is the last name, not what that name hangs on: footage of Smith
    /// saying; but a statement from Smith saying.
    fn nearest(&self, subject: SubjectOf, participle: bool) -> SubjectOf {
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

    /// CBS This Morning anchor Smith: a name goes on to the left of an article that is part of it.
    fn extended(&self, phrase: Phrase) -> Phrase {
        let mut start = phrase.start;
        let inside =
            self.list[start].tag == Tag::Det && self.tokens.list[self.list[start].token as usize].capital();
        while inside && start > self.start && self.list[start - 1].tag == Tag::Name {
            start -= 1;
        }
        Phrase { start, ..phrase }
    }

    fn tag_before(&self, at: usize) -> Option<Tag> {
        at.checked_sub(1).filter(|i| *i >= self.start).map(|i| self.list[i].tag)
    }

    /// The source of a participle or a joined verb.
    fn inherit(&self, found: &mut Attribution, group: usize, first: usize) {
        let previous = self.out[first..].iter().rev().find(|a| a.source.is_some());
        let by_clause = clause_subject(self.list, self.start, group).map(|p| self.range(p.start, p.end));
        found.source = match (previous, by_clause) {
            // the nearer of the two
            (Some(attribution), Some(range)) => match attribution.source {
                Some(source) if source.0 >= range.0 => Some(source),
                _ => Some(range),
            },
            (Some(attribution), None) => attribution.source,
            (None, range) => range,
        };
    }

    /// The subject behind the verb.
    fn inverted(&self, cue: CueAt, group: usize, left: SubjectOf) -> Option<Phrase> {
        let before = self.tag_before(group);
        let behind_quote = before == Some(Tag::Quote)
            || matches!(before, Some(Tag::Comma | Tag::Dash))
                && group > self.start + 1
                && self.list[group - 2].tag == Tag::Quote;
        let after_content = matches!(before, Some(Tag::Quote | Tag::Comma | Tag::Dash));
        if !after_content || group != cue.at || !behind_quote && matches!(left, SubjectOf::Phrase(_)) {
            return None;
        }
        let mut at = cue.end;
        while self.tag(at) == Some(Tag::Adverb) {
            at += 1;
        }
        let phrase = phrase_right(self.list, at, self.end)?;
        // a verb behind it makes it the subject of a clause: NAME, 54, said the plan was
        let next = self.tag(phrase.end);
        let clause = next.is_some_and(|t| matches!(t, Tag::Verb | Tag::Aux | Tag::Modal))
            && before != Some(Tag::Quote);
        let first = self.list[at].tag;
        let pronoun = first == Tag::Object || matches!(first, Tag::Subject | Tag::Pronoun) && !behind_quote;
        (!clause && !pronoun && self.list[phrase.start..phrase.end].iter().any(|i| i.tag != Tag::Time))
            .then_some(phrase)
    }

    /// Finds the content before and after a verb. `from` is where the attribution begins, `end` where it ends.
    fn contents(
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
        self.clause_before(found, from, end)
    }

    /// The content that ends with a quoted span right before the attribution at `from`, and whether it is nothing but
    /// quoted.
    fn quote_before(&self, from: usize) -> Option<(Vec<(usize, usize)>, bool)> {
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
    fn fronted(&self, content: &[(usize, usize)]) -> bool {
        let Some(first) = content.first() else { return false };
        let at =
            (self.start..self.end).find(|i| self.list[*i].token as usize >= first.0).unwrap_or(self.start);
        let tag = self.list[at].tag;
        matches!(tag, Tag::Sub | Tag::Ing)
            || tag == Tag::Prep && !self.list[at..self.end].iter().take(12).any(|i| i.tag == Tag::Comma)
    }

    /// Whether a quoted span looks like the title of a work: capitals only, short.
    fn names_a_work(&self, at: usize) -> bool {
        let item = &self.list[at];
        let inside = self
            .tokens
            .list
            .get(item.token as usize + 1..(item.end as usize).saturating_sub(1))
            .unwrap_or_default();
        let words = inside.iter().filter(|t| t.is_word());
        let count = words.clone().count();
        let stopped = inside.iter().any(|t| t.sort == super::tokens::Sort::Stop);
        count > 0
            && count <= 6
            && !stopped
            && inside.first().is_some_and(super::tokens::Token::capital)
            && words.clone().all(|t| {
                t.capital()
                    || t.is(lang::PREP | lang::DET | lang::CONJ | lang::TO)
                    || t.sort != super::tokens::Sort::Word
            })
    }

    /// Whether the quoted span at an item begins with a capital: a sentence of its own.
    fn begins_sentence(&self, at: usize) -> bool {
        let inside = self.list[at].token as usize + 1;
        self.tokens.list.get(inside).is_some_and(|t| t.capital())
    }

    /// A quotation that goes on behind the attribution: the item where it begins.
    fn quote_after(&self, end: usize) -> Option<usize> {
        let mut at = end;
        let mut seen = 0;
        while let Some(tag) = self.tag(at) {
            match tag {
                Tag::Quote => {
                    let joined =
                        at > end && matches!(self.list[at - 1].tag, Tag::Comma | Tag::Colon | Tag::Dash);
                    return (joined || at == end && self.begins_sentence(at)).then_some(at);
                }
                Tag::Stop | Tag::Semicolon | Tag::Verb | Tag::Ing => return None,
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

    /// The end of a run of quoted spans.
    fn quotes_run(&self, at: usize) -> usize {
        let mut end = at + 1;
        while self.tag(end) == Some(Tag::Quote) {
            end += 1;
        }
        end
    }

    /// `A, he said` and `A, he said, B`.
    fn clause_before(&self, found: &mut Attribution, from: usize, end: usize) -> Option<()> {
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
    fn after(&self, cue: CueAt, found: &mut Attribution, subject: Option<Phrase>) -> bool {
        let frames = cue.frames;
        let mut at = cue.end;
        if at >= self.end {
            return false;
        }
        let mut passed = false;
        for _ in 0..6 {
            let Some(tag) = self.tag(at) else { return false };
            match tag {
                Tag::Quote if frames & (frame::Q | frame::T | frame::MENTAL | frame::NP | frame::X) != 0 => {
                    return self.from_quote(at, found, frames, passed);
                }
                Tag::Colon => return self.from_colon(at, found),
                Tag::That if frames & (frame::T | frame::MENTAL) != 0 => {
                    return self.clause(at, found, How::That, frames);
                }
                Tag::Comma if self.tag(at + 1) == Some(Tag::Quote) && frames & frame::Q != 0 => {
                    return self.from_quote(at + 1, found, frames, false);
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
                Tag::To if frames & frame::TO != 0 && !passed && self.verb_follows(at + 1) => {
                    return self.clause(at, found, How::Infinitive, frames);
                }
                Tag::Adverb | Tag::Time => {
                    at += 1;
                    passed = true;
                    continue;
                }
                Tag::Prep | Tag::To => {
                    if frames & frame::S != 0 && !passed && tag == Tag::Prep && self.fronted_inside(at) {
                        return self.clause(at, found, How::Clause, frames);
                    }
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

    /// Where the prepositional phrase ends, if a clause begins right behind it: in an interview | he would.
    fn prepositional_end(&self, phrase: Phrase) -> usize {
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

    /// `said in Ohio there were`: whether a fronted phrase opens the reported clause. Only where a comma says so.
    fn fronted_inside(&self, _at: usize) -> bool {
        false
    }

    fn verb_follows(&self, at: usize) -> bool {
        let mut at = at;
        while matches!(self.tag(at), Some(Tag::Adverb | Tag::Not)) {
            at += 1;
        }
        self.tag(at).is_some_and(|t| matches!(t, Tag::Verb | Tag::Aux))
            || at < self.end && self.list[at].is(lang::VERB_BASE)
            || at < self.end && self.list[at].marks == 0 && self.list[at].tag == Tag::Noun
    }

    /// Content that begins with a quoted span.
    fn from_quote(&self, at: usize, found: &mut Attribution, frames: u32, _passed: bool) -> bool {
        let run = self.quotes_run(at);
        let closes = run >= self.end
            || matches!(self.list[run].tag, Tag::Stop | Tag::Dash | Tag::Semicolon)
            || self.list[run].tag == Tag::Comma && !matches!(self.tag(run + 1), Some(Tag::Quote | Tag::Conj));
        let comma_before = matches!(self.list[at - 1].tag, Tag::Comma | Tag::Colon);
        let to = if comma_before || closes && !self.continues(run) {
            run
        } else {
            clause_end(self.tokens, self.list, at, self.end).max(run)
        };
        found.content = self.pieces(at, to);
        found.how = How::QuoteAfter;
        frames != 0
    }

    /// Whether the clause around a quoted span goes on behind it.
    fn continues(&self, at: usize) -> bool {
        self.tag(at).is_some_and(|t| matches!(t, Tag::Conj | Tag::Prep | Tag::Noun))
    }

    /// Content behind a colon: the rest of the sentence, or what the next paragraph quotes.
    fn from_colon(&self, at: usize, found: &mut Attribution) -> bool {
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

    fn clause(&self, at: usize, found: &mut Attribution, how: How, frames: u32) -> bool {
        let to = clause_end(self.tokens, self.list, at, self.end);
        found.content = self.pieces(at, to);
        found.how = how;
        let quoted = self.list[at..to].iter().any(|i| i.tag == Tag::Quote);
        to > at + 1 && (frames & frame::MENTAL == 0 || quoted)
    }

    /// An addressee, or the object of an order.
    fn addressee(&self, at: usize, found: &mut Attribution, frames: u32) -> Option<Addressee> {
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
                let to = clause_end(self.tokens, self.list, end, self.end);
                found.content = self.pieces(end, to);
                found.how = How::Object;
                return Some(Addressee::Content(to > end + 1));
            }
            // the phrase took the "of" along: accused Smith of fraud
            if let Some(of) = (at..end).find(|i| self.list[*i].tag == Tag::Prep) {
                let to = clause_end(self.tokens, self.list, of, self.end);
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
    fn direct_object(
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
        if frames & frame::AS != 0
            && !passed
            && let Some(phrase) = phrase_right(self.list, at, self.end)
            && let Some(as_at) = (phrase.end.saturating_sub(1).max(at)..self.end.min(phrase.end + 5))
                .find(|i| self.text(*i) == "as" || self.list[*i].is(lang::AS_WORD))
            && as_at > at
        {
            let to = clause_end(self.tokens, self.list, as_at + 1, self.end);
            found.content = self.pieces(at, to);
            found.how = How::Object;
            return to > as_at + 1 && self.mental_ok(frames, at, to);
        }
        if frames & frame::X != 0
            && !passed
            && let Some(phrase) = phrase_right(self.list, at, self.end)
            && self.tag(phrase.end).is_some_and(|t| {
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
            found.content = self.pieces(at, to);
            found.how = How::Object;
            return opens && !found.content.is_empty();
        }
        false
    }

    fn mental_ok(&self, frames: u32, at: usize, to: usize) -> bool {
        frames & frame::MENTAL == 0 || self.list[at..to].iter().any(|i| i.tag == Tag::Quote)
    }

    /// Whether a reported clause without `that` can begin here.
    fn starts_clause(&self, at: usize, passed: bool) -> bool {
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

    fn text(&self, at: usize) -> &str {
        self.tokens.text(self.list[at].token as usize)
    }

    /// was asked whether, was accused of, was described by X as.
    fn passive(&self, cue: CueAt, mut found: Attribution, group: usize) -> Option<Attribution> {
        let asked = cue.frames & frame::WH != 0;
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

    /// his claim that A, a statement saying A.
    fn noun(&self, cue: CueAt) -> Option<Attribution> {
        let frames = cue.frames;
        let mut found = self.blank((cue.at, cue.end), frames, How::Noun);
        let next = self.tag(cue.end)?;
        let start = super::phrase::phrase_left(self.list, self.start, cue.end, 1)?;
        // whose: his claim, Smith's claim
        let genitive =
            (start..cue.at).rev().find(|i| matches!(self.list[*i].tag, Tag::Genitive | Tag::Possessive));
        let owner =
            genitive.map(|g| if self.list[g].tag == Tag::Possessive { (g, g + 1) } else { (start, g) });
        let content_at = match next {
            Tag::That if frames & frame::T != 0 => cue.end,
            Tag::Aux if self.list[cue.end].is(lang::BE) && frames & frame::T != 0 && owner.is_some() => {
                let mut at = cue.end + 1;
                while matches!(self.tag(at), Some(Tag::Colon | Tag::Comma | Tag::Adverb)) {
                    at += 1;
                }
                if !matches!(self.tag(at), Some(Tag::That | Tag::Quote)) {
                    return None;
                }
                at
            }
            Tag::Comma
                if frames & frame::Q != 0 && owner.is_some() && self.tag(cue.end + 1) == Some(Tag::Quote) =>
            {
                cue.end + 1
            }
            Tag::Prep if frames & frame::N_OF != 0 && owner.is_some() => cue.end + 1,
            Tag::Prep if frames & frame::N_FOR != 0 && owner.is_some() => cue.end + 1,
            _ => return None,
        };
        let to = clause_end(self.tokens, self.list, content_at, self.end);
        let quoted = self.list[content_at..to].iter().any(|i| i.tag == Tag::Quote);
        if frames & frame::MENTAL != 0 && !quoted {
            return None;
        }
        if next == Tag::That && !has_finite(self.list, content_at + 1, to) {
            return None;
        }
        let to = if next != Tag::Prep { to } else { phrase_right(self.list, content_at, self.end)?.end };
        found.content = self.pieces(content_at, to);
        if let Some((a, b)) = owner.filter(|(a, b)| b > a) {
            found.source = Some(self.range(a, b));
        } else {
            // X made the claim that: the subject of the clause
            found.inherited = true;
            found.source = clause_subject(self.list, self.start, start).map(|p| self.range(p.start, p.end));
        }
        (!found.content.is_empty()).then_some(found)
    }

    /// Whether an attribution is one that should be given out.
    fn acceptable(&self, cue: CueAt, found: &Attribution, subject: Option<Phrase>) -> bool {
        if found.content.is_empty() && !found.open {
            return false;
        }
        let quoted = found.content.iter().any(|c| self.quote_within(*c));
        if cue.frames & (frame::MENTAL | frame::GESTURE) != 0 && !quoted && !found.open {
            return false;
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

    fn quote_within(&self, range: (usize, usize)) -> bool {
        self.list[self.start..self.end]
            .iter()
            .any(|i| i.tag == Tag::Quote && i.token as usize >= range.0 && (i.end as usize) <= range.1)
    }

    /// Adds an attribution, or makes it the carrier of one that it encloses.
    fn merge(&mut self, attribution: Attribution, first: usize) {
        let Some((from, to)) =
            attribution.content.first().map(|c| c.0).zip(attribution.content.last().map(|c| c.1))
        else {
            self.out.push(attribution);
            return;
        };
        let before = attribution.cue.is_some_and(|c| c.0 >= from);
        if attribution.how == How::QuoteBefore {
            // a quotation with its own cue behind it is not the end of the clause in front
            for other in &mut self.out[first..] {
                for piece in &mut other.content {
                    if piece.0 < from && piece.1 > from || piece.0 == from && piece.1 <= to {
                        piece.1 = from;
                    }
                }
                other.content.retain(|piece| piece.1 > piece.0);
            }
        }
        if before {
            // X said A, according to B: B carries X's words where B is a carrier, else B is the one who speaks
            let relay = self.is_carrier(&attribution);
            let enclosed: Vec<usize> = (first..self.out.len())
                .filter(|i| self.out[*i].cue.is_some_and(|c| c.0 >= from && c.1 <= to))
                .collect();
            if let Some(&inner) = enclosed.first() {
                if relay {
                    if let Some(source) = attribution.source {
                        self.out[inner].via.insert(0, source);
                    }
                    return;
                }
                if attribution.how != How::QuoteBefore {
                    for index in enclosed.iter().rev() {
                        self.out.remove(*index);
                    }
                }
            }
        }
        self.out.push(attribution);
    }

    /// Whether the source is an agency, a broadcaster or a paper.
    fn is_carrier(&self, attribution: &Attribution) -> bool {
        attribution.source.is_some_and(|(a, b)| (a..b).any(|t| self.tokens.list[t].is(lang::MEDIA)))
    }
}

enum Addressee {
    Content(bool),
    Passed(usize),
}
