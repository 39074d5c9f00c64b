//! Who and what an article names.

use std::collections::{HashMap, HashSet};

use crate::model::EntityType;

use super::roles::{self, Role};
use crate::extract::quotes::analysis::Field;
use crate::extract::quotes::lang;
use crate::extract::quotes::tokens::{Shape, Sort, Token, Tokens};

/// Grammatical gender, as far as it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gender {
    /// he
    Male,
    /// she
    Female,
}

/// One name where it stands.
#[derive(Debug, Clone)]
pub(crate) struct NameMention {
    /// Field index.
    pub(crate) field: usize,
    /// First token of the name, titles left out.
    pub(crate) start: usize,
    /// Token after the last.
    pub(crate) end: usize,
    /// First token with titles.
    pub(crate) titled: usize,
    /// Gender that a title shows.
    gender: Option<Gender>,
    /// Whether a title of a person stands before it.
    person: bool,
    /// Whether it begins a sentence, so that its first word may be no name.
    initial: bool,
    /// Whether only the capitals of a headline make a name of it.
    tentative: bool,
    /// Whether it is one common word that begins a sentence: `Cook`, a name where Tim Cook is known.
    common: bool,
    /// Member of the cast.
    pub(crate) member: usize,
}

/// A person, organisation or place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Member<'a> {
    /// The fullest form.
    pub(crate) name: String,
    /// What it is; `None` where nothing says.
    pub(crate) kind: Option<EntityType>,
    /// Gender.
    pub(crate) gender: Option<Gender>,
    /// Mentions in order.
    pub(crate) mentions: Vec<usize>,
    /// Roles with organisations, in order.
    pub(crate) roles: Vec<Role<'a>>,
}

/// All members of an article, with the places where they are named.
#[derive(Debug)]
pub(crate) struct Cast<'a> {
    /// The fields.
    pub(crate) fields: &'a [Field<'a>],
    /// Members in order of first mention.
    pub(crate) members: Vec<Member<'a>>,
    /// Mentions in order of field and place.
    pub(crate) mentions: Vec<NameMention>,
}

/// Most mentions that are kept.
const MOST: usize = 20_000;
/// Most people of one surname that are kept apart.
const NAMESAKES: usize = 12;
/// Most words of a name.
const LONGEST: usize = 8;

impl<'a> Cast<'a> {
    /// Reads the cast of an article.
    pub(crate) fn read(fields: &'a [Field<'a>]) -> Cast<'a> {
        let mut cast = Cast { fields, members: Vec::new(), mentions: Vec::new() };
        for (number, field) in fields.iter().enumerate() {
            find(number, &field.tokens, &mut cast.mentions);
        }
        cast.confirm();
        cast.join();
        roles::find(&mut cast);
        cast
    }

    /// The mention that covers a token, if one does.
    pub(crate) fn mention_at(&self, field: usize, token: usize) -> Option<usize> {
        let index = self.mentions.partition_point(|m| (m.field, m.end) <= (field, token));
        self.mentions
            .get(index)
            .filter(|m| m.field == field && m.titled <= token && token < m.end)
            .map(|_| index)
    }

    /// Mentions of a field that end before a token, nearest first.
    pub(crate) fn before(&self, field: usize, token: usize) -> impl Iterator<Item = &NameMention> {
        let index = self.mentions.partition_point(|m| (m.field, m.end) <= (field, token));
        self.mentions[..index].iter().rev().take_while(move |m| m.field == field)
    }

    /// Drops what only a headline's capitals make a name of, and common words that begin a sentence before a surname,
    /// by what is named elsewhere.
    fn confirm(&mut self) {
        let fields = self.fields;
        let last = |m: &NameMention| fields.get(m.field).map_or("", |f| last_name(&f.tokens, m));
        let sure: HashSet<&str> =
            self.mentions.iter().filter(|m| !m.tentative && !m.common).map(last).collect();
        let surnames: HashSet<&str> = self
            .mentions
            .iter()
            .filter(|m| !m.tentative && !m.initial && m.end - m.start > 1)
            .map(last)
            .collect();
        let given = |m: &NameMention| {
            fields
                .get(m.field)
                .is_some_and(|f| f.tokens.list[m.start].is(lang::MALE_NAME | lang::FEMALE_NAME))
        };
        let full: HashSet<&str> = self
            .mentions
            .iter()
            .filter(|m| m.end - m.start > 1 && !m.initial)
            .filter_map(|m| fields.get(m.field).map(|f| f.tokens.slice(m.start, m.end)))
            .collect();
        let mut alone: HashSet<&str> = HashSet::new();
        for mention in &mut self.mentions {
            // Absent Sanders, where Bernie Sanders is known, or where Sanders was named before
            if mention.initial && mention.end - mention.start == 2 && !given(mention) {
                let name = last(mention);
                if surnames.contains(name) || alone.contains(name) {
                    mention.start += 1;
                    mention.titled = mention.start;
                }
            }
            if mention.end - mention.start == 1 && !mention.initial {
                alone.insert(last(mention));
            }
            // Ban Ki-moon at the head of a sentence, where the name is known from elsewhere
            if let Some(before) = mention.start.checked_sub(1)
                && mention.titled == mention.start
                && let Some(field) = fields.get(mention.field)
                && field.tokens.list[before].sort == Sort::Word
                && field.tokens.list[before].capital()
                && full.contains(field.tokens.slice(before, mention.end))
            {
                mention.start = before;
                mention.titled = before;
            }
        }
        let mut known: HashSet<&str> = self
            .mentions
            .iter()
            .filter(|m| !m.tentative && !m.common && (!m.initial || m.end - m.start > 1))
            .map(last)
            .collect();
        known.extend(
            self.mentions
                .iter()
                .filter(|m| !m.tentative && m.end - m.start > 1)
                .filter_map(|m| fields.get(m.field).map(|f| f.tokens.text(m.start))),
        );
        // Years of talks: one unknown word that begins a sentence is a name where it stands elsewhere too, or speaks
        let confirmed = |m: &NameMention| {
            let Some(field) = fields.get(m.field) else { return false };
            let (first, next) = (&field.tokens.list[m.start], field.tokens.list.get(m.end));
            let acts = next.is_some_and(|t| {
                t.sort == Sort::Clitic
                    || t.is(lang::VERB_PAST | lang::VERB_S | lang::AUX | lang::MODAL | lang::ADV)
            });
            if m.common {
                return acts && known.contains(last(m));
            }
            !m.initial
                || m.end - m.start > 1
                || m.titled < m.start
                || first.marks != 0
                || first.shape == Shape::Capitals
                || field.tokens.language.capital_nouns
                || known.contains(last(m))
                || acts
        };
        self.mentions
            .retain(|m| (!m.tentative || sure.contains(last(m)) && m.end - m.start <= 3) && confirmed(m));
    }

    /// Joins mentions to members: full names first, then what is short for them.
    fn join(&mut self) {
        let fields = self.fields;
        let text = |m: &NameMention| fields.get(m.field).map_or("", |f| f.tokens.slice(m.start, m.end));
        let mut full: HashMap<String, usize> = HashMap::new();
        let mut last_word: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut first_word: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut acronyms: HashMap<String, usize> = HashMap::new();
        // full names in order
        let mut owner = vec![usize::MAX; self.mentions.len()];
        for (index, mention) in self.mentions.iter().enumerate() {
            if mention.end - mention.start < 2 {
                continue;
            }
            let Some(field) = fields.get(mention.field) else { continue };
            let key = key(&without_initials(text(mention)));
            let id = match full.get(&key) {
                Some(&id) => {
                    if text(mention).len() > self.members[id].name.len() {
                        text(mention).clone_into(&mut self.members[id].name);
                    }
                    id
                }
                None => {
                    let id = self.members.len();
                    self.members.push(Member { name: text(mention).to_owned(), ..Member::default() });
                    full.insert(key, id);
                    let tail = last_name(&field.tokens, mention);
                    // a crowd of one surname is not worth the search
                    for list in [
                        last_word.entry(tail).or_default(),
                        first_word.entry(field.tokens.text(mention.start)).or_default(),
                    ] {
                        if list.len() < NAMESAKES {
                            list.push(id);
                        }
                    }
                    if let Some(acronym) = acronym(&field.tokens, mention) {
                        acronyms.entry(acronym).or_insert(id);
                    }
                    id
                }
            };
            owner[index] = id;
            describe(&mut self.members[id], &field.tokens, mention);
        }
        let mut times = vec![0_usize; self.members.len()];
        let mut introduced = vec![usize::MAX; self.members.len()];
        for (index, id) in owner.iter().enumerate().filter(|(_, id)| **id != usize::MAX) {
            times[*id] += 1;
            introduced[*id] = introduced[*id].min(index);
        }
        let mentions = &self.mentions;
        let same_sentence = |a: usize, b: usize| {
            let (Some(a), Some(b)) = (mentions.get(a), mentions.get(b)) else { return false };
            let between = fields.get(a.field).and_then(|f| f.tokens.list.get(a.end..b.start));
            a.field == b.field
                && between.is_some_and(|t| t.len() < 40 && t.iter().all(|t| t.sort != Sort::Stop))
        };
        // short forms: the member of that surname named last before it, else the first after it
        let mut recent: Vec<usize> = vec![usize::MAX; self.members.len()];
        let mut single: HashMap<String, usize> = HashMap::new();
        for (index, mention) in self.mentions.iter().enumerate() {
            if owner[index] == usize::MAX {
                let Some(field) = fields.get(mention.field) else { continue };
                let word = field.tokens.text(mention.start);
                let fits = |id: &&usize| {
                    let member = &self.members[**id];
                    !(mention.gender.is_some() && member.gender.is_some() && member.gender != mention.gender)
                        && (member.kind == Some(EntityType::Person) || !mention.person)
                };
                // a surname alone is the one whom the article named first; who is named in full all through is not
                let main = |list: &Vec<usize>| {
                    let mut known = list.iter().filter(fits).filter(|id| introduced[**id] <= index);
                    let first = known.next()?;
                    let others = known.next()?;
                    // two who are introduced together: the one named more often
                    if same_sentence(introduced[*first], introduced[*others]) {
                        return match times[*first].cmp(&times[*others]) {
                            std::cmp::Ordering::Greater => Some(*first),
                            std::cmp::Ordering::Less => Some(*others),
                            std::cmp::Ordering::Equal => None,
                        };
                    }
                    (times[*first] < 4 || times[*others] * 3 > times[*first]).then_some(*first)
                };
                let choose = |list: &Vec<usize>| {
                    if let Some(id) = main(list) {
                        return Some(id);
                    }
                    let seen = list
                        .iter()
                        .filter(fits)
                        .filter(|id| recent.get(**id).is_some_and(|r| *r != usize::MAX))
                        .max_by_key(|id| recent[**id]);
                    seen.or_else(|| list.iter().find(fits)).copied()
                };
                let person = |id: &usize| self.members[*id].kind == Some(EntityType::Person);
                let found = last_word
                    .get(word)
                    .filter(|list| list.iter().any(person))
                    .and_then(choose)
                    .or_else(|| acronyms.get(word).copied())
                    .or_else(|| {
                        first_word
                            .get(word)
                            .filter(|list| {
                                list.iter().any(person)
                                    && field.tokens.list[mention.start].marks & lang::PLACE == 0
                            })
                            .and_then(choose)
                    });
                let id = found.unwrap_or_else(|| {
                    *single.entry(key(word)).or_insert_with(|| {
                        self.members.push(Member { name: word.to_owned(), ..Member::default() });
                        self.members.len() - 1
                    })
                });
                owner[index] = id;
                if found.is_none() {
                    describe(&mut self.members[id], &field.tokens, mention);
                } else if self.members[id].gender.is_none() {
                    self.members[id].gender = mention.gender;
                }
            }
            let id = owner[index];
            if recent.len() <= id {
                recent.resize(id + 1, usize::MAX);
            }
            recent[id] = index;
            self.members[id].mentions.push(index);
        }
        // members in order of their first mention
        let mut order: Vec<usize> =
            (0..self.members.len()).filter(|id| !self.members[*id].mentions.is_empty()).collect();
        order.sort_by_key(|id| self.members[*id].mentions.first().copied());
        let mut place = vec![0; self.members.len()];
        for (new, old) in order.iter().enumerate() {
            place[*old] = new;
        }
        let mut old = std::mem::take(&mut self.members);
        self.members = order.iter().map(|id| std::mem::take(&mut old[*id])).collect();
        for (index, mention) in self.mentions.iter_mut().enumerate() {
            mention.member = place.get(owner[index]).copied().unwrap_or(0);
        }
    }
}

/// A name's form for comparing: capitals do not count.
fn key(name: &str) -> String {
    if name.is_ascii() { name.to_ascii_lowercase() } else { name.to_lowercase() }
}

/// Donald J. Smith is Donald Smith: a name without the initials in its middle.
fn without_initials(name: &str) -> std::borrow::Cow<'_, str> {
    let initial = |word: &str| word.ends_with('.') && word.chars().count() == 2;
    if name.split(' ').skip(1).any(initial) {
        let mut words: Vec<&str> = Vec::new();
        for (n, word) in name.split(' ').enumerate() {
            if n == 0 || !initial(word) {
                words.push(word);
            }
        }
        words.join(" ").into()
    } else {
        name.into()
    }
}

/// The surname: the last word that is no suffix.
fn last_name<'a>(tokens: &Tokens<'a>, mention: &NameMention) -> &'a str {
    let last = (mention.start..mention.end)
        .rev()
        .find(|t| !tokens.list[*t].is(lang::NAME_SUFFIX) && tokens.list[*t].sort == Sort::Word);
    tokens.text(last.unwrap_or(mention.start))
}

/// `AFP` for Agence France-Presse.
fn acronym(tokens: &Tokens<'_>, mention: &NameMention) -> Option<String> {
    let mut letters = String::new();
    for token in mention.start..mention.end {
        for part in tokens.text(token).split(['-', '&']) {
            letters.extend(part.chars().next().filter(|c| c.is_uppercase()));
        }
    }
    (letters.len() >= 2).then_some(letters)
}

/// What the words of a name say about its bearer.
fn describe(member: &mut Member<'_>, tokens: &Tokens<'_>, mention: &NameMention) {
    let words = &tokens.list[mention.start..mention.end];
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
    let given = first.is(lang::MALE_NAME | lang::FEMALE_NAME);
    if member.gender.is_none() {
        member.gender =
            mention.gender.or_else(|| match (first.is(lang::MALE_NAME), first.is(lang::FEMALE_NAME)) {
                (true, false) => Some(Gender::Male),
                (false, true) => Some(Gender::Female),
                _ => None,
            });
    }
    if member.kind.is_some() && !(mention.person && member.kind != Some(EntityType::Organization)) {
        return;
    }
    let organization = words.iter().any(|t| t.is(lang::ORG_NAME))
        || words.len() > 1 && last.is(lang::ORG_SUFFIX | lang::ORG)
        || words.len() > 1 && tokens.language.capital_nouns && first.is(lang::ORG)
        || words.iter().any(|t| t.shape == Shape::Small && t.is(lang::PREP) && !t.is(lang::PARTICLE));
    member.kind = if mention.person && !organization {
        Some(EntityType::Person)
    } else if organization && !(given && words.len() == 2 && !last.is(lang::ORG_SUFFIX | lang::ORG)) {
        Some(EntityType::Organization)
    } else if words.len() == 1 && first.is(lang::PLACE)
        || words.len() == 2 && last.is(lang::PLACE) && !given
        || words.len() > 1 && words.iter().all(|t| t.is(lang::PLACE | lang::DEMONYM))
    {
        Some(EntityType::Place)
    } else if given && words.len() > 1 {
        Some(EntityType::Person)
    } else if words.len() == 1
        && first.shape == Shape::Capitals
        && tokens.text(mention.start).chars().count() <= 6
    {
        Some(EntityType::Organization)
    } else if (2..=4).contains(&words.len())
        && words.iter().enumerate().all(|(n, t)| {
            let initials =
                n == 0 && tokens.text(mention.start).ends_with('.') && tokens.text(mention.start).len() <= 5;
            initials
                || t.marks & !(lang::PARTICLE | lang::NAME_SUFFIX | lang::MALE_NAME | lang::FEMALE_NAME) == 0
                    && t.shape != Shape::Capitals
                || t.is(lang::PARTICLE | lang::NAME_SUFFIX)
        })
    {
        Some(EntityType::Person)
    } else {
        member.kind
    };
}

/// Finds the names of a field.
fn find(field: usize, tokens: &Tokens<'_>, out: &mut Vec<NameMention>) {
    let list = &tokens.list;
    for &(start, end) in &tokens.paragraphs {
        let title_case = title_case(tokens, start, end);
        let mut at = start;
        while at < end {
            if out.len() >= MOST {
                return;
            }
            match name_at(tokens, at, start, end) {
                Some((mention, next)) => {
                    // in a headline set in Title Case any words look like a name
                    let first = &list[mention.start];
                    let known = first.is(lang::MALE_NAME | lang::FEMALE_NAME | lang::PLACE | lang::ORG_NAME)
                        || mention.person;
                    let tentative = title_case && !(known && mention.end - mention.start <= 2)
                        || tokens.language.capital_nouns && !mention.person && common(tokens, &mention);
                    out.push(NameMention { field, tentative, ..mention });
                    at = next;
                }
                None => at += 1,
            }
            debug_assert!(at <= list.len());
        }
    }
}

/// Whether what looks like a name may be a common noun, where those are written large, too: nothing known stands in it,
/// and it stands alone, or behind an article or an adjective, or has the ending of a noun.
fn common(tokens: &Tokens<'_>, mention: &NameMention) -> bool {
    let words = &tokens.list[mention.start..mention.end];
    let known = words.iter().any(|t| {
        t.is(lang::MALE_NAME
            | lang::FEMALE_NAME
            | lang::PLACE
            | lang::ORG_NAME
            | lang::ORG_SUFFIX
            | lang::MEDIA)
            || t.shape == Shape::Capitals
    });
    if known {
        return false;
    }
    let before = mention.start.checked_sub(1).and_then(|i| tokens.list.get(i));
    let led = before.is_some_and(|t| {
        t.sort == Sort::Word && !t.capital() && (t.is(lang::DET | lang::POSSESSIVE) || t.marks == 0)
    });
    let head = tokens.text(mention.start);
    let noun = tokens.language.feminine_endings.iter().any(|e| head.ends_with(e) && head.len() > e.len() + 3)
        || words.first().is_some_and(|t| t.is(lang::DOCUMENT | lang::ORG | lang::GROUP | lang::SPEECH_NOUN));
    // Merkel dankte, sagte Merkel; plural nouns stand with plural verbs
    let speaks = |t: Option<&Token>| {
        t.is_some_and(|t| {
            t.cue > 0
                && t.is(lang::VERB_PAST)
                && !tokens.text.get(..t.end as usize).is_some_and(|w| w.ends_with('n'))
        })
    };
    let beside = speaks(before) || speaks(tokens.list.get(mention.end));
    words.len() == 1 && !beside || led || noun
}

/// Whether nearly all words of a paragraph begin with a capital.
fn title_case(tokens: &Tokens<'_>, start: usize, end: usize) -> bool {
    let words = tokens.list[start..end.min(start + 40)].iter().filter(|t| t.sort == Sort::Word);
    let (count, capitals) = words.fold((0, 0), |(n, c), t| (n + 1, c + usize::from(t.capital())));
    !tokens.language.capital_nouns && count >= 4 && capitals * 10 >= count * 7
}

/// Whether a token can be part of a name.
fn name_word(token: &Token) -> bool {
    token.sort == Sort::Word && token.capital() && !token.is(lang::NOT_NAME | lang::TIME | lang::SUBJECT)
}

/// Saudis, Catholics: the people of an adjective.
fn of_a_nation(tokens: &Tokens<'_>, at: usize) -> bool {
    let word = tokens.text(at);
    tokens.list[at].marks == 0
        && word.strip_suffix('s').is_some_and(|stem| {
            word.len() > 4 && tokens.language.word(&stem.to_lowercase()).marks & lang::DEMONYM != 0
        })
}

/// The name that begins at a token, and where to go on.
fn name_at(tokens: &Tokens<'_>, at: usize, start: usize, end: usize) -> Option<(NameMention, usize)> {
    let list = &tokens.list;
    let first = &list[at];
    let initial = at == start || matches!(list[at - 1].sort, Sort::Stop | Sort::Quote(_) | Sort::Colon);
    if !name_word(first) {
        return None;
    }
    // titles in front
    let mut name = at;
    let (mut gender, mut person) = (None, false);
    while name < end
        && name - at < LONGEST
        && (list[name].is(lang::TITLE) || tokens.language.capital_nouns && list[name].is(lang::PERSON))
        && name_word(&list[name])
        && list.get(name + 1).is_some_and(name_word)
        && name + 1 < end
        && !list[name + 1].is(lang::ORG_SUFFIX)
    {
        if list[name].is(lang::MALE_NAME | lang::FEMALE_NAME)
            && !list[name + 1].is(lang::TITLE)
            && tokens.text(name).len() > 3
            && !list[name].is(lang::MALE | lang::FEMALE)
        {
            break;
        }
        person |= !list[name].is(lang::DEMONYM);
        gender = gender.or(match (list[name].is(lang::MALE), list[name].is(lang::FEMALE)) {
            (true, false) => Some(Gender::Male),
            (false, true) => Some(Gender::Female),
            _ => None,
        });
        name += 1;
    }
    // Secretary of State NAME
    if name == at
        && at > start + 1
        && first.is(lang::ORG)
        && list[at - 1].is(lang::PREP)
        && list[at - 2].is(lang::TITLE)
        && list
            .get(at + 1)
            .filter(|_| at + 1 < end)
            .is_some_and(|t| name_word(t) && t.is(lang::MALE_NAME | lang::FEMALE_NAME))
    {
        name += 1;
        person = true;
    }
    let mut stop = name;
    while stop < end && stop - name < LONGEST {
        let token = &list[stop];
        if stop > name && !token.spaced && !matches!(token.sort, Sort::Other) {
            break;
        }
        // Theresa May, where no day or year follows
        let month = stop > name
            && stop == name + 1
            && list[name].is(lang::MALE_NAME | lang::FEMALE_NAME)
            && token.is(lang::TIME)
            && token.is(lang::FEMALE_NAME | lang::MALE_NAME)
            && token.capital()
            && list.get(stop + 1).is_none_or(|t| t.sort != Sort::Number);
        let particle = stop > name
            && stop + 1 < end
            && token.sort == Sort::Word
            && token.is(lang::PARTICLE)
            && (name_word(&list[stop + 1])
                // von der
                || tokens.language.capital_nouns
                    && list[stop + 1].is(lang::PARTICLE)
                    && stop + 2 < end
                    && name_word(&list[stop + 2]))
            // Angela von Berg, but: Ziel der Reise
            && (!tokens.language.capital_nouns
                || person && stop == name + 1
                || list[name..stop].iter().all(|t| t.is(lang::MALE_NAME | lang::FEMALE_NAME | lang::PARTICLE)));
        if name_word(token) || month || particle {
            stop += 1;
        } else if stop > name
            && token.is(lang::PREP)
            && list[stop - 1].is(lang::ORG_SUFFIX | lang::ORG)
            && tokens.text(stop) == "of"
        {
            // Department of Justice, House of Representatives, Bank of the West
            let skip = usize::from(list.get(stop + 1).is_some_and(|t| t.is(lang::DET)));
            if list.get(stop + 1 + skip).is_some_and(name_word) && stop + 1 + skip < end {
                stop += 1 + skip;
            } else {
                break;
            }
        } else {
            break;
        }
    }
    if stop == name {
        return None;
    }
    // der Innenminister Frankreichs
    person &= !(tokens.language.capital_nouns && stop == name + 1 && list[name].is(lang::PLACE));
    // Judicial Watch President Tom Fitton: the name stands behind the last title
    let title = (name..stop.saturating_sub(1)).rev().find(|t| {
        list[*t].is(lang::TITLE | lang::PERSON)
            && !list[*t].is(lang::MALE_NAME | lang::FEMALE_NAME | lang::ORG)
    });
    if let Some(title) = title.filter(|t| {
        *t > name
            && !list[stop - 1].is(lang::ORG_SUFFIX | lang::ORG | lang::GROUP)
            && !list[t + 1].is(lang::PREP)
    }) {
        person = true;
        gender = gender.or(match (list[title].is(lang::MALE), list[title].is(lang::FEMALE)) {
            (true, false) => Some(Gender::Male),
            (false, true) => Some(Gender::Female),
            _ => None,
        });
        name = title + 1;
    }
    // what begins a sentence is a name only if something else says so
    let mut common = false;
    if initial && name == at {
        let alone = stop - name == 1;
        let known = first.is(lang::MALE_NAME | lang::FEMALE_NAME | lang::PLACE | lang::ORG_NAME)
            || first.shape == Shape::Capitals;
        common = alone && !known && first.marks != 0;
        // "Meanwhile Smith", "Senate Republicans": drop a common word in front
        if !alone
            && !known
            && first.is(lang::VERB
                | lang::ADV
                | lang::PREP
                | lang::SUB
                | lang::CONJ
                | lang::AUX
                | lang::MODAL
                | lang::PERSON)
        {
            name += 1;
        }
    }
    // adjectives of nations and parties are no part of a name
    while name < stop
        && list[name].is(lang::DEMONYM | lang::GROUP)
        && !list[name].is(lang::MALE_NAME | lang::FEMALE_NAME)
        && stop - name > 1
        && !list[stop - 1].is(lang::ORG_SUFFIX | lang::ORG)
    {
        name += 1;
    }
    // titles behind them: Republican Senator Smith
    while name + 1 < stop
        && list[name].is(lang::TITLE)
        && !list[name].is(lang::MALE_NAME | lang::FEMALE_NAME)
        && !list[stop - 1].is(lang::ORG_SUFFIX)
    {
        person = true;
        name += 1;
    }
    // former Pennsylvania Gov. and party chairman
    while stop - name > 1 && list[stop - 1].is(lang::TITLE) && list[stop - 1].is(lang::ABBREV) {
        stop -= 1;
    }
    // the Florida Republican, Saudis: who they are, no name
    let party = list[stop - 1].is(lang::DEMONYM | lang::GROUP)
        && !list[stop - 1].is(lang::MALE_NAME | lang::FEMALE_NAME);
    if party
        && stop - name > 1
        && list[name..stop - 1]
            .iter()
            .all(|t| t.is(lang::PLACE | lang::DEMONYM) || t.marks == 0 && stop - name == 3)
        || stop - name == 1 && of_a_nation(tokens, name)
    {
        return None;
    }
    // Colo. alone is an abbreviation
    if stop - name == 1 && list[name].is(lang::ABBREV) && tokens.text(name).ends_with('.') {
        return None;
    }
    if name >= stop
        || stop - name == 1 && list[name].is(lang::DEMONYM)
        || stop - name == 1
            && list[name].is(lang::TITLE | lang::PERSON | lang::GROUP)
            && !list[name].is(lang::MALE_NAME | lang::FEMALE_NAME)
    {
        return None;
    }
    Some((
        NameMention {
            field: 0,
            start: name,
            end: stop,
            titled: at,
            gender,
            person,
            initial: initial && name == at,
            tentative: false,
            common,
            member: 0,
        },
        stop,
    ))
}
