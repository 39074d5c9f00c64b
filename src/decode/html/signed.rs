//! Names on a page that only their place tells, and the jobs that stand beside names.
//!
//! Some pages put who wrote a story right below its heading and say no more: a name beside the day, or as a link to who
//! that is. Two capitalised words are a section's name too, so something beside them must tell.

use super::authors::{Place, in_picture};
use super::dom::{Dom, Id};
use super::places::{Around, Belongs};
use super::tag::Tag;
use crate::model::{Byline, Found};
use crate::normalise::{agencies, agency_lines, is_bare_name, is_job, is_only_a_time};

/// How many nodes below the heading a name is looked for.
const BELOW: usize = 120;
/// Longest line with a name and what stands beside it, in bytes.
const LINE: usize = 160;
/// Fewest characters of a paragraph, with which the story begins.
const PARAGRAPH: usize = 100;
/// How many nodes before and after the heading a job is looked for, and how far behind its name.
const NEAR: (usize, usize) = (200, 600);
const BESIDE: usize = 14;
/// Most words of a job.
const JOB: usize = 6;

/// What elements that hold a byline are called in other languages than pages' own. By hand.
#[rustfmt::skip]
pub(super) const CALLED: &[&str] = &[
    "verfasser", "autoren", "journaliste", "redacteur", "rédacteur", "signature", "signatur", "assinatura", "periodista", "redactor", "giornalista", "jornalista", "schrijver", "verslaggever", "skribent", "forfatter", "forfattare", "författare", "journalist", "tekija", "tekijä", "kirjoittaja", "toimittaja", "dziennikarz", "autorzy", "novinar", "redaktor", "szerzo", "szerző", "yazar", "muhabir", "penulis", "avtor", "kisha", "kijia",
];

/// What elements that hold the agency of a story are called. By hand.
#[rustfmt::skip]
const SOURCES: &[&str] = &[
    "source", "quelle", "agentur", "agency", "agence", "agencia", "agenzia", "fuente", "fonte", "bron", "kalla", "källa", "kilde", "lahde", "lähde", "zrodlo", "zdroj", "kaynak", "provider", "credit", "byline", "author", "autor", "auteur",
];

/// Longest line of agencies, in bytes.
const AGENCIES: usize = 80;

/// Agencies that a line between heading and story names, and nothing beside them but initials and what they gave.
pub(super) fn agencies(place: &Place<'_>) -> Vec<Found<String>> {
    let dom = place.dom;
    let Some(heading) = place.anchor else { return Vec::new() };
    let around = Around::of(dom, place.anchor, place.head.own_address());
    let mut found = Vec::new();
    for id in (dom.end(heading)..dom.len()).take(BELOW) {
        if dom.tag(id) == Tag::P && dom.plain(id).chars().count() >= PARAGRAPH {
            break;
        }
        let text = dom.text(id).trim();
        if !(2..=AGENCIES).contains(&text.len()) {
            continue;
        }
        let Some(line) = agency_lines::read(text)
            .filter(|_| !in_picture(dom, id) && around.belongs_by_name(id) != Belongs::Not)
        else {
            continue;
        };
        let is_called = || {
            dom.ancestors(id).take(3).any(|n| {
                let class = dom.attribute(n, "class").unwrap_or_default().to_ascii_lowercase();
                SOURCES.iter().chain(CALLED).any(|word| class.contains(word))
            })
        };
        if line.is_sure || is_called() {
            let credit =
                |house: &'static agencies::House| Found::new(house.name.to_owned(), "rule:agency-line");
            found.extend(line.houses.into_iter().map(credit));
        }
    }
    found
}

/// Parts of addresses that lead to a person.
#[rustfmt::skip]
const PEOPLE: [&str; 19] = [
    "u", "user", "users", "people", "person", "persons", "profile", "profiles", "expert", "experts", "staff", "team", "bio", "bios", "member", "members", "personen", "equipo", "redaktion",
];

/// The names right below the heading, where what stands beside them or where they lead tells that they are some: the first, and those that
/// stand with it in one line.
pub(super) fn below(place: &Place<'_>) -> Vec<Found<Byline>> {
    let dom = place.dom;
    let Some(heading) = place.anchor else { return Vec::new() };
    let around = Around::of(dom, place.anchor, place.head.own_address());
    let from = dom.end(heading);
    let mut found: Vec<Found<Byline>> = Vec::new();
    let mut last = 0;
    for id in (from..dom.len()).take(BELOW) {
        let begins = |n: Id| dom.tag(n) == Tag::P && dom.plain(n).chars().count() >= PARAGRAPH;
        if begins(id) || last > 0 && id > last + TOGETHER {
            break;
        }
        let text = dom.text(id).trim();
        let (name, rest) = text.split_once(['|', '·', '•', '–', '—', ',', '/', '(']).unwrap_or((text, ""));
        let name = name.trim();
        if !is_bare_name(name) || around.belongs_by_name(id) == Belongs::Not {
            continue;
        }
        // `Ana Exemplar/AP` is who took a picture
        let is_apart = text.get(name.len()..).is_some_and(|rest| rest.starts_with(' '));
        let with_agency = is_apart && agency_lines::read(rest).is_some() && !in_picture(dom, id);
        let says_day = !rest.is_empty() && (is_only_a_time(rest) || with_agency);
        let link = dom.ancestors(id).take(3).find(|n| dom.tag(*n) == Tag::A);
        let tells = match link {
            Some(link) => leads_to_a_person(dom, link),
            None if !found.is_empty() => false,
            None if rest.is_empty() => stands_beside_a_day(dom, id, name),
            None => says_day,
        };
        if tells {
            last = id;
            let raw = if agency_lines::read(rest).is_some() { text } else { name };
            let byline = Byline { raw: raw.to_owned(), ..Byline::default() };
            found.push(Found::new(byline, "rule:below-heading"));
        }
    }
    found
}

/// How many nodes may lie between two names of one line.
const TOGETHER: usize = 8;

fn leads_to_a_person(dom: &Dom, link: Id) -> bool {
    let Some(href) = dom.attribute(link, "href") else { return false };
    let path = href.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    parts.any(|part| PEOPLE.contains(&part) || part.starts_with('@'))
}

/// Whether a line has a name and a day, a time, a handle, and nothing else.
fn stands_beside_a_day(dom: &Dom, id: Id, name: &str) -> bool {
    let lines = dom.ancestors(id).take(3).filter_map(|n| dom.spaced(n, LINE));
    let mut longer = lines.filter(|line| line.len() > name.len() + 3);
    longer.next().is_some_and(|line| {
        let rest = line.replacen(name, "", 1);
        let rest: Vec<&str> = rest.split_whitespace().filter(|word| !word.starts_with('@')).collect();
        is_only_a_time(&rest.join(" "))
    })
}

/// The job that stands right behind somebody's name, in an element that is called so.
pub(super) fn job_of(place: &Place<'_>, name: &str) -> Option<String> {
    let dom = place.dom;
    let heading = place.anchor.unwrap_or(0);
    let near = (heading.saturating_sub(NEAR.0)..dom.len()).take(NEAR.0 + NEAR.1);
    let mut names = near.filter(|n| dom.tag(*n) == Tag::Text && dom.text(*n).trim() == name.trim());
    names.find_map(|at| {
        let texts = (at + 1..dom.len()).take(BESIDE).filter(|n| !dom.text(*n).trim().is_empty());
        let next = texts.into_iter().next()?;
        let called = dom.attribute(dom.parent(next), "class")?.to_ascii_lowercase();
        let line = dom.text(next).trim();
        let is_called = ["title", "role", "position", "job", "function", "funktion", "cargo"]
            .iter()
            .any(|w| called.contains(w));
        (is_called && line.split_whitespace().count() <= JOB && is_job(line)).then(|| line.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::super::head::Head;
    use super::*;

    fn named(html: &str) -> Option<String> {
        let dom = Dom::of(&dom_query::Document::from(format!(
            "<h1>Ferry stays in port</h1>{html}<p>The ferry to the islands will not run before Monday, the company said on Friday, and two hundred wait.</p>"
        )));
        let head = Head::read(&dom);
        let anchor = head.headings.first().map(|(id, _)| *id);
        let found = below(&Place { dom: &dom, head: &head, anchor });
        let names: Vec<String> = found.into_iter().map(|f| f.value.raw).collect();
        (!names.is_empty()).then(|| names.join("; "))
    }

    #[test]
    fn names_that_their_place_tells() {
        for html in [
            "<div class=row><a href=/u/ana>Ana Exemplar</a> <span>@ana</span> · 4 min read</div>",
            "<div><span>Ana Exemplar</span> <time>10.11.2026, 09:00 Uhr</time></div>",
            "<ul><li><a href=/ports/experts/444>Ana Exemplar</a></li></ul>",
            "<p>Ana Exemplar | 9 November 2026</p>",
        ] {
            assert_eq!(named(html).as_deref(), Some("Ana Exemplar"), "{html}");
        }
        for html in [
            "<div><a href=/real-estate>Real Exemplar</a> <time>9 November 2026</time></div>",
            "<div><span>New York</span> <time>9 November 2026</time></div>",
            "<p>Ana Exemplar waits on the quay</p>",
            "<div>Ana Exemplar</div>",
        ] {
            assert_eq!(named(html), None, "{html}");
        }
    }

    #[test]
    fn several_names_in_one_line() {
        for html in [
            "<div><a href=/staff/1/ana>Ana Exemplar</a><a href=/staff/2/tom>Tom Sample</a><div>Lumen Post</div></div>",
            "<div><a href=/people/ana>Ana Exemplar</a>, <a href=/people/tom>Tom Sample</a> and 2 others</div>",
            "<p>By <a href=/team/ana>Ana Exemplar</a> and <a href=/team/tom>Tom Sample</a></p>",
        ] {
            assert_eq!(named(html).as_deref(), Some("Ana Exemplar; Tom Sample"), "{html}");
        }
        assert_eq!(named("<p>Ana Exemplar / STT</p>").as_deref(), Some("Ana Exemplar / STT"));
        assert_eq!(named("<p>Ana Exemplar (dpa)</p>").as_deref(), Some("Ana Exemplar (dpa)"));
        assert_eq!(named("<p>Ana Exemplar / Lumen Post</p>"), None);
        assert_eq!(named("<p>Ana Exemplar/AP</p>"), None);
    }

    #[test]
    fn jobs_stand_behind_names() {
        let html = "<h1>Ferry</h1><span class=name><a href=/a>Ana Exemplar</a></span><span class=title>Parliamentary editor</span>";
        let dom = Dom::of(&dom_query::Document::from(html));
        let head = Head::read(&dom);
        let place = Place { dom: &dom, head: &head, anchor: head.headings.first().map(|(id, _)| *id) };
        assert_eq!(job_of(&place, "Ana Exemplar").as_deref(), Some("Parliamentary editor"));
        assert_eq!(job_of(&place, "Tom Sample"), None);
    }
}
