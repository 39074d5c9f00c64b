//! Who reported, wrote and edited: `(Reporting by A in P; Editing by B)`, `AP writers A and B contributed to this report`.

use super::openers::{self, Opener};
use crate::model::AuthorRole;
use crate::normalise::people::{self, Person};
use crate::normalise::shape;

/// A person with what they did.
pub(super) type Role = (Person, AuthorRole);

/// Longest credit, in bytes.
const LONGEST: usize = 700;

/// The people of a reporting or editing credit; nothing if the paragraph is not only that.
pub(super) fn reporting(line: &str, first: AuthorRole) -> Option<Vec<Role>> {
    if line.len() > LONGEST {
        return None;
    }
    let inner = line.trim_start_matches(['-', '–', '—', ' ']);
    let inner = inner.trim_start_matches(['(', '[']).trim_end_matches([')', ']', '.', ' ']);
    let mut roles = Vec::new();
    let mut role = first;
    for clause in clauses(inner) {
        let names = match openers::of(clause) {
            Some((Opener::Credit(next), rest)) => {
                role = next;
                rest
            }
            _ if roles.is_empty() => return None,
            _ => clause,
        };
        roles.extend(people::names(names.trim_start_matches([':', ' ']))?.into_iter().map(|p| (p, role)));
    }
    (!roles.is_empty()).then_some(roles)
}

/// The credits within one, parted by semicolons or by another "editing by".
fn clauses(line: &str) -> Vec<&str> {
    let mut clauses = Vec::new();
    for part in line.split(';') {
        let mut from = 0;
        let opened = openers::of(part.trim_start()).map_or(0, |(_, rest)| part.len() - rest.len());
        for (at, _) in part.char_indices().filter(|(_, c)| matches!(c, ',' | '.' | ' ')) {
            let Some(tail) = part.get(at + 1..) else { continue };
            let tail = tail.trim_start().trim_start_matches("and ");
            let starts = at > from.max(opened)
                && matches!(openers::of(tail), Some((Opener::Credit(_), rest)) if rest.starts_with([' ', ':']));
            if starts && tail.get(..8).is_some_and(|t| !t.contains(':')) {
                clauses.push(part.get(from..at).unwrap_or_default());
                from = part.len() - tail.len();
            }
        }
        clauses.push(part.get(from..).unwrap_or_default());
    }
    clauses.into_iter().map(|c| c.trim_matches([' ', ',', '.'])).filter(|c| !c.is_empty()).collect()
}

/// Ends of sentences that say that people helped.
#[rustfmt::skip]
const HELPED: &[&str] = &[
    "contributed to this report", "contributed to this story", "contributed to this article", "contributed to this post", "contributed to this piece", "contributed to this dispatch", "contributed reporting", "contributed research", "helped with this story", "helped with this report", "assisted with this story", "contributed",
    "reported from", "wrote from", "reporting from", "trug zu diesem Bericht bei", "trugen zu diesem Bericht bei", "hat zu diesem Bericht beigetragen", "ont contribué à cet article", "a contribué à cet article", "contribuyó con este reportaje", "contribuyeron con este reportaje", "contribuyó a este reportaje",
];

/// `Associated Press writers A and B contributed to this report from Washington.`: the people, and the house they
/// write for.
pub(super) fn contributed(line: &str) -> Option<(Vec<Role>, Option<String>)> {
    if line.len() > LONGEST || shape::is_quoted(line) {
        return None;
    }
    let mut roles = Vec::new();
    let mut house = None;
    for clause in line.split(['.', ';']).map(str::trim).filter(|c| !c.is_empty()) {
        let Some((at, phrase)) = HELPED.iter().find_map(|h| Some((clause.find(h)?, *h))) else {
            // "Calif.", "D.C." and the rest of a place
            if !roles.is_empty() && shape::words_up_to(clause, 8) <= 7 && shape::is_capitalised(clause) {
                continue;
            }
            return None;
        };
        let after = clause.get(at + phrase.len()..)?.trim();
        let only_place = after.is_empty() || shape::words_up_to(after, 13) <= 12 && is_place_list(after);
        let subject = clause.get(..at)?.trim().trim_end_matches("also").trim();
        let (named, role) = subject_of(subject)?;
        if !only_place {
            return None;
        }
        house = house.or(role);
        roles.extend(named.into_iter().map(|p| (p, AuthorRole::Contributor)));
    }
    (!roles.is_empty()).then_some((roles, house))
}

fn is_place_list(after: &str) -> bool {
    let words = after.split([' ', ',']).filter(|w| !w.is_empty());
    words.clone().all(|w| {
        w.starts_with(char::is_uppercase)
            || matches!(
                w,
                "from" | "in" | "and" | "the" | "to" | "this" | "report" | "story" | "article" | "also"
            )
    }) && words.count() > 0
}

/// `Associated Press writers A in P and B`: people, with the house they write for.
fn subject_of(subject: &str) -> Option<(Vec<Person>, Option<String>)> {
    let words: Vec<&str> = subject.split_whitespace().collect();
    let role = words.iter().position(|w| {
        matches!(
            w.to_lowercase().as_str(),
            "writer"
                | "writers"
                | "reporter"
                | "reporters"
                | "correspondent"
                | "correspondents"
                | "journalist"
                | "journalists"
                | "staff"
                | "researcher"
                | "researchers"
        )
    });
    let (house, names) = match role {
        Some(at) if at > 0 => (words.get(..at).map(|h| h.join(" ")), words.get(at + 1..)?.join(" ")),
        Some(at) => (None, words.get(at + 1..)?.join(" ")),
        None => (None, subject.to_owned()),
    };
    let surname_only = names.split_whitespace().count() == 1 && shape::is_capitalised(&names);
    if surname_only && names.chars().all(char::is_alphabetic) {
        return Some((Vec::new(), house));
    }
    Some((people::names(&names)?, house.filter(|h| shape::is_capitalised(h))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(roles: &[Role]) -> String {
        roles.iter().map(|(p, r)| format!("{} {r:?}", p.name)).collect::<Vec<_>>().join("; ").to_lowercase()
    }

    #[track_caller]
    fn check(line: &str, expected: &str) {
        let Some((Opener::Credit(role), _)) = openers::of(line) else { panic!("no credit: {line:?}") };
        assert_eq!(reporting(line, role).map(|r| shown(&r)).unwrap_or_default(), expected, "{line:?}");
    }

    #[test]
    fn reporting_and_editing() {
        check(
            "(Reporting by Ana Exemplar in Port Lumen; Editing by Tom Sample)",
            "ana exemplar reporter; tom sample editor",
        );
        check(
            "(Reporting by Ana Exemplar, editing by Tom Sample)",
            "ana exemplar reporter; tom sample editor",
        );
        check(
            "(Additional reporting by Jo Placeholder in Eastport; Writing by Tom Sample; Editing by Kim Model)",
            "jo placeholder contributor; tom sample author; kim model editor",
        );
        check(
            "Reporting by Ana Exemplar and Jo Placeholder; Editing by Tom Sample and Kim Model",
            "ana exemplar reporter; jo placeholder reporter; tom sample editor; kim model editor",
        );
        check("--additional reporting from Jo Placeholder.", "jo placeholder contributor");
        check("Reporting by The Example Gazette led to the arrest.", "");
    }

    #[test]
    fn contributors() {
        let check = |line: &str, expected: Option<&str>| {
            let found = contributed(line)
                .map(|(roles, house)| format!("{} @ {}", shown(&roles), house.unwrap_or_default()));
            assert_eq!(found.as_deref(), expected, "{line:?}");
        };
        check(
            "Associated Press writers Ana Exemplar and Tom Sample contributed to this report from Washington.",
            Some("ana exemplar contributor; tom sample contributor @ Associated Press"),
        );
        check(
            "Ana Exemplar and Tom Sample contributed reporting.",
            Some("ana exemplar contributor; tom sample contributor @ "),
        );
        check(
            "Ana Exemplar contributed reporting from Eastport. Jo Placeholder reported from Port Lumen, Fla.",
            Some("ana exemplar contributor; jo placeholder contributor @ "),
        );
        check("The storm contributed to this winter's losses.", None);
        check("He contributed reporting errors of his own to the debate.", None);
    }
}
