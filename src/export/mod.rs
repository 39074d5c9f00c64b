//! Records in other formats: for whoever reads ninjs or schema.org and not our own.
//!
//! A format is one file here and one line in [`Format`]. Pure: a record goes in, one line of JSON comes out; what a
//! format has no place for is left out, and nothing is made up to fill a place that it has.

use std::io;

use serde_json::{Map, Value};
use url::Url;

use crate::model::{BlockKind, Kind, Record, Status};

mod ninjs;
mod schema_org;
#[cfg(feature = "daemon")]
pub mod tables;
#[cfg(test)]
mod tests;

/// What is written for each story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Format {
    /// The record itself.
    #[default]
    Wiredesk,
    /// The IPTC's ninjs 3.1.
    Ninjs,
    /// schema.org `NewsArticle` as JSON-LD.
    SchemaOrg,
}

impl Format {
    /// Every format.
    pub const ALL: &'static [Format] = &[Format::Wiredesk, Format::Ninjs, Format::SchemaOrg];

    /// The name by which it is asked for: `wiredesk`, `ninjs`, `schema-org`.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Wiredesk => "wiredesk",
            Format::Ninjs => "ninjs",
            Format::SchemaOrg => "schema-org",
        }
    }

    /// Writes a record as one line with its newline.
    ///
    /// # Errors
    /// If `out` cannot be written.
    pub fn write(self, record: &Record, mut out: impl io::Write) -> io::Result<()> {
        match self {
            Format::Wiredesk => serde_json::to_writer(&mut out, record)?,
            Format::Ninjs => serde_json::to_writer(&mut out, &ninjs::of(record))?,
            Format::SchemaOrg => serde_json::to_writer(&mut out, &schema_org::of(record))?,
        }
        out.write_all(b"\n")
    }
}

/// A JSON object in the making: what is absent or empty is not written.
#[derive(Debug, Default)]
struct Object(Map<String, Value>);

impl Object {
    fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.put(key, Some(value));
        self
    }

    fn maybe(mut self, key: &str, value: Option<impl Into<Value>>) -> Self {
        self.put(key, value);
        self
    }

    fn put(&mut self, key: &str, value: Option<impl Into<Value>>) {
        let value = value.map_or(Value::Null, Into::into);
        let is_empty = match &value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(list) => list.is_empty(),
            Value::Object(object) => object.is_empty(),
            _ => false,
        };
        if !is_empty {
            self.0.insert(key.to_owned(), value);
        }
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Value {
        Value::Object(object.0)
    }
}

fn list(values: impl IntoIterator<Item = Object>) -> Value {
    Value::Array(values.into_iter().map(Value::from).collect())
}

/// An address or name that can stand where a URI is asked for.
fn uri(text: &str) -> Option<String> {
    let text = text.trim();
    let known = ["http:", "https:", "urn:", "tag:", "ftp:"];
    let scheme = text.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase())?;
    if !known.contains(&format!("{scheme}:").as_str()) {
        return None;
    }
    // What a URI may hold as it is: everything else is written in %XX by the parser, or it is none.
    let plain =
        |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}');
    if matches!(scheme.as_str(), "urn" | "tag") {
        let rest = text.get(scheme.len() + 1..)?;
        return (text.chars().all(plain) && !rest.is_empty() && !text.contains(['[', ']']))
            .then(|| text.to_owned());
    }
    let written = Url::parse(text).ok()?.to_string();
    let brackets = written.matches(['[', ']']).count();
    (written.chars().all(plain) && brackets == 0).then_some(written)
}

/// The name of the story itself: the delivery's own where that is a URI, its address, else one made of its id.
fn own_uri(record: &Record) -> String {
    let own = [&record.source.item, &record.canonical_url, &record.url];
    own.into_iter().flatten().find_map(|name| uri(name)).unwrap_or_else(|| urn(&record.id))
}

/// A record's id as a URN: a UUID of version 8 (RFC 9562), whose bits are the id's own but for the six that say so.
fn urn(id: &str) -> String {
    let mut digits: Vec<char> = id.chars().filter(char::is_ascii_hexdigit).take(32).collect();
    digits.resize(32, '0');
    if let Some(version) = digits.get_mut(12) {
        *version = '8';
    }
    if let Some(variant) = digits.get_mut(16) {
        *variant = match variant.to_digit(16).unwrap_or(0) & 3 {
            0 => '8',
            1 => '9',
            2 => 'a',
            _ => 'b',
        };
    }
    let mut text = String::from("urn:uuid:");
    for (n, digit) in digits.into_iter().enumerate() {
        if matches!(n, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        text.push(digit);
    }
    text
}

/// Whether the story may be used; a withdrawal says so whatever the item itself said.
fn status(record: &Record) -> Option<Status> {
    if record.kind == Kind::Cancel { Some(Status::Canceled) } else { record.status }
}

/// The blocks of one kind, one on each line.
fn blocks(record: &Record, kind: BlockKind) -> String {
    let texts: Vec<&str> = record.body.iter().filter(|b| b.kind == kind).map(|b| b.text.as_str()).collect();
    texts.join("\n")
}
