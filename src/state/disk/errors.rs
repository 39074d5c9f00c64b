//! What redb says, in the terms of the index.

use std::io::ErrorKind;

use redb::{CommitError, DatabaseError, SetDurabilityError, StorageError, TableError, TransactionError};

use super::layout::{LAYOUT, damaged};
use crate::state::IndexError;

impl From<StorageError> for IndexError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Io(error)
                if matches!(error.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof) =>
            {
                damaged(error)
            }
            StorageError::Io(error) => IndexError::Io(error),
            StorageError::Corrupted(what) => damaged(what),
            other => IndexError::Io(std::io::Error::other(other.to_string())),
        }
    }
}

impl From<DatabaseError> for IndexError {
    fn from(error: DatabaseError) -> Self {
        match error {
            DatabaseError::DatabaseAlreadyOpen | DatabaseError::LockProtocolMismatch => IndexError::Locked,
            DatabaseError::UpgradeRequired(_) => IndexError::Older { found: 0, current: LAYOUT },
            DatabaseError::Storage(error) => error.into(),
            other => damaged(other),
        }
    }
}

impl From<TransactionError> for IndexError {
    fn from(error: TransactionError) -> Self {
        match error {
            TransactionError::Storage(error) => error.into(),
            other => IndexError::Io(std::io::Error::other(other.to_string())),
        }
    }
}

impl From<TableError> for IndexError {
    fn from(error: TableError) -> Self {
        match error {
            TableError::Storage(error) => error.into(),
            other => damaged(other),
        }
    }
}

impl From<CommitError> for IndexError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Storage(error) => error.into(),
            other => IndexError::Io(std::io::Error::other(other.to_string())),
        }
    }
}

impl From<SetDurabilityError> for IndexError {
    fn from(error: SetDurabilityError) -> Self {
        IndexError::Io(std::io::Error::other(error.to_string()))
    }
}
