//! What is different between two versions of a story: for the record of a revision, and for readers of a cluster.

use crate::model::{Changes, Record};

use super::features::{Features, Terms};
use super::signature::signature;

/// Most terms listed of a kind.
const MOST: usize = 20;

/// What `new` has that `old` has not, and the other way round.
pub fn changes(old: &Record, new: &Record) -> Changes {
    between(&signature(old).features, &signature(new).features)
}

pub(super) fn between(old: &Features, new: &Features) -> Changes {
    let only = |one: &Terms, other: &Terms| one.beyond(other).take(MOST).map(str::to_owned).collect();
    let paragraphs = |one: &Features, other: &Features| {
        one.paragraphs.iter().filter(|hash| other.paragraphs.binary_search(hash).is_err()).count()
    };
    Changes {
        figures_added: only(&new.numbers, &old.numbers),
        figures_removed: only(&old.numbers, &new.numbers),
        names_added: only(&new.names, &old.names),
        names_removed: only(&old.names, &new.names),
        paragraphs_added: paragraphs(new, old),
        paragraphs_removed: paragraphs(old, new),
    }
}
