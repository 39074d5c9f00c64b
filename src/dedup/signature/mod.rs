//! What of a record decides whether it was seen before: computed in parallel, before the owner decides in order.
//!
//! Made from the record as it is written to the journal, so that reading the journal again gives the same.

use std::collections::BTreeSet;

use crate::model::{BlockKind, Kind, Record};

use super::Origin;
use edition::Edition;
use features::{Features, MOST, OPENING};
use hash::{Hasher, Key, key};
use items::Item;
use names::Naming;
use reader::Reader;
use words::words;

pub(in crate::dedup) mod edition;
pub(in crate::dedup) mod features;
mod fractions;
pub(in crate::dedup) mod hash;
pub(in crate::dedup) mod items;
mod letters;
pub(in crate::dedup) mod names;
mod numerals;
pub(in crate::dedup) mod order;
mod reader;
pub(in crate::dedup) mod sketch;
mod tags;
mod title;
pub(in crate::dedup) mod version;
pub(in crate::dedup) mod when;
pub(in crate::dedup) mod words;

/// What decides about one record.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Signature {
    pub(in crate::dedup) features: Features,
    /// The delivery's own names for the story: its id, then its address.
    pub(in crate::dedup) items: Vec<Item>,
    /// What makes it another version of its item.
    pub(in crate::dedup) edition: Edition,
    /// The keys by which a kill may name it.
    pub(in crate::dedup) names: Vec<u64>,
    /// That of these which is its slug.
    pub(in crate::dedup) slug: Option<u64>,
    /// It withdraws a story, and names it so.
    pub(in crate::dedup) kill: Option<Kill>,
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

/// What a kill says of the story that it withdraws.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::dedup) struct Kill {
    /// What it names, the surest first.
    pub(in crate::dedup) names: Vec<Naming>,
    /// Its format says that the item is withdrawn; else only its words ask for it.
    pub(in crate::dedup) of_item: bool,
}

/// What many stories share, which does not weigh.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::dedup) struct Common {
    pub(in crate::dedup) paragraphs: Vec<u32>,
    /// Sampled shingles that stand in them; sorted.
    pub(in crate::dedup) shingles: Vec<u32>,
    /// How many words each paragraph has.
    pub(in crate::dedup) words: Vec<(u32, u32)>,
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
    /// Whether it withdraws a story.
    pub(in crate::dedup) fn cancels(&self) -> bool {
        self.kill.is_some()
    }

    /// How many stories a kill takes back by what it names: several names in one manner are of as many stories.
    pub(crate) fn stories_named(&self) -> usize {
        let Some(kill) = self.kill.as_ref().filter(|kill| !kill.of_item) else { return 1 };
        let others = |is_one: fn(&names::Naming) -> bool| {
            kill.names.iter().filter(|naming| naming.is_other && is_one(naming)).count()
        };
        1 + others(|it| it.is_slug).max(others(|it| it.is_id)).max(others(|it| !it.is_slug && !it.is_id))
    }

    /// The same for a story that came after its kill.
    pub(in crate::dedup) fn killed(&self) -> Signature {
        let mut killed = self.clone();
        killed.edition.version.use_ = version::Use::Killed;
        killed
    }

    /// The same without the paragraphs of these hashes, and the shingles that stood in them.
    pub(in crate::dedup) fn without(&self, paragraphs: &[u32]) -> (Signature, Common) {
        let is_common = |place: usize| {
            self.paragraphs.get(place).is_some_and(|paragraph| paragraphs.contains(&paragraph.hash))
        };
        let mut left = self.clone();
        let mut common = Common { paragraphs: paragraphs.to_vec(), ..Common::default() };
        let shingles = self.shingles.iter().filter(|(_, place)| is_common(usize::from(*place)));
        common.shingles = shingles.map(|(hash, _)| *hash).collect();
        common.shingles.sort_unstable();
        let gone = self.paragraphs.iter().filter(|paragraph| paragraphs.contains(&paragraph.hash));
        common.words = gone.map(|paragraph| (paragraph.hash, paragraph.words)).collect();
        // places are counted anew
        let places: Vec<usize> = (0..self.paragraphs.len()).filter(|place| !is_common(*place)).collect();
        left.paragraphs = places.iter().filter_map(|place| self.paragraphs.get(*place).copied()).collect();
        left.shingles = self
            .shingles
            .iter()
            .filter_map(|(hash, place)| {
                let place = places.binary_search(&usize::from(*place)).ok()?;
                Some((*hash, u16::try_from(place).unwrap_or(u16::MAX)))
            })
            .collect();
        left.features = left.features.without(&common);
        (left, common)
    }

    /// What is left of it for a record that is journaled without its text.
    pub(in crate::dedup) fn thin(&self) -> Signature {
        let Features { event, slack, ref headline, ref companies, ref title, .. } = self.features;
        let (headline, companies, title) = (headline.clone(), companies.clone(), title.clone());
        let features = Features { event, slack, headline, companies, title, ..Features::default() };
        let edition = Edition { version: self.edition.version.thin(), ..self.edition.clone() };
        let Signature { tagged, corrects, hashed, told, received, .. } = *self;
        Signature {
            features,
            edition,
            items: self.items.clone(),
            names: self.names.clone(),
            slug: self.slug,
            kill: self.kill.clone(),
            tagged,
            corrects,
            thinned: true,
            hashed,
            origin: self.origin.clone(),
            told,
            received,
            ..Signature::default()
        }
    }
}

/// The signature of a record.
///
/// It uses what stands in the record before extraction and in the journal alike. Never `cluster`, and no clock.
pub fn signature(record: &Record) -> Signature {
    let received = when::seconds(&record.source.received_at).unwrap_or_default();
    let (event, slack) = when::event(record.published.as_ref()).unwrap_or((received, 0));
    let thinned = record.kind == Kind::Duplicate && record.text.is_empty();
    let mut signature = Signature {
        items: items::items(record),
        edition: Edition::of(record),
        names: names::names(record),
        slug: names::slug(record),
        kill: (record.kind == Kind::Cancel).then(|| names::kill(record)),
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
    signature.features.companies = title::companies(record);
    signature.features.title = title::words_in_order(record);
    Reader::read(story(record), &mut signature);
    let features = &mut signature.features;
    (features.event, features.slack) = (event, slack);
    features.dress = dress(record);
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

fn headline(record: &Record) -> Vec<u32> {
    headline_words(record.headline.as_deref().unwrap_or_default())
}

/// The words of a headline, sorted.
fn headline_words(headline: &str) -> Vec<u32> {
    let mut set = BTreeSet::new();
    words(headline, |word| {
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
    key_of_headline(&features.headline)
}

fn key_of_headline(words: &[u32]) -> Option<u64> {
    let mut hasher = Hasher::new(Key::Headline as u64);
    words.iter().for_each(|word| hasher.add(u64::from(*word)));
    (words.len() > 2).then(|| hasher.finish())
}
