//! Feeds as documents: RSS 0.9x to 2.0, RSS 1.0 (RDF), Atom, with Media RSS, Dublin Core and `content:encoded`.
//!
//! Each entry is a member. A feed that is damaged is read as far as it goes, with a warning: its whole entries are
//! whole, and where the end tags of entries are missing, each ends where the next begins. `channel` reads what is said of all
//! entries, `title` whose feed it is, `media` pictures.

use url::Url;

use super::agency::{embargoes, rights};
use super::html::fragment;
use super::listing::resolve;
use super::reading::{Outcome, Reading, STOP, Sheet};
use super::xml::{self, Base, Id, Xml};
use crate::model::{Byline, DateClaim, Document, Fault, FaultCode, Found, TextLimits, Warning};

mod channel;
mod media;
pub(super) mod title;
mod tombstone;

pub(super) use channel::Channel;

pub(super) fn recognise(text: &str) -> bool {
    matches!(xml::root_name(text), Some("rss" | "feed" | "RDF" | "channel"))
}

/// Vocabularies of feeds by their addresses, with the prefix under which they are looked for here.
const VOCABULARIES: &[(&str, &str)] = &[
    ("http://www.w3.org/2005/Atom", "atom"),
    ("http://purl.org/atom/ns#", "atom"),
    ("http://purl.org/rss/1.0/", "rss"),
    ("http://my.netscape.com/rdf/simple/0.9/", "rss"),
    ("http://channel.netscape.com/rdf/simple/0.9/", "rss"),
    ("http://backend.userland.com/rss2", "rss"),
    ("http://purl.org/dc/elements/1.1/", "dc"),
    ("http://purl.org/dc/terms/", "dcterms"),
    ("http://purl.org/rss/1.0/modules/content/", "content"),
    ("http://purl.org/rss/1.0/modules/syndication/", "sy"),
    ("http://search.yahoo.com/mrss/", "media"),
    ("http://prismstandard.org/namespaces/basic/2.0/", "prism"),
    ("http://wordpress.org/export/1.2/", "wp"),
    ("http://purl.org/atompub/tombstones/1.0", "at"),
];

/// Puts the usual prefixes in the place of others that are bound to the same vocabularies.
fn use_known_prefixes(xml: &mut Xml) {
    let root = xml.root().unwrap_or(0);
    let renamed = |(name, value): (&str, &str)| {
        let prefix = name.strip_prefix("xmlns:")?;
        let (_, known) = VOCABULARIES.iter().find(|(address, _)| *address == value.trim())?;
        let is_known = VOCABULARIES.iter().any(|(_, known)| *known == prefix) || prefix == "a10";
        (!is_known).then(|| (prefix.to_owned(), *known))
    };
    let renamed: Vec<_> = xml.attributes(root).filter_map(renamed).take(VOCABULARIES.len()).collect();
    for (prefix, known) in renamed {
        xml.rename_prefix(&prefix, known);
    }
}

pub(super) fn decode(reading: &mut Reading<'_>, sheet: &Sheet<'_>) -> Outcome {
    let xml = parse(sheet.text)?;
    let channel = Channel::read(&xml, sheet.url(reading.hints));
    let (mut entries, left_out) = xml.shallow(entries_of(&xml));
    entries.extend(xml.shallow(tombstone::all(&xml)).0);
    if entries.is_empty() {
        if let Some(problem) = &xml.problem {
            return Err(Fault::new(FaultCode::Malformed, format!("expected a feed: {problem}")));
        }
        return reading.nothing_today();
    }
    let count = entries.len();
    for (n, entry) in entries.into_iter().enumerate() {
        let mut document = match xml.name(entry) {
            tombstone::NAME => Ok(tombstone::read(&xml, entry, &channel)),
            _ => read_entry(&xml, entry, &channel, reading.limits),
        };
        if let (Ok(document), Some(problem)) = (&mut document, &xml.problem) {
            document
                .warnings
                .push(Warning::new("feed-damaged", format!("the feed is not well-formed: {problem}")));
        }
        let bytes = sheet.text.get(xml.source(entry)).unwrap_or_default();
        if reading.item(sheet, &(n + 1).to_string(), bytes.as_bytes(), document)?.is_break() {
            return STOP;
        }
    }
    reading.left_out(sheet, count + 1, left_out)
}

/// What entries are called; none stands in another.
const ENTRIES: [&str; 2] = ["item", "entry"];

/// Parses a feed. Of one that is damaged and has entries in entries, the end tags are missing.
pub(super) fn parse(text: &str) -> Result<Xml, Fault> {
    let parsed = Xml::parse(text);
    let lacks_ends = match &parsed {
        Ok(xml) => xml.problem.is_some() && xml.outermost(entries_of(xml)).len() < entries_of(xml).count(),
        Err(fault) => fault.code == FaultCode::TooDeep,
    };
    let mut xml = if lacks_ends { Xml::parse_apart(text, &ENTRIES) } else { parsed }?;
    use_known_prefixes(&mut xml);
    Ok(xml)
}

/// The entries of a feed, also those in others.
pub(super) fn entries_of(xml: &Xml) -> impl Iterator<Item = Id> + '_ {
    let is_entry = |n: &Id| ENTRIES.contains(&xml.name(*n)) && matches!(xml.prefix(*n), "" | "rss" | "atom");
    xml.subtree(xml.root().unwrap_or(0)).skip(1).filter(is_entry)
}

/// A child of the feed's own vocabulary or Dublin Core, not one of Media RSS or iTunes of the same name.
pub(super) fn own_child(xml: &Xml, id: Id, name: &str) -> Option<Id> {
    let is_own =
        |c: &Id| matches!(xml.prefix(*c), "" | "dc" | "dcterms" | "atom" | "content" | "rss" | "a10");
    xml.children(id).filter(|c| xml.name(*c) == name).find(is_own)
}

/// What an entry says of itself in Media RSS.
fn of_media(xml: &Xml, entry: Id, name: &'static str) -> Option<Found<String>> {
    let group = xml.child(entry, "group");
    let mut parts = xml.children(entry).chain(group.into_iter().flat_map(|g| xml.children(g)));
    let id = parts.find(|c| xml.name(*c) == name && xml.prefix(*c) == "media")?;
    Some(Found::new(xml.line(id)?, name))
}

fn read_entry(xml: &Xml, entry: Id, channel: &Channel, limits: &TextLimits) -> Result<Document, Fault> {
    let line = |names: &[&'static str]| {
        names.iter().find_map(|n| Some(Found::new(xml.line(own_child(xml, entry, n)?)?, *n)))
    };
    let base = channel.base.inside(xml, entry);
    let dates = Dates::of(xml, entry);
    let house = House::of(xml, entry, channel);
    let mut document = Document {
        format: channel.format,
        headline: line(&["title"])
            .or_else(|| of_media(xml, entry, "title"))
            .map(|f| Found::new(fragment::line(&f.value), f.from))
            .filter(|f| !f.value.is_empty()),
        item: item_id(xml, entry),
        url: link(xml, entry, &base),
        published: dates.published,
        modified: dates.modified,
        publisher: house.name,
        publisher_site: house.site,
        language: xml
            .attribute(entry, "xml:lang")
            .map(str::to_owned)
            .or_else(|| channel.language.clone())
            .map(|l| Found::new(l, "channel")),
        rights: rights(line(&["rights"]).map(|f| f.value).or_else(|| channel.copyright.clone()), None),
        ..Document::default()
    };
    read_people(&mut document, xml, entry, channel);
    let categories = xml.children(entry).filter(|c| {
        matches!(xml.name(*c), "category" | "subject") && matches!(xml.prefix(*c), "" | "dc" | "media")
    });
    document.keywords = categories
        .filter_map(|c| {
            xml.attribute(c, "label").or(xml.attribute(c, "term")).map(str::to_owned).or_else(|| xml.line(c))
        })
        .map(|keyword| fragment::line(&keyword))
        .collect();
    read_text(&mut document, xml, entry, &base, limits)?;
    media::read(&mut document, xml, entry, &base, limits.with_one_more().list_entries);
    embargoes::read(&mut document, xml, entry);
    Ok(document)
}

/// Whose an entry is: its own publication, the feed that it was taken from, or the feed that it stands in.
#[derive(Default)]
struct House {
    name: Option<Found<String>>,
    /// Where that house's pages are.
    site: Option<String>,
}

impl House {
    fn of(xml: &Xml, entry: Id, channel: &Channel) -> House {
        let of_channel = |name: &Option<String>| House {
            name: name.clone().map(|name| Found::new(name, "channel")),
            site: channel.site.as_ref().map(|site| site.as_str().to_owned()),
        };
        let own = |name: String, from| House { name: Some(Found::new(name, from)), site: None };
        if let Some(name) = channel::publication(xml, entry) {
            own(name, "prism:publicationName")
        } else if let Some(source) = House::of_source(xml, entry) {
            source
        } else if channel.publication.is_some() {
            of_channel(&channel.publication)
        } else if let Some(name) = channel::publisher(xml, entry) {
            own(name, "dc:publisher")
        } else {
            of_channel(&channel.publisher)
        }
    }

    /// The feed that an entry of a collection was taken from: its name and address in RSS, a feed's head in Atom.
    fn of_source(xml: &Xml, entry: Id) -> Option<House> {
        let id = source(xml, entry)?;
        let (title, site) = match xml.attribute(id, "url") {
            Some(address) => (xml.line(id)?, Url::parse(address).ok()),
            None => {
                let link = xml.child(id, "link").and_then(|link| xml.attribute(link, "href"));
                (xml.line_at(id, &["title"])?, link.and_then(|link| Url::parse(link).ok()))
            }
        };
        let shown = Some(fragment::line(&title)).filter(|title| !title.is_empty() && title.len() <= 500)?;
        let name = title::publisher(&shown, &[], site.as_ref());
        Some(House { name: Some(Found::new(name, "source")), site: site.map(String::from) })
    }
}

/// Where an entry says that it was taken from another feed.
fn source(xml: &Xml, entry: Id) -> Option<Id> {
    let is = |c: &Id| xml.name(*c) == "source" && matches!(xml.prefix(*c), "" | "rss" | "atom");
    xml.children(entry).find(is)
}

/// The dates of an entry.
pub(super) struct Dates {
    pub(super) published: Option<Found<DateClaim>>,
    pub(super) modified: Option<Found<DateClaim>>,
}

impl Dates {
    pub(super) fn of(xml: &Xml, entry: Id) -> Dates {
        let date = |names: &[&'static str]| {
            let line = |n: &&'static str| Some(Found::new(xml.line(own_child(xml, entry, n)?)?, *n));
            names.iter().find_map(line).map(|f| Found::new(DateClaim { raw: f.value }, f.from))
        };
        Dates {
            published: date(&["pubDate", "published", "date", "issued", "created", "updated"]),
            modified: date(&["updated", "modified"]),
        }
    }
}

/// The id of an entry.
pub(super) fn item_id(xml: &Xml, entry: Id) -> Option<String> {
    let own = ["guid", "id", "identifier"].iter().find_map(|n| xml.line(own_child(xml, entry, n)?));
    own.or_else(|| xml.attribute(entry, "rdf:about").map(str::to_owned))
}

/// The id of an entry where it is the address of its page too: it looks like one, and the feed does not deny it.
pub(super) fn permalink(xml: &Xml, entry: Id) -> Option<String> {
    let denied = own_child(xml, entry, "guid")
        .and_then(|guid| xml.attribute(guid, "isPermaLink"))
        .is_some_and(|is| is.eq_ignore_ascii_case("false"));
    item_id(xml, entry).filter(|id| !denied && resolve(id, None).is_some())
}

/// The page of an entry: in Atom the alternate link, and where there is none the id that is its address too. What is
/// absolute stays as it is written.
pub(super) fn link(xml: &Xml, entry: Id, base: &Base) -> Option<Found<String>> {
    let links: Vec<Id> = xml
        .children(entry)
        .filter(|c| xml.name(*c) == "link" && matches!(xml.prefix(*c), "" | "atom" | "rss"))
        .collect();
    let address = |id: Id, raw: &str| match raw.contains("://") {
        true => resolve(raw, None).map(|_| raw.to_owned()),
        false => resolve(raw, base.inside(xml, id).url()).map(String::from),
    };
    let told = |id: Id| address(id, &xml.line(id)?);
    let original = || xml.children(entry).find(|c| xml.name(*c) == "origLink").and_then(told);
    let plain = || links.iter().find_map(|l| told(*l));
    let alternate = || {
        let mut links = links
            .iter()
            .filter(|l| xml.attribute(**l, "rel").is_none_or(|r| r.eq_ignore_ascii_case("alternate")));
        links.find_map(|l| address(*l, xml.attribute(*l, "href")?))
    };
    let found = original().or_else(plain).or_else(alternate).map(|u| Found::new(u, "link"));
    found.or_else(|| permalink(xml, entry).map(|u| Found::new(u, "guid")))
}

/// The authors of an entry, else of the feed that it was taken from, else of the feed that it stands in.
fn read_people(document: &mut Document, xml: &Xml, entry: Id, channel: &Channel) {
    let byline = |raw: String, from| Found::new(Byline { raw, ..Byline::default() }, from);
    for name in ["creator", "author"] {
        let people = xml
            .children(entry)
            .filter(|c| xml.name(*c) == name && matches!(xml.prefix(*c), "" | "dc" | "atom"));
        let names = people.filter_map(|p| {
            xml.line_at(p, &["name"])
                .or_else(|| xml.child(p, "email").is_none().then(|| xml.line(p)).flatten())
        });
        document.bylines.extend(names.map(|n| byline(fragment::line(&n), name)));
        if !document.bylines.is_empty() {
            return;
        }
    }
    let of_source = source(xml, entry).map(|source| channel::people(xml, source)).unwrap_or_default();
    let people = if of_source.is_empty() { channel.people.clone() } else { of_source };
    // the house itself is no author of each entry
    let is_house =
        |name: &String| channel.publisher.as_ref().is_some_and(|house| house.eq_ignore_ascii_case(name));
    let people = people.into_iter().filter(|name| !is_house(name));
    document.bylines.extend(people.map(|name| byline(name, "channel")));
}

/// `content:encoded` or Atom's content before the description; the description is the lead where both are there.
fn read_text(
    document: &mut Document,
    xml: &Xml,
    entry: Id,
    base: &Base,
    limits: &TextLimits,
) -> Result<(), Fault> {
    let markup = |name: &str| {
        let id = own_child(xml, entry, name)?;
        let inline = xml.attribute(id, "type").is_some_and(|t| t.contains("xhtml"))
            || xml.children(id).any(|c| !xml.name(c).is_empty());
        let html = if inline {
            xml.to_html(id, |n| {
                Some(xml.name(n))
                    .map(|n| if matches!(n, "content" | "summary" | "description") { "" } else { n })
            })
        } else {
            xml.raw(id)
        };
        Some((html, id)).filter(|(html, _)| !html.trim().is_empty())
    };
    let content = markup("encoded").or_else(|| markup("content"));
    let summary = markup("description").or_else(|| markup("summary")).or_else(|| of_group(xml, entry));
    if let (Some(_), Some((summary, _))) = (&content, &summary) {
        document.lead =
            Some(Found::new(fragment::lead(summary), "description")).filter(|l| !l.value.is_empty());
    }
    if let Some((html, id)) = content.or(summary) {
        let own = document.url.as_ref().and_then(|url| Url::parse(&url.value).ok());
        let inside = base.inside(xml, id);
        let base = inside.declared().cloned().or(own).or_else(|| inside.url().cloned());
        let is_export = xml.children(entry).any(|c| xml.prefix(c) == "wp");
        let html = with_breaks(html, is_export);
        fragment::read_into_from(document, &html, base.as_ref(), limits)?;
    }
    Ok(())
}

/// What a group of Media RSS says of what it shows: the words of an entry that has no others.
fn of_group(xml: &Xml, entry: Id) -> Option<(String, Id)> {
    let group = xml.child(entry, "group")?;
    let is = |c: &Id| xml.name(*c) == "description" && xml.prefix(*c) == "media";
    let id = xml.children(group).find(is)?;
    Some((xml.raw(id), id)).filter(|(text, _)| !text.trim().is_empty())
}

/// Elements that part lines by themselves.
const BLOCKS: [&str; 14] = [
    "<p",
    "</p",
    "<br",
    "<div",
    "</div",
    "<li",
    "<ul",
    "<ol",
    "<h",
    "</h",
    "<blockquote",
    "<table",
    "<tr",
    "<figure",
];

/// Markup whose lines are paragraphs, with breaks between them: WordPress exports its posts as they were typed, and where no tag
/// parts lines, blank lines do, and others where each ends a sentence.
fn with_breaks(html: String, is_export: bool) -> String {
    let text = html.trim();
    let is_tag = |line: &str| {
        let lower = line.to_ascii_lowercase();
        BLOCKS.iter().any(|block| lower.starts_with(block))
    };
    let parts_lines = || {
        let lower = text.to_ascii_lowercase();
        BLOCKS.iter().any(|block| lower.contains(block))
    };
    if !text.contains('\n') || !is_export && parts_lines() {
        return html;
    }
    let ends_sentence = |line: &str| line.trim_end().ends_with(['.', '!', '?', '"', '”', '»', '。']);
    let each = is_export || text.lines().filter(|line| !line.trim().is_empty()).all(ends_sentence);
    let mut broken = String::with_capacity(text.len() + 64);
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        broken.push_str(line);
        let Some(next) = lines.peek().map(|next| next.trim_start()) else { break };
        let closes = line
            .trim_end()
            .rsplit_once('<')
            .is_some_and(|(_, tag)| tag.ends_with('>') && is_tag(&format!("<{tag}")));
        let is_blank = line.trim().is_empty() || next.is_empty();
        broken.push_str(if (each || is_blank) && !closes && !is_tag(next) { "<br>\n" } else { "\n" });
    }
    broken
}
