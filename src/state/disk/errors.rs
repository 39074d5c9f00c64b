//! What redb says, in the terms of the index.

use super::layout::LAYOUT;
use crate::state::IndexError;
use crate::state::said::Said;

impl From<Said> for IndexError {
    fn from(said: Said) -> Self {
        match said {
            Said::Locked => IndexError::Locked,
            Said::Upgrade => IndexError::Older { found: 0, current: LAYOUT },
            Said::Damaged(what) => IndexError::Damaged(what),
            Said::Io(error) => IndexError::Io(error),
        }
    }
}

impl<E: Into<redb::Error>> From<E> for IndexError {
    fn from(error: E) -> Self {
        Said::from(error).into()
    }
}
