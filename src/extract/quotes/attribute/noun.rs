//! Prepositional cues and nouns that carry speech: according to, his claim that.

use super::super::clause::{attribution_at, clause_end, has_finite, is_clause};
use super::super::items::Tag;
use super::super::lang::{self, frame};
use super::super::phrase::{phrase_left, phrase_right};
use super::super::subject::clause_subject;
use super::{Attribution, CueAt, How, Reader};

impl Reader<'_> {
    /// according to NP.
    pub(super) fn according(&self, cue: CueAt) -> Option<Attribution> {
        let source = phrase_right(self.list, cue.end, self.end)?;
        // a word that is more often something else, as German "so": only behind what was said
        if cue.end == cue.at + 1 && self.list[cue.at].is(lang::ADV | lang::SUB) {
            let behind = matches!(self.tag_before(cue.at), Some(Tag::Comma | Tag::Quote | Tag::Dash));
            let closes = self.tag(source.end).is_none_or(|t| !matches!(t, Tag::Verb | Tag::Aux | Tag::Modal));
            if !behind || !closes {
                return None;
            }
        }
        let mut found = self.blank((cue.at, cue.end), cue.frames, How::According);
        found.source = Some(self.range(source.start, source.end));
        let fronted =
            (self.start..cue.at).all(|i| matches!(self.list[i].tag, Tag::Conj | Tag::Adverb | Tag::Comma));
        // in addition, according to
        let added = self.tag_before(cue.at) == Some(Tag::Comma)
            && cue.at <= self.start + 4
            && self.list[self.start].tag == Tag::Prep
            && !has_finite(self.list, self.start, cue.at);
        let fronted = fronted || added;
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

    /// his claim that A, a statement saying A.
    pub(super) fn noun(&self, cue: CueAt) -> Option<Attribution> {
        let frames = cue.frames;
        let mut found = self.blank((cue.at, cue.end), frames, How::Noun);
        let next = self.tag(cue.end)?;
        let start = phrase_left(self.list, self.start, cue.at + 1, 1)?;
        // whose: his claim, Smith's claim
        let genitive =
            (start..cue.at).rev().find(|i| matches!(self.list[*i].tag, Tag::Genitive | Tag::Possessive));
        let owner = genitive
            .map(|g| if self.list[g].tag == Tag::Possessive { (g, g + 1) } else { (self.owner_start(g), g) });
        let content_at = match next {
            Tag::That if frames & frame::T != 0 && owner.is_some() => cue.end,
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
            _ if frames & frame::N_OF != 0 && owner.is_some() => cue.end,
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
        let to =
            if frames & frame::N_OF == 0 { to } else { phrase_right(self.list, content_at, self.end)?.end };
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

    /// Where the name or noun phrase before a genitive begins.
    fn owner_start(&self, genitive: usize) -> usize {
        let mut at = genitive;
        while at > self.start
            && matches!(self.list[at - 1].tag, Tag::Name | Tag::Noun | Tag::Other | Tag::Number)
        {
            at -= 1;
        }
        if at > self.start && matches!(self.list[at - 1].tag, Tag::Det | Tag::Possessive) {
            at - 1
        } else {
            at
        }
    }
}
