//! What is different between two versions of a story: for the record of a revision, and for readers of a cluster.

use std::collections::HashSet;

use crate::model::{Changes, Record};

use crate::dedup::signature::features::{Features, Terms};
use crate::dedup::signature::hash::Hasher;
use crate::dedup::signature::signature;
use crate::dedup::signature::words::words;

/// Most terms listed of a kind.
const MOST: usize = 20;

/// What `new` has that `old` has not, and the other way round.
pub fn changes(old: &Record, new: &Record) -> Changes {
    between(&signature(old).features, &signature(new).features)
}

pub(in crate::dedup) fn between(old: &Features, new: &Features) -> Changes {
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

/// Paragraphs of `new` that `old` has not, and of `old` that `new` has not, in their order; as written. A paragraph
/// is another one where a word is another one: case, punctuation and quotation marks do not count.
pub(in crate::dedup) fn paragraphs(old: &Record, new: &Record) -> (Vec<String>, Vec<String>) {
    let hashes = |record: &Record| -> Vec<(u64, String)> {
        let read = record.text.split("\n\n").filter_map(|paragraph| {
            let mut hasher = Hasher::new(0);
            let mut count = 0_usize;
            words(paragraph, |word| {
                hasher.add(word.hash);
                count += 1;
            });
            (count > 0).then(|| (hasher.finish(), paragraph.trim().to_owned()))
        });
        read.collect()
    };
    let (old, new) = (hashes(old), hashes(new));
    let only = |one: &[(u64, String)], other: &[(u64, String)]| {
        let there: HashSet<u64> = other.iter().map(|(hash, _)| *hash).collect();
        one.iter().filter(|(hash, _)| !there.contains(hash)).map(|(_, text)| text.clone()).collect()
    };
    (only(&new, &old), only(&old, &new))
}
