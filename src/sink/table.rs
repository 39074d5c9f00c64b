//! The keys that every sink has, beside those of its type.

use std::time::Duration;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::config::units::{Period, Size};
use crate::export::Format;

/// What every sink has, as it is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Common {
    /// Where a new one begins.
    pub from: Begin,
    /// jq: a record passes whose first result is neither false nor null; empty passes all.
    pub filter: String,
    /// jq: each result is a message; empty sends the record.
    pub shape: String,
    /// What a record is sent as.
    pub format: Format,
    /// Whether segments wait for it.
    pub hold: bool,
    /// How old its oldest unsent record may be before that is said; none never says.
    pub late: Option<Duration>,
    /// Whether it sends nothing for now.
    pub paused: bool,
    /// How much is sent together.
    pub batch: Batch,
    /// The shortest and the longest pause between tries.
    pub retry: (Duration, Duration),
    /// How long connecting, and each confirmation, may take.
    pub timeout: Duration,
    /// What becomes of a record that the other end refuses for good.
    pub on_refused: OnRefused,
    /// How many such in a row are no fault of the records: the sink stops before it puts away the last.
    pub refused_in_row: u32,
    /// The name it had before: it goes on from that one's place.
    pub was: Option<String>,
}

/// How much is sent together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batch {
    /// At most so many messages.
    pub count: usize,
    /// No further message once it holds so many bytes.
    pub size: u64,
    /// How long it waits for more before it is sent.
    pub wait: Duration,
}

/// The same as typed: what is left out is as the type of sink has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct BatchKeys {
    /// At most so many messages.
    #[schemars(range(min = 1, max = 100_000))]
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<usize>,
    /// No further message once it holds so much.
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<Size>,
    /// How long it waits for more before it is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    wait: Option<Period>,
}

impl BatchKeys {
    pub(super) fn over(self, usual: Batch) -> Batch {
        Batch {
            count: self.count.unwrap_or(usual.count).max(1),
            size: self.size.map_or(usual.size, |size| size.0),
            wait: self.wait.map_or(usual.wait, |wait| wait.0),
        }
    }
}

/// Pauses between tries, as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Retry {
    /// The first pause; each further one is twice as long.
    pub(super) least: Period,
    /// The longest pause.
    pub(super) most: Period,
}

impl Default for Retry {
    fn default() -> Self {
        Retry { least: Period::millis(500), most: Period::seconds(60) }
    }
}

/// What becomes of a record that the other end refuses for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OnRefused {
    /// It goes to quarantine, and the sink goes on.
    #[default]
    Quarantine,
    /// The sink stops before it.
    Stop,
}

/// Where a new sink begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begin {
    /// With what is written after its first start.
    Now,
    /// With all that is retained.
    Beginning,
    /// With what was received from a time on.
    Time(Timestamp),
}

impl std::fmt::Display for Begin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Begin::Now => f.write_str("what is written from now on"),
            Begin::Beginning => f.write_str("the beginning of what is retained"),
            Begin::Time(time) => write!(f, "what was received from {time} on"),
        }
    }
}

impl std::str::FromStr for Begin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "now" => Ok(Begin::Now),
            "beginning" => Ok(Begin::Beginning),
            time => time.parse().map(Begin::Time).map_err(|_| {
                format!("expected \"now\", \"beginning\" or a time such as \"2026-11-23T20:00:00Z\", found {text:?}")
            }),
        }
    }
}

/// `from` as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct From(pub(super) Begin);

impl<'de> Deserialize<'de> for From {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(From).map_err(serde::de::Error::custom)
    }
}

impl Serialize for From {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Begin::Now => serializer.serialize_str("now"),
            Begin::Beginning => serializer.serialize_str("beginning"),
            Begin::Time(time) => serializer.collect_str(&time),
        }
    }
}

impl JsonSchema for From {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "From".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string" })
    }
}

/// `format` as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum AsFormat {
    /// The journal's line, byte for byte.
    #[default]
    Wiredesk,
    /// ninjs 3.1.
    Ninjs,
    /// schema.org NewsArticle.
    SchemaOrg,
}

impl AsFormat {
    pub(super) fn meant(self) -> Format {
        match self {
            AsFormat::Wiredesk => Format::Wiredesk,
            AsFormat::Ninjs => Format::Ninjs,
            AsFormat::SchemaOrg => Format::SchemaOrg,
        }
    }
}

pub(super) const fn from() -> From {
    From(Begin::Now)
}

pub(super) const fn hold() -> bool {
    true
}

pub(super) const fn late() -> Period {
    Period::seconds(15 * 60)
}

/// What most sinks send together.
pub(super) const BATCH: Batch = Batch { count: 500, size: 1 << 20, wait: Duration::from_millis(200) };
/// Of what is a request for each batch: fewer, and more patience.
pub(super) const BATCH_OF_REQUESTS: Batch = Batch { count: 100, wait: Duration::from_secs(1), ..BATCH };

pub(super) const fn timeout() -> Period {
    Period::seconds(30)
}

pub(super) const fn refused_in_row() -> u32 {
    20
}

/// The schema of a table, whose `batch` shows what is usual for its type.
pub(super) fn with_batch(mut schema: Value, usual: Batch) -> Value {
    let defaults = [
        ("count", usual.count.into()),
        ("size", serde_json::to_value(Size(usual.size)).unwrap_or_default()),
        ("wait", serde_json::to_value(Period(usual.wait)).unwrap_or_default()),
    ];
    for (key, usual) in defaults {
        let Some(property) = schema.pointer_mut(&format!("/properties/batch/properties/{key}")) else {
            continue;
        };
        // One that is left out is not null.
        if let Some(kind) = property.pointer("/type/0").cloned() {
            property["type"] = kind;
        }
        if let Some(kind) = property.pointer("/anyOf/0").cloned() {
            let description = property["description"].take();
            *property = kind;
            property["description"] = description;
        }
        property["default"] = usual;
    }
    schema
}

/// The table of a type of sink: its own keys, then those of every sink. One that knows more formats names its own list.
macro_rules! sink_table {
    ($(#[$about:meta])* struct $name:ident { $($keys:tt)* }) => {
        super::table::sink_table! {
            $(#[$about])* struct $name in super::table::AsFormat { $($keys)* } batch = super::table::BATCH
        }
    };
    ($(#[$about:meta])* struct $name:ident { $($keys:tt)* } batch = $batch:path) => {
        super::table::sink_table! {
            $(#[$about])* struct $name in super::table::AsFormat { $($keys)* } batch = $batch
        }
    };
    ($(#[$about:meta])* struct $name:ident in $format:ty { $($keys:tt)* }) => {
        super::table::sink_table! {
            $(#[$about])* struct $name in $format { $($keys)* } batch = super::table::BATCH
        }
    };
    (
        $(#[$about:meta])* struct $name:ident in $format:ty {
            $($(#[$own:meta])* $key:ident: $type:ty,)*
        } batch = $batch:path
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        struct $name {
            $($(#[$own])* $key: $type,)*
            /// Where a new sink begins: "now" (what is written after its first start), "beginning" (all that is
            /// retained), or a time of receipt (RFC 3339).
            #[serde(default = "super::table::from")]
            from: super::table::From,
            /// jq: a record passes whose first result is neither false nor null; "" passes all.
            #[serde(default)]
            filter: String,
            /// jq: each result is a message, as JSON; none, no message. With `format = "wiredesk"` only.
            #[serde(default)]
            shape: String,
            /// What a record is sent as.
            #[serde(default)]
            format: $format,
            /// Whether segments of the journal wait until this sink has read them; else it may miss what
            /// `journal.keep` removes, which is said.
            #[serde(default = "super::table::hold")]
            hold: bool,
            /// Said when its oldest unsent record is older; "0s" never says it.
            #[serde(default = "super::table::late")]
            late: crate::config::units::Period,
            /// Keeps its place and its hold, and sends nothing.
            #[serde(default)]
            paused: bool,
            /// How much is sent together.
            #[serde(default)]
            batch: super::table::BatchKeys,
            /// Pauses between tries: doubled each time, up to a quarter off.
            #[serde(default)]
            retry: super::table::Retry,
            /// How long connecting, and each confirmation, may take.
            #[serde(default = "super::table::timeout")]
            timeout: crate::config::units::Period,
            /// What becomes of a record that the other end refuses for good: "quarantine" (and the sink goes on) or
            /// "stop".
            #[serde(default)]
            on_refused: super::OnRefused,
            /// So many refused in a row are no fault of the records: the sink stops before the next.
            #[serde(default = "super::table::refused_in_row")]
            #[schemars(range(min = 1))]
            refused_in_row: u32,
            /// The name of this sink before: it goes on from that one's place.
            #[serde(default)]
            was: String,
        }

        impl $name {
            fn read(keys: toml::de::ValueDeserializer<'_>) -> Result<super::Table, toml::de::Error> {
                let typed = <$name as serde::Deserialize>::deserialize(keys)?;
                let common = super::Common {
                    from: typed.from.0,
                    filter: typed.filter.clone(),
                    shape: typed.shape.clone(),
                    format: typed.format.meant(),
                    hold: typed.hold,
                    late: Some(typed.late.0).filter(|late| !late.is_zero()),
                    paused: typed.paused,
                    batch: typed.batch.over($batch),
                    retry: (typed.retry.least.0, typed.retry.most.0.max(typed.retry.least.0)),
                    timeout: typed.timeout.0,
                    on_refused: typed.on_refused,
                    refused_in_row: typed.refused_in_row.max(1),
                    was: Some(typed.was.clone()).filter(|was| !was.is_empty()),
                };
                let own = serde_json::to_value(&typed).map_err(serde::de::Error::custom)?;
                Ok(super::Table { kind: KIND, common, own })
            }

            fn schema() -> serde_json::Value {
                super::table::with_batch(crate::config::inline_schema::<$name>(), $batch)
            }

            fn of(table: &super::Table) -> Result<$name, super::SinkError> {
                serde_json::from_value(table.own.clone())
                    .map_err(|error| super::SinkError::Closed { code: "settings".into(), why: error.to_string() })
            }
        }
    };
}

pub(super) use sink_table;
