//! One version of an item among others: what it says, in which order it stands, from which bytes it came.

use super::hash::Hasher;
use super::order::Order;
use super::version::Version;
use super::when;
use crate::model::Record;

/// A version of an item as it was delivered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::dedup) struct Edition {
    pub(in crate::dedup) version: Version,
    pub(in crate::dedup) order: Order,
    /// Hash of the bytes as delivered; 0 where a source knows its entries by what they say, not by their bytes.
    pub(in crate::dedup) raw: u64,
    /// Hash of the name of its source.
    pub(in crate::dedup) source: u32,
    /// When it says it was made or published, with how far that may be off; `None` where it does not.
    pub(in crate::dedup) dated: Option<(i64, i64)>,
    /// When it was received, in seconds since 1970.
    pub(in crate::dedup) received: i64,
}

impl Edition {
    pub(in crate::dedup) fn of(record: &Record) -> Edition {
        let order = Order::of(record);
        Edition {
            version: Version::of(record),
            raw: if record.source.feed.is_some() { 0 } else { hash(&record.hashes.raw) },
            source: hash(&record.source.name) as u32,
            dated: order.made.map(|made| (made, 0)).or_else(|| when::event(record.published.as_ref())),
            order,
            received: when::seconds(&record.source.received_at).unwrap_or_default(),
        }
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = Hasher::new(3);
    hasher.add_text(text);
    if text.is_empty() { 0 } else { hasher.finish() }
}
