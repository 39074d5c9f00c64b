//! What somebody who reads along needs to know of a record's line, without reading all of it.

use jiff::Timestamp;
use serde::Deserialize;

use super::Kind;

/// The head of a record's line.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Head {
    /// The record's id.
    #[serde(default)]
    pub id: String,
    /// Which writing of it this is.
    #[serde(default = "first")]
    pub generation: u32,
    /// What it is.
    #[serde(default)]
    pub kind: Kind,
    source: Option<Source>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Source {
    #[serde(default)]
    received_at: String,
}

fn first() -> u32 {
    1
}

impl Head {
    /// The head of a line; none where the line is no record.
    pub fn of(line: &[u8]) -> Option<Head> {
        serde_json::from_slice(line).ok()
    }

    /// When the record was received.
    pub fn received(&self) -> Option<Timestamp> {
        self.source.as_ref()?.received_at.parse().ok()
    }
}
