//! A place in the journal.

use serde::{Deserialize, Serialize};

/// Where a line of the journal ends: everything before it, in this segment and in all earlier ones, is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Position {
    /// Number of the segment, from 1; 0 stands before the first.
    pub segment: u64,
    /// Uncompressed bytes from the start of that segment.
    pub offset: u64,
}
