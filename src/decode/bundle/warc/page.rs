//! The page that a record holds: what a server answered, without the form in which it was sent.

use super::record::{Record, header};
use crate::decode::bundle::coding::{self, Coding};
use crate::decode::bundle::{gzip, zstd};
use crate::decode::reading::{Origin, Stream, Walk};
use crate::model::{Fault, FaultCode};

/// Names in lower case with their values.
type Headers = Vec<(String, String)>;

pub(super) struct Page {
    pub(super) id: String,
    pub(super) body: Vec<u8>,
    pub(super) origin: Origin,
}

/// A record that holds a page which cannot be read: its id, what could be read, and why.
pub(super) type Unread = (String, Vec<u8>, Fault);

/// The page in a record, if it is an answer that people can read; else its record's id, what could be read, and why.
pub(super) fn of(walk: &Walk<'_>, record: Record) -> Option<Result<Page, Unread>> {
    let origin = |content_type: Option<String>| Origin { url: record.url.clone(), content_type };
    match record.kind.as_str() {
        "response" if record.content_type.contains("http") || record.content_type.is_empty() => {
            let Some((status, headers, body)) = http_answer(&record.block) else {
                let message = "expected an HTTP answer, found no status line and headers that end";
                return Some(Err((record.id, record.block, Fault::new(FaultCode::Malformed, message))));
            };
            let content_type = header(&headers, "content-type").unwrap_or_default().to_ascii_lowercase();
            if !(200..300).contains(&status) || is_no_text(&content_type) || body.is_empty() {
                return None;
            }
            let body = unchunk(body, header(&headers, "transfer-encoding"));
            Some(match decompress(walk, &body, header(&headers, "content-encoding")) {
                Ok(body) => Ok(Page { id: record.id.clone(), body, origin: origin(Some(content_type)) }),
                Err((bytes, fault)) => Err((record.id.clone(), bytes, fault)),
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
fn http_answer(block: &[u8]) -> Option<(u16, Headers, &[u8])> {
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

/// Whether an answer has no head that can be read, for bytes in it that are no text.
pub(super) fn has_damaged_head(block: &[u8]) -> bool {
    let begins = block.get(..1024).unwrap_or(block);
    let status = begins.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let is_text = |bytes: &[u8]| std::str::from_utf8(bytes).is_ok();
    block.starts_with(b"HTTP/") && (!is_text(status) || (http_answer(block).is_none() && !is_text(begins)))
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

/// A body as it was before it was sent; else what could be read of it, and why.
fn decompress(walk: &Walk<'_>, body: &[u8], encoding: Option<&str>) -> Result<Vec<u8>, (Vec<u8>, Fault)> {
    let codings = match coding::named(encoding) {
        Ok(codings) => as_it_is(codings, body),
        Err(why) => return Err((body.to_vec(), Fault::new(FaultCode::Binary, why))),
    };
    let mut bytes = Vec::new();
    let read = coding::through(
        &mut Stream::of(body),
        &codings,
        &|source| Box::new(walk.meter(source)),
        &mut |stream| Ok(walk.take_document(stream, &mut bytes)),
    );
    match read {
        Ok(Ok(())) => Ok(bytes),
        Ok(Err(fault)) => Err((bytes, fault)),
        Err(stop) => Err((bytes, walk.fault("a member", stop))),
    }
}

/// Crawlers keep bodies as they were sent, or unpacked under a header that says otherwise: where the bytes tell, they are
/// believed.
fn as_it_is(codings: Vec<Coding>, body: &[u8]) -> Vec<Coding> {
    match codings.last() {
        _ if codings.len() < 2 && gzip::recognise(body) => vec![Coding::Gzip],
        Some(Coding::Gzip) if !gzip::recognise(body) => Vec::new(),
        Some(Coding::Zstd) if !zstd::recognise(body) => Vec::new(),
        _ => codings,
    }
}
