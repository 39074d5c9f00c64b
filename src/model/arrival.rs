//! What a source delivers beside the bytes.

use std::sync::Arc;

/// What delivery knows about an arrival. Never trusted over what the content itself says.
#[derive(Debug, Clone, Default)]
pub struct Hints {
    /// The configured name of the source: `inbox` in `[source.inbox]`.
    pub source: Arc<str>,
    /// The type of the source: `inbox`, `process`.
    pub source_type: &'static str,
    /// Path relative to the source's folder, `/`-separated; bytes that are not UTF-8 appear as U+FFFD.
    pub path: Option<String>,
    /// Where the bytes were fetched from.
    pub url: Option<String>,
    /// `Content-Type` as delivered, with its charset if it names one.
    pub content_type: Option<String>,
    /// When it arrived: RFC 3339, UTC, second precision or finer.
    pub received_at: String,
}
