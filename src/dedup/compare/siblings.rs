//! Siblings on one template: funds of one house with one payout, towns with one price. Their texts say nothing of whom
//! they are about; their headlines do.

use crate::dedup::signature::features::Features;

/// Whether two headlines are about two companies, or are one headline with another subject at its head.
pub(super) fn are(new: &Features, old: &Features) -> bool {
    other_companies(new, old) || other_subject(new, old)
}

fn other_companies(new: &Features, old: &Features) -> bool {
    let disjoint = !new.companies.iter().any(|company| old.companies.contains(company));
    !new.companies.is_empty() && !old.companies.is_empty() && disjoint
}

/// `HALDEN HERRING UP 2.00 KR` and `KYSTEN HERRING UP 2.00 KR`: the first words differ, all others are the same, and
/// neither text knows any of those that differ.
fn other_subject(new: &Features, old: &Features) -> bool {
    const MOST: usize = 3;
    const FEWEST_SHARED: usize = 2;
    let same = new.title.iter().rev().zip(old.title.iter().rev()).take_while(|(a, b)| a == b).count();
    let head = |one: &Features| one.title.get(..one.title.len() - same).unwrap_or_default().to_vec();
    let (first, second) = (head(new), head(old));
    let stands_for_somebody = |words: &[u32]| (1..=MOST).contains(&words.len());
    let is_told = |word: &u32| [new, old].iter().any(|text| text.names.hashes.binary_search(word).is_ok());
    same >= FEWEST_SHARED
        && stands_for_somebody(&first)
        && stands_for_somebody(&second)
        && first.iter().all(|word| !second.contains(word))
        && !first.iter().chain(&second).any(is_told)
}
