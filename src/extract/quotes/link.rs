//! Quoted spans that no cue of their own sentence takes up.
//!
//! In this order: the second half of a split quotation, a quotation that goes on in the next paragraph, one that a
//! colon announced, one that stands after a sentence about its speaker, and what is no quotation at all.

use super::analysis::Field;
use super::attribute::{Attribution, How};
use super::items::{Item, Sentence, Tag};
use super::lang::{self, frame};
use super::order::Order;
use super::phrase::{Phrase, clause_subject};
use super::tokens::{Shape, Sort, Token};

/// A quoted span that is no quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rejected {
    /// Index of the quoted span.
    pub(crate) quoted: usize,
    /// Which rule decided.
    pub(crate) rule: &'static str,
}

struct Linker<'a> {
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

/// The last attribution that indirect speech can go on with.
#[derive(Debug, Clone, Copy, Default)]
struct Told {
    /// Its sentence and its index in `found`.
    by: Option<(usize, usize)>,
    /// The attribution that holds the sentences that went on, and the last of them.
    running: Option<(usize, usize)>,
}

/// Attributions with all quotations of the field in them, in order, and what was left out.
pub(crate) fn link(field: &Field<'_>, found: Vec<Attribution>) -> (Vec<Attribution>, Vec<Rejected>) {
    let originals = found.len();
    let mut linker = Linker {
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
    (found, rejected)
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
                if mine.is_empty() {
                    self.go_on_indirectly(number);
                } else if self.field.tokens.language.null_subjects {
                    self.supply_subjects(number, mine.clone());
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

    /// Er sei krank. Auch seine Frau habe "Fieber": indirect speech that its mood alone shows goes on with the last
    /// speaker. Sentences that follow each other are one quotation.
    fn go_on_indirectly(&mut self, number: usize) {
        if !self.field.tokens.language.verb_second || !self.order(number).reported_mood() {
            return;
        }
        let Sentence { start, end, .. } = self.field.items.sentences[number];
        let list = &self.field.items.list;
        let last = (start..end).rev().find(|i| list[*i].tag != Tag::Stop).unwrap_or(start);
        let content = (list[start].token as usize, list[last].end as usize);
        let index = match self.told.running {
            Some((index, before)) if before + 1 == number => {
                let same = self.field.items.sentences[before].paragraph
                    == self.field.items.sentences[number].paragraph;
                match self.found[index].content.last_mut().filter(|_| same) {
                    Some(piece) => piece.1 = content.1,
                    None => self.found[index].content.push(content),
                }
                index
            }
            _ => {
                let paragraph = |n: usize| self.field.items.sentences[n].paragraph;
                let near =
                    self.told.by.filter(|(by, _)| by + 3 > number || paragraph(*by) == paragraph(number));
                let told = near.and_then(|(_, index)| self.found[index].source);
                let right_before = near.is_some_and(|(by, _)| by + 1 == number);
                let subject =
                    number.checked_sub(1).filter(|_| !right_before).and_then(|n| self.speaking_subject(n));
                let source = subject.or(told);
                let Some(source) = source else { return };
                self.found.push(Attribution {
                    sentence: number,
                    cue: None,
                    source: Some(source),
                    inherited: true,
                    content: vec![content],
                    frames: frame::Q | frame::CORE,
                    how: How::Clause,
                    open: false,
                    negated: false,
                    hedged: false,
                    modal: false,
                    via: Vec::new(),
                });
                self.found.len() - 1
            }
        };
        self.told.running = Some((index, number));
        if let Some((_, by)) = self.told.by {
            self.told.by = Some((number, by));
        }
        for item in &list[start..end] {
            if let Some(owner) =
                (item.quote as usize).checked_sub(1).and_then(|quoted| self.owner.get_mut(quoted))
            {
                *owner = index + 1;
            }
        }
    }

    /// "A", añadió: the subject that a verb does without is who spoke last, or the subject of the sentence before.
    fn supply_subjects(&mut self, number: usize, mine: std::ops::Range<usize>) {
        for index in mine {
            if self.found[index].source.is_some() || self.found[index].cue.is_none() {
                continue;
            }
            let near = self.told.by.filter(|(by, _)| by + 2 > number);
            let told = near.and_then(|(_, index)| self.found[index].source);
            self.found[index].source =
                told.or_else(|| number.checked_sub(1).and_then(|before| self.speaking_subject(before)));
            self.found[index].inherited = true;
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
        self.subject(number, self.field.items.sentences[number].end)
            .filter(|p| if second { self.order(number).can_speak(*p) } else { speaks(&list[p.start..p.end]) })
            .map(|p| self.tokens_of(p))
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

    /// A quoted span inside a sentence that is no attribution: somebody's words, a title, a term.
    fn embedded(&mut self, number: usize, at: usize, quoted: usize) {
        if let Some(source) = self.and_further(number, at, quoted) {
            let mut next = self.blank(number, quoted, How::Colon);
            next.source = Some(source);
            next.inherited = true;
            return self.insert(next, quoted);
        }
        let count = self.words(quoted).iter().filter(|t| t.is_word()).count();
        if let Some(rule) = self.no_quotation(number, at, quoted, count) {
            self.rejected.push(Rejected { quoted, rule });
            return;
        }
        let Sentence { start, .. } = self.field.items.sentences[number];
        let list = &self.field.items.list;
        // the report's finding: "A", or NAME: "A"
        if at > start && list[at - 1].tag == Tag::Colon {
            return self.announced(number, at - 1, quoted);
        }
        let mut next = self.blank(number, quoted, How::Beside);
        // with the words "A"
        if self.field.tokens.language.verb_second && at > start && list[at - 1].is(lang::SPEECH_NOUN) {
            next.source =
                self.subject(number, self.field.items.sentences[number].end).map(|p| self.tokens_of(p));
            next.cue = Some((list[at - 1].token as usize, list[at - 1].end as usize));
            self.insert(next, quoted);
            return;
        }
        let token = list[at].token as usize;
        let neighbour = self.of_sentence(number).find(|i| self.found[*i].cue.is_some_and(|c| c.1 <= token));
        if let Some(neighbour) = neighbour {
            // vowed to "A" and to "B": the words of the same speaker
            next.source = self.found[neighbour].source;
            next.cue = self.found[neighbour].cue;
        } else if !self.sentence_like(quoted) || self.hangs(at, quoted) {
            self.rejected.push(Rejected { quoted, rule: "no-speaker" });
            return;
        }
        self.insert(next, quoted);
    }

    /// `Und weiter: "A."`: the last speaker, where nothing but small words stands before the colon.
    fn and_further(&self, number: usize, at: usize, quoted: usize) -> Option<(usize, usize)> {
        let Sentence { start, .. } = self.field.items.sentences[number];
        let before = self.field.items.list.get(start..at)?;
        let (colon, words) = before.split_last()?;
        let small = words.iter().all(|i| matches!(i.tag, Tag::Conj | Tag::Adverb | Tag::Other));
        let stopped = self.words(quoted).last().is_some_and(|t| t.sort == Sort::Stop);
        let near = self.told.by.filter(|(by, _)| by + 3 > number)?;
        let fits = self.field.tokens.language.verb_second && colon.tag == Tag::Colon && small && stopped;
        self.found.get(near.1).filter(|_| fits)?.source
    }

    /// Whether a quoted span hangs on an article or a preposition, so that it is a name, however long: im "Haus der ..."
    fn hangs(&self, at: usize, quoted: usize) -> bool {
        let list = &self.field.items.list;
        let stopped = self.words(quoted).last().is_some_and(|t| t.sort == Sort::Stop);
        self.field.tokens.language.verb_second
            && !stopped
            && at > 0
            && matches!(list[at - 1].tag, Tag::Det | Tag::Prep | Tag::Possessive)
    }

    /// The attributions that cues of a sentence made.
    fn of_sentence(&self, number: usize) -> impl Iterator<Item = usize> {
        let own = self.found.get(..self.originals).unwrap_or_default();
        let first = own.partition_point(|a| a.sentence < number);
        let end = own.partition_point(|a| a.sentence <= number);
        first..end
    }

    /// A quotation behind a colon without a cue: what stands before the colon says it, or the clause's subject does.
    fn announced(&mut self, number: usize, colon: usize, quoted: usize) {
        let Sentence { start, .. } = self.field.items.sentences[number];
        let list = &self.field.items.list;
        let mut next = self.blank(number, quoted, How::Colon);
        let first = (start..colon)
            .rev()
            .find(|i| !matches!(list[*i].tag, Tag::Name | Tag::Conj | Tag::Open | Tag::Close | Tag::Other))
            .map_or(start, |i| i + 1);
        // a familiar voice spoke on Twitter: "A" has a subject of its own
        let hangs = first > start && list[first - 1].tag == Tag::Prep;
        let named = first < colon
            && list[first].tag == Tag::Name
            && !hangs
            && !(self.field.tokens.language.verb_second && list[colon - 1].is(lang::SPEECH_NOUN));
        let range =
            if named { Some((first, colon)) } else { self.subject(number, colon).map(|p| (p.start, p.end)) };
        next.source = range.map(|(a, b)| (list[a].token as usize, list[b - 1].end as usize));
        next.cue = Some((list[colon].token as usize, list[colon].end as usize));
        self.insert(next, quoted);
    }

    /// The rule by which a quoted span is no quotation.
    fn no_quotation(&self, number: usize, at: usize, quoted: usize, count: usize) -> Option<&'static str> {
        let Sentence { start, end, .. } = self.field.items.sentences[number];
        let list = &self.field.items.list;
        let words = self.words(quoted);
        let capitals = words
            .iter()
            .filter(|t| {
                t.is_word()
                    && (t.capital()
                        || t.is(lang::PREP | lang::DET | lang::CONJ | lang::TO)
                        || t.sort != Sort::Word)
            })
            .count();
        let named = count > 0
            && capitals == count
            && words.first().is_some_and(|t| t.capital() || t.sort == Sort::Number);
        let around = (at > start)
            .then(|| list[at - 1].tag)
            .zip(list.get(at + 1).filter(|_| at + 1 < end).map(|i| i.tag));
        if around == Some((Tag::Name, Tag::Name)) && count <= 3 {
            return Some("nickname");
        }
        // the book "A", the slogan "A": the name of a thing
        let thing = at > start
            && matches!(list[at - 1].tag, Tag::Noun | Tag::Name)
            && !list[at - 1].is(lang::SPEECH_NOUN);
        let stopped = words.last().is_some_and(|t| t.sort == Sort::Stop);
        if named && count <= 12 || thing && !stopped {
            return Some("title");
        }
        if count <= 3 {
            return Some("scare-quotes");
        }
        None
    }
}

/// Whether a phrase can be somebody who speaks.
fn speaks(items: &[Item]) -> bool {
    items.iter().any(|i| {
        i.is(lang::PERSON | lang::GROUP | lang::TITLE) || matches!(i.tag, Tag::Subject | Tag::Who | Tag::Name)
    }) && !items.iter().any(|i| i.tag == Tag::Quote)
}
