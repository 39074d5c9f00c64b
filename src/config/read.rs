//! From a parsed file to what was typed: shape first, then each table by its own type.
//!
//! `type` of a source or sink is read before the rest of its table, and the table is then read as that type itself:
//! with a tagged enum every error would stand at line 1.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde_json::Value;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue, Error, ValueDeserializer};

use super::kinds::{Kind, RawSink, RawSource, sinks, sources};
use super::problem::Problem;
use super::raw::Raw;
use super::raw_source::Common;
use super::raw_xml::VendorXml;
use super::schema;
use super::shape::{self, Shape};
use crate::source::Table;

/// A configuration as typed. What was wrong is left out, so that the rest can still be checked.
pub(super) struct Typed {
    pub(super) fixed: Raw,
    /// In the order of the file.
    pub(super) sources: Vec<(String, RawSource)>,
    /// In the order of the file.
    pub(super) sinks: Vec<(String, RawSink)>,
    /// In the order of the file.
    pub(super) vendors: Vec<(String, VendorXml)>,
}

/// Reads a parsed file; whatever is wrong is added to `problems`.
pub(super) fn read<'s>(
    mut table: DeTable<'s>,
    interpolated: &'s BTreeMap<usize, String>,
    problems: &mut Vec<Problem>,
) -> Typed {
    let published = schema::schema();
    let sections = schema::fixed();
    let shape = Shape { sections: &sections, interpolated };
    let source_tables = table.remove_entry("source");
    let source_kinds = sources();
    let sink_tables = table.remove_entry("sink");
    let sink_kinds = sinks();
    let vendors = table.remove_entry("xml");
    shape.table("", &mut table, &published, problems);
    let fixed = peel(table, problems, Raw::deserialize).unwrap_or_default();
    Typed {
        fixed,
        sources: named("source", source_tables, problems, |entry, problems| {
            source(entry, &source_kinds, &shape, problems)
        }),
        sinks: named("sink", sink_tables, problems, |entry, problems| {
            sink(entry, &sink_kinds, &shape, problems)
        }),
        vendors: named("xml", vendors, problems, |entry, problems| vendor(entry, &shape, problems)),
    }
}

/// Most sources, and most sinks.
const MOST: usize = 1000;

type Entry<'s> = (Spanned<DeString<'s>>, Spanned<DeValue<'s>>);

/// Reads `[source.*]`, `[sink.*]` or `[xml.*]`.
fn named<'s, T>(
    what: &str,
    entry: Option<Entry<'s>>,
    problems: &mut Vec<Problem>,
    read_one: impl Fn(Entry<'s>, &mut Vec<Problem>) -> Option<T>,
) -> Vec<(String, T)> {
    let Some((key, value)) = entry else { return Vec::new() };
    let DeValue::Table(tables) = value.into_inner() else {
        let problem = Problem::at(Some(key.span()), format!("`{what}` holds one table for each {what}"));
        problems.push(problem.hint(format!("write [{what}.NAME], with a name of your own")));
        return Vec::new();
    };
    let mut entries: Vec<Entry<'s>> = tables.into_iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    if entries.len() > MOST {
        let message = format!("expected at most {MOST} tables of {what}, found {}", entries.len());
        problems.push(Problem::at(Some(key.span()), message));
        entries.truncate(MOST);
    }
    let mut read = Vec::new();
    for entry in entries {
        let name = entry.0.get_ref().to_string();
        if let Some(typed) = read_one(entry, problems) {
            read.push((name, typed));
        }
    }
    read
}

/// Reads a sink by its type.
fn sink<'s>(
    (key, value): Entry<'s>,
    kinds: &[Kind<RawSink>],
    shape: &Shape<'_, 's>,
    problems: &mut Vec<Problem>,
) -> Option<RawSink> {
    let mut table = table_of("sink", &key, value, problems)?;
    let name = format!("sink.{}", key.get_ref());
    let kind = kind_of("sink", &name, &key, &mut table, kinds, problems)?;
    let table = shaped(&name, &key, table, &(kind.schema)(), shape, problems)?;
    peel(table, problems, kind.read)
}

/// Reads a source by its type: what every source has is taken out first.
fn source<'s>(
    (key, value): Entry<'s>,
    kinds: &[Kind<Arc<dyn Table>>],
    shape: &Shape<'_, 's>,
    problems: &mut Vec<Problem>,
) -> Option<RawSource> {
    let mut table = table_of("source", &key, value, problems)?;
    let name = format!("source.{}", key.get_ref());
    let kind = kind_of("source", &name, &key, &mut table, kinds, problems)?;
    let schema = schema::with_common((kind.schema)());
    let mut table = shaped(&name, &key, table, &schema, shape, problems)?;
    let mut common = DeTable::new();
    common.extend(Common::KEYS.iter().filter_map(|key| table.remove_entry(*key)));
    let common = peel(common, problems, Common::deserialize).unwrap_or_default();
    Some(RawSource { table: peel(table, problems, kind.read)?, common })
}

/// Reads an `[xml.NAME]`.
fn vendor<'s>(
    (key, value): Entry<'s>,
    shape: &Shape<'_, 's>,
    problems: &mut Vec<Problem>,
) -> Option<VendorXml> {
    let table = table_of("xml", &key, value, problems)?;
    let name = format!("xml.{}", key.get_ref());
    let table = shaped(&name, &key, table, &schema::inline::<VendorXml>(), shape, problems)?;
    peel(table, problems, VendorXml::deserialize)
}

/// The table under a name that a user chose.
fn table_of<'s>(
    what: &str,
    key: &Spanned<DeString<'s>>,
    value: Spanned<DeValue<'s>>,
    problems: &mut Vec<Problem>,
) -> Option<DeTable<'s>> {
    if !is_name(key.get_ref()) {
        let message =
            format!("expected a name of lower-case letters, digits, - and _, found {:?}", key.get_ref());
        problems.push(
            Problem::at(Some(key.span()), message)
                .hint("it appears in records and metrics; at most 64 characters"),
        );
    }
    if let DeValue::Table(table) = value.into_inner() {
        return Some(table);
    }
    let problem = Problem::at(Some(key.span()), format!("`{}` is not a table of [{what}]", key.get_ref()));
    problems.push(problem.hint(format!("each {what} has a table of its own: [{what}.NAME]")));
    None
}

/// Holds a table against its schema, and takes out what is wrong; none where something is missing.
fn shaped<'s>(
    name: &str,
    key: &Spanned<DeString<'s>>,
    mut table: DeTable<'s>,
    schema: &Value,
    shape: &Shape<'_, 's>,
    problems: &mut Vec<Problem>,
) -> Option<DeTable<'s>> {
    let missing = missing(name, key, &table, schema);
    shape.table(name, &mut table, schema, problems);
    problems.extend(missing);
    Shape::missing(schema, &table).is_empty().then_some(table)
}

/// Finds the type of a table; says which there are if it is none of them.
fn kind_of<'k, T>(
    what: &str,
    name: &str,
    key: &Spanned<DeString<'_>>,
    table: &mut DeTable<'_>,
    kinds: &'k [Kind<T>],
    problems: &mut Vec<Problem>,
) -> Option<&'k Kind<T>> {
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name).collect();
    let known = match names.as_slice() {
        [] => format!("this version has no types of {what} yet: remove the table"),
        names => format!("types of {what}: {}", names.join(", ")),
    };
    let Some(found) = table.remove("type") else {
        let meant = table.keys().find(|key| shape::nearest(key.get_ref(), &["type"]).is_some());
        let problem = match meant {
            Some(typed) => {
                let typed_name = typed.get_ref();
                let message = format!("unknown key `{typed_name}` in [{name}]; did you mean `type`?");
                Problem::at(Some(typed.span()), message)
            }
            None => Problem::at(Some(key.span()), format!("[{name}] does not say its `type`")),
        };
        problems.push(problem.hint(known));
        return None;
    };
    let typed = found.get_ref().as_str();
    if let Some(kind) = typed.and_then(|typed| kinds.iter().find(|kind| kind.name == typed)) {
        return Some(kind);
    }
    let mut message = format!("unknown type of {what} in [{name}]: {}", shape::found(found.get_ref()));
    if let Some(near) = typed.and_then(|typed| shape::nearest(typed, &names)) {
        message.push_str(&format!("; did you mean \"{near}\"?"));
    }
    problems.push(Problem::at(Some(found.span()), message).hint(known));
    None
}

/// The keys that are missing, but for those that are there misspelt: that is said of the misspelt one.
fn missing(name: &str, key: &Spanned<DeString<'_>>, table: &DeTable<'_>, schema: &Value) -> Vec<Problem> {
    let problem = |(missing, what): (&str, &str)| {
        let problem = Problem::at(Some(key.span()), format!("[{name}] does not say its `{missing}`"));
        problem.hint(format!("`{missing}` is {}", as_clause(what)))
    };
    let misspelt =
        |missing: &str| table.keys().any(|key| shape::nearest(key.get_ref(), &[missing]).is_some());
    let missing = Shape::missing(schema, table).into_iter().filter(|(missing, _)| !misspelt(missing));
    missing.map(problem).collect()
}

/// A description as part of a sentence: `The folder to watch.` becomes `the folder to watch`.
fn as_clause(description: &str) -> String {
    let mut characters = description.chars();
    let first = characters.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
    format!("{first}{}", characters.as_str().trim_end_matches('.'))
}

/// A name as [`schema::NAME_PATTERN`] has it.
pub(super) fn is_name(name: &str) -> bool {
    let starts_well = name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    starts_well && name.len() <= 64 && name.chars().all(plain)
}

/// Reads a table as a type. What cannot be read is reported, taken out and left to its default, until the rest can.
fn peel<'s, T>(
    mut table: DeTable<'s>,
    problems: &mut Vec<Problem>,
    read: impl Fn(ValueDeserializer<'s>) -> Result<T, Error>,
) -> Option<T> {
    loop {
        let whole = Spanned::new(0..0, DeValue::Table(table.clone()));
        let error = match read(whole.into_deserializer()) {
            Ok(typed) => return Some(typed),
            Err(error) => error,
        };
        problems.push(Problem::at(error.span(), error.message()));
        let removed = error.span().is_some_and(|span| remove(&mut table, span.start));
        if !removed {
            return None;
        }
    }
}

/// Takes out the innermost entry whose value holds a place in the text. Nesting is bounded by the TOML parser.
fn remove(table: &mut DeTable<'_>, place: usize) -> bool {
    let mut inner = false;
    let mut at = None;
    for (key, value) in table.iter_mut() {
        if let DeValue::Table(table) = value.get_mut() {
            inner = inner || remove(table, place);
        } else if value.span().contains(&place) {
            at = Some(key.get_ref().to_string());
        }
    }
    inner || at.is_some_and(|key| table.remove(key.as_str()).is_some())
}
