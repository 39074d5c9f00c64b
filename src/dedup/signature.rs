//! What of a record decides whether it was seen before: computed in parallel, before the owner decides in order.
//!
//! Made from the record as it is written to the journal, so that reading the journal again gives the same.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use crate::model::{AgencyRole, BlockKind, Kind, Record, Status};

use super::hash::{Hasher, Key, key};
use super::numerals;
use super::sketch::{self, SHINGLE, Sketch};
use super::tags;
use super::when;
use super::words::{Word, words};

/// Most entries of a list of features.
const MOST: usize = 48;
/// Words of the beginning that are kept.
const OPENING: usize = 12;
/// Most paragraphs told apart.
const PARAGRAPHS: usize = 48;
/// Most figures by which a story is found.
const FIGURES: usize = 3;
/// Most sampled shingles held for comparing paragraphs.
const SHINGLES: usize = 8192;

/// What is compared of a story: a sample of its shingles and what stands out in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Features {
    /// Event time in seconds since 1970.
    pub(super) event: i64,
    /// How far it may be off, in seconds: half a day where only the day is known.
    pub(super) slack: i64,
    /// Hash of what a version of an item is compared by: headline, text, tag.
    pub(super) body: u64,
    /// Hash of all words; 0 for a story that was thinned or has no text.
    pub(super) exact: u64,
    /// How many words.
    pub(super) words: u32,
    /// The agency that it says it comes from; 0 for none.
    pub(super) origin: u32,
    pub(super) sketch: Sketch,
    /// Sorted sets.
    pub(super) numbers: Vec<u32>,
    pub(super) names: Vec<u32>,
    pub(super) headline: Vec<u32>,
    pub(super) paragraphs: Vec<u32>,
    /// The first words, in order.
    pub(super) opening: Vec<u32>,
    /// What an outlet puts around a story: dateline, credits, promotion, notes; one hash for each.
    pub(super) dress: Vec<u32>,
}

/// The delivery's own name for a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) key: u64,
    /// It is unlikely to be given to another story: an address or a long id, not a row number.
    pub(super) lasting: bool,
}

/// What decides about one record.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Signature {
    pub(super) features: Features,
    pub(super) item: Option<Item>,
    /// It withdraws a story.
    pub(super) cancels: bool,
    /// It says itself that it takes a story further or puts it right.
    pub(super) tagged: bool,
    /// It says itself that it puts a story right.
    pub(super) corrects: bool,
    /// It stands in the journal without its text.
    pub(super) thinned: bool,
    /// Seconds since 1970.
    pub(super) received: i64,
    pub(super) anchors: Vec<u64>,
    /// The longest figures, which hardly another story has.
    pub(super) figures: Vec<u64>,
    /// Sampled shingles with the paragraph in which they stand.
    pub(super) shingles: Vec<(u32, u16)>,
    pub(super) paragraphs: Vec<Paragraph>,
}

/// A paragraph of the record that is being judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Paragraph {
    pub(super) hash: u32,
    pub(super) words: u32,
    /// It is one or more sentences rather than a line of a list, a heading or a menu.
    pub(super) prose: bool,
    /// Its first words; 0 where there are none.
    pub(super) opening: [u32; OPENING],
}

impl Signature {
    /// What is left of it for a record that is journaled without its text.
    pub(super) fn thin(&mut self) {
        let Features { event, slack, body, origin, .. } = self.features;
        let headline = std::mem::take(&mut self.features.headline);
        self.features = Features { event, slack, body, origin, headline, ..Features::default() };
        self.anchors.clear();
        self.figures.clear();
        self.thinned = true;
    }
}

/// The signature of a record.
///
/// It uses headline, text, dateline, dates, `source`, canonical address, `hashes.text`, kind, status, update tag and
/// agencies; never `cluster`, and no clock.
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
        received,
        ..Signature::default()
    };
    let text = story(record);
    let mut reader = Reader::default();
    for paragraph in text.split("\n\n") {
        reader.paragraph(paragraph);
    }
    reader.finish(&mut signature);
    let features = &mut signature.features;
    (features.event, features.slack) = (event, slack);
    features.headline = headline(record);
    features.origin = origin(record);
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

fn origin(record: &Record) -> u32 {
    let agency = record.agencies.iter().find(|agency| agency.role == AgencyRole::Origin);
    agency.map_or(0, |agency| {
        let mut hasher = Hasher::new(0);
        words(&agency.name, |word| hasher.add(word.hash));
        (hasher.finish() as u32).max(1)
    })
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
    hasher.finish()
}

/// The number that a word stands for.
fn numeral(word: &Word) -> Option<u32> {
    static NUMERALS: LazyLock<HashMap<u64, u32>> = LazyLock::new(|| {
        let hash = |text: &str| {
            let mut hash = 0;
            words(text, |word| hash = word.hash);
            hash
        };
        let pairs = numerals::NUMERALS.iter();
        pairs
            .flat_map(|(value, words)| words.iter().map(move |word| (hash(word), hash(value) as u32)))
            .collect()
    });
    if word.length > 12 { None } else { NUMERALS.get(&word.hash).copied() }
}

/// Collects features paragraph by paragraph.
#[derive(Default)]
struct Reader {
    words: Vec<u64>,
    numbers: BTreeSet<u32>,
    names: BTreeSet<u32>,
    figures: BTreeSet<(Reverse<u8>, u64)>,
    paragraphs: Vec<(usize, Paragraph)>,
}

impl Reader {
    fn paragraph(&mut self, text: &str) {
        let start = self.words.len();
        words(text, |word| self.word(word));
        let new = self.words.get(start..).unwrap_or_default();
        if new.is_empty() {
            return;
        }
        let mut hasher = Hasher::new(0);
        new.iter().for_each(|word| hasher.add(*word));
        let mut opening = [0; OPENING];
        opening.iter_mut().zip(new).for_each(|(kept, word)| *kept = *word as u32);
        let paragraph = Paragraph {
            hash: hasher.finish() as u32,
            words: u32::try_from(new.len()).unwrap_or(u32::MAX),
            prose: is_prose(text),
            opening,
        };
        self.paragraphs.push((start, paragraph));
    }

    fn word(&mut self, word: Word) {
        self.words.push(word.hash);
        let number = if word.number { Some(word.hash as u32) } else { numeral(&word) };
        if let Some(number) = number
            && self.numbers.len() < MOST
        {
            self.numbers.insert(number);
        }
        if word.number && word.length > 3 && !word.year {
            self.figures.insert((Reverse(word.length), word.hash));
            if self.figures.len() > FIGURES {
                self.figures.pop_last();
            }
        }
        if word.capital && !word.opens && word.length > 1 && self.names.len() < MOST {
            self.names.insert(word.hash as u32);
        }
    }

    fn finish(self, signature: &mut Signature) {
        let features = &mut signature.features;
        features.words = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        if !self.words.is_empty() {
            let mut hasher = Hasher::new(0);
            self.words.iter().for_each(|word| hasher.add(*word));
            features.exact = hasher.finish().max(1);
        }
        features.numbers = self.numbers.into_iter().collect();
        features.names = self.names.into_iter().collect();
        features.opening = self.words.iter().take(OPENING).map(|word| *word as u32).collect();
        let mut hashes: Vec<u32> = self.paragraphs.iter().map(|(_, paragraph)| paragraph.hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes.truncate(PARAGRAPHS);
        features.paragraphs = hashes;
        let shingles: Vec<u32> = sketch::shingles(&self.words, SHINGLE).map(|hash| hash as u32).collect();
        features.sketch = Sketch::of(shingles.iter().copied());
        signature.figures = self.figures.into_iter().map(|(_, hash)| hash).collect();
        signature.anchors = sketch::anchors(&self.words);
        signature.shingles = placed(&shingles, &self.paragraphs, features.sketch.level);
        signature.paragraphs = self.paragraphs.into_iter().map(|(_, paragraph)| paragraph).collect();
    }
}

/// Whether a paragraph is on one line and ends as a sentence does.
fn is_prose(text: &str) -> bool {
    let text = text.trim_end();
    let end = text.trim_end_matches(['"', '”', '“', '»', '«', '’', '\'', ')']);
    end.ends_with(['.', '!', '?', '…', '。']) && !text.contains(['\n', '|'])
}

/// The sampled shingles with the paragraph in which each stands; those that reach into the next are left out.
fn placed(shingles: &[u32], paragraphs: &[(usize, Paragraph)], level: u8) -> Vec<(u32, u16)> {
    let level = level.saturating_sub(6);
    let mut placed = Vec::new();
    let mut next = paragraphs.iter().map(|(start, _)| *start).skip(1).peekable();
    let mut paragraph: u16 = 0;
    for (position, hash) in shingles.iter().enumerate() {
        while next.next_if(|start| *start <= position).is_some() {
            paragraph = paragraph.saturating_add(1);
        }
        if next.peek().is_some_and(|start| *start < position + SHINGLE) {
            continue;
        }
        if sketch::is_sampled(*hash, level) && placed.len() < SHINGLES {
            placed.push((*hash, paragraph));
        }
    }
    placed
}

/// The keys by which a story is found as a candidate.
pub(super) fn content_keys(signature: &Signature) -> Vec<u64> {
    let mut keys: Vec<u64> = signature.anchors.iter().map(|anchor| key(Key::Anchor, *anchor)).collect();
    keys.extend(signature.figures.iter().map(|figure| key(Key::Figure, *figure)));
    if let Some(exact) = exact_key(&signature.features) {
        keys.push(exact);
    }
    if !signature.thinned
        && let Some(headline) = headline_key(&signature.features)
    {
        keys.push(headline);
    }
    keys
}

pub(super) fn exact_key(features: &Features) -> Option<u64> {
    (features.exact != 0).then(|| key(Key::Words, features.exact))
}

/// A headline of a word or two says too little.
pub(super) fn headline_key(features: &Features) -> Option<u64> {
    let mut hasher = Hasher::new(Key::Headline as u64);
    features.headline.iter().for_each(|word| hasher.add(u64::from(*word)));
    (features.headline.len() > 2).then(|| hasher.finish())
}
