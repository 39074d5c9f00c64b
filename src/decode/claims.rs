//! Everything that the content says about the fields of the record, taken or not: for whoever asks why.
//!
//! Only `explain` asks; a document on its way to the journal is not looked at twice. Telex formats have no names for
//! their fields and make no claims. What is kept is short and little: it is for reading.

use serde_json::Value;

use super::html;
use super::json::keys;
use super::json::value::{self, fold_key};
use super::reading::Sheet;
use super::xml::{Id, Xml};
use crate::model::{Claim, Hints};

/// Most claims looked for in one document, and most of one place.
const MOST: usize = 200;
const MOST_OF_ONE: usize = 10;

/// The names of a field, folded.
type Names = (&'static str, &'static [&'static [&'static str]]);

/// Under which names formats of agencies, feeds and JSON keep what. The names that a decoder itself looks for stand in
/// [`keys`]; these are those of the standards.
const NAMES: &[Names] = &[
    ("headline", &[keys::HEADLINE, &["headlines", "hl1", "hl2", "headlineextended", "subheadline"]]),
    ("slug", &[keys::SLUG, &["dukey", "itemslug"]]),
    ("authors", &[keys::AUTHORS, &["by", "bylines", "byttl", "bylinetitle", "person", "people"]]),
    ("dateline", &[keys::DATELINE, &["storydate"]]),
    (
        "published",
        &[
            keys::PUBLISHED,
            &[
                "firstcreated",
                "contentcreated",
                "versioncreated",
                "thisrevisioncreated",
                "dateissue",
                "issued",
                "dateandtime",
                "sent",
            ],
        ],
    ),
    ("modified", &[keys::MODIFIED, &["versioncreated", "contentmodified", "thisrevisioncreated"]]),
    ("embargo_until", &[&["embargoed", "embargoeduntil", "embargo", "statuswillchange", "daterelease"]]),
    ("status", &[&["pubstatus", "status"]]),
    ("language", &[keys::LANGUAGE, &["contentlanguage"]]),
    ("section", &[keys::SECTION, &[]]),
    ("genre", &[&["genre", "genres", "profile"]]),
    ("urgency", &[&["urgency", "priority", "editorialpriority"]]),
    ("keywords", &[keys::KEYWORDS, &["keyword", "keywordline"]]),
    ("subjects", &[&["subject", "subjects", "subjectcode", "tobjectsubject", "category"]]),
    ("lead", &[keys::LEAD, &["descriptions", "descriptionsummary", "descriptiontext", "abstract"]]),
    ("publisher", &[keys::PUBLISHER, &["provider", "docsource", "pubdatapublisher", "copyrightholder"]]),
    ("agencies", &[&["infosource", "infosources", "creditline", "distributor"]]),
    ("url", &[keys::URL, &["loc"]]),
    ("canonical_url", &[keys::CANONICAL, &[]]),
    (
        "rights",
        &[
            keys::COPYRIGHT,
            &["copyrightline", "doccopyright", "usageterms", "usagetype", "isaccessibleforfree"],
        ],
    ),
    (
        "source.item",
        &[&["uri", "guid", "publicidentifier", "newsitemid", "docid", "altids", "revisionid", "version"]],
    ),
];

/// Attributes that hold a value where the element itself has no text.
const VALUES: &[&str] = &[
    "norm",
    "value",
    "qcode",
    "FormalName",
    "href",
    "key",
    "ed-urg",
    "id-string",
    "literal",
    "term",
    "tag",
    "holder",
    "name",
];

/// What a page says.
pub(super) fn in_page(text: &str, sheet: &Sheet<'_>, hints: &Hints) -> Vec<Claim> {
    html::claims(text, sheet.url(hints))
}

fn fields_of(name: &str) -> impl Iterator<Item = &'static str> + '_ {
    NAMES.iter().filter(move |(_, lists)| lists.iter().any(|l| l.contains(&name))).map(|(field, _)| *field)
}

/// The members of the article's object, and of what wraps it.
pub(super) fn in_json(text: &str, _: &Sheet<'_>, _: &Hints) -> Vec<Claim> {
    let Ok(value) = serde_json::from_str::<Value>(text) else { return Vec::new() };
    let mut found = Vec::new();
    let Some(object) = value.as_object() else { return found };
    for (key, value) in object {
        let name = fold_key(key);
        for field in fields_of(&name) {
            members(field, key, value, &mut found);
        }
        let wraps = keys::WRAPPERS.contains(&name.as_str());
        for (inner, value) in value.as_object().filter(|_| wraps).into_iter().flatten() {
            for field in fields_of(&fold_key(inner)) {
                members(field, &format!("{key}.{inner}"), value, &mut found);
            }
        }
    }
    found
}

fn members(field: &'static str, place: &str, value: &Value, found: &mut Vec<Claim>) {
    let list = match value {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    for entry in list.iter().take(MOST_OF_ONE) {
        let role = entry.get("role").and_then(Value::as_str).map(|r| format!("[{r}]")).unwrap_or_default();
        let told = match entry {
            Value::Bool(flag) => Some(flag.to_string()),
            entry => value::id(entry).or_else(|| value::url(entry)),
        };
        found.extend(told.map(|value| Claim { field, place: format!("{place}{role}"), value }));
    }
}

/// The elements that are named as a field is and hold a line.
pub(super) fn in_xml(text: &str, _: &Sheet<'_>, _: &Hints) -> Vec<Claim> {
    let Ok(xml) = Xml::parse(text) else { return Vec::new() };
    let Some(root) = xml.root() else { return Vec::new() };
    let mut found: Vec<Claim> = Vec::new();
    for id in xml.subtree(root).filter(|id| !xml.name(*id).is_empty()).take(50_000) {
        for field in fields_of(&fold_key(xml.name(id))) {
            let place = xml.name(id);
            if found.len() > MOST || found.iter().filter(|c| c.place == place).count() >= MOST_OF_ONE {
                break;
            }
            found.extend(told(&xml, id).map(|value| Claim { field, place: place.to_owned(), value }));
        }
    }
    found
}

/// What an element says: its line if it is short, else an attribute that holds a value.
fn told(xml: &Xml, id: Id) -> Option<String> {
    let nested = xml.children(id).filter(|c| !xml.name(*c).is_empty()).count();
    let line = xml.line(id).filter(|_| nested <= 2);
    line.or_else(|| VALUES.iter().find_map(|name| xml.attribute(id, name)).map(str::to_owned))
}

/// The headers of a letter.
pub(super) fn in_headers(_: &str, sheet: &Sheet<'_>, _: &Hints) -> Vec<Claim> {
    const HEADERS: &[(&str, &str)] = &[
        ("headline", "Subject"),
        ("authors", "From"),
        ("authors", "Sender"),
        ("published", "Date"),
        ("publisher", "List-Id"),
        ("source.item", "Message-ID"),
        ("language", "Content-Language"),
        ("url", "Archived-At"),
    ];
    let Some(message) = mail_parser::MessageParser::default().parse_headers(sheet.raw.trim_ascii_start())
    else {
        return Vec::new();
    };
    let told = |(field, name): &(&'static str, &str)| {
        let value = match *name {
            "Subject" => message.subject().map(str::to_owned),
            name => message.header_raw(name).map(str::to_owned),
        };
        value.map(|value| Claim { field, place: (*name).to_owned(), value })
    };
    HEADERS.iter().filter_map(told).collect()
}
