//! Telex copy between `ZCZC` and `NNNN`, with fields told by one character or two letters at the start of a line.
//!
//! `#` or `:` slug, `^` headline, `=` take, `$` category or headline, `*` or `+` subject or desk code, `@` place or region, `%` category or
//! keyword; or, as news release
//! services write it, `TI#` headline, `AB#` abstract, `BY#` byline, `PD#` date, `TX#` text.

use crate::decode::reading::{Outcome, Reading, Sheet};
use crate::decode::text;
use crate::model::{Byline, DateClaim, Document, Found};

/// `ZCZC` starts one of the first lines.
pub(in crate::decode) fn recognise(text: &str) -> bool {
    let head = text::head(text, 200);
    text::lines(head).take(4).any(|line| {
        let line = line.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
        let mut words = line.split_whitespace();
        words.next().is_some_and(|w| w.eq_ignore_ascii_case("zczc"))
    })
}

pub(in crate::decode) fn decode(reading: &mut Reading<'_>, sheet: &Sheet<'_>) -> Outcome {
    let mut document = Document { format: "zczc", ..Document::default() };
    let mut body = String::with_capacity(sheet.text.len());
    let mut started = false;
    let mut service = String::new();
    for line in text::lines(sheet.text) {
        let trimmed = line.trim_matches(|c: char| c.is_whitespace() || c.is_control());
        if !started {
            started = trimmed.get(..4).is_some_and(|w| w.eq_ignore_ascii_case("zczc"));
            service = trimmed.get(4..).unwrap_or_default().trim().to_owned();
            continue;
        }
        if trimmed == "NNNN" {
            break;
        }
        let in_head = body.trim().is_empty();
        if in_head && read_field(&mut document, trimmed) {
            continue;
        }
        if in_head && is_routing(trimmed) {
            continue;
        }
        if line.starts_with("    ") && !body.is_empty() && !body.ends_with("\n\n") {
            body.push('\n');
        }
        body.push_str(line.trim_end());
        body.push('\n');
    }
    // the service signs at the end
    let told = body.trim_end();
    let signed = told.rsplit_once('\n').filter(|(_, last)| signs(&service, last.trim()));
    document.blocks = text::blocks(signed.map_or(told, |(above, _)| above), reading.limits.paragraphs);
    super::push_note(&mut document, signed.map(|(_, last)| last.trim().to_owned()));
    reading.story(sheet, document)
}

/// `AAP` or `AAP RESULTS` of the service AAP.
fn signs(service: &str, line: &str) -> bool {
    let loud = |rest: &str| !rest.contains(char::is_lowercase) && rest.split_whitespace().count() <= 2;
    !service.is_empty()
        && line
            .strip_prefix(service)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' ') && loud(rest))
}

/// Routing lines of the telex network: a doubled letter for the priority, or short words in capitals.
fn is_routing(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let priority = words.first().is_some_and(|w| {
        let letters: Vec<char> = w.chars().collect();
        matches!(letters.as_slice(), [a, b] if a == b && a.is_ascii_uppercase())
    });
    let short = |w: &&str| w.len() <= 6 && w.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    priority || ((1..=4).contains(&words.len()) && words.iter().all(short))
}

/// Reads a line of the head; whether it was one.
fn read_field(document: &mut Document, line: &str) -> bool {
    if let Some((key, value)) = line.split_once('#')
        && key.len() == 2
        && key.bytes().all(|b| b.is_ascii_uppercase())
    {
        read_lettered(document, key, value.trim());
        return true;
    }
    if line.starts_with("BC-") && !line.contains(". ") {
        document.slug = Some(Found::new(line.to_owned(), "header"));
        return true;
    }
    let Some(mark) = line.chars().next() else { return false };
    let value = line.get(mark.len_utf8()..).unwrap_or_default().trim();
    let found = || Some(Found::new(value.to_owned(), "header")).filter(|f| !f.value.is_empty());
    match mark {
        '^' => document.headline = document.headline.take().or_else(found),
        ':' if value.starts_with('(') => {
            let place = value.trim_matches(['(', ')']).to_owned();
            document.dateline = Some(Found::new(place, "header"));
        }
        // a time, or a slug; that of `#` goes first
        ':' if !value.contains(char::is_alphabetic) => {}
        ':' => document.slug = document.slug.take().or_else(found),
        '=' if super::is_update_tag(value) || value.bytes().all(|b| b.is_ascii_digit()) => {
            document.update_tag = found()
        }
        '=' => {}
        '$' if value.len() > 3 => document.headline = document.headline.take().or_else(found),
        '$' => document.section = found(),
        '#' => document.slug = found(),
        // a region's code, where the place stands by itself
        '@' => document.dateline = document.dateline.take().or_else(found),
        '%' if value.len() == 1 => document.section = document.section.take().or_else(found),
        '%' => document.keywords.extend(found().map(|f| f.value)),
        // a subject of the IPTC's
        '*' | '+' if value.len() == 8 && value.bytes().all(|b| b.is_ascii_digit()) => {
            document.subjects.push(value.to_owned())
        }
        '*' | '&' | '+' if value.len() <= 16 => {}
        _ => return false,
    }
    true
}

fn read_lettered(document: &mut Document, key: &str, value: &str) {
    if value.is_empty() {
        return;
    }
    let found = || Some(Found::new(value.to_owned(), "header"));
    match key {
        "TI" => document.headline = found(),
        "AB" => document.lead = found(),
        "AN" => document.item = Some(value.to_owned()),
        "KN" => document.publisher = found(),
        "PD" => document.published = Some(Found::new(DateClaim { raw: value.to_owned() }, "header")),
        "BY" => {
            document.bylines.push(Found::new(Byline { raw: value.to_owned(), ..Byline::default() }, "header"))
        }
        "KY" => document.keywords.extend(value.split_whitespace().map(str::to_owned)),
        _ => {}
    }
}
