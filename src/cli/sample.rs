//! An invented story, read as any other: what `check` tries the expressions of sinks on.

use std::fmt::Display;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;

use super::out::shown;
use crate::config::plan::Sink;
use crate::model::Hints;
use crate::sieve::{Fields, Limits, Passed, Sieve, with_stack};

/// The page of a story in a place that does not exist.
const PAGE: &str = r#"<!doctype html><html lang="en"><head><title>Storm closes the port of Lumen</title>
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle",
"headline":"Storm closes the port of Lumen","alternativeHeadline":"Ferries stay in harbour",
"description":"The port of Lumen closed on Tuesday as a storm moved in.",
"datePublished":"2026-03-03T18:20:00+01:00","dateModified":"2026-03-03T19:05:00+01:00",
"articleSection":"Weather","keywords":["storm","port","ferries"],"inLanguage":"en",
"author":[{"@type":"Person","name":"Ann Ray"}],"publisher":{"@type":"Organization","name":"Lumen Courier"},
"image":{"@type":"ImageObject","url":"https://courier.example/storm.jpg","caption":"Waves over the pier."},
"url":"https://courier.example/storm"}</script></head><body><article>
<h1>Storm closes the port of Lumen</h1><p class="byline">By Ann Ray</p>
<p>PORT LUMEN, March 3 (Examplewire) - The port of Lumen closed on Tuesday as a storm moved in from the west.</p>
<p>"We had no choice," harbour master Tom Pell said on Tuesday. "The pier is under water."</p>
<p>All ferries stay in harbour until Thursday, the Lumen Port Authority said. "Nobody should travel," said its
spokeswoman, Ida Moss, who asked passengers to check their bookings before they leave home.</p>
<p>The last such storm, in July 2012, closed the port for three days and cost its tenants about 2 million crowns.</p>
</article></body></html>"#;

/// The line of its record.
fn line() -> Option<Vec<u8>> {
    let hints = Hints { url: Some("https://courier.example/storm".to_owned()), ..Hints::default() };
    let mut record = crate::read(PAGE.as_bytes(), &hints).ok()?.records.into_iter().next()?;
    // As the desk writes it: its own cluster, since nothing is like it.
    record.cluster = serde_json::from_value(json!({ "id": record.id, "relation": "original" })).ok();
    serde_json::to_vec(&record).ok()
}

/// What came of it at a sink; nothing where everything passes as it is.
pub(super) fn tried(sink: &Sink) -> Option<String> {
    let common = &sink.table.common;
    let sieve = Sieve::compile(&common.filter, &common.shape).ok()?;
    let line = line().filter(|_| !sieve.is_open())?;
    let fields = Fields::of(&line, sieve.names()).ok()?;
    let start = Instant::now();
    let now = Arc::new(move || start.elapsed());
    let limits = Limits { results: sink.results, time: Duration::from_secs(5), now };
    Some(match with_stack(|| sieve.pass(&fields, "sample.1", &limits)) {
        Ok(Passed::Filtered) => "its filter keeps an invented story back".to_owned(),
        Ok(Passed::Whole) => "its filter lets an invented story pass".to_owned(),
        Ok(Passed::Shaped(lines)) => match lines.as_slice() {
            [] => "its shape makes nothing of an invented story".to_owned(),
            [only] => format!("its shape makes of an invented story: {}", beginning(only)),
            [first, rest @ ..] => {
                format!(
                    "its shape makes {} messages of an invented story, the first: {}",
                    rest.len() + 1,
                    beginning(first)
                )
            }
        },
        Err(failure) => format!("its {} fails for an invented story: {}", failure.which, shown(&failure.why)),
    })
}

/// Most characters of a message that are shown.
const LONGEST: usize = 200;

fn beginning(line: &[u8]) -> impl Display {
    let line = String::from_utf8_lossy(line);
    let line = line.trim_end();
    let cut: String = line.chars().take(LONGEST).collect();
    let is_cut = cut.len() < line.len();
    shown(if is_cut { format!("{cut}…") } else { cut })
}
