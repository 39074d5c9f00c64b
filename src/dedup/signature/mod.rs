//! What of a record decides whether it was seen before: computed in parallel, before the owner decides in order.
//!
//! Made from the record as it is written to the journal, so that reading the journal again gives the same.

use std::collections::BTreeSet;

use crate::model::{BlockKind, Kind, Record, Status};

use super::Origin;
use features::{Features, MOST, OPENING};
use hash::{Hasher, Key, key};
use reader::Reader;
use words::words;

pub(in crate::dedup) mod features;
pub(in crate::dedup) mod hash;
mod numerals;
mod reader;
pub(in crate::dedup) mod sketch;
mod tags;
pub(in crate::dedup) mod when;
pub(in crate::dedup) mod words;

/// The delivery's own name for a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::dedup) struct Item {
    pub(in crate::dedup) key: u64,
    /// It is unlikely to be given to another story: an address or a long id, not a row number.
    pub(in crate::dedup) lasting: bool,
}

/// What decides about one record.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Signature {
    pub(in crate::dedup) features: Features,
    pub(in crate::dedup) item: Option<Item>,
    /// It withdraws a story.
    pub(in crate::dedup) cancels: bool,
    /// It says itself that it takes a story further or puts it right.
    pub(in crate::dedup) tagged: bool,
    /// It says itself that it puts a story right.
    pub(in crate::dedup) corrects: bool,
    /// It stands in the journal without its text.
    pub(in crate::dedup) thinned: bool,
    /// Its record carries a hash of its text, so that the item's version is known without the text.
    pub(in crate::dedup) hashed: bool,
    /// Whose copy it is.
    pub(in crate::dedup) origin: Option<Origin>,
    /// Its origin is its cluster's: it credits nobody itself.
    pub(in crate::dedup) told: bool,
    /// Seconds since 1970.
    pub(in crate::dedup) received: i64,
    pub(in crate::dedup) anchors: Vec<u64>,
    /// The longest figures, which hardly another story has.
    pub(in crate::dedup) figures: Vec<u64>,
    /// Sampled shingles with the paragraph in which they stand.
    pub(in crate::dedup) shingles: Vec<(u32, u16)>,
    pub(in crate::dedup) paragraphs: Vec<Paragraph>,
}

/// A paragraph of the record that is being judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::dedup) struct Paragraph {
    pub(in crate::dedup) hash: u32,
    pub(in crate::dedup) words: u32,
    /// It is one or more sentences rather than a line of a list, a heading or a menu.
    pub(in crate::dedup) prose: bool,
    /// Its first words; 0 where there are none.
    pub(in crate::dedup) opening: [u32; OPENING],
}

impl Signature {
    /// What is left of it for a record that is journaled without its text.
    pub(in crate::dedup) fn thin(&self) -> Signature {
        let Features { event, slack, body, ref headline, .. } = self.features;
        let features = Features { event, slack, body, headline: headline.clone(), ..Features::default() };
        let Signature { item, cancels, tagged, corrects, hashed, told, received, .. } = *self;
        let origin = self.origin.clone();
        Signature {
            features,
            item,
            cancels,
            tagged,
            corrects,
            thinned: true,
            hashed,
            origin,
            told,
            received,
            ..Signature::default()
        }
    }
}

/// The signature of a record.
///
/// It uses headline, text, body, dateline, dates, `source`, canonical address, `hashes.text`, kind, status, update tag,
/// corrections and the agency that is credited as origin: what stands before extraction and in the journal alike. Never `cluster`, and no clock.
pub fn signature(record: &Record) -> Signature {
    let received = when::seconds(&record.source.received_at).unwrap_or_default();
    let (event, slack) = when::event(record.published.as_ref()).unwrap_or((received, 0));
    let cancels = record.kind == Kind::Cancel || record.status == Some(Status::Canceled);
    let thinned = record.kind == Kind::Duplicate && record.text.is_empty();
    let mut signature = Signature {
        item: item(record),
        cancels,
        tagged: record.update_tag.is_some() || !record.corrections.is_empty(),
        corrects: !record.corrections.is_empty() || record.update_tag.as_deref().is_some_and(is_correction),
        thinned,
        hashed: !record.hashes.text.is_empty(),
        origin: Origin::of(record),
        told: Origin::is_told(record),
        received,
        ..Signature::default()
    };
    signature.features.headline = headline(record);
    Reader::read(story(record), &mut signature);
    let features = &mut signature.features;
    (features.event, features.slack) = (event, slack);
    features.dress = dress(record);
    features.body = body(record, cancels);
    signature
}

/// The text without the dateline before it, which outlets add and drop.
fn story(record: &Record) -> &str {
    let raw = record.dateline.as_ref().map_or("", |dateline| dateline.raw.as_str());
    match record.text.strip_prefix(raw) {
        Some(rest) => rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—')),
        None => &record.text,
    }
}

fn is_correction(tag: &str) -> bool {
    let tag = tag.to_lowercase();
    let mut words = tag.split(|c: char| !c.is_alphanumeric());
    words.any(|word| tags::CORRECTION.iter().any(|beginning| word.starts_with(beginning)))
}

fn item(record: &Record) -> Option<Item> {
    let named = record.source.item.as_deref().map(str::trim).filter(|item| !item.is_empty());
    let address = record.canonical_url.as_deref().filter(|address| !is_front_page(address));
    let name = named.or(address)?;
    let mut hasher = Hasher::new(Key::Item as u64);
    hasher.add_text(&record.source.name);
    hasher.add_text(name);
    let lasting = name.contains(':') || name.chars().count() >= 16;
    Some(Item { key: hasher.finish(), lasting })
}

/// An address without a path stands for whatever is there today.
fn is_front_page(address: &str) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split_once('/').is_none_or(|(_, path)| path.is_empty())
}

fn headline(record: &Record) -> Vec<u32> {
    let mut set = BTreeSet::new();
    words(record.headline.as_deref().unwrap_or_default(), |word| {
        if set.len() < MOST {
            set.insert(word.hash as u32);
        }
    });
    set.into_iter().collect()
}

/// Most pieces of dress told apart.
const DRESS: usize = 8;

fn dress(record: &Record) -> Vec<u32> {
    let dateline = record.dateline.as_ref().map(|dateline| {
        [&dateline.place, &dateline.agency].map(|part| part.as_deref().unwrap_or_default()).join(" ")
    });
    let around = |kind| {
        use BlockKind::{Contact, Credit, Dateline, Note, Promo};
        matches!(kind, Promo | Note | Contact | Credit | Dateline)
    };
    let blocks = record.body.iter().filter(|block| around(block.kind)).map(|block| block.text.as_str());
    let pieces = dateline.as_deref().into_iter().chain(blocks).take(DRESS);
    pieces
        .map(|piece| {
            let mut hasher = Hasher::new(0);
            words(piece, |word| hasher.add(word.hash));
            hasher.finish() as u32
        })
        .collect()
}

fn body(record: &Record, cancels: bool) -> u64 {
    let mut hasher = Hasher::new(u64::from(cancels));
    if record.hashes.text.is_empty() {
        hasher.add_text(&record.text);
    } else {
        hasher.add_text(&record.hashes.text);
    }
    hasher.add_text(record.headline.as_deref().unwrap_or_default());
    hasher.add_text(record.update_tag.as_deref().unwrap_or_default());
    // a story that is set free, or held back, is another version whatever its words
    hasher.add(record.status.map_or(0, |status| status as u64 + 1));
    hasher.add_text(record.embargo_until.as_deref().unwrap_or_default());
    hasher.finish()
}

/// The keys by which a story is found as a candidate.
pub(in crate::dedup) fn content_keys(signature: &Signature) -> Vec<u64> {
    let mut keys: Vec<u64> = signature.anchors.iter().map(|anchor| key(Key::Anchor, *anchor)).collect();
    keys.extend(signature.figures.iter().map(|figure| key(Key::Figure, *figure)));
    if let Some(exact) = exact_key(&signature.features) {
        keys.push(exact);
    }
    keys.extend(headline_key(&signature.features));
    keys
}

pub(in crate::dedup) fn exact_key(features: &Features) -> Option<u64> {
    (features.exact != 0).then(|| key(Key::Words, features.exact))
}

/// A headline of a word or two says too little.
pub(in crate::dedup) fn headline_key(features: &Features) -> Option<u64> {
    let mut hasher = Hasher::new(Key::Headline as u64);
    features.headline.iter().for_each(|word| hasher.add(u64::from(*word)));
    (features.headline.len() > 2).then(|| hasher.finish())
}
