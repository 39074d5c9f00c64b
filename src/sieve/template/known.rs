//! Which fields a record has, by its schema, and which of them have a single value.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::{Mistake, TIME_ITSELF};
use crate::model::Record;

static SCHEMA: LazyLock<Value> = LazyLock::new(|| schemars::schema_for!(Record).to_value());

/// Refuses a path that leads to no single value.
pub(super) fn look_up(text: &str, path: &str, parts: &[String], is_time: bool) -> Result<(), Mistake> {
    let mut at = &*SCHEMA;
    let mut place = path;
    for (n, part) in parts.iter().enumerate() {
        let here = place.get(..part.len()).unwrap_or(place);
        if has_type(at, "array") {
            let what = format!(
                "`{}` is a list, of which a template takes nothing",
                parts.get(..n).unwrap_or_default().join(".")
            );
            return Err(Mistake::of(text, path, what).hint("name a field that has a single value"));
        }
        let members = members(at);
        let Some(next) = members.and_then(|members| members.get(part)) else {
            return Err(unknown(text, here, parts.get(..n).unwrap_or_default(), part, members));
        };
        at = resolved(next);
        place = place.get(part.len() + 1..).unwrap_or_default();
    }
    if is_single(at, is_time) {
        return Ok(());
    }
    let what = match (has_type(at, "array"), is_time) {
        (true, _) => format!("`{path}` is a list, of which a template takes nothing"),
        (false, false) => format!("`{path}` has no single value"),
        (false, true) => format!("`{path}` is no time"),
    };
    let mistake = Mistake::of(text, path, what);
    Err(match members(at) {
        Some(members) => mistake.hint(format!("name one of its fields: {}", listed(members))),
        None => mistake.hint("name a field that has a single value"),
    })
}

fn unknown(
    text: &str,
    here: &str,
    before: &[String],
    part: &str,
    members: Option<&Map<String, Value>>,
) -> Mistake {
    let of = if before.is_empty() { "a record".to_owned() } else { format!("`{}`", before.join(".")) };
    let what = match part.is_empty() {
        true => "the name of a field is missing".to_owned(),
        false => format!("{of} has no field `{part}`"),
    };
    let near = members.and_then(|members| {
        let close = members.keys().map(|name| (strsim::damerau_levenshtein(part, name), name));
        close.filter(|(distance, name)| *distance <= (name.len() / 3).clamp(1, 3)).min()
    });
    let mistake = Mistake::of(text, here, what);
    match members {
        Some(_) if near.is_some_and(|_| !part.is_empty()) => {
            mistake.hint(format!("did you mean `{}`?", near.map_or("", |(_, name)| name)))
        }
        Some(members) => mistake.hint(format!("it has: {}", listed(members))),
        None => mistake.hint("name the field before it"),
    }
}

fn listed(members: &Map<String, Value>) -> String {
    members.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// A schema behind a reference, and of an optional one what it is if it is there.
fn resolved(schema: &Value) -> &Value {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        return name.strip_prefix('#').and_then(|name| SCHEMA.pointer(name)).map_or(schema, resolved);
    }
    for choice in ["anyOf", "allOf"] {
        let choices = schema.get(choice).and_then(Value::as_array);
        if let Some(there) =
            choices.and_then(|choices| choices.iter().find(|choice| !has_type(choice, "null")))
        {
            return resolved(there);
        }
    }
    schema
}

fn members(schema: &Value) -> Option<&Map<String, Value>> {
    schema.get("properties").and_then(Value::as_object)
}

fn has_type(schema: &Value, name: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(only)) => only == name,
        Some(Value::Array(several)) => several.iter().any(|one| one == name),
        _ => false,
    }
}

/// Whether a template can take it: texts, numbers, booleans, choices, and times with what is known of them.
fn is_single(schema: &Value, is_time: bool) -> bool {
    if let Some(members) = members(schema) {
        return members.contains_key(TIME_ITSELF) && members.contains_key("precision");
    }
    let is_choice =
        schema.get("oneOf").is_some() || schema.get("enum").is_some() || schema.get("const").is_some();
    match is_time {
        true => has_type(schema, "string") && !is_choice,
        false => {
            is_choice || ["string", "integer", "number", "boolean"].iter().any(|name| has_type(schema, name))
        }
    }
}
