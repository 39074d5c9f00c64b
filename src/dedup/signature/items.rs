//! By which of a delivery's own names an item is known again: its id, or its address.

use crate::model::Record;
use crate::normalise::canonical_address;

use super::hash::{Hasher, Key};

/// One of the delivery's own names for a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::dedup) struct Item {
    pub(in crate::dedup) key: u64,
    /// How sure it is that two deliveries of this name are one item.
    pub(in crate::dedup) trust: Trust,
}

/// What a name says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::dedup) enum Trust {
    /// It is hardly given to another story: an address alone, or a long id.
    Lasting,
    /// It may be a row number, or was counted up: texts have to have something in common.
    Short,
    /// An address beside an id: several items may lie there. Texts have to be nearly the same.
    Beside,
}

pub(in crate::dedup) fn items(record: &Record) -> Vec<Item> {
    let own = record.source.item.as_deref().map(str::trim).filter(|item| !item.is_empty());
    let address = record.canonical_url.as_deref().filter(|address| !is_front_page(address));
    let mut items = Vec::new();
    let mut add = |name: &str, trust| {
        let key = key_of(record, name);
        if items.iter().all(|item: &Item| item.key != key) {
            items.push(Item { key, trust });
        }
    };
    if let Some(own) = own {
        let bare = without_counter(own);
        let lasting = bare == own && (own.contains(':') || own.chars().count() >= 16);
        let plain = !bare.contains('#');
        let address = plain.then(|| canonical_address(bare)).flatten();
        add(address.as_deref().unwrap_or(bare), if lasting { Trust::Lasting } else { Trust::Short });
    }
    if let Some(address) = address {
        add(address, if own.is_some() { Trust::Beside } else { Trust::Lasting });
    }
    items
}

fn key_of(record: &Record, name: &str) -> u64 {
    let mut hasher = Hasher::new(Key::Item as u64);
    hasher.add_text(&record.source.name);
    hasher.add_text(name);
    hasher.finish()
}

/// An address without a path stands for whatever is there today.
fn is_front_page(address: &str) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split_once('/').is_none_or(|(_, path)| path.is_empty())
}

/// An address without a fragment that only counts: `https://news.example/story#3`, `.../story#v2`.
fn without_counter(id: &str) -> &str {
    const WORDS: &[&str] = &[
        "", "v", "ver", "version", "r", "rev", "revision", "u", "upd", "update", "edition", "ed", "mod", "t",
    ];
    let Some((head, fragment)) = id.rsplit_once('#') else { return id };
    let digits = fragment.trim_start_matches(|c: char| !c.is_ascii_digit());
    let word = fragment.strip_suffix(digits).unwrap_or_default().trim_matches(['-', '_', '=', '.', ':']);
    let counts = !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && WORDS.contains(&word.to_ascii_lowercase().as_str());
    let has_path = head.contains("://") && !is_front_page(head);
    if counts && has_path { head } else { id }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_that_count() {
        for (id, bare) in [
            ("https://news.example/story#3", "https://news.example/story"),
            ("https://news.example/story#v2", "https://news.example/story"),
            ("https://news.example/story#rev=12", "https://news.example/story"),
            ("https://news.example/story#comments", "https://news.example/story#comments"),
            ("https://news.example/live#post-12", "https://news.example/live#post-12"),
            ("https://news.example/#12", "https://news.example/#12"),
            ("story#3", "story#3"),
        ] {
            assert_eq!(without_counter(id), bare);
        }
    }

    #[test]
    fn an_id_that_is_an_address_is_known_in_both_schemes() {
        let record = |item: &str, url: Option<&str>| {
            let mut record = Record { canonical_url: url.map(str::to_owned), ..Record::default() };
            record.source.item = Some(item.into());
            record
        };
        let http = items(&record("http://news.example/a", None));
        assert_eq!(http, items(&record("https://news.example/a", Some("https://news.example/a"))));
        assert_eq!(items(&record("7", Some("https://news.example/a")))[1].trust, Trust::Beside);
        assert_eq!(items(&record("7", Some("https://news.example/")))[0].trust, Trust::Short);
    }
}
