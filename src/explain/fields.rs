//! Each field of a record with its origin and what else the content says about it.

use serde::Serialize;
use serde_json::Value;

use super::{says_the_same, shown};
use crate::model::{Claim, Precision, Record};
use crate::normalise::dates;

/// A field with its value, its origin, and what else was seen.
#[derive(Debug, Serialize)]
pub struct Field {
    /// Name in the record; `source.item` for one inside an object.
    pub field: &'static str,
    /// As in the record, entities and dates mentioned in brief; null where the field is unknown though something was said about it.
    pub value: Value,
    /// Where it was found: a place of the format, or the rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Places that say the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub confirmed_by: Vec<String>,
    /// What was seen and not taken.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_seen: Vec<Said>,
}

/// Something that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// Where.
    pub place: String,
    /// What.
    pub value: String,
}

/// Who gives a field that no format carries and no provenance names.
const MAKERS: &[(&str, &str)] = &[
    ("source.item", "format"),
    ("url", "delivery"),
    ("canonical_url", "format"),
    ("publisher", "format"),
    ("headline", "format"),
    ("headline_alt", "format"),
    ("slug", "format"),
    ("update_tag", "format"),
    ("authors", "format"),
    ("dateline", "format"),
    ("published", "format"),
    ("modified", "format"),
    ("embargo_until", "format"),
    ("status", "format"),
    ("language", "text"),
    ("section", "format"),
    ("genre", "format"),
    ("urgency", "format"),
    ("keywords", "format"),
    ("subjects", "format"),
    ("lead", "format"),
    ("images", "format"),
    ("links", "format"),
    ("rights", "format"),
    ("corrections", "rule:correction"),
    ("agencies", "extract"),
    ("entities", "extract"),
    ("dates_mentioned", "extract"),
];

/// The fields that hold something or about which something was said.
pub(super) fn fields(record: &Record, claims: &[Claim]) -> Vec<Field> {
    let whole = serde_json::to_value(record).unwrap_or_default();
    let field = |(name, maker): &(&'static str, &'static str)| {
        let value = name.split('.').try_fold(&whole, |value, part| value.get(part)).cloned();
        let claims: Vec<&Claim> = claims.iter().filter(|claim| claim.field == *name).collect();
        if value.is_none() && claims.is_empty() {
            return None;
        }
        let value = value.unwrap_or_default();
        let provenance = record.provenance.get(*name).cloned().or_else(|| nested(record, name));
        let from =
            if value.is_null() { None } else { Some(provenance.unwrap_or_else(|| (*maker).to_owned())) };
        let (same, other): (Vec<&Claim>, Vec<&Claim>) =
            claims.into_iter().partition(|claim| confirms(claim, name, &value));
        let mut confirmed_by: Vec<String> = same.iter().map(|claim| claim.place.clone()).collect();
        confirmed_by.dedup();
        let mut also_seen: Vec<Said> = Vec::new();
        for claim in other {
            let said = Said { place: claim.place.clone(), value: claim.value.clone() };
            if !also_seen.contains(&said) {
                also_seen.push(said);
            }
        }
        Some(Field { field: name, value: brief(name, value), from, confirmed_by, also_seen })
    };
    MAKERS.iter().filter_map(field).collect()
}

/// Provenance is also noted for members: `rights.copyright`.
fn nested(record: &Record, name: &str) -> Option<String> {
    let of = |key: &String| key.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
    record.provenance.iter().find(|(key, _)| of(key)).map(|(_, from)| from.clone())
}

/// Lists of objects by their names alone: the record has the rest.
fn brief(name: &str, value: Value) -> Value {
    match (name, value) {
        ("entities", Value::Array(list)) => {
            let one = |entity: &Value| {
                let text = |key: &str| entity.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
                let count = entity.get("count").and_then(Value::as_u64).unwrap_or(0);
                Value::String(format!("{} ({}, {count})", text("name"), text("type")))
            };
            Value::Array(list.iter().map(one).collect())
        }
        ("dates_mentioned", Value::Array(list)) => {
            let one = |date: &Value| {
                let text = |key: &str| date.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
                Value::String(format!("{} = {}", text("text"), text("value")))
            };
            Value::Array(list.iter().map(one).collect())
        }
        (_, value) => value,
    }
}

/// Whether a claim says what the record says: dates by their day and time, everything else by its words.
fn confirms(claim: &Claim, name: &str, value: &Value) -> bool {
    let words = |value: &Value| says_the_same(claim, &shown(value));
    match (name, value) {
        ("published" | "modified", Value::Object(dated)) => {
            let value = dated.get("value").and_then(Value::as_str).unwrap_or_default();
            same_moment(&claim.value, value)
        }
        ("embargo_until", Value::String(value)) => same_moment(&claim.value, value),
        (_, Value::Array(list)) => {
            let member = |entry: &Value| match entry {
                Value::Object(object) => {
                    ["name", "url", "raw"].iter().filter_map(|k| object.get(*k)).any(words)
                }
                entry => words(entry),
            };
            list.iter().any(member) || words(value)
        }
        (_, Value::Object(object)) => {
            let in_list = |value: &Value| match value {
                Value::Bool(flag) => claim.value == flag.to_string(),
                value => words(value),
            };
            object.values().any(in_list)
        }
        (_, value) => words(value),
    }
}

/// Whether two dates as written are one: to the precision of the coarser.
fn same_moment(claim: &str, value: &str) -> bool {
    let (Some(claim), Some(value)) = (dates::read(claim, None), dates::read(value, None)) else {
        return false;
    };
    let to_day = claim.precision().min(value.precision()) <= Precision::Day;
    if to_day {
        return claim.value().get(..10) == value.value().get(..10);
    }
    claim.earliest() == value.earliest()
}
