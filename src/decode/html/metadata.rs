//! The fields of a page other than its body, each from the best place that has it.
//!
//! Nothing is cleaned or read here: a date is handed on as written, an author as named. Where several places
//! disagree the order is that of how often each was right on real pages (see docs/pages.md).

use serde_json::{Map, Value};

use super::authors;
use super::dates;
use super::dom::{Dom, Id};
use super::head::Head;
use super::headline;
use super::jsonld::{self, References};
use super::site::{self, Site};
use crate::decode::json::{generic, value};
use crate::model::{Document, Found, Image, Rights, Warning};

/// Where first publication stands in meta elements, most trusted first.
pub(super) const PUBLISHED: &[&str] = &[
    "article:published_time",
    "article:published",
    "og:published_time",
    "datepublished",
    "publisheddate",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:publishtime",
    "cxenseparse:recs:publishtime",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.issued",
    "dcterms.date",
    "dc.date",
    "dc.date.created",
    "publish-date",
    "publish_date",
    "publishdate",
    "publication_date",
    "publicationdate",
    "published",
    "published_time",
    "published-date",
    "pubdate",
    "pub_date",
    "article_date_original",
    "article:post_date",
    "article.published",
    "article.created",
    "date",
    "datecreated",
    "date_published",
    "datetime",
    "article:date",
    "bt:pubdate",
    "rnews:datepublished",
    "content_date",
    "displaydate",
    "created",
    "originalpublicationdate",
    "vr:published_time",
    "gs:article:published_time",
    "last-modified-date-orig",
    "issue_date",
    "shareaholic:article_published_time",
    "release_date",
    "prism.publicationdate",
    "citation_publication_date",
    "citation_date",
    "eomportal-published",
    "iso-8601-publish-date",
];
/// Where the last change stands.
pub(super) const MODIFIED: &[&str] = &[
    "article:modified_time",
    "article:modified",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "lastmod",
    "last-modified",
    "dc.date.modified",
    "article:updated_time",
    "updated_time",
    "modified",
    "date.modified",
    "revised",
];

/// Reads the fields of a page, and which heading is the story's. `fetched_from` is the address that delivery knows, `times`
/// when it came.
pub(super) fn read(
    (html, dom): (&str, &Dom),
    head: &Head,
    fetched_from: Option<&str>,
    times: dates::Times<'_>,
) -> (Document, Option<Id>) {
    let story = head.story(fetched_from);
    let linked = story.as_ref().map(|(object, references)| Linked { object, references });
    let mut document = Document {
        format: "html",
        url: fetched_from.map(|u| Found::new(u.to_owned(), "delivery")),
        canonical_url: canonical(head, linked.as_ref(), fetched_from),
        language: language(head, linked.as_ref()),
        section: from_linked(linked.as_ref(), "articleSection", |v| value::words(v).into_iter().next())
            .or_else(|| {
                meta(head, &["article:section", "section", "parsely-section", "cxenseparse:category"])
            }),
        lead: meta(head, &["og:description", "description", "twitter:description"])
            .or_else(|| from_linked(linked.as_ref(), "description", value::text)),
        images: images(head, linked.as_ref()),
        rights: rights(head, linked.as_ref()),
        publisher: publisher(head, linked.as_ref()),
        ..Document::default()
    };
    if let Some(lead) = &mut document.lead {
        lead.value = crate::decode::html::fragment::line(&lead.value);
    }
    if document.publisher.is_none() {
        document.publisher =
            site::titled(&document, head.title.as_deref()).map(|name| Found::new(name, "title"));
    }
    let site = Site::of(&document, linked.as_ref());
    document.keywords = keywords(head, linked.as_ref(), &site);
    let story_object = linked.as_ref().map(|l| l.object);
    document.headline = headline::choose(dom, head, story_object, &site);
    let anchor = headline::anchor(dom, head, document.headline.as_ref().map(|h| h.value.as_str()));
    let claimed = document.language.as_ref().map(|l| l.value.clone());
    let reader = dates::Reader::of(head, claimed.as_deref(), fetched_from, times);
    let page = dates::Page { html, dom, head, anchor, linked: linked.as_ref(), fetched_from };
    let days = dates::read(&page, &reader);
    (document.published, document.modified) = (days.published, days.modified);
    document.warnings.extend(days.warnings);
    if head.linked.is_damaged {
        document.warnings.push(Warning::new(
            "json-ld-damaged",
            "the page's JSON-LD is no JSON: what of it names the story was taken one by one",
        ));
    }
    document.bylines =
        authors::read(&authors::Place { dom, head, anchor }, linked.as_ref(), &site, &mut document);
    document.headline_alt = headline::others(head, story_object, document.headline.as_ref(), &site);
    (document, anchor)
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
    let Some((object, _)) = head.story(None) else { return Claims::default() };
    let kind = object.get("@type").map(|t| value::words(t).join(" ")).unwrap_or_default();
    let body = object.get("articleBody").and_then(value::text).filter(|b| b.chars().count() > 300);
    Claims { body, is_live: kind.contains("LiveBlogPosting") }
}

/// The JSON-LD object of the story, with what its references name.
pub(super) struct Linked<'a> {
    pub(super) object: &'a Map<String, Value>,
    pub(super) references: &'a References<'a>,
}

fn from_linked<T>(
    linked: Option<&Linked<'_>>,
    key: &str,
    read: impl Fn(&Value) -> Option<T>,
) -> Option<Found<T>> {
    Some(Found::new(read(linked?.object.get(key)?)?, "json-ld"))
}

fn meta(head: &Head, names: &[&'static str]) -> Option<Found<String>> {
    names.iter().find_map(|name| Some(Found::new(head.meta_named(name)?.to_owned(), source_of(name))))
}

pub(super) fn source_of(name: &'static str) -> &'static str {
    if name.starts_with("og:") || name.starts_with("article:") { "og" } else { "meta" }
}

fn canonical(head: &Head, linked: Option<&Linked<'_>>, fetched_from: Option<&str>) -> Option<Found<String>> {
    let base = head.base_url(fetched_from);
    let absolute =
        |address: &str| super::media::absolute(address, base.as_ref()).filter(|a| a.contains("://"));
    let link = head.canonical.as_deref().and_then(absolute).map(|u| Found::new(u, "link"));
    link.or_else(|| head.meta_named("og:url").and_then(absolute).map(|u| Found::new(u, "og")))
        .or_else(|| from_linked(linked, "mainEntityOfPage", value::url))
        .or_else(|| from_linked(linked, "url", value::url))
}

fn publisher(head: &Head, linked: Option<&Linked<'_>>) -> Option<Found<String>> {
    let linked_name =
        linked.and_then(linked_publisher).filter(|n| !n.contains("://")).map(|n| Found::new(n, "json-ld"));
    meta(head, &["og:site_name"])
        .or(linked_name)
        .or_else(|| meta(head, &["application-name", "dc.publisher", "publisher"]))
}

/// The publisher's name in the JSON-LD.
pub(super) fn linked_publisher(linked: &Linked<'_>) -> Option<String> {
    let publisher = linked.object.get("publisher")?;
    let name = |v| value::text(&Value::Object(jsonld::resolve(v, linked.references)?.clone()));
    match publisher {
        Value::Array(list) => list.iter().find_map(name),
        Value::Object(_) => name(publisher),
        other => value::text(other),
    }
}

fn language(head: &Head, linked: Option<&Linked<'_>>) -> Option<Found<String>> {
    let html = head.language.clone().filter(|l| !l.trim().is_empty()).map(|l| Found::new(l, "html"));
    html.or_else(|| from_linked(linked, "inLanguage", value::text))
        .or_else(|| meta(head, &["og:locale", "content-language", "language", "dc.language"]))
}

/// Where keywords stand in meta elements, most trusted first; of the first, each element holds one.
const KEYWORDS: [&str; 5] = ["article:tag", "news_keywords", "keywords", "parsely-tags", "sailthru.tags"];

/// The keywords of the first place that has some for readers.
fn keywords(head: &Head, linked: Option<&Linked<'_>>, site: &Site) -> Vec<String> {
    let told = linked.and_then(|l| l.object.get("keywords")).map(value::words);
    let metas = KEYWORDS.iter().map(|name| {
        let most = if *name == "article:tag" { usize::MAX } else { 1 };
        head.metas_named(name).take(most).flat_map(value::split_words).collect()
    });
    let kept = |words: Vec<String>| {
        let mut seen = std::collections::BTreeSet::new();
        let words: Vec<String> = words
            .into_iter()
            .map(|w| super::flow::fold(&w))
            .filter(|w| !w.is_empty() && seen.insert(w.to_lowercase()))
            .collect();
        let is_written = words.iter().any(|w| w.contains(' ') || w.contains(char::is_uppercase));
        words.into_iter().filter(|w| !is_code(w, is_written) && !site.is_called(w)).collect::<Vec<_>>()
    };
    told.into_iter().chain(metas).map(kept).find(|words| !words.is_empty()).unwrap_or_default()
}

/// Words by which a system says how a page is to be treated.
const TREATED: [&str; 14] = [
    "free",
    "premium",
    "paid",
    "metered",
    "locked",
    "article",
    "articles",
    "post",
    "page",
    "default",
    "noads",
    "amp",
    "uncategorized",
    "uncategorised",
];

/// Whether a keyword is for programs: `smg2_world`, `section:news`, `@lll`, an id, `stats-reach-team-all` among others
/// that are written for readers.
fn is_code(word: &str, among_written: bool) -> bool {
    let figures = word.chars().filter(char::is_ascii_digit).count();
    let is_id = figures == word.len() && figures == 1
        || figures >= 4 && (figures == word.len() || figures * 3 >= word.len() && word.contains('-'));
    let is_year = figures == word.len() && figures == 4;
    let is_slug = among_written && word.matches('-').count() >= 3 && !word.contains(char::is_uppercase);
    !word.contains(' ') && (word.contains('_') || word.contains(':') || is_slug || is_id && !is_year)
        || word.starts_with('@')
        || TREATED.contains(&&*word.to_ascii_lowercase())
}

/// The picture for sharing, or else the first of the JSON-LD, with what that says of it.
fn images(head: &Head, linked: Option<&Linked<'_>>) -> Vec<Image> {
    let listed = linked.map(linked_images).unwrap_or_default();
    let og = || {
        let url = ["og:image", "og:image:url", "twitter:image"].iter().find_map(|n| head.meta_named(n))?;
        let alt = head.meta_named("og:image:alt").map(str::to_owned);
        Some(Image { url: Some(url.to_owned()).filter(|u| u.contains("//")), alt, ..Image::default() })
    };
    let shows = |image: &Image| image.url.as_deref().is_some_and(super::media::is_picture_address);
    let first = og().filter(shows).or_else(|| listed.first().cloned());
    let Some(mut first) = first.filter(|i| i.url.is_none() || shows(i)) else { return Vec::new() };
    let key = |image: &Image| image.url.as_deref().map(super::sizes::key);
    let own = key(&first);
    if let Some(told) = listed.into_iter().find(|image| image.caption.is_some() && key(image) == own) {
        first = Image { caption: told.caption, credit: told.credit, ..first };
    }
    vec![first]
}

/// Most pictures of the JSON-LD that are looked at.
const LISTED: usize = 20;

/// The pictures that the JSON-LD lists, but for the portraits of those who wrote.
fn linked_images(linked: &Linked<'_>) -> Vec<Image> {
    let Some(value) = linked.object.get("image") else { return Vec::new() };
    let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let read = |value: &Value| {
        let resolved = jsonld::resolve(value, linked.references).map(|o| Value::Object(o.clone()));
        generic::image(resolved.as_ref().unwrap_or(value))
    };
    let authors = linked.object.get("author");
    let authors =
        authors.map(|a| a.as_array().map_or(std::slice::from_ref(a), Vec::as_slice)).unwrap_or_default();
    let portraits: Vec<String> =
        authors.iter().take(LISTED).filter_map(|a| value::url(a.get("image")?)).collect();
    let images = list.iter().take(LISTED).filter_map(read);
    images.filter(|i| i.url.as_ref().is_none_or(|url| !portraits.contains(url))).collect()
}

fn rights(head: &Head, linked: Option<&Linked<'_>>) -> Option<Rights> {
    let free = linked.and_then(|l| value::flag(l.object.get("isAccessibleForFree")?)).or_else(|| match head
        .meta_named("article:content_tier")?
    {
        "free" => Some(true),
        "locked" | "metered" => Some(false),
        _ => None,
    });
    let copyright = linked.and_then(|l| value::text(l.object.get("copyrightNotice")?)).or_else(|| {
        ["copyright", "dc.rights", "rights"].iter().find_map(|n| head.meta_named(n)).map(str::to_owned)
    });
    (free.is_some() || copyright.is_some()).then_some(Rights { copyright, free, usage_terms: None })
}
