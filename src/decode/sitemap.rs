//! News sitemaps: headline, date and address of each story, for whoever fetches them.

use url::Url;

use super::json::value::split_words;
use super::listing::resolve;
use super::reading::{Outcome, Reading, STOP, Sheet};
use super::xml::{self, FETCHED_FROM, Id, Xml};
use crate::model::{DateClaim, Document, Fault, FaultCode, Found, Image};

pub(super) fn recognise(text: &str) -> bool {
    matches!(xml::root_name(text), Some("urlset" | "sitemapindex"))
}

/// What the entries of sitemaps and of their indexes are called; none stands in another.
pub(super) const PAGES: [&str; 2] = ["url", "sitemap"];

/// Parses a sitemap, a damaged one too.
///
/// # Errors
/// As [`Xml::parse`].
pub(super) fn parse(text: &str) -> Result<Xml, Fault> {
    Xml::parse_apart(text, &PAGES)
}

pub(super) fn decode(reading: &mut Reading<'_>, sheet: &Sheet<'_>) -> Outcome {
    let xml = Xml::parse_whole(sheet.text)?;
    let root = xml.root().unwrap_or(0);
    let (stories, left_out) =
        xml.shallow(xml.find_all(root, "url").filter(|u| xml.child(*u, "news").is_some()));
    if stories.is_empty() {
        // An index names sitemaps, and a sitemap is empty on days without news: neither is a delivery gone wrong.
        if xml.find(root, "url").is_none() {
            return reading.nothing_today();
        }
        let what = "a sitemap without news entries";
        return Err(Fault::new(
            FaultCode::NoText,
            format!("{what}: it names pages but no story; fetch it as a source instead"),
        ));
    }
    let count = stories.len();
    for (n, url) in stories.into_iter().enumerate() {
        let bytes = sheet.text.get(xml.source(url)).unwrap_or_default();
        let document = read(&xml, url, sheet.url(reading.hints));
        if reading.item(sheet, &(n + 1).to_string(), bytes.as_bytes(), Ok(document))?.is_break() {
            return STOP;
        }
    }
    reading.left_out(sheet, count + 1, left_out)
}

fn read(xml: &Xml, url: Id, fetched_from: Option<&str>) -> Document {
    let news = xml.child(url, "news").unwrap_or(url);
    let line = |path: &[&str], from: &'static str| xml.line_at(news, path).map(|l| Found::new(l, from));
    let from = xml.root().and_then(|root| xml.attribute(root, FETCHED_FROM)).or(fetched_from);
    let from = from.and_then(|from| Url::parse(from).ok());
    let address = xml.line_at(url, &["loc"]).map(|loc| match loc.contains("://") {
        true => loc,
        false => resolve(&loc, from.as_ref()).map_or(loc, String::from),
    });
    Document {
        format: "news-sitemap",
        item: address.clone(),
        url: address.map(|a| Found::new(a, "loc")),
        headline: line(&["title"], "news:title")
            .map(|f| Found::new(super::html::fragment::line(&f.value), f.from)),
        publisher: line(&["publication", "name"], "news:publication"),
        language: line(&["publication", "language"], "news:publication"),
        published: line(&["publication_date"], "news:publication_date")
            .map(|f| Found::new(DateClaim { raw: f.value }, f.from)),
        modified: xml.line_at(url, &["lastmod"]).map(|raw| Found::new(DateClaim { raw }, "lastmod")),
        genre: line(&["genres"], "news:genres"),
        keywords: line(&["keywords"], "news:keywords").map(|k| split_words(&k.value)).unwrap_or_default(),
        images: xml
            .children(url)
            .filter(|c| xml.name(*c) == "image")
            .map(|i| Image {
                url: xml.line_at(i, &["loc"]),
                caption: xml.line_at(i, &["caption"]).or_else(|| xml.line_at(i, &["title"])),
                ..Image::default()
            })
            .collect(),
        ..Document::default()
    }
}
