//! E-mail with its MIME parts: letters, newsletters, agency copy sent by mail.
//!
//! The readable part wins: HTML where there is one, since it has the links and headings, else the text. Attachments
//! that are deliveries themselves (letters, archives, XML, JSON) are members.
//!
//! `mended` parts what is badly parted, `quoted` takes out what a letter answers, `headers` and `labels` turn bytes into text, through `charset` as everywhere; `forwarded` finds the letter inside a letter,
//! `frame` what newsletters put around their story, `greeting` what people do.

use std::ops::ControlFlow;

use mail_parser::{HeaderName, Message, MessageParser, MessagePart, MimeHeaders, PartType};

mod forwarded;
mod frame;
mod greeting;
mod headers;
mod labels;
mod mended;
mod quoted;

use super::html::fragment;
use super::reading::{GO_ON, Outcome, Place, Reading, STOP, Sheet};
use super::{text, xml};
use crate::model::{Block, BlockKind, Byline, DateClaim, Document, Fault, FaultCode, Found};
use crate::normalise::{dates, embargo_in};

/// Headers that only mail has.
const OWN: [&str; 7] =
    ["from", "date", "received", "mime-version", "message-id", "return-path", "delivered-to"];
/// Headers that mail shares with other texts.
const SHARED: [&str; 4] = ["to", "subject", "content-type", "content-transfer-encoding"];

/// Headers in which desks say so among other things.
const NOTES: [&str; 4] = ["Keywords", "X-Keywords", "Comments", "X-Comments"];
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
    let mended = mended::mended(bytes.trim_ascii_start());
    let Some(message) = MessageParser::default().parse(&*mended) else {
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

/// When a letter was sent: as its parser reads that, or as it is written where the parser knows neither the zone nor
/// the month (`Mi, 4 Mär 2026 09:12 MEZ`, `GMT+01:00`).
fn sent(message: &Message<'_>) -> Option<Found<DateClaim>> {
    let parsed = message.date().filter(|d| d.year > 1970 && (1..=12).contains(&d.month));
    let parsed = parsed.map(mail_parser::DateTime::to_rfc3339);
    let written = message.header_raw("Date").map(str::trim).filter(|raw| !raw.is_empty());
    let says_where =
        |raw: &str| dates::read(raw, None).is_some_and(|m| m.time.is_some_and(|time| time.offset.is_some()));
    let instant = |raw: &str| dates::instant(raw, None);
    let raw = match (parsed, written) {
        (Some(parsed), Some(written)) if says_where(written) && instant(&parsed) != instant(written) => {
            written.to_owned()
        }
        (Some(parsed), _) => parsed,
        (None, written) => written?.to_owned(),
    };
    Some(Found::new(DateClaim { raw }, "date"))
}

fn read(message: &Message<'_>, reading: &Reading<'_>) -> Result<Document, Fault> {
    let label = body_label(message);
    let subject = headers::value(message, &HeaderName::Subject, label.as_deref(), reading.hints);
    let subject = subject.map(|s| fragment::line(&s)).unwrap_or_default();
    let subject = greeting::without_marks(&subject);
    let subject = quoted::without_list_name(subject, message.header_raw("List-Id")).to_owned();
    let (headline, _) = forwarded::without_prefixes(&subject, false);
    let (_, is_forwarded) = forwarded::without_prefixes(&subject, true);
    let mut document = Document {
        format: "email",
        item: message.message_id().map(str::to_owned),
        headline: Some(Found::new(headline.to_owned(), "subject")).filter(|f| !f.value.is_empty()),
        published: sent(message),
        ..Document::default()
    };
    let embargo = EMBARGO.iter().find_map(|name| message.header_raw(*name));
    document.embargo_until =
        embargo.map(|raw| Found::new(DateClaim { raw: raw.trim().to_owned() }, "embargo-header"));
    document.language = language(message);
    read_sender(&mut document, message, label.as_deref(), reading);
    read_parts(&mut document, message, reading)?;
    let inside = is_forwarded && message.attachments().any(|a| matches!(a.body, PartType::Message(_)));
    if inside && document.blocks.iter().map(|b| b.text.len()).sum::<usize>() < LONGEST_COVER {
        // what is written around a letter that is attached is for whoever it was sent to
        document.blocks.clear();
        return Ok(document);
    }
    if is_forwarded || !forwarded::is_answer(&subject) {
        forwarded::take(&mut document, is_forwarded);
    } else {
        quoted::mark_answered(&mut document.blocks);
    }
    frame::mark(&mut document.blocks);
    greeting::mark(&mut document.blocks);
    let told = NOTES.iter().filter_map(|name| message.header_raw(*name)).map(str::trim);
    let mut told = told.flat_map(|raw| raw.split(';').chain(raw.split(',')));
    let told = told.find_map(embargo_in).into_iter().map(|raw| Block::of(BlockKind::Note, raw));
    document.blocks.splice(0..0, told.collect::<Vec<_>>());
    Ok(document)
}

/// The language that a letter, or the first of its parts that does, says to be written in.
fn language(message: &Message<'_>) -> Option<Found<String>> {
    let of_part = |part: &MessagePart<'_>| {
        part.headers
            .iter()
            .find(|header| header.name.as_str().eq_ignore_ascii_case("Content-Language"))
            .and_then(|header| {
                let raw =
                    message.raw_message.get(header.offset_start as usize..header.offset_end as usize)?;
                Some(String::from_utf8_lossy(raw).into_owned())
            })
    };
    let told = message.parts.iter().take(20).find_map(of_part)?;
    let first = told.split(',').next().unwrap_or_default().trim();
    Some(Found::new(first.to_owned(), "content-language")).filter(|language| !language.value.is_empty())
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
        (None, Some(raw)) => {
            let house = message.header_raw("Organization").or_else(|| message.header_raw("Organisation"));
            let organization = house.map(str::trim).filter(|house| !house.is_empty() && house.is_ascii());
            let byline = Byline { raw, organization: organization.map(str::to_owned), ..Byline::default() };
            document.bylines.push(Found::new(byline, "from"));
        }
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
    let lines = forwarded::unquoted(&quoted::without_armour(&lines));
    let (lines, footer) = quoted::without_list_footer(&lines);
    let (lines, answered) = quoted::answered(lines);
    let (story, signature) = frame::without_signature(lines);
    document.blocks.extend(text::blocks(story, reading.limits.paragraphs));
    document.blocks.extend(signature.map(|s| Block::of(BlockKind::Contact, s)));
    document.blocks.extend(answered.map(|letter| Block::of(BlockKind::Note, letter.trim())));
    document.blocks.extend(footer.map(|lines| Block::of(BlockKind::Promo, lines.trim())));
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
        let told = story_of_text(message, part, reading);
        let bytes = told.as_deref().map_or(part.contents(), str::as_bytes);
        if told.is_none() && !is_delivery(reading, bytes) {
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

/// Fewest characters of an attached text that is a story.
const LEAST_STORY: usize = 300;

/// The text of an attachment that is plain text, where it is long enough to be a story: `release.txt`.
fn story_of_text(message: &Message<'_>, part: &MessagePart<'_>, reading: &Reading<'_>) -> Option<String> {
    let PartType::Text(_) = &part.body else { return None };
    let is_plain =
        part.content_type().is_none_or(|kind| kind.subtype().is_none_or(|s| s.eq_ignore_ascii_case("plain")));
    part.attachment_name().filter(|_| is_plain)?;
    let text = labels::read(message, part, &labels::of(part), reading.hints).text;
    let sentences = text.matches(['.', '!', '?', '。']).count();
    let tells = text.chars().count() >= LEAST_STORY && sentences >= 2;
    (tells && !text.trim_start().starts_with("BEGIN:") && !super::json::recognise(&text))
        .then(|| text.into_owned())
}

/// A letter, an archive, XML or JSON of a known shape: not a signature, a picture or a logo.
fn is_delivery(reading: &Reading<'_>, bytes: &[u8]) -> bool {
    reading.is_bundle(bytes)
        || std::str::from_utf8(bytes)
            .is_ok_and(|t| xml::root_name(t).is_some_and(|n| n != "svg") || super::json::recognise(t))
}
