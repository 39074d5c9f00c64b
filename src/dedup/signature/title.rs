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

/// `EXAMPLE CORP <EXC> 2ND QTR`, `<EXAMPLE COAST FUND> PAYOUT`: what stands in the brackets, and the words before them, since
/// a ticker is mistyped sooner than a name.
pub(super) fn companies(record: &Record) -> Vec<u32> {
    let mut rest = record.headline.as_deref().unwrap_or_default();
    let mut all = Vec::new();
    while let Some((before, after)) = rest.split_once('<')
        && let Some((inside, tail)) = after.split_once('>')
        && all.len() < COMPANIES
    {
        all.extend(hash_of_last(inside, 1));
        all.extend(hash_of_last(before, NAMED));
        rest = tail;
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// A name has so many words before its ticker, of which so many at the most are looked at.
const NAMED: usize = 2;
const LOOKED_AT: usize = 3;

/// A hash of the last words of a text; `None` where there are fewer than so many.
fn hash_of_last(text: &str, fewest: usize) -> Option<u32> {
    let mut all = Vec::new();
    words(text, |word| all.push(word.hash));
    let mut hasher = Hasher::new(0);
    all.iter().rev().take(LOOKED_AT).for_each(|word| hasher.add(*word));
    (all.len() >= fewest).then(|| hasher.finish() as u32)
}
