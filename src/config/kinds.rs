//! The types that a `[source.NAME]` and a `[sink.NAME]` can have. A new source is one line in the list here, a new sink
//! one in [`sink::KINDS`]: reading, schema, messages and help derive from them.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use toml::de::{Error, ValueDeserializer};

use super::raw;
use crate::sink;

/// The table of one source, as typed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum RawSource {
    /// `type = "inbox"`
    Inbox(raw::Inbox),
}

/// The table of one sink, as typed.
pub(super) type RawSink = sink::Table;

/// One type that a named table can have.
pub(super) struct Kind<T> {
    /// What `type` says.
    pub(super) name: &'static str,
    /// JSON Schema of its other keys.
    pub(super) schema: fn() -> Value,
    /// Reads its other keys.
    pub(super) read: fn(ValueDeserializer<'_>) -> Result<T, Error>,
}

/// Every type of source.
pub(super) const SOURCES: &[Kind<RawSource>] =
    &[Kind { name: "inbox", schema: schema_of::<raw::Inbox>, read: |keys| read(keys, RawSource::Inbox) }];

/// Every type of sink, as the sinks themselves say.
pub(super) fn sinks() -> Vec<Kind<RawSink>> {
    sink::KINDS.iter().map(|kind| Kind { name: kind.name, schema: kind.schema, read: kind.read }).collect()
}

fn read<'de, K: Deserialize<'de>, T>(keys: ValueDeserializer<'de>, wrap: fn(K) -> T) -> Result<T, Error> {
    K::deserialize(keys).map(wrap)
}

fn schema_of<K: JsonSchema>() -> Value {
    super::schema::inline::<K>()
}
