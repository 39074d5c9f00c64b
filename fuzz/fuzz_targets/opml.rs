//! Any bytes as an OPML file and as a list of addresses: addresses of the web without a user, or what is wrong; never a
//! panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wiredesk::decode::listing::{Answer, address, address_line, outlines};

fuzz_target!(|data: &[u8]| {
    let Ok(from) = address("https://news.example/feeds.opml") else { return };
    let answer = Answer { bytes: data, content_type: None, address: &from, most: 50 };
    let outlines = outlines(&answer);
    assert!(outlines.len() <= 50);
    let text = String::from_utf8_lossy(data);
    let lines = text.lines().filter_map(|line| address_line(line)?.ok());
    for address in outlines.into_iter().filter_map(|outline| outline.address.ok()).chain(lines) {
        assert!(matches!(address.scheme(), "http" | "https") && address.has_host());
        assert!(address.username().is_empty() && address.password().is_none());
    }
});
