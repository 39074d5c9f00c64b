//! Any bytes as what hosts say about being asked: robots.txt, header fields, addresses; values within their caps, never a
//! panic, and nothing that costs more than in proportion.
//!
//! The first byte chooses what the rest is.
#![no_main]

use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use url::Url;
use wiredesk::fetch::guard::{Guard, Range};
use wiredesk::fetch::headers::{self, Headers};
use wiredesk::fetch::robots::Robots;
use wiredesk::fetch::{address, robots};

const DAY: Duration = Duration::from_secs(86_400);

/// The first line is a path, the rest a file.
fn robots_txt(data: &[u8]) {
    let (path, file) = data.split_at(data.iter().position(|byte| *byte == b'\n').unwrap_or(0));
    let Ok(url) = Url::parse(&format!("https://example.org/{}", String::from_utf8_lossy(path))) else { return };
    let robots = Robots::parse(file, "wiredesk");
    assert!(robots.sitemaps().len() <= 1000 && robots.rules() <= robots::READ);
    let decision = robots.decide(&url);
    assert!(decision.allowed || decision.rule.is_some());
    // Line ends of another kind change nothing.
    if !file.starts_with(b"\xff\xfe") && !file.starts_with(b"\xfe\xff") && file.len() < robots::READ {
        let other: Vec<u8> = file.iter().map(|byte| if *byte == b'\n' { b'\r' } else { *byte }).collect();
        assert_eq!(Robots::parse(&other, "wiredesk").decide(&url), decision);
    }
}

/// Each line is a field.
fn fields(data: &[u8]) {
    let names =
        ["retry-after", "cache-control", "expires", "age", "date", "link", "content-type", "cf-mitigated"];
    let mut fields = Headers::default();
    for line in data.split(|byte| *byte == b'\n') {
        if let [name, value @ ..] = line {
            fields.push(names[usize::from(*name) % names.len()], value.to_vec());
        }
    }
    let now = Timestamp::UNIX_EPOCH;
    assert!(headers::retry_after(&fields, now, DAY).is_none_or(|wait| wait <= DAY));
    assert!(headers::freshness(&fields, now, DAY).is_none_or(|fresh| fresh <= DAY));
    assert!(headers::links(&fields).len() <= 64);
    if let Ok(base) = Url::parse("https://example.org/feed") {
        let hubs = headers::hubs(&fields, &base);
        assert!(hubs.hubs.len() <= 8 && hubs.hubs.iter().all(|hub| address::HostKey::of(hub).is_some()));
    }
    headers::content_type(&fields);
    headers::is_challenge(403, &fields);
}

/// A number, and a text.
fn addresses(data: &[u8]) {
    let guard = Guard::default();
    if let Some(bytes) = data.first_chunk::<16>() {
        let six = Ipv6Addr::from(*bytes);
        if let Some(four) = six.to_ipv4_mapped() {
            assert_eq!(guard.judge(IpAddr::V6(six)).is_ok(), guard.judge(IpAddr::V4(four)).is_ok());
        }
        let global = six.segments()[0] & 0xe000 == 0x2000;
        let nat64 = six.segments()[..6] == [0x64, 0xff9b, 0, 0, 0, 0];
        assert!(guard.judge(IpAddr::V6(six)).is_err() || global || nat64 || six.to_ipv4_mapped().is_some());
    }
    let text = String::from_utf8_lossy(data);
    if let Ok(range) = text.parse::<Range>() {
        assert_eq!(range.to_string().parse::<Range>(), Ok(range));
    }
    if let Ok(url) = address::read(&text) {
        let key = address::key(&url);
        let again = Url::parse(&key).expect("a key is an address");
        assert_eq!(address::key(&again), key);
        guard.literal(&url).ok();
    }
}

fuzz_target!(|data: &[u8]| match data.split_first() {
    Some((0..100, rest)) => robots_txt(rest),
    Some((100..200, rest)) => fields(rest),
    Some((_, rest)) => addresses(rest),
    None => {}
});
