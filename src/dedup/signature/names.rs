//! The names by which a kill in words finds its story: slugs and ids in any spelling, headlines by their words.

use crate::model::Record;
use crate::normalise::kill::{Named, named};

use super::hash::{Hasher, Key};
use super::{Kill, headline_words, key_of_headline};

/// A name that a kill gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::dedup) struct Naming {
    /// As a slug, an id or a short headline of its source.
    pub(in crate::dedup) name: u64,
    /// As a headline.
    pub(in crate::dedup) headline: Option<u64>,
    /// It is a slug, which is used again for the next story.
    pub(in crate::dedup) is_slug: bool,
    /// It is an id, which is not used again another day.
    pub(in crate::dedup) is_id: bool,
    /// It is the name of a further story.
    pub(in crate::dedup) is_other: bool,
}

/// By what a kill may name a story, but for its headline, which is a key of its own.
pub(in crate::dedup) fn names(record: &Record) -> Vec<u64> {
    let item = record.source.item.as_deref();
    let tail = item.and_then(|item| item.rsplit([':', '/', '#', ',']).next());
    let headline =
        record.headline.as_deref().filter(|headline| key_of_headline(&headline_words(headline)).is_none());
    let addresses = [&record.url, &record.canonical_url].map(Option::as_deref);
    let mut names: Vec<u64> = [record.slug.as_deref(), item, tail, headline]
        .into_iter()
        .chain(addresses)
        .flatten()
        .filter_map(|name| key_of(record, name))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The slug of a record as a kill may name it, unless it is its id as well.
pub(in crate::dedup) fn slug(record: &Record) -> Option<u64> {
    let item = record.source.item.as_deref();
    let tail = item.and_then(|item| item.rsplit([':', '/', '#', ',']).next());
    let slug = key_of(record, record.slug.as_deref()?)?;
    let is_id = [item, tail].into_iter().flatten().any(|id| key_of(record, id) == Some(slug));
    (!is_id).then_some(slug)
}

/// One word with a figure in it, or an address.
fn is_id(name: &str) -> bool {
    !name.contains(char::is_whitespace) && name.contains(|c: char| c.is_ascii_digit() || c == ':')
}

/// What a kill says of the story that it withdraws.
pub(in crate::dedup) fn kill(record: &Record) -> Kill {
    let naming = |Named { name, is_slug, is_other }: Named| {
        let headline = key_of_headline(&headline_words(&name));
        let is_id = !is_slug && is_id(&name);
        Some(Naming { name: key_of(record, &name)?, headline, is_slug, is_id, is_other })
    };
    let by_words = record.provenance.get("status").is_some_and(|from| from.starts_with("rule:"));
    Kill { names: named(record).into_iter().filter_map(naming).collect(), of_item: !by_words }
}

/// Letters and digits of a name in its source, in small letters; too few of them name nothing.
fn key_of(record: &Record, name: &str) -> Option<u64> {
    const FEWEST: usize = 4;
    let letters: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let mut hasher = Hasher::new(Key::Named as u64);
    hasher.add_text(&record.source.name);
    hasher.add_text(&letters);
    (letters.chars().count() >= FEWEST).then(|| hasher.finish())
}
