//! The page that a record holds: what a server answered, without the form in which it was sent.

use std::borrow::Cow;

use super::record::{Record, header};
use crate::decode::bundle::coding::{self, Coding};
use crate::decode::bundle::{gzip, zstd};
use crate::decode::reading::{Stream, Walk};
use crate::model::{Fault, FaultCode};

/// What a server answered.
pub(super) struct Answer<'r> {
    status: u16,
    /// Names in lower case with their values.
    headers: Vec<(String, String)>,
    body: &'r [u8],
}

pub(super) struct Page<'r> {
    pub(super) body: Cow<'r, [u8]>,
    pub(super) content_type: String,
}

/// What could be read of a page which cannot be read, and why.
pub(super) type Unread<'r> = (Cow<'r, [u8]>, Fault);

/// The page in a record, if it is an answer that people can read. `answer` is the answer in the block of a record that
/// is one.
pub(super) fn of<'r>(
    walk: &Walk<'_>,
    record: &'r Record,
    answer: Option<Answer<'r>>,
) -> Option<Result<Page<'r>, Unread<'r>>> {
    match record.kind.as_str() {
        "response" if record.content_type.contains("http") || record.content_type.is_empty() => {
            let Some(Answer { status, headers, body }) = answer else {
                let message = "expected an HTTP answer, found no status line and headers that end";
                let block = Cow::Borrowed(record.block.as_slice());
                return Some(Err((block, Fault::new(FaultCode::Malformed, message))));
            };
            let content_type = header(&headers, "content-type").unwrap_or_default().to_ascii_lowercase();
            if !(200..300).contains(&status) || is_no_text(&content_type) || body.is_empty() {
                return None;
            }
            let body = unchunk(body, header(&headers, "transfer-encoding"));
            let body = decompress(walk, body, header(&headers, "content-encoding"));
            Some(body.map(|body| Page { body, content_type }))
        }
        "resource" | "conversion" if !is_no_text(&record.content_type) => {
            let body = Cow::Borrowed(record.block.as_slice());
            Some(Ok(Page { body, content_type: record.content_type.clone() }))
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

/// The answer in a block, if its head can be read.
pub(super) fn http_answer(block: &[u8]) -> Option<Answer<'_>> {
    if !block.starts_with(b"HTTP/") {
        return Some(Answer { status: 200, headers: Vec::new(), body: block });
    }
    let end = memchr::memmem::find(block, b"\r\n\r\n")
        .map(|n| (n, n + 4))
        .or_else(|| memchr::memmem::find(block, b"\n\n").map(|n| (n, n + 2)))?;
    let head = String::from_utf8_lossy(block.get(..end.0)?);
    let mut lines = head.lines();
    let status = lines.next()?.split_whitespace().nth(1)?.parse().ok()?;
    let headers = lines
        .filter_map(|l| l.split_once(':'))
        .map(|(k, v)| (k.trim().to_ascii_lowercase(), v.trim().to_owned()))
        .collect();
    Some(Answer { status, headers, body: block.get(end.1..)? })
}

/// Whether a block has no head that can be read, for bytes in it that are no text; `answer`: what was found in it.
pub(super) fn has_damaged_head(block: &[u8], answer: Option<&Answer<'_>>) -> bool {
    let begins = block.get(..1024).unwrap_or(block);
    let status = begins.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let is_text = |bytes: &[u8]| std::str::from_utf8(bytes).is_ok();
    block.starts_with(b"HTTP/") && (!is_text(status) || (answer.is_none() && !is_text(begins)))
}

/// Joins the chunks of a body; a body that is not chunked after all stays as it is.
fn unchunk<'r>(body: &'r [u8], encoding: Option<&str>) -> Cow<'r, [u8]> {
    if !encoding.is_some_and(|e| e.to_ascii_lowercase().contains("chunked")) {
        return Cow::Borrowed(body);
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
            return Cow::Owned(joined);
        };
        if size == 0 {
            return Cow::Owned(joined);
        }
        joined.extend_from_slice(chunk);
        rest = rest.get(end + 1 + size..).unwrap_or_default();
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
    if joined.is_empty() { Cow::Borrowed(body) } else { Cow::Owned(joined) }
}

/// A body as it was before it was sent; else what could be read of it, and why.
fn decompress<'r>(
    walk: &Walk<'_>,
    body: Cow<'r, [u8]>,
    encoding: Option<&str>,
) -> Result<Cow<'r, [u8]>, Unread<'r>> {
    let codings = match coding::named(encoding) {
        Ok(codings) => as_it_is(codings, &body),
        Err(why) => return Err((body, Fault::new(FaultCode::Binary, why))),
    };
    if codings.is_empty() {
        return Ok(body);
    }
    let mut bytes = Vec::new();
    let read = coding::through(
        &mut Stream::of(&body),
        &codings,
        &|source| Box::new(walk.meter(source)),
        &mut |stream| Ok(walk.take_document(stream, &mut bytes)),
    );
    match read {
        Ok(Ok(())) => Ok(Cow::Owned(bytes)),
        Ok(Err(fault)) => Err((Cow::Owned(bytes), fault)),
        Err(stop) => Err((Cow::Owned(bytes), walk.fault("a member", stop))),
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
