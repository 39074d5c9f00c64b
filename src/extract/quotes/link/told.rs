//! What goes on being told without a cue of its own: the subjunctive of indirect speech, and verbs that do without
//! their subject.

use super::super::attribute::{Attribution, How};
use super::super::items::{Sentence, Tag};
use super::super::lang::{self, frame};
use super::super::tokens::Shape;
use super::Linker;
use crate::model::EntityType;

/// The last attribution that indirect speech can go on with.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Told {
    /// Its sentence and its index in `found`.
    pub(super) by: Option<(usize, usize)>,
    /// The attribution that holds the sentences that went on, and the last of them.
    pub(super) running: Option<(usize, usize)>,
}

impl Linker<'_> {
    /// Er sei krank. Auch seine Frau habe "Fieber": indirect speech that its mood alone shows goes on with the last
    /// speaker. Sentences that follow each other are one quotation.
    pub(super) fn go_on_indirectly(&mut self, number: usize) {
        if !self.field.tokens.language.verb_second || !self.order(number).reported_mood() {
            return;
        }
        let Sentence { start, end, .. } = self.field.items.sentences[number];
        let list = &self.field.items.list;
        let last = (start..end).rev().find(|i| list[*i].tag != Tag::Stop).unwrap_or(start);
        // NAME: Er habe "Glück" gehabt
        let colon =
            (start..end.min(start + 8)).find(|i| list[*i].tag == Tag::Colon && *i > start && *i < last);
        let head = colon.filter(|c| list[start..*c].iter().all(|i| i.tag == Tag::Name));
        let own = head.map(|c| (list[start].token as usize, list[c - 1].end as usize));
        let start = head.map_or(start, |c| c + 1);
        let content = (list[start].token as usize, list[last].end as usize);
        let index = match self.told.running {
            Some((index, before)) if before + 1 == number && own.is_none() => {
                let same = self.field.items.sentences[before].paragraph
                    == self.field.items.sentences[number].paragraph;
                match self.found[index].content.last_mut().filter(|_| same) {
                    Some(piece) => piece.1 = content.1,
                    None => self.found[index].content.push(content),
                }
                index
            }
            _ => {
                let Some(source) = own.or_else(|| self.teller(number)) else { return };
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
        self.told.by = Some((number, index));
        for item in &list[start..end] {
            if let Some(owner) =
                (item.quote as usize).checked_sub(1).and_then(|quoted| self.owner.get_mut(quoted))
            {
                *owner = index + 1;
            }
        }
    }

    /// Whom indirect speech goes on with: who spoke in the sentence before, or acted there by speaking, without words of
    /// their own (*übte Kritik*); else the last speaker of the paragraph; else the subject of the sentence before.
    fn teller(&self, number: usize) -> Option<(usize, usize)> {
        let sentences = &self.field.items.sentences;
        let paragraph = |n: usize| sentences[n].paragraph;
        let near = self.told.by.filter(|(by, _)| by + 3 > number || paragraph(*by) == paragraph(number));
        let told = near.and_then(|(by, index)| Some((by, self.found[index].source?)));
        let here = told.filter(|(by, _)| paragraph(*by) == paragraph(number));
        for before in (number.saturating_sub(3)..number).rev() {
            if here.is_some_and(|(by, _)| by >= before) || paragraph(before) != paragraph(number) {
                break;
            }
            if let Some(subject) = self.acting_speaker(before) {
                return Some(subject);
            }
        }
        let previous = || number.checked_sub(1).and_then(|before| self.speaking_subject(before));
        here.map(|(_, source)| source).or_else(previous).or(told.map(|(_, source)| source))
    }

    /// The subject of a sentence whose verb is an act of speech: X verteidigte den Plan.
    fn acting_speaker(&self, number: usize) -> Option<(usize, usize)> {
        let order = self.order(number);
        order.speech_act().map(|phrase| self.tokens_of(phrase))
    }

    /// Darin steht: the document named last in the sentence before.
    pub(super) fn therein(&self, number: usize) -> Option<(usize, usize)> {
        let Sentence { start, end, .. } = self.field.items.sentences[number];
        let list = &self.field.items.list;
        let order = self.order(number);
        let points = (start..end).take(3).any(|i| order.among(i, &order.tokens.language.therein));
        let before = number.checked_sub(1).filter(|_| points)?;
        let Sentence { start, end, .. } = self.field.items.sentences[before];
        let document = (start..end).rev().find(|i| list[*i].is(lang::DOCUMENT))?;
        let order = self.order(before);
        (start..=document)
            .find_map(|at| order.phrase(at).filter(|p| p.end > document))
            .map(|phrase| self.tokens_of(phrase))
    }

    /// `NAME: A` as a headline, or a line of a transcript: the name in front of the colon is somebody whom the article
    /// names elsewhere, or a report, a poll, a group.
    pub(super) fn headed_line(&mut self, number: usize, last_of_paragraph: usize) {
        let Sentence { start, end, title_case, paragraph } = self.field.items.sentences[number];
        let list = &self.field.items.list;
        let Some(colon) = (start + 1..end.min(start + 6)).find(|i| list[*i].tag == Tag::Colon) else {
            return;
        };
        let head = &list[start..colon];
        let (first, token) = (list[start].token as usize, list[colon - 1].token as usize);
        let capitals = head.iter().all(|i| self.field.tokens.list[i.token as usize].shape == Shape::Capitals);
        let words = list[colon + 1..end].iter().filter(|i| !matches!(i.tag, Tag::Comma | Tag::Stop)).count();
        let commas = list[colon + 1..end].iter().filter(|i| i.tag == Tag::Comma).count();
        let named = head.iter().all(|i| i.tag == Tag::Name) && self.is_known(token);
        let reports = colon == start + 1 && list[start].is(lang::DOCUMENT | lang::GROUP);
        let headline = (paragraph == 0 || title_case) && last_of_paragraph == number + 1;
        let line = named && capitals;
        if words < 3 || commas * 3 > words || !(named && (headline || capitals) || reports && headline) {
            return;
        }
        let quiet = |n: usize| self.of_sentence(n).all(|i| self.found[i].content.is_empty());
        if !line && !quiet(number) {
            return;
        }
        // all of a transcript's paragraph is said, what is quoted in it, too
        let last = (number + 1..last_of_paragraph).take_while(|n| line || quiet(*n)).last().unwrap_or(number);
        if line {
            let inner: Vec<usize> = (number..=last).flat_map(|n| self.of_sentence(n)).collect();
            inner.iter().for_each(|i| self.found[*i].content.clear());
        }
        let mut next = self.blank(number, usize::MAX, How::Transcript);
        let until = self.field.items.sentences[last].end;
        next.source = Some((first, list[colon - 1].end as usize));
        next.cue = Some((list[colon].token as usize, list[colon].end as usize));
        next.content = vec![(list[colon + 1].token as usize, list[until - 1].end as usize)];
        next.frames = frame::Q | frame::S | frame::CORE;
        self.found.push(next);
        let index = self.found.len();
        for item in &self.field.items.list[colon..until] {
            if let Some(owner) =
                (item.quote as usize).checked_sub(1).and_then(|quoted| self.owner.get_mut(quoted))
            {
                *owner = index;
            }
        }
    }

    /// Whether a name at a token is one that the article names again.
    fn is_known(&self, token: usize) -> bool {
        let Some(mention) = self.cast.mention_at(self.number, token).and_then(|m| self.cast.mentions.get(m))
        else {
            return false;
        };
        let member = &self.cast.members[mention.member];
        member.kind != Some(EntityType::Place) && member.mentions.len() > 1
    }

    /// "A", añadió: the subject that a verb does without is who spoke last, or the subject of the sentence before.
    pub(super) fn supply_subjects(&mut self, number: usize, mine: std::ops::Range<usize>) {
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
}
