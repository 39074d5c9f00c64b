//! Plain text: the last resort, whatever no other format claims.
//!
//! Blocks are what stands between blank lines; inner line breaks stay, since only `normalise` can tell a wrapped
//! paragraph from one paragraph a line. Nothing else is decided here.

use super::labelled;
use super::reading::{Outcome, Reading, Sheet};
use crate::model::{Block, BlockKind, DateClaim, Document, Fault, FaultCode, Found};

pub(super) fn decode(reading: &mut Reading<'_>, sheet: &Sheet<'_>) -> Outcome {
    refuse_if_binary(sheet.text)?;
    if is_for_crawlers(sheet.text) {
        return Err(Fault::new(FaultCode::NoText, "rules for crawlers (robots.txt), not copy"));
    }
    if is_list_of_addresses(sheet.text) {
        return Err(Fault::new(FaultCode::NoText, "a list of addresses, no story"));
    }
    if without_comments(sheet.text).trim_start_matches(is_blank).is_empty() && sheet.text.contains("<!--") {
        return Err(Fault::new(FaultCode::NoText, "nothing but comments of a markup language"));
    }
    let mut document = Document { format: "text", ..Document::default() };
    let copy = labelled::read(&mut document, sheet.text).unwrap_or(sheet.text);
    let rows = table(copy);
    if rows.is_none() && is_table(copy) {
        return Err(Fault::new(
            FaultCode::NoText,
            "a table of values parted by commas or the like, no story",
        ));
    }
    let blocks = rows.unwrap_or_else(|| blocks(copy, reading.limits.paragraphs));
    if blocks.is_empty() {
        return Err(Fault::new(FaultCode::Empty, "expected a story, found nothing but white space"));
    }
    document.blocks = blocks;
    read_headings(&mut document);
    read_bulletin(&mut document);
    reading.story(sheet, document)
}

/// Fewest lines of a table, and most words that its values have in the mean.
const FEWEST_ROWS: usize = 3;
const MOST_WORDS_OF_A_VALUE: usize = 5;

/// Whether all lines are rows of as many values, parted by the same mark, as spreadsheets export them.
fn is_table(text: &str) -> bool {
    let head = head(text, 16 * 1024);
    [',', ';', '\t', '|'].iter().any(|mark| is_table_of(head, *mark))
}

fn is_table_of(text: &str, mark: char) -> bool {
    let (mut rows, mut same, mut words, mut quoted) = (0usize, 0usize, 0usize, 0usize);
    let mut columns = 0;
    let told = lines(text).map(str::trim).filter(|line| !line.is_empty());
    for line in told {
        let count = values(line, mark);
        rows += 1;
        if rows == 1 {
            columns = count;
        }
        same += usize::from(count == columns);
        words += line.split_whitespace().count();
        quoted += usize::from(line.starts_with('"') && line.contains("\",\""));
    }
    let is_even = rows >= FEWEST_ROWS && columns >= 3 && same * 10 >= rows * 9;
    is_even && (quoted * 10 >= rows * 9 || words <= rows * columns * MOST_WORDS_OF_A_VALUE && !is_told(text))
}

/// How many values a row has: marks inside quotation marks part none.
fn values(line: &str, mark: char) -> usize {
    let mut inside = false;
    let parts = line.chars().filter(|c| {
        inside ^= *c == '"';
        *c == mark && !inside
    });
    parts.count() + 1
}

/// Whether most lines end as sentences do.
fn is_told(text: &str) -> bool {
    let told = || lines(text).map(str::trim).filter(|line| !line.is_empty());
    told().filter(|line| line.ends_with(['.', '!', '?', '”', '"'])).count() * 2 > told().count()
}

/// Copy whose headings stand behind number signs, as sites are written: the first is the headline.
fn read_headings(document: &mut Document) {
    let heading = |text: &str| {
        let bare = text.trim_start_matches('#');
        let is_one =
            (1..=6).contains(&(text.len() - bare.len())) && bare.starts_with(' ') && !text.contains('\n');
        is_one.then(|| bare.trim().to_owned())
    };
    if !document.blocks.first().is_some_and(|block| block.text.starts_with("# ")) || document.blocks.len() < 2
    {
        return;
    }
    for block in &mut document.blocks {
        if let Some(words) = heading(&block.text) {
            *block = Block::of(BlockKind::Subhead, words);
        }
    }
    if document.headline.is_none() && document.blocks.first().is_some_and(|block| block.kind.is_some()) {
        document.headline = Some(Found::new(document.blocks.remove(0).text, "rule:first-line"));
    }
}

/// A bulletin whose first line is its code: what stands with the code is who issued it, and the headline stands below.
fn read_bulletin(document: &mut Document) {
    if let Some(issued) = document.blocks.first().and_then(|block| Issued::of(&block.text)) {
        document.headline = Some(Found::new(issued.headline, "rule:bulletin"));
        document.publisher = issued.by.map(|house| Found::new(house, "rule:bulletin"));
        document.published = issued.at.map(|raw| Found::new(DateClaim { raw }, "rule:bulletin"));
        if let Some(first) = document.blocks.first_mut() {
            first.kind = Some(BlockKind::Note);
        }
        return;
    }
    let [first, second, third, ..] = document.blocks.as_mut_slice() else { return };
    let mut above = first.text.lines();
    let codes = above.next().is_some_and(is_code);
    let is_heading = |text: &str| {
        let words = text.split_whitespace().count();
        (2..=20).contains(&words) && !text.trim_end().ends_with(['.', '!', '?', ':', '"', '”'])
    };
    if !codes
        || above.any(|line| line.split_whitespace().count() > 8)
        || !is_heading(&second.text)
        || third.text.is_empty()
    {
        return;
    }
    first.kind = Some(BlockKind::Note);
    let headline: Vec<&str> = second.text.lines().map(str::trim).collect();
    document.headline = Some(Found::new(headline.join(" "), "rule:bulletin"));
    document.blocks.remove(1);
}

/// What a bulletin of a weather service says of itself in one block: codes, its headline, who issued it and when.
struct Issued {
    headline: String,
    by: Option<String>,
    at: Option<String>,
}

impl Issued {
    fn of(block: &str) -> Option<Issued> {
        let mut told = block.lines().map(str::trim);
        told.next().filter(|line| is_code(line))?;
        let mut told = told.skip_while(|line| !line.contains(char::is_lowercase));
        let headline = told.next()?.to_owned();
        let by = told.next()?.strip_prefix("Issued by ")?;
        let house = by.trim_start_matches("the ").split(',').next().map(|house| house.trim().to_owned());
        Some(Issued { headline, by: house, at: told.next().and_then(time_of_issue) })
    }
}

/// `At 1859UTC 15 July 2018` as dates are read.
fn time_of_issue(line: &str) -> Option<String> {
    let rest = line.strip_prefix("At ").or_else(|| line.strip_prefix("Issued at "))?;
    let (time, day) = rest.split_once(' ')?;
    let (figures, zone) = time.split_at_checked(4)?;
    let is_time = figures.bytes().all(|b| b.is_ascii_digit()) && zone.bytes().all(|b| b.is_ascii_uppercase());
    let (hour, minute) = figures.split_at_checked(2).filter(|_| is_time)?;
    Some(format!("{day} {hour}:{minute} {zone}"))
}

/// `NHX20417`, `HX2041 20260304`, `WTNT31 KNHC 051500`: all capitals, with figures in each part but a station's name, so that
/// `COVID19 CASES RISE` is none.
fn is_code(line: &str) -> bool {
    let parts: Vec<&str> = line.split_whitespace().collect();
    let is_part =
        |w: &&str| w.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-' || b == b'/');
    let has_figure = |w: &&str| w.bytes().any(|b| b.is_ascii_digit());
    let [first, rest @ ..] = parts.as_slice() else { return false };
    let mixed = first.bytes().any(|b| b.is_ascii_uppercase())
        && first.bytes().filter(u8::is_ascii_digit).count() >= 2;
    mixed
        && (5..=30).contains(&first.len())
        && rest.len() <= 3
        && parts.iter().all(is_part)
        && (rest.iter().all(has_figure) || is_station_heading(first, rest))
}

/// `WTNT31 KNHC 051500 AAA`: what a weather bulletin is, the station that sends it, its day and time, and which correction it is.
fn is_station_heading(kind: &str, rest: &[&str]) -> bool {
    let is =
        |word: &str, length: usize, of: fn(&u8) -> bool| word.len() == length && word.bytes().all(|b| of(&b));
    let is_kind = kind.len() == 6 && kind.bytes().skip(4).all(|b| b.is_ascii_digit());
    let tells_time = |time: &str| is(time, 6, u8::is_ascii_digit);
    is_kind
        && match *rest {
            [station, time] => is(station, 4, u8::is_ascii_uppercase) && tells_time(time),
            [station, time, again] => {
                is(station, 4, u8::is_ascii_uppercase)
                    && tells_time(time)
                    && is(again, 3, u8::is_ascii_uppercase)
            }
            _ => false,
        }
}

/// Refuses text that is none: zero bytes, or more control characters than any wire protocol writes.
///
/// # Errors
/// [`FaultCode::Binary`] with what was seen.
fn refuse_if_binary(text: &str) -> Result<(), Fault> {
    let head = head(text, 64 * 1024);
    let (mut controls, total, mut zeros) = (0usize, head.len(), 0usize);
    // counted in bytes, which a processor adds up many at a time
    for chunk in head.as_bytes().chunks(usize::from(u8::MAX)) {
        let (mut chunk_controls, mut chunk_zeros) = (0u8, 0u8);
        for b in chunk {
            let told = (*b == b'\n') | (*b == b'\r') | (*b == b'\t') | (*b == 0x0c) | (*b == 0x1b);
            chunk_zeros += u8::from(*b == 0);
            chunk_controls += u8::from((*b < 0x20) & !told);
        }
        zeros += usize::from(chunk_zeros);
        controls += usize::from(chunk_controls);
    }
    if zeros > 0 || controls * 20 > total {
        let message = format!(
            "expected text or a known format, found {controls} control characters ({zeros} zero bytes) in the first {total} bytes"
        );
        return Err(Fault::new(FaultCode::Binary, message));
    }
    Ok(())
}

/// Whether every line that says something is a rule for crawlers (RFC 9309), as far as can be seen at the beginning.
fn is_for_crawlers(text: &str) -> bool {
    let head = head(text, 4096);
    let names_agents =
        |line: &str| line.trim().get(..4).is_some_and(|word| word.eq_ignore_ascii_case("user"));
    if !lines(head).any(names_agents) {
        return false;
    }
    let told = lines(head).map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let names = told.map(|line| line.split_once(':').map(|(name, _)| name.trim().to_ascii_lowercase()));
    let (mut rules, mut others, mut agents) = (0usize, 0usize, 0usize);
    for name in names {
        match name.as_deref() {
            Some("user-agent" | "useragent" | "user agent") => agents += 1,
            Some("allow" | "disallow" | "crawl-delay" | "sitemap" | "host" | "clean-param" | "noindex") => {
                rules += 1
            }
            _ => others += 1,
        }
    }
    agents > 0 && (agents + rules) > others * 2
}

/// Whether every line that says something is an address, as in sitemaps of plain text.
fn is_list_of_addresses(text: &str) -> bool {
    let mut told = lines(text).map(str::trim).filter(|line| !line.is_empty()).peekable();
    let is_address = |line: &str| {
        (line.starts_with("http://") || line.starts_with("https://")) && !line.contains(char::is_whitespace)
    };
    told.peek().is_some() && told.all(is_address)
}

/// A text without a declaration of XML, a document type, and comments at its head; all of it where one does not end.
fn without_comments(text: &str) -> &str {
    let mut rest = text.trim_start_matches(is_blank);
    for (opens, closes) in [("<?", "?>"), ("<!--", "-->"), ("<!", ">")].iter().cycle().take(MOST_COMMENTS * 3)
    {
        if let Some(inside) = rest.strip_prefix(opens) {
            rest = inside.split_once(closes).map_or("", |(_, after)| after).trim_start_matches(is_blank);
        }
    }
    rest
}

/// Most comments that are passed over.
const MOST_COMMENTS: usize = 100;

/// How much of a text is looked at for what its lines have in common, and fewest lines of a table.
const TABLE_HEAD: usize = 16 * 1024;
const ROWS: usize = 3;
/// Longest cell of a table on an average, in bytes.
const CELL: usize = 60;

/// A table as wires set it, cells parted by semicolons: its title, and a row for each line.
fn table(text: &str) -> Option<Vec<Block>> {
    // what has none of their marks is a spreadsheet's
    if !text.contains(';') || !text.contains('^') || text.len() > TABLE_HEAD {
        return None;
    }
    let told: Vec<&str> = lines(text).map(str::trim).filter(|line| !line.is_empty()).collect();
    let cells = |line: &str| line.matches(';').count();
    let most = told.iter().map(|line| cells(line)).max()?;
    let is_row = |line: &&str| cells(line) + 1 >= most && line.len() <= (most + 1) * CELL;
    let rows = told.iter().filter(|line| is_row(line)).count();
    if most < 2 || rows < ROWS || rows * 10 < told.len() * 6 || told.iter().any(|line| ends_a_sentence(line))
    {
        return None;
    }
    let bare = |cell: &str| {
        cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '^' | '=' | '<' | '>')).to_owned()
    };
    let blocks = told.iter().map(|line| {
        if !is_row(line) {
            return Block::unknown(bare(line));
        }
        let cells: Vec<String> = line.split(';').map(bare).filter(|cell| !cell.is_empty()).collect();
        Block::of(BlockKind::Table, cells.join(" | "))
    });
    Some(blocks.filter(|block| !block.text.is_empty()).collect())
}

fn ends_a_sentence(line: &str) -> bool {
    line.len() > 40 && line.ends_with('.')
}

/// What stands between blank lines, at most one block more than `most` (so that the cap can be noticed).
pub(super) fn blocks(text: &str, most: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut block = String::new();
    for line in lines(text) {
        let line = line.trim_end();
        if !line.trim_start_matches(is_blank).is_empty() {
            if !block.is_empty() {
                block.push('\n');
            }
            block.push_str(line);
        } else if !block.is_empty() {
            blocks.push(Block::unknown(std::mem::take(&mut block)));
            if blocks.len() > most {
                return blocks;
            }
        }
    }
    if !block.is_empty() {
        blocks.push(Block::unknown(block));
    }
    blocks
}

/// The beginning of a text, at most `most` bytes, cut at a character.
pub(super) fn head(text: &str, most: usize) -> &str {
    text.get(..text.floor_char_boundary(most)).unwrap_or(text)
}

/// White space and characters that print nothing.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}' | '\u{ad}')
}

/// Lines whatever ends them: LF, CR LF, CR, form feed, NEL, the Unicode separators.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let only_lf = has_only_lf(text.as_bytes());
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = if only_lf {
            memchr::memchr(b'\n', text.as_bytes())
        } else {
            text.find(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'])
        };
        let Some(end) = end else {
            rest = None;
            return Some(text);
        };
        let (line, tail) = text.split_at(end);
        let width = if tail.starts_with("\r\n") { 2 } else { tail.chars().next().map_or(1, char::len_utf8) };
        rest = tail.get(width..);
        Some(line)
    })
}

/// Whether no line ends otherwise than by LF.
fn has_only_lf(bytes: &[u8]) -> bool {
    // as UTF-8: NEL is C2 85, the separators are E2 80 A8 and E2 80 A9
    let separates = |at: usize| match bytes.get(at + 1..) {
        Some([0x85, ..]) => bytes.get(at) == Some(&0xc2),
        Some([0x80, 0xa8 | 0xa9, ..]) => bytes.get(at) == Some(&0xe2),
        _ => false,
    };
    memchr::memchr3(b'\r', 0x0b, 0x0c, bytes).is_none()
        && !memchr::memchr2_iter(0xc2, 0xe2, bytes).any(separates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_not_refused() {
        assert!(refuse_if_binary("A line\u{1b}[1m\r\n\tand another").is_ok());
        assert!(refuse_if_binary("ab\0cd").is_err());
        assert!(refuse_if_binary("\u{1}\u{2}\u{3}abc").is_err());
    }

    #[test]
    fn tables_are_told_from_copy() {
        for table in [
            "\"Topic\",\"Day\",\"Hour\"\n\"Fish\",\"12/7\",\"10:00\"\n\"Boats built in a year, in all\",\"14/8\",\"11:00\"\n",
            "Team;W;L\nHalden;24;14\nKysten;18;17\n",
            "name\tcity\tage\nRuth\tLumen\t40\nCarl\tLumen\t41\n",
            "id,name,goals\n1,Brandt,31\n2,Moe,28\n3,Berg,21\n",
        ] {
            assert!(is_table(table), "{table}");
        }
        for story in [
            "Port reopens\n\nThe port, the quay, and the lock are open.\nThe mayor, Ruth Levin, and the pilot came.\n",
            "One, two, three.\nFour, five, six.\nSeven, eight, nine.\n",
            "A, B, C\n",
            "Goals: Brandt, Norvik, 31\nThe league goes on in May, with all its clubs, after the long break.\n",
        ] {
            assert!(!is_table(story), "{story}");
        }
    }

    #[test]
    fn addresses_and_comments_tell_nothing() {
        assert!(is_list_of_addresses("https://n.example/a\n\nhttp://n.example/b\r\n"));
        assert!(is_list_of_addresses("https://n.example/a"));
        assert!(
            !is_list_of_addresses("The port is shut\nhttps://n.example/a\n") && !is_list_of_addresses(" \n")
        );
        for empty in ["<!-- nothing -->", "<?xml version='1.0'?>\n<!-- a --> <!-- b -->\n", "<!-- open"] {
            assert_eq!(without_comments(empty), "", "{empty}");
        }
        assert_eq!(without_comments("<!-- a -->\nThe port is shut."), "The port is shut.");
    }

    #[test]
    fn codes_are_no_headlines() {
        for code in [
            "NHX20417",
            "HX2041 20260304",
            "WTNT31 KNHC 051500",
            "WTNT31 KNHC 051500 AAA",
            "AB12/34-5",
            "WIRE-2026-03-04-00012",
        ] {
            assert!(is_code(code), "{code}");
        }
        for line in [
            "COVID19 RETURNS",
            "COVID19 CASES RISE",
            "COVID19 HITS 051500",
            "G20 SUMMIT OPENS",
            "U20 WORLD CUP",
            "U20 2026",
            "MH370 FOUND",
            "BREXIT31 KILL 100",
            "2026",
            "HALDEN",
            "Port reopens",
        ] {
            assert!(!is_code(line), "{line}");
        }
    }

    #[test]
    fn a_headline_with_a_code_word_stays() {
        let read = |first: &str| {
            let text = format!("{first}\n\nMinister speaks of a hard winter\n\nThe port is shut, she said.");
            let mut document = Document { blocks: blocks(&text, 100), ..Document::default() };
            read_bulletin(&mut document);
            document.headline.map(|found| found.value)
        };
        assert_eq!(read("NHX20417").as_deref(), Some("Minister speaks of a hard winter"));
        for headline in ["COVID19 CASES RISE", "G20 SUMMIT OPENS", "U20 WORLD CUP"] {
            assert_eq!(read(headline), None, "{headline}");
        }
    }

    #[test]
    fn bulletins_say_who_issued_them() {
        let text = "IDY21020\n40:2:1:04:55S075E\nSECURITE\nHigh Seas Warning for Area 10\nIssued by the Halden Bureau of Weather, BNOC\nAt 1859UTC 15 July 2018\n\nThe gales are over.";
        let mut document = Document { blocks: blocks(text, 100), ..Document::default() };
        read_bulletin(&mut document);
        assert_eq!(document.headline.unwrap().value, "High Seas Warning for Area 10");
        assert_eq!(document.publisher.unwrap().value, "Halden Bureau of Weather");
        let at = crate::normalise::dates::parse(&document.published.unwrap().value.raw, None);
        assert!(at.is_some_and(|(value, _)| value.starts_with("2018-07-15T18:59")));
        assert!(Issued::of("IDY21020\nHigh Seas Warning\nIt is over.").is_none());
    }

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = blocks(text, 1000).into_iter().map(|b| b.text).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn blank_lines_part_blocks() {
        check("One\ntwo\n\nThree\n \t \nFour", &["One\ntwo", "Three", "Four"]);
        check("One\r\n\r\nTwo\rThree", &["One", "Two\nThree"]);
        check("One\u{2029}\u{2029}Two\u{85}Three", &["One", "Two\nThree"]);
        check("\u{a0}\n\u{200b}\n", &[]);
        check("One — two\n\n\u{a0}\n  Indented", &["One — two", "  Indented"]);
    }

    #[test]
    fn tables_of_wires_are_rows() {
        let rows =
            table("^Standings=\n^;W;L;Pct\nHalden;24;14;.632\nKysten;18;17;.514\nBrandby;18;19;.486\n")
                .unwrap();
        let told: Vec<_> = rows.iter().map(|b| (b.kind, b.text.as_str())).collect();
        let table_of = |text| (Some(BlockKind::Table), text);
        assert_eq!(
            told,
            [
                (None, "Standings"),
                table_of("W | L | Pct"),
                table_of("Halden | 24 | 14 | .632"),
                table_of("Kysten | 18 | 17 | .514"),
                table_of("Brandby | 18 | 19 | .486")
            ]
        );
        assert!(table("Goals: Brandt, Norvik, 31; Moe, Halden, 28; Berg, Kysten, 21.\n").is_none());
    }

    #[test]
    fn stops_soon_after_the_cap() {
        assert_eq!(blocks(&"a\n\n".repeat(100), 10).len(), 11);
    }
}
