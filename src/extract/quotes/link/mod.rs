//! Quoted spans that no cue of their own sentence takes up.
//!
//! In this order: the second half of a split quotation, a quotation that goes on in the next paragraph, one that a
//! colon announced, one that stands after a sentence about its speaker; inside a sentence (`embedded`) somebody's
//! words, or no quotation at all. `told` is what goes on being told without a cue.

use super::analysis::Field;
use super::attribute::{Attribution, How};
use super::items::{Item, Sentence, Tag};
use super::lang::{self, frame};
use super::order::Order;
use super::phrase::Phrase;
use super::subject::clause_subject;
use super::tokens::{Shape, Sort, Token};
use crate::extract::entities::cast::Cast;
use crate::extract::entities::is_person;

mod embedded;
mod told;

use told::Told;

/// A quoted span that is no quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rejected {
    /// Index of the quoted span.
    pub(crate) quoted: usize,
    /// Which rule decided.
    pub(crate) rule: &'static str,
}

struct Linker<'a> {
    cast: &'a Cast<'a>,
    /// Index of the field in the cast.
    number: usize,
    field: &'a Field<'a>,
    found: Vec<Attribution>,
    rejected: Vec<Rejected>,
    /// The attribution that has each quoted span, plus one.
    owner: Vec<usize>,
    /// How many of `found` were made by cues; they stand first, in order.
    originals: usize,
    /// Where indirect speech that goes on without a cue stands.
    told: Told,
}

/// Attributions with all quotations of the field in them, in order, and what was left out.
pub(crate) fn link(
    cast: &Cast<'_>,
    number: usize,
    field: &Field<'_>,
    found: Vec<Attribution>,
) -> (Vec<Attribution>, Vec<Rejected>) {
    let originals = found.len();
    let mut linker = Linker {
        cast,
        number,
        field,
        owner: vec![0; field.quoted.len()],
        found,
        rejected: Vec::new(),
        originals,
        told: Told::default(),
    };
    linker.own();
    linker.run();
    let Linker { mut found, rejected, .. } = linker;
    found.retain(|a| !a.content.is_empty());
    found.sort_by_key(|a| a.content.first().map(|c| c.0));
    join_led(field, &mut found);
    (found, rejected)
}

/// Most quotations that lead in one behind them.
const LEADING: usize = 8;

/// `"A." "B," he said.`: a quotation that nobody is said to have said goes with the one right behind it, which has an
/// attribution.
fn join_led(field: &Field<'_>, found: &mut Vec<Attribution>) {
    let paragraph = |token: usize| field.tokens.paragraphs.partition_point(|p| p.0 <= token);
    let (mut head, mut joined) = (found.len().saturating_sub(1), 0);
    for index in (0..head).rev() {
        let (before, next) = (&found[index], &found[head]);
        let loose = before.how == How::Loose && before.cue.is_none() && !before.inherited;
        let touches = before
            .content
            .last()
            .zip(next.content.first())
            .is_some_and(|(led, next)| led.1 == next.0 && paragraph(led.0) == paragraph(next.0));
        if !(loose && touches && next.how == How::QuoteBefore && joined < LEADING) {
            (head, joined) = (index, 0);
            continue;
        }
        let mut content = std::mem::take(&mut found[index].content);
        content.append(&mut found[head].content);
        found[head].content = content;
        joined += 1;
    }
    found.retain(|a| !a.content.is_empty());
}

impl Linker<'_> {
    /// Notes which spans the attributions hold already.
    fn own(&mut self) {
        for (index, attribution) in self.found.iter().enumerate() {
            for &(from, to) in &attribution.content {
                let first = self.field.quoted.partition_point(|q| q.open < from);
                for quoted in first..self.field.quoted.len() {
                    let span = &self.field.quoted[quoted];
                    if span.end > to {
                        break;
                    }
                    if self.owner[quoted] == 0 {
                        self.owner[quoted] = index + 1;
                    }
                }
            }
        }
    }

    fn run(&mut self) {
        let sentences = &self.field.items.sentences;
        let mut at = 0;
        let originals = self.originals;
        let mut next_found = 0;
        // what the paragraph before left behind
        let mut before: Option<usize> = None;
        let mut before_open: Option<usize> = None;
        let mut before_sentence: Option<usize> = None;
        while at < sentences.len() {
            let paragraph = sentences[at].paragraph;
            let end = (at..sentences.len())
                .find(|i| sentences[*i].paragraph != paragraph)
                .unwrap_or(sentences.len());
            let mut last: Option<usize> = None;
            let mut open = before_open.take();
            for number in at..end {
                while next_found < originals && self.found[next_found].sentence < number {
                    next_found += 1;
                }
                let mine = next_found
                    ..(next_found..originals).find(|i| self.found[*i].sentence > number).unwrap_or(originals);
                if self.field.tokens.language.indirect && number == at {
                    self.headed_line(number, end);
                }
                if mine.is_empty() {
                    self.go_on_indirectly(number);
                } else if self.field.tokens.language.null_subjects {
                    self.supply_subjects(number, mine.clone());
                }
                for index in mine.clone() {
                    if self.found[index].source.is_none() && self.found[index].frames & frame::IMPERSONAL != 0
                    {
                        self.found[index].source = self.therein(number);
                    }
                }
                self.sentence(number, at, last, before, open.take(), before_sentence);
                if let Some(index) = self.main(mine.clone()) {
                    last = Some(index);
                }
                if let Some(index) = mine.clone().rev().find(|i| self.found[*i].source.is_some()) {
                    self.told = Told { by: Some((number, index)), running: None };
                }
                open = mine.clone().find(|i| self.found[*i].open).or(open);
                before_sentence = Some(number);
            }
            let own_quote = self.last_owner(sentences[end - 1]);
            before_open = open;
            before = own_quote.or(last);
            at = end;
        }
    }

    fn order(&self, number: usize) -> Order<'_> {
        let Sentence { start, end, .. } = self.field.items.sentences[number];
        Order { tokens: &self.field.tokens, list: &self.field.items.list, start, end }
    }

    /// The subject of a sentence before an item.
    fn subject(&self, number: usize, end: usize) -> Option<Phrase> {
        let Sentence { start, .. } = self.field.items.sentences[number];
        if self.field.tokens.language.verb_second {
            self.order(number).subject(end)
        } else {
            clause_subject(&self.field.items.list, start, end)
        }
    }

    fn tokens_of(&self, phrase: Phrase) -> (usize, usize) {
        let list = &self.field.items.list;
        (list[phrase.start].token as usize, list[phrase.end - 1].end as usize)
    }

    /// The subject of a sentence, where it is somebody who can speak.
    fn speaking_subject(&self, number: usize) -> Option<(usize, usize)> {
        let list = &self.field.items.list;
        let second = self.field.tokens.language.verb_second;
        let subject = self.subject(number, self.field.items.sentences[number].end)?;
        let able = if second {
            let order = self.order(number);
            !order.passive() && (order.can_speak(subject) || self.is_named(subject))
        } else {
            speaks(&list[subject.start..subject.end])
        };
        able.then(|| self.tokens_of(subject))
    }

    /// Whether a phrase is the name of a person of the cast, as a surname alone.
    fn is_named(&self, phrase: Phrase) -> bool {
        let head = self.field.items.list[phrase.start].token as usize;
        let mention = self.cast.mention_at(self.number, head).and_then(|m| self.cast.mentions.get(m));
        mention.is_some_and(|m| is_person(self.cast.members[m.member].kind))
    }

    /// The attribution of a sentence that a following quotation goes on with: one with direct speech, else the last.
    fn main(&self, mut range: std::ops::Range<usize>) -> Option<usize> {
        let direct = range.clone().find(|i| {
            matches!(self.found[*i].how, How::QuoteBefore | How::QuoteAfter)
                && !self.found[*i].content.is_empty()
        });
        direct.or_else(|| range.rfind(|i| !self.found[*i].content.is_empty()))
    }

    /// The attribution of the quoted span that ends a sentence.
    fn last_owner(&self, sentence: Sentence) -> Option<usize> {
        let list = &self.field.items.list[sentence.start..sentence.end];
        let item = list.iter().rev().find(|i| i.tag != Tag::Stop)?;
        let quoted = (item.quote as usize).checked_sub(1)?;
        self.owner.get(quoted).and_then(|o| o.checked_sub(1))
    }

    /// Takes up the quoted spans of a sentence that are nobody's yet.
    fn sentence(
        &mut self,
        number: usize,
        first_of_paragraph: usize,
        last: Option<usize>,
        before: Option<usize>,
        open: Option<usize>,
        previous: Option<usize>,
    ) {
        let Sentence { start, end, .. } = self.field.items.sentences[number];
        let mut last = last;
        let mut leads = true;
        for at in start..end {
            let item = self.field.items.list[at];
            leads &= at == start
                || matches!(
                    self.field.items.list[at - 1].tag,
                    Tag::Quote | Tag::Dash | Tag::Other | Tag::Comma
                );
            let Some(quoted) = (item.quote as usize).checked_sub(1) else { continue };
            if self.owner.get(quoted).is_none_or(|o| *o > 0) {
                continue;
            }
            if let Some(source) = self.signed(at, end).or_else(|| self.headed(quoted)) {
                let mut next = self.blank(number, quoted, How::Transcript);
                next.source = Some(source);
                self.insert(next, quoted);
                last = Some(self.found.len() - 1);
                continue;
            }
            if !leads {
                self.embedded(number, at, quoted);
                continue;
            }
            let opens_paragraph = number == first_of_paragraph;
            let fresh = number == first_of_paragraph && last.is_none();
            if let Some(index) = open {
                self.give(index, quoted);
                self.found[index].how = How::Colon;
                last = Some(index);
            } else if let Some(index) = last {
                self.give(index, quoted);
            } else if opens_paragraph && self.part_of_sentence(at, end) {
                self.embedded(number, at, quoted);
            } else if opens_paragraph
                && fresh
                && let Some(index) = before
            {
                self.go_on(index, number, quoted);
            } else if self.sentence_like(quoted) {
                self.loose(number, quoted, previous.filter(|p| *p + 1 == number));
            } else {
                self.embedded(number, at, quoted);
            }
        }
    }

    /// `"A" is a book`: a title or a term that the sentence goes on from.
    fn part_of_sentence(&self, at: usize, end: usize) -> bool {
        let list = &self.field.items.list;
        let follows = list.get(at + 1).filter(|_| at + 1 < end);
        self.field.tokens.language.indirect
            && !list[at].apart
            && follows.is_some_and(|i| {
                i.cue == 0 && matches!(i.tag, Tag::Verb | Tag::Aux | Tag::Modal | Tag::Conj | Tag::Prep)
            })
    }

    /// `"A" ― NAME`: the name behind the dash that ends the paragraph.
    fn signed(&self, at: usize, end: usize) -> Option<(usize, usize)> {
        let list = &self.field.items.list;
        if at + 2 >= end || list[at + 1].tag != Tag::Dash || list[at + 2].tag != Tag::Name {
            return None;
        }
        let stop =
            (at + 2..end).find(|i| matches!(list[*i].tag, Tag::Comma | Tag::Stop | Tag::Open)).unwrap_or(end);
        let name = list.get(at + 2..stop)?;
        let whole = name.len() <= 6
            && name.iter().all(|i| matches!(i.tag, Tag::Name | Tag::Prep | Tag::Noun | Tag::Det));
        whole.then(|| (list[at + 2].token as usize, list[stop - 1].end as usize))
    }

    /// `"SMITH: A"`: a transcript inside the marks.
    fn headed(&self, quoted: usize) -> Option<(usize, usize)> {
        let (start, end) = self.field.quoted.get(quoted)?.inside();
        let list = &self.field.tokens.list;
        let colon = (start..end.min(start + 5)).find(|t| list[*t].sort == Sort::Colon)?;
        let capitals =
            list.get(start..colon)?.iter().all(|t| t.shape == Shape::Capitals || t.is(lang::TITLE));
        (colon > start && capitals).then_some((start, colon))
    }

    fn range(&self, quoted: usize) -> (usize, usize) {
        self.field.quoted.get(quoted).map_or((0, 0), |q| (q.open, q.end))
    }

    /// Adds a quoted span to an attribution.
    fn give(&mut self, index: usize, quoted: usize) {
        let range = self.range(quoted);
        let content = &mut self.found[index].content;
        let place = content.partition_point(|piece| *piece < range);
        content.insert(place, range);
        self.owner[quoted] = index + 1;
    }

    /// A paragraph that opens with a quotation and has no cue: it goes on with the one before.
    fn go_on(&mut self, index: usize, number: usize, quoted: usize) {
        let inside = self.field.quoted[quoted];
        let ends_quoted = self.found[index].content.last().is_some_and(|c| self.is_quoted(*c));
        if ends_quoted || inside.goes_on {
            self.give(index, quoted);
            return;
        }
        let mut next = self.blank(number, quoted, How::Loose);
        next.source = self.found[index].source;
        next.via = self.found[index].via.clone();
        next.inherited = true;
        self.insert(next, quoted);
    }

    fn is_quoted(&self, content: (usize, usize)) -> bool {
        self.field.tokens.list.get(content.0).is_some_and(|t| matches!(t.sort, Sort::Quote(_)))
    }

    fn blank(&self, number: usize, quoted: usize, how: How) -> Attribution {
        Attribution {
            sentence: number,
            cue: None,
            source: None,
            inherited: false,
            content: vec![self.range(quoted)],
            frames: frame::Q,
            how,
            open: false,
            negated: false,
            hedged: false,
            modal: false,
            via: Vec::new(),
        }
    }

    /// Keeps `found` in the order of sentences.
    fn insert(&mut self, attribution: Attribution, quoted: usize) {
        self.found.push(attribution);
        self.owner[quoted] = self.found.len();
    }

    fn words(&self, quoted: usize) -> &[Token] {
        let (start, end) = self.field.quoted.get(quoted).map_or((0, 0), super::marks::Quoted::inside);
        self.field.tokens.list.get(start..end).unwrap_or_default()
    }

    /// Whether a quoted span looks like speech: a sentence, or long.
    fn sentence_like(&self, quoted: usize) -> bool {
        let words = self.words(quoted);
        let count = words.iter().filter(|t| t.is_word()).count();
        let stopped = words.last().is_some_and(|t| matches!(t.sort, Sort::Stop));
        count >= 8 || count >= 3 && stopped && words.first().is_some_and(Token::capital)
    }

    /// A quotation without any cue: the speaker is the subject of the sentence before, where there is one.
    fn loose(&mut self, number: usize, quoted: usize, previous: Option<usize>) {
        let mut next = self.blank(number, quoted, How::Loose);
        if let Some(previous) = previous {
            next.source = self.speaking_subject(previous);
        }
        self.insert(next, quoted);
    }
}

/// Whether a phrase can be somebody who speaks.
fn speaks(items: &[Item]) -> bool {
    items.iter().any(|i| {
        i.is(lang::PERSON | lang::GROUP | lang::TITLE) || matches!(i.tag, Tag::Subject | Tag::Who | Tag::Name)
    }) && !items.iter().any(|i| i.tag == Tag::Quote)
}
