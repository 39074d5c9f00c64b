//! What an item says about itself and its content: names, times, people, subjects.

use std::collections::{HashMap, HashSet};

use crate::decode::agency::{desk_credits, push_note, status, urgency};
use crate::decode::html::fragment;
use crate::decode::xml::{Id, Xml};
use crate::model::{AuthorRole, Byline, DateClaim, Document, Found, Link, LinkRel, Status};

/// The readable name of a property: its name, its literal, the local part of its code.
pub(super) fn named(xml: &Xml, id: Id) -> Option<String> {
    let code = || xml.attribute(id, "qcode").map(|c| local(c).to_owned());
    name(xml, id).or_else(code).or_else(|| xml.line(id))
}

fn name(xml: &Xml, id: Id) -> Option<String> {
    let literal = || xml.attribute(id, "literal").map(str::to_owned);
    xml.line_at(id, &["name"]).or_else(literal)
}

fn local(code: &str) -> &str {
    code.rsplit(':').next().unwrap_or(code)
}

/// The name of somebody: a code only where it is a word.
fn party(xml: &Xml, id: Id) -> Option<String> {
    name(xml, id).or_else(|| named(xml, id).filter(|code| is_word(code)))
}

/// Whether a code is a word that means something to a reader (`HNA`, `ip`), and no number in a vocabulary (`Q20477`).
fn is_word(code: &str) -> bool {
    code.bytes().filter(u8::is_ascii_digit).count() < 3
}

/// Whether an item is a picture, as its class says.
pub(super) fn is_picture(xml: &Xml, item: Id) -> bool {
    let class = xml.at(item, &["itemMeta", "itemClass"]).and_then(|c| xml.attribute(c, "qcode"));
    class.is_some_and(|class| matches!(local(class), "picture" | "photo"))
}

/// Who signs a picture took it.
pub(super) fn as_photographers(document: &mut Document) {
    for byline in document.bylines.iter_mut().filter(|b| b.value.role.is_none()) {
        byline.value.role = Some(AuthorRole::Photographer);
    }
}

/// Who holds the rights, where nobody else is said to publish.
pub(super) fn holder(xml: &Xml, item: Id) -> Option<Found<String>> {
    let holder = xml.child(xml.child(item, "rightsInfo")?, "copyrightHolder")?;
    name(xml, holder).map(|name| Found::new(name, "copyrightHolder"))
}

/// The names that an item gives for codes of its vocabularies, in its assertions.
pub(super) struct Names<'x> {
    by_code: HashMap<&'x str, String>,
}

impl<'x> Names<'x> {
    pub(super) fn of(xml: &'x Xml, item: Id) -> Names<'x> {
        let mut by_code = HashMap::new();
        for assert in xml.children(item).filter(|c| xml.name(*c) == "assert") {
            let Some(code) = xml.attribute(assert, "qcode") else { continue };
            let broader = || xml.line_at(xml.child(assert, "broader")?, &["name"]);
            if let Some(name) = xml.line_at(assert, &["name"]).or_else(broader) {
                by_code.entry(local(code)).or_insert(name);
            }
        }
        Names { by_code }
    }

    /// What a subject is called: its name, the one asserted for its code; a code of the IPTC by its number, any other with
    /// the vocabulary that it stands in.
    fn subject(&self, xml: &Xml, id: Id) -> Option<String> {
        let code = xml.attribute(id, "qcode");
        let by_code = || {
            let code = code?;
            let of_iptc = local(code).len() == 8 && local(code).bytes().all(|b| b.is_ascii_digit());
            let own = if of_iptc { local(code) } else { code };
            Some(self.by_code.get(local(code)).cloned().unwrap_or_else(|| own.to_owned()))
        };
        name(xml, id).or_else(by_code).or_else(|| xml.line(id))
    }

    /// Subjects by their names; a category of the wire, whose name is a letter or two, is the section.
    fn read_subjects(&self, document: &mut Document, xml: &Xml, meta: Id) {
        for id in xml.children(meta).filter(|c| xml.name(*c) == "subject") {
            let Some(name) = self.subject(xml, id) else { continue };
            let scheme = xml.attribute(id, "qcode").and_then(|c| c.split_once(':')).map_or("", |(s, _)| s);
            let is_category = scheme.to_ascii_lowercase().ends_with("cat");
            let code = local(&name);
            if is_category && code.len() <= 3 {
                let section = code.to_owned();
                document.section.get_or_insert_with(|| Found::new(section, "subject"));
            } else if !is_address_of_a_place(xml, id) {
                document.subjects.push(name);
            }
        }
    }
}

/// A point of interest by its address: `Halden, Kai 1, Norvik`.
fn is_address_of_a_place(xml: &Xml, subject: Id) -> bool {
    xml.attribute(subject, "type").is_some_and(|t| t.ends_with(":poi"))
}

pub(super) fn read_item_meta(document: &mut Document, xml: &Xml, meta: Id) {
    let date = |name: &'static str| xml.line_at(meta, &[name]).map(|raw| Found::new(DateClaim { raw }, name));
    document.published = date("firstCreated").or_else(|| date("versionCreated"));
    document.modified = date("versionCreated");
    // vendors write an empty one where there is none; what is held until further notice has its pubStatus
    document.embargo_until = date("embargoed");
    let told = xml.child(meta, "pubStatus").and_then(|s| status(xml.attribute(s, "qcode")?));
    document.status = told.map(|s| Found::new(s, "pubStatus"));
    read_signals(document, xml, meta);
    document.publisher =
        xml.child(meta, "provider").and_then(|p| party(xml, p)).map(|n| Found::new(n, "provider"));
    document.headline = xml.line_at(meta, &["title"]).map(|t| Found::new(t, "title"));
    for note in xml.children(meta).filter(|c| xml.name(*c) == "edNote") {
        let line = xml.line(note);
        if let Some(line) = line.as_deref() {
            desk_credits(document, line);
        }
        let is_embargo =
            xml.attribute(note, "role").is_some_and(|role| role.to_lowercase().contains("embargo"));
        match line.clone().filter(|_| is_embargo && document.embargo_until.is_none()) {
            Some(raw) => document.embargo_until = Some(Found::new(DateClaim { raw }, "edNote")),
            None => push_note(document, line),
        }
    }
    for link in xml.children(meta).filter(|c| xml.name(*c) == "link") {
        let Some(href) = xml.attribute(link, "href") else { continue };
        if xml.attribute(link, "rel").is_some_and(|rel| rel.ends_with("seeAlso")) {
            let text = xml.line_at(link, &["title"]).unwrap_or_default();
            document.links.push(Link { url: Some(href.to_owned()), text, rel: LinkRel::Related });
        }
    }
}

/// What an item is sent for: `sig:kill` takes it back, `sig:embargo` holds it, whatever its status is.
fn read_signals(document: &mut Document, xml: &Xml, meta: Id) {
    let signals = xml.children(meta).filter(|c| xml.name(*c) == "signal");
    for code in signals.filter_map(|s| xml.attribute(s, "qcode").or_else(|| xml.attribute(s, "literal"))) {
        match status(code) {
            Some(Status::Canceled) => document.status = Some(Found::new(Status::Canceled, "signal")),
            Some(Status::Withheld) => super::super::hold(document, code, "signal"),
            _ => {}
        }
    }
}

pub(super) fn read_content_meta(document: &mut Document, xml: &Xml, meta: Id, names: &Names<'_>) {
    let all = |name: &'static str| xml.children(meta).filter(move |c| xml.name(*c) == name);
    let first = |name: &'static str| all(name).find_map(|c| xml.line(c)).map(|l| Found::new(l, name));
    let mut headlines = all("headline").filter_map(|c| xml.line(c));
    if let Some(headline) = headlines.next() {
        document.headline = Some(Found::new(headline, "headline"));
    }
    document.headline_alt.extend(headlines);
    document.slug = first("slugline");
    document.dateline = first("dateline").filter(|d| !d.value.starts_with(|c: char| c.is_ascii_digit()));
    document.urgency = all("urgency").find_map(|c| urgency(&xml.line(c)?)).map(|n| Found::new(n, "urgency"));
    let language = all("language").find_map(|c| xml.attribute(c, "tag").map(str::to_owned));
    document.language = language.map(|l| Found::new(l, "language")).or(document.language.take());
    document.genre = all("genre").find_map(|g| named(xml, g)).map(|g| Found::new(g, "genre"));
    document.keywords.extend(all("keyword").filter_map(|k| xml.line(k)));
    names.read_subjects(document, xml, meta);
    let is_caption = |c: Id| xml.attribute(c, "role").is_some_and(|r| r.ends_with("caption"));
    document.lead = all("description")
        .filter(|c| !is_caption(*c))
        .find_map(|c| xml.line(c))
        .map(|d| Found::new(fragment::line(&d), "description"));
    let claim = |name: &'static str| {
        all(name).find_map(|c| xml.line(c)).map(|raw| Found::new(DateClaim { raw }, name))
    };
    document.published = document.published.take().or_else(|| claim("contentCreated"));
    document.modified = document.modified.take().or_else(|| claim("contentModified"));
    read_people(document, xml, meta);
    document
        .credits
        .extend(all("creditline").filter_map(|c| xml.line(c)).map(|c| Found::new(c, "creditline")));
    let origin = |c: Id| {
        xml.attribute(c, "role")
            .is_none_or(|r| r.ends_with("origProv") || r.ends_with("source") || r.ends_with("origcont"))
    };
    let is_supplier = |c: Id| xml.attribute(c, "role").is_some_and(|r| r.ends_with("supplier"));
    let mut known: HashSet<String> = document.credits.iter().map(|c| c.value.clone()).collect();
    let sources =
        all("infoSource").filter(|c| origin(*c)).chain(all("contributor").filter(|c| is_supplier(*c)));
    for source in sources.filter_map(|c| party(xml, c)) {
        if known.insert(source.clone()) {
            document.credits.push(Found::new(source, "infoSource"));
        }
    }
}

/// Who signs; where nobody does, who made it; and who helped.
fn read_people(document: &mut Document, xml: &Xml, meta: Id) {
    let all = |name: &'static str| xml.children(meta).filter(move |c| xml.name(*c) == name);
    let signed = all("by").filter_map(|b| xml.line(b));
    let mut people: Vec<Found<Byline>> =
        signed.map(|raw| Found::new(Byline { raw, ..Byline::default() }, "by")).collect();
    if people.is_empty() {
        people.extend(all("creator").filter_map(|c| person(xml, c)).map(|b| Found::new(b, "creator")));
    }
    let helped = all("contributor").filter_map(|c| person(xml, c));
    let helped = helped.map(|b| Byline { role: Some(AuthorRole::Contributor), ..b });
    people.extend(helped.map(|b| Found::new(b, "contributor")));
    people.append(&mut document.bylines);
    document.bylines = people;
}

/// A person with what a second name says of their job: organisations are no authors.
fn person(xml: &Xml, id: Id) -> Option<Byline> {
    let organisation = xml.child(id, "organisationDetails").is_some()
        || xml.attribute(id, "type").is_some_and(|t| t.ends_with("organisation"))
        || xml.attribute(id, "role").is_some_and(|r| r.ends_with("source") || r.ends_with("supplier"));
    let mut names = xml.children(id).filter(|c| xml.name(*c) == "name").filter_map(|c| xml.line(c));
    let raw = names.next().filter(|n| n.contains(' '))?;
    let title = names.next().filter(|_| xml.attribute(id, "jobtitle").is_some());
    (!organisation).then(|| Byline { raw, title, ..Byline::default() })
}
