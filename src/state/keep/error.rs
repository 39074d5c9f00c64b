//! Why a store could not be used, with what to do.

use std::io;

/// Why a store could not be used.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// The disk or file system refused.
    #[error("{what} {path}: {error}")]
    Io {
        /// What the store is.
        what: &'static str,
        /// The file.
        path: String,
        /// What the operating system or the store said.
        error: io::Error,
    },
    /// Another process has it open.
    #[error("{what} {path} is in use by another process: stop that one first")]
    Locked {
        /// What the store is.
        what: &'static str,
        /// The file.
        path: String,
    },
    /// It failed, and was taken away before it could be opened again.
    #[error("{what} {path} is gone: put it back, or start again without it; without it {without}")]
    Gone {
        /// What the store is.
        what: &'static str,
        /// The file.
        path: String,
        /// What is missed without it.
        without: &'static str,
    },
    /// What it holds is not what was written.
    #[error(
        "{what} {path} is damaged ({why}): put it back from a backup, or move it away; without it {without}"
    )]
    Damaged {
        /// What the store is.
        what: &'static str,
        /// The file.
        path: String,
        /// What is wrong with it.
        why: String,
        /// What is missed without it.
        without: &'static str,
    },
    /// It was written by a later layout than this program knows.
    #[error(
        "{what} {path} has layout {found}, this wiredesk knows up to {known}: use the newer wiredesk that wrote it, or \
         move it away; without it {without}"
    )]
    Newer {
        /// What the store is.
        what: &'static str,
        /// The file.
        path: String,
        /// The layout it has.
        found: u64,
        /// The layout this program writes.
        known: u64,
        /// What is missed without it.
        without: &'static str,
    },
}

impl KeepError {
    /// Whether it is want of room on a disk.
    pub fn is_full(&self) -> bool {
        matches!(self, KeepError::Io { error, .. }
            if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded))
    }
}
