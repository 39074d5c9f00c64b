//! The entries of RSS, RDF and Atom. Read with what the decoder of feeds reads with, so that an entry by itself is the
//! entry in its feed.

use super::address::resolve;
use super::recipe::Told;
use super::{Answer, Contents, Entry, Feed, FeedKind, Other, Schedule, Stamp};
use crate::decode::feed::{self, Channel, Dates};
use crate::decode::html::fragment;
use crate::decode::xml::{Id, Shell, Xml};

/// How much may stand before a feed.
const LONGEST_BEFORE: usize = 16 << 10;
/// How feeds begin.
const BEGINNINGS: [&str; 4] = ["<rss", "<feed", "<rdf:rdf", "<channel>"];

/// Where a feed begins in a text that begins otherwise.
pub(super) fn begin(text: &str) -> Option<&str> {
    let head = crate::decode::text::head(text, LONGEST_BEFORE).to_ascii_lowercase();
    let declared = head.find("<?xml").filter(|at| *at > 0).and_then(|at| text.get(at..));
    let declared = declared.filter(|rest| feed::recognise(rest));
    let bare = || {
        let begins = BEGINNINGS.iter().filter_map(|beginning| {
            let at = head.find(beginning)?;
            let next = head.as_bytes().get(at + beginning.len());
            next.is_none_or(|b| b.is_ascii_whitespace() || *b == b'>').then_some(at)
        });
        text.get(begins.min()?..).filter(|rest| feed::recognise(rest))
    };
    declared.or_else(bare)
}

/// Lists a feed.
///
/// # Errors
/// Where it nests without end.
pub(super) fn list(text: &str, answer: &Answer<'_>) -> Result<Feed, Other> {
    let xml = feed::parse(text).map_err(|fault| Other::Hostile(fault.message))?;
    let channel = Channel::read(&xml, Some(answer.address.as_str()));
    let (found, too_deep) = xml.shallow(feed::entries_of(&xml));
    let (mut entries, mut cut, mut further) = (Vec::new(), 0, too_deep);
    let shell = shell(&xml, &channel, answer);
    for id in found {
        if !xml.is_ended(id) {
            cut += 1;
        } else if entries.len() >= answer.most {
            further += 1;
        } else {
            let source = text.get(xml.source(id)).unwrap_or_default();
            entries.push(entry(&xml, id, &channel, shell.around(source)));
        }
    }
    let links = Links::of(&xml, &channel);
    Ok(Feed {
        kind: match channel.format {
            "atom" => FeedKind::Atom,
            "rdf" => FeedKind::Rdf,
            _ => FeedKind::Rss,
        },
        title: channel.title.as_deref().map(fragment::line).filter(|title| !title.is_empty()),
        language: channel.language.clone(),
        schedule: Schedule::of(&xml, channel.id),
        hubs: links.hubs,
        own: links.own,
        entries,
        cut,
        further,
        problem: xml.problem,
        warning: None,
    })
}

/// What stands around each entry.
fn shell(xml: &Xml, channel: &Channel, answer: &Answer<'_>) -> Shell {
    let root = xml.root().unwrap_or(0);
    let mut shell = Shell::new();
    shell.open(xml, root, Some(answer.address));
    if channel.id != root {
        shell.open(xml, channel.id, None);
    }
    let site = channel.site.as_ref().map(|site| site.as_str().to_owned());
    let told = [
        (["title"].as_slice(), &channel.title),
        (&["link"], &site),
        (&["language"], &channel.language),
        (&["rights"], &channel.copyright),
        (&["prism:publicationName"], &channel.publication),
        (&["dc:publisher"], &channel.publisher),
    ];
    for (path, line) in told {
        line.iter().for_each(|line| shell.line(path, line));
    }
    channel.people.iter().for_each(|name| shell.line(&["author", "name"], name));
    if channel.format == "rdf" && channel.id != root {
        shell.close();
    }
    shell
}

fn entry(xml: &Xml, id: Id, channel: &Channel, bytes: Vec<u8>) -> Entry {
    let base = channel.base.inside(xml, id);
    let dates = Dates::of(xml, id);
    Entry {
        is_permalink: feed::permalink(xml, id).is_some(),
        link: feed::link(xml, id, &base).and_then(|link| resolve(&link.value, None)),
        id: feed::item_id(xml, id),
        published: dates.published.map(|date| Stamp::new(date.value.raw)),
        updated: dates.modified.map(|date| Stamp::new(date.value.raw)),
        contents: Contents::of(&Told::of_xml(xml, id)),
        bytes,
    }
}

/// The links of a feed that concern itself.
struct Links {
    hubs: Vec<url::Url>,
    own: Option<url::Url>,
}

/// Most hubs of one feed.
const MOST_HUBS: usize = 10;

impl Links {
    fn of(xml: &Xml, channel: &Channel) -> Links {
        let links = xml.children(channel.id).filter(|child| xml.name(*child) == "link");
        let mut found = Links { hubs: Vec::new(), own: None };
        for link in links {
            let base = channel.base.inside(xml, link);
            let Some(address) = xml.attribute(link, "href").and_then(|href| resolve(href, base.url())) else {
                continue;
            };
            let rel = xml.attribute(link, "rel").unwrap_or_default().to_ascii_lowercase();
            for rel in rel.split_whitespace() {
                match rel {
                    "hub" if found.hubs.len() < MOST_HUBS => found.hubs.push(address.clone()),
                    "self" if found.own.is_none() => found.own = Some(address.clone()),
                    _ => {}
                }
            }
        }
        found
    }
}
