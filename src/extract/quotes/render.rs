//! A record for reading: the article with each quotation marked and its speaker in the margin.
//!
//! Pure: a string comes out. With `colour` the marks are ANSI colours, one for each speaker; without, the quotations
//! stand between ⟦ and ⟧. A column is one code point: scripts whose letters are two columns wide run over the edge.

use std::collections::VecDeque;
use std::fmt::Write;

use crate::model::{Quote, QuoteField, QuoteKind, Record};

/// How a record is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Colours instead of brackets.
    pub colour: bool,
    /// Columns of a line, the margin included; a word that is longer than the rest stands over.
    pub columns: usize,
}

impl Default for Look {
    fn default() -> Self {
        Look { colour: false, columns: 103 }
    }
}

impl Look {
    /// Columns of the margin.
    fn margin(self) -> usize {
        (self.columns / 4).clamp(12, 24)
    }

    /// Columns of the text beside it.
    fn width(self) -> usize {
        self.columns.saturating_sub(self.margin() + RULE).max(20)
    }
}

/// Columns of what stands between margin and text.
const RULE: usize = 3;
/// One colour after the other: red, green, yellow, blue, magenta, cyan.
const COLOURS: [u8; 6] = [31, 32, 33, 34, 35, 36];
/// Where the article does not say who spoke.
const UNKNOWN: &str = "?";

/// The article with its quotations marked: headline, text, captions. The margin says who is quoted where a quotation
/// begins, with `~` before the speaker of an indirect one, through whom the words came, and whether the article
/// hedges.
pub fn render(record: &Record, look: Look) -> String {
    let names = speakers(record);
    let mut out = String::new();
    let headline = record.headline.as_deref().map(|text| (QuoteField::Headline, None, text));
    let captions =
        record.images.iter().enumerate().filter_map(|(image, picture)| {
            Some((QuoteField::Caption, Some(image), picture.caption.as_deref()?))
        });
    let text = (QuoteField::Text, None, record.text.as_str());
    for (field, image, text) in headline.into_iter().chain([text]).chain(captions) {
        if text.is_empty() {
            continue;
        }
        let quotes = record.quotes.iter().filter(|quote| quote.field == field && quote.image == image);
        let mut page =
            Page { quotes: quotes.collect(), names: &names, look, notes: VecDeque::new(), out: &mut out };
        if field == QuoteField::Caption {
            page.notes.push_back(Note { text: "(caption)".to_owned(), colour: None });
        }
        page.field(text);
        out.push('\n');
    }
    out
}

/// What a quotation's speaker is called in the margin.
fn name(quote: &Quote) -> &str {
    quote.speaker.as_ref().map_or(UNKNOWN, |s| s.name.as_deref().unwrap_or(&s.mention))
}

/// Speakers in order of appearance: their place is their colour.
fn speakers(record: &Record) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for quote in record.quotes.iter().filter(|quote| quote.speaker.is_some()) {
        if !names.contains(&name(quote)) && names.len() < 64 {
            names.push(name(quote));
        }
    }
    names
}

/// A line of the margin.
struct Note {
    text: String,
    colour: Option<u8>,
}

struct Page<'a> {
    quotes: Vec<&'a Quote>,
    names: &'a [&'a str],
    look: Look,
    /// What is still to stand in the margin.
    notes: VecDeque<Note>,
    out: &'a mut String,
}

impl Page<'_> {
    fn field(&mut self, text: &str) {
        let owner = self.owners(text.chars().count());
        let mut at = 0;
        for paragraph in text.split('\n') {
            let length = paragraph.chars().count();
            if length == 0 {
                self.out.push('\n');
            } else {
                self.paragraph(paragraph, &owner, at);
            }
            at += length + 1;
        }
    }

    /// For each code point the quotation that holds it, plus one.
    fn owners(&self, length: usize) -> Vec<usize> {
        let mut owner = vec![0; length];
        for (index, quote) in self.quotes.iter().enumerate() {
            for &[start, end] in &quote.spans {
                for slot in owner.iter_mut().take(end).skip(start).filter(|slot| **slot == 0) {
                    *slot = index + 1;
                }
            }
        }
        owner
    }

    fn paragraph(&mut self, paragraph: &str, owner: &[usize], from: usize) {
        let mut line: Vec<(char, usize)> = Vec::new();
        let mut shown = 0;
        let mut at = from;
        for word in paragraph.split_inclusive(' ') {
            let letters: Vec<(char, usize)> =
                word.chars().enumerate().map(|(n, c)| (c, owner.get(at + n).copied().unwrap_or(0))).collect();
            at += letters.len();
            let blank = letters.last().is_some_and(|(c, _)| *c == ' ');
            if !line.is_empty() && line.len() + letters.len() - usize::from(blank) > self.look.width() {
                shown = self.line(&line, shown);
                line.clear();
            }
            line.extend(letters);
        }
        self.line(&line, shown);
        while !self.notes.is_empty() {
            self.line(&[], 0);
        }
    }

    /// Writes one line; the margin names who is quoted in it, unless the line before did. Returns the last quotation.
    fn line(&mut self, line: &[(char, usize)], shown: usize) -> usize {
        let end = line.iter().rposition(|(c, _)| *c != ' ').map_or(0, |last| last + 1);
        let line = line.get(..end).unwrap_or_default();
        let mut last = shown;
        for &(_, quote) in line.iter().filter(|(_, quote)| *quote > 0) {
            if quote != last {
                self.note(quote);
                last = quote;
            }
        }
        self.margin();
        let mut open = 0;
        for &(c, quote) in line {
            if quote != open {
                self.mark(open, false);
                self.mark(quote, true);
                open = quote;
            }
            self.out.push(c);
        }
        self.mark(open, false);
        while self.out.ends_with(' ') {
            self.out.pop();
        }
        self.out.push('\n');
        last
    }

    /// Notes for the margin who is quoted.
    fn note(&mut self, quote: usize) {
        let Some(quote) = quote.checked_sub(1).and_then(|i| self.quotes.get(i)).copied() else { return };
        let colour = self.colour(quote);
        let mark = if quote.kind == QuoteKind::Indirect { "~" } else { "" };
        let mut add = |text: String| self.notes.push_back(Note { text, colour });
        add(format!("{mark}{}", name(quote)));
        for via in &quote.via {
            add(format!("via {}", via.code.as_deref().unwrap_or(&via.name)));
        }
        if quote.hedged {
            add("(hedged)".to_owned());
        }
    }

    /// Writes the next note, and the line between margin and text.
    fn margin(&mut self) {
        let columns = self.look.margin();
        let note = self.notes.pop_front().unwrap_or(Note { text: String::new(), colour: None });
        let length = note.text.chars().count();
        let text = if length > columns {
            note.text.chars().take(columns - 1).chain(['…']).collect()
        } else {
            format!("{}{}", " ".repeat(columns - length), note.text)
        };
        let written = match note.colour.filter(|_| self.look.colour) {
            Some(colour) => write!(self.out, "\u{1b}[{colour}m{text}\u{1b}[0m │ "),
            None => write!(self.out, "{text} │ "),
        };
        debug_assert!(written.is_ok(), "a string takes everything");
    }

    /// The colour of a quotation's speaker: faint where it is not known.
    fn colour(&self, quote: &Quote) -> Option<u8> {
        if quote.speaker.is_none() {
            return Some(2);
        }
        let place = self.names.iter().position(|known| *known == name(quote)).unwrap_or(0);
        COLOURS.get(place % COLOURS.len()).copied()
    }

    /// Opens or closes the mark of a quotation.
    fn mark(&mut self, quote: usize, open: bool) {
        let Some(quote) = quote.checked_sub(1).and_then(|i| self.quotes.get(i)).copied() else { return };
        match (self.look.colour, open) {
            (false, true) => self.out.push('⟦'),
            (false, false) => self.out.push('⟧'),
            (true, true) => {
                let code = self.colour(quote).unwrap_or_default();
                self.out.push_str(&format!("\u{1b}[{code}m"));
            }
            (true, false) => self.out.push_str("\u{1b}[0m"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Image, TextLimits};

    fn record(text: &str) -> Record {
        let mut record =
            Record { text: text.to_owned(), language: Some("en".to_owned()), ..Record::default() };
        record.quotes = super::super::quotes(&record, &TextLimits::default());
        record
    }

    const LUND: &str = "\"The bridge is safe,\" Maria Lund said.\n\nPeter Holm said that it was not.";

    fn lines(expected: &[(&str, &str)], margin: usize) -> String {
        let line = |(note, text): &(&str, &str)| match (*note, *text) {
            ("", "") => "\n".to_owned(),
            (note, text) => format!("{}\n", format!("{note:>margin$} │ {text}").trim_end()),
        };
        expected.iter().map(line).collect()
    }

    #[test]
    fn plain() {
        let expected = [
            ("Maria Lund", "\"⟦The bridge is safe,⟧\" Maria Lund said."),
            ("", ""),
            ("~Peter Holm", "Peter Holm said ⟦that it was not⟧."),
            ("", ""),
        ];
        assert_eq!(render(&record(LUND), Look::default()), lines(&expected, 24));
    }

    #[test]
    fn colours_by_speaker() {
        let text = render(&record(LUND), Look { colour: true, ..Look::default() });
        assert!(text.contains("\u{1b}[31mThe bridge is safe,\u{1b}[0m"), "{text}");
        assert!(text.contains("\u{1b}[32mthat it was not\u{1b}[0m"), "{text}");
        assert!(text.contains("Maria Lund\u{1b}[0m │"), "{text}");
    }

    #[test]
    fn two_speakers_in_one_line_and_a_narrow_terminal() {
        let both = "\"No,\" Maria Lund said. \"Yes,\" Peter Holm said.";
        let expected = [
            ("Maria Lund", "\"⟦No,⟧\" Maria Lund said."),
            ("Peter Holm", "\"⟦Yes,⟧\" Peter Holm said."),
            ("", ""),
        ];
        let narrow = Look { columns: 42, ..Look::default() };
        assert_eq!(render(&record(both), narrow), lines(&expected, 12));
        let expected = [
            ("Maria Lund", "\"⟦No,⟧\" Maria Lund said. \"⟦Yes,⟧\" Peter Holm said."),
            ("Peter Holm", ""),
            ("", ""),
        ];
        assert_eq!(render(&record(both), Look::default()), lines(&expected, 24));
    }

    #[test]
    fn captions_stand_behind_the_text() {
        let mut record = record("It rained.");
        record.images = vec![Image {
            caption: Some("\"The bridge is safe,\" Maria Lund said.".to_owned()),
            ..Image::default()
        }];
        record.quotes = super::super::quotes(&record, &TextLimits::default());
        let text = render(&record, Look::default());
        let expected = [
            ("", "It rained."),
            ("", ""),
            ("(caption)", "\"⟦The bridge is safe,⟧\" Maria Lund said."),
            ("Maria Lund", ""),
            ("", ""),
        ];
        assert_eq!(text, lines(&expected, 24));
    }
}
