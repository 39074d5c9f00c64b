//! What a source delivers beside the bytes.

use std::sync::Arc;

/// What makes an arrival the same input when it comes again, beside the name of its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Where it lies, as its own bytes: there the same bytes are the same input.
    At(Vec<u8>),
    /// What its source knows it by, its version included. Its bytes do not count: they may differ each time that it is
    /// fetched.
    Known(Vec<u8>),
}

/// What delivery knows about an arrival. Never trusted over what the content itself says.
#[derive(Debug, Clone, Default)]
pub struct Hints {
    /// The configured name of the source: `inbox` in `[source.inbox]`.
    pub source: Arc<str>,
    /// The name that the source had first, where that is another: its inputs go on being identified by it.
    pub was: Option<Arc<str>>,
    /// The type of the source: `inbox`, `process`.
    pub source_type: &'static str,
    /// Path relative to the source's folder, `/`-separated; bytes that are not UTF-8 appear as U+FFFD.
    pub path: Option<String>,
    /// Where the bytes were fetched from.
    pub url: Option<String>,
    /// Where redirects from there ended, if elsewhere.
    pub final_url: Option<String>,
    /// The feed or sitemap that named it.
    pub feed: Option<String>,
    /// The id by which its source knows it: said of a document that has none of its own.
    pub item: Option<String>,
    /// `Content-Type` as delivered, with its charset if it names one.
    pub content_type: Option<String>,
    /// When it arrived: RFC 3339, UTC, second precision or finer.
    pub received_at: String,
}

impl Hints {
    /// The name under which inputs of the source are identified.
    pub fn identified_by(&self) -> &str {
        self.was.as_ref().unwrap_or(&self.source)
    }
}
