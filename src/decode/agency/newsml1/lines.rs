//! What the lines and the metadata of an item say: headlines, names, rights, keywords.

use super::formal_name;
use crate::decode::agency::{push_note, rights};
use crate::decode::xml::{Id, Xml};
use crate::model::{Byline, Document, Found};

/// Most sets of lines that are looked at in one item.
const MOST: usize = 100;

/// The first lines with a headline are the item's; the others, of its components, say what those leave out.
pub(super) fn read_lines(document: &mut Document, xml: &Xml, item: Id) {
    let all: Vec<Id> = xml.find_all(item, "NewsLines").take(MOST).collect();
    let titled = |l: &Id| headline(xml, *l).is_some();
    let Some(main) = all.iter().copied().find(titled).or_else(|| all.first().copied()) else { return };
    let line = |name: &'static str| {
        let others = all.iter().filter(|l| **l != main && !is_of_picture(xml, **l));
        let mut lines = std::iter::once(&main).chain(others);
        lines.find_map(|l| xml.line_at(*l, &[name])).map(|l| Found::new(l, name))
    };
    document.headline = headline(xml, main).map(|l| Found::new(l, "HeadLine"));
    document.headline_alt.extend(xml.line_at(main, &["SubHeadLine"]));
    document.slug = line("SlugLine").or_else(|| {
        xml.find(item, "NameLabel").and_then(|n| xml.line(n)).map(|l| Found::new(l, "NameLabel"))
    });
    document.dateline = line("DateLine").filter(|d| !d.value.starts_with(|c: char| c.is_ascii_digit()));
    let title = xml.line_at(main, &["ByLineTitle"]);
    for by in xml.children(main).filter(|c| xml.name(*c) == "ByLine") {
        let title = title.clone();
        document
            .bylines
            .extend(xml.line(by).map(|raw| Found::new(Byline { raw, title, ..Byline::default() }, "ByLine")));
    }
    document.credits.extend(line("CreditLine"));
    document.rights = rights(line("CopyrightLine").map(|f| f.value), line("RightsLine").map(|f| f.value));
    for lines in all {
        let keywords = xml.children(lines).filter(|c| xml.name(*c) == "KeywordLine");
        document.keywords.extend(keywords.filter_map(|k| xml.line(k)));
        for extra in xml.children(lines).filter(|c| xml.name(*c) == "NewsLine") {
            read_news_line(document, xml, extra, lines == main);
        }
        if lines != main && !is_of_picture(xml, lines) {
            document.headline_alt.extend(headline(xml, lines));
        }
    }
    let main = document.headline.as_ref().map(|h| h.value.clone());
    document.headline_alt.retain(|other| Some(other) != main.as_ref());
}

fn headline(xml: &Xml, lines: Id) -> Option<String> {
    let named = |id: &Id| xml.name(*id).eq_ignore_ascii_case("headline");
    xml.children(lines).find(named).and_then(|id| xml.line(id))
}

/// A line of a kind of its own: a catchword is a keyword, what kind of story it is and where it leads say nothing to a
/// reader, anything else is for the desk.
fn read_news_line(document: &mut Document, xml: &Xml, extra: Id, is_main: bool) {
    let kind = xml.child(extra, "NewsLineType").and_then(|k| formal_name(xml, k)).unwrap_or_default();
    let kind = kind.to_ascii_lowercase();
    let text = xml.line_at(extra, &["NewsLineText"]);
    if kind.contains("catch") || kind.contains("keyword") {
        document.keywords.extend(text);
    } else if is_main && !["type", "url", "link"].iter().any(|word| kind.contains(word)) {
        push_note(document, text);
    }
}

/// Whether lines stand in a component that is a picture: what they say is said of that.
fn is_of_picture(xml: &Xml, lines: Id) -> bool {
    let component = xml.parent(lines);
    let mut items = xml.children(component).filter(|c| xml.name(*c) == "ContentItem");
    items.any(|item| xml.attribute(item, "Href").is_some())
        || super::content::is_picture(&super::content::role(xml, component))
}

pub(super) fn read_description(document: &mut Document, xml: &Xml, item: Id) {
    let party = |name: &str| {
        xml.find(item, name).and_then(|p| xml.find(p, "Party")).and_then(|p| formal_name(xml, p))
    };
    let provider = party("Provider");
    let sender = sender(xml);
    document.publisher = provider
        .clone()
        .map(|p| Found::new(p, "Provider"))
        .or_else(|| sender.clone().map(|s| Found::new(s, "SentFrom")));
    // who sends releases for others is whose copy they are
    let is_release =
        document.genre.as_ref().is_some_and(|g| g.value.to_ascii_lowercase().contains("release"));
    let origin = match sender.filter(|_| is_release && provider.is_none()) {
        Some(sender) => Some(sender),
        None => party("Source").or(provider),
    };
    document.credits.extend(origin.map(|p| Found::new(p, "Provider")));
    for name in ["Subject", "SubjectMatter", "SubjectDetail"] {
        document.subjects.extend(xml.find_all(item, name).filter_map(|s| formal_name(xml, s)));
    }
    let is_keyword = |p: &Id| {
        formal_name(xml, *p).is_some_and(|name| {
            let name = name.to_ascii_lowercase();
            name.ends_with("keyword") || name.ends_with("keywords")
        })
    };
    let keywords =
        xml.find_all(item, "Property").filter(is_keyword).filter_map(|p| xml.attribute(p, "Value"));
    document.keywords.extend(keywords.map(str::to_owned));
}

/// How many elements may stand before the envelope of a delivery.
const BEFORE_ENVELOPE: usize = 50;

/// Who sent the delivery, as its envelope says, which stands before all items.
fn sender(xml: &Xml) -> Option<String> {
    let mut heads =
        xml.children(xml.root()?).take(BEFORE_ENVELOPE).take_while(|c| xml.name(*c) != "NewsItem");
    let envelope = heads.find(|c| xml.name(*c) == "NewsEnvelope")?;
    let party = || formal_name(xml, xml.find(xml.child(envelope, "SentFrom")?, "Party")?);
    let service = || formal_name(xml, xml.child(envelope, "NewsService")?).filter(|name| name.contains(' '));
    party().or_else(service)
}
