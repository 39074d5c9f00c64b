//! A record for reading: the article with each quotation marked and its speaker in the margin.
//!
//! Pure: a string comes out. With `colour` the marks are ANSI colours, one for each speaker; without, the quotations
//! stand between ⟦ and ⟧. It does not wrap long words and knows nothing of the terminal's width.

use std::fmt::Write;

use crate::model::{Quote, QuoteField, QuoteKind, Record};

/// Columns of the margin.
const MARGIN: usize = 24;
/// Columns of the text.
const WIDTH: usize = 76;
/// One colour after the other: red, green, yellow, blue, magenta, cyan.
const COLOURS: [u8; 6] = [31, 32, 33, 34, 35, 36];

/// The article with its quotations marked.
pub fn render(record: &Record, colour: bool) -> String {
    let names = speakers(record);
    let mut out = String::new();
    for (field, text) in
        [(QuoteField::Headline, record.headline.as_deref()), (QuoteField::Text, Some(record.text.as_str()))]
    {
        let Some(text) = text.filter(|t| !t.is_empty()) else { continue };
        let quotes: Vec<&Quote> = record.quotes.iter().filter(|q| q.field == field).collect();
        Page { quotes, names: &names, colour, out: &mut out }.field(text);
        out.push('\n');
    }
    out
}

/// What a quotation's speaker is called in the margin.
fn name(quote: &Quote) -> &str {
    quote.speaker.as_ref().map_or("?", |s| s.name.as_deref().unwrap_or(&s.mention))
}

/// Speakers in order of appearance: their place is their colour.
fn speakers(record: &Record) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for quote in &record.quotes {
        if !names.contains(&name(quote)) && names.len() < 64 {
            names.push(name(quote));
        }
    }
    names
}

struct Page<'a> {
    quotes: Vec<&'a Quote>,
    names: &'a [&'a str],
    colour: bool,
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
            if !line.is_empty() && line.len() + letters.len() > WIDTH {
                shown = self.line(&line, shown);
                line.clear();
            }
            line.extend(letters);
        }
        self.line(&line, shown);
    }

    /// Writes one line; the margin names who is quoted in it, unless the line before did. Returns the last quotation.
    fn line(&mut self, line: &[(char, usize)], shown: usize) -> usize {
        let mut margin = String::new();
        let mut last = shown;
        for &(_, quote) in line.iter().filter(|(_, quote)| *quote > 0) {
            if quote != last {
                if let Some(quote) = self.quotes.get(quote - 1) {
                    let mark = if quote.kind == QuoteKind::Indirect { "~" } else { "" };
                    let gap = if margin.is_empty() { "" } else { ", " };
                    margin = format!("{margin}{gap}{mark}{}", name(quote));
                }
                last = quote;
            }
        }
        let margin: String = margin.chars().take(MARGIN).collect();
        let pad = " ".repeat(MARGIN.saturating_sub(margin.chars().count()));
        let _ignored = write!(self.out, "{pad}{margin} │ ");
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

    /// Opens or closes the mark of a quotation.
    fn mark(&mut self, quote: usize, open: bool) {
        let Some(quote) = quote.checked_sub(1).and_then(|i| self.quotes.get(i)) else { return };
        if !self.colour {
            self.out.push(if open { '⟦' } else { '⟧' });
        } else if open {
            let place = self.names.iter().position(|n| *n == name(quote)).unwrap_or(0);
            let code = COLOURS.get(place % COLOURS.len()).copied().unwrap_or(0);
            let _ignored = write!(self.out, "\u{1b}[{code}m");
        } else {
            self.out.push_str("\u{1b}[0m");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TextLimits;

    fn article() -> Record {
        let text = "\"The bridge is safe,\" Maria Lund said.\n\nPeter Holm said that it was not.";
        let mut record =
            Record { text: text.to_owned(), language: Some("en".to_owned()), ..Record::default() };
        record.quotes = super::super::quotes(&record, &TextLimits::default());
        record
    }

    #[test]
    fn plain() {
        let margin = |name: &str| format!("{name:>MARGIN$} │ ");
        let expected = format!(
            "{}\"⟦The bridge is safe,⟧\" Maria Lund said.\n\n{}Peter Holm said ⟦that it was not⟧.\n\n",
            margin("Maria Lund"),
            margin("~Peter Holm")
        );
        assert_eq!(render(&article(), false), expected);
    }

    #[test]
    fn colours_by_speaker() {
        let text = render(&article(), true);
        assert!(text.contains("\u{1b}[31mThe bridge is safe,\u{1b}[0m"), "{text}");
        assert!(text.contains("\u{1b}[32mthat it was not\u{1b}[0m"), "{text}");
    }
}
