//! Whose page it is, by the best of the names that it gives its house.
//!
//! What systems put where a name belongs is often none: an address, the name as it stands in one, the channel that the
//! page is in, the name with a slogan or with the company behind it. Another place then spells the same name as a
//! reader knows it, or the address tells which part is the name.

use serde_json::Value;

use super::fragment;
use super::head::Head;
use super::jsonld;
use super::metadata::{self, Linked};
use super::site::{self, letters};
use crate::decode::json::value;
use crate::model::Found;

/// Where the name stands in meta elements, behind `og:site_name`.
const PERIODICAL: &str = "prism.publicationname";
const OTHERS: [&str; 3] = ["application-name", "dc.publisher", "publisher"];

/// The publisher's name; `host` is that of the page's address.
pub(super) fn of(head: &Head, linked: Option<&Linked<'_>>, host: Option<&str>) -> Option<Found<String>> {
    let meta = |name: &'static str| {
        head.metas_named(name).map(move |value| Found::new(value.to_owned(), metadata::source_of(name)))
    };
    let of_linked = linked.and_then(linked_name).map(|name| Found::new(name, "json-ld"));
    let names = meta("og:site_name").chain(meta(PERIODICAL)).chain(of_linked);
    let names = names.chain(OTHERS.into_iter().flat_map(meta));
    let names = names.map(|f| Found::new(fragment::line(&f.value), f.from)).filter(|f| !f.value.is_empty());
    let names: Vec<Found<String>> = names.collect();
    let label = host.and_then(site::label).map(letters);
    let first = names.iter().find(|name| !is_address(&name.value));
    let Some(first) = first else { return names.into_iter().next().and_then(without_address) };
    let spelt = is_handle(&first.value).then(|| {
        let handle = letters(first.value.split('.').next().unwrap_or(&first.value));
        names.iter().find(|other| other.value.contains(' ') && letters(&other.value) == handle)
    });
    let title = head.title.as_deref();
    let borne_out = |name: &str| label.is_some() && label.as_deref() == Some(&*letters(name));
    let in_title = |name: &str| title.is_some_and(|title| site::parts(title).any(|part| part == name));
    let housed = || {
        let is_one = |name: &str| borne_out(name) && in_title(name);
        let is_host = host.is_some_and(|host| letters(host) == letters(&first.value));
        let is_named = is_host || borne_out(&first.value) || in_title(&first.value);
        let is_channel = !is_named && first.from == "og";
        names.iter().find(|other| is_channel && other.from == "json-ld" && is_one(&other.value))
    };
    let best = spelt.flatten().or_else(housed).unwrap_or(first);
    let named = site::parts(&best.value).find(|part| borne_out(part) && *part != best.value);
    Some(Found::new(named.map_or_else(|| best.value.clone(), str::to_owned), best.from.clone()))
}

/// `https://www.courier.example`, `www.courier.example`.
fn is_address(name: &str) -> bool {
    !name.contains(' ') && (name.contains("://") || name.starts_with("www."))
}

/// The host of an address that stands where a name belongs and nowhere is one.
fn without_address(found: Found<String>) -> Option<Found<String>> {
    let host = found.value.rsplit("://").next()?.split('/').next()?.trim_start_matches("www.").to_owned();
    Some(Found::new(host, found.from)).filter(|host| host.value.contains('.'))
}

/// A name as it stands in addresses: `lumencourier`, `lumencourier.example`.
fn is_handle(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.')
}

/// The publisher's name in the JSON-LD.
pub(super) fn linked_name(linked: &Linked<'_>) -> Option<String> {
    let publisher = linked.object.get("publisher")?;
    let name = |v| value::text(&Value::Object(jsonld::resolve(v, linked.references)?.clone()));
    match publisher {
        Value::Array(list) => list.iter().find_map(name),
        Value::Object(_) => name(publisher),
        other => value::text(other),
    }
}

/// The publisher's site as the JSON-LD has it, where its name is that of the publisher and the page's own address is
/// another's: sister papers point to one page.
pub(super) fn site_of(name: &str, linked: Option<&Linked<'_>>, host: Option<&str>) -> Option<String> {
    let linked = linked?;
    let own = letters(name);
    let is_own = |host: &str| site::label(host).is_some_and(|label| letters(label) == own);
    if host.is_none_or(is_own) {
        return None;
    }
    let publisher = jsonld::resolve(linked.object.get("publisher")?, linked.references)?;
    let logo = publisher.get("logo").and_then(value::url);
    let addresses = publisher.get("url").and_then(value::url).into_iter().chain(logo);
    addresses.into_iter().find(|address| {
        let address = url::Url::parse(address).ok();
        address.as_ref().and_then(|a| a.host_str()).is_some_and(|host| is_own(site::bare(host)))
    })
}

#[cfg(test)]
mod tests {
    use super::super::dom::Dom;
    use super::*;

    fn found(html: &str, host: &str) -> Option<String> {
        let dom = Dom::of(&dom_query::Document::from(html));
        let head = Head::read(&dom);
        let story = head.story(None);
        let linked = story.as_ref().map(|(object, references)| Linked { object, references });
        of(&head, linked.as_ref(), Some(host)).map(|name| name.value)
    }

    #[track_caller]
    fn check(site_name: &str, linked: &str, title: &str, expected: &str) {
        let html = format!(
            "<title>{title}</title><meta property=og:site_name content=\"{site_name}\">\
             <script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"headline\":\"Ferry stays in port\",\
             \"publisher\":{{\"@type\":\"Organization\",\"name\":\"{linked}\"}}}}</script>\
             <h1>Ferry stays in port</h1>"
        );
        assert_eq!(found(&html, "lumencourier.example").as_deref(), Some(expected), "{site_name} {linked}");
    }

    #[test]
    fn what_is_no_name_gives_way_to_one() {
        let title = "Ferry stays in port";
        check("lumencourier", "Lumen Courier", title, "Lumen Courier");
        check("lumencourier.example", "Lumen Courier", title, "Lumen Courier");
        check("https://www.lumencourier.example", "Lumen Courier", title, "Lumen Courier");
        check("www.lumencourier.example", "", title, "lumencourier.example");
        check("World", "Lumen Courier", "Ferry stays in port - Lumen Courier", "Lumen Courier");
        check("Lumen Courier | News of the islands", "Exampleware", title, "Lumen Courier");
        check("Lumen Courier - Norvik Verlag GmbH &amp;amp; Co. KG", "", title, "Lumen Courier");
        check("Nachrichten von den Inseln – Lumen Courier", "", title, "Lumen Courier");
    }

    #[test]
    fn what_is_a_name_stays() {
        let title = "Ferry stays in port - Lumen Courier";
        check("Courier of Lumen", "Norvik Media Group", "Ferry stays in port", "Courier of Lumen");
        check("lumen.example", "Norvik Media Group", title, "lumen.example");
        check("Lumen Courier", "lumencourier", title, "Lumen Courier");
        check("Island Weekly", "Norvik Media", "Ferry stays in port - Island Weekly", "Island Weekly");
        check("Rise - The Story", "Norvik Media", "Ferry stays in port", "Rise - The Story");
    }

    #[test]
    fn the_site_of_a_sister_paper_is_not_the_publishers() {
        let html = "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"Ferry\",\
             \"publisher\":{\"@type\":\"Organization\",\"name\":\"Lumen Courier\",\
             \"logo\":{\"url\":\"https://www.lumen-courier.example/logo.png\"}}}</script>";
        let dom = Dom::of(&dom_query::Document::from(html));
        let head = Head::read(&dom);
        let (object, references) = head.story(None).unwrap();
        let linked = Linked { object: &object, references: &references };
        let of = |host| site_of("Lumen Courier", Some(&linked), Some(host));
        assert_eq!(of("norvikpost.example").as_deref(), Some("https://www.lumen-courier.example/logo.png"));
        assert_eq!(of("lumencourier.example"), None);
        assert_eq!(site_of("Norvik Post", Some(&linked), Some("norvikpost.example")), None);
    }
}
