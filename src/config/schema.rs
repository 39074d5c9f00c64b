//! The JSON Schema of `pipeline.toml`, made from the types: for editors, for the guide, and for the check of the file itself.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::kinds::{Kind, sinks, sources};
use super::raw::Raw;
use super::raw_source::Common;
use super::raw_xml::VendorXml;
use crate::source::Contract;

/// Name of a source or sink: it appears in records, metrics and file names.
pub(super) const NAME_PATTERN: &str = "^[a-z0-9][a-z0-9_-]{0,63}$";

/// The schema of a type with everything in place, no references.
pub(crate) fn inline<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

/// The schema of the tables with fixed names: `[pipeline]`, `[log]`, ...
pub(super) fn fixed() -> Value {
    inline::<Raw>()
}

/// JSON Schema (draft 2020-12) of the configuration file.
pub fn schema() -> Value {
    let mut root = fixed();
    if let Some(root) = root.as_object_mut() {
        root.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        root.insert("title".into(), "wiredesk pipeline.toml".into());
        root.insert(
            "description".into(),
            "What wiredesk reads, what it takes for one story, and what it writes".into(),
        );
    }
    if let Some(properties) = root.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert(
            "source".into(),
            of_sources(named("Where copy comes from: one table for each source", &sources())),
        );
        properties.insert(
            "sink".into(),
            named("Where records go beside the journal: one table for each sink", &sinks()),
        );
        let description =
            "XML of vendors that is no known format: one table for each, saying where its fields stand";
        properties.insert(
            "xml".into(),
            json!({
                "type": "object",
                "description": description,
                "additionalProperties": false,
                "patternProperties": { NAME_PATTERN: inline::<VendorXml>() },
            }),
        );
    }
    root
}

/// The schema of `[source]` or `[sink]`: any name, and one of the types.
fn named<T>(description: &str, kinds: &[Kind<T>]) -> Value {
    let tables: Vec<Value> = kinds.iter().map(table).collect();
    let mut schema = json!({ "type": "object", "description": description, "additionalProperties": false });
    if let (Some(schema), false) = (schema.as_object_mut(), tables.is_empty()) {
        schema.insert("patternProperties".into(), json!({ NAME_PATTERN: { "oneOf": tables } }));
    }
    schema
}

/// The schema of a type of source, with the keys that every source has.
pub(super) fn with_common(mut schema: Value) -> Value {
    let common = inline::<Common>();
    let keys = common.get("properties").and_then(Value::as_object).into_iter().flatten();
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.extend(keys.map(|(key, schema)| (key.clone(), schema.clone())));
    }
    schema
}

/// Adds to each type of source what it promises, and the keys that every source has.
fn of_sources(mut schema: Value) -> Value {
    let tables = schema.pointer_mut(&format!("/patternProperties/{}/oneOf", NAME_PATTERN.replace('/', "~1")));
    for (table, kind) in tables.and_then(Value::as_array_mut).into_iter().flatten().zip(crate::source::KINDS)
    {
        let Contract { acknowledged, redelivered, order } = kind.contract;
        let said = table.get("description").and_then(Value::as_str).unwrap_or_default();
        let contract = format!("Acknowledged: {acknowledged}. Redelivered: {redelivered}. Order: {order}.");
        let described = format!("{said} {contract}");
        *table = with_common(table.take());
        if let Some(table) = table.as_object_mut() {
            table.insert("description".into(), described.into());
        }
    }
    schema
}

/// The schema of one type of table, with `type` itself.
fn table<T>(kind: &Kind<T>) -> Value {
    let mut schema = (kind.schema)();
    let empty = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&empty);
    let mut properties = properties.clone();
    properties
        .insert("type".into(), json!({ "const": kind.name, "description": "What kind of table this is." }));
    let mut required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    required.insert(0, "type".into());
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("properties".into(), properties.into());
        schema.insert("required".into(), required.into());
    }
    schema
}
