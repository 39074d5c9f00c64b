//! One reading of a record: its fields cut up, its quotations found, its cast known.

use std::ops::Range;

use crate::model::{Entity, Quote, QuoteField, Record, TextLimits};

use super::attribute::{Attribution, attributions};
use super::items::{Items, items};
use super::lang::{guess, language};
use super::link::{Rejected, link};
use super::marks::{Quoted, quoted};
use super::tokens::Tokens;
use super::{output, room, speaker};
use crate::extract::entities::{self, cast::Cast};

/// A field of the record, read.
#[derive(Debug)]
pub(crate) struct Field<'a> {
    /// Which.
    pub(crate) field: QuoteField,
    /// Index of the picture.
    pub(crate) image: Option<usize>,
    /// Its tokens.
    pub(crate) tokens: Tokens<'a>,
    /// Its quoted spans.
    pub(crate) quoted: Vec<Quoted>,
    /// Its items.
    pub(crate) items: Items,
}

/// A quoted span that was judged to be no quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotQuoted {
    /// Which field it stands in.
    pub field: QuoteField,
    /// Index into `images`, where `field` is `caption`.
    pub image: Option<usize>,
    /// What stands between the marks.
    pub text: String,
    /// Where, in code points.
    pub span: [usize; 2],
    /// Which rule decided: `title`, `scare-quotes`, `term`, `nickname`.
    pub rule: &'static str,
}

/// What a record says about who said what.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    /// The quotations in reading order: headline, text, captions.
    pub quotes: Vec<Quote>,
    /// People, organisations and places.
    pub entities: Vec<Entity>,
    /// Quoted spans that are no quotations.
    pub not_quoted: Vec<NotQuoted>,
}

impl Analysis {
    /// Reads a record.
    pub fn of(record: &Record, limits: &TextLimits) -> Analysis {
        let language = language(Some(record.language.as_deref().unwrap_or_else(|| guess(&record.text))));
        let mut fields = Vec::with_capacity(2 + record.images.len());
        let dateline = dateline_in(record);
        let mut add = |field, image, text| {
            let text = room::affordable(text);
            let tokens = Tokens::read(text, language);
            let quoted = quoted(&tokens);
            let dateline = dateline.clone().filter(|_| field == QuoteField::Text);
            let items = items(&tokens, &quoted, dateline);
            fields.push(Field { field, image, tokens, quoted, items });
        };
        add(QuoteField::Text, None, record.text.as_str());
        if let Some(headline) = &record.headline {
            add(QuoteField::Headline, None, headline.as_str());
        }
        for (index, image) in record.images.iter().enumerate().take(limits.list_entries) {
            if let Some(caption) = &image.caption {
                add(QuoteField::Caption, Some(index), caption.as_str());
            }
        }
        let cast = Cast::read(&fields);
        let mut analysis = Analysis::default();
        for (number, field) in fields.iter().enumerate() {
            let found: Vec<Attribution> = attributions(&field.tokens, &field.items);
            let (found, rejected) = link(&cast, number, field, found);
            let speakers = speaker::resolve(&cast, number, &found);
            output::quotes(field, &cast, &found, speakers, limits.list_entries, &mut analysis.quotes);
            analysis
                .not_quoted
                .extend(rejected.iter().filter_map(|r| not_quoted(field, r)).take(limits.list_entries));
        }
        analysis.entities = entities::to_record(&cast, limits.list_entries);
        analysis
    }

    /// The entities alone.
    pub(crate) fn entities(self) -> Vec<Entity> {
        self.entities
    }
}

/// Where the record's dateline stands in its text, at the head of a paragraph, in bytes.
fn dateline_in(record: &Record) -> Option<Range<usize>> {
    let raw = record.dateline.as_ref().map(|d| d.raw.as_str()).filter(|raw| !raw.is_empty())?;
    let heads = |at: &usize| record.text.get(..*at).is_some_and(|b| b.is_empty() || b.ends_with('\n'));
    let (at, _) = record.text.match_indices(raw).find(|(at, _)| heads(at))?;
    Some(at..at + raw.len())
}

fn not_quoted(field: &Field<'_>, rejected: &Rejected) -> Option<NotQuoted> {
    let (start, end) = field.quoted.get(rejected.quoted)?.inside();
    Some(NotQuoted {
        field: field.field,
        image: field.image,
        text: field.tokens.slice(start, end).to_owned(),
        span: field.tokens.span(start, end)?,
        rule: rejected.rule,
    })
}
