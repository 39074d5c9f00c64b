//! The grammar of bylines: who made a story, from `By A and B, Title`, `Von A`, `Last, First`, `A for Example Mail`.
//!
//! Promises: a name is a person's; "By", "Staff", e-mail addresses, handles, job titles and houses are no part of it.
//! Better no name than a wrong one.

mod beside;
mod roles;
mod shape;
mod words;

use std::sync::LazyLock;

use super::agencies;

pub(crate) use shape::{is_bare_person, is_east_asian_house, is_person};

/// Longest byline looked at, in bytes, and most people taken from one.
const LONGEST: usize = 600;
const MOST_PEOPLE: usize = 30;

/// A person of a byline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) title: Option<String>,
    pub(crate) organization: Option<String>,
}

/// What a byline says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Credited {
    pub(crate) people: Vec<Person>,
    /// Houses named as such, beside or in place of people.
    pub(crate) houses: Vec<String>,
    /// Job titles that no person went with.
    pub(crate) titles: Vec<String>,
    /// Pieces that are none of these.
    unknown: Vec<String>,
    /// People from here on take the next title or house.
    group: usize,
    closed: bool,
    /// Whether the first person is written in capitals.
    shouts: bool,
}

/// A byline as a format's field gives it: one name or several, with or without "By".
pub(crate) fn field(raw: &str) -> Credited {
    let line = bare(&roles::writers(raw));
    if line.len() > LONGEST {
        return Credited::default();
    }
    if let Some(people) = shape::east_asian_list(&line) {
        return Credited { people: people.into_iter().map(named).collect(), ..Credited::default() };
    }
    let (opener, rest) = without_openers(&line);
    let once = beside::said_once(rest);
    let rest = &*once;
    if let Some(people) = with_initials(rest).or_else(|| turned_list(rest)) {
        return Credited { people, ..Credited::default() };
    }
    // `Roy, Dana (Halden Ports)`: whom a letter is from
    if let Some((name, house)) = rest.strip_suffix(')').and_then(|inner| inner.rsplit_once(" ("))
        && let Some(name) = turned(name)
        && house.starts_with(char::is_uppercase)
    {
        let person = Person { name, organization: Some(house.to_owned()), ..Person::default() };
        return Credited { people: vec![person], ..Credited::default() };
    }
    if let Some(name) = turned(rest) {
        return Credited { people: vec![Person { name, ..Person::default() }], ..Credited::default() };
    }
    let mut credited = read(rest);
    if credited.people.is_empty() && shape::is_uncapitalised_person(rest) {
        credited.people.push(Person { name: shape::capitalised(rest), ..Person::default() });
    }
    // `Redacción Lumen`, `Lumen, 10 de marzo`: a desk and a town
    let is_desks = opener.is_some_and(shape::is_organisation_word);
    let is_beside_day = line.split_whitespace().count() < raw.split_whitespace().count()
        && raw.contains(|c: char| c.is_ascii_digit());
    let is_label = is_desks
        || is_beside_day && rest.split_whitespace().count() == 1
        || words::OPENERS.contains(&shape::key(rest).as_str());
    let is_name = shape::is_mononym(rest) && !super::dates::is_filler(&shape::key(rest)) && !is_label;
    if credited.people.is_empty() && credited.houses.is_empty() && is_name {
        credited.people.push(Person { name: rest.trim().to_owned(), ..Person::default() });
    }
    credited
}

fn named((name, role): (&str, &str)) -> Person {
    Person { name: name.to_owned(), title: Some(role.to_owned()), organization: None }
}

/// A line of a story, if it is a byline: `By A and B, Title`, `Von A, dpa`.
pub(crate) fn line(raw: &str) -> Option<Credited> {
    if raw.len() > 200 || raw.split_whitespace().count() > 20 {
        return None;
    }
    let line = bare(raw);
    let (opener, rest) = without_openers(&line);
    let opener = opener?;
    if rest.is_empty() || has_full_stop(rest) {
        return None;
    }
    let credited = read(rest);
    let everybody = !credited.people.is_empty();
    let strange = credited.unknown.len();
    let settled =
        strange == 0 || everybody && strange == 1 && credited.unknown.iter().all(|u| is_capitalised(u));
    // "From", "Text" and the like open other lines too: only a name proves them
    let sure = matches!(opener, "by" | "von" | "par" | "por") || opener.contains(' ');
    (settled && (everybody || sure && !is_one_common_word(rest) && strange == 0)).then_some(credited)
}

/// The names after a credit such as "Reporting by", with their places dropped.
pub(crate) fn names(list: &str) -> Option<Vec<Person>> {
    let credited = read(&bare(list));
    (credited.unknown.is_empty() && !credited.people.is_empty()).then_some(credited.people)
}

/// `记者 王小明`, `김철수 기자 kim@post.example`: names with the role that East Asian papers put beside them, and nothing else.
pub(crate) fn with_role(line: &str) -> Option<Vec<Person>> {
    let line = bare(line);
    let listed = shape::east_asian_list(&line).map(|people| people.into_iter().map(named).collect());
    listed.or_else(|| shape::beside_east_asian_role(line.trim()).map(|found| vec![named(found)]))
}

/// The people of a line that holds nothing but their names: `Ana Exemplar`, `ANA EXEMPLAR/TOM SAMPLE`.
pub(crate) fn bare_names(line: &str) -> Option<Vec<Person>> {
    if let Some(people) = with_role(line) {
        return Some(people);
    }
    let line = line.trim().trim_matches(['*', '(', ')', '-', '–', '—']).trim();
    let mut people = Vec::new();
    for part in line.split(['/', ',', '&', ';']).flat_map(pieces) {
        let shouted = part.split_whitespace().all(shape::is_all_capitals);
        let name = if shouted { shape::in_sentence_case(part.trim()) } else { part.trim().to_owned() };
        if !shape::is_bare_person(&name) {
            return None;
        }
        people.push(Person { name, ..Person::default() });
    }
    (1..=4).contains(&people.len()).then_some(people)
}

/// Whether a line can only be a job title or a house: what stands under a byline.
pub(crate) fn is_title_or_house(line: &str) -> bool {
    let line = line.trim().trim_end_matches('=');
    line.len() <= 80
        && !has_full_stop(line)
        && is_capitalised(line)
        && line.split_whitespace().count() <= 8
        && (agencies::named(line).is_some()
            || line.split_whitespace().next_back().is_some_and(|w| {
                let key = shape::key(w);
                shape::is_title(&key)
                    || shape::is_nobody(&key)
                    || matches!(key.as_str(), "post" | "times" | "press" | "news" | "agency")
            }))
}

/// Adds to the people of a byline what the next line says of them.
pub(crate) fn title_or_house(line: &str) -> (Option<String>, Option<String>) {
    let line = line.trim().trim_end_matches(['=', '.']).trim();
    let has_title = line.split_whitespace().any(|w| shape::is_title(&shape::key(w)));
    let house = agencies::named(line).map(|h| h.name.to_owned()).or_else(|| house_in(line));
    if has_title { (Some(line.to_owned()), house) } else { (None, Some(line.to_owned())) }
}

/// Title and house as a format keeps them apart, each in its own place: an agency is no title, and `XYZ Sports Writer`
/// no house.
pub(crate) fn title_and_house(
    title: Option<String>,
    house: Option<String>,
) -> (Option<String>, Option<String>) {
    match (title, house) {
        (Some(title), None) if agencies::named(&title).is_some() => (None, Some(title)),
        (None, Some(line)) => match title_or_house(&line) {
            (Some(title), house) => (Some(title), house),
            (None, _) => (None, Some(line)),
        },
        (Some(title), house) if is_employment(&title) => (None, house),
        both => both,
    }
}

/// How somebody is employed, and not who: `STF`, `Stringer`.
pub(crate) fn is_employment(title: &str) -> bool {
    matches!(
        shape::key(title).as_str(),
        "stf" | "staff" | "stringer" | "str" | "pool" | "handout" | "contributor" | "freelance"
    )
}

/// Whether nothing is left of a line without its days and times.
pub(crate) fn is_only_a_time(line: &str) -> bool {
    let left = beside::without_times(line);
    let words: Vec<&str> = left.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    line.contains(|c: char| c.is_ascii_digit()) && (words.is_empty() || is_date_or_number(&words))
}

/// Most words of a house's name that nothing says to be one.
const LONGEST_HOUSE: usize = 4;

/// The houses that a byline names beside people or each other: `Le Courrier et AFP`.
pub(crate) fn houses(raw: &str) -> Vec<String> {
    let line = bare(raw);
    let parts = line.split([',', ';', '/', '|', '(', ')']).flat_map(pieces);
    let named =
        parts.map(|p| p.trim().trim_matches(['.', '"', ' '])).filter(|p| agencies::named(p).is_some());
    named.map(str::to_owned).collect()
}

/// Whether a name that a format gives as an author's is a house's: an agency, a desk, a team.
pub(crate) fn is_house(name: &str) -> bool {
    name.split_whitespace().count() <= LONGEST_HOUSE
        && (agencies::named(name).is_some()
            || name.split_whitespace().any(|w| shape::is_organisation_word(&shape::key(w))))
}

/// Whether a house's name tells it from another: `Staff`, `Editorial Team` and `admin` do not.
pub(crate) fn names_somebody(house: &str) -> bool {
    let vague = |w: &str| {
        shape::is_nobody(w)
            || matches!(w, "editorial" | "newsdesk" | "webdesk" | "webmaster" | "administrator" | "")
    };
    house.chars().count() <= 80
        && house.chars().any(char::is_alphabetic)
        && !house.split_whitespace().all(|w| vague(&shape::key(w)))
        && !house.split_whitespace().any(|w| shape::key(w) == "staff")
        && !house
            .split_whitespace()
            .next_back()
            .is_some_and(|w| shape::is_nobody_in_particular(&shape::key(w)))
}

/// The house named in a picture's credit.
pub(crate) fn house_of(credit: &str) -> Option<String> {
    let part = credit.split(['/', '|', ',', '(', ')', ';']).rev().find_map(|p| agencies::named(p.trim()));
    part.or_else(|| agencies::in_text(credit).next().map(|n| n.house)).map(|h| h.name.to_owned())
}

fn house_in(title: &str) -> Option<String> {
    agencies::in_text(title).next().map(|n| n.house.name.to_owned())
}

/// Without addresses, handles, brackets of pictures and the like, white space folded.
fn bare(raw: &str) -> String {
    let raw = beside::without_times(raw);
    let kept = raw.split_whitespace().filter(|w| !is_address(w));
    let mut line = kept.collect::<Vec<_>>().join(" ");
    line.truncate(line.trim_end_matches(['=', ' ', ',', ';', ':', '|', '-', '–', '—']).len());
    line.trim_start_matches([' ', '-', '–', '—', '•', '|', ':', ',', '*', '"', '>', '/']).to_owned()
}

fn is_address(word: &str) -> bool {
    word.contains('@') || word.contains("://") || word.starts_with("www.") || word.contains(".com/")
}

/// The opener, lower case, and what follows it. Several may stand together: `Ein Beitrag von: Von A`.
fn without_openers(line: &str) -> (Option<&'static str>, &str) {
    static BY_LENGTH: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        let mut openers = words::OPENERS.to_vec();
        openers.sort_by_key(|o| std::cmp::Reverse(o.len()));
        openers
    });
    // "By" and the name in elements of their own, with nothing between
    let glued = ["By", "Von", "Par", "Por"].iter().find_map(|o| {
        line.strip_prefix(*o).filter(|r| {
            let mut letters = r.chars();
            letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
        })
    });
    let (mut first, mut rest) = (glued.map(|_| "by"), glued.unwrap_or(line));
    for _ in 0..3 {
        let head: String = rest.chars().take(40).flat_map(char::to_lowercase).collect();
        let found =
            BY_LENGTH.iter().find(|o| head.strip_prefix(**o).is_some_and(|r| r.starts_with([' ', ':', '/'])));
        let Some(opener) = found else { break };
        // a small "di" or "da" is part of a name, not an opener of one
        if first.is_some() && shape::is_particle(opener) {
            break;
        }
        let width: usize = rest.chars().take(opener.chars().count()).map(char::len_utf8).sum();
        first = first.or(Some(*opener));
        rest = rest.get(width..).unwrap_or_default().trim_start_matches([' ', ':', '/', '|', '-', '–', ',']);
    }
    (first, rest)
}

/// An opener that opens nothing but bylines, inside a line: `9 November | by Ana Exemplar`.
fn without_sure_opener(segment: &str) -> (bool, &str) {
    let trimmed = segment.trim_start();
    let head: String = trimmed.chars().take(12).flat_map(char::to_lowercase).collect();
    let found =
        ["by ", "von ", "par ", "por ", "door ", "written by "].into_iter().find(|o| head.starts_with(o));
    match found.and_then(|o| trimmed.get(o.len()..)) {
        Some(rest) => (true, rest),
        None => (false, segment),
    }
}

/// `Exemplar, Ana` the right way round.
fn turned(line: &str) -> Option<String> {
    let (last, first) = line.split_once(',')?;
    let first = first.trim();
    let is_house = agencies::named(first).is_some() && !words::is_given_name(first)
        || agencies::named(last.trim()).is_some();
    let is_place =
        super::places::is_city(first) || super::places::is_country(first) || super::places::is_region(first);
    surname_first(line).filter(|_| !is_place && !is_house)
}

/// The same in a list of such names, where none of them is a town or a house behind a name.
fn surname_first(line: &str) -> Option<String> {
    let (last, first) = line.split_once(',')?;
    let (last, first) = (last.trim(), first.trim());
    let one_name = last.split_whitespace().filter(|w| !shape::is_particle(&shape::key(w))).count() == 1;
    let few = (1..=2).contains(&first.split_whitespace().count());
    let name = format!("{first} {last}");
    let plain = !first.contains(',') && shape::is_person(&name);
    (one_name && few && plain && !shape::is_suffix(&shape::key(first)))
        .then(|| shape::in_sentence_case(&name))
}

/// `Exemplar, Ana; Sample, Tom`: people whose surnames stand first, parted by semicolons.
fn turned_list(line: &str) -> Option<Vec<Person>> {
    let parts: Vec<&str> = line.split([';', '&']).map(str::trim).filter(|part| !part.is_empty()).collect();
    if !(2..=MOST_PEOPLE).contains(&parts.len()) {
        return None;
    }
    parts.into_iter().map(|part| Some(Person { name: surname_first(part)?, ..Person::default() })).collect()
}

/// `EXEMPLAR, A., Sample, T. J., O'Model, K.-L.`: surnames each followed by initials, as libraries list authors.
fn with_initials(line: &str) -> Option<Vec<Person>> {
    let parts: Vec<&str> = line
        .split([',', ';'])
        .map(|part| part.trim().trim_start_matches("and ").trim_start_matches("& ").trim())
        .filter(|part| !part.is_empty())
        .collect();
    if parts.len() < 4 || !parts.len().is_multiple_of(2) || parts.len() / 2 > MOST_PEOPLE {
        return None;
    }
    let person = |pair: &[&str]| {
        let [last, initials] = pair else { return None };
        let name = format!("{initials} {last}");
        let full = !shape::is_initials(last) && shape::is_initials(initials) && shape::is_person(&name);
        full.then(|| Person { name: shape::in_sentence_case(&name), ..Person::default() })
    };
    parts.chunks_exact(2).map(person).collect()
}

/// What one piece between commas and conjunctions is.
enum Piece {
    Person(Person),
    Title(String),
    House(String),
    Nobody,
    Unknown(String),
}

fn read(line: &str) -> Credited {
    let mut credited = Credited::default();
    for segment in line.split(['|', '•', '·', ';', '—', '–', '/', '(', ')', '*', '>', '●', '\n']) {
        let (_, segment) = without_sure_opener(segment);
        for part in segment.split(" - ").flat_map(|s| s.split([',', ':'])) {
            for (n, piece) in pieces(part).into_iter().enumerate() {
                let found = classify(piece);
                credited.take(if n == 0 { credited.as_title(found) } else { found });
            }
        }
    }
    credited
}

impl Credited {
    /// `Anna Holt, Local Democracy Reporter`: what looks like a name before a job is part of the job where a person
    /// without one stands before it.
    fn as_title(&self, piece: Piece) -> Piece {
        match piece {
            Piece::Person(Person { name, title: Some(title), organization })
                if !self.closed
                    && self.people.last().is_some_and(|p| p.title.is_none())
                    && is_capitalised(&title) =>
            {
                if shape::begins_a_job(&name) {
                    return Piece::Title(format!("{name} {title}"));
                }
                Piece::Person(Person { name, title: Some(title), organization })
            }
            other => other,
        }
    }

    fn take(&mut self, piece: Piece) {
        match piece {
            Piece::Person(mut person) if self.people.len() < MOST_PEOPLE => {
                if shape::is_suffix(&shape::key(&person.name)) {
                    return;
                }
                let shouts = person.name.split_whitespace().all(shape::is_all_capitals);
                if self.people.is_empty() {
                    self.shouts = shouts;
                } else if shouts && !self.shouts && person.name.contains(char::is_uppercase) {
                    // after "Ana Exemplar", "EXAMPLE NORTH" is a house
                    return self.take(Piece::House(person.name));
                }
                if std::mem::take(&mut self.closed) {
                    self.group = self.people.len();
                }
                person.name = shape::in_sentence_case(&person.name);
                if !self.people.iter().any(|p| p.name == person.name) {
                    self.people.push(person);
                }
            }
            Piece::Title(title) => {
                let house = house_in(&title);
                if self.group == self.people.len() {
                    self.titles.push(title.clone());
                }
                for person in self.people.iter_mut().skip(self.group) {
                    person.title.get_or_insert_with(|| title.clone());
                    if person.organization.is_none() {
                        person.organization.clone_from(&house);
                    }
                }
                self.closed = true;
            }
            Piece::House(house) => {
                for person in self.people.iter_mut().skip(self.group) {
                    person.organization.get_or_insert_with(|| house.clone());
                }
                self.houses.push(house);
                self.closed = true;
            }
            Piece::Unknown(words) => self.unknown.push(words),
            Piece::Person(_) | Piece::Nobody => {}
        }
    }
}

/// Parts a list at its conjunctions. One-letter ones join two people only where both sides are whole names.
fn pieces(part: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = part;
    let mut from = 0;
    while let Some((at, word)) = next_word(rest, from) {
        from = at + word.len();
        let (left, right) = (rest.get(..at).unwrap_or_default(), rest.get(from..).unwrap_or_default());
        let is_small = word.chars().next().is_some_and(|c| !c.is_uppercase());
        let with_a_wire = shape::is_with(word) && begins_with_a_wire(right);
        if !(is_small && (shape::is_and(word) || with_a_wire)) {
            continue;
        }
        let short = word.chars().count() == 1 && word != "&" && word != "+" && !begins_with_a_wire(right);
        if short && !(shape::is_person(left) && has_two_words(right)) {
            continue;
        }
        pieces.push(left);
        rest = right;
        from = 0;
    }
    pieces.push(rest);
    pieces
}

/// The pieces of a list of names or houses.
pub(crate) fn parted(list: &str) -> Vec<&str> {
    list.split_whitespace().next().map(|_| pieces(list)).unwrap_or_else(|| vec![list])
}

/// Whether words begin with a wire's name: who gave material for what somebody signs.
fn begins_with_a_wire(words: &str) -> bool {
    let bare = words.trim_start().trim_start_matches(['(', '[']);
    let first = bare.split([' ', ',', '/', ')', ']', '.']).next().unwrap_or_default();
    agencies::named(first).is_some_and(|house| house.wire) || agencies::wire(bare).is_some()
}

fn has_two_words(text: &str) -> bool {
    text.split_whitespace().filter(|w| w.starts_with(char::is_uppercase)).count() >= 2
}

fn next_word(text: &str, from: usize) -> Option<(usize, &str)> {
    let tail = text.get(from..)?;
    let start = from + tail.find(|c: char| !c.is_whitespace())?;
    let word = text.get(start..)?.split_whitespace().next()?;
    Some((start, word))
}

fn classify(piece: &str) -> Piece {
    let piece = piece.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '.' | ',' | '"' | '“' | '”' | '=' | '\'' | '’')
    });
    let piece = beside::without_honours(without_honorific(piece));
    if beside::is_button(piece) {
        return Piece::Nobody;
    }
    if let Some((name, title)) = shape::beside_east_asian_role(piece) {
        return Piece::Person(Person {
            name: name.to_owned(),
            title: Some(title.to_owned()),
            organization: None,
        });
    }
    let all_words: Vec<&str> = piece.split_whitespace().collect();
    if all_words.is_empty() || all_words.iter().all(|w| shape::is_nobody(&shape::key(w))) {
        return Piece::Nobody;
    }
    if agencies::named(piece).is_some() {
        return Piece::House(piece.to_owned());
    }
    let (words, house) = cut_after_name(&all_words);
    let name = words.join(" ");
    if shape::is_person(&name) {
        return Piece::Person(Person { name, title: None, organization: house });
    }
    let is_role = |w: &&str| shape::is_title(&shape::key(w)) || shape::is_organisation_word(&shape::key(w));
    let Some(first_role) = words.iter().position(is_role) else {
        return if is_date_or_number(&all_words) || shape::is_suffix(&shape::key(&name)) {
            Piece::Nobody
        } else if is_named_house(&all_words) {
            Piece::House(piece.to_owned())
        } else {
            Piece::Unknown(piece.to_owned())
        };
    };
    let has_title = words.iter().any(|w| shape::is_title(&shape::key(w)));
    if has_title && let Some(person) = beside_role(words, first_role) {
        return Piece::Person(person);
    }
    if words.iter().any(|w| shape::is_title(&shape::key(w))) {
        Piece::Title(piece.to_owned())
    } else {
        Piece::House(piece.to_owned())
    }
}

/// `The Harbour Database`, `Hafen.example`: a house by its article or its address.
fn is_named_house(words: &[&str]) -> bool {
    let capitals = |w: &&str| w.starts_with(char::is_uppercase);
    let is_site = |word: &str| {
        let (name, top) = word.rsplit_once('.').unwrap_or_default();
        name.chars().count() >= 3
            && (2..=7).contains(&top.len())
            && top.bytes().all(|b| b.is_ascii_lowercase())
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.'))
    };
    match words {
        ["The", rest @ ..] => (2..=5).contains(&rest.len()) && rest.iter().all(capitals),
        [word] => is_site(word),
        _ => false,
    }
}

/// `Sam Lister Example Press Political Correspondent`, `Example-Redakteur Sam Lister`.
fn beside_role(words: &[&str], first_role: usize) -> Option<Person> {
    let person = |name: String, role: String| {
        let organization = house_in(&role);
        Person { name, title: Some(role), organization }
    };
    let before = words.get(..first_role)?.join(" ");
    if shape::is_person(&before) && first_role <= 4 {
        return Some(person(before, words.get(first_role..)?.join(" ")));
    }
    let last_title = words.iter().rposition(|w| shape::is_title(&shape::key(w)))?;
    let after = words.get(last_title + 1..)?.join(" ");
    shape::is_person(&after).then(|| person(after, words.get(..=last_title).unwrap_or_default().join(" ")))
}

/// The name before "in Port Lumen" or "for Example Mail", and the house after "for".
fn cut_after_name<'a>(words: &'a [&'a str]) -> (&'a [&'a str], Option<String>) {
    let cut = words.iter().enumerate().skip(2).find(|(_, w)| {
        let key = shape::key(w);
        shape::is_after_name(&key)
            && (w.starts_with(char::is_lowercase)
                || matches!(key.as_str(), "for" | "in" | "of" | "at" | "updated" | "published" | "posted"))
            && !shape::is_particle(&key)
            || shape::is_weekday(&key)
    });
    let Some((at, word)) = cut else { return (words, None) };
    let names_house = matches!(shape::key(word).as_str(), "for" | "of" | "at" | "für" | "pour" | "voor");
    let house = words.get(at + 1..).map(|h| h.join(" ")).filter(|h| names_house && is_capitalised(h));
    (words.get(..at).unwrap_or_default(), house)
}

fn without_honorific(piece: &str) -> &str {
    let mut rest = piece;
    while let Some((first, tail)) = rest.split_once(char::is_whitespace) {
        if !shape::is_honorific(&shape::key(first)) || tail.split_whitespace().count() < 2 {
            break;
        }
        rest = tail.trim_start();
    }
    rest
}

fn is_date_or_number(words: &[&str]) -> bool {
    words.iter().all(|w| {
        let key = shape::key(w);
        key.chars().next().is_none_or(|c| c.is_ascii_digit())
            || super::dates::month(&key).is_some()
            || super::dates::is_filler(&key)
            || matches!(
                key.as_str(),
                "am" | "pm" | "updated" | "published" | "posted" | "et" | "gmt" | "uhr" | "on" | "at"
            )
    })
}

fn is_capitalised(words: &str) -> bool {
    words.chars().find(|c| c.is_alphabetic()).is_some_and(|c| !c.is_lowercase())
}

fn is_one_common_word(rest: &str) -> bool {
    rest.split_whitespace().count() == 1
        && agencies::named(rest).is_none()
        && !shape::is_nobody(&shape::key(rest))
}

/// A full stop that is not an abbreviation's or an initial's.
fn has_full_stop(line: &str) -> bool {
    let line = line.trim_end_matches(['"', '”', ')']);
    if line.ends_with(['?', '!']) {
        return true;
    }
    let Some(before) = line.strip_suffix('.') else { return false };
    let last = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    !(last.chars().count() <= 3 || last.contains('.') || shape::is_suffix(&shape::key(last)))
}

#[cfg(test)]
mod tests;
