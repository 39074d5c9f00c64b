//! What a feed says about all its entries: whose it is, who writes it, where its pages are.

use url::Url;

use super::{own_child, title};
use crate::decode::html::fragment;
use crate::decode::listing::resolve;
use crate::decode::xml::{Base, FETCHED_FROM, Id, Xml};

/// Longest line of a feed that concerns all its entries, in bytes.
const LONGEST_LINE: usize = 4_000;
/// Most people and names of a feed that are looked at.
const MOST_NAMES: usize = 10;

/// What a feed says about all its entries.
pub(in crate::decode) struct Channel {
    pub(in crate::decode) format: &'static str,
    /// The element that describes it.
    pub(in crate::decode) id: Id,
    /// Its title, with tags and entities as they are written.
    pub(in crate::decode) title: Option<String>,
    /// The publication that its entries are from, as PRISM says it.
    pub(in crate::decode) publication: Option<String>,
    /// Its publisher, in Dublin Core or by its title.
    pub(in crate::decode) publisher: Option<String>,
    /// Where its pages are.
    pub(in crate::decode) site: Option<Url>,
    /// Who writes what names nobody itself (RFC 4287, 4.2.1).
    pub(in crate::decode) people: Vec<String>,
    pub(in crate::decode) language: Option<String>,
    pub(in crate::decode) copyright: Option<String>,
    /// Against what the addresses of its entries are read.
    pub(in crate::decode) base: Base,
}

impl Channel {
    /// Of a feed that was fetched from an address.
    pub(in crate::decode) fn read(xml: &Xml, fetched_from: Option<&str>) -> Channel {
        let root = xml.root().unwrap_or(0);
        let id = xml.child(root, "channel").unwrap_or(root);
        let line = |names: &[&str]| {
            let line = names.iter().find_map(|n| own_child(xml, id, n).and_then(|c| xml.line(c)));
            line.filter(|line| line.len() <= LONGEST_LINE)
        };
        let fetched_from =
            xml.attribute(root, FETCHED_FROM).or(fetched_from).and_then(|a| Url::parse(a).ok());
        let own = || linked(xml, id, "self", None);
        let around = fetched_from.clone().or_else(own);
        let site = line(&["link"])
            .and_then(|link| resolve(&link, around.as_ref()))
            .or_else(|| linked(xml, id, "alternate", around.as_ref()));
        let outer = Base::of(around.or_else(|| site.clone())).inside(xml, root);
        let format = match xml.name(root) {
            "feed" => "atom",
            "RDF" => "rdf",
            _ => "rss",
        };
        let (title, copyright) = (line(&["title"]), line(&["copyright", "rights"]));
        Channel {
            format,
            id,
            publication: publication(xml, id),
            publisher: publisher(xml, id).or_else(|| {
                let others = other_names(xml, root, id, copyright.as_deref());
                let shown = title.as_deref().map(fragment::line).filter(|title| !title.is_empty())?;
                Some(title::publisher(&shown, &others, site.as_ref()))
            }),
            people: if format == "atom" { people(xml, id) } else { Vec::new() },
            site,
            title,
            language: line(&["language"])
                .or_else(|| xml.attribute(root, "xml:lang").map(str::to_owned))
                .filter(|line| line.len() <= LONGEST_LINE),
            copyright,
            base: if id == root { outer } else { outer.inside(xml, id) },
        }
    }
}

/// The address of a link of a feed by what it is to it.
fn linked(xml: &Xml, id: Id, rel: &str, around: Option<&Url>) -> Option<Url> {
    let is = |link: &Id| {
        xml.name(*link) == "link"
            && match xml.attribute(*link, "rel") {
                Some(told) => told.eq_ignore_ascii_case(rel),
                None => rel == "alternate",
            }
    };
    xml.children(id).filter(is).find_map(|link| resolve(xml.attribute(link, "href")?, around))
}

/// `prism:publicationName` of a feed or an entry.
pub(super) fn publication(xml: &Xml, id: Id) -> Option<String> {
    name(xml, xml.child(id, "publicationName")?)
}

/// `dc:publisher` of a feed or an entry.
pub(super) fn publisher(xml: &Xml, id: Id) -> Option<String> {
    let is = |c: &Id| xml.name(*c) == "publisher" && matches!(xml.prefix(*c), "dc" | "dcterms");
    name(xml, xml.children(id).find(is)?)
}

/// A line that names a house, and is no address.
fn name(xml: &Xml, id: Id) -> Option<String> {
    let line = xml.line(id).filter(|line| line.len() <= LONGEST_LINE)?;
    let line = fragment::line(&line);
    Some(line).filter(|line| !line.is_empty() && !line.contains('@') && !line.contains("://"))
}

/// The names of those who wrote an entry, or a feed.
pub(super) fn people(xml: &Xml, id: Id) -> Vec<String> {
    let authors =
        xml.children(id).filter(|c| xml.name(*c) == "author" && matches!(xml.prefix(*c), "" | "atom"));
    let names = authors.filter_map(|author| xml.line_at(author, &["name"]));
    names
        .filter(|name| name.len() <= LONGEST_LINE)
        .map(|name| fragment::line(&name))
        .take(MOST_NAMES)
        .collect()
}

/// What a feed is called in other places than its title: at its picture, by whose rights it has, by its podcast's author.
fn other_names(xml: &Xml, root: Id, id: Id, copyright: Option<&str>) -> Vec<String> {
    let image = xml.child(id, "image").or_else(|| xml.child(root, "image"));
    let image = image.and_then(|image| name(xml, xml.child(image, "title")?));
    let is_podcasts = |c: &Id| xml.name(*c) == "author" && xml.prefix(*c) == "itunes";
    let podcast = xml.children(id).find(is_podcasts).and_then(|author| name(xml, author));
    [image, copyright.and_then(title::holder), podcast].into_iter().flatten().collect()
}
