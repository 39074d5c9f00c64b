//! Containers, whole and damaged, bombs among them, and bytes that lie about their character set.

use std::io::Write;

use super::{Generator, each, name, repeat};

const STORY: &str = "Port closed\n\nThe port of Lumen was closed on Monday, the mayor of Lumen said.\n";

macro_rules! bundles {
    ($($name:literal: $make:expr),* $(,)?) => {
        pub(super) const ALL: &[Generator] =
            &[$(Generator { name: $name, suffix: "bin", make: $make }),*];
    };
}

bundles! {
    "zip: small members": |n| zipped(stories(n, 200)),
    "zip: empty members": |n| zipped((0..n / 120).map(|i| (format!("{i}.txt"), Vec::new())).collect()),
    "zip: one large member": |n| zipped(vec![("a.txt".to_owned(), repeat(n, STORY, "The port. ", ""))]),
    "zip: a member that expands": |n| zipped(vec![("a.txt".to_owned(), STORY.into()), ("b.txt".to_owned(), vec![b' '; n * 20])]),
    "zip: cut short": |n| cut(zipped(stories(n, 200))),
    "zip: ends of a directory": |n| repeat_bytes(n, b"PK\x03\x04", b"PK\x05\x06\0\0\0\0"),
    "zip: beginnings of members": |n| repeat_bytes(n, b"", b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0a"),
    "gzip: members of one line": |n| stories(n, 200).into_iter().flat_map(|(_, story)| gzipped(&story)).collect(),
    "gzip: empty members": |n| gzipped(b"").repeat(n / 20),
    "gzip: an article": |n| gzipped(&super::super::corpus::article(1, 1, n).into_bytes()),
    "gzip: what expands": |n| gzipped(&vec![b'a'; n * 20]),
    "gzip: cut short": |n| cut(gzipped(&super::super::corpus::article(1, 1, n * 2).into_bytes())),
    "gzip: beginnings only": |n| repeat_bytes(n, &gzipped(STORY.as_bytes()), b"\x1f\x8b\x08\0\0\0\0\0\0\x03"),
    "gzip: lines of JSON": |n| gzipped(&each(n, "", |i| format!("{{\"title\":\"Port {i}\",\"text\":\"The port of {} was closed.\"}}\n", name(i)), "")),
    "zstd: an article": |n| zstd::encode_all(super::super::corpus::article(1, 1, n).as_bytes(), 3).unwrap_or_default(),
    "zstd: what expands": |n| zstd::encode_all(vec![b'a'; n * 20].as_slice(), 3).unwrap_or_default(),
    "zstd: empty frames": |n| zstd::encode_all(&b""[..], 3).unwrap_or_default().repeat(n / 13),
    "zstd: cut short": |n| cut(zstd::encode_all(super::super::corpus::article(1, 1, n * 2).as_bytes(), 3).unwrap_or_default()),
    "tar: small members": |n| tarred(stories(n, 1000)),
    "tar: empty members": |n| tarred((0..n / 512).map(|i| (format!("{i}.txt"), Vec::new())).collect()),
    "tar: cut short": |n| cut(tarred(stories(n, 1000))),
    "tar: damaged": |n| damaged(tarred(stories(n, 1000)), 4096),
    "tar.gz: small members": |n| gzipped(&tarred(stories(n, 1000))),
    "warc: responses": |n| warc(n, |i| format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body><h1>Port {i}</h1><p>The port of {} was closed on Monday, they said.</p>", name(i))),
    "warc: no pages": |n| warc(n, |_| "HTTP/1.1 404 Not Found\r\nContent-Type: image/png\r\n\r\n".to_owned()),
    "warc: headers": |n| warc(n, |i| format!("HTTP/1.1 200 OK\r\n{}Content-Type: text/html\r\n\r\n<html><p>Port {i}.", "X-A: b\r\n".repeat(100))),
    "warc: beginnings only": |n| repeat(n, "", "WARC/1.0\r\n", ""),
    "warc: damaged": |n| damaged(warc(n, |i| format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><p>Port {i}.")), 2048),
    "warc.gz: a member each": |n| (0..n / 500).flat_map(|i| gzipped(&warc(1, |_| format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><p>The port of {i} was closed.")))).collect(),
    "charset: bytes of no character": |n| repeat_bytes(n, STORY.as_bytes(), b"\xff\xfe\xc0 "),
    "charset: Latin called UTF-8": |n| repeat_bytes(n, b"<?xml version=\"1.0\" encoding=\"utf-8\"?><nitf><body><body.content><p>", b"caf\xe9 \xfcber "),
    "charset: UTF-8 called Latin": |n| repeat_bytes(n, b"<html><head><meta charset=iso-8859-1></head><body><p>", "café über. ".as_bytes()),
    "charset: UTF-16": |n| std::iter::once(0xfeffu16).chain(STORY.encode_utf16().cycle()).take(n / 2).flat_map(u16::to_le_bytes).collect(),
    "charset: UTF-16 without a mark": |n| STORY.encode_utf16().cycle().take(n / 2).flat_map(u16::to_be_bytes).collect(),
    "charset: halves of pairs": |n| repeat_bytes(n, b"\xff\xfe", b"\x00\xd8a\0"),
    "charset: escapes between alphabets": |n| repeat_bytes(n, b"<html><head><meta charset=iso-2022-jp></head><body><p>", b"\x1b$B0!\x1b(Ba"),
    "charset: Shift JIS": |n| repeat_bytes(n, b"", b"\x8d`\x82\xcd\x95\xc2\x8d\xbd\x82\xb3\x82\xea\x82\xbd\x81B"),
    "charset: declared again and again": |n| repeat_bytes(n, b"<!doctype html><html><head>", b"<meta charset=koi8-r>"),
    "charset: single bytes of no language": |n| repeat_bytes(n, b"Port closed\n\n", b"f\xf5ig\xe1zgat\xf3 \xd0\xe3\x9a\xfe\xaa "),
    "charset: single bytes, all of them": |n| (0x80u8..=0xff).cycle().flat_map(|byte| [b'a', byte, b'b', b' ']).take(n).collect(),
    "charset: capitals inside words": |n| repeat_bytes(n, b"Port closed\n\n", b"a\xc4b\xd6c\xdcd "),
    "charset: letters late": |n| [b"a ".repeat(n / 2).as_slice(), b"caf\xe9 \xfcber"].concat(),
    "charset: any bytes": |n| noise(n),
    "binary: zeros": |n| vec![0; n],
    "binary: a picture": |n| [b"\xff\xd8\xff\xe0".to_vec(), noise(n)].concat(),
}

/// Numbered stories of about `each` bytes with their headers.
fn stories(bytes: usize, each: usize) -> Vec<(String, Vec<u8>)> {
    let story = |i: usize| {
        format!("Port {i}\n\nThe port of {} was closed on Monday, {} said.\n", name(i), name(i + 9))
    };
    (0..bytes / each).map(|i| (format!("{i}.txt"), story(i).into_bytes())).collect()
}

fn repeat_bytes(bytes: usize, head: &[u8], unit: &[u8]) -> Vec<u8> {
    [head.to_vec(), unit.repeat(bytes.saturating_sub(head.len()) / unit.len())].concat()
}

/// Bytes that look like chance and are not.
fn noise(bytes: usize) -> Vec<u8> {
    let mut rng = super::Rng::new(5);
    (0..bytes).map(|_| u8::try_from(rng.below(256)).unwrap_or_default()).collect()
}

/// Without its last fifth.
fn cut(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.len() / 5 * 4);
    bytes
}

/// With one byte in `every` another.
fn damaged(mut bytes: Vec<u8>, every: usize) -> Vec<u8> {
    bytes.iter_mut().skip(every / 2).step_by(every).for_each(|byte| *byte ^= 0x55);
    bytes
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).ok();
    writer.finish().unwrap_or_default()
}

fn zipped(members: Vec<(String, Vec<u8>)>) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).ok();
        writer.write_all(&bytes).ok();
    }
    writer.finish().map(std::io::Cursor::into_inner).unwrap_or_default()
}

fn tarred(members: Vec<(String, Vec<u8>)>) -> Vec<u8> {
    let mut writer = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        writer.append_data(&mut header, name, bytes.as_slice()).ok();
    }
    writer.into_inner().unwrap_or_default()
}

fn warc(bytes: usize, response: impl Fn(usize) -> String) -> Vec<u8> {
    let record = |i: usize| {
        let response = response(i);
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:{i}>\r\nWARC-Date: 2026-03-04T10:00:00Z\r\nWARC-Target-URI: https://n.example/{i}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{response}\r\n\r\n",
            response.len()
        )
    };
    each(bytes, "", record, "")
}
