//! A path and any bytes as a robots.txt: decisions within the caps, the same with line ends of another kind; never a panic, and
//! nothing that costs more than in proportion.
//!
//! The first line is the path, the rest the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use url::Url;
use wiredesk::fetch::robots::{self, Robots};

fuzz_target!(|data: &[u8]| {
    let (path, file) = data.split_at(data.iter().position(|byte| *byte == b'\n').unwrap_or(0));
    let Ok(url) = Url::parse(&format!("https://example.org/{}", String::from_utf8_lossy(path))) else {
        return;
    };
    let robots = Robots::parse(file, "wiredesk");
    assert!(robots.sitemaps().len() <= 1000 && robots.rules() <= robots::READ);
    let decision = robots.decide(&url);
    assert!(decision.allowed || decision.rule.is_some());
    // Line ends of another kind change nothing.
    if !file.starts_with(b"\xff\xfe") && !file.starts_with(b"\xfe\xff") && file.len() < robots::READ {
        let other: Vec<u8> = file.iter().map(|byte| if *byte == b'\n' { b'\r' } else { *byte }).collect();
        assert_eq!(Robots::parse(&other, "wiredesk").decide(&url), decision);
    }
});
