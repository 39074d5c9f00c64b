//! Dates that a story mentions, in its text, headline and captions: English, German, French, Spanish, Italian, Portuguese, Dutch.
//! The longest expression wins; where a day lacks its year, the verb beside it says whether it lies behind.
//!
//! Absolute dates always (`July 20, 2012`, `20. Juli 2012`, `2012-07-20`, `July 2012`, `in 2012`). A day without its
//! year, a weekday, "yesterday", "three days ago" and "last year" only where the day of publication is known, since nothing else says which it is.

use std::sync::LazyLock;

use jiff::civil::Date;

use super::date_words::{AHEAD_PREFIXES, BEFORE_YEAR, DateWord, Unit, WEEKS_FURTHER, WORDS};
use super::{ago, tense};
use crate::model::{DateMention, Precision, Record, TextField, TextLimits};
use crate::normalise::eight::{Eight, first};
use crate::normalise::phrases::Phrases;

/// How far off a day may be, in days, to be the nearest one whatever the sentence's verbs are.
const NEAR: i32 = 60;
/// Years that are years, not other numbers.
const YEARS: std::ops::RangeInclusive<i16> = 1500..=2150;

/// The dates that a record's fields mention: text, then headline, then captions, each in reading order.
#[must_use]
pub fn dates_mentioned(record: &Record, limits: &TextLimits) -> Vec<DateMention> {
    let published = record.published.as_ref().filter(|p| p.precision >= Precision::Day);
    let reader = Reader {
        published: published.and_then(|p| p.value.get(..10)?.parse().ok()),
        language: record.language.as_deref().and_then(|l| l.get(..2)).unwrap_or_default(),
    };
    let mut mentions =
        Mentions { found: Vec::new(), index: std::collections::HashMap::new(), most: limits.list_entries };
    mentions.add(&record.text, reader.read(&record.text), TextField::Text, None);
    if let Some(headline) = &record.headline {
        mentions.add(headline, reader.read(headline), TextField::Headline, None);
    }
    for (at, image) in record.images.iter().enumerate() {
        if let Some(caption) = &image.caption {
            mentions.add(caption, reader.read(caption), TextField::Caption, Some(at));
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

struct Reader<'a> {
    published: Option<Date>,
    language: &'a str,
}

static PHRASES: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(WORDS.iter().flat_map(|(words, _)| words.iter().copied())));

/// The meaning of the phrases, in their order.
static MEANINGS: LazyLock<Vec<DateWord>> =
    LazyLock::new(|| WORDS.iter().flat_map(|(words, meaning)| words.iter().map(move |_| *meaning)).collect());

impl Reader<'_> {
    /// The dates of a text in order, none inside another.
    fn read(&self, text: &str) -> Vec<Hit> {
        let mut hits: Vec<Hit> = PHRASES
            .as_words(text)
            .filter_map(|found| {
                let (start, end) = (found.start, found.end);
                match *MEANINGS.get(found.index)? {
                    DateWord::Month(month, _) => self.month(text, start, end, month),
                    DateWord::MonthOf(month, language) if language == self.language => {
                        self.month(text, start, end, month)
                    }
                    DateWord::Weekday(weekday, language) if language == self.language => {
                        self.weekday(text, start, end, weekday)
                    }
                    DateWord::Days(days, language) if language == self.language => self.day(start, end, days),
                    DateWord::Months(months, language) if language == self.language => {
                        self.distance(text, start, end, Unit::Month, months)
                    }
                    DateWord::Years(years, language) if language == self.language => {
                        self.distance(text, start, end, Unit::Year, years)
                    }
                    DateWord::Ago(unit, prefix, language) if language == self.language => self
                        .ago(text, start, end, unit, prefix)
                        .or_else(|| self.ahead(text, start, end, unit)),
                    DateWord::Ahead(unit, prefix, language, is_sure) if language == self.language => {
                        let (from, count) = ago::count_before(text, start, self.language, prefix)?;
                        if !is_sure && tense::lies_ahead(text, from, end, self.language) != Some(true) {
                            return None;
                        }
                        let (value, precision) = ago::before(self.published?, unit, -count)?;
                        Some(Hit { start: from, end, value, precision })
                    }
                    _ => None,
                }
            })
            .collect();
        hits.extend(numeric(text));
        hits.sort_by_key(|h| (h.start, std::cmp::Reverse(h.end)));
        let mut last_end = 0;
        hits.retain(|hit| {
            let free = hit.start >= last_end;
            if free {
                last_end = hit.end;
            }
            free
        });
        hits
    }

    /// A date around a month's name.
    fn month(&self, text: &str, start: usize, end: usize, month: i8) -> Option<Hit> {
        let before = day_before(text, start);
        let (from, day, mut to) = match before {
            Some((from, day)) => (from, Some(day), end),
            None => match day_after(text, end) {
                Some((to, day)) => (start, Some(day), to),
                None => (start, None, end),
            },
        };
        let year = year_after(text, to);
        if let Some((_, year_end)) = year {
            to = year_end;
        }
        match (day, year.map(|(year, _)| year)) {
            (Some(day), Some(year)) => {
                let date = Date::new(year, month, day).ok()?;
                Some(Hit { start: from, end: to, value: date.to_string(), precision: Precision::Day })
            }
            (Some(day), None) => {
                let date = self.without_year(text, from, to, month, day)?;
                Some(Hit { start: from, end: to, value: date.to_string(), precision: Precision::Day })
            }
            (None, Some(year)) => Some(Hit {
                start: from,
                end: to,
                value: format!("{year:04}-{month:02}"),
                precision: Precision::Month,
            }),
            (None, None) => self.lone_month(text, start, end, month),
        }
    }

    /// A day without its year: the nearest, unless the verb beside it says otherwise; of a day far off any verb of its sentence.
    fn without_year(&self, text: &str, start: usize, end: usize, month: i8, day: i8) -> Option<Date> {
        let published = self.published?;
        let near = nearest(published, month, day)?;
        let days = near.since(published).map_or(0, |s| s.get_days());
        let said = tense::beside(text, start, self.language).or_else(|| {
            let is_far = days.abs() > NEAR;
            is_far.then(|| tense::lies_ahead(text, start, end, self.language)).flatten()
        });
        let years = match said {
            // a timetable's day may be today's, and a report is of its own day
            Some(true) if days < -1 => 1,
            Some(false) if days > 1 => -1,
            _ => 0,
        };
        Date::new(near.year().checked_add(years)?, month, day).ok().or(Some(near))
    }

    /// `in January`, `last May`. Abbreviations and what may be a name give none.
    fn lone_month(&self, text: &str, start: usize, end: usize, month: i8) -> Option<Hit> {
        let whole = end - start > 4
            || matches!(
                text.get(start..end)?,
                "May" | "June" | "July" | "Mai" | "Juni" | "Juli" | "mai" | "juin" | "mars" | "März" | "août"
            );
        let begins_name =
            text.get(end..)?.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_uppercase));
        if !whole || begins_name && self.language != "de" {
            return None;
        }
        let ahead = || tense::lies_ahead(text, start, end, self.language);
        let value = ago::month(text, start, self.published?, month, self.language, ahead)?;
        Some(Hit { start, end, value, precision: Precision::Month })
    }

    /// `last year`; `over the last year` is a span of time.
    fn distance(&self, text: &str, start: usize, end: usize, unit: Unit, count: i8) -> Option<Hit> {
        if self.language == "en" && text.get(..start)?.trim_end().ends_with("the") {
            return None;
        }
        let (value, precision) = ago::before(self.published?, unit, -i64::from(count))?;
        Some(Hit { start, end, value, precision })
    }

    /// `three days ago`, `vor drei Tagen`.
    fn ago(&self, text: &str, start: usize, end: usize, unit: Unit, prefix: &str) -> Option<Hit> {
        let (from, count) = ago::count_before(text, start, self.language, prefix)?;
        let (value, precision) = ago::before(self.published?, unit, count)?;
        Some(Hit { start: from, end, value, precision })
    }

    /// `in drei Tagen`, `dans trois jours`; where the word before the number may tell how long something took, only in a
    /// sentence that looks ahead.
    fn ahead(&self, text: &str, start: usize, end: usize, unit: Unit) -> Option<Hit> {
        let (_, prefixes, is_sure) = AHEAD_PREFIXES.iter().find(|(own, ..)| *own == self.language)?;
        let (from, count) =
            prefixes.iter().find_map(|prefix| ago::count_before(text, start, self.language, prefix))?;
        if !is_sure && tense::lies_ahead(text, from, end, self.language) != Some(true) {
            return None;
        }
        let (value, precision) = ago::before(self.published?, unit, -count)?;
        Some(Hit { start: from, end, value, precision })
    }

    /// `a week from Monday`, `Montag in einer Woche`: where the whole expression begins and ends, and how many weeks further.
    fn weeks_further(&self, text: &str, start: usize, end: usize) -> Option<(usize, usize, i8)> {
        let before = text.get(..start)?.strip_suffix(' ').unwrap_or_default();
        let behind = text.get(end..)?.strip_prefix(' ').unwrap_or_default();
        let of_language = WEEKS_FURTHER.iter().filter(|(own, ..)| *own == self.language);
        of_language
            .filter_map(|(_, words, weeks, stands_before)| {
                let rest = if *stands_before {
                    let tail = before.get(before.len().checked_sub(words.len())?..)?;
                    let same = tail == *words || tail.to_lowercase() == *words;
                    same.then(|| before.get(..before.len() - words.len())).flatten()?
                } else {
                    behind.strip_prefix(*words)?
                };
                let whole = if *stands_before {
                    // closed for two weeks from Monday: that is how long
                    !rest.ends_with(char::is_alphanumeric) && !ends_with_for(rest)
                } else {
                    !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-')
                };
                let (from, to) =
                    if *stands_before { (rest.len(), end) } else { (start, end + 1 + words.len()) };
                whole.then_some((from, to, *weeks))
            })
            .max_by_key(|(from, to, _)| to - from)
    }

    fn weekday(&self, text: &str, start: usize, end: usize, weekday: i8) -> Option<Hit> {
        let published = self.published?;
        if let Some((from, to, weeks)) = self.weeks_further(text, start, end) {
            let ago = (published.weekday().to_monday_one_offset() - weekday).rem_euclid(7);
            return self.day(from, to, if weeks > 0 { 7 - ago + 7 * weeks } else { 7 * weeks - ago });
        }
        let today = published.weekday().to_monday_one_offset();
        let ago = (today - weekday).rem_euclid(7);
        let ahead = tense::lies_ahead(text, start, end, self.language).unwrap_or(false);
        // a weekday named on that day is that day: of the next one a story says that it is the next
        let days = if ahead && ago > 0 { 7 - ago } else { -ago };
        self.day(start, end, days)
    }

    fn day(&self, start: usize, end: usize, days: i8) -> Option<Hit> {
        let date = self.published?.checked_add(jiff::Span::new().days(days)).ok()?;
        Some(Hit { start, end, value: date.to_string(), precision: Precision::Day })
    }
}

fn ends_with_for(before: &str) -> bool {
    let before = before.trim_end();
    ["for", "of", "für", "next", "last"]
        .iter()
        .any(|word| before.strip_suffix(word).is_some_and(|b| is_edge(b.chars().next_back())))
}

fn is_edge(c: Option<char>) -> bool {
    c.is_none_or(|c| !c.is_alphanumeric())
}

/// The day of the month nearest to the day of publication.
fn nearest(published: Date, month: i8, day: i8) -> Option<Date> {
    let years = [published.year() - 1, published.year(), published.year().checked_add(1)?];
    let days = |date: &Date| date.since(published).map_or(i32::MAX, |s| s.get_days().abs());
    years.into_iter().filter_map(|year| Date::new(year, month, day).ok()).min_by_key(days)
}

/// `20 `, `20. `, `20th of `, `1er `, `20 de ` before a month.
fn day_before(text: &str, start: usize) -> Option<(usize, i8)> {
    let head = text.get(..start)?;
    let spaced = head.strip_suffix([' ', '-']).filter(|h| !h.ends_with(' '))?;
    let bare = spaced.strip_suffix(" of").or_else(|| spaced.strip_suffix(" de")).unwrap_or(spaced);
    let bare =
        ["st", "nd", "rd", "th", "er", "º", "."].iter().find_map(|s| bare.strip_suffix(s)).unwrap_or(bare);
    let digits = bare.bytes().rev().take_while(u8::is_ascii_digit).count();
    let from = bare.len() - digits;
    if !(1..=2).contains(&digits)
        || bare
            .get(..from)?
            .ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '.' | '/' | ':' | '$' | '-'))
    {
        return None;
    }
    let day: i8 = bare.get(from..)?.parse().ok()?;
    (1..=31).contains(&day).then_some((from, day))
}

/// ` 20`, `. 20th` after a month.
fn day_after(text: &str, end: usize) -> Option<(usize, i8)> {
    let tail = text.get(end..)?;
    let bare = tail.strip_prefix('.').unwrap_or(tail);
    let bare = bare.strip_prefix(' ')?;
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=2).contains(&digits) {
        return None;
    }
    let day: i8 = bare.get(..digits)?.parse().ok()?;
    let rest = bare.get(digits..)?;
    let ordinal = ["st", "nd", "rd", "th"].iter().find(|s| rest.starts_with(**s)).map_or(0, |s| s.len());
    let rest = rest.get(ordinal..)?;
    // `May 5:30`, `March 20%`, `June 12.5 percent`
    let number_goes_on = rest.starts_with([':', '%'])
        || rest.starts_with(['.', ',']) && rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
    if rest.starts_with(char::is_alphanumeric) || number_goes_on {
        return None;
    }
    (1..=31).contains(&day).then(|| (end + (tail.len() - rest.len()), day))
}

/// `, 2012`, ` 2012`, `. 2012`, ` de 2012` after a month or a day.
fn year_after(text: &str, at: usize) -> Option<(i16, usize)> {
    let tail = text.get(at..)?;
    let bare = tail.trim_start_matches(['.', ',']);
    let bare = bare.strip_prefix(' ').or_else(|| bare.strip_prefix('-'))?;
    let bare =
        ["de ", "del ", "of ", "des Jahres "].iter().find_map(|p| bare.strip_prefix(p)).unwrap_or(bare);
    let year = year_at(bare)?;
    Some((year, at + (tail.len() - bare.len()) + 4))
}

/// Four digits at the head of the text that are a year.
fn year_at(text: &str) -> Option<i16> {
    let digits = text.get(..4).filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
    let mut after = text.chars().skip(4);
    let next = after.next();
    let goes_on = next.is_some_and(|c| c.is_alphanumeric() || c == '%')
        || matches!(next, Some('.' | ',' | ':')) && after.next().is_some_and(|c| c.is_ascii_digit());
    digits.parse().ok().filter(|y| YEARS.contains(y) && !goes_on)
}

/// `2012-07-20`, `20.07.2012`, and years alone after a word such as "in".
fn numeric(text: &str) -> Vec<Hit> {
    let bytes = text.as_bytes();
    let mut hits = Vec::new();
    let mut at = 0;
    while let Some(offset) = bytes.get(at..).and_then(|b| first(b, Eight::digits)) {
        let start = at + offset;
        let run = bytes.get(start..).map_or(0, |b| b.iter().take_while(|b| b.is_ascii_digit()).count());
        at = start + run;
        let edge = start == 0
            || !matches!(bytes.get(start - 1), Some(b'.' | b',' | b'-' | b'/' | b':' | b'$' | b'#' | b'_'))
                && is_edge(text.get(..start).and_then(|t| t.chars().next_back()));
        if !edge {
            continue;
        }
        let hit = match run {
            4 => iso_day(text, start).or_else(|| lone_year(text, start)),
            1 | 2 => day_with_stops(text, start, run),
            _ => None,
        };
        if let Some(hit) = hit {
            at = hit.end;
            hits.push(hit);
        }
    }
    hits
}

fn iso_day(text: &str, start: usize) -> Option<Hit> {
    let value = text.get(start..start + 10)?;
    let date: Date = value.parse().ok()?;
    let ends = is_edge(text.get(start + 10..)?.chars().next()) && value.as_bytes().get(4) == Some(&b'-');
    ends.then(|| Hit { start, end: start + 10, value: date.to_string(), precision: Precision::Day })
}

fn day_with_stops(text: &str, start: usize, run: usize) -> Option<Hit> {
    let day: i8 = text.get(start..start + run)?.parse().ok()?;
    let rest = text.get(start + run..)?.strip_prefix('.')?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let month: i8 = rest.get(..digits).filter(|_| (1..=2).contains(&digits))?.parse().ok()?;
    let year_text = rest.get(digits..)?.strip_prefix('.')?;
    let year = year_at(year_text)?;
    let date = Date::new(year, month, day).ok()?;
    let end = text.len() - year_text.len() + 4;
    Some(Hit { start, end, value: date.to_string(), precision: Precision::Day })
}

fn lone_year(text: &str, start: usize) -> Option<Hit> {
    let year = year_at(text.get(start..)?).filter(|y| (1800..=2100).contains(y))?;
    let before = text.get(..start)?.strip_suffix(' ')?;
    let word = before
        .rsplit(|c: char| c.is_whitespace() || c == '-')
        .next()?
        .trim_start_matches(|c: char| !c.is_alphabetic());
    // "in 2012 dollars" and "of 2012 people" count things
    let counts = text.get(start + 4..)?.strip_prefix(' ').is_some_and(|t| {
        ["people", "dollars", "votes", "percent", "euros", "jobs", "meters", "miles", "delegates"]
            .iter()
            .any(|w| t.starts_with(w))
    });
    (BEFORE_YEAR.contains(&word) && !counts).then(|| Hit {
        start,
        end: start + 4,
        value: format!("{year:04}"),
        precision: Precision::Year,
    })
}

#[cfg(test)]
mod tests {
    use crate::model::Dated;

    use super::*;

    fn mentions(text: &str, language: &str, published: Option<&str>) -> Vec<(String, String)> {
        let record = Record {
            text: text.to_owned(),
            language: Some(language.to_owned()),
            published: published.map(|p| Dated {
                value: p.to_owned(),
                precision: Precision::Day,
                from: "test".to_owned(),
            }),
            ..Record::default()
        };
        let found = dates_mentioned(&record, &TextLimits::default());
        for mention in &found {
            for [start, end] in &mention.spans {
                let there: String = text.chars().skip(*start).take(end - start).collect();
                assert_eq!(there, mention.text);
            }
        }
        found.into_iter().map(|m| (m.text, m.value)).collect()
    }

    #[track_caller]
    fn check(text: &str, language: &str, published: Option<&str>, expected: &[(&str, &str)]) {
        let found = mentions(text, language, published);
        let found: Vec<_> = found.iter().map(|(t, v)| (t.as_str(), v.as_str())).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn absolute_dates() {
        check("at his compound in Beijing on July 20, 2012.", "en", None, &[("July 20, 2012", "2012-07-20")]);
        check(
            "from 4 March 2014 to Sept. 5, 2014",
            "en",
            None,
            &[("4 March 2014", "2014-03-04"), ("Sept. 5, 2014", "2014-09-05")],
        );
        check(
            "In July 2012 and in 2013, ‘since 1990’",
            "en",
            None,
            &[("July 2012", "2012-07"), ("2013", "2013"), ("1990", "1990")],
        );
        check("Größe am 20. Juli 2012", "de", None, &[("20. Juli 2012", "2012-07-20")]);
        check("am 20.07.2012 um 12.30 Uhr", "de", None, &[("20.07.2012", "2012-07-20")]);
        check("le 1er août 2012", "fr", None, &[("1er août 2012", "2012-08-01")]);
        check("el 20 de julio de 2012", "es", None, &[("20 de julio de 2012", "2012-07-20")]);
        check("on 2012-07-20 at noon", "en", None, &[("2012-07-20", "2012-07-20")]);
    }

    #[test]
    fn numbers_and_words_that_are_no_dates() {
        check("The march of 3,000 may end in 2012 dollars", "en", None, &[]);
        check("He may 5 times say so. March on! Version 1.2.2012.4", "en", None, &[]);
        check("on July 20 and Monday and yesterday", "en", None, &[]);
    }

    #[test]
    fn relative_dates_need_the_day_of_publication() {
        // 2014-03-04 is a Tuesday
        let published = Some("2014-03-04");
        check("He spoke on Monday.", "en", published, &[("Monday", "2014-03-03")]);
        check("He will speak on Monday.", "en", published, &[("Monday", "2014-03-10")]);
        check("The board will vote on Tuesday.", "en", published, &[("Tuesday", "2014-03-04")]);
        check("Er wird am Dienstag sprechen.", "de", published, &[("Dienstag", "2014-03-04")]);
        check(
            "On Tuesday and yesterday.",
            "en",
            published,
            &[("Tuesday", "2014-03-04"), ("yesterday", "2014-03-03")],
        );
        check(
            "on Dec. 30 and March 20",
            "en",
            published,
            &[("Dec. 30", "2013-12-30"), ("March 20", "2014-03-20")],
        );
        for text in [
            "The port would open on Monday.",
            "The port opens on Monday.",
            "A test is planned for Monday.",
            "The port is to open on Monday.",
            "Elections on Monday will decide.",
            "It said the port would be closed on Monday.",
            "Talks resume on Monday.",
            "The port is set to open on Monday.",
        ] {
            check(text, "en", published, &[("Monday", "2014-03-10")]);
        }
        for text in [
            "The port will open, the ministry said on Monday.",
            "The port refused to open on Monday.",
            "It closed due to the storm on Monday.",
            "On Monday, the ministry said it would wait.",
            "The port would have opened on Monday.",
            "The port opened last Monday and will close.",
        ] {
            check(text, "en", published, &[("Monday", "2014-03-03")]);
        }
        check("Am Montag soll er kommen.", "de", published, &[("Montag", "2014-03-10")]);
        check(
            "Die Polizei teilte am Montag mit, er werde kommen.",
            "de",
            published,
            &[("Montag", "2014-03-03")],
        );
        check("Le bac partira lundi.", "fr", published, &[("lundi", "2014-03-10")]);
        check("Er kam am Montag.", "de", published, &[("Montag", "2014-03-03")]);
        check("Hier, er kam.", "de", published, &[]);
        check("Hier, il est venu.", "fr", published, &[("Hier", "2014-03-03")]);
    }

    #[test]
    fn distances_are_as_precise_as_they_are_told() {
        let published = Some("2014-03-04");
        check(
            "It left three days ago, this morning and 20 years ago.",
            "en",
            published,
            &[("three days ago", "2014-03-01"), ("this morning", "2014-03-04"), ("20 years ago", "1994")],
        );
        check(
            "It closed last month, last year, and opens next year.",
            "en",
            published,
            &[("last month", "2014-02"), ("last year", "2013"), ("next year", "2015")],
        );
        check("It left last week, nearly two years ago, over the last year, days ago.", "en", published, &[]);
        check("It sank in January.", "en", published, &[("January", "2014-01")]);
        check("It sank in December.", "en", published, &[("December", "2013-12")]);
        check("It will sail in October.", "en", published, &[("October", "2014-10")]);
        check("It sank last March, not in May Example's film.", "en", published, &[("March", "2013-03")]);
        check(
            "Vor drei Tagen und vor zwei Jahren.",
            "de",
            published,
            &[("Vor drei Tagen", "2014-03-01"), ("vor zwei Jahren", "2012")],
        );
        check(
            "Im Januar und im vergangenen Jahr.",
            "de",
            published,
            &[("Januar", "2014-01"), ("vergangenen Jahr", "2013")],
        );
        check(
            "Il y a deux mois, l'an dernier.",
            "fr",
            published,
            &[("Il y a deux mois", "2014-01"), ("l'an dernier", "2013")],
        );
        check(
            "Hace dos días, el año pasado.",
            "es",
            published,
            &[("Hace dos días", "2014-03-02"), ("el año pasado", "2013")],
        );
        check("It left three days ago, in January, last year.", "en", None, &[]);
    }

    #[test]
    fn the_longest_expression_wins() {
        // 2026-03-12 is a Thursday
        let published = Some("2026-03-12");
        check(
            "It met the day before yesterday, will meet a week from Monday and the day after tomorrow.",
            "en",
            published,
            &[
                ("the day before yesterday", "2026-03-10"),
                ("a week from Monday", "2026-03-23"),
                ("the day after tomorrow", "2026-03-14"),
            ],
        );
        check("It will meet Monday week.", "en", published, &[("Monday week", "2026-03-23")]);
        check("It met a week ago Monday.", "en", published, &[("a week ago Monday", "2026-03-02")]);
        check(
            "It will meet two weeks from Friday.",
            "en",
            published,
            &[("two weeks from Friday", "2026-03-27")],
        );
        check("It will close for two weeks from Friday.", "en", published, &[("Friday", "2026-03-13")]);
        check("The Monday weekend rush was over.", "en", published, &[("Monday", "2026-03-09")]);
        check(
            "Er kam vorgestern und geht übermorgen.",
            "de",
            published,
            &[("vorgestern", "2026-03-10"), ("übermorgen", "2026-03-14")],
        );
        check("Er kommt übernächsten Montag.", "de", published, &[("übernächsten Montag", "2026-03-23")]);
        check(
            "Er soll Montag in einer Woche kommen.",
            "de",
            published,
            &[("Montag in einer Woche", "2026-03-23")],
        );
        check(
            "Il est venu avant-hier, il part après-demain.",
            "fr",
            published,
            &[("avant-hier", "2026-03-10"), ("après-demain", "2026-03-14")],
        );
        check("Il partira lundi en huit.", "fr", published, &[("lundi en huit", "2026-03-23")]);
        check(
            "Vino anteayer y se va pasado mañana.",
            "es",
            published,
            &[("anteayer", "2026-03-10"), ("pasado mañana", "2026-03-14")],
        );
        check(
            "È arrivato l'altro ieri e parte dopodomani.",
            "it",
            published,
            &[("l'altro ieri", "2026-03-10"), ("dopodomani", "2026-03-14")],
        );
        check(
            "Chegou anteontem e parte depois de amanhã.",
            "pt",
            published,
            &[("anteontem", "2026-03-10"), ("depois de amanhã", "2026-03-14")],
        );
        check(
            "Hij kwam eergisteren en gaat overmorgen.",
            "nl",
            published,
            &[("eergisteren", "2026-03-10"), ("overmorgen", "2026-03-14")],
        );
        check("Er wird in drei Tagen kommen.", "de", published, &[("in drei Tagen", "2026-03-15")]);
        check("Die Stadt fiel in drei Tagen.", "de", published, &[]);
        check("They will meet in three days.", "en", published, &[("in three days", "2026-03-15")]);
        check("They built it in three days.", "en", published, &[]);
        check("Si vedranno fra tre giorni.", "it", published, &[("fra tre giorni", "2026-03-15")]);
        check("Il part dans deux jours.", "fr", published, &[("dans deux jours", "2026-03-14")]);
    }

    #[test]
    fn tense_decides_the_year() {
        let check_on = |published: &str, text: &str, language: &str, expected: (&str, &str)| {
            check(text, language, Some(published), &[expected]);
        };
        check_on("2024-09-20", "Her brother was killed on Oct. 7.", "en", ("Oct. 7", "2023-10-07"));
        check_on(
            "2024-06-01",
            "The attack that killed them on Oct. 7 changed it.",
            "en",
            ("Oct. 7", "2023-10-07"),
        );
        check_on("2024-06-01", "They have fought since Oct. 7.", "en", ("Oct. 7", "2023-10-07"));
        check_on("2024-02-01", "The bridge will open on Jan. 20.", "en", ("Jan. 20", "2025-01-20"));
        check_on("2024-06-01", "The bridge will open in December.", "en", ("December", "2024-12"));
        check_on(
            "2024-09-20",
            "Zwei Menschen wurden am 7. Oktober getötet.",
            "de",
            ("7. Oktober", "2023-10-07"),
        );
        check_on("2024-09-20", "Le pont a été détruit le 7 octobre.", "fr", ("7 octobre", "2023-10-07"));
        check_on("2024-03-12", "They have until March 20 to pay.", "en", ("March 20", "2024-03-20"));
        check_on("2024-03-12", "It will hold a vote on March 20.", "en", ("March 20", "2024-03-20"));
        check_on("2024-03-12", "The bridge is due to open on Feb. 3.", "en", ("Feb. 3", "2025-02-03"));
        check_on("2024-03-12", "Il ponte aprirà a dicembre.", "it", ("dicembre", "2024-12"));
        check_on("2024-03-12", "A ponte abriu em dezembro.", "pt", ("dezembro", "2023-12"));
        // the nearest where no verb stands beside it
        check_on("2024-03-12", "Ministers prepared for the March 20 vote.", "en", ("March 20", "2024-03-20"));
        check_on(
            "2024-03-12",
            "The port will be closed, it said on March 12.",
            "en",
            ("March 12", "2024-03-12"),
        );
        check_on("2024-01-02", "It sank on Dec. 30.", "en", ("Dec. 30", "2023-12-30"));
    }

    #[test]
    fn repetitions_are_one_mention() {
        let record = Record { text: "On July 20, 2012, yes, July 20, 2012.".to_owned(), ..Record::default() };
        let found = dates_mentioned(&record, &TextLimits::default());
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].spans, [[3, 16], [23, 36]]);
    }
}
