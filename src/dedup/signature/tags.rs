//! Update tags that put a story right, as opposed to those that take it further.
//!
//! By hand, from the usage of English, German, French, Spanish, Italian and Portuguese agencies.

/// What the words of such a tag begin with, in lower case.
pub(in crate::dedup) const CORRECTION: &[&str] = &[
    "correct", "clarif", "corrig", "fix", "refil", "korr", "bericht", "rectif", "précis", "correc",
    "corrett", "errat",
];
