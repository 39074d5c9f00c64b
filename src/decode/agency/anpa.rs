//! ANPA 1312: the American frame, as the AP still sends it, and Kyodo's dialect of it.
//!
//! `SYN SYN SOH service number US selector`, a line `priority category DC3 DC1 keyword date words`, STX, header
//! lines `^...<` (slug, headline, notes to editors, byline ended by `=`), paragraphs indented, and a trailer
//! `AP-WF-08-29-16 1626GMT`. Quotation marks are written ` `` ` and `''`, dashes as `_`.

use super::{is_update_tag, push_note, push_tag};
use crate::decode::reading::{Outcome, Reading, Sheet};
use crate::decode::text;
use crate::model::{Block, BlockKind, Byline, DateClaim, Document, Found};
use crate::normalise::embargo_lines;

const SOH: char = '\u{1}';
const STX: char = '\u{2}';
const ETX: char = '\u{3}';
/// What some lines begin with in place of `^`.
const BACKSPACE: char = '\u{8}';

/// SYN SYN SOH, or SOH with a unit separator or service name before a line of priority and category.
pub(in crate::decode) fn recognise(text: &str) -> bool {
    let head = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{7f}');
    let synchronised = head.starts_with('\u{16}');
    let head = head.trim_start_matches('\u{16}');
    let Some(header) = head.strip_prefix(SOH) else { return false };
    let mut lines = header.lines();
    let first = lines.next().unwrap_or_default();
    let second = lines.find(|l| !l.trim().is_empty()).unwrap_or_default();
    let service = synchronised || first.contains('\u{1f}') || first.contains('_');
    service && second.chars().any(|c| matches!(c, '\u{11}'..='\u{14}')) && header.contains(STX)
}

pub(in crate::decode) fn decode(reading: &mut Reading<'_>, sheet: &Sheet<'_>) -> Outcome {
    let text = sheet.text.replace("\r\n", "\n").replace('\r', "\n").replace(BACKSPACE, "^");
    let text = text.replace("< ^", "<\n^");
    let after_soh = text.split_once(SOH).map_or(text.as_str(), |(_, rest)| rest);
    let (preamble, rest) = after_soh.split_once(STX).unwrap_or((after_soh, ""));
    let (copy, trailer) = split_trailer(rest);
    let mut document = Document { format: "anpa1312", ..Document::default() };
    read_preamble(&mut document, preamble);
    read_copy(&mut document, copy, reading.limits.paragraphs);
    document.published = trailer_time(trailer).map(|raw| Found::new(DateClaim { raw }, "trailer"));
    document.credits.extend(service(trailer).map(|code| Found::new(code.to_owned(), "trailer")));
    reading.story(sheet, document)
}

fn split_trailer(rest: &str) -> (&str, &str) {
    let marked = rest.split_once(ETX).unwrap_or((rest, ""));
    if marked.1.is_empty()
        && let Some(at) = rest.rfind("AP-WF-")
    {
        return rest.split_at_checked(at).unwrap_or(marked);
    }
    marked
}

/// `W2870 US _asian`, then `f l DC3 DC1 BC-LT--Argentina-CancerB 11-13 1049`.
fn read_preamble(document: &mut Document, preamble: &str) {
    let mut lines = preamble.lines().filter(|l| !l.trim().is_empty());
    let first = lines.next().unwrap_or_default();
    let number: String = first.chars().take_while(char::is_ascii_alphanumeric).collect();
    document.item = Some(number).filter(|n| !n.is_empty());
    let second = lines.next().unwrap_or_default();
    let (codes, keyword) =
        second.split_once(|c: char| matches!(c, '\u{11}'..='\u{14}')).unwrap_or((second, ""));
    let mut codes = codes.split_whitespace();
    document.urgency = codes.next().and_then(priority).map(|n| Found::new(n, "preamble"));
    document.section = codes.next().map(|c| Found::new(c.to_owned(), "preamble"));
    let keyword = keyword.trim_start_matches(|c: char| c.is_control() || c.is_whitespace());
    let slug = keyword.split("  ").next().unwrap_or_default().trim();
    document.slug = Some(slug).filter(|s| !s.is_empty()).map(|s| Found::new(s.to_owned(), "preamble"));
}

/// The letter of priority as urgency: flash, bulletin, urgent, rush, daily, and what can wait.
fn priority(letter: &str) -> Option<u8> {
    match letter.to_ascii_lowercase().as_str() {
        "f" => Some(1),
        "b" => Some(2),
        "u" => Some(3),
        "r" => Some(4),
        "d" => Some(5),
        "a" | "i" => Some(6),
        "s" | "w" => Some(7),
        "z" => Some(8),
        _ => None,
    }
}

fn read_copy(document: &mut Document, copy: &str, most: usize) {
    let mut body = String::with_capacity(copy.len());
    let mut in_byline = false;
    let mut told = copy.lines().filter(|line| !line.trim_matches([STX, ' ']).is_empty());
    let all_marked = told.all(|line| line.trim_start_matches([STX, ' ']).starts_with('^'));
    for (n, line) in copy.split('\n').enumerate() {
        let header = line.trim_start_matches([STX, ' ']);
        // where all lines begin with `^`, those of the header end with `<`
        let ended = header.trim_end().ends_with('<');
        let marked = if all_marked { ended } else { header.starts_with('^') || ended };
        let text = header.trim().trim_start_matches('^').trim_end_matches(['<', '=']).trim();
        // what is indented is story, also where all its rows end with `<`
        let is_indented = line.starts_with(['\t', ' ']) && (!marked || !header.trim_start().starts_with('^'));
        if body.trim().is_empty()
            && !is_indented
            && (marked || in_byline || (n < 2 && header.trim_end().ends_with(['=', '+'])))
        {
            read_header_line(document, text.trim_end_matches('+'), &mut in_byline);
            in_byline &= !header.trim_end().ends_with('=') || n < 12;
            continue;
        }
        if n == 0 && !line.trim().is_empty() && !is_indented && !all_marked {
            document.slug = Some(Found::new(text.to_owned(), "header"));
            continue;
        }
        if is_indented && !body.ends_with("\n\n") {
            body.push('\n');
        }
        // the end mark of a table
        if marked && header.trim().trim_start_matches('^').trim_end_matches('<').eq_ignore_ascii_case("END") {
            continue;
        }
        // how far the first line of a paragraph was filled counts from the margin
        let line = if all_marked { line.trim().trim_start_matches('^') } else { line };
        let line = line.trim_end().trim_end_matches('<');
        body.push_str(if is_indented { line.trim_end() } else { line.trim() });
        body.push('\n');
    }
    let body = typographic(&body);
    let lines = || body.lines().filter(|line| !line.trim().is_empty());
    let ended = lines().filter(|line| line.trim_end().ends_with(['.', '”', '"'])).count();
    if all_marked && ended * 2 < lines().count() {
        // an evening's headlines and the like
        let items: Vec<&str> = lines().take(most).collect();
        document.blocks.push(Block::of(BlockKind::List, items.join("\n")));
    } else {
        document.blocks.extend(with_rows(&body, most));
    }
}

/// Fewest values of a row, and fewest rows of a table.
const FEWEST: usize = 3;

/// The blocks of a story; lines of values parted by semicolons, one below the other, are the rows of a table.
fn with_rows(body: &str, most: usize) -> Vec<Block> {
    let is_row = |line: &str| line.matches(';').count() + 1 >= FEWEST && !line.contains("; ");
    let (mut blocks, mut told, mut rows) = (Vec::new(), String::new(), Vec::new());
    let end_rows = |rows: &mut Vec<String>, told: &mut String, blocks: &mut Vec<Block>| {
        if rows.len() >= FEWEST {
            blocks.extend(text::blocks(told, most));
            told.clear();
            blocks.push(Block::of(BlockKind::Table, rows.join("\n")));
        } else {
            rows.iter().for_each(|row| told.push_str(&format!("{row}\n")));
        }
        rows.clear();
    };
    for line in body.lines() {
        if is_row(line) {
            rows.push(line.trim().split(';').map(str::trim).collect::<Vec<_>>().join(" | "));
        } else if !line.trim().is_empty() || rows.is_empty() {
            end_rows(&mut rows, &mut told, &mut blocks);
            told.push_str(line);
            told.push('\n');
        }
    }
    end_rows(&mut rows, &mut told, &mut blocks);
    blocks.extend(text::blocks(&told, most));
    blocks.truncate(most);
    blocks
}

fn read_header_line(document: &mut Document, line: &str, in_byline: &mut bool) {
    let line = &*typographic(line);
    // `*7114`: for whom it is
    if line.is_empty() || line.strip_prefix('*').is_some_and(|c| c.bytes().all(|b| b.is_ascii_digit())) {
        return;
    }
    let lower = line.to_ascii_lowercase();
    let asks = || embargo_lines(&[line]) > 0;
    if ["eds:", "editors:", "ap photo", "with "].iter().any(|start| lower.starts_with(start)) || asks() {
        push_note(document, Some(line.to_owned()));
    } else if lower.starts_with("by ") {
        *in_byline = true;
        document.bylines.push(Found::new(Byline { raw: line.to_owned(), ..Byline::default() }, "header"));
    } else if *in_byline {
        if let Some(byline) = document.bylines.last_mut() {
            byline.value.organization = Some(line.to_owned());
        }
    } else if line.starts_with("BC-") || line.starts_with("AM-") || line.starts_with("PM-") || is_slug(line) {
        read_slug(document, line);
    } else if is_update_tag(line) {
        push_tag(document, line);
    } else if is_told(line, document.headline.is_some()) {
        document.lead.get_or_insert_with(|| Found::new(line.to_owned(), "header"));
    } else if document.headline.is_none() {
        document.headline = Some(Found::new(line.to_owned(), "header"));
    } else {
        push_note(document, Some(line.to_owned()));
    }
}

/// Whether a line sums up the story, and is no headline: a sentence, or below one a line that is longer than any.
fn is_told(line: &str, below_headline: bool) -> bool {
    let words = line.split_whitespace().count();
    words >= 12 && line.ends_with(['.', '”', '!', '?']) || below_headline && words >= 20
}

/// `HNA-Evening-List,0212`: one word with its number of words.
fn is_slug(line: &str) -> bool {
    line.rsplit_once(',').is_some_and(|(slug, count)| {
        (3..=4).contains(&count.len())
            && count.bytes().all(|b| b.is_ascii_digit())
            && slug.contains('-')
            && !slug.contains(' ')
    })
}

/// `BC-US--Giant Lobster Death, 1st Ld-Writethru,127`: slug, take, words.
fn read_slug(document: &mut Document, line: &str) {
    let mut parts = line.split(',').map(str::trim);
    document.slug = parts.next().map(|s| Found::new(s.to_owned(), "header"));
    let take = parts.find(|p| !p.is_empty() && !p.bytes().all(|b| b.is_ascii_digit()));
    if let Some(take) = take {
        push_tag(document, take);
    }
}

/// The marks of the wire as typographic ones: ` `` ` and `''`, `` ` `` and `'` inside them, and `_` for a dash.
fn typographic(body: &str) -> String {
    let body = body.replace("``", "\u{201c}").replace("''", "\u{201d}").replace(" _ ", " — ");
    if !body.contains('`') {
        return body;
    }
    let mut marked = String::with_capacity(body.len());
    let mut is_open = false;
    let mut rest = body.chars().peekable();
    while let Some(c) = rest.next() {
        let ends = rest.peek().is_none_or(|next| !next.is_alphanumeric());
        marked.push(match c {
            '`' => '\u{2018}',
            '\'' if is_open && ends => '\u{2019}',
            other => other,
        });
        is_open = match c {
            '`' => true,
            '\'' if ends => false,
            '\n' => false,
            _ => is_open,
        };
    }
    marked
}

fn trailer_line(trailer: &str) -> &str {
    trailer.trim().trim_start_matches(['^', '<'])
}

/// The agency whose wire a trailer names: `AP` of `AP-WF-08-29-16 1626GMT`.
fn service(trailer: &str) -> Option<&str> {
    let (service, rest) = trailer_line(trailer).split_once('-')?;
    (is_code(service) && rest.split('-').next().is_some_and(is_code)).then_some(service)
}

/// Letters by which a service names itself.
fn is_code(code: &str) -> bool {
    (2..=6).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_uppercase())
}

/// `AP-WF-08-29-16 1626GMT` as `2016-08-29T16:26Z`, `KWS-21:37-09-12-18` as `2018-12-09T21:37`.
fn trailer_time(trailer: &str) -> Option<String> {
    let line = trailer_line(trailer);
    let (service, rest) = line.split_once('-')?;
    if is_code(service)
        && let Some(local) = local_time(rest)
    {
        return Some(local);
    }
    let (wire, rest) = rest.split_once('-')?;
    if !is_code(service) || !is_code(wire) {
        return None;
    }
    let mut parts = rest.split([' ', '<', '\n']).filter(|p| !p.is_empty());
    let day: Vec<&str> = parts.next()?.split('-').collect();
    let [month, date, year] = day.as_slice() else { return None };
    let time = parts.next()?.trim_end_matches("GMT");
    let numeric =
        [*month, *date, *year, time].iter().all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
    let (hour, minute) = time.split_at_checked(2)?;
    let year: u32 = year.parse().ok()?;
    let century = if year < 70 { 2000 } else { 1900 };
    (numeric && time.len() == 4).then(|| format!("{}-{month}-{date}T{hour}:{minute}Z", century + year))
}

/// `21:37-09-12-18`: time, day, month and year, in the zone of whoever sends it.
fn local_time(stamp: &str) -> Option<String> {
    let stamp = stamp.split(|c: char| c.is_whitespace() || c.is_control() || c == '<').next()?;
    let mut parts = stamp.split(['-', ':']);
    let mut pair = || parts.next().filter(|p| p.len() == 2 && p.bytes().all(|b| b.is_ascii_digit()));
    let (hour, minute, day, month, year) = (pair()?, pair()?, pair()?, pair()?, pair()?);
    let whole = stamp.len() == 14 && stamp.get(2..3) == Some(":");
    let year: u32 = year.parse().ok()?;
    let century = if year < 70 { 2000 } else { 1900 };
    whole.then(|| format!("{}-{month}-{day}T{hour}:{minute}", century + year))
}
