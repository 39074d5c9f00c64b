//! The fuzz targets, on every fixture and on fixtures with some bytes changed: so they compile, and hold for what is known.
//! `fuzz/README.md` says how they are run for longer.

#![allow(unused_attributes, unused_imports, reason = "each target is a program of its own elsewhere")]

use std::path::Path;

use crate::outside::daemon::files_below;
use crate::outside::rng::Rng;
use crate::support::root;

#[path = "../../fuzz/fuzz_targets/containers.rs"]
mod containers;
#[path = "../../fuzz/fuzz_targets/decode.rs"]
mod decode;
#[path = "../../fuzz/fuzz_targets/feeds.rs"]
mod feeds;
#[path = "../../fuzz/fuzz_targets/guard.rs"]
mod guard;
#[path = "../../fuzz/fuzz_targets/headers.rs"]
mod headers;
#[path = "../../fuzz/fuzz_targets/opml.rs"]
mod opml;
#[path = "../../fuzz/fuzz_targets/push.rs"]
mod push;
#[path = "../../fuzz/fuzz_targets/quotes.rs"]
mod quotes;
#[path = "../../fuzz/fuzz_targets/robots.rs"]
mod robots;
#[path = "../../fuzz/fuzz_targets/sitemaps.rs"]
mod sitemaps;

/// Every target, and the longest input that it is given here.
const TARGETS: [(fn(&[u8]), usize); 10] = [
    (containers::run, 64 << 10),
    (decode::run, 16 << 10),
    (feeds::run, 16 << 10),
    (guard::run, 256),
    (headers::run, 4 << 10),
    (opml::run, 8 << 10),
    (push::run, 4 << 10),
    (quotes::run, 2 << 10),
    (robots::run, 16 << 10),
    (sitemaps::run, 16 << 10),
];

/// What no fixture has.
const SEEDS: [&[u8]; 5] = [
    b"/private/a%2Fb?x=1\nUser-agent: *\r\nDisallow: /private/*a$\nAllow: /\nCrawl-delay: 3\nSitemap: https://a.example/s.xml\n",
    b"\x00120\n\x01max-age=60, s-maxage=\"9\"\n\x05<https://hub.example/>; rel=\"hub self\"; x*=utf-8''y\n\x02Thu, 05 Mar 2026 09:30:00 GMT",
    b"http://[::ffff:10.0.0.1]:8080/a/../b?c#d",
    b"\x01{\"title\":\"Port closed\",\"text\":\"The port of Lumen was closed on Monday.\"}\n{\"title\":\n",
    b"<opml version='2.0'><body><outline text='a'><outline xmlUrl='https://a.example/rss'/></outline></body></opml>",
];

fn inputs(folder: &Path) -> Vec<Vec<u8>> {
    let mut files = files_below(folder);
    files.sort();
    let read = files.iter().map(|path| std::fs::read(path).unwrap());
    SEEDS.iter().map(|seed| seed.to_vec()).chain(read).collect()
}

#[test]
fn every_target_holds_for_every_fixture_also_with_some_bytes_changed() {
    let inputs = inputs(&root().join("tests/fixtures/decode"));
    assert!(inputs.len() > 20, "{}", inputs.len());
    let mut rng = Rng::new(16);
    for input in &inputs {
        for (run, longest) in TARGETS {
            let mut input = input.get(..longest.min(input.len())).unwrap_or_default().to_vec();
            run(&input);
            for _ in 0..=rng.below(4) {
                if !input.is_empty() {
                    let at = rng.below(input.len());
                    input[at] = u8::try_from(rng.below(256)).unwrap();
                }
            }
            run(&input);
        }
    }
}
