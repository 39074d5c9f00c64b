//! The fuzz targets, on every fixture and on fixtures with some bytes changed: so they compile, and hold for what is known.
//! `WIREDESK_FUZZ=SECONDS` goes on with each for so long, printed with `--nocapture`; `fuzz/README.md` says how they are run by
//! what they reach.

#![allow(unused_attributes, unused_imports, reason = "each target is a program of its own elsewhere")]

use std::path::Path;
use std::time::{Duration, Instant};

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

type Target = fn(&[u8]);

/// Every target, and the longest input that it is given here.
const TARGETS: [(&str, Target, usize); 10] = [
    ("containers", containers::run, 64 << 10),
    ("decode", decode::run, 16 << 10),
    ("feeds", feeds::run, 16 << 10),
    ("guard", guard::run, 256),
    ("headers", headers::run, 4 << 10),
    ("opml", opml::run, 8 << 10),
    ("push", push::run, 4 << 10),
    ("quotes", quotes::run, 2 << 10),
    ("robots", robots::run, 16 << 10),
    ("sitemaps", sitemaps::run, 16 << 10),
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
    let longer = std::env::var("WIREDESK_FUZZ").ok().and_then(|seconds| seconds.parse().ok());
    let longer = Duration::from_secs(longer.unwrap_or(0));
    for (name, run, longest) in TARGETS {
        let (mut rng, begun, mut count) = (Rng::new(16), Instant::now(), 0);
        for input in &inputs {
            let input = input.get(..longest.min(input.len())).unwrap_or_default();
            run(input);
            run(&changed(input, &inputs, &mut rng));
            count += 2;
        }
        while begun.elapsed() < longer {
            let input = &inputs[rng.below(inputs.len())];
            run(&changed(input.get(..longest.min(input.len())).unwrap_or_default(), &inputs, &mut rng));
            count += 1;
        }
        println!("{name}: {count} inputs in {:.1?}", begun.elapsed());
    }
}

/// An input with some bytes changed, a part taken out, or a part of another one in its middle.
fn changed(input: &[u8], others: &[Vec<u8>], rng: &mut Rng) -> Vec<u8> {
    let mut input = input.to_vec();
    if input.is_empty() {
        return input;
    }
    for _ in 0..=rng.below(6) {
        let at = rng.below(input.len());
        match rng.below(6) {
            0 if input.len() > 1 => {
                input.drain(at..(at + 1 + rng.below(16)).min(input.len()));
            }
            1 => {
                let other = &others[rng.below(others.len())];
                let from = rng.below(other.len().max(1));
                let part = other.get(from..(from + rng.below(64)).min(other.len())).unwrap_or_default();
                input.splice(at..at, part.iter().copied());
            }
            2 => input[at] ^= 1 << rng.below(8),
            _ => input[at] = u8::try_from(rng.below(256)).unwrap(),
        }
        if input.is_empty() {
            break;
        }
    }
    input
}
