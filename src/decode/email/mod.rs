//! E-mail with its MIME parts: letters, newsletters, agency copy sent by mail.
//!
//! The readable part wins: HTML where there is one, since it has the links and headings, else the text. Attachments
//! that are deliveries themselves (letters, archives, XML, JSON) are members.
//!
//! `headers` and `labels` turn bytes into text, through `charset` as everywhere; `forwarded` finds the letter inside a letter,
//! `frame` what newsletters put around their story.

use std::ops::ControlFlow;

use mail_parser::{HeaderName, Message, MessageParser, MimeHeaders, PartType};

mod forwarded;
mod frame;
mod headers;
mod labels;

use super::html::fragment;
use super::reading::{GO_ON, Outcome, Place, Reading, STOP, Sheet};
use super::{text, xml};
use crate::model::{Block, BlockKind, Byline, DateClaim, Document, Fault, FaultCode, Found};

/// Headers that only mail has.
const OWN: [&str; 7] =
    ["from", "date", "received", "mime-version", "message-id", "return-path", "delivered-to"];
/// Headers that mail shares with other texts.
const SHARED: [&str; 4] = ["to", "subject", "content-type", "content-transfer-encoding"];

/// Headers by which desks say until when a letter is not to be used.
const EMBARGO: [&str; 4] = ["Embargo", "X-Embargo", "Embargo-Until", "X-Embargo-Until"];

/// Lines `Name: value` from the first that is not blank, two of which are such as only mail has.
pub(super) fn recognise(bytes: &[u8]) -> bool {
    let head = bytes.get(..16 * 1024).unwrap_or(bytes).trim_ascii_start();
    let (mut own, mut shared, mut multipart) = (0, 0, false);
    for (n, line) in head.split(|b| *b == b'\n').enumerate() {
        if line.trim_ascii().is_empty() || n > 200 {
            break;
        }
        if line.first().is_some_and(u8::is_ascii_whitespace) && n > 0 {
            continue;
        }
        let Some(colon) = memchr::memchr(b':', line) else { break };
        let Some(name) = line.get(..colon).and_then(|n| std::str::from_utf8(n).ok()) else { break };
        if name.is_empty() || name.len() > 60 || !name.bytes().all(|b| b.is_ascii_graphic()) {
            break;
        }
        let name = name.to_ascii_lowercase();
        own += usize::from(OWN.contains(&name.as_str()));
        shared += usize::from(SHARED.contains(&name.as_str()));
        multipart |=
            name == "content-type" && line.to_ascii_lowercase().windows(10).any(|w| w == b"multipart/");
    }
    (own >= 1 && own + shared >= 3) || own >= 2 || multipart
}

pub(super) fn decode(reading: &mut Reading<'_>, bytes: &[u8], place: &Place) -> Outcome {
    let mended = parts_called_text(bytes);
    let Some(message) = MessageParser::default().parse(mended.as_deref().unwrap_or(bytes).trim_ascii_start())
    else {
        return Err(Fault::new(FaultCode::Malformed, "expected a letter with headers and a body"));
    };
    let document = read(&message, reading)?;
    let told = !document.blocks.is_empty();
    let sheet = Sheet { text: "", raw: bytes, place, warning: None, charset: None };
    if told && reading.story(&sheet, document)?.is_break() {
        return STOP;
    }
    let ControlFlow::Continue(attachments) = read_attachments(reading, &message, place)? else { return STOP };
    if !told && attachments == 0 {
        return Err(Fault::new(
            FaultCode::NoText,
            "a letter without a readable part and without attachments that can be read",
        ));
    }
    GO_ON
}

/// A letter whose head calls it text and yet names a boundary, with the parts that stand between: called what it is.
fn parts_called_text(bytes: &[u8]) -> Option<Vec<u8>> {
    let letter = bytes.trim_ascii_start();
    let finder = memchr::memmem::Finder::new(b"\n\r\n");
    let end = finder.find(letter).or_else(|| memchr::memmem::find(letter, b"\n\n"))?;
    let head = letter.get(..end)?;
    let lower = head.to_ascii_lowercase();
    let at = memchr::memmem::find(&lower, b"\ncontent-type:")? + 1;
    let field = lower.get(at..)?;
    // the field ends where a line begins that is not folded
    let length =
        field.windows(2).position(|w| w[0] == b'\n' && !matches!(w[1], b' ' | b'\t')).unwrap_or(field.len());
    let field = field.get(..length)?;
    let kind = memchr::memmem::find(field, b"text/").filter(|kind| *kind < 40)?;
    let named = memchr::memmem::find(field, b"boundary=")? + b"boundary=".len();
    let name: Vec<u8> = head
        .get(at + named..at + length)?
        .iter()
        .copied()
        .skip_while(|b| *b == b'"')
        .take_while(|b| !matches!(b, b'"' | b';' | b'\r' | b'\n'))
        .collect();
    let opening = [b"\n--", name.as_slice()].concat();
    memchr::memmem::find(letter.get(end..)?, &opening)?;
    let text = field.get(kind..)?.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'/').count();
    let (before, after) = (letter.get(..at + kind)?, letter.get(at + kind + text..)?);
    Some([before, b"multipart/mixed", after].concat())
}

fn read(message: &Message<'_>, reading: &Reading<'_>) -> Result<Document, Fault> {
    let label = body_label(message);
    let subject = headers::value(message, &HeaderName::Subject, label.as_deref(), reading.hints);
    let subject = subject.map(|s| fragment::line(&s)).unwrap_or_default();
    let (headline, _) = forwarded::without_prefixes(&subject, false);
    let (_, is_forwarded) = forwarded::without_prefixes(&subject, true);
    let mut document = Document {
        format: "email",
        item: message.message_id().map(str::to_owned),
        headline: Some(Found::new(headline.to_owned(), "subject")).filter(|f| !f.value.is_empty()),
        published: message
            .date()
            .filter(|d| d.year > 1970)
            .map(|d| Found::new(DateClaim { raw: d.to_rfc3339() }, "date")),
        ..Document::default()
    };
    let embargo = EMBARGO.iter().find_map(|name| message.header_raw(*name));
    document.embargo_until =
        embargo.map(|raw| Found::new(DateClaim { raw: raw.trim().to_owned() }, "embargo-header"));
    read_sender(&mut document, message, label.as_deref(), reading);
    read_parts(&mut document, message, reading)?;
    let inside = is_forwarded && message.attachments().any(|a| matches!(a.body, PartType::Message(_)));
    if inside && document.blocks.iter().map(|b| b.text.len()).sum::<usize>() < LONGEST_COVER {
        // what is written around a letter that is attached is for whoever it was sent to
        document.blocks.clear();
        return Ok(document);
    }
    forwarded::take(&mut document, is_forwarded);
    frame::mark(&mut document.blocks);
    Ok(document)
}

/// Longest note beside a letter that is forwarded as an attachment.
const LONGEST_COVER: usize = 1_000;

/// The charset of the first part that says one.
fn body_label(message: &Message<'_>) -> Option<String> {
    message.parts.iter().take(20).find_map(|part| labels::of(part).charset)
}

fn read_sender(document: &mut Document, message: &Message<'_>, label: Option<&str>, reading: &Reading<'_>) {
    let sender = message.from().and_then(|from| from.first());
    let name = headers::sender(message, label, reading.hints)
        .or_else(|| sender.and_then(|s| s.name().or(s.address())).map(str::to_owned));
    match (message.header_raw("List-Id"), name) {
        (Some(list), name) => {
            let list = list.split('<').next().unwrap_or_default().trim().trim_matches('"').to_owned();
            let publisher = Some(list).filter(|l| !l.is_empty()).or(name);
            document.publisher = publisher.map(|p| Found::new(p, "list-id"));
            document.genre = Some(Found::new("newsletter".to_owned(), "list-id"));
        }
        (None, Some(raw)) => document.bylines.push(Found::new(Byline { raw, ..Byline::default() }, "from")),
        (None, None) => {}
    }
}

fn read_parts(document: &mut Document, message: &Message<'_>, reading: &Reading<'_>) -> Result<(), Fault> {
    for part in message.html_bodies().take(20) {
        if let PartType::Html(_) = &part.body {
            let read = labels::read(message, part, &labels::of(part), reading.hints);
            document.warnings.extend(read.warning);
            fragment::read_letter_into(document, &read.text, reading.limits)?;
        }
    }
    if document.blocks.iter().any(|b| b.text.chars().any(char::is_alphanumeric)) {
        return Ok(());
    }
    for part in message.text_bodies().take(20) {
        if let PartType::Text(_) = &part.body {
            let label = labels::of(part);
            let read = labels::read(message, part, &label, reading.hints);
            if super::json::recognise(&read.text) {
                continue;
            }
            document.warnings.extend(read.warning);
            read_plain(document, &read.text, &label, reading);
        }
    }
    Ok(())
}

fn read_plain(document: &mut Document, plain: &str, label: &labels::Label, reading: &Reading<'_>) {
    let lines: String = text::lines(plain).flat_map(|line| [line, "\n"]).collect();
    let lines = if label.flowed { labels::unflowed(&lines, label) } else { lines };
    let lines = forwarded::unquoted(&lines);
    let (story, signature) = frame::without_signature(&lines);
    document.blocks.extend(text::blocks(story, reading.limits.paragraphs));
    document.blocks.extend(signature.map(|s| Block::of(BlockKind::Contact, s)));
}

/// Reads what is attached; how many attachments were deliveries.
fn read_attachments(
    reading: &mut Reading<'_>,
    message: &Message<'_>,
    place: &Place,
) -> Result<ControlFlow<(), usize>, Fault> {
    let mut count = 0;
    let forms =
        message.text_bodies().filter(|p| matches!(&p.body, PartType::Text(t) if super::json::recognise(t)));
    for (n, part) in forms.chain(message.attachments()).enumerate() {
        let name = part.attachment_name().map_or_else(|| format!("#{}", n + 1), str::to_owned);
        let bytes = part.contents();
        if !is_delivery(reading, bytes) {
            continue;
        }
        count += 1;
        if place.may_hold_others(reading.limits).is_err() {
            break;
        }
        if reading.member(place, &name, bytes)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(count))
}

/// A letter, an archive, XML or JSON of a known shape: not a signature, a picture or a logo.
fn is_delivery(reading: &Reading<'_>, bytes: &[u8]) -> bool {
    reading.is_bundle(bytes)
        || std::str::from_utf8(bytes)
            .is_ok_and(|t| xml::root_name(t).is_some_and(|n| n != "svg") || super::json::recognise(t))
}
