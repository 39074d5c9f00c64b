//! What filter, shape and templates cost for a record of about 5 KB, in microseconds of one thread.
//!
//! usage: sieve [ROUNDS]
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use wiredesk::model::Hints;
use wiredesk::sieve::{Fields, Form, Limits, Sieve, Template, with_stack};

const FILTERS: &[&str] = &[
    ".language == \"en\"",
    ".language == \"en\" and .counts.words > 20 and any(.quotes[]?; .speaker.name == \"Tom Pell\")",
    "any(.quotes[]?; .text | test(\"choice|travel\"))",
    "del(.text) != null",
];
const SHAPES: &[&str] = &[
    "{id, headline, language, words: .counts.words}",
    ".quotes[]? + {record: $record}",
    "del(.body, .provenance)",
];
const TEMPLATE: &str = "news.{language}.{source.name}.{published|source.received_at:%Y-%m-%d}";

fn main() {
    let rounds: u32 = std::env::args().nth(1).and_then(|rounds| rounds.parse().ok()).unwrap_or(5000);
    let paragraph =
        "The port of Lumen closed on Tuesday as a storm moved in from the west, the authority said.\n\n";
    let story = format!(
        "Storm closes the port\n\n{}\"We had no choice,\" harbour master Tom Pell said on Monday.\n\n\
         \"Nobody should travel today,\" said Ida Moss, the spokeswoman of the port.\n",
        paragraph.repeat(9)
    );
    let record = wiredesk::read(story.as_bytes(), &Hints::default()).unwrap().records.remove(0);
    let line = serde_json::to_vec(&record).unwrap();
    println!("a record of {} bytes", line.len());
    let start = Instant::now();
    let limits =
        Limits { results: 5000, time: Duration::from_secs(5), now: Arc::new(move || start.elapsed()) };
    let time = |what: &str, once: &(dyn Fn() + Sync)| {
        let took = with_stack(|| {
            let begun = Instant::now();
            (0..rounds).for_each(|_| once());
            begun.elapsed()
        });
        println!("{:>8.2}  {what}", took.as_secs_f64() * 1e6 / f64::from(rounds));
    };
    for (filter, shape) in FILTERS.iter().map(|text| (*text, "")).chain(SHAPES.iter().map(|text| ("", *text)))
    {
        let sieve = Sieve::compile(filter, shape).unwrap();
        time(&format!("{filter}{shape}"), &|| {
            let fields = Fields::of(&line, sieve.names()).unwrap();
            std::hint::black_box(sieve.pass(&fields, "a.1", &limits).unwrap());
        });
    }
    let template = Template::parse(TEMPLATE, Form::Token).unwrap();
    let names = template.names();
    time(TEMPLATE, &|| {
        let fields = Fields::of(&line, &names).unwrap();
        std::hint::black_box(template.fill(&fields));
    });
}
