//! Who a source is: names, pronouns and descriptions resolved through the article.

use crate::extract::entities::cast::{Cast, Gender, NameMention};
use crate::extract::entities::is_person;
use crate::model::{EntityType, SpeakerType};

use super::attribute::{Attribution, How};
use super::lang::{self, frame};
use super::tokens::{Shape, Sort};

/// A resolved source.
#[derive(Debug, Clone, Default)]
pub(crate) struct Resolved {
    /// Member of the cast.
    pub(crate) member: Option<usize>,
    /// What kind of source it is.
    pub(crate) kind: Option<SpeakerType>,
    /// How it was resolved.
    pub(crate) by: &'static str,
    /// Role that the description itself gives.
    pub(crate) own_role: Option<(usize, usize)>,
    /// Whether what stands in the speaker's place cannot speak.
    pub(crate) mute: bool,
    /// Several members that speak together.
    pub(crate) together: Vec<usize>,
}

/// Resolves the sources of a field's attributions, in order.
pub(crate) fn resolve(cast: &Cast<'_>, field: usize, found: &[Attribution]) -> Vec<Resolved> {
    let mut resolver = Resolver {
        cast,
        field,
        recent: Vec::new(),
        nameless: Vec::new(),
        learned: Vec::new(),
        said: Vec::new(),
        told: Vec::new(),
        own: Vec::new(),
    };
    found.iter().map(|attribution| resolver.one(attribution)).collect()
}

/// Nouns that are the head of a source wherever they stand in it.
const SPEAKING: u64 = lang::PERSON | lang::GROUP | lang::DOCUMENT;

pub(super) struct Resolver<'a> {
    pub(super) cast: &'a Cast<'a>,
    pub(super) field: usize,
    /// Members that spoke, with the token where: the latest last.
    pub(super) recent: Vec<(usize, usize)>,
    /// Where somebody spoke whom no name is known of: a spokesman.
    pub(super) nameless: Vec<(usize, Option<Gender>)>,
    /// Genders that pronouns showed.
    pub(super) learned: Vec<(usize, Gender)>,
    /// What members said so far, as tokens: who is named in it does not take over from them.
    pub(super) said: Vec<(usize, usize, usize)>,
    /// What somebody without a name was said to say.
    pub(super) told: Vec<(usize, usize)>,
    /// The content of the attribution that is read: who is named only there does not speak it.
    pub(super) own: Vec<(usize, usize)>,
}

impl Resolver<'_> {
    fn one(&mut self, attribution: &Attribution) -> Resolved {
        let Some(source) = attribution.source else { return Resolved { by: "none", ..Resolved::default() } };
        self.own.clone_from(&attribution.content);
        let mut resolved = self.source(source);
        if attribution.how == How::Loose && attribution.inherited {
            resolved.by = "continuation";
        }
        if let Some(member) = resolved.member {
            let place = attribution.cue.map_or(source.1, |c| c.1.max(source.1));
            self.recent.push((place, member));
            if attribution.how != How::Object {
                self.said.extend(attribution.content.iter().map(|(start, end)| (*start, *end, member)));
            }
        } else if resolved.by == "description"
            && resolved.kind == Some(SpeakerType::Person)
            && attribution.frames & frame::WH == 0
        {
            if !self.definite(source.0) {
                self.nameless.push((source.1, self.noun_gender(source)));
            }
            // the lawyer said his client, NAME, was: the client is spoken of
            self.told.extend(attribution.content.iter().filter(|c| c.0 > source.1));
        }
        resolved
    }

    fn source(&mut self, (start, end): (usize, usize)) -> Resolved {
        let Some(field) = self.cast.fields.get(self.field) else { return Resolved::default() };
        let list = &field.tokens.list;
        let Some(first) = list.get(start) else { return Resolved::default() };
        if end == start + 1 && first.shape != Shape::Capitals {
            if first.is(lang::WHO) {
                return self.relative(start);
            }
            if first.is(lang::SUBJECT | lang::OBJECT | lang::POSSESSIVE | lang::PRONOUN)
                && first.is(lang::MASCULINE | lang::FEMININE | lang::PLURAL | lang::FIRST | lang::PRONOUN)
            {
                return self.pronoun(start);
            }
        }
        // the head stands before the first preposition, comma or relative
        let second = field.tokens.language.verb_second;
        let stop = (start + 1..end)
            .find(|t| {
                // der Sprecher | der Partei
                second
                    && list[*t].is(lang::DET | lang::POSSESSIVE)
                    && list[*t].is(lang::GENITIVE)
                    && !list[*t - 1].is(lang::PARTICLE)
                    || list[*t].is(lang::PREP | lang::WHO | lang::THAT) && !list[*t].capital()
                    || t.checked_sub(1).is_some_and(|p| p > start && list[p].is(lang::PERSON | lang::GROUP))
                        && list[*t].is(lang::VERB_ING)
                    // a poll taken in, a source familiar with
                    || !second
                        && list[*t].shape == Shape::Small
                        && t.checked_sub(1).is_some_and(|p| p > start && list[p].is(SPEAKING))
                        && (list[*t].is(lang::VERB_ING | lang::VERB_PART) && !list[*t].is(SPEAKING)
                            || list[*t].marks == 0 && list.get(t + 1).is_some_and(|n| *t + 1 < end && n.is(lang::PREP)))
                    || matches!(list[*t].sort, Sort::Comma | Sort::Open | Sort::Dash)
            })
            .unwrap_or(end);
        let head = (start..stop).rev().find(|t| list[*t].sort == Sort::Word).unwrap_or(start);
        if let Some(joined) = self.joined(start, stop) {
            return joined;
        }
        // der Innenminister Frankreichs, NAME
        if second
            && list.get(stop).is_some_and(|t| stop < end && t.sort == Sort::Comma)
            && list[start..stop].iter().any(|t| t.is(lang::PERSON | lang::TITLE))
            && let Some(member) = self.person_at(stop + 1)
        {
            let kind = Some(SpeakerType::Person);
            return Resolved { member: Some(member), kind, by: "apposition", ..Resolved::default() };
        }
        if let Some(index) = self.cast.mention_at(self.field, head) {
            let mention = &self.cast.mentions[index];
            let kind = self.cast.members[mention.member].kind;
            let by = if mention.end - mention.start > 1 { "name" } else { "surname" };
            return Resolved {
                member: Some(mention.member),
                kind: Some(kind_of(kind)),
                by,
                ..Resolved::default()
            };
        }
        self.description(start, stop, end, head)
    }

    /// `Corrado and Uribe`: several people named together.
    fn joined(&self, start: usize, stop: usize) -> Option<Resolved> {
        let list = &self.cast.fields.get(self.field)?.tokens.list;
        let and = (start + 1..stop).find(|t| list[*t].is(lang::CONJ))?;
        self.cast.mention_at(self.field, and - 1)?;
        let mut members: Vec<usize> = (start..stop)
            .filter_map(|t| self.cast.mention_at(self.field, t))
            .filter_map(|m| self.cast.mentions.get(m))
            .map(|m| m.member)
            .collect();
        members.dedup();
        // former Delaware Gov. and party chairman Abel Thorne is one man
        let person = |m: &usize| is_person(self.cast.members[*m].kind);
        let alike = members.iter().all(person) || !members.iter().any(person);
        (members.len() > 1 && alike).then(|| Resolved {
            kind: Some(SpeakerType::Group),
            by: "name",
            together: members,
            ..Resolved::default()
        })
    }

    /// `who`: the name or phrase in front.
    fn relative(&self, at: usize) -> Resolved {
        let before = at.checked_sub(1);
        let tokens = self.cast.fields.get(self.field).map(|f| &f.tokens);
        let last = before.and_then(|b| {
            tokens.map(|t| if t.list[b].sort == Sort::Comma { b.saturating_sub(1) } else { b })
        });
        if let Some(index) = last.and_then(|last| self.cast.mention_at(self.field, last)) {
            let mention = &self.cast.mentions[index];
            // NAME, the head of the committee, who: the person, not the committee
            let personal = tokens.is_some_and(|t| t.text(at).eq_ignore_ascii_case("who"));
            let member = if personal && !is_person(self.cast.members[mention.member].kind) {
                self.person_of_sentence(at).unwrap_or(mention.member)
            } else {
                mention.member
            };
            let kind = self.cast.members[member].kind;
            return Resolved {
                member: Some(member),
                kind: Some(kind_of(kind)),
                by: "relative",
                ..Resolved::default()
            };
        }
        // NAME, now the leader, who
        if let Some(member) = last.and_then(|last| self.behind_apposition(last)) {
            let kind = Some(SpeakerType::Person);
            return Resolved { member: Some(member), kind, by: "relative", ..Resolved::default() };
        }
        // waves to Brekke on the quay, who answers: no description stands before the comma
        let comma = before.zip(tokens).is_some_and(|(b, t)| t.list[b].sort == Sort::Comma);
        let told = last.zip(tokens).is_some_and(|(l, t)| {
            t.text(at).eq_ignore_ascii_case("who")
                && t.list[l].marks != 0
                && !t.list[l].is(lang::PERSON | lang::GROUP | lang::ORG | lang::TITLE | lang::PRONOUN)
        });
        if comma
            && told
            && let Some(member) = self.person_of_sentence(at)
        {
            let kind = Some(SpeakerType::Person);
            return Resolved { member: Some(member), kind, by: "relative", ..Resolved::default() };
        }
        let group = last.zip(tokens).is_some_and(|(last, t)| t.list[last].is(lang::GROUP));
        Resolved {
            kind: Some(if group { SpeakerType::Group } else { SpeakerType::Person }),
            by: "relative",
            ..Resolved::default()
        }
    }

    /// The person whose name an apposition that ends with a token hangs on.
    fn behind_apposition(&self, last: usize) -> Option<usize> {
        let list = &self.cast.fields.get(self.field)?.tokens.list;
        list.get(last).filter(|t| t.is(lang::PERSON | lang::TITLE))?;
        let comma = (last.saturating_sub(10)..last).rev().find(|t| list[*t].sort != Sort::Word)?;
        if list[comma].sort != Sort::Comma || list[comma..last].iter().any(|t| t.is(lang::AUX | lang::MODAL))
        {
            return None;
        }
        let mention = self.cast.mentions.get(self.cast.mention_at(self.field, comma.checked_sub(1)?)?)?;
        let kind = self.cast.members[mention.member].kind;
        (is_person(kind) || kind.is_none()).then_some(mention.member)
    }

    /// The person named last in the sentence before a token.
    fn person_of_sentence(&self, at: usize) -> Option<usize> {
        let list = &self.cast.fields.get(self.field)?.tokens.list;
        let start =
            (at.saturating_sub(40)..at).rev().find(|t| list[*t].sort == Sort::Stop).map_or(0, |t| t + 1);
        self.cast
            .before(self.field, at)
            .take_while(|m| m.start >= start)
            .find(|m| is_person(self.cast.members[m.member].kind))
            .map(|m| m.member)
    }

    fn pronoun(&mut self, at: usize) -> Resolved {
        let Some(token) = self.cast.fields.get(self.field).and_then(|f| f.tokens.list.get(at)) else {
            return Resolved::default();
        };
        let gender = match (token.is(lang::MASCULINE), token.is(lang::FEMININE)) {
            (true, false) => Some(Gender::Male),
            (false, true) => Some(Gender::Female),
            _ => None,
        };
        if gender.is_none() {
            let kind = if token.is(lang::PLURAL) { SpeakerType::Group } else { SpeakerType::Unknown };
            return Resolved { kind: Some(kind), by: "pronoun", ..Resolved::default() };
        }
        let member = self.antecedent(at, gender);
        Resolved { member, kind: Some(SpeakerType::Person), by: "pronoun", ..Resolved::default() }
    }

    /// The person that a pronoun at a token stands for.
    fn antecedent(&mut self, at: usize, gender: Option<Gender>) -> Option<usize> {
        let fits = |member: usize| {
            let known = self.gender(member);
            is_person(self.cast.members[member].kind) && (known.is_none() || known == gender)
        };
        // somebody named only by surname who spoke is a person too, as far as we know
        let could = |member: usize| {
            let known = self.gender(member);
            let unknown = self.cast.members[member].kind.is_none() && !self.cast.members[member].thing;
            unknown && (known.is_none() || known == gender)
        };
        let spoken = self
            .recent
            .iter()
            .rev()
            .take(6)
            .find(|(place, member)| *place < at && (fits(*member) || could(*member)))
            .copied();
        let near: Vec<&NameMention> = self
            .cast
            .before(self.field, at)
            .take(14)
            .filter(|m| fits(m.member) && !self.inside_quotation(m.start) && !self.spoken_of(m.start))
            .collect();
        // since the last speaker only the subject of a sentence takes over
        let since = spoken.map_or(0, |(place, _)| place);
        let subject = near.iter().find(|m| {
            m.start >= since
                && self.subject_like(m)
                && !spoken.is_some_and(|(_, speaker)| self.inside_said(m.start, speaker))
        });
        // a spokesman said A. He added B: nobody with a name
        let nameless = self.nameless.iter().rev().find(|(place, _)| *place < at);
        if let Some((place, noun)) = nameless
            && *place > since
            && (noun.is_none() || *noun == gender)
            && subject.is_none_or(|m| m.start < *place)
        {
            return None;
        }
        // one whose gender nothing shows stands behind one who is known to fit
        let known = |m: &&&NameMention| self.gender(m.member) == gender;
        let found = match (spoken, subject) {
            (_, Some(mention)) if self.gender(mention.member).is_some() => Some(mention.member),
            (Some((_, speaker)), None) => Some(speaker),
            (Some((_, speaker)), Some(mention)) => {
                // somebody who is introduced by the full name or a title takes over, or acts in this paragraph
                let introduced = mention.end - mention.start > 1
                    || mention.titled < mention.start
                    || self.together(mention.start, at)
                        && !self.together(since, at)
                        && self.begins(mention.titled);
                Some(if self.gender(speaker).is_some() && !introduced { speaker } else { mention.member })
            }
            (None, Some(mention)) => Some(mention.member),
            (None, None) => near.iter().find(known).or(near.first()).map(|m| m.member),
        };
        let found = self.described(at, gender, subject.map_or(since, |m| m.end)).or(found);
        if let Some(member) = found
            && self.learned.len() < 4096
            && self.gender(member).is_none()
            && let Some(gender) = gender
        {
            self.learned.push((member, gender));
        }
        found
    }

    /// The gender of a member: as its name or title shows, or as an earlier pronoun did.
    pub(super) fn gender(&self, member: usize) -> Option<Gender> {
        let learned =
            || self.learned.iter().rev().take(64).find(|(m, _)| *m == member).map(|(_, gender)| *gender);
        self.cast.members[member].gender.or_else(learned)
    }

    pub(super) fn inside_quotation(&self, token: usize) -> bool {
        let Some(field) = self.cast.fields.get(self.field) else { return false };
        let index = field.quoted.partition_point(|q| q.end <= token);
        field.quoted.get(index).is_some_and(|q| q.open <= token)
    }

    /// Whether a token stands in what a member was said to say.
    fn inside_said(&self, token: usize, member: usize) -> bool {
        self.said.iter().rev().take(8).any(|(start, end, m)| *start <= token && token < *end && *m == member)
    }

    /// Whether a token stands in what is read just now, or in what somebody without a name said last.
    pub(super) fn spoken_of(&self, token: usize) -> bool {
        let holds = |c: &(usize, usize)| c.0 <= token && token < c.1;
        self.own.iter().any(holds) || self.told.iter().rev().take(2).any(holds)
    }

    /// Whether a phrase begins with `the`: somebody of whom was spoken before.
    fn definite(&self, start: usize) -> bool {
        self.cast.fields.get(self.field).is_some_and(|f| f.tokens.text(start).eq_ignore_ascii_case("the"))
    }

    /// The gender that a description shows: a spokeswoman.
    fn noun_gender(&self, (start, end): (usize, usize)) -> Option<Gender> {
        let list = self.cast.fields.get(self.field)?.tokens.list.get(start..end)?;
        match (list.iter().any(|t| t.is(lang::MALE)), list.iter().any(|t| t.is(lang::FEMALE))) {
            (true, false) => Some(Gender::Male),
            (false, true) => Some(Gender::Female),
            _ => None,
        }
    }

    /// Whether two tokens stand in one paragraph.
    fn together(&self, a: usize, b: usize) -> bool {
        let Some(field) = self.cast.fields.get(self.field) else { return false };
        let paragraph = |t: usize| field.tokens.paragraphs.partition_point(|p| p.0 <= t);
        paragraph(a) == paragraph(b)
    }

    /// Whether a sentence begins at a token.
    fn begins(&self, token: usize) -> bool {
        let Some(field) = self.cast.fields.get(self.field) else { return false };
        token.checked_sub(1).is_none_or(|before| field.tokens.list[before].sort == Sort::Stop)
            || field.tokens.paragraphs.binary_search_by_key(&token, |p| p.0).is_ok()
    }

    /// Whether a name stands at the head of a sentence.
    pub(super) fn subject_like(&self, mention: &NameMention) -> bool {
        let Some(field) = self.cast.fields.get(self.field) else { return false };
        let first = mention.titled;
        if self.inside_quotation(first) {
            return false;
        }
        let list = &field.tokens.list;
        // the Lumen Post claims
        let article = first.checked_sub(1).is_some_and(|before| list[before].is(lang::DET));
        let first = first - usize::from(article);
        let begins = first == 0
            || matches!(list[first - 1].sort, Sort::Stop | Sort::Comma | Sort::Quote(_) | Sort::Dash)
            || list[first - 1].is(lang::CONJ | lang::SUB | lang::THAT | lang::WH)
            || field.tokens.paragraphs.binary_search_by_key(&first, |p| p.0).is_ok()
            || list[first - 1].is(lang::PERSON | lang::TITLE);
        // Carla Vasko (R-Ore.) was, Pavel Radek of Ohio was
        let mut behind = mention.end;
        if list.get(behind).is_some_and(|t| t.is(lang::PREP))
            && list.get(behind + 1).is_some_and(|t| t.is(lang::PLACE))
        {
            behind += 2;
        }
        if list.get(behind).is_some_and(|t| t.sort == Sort::Open) {
            behind = (behind..list.len().min(behind + 8))
                .find(|t| list[*t].sort == Sort::Close)
                .map_or(behind, |t| t + 1);
        }
        let verb = list.get(behind).is_some_and(|t| {
            t.is(lang::VERB_PAST | lang::VERB_S | lang::AUX | lang::MODAL | lang::ADV | lang::REFLEXIVE)
                || t.sort == Sort::Comma
                    && (!(first > 0 && list[first - 1].sort == Sort::Comma)
                        || list
                            .get(behind + 1)
                            .is_some_and(|t| t.is(lang::VERB_PAST | lang::VERB_S | lang::AUX | lang::MODAL)))
                || t.marks == 0
                    && t.shape == Shape::Small
                    && ["s", "ed", "ly"].iter().any(|tail| field.tokens.text(behind).ends_with(tail))
        });
        begins && verb
    }
}

fn kind_of(kind: Option<EntityType>) -> SpeakerType {
    match kind {
        Some(EntityType::Person) => SpeakerType::Person,
        Some(EntityType::Organization | EntityType::Place) => SpeakerType::Organization,
        None => SpeakerType::Unknown,
    }
}
