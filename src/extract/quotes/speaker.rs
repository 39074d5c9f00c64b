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
    };
    found.iter().map(|attribution| resolver.one(attribution)).collect()
}

struct Resolver<'a> {
    cast: &'a Cast<'a>,
    field: usize,
    /// Members that spoke, with the token where: the latest last.
    recent: Vec<(usize, usize)>,
    /// Where somebody spoke whom no name is known of: a spokesman.
    nameless: Vec<(usize, Option<Gender>)>,
    /// Genders that pronouns showed.
    learned: Vec<(usize, Gender)>,
    /// What members said so far, as tokens: who is named in it does not take over from them.
    said: Vec<(usize, usize, usize)>,
}

impl Resolver<'_> {
    fn one(&mut self, attribution: &Attribution) -> Resolved {
        let Some(source) = attribution.source else { return Resolved { by: "none", ..Resolved::default() } };
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
            && !self.definite(source.0)
        {
            self.nameless.push((source.1, self.noun_gender(source)));
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
                    || matches!(list[*t].sort, Sort::Comma | Sort::Open | Sort::Dash)
            })
            .unwrap_or(end);
        let head = (start..stop).rev().find(|t| list[*t].sort == Sort::Word).unwrap_or(start);
        if let Some(joined) = self.joined(start, stop) {
            return joined;
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

    /// `Graham and Perdue`: several people named together.
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
        // former Pennsylvania Gov. and party chairman Ed Smith is one man
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
        let group = last.zip(tokens).is_some_and(|(last, t)| t.list[last].is(lang::GROUP));
        Resolved {
            kind: Some(if group { SpeakerType::Group } else { SpeakerType::Person }),
            by: "relative",
            ..Resolved::default()
        }
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
            self.cast.members[member].kind.is_none() && (known.is_none() || known == gender)
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
            .filter(|m| fits(m.member) && !self.inside_quotation(m.start))
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

    /// `The admiral chuckled. "A," he said`: the person whose role stands as the subject between two tokens.
    fn described(&self, at: usize, gender: Option<Gender>, since: usize) -> Option<usize> {
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

    /// The gender of a member: as its name or title shows, or as an earlier pronoun did.
    fn gender(&self, member: usize) -> Option<Gender> {
        let learned =
            || self.learned.iter().rev().take(64).find(|(m, _)| *m == member).map(|(_, gender)| *gender);
        self.cast.members[member].gender.or_else(learned)
    }

    fn inside_quotation(&self, token: usize) -> bool {
        let Some(field) = self.cast.fields.get(self.field) else { return false };
        let index = field.quoted.partition_point(|q| q.end <= token);
        field.quoted.get(index).is_some_and(|q| q.open <= token)
    }

    /// Whether a token stands in what a member was said to say.
    fn inside_said(&self, token: usize, member: usize) -> bool {
        self.said.iter().rev().take(8).any(|(start, end, m)| *start <= token && token < *end && *m == member)
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
    fn subject_like(&self, mention: &NameMention) -> bool {
        let Some(field) = self.cast.fields.get(self.field) else { return false };
        let first = mention.titled;
        if self.inside_quotation(first) {
            return false;
        }
        let list = &field.tokens.list;
        let begins = first == 0
            || matches!(list[first - 1].sort, Sort::Stop | Sort::Comma | Sort::Quote(_) | Sort::Dash)
            || list[first - 1].is(lang::CONJ | lang::SUB | lang::THAT | lang::WH)
            || field.tokens.paragraphs.binary_search_by_key(&first, |p| p.0).is_ok()
            || list[first - 1].is(lang::PERSON | lang::TITLE);
        // Chris Shays (R-Conn.) was, Marco Rubio of Florida was
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

    /// `the senator`, `a spokesman for the company`, `officials`, `the report`.
    fn description(&self, start: usize, stop: usize, end: usize, head: usize) -> Resolved {
        let Some(field) = self.cast.fields.get(self.field) else { return Resolved::default() };
        let list = &field.tokens.list;
        let token = &list[head];
        let word = field.tokens.text(head);
        let plural_word = word.ends_with('s') && !word.ends_with("ss") && !token.is(lang::PERSON | lang::ORG);
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
            // a top strategist, John Weaver, said
            let kind = Some(SpeakerType::Person);
            return Resolved { member: Some(member), by: "apposition", kind, ..resolved };
        }
        if definite && kind == SpeakerType::Person {
            resolved.member = self.by_role(word, start, end, head).or_else(|| {
                // the other candidate, the party's nominee
                let another = (start..head).any(|t| {
                    list[t].sort == Sort::Clitic || field.tokens.text(t).eq_ignore_ascii_case("other")
                });
                // the Lincoln actor; the designer who works for: somebody who is told by it
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
        // Valeant's shares fell. The company said
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
    fn person_at(&self, at: usize) -> Option<usize> {
        let field = self.cast.fields.get(self.field)?;
        let titles =
            (at..field.tokens.list.len().min(at + 4)).find(|t| !field.tokens.list[*t].is(lang::TITLE))?;
        let mention = self.cast.mentions.get(self.cast.mention_at(self.field, titles)?)?;
        is_person(self.cast.members[mention.member].kind).then_some(mention.member)
    }

    /// The name set off by commas right behind a description.
    fn named_behind(&self, end: usize) -> Option<usize> {
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
        // Darran Smith of the First Church in Marion,
        if list.get(behind).is_some_and(|t| t.is(lang::PREP)) {
            behind = (behind..list.len().min(behind + 10)).find(|t| comma(*t)).unwrap_or(behind);
        }
        let closes = comma(behind) || list.get(behind).is_none_or(|t| t.sort == Sort::Stop);
        (closes && is_person(self.cast.members[mention.member].kind)).then_some(mention.member)
    }

    /// The person last named before a token whose role has this noun. Where the description has a name in it (the
    /// Vermont senator), it stands in the role too, or right behind the person's name; the former president is one
    /// whose role says so.
    fn by_role(&self, noun: &str, start: usize, end: usize, head: usize) -> Option<usize> {
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
            .find(|m| fits(m.member) && self.subject_like(m));
        match (spoken, subject) {
            (Some((place, _)), Some(mention)) if mention.end > *place => Some(mention.member),
            (Some((_, member)), _) => Some(*member),
            (None, Some(mention)) => Some(mention.member),
            (None, None) => {
                let mut named = self
                    .cast
                    .before(self.field, start)
                    .take_while(|m| near(m.end))
                    .filter(|m| is_person(self.cast.members[m.member].kind))
                    .map(|m| m.member);
                let first = named.next().filter(|m| fits(*m))?;
                named.all(|m| m == first).then_some(first)
            }
        }
    }
}

/// How many tokens back a description takes somebody up in other words.
const REACH: usize = 160;

/// Whether a role is one that somebody had.
fn is_past(role: &str) -> bool {
    role.split([' ', '-'])
        .next()
        .is_some_and(|word| ["former", "ex", "then"].iter().any(|p| word.eq_ignore_ascii_case(p)))
}

fn kind_of(kind: Option<EntityType>) -> SpeakerType {
    match kind {
        Some(EntityType::Person) => SpeakerType::Person,
        Some(EntityType::Organization | EntityType::Place) => SpeakerType::Organization,
        None => SpeakerType::Unknown,
    }
}
