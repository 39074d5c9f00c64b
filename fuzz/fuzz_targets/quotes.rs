//! Any text, in any language: quotations and entities whose spans hold.
//!
//! The first byte chooses the language; the first line is the headline, the second a caption, the rest the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wiredesk::extract::quotes::{Analysis, Look, render};
use wiredesk::model::{Image, QuoteField, Record, Span, TextField, TextLimits};

const LANGUAGES: [Option<&str>; 7] =
    [Some("en"), Some("de"), Some("fr"), Some("es"), Some("und"), Some("ja"), None];

/// The fields of a record as code points.
struct Fields {
    text: Vec<char>,
    headline: Vec<char>,
    caption: Vec<char>,
}

impl Fields {
    fn of(&self, field: QuoteField) -> &[char] {
        match field {
            QuoteField::Text => &self.text,
            QuoteField::Headline => &self.headline,
            QuoteField::Caption => &self.caption,
        }
    }
}

fn piece(field: &[char], [start, end]: Span) -> String {
    assert!(start < end && end <= field.len(), "{start}..{end} of {}", field.len());
    field[start..end].iter().collect()
}

fuzz_target!(|data: &[u8]| {
    let (language, rest) = match data.split_first() {
        Some((first, rest)) => (LANGUAGES[usize::from(*first) % LANGUAGES.len()], rest),
        None => return,
    };
    let whole = String::from_utf8_lossy(rest).into_owned();
    let mut lines = whole.splitn(3, '\n');
    let [headline, caption, text] = [0; 3].map(|_| lines.next().unwrap_or_default().to_owned());
    let fields = Fields {
        text: text.chars().collect(),
        headline: headline.chars().collect(),
        caption: caption.chars().collect(),
    };
    let record = Record {
        text,
        headline: Some(headline),
        images: vec![Image { caption: Some(caption), ..Image::default() }],
        language: language.map(str::to_owned),
        ..Record::default()
    };
    let limits = TextLimits::default();
    let analysis = Analysis::of(&record, &limits);
    for quote in &analysis.quotes {
        let field = fields.of(quote.field);
        let pieces: Vec<String> = quote.spans.iter().map(|span| piece(field, *span)).collect();
        assert_eq!(quote.text, pieces.join(" … "));
        assert!(quote.spans.windows(2).all(|two| two[0][1] <= two[1][0]), "in order: {quote:?}");
        assert!((0.0..=1.0).contains(&quote.confidence));
        if let Some(cue) = &quote.cue {
            cue.spans.iter().for_each(|span| assert_eq!(piece(field, *span), cue.text));
        }
        if let Some(speaker) = &quote.speaker {
            speaker.spans.iter().for_each(|span| assert_eq!(piece(field, *span), speaker.mention));
        }
    }
    for mention in analysis.entities.iter().flat_map(|entity| &entity.mentions) {
        let field = match mention.field {
            TextField::Text => &fields.text,
            TextField::Headline => &fields.headline,
            TextField::Caption => &fields.caption,
        };
        assert_eq!(piece(field, mention.span), mention.text);
    }
    let quotes = analysis.quotes;
    let record = Record { quotes, ..record };
    render(&record, Look { colour: true, columns: 40 });
});
