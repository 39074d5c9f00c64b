//! IPTC 7901: the text frame of the telex age, still sent by dpa, ATS and others.
//!
//! `SOH source number priority category words ... CR LF keywords/ ... STX headline = text ETX time EOT`. The block
//! before STX is the preamble; everything after "not intended for publication" is for the desk only.

use super::{desk_credits, indents_part, push_note, push_tag};
use crate::decode::reading::{Outcome, Reading, Sheet};
use crate::decode::text;
use crate::model::{Byline, DateClaim, Document, Found};
use crate::normalise::{asks_until, embargo_lines};

const SOH: char = '\u{1}';
const STX: char = '\u{2}';
const ETX: char = '\u{3}';
const EOT: char = '\u{4}';

/// Start of header, a source of letters and a number, and start of text; or the same lines without their control
/// characters, as files and mails that lost them have.
pub(in crate::decode) fn recognise(text: &str) -> bool {
    is_framed(text) || without_controls(text).is_some()
}

fn is_framed(text: &str) -> bool {
    let head = text.trim_start_matches(|c: char| c == '\u{7f}' || c.is_whitespace());
    let Some(header) = head.strip_prefix(SOH) else { return false };
    let letters = header.chars().take_while(char::is_ascii_alphabetic).count();
    let digits = header.chars().skip(letters).take_while(char::is_ascii_digit).count();
    (2..=6).contains(&letters) && digits >= 2 && header.contains(STX) && !header.contains('\u{16}')
}

pub(in crate::decode) fn decode(reading: &mut Reading<'_>, sheet: &Sheet<'_>) -> Outcome {
    let text = sheet.text.replace("\r\n", "\n").replace('\r', "\n");
    let (preamble, copy, trailer) = match without_controls(&text).filter(|_| !is_framed(&text)) {
        Some(parts) => parts,
        None => {
            let after_soh = text.split_once(SOH).map_or(text.as_str(), |(_, rest)| rest);
            let (preamble, rest) = after_soh.split_once(STX).unwrap_or((after_soh, ""));
            let (copy, trailer) = rest.split_once(ETX).unwrap_or((rest, ""));
            match copy.trim_end().rsplit_once('\n') {
                // the day stands before the end of the text in some
                Some((above, last)) if trailer_time(trailer).is_none() && trailer_time(last).is_some() => {
                    (preamble, above, last)
                }
                _ => (preamble, copy, trailer),
            }
        }
    };
    let mut document = Document { format: "iptc7901", ..Document::default() };
    read_preamble(&mut document, preamble, copy);
    read_copy(
        &mut document,
        copy.trim_matches(|c: char| c.is_whitespace() || c == EOT || c == '\u{7f}'),
        reading.limits.paragraphs,
    );
    document.published = trailer_time(trailer).map(|raw| Found::new(DateClaim { raw }, "trailer"));
    reading.story(sheet, document)
}

/// Preamble, copy and trailer where no control characters part them: a header line, keywords between strokes or the day at
/// the end, and the lines between.
fn without_controls(text: &str) -> Option<(&str, &str, &str)> {
    if text.contains(STX) {
        return None;
    }
    let text = text.trim();
    let (first, mut copy) = text.split_once('\n')?;
    if !is_header(first) {
        return None;
    }
    let mut preamble = first.len();
    let mut has_keywords = false;
    loop {
        let rest = copy.trim_start();
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let bare = line.trim();
        if !(bare.len() > 1 && bare.ends_with('/') && !bare.contains(". ")) || after.is_empty() {
            copy = rest;
            break;
        }
        has_keywords = true;
        preamble = text.len() - after.len();
        copy = after;
    }
    // keywords in a paragraph of their own, above the headline that ends with `=`
    let opens = |text: &str| text.lines().take(6).any(|line| line.trim_end().ends_with('='));
    if !has_keywords
        && let Some((above, below)) = copy.split_once("\n\n")
        && !above.contains(['\n', '=', '.'])
        && opens(below)
    {
        preamble = text.len() - below.len();
        copy = below;
    }
    has_keywords |= opens(copy);
    let (body, trailer) = match copy.trim_end().rsplit_once('\n') {
        Some((body, last)) if trailer_time(last).is_some() => (body, last),
        _ => (copy, ""),
    };
    (has_keywords || !trailer.is_empty()).then_some((text.get(..preamble)?, body, trailer))
}

/// `hna00075 3 i 310    hna 1003`: a source with its number, priority, category, words.
fn is_header(line: &str) -> bool {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let [source, priority, category, words, ..] = fields.as_slice() else { return false };
    let letters = source.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digits = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_digit());
    (2..=6).contains(&letters)
        && source.get(letters..).is_some_and(|n| n.len() >= 2 && digits(n))
        && super::urgency(priority).is_some()
        && priority.len() == 1
        && (1..=5).contains(&category.len())
        && category.bytes().all(|b| b.is_ascii_alphabetic())
        && digits(words)
        && fields.len() <= 9
}

/// `eca062 4 i 211 ccccb   dpa 061`, and below it the keyword line.
fn read_preamble(document: &mut Document, preamble: &str, copy: &str) {
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
        .filter(|f| f.chars().all(|c| c.is_alphabetic()) && f.len() >= 3 && !f.starts_with("ccc"))
        .take(3)
        .find(|service| signs(copy, service));
    document.credits.extend(service.map(|s| Found::new((*s).to_owned(), "preamble")));
    let (told, lines): (Vec<&str>, Vec<&str>) = lines.partition(|line| asks_until(line));
    told.into_iter().for_each(|line| push_note(document, Some(line.trim_end_matches('/').to_owned())));
    let keywords: Vec<String> = lines
        .into_iter()
        .flat_map(|l| l.split(['/', ',']))
        .map(|k| k.trim().to_owned())
        .filter(|k| !k.is_empty())
        .collect();
    document.slug = (!keywords.is_empty()).then(|| Found::new(keywords.join("/"), "preamble"));
    document.keywords = keywords;
}

/// Whether a service named above the copy signs it: in brackets or strokes, at the beginning of a line, behind a name.
fn signs(copy: &str, service: &str) -> bool {
    let (copy, service) = (copy.to_lowercase(), service.to_lowercase());
    copy.match_indices(&service).any(|(at, word)| {
        let above = copy.get(..at).unwrap_or_default();
        let before = above.chars().next_back().filter(|_| !above.ends_with(", "));
        let after = copy.get(at + word.len()..).and_then(|a| a.chars().next());
        matches!(before, None | Some('(' | '/' | '\n' | '=')) && after.is_none_or(|c| !c.is_alphanumeric())
    })
}

/// Up to a line that ends in `=` stand tag, headline and byline; after it the text.
fn read_copy(document: &mut Document, copy: &str, most: usize) {
    let (head, body) = split_head(copy);
    let mut headline: Vec<&str> = Vec::new();
    for line in head.lines().map(|l| l.trim().trim_end_matches('=').trim()).filter(|l| !l.is_empty()) {
        if super::is_update_tag(line) {
            push_tag(document, line);
        } else if embargo_lines(&[line]) > 0 {
            push_note(document, Some(line.to_owned()));
        } else if is_byline(line) {
            document.bylines.push(Found::new(Byline { raw: line.to_owned(), ..Byline::default() }, "header"));
        } else {
            headline.push(line);
        }
    }
    document.headline = (!headline.is_empty()).then(|| Found::new(headline.join(" "), "header"));
    let (public, private) = split_private(body);
    let service = document.credits.first().map(|c| c.value.clone()).unwrap_or_default();
    let (public, signed) = split_signature(public, &service);
    document.blocks.extend(text::blocks(&indents_part(public), most));
    signed.into_iter().for_each(|line| push_note(document, Some(line.to_owned())));
    entries(private).iter().for_each(|entry| desk_credits(document, entry));
    text::blocks(private, most).into_iter().for_each(|block| push_note(document, Some(block.text)));
}

/// The entries of the desk's notes: what is wrapped goes on with the entry above.
fn entries(private: &str) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    for line in private.lines() {
        match entries.last_mut().filter(|_| line.starts_with([' ', '\t']) && !line.trim().is_empty()) {
            Some(entry) => entry.extend([" ", line.trim()]),
            None => entries.push(line.trim().to_owned()),
        }
    }
    entries
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

fn is_byline(line: &str) -> bool {
    ["By ", "Von ", "Par ", "Por ", "Di "].iter().any(|by| line.starts_with(by))
        && line.split_whitespace().count() <= 12
}

/// The lines below the story by which its service signs (`hna ml jb`) and names who wrote it; `hna xy` behind its last words, too.
fn split_signature<'b>(body: &'b str, service: &str) -> (&'b str, Vec<&'b str>) {
    let (mut rest, mut signed) = (body.trim_end(), Vec::new());
    let initials =
        |words: &str| words.split(['/', ' ']).all(|w| w.len() <= 5 && w.chars().all(char::is_lowercase));
    while let Some((above, last)) = rest.rsplit_once('\n') {
        let line = last.trim();
        let signs = line
            .strip_prefix(service)
            .is_some_and(|w| !service.is_empty() && w.len() < 24 && initials(w.trim()));
        let names =
            ["Author:", "Autor:", "Autorin:", "Autor/in:", "Auteur:"].iter().any(|w| line.starts_with(w))
                && line.len() < 120;
        if !(signs || names) {
            break;
        }
        signed.insert(0, line);
        rest = above.trim_end();
    }
    if let Some((above, tail)) = rest.rsplit_once(&format!(" {service} "))
        && !service.is_empty()
        && tail.len() < 16
        && initials(tail.trim())
        && above.trim_end().ends_with(['.', '!', '?', '"', '“', '”', '«', '»'])
    {
        signed.insert(0, rest.get(above.len()..).unwrap_or_default().trim());
        rest = above;
    }
    (rest, signed)
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
    .chain(notebook(body))
    .min();
    at.and_then(|at| body.split_at_checked(at)).unwrap_or((body, ""))
}

/// Where the desk's notebook begins: `# dpa-Notizblock`.
fn notebook(body: &str) -> Option<usize> {
    let mut at = 0;
    body.split_inclusive('\n').find_map(|line| {
        let start = at;
        at += line.len();
        let is_one = line.starts_with('#')
            && ["notizblock", "notebook", "bloc-notes"].iter().any(|w| line.to_lowercase().contains(w));
        is_one.then_some(start)
    })
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
    Some(format!("{}-{number:02}-{day}T{hour}:{minute}{zone}", century + year))
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
