//! Bundles: what holds other deliveries. Each is read as a stream, from front to back, at constant memory.
//!
//! Promises: nothing is decompressed beyond what there is room for, no member is held that is larger than a document
//! may be, and a member that is broken is refused alone: reading goes on with the next that can be found.

mod brotli;
pub mod coding;
pub(super) mod gzip;
mod inflate;
mod input;
pub(super) mod mbox;
mod members;
mod search;
pub(super) mod tar;
pub(super) mod warc;
pub(super) mod zip;
pub(super) mod zstd;

/// What packers leave beside the files.
fn is_litter(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    name.starts_with("__MACOSX/")
        || file.starts_with("._")
        || matches!(file, ".DS_Store" | "Thumbs.db" | "desktop.ini" | "")
}
