//! Stage 5: who said what, entities, agencies, dates mentioned.
//!
//! Pure: reads the normalised record and adds to it.

use crate::model::{Entity, Quote, Record, TextLimits, Warning, record};
use quotes::{Analysis, room};

pub mod agencies;
mod citation;
mod citation_words;
pub mod dates;
pub mod entities;
pub mod quotes;

/// Adds what the story's text says to its record. Quotes and entities are looked for unless they are given.
pub fn extract(record: &mut Record, limits: &TextLimits, found: Option<Found>) {
    let most = limits.list_entries;
    let limits = &limits.with_one_more();
    record.agencies = agencies::agencies(record, limits);
    record.dates_mentioned = dates::dates_mentioned(record, limits);
    let Found { quotes, entities, capped } = found.unwrap_or_else(|| {
        let Analysis { quotes, entities, .. } = Analysis::of(record, limits);
        Found { quotes, entities, capped: Vec::new() }
    });
    (record.quotes, record.entities) = (quotes, entities);
    let warnings = &mut record.warnings;
    let looked_at = room::affordable(&record.text).len();
    if looked_at < record.text.len() {
        let all = record.text.len();
        let message = format!("quotations and names were looked for in the first {looked_at} of {all} bytes");
        warnings.push(Warning::new("extract-capped", message));
    }
    record::cap(&mut record.agencies, "agencies", most, warnings);
    record::cap(&mut record.dates_mentioned, "dates_mentioned", most, warnings);
    record::cap(&mut record.quotes, "quotes", most, warnings);
    record::cap(&mut record.entities, "entities", most, warnings);
    capped.into_iter().for_each(|field| record::note_capped(field, most, warnings));
    record.dates_mentioned.iter_mut().for_each(|mention| mention.spans.truncate(most));
    record.entities.iter_mut().for_each(|entity| entity.mentions.truncate(most));
    record.counts.quotes = record.quotes.len();
}

/// What follows from the words of a story, its headline and captions, and from nothing else.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    quotes: Vec<Quote>,
    entities: Vec<Entity>,
    /// Which of the two were cut.
    capped: Vec<&'static str>,
}

impl Found {
    /// What was found in another record, if this one says the same in the same language, word for word.
    #[must_use]
    pub fn again(other: &Record, record: &Record) -> Option<Found> {
        fn captions(record: &Record) -> impl Iterator<Item = Option<&str>> {
            record.images.iter().map(|image| image.caption.as_deref())
        }
        let same = other.text == record.text
            && other.headline == record.headline
            && other.language == record.language
            && other.dateline == record.dateline
            && captions(other).eq(captions(record));
        same.then(|| {
            let mut quotes = other.quotes.clone();
            quotes.iter_mut().for_each(|quote| quote.same_as = None);
            let capped = ["quotes", "entities"].into_iter().filter(|f| record::is_capped(f, &other.warnings));
            Found { quotes, entities: other.entities.clone(), capped: capped.collect() }
        })
    }
}

/// Takes away what [`extract`] adds, where it was cut short.
pub fn undo(record: &mut Record) {
    record.dates_mentioned.clear();
    record.counts.quotes = 0;
    record.quotes.clear();
    record.entities.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_that_are_cut_are_named_once() {
        let mut record = Record {
            text: "\"It left,\" said Ana Exemplar on 3 March 2014. \"It is gone,\" said Tom Sample on 4 March 2014."
                .to_owned(),
            language: Some("en".to_owned()),
            ..Record::default()
        };
        let mut whole = record.clone();
        extract(&mut whole, &TextLimits::default(), None);
        assert!(whole.quotes.len() == 2 && whole.dates_mentioned.len() == 2 && whole.warnings.is_empty());
        let limits = TextLimits { list_entries: 1, ..TextLimits::default() };
        extract(&mut record, &limits, None);
        assert_eq!((record.quotes.len(), record.counts.quotes, record.dates_mentioned.len()), (1, 1, 1));
        let told: Vec<_> = record.warnings.iter().map(|w| (w.code.as_str(), w.message.as_str())).collect();
        let message = "dates_mentioned, quotes, entities: only 1 entries are kept (limits.list_entries)";
        assert_eq!(told, [(record::LISTS_CAPPED, message)]);
        let mut copy =
            Record { quotes: Vec::new(), entities: Vec::new(), warnings: Vec::new(), ..record.clone() };
        let found = Found::again(&record, &copy);
        extract(&mut copy, &limits, found);
        assert_eq!(copy.warnings, record.warnings);
    }
}
