//! IPTC 7901: the text frame of the telex age, still sent by dpa, ATS and others.
//!
//! `SOH source number priority category words ... CR LF keywords/ ... STX headline = text ETX time EOT`. The block
//! before STX is the preamble; everything after "not intended for publication" is for the desk only.

use super::{indents_part, push_note};
use crate::decode::reading::{Outcome, Reading, Sheet};
use crate::decode::text;
use crate::model::{Byline, DateClaim, Document, Found};

const SOH: char = '\u{1}';
const STX: char = '\u{2}';
const ETX: char = '\u{3}';
const EOT: char = '\u{4}';

/// Start of header, a source of letters and a number, and start of text.
pub(in crate::decode) fn recognise(text: &str) -> bool {
    let head = text.trim_start_matches(|c: char| c == '\u{7f}' || c.is_whitespace());
    let Some(header) = head.strip_prefix(SOH) else { return false };
    let letters = header.chars().take_while(char::is_ascii_alphabetic).count();
    let digits = header.chars().skip(letters).take_while(char::is_ascii_digit).count();
    (2..=6).contains(&letters) && digits >= 2 && header.contains(STX) && !header.contains('\u{16}')
}

pub(in crate::decode) fn decode(reading: &mut Reading<'_>, sheet: &Sheet<'_>) -> Outcome {
    let text = sheet.text.replace("\r\n", "\n").replace('\r', "\n");
    let after_soh = text.split_once(SOH).map_or(text.as_str(), |(_, rest)| rest);
    let (preamble, rest) = after_soh.split_once(STX).unwrap_or((after_soh, ""));
    let (copy, trailer) = rest.split_once(ETX).unwrap_or((rest, ""));
    let mut document = Document { format: "iptc7901", ..Document::default() };
    read_preamble(&mut document, preamble);
    read_copy(
        &mut document,
        copy.trim_matches(|c: char| c.is_whitespace() || c == EOT || c == '\u{7f}'),
        reading.limits.paragraphs,
    );
    document.published = trailer_time(trailer).map(|raw| Found::new(DateClaim { raw }, "trailer"));
    reading.story(sheet, document)
}

/// `eca062 4 i 211 ccccb   dpa 061`, and below it the keyword line.
fn read_preamble(document: &mut Document, preamble: &str) {
    let mut lines = preamble.lines().map(str::trim).filter(|l| !l.is_empty());
    let Some(first) = lines.next() else { return };
    let fields: Vec<&str> = first.split_whitespace().collect();
    document.item = fields.first().map(|f| (*f).to_owned());
    document.urgency = fields.get(1).and_then(|f| super::urgency(f)).map(|n| Found::new(n, "preamble"));
    document.section = fields
        .get(2)
        .filter(|c| c.chars().all(char::is_alphabetic))
        .map(|c| Found::new((*c).to_owned(), "preamble"));
    let service = fields
        .iter()
        .skip(3)
        .find(|f| f.chars().all(|c| c.is_alphabetic()) && f.len() >= 3 && !f.starts_with("ccc"));
    document.credits.extend(service.map(|s| Found::new((*s).to_owned(), "preamble")));
    let keywords: Vec<String> =
        lines.flat_map(|l| l.split('/')).map(|k| k.trim().to_owned()).filter(|k| !k.is_empty()).collect();
    document.slug = (!keywords.is_empty()).then(|| Found::new(keywords.join("/"), "preamble"));
    document.keywords = keywords;
}

/// Up to a line that ends in `=` stand tag, headline and byline; after it the text.
fn read_copy(document: &mut Document, copy: &str, most: usize) {
    let (head, body) = split_head(copy);
    let mut headline: Vec<&str> = Vec::new();
    for line in head.lines().map(|l| l.trim().trim_end_matches('=').trim()).filter(|l| !l.is_empty()) {
        if is_update_tag(line) {
            document.update_tag = Some(Found::new(line.to_owned(), "header"));
        } else if is_byline(line) {
            document.bylines.push(Found::new(Byline { raw: line.to_owned(), ..Byline::default() }, "header"));
        } else {
            headline.push(line);
        }
    }
    document.headline = (!headline.is_empty()).then(|| Found::new(headline.join(" "), "header"));
    let (public, private) = split_private(body);
    document.blocks.extend(text::blocks(&indents_part(public), most));
    push_note(document, Some(private.trim().to_owned()));
}

fn split_head(copy: &str) -> (&str, &str) {
    let mut at = 0;
    for line in copy.split_inclusive('\n').take(8) {
        at += line.len();
        if line.trim_end().ends_with(['=', '+']) {
            return copy.split_at_checked(at).unwrap_or((copy, ""));
        }
    }
    match copy.split_once("\n\n") {
        Some((head, body)) if head.len() < 300 && head.lines().count() < 5 => (head, body),
        _ => copy.split_once('\n').unwrap_or((copy, "")),
    }
}

fn is_update_tag(line: &str) -> bool {
    let loud = !line.contains(char::is_lowercase);
    let kills = ["KILL", "CANCEL", "WITHDRAW", "ZURÜCKGEZOGEN", "ANNUL", "ANULA"];
    if loud && line.split_whitespace().count() <= 2 && kills.iter().any(|w| line.contains(w)) {
        return true;
    }
    let line = line.to_ascii_uppercase();
    let words =
        ["LEAD", "REFILE", "CORRECTION", "UPDATE", "1ST", "2ND", "3RD", "ROUNDUP", "URGENT", "EXTRA", "TAKE"];
    line.split_whitespace().count() <= 3 && words.iter().any(|w| line.starts_with(w) || line.ends_with(w))
}

fn is_byline(line: &str) -> bool {
    ["By ", "Von ", "Par ", "Por ", "Di "].iter().any(|by| line.starts_with(by))
        && line.split_whitespace().count() <= 12
}

/// What stands below "not intended for publication" is for the desk.
fn split_private(body: &str) -> (&str, &str) {
    let at = [
        "The following information is not",
        "not intended for publication",
        "Die folgenden Informationen sind nicht",
    ]
    .iter()
    .filter_map(|phrase| body.find(phrase))
    .min();
    at.and_then(|at| body.split_at_checked(at)).unwrap_or((body, ""))
}

/// `131137 GMT Nov 13`: day, hour and minute, zone, month, year.
fn trailer_time(trailer: &str) -> Option<String> {
    let line = trailer.split(EOT).next()?.lines().map(str::trim).find(|l| !l.is_empty())?;
    let mut words = line.split_whitespace();
    let time = words.next().filter(|w| w.len() == 6 && w.bytes().all(|b| b.is_ascii_digit()))?;
    let rest: Vec<&str> = words.collect();
    let (zone, month, year) = match rest.as_slice() {
        [zone, month, year] => (if matches!(*zone, "GMT" | "UTC") { "Z" } else { "" }, *month, *year),
        [month, year] => ("", *month, *year),
        _ => return None,
    };
    let letters: String = month.chars().take(3).flat_map(char::to_lowercase).collect();
    let number = MONTHS.iter().find(|(names, _)| names.contains(&letters.as_str()))?.1;
    let year: u32 = year.parse().ok().filter(|y| *y < 100)?;
    let century = if year < 70 { 2000 } else { 1900 };
    let (day, hour, minute) = (time.get(..2)?, time.get(2..4)?, time.get(4..)?);
    Some(format!("{}-{number:02}-{day}T{hour}:{minute}:00{zone}", century + year))
}

/// The first three letters of months in the languages of the agencies that write this frame, by hand.
const MONTHS: [(&[&str], u32); 12] = [
    (&["jan", "gen", "ene"], 1),
    (&["feb", "fév", "fev"], 2),
    (&["mar", "mär", "mae", "mrz"], 3),
    (&["apr", "avr", "abr"], 4),
    (&["may", "mai", "mag", "mei"], 5),
    (&["jun", "giu"], 6),
    (&["jul", "lug"], 7),
    (&["aug", "aoû", "aou", "ago"], 8),
    (&["sep", "set"], 9),
    (&["oct", "okt", "ott"], 10),
    (&["nov"], 11),
    (&["dec", "dez", "déc", "dic"], 12),
];
