//! The join of entry and page: one document of what a feed or sitemap says of a story and what its page says.
//!
//! Each field comes from where it is better founded. The page is the story, so text, headline, authors and all that
//! is printed there are the page's; the entry has the id, and stands in for whatever the page does not say. Dates are
//! a contest: one with a time and a zone says more than one without. What comes from the entry says so in its
//! provenance: `feed:pubDate`, `sitemap:news:title`.

use std::ops::ControlFlow;

use super::{Piece, Request, decode_as, nothing_inside};
use crate::model::{Block, BlockKind, Byline, DateClaim, Document, Fault, Found, Rights, Trail, Warning};
use crate::normalise::dates::{self, Moment};

/// Most bytes of a summary that becomes the lead.
const LONGEST_LEAD: usize = 2_000;
/// How far two dates may lie apart and be one, in seconds.
const A_DAY: i64 = 86_400;

/// The first story that some bytes hold: an entry by itself, or a page.
///
/// # Errors
/// Why there is none.
pub fn story(bytes: &[u8], request: &Request<'_>) -> Result<Document, Fault> {
    let mut found = Err(nothing_inside());
    decode_as(bytes, request, &mut |piece| {
        found = match piece {
            Piece::Document(document, _) => Ok(*document),
            Piece::Refused { fault, .. } => Err(fault),
        };
        ControlFlow::Break(())
    })?;
    found
}

/// An entry whose page did not come, and by which code.
#[must_use]
pub fn alone(mut entry: Document, code: &str) -> Document {
    entry.member = None;
    let message = format!("the page was not fetched ({code}): this is what its feed says");
    entry.warnings.push(Warning::new("page-not-fetched", message));
    entry
}

/// An entry and its page as one document.
#[must_use]
pub fn join(entry: Document, page: Document) -> Document {
    let mut entry = named_as_entry(entry);
    let keeps_text = entry_has_better_text(&entry, &page);
    let (published, differ) = dated(entry.published.take(), page.published, entry.language.as_ref());
    let (modified, _) = dated(entry.modified.take(), page.modified, entry.language.as_ref());
    let lead = page.lead.or_else(|| lead_of(&mut entry, keeps_text));
    let (headline, headline_alt) = headlines(&mut entry, page.headline, page.headline_alt);
    let mut warnings = entry.warnings;
    let about_text = ["body-by-readability", "body-from-json-ld", "live-blog"];
    let concerns = |warning: &Warning| !keeps_text || !about_text.contains(&warning.code.as_str());
    warnings.extend(page.warnings.into_iter().filter(concerns));
    warnings.extend(differ);
    Document {
        format: if keeps_text { entry.format } else { page.format },
        member: None,
        item: entry.item.or(page.item),
        version: entry.version.or(page.version),
        url: page.url.or(entry.url),
        canonical_url: page.canonical_url.or(entry.canonical_url),
        publisher_site: if page.publisher.is_some() { page.publisher_site } else { entry.publisher_site },
        publisher: page.publisher.or(entry.publisher),
        headline,
        headline_alt,
        slug: page.slug.or(entry.slug),
        update_tag: page.update_tag.or(entry.update_tag),
        bylines: signed(entry.bylines, page.bylines),
        dateline: page.dateline.or(entry.dateline),
        published,
        modified,
        embargo_until: entry.embargo_until.or(page.embargo_until),
        status: entry.status.or(page.status),
        language: page.language.or(entry.language),
        section: page.section.or(entry.section),
        genre: page.genre.or(entry.genre),
        urgency: page.urgency.or(entry.urgency),
        keywords: first_filled(page.keywords, entry.keywords),
        subjects: first_filled(page.subjects, entry.subjects),
        lead,
        blocks: if keeps_text { entry.blocks } else { page.blocks },
        images: first_filled(page.images, entry.images),
        links: if keeps_text { entry.links } else { page.links },
        credits: first_filled(page.credits, entry.credits),
        rights: rights(entry.rights, page.rights),
        warnings,
        trail: trails(entry.trail, page.trail),
    }
}

/// The entry with its name before each place where it found something.
fn named_as_entry(mut entry: Document) -> Document {
    let name = if entry.format == "news-sitemap" { "sitemap" } else { "feed" };
    fn put<T>(found: &mut Option<Found<T>>, name: &str) {
        if let Some(found) = found {
            found.from = format!("{name}:{}", found.from).into();
        }
    }
    let lines = [
        &mut entry.url,
        &mut entry.canonical_url,
        &mut entry.publisher,
        &mut entry.headline,
        &mut entry.slug,
        &mut entry.update_tag,
        &mut entry.dateline,
        &mut entry.language,
        &mut entry.section,
        &mut entry.genre,
        &mut entry.lead,
    ];
    lines.into_iter().for_each(|line| put(line, name));
    [&mut entry.published, &mut entry.modified, &mut entry.embargo_until]
        .into_iter()
        .for_each(|date| put(date, name));
    put(&mut entry.status, name);
    put(&mut entry.urgency, name);
    for byline in &mut entry.bylines {
        byline.from = format!("{name}:{}", byline.from).into();
    }
    for credit in &mut entry.credits {
        credit.from = format!("{name}:{}", credit.from).into();
    }
    entry
}

/// Whether the story is told by the entry: the page shows none, or shows less of it because it is not free to read.
fn entry_has_better_text(entry: &Document, page: &Document) -> bool {
    let locked = page.rights.as_ref().and_then(|rights| rights.free) == Some(false)
        || page.warnings.iter().any(|warning| warning.code == "paywalled");
    let (told, shown) = (story_length(&entry.blocks), story_length(&page.blocks));
    told > shown && (locked || shown == 0)
}

fn story_length(blocks: &[Block]) -> usize {
    let tells = |block: &&Block| block.kind.is_none_or(BlockKind::is_story);
    blocks.iter().filter(tells).map(|block| block.text.chars().count()).sum()
}

/// A date with how much it says, and when it is.
struct Dated {
    found: Found<DateClaim>,
    moment: Option<Moment>,
}

impl Dated {
    fn of(found: Found<DateClaim>, language: Option<&Found<String>>) -> Dated {
        let moment = dates::read(&found.value.raw, language.map(|language| language.value.as_str()));
        Dated { found, moment }
    }

    /// A time with a zone says most, then a time, a day, less than a day, nothing that can be read.
    fn weight(&self) -> u8 {
        match self.moment {
            Some(Moment { time: Some(time), .. }) if time.offset.is_some() => 4,
            Some(Moment { time: Some(_), .. }) => 3,
            Some(Moment { day: Some(_), .. }) => 2,
            Some(_) => 1,
            None => 0,
        }
    }

    /// The first and the last second that it can mean, but for an unknown zone.
    fn span(&self) -> Option<(i64, i64)> {
        let moment = self.moment?;
        let start = moment.earliest()?;
        let length = match (moment.month, moment.day, moment.time) {
            (None, ..) => 366 * A_DAY,
            (_, None, _) => 31 * A_DAY,
            (.., None) => A_DAY,
            _ => 0,
        };
        Some((start, start + length))
    }

    fn is_far_from(&self, other: &Dated) -> bool {
        let (Some(one), Some(other)) = (self.span(), other.span()) else { return false };
        let (earlier, later) = if one.0 <= other.0 { (one, other) } else { (other, one) };
        later.0 - earlier.1 > A_DAY
    }

    fn told(&self) -> String {
        format!("{} ({})", self.found.value.raw, self.found.from)
    }
}

/// Of two dates the one that says more, the page's if both say as much; and the warning if they cannot be one.
fn dated(
    entry: Option<Found<DateClaim>>,
    page: Option<Found<DateClaim>>,
    language: Option<&Found<String>>,
) -> (Option<Found<DateClaim>>, Option<Warning>) {
    let (Some(entry), Some(page)) = (&entry, &page) else { return (page.or(entry), None) };
    let (entry, page) = (Dated::of(entry.clone(), language), Dated::of(page.clone(), language));
    let differ = entry.is_far_from(&page).then(|| {
        let message = format!("the entry says {}, the page {}", entry.told(), page.told());
        Warning::new("dates-differ", message)
    });
    let better = if entry.weight() > page.weight() { entry } else { page };
    (Some(better.found), differ)
}

/// The page's headlines, and the entry's where it is another.
fn headlines(
    entry: &mut Document,
    page: Option<Found<String>>,
    mut others: Vec<String>,
) -> (Option<Found<String>>, Vec<String>) {
    let told = std::mem::take(&mut entry.headline_alt);
    let Some(page) = page else {
        others.extend(told);
        return (entry.headline.take(), others);
    };
    let own = entry.headline.take().map(|headline| headline.value);
    for headline in own.into_iter().chain(told) {
        let known = others.iter().any(|other| letters(other) == letters(&headline));
        if !known && !is_same_headline(&headline, &page) {
            others.push(headline);
        }
    }
    (Some(page), others)
}

/// Whether a page's headline is an entry's, but for what titles of pages end with.
fn is_same_headline(entry: &str, page: &Found<String>) -> bool {
    let (one, other) = (letters(entry), letters(&page.value));
    let ends_with_site = || {
        let rest = page.value.strip_prefix(entry.trim()).map(str::trim_start);
        let is_title = matches!(&*page.from, "title" | "og" | "twitter");
        is_title && rest.is_some_and(|rest| rest.starts_with(['|', '-', '–', '—', '·', '•', '»', '«', ':']))
    };
    one == other || ends_with_site()
}

/// Letters and digits in lower case: what is left of a headline in any house's dress.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Who signed the page; where that names a house only, the persons of the entry.
fn signed(entry: Vec<Found<Byline>>, page: Vec<Found<Byline>>) -> Vec<Found<Byline>> {
    let names_somebody = |bylines: &[Found<Byline>]| bylines.iter().any(|byline| !byline.value.is_house);
    if names_somebody(&page) || !names_somebody(&entry) { first_filled(page, entry) } else { entry }
}

/// The entry's lead; where it has a summary and nothing else, that, unless it is the text.
fn lead_of(entry: &mut Document, is_text: bool) -> Option<Found<String>> {
    let summary = |entry: &Document| {
        let text = entry.blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join(" ");
        let is_short = !is_text && !text.is_empty() && text.len() <= LONGEST_LEAD;
        is_short.then(|| Found::new(text, "feed:description"))
    };
    entry.lead.take().or_else(|| summary(entry))
}

fn first_filled<T>(first: Vec<T>, second: Vec<T>) -> Vec<T> {
    if first.is_empty() { second } else { first }
}

fn rights(entry: Option<Rights>, page: Option<Rights>) -> Option<Rights> {
    let (Some(entry), Some(page)) = (&entry, &page) else { return page.or(entry) };
    Some(Rights {
        copyright: page.copyright.clone().or_else(|| entry.copyright.clone()),
        usage_terms: page.usage_terms.clone().or_else(|| entry.usage_terms.clone()),
        free: page.free.or(entry.free),
    })
}

/// How the page was read, with the entry's claims behind the page's.
fn trails(entry: Option<Box<Trail>>, page: Option<Box<Trail>>) -> Option<Box<Trail>> {
    let (Some(entry), Some(page)) = (&entry, &page) else { return page.or(entry) };
    let mut trail = page.clone();
    trail.claims.extend(entry.claims.iter().cloned().map(|mut claim| {
        claim.place = format!("feed:{}", claim.place);
        claim
    }));
    Some(trail)
}
