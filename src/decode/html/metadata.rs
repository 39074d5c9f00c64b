//! The fields of a page other than its body, each from the best place that has it.
//!
//! Nothing is cleaned or read here: a date is handed on as written, an author as named. Where several places
//! disagree the order is that of how often each was right on real pages (see docs/pages.md).

use serde_json::{Map, Value};

use super::classes::{self, Sense};
use super::dates;
use super::dom::{Dom, Id};
use super::head::Head;
use super::headline;
use super::jsonld::{self, References};
use super::tag::Tag;
use crate::decode::json::value;
use crate::model::{Byline, DateClaim, Document, Found, Image, Rights};

/// Where first publication stands in meta elements, most trusted first.
const PUBLISHED: &[&str] = &[
    "article:published_time", "article:published", "og:published_time", "datepublished", "publisheddate",
    "parsely-pub-date", "sailthru.date", "cxenseparse:publishtime", "cxenseparse:recs:publishtime", "dc.date.issued",
    "dcterms.created", "dcterms.issued", "dcterms.date", "dc.date", "dc.date.created", "publish-date", "publish_date",
    "publishdate", "publication_date", "publicationdate", "published", "published_time", "published-date",
    "pubdate", "pub_date", "article_date_original", "article:post_date", "article.published", "article.created",
    "date", "datecreated", "date_published", "datetime", "article:date", "bt:pubdate", "rnews:datepublished",
    "content_date", "displaydate", "created", "originalpublicationdate", "vr:published_time", "gs:article:published_time",
    "last-modified-date-orig", "issue_date", "shareaholic:article_published_time", "release_date", "prism.publicationdate",
    "citation_publication_date", "citation_date", "eomportal-published", "iso-8601-publish-date",
];
/// Where the last change stands.
const MODIFIED: &[&str] = &[
    "article:modified_time", "article:modified", "og:updated_time", "datemodified", "dcterms.modified", "lastmod",
    "last-modified", "dc.date.modified", "article:updated_time", "updated_time", "modified", "date.modified", "revised",
];
/// Where authors stand.
const AUTHORS: &[&str] = &[
    "author", "parsely-author", "sailthru.author", "article:author_name", "article:author", "dc.creator",
    "dcterms.creator", "byl", "cxenseparse:author", "creator", "dc.author", "citation_author", "authors", "og:article:author",
];

/// Reads the fields of a page. `fetched_from` is the address that delivery knows.
pub(super) fn read(dom: &Dom, head: &Head, fetched_from: Option<&str>) -> Document {
    let story = head.linked.story();
    let linked = story.as_ref().map(|(object, references)| Linked { object, references });
    let publisher = publisher(head, linked.as_ref());
    let mut document = Document {
        format: "html",
        url: fetched_from.map(|u| Found::new(u.to_owned(), "delivery")),
        canonical_url: canonical(head, linked.as_ref(), fetched_from),
        headline: headline::choose(dom, head, linked.as_ref().map(|l| l.object), publisher.as_ref().map(|p| p.value.as_str())),
        language: language(head, linked.as_ref()),
        section: from_linked(linked.as_ref(), "articleSection", |v| value::words(v).into_iter().next())
            .or_else(|| meta(head, &["article:section", "section", "parsely-section", "cxenseparse:category"])),
        lead: meta(head, &["og:description", "description", "twitter:description"])
            .or_else(|| from_linked(linked.as_ref(), "description", value::text)),
        keywords: keywords(head, linked.as_ref()),
        images: images(head, linked.as_ref()),
        rights: rights(head, linked.as_ref()),
        publisher,
        ..Document::default()
    };
    if let Some(lead) = &mut document.lead {
        lead.value = crate::decode::html::fragment::line(&lead.value);
    }
    document.published = published(dom, head, linked.as_ref(), fetched_from);
    document.modified = from_linked(linked.as_ref(), "dateModified", value::date)
        .or_else(|| meta(head, MODIFIED).map(|f| Found::new(DateClaim { raw: f.value }, f.from)));
    document.bylines = bylines(dom, head, linked.as_ref(), &mut document);
    document.headline_alt = headline::others(head, linked.as_ref().map(|l| l.object), document.headline.as_ref());
    document
}

/// What the JSON-LD of the story says about its body and kind.
#[derive(Debug, Default)]
pub(super) struct Claims {
    /// `articleBody`, if there is one.
    pub(super) body: Option<String>,
    /// Whether it is a live blog.
    pub(super) is_live: bool,
}

/// Reads what the JSON-LD says about the body.
pub(super) fn claims(head: &Head) -> Claims {
    let Some((object, _)) = head.linked.story() else { return Claims::default() };
    let kind = object.get("@type").map(|t| value::words(t).join(" ")).unwrap_or_default();
    let body = object.get("articleBody").and_then(value::text).filter(|b| b.chars().count() > 300);
    Claims { body, is_live: kind.contains("LiveBlogPosting") }
}

/// The JSON-LD object of the story, with what its references name.
struct Linked<'a> {
    object: &'a Map<String, Value>,
    references: &'a References<'a>,
}

fn from_linked<T>(linked: Option<&Linked<'_>>, key: &str, read: impl Fn(&Value) -> Option<T>) -> Option<Found<T>> {
    Some(Found::new(read(linked?.object.get(key)?)?, "json-ld"))
}

fn meta(head: &Head, names: &[&'static str]) -> Option<Found<String>> {
    names.iter().find_map(|name| Some(Found::new(head.meta_named(name)?.to_owned(), source_of(name))))
}

fn source_of(name: &'static str) -> &'static str {
    if name.starts_with("og:") || name.starts_with("article:") { "og" } else { "meta" }
}

fn canonical(head: &Head, linked: Option<&Linked<'_>>, fetched_from: Option<&str>) -> Option<Found<String>> {
    let base = head.base_url(fetched_from);
    let absolute = |address: &str| super::media::absolute(address, base.as_ref()).filter(|a| a.contains("://"));
    let link = head.canonical.as_deref().and_then(absolute).map(|u| Found::new(u, "link"));
    link.or_else(|| head.meta_named("og:url").and_then(absolute).map(|u| Found::new(u, "og")))
        .or_else(|| from_linked(linked, "mainEntityOfPage", value::url))
        .or_else(|| from_linked(linked, "url", value::url))
}

fn publisher(head: &Head, linked: Option<&Linked<'_>>) -> Option<Found<String>> {
    let named = |l: &Linked<'_>| {
        let publisher = l.object.get("publisher")?;
        match publisher {
            Value::Array(list) => list.iter().find_map(|v| value::text(&Value::Object(jsonld::resolve(v, l.references)?.clone()))),
            Value::Object(_) => value::text(&Value::Object(jsonld::resolve(publisher, l.references)?.clone())),
            other => value::text(other),
        }
    };
    let linked_name = linked.and_then(named).filter(|n| !n.contains("://")).map(|n| Found::new(n, "json-ld"));
    meta(head, &["og:site_name"]).or(linked_name).or_else(|| meta(head, &["application-name", "dc.publisher", "publisher"]))
}

fn language(head: &Head, linked: Option<&Linked<'_>>) -> Option<Found<String>> {
    let html = head.language.clone().filter(|l| !l.trim().is_empty()).map(|l| Found::new(l, "html"));
    html.or_else(|| from_linked(linked, "inLanguage", value::text))
        .or_else(|| meta(head, &["og:locale", "content-language", "language", "dc.language"]))
}

fn keywords(head: &Head, linked: Option<&Linked<'_>>) -> Vec<String> {
    let from_meta = || {
        let tags: Vec<String> = head.metas_named("article:tag").flat_map(value::split_words).collect();
        if !tags.is_empty() {
            return tags;
        }
        ["news_keywords", "keywords", "parsely-tags", "sailthru.tags"]
            .iter()
            .find_map(|n| head.meta_named(n))
            .map(value::split_words)
            .unwrap_or_default()
    };
    let found = from_linked(linked, "keywords", |v| Some(value::words(v)).filter(|w| !w.is_empty()));
    let words = found.map_or_else(from_meta, |f| f.value);
    let mut seen = std::collections::BTreeSet::new();
    words.into_iter().map(|w| super::flow::fold(&w)).filter(|w| !w.is_empty() && seen.insert(w.to_lowercase())).collect()
}

fn images(head: &Head, linked: Option<&Linked<'_>>) -> Vec<Image> {
    let from_linked = linked.and_then(|l| {
        let value = l.object.get("image")?;
        let first = value.as_array().and_then(|list| list.first()).unwrap_or(value);
        let resolved = jsonld::resolve(first, l.references).map(|o| Value::Object(o.clone()));
        crate::decode::json::image(resolved.as_ref().unwrap_or(first))
    });
    let og = || {
        let url = ["og:image", "og:image:url", "twitter:image"].iter().find_map(|n| head.meta_named(n))?;
        let alt = head.meta_named("og:image:alt").map(str::to_owned);
        Some(Image { url: Some(url.to_owned()).filter(|u| u.contains("//")), alt, ..Image::default() })
    };
    og().filter(|i| i.url.is_some()).or(from_linked).into_iter().collect()
}

fn rights(head: &Head, linked: Option<&Linked<'_>>) -> Option<Rights> {
    let free = linked
        .and_then(|l| value::flag(l.object.get("isAccessibleForFree")?))
        .or_else(|| match head.meta_named("article:content_tier")? {
            "free" => Some(true),
            "locked" | "metered" => Some(false),
            _ => None,
        });
    let copyright = linked
        .and_then(|l| value::text(l.object.get("copyrightNotice")?))
        .or_else(|| ["copyright", "dc.rights", "rights"].iter().find_map(|n| head.meta_named(n)).map(str::to_owned));
    (free.is_some() || copyright.is_some()).then(|| Rights { copyright, free, usage_terms: None })
}

fn published(dom: &Dom, head: &Head, linked: Option<&Linked<'_>>, fetched_from: Option<&str>) -> Option<Found<DateClaim>> {
    let dated = |claim: DateClaim| Some(claim).filter(|c| dates::names_a_day(&c.raw));
    let in_linked = |key| from_linked(linked, key, |v| value::date(v).and_then(dated));
    let in_meta = || {
        PUBLISHED.iter().find_map(|name| {
            let raw = head.metas_named(name).find(|v| dates::names_a_day(v))?.to_owned();
            Some(Found::new(DateClaim { raw }, source_of(name)))
        })
    };
    let page_types = ["WebPage", "NewsMediaOrganization", "ItemPage", "VideoObject", "ImageObject"];
    let other = || {
        let object = head.linked.first_of(page_types.get(..1).unwrap_or_default())?;
        let date = value::date(object.get("datePublished")?).and_then(dated)?;
        Some(Found::new(date, "json-ld"))
    };
    in_linked("datePublished")
        .or_else(in_meta)
        .or_else(|| in_linked("dateCreated"))
        .or_else(other)
        .or_else(|| dates::in_elements(dom))
        .or_else(|| dates::in_address(head, fetched_from))
        .or_else(|| dates::in_title(head))
        .or_else(|| dates::in_text(dom, head))
        .or_else(|| in_linked("dateModified"))
        .or_else(|| dates::in_other_metas(head, MODIFIED))
}

fn bylines(dom: &Dom, head: &Head, linked: Option<&Linked<'_>>, document: &mut Document) -> Vec<Found<Byline>> {
    let site = Site::of(document);
    if let Some(linked) = linked {
        let (people, bodies) = linked_authors(linked);
        document.credits.extend(bodies.into_iter().filter(|b| site.may_name(&b.raw)).map(|b| Found::new(b.raw, "json-ld")));
        let people: Vec<_> = people.into_iter().filter(|p| site.may_name(&p.raw)).collect();
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
    let labelled = head.meta_named("twitter:data1").filter(|_| head.meta_named("twitter:label1").is_some_and(says_written_by));
    if let Some(raw) = labelled.filter(|n| site.may_name(n)) {
        return vec![Found::new(Byline { raw: raw.to_owned(), ..Byline::default() }, "meta")];
    }
    let mut found = in_elements(dom, head);
    found.retain(|f| site.may_name(&f.value.raw));
    found
}

/// The label that content systems put beside the author's name for previews.
fn says_written_by(label: &str) -> bool {
    let label = label.to_lowercase();
    ["written by", "verfasst von", "geschrieben von", "écrit par", "escrito por", "scritto da", "geschreven door", "skrevet av", "skriven av", "napisane przez", "автор", "yazan"]
        .iter()
        .any(|l| label.starts_with(l))
}

/// The names by which a site calls itself: these are no authors.
struct Site {
    names: Vec<String>,
}

impl Site {
    fn of(document: &Document) -> Site {
        let letters = |t: &str| -> String { t.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
        let publisher = document.publisher.as_ref().map(|p| letters(&p.value));
        let address = document.canonical_url.as_ref().or(document.url.as_ref()).and_then(|u| url::Url::parse(&u.value).ok());
        let host = address.as_ref().and_then(|u| u.host_str()).map(|h| h.trim_start_matches("www.").to_owned());
        let label = host.as_deref().and_then(|h| h.split('.').find(|l| l.len() > 2)).map(letters);
        Site { names: [publisher, label, host.as_deref().map(letters)].into_iter().flatten().filter(|n| !n.is_empty()).collect() }
    }

    /// Whether a value can be someone's name: no address, no e-mail, no handle, not the site itself.
    fn may_name(&self, name: &str) -> bool {
        let name = name.trim();
        let is_address = name.contains("://") || name.contains("www.") || name.contains('@') || (name.contains('.') && !name.contains(' '));
        let letters: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
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
                let is_body = value::text(object.get("@type").unwrap_or(&Value::Null)).is_some_and(|t| t.ends_with("Organization"));
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
        let mut names: Vec<String> = ids.into_iter().map(|n| dom.plain(n)).filter(|n| (3..150).contains(&n.chars().count())).collect();
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
    let kept = ["author", "autor", "auteur", "autore", "journalist", "reporter", "contributor", "redacteur", "redakteur", "columnist", "writer", "byline"];
    let named = address.split(['/', '?', '=', '&']).any(|part| kept.iter().any(|k| part.strip_prefix(k).is_some_and(|rest| rest.len() <= 2)));
    named && (2..=4).contains(&dom.plain(id).split_whitespace().count())
}

/// Whether an element called a byline holds a short line that can name someone.
fn names_someone(dom: &Dom, id: Id) -> bool {
    let class = dom.attribute(id, "class").unwrap_or_default().to_ascii_lowercase();
    let called = ["author", "byline", "autor", "auteur", "autore", "writer", "firma"].iter().any(|w| class.contains(w));
    let text = dom.plain(id);
    let words = text.split_whitespace().count();
    called && (2..=12).contains(&words) && !text.chars().any(|c| c.is_ascii_digit())
}
