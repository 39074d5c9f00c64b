//! Stage 3: gives every document the same shape whatever it came from.
//!
//! Fills everything of the record but `id`, `cluster`, `quotes`, `entities`, the agencies that its text cites,
//! `dates_mentioned`, `hashes.raw` and `counts.quotes`. Pure: the same document gives the same record.
//!
//! | file | what it does |
//! |---|---|
//! | `clean` `mojibake` | characters: NFC, white space, invisible ones, UTF-8 misread as windows-1252 |
//! | `lines` | from blocks to paragraphs: wrapped copy unwrapped |
//! | `paragraphs/` | what each paragraph is, and what it says about the story |
//! | `images` | pictures that the format keeps apart |
//! | `headline` `embargo/` `kill/` `dateline` `people/` | their grammars |
//! | [`dates`] | dates as formats and pages write them |
//! | `standing` | lines that stand around any story whatever it tells |
//! | `urls` | canonical addresses |
//! | [`agencies`] | agencies and outlets by name, code and mark |
//! | `credited` | whose copy it is, and who helped |
//! | `lead` | what of a page's description is a lead |
//! | `language` `body` `fields` | the rest of the record |

pub mod agencies;
pub(crate) mod agency_lines;
mod agency_table;
mod body;
mod clean;
mod credited;
mod dateline;
pub mod dates;
pub(crate) mod eight;
mod embargo;
mod fields;
mod function_words;
mod headline;
pub(crate) mod images;
pub(crate) mod kill;
mod language;
mod lead;
mod lead_ends;
pub(crate) mod letters;
mod lines;
mod mojibake;
mod paragraphs;
mod people;
pub(crate) mod phrases;
mod places;
mod shape;
pub(crate) mod standing;
mod standing_words;
mod urls;
mod urls_removed;

use std::borrow::Cow;
use std::collections::HashSet;

use crate::model::{
    Block, BlockKind, Document, Hints, Kind, Precision, Record, Source, Status, TextLimits, Warning,
    record::{self, SCHEMA},
};
use clean::Cleaner;
pub(crate) use credited::Agencies;
use fields::Fields;
use paragraphs::{Findings, Paragraph};

/// The canonical form of an address, by which the same page is recognised: see `urls`.
#[must_use]
pub fn canonical_address(raw: &str) -> Option<String> {
    urls::canonical(raw)
}

/// The registered domain of an address: `example.co.uk` of `www.news.example.co.uk`.
pub(crate) fn domain_of(raw: &str) -> Option<String> {
    urls::domain(raw)
}

/// How many of these lines, from the first on, do nothing but ask not to use a story yet; none where the first does not.
pub(crate) fn embargo_lines(lines: &[&str]) -> usize {
    embargo::over_lines(lines).map_or(0, |(_, count)| count)
}

/// Whether a line does nothing but ask not to use a story before a time that it names.
pub(crate) fn asks_until(line: &str) -> bool {
    embargo::over_lines(&[line]).is_some_and(|(said, _)| said.is_readable())
}

/// What a line asks, beside whatever else, of those who may not use a story before a time that it names.
pub(crate) fn embargo_in(line: &str) -> Option<String> {
    let said = embargo::find(line, embargo::Place::Line)?.said;
    (said.is_readable() && said.is_ban).then_some(said.raw)
}

/// Whether a headline is what a system writes where there is none.
pub(crate) fn is_placeholder(headline: &str) -> bool {
    headline::is_placeholder(headline)
}

/// Whether a byline, with whatever dates and handles stand in it, names a person.
pub(crate) fn names_people(byline: &str) -> bool {
    !people::field(byline).people.is_empty()
}

/// Whether a line is nothing but a person's name, as far as it can be told from the line.
pub(crate) fn is_bare_name(line: &str) -> bool {
    people::is_bare_person(line)
}

/// Whether a short part of a title is the name of a paper or broadcaster in Chinese, Japanese or Korean.
pub(crate) fn names_east_asian_house(part: &str) -> bool {
    people::is_east_asian_house(part)
}

/// Whether a line is a name with the role that East Asian papers put beside it, and nothing else.
pub(crate) fn signs_with_a_role(line: &str) -> bool {
    line.len() <= 120 && people::with_role(line).is_some()
}

/// Whether a short line is somebody's job.
pub(crate) fn is_job(line: &str) -> bool {
    people::title_or_house(line).0.is_some()
}

/// Whether a line says a day, a time, how long ago, or how long it takes to read, and nothing else.
pub(crate) fn is_only_a_time(line: &str) -> bool {
    people::is_only_a_time(line)
}

/// The record of one document, as far as it can be told without looking at other stories.
#[must_use]
pub fn normalise(document: Document, hints: &Hints, limits: &TextLimits) -> Record {
    explained(document, hints, limits).0
}

/// The record, and for each block of its body the rule that gave its kind.
#[must_use]
pub fn explained(mut document: Document, hints: &Hints, limits: &TextLimits) -> (Record, Vec<&'static str>) {
    let most = limits.list_entries;
    let limits = &limits.with_one_more();
    let mut record = Record {
        schema: SCHEMA.to_owned(),
        generation: 1,
        extractor: concat!("wiredesk ", env!("CARGO_PKG_VERSION")).to_owned(),
        source: Source {
            name: hints.source.to_string(),
            kind: hints.source_type.to_owned(),
            path: hints.path.clone(),
            url: hints.url.as_deref().and_then(clean::id),
            final_url: hints.final_url.as_deref().and_then(clean::id),
            feed: hints.feed.as_deref().and_then(clean::id),
            member: document.member.take(),
            item: document.item.take().or_else(|| hints.item.clone()).as_deref().and_then(clean::id),
            format: document.format.to_owned(),
            received_at: hints.received_at.clone(),
        },
        item_version: document.version.take().as_deref().and_then(clean::id),
        warnings: std::mem::take(&mut document.warnings),
        ..Record::default()
    };
    let told = document.blocks.iter().map(|block| block.text.as_str());
    let mut cleaner = Cleaner { keeps: mojibake::is_told_of(told), ..Cleaner::default() };
    let mut paragraphs = paragraphs_of(&mut document, limits, &mut cleaner, &mut record.warnings);
    let opening = opening_of(&paragraphs);
    let mut fields = Fields::of(&mut record, &mut cleaner, hints, limits, opening);
    fields.of_document(&mut document);
    if let Some(headline) = &fields.record.headline {
        let house = fields.record.publisher.as_ref().map_or("", |publisher| publisher.name.as_str());
        drop_repeated_headline(&mut paragraphs, headline, house);
    }
    let is_telex = matches!(document.format, "text" | "zczc" | "iptc7901" | "anpa1312");
    let lacks_headline = fields.record.headline.is_none();
    let lines = fields.record.headline.as_deref().into_iter();
    let lines: Vec<&str> = lines.chain(paragraphs.iter().map(|p| p.text.as_str())).collect();
    let is_service_message = kill::is_message(&lines);
    let wants_headline =
        lacks_headline && (is_telex || document.format == "newsml-1" || fields.has_embargo());
    let mut findings = paragraphs::judge(&mut paragraphs, wants_headline, limits);
    if let Some(line) = findings.headline.take() {
        fields.first_line(&line);
    }
    if findings.kill || is_service_message {
        fields.take_back("rule:kill-line");
    }
    fields.with_findings(&mut document, &mut findings);
    apply(&mut record, &mut document, findings, &mut cleaner);
    paragraphs::foot::mark(&mut paragraphs, &record.authors);
    let rules = paragraphs.iter().map(|p| p.rule).collect();
    (record.body, record.text) = body::assemble(paragraphs);
    record.agencies = credited::credited(&record, limits);
    if !record.agencies.is_empty() {
        record.provenance.entry("agencies".to_owned()).or_insert_with(|| "rule:credit".to_owned());
    }
    cap_lists(&mut record, most);
    finish(&mut record, document.language.take().map(|l| l.value), &cleaner);
    (record, rules)
}

/// How a story begins, for who has to know what it is about: a few paragraphs, of each its beginning.
fn opening_of(paragraphs: &[Paragraph]) -> String {
    const PARAGRAPHS: usize = 6;
    const CHARACTERS: usize = 400;
    let heads = paragraphs.iter().take(PARAGRAPHS).map(|p| shape::first_characters(&p.text, CHARACTERS));
    heads.collect::<Vec<_>>().join("\n")
}

/// The paragraphs of the blocks, cleaned, capped.
fn paragraphs_of(
    document: &mut Document,
    limits: &TextLimits,
    cleaner: &mut Cleaner,
    warnings: &mut Vec<Warning>,
) -> Vec<Paragraph> {
    let blocks = std::mem::take(&mut document.blocks);
    let open = blocks.iter().filter(|b| b.kind.is_none()).map(|b| b.text.as_str());
    let wrapping = lines::Wrapping::of(open);
    let mut paragraphs = Vec::with_capacity(blocks.len());
    for Block { kind, text } in &blocks {
        let mut push = |words: &str| {
            if let Some(line) = cleaner.some_line(words) {
                paragraphs.push(Paragraph::new(line, *kind));
            }
        };
        match kind {
            None => wrapping.paragraphs(text).iter().for_each(|p| push(p)),
            Some(BlockKind::List | BlockKind::Table) => text.lines().for_each(&mut push),
            Some(_) => push(text),
        }
        if paragraphs.len() > limits.paragraphs {
            break;
        }
    }
    if paragraphs.len() > limits.paragraphs {
        paragraphs.truncate(limits.paragraphs);
        warnings.push(Warning::new(
            "paragraphs-capped",
            format!(
                "expected at most {} paragraphs (limits.paragraphs), found more; the rest is left out",
                limits.paragraphs
            ),
        ));
    }
    paragraphs
}

/// The headline at the head of the body is said twice; an entry that says nothing but that and its publisher tells no story.
fn drop_repeated_headline(paragraphs: &mut Vec<Paragraph>, headline: &str, publisher: &str) {
    let plain = |s: &str| -> String {
        s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    // what a letter's frame says may stand above it
    let frame = |p: &Paragraph| matches!(p.kind, BlockKind::Promo | BlockKind::Note);
    let first = paragraphs.iter().position(|p| !frame(p)).unwrap_or(0);
    let repeated = paragraphs.len() > first + 1
        && paragraphs
            .get(first)
            .is_some_and(|p| p.text.len() <= headline.len() + 16 && plain(&p.text) == plain(headline));
    let is_named = |p: &Paragraph| {
        !publisher.is_empty()
            && p.text.len() <= headline.len() + publisher.len() + 16
            && plain(&p.text) == plain(headline) + &plain(publisher)
    };
    if repeated || paragraphs.get(first).is_some_and(is_named) {
        paragraphs.remove(first);
    }
}

/// Puts into the record what the paragraphs said and the format did not.
fn apply(record: &mut Record, document: &mut Document, findings: Findings, cleaner: &mut Cleaner) {
    let mut found = |field: &str, from: &str| record.provenance.insert(field.to_owned(), from.to_owned());
    if let Some(slug) = findings.slug.filter(|_| record.slug.is_none()) {
        record.slug = Some(slug);
        found("slug", "rule:slug-line");
    }
    if !findings.keywords.is_empty() && record.keywords.is_empty() {
        record.keywords = findings.keywords;
        found("keywords", "rule:index-line");
    }
    if let Some(tag) = findings.tag.filter(|_| record.update_tag.is_none()) {
        record.update_tag = Some(tag);
        found("update_tag", "rule:tag-line");
    }
    let given = document.dateline.take().and_then(|d| {
        let line = cleaner.some_line(&d.value)?;
        let read = dateline::alone(&line);
        Some((read.unwrap_or_else(|| dateline::unread(&line)), d.from))
    });
    match (given, findings.dateline) {
        (Some((given, _)), Some(told)) if dateline::says_more(&told, &given) => {
            record.dateline = Some(dateline::completed(told, given));
            found("dateline", "rule:dateline");
        }
        (Some((dateline, from)), _) => {
            record.dateline = Some(dateline);
            found("dateline", &from);
        }
        (None, Some(dateline)) => {
            record.dateline = Some(dateline);
            found("dateline", "rule:dateline");
        }
        (None, None) => {}
    }
    if record.images.is_empty() && !findings.images.is_empty() {
        record.images = findings.images;
        found("images", "rule:caption");
    }
    if !findings.links.is_empty() {
        found("links", "rule:promotion");
        let known: HashSet<String> = record.links.iter().map(|l| l.text.clone()).collect();
        record.links.extend(findings.links.into_iter().filter(|l| !known.contains(&l.text)));
    }
    if !findings.corrections.is_empty() {
        found("corrections", "rule:correction");
        record.corrections.extend(findings.corrections);
    }
}

/// Cuts every list that is too long.
fn cap_lists(record: &mut Record, most: usize) {
    let warnings = &mut record.warnings;
    record::cap(&mut record.headline_alt, "headline_alt", most, warnings);
    record::cap(&mut record.authors, "authors", most, warnings);
    record::cap(&mut record.keywords, "keywords", most, warnings);
    record::cap(&mut record.subjects, "subjects", most, warnings);
    record::cap(&mut record.images, "images", most, warnings);
    record::cap(&mut record.links, "links", most, warnings);
    record::cap(&mut record.corrections, "corrections", most, warnings);
    record::cap(&mut record.agencies, "agencies", most, warnings);
}

/// What is told by the finished text: language, lead, counts, hash.
fn finish(record: &mut Record, claimed: Option<String>, cleaner: &Cleaner) {
    if let Some((tag, confidence, from)) = language::identify(&sample_of(record), claimed.as_deref()) {
        record.language = Some(tag);
        record.language_confidence = Some(confidence);
        record.provenance.insert("language".to_owned(), from.to_owned());
    }
    if record.source.format == "html" && !record.text.is_empty() {
        let settle = |lead: String| lead::settled(&lead, record.headline.as_deref(), &record.text);
        record.lead = record.lead.take().and_then(settle);
    }
    let lead = record.lead.take();
    record.lead = lead.and_then(|lead| lead_ends::without(&lead, record).map(str::to_owned));
    lead::complete(record);
    if record.lead.is_none() {
        record.lead = record.body.iter().find(|b| b.kind == BlockKind::Text).map(|b| b.text.clone());
        if record.lead.is_some() {
            record.provenance.insert("lead".to_owned(), "rule:first-paragraph".to_owned());
        }
    }
    if record.status == Some(Status::Canceled) {
        record.kind = Kind::Cancel;
        at_its_own_time(record);
    }
    record.counts.words = body::words(&record.text);
    record.counts.sentences = shape::sentences(&record.text);
    record.counts.paragraphs = record.body.iter().filter(|b| b.span.is_some()).count();
    record.hashes.text = clean::hash_folded(&record.text);
    let is_lost = |text: &str| text.contains(char::REPLACEMENT_CHARACTER);
    if (is_lost(&record.text) || record.headline.as_deref().is_some_and(is_lost))
        && record.warnings.iter().all(|warning| warning.code != "charset-damaged")
    {
        let message = "the text holds U+FFFD: characters were lost before or while it was decoded";
        record.warnings.push(Warning::new("charset-damaged", message));
    }
    if asks_for_letters(&record.text) && record.warnings.iter().all(|w| w.code != "charset-damaged") {
        let message = "question marks stand inside words: letters were lost before it was decoded";
        record.warnings.push(Warning::new("charset-damaged", message));
    }
    if let Some((found, meant)) = &cleaner.repaired {
        record.warnings.push(Warning::new(
            "mojibake-repaired",
            format!("found UTF-8 that was read as windows-1252, as in {found:?} for {meant:?}; repaired"),
        ));
    }
}

/// `Nordf?hre`, `w?hrend`: question marks in the place of letters, in several words.
fn asks_for_letters(text: &str) -> bool {
    const FEWEST: usize = 3;
    const LONGEST_WORD: usize = 100;
    let is_inside = |(at, _): &(usize, &str)| {
        let before = text.get(..*at).and_then(|t| t.chars().next_back());
        let mut after = text.get(at + 1..).unwrap_or_default().chars();
        let next = after.next();
        before.is_some_and(char::is_lowercase) && next.is_some_and(char::is_lowercase)
    };
    let is_address = |at: usize| {
        let from = text.floor_char_boundary(at.saturating_sub(LONGEST_WORD));
        let head = text.get(from..at).unwrap_or_default();
        let word = head.rsplit(char::is_whitespace).next().unwrap_or_default();
        word.contains(['/', '.', '=', '&'])
    };
    memchr::memchr(b'?', text.as_bytes()).is_some()
        && text.match_indices('?').filter(is_inside).filter(|(at, _)| !is_address(*at)).take(FEWEST).count()
            == FEWEST
}

/// By what the language is told: the text, or without one what is said of the story.
fn sample_of(record: &Record) -> Cow<'_, str> {
    if !record.text.is_empty() {
        return Cow::Borrowed(&record.text);
    }
    let told = [record.headline.as_deref(), record.lead.as_deref()].into_iter().flatten();
    Cow::Owned(told.collect::<Vec<_>>().join("\n"))
}

/// What is taken back was first published before; the kill is published when that version was made.
fn at_its_own_time(kill: &mut Record) {
    let made = kill.modified.as_ref().filter(|made| made.precision >= Precision::Minute);
    if let Some(made) = made.filter(|made| kill.published.as_ref().is_none_or(|it| it.value != made.value)) {
        kill.provenance.insert("published".to_owned(), made.from.clone());
        kill.published = Some(made.clone());
    }
}

#[cfg(test)]
mod tests;
