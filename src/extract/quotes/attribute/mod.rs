//! Cues with their frames: who is said to have said what, sentence by sentence.
//!
//! An [`Attribution`] is a cue, its source and its content, as items and tokens. Quotations that no cue of their own
//! sentence takes up are [`super::link`]'s part.

use super::clause::cues;
use super::items::{Item, Items, Sentence, Tag};
use super::lang::{self, Cues, frame};
use super::tokens::Tokens;

mod content;
mod noun;
mod object;
mod second;
mod verb;

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

/// Most cues that are read in one sentence; what stands inside a reported clause does not count.
const MOST_CUES: usize = 24;

struct Reader<'a> {
    tokens: &'a Tokens<'a>,
    list: &'a [Item],
    table: &'a [Cues],
    number: usize,
    start: usize,
    end: usize,
    /// Where the sentence before begins, in the same paragraph, if no cue made anything of it.
    previous: Option<usize>,
    title_case: bool,
    out: Vec<Attribution>,
}

/// The attributions of every sentence, in order.
pub(crate) fn attributions(tokens: &Tokens<'_>, items: &Items) -> Vec<Attribution> {
    let mut out = Vec::new();
    for (number, sentence) in items.sentences.iter().enumerate() {
        let Sentence { start, end, title_case, .. } = *sentence;
        if !items.list[start..end].iter().any(|i| i.cue > 0 || matches!(i.tag, Tag::Colon | Tag::Quote)) {
            continue;
        }
        let previous = number
            .checked_sub(1)
            .filter(|before| out.last().is_none_or(|a: &Attribution| a.sentence != *before))
            .map(|before| items.sentences[before])
            .filter(|before| before.paragraph == sentence.paragraph)
            .map(|before| before.start);
        let mut reader = Reader {
            tokens,
            list: &items.list,
            table: &tokens.language.cues,
            number,
            start,
            end,
            previous,
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
        let mut carried_until = self.start;
        let mut tried = 0;
        while at < self.end {
            let item = self.list[at];
            let found = if item.cue == 0 { self.unknown_verb(at) } else { self.cue_at(at) };
            let Some(cue) = found else {
                at += 1;
                continue;
            };
            // A, X said, according to Y, B: between the pieces stands who carries
            let between = cue.frames & frame::SOURCE != 0 && !self.within(at, first);
            if at < inside_until && !between {
                at = cue.end.max(at + 1);
                continue;
            }
            // a sentence with more cues than that is no prose
            tried += 1;
            if tried > MOST_CUES {
                break;
            }
            if let Some(attribution) = self.read(cue, first) {
                let until = attribution.content.iter().map(|c| c.1).max().map_or(at, |token| {
                    (at..self.end).find(|i| self.list[*i].token as usize >= token).unwrap_or(self.end)
                });
                // laut dem Blatt nannte NAME es einen "Fehler": the paper carries what is read inside
                let english = self.tokens.language.indirect;
                let carries = attribution.how == How::According
                    && self.is_carrier(&attribution)
                    && (!english || attribution.source.is_some_and(|s| self.carries_news(s)))
                    || english && self.reports(&attribution);
                // the BBC reported that NAME had said: what is read inside counts only if it is all that is reported
                if at < carried_until {
                    if self.carried(&attribution, first) {
                        carried_until = 0;
                        inside_until = inside_until.max(until);
                    }
                } else if carries && english {
                    carried_until = carried_until.max(until);
                    self.merge(attribution, first);
                } else {
                    if !carries {
                        inside_until = inside_until.max(until);
                    }
                    self.merge(attribution, first);
                }
            }
            at = cue.end.max(at + 1);
        }
    }

    /// Whether an item stands in what an attribution of the sentence says.
    fn within(&self, at: usize, first: usize) -> bool {
        let token = self.list[at].token as usize;
        self.out[first..].iter().flat_map(|a| &a.content).any(|piece| piece.0 <= token && token < piece.1)
    }

    /// `MS. NAME: ...`, `NAME: ...` at the head of a paragraph.
    pub(super) fn transcript(&mut self) -> bool {
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
        self.out.push(Attribution {
            sentence: self.number,
            cue: Some(self.range(colon, colon + 1)),
            source: Some(self.range(self.start, colon)),
            inherited: false,
            content: vec![self.range(colon + 1, self.end)],
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
    pub(super) fn range(&self, start: usize, end: usize) -> (usize, usize) {
        (self.list[start].token as usize, self.list[end - 1].end as usize)
    }

    pub(super) fn tag(&self, at: usize) -> Option<Tag> {
        (at < self.end).then(|| self.list[at].tag)
    }

    /// The cue that begins at an item: the longest that the data knows.
    pub(super) fn cue_at(&self, at: usize) -> Option<CueAt> {
        let item = &self.list[at];
        let entry = cues(self.table, item)?;
        let verbal = matches!(item.tag, Tag::Verb | Tag::Participle | Tag::Ing);
        let noun = matches!(item.tag, Tag::Noun | Tag::Name) && item.is(lang::SPEECH_NOUN);
        if !verbal && !noun && !item.is(lang::PHRASE) {
            return None;
        }
        for (rest, frames) in &entry.longer {
            let phrase = frames & frame::SOURCE != 0;
            let tied = noun && frames & frame::N_OF != 0;
            if (verbal && frames & frame::N_OF == 0 || phrase || tied) && self.follows(at, rest) {
                return Some(CueAt { at, end: at + 1 + rest.len(), frames: *frames });
            }
        }
        if verbal && let Some((_, frames)) = self.order().prefix(at) {
            Some(CueAt { at, end: at + 1, frames })
        } else if verbal && entry.frames != 0 {
            Some(CueAt { at, end: at + 1, frames: entry.frames })
        } else if noun && entry.noun != 0 {
            Some(CueAt { at, end: at + 1, frames: entry.noun })
        } else {
            None
        }
    }

    /// `"A!" beamed NAME`: a past form between a quotation and a name is a cue, whatever it means.
    pub(super) fn unknown_verb(&self, at: usize) -> Option<CueAt> {
        let verb =
            self.list[at].tag == Tag::Verb && (self.list[at].is(lang::VERB_PAST) || self.list[at].marks == 0);
        let behind = if self.tokens.language.verb_second {
            // only where the sentence begins with what is quoted
            verb && at == self.start + 2 && self.list[self.start].tag == Tag::Quote
        } else {
            verb && self.tag_before(at) == Some(Tag::Quote)
        };
        let named = behind && matches!(self.tag(at + 1), Some(Tag::Name | Tag::Subject));
        named.then_some(CueAt { at, end: at + 1, frames: frame::Q })
    }

    pub(super) fn follows(&self, at: usize, rest: &[Box<str>]) -> bool {
        rest.iter().enumerate().all(|(n, word)| {
            let index = at + 1 + n;
            index < self.end && self.tokens.text(self.list[index].token as usize).eq_ignore_ascii_case(word)
        })
    }

    pub(super) fn read(&self, cue: CueAt, first: usize) -> Option<Attribution> {
        let tag = self.list[cue.at].tag;
        let second = self.tokens.language.verb_second;
        if cue.frames & frame::SOURCE != 0 {
            return if second { self.according_second(cue) } else { self.according(cue) };
        }
        match tag {
            Tag::Verb | Tag::Participle if second => self.verb_second(cue, first),
            Tag::Verb | Tag::Participle | Tag::Ing => self.verb(cue, first),
            Tag::Noun | Tag::Name => self.noun(cue),
            _ => None,
        }
    }

    /// An attribution without content yet.
    pub(super) fn blank(&self, cue: (usize, usize), frames: u32, how: How) -> Attribution {
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

    /// A range of items as token ranges, without the comma or stop at its end.
    pub(super) fn pieces(&self, from: usize, to: usize) -> Vec<(usize, usize)> {
        let mut to = to;
        while to > from
            && matches!(self.list[to - 1].tag, Tag::Comma | Tag::Stop | Tag::Dash | Tag::Semicolon)
        {
            to -= 1;
        }
        if to > from { vec![self.range(from, to)] } else { Vec::new() }
    }

    pub(super) fn tag_before(&self, at: usize) -> Option<Tag> {
        at.checked_sub(1).filter(|i| *i >= self.start).map(|i| self.list[i].tag)
    }

    pub(super) fn text(&self, at: usize) -> &str {
        self.tokens.text(self.list[at].token as usize)
    }

    /// Adds an attribution, or makes it the carrier of one that it encloses.
    pub(super) fn merge(&mut self, attribution: Attribution, first: usize) {
        let Some((from, to)) =
            attribution.content.first().map(|c| c.0).zip(attribution.content.last().map(|c| c.1))
        else {
            self.out.push(attribution);
            return;
        };
        if self.tokens.language.verb_second && self.carried(&attribution, first) {
            return;
        }
        let before = attribution.cue.is_some_and(|c| c.0 >= from);
        if attribution.how == How::QuoteBefore && self.is_carrier(&attribution) {
            // X said, "A," the paper reported
            let said = (first..self.out.len()).find(|i| {
                self.out[*i].content.iter().any(|piece| piece.0 >= from && piece.1 <= to)
                    && self.out[*i].cue.is_some_and(|c| c.1 <= from)
            });
            if let Some((said, source)) = said.zip(attribution.source) {
                self.out[said].via.insert(0, source);
                return;
            }
        }
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

    /// Takes the place of an attribution to a carrier whose content holds this one's cue and source.
    fn carried(&mut self, attribution: &Attribution, first: usize) -> bool {
        let (Some(cue), Some(source)) = (attribution.cue, attribution.source) else { return false };
        let strict = self.tokens.language.indirect;
        let end = attribution.content.iter().map(|c| c.1).max().unwrap_or(0);
        let whole = |a: &Attribution| {
            a.content.first().zip(a.content.last()).is_some_and(|(head, last)| {
                let that = usize::from(self.tokens.list[head.0].is(lang::THAT));
                source.0 == head.0 + that && end + 1 >= last.1
            })
        };
        let holds = |a: &Attribution| {
            (!strict || whole(a))
                && a.content.iter().any(|c| c.0 <= cue.0 && cue.1 <= c.1)
                && a.content.iter().any(|c| c.0 <= source.0 && source.1 <= c.1)
        };
        let outer = (first..self.out.len()).find(|i| {
            (self.out[*i].how == How::According || strict && self.reports(&self.out[*i]))
                && self.is_carrier(&self.out[*i])
                && holds(&self.out[*i])
        });
        let Some(outer) = outer else { return false };
        let mut inner = attribution.clone();
        let carrier = self.out.remove(outer);
        inner.via.splice(0..0, carrier.source);
        self.out.push(inner);
        true
    }

    /// Whether an agency, a broadcaster or a paper tells a clause.
    fn reports(&self, attribution: &Attribution) -> bool {
        matches!(attribution.how, How::That | How::Clause)
            && attribution.frames & (frame::MENTAL | frame::ABOUT) == 0
            && !attribution.negated
            && self.is_carrier(attribution)
            && attribution.source.is_some_and(|s| self.carries_news(s))
    }

    /// Whether a source with a carrier's name in it is the carrier, or its report: no poll, and no columnist.
    fn carries_news(&self, (start, end): (usize, usize)) -> bool {
        let list = &self.tokens.list;
        let news = |t: usize| {
            matches!(self.tokens.text(t), "report" | "reports" | "story" | "article" | "dispatch" | "account")
        };
        let hangs = (start..end).find(|t| list[*t].is(lang::PREP)).unwrap_or(end);
        let head = (start..hangs).rev().find(|t| list[*t].is_word()).unwrap_or(start);
        (news(head) || list[head].is(lang::MEDIA))
            && !list[start..end].iter().any(|t| t.is(lang::PERSON | lang::GROUP | lang::WHO))
    }

    /// Whether the source is an agency, a broadcaster or a paper.
    pub(super) fn is_carrier(&self, attribution: &Attribution) -> bool {
        attribution.frames & frame::CARRY != 0
            || attribution.source.is_some_and(|(a, b)| (a..b).any(|t| self.tokens.list[t].is(lang::MEDIA)))
    }

    /// Where the clause that ends before `at` begins.
    pub(super) fn clause_start(&self, at: usize) -> usize {
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

    pub(super) fn quote_within(&self, range: (usize, usize)) -> bool {
        self.list[self.start..self.end]
            .iter()
            .any(|i| i.tag == Tag::Quote && i.token as usize >= range.0 && (i.end as usize) <= range.1)
    }

    /// Whether the quoted span at an item begins with a capital: a sentence of its own.
    pub(super) fn begins_sentence(&self, at: usize) -> bool {
        let inside = self.list[at].token as usize + 1;
        self.tokens.list.get(inside).is_some_and(|t| t.capital())
    }
}
