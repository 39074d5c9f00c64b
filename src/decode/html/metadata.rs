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
use super::site::{self, Site, letters};
use super::{fragment, keywords, media, publisher};
use crate::decode::json::{generic, value};
use crate::model::{Document, Found, Image, Rights, Warning};

/// Where first publication stands in meta elements, most trusted first.
pub(super) const PUBLISHED: &[&str] = &[
    "article:published_time",
    "article:published",
    "article:published:time",
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
    "article:modified:time",
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
        section: keywords::section(head, linked.as_ref()),
        images: images(head, linked.as_ref()),
        rights: rights(head, linked.as_ref()),
        ..Document::default()
    };
    let host = site::host(&document);
    document.publisher = publisher::of(head, linked.as_ref(), host.as_deref());
    if document.publisher.is_none() {
        let titles = [head.title.as_deref(), head.meta_named("title"), head.meta_named("og:title")];
        let name = titles.into_iter().flatten().find_map(|title| site::titled(host.as_deref()?, title));
        document.publisher = name.map(|name| Found::new(name, "title"));
    }
    let house = document.publisher.as_ref();
    let sister = house.and_then(|house| publisher::site_of(&house.value, linked.as_ref(), host.as_deref()));
    document.publisher_site = sister;
    let site = Site::of(&document, linked.as_ref());
    document.lead = lead(head, linked.as_ref(), &site);
    document.keywords = keywords::keywords(head, linked.as_ref(), &site);
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

/// What the page says of its story in a sentence or two: the first description that is more than the site's name.
fn lead(head: &Head, linked: Option<&Linked<'_>>, site: &Site) -> Option<Found<String>> {
    let metas = ["og:description", "description", "twitter:description"];
    let metas = metas.into_iter().filter_map(|name| meta(head, &[name]));
    let leads = metas.chain(from_linked(linked, "description", value::text));
    let mut leads = leads.map(|lead| Found::new(fragment::line(&lead.value), lead.from));
    leads.find(|lead| !lead.value.is_empty() && !site.is_called(&lead.value))
}

fn canonical(head: &Head, linked: Option<&Linked<'_>>, fetched_from: Option<&str>) -> Option<Found<String>> {
    let base = head.base_url(fetched_from);
    let absolute = |address: &str| media::absolute(address, base.as_ref()).filter(|a| a.contains("://"));
    let link = head.canonical.as_deref().and_then(absolute).map(|u| Found::new(u, "link"));
    link.or_else(|| head.meta_named("og:url").and_then(absolute).map(|u| Found::new(u, "og")))
        .or_else(|| from_linked(linked, "mainEntityOfPage", value::url))
        .or_else(|| from_linked(linked, "url", value::url))
}

fn language(head: &Head, linked: Option<&Linked<'_>>) -> Option<Found<String>> {
    let html = head.language.clone().filter(|l| !l.trim().is_empty()).map(|l| Found::new(l, "html"));
    html.or_else(|| from_linked(linked, "inLanguage", value::text))
        .or_else(|| meta(head, &["og:locale", "content-language", "language", "dc.language"]))
}

/// The picture for sharing, or else the first of the JSON-LD, with what that says of it.
fn images(head: &Head, linked: Option<&Linked<'_>>) -> Vec<Image> {
    let listed = linked.map(linked_images).unwrap_or_default();
    let og = || {
        let url = ["og:image", "og:image:url", "twitter:image"].iter().find_map(|n| head.meta_named(n))?;
        let alt = head.meta_named("og:image:alt").map(str::to_owned);
        Some(Image { url: Some(url.to_owned()).filter(|u| u.contains("//")), alt, ..Image::default() })
    };
    let shows = |image: &Image| {
        let address = image.url.as_deref();
        address.is_some_and(|a| media::is_picture_address(a) && !media::is_mark_of_site(a))
    };
    let first = og().filter(shows).or_else(|| listed.first().cloned());
    let Some(mut first) = first.filter(|i| i.url.is_none() || shows(i)) else { return Vec::new() };
    let key = |image: &Image| image.url.as_deref().map(super::sizes::key);
    let own = key(&first);
    if let Some(told) = listed.into_iter().find(|image| image.caption.is_some() && key(image) == own) {
        first = Image { caption: told.caption, credit: told.credit, ..first };
    }
    // templates fill in the headline where nothing is said of the picture
    let titles = ["og:title", "twitter:title"].iter().filter_map(|name| head.meta_named(name));
    let titles = titles.chain(head.headings.iter().map(|(_, text)| text.as_str()));
    let titles: Vec<String> = titles.map(letters).collect();
    first.caption = first.caption.filter(|caption| !titles.contains(&letters(caption)));
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
