//! Who and what an article names.

use foldhash::{HashMap, HashMapExt, HashSet};

use crate::model::EntityType;

use super::names::find;
pub(crate) use super::names::{Gender, NameMention};
use super::numbers::{Lists, Numbers, Words};
use super::roles::{self, Role};
use crate::extract::quotes::analysis::Field;
use crate::extract::quotes::lang;
use crate::extract::quotes::tokens::{Shape, Sort, Token, Tokens};

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
    /// Whether it is the surname of two people, and nothing says which of them is meant.
    pub(crate) shared: bool,
    /// Whether it is a prize, a contest, a law or a day.
    pub(crate) thing: bool,
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

/// Most people of one surname that are kept apart.
const NAMESAKES: usize = 12;

impl<'a> Cast<'a> {
    /// Reads the cast of an article.
    pub(crate) fn read(fields: &'a [Field<'a>]) -> Cast<'a> {
        let mut cast = Cast { fields, members: Vec::new(), mentions: Vec::new() };
        for (number, field) in fields.iter().enumerate() {
            find(number, &field.tokens, &mut cast.mentions);
        }
        let mut words = Words::with_room(2 * cast.mentions.len());
        for mention in &mut cast.mentions {
            mention.surname = words.number(surname(fields, mention));
        }
        cast.confirm(&mut words);
        cast.join(&mut words);
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
    fn confirm(&mut self, words: &mut Words<'a>) {
        let fields = self.fields;
        let some = |mentions: &[NameMention], which: &dyn Fn(&NameMention) -> bool| -> Numbers {
            mentions.iter().filter(|m| which(m)).map(|m| m.surname).collect()
        };
        let sure = some(&self.mentions, &|m| !m.tentative && !m.common);
        let surnames = some(&self.mentions, &|m| !m.tentative && !m.initial && m.end - m.start > 1);
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
        let mut alone = Numbers::default();
        for mention in &mut self.mentions {
            // Absent Quillon, where Vera Quillon is known, or where Quillon was named before
            if mention.initial
                && mention.end - mention.start == 2
                && !given(mention)
                && (surnames.has(mention.surname) || alone.has(mention.surname))
            {
                mention.start += 1;
                mention.titled = mention.start;
                mention.surname = words.number(surname(fields, mention));
            }
            // Dr. Lund, and behind it Vera Lund: not the same word twice
            if mention.end - mention.start == 1 && !mention.initial && mention.titled == mention.start {
                alone.add(mention.surname);
            }
            // Will So-ren at the head of a sentence, where the name is known from elsewhere
            if let Some(before) = mention.start.checked_sub(1)
                && mention.titled == mention.start
                && let Some(field) = fields.get(mention.field)
                && field.tokens.list[before].sort == Sort::Word
                && field.tokens.list[before].capital()
                && full.contains(field.tokens.slice(before, mention.end))
            {
                mention.start = before;
                mention.titled = before;
                mention.surname = words.number(surname(fields, mention));
            }
        }
        let mut known =
            some(&self.mentions, &|m| !m.tentative && !m.common && (!m.initial || m.end - m.start > 1));
        for mention in self.mentions.iter().filter(|m| !m.tentative && m.end - m.start > 1) {
            if let Some(field) = fields.get(mention.field) {
                known.add(words.number(field.tokens.text(mention.start)));
            }
        }
        // Years of talks: one unknown word that begins a sentence is a name where it stands elsewhere too, or speaks
        let confirmed = |m: &NameMention| {
            let Some(field) = fields.get(m.field) else { return false };
            let (first, next) = (&field.tokens.list[m.start], field.tokens.list.get(m.end));
            let acts = next.is_some_and(|t| {
                t.sort == Sort::Clitic
                    || t.is(lang::VERB_PAST | lang::VERB_S | lang::AUX | lang::MODAL | lang::ADV)
            });
            // "A," Lund, 54, said
            let aged = next.is_some_and(|t| t.sort == Sort::Comma)
                && field.tokens.list.get(m.end + 1).is_some_and(|t| t.sort == Sort::Number)
                && field.tokens.list.get(m.end + 2).is_some_and(|t| t.sort == Sort::Comma);
            let acts = acts || aged;
            if m.common {
                return acts && known.has(m.surname);
            }
            !m.initial
                || m.end - m.start > 1
                || m.titled < m.start
                || first.marks != 0
                || first.shape == Shape::Capitals
                || field.tokens.language.capital_nouns
                || known.has(m.surname)
                || acts
        };
        self.mentions
            .retain(|m| (!m.tentative || sure.has(m.surname) && m.end - m.start <= 3) && confirmed(m));
    }

    /// Joins mentions to members: full names first, then what is short for them.
    fn join(&mut self, words: &mut Words<'a>) {
        let fields = self.fields;
        let text = |m: &NameMention| fields.get(m.field).map_or("", |f| f.tokens.slice(m.start, m.end));
        let mut full: HashMap<String, usize> = HashMap::with_capacity(self.mentions.len());
        let (mut last_word, mut first_word) = (Lists::default(), Lists::default());
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
                    let head = words.number(field.tokens.text(mention.start));
                    // a crowd of one surname is not worth the search
                    for list in [last_word.of(mention.surname), first_word.of(head)] {
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
        let mut single: HashMap<String, usize> = HashMap::with_capacity(self.mentions.len());
        for (index, mention) in self.mentions.iter().enumerate() {
            if owner[index] == usize::MAX {
                let Some(field) = fields.get(mention.field) else { continue };
                let word = field.tokens.text(mention.start);
                let number = words.known(word);
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
                        // the Rays: one of the two, or both
                        return match times[*first].cmp(&times[*others]) {
                            std::cmp::Ordering::Greater => Some(*first),
                            std::cmp::Ordering::Less => Some(*others),
                            std::cmp::Ordering::Equal => None,
                        };
                    }
                    (times[*first] < 4 || times[*others] * 3 > times[*first]).then_some(*first)
                };
                // two people who are introduced together and named equally often: nobody knows
                let even = |list: &Vec<usize>| {
                    let mut known = list.iter().filter(fits).filter(|id| introduced[**id] <= index);
                    known.next().zip(known.next()).is_some_and(|(a, b)| {
                        let people =
                            [a, b].iter().all(|id| self.members[**id].kind == Some(EntityType::Person));
                        people && times[*a] == times[*b] && same_sentence(introduced[*a], introduced[*b])
                    })
                };
                let shared = last_word.get(number).is_some_and(even);
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
                    .get(number)
                    .filter(|_| !shared)
                    .filter(|list| list.iter().any(person))
                    .and_then(choose)
                    .or_else(|| acronyms.get(word).copied().filter(|_| !shared))
                    .or_else(|| {
                        // LUND: the surname as a transcript writes it
                        let shouted = !shared && field.tokens.list[mention.start].shape == Shape::Capitals;
                        let mut letters = word.chars();
                        let first = letters.next().filter(|_| shouted && word.len() > 3)?;
                        let name: String =
                            std::iter::once(first).chain(letters.flat_map(char::to_lowercase)).collect();
                        let number = words.known(&name);
                        last_word.get(number).filter(|list| list.iter().any(person)).and_then(choose)
                    })
                    .or_else(|| {
                        first_word
                            .get(number)
                            .filter(|_| !shared)
                            .filter(|list| {
                                list.iter().any(person)
                                    && field.tokens.list[mention.start].marks & lang::PLACE == 0
                            })
                            .and_then(choose)
                    });
                let id = found.unwrap_or_else(|| {
                    *single.entry(key(word)).or_insert_with(|| {
                        self.members.push(Member { name: word.to_owned(), shared, ..Member::default() });
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

fn surname<'a>(fields: &'a [Field<'a>], mention: &NameMention) -> &'a str {
    fields.get(mention.field).map_or("", |field| last_name(&field.tokens, mention))
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

/// What a name is that no person has: Port Lumen, the Lumen Prize, LUMEN at the head of a dateline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NoPerson {
    Place,
    Thing,
}

fn no_person(tokens: &Tokens<'_>, mention: &NameMention, given: bool) -> Option<NoPerson> {
    if dateline(tokens, mention) {
        return Some(NoPerson::Place);
    }
    let count = mention.end - mention.start;
    let (first, last) = (tokens.list.get(mention.start)?, tokens.list.get(mention.end - 1)?);
    if count < 2 || mention.person || first.is(lang::TITLE) {
        return None;
    }
    let among = |words: &[&str], t: usize| words.iter().any(|w| w.eq_ignore_ascii_case(tokens.text(t)));
    let language = tokens.language;
    // Nora Hill is a woman
    let full = given && count == 2;
    if !full && among(&language.thing_closers, mention.end - 1) {
        Some(NoPerson::Thing)
    } else if !full && among(&language.place_closers, mention.end - 1)
        || count == 2
            && among(&language.place_openers, mention.start)
            && !last.is(lang::ORG | lang::ORG_SUFFIX | lang::PERSON | lang::GROUP)
    {
        Some(NoPerson::Place)
    } else {
        None
    }
}

/// `PORT LUMEN — `, `LUMEN, Freedonia (AP) — ` at the head of a paragraph.
fn dateline(tokens: &Tokens<'_>, mention: &NameMention) -> bool {
    let list = &tokens.list;
    let shouted = list[mention.start..mention.end].iter().all(|t| t.shape == Shape::Capitals);
    if !shouted || tokens.paragraphs.binary_search_by_key(&mention.start, |p| p.0).is_err() {
        return false;
    }
    let closes = list.get(mention.end..list.len().min(mention.end + 12)).unwrap_or_default();
    let place = |t: &Token| {
        t.sort == Sort::Comma
            || t.capital()
            || matches!(t.sort, Sort::Open | Sort::Close | Sort::Number | Sort::Stop)
    };
    closes.iter().find(|t| !place(t)).is_some_and(|t| t.sort == Sort::Dash)
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
    if let Some(what) = no_person(tokens, mention, given) {
        member.kind = (what == NoPerson::Place).then_some(EntityType::Place);
        member.thing = what == NoPerson::Thing;
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
