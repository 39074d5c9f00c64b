//! Who a description stands for: `the senator`, `a top strategist, NAME,`, `the company`.
//!
//! Part of [`super::speaker`]: a role that the article gives somebody, a name set off by commas behind it, or whoever
//! spoke or acted last and is taken up in other words. Where nothing says who it is, nobody is named.

use crate::extract::entities::cast::{Gender, NameMention};
use crate::extract::entities::is_person;
use crate::model::{EntityType, SpeakerType};

use super::lang;
use super::speaker::{Resolved, Resolver};
use super::tokens::{Shape, Sort};

/// How many tokens back a description takes somebody up in other words.
const REACH: usize = 160;

/// Whether a role is one that somebody had.
fn is_past(role: &str) -> bool {
    role.split([' ', '-'])
        .next()
        .is_some_and(|word| ["former", "ex", "then"].iter().any(|p| word.eq_ignore_ascii_case(p)))
}

impl Resolver<'_> {
    /// `the senator`, `a spokesman for the company`, `officials`, `the report`.
    pub(super) fn description(&self, start: usize, stop: usize, end: usize, head: usize) -> Resolved {
        let Some(field) = self.cast.fields.get(self.field) else { return Resolved::default() };
        let list = &field.tokens.list;
        let token = &list[head];
        let word = field.tokens.text(head);
        let led = list[start].is(lang::DET | lang::POSSESSIVE);
        let verbal = list[head].is(lang::VERB_S) && !list[head].is(lang::NOUNISH) && !led;
        let plural_word =
            !verbal && word.ends_with('s') && !word.ends_with("ss") && !token.is(lang::PERSON | lang::ORG);
        let kind = match () {
            () if token.is(lang::PERSON | lang::TITLE) => SpeakerType::Person,
            () if token.is(lang::GROUP) || (start..stop).any(|t| list[t].is(lang::CONJ)) => {
                SpeakerType::Group
            }
            () if token.is(lang::DOCUMENT) => SpeakerType::Document,
            () if token.is(lang::ORG | lang::ORG_SUFFIX) => SpeakerType::Organization,
            () if plural_word => SpeakerType::Group,
            () => SpeakerType::Unknown,
        };
        let mut resolved = Resolved { kind: Some(kind), by: "description", ..Resolved::default() };
        resolved.mute = field.tokens.language.indirect
            && !self.can_speak((start, stop, end), head, kind == SpeakerType::Unknown);
        if kind == SpeakerType::Person {
            resolved.own_role =
                Some((start + usize::from(list[start].is(lang::DET | lang::POSSESSIVE)), end));
        }
        let definite = list[start].is(lang::DET | lang::POSSESSIVE)
            && !matches!(
                field.tokens.text(start).to_lowercase().as_str(),
                "a" | "an"
                    | "another"
                    | "one"
                    | "some"
                    | "ein"
                    | "eine"
                    | "einer"
                    | "einen"
                    | "einem"
                    | "un"
                    | "une"
                    | "una"
            );
        // der Minister, NAME NAME: the source holds both
        if field.tokens.language.verb_second
            && let Some(comma) = (stop..end).find(|t| list[*t].sort == Sort::Comma)
            && let Some(member) = self.person_at(comma + 1)
        {
            return Resolved {
                member: Some(member),
                by: "apposition",
                kind: Some(SpeakerType::Person),
                ..resolved
            };
        }
        // a top strategist, NAME; a third, NAME; another user, NAME
        let one_more = ["another", "third", "second", "fourth", "fifth"]
            .iter()
            .any(|w| word.eq_ignore_ascii_case(w) || field.tokens.text(start).eq_ignore_ascii_case(w));
        if (kind == SpeakerType::Person || kind == SpeakerType::Unknown && one_more)
            && let Some(member) = self.named_behind(end)
        {
            // a top adviser, Leon Farrow, said
            let kind = Some(SpeakerType::Person);
            return Resolved { member: Some(member), by: "apposition", kind, ..resolved };
        }
        if definite && kind == SpeakerType::Person {
            resolved.member = self.by_role(word, start, end, head).or_else(|| {
                // the other candidate, the party's nominee
                let another = (start..head).any(|t| {
                    list[t].sort == Sort::Clitic || field.tokens.text(t).eq_ignore_ascii_case("other")
                });
                // the Hamlet actor; the designer who works for: somebody who is told by it
                let told = head > start + 1
                    && list[head - 1].capital()
                    && list[head - 1].marks == 0
                    && !list[head - 2].capital()
                    || list.get(stop).is_some_and(|t| t.is(lang::WHO));
                (!another && !told && list[head].is(lang::PUBLIC_ROLE))
                    .then(|| self.varied(start, head))
                    .flatten()
            });
        } else if definite && kind == SpeakerType::Organization && stop == end && head == start + 1 {
            resolved.member = self.organization(head);
        }
        resolved
    }

    /// Whether a phrase that is no name can speak: its head is a word for people, bodies or documents, or an unknown
    /// noun that something makes a noun: an article, a number, an owner, a plural. Adverbs, verbs, days, adjectives
    /// and bare abstractions say nothing.
    fn can_speak(&self, (start, stop, end): (usize, usize, usize), head: usize, unknown: bool) -> bool {
        let Some(tokens) = self.cast.fields.get(self.field).map(|f| &f.tokens) else { return true };
        let list = &tokens.list;
        let first = &list[start];
        // I hope
        if stop > start + 1 && first.is(lang::SUBJECT) && !list[stop - 1].is(lang::REFLEXIVE) {
            return false;
        }
        if !unknown {
            return true;
        }
        let sentence = start.checked_sub(1).is_none_or(|b| list[b].sort == Sort::Stop)
            || tokens.paragraphs.binary_search_by_key(&start, |p| p.0).is_ok();
        let named = (start..stop).any(|t| {
            self.cast.mention_at(self.field, t).is_some()
                || list[t].capital() && !list[t].is(lang::TIME) && !(t == start && sentence)
        });
        let counted = list[start..stop]
            .iter()
            .any(|t| t.is(lang::QUANTITY | lang::PERSON | lang::GROUP) || t.sort == Sort::Number);
        let token = &list[head];
        // fifty of the members; the March for Lumen's Karel Vost
        let part = stop == start + 1
            && list.get(stop).is_some_and(|t| t.is(lang::PREP) && tokens.text(stop) == "of");
        let ends_in_name = self.cast.mention_at(self.field, end - 1).is_some() && end > stop;
        if token.is(lang::PRONOUN | lang::SUBJECT | lang::SPEECH_NOUN) || counted || part || ends_in_name {
            return true;
        }
        let word = tokens.text(head).to_lowercase();
        let mute = tokens.language.mute.contains(&word.as_str());
        if named && !mute && !token.is(lang::TIME) {
            return true;
        }
        let led = first.is(lang::DET | lang::POSSESSIVE) && head > start;
        let verbal = token.is(lang::VERB | lang::ADV | lang::TIME | lang::PREP | lang::CONJ | lang::SUB)
            && !token.is(lang::NOUNISH);
        let plural = word.ends_with('s') && !word.ends_with("ss") && !verbal;
        !mute && !(verbal && !(led && token.is(lang::VERB_BASE))) && (led || plural)
    }

    /// The organisation that `the company`, `the department` stands for: the one that spoke or acted last, for a
    /// general word; else the last whose name has the word in it.
    fn organization(&self, head: usize) -> Option<usize> {
        let field = self.cast.fields.get(self.field)?;
        let word = field.tokens.text(head);
        let generic = field.tokens.list[head].is(lang::GENERIC);
        let media = field.tokens.list[head].is(lang::MEDIA);
        let fits = |m: &&NameMention| {
            let member = &self.cast.members[m.member];
            let in_name = member.name.split_whitespace().any(|w| w.eq_ignore_ascii_case(word));
            let words = &field.tokens.list[m.start..m.end];
            let own_kind = words
                .iter()
                .any(|t| t.is(lang::ORG | lang::ORG_SUFFIX) && !t.is(lang::GENERIC | lang::ABBREV));
            let carrier = words.iter().any(|t| t.is(lang::MEDIA));
            let unknown = member.kind.is_none() && generic && !media && m.end == m.start + 1;
            (member.kind == Some(EntityType::Organization) || unknown)
                && (in_name || generic && !own_kind && media == carrier && self.subject_like(m))
        };
        // Examplecorp's shares fell. The company said
        let owns = |m: &&NameMention| {
            let member = &self.cast.members[m.member];
            generic
                && !media
                && member.mentions.len() > 1
                && (member.kind.is_none() && m.end == m.start + 1
                    || member.kind == Some(EntityType::Organization))
                && field.tokens.list.get(m.end).is_some_and(|t| t.sort == Sort::Clitic)
        };
        let mut before = self.cast.before(self.field, head).take(16);
        before.find(fits).or_else(|| self.cast.before(self.field, head).take(16).find(owns)).map(|m| m.member)
    }

    /// The person named at a token, with or without titles.
    pub(super) fn person_at(&self, at: usize) -> Option<usize> {
        let field = self.cast.fields.get(self.field)?;
        let titles =
            (at..field.tokens.list.len().min(at + 4)).find(|t| !field.tokens.list[*t].is(lang::TITLE))?;
        let mention = self.cast.mentions.get(self.cast.mention_at(self.field, titles)?)?;
        is_person(self.cast.members[mention.member].kind).then_some(mention.member)
    }

    /// The name set off by commas right behind a description.
    pub(super) fn named_behind(&self, end: usize) -> Option<usize> {
        let list = &self.cast.fields.get(self.field)?.tokens.list;
        let comma = |t: usize| list.get(t).is_some_and(|t| t.sort == Sort::Comma);
        // the other candidate, former Secretary of State NAME,
        let first = (end + 1..list.len().min(end + 8))
            .find(|t| self.cast.mention_at(self.field, *t).is_some())
            .filter(|t| {
                list[end + 1..*t]
                    .iter()
                    .all(|w| w.is(lang::TITLE | lang::PERSON | lang::PREP | lang::ORG) && w.is_word())
            });
        let index = first.and_then(|t| self.cast.mention_at(self.field, t)).filter(|_| comma(end))?;
        let mention = self.cast.mentions.get(index)?;
        // Sen. NAME (D-Va.),
        let mut behind = mention.end;
        if list.get(behind).is_some_and(|t| t.sort == Sort::Open) {
            behind = (behind..list.len().min(behind + 8))
                .find(|t| list[*t].sort == Sort::Close)
                .map_or(behind, |t| t + 1);
        }
        // Hugo Thorne of the Old Chapel in Tessely,
        if list.get(behind).is_some_and(|t| t.is(lang::PREP)) {
            behind = (behind..list.len().min(behind + 10)).find(|t| comma(*t)).unwrap_or(behind);
        }
        let closes = comma(behind) || list.get(behind).is_none_or(|t| t.sort == Sort::Stop);
        (closes && is_person(self.cast.members[mention.member].kind)).then_some(mention.member)
    }

    /// The person last named before a token whose role has this noun. Where the description has a name in it (the
    /// Ohio senator), it stands in the role too, or right behind the person's name; the former president is one
    /// whose role says so.
    pub(super) fn by_role(&self, noun: &str, start: usize, end: usize, head: usize) -> Option<usize> {
        let field = self.cast.fields.get(self.field)?;
        // Sen. stands for senator
        let same = |field: usize, token: usize| {
            self.cast.fields.get(field).is_some_and(|f| {
                let word = f.tokens.text(token);
                let short = word.strip_suffix('.').filter(|s| s.len() > 2);
                word.eq_ignore_ascii_case(noun)
                    || short.is_some_and(|s| noun.get(..s.len()).is_some_and(|n| n.eq_ignore_ascii_case(s)))
            })
        };
        let fits = |m: &usize| {
            let member = &self.cast.members[*m];
            is_person(member.kind) && member.roles.iter().any(|r| same(r.noun.0, r.noun.1))
        };
        let past = |t: usize| matches!(field.tokens.text(t), "former" | "Former" | "ex" | "then");
        let former = (start..head).any(past);
        let was = |m: &usize| {
            self.cast.members[*m].roles.iter().any(|r| same(r.noun.0, r.noun.1) && is_past(r.text))
        };
        let qualifier = (start + 1..end)
            .find(|t| {
                *t != head
                    && field.tokens.list[*t].capital()
                    && field.tokens.list[*t].sort == Sort::Word
                    && !past(*t)
            })
            .map(|t| field.tokens.text(t));
        let mut seen: Vec<usize> = Vec::new();
        for member in self.cast.before(self.field, start).take(60).map(|m| m.member) {
            if !seen.contains(&member) && fits(&member) {
                seen.push(member);
            }
        }
        let tied = |m: &usize| qualifier.is_none_or(|name| self.tied(*m, name));
        // the same office, held then or now, goes before the bare noun
        seen.iter()
            .copied()
            .find(|m| tied(m) && was(m) == former)
            .or_else(|| seen.iter().copied().find(|m| tied(m) && !former))
    }

    /// Whether a name belongs to a person: it stands in a role, or right behind one of the mentions.
    fn tied(&self, member: usize, name: &str) -> bool {
        let member = &self.cast.members[member];
        let behind = |m: &usize| {
            self.cast.mentions.get(*m).is_some_and(|mention| {
                let tokens = self.cast.fields.get(mention.field).map(|f| &f.tokens);
                tokens.is_some_and(|tokens| {
                    (mention.end..tokens.list.len().min(mention.end + 5))
                        .take_while(|t| {
                            tokens.list[*t].sort != Sort::Stop
                                && !tokens.list[*t].is(lang::VERB_PAST | lang::AUX)
                        })
                        .any(|t| tokens.text(t) == name)
                })
            })
        };
        member.roles.iter().any(|r| r.text.contains(name)) || member.mentions.iter().take(8).any(behind)
    }

    /// The person whom a description takes up in other words (the candidate, the retired neurosurgeon): who spoke or
    /// acted last, a few sentences back at most.
    fn varied(&self, start: usize, head: usize) -> Option<usize> {
        let noun = self.cast.fields.get(self.field)?.tokens.list.get(head)?;
        let fits = |member: usize| {
            let gender = self.gender(member);
            is_person(self.cast.members[member].kind)
                && !(noun.is(lang::MALE) && gender == Some(Gender::Female))
                && !(noun.is(lang::FEMALE) && gender == Some(Gender::Male))
        };
        let near = |place: usize| place < start && start - place < REACH;
        let spoken = self
            .recent
            .iter()
            .rev()
            .find(|(place, _)| *place < start)
            .filter(|(place, m)| near(*place) && fits(*m));
        let subject = self
            .cast
            .before(self.field, start)
            .take(14)
            .take_while(|m| near(m.end))
            .find(|m| fits(m.member) && self.subject_like(m) && !self.spoken_of(m.start));
        match (spoken, subject) {
            (Some((place, _)), Some(mention)) if mention.end > *place => Some(mention.member),
            (Some((_, member)), _) => Some(*member),
            (None, Some(mention)) => Some(mention.member),
            (None, None) => {
                let mut named = self
                    .cast
                    .before(self.field, start)
                    .take_while(|m| near(m.end))
                    .filter(|m| is_person(self.cast.members[m.member].kind) && !self.spoken_of(m.start))
                    .map(|m| m.member);
                let first = named.next().filter(|m| fits(*m))?;
                named.all(|m| m == first).then_some(first)
            }
        }
    }

    /// `The admiral chuckled. "A," he said`: the person whose role stands as the subject between two tokens.
    pub(super) fn described(&self, at: usize, gender: Option<Gender>, since: usize) -> Option<usize> {
        let field = self.cast.fields.get(self.field)?;
        let list = &field.tokens.list;
        let from = since.max(at.saturating_sub(60)).max(1);
        let noun = (from + 1..at.saturating_sub(1)).rev().find(|t| {
            list[*t].is(lang::PERSON | lang::TITLE)
                && list[*t].shape == Shape::Small
                && field.tokens.text(*t - 1).eq_ignore_ascii_case("the")
                && list[*t + 1].is(lang::VERB_PAST | lang::VERB_S | lang::AUX | lang::MODAL)
                && !self.inside_quotation(*t)
        })?;
        let member = self.by_role(field.tokens.text(noun), noun - 1, noun + 1, noun)?;
        let known = self.gender(member);
        (known.is_none() || known == gender).then_some(member)
    }
}
