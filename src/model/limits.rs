//! Limits that one document meets in the text stages. They count bytes and steps, never time,
//! so that the same document gives the same record on any machine.

/// Limits for one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextLimits {
    /// Largest document, in bytes, decompressed.
    pub document_bytes: usize,
    /// Most paragraphs kept; later ones are dropped with the warning `paragraphs-capped`.
    pub paragraphs: usize,
    /// Most entries of any other list in a record (quotes, entities, links, images, dates mentioned).
    pub list_entries: usize,
    /// Most members of one bundle inside another.
    pub members: usize,
    /// Most documents of what is read as one: a feed, a list, a sitemap, a letter.
    pub stories: usize,
    /// Deepest nesting of bundles.
    pub nesting: usize,
    /// Most bytes of one container as it arrives, and most that it may decompress to.
    pub arrival_bytes: u64,
    /// Most bytes that a container inside another may decompress to.
    pub expanded_bytes: u64,
    /// Most times its own size that one arrival may decompress to.
    pub expansion_ratio: u64,
}

impl TextLimits {
    /// The same, with room for one more entry of a list: what shows that there would have been more.
    #[must_use]
    pub fn with_one_more(&self) -> TextLimits {
        TextLimits { list_entries: self.list_entries.saturating_add(1), ..*self }
    }
}

impl Default for TextLimits {
    fn default() -> Self {
        TextLimits {
            document_bytes: 16 << 20,
            paragraphs: 20_000,
            list_entries: 5_000,
            members: 1_000_000,
            stories: 50_000,
            nesting: 4,
            arrival_bytes: 64 << 30,
            expanded_bytes: 4 << 30,
            expansion_ratio: 200,
        }
    }
}
