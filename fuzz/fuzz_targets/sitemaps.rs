//! Any bytes as a sitemap: pages and sitemaps within the most, with addresses of the web; never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wiredesk::decode::listing::{Answer, address, sitemap};

fuzz_target!(|data: &[u8]| {
    let Ok(from) = address("https://news.example/sitemap.xml") else { return };
    let answer = Answer { bytes: data, content_type: None, address: &from, most: 50 };
    let Ok(listed) = sitemap(&answer) else { return };
    assert!(listed.pages.len() + listed.sitemaps.len() <= 50);
    let pages = listed.pages.iter().map(|page| &page.address);
    for address in pages.chain(listed.sitemaps.iter().map(|named| &named.address)) {
        assert!(matches!(address.scheme(), "http" | "https") && address.has_host());
    }
});
