//! Who wrote the story: from JSON-LD, from meta elements, from the page's own text near the headline.
//!
//! The best place that names someone is taken whole, none is mixed with another. Addresses and handles are no
//! authors, the site itself only where the JSON-LD says so; what is left of a byline ("Von", a town, a role) is for
//! `normalise` to part.

use serde_json::Value;

use super::classes::{self, Sense};
use super::dom::{Dom, Id};
use super::head::Head;
use super::jsonld;
use super::metadata::{Linked, source_of};
use super::site::{Site, letters};
use super::tag::Tag;
use crate::decode::json::value;
use crate::model::{Byline, Document, Found};

/// Where authors stand.
pub(super) const AUTHORS: &[&str] = &[
    "author",
    "parsely-author",
    "sailthru.author",
    "article:author_name",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "cxenseparse:author",
    "creator",
    "dc.author",
    "citation_author",
    "authors",
    "og:article:author",
];

/// Reads the authors. Houses that the JSON-LD lists as authors (a desk, an agency, the publication) are marked as
/// such and stand after the people; agencies among them are credits of the document too.
pub(super) fn read(
    place: &Place<'_>,
    linked: Option<&Linked<'_>>,
    site: &Site,
    document: &mut Document,
) -> Vec<Found<Byline>> {
    let (people, houses) = linked.map(|l| linked_authors(l, site)).unwrap_or_default();
    let may_be_origin = houses.iter().filter(|h| may_name(site, &h.raw));
    document.credits.extend(may_be_origin.map(|h| Found::new(h.raw.clone(), "json-ld")));
    let mut found: Vec<_> = people.into_iter().map(|p| Found::new(p, "json-ld")).collect();
    if found.is_empty() {
        found = elsewhere(place, site);
    }
    found.extend(houses.into_iter().map(|h| Found::new(h, "json-ld")));
    found
}

/// Lines at the edges of a story that may sign it.
pub(super) fn signatures(lines: &[&str]) -> Vec<Found<Byline>> {
    let byline = |raw: &&str| Byline { raw: (*raw).to_owned(), ..Byline::default() };
    lines.iter().map(|raw| Found::new(byline(raw), "rule:signature")).collect()
}

/// Authors outside the JSON-LD.
fn elsewhere(place: &Place<'_>, site: &Site) -> Vec<Found<Byline>> {
    let head = place.head;
    for name in AUTHORS {
        let found: Vec<_> = head.metas_named(name).filter(|n| may_name(site, n)).map(str::to_owned).collect();
        if !found.is_empty() {
            let byline = |raw| Found::new(Byline { raw, ..Byline::default() }, source_of(name));
            return found.into_iter().map(byline).collect();
        }
    }
    let labelled = head
        .meta_named("twitter:data1")
        .filter(|_| head.meta_named("twitter:label1").is_some_and(says_written_by));
    if let Some(raw) = labelled.filter(|n| may_name(site, n)) {
        return vec![Found::new(Byline { raw: raw.to_owned(), ..Byline::default() }, "meta")];
    }
    let mut found = in_elements(place);
    found.retain(|f| may_name(site, &f.value.raw));
    found
}

/// The label that content systems put beside the author's name for previews.
fn says_written_by(label: &str) -> bool {
    let label = label.to_lowercase();
    [
        "written by",
        "verfasst von",
        "geschrieben von",
        "écrit par",
        "escrito por",
        "scritto da",
        "geschreven door",
        "skrevet av",
        "skriven av",
        "napisane przez",
        "автор",
        "yazan",
    ]
    .iter()
    .any(|l| label.starts_with(l))
}

/// Whether a value can be someone's name: no address, no e-mail, no handle, not the site itself.
fn may_name(site: &Site, name: &str) -> bool {
    !is_address(name) && !letters(name).is_empty() && !site.is_called(name)
}

fn is_address(name: &str) -> bool {
    let name = name.trim();
    name.contains("://")
        || name.contains("www.")
        || name.contains('@')
        || (name.contains('.') && !name.contains(' '))
}

/// Authors of the JSON-LD object: people, and houses apart. The site's own name is a house's whatever its type says,
/// except that the site of one writer has that writer's name.
fn linked_authors(linked: &Linked<'_>, site: &Site) -> (Vec<Byline>, Vec<Byline>) {
    let (mut people, mut houses) = (Vec::new(), Vec::new());
    let Some(value) = linked.object.get("author").or_else(|| linked.object.get("creator")) else {
        return (people, houses);
    };
    let list = match value {
        Value::Array(list) => list.iter().take(100).collect(),
        one => vec![one],
    };
    for author in list {
        let resolved = jsonld::resolve(author, linked.references);
        let kind = resolved.and_then(|o| value::text(o.get("@type")?)).unwrap_or_default();
        let named = match resolved {
            Some(object) => match object.get("name").filter(|n| n.is_array()) {
                Some(names) => value::bylines(names),
                None => value::person(object).into_iter().collect(),
            },
            None => value::bylines(author),
        };
        for mut byline in named {
            byline.raw = crate::decode::html::fragment::line(&byline.raw);
            byline.is_house = kind.ends_with("Organization")
                || !(may_name(site, &byline.raw) || kind == "Person" && is_two_or_three_words(&byline.raw));
            let own = site.is_called(&byline.raw);
            match byline.is_house {
                false => people.push(byline),
                true if own || !is_address(&byline.raw) => houses.push(byline),
                true => {}
            }
        }
    }
    (people, houses)
}

fn is_two_or_three_words(name: &str) -> bool {
    (2..=3).contains(&name.split_whitespace().count()) && !name.contains('.')
}

/// Where on a page authors are looked for.
pub(super) struct Place<'a> {
    pub(super) dom: &'a Dom,
    pub(super) head: &'a Head,
    /// The heading of the story.
    pub(super) anchor: Option<Id>,
}

/// Authors in the page's own text: microdata, `rel=author`, elements named as bylines near the headline.
fn in_elements(place: &Place<'_>) -> Vec<Found<Byline>> {
    let dom = place.dom;
    let heading = place.anchor.unwrap_or(0);
    let by = |from: &'static str, ids: Vec<Id>| -> Vec<Found<Byline>> {
        let mut names: Vec<String> = ids
            .into_iter()
            .filter_map(|n| dom.line(n, 600))
            .filter(|n| (3..150).contains(&n.chars().count()))
            .collect();
        let mut seen = std::collections::BTreeSet::new();
        names.retain(|n| seen.insert(n.clone()));
        names.truncate(8);
        names.into_iter().map(|raw| Found::new(Byline { raw, ..Byline::default() }, from)).collect()
    };
    let near = || (heading.saturating_sub(400)..dom.len()).take(2_500).filter(|n| dom.tag(*n) != Tag::Text);
    let signs = |n: &Id| !in_comment(dom, *n);
    let prop = |n: Id, name: &str| dom.attribute(n, "itemprop") == Some(name);
    let named: Vec<Id> = near().filter(|n| prop(*n, "author")).filter(signs).collect();
    let inner = together(dom, heading, named)
        .into_iter()
        .map(|a| dom.subtree(a).skip(1).find(|n| prop(*n, "name")).unwrap_or(a))
        .collect();
    let found = by("microdata", inner);
    if !found.is_empty() {
        return found;
    }
    let linked = near().filter(|n| classes::names_an_author(dom, *n)).filter(signs).collect();
    let found = by("rel-author", together(dom, heading, linked));
    if !found.is_empty() {
        return found;
    }
    let profiles = near().filter(|n| links_to_a_profile(dom, *n)).filter(signs).collect();
    let found = by("rule:author-link", together(dom, heading, profiles));
    if !found.is_empty() && found.len() <= 5 {
        return found;
    }
    let mut buffer = String::new();
    let mut bylines = near()
        .filter(|n| classes::senses(dom, *n, &mut buffer).has(Sense::Byline))
        .filter(|n| signs(n) && !in_picture(dom, *n));
    let first = bylines.find(|n| names_someone(dom, *n));
    let found = by("rule:byline-element", first.into_iter().collect());
    if !found.is_empty() {
        return found;
    }
    by("rule:byline-label", labelled(dom, heading).into_iter().collect())
}

/// How many nodes may lie between two names of one byline: pictures and links of each may stand between.
const NAMES_APART: usize = 60;

/// The elements of one byline: the first after the heading, else the last before it, and those that stand with it.
/// Others further off sign other stories.
fn together(dom: &Dom, heading: Id, ids: Vec<Id>) -> Vec<Id> {
    let (mut before, after): (Vec<Id>, Vec<Id>) = ids.into_iter().partition(|id| *id < heading);
    let is_upwards = after.is_empty();
    before.reverse();
    let mut kept: Vec<Id> = Vec::new();
    for id in if is_upwards { before } else { after } {
        let apart = kept.last().map_or(0, |last| {
            let (upper, lower) = if is_upwards { (id, *last) } else { (*last, id) };
            lower.saturating_sub(dom.end(upper))
        });
        if apart > NAMES_APART {
            break;
        }
        kept.push(id);
    }
    if is_upwards {
        kept.reverse();
    }
    kept
}

fn in_picture(dom: &Dom, id: Id) -> bool {
    dom.ancestors(id).take(5).any(|n| matches!(dom.tag(n), Tag::Figure | Tag::Figcaption))
        || classes::is_credit(dom, id)
        || classes::is_caption(dom, id)
}

/// How many nodes after the heading a line that begins with "By" is looked for.
const LABEL_WITHIN: usize = 300;

/// Words that name what follows them as the author, wherever on the page they stand alone.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "author", "authors", "written by", "words by", "story by", "autor", "autorin", "autor/in", "autor:in", "autorin/autor", "autoren", "verfasst von",
    "auteur", "auteurs", "auteure", "écrit par", "rédigé par", "autores", "autora", "escrito por", "redactado por", "autore", "autori", "autrice", "scritto da", "geschreven door", "skrevet av", "skrevet af", "skriven av", "kirjoittaja", "autorzy", "автор", "авторы", "автори", "yazar", "penulis", "ditulis oleh", "tác giả", "συντάκτης", "szerző", "autorka", "napsal", "napsala", "מאת", "بقلم", "الكاتب", "作者", "記者", "记者", "文", "筆者", "기자",
];

/// Words that do so only where bylines stand: near the heading, before a short line.
const OPENERS: &[&str] = &[
    "by", "von", "par", "por", "di", "de", "door", "av", "af", "od", "oleh", "από", "text:", "texte:",
    "texto:", "testo:", "tekst:",
];

/// The line of a label such as "Author" or "By" and of what follows it.
fn labelled(dom: &Dom, heading: Id) -> Option<Id> {
    let texts = (heading..dom.len()).take(2_500).filter(|n| dom.tag(*n) == Tag::Text);
    for id in texts.filter(|n| !in_link(dom, *n)) {
        let text = dom.text(id).trim();
        let label: String = text.chars().take(20).flat_map(char::to_lowercase).collect();
        let opens = |words: &[&str]| {
            words.iter().any(|w| {
                label
                    .strip_prefix(w)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ':', '\u{a0}']))
            })
        };
        let stands_alone = text.trim_end_matches([':', ' ']).chars().count() <= 20;
        if !(stands_alone && opens(LABELS) || id < heading + LABEL_WITHIN && opens(OPENERS)) {
            continue;
        }
        let own = text.chars().count() + 4;
        let says_more = |n: &Id| dom.line(*n, own * 4).is_none_or(|line| line.chars().count() > own);
        let line = dom.ancestors(id).take(3).find(says_more);
        let line = line.filter(|n| stands_alone && short_line(dom, *n).is_some()).or(Some(dom.parent(id)));
        if let Some(line) =
            line.filter(|n| short_line(dom, *n).is_some_and(|line| !line.ends_with(['.', '?', '!'])))
        {
            return Some(line);
        }
    }
    None
}

fn in_link(dom: &Dom, id: Id) -> bool {
    dom.ancestors(id).take(4).any(|n| dom.tag(n) == Tag::A)
}

fn short_line(dom: &Dom, id: Id) -> Option<String> {
    dom.line(id, 159).filter(|line| (2..=14).contains(&line.split_whitespace().count()))
}

/// Whether an element stands in what a reader wrote.
fn in_comment(dom: &Dom, id: Id) -> bool {
    let is_comment = |w: &str| w.get(..7).is_some_and(|w| w.eq_ignore_ascii_case("comment"));
    dom.ancestors(id).take(8).any(|n| {
        ["itemprop", "itemtype", "class", "id"]
            .iter()
            .filter_map(|a| dom.attribute(n, a))
            .any(|v| v.split([' ', '-', '_', '/']).any(is_comment))
    })
}

/// Longest line that is read for the names in it, in bytes.
const LONGEST_NAMES: usize = 2_000;

/// Whether an element is a link of two to four words to the page of an author.
fn links_to_a_profile(dom: &Dom, id: Id) -> bool {
    let Some(address) = dom.attribute(id, "href").filter(|_| dom.tag(id) == Tag::A) else { return false };
    let address = address.to_ascii_lowercase();
    let kept = [
        "author",
        "autor",
        "auteur",
        "autore",
        "journalist",
        "reporter",
        "contributor",
        "redacteur",
        "redakteur",
        "columnist",
        "writer",
        "byline",
    ];
    let named = address
        .split(['/', '?', '=', '&'])
        .any(|part| kept.iter().any(|k| part.strip_prefix(k).is_some_and(|rest| rest.len() <= 2)));
    named && (2..=4).contains(&dom.line(id, LONGEST_NAMES).unwrap_or_default().split_whitespace().count())
}

/// Whether an element called a byline holds a short line that can name someone.
fn names_someone(dom: &Dom, id: Id) -> bool {
    let class = dom.attribute(id, "class").unwrap_or_default().to_ascii_lowercase();
    let called = ["author", "byline", "autor", "auteur", "autore", "writer", "firma"]
        .iter()
        .any(|w| class.contains(w));
    let text = dom.line(id, LONGEST_NAMES).unwrap_or_default();
    let words = text.split_whitespace().count();
    called && (2..=12).contains(&words) && !text.chars().any(|c| c.is_ascii_digit())
}
