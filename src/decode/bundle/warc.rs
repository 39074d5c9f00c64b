//! WARC and ARC, the archives of crawlers: each page that was answered is a member.
//!
//! Records that are no answers (requests, metadata), answers that were errors, and what is no text (pictures,
//! scripts) are passed over: a crawl holds all of these. A record that is cut off is refused alone.

use std::io::{BufRead, Read};

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::{Metered, Short, broken, read_capped};
use crate::decode::reading::{GO_ON, Origin, Outcome, Place, Reading};
use crate::model::{Fault, FaultCode};

/// Longest header of a record or an answer.
const MAX_HEADER: u64 = 256 * 1024;

pub(in crate::decode) fn recognise(bytes: &[u8]) -> bool {
    bytes.starts_with(b"WARC/") || bytes.starts_with(b"filedesc://")
}

pub(in crate::decode) fn decode(reading: &mut Reading<'_>, bytes: &[u8], place: &Place) -> Outcome {
    let mut rest = bytes;
    decode_stream(reading, &mut rest, place)
}

pub(super) fn decode_stream(reading: &mut Reading<'_>, stream: &mut dyn BufRead, place: &Place) -> Outcome {
    let mut number = 0usize;
    loop {
        number += 1;
        let record = match next_record(reading, stream) {
            Ok(Some(record)) => record,
            Ok(None) => return GO_ON,
            Err(short) if number == 1 => return Err(short.fault),
            Err(short) => {
                return reading
                    .refuse_or_end(place, &format!("#{number}"), short)
                    .map(|_| std::ops::ControlFlow::Continue(()));
            }
        };
        let Some(answer) = readable(reading, record) else { continue };
        let outcome = match answer {
            Ok(page) => reading.member_from(place, &page.id, &page.body, page.origin)?,
            Err((id, short)) => reading.refuse_or_end(place, &id, short)?,
        };
        if outcome.is_break() {
            return GO_ON;
        }
    }
}

struct Record {
    id: String,
    kind: String,
    url: Option<String>,
    date: Option<String>,
    content_type: String,
    block: Vec<u8>,
}

struct Page {
    id: String,
    body: Vec<u8>,
    origin: Origin,
}

fn next_record(reading: &Reading<'_>, stream: &mut dyn BufRead) -> Result<Option<Record>, Short> {
    let short = |fault| Short { bytes: Vec::new(), fault };
    let malformed = |what: &str| Short { bytes: Vec::new(), fault: Fault::new(FaultCode::Malformed, what) };
    let mut first = String::new();
    while first.trim().is_empty() {
        first.clear();
        let line = read_line(stream).map_err(|e| short(broken(reading, "a WARC record", &e)))?;
        if line.is_empty() {
            return Ok(None);
        }
        first = String::from_utf8_lossy(&line).into_owned();
    }
    let (mut record, length) = if first.starts_with("WARC/") {
        let headers = read_headers(stream).map_err(|e| short(broken(reading, "a WARC record", &e)))?;
        warc_record(&headers).ok_or_else(|| malformed("expected a WARC record with a length, found none"))?
    } else {
        arc_record(&first).ok_or_else(|| malformed("expected the first line of a WARC or ARC record"))?
    };
    let most = reading.limits.document_bytes as u64 * 2;
    let outcome = stream.take(length.min(most)).read_to_end(&mut record.block);
    let skipped = std::io::copy(&mut stream.take(length.saturating_sub(most)), &mut std::io::sink());
    if let Err(error) = outcome.and(skipped.map(|_| 0)) {
        return Err(Short { fault: broken(reading, "a WARC record", &error), bytes: record.block });
    }
    if (record.block.len() as u64) < length.min(most) {
        let message = format!("expected a record of {length} bytes, found {}", record.block.len());
        return Err(Short { fault: Fault::new(FaultCode::Malformed, message), bytes: record.block });
    }
    Ok(Some(record))
}

fn read_line(stream: &mut dyn BufRead) -> std::io::Result<Vec<u8>> {
    let mut line = Vec::new();
    stream.take(MAX_HEADER).read_until(b'\n', &mut line)?;
    Ok(line)
}

fn read_headers(stream: &mut dyn BufRead) -> std::io::Result<Vec<(String, String)>> {
    let mut headers = Vec::new();
    for _ in 0..500 {
        let line = read_line(stream)?;
        let line = String::from_utf8_lossy(&line);
        if line.trim().is_empty() {
            break;
        }
        headers
            .extend(line.split_once(':').map(|(k, v)| (k.trim().to_ascii_lowercase(), v.trim().to_owned())));
    }
    Ok(headers)
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
}

fn warc_record(headers: &[(String, String)]) -> Option<(Record, u64)> {
    let bare = |v: &str| v.trim_start_matches('<').trim_end_matches('>').to_owned();
    let length = header(headers, "content-length")?.parse().ok()?;
    let record = Record {
        id: header(headers, "warc-record-id").map(bare).unwrap_or_default(),
        kind: header(headers, "warc-type").unwrap_or_default().to_ascii_lowercase(),
        url: header(headers, "warc-target-uri").map(bare),
        date: header(headers, "warc-date").map(str::to_owned),
        content_type: header(headers, "content-type").unwrap_or_default().to_ascii_lowercase(),
        block: Vec::new(),
    };
    Some((record, length))
}

/// `url ip date type length`, in version 2 with more fields between.
fn arc_record(line: &str) -> Option<(Record, u64)> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let length = fields.last()?.parse().ok()?;
    let url = (*fields.first()?).to_owned();
    if fields.len() < 5 || !url.contains(':') {
        return None;
    }
    let is_page = url.starts_with("http");
    let record = Record {
        id: url.clone(),
        kind: if is_page { "response" } else { "filedesc" }.to_owned(),
        url: Some(url),
        date: fields.get(2).map(|d| (*d).to_owned()),
        content_type: "application/http".to_owned(),
        block: Vec::new(),
    };
    Some((record, length))
}

/// The page in a record, if it is an answer that people can read.
fn readable(reading: &Reading<'_>, record: Record) -> Option<Result<Page, (String, Short)>> {
    let origin = |content_type: Option<String>| Origin {
        url: record.url.clone(),
        content_type,
        fetched: record.date.clone(),
    };
    match record.kind.as_str() {
        "response" if record.content_type.contains("http") || record.content_type.is_empty() => {
            let (status, headers, body) = http_answer(&record.block)?;
            let content_type = header(&headers, "content-type").unwrap_or_default().to_ascii_lowercase();
            if !(200..300).contains(&status) || is_no_text(&content_type) || body.is_empty() {
                return None;
            }
            let body = unchunk(body, header(&headers, "transfer-encoding"));
            Some(match decompress(reading, &body, header(&headers, "content-encoding")) {
                Ok(body) => Ok(Page { id: record.id.clone(), body, origin: origin(Some(content_type)) }),
                Err(short) => Err((record.id.clone(), short)),
            })
        }
        "resource" | "conversion" if !is_no_text(&record.content_type) => {
            let origin = origin(Some(record.content_type.clone()));
            Some(Ok(Page { id: record.id, body: record.block, origin }))
        }
        _ => None,
    }
}

fn is_no_text(content_type: &str) -> bool {
    let kinds = [
        "image/",
        "video/",
        "audio/",
        "font/",
        "text/css",
        "javascript",
        "octet-stream",
        "text/dns",
        "pdf",
        "application/warc",
    ];
    kinds.iter().any(|k| content_type.contains(k))
}

/// Status, headers and body of an HTTP answer.
fn http_answer(block: &[u8]) -> Option<(u16, Vec<(String, String)>, &[u8])> {
    if !block.starts_with(b"HTTP/") {
        return Some((200, Vec::new(), block));
    }
    let end = memchr::memmem::find(block, b"\r\n\r\n")
        .map(|n| (n, n + 4))
        .or_else(|| memchr::memmem::find(block, b"\n\n").map(|n| (n, n + 2)))?;
    let head = String::from_utf8_lossy(block.get(..end.0)?);
    let mut lines = head.lines();
    let status = lines.next()?.split_whitespace().nth(1)?.parse().ok()?;
    let headers = lines
        .filter_map(|l| l.split_once(':'))
        .map(|(k, v)| (k.trim().to_ascii_lowercase(), v.trim().to_owned()));
    Some((status, headers.collect(), block.get(end.1..)?))
}

/// Joins the chunks of a body; a body that is not chunked after all stays as it is.
fn unchunk(body: &[u8], encoding: Option<&str>) -> Vec<u8> {
    if !encoding.is_some_and(|e| e.to_ascii_lowercase().contains("chunked")) {
        return body.to_vec();
    }
    let mut joined = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(end) = memchr::memchr(b'\n', rest) {
        let size = rest
            .get(..end)
            .and_then(|l| std::str::from_utf8(l).ok())
            .and_then(|l| l.trim().split(';').next())
            .and_then(|n| usize::from_str_radix(n.trim(), 16).ok());
        let Some(size) = size else { break };
        let Some(chunk) = rest.get(end + 1..end + 1 + size.min(rest.len())) else {
            joined.extend_from_slice(rest.get(end + 1..).unwrap_or_default());
            return joined;
        };
        if size == 0 {
            return joined;
        }
        joined.extend_from_slice(chunk);
        rest = rest.get(end + 1 + size..).unwrap_or_default();
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
    if joined.is_empty() { body.to_vec() } else { joined }
}

fn decompress(reading: &Reading<'_>, body: &[u8], encoding: Option<&str>) -> Result<Vec<u8>, Short> {
    let encoding = encoding.unwrap_or_default().to_ascii_lowercase();
    match encoding.as_str() {
        _ if body.starts_with(b"\x1F\x8B\x08") => {
            read_capped(reading, &mut Metered::new(MultiGzDecoder::new(body), reading))
        }
        "deflate" if body.first() == Some(&0x78) => {
            read_capped(reading, &mut Metered::new(ZlibDecoder::new(body), reading))
        }
        "deflate" => read_capped(reading, &mut Metered::new(DeflateDecoder::new(body), reading)),
        "br" | "zstd" => {
            let message =
                format!("expected a body that is plain or compressed by gzip or deflate, found {encoding}");
            Err(Short { bytes: body.to_vec(), fault: Fault::new(FaultCode::Binary, message) })
        }
        _ => Ok(body.to_vec()),
    }
}
