//! Dates that a story mentions, in its text, headline and captions, in 24 languages; of others and where the language is not
//! known, days and months with their years.
//!
//! Absolute dates always (`July 20, 2012`, `20. Juli 2012`, `2012-07-20`, `July 2012`, `in 2012`). A day without its
//! year, a weekday, "yesterday", "three days ago" and "last year" only where the day of publication is known, since
//! nothing else says which it is. A range is told by its first day.
//!
//! `find` and `weekday` say where expressions stand and what they say, `resolve` which day that is; `words` has what each language calls
//! its days.

mod distance;
mod find;
mod language;
mod numeric;
mod parts;
mod resolve;
mod signs;
mod tense;
#[cfg(test)]
mod tests;
mod weekday;
mod words;

use language::Language;
use resolve::Resolver;

use crate::model::{DateMention, Precision, Record, TextField, TextLimits};

/// The dates that a record's fields mention: text, then headline, then captions, each in reading order.
#[must_use]
pub fn dates_mentioned(record: &Record, limits: &TextLimits) -> Vec<DateMention> {
    let primary = record.language.as_deref().and_then(|l| l.split('-').next()).unwrap_or_default();
    let Some(language) = Language::of(primary) else { return Vec::new() };
    let published = record.published.as_ref().filter(|p| p.precision >= Precision::Day);
    let published = published.and_then(|p| p.value.get(..10)?.parse().ok());
    let read = |text: &str| -> Vec<Hit> {
        let resolver = Resolver { text, published, language };
        let hit = |it: &find::Expression| {
            let (value, precision) = resolver.resolve(it)?;
            Some(Hit { start: it.start, end: it.end, value, precision })
        };
        find::expressions(text, language).iter().filter_map(hit).collect()
    };
    let mut mentions =
        Mentions { found: Vec::new(), index: std::collections::HashMap::new(), most: limits.list_entries };
    mentions.add(&record.text, read(&record.text), TextField::Text, None);
    if let Some(headline) = &record.headline {
        mentions.add(headline, read(headline), TextField::Headline, None);
    }
    for (at, image) in record.images.iter().enumerate() {
        if let Some(caption) = &image.caption {
            mentions.add(caption, read(caption), TextField::Caption, Some(at));
        }
    }
    mentions.found
}

/// A date at a byte range.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Hit {
    start: usize,
    end: usize,
    value: String,
    precision: Precision,
}

/// Collects hits as mentions: the same words for the same date in one field are one mention with several spans.
struct Mentions {
    found: Vec<DateMention>,
    index: std::collections::HashMap<(String, String, TextField, Option<usize>), usize>,
    most: usize,
}

impl Mentions {
    fn add(&mut self, field_text: &str, hits: Vec<Hit>, field: TextField, image: Option<usize>) {
        let (mut bytes, mut chars) = (0, 0);
        for hit in hits {
            let count = |from: usize, to: usize| field_text.get(from..to).map_or(0, |t| t.chars().count());
            let start = chars + count(bytes, hit.start);
            let end = start + count(hit.start, hit.end);
            (bytes, chars) = (hit.end, end);
            let text = field_text.get(hit.start..hit.end).unwrap_or_default().to_owned();
            let key = (text.clone(), hit.value.clone(), field, image);
            if let Some(mention) = self.index.get(&key).and_then(|&at| self.found.get_mut(at)) {
                if mention.spans.len() < self.most {
                    mention.spans.push([start, end]);
                }
            } else if self.found.len() < self.most {
                self.index.insert(key, self.found.len());
                let spans = vec![[start, end]];
                self.found.push(DateMention {
                    text,
                    value: hit.value,
                    precision: hit.precision,
                    field,
                    image,
                    spans,
                });
            }
        }
    }
}
