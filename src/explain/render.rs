//! An explanation for reading: one thing on a line, what was not taken under what was.

use std::fmt::Write;

use serde_json::Value;

use super::{Explained, Explanation, Field, Refused, shown};
use crate::model::{Quote, QuoteField};

/// Longest value shown, in characters.
const LONGEST: usize = 160;
/// Most values shown of one field that were not taken.
const MOST: usize = 8;

/// An explanation as text.
pub fn render(explanation: &Explanation) -> String {
    match explanation {
        Explanation::Refused(refused) => refusal(refused),
        Explanation::Record(explained) => {
            let mut page = Page(String::with_capacity(8 * 1024));
            page.head(explained);
            page.fields(&explained.fields);
            page.paragraphs(explained);
            page.quotes(explained);
            page.warnings(explained);
            page.0
        }
    }
}

fn name(path: Option<&str>, member: Option<&str>) -> String {
    let path = path.unwrap_or("-");
    member.map_or_else(|| path.to_owned(), |member| format!("{path}: {member}"))
}

fn refusal(refused: &Refused) -> String {
    let name = name(refused.path.as_deref(), refused.member.as_deref());
    format!(
        "{name}\n  refused    {}: {}\n             {}\n\n",
        refused.code, refused.message, refused.meaning
    )
}

/// One line, cut where it is long.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

/// A value as someone would say it: a person by name and role, a date by its value.
fn told(value: &Value) -> String {
    match value {
        Value::Array(list) => list.iter().map(told).collect::<Vec<_>>().join("; "),
        Value::Object(object) => {
            let text = |key: &str| object.get(key).and_then(Value::as_str);
            let detail = ["role", "precision", "rel"].into_iter().find_map(text);
            let detail = detail.map(|detail| format!(" ({detail})")).unwrap_or_default();
            match ["name", "value", "raw", "text", "caption"].into_iter().find_map(text) {
                Some(main) => format!("{main}{detail}"),
                None => object
                    .iter()
                    .map(|(key, value)| format!("{key}: {}", shown(value)))
                    .collect::<Vec<_>>()
                    .join("; "),
            }
        }
        value => shown(value),
    }
}

struct Page(String);

impl Page {
    fn line(&mut self, text: impl std::fmt::Display) {
        // Writing to a string cannot fail.
        writeln!(self.0, "{text}").ok();
    }

    fn head(&mut self, of: &Explained) {
        self.line(name(of.path.as_deref(), of.member.as_deref()));
        let mut label = "format";
        for format in &of.recognised {
            self.line(format_args!("  {label:<10} {} ({}): {}", format.format, format.what, format.by));
            label = "  and in it";
        }
        match &of.charset {
            Some(charset) => self.line(format_args!("  charset    {}: {}", charset.name, charset.by)),
            None => self.line("  charset    as each part of the letter declares it"),
        }
        let id = &of.identity;
        self.line(format_args!("  id         {}", id.id));
        self.line(format_args!("  hash       of the bytes {}", id.raw));
        self.line(format_args!("             of the text  {}", id.text));
        if let Some(item) = &id.item {
            let version = id.version.as_ref().map(|v| format!(", version {v}")).unwrap_or_default();
            self.line(format_args!("  item       {}{version}", short(item)));
        }
        self.line(
            "  verdict    none: whether it is a copy is decided among other stories, by `process` and `run`",
        );
    }

    fn fields(&mut self, fields: &[Field]) {
        self.line("\nfields");
        for field in fields {
            let value =
                if field.value.is_null() { "(unknown)".to_owned() } else { short(&told(&field.value)) };
            self.line(format_args!("  {:<15} {value}", field.field));
            let mut origin = field.from.as_ref().map(|from| format!("from {from}")).unwrap_or_default();
            if !field.confirmed_by.is_empty() {
                let comma = if origin.is_empty() { "" } else { "; " };
                write!(origin, "{comma}said by {}", field.confirmed_by.join(", ")).ok();
            }
            if !origin.is_empty() {
                self.line(format_args!("  {:<15}   {origin}", ""));
            }
            for said in field.also_seen.iter().take(MOST) {
                self.line(format_args!("  {:<15}   also seen, {}: {}", "", said.place, short(&said.value)));
            }
            if let Some(more) = field.also_seen.len().checked_sub(MOST).filter(|more| *more > 0) {
                self.line(format_args!("  {:<15}   and {more} more", ""));
            }
        }
    }

    fn paragraphs(&mut self, of: &Explained) {
        self.line("\nparagraphs: number, kind, rule (a * stands in `text`)");
        for (n, paragraph) in of.paragraphs.iter().enumerate() {
            let star = if paragraph.in_text { '*' } else { ' ' };
            let kind = serde_json::to_value(paragraph.kind).unwrap_or_default();
            let (kind, text) = (shown(&kind), short(&paragraph.text));
            self.line(format_args!("  {:>4} {star} {kind:<10} {:<18} {text}", n + 1, paragraph.rule));
        }
    }

    fn quotes(&mut self, of: &Explained) {
        self.line("\nquotations");
        if of.quotes.is_empty() {
            self.line("  none");
        }
        for quote in &of.quotes {
            self.quote(quote);
        }
        if of.not_quoted.is_empty() {
            return;
        }
        self.line("\nin quotation marks, but no quotations: rule, words");
        for span in &of.not_quoted {
            let place = if span.field == QuoteField::Text { "" } else { " (not in the text)" };
            self.line(format_args!("  {:<14} {}{place}", span.rule, short(&span.text)));
        }
    }

    fn quote(&mut self, quote: &Quote) {
        let kind = shown(&serde_json::to_value(quote.kind).unwrap_or_default());
        self.line(format_args!("  {kind:<9} {}", short(&quote.text)));
        let mut who = match &quote.speaker {
            None => "no speaker in the text".to_owned(),
            Some(speaker) => {
                let name = speaker.name.as_deref().unwrap_or("not named");
                format!("{name}, by {:?} ({})", speaker.mention, speaker.resolved_by)
            }
        };
        if let Some(cue) = &quote.cue {
            write!(who, "; cue {:?}", cue.text).ok();
        }
        for via in &quote.via {
            write!(who, "; via {}", via.name).ok();
        }
        if quote.hedged {
            who.push_str("; hedged");
        }
        self.line(format_args!("            {who}; confidence {:.2}", quote.confidence));
    }

    fn warnings(&mut self, of: &Explained) {
        if !of.warnings.is_empty() {
            self.line("\nwarnings");
        }
        for warning in &of.warnings {
            self.line(format_args!("  {}: {}", warning.code, warning.message));
        }
        self.line("");
    }
}
