//! Names on a page that only their place tells, and the jobs that stand beside names.
//!
//! Some pages put who wrote a story right below its heading and say no more: a name beside the day, or as a link to who
//! that is. Two capitalised words are a section's name too, so something beside them must tell.

use super::authors::Place;
use super::dom::{Dom, Id};
use super::places::{Around, Belongs};
use super::tag::Tag;
use crate::model::{Byline, Found};
use crate::normalise::{is_bare_name, is_job, is_only_a_time};

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

/// Parts of addresses that lead to a person.
#[rustfmt::skip]
const PEOPLE: [&str; 19] = [
    "u", "user", "users", "people", "person", "persons", "profile", "profiles", "expert", "experts", "staff", "team", "bio", "bios", "member", "members", "personen", "equipo", "redaktion",
];

/// The name right below the heading, where what stands beside it or where it leads tells that it is one.
pub(super) fn below(place: &Place<'_>) -> Option<Found<Byline>> {
    let dom = place.dom;
    let heading = place.anchor?;
    let around = Around::of(dom, place.anchor, place.head.own_address());
    let from = dom.end(heading);
    for id in (from..dom.len()).take(BELOW) {
        let begins = |n: Id| dom.tag(n) == Tag::P && dom.plain(n).chars().count() >= PARAGRAPH;
        if begins(id) {
            return None;
        }
        let text = dom.text(id).trim();
        let (name, rest) = text.split_once(['|', '·', '•', '–', '—', ',']).unwrap_or((text, ""));
        let name = name.trim();
        if !is_bare_name(name) || around.belongs_by_name(id) == Belongs::Not {
            continue;
        }
        let says_day = !rest.is_empty() && is_only_a_time(rest);
        let link = dom.ancestors(id).take(3).find(|n| dom.tag(*n) == Tag::A);
        let tells = match link {
            Some(link) => leads_to_a_person(dom, link),
            None if rest.is_empty() => stands_beside_a_day(dom, id, name),
            None => says_day,
        };
        if tells {
            return Some(Found::new(
                Byline { raw: name.to_owned(), ..Byline::default() },
                "rule:below-heading",
            ));
        }
    }
    None
}

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
        below(&Place { dom: &dom, head: &head, anchor }).map(|f| f.value.raw)
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
    fn jobs_stand_behind_names() {
        let html = "<h1>Ferry</h1><span class=name><a href=/a>Ana Exemplar</a></span><span class=title>Parliamentary editor</span>";
        let dom = Dom::of(&dom_query::Document::from(html));
        let head = Head::read(&dom);
        let place = Place { dom: &dom, head: &head, anchor: head.headings.first().map(|(id, _)| *id) };
        assert_eq!(job_of(&place, "Ana Exemplar").as_deref(), Some("Parliamentary editor"));
        assert_eq!(job_of(&place, "Tom Sample"), None);
    }
}
