//! What a person's name looks like.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::words;
use crate::normalise::{agencies, places};

/// A set of words out of the tables, built once.
macro_rules! word_set {
    ($name:ident, $table:expr) => {
        pub(super) fn $name(word: &str) -> bool {
            static SET: LazyLock<HashSet<&str>> = LazyLock::new(|| $table.iter().copied().collect());
            SET.contains(word)
        }
    };
}

word_set!(is_title_word, words::TITLES);
word_set!(is_organisation_word, words::ORGANISATIONS);
word_set!(is_nobody, words::NOBODY);
word_set!(is_honorific, words::HONORIFICS);
word_set!(is_suffix, words::SUFFIXES);
word_set!(is_particle, words::PARTICLES);
word_set!(is_and, words::AND);
word_set!(is_with, words::WITH);
word_set!(is_after_name, words::AFTER_NAME);
word_set!(is_not_name, words::NOT_NAMES);

/// Whether a word is a title, alone or as the end of a compound: `Example-Redakteurin`, `Wirtschaftsredakteur`.
pub(super) fn is_title(key: &str) -> bool {
    const ENDS: [&str; 4] = ["redakteur", "redakteurin", "korrespondent", "korrespondentin"];
    is_title_word(key)
        || key.rsplit('-').next().is_some_and(|last| last != key && is_title_word(last))
        || ENDS.iter().any(|end| key.ends_with(end))
        || key.ends_with("reporter") && key.len() > 8
}

/// Words for people of a house whom nothing tells from others.
pub(super) fn is_nobody_in_particular(key: &str) -> bool {
    [
        "staff",
        "reporter",
        "reporters",
        "writer",
        "writers",
        "correspondent",
        "correspondents",
        "contributors",
        "editors",
    ]
    .contains(&key)
}

/// Whether capitalised words before a job are the job's: what it covers, not who has it.
pub(super) fn begins_a_job(words: &str) -> bool {
    words.split_whitespace().any(|w| {
        let key = key(w);
        is_not_name(&key) || is_organisation_word(&key) || JOB_FIELDS.contains(&key.as_str())
    })
}

/// What reporters report on, and what their jobs are called by, lower case.
const JOB_FIELDS: &[&str] = &[
    "democracy",
    "affairs",
    "royal",
    "consumer",
    "home",
    "environment",
    "investigations",
    "community",
    "data",
    "court",
    "middle",
    "asia",
    "europe",
    "africa",
    "america",
    "us",
    "uk",
    "eu",
    "un",
    "pentagon",
    "breaking",
    "features",
    "audience",
    "night",
    "industry",
    "transport",
    "housing",
    "religion",
    "legal",
    "defence",
    "diplomatic",
    "social",
    "property",
    "personal",
    "finance",
    "city",
    "rugby",
    "racing",
    "motoring",
    "gardening",
    "arts",
    "showbiz",
    "entertainment",
    "tech",
    "digital",
    "live",
    "multimedia",
    "wildlife",
    "local",
    "chief",
    "deputy",
    "acting",
    "managing",
    "executive",
    "assistant",
    "associate",
    "washington",
    "london",
    "moscow",
    "beijing",
    "paris",
    "brussels",
    "berlin",
    "jerusalem",
    "westminster",
    "holyrood",
    "stormont",
    "parliamentary",
    "lobby",
    "county",
    "district",
    "regional",
    "rural",
    "farming",
    "fisheries",
    "shipping",
    "maritime",
    "harbour",
    "harbor",
    "apprentice",
    "junior",
    "trainee",
];

/// A word for the tables: lower case, without surrounding punctuation.
pub(super) fn key(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric() && c != '&' && c != '+').to_lowercase()
}

/// Whether a word is a day of the week in English, where it is written like a name.
pub(super) fn is_weekday(key: &str) -> bool {
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"].contains(&key)
}

/// Most and longest words of a name.
const MOST_WORDS: usize = 6;
const LONGEST: usize = 60;

/// Whether the words can be one person's name and nothing else.
pub(crate) fn is_person(name: &str) -> bool {
    let name = name.trim();
    if name.len() > LONGEST || name.is_empty() {
        return false;
    }
    if name.chars().all(is_east_asian) {
        return (2..=6).contains(&name.chars().count())
            && !words::EAST_ASIAN_HOUSES.iter().any(|house| name.contains(house))
            && !name.ends_with(['部', '局', '班', '課', '社', '室', '組', '组', '부', '팀']);
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    if words.iter().any(|w| w.chars().count() > 8 && w.chars().all(is_east_asian)) {
        return false;
    }
    if words.len() > MOST_WORDS || !words.iter().all(|w| is_name_word(w)) {
        return false;
    }
    let full = words.iter().filter(|w| starts_like_name(w) && !is_suffix(&key(w))).count();
    let keys = || words.iter().map(|w| key(w));
    let shouted = words.iter().all(|w| is_all_capitals(w));
    let holds_code = |w: &&str| w.len() >= 2 && is_all_capitals(w) && agencies::named(w).is_some();
    full >= 2
        && (shouted || !words.iter().any(holds_code))
        && !keys().any(|k| k == "the")
        && !words.first().is_some_and(|w| is_particle_only_first(w))
        && !keys().any(|k| is_organisation_word(&k) || is_title(&k))
        && agencies::named(name).is_none()
}

/// A Chinese, Japanese or Korean name and the role that stands after or before it, with or without a space.
pub(super) fn beside_east_asian_role(piece: &str) -> Option<(&str, &str)> {
    let is_name = |name: &str| (2..=6).contains(&name.chars().count()) && is_person(name);
    words::EAST_ASIAN_ROLES.iter().find_map(|role| {
        let after = piece.strip_suffix(role).map(str::trim_end);
        let before = || piece.strip_prefix(role).map(str::trim_start);
        let name = after.filter(|n| is_name(n)).or_else(|| before().filter(|n| is_name(n)))?;
        Some((name, *role))
    })
}

/// `记者 王小明 通讯员 李芳`: names each with the role that stands before it, where there are several.
pub(super) fn east_asian_list(line: &str) -> Option<Vec<(&str, &str)>> {
    let words: Vec<&str> =
        line.split(|c: char| c.is_whitespace() || matches!(c, '、' | '，' | ':' | '：')).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let mut people = Vec::new();
    let mut role = None;
    let role_of = |word: &&str| words::EAST_ASIAN_ROLES.iter().find(|role| *role == word).copied();
    // a day and where it is from may stand before
    for word in words.iter().skip_while(|word| role_of(word).is_none()) {
        match role_of(word) {
            Some(found) => role = Some(found),
            None if is_person(word) && word.chars().all(is_east_asian) => people.push((*word, role?)),
            None => break,
        }
    }
    (people.len() > 1).then_some(people)
}

/// `山並新報オンライン`, `湖光日报`: the name of a paper or broadcaster, as it stands at the end of a title.
pub(crate) fn is_east_asian_house(part: &str) -> bool {
    const LONGEST: usize = 16;
    let letters = part.chars().count();
    (3..=LONGEST).contains(&letters)
        && part.chars().all(|c| is_east_asian(c) || matches!(c, 'ー' | '・') || c.is_ascii_alphanumeric())
        && part.chars().any(is_east_asian)
        && words::EAST_ASIAN_PAPERS.iter().any(|house| part.ends_with(house))
}

/// Whether a bare line can be nothing but a person's name: stricter, since nothing around it says so.
pub(crate) fn is_bare_person(line: &str) -> bool {
    let words = line.split_whitespace().count();
    (2..=4).contains(&words)
        && is_person(line)
        && !line.split_whitespace().any(|w| is_not_name(&key(w)))
        && !places::is_city(line)
        && !places::is_country(line)
        && !places::is_region(line)
        && line.split_whitespace().any(|w| w.chars().any(char::is_lowercase))
}

/// A one-word name that a source gives as an author: kept only when the source says that it is a person.
pub(super) fn is_mononym(name: &str) -> bool {
    let name = name.trim();
    !name.is_empty()
        && name.len() <= 30
        && !name.contains(char::is_whitespace)
        && is_name_word(name)
        && name.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && starts_like_name(name)
        && !is_all_capitals(name)
        && !name.chars().skip(1).any(char::is_uppercase)
        && (!name.chars().any(is_east_asian) || is_person(name))
        && !words::EAST_ASIAN_HOUSES.iter().any(|house| name.contains(house))
        && !is_nobody(&key(name))
        && !is_title_word(&key(name))
        && !is_organisation_word(&key(name))
        && agencies::named(name).is_none()
}

/// A whole name that a source writes without capitals.
pub(super) fn is_uncapitalised_person(name: &str) -> bool {
    let words = || name.split_whitespace();
    (2..=3).contains(&words().count())
        && name.chars().all(|c| c.is_lowercase() || c == ' ' || c == '-')
        && words().all(|w| w.chars().count() >= 3)
        && !words().any(|w| {
            is_nobody(w)
                || is_title(w)
                || is_organisation_word(w)
                || is_not_name(w)
                || is_and(w)
                || is_after_name(w)
                || is_particle(w)
        })
}

/// Every word with a capital.
pub(super) fn capitalised(name: &str) -> String {
    name.split_whitespace().map(lowered).collect::<Vec<_>>().join(" ")
}

/// `A.`, `T. J.`, `J.-F.`, `TJ`: letters that stand for first names.
pub(super) fn is_initials(words: &str) -> bool {
    let letters = words.chars().filter(|c| c.is_alphabetic()).count();
    (1..=4).contains(&letters)
        && words.chars().all(|c| c.is_uppercase() || matches!(c, '.' | '-' | '‐' | ' '))
        && (words.contains('.') || letters <= 2)
}

fn is_particle_only_first(word: &str) -> bool {
    word.starts_with(char::is_lowercase) && !is_particle(&key(word)) && !word.contains(['\'', '’'])
}

fn is_name_word(word: &str) -> bool {
    let letters = |c: char| {
        c.is_alphabetic()
            || matches!(c, '.' | '\'' | '’' | '-' | '‐' | '‑' | '`' | '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}')
    };
    word.chars().all(letters)
        && word.chars().any(char::is_alphabetic)
        && (starts_like_name(word) || is_particle(&key(word)))
}

/// Begins with a capital, after `d'`, `al-` and the like, or has no case.
fn starts_like_name(word: &str) -> bool {
    let mut chars = word.chars();
    match chars.next() {
        Some(c) if c.is_uppercase() => true,
        Some(c) if c.is_lowercase() => {
            word.split(['\'', '’', '-']).nth(1).is_some_and(|rest| rest.starts_with(char::is_uppercase))
        }
        Some(c) => c.is_alphabetic(),
        None => false,
    }
}

fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '·')
}

pub(super) fn is_all_capitals(word: &str) -> bool {
    // `McDONALD` keeps a small letter
    let word = word.strip_prefix("Mc").filter(|rest| rest.len() > 2).unwrap_or(word);
    word.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
}

/// The name as written in sentences: `PAUL O'BRIEN` is `Paul O'Brien`; initials stay.
pub(super) fn in_sentence_case(name: &str) -> String {
    let long = |w: &str| w.chars().filter(|c| c.is_alphabetic()).count() > 2;
    let shouted = name.split_whitespace().filter(|w| long(w) && is_all_capitals(w)).count();
    let spoken =
        name.split_whitespace().filter(|w| long(w) && !is_all_capitals(w) && !is_particle(&key(w))).count();
    let cased = name.chars().any(char::is_lowercase) || name.chars().any(char::is_uppercase);
    if shouted == 0
        || !cased
        || spoken > 0 && shouted < 2 && !name.split_whitespace().next_back().is_some_and(is_all_capitals)
    {
        return name.to_owned();
    }
    let words = name
        .split_whitespace()
        .map(|w| if is_all_capitals(w) && keeps_no_capitals(w) { lowered(w) } else { w.to_owned() });
    words.collect::<Vec<_>>().join(" ")
}

/// Whether a word in capitals is a name and not initials: it has a vowel, or more than three letters.
fn keeps_no_capitals(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    if word.contains('.') && letters <= 3
        || is_suffix(&key(word))
            && letters > 1
            && !word.eq_ignore_ascii_case("jr")
            && !word.eq_ignore_ascii_case("jr.")
            && !word.eq_ignore_ascii_case("sr.")
    {
        return false;
    }
    letters > 3 || letters > 1 && word.chars().any(|c| "AEIOUYÄÖÜÅØÆÉÈ".contains(c))
}

fn lowered(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut upper = true;
    for c in word.chars() {
        if upper {
            out.extend(c.to_uppercase())
        } else {
            out.extend(c.to_lowercase())
        }
        upper = !c.is_alphabetic() || (out == "Mc" && word.chars().count() > 4);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_people() {
        for name in [
            "Ana Exemplar",
            "J. R. Sample",
            "Marie-Claire d’Exemple",
            "Ludwig van Muster",
            "Tom Sample Jr.",
            "Zoë Ångström",
            "山田太郎",
            "Hassan al-Misri",
            "Іван Приклад",
        ] {
            assert!(is_person(name), "{name}");
        }
        for name in [
            "Associated Press",
            "Staff Reporter",
            "Example News Agency",
            "Ana",
            "ana exemplar",
            "Ana Exemplar 3",
            "BBC News",
            "Political Editor",
            "",
            "Harbor town waits for ferries",
        ] {
            assert!(!is_person(name), "{name}");
        }
    }

    #[test]
    fn bare_lines() {
        assert!(is_bare_person("Ana Exemplar"));
        for line in [
            "Hong Kong",
            "Port Lumen",
            "United States",
            "The Latest",
            "ANA EXEMPLAR",
            "What Next",
            "New York",
        ] {
            assert!(!is_bare_person(line), "{line}");
        }
    }

    #[test]
    fn capitals() {
        let check = |name: &str, expected: &str| assert_eq!(in_sentence_case(name), expected);
        check("PAUL O'BRIEN", "Paul O'Brien");
        check("ANA McDONALD", "Ana McDonald");
        check("ANA MCDONALD", "Ana McDonald");
        check("JEAN-PAUL EXEMPLE", "Jean-Paul Exemple");
        check("Jean EXEMPLE", "Jean Exemple");
        check("J.R. SAMPLE", "J.R. Sample");
        check("AWR Sample", "AWR Sample");
        check("Ana Exemplar", "Ana Exemplar");
        check("TOM SAMPLE III", "Tom Sample III");
    }
}
