//! What redb says, in the four ways that matter here.

use std::io::{self, ErrorKind};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What the store said, before anybody knows of which file.
#[derive(Debug)]
pub(super) enum Said {
    /// Another process has it open.
    Locked,
    /// An earlier redb wrote it.
    Upgrade,
    /// What it holds is not what was written.
    Damaged(String),
    /// The disk or file system refused.
    Io(io::Error),
}

impl<E: Into<redb::Error>> From<E> for Said {
    fn from(error: E) -> Self {
        use redb::Error;
        match error.into() {
            Error::Io(error) if matches!(error.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof) => {
                Said::Damaged(error.to_string())
            }
            Error::Io(error) => Said::Io(error),
            Error::Corrupted(what) => Said::Damaged(what),
            Error::DatabaseAlreadyOpen | Error::LockProtocolMismatch => Said::Locked,
            Error::UpgradeRequired(_) => Said::Upgrade,
            error @ (Error::TableTypeMismatch { .. }
            | Error::TableIsMultimap(_)
            | Error::TableIsNotMultimap(_)
            | Error::TypeDefinitionChanged { .. }
            | Error::TableDoesNotExist(_)) => Said::Damaged(error.to_string()),
            other => Said::Io(io::Error::other(other.to_string())),
        }
    }
}

/// Works on a store, which may panic on a file that is not what it wrote.
pub(super) fn guarded<T, E>(
    work: impl FnOnce() -> Result<T, E>,
    confused: impl FnOnce(String) -> E,
) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(confused("the store could not make sense of its own file".to_owned())))
}
