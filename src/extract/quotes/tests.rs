//! Invented articles with their quotations marked, and what holds for any text.
//!
//! The notation stands at the head of `tests/fixtures/quotes/marks.txt`.

use proptest::prelude::*;

use super::Analysis;
use crate::model::{Image, Quote, QuoteField, Record, TextField, TextLimits};

const FIXTURES: &[(&str, &str)] = &[
    ("marks", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/quotes/marks.txt"))),
    ("structure", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/quotes/structure.txt"))),
    ("indirect", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/quotes/indirect.txt"))),
    ("speakers", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/quotes/speakers.txt"))),
    ("mouths", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/quotes/mouths.txt"))),
    ("none", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/quotes/none.txt"))),
    ("languages", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/quotes/languages.txt"))),
    ("german", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/quotes/german.txt"))),
    ("romance", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/quotes/romance.txt"))),
];

/// Takes the marks ⟦1 …⟧ out of an article: its plain text, and the pieces of each number.
fn unmark(article: &str) -> (String, Vec<(usize, String)>) {
    let mut text = String::new();
    let mut pieces = Vec::new();
    let mut rest = article;
    while let Some((before, tail)) = rest.split_once('⟦') {
        text.push_str(before);
        let (marked, after) = tail.split_once('⟧').expect("⟧ is missing");
        let (number, piece) = marked.split_once(' ').expect("⟦number text⟧");
        text.push_str(piece);
        pieces.push((number.parse().expect("a number"), piece.to_owned()));
        rest = after;
    }
    text.push_str(rest);
    (text, pieces)
}

fn bare(text: &str) -> String {
    text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// One line about a quotation: `1 direct NAME; fact; fact`.
fn expected(line: &str, pieces: &[(usize, String)]) -> String {
    let (number, rest) = line.split_once(' ').expect("number kind name");
    let number: usize = number.parse().expect("a number");
    let text: Vec<String> = pieces.iter().filter(|p| p.0 == number).map(|p| bare(&p.1)).collect();
    format!("{rest} | {}", text.join(" … "))
}

/// What was found, told in the words of the line that expects it.
fn found(quote: &Quote, line: Option<&str>) -> String {
    let kind = format!("{:?}", quote.kind).to_lowercase();
    let name = match &quote.speaker {
        None => "-".to_owned(),
        Some(speaker) => speaker.name.clone().unwrap_or_else(|| "?".to_owned()),
    };
    let mut out = format!("{kind} {name}");
    let speaker = quote.speaker.as_ref();
    for fact in line.unwrap_or("").split("; ").skip(1) {
        let value = match fact.split(' ').next().unwrap_or("") {
            "role" => speaker.and_then(|s| s.role.clone()),
            "organization" => speaker.and_then(|s| s.organization.clone()),
            "mention" => speaker.map(|s| s.mention.clone()),
            "by" => speaker.map(|s| s.resolved_by.clone()),
            "type" => speaker.map(|s| format!("{:?}", s.kind).to_lowercase()),
            "code" => Some(quote.via.iter().filter_map(|v| v.code.clone()).collect::<Vec<_>>().join(" > ")),
            "via" => Some(quote.via.iter().map(|v| v.name.clone()).collect::<Vec<_>>().join(" > ")),
            "hedged" => Some(if quote.hedged { "" } else { "no" }.to_owned()),
            other => panic!("unknown fact: {other}"),
        };
        let key = fact.split(' ').next().unwrap_or("");
        out.push_str(format!("; {key} {}", value.unwrap_or_default()).trim_end());
    }
    let text: Vec<String> = quote.text.split(" … ").map(bare).collect();
    format!("{out} | {}", text.join(" … "))
}

/// Reads one article and compares what is found with what its lines expect; the difference, if there is one.
fn check(case: &str) -> Option<String> {
    let (title, body) = case.split_once('\n')?;
    let (article, lines) = body.split_once("\n---").unwrap_or((body, ""));
    let (mut headline, mut language, mut article) = (None, "en", article);
    if let Some(rest) = article.strip_prefix("language: ") {
        (language, article) = rest.split_once('\n')?;
    }
    if let Some(rest) = article.strip_prefix("headline: ") {
        let (line, rest) = rest.split_once('\n')?;
        headline = Some(unmark(line).0);
        article = rest;
    }
    let (text, pieces) = unmark(article.trim());
    let record = Record { text, headline, language: Some(language.to_owned()), ..Record::default() };
    let analysis = Analysis::of(&record, &TextLimits::default());
    let lines: Vec<&str> = lines.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    let want: Vec<String> = lines.iter().map(|line| expected(line, &pieces)).collect();
    let have: Vec<String> = analysis
        .quotes
        .iter()
        .filter(|q| q.field == QuoteField::Text)
        .enumerate()
        .map(|(n, q)| found(q, lines.get(n).copied()))
        .collect();
    (want != have).then(|| format!("{title}\n   want {want:#?}\n   have {have:#?}"))
}

#[test]
fn invented_articles() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for (file, text) in FIXTURES {
        for case in text.split("\n=== ").skip(1) {
            count += 1;
            wrong.extend(check(case).map(|difference| format!("{file}: {difference}")));
        }
    }
    assert!(count >= 60, "{count} articles");
    assert!(wrong.is_empty(), "{} of {count} wrong\n{}", wrong.len(), wrong.join("\n"));
}

fn holds(record: &Record) {
    let analysis = Analysis::of(record, &TextLimits::default());
    let letters = |text: Option<&str>| -> Vec<char> { text.unwrap_or_default().chars().collect() };
    let (text, headline) = (letters(Some(&record.text)), letters(record.headline.as_deref()));
    let captions: Vec<Vec<char>> =
        record.images.iter().map(|image| letters(image.caption.as_deref())).collect();
    for quote in &analysis.quotes {
        let chars = match quote.field {
            QuoteField::Text => &text,
            QuoteField::Headline => &headline,
            QuoteField::Caption => &captions[quote.image.unwrap()],
        };
        let mut last = 0;
        let mut pieces = Vec::new();
        for &[start, end] in &quote.spans {
            assert!(start < end && end <= chars.len(), "{quote:?}");
            assert!(start >= last, "spans in order, not overlapping: {quote:?}");
            last = end;
            pieces.push(chars[start..end].iter().collect::<String>());
        }
        assert_eq!(quote.text, pieces.join(" … "));
        assert!((0.0..=1.0).contains(&quote.confidence));
        let speaker =
            quote.speaker.iter().flat_map(|s| s.spans.iter().map(|span| (s.mention.clone(), *span)));
        let cue = quote.cue.iter().flat_map(|c| c.spans.iter().map(|span| (c.text.clone(), *span)));
        for (text, [start, end]) in speaker.chain(cue) {
            assert_eq!(text, chars[start..end].iter().collect::<String>());
        }
    }
    for entity in &analysis.entities {
        assert_eq!(entity.count, entity.mentions.len());
        for mention in &entity.mentions {
            let chars = match mention.field {
                TextField::Text => &text,
                TextField::Headline => &headline,
                TextField::Caption => &captions[mention.image.unwrap()],
            };
            assert_eq!(mention.text, chars[mention.span[0]..mention.span[1]].iter().collect::<String>());
        }
    }
    assert_eq!(
        Analysis::of(record, &TextLimits::default()).quotes,
        analysis.quotes,
        "the same text, the same quotes"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_gives_sound_spans(text in "\\PC{0,200}", language in "(en|de|fr|es|und|xx)") {
        holds(&Record { text, language: Some(language), ..Record::default() });
    }

    #[test]
    fn any_newslike_text_gives_sound_spans(words in prop::collection::vec(prop::sample::select(vec![
        "\"", "“", "”", "''", "'", "„", "«", "»", ",", ".", "?", ":", "—", "(", ")", "\n\n", "\n", "said", "Smith", "Mr.", "John",
        "the", "senator", "who", "that", "and", "but", "according", "to", "he", "she", "told", "reporters", "called", "it", "a",
        "quoted", "as", "saying", "AFP", "é", "😀", "was", "asked", "whether", "U.S.", "NAME:", "in", "of", "his", "claim", "promised", "sagte", "dit",
        "wie", "zufolge", "laut", "teilte", "mit", "der", "Polizei", "dass", "habe", "hat", "gesagt", "es", "heißt", "Und", "weiter",
    ]), 0..60), language in "(en|de|es)") {
        // the same words as text, and cut in three as headline, caption and text
        holds(&Record { text: words.join(" "), language: Some(language.clone()), ..Record::default() });
        let (headline, rest) = words.split_at(words.len() / 3);
        let (caption, text) = rest.split_at(rest.len() / 2);
        holds(&Record {
            headline: Some(headline.join(" ")),
            images: vec![Image { caption: Some(caption.join(" ")), ..Image::default() }],
            text: text.join(" "),
            language: Some(language),
            ..Record::default()
        });
    }
}

/// Time grows with the text and no faster: each of these would take minutes if anything were quadratic.
#[test]
fn long_texts_take_linear_time() {
    let texts = [
        "heißt es in der ".repeat(60_000),
        "der auf der in der Sprecher, der Mann, ".repeat(26_000),
        "er sagte dass sie sagte, wie er zufolge ".repeat(25_000),
        "\"".repeat(1 << 20),
        "“‘\"".repeat(150_000),
        "\"a 'b \"c ".repeat(110_000),
        "\"A b c.\n\n".repeat(100_000),
        "John Smith ".repeat(95_000),
        "Mr. ".repeat(250_000),
        "John and Jack, ".repeat(70_000),
        "he said that she said ".repeat(48_000),
        "\"A b c,\" he said. ".repeat(60_000),
        "a, b, c who, ".repeat(80_000),
    ];
    for (number, text) in texts.into_iter().enumerate() {
        let language = if number < 3 { "de" } else { "en" };
        let record = Record { text, language: Some(language.to_owned()), ..Record::default() };
        let start = std::time::Instant::now();
        let quotes = super::quotes(&record, &TextLimits::default());
        assert!(quotes.len() <= TextLimits::default().list_entries);
        let head: String = record.text.chars().take(12).collect();
        assert!(start.elapsed().as_secs() < 10, "{head:?} took {:?}", start.elapsed());
    }
}

#[test]
fn no_quotation_begins_in_the_dateline() {
    let said = |text: &str, raw: &str| {
        let dateline = crate::model::Dateline {
            raw: raw.to_owned(),
            place: None,
            region: None,
            country: None,
            date: None,
            agency: None,
        };
        let record = Record {
            text: text.to_owned(),
            language: Some("en".to_owned()),
            dateline: Some(dateline),
            ..Record::default()
        };
        let quotes = Analysis::of(&record, &TextLimits::default()).quotes;
        quotes.into_iter().map(|q| q.text).collect::<Vec<_>>()
    };
    let story = "Two broadcasters have agreed on the fees, they said on Monday.";
    for raw in [
        "LUMEN and PORT ALDER (March 9, 2026) —",
        "Lumen (hgb) -",
        "MOSCOW, March 4. /TASS/.",
        "Montevideo, 4 mar (EFE).-",
    ] {
        assert_eq!(
            said(&format!("{raw} {story}"), raw),
            ["Two broadcasters have agreed on the fees"],
            "{raw}"
        );
    }
}
