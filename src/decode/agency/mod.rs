//! What agencies send: XML of three generations, and the control characters of the telex age.
//!
//! One file per format; here stands what they share. A delivery that is cut off or not well-formed is refused
//! whole: half a dispatch is worse than none.

use super::html::fragment;
use super::xml::{Id, Xml};
use crate::model::{
    AuthorRole, Block, BlockKind, Byline, DateClaim, Document, Fault, Found, Image, Rights, Status,
    TextLimits,
};

pub(super) mod anpa;
pub(super) mod embargoes;
pub(super) mod iptc7901;
pub(super) mod newsml1;
pub(super) mod newsml_g2;
pub(super) mod nitf;
mod nitf_media;
pub(super) mod zczc;

/// What a status word of any agency vocabulary says.
pub(super) fn status(word: &str) -> Option<Status> {
    let word = word.rsplit(':').next().unwrap_or(word).trim().to_ascii_lowercase();
    match word.as_str() {
        "usable" | "embargo lifted" => Some(Status::Usable),
        "withheld" | "embargoed" | "embargo" | "hold" => Some(Status::Withheld),
        "canceled" | "cancelled" | "cancel" | "killed" | "kill" | "withdrawn" | "withdraw" | "deleted"
        | "delete" | "retracted" | "recalled" | "rescinded" | "annulled" | "mandatory kill" => {
            Some(Status::Canceled)
        }
        _ => None,
    }
}

/// A number 1 to 9, as urgency is written.
pub(super) fn urgency(text: &str) -> Option<u8> {
    text.trim().parse().ok().filter(|n| (1..=9).contains(n))
}

/// Words of which update tags are made, by themselves or with numbers. By hand.
#[rustfmt::skip]
const TAG_WORDS: &[&str] = &[
    "LEAD", "LD", "WRITETHRU", "LD-WRITETHRU", "LD-WRITETHROUGH", "UPDATE", "REFILE", "CORRECTION", "CORRECTED", "CORRECTS", "CORR", "ROUNDUP", "URGENT", "EXTRA", "TAKE", "RPT", "REPEAT", "FLASH", "BULLETIN", "ALERT", "WRAPUP", "ADVISORY",
    "ZUSAMMENFASSUNG", "WIEDERHOLUNG", "KORREKTUR", "BERICHTIGUNG", "EILMELDUNG", "EIL", "NEU", "ÜBERBLICK", "TAGESZUSAMMENFASSUNG", "ERGÄNZUNG", "LEADALL", "URGENTE", "AVANCE", "ACTUALIZACIÓN", "CORRECCIÓN", "AMPLIACIÓN", "RECTIFICATIF", "SYNTHÈSE", "AJOUTE", "REPETIÇÃO", "CORREÇÃO",
];

/// Whether a line is an update tag: whole words of them, with numbers and ordinals and nothing else; or the word for a kill.
/// `Leadership vote delayed` is a headline.
pub(super) fn is_update_tag(line: &str) -> bool {
    let loud = !line.contains(char::is_lowercase);
    let kills = ["KILL", "CANCEL", "WITHDRAW", "ZURÜCKGEZOGEN", "ANNUL", "ANULA"];
    let count = line.split_whitespace().count();
    if loud && count <= 2 && kills.iter().any(|w| line.contains(w)) {
        return true;
    }
    // `(Zusammenfassung - neu: Reaktion)`: a tag that says what is new
    if let Some(inner) = line.strip_prefix('(').and_then(|l| l.strip_suffix(')'))
        && let Some(first) =
            inner.split([' ', ':', '-', ',']).find(|w| w.trim_end_matches('.').parse::<u8>().is_err())
        && inner.contains(['-', ':', ','])
    {
        return TAG_WORDS.contains(&first.to_uppercase().as_str());
    }
    let mut words = line
        .split([' ', '-', '(', ')', ':', ',', '='])
        .map(|w| w.trim_end_matches('.').to_uppercase())
        .filter(|w| !w.is_empty());
    let is_number = |w: &str| {
        let digits = w.bytes().take_while(u8::is_ascii_digit).count();
        digits > 0 && matches!(w.get(digits..), Some("" | "ST" | "ND" | "RD" | "TH" | "ER" | "E"))
    };
    let mut named = false;
    let all = words.all(|w| {
        let is_tag = TAG_WORDS.contains(&w.as_str());
        named |= is_tag;
        is_tag || is_number(&w)
    });
    all && named && (1..=4).contains(&count)
}

/// Longest update tag, in bytes, to which another is added.
const LONGEST_TAG: usize = 60;

/// Adds an update tag; a story may have two, `REFILE` and `1ST LEAD`.
pub(super) fn push_tag(document: &mut Document, tag: &str) {
    match &mut document.update_tag {
        Some(known) if known.value.eq_ignore_ascii_case(tag) || known.value.len() > LONGEST_TAG => {}
        Some(known) => known.value = format!("{}, {tag}", known.value),
        None => document.update_tag = Some(Found::new(tag.to_owned(), "header")),
    }
}

/// What a word holds back that says no end of it.
pub(super) fn hold(document: &mut Document, word: &str, from: &'static str) {
    document.embargo_until.get_or_insert_with(|| Found::new(DateClaim { raw: word.to_owned() }, from));
}

/// A note to editors as a block.
pub(super) fn push_note(document: &mut Document, note: Option<String>) {
    document.blocks.extend(note.filter(|n| !n.is_empty()).map(|n| Block::of(BlockKind::Note, n)));
}

/// Elements of these names that stand beside each other in a text that is not well-formed, each from its beginning to the
/// last of its ends before the next begins.
pub(super) fn items_apart<'t>(text: &'t str, names: &[&str]) -> Vec<&'t str> {
    let begins = |at: usize| {
        let rest = text.get(at + 1..).unwrap_or_default();
        let head = rest.get(..rest.floor_char_boundary(32)).unwrap_or_default();
        let end = head.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(head.len());
        names.contains(&head.get(..end).unwrap_or_default())
    };
    let places: Vec<usize> = text.match_indices('<').map(|(at, _)| at).filter(|at| begins(*at)).collect();
    let ends = places.iter().skip(1).copied().chain([text.len()]);
    let parts = places.iter().zip(ends).map(|(start, end)| {
        let part = text.get(*start..end).unwrap_or_default();
        let closes = |name: &&str| {
            let tag = format!("</{name}>");
            Some(part.rfind(&tag)? + tag.len())
        };
        names.iter().filter_map(closes).max().and_then(|end| part.get(..end)).unwrap_or(part)
    });
    parts.collect()
}

/// How desks say who made a story, in the notes that are not for readers. By hand.
#[rustfmt::skip]
const DESK_ROLES: &[(&str, AuthorRole)] = &[
    ("reporting by:", AuthorRole::Reporter), ("reporter:", AuthorRole::Reporter), ("writing by:", AuthorRole::Author), ("written by:", AuthorRole::Author), ("author:", AuthorRole::Author), ("autor:", AuthorRole::Author), ("autorin:", AuthorRole::Author), ("autor/in:", AuthorRole::Author), ("auteur:", AuthorRole::Author), ("autore:", AuthorRole::Author),
    ("editing by:", AuthorRole::Editor), ("editor:", AuthorRole::Editor), ("redaktion:", AuthorRole::Editor), ("redaktör:", AuthorRole::Editor), ("redactie:", AuthorRole::Editor), ("edición:", AuthorRole::Editor), ("édition:", AuthorRole::Editor),
];

/// Who a line of the desk's notes says made the story: `- Reporting by: A in P, B in Q`, `Redaktion: C (Berlin), 030...`.
pub(super) fn desk_credits(document: &mut Document, line: &str) {
    let line = line.trim_start_matches(['-', '*', '#', ' ']);
    let head: String = line.chars().take(16).flat_map(char::to_lowercase).collect();
    let Some((label, role)) = DESK_ROLES.iter().find(|(label, _)| head.starts_with(label)) else { return };
    if line.len() > 600 {
        return;
    }
    let width: usize = line.chars().take(label.chars().count()).map(char::len_utf8).sum();
    let names = line.get(width..).unwrap_or_default();
    // what begins with a figure, a plus sign or an address is how to reach them
    let is_number =
        |part: &str| part.trim_start().starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '<'));
    let names: Vec<&str> = names.split([',', ';']).take_while(|part| !is_number(part)).collect();
    for name in names.iter().flat_map(|part| part.split(" and ")) {
        let raw = name.split(['(', '<', ';']).next().unwrap_or_default().trim();
        if raw.contains(' ') && !raw.contains('@') {
            let byline = Byline { raw: raw.to_owned(), role: Some(*role), ..Byline::default() };
            document.bylines.push(Found::new(byline, "desk"));
        }
    }
}

/// Rights, if there are any.
pub(super) fn rights(copyright: Option<String>, usage_terms: Option<String>) -> Option<Rights> {
    (copyright.is_some() || usage_terms.is_some()).then_some(Rights { copyright, usage_terms, free: None })
}

/// Reads a body of NITF or XHTML elements into blocks, pictures and links.
pub(super) fn read_body(
    document: &mut Document,
    xml: &Xml,
    body: Id,
    limits: &TextLimits,
) -> Result<(), Fault> {
    let raw = xml.raw(body);
    // elements for its paragraphs are indented by the layout of the XML
    let has_paragraphs = xml.find_all(body, "p").take(2).count() == 2;
    if !has_paragraphs && is_wire_text(&raw) || is_preformatted(xml, body) {
        document.blocks.extend(super::text::blocks(&indents_part(&raw), limits.paragraphs));
        return Ok(());
    }
    let mut html = xml.to_html(body, |id| html_name(xml.name(id)));
    if is_set_in_columns(&raw) {
        html = html.replace('\n', "<br>");
    }
    html = without_footnotes(html);
    if html.contains("<p")
        || html.contains("<h")
        || html.contains("<li")
        || html.contains("<td")
        || html.contains("<br")
    {
        fragment::read_into(document, &lines_kept(html), limits)?;
        document.images.retain(|image| !is_counter(image));
        return Ok(());
    }
    if fragment::looks_like_html(&raw) {
        fragment::read_into(document, &raw, limits)?;
        document.images.retain(|image| !is_counter(image));
        return Ok(());
    }
    let lines: Vec<&str> = raw.lines().map(str::trim).collect();
    document.blocks.extend(super::text::blocks(&lines.join("\n"), limits.paragraphs));
    Ok(())
}

/// A picture that counts readers: nothing is said of it, and its address is a program's, with what it is to count.
fn is_counter(image: &Image) -> bool {
    const FILES: [&str; 7] = [".jpg", ".jpeg", ".png", ".webp", ".avif", ".svg", ".gif"];
    let Some((path, query)) = image.url.as_deref().and_then(|url| url.split_once('?')) else { return false };
    let file = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    image.caption.is_none()
        && image.alt.is_none()
        && query.contains('=')
        && file.len() <= 8
        && !FILES.iter().any(|ending| file.ends_with(ending))
}

/// Whether all of a body is one text as it was typed.
fn is_preformatted(xml: &Xml, body: Id) -> bool {
    let mut elements = xml.children(body).filter(|c| !xml.name(*c).is_empty());
    elements.next().is_some_and(|first| xml.name(first) == "pre")
        && elements.next().is_none()
        && !xml.has_own_text(body)
}

/// Without the raised figures of footnotes, which would grow into the word or year before them: `Experience<sup>2</sup>`. Behind
/// short words they are powers of a unit.
fn without_footnotes(html: String) -> String {
    const OPEN: &str = "<sup";
    const LONG_WORD: usize = 4;
    if !html.contains(OPEN) {
        return html;
    }
    let mut kept = String::with_capacity(html.len());
    let mut rest = html.as_str();
    while let Some((before, after)) = rest.split_once(OPEN) {
        kept.push_str(before);
        let figures = after.split_once('>').and_then(|(_, inside)| inside.split_once("</sup>"));
        let figures = figures.filter(|(figures, _)| {
            (1..=2).contains(&figures.len()) && figures.bytes().all(|b| b.is_ascii_digit())
        });
        let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let is_word = word.chars().count() >= LONG_WORD && word.chars().all(char::is_alphabetic);
        let is_year = word.len() == 4
            && (word.starts_with("19") || word.starts_with("20"))
            && word.bytes().all(|b| b.is_ascii_digit());
        match figures.filter(|_| is_word || is_year) {
            Some((_, behind)) => rest = behind,
            None => {
                kept.push_str(OPEN);
                rest = after;
            }
        }
    }
    kept.push_str(rest);
    kept
}

/// The line ends of paragraphs whose lines are set in columns, as breaks: results and prices are a line each.
fn lines_kept(html: String) -> String {
    let is_columnar = |line: &str| {
        let inner = line.trim();
        inner.contains("   ") && !inner.starts_with('<')
    };
    if !html.lines().any(is_columnar) {
        return html;
    }
    let mut out = String::with_capacity(html.len() + 64);
    for paragraph in html.split_inclusive("</p>") {
        let columnar = paragraph.lines().filter(|line| is_columnar(line)).count();
        if columnar >= 2 {
            out.push_str(&paragraph.replace('\n', "<br/>\n"))
        } else {
            out.push_str(paragraph)
        }
    }
    out
}

/// Text that was set for a printer and put into one element as it was: some lines indented, most of them not.
/// (Where all lines are indented, that is the layout of the XML.)
fn is_wire_text(raw: &str) -> bool {
    let (mut flush, mut indented) = (0usize, 0usize);
    for line in raw.lines().skip(1).filter(|l| !l.trim().is_empty()) {
        if line.starts_with("   ") {
            indented += 1;
        } else if !line.starts_with([' ', '\t']) {
            flush += 1;
        }
    }
    indented >= 3 && flush >= indented
}

/// Lines of results and rates that were set in columns with spaces, one below the other.
fn is_set_in_columns(raw: &str) -> bool {
    let lines = raw.lines().map(str::trim).filter(|line| !line.is_empty()).take(200);
    let (mut all, mut columns) = (0usize, 0usize);
    for line in lines {
        all += 1;
        columns += usize::from(line.contains("   "));
    }
    columns >= 3 && columns * 2 >= all
}

/// Where paragraphs are indented and not parted by blank lines, parts them. Their first lines keep the indentation: how
/// far a line was filled counts from the margin.
pub(super) fn indents_part(body: &str) -> String {
    let parted = body.contains("\n\n") && !is_wire_text(body);
    let mut text = String::with_capacity(body.len() + 64);
    for line in body.split_inclusive('\n') {
        let begins = line.starts_with("   ") && !parted;
        if begins && !text.is_empty() {
            text.push('\n');
        }
        text.push_str(if begins { line } else { line.trim_start_matches([' ', '\t']) });
    }
    text
}

/// Elements that HTML has too.
#[rustfmt::skip]
const SAME_IN_HTML: &[&str] = &[
    "p", "br", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "thead", "tbody", "tr", "td", "th", "blockquote", "pre", "a", "em", "strong", "b", "i", "figure", "figcaption", "img", "hr",
    "section", "article", "dl", "dt", "dd", "caption", "q", "u", "sub", "sup",
];

/// [`read_body`] of an unknown vendor: elements that stand beside each other, with no text between them, and hold text
/// are paragraphs, whatever their names. `told`: elements in it that fields of the record were read from.
pub(super) fn read_unknown_body(
    document: &mut Document,
    xml: &Xml,
    body: Id,
    told: &[Id],
    limits: &TextLimits,
) -> Result<(), Fault> {
    let raw = xml.raw(body);
    let is_unknown = |id: Id| html_name(xml.name(id)) == Some("span");
    let holds_paragraphs = |id: Id| {
        (id == body || matches!(html_name(xml.name(id)), Some("div" | "section" | "article" | "span")))
            && !xml.has_own_text(id)
    };
    let part = |id: Id| id != body && is_unknown(id) && holds_paragraphs(xml.parent(id));
    let leaves = || {
        let elements = xml.subtree(body).filter(|id| !xml.name(*id).is_empty() && !told.contains(id));
        elements.filter(|id| part(*id) && xml.has_own_text(*id))
    };
    // an element that holds a whole text with blank lines in it, or HTML as text, is read as that
    let whole = |id: Id| xml.raw(id).trim().lines().any(|line| line.trim().is_empty());
    if told.is_empty() && leaves().take(2).count() < 2
        || fragment::looks_like_html(&raw)
        || leaves().any(whole)
    {
        return read_body(document, xml, body, limits);
    }
    let html = xml.to_html(body, |id| match html_name(xml.name(id)) {
        _ if told.contains(&id) => None,
        Some("span") if id == body => Some("div"),
        Some("span") if part(id) && xml.has_own_text(id) => Some("p"),
        Some("span") if part(id) => Some("div"),
        name => name,
    });
    fragment::read_into(document, &html, limits)
}

/// The HTML element for one of NITF or XHTML; `None` for what is not story.
fn html_name(name: &str) -> Option<&'static str> {
    if let Some(same) = SAME_IN_HTML.iter().find(|same| **same == name) {
        return Some(same);
    }
    Some(match name {
        "hl1" | "hl2" | "hedline" => "h2",
        "bq" => "blockquote",
        "media" => "figure",
        "media-caption" => "figcaption",
        "media-reference" => "img",
        "media-producer" | "media-metadata" | "media-object" => return None,
        "script" | "style" | "head" | "body.head" | "title" | "object" => return None,
        "div" | "block" | "body" | "html" | "body.content" | "body.end" | "nitf" | "DataContent"
        | "inlineXML" | "note" | "byline" | "dateline" | "fn" | "nitf-table" | "tagline" | "header"
        | "footer" | "main" | "aside" => "div",
        _ => "span",
    })
}
