//! Who wrote the story: from JSON-LD, from meta elements, from the page's own text near the headline.
//!
//! The best place that names someone is taken whole, none is mixed with another. The site itself, addresses and
//! handles are no authors; what is left of a byline ("Von", a town, a role) is for `normalise` to part.

use serde_json::Value;

use super::classes::{self, Sense};
use super::dom::{Dom, Id};
use super::head::Head;
use super::jsonld;
use super::metadata::{Linked, source_of};
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

/// Reads the authors; organisations that the JSON-LD calls authors become credits of the document.
pub(super) fn read(
    dom: &Dom,
    head: &Head,
    linked: Option<&Linked<'_>>,
    document: &mut Document,
) -> Vec<Found<Byline>> {
    let site = Site::of(document);
    if let Some(linked) = linked {
        let (people, bodies) = linked_authors(linked);
        document.credits.extend(
            bodies.into_iter().filter(|b| site.may_name(&b.raw)).map(|b| Found::new(b.raw, "json-ld")),
        );
        let people: Vec<_> =
            people.into_iter().filter(|p| site.may_name(&p.raw) || is_typed_person(linked, &p.raw)).collect();
        if !people.is_empty() {
            return people.into_iter().map(|p| Found::new(p, "json-ld")).collect();
        }
    }
    for name in AUTHORS {
        let found: Vec<_> = head.metas_named(name).filter(|n| site.may_name(n)).map(str::to_owned).collect();
        if !found.is_empty() {
            let byline = |raw| Found::new(Byline { raw, ..Byline::default() }, source_of(name));
            return found.into_iter().map(byline).collect();
        }
    }
    let labelled = head
        .meta_named("twitter:data1")
        .filter(|_| head.meta_named("twitter:label1").is_some_and(says_written_by));
    if let Some(raw) = labelled.filter(|n| site.may_name(n)) {
        return vec![Found::new(Byline { raw: raw.to_owned(), ..Byline::default() }, "meta")];
    }
    let mut found = in_elements(dom, head);
    found.retain(|f| site.may_name(&f.value.raw));
    found
}

/// Whether the JSON-LD calls this name a person: on the site of one writer it is the site's name too.
fn is_typed_person(linked: &Linked<'_>, name: &str) -> bool {
    let list = match linked.object.get("author") {
        Some(Value::Array(list)) => list.iter().take(100).collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    let words = name.split_whitespace().count();
    (2..=3).contains(&words)
        && !name.contains('.')
        && list.into_iter().filter_map(|v| jsonld::resolve(v, linked.references)).any(|o| {
            o.get("@type").and_then(Value::as_str) == Some("Person")
                && o.get("name").and_then(value::text).as_deref() == Some(name)
        })
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

/// The names by which a site calls itself: these are no authors.
struct Site {
    names: Vec<String>,
}

impl Site {
    fn of(document: &Document) -> Site {
        let letters = |t: &str| -> String {
            t.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let publisher = document.publisher.as_ref().map(|p| letters(&p.value));
        let address = document
            .canonical_url
            .as_ref()
            .or(document.url.as_ref())
            .and_then(|u| url::Url::parse(&u.value).ok());
        let host =
            address.as_ref().and_then(|u| u.host_str()).map(|h| h.trim_start_matches("www.").to_owned());
        let label = host.as_deref().and_then(|h| h.split('.').find(|l| l.len() > 2)).map(letters);
        Site {
            names: [publisher, label, host.as_deref().map(letters)]
                .into_iter()
                .flatten()
                .filter(|n| !n.is_empty())
                .collect(),
        }
    }

    /// Whether a value can be someone's name: no address, no e-mail, no handle, not the site itself.
    fn may_name(&self, name: &str) -> bool {
        let name = name.trim();
        let is_address = name.contains("://")
            || name.contains("www.")
            || name.contains('@')
            || (name.contains('.') && !name.contains(' '));
        let letters: String =
            name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        !is_address && !letters.is_empty() && !self.names.contains(&letters)
    }
}

/// Authors of the JSON-LD object: people, and organisations apart.
fn linked_authors(linked: &Linked<'_>) -> (Vec<Byline>, Vec<Byline>) {
    let (mut people, mut bodies) = (Vec::new(), Vec::new());
    let Some(value) = linked.object.get("author").or_else(|| linked.object.get("creator")) else {
        return (people, bodies);
    };
    let list = match value {
        Value::Array(list) => list.iter().take(100).collect(),
        one => vec![one],
    };
    for author in list {
        match jsonld::resolve(author, linked.references) {
            Some(object) => {
                let is_body = value::text(object.get("@type").unwrap_or(&Value::Null))
                    .is_some_and(|t| t.ends_with("Organization"));
                let named = object.get("name").filter(|n| n.is_array()).map(value::bylines);
                let found = named.unwrap_or_else(|| value::person(object).into_iter().collect());
                if is_body { bodies.extend(found) } else { people.extend(found) }
            }
            None => people.extend(value::bylines(author)),
        }
    }
    let unhandle = |b: &Byline| !b.raw.contains("://");
    people.retain(unhandle);
    bodies.retain(unhandle);
    for byline in people.iter_mut().chain(&mut bodies) {
        byline.raw = crate::decode::html::fragment::line(&byline.raw);
    }
    (people, bodies)
}

/// Authors in the page's own text: microdata, `rel=author`, elements named as bylines near the headline.
fn in_elements(dom: &Dom, head: &Head) -> Vec<Found<Byline>> {
    let by = |from: &'static str, ids: Vec<Id>| -> Vec<Found<Byline>> {
        let mut names: Vec<String> =
            ids.into_iter().map(|n| dom.plain(n)).filter(|n| (3..150).contains(&n.chars().count())).collect();
        let mut seen = std::collections::BTreeSet::new();
        names.retain(|n| seen.insert(n.clone()));
        names.truncate(8);
        names.into_iter().map(|raw| Found::new(Byline { raw, ..Byline::default() }, from)).collect()
    };
    let start = head.headings.first().map_or(0, |(id, _)| id.saturating_sub(400));
    let near = || (start..dom.len()).take(2_500).filter(|n| dom.tag(*n) != Tag::Text);
    let prop = |n: Id, name: &str| dom.attribute(n, "itemprop") == Some(name);
    let named_authors: Vec<Id> = near().filter(|n| prop(*n, "author")).collect();
    let inner: Vec<Id> = named_authors
        .iter()
        .map(|a| dom.subtree(*a).skip(1).find(|n| prop(*n, "name")).unwrap_or(*a))
        .collect();
    if !inner.is_empty() {
        let found = by("microdata", inner);
        if !found.is_empty() {
            return found;
        }
    }
    let linked: Vec<Id> = near().filter(|n| classes::names_an_author(dom, *n)).collect();
    let found = by("rel-author", linked);
    if !found.is_empty() {
        return found;
    }
    let profiles: Vec<Id> = near().filter(|n| links_to_a_profile(dom, *n)).collect();
    let found = by("rule:author-link", profiles);
    if !found.is_empty() && found.len() <= 5 {
        return found;
    }
    let mut buffer = String::new();
    let mut bylines = near().filter(|n| classes::senses(dom, *n, &mut buffer).has(Sense::Byline));
    let first = bylines.find(|n| names_someone(dom, *n));
    by("rule:byline-element", first.into_iter().collect())
}

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
    named && (2..=4).contains(&dom.plain(id).split_whitespace().count())
}

/// Whether an element called a byline holds a short line that can name someone.
fn names_someone(dom: &Dom, id: Id) -> bool {
    let class = dom.attribute(id, "class").unwrap_or_default().to_ascii_lowercase();
    let called = ["author", "byline", "autor", "auteur", "autore", "writer", "firma"]
        .iter()
        .any(|w| class.contains(w));
    let text = dom.plain(id);
    let words = text.split_whitespace().count();
    called && (2..=12).contains(&words) && !text.chars().any(|c| c.is_ascii_digit())
}
