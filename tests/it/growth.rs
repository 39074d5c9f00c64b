//! Hostile input of every kind costs at most in proportion to its size: decoding, normalising, the signature and the
//! extraction, on this thread's own processor time.
//!
//! Sizes are small, since builds for tests are slow; `cargo xtask growth` measures the program itself with more.

use std::hint::black_box;
use std::ops::ControlFlow;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};
use wiredesk::decode::{self, Piece};
use wiredesk::model::{Hints, TextLimits};
use wiredesk::{dedup, extract, normalise};

use crate::outside::hostile::{self, Generator};

/// The smaller input.
const BYTES: usize = 24 << 10;
/// How many times as large the larger is: two doublings.
const LARGER: usize = 4;
/// Most times as much time for it: three for each doubling.
const MOST: f64 = 9.0;
/// Less time than this for the larger says nothing.
const FLOOR: Duration = Duration::from_millis(40);
/// How often a pair that misses the limit is measured again; the least time counts.
const AGAIN: usize = 5;

/// Processor time of this thread.
fn spent() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.try_into().unwrap(), now.tv_nsec.try_into().unwrap())
}

/// What the stages that understand text need for one input.
fn cost(bytes: &[u8]) -> Duration {
    let hints = Hints { received_at: "2026-11-01T00:00:00Z".into(), ..Hints::default() };
    let limits = TextLimits::default();
    let before = spent();
    let outcome = decode::decode(bytes, &hints, &limits, &mut |piece| {
        if let Piece::Document(document, _) = piece {
            let mut record = normalise::normalise(*document, &hints, &limits);
            black_box(dedup::signature(&record));
            extract::extract(&mut record, &limits, None);
            black_box(&record);
        }
        ControlFlow::Continue(())
    });
    black_box(&outcome);
    spent() - before
}

/// Why a generator misses the limit, if it does whenever it is measured.
fn misses(generator: &Generator) -> Option<String> {
    let (small, large) = ((generator.make)(BYTES), (generator.make)(BYTES * LARGER));
    let (mut least, mut most) = (Duration::MAX, Duration::MAX);
    for _ in 0..=AGAIN {
        most = most.min(cost(&large));
        if most < FLOOR {
            return None;
        }
        least = least.min(cost(&small));
        if most.as_secs_f64() < MOST * least.max(FLOOR / 20).as_secs_f64() {
            return None;
        }
    }
    Some(format!("{}: {least:?} for {} bytes, {most:?} for {}", generator.name, small.len(), large.len()))
}

#[test]
fn hostile_input_costs_in_proportion_to_its_size() {
    // What is built once for the process is nobody's cost.
    cost(b"Port closed\n\n\"We see,\" Ann Ray said on Monday.\n");
    let generators = hostile::all();
    assert!(generators.len() > 60);
    let missed: Vec<String> = generators.iter().filter_map(misses).collect();
    assert!(missed.is_empty(), "{} grow faster than their input:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn generators_have_names_and_sizes_of_their_own() {
    let generators = hostile::all();
    let mut names: Vec<_> = generators.iter().map(|generator| generator.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), generators.len());
    for generator in &generators {
        let (small, large) = ((generator.make)(4 << 10).len(), (generator.make)(256 << 10).len());
        assert!(small < large, "{}: {small}, {large}", generator.name);
    }
}
