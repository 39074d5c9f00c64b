//! Quoted spans inside a sentence that is no attribution: somebody's words, a title, a term.

use super::super::attribute::How;
use super::super::items::{Sentence, Tag};
use super::super::lang;
use super::super::tokens::Sort;
use super::{Linker, Rejected};

impl Linker<'_> {
    /// A quoted span inside a sentence that is no attribution: somebody's words, a title, a term.
    pub(super) fn embedded(&mut self, number: usize, at: usize, quoted: usize) {
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
            let Sentence { end, .. } = self.field.items.sentences[number];
            // Mit den Worten "A" verließ NAME den Saal: the subject stands behind the verb that follows
            let order = self.order(number);
            let verb = at + 1 + usize::from(order.tag(at + 1) == Some(Tag::Comma));
            let behind =
                (verb < end && list[verb].finite()).then(|| order.nominative(verb + 1, end)).flatten();
            next.source = behind.or_else(|| self.subject(number, end)).map(|p| self.tokens_of(p));
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
    pub(super) fn of_sentence(&self, number: usize) -> impl Iterator<Item = usize> {
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
        next.source = range
            .map(|(a, b)| (list[a].token as usize, list[b - 1].end as usize))
            .or_else(|| self.therein(number));
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
