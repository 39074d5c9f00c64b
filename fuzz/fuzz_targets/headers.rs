//! Any bytes as header fields of an answer (Retry-After, Cache-Control, Expires, Link and the like): waits, freshness and links
//! within their caps; never a panic.
//!
//! Each line is a field; its first byte chooses the name.
#![no_main]

use std::time::Duration;

use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use url::Url;
use wiredesk::fetch::address;
use wiredesk::fetch::headers::{self, Headers};

const DAY: Duration = Duration::from_secs(86_400);

fuzz_target!(|data: &[u8]| {
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
});
