//! What of a headline says whom a story is about: its words in their order, and who stands in angle brackets.

use super::hash::Hasher;
use super::words::words;
use crate::model::Record;

/// Most words and names kept of a headline.
const WORDS: usize = 16;
const COMPANIES: usize = 4;
/// A word with fewer letters is an article or the like.
const SHORTEST: u8 = 4;

/// The words of a headline that say something, in their order.
pub(super) fn words_in_order(record: &Record) -> Vec<u32> {
    let mut all = Vec::new();
    words(record.headline.as_deref().unwrap_or_default(), |word| {
        if all.len() < WORDS && word.length >= SHORTEST {
            all.push(word.hash as u32);
        }
    });
    all
}

/// `EXAMPLE CORP <EXC> 2ND QTR`, `<EXAMPLE COAST FUND> PAYOUT`.
pub(super) fn companies(record: &Record) -> Vec<u32> {
    let mut rest = record.headline.as_deref().unwrap_or_default();
    let mut all = Vec::new();
    while let Some((_, after)) = rest.split_once('<')
        && let Some((inside, tail)) = after.split_once('>')
        && all.len() < COMPANIES
    {
        let mut hasher = Hasher::new(0);
        words(inside, |word| hasher.add(word.hash));
        all.push(hasher.finish() as u32);
        rest = tail;
    }
    all.sort_unstable();
    all.dedup();
    all
}
