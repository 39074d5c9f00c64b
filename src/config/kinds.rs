//! The types that a `[source.NAME]` and a `[sink.NAME]` can have. A new source is one line in [`source::KINDS`], a new sink
//! one in [`sink::KINDS`]: reading, schema, messages and help derive from them.

use std::sync::Arc;

use serde_json::Value;
use toml::de::{Error, ValueDeserializer};

use super::raw_source::Common;
use crate::{sink, source};

/// The table of one source, as typed.
#[derive(Debug, Clone)]
pub(super) struct RawSource {
    /// The keys of its type.
    pub(super) table: Arc<dyn source::Table>,
    /// Those that every source has.
    pub(super) common: Common,
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

/// Every type of source, as the sources themselves say.
pub(super) fn sources() -> Vec<Kind<Arc<dyn source::Table>>> {
    source::KINDS.iter().map(|kind| Kind { name: kind.name, schema: kind.schema, read: kind.read }).collect()
}

/// Every type of sink, as the sinks themselves say.
pub(super) fn sinks() -> Vec<Kind<RawSink>> {
    sink::KINDS.iter().map(|kind| Kind { name: kind.name, schema: kind.schema, read: kind.read }).collect()
}
